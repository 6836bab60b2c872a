/* measures.h -- numbers beside a picture: of a row or a column of weights, never a guess. Of a row
 * that has what is not a number they are not a number. */
#ifndef HEED_ATTENTION_MEASURES_H
#define HEED_ATTENTION_MEASURES_H

#include "engine/real.h"

/* A row's sum, in its order: what follows takes it, since most is asked of one row. */
double measure_sum(const Real *row, int n);
/* Nats, of the row divided by its sum; 0 ln 0 = 0; a row of zeros has 0. */
double measure_entropy(const Real *row, int n, double sum);
/* Σ_t α[t,s] over `rows` rows of `n` numbers, the rows `stride` apart. */
double measure_coverage(const Real *weights, int rows, int stride, int s);
/* Σ α|s−t| of row t (from 1), divided by the row's sum. */
double measure_distance(const Real *row, int n, double sum, int t);
/* KL(A‖B) in nats, of both rows divided by their sums, 0 ln 0 = 0; not a number where it is not
 * defined: b is 0 where a is not, or a row is all 0. */
double measure_divergence(const Real *a, const Real *b, int n);
double measure_maximum(const Real *row, int n);
/* How many of a row's keys may be looked at: those whose score is not −inf (NULL: all). */
int measure_allowed(const Real *scores, int n);
/* The share of the row's weight that even weights over the `allowed` keys share with it: 1 less
 * half the sum of the differences, 1 where it is even; a row of zeros has 0. Other keys have weight
 * 0. */
double measure_evenness(const Real *row, int n, double sum, int allowed);
/* Alignment error rate (Och & Ney 2003): 1 − (|A∩S| + |A∩P|) / (|A| + |S|). */
double measure_aer(int in_sure, int in_possible, int answered, int sure);

#endif
