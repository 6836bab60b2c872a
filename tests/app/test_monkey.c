/* A monkey at the window: any events at any size leave it standing, and every widget can be
 * clicked. */
#include "journeys.h"

#include "base/rng.h"

#include <sys/stat.h>
#include <unistd.h>

/* --- every widget ---------------------------------------------------------------------------- */

/* The paths of all that can be clicked now. */
static int paths_now(const char **paths, int most) {
    const Ui *ui = frame_ui(desk.frame);
    int count = 0;
    for (int i = 0; i < ui_widget_count(ui) && count < most; i++) {
        UiWidget widget = ui_widget(ui, i);
        if (widget.disabled || widget.seen.width < 2 || widget.seen.height < 2) continue;
        paths[count++] = arena_string(desk.arena, widget.path);
    }
    return count;
}

static void click_seen(const char *path) {
    const Ui *ui = frame_ui(desk.frame);
    for (int i = 0; i < ui_widget_count(ui); i++) {
        UiWidget widget = ui_widget(ui, i);
        if (strcmp(widget.path, path) != 0) continue;
        click_at(widget.seen.x + widget.seen.width / 2, widget.seen.y + widget.seen.height / 2);
        return;
    }
}

static void begin_with(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    act(NULL, 0);
}

/* Each from the start. What it says is which file was chosen, or that there is nothing to undo: no
 * error. */
static void click_every_widget(void **state, const char *line) {
    const char *paths[300];
    begin_with(line);
    int count = paths_now(paths, 300);
    assert_true(count > 30);
    Arena *kept = desk.arena; /* of the paths */
    for (int i = 0; i < count; i++) {
        desk.arena = NULL;
        frame_free(desk.frame);
        session_free(desk.session);
        assert_int_equal(desk_start(state), 0);
        begin_with(line);
        click_seen(paths[i]);
        assert_true(desk.picture.pixels != NULL);
        const char *words = words_shown();
        bool explained = strstr(words, "uses seq2seq-") || strstr(words, "there is nothing to ");
        if (is_there("toast/close") && !explained)
            fail_msg("a click on %s says: %s", paths[i], words);
        key(KEY_ESCAPE, 0);
        arena_free(desk.arena);
    }
    desk.arena = kept;
}

static void every_widget_can_be_clicked(void **state) {
    click_every_widget(state, "model dates");
}

static void every_widget_of_a_lookup_can_be_clicked(void **state) {
    click_every_widget(state, "model lookup");
}

/* --- any events ------------------------------------------------------------------------------ */

static const char *const texts[] = {"a",  "1", "日本",     "العربية", "🎉", "\"", "\\",
                                    "\n", " ", "\xff\xfe", ":",       "?", "x/y"};
static const Key keys[] = {KEY_ENTER, KEY_ESCAPE,  KEY_TAB,  KEY_BACKSPACE, KEY_LEFT,  KEY_RIGHT,
                           KEY_UP,    KEY_DOWN,    KEY_HOME, KEY_END,       KEY_SPACE, KEY_DELETE,
                           KEY_F11,   KEY_PAGE_UP, KEY_MENU, KEY_PAGE_DOWN, 'z',       'y',
                           'k',       '+',         '-',      '0',           'g',       'm',
                           'p',       'e',         ':',      '?',           'o',       's'};

static Event random_key(Rng *rng) {
    static const uint32_t mods[] = {
        0, 0, 0, KEY_MOD_CTRL, KEY_MOD_SHIFT, KEY_MOD_CTRL | KEY_MOD_SHIFT, KEY_MOD_ALT};
    Event event =
        event_key(keys[rng_below(rng, sizeof keys / sizeof *keys)], mods[rng_below(rng, 7)]);
    if (!rng_below(rng, 4)) event = event_key('0' + (Key)rng_below(rng, 6), 0);
    if (event.key >= '0' && event.key <= '5') event.digit = KEY_DIGIT(event.key - '0');
    event.repeat = !rng_below(rng, 8);
    return event;
}

static Event random_event(Rng *rng) {
    float x = (float)rng_below(rng, (int)desk.width + 20) - 10,
          y = (float)rng_below(rng, (int)desk.height + 20) - 10;
    MouseButton button = rng_below(rng, 6) ? MOUSE_LEFT : (MouseButton)rng_below(rng, 3);
    const char *text = texts[rng_below(rng, sizeof texts / sizeof *texts)];
    switch (rng_below(rng, 12)) {
    case 0:
    case 1: return event_move(x, y);
    case 2:
    case 3: return event_press(x, y, button, 1 + (int)rng_below(rng, 3));
    case 4: return event_release(x, y, button);
    case 5: return event_wheel(x, y, (float)rng_below(rng, 7) - 3);
    case 6:
    case 7: return random_key(rng);
    case 8: return event_text(text);
    case 9: return event_compose(text, (int)rng_below(rng, 3), (int)rng_below(rng, 3));
    case 10: return (Event){.kind = rng_below(rng, 2) ? EVENT_LEAVE : EVENT_BLUR};
    default:
        return (Event){.kind = (EventKind)rng_below(rng, EVENT_KINDS), .text = "", .x = x, .y = y};
    }
}

/* Now and then another size, down to less than any window has. */
static void random_size(Rng *rng) {
    static const float scales[] = {1, 1, 1, 1.25f, 2};
    bool large = !rng_below(rng, 6);
    desk.width = (float)(200 + rng_below(rng, large ? 2401 : 1200));
    desk.height = (float)(150 + rng_below(rng, large ? 1551 : 700));
    desk.scale = large ? 1 : scales[rng_below(rng, 5)];
    resize(desk.width, desk.height);
}

static void do_anything(uint64_t seed, const char *line) {
    Rng rng = rng_seeded(seed);
    for (int done = 0; done < 3000;) {
        if (line && !rng_below(&rng, 30)) begin_with(line);
        Event events[40];
        int count = 1 + (int)rng_below(&rng, 40);
        if (!rng_below(&rng, 5)) random_size(&rng);
        for (int i = 0; i < count; i++) events[i] = random_event(&rng);
        act(events, count);
        done += count;
        assert_non_null(session_run(desk.session));
        assert_true(desk.picture.width == (int)(desk.width * desk.scale + 0.5f));
    }
    Error error = {0};
    while (session_can_undo(desk.session)) assert_true(session_apply(desk.session, "undo", &error));
}

static void anything_leaves_it_standing(void **state) {
    (void)state;
    do_anything(7, NULL);
}

static void anything_leaves_a_lookup_standing(void **state) {
    (void)state;
    begin_with("model lookup");
    do_anything(8, "model lookup");
}

/* Every size once, with either theme and large text. */
static void every_size_is_drawn(void **state) {
    (void)state;
    static const float sizes[][2] = {{200, 150},  {320, 240},  {480, 320},  {640, 400},
                                     {799, 600},  {801, 600},  {1099, 700}, {1101, 700},
                                     {1440, 200}, {300, 1200}, {2600, 1700}};
    static const char *const lines[] = {
        "step first", "text-size 200", "score none",     "text-size 300", "text-size 100",
        "score dot",  "step last",     "view inspector", "view weights",  "theme dark"};
    Error error = {0};
    for (size_t l = 0; l < sizeof lines / sizeof *lines; l++) {
        assert_true(session_apply(desk.session, lines[l], &error));
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) resize(sizes[i][0], sizes[i][1]);
    }
    resize(640, 400);
    click("top/controls");
    key(KEY_ESCAPE, 0);
    click("top/inspector");
    resize(200, 150);
    resize(500, 320);
}

/* Whatever it saves lands in the scratch folder. */
static int open_in_scratch(void **state) {
    const char *folder = testing_scratch("monkey");
    mkdir(folder, 0777);
    return chdir(folder) ? -1 : desk_open(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(every_size_is_drawn),
        JOURNEY(every_widget_can_be_clicked),
        JOURNEY(every_widget_of_a_lookup_can_be_clicked),
        JOURNEY(anything_leaves_it_standing),
        JOURNEY(anything_leaves_a_lookup_standing),
    };
    return cmocka_run_group_tests(tests, open_in_scratch, desk_close);
}
