/* passes.h -- a session and one open pass of an interface that nobody touches, for views' tests. */
#ifndef HEED_TESTS_VIEWS_PASSES_H
#define HEED_TESTS_VIEWS_PASSES_H

#include "testing.h"

#include "draw/text.h"
#include "views/view.h"

typedef struct Pass {
    Fonts *fonts; /* of the group */
    Session *session;
    Arena *arena;
    Ui *ui;
    ViewMemory memory;
    ViewPass view;
    bool open;
} Pass;

static Pass pass;

static inline int pass_group(void **state) {
    (void)state;
    Error error = {0};
    pass.fonts = fonts_new(&error);
    if (!pass.fonts) print_error("%s\n", error.message);
    return pass.fonts ? 0 : -1;
}

static inline int pass_group_end(void **state) {
    (void)state;
    fonts_free(pass.fonts);
    return 0;
}

static inline int pass_start(void **state) {
    (void)state;
    Error error = {0};
    pass.session = session_new(&error);
    if (!pass.session) print_error("%s\n", error.message);
    pass.arena = arena_new();
    pass.ui = ui_new((UiClipboard){0});
    return pass.session ? 0 : -1;
}

static inline void say(const char *line) {
    Error error = {0};
    if (!session_apply(pass.session, line, &error)) fail_msg("%s: %s", line, error.message);
}

static inline void pass_close(void) {
    if (!pass.open) return;
    view_end(&pass.view);
    ui_end(pass.ui);
    pass.open = false;
}

/* Opens another pass on the state as it is now. */
static inline void pass_open(void) {
    pass_close();
    arena_reset(pass.arena);
    ui_begin(pass.ui, &(UiFrame){.arena = pass.arena,
                                 .list = list_new(pass.arena, pass.fonts),
                                 .theme = theme_get(COLOR_LIGHT),
                                 .width = 1000,
                                 .height = 800,
                                 .scale = 1,
                                 .text_size = 1,
                                 .still = true});
    pass.view = view_begin(pass.ui, pass.session, &pass.memory, true);
    pass.open = true;
}

static inline int pass_end(void **state) {
    (void)state;
    pass_close();
    view_memory_free(&pass.memory);
    ui_free(pass.ui);
    arena_free(pass.arena);
    session_free(pass.session);
    return 0;
}

#define PASS(test) cmocka_unit_test_setup_teardown(test, pass_start, pass_end)

#endif
