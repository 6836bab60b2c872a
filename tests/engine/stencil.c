#include "engine/stencil.h"

#include "testing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Small enough that h⁴ vanishes, large enough that rounding does: 1e-16 / 1e-3. */
#define STEP 1e-3
/* No kink within this of any number on the tape. */
#define KINK_MARGIN 2e-2

static double worst;

void bench_begin(Bench *bench, uint64_t seed) {
    *bench = (Bench){.arena = arena_new(), .tape = tape_new(), .rng = rng_seeded(seed)};
}

void bench_end(Bench *bench) {
    tape_free(bench->tape);
    arena_free(bench->arena);
}

double bench_worst(void) {
    return worst;
}

/* --- leaves ---------------------------------------------------------------------------------- */

static Leaf *leaf_add(Bench *bench, const char *name, size_t count, double low, double high) {
    assert_true(bench->count < BENCH_LEAVES);
    Leaf *leaf = &bench->leaves[bench->count++];
    *leaf = (Leaf){.name = name, .count = count, .low = low, .high = high};
    return leaf;
}

static size_t cells_of(Shape shape) {
    return (size_t)shape.planes * (size_t)shape.rows * (size_t)shape.cols;
}

Node *bench_learned(Bench *bench, Shape shape, double low, double high) {
    const char *name = arena_printf(bench->arena, "leaf %d", bench->count);
    Leaf *leaf = leaf_add(bench, name, cells_of(shape), low, high);
    leaf->value = ARENA_ARRAY(bench->arena, Real, leaf->count);
    leaf->grad = ARENA_ARRAY(bench->arena, Real, leaf->count);
    for (size_t i = 0; i < leaf->count; i++)
        leaf->value[i] = (Real)rng_between(&bench->rng, low, high);
    return leaf->node = tape_parameter(bench->tape, NULL, shape, leaf->value, leaf->grad);
}

Node *bench_masked(Bench *bench, Shape shape, double low, double high) {
    Node *node = bench_learned(bench, shape, low, high);
    for (int r = 0; r < shape.planes * shape.rows; r++) {
        int kept = rng_below(&bench->rng, shape.cols);
        for (int c = 0; c < shape.cols; c++)
            if (c != kept && rng_below(&bench->rng, 3) == 0)
                node->value[(size_t)r * (size_t)shape.cols + (size_t)c] = -REAL_INFINITY;
    }
    return node;
}

Node *bench_whole(Bench *bench, Shape shape, int low, int high) {
    size_t count = cells_of(shape);
    Real *numbers = ARENA_ARRAY(bench->arena, Real, count);
    for (size_t i = 0; i < count; i++)
        numbers[i] = (Real)(low + rng_below(&bench->rng, high - low + 1));
    Leaf *leaf = leaf_add(bench, "whole numbers", count, low, high);
    leaf->node = tape_given(bench->tape, shape, numbers);
    leaf->value = leaf->node->value;
    leaf->whole = true;
    return leaf->node;
}

Real *bench_weights(Bench *bench, Weights *weights) {
    Real *gradients = ARENA_ARRAY(bench->arena, Real, weights->size);
    for (int i = 0; i < weights->count; i++) {
        const Weight *w = &weights->list[i];
        Leaf *leaf = leaf_add(bench, w->name, (size_t)w->rows * (size_t)w->cols, 0, 0);
        leaf->value = weights_values(weights, w);
        leaf->grad = gradients + w->offset;
    }
    return gradients;
}

/* --- the loss -------------------------------------------------------------------------------- */

static void loss_forward(const Node *node) {
    const Node *y = node_source(node, 0), *c = node_source(node, 1);
    node->value[0] = 0;
    for (size_t i = 0; i < node_size(y); i++)
        if (isfinite(y->value[i])) node->value[0] += c->value[i] * y->value[i];
}

static void loss_backward(const Node *node) {
    const Node *y = node_source(node, 0), *c = node_source(node, 1);
    Real *d = node_gradient(node_source(node, 0));
    for (size_t i = 0; i < node_size(c) && d; i++)
        if (isfinite(y->value[i])) d[i] += node->grad[0] * c->value[i];
}

static const Op weighted_sum = {
    .name = "test's weighted sum", .forward = loss_forward, .backward = loss_backward};

Node *bench_loss(Bench *bench, Node *y) {
    Real *c = ARENA_ARRAY(bench->arena, Real, node_size(y));
    for (size_t i = 0; i < node_size(y); i++) c[i] = (Real)rng_between(&bench->rng, -1, 1);
    Node *coefficients = tape_given(bench->tape, y->shape, c);
    return node_new(&weighted_sum, (Shape){1, 1, 1}, 2, (Node *const[]){y, coefficients}, 0);
}

/* --- kinks ----------------------------------------------------------------------------------- */

/* A number of the row lies near the threshold x − y of its support. */
static bool sparsemax_near(const Real *x, const Real *y, size_t n) {
    double threshold = 0;
    for (size_t i = 0; i < n; i++)
        if (y[i] > 0) threshold = (double)x[i] - (double)y[i];
    for (size_t i = 0; i < n; i++)
        if (fabs((double)x[i] - threshold) < KINK_MARGIN) return true;
    return false;
}

/* The two largest numbers of the row are near each other. */
static bool argmax_near(const Real *x, size_t n) {
    double first = -HUGE_VAL, second = -HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        double value = (double)x[i];
        if (value > first) {
            second = first;
            first = value;
        } else if (value > second)
            second = value;
    }
    return first - second < KINK_MARGIN;
}

static bool window_near(const Node *node) {
    const Node *center = node_source(node, 1);
    double D = (double)node_source(node, 2)->value[0];
    for (int p = 0; p < node->shape.planes && center->needs_gradient; p++)
        for (int s = 1; s <= node->shape.cols; s++)
            if (fabs(fabs(s - (double)center->value[p]) - D) < KINK_MARGIN) return true;
    return false;
}

static bool minimum_near(const Node *node) {
    const Real *a = node_source(node, 0)->value, *b = node_source(node, 1)->value;
    for (size_t i = 0; i < node_size(node) && node->needs_gradient; i++)
        if (fabs((double)(a[i] - b[i])) < KINK_MARGIN) return true;
    return false;
}

static bool relu_near(const Node *node) {
    const Real *x = node_source(node, 0)->value;
    for (size_t i = 0; i < node_size(node) && node->needs_gradient; i++)
        if (fabs((double)x[i]) < KINK_MARGIN) return true;
    return false;
}

static bool node_near(const Node *node) {
    if (!strcmp(node->op->name, "relu")) return relu_near(node);
    if (!strcmp(node->op->name, "window_mask")) return window_near(node);
    if (!strcmp(node->op->name, "minimum")) return minimum_near(node);
    bool sparse = !strcmp(node->op->name, "sparsemax"),
         max = !strcmp(node->op->name, "argmax_rows");
    size_t n = (size_t)node->shape.cols;
    for (size_t at = 0; at < node_size(node) && (sparse || max); at += n) {
        const Real *x = node_source(node, 0)->value + at;
        if (sparse ? sparsemax_near(x, node->value + at, n) : argmax_near(x, n)) return true;
    }
    return false;
}

bool bench_near_kink(const Bench *bench) {
    tape_forward(bench->tape);
    for (int i = 0; i < tape_count(bench->tape); i++)
        if (node_near(tape_node(bench->tape, i))) return true;
    return false;
}

/* --- the stencil ----------------------------------------------------------------------------- */

static double loss_at(Bench *bench, const Node *loss, Real *x, double value) {
    *x = (Real)value;
    tape_rewind(bench->tape);
    tape_forward(bench->tape);
    return (double)loss->value[0];
}

static double derivative(Bench *bench, const Node *loss, Real *x) {
    double at = (double)*x;
    double one = loss_at(bench, loss, x, at + STEP) - loss_at(bench, loss, x, at - STEP);
    double two = loss_at(bench, loss, x, at + 2 * STEP) - loss_at(bench, loss, x, at - 2 * STEP);
    *x = (Real)at;
    return (8 * one - two) / (12 * STEP);
}

static double difference(double gradient, double stencil) {
    double size = fmax(fabs(gradient), fabs(stencil));
    return fabs(gradient - stencil) / fmax(size, 1e-2);
}

static double check_number(Bench *bench, Node *loss, const Leaf *leaf, size_t i, double tolerance,
                           const char *what) {
    double gradient = (double)leaf->grad[i];
    /* A masked number cannot be moved, and must not have been given anything. */
    double stencil = isfinite(leaf->value[i]) ? derivative(bench, loss, &leaf->value[i]) : 0;
    double off = difference(gradient, stencil);
    if (off <= tolerance) return off;
    print_error("%s: %s[%zu] has the gradient %.12g, the stencil says %.12g\n", what, leaf->name, i,
                gradient, stencil);
    fail();
    return off;
}

double bench_check_gradients(Bench *bench, Node *loss, int most, double tolerance,
                             const char *what) {
    double here = 0;
    tape_backward(bench->tape, loss);
    for (int l = 0; l < bench->count; l++) {
        const Leaf *leaf = &bench->leaves[l];
        bool all = most == 0 || leaf->count <= (size_t)most;
        size_t tries = all ? leaf->count : (size_t)most;
        for (size_t i = 0; i < tries && leaf->grad; i++) {
            size_t which = all || i == 0 ? i
                           : i == 1      ? leaf->count - 1
                                         : (size_t)rng_below(&bench->rng, (int)leaf->count);
            here = fmax(here, check_number(bench, loss, leaf, which, tolerance, what));
        }
    }
    tape_rewind(bench->tape);
    tape_forward(bench->tape);
    worst = fmax(worst, here);
    return here;
}
