/* ops_layers.c -- what a transformer's layers add: conv1d, linear_rows, layer_norm, relu, gelu. */
#include "engine/ops.h"

#include "base/error.h"
#include "engine/kernels/kernels.h"

#include <math.h>
#include <string.h>

static int row_count(const Node *node) {
    return node->shape.planes * node->shape.rows;
}

/* Every row of y set to the n numbers of the bias. */
static void start_with(const Real *bias, int m, int n, Real *y) {
    for (int i = 0; i < m; i++) memcpy(y + (size_t)i * (size_t)n, bias, (size_t)n * sizeof *y);
}

static void add_rows_to(int m, int n, const Real *rows, Real *sum) {
    for (int i = 0; i < m; i++) kernels()->add_to((size_t)n, rows + (size_t)i * (size_t)n, sum);
}

static void same_cell(const Node *node, Cell cell, Spans *spans) {
    (void)node;
    spans_add(spans, (Span){0, cell.plane, cell.row, cell.col, 1, 1});
}

/* --- conv1d ---------------------------------------------------------------------------------- */

static void conv1d_forward(const Node *node) {
    const Node *x = node_source(node, 0), *W = node_source(node, 1);
    int m = row_count(x), k = W->shape.rows, n = W->shape.cols;
    start_with(node_source(node, 2)->value, m, n, node->value);
    gemm_forward(node->tape, false, m, n, k, x->value, k, W->value, n, 1, node->value, n);
}

static void conv1d_backward(const Node *node) {
    Node *x = node_source(node, 0), *W = node_source(node, 1);
    int m = row_count(x), k = W->shape.rows, n = W->shape.cols;
    Real *dx = node_gradient(x), *dW = node_gradient(W), *db = node_gradient(node_source(node, 2));
    if (dx) gemm(false, true, m, k, n, node->grad, n, W->value, n, 1, dx, k);
    if (dW) gemm(true, false, k, n, m, x->value, k, node->grad, n, 1, dW, n);
    if (db) add_rows_to(m, n, node->grad, db);
}

static void conv1d_sources(const Node *node, Cell cell, Spans *spans) {
    int k = node_source(node, 1)->shape.rows;
    spans_add(spans, (Span){0, cell.plane, cell.row, 0, 1, k});
    spans_add(spans, (Span){1, 0, 0, cell.col, k, 1});
    spans_add(spans, (Span){2, 0, 0, cell.col, 1, 1});
}

static void conv1d_reach(const Node *node, int source, Cell cell, Reach *reach) {
    if (source)
        reach_column(node, source, cell, cell.col, reach);
    else
        reach_rows(node, source, cell, reach);
}

static const Op conv1d_op = {
    .name = "conv1d",
    .formula = "x W + b",
    .numbers = "$* + $2",
    .forward = conv1d_forward,
    .backward = conv1d_backward,
    .sources_of_cell = conv1d_sources,
    .reach = conv1d_reach,
};

Node *conv1d(Node *x, Node *W, Node *b) {
    CHECK(W->shape.planes == 1 && W->shape.rows == x->shape.cols &&
              node_size(b) == (size_t)W->shape.cols,
          "conv1d: W is %d × %d, x has %d columns, b %zu numbers", W->shape.rows, W->shape.cols,
          x->shape.cols, node_size(b));
    Shape shape = {x->shape.planes, x->shape.rows, W->shape.cols};
    return node_new(&conv1d_op, shape, 3, (Node *const[]){x, W, b}, 0);
}

/* --- linear_rows ----------------------------------------------------------------------------- */

static void linear_rows_forward(const Node *node) {
    const Node *x = node_source(node, 0), *W = node_source(node, 1);
    int m = row_count(x), k = x->shape.cols, n = node->count;
    start_with(node_source(node, 2)->value + node->first, m, n, node->value);
    gemm_forward(node->tape, true, m, n, k, x->value, k, W->value + (size_t)node->first * (size_t)k,
                 k, 1, node->value, n);
}

static void linear_rows_backward(const Node *node) {
    Node *x = node_source(node, 0), *W = node_source(node, 1);
    int m = row_count(x), k = x->shape.cols, n = node->count;
    size_t skipped = (size_t)node->first * (size_t)k;
    Real *dx = node_gradient(x), *dW = node_gradient(W), *db = node_gradient(node_source(node, 2));
    if (dx) gemm(false, false, m, k, n, node->grad, n, W->value + skipped, k, 1, dx, k);
    if (dW) gemm(true, false, n, k, m, node->grad, n, x->value, k, 1, dW + skipped, k);
    if (db) add_rows_to(m, n, node->grad, db + node->first);
}

static void linear_rows_sources(const Node *node, Cell cell, Spans *spans) {
    int k = node_source(node, 0)->shape.cols, row = node->first + cell.col;
    spans_add(spans, (Span){0, cell.plane, cell.row, 0, 1, k});
    spans_add(spans, (Span){1, 0, row, 0, 1, k});
    spans_add(spans, (Span){2, 0, 0, row, 1, 1});
}

static void linear_rows_reach(const Node *node, int source, Cell cell, Reach *reach) {
    int row = source == 1 ? cell.row : cell.col; /* of W and b */
    if (source)
        reach_column(node, source, cell, row - node->first, reach);
    else
        reach_rows(node, source, cell, reach);
}

static const Op linear_rows_op = {
    .name = "linear_rows",
    .formula = "W x + b, some rows of W and b",
    .numbers = "$* + $2",
    .forward = linear_rows_forward,
    .backward = linear_rows_backward,
    .sources_of_cell = linear_rows_sources,
    .reach = linear_rows_reach,
};

Node *linear_rows(Node *x, Node *W, Node *b, int first, int count) {
    CHECK(W->shape.planes == 1 && W->shape.cols == x->shape.cols &&
              node_size(b) == (size_t)W->shape.rows,
          "linear_rows: W is %d × %d, x has %d columns, b %zu numbers", W->shape.rows,
          W->shape.cols, x->shape.cols, node_size(b));
    CHECK(first >= 0 && count > 0 && first + count <= W->shape.rows, "linear_rows: %d + %d of %d",
          first, count, W->shape.rows);
    Shape shape = {x->shape.planes, x->shape.rows, count};
    Node *node = node_new(&linear_rows_op, shape, 3, (Node *const[]){x, W, b}, 0);
    node->first = first;
    node->count = count;
    return node;
}

/* --- layer_norm ------------------------------------------------------------------------------ */

enum { LANES = 8 };

/* In lanes, which a compiler may add side by side. */
static Real sum_of(const Real *x, size_t n) {
    Real lanes[LANES] = {0}, sum = 0;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++) lanes[j] += x[i + j];
    for (; i < n; i++) sum += x[i];
    for (size_t j = 0; j < LANES; j++) sum += lanes[j];
    return sum;
}

/* y = (x − mean) / √(variance + ε); returns the reciprocal of that root. */
static Real standardise(const Real *x, size_t n, Real epsilon, Real *y) {
    Real mean = sum_of(x, n) / (Real)n;
    for (size_t c = 0; c < n; c++) y[c] = x[c] - mean;
    Real scale = 1 / real_sqrt(kernels()->dot(n, y, y) / (Real)n + epsilon);
    for (size_t c = 0; c < n; c++) y[c] *= scale;
    return scale;
}

/* The same with its sums in double, for tapes that are shown. */
static Real standardise_exactly(const Real *x, size_t n, Real epsilon, Real *y) {
    double mean = 0, square = 0;
    for (size_t c = 0; c < n; c++) mean += (double)x[c];
    mean /= (double)n;
    for (size_t c = 0; c < n; c++) square += ((double)x[c] - mean) * ((double)x[c] - mean);
    double scale = 1 / sqrt(square / (double)n + (double)epsilon);
    for (size_t c = 0; c < n; c++) y[c] = (Real)(((double)x[c] - mean) * scale);
    return (Real)scale;
}

/* saved, where backward will come: the standardised rows, then the reciprocal root of each. */
static void layer_norm_forward(const Node *node) {
    size_t n = (size_t)node->shape.cols, m = (size_t)row_count(node);
    const Real *gain = node_source(node, 1)->value, *bias = node_source(node, 2)->value;
    Real epsilon = node_source(node, 3)->value[0];
    for (size_t r = 0; r < m; r++) {
        Real *y = node->value + r * n, *z = node->saved ? node->saved + r * n : y;
        const Real *x = node_source(node, 0)->value + r * n;
        Real scale =
            (tape_is_fused(node->tape) ? standardise : standardise_exactly)(x, n, epsilon, z);
        if (node->saved) node->saved[m * n + r] = scale;
        for (size_t c = 0; c < n; c++) y[c] = z[c] * gain[c] + bias[c];
    }
}

/* dx += (g − mean(g) − z·mean(g ⊙ z)) / root, with g = dy ⊙ gain and z standardised. `g` is room
 * for a row. */
static void layer_norm_row_back(size_t n, const Real *dy, const Real *z, const Real *gain,
                                Real scale, Real *g, Real *dx) {
    for (size_t c = 0; c < n; c++) g[c] = dy[c] * gain[c];
    Real mean = sum_of(g, n) / (Real)n, along = kernels()->dot(n, g, z) / (Real)n;
    for (size_t c = 0; c < n; c++) dx[c] += (g[c] - mean - z[c] * along) * scale;
}

static void layer_norm_backward(const Node *node) {
    size_t n = (size_t)node->shape.cols, m = (size_t)row_count(node);
    const Real *gain = node_source(node, 1)->value, *scales = node->saved + m * n;
    Real *dx = node_gradient(node_source(node, 0)), *dgain = node_gradient(node_source(node, 1));
    Real *dbias = node_gradient(node_source(node, 2)), *room = node->saved + m * n + m;
    for (size_t r = 0; r < m; r++) {
        const Real *dy = node->grad + r * n, *z = node->saved + r * n;
        if (dx) layer_norm_row_back(n, dy, z, gain, scales[r], room, dx + r * n);
        for (size_t c = 0; c < n && dgain; c++) dgain[c] += dy[c] * z[c];
        if (dbias) kernels()->add_to(n, dy, dbias);
    }
}

static void layer_norm_sources(const Node *node, Cell cell, Spans *spans) {
    spans_add(spans, (Span){0, cell.plane, cell.row, cell.col, 1, 1});
    spans_add(spans, (Span){0, cell.plane, cell.row, 0, 1, node->shape.cols});
    spans_add(spans, (Span){1, 0, 0, cell.col, 1, 1});
    spans_add(spans, (Span){2, 0, 0, cell.col, 1, 1});
    spans_add(spans, (Span){3, 0, 0, 0, 1, 1});
}

static void layer_norm_reach(const Node *node, int source, Cell cell, Reach *reach) {
    (source ? reach_cells : reach_rows)(node, source, cell, reach);
}

static const Op layer_norm_op = {
    .name = "layer_norm",
    .formula = "(x − mean) / √(variance + ε) · w + b",
    .numbers = "($0 − $u) / $d · $2 + $3",
    .forward = layer_norm_forward,
    .backward = layer_norm_backward,
    .sources_of_cell = layer_norm_sources,
    .reach = layer_norm_reach,
};

Node *layer_norm(Node *x, Node *gain, Node *bias, Node *epsilon) {
    size_t n = (size_t)x->shape.cols, m = (size_t)row_count(x);
    CHECK(node_size(gain) == n && node_size(bias) == n && node_size(epsilon) == 1,
          "layer_norm: %zu columns, w %zu, b %zu, ε one number", n, node_size(gain),
          node_size(bias));
    CHECK(!epsilon->needs_gradient, "layer_norm: ε is given, not learned");
    bool walked = x->needs_gradient || gain->needs_gradient || bias->needs_gradient;
    return node_new(&layer_norm_op, x->shape, 4, (Node *const[]){x, gain, bias, epsilon},
                    walked ? m * n + m + n : 0);
}

/* --- relu ------------------------------------------------------------------------------------ */

/* saved, where backward will come: the slopes, 1 or 0, so that backward multiplies where a branch
 * could not be guessed. */
static void relu_forward(const Node *node) {
    const Real *x = node_source(node, 0)->value;
    Real *y = node->value, *slopes = node->saved;
    size_t n = node_size(node);
    for (size_t i = 0; i < n; i++) y[i] = x[i] > 0 ? x[i] : 0;
    for (size_t i = 0; i < n && slopes; i++) slopes[i] = x[i] > 0 ? 1 : 0;
}

static void relu_backward(const Node *node) {
    Real *d = node_gradient(node_source(node, 0));
    size_t n = node_size(node);
    for (size_t i = 0; i < n && d; i++) d[i] += node->grad[i] * node->saved[i];
}

static const Op relu_op = {
    .name = "relu",
    .formula = "max(x, 0)",
    .numbers = "max($0, 0)",
    .forward = relu_forward,
    .backward = relu_backward,
    .sources_of_cell = same_cell,
    .reach = reach_cells,
};

Node *relu(Node *x) {
    return node_new(&relu_op, x->shape, 1, &x, x->needs_gradient ? node_size(x) : 0);
}

/* --- gelu ------------------------------------------------------------------------------------ */

/* √(2/π) and the cubic's factor (Hendrycks & Gimpel 2016; GPT-2). */
#define GELU_ROOT ((Real)0.79788456080286535588)
#define GELU_CUBE ((Real)0.044715)

/* saved, where backward will come: the tanh of every number. */
static void gelu_forward(const Node *node) {
    const Real *x = node_source(node, 0)->value;
    Real *t = node->saved ? node->saved : node->value;
    size_t n = node_size(node);
    for (size_t i = 0; i < n; i++) t[i] = GELU_ROOT * (x[i] + GELU_CUBE * x[i] * x[i] * x[i]);
    kernels()->tanh(n, t, t);
    for (size_t i = 0; i < n; i++) node->value[i] = (Real)0.5 * x[i] * (1 + t[i]);
}

static void gelu_backward(const Node *node) {
    const Real *x = node_source(node, 0)->value, *t = node->saved;
    Real *d = node_gradient(node_source(node, 0));
    size_t n = node_size(node);
    for (size_t i = 0; i < n && d; i++) {
        Real slope = GELU_ROOT * (1 + 3 * GELU_CUBE * x[i] * x[i]);
        d[i] += node->grad[i] * (Real)0.5 * (1 + t[i] + x[i] * (1 - t[i] * t[i]) * slope);
    }
}

static const Op gelu_op = {
    .name = "gelu",
    .formula = "½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))",
    .numbers = "0.5 · $0 · (1 + tanh(0.7979 · ($0 + 0.044715 · $0 · $0 · $0)))",
    .forward = gelu_forward,
    .backward = gelu_backward,
    .sources_of_cell = same_cell,
    .reach = reach_cells,
};

Node *gelu(Node *x) {
    return node_new(&gelu_op, x->shape, 1, &x, x->needs_gradient ? node_size(x) : 0);
}
