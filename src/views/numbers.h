/* numbers.h -- the line under a formula: one cell's own operands, as they were computed.
 *
 * numbers_of prints the op's `numbers` with the operands of this cell put in: every number in it is
 * read from the node's sources. Sums of more than six products show the six largest and “+ rest”;
 * the sign is ≈ where the printed operands would not give the printed result.
 */
#ifndef HEED_VIEWS_NUMBERS_H
#define HEED_VIEWS_NUMBERS_H

#include "views/view.h"

/* An operand in such a line: which bytes of the text, and the cell they were read from. */
typedef struct NumbersPart {
    int from, end;
    const Node *node;
    Cell cell;
} NumbersPart;
typedef struct NumbersLine {
    const char *text; /* "= 0.31·0.72 + … = 1.37", "" where the op has no line */
    const NumbersPart *parts;
    int count;
} NumbersLine;

/* In the frame's arena. */
NumbersLine numbers_of(const ViewPass *view, const Node *node, Cell cell, int decimals);
/* The lines from the last sum of products to the cell, at most `most` of them; returns how many:
 * one where there is no such sum. */
int numbers_chain(const ViewPass *view, const Node *node, Cell cell, int decimals, int most,
                  NumbersLine *lines);

/* Two of them, the first leading to the second: "… → …". */
NumbersLine numbers_joined(Arena *arena, const NumbersLine *a, const NumbersLine *b);

/* To what a copy was copied from, by one step; false where it is none. */
bool numbers_step(const Node **node, Cell *cell);
/* The node a cell was copied from, through ops that only copy, and the cell within it. */
const Node *numbers_origin(const Node *node, Cell *cell);

/* The first of a cell's makers that is a sum of products, walking through ops of one operand; NULL
 * if there is none. Sets the cell within it. */
const Node *numbers_products(const Node *node, Cell cell, Cell *where);

#endif
