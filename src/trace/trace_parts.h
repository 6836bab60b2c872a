/* trace_parts.h -- arrays that are made when asked for: what trace.c and made.c share. */
#ifndef HEED_TRACE_TRACE_PARTS_H
#define HEED_TRACE_TRACE_PARTS_H

#include "engine/ops.h"
#include "trace/trace.h"

/* Of a tape's attentions that are one node: how many, and their scores and weights as arrays, two
 * each, into `out`, versions not yet set. */
int made_count(const Tape *tape);
void made_arrays(Arena *arena, const Tape *tape, TraceArray *out);
/* rows × cols numbers of a plane from (row, col). */
void made_piece(const TraceArray *array, int plane, int row, int rows, int col, int cols,
                Real *out);
/* The node of the row's own lines that has the cell. A masked cell has the row's first. */
const Node *made_node(const TraceArray *array, int plane, int row, int col, Cell *cell);
/* The cell of the attention's own Q or K that the lines' leaf was copied from, or NULL. */
const Node *made_from(const struct Made *made, const Node *line, Cell *cell);
const Node *made_for(const struct Made *made);
void made_free(struct Made *made); /* the lines of a row, not the struct; NULL is allowed */

#endif
