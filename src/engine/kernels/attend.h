/* attend.h -- attention over all queries of one head: softmax(scale·Q Kᵀ / τ) V, its weights kept.
 *
 * Letters: T queries, S keys, d the width of both, d_v of the values. Q is T × d, K S × d, V
 * S × d_v, the context T × d_v, dense and row-major. Blocks of queries are scored, weighed and
 * summed while their scores are in cache, so a weight is written to memory once; without weights
 * nothing of size T × S exists, and attend_tile makes any piece of it again, from Q, K and the
 * rows' maxima and sums, with the same bits.
 *
 * A query t sees the keys s < length, with `causal` those s ≤ t, and with a window those |s − t| ≤
 * window. The work and the memory of a window are those of its band: its weights are T rows of
 * 2·window + 1, of which number j belongs to key t − window + j, 0 where there is none. A query
 * that sees no key, or only scores of −inf, has weights 0, context 0, largest −inf and sum 0.
 *
 * Threads: as many as bring their own room. Bugs: a scale or τ that is not above 0, a length beyond
 * S. Example: tests/engine/test_attend.c.
 */
#ifndef HEED_ENGINE_KERNELS_ATTEND_H
#define HEED_ENGINE_KERNELS_ATTEND_H

#include "engine/kernels/kernels.h"

#include <stdint.h>

#define NO_WINDOW SIZE_MAX

typedef struct Attend {
    size_t T, S, d, d_v;
    Real scale;       /* 1/√d, or 1: scores are scale·q·k */
    Real temperature; /* τ > 0, which weights alone depend on */
    bool causal;
    size_t length; /* at most S */
    size_t window; /* or NO_WINDOW */
} Attend;

/* Everything visible, scale 1/√d, τ 1. */
Attend attend_all(size_t T, size_t S, size_t d, size_t d_v);
/* The keys [*first, *end) that query t sees; *first = *end if none. */
void attend_sees(const Attend *a, size_t t, size_t *first, size_t *end);
/* Numbers in a row of weights: S, or 2·window + 1. */
size_t attend_width(const Attend *a);
/* Reals of working memory that the functions below need. */
size_t attend_room(const Kernels *k, const Attend *a);

/* Sets what is asked for, the others are NULL: weights (T rows of attend_width), context, and of
 * every row its largest product q·k, before the scale, and its sum Σ exp(scale·(q·k − largest)/τ).
 */
void attend_forward(const Kernels *k, const Attend *a, const Real *Q, const Real *K, const Real *V,
                    Real *room, Real *weights, Real *context, Real *largest, Real *sums);

/* Queries [t, t + rows) and keys [s, s + cols). */
typedef struct AttendTile {
    size_t t, rows, s, cols;
} AttendTile;

/* scores: scale·q·k, −inf where masked; weights; either may be NULL, both are rows × cols. */
void attend_tile(const Kernels *k, const Attend *a, const Real *Q, const Real *K,
                 const Real *largest, const Real *sums, AttendTile tile, Real *room, Real *scores,
                 Real *weights);

#endif
