/* raster_parts.h -- what the raster files share; for raster*.c only.
 *
 * raster.c keeps the picture and replays commands; raster_tiles.c finds what changed;
 * raster_cover.c is the scan converter of paths, raster_stroke.c turns lines into paths;
 * raster_shapes.c, raster_cells.c, raster_image.c and raster_text.c draw one kind of command each;
 * raster_outline.c has turned text.
 *
 * The one law: what a pixel becomes depends on the command and the pixel, never on the canvas's
 * clip. Everything is computed from the shape's own coordinates, sums are of integers, and a clip
 * only leaves pixels out. Hence tiles make the same picture as a full replay.
 */
#ifndef HEED_DRAW_RASTER_PARTS_H
#define HEED_DRAW_RASTER_PARTS_H

#include "draw/raster.h"

#include <pthread.h>
#include <string.h>

typedef struct Cover Cover;
typedef struct Masks Masks;
typedef struct Outlines Outlines;
typedef struct Ways Ways;

/* Where drawing goes: pixels x0 … x1 − 1, y0 … y1 − 1 of rows of `stride`. Two threads draw parts
 * of a picture on canvases of their own, which share the pixels, the fonts and the masks; whoever
 * asks the fonts for anything holds their lock. */
typedef struct Canvas {
    uint32_t *pixels;
    int stride;
    int x0, y0, x1, y1;
    float scale;
    Fonts *fonts;
    pthread_mutex_t *fonts_lock;
    Masks *masks;
    Cover *cover;
    Outlines *outlines;
    Ways *ways;
    Arena *scratch; /* reset after every command */
} Canvas;

void raster_rect(Canvas *canvas, const DrawRect *rect);
void raster_line(Canvas *canvas, const DrawLine *line);
void raster_curve(Canvas *canvas, const DrawCurve *curve);
void raster_path(Canvas *canvas, const DrawPath *path);
void raster_cells(Canvas *canvas, const DrawCells *cells);
void raster_image(Canvas *canvas, const DrawImage *image);
void raster_text(Canvas *canvas, const DrawText *text);

/* Pixels. A colour ready to be laid over others is premultiplied, like the pixels themselves. */
static inline uint32_t pixel_of(Color c) {
    uint32_t a = c.a;
    if (a == 255) return 255u << 24 | (uint32_t)c.r << 16 | (uint32_t)c.g << 8 | c.b;
    uint32_t r = (c.r * a + 127) / 255, g = (c.g * a + 127) / 255, b = (c.b * a + 127) / 255;
    return a << 24 | r << 16 | g << 8 | b;
}

/* All four channels times amount/255, rounded: spread to 16 bits each, one product does for all. */
static inline uint32_t pixel_scaled(uint32_t pixel, uint32_t amount) {
    const uint64_t bytes = 0x00ff00ff00ff00ffu;
    uint64_t t = (pixel | (uint64_t)pixel << 24) & bytes;
    t = t * amount + 0x0080008000800080u;
    t = (t + (t >> 8 & bytes)) >> 8 & bytes;
    return (uint32_t)(t | t >> 24);
}

static inline uint32_t pixel_over(uint32_t below, uint32_t color) {
    return color + pixel_scaled(below, 255 - (color >> 24));
}

/* `color` over a pixel of which it covers coverage/255: nothing at 0, and at 255 all. There is one
 * way to round, so that a pixel does not tell which of the functions below laid it. */
static inline uint32_t pixel_laid(uint32_t below, uint32_t color, uint32_t coverage) {
    if (color >> 24 < 255) return pixel_over(below, pixel_scaled(color, coverage));
    const uint64_t bytes = 0x00ff00ff00ff00ffu;
    uint64_t b = (below | (uint64_t)below << 24) & bytes,
             c = (color | (uint64_t)color << 24) & bytes;
    uint64_t t = b * (255 - coverage) + c * coverage + 0x0080008000800080u;
    t = (t + (t >> 8 & bytes)) >> 8 & bytes;
    return (uint32_t)(t | t >> 24);
}

/* `color` over `count` pixels, with one coverage (0 … 255) for all. */
static inline void pixels_over(uint32_t *row, int count, uint32_t color, uint32_t coverage) {
    if (!coverage) return;
    if (coverage == 255 && color >> 24 == 255)
        for (int i = 0; i < count; i++) row[i] = color;
    else
        for (int i = 0; i < count; i++) row[i] = pixel_laid(row[i], color, coverage);
}

/* `color` over `count` pixels, each with a coverage of its own. */
static inline void pixels_over_each(uint32_t *row, int count, uint32_t color,
                                    const uint8_t *coverage) {
    for (int i = 0; i < count; i++)
        if (coverage[i]) row[i] = pixel_laid(row[i], color, coverage[i]);
}

/* The same for eight pixels of an opaque colour, all channels of all at once. */
typedef uint8_t EightPixels __attribute__((vector_size(32)));
typedef uint16_t EightProducts __attribute__((vector_size(64)));

static inline void pixels_over_eight(uint32_t *row, uint32_t color, const uint8_t *coverage) {
    EightPixels below, above, covered;
    uint32_t spread[8], colors[8];
    for (int i = 0; i < 8; i++) spread[i] = coverage[i] * 0x01010101u, colors[i] = color;
    memcpy(&below, row, sizeof below);
    memcpy(&above, colors, sizeof above);
    memcpy(&covered, spread, sizeof covered);
    EightProducts share = __builtin_convertvector(covered, EightProducts);
    EightProducts t = __builtin_convertvector(below, EightProducts) * (255 - share) +
                      __builtin_convertvector(above, EightProducts) * share + 128;
    t = (t + (t >> 8)) >> 8;
    below = __builtin_convertvector(t, EightPixels);
    memcpy(row, &below, sizeof below);
}

/* Scan conversion: begin, any closed outlines as lines in pixels, then paint them in one colour
 * with the non-zero rule. */
Cover *cover_new(void);
void cover_free(Cover *cover);
void cover_begin(Canvas *canvas);
void cover_line(Cover *cover, float x0, float y0, float x1, float y1);
void cover_paint(Canvas *canvas, uint32_t color);
/* Or writes the coverage of every pixel of the canvas that cover_begin had, row by row. */
void cover_keep(Canvas *canvas, uint8_t *coverage);

/* Lines. Points are pixels; a stroke's lengths are logical and multiplied by the canvas's scale. */
typedef struct Point {
    float x, y;
} Point;

typedef struct Polyline {
    Point *points; /* in the canvas's scratch */
    int count, capacity;
    bool closed;
} Polyline;

void polyline_add(Canvas *canvas, Polyline *line, float x, float y);
/* Adds the curve from the last point to `end`, so finely that no pixel tells. */
void polyline_curve(Canvas *canvas, Polyline *line, Point control1, Point control2, Point end);
/* Adds the outline of the stroked line to the cover (between cover_begin and cover_paint). */
void stroke_polyline(Canvas *canvas, const Polyline *line, const DrawStroke *stroke, float width);

Masks *masks_new(void);
void masks_free(Masks *masks);
/* Empties them when they are many; between pictures. */
void masks_tidy(Masks *masks);
/* Makes what masks the commands within the boxes want and nobody has, font by font and size by
 * size, which costs far less than as they come; `touched` by each command of the list. Before a
 * picture's threads begin. */
void masks_prepare(const Canvas *canvas, const List *list, const PixelBox *touched,
                   const PixelBox *boxes, int count);
/* Lays a mask's colour down with its pen at a whole pixel. */
void mask_lay(Canvas *canvas, const GlyphMask *mask, int pen_x, int pen_y, uint32_t color);

/* What the curves of a picture share; of raster_curve.c. */
Ways *ways_new(void);
void ways_free(Ways *ways); /* NULL is allowed */

Outlines *outlines_new(void);
void outlines_free(Outlines *kept);
/* One run of the text, turned or very large. */
void outlines_draw(Canvas *canvas, const DrawText *text, const TextLayout *layout, int run);

/* Tiles: what changed since the last list. */
enum { TILE = 64 };
typedef struct Tiles Tiles;
Tiles *tiles_new(void);
void tiles_free(Tiles *tiles);
void tiles_forget(Tiles *tiles);
/* Compares the list with the one before; returns boxes to be redrawn, in the tiles' memory until
 * the next call. All when size, scale or ground differ. */
const PixelBox *tiles_changed(Tiles *tiles, const List *list, int width, int height, float scale,
                              Color ground, int *count);
/* The pixels that each command of that list may touch. */
const PixelBox *tiles_touched(const Tiles *tiles);

#endif
