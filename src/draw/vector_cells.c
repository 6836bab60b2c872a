/* Heatmaps as shapes: which cells make one rectangle, and where it begins and ends. */
#include "draw/vector_parts.h"

#include <math.h>
#include <string.h>

static const int LARGE = 64 * 64;

bool vector_as_picture(const List *list, const DrawCells *cells) {
    int64_t own = (int64_t)cells->rows * cells->cols, all = 0;
    if (cells->gap > 0) return false;
    if (own > LARGE) return true;
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        if (command->kind == DRAW_CELLS && !(command->as.cells.gap > 0))
            all += (int64_t)command->as.cells.rows * command->as.cells.cols;
    }
    return all > CELLS_AS_SHAPES;
}

static CellKind kind_of(uint8_t level) {
    return level == COLOR_MASKED ? CELL_MASKED : level == COLOR_EMPTY ? CELL_EMPTY : CELL_VALUE;
}

static uint8_t level_at(const DrawCells *cells, int row, int col) {
    return cells->levels[(size_t)row * (size_t)cells->cols + (size_t)col];
}

static bool is_kind(const DrawCells *cells, int row, int col, CellKind kind) {
    return row < cells->rows && col < cells->cols && kind_of(level_at(cells, row, col)) == kind;
}

bool vector_has_cells(const DrawCells *cells, CellKind kind) {
    size_t count = (size_t)cells->rows * (size_t)cells->cols;
    for (size_t i = 0; i < count; i++)
        if (kind_of(cells->levels[i]) == kind) return true;
    return false;
}

/* One axis: cell i is from start + i·pitch, `gap` shorter than the pitch. A gap must leave most of
 * a cell, as in pixels. */
typedef struct Axis {
    double start, pitch, gap;
} Axis;

static Axis axis_of(float start, float length, float gap, int count) {
    double pitch = ((double)length + (double)gap) / count;
    return (Axis){(double)start, pitch, (double)gap > pitch / 2 ? 0 : (double)gap};
}

static double begin_of(const Axis *axis, int cell) {
    return axis->start + cell * axis->pitch;
}

/* Colours that let through what is below cannot lie below one another. */
static bool is_opaque(const DrawCells *cells, uint8_t level) {
    return cells->map->colors[level].a == 255;
}

/* The run of `level` from (row, col) may go on below its lower neighbours. */
static bool goes_below(const DrawCells *cells, const Axis *y, int row, int col) {
    return !(y->gap > 0) && is_kind(cells, row + 1, col, CELL_VALUE) &&
           is_opaque(cells, level_at(cells, row + 1, col));
}

static int end_of_run(const CellWalk *walk, const Axis *x, const Axis *y) {
    const DrawCells *cells = walk->cells;
    int row = walk->row, end = walk->col + 1;
    uint8_t level = level_at(cells, row, walk->col);
    if (walk->kind == CELL_EMPTY || x->gap > 0) return end;
    bool below = goes_below(cells, y, row, walk->col);
    while (end < cells->cols && level_at(cells, row, end) == level &&
           goes_below(cells, y, row, end) == below)
        end++;
    return end;
}

static void find_overlap(const CellWalk *walk, const Axis *x, const Axis *y, int end,
                         CellRun *run) {
    const DrawCells *cells = walk->cells;
    bool right = !(x->gap > 0) && is_kind(cells, walk->row, end, CELL_VALUE) &&
                 is_opaque(cells, level_at(cells, walk->row, end));
    bool below = goes_below(cells, y, walk->row, walk->col);
    if (right) run->right += x->pitch / 2;
    if (below) run->below += y->pitch / 2;
    run->corner = right && below && goes_below(cells, y, walk->row, end);
}

static void make_run(const CellWalk *walk, CellRun *run, int *end) {
    const DrawCells *cells = walk->cells;
    const DrawBox *box = &cells->box;
    Axis x = axis_of(box->x, box->width, cells->gap, cells->cols);
    Axis y = axis_of(box->y, box->height, cells->gap, cells->rows);
    int row = walk->row, col = walk->col;
    *end = end_of_run(walk, &x, &y);
    *run = (CellRun){.level = level_at(cells, row, col),
                     .x0 = begin_of(&x, col),
                     .y0 = begin_of(&y, row),
                     .x1 = begin_of(&x, *end) - x.gap,
                     .y1 = begin_of(&y, row + 1) - y.gap};
    run->right = run->x1;
    run->below = run->y1;
    if (walk->kind == CELL_VALUE) find_overlap(walk, &x, &y, *end, run);
    if (walk->kind != CELL_EMPTY) return;
    run->shares_right = !(x.gap > 0) && is_kind(cells, row, col + 1, CELL_EMPTY);
    run->shares_below = !(y.gap > 0) && is_kind(cells, row + 1, col, CELL_EMPTY);
}

bool vector_next_run(CellWalk *walk, CellRun *run) {
    const DrawCells *cells = walk->cells;
    for (; walk->row < cells->rows; walk->row++, walk->col = 0) {
        while (walk->col < cells->cols && !is_kind(cells, walk->row, walk->col, walk->kind))
            walk->col++;
        if (walk->col >= cells->cols) continue;
        int end;
        make_run(walk, run, &end);
        run->outline = (double)(DRAW_EMPTY_WIDTH * cells->detail);
        walk->col = end;
        return true;
    }
    return false;
}

int vector_corners(const CellRun *run, double x[6], double y[6]) {
    bool notched = run->right > run->x1 && run->below > run->y1 && !run->corner;
    const double xs[2][6] = {{run->x0, run->right, run->right, run->x0},
                             {run->x0, run->right, run->right, run->x1, run->x1, run->x0}};
    const double ys[2][6] = {{run->y0, run->y0, run->below, run->below},
                             {run->y0, run->y0, run->y1, run->y1, run->below, run->below}};
    memcpy(x, xs[notched], sizeof xs[0]);
    memcpy(y, ys[notched], sizeof ys[0]);
    return notched ? 6 : 4;
}

static int add_strip(double strips[4][4], int count, double x0, double y0, double x1, double y1) {
    const double strip[4] = {x0, y0, x1, y1};
    memcpy(strips[count], strip, sizeof strip);
    return count + 1;
}

int vector_outline(const CellRun *run, double strips[4][4]) {
    double x0 = run->x0, y0 = run->y0, x1 = run->x1, y1 = run->y1;
    double width = fmin(run->outline, fmin(x1 - x0, y1 - y0));
    int count = add_strip(strips, 0, x0, y0, x1, y0 + width);
    count = add_strip(strips, count, x0, y0, x0 + width, y1);
    if (!run->shares_right) count = add_strip(strips, count, x1 - width, y0, x1, y1);
    if (!run->shares_below) count = add_strip(strips, count, x0, y1 - width, x1, y1);
    return count;
}
