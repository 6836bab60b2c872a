/* cost.h -- what the chosen head's self-attention costs over everything, causal, and in a band.
 *
 * Cells and bytes are counted: those a query may look at, and the float32 weights that are kept (a
 * band keeps 2D + 1 a row). The time is measured, in a job, by running the kernel on this head's
 * own Q, K and V: once a head of a run, and only where the memory says `timed`, which shots, tests
 * and figures do not: their pictures are the same on every machine.
 */
#ifndef HEED_VIEWS_COST_H
#define HEED_VIEWS_COST_H

#include "views/view.h"

enum { COST_GLOBAL, COST_CAUSAL, COST_BAND, COST_SCOPES };

typedef struct Cost {
    const char *scope; /* its word, with D; in the frame's arena */
    bool now;          /* it is the mask in force: of a decoder that writes, never global */
    uint64_t cells, bytes;
    double seconds; /* of one pass over all queries; < 0 while it is not known */
} Cost;

/* False where the chosen head is not one of self-attention. */
bool cost_of(const ViewPass *view, Cost costs[COST_SCOPES]);
/* Of the mask in force; in words: "226 cells · 1,224 B · 12 µs". */
bool cost_now(const ViewPass *view, Cost *cost);
const char *cost_words(Arena *arena, const Cost *cost);
/* The card of it in the left panel, and its height: 0 where there is none. */
float cost_height(const ViewPass *view);
void cost_draw(ViewPass *view, DrawBox box);
/* Whether a measurement is going on: another frame is wanted soon. */
bool cost_is_pending(const ViewMemory *memory);
void cost_keep_free(struct CostKeep *keep); /* NULL is allowed */

#endif
