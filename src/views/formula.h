/* formula.h -- the formula of the current stage, and under it the same with this cell's numbers. */
#ifndef HEED_VIEWS_FORMULA_H
#define HEED_VIEWS_FORMULA_H

#include "views/numbers.h"

/* Less where there is little room: `room` is the height of all. */
float formula_height(const ViewPass *view, float room);
void formula_draw(ViewPass *view, DrawBox box);
/* The stage that formula and strip speak of: that of the position, or the last of a token that is
 * done. */
Stage formula_stage(const ViewPass *view);

/* The operands of a line of numbers that is drawn in a box can be clicked: each is followed then.
 */
void formula_link_numbers(ViewPass *view, DrawBox box, float size, const NumbersLine *line);
/* One line of a cell's numbers, each a click to follow it. */
void formula_numbers(ViewPass *view, DrawBox box, NumbersLine line);
/* Those of the followed cell: as many steps back as have room. */
void formula_followed_numbers(ViewPass *view, DrawBox box);

#endif
