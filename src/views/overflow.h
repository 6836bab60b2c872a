/* overflow.h -- what is said of a run some of whose numbers are none.
 *
 * Finite parameters can lead to sums beyond the largest float; what comes of those is not a number.
 * It is written nan, and its cells are outlined with that word in them, unlike masked ones and
 * those that are not computed yet.
 */
#ifndef HEED_VIEWS_OVERFLOW_H
#define HEED_VIEWS_OVERFLOW_H

#include "views/view.h"

/* The line below the input: its height, 0 where every number is one. */
float overflow_height(const ViewPass *view);
void overflow_draw(ViewPass *view, DrawBox box);

/* Over a heatmap in `box` of rows × cols cells `gap` apart: marks those whose number is none, where
 * they have room. */
void overflow_mark(ViewPass *view, DrawBox box, int rows, int cols, float gap, const Real *numbers);

#endif
