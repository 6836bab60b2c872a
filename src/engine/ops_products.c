/* ops_products.c -- sums of products: linear, product, product_transposed. */
#include "engine/ops.h"

#include "base/error.h"
#include "engine/kernels/kernels.h"

#include <string.h>

/* With fewer rows a copy of W is not worth its while. */
static bool is_worth_packing(int m, const Node *W) {
    enum { ROWS_WORTH_A_COPY = 4 };
    return m >= ROWS_WORTH_A_COPY && node_is_parameter(W);
}

bool gemm_is_exact(const Tape *tape, int m, int n, int k) {
    enum { MOST = 400000000 }; /* multiplications: about a hundredth of a second */
    return !tape_is_fused(tape) && m > 1 && (double)m * n * k <= MOST;
}

void gemm_forward(const Tape *tape, bool b_transposed, int m, int n, int k, const Real *A, int lda,
                  const Real *B, int ldb, Real beta, Real *C, int ldc) {
    if (gemm_is_exact(tape, m, n, k))
        gemm_exact(b_transposed, m, n, k, A, lda, B, ldb, beta, C, ldc);
    else
        gemm(false, b_transposed, m, n, k, A, lda, B, ldb, beta, C, ldc);
}

void times_transposed(int m, const Real *x, int ldx, Node *W, const Real *b, Real *y) {
    int n = W->shape.rows, k = W->shape.cols;
    if (is_worth_packing(m, W) && !gemm_is_exact(W->tape, m, n, k)) {
        kernels()->multiply_packed((size_t)m, (size_t)n, (size_t)k, x, (size_t)ldx,
                                   parameter_panels(W, true), b, 0, y, (size_t)n);
        return;
    }
    for (int i = 0; i < m && b; i++) memcpy(y + (size_t)i * (size_t)n, b, (size_t)n * sizeof *y);
    gemm_forward(W->tape, true, m, n, k, x, ldx, W->value, k, b != NULL, y, n);
}

void times(int m, const Real *dy, Node *W, bool fresh, Real *dx, int lddx) {
    int n = W->shape.rows, k = W->shape.cols;
    if (is_worth_packing(m, W))
        kernels()->multiply_packed((size_t)m, (size_t)k, (size_t)n, dy, (size_t)n,
                                   parameter_panels(W, false), fresh ? NULL : dx, (size_t)lddx, dx,
                                   (size_t)lddx);
    else
        gemm(false, false, m, k, n, dy, n, W->value, k, !fresh, dx, lddx);
}

/* --- linear ---------------------------------------------------------------------------------- */

static int rows_of(const Node *node) {
    return node->shape.planes * node->shape.rows;
}

static void linear_forward(const Node *node) {
    const Node *x = node_source(node, 0);
    const Real *b = node->source_count > 2 ? node_source(node, 2)->value : NULL;
    times_transposed(rows_of(x), x->value, x->shape.cols, node_source(node, 1), b, node->value);
}

/* dW += dyᵀ x, of m rows. */
static void add_outer(Node *W, int m, const Real *dy, const Real *x) {
    int n = W->shape.rows, k = W->shape.cols;
    gemm(true, false, n, k, m, dy, n, x, k, 1, W->grad, k);
}

/* The dy and the x of all steps one below the other. */
static void linear_together(Node *W, const Node *const *nodes, int count) {
    size_t n = (size_t)W->shape.rows, k = (size_t)W->shape.cols, m = 0, at = 0;
    for (int i = 0; i < count; i++) m += (size_t)rows_of(nodes[i]);
    Real *dy = tape_scratch(W->tape, m * (n + k)), *x = dy + m * n;
    for (int i = 0; i < count; i++) {
        size_t more = (size_t)rows_of(nodes[i]);
        memcpy(dy + at * n, nodes[i]->grad, more * n * sizeof *dy);
        memcpy(x + at * k, node_source(nodes[i], 0)->value, more * k * sizeof *x);
        at += more;
    }
    add_outer(W, (int)m, dy, x);
}

static void linear_backward(const Node *node) {
    enum { ROWS_WORTH_A_PRODUCT = 128 };
    Node *x = node_source(node, 0), *W = node_source(node, 1);
    int m = rows_of(node), n = W->shape.rows;
    bool fresh;
    Real *dx = node_gradient_or_fresh(x, &fresh), *dW = node_gradient(W);
    if (dx) times(m, node->grad, W, fresh, dx, x->shape.cols);
    if (dW && m < ROWS_WORTH_A_PRODUCT && node_is_parameter(W))
        parameter_wait(W, node, (ROWS_WORTH_A_PRODUCT + m - 1) / m, linear_together);
    else if (dW)
        add_outer(W, m, node->grad, x->value);
    Real *db = node->source_count > 2 ? node_gradient(node_source(node, 2)) : NULL;
    for (int i = 0; i < m && db; i++)
        kernels()->add_to((size_t)n, node->grad + (size_t)i * (size_t)n, db);
}

static void linear_sources(const Node *node, Cell cell, Spans *spans) {
    int k = node_source(node, 0)->shape.cols;
    spans_add(spans, (Span){0, cell.plane, cell.row, 0, 1, k});
    spans_add(spans, (Span){1, 0, cell.col, 0, 1, k});
    if (node->source_count > 2) spans_add(spans, (Span){2, 0, 0, cell.col, 1, 1});
}

static void linear_reach(const Node *node, int source, Cell cell, Reach *reach) {
    if (source)
        reach_column(node, source, cell, source == 1 ? cell.row : cell.col, reach);
    else
        reach_rows(node, source, cell, reach);
}

static const Op linear_op = {
    .name = "linear",
    .formula = "W x + b",
    .numbers = "$* + $2",
    .forward = linear_forward,
    .backward = linear_backward,
    .sources_of_cell = linear_sources,
    .reach = linear_reach,
};

Node *linear(Node *x, Node *W, Node *b) {
    CHECK(W->shape.planes == 1 && W->shape.cols == x->shape.cols,
          "linear: W is %d × %d, x has %d columns", W->shape.rows, W->shape.cols, x->shape.cols);
    CHECK(!b || (node_size(b) == (size_t)W->shape.rows), "linear: b has %zu numbers, W %d rows",
          b ? node_size(b) : 0, W->shape.rows);
    Shape shape = {x->shape.planes, x->shape.rows, W->shape.rows};
    return node_new(&linear_op, shape, b ? 3 : 2, (Node *const[]){x, W, b}, 0);
}

/* Plane p of a node; a node of one plane serves all. */
static Real *plane(Real *start, const Node *node, int p) {
    if (node->shape.planes == 1) p = 0;
    return start ? start + (size_t)p * (size_t)node->shape.rows * (size_t)node->shape.cols : NULL;
}

/* --- product --------------------------------------------------------------------------------- */

static void product_forward(const Node *node) {
    const Node *A = node_source(node, 0), *V = node_source(node, 1);
    int t = A->shape.rows, s = A->shape.cols, h = V->shape.cols;
    for (int p = 0; p < node->shape.planes; p++)
        gemm_forward(node->tape, false, t, h, s, plane(A->value, A, p), s, plane(V->value, V, p), h,
                     0, plane(node->value, node, p), h);
}

static void product_backward(const Node *node) {
    Node *A = node_source(node, 0), *V = node_source(node, 1);
    int t = A->shape.rows, s = A->shape.cols, h = V->shape.cols;
    Real *dA = node_gradient(A), *dV = node_gradient(V);
    for (int p = 0; p < node->shape.planes; p++) {
        const Real *d = plane(node->grad, node, p);
        if (dA) gemm(false, true, t, s, h, d, h, plane(V->value, V, p), h, 1, plane(dA, A, p), s);
        if (dV) gemm(true, false, s, h, t, plane(A->value, A, p), s, d, h, 1, plane(dV, V, p), h);
    }
}

static void product_sources(const Node *node, Cell cell, Spans *spans) {
    int s = node_source(node, 0)->shape.cols;
    spans_add(spans, (Span){0, cell.plane, cell.row, 0, 1, s});
    spans_add(spans, (Span){1, cell.plane, 0, cell.col, s, 1});
}

static void product_reach(const Node *node, int source, Cell cell, Reach *reach) {
    if (source)
        reach_column(node, source, cell, cell.col, reach);
    else
        reach_rows(node, source, cell, reach);
}

static const Op product_op = {
    .name = "product",
    .formula = "Σ_s A[t,s] · V[s]",
    .numbers = "$*",
    .forward = product_forward,
    .backward = product_backward,
    .sources_of_cell = product_sources,
    .reach = product_reach,
};

Node *product(Node *A, Node *V) {
    CHECK(A->shape.planes == V->shape.planes && A->shape.cols == V->shape.rows,
          "product: %d × %d × %d and %d × %d × %d", A->shape.planes, A->shape.rows, A->shape.cols,
          V->shape.planes, V->shape.rows, V->shape.cols);
    Shape shape = {A->shape.planes, A->shape.rows, V->shape.cols};
    return node_new(&product_op, shape, 2, (Node *const[]){A, V}, 0);
}

/* --- product_transposed ---------------------------------------------------------------------- */

static void transposed_forward(const Node *node) {
    const Node *Q = node_source(node, 0), *K = node_source(node, 1);
    int t = Q->shape.rows, s = K->shape.rows, h = Q->shape.cols;
    for (int p = 0; p < node->shape.planes; p++)
        gemm_forward(node->tape, true, t, s, h, plane(Q->value, Q, p), h, plane(K->value, K, p), h,
                     0, plane(node->value, node, p), s);
}

static void transposed_backward(const Node *node) {
    Node *Q = node_source(node, 0), *K = node_source(node, 1);
    int t = Q->shape.rows, s = K->shape.rows, h = Q->shape.cols;
    Real *dQ = node_gradient(Q), *dK = node_gradient(K);
    for (int p = 0; p < node->shape.planes; p++) {
        const Real *d = plane(node->grad, node, p);
        if (dQ) gemm(false, false, t, h, s, d, s, plane(K->value, K, p), h, 1, plane(dQ, Q, p), h);
        if (dK) gemm(true, false, s, h, t, d, s, plane(Q->value, Q, p), h, 1, plane(dK, K, p), h);
    }
}

static void transposed_sources(const Node *node, Cell cell, Spans *spans) {
    int h = node_source(node, 0)->shape.cols;
    int p = node_source(node, 0)->shape.planes == 1 ? 0 : cell.plane;
    spans_add(spans, (Span){0, p, cell.row, 0, 1, h});
    spans_add(spans, (Span){1, cell.plane, cell.col, 0, 1, h});
}

static void transposed_reach(const Node *node, int source, Cell cell, Reach *reach) {
    if (source)
        reach_column(node, source, cell, cell.row, reach);
    else
        reach_rows(node, source, cell, reach);
}

static const Op transposed_op = {
    .name = "product_transposed",
    .formula = "q · k",
    .numbers = "$*",
    .forward = transposed_forward,
    .backward = transposed_backward,
    .sources_of_cell = transposed_sources,
    .reach = transposed_reach,
};

Node *product_transposed(Node *Q, Node *K) {
    bool served = Q->shape.planes == K->shape.planes || Q->shape.planes == 1;
    CHECK(served && Q->shape.cols == K->shape.cols,
          "product_transposed: %d × %d × %d and %d × %d × %d", Q->shape.planes, Q->shape.rows,
          Q->shape.cols, K->shape.planes, K->shape.rows, K->shape.cols);
    Shape shape = {K->shape.planes, Q->shape.rows, K->shape.rows};
    return node_new(&transposed_op, shape, 2, (Node *const[]){Q, K}, 0);
}
