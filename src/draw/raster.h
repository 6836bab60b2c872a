/* raster.h -- the display list as pixels: what the window shows, a PNG saves and a test sees.
 *
 * A raster keeps the last picture it made. raster_draw compares the new list with it by tiles and
 * replays only what changed; the pixels are the same as those of a raster that never saw another
 * list. Nothing here needs a window, a display or SDL_Init.
 *
 * Pixels are 0xAARRGGBB, premultiplied; with an opaque ground every alpha is 255. Blending is done
 * on sRGB values, as SVG and PDF readers do. Memory is the raster's, unless it is given a
 * place to draw on: the result of raster_draw holds until the next call with the same raster.
 * Threads: one at a time, the fonts' own; a helper of the raster's draws half of a large picture
 * and rests outside of raster_draw.
 */
#ifndef HEED_DRAW_RASTER_H
#define HEED_DRAW_RASTER_H

#include "draw/list.h"

#include <stdint.h>

typedef struct Raster Raster;

typedef struct PixelBox {
    int x, y, width, height;
} PixelBox;

typedef struct Picture {
    const uint32_t *pixels; /* row by row, `stride` from one to the next */
    int width, height, stride;
    const PixelBox *changed; /* disjoint boxes that differ from the last call's picture, at most */
    int changed_count;
} Picture;

/* The most pixels of one picture; ask before a size that a user chose. */
enum { RASTER_MAX_SIDE = 32768, RASTER_MAX_PIXELS = 1 << 28 };

Raster *raster_new(Fonts *fonts);
void raster_free(Raster *raster); /* NULL is allowed */

/* Draws the list at `scale` pixels per logical pixel on the ground colour. Width and height are in
 * pixels, 1 … RASTER_MAX_SIDE, and their product at most RASTER_MAX_PIXELS (CHECK). */
Picture raster_draw(Raster *raster, const List *list, int width, int height, float scale,
                    Color ground);
/* Pictures are drawn here from the next call on: on pixels of the caller's, `stride` from row to
 * row, which must have room for them and which nobody else changes; NULL: on the raster's own,
 * where a row follows the row before. Other pixels than the last call's are drawn on anew. */
void raster_draw_on(Raster *raster, uint32_t *pixels, int stride);
/* The next call draws everything, and reports all of it as changed. */
void raster_forget(Raster *raster);

#endif
