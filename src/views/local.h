/* local.h -- the window of a local scope, drawn on the source: where row t may look.
 *
 * Under the bars of the row a ruler from p_t − D to p_t + D with its centre, over them local-p's
 * Gaussian and, as outlines, the weights before it; what is outside is hatched. In the window its
 * ends are dragged (`scope … D`) and its centre (`center T P`): one gesture, one undo.
 */
#ifndef HEED_VIEWS_LOCAL_H
#define HEED_VIEWS_LOCAL_H

#include "views/view.h"

/* Where the bars of one row stand: token s has its middle at box.x + (s − ½) pitch, weight 1 is as
 * high as the box. */
typedef struct LocalAt {
    DrawBox bars;
    float pitch, bar; /* from bar to bar, and how wide each is */
    int token;        /* the row, from 1 */
} LocalAt;

/* Whether the run has such a window. */
bool local_is(const Run *run);
/* p_t of a row, from 1. */
double local_center(const Run *run, int row);
/* Whether a source is outside of a row's window. */
bool local_masks(const Run *run, int row, int source);
/* The largest of the Gaussian between two places on the source; 0 without one. */
double local_bell(const Run *run, int row, double from, double to);
/* What the ruler takes under the bars; 0 where there is none. */
float local_height(const ViewPass *view);

void local_draw_under(ViewPass *view, const LocalAt *at); /* before the bars */
void local_draw_over(ViewPass *view, const LocalAt *at);  /* after them; answers the mouse */
/* What of the row's weights is left, and what became of the rest. */
void local_draw_sum(ViewPass *view, DrawBox box, int row);

#endif
