#include "engine/optimizer.h"

#include "engine/kernels/kernels.h"

#include <math.h>

Adam adam_new(Arena *arena, size_t size) {
    return (Adam){
        .size = size,
        .m = ARENA_ARRAY(arena, Real, size),
        .v = ARENA_ARRAY(arena, Real, size),
        .beta1 = 0.9,
        .beta2 = 0.98,
        .epsilon = 1e-9,
        .clip = 1,
    };
}

double adam_update(Adam *adam, double rate, const Real *gradients, Real *values) {
    double norm = sqrt((double)kernels()->dot(adam->size, gradients, gradients));
    if (!isfinite(norm)) return norm;
    adam->step++;
    double clip = norm > adam->clip ? adam->clip / norm : 1;
    double c1 = 1 / (1 - pow(adam->beta1, (double)adam->step));
    double c2 = 1 / (1 - pow(adam->beta2, (double)adam->step));
    kernels()->adam(adam->size, (Real)rate, (Real)adam->beta1, (Real)adam->beta2, (Real)c1,
                    (Real)c2, (Real)adam->epsilon, (Real)clip, gradients, adam->m, adam->v, values);
    return norm;
}

double rate_at(double peak, long step, long steps, long warm_up) {
    if (step < warm_up) return peak * (double)(step + 1) / (double)warm_up;
    double span = (double)(steps - warm_up), done = span > 0 ? (double)(step - warm_up) / span : 1;
    if (done > 1) done = 1;
    return peak * (0.02 + 0.98 * 0.5 * (1 + cos(M_PI * done)));
}
