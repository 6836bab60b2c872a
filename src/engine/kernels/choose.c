/* choose.c -- which kernels this processor gets, once. */
#include "engine/kernels/kernels.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static bool processor_has(const char *name) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!strcmp(name, "avx512"))
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
    if (!strcmp(name, "avx2"))
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
    return !strcmp(name, "plain");
}

const Kernels *kernels_named(const char *name) {
    const Kernels *tables[] = {&kernels_avx512, &kernels_avx2, &kernels_plain};
    for (int i = 0; i < 3; i++)
        if (tables[i]->name && !strcmp(tables[i]->name, name))
            return processor_has(name) ? tables[i] : NULL;
    return NULL;
}

static _Atomic(const Kernels *) chosen;
static pthread_once_t choice = PTHREAD_ONCE_INIT;

static void choose(void) {
    const char *asked = getenv("HEED_KERNELS"), *best_first[] = {"avx512", "avx2", "plain"};
    const Kernels *best = asked ? kernels_named(asked) : NULL;
    for (int i = 0; i < 3 && !best; i++) best = kernels_named(best_first[i]);
    chosen = best;
}

const Kernels *kernels(void) {
    const Kernels *known = chosen; /* asked for every row: a call less */
    if (known) return known;
    pthread_once(&choice, choose);
    return chosen;
}
