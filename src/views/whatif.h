/* whatif.h -- what-ifs on the screen: the sentence before and after, with the edits in plain words
 * and a way to take each away; and the inspector's section that makes them for the cell spoken of.
 *
 * Whatever stands under a what-if, or changed by it, has the tone of a warning: the picture is not
 * of the model alone.
 */
#ifndef HEED_VIEWS_WHATIF_H
#define HEED_VIEWS_WHATIF_H

#include "views/view.h"

/* The head that edits of the matrix shown are of; all 0 in a recurrent model. */
HeadAt whatif_head(const ViewPass *view);
/* What is forced of a cell of the matrix shown (source 0: of its row), or NULL. */
const ForcedCell *whatif_forced(const ViewPass *view, int target, int source);
/* " · 2 rows forced", of the first `rows` of a head's matrix (all 0: of a recurrent model's); or
 * "". In the frame's arena. */
const char *whatif_rows_words(const ViewPass *view, HeadAt head, int rows);
/* An edit in a few plain words: “zone: all on area”. In the frame's arena. */
const char *whatif_words(const ViewPass *view, int index);
/* All of them on one line of a caption, or "". */
const char *whatif_caption(Arena *arena, const Run *run);

/* Whether a what-if gives the output words: its beginning, or all. */
bool whatif_writes(const Run *run);
/* p of a token (from 1) of the output after those before it; NaN where there is none. */
double whatif_probability(const Run *run, int target);

/* How likely all the words of the run were, where a what-if gave it some and all are shown. */
typedef struct WhatifTotal {
    bool known;
    const char *p;    /* "p = 3.2·10^{−5}", in the views' markup */
    const char *nats; /* "loss 0.71 nats a token" */
    const char *own;  /* ", its own 0.02", of the run without any what-if; or "" */
} WhatifTotal;
WhatifTotal whatif_total(const ViewPass *view);

/* Says the comparison of the run with the same without any what-if. */
void whatif_say_side_by_side(ViewPass *view);

/* The strip of before and after: how high it is where so much is there for all; 0 without edits and
 * ablated heads. The view of heads says by itself what ablation changed. */
float whatif_strip_height(const ViewPass *view, float width, float height);
/* Which words of the output are others than before, one for each; in the frame's arena. NULL where
 * that is not known or none is. */
const bool *whatif_changed(const ViewPass *view);
void whatif_strip_draw(ViewPass *view, DrawBox box);

/* The section of the panel beside, for a cell whose row of weights is shown: a slider for the
 * weight, all on it, even, free, another word for the source; without attention only that, for any
 * word; and all of the output. 0 where nothing can be done. */
float whatif_side_height(const ViewPass *view);
void whatif_side_draw(ViewPass *view, DrawBox box, ViewCell cell);
/* Another token at a place of the output: a field below the output's list. */
float whatif_write_height(const ViewPass *view);
void whatif_write_draw(ViewPass *view, DrawBox box, int target);
/* Says the prefix that ends with this token at place `target`. */
void whatif_say_word(ViewPass *view, int target, const char *token);
/* All of the row on the cell spoken of, or its row free again: the key F. Without attention another
 * word for the source can be typed. */
void whatif_toggle(ViewPass *view);

/* The dialog's content in which all of the output is typed; its height at a width. */
typedef struct WhatifGiving {
    const char *error; /* why what was typed is not taken, or "" */
    bool is_new;       /* it has just opened */
} WhatifGiving;
float whatif_giving_height(const ViewPass *view);
void whatif_giving_draw(ViewPass *view, DrawBox box, WhatifGiving what);

/* Whether what comes of the run is there at this step, so that before and after can be compared. */
bool whatif_is_predicted(const ViewPass *view);

#endif
