#include "base/rng.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

uint64_t fnv1a(uint64_t hash, const void *bytes, unsigned long size) {
    const unsigned char *at = bytes;
    for (unsigned long i = 0; i < size; i++) hash = (hash ^ at[i]) * 0x100000001b3u;
    return hash;
}

static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

Rng rng_seeded(uint64_t seed) {
    return (Rng){seed};
}

Rng rng_at(uint64_t seed, const char *purpose, uint64_t step, uint64_t item) {
    uint64_t state = mix(seed + 0x9e3779b97f4a7c15u);
    state = mix(state ^ fnv1a(FNV_START, purpose, strlen(purpose)));
    state = mix(state ^ (step + 0x9e3779b97f4a7c15u));
    state = mix(state ^ (item + 0x9e3779b97f4a7c15u));
    return (Rng){state};
}

uint64_t rng_next(Rng *rng) {
    rng->state += 0x9e3779b97f4a7c15u;
    return mix(rng->state);
}

double rng_unit(Rng *rng) {
    return (double)(rng_next(rng) >> 11) * 0x1p-53;
}

int rng_below(Rng *rng, int n) {
    CHECK(n >= 1, "rng_below(%d)", n);
    uint64_t bound = (uint64_t)n, limit = UINT64_MAX - UINT64_MAX % bound, x;
    do x = rng_next(rng);
    while (x >= limit);
    return (int)(x % bound);
}

double rng_between(Rng *rng, double a, double b) {
    return a + (b - a) * rng_unit(rng);
}

double rng_normal(Rng *rng) {
    double u = 1.0 - rng_unit(rng), v = rng_unit(rng);
    return sqrt(-2.0 * log(u)) * cos(6.283185307179586 * v);
}
