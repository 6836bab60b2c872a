/* A second run beside the first: its words, undo, saved states, swapping; and what the two come to
 * against an independent computation in double from the traces. */
#include "session/one.h"

#include "attention/measures.h"
#include "session/comparison.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const Compare *compare(void) {
    return &session_state(session)->compare;
}

static char *lines(void) {
    Buffer out = {0};
    session_write_state(session, &out);
    return out.data;
}

/* --- words ----------------------------------------------------------------------------------- */

static void a_second_run_differs_by_its_commands(void **state) {
    (void)state;
    assert_null(session_other(session));
    say("compare \"score dot\"");
    assert_string_equal(session_other(session)->ask.model->name, "seq2seq-dates-dot");
    assert_string_equal(session_run(session)->ask.model->name, "seq2seq-dates-additive");
    assert_contains(session_message(session), "B uses seq2seq-dates-dot");
    say("compare weigh sparse ;  temperature 2"); /* without quotes */
    assert_string_equal(compare()->words, "weigh sparse; temperature 2");
    assert_string_equal(session_other(session)->ask.attention.weigh->word, "sparse");
    assert_near(session_other(session)->ask.attention.temperature, 2, 0);
    say("compare \"input \\\"May 3; 2001\\\"; score none\""); /* a ; in quotes parts nothing */
    assert_string_equal(session_other(session)->ask.input, "May 3; 2001");
    assert_true(score_is_none(session_other(session)->ask.attention.score));
    say("compare off");
    assert_null(session_other(session));
    assert_string_equal(compare()->words, "");
    say("compare \"score additive\"");
    assert_contains(session_message(session), "the same run");
    assert_ptr_equal(session_other(session), session_run(session));
}

static void the_second_follows_the_first(void **state) {
    (void)state;
    say("compare \"score dot\"");
    say("input \"3 May 2001\"");
    assert_string_equal(session_other(session)->ask.input, "3 May 2001");
    say("weigh argmax");
    assert_string_equal(session_other(session)->ask.attention.weigh->word, "argmax");
    say("compare \"temperature 3\"");
    say("score cosine");
    assert_string_equal(session_other(session)->ask.attention.score->word, "cosine");
    say("compare \"cell lstm\"");
    say("model transformer-dates"); /* has no cell to choose */
    assert_null(session_other(session));
    assert_contains(session_message(session), "compare ends: ");
    say("undo");
    assert_string_equal(compare()->words, "cell lstm");
    assert_non_null(session_other(session));
}

static void what_cannot_be_compared_says_so(void **state) {
    (void)state;
    refused("compare", "compare needs more");
    refused("compare \"\"", "compare needs a command");
    refused("compare \" ; \"", "compare needs a command");
    refused("compare \"theme dark\"", "theme does not");
    refused("compare \"step 2\"", "step does not");
    refused("compare \"undo\"", "undo does not");
    refused("compare \"compare off\"", "compare does not");
    refused("compare \"score dott\"", "did you mean dot?");
    refused("compare \"score dot; sco dot\"", "did you mean score?");
    refused("compare \"input \\\"\\\"\"", "the input is empty");
    refused("compare \"model lookup\"", "a lookup shows its five scores");
    refused("compare \"model transformer-dates\"", "two models of one kind");
    refused("compare swap", "no comparison to swap");
    refused("difference perhaps", "difference takes on or off");
    say("model lookup");
    refused("compare \"score cosine\"", "a lookup shows its five scores");
}

static void another_view_ends_it(void **state) {
    (void)state;
    say("compare \"score dot\"");
    say("view arcs");
    assert_null(session_other(session));
    assert_int_equal(session_state(session)->look.view, VIEW_ARCS);
    assert_string_equal(session_message(session),
                        "view arcs closes the comparison; undo brings it back");
    say("view weights");
    assert_string_equal(session_message(session), "");
    say("undo");
    say("undo");
    assert_non_null(session_other(session));
}

static void a_difference_waits_for_a_comparison(void **state) {
    (void)state;
    refused("difference perhaps", "difference takes on or off");
    say("difference off");
    assert_string_equal(
        session_message(session),
        "nothing is compared yet; of the next comparison the difference is not shown");
    say("compare \"score dot\"");
    assert_false(session_state(session)->compare.difference);
    say("difference on");
    assert_string_equal(session_message(session), "");
    assert_true(session_state(session)->compare.difference);
}

/* --- undo, files, swap ----------------------------------------------------------------------- */

static void it_undoes(void **state) {
    (void)state;
    say("compare \"score dot\"");
    say("compare \"score cosine\"");
    say("difference off");
    say("compare off");
    say("undo");
    assert_false(compare()->difference);
    assert_string_equal(session_other(session)->ask.attention.score->word, "cosine");
    say("undo");
    assert_true(compare()->difference);
    say("undo");
    assert_string_equal(session_other(session)->ask.attention.score->word, "dot");
    say("undo");
    assert_null(session_other(session));
    say("redo");
    assert_string_equal(session_other(session)->ask.attention.score->word, "dot");
}

static void a_saved_state_opens_as_it_was(void **state) {
    (void)state;
    char path[] = "/tmp/heed-compare-XXXXXX";
    Error error = {0};
    assert_non_null(mkdtemp(path));
    char file[64];
    snprintf(file, sizeof file, "%s/a.heed", path);
    say("input \"3 May 2001\"");
    say("compare \"input \\\"4 June 1999\\\"; weigh sparse\"");
    say("difference off");
    say("step 4");
    char *before = lines();
    assert_true(session_save(session, file, &error));
    say("reset");
    assert_null(session_other(session));
    say("compare \"score none\"");
    assert_true(session_open(session, file, &error));
    char *after = lines();
    assert_string_equal(before, after);
    assert_string_equal(session_other(session)->ask.input, "4 June 1999");
    free(before);
    free(after);
    unlink(file);
    rmdir(path);
}

/* A window is nothing where the scope has none. */
static void assert_same_ask(Ask a, Ask b) {
    if (!a.attention.scope->has_window) a.attention.window = b.attention.window;
    assert_true(ask_equal(&a, &b));
}

/* After a swap each is what the other was; after two, both are as they were. */
static void assert_swaps(const char *commands, const char *back) {
    char line[300];
    snprintf(line, sizeof line, "compare %s", commands);
    say(line);
    Ask a = session_state(session)->ask, b = compare()->ask;
    HeadAt head_a = session_state(session)->look.heads[0], head_b = compare()->head;
    say("compare swap");
    assert_same_ask(session_state(session)->ask, b);
    assert_same_ask(compare()->ask, a);
    if (back) assert_string_equal(compare()->words, back);
    if (session_state(session)->look.head_count) {
        assert_memory_equal(&session_state(session)->look.heads[0], &head_b, sizeof head_b);
        assert_memory_equal(&compare()->head, &head_a, sizeof head_a);
    }
    say("compare swap");
    assert_same_ask(session_state(session)->ask, a);
    assert_same_ask(compare()->ask, b);
}

static void swap_exchanges_the_two(void **state) {
    (void)state;
    assert_swaps("score dot", "score additive");
    assert_swaps("cell lstm", "cell gru");
    assert_swaps("weigh hard; samples 7; seed 9", "weigh soft; samples 1; seed 1");
    assert_swaps("scope local-p 2; temperature 3", NULL);
    assert_swaps("input 3 May 2001", "input Sunday November 19th, 1967");
    assert_swaps("score additive", NULL);
    assert_swaps("force 5 3; prefix 20", NULL);
    assert_swaps("beam 4; branch 2", NULL);
    say("model transformer-dates");
    assert_swaps("head cross 2.3", "head cross 1.1");
    assert_swaps("ablate cross 1.2; head encoder 1.4", NULL);
}

static void the_command_line_makes_the_figure_again(void **state) {
    (void)state;
    Buffer out = {0};
    say("score cosine");
    say("compare \"score none\"");
    session_write_render(session, &out);
    assert_string_equal(out.data, "heed render -c 'score cosine' -c 'compare \"score none\"' -o "
                                  "compare.svg");
    out.size = 0;
    say("input \"l'an 2001\"");
    say("step 3");
    say("theme dark");
    session_write_render(session, &out);
    assert_string_equal(out.data,
                        "heed render -c 'score cosine' -c 'input l'\\''an 2001' -c 'step 3' -c "
                        "'theme dark' -c 'compare \"score none\"' -o compare.svg");
    buffer_free(&out);
}

/* --- numbers --------------------------------------------------------------------------------- */

static Comparison *both(void) {
    return comparison_of(session);
}

static double at(RunMatrix m, int t, int s) {
    return (double)trace_number(m.array, m.plane, t, s);
}

/* KL and differences again, number by number. */
static void assert_numbers(int least_defined) {
    Comparison *c = both();
    assert_null(c->no);
    int S = c->a.cols.count, T = c->difference.rows.count, defined = 0;
    assert_int_equal(T, c->a.rows.count < c->b.rows.count ? c->a.rows.count : c->b.rows.count);
    double most = 0;
    for (int t = 0; t < T; t++) {
        double sum_a = 0, sum_b = 0, nats = 0;
        for (int s = 0; s < S; s++) sum_a += at(c->a, t, s), sum_b += at(c->b, t, s);
        for (int s = 0; s < S; s++) {
            double a = at(c->a, t, s), b = at(c->b, t, s), got = at(c->difference, t, s);
            if (!isinf(got)) assert_near(got, a - b, 1e-6);
            if (!isinf(got)) most = fmax(most, fabs(got));
            if (isinf(got)) assert_true(a == 0 && b == 0);
            if (a > 0) nats += b > 0 ? a / sum_a * (log(a / sum_a) - log(b / sum_b)) : (double)NAN;
        }
        assert_true(isnan(nats) == isnan(c->divergence[t]));
        if (!isnan(nats)) assert_near(c->divergence[t], nats, 1e-6);
        defined += !isnan(nats);
    }
    assert_true(defined >= least_defined);
    assert_true(c->limit >= most - 1e-6 && c->limit < most + 0.11);
    comparison_free(c);
}

static void differences_and_divergences_are_right(void **state) {
    (void)state;
    say("compare \"score dot\"");
    assert_numbers(11);
    say("compare \"weigh sparse\""); /* exact zeros: some rows are not defined */
    assert_numbers(0);
    say("weigh sparse");
    say("compare \"weigh soft\""); /* the other way round all are */
    assert_numbers(11);
    say("weigh soft");
    say("scope local-m 2");
    say("compare \"scope local-m 3\""); /* masked in both: no number */
    assert_numbers(1);
    say("model transformer-dates");
    say("compare \"head cross 2.3\"");
    assert_numbers(11);
}

static void a_divergence_says_where_it_is_not_defined(void **state) {
    (void)state;
    const Real a[] = {(Real)0.5, (Real)0.5, 0}, b[] = {(Real)0.25, (Real)0.5, (Real)0.25};
    assert_near(measure_divergence(a, b, 3), 0.5 * log(2), 1e-6);
    assert_true(isnan(measure_divergence(b, a, 3)));
    assert_near(measure_divergence(a, a, 3), 0, 0);
    const Real twice[] = {1, 1, 0}, nothing[] = {0, 0, 0};
    assert_near(measure_divergence(twice, b, 3), 0.5 * log(2), 1e-6); /* on divided rows */
    assert_true(isnan(measure_divergence(nothing, b, 3)));
    assert_true(isnan(measure_divergence(a, nothing, 3)));
}

static void where_cells_are_no_pairs_it_says_why(void **state) {
    (void)state;
    say("compare \"score none\"");
    Comparison *c = both();
    assert_contains(c->no, "no weights");
    assert_null(c->difference.array);
    comparison_free(c);
    say("compare \"input 3 May 2001\"");
    c = both();
    assert_contains(c->no, "different tokens");
    comparison_free(c);
}

static void words_that_differ_are_found(void **state) {
    (void)state;
    const char *a[] = {"le", "chat", "noir", "ne", "voit", "pas"};
    const char *b[] = {"le", "chat", "ne", "regarde", "pas", "le"};
    Arena *arena = arena_new();
    const bool wanted_a[] = {0, 0, 1, 0, 1, 0}, wanted_b[] = {0, 0, 0, 1, 0, 1};
    bool *from_a = comparison_differ(arena, (TextPieces){a, 6}, (TextPieces){b, 6});
    bool *from_b = comparison_differ(arena, (TextPieces){b, 6}, (TextPieces){a, 6});
    assert_memory_equal(from_a, wanted_a, sizeof wanted_a);
    assert_memory_equal(from_b, wanted_b, sizeof wanted_b);
    arena_free(arena);
}

/* Where a run writes what is right by itself, its words before each are the reference's own: then
 * the probabilities are those of its trace. */
static void the_reference_has_the_run_s_probabilities(void **state) {
    (void)state;
    const Run *run = session_run(session);
    Arena *arena = arena_new();
    Reference reference;
    assert_string_equal(run->output, run->reference);
    assert_true(run_reference(run, arena, &reference));
    assert_int_equal(reference.tokens.count, run->target.count);
    const TraceArray *p = trace_find(run->trace, "output.probabilities");
    for (int t = 0; t < reference.tokens.count; t++) {
        assert_string_equal(reference.tokens.items[t], run->target.items[t]);
        assert_near(reference.probabilities[t], (double)trace_number(p, 0, t, run->chosen[t]),
                    1e-5);
    }
    say("input \"not a date\"");
    assert_false(run_reference(session_run(session), arena, &reference));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_second_run_differs_by_its_commands, start, end),
        cmocka_unit_test_setup_teardown(the_second_follows_the_first, start, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_compared_says_so, start, end),
        cmocka_unit_test_setup_teardown(another_view_ends_it, start, end),
        cmocka_unit_test_setup_teardown(a_difference_waits_for_a_comparison, start, end),
        cmocka_unit_test_setup_teardown(it_undoes, start, end),
        cmocka_unit_test_setup_teardown(a_saved_state_opens_as_it_was, start, end),
        cmocka_unit_test_setup_teardown(swap_exchanges_the_two, start, end),
        cmocka_unit_test_setup_teardown(the_command_line_makes_the_figure_again, start, end),
        cmocka_unit_test_setup_teardown(differences_and_divergences_are_right, start, end),
        cmocka_unit_test(a_divergence_says_where_it_is_not_defined),
        cmocka_unit_test_setup_teardown(where_cells_are_no_pairs_it_says_why, start, end),
        cmocka_unit_test(words_that_differ_are_found),
        cmocka_unit_test_setup_teardown(the_reference_has_the_run_s_probabilities, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
