/* Both kinds of transformer as a whole, in double: gradients, items of a padded batch against the
 * same items alone, decoding against teacher forcing, what a run may change. */
#include "testing.h"

#include "engine/stencil.h"
#include "models/pairs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE 1e-5
#define SAME 1e-10

static const int mixed_lengths[] = {3, 6, 1, 4}, mixed_targets[] = {4, 2, 3, 5};

typedef struct Built {
    Tape *tape;
    Real *gradients;
    TransformerRun run;
} Built;

static Built build(const TinyTransformer *model, const Sentences *s, bool fused, bool forced) {
    Built built = {.tape = tape_new()};
    tape_set_fused(built.tape, fused);
    built.gradients = ARENA_ARRAY(tape_arena(built.tape), Real, model->weights->size);
    Real lengths[SENTENCES];
    TransformerInput input = transformer_input(model, s, forced, lengths);
    built.run =
        transformer_build(built.tape, &model->config, (Parameters){model->weights, built.gradients},
                          &model->options, &input);
    if (forced) tape_backward(built.tape, built.run.loss);
    return built;
}

static void draw_for(const TinyTransformer *model, Sentences *s, int batch, const int *lengths,
                     const int *targets, uint64_t seed) {
    draw_sentences(s, batch, lengths, targets, seed);
    if (model->config.decoder_only) last_rows_predict_nothing(s);
}

/* All kinds: decoder-only, and pairs with learned and with sinusoidal positions. */
typedef void Visit(TinyTransformer *model, const char *what);

static void visit_all(Visit *visit) {
    static const char *const names[] = {"decoder-only", "learned", "sinusoidal"};
    for (int kind = 0; kind < 3; kind++) {
        Arena *arena = arena_new();
        TinyTransformer model;
        tiny_transformer(&model, arena, kind == 0, kind == 2, 5);
        visit(&model, names[kind]);
        arena_free(arena);
    }
}

/* --- gradients ------------------------------------------------------------------------------- */

static void add_leaves(Bench *bench, const TinyTransformer *model, Real *gradients, int first) {
    for (int i = first; i < model->weights->count && i < first + BENCH_LEAVES; i++) {
        const Weight *w = &model->weights->list[i];
        bench->leaves[bench->count++] = (Leaf){.name = w->name,
                                               .value = weights_values(model->weights, w),
                                               .grad = gradients + w->offset,
                                               .count = (size_t)w->rows * (size_t)w->cols};
    }
}

/* Of the tensors from `first` on, as many as a bench holds; false if the run is near a kink. */
static bool check_some(const TinyTransformer *model, int first, uint64_t seed, const char *what) {
    Bench bench;
    bench_begin(&bench, seed);
    tape_set_fused(bench.tape, true);
    Sentences s;
    Real lengths[SENTENCES];
    draw_for(model, &s, 2, (const int[]){3, 2}, (const int[]){2, 3}, seed);
    TransformerInput input = transformer_input(model, &s, true, lengths);
    Real *gradients = ARENA_ARRAY(bench.arena, Real, model->weights->size);
    TransformerRun run =
        transformer_build(bench.tape, &model->config, (Parameters){model->weights, gradients},
                          &model->options, &input);
    add_leaves(&bench, model, gradients, first);
    bool good = !bench_near_kink(&bench);
    if (good) bench_check_gradients(&bench, run.loss, 4, TOLERANCE, what);
    bench_end(&bench);
    return good;
}

static void check_gradients(TinyTransformer *model, const char *what) {
    for (int first = 0; first < model->weights->count; first += BENCH_LEAVES)
        for (uint64_t seed = 1; !check_some(model, first, seed, what); seed++) {
            if (seed == 2000) fail_msg("%s: no seed is away from kinks", what);
            tiny_draw(model->weights, seed, 1.2);
        }
}

static void gradients_of_the_whole(void **state) {
    (void)state;
    visit_all(check_gradients);
    print_message("           worst relative difference %.2g\n", bench_worst());
}

/* --- items of a batch ------------------------------------------------------------------------ */

/* Item `item` of a node of the batch in the same node of the item alone, as far as that goes: its
 * planes are the item's heads, or the item. */
static void assert_same_item(const Node *all, int item, const Node *alone, const char *what) {
    int each = alone->shape.planes;
    for (int p = 0; p < each; p++)
        for (int r = 0; r < alone->shape.rows; r++)
            for (int c = 0; c < alone->shape.cols; c++) {
                double x = node_at(all, item * each + p, r, c), y = node_at(alone, p, r, c);
                if (x == y || fabs(x - y) <= SAME) continue;
                fail_msg("%s, item %d: %s, %d, %d, %d: %.15g and %.15g", what, item, alone->name, p,
                         r, c, x, y);
            }
}

/* Every named number of the item alone, but the losses. Returns how many nodes. */
static int assert_same_nodes(const Built *all, int item, const Built *alone, const char *what) {
    int count = 0;
    for (int i = 0; i < tape_count(alone->tape); i++) {
        const Node *b = tape_node(alone->tape, i);
        if (!b->name || node_is_parameter(b) || b == alone->run.loss) continue;
        const Node *a = tape_find(all->tape, b->name, -1);
        if (!a && b == alone->run.probabilities) continue;
        if (!a) fail_msg("%s: %s is missing", what, b->name);
        assert_same_item(a, item, b, what);
        count++;
    }
    return count;
}

static void assert_same_gradients(const TinyTransformer *model, const Real *a, const Real *b,
                                  const char *what) {
    for (int i = 0; i < model->weights->count; i++) {
        const Weight *w = &model->weights->list[i];
        for (int j = 0; j < w->rows * w->cols; j++)
            if (!(fabs(a[w->offset + (size_t)j] - b[w->offset + (size_t)j]) <= SAME))
                fail_msg("%s: the gradient of %s[%d] is %.15g and %.15g", what, w->name, j,
                         a[w->offset + (size_t)j], b[w->offset + (size_t)j]);
    }
}

/* The loss of one item is that of the batch with only its tokens weighing. */
static double check_item(const TinyTransformer *model, const Sentences *all, int item,
                         const char *what) {
    Sentences alone, others = *all;
    one_sentence(&alone, all, item);
    for (int i = 0; i < all->batch * all->T; i++)
        if (i / all->T != item) others.token_weights[i] = 0;
    Built together = build(model, &others, true, true);
    double loss = 0;
    for (int fused = 0; fused < 2; fused++) {
        Built single = build(model, &alone, fused, true);
        loss = single.run.loss->value[0];
        assert_near(together.run.loss->value[0], loss, SAME);
        assert_same_gradients(model, together.gradients, single.gradients, what);
        assert_true(assert_same_nodes(&together, item, &single, what) >= 30);
        assert_int_equal(single.run.probabilities != NULL, !fused);
        tape_free(single.tape);
    }
    tape_free(together.tape);
    return loss;
}

static void check_batch(TinyTransformer *model, const char *what) {
    Sentences all;
    draw_for(model, &all, 4, mixed_lengths, mixed_targets, 13);
    Built built = build(model, &all, true, true);
    double sum = 0;
    for (int item = 0; item < all.batch; item++) sum += check_item(model, &all, item, what);
    assert_near(built.run.loss->value[0], sum, SAME);
    tape_free(built.tape);
}

static void items_of_a_batch_are_the_items_alone(void **state) {
    (void)state;
    visit_all(check_batch);
}

/* The same under every scope, and where rows have nothing left to look at. */
static void check_scopes(TinyTransformer *model, const char *what) {
    static const char *const scopes[] = {"global", "causal", "band"};
    for (int i = 0; i < 3; i++) {
        model->options.scope = scope_find(scopes[i]);
        model->options.window = 1;
        char which[64];
        snprintf(which, sizeof which, "%s, %s", what, scopes[i]);
        check_batch(model, which);
    }
}

static void items_are_alone_under_every_scope(void **state) {
    (void)state;
    visit_all(check_scopes);
}

/* --- masks ----------------------------------------------------------------------------------- */

static bool is_allowed(const char *array, bool decoder_only, const char *scope, int D, int t,
                       int s) {
    bool cross = strstr(array, "cross"), encoder = !strncmp(array, "encoder", 7);
    bool causal = encoder ? !strcmp(scope, "causal") : !decoder_only || strcmp(scope, "global");
    if (cross) return true;
    return (!causal || s <= t) && (strcmp(scope, "band") != 0 || abs(s - t) <= D);
}

static int check_masks(const Built *built, bool decoder_only, const char *scope, int D) {
    int count = 0;
    for (int i = 0; i < tape_count(built->tape); i++) {
        const Node *node = tape_node(built->tape, i);
        const char *end = node->name ? strrchr(node->name, '.') : NULL;
        if (!end || strcmp(end, ".scores") != 0) continue;
        for (int h = 0; h < node->shape.planes; h++)
            for (int t = 0; t < node->shape.rows; t++)
                for (int s = 0; s < node->shape.cols; s++)
                    assert_int_equal(isfinite(node_at(node, h, t, s)),
                                     is_allowed(node->name, decoder_only, scope, D, t, s));
        count++;
    }
    return count;
}

static void check_scope_masks(TinyTransformer *model, const char *what) {
    static const char *const scopes[] = {"global", "causal", "band"};
    Sentences s;
    draw_for(model, &s, 1, (const int[]){5}, (const int[]){4}, 3);
    for (int i = 0; i < 3; i++) {
        model->options.scope = scope_find(scopes[i]);
        model->options.window = 1;
        Built built = build(model, &s, false, true);
        bool alone = model->config.decoder_only;
        int count = check_masks(&built, alone, scopes[i], 1);
        if (count != (alone ? 2 : 6)) fail_msg("%s: %d attentions", what, count);
        tape_free(built.tape);
    }
}

static void scopes_mask_what_they_say(void **state) {
    (void)state;
    visit_all(check_scope_masks);
}

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
    assert_string_equal(transformer_validate(&config), "d is a multiple of heads");
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
        cmocka_unit_test(gradients_of_the_whole),
        cmocka_unit_test(items_of_a_batch_are_the_items_alone),
        cmocka_unit_test(items_are_alone_under_every_scope),
        cmocka_unit_test(scopes_mask_what_they_say),
        cmocka_unit_test(decoding_is_teacher_forcing_of_the_words_chosen),
        cmocka_unit_test(hard_weights_decode_alike),
        cmocka_unit_test(a_prefix_replaces_the_choices),
        cmocka_unit_test(decoding_ends_with_the_positions),
        cmocka_unit_test(an_ablated_head_adds_nothing),
        cmocka_unit_test(what_cannot_run_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
