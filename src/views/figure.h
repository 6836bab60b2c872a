/* figure.h -- the current view alone, with axes, legend and caption: what leaves the program.
 *
 * The same state gives the same figure, from the window and from the command line, whatever the
 * window's size, hover or scale. In a size that is given, the picture is laid out anew: its text is
 * drawn smaller only as far as it stays legible, or as the view cannot be laid out any smaller;
 * long matrices are reduced to the dots that the figure has.
 */
#ifndef HEED_VIEWS_FIGURE_H
#define HEED_VIEWS_FIGURE_H

#include "views/view.h"

typedef struct FigureSize {
    float width, height; /* logical pixels; 0: what the view wants */
} FigureSize;

typedef struct FigureMedium {
    float dots;   /* for each logical pixel of a size that is given; 0: 1 */
    bool printed; /* its size is one of paper, which is read from nearby: labels of 6 pt will do */
} FigureMedium;

/* Draws into a list in the arena; sets the size taken and the ground. */
List *figure_draw(Fonts *fonts, Arena *arena, const Session *session, FigureSize asked,
                  FigureSize *taken, Color *ground);
List *figure_draw_on(FigureMedium medium, Fonts *fonts, Arena *arena, const Session *session,
                     FigureSize asked, FigureSize *taken, Color *ground);
/* “additive · global · soft · seed 1 · seq2seq-dates-additive · “3 May 2001” → 2001-05-03”, in the
 * arena; of both runs of a comparison (other NULL: there is one). */
const char *figure_caption(Arena *arena, const Run *run, const Run *other);
const UiTheme *view_theme(Theme theme);

#endif
