/* strip.h -- a vector as a thin strip of cells, upright or lying. */
#ifndef HEED_VIEWS_STRIP_H
#define HEED_VIEWS_STRIP_H

#include "views/view.h"

/* Numbers read for a strip: of a trace's row, or of a span. */
typedef struct StripNumbers {
    const float *numbers;
    int count;
} StripNumbers;

StripNumbers strip_of_row(const ViewPass *view, const TraceArray *array, int row);
StripNumbers strip_of_plane(const ViewPass *view, const TraceArray *array, int plane, int row);
StripNumbers strip_of_span(const ViewPass *view, const Node *node, const Span *span);
StripNumbers strip_product(const ViewPass *view, StripNumbers a, StripNumbers b);

/* Signed colours over −limit … limit, a cell a number: lying, side by side; upright, in rows of as
 * many as make 16 rows. Where there are fewer pixels than numbers, each cell is the largest of its
 * own. Empty (outlined) when `numbers.numbers` is NULL. */
void strip_draw(const ViewPass *view, DrawBox box, StripNumbers numbers, double limit,
                bool upright);
/* In how many lines an upright strip sets its numbers in such a box. */
int strip_lines(StripNumbers strip, DrawBox box);
/* The largest |x|, rounded up to a tenth, at least 0.1. */
double strip_limit(StripNumbers numbers);

#endif
