/* matrix_parts.h -- what the files of the matrix share; for matrix*.c and minimap.c only.
 *
 * matrix_layout.c lays out; matrix.c draws cells and their numbers; matrix_around.c draws what
 * stands around the cells: title, legend, labels, the names of the axes, badges; matrix_answer.c
 * answers the mouse and keys; matrix_followed.c lights what is followed; minimap.c is the small
 * picture of the whole.
 */
#ifndef HEED_VIEWS_MATRIX_PARTS_H
#define HEED_VIEWS_MATRIX_PARTS_H

#include "views/matrix.h"

enum { MATRIX_TILT = -48, LABELS_APART = 1, CELL_LARGEST = 48, CELL_NATURAL = 28 };

typedef struct Matrix {
    ViewPass *view;
    MatrixKind kind;
    bool is_difference; /* A − B of a comparison, signed */
    MatrixLayout at;
    RunMatrix of, scores; /* what is drawn, and the numbers that are −∞ where it is masked */
    RunMatrix before; /* scores: what they still are where the mask has not come yet (no array: it
                         has, or is not walked) */
    const BlockStage *stage; /* scores: the stage whose numbers stand in their place; or NULL */
    Pyramid *pyramid;
    const PyramidFacts *facts, *facts_before;
    double limit; /* of scores: what the ends of the colours are */
    PyramidInk ink;
    const ColorMap *map;
    Finding finding;
} Matrix;

static inline const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

/* Where a line (from 0) begins, and its middle. */
static inline float axis_at(const MatrixAxis *axis, int line) {
    return axis->start + (float)((double)line - axis->first) * axis->size;
}

/* Whether a place (from 1) is a line, and which. */
static inline bool axis_line(const MatrixAxis *axis, int place, int *line) {
    *line = place ? matrix_line(axis->lines, place - 1) : -1;
    return place && *line < axis->lines->count && matrix_place(axis->lines, *line) == place - 1;
}

static inline bool axis_sees(const MatrixAxis *axis, int line) {
    return line >= axis->from && line < axis->to;
}

static inline bool axis_is_cut(const MatrixAxis *axis) {
    return axis->length < axis->size * (float)axis->lines->count - 0.5f;
}

/* The cells of lines (row, col), without the gap. */
static inline DrawBox matrix_cell_box(const MatrixLayout *at, int row, int col) {
    return draw_box(axis_at(&at->cols, col), axis_at(&at->rows, row), at->cols.size - at->gap,
                    at->rows.size - at->gap);
}

/* Scores and differences are signed. */
static inline bool matrix_is_signed(const Matrix *m) {
    return m->kind == MATRIX_SCORES || m->is_difference;
}

/* A window of the pyramid that covers these lines, and its box on the screen. */
PyramidWindow matrix_window(const MatrixLayout *at, int row, int end_row, int col, int end_col);
/* Its levels in the frame's arena, what is not shown at this step as empty. */
uint8_t *matrix_levels(const Matrix *m, PyramidUse use, PyramidWindow window);

/* Title, legend, labels and names of the axes; the cell spoken of has its labels lit. */
void matrix_draw_around(const Matrix *m, ViewCell cell);
/* The pills under the cells, in a box. */
void matrix_draw_badges(const Matrix *m, DrawBox box, ViewCell cell);

/* Lights what made the followed cell, and it, and dims the rest. */
void matrix_draw_followed(const Matrix *m);
/* Outlines on the cells that the task's links name. */
void matrix_draw_gold(const Matrix *m);
/* Whether what gold says stands under this matrix: not under both of two. */
bool matrix_says_gold(const Matrix *m);

/* The mouse and keys over the cells. */
void matrix_answer(Matrix *m, ViewCell cell);
/* Says the zoom, and the pan that keeps what is at (x, y), from the cells' corner, in its place. */
void matrix_zoom_at(const Matrix *m, double zoom, float x, float y);
/* Says the pan at which the window begins with these lines. */
void matrix_pan_to(const Matrix *m, double row, double col);

/* The whole, small, in the cells' upper right corner, with what is seen framed; where the cells are
 * cut and there is room. True while the mouse has it. */
bool minimap_draw(Matrix *m);

#endif
