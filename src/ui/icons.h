/* icons.h -- the signs on buttons, as paths on a 16 × 16 grid.
 *
 * Icons are constants; a stroked icon is drawn with lines of 1.5 on the grid, a filled one is
 * filled. They scale to any size and take any colour.
 */
#ifndef HEED_UI_ICONS_H
#define HEED_UI_ICONS_H

#include "draw/list.h"

typedef enum Icon {
    ICON_NONE,
    ICON_FIRST,
    ICON_BACK,
    ICON_PLAY,
    ICON_PAUSE,
    ICON_NEXT,
    ICON_LAST,
    ICON_STOP,
    ICON_UP, /* chevrons */
    ICON_DOWN,
    ICON_LEFT,
    ICON_RIGHT,
    ICON_CLOSE,
    ICON_SUN,
    ICON_MOON,
    ICON_EXPORT,
    ICON_OPEN,
    ICON_UNDO,
    ICON_REDO,
    ICON_PLUS,
    ICON_MINUS,
    ICON_CHECK,
    ICON_SEARCH,
    ICON_WARNING,
    ICON_INFO,
    ICON_MENU,  /* three lines */
    ICON_PANEL, /* a window with a side panel */
    ICON_ARROW, /* →, with a shaft */
    ICON_COPY,
    ICON_SWAP,
    ICON_PIN,
    ICON_EXPAND, /* full screen */
    ICON_BOOK,
    ICON_MORE, /* three dots */
    ICON_COUNT
} Icon;

/* The icon in the middle of the box, `size` logical pixels wide and high. ICON_NONE draws nothing.
 */
void icon_draw(List *list, Icon icon, DrawBox box, float size, Color color);
/* Its name for tests and lists: "play". */
const char *icon_name(Icon icon);

#endif
