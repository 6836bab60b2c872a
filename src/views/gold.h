/* gold.h -- the task's own links over a picture of weights: which words a word surely comes from,
 * and how far the largest weights agree (AER).
 *
 * Shown for words that have been produced: the links of others would name them. Where the task does
 * not know them the pill says why.
 */
#ifndef HEED_VIEWS_GOLD_H
#define HEED_VIEWS_GOLD_H

#include "views/view.h"

/* The links to draw now over a head's weights ({0}: the run has none): `links` NULL while gold is
 * off or not known; `count` rows have them. */
RunGold gold_shown(const ViewPass *view, HeadAt head);
/* What gold says in one line, or NULL while it is off; *tone warns where it is not known. */
const char *gold_words(const ViewPass *view, HeadAt head, UiTone *tone);
/* The chosen head, where there are heads. */
HeadAt gold_head(const ViewPass *view);
/* What AER is, for who hovers and under a figure. */
extern const char *const gold_definition;

/* An outline that is seen on cells of every colour. `box` is the cell. */
void gold_outline(const ViewPass *view, DrawBox box);
/* The line's pill at the left of the box, with its sign; returns the width. */
float gold_pill(ViewPass *view, HeadAt head, DrawBox box, bool dotted);
/* The switch, right-aligned in the box, in `room` of it; returns the width it takes. 0 in figures,
 * where the task knows no links, and where there is no room. */
float gold_switch(ViewPass *view, DrawBox box, float room);

#endif
