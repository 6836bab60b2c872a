#include "engine/op_cases.h"

#include "attention/force.h"
#include "attention/scope.h"
#include "attention/weigh.h"

#include <math.h>

static Node *leaf(Bench *b, int planes, int rows, int cols) {
    return bench_learned(b, (Shape){planes, rows, cols}, -1.5, 1.5);
}

/* One number an item, from 1 to S: lengths, of which at least the drawn ones are short. */
static Node *lengths_of(Bench *b, int B, int S) {
    return bench_whole(b, (Shape){B, 1, 1}, 1, S);
}

/* --- cell by cell ---------------------------------------------------------------------------- */

typedef Node *Binary(Node *, Node *);

static Node *two(Bench *b, Binary *op, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *y = leaf(b, B, R, C);
    return op(x, y);
}

static Node *case_add(Bench *b, int B, int R, int C) {
    return two(b, add, B, R, C);
}
static Node *case_multiply(Bench *b, int B, int R, int C) {
    return two(b, multiply, B, R, C);
}
static Node *case_minimum(Bench *b, int B, int R, int C) {
    return two(b, minimum, B, R, C);
}

/* One operand in both places: both gradients must arrive. */
static Node *case_square(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C);
    return multiply(x, x);
}

static Node *case_one_minus(Bench *b, int B, int R, int C) {
    return one_minus(leaf(b, B, R, C));
}
static Node *case_add_log(Bench *b, int B, int R, int C) {
    Node *a = leaf(b, B, R, C), *p = bench_learned(b, (Shape){B, R, C}, 0.1, 1);
    return add_log(a, p);
}
static Node *case_tanh(Bench *b, int B, int R, int C) {
    return tanh_of(leaf(b, B, R, C));
}
static Node *case_sigmoid(Bench *b, int B, int R, int C) {
    return sigmoid_of(leaf(b, B, R, C));
}

static Node *case_add_row(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *row = leaf(b, B, 1, C);
    return add_row(x, row);
}

static Node *case_scale(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *number = leaf(b, 1, 1, 1);
    return scale_by(x, number);
}

static Node *case_scale_masked(Bench *b, int B, int R, int C) {
    Node *x = bench_masked(b, (Shape){B, R, C}, -1.5, 1.5);
    Node *number = bench_learned(b, (Shape){1, 1, 1}, 0.5, 2);
    return scale_by(x, number);
}

static Node *case_divide(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *number = bench_learned(b, (Shape){1, 1, 1}, 0.5, 2);
    return divide_by(x, number);
}

static Node *case_divide_masked(Bench *b, int B, int R, int C) {
    Node *x = bench_masked(b, (Shape){B, R, C}, -1.5, 1.5);
    Node *number = bench_learned(b, (Shape){1, 1, 1}, 0.5, 2);
    return divide_by(x, number);
}

/* --- copies ---------------------------------------------------------------------------------- */

/* Ids repeat, so rows of the table are added to more than once. */
static Node *case_embed(Bench *b, int B, int R, int C) {
    Node *table = leaf(b, 1, 3, C), *ids = bench_whole(b, (Shape){B, R, 1}, 0, 2);
    return embed(table, ids);
}

static Node *case_columns(Bench *b, int B, int R, int C) {
    return columns(leaf(b, B, R, C + 3), 2, C);
}
static Node *case_rows(Bench *b, int B, int R, int C) {
    return rows(leaf(b, B, R + 3, C), 2, R);
}

static Node *case_beside(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *y = leaf(b, B, R, C + 2);
    return beside(x, y);
}

static Node *case_stack(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *y = leaf(b, B, R, C);
    return stack((Node *const[]){x, y, x}, 3);
}

/* --- products -------------------------------------------------------------------------------- */

static Node *case_linear(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *W = leaf(b, 1, C + 2, C), *bias = leaf(b, 1, 1, C + 2);
    return linear(x, W, bias);
}

static Node *case_linear_unbiased(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *W = leaf(b, 1, 3, C);
    return linear(x, W, NULL);
}

/* One W at two steps: its gradient is that of both. */
static Node *case_linear_again(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *W = leaf(b, 1, C, C), *bias = leaf(b, 1, 1, C);
    Node *first = linear(x, W, bias);
    return linear(first, W, bias);
}

/* At so many steps that its gradient is added in several parts. */
static Node *case_linear_often(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *W = leaf(b, 1, 2, C);
    Node *sum = linear(x, W, NULL);
    for (int i = 0; i < 30; i++) {
        Node *more = linear(x, W, NULL);
        sum = add(sum, more);
    }
    return sum;
}

static Node *case_product(Bench *b, int B, int R, int C) {
    Node *A = leaf(b, B, R, C), *V = leaf(b, B, C, 4);
    return product(A, V);
}

static Node *case_product_transposed(Bench *b, int B, int R, int C) {
    Node *Q = leaf(b, B, R, C), *K = leaf(b, B, 3, C);
    return product_transposed(Q, K);
}

/* v of the additive score: one plane serves all items. */
static Node *case_product_served(Bench *b, int B, int R, int C) {
    Node *Q = leaf(b, 1, 2, C), *K = leaf(b, B, R, C);
    return product_transposed(Q, K);
}

static Node *case_product_with_itself(Bench *b, int B, int R, int C) {
    Node *X = leaf(b, B, R, C);
    return product_transposed(X, X);
}

static Node *case_product_band(Bench *b, int B, int R, int C) {
    Node *A = leaf(b, B, R, C), *V = leaf(b, B, C, 4);
    return product_band(A, V, bench_whole(b, (Shape){1, 1, 1}, 0, 2));
}

static Node *case_product_transposed_band(Bench *b, int B, int R, int C) {
    Node *Q = leaf(b, B, R, C), *K = leaf(b, B, 3, C);
    return product_transposed_band(Q, K, bench_whole(b, (Shape){1, 1, 1}, 0, 2));
}

/* --- rows ------------------------------------------------------------------------------------ */

static Node *case_unit_rows(Bench *b, int B, int R, int C) {
    return unit_rows(leaf(b, B, R, C));
}
static Node *case_softmax(Bench *b, int B, int R, int C) {
    return softmax(leaf(b, B, R, C));
}
static Node *case_softmax_masked(Bench *b, int B, int R, int C) {
    return softmax(bench_masked(b, (Shape){B, R, C}, -3, 3));
}

/* A row of only −inf gives zeros, and takes nothing. */
static Node *case_softmax_nothing(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C);
    for (int c = 0; c < C; c++) x->value[c] = -REAL_INFINITY;
    return softmax(x);
}

static Node *case_cross_entropy(Bench *b, int B, int R, int C) {
    Node *logits = leaf(b, B, R, C), *ids = bench_whole(b, (Shape){B, R, 1}, 0, C - 1);
    Node *w = bench_whole(b, (Shape){B, R, 1}, 0, 2); /* 0: padding, weighs nothing */
    return cross_entropy(logits, ids, w);
}

static Node *case_surprise(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *ids = bench_whole(b, (Shape){B, R, 1}, 0, C - 1);
    return surprise(x, ids);
}

/* --- layers ---------------------------------------------------------------------------------- */

static Node *case_conv1d(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *W = leaf(b, 1, C, C + 2), *bias = leaf(b, 1, 1, C + 2);
    return conv1d(x, W, bias);
}

static Node *case_linear_rows(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *W = leaf(b, 1, C + 3, C), *bias = leaf(b, 1, 1, C + 3);
    return linear_rows(x, W, bias, 2, C);
}

/* W is no parameter but a node's value. */
static Node *case_linear_rows_computed(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *W = leaf(b, 1, C + 3, C), *bias = leaf(b, 1, 1, C + 3);
    Node *computed = tanh_of(W);
    return linear_rows(x, computed, bias, 1, 2);
}

static Node *case_layer_norm(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *w = leaf(b, 1, 1, C), *bias = leaf(b, 1, 1, C);
    return layer_norm(x, w, bias, bench_whole(b, (Shape){1, 1, 1}, 1, 2));
}

static Node *case_relu(Bench *b, int B, int R, int C) {
    return relu(leaf(b, B, R, C));
}
static Node *case_gelu(Bench *b, int B, int R, int C) {
    return gelu(leaf(b, B, R, C));
}
static Node *case_split_heads(Bench *b, int B, int R, int C) {
    return split_heads(leaf(b, B, R, 3 * C + 1), 1, 3 * C, 3);
}
static Node *case_join_heads(Bench *b, int B, int R, int C) {
    return join_heads(leaf(b, 2 * B, R, C), 2);
}

static Node *case_scale_planes(Bench *b, int B, int R, int C) {
    Node *x = leaf(b, B, R, C), *factors = leaf(b, B, 1, 1);
    return scale_planes(x, factors);
}

/* --- fused ----------------------------------------------------------------------------------- */

static Node *case_gru_step(Bench *b, int B, int R, int C) {
    (void)R;
    Node *a = leaf(b, B, 1, 3 * C), *s = leaf(b, B, 1, 3 * C), *h = leaf(b, B, 1, C);
    return gru_step(a, s, h);
}

static Node *case_lstm_step(Bench *b, int B, int R, int C) {
    (void)R;
    Node *a = leaf(b, B, 1, 4 * C), *s = leaf(b, B, 1, 4 * C), *c = leaf(b, B, 1, C);
    return lstm_step(a, s, c);
}

typedef Node *SequenceOp(Node *a, Node *W_h, Node *b_h, Node *lengths, bool backwards);

static Node *sequence_case(Bench *b, SequenceOp *op, int gates, bool backwards, int B, int R,
                           int C) {
    Node *a = leaf(b, B, R, gates * C), *W = leaf(b, 1, gates * C, C);
    Node *bias = leaf(b, 1, 1, gates * C), *lengths = lengths_of(b, B, R);
    return op(a, W, bias, lengths, backwards);
}

static Node *case_gru_sequence(Bench *b, int B, int R, int C) {
    return sequence_case(b, gru_sequence, 3, false, B, R, C);
}
static Node *case_gru_backwards(Bench *b, int B, int R, int C) {
    return sequence_case(b, gru_sequence, 3, true, B, R, C);
}
static Node *case_lstm_sequence(Bench *b, int B, int R, int C) {
    return sequence_case(b, lstm_sequence, 4, false, B, R, C);
}
static Node *case_lstm_backwards(Bench *b, int B, int R, int C) {
    return sequence_case(b, lstm_sequence, 4, true, B, R, C);
}
static Node *case_rnn_sequence(Bench *b, int B, int R, int C) {
    return sequence_case(b, rnn_sequence, 1, false, B, R, C);
}
static Node *case_rnn_backwards(Bench *b, int B, int R, int C) {
    return sequence_case(b, rnn_sequence, 1, true, B, R, C);
}

static Node *case_additive_match(Bench *b, int B, int R, int C) {
    Node *q = leaf(b, B, 1, C), *k = leaf(b, B, R, C), *v = leaf(b, 1, 1, C);
    return additive_match(q, k, v, lengths_of(b, B, R));
}

/* Two queries more than keys; C is the width of the values. */
static Node *attention_case(Bench *b, bool causal, bool lengths, bool window, int B, int R, int C) {
    Node *Q = leaf(b, B, R + 2, 3), *K = leaf(b, B, R, 3), *V = leaf(b, B, R, C);
    Node *divisor = bench_whole(b, (Shape){1, 1, 1}, 1, 2);
    Visible visible = {.causal = causal};
    if (lengths) visible.lengths = lengths_of(b, B, R);
    if (window) visible.window = bench_whole(b, (Shape){1, 1, 1}, 1, 3);
    Node *tau = window ? bench_whole(b, (Shape){1, 1, 1}, 1, 2) : NULL;
    return attention_fused(Q, K, V, causal ? NULL : divisor, tau, visible);
}

static Node *case_attention(Bench *b, int B, int R, int C) {
    return attention_case(b, false, false, false, B, R, C);
}
static Node *case_attention_causal(Bench *b, int B, int R, int C) {
    return attention_case(b, true, true, false, B, R, C);
}
static Node *case_attention_band(Bench *b, int B, int R, int C) {
    return attention_case(b, false, true, true, B, R, C);
}

/* --- attention's own ---------------------------------------------------------------------------
 * Here C is S, the number of keys. */

static Node *case_window_mask(Bench *b, int B, int R, int C) {
    (void)R;
    Node *M = leaf(b, B, 1, C), *center = bench_learned(b, (Shape){B, 1, 1}, 0.5, C);
    Node *D = bench_whole(b, (Shape){1, 1, 1}, 1, 3);
    return window_mask(M, center, D, lengths_of(b, B, C));
}

static Node *case_length_mask(Bench *b, int B, int R, int C) {
    Node *M = leaf(b, B, R, C);
    return length_mask(M, lengths_of(b, B, C));
}

static Node *case_causal_mask(Bench *b, int B, int R, int C) {
    return causal_mask(leaf(b, B, R, C));
}

static Node *case_band_mask(Bench *b, int B, int R, int C) {
    Node *M = leaf(b, B, R, C);
    return band_mask(M, bench_whole(b, (Shape){1, 1, 1}, 0, 2));
}

static Node *case_mask_of_masked(Bench *b, int B, int R, int C) {
    return causal_mask(bench_masked(b, (Shape){B, R, C}, -1, 1));
}

static Node *case_gaussian(Bench *b, int B, int R, int C) {
    (void)R;
    Node *A = bench_learned(b, (Shape){B, 1, C}, 0, 1);
    Node *center = bench_learned(b, (Shape){B, 1, 1}, 0.5, C);
    A->value[0] = 0; /* a masked weight */
    return gaussian(A, center, bench_whole(b, (Shape){1, 1, 1}, 1, 4));
}

static Node *case_sparsemax(Bench *b, int B, int R, int C) {
    return sparsemax(leaf(b, B, R, C));
}
static Node *case_sparsemax_masked(Bench *b, int B, int R, int C) {
    return sparsemax(bench_masked(b, (Shape){B, R, C}, -1, 1));
}
static Node *case_argmax_rows(Bench *b, int B, int R, int C) {
    return argmax_rows(bench_masked(b, (Shape){B, R, C}, -2, 2));
}

/* Draws are whole numbers; halves between them are read as the number below, so that the stencil
 * can show that nothing changes. */
static Node *case_shares(Bench *b, int B, int R, int C) {
    Node *draws = bench_learned(b, (Shape){B, 1, R + 2}, 1, C + 1);
    for (size_t i = 0; i < node_size(draws); i++) draws->value[i] = floor(draws->value[i]) + 0.5;
    return shares(draws, C);
}

static Node *case_shares_of_rows(Bench *b, int B, int R, int C) {
    Node *draws = bench_learned(b, (Shape){B, R, 3}, 1, C + 1);
    for (size_t i = 0; i < node_size(draws); i++) draws->value[i] = floor(draws->value[i]) + 0.5;
    return shares(draws, C);
}

static Node *case_renormalise(Bench *b, int B, int R, int C) {
    return renormalise(bench_learned(b, (Shape){B, R, C}, 0.1, 1));
}

/* About half of the cells are forced to a twentieth: whole numbers to the bench, with which they
 * move between that and free. */
static Node *case_force(Bench *b, int B, int R, int C) {
    Node *A = bench_learned(b, (Shape){B, R, C}, 0.2, 1);
    Node *e = bench_masked(b, (Shape){B, R, C}, -1, 1);
    Node *forced = bench_whole(b, (Shape){B, R, C}, -1, 0);
    for (size_t i = 0; i < node_size(forced); i++)
        if (forced->value[i] == 0) forced->value[i] = (Real)0.05;
    return force_weights(A, e, forced);
}

const OpCase op_cases[] = {
    {"add", case_add, false},
    {"multiply", case_multiply, false},
    {"multiply, x with x", case_square, false},
    {"minimum", case_minimum, false},
    {"one_minus", case_one_minus, false},
    {"add_log", case_add_log, false},
    {"tanh", case_tanh, false},
    {"sigmoid", case_sigmoid, false},
    {"add_row", case_add_row, false},
    {"scale", case_scale, false},
    {"scale, masked", case_scale_masked, false},
    {"divide", case_divide, false},
    {"divide, masked", case_divide_masked, false},
    {"embed", case_embed, false},
    {"columns", case_columns, false},
    {"rows", case_rows, false},
    {"beside", case_beside, false},
    {"stack", case_stack, false},
    {"linear", case_linear, false},
    {"linear without bias", case_linear_unbiased, false},
    {"linear twice", case_linear_again, false},
    {"linear often", case_linear_often, false},
    {"product", case_product, false},
    {"product_transposed", case_product_transposed, false},
    {"product_transposed, one plane serves all", case_product_served, false},
    {"product_transposed, X with X", case_product_with_itself, false},
    {"product_band", case_product_band, false},
    {"product_transposed_band", case_product_transposed_band, false},
    {"unit_rows", case_unit_rows, false},
    {"softmax", case_softmax, false},
    {"softmax, masked", case_softmax_masked, false},
    {"softmax of nothing", case_softmax_nothing, false},
    {"cross_entropy", case_cross_entropy, true},
    {"surprise", case_surprise, false},
    {"conv1d", case_conv1d, false},
    {"linear_rows", case_linear_rows, false},
    {"linear_rows, W computed", case_linear_rows_computed, false},
    {"layer_norm", case_layer_norm, false},
    {"relu", case_relu, false},
    {"gelu", case_gelu, false},
    {"split_heads", case_split_heads, false},
    {"join_heads", case_join_heads, false},
    {"scale_planes", case_scale_planes, false},
    {"gru_step", case_gru_step, false},
    {"lstm_step", case_lstm_step, false},
    {"gru_sequence", case_gru_sequence, false},
    {"gru_sequence, backwards", case_gru_backwards, false},
    {"lstm_sequence", case_lstm_sequence, false},
    {"lstm_sequence, backwards", case_lstm_backwards, false},
    {"rnn_sequence", case_rnn_sequence, false},
    {"rnn_sequence, backwards", case_rnn_backwards, false},
    {"additive_match", case_additive_match, false},
    {"attention", case_attention, false},
    {"attention, causal, with lengths", case_attention_causal, false},
    {"attention, band, with lengths", case_attention_band, false},
    {"window_mask", case_window_mask, false},
    {"length_mask", case_length_mask, false},
    {"causal_mask", case_causal_mask, false},
    {"band_mask", case_band_mask, false},
    {"causal_mask of masked", case_mask_of_masked, false},
    {"gaussian", case_gaussian, false},
    {"sparsemax", case_sparsemax, false},
    {"sparsemax, masked", case_sparsemax_masked, false},
    {"argmax_rows", case_argmax_rows, false},
    {"shares", case_shares, false},
    {"shares of several rows", case_shares_of_rows, false},
    {"renormalise", case_renormalise, false},
    {"force", case_force, false},
};
const int op_case_count = sizeof op_cases / sizeof *op_cases;
