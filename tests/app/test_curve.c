/* The view of a length curve: measured by a job, stopped and gone on with, looked at, exported; and
 * the words that choose what is measured. */
#include "journeys.h"

#include "app/export.h"

#include <time.h>

static void say(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
}

static void refused(const char *line, const char *why) {
    Error error = {0};
    assert_false(session_apply(desk.session, line, &error));
    assert_contains(error.message, why);
}

static void rest(void) {
    struct timespec time = {0, 5000000};
    nanosleep(&time, NULL);
}

static void wait_for_it(void) {
    for (int i = 0; i < 20000; i++) {
        act(NULL, 0);
        const LengthCurve *curve = session_curve(desk.session);
        if (curve && curve->done >= 1) return;
        assert_true(frame_wants(desk.frame) >= 0); /* it comes back to look */
        rest();
    }
    fail_msg("the curve is never measured");
}

static void it_is_measured_where_it_is_looked_at(void **state) {
    (void)state;
    say("curve 6");
    act(NULL, 0);
    assert_null(session_curve(desk.session)); /* nobody looks */
    say("view curve");
    act(NULL, 0);
    assert_contains(words_shown(), "measuring, ");
    wait_for_it();
    act(NULL, 0);
    assert_null(strstr(words_shown(), "measuring"));
    assert_contains(words_shown(), "additive\n");
    assert_contains(words_shown(), "none\n");
    assert_contains(words_shown(), "seq2seq-dates-none: none");
    assert_contains(words_shown(), "trained on 192,000 examples, batch 16, rate 0.004");
    assert_contains(words_shown(), "length of the source in characters →");
    assert_true(frame_wants(desk.frame) < 0); /* and then sleeps */
}

static void it_is_stopped_and_goes_on(void **state) {
    (void)state;
    say("curve 2000");
    say("view curve");
    act(NULL, 0);
    click("view/curve/stop");
    act(NULL, 0);
    assert_false(is_there("view/curve/stop"));
    for (int i = 0; i < 5; i++) act(NULL, 0); /* it does not begin again by itself */
    assert_false(is_there("view/curve/stop"));
    refused("measure stop", "no length curve is being measured");
    refused("measure on", "measure takes start or stop");
    click("view/curve/start");
    act(NULL, 0);
    assert_true(is_there("view/curve/stop"));
    refused("export /tmp/never.svg", "not measured to its end");
    say("curve 5"); /* another curve: the old one is let go */
    wait_for_it();
    assert_int_equal(session_curve(desk.session)->wanted, 5);
}

static void a_bin_is_looked_at(void **state) {
    (void)state;
    say("curve 5");
    say("view curve");
    wait_for_it();
    act(NULL, 0);
    DrawBox box = box_of("view/curve/bin2");
    act_on(event_move(box.x + box.width / 2, box.y + box.height / 2));
    const CurvePoint *point = &session_curve(desk.session)->line[0].points[1];
    assert_contains(words_shown(), "7–12 characters, 5 samples");
    assert_contains(words_shown(),
                    arena_printf(desk.arena, "additive %.3f (%.3f to %.3f)",
                                 point->of[CURVE_EXACT].value, point->of[CURVE_EXACT].low,
                                 point->of[CURVE_EXACT].high));
}

static void the_second_model_is_chosen(void **state) {
    (void)state;
    say("curve 5");
    say("view curve");
    wait_for_it();
    act(NULL, 0);
    click("view/against");
    choose("dot");
    assert_string_equal(look_now()->curve_against, "seq2seq-dates-dot");
    wait_for_it();
    assert_string_equal(session_curve(desk.session)->line[1].name, "seq2seq-dates-dot");
    refused("curve against seq2seq-translate-additive", "is a model of translate");
    refused("curve against nobody", "nobody");
    say("score none"); /* without attention itself: beside the one with it */
    say("curve against none");
    wait_for_it();
    assert_string_equal(session_curve(desk.session)->line[1].name, "seq2seq-dates-additive");
}

/* The figure of a command line is that of the window, and its table has the numbers. */
static void figures_measure_what_they_show(void **state) {
    (void)state;
    say("curve 5");
    say("view curve");
    wait_for_it();
    Error error = {0};
    Buffer one = {0}, two = {0}, table = {0};
    ExportAsk ask = {.format = "svg"};
    assert_true(export_figure(desk.fonts, desk.session, &ask, &one, &error));
    Session *other = session_new(&error);
    assert_true(session_apply(other, "curve 5", &error) &&
                session_apply(other, "view curve", &error));
    assert_true(export_figure(desk.fonts, other, &ask, &two, &error));
    assert_int_equal(one.size, two.size);
    assert_memory_equal(one.data, two.data, one.size);
    ask.format = "csv";
    assert_true(export_figure(desk.fonts, other, &ask, &table, &error));
    assert_contains(table.data, "from,to,samples 1,bleu 1,");
    assert_contains(table.data, "\n7,12,5,,,,");
    session_free(other);
    buffer_free(&one);
    buffer_free(&two);
    buffer_free(&table);
}

static void words_are_kept_and_undone(void **state) {
    (void)state;
    say("curve exact");
    say("curve 300");
    say("curve against seq2seq-dates-dot");
    assert_contains(state_text(),
                    "\ncurve exact\ncurve 300\ncurve against \"seq2seq-dates-dot\"\n");
    say("undo");
    say("undo");
    say("undo");
    assert_contains(state_text(), "\ncurve bleu\ncurve 100\ncurve against \"none\"\n");
    refused("curve 4", "curve takes a whole number from 5 to 2000");
    refused("curve blue", "did you mean bleu?");
    refused("curve bleu 3", "takes no more");
    say("curve against seq2seq-dates-dot");
    say("model translate"); /* of another task */
    assert_string_equal(look_now()->curve_against, "");
}

static void other_models_say_why_there_is_none(void **state) {
    (void)state;
    say("view curve");
    say("model transformer-brackets");
    act(NULL, 0);
    act(NULL, 0);
    assert_contains(words_shown(), "No length curve of transformer-brackets");
    assert_true(frame_wants(desk.frame) < 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(it_is_measured_where_it_is_looked_at),
        JOURNEY(it_is_stopped_and_goes_on),
        JOURNEY(a_bin_is_looked_at),
        JOURNEY(the_second_model_is_chosen),
        JOURNEY(figures_measure_what_they_show),
        JOURNEY(words_are_kept_and_undone),
        JOURNEY(other_models_say_why_there_is_none),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
