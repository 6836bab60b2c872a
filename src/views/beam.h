/* beam.h -- the view of a beam search: the tree of hypotheses, and those that came out.
 *
 * The tree grows with the steps of the run: what has not been searched yet is not drawn. A click on
 * a node or on a hypothesis says `branch N`, and the run follows it.
 */
#ifndef HEED_VIEWS_BEAM_H
#define HEED_VIEWS_BEAM_H

#include "views/view.h"

bool beam_applies(const Run *run);
void beam_draw(ViewPass *view, DrawBox box);
void beam_natural_size(const ViewPass *view, float *width, float *height);

#endif
