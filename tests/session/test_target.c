/* A target: the output is exactly what was given. What runs then have, how likely they say it was,
 * what is refused, and that files, undo and comparisons keep it. Probabilities are held against the
 * float64 computations of tests/reference. */
#include "session/many.h"

#include "base/file.h"
#include "formats/json.h"
#include "formats/safetensors.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const Edits *edits(const Session *session) {
    return session_state(session)->ask.edits;
}

static const char *output(const Session *session) {
    return session_run(session)->output;
}

static double probability(const Run *run, int t, int id) {
    const TraceArray *p = trace_find(run->trace, "output.probabilities");
    return (double)trace_number(p, 0, t - 1, id);
}

/* Σ ln p of the words that the run took, from its trace. */
static double summed(const Run *run) {
    double sum = 0;
    for (int t = 1; t <= run->target.count; t++)
        sum += log(probability(run, t, run->chosen[t - 1]));
    return sum;
}

/* --- what it does ---------------------------------------------------------------------------- */

static void the_output_is_the_target(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "target 1987-12-31");
    const Run *run = session_run(session);
    assert_string_equal(output(session), "1987-12-31");
    assert_int_equal(run->target.count, 11);
    assert_true(run->complete);
    assert_int_equal(run->chosen[10], TOKEN_END);
    assert_near(run_log_probability(run), summed(run), 1e-5);
    /* Until the first other word the steps are those of the run without it. */
    const Run *before = session_original(session);
    assert_string_equal(before->output, "1967-11-19");
    for (int t = 1; t <= 3; t++)
        for (int id = 0; id < 10; id++)
            assert_near(probability(run, t, id), probability(before, t, id), 0);
    assert_true(run_log_probability(run) < run_log_probability(before));
    say(session, "undo");
    assert_string_equal(output(session), "1967-11-19");
    say(session, "redo");
    say(session, "target none");
    assert_null(edits(session));
    session_free(session);
}

/* Given its own words a run is as it was. */
static void its_own_words_change_nothing(void **state) {
    (void)state;
    static const char *const models[] = {"model dates", "model transformer-dates",
                                         "model translate", "model transformer-translate"};
    for (int i = 0; i < 4; i++) {
        Session *session = open_session();
        say(session, models[i]);
        char line[400];
        snprintf(line, sizeof line, "target \"%s\"", output(session));
        say(session, line);
        const Run *run = session_run(session), *before = session_original(session);
        assert_true(run != before);
        assert_int_equal(run->target.count, before->target.count);
        assert_near(run_log_probability(run), run_log_probability(before), 0);
        session_free(session);
    }
}

/* Teacher forcing as a training does it, on a fused tape, has the same loss. */
static void it_is_teacher_forcing(void **state) {
    (void)state;
    static const char *const models[] = {"model dates", "model transformer-dates"};
    for (int i = 0; i < 2; i++) {
        Session *session = open_session();
        say(session, models[i]);
        say(session, "input \"May 5 1999\"");
        say(session, "target 1999-05-05");
        const Run *run = session_run(session);
        const Model *model = run->ask.model;
        Arena *arena = arena_new();
        Sample sample = {.source = run->read, .target = "1999-05-05"};
        sample.source_tokens = tokens_split(arena, model->tokens, sample.source);
        sample.target_tokens = tokens_split(arena, model->tokens, sample.target);
        Tape *tape = tape_new();
        tape_set_fused(tape, true);
        Forced forced = model->kind->force(tape, model, NULL, &sample, 1, 1);
        assert_near(-run_log_probability(run), forced.loss->value[0], 1e-5);
        tape_free(tape);
        arena_free(arena);
        session_free(session);
    }
}

static void it_and_a_prefix_end_each_other(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "prefix 20");
    say(session, "target 1987-12-31");
    assert_string_equal(edits(session)->prefix, "");
    say(session, "prefix none");
    assert_string_equal(output(session), "1987-12-31");
    say(session, "prefix 20");
    assert_string_equal(edits(session)->target, "");
    say(session, "target none");
    assert_string_equal(edits(session)->prefix, "20");
    say(session, "target \"1987</s>\""); /* its end may be said */
    assert_string_equal(output(session), "1987");
    say(session, "input \"May 5 1999\"");
    assert_null(edits(session));
    session_free(session);
}

static void weights_of_it_can_be_forced(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "target 1987-12-31");
    double before = run_log_probability(session_run(session));
    say(session, "force 3 5");
    say(session, "replace 25 8");
    assert_string_equal(output(session), "1987-12-31");
    assert_int_equal(edits_count(edits(session)), 3);
    assert_true(fabs(run_log_probability(session_run(session)) - before) > 1e-3);
    session_free(session);
}

/* --- words it does not know ------------------------------------------------------------------ */

static void an_unknown_word_is_given_as_unk(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "target 19é7");
    const Run *run = session_run(session);
    assert_string_equal(run_typed(run, 3), "é");
    assert_null(run_typed(run, 2));
    assert_null(run_typed(run, 5)); /* </s> */
    assert_int_equal(run->chosen[2], TOKEN_UNKNOWN);
    assert_string_equal(run->target.items[2], "é"); /* as in a source */
    assert_string_equal(output(session), "19é7");
    assert_near(run_log_probability(run), summed(run), 1e-5);
    say(session, "target 19<unk>7"); /* the token itself is known */
    assert_null(run_typed(session_run(session), 3));
    assert_int_equal(session_run(session)->chosen[2], TOKEN_UNKNOWN);
    assert_near(run_log_probability(session_run(session)), run_log_probability(run), 0);
    say(session, "model transformer-translate");
    say(session, "target \"le zèbrounet dort .\"");
    assert_string_equal(run_typed(session_run(session), 2), "zèbrounet");
    session_free(session);
}

/* --- refusals -------------------------------------------------------------------------------- */

static void what_makes_no_sense_is_refused(void **state) {
    (void)state;
    Session *session = open_session();
    refused(session, "target", "needs more");
    refused(session, "target \"\"", "the words of the output");
    refused(session, "target \" \"", "the words of the output");
    refused(session, "target \"1</s>9\"", "nothing of the target can follow");
    char line[200] = "target ";
    memset(line + 7, '1', 64); /* and </s> */
    refused(session, line, "65 tokens with its </s>; the output has at most 64");
    line[7 + 63] = '\0';
    say(session, line);
    assert_int_equal(session_run(session)->target.count, 64);
    say(session, "model repeat");
    refused(session, "target a", "writes nothing that a target could be");
    say(session, "model lookup");
    refused(session, "target a", "writes nothing that a target could be");
    say(session, "target none");
    session_free(session);
}

/* A beam has nothing to choose from. */
static void a_beam_follows_it(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "target 1987-12-31");
    double alone = run_log_probability(session_run(session));
    say(session, "beam 4");
    assert_contains(session_message(session), "one hypothesis");
    assert_string_equal(output(session), "1987-12-31");
    assert_near(run_log_probability(session_run(session)), alone, 1e-5);
    assert_int_equal(beam_count(session_run(session)->beam), 1);
    refused(session, "branch 2", "there is no branch 2");
    say(session, "target none");
    say(session, "branch 2");
    say(session, "target 1987-12-31"); /* the only branch there is */
    assert_contains(session_message(session), "one hypothesis");
    assert_int_equal(session_state(session)->ask.branch, 1);
    session_free(session);
}

/* --- kept ------------------------------------------------------------------------------------ */

static void it_is_saved_and_opened(void **state) {
    (void)state;
    Session *session = open_session(), *other = open_session();
    say(session, "target \"1987-12-31\"");
    say(session, "force 3 5 0.5");
    Error error;
    const char *path = "/tmp/heed-test-target.heed";
    assert_true(session_save(session, path, &error));
    if (!session_open(other, path, &error)) fail_msg("%s", error.message);
    remove(path);
    assert_true(edits_equal(edits(session), edits(other)));
    assert_string_equal(output(other), "1987-12-31");
    Arena *arena = arena_new();
    ArrayFile file;
    arrays_init(&file, arena);
    run_export(session_run(other), &file);
    assert_string_equal(arrays_meta(&file, "edits"),
                        "[\"target \\\"1987-12-31\\\"\", \"force 3 5 0.5\"]");
    assert_string_equal(arrays_meta(&file, "output"), "1987-12-31");
    assert_string_equal(edits_line(edits(other), 0, arena), "target \"1987-12-31\"");
    say(other, edits_undo_line(&session_state(other)->ask, 0, arena));
    assert_int_equal(edits_count(edits(other)), 1);
    assert_string_equal(edits(other)->target, "");
    arena_free(arena);
    session_free(session);
    session_free(other);
}

static void it_is_compared(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "target 1987-12-31");
    say(session, "compare \"target none\"");
    assert_string_equal(session_other(session)->output, "1967-11-19");
    say(session, "compare \"score dot\""); /* the pair to another score */
    assert_string_equal(session_other(session)->output, "1987-12-31");
    session_free(session);
}

/* --- against float64 ------------------------------------------------------------------------- */

typedef struct Case {
    Session *session;
    Arena *arena;
    const json_t *asked;
    const ArrayFile *expected;
    int run;
} Case;

static int held; /* steps */

static const NamedArray *expected_array(const Case *c, const char *name) {
    return arrays_find(c->expected, arena_printf(c->arena, "%d/%s", c->run, name));
}

static void say_of(const Case *c, const char *format, const char *key) {
    const json_t *value = json_object_get(c->asked, key);
    if (!value) return;
    const char *text = json_is_string(value) ? json_string_value(value)
                       : json_is_true(value) ? "on"
                                             : "off";
    if (json_is_number(value)) text = arena_printf(c->arena, "%g", json_number_value(value));
    say(c->session, arena_printf(c->arena, format, text));
}

static void say_scope(const Case *c) {
    const json_t *scope = json_object_get(c->asked, "scope");
    if (!scope) return;
    const char *word = json_string_value(scope);
    int window = (int)json_integer_value(json_object_get(c->asked, "window"));
    say(c->session, arena_printf(c->arena, window ? "scope %s %d" : "scope %s", word, window));
}

/* The tokens of the vocabularies as text: the model reads characters. */
static const char *text_of(const Case *c, const Vocabulary *words, const NamedArray *ids,
                           const json_t *list) {
    const char *text = "";
    int count = list ? (int)json_array_size(list) : (int)arrays_size(ids);
    for (int i = 0; i < count - 1; i++) {
        int id =
            list ? (int)json_integer_value(json_array_get(list, (size_t)i)) : (int)ids->numbers[i];
        bool unknown = list && id == TOKEN_UNKNOWN;
        text = arena_printf(c->arena, "%s%s", text, unknown ? "?" : words->tokens[id]);
    }
    return text;
}

/* [row, source, W], of a transformer [place, layer, head, row, source, W]; W null: all of it. */
static void say_forced(const Case *c) {
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(c->asked, "force"), i, one) {
        size_t at = json_array_size(one) - 3;
        const char *head = "";
        if (at)
            head =
                arena_printf(c->arena, "%s %lld.%lld ", json_string_value(json_array_get(one, 0)),
                             json_integer_value(json_array_get(one, 1)) + 1,
                             json_integer_value(json_array_get(one, 2)) + 1);
        const json_t *W = json_array_get(one, at + 2);
        say(c->session,
            arena_printf(
                c->arena, "force %s%lld %lld %s", head, json_integer_value(json_array_get(one, at)),
                json_integer_value(json_array_get(one, at + 1)),
                json_is_null(W) ? "" : arena_printf(c->arena, "%.17g", json_number_value(W))));
    }
    json_array_foreach(json_object_get(c->asked, "centers"), i, one)
        say(c->session,
            arena_printf(c->arena, "center %lld %.17g", json_integer_value(json_array_get(one, 0)),
                         json_number_value(json_array_get(one, 1))));
}

static void hold(const Case *c) {
    const NamedArray *ids = expected_array(c, "target.ids"),
                     *p = expected_array(c, "output.probabilities");
    const Run *run = session_run(c->session);
    double sum = 0;
    assert_int_equal(run->target.count, arrays_size(ids));
    for (int t = 0; t < run->target.count; t++) {
        int id = (int)ids->numbers[t];
        double expected = (double)p->numbers[t * p->shape[1] + id];
        assert_int_equal(run->chosen[t], id);
        assert_near(probability(run, t + 1, id), expected, 1e-5);
        sum += log(expected);
        held++;
    }
    assert_near(run_log_probability(run), sum, 1e-4);
}

/* The run by its own commands, and what it wrote as a target. */
static void hold_case(Case *c) {
    const Model *model = session_state(c->session)->ask.model;
    const NamedArray *ids = expected_array(c, "target.ids");
    if ((int)ids->numbers[arrays_size(ids) - 1] != TOKEN_END || arrays_size(ids) < 2) return;
    say_of(c, "score %s", "score");
    say_scope(c);
    say_of(c, "weigh %s", "weigh");
    say_of(c, "temperature %s", "temperature");
    say_of(c, "samples %s", "samples");
    say_of(c, "seed %s", "seed");
    say_of(c, "renormalise %s", "renormalise");
    const json_t *source = json_object_get(c->asked, "source");
    say(c->session,
        arena_printf(c->arena, "input \"%s\"", text_of(c, &model->source, NULL, source)));
    say(c->session, arena_printf(c->arena, "target \"%s\"", text_of(c, &model->target, ids, NULL)));
    say_forced(c);
    hold(c);
}

static void hold_file(const char *name, const char *expected_name) {
    Error error;
    Arena *arena = arena_new();
    ArrayFile expected;
    if (!safetensors_read(testing_source(expected_name), arena, &expected, &error))
        fail_msg("%s", error.message);
    const char *text = arrays_meta(&expected, "runs");
    json_t *runs = json_parse_list(text, strlen(text), &error);
    assert_non_null(runs);
    for (int i = 0; i < (int)json_array_size(runs); i++) {
        Session *session = open_session();
        Case c = {session, arena, json_array_get(runs, (size_t)i), &expected, i};
        say(session, arena_printf(arena, "open %s", testing_source(name)));
        hold_case(&c);
        session_free(session);
    }
    json_decref(runs);
    arena_free(arena);
}

static void it_agrees_with_the_references(void **state) {
    (void)state;
    static const char *const names[] = {"gru-previous-two-way-all",   "gru-current-one-way-all",
                                        "lstm-current-two-way-all",   "lstm-previous-one-way-all",
                                        "rnn-previous-two-way-all",   "transformer/pair-learned",
                                        "transformer/pair-sinusoidal"};
    for (int i = 0; i < 7; i++) {
        char file[128], expected[128];
        snprintf(file, sizeof file, "reference/%s.safetensors", names[i]);
        snprintf(expected, sizeof expected, "reference/what-if/%s.expected.safetensors", names[i]);
        hold_file(file, expected);
    }
    print_message("           %d words\n", held);
    assert_true(held >= 30);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_output_is_the_target),
        cmocka_unit_test(its_own_words_change_nothing),
        cmocka_unit_test(it_is_teacher_forcing),
        cmocka_unit_test(it_and_a_prefix_end_each_other),
        cmocka_unit_test(weights_of_it_can_be_forced),
        cmocka_unit_test(an_unknown_word_is_given_as_unk),
        cmocka_unit_test(what_makes_no_sense_is_refused),
        cmocka_unit_test(a_beam_follows_it),
        cmocka_unit_test(it_is_saved_and_opened),
        cmocka_unit_test(it_is_compared),
        cmocka_unit_test(it_agrees_with_the_references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
