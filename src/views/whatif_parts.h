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

/* Everything that is said instead of computed, from 0: the edits, then each ablated head. In the
 * frame's arena: its words, and the line that takes it away. */
int whatif_item_count(const ViewPass *view);
const char *whatif_item_words(const ViewPass *view, int index);
const char *whatif_item_undo(const ViewPass *view, int index);
void whatif_item_show(ViewPass *view, int index); /* says the lines that lead to it */
/* Of each kind that there is, the line that takes all of it away; how many. */
enum { WHATIF_LINES_AWAY = 4 };
int whatif_lines_away(const ViewPass *view, const char *lines[WHATIF_LINES_AWAY]);

#endif
