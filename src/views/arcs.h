/* arcs.h -- weights as curves between two lines of words: who asks, and who is looked at.
 *
 * A curve's width and colour are its weight. Of each row the largest weights are drawn until their
 * share of the row reaches the look's cut. One set of weights has the colours of all weights;
 * several (heads kept beside each other) have a hue each, which a legend names.
 */
#ifndef HEED_VIEWS_ARCS_H
#define HEED_VIEWS_ARCS_H

#include "views/view.h"

enum { HEADS_OVERLAID = 8 }; /* as many as there are hues */

typedef struct ArcsSet {
    const TraceArray *array;
    int plane;
    HeadAt head; /* layer 0: a recurrent run's only one */
    Color hue;   /* where there are several */
} ArcsSet;

typedef struct ArcsShow {
    ArcsSet sets[HEADS_OVERLAID];
    int count;
    TextPieces rows, cols; /* queries, keys */
    bool self;             /* rows and columns are one sequence */
} ArcsShow;

/* The chosen heads of the first one's group, as many as have a hue, or the run's only weights. */
ArcsShow arcs_chosen(const ViewPass *view);
/* One head. */
ArcsShow arcs_of_head(const ViewPass *view, HeadAt head);

/* The curves with the words, axis names and the line that explains them; answers hover and clicks.
 */
void arcs_picture(ViewPass *view, DrawBox box, const ArcsShow *show);

/* The view of its own, with title and slider. */
void arcs_draw(ViewPass *view, DrawBox box);
void arcs_natural_size(const ViewPass *view, float *width, float *height);

#endif
