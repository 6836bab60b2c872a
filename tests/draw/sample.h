/* sample.h -- what the tests of the backends share: one list that uses every command, running the
 * programs that read our files, and how far two pictures are from each other.
 *
 * For test_*.c of tests/draw only. Programs (xmllint, rsvg-convert, pdftotext, …) are found by
 * PATH; one that is missing fails the test that needs it.
 */
#ifndef HEED_TESTS_DRAW_SAMPLE_H
#define HEED_TESTS_DRAW_SAMPLE_H

#include "testing.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/rng.h"
#include "draw/list.h"
#include "draw/png.h"
#include "draw/raster.h"

#include <limits.h>
#include <locale.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

enum { SAMPLE_WIDTH = 480, SAMPLE_HEIGHT = 360 };

static Fonts *fonts;
static Arena *arena;

static inline int sample_open(void **state) {
    (void)state;
    Error error = {0};
    fonts = fonts_new(&error);
    if (!fonts) print_error("%s\n", error.message);
    arena = arena_new();
    return fonts ? 0 : -1;
}

static inline int sample_close(void **state) {
    (void)state;
    arena_free(arena);
    fonts_free(fonts);
    return 0;
}

/* The colours of one theme. */
typedef struct SampleTheme {
    Color ground, panel, line, ink, muted, query, key;
    ColorMap weights, scores;
} SampleTheme;

static inline const SampleTheme *sample_theme(ColorTheme name) {
    const Color light[] = {COLOR_HEX(0xf7f7f5), COLOR_HEX(0xffffff), COLOR_HEX(0xe3e2de),
                           COLOR_HEX(0x1d1f24), COLOR_HEX(0x6b6f78), COLOR_HEX(0x2456e6),
                           COLOR_HEX(0xb93c08)};
    const Color dark[] = {COLOR_HEX(0x14161a), COLOR_HEX(0x1b1e24), COLOR_HEX(0x2b2f37),
                          COLOR_HEX(0xe9eaee), COLOR_HEX(0x9aa0ab), COLOR_HEX(0x7aa2ff),
                          COLOR_HEX(0xff9d5c)};
    const Color *c = name == COLOR_DARK ? dark : light;
    SampleTheme *theme = ARENA_NEW(arena, SampleTheme);
    *theme = (SampleTheme){.ground = c[0],
                           .panel = c[1],
                           .line = c[2],
                           .ink = c[3],
                           .muted = c[4],
                           .query = c[5],
                           .key = c[6]};
    color_map_weights(&theme->weights, name, c[1]);
    color_map_signed(&theme->scores, name, c[1]);
    return theme;
}

static inline void sample_shapes(List *list, const SampleTheme *t) {
    static const PathStep arrow[] = {
        PATH_TO(MOVE, 0, 0),  PATH_TO(LINE, 14, 6), PATH_BY(10, 9, 10, 9, 0, 12), PATH_END,
        PATH_TO(MOVE, 20, 0), PATH_TO(LINE, 30, 0), PATH_TO(LINE, 30, 10)};
    draw_rect(list, draw_box(8, 8, 464, 344), 8, t->panel, draw_stroke(t->line, 1));
    draw_fill(list, draw_box(20.25f, 20.5f, 60, 22), 11, color_faded(t->query, 0.2f));
    draw_frame(list, draw_box(90, 20, 60, 22), 0, t->key, 2);
    draw_rect(list, draw_box(160, 20, 60, 22), 6, COLOR_NONE, (DrawStroke){t->muted, 1, 4, 2, 0});
    draw_line(list, 20, 52.5f, 220, 52.5f, draw_stroke(t->line, 1));
    draw_line(list, 20, 58, 220, 70, (DrawStroke){t->query, 1.5f, 6, 3, 1});
    draw_line(list, 20, 78, 220, 78, (DrawStroke){t->muted, 2, 8, 4, 0});
    const float x[4] = {240, 300, 240, 300}, y[4] = {20, 20, 70, 70};
    draw_curve(list, x, y, draw_stroke(t->key, 2.5f));
    draw_path(list, 320, 24, 1.5f, arrow, 7, t->query, DRAW_NO_STROKE);
    draw_path(list, 390, 24, 1.5f, arrow, 7, color_faded(t->key, 0.5f), draw_stroke(t->ink, 1.5f));
}

static inline void sample_texts(List *list, const SampleTheme *t) {
    draw_text(list, 20, 100, ALIGN_LEFT, FACE_WORDS, 13, t->ink, "The cat: How much “voit” looks?");
    draw_text(list, 20, 120, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, 13, t->query,
              "Query ↓  key → AVATAR");
    draw_text(list, 20, 140, ALIGN_LEFT, FACE_FORMULA, 15, t->ink, "αβγ = softmax(q·k) ∑");
    draw_text(list, 256, 140, ALIGN_RIGHT, FACE_NUMBERS, 13, t->muted, "-0.891 -> 42");
    draw_text(list, 20, 160, ALIGN_LEFT, FACE_WORDS, 13, t->ink, "日本語 and العربية (123) mixed");
    draw_text(list, 230, 180, ALIGN_RIGHT, FACE_WORDS, 13, t->ink, "שלום עולם!");
    draw_text(list, 20, 180, ALIGN_LEFT, FACE_WORDS_BOLD, 11, t->key, "a < b & c > \"d\" 'e'");
    for (int i = 0; i < 4; i++) {
        static const char *const words[] = {"l'Europe", "économique", "août", "1992"};
        draw_text_turned(list, 290 + 26 * (float)i, 140, ALIGN_LEFT, -45, FACE_WORDS, 12, t->ink,
                         words[i]);
    }
    draw_text_turned(list, 465, 100, ALIGN_RIGHT, -90, FACE_WORDS_MEDIUM, 11, t->muted, "target");
}

/* Weights: 7.3 pixels a cell, masked above the diagonal, one row empty. */
static inline void sample_cells(List *list, const SampleTheme *t) {
    uint8_t weights[10 * 16], scores[4 * 6];
    for (int i = 0; i < 10; i++)
        for (int j = 0; j < 16; j++)
            weights[i * 16 + j] = (uint8_t)(j > i + 6   ? COLOR_MASKED
                                            : i == 7    ? COLOR_EMPTY
                                            : j % 5 > 2 ? 40
                                                        : (i * 37 + j * 61) % (COLOR_TOP + 1));
    for (int i = 0; i < 24; i++) scores[i] = (uint8_t)(i == 9 ? COLOR_MASKED : i * 11);
    scores[14] = scores[15] = scores[20] = COLOR_EMPTY;
    draw_cells(list, draw_box(20, 200, 16 * 7.3f, 10 * 7.3f), 10, 16, weights, &t->weights, 0, 1);
    draw_frame(list, draw_box(19, 199, 16 * 7.3f + 2, 10 * 7.3f + 2), 0, t->line, 1);
    draw_cells(list, draw_box(160, 200, 131, 87), 4, 6, scores, &t->scores, 1, 2);
    list_push_opacity(list, 0.5f);
    draw_cells(list, draw_box(20, 290, 80, 50), 4, 6, scores, &t->scores, 0, 2);
    list_pop_opacity(list);
    list_push_clip(list, draw_box(120, 296, 60, 44));
    draw_fill(list, draw_box(110, 290, 30, 60), 0, t->key);
    draw_text(list, 130, 330, ALIGN_LEFT, FACE_WORDS_BOLD, 32, t->query, "clipped");
    list_pop_clip(list);
}

static const Color SAMPLE_PIXELS[6] = {{255, 0, 0, 255},   {0, 255, 0, 255},     {0, 0, 255, 255},
                                       {255, 255, 0, 128}, {255, 255, 255, 255}, {0, 0, 0, 255}};

static inline void sample_images(List *list) {
    draw_image(list, draw_box(200, 310, 45, 30), 3, 2, SAMPLE_PIXELS, false, 77);
    list_push_opacity(list, 0.4f);
    draw_image(list, draw_box(255, 310, 45, 30), 3, 2, SAMPLE_PIXELS, false, 77);
    list_pop_opacity(list);
}

/* Every command there is. What is embedded as a larger PNG is apart (sample_pictures), to keep it
 * out of the goldens. */
static inline List *sample_list(ColorTheme name) {
    const SampleTheme *theme = sample_theme(name);
    List *list = list_new(arena, fonts);
    sample_shapes(list, theme);
    sample_texts(list, theme);
    sample_cells(list, theme);
    sample_images(list);
    return list;
}

/* A heatmap too large for shapes, masked above a diagonal; glyphs that are pictures, and one that
 * no font has. */
static inline void sample_pictures(List *list) {
    uint8_t *levels = arena_alloc(arena, 70 * 70);
    const SampleTheme *theme = sample_theme(COLOR_LIGHT);
    for (int i = 0; i < 70 * 70; i++)
        levels[i] = (uint8_t)(i % 70 > i / 70 + 9 ? COLOR_MASKED : i / 3 * i % (COLOR_TOP + 1));
    draw_cells(list, draw_box(310, 160, 140, 140), 70, 70, levels, &theme->weights, 0, 3);
    draw_text(list, 310, 335, ALIGN_LEFT, FACE_WORDS, 24, theme->ink, "see 🙂🙂 it");
    draw_text_turned(list, 430, 345, ALIGN_LEFT, -30, FACE_WORDS, 16, theme->ink,
                     "🐈\xf3\xb0\x80\x81");
}

/* Runs the program and waits; false and a message when it is not there or does not succeed.
 * `arguments` begin with its name and end with NULL. */
static inline bool sample_run(const char *const *arguments) {
    pid_t child;
    int status;
    if (posix_spawnp(&child, arguments[0], NULL, NULL, (char *const *)(uintptr_t)arguments,
                     environ)) {
        print_error("%s is not installed; ./dev test installs it\n", arguments[0]);
        return false;
    }
    if (waitpid(child, &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status)) {
        print_error("%s failed\n", arguments[0]);
        return false;
    }
    return true;
}
#define RUN(...) assert_true(sample_run((const char *const[]){__VA_ARGS__, NULL}))

/* A path in the scratch folder, in the arena. */
static inline const char *sample_path(const char *name) {
    return arena_string(arena, testing_scratch(name));
}

static inline void sample_save(const char *path, const Buffer *bytes) {
    Error error = {0};
    if (!file_save(path, bytes->data, bytes->size, &error)) fail_msg("%s", error.message);
}

static inline char *sample_read(const char *path, size_t *size) {
    Error error = {0};
    char *bytes;
    if (!file_read(path, 1u << 28, arena, &bytes, size, &error)) fail_msg("%s", error.message);
    return bytes;
}

/* Sets a locale that writes 0,5; false when the machine has none. */
static inline bool sample_comma_locale(void) {
    const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (setlocale(LC_ALL, names[i]) && *localeconv()->decimal_point == ',') return true;
    setlocale(LC_ALL, "C");
    return false;
}

static inline Png sample_png(const char *path) {
    Error error = {0};
    Png png;
    size_t size;
    const char *bytes = sample_read(path, &size);
    if (!png_read(&png, bytes, size, &error)) fail_msg("%s: %s", path, error.message);
    return png;
}

/* The raster's picture, also kept in the scratch folder for whoever wants to look. */
static inline Png sample_raster(const List *list, float scale, Color ground, const char *name) {
    Error error = {0};
    Buffer bytes = {0};
    int width = (int)(SAMPLE_WIDTH * scale + 0.5f), height = (int)(SAMPLE_HEIGHT * scale + 0.5f);
    Raster *raster = raster_new(fonts);
    Picture picture = raster_draw(raster, list, width, height, scale, ground);
    assert_true(png_write(&bytes, picture.pixels, width, height, 0, &error));
    raster_free(raster);
    sample_save(sample_path(name), &bytes);
    buffer_free(&bytes);
    return sample_png(sample_path(name));
}

/* Mean difference of a channel (0 … 255), and the share of pixels that differ by more than 64 in
 * one. Smoothed edges and hinted letters differ between renderers; a thing that is missing, moved
 * or in another colour differs by far more. */
typedef struct Distance {
    double mean, share;
} Distance;

static inline Distance sample_distance(const Png *a, const Png *b) {
    size_t count = (size_t)a->width * (size_t)a->height, far = 0, sum = 0;
    assert_int_equal(a->width, b->width);
    assert_int_equal(a->height, b->height);
    for (size_t i = 0; i < count; i++) {
        int worst = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            int d = abs((int)(a->pixels[i] >> shift & 255) - (int)(b->pixels[i] >> shift & 255));
            sum += (size_t)d;
            worst = d > worst ? d : worst;
        }
        far += worst > 64;
    }
    return (Distance){(double)sum / (double)count / 3, (double)far / (double)count};
}

static inline void sample_alike(const char *what, const Png *a, const Png *b, double mean,
                                double share) {
    Distance d = sample_distance(a, b);
    print_message("%s: mean difference %.2f, %.2f %% of pixels over 64\n", what, d.mean,
                  d.share * 100);
    if (d.mean > mean || d.share > share)
        fail_msg("%s: more than a mean of %.2f or %.2f %%", what, mean, share * 100);
}

/* A heatmap of two levels in turn, 37 × 29 cells of 6.37 × 6.11, where any light or dark seam
 * between cells shows as a pixel lighter or darker than both. Fills the sample's page. */
static inline List *sample_seams(float opacity) {
    static ColorMap map;
    static uint8_t levels[29 * 37];
    color_map_weights(&map, COLOR_LIGHT, COLOR_HEX(0xffffff));
    for (int i = 0; i < 29 * 37; i++) levels[i] = (i / 37 + i % 37) % 2 ? 190 : 205;
    List *list = list_new(arena, fonts);
    list_push_opacity(list, opacity);
    draw_cells(list, draw_box(30.3f, 40.7f, 37 * 6.37f, 29 * 6.11f), 29, 37, levels, &map, 0, 1);
    list_pop_opacity(list);
    return list;
}

/* Pixels well inside the heatmap of sample_seams that are lighter or darker than its two colours
 * on white by more than 2 of 255. */
static inline int sample_count_seams(const Png *png, float opacity) {
    ColorMap map;
    color_map_weights(&map, COLOR_LIGHT, COLOR_HEX(0xffffff));
    double scale = (double)png->width / SAMPLE_WIDTH, alpha = (double)opacity;
    int low = (int)(map.colors[205].g * alpha + 255 * (1 - alpha));
    int high = (int)(map.colors[190].g * alpha + 255 * (1 - alpha)), seams = 0;
    for (int y = (int)(44 * scale); y < (int)(214 * scale); y++)
        for (int x = (int)(34 * scale); x < (int)(262 * scale); x++) {
            int green = (int)(png->pixels[y * png->width + x] >> 8 & 255);
            seams += green < low - 2 || green > high + 3;
        }
    return seams;
}

enum { MIXED_ROWS = 20, MIXED_COLS = 30, MIXED_SIZE = 12 };

/* Values, masked and empty cells in every neighbourhood, on whole pixels, on white. */
static inline List *sample_mixed(uint8_t *levels, ColorMap *map) {
    color_map_weights(map, COLOR_LIGHT, COLOR_HEX(0xffffff));
    Rng rng = rng_seeded(7);
    for (int i = 0; i < MIXED_ROWS * MIXED_COLS; i++) {
        int dice = rng_below(&rng, 5);
        levels[i] = (uint8_t)(dice == 0   ? COLOR_MASKED
                              : dice == 1 ? COLOR_EMPTY
                                          : 40 + dice * 50); /* often equal to a neighbour */
    }
    List *list = list_new(arena, fonts);
    draw_cells(list, draw_box(36, 24, MIXED_COLS * MIXED_SIZE, MIXED_ROWS * MIXED_SIZE), MIXED_ROWS,
               MIXED_COLS, levels, map, 0, 1);
    return list;
}

/* Pixels of one cell of sample_mixed, at one pixel a pixel and `margin` from its edges, that are
 * not what they should be: a value's in its colour, an empty one's inside white, a masked one's no
 * darker than its lines. */
static inline int sample_wrong_pixels(const Png *png, const ColorMap *map, uint8_t level, int row,
                                      int col, int margin) {
    int wrong = 0, end;
    Color color = level == COLOR_EMPTY ? COLOR_HEX(0xffffff) : map->colors[level];
    if (level == COLOR_EMPTY) margin++;
    end = MIXED_SIZE - margin;
    for (int y = margin; y < end; y++)
        for (int x = margin; x < end; x++) {
            int at = (24 + row * MIXED_SIZE + y) * png->width + 36 + col * MIXED_SIZE + x;
            int green = (int)(png->pixels[at] >> 8 & 255);
            wrong += level == COLOR_MASKED ? green < color.g - 1 : abs(green - color.g) > 1;
        }
    return wrong;
}

/* Every cell shows all of itself and nothing of its neighbours. */
static inline void sample_check_mixed(const Png *png, const uint8_t *levels, const ColorMap *map,
                                      int margin) {
    for (int row = 0; row < MIXED_ROWS; row++)
        for (int col = 0; col < MIXED_COLS; col++) {
            uint8_t level = levels[row * MIXED_COLS + col];
            int wrong = sample_wrong_pixels(png, map, level, row, col, margin);
            if (wrong) fail_msg("%d pixels of cell (%d, %d), level %d", wrong, row, col, level);
        }
}

#endif
