/* Small windows keep every control: what a large window shows stands in a small one too, or in one
 * of its drawers, menus or scrolled panels. And what those menus do. */
#include "journeys.h"

static void say(const char *line) {
    Error error;
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
}

static void settle(void) {
    act(NULL, 0);
    act(NULL, 0);
}

/* --- every control --------------------------------------------------------------------------- */

typedef struct Controls {
    const char *paths[800], *labels[800];
    int count;
} Controls;

static bool ends_with(const char *text, const char *tail) {
    size_t a = strlen(text), b = strlen(tail);
    return a >= b && !strcmp(text + a - b, tail) && (a == b || text[a - b - 1] == '/');
}

static bool is_scrolled(const char *path) {
    const Ui *ui = frame_ui(desk.frame);
    for (int i = 0; i < ui_widget_count(ui); i++) {
        UiWidget widget = ui_widget(ui, i);
        size_t n = strlen(widget.path);
        if (widget.role == ROLE_SCROLL && !strncmp(widget.path, path, n) && path[n] == '/')
            return true;
    }
    return false;
}

/* What one picture shows: areas are pictures, and the words below are as many as fit. */
static bool is_control(const UiWidget *widget) {
    if (widget->role == ROLE_SCROLL || widget->role == ROLE_AREA) return false;
    if (!strncmp(widget->path, "steps/words/", 12)) return false;
    bool seen = widget->seen.width > 4 && widget->seen.height > 4;
    return seen || is_scrolled(widget->path);
}

static void collect(Controls *out) {
    const Ui *ui = frame_ui(desk.frame);
    for (int i = 0; i < ui_widget_count(ui); i++) {
        UiWidget widget = ui_widget(ui, i);
        if (!is_control(&widget)) continue;
        assert_true(out->count < 800);
        out->labels[out->count] = arena_string(desk.arena, widget.label);
        out->paths[out->count++] = arena_string(desk.arena, widget.path);
    }
}

/* With what opens from a button. */
static void collect_behind(Controls *out, const char *button) {
    if (!is_there(button)) return;
    click(button);
    act(NULL, 0);
    collect(out);
    key(KEY_ESCAPE, 0);
    act(NULL, 0);
}

/* The same, but for the scrolled panel it is in. */
static bool is_same(const char *path, const char *other) {
    const char *last = strrchr(path, '/'), *other_last = strrchr(other, '/');
    size_t first = strcspn(path, "/");
    return last && other_last && !strcmp(last, other_last) && !strncmp(path, other, first + 1);
}

static bool has(const Controls *all, const char *path, const char *label) {
    for (int i = 0; i < all->count; i++)
        if (ends_with(all->paths[i], path) || is_same(path, all->paths[i]) ||
            (*label && !strcmp(all->labels[i], label)))
            return true;
    return false;
}

/* The temperatures of draws are pictures; the slider beside them is the control. */
static bool may_go(const char *path) {
    return strstr(path, "draws/temperatures/") != NULL;
}

static void small_ones_have_all(const char *what) {
    static const float sizes[][2] = {{1024, 640}, {800, 600}, {640, 400}};
    Controls large = {.count = 0};
    resize(1440, 900);
    settle();
    collect(&large);
    assert_true(large.count > 20);
    for (int k = 0; k < 3; k++) {
        Controls small = {.count = 0};
        resize(sizes[k][0], sizes[k][1]);
        settle();
        collect(&small);
        collect_behind(&small, "top/controls");
        collect_behind(&small, "top/inspector");
        collect_behind(&small, "top/more");
        collect_behind(&small, "unknown/read");
        collect_behind(&small, "unknown/given");
        for (int i = 0; i < large.count; i++)
            if (!may_go(large.paths[i]) && !has(&small, large.paths[i], large.labels[i]))
                fail_msg("%s: at %g × %g there is no %s (%s)", what, (double)sizes[k][0],
                         (double)sizes[k][1], large.paths[i], large.labels[i]);
    }
}

static const char *const setups[] = {
    "model dates",
    "model translate",
    "score none",
    "score additive;view weights",
    "view scores;zoom 3",
    "view arcs",
    "view inspector",
    "view beam;beam 4",
    "beam 1;view gates",
    "view gradient",
    "view step;input \"the zebroid eats the cactus .\";target \"le zébroïde mange le cactus .\"",
    "scope local-m;view weights;hide .",
    "model dates;weigh hard;view draws",
    "weigh soft;view curve",
    "view step;compare \"score dot\"",
    "compare \"score none\"",
    "compare off;force 3 5;replace 25 8;prefix 2",
    "select 3 5;follow attention.weights 3 5",
    "model transformer-translate",
    "view heads",
    "ablate cross 1.1;force cross 1.2 3 4",
    "restore all;compare \"ablate cross 1.1\"",
    "compare off;view arcs",
    "model repeat;view heads",
    "view weights",
    "model lookup",
    "view spread",
    "view weights",
};

static void every_control_is_in_small_windows(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof setups / sizeof *setups; i++) {
        char lines[200];
        snprintf(lines, sizeof lines, "%s", setups[i]);
        for (char *line = strtok(lines, ";"); line; line = strtok(NULL, ";")) say(line);
        small_ones_have_all(setups[i]);
    }
}

/* --- what the menus do ----------------------------------------------------------------------- */

/* The last line of an open menu that can be chosen. */
static const char *last_line(void) {
    const Ui *ui = frame_ui(desk.frame);
    const char *label = NULL;
    for (int i = 0; i < ui_widget_count(ui); i++) {
        UiWidget widget = ui_widget(ui, i);
        if (widget.role == ROLE_MENU_LINE && !widget.disabled) label = widget.label;
    }
    assert_non_null(label);
    return arena_string(desk.arena, label);
}

static void more_has_undo_and_speed(void **state) {
    (void)state;
    resize(640, 400);
    assert_false(is_there("top/undo"));
    say("score dot");
    settle();
    click("top/more");
    act(NULL, 0);
    choose("Undo");
    act(NULL, 0);
    assert_string_equal(ask_now()->attention.score->word, "additive");
    click("top/more");
    act(NULL, 0);
    choose("Redo");
    act(NULL, 0);
    assert_string_equal(ask_now()->attention.score->word, "dot");
    click("top/more");
    act(NULL, 0);
    choose("2×");
    act(NULL, 0);
    assert_near(look_now()->speed, 2, 0);
    tab_to("top/more"); /* by keys */
    key(KEY_ENTER, 0);
    act(NULL, 0);
    assert_shot("more-open");
    choose("Dark theme");
    act(NULL, 0);
    assert_int_equal(look_now()->theme, THEME_DARK);
    resize(1440, 900);
    assert_false(is_there("top/more"));
    assert_true(is_there("top/undo"));
    assert_true(is_there("steps/speed"));
}

static void dots_hold_all_words(void **state) {
    (void)state;
    say("model transformer-translate");
    resize(640, 400);
    settle();
    int T = session_run(desk.session)->target.count;
    assert_true(is_there("steps/words/after"));
    click("steps/words/after");
    act(NULL, 0);
    choose("</s>");
    act(NULL, 0);
    assert_int_equal(look_now()->target, T);
    say("model dates");
    settle();
    click("steps/words/before"); /* the last word stands at the right */
    act(NULL, 0);
    choose("6");
    act(NULL, 0);
    assert_int_equal(look_now()->position.token, 3);
    click("steps/words/after"); /* what is not written yet is not there */
    act(NULL, 0);
    const Ui *ui = frame_ui(desk.frame);
    int lines = 0;
    for (int i = 0; i < ui_widget_count(ui); i++) lines += ui_widget(ui, i).role == ROLE_MENU_LINE;
    assert_int_equal(lines, 3);
}

static void a_comparison_has_signs(void **state) {
    (void)state;
    say("compare \"score dot\"");
    resize(640, 400);
    settle();
    bool on = session_state(desk.session)->compare.difference;
    click("steps/difference");
    assert_true(session_state(desk.session)->compare.difference != on);
    click("steps/swap");
    assert_string_equal(ask_now()->attention.score->word, "dot");
    click("steps/close");
    assert_null(session_other(desk.session));
}

static void edits_without_room_are_in_a_menu(void **state) {
    (void)state;
    say("force 3 5");
    say("replace 2 x");
    say("replace 4 y");
    say("replace 25 8");
    say("prefix 2");
    resize(640, 400);
    settle();
    int count = edits_count(ask_now()->edits);
    assert_int_equal(count, 5);
    click("view/whatif/rest");
    act(NULL, 0);
    choose(last_line());
    act(NULL, 0);
    assert_int_equal(edits_count(ask_now()->edits), count - 1);
    assert_int_equal(ask_now()->edits->forced_count, 0);
}

static void unknown_words_without_room_are_in_a_menu(void **state) {
    (void)state;
    say("model translate");
    say("input \"the zebroid eats the cactus .\"");
    say("target \"le zébroïde mangea le cactus .\"");
    resize(640, 400);
    settle();
    click("unknown/given");
    act(NULL, 0);
    const char *label = last_line();
    choose(label);
    act(NULL, 0);
    assert_null(strstr(ask_now()->edits->target, label)); /* the nearest stands in its place */
    assert_int_equal(session_run(desk.session)->target.count, 7);
}

static void a_low_matrix_has_its_tools(void **state) {
    (void)state;
    say("view weights");
    resize(640, 400);
    settle();
    click("view/tools/in");
    assert_true(look_now()->zoom > 1);
    click("view/tools/fit");
    assert_near(look_now()->zoom, 1, 0);
    click("view/tools/find");
    type("9");
    key(KEY_ENTER, 0);
    assert_string_equal(look_now()->find, "9");
    assert_shot("tools-low");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(every_control_is_in_small_windows),
        JOURNEY(more_has_undo_and_speed),
        JOURNEY(dots_hold_all_words),
        JOURNEY(a_comparison_has_signs),
        JOURNEY(edits_without_room_are_in_a_menu),
        JOURNEY(unknown_words_without_room_are_in_a_menu),
        JOURNEY(a_low_matrix_has_its_tools),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
