/* Scores and weights that are made when asked for, against the lines they stand for. */
#include "testing.h"

#include "attention/scope.h"
#include "base/rng.h"
#include "engine/ops.h"
#include "trace/trace.h"

#include <math.h>
#include <string.h>

enum { HEADS = 3, N = 70, WIDTH = 8 };

static Node *random_node(Tape *tape, Rng *rng) {
    Real numbers[HEADS * N * WIDTH];
    for (int i = 0; i < HEADS * N * WIDTH; i++) numbers[i] = (Real)rng_between(rng, -1.5, 1.5);
    return tape_given(tape, (Shape){HEADS, N, WIDTH}, numbers);
}

typedef struct Both {
    Tape *tape;
    Arena *arena;
    Trace *trace;
    const TraceArray *lines[2], *made[2]; /* scores, weights */
} Both;

typedef struct Kind {
    bool band, dot;
    double tau;
} Kind;

/* The same attention twice on one tape: as lines, and as one node. */
static Both build(Kind kind) {
    Both b = {.tape = tape_new(), .arena = arena_new()};
    Rng rng = rng_seeded(5);
    Node *Q = random_node(b.tape, &rng), *K = random_node(b.tape, &rng),
         *V = random_node(b.tape, &rng);
    Node *root = tape_number(b.tape, (Real)sqrt(WIDTH)), *D = tape_number(b.tape, 9);
    Node *tau = kind.tau == 1 ? NULL : tape_number(b.tape, (Real)kind.tau);
    Node *match = product_transposed(Q, K);
    Node *scaled = kind.dot ? match : divide_by(match, root);
    Node *masked = causal_mask(scaled);
    if (kind.band) masked = band_mask(masked, D);
    tape_name(masked, "lines.scores", -1, __FILE__, __LINE__);
    Node *tempered = tau ? divide_by(masked, tau) : masked;
    tape_name(softmax(tempered), "lines.weights", -1, __FILE__, __LINE__);
    Node *fused = attention_fused(Q, K, V, kind.dot ? NULL : root, tau,
                                  (Visible){true, NULL, kind.band ? D : NULL});
    tape_name(fused, "made.context", -1, __FILE__, __LINE__);
    tape_forward(b.tape);
    b.trace = trace_from_tape(b.arena, b.tape);
    static const char *const names[] = {"lines.scores", "lines.weights", "made.scores",
                                        "made.weights"};
    for (int i = 0; i < 2; i++) {
        b.lines[i] = trace_find(b.trace, names[i]);
        b.made[i] = trace_find(b.trace, names[2 + i]);
    }
    return b;
}

static void close(Both *b) {
    trace_free(b->trace);
    tape_free(b->tape);
    arena_free(b->arena);
}

static void assert_same(Real x, Real y) {
    if (x == -REAL_INFINITY || y == -REAL_INFINITY)
        assert_true(x == y);
    else
        assert_true(fabs((double)x - (double)y) < 1e-5);
}

static void check_numbers(Kind kind) {
    Both b = build(kind);
    for (int which = 0; which < 2; which++) {
        assert_non_null(b.made[which]);
        assert_int_equal(b.made[which]->planes, HEADS);
        for (int p = 0; p < HEADS; p++)
            for (int t = 0; t < N; t += 3)
                for (int s = 0; s < N; s++)
                    assert_same(trace_number(b.made[which], p, t, s),
                                trace_number(b.lines[which], p, t, s));
    }
    close(&b);
}

static void made_numbers_are_the_lines(void **state) {
    (void)state;
    check_numbers((Kind){false, false, 1});
    check_numbers((Kind){true, false, 1});
    check_numbers((Kind){false, false, 0.5}); /* scores are before τ */
    check_numbers((Kind){true, true, 2});
}

static void reduced_pieces_are_the_lines(void **state) {
    (void)state;
    Both b = build((Kind){false, false, 1});
    Real one[11 * 13], two[11 * 13];
    for (int which = 0; which < 2; which++) {
        TraceReduce reduce = which ? TRACE_MAXIMUM : TRACE_LARGEST;
        trace_read(b.made[which], 1, 2, 3, N - 5, N - 7, 11, 13, reduce, one);
        trace_read(b.lines[which], 1, 2, 3, N - 5, N - 7, 11, 13, reduce, two);
        for (int i = 0; i < 11 * 13; i++) assert_same(one[i], two[i]);
    }
    close(&b);
}

/* The lines of a row: the number is there, and its makers are the query and the key. */
static void a_cell_is_taken_apart(void **state) {
    (void)state;
    Both b = build((Kind){true, false, 1});
    Cell cell;
    for (int s = 20; s <= 30; s++) {
        const Node *node = trace_node(b.made[1], 2, 30, s, &cell);
        if (30 - s <= 9)
            assert_same(node_at(node, cell.plane, cell.row, cell.col),
                        trace_number(b.lines[1], 2, 30, s));
    }
    const Node *score = trace_node(b.made[0], 2, 30, 25, &cell);
    Spans spans = {.count = 0};
    const Node *product = node_source(score, 0);
    product->op->sources_of_cell(product, cell, &spans);
    assert_true(spans.count >= 2);
    double sum = 0;
    for (int i = 0; i < WIDTH; i++)
        sum += (double)node_at(node_source(product, 0), 0, spans.items[0].row, i) *
               (double)node_at(node_source(product, 1), 0, spans.items[1].row, i);
    assert_same((Real)(sum / sqrt(WIDTH)), trace_number(b.lines[0], 2, 30, 25));
    /* and the operands are those of the attention itself */
    const Node *attention = trace_made_for(b.made[0]);
    assert_ptr_equal(attention, b.made[0]->nodes[0]);
    assert_null(trace_made_for(b.lines[0]));
    for (int which = 0; which < 2; which++) {
        const Node *line = node_source(product, which);
        Cell first = {0, spans.items[which].row, 3}, real = first;
        const Node *from = trace_made_from(b.made[0], line, &real);
        assert_ptr_equal(from, node_source(attention, which));
        assert_int_equal(real.plane, 2);
        assert_int_equal(real.row, which ? 25 : 30);
        assert_same(node_at(line, 0, first.row, 3), node_at(from, real.plane, real.row, 3));
    }
    assert_null(trace_made_from(b.made[0], product, &cell)); /* made, and kept nowhere */
    close(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_numbers_are_the_lines),
        cmocka_unit_test(reduced_pieces_are_the_lines),
        cmocka_unit_test(a_cell_is_taken_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
