/* ops_fused.c -- the fused forms of recurrent cells: one node each for the lines that
 * models/cells.c writes out. */
#include "engine/ops.h"

#include "base/error.h"
#include "engine/kernels/kernels.h"

#include <string.h>

/* One kind of cell. A block is what a step of one item leaves: `width` parts of n numbers, the
 * states first. */
typedef struct CellKind {
    int gates, width, states;
    void (*step)(size_t n, const Real *a, const Real *b, const Real *before, Real *out);
    /* dout: gradients of the states of `out` (states·n); sets da, db; adds to dbefore (states·n),
     * but for what flows through b. */
    void (*back)(size_t n, const Real *dout, const Real *out, const Real *before, Real *da,
                 Real *db, Real *dbefore);
} CellKind;

static void gru_forward1(size_t n, const Real *a, const Real *b, const Real *before, Real *out) {
    kernels()->gru(n, a, b, before, out);
}

static void gru_backward1(size_t n, const Real *dout, const Real *out, const Real *before, Real *da,
                          Real *db, Real *dbefore) {
    kernels()->gru_back(n, dout, out, before, da, db, dbefore);
}

static void lstm_forward1(size_t n, const Real *a, const Real *b, const Real *before, Real *out) {
    kernels()->lstm(n, a, b, before + n, out);
}

static void lstm_backward1(size_t n, const Real *dout, const Real *out, const Real *before,
                           Real *da, Real *db, Real *dbefore) {
    kernels()->lstm_back(n, dout, dout + n, out, before + n, da, dbefore + n);
    memcpy(db, da, 4 * n * sizeof(Real));
}

static void rnn_forward1(size_t n, const Real *a, const Real *b, const Real *before, Real *out) {
    (void)before;
    for (size_t i = 0; i < n; i++) out[i] = a[i] + b[i];
    kernels()->tanh(n, out, out);
}

static void rnn_backward1(size_t n, const Real *dout, const Real *out, const Real *before, Real *da,
                          Real *db, Real *dbefore) {
    (void)before, (void)dbefore;
    for (size_t i = 0; i < n; i++) da[i] = db[i] = dout[i] * (1 - out[i] * out[i]);
}

enum { GRU_WIDTH = 5, LSTM_WIDTH = 7, RNN_WIDTH = 1 };
static const CellKind gru = {3, GRU_WIDTH, 1, gru_forward1, gru_backward1};
static const CellKind lstm = {4, LSTM_WIDTH, 2, lstm_forward1, lstm_backward1};
static const CellKind rnn = {1, RNN_WIDTH, 1, rnn_forward1, rnn_backward1};

/* --- one step -------------------------------------------------------------------------------- */

/* saved: every item's block, then what one item's backward leaves. */

static void gru_step_forward(const Node *node) {
    const Node *a = node_source(node, 0), *b = node_source(node, 1), *h = node_source(node, 2);
    size_t n = (size_t)h->shape.cols;
    for (size_t p = 0; p < (size_t)node->shape.planes; p++) {
        Real *block = node->saved + p * GRU_WIDTH * n;
        kernels()->gru(n, a->value + p * 3 * n, b->value + p * 3 * n, h->value + p * n, block);
        memcpy(node->value + p * n, block, n * sizeof *block);
    }
}

static void gru_step_backward(const Node *node) {
    Node *a = node_source(node, 0), *b = node_source(node, 1), *h = node_source(node, 2);
    size_t n = (size_t)h->shape.cols, planes = (size_t)node->shape.planes;
    Real *da = node->saved + planes * GRU_WIDTH * n, *db = da + 3 * n, *dh = db + 3 * n;
    bool fresh_a, fresh_b;
    Real *to_a = node_gradient_or_fresh(a, &fresh_a), *to_b = node_gradient_or_fresh(b, &fresh_b);
    Real *to_h = node_gradient(h);
    for (size_t p = 0; p < planes; p++) {
        kernels()->gru_back(n, node->grad + p * n, node->saved + p * GRU_WIDTH * n,
                            h->value + p * n, da, db, to_h ? to_h + p * n : dh);
        if (to_a) give(fresh_a, 3 * n, da, to_a + p * 3 * n);
        if (to_b) give(fresh_b, 3 * n, db, to_b + p * 3 * n);
    }
}

/* Every number of a GRU step reads the three gates' inputs of its unit, and its old state. */
static void gru_step_sources(const Node *node, Cell cell, Spans *spans) {
    int n = node->shape.cols;
    for (int source = 0; source < 2; source++)
        for (int gate = 0; gate < 3; gate++)
            spans_add(spans, (Span){source, cell.plane, 0, gate * n + cell.col, 1, 1});
    spans_add(spans, (Span){2, cell.plane, 0, cell.col, 1, 1});
}

static const Op gru_step_op = {
    .name = "gru_step",
    .formula = "h' = (1 − z) ⊙ n + z ⊙ h",
    .forward = gru_step_forward,
    .backward = gru_step_backward,
    .sources_of_cell = gru_step_sources,
};

Node *gru_step(Node *a, Node *b, Node *h) {
    int n = h->shape.cols;
    CHECK(a->shape.rows == 1 && a->shape.cols == 3 * n && b->shape.cols == 3 * n,
          "gru_step: %d and %d to %d", a->shape.cols, b->shape.cols, n);
    size_t saved = ((size_t)h->shape.planes * GRU_WIDTH + 7) * (size_t)n;
    return node_new(&gru_step_op, (Shape){h->shape.planes, 1, n}, 3, (Node *const[]){a, b, h},
                    saved);
}

static void lstm_step_forward(const Node *node) {
    const Node *a = node_source(node, 0), *b = node_source(node, 1), *c = node_source(node, 2);
    size_t n = (size_t)c->shape.cols;
    for (size_t p = 0; p < (size_t)node->shape.planes; p++) {
        Real *block = node->saved + p * LSTM_WIDTH * n;
        kernels()->lstm(n, a->value + p * 4 * n, b->value + p * 4 * n, c->value + p * n, block);
        memcpy(node->value + p * 2 * n, block, 2 * n * sizeof *block);
    }
}

static void lstm_step_backward(const Node *node) {
    Node *a = node_source(node, 0), *b = node_source(node, 1), *c = node_source(node, 2);
    size_t n = (size_t)c->shape.cols, planes = (size_t)node->shape.planes;
    Real *d = node->saved + planes * LSTM_WIDTH * n, *dc = d + 4 * n;
    bool fresh_a, fresh_b;
    Real *to_a = node_gradient_or_fresh(a, &fresh_a), *to_b = node_gradient_or_fresh(b, &fresh_b);
    Real *to_c = node_gradient(c);
    for (size_t p = 0; p < planes; p++) {
        const Real *dout = node->grad + p * 2 * n;
        kernels()->lstm_back(n, dout, dout + n, node->saved + p * LSTM_WIDTH * n, c->value + p * n,
                             d, to_c ? to_c + p * n : dc);
        if (to_a) give(fresh_a, 4 * n, d, to_a + p * 4 * n);
        if (to_b) give(fresh_b, 4 * n, d, to_b + p * 4 * n);
    }
}

/* The four gates' inputs, from a; b's stand in the same columns. */
static void lstm_step_sources(const Node *node, Cell cell, Spans *spans) {
    int n = node->shape.cols / 2, unit = cell.col % n;
    for (int gate = 0; gate < 4; gate++)
        spans_add(spans, (Span){0, cell.plane, 0, gate * n + unit, 1, 1});
    spans_add(spans, (Span){1, cell.plane, 0, unit, 1, 3 * n + 1});
    spans_add(spans, (Span){2, cell.plane, 0, unit, 1, 1});
}

static const Op lstm_step_op = {
    .name = "lstm_step",
    .formula = "c' = f ⊙ c + i ⊙ g, h' = o ⊙ tanh(c')",
    .forward = lstm_step_forward,
    .backward = lstm_step_backward,
    .sources_of_cell = lstm_step_sources,
};

Node *lstm_step(Node *a, Node *b, Node *c) {
    int n = c->shape.cols;
    CHECK(a->shape.rows == 1 && a->shape.cols == 4 * n && b->shape.cols == 4 * n,
          "lstm_step: %d and %d to %d", a->shape.cols, b->shape.cols, n);
    size_t saved = ((size_t)c->shape.planes * LSTM_WIDTH + 5) * (size_t)n;
    return node_new(&lstm_step_op, (Shape){c->shape.planes, 1, 2 * n}, 3, (Node *const[]){a, b, c},
                    saved);
}

/* --- a whole sentence ------------------------------------------------------------------------ */

/* Sizes of one sequence node, and the parts of `saved`: the zero state, b for one step; every
 * step's blocks in the order they are computed, all items of a step together; and for backward db
 * in that order, and the running state gradients. */
typedef struct Sequence {
    const CellKind *kind;
    size_t B, S, n, gates, width, states;
    Real *zero, *b, *blocks, *db, *carry, *carry_new;
    bool backwards;
} Sequence;

static Sequence sequence_of(const Node *node, const CellKind *kind) {
    size_t n = (size_t)node_source(node, 1)->shape.cols;
    Sequence q = {.kind = kind, .n = n, .backwards = node->first != 0};
    q.B = (size_t)node->shape.planes;
    q.S = (size_t)node->shape.rows;
    q.gates = (size_t)kind->gates * n;
    q.width = (size_t)kind->width * n;
    q.states = (size_t)kind->states * n;
    q.zero = node->saved;
    q.b = q.zero + q.states;
    q.blocks = q.b + q.B * q.gates;
    q.db = q.blocks + q.S * q.B * q.width;
    q.carry = q.db + q.S * q.B * q.gates;
    q.carry_new = q.carry + q.B * q.states;
    return q;
}

static size_t sequence_saved(const CellKind *kind, size_t B, size_t S, size_t n) {
    size_t gates = (size_t)kind->gates * n, states = (size_t)kind->states * n;
    return states + B * gates + S * B * ((size_t)kind->width * n + gates) + 2 * B * states;
}

/* The row of its item, counted over the batch, that the i-th step works on. */
static size_t row_of_step(const Sequence *q, size_t i, size_t item) {
    return item * q->S + (q->backwards ? q->S - 1 - i : i);
}

static bool is_within(const Sequence *q, const Node *node, size_t i, size_t item) {
    return (Real)(row_of_step(q, i, item) - item * q->S) < node_source(node, 3)->value[item];
}

static Real *block_of_step(const Sequence *q, size_t i, size_t item) {
    return q->blocks + (i * q->B + item) * q->width;
}

static const Real *state_before(const Sequence *q, size_t i, size_t item) {
    return i == 0 ? q->zero : block_of_step(q, i - 1, item);
}

static void sequence_item(const Sequence *q, const Node *node, size_t i, size_t p) {
    size_t row = row_of_step(q, i, p);
    const Real *a = node_source(node, 0)->value + row * q->gates, *before = state_before(q, i, p);
    Real *block = block_of_step(q, i, p);
    if (is_within(q, node, i, p))
        q->kind->step(q->n, a, q->b + p * q->gates, before, block);
    else
        memcpy(block, before, q->states * sizeof(Real));
    memcpy(node->value + row * q->states, block, q->states * sizeof(Real));
}

static void sequence_forward(const Node *node, const CellKind *kind) {
    Sequence q = sequence_of(node, kind);
    const Node *bias = node_source(node, 2);
    Node *W = node_source(node, 1);
    memset(q.zero, 0, q.states * sizeof(Real));
    for (size_t i = 0; i < q.S; i++) {
        if (i > 0)
            times_transposed((int)q.B, state_before(&q, i, 0), (int)q.width, W, bias->value, q.b);
        for (size_t p = 0; p < q.B && i == 0; p++)
            memcpy(q.b + p * q.gates, bias->value, q.gates * sizeof(Real));
        for (size_t p = 0; p < q.B; p++) sequence_item(&q, node, i, p);
    }
}

/* One step of one item, backwards: dh' (and dc') is what the value's gradient holds plus what was
 * carried. */
static void sequence_item_back(const Sequence *q, const Node *node, size_t i, size_t p, Real *da,
                               bool fresh) {
    size_t row = row_of_step(q, i, p);
    Real *carried = q->carry + p * q->states, *next = q->carry_new + p * q->states;
    Real *db = q->db + (i * q->B + p) * q->gates;
    kernels()->add_to(q->states, node->grad + row * q->states, carried);
    da = da ? da + row * q->gates : q->b, fresh |= da == q->b;
    if (is_within(q, node, i, p)) {
        memset(next, 0, q->states * sizeof(Real));
        q->kind->back(q->n, carried, block_of_step(q, i, p), state_before(q, i, p),
                      fresh ? da : q->b, db, next);
        if (!fresh) kernels()->add_to(q->gates, q->b, da);
    } else {
        if (fresh) memset(da, 0, q->gates * sizeof(Real));
        memset(db, 0, q->gates * sizeof(Real));
        memcpy(next, carried, q->states * sizeof(Real));
    }
}

/* The first step's state is zero, so dW has nothing of it. */
static void sequence_backward(const Node *node, const CellKind *kind) {
    Sequence q = sequence_of(node, kind);
    Node *W = node_source(node, 1);
    bool fresh;
    Real *da = node_gradient_or_fresh(node_source(node, 0), &fresh), *dW = node_gradient(W);
    Real *dbias = node_gradient(node_source(node, 2));
    memset(q.carry, 0, q.B * q.states * sizeof(Real));
    for (size_t i = q.S; i-- > 0;) {
        for (size_t p = 0; p < q.B; p++) sequence_item_back(&q, node, i, p, da, fresh);
        if (i > 0) times((int)q.B, q.db + i * q.B * q.gates, W, false, q.carry_new, (int)q.states);
        memcpy(q.carry, q.carry_new, q.B * q.states * sizeof(Real));
    }
    if (dW && q.S > 1)
        gemm(true, false, (int)q.gates, (int)q.n, (int)((q.S - 1) * q.B), q.db + q.B * q.gates,
             (int)q.gates, q.blocks, (int)q.width, 1, dW, (int)q.n);
    for (size_t i = 0; i < q.S * q.B && dbias; i++)
        kernels()->add_to(q.gates, q.db + i * q.gates, dbias);
}

/* The step's gate inputs of that unit, and what made the state before it: every input of the steps
 * before, all of W_h and b_h. */
static void sequence_sources(const Node *node, Cell cell, Spans *spans) {
    int n = node_source(node, 1)->shape.cols, all = node_source(node, 0)->shape.cols;
    int unit = cell.col % n, S = node->shape.rows;
    int first = node->first ? cell.row + 1 : 0, count = node->first ? S - first : cell.row;
    for (int gate = 0; gate < all / n; gate++)
        spans_add(spans, (Span){0, cell.plane, cell.row, gate * n + unit, 1, 1});
    if (count > 0) {
        spans_add(spans, (Span){0, cell.plane, first, 0, count, all});
        spans_add(spans, (Span){1, 0, 0, 0, all, n});
    }
    spans_add(spans, (Span){2, 0, 0, 0, 1, all});
    spans_add(spans, (Span){3, cell.plane, 0, 0, 1, 1});
}

static Node *sequence(const Op *op, const CellKind *kind, Node *a, Node *W, Node *b, Node *lengths,
                      bool backwards) {
    int n = W->shape.cols;
    CHECK(W->shape.rows == kind->gates * n && a->shape.cols == kind->gates * n &&
              node_size(b) == (size_t)(kind->gates * n) && lengths->shape.planes == a->shape.planes,
          "%s: %d columns, W %d × %d", op->name, a->shape.cols, W->shape.rows, n);
    Shape shape = {a->shape.planes, a->shape.rows, kind->states * n};
    size_t saved = sequence_saved(kind, (size_t)shape.planes, (size_t)shape.rows, (size_t)n);
    Node *node = node_new(op, shape, 4, (Node *const[]){a, W, b, lengths}, saved);
    node->first = backwards;
    return node;
}

static void gru_sequence_forward(const Node *node) {
    sequence_forward(node, &gru);
}
static void gru_sequence_backward(const Node *node) {
    sequence_backward(node, &gru);
}

static const Op gru_sequence_op = {
    .name = "gru_sequence",
    .formula = "h_s = GRU(x_s, h_{s−1})",
    .forward = gru_sequence_forward,
    .backward = gru_sequence_backward,
    .sources_of_cell = sequence_sources,
};

Node *gru_sequence(Node *a, Node *W_h, Node *b_h, Node *lengths, bool backwards) {
    return sequence(&gru_sequence_op, &gru, a, W_h, b_h, lengths, backwards);
}

static void lstm_sequence_forward(const Node *node) {
    sequence_forward(node, &lstm);
}
static void lstm_sequence_backward(const Node *node) {
    sequence_backward(node, &lstm);
}

static const Op lstm_sequence_op = {
    .name = "lstm_sequence",
    .formula = "h_s, c_s = LSTM(x_s, h_{s−1}, c_{s−1})",
    .forward = lstm_sequence_forward,
    .backward = lstm_sequence_backward,
    .sources_of_cell = sequence_sources,
};

Node *lstm_sequence(Node *a, Node *W_h, Node *b_h, Node *lengths, bool backwards) {
    return sequence(&lstm_sequence_op, &lstm, a, W_h, b_h, lengths, backwards);
}

static void rnn_sequence_forward(const Node *node) {
    sequence_forward(node, &rnn);
}
static void rnn_sequence_backward(const Node *node) {
    sequence_backward(node, &rnn);
}

static const Op rnn_sequence_op = {
    .name = "rnn_sequence",
    .formula = "h_s = tanh(W_i x_s + b_i + W_h h_{s−1} + b_h)",
    .forward = rnn_sequence_forward,
    .backward = rnn_sequence_backward,
    .sources_of_cell = sequence_sources,
};

Node *rnn_sequence(Node *a, Node *W_h, Node *b_h, Node *lengths, bool backwards) {
    return sequence(&rnn_sequence_op, &rnn, a, W_h, b_h, lengths, backwards);
}
