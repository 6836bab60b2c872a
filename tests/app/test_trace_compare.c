/* Every digit of a comparison traces back: in A, in B, and their difference to both. */
#include "following.h"

static void assert_followed_in_b(const char *words) {
    RunCell at;
    if (!run_followed_in(session_other(desk.session), FOLLOW_B, look_now(), &at))
        fail_msg("nothing is followed in B");
    assert_string_equal(run_cell_words(desk.arena, &at), words);
    mouse_away();
    const char *number = three_decimals((double)run_cell_number(&at)), *shown = words_shown();
    assert_true(strstr(shown, arena_printf(desk.arena, " = %s\n", number)) ||
                strstr(shown, arena_printf(desk.arena, " ≈ %s\n", number)));
}

static double weight_of(const Run *run, int t, int s) {
    return (double)trace_number(trace_find(run->trace, "attention.weights"), 0, t - 1, s - 1);
}

static void comparisons_are_followed(void **state) {
    (void)state;
    const UiTheme *theme = theme_now();
    say("compare \"score dot\"");
    assert_false(is_there("view/trace-A"));
    say("select 8 18");
    click("view/trace-A");
    assert_followed("attention.weights 8 18");
    mouse_away();
    assert_formula_ends_right();
    assert_int_equal(frames_in(box_of("view/a/weights"), theme->accent), 1);
    assert_int_equal(frames_in(box_of("view/b/weights"), theme->positive), 0);
    key(KEY_ESCAPE, 0);
    assert_non_null(session_other(desk.session));
    click("view/trace-B");
    assert_followed_in_b("attention.weights 8 18");
    assert_contains(words_shown(), "TRACE in B");
    key(KEY_ESCAPE, 0);
    /* A − B: an operand in each run */
    click("view/trace-−");
    assert_int_equal(look_now()->followed[0].in, FOLLOW_DIFFERENCE);
    mouse_away();
    const Run *a = session_run(desk.session), *b = session_other(desk.session);
    const char *line =
        arena_printf(desk.arena, "= %s − %s = %s\n", three_decimals(weight_of(a, 8, 18)),
                     three_decimals(weight_of(b, 8, 18)),
                     three_decimals(weight_of(a, 8, 18) - weight_of(b, 8, 18)));
    assert_contains(words_shown(), line);
    assert_int_equal(frames_in(box_of("view/a/weights"), theme->positive), 1);
    assert_int_equal(frames_in(box_of("view/b/weights"), theme->positive), 1);
    assert_int_equal(frames_in(box_of("view/difference/weights"), theme->accent), 1);
    click_box(labelled("view/formula/B", "attention.weights 8 18"));
    assert_followed_in_b("attention.weights 8 18");
    click_box(labelled("inspector/trace", "difference 8 18")); /* the way */
    assert_int_equal(look_now()->followed_count, 1);
    click_box(labelled("inspector/trace", "attention.weights 8 18"));
    assert_followed("attention.weights 8 18");
    /* on in B: a cell of its matrix, its score, a component of its query */
    float x = 0, y = 0;
    cell_at("view/b/weights", 8, 27, &x, &y);
    click_at(x, y);
    assert_followed_in_b("attention.weights 8 27");
    click_box(labelled("inspector/trace", "attention.scores 8 27"));
    assert_followed_in_b("attention.scores 8 27");
}

/* Numbers of either run at random, in windows of several sizes: always drawn. */
static void both_runs_at_random(void **state) {
    (void)state;
    static const char *const lines[] = {"compare \"score dot\"", "compare \"score none\"",
                                        "model transformer-dates", "compare \"head encoder 2.3\""};
    Rng rng = rng_seeded(3);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        say(lines[i]);
        for (int k = 0; k < 16 && session_other(desk.session); k++) {
            bool second = rng_unit(&rng) < 0.5;
            const Run *run = second ? session_other(desk.session) : session_run(desk.session);
            const TraceArray *a = &run->trace->arrays[(int)(rng_unit(&rng) * run->trace->count)];
            if (a->tokens) continue;
            RunCell at =
                run_cell_at(a, (int)(rng_unit(&rng) * a->planes), (int)(rng_unit(&rng) * a->rows),
                            (int)(rng_unit(&rng) * a->cols));
            say(arena_printf(desk.arena, "follow %s%s", second ? "b " : "",
                             run_cell_words(desk.arena, &at)));
            resize(k % 2 ? 1440 : 1100, k % 3 ? 900 : 500);
            assert_contains(words_shown(), "MADE OF");
            assert_contains(words_shown(), second ? "TRACE in B" : "TRACE in A");
        }
    }
}

/* The vectors of the decoders, and the numbers in words. */
static void what_a_decoder_was_given_is_followed(void **state) {
    (void)state;
    say("compare \"score none\"");
    DrawBox box = box_of("view/b/vectors");
    click_holding(box.x + box.width * 11.5f / 64, box.y + box.height * 7.5f / 11, KEY_MOD_CTRL);
    assert_int_equal(look_now()->followed[0].in, FOLLOW_B);
    RunCell at;
    assert_true(run_followed_in(session_other(desk.session), FOLLOW_B, look_now(), &at));
    assert_string_equal(run_cell_words(desk.arena, &at), "attention.context 8 12");
    box = box_of("view/given/a/vectors");
    click_at(box.x + box.width * 11.5f / 64, box.y + box.height * 7.5f / 11);
    assert_followed("attention.context 8 12");
    mouse_away();
    assert_formula_ends_right();
    int columns = session_run(desk.session)->source.count;
    assert_int_equal(frames_in(box_of("view/given/a/vectors"), theme_now()->accent),
                     2); /* itself; and the row spoken of */
    assert_int_equal(frames_in(box_of("view/a/weights"), theme_now()->positive), 1); /* a row */
    say("follow none");
    say("compare \"score dot\"");
    say("select 8 18");
    click_box(labelled("view/changed",
                       arena_printf(desk.arena, "follow b attention.weights 8 %d", columns)));
    assert_followed_in_b(arena_printf(desk.arena, "attention.weights 8 %d", columns));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(comparisons_are_followed),
        JOURNEY(both_runs_at_random),
        JOURNEY(what_a_decoder_was_given_is_followed),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
