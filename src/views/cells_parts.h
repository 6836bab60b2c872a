/* cells_parts.h -- the names of arrays: the table that cells.c writes from. */
#ifndef HEED_VIEWS_CELLS_PARTS_H
#define HEED_VIEWS_CELLS_PARTS_H

#include "views/cells.h"

/* What stands along an array's rows. */
typedef enum Rows { OF_NONE, OF_SOURCE, OF_TARGET } Rows;

/* An array by the end of its name; the first line that fits counts. `plain` may have %s for the
 * token of its row. `pair`: a cell is of a row and a column, not a component of a vector. */
typedef struct Noun {
    const char *end, *letter, *plain;
    Rows rows;
    bool pair;
} Noun;

/* NULL: none, and the array's own name must do. */
const Noun *cell_noun(const ViewPass *view, const RunCell *at);
/* Whether an array's name ends in this, which begins a word of it. */
bool cell_name_ends(const char *name, const char *end);

#endif
