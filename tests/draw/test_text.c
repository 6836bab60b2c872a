/* The list as text: the goldens' own form, so it is held to every letter. */
#include "sample.h"

#include "draw/text.h"

static const char *dumped(const List *list) {
    Buffer out = {0};
    text_dump(list, &out);
    const char *text = arena_string(arena, out.data ? out.data : "");
    buffer_free(&out);
    return text;
}

static void goldens_of_both_themes(void **state) {
    (void)state;
    assert_golden_text(dumped(sample_list(COLOR_LIGHT)), "draw/light.txt");
    assert_golden_text(dumped(sample_list(COLOR_DARK)), "draw/dark.txt");
}

static void lines_are_as_the_header_says(void **state) {
    (void)state;
    static ColorMap map;
    static const uint8_t levels[] = {0, 12, 12, 12, 253, 254, 255, 255, 255, 255, 255, 255};
    static const PathStep steps[] = {PATH_TO(MOVE, 4, 4), PATH_TO(LINE, 12, 4),
                                     PATH_BY(14, 6, 14, 10, 12, 12), PATH_END};
    color_map_weights(&map, COLOR_LIGHT, COLOR_HEX(0xf7f7f5));
    List *list = list_new(arena, fonts);
    draw_rect(list, draw_box(8, 8, 304, 40.46f), 6, COLOR_HEX(0xffffff),
              draw_stroke(COLOR_HEX(0xe3e2de), 1));
    draw_line(list, 8, 60, 312, 60, (DrawStroke){COLOR_HEX(0x1d1f24), 1.5f, 4, 2, 1});
    list_push_clip(list, draw_box(0, 0, 60, 200));
    draw_curve(list, (float[]){8, 40, 40, 72}, (float[]){70, 70, 90, 90},
               draw_stroke(COLOR_HEX(0x2456e6), 2));
    list_pop_clip(list);
    draw_path(list, 0, 0, 1, steps, 4, COLOR_HEX(0x2456e6), DRAW_NO_STROKE);
    list_push_opacity(list, 0.5f);
    draw_cells(list, draw_box(8, 100, 60, 30), 2, 6, levels, &map, 1, 9);
    list_pop_opacity(list);
    assert_string_equal(
        dumped(list),
        "rect 8 8 304 40.5 radius 6 fill #ffffffff stroke #e3e2deff 1\n"
        "line 8 60 312 60 stroke #1d1f24ff 1.5 dash 4 2 round\n"
        "curve 8 70 40 70 40 90 72 90 stroke #2456e6ff 2 clip 0 0 60 200\n"
        "path fill #2456e6ff M 4 4 L 12 4 C 14 6 14 10 12 12 Z\n"
        "cells 8 100 60 30 2 × 6 gap 1 opacity 0.5 map #f7f7f5ff #9d7cc3ff #3f146eff\n"
        "    0 12×3 253 masked\n"
        "    empty×6\n");
}

static void rows_that_repeat_are_one(void **state) {
    (void)state;
    static ColorMap map;
    static const uint8_t levels[] = {1, 2, 1, 2, 1, 2, 3, 3};
    color_map_weights(&map, COLOR_PRINT, COLOR_HEX(0xffffff));
    List *list = list_new(arena, fonts);
    draw_cells(list, draw_box(0, 0, 60, 30), 4, 2, levels, &map, 0, 9);
    assert_contains(dumped(list), "\n    1 2 (×3)\n    3×2\n");
}

static void a_text_is_one_line(void **state) {
    (void)state;
    List *list = list_new(arena, fonts);
    draw_text_turned(list, 12, 32, ALIGN_LEFT, -45, FACE_WORDS_BOLD, 13, COLOR_HEX(0x1d1f24),
                     "a\n\tb\\ “c” \xff");
    assert_contains(dumped(list), "text 12 32 words-bold 13 #1d1f24ff width ");
    assert_contains(dumped(list), " turn -45 “a  b\\u{5c} “c\\u{201d} \xef\xbf\xbd”\n");
}

static void numbers_are_rounded_and_never_minus_zero(void **state) {
    (void)state;
    List *list = list_new(arena, fonts);
    draw_fill(list, draw_box(-0.04f, -1.26f, 10.05f, 1e5f), 0, COLOR_HEX(0));
    assert_string_equal(dumped(list), "rect 0 -1.3 10.1 100000 fill #000000ff\n");
}

static void equal_lists_are_equal_text(void **state) {
    (void)state;
    const char *first = dumped(sample_list(COLOR_LIGHT));
    assert_string_equal(first, dumped(sample_list(COLOR_LIGHT)));
    assert_string_equal(dumped(list_new(arena, fonts)), "");
    if (!sample_comma_locale()) skip();
    const char *comma = dumped(sample_list(COLOR_LIGHT));
    setlocale(LC_ALL, "C");
    assert_string_equal(first, comma);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goldens_of_both_themes),
        cmocka_unit_test(lines_are_as_the_header_says),
        cmocka_unit_test(rows_that_repeat_are_one),
        cmocka_unit_test(a_text_is_one_line),
        cmocka_unit_test(numbers_are_rounded_and_never_minus_zero),
        cmocka_unit_test(equal_lists_are_equal_text),
    };
    return cmocka_run_group_tests(tests, sample_open, sample_close);
}
