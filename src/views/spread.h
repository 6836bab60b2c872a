/* spread.h -- why scores are divided by √d: the same lookup with random vectors of 2 to 512
 * numbers, as three plots and their numbers. */
#ifndef HEED_VIEWS_SPREAD_H
#define HEED_VIEWS_SPREAD_H

#include "views/view.h"

void spread_draw(ViewPass *view, DrawBox box);
void spread_natural_size(const ViewPass *view, float *width, float *height);

#endif
