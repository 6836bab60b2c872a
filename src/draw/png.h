/* png.h -- pictures as PNG bytes, and back for tests.
 *
 * Always made in memory, then saved by file_save: a full disk is never taken for success. Fast
 * rather than small: level 1, no filter. The same pixels give the same bytes with the same libpng
 * and zlib.
 */
#ifndef HEED_DRAW_PNG_H
#define HEED_DRAW_PNG_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends width × height premultiplied 0xAARRGGBB pixels as a PNG: RGB, or RGBA when a pixel is not
 * opaque. `density` is pixels per inch as the file says (0: not said). */
bool png_write(Buffer *out, const uint32_t *pixels, int width, int height, double density,
               Error *error);

/* A decoded PNG; pixels are the heap's (png_free_pixels). */
typedef struct Png {
    uint32_t *pixels; /* premultiplied 0xAARRGGBB */
    int width, height;
    double density; /* pixels per inch, 0 when not said */
} Png;

/* Reads any PNG of at most 2^28 pixels. */
bool png_read(Png *out, const void *bytes, size_t size, Error *error);
void png_free_pixels(Png *png); /* png_free is libpng's */

/* True when both have the same size and at most `share` (0 … 1) of the pixels differ in a channel
 * by more than `difference`; else false and a sentence with the worst difference and where it is.
 */
bool png_compare(const Png *a, const Png *b, int difference, double share, Error *error);

#endif
