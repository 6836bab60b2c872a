/* ops_attention.c -- attention's fused forms, for tapes that train and, of many heads, those too
 * long for lines: the additive match, whose lines
 * attention/match.c writes out, and attention of many heads, whose lines are product_transposed,
 * divide_by, the masks, softmax and product. Neither keeps what is as large as all pairs: backward
 * makes it again, heads' weights from their rows' maxima and sums. */
#include "engine/ops.h"

#include "base/error.h"
#include "engine/kernels/attend.h"

#include <string.h>

/* --- additive_match -------------------------------------------------------------------------- */

/* How many keys of item p there are. */
static size_t keys_of(const Node *node, size_t p) {
    Real length = node_source(node, 3)->value[p];
    return length < (Real)node->shape.cols ? (size_t)length : (size_t)node->shape.cols;
}

static void additive_forward(const Node *node) {
    const Node *q = node_source(node, 0), *k = node_source(node, 1), *v = node_source(node, 2);
    size_t S = (size_t)node->shape.cols, A = (size_t)q->shape.cols;
    for (size_t p = 0; p < (size_t)node->shape.planes; p++)
        for (size_t s = 0; s < S; s++)
            node->value[p * S + s] =
                s < keys_of(node, p)
                    ? kernels()->additive(A, q->value + p * A, k->value + (p * S + s) * A, v->value)
                    : 0;
}

static void additive_backward(const Node *node) {
    Node *q = node_source(node, 0), *k = node_source(node, 1), *v = node_source(node, 2);
    size_t S = (size_t)node->shape.cols, A = (size_t)q->shape.cols;
    Real *dq = node_gradient(q), *dk = node_gradient(k), *dv = node_gradient(v);
    for (size_t p = 0; p < (size_t)node->shape.planes; p++)
        kernels()->additive_back(A, keys_of(node, p), node->grad + p * S, q->value + p * A,
                                 k->value + p * S * A, v->value, dq ? dq + p * A : NULL,
                                 dk ? dk + p * S * A : NULL, dv);
}

static void additive_sources(const Node *node, Cell cell, Spans *spans) {
    int A = node_source(node, 0)->shape.cols;
    spans_add(spans, (Span){0, cell.plane, 0, 0, 1, A});
    spans_add(spans, (Span){1, cell.plane, cell.col, 0, 1, A});
    spans_add(spans, (Span){2, 0, 0, 0, 1, A});
    spans_add(spans, (Span){3, cell.plane, 0, 0, 1, 1});
}

static void additive_reach(const Node *node, int source, Cell cell, Reach *reach) {
    if (source == 1)
        reach_column(node, source, cell, cell.row, reach);
    else
        reach_plane(node, source, cell, reach);
}

static const Op additive_op = {
    .name = "additive_match",
    .formula = "v · tanh(q + k_s)",
    .forward = additive_forward,
    .backward = additive_backward,
    .sources_of_cell = additive_sources,
    .reach = additive_reach,
};

Node *additive_match(Node *q, Node *k, Node *v, Node *lengths) {
    CHECK(q->shape.rows == 1 && q->shape.cols == k->shape.cols &&
              node_size(v) == (size_t)q->shape.cols,
          "additive_match: q %d, k %d, v %zu", q->shape.cols, k->shape.cols, node_size(v));
    return node_new(&additive_op, (Shape){q->shape.planes, 1, k->shape.rows}, 4,
                    (Node *const[]){q, k, v, lengths}, 0);
}

/* --- attention of many heads ----------------------------------------------------------------- */

enum { Q_SOURCE, K_SOURCE, V_SOURCE, FURTHER_SOURCES };
/* What node->first says of the further ones, which follow in this order. */
enum { HAS_ROOT_D = 1, HAS_TAU = 2, HAS_LENGTHS = 4, HAS_WINDOW = 8, IS_CAUSAL = 16 };
enum { ROWS_AT_A_TIME = 48 };

/* One of the further sources, or NULL. */
static const Node *further(const Node *node, int which) {
    if (!(node->first & which)) return NULL;
    int at = FURTHER_SOURCES;
    for (int before = 1; before < which; before *= 2) at += (node->first & before) != 0;
    return node_source(node, at);
}

const Node *attention_root_d(const Node *node) {
    return further(node, HAS_ROOT_D);
}

const Node *attention_tau(const Node *node) {
    return further(node, HAS_TAU);
}

static Attend attend_of(const Node *node, size_t p) {
    const Node *Q = node_source(node, Q_SOURCE), *V = node_source(node, V_SOURCE);
    Attend a = attend_all((size_t)Q->shape.rows, (size_t)V->shape.rows, (size_t)Q->shape.cols,
                          (size_t)V->shape.cols);
    const Node *lengths = further(node, HAS_LENGTHS), *window = further(node, HAS_WINDOW);
    const Node *root_d = attention_root_d(node), *tau = attention_tau(node);
    a.scale = root_d ? 1 / root_d->value[0] : 1;
    if (tau) a.temperature = tau->value[0];
    a.causal = node->first & IS_CAUSAL;
    if (lengths && lengths->value[p] < (Real)a.S) a.length = (size_t)lengths->value[p];
    if (window) a.window = (size_t)window->value[0];
    return a;
}

/* Plane p of numbers that have the node's shape. */
static Real *at(const Node *node, Real *numbers, size_t p) {
    return numbers ? numbers + p * (size_t)node->shape.rows * (size_t)node->shape.cols : NULL;
}

/* saved: of every row of every plane its maximum, then the sums. */
static Real *largest_of(const Node *node, size_t p) {
    return node->saved + p * (size_t)node->shape.rows;
}

static Real *sums_of(const Node *node, size_t p) {
    return largest_of(node, (size_t)node->shape.planes + p);
}

static size_t room_of(const Node *node) {
    Attend a = attend_of(node, 0);
    a.length = a.S; /* the longest of all planes */
    return attend_room(kernels(), &a);
}

static void attention_forward(const Node *node) {
    const Node *Q = node_source(node, Q_SOURCE), *K = node_source(node, K_SOURCE);
    const Node *V = node_source(node, V_SOURCE);
    Real *room = tape_scratch(node->tape, room_of(node));
    for (size_t p = 0; p < (size_t)node->shape.planes; p++) {
        Attend a = attend_of(node, p);
        attend_forward(kernels(), &a, at(Q, Q->value, p), at(K, K->value, p), at(V, V->value, p),
                       room, NULL, at(node, node->value, p), largest_of(node, p), sums_of(node, p));
    }
}

/* One plane backwards; the gradients may be NULL. */
typedef struct Back {
    Attend a;
    const Real *Q, *K, *V, *out, *dout, *largest, *sums;
    Real *dQ, *dK, *dV, *room, *weights, *dscores;
} Back;

/* ∂L/∂(q·k) from the weights w and ∂L/∂w in `dscores`: scale/τ·w·(∂L/∂w − Σ w·∂L/∂w), where the sum
 * is that of the output with its gradient. */
static void through_softmax(const Back *b, AttendTile tile) {
    size_t d_v = b->a.d_v;
    Real by = b->a.scale / b->a.temperature;
    for (size_t r = 0; r < tile.rows; r++) {
        size_t row = (tile.t + r) * d_v;
        Real mean = kernels()->dot(d_v, b->out + row, b->dout + row);
        const Real *w = b->weights + r * tile.cols;
        Real *d = b->dscores + r * tile.cols;
        for (size_t j = 0; j < tile.cols; j++) d[j] = by * w[j] * (d[j] - mean);
    }
}

static void some_rows_back(const Back *b, AttendTile tile) {
    int rows = (int)tile.rows, cols = (int)tile.cols, d = (int)b->a.d, d_v = (int)b->a.d_v;
    size_t keys = tile.s * b->a.d, values = tile.s * b->a.d_v, queries = tile.t * b->a.d;
    const Real *dout = b->dout + tile.t * b->a.d_v;
    attend_tile(kernels(), &b->a, b->Q, b->K, b->largest, b->sums, tile, b->room, NULL, b->weights);
    if (b->dV)
        gemm(true, false, cols, d_v, rows, b->weights, cols, dout, d_v, 1, b->dV + values, d_v);
    if (!b->dQ && !b->dK) return;
    gemm(false, true, rows, cols, d_v, dout, d_v, b->V + values, d_v, 0, b->dscores, cols);
    through_softmax(b, tile);
    if (b->dQ)
        gemm(false, false, rows, d, cols, b->dscores, cols, b->K + keys, d, 1, b->dQ + queries, d);
    if (b->dK)
        gemm(true, false, cols, d, rows, b->dscores, cols, b->Q + queries, d, 1, b->dK + keys, d);
}

static void plane_back(const Back *b) {
    for (size_t t = 0; t < b->a.T; t += ROWS_AT_A_TIME) {
        size_t rows = b->a.T - t < ROWS_AT_A_TIME ? b->a.T - t : (size_t)ROWS_AT_A_TIME;
        size_t first, end, unused;
        attend_sees(&b->a, t, &first, &unused);
        attend_sees(&b->a, t + rows - 1, &unused, &end);
        if (end > first) some_rows_back(b, (AttendTile){t, rows, first, end - first});
    }
}

static void attention_backward(const Node *node) {
    Node *Q = node_source(node, Q_SOURCE), *K = node_source(node, K_SOURCE);
    Node *V = node_source(node, V_SOURCE);
    size_t tile = ROWS_AT_A_TIME * (size_t)K->shape.rows;
    Real *weights = tape_scratch(node->tape, 2 * tile + room_of(node));
    Real *dQ = node_gradient(Q), *dK = node_gradient(K), *dV = node_gradient(V);
    for (size_t p = 0; p < (size_t)node->shape.planes; p++) {
        Back b = {.a = attend_of(node, p), .weights = weights};
        b.dscores = weights + tile, b.room = b.dscores + tile;
        b.Q = at(Q, Q->value, p), b.K = at(K, K->value, p), b.V = at(V, V->value, p);
        b.dQ = at(Q, dQ, p), b.dK = at(K, dK, p), b.dV = at(V, dV, p);
        b.out = at(node, node->value, p), b.dout = at(node, node->grad, p);
        b.largest = largest_of(node, p), b.sums = sums_of(node, p);
        plane_back(&b);
    }
}

static void attention_sources(const Node *node, Cell cell, Spans *spans) {
    Attend a = attend_of(node, (size_t)cell.plane);
    size_t first, end;
    attend_sees(&a, (size_t)cell.row, &first, &end);
    int s = (int)first, count = (int)(end - first), d = (int)a.d;
    spans_add(spans, (Span){Q_SOURCE, cell.plane, cell.row, 0, 1, d});
    if (count) {
        spans_add(spans, (Span){K_SOURCE, cell.plane, s, 0, count, d});
        spans_add(spans, (Span){V_SOURCE, cell.plane, s, cell.col, count, 1});
    }
    for (int i = FURTHER_SOURCES; i < node->source_count; i++) {
        bool is_lengths = node_source(node, i) == further(node, HAS_LENGTHS);
        spans_add(spans, (Span){i, is_lengths ? cell.plane : 0, 0, 0, 1, 1});
    }
}

static void attention_reach(const Node *node, int source, Cell cell, Reach *reach) {
    if (source == Q_SOURCE)
        reach_rows(node, source, cell, reach);
    else if (source == V_SOURCE)
        reach_column(node, source, cell, cell.col, reach);
    else
        reach_plane(node, source, cell, reach);
    reach->rows_alike = source != V_SOURCE;
}

static const Op attention_op = {
    .name = "attention",
    .formula = "softmax(Q K^T / √d) V",
    .forward = attention_forward,
    .backward = attention_backward,
    .sources_of_cell = attention_sources,
    .reach = attention_reach,
};

/* A number that nothing is learnt from, or none. */
static bool is_given_number(const Node *node) {
    return !node || (node_size(node) == 1 && !node->needs_gradient);
}

static void check_sources(const Node *Q, const Node *K, const Node *V, const Node *root_d,
                          const Node *tau, Visible visible) {
    Shape q = Q->shape, k = K->shape, v = V->shape;
    CHECK(q.planes == k.planes && q.planes == v.planes && q.cols == k.cols && k.rows == v.rows,
          "attention: Q %d × %d × %d, K %d × %d × %d, V %d × %d × %d", q.planes, q.rows, q.cols,
          k.planes, k.rows, k.cols, v.planes, v.rows, v.cols);
    CHECK(is_given_number(root_d) && is_given_number(tau),
          "attention: √d and τ are one given number each");
    CHECK(!visible.lengths || node_size(visible.lengths) == (size_t)q.planes,
          "attention: one length a plane");
    CHECK(!visible.window || node_size(visible.window) == 1, "attention: the window is one number");
}

Node *attention_fused(Node *Q, Node *K, Node *V, Node *root_d, Node *tau, Visible visible) {
    Node *const may_be[] = {root_d, tau, visible.lengths, visible.window};
    enum { MOST = sizeof may_be / sizeof *may_be };
    Node *sources[FURTHER_SOURCES + MOST] = {Q, K, V};
    int count = FURTHER_SOURCES, has = visible.causal ? IS_CAUSAL : 0;
    check_sources(Q, K, V, root_d, tau, visible);
    for (int i = 0; i < MOST; i++)
        if (may_be[i]) {
            sources[count++] = may_be[i];
            has |= HAS_ROOT_D << i;
        }
    Shape shape = {Q->shape.planes, Q->shape.rows, V->shape.cols};
    size_t rows = (size_t)shape.planes * (size_t)shape.rows;
    Node *node = node_new(&attention_op, shape, count, sources, 2 * rows);
    node->first = has;
    return node;
}

bool node_is_attention(const Node *node) {
    return node->op == &attention_op;
}

size_t attention_room(const Node *node) {
    return room_of(node);
}

void attention_piece(const Node *node, int plane, int row, int rows, int col, int cols,
                     Real *scores, Real *weights) {
    Real *room = tape_scratch(node->tape, room_of(node));
    attention_piece_in(node, plane, row, rows, col, cols, room, scores, weights);
}

void attention_piece_in(const Node *node, int plane, int row, int rows, int col, int cols,
                        Real *room, Real *scores, Real *weights) {
    CHECK(node_is_attention(node), "%s is no attention", node->op->name);
    size_t p = (size_t)plane;
    const Node *Q = node_source(node, Q_SOURCE), *K = node_source(node, K_SOURCE);
    Attend a = attend_of(node, p);
    AttendTile tile = {(size_t)row, (size_t)rows, (size_t)col, (size_t)cols};
    attend_tile(kernels(), &a, at(Q, Q->value, p), at(K, K->value, p), largest_of(node, p),
                sums_of(node, p), tile, room, scores, weights);
}

void attention_sees(const Node *node, int plane, int row, int *first, int *end) {
    size_t from, to;
    Attend a = attend_of(node, (size_t)plane);
    attend_sees(&a, (size_t)row, &from, &to);
    *first = (int)from;
    *end = (int)to;
}
