/* heads.h -- all heads of a transformer at once: the grid of layers × heads, one of them enlarged
 * as arcs, the formula of many heads with this run's dimensions, and beside it what the head does.
 *
 * The head spoken of is the hovered one, else the one under the keyboard's ring in the grid, else
 * the first that is chosen (`head L.H`). The chosen ones of one group are drawn over each other.
 */
#ifndef HEED_VIEWS_HEADS_H
#define HEED_VIEWS_HEADS_H

#include "views/view.h"

void heads_draw(ViewPass *view, DrawBox box);
void heads_natural_size(const ViewPass *view, float *width, float *height);
/* Beside the view: matrix, pattern, numbers, and what ablation changed. */
void heads_side_draw(ViewPass *view, DrawBox box);

HeadAt heads_spoken(const ViewPass *view);
/* "Layer 3 · head 4", with its group where there are several. In the frame's arena. */
const char *heads_name(const ViewPass *view, HeadAt head);
/* How many cells of its matrix the look's position shows, row by row. */
int heads_cells_shown(const ViewPass *view, HeadAt head);
/* In a view of one head: Esc goes back to the grid it was opened from. */
void heads_leave(ViewPass *view);

#endif
