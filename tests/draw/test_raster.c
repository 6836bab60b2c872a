/* Pixels: exact areas, symmetry, seamless cells, and tiles that make the picture a full replay
 * makes. */
#include "testing.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/rng.h"
#include "draw/png.h"
#include "draw/raster.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Fonts *fonts;
static Arena *arena;
static Raster *raster;
static const Color BLACK = {0, 0, 0, 255}, WHITE = {255, 255, 255, 255};

static int open_all(void **state) {
    (void)state;
    fonts = fonts_new(NULL);
    arena = arena_new();
    raster = raster_new(fonts);
    return fonts ? 0 : -1;
}

static int close_all(void **state) {
    (void)state;
    raster_free(raster);
    arena_free(arena);
    fonts_free(fonts);
    return 0;
}

static List *fresh(void) {
    arena_reset(arena);
    return list_new(arena, fonts);
}

static Picture drawn(const List *list, int width, int height, float scale) {
    return raster_draw(raster, list, width, height, scale, WHITE);
}

/* Ink at a pixel, 0 … 255, of black on white. */
static int ink(Picture p, int x, int y) {
    return 255 - (int)(p.pixels[y * p.width + x] & 255);
}

static double all_ink(Picture p) {
    double sum = 0;
    for (int i = 0; i < p.width * p.height; i++) sum += 255 - (int)(p.pixels[i] & 255);
    return sum / 255;
}

static void a_fill_covers_its_exact_area(void **state) {
    (void)state;
    List *list = fresh();
    draw_fill(list, draw_box(2.5f, 3.25f, 4, 5), 0, BLACK);
    Picture p = drawn(list, 12, 12, 1);
    assert_int_equal(ink(p, 4, 5), 255);
    assert_int_equal(ink(p, 2, 5), 128);
    assert_int_equal(ink(p, 4, 3), 191);
    assert_int_equal(ink(p, 2, 3), 96);
    assert_int_equal(ink(p, 1, 5), 0);
    assert_near(all_ink(p), 20, 0.01);
    assert_int_equal(p.pixels[0], 0xffffffff);
}

static void round_rectangles_are_symmetric(void **state) {
    (void)state;
    for (int hollow = 0; hollow < 2; hollow++)
        for (float radius = 0; radius <= 20; radius += 2.5f) {
            List *list = fresh();
            DrawBox box = draw_box(4, 4, 40, 40);
            if (hollow)
                draw_frame(list, box, radius, BLACK, 3);
            else
                draw_fill(list, box, radius, BLACK);
            Picture p = drawn(list, 48, 48, 1);
            for (int y = 0; y < 48; y++)
                for (int x = 0; x < 48; x++) {
                    assert_int_equal(ink(p, x, y), ink(p, 47 - x, y));
                    assert_int_equal(ink(p, x, y), ink(p, x, 47 - y));
                    assert_int_equal(ink(p, x, y), ink(p, y, x));
                }
            double inner =
                hollow ? 34 * 34 - (4 - 3.14159265) * pow(fmax(0, (double)radius - 3), 2) : 0;
            double area = 1600 - (4 - 3.14159265) * (double)(radius * radius) - inner;
            assert_near(all_ink(p), area, 0.01);
        }
}

static void borders_are_whole_pixels_at_any_scale(void **state) {
    (void)state;
    for (float scale = 0.75f; scale < 3; scale += 0.13f) {
        List *list = fresh();
        draw_frame(list, draw_box(3.3f, 3.3f, 20, 20), 0, BLACK, 1);
        draw_line(list, 2, 27.4f, 30, 27.4f, draw_stroke(BLACK, 1));
        Picture p = drawn(list, 96, 96, scale);
        int middle = (int)(13 * scale);
        for (int i = 0; i < 96; i++) {
            assert_true(ink(p, i, middle) == 0 || ink(p, i, middle) == 255);
            assert_true(ink(p, middle, i) == 0 || ink(p, middle, i) == 255);
        }
    }
}

/* As SVG's rectangles and our PDF's: from the upper left corner, clockwise. */
static void dashes_begin_at_the_upper_left(void **state) {
    (void)state;
    List *list = fresh();
    DrawStroke stroke = {COLOR_HEX(0), 2, 12, 7, 0};
    draw_rect(list, draw_box(5, 5, 50, 40), 0, COLOR_NONE, stroke);
    Picture p = drawn(list, 60, 50, 1);
    for (int x = 7; x < 16; x++) assert_int_equal(ink(p, x, 5), 255);
    for (int x = 19; x < 24; x++) assert_int_equal(ink(p, x, 5), 0);
    for (int x = 26; x < 35; x++) assert_int_equal(ink(p, x, 5), 255);
}

static void paths_have_the_area_of_their_shape(void **state) {
    (void)state;
    const float k = 0.55228475f;
    const PathStep circle[] = {PATH_TO(MOVE, 1, 0),          PATH_BY(1, k, k, 1, 0, 1),
                               PATH_BY(-k, 1, -1, k, -1, 0), PATH_BY(-1, -k, -k, -1, 0, -1),
                               PATH_BY(k, -1, 1, -k, 1, 0),  PATH_END};
    List *list = fresh();
    draw_path(list, 30.3f, 31.7f, 20, circle, 6, BLACK, DRAW_NO_STROKE);
    assert_near(all_ink(drawn(list, 64, 64, 1)), 3.14159265 * 400, 0.005);
    list = fresh();
    draw_path(list, 30.3f, 31.7f, 20, circle, 6, COLOR_NONE, draw_stroke(BLACK, 3));
    assert_near(all_ink(drawn(list, 64, 64, 1)), 3.14159265 * 120, 0.01);
    list = fresh();
    draw_line(list, 10.2f, 10.7f, 50.1f, 33.3f, draw_stroke(BLACK, 2));
    assert_near(all_ink(drawn(list, 64, 64, 1)), 2 * hypot(39.9, 22.6), 0.01);
    list = fresh();
    DrawStroke dashed = draw_stroke(BLACK, 2);
    dashed.dash = dashed.gap = 4;
    draw_line(list, 10, 10, 10 + 24, 10 + 32, dashed);
    assert_near(all_ink(drawn(list, 64, 64, 1)), 2 * 20, 0.02);
}

static void thick_curves_have_no_holes(void **state) {
    (void)state;
    List *list = fresh();
    const float x[4] = {20, 20, 180, 180}, y[4] = {150, 10, 10, 150};
    draw_curve(list, x, y, draw_stroke(BLACK, 9));
    Picture p = drawn(list, 200, 160, 1);
    for (int i = 0; i <= 100; i++) {
        double t = i / 100.0, s = 1 - t;
        double cx = 20 * (s * s * s + 3 * s * s * t) + 180 * (3 * s * t * t + t * t * t);
        double cy = 150 * (s * s * s + t * t * t) + 10 * (3 * s * s * t + 3 * s * t * t);
        if (cy < 149) assert_int_equal(ink(p, (int)cx, (int)cy), 255);
    }
}

/* A canvas is a part of a picture: what stands beside it is another's. */
static void curves_stay_within_their_clip(void **state) {
    (void)state;
    for (int turned = 0; turned < 2; turned++) {
        List *list = fresh();
        const float along[] = {4, 20, 40, 56}, across[] = {10, 10, 50, 50};
        const DrawStroke stroke = {.color = BLACK, .width = 9};
        list_push_clip(list, draw_box(12, 14, 30, 26));
        draw_curve(list, turned ? across : along, turned ? along : across, stroke);
        list_pop_clip(list);
        Picture p = drawn(list, 60, 60, 1);
        int within = 0;
        for (int y = 0; y < p.height; y++)
            for (int x = 0; x < p.width; x++) {
                bool inside = x >= 12 && x < 42 && y >= 14 && y < 40;
                if (!inside) assert_int_equal(ink(p, x, y), 0);
                within += ink(p, x, y) == 255;
            }
        assert_true(within > 100);
    }
}

static void cells_have_no_seams_and_do_not_drift(void **state) {
    (void)state;
    ColorMap map;
    color_map_weights(&map, COLOR_LIGHT, WHITE);
    uint8_t levels[37 * 37];
    memset(levels, COLOR_TOP, sizeof levels);
    for (float scale = 0.8f; scale < 2.5f; scale += 0.17f) {
        List *list = fresh();
        draw_cells(list, draw_box(3.3f, 2.9f, 271.7f, 180.2f), 37, 37, levels, &map, 0, 0);
        Picture p = drawn(list, 700, 480, scale);
        int x0 = (int)lround((double)3.3f * (double)scale),
            x1 = (int)lround(((double)3.3f + (double)271.7f) * (double)scale);
        int y0 = (int)lround((double)2.9f * (double)scale),
            y1 = (int)lround(((double)2.9f + (double)180.2f) * (double)scale);
        for (int y = 0; y < 480; y++)
            for (int x = 0; x < 700; x++) {
                bool in = x >= x0 && x < x1 && y >= y0 && y < y1;
                assert_int_equal(p.pixels[y * 700 + x], in ? 0xff3f146eu : 0xffffffffu);
            }
    }
}

static void gaps_show_the_ground_and_are_even(void **state) {
    (void)state;
    ColorMap map;
    color_map_weights(&map, COLOR_LIGHT, WHITE);
    uint8_t levels[10];
    memset(levels, COLOR_TOP, sizeof levels);
    List *list = fresh();
    draw_cells(list, draw_box(1, 0, 97.3f, 8), 1, 10, levels, &map, 2, 0);
    Picture p = drawn(list, 100, 8, 1);
    int gaps = 0, width = 0;
    for (int x = 1; x < 98; x++) {
        bool in = ink(p, x, 4) > 0;
        if (in && width) assert_int_equal(width, 2);
        gaps += in && width;
        width = in ? 0 : width + 1;
    }
    assert_int_equal(gaps, 9);
}

static void masked_cells_are_hatched_and_empty_ones_outlined(void **state) {
    (void)state;
    ColorMap map;
    color_map_weights(&map, COLOR_LIGHT, WHITE);
    const uint8_t levels[] = {COLOR_MASKED, COLOR_EMPTY};
    List *list = fresh();
    draw_cells(list, draw_box(0, 0, 48, 24), 1, 2, levels, &map, 0, 0);
    Picture p = drawn(list, 48, 24, 1);
    int inked = 0;
    for (int y = 0; y < 24; y++)
        for (int x = 0; x < 24; x++) {
            inked += ink(p, x, y) > 0;
            /* Lines rise to the right, every six pixels. */
            if (x && y < 23) assert_int_equal(ink(p, x, y), ink(p, x - 1, y + 1));
            if (x < 18) assert_int_equal(ink(p, x, y), ink(p, x + 6, y));
        }
    assert_true(inked > 24 * 24 / 4 && inked < 24 * 24 * 3 / 4);
    for (int y = 0; y < 24; y++)
        for (int x = 24; x < 48; x++) {
            bool edge = x == 24 || x == 47 || y == 0 || y == 23;
            assert_true((ink(p, x, y) > 0) == edge);
        }
}

static void upright_text_is_placed_by_the_pen(void **state) {
    (void)state;
    List *list = fresh();
    draw_text(list, 10, 40, ALIGN_LEFT, FACE_WORDS, 32, BLACK, "H");
    Picture p = drawn(list, 60, 60, 1);
    TextSize size = text_measure(fonts, FACE_WORDS, 32, "H");
    int left = 60, right = -1, top = 60, bottom = -1;
    for (int y = 0; y < 60; y++)
        for (int x = 0; x < 60; x++)
            if (ink(p, x, y) > 64) {
                left = x < left ? x : left, right = x > right ? x : right;
                top = y < top ? y : top, bottom = y;
            }
    assert_true(fabsf((float)left - (10 + size.left)) < 1.01f);
    assert_true(fabsf((float)(right + 1) - (10 + size.right)) < 1.01f);
    assert_int_equal(bottom, 39); /* the foot stands on the baseline */
    assert_true(fabsf((float)top - (40 + size.top)) < 1.01f);
}

/* A quarter turn of the same outlines has the same ink. */
static void turned_text_keeps_its_ink(void **state) {
    (void)state;
    double areas[4];
    const float turns[4] = {-90, 90, -45, -50};
    for (int i = 0; i < 4; i++) {
        List *list = fresh();
        draw_text_turned(list, 100, 100, ALIGN_CENTER, turns[i], FACE_WORDS, 24, BLACK,
                         "attention");
        areas[i] = all_ink(drawn(list, 200, 200, 1));
        assert_near(areas[i], areas[0], 0.01);
    }
}

static void images_average_and_turn(void **state) {
    (void)state;
    Color pixels[64 * 64];
    for (int i = 0; i < 64 * 64; i++) pixels[i] = (i / 64 + i % 64) % 2 ? BLACK : WHITE;
    List *list = fresh();
    draw_image(list, draw_box(4, 4, 8, 8), 64, 64, pixels, true, 1);
    Picture p = drawn(list, 16, 16, 1);
    for (int i = 5; i < 11; i++) assert_true(abs(ink(p, i, i) - 128) <= 1);
    assert_int_equal(ink(p, 2, 2), 0);
    list = fresh();
    draw_image(list, draw_box(0, 0, 128, 128), 64, 64, pixels, false, 2);
    p = drawn(list, 128, 128, 1);
    assert_int_equal(ink(p, 1, 0), 0);
    assert_int_equal(ink(p, 2, 0), 255);
}

/* More different words than are kept of layouts or of masks: the picture is the same. */
static void texts_without_number_are_all_drawn(void **state) {
    (void)state;
    enum { WORDS = 16000, WIDE = 1280, HIGH = 1000 };
    uint64_t sums[2];
    for (int again = 0; again < 2; again++) {
        List *list = fresh();
        for (int i = 0; i < WORDS; i++) {
            float x = (float)(i % 80) * 16, y = (float)(i / 80 + 2) * 5;
            draw_text(list, x, y, ALIGN_LEFT, FACE_WORDS, 5, BLACK, arena_printf(arena, "%x", i));
        }
        raster_forget(raster);
        Picture p = drawn(list, WIDE, HIGH, 1);
        sums[again] = fnv1a(FNV_START, p.pixels, (size_t)WIDE * HIGH * sizeof *p.pixels);
        assert_true(all_ink(p) > WORDS);
    }
    assert_true(sums[0] == sums[1]);
}

static void odd_numbers_do_no_harm(void **state) {
    (void)state;
    ColorMap map;
    color_map_signed(&map, COLOR_DARK, COLOR_HEX(0x14161a));
    uint8_t levels[900] = {0};
    List *list = fresh();
    draw_cells(list, draw_box(-5, -5, 3, 3), 30, 30, levels, &map, 4, 0);
    draw_cells(list, draw_box(5, 5, 3, 3), 30, 30, levels, &map, 0, 0);
    draw_fill(list, draw_box(-1e9f, -1e9f, 2e9f, 2e9f), 1e8f, color_faded(BLACK, 0.1f));
    draw_line(list, -1e7f, 3, 1e7f, 1e6f, draw_stroke(BLACK, 1e4f));
    DrawStroke dotted = draw_stroke(BLACK, 1);
    dotted.dash = dotted.gap = 1e-6f;
    draw_line(list, 0, 5, 40, 30, dotted);
    draw_line(list, 0, 5, 40, 5, dotted);
    draw_rect(list, draw_box(1, 1, 0.1f, 0.1f), 9, BLACK, draw_stroke(BLACK, 50));
    PathStep point[] = {PATH_TO(MOVE, 5, 5), PATH_END, PATH_TO(LINE, 9, 9), PATH_TO(MOVE, 1, 1)};
    draw_path(list, 0, 0, 1, point, 4, BLACK, draw_stroke(BLACK, 2));
    draw_text(list, 0, 20, ALIGN_LEFT, FACE_WORDS, 4000, BLACK, "W\xe2\x80\x8b");
    draw_text(list, 0, 20, ALIGN_LEFT, FACE_NUMBERS, 0.01f, BLACK, "0.5");
    drawn(list, 1, 1, 1);
    drawn(list, 40, 40, 0.01f);
    drawn(list, 40, 40, 64);
}

/* --- A thousand random edits, with tiles and without. --- */

enum { ITEMS = 40, EDIT_WIDTH = 300, EDIT_HEIGHT = 220 };

typedef struct Item {
    int kind, text;
    float x, y, width, height, turn;
    Color color;
    bool dim;
} Item;

static Item random_item(Rng *rng) {
    Color color = {(uint8_t)rng_below(rng, 256), (uint8_t)rng_below(rng, 256),
                   (uint8_t)rng_below(rng, 256), (uint8_t)(55 + rng_below(rng, 201))};
    return (Item){rng_below(rng, 9),
                  rng_below(rng, 6),
                  (float)rng_between(rng, -40, 240),
                  (float)rng_between(rng, -40, 180),
                  (float)rng_between(rng, 1, 120),
                  (float)rng_between(rng, 1, 90),
                  (float)(rng_below(rng, 5) * 45 - 90),
                  color,
                  rng_below(rng, 5) == 0};
}

static void draw_item(List *list, const Item *item, const ColorMap *map) {
    static const char *const texts[] = {"attention", "0.891",  "日本",
                                        "العربية",   "🙂fi", "q·k/√d"};
    DrawBox box = draw_box(item->x, item->y, item->width, item->height);
    DrawStroke stroke = draw_stroke(item->color, item->width / 20);
    float x[4], y[4];
    uint8_t levels[12 * 7];
    for (int i = 0; i < 4; i++) {
        x[i] = item->x + (i > 1 ? item->width : 0);
        y[i] = item->y + (i == 1 || i == 2 ? item->height : 0);
    }
    for (int i = 0; i < 12 * 7; i++) levels[i] = (uint8_t)(i * 31 + item->text * 77);
    const PathStep star[] = {PATH_TO(MOVE, 0, -1), PATH_TO(LINE, 1, 1), PATH_BY(0, 0, 0, 2, -1, 1),
                             PATH_END};
    if (item->dim) list_push_opacity(list, 0.3f);
    switch (item->kind) {
    case 0: draw_rect(list, box, item->height / 5, item->color, DRAW_NO_STROKE); break;
    case 1: draw_rect(list, box, 7, WHITE, stroke); break;
    case 2: draw_line(list, x[0], y[0], x[3], y[1], stroke); break;
    case 3: draw_curve(list, x, y, stroke); break;
    case 4:
        draw_path(list, item->x, item->y, item->height / 2, star, 4, item->color, stroke);
        break;
    case 5:
        draw_text(list, item->x, item->y, ALIGN_CENTER, item->text == 1 ? FACE_NUMBERS : FACE_WORDS,
                  10 + item->height / 6, item->color, texts[item->text]);
        break;
    case 6:
        draw_text_turned(list, item->x, item->y, ALIGN_LEFT, item->turn, FACE_FORMULA, 16,
                         item->color, texts[item->text]);
        break;
    case 7: draw_cells(list, box, 7, 12, levels, map, item->text > 3 ? 1 : 0, 0); break;
    default:
        stroke.dash = 4, stroke.gap = 3;
        list_push_clip(list, draw_box(item->x + 9, item->y + 5, item->width, item->height));
        draw_rect(list, box, 9, COLOR_NONE, stroke);
        draw_line(list, x[0], y[0], x[3], y[1], stroke);
        list_pop_clip(list);
    }
    if (item->dim) list_pop_opacity(list);
}

static void tiles_make_the_picture_a_full_replay_makes(void **state) {
    (void)state;
    Raster *tiled = raster_new(fonts), *full = raster_new(fonts);
    ColorMap map;
    color_map_signed(&map, COLOR_LIGHT, WHITE);
    Rng rng = rng_seeded(11);
    Item items[ITEMS];
    for (int i = 0; i < ITEMS; i++) items[i] = random_item(&rng);
    long changed_pixels = 0;
    for (int edit = 0; edit < 1000; edit++) {
        items[rng_below(&rng, ITEMS)] = random_item(&rng);
        List *list = fresh();
        for (int i = 0; i < ITEMS; i++) draw_item(list, &items[i], &map);
        float scale = edit < 500 ? 1.25f : 1.0f;
        raster_forget(full);
        Picture a = raster_draw(tiled, list, EDIT_WIDTH, EDIT_HEIGHT, scale, WHITE);
        Picture b = raster_draw(full, list, EDIT_WIDTH, EDIT_HEIGHT, scale, WHITE);
        assert_memory_equal(a.pixels, b.pixels, EDIT_WIDTH * EDIT_HEIGHT * sizeof *a.pixels);
        for (int i = 0; i < a.changed_count; i++)
            changed_pixels += (long)a.changed[i].width * a.changed[i].height;
    }
    assert_true(changed_pixels < 900L * EDIT_WIDTH * EDIT_HEIGHT); /* something was saved */
    raster_free(tiled);
    raster_free(full);
}

/* A window's pixels: rows of a length of their own, kept from picture to picture. */
static void pictures_are_drawn_on_given_pixels(void **state) {
    (void)state;
    enum { WIDTH = 150, HEIGHT = 90, STRIDE = 160 };
    static uint32_t first[STRIDE * HEIGHT], second[STRIDE * HEIGHT];
    Raster *own = raster_new(fonts), *given = raster_new(fonts);
    for (int i = 0; i < 5; i++) {
        uint32_t *pixels = i == 2 || i == 3 ? second : i == 4 ? NULL : first;
        for (int y = 0; y < HEIGHT; y++)
            memset(first + y * STRIDE + WIDTH, 7, (STRIDE - WIDTH) * sizeof *first);
        List *list = fresh();
        draw_text(list, 10, 40, ALIGN_LEFT, FACE_WORDS, 14, BLACK, "the same");
        draw_fill(list, draw_box(100 + (float)i, 60, 20, 20), 3, BLACK);
        Picture expected = raster_draw(own, list, WIDTH, HEIGHT, 1, WHITE);
        raster_draw_on(given, pixels, STRIDE);
        Picture p = raster_draw(given, list, WIDTH, HEIGHT, 1, WHITE);
        assert_true(pixels ? p.pixels == pixels : p.pixels != first && p.pixels != second);
        assert_int_equal(p.stride, pixels ? STRIDE : WIDTH);
        for (int y = 0; y < HEIGHT; y++)
            assert_memory_equal(p.pixels + y * p.stride, expected.pixels + y * WIDTH,
                                WIDTH * sizeof *p.pixels);
        assert_int_equal(first[STRIDE - 1], 0x07070707);
        bool anew = i != 1 && i != 3;
        assert_int_equal(p.changed[0].width == WIDTH && p.changed[0].height == HEIGHT, anew);
    }
    raster_free(own);
    raster_free(given);
}

static void an_unchanged_list_changes_nothing(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        List *list = fresh(); /* at other addresses */
        if (i == 1) arena_alloc(arena, 1000);
        draw_text(list, 10, 40, ALIGN_LEFT, FACE_WORDS, 14, BLACK, "the same");
        Picture p = drawn(list, 150, 90, 1);
        assert_int_equal(p.changed_count, i ? 0 : 1);
    }
    List *list = fresh();
    assert_int_equal(drawn(list, 150, 90, 1).changed_count, 1);
    raster_forget(raster);
    assert_int_equal(drawn(list, 150, 90, 1).changed[0].width, 150);
}

static void boxes_that_changed_hold_all_that_changed(void **state) {
    (void)state;
    uint32_t before[300 * 200];
    Rng rng = rng_seeded(3);
    memset(before, 0xff, sizeof before);
    raster_forget(raster);
    drawn(fresh(), 300, 200, 1);
    for (int i = 0; i < 50; i++) {
        List *list = fresh();
        float x = (float)rng_between(&rng, 0, 280), y = (float)rng_between(&rng, 0, 180);
        draw_fill(list, draw_box(x, y, 30, 9), 4, BLACK);
        Picture p = drawn(list, 300, 200, 1);
        for (int b = 0; b < p.changed_count; b++)
            for (int row = 0; row < p.changed[b].height; row++)
                memcpy(before + (p.changed[b].y + row) * 300 + p.changed[b].x,
                       p.pixels + (p.changed[b].y + row) * 300 + p.changed[b].x,
                       (size_t)p.changed[b].width * 4);
        assert_memory_equal(before, p.pixels, sizeof before);
    }
}

/* --- A picture of everything, held against goldens. --- */

static void scene(List *list, bool dark, const ColorMap *weights, const ColorMap *scores) {
    Color panel = COLOR_HEX(dark ? 0x1b1e24u : 0xffffffu),
          line = COLOR_HEX(dark ? 0x2b2f37u : 0xe3e2deu);
    Color text = COLOR_HEX(dark ? 0xe9eaeeu : 0x1d1f24u),
          muted = COLOR_HEX(dark ? 0x9aa0abu : 0x6b6f78u);
    Color blue = COLOR_HEX(dark ? 0x7aa2ffu : 0x2456e6u),
          orange = COLOR_HEX(dark ? 0xff9d5cu : 0xb93c08u);
    const char *const words[] = {"the", "black", "cat", "see", "日本", "عربي"};
    uint8_t levels[36];
    for (int i = 0; i < 36; i++)
        levels[i] = i / 6 > 3           ? COLOR_EMPTY
                    : i % 6 > i / 6 + 2 ? COLOR_MASKED
                                        : color_level(i % 6 == i / 6 ? 0.9 : 0.02 * i);
    draw_rect(list, draw_box(8, 8, 384, 264), 10, panel, draw_stroke(line, 1));
    draw_text(list, 20, 32, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, 15, text, "Weights");
    draw_text(list, 88, 32, ALIGN_LEFT, FACE_FORMULA, 14, muted, "α = softmax(e)");
    for (int i = 0; i < 6; i++) {
        draw_text_turned(list, 76 + 26 * (float)i, 82, ALIGN_LEFT, -45,
                         i == 3 ? FACE_WORDS_BOLD : FACE_WORDS, 13, i == 3 ? orange : text,
                         words[i]);
        draw_text(list, 56, 104 + 26 * (float)i, ALIGN_RIGHT, FACE_WORDS, 13, text, words[i]);
    }
    draw_cells(list, draw_box(62, 86, 156, 156), 6, 6, levels, weights, 1, 0);
    for (int i = 0; i < 4; i++)
        draw_text(list, 75 + 26 * (float)i, 103 + 26 * (float)i, ALIGN_CENTER, FACE_NUMBERS, 10,
                  color_text_on(weights->colors[levels[i * 7]]), ".90");
    draw_frame(list, draw_box(61, 137, 158, 27), 3, blue, 2);
    uint8_t ramp[100];
    for (int i = 0; i < 100; i++) ramp[i] = color_level_signed(i / 49.5 - 1, 1);
    draw_cells(list, draw_box(280, 24, 100, 8), 1, 100, ramp, scores, 0, 0);
    for (int i = 0; i < 5; i++) {
        float end = 250 + 30 * (float)i, x[4] = {240, 240, end, end}, y[4] = {110, 60, 60, 110};
        draw_curve(list, x, y, draw_stroke(color_faded(orange, 0.5f), 0.7f + (float)i));
    }
    DrawStroke dashed = draw_stroke(muted, 1), round = draw_stroke(muted, 2);
    dashed.dash = dashed.gap = 3;
    round.round = 1;
    for (int i = 0; i < 4; i++)
        draw_rect(list, draw_box(240 + 32 * (float)i, 130, 26, 26), 5, COLOR_NONE, dashed);
    const PathStep head[] = {PATH_TO(MOVE, 0, 0), PATH_TO(LINE, 8, 6), PATH_TO(LINE, 0, 12)};
    draw_line(list, 240, 180, 300, 180, draw_stroke(muted, 2));
    draw_path(list, 292, 174, 1, head, 3, COLOR_NONE, round);
    draw_path(list, 320, 168, 2, head, 3, blue, DRAW_NO_STROKE);
    draw_text(list, 240, 214, ALIGN_LEFT, FACE_NUMBERS_BOLD, 14, orange, "= 0.891 -> 🙂");
    list_push_opacity(list, 0.3f);
    draw_rect(list, draw_box(240, 226, 140, 20), 10, blue, draw_stroke(text, 1));
    draw_text_turned(list, 386, 240, ALIGN_LEFT, -90, FACE_WORDS_MEDIUM, 12, text, "query ↓ key →");
    list_pop_opacity(list);
}

static void hold_against_golden(Picture picture, const char *name) {
    Buffer bytes = {0};
    Error error = {0};
    char file[64];
    snprintf(file, sizeof file, "golden/draw/%s", name);
    assert_true(png_write(&bytes, picture.pixels, picture.width, picture.height, 0, &error));
    const char *mode = getenv("HEED_GOLDEN");
    if (mode && !strcmp(mode, "write")) {
        assert_true(file_save(testing_source(file), bytes.data, bytes.size, &error));
        buffer_free(&bytes);
        return;
    }
    char *golden = NULL;
    size_t size = 0;
    Png expected = {0}, got = {(uint32_t *)picture.pixels, picture.width, picture.height, 0};
    /* Shapes are exact; FreeType's versions differ at the edges of letters. */
    bool same = file_read(testing_source(file), 1 << 24, arena, &golden, &size, &error) &&
                png_read(&expected, golden, size, &error) &&
                png_compare(&got, &expected, 24, 0.004, &error);
    if (!same) {
        file_save(testing_scratch(name), bytes.data, bytes.size, NULL);
        print_error("%s: %s; what was made is in %s\n", name, error.message, testing_scratch(name));
    }
    png_free_pixels(&expected);
    buffer_free(&bytes);
    assert_true(same);
}

static void pictures_are_the_goldens(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        bool dark = i == 1;
        Color ground = COLOR_HEX(dark ? 0x14161au : 0xf7f7f5u);
        ColorMap weights, scores;
        color_map_weights(&weights, dark ? COLOR_DARK : COLOR_LIGHT, ground);
        color_map_signed(&scores, dark ? COLOR_DARK : COLOR_LIGHT, ground);
        List *list = fresh();
        scene(list, dark, &weights, &scores);
        float scale = i == 2 ? 1.5f : 1;
        Picture p =
            raster_draw(raster, list, (int)(400 * scale), (int)(280 * scale), scale, ground);
        hold_against_golden(p, i == 0 ? "light.png" : i == 1 ? "dark.png" : "light-150.png");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fill_covers_its_exact_area),
        cmocka_unit_test(round_rectangles_are_symmetric),
        cmocka_unit_test(borders_are_whole_pixels_at_any_scale),
        cmocka_unit_test(dashes_begin_at_the_upper_left),
        cmocka_unit_test(paths_have_the_area_of_their_shape),
        cmocka_unit_test(thick_curves_have_no_holes),
        cmocka_unit_test(curves_stay_within_their_clip),
        cmocka_unit_test(cells_have_no_seams_and_do_not_drift),
        cmocka_unit_test(gaps_show_the_ground_and_are_even),
        cmocka_unit_test(masked_cells_are_hatched_and_empty_ones_outlined),
        cmocka_unit_test(upright_text_is_placed_by_the_pen),
        cmocka_unit_test(turned_text_keeps_its_ink),
        cmocka_unit_test(images_average_and_turn),
        cmocka_unit_test(texts_without_number_are_all_drawn),
        cmocka_unit_test(odd_numbers_do_no_harm),
        cmocka_unit_test(tiles_make_the_picture_a_full_replay_makes),
        cmocka_unit_test(pictures_are_drawn_on_given_pixels),
        cmocka_unit_test(an_unchanged_list_changes_nothing),
        cmocka_unit_test(boxes_that_changed_hold_all_that_changed),
        cmocka_unit_test(pictures_are_the_goldens),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
