/* ops_heads.c -- heads as planes: split_heads, join_heads, scale_planes. */
#include "engine/ops.h"

#include "base/error.h"
#include "engine/kernels/kernels.h"

#include <string.h>

/* --- split_heads ----------------------------------------------------------------------------- */

static void split_forward(const Node *node) {
    const Node *x = node_source(node, 0);
    size_t N = (size_t)node->shape.rows, d = (size_t)node->shape.cols, H = (size_t)node->count;
    size_t width = (size_t)x->shape.cols, first = (size_t)node->first;
    for (size_t p = 0; p < (size_t)node->shape.planes; p++)
        for (size_t r = 0; r < N; r++)
            memcpy(node->value + (p * N + r) * d,
                   x->value + ((p / H) * N + r) * width + first + (p % H) * d, d * sizeof(Real));
}

static void split_backward(const Node *node) {
    Node *x = node_source(node, 0);
    Real *dx = node_gradient(x);
    size_t N = (size_t)node->shape.rows, d = (size_t)node->shape.cols, H = (size_t)node->count;
    size_t width = (size_t)x->shape.cols, first = (size_t)node->first;
    for (size_t p = 0; p < (size_t)node->shape.planes && dx; p++)
        for (size_t r = 0; r < N; r++)
            kernels()->add_to(d, node->grad + (p * N + r) * d,
                              dx + ((p / H) * N + r) * width + first + (p % H) * d);
}

static void split_sources(const Node *node, Cell cell, Spans *spans) {
    int head = cell.plane % node->count;
    spans_add(spans, (Span){0, cell.plane / node->count, cell.row,
                            node->first + head * node->shape.cols + cell.col, 1, 1});
}

static void split_reach(const Node *node, int source, Cell cell, Reach *reach) {
    int d = node->shape.cols, col = cell.col - node->first;
    (void)source;
    bool in = col >= 0 && col < d * node->count;
    *reach = (Reach){.row = cell.row, .planes = in, .rows = in, .cols = in};
    reach->plane = cell.plane * node->count + col / d;
    reach->col = col % d;
}

static const Op split_heads_op = {
    .name = "split_heads",
    .formula = "the columns of head h",
    .numbers = "$0",
    .forward = split_forward,
    .backward = split_backward,
    .sources_of_cell = split_sources,
    .reach = split_reach,
};

Node *split_heads(Node *x, int first, int d, int heads) {
    CHECK(heads > 0 && d > 0 && d % heads == 0 && first >= 0 && first + d <= x->shape.cols,
          "split_heads: %d columns from %d of %d, %d heads", d, first, x->shape.cols, heads);
    Shape shape = {x->shape.planes * heads, x->shape.rows, d / heads};
    Node *node = node_new(&split_heads_op, shape, 1, &x, 0);
    node->first = first;
    node->count = heads;
    return node;
}

/* --- join_heads ------------------------------------------------------------------------------ */

static void join_forward(const Node *node) {
    const Node *x = node_source(node, 0);
    size_t N = (size_t)x->shape.rows, d = (size_t)x->shape.cols, H = (size_t)node->count;
    for (size_t p = 0; p < (size_t)x->shape.planes; p++)
        for (size_t r = 0; r < N; r++)
            memcpy(node->value + (((p / H) * N + r) * H + p % H) * d, x->value + (p * N + r) * d,
                   d * sizeof(Real));
}

static void join_backward(const Node *node) {
    Node *x = node_source(node, 0);
    Real *dx = node_gradient(x);
    size_t N = (size_t)x->shape.rows, d = (size_t)x->shape.cols, H = (size_t)node->count;
    for (size_t p = 0; p < (size_t)x->shape.planes && dx; p++)
        for (size_t r = 0; r < N; r++)
            kernels()->add_to(d, node->grad + (((p / H) * N + r) * H + p % H) * d,
                              dx + (p * N + r) * d);
}

static void join_sources(const Node *node, Cell cell, Spans *spans) {
    int d = node_source(node, 0)->shape.cols;
    spans_add(spans,
              (Span){0, cell.plane * node->count + cell.col / d, cell.row, cell.col % d, 1, 1});
}

static void join_reach(const Node *node, int source, Cell cell, Reach *reach) {
    int d = node_source(node, source)->shape.cols, head = cell.plane % node->count;
    *reach = (Reach){cell.plane / node->count, cell.row, head * d + cell.col, 1, 1, 1,
                     .rows_alike = false};
}

static const Op join_heads_op = {
    .name = "join_heads",
    .formula = "[head_1 ; … ; head_H]",
    .numbers = "$0",
    .forward = join_forward,
    .backward = join_backward,
    .sources_of_cell = join_sources,
    .reach = join_reach,
};

Node *join_heads(Node *x, int heads) {
    CHECK(heads > 0 && x->shape.planes % heads == 0, "join_heads: %d planes, %d heads",
          x->shape.planes, heads);
    Shape shape = {x->shape.planes / heads, x->shape.rows, x->shape.cols * heads};
    Node *node = node_new(&join_heads_op, shape, 1, &x, 0);
    node->count = heads;
    return node;
}

/* --- scale_planes ---------------------------------------------------------------------------- */

static void scale_planes_forward(const Node *node) {
    const Real *x = node_source(node, 0)->value, *factors = node_source(node, 1)->value;
    size_t each = (size_t)node->shape.rows * (size_t)node->shape.cols, at = 0;
    for (int p = 0; p < node->shape.planes; p++)
        for (size_t i = 0; i < each; i++, at++) node->value[at] = x[at] * factors[p];
}

static void scale_planes_backward(const Node *node) {
    const Real *x = node_source(node, 0)->value, *factors = node_source(node, 1)->value;
    Real *dx = node_gradient(node_source(node, 0)), *d = node_gradient(node_source(node, 1));
    size_t each = (size_t)node->shape.rows * (size_t)node->shape.cols;
    for (int p = 0; p < node->shape.planes; p++) {
        const Real *dy = node->grad + (size_t)p * each;
        if (dx) kernels()->axpy(each, factors[p], dy, dx + (size_t)p * each);
        if (d) d[p] += kernels()->dot(each, dy, x + (size_t)p * each);
    }
}

static void scale_planes_sources(const Node *node, Cell cell, Spans *spans) {
    (void)node;
    spans_add(spans, (Span){0, cell.plane, cell.row, cell.col, 1, 1});
    spans_add(spans, (Span){1, cell.plane, 0, 0, 1, 1});
}

static const Op scale_planes_op = {
    .name = "scale_planes",
    .formula = "x · a_h",
    .numbers = "$0 · $1",
    .forward = scale_planes_forward,
    .backward = scale_planes_backward,
    .sources_of_cell = scale_planes_sources,
    .reach = reach_cells,
};

Node *scale_planes(Node *x, Node *factors) {
    CHECK(factors->shape.planes == x->shape.planes && factors->shape.rows == 1 &&
              factors->shape.cols == 1,
          "scale_planes: one factor for each of %d planes", x->shape.planes);
    return node_new(&scale_planes_op, x->shape, 2, (Node *const[]){x, factors}, 0);
}
