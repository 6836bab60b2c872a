/* Looking closer at a matrix with the mouse and keys: wheel, drag, keys, double click, minimap. */
#include "journeys.h"

#include <math.h>

static int start_weights(void **state) {
    if (desk_start(state)) return -1;
    session_apply(desk.session, "input \"somewhere in the month of May, on the third day, 2001\"",
                  NULL);
    session_apply(desk.session, "view weights", NULL);
    mouse_away(); /* there are few rows, which always fit: columns are what is zoomed and panned */
    return 0;
}

static DrawBox cells(void) {
    return box_of("view/weights");
}

/* The cell that is under the mouse, by what is pinned when it is clicked. */
static void pinned_at(float x, float y, int *target, int *source) {
    session_apply(desk.session, "select none", NULL);
    click_at(x, y);
    *target = look_now()->target;
    *source = look_now()->source;
}

static void wheel_at(float x, float y, float notches) {
    Event events[] = {event_move(x, y), event_wheel(x, y, notches)};
    act(events, 2);
}

static void the_wheel_zooms_where_the_mouse_is(void **state) {
    (void)state;
    DrawBox box = cells();
    float x = box.x + box.width * 0.62f, y = box.y + box.height * 0.4f;
    int t, s, t2, s2;
    pinned_at(x, y, &t, &s);
    assert_true(t > 1 && s > 1);
    for (int i = 0; i < 3; i++) wheel_at(x, y, -1);
    assert_near(look_now()->zoom, 1.25 * 1.25 * 1.25, 1e-3);
    pinned_at(x, y, &t2, &s2);
    assert_int_equal(s2, s);
    assert_in_range(t2, t - 1, t + 1); /* labels that need less room move the rows a little */
    for (int i = 0; i < 9; i++) wheel_at(x, y, 1);
    assert_near(look_now()->zoom, 1, 0);
}

static void a_drag_pans_and_is_one_undo(void **state) {
    (void)state;
    DrawBox box = cells();
    float x = box.x + box.width / 2, y = box.y + box.height / 2;
    session_apply(desk.session, "zoom 1.6", NULL);
    mouse_away();
    double col = look_now()->pan_source;
    int target = look_now()->target;
    Event events[] = {event_move(x, y),           event_press(x, y, MOUSE_LEFT, 1),
                      event_move(x + 10, y),      event_move(x + 40, y + 20),
                      event_move(x + 60, y + 30), event_release(x + 60, y + 30, MOUSE_LEFT)};
    act(events, 6);
    assert_true(look_now()->pan_source < col);
    assert_int_equal(look_now()->target, target); /* a drag pins nothing */
    key('z', KEY_MOD_CTRL);
    assert_near(look_now()->pan_source, col, 1e-9);
}

static void what_is_clicked_is_what_is_seen(void **state) {
    (void)state;
    session_apply(desk.session, "zoom 1.5", NULL);
    session_apply(desk.session, "pan 1 9", NULL);
    mouse_away();
    DrawBox box = cells();
    int t, s;
    pinned_at(box.x + 4, box.y + 4, &t, &s);
    assert_int_equal(t, 1);
    assert_int_equal(s, 9);
}

static void keys_zoom_and_shift_pans(void **state) {
    (void)state;
    session_apply(desk.session, "select none", NULL);
    tab_to("view/weights");
    key('+', 0);
    assert_near(look_now()->zoom, 1.5, 1e-9);
    double col = look_now()->pan_source;
    key(KEY_RIGHT, KEY_MOD_SHIFT);
    assert_true(look_now()->pan_source > col);
    assert_int_equal(look_now()->target, 0);       /* pans; the pinned cell does not move */
    for (int i = 0; i < 60; i++) key(KEY_LEFT, 0); /* the window follows what is pinned */
    assert_int_equal(look_now()->source, 1);
    assert_near(look_now()->pan_source, 1, 1e-9);
    key('-', 0);
    assert_near(look_now()->zoom, 1, 1e-9);
}

static void a_double_click_zooms_in_and_keeps_the_pin(void **state) {
    (void)state;
    DrawBox box = cells();
    float x = box.x + box.width * 0.3f, y = box.y + box.height * 0.3f;
    Event events[] = {event_move(x, y), event_press(x, y, MOUSE_LEFT, 1),
                      event_release(x, y, MOUSE_LEFT), event_press(x, y, MOUSE_LEFT, 2),
                      event_release(x, y, MOUSE_LEFT)};
    act(events, 5);
    assert_true(look_now()->zoom > 1.5);
    assert_true(look_now()->target > 0 && look_now()->source > 0);
}

static void the_minimap_is_dragged(void **state) {
    (void)state;
    assert_false(is_there("view/weights map"));
    session_apply(desk.session, "zoom 1.6", NULL);
    session_apply(desk.session, "pan 1 1", NULL);
    mouse_away();
    DrawBox map = box_of("view/weights map");
    click_at(map.x + map.width - 2, map.y + map.height - 2);
    assert_true(look_now()->pan_source > 5);
    click_at(map.x + 2, map.y + 2);
    assert_near(look_now()->pan_source, 1, 1e-9);
    assert_int_equal(look_now()->target, 0);
}

static void tools_search_and_rescale(void **state) {
    (void)state;
    click("view/tools/find");
    type("1");
    key(KEY_ENTER, 0);
    assert_string_equal(look_now()->find, "1");
    assert_int_equal(look_now()->found, 1);
    key(KEY_ENTER, 0);
    assert_int_equal(look_now()->found, 2);
    assert_contains(words_shown(), "“1” 2 of ");
    segment("view/tools/stretch", 1, 3);
    assert_int_equal(look_now()->stretch, STRETCH_LOG);
    assert_contains(words_shown(), "0.0001");
    click("view/tools/in");
    assert_near(look_now()->zoom, 1.5, 1e-9);
    click("view/tools/fit");
    assert_near(look_now()->zoom, 1, 1e-9);
    click("view/tools/hide"); /* what is searched for */
    mouse_away();
    assert_string_equal(look_now()->hide, "1");
    assert_contains(words_shown(), "without “1”: 0.");
    assert_null(strstr(words_shown(), "“1” 2 of "));
    click("view/tools/hide");
    mouse_away();
    assert_string_equal(look_now()->hide, "");
    assert_null(strstr(words_shown(), "without “1”"));
    session_apply(desk.session, "model brackets", NULL); /* the first token, a sink as a rule */
    session_apply(desk.session, "find none", NULL);
    session_apply(desk.session, "view weights", NULL);
    mouse_away();
    assert_contains(words_shown(), "Hide “a”");
    click("view/tools/hide");
    assert_string_equal(look_now()->hide, "a");
    mouse_away();
    click("view/weights unhide"); /* the cross of the pill that says so */
    assert_string_equal(look_now()->hide, "");
    mouse_away();
    assert_false(is_there("view/weights unhide"));
}

/* More columns than pixels: said, and pooled as is asked. */
static void a_reduced_picture_says_so(void **state) {
    (void)state;
    char line[1000] = "input \"";
    while (strlen(line) < 900) strcat(line, "3 May 2001 ");
    strcat(line, "\"");
    resize(1024, 640);
    assert_true(session_apply(desk.session, line, NULL));
    mouse_away();
    assert_contains(words_shown(), "each dot the largest of 1 × 2");
    segment("view/tools/pool", 1, 2);
    assert_contains(words_shown(), "each dot the mean of 1 × 2");
    session_apply(desk.session, "zoom 8", NULL);
    mouse_away();
    assert_false(strstr(words_shown(), "each dot") != NULL);
    assert_contains(words_shown(), "rows "); /* which are seen */
}

#define CLOSER(test) cmocka_unit_test_setup_teardown(test, start_weights, desk_end)

int main(void) {
    const struct CMUnitTest tests[] = {
        CLOSER(the_wheel_zooms_where_the_mouse_is),
        CLOSER(a_drag_pans_and_is_one_undo),
        CLOSER(what_is_clicked_is_what_is_seen),
        CLOSER(keys_zoom_and_shift_pans),
        CLOSER(a_double_click_zooms_in_and_keeps_the_pin),
        CLOSER(the_minimap_is_dragged),
        CLOSER(tools_search_and_rescale),
        CLOSER(a_reduced_picture_says_so),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
