/* The views of heads and of arcs: what they draw is what was measured; every figure against its
 * golden. */
#include "passes.h"

#include "pictures.h"

#include "base/file.h"
#include "draw/raster.h"
#include "formats/safetensors.h"
#include "session/heads_measured.h"
#include "views/arcs.h"
#include "views/figure.h"
#include "views/heads.h"
#include "views/overflow.h"

#include <math.h>
#include <string.h>

/* An untrained encoder–decoder of 2 × 2 heads on dates, the same for everyone. */
static void use_small_model(void) {
    TrainingPlan plan = training_plan_of(&task_dates, &model_transformer);
    plan.transformer.heads = 2;
    plan.transformer.d = 16;
    plan.transformer.feedforward = 16;
    session_use_model(pass.session, training_model(&plan), 0);
    say("input \"3 May 2001\"");
    say("step last");
}

static void use_symbols(void) {
    say("input \"a b c d a b\"");
    say(arena_printf(pass.arena, "open %s",
                     testing_source("reference/transformer/gpt-2.safetensors")));
    say("step last");
}

/* --- measuring ------------------------------------------------------------------------------- */

static void a_summary_is_the_measure_of_the_matrix(void **state) {
    (void)state;
    use_symbols();
    const Run *run = session_run(pass.session);
    const int tokens[] = {0, 1, 2, 3, 0, 1};
    for (int head = 1; head <= 3; head++) {
        HeadAt at = {HEADS_DECODER, 2, head};
        const TraceArray *w = run_head_array(run, at, "weights"),
                         *e = run_head_array(run, at, "scores");
        Real weights[36], scores[36];
        for (int i = 0; i < 36; i++) {
            weights[i] = trace_number(w, head - 1, i / 6, i % 6);
            scores[i] = trace_number(e, head - 1, i / 6, i % 6);
        }
        HeadMeasures direct =
            head_measure(&(HeadMatrix){6, 6, weights, scores, true, tokens, NULL});
        const HeadSummary *summary = run_head_summary(run, at);
        assert_memory_equal(&summary->measures, &direct, sizeof direct);
        assert_int_equal(summary->pattern, head_pattern(&direct));
        assert_int_equal(summary->measures.patterns[PATTERN_INDUCTION].rows,
                         2); /* the second a, b */
        for (int i = 0; i < 36; i++)
            assert_near(summary->overviews[0].most[i], i % 6 > i / 6 ? -1 : weights[i], 0);
        assert_int_equal(summary->overviews[1].cols, 3);
        float block = fmaxf(fmaxf(weights[24], weights[25]), fmaxf(weights[30], weights[31]));
        assert_near(summary->overviews[1].most[6], block, 0);
        assert_near(summary->overviews[1].most[1], -1, 0);
        assert_ptr_equal(summary, run_head_summary(run, at));
    }
}

/* The task's links name matching, but not where they are induction already. */
static void links_of_the_task_name_heads(void **state) {
    (void)state;
    say("model transformer-repeat");
    const HeadSummary *head =
        run_head_summary(session_run(pass.session), (HeadAt){HEADS_DECODER, 2, 4});
    assert_int_equal(head->measures.patterns[PATTERN_MATCHING].rows, 0);
    assert_int_equal(head->pattern, PATTERN_INDUCTION);
    say("model transformer-brackets");
    head = run_head_summary(session_run(pass.session), (HeadAt){HEADS_DECODER, 1, 1});
    assert_int_equal(head->measures.patterns[PATTERN_MATCHING].rows, 4); /* closing brackets */
}

/* All of a group at once are each what it is alone, to the last bit. */
static void two_hands_measure_as_one(void **state) {
    (void)state;
    say("model transformer-repeat");
    Error error = {0};
    Run *together = run_new(&session_state(pass.session)->ask, &error),
        *alone = run_new(&session_state(pass.session)->ask, &error);
    assert_true(together && alone);
    HeadCounts counts = run_head_counts(together->ask.model);
    run_head_summary(together, (HeadAt){HEADS_DECODER, 1, 2}); /* one is there already */
    run_measure_heads(together, HEADS_DECODER);
    assert_int_equal(run_heads_unmeasured(together, HEADS_DECODER), 0);
    for (int i = 0; i < counts.heads * counts.layers[HEADS_DECODER]; i++) {
        HeadAt head = {HEADS_DECODER, i / counts.heads + 1, i % counts.heads + 1};
        const HeadSummary *a = run_head_summary(together, head), *b = run_head_summary(alone, head);
        assert_memory_equal(&a->measures, &b->measures, sizeof a->measures);
        assert_int_equal(a->pattern, b->pattern);
        for (int k = 0; k < HEAD_OVERVIEWS; k++) {
            const HeadOverview *x = &a->overviews[k], *y = &b->overviews[k];
            assert_true(x->rows == y->rows && x->cols == y->cols);
            assert_memory_equal(x->most, y->most, (size_t)(x->rows * x->cols) * sizeof *x->most);
        }
    }
    run_free(together);
    run_free(alone);
}

static void one_projection_or_many_give_the_same_numbers(void **state) {
    (void)state;
    use_small_model();
    const Run *run = session_run(pass.session);
    for (HeadsOf of = HEADS_ENCODER; of < HEADS_OF_COUNT; of++) {
        double most = run_heads_difference(run, (HeadAt){of, 2, 1});
        assert_near(most, 0, 0); /* the same sums in the same order */
    }
    use_symbols();
    assert_near(run_heads_difference(session_run(pass.session), (HeadAt){HEADS_DECODER, 1, 1}), 0,
                0);
}

static void the_original_is_the_run_without_ablation(void **state) {
    (void)state;
    use_small_model();
    const Run *whole = session_run(pass.session);
    assert_ptr_equal(session_original(pass.session), whole);
    say("ablate cross 1.2");
    assert_ptr_not_equal(session_run(pass.session), whole);
    const Run *original = session_original(pass.session);
    assert_string_equal(original->ask.ablated, "");
    assert_string_equal(original->ask.input, "3 May 2001");
    say("restore all");
    assert_ptr_equal(session_original(pass.session), session_run(pass.session));
}

/* The input of before is longer than the model's nine positions. */
static void a_file_that_cannot_read_the_input_opens(void **state) {
    (void)state;
    say("input \"Sunday November 19th, 1967\"");
    say(arena_printf(pass.arena, "open %s",
                     testing_source("reference/transformer/pair-learned.safetensors")));
    assert_string_equal(session_state(pass.session)->ask.input, "abcd");
    say("undo");
    assert_string_equal(session_state(pass.session)->ask.input, "Sunday November 19th, 1967");
    Error error = {0};
    assert_true(session_open(
        pass.session, testing_source("reference/transformer/pair-learned.safetensors"), &error));
    assert_int_equal(session_run(pass.session)->source.count, 5);
}

/* --- words ----------------------------------------------------------------------------------- */

static void refuses(const char *line, const char *why) {
    Error error = {0};
    Buffer before = {0}, after = {0};
    session_write_state(pass.session, &before);
    assert_false(session_apply(pass.session, line, &error));
    assert_contains(error.message, why);
    session_write_state(pass.session, &after);
    assert_string_equal(before.data, after.data);
    buffer_free(&before);
    buffer_free(&after);
}

static void cut_and_sort_are_states(void **state) {
    (void)state;
    use_small_model();
    const Look *look = &session_state(pass.session)->look;
    assert_near(look->cut, 0.95, 1e-12);
    say("cut 0.5");
    say("sort entropy");
    look = &session_state(pass.session)->look;
    assert_near(look->cut, 0.5, 1e-12);
    assert_int_equal(look->sort, SORT_ENTROPY);
    Buffer lines = {0};
    session_write_state(pass.session, &lines);
    assert_contains(lines.data, "sort entropy\ncut 0.5\n");
    buffer_free(&lines);
    say("undo");
    assert_int_equal(session_state(pass.session)->look.sort, SORT_LAYER);
    say("undo");
    assert_near(session_state(pass.session)->look.cut, 0.95, 1e-12);
    refuses("cut 1.5", "cut");
    refuses("sort size", "entropy");
}

static void ranking_is_kept_with_the_model(void **state) {
    (void)state;
    refuses("rank start", "transformer");
    use_small_model();
    assert_null(session_ranking(pass.session));
    refuses("rank stop", "start");
    say("rank start");
    const HeadRanking *ranking = session_ranking(pass.session);
    assert_non_null(ranking);
    assert_int_equal(ranking->done, 12);
    say("model dates");
    assert_null(session_ranking(pass.session));
    say("undo");
    assert_ptr_equal(session_ranking(pass.session), ranking);
}

static bool figure_says(const char *part) {
    FigureSize taken;
    Color ground;
    List *list =
        figure_draw(pass.fonts, pass.arena, pass.session, (FigureSize){0, 0}, &taken, &ground);
    for (int i = 0; i < list_count(list); i++)
        if (list_at(list, i)->kind == DRAW_TEXT && strstr(list_at(list, i)->as.text.text, part))
            return true;
    return false;
}

/* The losses are of the model as it was trained: where the run is another, that stands by them. */
static void a_loss_says_what_it_is_of(void **state) {
    (void)state;
    static const struct {
        const char *line, *back, *words;
    } states[] = {{"scope global", "scope causal", "as trained: causal"},
                  {"scope band 2", "scope causal", "as trained: causal"},
                  {"score dot", "score scaled", "as trained: scaled"},
                  {"weigh sparse", "weigh soft", "as trained: soft"},
                  {"temperature 3", "temperature 1", "as trained: τ 1"},
                  {"ablate 2.1", "restore all", "as trained: no head ablated"},
                  {"force 1.1 3 2", "free all", "as trained: no weight forced"}};
    say("model transformer-brackets");
    say("view heads");
    say("sort loss");
    say("scope global");
    assert_true(figure_says("by loss (not ranked yet)"));
    assert_false(figure_says("as trained"));
    say("rank start");
    say("scope causal");
    assert_true(figure_says("by loss · + loss without it"));
    assert_false(figure_says("as trained"));
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        say(states[i].line);
        const char *order = arena_printf(pass.arena, "by loss (%s)", states[i].words);
        if (!figure_says(order)) fail_msg("%s: not said to be “%s”", states[i].line, order);
        say(states[i].back);
    }
    say("sort layer");
    say("scope global");
    assert_true(figure_says("by layer · + loss without it (as trained: causal)"));
}

/* A file of finite numbers whose products are beyond every float. */
static void use_overflowing(void) {
    Error error = {0};
    ArrayFile file;
    char *bytes;
    size_t size;
    const char *path = testing_source("reference/transformer/gpt-2.safetensors");
    if (!file_read(path, 1 << 24, pass.arena, &bytes, &size, &error) ||
        !safetensors_parse(bytes, size, pass.arena, &file, &error))
        fail_msg("%s", error.message);
    for (int i = 0; i < file.count; i++) {
        NamedArray *array = &file.arrays[i];
        if (!strstr(array->name, "c_attn.weight")) continue;
        float *numbers = ARENA_ARRAY(pass.arena, float, arrays_size(array));
        for (long k = 0; k < arrays_size(array); k++) numbers[k] = 1e30f;
        array->numbers = numbers;
    }
    Buffer changed = {0};
    safetensors_write(&file, &changed);
    say("input \"a b c\"");
    Model *model = model_parse("overflowing.safetensors", changed.data, changed.size, &error);
    if (!model) fail_msg("%s", error.message);
    session_use_model(pass.session, model, 0);
    buffer_free(&changed);
    say("step last");
}

/* What is not a number is told as such: not as masked, not as empty, and never as 0. */
static void numbers_that_overflow_are_told(void **state) {
    (void)state;
    use_symbols();
    pass_open();
    assert_false(run_overflows(session_run(pass.session)));
    assert_near(overflow_height(&pass.view), 0, 0);
    pass_close();
    use_overflowing();
    say("view heads");
    const Run *run = session_run(pass.session);
    HeadAt head = {HEADS_DECODER, 2, 1};
    const HeadSummary *summary = run_head_summary(run, head);
    assert_true(run_overflows(run));
    assert_true(isnan(summary->measures.entropy) && isnan(summary->measures.distance) &&
                isnan(summary->measures.maximum));
    for (int i = 0; i < 9; i++) {
        Real most = summary->overviews[0].most[i];
        assert_true(i % 3 > i / 3 ? most < 0 : isnan(most));
    }
    assert_true(isnan(summary->overviews[1].most[0]));
    assert_true(isinf(run_heads_difference(run, head)));
    say("head 2.1");
    pass_open();
    assert_true(overflow_height(&pass.view) > 0);
    pass_close();
    assert_true(figure_says("nan"));
    assert_true(figure_says("its numbers overflow"));
    assert_false(figure_says("bit for bit"));
    assert_false(figure_says("mixed"));
    say("sort entropy");
    assert_true(figure_says("nan"));
    say("view weights");
    assert_true(figure_says("nan"));
    assert_false(figure_says("0.00"));
}

/* --- pictures -------------------------------------------------------------------------------- */

static List *figure(FigureSize *taken, Color *ground) {
    return figure_draw(pass.fonts, pass.arena, pass.session, (FigureSize){0, 0}, taken, ground);
}

static int count_of(DrawKind kind) {
    FigureSize taken;
    Color ground;
    List *list = figure(&taken, &ground);
    int count = 0;
    for (int i = 0; i < list_count(list); i++) count += list_at(list, i)->kind == kind;
    return count;
}

/* Every weight over 0 at a cut of 1; nothing at 0; fewer between; masked cells have none. */
static void arcs_are_cut(void **state) {
    (void)state;
    use_symbols();
    say("view arcs");
    say("cut 1");
    int all = count_of(DRAW_CURVE);
    assert_int_equal(all, 6 * 7 / 2);
    say("cut 0.5");
    int some = count_of(DRAW_CURVE);
    assert_true(some >= 6 && some < all);
    say("cut 0");
    assert_int_equal(count_of(DRAW_CURVE), 0);
    say("cut 1");
    say("head 1.1,2.2");
    assert_int_equal(count_of(DRAW_CURVE), 2 * all);
}

/* What the position does not show yet has no curve. */
static void arcs_wait_for_the_step(void **state) {
    (void)state;
    use_symbols();
    say("view arcs");
    say("cut 1");
    say("step 1"); /* layer 1's attention alone */
    say("head 2.1");
    assert_int_equal(count_of(DRAW_CURVE), 0);
    say("head 1.1");
    assert_int_equal(count_of(DRAW_CURVE), 21);
}

static void every_text_has_its_glyphs(void **state) {
    (void)state;
    static const char *const lines[] = {
        "view heads",         "head cross 1.2", "rank start",  "sort loss", "ablate cross 1.1",
        "head cross 1.1,2.2", "theme dark",     "theme print", "view arcs", "score dot"};
    use_small_model();
    for (size_t l = 0; l < sizeof lines / sizeof *lines; l++) {
        say(lines[l]);
        FigureSize taken;
        Color ground;
        List *list = figure(&taken, &ground);
        for (int i = 0; i < list_count(list); i++) {
            if (list_at(list, i)->kind != DRAW_TEXT) continue;
            const DrawText *text = &list_at(list, i)->as.text;
            if (!text_is_covered(pass.fonts, text->face, text->text))
                fail_msg("%s: the font has no glyph for some of “%s”", lines[l], text->text);
        }
    }
}

static void hold(const char *name, const char *const *lines) {
    for (int i = 0; lines[i]; i++) say(lines[i]);
    FigureSize taken;
    Color ground;
    List *list = figure(&taken, &ground);
    Raster *raster = raster_new(pass.fonts);
    Picture picture = raster_draw(raster, list, (int)taken.width, (int)taken.height, 1, ground);
    assert_golden_picture(picture.pixels, picture.width, picture.height, name, 0.002);
    raster_free(raster);
}
#define PICTURE(name, use, ...)                                                                    \
    static void name(void **state) {                                                               \
        (void)state;                                                                               \
        use();                                                                                     \
        hold("views/" #name, (const char *const[]){__VA_ARGS__, NULL});                            \
    }

static void use_dates(void) {
    say("input \"3 May 2001\"");
}

PICTURE(heads_light, use_symbols, "view heads", "head 2.1")
PICTURE(heads_dark_ablated, use_small_model, "view heads", "theme dark", "head encoder 1.1,2.2",
        "ablate encoder 1.2")
PICTURE(heads_print_by_entropy, use_small_model, "view heads", "theme print", "head cross",
        "sort entropy")
PICTURE(heads_half_shown, use_symbols, "view heads", "step 3 6 14")
PICTURE(arcs_of_an_alignment, use_dates, "view arcs", "select 4 10")
PICTURE(arcs_dark_of_kept_heads, use_small_model, "view arcs", "theme dark", "head encoder 1.1,2.2")
PICTURE(arcs_print_of_kept_heads, use_symbols, "view arcs", "theme print", "head 1.1,1.2,2.3",
        "cut .8")

int main(void) {
    const struct CMUnitTest tests[] = {
        PASS(a_summary_is_the_measure_of_the_matrix),
        PASS(links_of_the_task_name_heads),
        PASS(two_hands_measure_as_one),
        PASS(one_projection_or_many_give_the_same_numbers),
        PASS(the_original_is_the_run_without_ablation),
        PASS(a_file_that_cannot_read_the_input_opens),
        PASS(cut_and_sort_are_states),
        PASS(ranking_is_kept_with_the_model),
        PASS(a_loss_says_what_it_is_of),
        PASS(numbers_that_overflow_are_told),
        PASS(arcs_are_cut),
        PASS(arcs_wait_for_the_step),
        PASS(every_text_has_its_glyphs),
        PASS(heads_light),
        PASS(heads_dark_ablated),
        PASS(heads_print_by_entropy),
        PASS(heads_half_shown),
        PASS(arcs_of_an_alignment),
        PASS(arcs_dark_of_kept_heads),
        PASS(arcs_print_of_kept_heads),
    };
    return cmocka_run_group_tests(tests, pass_group, pass_group_end);
}
