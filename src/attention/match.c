/* match.c -- the five score functions, and none.
 *
 * To add one: write its struct here and put it in score_list. Its word, formula, parameters,
 * checkpoint tensors, training, trace and pictures follow from the struct.
 */
#include "attention/match.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

Node *parameter_node(Parameters p, Tape *tape, const char *name) {
    Node *known = tape_find(tape, name, -1);
    return known ? known : weights_node(tape, p.weights, p.gradients, name);
}

static Node *keys_as_they_are(Parameters p, Node *keys) {
    (void)p;
    return keys;
}

/* --- dot: e = q·k ---------------------------------------------------------------------------- */

static Node *dot_build(Parameters p, Node *q, Node *k, Node *lengths, int t) {
    (void)p, (void)lengths;
    LET_AT(match, t, product_transposed(q, k));
    return match;
}

static const Score dot = {
    .word = "dot",
    .title = "Dot",
    .brief = "q^T k",
    .formula = "q^T k",
    .source = "Luong et al. 2015",
    .same_size = true,
    .prepare = keys_as_they_are,
    .build = dot_build,
};

/* --- scaled: e = q·k / √d_k ------------------------------------------------------------------ */

static Node *scaled_build(Parameters p, Node *q, Node *k, Node *lengths, int t) {
    (void)p, (void)lengths;
    LET_AT(products, t, product_transposed(q, k));
    LET_AT(root_d, t, tape_number(q->tape, real_sqrt((Real)k->shape.cols)));
    LET_AT(match, t, divide_by(products, root_d));
    return match;
}

static const Score scaled = {
    .word = "scaled",
    .title = "Scaled dot",
    .brief = "q^T k / \\sqrt{d}",
    .formula = "q^T k / \\sqrt{d}",
    .source = "Vaswani et al. 2017",
    .same_size = true,
    .prepare = keys_as_they_are,
    .build = scaled_build,
};

/* --- cosine: e = β · q·k / (|q| |k|) --------------------------------------------------------- */

static Node *cosine_prepare(Parameters p, Node *keys) {
    (void)p;
    LET(unit_keys, unit_rows(keys));
    node_call(unit_keys, "k / |k|");
    return unit_keys;
}

static Node *cosine_build(Parameters p, Node *q, Node *unit_keys, Node *lengths, int t) {
    (void)lengths;
    Node *beta = parameter_node(p, q->tape, "attention.sharpness");
    LET_AT(unit_query, t, unit_rows(q));
    node_call(unit_query, "q / |q|");
    LET_AT(cosines, t, product_transposed(unit_query, unit_keys));
    LET_AT(match, t, scale_by(cosines, beta));
    return match;
}

static const Score cosine = {
    .word = "cosine",
    .title = "Cosine",
    .brief = "q^T k / |q||k|",
    .formula = "β q^T k / |q||k|",
    .source = "the cosine of q and k, with a learned sharpness β",
    .parameters = {{"attention.sharpness", DIMENSION_ONE, DIMENSION_ONE, true, START_NUMBER, 8}},
    .same_size = true,
    .prepare = cosine_prepare,
    .build = cosine_build,
};

/* --- bilinear: e = qᵀ W k -------------------------------------------------------------------- */

static Node *bilinear_prepare(Parameters p, Node *keys) {
    Node *W = parameter_node(p, keys->tape, "attention.weight");
    LET(weighted_keys, linear(keys, W, NULL));
    node_call(weighted_keys, "W k");
    return weighted_keys;
}

static Node *bilinear_build(Parameters p, Node *q, Node *weighted_keys, Node *lengths, int t) {
    (void)p, (void)lengths;
    LET_AT(match, t, product_transposed(q, weighted_keys));
    return match;
}

static const Score bilinear = {
    .word = "bilinear",
    .title = "Bilinear",
    .brief = "q^T W k",
    .formula = "q^T W k",
    .source = "Luong et al. 2015, “general”",
    .parameters = {{"attention.weight", DIMENSION_QUERY, DIMENSION_KEY, false, START_UNIFORM, 0}},
    .prepare = bilinear_prepare,
    .build = bilinear_build,
};

/* --- additive: e = vᵀ tanh(W_q q + W_k k + b) ------------------------------------------------ */

static Node *additive_prepare(Parameters p, Node *keys) {
    Node *W_k = parameter_node(p, keys->tape, "attention.key.weight");
    Node *b = parameter_node(p, keys->tape, "attention.key.bias");
    LET(projected_keys, linear(keys, W_k, b));
    node_call(projected_keys, "W_k k + b");
    return projected_keys;
}

static Node *additive_build(Parameters p, Node *q, Node *projected_keys, Node *lengths, int t) {
    Node *W_q = parameter_node(p, q->tape, "attention.query.weight");
    Node *v = parameter_node(p, q->tape, "attention.v.weight");
    node_call(v, "v");
    LET_AT(projected_query, t, linear(q, W_q, NULL));
    node_call(projected_query, "W_q q");
    if (tape_is_fused(q->tape)) {
        LET_AT(match, t, additive_match(projected_query, projected_keys, v, lengths));
        return match;
    }
    LET_AT(sums, t, add_row(projected_keys, projected_query));
    LET_AT(hidden, t, tanh_of(sums));
    node_call(sums, "W_q q + W_k k + b");
    node_call(hidden, "tanh(W_q q + W_k k + b)");
    LET_AT(match, t, product_transposed(v, hidden));
    return match;
}

static const Score additive = {
    .word = "additive",
    .title = "Additive",
    .brief = "v^T tanh(W[q;k])",
    .formula = "v^T tanh(W_q q + W_k k + b)",
    .source = "Bahdanau et al. 2015",
    .parameters =
        {{"attention.query.weight", DIMENSION_ATTENTION, DIMENSION_QUERY, false, START_UNIFORM, 0},
         {"attention.key.weight", DIMENSION_ATTENTION, DIMENSION_KEY, false, START_UNIFORM, 0},
         {"attention.key.bias", DIMENSION_ONE, DIMENSION_ATTENTION, true, START_ZERO, 0},
         {"attention.v.weight", DIMENSION_ONE, DIMENSION_ATTENTION, false, START_UNIFORM, 0}},
    .prepare = additive_prepare,
    .build = additive_build,
};

/* --- none: c is one fixed vector ------------------------------------------------------------- */

static const Score none = {
    .word = "none",
    .title = "None",
    .brief = "\\t{fixed} c",
    .formula = "\\t{fixed} c",
    .source = "Cho et al. 2014",
};

const Score *const score_list[] = {&dot, &scaled, &cosine, &bilinear, &additive, &none};
const int score_count = sizeof score_list / sizeof *score_list;

const Score *score_find(const char *word) {
    for (int i = 0; i < score_count; i++)
        if (!strcmp(score_list[i]->word, word)) return score_list[i];
    return NULL;
}

bool score_is_none(const Score *score) {
    return !score->build;
}

static int dimension(Dimension which, AttentionSizes sizes) {
    switch (which) {
    case DIMENSION_ONE: return 1;
    case DIMENSION_QUERY: return sizes.query;
    case DIMENSION_KEY: return sizes.key;
    case DIMENSION_ATTENTION: return sizes.attention;
    }
    return 0;
}

int attention_weights(const ScoreParameter *parameters, AttentionSizes sizes, Weight *out) {
    int count = 0;
    for (; count < 4 && parameters[count].name; count++) {
        const ScoreParameter *p = &parameters[count];
        Weight w = {
            .name = p->name, .rows = dimension(p->rows, sizes), .cols = dimension(p->cols, sizes)};
        w.is_vector = p->is_vector;
        w.start = p->start;
        w.number =
            p->start == START_UNIFORM && p->number == 0 ? 1 / sqrt((double)w.cols) : p->number;
        out[count] = w;
    }
    return count;
}
