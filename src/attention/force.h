/* force.h -- what if a weight were another: interventions at the weights of one attention.
 *
 * Of a row, the forced cells keep the weight W that is said; the other cells that may be looked at
 * are scaled so that the row keeps its sum, and where they have nothing to scale the rest is spread
 * evenly over them. A cell forced `alone` is 1 and all the others of its row are 0. A masked cell
 * may be forced. A row whose W add to more than its sum is not to be run (force_excess tells).
 */
#ifndef HEED_ATTENTION_FORCE_H
#define HEED_ATTENTION_FORCE_H

#include "engine/ops.h"

/* Targets (rows) and sources (columns) from 1. */
typedef struct ForcedCell {
    int target, source;
    double weight; /* W, 0 … 1 */
    bool alone;    /* the whole row: its other cells are 0 */
} ForcedCell;

/* p_t of a local scope put elsewhere. */
typedef struct MovedCenter {
    int target;
    double center;
} MovedCenter;

/* What is changed of one attention; the lists are the caller's. */
typedef struct WhatIf {
    const ForcedCell *forced;
    const MovedCenter *centers;
    int forced_count, center_count;
} WhatIf;

/* What is forced, as rows × cols numbers of which row 0 is row `target`: W, or −1 where a cell is
 * free. Cells outside are left out; returns how many there are inside. */
int force_rows(const ForcedCell *forced, int count, int target, int rows, int cols, Real *out);
/* A moved centre of row t, or NULL. */
const MovedCenter *force_center(const WhatIf *what_if, int t);
/* By how much the W of row t are more than the row has to give, which is the sum of its n weights
 * before; 0 if they are not, or if the row is one cell's alone. */
double force_excess(const ForcedCell *forced, int count, int t, const Real *before, int n);

/* A with the forced cells: A, e (scores after their mask) and forced (as force_rows has it, a leaf)
 * have one shape. Rows without any stay as they are. */
Node *force_weights(Node *A, Node *e, Node *forced);

#endif
