/* scroll.h -- a window onto something larger.
 *
 * Between ui_scroll_begin and ui_scroll_end everything is clipped to the box and drawn where the
 * returned box says: its corner is that of the content, its size the content's. The wheel and the
 * bar move it, and when it is a stop of Tab itself PgUp, PgDn, Home, End and arrows; a widget
 * reached by Tab is brought into view. Positions are kept under the name. An axis that needs no bar
 * shows none; a bar below has room of its own, one at the right lies over the content.
 */
#ifndef HEED_UI_SCROLL_H
#define HEED_UI_SCROLL_H

#include "ui/ui.h"

typedef struct UiScroll {
    float width, height; /* of the content; at least the box's */
    bool focusable;      /* a stop of Tab of its own: for text to read, without widgets in it */
} UiScroll;

DrawBox ui_scroll_begin(Ui *ui, const char *name, DrawBox box, UiScroll scroll);
void ui_scroll_end(Ui *ui);
/* Brings a part of the content into view in the next pass; between begin and end. `box` is in the
 * window, as drawn. */
void ui_scroll_to(Ui *ui, DrawBox box);

#endif
