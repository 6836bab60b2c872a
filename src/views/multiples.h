/* multiples.h -- several heads side by side: the same picture of each, as small multiples.
 *
 * The chosen heads (`head all`, or a list) in their order; the first of them, which the rest of the
 * window speaks of, has a line in the accent above it. A click in another picture makes it the
 * first.
 */
#ifndef HEED_VIEWS_MULTIPLES_H
#define HEED_VIEWS_MULTIPLES_H

#include "views/view.h"

/* How many are shown: the chosen ones of the first one's group, in the step view of its layer; of
 * long inputs one, as a picture of each would keep everyone waiting. */
int multiples_count(const ViewPass *view);
/* Each by `draw`, which is given the pass as it is for that head alone. Returns the box of the
 * first. */
typedef void MultiplesDraw(ViewPass *view, DrawBox box);
DrawBox multiples_draw(ViewPass *view, DrawBox box, MultiplesDraw *draw);
/* Side by side in a figure that is as large as they want; and what so many take of one another's
 * width, or height. */
int multiples_columns(int count);
float multiples_room(const ViewPass *view, float one, int count);
/* The height that they need at least; of each, times the text size, `one`. */
float multiples_least(const ViewPass *view, float one);
/* The heads of the layer side by side, or one again. */
void multiples_toggle(ViewPass *view);

#endif
