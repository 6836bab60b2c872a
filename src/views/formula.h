/* formula.h -- the formula of the current stage, and under it the same with this cell's numbers. */
#ifndef HEED_VIEWS_FORMULA_H
#define HEED_VIEWS_FORMULA_H

#include "views/view.h"

/* Less where there is little room: `room` is the height of all. */
float formula_height(const ViewPass *view, float room);
void formula_draw(ViewPass *view, DrawBox box);
/* The stage that formula and strip speak of: that of the position, or the last of a token that is
 * done. */
Stage formula_stage(const ViewPass *view);

#endif
