/* matrix_keep.h -- what the matrices of a window remember from pass to pass: pyramids, the lines
 * that are left and the widths of their labels, reduced arrays. Nothing here changes a picture; it
 * is what can be made again, kept because it costs as much as the input is long. Everything is
 * known by its array's version. Belongs to a ViewMemory.
 */
#ifndef HEED_VIEWS_MATRIX_KEEP_H
#define HEED_VIEWS_MATRIX_KEEP_H

#include "views/pyramid.h"
#include "views/view.h"

typedef struct MatrixKeep MatrixKeep;
MatrixKeep *matrix_keep(const ViewPass *view); /* the memory's, made when first asked for */
void matrix_keep_free(MatrixKeep *keep);       /* NULL is allowed */
PyramidCache *matrix_pyramids(MatrixKeep *keep);

/* The rows or columns of a matrix that are not hidden, and how wide their labels are. */
typedef struct MatrixLines {
    int count;
    const int *at;       /* their places, from 0; NULL: all */
    const float *widths; /* of the labels, rising */
    float widest;
} MatrixLines;
/* Good until the next call but seven. */
const MatrixLines *matrix_lines(const ViewPass *view, const RunMatrix *matrix, bool rows,
                                float size);
/* How many labels are wider than that. */
int matrix_lines_over(const MatrixLines *lines, float width);
/* The line of a place (both from 0); between two lines where the place is hidden: the next. */
int matrix_line(const MatrixLines *lines, int place);
int matrix_place(const MatrixLines *lines, int line);

/* An array's plane reduced to rows × cols by TRACE_LARGEST, and the largest |x|; good until the
 * next call but 63. */
const Real *matrix_reduced(const ViewPass *view, const TraceArray *array, int plane, int rows,
                           int cols, double *largest);

#endif
