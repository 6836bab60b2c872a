/* journeys.h -- the whole program without a window: events in, a picture, a state and texts out. */
#ifndef HEED_TESTS_APP_JOURNEYS_H
#define HEED_TESTS_APP_JOURNEYS_H

#include "pictures.h"

#include "app/frame.h"
#include "draw/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Desk {
    Fonts *fonts; /* of the group */
    Arena *arena;
    Session *session; /* of the test */
    Frame *frame;
    Picture picture;
    float width, height, scale;
    double now;
} Desk;

static Desk desk;

static inline int desk_open(void **state) {
    (void)state;
    Error error = {0};
    desk.fonts = fonts_new(&error);
    if (!desk.fonts) print_error("%s\n", error.message);
    return desk.fonts ? 0 : -1;
}

static inline int desk_close(void **state) {
    (void)state;
    fonts_free(desk.fonts);
    return 0;
}

/* --- events ---------------------------------------------------------------------------------- */

/* One frame after these events. Every command of its list can be painted, and every text has a
 * glyph. */
static inline void act(const Event *events, int count) {
    desk.now += 0.02;
    FrameInput input = {.events = events,
                        .event_count = count,
                        .width = desk.width,
                        .height = desk.height,
                        .scale = desk.scale,
                        .now = desk.now,
                        .still = true};
    desk.picture = frame_draw(desk.frame, &input);
    assert_true(list_is_closed(frame_list(desk.frame)));
}

static inline void act_on(Event event) {
    act(&event, 1);
}

static inline void resize(float width, float height) {
    desk.width = width;
    desk.height = height;
    act_on((Event){.kind = EVENT_RESIZE, .width = width, .height = height});
}

static inline DrawBox box_of(const char *path) {
    DrawBox box = {0};
    if (!ui_widget_box(frame_ui(desk.frame), path, &box)) fail_msg("there is no widget “%s”", path);
    return box;
}

static inline bool is_there(const char *path) {
    DrawBox box;
    return ui_widget_box(frame_ui(desk.frame), path, &box);
}

static inline void click_at(float x, float y) {
    Event events[] = {event_move(x, y), event_press(x, y, MOUSE_LEFT, 1),
                      event_release(x, y, MOUSE_LEFT)};
    act(events, 3);
}

static inline void click(const char *path) {
    DrawBox box = box_of(path);
    click_at(box.x + box.width / 2, box.y + box.height / 2);
}

static inline void key(Key which, uint32_t mods) {
    act_on(event_key(which, mods));
}

/* A key that types something: the key, and the text it makes. */
static inline void letter(char which) {
    char text[2] = {which, 0};
    Event events[] = {event_key(which, 0), event_text(text)};
    if (which >= '0' && which <= '9') events[0].digit = KEY_DIGIT(which - '0');
    act(events, 2);
}

static inline void type(const char *text) {
    act_on(event_text(text));
}

/* The mouse far from everything that answers. */
static inline void mouse_away(void) {
    act_on((Event){.kind = EVENT_LEAVE});
}

/* The middle of a matrix's cell, from 1. */
static inline void cell_at(const char *matrix, int target, int source, float *x, float *y) {
    const Run *run = session_run(desk.session);
    DrawBox box = box_of(matrix);
    *x = box.x + 1 + (box.width - 2) * ((float)source - 0.5f) / (float)run->source.count;
    *y = box.y + 1 + (box.height - 2) * ((float)target - 0.5f) / (float)run->target.count;
}

/* --- by the mouse and by keys ---------------------------------------------------------------- */

static inline void segment(const char *path, int which, int count) {
    DrawBox box = box_of(path);
    click_at(box.x + box.width * ((float)which + 0.5f) / (float)count, box.y + box.height / 2);
}

/* The line of an open menu, by its label. */
static inline void choose(const char *label) {
    const Ui *ui = frame_ui(desk.frame);
    for (int i = 0; i < ui_widget_count(ui); i++) {
        UiWidget widget = ui_widget(ui, i);
        if (widget.role != ROLE_MENU_LINE || strcmp(widget.label, label) != 0) continue;
        if (widget.seen.height < widget.box.height / 2) { /* out of sight in a long menu */
            act_on(event_text(label));
            act_on(event_key(KEY_ENTER, 0));
            return;
        }
        click_at(widget.seen.x + widget.seen.width / 2, widget.seen.y + widget.seen.height / 2);
        return;
    }
    fail_msg("no menu has a line “%s”", label);
}

static inline void tab_to(const char *path) {
    bool ring = false;
    for (int i = 0; i < 200; i++) {
        key(KEY_TAB, 0);
        if (!strcmp(ui_focus(frame_ui(desk.frame), &ring), path) && ring) return;
    }
    fail_msg("Tab does not come to “%s”", path);
}

/* A part of a segmented control by Tab and arrows. */
static inline void segment_by_key(const char *path, int which) {
    tab_to(path);
    key(KEY_HOME, 0);
    for (int i = 0; i < which; i++) key(KEY_RIGHT, 0);
}

/* --- what there is --------------------------------------------------------------------------- */

static inline const Ask *ask_now(void) {
    return &session_state(desk.session)->ask;
}

static inline const Look *look_now(void) {
    return &session_state(desk.session)->look;
}

/* The state's lines, as long as the test. */
static inline const char *state_text(void) {
    Buffer out = {0};
    session_write_state(desk.session, &out);
    const char *text = arena_string(desk.arena, out.data);
    buffer_free(&out);
    return text;
}

static inline const char *list_text(void) {
    Buffer out = {0};
    text_dump(frame_list(desk.frame), &out);
    const char *text = arena_string(desk.arena, out.data ? out.data : "");
    buffer_free(&out);
    return text;
}

/* Every text of the picture, a line each. */
static inline const char *words_shown(void) {
    Buffer out = {0};
    const List *list = frame_list(desk.frame);
    for (int i = 0; i < list_count(list); i++)
        if (list_at(list, i)->kind == DRAW_TEXT)
            buffer_printf(&out, "%s\n", list_at(list, i)->as.text.text);
    const char *text = arena_string(desk.arena, out.data ? out.data : "");
    buffer_free(&out);
    return text;
}

/* The words inside a box, one after the other: what a formula or a sentence says. */
static inline const char *words_in(DrawBox box) {
    Buffer out = {0};
    const List *list = frame_list(desk.frame);
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        if (command->kind != DRAW_TEXT) continue;
        float x = command->as.text.x, y = command->as.text.baseline;
        if (x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height)
            buffer_text(&out, command->as.text.text);
    }
    const char *text = arena_string(desk.arena, out.data ? out.data : "");
    buffer_free(&out);
    return text;
}

/* A sum over every pixel of the picture. */
static inline uint64_t picture_sum(void) {
    uint64_t sum = 1469598103934665603u;
    for (int i = 0; i < desk.picture.width * desk.picture.height; i++)
        sum = (sum ^ desk.picture.pixels[i]) * 1099511628211u;
    return sum;
}

/* Holds the picture against tests/golden/app/NAME.png. */
static inline void assert_shot(const char *name) {
    assert_golden_picture(desk.picture.pixels, desk.picture.width, desk.picture.height,
                          arena_printf(desk.arena, "app/%s", name), 0.004);
}

/* --- a test ---------------------------------------------------------------------------------- */

static inline int desk_start(void **state) {
    (void)state;
    Error error = {0};
    desk.arena = arena_new();
    desk.session = session_new(&error);
    if (!desk.session) {
        print_error("%s\n", error.message);
        return -1;
    }
    desk.frame = frame_new(desk.session, desk.fonts, (FrameHost){0});
    desk.scale = 1;
    desk.now = 100;
    desk.width = 1440;
    desk.height = 900;
    act(NULL, 0);
    return 0;
}

static inline int desk_end(void **state) {
    (void)state;
    frame_free(desk.frame);
    session_free(desk.session);
    arena_free(desk.arena);
    return 0;
}

#define JOURNEY(test) cmocka_unit_test_setup_teardown(test, desk_start, desk_end)

#endif
