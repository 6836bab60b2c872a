/* Long inputs: no square of cells is kept. */
#include "testing.h"

#include "engine/uses.h"
#include "models/transformer.h"

#include <math.h>

enum { SYMBOLS = 7, FIRST = 4, LONG = 2100, SHORT = 100 };

typedef struct Net {
    Arena *arena;
    TransformerConfig config;
    Weights *weights;
} Net;

static Net net_new(bool decoder_only) {
    Net n = {.arena = arena_new()};
    n.config = (TransformerConfig){.decoder_only = decoder_only,
                                   .layers = 1,
                                   .heads = 2,
                                   .d = 8,
                                   .feedforward = 8,
                                   .positions = LONG,
                                   .epsilon = 1e-5,
                                   .source_vocabulary = FIRST + SYMBOLS,
                                   .target_vocabulary = FIRST + SYMBOLS};
    int count;
    Weight *list = transformer_weights(&n.config, n.arena, &count);
    n.weights = weights_new(n.arena, list, count);
    weights_start(n.weights, 3);
    return n;
}

/* `count` symbols read on a shown tape, as source and target. */
static TransformerRun read_long(const Net *n, Tape *tape, int count) {
    Real *ids = ARENA_ARRAY(n->arena, Real, count), *ones = ARENA_ARRAY(n->arena, Real, count);
    Real *lengths = ARENA_ARRAY(n->arena, Real, 1);
    for (int i = 0; i < count; i++) ids[i] = (Real)(FIRST + (i * 5 + i / 3) % SYMBOLS), ones[i] = 1;
    *lengths = (Real)count;
    TransformerInput in = {.batch = 1, .target_length = count, .target = ids};
    in.target_lengths = lengths;
    in.token_weights = ones;
    if (!n->config.decoder_only) {
        in.source_length = count;
        in.source = ids;
        in.lengths = lengths;
    }
    TransformerOptions options = transformer_as_trained();
    return transformer_build(tape, &n->config, (Parameters){n->weights, NULL}, &options, &in);
}

static size_t largest_node(const Tape *tape) {
    size_t most = 0;
    for (int i = 0; i < tape_count(tape); i++) {
        size_t size = node_size(tape_node(tape, i));
        if (size > most) most = size;
    }
    return most;
}

static void no_square_is_kept_of_a_long_input(void **state) {
    (void)state;
    for (int decoder_only = 0; decoder_only < 2; decoder_only++) {
        Net n = net_new(decoder_only);
        Tape *tape = tape_new();
        assert_true(transformer_is_compact(&n.config, LONG, LONG));
        TransformerRun run = read_long(&n, tape, LONG);
        assert_true(isfinite(run.loss->value[0]));
        assert_true(largest_node(tape) < (size_t)LONG * 64);
        tape_reset(tape);
        assert_false(transformer_is_compact(&n.config, SHORT, SHORT));
        read_long(&n, tape, SHORT);
        assert_int_equal(largest_node(tape), 2 * SHORT * SHORT); /* the scores of two heads */
        tape_free(tape);
        arena_free(n.arena);
    }
}

/* Of each node a cell: all that it goes into is found within what may be asked. */
static void where_numbers_go_is_found_at_once(void **state) {
    (void)state;
    for (int decoder_only = 0; decoder_only < 2; decoder_only++) {
        Net n = net_new(decoder_only);
        Tape *tape = tape_new();
        read_long(&n, tape, LONG);
        for (int i = 0; i < tape_count(tape); i++) {
            const Node *node = tape_node(tape, i);
            Shape shape = node->shape;
            Arena *arena = arena_new();
            Uses uses = {.count = 0};
            uses_of_cell(node, (Cell){shape.planes - 1, shape.rows / 2, shape.cols - 1}, 1 << 20,
                         arena, &uses);
            if (uses.cut) fail_msg("%s %s goes into more", node->op->name, node->name);
            arena_free(arena);
        }
        tape_free(tape);
        arena_free(n.arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_square_is_kept_of_a_long_input),
        cmocka_unit_test(where_numbers_go_is_found_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
