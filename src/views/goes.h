/* goes.h -- what a followed number goes into: the uses of its cell, with copies passed through, so
 * that what is listed has a name. Asked once a cell and kept. For trace_card.c alone. */
#ifndef HEED_VIEWS_GOES_H
#define HEED_VIEWS_GOES_H

#include "views/view.h"

enum { GOES_MOST = 400 };
typedef struct Goes {
    RunCell first; /* of rows × cols cells of one node */
    int rows, cols;
} Goes;
typedef struct GoesList {
    Goes items[GOES_MOST];
    int count;
    bool cut; /* there are more */
} GoesList;

/* Of the cell that is followed; in the ViewMemory until another is. */
const GoesList *goes_of(ViewPass *view);

#endif
