/* matrix.h -- scores and weights as a heatmap: rows are targets (queries), columns are sources
 * (keys).
 *
 * All of it fits at zoom 1; closer, its cells are a window on it that is panned. Labels stay at the
 * window's edges. Where there are more cells than pixels a block of 2^n × 2^m is one colour, and a
 * badge under the cells says which; likewise what else keeps the colours from being the numbers
 * (logarithmic, row by row, a token left out). Numbers are read by pyramid.h alone.
 */
#ifndef HEED_VIEWS_MATRIX_H
#define HEED_VIEWS_MATRIX_H

#include "views/matrix_keep.h"

/* Rows or columns in the window of cells. Lines are those that are left, counted from 0. */
typedef struct MatrixAxis {
    const MatrixLines *lines;
    float start, length; /* the window, logical pixels */
    float size;          /* of a line */
    float fit;           /* of a line at zoom 1 */
    double first;        /* where the window begins, in lines */
    int from, to;        /* lines seen, last exclusive */
    int power;           /* 2^power lines are one block of the picture */
} MatrixAxis;

/* Where things stand in a box; two matrices of one size have the same layout. */
typedef struct MatrixLayout {
    DrawBox head, labels, cells, foot; /* title and legend; column labels; the cells; axis names */
    MatrixAxis rows, cols;
    float gap, side;  /* between cells; room for the labels of rows */
    float label_size; /* em of row and column labels */
    float tilt;       /* of column labels, degrees: 0 or −48 */
    int every;        /* each how many columns have a label */
    float largest;    /* the zoom from which cells do not grow */
    bool pairs;       /* rows are called “<s> → 1”: what is read there, and what is written */
} MatrixLayout;

MatrixLayout matrix_layout(const ViewPass *view, DrawBox box);
/* The label of a row, from 1; NULL: it has no name yet. */
const char *matrix_row_name(const ViewPass *view, const MatrixLayout *layout, int row);
/* Whether some of it is out of sight. */
bool matrix_is_cut(const MatrixLayout *layout);
/* The size a figure of it wants: cells of 28, or as many pixels as a figure may have. */
void matrix_natural_size(const ViewPass *view, float *width, float *height);
/* Draws it; answers the mouse and keys by view_hover and view_say. */
void matrix_draw(ViewPass *view, DrawBox box, MatrixKind kind);
/* The same above a row of tools: search, scale, pooling, zoom. In a figure without. */
void matrix_draw_with_tools(ViewPass *view, DrawBox box, MatrixKind kind);

#endif
