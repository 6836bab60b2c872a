/* vectors.h -- the vectors of one step: the keys h as strips, α as bars under the h they weigh,
 * their sum c, and the query. */
#ifndef HEED_VIEWS_VECTORS_H
#define HEED_VIEWS_VECTORS_H

#include "views/view.h"

float vectors_height(const ViewPass *view);
void vectors_draw(ViewPass *view, DrawBox box);

#endif
