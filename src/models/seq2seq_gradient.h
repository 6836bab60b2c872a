/* seq2seq_gradient.h -- how much each state of the encoder matters to the output: ∂L/∂h_s with
 * L = −log p(y_t) of one word, or Σ_t −log p(y_t) of all, the emitted words as targets.
 *
 * ∂L/∂→h_s counts every way from →h_s to L: through the later →h, as key and as value, and through
 * the ends that the bridge (without attention: c too) takes; ∂L/∂←h_s alike. What is drawn (hard)
 * or chosen (argmax) does not change with a score, so nothing flows there. Of an LSTM the memory
 * c_s is a state of its own: ∂L/∂h_s holds it still, and ∂L/∂c_s stands beside it.
 */
#ifndef HEED_MODELS_SEQ2SEQ_GRADIENT_H
#define HEED_MODELS_SEQ2SEQ_GRADIENT_H

#include "models/seq2seq.h"

enum { ENCODER_WAYS = 2, GRADIENT_ALL = -1 }; /* →, ←; in place of a word: all of them */

typedef struct EncoderGradient {
    const Node *loss;            /* L */
    int S, width;                /* states; numbers of each in one direction */
    int ways;                    /* directions */
    const Real *h[ENCODER_WAYS]; /* S × width each, in the order of the sentence */
    const Real *c[ENCODER_WAYS]; /* of an LSTM's memory; else NULL */
    /* S × H: what reaches [→h_s ; ←h_s] as key and value of its own word, without the way through
     * its neighbours: 0 without attention, but for the end that a one-way encoder hands over. */
    const Real *own;
} EncoderGradient;

/* Of a decoding run by its lines, built with wants_gradients. t counts from 1 to its steps, or
 * is GRADIENT_ALL. The numbers live in the tape's arena; another t may be asked for next. */
EncoderGradient seq2seq_gradient(Tape *tape, const Seq2SeqRun *run, int t);

#endif
