/* theme.h -- every colour and every size of the interface.
 *
 * A UiTheme is one immutable table of colours per ColorTheme, made once and never freed; a colour
 * has one meaning (queries blue, keys orange, values green, attention violet). Text colours keep a
 * contrast of 4.5 on every ground they are named for. UiMetrics are the sizes in logical pixels for
 * one text size. Both are plain values without pointers. Threads: any.
 */
#ifndef HEED_UI_THEME_H
#define HEED_UI_THEME_H

#include "draw/colour.h"

typedef struct UiTheme {
    ColorTheme kind;
    /* Grounds, and text on them. */
    Color ground; /* of the window's middle */
    Color panel;  /* bars, side panels, cards, buttons, menus */
    Color well;   /* inside a text field, behind a track: where something is put in */
    Color line;   /* hairlines and borders */
    Color border; /* of what can be typed into or chosen: 3:1 is kept by `edge` when it must be seen
                   */
    Color edge;   /* outline of a radio's circle or a checkbox: 3:1 against panel */
    Color ink;    /* text */
    Color muted;  /* secondary text, 4.5:1 on ground, panel and well */
    Color faint;  /* what is not there yet or cannot be used; not for text that must be read */
    Color dashed; /* the outline of a box for what has not been produced */
    Color empty;  /* cells not computed */
    /* One meaning each: words, frames, dots and operands. 4.5:1 on ground and panel. */
    Color query, key, value;
    Color value_ink;                        /* the green as text: the given one has 4.37 on white */
    Color query_tint, key_tint, value_tint; /* behind a word of that colour, which keeps 4.5:1 */
    /* Attention, and signed numbers. */
    Color positive, negative; /* ends of the signed map: violet, gold */
    Color weight;             /* end of the weights map */
    /* Things kept beside each other, as heads: hues that mean nothing else, told apart without
     * colour by their order of lightness too. */
    Color kept[8];
    /* Controls. */
    Color accent;       /* primary buttons, the filled stage, sliders */
    Color accent_hover; /* … under the mouse */
    Color accent_press; /* … held down */
    Color accent_ink;   /* text on those three */
    Color accent_line;  /* the hint's key cap on them */
    Color selected;     /* ground of the chosen one of several; also behind output words */
    Color selected_ink, selected_muted; /* text on it */
    Color hover;                        /* ground of a plain control under the mouse */
    Color press;                        /* … held down */
    Color disabled;                     /* text of what cannot be used now */
    Color focus;                        /* the ring around what has the keyboard */
    Color selection;                    /* behind selected text, under ink */
    Color neutral;                      /* bars that stand for nothing in particular */
    /* Words of warning. */
    Color warning, error, success;                /* text and icons, 4.5:1 on ground and panel */
    Color warning_tint, error_tint, success_tint; /* behind them */
    /* Above everything. */
    Color shade;  /* over what a dialog blocks */
    Color shadow; /* around menus and dialogs */
    Color tip, tip_ink;
    /* Heatmaps, made for `cell_ground`. */
    Color cell_ground;
    ColorMap weights, signs;
} UiTheme;

const UiTheme *theme_get(ColorTheme kind);

/* Sizes in logical pixels. Type is in em. */
typedef struct UiMetrics {
    float factor; /* the text size they are for, 1 … 3 */
    /* Type. */
    float title;   /* 34: the start page's heading, bold */
    float large;   /* 18: the word pair of the inspector, semibold */
    float heading; /* 15: a view's or a card's name, semibold */
    float text;    /* 13: labels, buttons */
    float body;    /* 14: sentences, the input */
    float small;   /* 12: captions */
    float tiny;    /* 11: section headings, key caps, cell numbers */
    float number;  /* 12: numbers, FACE_NUMBERS */
    float formula; /* 15: formulas */
    /* Boxes. */
    float control;     /* 32: height of a button, a field, a segmented control's outside */
    float segment;     /* 30: height of a segmented control */
    float row;         /* 30: height of a radio row, a menu line */
    float bar;         /* 52: height of the top bar; the bottom bar is `foot` */
    float foot;        /* 64 */
    float left, right; /* 240, 280: widths of the side panels */
    float radius;      /* 6: controls */
    float card_radius; /* 10: cards, dialogs */
    float pad;         /* 12: inside a button, left and right */
    float panel_pad;   /* 16: inside a panel or a card */
    float gap;         /* 8: between controls that belong together */
    float section;     /* 26: between the sections of a panel */
    float icon;        /* 16 */
    float hairline;    /* 1, never scaled */
    float scrollbar;   /* 10: the strip a scroll bar moves in */
} UiMetrics;

/* For a text size of 1 … 3 (held to that). Values are whole logical pixels. */
UiMetrics theme_metrics(float factor);

#endif
