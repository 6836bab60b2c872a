/* compare_parts.h -- what the files of the comparison share; for compare*.c only. */
#ifndef HEED_VIEWS_COMPARE_PARTS_H
#define HEED_VIEWS_COMPARE_PARTS_H

#include "session/comparison.h"
#include "views/compare.h"
#include "views/followed.h"

enum { SIDE_A, SIDE_B, SIDES };
extern const char *const side_names[SIDES]; /* A, B */

typedef struct Compared {
    ViewPass *view;
    ViewPass sides[SIDES]; /* the pass as each run has it */
    const Comparison *of;
    const Reference *references[SIDES]; /* NULL: none */
    ViewCell cell;                      /* spoken of in both */
    ViewBeside beside;                  /* of A and B */
    double given_limit;                 /* of the vectors' colours, both runs' */
    FollowIn in;                        /* where the followed number is */
    const Followed *difference;         /* that number, if it is A − B; else NULL */
} Compared;

Compared compared(ViewPass *view);
/* A pass draws on one side: what it said belongs to the whole. */
void compared_begin(Compared *c, int side);
void compared_end(Compared *c, int side);

/* Sets what is followed in the passes of both sides. */
void compared_follow(Compared *c);
/* The target and source that number is of; {0, 0}: none. */
ViewCell compared_followed_cell(const Compared *c);
/* A weight of the row spoken of as a link in a box of its own: framed if it counts. */
void compared_link(const Compared *c, int side, int source, DrawBox box);
/* Its formula below the panels: its height where so much is there for all; 0: there is none. */
float compared_formula_height(Compared *c, float room);
void compared_formula_draw(Compared *c, DrawBox box);
/* The line that follows the weight spoken of on a side, or of both what they differ in; NULL: it is
 * not there, not pinned, or something is followed. */
const char *compared_offer(const Compared *c, FollowIn in);

bool side_has_weights(const Compared *c, int side);
/* Both runs' weights of the row spoken of are shown, and their columns are the same tokens. */
bool compared_has_row(const Compared *c, int side);
/* The row's weights, in the frame's arena. */
const Real *side_row(const Compared *c, int side, int target);
Color side_ink(const Compared *c, int side);

/* Over a panel: badge, title and formula; below them two lines of what it is. */
typedef struct Heading {
    UiTone tone;
    const char *badge, *title, *formula, *subtitle;
    const char *offer; /* the line of the button that traces; or NULL */
} Heading;
float heading_height(const UiMetrics *metrics);
void heading_draw(const Compared *c, DrawBox box, Heading heading);
/* A side's score or head, its formula, and in what it differs; in the frame's arena. */
const char *side_title(const Compared *c, int side);
const char *side_formula(const Compared *c, int side);
const char *side_subtitle(const Compared *c, int side);

/* The vectors that the decoder of a side was given, a row a step, aligned with the matrices. */
void given_draw(Compared *c, int side, DrawBox box);
/* |c_t − c_{t−1}|; 0 of the first. */
double given_change(const Compared *c, int side, int target);

/* Sets words from left to right in a box, on as many lines as they need but `most`; measures
 * without drawing. */
typedef struct Flow {
    Ui *ui;
    DrawBox box;
    float x, line; /* from the box's left; height of a line */
    int lines, most;
    bool draws, full;
} Flow;
Flow flow_in(Ui *ui, DrawBox box, float line, int most, bool draws);
/* A new place `width` wide; false when there is none left, then “…” stands there. */
bool flow_place(Flow *f, float space, float width, DrawBox *out);
void flow_word(Flow *f, float space, Face face, Color ink, const char *word);
/* A piece of a sentence, word by word; `glued`: to what stands before. */
void flow_text(Flow *f, Face face, Color ink, bool glued, const char *text);
float flow_space(const Flow *f); /* between words */
float flow_height(const Flow *f);

/* The card: its height at a width, and itself. */
float words_height(Compared *c, float width);
void words_draw(Compared *c, DrawBox box);

#endif
