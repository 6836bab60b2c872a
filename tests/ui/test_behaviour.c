/* What widgets answer to a mouse and a keyboard, by injected events on a whole screen. */
#include "scene.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static int start(void **state) {
    (void)state;
    scene_reset();
    driver.theme = COLOR_LIGHT;
    driver_start(scene_build, 1280, 800);
    return 0;
}

static void a_click_in_one_frame_is_one_click(void **state) {
    (void)state;
    driver_click("export", 1);
    assert_int_equal(scene.clicks, 1);
    driver_click("export", 2);
    assert_int_equal(scene.clicks, 3);
    driver_click("left/score/Dot", 1);
    assert_int_equal(scene.score, 1);
}

static void letting_go_elsewhere_is_no_click(void **state) {
    (void)state;
    DrawBox box = driver_box("export");
    Event events[] = {event_press(box.x + 5, box.y + 5, MOUSE_LEFT, 1), event_move(600, 500),
                      event_release(600, 500, MOUSE_LEFT)};
    driver_run(events, 3);
    assert_int_equal(scene.clicks, 0);
    events[0].button = events[2].button = MOUSE_RIGHT;
    events[2].x = box.x + 5;
    events[2].y = box.y + 5;
    driver_run(events, 3);
    assert_int_equal(scene.clicks, 0);
}

static void disabled_widgets_never_answer(void **state) {
    (void)state;
    const char *const paths[] = {"lessons", "left/score/Bilinear", "left/window", "closed",
                                 "stage/Output"};
    for (int i = 0; i < 5; i++) {
        DrawBox box = driver_box(paths[i]);
        for (int button = 0; button < 3; button++) {
            float x = box.x + box.width / 2, y = box.y + box.height / 2;
            Event events[] = {event_press(x, y, (MouseButton)button, 1), event_move(x + 30, y),
                              event_wheel(x, y, 1), event_release(x, y, (MouseButton)button)};
            driver_run(events, 4);
        }
        driver_type("x");
        driver_key(KEY_ENTER, 0);
        assert_string_equal(ui_focus(driver.ui, NULL), "");
    }
    assert_int_equal(scene.acted, 0);
}

static void tab_walks_every_widget_as_drawn_and_comes_round(void **state) {
    (void)state;
    char first[512] = "", seen[128][128];
    int count = 0, expected = 0;
    for (int i = 0; i < ui_widget_count(driver.ui); i++) {
        UiWidget widget = ui_widget(driver.ui, i);
        expected += widget.role != ROLE_SCROLL && widget.role != ROLE_AREA;
    }
    for (;; count++) {
        driver_key(KEY_TAB, 0);
        bool ring;
        const char *path = ui_focus(driver.ui, &ring);
        assert_true(ring && *path);
        if (!strcmp(path, first)) break;
        if (!*first) snprintf(first, sizeof first, "%s", path);
        for (int i = 0; i < count; i++) assert_string_not_equal(seen[i], path);
        assert_true(count < 100);
        snprintf(seen[count], sizeof seen[count], "%s", path);
    }
    assert_int_equal(count, expected);
    for (int i = count - 1; i >= 0; i--) {
        driver_key(KEY_TAB, KEY_MOD_SHIFT);
        assert_string_equal(ui_focus(driver.ui, NULL), seen[i]);
    }
    assert_int_equal(scene.acted, 0); /* looking changes nothing */
}

static bool shows(const char *words) {
    for (int i = 0; i < list_count(driver.list); i++) {
        const DrawCommand *command = list_at(driver.list, i);
        if (command->kind == DRAW_TEXT && strstr(command->as.text.text, words)) return true;
    }
    return false;
}

/* By keys alone one learns why, and nothing comes of its keys, not even the program's. */
static void a_disabled_widget_says_why_where_the_ring_is(void **state) {
    (void)state;
    const char *why = NULL;
    for (int i = 0; i < ui_widget_count(driver.ui); i++)
        if (!strcmp(ui_widget(driver.ui, i).path, "lessons"))
            why = arena_string(driver.arena, ui_widget(driver.ui, i).disabled);
    char first[12];
    snprintf(first, sizeof first, "%s", why);
    ui_set_focus(driver.ui, "lessons", true);
    driver_run(NULL, 0);
    assert_false(shows(first));
    driver.now += 1;
    driver_run(NULL, 0);
    assert_true(shows(first));
    driver_key(KEY_SPACE, 0);
    driver_key(KEY_ENTER, 0);
    assert_int_equal(scene.acted, 0);
    assert_int_equal(scene.keys, 0);
    driver_key(KEY_TAB, 0);
    assert_false(shows(first));
}

/* A button that is only a sign says its name where the ring is. */
static void a_sign_says_its_name_where_the_ring_is(void **state) {
    (void)state;
    char path[64] = "", name[64] = ""; /* the pass's are gone with it */
    for (int i = 0; i < ui_widget_count(driver.ui) && !*path; i++) {
        UiWidget widget = ui_widget(driver.ui, i);
        if (widget.role != ROLE_BUTTON || widget.disabled || shows(widget.label)) continue;
        snprintf(path, sizeof path, "%s", widget.path);
        snprintf(name, sizeof name, "%s", widget.label);
    }
    assert_true(*path && *name);
    ui_set_focus(driver.ui, path, true);
    driver_run(NULL, 0);
    assert_false(shows(name));
    driver.now += 1;
    driver_run(NULL, 0);
    assert_true(shows(name));
    driver_key(KEY_TAB, 0);
    assert_false(shows(name));
}

static void tab_to(const char *path) {
    ui_set_focus(driver.ui, path, true);
    driver_run(NULL, 0);
    assert_string_equal(ui_focus(driver.ui, NULL), path);
}

static void enter_and_space_are_clicks_where_the_ring_is(void **state) {
    (void)state;
    tab_to("export");
    driver_key(KEY_ENTER, 0);
    driver_key(KEY_SPACE, 0);
    assert_int_equal(scene.clicks, 2);
    assert_int_equal(scene.keys, 0);
    driver_key(KEY_ESCAPE, 0); /* takes the ring away */
    assert_int_equal(scene.keys, 0);
    assert_string_equal(ui_focus(driver.ui, NULL), "");
    driver_click("export", 1);
    driver_key(KEY_SPACE, 0); /* after a click Space is the program's */
    assert_int_equal(scene.clicks, 3);
    assert_int_equal(scene.keys, 1);
}

static void arrows_choose_radios_and_pass_over_disabled_ones(void **state) {
    (void)state;
    tab_to("left/score/Cosine");
    driver_key(KEY_DOWN, 0); /* Bilinear is disabled */
    assert_int_equal(scene.score, 5);
    driver_key(KEY_DOWN, 0); /* the last: stays */
    assert_int_equal(scene.score, 5);
    assert_string_equal(ui_focus(driver.ui, NULL), "left/score/Additive");
    driver_key(KEY_UP, 0);
    driver_key(KEY_UP, 0);
    assert_int_equal(scene.score, 2);
}

static void segments_answer_clicks_and_arrows(void **state) {
    (void)state;
    DrawBox box = driver_box("left/scope");
    float x = box.x + box.width * 0.9f, y = box.y + 5;
    Event events[] = {event_press(x, y, MOUSE_LEFT, 1), event_release(x, y, MOUSE_LEFT)};
    driver_run(events, 2);
    assert_int_equal(scene.scope, 2);
    tab_to("left/scope");
    driver_key(KEY_LEFT, 0);
    assert_int_equal(scene.scope, 1);
    driver_key(KEY_HOME, 0);
    driver_key(KEY_LEFT, 0);
    assert_int_equal(scene.scope, 0);
    driver_key(KEY_END, 0);
    assert_int_equal(scene.scope, 2);
}

static void a_slider_drags_as_one_gesture(void **state) {
    (void)state;
    DrawBox box = driver_box("left/temperature");
    float x = box.x + box.width * 0.6f, y = box.y + box.height / 2;
    driver_event(event_press(x, y, MOUSE_LEFT, 1));
    uint32_t gesture = ui_gesture(driver.ui);
    double before = scene.temperature;
    for (int i = 0; i < 10; i++) {
        driver_event(event_move(x - 5 * (float)i, y + 200)); /* leaving the box does not matter */
        assert_true(scene.temperature <= before);
        before = scene.temperature;
        assert_int_equal(ui_gesture(driver.ui), gesture);
    }
    driver_event(event_move(-500, y));
    assert_near(scene.temperature, 0.1, 1e-9);
    driver_event(event_release(-500, y, MOUSE_LEFT));
    driver_event(event_move(x, y));
    assert_near(scene.temperature, 0.1, 1e-9);
    assert_int_equal(ui_gesture(driver.ui), gesture);
    driver_click("left/temperature", 2);
    assert_near(scene.temperature, 1, 1e-9);
    assert_true(ui_gesture(driver.ui) > gesture);
}

static void a_slider_takes_keys_and_the_wheel(void **state) {
    (void)state;
    scene.scope = 1;
    driver_run(NULL, 0);
    tab_to("left/window");
    driver_key(KEY_RIGHT, 0);
    driver_key(KEY_UP, 0);
    assert_near(scene.window, 4, 0);
    driver_key(KEY_END, 0);
    driver_key(KEY_RIGHT, 0);
    assert_near(scene.window, 9, 0);
    driver_key(KEY_LEFT, KEY_MOD_SHIFT);
    assert_near(scene.window, 1, 0);
    DrawBox box = driver_box("left/window");
    driver_event(event_wheel(box.x + 90, box.y + 10, -1));
    assert_near(scene.window, 2, 0);
    driver_key(KEY_LEFT, KEY_MOD_CTRL); /* is not the slider's */
    assert_int_equal(scene.keys, 1);
}

static void keys_come_through_to_the_program(void **state) {
    (void)state;
    driver_key('c', 0);
    driver_key(KEY_RIGHT, 0);
    assert_int_equal(scene.keys, 2);
    driver_click("input", 1);
    driver_key('c', 0); /* is typed */
    driver_key(KEY_LEFT, 0);
    assert_int_equal(scene.keys, 2);
    driver_key('k', KEY_MOD_CTRL);
    driver_key(KEY_PAGE_DOWN, 0);
    driver_key(KEY_F5, 0);
    assert_int_equal(scene.keys, 5);
}

static void hover_follows_the_mouse_in_the_same_frame(void **state) {
    (void)state;
    DrawBox box = driver_box("train");
    driver_event(event_move(box.x + 5, box.y + 5));
    assert_string_equal(ui_hover(driver.ui), "train");
    assert_int_equal(ui_cursor(driver.ui), CURSOR_HAND);
    box = driver_box("input");
    driver_event(event_move(box.x + 15, box.y + 5));
    assert_int_equal(ui_cursor(driver.ui), CURSOR_TEXT);
    driver_event((Event){.kind = EVENT_LEAVE});
    assert_string_equal(ui_hover(driver.ui), "");
}

static void losing_the_window_lets_go(void **state) {
    (void)state;
    DrawBox box = driver_box("export");
    driver_event(event_press(box.x + 5, box.y + 5, MOUSE_LEFT, 1));
    driver_event((Event){.kind = EVENT_BLUR});
    driver_event(event_release(box.x + 5, box.y + 5, MOUSE_LEFT));
    assert_int_equal(scene.clicks, 0);
}

static void small_windows_scroll_and_tab_brings_into_view(void **state) {
    (void)state;
    driver.height = 400;
    driver_run(NULL, 0);
    DrawBox before = driver_box("left/scope");
    driver_event(event_wheel(100, 200, 1));
    DrawBox after = driver_box("left/scope");
    assert_true(after.y < before.y);
    ui_set_focus(driver.ui, "left/motion", true);
    driver_run(NULL, 0);
    DrawBox panel = driver_box("left"), box = driver_box("left/motion");
    assert_true(box.y >= panel.y && box.y + box.height <= panel.y + panel.height);
    ui_set_focus(driver.ui, "left/score/None", true);
    driver_run(NULL, 0);
    box = driver_box("left/score/None");
    assert_true(box.y >= panel.y);
    DrawBox bar = driver_box("left/bar-down");
    Event drag[] = {event_press(bar.x + 5, bar.y + 10, MOUSE_LEFT, 1),
                    event_move(bar.x + 5, bar.y + 2000),
                    event_release(bar.x + 5, bar.y + 2000, MOUSE_LEFT)};
    driver_run(drag, 3);
    assert_true(driver_box("left/score/None").y < panel.y);
}

static void text_keeps_its_contrast(void **state) {
    (void)state;
    for (int i = 0; i < COLOR_THEMES; i++) {
        const UiTheme *t = theme_get((ColorTheme)i);
        const Color grounds[] = {t->ground, t->panel, t->well};
        const Color inks[] = {t->ink,       t->muted,   t->query, t->key,
                              t->value_ink, t->warning, t->error, t->success};
        for (int g = 0; g < 3; g++)
            for (int k = 0; k < 8; k++) assert_true(color_contrast(inks[k], grounds[g]) >= 4.5);
        const Color pairs[][2] = {{t->accent_ink, t->accent},
                                  {t->accent_ink, t->accent_hover},
                                  {t->accent_ink, t->accent_press},
                                  {t->selected_ink, t->selected},
                                  {t->ink, t->selected},
                                  {t->ink, t->hover},
                                  {t->ink, t->press},
                                  {t->ink, t->selection},
                                  {t->query, t->query_tint},
                                  {t->key, t->key_tint},
                                  {t->value_ink, t->value_tint},
                                  {t->warning, t->warning_tint},
                                  {t->error, t->error_tint},
                                  {t->success, t->success_tint},
                                  {t->tip_ink, t->tip},
                                  {t->muted, t->hover},
                                  {t->selected_muted, t->selected}};
        for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
            if (color_contrast(pairs[k][0], pairs[k][1]) < 4.5)
                fail_msg("theme %d, pair %zu: %.2f", i, k,
                         color_contrast(pairs[k][0], pairs[k][1]));
        assert_true(color_contrast(t->edge, t->panel) >= 3);
        assert_true(color_contrast(t->focus, t->panel) >= 3);
    }
}

static void boxes_are_cut_without_loss(void **state) {
    (void)state;
    DrawBox box = {10, 20, 100, 50};
    DrawBox top = box_cut_top(&box, 10), left = box_cut_left(&box, 500);
    assert_near(top.height, 10, 0);
    assert_near(left.width, 100, 0);
    assert_near(box.width, 0, 0);
    float end = 0;
    for (int i = 0; i < 7; i++) {
        DrawBox part = box_column(draw_box(0, 0, 100, 10), i, 7, 0);
        assert_near(part.x, end, 0);
        end = part.x + part.width;
    }
    assert_near(end, 100, 0);
    DrawBox part = box_column(draw_box(0, 0, 100, 10), 2, 3, 8);
    assert_near(part.x + part.width, 100, 0);
}

static void two_widgets(Ui *ui) {
    ui_push(ui, "a");
    ui_button(ui, "b", draw_box(0, 0, 20, 20), (UiButton){.label = "x"});
    ui_pop(ui);
    ui_button(ui, "a-b", draw_box(30, 0, 20, 20), (UiButton){.label = "y"});
}

static void names_are_paths(void **state) {
    (void)state;
    driver_start(two_widgets, 100, 100);
    assert_true(ui_widget_box(driver.ui, "a/b", NULL));
    assert_true(ui_widget_box(driver.ui, "a-b", NULL));
    assert_false(ui_widget_box(driver.ui, "b", NULL));
    assert_int_equal(ui_widget_count(driver.ui), 2);
}

static UiHit area_hit;
static bool area_held_once, area_dropped;
static void one_area(Ui *ui) {
    UiHit hit = ui_area(ui, "m", draw_box(50, 50, 100, 100),
                        (UiArea){.label = "matrix",
                                 .focusable = true,
                                 .takes_wheel = true,
                                 .takes_arrows = true,
                                 .cursor = CURSOR_MOVE});
    area_hit.dx += hit.dx;
    area_hit.wheel_y += hit.wheel_y;
    area_hit.x = hit.x;
    if (hit.key) area_hit.mods = (uint32_t)hit.key->key;
    area_hit.clicked |= hit.clicked;
    area_hit.right_clicked |= hit.right_clicked;
    area_hit.double_clicked |= hit.double_clicked;
    area_held_once |= hit.dragged;
    area_dropped |= hit.dropped;
}

static void areas_are_dragged_turned_and_stepped(void **state) {
    (void)state;
    memset(&area_hit, 0, sizeof area_hit);
    driver_start(one_area, 300, 300);
    Event drag[] = {event_press(60, 60, MOUSE_LEFT, 1), event_move(80, 60), event_move(95, 70),
                    event_release(95, 70, MOUSE_LEFT)};
    driver_run(drag, 4);
    assert_near(area_hit.dx, 35, 0);
    assert_true(area_held_once && area_dropped);
    driver_event(event_wheel(70, 70, 2));
    assert_near(area_hit.wheel_y, 2, 0);
    driver_event(event_wheel(10, 10, 2));
    assert_near(area_hit.wheel_y, 2, 0);
    area_hit.clicked = false;
    driver_click("m", 2);
    assert_true(area_hit.clicked && area_hit.double_clicked);
    driver_key(KEY_LEFT, 0); /* no ring after a click */
    assert_int_equal(area_hit.mods, 0);
    driver_key(KEY_TAB, 0);
    driver_key(KEY_LEFT, 0);
    assert_int_equal(area_hit.mods, KEY_LEFT);
    Event right[] = {event_press(60, 60, MOUSE_RIGHT, 1), event_release(60, 60, MOUSE_RIGHT)};
    driver_run(right, 2);
    assert_true(area_hit.right_clicked);
}

static int chips_clicked, chips_closed;
static void one_chip(Ui *ui) {
    bool closed;
    chips_clicked += ui_chip(ui, "w", draw_box(10, 10, 70, 28),
                             (UiChip){.label = "see", .closes = true, .closed = &closed});
    chips_closed += closed;
}

static void chips_close_by_their_cross_and_by_delete(void **state) {
    (void)state;
    driver_start(one_chip, 100, 100);
    driver_click("w", 1);
    assert_int_equal(chips_clicked * 10 + chips_closed, 10);
    Event events[] = {event_press(70, 20, MOUSE_LEFT, 1), event_release(70, 20, MOUSE_LEFT)};
    driver_run(events, 2);
    assert_int_equal(chips_clicked * 10 + chips_closed, 11);
    driver_key(KEY_TAB, 0);
    driver_key(KEY_DELETE, 0);
    assert_int_equal(chips_clicked * 10 + chips_closed, 12);
    driver_key(KEY_ENTER, 0);
    assert_int_equal(chips_clicked * 10 + chips_closed, 22);
}

static void a_still_frame_wants_no_other(void **state) {
    (void)state;
    driver_start(two_widgets, 100, 100);
    assert_true(ui_wants_frame(driver.ui) < 0);
}

static void motion_asks_for_frames_until_it_ends(void **state) {
    (void)state;
    driver_start(two_widgets, 100, 100);
    driver.moving = true;
    driver_run(NULL, 0);
    driver.now += 10; /* asleep */
    driver_event(event_move(5, 5));
    assert_near(ui_wants_frame(driver.ui), 0, 0);
    driver.now += 0.2;
    driver_run(NULL, 0);
    assert_true(ui_wants_frame(driver.ui) < 0);
    driver_start(scene_build, 1280, 800);
    scene.toast = false;
    driver_click("input", 1);
    double wait = ui_wants_frame(driver.ui);
    assert_true(wait >= 0 && wait <= 0.6); /* the caret blinks, a bar runs */
    driver.moving = false;
    driver_run(NULL, 0);
    assert_true(ui_wants_frame(driver.ui) < 0);
}

static void sizes_grow_with_the_text(void **state) {
    (void)state;
    UiMetrics one = theme_metrics(1), three = theme_metrics(3), more = theme_metrics(9);
    assert_near(one.control, 32, 0);
    assert_near(three.text, 3 * one.text, 0);
    assert_near(more.text, three.text, 0);
    assert_near(theme_metrics(0).text, one.text, 0);
}

static void two_of_one_path(Ui *ui) {
    ui_button(ui, "a", draw_box(0, 0, 20, 20), (UiButton){.label = "x"});
    ui_button(ui, "a", draw_box(30, 0, 20, 20), (UiButton){.label = "y"});
}

static void unnamed(Ui *ui) {
    ui_button(ui, "", draw_box(0, 0, 20, 20), (UiButton){.label = "x"});
}

static void not_popped(Ui *ui) {
    ui_push(ui, "a");
}

static void our_mistakes_abort(void **state) {
    (void)state;
    Build *const mistakes[] = {two_of_one_path, unnamed, not_popped};
    for (int i = 0; i < 3; i++) {
        driver_start(two_widgets, 100, 100);
        pid_t child = fork();
        if (!child) {
            fclose(stderr);
            signal(SIGABRT, SIG_DFL);
            driver.build = mistakes[i];
            driver_pass(NULL, 0);
            _exit(0);
        }
        int status;
        waitpid(child, &status, 0);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    }
}

int main(void) {
#define ON_SCREEN(test) cmocka_unit_test_setup(test, start)
    const struct CMUnitTest tests[] = {
        ON_SCREEN(a_click_in_one_frame_is_one_click),
        ON_SCREEN(letting_go_elsewhere_is_no_click),
        ON_SCREEN(disabled_widgets_never_answer),
        ON_SCREEN(tab_walks_every_widget_as_drawn_and_comes_round),
        ON_SCREEN(enter_and_space_are_clicks_where_the_ring_is),
        ON_SCREEN(a_disabled_widget_says_why_where_the_ring_is),
        ON_SCREEN(a_sign_says_its_name_where_the_ring_is),
        ON_SCREEN(arrows_choose_radios_and_pass_over_disabled_ones),
        ON_SCREEN(segments_answer_clicks_and_arrows),
        ON_SCREEN(a_slider_drags_as_one_gesture),
        ON_SCREEN(a_slider_takes_keys_and_the_wheel),
        ON_SCREEN(keys_come_through_to_the_program),
        ON_SCREEN(hover_follows_the_mouse_in_the_same_frame),
        ON_SCREEN(losing_the_window_lets_go),
        ON_SCREEN(small_windows_scroll_and_tab_brings_into_view),
        cmocka_unit_test(text_keeps_its_contrast),
        cmocka_unit_test(boxes_are_cut_without_loss),
        cmocka_unit_test(names_are_paths),
        cmocka_unit_test(our_mistakes_abort),
        cmocka_unit_test(areas_are_dragged_turned_and_stepped),
        cmocka_unit_test(chips_close_by_their_cross_and_by_delete),
        cmocka_unit_test(a_still_frame_wants_no_other),
        cmocka_unit_test(motion_asks_for_frames_until_it_ends),
        cmocka_unit_test(sizes_grow_with_the_text),
    };
    return cmocka_run_group_tests(tests, driver_open, driver_close);
}
