/* widgets.h -- buttons, choices and numbers.
 *
 * Every widget takes the context, its name (see ui.h), its box and a plain struct of what it shows;
 * fields left out are zero, which is the plain look. A box is drawn as given: widths that fit come
 * from the *_width functions, heights from UiMetrics. `disabled` is NULL, or the sentence that says
 * why not and what to do: then the widget is muted, answers nothing, and shows the sentence on
 * hover and when Tab comes to it. Labels that do not fit end in “…” and are whole on hover. Answers
 * are computed from this pass's event; the value shown is always the one given. Nothing fails.
 */
#ifndef HEED_UI_WIDGETS_H
#define HEED_UI_WIDGETS_H

#include "ui/ui.h"

typedef enum UiTone {
    TONE_PLAIN,
    TONE_ACCENT,
    TONE_QUERY,
    TONE_KEY,
    TONE_VALUE,
    TONE_WARNING,
    TONE_ERROR,
    TONE_SUCCESS
} UiTone;

/* Draws what a label cannot say, such as a formula, right-aligned in the box. */
typedef void UiDraw(Ui *ui, DrawBox box, Color ink, const void *with);

/* A button; true when clicked. */
typedef struct UiButton {
    const char *label; /* NULL: only the icon */
    Icon icon;         /* at the left */
    Icon tail;         /* at the right, as a dropdown's chevron */
    const char *hint;  /* in a key cap at the right: "Space" */
    bool primary;      /* filled with the accent */
    bool quiet;        /* no border and no ground at rest: in bars and lists */
    bool link;         /* text in the accent colour, nothing else */
    bool on;           /* drawn as chosen: a toggle, or while its menu is open */
    Align align;       /* of the label; ALIGN_LEFT is right for buttons of natural width */
    const char *name;  /* what it does where the label is none or short: its tip, and for tests */
    const char *disabled;
} UiButton;
bool ui_button(Ui *ui, const char *name, DrawBox box, UiButton button);
float ui_button_width(Ui *ui, UiButton button);

/* A row of a list of choices: a circle, the label, and at the right whatever `draw` draws. True
 * when chosen now; also by Up and Down from a neighbour in the same folder. */
typedef struct UiRadio {
    const char *label;
    bool on;
    UiDraw *draw;
    const void *with;
    const char *note; /* muted text at the right, instead of `draw` */
    const char *disabled;
} UiRadio;
bool ui_radio(Ui *ui, const char *name, DrawBox box, UiRadio radio);

/* One of a few, side by side; returns the index chosen now, or `chosen`. One stop of Tab; arrows,
 * Home and End move. Segments are equally wide, or as wide as their text with `fit`. */
typedef struct UiSegments {
    const char *const *labels;
    int count, chosen;
    bool fit;
    const char *const *disabled; /* one per segment, entries NULL when enabled; or NULL */
    const char *all_disabled;    /* why none can be chosen */
} UiSegments;
int ui_segments(Ui *ui, const char *name, DrawBox box, UiSegments segments);
float ui_segments_width(Ui *ui, UiSegments segments); /* with `fit` */

/* A number on a track; returns the new value, held to low … high, or `value`. Drag or press on the
 * track, wheel, arrows (a step, or a hundredth of the track), Shift+arrows (ten), Home, End, double
 * click (`standard`). With `logarithmic` (low > 0) equal distances are equal ratios. */
typedef struct UiSlider {
    const char *label; /* at the left; NULL: none */
    double value, low, high;
    double step;     /* 0: continuous */
    double standard; /* where a double click goes, when has_standard */
    bool has_standard, logarithmic;
    double limit;      /* no value goes beyond it, though the track does; 0: none */
    int decimals;      /* of the value shown */
    const char *shown; /* the value as text; NULL: `decimals` decide */
    float label_width; /* 0: natural; equal ones align sliders below each other */
    float value_width; /* 0: natural, of the widest of low, high and value */
    const char *disabled;
} UiSlider;
double ui_slider(Ui *ui, const char *name, DrawBox box, UiSlider slider);

/* True when toggled now. */
typedef struct UiCheck {
    const char *label;
    bool on;
    bool
        is_switch; /* a switch with the label at its left, else a box with the label at its right */
    bool bare;     /* only the box: the label is its tip */
    const char *note;
    const char *disabled;
} UiCheck;
bool ui_check(Ui *ui, const char *name, DrawBox box, UiCheck check);
float ui_check_width(Ui *ui, UiCheck check); /* of a box and its label */

/* An output word; true when clicked. `dashed` is the box of a word that has not been produced: it
 * is no button and names nothing. */
typedef struct UiChip {
    const char *label;
    bool current; /* filled with the accent */
    bool dashed;
    bool plain;   /* no ground: words of a sentence */
    UiTone tone;  /* colour of word and ground: TONE_QUERY, TONE_KEY, TONE_VALUE */
    bool closes;  /* with a cross at the right; the click on it, or Delete, is *closed */
    bool *closed; /* where to say so; NULL: nowhere */
    const char *disabled;
} UiChip;
bool ui_chip(Ui *ui, const char *name, DrawBox box, UiChip chip);
float ui_chip_width(Ui *ui, UiChip chip);

/* One of the stages in the strip: a pill. */
typedef enum UiStageLook { STAGE_LOOK_DONE, STAGE_LOOK_NOW, STAGE_LOOK_LATER } UiStageLook;
bool ui_stage(Ui *ui, const char *name, DrawBox box, const char *label, UiStageLook look,
              const char *disabled);

/* A card that can be clicked as a whole, as on the start page: draws panel, border, hover and ring,
 * and then the caller fills it. */
typedef struct UiCard {
    const char *label; /* what it is, for tests and screen readers */
    bool on;           /* framed in the accent */
    const char *disabled;
} UiCard;
bool ui_card(Ui *ui, const char *name, DrawBox box, UiCard card);

/* Things that only show. */

/* A panel or card: ground, hairline border, rounded by `radius` (0: a plain panel). */
void ui_panel(Ui *ui, DrawBox box, float radius);
/* A line along one side: 'l', 'r', 't', 'b' of the box. */
void ui_edge(Ui *ui, DrawBox box, char side);
/* A separator across the middle of the box's height. */
void ui_separator(Ui *ui, DrawBox box);
/* A section's heading: muted capitals (letters of `text` are raised; `tail` is left as it is). */
void ui_heading(Ui *ui, DrawBox box, const char *text, const char *tail);
/* A key cap with its name, right-aligned and in the middle of the box's height; returns its width.
 */
float ui_key_cap(Ui *ui, DrawBox box, const char *keys);
float ui_key_cap_width(Ui *ui, const char *keys);
/* `done` 0 … 1, or < 0 for work of unknown length. */
void ui_progress(Ui *ui, DrawBox box, double done);
/* A small coloured mark: "A" in a square (`square`), or words in a pill ("× 4 reduced"). The pill
 * is at the left of the box and as wide as it must be; returns its width. */
float ui_badge(Ui *ui, DrawBox box, UiTone tone, const char *text, bool square);
/* The same with a cross: the “computing” badge. True when the cross was clicked. */
float ui_badge_cancel_width(Ui *ui, const char *text); /* what all of it needs */
bool ui_badge_cancel(Ui *ui, const char *name, DrawBox box, UiTone tone, const char *text,
                     double done, const char *action);
/* A line at the bottom of the window: a sentence with its tone, and perhaps one thing to do about
 * it. `box` is where it may be; it takes as much as it needs, in the middle. */
typedef enum UiToastAnswer { TOAST_NOTHING, TOAST_ACTION, TOAST_CLOSE } UiToastAnswer;
typedef struct UiToast {
    const char *text;
    UiTone tone;
    const char *action; /* "Undo"; NULL: none */
} UiToast;
UiToastAnswer ui_toast(Ui *ui, const char *name, DrawBox box, UiToast toast);
float ui_toast_width(Ui *ui, UiToast toast);

/* The colours of a tone: text, and the ground behind it. */
Color ui_tone_ink(const Ui *ui, UiTone tone);
Color ui_tone_tint(const Ui *ui, UiTone tone);

#endif
