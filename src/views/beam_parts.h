/* beam_parts.h -- what the files of the beam's view share: the tree, and what of it is lit. Of
 * views/beam*.c alone: beam.c is the view, beam_tree.c the tree, beam_followed.c its numbers as the
 * run has them.
 */
#ifndef HEED_VIEWS_BEAM_PARTS_H
#define HEED_VIEWS_BEAM_PARTS_H

#include "views/beam.h"

/* The tree in boxes: a column a step, a row a place of the beam, under them what was not kept. */
typedef struct BeamTree {
    ViewPass *view;
    const Beam *beam;
    int shown;         /* steps that have been made at this position of the run */
    int missed;        /* rows of candidates that were not kept */
    float *x, *widths; /* of the columns, from the left end of the first */
    float width, height, head, pitch, node; /* all; the names of the columns; a row; a box in it */
    float side;                             /* what the names of the rows take at the left */
    BeamAt lit;                             /* step 0: nothing is hovered */
} BeamTree;

BeamTree beam_tree(ViewPass *view);
/* Draws it with its corner at `content`; `sight` is what of the window it is seen in, and the names
 * of the rows stay at its left. Answers the mouse. */
void beam_tree_draw(BeamTree *tree, DrawBox content, DrawBox sight);
/* Where a column is, for those who scroll to it. */
DrawBox beam_tree_column(const BeamTree *tree, DrawBox content, int t);

/* A number of a node as the run has it, if it has: of words that are no part of the run, it has
 * none. */
typedef enum BeamNumber { BEAM_OWN, BEAM_SUM } BeamNumber;
bool beam_cell(const BeamTree *tree, BeamAt at, BeamNumber which, RunCell *cell);
/* Frames it where it counts for the followed number, and follows it on a click. */
void beam_answer_number(const BeamTree *tree, DrawBox box, BeamAt at, BeamNumber which);
/* True where a click on the node follows its p. */
bool beam_follows_click(const BeamTree *tree, const UiHit *hit, BeamAt at);
/* R follows p of the pinned word, else of the newest. */
void beam_offer(const BeamTree *tree);

/* The branch, from 1, that a place leads to: the best hypothesis of the end that has come through
 * it; 0: none has. */
int beam_branch_of(const Beam *beam, BeamAt at);
/* Whether step and place lie on the way to `to`. */
bool beam_on_way(const Beam *beam, BeamAt to, int t, int place);
/* “.98”, “2e−5”: a probability in few digits. */
const char *beam_probability(const ViewPass *view, double log_p);
/* The words of a hypothesis, up to and with step t, as text; the first `skipped` left out. */
const char *beam_text(const ViewPass *view, int t, int place, int skipped);

#endif
