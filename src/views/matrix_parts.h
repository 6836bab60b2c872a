/* matrix_parts.h -- what the files of the matrix share; for matrix*.c only.
 *
 * matrix.c lays out, draws cells and their numbers, and answers; matrix_around.c draws what stands
 * around the cells: title, legend, labels, the names of the axes.
 */
#ifndef HEED_VIEWS_MATRIX_PARTS_H
#define HEED_VIEWS_MATRIX_PARTS_H

#include "views/matrix.h"

enum { MATRIX_TILT = -48, LABELS_APART = 1 };

typedef struct Matrix {
    ViewPass *view;
    MatrixKind kind;
    MatrixLayout at;
    RunMatrix of, scores; /* what is drawn, and its scores */
    double limit;
    const ColorMap *map;
} Matrix;

static inline const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

static inline TextPieces rows_of(const ViewPass *view) {
    return view_matrix(view, MATRIX_WEIGHTS).rows;
}

static inline TextPieces columns_of(const ViewPass *view) {
    return view_matrix(view, MATRIX_WEIGHTS).cols;
}

static inline int row_count(const ViewPass *view) {
    return rows_of(view).count;
}

static inline int column_count(const ViewPass *view) {
    return columns_of(view).count;
}

/* Columns shown: all, or as many blocks as there are pixels, each its largest. */
int matrix_shown_columns(const Matrix *m);

/* Title, legend, labels and names of the axes; the cell spoken of has its labels lit. */
void matrix_draw_around(const Matrix *m, ViewCell cell);

#endif
