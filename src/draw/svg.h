/* svg.h -- the display list as an SVG picture, for slides, papers and the web.
 *
 * Words stay words: one <text> for each text of the list, a <tspan> for each of its runs in logical
 * order, placed and stretched (x, textLength) to what Heed measured, so that a reader with other
 * fonts still puts every label where it belongs. Lengths are logical pixels (CSS px, 1/96 inch) and
 * exact; nothing is moved to whole pixels. Heatmaps are one shape for each run of equal cells, with
 * crisp edges and no seams; masked cells are hatched by a pattern, empty ones outlined. Heatmaps of
 * over 64 × 64 cells, and all of them once they have over 16384 cells together, are embedded PNGs
 * that are not to be smoothed; a cell is a block of equal pixels, for readers that do it all the
 * same. Colour glyphs and images are embedded PNGs, each once.
 *
 * Equal lists give equal bytes, in every locale; numbers have two decimals at most (factors three).
 * Whatever the texts hold, the result is well-formed XML 1.0. Identifiers begin with the letters
 * c, h and i, so two pictures in one HTML page need a frame of their own (<img>).
 */
#ifndef HEED_DRAW_SVG_H
#define HEED_DRAW_SVG_H

#include "base/buffer.h"
#include "draw/list.h"

/* Appends the picture of width × height logical pixels on the ground; with alpha 0 the ground is
 * left out and the picture transparent. The title may be NULL. The list must be closed (CHECK). */
void svg_write(const List *list, float width, float height, Color ground, const char *title,
               Buffer *out);

#endif
