/* svg_parts.h -- what the SVG files share; for svg*.c only.
 *
 * svg.c puts the file together and writes shapes; svg_text.c writes texts; svg_cells.c heatmaps and
 * images. Definitions and body grow side by side in one pass over the list.
 */
#ifndef HEED_DRAW_SVG_PARTS_H
#define HEED_DRAW_SVG_PARTS_H

#include "draw/vector_parts.h"

/* What has been defined, found again by the bytes of its key: number i has the id LETTERi. */
typedef struct SvgKeys {
    Buffer keys;
    int count;
} SvgKeys;

typedef struct Svg {
    const List *list;
    Arena *arena; /* reset after every command */
    Buffer definitions, body;
    SvgKeys clips, hatches, images;
} Svg;

/* The number of `key`; `is_new` when it was not there before. */
int svg_key(SvgKeys *keys, const void *key, size_t size, bool *is_new);

/* Text with <, &, >, " and ' escaped; control characters and what XML forbids as U+FFFD. */
void svg_escaped(Buffer *out, const char *text);
/* ` name="value"`. */
void svg_number(Buffer *out, const char *name, double value);
/* ` fill="#rrggbb"` and, where it is not opaque, ` fill-opacity="…"`; `none` for alpha 0. */
void svg_color(Buffer *out, const char *name, Color color);

void svg_text(Svg *svg, const DrawText *text);
void svg_cells(Svg *svg, const DrawCells *cells);
void svg_image(Svg *svg, const DrawImage *image);

#endif
