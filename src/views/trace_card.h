/* trace_card.h -- the cell that is followed, in full: what it is called, its number, the way to it,
 * what it was made of and what it goes into, each of them a click away.
 *
 * Where a number goes is asked of the tape once a cell (engine/uses.h) and kept in the ViewMemory.
 */
#ifndef HEED_VIEWS_TRACE_CARD_H
#define HEED_VIEWS_TRACE_CARD_H

#include "views/view.h"

/* In the right panel, while something is followed. */
void trace_card_draw(ViewPass *view, DrawBox box);

struct FollowKeep;
void follow_keep_free(struct FollowKeep *keep); /* NULL is allowed */

#endif
