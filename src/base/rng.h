/* rng.h -- random numbers as a function of what they are for.
 *
 * SplitMix64 (Steele, Lea, Flood 2014). rng_at(seed, purpose, step, item) starts a stream that no
 * other purpose, step or item shares, so that results never depend on who drew first or on which
 * thread.
 */
#ifndef HEED_BASE_RNG_H
#define HEED_BASE_RNG_H

#include <stdint.h>

typedef struct Rng {
    uint64_t state;
} Rng;

Rng rng_seeded(uint64_t seed); /* the plain SplitMix64 stream of `seed` */
Rng rng_at(uint64_t seed, const char *purpose, uint64_t step, uint64_t item);

uint64_t rng_next(Rng *rng);
double rng_unit(Rng *rng);                        /* (x >> 11) · 2⁻⁵³, in [0, 1) */
int rng_below(Rng *rng, int n);                   /* 0 … n−1, without bias; n ≥ 1 */
double rng_between(Rng *rng, double a, double b); /* in [a, b) */
double rng_normal(Rng *rng);                      /* mean 0, variance 1 (Box–Muller) */

/* 64-bit FNV-1a of bytes, going on from `hash`; start with FNV_START. */
#define FNV_START 0xcbf29ce484222325u
uint64_t fnv1a(uint64_t hash, const void *bytes, unsigned long size);

#endif
