/* What kept runs hold: bounded in bytes, but for those that are looked at. */
#include "gpt2.h"

#include "session/session.h"

#include <stdio.h>
#include <string.h>

static Session *session;

static int open_one(void **state) {
    (void)state;
    Error error = {0};
    const char *path = testing_scratch("runs.safetensors");
    gpt2_save(&(Gpt2){GPT2_REPEAT, 2, 2, 16, 200}, path);
    session = session_new(&error);
    if (!session || !session_open(session, path, &error)) fail_msg("%s", error.message);
    return 0;
}

static int close_one(void **state) {
    (void)state;
    session_free(session);
    return 0;
}

static bool no_host(void *with, const char *word, const char *argument, Error *error) {
    (void)with;
    return error_set(error, "%s %s", word, argument);
}

static void apply(const char *line) {
    Error error = {0};
    if (!session_apply(session, line, &error)) fail_msg("%s: %s", line, error.message);
}

/* Runs of a hundred letters, each another temperature's. */
static void change(int count) {
    char line[256] = "input \"";
    for (int i = 0; i < 100; i++) strcat(line, i % 2 ? "a " : "b ");
    strcat(line, "\"");
    apply(line);
    for (int i = 0; i < count; i++) {
        snprintf(line, sizeof line, "temperature %d", i + 2);
        apply(line);
    }
}

static void only_what_is_looked_at_stays(void **state) {
    (void)state;
    session_set_host(session, no_host, NULL); /* who lets go when it pleases */
    change(5);
    size_t one = run_bytes(session_run(session));
    assert_true(session_runs_bytes(session) > 5 * one);
    session_trim_runs(session, 2 * one, NULL);
    assert_true(session_runs_bytes(session) <= 2 * one);
    session_trim_runs(session, 0, NULL);
    assert_int_equal(session_runs_bytes(session), one);
    const Run *run = session_run(session);
    assert_near(run->ask.attention.temperature, 6, 0);
    apply("undo"); /* what was let go of is built again */
    assert_near(session_run(session)->ask.attention.temperature, 5, 0);
    apply("redo");
    assert_ptr_equal(session_run(session), run);
}

static void the_compared_the_original_and_a_jobs_run_stay(void **state) {
    (void)state;
    session_set_host(session, no_host, NULL);
    change(2);
    const Run *jobs = session_run(session);
    apply("temperature 9");
    const Run *original = session_run(session);
    apply("ablate 1.1");
    apply("compare \"temperature 4\"");
    assert_ptr_equal(session_original(session), original);
    session_trim_runs(session, 0, jobs);
    size_t bytes = run_bytes(session_run(session)) + run_bytes(session_other(session)) +
                   run_bytes(original) + run_bytes(jobs);
    assert_int_equal(session_runs_bytes(session), bytes);
    assert_ptr_equal(session_original(session), original);
    assert_near(jobs->ask.attention.temperature, 3, 0);
}

/* Going back to a long run that was let go of is a job's, too. */
static void the_past_is_foreseen(void **state) {
    (void)state;
    session_set_host(session, no_host, NULL);
    change(2);
    Ask ask;
    assert_false(session_foresee(session, "undo", &ask)); /* its run is there */
    session_trim_runs(session, 0, NULL);
    assert_true(session_foresee(session, "undo", &ask));
    assert_near(ask.attention.temperature, 2, 0);
    assert_false(session_foresee(session, "redo", &ask));
}

/* Estimate and truth, where the weights are kept and where they are made again. */
static void the_estimate_is_near_what_a_run_holds(void **state) {
    (void)state;
    change(0);
    const Run *run = session_run(session);
    const TransformerConfig *c = &run->ask.model->transformer;
    double held = (double)arena_used(tape_arena(run->tape));
    double need = transformer_bytes(c, 0, run->source.count);
    if (need < 0.8 * held || need > 1.7 * held) fail_msg("%.0f for %.0f", need, held);
    apply("model transformer-translate");
    run = session_run(session);
    c = &run->ask.model->transformer;
    held = (double)arena_used(tape_arena(run->tape));
    need = transformer_bytes(c, run->source.count, run->target.count);
    if (need < 0.8 * held || need > 1.7 * held) fail_msg("%.0f for %.0f", need, held);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(only_what_is_looked_at_stays),
        TEST(the_compared_the_original_and_a_jobs_run_stay),
        TEST(the_past_is_foreseen),
        TEST(the_estimate_is_near_what_a_run_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
