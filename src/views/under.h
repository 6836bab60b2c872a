/* under.h -- tokens as labels under the columns of a picture.
 *
 * Upright where all but a few fit, those alone tilted; else all tilted. Where not even that has
 * room, each so many has a label, and the one spoken of always.
 */
#ifndef HEED_VIEWS_UNDER_H
#define HEED_VIEWS_UNDER_H

#include "views/view.h"

typedef struct Under {
    float size, pitch, height; /* em; from column to column; what all of it takes */
    int every;
    bool tilted;
} Under;

/* For columns `pitch` apart and labels of that em. */
Under under_measure(const ViewPass *view, TextPieces tokens, float pitch, float size);
/* Whether column i (from 1) has one when `spoken` (0: none) is spoken of. */
bool under_has(const Under *under, int i, int spoken);
/* The label with its middle, or its end when it is tilted, at x, below y. */
void under_draw(const ViewPass *view, const Under *under, float x, float y, Face face, Color ink,
                const char *text);

#endif
