/* weigh.c -- soft, sparse, argmax, hard. */
#include "attention/weigh.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

static size_t row_count(const Node *node) {
    return (size_t)node->shape.planes * (size_t)node->shape.rows;
}

static void cell_and_row(const Node *node, Cell cell, Spans *spans) {
    spans_add(spans, (Span){0, cell.plane, cell.row, cell.col, 1, 1});
    spans_add(spans, (Span){0, cell.plane, cell.row, 0, 1, node->shape.cols});
}

static void whole_row(const Node *node, Cell cell, Spans *spans) {
    spans_add(spans, (Span){0, cell.plane, cell.row, 0, 1, node_source(node, 0)->shape.cols});
}

/* --- sparsemax ------------------------------------------------------------------------------- */

static int descending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* The threshold θ with Σ max(x − θ, 0) = 1: sorted, the largest k with 1 + k·x_k > Σ_{j≤k} x_j. */
static double sparse_threshold(const Real *x, size_t n, double *sorted) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (x[i] != -REAL_INFINITY) sorted[count++] = (double)x[i];
    qsort(sorted, count, sizeof *sorted, descending);
    double sum = 0, threshold = 0;
    for (size_t k = 0; k < count; k++) {
        sum += sorted[k];
        if (1 + (double)(k + 1) * sorted[k] > sum) threshold = (sum - 1) / (double)(k + 1);
    }
    return threshold;
}

static void sparsemax_forward(const Node *node) {
    size_t n = (size_t)node->shape.cols;
    double *sorted = malloc(n * sizeof *sorted);
    CHECK(sorted, "out of memory");
    for (size_t r = 0; r < row_count(node); r++) {
        const Real *x = node_source(node, 0)->value + r * n;
        double threshold = sparse_threshold(x, n, sorted);
        for (size_t i = 0; i < n; i++) {
            double over = (double)x[i] - threshold;
            node->value[r * n + i] = over > 0 ? (Real)over : 0;
        }
    }
    free(sorted);
}

/* On the support, d minus its mean over the support; elsewhere 0. */
static void sparsemax_backward(const Node *node) {
    size_t n = (size_t)node->shape.cols;
    Real *d = node_gradient(node_source(node, 0));
    for (size_t r = 0; r < row_count(node) && d; r++) {
        const Real *y = node->value + r * n, *dy = node->grad + r * n;
        double sum = 0;
        int support = 0;
        for (size_t i = 0; i < n; i++)
            if (y[i] > 0) sum += (double)dy[i], support++;
        for (size_t i = 0; i < n; i++)
            if (y[i] > 0) d[r * n + i] += dy[i] - (Real)(sum / support);
    }
}

static const Op sparsemax_op = {
    .name = "sparsemax",
    .formula = "max(e_s − θ, 0), θ so that the row sums to 1",
    .numbers = "max($0 − $t, 0)",
    .forward = sparsemax_forward,
    .backward = sparsemax_backward,
    .sources_of_cell = cell_and_row,
    .reach = reach_rows,
};

Node *sparsemax(Node *M) {
    return node_new(&sparsemax_op, M->shape, 1, &M, 0);
}

/* --- argmax_rows ----------------------------------------------------------------------------- */

static void argmax_forward(const Node *node) {
    size_t n = (size_t)node->shape.cols;
    memset(node->value, 0, node_size(node) * sizeof(Real));
    for (size_t r = 0; r < row_count(node); r++) {
        const Real *x = node_source(node, 0)->value + r * n;
        size_t best = 0;
        for (size_t i = 1; i < n; i++)
            if (x[i] > x[best]) best = i;
        if (x[best] != -REAL_INFINITY) node->value[r * n + best] = 1;
    }
}

static const Op argmax_op = {
    .name = "argmax_rows",
    .formula = "1 at the largest e_s, else 0",
    .numbers = "1 if $0 is the largest, $m",
    .forward = argmax_forward,
    .sources_of_cell = cell_and_row,
    .reach = reach_rows,
};

Node *argmax_rows(Node *M) {
    return node_new(&argmax_op, M->shape, 1, &M, 0);
}

/* --- shares ---------------------------------------------------------------------------------- */

static void shares_forward(const Node *node) {
    const Node *draws = node_source(node, 0);
    size_t S = (size_t)node->shape.cols, n = (size_t)draws->shape.cols;
    memset(node->value, 0, node_size(node) * sizeof(Real));
    for (size_t r = 0; r < row_count(node); r++) {
        for (size_t i = 0; i < n; i++)
            node->value[r * S + (size_t)draws->value[r * n + i] - 1] += 1;
        for (size_t s = 0; s < S; s++) node->value[r * S + s] /= (Real)n;
    }
}

static const Op shares_op = {
    .name = "shares",
    .formula = "how often s was drawn / n",
    .numbers = "$k / $n",
    .forward = shares_forward,
    .sources_of_cell = whole_row,
    .reach = reach_rows,
};

Node *shares(Node *draws, int S) {
    Shape shape = {draws->shape.planes, draws->shape.rows, S};
    return node_new(&shares_op, shape, 1, &draws, 0);
}

/* --- renormalise ----------------------------------------------------------------------------- */

static double row_sum(const Real *x, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (double)x[i];
    return sum;
}

static void renormalise_forward(const Node *node) {
    size_t n = (size_t)node->shape.cols;
    for (size_t r = 0; r < row_count(node); r++) {
        const Real *x = node_source(node, 0)->value + r * n;
        double sum = row_sum(x, n);
        for (size_t i = 0; i < n; i++)
            node->value[r * n + i] = sum > 0 ? (Real)((double)x[i] / sum) : x[i];
    }
}

static void renormalise_backward(const Node *node) {
    size_t n = (size_t)node->shape.cols;
    Real *d = node_gradient(node_source(node, 0));
    for (size_t r = 0; r < row_count(node) && d; r++) {
        double sum = row_sum(node_source(node, 0)->value + r * n, n), mean = 0;
        for (size_t i = 0; i < n; i++)
            mean += (double)node->grad[r * n + i] * (double)node->value[r * n + i];
        for (size_t i = 0; i < n; i++)
            d[r * n + i] += (Real)(sum > 0 ? ((double)node->grad[r * n + i] - mean) / sum
                                           : (double)node->grad[r * n + i]);
    }
}

static const Op renormalise_op = {
    .name = "renormalise",
    .formula = "α_s / Σ_j α_j",
    .numbers = "$0 / $s",
    .forward = renormalise_forward,
    .backward = renormalise_backward,
    .sources_of_cell = cell_and_row,
    .reach = reach_rows,
};

Node *renormalise(Node *A) {
    return node_new(&renormalise_op, A->shape, 1, &A, 0);
}

/* --- drawing --------------------------------------------------------------------------------- */

static int draw_one(const Real *soft, int S, double u) {
    double sum = 0;
    int last = 1;
    for (int s = 0; s < S; s++) {
        if (soft[s] <= 0) continue;
        last = s + 1;
        sum += (double)soft[s];
        if (sum > u) break;
    }
    return last;
}

/* n draws from each of the rows, in order. */
static void draw_rows(const Real *soft, int rows, int S, int n, Rng *rng, Real *draws) {
    for (int r = 0; r < rows; r++, soft += S)
        for (int i = 0; i < n; i++) *draws++ = (Real)draw_one(soft, S, rng_unit(rng));
}

Node *draw_from(Node *soft, int n, Rng *rng) {
    CHECK(soft->shape.planes == 1 && soft->shape.rows == 1 && n >= 1, "draw_from: one row, n ≥ 1");
    tape_forward(soft->tape);
    Real *numbers = ARENA_ARRAY(tape_arena(soft->tape), Real, n);
    draw_rows(soft->value, 1, soft->shape.cols, n, rng, numbers);
    return tape_given(soft->tape, (Shape){1, 1, n}, numbers);
}

Node *draw_from_heads(Node *soft, int n, uint64_t seed) {
    CHECK(n >= 1, "draw_from_heads: %d draws", n);
    tape_forward(soft->tape);
    Shape s = soft->shape;
    size_t each = (size_t)s.rows * (size_t)n, cells = (size_t)s.rows * (size_t)s.cols;
    Real *numbers = ARENA_ARRAY(tape_arena(soft->tape), Real, (size_t)s.planes * each);
    for (size_t p = 0; p < (size_t)s.planes; p++) {
        Rng rng = rng_seeded(seed);
        draw_rows(soft->value + p * cells, s.rows, s.cols, n, &rng, numbers + p * each);
    }
    return tape_given(soft->tape, (Shape){s.planes, s.rows, n}, numbers);
}

/* --- the ways to weigh ----------------------------------------------------------------------- */

static Node *soft_build(Node *e, int t) {
    LET_AT(weights, t, softmax(e));
    return weights;
}

static Node *sparse_build(Node *e, int t) {
    LET_AT(weights, t, sparsemax(e));
    return weights;
}

static Node *argmax_build(Node *e, int t) {
    LET_AT(weights, t, argmax_rows(e));
    return weights;
}

/* The weights hard draws from; attend draws. */
static Node *hard_build(Node *e, int t) {
    LET_AT(soft, t, softmax(e));
    return soft;
}

static const Weigh soft = {
    .word = "soft",
    .title = "Soft",
    .stage = "Softmax",
    .function = "softmax",
    .formula = "α = softmax(e)",
    .source = "Bahdanau et al. 2015",
    .has_temperature = true,
    .build = soft_build,
};

static const Weigh sparse = {
    .word = "sparse",
    .title = "Sparse",
    .stage = "Sparsemax",
    .function = "sparsemax",
    .formula = "α = sparsemax(e)",
    .source = "Martins & Astudillo 2016",
    .has_temperature = true,
    .build = sparse_build,
};

static const Weigh hard = {
    .word = "hard",
    .title = "Hard",
    .stage = "Draw",
    .function = "softmax",
    .formula = "s ∼ softmax(e)",
    .source = "Xu et al. 2015",
    .has_temperature = true,
    .draws = true,
    .build = hard_build,
};

static const Weigh argmax = {
    .word = "argmax",
    .title = "Max",
    .stage = "Largest",
    .function = "argmax",
    .formula = "α = 1 \\t{at the largest} e",
    .source = "the limit of soft as τ falls to 0",
    .build = argmax_build,
};

const Weigh *const weigh_list[] = {&soft, &sparse, &hard, &argmax};
const int weigh_count = sizeof weigh_list / sizeof *weigh_list;

const Weigh *weigh_find(const char *word) {
    for (int i = 0; i < weigh_count; i++)
        if (!strcmp(weigh_list[i]->word, word)) return weigh_list[i];
    return NULL;
}
