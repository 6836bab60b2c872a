/* trace_card_parts.h -- what the files of the card Trace share: trace_card.c is the card with its
 * top and where the number goes, trace_made.c what it was made of. For these alone. */
#ifndef HEED_VIEWS_TRACE_CARD_PARTS_H
#define HEED_VIEWS_TRACE_CARD_PARTS_H

#include "views/followed.h"
#include "views/trace_card.h"

typedef struct Card {
    ViewPass *view;
    const Followed *f;
    DrawBox rest; /* what is left, from the top */
    bool dry;     /* only measured */
    int areas;    /* asked for so far: their names */
} Card;

static inline const UiMetrics *card_metrics(const Card *c) {
    return ui_metrics(c->view->ui);
}

static inline Arena *card_arena(const Card *c) {
    return ui_arena(c->view->ui);
}

/* The next box, so many logical pixels high at text size 1. */
DrawBox card_take(Card *c, float height);
void card_heading(Card *c, const char *text, const char *tail);
void card_paragraph(Card *c, Face face, float size, Color ink, const char *text);
void card_note(Card *c, const char *text);
/* A box that follows a cell when it is clicked, and goes to its step. */
bool card_clicked(Card *c, DrawBox box, const RunCell *at);
/* A cell's name at the left, its number at the right. */
void card_cell_row(Card *c, const RunCell *at);
/* Operands as a strip under their name, or as a row. `mine`: the row of the followed cell. */
void card_strip(Card *c, const Operands *o, const char *label, bool mine);
const char *card_group_name(Card *c, const Operands *o);
void card_operand(Card *c, const Operands *o);
void card_made_of(Card *c);

#endif
