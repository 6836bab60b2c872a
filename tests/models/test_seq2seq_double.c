/* The encoder–decoder as a whole, in double: its gradients, the fused form against the lines, and
 * items of a padded batch against the same items alone. */
#include "testing.h"

#include "engine/stencil.h"
#include "models/sentences.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TOLERANCE 1e-6
#define SAME 1e-10

static const char *const scores[] = {"additive", "dot", "none"};
static const char *const scopes[] = {"global", "local-m", "local-p"};

/* All combinations the model has; `number` counts them. */
typedef void Visit(const TinyModel *model, const char *what, int number);

static void visit_one(Visit *visit, int cell, int score, bool current, bool two_way, int number) {
    TinyModel model;
    Arena *arena = arena_new();
    const char *scope = scopes[number % 3];
    tiny_model(&model, arena, cell_list[cell]->word, scores[score], scope, current, two_way, 5);
    char what[128];
    snprintf(what, sizeof what, "%s, %s, %s, query %s, %s", cell_list[cell]->word, scores[score],
             scope, current ? "current" : "previous", two_way ? "two-way" : "one-way");
    visit(&model, what, number);
    arena_free(arena);
}

static void visit_all(Visit *visit) {
    int number = 0;
    for (int cell = 0; cell < cell_count; cell++)
        for (int score = 0; score < 3; score++)
            for (int current = 0; current < 2; current++)
                for (int two_way = 0; two_way < 2; two_way++) {
                    if (current && !strcmp(scores[score], "none")) continue;
                    visit_one(visit, cell, score, current, two_way, number++);
                }
}

/* --- gradients ------------------------------------------------------------------------------- */

static void check_gradients(const TinyModel *model, const char *what, int number) {
    (void)number;
    static const int lengths[] = {3, 2, 4}, targets[] = {2, 4, 1};
    for (uint64_t seed = 1;; seed++) {
        Bench bench;
        Sentences sentences;
        bench_begin(&bench, seed);
        tape_set_fused(bench.tape, true);
        draw_sentences(&sentences, 3, lengths, targets, seed);
        Seq2SeqInput input = input_of(&sentences, true);
        Real *gradients = bench_weights(&bench, model->weights);
        Seq2SeqRun run =
            seq2seq_build(bench.tape, &model->config, (Parameters){model->weights, gradients},
                          &model->attention, &input, 1);
        bool good = !bench_near_kink(&bench);
        if (good) bench_check_gradients(&bench, run.loss, 5, TOLERANCE, what);
        bench_end(&bench);
        if (good) return;
        if (seed == 500) fail_msg("%s: no seed is away from kinks", what);
        tiny_draw(model->weights, seed, 1.2);
    }
}

static void gradients_of_the_whole(void **state) {
    (void)state;
    visit_all(check_gradients);
    print_message("           worst relative difference %.2g\n", bench_worst());
}

/* --- fused and lines ------------------------------------------------------------------------- */

typedef struct Built {
    Tape *tape;
    Real *gradients;
    Seq2SeqRun run;
} Built;

static Built build(const TinyModel *model, const Sentences *s, bool fused, bool forced) {
    Built built = {.tape = tape_new()};
    tape_set_fused(built.tape, fused);
    Arena *arena = tape_arena(built.tape);
    built.gradients = ARENA_ARRAY(arena, Real, model->weights->size);
    Seq2SeqInput *input = ARENA_NEW(arena, Seq2SeqInput);
    *input = input_of(s, forced);
    built.run =
        seq2seq_build(built.tape, &model->config, (Parameters){model->weights, built.gradients},
                      &model->attention, input, 1);
    if (forced) tape_backward(built.tape, built.run.loss);
    return built;
}

/* Row `row` of item `item` of a in the same row of item 0 of b, as far as b goes. */
static void assert_same_row(const Node *a, int item, const Node *b, int row, const char *what) {
    for (int c = 0; c < b->shape.cols; c++) {
        double x = node_at(a, item, row, c), y = node_at(b, 0, row, c);
        if (x == y || fabs(x - y) <= SAME) continue;
        fail_msg("%s: %s[%d], row %d, column %d: %.15g and %.15g", what, b->name, b->index, row, c,
                 x, y);
    }
}

static const char *const compared[] = {"encoder.h",         "encoder.ends",      "decoder.s",
                                       "attention.scores",  "attention.weights", "attention.center",
                                       "attention.context", "attention.match",   "output.logits",
                                       "attention.soft"};
enum { COMPARED = sizeof compared / sizeof *compared };

static bool is_compared(const Node *node) {
    for (int i = 0; node->name && i < COMPARED; i++)
        if (!strcmp(node->name, compared[i])) return true;
    return false;
}

/* Every compared node of the item alone is found, the same, in `all`; returns how many. */
static int assert_same_nodes(const Built *all, int item, const Built *alone, const char *what) {
    int count = 0;
    for (int i = 0; i < tape_count(alone->tape); i++) {
        const Node *b = tape_node(alone->tape, i);
        const Node *a = is_compared(b) ? tape_find(all->tape, b->name, b->index) : NULL;
        if (!is_compared(b)) continue;
        if (!a) fail_msg("%s: %s[%d] is missing", what, b->name, b->index);
        for (int row = 0; row < b->shape.rows; row++) assert_same_row(a, item, b, row, what);
        count++;
    }
    return count;
}

static void assert_same_gradients(const TinyModel *model, const Real *a, const Real *b,
                                  const char *what) {
    for (int i = 0; i < model->weights->count; i++) {
        const Weight *w = &model->weights->list[i];
        for (int j = 0; j < w->rows * w->cols; j++)
            if (!(fabs(a[w->offset + (size_t)j] - b[w->offset + (size_t)j]) <= SAME))
                fail_msg("%s: the gradient of %s[%d] is %.15g and %.15g", what, w->name, j,
                         a[w->offset + (size_t)j], b[w->offset + (size_t)j]);
    }
}

static void check_fused(const TinyModel *model, const char *what, int number) {
    (void)number;
    static const int lengths[] = {5}, targets[] = {4};
    Sentences s;
    draw_sentences(&s, 1, lengths, targets, 11);
    Built lines = build(model, &s, false, true), fused = build(model, &s, true, true);
    assert_true(tape_count(fused.tape) < tape_count(lines.tape));
    assert_near(fused.run.loss->value[0], lines.run.loss->value[0], SAME);
    assert_same_gradients(model, fused.gradients, lines.gradients, what);
    assert_true(assert_same_nodes(&lines, 0, &fused, what) >= 10);
    tape_free(lines.tape);
    tape_free(fused.tape);
}

static void fused_is_the_lines(void **state) {
    (void)state;
    visit_all(check_fused);
}

/* --- a padded batch -------------------------------------------------------------------------- */

static const int mixed_lengths[] = {3, 6, 1, 4}, mixed_targets[] = {4, 1, 3, 5};

/* The loss of one item is that of the batch with only its tokens weighing. */
static void check_item(const TinyModel *model, const Sentences *all, int item, const char *what) {
    Sentences alone, others = *all;
    one_sentence(&alone, all, item);
    for (int i = 0; i < all->batch * all->T; i++)
        if (i / all->T != item) others.token_weights[i] = 0;
    Built together = build(model, &others, true, true), single = build(model, &alone, true, true);
    assert_near(together.run.loss->value[0], single.run.loss->value[0], SAME);
    assert_same_gradients(model, together.gradients, single.gradients, what);
    for (int i = 0; i < tape_count(single.tape); i++) {
        const Node *b = tape_node(single.tape, i);
        if (!is_compared(b) || !strcmp(b->name, "output.logits")) continue;
        const Node *a = tape_find(together.tape, b->name, b->index);
        for (int row = 0; row < b->shape.rows; row++) assert_same_row(a, item, b, row, what);
    }
    tape_free(together.tape);
    tape_free(single.tape);
}

/* Beyond an item's length its weights are exactly 0. */
static void check_padding(const Built *built, const Sentences *all) {
    for (int i = 0; i < tape_count(built->tape); i++) {
        const Node *node = tape_node(built->tape, i);
        if (!node->name || strcmp(node->name, "attention.weights")) continue;
        for (int p = 0; p < all->batch; p++)
            for (int s = all->lengths[p]; s < all->S; s++) assert_true(node_at(node, p, 0, s) == 0);
    }
}

static void check_batch(const TinyModel *model, const char *what, int number) {
    (void)number;
    Sentences all;
    draw_sentences(&all, 4, mixed_lengths, mixed_targets, 13);
    Built built = build(model, &all, true, true);
    check_padding(&built, &all);
    double sum = 0;
    for (int item = 0; item < all.batch; item++) {
        Sentences alone;
        check_item(model, &all, item, what);
        one_sentence(&alone, &all, item);
        Built single = build(model, &alone, false, true); /* the lines alone, too */
        sum += single.run.loss->value[0];
        tape_free(single.tape);
    }
    assert_near(built.run.loss->value[0], sum, SAME);
    tape_free(built.tape);
}

static void items_of_a_batch_are_the_items_alone(void **state) {
    (void)state;
    visit_all(check_batch);
}

/* --- decoding -------------------------------------------------------------------------------- */

static void check_decoded(const Built *together, int item, const Built *alone, int batch,
                          const char *what) {
    for (int t = 0; t < alone->run.steps; t++)
        if (together->run.chosen[t * batch + item] != alone->run.chosen[t])
            fail_msg("%s: item %d, token %d: %d and %d", what, item, t + 1,
                     together->run.chosen[t * batch + item], alone->run.chosen[t]);
    for (int t = alone->run.steps; t < together->run.steps; t++)
        assert_int_equal(together->run.chosen[t * batch + item], TOKEN_PAD);
    assert_int_equal(together->run.complete[item], alone->run.complete[0]);
}

static void check_decoding(const TinyModel *given, const char *what, int number) {
    Sentences all;
    TinyModel model = *given;
    model.config.limit = number % 2 ? 5 : 0;
    draw_sentences(&all, 4, mixed_lengths, mixed_targets, (uint64_t)number);
    Built together = build(&model, &all, true, false);
    int longest = 0;
    for (int item = 0; item < all.batch; item++) {
        Sentences alone;
        one_sentence(&alone, &all, item);
        for (int fused = 0; fused < 2; fused++) {
            Built single = build(&model, &alone, fused, false);
            int limit = model.config.limit ? model.config.limit : 2 * alone.S + 10;
            assert_in_range(single.run.steps, 1, limit);
            if (!single.run.complete[0]) assert_int_equal(single.run.steps, limit);
            longest = single.run.steps > longest ? single.run.steps : longest;
            check_decoded(&together, item, &single, all.batch, what);
            tape_free(single.tape);
        }
    }
    assert_int_equal(together.run.steps, longest);
    tape_free(together.tape);
}

static void batch_decoding_is_single_decoding(void **state) {
    (void)state;
    visit_all(check_decoding);
}

/* Every word's logit is its bias alone: among the equal largest the lowest id wins. */
static void the_lowest_of_equal_words_wins(void **state) {
    (void)state;
    static const Real biases[] = {0, 1, -1, 3, 3, 3};
    TinyModel model;
    Sentences s;
    Arena *arena = arena_new();
    tiny_model(&model, arena, "gru", "dot", "global", false, true, 1);
    model.config.limit = 3;
    const Weight *W = weights_find(model.weights, "output.weight");
    memset(weights_values(model.weights, W), 0, (size_t)(W->rows * W->cols) * sizeof(Real));
    memcpy(weights_values(model.weights, weights_find(model.weights, "output.bias")), biases,
           sizeof biases);
    draw_sentences(&s, 1, (const int[]){4}, (const int[]){1}, 1);
    Built built = build(&model, &s, false, false);
    assert_int_equal(built.run.steps, 3);
    for (int t = 0; t < 3; t++) assert_int_equal(built.run.chosen[t], 3);
    assert_false(built.run.complete[0]);
    tape_free(built.tape);
    arena_free(arena);
}

/* A prefix replaces what is fed back, never the probabilities of the step it stands at. */
static void a_prefix_replaces_the_choices(void **state) {
    (void)state;
    static const int prefix[] = {5, 4};
    TinyModel model;
    Sentences s;
    Arena *arena = arena_new();
    tiny_model(&model, arena, "gru", "additive", "global", false, true, 2);
    model.config.limit = 4;
    draw_sentences(&s, 1, (const int[]){4}, (const int[]){3}, 1);
    Built plain = build(&model, &s, false, false);
    Seq2SeqInput input = input_of(&s, false);
    input.prefix = prefix;
    input.prefix_length = 2;
    Tape *tape = tape_new();
    Seq2SeqRun run = seq2seq_build(tape, &model.config, (Parameters){model.weights, NULL},
                                   &model.attention, &input, 1);
    assert_int_equal(run.chosen[0], 5);
    assert_int_equal(run.chosen[1], 4);
    for (int v = 0; v < 6; v++)
        assert_near(node_at(run.logits[0], 0, 0, v), node_at(plain.run.logits[0], 0, 0, v), 0);
    /* Fed back as it is: the same as forcing these words. */
    s.target[0] = 5, s.target[1] = 4, s.target[2] = TOKEN_END;
    Built forced = build(&model, &s, true, true);
    const Node *state_3 = tape_find(tape, "decoder.s", 3);
    for (int c = 0; c < 4; c++)
        assert_near(node_at(tape_find(forced.tape, "decoder.s", 3), 0, 0, c),
                    node_at(state_3, 0, 0, c), SAME);
    tape_free(plain.tape);
    tape_free(forced.tape);
    tape_free(tape);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients_of_the_whole),
        cmocka_unit_test(fused_is_the_lines),
        cmocka_unit_test(items_of_a_batch_are_the_items_alone),
        cmocka_unit_test(batch_decoding_is_single_decoding),
        cmocka_unit_test(the_lowest_of_equal_words_wins),
        cmocka_unit_test(a_prefix_replaces_the_choices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
