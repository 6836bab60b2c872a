/* driver.h -- an interface without a window: passes run with injected events, pixels to look at. */
#ifndef HEED_TESTS_UI_DRIVER_H
#define HEED_TESTS_UI_DRIVER_H

#include "pictures.h"

#include "draw/raster.h"
#include "ui/field.h"
#include "ui/menu.h"
#include "ui/palette.h"
#include "ui/scroll.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void Build(Ui *ui);

typedef struct Driver {
    Fonts *fonts;
    Arena *arena;
    Ui *ui;
    List *list;
    Build *build;
    ColorTheme theme;
    float width, height, scale, text_size;
    double now;
    bool moving; /* with tweens and a blinking caret */
    int passes;  /* of the last run */
} Driver;

static Driver driver;

static inline int driver_open(void **state) {
    (void)state;
    Error error = {0};
    driver.fonts = fonts_new(&error);
    if (!driver.fonts) print_error("%s\n", error.message);
    driver.arena = arena_new();
    return driver.fonts ? 0 : -1;
}

static inline int driver_close(void **state) {
    (void)state;
    ui_free(driver.ui);
    arena_free(driver.arena);
    fonts_free(driver.fonts);
    return 0;
}

static inline void driver_pass(const Event *events, int count) {
    arena_reset(driver.arena);
    driver.list = list_new(driver.arena, driver.fonts);
    ui_begin(driver.ui, &(UiFrame){.arena = driver.arena,
                                   .list = driver.list,
                                   .theme = theme_get(driver.theme),
                                   .width = driver.width,
                                   .height = driver.height,
                                   .scale = driver.scale,
                                   .text_size = driver.text_size,
                                   .now = driver.now,
                                   .still = !driver.moving,
                                   .events = events,
                                   .event_count = count});
    driver.build(driver.ui);
    ui_end(driver.ui);
    assert_true(list_is_closed(driver.list));
}

/* Passes until all is settled. */
static inline void driver_run(const Event *events, int count) {
    driver_pass(events, count);
    for (driver.passes = 1; ui_pending(driver.ui); driver.passes++) {
        assert_true(driver.passes < 2 * count + 12);
        driver_pass(NULL, 0);
    }
}

static inline void driver_event(Event event) {
    driver_run(&event, 1);
}

static inline void driver_start(Build *build, float width, float height) {
    ui_free(driver.ui);
    driver.ui = ui_new((UiClipboard){0});
    driver.build = build;
    driver.width = width;
    driver.height = height;
    driver.scale = driver.text_size = 1;
    driver.now = 0;
    driver_run(NULL, 0);
}

static inline DrawBox driver_box(const char *path) {
    DrawBox box = {0};
    if (!ui_widget_box(driver.ui, path, &box)) fail_msg("there is no widget “%s”", path);
    return box;
}

/* A click in the middle of a widget, all events at once. */
static inline void driver_click(const char *path, int clicks) {
    DrawBox box = driver_box(path);
    float x = box.x + box.width / 2, y = box.y + box.height / 2;
    Event events[6];
    for (int i = 0; i < clicks; i++) {
        events[2 * i] = event_press(x, y, MOUSE_LEFT, i + 1);
        events[2 * i + 1] = event_release(x, y, MOUSE_LEFT);
    }
    driver_run(events, 2 * clicks);
}

static inline void driver_key(Key key, uint32_t mods) {
    driver_event(event_key(key, mods));
}

static inline void driver_type(const char *text) {
    driver_event(event_text(text));
}

static inline Picture driver_picture(Raster *raster) {
    return raster_draw(raster, driver.list, (int)(driver.width * driver.scale),
                       (int)(driver.height * driver.scale), driver.scale,
                       theme_get(driver.theme)->ground);
}

/* Holds pixels against tests/golden/ui/NAME.png. */
static inline void assert_picture(const uint32_t *pixels, int width, int height, const char *name) {
    char path[256];
    snprintf(path, sizeof path, "ui/%s", name);
    assert_golden_picture(pixels, width, height, path, 0.002);
}

#endif
