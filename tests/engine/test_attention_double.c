/* Attention as one node against the lines it stands for: values and gradients, under every mask. */
#include "engine/stencil.h"
#include "testing.h"

#include "attention/scope.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Kind {
    bool causal, lengths, window, tempered;
    int planes, queries, keys;
} Kind;

/* The leaves of one tape, the same numbers on each. */
typedef struct Head {
    Node *Q, *K, *V, *divisor, *tau, *lengths, *window;
} Head;

static Head head_of(Bench *b, Kind kind) {
    Head h = {.Q = bench_learned(b, (Shape){kind.planes, kind.queries, 5}, -2, 2)};
    h.K = bench_learned(b, (Shape){kind.planes, kind.keys, 5}, -2, 2);
    h.V = bench_learned(b, (Shape){kind.planes, kind.keys, 3}, -1, 1);
    h.divisor = bench_whole(b, (Shape){1, 1, 1}, 1, 3);
    h.tau = kind.tempered ? bench_whole(b, (Shape){1, 1, 1}, 2, 3) : NULL;
    h.lengths = bench_whole(b, (Shape){kind.planes, 1, 1}, 1, kind.keys);
    h.window = bench_whole(b, (Shape){1, 1, 1}, 0, 6);
    return h;
}

static Node *by_lines(Head h, Kind kind) {
    Node *products =
        kind.window ? product_transposed_band(h.Q, h.K, h.window) : product_transposed(h.Q, h.K);
    Node *scores = divide_by(products, h.divisor);
    if (kind.lengths) scores = length_mask(scores, h.lengths);
    if (kind.causal) scores = causal_mask(scores);
    if (kind.window) scores = band_mask(scores, h.window);
    if (h.tau) scores = divide_by(scores, h.tau);
    Node *weights = softmax(scores);
    return kind.window ? product_band(weights, h.V, h.window) : product(weights, h.V);
}

static Node *as_one(Head h, Kind kind) {
    Visible visible = {.causal = kind.causal};
    if (kind.lengths) visible.lengths = h.lengths;
    if (kind.window) visible.window = h.window;
    return attention_fused(h.Q, h.K, h.V, h.divisor, h.tau, visible);
}

static void run(Bench *b, Kind kind, Node *(*build)(Head, Kind), Node **out) {
    bench_begin(b, 3);
    Head h = head_of(b, kind);
    *out = build(h, kind);
    tape_backward(b->tape, bench_loss(b, *out));
}

static void assert_same(const char *what, const Real *a, const Real *b, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!(fabs(a[i] - b[i]) <= 1e-12))
            fail_msg("%s %zu: %.15g as one node, %.15g by its lines", what, i, a[i], b[i]);
}

static void compare(Kind kind) {
    Bench one, lines;
    Node *a, *b;
    run(&one, kind, as_one, &a);
    run(&lines, kind, by_lines, &b);
    assert_same("context", a->value, b->value, node_size(b));
    for (int i = 0; i < 3; i++)
        assert_same(one.leaves[i].name, one.leaves[i].grad, lines.leaves[i].grad,
                    lines.leaves[i].count);
    bench_end(&one);
    bench_end(&lines);
}

static void one_node_is_its_lines(void **state) {
    (void)state;
    static const int sizes[][2] = {{1, 1}, {7, 7}, {4, 9}, {9, 4}, {50, 50}, {100, 70}};
    for (int masks = 0; masks < 16; masks++)
        for (int i = 0; i < 6; i++)
            compare(
                (Kind){masks & 1, masks & 2, masks & 4, masks & 8, 3, sizes[i][0], sizes[i][1]});
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_node_is_its_lines)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
