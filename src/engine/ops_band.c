/* ops_band.c -- the products of attention where a query sees the keys |s − t| ≤ D alone: nothing is
 * computed outside the band, so that work grows with N·D. */
#include "engine/ops.h"

#include "base/error.h"
#include "engine/kernels/kernels.h"

#include <string.h>

/* The keys [first, first + count) that row t, from 0, sees. */
typedef struct Seen {
    int first, count;
} Seen;

static Seen seen_by(const Node *node, int t, int keys) {
    Real D = node_source(node, 2)->value[0];
    int window = D < (Real)keys ? (int)D : keys, first = t > window ? t - window : 0;
    int end = t + window + 1 < keys ? t + window + 1 : keys;
    return (Seen){first, first < end ? end - first : 0};
}

static Real *row_of(Real *start, const Node *node, int plane, int row) {
    return start +
           ((size_t)plane * (size_t)node->shape.rows + (size_t)row) * (size_t)node->shape.cols;
}

/* y (1 × n) = x (1 × k) times op(B): in double where the tape is looked at, as in gemm_forward. */
static void row_times(const Tape *tape, bool transposed, int n, int k, const Real *x, const Real *B,
                      int ldb, Real *y) {
    if (tape_is_fused(tape))
        gemm(false, transposed, 1, n, k, x, k, B, ldb, 0, y, n);
    else
        gemm_exact(transposed, 1, n, k, x, k, B, ldb, 0, y, n);
}

/* --- product_band ---------------------------------------------------------------------------- */

static void product_band_forward(const Node *node) {
    const Node *A = node_source(node, 0), *V = node_source(node, 1);
    int h = V->shape.cols;
    memset(node->value, 0, node_size(node) * sizeof *node->value);
    for (int p = 0; p < node->shape.planes; p++)
        for (int t = 0; t < A->shape.rows; t++) {
            Seen seen = seen_by(node, t, V->shape.rows);
            if (seen.count)
                row_times(node->tape, false, h, seen.count, row_of(A->value, A, p, t) + seen.first,
                          row_of(V->value, V, p, seen.first), h, row_of(node->value, node, p, t));
        }
}

static void product_band_backward(const Node *node) {
    Node *A = node_source(node, 0), *V = node_source(node, 1);
    int h = V->shape.cols;
    Real *dA = node_gradient(A), *dV = node_gradient(V);
    for (int p = 0; p < node->shape.planes; p++)
        for (int t = 0; t < A->shape.rows; t++) {
            Seen seen = seen_by(node, t, V->shape.rows);
            const Real *d = row_of(node->grad, node, p, t);
            if (!seen.count) continue;
            if (dA)
                gemm(false, true, 1, seen.count, h, d, h, row_of(V->value, V, p, seen.first), h, 1,
                     row_of(dA, A, p, t) + seen.first, seen.count);
            if (dV)
                gemm(true, false, seen.count, h, 1, row_of(A->value, A, p, t) + seen.first,
                     seen.count, d, h, 1, row_of(dV, V, p, seen.first), h);
        }
}

static void product_band_sources(const Node *node, Cell cell, Spans *spans) {
    Seen seen = seen_by(node, cell.row, node_source(node, 1)->shape.rows);
    if (seen.count) {
        spans_add(spans, (Span){0, cell.plane, cell.row, seen.first, 1, seen.count});
        spans_add(spans, (Span){1, cell.plane, seen.first, cell.col, seen.count, 1});
    }
    spans_add(spans, (Span){2, 0, 0, 0, 1, 1});
}

static void product_band_reach(const Node *node, int source, Cell cell, Reach *reach) {
    if (source == 2)
        reach_plane(node, source, cell, reach);
    else if (source == 1)
        reach_column(node, source, cell, cell.col, reach);
    else
        reach_rows(node, source, cell, reach);
}

static const Op product_band_op = {
    .name = "product_band",
    .formula = "Σ_s A[t,s] · V[s], |s − t| ≤ D",
    .numbers = "$*",
    .forward = product_band_forward,
    .backward = product_band_backward,
    .sources_of_cell = product_band_sources,
    .reach = product_band_reach,
};

Node *product_band(Node *A, Node *V, Node *D) {
    CHECK(A->shape.planes == V->shape.planes && A->shape.cols == V->shape.rows && node_size(D) == 1,
          "product_band: %d × %d × %d and %d × %d × %d, D of %zu", A->shape.planes, A->shape.rows,
          A->shape.cols, V->shape.planes, V->shape.rows, V->shape.cols, node_size(D));
    Shape shape = {A->shape.planes, A->shape.rows, V->shape.cols};
    return node_new(&product_band_op, shape, 3, (Node *const[]){A, V, D}, 0);
}

/* --- product_transposed_band ----------------------------------------------------------------- */

static void transposed_band_forward(const Node *node) {
    const Node *Q = node_source(node, 0), *K = node_source(node, 1);
    int h = Q->shape.cols;
    for (size_t i = 0; i < node_size(node); i++) node->value[i] = -REAL_INFINITY;
    for (int p = 0; p < node->shape.planes; p++)
        for (int t = 0; t < Q->shape.rows; t++) {
            Seen seen = seen_by(node, t, K->shape.rows);
            if (seen.count)
                row_times(node->tape, true, seen.count, h, row_of(Q->value, Q, p, t),
                          row_of(K->value, K, p, seen.first), h,
                          row_of(node->value, node, p, t) + seen.first);
        }
}

static void transposed_band_backward(const Node *node) {
    Node *Q = node_source(node, 0), *K = node_source(node, 1);
    int h = Q->shape.cols;
    Real *dQ = node_gradient(Q), *dK = node_gradient(K);
    for (int p = 0; p < node->shape.planes; p++)
        for (int t = 0; t < Q->shape.rows; t++) {
            Seen seen = seen_by(node, t, K->shape.rows);
            const Real *d = row_of(node->grad, node, p, t) + seen.first;
            if (!seen.count) continue;
            if (dQ)
                gemm(false, false, 1, h, seen.count, d, seen.count,
                     row_of(K->value, K, p, seen.first), h, 1, row_of(dQ, Q, p, t), h);
            if (dK)
                gemm(true, false, seen.count, h, 1, d, seen.count, row_of(Q->value, Q, p, t), h, 1,
                     row_of(dK, K, p, seen.first), h);
        }
}

static void transposed_band_sources(const Node *node, Cell cell, Spans *spans) {
    int h = node_source(node, 0)->shape.cols;
    Seen seen = seen_by(node, cell.row, node->shape.cols);
    if (cell.col >= seen.first && cell.col < seen.first + seen.count) {
        spans_add(spans, (Span){0, cell.plane, cell.row, 0, 1, h});
        spans_add(spans, (Span){1, cell.plane, cell.col, 0, 1, h});
    }
    spans_add(spans, (Span){2, 0, 0, 0, 1, 1});
}

static void transposed_band_reach(const Node *node, int source, Cell cell, Reach *reach) {
    if (source == 2)
        reach_plane(node, source, cell, reach);
    else if (source == 1)
        reach_column(node, source, cell, cell.row, reach);
    else
        reach_row(node, source, cell, cell.row, reach);
}

static const Op transposed_band_op = {
    .name = "product_transposed_band",
    .formula = "q · k where |s − t| ≤ D, else −∞",
    .numbers = "$*",
    .forward = transposed_band_forward,
    .backward = transposed_band_backward,
    .sources_of_cell = transposed_band_sources,
    .reach = transposed_band_reach,
};

Node *product_transposed_band(Node *Q, Node *K, Node *D) {
    CHECK(Q->shape.planes == K->shape.planes && Q->shape.cols == K->shape.cols && node_size(D) == 1,
          "product_transposed_band: %d × %d × %d and %d × %d × %d, D of %zu", Q->shape.planes,
          Q->shape.rows, Q->shape.cols, K->shape.planes, K->shape.rows, K->shape.cols,
          node_size(D));
    Shape shape = {K->shape.planes, Q->shape.rows, K->shape.rows};
    return node_new(&transposed_band_op, shape, 3, (Node *const[]){Q, K, D}, 0);
}
