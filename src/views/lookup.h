/* lookup.h -- attention as memory one can ask: a plane with the query and the keys to drag, a table
 * where every number can be typed over, the blended value with its formula, and the same query
 * under all five scores.
 *
 * Whatever is dragged or typed is said as `input "…"` with the canonical line; a drag is one
 * gesture. Numbers are shown as far as the run is stepped; what is not reached is drawn empty.
 */
#ifndef HEED_VIEWS_LOOKUP_H
#define HEED_VIEWS_LOOKUP_H

#include "views/view.h"

void lookup_draw(ViewPass *view, DrawBox box);
void lookup_natural_size(const ViewPass *view, float *width, float *height);
/* The stages in words, with the one being shown set apart, for the bar below; returns what of it is
 * free. */
DrawBox lookup_draw_steps(ViewPass *view, DrawBox box);

#endif
