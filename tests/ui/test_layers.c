/* Menus, dialogs and the palette: what lies on top answers, what is below waits. */
#include "scene.h"

static int start(void **state) {
    (void)state;
    scene_reset();
    driver.theme = COLOR_LIGHT;
    driver_start(scene_build, 1280, 800);
    return 0;
}

static void tab_to(const char *path) {
    ui_set_focus(driver.ui, path, true);
    driver_run(NULL, 0);
    assert_string_equal(ui_focus(driver.ui, NULL), path);
}

static void menus_open_choose_and_close_by_keys(void **state) {
    (void)state;
    tab_to("model");
    driver_key(KEY_ENTER, 0);
    assert_true(ui_layer_open(driver.ui));
    driver_key(KEY_DOWN, 0);
    driver_key(KEY_ENTER, 0);
    assert_false(ui_layer_open(driver.ui));
    assert_int_equal(scene.model, 1);
    assert_string_equal(ui_focus(driver.ui, NULL), "model"); /* where it was */
    driver_key(KEY_DOWN, 0);
    driver_key('r', 0);
    driver_type("r");
    driver_type("ev");
    driver_key(KEY_ENTER, 0);
    assert_int_equal(scene.model, 2);
    driver_key(KEY_SPACE, 0);
    driver_key(KEY_ESCAPE, 0);
    assert_false(ui_layer_open(driver.ui));
    assert_int_equal(scene.model, 2);
    assert_int_equal(scene.keys, 0);
}

static void menus_choose_by_mouse_and_close_by_a_click_outside(void **state) {
    (void)state;
    driver_click("model", 1);
    driver_click("model-menu/lines/line2", 1);
    assert_int_equal(scene.model, 2);
    driver_click("model", 1);
    driver_click("model-menu/lines/line5", 1); /* disabled */
    assert_true(ui_layer_open(driver.ui));
    driver_click("export", 1); /* only closes */
    assert_false(ui_layer_open(driver.ui));
    assert_int_equal(scene.clicks, 0);
    assert_int_equal(scene.model, 2);
}

static void a_dialog_blocks_what_is_below(void **state) {
    (void)state;
    tab_to("train");
    driver_click("compare", 1);
    assert_true(scene.dialog && ui_layer_open(driver.ui));
    int clicks = scene.clicks, acted = scene.acted;
    driver_click("export", 1);
    driver_click("left/score/Dot", 1);
    DrawBox box = driver_box("left/temperature");
    driver_event(event_wheel(box.x + 90, box.y + 10, -1));
    driver_event(event_move(box.x + 90, box.y + 10));
    assert_string_equal(ui_hover(driver.ui), "");
    driver_key('x', 0);
    driver_type("x");
    assert_int_equal(scene.clicks, clicks);
    assert_int_equal(scene.acted, acted);
    assert_int_equal(scene.keys, 0);
    for (int i = 0; i < 7; i++) {
        driver_key(KEY_TAB, 0);
        assert_contains(ui_focus(driver.ui, NULL), "dialog/");
    }
    driver_click("dialog/stay", 1);
    assert_int_equal(scene.clicks, clicks + 1);
    driver_key(KEY_ESCAPE, 0);
    assert_false(scene.dialog);
    driver_click("export", 1);
    assert_int_equal(scene.clicks, clicks + 2);
}

static void the_palette_filters_completes_and_runs(void **state) {
    (void)state;
    scene.palette = true;
    driver_run(NULL, 0);
    assert_string_equal(ui_focus(driver.ui, NULL), "palette/line");
    driver_type("thd");
    driver_key(KEY_ENTER, 0);
    assert_string_equal(scene.ran, "theme dark");
    assert_false(scene.palette || ui_layer_open(driver.ui));
    scene.palette = true;
    driver_run(NULL, 0);
    driver_type("window 3"); /* goes on after an action's words: as typed */
    driver_key(KEY_ENTER, 0);
    assert_string_equal(scene.ran, "window 3");
    scene.palette = true;
    driver_run(NULL, 0);
    driver_type("wind");
    driver_key(KEY_ENTER, 0); /* needs a number: is completed, not run */
    assert_true(scene.palette);
    driver_type("7");
    driver_key(KEY_ENTER, 0);
    assert_string_equal(scene.ran, "window 7");
    scene.palette = true;
    driver_run(NULL, 0);
    driver_type("score");
    driver_key(KEY_DOWN, 0);
    driver_key(KEY_ENTER, 0);
    assert_string_equal(scene.ran, "score dot"); /* the first is lit already */
}

static void the_palette_shows_errors_and_closes(void **state) {
    (void)state;
    scene.palette = true;
    driver_run(NULL, 0);
    driver_type("bad zzz");
    driver_key(KEY_ENTER, 0);
    assert_true(scene.palette && *scene.error);
    driver_key(KEY_BACKSPACE, 0);
    assert_string_equal(scene.error, "");
    driver_key(KEY_ESCAPE, 0);
    assert_false(scene.palette);
    scene.palette = true;
    driver_run(NULL, 0);
    DrawBox box = driver_box("export");
    driver_event(event_press(box.x + 3, box.y + 3, MOUSE_LEFT, 1));
    assert_false(scene.palette);
    assert_int_equal(scene.clicks, 0);
}

static void matching_prefers_words_and_runs(void **state) {
    (void)state;
    assert_int_equal(palette_match("", "anything", NULL), 0);
    assert_int_equal(palette_match("xyz", "score", NULL), -1);
    assert_true(palette_match("sd", "score dot", NULL) > palette_match("sd", "a seed", NULL));
    assert_true(palette_match("dot", "score dot", NULL) > palette_match("dot", "wide port", NULL));
    bool marks[16];
    assert_true(palette_match("SD", "score dot", marks) > 0);
    assert_true(marks[0] && marks[6] && !marks[1]);
    char longest[400];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    assert_int_equal(palette_match(longest, longest, NULL), -1);
    assert_true(palette_match("aaa", longest, NULL) > 0);
}

static void a_click_beside_the_lines_leaves_the_palette_typing(void **state) {
    (void)state;
    scene.palette = true;
    driver_run(NULL, 0);
    DrawBox box = driver_box("palette/line");
    Event events[] = {event_press(box.x - 4, box.y - 4, MOUSE_LEFT, 1),
                      event_release(box.x - 4, box.y - 4, MOUSE_LEFT)};
    driver_run(events, 2);
    assert_true(scene.palette);
    driver_type("window");
    driver_click("palette/lines/line4", 1); /* needs a number: is completed */
    driver_type("8");
    driver_key(KEY_ENTER, 0);
    assert_string_equal(scene.ran, "window 8");
}

int main(void) {
#define ON_SCREEN(test) cmocka_unit_test_setup(test, start)
    const struct CMUnitTest tests[] = {
        ON_SCREEN(menus_open_choose_and_close_by_keys),
        ON_SCREEN(menus_choose_by_mouse_and_close_by_a_click_outside),
        ON_SCREEN(a_dialog_blocks_what_is_below),
        ON_SCREEN(the_palette_filters_completes_and_runs),
        ON_SCREEN(the_palette_shows_errors_and_closes),
        cmocka_unit_test(matching_prefers_words_and_runs),
        ON_SCREEN(a_click_beside_the_lines_leaves_the_palette_typing),
    };
    return cmocka_run_group_tests(tests, driver_open, driver_close);
}
