/* The mouse lies still and what is under it goes: undo, redo, another head, another view. Whatever
 * the mouse was on, the next pass finds nothing lit that its run does not have. */
#include "journeys.h"

#include <stdlib.h>

#define LONG_INPUT                                                                                 \
    "input \"the black cat sees the small bird and the black cat sees the small bird and the "     \
    "black cat sees the small bird .\""

typedef struct Change {
    const char *model, *shorter, *longer; /* lines; the last is undone and done again */
} Change;

static void say(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    act(NULL, 0);
}

/* From each of these points, with the mouse still and with a nudge. */
static void come_and_go(void) {
    static const float across[] = {0.3f, 0.52f, 0.7f, 0.78f}, down[] = {0.25f, 0.5f, 0.68f, 0.8f};
    for (int i = 0; i < 16; i++) {
        float x = desk.width * across[i % 4], y = desk.height * down[i / 4];
        for (int nudge = 0; nudge < 2; nudge++) {
            act_on(event_move(x, y));
            key('z', KEY_MOD_CTRL);
            if (nudge) act_on(event_move(x + 1, y));
            key('y', KEY_MOD_CTRL);
        }
    }
    mouse_away();
}

static void in_views(Change change, const View *views, int count) {
    say(change.model);
    for (int i = 0; i < count; i++) {
        say(arena_printf(desk.arena, "view %s", view_words[views[i]]));
        say(change.shorter);
        say(change.longer);
        come_and_go();
        assert_non_null(session_run(desk.session));
    }
}

static void a_cell_goes_with_its_run(void **state) {
    (void)state;
    static const View views[] = {VIEW_STEP,  VIEW_SCORES, VIEW_WEIGHTS,  VIEW_INSPECTOR, VIEW_ARCS,
                                 VIEW_GATES, VIEW_DRAWS,  VIEW_GRADIENT, VIEW_BEAM};
    in_views((Change){"model translate", "input \"the cat sleeps .\"", LONG_INPUT}, views,
             sizeof views / sizeof *views);
}

/* The case it was found by: Alignment of the panel read a column that the shorter input lacks. */
static void a_column_under_a_still_mouse_goes(void **state) {
    (void)state;
    float x, y;
    say("model translate");
    say("input \"the cat sleeps .\"");
    say(LONG_INPUT);
    cell_at("view/weights", 4, 22, &x, &y);
    act_on(event_move(x, y));
    for (int i = 0; i < 3; i++) {
        key('z', KEY_MOD_CTRL);
        assert_int_equal(session_run(desk.session)->source.count, 5);
        key('y', KEY_MOD_CTRL);
        act_on(event_move(x + (float)(i % 2), y));
    }
}

static void a_head_and_its_cell_go(void **state) {
    (void)state;
    static const View views[] = {VIEW_HEADS, VIEW_STEP, VIEW_ARCS};
    const Change change = {"model transformer-translate", "input \"the cat sleeps .\"", LONG_INPUT};
    in_views(change, views, sizeof views / sizeof *views);
    in_views((Change){"model transformer-translate", "head cross 1.1", "head decoder 1.1"}, views,
             sizeof views / sizeof *views);
}

static void a_place_of_the_beam_goes(void **state) {
    (void)state;
    static const View views[] = {VIEW_BEAM};
    in_views((Change){"model translate", "beam 2", "beam 8"}, views, 1);
}

static void a_key_of_a_lookup_goes(void **state) {
    (void)state;
    static const View views[] = {VIEW_LOOKUP, VIEW_SPREAD};
    in_views((Change){"model lookup", "example 1", "example 2"}, views, 2);
}

/* What only the second run has is hovered, and the second run goes or gets shorter. */
static void a_cell_of_the_other_run_goes(void **state) {
    (void)state;
    static const View views[] = {VIEW_WEIGHTS};
    const char *more = "compare \"input \\\"the black cat sees the small bird and the black cat "
                       "sees the small bird .\\\"\"";
    say("model translate");
    say("input \"the cat sleeps .\"");
    in_views((Change){"theme light", "compare off", more}, views, 1);
    in_views((Change){"theme dark", "compare \"score dot\"", more}, views, 1);
}

/* Over an input of hundreds of words the tip has a few lines of it, and says how many there are. */
static void a_long_input_has_a_short_tip(void **state) {
    (void)state;
    enum { TIMES = 44 };
    Buffer line = {0};
    say("model translate");
    buffer_text(&line, "input \"");
    for (int i = 0; i < TIMES; i++) buffer_text(&line, i ? " the small black cat sleeps" : "oh");
    buffer_text(&line, "\"");
    say(line.data);
    buffer_free(&line);
    DrawBox field = box_of("top/input");
    act_on(event_move(field.x + 40, field.y + 10));
    assert_null(strstr(words_shown(), "216 tokens"));
    desk.now += 1;
    act(NULL, 0);
    DrawBox tip = draw_box(field.x, field.y + field.height, 500, 200);
    const char *words = words_in(tip);
    assert_contains(words, "oh the small black cat");
    assert_contains(words, " …216 tokens");
    assert_true(strlen(words) < 800);
    mouse_away();
}

/* What the tip says of the curve under the mouse, and what the panel says of the hovered cell: its
 * weight, "…: 0.12179" and "0.122". False: there is no such tip. */
static bool tip_agrees(void) {
    const List *list = frame_list(desk.frame);
    const char *tip = NULL;
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        if (command->kind == DRAW_TEXT && !strncmp(command->as.text.text, "How much ", 9))
            tip = command->as.text.text;
    }
    const char *number = tip ? strrchr(tip, ':') : NULL;
    if (!number) return false;
    const char *shown = arena_printf(desk.arena, "%.3f", atof(number + 1));
    DrawBox panel = draw_box(0.76f * desk.width, 0, 0.24f * desk.width, desk.height);
    if (!strstr(words_in(panel), shown))
        fail_msg("“%s”, but the panel says %s", tip, words_in(panel));
    return true;
}

static void a_curve_is_one_cell_wherever_it_is_told(void **state) {
    (void)state;
    static const char *const models[] = {"model brackets", "model translate"};
    for (int m = 0; m < 2; m++) {
        say(models[m]);
        say("view arcs");
        int told = 0;
        for (int i = 0; i < 90; i++) {
            float across = 0.3f + 0.35f * (float)(i % 10) / 9,
                  down = 0.2f + 0.06f * (float)(i / 10);
            act_on(event_move(desk.width * across, desk.height * down));
            desk.now += 1;
            act(NULL, 0);
            told += tip_agrees();
        }
        assert_true(told > 5);
        mouse_away();
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(a_column_under_a_still_mouse_goes),
        JOURNEY(a_cell_goes_with_its_run),
        JOURNEY(a_head_and_its_cell_go),
        JOURNEY(a_place_of_the_beam_goes),
        JOURNEY(a_key_of_a_lookup_goes),
        JOURNEY(a_cell_of_the_other_run_goes),
        JOURNEY(a_long_input_has_a_short_tip),
        JOURNEY(a_curve_is_one_cell_wherever_it_is_told),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
