/* ops_rows.c -- operations on whole rows: unit_rows, softmax, cross_entropy, surprise. */
#include "engine/ops.h"

#include "base/error.h"
#include "engine/kernels/kernels.h"

#include <string.h>

static size_t row_count(const Node *node) {
    return (size_t)node->shape.planes * (size_t)node->shape.rows;
}

/* --- unit_rows ------------------------------------------------------------------------------- */

static Real norm(const Real *x, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (double)x[i] * (double)x[i];
    return (Real)sqrt(sum);
}

static void unit_forward(const Node *node) {
    size_t width = (size_t)node->shape.cols;
    for (size_t r = 0; r < row_count(node); r++) {
        const Real *x = node_source(node, 0)->value + r * width;
        Real length = norm(x, width), *y = node->value + r * width;
        for (size_t c = 0; c < width; c++) y[c] = length > 0 ? x[c] / length : 0;
    }
}

static void unit_backward(const Node *node) {
    size_t width = (size_t)node->shape.cols;
    Real *dx = node_gradient(node_source(node, 0));
    for (size_t r = 0; r < row_count(node) && dx; r++) {
        const Real *x = node_source(node, 0)->value + r * width, *y = node->value + r * width;
        const Real *dy = node->grad + r * width;
        Real length = norm(x, width), along = kernels()->dot(width, dy, y);
        for (size_t c = 0; c < width && length > 0; c++)
            dx[r * width + c] += (dy[c] - along * y[c]) / length;
    }
}

static void unit_sources(const Node *node, Cell cell, Spans *spans) {
    spans_add(spans, (Span){0, cell.plane, cell.row, cell.col, 1, 1});
    spans_add(spans, (Span){0, cell.plane, cell.row, 0, 1, node->shape.cols});
}

static const Op unit_op = {
    .name = "unit_rows",
    .formula = "x / |x|",
    .numbers = "$0 / $l",
    .forward = unit_forward,
    .backward = unit_backward,
    .sources_of_cell = unit_sources,
    .reach = reach_rows,
};

Node *unit_rows(Node *x) {
    return node_new(&unit_op, x->shape, 1, &x, 0);
}

/* --- softmax --------------------------------------------------------------------------------- */

/* y = softmax(x); returns log Σ exp(x), −inf for a row of only −inf. Masked ends of the row, as all
 * that is to come in a causal one, cost nothing. */
static double softmax_row(const Real *x, Real *y, size_t n) {
    size_t first = 0, end = n;
    while (first < n && x[first] == -REAL_INFINITY) first++;
    while (end > first && x[end - 1] == -REAL_INFINITY) end--;
    memset(y, 0, first * sizeof *y);
    memset(y + end, 0, (n - end) * sizeof *y);
    if (first == end) return -(double)INFINITY;
    Real largest = x[first];
    for (size_t i = first; i < end; i++)
        if (x[i] > largest) largest = x[i];
    for (size_t i = first; i < end; i++) y[i] = x[i] - largest;
    kernels()->exp(end - first, y + first, y + first);
    double sum = 0;
    for (size_t i = first; i < end; i++) {
        if (x[i] == -REAL_INFINITY) y[i] = 0;
        sum += (double)y[i];
    }
    for (size_t i = first; i < end; i++) y[i] = (Real)((double)y[i] / sum);
    return (double)largest + log(sum);
}

static void softmax_forward(const Node *node) {
    size_t width = (size_t)node->shape.cols;
    for (size_t r = 0; r < row_count(node); r++)
        softmax_row(node_source(node, 0)->value + r * width, node->value + r * width, width);
}

static void softmax_backward(const Node *node) {
    size_t width = (size_t)node->shape.cols;
    Real *d = node_gradient(node_source(node, 0));
    for (size_t r = 0; r < row_count(node) && d; r++) {
        const Real *y = node->value + r * width, *dy = node->grad + r * width;
        Real mean = kernels()->dot(width, y, dy);
        for (size_t c = 0; c < width; c++) d[r * width + c] += y[c] * (dy[c] - mean);
    }
}

static void softmax_sources(const Node *node, Cell cell, Spans *spans) {
    spans_add(spans, (Span){0, cell.plane, cell.row, cell.col, 1, 1});
    spans_add(spans, (Span){0, cell.plane, cell.row, 0, 1, node->shape.cols});
}

static const Op softmax_op = {
    .name = "softmax",
    .formula = "exp(e_s − max) / Σ_j exp(e_j − max)",
    .numbers = "exp($0 − $m) / $x",
    .forward = softmax_forward,
    .backward = softmax_backward,
    .sources_of_cell = softmax_sources,
    .reach = reach_rows,
};

Node *softmax(Node *M) {
    return node_new(&softmax_op, M->shape, 1, &M, 0);
}

/* --- cross_entropy --------------------------------------------------------------------------- */

/* saved: the softmax of every row. */
static void cross_entropy_forward(const Node *node) {
    const Node *logits = node_source(node, 0), *ids = node_source(node, 1),
               *w = node_source(node, 2);
    size_t width = (size_t)logits->shape.cols;
    double loss = 0;
    for (size_t r = 0; r < row_count(logits); r++) {
        const Real *x = logits->value + r * width;
        size_t id = (size_t)ids->value[r];
        CHECK(id < width, "cross_entropy: id %zu of %zu", id, width);
        double log_sum = softmax_row(x, node->saved + r * width, width);
        if (w->value[r] != 0) loss += (double)w->value[r] * (log_sum - (double)x[id]);
    }
    node->value[0] = (Real)loss;
}

static void cross_entropy_backward(const Node *node) {
    Node *logits = node_source(node, 0);
    const Node *ids = node_source(node, 1), *w = node_source(node, 2);
    size_t width = (size_t)logits->shape.cols;
    Real *d = node_gradient(logits);
    for (size_t r = 0; r < row_count(logits) && d; r++) {
        Real weight = w->value[r] * node->grad[0];
        if (weight == 0) continue;
        kernels()->axpy(width, weight, node->saved + r * width, d + r * width);
        d[r * width + (size_t)ids->value[r]] -= weight;
    }
}

static void cross_entropy_sources(const Node *node, Cell cell, Spans *spans) {
    (void)cell;
    for (int i = 0; i < 3; i++) {
        Shape s = node_source(node, i)->shape;
        spans_add(spans, (Span){i, 0, 0, 0, s.rows, s.cols});
    }
}

static const Op cross_entropy_op = {
    .name = "cross_entropy",
    .formula = "−Σ_t w_t log softmax(logits_t)[y_t]",
    .forward = cross_entropy_forward,
    .backward = cross_entropy_backward,
    .sources_of_cell = cross_entropy_sources,
};

Node *cross_entropy(Node *logits, Node *ids, Node *w) {
    CHECK(row_count(ids) == row_count(logits) && row_count(w) == row_count(logits) &&
              ids->shape.cols == 1 && w->shape.cols == 1,
          "cross_entropy: one id and one weight a row");
    return node_new(&cross_entropy_op, (Shape){1, 1, 1}, 3, (Node *const[]){logits, ids, w},
                    node_size(logits));
}

/* --- surprise -------------------------------------------------------------------------------- */

/* exp(x_v − max) of the row's id, and the sum of all others', in double. */
static void split_row(const Node *node, size_t r, double *own, double *others, double *most) {
    const Node *x = node_source(node, 0);
    size_t width = (size_t)x->shape.cols, id = (size_t)node_source(node, 1)->value[r];
    const Real *row = x->value + r * width;
    CHECK(id < width, "surprise: id %zu of %zu", id, width);
    *most = (double)row[0];
    for (size_t v = 1; v < width; v++)
        if ((double)row[v] > *most) *most = (double)row[v];
    *own = exp((double)row[id] - *most);
    *others = 0;
    for (size_t v = 0; v < width; v++)
        if (v != id) *others += exp((double)row[v] - *most);
}

/* Where the row is nearly sure of its id, log(1 + a little): 1 − p is not lost in rounding. */
static void surprise_forward(const Node *node) {
    const Node *x = node_source(node, 0), *ids = node_source(node, 1);
    for (size_t r = 0; r < row_count(node); r++) {
        double own, others, most;
        split_row(node, r, &own, &others, &most);
        double x_id = (double)x->value[r * (size_t)x->shape.cols + (size_t)ids->value[r]];
        node->value[r] =
            (Real)(others < own ? log1p(others / own) : log(own + others) + most - x_id);
    }
}

/* p_v of the others, and of the id p − 1 = −Σ of theirs. */
static void surprise_backward(const Node *node) {
    const Node *x = node_source(node, 0), *ids = node_source(node, 1);
    size_t width = (size_t)x->shape.cols;
    Real *d = node_gradient(node_source(node, 0));
    for (size_t r = 0; r < row_count(node) && d; r++) {
        double own, others, most, weight = (double)node->grad[r];
        size_t id = (size_t)ids->value[r];
        split_row(node, r, &own, &others, &most);
        double sum = own + others;
        for (size_t v = 0; v < width; v++)
            d[r * width + v] +=
                (Real)(weight * (v == id ? -others / sum
                                         : exp((double)x->value[r * width + v] - most) / sum));
    }
}

static void surprise_sources(const Node *node, Cell cell, Spans *spans) {
    spans_add(spans, (Span){0, cell.plane, cell.row, 0, 1, node_source(node, 0)->shape.cols});
    spans_add(spans, (Span){1, cell.plane, cell.row, 0, 1, 1});
}

static const Op surprise_op = {
    .name = "surprise",
    .formula = "−log softmax(x)_y",
    .forward = surprise_forward,
    .backward = surprise_backward,
    .sources_of_cell = surprise_sources,
    .reach = reach_rows,
};

Node *surprise(Node *x, Node *ids) {
    CHECK(row_count(ids) == row_count(x) && ids->shape.cols == 1, "surprise: one id a row");
    Shape shape = {x->shape.planes, x->shape.rows, 1};
    return node_new(&surprise_op, shape, 2, (Node *const[]){x, ids}, 0);
}
