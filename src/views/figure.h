/* figure.h -- the current view alone, with axes, legend and caption: what leaves the program.
 *
 * The same state gives the same figure, from the window and from the command line, whatever the
 * window's size, hover or scale.
 */
#ifndef HEED_VIEWS_FIGURE_H
#define HEED_VIEWS_FIGURE_H

#include "views/view.h"

typedef struct FigureSize {
    float width, height; /* logical pixels; 0: what the view wants */
} FigureSize;

/* Draws into a list in the arena; sets the size taken and the ground. */
List *figure_draw(Fonts *fonts, Arena *arena, const Session *session, FigureSize asked,
                  FigureSize *taken, Color *ground);
/* “additive · global · soft · seed 1 · seq2seq-dates-additive · “3 May 2001” → 2001-05-03”, in the
 * arena; of both runs of a comparison (other NULL: there is one). */
const char *figure_caption(Arena *arena, const Run *run, const Run *other);
const UiTheme *view_theme(Theme theme);

#endif
