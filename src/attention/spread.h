/* spread.h -- why scores are divided by √d: what happens to q·k, to the softmax and to its gradient
 * as d grows, for vectors that are nothing but random.
 *
 * Every number of a query and of the keys is drawn from a normal distribution of variance 1. Then
 * q·k has mean 0 and variance d; divided by √d, variance 1 at every d (Vaswani et al. 2017, note
 * 4).
 */
#ifndef HEED_ATTENTION_SPREAD_H
#define HEED_ATTENTION_SPREAD_H

#include <stdint.h>

enum { SPREAD_SIZES = 9, SPREAD_KEYS = 8, SPREAD_DRAWS = 300 };

/* Over all draws, with the scores as they are [0] and divided by √d [1]. */
typedef struct SpreadRow {
    int d;               /* 2, 4, 8 … 512 */
    double deviation[2]; /* standard deviation of the scores */
    double largest[2];   /* mean of the largest weight of softmax(scores) */
    double gradient[2];  /* mean of |diag(α) − ααᵀ|, the softmax's Jacobian, Frobenius */
} SpreadRow;

typedef struct Spread {
    SpreadRow rows[SPREAD_SIZES];
} Spread;

/* SPREAD_DRAWS queries with SPREAD_KEYS keys each; a draw's vectors of d numbers are the first d of
 * its vectors of 512. The same seed gives the same numbers. */
void spread_measure(uint64_t seed, Spread *out);

#endif
