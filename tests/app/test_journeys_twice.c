/* Twelve journeys, each once with the mouse alone and once with keys alone: both end in the same
 * lines of state and the same pixels, which are held against a golden of each. What is typed comes
 * as the text an input method commits, whichever way. */
#include "journeys.h"

#include <time.h>
#include <unistd.h>

typedef void Way(void);
static char end_state[4096];
static uint64_t end_sum;

/* Everything let go, no sentence left from before, a smaller window: the picture of an end. */
static void settle(const char *covered) {
    DrawBox cover = {0};
    desk.now += 20;
    click_at(60, 26); /* the program's name: nothing answers there */
    mouse_away();
    resize(800, 500);
    if (covered) cover = box_of(covered);
    uint32_t *pixels = (uint32_t *)(uintptr_t)desk.picture.pixels;
    for (int y = (int)cover.y; y < (int)(cover.y + cover.height); y++)
        for (int x = 0; x < (int)(cover.x + cover.width); x++)
            pixels[y * desk.picture.width + x] = 0xffffffff;
}

static const char *journey_name(const char *name) {
    return arena_printf(desk.arena, "journey-%s", name);
}

/* Runs both ways from a fresh start. Journeys that come back to where they began share a picture.
 * What `covered` names shows times and is left out. */
static void twice(const char *name, const char *picture, Way *mouse, Way *keys,
                  const char *covered) {
    mouse();
    settle(covered);
    snprintf(end_state, sizeof end_state, "%s", state_text());
    end_sum = picture_sum();
    assert_golden_text(end_state, arena_printf(desk.arena, "app/%s.txt", journey_name(name)));
    assert_shot(journey_name(picture));
    void *nothing = NULL;
    desk_end(&nothing);
    assert_int_equal(desk_start(&nothing), 0);
    keys();
    settle(covered);
    assert_string_equal(state_text(), end_state);
    if (picture_sum() != end_sum) assert_shot(journey_name(picture));
    assert_true(picture_sum() == end_sum);
}

static bool at_end(void) {
    Position p = look_now()->position, last = run_last(session_run(desk.session));
    return !memcmp(&p, &last, sizeof p);
}

static void triple_click(const char *path) {
    DrawBox box = box_of(path);
    float x = box.x + 20, y = box.y + box.height / 2;
    Event events[6];
    for (int i = 0; i < 3; i++) {
        events[2 * i] = event_press(x, y, MOUSE_LEFT, i + 1);
        events[2 * i + 1] = event_release(x, y, MOUSE_LEFT);
    }
    act_on(event_move(x, y));
    act(events, 6);
}

/* --- a date ---------------------------------------------------------------------------------- */

static void write_by_mouse(const char *text) {
    triple_click("top/input");
    type(text);
    click("top/input/enter");
    assert_string_equal(ask_now()->input, text);
}

static void write_by_keys(const char *text) {
    key(KEY_ENTER, 0);
    type(text);
    key(KEY_ENTER, 0);
    key(KEY_ESCAPE, 0);
    assert_string_equal(ask_now()->input, text);
}

static void date_by_mouse(void) {
    write_by_mouse("3 May 2001");
}

static void date_by_keys(void) {
    write_by_keys("3 May 2001");
    assert_string_equal(session_run(desk.session)->output, "2001-05-03");
}

static void a_date_is_typed(void **state) {
    (void)state;
    twice("date", "date", date_by_mouse, date_by_keys, NULL);
}

/* --- steps ----------------------------------------------------------------------------------- */

static void steps_by_mouse(void) {
    click("steps/first");
    for (int i = 0; !at_end() && i < 400; i++) click("steps/next");
    assert_true(at_end());
    click("steps/back");
    click("steps/next");
}

static void steps_by_keys(void) {
    key(KEY_HOME, 0);
    for (int i = 0; !at_end() && i < 400; i++) key(KEY_RIGHT, 0);
    assert_true(at_end());
    key(KEY_LEFT, 0);
    key(KEY_RIGHT, 0);
}

static void it_is_stepped_to_the_end(void **state) {
    (void)state;
    twice("steps", "start", steps_by_mouse, steps_by_keys, NULL);
}

/* --- a cell ---------------------------------------------------------------------------------- */

/* The score of the pinned cell is said, and the way it came about. */
static void read_operands(void) {
    assert_int_equal(look_now()->target, 3);
    assert_int_equal(look_now()->source, 5);
    const TraceArray *scores = trace_find(session_run(desk.session)->trace, "attention.scores");
    double score = (double)trace_number(scores, 0, 2, 4);
    assert_contains(words_shown(), arena_printf(desk.arena, "%.3f", score < 0 ? -score : score));
    assert_contains(words_shown(), " 3, 5");
    assert_contains(words_shown(), "tanh");
}

static void cell_by_mouse(void) {
    float x, y;
    cell_at("view/weights", 3, 5, &x, &y);
    click_at(x, y);
    mouse_away();
    read_operands();
}

static void cell_by_keys(void) {
    tab_to("view/weights");
    key(KEY_UP, 0);
    while (look_now()->target > 3) key(KEY_UP, 0);
    while (look_now()->source > 5) key(KEY_LEFT, 0);
    read_operands();
}

static void a_cell_is_pinned_and_read(void **state) {
    (void)state;
    twice("cell", "cell", cell_by_mouse, cell_by_keys, NULL);
}

/* --- what runs ------------------------------------------------------------------------------- */

static void switched(const char *first) {
    assert_string_equal(ask_now()->attention.score->word, "additive");
    assert_string_equal(ask_now()->attention.scope->word, "global");
    assert_string_equal(state_text(), first);
}

static void switches_by_mouse(void) {
    const char *first = state_text();
    click("controls/score/dot");
    assert_string_equal(ask_now()->attention.score->word, "dot");
    click("controls/score/additive");
    segment("controls/scope", 1, 3);
    assert_string_equal(ask_now()->attention.scope->word, "local-m");
    segment("controls/scope", 0, 3);
    segment("controls/query", 1, 2);
    assert_true(ask_now()->model->config.query_current);
    segment("controls/query", 0, 2);
    switched(first);
}

static void switches_by_keys(void) {
    const char *first = state_text();
    letter('1');
    assert_string_equal(ask_now()->attention.score->word, "dot");
    letter('5');
    letter('m');
    assert_string_equal(ask_now()->attention.scope->word, "local-m");
    letter('g');
    segment_by_key("controls/query", 1);
    assert_true(ask_now()->model->config.query_current);
    segment_by_key("controls/query", 0);
    switched(first);
}

static void scores_scopes_and_queries_are_switched(void **state) {
    (void)state;
    twice("switches", "switches", switches_by_mouse, switches_by_keys, NULL);
}

/* --- training -------------------------------------------------------------------------------- */

static void plan_small(void) {
    static const char *const lines[] = {"hidden 16", "embedding 8", "batch 16", "examples 4000000"};
    Error error = {0};
    for (int i = 0; i < 4; i++) assert_true(session_apply(desk.session, lines[i], &error));
    act(NULL, 0);
}

/* Frames until the training's first model is shown, at most 20 s. */
static void wait_for_another(const Model *old) {
    for (int i = 0; i < 1000 && ask_now()->model == old; i++) {
        nanosleep(&(struct timespec){0, 20000000}, NULL);
        act(NULL, 0);
    }
    assert_true(ask_now()->model != old);
    assert_int_equal(ask_now()->model->config.hidden, 16);
}

static void training_by_mouse(void) {
    plan_small();
    const Model *shipped = ask_now()->model;
    click("top/train");
    wait_for_another(shipped);
    click("top/train");
    click("top/undo");
    assert_ptr_equal(ask_now()->model, shipped);
}

static void training_by_keys(void) {
    plan_small();
    const Model *shipped = ask_now()->model;
    letter('t');
    wait_for_another(shipped);
    letter('t');
    key('z', KEY_MOD_CTRL);
    assert_ptr_equal(ask_now()->model, shipped);
}

static void it_is_trained_and_stopped(void **state) {
    (void)state;
    twice("training", "training", training_by_mouse, training_by_keys, "controls");
}

/* --- undo ------------------------------------------------------------------------------------ */

static void undo_by_mouse(void) {
    static const char *const paths[] = {"controls/score/dot", "steps/first", "steps/next",
                                        "top/theme",          "steps/back",  "controls/score/none"};
    const char *first = state_text();
    for (int i = 0; i < 6; i++) click(paths[i]);
    assert_string_not_equal(state_text(), first);
    while (session_can_undo(desk.session)) click("top/undo");
    assert_string_equal(state_text(), first);
}

static void undo_by_keys(void) {
    const char *first = state_text();
    letter('1');
    key(KEY_HOME, 0);
    key(KEY_RIGHT, 0);
    key(KEY_DOWN, 0);
    tab_to("top/theme");
    key(KEY_SPACE, 0);
    assert_int_equal(look_now()->theme, THEME_DARK);
    letter('0');
    assert_string_not_equal(state_text(), first);
    while (session_can_undo(desk.session)) key('z', KEY_MOD_CTRL);
    assert_string_equal(state_text(), first);
}

static void everything_is_undone(void **state) {
    (void)state;
    twice("undo", "start", undo_by_mouse, undo_by_keys, NULL);
}

/* --- sizes ----------------------------------------------------------------------------------- */

static void resize_by_mouse(void) {
    resize(640, 400);
    click("top/controls");
    click("left/controls/score/dot");
    click("top/controls"); /* a press outside closes */
    assert_false(is_there("left/controls/score/dot"));
    click("top/inspector");
    click("top/inspector");
    resize(1440, 900);
    assert_string_equal(ask_now()->attention.score->word, "dot");
}

static void resize_by_keys(void) {
    resize(640, 400);
    tab_to("top/controls");
    key(KEY_ENTER, 0);
    tab_to("left/controls/score/dot");
    key(KEY_SPACE, 0);
    key(KEY_ESCAPE, 0);
    act(NULL, 0);
    assert_false(is_there("left/controls/score/dot"));
    tab_to("top/inspector");
    key(KEY_ENTER, 0);
    key(KEY_ESCAPE, 0);
    resize(1440, 900);
    assert_string_equal(ask_now()->attention.score->word, "dot");
}

static void it_shrinks_and_grows_back(void **state) {
    (void)state;
    twice("resize", "resize", resize_by_mouse, resize_by_keys, NULL);
}

/* --- figures --------------------------------------------------------------------------------- */

static const char *const endings[] = {"png", "svg", "pdf"}, *const starts[] = {"\x89PNG", "<",
                                                                               "%PDF"};

static const char *figure_path(int i) {
    const char *name = arena_printf(desk.arena, "journey-figure.%s", endings[i]);
    const char *path = arena_string(desk.arena, testing_scratch(name));
    unlink(path);
    return path;
}

static void assert_saved(int i, const char *path) {
    char *bytes;
    size_t size;
    Error error = {0};
    if (!file_read(path, 1u << 28, desk.arena, &bytes, &size, &error))
        fail_msg("%s", error.message);
    assert_true(size > 500);
    assert_memory_equal(bytes, starts[i], strlen(starts[i]));
    assert_contains(words_shown(), "saved ");
}

static void export_by_mouse(void) {
    for (int i = 0; i < 3; i++) {
        const char *path = figure_path(i);
        click("top/export");
        triple_click("dialog/path");
        type(path);
        click("dialog/go");
        assert_saved(i, path);
    }
}

static void export_by_keys(void) {
    for (int i = 0; i < 3; i++) {
        const char *path = figure_path(i);
        letter('e');
        key('a', KEY_MOD_CTRL);
        type(path);
        key(KEY_ENTER, 0);
        assert_saved(i, path);
    }
}

static void it_is_exported_thrice(void **state) {
    (void)state;
    twice("export", "start", export_by_mouse, export_by_keys, NULL);
}

/* Both ways again, where the files are there already: the first Enter asks, the second writes. */
static void export_over(bool by_keys) {
    static const char old[] = "an old figure";
    const char *path = figure_path(1);
    Error error = {0};
    if (!file_save(path, old, sizeof old, &error)) fail_msg("%s", error.message);
    letter('e');
    key('a', KEY_MOD_CTRL);
    type(path);
    by_keys ? key(KEY_ENTER, 0) : click("dialog/go");
    assert_contains(words_shown(), "is there already; Enter again to write over it");
    char *bytes;
    size_t size;
    assert_true(file_read(path, 1u << 20, desk.arena, &bytes, &size, &error));
    assert_memory_equal(bytes, old, sizeof old);
    by_keys ? key(KEY_ENTER, 0) : click("dialog/go");
    assert_saved(1, path);
}

static void export_over_by_mouse(void) {
    export_over(false);
}

static void export_over_by_keys(void) {
    export_over(true);
}

static void nothing_is_written_over_unasked(void **state) {
    (void)state;
    twice("export", "start", export_over_by_mouse, export_over_by_keys, NULL);
}

/* --- texts ----------------------------------------------------------------------------------- */

static char many[10001];

static void paste_by_mouse(void) {
    memset(many, 'x', 10000);
    const char *before = state_text();
    triple_click("top/input");
    act_on((Event){.kind = EVENT_CLIPBOARD, .text = many});
    click("top/input/enter");
    assert_contains(words_shown(), "10000 characters");
    assert_string_equal(state_text(), before);
}

static void paste_by_keys(void) {
    memset(many, 'x', 10000);
    const char *before = state_text();
    key(KEY_ENTER, 0);
    key('a', KEY_MOD_CTRL);
    act_on((Event){.kind = EVENT_CLIPBOARD, .text = many}); /* what Ctrl+V is answered with */
    key(KEY_ENTER, 0);
    assert_contains(words_shown(), "10000 characters");
    assert_string_equal(state_text(), before);
}

static void ten_thousand_characters_are_pasted(void **state) {
    (void)state;
    twice("paste", "paste", paste_by_mouse, paste_by_keys, NULL);
}

static void compose_japanese(void) {
    act_on(event_compose("に", 1, 0));
    act_on(event_compose("にほん", 3, 0));
    assert_contains(words_shown(), "にほん");
    Event done[] = {event_compose("", 0, 0), event_text("日本")};
    act(done, 2);
}

static void compose_by_mouse(void) {
    triple_click("top/input");
    compose_japanese();
    click("top/input/enter");
    assert_string_equal(ask_now()->input, "日本");
}

static void compose_by_keys(void) {
    key(KEY_ENTER, 0);
    compose_japanese();
    key(KEY_ENTER, 0);
    key(KEY_ESCAPE, 0);
    assert_string_equal(ask_now()->input, "日本");
}

static void japanese_is_composed(void **state) {
    (void)state;
    twice("compose", "compose", compose_by_mouse, compose_by_keys, NULL);
}

static void scripts_by_mouse(void) {
    write_by_mouse("العربية");
    write_by_mouse("العربية 🎉");
}

static void scripts_by_keys(void) {
    write_by_keys("العربية");
    write_by_keys("العربية 🎉");
}

static void arabic_and_an_emoji_are_typed(void **state) {
    (void)state;
    twice("scripts", "scripts", scripts_by_mouse, scripts_by_keys, NULL);
}

/* --- views ----------------------------------------------------------------------------------- */

static void view_by_mouse(void) {
    click("view/views");
    choose("Inspector");
    click("view/views");
    choose("Weights");
    click("top/theme");
    assert_int_equal(look_now()->view, VIEW_WEIGHTS);
}

static void view_by_keys(void) {
    tab_to("view/views");
    key(KEY_DOWN, 0);
    key(KEY_HOME, 0);
    for (int i = 0; i < 3; i++) key(KEY_DOWN, 0); /* step, scores, weights, inspector */
    key(KEY_ENTER, 0);
    assert_int_equal(look_now()->view, VIEW_INSPECTOR);
    letter('v');
    key(KEY_UP, 0);
    key(KEY_ENTER, 0);
    tab_to("top/theme");
    key(KEY_ENTER, 0);
    assert_int_equal(look_now()->view, VIEW_WEIGHTS);
}

static void another_view_is_chosen(void **state) {
    (void)state;
    twice("view", "view", view_by_mouse, view_by_keys, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(a_date_is_typed),
        JOURNEY(it_is_stepped_to_the_end),
        JOURNEY(a_cell_is_pinned_and_read),
        JOURNEY(scores_scopes_and_queries_are_switched),
        JOURNEY(it_is_trained_and_stopped),
        JOURNEY(everything_is_undone),
        JOURNEY(it_shrinks_and_grows_back),
        JOURNEY(it_is_exported_thrice),
        JOURNEY(nothing_is_written_over_unasked),
        JOURNEY(ten_thousand_characters_are_pasted),
        JOURNEY(japanese_is_composed),
        JOURNEY(arabic_and_an_emoji_are_typed),
        JOURNEY(another_view_is_chosen),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
