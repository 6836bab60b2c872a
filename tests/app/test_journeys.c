/* Longer journeys through the window: undo of everything, keeping, commands, training, keys alone.
 */
#include "journeys.h"

#include "app/export.h"

#include <time.h>
#include <unistd.h>

/* --- undo ------------------------------------------------------------------------------------ */

/* The mouse alone makes a dozen changes; undo gives the first state's bytes, redo the last's. */
static void everything_is_undone_and_done_again(void **state) {
    (void)state;
    static const char *const paths[] = {
        "controls/score/dot", "steps/first",        "steps/next",
        "steps/next",         "controls/query",     "controls/score/cosine",
        "controls/weigh",     "steps/last",         "steps/words/3",
        "top/theme",          "view/weights",       "controls/reveal",
        "view/stage/Score",   "controls/score/none"};
    const char *first = state_text();
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) click(paths[i]);
    const char *last = state_text();
    assert_true(strcmp(first, last) != 0);
    int undone = 0, redone = 0;
    for (; session_can_undo(desk.session); undone++) click("top/undo");
    assert_string_equal(state_text(), first);
    for (; session_can_redo(desk.session); redone++) click("top/redo");
    assert_string_equal(state_text(), last);
    assert_int_equal(undone, redone);
    assert_true(undone >= 9 && undone <= 14);
    while (session_can_undo(desk.session)) key('z', KEY_MOD_CTRL);
    assert_string_equal(state_text(), first);
    key('y', KEY_MOD_CTRL);
    key('z', KEY_MOD_CTRL | KEY_MOD_SHIFT);
    while (session_can_redo(desk.session)) key('y', KEY_MOD_CTRL);
    assert_string_equal(state_text(), last);
}

/* A drag of a slider is one entry, however many moves it takes. */
static void a_drag_is_one_undo(void **state) {
    (void)state;
    const char *first = state_text();
    DrawBox box = box_of("controls/temperature");
    float y = box.y + box.height / 2;
    act_on(event_move(box.x + box.width / 2, y));
    act_on(event_press(box.x + box.width / 2, y, MOUSE_LEFT, 1));
    for (int i = 0; i < 30; i++) act_on(event_move(box.x + box.width / 2 + (float)i, y));
    act_on(event_release(box.x + box.width / 2 + 29, y, MOUSE_LEFT));
    assert_true(ask_now()->attention.temperature > 1.0001 ||
                ask_now()->attention.temperature < 0.9999);
    click("top/undo");
    assert_string_equal(state_text(), first);
}

/* --- keeping --------------------------------------------------------------------------------- */

static void assert_file_starts(const char *path, const char *bytes) {
    char *data;
    size_t size;
    Error error = {0};
    if (!file_read(path, 1u << 28, desk.arena, &data, &size, &error)) fail_msg("%s", error.message);
    assert_true(size > 500);
    assert_memory_equal(data, bytes, strlen(bytes));
}

static const char *fresh(const char *name) {
    const char *path = arena_string(desk.arena, testing_scratch(name));
    unlink(path);
    return path;
}

static void write_path(const char *path) {
    key('a', KEY_MOD_CTRL);
    type(path);
    key(KEY_ENTER, 0);
}

static void figures_are_exported(void **state) {
    (void)state;
    const char *png = fresh("journey.png"), *svg = fresh("journey.svg"),
               *pdf = fresh("journey.pdf");
    click("top/export");
    assert_contains(words_shown(), "Export figure");
    write_path(png);
    assert_file_starts(png, "\x89PNG");
    assert_contains(words_shown(), "saved ");
    letter('e');
    write_path(svg);
    assert_file_starts(svg, "<");
    key('k', KEY_MOD_CTRL);
    type(arena_printf(desk.arena, "export %s", pdf));
    key(KEY_ENTER, 0);
    assert_file_starts(pdf, "%PDF");
    letter('e');
    write_path("/nowhere/x.svg");
    assert_contains(words_shown(), "/nowhere/x.svg"); /* the dialog stays, and says why */
    key(KEY_ESCAPE, 0);
    assert_false(session_can_undo(desk.session));
}

/* Whatever the window's size and what is under the mouse: the figure is the state's. */
static void a_figure_does_not_know_the_window(void **state) {
    (void)state;
    const char *path = fresh("window.svg"), *lines = fresh("window.heed");
    float x, y;
    cell_at("view/weights", 3, 5, &x, &y);
    click_at(x, y);
    click("controls/score/dot");
    resize(820, 560);
    cell_at("view/scores", 6, 2, &x, &y);
    act_on(event_move(x, y));
    Error error = {0};
    assert_true(session_apply(desk.session, arena_printf(desk.arena, "export %s", path), &error));
    const char *text = state_text();
    assert_true(file_save(lines, text, strlen(text), &error));
    Session *other = session_new(&error);
    if (!other || !session_open(other, lines, &error)) fail_msg("%s", error.message);
    Buffer figure = {0};
    ExportAsk ask = {.format = "svg"};
    assert_true(export_figure(desk.fonts, other, &ask, &figure, &error));
    char *bytes;
    size_t size;
    assert_true(file_read(path, 1u << 28, desk.arena, &bytes, &size, &error));
    assert_int_equal(size, figure.size);
    assert_memory_equal(bytes, figure.data, size);
    buffer_free(&figure);
    session_free(other);
}

static void a_state_is_saved_and_opened(void **state) {
    (void)state;
    const char *path = fresh("journey.heed");
    click("controls/score/dot");
    click("steps/words/3");
    click("top/theme");
    const char *lines = state_text();
    key('s', KEY_MOD_CTRL);
    write_path(path);
    while (session_can_undo(desk.session)) click("top/undo");
    assert_true(strcmp(state_text(), lines) != 0);
    act_on((Event){.kind = EVENT_DROP, .text = path, .x = 700, .y = 400});
    assert_string_equal(state_text(), lines);
    while (session_can_undo(desk.session)) click("top/undo");
    key('o', KEY_MOD_CTRL);
    write_path(path);
    assert_string_equal(state_text(), lines);
}

/* --- commands -------------------------------------------------------------------------------- */

static void the_palette_takes_lines(void **state) {
    (void)state;
    const char *before = state_text();
    key('k', KEY_MOD_CTRL);
    type("score dott");
    key(KEY_ENTER, 0);
    assert_contains(words_shown(), "did you mean dot");
    assert_string_equal(state_text(), before);
    key('a', KEY_MOD_CTRL);
    type("score dot");
    assert_null(strstr(words_shown(), "did you mean dot"));
    key(KEY_ENTER, 0);
    assert_string_equal(ask_now()->attention.score->word, "dot");
    assert_false(ui_layer_open(frame_ui(desk.frame)));
    char line[1400] = "input \"";
    memset(line + 7, '5', 900);
    memset(line + 907, ' ', 300);
    strcpy(line + 1200, "x\"");
    key('k', KEY_MOD_CTRL);
    type(line);
    key(KEY_ENTER, 0);
    assert_contains(words_shown(), "has 1194 characters"); /* the whole line was read */
    key(KEY_ESCAPE, 0);
    letter(':');
    assert_true(ui_layer_open(frame_ui(desk.frame)));
    key(KEY_ESCAPE, 0);
    act(NULL, 0);
    assert_false(ui_layer_open(frame_ui(desk.frame)));
}

static void a_dialog_shows_the_keys(void **state) {
    (void)state;
    letter('?');
    assert_contains(words_shown(), "Ctrl+Z");
    key(KEY_ESCAPE, 0);
    assert_null(strstr(words_shown(), "Ctrl+Z"));
    key('k', KEY_MOD_CTRL);
    type("q");
    assert_false(frame_quits(desk.frame));
    key('q', KEY_MOD_CTRL); /* whatever is open */
    assert_true(frame_quits(desk.frame));
}

/* --- every text has a glyph ------------------------------------------------------------------ */

static void assert_covered(const char *when) {
    const List *list = frame_list(desk.frame);
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        if (command->kind != DRAW_TEXT) continue;
        if (!text_is_covered(desk.fonts, command->as.text.face, command->as.text.text))
            fail_msg("%s: no font has all of “%s”", when, command->as.text.text);
    }
}

static void every_text_of_the_window_has_its_glyphs(void **state) {
    (void)state;
    static const char *const opened[] = {"top/export", "top/model", "top/input/menu", "steps/speed",
                                         "steps/play"};
    static const Key keys[] = {'?',       ':',       '0',       '1',       'p',      KEY_HOME,
                               KEY_RIGHT, KEY_RIGHT, KEY_RIGHT, KEY_RIGHT, KEY_RIGHT};
    assert_covered("start");
    for (int i = 0; i < 5; i++) {
        click(opened[i]);
        assert_covered(opened[i]);
        key(KEY_ESCAPE, 0);
    }
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        keys[i] < 128 ? letter((char)keys[i]) : key(keys[i], 0);
        assert_covered("a key");
        if (keys[i] == '?' || keys[i] == ':') key(KEY_ESCAPE, 0);
    }
    Error error = {0};
    static const char *const lines[] = {"step 5", "weigh hard", "weigh sparse", "scope local-m 2",
                                        "model dates"};
    for (int i = 0; i < 5; i++) {
        assert_true(session_apply(desk.session, lines[i], &error));
        act(NULL, 0);
        assert_covered(lines[i]);
    }
}

/* --- keys alone ------------------------------------------------------------------------------ */

static void keys_alone_go_everywhere(void **state) {
    (void)state;
    key(KEY_ENTER, 0);
    type("1/2/99"); /* the whole old input is selected */
    key(KEY_ENTER, 0);
    assert_string_equal(ask_now()->input, "1/2/99");
    key(KEY_ESCAPE, 0);
    letter('1');
    letter('m');
    assert_string_equal(ask_now()->attention.scope->word, "local-m");
    letter('g');
    key(KEY_HOME, 0);
    for (int i = 0; i < 3; i++) key(KEY_RIGHT, 0);
    assert_int_equal(look_now()->position.token, 1);
    int stops = 0;
    bool ring;
    char first[256] = "";
    for (; stops < 200; stops++) { /* Tab comes round, and every stop has a ring */
        key(KEY_TAB, 0);
        const char *focus = ui_focus(frame_ui(desk.frame), &ring);
        assert_true(ring && *focus);
        if (!strcmp(focus, first)) break;
        if (!stops) snprintf(first, sizeof first, "%s", focus);
    }
    assert_true(stops > 20 && stops < 100);
    while (strcmp(ui_focus(frame_ui(desk.frame), &ring), "view/weights") != 0) key(KEY_TAB, 0);
    key(KEY_RIGHT, 0);
    key(KEY_RIGHT, 0);
    assert_true(look_now()->target == 1 && look_now()->source > 0);
    key(KEY_ESCAPE, 0);
    key(KEY_ESCAPE, 0);
    assert_int_equal(look_now()->target, 0);
    while (session_can_undo(desk.session)) key('z', KEY_MOD_CTRL);
    assert_string_equal(ask_now()->input, "Sunday November 19th, 1967");
}

/* --- training -------------------------------------------------------------------------------- */

/* Frames until the model is another one, at most 20 s. */
static bool another_model(const Model *old) {
    for (int i = 0; i < 1000 && ask_now()->model == old; i++) {
        nanosleep(&(struct timespec){0, 20000000}, NULL);
        act(NULL, 0);
    }
    return ask_now()->model != old;
}

static void a_training_is_seen_and_undone(void **state) {
    (void)state;
    Error error = {0};
    static const char *const lines[] = {"hidden 16", "embedding 8", "batch 16", "examples 4000000"};
    for (int i = 0; i < 4; i++) assert_true(session_apply(desk.session, lines[i], &error));
    const char *before = state_text(), *picture = list_text();
    const Model *shipped = ask_now()->model;
    click("top/train");
    assert_contains(words_shown(), "Stop");
    assert_true(another_model(shipped));
    const Model *first = ask_now()->model;
    assert_int_equal(first->config.hidden, 16);
    assert_true(another_model(first));
    assert_contains(words_shown(), "loss, nats a token");
    assert_true(strcmp(list_text(), picture) != 0);
    click("controls/training/pause");
    assert_contains(words_shown(), "Go on");
    click("controls/training/pause");
    click("top/train");
    assert_false(is_there("controls/training/stop"));
    const Model *last = ask_now()->model;
    act(NULL, 0);
    assert_ptr_equal(ask_now()->model, last);
    click("top/undo");
    assert_ptr_equal(ask_now()->model, shipped);
    assert_string_equal(state_text(), before);
    click("top/redo");
    assert_ptr_equal(ask_now()->model, last);
    click("top/undo");
    assert_string_equal(session_run(desk.session)->output, "1967-11-19");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(everything_is_undone_and_done_again),
        JOURNEY(a_drag_is_one_undo),
        JOURNEY(figures_are_exported),
        JOURNEY(a_figure_does_not_know_the_window),
        JOURNEY(a_state_is_saved_and_opened),
        JOURNEY(every_text_of_the_window_has_its_glyphs),
        JOURNEY(the_palette_takes_lines),
        JOURNEY(a_dialog_shows_the_keys),
        JOURNEY(keys_alone_go_everywhere),
        JOURNEY(a_training_is_seen_and_undone),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
