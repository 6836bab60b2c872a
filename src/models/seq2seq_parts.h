/* seq2seq_parts.h -- what the files of the recurrent encoder–decoder share. Of models/seq2seq*.c
 * alone.
 */
#ifndef HEED_MODELS_SEQ2SEQ_PARTS_H
#define HEED_MODELS_SEQ2SEQ_PARTS_H

#include "models/seq2seq.h"

/* A recurrent layer's tensors: weights of input and state, biases of input and state. */
extern const char *const seq2seq_forward_names[4], *const seq2seq_backward_names[4],
                                                       *const seq2seq_decoder_names[4];

#endif
