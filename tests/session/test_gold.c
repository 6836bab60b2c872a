/* The task's own links over a run: when they are known, and AER against a count of its own. */
#include "testing.h"

#include "session/session.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static Session *session;

static int start(void **state) {
    (void)state;
    Error error = {0};
    session = session_new(&error);
    if (!session) print_error("%s\n", error.message);
    return session ? 0 : -1;
}

static int end(void **state) {
    (void)state;
    session_free(session);
    return 0;
}

static void say(const char *line) {
    Error error = {0};
    if (!session_apply(session, line, &error)) fail_msg("%s: %s", line, error.message);
}

static RunGold gold(void) {
    return run_gold(session_run(session), &session_state(session)->look);
}

static double aer(int rows) {
    return run_aer(session_run(session), &session_state(session)->look, rows);
}

/* 1 − 2 hits / (answers + links), from the trace and the task's reader. */
static double counted(const char *input, int rows) {
    Arena *arena = arena_new();
    const Run *run = session_run(session);
    const TraceArray *weights = trace_find(run->trace, "attention.weights");
    Sample sample;
    assert_true(task_translate.read(input, arena, &sample));
    int hits = 0, links = 0;
    for (int t = 0; t < rows; t++) {
        int best = 0;
        for (int s = 0; s < run->source.count; s++)
            if (trace_number(weights, 0, t, s) > trace_number(weights, 0, t, best)) best = s;
        for (int i = 0; i < sample.gold[t].count; i++) hits += sample.gold[t].sources[i] == best;
        links += sample.gold[t].count;
    }
    arena_free(arena);
    return 1 - 2.0 * hits / (rows + links);
}

static void aer_of_sentences(void **state) {
    (void)state;
    say("model translate");
    double sum = 0;
    for (int i = 0; i < task_translate.example_count; i++) {
        const char *input = task_translate.examples[i];
        char line[256];
        snprintf(line, sizeof line, "input \"%s\"", input);
        say(line);
        int words = session_run(session)->target.count - 1;
        assert_int_equal(gold().count, words);
        assert_near(aer(words), counted(input, words), 1e-12);
        assert_near(aer(2), counted(input, 2), 1e-12);
        assert_near(aer(words + 1), aer(words), 0); /* </s> has no links */
        sum += aer(words);
    }
    assert_true(sum > 0 && sum / 10 < 0.15);
}

static void gold_is_not_always_known(void **state) {
    (void)state;
    say("model translate");
    say("input \"the zebra sleeps.\"");
    say("gold on");
    assert_null(gold().links);
    assert_contains(gold().why, "cannot read this input");
    assert_string_equal(session_message(session), gold().why);
    assert_true(isnan(aer(1)));
    say("input \"the black cat sleeps.\"");
    assert_non_null(gold().links);
    say("temperature 10");
    say("input \"when he arrived, the doctors who work in the hospital were tired.\"");
    assert_null(gold().links); /* all words alike: the French is wrong */
    assert_contains(gold().why, "differs from the reference");
}

static void gold_of_other_tasks(void **state) {
    (void)state;
    assert_non_null(gold().links); /* a date's fields */
    assert_true(gold().aligns);
    say("model transformer-dates");
    say("head cross 1.1");
    assert_non_null(gold().links);
    assert_true(!isnan(aer(3)));
    say("head encoder 1.1");
    assert_null(gold().links);
    assert_contains(gold().why, "choose a head across");
    say("model brackets");
    RunGold brackets = gold();
    assert_non_null(brackets.links);
    assert_false(brackets.aligns);
    assert_int_equal(brackets.count, session_run(session)->source.count);
    assert_true(isnan(aer(3)));
    say("model lookup");
    assert_false(run_has_gold(session_run(session)));
}

static void gold_is_kept_with_the_state(void **state) {
    (void)state;
    Error error = {0};
    say("gold on");
    Buffer text = {0};
    session_write_state(session, &text);
    assert_contains(text.data, "\ngold on\n");
    buffer_free(&text);
    say("undo");
    assert_false(session_state(session)->look.gold);
    assert_false(session_apply(session, "gold maybe", &error));
    assert_contains(error.message, "on");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(aer_of_sentences, start, end),
        cmocka_unit_test_setup_teardown(gold_is_not_always_known, start, end),
        cmocka_unit_test_setup_teardown(gold_of_other_tasks, start, end),
        cmocka_unit_test_setup_teardown(gold_is_kept_with_the_state, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
