/* curve.h -- the view of a length curve: quality against the source's length, for two models, with
 * the training each had written under it. Draws what has been measured so far.
 */
#ifndef HEED_VIEWS_CURVE_H
#define HEED_VIEWS_CURVE_H

#include "views/view.h"

bool curve_applies(const Run *run);
void curve_draw(ViewPass *view, DrawBox box);
void curve_natural_size(const ViewPass *view, float *width, float *height);

#endif
