/* Gates and gradients in the window: previews, pins, the controls, and the job that measures. */
#include "journeys.h"

#include "app/export.h"
#include "session/gradients.h"

#include <math.h>
#include <time.h>

#define GATES "view/gates/"
#define PLOTS "view/gradient/"

static void say(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    act(NULL, 0);
}

/* The middle of a picture's cell, from 1. */
static void gate_at(const char *path, int unit, int units, int token, int tokens, float *x,
                    float *y) {
    DrawBox box = box_of(path);
    *x = box.x + box.width * ((float)token - 0.5f) / (float)tokens;
    *y = box.y + box.height * ((float)unit - 0.5f) / (float)units;
}

static double number(const char *name, int row, int col) {
    const TraceArray *array = trace_find(session_run(desk.session)->trace, name);
    assert_non_null(array);
    return (double)trace_number(array, 0, row - 1, col - 1);
}

static const char *two_decimals(double x) {
    return arena_printf(desk.arena, "%s%.2f", x <= -0.005 ? "−" : "", fabs(x));
}

/* Over a gate, its formula and the numbers of the trace; a click pins token and unit at once. */
static void a_gate_is_previewed_and_pinned(void **state) {
    (void)state;
    float x, y;
    say("view gates");
    int S = session_run(desk.session)->source.count;
    assert_contains(words_shown(), "the new state: between candidate and old state");
    gate_at(GATES "z", 7, 32, 4, S, &x, &y);
    act_on(event_move(x, y));
    const char *words = words_shown();
    assert_contains(words, "how much of the old state is kept");
    assert_contains(words, "unit 7 at “d”");
    assert_contains(words, two_decimals(number("encoder.forward.z", 4, 7)));
    assert_contains(words, two_decimals(number("encoder.forward.from_input", 4, 32 + 7)));
    assert_int_equal(look_now()->unit, 0);
    click_at(x, y);
    assert_int_equal(look_now()->unit, 7);
    assert_int_equal(look_now()->source, 4);
    mouse_away();
    assert_contains(words_shown(), "unit 7 at “d”");
    click("top/undo"); /* one gesture */
    assert_int_equal(look_now()->unit, 0);
    assert_int_equal(look_now()->target, 0);
}

/* ((1 − z) n + z h) is the state, in both directions and in the decoder. */
static void the_line_gives_the_state(void **state) {
    (void)state;
    static const char *const sides[] = {"encoder.forward", "encoder.backward", "decoder"};
    say("view gates");
    for (int side = 0; side < 3; side++) {
        segment(GATES "side", side, 3);
        assert_int_equal((int)look_now()->gates, side);
        const char *scope = sides[side];
        double z = number(arena_printf(desk.arena, "%s.z", scope), 5, 3);
        double n = number(arena_printf(desk.arena, "%s.n", scope), 5, 3);
        double before = side == 2
                            ? number("decoder.s", 5, 3)
                            : number(arena_printf(desk.arena, "%s.h", scope), side ? 6 : 4, 3);
        double after = side == 2 ? number("decoder.s", 6, 3)
                                 : number(arena_printf(desk.arena, "%s.h", scope), 5, 3);
        assert_near((1 - z) * n + z * before, after, 1e-6);
        say("select 5 5");
        say("unit 3");
        const char *words = words_shown();
        assert_contains(words, two_decimals(z));
        assert_contains(words, two_decimals(n));
        assert_contains(words, two_decimals(before));
        assert_contains(words, arena_printf(desk.arena, " %s\n", two_decimals(after)));
    }
}

static void what_is_not_produced_has_no_gates(void **state) {
    (void)state;
    say("view gates");
    say("gates decoder");
    say("step 3");
    float x, y;
    int T = session_run(desk.session)->target.count;
    gate_at(GATES "r", 1, 64, 5, T, &x, &y);
    click_at(x, y);
    assert_int_equal(look_now()->target, 0);
    assert_contains(words_shown(), "at “6”"); /* the third of 1967 */
    say("step first");
    assert_contains(words_shown(), "Nothing is produced yet");
    say("view gradient");
    assert_contains(words_shown(), "No word is produced yet");
}

static void every_size_is_drawn(void **state) {
    (void)state;
    static const float sizes[][2] = {{640, 400}, {1024, 640}, {1920, 1080}, {480, 300}};
    static const char *const lines[] = {
        "cell lstm",     "gates decoder",           "cell rnn",    "encoder one-way",
        "view gradient", "heights linear",          "heights own", "text-size 200",
        "score none",    "model transformer-dates", "view gates"};
    say("view gates");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        say(lines[i]);
        for (int k = 0; k < 4; k++) resize(sizes[k][0], sizes[k][1]);
    }
    assert_contains(words_shown(), "No recurrent cell");
}

/* --- gradients ------------------------------------------------------------------------------- */

static double chance_of(int t) {
    return number("output.probabilities", t, session_run(desk.session)->chosen[t - 1] + 1);
}

static void a_word_s_numbers_stand_in_every_plot(void **state) {
    (void)state;
    say("view gradient");
    const char *words = words_shown();
    assert_contains(words, "seq2seq-dates-additive-rnn");
    assert_contains(words, "seq2seq-dates-additive-lstm");
    assert_contains(words, "No shipped file has it");
    assert_contains(words, "this run");
    DrawBox box = box_of(PLOTS "plot2");
    int S = session_run(desk.session)->source.count;
    float x = box.x + box.width * 3.5f / (float)S, y = box.y + box.height / 2;
    act_on(event_move(x, y));
    assert_int_equal(look_now()->source, 0);
    click_at(x, y);
    assert_int_equal(look_now()->source, 4);
    int unsure = look_now()->target; /* the least sure word: of the largest loss */
    for (int t = 1; t <= session_run(desk.session)->target.count; t++)
        assert_true(chance_of(t) >= chance_of(unsure));
    assert_contains(words_shown(), "pinned: Esc lets go");
    key(KEY_ESCAPE, 0);
    assert_contains(words_shown(), "L of all 11 words");
    say("step 3");
    assert_contains(words_shown(), "L of “6”, the newest word");
    say("step last");
    segment(PLOTS "scale", 1, 3);
    assert_int_equal(look_now()->heights, HEIGHTS_LINEAR);
    assert_contains(words_shown(), "one linear axis for all");
    assert_null(strstr(words_shown(), "passes none"));
    say("weigh argmax");
    assert_contains(words_shown(), "passes none to the scores");
}

/* As a table: a row a word, the directions of every file that is there. */
static void gradients_are_written_as_tables(void **state) {
    (void)state;
    Error error = {0};
    Buffer csv = {0}, tex = {0};
    say("input \"5 May\"");
    say("view gradient");
    assert_true(export_table(desk.session, "csv", &csv, &error));
    assert_true(export_table(desk.session, "tex", &tex, &error));
    const Gradients *g = session_gradients(desk.session);
    assert_contains(csv.data, "source,seq2seq-dates-additive-rnn forward,"
                              "seq2seq-dates-additive-rnn backward,seq2seq-dates-additive-lstm");
    assert_contains(csv.data, arena_printf(desk.arena, "\n\"5\",%.9g,%.9g,", g->curves[0].h[0][0],
                                           g->curves[0].h[1][0]));
    assert_contains(tex.data, "\\begin{tabular}{r|rrrrrrrr}\nsource & ");
    assert_contains(tex.data, "$<$/s$>$ & ");
    buffer_free(&csv);
    buffer_free(&tex);
}

/* A frame of a window that lives: what is measured comes from a job. */
static void live(void) {
    desk.now += 0.02;
    FrameInput input = {
        .width = desk.width, .height = desk.height, .scale = 1, .now = desk.now, .still = false};
    desk.picture = frame_draw(desk.frame, &input);
}

static void the_window_measures_in_a_job(void **state) {
    (void)state;
    Error error = {0};
    assert_true(session_apply(desk.session, "view gradient", &error));
    live();
    assert_contains(words_shown(), "computing");
    assert_true(frame_wants(desk.frame) >= 0);
    assert_true(session_apply(desk.session, "step 2", &error)); /* another word meanwhile */
    struct timespec rest = {0, 5000000};
    for (int i = 0; i < 2000 && (session_wants_gradients(desk.session) ||
                                 !session_gradients(desk.session)->curves[5].done);
         i++) {
        live();
        nanosleep(&rest, NULL);
    }
    live();
    assert_false(session_wants_gradients(desk.session));
    assert_int_equal(session_gradients(desk.session)->target, 2);
    assert_contains(words_shown(), "seq2seq-dates-none");
}

/* Stopped, it does not begin again by itself; asked for, it goes on to the end. */
static void measuring_is_stopped_and_goes_on(void **state) {
    (void)state;
    Error error = {0};
    char line[480] = "input \"";
    for (int i = 0; i < 40; i++) strcat(line, "3 May 2001 ");
    strcat(line, "\"");
    assert_true(session_apply(desk.session, line, &error));
    assert_true(session_apply(desk.session, "view gradient", &error));
    live();
    assert_contains(words_shown(), "measuring, 0 %");
    assert_true(is_there(PLOTS "stop"));
    assert_true(session_apply(desk.session, "measure stop", &error));
    struct timespec rest = {0, 5000000};
    for (int i = 0; i < 2000 && frame_wants(desk.frame) >= 0; i++) {
        live();
        nanosleep(&rest, NULL);
    }
    assert_false(is_there(PLOTS "stop"));
    assert_true(is_there(PLOTS "start"));
    assert_contains(words_shown(), "Not measured: stopped.");
    assert_false(session_apply(desk.session, "measure stop", &error));
    assert_contains(error.message, "no gradients are being measured");
    assert_true(session_apply(desk.session, "measure start", &error));
    for (int i = 0; i < 2000 && (i < 3 || frame_wants(desk.frame) >= 0); i++) {
        live();
        nanosleep(&rest, NULL);
    }
    assert_false(is_there(PLOTS "start"));
    assert_null(strstr(words_shown(), "stopped"));
    assert_contains(words_shown(), "this run");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(a_gate_is_previewed_and_pinned),       JOURNEY(the_line_gives_the_state),
        JOURNEY(what_is_not_produced_has_no_gates),    JOURNEY(every_size_is_drawn),
        JOURNEY(a_word_s_numbers_stand_in_every_plot), JOURNEY(the_window_measures_in_a_job),
        JOURNEY(gradients_are_written_as_tables),      JOURNEY(measuring_is_stopped_and_goes_on),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
