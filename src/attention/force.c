#include "attention/force.h"

#include "base/error.h"

enum { FREE = -1 };

int force_rows(const ForcedCell *forced, int count, int target, int rows, int cols, Real *out) {
    int inside = 0;
    for (int i = 0; i < rows * cols; i++) out[i] = FREE;
    for (int i = 0; i < count; i++) {
        const ForcedCell *cell = &forced[i];
        int row = cell->target - target;
        if (row < 0 || row >= rows || cell->source > cols) continue;
        for (int s = 0; cell->alone && s < cols; s++)
            if (out[row * cols + s] < 0) out[row * cols + s] = 0;
        out[row * cols + cell->source - 1] = (Real)cell->weight;
        inside++;
    }
    return inside;
}

const MovedCenter *force_center(const WhatIf *what_if, int t) {
    for (int i = 0; what_if && i < what_if->center_count; i++)
        if (what_if->centers[i].target == t) return &what_if->centers[i];
    return NULL;
}

double force_excess(const ForcedCell *forced, int count, int t, const Real *before, int n) {
    double said = 0, sum = 0;
    int cells = 0;
    bool alone = false;
    for (int i = 0; i < count; i++) {
        if (forced[i].target != t || forced[i].source > n) continue;
        said += forced[i].weight;
        alone |= forced[i].alone;
        cells += forced[i].weight > 0;
    }
    for (int s = 0; s < n; s++) sum += (double)before[s];
    if (alone && cells < 2) return 0;
    return said > sum + 1e-6 ? said - sum : 0;
}

/* --- force_weights --------------------------------------------------------------------------- */

/* What one row has to give, and to whom. */
typedef struct Row {
    const Real *a, *e, *forced;
    double rest;   /* its sum less what is forced, 0 at the least */
    double others; /* the sum of those that are free and may be looked at */
    int forced_cells, free_cells;
} Row;

static Row row_of(const Node *node, size_t r) {
    size_t n = (size_t)node->shape.cols;
    Row row = {node_source(node, 0)->value + r * n,
               node_source(node, 1)->value + r * n,
               node_source(node, 2)->value + r * n,
               0,
               0,
               0,
               0};
    for (size_t s = 0; s < n; s++) {
        bool forced = row.forced[s] >= 0, masked = row.e[s] == -REAL_INFINITY;
        row.rest += (double)row.a[s] - (forced ? (double)row.forced[s] : 0);
        row.forced_cells += forced;
        row.free_cells += !forced && !masked;
        if (!forced && !masked) row.others += (double)row.a[s];
    }
    if (row.rest < 0) row.rest = 0;
    return row;
}

static void force_forward(const Node *node) {
    size_t n = (size_t)node->shape.cols;
    for (size_t r = 0; r < (size_t)node->shape.planes * (size_t)node->shape.rows; r++) {
        Row row = row_of(node, r);
        Real *out = node->value + r * n;
        for (size_t s = 0; s < n; s++)
            if (!row.forced_cells)
                out[s] = row.a[s];
            else if (row.forced[s] >= 0)
                out[s] = row.forced[s];
            else if (row.e[s] == -REAL_INFINITY)
                out[s] = 0;
            else
                out[s] = (Real)(row.others > 0 ? (double)row.a[s] * row.rest / row.others
                                               : row.rest / row.free_cells);
    }
}

/* y_s = a_s r / o with r = Σ a − Σ W over the whole row and o = Σ a over the free cells, so that
 * ∂y_s/∂a_j = [s = j free] r/o + a_s/o − [j free] a_s r/o²; where o is 0, 1/n. Where r is held at
 * 0 nothing moves. */
static void force_backward_row(const Row *row, size_t n, const Real *dy, Real *d) {
    double along = 0; /* Σ_s dy_s ∂y_s/∂r */
    for (size_t s = 0; s < n; s++)
        if (row->forced[s] < 0 && row->e[s] != -REAL_INFINITY)
            along += (double)dy[s] *
                     (row->others > 0 ? (double)row->a[s] / row->others : 1.0 / row->free_cells);
    double share = row->others > 0 ? row->rest / row->others : 0;
    for (size_t j = 0; j < n; j++) {
        bool free_cell = row->forced[j] < 0 && row->e[j] != -REAL_INFINITY;
        double through = row->rest > 0 ? along : 0;
        if (free_cell) through += ((double)dy[j] - along) * share;
        d[j] += (Real)through;
    }
}

static void force_backward(const Node *node) {
    size_t n = (size_t)node->shape.cols;
    Real *d = node_gradient(node_source(node, 0));
    for (size_t r = 0; r < (size_t)node->shape.planes * (size_t)node->shape.rows && d; r++) {
        Row row = row_of(node, r);
        const Real *dy = node->grad + r * n;
        if (row.forced_cells)
            force_backward_row(&row, n, dy, d + r * n);
        else
            for (size_t s = 0; s < n; s++) d[r * n + s] += dy[s];
    }
}

/* A forced cell is what was said; a free one comes of its weight and of the row. */
static void force_sources(const Node *node, Cell cell, Spans *spans) {
    const Node *forced = node_source(node, 2);
    size_t n = (size_t)node->shape.cols;
    size_t at = ((size_t)cell.plane * (size_t)node->shape.rows + (size_t)cell.row) * n;
    if (forced->value[at + (size_t)cell.col] >= 0) {
        spans_add(spans, (Span){2, cell.plane, cell.row, cell.col, 1, 1});
        return;
    }
    spans_add(spans, (Span){0, cell.plane, cell.row, cell.col, 1, 1});
    for (int source = 0; source < 3; source++)
        spans_add(spans, (Span){source, cell.plane, cell.row, 0, 1, node->shape.cols});
}

static void force_reach(const Node *node, int source, Cell cell, Reach *reach) {
    reach_row(node, source, cell, cell.row, reach);
}

static const Op force_op = {
    .name = "force",
    .formula = "W_s where it is forced, else α_s · (Σ α − Σ W) / Σ_{free} α",
    .numbers = "$w",
    .forward = force_forward,
    .backward = force_backward,
    .sources_of_cell = force_sources,
    .reach = force_reach,
};

Node *force_weights(Node *A, Node *e, Node *forced) {
    CHECK(node_size(A) == node_size(e) && node_size(A) == node_size(forced),
          "force_weights: weights, scores and what is forced have one shape");
    return node_new(&force_op, A->shape, 3, (Node *const[]){A, e, forced}, 0);
}
