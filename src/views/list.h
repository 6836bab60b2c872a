/* list.h -- every view there is: one line of view_kinds each.
 *
 * The chooser of the window, figures and the middle of the window know a view by its line alone. A
 * view of its own is a file in this folder, its word in session/state.h, and its line in list.c.
 */
#ifndef HEED_VIEWS_LIST_H
#define HEED_VIEWS_LIST_H

#include "views/view.h"

/* Whether the formula with its numbers stands below a view: of the number that is followed, of the
 * pinned cell too, or never, as the view has its own or none. */
typedef enum ViewFormula {
    FORMULA_FOLLOWED,
    FORMULA_PINNED,
    FORMULA_UNLESS_BESIDE, /* of what is followed, unless the card Trace beside it has it already */
    FORMULA_NEVER
} ViewFormula;

typedef struct ViewKind {
    const char *title, *summary; /* as the chooser shows them */
    bool (*applies)(const Run *run);
    void (*draw)(ViewPass *view, DrawBox box);
    void (*natural_size)(const ViewPass *view, float *width, float *height); /* as a figure */
    float narrowest; /* width, times the text size, that a figure of it can be laid out in, as high
                        as the window has it at the least; 0: it needs its natural size */
    float least; /* height, times the text size, under which the window scrolls it; 0: it never does
                  */
    float (*least_now)(const ViewPass *view);  /* or what it needs at this step, in pixels, */
    float (*least_ever)(const ViewPass *view); /* and at most at any; NULL: always `least` */
    ViewFormula formula;
    const char *alone; /* why nothing of the run changes it, where that is so; else NULL */
    bool has_strip;    /* its first row is a strip that leaves view->corner free at the left */
} ViewKind;
extern const ViewKind view_kinds[VIEW_COUNT];

/* The view the state names, in a box: what the middle of the window and a figure show. Where it
 * does not apply to the run, it says why. */
void view_draw(ViewPass *view, DrawBox box);
/* What of the box is left for the view itself, above what stands below it. */
DrawBox view_rest(const ViewPass *view, DrawBox box);
/* Why what the run is asked, and how far it is shown, changes nothing in the view there is; NULL
 * where it does. */
const char *view_stands_alone(const ViewPass *view);
/* Whether a view has something to show of the run: without attention, that there is none. */
bool view_has_sense(const Run *run, View which);
/* The size a figure of that view wants. */
void view_natural_size(const ViewPass *view, float *width, float *height);
/* The least one that it can be laid out in. */
void view_least_size(const ViewPass *view, float *width, float *height);

#endif
