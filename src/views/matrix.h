/* matrix.h -- scores and weights as a heatmap: rows are targets (queries), columns are sources
 * (keys). */
#ifndef HEED_VIEWS_MATRIX_H
#define HEED_VIEWS_MATRIX_H

#include "views/view.h"

/* Where things stand in a box; two matrices of one size have the same layout. */
typedef struct MatrixLayout {
    DrawBox head, labels, cells, foot; /* title and legend; column labels; the cells; axis names */
    float cell_width, cell_height, gap;
    float label_size; /* em of row and column labels */
    float tilt;       /* of column labels, degrees: 0 or −48 */
    int every;        /* each how many columns have a label */
} MatrixLayout;

MatrixLayout matrix_layout(const ViewPass *view, DrawBox box);
/* The size a figure of it wants: cells of 28. */
void matrix_natural_size(const ViewPass *view, float *width, float *height);
/* Draws it; answers hover and clicks by view_hover and view_say. */
void matrix_draw(ViewPass *view, DrawBox box, MatrixKind kind);
/* The largest |score| of the run, rounded up to a tenth: the legend's end. */
double matrix_score_limit(const ViewPass *view);

#endif
