/* compare.h -- two runs beside each other: the weights of both with one row spoken of, what is left
 * when one is subtracted from the other, and what changed, in words.
 *
 * Shown in place of the state's view while `compare` has a second run. Where one of them has no
 * attention it shows what its decoder was given instead: the same vector at every step, beside the
 * other's that differ. Files: compare.c lays out and draws the panels, compare_given.c the vectors,
 * compare_words.c the card below, compare_followed.c the number that is followed, compare_menu.c
 * the dialog that offers seconds.
 */
#ifndef HEED_VIEWS_COMPARE_H
#define HEED_VIEWS_COMPARE_H

#include "views/followed.h"
#include "views/numbers.h"

bool view_compares(const ViewPass *view);
void compare_draw(ViewPass *view, DrawBox box);
/* The card Trace of what is followed in either run, or in the difference. */
void compare_card_draw(ViewPass *view, DrawBox box);
/* "= 0.283 − 0.104 = 0.179": A − B that is followed, with its two operands. */
NumbersLine compare_difference_numbers(const ViewPass *view, const Followed *difference);
/* Why there is no difference to draw between the two runs, or NULL. */
const char *compare_no_difference(ViewPass *view);
void compare_natural_size(const ViewPass *view, float *width, float *height);

/* What is worth comparing this run with, in a box that scrolls. */
typedef struct CompareOffer {
    const char *error; /* what is wrong with the last one that was asked for, or "" */
    bool is_new;       /* the field of commands gets the caret */
} CompareOffer;
void compare_offer(ViewPass *view, DrawBox box, CompareOffer offer);
float compare_offer_height(ViewPass *view, float width, CompareOffer offer);

/* What is kept of the two runs from pass to pass; belongs to a ViewMemory. */
struct CompareKeep;
void compare_keep_free(struct CompareKeep *keep); /* NULL is allowed */

#endif
