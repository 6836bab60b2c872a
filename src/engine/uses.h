/* uses.h -- where a cell goes: the exact inverse of sources_of_cell.
 *
 * Nothing is written down about it anywhere: the nodes after the cell's own are asked which cells
 * made each of theirs, and those that name this cell are its uses. An op may say among which cells
 * they lie (Op.reach); only these are asked, so that it takes a millisecond or two however long the
 * input is.
 */
#ifndef HEED_ENGINE_USES_H
#define HEED_ENGINE_USES_H

#include "engine/tape.h"

/* A rectangle of cells of one node, each of which reads the cell. */
typedef struct Use {
    const Node *node;
    int plane, row, col, rows, cols;
} Use;

typedef struct Uses {
    Use *items; /* in the order of the tape, planes, rows; no cell twice */
    int count, capacity;
    bool cut; /* there are more: the room or the time given was up */
} Uses;

/* Adds the cells of later nodes that read this one; the list grows in the arena, to `most`
 * rectangles at most, and no more than USES_ASKED cells are asked. */
enum { USES_ASKED = 200000 };
void uses_of_cell(const Node *node, Cell cell, int most, Arena *arena, Uses *uses);

/* Whether `cell` of the node is among those that made `made` of a node that reads it. */
bool node_reads(const Node *reader, Cell made, const Node *node, Cell cell);

#endif
