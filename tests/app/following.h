/* following.h -- what tests of followed numbers ask of the program: what is followed, whose number
 * the formula ends in, what is lit in which colour. */
#ifndef HEED_TESTS_APP_FOLLOWING_H
#define HEED_TESTS_APP_FOLLOWING_H

#include "journeys.h"

#include "ui/theme.h"
#include "views/followed.h"

#include <math.h>

static inline RunCell followed(void) {
    RunCell at;
    if (!run_followed(session_run(desk.session), look_now(), &at)) fail_msg("nothing is followed");
    return at;
}

static inline void assert_followed(const char *words) {
    RunCell at = followed();
    assert_string_equal(run_cell_words(desk.arena, &at), words);
}

/* A widget of the interface whose label is this, in a folder. */
static inline DrawBox labelled(const char *folder, const char *label) {
    const Ui *ui = frame_ui(desk.frame);
    for (int i = 0; i < ui_widget_count(ui); i++) {
        UiWidget w = ui_widget(ui, i);
        if (!strncmp(w.path, folder, strlen(folder)) && !strcmp(w.label, label)) return w.seen;
    }
    fail_msg("%s has no “%s”", folder, label);
    return (DrawBox){0};
}

static inline void click_box(DrawBox box) {
    click_at(box.x + box.width / 2, box.y + box.height / 2);
}

static inline void say(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    mouse_away();
}

static inline void click_holding(float x, float y, uint32_t mods) {
    Event events[] = {event_move(x, y), event_press(x, y, MOUSE_LEFT, 1),
                      event_release(x, y, MOUSE_LEFT)};
    events[1].mods = events[2].mods = mods;
    act(events, 3);
}

/* With three decimals, as formulas have it. */
static inline const char *three_decimals(double x) {
    const char *text = arena_printf(desk.arena, "%.3f", fabs(x));
    return arena_printf(desk.arena, "%s%s", x < 0 && strcmp(text, "0.000") ? "−" : "", text);
}

/* The formula below the view, or where there is none that of the card Trace, ends in the number
 * that the trace has, maybe on a line of its own; “≈” where what is printed gives another last
 * digit. */
static inline void assert_formula_ends_right(void) {
    static const char *const ends[] = {" = ", " ≈ ", " =\n", " ≈\n"};
    RunCell at = followed();
    const char *number = three_decimals((double)run_cell_number(&at)), *shown = words_shown();
    for (int i = 0; i < 4; i++) {
        if (strstr(shown, arena_printf(desk.arena, "%s%s\n", ends[i], number))) return;
    }
    fail_msg("%s is %s, and no formula says so", run_cell_words(desk.arena, &at), number);
}

static inline bool same_color(Color a, Color b) {
    return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a;
}

/* Frames in this colour whose middle lies in a box. */
static inline int frames_in(DrawBox box, Color color) {
    const List *list = frame_list(desk.frame);
    int count = 0;
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        if (command->kind != DRAW_RECT) continue;
        const DrawRect *rect = &command->as.rect;
        float x = rect->box.x + rect->box.width / 2, y = rect->box.y + rect->box.height / 2;
        bool in = x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
        count += in && rect->fill.a == 0 && same_color(rect->stroke.color, color);
    }
    return count;
}

static inline const UiTheme *theme_now(void) {
    return ui_theme(frame_ui(desk.frame));
}

#endif
