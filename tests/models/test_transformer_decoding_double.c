/* Decoding of transformers against teacher forcing, and what a run may change, in double. */
#include "testing.h"

#include "models/pairs.h"

#include <math.h>
#include <string.h>

/* --- decoding -------------------------------------------------------------------------------- */

/* The words chosen are the largest of each row; forcing them gives the same numbers. */
static void check_forced(const TinyTransformer *model, const Sentences *given, const Built *decoded,
                         const char *what) {
    Sentences s = *given;
    s.T = s.targets[0] = decoded->run.steps;
    assert_in_range(s.T, 1, LONGEST);
    for (int t = 0; t < s.T; t++) {
        int best = 0;
        for (int v = 0; v < 6; v++)
            if (node_at(decoded->run.logits, 0, t, v) > node_at(decoded->run.logits, 0, t, best))
                best = v;
        assert_int_equal(decoded->run.chosen[t], best);
        s.target[t] = (Real)best;
        s.token_weights[t] = 1;
    }
    Built forced = build(model, &s, false, true);
    assert_true(assert_same_nodes(decoded, 0, &forced, what) >= 30);
    tape_free(forced.tape);
}

static void check_decoding(TinyTransformer *model, const char *what) {
    if (model->config.decoder_only) return;
    Sentences all;
    for (int number = 0; number < 4; number++) {
        model->config.limit = number % 2 ? 5 : 8;
        draw_sentences(&all, 4, mixed_lengths, mixed_targets, (uint64_t)number);
        Built together = build(model, &all, true, false);
        int longest = 0;
        for (int item = 0; item < all.batch; item++) {
            Sentences alone;
            one_sentence(&alone, &all, item);
            Built single = build(model, &alone, false, false);
            longest = single.run.steps > longest ? single.run.steps : longest;
            for (int t = 0; t < single.run.steps; t++)
                assert_int_equal(together.run.chosen[t * all.batch + item], single.run.chosen[t]);
            for (int t = single.run.steps; t < together.run.steps; t++)
                assert_int_equal(together.run.chosen[t * all.batch + item], TOKEN_PAD);
            assert_int_equal(together.run.complete[item], single.run.complete[0]);
            check_forced(model, &alone, &single, what);
            tape_free(single.tape);
        }
        assert_int_equal(together.run.steps, longest);
        tape_free(together.tape);
        tiny_draw(model->weights, (uint64_t)number, 1);
    }
}

static void decoding_is_teacher_forcing_of_the_words_chosen(void **state) {
    (void)state;
    visit_all(check_decoding);
}

/* Draws, too, are the same in a prefix as in the whole. */
static void hard_weights_decode_alike(void **state) {
    (void)state;
    TinyTransformer model;
    Sentences all, alone;
    Arena *arena = arena_new();
    tiny_transformer(&model, arena, false, false, 8);
    model.options.weigh = weigh_find("hard");
    model.options.samples = 3;
    model.config.limit = 8;
    draw_sentences(&all, 4, mixed_lengths, mixed_targets, 2);
    for (int item = 0; item < 4; item++) {
        one_sentence(&alone, &all, item);
        Built decoded = build(&model, &alone, false, false);
        check_forced(&model, &alone, &decoded, "hard");
        tape_free(decoded.tape);
    }
    arena_free(arena);
}

static void a_prefix_replaces_the_choices(void **state) {
    (void)state;
    static const int prefix[] = {5, 4};
    TinyTransformer model;
    Sentences s;
    Real lengths[SENTENCES];
    Arena *arena = arena_new();
    tiny_transformer(&model, arena, false, true, 2);
    model.config.limit = 4;
    draw_sentences(&s, 1, (const int[]){4}, (const int[]){3}, 1);
    Built plain = build(&model, &s, false, false);
    TransformerInput input = transformer_input(&model, &s, false, lengths);
    input.prefix = prefix;
    input.prefix_length = 2;
    Tape *tape = tape_new();
    TransformerRun run = transformer_build(tape, &model.config, (Parameters){model.weights, NULL},
                                           &model.options, &input);
    assert_int_equal(run.chosen[0], 5);
    assert_int_equal(run.chosen[1], 4);
    for (int v = 0; v < 6; v++)
        assert_near(node_at(run.logits, 0, 0, v), node_at(plain.run.logits, 0, 0, v), SAME);
    tape_free(plain.tape);
    tape_free(tape);
    arena_free(arena);
}

/* No more tokens than positions, whatever the limit says. */
static void decoding_ends_with_the_positions(void **state) {
    (void)state;
    static const Real biases[] = {0, 0, -100, 9, 0, 0}; /* </s> never wins */
    TinyTransformer model;
    Sentences s;
    Arena *arena = arena_new();
    tiny_transformer(&model, arena, false, false, 2);
    memcpy(weights_values(model.weights, weights_find(model.weights, "output.bias")), biases,
           sizeof biases);
    draw_sentences(&s, 1, (const int[]){4}, (const int[]){3}, 1);
    Built built = build(&model, &s, true, false);
    assert_int_equal(built.run.steps, 12);
    assert_false(built.run.complete[0]);
    assert_null(transformer_too_long(&model.config, 12, 12));
    assert_string_equal(transformer_too_long(&model.config, 13, 0),
                        "this model has 12 positions, too few for 13 tokens");
    tape_free(built.tape);
    arena_free(arena);
}

/* --- ablation -------------------------------------------------------------------------------- */

static int count_named(const Tape *tape, const char *name) {
    int count = 0;
    for (int i = 0; i < tape_count(tape); i++)
        count += tape_node(tape, i)->name && !strcmp(tape_node(tape, i)->name, name);
    return count;
}

/* An ablated head is one whose rows of W_O are zeros; other layers have no node for it. */
static void an_ablated_head_adds_nothing(void **state) {
    (void)state;
    TinyTransformer model;
    Sentences s;
    Arena *arena = arena_new();
    tiny_transformer(&model, arena, true, false, 4);
    bool ablated[HEADS_OF_COUNT * 2 * 2] = {false};
    draw_for(&model, &s, 1, (const int[]){4}, (const int[]){5}, 1);
    Built plain = build(&model, &s, false, true);
    assert_int_equal(count_named(plain.tape, "layers.1.attention.ablated"), 0);
    ablated[transformer_head(&model.config, HEADS_DECODER, 1, 0)] = true;
    model.options.ablated = ablated;
    Built without = build(&model, &s, false, true);
    assert_int_equal(count_named(without.tape, "layers.0.attention.ablated"), 0);
    assert_int_equal(count_named(without.tape, "layers.1.attention.ablated"), 1);
    const Node *context = tape_find(without.tape, "layers.1.attention.ablated", -1);
    for (int t = 0; t < 5; t++)
        for (int c = 0; c < 3; c++) {
            assert_true(node_at(context, 0, t, c) == 0);
            assert_true(node_at(context, 1, t, c) != 0);
        }
    const Weight *W = weights_find(model.weights, "h.1.attn.c_proj.weight");
    memset(weights_values(model.weights, W), 0, 3 * 6 * sizeof(Real)); /* W is (in, out) */
    model.options.ablated = NULL;
    Built zeroed = build(&model, &s, false, true);
    assert_same_item(without.run.logits, 0, zeroed.run.logits, "ablated");
    assert_true(fabs(plain.run.loss->value[0] - without.run.loss->value[0]) > 1e-6);
    tape_free(plain.tape);
    tape_free(without.tape);
    tape_free(zeroed.tape);
    arena_free(arena);
}

/* --- words ----------------------------------------------------------------------------------- */

static void what_cannot_run_is_refused(void **state) {
    (void)state;
    TransformerConfig config = {.decoder_only = true, .layers = 1, .heads = 3, .d = 8};
    config.feedforward = config.positions = config.source_vocabulary = config.target_vocabulary = 9;
    assert_string_equal(transformer_validate(&config), "d, 8, is not a multiple of heads, 3");
    config.heads = 2;
    assert_null(transformer_validate(&config));
    config.sinusoidal = true;
    assert_string_equal(transformer_validate(&config), "a decoder alone has learned positions");
    TransformerOptions options = transformer_as_trained();
    assert_null(transformer_refuses(&options));
    options.score = score_find("additive");
    assert_contains(transformer_refuses(&options), "additive");
    options.score = score_find("dot");
    options.scope = scope_find("local-p");
    assert_contains(transformer_refuses(&options), "local-p");
    options.scope = scope_find("band");
    assert_null(transformer_refuses(&options));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoding_is_teacher_forcing_of_the_words_chosen),
        cmocka_unit_test(hard_weights_decode_alike),
        cmocka_unit_test(a_prefix_replaces_the_choices),
        cmocka_unit_test(decoding_ends_with_the_positions),
        cmocka_unit_test(an_ablated_head_adds_nothing),
        cmocka_unit_test(what_cannot_run_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
