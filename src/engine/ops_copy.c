/* ops_copy.c -- operations that only place numbers: embed, columns, rows, beside, stack. */
#include "engine/ops.h"

#include "base/error.h"

#include "engine/kernels/kernels.h"

#include <string.h>

void spans_add(Spans *spans, Span span) {
    CHECK(spans->count < SPANS_MAX, "more than %d spans", SPANS_MAX);
    spans->items[spans->count++] = span;
}

void give(bool fresh, size_t n, const Real *numbers, Real *d) {
    if (fresh)
        memcpy(d, numbers, n * sizeof *d);
    else
        kernels()->add_to(n, numbers, d);
}

static size_t row_count(const Node *node) {
    return (size_t)node->shape.planes * (size_t)node->shape.rows;
}

/* --- embed ----------------------------------------------------------------------------------- */

static void embed_forward(const Node *node) {
    const Node *table = node_source(node, 0), *ids = node_source(node, 1);
    size_t width = (size_t)node->shape.cols;
    for (size_t i = 0; i < row_count(node); i++) {
        int id = (int)ids->value[i];
        CHECK(id >= 0 && id < table->shape.rows, "embed: id %d of %d", id, table->shape.rows);
        memcpy(node->value + i * width, table->value + (size_t)id * width, width * sizeof(Real));
    }
}

static void embed_backward(const Node *node) {
    Node *table = node_source(node, 0);
    const Node *ids = node_source(node, 1);
    Real *d = node_gradient(table);
    size_t width = (size_t)node->shape.cols;
    for (size_t i = 0; i < row_count(node) && d; i++)
        kernels()->add_to(width, node->grad + i * width, d + (size_t)ids->value[i] * width);
}

static void embed_sources(const Node *node, Cell cell, Spans *spans) {
    const Node *ids = node_source(node, 1);
    int id = (int)node_at(ids, cell.plane, cell.row, 0);
    spans_add(spans, (Span){0, 0, id, cell.col, 1, 1});
    spans_add(spans, (Span){1, cell.plane, cell.row, 0, 1, 1});
}

static void embed_reach(const Node *node, int source, Cell cell, Reach *reach) {
    if (source)
        reach_rows(node, source, cell, reach);
    else
        reach_column(node, source, cell, cell.col, reach);
}

static const Op embed_op = {
    .name = "embed",
    .formula = "row id_s of the table",
    .numbers = "$0",
    .forward = embed_forward,
    .backward = embed_backward,
    .sources_of_cell = embed_sources,
    .reach = embed_reach,
};

Node *embed(Node *table, Node *ids) {
    CHECK(ids->shape.cols == 1 && table->shape.planes == 1, "embed: ids are one column");
    Shape shape = {ids->shape.planes, ids->shape.rows, table->shape.cols};
    return node_new(&embed_op, shape, 2, (Node *const[]){table, ids}, 0);
}

/* --- columns --------------------------------------------------------------------------------- */

static void columns_forward(const Node *node) {
    const Node *x = node_source(node, 0);
    size_t from = (size_t)x->shape.cols, to = (size_t)node->shape.cols, first = (size_t)node->first;
    for (size_t i = 0; i < row_count(node); i++)
        memcpy(node->value + i * to, x->value + i * from + first, to * sizeof(Real));
}

static void columns_backward(const Node *node) {
    Node *x = node_source(node, 0);
    Real *d = node_gradient(x);
    size_t from = (size_t)x->shape.cols, to = (size_t)node->shape.cols, first = (size_t)node->first;
    for (size_t i = 0; i < row_count(node) && d; i++)
        kernels()->add_to(to, node->grad + i * to, d + i * from + first);
}

static void columns_sources(const Node *node, Cell cell, Spans *spans) {
    spans_add(spans, (Span){0, cell.plane, cell.row, cell.col + node->first, 1, 1});
}

static void columns_reach(const Node *node, int source, Cell cell, Reach *reach) {
    reach_row(node, source, cell, cell.row, reach);
    reach_column(node, source, cell, cell.col - node->first, reach);
}

static const Op columns_op = {
    .name = "columns",
    .formula = "some columns of x",
    .numbers = "$0",
    .forward = columns_forward,
    .backward = columns_backward,
    .sources_of_cell = columns_sources,
    .reach = columns_reach,
};

Node *columns(Node *x, int first, int count) {
    CHECK(first >= 0 && count > 0 && first + count <= x->shape.cols, "columns %d + %d of %d", first,
          count, x->shape.cols);
    Shape shape = {x->shape.planes, x->shape.rows, count};
    Node *node = node_new(&columns_op, shape, 1, &x, 0);
    node->first = first;
    return node;
}

/* --- rows ------------------------------------------------------------------------------------ */

static void rows_forward(const Node *node) {
    const Node *x = node_source(node, 0);
    size_t width = (size_t)x->shape.cols, from = (size_t)x->shape.rows * width;
    size_t to = (size_t)node->shape.rows * width, first = (size_t)node->first * width;
    for (int p = 0; p < node->shape.planes; p++)
        memcpy(node->value + (size_t)p * to, x->value + (size_t)p * from + first,
               to * sizeof(Real));
}

static void rows_backward(const Node *node) {
    Node *x = node_source(node, 0);
    Real *d = node_gradient(x);
    size_t width = (size_t)x->shape.cols, from = (size_t)x->shape.rows * width;
    size_t to = (size_t)node->shape.rows * width, first = (size_t)node->first * width;
    for (int p = 0; p < node->shape.planes && d; p++)
        kernels()->add_to(to, node->grad + (size_t)p * to, d + (size_t)p * from + first);
}

static void rows_sources(const Node *node, Cell cell, Spans *spans) {
    spans_add(spans, (Span){0, cell.plane, cell.row + node->first, cell.col, 1, 1});
}

static void rows_reach(const Node *node, int source, Cell cell, Reach *reach) {
    reach_row(node, source, cell, cell.row - node->first, reach);
    reach_column(node, source, cell, cell.col, reach);
}

static const Op rows_op = {
    .name = "rows",
    .formula = "some rows of x",
    .numbers = "$0",
    .forward = rows_forward,
    .backward = rows_backward,
    .sources_of_cell = rows_sources,
    .reach = rows_reach,
};

Node *rows(Node *x, int first, int count) {
    CHECK(first >= 0 && count > 0 && first + count <= x->shape.rows, "rows %d + %d of %d", first,
          count, x->shape.rows);
    Node *node = node_new(&rows_op, (Shape){x->shape.planes, count, x->shape.cols}, 1, &x, 0);
    node->first = first;
    return node;
}

/* --- beside ---------------------------------------------------------------------------------- */

static void beside_forward(const Node *node) {
    const Node *a = node_source(node, 0), *b = node_source(node, 1);
    size_t wa = (size_t)a->shape.cols, wb = (size_t)b->shape.cols, width = wa + wb;
    for (size_t i = 0; i < row_count(node); i++) {
        memcpy(node->value + i * width, a->value + i * wa, wa * sizeof(Real));
        memcpy(node->value + i * width + wa, b->value + i * wb, wb * sizeof(Real));
    }
}

static void beside_backward(const Node *node) {
    Node *a = node_source(node, 0), *b = node_source(node, 1);
    bool fresh_a, fresh_b;
    Real *da = node_gradient_or_fresh(a, &fresh_a), *db = node_gradient_or_fresh(b, &fresh_b);
    size_t wa = (size_t)a->shape.cols, wb = (size_t)b->shape.cols, width = wa + wb;
    for (size_t i = 0; i < row_count(node); i++) {
        if (da) give(fresh_a, wa, node->grad + i * width, da + i * wa);
        if (db) give(fresh_b, wb, node->grad + i * width + wa, db + i * wb);
    }
}

static void beside_sources(const Node *node, Cell cell, Spans *spans) {
    int wa = node_source(node, 0)->shape.cols, second = cell.col >= wa;
    spans_add(spans, (Span){second, cell.plane, cell.row, second ? cell.col - wa : cell.col, 1, 1});
}

static void beside_reach(const Node *node, int source, Cell cell, Reach *reach) {
    int before = source ? node_source(node, 0)->shape.cols : 0;
    reach_row(node, source, cell, cell.row, reach);
    reach_column(node, source, cell, before + cell.col, reach);
}

static const Op beside_op = {
    .name = "beside",
    .formula = "[a ; b]",
    .numbers = "$0",
    .forward = beside_forward,
    .backward = beside_backward,
    .sources_of_cell = beside_sources,
    .reach = beside_reach,
};

Node *beside(Node *a, Node *b) {
    CHECK(a->shape.planes == b->shape.planes && a->shape.rows == b->shape.rows,
          "beside: %d × %d and %d × %d rows", a->shape.planes, a->shape.rows, b->shape.planes,
          b->shape.rows);
    Shape shape = {a->shape.planes, a->shape.rows, a->shape.cols + b->shape.cols};
    return node_new(&beside_op, shape, 2, (Node *const[]){a, b}, 0);
}

/* --- stack ----------------------------------------------------------------------------------- */

static void stack_forward(const Node *node) {
    size_t one = node_size(node_source(node, 0)) / (size_t)node->shape.planes;
    size_t all = one * (size_t)node->source_count;
    for (int i = 0; i < node->source_count; i++)
        for (size_t p = 0; p < (size_t)node->shape.planes; p++)
            memcpy(node->value + p * all + (size_t)i * one, node_source(node, i)->value + p * one,
                   one * sizeof(Real));
}

static void stack_backward(const Node *node) {
    size_t one = node_size(node_source(node, 0)) / (size_t)node->shape.planes;
    size_t all = one * (size_t)node->source_count;
    for (int i = 0; i < node->source_count; i++) {
        bool fresh;
        Real *d = node_gradient_or_fresh(node_source(node, i), &fresh);
        for (size_t p = 0; p < (size_t)node->shape.planes && d; p++)
            give(fresh, one, node->grad + p * all + (size_t)i * one, d + p * one);
    }
}

static void stack_sources(const Node *node, Cell cell, Spans *spans) {
    int each = node_source(node, 0)->shape.rows;
    spans_add(spans, (Span){cell.row / each, cell.plane, cell.row % each, cell.col, 1, 1});
}

static void stack_reach(const Node *node, int source, Cell cell, Reach *reach) {
    int each = node_source(node, source)->shape.rows;
    reach_row(node, source, cell, source * each + cell.row, reach);
    reach_column(node, source, cell, cell.col, reach);
}

static const Op stack_op = {
    .name = "stack",
    .formula = "one below the other",
    .numbers = "$0",
    .forward = stack_forward,
    .backward = stack_backward,
    .sources_of_cell = stack_sources,
    .reach = stack_reach,
};

Node *stack(Node *const *items, int count) {
    CHECK(count > 0, "stack of nothing");
    Shape one = items[0]->shape;
    for (int i = 1; i < count; i++)
        CHECK(!memcmp(&items[i]->shape, &one, sizeof one), "stack: item %d has another shape", i);
    return node_new(&stack_op, (Shape){one.planes, one.rows * count, one.cols}, count, items, 0);
}
