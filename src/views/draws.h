/* draws.h -- hard attention, draw by draw: the draws of a row over its words beside soft's weights,
 * the running mean of their contexts on its way to soft's, and the row in every way to weigh it. */
#ifndef HEED_VIEWS_DRAWS_H
#define HEED_VIEWS_DRAWS_H

#include "views/view.h"

bool draws_apply(const Run *run); /* it has rows of words with weights */
void draws_draw(ViewPass *view, DrawBox box);
void draws_natural_size(const ViewPass *view, float *width, float *height);

/* What was reckoned of the row shown last; NULL is allowed. */
void draws_keep_free(struct DrawsKeep *keep);

#endif
