/* seq2seq.h -- the encoder–decoder with attention: Bahdanau et al. 2015 and Luong et al. 2015.
 *
 * Encoder: h_s = [→h_s ; ←h_s] of a two-way recurrent layer (or →h_s alone). Keys = values = h.
 * s_0 = tanh(bridge([→h_S ; ←h_1])).
 * query previous: q_t = s_{t−1}, c_t from it, s_t = cell([emb(y_{t−1}) ; c_t], s_{t−1}).
 * query current:  s_t = cell(emb(y_{t−1}), s_{t−1}), q_t = s_t, and c_t reaches only the readout.
 * logits = output(tanh(readout([s_t ; c_t ; emb(y_{t−1})]))); y_0 = <s>.
 * `none`: c_t = [→h_S ; ←h_1] at every t, used as with query previous; what-ifs have no use then.
 *
 * Tensors (V_s, V_t vocabularies; E embedding; H hidden; A attention; R readout; H_e = H/2 a
 * direction, or H; G = 3, 4 or 1 gates): source.embedding.weight (V_s,E) target.embedding.weight
 * (V_t,E) encoder.rnn.weight_ih_l0 (G·H_e,E)           encoder.rnn.weight_hh_l0 (G·H_e,H_e)
 *   encoder.rnn.bias_ih_l0, bias_hh_l0 (G·H_e)   and the same four with _reverse
 *   bridge.weight (H,H), bridge.bias (H)
 *   the score's and the scope's own (attention/match.c, scope.c)
 *   decoder.rnn.weight_ih (G·H, E+H or E)        decoder.rnn.weight_hh (G·H,H)
 *   decoder.rnn.bias_ih, bias_hh (G·H)
 *   readout.weight (R,2H+E), readout.bias (R)    output.weight (V_t,R), output.bias (V_t)
 */
#ifndef HEED_MODELS_SEQ2SEQ_H
#define HEED_MODELS_SEQ2SEQ_H

#include "attention/attend.h"
#include "models/beam.h"
#include "models/cells.h"
#include "models/greedy.h"

enum { SEQ2SEQ_WEIGHTS_MAX = 40 };

typedef struct Seq2SeqConfig {
    const RecurrentCell *cell;
    bool bidirectional, query_current;
    int embedding, hidden, attention, readout;
    int source_vocabulary, target_vocabulary;
    const Score *score; /* as trained; a run may use another whose parameters are there */
    const Scope *scope;
    int window; /* D as trained */
    int limit;  /* of output tokens; 0: min(2S + 10, 200) */
} Seq2SeqConfig;

/* NULL, or the sentence that says what is wrong with the numbers. */
const char *seq2seq_validate(const Seq2SeqConfig *config);
/* The tensors of that configuration, with their starts; returns how many (≤ SEQ2SEQ_WEIGHTS_MAX).
 */
int seq2seq_weights(const Seq2SeqConfig *config, Weight *out);
/* Whether a run with this attention finds what it needs in `weights`: NULL or the sentence. */
const char *seq2seq_refuses(const Seq2SeqConfig *config, const Weights *weights,
                            const Attention *attention, bool query_current);

/* What goes in: B items, padded to S source and T target tokens. Ids as numbers. */
typedef struct Seq2SeqInput {
    int batch, source_length;
    const Real *source;        /* B × S ids, each item ending in </s>, then padding */
    const Real *lengths;       /* B: with </s> */
    int target_length;         /* T of teacher forcing, or 0: decode greedily */
    const Real *target;        /* B × T ids, each item ending in </s>, then padding */
    const Real *token_weights; /* B × T: of each token in the loss (0 for padding) */
    const int *prefix; /* decoding one item: tokens to feed instead of the choices, or NULL */
    int prefix_length;
    const WhatIf *what_if; /* of one item's attention, or NULL */
    bool wants_gradients;  /* of the encoder's states, by models/seq2seq_gradient.h */
} Seq2SeqInput;

typedef struct Seq2SeqRun {
    Node *loss;     /* teacher forcing: Σ w·(−log p) */
    Node *encoder;  /* (B,S,H) */
    int steps;      /* T */
    Node **logits;  /* decoding: one a step, (B,1,V); teacher forcing: NULL */
    int *chosen;    /* decoding: steps × B ids; after an item's </s> or limit, TOKEN_PAD */
    bool *complete; /* decoding: B: </s> came before the limit */
} Seq2SeqRun;

/* Builds (and, decoding, computes) the run on the tape. Shown tapes (not fused) hold one item.
 * `seed` is for hard's draws. Everything returned lives in the tape's arena. */
Seq2SeqRun seq2seq_build(Tape *tape, const Seq2SeqConfig *config, Parameters parameters,
                         const Attention *attention, const Seq2SeqInput *input, uint64_t seed);

/* Beam search for one item's words (source, lengths, prefix; in the arena): a decoding that is
 * given a hypothesis's words as its prefix computes the numbers its sum was made of. */
Beam *seq2seq_beam(Arena *arena, const Seq2SeqConfig *config, const Weights *weights,
                   const Attention *attention, const Seq2SeqInput *input, uint64_t seed, int width);

#endif
