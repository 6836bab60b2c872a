/* Both kinds of transformer as a whole, in double: gradients, items of a padded batch against the
 * same items alone, and what each scope lets a row look at. */
#include "testing.h"

#include "engine/stencil.h"
#include "models/pairs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE 1e-5

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
    bool written = !encoder && !decoder_only; /* nothing comes after t */
    bool causal = written || !strcmp(scope, "causal");
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients_of_the_whole),
        cmocka_unit_test(items_of_a_batch_are_the_items_alone),
        cmocka_unit_test(items_are_alone_under_every_scope),
        cmocka_unit_test(scopes_mask_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
