/* The display list: what is recorded, with which clip, opacity and ink, and what is left out. */
#include "testing.h"

#include "base/arena.h"
#include "draw/list.h"

#include <math.h>
#include <string.h>

static Fonts *fonts;
static Arena *arena;
static const Color INK = {0x1d, 0x1f, 0x24, 255};

static int open_fonts(void **state) {
    (void)state;
    fonts = fonts_new(NULL);
    arena = arena_new();
    return fonts ? 0 : -1;
}

static int close_fonts(void **state) {
    (void)state;
    arena_free(arena);
    fonts_free(fonts);
    return 0;
}

static const DrawCommand *last(const List *list) {
    return list_at(list, list_count(list) - 1);
}

static void commands_stand_alone(void **state) {
    (void)state;
    List *list = list_new(arena, fonts);
    list_push_clip(list, draw_box(0, 0, 100, 50));
    list_push_clip(list, draw_box(40, -10, 100, 30));
    list_push_opacity(list, 0.5f);
    list_push_opacity(list, 0.5f);
    draw_fill(list, draw_box(0, 0, 200, 200), 400, INK);
    assert_int_equal(last(list)->as.rect.fill.a, 64);
    assert_true(last(list)->as.rect.radius == 100); /* at most half the side */
    DrawBox clip = last(list)->clip;
    assert_true(clip.x == 40 && clip.y == 0 && clip.width == 60 && clip.height == 20);
    assert_false(list_is_closed(list));
    list_pop_clip(list);
    list_pop_clip(list);
    list_pop_opacity(list);
    list_pop_opacity(list);
    assert_true(list_is_closed(list));
    draw_fill(list, draw_box(0, 0, 2, 2), 0, INK);
    assert_int_equal(last(list)->as.rect.fill.a, 255);
}

static void what_is_not_seen_is_not_recorded(void **state) {
    (void)state;
    List *list = list_new(arena, fonts);
    draw_fill(list, draw_box(0, 0, 10, 10), 0, COLOR_NONE);
    draw_fill(list, draw_box(0, 0, 0, 10), 0, INK);
    draw_fill(list, draw_box(NAN, 0, 10, 10), 0, INK);
    draw_fill(list, draw_box(0, 0, INFINITY, 10), 0, INK);
    draw_line(list, 0, 0, NAN, 0, draw_stroke(INK, 1));
    draw_line(list, 0, 0, 9, 0, draw_stroke(INK, 0));
    draw_text(list, 0, 0, ALIGN_LEFT, FACE_WORDS, 14, INK, "");
    draw_text(list, NAN, 0, ALIGN_LEFT, FACE_WORDS, 14, INK, "x");
    draw_text(list, 0, 0, ALIGN_LEFT, FACE_WORDS, 0, INK, "x");
    PathStep steps[] = {PATH_TO(MOVE, 0, 0), PATH_TO(LINE, NAN, 4)};
    draw_path(list, 0, 0, 1, steps, 2, INK, DRAW_NO_STROKE);
    list_push_opacity(list, 0);
    draw_fill(list, draw_box(0, 0, 10, 10), 0, INK);
    list_pop_opacity(list);
    list_push_clip(list, draw_box(100, 100, 10, 10));
    draw_fill(list, draw_box(0, 0, 10, 10), 0, INK);
    list_pop_clip(list);
    assert_int_equal(list_count(list), 0);
}

static void alignment_is_resolved(void **state) {
    (void)state;
    List *list = list_new(arena, fonts);
    float width = draw_text(list, 100, 20, ALIGN_RIGHT, FACE_WORDS, 14, INK, "voit");
    assert_near(width, text_width(fonts, FACE_WORDS, 14, "voit"), 1e-6);
    assert_near(last(list)->as.text.x, 100 - width, 1e-5);
    assert_near(last(list)->as.text.width, width, 1e-6);
    assert_int_equal(last(list)->as.text.length, 4);
    draw_text(list, 100, 20, ALIGN_CENTER, FACE_WORDS, 14, INK, "voit");
    assert_near(last(list)->as.text.x, 100 - width / 2, 1e-5);
    /* Turned up by a quarter, right aligned: it ends at the point, and begins below. */
    draw_text_turned(list, 100, 20, ALIGN_RIGHT, -90, FACE_WORDS, 14, INK, "voit");
    assert_near(last(list)->as.text.x, 100, 1e-5);
    assert_near(last(list)->as.text.baseline, 20 + width, 1e-5);
}

static void memory_is_copied(void **state) {
    (void)state;
    List *list = list_new(arena, fonts);
    char text[] = "see";
    uint8_t levels[] = {1, 2};
    ColorMap map;
    color_map_weights(&map, COLOR_LIGHT, COLOR_HEX(0xffffff));
    draw_text(list, 0, 20, ALIGN_LEFT, FACE_WORDS, 14, INK, text);
    draw_cells(list, draw_box(0, 0, 9, 9), 1, 2, levels, &map, 0, 0);
    text[0] = 'x';
    levels[0] = 9;
    assert_string_equal(list_at(list, 0)->as.text.text, "see");
    assert_int_equal(list_at(list, 1)->as.cells.levels[0], 1);
}

static void color_glyphs_and_missing_ones_follow_their_text(void **state) {
    (void)state;
    List *list = list_new(arena, fonts);
    list_push_opacity(list, 0.5f);
    draw_text(list, 10, 20, ALIGN_LEFT, FACE_WORDS, 20, INK, "a🙂");
    list_pop_opacity(list);
    assert_int_equal(list_count(list), 2);
    assert_int_equal(list_at(list, 0)->kind, DRAW_TEXT);
    assert_int_equal(list_at(list, 1)->kind, DRAW_IMAGE);
    assert_near(list_at(list, 1)->as.image.opacity, 0.5, 1e-6);
    assert_true(list_at(list, 1)->as.image.box.x > 20);
    draw_text(list, 10, 20, ALIGN_LEFT, FACE_WORDS, 20, INK, "\xf3\xb0\x80\x81");
    assert_int_equal(list_at(list, 3)->kind, DRAW_PATH);
    assert_string_equal(list_at(list, 4)->as.text.text, "F00");
    assert_string_equal(list_at(list, 5)->as.text.text, "01"); /* U+F0001 */
}

static void many_commands_keep_their_order(void **state) {
    (void)state;
    List *list = list_new(arena, fonts);
    for (int i = 0; i < 10000; i++) draw_fill(list, draw_box((float)i, 0, 1, 1), 0, INK);
    assert_int_equal(list_count(list), 10000);
    for (int i = 0; i < 10000; i++) assert_true(list_at(list, i)->as.rect.box.x == (float)i);
}

static void paths_are_moved_and_scaled(void **state) {
    (void)state;
    List *list = list_new(arena, fonts);
    const PathStep steps[] = {PATH_TO(MOVE, 1, 2), PATH_BY(1, 1, 2, 2, 3, 3), PATH_END};
    draw_path(list, 10, 20, 2, steps, 3, INK, DRAW_NO_STROKE);
    const PathStep *got = last(list)->as.path.steps;
    assert_true(got[0].x == 12 && got[0].y == 24);
    assert_true(got[1].x1 == 12 && got[1].y1 == 22 && got[1].x2 == 14 && got[1].y == 26);
    assert_int_equal(got[2].verb, PATH_CLOSE);
}

static void quarter_turns_are_exact(void **state) {
    (void)state;
    const float expected[4][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    for (int i = -8; i < 8; i++) {
        float cosine, sine;
        draw_turn(90 * (float)i, &cosine, &sine);
        assert_true(cosine == expected[(i + 8) % 4][0] && sine == expected[(i + 8) % 4][1]);
    }
}

static void a_scaled_list_has_every_length_smaller(void **state) {
    (void)state;
    ColorMap map;
    color_map_weights(&map, COLOR_LIGHT, COLOR_HEX(0xffffff));
    List *list = list_new(arena, fonts);
    draw_rect(list, draw_box(10, 20, 30, 40), 6, COLOR_HEX(0x102030), draw_stroke(COLOR_HEX(0), 2));
    float width = draw_text(list, 8, 50, ALIGN_LEFT, FACE_WORDS, 16, COLOR_HEX(0), "Heed");
    draw_cells(list, draw_box(4, 4, 20, 20), 1, 2, (const uint8_t[]){COLOR_MASKED, COLOR_EMPTY},
               &map, 2, 0);
    const List *half = list_scaled(list, arena, 0.5f);
    assert_int_equal(list_count(half), 3);
    const DrawRect *rect = &list_at(half, 0)->as.rect;
    assert_near(rect->box.x, 5, 0);
    assert_near(rect->box.height, 20, 0);
    assert_near(rect->radius, 3, 0);
    assert_near(rect->stroke.width, 1, 0);
    const DrawText *text = &list_at(half, 1)->as.text;
    assert_near(text->size, 8, 0);
    assert_near(text->width, (double)width / 2, 1e-6);
    const DrawCells *cells = &list_at(half, 2)->as.cells;
    assert_near(cells->gap, 1, 0);
    assert_near(cells->detail, 0.5, 0);
    assert_near(list_at(list, 2)->as.cells.detail, 1, 0); /* the first list is as it was */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scaled_list_has_every_length_smaller),
        cmocka_unit_test(commands_stand_alone),
        cmocka_unit_test(what_is_not_seen_is_not_recorded),
        cmocka_unit_test(alignment_is_resolved),
        cmocka_unit_test(memory_is_copied),
        cmocka_unit_test(color_glyphs_and_missing_ones_follow_their_text),
        cmocka_unit_test(many_commands_keep_their_order),
        cmocka_unit_test(paths_are_moved_and_scaled),
        cmocka_unit_test(quarter_turns_are_exact),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
