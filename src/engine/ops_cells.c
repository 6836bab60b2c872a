/* ops_cells.c -- operations cell by cell: add, multiply, minimum, add_log, one_minus, tanh,
 * sigmoid, and those with one operand repeated: add_row, scale_by, divide_by. */
#include "engine/ops.h"

#include "base/error.h"
#include "engine/kernels/kernels.h"

#include <math.h>
#include <string.h>

static void check_same_shape(const char *name, const Node *a, const Node *b) {
    CHECK(!memcmp(&a->shape, &b->shape, sizeof a->shape), "%s: %d × %d × %d and %d × %d × %d", name,
          a->shape.planes, a->shape.rows, a->shape.cols, b->shape.planes, b->shape.rows,
          b->shape.cols);
}

static void check_number(const char *name, const Node *number) {
    CHECK(node_size(number) == 1, "%s: the second operand is one number", name);
}

static void same_cell(const Node *node, Cell cell, Spans *spans) {
    for (int i = 0; i < node->source_count; i++)
        spans_add(spans, (Span){i, cell.plane, cell.row, cell.col, 1, 1});
}

static void same_cell_and_number(const Node *node, Cell cell, Spans *spans) {
    (void)node;
    spans_add(spans, (Span){0, cell.plane, cell.row, cell.col, 1, 1});
    spans_add(spans, (Span){1, 0, 0, 0, 1, 1});
}

/* --- add ------------------------------------------------------------------------------------- */

static void add_forward(const Node *node) {
    const Real *a = node_source(node, 0)->value, *b = node_source(node, 1)->value;
    for (size_t i = 0; i < node_size(node); i++) node->value[i] = a[i] + b[i];
}

static void add_backward(const Node *node) {
    for (int i = 0; i < 2; i++) {
        bool fresh;
        Real *d = node_gradient_or_fresh(node_source(node, i), &fresh);
        if (d) give(fresh, node_size(node), node->grad, d);
    }
}

static const Op add_op = {
    .name = "add",
    .formula = "a + b",
    .numbers = "$0 + $1",
    .forward = add_forward,
    .backward = add_backward,
    .sources_of_cell = same_cell,
    .reach = reach_cells,
};

Node *add(Node *a, Node *b) {
    check_same_shape("add", a, b);
    return node_new(&add_op, a->shape, 2, (Node *const[]){a, b}, 0);
}

/* --- multiply -------------------------------------------------------------------------------- */

static void multiply_forward(const Node *node) {
    const Real *a = node_source(node, 0)->value, *b = node_source(node, 1)->value;
    for (size_t i = 0; i < node_size(node); i++) node->value[i] = a[i] * b[i];
}

static void multiply_backward(const Node *node) {
    for (int i = 0; i < 2; i++) {
        Real *d = node_gradient(node_source(node, i));
        const Real *other = node_source(node, 1 - i)->value;
        for (size_t j = 0; j < node_size(node) && d; j++) d[j] += node->grad[j] * other[j];
    }
}

static const Op multiply_op = {
    .name = "multiply",
    .formula = "a ⊙ b",
    .numbers = "$0 · $1",
    .forward = multiply_forward,
    .backward = multiply_backward,
    .sources_of_cell = same_cell,
    .reach = reach_cells,
};

Node *multiply(Node *a, Node *b) {
    check_same_shape("multiply", a, b);
    return node_new(&multiply_op, a->shape, 2, (Node *const[]){a, b}, 0);
}

/* --- minimum --------------------------------------------------------------------------------- */

static void minimum_forward(const Node *node) {
    const Real *a = node_source(node, 0)->value, *b = node_source(node, 1)->value;
    for (size_t i = 0; i < node_size(node); i++) node->value[i] = a[i] < b[i] ? a[i] : b[i];
}

static void minimum_backward(const Node *node) {
    const Real *a = node_source(node, 0)->value, *b = node_source(node, 1)->value;
    Real *da = node_gradient(node_source(node, 0)), *db = node_gradient(node_source(node, 1));
    for (size_t i = 0; i < node_size(node); i++) {
        Real *smaller = a[i] < b[i] ? da : db;
        if (smaller) smaller[i] += node->grad[i];
    }
}

static const Op minimum_op = {
    .name = "minimum",
    .formula = "min(a, b)",
    .numbers = "min($0, $1)",
    .forward = minimum_forward,
    .backward = minimum_backward,
    .sources_of_cell = same_cell,
    .reach = reach_cells,
};

Node *minimum(Node *a, Node *b) {
    check_same_shape("minimum", a, b);
    return node_new(&minimum_op, a->shape, 2, (Node *const[]){a, b}, 0);
}

/* --- add_log --------------------------------------------------------------------------------- */

static void add_log_forward(const Node *node) {
    const Real *a = node_source(node, 0)->value, *p = node_source(node, 1)->value;
    for (size_t i = 0; i < node_size(node); i++)
        node->value[i] = (Real)((double)a[i] + log((double)p[i]));
}

static void add_log_backward(const Node *node) {
    const Real *p = node_source(node, 1)->value;
    Real *da = node_gradient(node_source(node, 0)), *dp = node_gradient(node_source(node, 1));
    if (da) kernels()->add_to(node_size(node), node->grad, da);
    for (size_t i = 0; i < node_size(node) && dp; i++) dp[i] += node->grad[i] / p[i];
}

static const Op add_log_op = {
    .name = "add_log",
    .formula = "a + log p",
    .numbers = "$0 + log($p)",
    .forward = add_log_forward,
    .backward = add_log_backward,
    .sources_of_cell = same_cell,
    .reach = reach_cells,
};

Node *add_log(Node *a, Node *p) {
    check_same_shape("add_log", a, p);
    return node_new(&add_log_op, a->shape, 2, (Node *const[]){a, p}, 0);
}

/* --- one_minus ------------------------------------------------------------------------------- */

static void one_minus_forward(const Node *node) {
    const Real *x = node_source(node, 0)->value;
    for (size_t i = 0; i < node_size(node); i++) node->value[i] = 1 - x[i];
}

static void one_minus_backward(const Node *node) {
    Real *d = node_gradient(node_source(node, 0));
    if (d) kernels()->axpy(node_size(node), -1, node->grad, d);
}

static const Op one_minus_op = {
    .name = "one_minus",
    .formula = "1 − x",
    .numbers = "1 − $0",
    .forward = one_minus_forward,
    .backward = one_minus_backward,
    .sources_of_cell = same_cell,
    .reach = reach_cells,
};

Node *one_minus(Node *x) {
    return node_new(&one_minus_op, x->shape, 1, &x, 0);
}

/* --- tanh ------------------------------------------------------------------------------------ */

static void tanh_forward(const Node *node) {
    kernels()->tanh(node_size(node), node_source(node, 0)->value, node->value);
}

static void tanh_backward(const Node *node) {
    Real *d = node_gradient(node_source(node, 0));
    const Real *t = node->value;
    for (size_t i = 0; i < node_size(node) && d; i++) d[i] += node->grad[i] * (1 - t[i] * t[i]);
}

static const Op tanh_op = {
    .name = "tanh",
    .formula = "tanh(x)",
    .numbers = "tanh($0)",
    .forward = tanh_forward,
    .backward = tanh_backward,
    .sources_of_cell = same_cell,
    .reach = reach_cells,
};

Node *tanh_of(Node *x) {
    return node_new(&tanh_op, x->shape, 1, &x, 0);
}

/* --- sigmoid --------------------------------------------------------------------------------- */

static void sigmoid_forward(const Node *node) {
    kernels()->sigmoid(node_size(node), node_source(node, 0)->value, node->value);
}

static void sigmoid_backward(const Node *node) {
    Real *d = node_gradient(node_source(node, 0));
    const Real *y = node->value;
    for (size_t i = 0; i < node_size(node) && d; i++) d[i] += node->grad[i] * y[i] * (1 - y[i]);
}

static const Op sigmoid_op = {
    .name = "sigmoid",
    .formula = "σ(x) = 1 / (1 + exp(−x))",
    .numbers = "σ($0)",
    .forward = sigmoid_forward,
    .backward = sigmoid_backward,
    .sources_of_cell = same_cell,
    .reach = reach_cells,
};

Node *sigmoid_of(Node *x) {
    return node_new(&sigmoid_op, x->shape, 1, &x, 0);
}

/* --- add_row --------------------------------------------------------------------------------- */

static void add_row_forward(const Node *node) {
    const Real *x = node_source(node, 0)->value, *row = node_source(node, 1)->value;
    size_t width = (size_t)node->shape.cols, count = (size_t)node->shape.rows, at = 0;
    for (size_t p = 0; p < (size_t)node->shape.planes; p++)
        for (size_t r = 0; r < count; r++)
            for (size_t c = 0; c < width; c++, at++) node->value[at] = x[at] + row[p * width + c];
}

static void add_row_backward(const Node *node) {
    Real *dx = node_gradient(node_source(node, 0)), *drow = node_gradient(node_source(node, 1));
    size_t width = (size_t)node->shape.cols, count = (size_t)node->shape.rows;
    if (dx) kernels()->add_to(node_size(node), node->grad, dx);
    for (size_t p = 0; p < (size_t)node->shape.planes && drow; p++)
        for (size_t r = 0; r < count; r++)
            kernels()->add_to(width, node->grad + (p * count + r) * width, drow + p * width);
}

static void add_row_sources(const Node *node, Cell cell, Spans *spans) {
    (void)node;
    spans_add(spans, (Span){0, cell.plane, cell.row, cell.col, 1, 1});
    spans_add(spans, (Span){1, cell.plane, 0, cell.col, 1, 1});
}

static const Op add_row_op = {
    .name = "add_row",
    .formula = "x_s + row",
    .numbers = "$0 + $1",
    .forward = add_row_forward,
    .backward = add_row_backward,
    .sources_of_cell = add_row_sources,
    .reach = reach_cells,
};

Node *add_row(Node *x, Node *row) {
    CHECK(row->shape.planes == x->shape.planes && row->shape.rows == 1 &&
              row->shape.cols == x->shape.cols,
          "add_row: a row of %d to %d columns", row->shape.cols, x->shape.cols);
    return node_new(&add_row_op, x->shape, 2, (Node *const[]){x, row}, 0);
}

/* --- scale_by -------------------------------------------------------------------------------- */

static void scale_forward(const Node *node) {
    const Real *x = node_source(node, 0)->value, factor = node_source(node, 1)->value[0];
    for (size_t i = 0; i < node_size(node); i++) node->value[i] = x[i] * factor;
}

/* A masked score (−inf) takes and gives no gradient. */
static void scale_backward(const Node *node) {
    const Node *x = node_source(node, 0), *number = node_source(node, 1);
    Real *dx = node_gradient(node_source(node, 0)), *d = node_gradient(node_source(node, 1));
    if (dx) kernels()->axpy(node_size(node), number->value[0], node->grad, dx);
    for (size_t i = 0; i < node_size(node) && d; i++)
        if (x->value[i] != -REAL_INFINITY) d[0] += node->grad[i] * x->value[i];
}

static const Op scale_op = {
    .name = "scale",
    .formula = "x · a",
    .numbers = "$0 · $1",
    .forward = scale_forward,
    .backward = scale_backward,
    .sources_of_cell = same_cell_and_number,
    .reach = reach_cells,
};

Node *scale_by(Node *x, Node *number) {
    check_number("scale_by", number);
    return node_new(&scale_op, x->shape, 2, (Node *const[]){x, number}, 0);
}

/* --- divide_by ------------------------------------------------------------------------------- */

static void divide_forward(const Node *node) {
    const Real *x = node_source(node, 0)->value, divisor = node_source(node, 1)->value[0];
    for (size_t i = 0; i < node_size(node); i++) node->value[i] = x[i] / divisor;
}

/* A masked score (−inf) takes and gives no gradient. */
static void divide_backward(const Node *node) {
    const Node *number = node_source(node, 1);
    Real *dx = node_gradient(node_source(node, 0)), *d = node_gradient(node_source(node, 1));
    if (dx) kernels()->axpy(node_size(node), 1 / number->value[0], node->grad, dx);
    for (size_t i = 0; i < node_size(node) && d; i++)
        if (node->value[i] != -REAL_INFINITY)
            d[0] -= node->grad[i] * node->value[i] / number->value[0];
}

static const Op divide_op = {
    .name = "divide",
    .formula = "x / a",
    .numbers = "$0 / $1",
    .forward = divide_forward,
    .backward = divide_backward,
    .sources_of_cell = same_cell_and_number,
    .reach = reach_cells,
};

Node *divide_by(Node *x, Node *number) {
    check_number("divide_by", number);
    return node_new(&divide_op, x->shape, 2, (Node *const[]){x, number}, 0);
}
