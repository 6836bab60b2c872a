/* Heatmaps. Cell edges are rounded as running sums, so that cells of 7.3 pixels are 7 or 8 wide and
 * never overlap or leave a seam. */
#include "draw/raster_parts.h"

#include <math.h>
#include <string.h>

/* One axis: cell i covers pixels start[i] … start[i + 1] − gap − 1. */
typedef struct Axis {
    int *start;
    int *from, *to; /* the same within the clip */
    int count, gap;
    int first, last; /* cells that touch the clip, last exclusive */
} Axis;

static Axis axis_of(Canvas *canvas, float from, float length, float gap, int count, int low,
                    int high) {
    int *memory = arena_alloc(canvas->scratch, (size_t)(count + 1) * 3 * sizeof(int));
    Axis axis = {memory, memory + count + 1, memory + 2 * (count + 1), count, 0, 0, 0};
    double s = (double)canvas->scale;
    double pitch = ((double)length + (double)gap) * s / count, at = (double)from * s;
    if (gap > 0) axis.gap = (int)fmax(1, round((double)gap * s));
    /* A gap must leave most of a cell. */
    if (axis.gap > pitch / 2) axis.gap = 0;
    for (int i = 0; i <= count; i++) axis.start[i] = (int)lround(at + pitch * i);
    for (int i = 0; i < count; i++) {
        int end = axis.start[i + 1] - axis.gap;
        axis.from[i] = axis.start[i] > low ? axis.start[i] : low;
        axis.to[i] = end < high ? end : high;
        if (end <= low) axis.first = i + 1;
        if (axis.start[i] < high) axis.last = i + 1;
    }
    return axis;
}

/* A hatching tile of one row: coverage by (x + y) modulo the period, since lines at 45° move by one
 * pixel from row to row. */
typedef struct Hatch {
    uint32_t period;
    uint8_t coverage[256];
    uint32_t below[256], above[256]; /* by phase: the last pixel that was hatched, and what it
                                        became; the ground is one colour as a rule */
} Hatch;

static Hatch hatch_of(float scale, uint32_t color) {
    Hatch hatch = {0};
    float period = fminf(fmaxf(3, roundf(DRAW_HATCH_PERIOD * scale)), 256);
    float width = fminf(DRAW_HATCH_WIDTH * scale, period / 2);
    hatch.period = (uint32_t)period;
    for (uint32_t i = 0; i < hatch.period; i++) {
        /* A pixel spans two units of x + y, most of it in their middle: a triangle's integral. */
        float sum = 0;
        for (int k = 0; k < 64; k++) {
            float t = ((float)k + 0.5f) / 32, weight = t < 1 ? t : 2 - t; /* over 32: mean 1 */
            float at = fmodf((float)i + t, period);
            sum += at < width ? weight / 32 : 0;
        }
        hatch.coverage[i] = (uint8_t)(sum * 255 + 0.5f);
        pixels_over(&hatch.above[i], 1, color, hatch.coverage[i]); /* over 0, as `below` is */
    }
    return hatch;
}

typedef struct Block {
    Canvas *canvas;
    const DrawCells *cells;
    Axis x, y;
    uint32_t colors[256];
    Hatch hatch;
    bool opaque;
    const int *cell_at; /* for small cells: the column of each pixel of a row; else NULL */
    int left;           /* the pixel of cell_at[0] */
} Block;

/* A cell's pixels within the canvas. */
static PixelBox cell_box(const Block *b, int row, int col) {
    return (PixelBox){b->x.from[col], b->y.from[row], b->x.to[col] - b->x.from[col],
                      b->y.to[row] - b->y.from[row]};
}

static uint32_t *row_at(const Block *b, int y) {
    return b->canvas->pixels + (size_t)y * (size_t)b->canvas->stride;
}

static uint32_t hatched(Hatch *hatch, uint32_t pixel, uint32_t phase, uint32_t color) {
    if (pixel != hatch->below[phase]) {
        hatch->below[phase] = hatch->above[phase] = pixel;
        pixels_over(&hatch->above[phase], 1, color, hatch->coverage[phase]);
    }
    return hatch->above[phase];
}

/* A row of pixels; over one colour, a period is copied on. */
static void hatch_row(Hatch *hatch, uint32_t *row, int count, uint32_t phase, uint32_t color) {
    int period = (int)hatch->period;
    size_t size = sizeof *row;
    bool plain = count > 2 * period && !memcmp(row, row + 1, (size_t)(count - 1) * size);
    int done = plain ? period : count;
    for (int x = 0; x < done; x++) {
        row[x] = hatched(hatch, row[x], phase, color);
        phase = phase + 1 == hatch->period ? 0 : phase + 1;
    }
    for (int more; done < count; done += more) {
        more = done < count - done ? done : count - done;
        memcpy(row + done, row, (size_t)more * size);
    }
}

/* One masked cell, or several side by side. Counted from the heatmap's corner, so that hatching
 * moves with it. */
static void hatch_cells(Block *b, PixelBox box) {
    for (int y = box.y; y < box.y + box.height && box.width > 0; y++)
        hatch_row(&b->hatch, row_at(b, y) + box.x, box.width,
                  (uint32_t)(box.x - b->x.start[0] + y - b->y.start[0]) % b->hatch.period,
                  b->colors[COLOR_MASKED]);
}

static bool is_empty_cell(const Block *b, int row, int col) {
    if (row >= b->cells->rows || col >= b->cells->cols) return false;
    return b->cells->levels[(size_t)row * (size_t)b->cells->cols + (size_t)col] == COLOR_EMPTY;
}

static void fill_part(const Block *b, PixelBox box, int x0, int y0, int x1, int y1) {
    x0 = x0 > box.x ? x0 : box.x;
    y0 = y0 > box.y ? y0 : box.y;
    x1 = x1 < box.x + box.width ? x1 : box.x + box.width;
    y1 = y1 < box.y + box.height ? y1 : box.y + box.height;
    for (int y = y0; y < y1 && x1 > x0; y++)
        pixels_over(row_at(b, y) + x0, x1 - x0, b->colors[COLOR_EMPTY], 255);
}

/* The outline of a cell that is not computed; where two such cells touch, one line for both. */
static void outline_cell(const Block *b, PixelBox box, int row, int col) {
    int w = (int)fmaxf(1, roundf(DRAW_EMPTY_WIDTH * b->cells->detail * b->canvas->scale));
    int x0 = b->x.start[col], x1 = b->x.start[col + 1] - b->x.gap;
    int y0 = b->y.start[row], y1 = b->y.start[row + 1] - b->y.gap;
    bool right = b->x.gap || !is_empty_cell(b, row, col + 1);
    bool below = b->y.gap || !is_empty_cell(b, row + 1, col);
    fill_part(b, box, x0, y0, x1, y0 + w);
    fill_part(b, box, x0, y0 + w, x0 + w, y1);
    if (right) fill_part(b, box, x1 - w, y0 + w, x1, y1);
    if (below) fill_part(b, box, x0 + w, y1 - w, right ? x1 - w : x1, y1);
}

/* Cells with colours, each for itself: where they have gaps or let the ground through. */
static void pixel_row(const Block *b, const uint8_t *levels, int y) {
    uint32_t *pixels = row_at(b, y);
    for (int col = b->x.first; col < b->x.last; col++) {
        uint32_t color = b->colors[levels[col]];
        int from = b->x.from[col], to = b->x.to[col];
        if (levels[col] > COLOR_TOP) continue;
        if (!b->opaque)
            pixels_over(pixels + from, to - from, color, 255);
        else
            for (int x = from; x < to; x++) pixels[x] = color;
    }
}

/* Opaque cells side by side, from `first` to before `last`: one row of pixels, copied downwards.
 * Those of a few pixels go by pixels, which has no short loops. */
static void solid_cells(const Block *b, const uint8_t *levels, int first, int last, int row) {
    int left = b->x.from[first], right = b->x.to[last - 1], y = b->y.from[row];
    if (right <= left) return;
    uint32_t *pixels = row_at(b, y);
    if (b->cell_at)
        for (int x = left; x < right; x++) pixels[x] = b->colors[levels[b->cell_at[x - b->left]]];
    else
        for (int col = first; col < last; col++)
            for (int x = b->x.from[col]; x < b->x.to[col]; x++) pixels[x] = b->colors[levels[col]];
    for (int below = y + 1; below < b->y.to[row]; below++)
        memcpy(row_at(b, below) + left, pixels + left, (size_t)(right - left) * sizeof *pixels);
}

static const int *small_cells(const Block *b) {
    int left = b->left, width = b->x.to[b->x.last - 1] - left;
    if (!b->opaque || b->x.gap || width > 4 * (b->x.last - b->x.first)) return NULL;
    int *cell_at = arena_alloc(b->canvas->scratch, (size_t)width * sizeof(int));
    for (int col = b->x.first; col < b->x.last; col++)
        for (int x = b->x.from[col]; x < b->x.to[col]; x++) cell_at[x - left] = col;
    return cell_at;
}

/* The cell after the last of those that are alike from `col` on: solid, or masked. */
static int run_end(const Block *b, const uint8_t *levels, int col) {
    bool solid = levels[col] <= COLOR_TOP;
    int end = col + 1;
    while (end < b->x.last && (solid ? levels[end] <= COLOR_TOP : levels[end] == levels[col]))
        end++;
    return end;
}

/* The cells of a row that have no colour, and where there are no gaps those that have. */
static void draw_runs(Block *b, const uint8_t *levels, int row, bool solid) {
    for (int col = b->x.first, end; col < b->x.last; col = end) {
        uint8_t level = levels[col];
        end = b->x.gap && level > COLOR_TOP ? col + 1 : run_end(b, levels, col);
        if (level <= COLOR_TOP) {
            if (solid) solid_cells(b, levels, col, end, row);
        } else if (level == COLOR_MASKED) {
            PixelBox box = cell_box(b, row, col);
            box.width = b->x.to[end - 1] - box.x;
            hatch_cells(b, box);
        } else
            for (int i = col; i < end; i++) outline_cell(b, cell_box(b, row, i), row, i);
    }
}

static void draw_row(Block *b, int row) {
    const uint8_t *levels = b->cells->levels + (size_t)row * (size_t)b->cells->cols;
    bool solid = b->opaque && !b->x.gap;
    if (b->y.to[row] <= b->y.from[row]) return;
    for (int y = b->y.from[row]; !solid && y < b->y.to[row]; y++) pixel_row(b, levels, y);
    draw_runs(b, levels, row, solid);
}

void raster_cells(Canvas *canvas, const DrawCells *cells) {
    const DrawBox *box = &cells->box;
    Block b = {.canvas = canvas, .cells = cells, .opaque = cells->opacity >= 1};
    b.x = axis_of(canvas, box->x, box->width, cells->gap, cells->cols, canvas->x0, canvas->x1);
    b.y = axis_of(canvas, box->y, box->height, cells->gap, cells->rows, canvas->y0, canvas->y1);
    if (b.x.first >= b.x.last || b.y.first >= b.y.last) return;
    for (int i = 0; i < 256; i++)
        b.colors[i] = pixel_of(b.opaque ? cells->map->colors[i]
                                        : color_faded(cells->map->colors[i], cells->opacity));
    if (memchr(cells->levels, COLOR_MASKED, (size_t)cells->rows * (size_t)cells->cols))
        b.hatch = hatch_of(canvas->scale * cells->detail, b.colors[COLOR_MASKED]);
    b.left = b.x.from[b.x.first];
    b.cell_at = small_cells(&b);
    for (int row = b.y.first; row < b.y.last; row++) draw_row(&b, row);
}
