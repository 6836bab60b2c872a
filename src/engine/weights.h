/* weights.h -- a model's parameters by name: one flat block of numbers.
 *
 * Names and shapes are a checkpoint's (PyTorch's: a linear layer's weight is out × in). A vector
 * has one row. Gradients, and what an optimiser keeps, are blocks of the same layout. Owned by the
 * arena given to weights_new. Const weights may be read by many threads.
 */
#ifndef HEED_ENGINE_WEIGHTS_H
#define HEED_ENGINE_WEIGHTS_H

#include "base/rng.h"
#include "engine/tape.h"

typedef enum WeightStart {
    START_ZERO,    /* 0 */
    START_ONE,     /* 1 */
    START_NUMBER,  /* `number` */
    START_UNIFORM, /* between ± `number` */
    START_NORMAL,  /* mean 0, deviation `number` */
} WeightStart;

typedef struct Weight {
    const char *name;
    int rows, cols;
    bool is_vector; /* written to files with one dimension */
    WeightStart start;
    double number;
    size_t offset; /* into the blocks; set by weights_new */
} Weight;

typedef struct Weights {
    Weight *list;
    int count;
    size_t size;
    Real *values; /* `size` reals */
    bool in_file; /* the values are a mapped file's */
} Weights;

/* Copies the list, sets the offsets, leaves the values 0. */
Weights *weights_new(Arena *arena, const Weight *list, int count);
/* Over the numbers of a mapped file, which are not copied: each of the list's offsets says where
 * its weight begins among the `size` reals, which must outlive the weights and are never written.
 */
Weights *weights_over(Arena *arena, const Weight *list, int count, const Real *numbers,
                      size_t size);
/* Those of a large file leave the program's memory until they are looked at again; for whoever goes
 * through them all once. Others stay. */
void weights_rest(const Weights *weights);
/* The weight of that name, or NULL. */
const Weight *weights_find(const Weights *weights, const char *name);
Real *weights_values(const Weights *weights, const Weight *weight);
/* Draws every weight's start; each depends on the seed and its own name alone. */
void weights_start(Weights *weights, uint64_t seed);
/* The same numbers in blocks of their own. */
Weights *weights_copy(Arena *arena, const Weights *weights);

/* The weight as a parameter node; `gradients` is a block of `size` reals, or NULL for none. Aborts
 * on an unknown name. */
Node *weights_node(Tape *tape, const Weights *weights, Real *gradients, const char *name);

#endif
