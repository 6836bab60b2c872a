/* list.h -- the display list: everything one picture is made of, in the order it is painted.
 *
 * Views record, backends replay: pixels (raster.h), SVG, PDF and the text of golden tests read the
 * same array. Lengths are logical pixels (floats, y down, origin top left); colours are sRGB with
 * straight alpha.
 *
 * Every command stands alone. Clips and opacities are pushed and popped while recording only: a
 * recorded command carries its clip (the intersection of all that were pushed) and has every
 * opacity multiplied into its colours (`opacity` for cells and images), so that a backend needs no
 * stack. `ink` is a box no ink leaves, before clipping; what is empty, wholly clipped, transparent
 * or has a coordinate that is not a finite number is not recorded at all. Alignment of text is
 * resolved while recording, into x. A text's colour glyphs follow it as image commands, and what no
 * font covers as a box with its code point; the text command keeps all of the string.
 *
 * Memory: the list and everything it points to live in the arena given to list_new (a frame's
 * arena): strings, path steps and cell levels are copied. Only colour maps and the pixels of images
 * are pointed to; they must outlive the list. Threads: one at a time.
 */
#ifndef HEED_DRAW_LIST_H
#define HEED_DRAW_LIST_H

#include "base/arena.h"
#include "draw/colour.h"
#include "draw/font.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct DrawBox {
    float x, y, width, height;
} DrawBox;

/* The line around or along a shape. `dash` 0 is unbroken; else dashes of that length with `gap`
 * between them, starting at the shape's first point. Round: caps and joins are round; else caps are
 * butt and joins mitred up to DRAW_MITRE_LIMIT times the width, then bevelled. */
typedef struct DrawStroke {
    Color color; /* alpha 0: no line */
    float width;
    float dash, gap;
    uint32_t round;
} DrawStroke;

#define DRAW_MITRE_LIMIT 4.0f

/* A rectangle with corners of one radius (at most half the shorter side, already so). The stroke
 * lies inside the edge, as a border does: its middle line runs width/2 inside the box, with corners
 * of radius − width/2, and the fill ends at that middle line. Pixels: a stroked box is moved to
 * whole pixels and its stroke is a whole number of pixels wide; a fill without a stroke covers its
 * exact area. */
typedef struct DrawRect {
    DrawBox box;
    float radius;
    Color fill; /* alpha 0: no fill */
    DrawStroke stroke;
} DrawRect;

/* A straight line. Pixels: one along an axis is a whole number of pixels wide. */
typedef struct DrawLine {
    float x0, y0, x1, y1;
    DrawStroke stroke;
} DrawLine;

/* A cubic Bézier curve: from point 0 to point 3 with control points 1 and 2. */
typedef struct DrawCurve {
    float x[4], y[4];
    DrawStroke stroke;
} DrawCurve;

typedef enum PathVerb { PATH_MOVE, PATH_LINE, PATH_CURVE, PATH_CLOSE } PathVerb;

/* One step of a path, to (x, y); a curve goes by the control points (x1, y1) and (x2, y2). CLOSE
 * goes back to the last MOVE and uses no point. The first step is a MOVE. */
typedef struct PathStep {
    PathVerb verb;
    float x, y, x1, y1, x2, y2;
} PathStep;

/* Steps for tables of icons: { PATH_TO(MOVE, 4, 12), PATH_BY(8, 4, 12, 4, 20, 12), PATH_END }. */
#define PATH_TO(verb, x, y)                                                                        \
    { PATH_##verb, x, y, 0, 0, 0, 0 }
#define PATH_BY(x1, y1, x2, y2, x, y)                                                              \
    { PATH_CURVE, x, y, x1, y1, x2, y2 }
#define PATH_END                                                                                   \
    { PATH_CLOSE, 0, 0, 0, 0, 0, 0 }

/* An icon, an arrow head, an area: filled (non-zero) and then stroked along its middle. */
typedef struct DrawPath {
    const PathStep *steps; /* in logical pixels of the picture */
    int32_t count;
    Color fill;
    DrawStroke stroke;
} DrawPath;

/* A line of text. (x, baseline) is the left end of its baseline, whichever way the script runs.
 * `rotation` turns it about that point, in degrees, clockwise on the screen: −45 rises to the
 * right, 90 runs down, −90 runs up. Glyphs by text_layout(fonts, arena, face, size, text).
 * Pixels: without rotation the baseline is on a whole pixel. */
typedef struct DrawText {
    float x, baseline, size, rotation;
    float width; /* its advance width, as measured */
    Face face;
    Color color;
    int32_t length; /* bytes of text, which also ends with a 0 */
    const char *text;
} DrawText;

/* A heatmap: rows × cols levels (row by row), each a colour of the map. COLOR_MASKED is hatched in
 * the map's colour of that level, COLOR_EMPTY is outlined in the map's colour of that level.
 * Cell (i, j) begins at x + j·(width + gap)/cols and is `gap` shorter than that pitch; the gap
 * shows what is below. Pixels: edges are rounded as running sums, so there are neither seams nor
 * drift. A list never holds more cells than pixels: reduce before, where maxima are known. */
typedef struct DrawCells {
    DrawBox box;
    float gap;
    float opacity; /* 0 … 1, of everything */
    float detail;  /* hatching's and outlines' lengths times this; 1 but in a scaled list */
    int32_t rows, cols;
    const uint8_t *levels;
    const ColorMap *map;
    uint64_t version; /* equal versions promise equal levels; 0: compare the levels themselves */
} DrawCells;

/* Hatching of masked cells: lines rising to the right at 45°, measured across the lines' columns
 * (along x), starting at the box's left upper corner; drawn in the colour map's COLOR_MASKED. */
#define DRAW_HATCH_PERIOD 6.0f
#define DRAW_HATCH_WIDTH 1.5f
/* Width of the outline of cells that are not computed, inside the cell. */
#define DRAW_EMPTY_WIDTH 1.0f

/* A picture of columns × rows pixels, sRGB with straight alpha, drawn into the box, which is turned
 * about (pivot_x, pivot_y) by `rotation` (as a text's). Smooth: averaged when reduced and
 * interpolated when enlarged; else each pixel is a sharp block. */
typedef struct DrawImage {
    DrawBox box;
    float pivot_x, pivot_y, rotation;
    float opacity;
    int32_t columns, rows;
    uint32_t smooth;
    const Color *pixels;
    uint64_t version; /* equal versions promise equal pixels; never 0 */
} DrawImage;

typedef enum DrawKind {
    DRAW_RECT,
    DRAW_LINE,
    DRAW_CURVE,
    DRAW_PATH,
    DRAW_TEXT,
    DRAW_CELLS,
    DRAW_IMAGE
} DrawKind;

typedef struct DrawCommand {
    DrawKind kind;
    DrawBox clip; /* DRAW_NO_CLIP when nothing clips */
    DrawBox ink;  /* no ink outside, before clipping */
    union {
        DrawRect rect;
        DrawLine line;
        DrawCurve curve;
        DrawPath path;
        DrawText text;
        DrawCells cells;
        DrawImage image;
    } as;
} DrawCommand;

#define DRAW_NO_CLIP ((DrawBox){-1e6f, -1e6f, 2e6f, 2e6f})

typedef struct List List;

/* An empty list in the arena. `fonts` measure its texts and must outlive it. */
List *list_new(Arena *arena, Fonts *fonts);
int list_count(const List *list);
/* Command i, 0 … list_count − 1; the address holds until the next draw_ call. */
const DrawCommand *list_at(const List *list, int i);
Fonts *list_fonts(const List *list);
Arena *list_arena(const List *list);

/* The same picture in another size: every length times `factor` (> 0), in a new list of the arena.
 * Strings, levels and pixels are shared with the list it is made of. */
List *list_scaled(const List *list, Arena *arena, float factor);

/* Clips and opacities that hold for what is recorded until their pop. Popping more than was pushed,
 * or replaying a list with something still pushed, is a mistake (CHECK). */
void list_push_clip(List *list, DrawBox box);
void list_pop_clip(List *list);
void list_push_opacity(List *list, float opacity); /* 0 … 1 */
void list_pop_opacity(List *list);
/* The clip and opacity as they are now. */
DrawBox list_clip(const List *list);
float list_opacity(const List *list);
bool list_is_closed(const List *list); /* every push has been popped */

/* Recording. A colour with alpha 0 draws nothing. */
void draw_rect(List *list, DrawBox box, float radius, Color fill, DrawStroke stroke);
void draw_fill(List *list, DrawBox box, float radius, Color fill);
void draw_frame(List *list, DrawBox box, float radius, Color color, float width);
void draw_line(List *list, float x0, float y0, float x1, float y1, DrawStroke stroke);
void draw_curve(List *list, const float x[4], const float y[4], DrawStroke stroke);
/* The path's steps times `scale`, moved by (x, y). The stroke's lengths are not scaled. */
void draw_path(List *list, float x, float y, float scale, const PathStep *steps, int count,
               Color fill, DrawStroke stroke);
void draw_cells(List *list, DrawBox box, int rows, int cols, const uint8_t *levels,
                const ColorMap *map, float gap, uint64_t version);
void draw_image(List *list, DrawBox box, int columns, int rows, const Color *pixels, bool smooth,
                uint64_t version);

typedef enum Align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT } Align;

/* The text with (x, baseline) at its left end, middle or right end. Returns its advance width. */
float draw_text(List *list, float x, float baseline, Align align, Face face, float size,
                Color color, const char *text);
/* The same, turned about (x, baseline) by `rotation` degrees (see DrawText). */
float draw_text_turned(List *list, float x, float baseline, Align align, float rotation, Face face,
                       float size, Color color, const char *text);

/* An unbroken stroke; none. */
static inline DrawStroke draw_stroke(Color color, float width) {
    return (DrawStroke){color, width, 0, 0, 0};
}
#define DRAW_NO_STROKE ((DrawStroke){COLOR_NONE, 0, 0, 0, 0})

static inline DrawBox draw_box(float x, float y, float width, float height) {
    return (DrawBox){x, y, width, height};
}
/* What both boxes cover; a box without area is {x, y, 0, 0}. */
DrawBox draw_box_common(DrawBox a, DrawBox b);
/* Cosine and sine of a rotation in degrees, exact for quarter turns. The point (x, y) of the turned
 * thing is at (x·cosine − y·sine, x·sine + y·cosine) from what it is turned about. */
void draw_turn(float degrees, float *cosine, float *sine);

#endif
