/* numbers.h -- the line under a formula: one cell's own operands, as they were computed.
 *
 * numbers_of prints the op's `numbers` with the operands of this cell put in: every number in it is
 * read from the node's sources. Sums of more than six products show the six largest and “+ rest”;
 * the sign is ≈ where the printed operands would not give the printed result.
 */
#ifndef HEED_VIEWS_NUMBERS_H
#define HEED_VIEWS_NUMBERS_H

#include "views/view.h"

/* "= 0.31·0.72 + … = 1.37", in the frame's arena; "" where the op has no line. */
const char *numbers_of(const ViewPass *view, const Node *node, Cell cell, int decimals);

/* The node a cell was copied from, through ops that only copy, and the cell within it. */
const Node *numbers_origin(const Node *node, Cell *cell);

/* The first of a cell's makers that is a sum of products, walking through ops of one operand; NULL
 * if there is none. Sets the cell within it. */
const Node *numbers_products(const Node *node, Cell cell, Cell *where);

#endif
