/* vector_parts.h -- what the backends without pixels share; for svg*.c, pdf.c and text.c only.
 *
 * vector_parts.c writes numbers and colours and turns colours into pixels; vector_cells.c walks
 * heatmaps. Lengths are logical pixels and exact: what list.h says about whole pixels is the
 * raster's own.
 */
#ifndef HEED_DRAW_VECTOR_PARTS_H
#define HEED_DRAW_VECTOR_PARTS_H

#include "base/buffer.h"
#include "draw/list.h"

#include <stdbool.h>
#include <stdint.h>

/* The number rounded to 0 … 3 decimals, without zeros at its end, in every locale with a point. */
void put_number(Buffer *out, double value, int decimals);
/* `count` of them, each after a space. */
void put_numbers(Buffer *out, const float *values, int count, int decimals);
/* #rrggbb or #rrggbbaa. */
void put_color(Buffer *out, Color color, bool alpha);

/* Pixels as png_write and Cairo take them: premultiplied 0xAARRGGBB. */
typedef struct VectorPixels {
    uint32_t *pixels; /* in the arena */
    int columns, rows;
} VectorPixels;
/* The image's pixels; the heatmap's cells, of which masked and empty ones are transparent. What
 * must not be smoothed is enlarged to blocks of equal pixels, about two a logical pixel: a reader
 * that smooths all the same then does so at the edges only. */
VectorPixels vector_image(Arena *arena, const DrawImage *image);
VectorPixels vector_cells(Arena *arena, const DrawCells *cells);

/* All of the inner box lies in the outer one. */
bool vector_inside(DrawBox inner, DrawBox outer);
bool vector_same_box(DrawBox a, DrawBox b);

/* True when a heatmap is better written as a picture than as shapes: it has over 64 × 64 cells, or
 * all of the list's heatmaps together have over CELLS_AS_SHAPES; gaps need shapes. */
enum { CELLS_AS_SHAPES = 16384 };
bool vector_as_picture(const List *list, const DrawCells *cells);

typedef enum CellKind { CELL_VALUE, CELL_MASKED, CELL_EMPTY } CellKind;

/* Neighbouring cells of a row: of one level, or masked, or a single empty one. */
typedef struct CellRun {
    uint8_t level;
    double x0, y0, x1, y1;
    double outline; /* width of an empty cell's */
    /* Values: the right and lower edge, moved below neighbours that are painted later, so that a
     * reader that smooths edges mixes two neighbours and never shows the ground between them.
     * `corner`: the neighbour across the corner is one of them. */
    double right, below;
    bool corner;
    /* Empty: the neighbour on that side is empty too, and one line serves for both. */
    bool shares_right, shares_below;
} CellRun;

/* All runs of one kind, row by row: start with {.cells = …, .kind = …}. */
typedef struct CellWalk {
    const DrawCells *cells;
    CellKind kind;
    int row, col;
} CellWalk;
bool vector_next_run(CellWalk *walk, CellRun *run);
bool vector_has_cells(const DrawCells *cells, CellKind kind);

/* The corners of what a run of values covers, from the upper left one, along x first: the rectangle
 * to `right` and `below`, without what would lie on a neighbour across the corner that is painted
 * otherwise. Returns how many they are, 4 or 6. */
int vector_corners(const CellRun *run, double x[6], double y[6]);

/* The outline of an empty cell as rectangles within it (left, top, right, bottom), to be filled
 * together: without the sides that a neighbour draws. Returns how many they are, 2 to 4. */
int vector_outline(const CellRun *run, double strips[4][4]);

#endif
