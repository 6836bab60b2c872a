/* trace.h -- everything a run lets anyone see, by name.
 *
 * A trace is made from a tape (here) or from a file (later); views, exports and the trace verb read
 * it and know no model. Nodes of one name are stacked by their index: nodes of one row become the
 * rows of one matrix, nodes of more rows its planes. Names are those of words.md; every named node
 * that is no parameter is there, in the order it was computed. Arrays of tokens stand beside them.
 *
 * Where a tape has an attention as one node (engine/ops.h), its scores and weights are arrays too:
 * trace_read makes the piece that is asked for, and trace_node the lines of one row, which the
 * trace keeps until another row of that array is asked for.
 *
 * A trace from a tape borrows the tape's memory: it lives as long as the tape, which must not be
 * changed; trace_free first. Threads: one may look at it, the main one.
 */
#ifndef HEED_TRACE_TRACE_H
#define HEED_TRACE_TRACE_H

#include "engine/tape.h"
#include "formats/arrays.h"

typedef struct TraceArray {
    const char *name;
    int rank; /* 1 … 3: what files say; planes and rows are 1 where it has none */
    int planes, rows, cols;
    const char *const *tokens; /* rows × cols of them; NULL for numbers */
    const Node *const *nodes;  /* one a row or plane, or one for all */
    int node_count;
    struct Made *made; /* scores or weights that are made when asked for (`nodes` has the
                          attention); else NULL */
    uint64_t version;  /* no other content ever has it */
} TraceArray;

typedef struct Trace {
    TraceArray *arrays;
    int count;
} Trace;

typedef enum TraceReduce {
    TRACE_MAXIMUM, /* of weights */
    TRACE_LARGEST, /* the value of largest |x| with its sign, masked cells (−inf) left out; −inf if
                      all are */
    TRACE_MEAN,    /* of those that are not masked; −inf if all are */
} TraceReduce;

/* The trace of all that is named on the tape; lives in the arena, with the tape. */
Trace *trace_from_tape(Arena *arena, const Tape *tape);
/* Adds an array of tokens; the strings are the caller's. */
void trace_add_tokens(Trace *trace, Arena *arena, const char *name, const char *const *tokens,
                      int count);

/* The same of rows × cols. */
void trace_add_token_rows(Trace *trace, Arena *arena, const char *name, const char *const *tokens,
                          int rows, int cols);

void trace_free(Trace *trace); /* what it keeps besides the arena; NULL is allowed */

const TraceArray *trace_find(const Trace *trace, const char *name); /* or NULL */

/* One number, indices from 0. Of an array that is made, many are faster by trace_read. */
Real trace_number(const TraceArray *array, int plane, int row, int col);
/* The node that made a cell, and the cell within it. */
const Node *trace_node(const TraceArray *array, int plane, int row, int col, Cell *cell);
/* The other way: where a node's cell stands in the trace; NULL where the node has no name there (of
 * two nodes with one name and no index, the second has none). */
typedef struct TracePlace {
    const TraceArray *array; /* or NULL */
    int plane, row, col;
} TracePlace;
TracePlace trace_place(const Trace *trace, const Node *node, Cell cell);
/* Of an array that is made, the operands of its lines: the cell of Q or K that a cell of a leaf of
 * them (trace_node's node, and what that reads) was copied from; NULL for what is made. */
const Node *trace_made_from(const TraceArray *array, const Node *line, Cell *cell);
/* The attention node that such an array is made for; NULL for other arrays. */
const Node *trace_made_for(const TraceArray *array);
/* Of such an array, the columns [*first, *end) of a row that are not masked; false of other arrays,
 * where −inf says what is. */
bool trace_row_seen(const TraceArray *array, int plane, int row, int *first, int *end);
/* The block rows × cols from (row, col), reduced to out_rows × out_cols ≤ that, into `out`. */
void trace_read(const TraceArray *array, int plane, int row, int col, int rows, int cols,
                int out_rows, int out_cols, TraceReduce reduce, Real *out);

/* All arrays, copied as float32 where needed, into a file's container (memory of its arena). */
/* Bytes of all its numbers as float32. */
double trace_export_bytes(const Trace *trace);
void trace_export(const Trace *trace, ArrayFile *file);

#endif
