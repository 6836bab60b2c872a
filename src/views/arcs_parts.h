/* arcs_parts.h -- what the two files of the arcs share. */
#ifndef HEED_VIEWS_ARCS_PARTS_H
#define HEED_VIEWS_ARCS_PARTS_H

#include "views/arcs.h"

/* The widest of the words, so far as there is room for it. */
float arcs_widest(const ViewPass *view, TextPieces words, float size);
/* Side by side where every word fits; one sequence that looks at itself reads better downwards. */
bool arcs_fit_across(const ViewPass *view, const ArcsShow *show, float width);

#endif
