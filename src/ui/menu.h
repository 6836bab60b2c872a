/* menu.h -- lists that open over the window: menus, dropdowns, dialogs.
 *
 * A menu is called for in every pass under its own name and shows only while it is open; it opens
 * by ui_menu_open, or through ui_dropdown. Its lines are read at once and drawn above everything in
 * ui_end, so menus can be called for from anywhere. The answer comes one pass after the choice.
 * Keys: Up, Down, Home, End, letters (the next line that begins with what is typed), Enter, Esc.
 * Afterwards the keyboard is where it was before.
 */
#ifndef HEED_UI_MENU_H
#define HEED_UI_MENU_H

#include "ui/widgets.h"

typedef struct UiMenuLine {
    const char *label;
    const char *note; /* muted, at the right */
    const char *hint; /* key cap at the right */
    Icon icon;
    bool on;        /* with a check mark */
    bool separated; /* a line above it */
    bool heading;   /* a heading: cannot be chosen */
    const char *disabled;
} UiMenuLine;

typedef struct UiMenu {
    const UiMenuLine *lines;
    int count;
    float width; /* at least; 0: as the text needs */
} UiMenu;

/* The line chosen just now, or −1. `anchor`: the menu opens below it, or above where there is no
 * room. */
int ui_menu(Ui *ui, const char *name, DrawBox anchor, UiMenu menu);
void ui_menu_open(Ui *ui, const char *name); /* the sibling of that name; from now on */
bool ui_menu_is_open(Ui *ui, const char *name);

/* A button that shows what is chosen and opens the list of choices: the line chosen just now, or
 * −1. `label` NULL shows the line `chosen`. */
typedef struct UiDropdown {
    const char *label;
    UiMenu menu;
    int chosen; /* −1: none */
    Icon icon;
    bool quiet;
    const char *disabled;
} UiDropdown;
int ui_dropdown(Ui *ui, const char *name, DrawBox box, UiDropdown dropdown);
float ui_dropdown_width(Ui *ui, UiDropdown dropdown); /* fits its widest line */

/* A button for what has no room of its own: three dots, or a `label` (NULL: none) such as “+ 2
 * more”. Its lines are in the menu: the one chosen just now, or −1. The lines are read only while
 * ui_more_is_open, but their count always. */
typedef struct UiMore {
    const char *label;
    const char *name; /* what it holds, for its tip and for tests */
    UiMenu menu;
    bool quiet;
} UiMore;
int ui_more(Ui *ui, const char *name, DrawBox box, UiMore more);
float ui_more_width(Ui *ui, UiMore more);
bool ui_more_is_open(Ui *ui, const char *name);

/* A dialog in the middle of the window: panel, heading, cross; everything else is the caller's, in
 * the box returned, until ui_dialog_end. *closed when Esc or the cross asks. Call it after the rest
 * of the window. Larger than the window: as large as that, and the caller scrolls. */
DrawBox ui_dialog_begin(Ui *ui, const char *name, float width, float height, const char *title,
                        bool *closed);
void ui_dialog_end(Ui *ui);

#endif
