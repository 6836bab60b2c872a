/* optimizer.h -- Adam with clipping by the norm of all gradients, and the schedule of its rate.
 *
 * Kingma & Ba 2015; clipping as in
 * Pascanu et al. 2013: if |g| > limit, g · limit/|g|. The rate warms up linearly and falls along
 * half a cosine.
 */
#ifndef HEED_ENGINE_OPTIMIZER_H
#define HEED_ENGINE_OPTIMIZER_H

#include "base/arena.h"
#include "engine/real.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct Adam {
    size_t size;
    Real *m, *v;
    long step; /* updates done */
    double beta1, beta2, epsilon, clip;
} Adam;

/* β 0.9 and 0.98, ε 1e-9, clip 1. */
Adam adam_new(Arena *arena, size_t size);
/* One update of `values` by `gradients` (both `size` reals) at `rate`. Returns |g| before clipping,
 * or a value that is not finite, with nothing changed, when a gradient is not. */
double adam_update(Adam *adam, double rate, const Real *gradients, Real *values);

/* The rate at `step` of `steps` (from 0): peak · (step+1)/warm_up, then peak · ½(1 + cos π·…) down
 * to 2 %. */
double rate_at(double peak, long step, long steps, long warm_up);

#endif
