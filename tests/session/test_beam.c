/* beam and branch: what is run, what a trace holds, and what is refused. */
#include "session/one.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const Run *run(void) {
    return session_run(session);
}

static double number(const char *name, int row, int col) {
    const TraceArray *array = trace_find(run()->trace, name);
    assert_non_null(array);
    return (double)trace_number(array, 0, row, col);
}

/* Σ log of the probabilities that the run gives its own words. */
static double sum_of_run(void) {
    const TraceArray *p = trace_find(run()->trace, "output.probabilities");
    double sum = 0;
    for (int t = 0; t < run()->target.count; t++)
        sum += log((double)trace_number(p, 0, t, run()->chosen[t]));
    return sum;
}

/* The run of every branch feeds that hypothesis back, and its own probabilities make its sum. */
static void every_branch_is_run(const char *model) {
    char line[64];
    snprintf(line, sizeof line, "model %s", model);
    say(line);
    say("input \"may 3rd 2001 or not\"");
    const char *greedy = run()->output;
    int words = run()->target.count;
    assert_near(number("beam.logprob", words - 1, 0), sum_of_run(), 1e-4);
    say("beam 5");
    for (int branch = 1; branch <= 5; branch++) {
        snprintf(line, sizeof line, "branch %d", branch);
        say(line);
        const Beam *beam = run()->beam;
        int ids[256], count = beam_words(beam, beam->steps, branch - 1, ids);
        assert_int_equal(count, run()->target.count);
        assert_memory_equal(ids, run()->chosen, (size_t)count * sizeof *ids);
        assert_int_equal(run()->complete, beam_place(beam, beam->steps, branch - 1)->ended);
        assert_near(number("beam.logprob", beam->steps - 1, branch - 1), sum_of_run(), 1e-4);
        if (branch > 1) assert_true(strcmp(run()->output, greedy) != 0 || words != count);
    }
    say("beam 1");
    assert_string_equal(run()->output, greedy);
}

static void the_run_is_exactly_that_of_the_branch(void **state) {
    (void)state;
    every_branch_is_run("seq2seq-dates-additive");
    every_branch_is_run("seq2seq-dates-none");
    every_branch_is_run("transformer-dates");
}

/* Along the branch each sum is the one before and log p of the run's own word, cell by cell. */
static void sums_are_made_of_the_run(void **state) {
    (void)state;
    static const char *const models[] = {"model seq2seq-dates-additive", "model transformer-dates"};
    for (int m = 0; m < 2; m++) {
        say(models[m]);
        say("beam 4");
        say("branch 3");
        const Beam *beam = run()->beam;
        const TraceArray *sums = trace_find(run()->trace, "beam.logprob");
        for (int t = 1; t <= run()->target.count; t++) {
            int place = beam_through(beam, beam->steps, 2, t);
            RunCell at = run_cell_at(sums, 0, t - 1, place);
            Spans spans = {.count = 0};
            at.node->op->sources_of_cell(at.node, at.cell, &spans);
            assert_int_equal(spans.count, 2);
            double operands[2];
            for (int i = 0; i < 2; i++) {
                const Span *from = &spans.items[i];
                operands[i] = (double)node_at(node_source(at.node, from->source), from->plane,
                                              from->row, from->col);
            }
            double before =
                t > 1 ? number("beam.logprob", t - 2, beam_place(beam, t, place)->parent) : 0;
            assert_near(operands[0], before, 0);
            assert_near(operands[1], number("output.probabilities", t - 1, run()->chosen[t - 1]),
                        0);
            assert_near(run_cell_number(&at), beam_place(beam, t, place)->sum, 1e-4);
        }
    }
}

/* parents lead from the last row to the first, and the words on the way are the run's. */
static void a_trace_holds_the_beam(void **state) {
    (void)state;
    say("beam 3");
    say("branch 2");
    Arena *arena = arena_new();
    ArrayFile file;
    arrays_init(&file, arena);
    run_export(run(), &file);
    const NamedArray *tokens = arrays_find(&file, "beam.tokens"),
                     *parents = arrays_find(&file, "beam.parents"),
                     *sums = arrays_find(&file, "beam.logprob");
    const NamedArray *all[] = {tokens, parents, sums};
    for (int i = 0; i < 3; i++) {
        assert_non_null(all[i]);
        assert_int_equal(all[i]->rank, 2);
        assert_int_equal(all[i]->shape[0], run()->beam->steps);
        assert_int_equal(all[i]->shape[1], 3);
    }
    int place = 1;
    for (int t = run()->beam->steps - 1; t >= 0; t--) {
        const char *word = t < run()->target.count ? run()->target.items[t] : "";
        assert_string_equal(tokens->tokens[t * 3 + place], word);
        int parent = (int)parents->numbers[t * 3 + place];
        assert_true(t ? parent >= 1 && parent <= 3 : parent == 0);
        if (t) assert_true(sums->numbers[t * 3 + place] <= sums->numbers[t * 3 - 3 + parent - 1]);
        place = parent - 1;
    }
    const char *width = arrays_meta(&file, "beam"), *branch = arrays_meta(&file, "branch");
    assert_string_equal(width, "3");
    assert_string_equal(branch, "2");
    arena_free(arena);
}

static void what_it_means_elsewhere_is_refused(void **state) {
    (void)state;
    refused("beam 9", "beam takes a whole number from 1 to 8");
    refused("beam x", "beam takes a whole number");
    refused("branch 2", "branch 2 needs a beam of so many; it is 1 wide");
    say("beam 2");
    refused("branch 3", "it is 2 wide");
    say("model transformer-brackets");
    assert_int_equal(session_state(session)->ask.beam, 1);
    assert_null(run()->beam);
    refused("beam 2", "there is no beam");
    say("model lookup");
    refused("beam 4", "there is no beam");
    say("beam 1");
}

/* Another text has other hypotheses: the best is followed again. Undo and files bring all back. */
static void branches_are_of_one_input(void **state) {
    (void)state;
    say("beam 4");
    say("branch 3");
    const char *third = run()->output;
    Buffer before = {0}, after = {0};
    session_write_state(session, &before);
    assert_contains(before.data, "\nbeam 4\nbranch 3\n");
    say("input \"3 May 2001\"");
    assert_int_equal(session_state(session)->ask.branch, 1);
    assert_int_equal(session_state(session)->ask.beam, 4);
    say("undo");
    assert_int_equal(session_state(session)->ask.branch, 3);
    assert_string_equal(run()->output, third);
    say("beam 2");
    assert_int_equal(session_state(session)->ask.branch, 1);
    say("reset");
    assert_int_equal(session_state(session)->ask.beam, 1);
    for (char *line = strtok(before.data, "\n"); line; line = strtok(NULL, "\n")) say(line);
    assert_string_equal(run()->output, third);
    session_write_state(session, &after);
    assert_contains(after.data, "\nbeam 4\nbranch 3\n");
    buffer_free(&before);
    buffer_free(&after);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_run_is_exactly_that_of_the_branch, start, end),
        cmocka_unit_test_setup_teardown(a_trace_holds_the_beam, start, end),
        cmocka_unit_test_setup_teardown(sums_are_made_of_the_run, start, end),
        cmocka_unit_test_setup_teardown(what_it_means_elsewhere_is_refused, start, end),
        cmocka_unit_test_setup_teardown(branches_are_of_one_input, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
