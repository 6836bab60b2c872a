/* when.h -- at which step of the run a number is reached: what is to come is not told before. */
#ifndef HEED_VIEWS_WHEN_H
#define HEED_VIEWS_WHEN_H

#include "views/view.h"

/* The step (a target token, or a transformer's block) at which a cell is there; 0: it is already.
 */
int when_reached(const ViewPass *view, const RunCell *at);

#endif
