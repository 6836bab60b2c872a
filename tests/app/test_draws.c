/* Hard attention in the window: draws fall step by step, their mean is the run's context, and the
 * charts choose how to weigh and at which temperature. */
#include "journeys.h"

#include <math.h>

#define VIEW "view/draws/"

static void say(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    act(NULL, 0);
}

static double number(const char *name, int row, int col) {
    const TraceArray *array = trace_find(session_run(desk.session)->trace, name);
    assert_non_null(array);
    return (double)trace_number(array, 0, row - 1, col - 1);
}

/* Every text in one: a formula's signs are texts of their own. */
static const char *all_words(void) {
    return words_in(draw_box(0, 0, desk.width, desk.height));
}

/* |context of the run − Σ soft h|, from the trace. */
static double distance_to_soft(int row) {
    const Run *run = session_run(desk.session);
    const TraceArray *h = trace_find(run->trace, "encoder.h");
    double sum = 0;
    for (int i = 1; i <= h->cols; i++) {
        double soft = 0;
        for (int s = 1; s <= h->rows; s++)
            soft += number("attention.soft", row, s) * number("encoder.h", s, i);
        sum += pow(soft - number("attention.context", row, i), 2);
    }
    return sqrt(sum);
}

static void the_mean_of_all_draws_is_the_context(void **state) {
    (void)state;
    static const char *const lines[] = {"samples 1", "samples 7", "samples 300", "scope local-m 3"};
    say("weigh hard");
    say("temperature 3");
    say("view draws");
    for (int i = 0; i < 4; i++) {
        say(lines[i]);
        say("select 4 1");
        assert_contains(all_words(), arena_printf(desk.arena, "=%.3f", distance_to_soft(4)));
    }
}

/* Cell by cell: a draw a step, no weights before the last, and back the same way. */
static void draws_fall_one_by_one(void **state) {
    (void)state;
    say("weigh hard");
    say("samples 5");
    say("view draws");
    say("reveal cell");
    say("step 3 3");
    for (int k = 1; k < 5; k++) {
        key(KEY_RIGHT, 0);
        assert_int_equal(look_now()->position.stage, STAGE_WEIGHTS);
        assert_int_equal(look_now()->position.cells, k);
        assert_contains(words_shown(), arena_printf(desk.arena, "Row 3: %d of 5 draws", k));
        assert_false(run_matrix_shows(session_run(desk.session), look_now(), MATRIX_WEIGHTS, 3, 1));
    }
    key(KEY_RIGHT, 0);
    assert_int_equal(look_now()->position.cells, 0);
    assert_contains(words_shown(), "Row 3: 5 of 5 draws");
    assert_true(run_matrix_shows(session_run(desk.session), look_now(), MATRIX_WEIGHTS, 3, 1));
    key(KEY_LEFT, 0);
    assert_int_equal(look_now()->position.cells, 4);
    Buffer text = {0};
    session_write_state(desk.session, &text);
    assert_contains(text.data, "step 3 4 4\n");
    buffer_free(&text);
    say("view step"); /* the formula says where it fell */
    assert_contains(
        words_shown(),
        arena_printf(
            desk.arena, "Draw 4 of 5 falls on “%s”",
            session_run(desk.session)->source.items[(int)number("attention.draws", 3, 4) - 1]));
    say("samples 3"); /* fewer than were shown: all of them */
    assert_int_equal(look_now()->position.cells, 0);
}

/* Of a soft run: what hard would draw from row 1, where both have read the same. */
static void a_soft_run_shows_what_hard_would_draw(void **state) {
    (void)state;
    say("view draws");
    say("samples 40");
    say("temperature 4");
    say("select 1 1");
    const char *soft = all_words();
    assert_contains(soft, "This run is soft");
    click(VIEW "hard");
    assert_string_equal(ask_now()->attention.weigh->word, "hard");
    assert_false(is_there(VIEW "hard"));
    assert_contains(soft, arena_printf(desk.arena, "=%.3f", distance_to_soft(1)));
    say("force 2 3 0.5");
    assert_null(strstr(words_shown(), "are forced"));
    say("select 2 1");
    assert_contains(words_shown(), "Its weights are forced");
}

static void charts_choose(void **state) {
    (void)state;
    say("view draws");
    click(VIEW "ways/sparse");
    assert_string_equal(ask_now()->attention.weigh->word, "sparse");
    click(VIEW "temperatures/0.25");
    assert_near(ask_now()->attention.temperature, 0.25, 1e-12);
    click(VIEW "temperatures/max");
    assert_string_equal(ask_now()->attention.weigh->word, "argmax");
    click("top/undo");
    assert_string_equal(ask_now()->attention.weigh->word, "sparse");
    DrawBox box = box_of(VIEW "words");
    int S = session_run(desk.session)->source.count;
    click_at(box.x + box.width * 2.5f / (float)S, box.y + box.height / 2);
    assert_int_equal(look_now()->source, 3);
}

static void every_model_and_size(void **state) {
    (void)state;
    static const float sizes[][2] = {{640, 400}, {1024, 640}, {480, 300}, {1920, 1080}};
    static const char *const lines[] = {"weigh hard",     "samples 1000", "scope local-p 2",
                                        "renormalise on", "score none",   "model transformer-dates",
                                        "weigh hard",     "samples 9",    "step first"};
    say("view draws");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        say(lines[i]);
        for (int k = 0; k < 4; k++) resize(sizes[k][0], sizes[k][1]);
    }
    assert_contains(words_shown(), "No row has weights");
    say("step last");
    say("select 2 2");
    assert_contains(words_shown(), "9 of 9 draws");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(the_mean_of_all_draws_is_the_context),
        JOURNEY(draws_fall_one_by_one),
        JOURNEY(a_soft_run_shows_what_hard_would_draw),
        JOURNEY(charts_choose),
        JOURNEY(every_model_and_size),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
