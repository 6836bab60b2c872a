/* heads_parts.h -- what the files of the heads view share. */
#ifndef HEED_VIEWS_HEADS_PARTS_H
#define HEED_VIEWS_HEADS_PARTS_H

#include "views/arcs.h"
#include "views/heads.h"

/* The heads of the group shown, in the order of `sort`; in the frame's arena. */
typedef struct HeadsOrder {
    HeadAt *items;
    int count, columns;
    bool by_layer; /* rows are layers, columns heads: the grid's own names suffice */
} HeadsOrder;
HeadsOrder heads_order(const ViewPass *view);

/* The grid; answers mouse and keyboard. Its height for a width: natural, or with tiles no larger
 * than their names need. */
void heads_grid_draw(ViewPass *view, DrawBox box);
float heads_grid_height(const ViewPass *view, float width, bool least);
/* Whether the pictures of heads in it have less dots than weights. */
bool heads_grid_reduces(ViewPass *view, DrawBox box);

/* The matrix of a head, or of several with a bar for each in every cell, axes named. */
void heads_matrix_draw(ViewPass *view, DrawBox box, const ArcsShow *show);
/* Of several that are too large for bars only the first is drawn. */
bool heads_matrix_has_bars(const ArcsShow *show);
/* The height it needs beyond that of one line below, in so narrow a box. */
float heads_matrix_more(const ViewPass *view, float width, const ArcsShow *show);

/* The card with the formula of many heads; the band with dimensions at every arrow. */
float heads_formula_height(const ViewPass *view);
void heads_formula_draw(ViewPass *view, DrawBox box);
float heads_product_height(const ViewPass *view, bool narrow); /* narrow: in two rows */
void heads_product_draw(ViewPass *view, DrawBox box, bool narrow);

/* What made the followed number: cells of a small picture with its cells `gap` apart, a station of
 * the product (from 0). A click on one follows it: of a picture while something is followed, which
 * heads_tile_answer says. (x, y): the mouse. */
enum { HEADS_STATIONS = 8 };
void heads_tile_light(ViewPass *view, HeadAt head, DrawBox picture, float gap);
bool heads_tile_answer(ViewPass *view, HeadAt head, DrawBox picture, const UiHit *hit, float x,
                       float y);
void heads_station_answer(ViewPass *view, DrawBox box, int station);

bool heads_same(HeadAt a, HeadAt b);
/* Its place among the chosen of the group, or −1. */
int heads_kept(const ViewPass *view, HeadAt head);
/* What the loss grows by without it; false while it is not known. */
bool heads_cost(const ViewPass *view, HeadAt head, double *cost);
/* In what the model that was ranked, as it was trained, is not the run on the screen: “as trained:
 * causal, τ 1, no head ablated”; NULL where they are alike. */
const char *heads_ranked_words(const ViewPass *view);
/* In a title: what orders the heads, and what the numbers under them are. */
const char *heads_order_words(const ViewPass *view);
const char *heads_numbers_words(const ViewPass *view);
/* What it does; NULL for a head of a long input that is not chosen and never was: measuring all of
 * them would keep everyone waiting. */
const HeadSummary *heads_summary(const ViewPass *view, HeadAt head);
/* Whether all its weights are there at this step: else nothing is said of what it does. */
bool heads_computed(const ViewPass *view, HeadAt head);
/* Whether any token had a choice of where to look, so that there are shares. */
bool heads_has_pattern(const HeadSummary *summary);
/* "previous", with its share where it has a name. In the frame's arena. */
const char *heads_pattern_words(const ViewPass *view, HeadAt head);
/* The runs that are compared: what a what-if changed; of ablated heads, both fed the same words.
 * False where there are no two. */
typedef struct HeadsPair {
    const Run *before, *after;
} HeadsPair;
bool heads_pair(const ViewPass *view, HeadsPair *pair);
/* The largest change of one of a head's weights between them; false where it is not known, or the
 * two have other sizes. (Of long inputs: of the largest of blocks.) */
bool heads_change(const ViewPass *view, HeadAt head, double *change);
/* The panel beside while it is drawn, from the top: a heading; a name at the left and a number at
 * the right; what ablation changed, whose height is 0 where nothing is ablated. */
typedef struct HeadsSide {
    ViewPass *view;
    DrawBox rest; /* what is left */
    HeadAt head;
} HeadsSide;
void heads_side_heading(HeadsSide *s, const char *text, const char *tail);
void heads_side_line(HeadsSide *s, const char *name, const char *number, Color ink);
float heads_changes_height(const ViewPass *view, float width);
void heads_changes_draw(HeadsSide *s);

/* A change with its sign: “+0.831”, “+8.95e−7”. */
const char *heads_signed(const ViewPass *view, double x, int decimals);
/* Says the command that ablates a head, or restores it. */
void heads_say_ablate(ViewPass *view, HeadAt head);
void heads_say_choose(ViewPass *view, HeadAt head, bool with_others);

/* Weights: a bar of the colours with 0 and 1, at the right end of the box; its width. */
float heads_legend_draw(ViewPass *view, DrawBox box);

#endif
