/* The window of a local scope on the source: where it stands, and dragged by its ends and its
 * centre. */
#include "journeys.h"

#include "views/local.h"

#include <math.h>

static void say(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    mouse_away();
}

/* The middle of a grip, and from there to the right by so many tokens; five moves, one gesture. */
static void drag(const char *path, double tokens) {
    enum { MOVES = 5 };
    DrawBox box = box_of(path), first = box_of("view/h1"), second = box_of("view/h2");
    float pitch = second.x - first.x, x = box.x + box.width / 2, y = box.y + box.height - 6;
    act_on(event_move(x, y));
    act_on(event_press(x, y, MOUSE_LEFT, 1));
    for (int i = 1; i <= MOVES; i++)
        act_on(event_move(x + pitch * (float)tokens * (float)i / MOVES, y));
    act_on(event_release(x + pitch * (float)tokens, y, MOUSE_LEFT));
    mouse_away();
}

static double center_of(int row) {
    return local_center(session_run(desk.session), row);
}

static void an_end_is_dragged_as_one_gesture(void **state) {
    (void)state;
    say("scope local-m 3");
    say("step 9");
    assert_near(center_of(9), 9, 0);
    drag("view/window-end", 2.2);
    assert_int_equal(ask_now()->attention.window, 5);
    click("top/undo");
    assert_int_equal(ask_now()->attention.window, 3);
    drag("view/window-start", 2); /* to the centre: narrower */
    assert_int_equal(ask_now()->attention.window, 1);
    drag("view/window-start", 4); /* no farther than it goes */
    assert_int_equal(ask_now()->attention.window, 0);
    assert_string_equal(ask_now()->attention.scope->word, "local-m");
}

static void the_centre_is_dragged_and_let_go(void **state) {
    (void)state;
    say("scope local-p 3");
    say("step 2"); /* a row whose centre is no end of the source */
    double before = center_of(2);
    drag("view/window-center", -6);
    assert_near(center_of(2), before - 6, 0.35);
    assert_contains(state_text(), "center 2 ");
    DrawBox box = box_of("view/window-center");
    float x = box.x + box.width / 2, y = box.y + box.height / 2;
    click_at(x, y);
    act_on(event_press(x, y, MOUSE_LEFT, 2));
    act_on(event_release(x, y, MOUSE_LEFT));
    assert_near(center_of(2), before, 1e-5);
    click("top/undo");
    assert_near(center_of(2), before - 6, 0.35);
    click("top/undo");
    assert_near(center_of(2), before, 1e-5); /* all five moves at once */
}

static void the_window_answers_to_arrows(void **state) {
    (void)state;
    say("scope local-m 3");
    say("step 9");
    tab_to("view/window-end");
    key(KEY_RIGHT, 0);
    key(KEY_RIGHT, 0);
    assert_int_equal(ask_now()->attention.window, 5);
    tab_to("view/window-center");
    key(KEY_LEFT, 0);
    assert_near(center_of(9), 8.5, 1e-6);
}

/* What is told of the row: the sum that is left, and what is outside. */
static void the_sum_and_the_mask_are_the_traces(void **state) {
    (void)state;
    static const char *const lines[] = {"scope local-m 2", "scope local-p 3", "renormalise on"};
    for (int i = 0; i < 3; i++) {
        say(lines[i]);
        for (int t = 1; t <= session_run(desk.session)->target.count; t++) {
            say(arena_printf(desk.arena, "step %d", t));
            const Run *run = session_run(desk.session);
            double sum = 0;
            for (int s = 1; s <= run->source.count; s++) {
                const TraceArray *e = trace_find(run->trace, "attention.scores");
                bool masked = trace_number(e, 0, t - 1, s - 1) == -REAL_INFINITY;
                assert_int_equal(local_masks(run, t, s), masked);
                sum += (double)trace_number(trace_find(run->trace, "attention.weights"), 0, t - 1,
                                            s - 1);
            }
            assert_contains(words_shown(), arena_printf(desk.arena, "%.3f", sum));
        }
    }
    say("scope global");
    assert_false(is_there("view/window-end"));
    say("scope local-p 3");
    say("step 3 2"); /* no scores yet, and no window */
    assert_false(is_there("view/window-center"));
    say("step 3 3");
    assert_true(is_there("view/window-center"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(an_end_is_dragged_as_one_gesture),
        JOURNEY(the_centre_is_dragged_and_let_go),
        JOURNEY(the_window_answers_to_arrows),
        JOURNEY(the_sum_and_the_mask_are_the_traces),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
