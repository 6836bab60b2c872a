/* gates.h -- what a recurrent cell does over time: each gate, and the state, as a picture of units
 * × tokens, of the encoder's directions or the decoder, with its formula and one unit's numbers. */
#ifndef HEED_VIEWS_GATES_H
#define HEED_VIEWS_GATES_H

#include "views/view.h"

bool gates_apply(const Run *run); /* it has a recurrent cell */
void gates_draw(ViewPass *view, DrawBox box);
void gates_natural_size(const ViewPass *view, float *width, float *height);

#endif
