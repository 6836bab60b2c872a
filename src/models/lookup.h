/* lookup.h -- attention as memory addressing, the smallest model: one query, a few keys, their
 * values.
 *
 * Attention(Query, Source) = Σ_i Similarity(Query, Key_i) · Value_i. Nothing is learned: what a
 * score needs of its own (W; W_q, W_k, b, v) comes with the input, and the sharpness β of cosine
 * is 1. Letters: d numbers of the query and of each key, S keys, H numbers of a value.
 *
 * Nodes, in order: attention.query (1,1,d), attention.keys (1,S,d), attention.values (1,S,H); the
 * chosen attention's row under `attention` (attend.h); and the same weights and temperature with
 * each of the five scores under the score's word: dot.scores, dot.weights, dot.context, …
 */
#ifndef HEED_MODELS_LOOKUP_H
#define HEED_MODELS_LOOKUP_H

#include "attention/attend.h"

typedef struct LookupInput {
    int d, count, value_size;          /* d, S, H */
    const Real *query, *keys, *values; /* d; S × d; S × H */
    const Real *W, *W_q, *W_k;         /* d × d each */
    const Real *b, *v;                 /* d each */
} LookupInput;

/* The parameters as weights of the names the scores look for, in the arena. */
Weights *lookup_weights(Arena *arena, const LookupInput *input);

/* Builds and computes all of it. `weights` outlive the tape; `seed` is for hard's draws, the same
 * for every score. */
void lookup_build(Tape *tape, const LookupInput *input, const Weights *weights,
                  const Attention *attention, uint64_t seed);

/* NULL, or the sentence why a lookup cannot attend so. */
const char *lookup_refuses(const Attention *attention);

#endif
