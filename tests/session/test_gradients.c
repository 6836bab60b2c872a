/* Gates and gradients: their words, what is measured beside the state's own run, and the trace. */
#include "session/one.h"

#include "session/gradients.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *state_text(Buffer *out) {
    buffer_free(out);
    *out = (Buffer){0};
    session_write_state(session, out);
    return out->data;
}

/* --- words ----------------------------------------------------------------------------------- */

static void words_choose_side_unit_and_axes(void **state) {
    (void)state;
    Buffer text = {0};
    assert_int_equal(look()->gates, GATES_FORWARD);
    say("gates backward");
    say("unit 32"); /* of 64, a direction has half */
    say("heights own");
    assert_contains(state_text(&text), "heights own\ngates backward\nunit 32\n");
    refused("unit 33", "32");
    refused("unit 0", "1");
    refused("gates sideways", "forward");
    refused("heights tall", "log");
    say("gates decoder");
    say("unit 64");
    say("gates forward"); /* which has no unit 64 */
    assert_int_equal(look()->unit, 0);
    say("undo");
    assert_int_equal(look()->unit, 64);
    say("unit none");
    assert_contains(state_text(&text), "unit none\n");
    buffer_free(&text);
}

static void a_model_without_has_none(void **state) {
    (void)state;
    say("gates backward");
    say("encoder one-way");
    assert_int_equal(look()->gates, GATES_FORWARD);
    refused("gates backward", "one way");
    say("unit 64");
    say("encoder two-way");
    assert_int_equal(look()->unit, 0);
    say("model transformer-dates");
    refused("gates forward", "no recurrent cell");
    refused("unit 3", "no recurrent cell");
    Buffer text = {0};
    assert_null(strstr(state_text(&text), "gates"));
    buffer_free(&text);
}

/* --- what is measured ------------------------------------------------------------------------ */

static const Gradients *measured(void) {
    session_measure_gradients(session);
    const Gradients *gradients = session_gradients(session);
    assert_non_null(gradients);
    assert_false(session_wants_gradients(session));
    return gradients;
}

static void siblings_stand_beside_the_state_s_own(void **state) {
    (void)state;
    assert_false(session_wants_gradients(session)); /* no view shows them */
    say("view gradient");
    const Gradients *g = measured();
    static const char *const files[] = {"seq2seq-dates-additive-rnn", "seq2seq-dates-additive-lstm",
                                        "seq2seq-dates-additive",     "seq2seq-dates-none-rnn",
                                        "seq2seq-dates-none-lstm",    "seq2seq-dates-none"};
    for (int i = 0; i < GRADIENT_CURVES; i++) {
        const GradientCurve *c = &g->curves[i];
        assert_string_equal(c->file, files[i]);
        assert_int_equal(c->attention, i < 3);
        assert_int_equal(c->is_own, i == 2);
        assert_true(c->done == !c->why); /* there, or said to be missing */
        if (!c->done) continue;
        assert_int_equal(c->S, session_run(session)->source.count);
        assert_true((c->c[0] != NULL) == !strcmp(c->cell->word, "lstm"));
        for (int way = 0; way < 2; way++)
            for (int s = 0; s < c->S; s++) assert_true(c->h[way][s] > 0 && c->own[way][s] >= 0);
    }
    for (int i = 0; i < 3; i++) assert_true(g->curves[i].done);
    assert_true(g->curves[5].done);
}

/* Any file of the state's takes the place of its cell. */
static void the_state_s_file_has_its_place(void **state) {
    (void)state;
    say("view gradient");
    say("score dot");
    assert_string_equal(measured()->curves[2].file, "seq2seq-dates-dot");
    assert_true(session_gradients(session)->curves[2].is_own);
    say("score none");
    const Gradients *g = measured();
    assert_true(g->curves[5].is_own);
    assert_string_equal(g->curves[2].file, "seq2seq-dates-additive");
    for (int s = 0; s < g->curves[5].S; s++) assert_true(g->curves[5].own[0][s] == 0);
    say("cell lstm"); /* of dates, none is shipped without attention */
    assert_contains(session_message(session), "seq2seq-dates-additive-lstm: its score is additive");
    say("model seq2seq-dates-additive-oneway");
    g = measured();
    assert_int_equal(g->curves[2].ways, 1);
    assert_int_equal(g->curves[1].ways, 2);
}

/* Other files read the replaced words too; weights are forced in the state's own run alone. */
static void edits_are_the_state_s_own(void **state) {
    (void)state;
    say("view gradient");
    Gradients before = *measured();
    double plain = before.curves[2].h[0][0], other = before.curves[1].h[0][0];
    say("force 11 1");
    const Gradients *forced = measured();
    assert_true(forced->curves[2].h[0][0] != plain);
    assert_true(forced->curves[1].h[0][0] == other);
    say("free all");
    say("replace 1 M");
    assert_true(measured()->curves[1].h[0][0] != other);
}

static double loss_of_word(const Run *run, int t) {
    const TraceArray *p = trace_find(run->trace, "output.probabilities");
    return -log((double)trace_number(p, 0, t - 1, run->chosen[t - 1]));
}

/* Of the whole output, L is the sum; none of its gradients is 0, and a sure last word hides none.
 */
static void the_whole_output_is_looked_at_together(void **state) {
    (void)state;
    say("view gradient");
    const Run *run = session_run(session);
    const GradientCurve *c = &measured()->curves[2];
    double sum = 0, least = (double)INFINITY;
    for (int t = 1; t <= run->target.count; t++) sum += loss_of_word(run, t);
    assert_int_equal(c->target, GRADIENT_ALL);
    assert_null(c->word);
    assert_near(c->loss, sum, 1e-5);
    for (int s = 0; s < c->S; s++) least = fmin(least, c->h[0][s]);
    say("select 11 1"); /* </s> */
    c = &measured()->curves[2];
    assert_true(least > c->h[0][0]);
}

static void the_word_is_the_pinned_or_the_newest(void **state) {
    (void)state;
    say("view gradient");
    const Run *run = session_run(session);
    assert_int_equal(gradient_target(run, look()), GRADIENT_ALL); /* the whole output */
    say("step 4");
    assert_int_equal(gradient_target(run, look()), 4);
    say("step 4 3"); /* its score: the word is not there yet */
    assert_int_equal(gradient_target(run, look()), 3);
    say("step first");
    assert_int_equal(gradient_target(run, look()), 0);
    assert_false(session_wants_gradients(session));
    say("step last");
    say("select 2 5");
    const Gradients *g = measured();
    assert_int_equal(g->curves[2].target, 2);
    assert_string_equal(g->curves[2].word, run->target.items[1]);
    double p =
        (double)trace_number(trace_find(run->trace, "output.probabilities"), 0, 1, run->chosen[1]);
    assert_near(g->curves[2].loss, -log(p), 1e-5);
}

/* Measured as a job: the same numbers, curve by curve. */
static void a_job_measures_the_same(void **state) {
    (void)state;
    say("view gradient");
    say("input \"3 May 2001\"");
    GradientsAsk ask = session_gradients_ask(session);
    Job *job = gradients_start(&ask, NULL, NULL);
    job_wait(job);
    Gradients *theirs = job_take(job);
    const Gradients *ours = measured();
    assert_non_null(theirs);
    for (int i = 0; i < GRADIENT_CURVES; i++) {
        const GradientCurve *a = &theirs->curves[i], *b = &ours->curves[i];
        assert_string_equal(a->file, b->file);
        assert_int_equal(a->done, b->done);
        for (int way = 0; a->done && way < a->ways; way++)
            for (int s = 0; s < a->S; s++) assert_true(a->h[way][s] == b->h[way][s]);
    }
    gradients_free(theirs);
    job_free(job);
}

/* The vanilla RNN without attention is not shipped for dates; the GRU is, and what reaches the
 * far end through it is less than what reaches the near one. */
static void without_attention_less_comes_from_afar(void **state) {
    (void)state;
    say("view gradient");
    say("score none");
    const GradientCurve *c = &measured()->curves[5];
    assert_true(c->h[0][0] < c->h[0][c->S - 1]);
    assert_true(c->h[1][c->S - 1] < c->h[1][0]);
}

/* --- the trace ------------------------------------------------------------------------------- */

static double norm_of(const NamedArray *array, int row, int first, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
        double x = (double)array->numbers[row * array->shape[1] + first + i];
        sum += x * x;
    }
    return sqrt(sum);
}

static void the_trace_has_the_gradients(void **state) {
    (void)state;
    static const char *const lines[] = {"cell gru", "cell lstm", "score none"};
    for (int i = 0; i < 3; i++) {
        say("view gradient");
        say(lines[i]);
        say("select 3 1");
        const Gradients *g = measured();
        const GradientCurve *own = &g->curves[0];
        while (!own->is_own) own++;
        Arena *arena = arena_new();
        ArrayFile file;
        arrays_init(&file, arena);
        run_export_gradients(session_run(session), look(), &file);
        const NamedArray *both = arrays_find(&file, "encoder.h.gradient");
        const NamedArray *forward = arrays_find(&file, "encoder.forward.h.gradient");
        const NamedArray *backward = arrays_find(&file, "encoder.backward.h.gradient");
        assert_true(both && forward && backward);
        assert_true((arrays_find(&file, "encoder.forward.c.gradient") != NULL) == (i == 1));
        assert_string_equal(arrays_meta(&file, "gradient"), "3");
        assert_int_equal(both->shape[0], own->S);
        assert_int_equal(both->shape[1], 64);
        for (int s = 0; s < own->S; s++) {
            assert_near(norm_of(forward, s, 0, 32), own->h[0][s], 1e-6 * own->h[0][s]);
            assert_near(norm_of(backward, s, 0, 32), own->h[1][s], 1e-6 * own->h[1][s]);
            assert_near(norm_of(both, s, 0, 32), own->h[0][s], 1e-6 * own->h[0][s]);
            assert_near(norm_of(both, s, 32, 32), own->h[1][s], 1e-6 * own->h[1][s]);
        }
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_choose_side_unit_and_axes, start, end),
        cmocka_unit_test_setup_teardown(a_model_without_has_none, start, end),
        cmocka_unit_test_setup_teardown(siblings_stand_beside_the_state_s_own, start, end),
        cmocka_unit_test_setup_teardown(the_state_s_file_has_its_place, start, end),
        cmocka_unit_test_setup_teardown(edits_are_the_state_s_own, start, end),
        cmocka_unit_test_setup_teardown(the_whole_output_is_looked_at_together, start, end),
        cmocka_unit_test_setup_teardown(the_word_is_the_pinned_or_the_newest, start, end),
        cmocka_unit_test_setup_teardown(a_job_measures_the_same, start, end),
        cmocka_unit_test_setup_teardown(without_attention_less_comes_from_afar, start, end),
        cmocka_unit_test_setup_teardown(the_trace_has_the_gradients, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
