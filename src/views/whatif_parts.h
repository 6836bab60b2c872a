/* whatif_parts.h -- what the files of the what-ifs share; for whatif*.c only. */
#ifndef HEED_VIEWS_WHATIF_PARTS_H
#define HEED_VIEWS_WHATIF_PARTS_H

#include "views/whatif.h"

/* The two outputs beside each other: a column is a word that stayed, one in another's place, or
 * one that has no other (NULL). */
typedef struct WhatifColumn {
    const char *before, *after;
    bool changed;
    double p; /* how likely the later one was, where it is written and shown; else NaN */
} WhatifColumn;
typedef struct WhatifWords {
    bool later; /* some are not produced yet at this step */
    bool known; /* else there is nothing to compare, and `why` says so */
    const char *why;
    WhatifColumn *columns;            /* in the frame's arena */
    int count, changes, first_change; /* first_change: `count` where there is none */
} WhatifWords;
WhatifWords whatif_compare(const ViewPass *view);

#endif
