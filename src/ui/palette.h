/* palette.h -- the command palette: type a few letters of an action, or the whole command.
 *
 * The caller gives the actions; the palette filters them by fuzzy match (all letters in order;
 * runs, beginnings of words and early places count more), Up and Down choose, Tab puts the chosen
 * words into the field to be completed, Enter runs, Esc or a press outside closes. Enter runs the
 * line chosen with the arrows; else the typed line when it begins with an action's words and goes
 * on, or is one; else the best match; else the typed line as it is. Draw it after everything else.
 */
#ifndef HEED_UI_PALETTE_H
#define HEED_UI_PALETTE_H

#include "ui/ui.h"

typedef struct UiPaletteLine {
    const char *words;   /* the command as typed: "score additive" */
    const char *summary; /* what it does */
    const char *hint;    /* its key, or NULL */
    bool takes_more;     /* needs something after the words: Enter completes instead of running */
} UiPaletteLine;

typedef struct UiPalette {
    const UiPaletteLine *lines;
    int count;
    const char *placeholder;
    const char *error; /* the sentence about the last line that was run; NULL: none */
} UiPalette;

typedef struct UiPaletteAnswer {
    const char *run; /* the line to run, in the frame's arena, or NULL */
    bool closed;     /* stop drawing it */
    bool changed;    /* the typed line changed: an error is out of date */
} UiPaletteAnswer;

/* Opens at its first pass with an empty line and the keyboard. */
UiPaletteAnswer ui_palette(Ui *ui, const char *name, UiPalette palette);

/* How well the query fits a text: higher is better, −1 not at all, 0 for an empty query. Letter
 * case does not count. `marks` (may be NULL) gets a true for every byte of the text that was
 * matched. */
int palette_match(const char *query, const char *text, bool *marks);

#endif
