/* stencil.h -- gradients by a 4-point stencil, in double, against those of the tape.
 *
 * A Bench owns a tape, the numbers of its leaves and their gradients. A test makes leaves (learned
 * reals or whole numbers), builds nodes on them, sums these to one number with bench_loss, and asks
 * bench_check_gradients to move every number and compare. The derivative is
 *   (8(f(x+h) − f(x−h)) − (f(x+2h) − f(x−2h))) / 12h,
 * whose own error is of the order h⁴. Numbers come from the bench's seed alone.
 */
#ifndef HEED_TESTS_ENGINE_STENCIL_H
#define HEED_TESTS_ENGINE_STENCIL_H

#include "engine/ops.h"
#include "engine/weights.h"

enum { BENCH_LEAVES = 64 };

typedef struct Leaf {
    const char *name;
    Node *node; /* NULL for a weight: the model puts it on the tape */
    Real *value, *grad;
    size_t count;
    double low, high;
    bool whole; /* whole numbers from low to high; never a gradient */
} Leaf;

typedef struct Bench {
    Arena *arena;
    Tape *tape;
    Rng rng;
    Leaf leaves[BENCH_LEAVES];
    int count;
} Bench;

void bench_begin(Bench *bench, uint64_t seed);
void bench_end(Bench *bench);

/* Leaves, filled with random numbers in [low, high). */
Node *bench_learned(Bench *bench, Shape shape, double low, double high);
Node *bench_whole(Bench *bench, Shape shape, int low, int high);
/* A learned leaf in which about a third of each row, but never all of it, is −inf. */
Node *bench_masked(Bench *bench, Shape shape, double low, double high);
/* All tensors of a block as leaves; returns its gradients. */
Real *bench_weights(Bench *bench, Weights *weights);

/* Σ c·y over the cells that are not −inf, with random c: one number. */
Node *bench_loss(Bench *bench, Node *y);

/* Whether the stencil might step over a place without a derivative: sparsemax's support, a window's
 * end, equal operands of minimum, equal scores of argmax, relu's 0. */
bool bench_near_kink(const Bench *bench);

/* Compares ∂loss of every leaf; of each leaf at most `most` numbers (0: all), the first, the last
 * and others drawn. Fails the test, naming what and where, beyond `tolerance` (relative, with a
 * floor of a hundredth of that for numbers near 0). Returns the worst difference met. */
double bench_check_gradients(Bench *bench, Node *loss, int most, double tolerance,
                             const char *what);

/* The worst relative difference so far, over all benches, for the summary a suite prints. */
double bench_worst(void);

#endif
