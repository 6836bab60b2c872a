/* The first lesson in the window: a query dragged, numbers typed over, keys added and removed, a
 * score chosen among five; by mouse and by keys, each one undo. */
#include "journeys.h"

#include "app/export.h"
#include "attention/spread.h"
#include "tasks/lookup.h"

#include <math.h>

static void say(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    act(NULL, 0);
}

static Lookup lookup_now(void) {
    Lookup lookup;
    Error error = {0};
    if (!lookup_parse(ask_now()->input, desk.arena, &lookup, &error)) fail_msg("%s", error.message);
    return lookup;
}

static int look_up(void **state) {
    if (desk_start(state)) return -1;
    say("model lookup");
    return 0;
}

static void middle_of(const char *path, float *x, float *y) {
    DrawBox box = box_of(path);
    *x = box.x + box.width / 2;
    *y = box.y + box.height / 2;
}

/* The wheel brings it into view first. */
static void reach(const char *path) {
    DrawBox all = box_of("view/lookup/all");
    act_on(event_move(all.x + all.width - 3, all.y + 3));
    act_on(event_wheel(all.x + all.width - 3, all.y + 3, -1000));
    for (int i = 0; i < 40; i++) {
        DrawBox box = box_of(path);
        if (box.y + box.height < all.y + all.height) return;
        act_on(event_wheel(all.x + all.width - 3, all.y + 3, 1));
    }
    fail_msg("%s is not reached", path);
}

static void reach_and_click(const char *path) {
    reach(path);
    click(path);
}

static void reach_segment(const char *path, int which, int count) {
    reach(path);
    segment(path, which, count);
}

static void type_into(const char *path, const char *text) {
    reach(path);
    click(path);
    key('a', KEY_MOD_CTRL);
    type(text);
}

/* --- dragging -------------------------------------------------------------------------------- */

/* In several frames, as a hand does. */
static void drag(const char *path, float dx, float dy) {
    float x, y;
    middle_of(path, &x, &y);
    Event down[] = {event_move(x, y), event_press(x, y, MOUSE_LEFT, 1)};
    act(down, 2);
    for (int i = 1; i <= 8; i++) act_on(event_move(x + dx * (float)i / 8, y + dy * (float)i / 8));
    act_on(event_release(x + dx, y + dy, MOUSE_LEFT));
}

static bool in_hundredths(double x) {
    return fabs(x * 100 - round(x * 100)) < 1e-9;
}

static void a_drag_is_one_undo(void **state) {
    (void)state;
    const char *before = arena_string(desk.arena, ask_now()->input);
    drag("view/lookup/all/plane/q", -60, 40);
    Lookup now = lookup_now();
    assert_true(now.query[0] < 1.2 && now.query[1] < 1);
    assert_true(in_hundredths(now.query[0]) && in_hundredths(now.query[1]));
    Buffer line = {0};
    lookup_write(&now, &line);
    assert_string_equal(ask_now()->input, line.data); /* the canonical line */
    buffer_free(&line);
    drag("view/lookup/all/plane/k2", 30, 25);
    assert_true(lookup_now().keys[1].key[0] > -0.4);
    assert_int_equal(look_now()->source, 0); /* dragging pins nothing */
    key('z', KEY_MOD_CTRL);
    assert_near(lookup_now().keys[1].key[0], -0.4, 0);
    assert_near(lookup_now().query[0], now.query[0], 0);
    key('z', KEY_MOD_CTRL);
    assert_string_equal(ask_now()->input, before);
    key('y', KEY_MOD_CTRL);
    assert_near(lookup_now().query[0], now.query[0], 0);
}

/* What is dragged stays under the mouse, and in the plane. */
static void a_point_follows_the_mouse(void **state) {
    (void)state;
    float x, y, x1, y1;
    middle_of("view/lookup/all/plane/k3", &x, &y);
    Event down[] = {event_move(x, y), event_press(x, y, MOUSE_LEFT, 1)};
    act(down, 2);
    act_on(event_move(x + 50, y - 120));
    middle_of("view/lookup/all/plane/k3", &x1, &y1);
    assert_near(x1, x + 50, 0.01);
    assert_near(y1, y - 120, 0.01);
    act_on(event_move(x - 4000, y));
    middle_of("view/lookup/all/plane/k3", &x1, &y1);
    assert_true(x1 > box_of("view/lookup/all/plane/k3").x && x1 > 240);
    act_on(event_release(x - 4000, y, MOUSE_LEFT));
    assert_true(fabs(lookup_now().keys[2].key[0]) < 10);
}

static void points_move_by_keys(void **state) {
    (void)state;
    tab_to("view/lookup/all/plane/q");
    key(KEY_RIGHT, 0);
    key(KEY_UP, 0);
    assert_near(lookup_now().query[0], 1.3, 1e-9);
    assert_near(lookup_now().query[1], 1.1, 1e-9);
    key(KEY_LEFT, KEY_MOD_SHIFT);
    assert_near(lookup_now().query[0], 1.29, 1e-9);
    key('z', KEY_MOD_CTRL);
    assert_near(lookup_now().query[0], 1.3, 1e-9);
}

/* --- typing ---------------------------------------------------------------------------------- */

static void every_number_is_typed_over(void **state) {
    (void)state;
    type_into("view/lookup/all/table/rows/k1-1", "2.25");
    key(KEY_ENTER, 0);
    assert_near(lookup_now().keys[0].key[0], 2.25, 0);
    type_into("view/lookup/all/table/rows/v2-2", "−7.125");
    key(KEY_TAB, 0);
    assert_near(lookup_now().keys[1].value[1], -7.125, 0);
    type_into("view/lookup/all/table/rows/q-2", ".5");
    key(KEY_ENTER, 0);
    assert_near(lookup_now().query[1], 0.5, 0);
    key(KEY_ESCAPE, 0);
    say("score bilinear");
    type_into("view/lookup/all/own/W-3", "4");
    key(KEY_ENTER, 0);
    assert_near(lookup_now().parameters[LOOKUP_W][2], 4, 0);
    say("score additive");
    static const char *const names[] = {"Wq-2", "Wk-4", "b-1", "v-2"};
    for (int i = 0; i < 4; i++) {
        type_into(arena_printf(desk.arena, "view/lookup/all/own/%s", names[i]), "0.3");
        key(KEY_ENTER, 0);
    }
    assert_contains(ask_now()->input, "Wq 1 0.3 0 1; Wk 1 0 0 0.3; b 0.3 0; v 1 0.3");
}

static void a_bad_number_is_one_sentence(void **state) {
    (void)state;
    static const char *const bad[] = {"abc", "",   "1 2",  "1; x 2 3", "nan", "0x10",
                                      "1e9", "\"", "-> 1", "1.2.3",    "\\n"};
    const char *before = state_text();
    for (int i = 0; i < 11; i++) {
        type_into("view/lookup/all/table/rows/k2-1", bad[i]);
        if (!*bad[i]) key(KEY_BACKSPACE, 0);
        key(KEY_ENTER, 0);
        assert_string_equal(state_text(), before);
        assert_contains(words_shown(), "stays -0.40");
        assert_true(box_of("toast/close").y > 836); /* in the bar below: it covers nothing */
        key(KEY_ESCAPE, 0);
        desk.now += 60; /* the sentence goes */
        act(NULL, 0);
        assert_false(is_there("toast/close"));
        assert_contains(words_in(box_of("view/lookup/all/table/rows/k2-1")), "-0.40");
    }
    type_into("view/lookup/all/table/rows/k2-1", "5");
    key(KEY_ESCAPE, 0);
    assert_string_equal(state_text(), before);
}

/* As in a spreadsheet: a click and a number, and it is that number. */
static void a_click_and_typing_replace_a_number(void **state) {
    (void)state;
    const char *cell = "view/lookup/all/table/rows/k1-1";
    click(cell);
    type("3");
    key(KEY_ENTER, 0);
    assert_near(lookup_now().keys[0].key[0], 3, 0);
    click("view/lookup/all/table/rows/k2-1");
    click(cell);
    click(cell);
    key(KEY_END, 0);
    type("5");
    key(KEY_ENTER, 0);
    assert_near(lookup_now().keys[0].key[0], 3.005, 1e-12);
}

static void a_decimal_comma_is_named(void **state) {
    (void)state;
    click("view/lookup/all/table/rows/k1-1");
    type("1,5");
    key(KEY_ENTER, 0);
    assert_contains(words_shown(), "“1,5” is not a number here; write a point, not a comma; "
                                   "it stays 1.60");
    assert_near(lookup_now().keys[0].key[0], 1.6, 0);
}

/* A number too long for its cell is rounded while nobody edits it, and never cut: 100000.25 is not
 * “1000…”. */
static void long_numbers_are_rounded(void **state) {
    (void)state;
    static const char *const numbers[][2] = {{"100000.25", "1.0e5"}, {"-0.123456789", "−0.12"},
                                             {"0.00001234", "1e-5"}, {"-12345.678", "−1e4"},
                                             {"123.456", "123.5"},   {"999999.4", "1.0e6"}};
    const char *cell = "view/lookup/all/table/rows/v1-1";
    for (int i = 0; i < 6; i++) {
        type_into(cell, numbers[i][0]);
        assert_contains(words_shown(), numbers[i][0]);
        key(KEY_ENTER, 0);
        key(KEY_ESCAPE, 0);
        assert_contains(words_in(box_of(cell)), numbers[i][1]);
        assert_null(strstr(words_in(box_of(cell)), "…"));
        assert_near(lookup_now().keys[0].value[0], atof(numbers[i][0]), 0);
    }
}

static const char *focus(void) {
    bool ring;
    return ui_focus(frame_ui(desk.frame), &ring);
}

/* The pinned key stays pinned. */
static void keys_are_named(void **state) {
    (void)state;
    say("select 1 2");
    type_into("view/lookup/all/table/rows/name2", "  cash   flow ");
    key(KEY_TAB, 0);
    assert_string_equal(lookup_now().keys[1].name, "cash flow");
    assert_string_equal(focus(), "view/lookup/all/table/rows/k2-1");
    assert_int_equal(look_now()->source, 2);
    key('z', KEY_MOD_CTRL);
    assert_string_equal(lookup_now().keys[1].name, "money");
    static const char *const bad[] = {"q", "7", "a; b", "x 1 2", "->", "; c 1 1", ""};
    const char *before = state_text();
    for (int i = 0; i < 7; i++) {
        type_into("view/lookup/all/table/rows/name2", bad[i]);
        if (!*bad[i]) key(KEY_BACKSPACE, 0);
        key(KEY_ENTER, 0);
        assert_string_equal(state_text(), before);
        assert_contains(words_shown(), "cannot be a key's name: ");
        key(KEY_ESCAPE, 0);
        desk.now += 60; /* the sentence goes */
        act(NULL, 0);
    }
    type_into("view/lookup/all/table/rows/name2", "water");
    key(KEY_ENTER, 0);
    assert_contains(words_shown(),
                    "“water” cannot be a key's name: another key is called that; it stays money");
    key(KEY_ESCAPE, 0);
    desk.now += 60;
    act(NULL, 0);
    type_into("view/lookup/all/table/rows/name4", "ein \"Fisch\" 日本");
    key(KEY_UP, 0);
    assert_string_equal(lookup_now().keys[3].name, "ein \"Fisch\" 日本");
    assert_string_equal(focus(), "view/lookup/all/table/rows/name3");
}

static void arrows_and_tab_move_between_cells(void **state) {
    (void)state;
    click("view/lookup/all/table/rows/k4-1");
    key('a', KEY_MOD_CTRL);
    type("1.5");
    key(KEY_DOWN, 0);
    assert_near(lookup_now().keys[3].key[0], 1.5, 0);
    assert_string_equal(focus(), "view/lookup/all/table/rows/q-1");
    key(KEY_UP, 0);
    assert_string_equal(focus(), "view/lookup/all/table/rows/k4-1");
    key(KEY_UP, 0);
    assert_string_equal(focus(), "view/lookup/all/table/rows/k3-1");
    type("9"); /* over all of it */
    key(KEY_TAB, 0);
    assert_near(lookup_now().keys[2].key[0], 9, 0);
    assert_string_equal(focus(), "view/lookup/all/table/rows/k3-2");
    key('z', KEY_MOD_CTRL); /* from the next cell */
    assert_near(lookup_now().keys[2].key[0], -1.5, 0);
    key('y', KEY_MOD_CTRL);
    assert_near(lookup_now().keys[2].key[0], 9, 0);
    type("4");
    key('z', KEY_MOD_CTRL); /* of the draft */
    assert_near(lookup_now().keys[2].key[0], 9, 0);
    key(KEY_TAB, KEY_MOD_SHIFT);
    assert_string_equal(focus(), "view/lookup/all/table/rows/k3-1");
    key(KEY_ESCAPE, 0);
    assert_string_equal(focus(), "");
}

/* --- sizes and scores ------------------------------------------------------------------------ */

static void keys_come_and_go(void **state) {
    (void)state;
    reach_and_click("view/lookup/all/table/add");
    assert_int_equal(lookup_now().count, 5);
    assert_string_equal(lookup_now().keys[4].name, "k5");
    reach_and_click("view/lookup/all/table/rows/remove2");
    assert_int_equal(lookup_now().count, 4);
    assert_string_equal(lookup_now().keys[1].name, "water");
    reach_segment("view/lookup/all/table/d", 2, 3);
    assert_int_equal(lookup_now().d, 4);
    assert_near(lookup_now().keys[0].key[0], 1.6, 0);
    assert_near(lookup_now().parameters[LOOKUP_W][0], 0.4, 0);
    assert_near(lookup_now().parameters[LOOKUP_W][15], 1, 0);
    reach_segment("view/lookup/all/table/values", 0, 4);
    assert_int_equal(lookup_now().d_v, 1);
    reach_segment("view/lookup/all/up", 3, 4);
    assert_int_equal(look_now()->axes[1], 4);
    reach_segment("view/lookup/all/across", 3, 4); /* both cannot be the same */
    assert_int_equal(look_now()->axes[0], 4);
    assert_int_equal(look_now()->axes[1], 1);
    for (int i = 0; i < 3; i++) key('z', KEY_MOD_CTRL); /* both axes, the values */
    assert_int_equal(lookup_now().d_v, 2);
    assert_int_equal(lookup_now().d, 4);
    for (int i = 0; i < 6; i++) reach_and_click("view/lookup/all/table/add");
    assert_int_equal(lookup_now().count, 8);
    while (lookup_now().count > 1) reach_and_click("view/lookup/all/table/rows/remove1");
    reach_and_click("view/lookup/all/table/rows/remove1");
    assert_int_equal(lookup_now().count, 1);
}

static void a_card_chooses_its_score(void **state) {
    (void)state;
    static const char *const words[] = {"dot", "cosine", "bilinear", "additive", "scaled"};
    for (int i = 0; i < 5; i++) {
        DrawBox box = box_of(arena_printf(desk.arena, "view/lookup/all/scores/%s", words[i]));
        click_at(box.x + box.width / 2, box.y + 12);
        assert_string_equal(ask_now()->attention.score->word, words[i]);
        assert_string_equal(ask_now()->model->name, "lookup");
        say("score scaled");
    }
    letter('5');
    assert_string_equal(ask_now()->attention.score->word, "additive");
    letter('0');
    assert_contains(words_shown(), "without a score");
}

static void hover_lights_and_a_click_pins(void **state) {
    (void)state;
    float x, y;
    middle_of("view/lookup/all/plane/k2", &x, &y);
    const char *before = list_text();
    act_on(event_move(x, y));
    assert_true(strcmp(before, list_text()) != 0);
    click_at(x, y);
    assert_int_equal(look_now()->source, 2);
    click_at(x, y);
    assert_int_equal(look_now()->source, 0);
    click("view/lookup/all/bar/part1");
    assert_int_equal(look_now()->source, 1);
    key(KEY_ESCAPE, 0);
    assert_int_equal(look_now()->source, 0);
    DrawBox name = box_of("view/lookup/all/table/rows/name3");
    click_at(name.x + name.width + 3, name.y + 10); /* of the row, beside its cells */
    assert_int_equal(look_now()->source, 3);
}

static void stages_are_shown_one_by_one(void **state) {
    (void)state;
    static const char *const stages[] = {"Similarity", "Scale", "Exp", "Normalise", "Blend"};
    static const char *const first[] = {"2.42", "1.71", "0.37", "0.651", "≈ (0.72, 0.25)"};
    key(KEY_HOME, 0);
    for (int i = 0; i < 5; i++) assert_null(strstr(words_shown(), first[i]));
    for (int i = 0; i < 5; i++) {
        key(KEY_RIGHT, 0);
        const char *joined = words_shown();
        if (i < 4) assert_contains(joined, first[i]);
        assert_int_equal(look_now()->position.stage, i);
    }
    for (int i = 4; i >= 0; i--) {
        click(arena_printf(desk.arena, "view/lookup/stage/%s", stages[i]));
        assert_int_equal(look_now()->position.stage, i);
    }
    click("steps/last");
    assert_int_equal(look_now()->position.stage, LOOKUP_BLEND);
}

static void nothing_is_trained(void **state) {
    (void)state;
    letter('t');
    assert_contains(words_shown(), "nothing to train");
}

static void the_menu_has_it(void **state) {
    (void)state;
    say("model dates");
    click("top/model");
    choose("Memory you can ask");
    assert_string_equal(ask_now()->model->name, "lookup");
    assert_int_equal(look_now()->view, VIEW_LOOKUP);
    click("view/lookup/all/spread");
    assert_int_equal(look_now()->view, VIEW_SPREAD);
    assert_contains(words_shown(), "These vectors are random");
    DrawBox plot = box_of("view/spread/all/plot0");
    act_on(event_move(plot.x + plot.width * 0.95f, plot.y + plot.height / 2));
    Spread spread;
    spread_measure(1, &spread);
    const SpreadRow *last = &spread.rows[SPREAD_SIZES - 1];
    assert_contains(words_shown(), arena_printf(desk.arena, "%.2f", last->deviation[0]));
    click("view/spread/back");
    assert_int_equal(look_now()->view, VIEW_LOOKUP);
}

/* What the lookup is asked, and how far it is shown, changes nothing there: so nothing pretends to.
 */
static void the_spread_has_no_controls_of_the_lookup(void **state) {
    (void)state;
    static const char *const grey[] = {
        "controls/score/dot", "controls/weigh", "controls/temperature", "controls/reveal",
        "steps/play",         "steps/next",     "steps/first"};
    say("model lookup");
    say("view spread");
    mouse_away();
    for (size_t i = 0; i < sizeof grey / sizeof *grey; i++) {
        const char *why = NULL;
        for (int w = 0; w < ui_widget_count(frame_ui(desk.frame)); w++) {
            UiWidget widget = ui_widget(frame_ui(desk.frame), w);
            if (!strcmp(widget.path, grey[i])) why = widget.disabled;
        }
        if (!why) fail_msg("%s is not grey", grey[i]);
        assert_contains(why, "random vectors");
    }
    assert_null(strstr(words_shown(), "largest weight"));
    assert_false(is_there("steps/speed"));
    Ask before = *ask_now();
    Position at = look_now()->position;
    letter('1');
    assert_contains(words_shown(), "random vectors");
    key(KEY_HOME, 0);
    key(KEY_SPACE, 0);
    assert_true(ask_now()->attention.score == before.attention.score);
    assert_memory_equal(&look_now()->position, &at, sizeof at);
    assert_int_equal(look_now()->view, VIEW_SPREAD);
    say("view lookup");
    mouse_away();
    assert_true(is_there("steps/speed"));
    assert_contains(words_shown(), "largest weight");
}

/* --- pictures -------------------------------------------------------------------------------- */

/* Any size, any length of name, any text size. */
static void every_size_can_be_drawn(void **state) {
    (void)state;
    static const float sizes[][2] = {
        {1440, 900}, {1024, 640}, {640, 400}, {3840, 2160}, {320, 240}};
    static const char *const lines[] = {"example 1",
                                        "score additive",
                                        "example 9",
                                        "example 5",
                                        "axes 4 3",
                                        "weigh hard",
                                        "input \"q 1e6 -1e6; 日本 🎉 العربية 1 2 -> 1e6 2 3 4; "
                                        "abcdefghijklmnopqrstuvwxyzabcdef 1e-7 3 "
                                        "-> 1 2 3 123456.789\"",
                                        "step 1 2 1",
                                        "view spread",
                                        "view scores",
                                        "view step",
                                        "view inspector"};
    for (int s = 0; s < 5; s++)
        for (int percent = 100; percent <= 200; percent += 50) {
            say("model lookup");
            say("score scaled");
            say(arena_printf(desk.arena, "text-size %d", percent));
            resize(sizes[s][0], sizes[s][1]);
            for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
                say(lines[i]);
                assert_true(list_count(frame_list(desk.frame)) > 20);
            }
        }
}

static void the_window_is_as_it_was(void **state) {
    (void)state;
    mouse_away();
    assert_golden_text(list_text(), "app/lookup-light.txt");
    assert_shot("lookup-light");
    say("theme print");
    say("score bilinear");
    say("step 1 4 2");
    assert_golden_text(list_text(), "app/lookup-print.txt");
    assert_shot("lookup-print");
}

static void it_is_exported(void **state) {
    (void)state;
    static const char *const views[] = {"view lookup", "view spread"};
    static const char *const parts[][5] = {
        {"\x89PNG", "Similarity", "%PDF", "\"bank (river)\",\"money\"", "0.65 & 0.24"},
        {"\x89PNG", "Largest weight", "%PDF", "d,standard deviation", "\n512 & "}};
    for (int v = 0; v < 2; v++)
        for (int i = 0; i < export_format_count; i++) {
            Buffer bytes = {0};
            Error error = {0};
            ExportAsk ask = {.format = export_formats[i]};
            say(views[v]);
            if (!export_figure(desk.fonts, desk.session, &ask, &bytes, &error))
                fail_msg("%s", error.message);
            if (i == 0 || i == 2)
                assert_memory_equal(bytes.data, parts[v][i], strlen(parts[v][i]));
            else
                assert_contains(bytes.data, parts[v][i]);
            buffer_free(&bytes);
        }
}

#define LOOKUP(test) cmocka_unit_test_setup_teardown(test, look_up, desk_end)

int main(void) {
    const struct CMUnitTest tests[] = {
        LOOKUP(a_drag_is_one_undo),
        LOOKUP(a_point_follows_the_mouse),
        LOOKUP(points_move_by_keys),
        LOOKUP(every_number_is_typed_over),
        LOOKUP(a_click_and_typing_replace_a_number),
        LOOKUP(a_decimal_comma_is_named),
        LOOKUP(long_numbers_are_rounded),
        LOOKUP(a_bad_number_is_one_sentence),
        LOOKUP(keys_are_named),
        LOOKUP(arrows_and_tab_move_between_cells),
        LOOKUP(keys_come_and_go),
        LOOKUP(a_card_chooses_its_score),
        LOOKUP(hover_lights_and_a_click_pins),
        LOOKUP(stages_are_shown_one_by_one),
        LOOKUP(nothing_is_trained),
        LOOKUP(the_menu_has_it),
        LOOKUP(the_spread_has_no_controls_of_the_lookup),
        LOOKUP(every_size_can_be_drawn),
        LOOKUP(the_window_is_as_it_was),
        LOOKUP(it_is_exported),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
