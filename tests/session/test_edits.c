/* What-ifs by words: what each does to a run, what is refused, and that files and undo give them
 * back. Their numbers are held against an independent computation in training/test_reference.c and
 * session/test_transformer_reference.c. */
#include "session/many.h"

#include "base/file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double weight(const Session *session, int t, int s) {
    const TraceArray *array = trace_find(session_run(session)->trace, "attention.weights");
    return (double)trace_number(array, 0, t - 1, s - 1);
}

static const char *output(const Session *session) {
    return session_run(session)->output;
}

static const Edits *edits(const Session *session) {
    return session_state(session)->ask.edits;
}

/* --- force ----------------------------------------------------------------------------------- */

static void a_forced_weight_changes_what_is_written(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "force 3 5");
    assert_near(weight(session, 3, 5), 1, 0);
    assert_near(weight(session, 3, 25), 0, 0);
    assert_string_equal(output(session), "1907-11-19");
    assert_string_equal(session_original(session)->output, "1967-11-19");
    say(session, "undo");
    assert_string_equal(output(session), "1967-11-19");
    assert_ptr_equal(session_original(session), session_run(session));
    say(session, "redo");
    assert_string_equal(output(session), "1907-11-19");
    say(session, "free 3");
    assert_null(edits(session));
    assert_string_equal(output(session), "1967-11-19");
    session_free(session);
}

/* Rows before the first change are as they were; the forced row keeps its sum. */
static void the_rest_of_a_row_keeps_its_proportions(void **state) {
    (void)state;
    Session *session = open_session();
    double a = weight(session, 3, 24), b = weight(session, 3, 25), early = weight(session, 2, 24);
    double forced = weight(session, 3, 5), sum = 0;
    say(session, "force 3 5 0.5");
    double scale = 0.5 / (1 - forced);
    assert_near(weight(session, 3, 5), 0.5, 0);
    assert_near(weight(session, 3, 24), a * scale, 1e-6);
    assert_near(weight(session, 3, 25), b * scale, 1e-6);
    assert_near(weight(session, 2, 24), early, 0);
    for (int s = 1; s <= 27; s++) sum += weight(session, 3, s);
    assert_near(sum, 1, 1e-6);
    const TraceArray *before = trace_find(session_run(session)->trace, "attention.before_force");
    assert_int_equal(before->rows, session_run(session)->target.count);
    assert_near((double)trace_number(before, 0, 2, 24), b, 0);
    session_free(session);
}

static void several_cells_and_whole_rows(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "force 4 2 0.25");
    say(session, "force 4 3 0.5");
    assert_near(weight(session, 4, 2), 0.25, 0);
    assert_near(weight(session, 4, 3), 0.5, 0);
    assert_int_equal(edits_count(edits(session)), 1);
    refused(session, "force 4 5 0.75", "add to 1.5, more than the 1");
    say(session, "force 4 9"); /* all of the row: what was said before is gone */
    assert_near(weight(session, 4, 9), 1, 0);
    assert_near(weight(session, 4, 3), 0, 0);
    refused(session, "force 4 5 0.75", "more than the 1");
    say(session, "force 4 5 0");
    assert_int_equal(edits(session)->forced_count, 1);
    say(session, "force 5 even");
    for (int s = 1; s <= 27; s++) assert_near(weight(session, 5, s), 1.0 / 27, 1e-7);
    say(session, "force 5 2:0.25,7:0.5");
    assert_near(weight(session, 5, 7), 0.5, 0);
    say(session, "free all");
    assert_null(edits(session));
    session_free(session);
}

/* Argmax leaves nothing to scale: what is left is spread evenly. */
static void what_nothing_has_is_spread(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "weigh argmax");
    int at = 1;
    while (weight(session, 3, at) < 1) at++;
    char line[64];
    snprintf(line, sizeof line, "force 3 %d 0.48", at);
    say(session, line);
    for (int s = 1; s <= 27; s++)
        assert_near(weight(session, 3, s), s == at ? 0.48 : 0.52 / 26, 1e-7);
    session_free(session);
}

static void wrong_forces_change_nothing(void **state) {
    (void)state;
    Session *session = open_session();
    refused(session, "force 3", "needs more");
    refused(session, "force 3 28", "from 1 to 27");
    refused(session, "force 0 2", "from 1 to 64");
    refused(session, "force 3 4 1.5", "from 0 to 1");
    refused(session, "force 3 4 -0.5", "from 0 to 1");
    refused(session, "force 3 4 nan", "from 0 to 1");
    refused(session, "force 3 4 0.1 0.2", "at most a weight");
    refused(session, "force 3 4:0.5,x", "several cells");
    refused(session, "force 3 4:0.5,28:0.5", "from 1 to 27");
    refused(session, "force 1.1 3 4", "has no heads");
    refused(session, "force 60 even", "not reached");
    refused(session, "free 3 4", "one row");
    refused(session, "free none", "whole number");
    refused(session, "center 3 4", "no centre");
    say(session, "force 40 4");
    assert_contains(session_message(session), "not reached");
    say(session, "score none");
    assert_null(edits(session));
    assert_contains(session_message(session), "seq2seq-dates-none");
    refused(session, "force 3 4", "without attention");
    refused(session, "free 3", "without attention");
    say(session, "model lookup");
    refused(session, "force 1 2", "lookup");
    refused(session, "replace 1 x", "lookup");
    refused(session, "prefix x", "writes nothing");
    session_free(session);
}

/* --- centres --------------------------------------------------------------------------------- */

static void a_moved_centre_moves_the_window(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "scope local-m 2");
    say(session, "center 3 20");
    assert_true(weight(session, 3, 20) > 0);
    assert_near(weight(session, 3, 3), 0, 0);
    assert_true(weight(session, 2, 2) > 0);
    const Trace *trace = session_run(session)->trace;
    assert_near((double)trace_number(trace_find(trace, "attention.center"), 0, 0, 2), 20, 0);
    assert_near((double)trace_number(trace_find(trace, "attention.center_before"), 0, 0, 2), 3, 0);
    refused(session, "center 3 28", "from 0 to 27");
    say(session, "center 3 20.5");
    refused(session, "scope local-m 0", "no source stands within 0");
    say(session, "force 3 2 0.5"); /* outside of the window */
    assert_near(weight(session, 3, 2), 0.5, 0);
    say(session, "center 3 none");
    assert_int_equal(edits_count(edits(session)), 1);
    say(session, "center 3 20");
    say(session, "scope global");
    assert_int_equal(edits(session)->center_count, 0);
    assert_int_equal(edits(session)->forced_count, 1);
    assert_contains(session_message(session), "uses");
    session_free(session);
}

/* local-p's row has less than 1, and that is what can be forced of it; all of it is 1. */
static void a_row_has_only_its_sum(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "scope local-p 2");
    double sum = 0;
    for (int s = 1; s <= 27; s++) sum += weight(session, 3, s);
    assert_true(sum < 0.999);
    refused(session, "force 3 4 1", "more than the");
    say(session, "force 3 4");
    assert_near(weight(session, 3, 4), 1, 0);
    session_free(session);
}

/* --- words ----------------------------------------------------------------------------------- */

static void a_replaced_word_is_read(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "replace 25 8"); /* 1967: the 6 */
    assert_string_equal(output(session), "1987-11-19");
    assert_string_equal(session_run(session)->source.items[24], "8");
    assert_string_equal(session_state(session)->ask.input, "Sunday November 19th, 1967");
    assert_string_equal(session_run(session)->reference, "1987-11-19");
    assert_non_null(session_run(session)->gold);
    say(session, "replace 25 6"); /* as it was */
    assert_null(edits(session));
    say(session, "replace 26 ☃");
    assert_true(session_run(session)->unknown[25]);
    say(session, "replace 1 \" \"");
    assert_int_equal(edits_count(edits(session)), 2);
    say(session, "replace none");
    assert_null(edits(session));
    refused(session, "replace 27 x", "from 1 to 26");
    refused(session, "replace 3 xy", "“xy” is 2");
    refused(session, "replace 3 \"\"", "is 0");
    refused(session, "replace 3", "a number and a word");
    session_free(session);
}

static void a_prefix_is_gone_on_from(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "prefix 20");
    assert_int_equal(strncmp(output(session), "20", 2), 0);
    assert_int_equal(strlen(output(session)), 10);
    const TraceArray *p = trace_find(session_run(session)->trace, "output.probabilities");
    const Run *before = session_original(session);
    const TraceArray *q = trace_find(before->trace, "output.probabilities");
    for (int i = 0; i < p->cols; i++) /* never the probabilities */
        assert_near((double)trace_number(p, 0, 0, i), (double)trace_number(q, 0, 0, i), 0);
    say(session, "prefix \"19</s>\"");
    assert_string_equal(output(session), "19");
    assert_true(session_run(session)->complete);
    refused(session, "prefix 19é", "“é” is not among");
    refused(session, "prefix \"1</s>9\"", "nothing of the prefix can follow");
    char line[200] = "prefix ";
    memset(line + 7, '1', 100);
    refused(session, line, "at most 64");
    say(session, "prefix none");
    assert_null(edits(session));
    session_free(session);
}

/* --- other words and what-ifs ---------------------------------------------------------------- */

static void other_words_keep_or_end_them(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "force 3 5 0.5");
    say(session, "prefix 2");
    say(session, "weigh sparse");
    say(session, "score dot");
    assert_int_equal(edits_count(edits(session)), 2);
    say(session, "input \"May 5 1999\"");
    assert_null(edits(session));
    assert_contains(session_message(session), "what-ifs");
    say(session, "undo");
    assert_int_equal(edits_count(edits(session)), 2);
    say(session, "model dates");
    assert_null(edits(session));
    session_free(session);
}

static const char *const every_edit[] = {
    "scope local-m 3",          "center 3 20.5",  "replace 25 8",
    "replace 1 \"\\\"\"",       "prefix \"20\"",  "force 5 3",
    "force 3 20:0.25,21:0.125", "force 40 7 0.5",
};

static void they_are_saved_and_opened(void **state) {
    (void)state;
    Session *session = open_session(), *other = open_session();
    for (size_t i = 0; i < sizeof every_edit / sizeof *every_edit; i++) say(session, every_edit[i]);
    Error error;
    Buffer a = {0}, b = {0};
    const char *path = "/tmp/heed-test-edits.heed";
    assert_true(session_save(session, path, &error));
    if (!session_open(other, path, &error)) fail_msg("%s", error.message);
    remove(path);
    session_write_state(session, &a);
    session_write_state(other, &b);
    assert_string_equal(a.data, b.data);
    assert_contains(a.data, "force 3 20:0.25,21:0.125\n");
    assert_contains(a.data, "replace 1 \"\\\"\"\n");
    assert_true(edits_equal(edits(session), edits(other)));
    assert_string_equal(output(session), output(other));
    /* Each has a line that takes it away. */
    Arena *arena = arena_new();
    for (int n = edits_count(edits(other)); n > 0; n--) {
        assert_int_equal(edits_count(edits(other)), n);
        say(other, edits_undo_line(&session_state(other)->ask, n / 2, arena));
    }
    assert_null(edits(other));
    arena_free(arena);
    buffer_free(&a);
    buffer_free(&b);
    session_free(session);
    session_free(other);
}

static void a_trace_names_them(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "force 3 5 0.5");
    say(session, "replace 2 \"\\\"\"");
    Arena *arena = arena_new();
    ArrayFile file;
    arrays_init(&file, arena);
    run_export(session_run(session), &file);
    assert_string_equal(arrays_meta(&file, "edits"),
                        "[\"replace 2 \\\"\\\\\\\"\\\"\", \"force 3 5 0.5\"]");
    arena_free(arena);
    session_free(session);
}

/* --- heads ----------------------------------------------------------------------------------- */

static double head_weight(const Session *session, const char *scope, int head, int t, int s) {
    char name[64];
    snprintf(name, sizeof name, "%s.weights", scope);
    const TraceArray *array = trace_find(session_run(session)->trace, name);
    return (double)trace_number(array, head - 1, t - 1, s - 1);
}

static void heads_of_a_transformer_are_forced(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "model transformer-dates");
    say(session, "force cross 1.2 3 5");
    assert_near(head_weight(session, "decoder.layers.0.cross", 2, 3, 5), 1, 0);
    assert_true(head_weight(session, "decoder.layers.0.cross", 1, 3, 5) < 1);
    say(session, "head encoder 2.1");
    say(session, "force 4 2 0.5"); /* the head shown */
    assert_near(head_weight(session, "encoder.layers.1.attention", 1, 4, 2), 0.5, 0);
    say(session, "force decoder 1.1 3 2 0.25");
    refused(session, "force decoder 1.1 3 4", "not written yet");
    refused(session, "force cross 1.9 3 4", "no cross head 1.9");
    refused(session, "force cross 3 4", "LAYER.HEAD");
    refused(session, "force cross", "needs more");
    refused(session, "force cross 1.1 3 4 0.5 0.5", "takes less");
    refused(session, "force encoder 2.1 4 3 0.75", "add to 1.25");
    refused(session, "center 3 4", "no centre");
    assert_int_equal(edits_count(edits(session)), 3);
    say(session, "free encoder 2.1 4");
    say(session, "free cross 1.2 3");
    say(session, "prefix 20");
    assert_int_equal(strncmp(output(session), "20", 2), 0);
    say(session, "free all");
    assert_int_equal(edits_count(edits(session)), 1);
    session_free(session);
}

static void a_decoder_alone_is_forced(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "model transformer-repeat");
    say(session, "force 1.1 3 5 0.5"); /* a later symbol */
    assert_near(head_weight(session, "layers.0.attention", 1, 3, 5), 0.5, 0);
    refused(session, "prefix a", "writes nothing");
    session_free(session);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_forced_weight_changes_what_is_written),
        cmocka_unit_test(the_rest_of_a_row_keeps_its_proportions),
        cmocka_unit_test(several_cells_and_whole_rows),
        cmocka_unit_test(what_nothing_has_is_spread),
        cmocka_unit_test(wrong_forces_change_nothing),
        cmocka_unit_test(a_moved_centre_moves_the_window),
        cmocka_unit_test(a_row_has_only_its_sum),
        cmocka_unit_test(a_replaced_word_is_read),
        cmocka_unit_test(a_prefix_is_gone_on_from),
        cmocka_unit_test(other_words_keep_or_end_them),
        cmocka_unit_test(they_are_saved_and_opened),
        cmocka_unit_test(a_trace_names_them),
        cmocka_unit_test(heads_of_a_transformer_are_forced),
        cmocka_unit_test(a_decoder_alone_is_forced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
