/* scope.c -- global, local-m, local-p, causal, band: the masks and the Gaussian. */
#include "attention/scope.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void masked_cell(const Node *node, Cell cell, Spans *spans) {
    spans_add(spans, (Span){0, cell.plane, cell.row, cell.col, 1, 1});
    for (int i = 1; i < node->source_count; i++) {
        int plane = node_source(node, i)->shape.planes == 1 ? 0 : cell.plane;
        spans_add(spans, (Span){i, plane, 0, 0, 1, 1});
    }
}

/* All masks: allowed(node, plane, t, s) with t and s from 1. */
typedef bool Allowed(const Node *node, int plane, int t, int s);

static void mask_forward(const Node *node, Allowed *allowed) {
    const Real *x = node_source(node, 0)->value;
    Shape shape = node->shape;
    size_t at = 0;
    for (int p = 0; p < shape.planes; p++)
        for (int t = 1; t <= shape.rows; t++)
            for (int s = 1; s <= shape.cols; s++, at++)
                node->value[at] = allowed(node, p, t, s) ? x[at] : -REAL_INFINITY;
}

static void mask_backward(const Node *node) {
    Real *d = node_gradient(node_source(node, 0));
    for (size_t i = 0; i < node_size(node) && d; i++)
        if (node->value[i] != -REAL_INFINITY) d[i] += node->grad[i];
}

/* --- window_mask ----------------------------------------------------------------------------- */

static bool in_window(const Node *node, int p, int t, int s) {
    (void)t;
    double center = (double)node_source(node, 1)->value[p],
           D = (double)node_source(node, 2)->value[0];
    return fabs((double)s - center) <= D && (Real)s <= node_source(node, 3)->value[p];
}

static void window_mask_forward(const Node *node) {
    mask_forward(node, in_window);
}

static const Op window_mask_op = {
    .name = "window_mask",
    .formula = "e_s where |s − p_t| ≤ D, else −∞",
    .numbers = "$0",
    .forward = window_mask_forward,
    .backward = mask_backward,
    .sources_of_cell = masked_cell,
    .reach = reach_cells,
};

Node *window_mask(Node *M, Node *center, Node *D, Node *lengths) {
    CHECK(M->shape.rows == 1 && center->shape.planes == M->shape.planes && node_size(D) == 1,
          "window_mask: one centre an item");
    return node_new(&window_mask_op, M->shape, 4, (Node *const[]){M, center, D, lengths}, 0);
}

/* --- length_mask ----------------------------------------------------------------------------- */

static bool in_length(const Node *node, int p, int t, int s) {
    (void)t;
    return (Real)s <= node_source(node, 1)->value[p];
}

static void length_mask_forward(const Node *node) {
    mask_forward(node, in_length);
}

static const Op length_mask_op = {
    .name = "length_mask",
    .formula = "e_s where s ≤ S, else −∞",
    .numbers = "$0",
    .forward = length_mask_forward,
    .backward = mask_backward,
    .sources_of_cell = masked_cell,
    .reach = reach_cells,
};

Node *length_mask(Node *M, Node *lengths) {
    CHECK(lengths->shape.planes == M->shape.planes, "length_mask: one length an item");
    return node_new(&length_mask_op, M->shape, 2, (Node *const[]){M, lengths}, 0);
}

/* --- causal_mask ----------------------------------------------------------------------------- */

static bool not_after(const Node *node, int p, int t, int s) {
    (void)node, (void)p;
    return s <= t;
}

static void causal_mask_forward(const Node *node) {
    mask_forward(node, not_after);
}

static const Op causal_mask_op = {
    .name = "causal_mask",
    .formula = "e_s where s ≤ t, else −∞",
    .numbers = "$0",
    .forward = causal_mask_forward,
    .backward = mask_backward,
    .sources_of_cell = masked_cell,
    .reach = reach_cells,
};

Node *causal_mask(Node *M) {
    return node_new(&causal_mask_op, M->shape, 1, &M, 0);
}

/* --- band_mask ------------------------------------------------------------------------------- */

static bool in_band(const Node *node, int p, int t, int s) {
    (void)p;
    return abs(s - t) <= (int)node_source(node, 1)->value[0];
}

static void band_mask_forward(const Node *node) {
    mask_forward(node, in_band);
}

static const Op band_mask_op = {
    .name = "band_mask",
    .formula = "e_s where |s − t| ≤ D, else −∞",
    .numbers = "$0",
    .forward = band_mask_forward,
    .backward = mask_backward,
    .sources_of_cell = masked_cell,
    .reach = reach_cells,
};

Node *band_mask(Node *M, Node *D) {
    CHECK(node_size(D) == 1, "band_mask: D is one number");
    return node_new(&band_mask_op, M->shape, 2, (Node *const[]){M, D}, 0);
}

/* --- gaussian -------------------------------------------------------------------------------- */

static double bell(const Node *node, size_t p, size_t s) {
    double sigma = (double)node_source(node, 2)->value[0] / 2;
    double away = (double)(s + 1) - (double)node_source(node, 1)->value[p];
    return exp(-away * away / (2 * sigma * sigma));
}

static void gaussian_forward(const Node *node) {
    const Real *A = node_source(node, 0)->value;
    size_t S = (size_t)node->shape.cols;
    for (size_t p = 0; p < (size_t)node->shape.planes; p++)
        for (size_t s = 0; s < S; s++)
            node->value[p * S + s] =
                A[p * S + s] == 0 ? 0 : (Real)((double)A[p * S + s] * bell(node, p, s));
}

static void gaussian_backward(const Node *node) {
    Real *dA = node_gradient(node_source(node, 0)), *dcenter = node_gradient(node_source(node, 1));
    double sigma = (double)node_source(node, 2)->value[0] / 2;
    size_t S = (size_t)node->shape.cols;
    for (size_t p = 0; p < (size_t)node->shape.planes; p++)
        for (size_t s = 0; s < S; s++) {
            size_t i = p * S + s;
            if (dA) dA[i] += (Real)((double)node->grad[i] * bell(node, p, s));
            double away = (double)(s + 1) - (double)node_source(node, 1)->value[p];
            if (dcenter)
                dcenter[p] +=
                    (Real)((double)node->grad[i] * (double)node->value[i] * away / (sigma * sigma));
        }
}

static void gaussian_sources(const Node *node, Cell cell, Spans *spans) {
    (void)node;
    spans_add(spans, (Span){0, cell.plane, cell.row, cell.col, 1, 1});
    spans_add(spans, (Span){1, cell.plane, 0, 0, 1, 1});
    spans_add(spans, (Span){2, 0, 0, 0, 1, 1});
}

static const Op gaussian_op = {
    .name = "gaussian",
    .formula = "α_s · exp(−(s − p_t)² / (2σ²)), σ = D/2",
    .numbers = "$0 · exp(−($c − $1)² / (2 ($2 / 2)²))",
    .forward = gaussian_forward,
    .backward = gaussian_backward,
    .sources_of_cell = gaussian_sources,
    .reach = reach_cells,
};

Node *gaussian(Node *A, Node *center, Node *D) {
    CHECK(A->shape.rows == 1 && center->shape.planes == A->shape.planes && node_size(D) == 1,
          "gaussian: one centre an item");
    return node_new(&gaussian_op, A->shape, 3, (Node *const[]){A, center, D}, 0);
}

/* --- the scopes ------------------------------------------------------------------------------ */

/* p_t = min(t, S). */
static Node *monotonic_center(Parameters parameters, Node *q, Node *lengths, int t) {
    (void)parameters;
    Real *numbers = ARENA_ARRAY(tape_arena(q->tape), Real, lengths->shape.planes);
    for (int p = 0; p < lengths->shape.planes; p++) numbers[p] = (Real)t;
    LET_AT(step, t, tape_given(q->tape, lengths->shape, numbers));
    LET_AT(center, t, minimum(step, lengths));
    return node_is_number(center);
}

/* p_t = S · sigmoid(v_pᵀ tanh(W_p q_t)). */
static Node *predicted_center(Parameters parameters, Node *q, Node *lengths, int t) {
    Node *W_p = parameter_node(parameters, q->tape, "attention.center.query.weight");
    Node *v_p = parameter_node(parameters, q->tape, "attention.center.v.weight");
    LET_AT(center_hidden, t, linear(q, W_p, NULL));
    LET_AT(center_tanh, t, tanh_of(center_hidden));
    LET_AT(center_score, t, linear(center_tanh, v_p, NULL));
    LET_AT(center_share, t, sigmoid_of(center_score));
    LET_AT(center, t, multiply(lengths, center_share));
    return node_is_number(center);
}

static const Scope global = {
    .word = "global",
    .title = "Global",
    .formula = "every s",
    .source = "Luong et al. 2015",
    .for_alignment = true,
    .for_self = true,
};

static const Scope local_m = {
    .word = "local-m",
    .title = "Local-m",
    .formula = "|s − p_t| ≤ D, p_t = min(t, S)",
    .source = "Luong et al. 2015",
    .has_window = true,
    .for_alignment = true,
    .center = monotonic_center,
};

static const Scope local_p = {
    .word = "local-p",
    .title = "Local-p",
    .formula = "|s − p_t| ≤ D, p_t = S·σ(v_pᵀ tanh(W_p q))",
    .source = "Luong et al. 2015",
    .has_window = true,
    .smallest_window = 1,
    .for_alignment = true,
    .has_gaussian = true,
    .parameters = {{"attention.center.query.weight", DIMENSION_ATTENTION, DIMENSION_QUERY, false,
                    START_UNIFORM, 0},
                   {"attention.center.v.weight", DIMENSION_ONE, DIMENSION_ATTENTION, false,
                    START_UNIFORM, 0}},
    .center = predicted_center,
};

static const Scope causal = {
    .word = "causal",
    .title = "Causal",
    .formula = "s ≤ t",
    .source = "Vaswani et al. 2017",
    .for_self = true,
};

static const Scope band = {
    .word = "band",
    .title = "Band",
    .formula = "|s − t| ≤ D",
    .source = "a limited number of other tokens",
    .has_window = true,
    .for_self = true,
};

const Scope *const scope_list[] = {&global, &local_m, &local_p, &causal, &band};
const int scope_count = sizeof scope_list / sizeof *scope_list;

const Scope *scope_find(const char *word) {
    for (int i = 0; i < scope_count; i++)
        if (!strcmp(scope_list[i]->word, word)) return scope_list[i];
    return NULL;
}
