/* field.h -- one line of text that can be edited.
 *
 * The field shows `text` until the user types; from then on it shows its own draft, with its own
 * undo (Ctrl+Z, Ctrl+Y or Ctrl+Shift+Z), until Enter commits it, Esc drops it, or the caller's text
 * changes from elsewhere. Leaving by Tab or a click commits with `commit_on_leave`; without, the
 * draft stays and the Enter cap is lit; a click on it is Enter. The caret moves by grapheme in
 * logical order. New lines and tabs become spaces, other control characters are dropped, everything
 * is NFC. Drag, double click (a word) and triple click (all) select; Shift extends; Ctrl moves by
 * words. What an input method composes is underlined at the caret and not yet part of the text.
 *
 * Answers live in the frame's arena. A text longer than `limit` bytes is cut at a grapheme.
 */
#ifndef HEED_UI_FIELD_H
#define HEED_UI_FIELD_H

#include "ui/ui.h"

/* What the caller knows of the words in the field: which are underlined, and what is offered for
 * the one at the caret. Offers show below the field once something was typed, or where a click went
 * into an underlined word. Down and Up choose among them and Tab takes the first; Enter takes one
 * only after it was chosen so, and is Enter otherwise; a click takes it; Esc closes them. */
typedef struct UiFieldSpan {
    size_t first, last; /* bytes first … last − 1 */
} UiFieldSpan;
typedef struct UiFieldOffer {
    const char *text, *note; /* note: muted at the right, or NULL */
} UiFieldOffer;
typedef struct UiFieldHelp {
    const UiFieldSpan *marks; /* ascending */
    int mark_count;
    UiFieldSpan word; /* what an offer is put in place of */
    const UiFieldOffer *offers;
    int offer_count;
    const char *title; /* above the offers, or NULL */
} UiFieldHelp;
/* caret SIZE_MAX: no offers are wanted. */
typedef UiFieldHelp UiFieldHelper(const void *with, Arena *arena, const char *text, size_t caret);

typedef struct UiField {
    const char *text;        /* the value now */
    const char *placeholder; /* shown while empty */
    const char *label;       /* what the field is for: tests and screen readers */
    const char *extent;      /* how much `text` is, under a tip too short for it: "4,096 tokens" */
    const char *rounded;     /* stands for a text too long for the field while nobody edits it:
                                a number with fewer digits; NULL: its beginning and … */
    const char *hint;        /* key cap at the right, shown while it fits: "Enter" */
    const char *error;     /* drawn with the error's border; the sentence is the caller's to show */
    Icon icon;             /* at the left: ICON_SEARCH */
    bool menu;             /* a chevron inside at the right, */
    const char *menu_name; /* and what it opens; NULL: Choose */
    bool commit_on_leave;
    bool numbers; /* FACE_NUMBERS, right-aligned */
    bool small;   /* in the size of numbers in cells, where many stand side by side */
    /* A cell of a table: Up and Down commit and say so in `rows`; Ctrl+Z and Ctrl+Y are its own
     * only while it has a draft; less air inside. The click that gives it the keyboard selects all
     * of it, as Tab does, so that what is typed replaces it; a second click, double or not, puts
     * the caret where it is, F2 puts it at the end; a drag selects from where it began. */
    bool in_rows;
    int limit;             /* bytes; 0: 65536 */
    UiFieldHelper *helper; /* or NULL */
    const void *helper_with;
    const char *disabled;
} UiField;

typedef struct UiFieldAnswer {
    const char *committed; /* the new value, or NULL; equal to `text` when Enter changed nothing */
    const char *draft;     /* what is shown now */
    bool entered;          /* Enter was pressed: run, even when nothing changed */
    bool changed;          /* the draft changed in this pass */
    int rows;              /* −1 or 1: Up or Down was pressed in a field in rows */
    bool left;             /* Esc, Tab or a click took the keyboard away */
    bool focus;
    bool menu;        /* the chevron was clicked */
    DrawBox menu_box; /* where it is: an anchor for ui_menu */
} UiFieldAnswer;

/* How wide a text has room in a field in rows. */
float ui_field_room(const Ui *ui, DrawBox box);
UiFieldAnswer ui_field(Ui *ui, const char *name, DrawBox box, UiField field);

/* Gives the keyboard to a sibling field with all its text selected, from the next pass on. */
void ui_field_enter(Ui *ui, const char *name);
/* Replaces the draft of a sibling field (undoable there), caret at the end. */
void ui_field_write(Ui *ui, const char *name, const char *text);
/* Puts a word into its draft: in place of the selection, else at the caret; in a text that nobody
 * has touched before the marks at its end. `apart`: with spaces where they are missing. */
void ui_field_insert(Ui *ui, const char *name, const char *word, bool apart);

#endif
