/* What-ifs on the screen: their plain words, the caption, which words are said to have changed, and
 * what the formula prints of a row with forced weights. */
#include "passes.h"

#include "views/formula.h"
#include "views/whatif_parts.h"
#include "views/wording.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *words(int index) {
    return whatif_words(&pass.view, index);
}

static void every_edit_has_plain_words(void **state) {
    (void)state;
    say("replace 25 8");
    say("replace 7 x");
    say("prefix 20");
    say("scope local-m 3");
    say("center 5 20.5");
    say("force 3 20");
    say("force 4 7 0.25");
    say("force 6 7:0.25,8:0.125");
    say("force 40 7");
    pass_open();
    assert_string_equal(words(0), "␣ → x");
    assert_string_equal(words(1), "6 → 8");
    assert_string_equal(words(2), "begins “20”");
    assert_contains(words(3), ": centre at 20.5");
    assert_contains(words(4), ": all on “h”");
    assert_contains(words(5), ": 0.25 on “x”");
    assert_contains(words(6), ": 2 weights");
    assert_string_equal(words(7), "row 40: all on “x” (not reached)");
    say("free all");
    say("force 3 even");
    pass_open();
    assert_contains(words(3), ": even over");
    assert_contains(whatif_caption(pass.arena, session_run(pass.session)),
                    " · what if: replace 7 \"x\"; replace 25 \"8\"; prefix \"20\"; force 3 1:");
}

static void a_run_without_any_says_nothing(void **state) {
    (void)state;
    pass_open();
    assert_string_equal(whatif_caption(pass.arena, session_run(pass.session)), "");
    assert_near((double)whatif_strip_height(&pass.view, 800, 700), 0, 0);
    assert_null(whatif_changed(&pass.view));
}

static void changed_words_are_found(void **state) {
    (void)state;
    say("force 3 5"); /* 1967-11-19 becomes 1907-11-19 */
    pass_open();
    WhatifWords found = whatif_compare(&pass.view);
    assert_true(found.known);
    assert_int_equal(found.changes, 1);
    assert_int_equal(found.first_change, 2);
    assert_int_equal(found.count, 11);
    assert_string_equal(found.columns[2].before, "6");
    assert_string_equal(found.columns[2].after, "0");
    const bool *changed = whatif_changed(&pass.view);
    for (int t = 0; t < 11; t++) assert_int_equal(changed[t], t == 2);
}

/* Words that have no other: a shorter output loses them and keeps the rest in their places. */
static void lost_words_stand_alone(void **state) {
    (void)state;
    say("prefix \"19</s>\"");
    pass_open();
    WhatifWords found = whatif_compare(&pass.view);
    assert_int_equal(found.changes, 8);
    assert_int_equal(found.count, 11);
    int lost = 0;
    for (int i = 0; i < found.count; i++) lost += found.columns[i].after == NULL;
    assert_int_equal(lost, 8);
    assert_null(whatif_changed(&pass.view) ? NULL : "all that is written stayed");
}

/* What is not produced at this step is not named after, and not said to be the same. */
static void later_words_are_not_named(void **state) {
    (void)state;
    say("force 3 5");
    say("step 2");
    pass_open();
    WhatifWords found = whatif_compare(&pass.view);
    assert_string_equal(found.columns[0].after, "1");
    for (int i = 2; i < found.count; i++)
        if (found.columns[i].after) assert_string_equal(found.columns[i].after, "·");
    assert_int_equal(found.changes, 0); /* the first is in the third */
    say("step 3");
    pass_open();
    assert_int_equal(whatif_compare(&pass.view).changes, 1);
}

static const char *drawn(void) {
    formula_draw(&pass.view, draw_box(0, 0, 800, 90));
    Buffer out = {0};
    text_dump(ui_list(pass.ui), &out);
    const char *text = arena_string(pass.arena, out.data);
    buffer_free(&out);
    return text;
}

static void the_formula_shows_a_forced_row(void **state) {
    (void)state;
    say("force 3 5 0.5");
    say("select 3 25");
    pass_open();
    assert_contains(drawn(), "(1.000 − 0.500) / 1.000"); /* of its own share of the rest */
    say("select 3 5");
    pass_open();
    assert_contains(drawn(), "forced; as computed it would be 0.000");
}

static void a_target_has_its_likelihood(void **state) {
    (void)state;
    say("target 1907-11-19");
    pass_open();
    assert_string_equal(words(0), "writes “1907-11-19”");
    WhatifWords found = whatif_compare(&pass.view);
    const TraceArray *p = trace_find(pass.view.run->trace, "output.probabilities");
    double sum = 0;
    assert_int_equal(found.count, 11);
    for (int t = 0; t < 11; t++) {
        assert_near(found.columns[t].p, trace_number(p, 0, t, pass.view.run->chosen[t]), 0);
        sum += log(found.columns[t].p);
    }
    WhatifTotal total = whatif_total(&pass.view);
    assert_true(total.known);
    char nats[64];
    snprintf(nats, sizeof nats, "loss %.2f nats a token", -sum / 11);
    assert_string_equal(total.nats, nats);
    assert_contains(total.p, "p = ");
    say("step 4"); /* the rest is not written yet */
    pass_open();
    assert_true(isnan(whatif_compare(&pass.view).columns[8].p));
    assert_false(whatif_total(&pass.view).known);
    say("target none");
    say("step last");
    pass_open();
    assert_false(whatif_total(&pass.view).known);
}

/* The column with the most of a row, of the mean of `planes`. */
static int most_of(const TraceArray *array, int planes, int row, double *most) {
    int best = 0;
    *most = -1;
    for (int s = 0; s < array->cols; s++) {
        double sum = 0;
        for (int h = 0; h < planes; h++) sum += (double)trace_number(array, h, row, s) / planes;
        if (sum > *most) best = s, *most = sum;
    }
    return best;
}

static void note_is(int target, const char *array, int planes, const char *tail) {
    double weight;
    pass_open();
    const Run *run = pass.view.run;
    int s = most_of(trace_find(run->trace, array), planes, target - 1, &weight);
    char expected[128];
    snprintf(expected, sizeof expected, "<unk> ← %s (%.2f%s)", run->source.items[s], weight, tail);
    assert_string_equal(wording_note(&pass.view, target), expected);
    assert_contains(wording_caption(&pass.view), expected);
}

/* An <unk> of the output is said to look where the run's own weights say. */
static void an_unknown_output_is_traced(void **state) {
    (void)state;
    say("model translate");
    say("input \"the zebroid sleeps .\"");
    say("prefix \"le <unk>\"");
    note_is(2, "attention.weights", 1, "");
    assert_null(wording_note(&pass.view, 1)); /* a word */
    assert_contains(wording_caption(&pass.view), " · not known: “zebroid”");
    say("force 2 4");
    note_is(2, "attention.weights", 1, "");
    assert_contains(wording_note(&pass.view, 2), "← . (1.00)");
    say("free all");
    say("step 1"); /* not written yet */
    pass_open();
    assert_null(wording_note(&pass.view, 2));
    say("step last");
    say("target \"le zebroid dort .\""); /* given: it says itself what was typed */
    pass_open();
    assert_null(wording_note(&pass.view, 2));
    assert_contains(wording_caption(&pass.view), " · given as <unk>: “zebroid”");
}

static void a_transformers_heads_are_averaged(void **state) {
    (void)state;
    say("model transformer-translate");
    say("input \"the zebroid sleeps .\"");
    say("prefix \"le <unk>\"");
    note_is(2, "decoder.layers.1.cross.weights", 4, ", mean of 4 heads");
}

/* Without attention nothing is said: no weight is invented. */
static void nothing_is_traced_without_attention(void **state) {
    (void)state;
    say("model translate");
    say("input \"the zebroid sleeps .\"");
    say("score none");
    say("prefix \"le <unk>\"");
    pass_open();
    assert_null(wording_note(&pass.view, 2));
    assert_null(strstr(wording_caption(&pass.view), "←"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PASS(every_edit_has_plain_words),        PASS(a_run_without_any_says_nothing),
        PASS(changed_words_are_found),           PASS(lost_words_stand_alone),
        PASS(later_words_are_not_named),         PASS(the_formula_shows_a_forced_row),
        PASS(a_target_has_its_likelihood),       PASS(an_unknown_output_is_traced),
        PASS(a_transformers_heads_are_averaged), PASS(nothing_is_traced_without_attention),
    };
    return cmocka_run_group_tests(tests, pass_group, pass_group_end);
}
