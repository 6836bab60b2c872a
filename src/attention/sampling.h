/* sampling.h -- one row of attention in every way to weigh it, and what hard's draws come to, draw
 * by draw.
 *
 * From the row's scores e (−inf: masked) and the values they weigh, by the ops the runs use: soft,
 * sparse, argmax at temperature τ; n draws from the soft weights, their shares, and the distance of
 * the running mean of the drawn values to soft's context. Under local-p each value counts with its
 * Gaussian, as in attend.h, and so does the context. All in the arena; sums in double.
 */
#ifndef HEED_ATTENTION_SAMPLING_H
#define HEED_ATTENTION_SAMPLING_H

#include "attention/attend.h"

typedef struct SamplingAsk {
    const Real *scores; /* S */
    int S, width;
    const Real *values; /* S × width */
    const Attention
        *attention; /* τ, and what follows the weights; its own way to weigh is not used */
    double center;  /* p_t, where the scope has a Gaussian */
    int n;          /* draws */
    const int
        *draws; /* that a run has made, from 1; NULL: made here, as hard makes row t's with … */
    uint64_t seed;
    int row; /* … t, from 1 */
} SamplingAsk;

typedef struct Sampling {
    int S, n, width;
    const Real *soft, *sparse, *argmax; /* S each, before a Gaussian */
    const int *draws;                   /* n, from 1 */
    const Real *context;                /* soft's, `width` numbers */
    const double *distances;            /* n: |c̄_i − c| of the first i draws, i from 1 */
    /* √E|c̄_1 − c|²: of n draws the root mean square distance is this / √n. NaN where the weights
     * are divided by their sum after the draws, and it is not. */
    double spread;
    const double *factors; /* S: the Gaussian's, else 1 */
    const Real *values;
    bool renormalise;
} Sampling;

Sampling *sampling_of(Arena *arena, const SamplingAsk *ask);
/* How often each s is among the first k draws, into `counts` (S). */
void sampling_counts(const Sampling *sampling, int k, int *counts);
/* The running mean c̄_k of the first k draws, k ≥ 1, into `mean` (width). */
void sampling_mean(const Sampling *sampling, int k, double *mean);
/* Soft's weights of such scores at another temperature, into the arena. */
const Real *sampling_soft(Arena *arena, const Real *scores, int S, double temperature);

#endif
