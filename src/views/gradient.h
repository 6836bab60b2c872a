/* gradient.h -- |∂L/∂h_s| along the sentence: for each cell, with and without attention, of the
 * state's own run and of the same sentence through the task's other shipped files. */
#ifndef HEED_VIEWS_GRADIENT_H
#define HEED_VIEWS_GRADIENT_H

#include "views/view.h"

void gradient_draw(ViewPass *view, DrawBox box);
void gradient_natural_size(const ViewPass *view, float *width, float *height);

#endif
