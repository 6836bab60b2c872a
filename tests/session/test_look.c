/* The words for looking closer: zoom, pan, stretch, pool, find, hide; undo and saved states. */
#include "session/one.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void zoom_keeps_what_is_pinned_or_the_middle(void **state) {
    (void)state;
    int S = session_run(session)->source.count, T = session_run(session)->target.count;
    say("zoom 2");
    assert_near(look()->zoom, 2, 0);
    assert_near(look()->pan_source, 1 + S / 4.0, 1e-9); /* the middle half */
    assert_near(look()->pan_target, 1 + T / 4.0, 1e-9);
    say("zoom 1");
    assert_near(look()->pan_source, 1, 1e-9);
    say("select 1 20");
    say("zoom 2"); /* the middle of column 20 stays where it was */
    assert_near((20.5 - look()->pan_source) * 2, 20.5 - 1, 1e-9);
    assert_near((1.5 - look()->pan_target) * 2, 1.5 - 1, 1e-9);
    say("pan 1 1");
    say("zoom 4"); /* not in sight: to the middle, as far as there is room */
    assert_true(look()->pan_source < 20 && look()->pan_source + S / 4.0 > 21);
}

static void pan_is_held_to_the_matrix(void **state) {
    (void)state;
    say("zoom 3");
    say("pan 2.25 4000");
    assert_near(look()->pan_target, 2.25, 0);
    assert_near(look()->pan_source, session_run(session)->source.count, 0);
    refused("pan 0 1", "pan takes a number from 1");
    refused("pan 1", "pan needs more");
    refused("zoom 0.5", "zoom takes a number from 1");
    refused("zoom x", "zoom takes a number");
    refused("stretch logs", "did you mean log?");
    refused("pool median", "pool takes max or mean");
}

static void a_gesture_is_one_undo(void **state) {
    (void)state;
    for (int i = 0; i < 9; i++) {
        char line[40];
        snprintf(line, sizeof line, "zoom %d", i + 2);
        assert_true(session_apply_gesture(session, line, 77, NULL));
        assert_true(session_apply_gesture(session, "pan 2 2", 77, NULL));
    }
    assert_near(look()->zoom, 10, 0);
    say("undo");
    assert_near(look()->zoom, 1, 0);
    assert_false(session_can_undo(session));
    say("redo");
    assert_near(look()->zoom, 10, 0);
    assert_near(look()->pan_target, 2, 0);
}

static void find_goes_from_match_to_match(void **state) {
    (void)state;
    say("input \"3 May 2001\""); /* columns 3, ␣, M, a, y, ␣, 2, 0, 0, 1, </s>; rows 2001-05-03 */
    say("zoom 4");
    say("find 0");
    assert_int_equal(look()->found, 1);
    double first = look()->pan_source;
    say("find 0");
    assert_int_equal(look()->found, 2);
    assert_near(look()->pan_source - first, 1, 1e-9); /* the two 0 are neighbours */
    double columns = look()->pan_source;
    say("find 0"); /* from here on rows */
    assert_near(look()->pan_source, columns, 0);
    assert_int_equal(look()->found, 3);
    RunMatrix m = run_matrix(session_run(session), look(), MATRIX_WEIGHTS);
    int count = finding_count(m, finding_of(m, "0"));
    for (int i = 3; i < count; i++) say("find 0");
    assert_int_equal(look()->found, count);
    say("find 0");
    assert_int_equal(look()->found, 1); /* round */
    say("find 0 2");
    assert_int_equal(look()->found, 2);
    say("find none");
    assert_string_equal(look()->find, "");
    say("find s>"); /* no such token, but one contains it */
    assert_int_equal(look()->found, 1);
    say("find nowhere");
    assert_contains(session_message(session), "no token here contains “nowhere”");
    assert_int_equal(look()->found, 0);
}

static void hide_and_another_input(void **state) {
    (void)state;
    say("hide 1");
    say("find 9");
    say("zoom 2");
    say("input \"3 May 2001\"");
    assert_string_equal(look()->hide, "1"); /* a wish, not a place */
    assert_string_equal(look()->find, "");
    assert_near(look()->zoom, 1, 0);
    say("hide elephant");
    assert_contains(session_message(session), "nothing is left out");
    say("hide none");
    assert_string_equal(look()->hide, "");
}

static void a_state_says_what_is_seen(void **state) {
    (void)state;
    static const char *const lines[] = {"zoom 3",    "find 1 2",   "pan 2.125 7.5", "stretch log",
                                        "pool mean", "hide \"a\"", "select 2 3"};
    for (int i = 0; i < 7; i++) say(lines[i]);
    Buffer before = {0}, after = {0};
    session_write_state(session, &before);
    say("reset");
    char *copy = strdup(before.data);
    for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n")) say(line);
    session_write_state(session, &after);
    assert_string_equal(before.data, after.data);
    assert_contains(before.data, "pan 2.125 7.5");
    free(copy);
    buffer_free(&before);
    buffer_free(&after);
}

#define LOOK(test) cmocka_unit_test_setup_teardown(test, start, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        LOOK(zoom_keeps_what_is_pinned_or_the_middle),
        LOOK(pan_is_held_to_the_matrix),
        LOOK(a_gesture_is_one_undo),
        LOOK(find_goes_from_match_to_match),
        LOOK(hide_and_another_input),
        LOOK(a_state_says_what_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
