/* layout.h -- boxes cut from boxes, and text set in them.
 *
 * A layout begins with a box and cuts pieces from its sides; what is left is for the rest. Cuts
 * larger than the box take all of it; no box ever has a negative side. Plain values; no errors.
 */
#ifndef HEED_UI_LAYOUT_H
#define HEED_UI_LAYOUT_H

#include "draw/list.h"

/* Cuts `size` from a side and returns the piece; `box` becomes the rest. */
DrawBox box_cut_top(DrawBox *box, float size);
DrawBox box_cut_bottom(DrawBox *box, float size);
DrawBox box_cut_left(DrawBox *box, float size);
DrawBox box_cut_right(DrawBox *box, float size);
/* The box smaller by x at left and right and by y at top and bottom (larger when negative). */
DrawBox box_inset(DrawBox box, float x, float y);
/* Part i of n equal parts with `gap` between them; edges are on whole logical pixels when the box's
 * are, so that parts differ by at most one. */
DrawBox box_column(DrawBox box, int i, int n, float gap);
DrawBox box_row(DrawBox box, int i, int n, float gap);
/* A box of that size in the middle of another; its corner on a whole logical pixel. */
DrawBox box_center(DrawBox box, float width, float height);
/* The same at one side: left, middle or right, and in the middle up and down. */
DrawBox box_aligned(DrawBox box, Align align, float width, float height);
bool box_has(DrawBox box, float x, float y); /* left and top edges belong to it */
DrawBox box_around(DrawBox a, DrawBox b);    /* the smallest that holds both */
/* Moved so that as much of it as possible is inside `outer`. */
DrawBox box_within(DrawBox box, DrawBox outer);

/* The baseline that sets capitals of an em of `size` in the middle between y and y + height. */
float text_baseline(float y, float height, float size);
/* A line of text in a box, in the middle up and down; cut with “…” when it does not fit. Returns
 * what was drawn, which is `text` itself when all of it was. (With the whole on hover: ui_text.) */
const char *text_in_box(List *list, DrawBox box, Align align, Face face, float size, Color color,
                        const char *text);
/* Breaks a text at spaces into lines no wider than `width` (a longer word is cut with “…”). The
 * lines live in the arena. */
const char **text_lines(Fonts *fonts, Arena *arena, Face face, float size, const char *text,
                        float width, int *count);
/* Draws such lines from the top of the box, `leading` em apart; returns the height taken. */
float text_paragraph(List *list, DrawBox box, Align align, Face face, float size, float leading,
                     Color color, const char *text);

#endif
