/* heads.h -- all heads of a transformer at once: the grid of layers × heads, one of them enlarged
 * as arcs, the formula of many heads with this run's dimensions, and beside it what the head does.
 *
 * The head spoken of is the hovered one, else the one under the keyboard's ring in the grid, else
 * the first that is chosen (`head L.H`). The chosen ones of one group are drawn over each other.
 */
#ifndef HEED_VIEWS_HEADS_H
#define HEED_VIEWS_HEADS_H

#include "views/view.h"

void heads_draw(ViewPass *view, DrawBox box);
void heads_natural_size(const ViewPass *view, float *width, float *height);
/* Beside the view: matrix, pattern, numbers, and what ablation changed. */
void heads_side_draw(ViewPass *view, DrawBox box);

HeadAt heads_spoken(const ViewPass *view);
/* "Layer 3 · head 4", with its group where there are several: "Across · layer 3 · head 4". In the
 * frame's arena. */
const char *heads_name(const ViewPass *view, HeadAt head);
/* The title of so many of a group over each other. */
const char *heads_beside(const ViewPass *view, HeadsOf of, int shown);
/* "3.4", "across 3.4"; as part of a sentence, "head 3.4", "across 3.4"; of a text of heads, "heads
 * 1.2, 3.4", "encoder 1.2 · across 3.4". */
const char *heads_short(Arena *arena, const Run *run, HeadAt head);
const char *heads_one(Arena *arena, const Run *run, HeadAt head);
const char *heads_list_words(Arena *arena, const Run *run, const char *list);
const char *heads_group_title(HeadsOf of); /* "Across" */
/* Whether its answer is 0 in the pass's run; false of layer 0. */
bool heads_are_ablated(const ViewPass *view, HeadAt head);
/* What the two runs of an ablation read: “on the reference”. */
const char *heads_fed_words(const ViewPass *view);
/* How many cells of its matrix the look's position shows, row by row. */
int heads_cells_shown(const ViewPass *view, HeadAt head);
/* In a view of one head: Esc goes back to the grid it was opened from. */
void heads_leave(ViewPass *view);

#endif
