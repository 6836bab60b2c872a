/* step.h -- the default view: stage strip, vectors, Scores and Weights side by side, the formula.
 */
#ifndef HEED_VIEWS_STEP_H
#define HEED_VIEWS_STEP_H

#include "views/view.h"

void step_draw(ViewPass *view, DrawBox box);
/* The view the state names, in a box: what the middle of the window and a figure show. */
void view_draw(ViewPass *view, DrawBox box);
/* The size a figure of that view wants. */
void view_natural_size(const ViewPass *view, float *width, float *height);

#endif
