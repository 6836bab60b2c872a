/* step.h -- the default view: stage strip, vectors, Scores and Weights side by side, the formula.
 */
#ifndef HEED_VIEWS_STEP_H
#define HEED_VIEWS_STEP_H

#include "views/view.h"

/* Under this height, times the text size, the middle is set more tightly. */
enum { STEP_LOW = 420 };

void step_draw(ViewPass *view, DrawBox box);
void step_natural_size(const ViewPass *view, float *width, float *height);
/* The height it needs, at this step and at any. */
float step_least(const ViewPass *view);
float step_least_ever(const ViewPass *view);
/* Instead of a picture of attention, where the run has none. */
void step_no_attention(ViewPass *view, DrawBox box);

#endif
