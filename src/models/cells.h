/* cells.h -- recurrent cells, PyTorch's: GRU, LSTM and the vanilla RNN.
 *
 * A cell is one struct. Its lines are built where the tape is shown; where it trains, one fused
 * node stands for them with the same numbers. a = W_i x + b_i and b = W_h h + b_h, with the gates'
 * rows one below the other: r, z, n (GRU), i, f, g, o (LSTM). (Cho et al. 2014 and Bahdanau et al.
 * 2015 put r before the product and exchange z and 1 − z.)
 */
#ifndef HEED_MODELS_CELLS_H
#define HEED_MODELS_CELLS_H

#include "engine/ops.h"

typedef struct CellState {
    Node *h, *c; /* (B,1,H); c only for a cell with a memory */
} CellState;

typedef struct RecurrentCell {
    const char *word, *title, *formula;
    int gates;       /* rows of the weights = gates · H */
    bool has_memory; /* an LSTM's c */
    /* One step; its lines get the names r, z, n, … with index t, in the open scope. */
    CellState (*lines)(Node *a, Node *b, CellState before, int t);
    CellState (*fused)(Node *a, Node *b, CellState before);
    /* A whole sentence from state 0: h, or [h ; c], of every position. */
    Node *(*sequence)(Node *a, Node *W_h, Node *b_h, Node *lengths, bool backwards);
} RecurrentCell;

extern const RecurrentCell *const cell_list[];
extern const int cell_count;
const RecurrentCell *cell_find(const char *word); /* or NULL */

/* One step by lines or fused, as the tape is set. */
CellState cell_step(const RecurrentCell *cell, Node *a, Node *b, CellState before, int t);
/* State 0 for B items. */
CellState cell_zero(const RecurrentCell *cell, Tape *tape, int planes, int hidden);

#endif
