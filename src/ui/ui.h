/* ui.h -- the immediate-mode context: who is under the mouse, who has the keyboard, what is on top.
 *
 * A pass is ui_begin, the whole interface as calls of widgets, ui_end. A widget draws itself into
 * the list, answers what the user has just done to it (clicked, or its new value) and writes no
 * state; the caller makes a command of the answer. Passes repeat until the picture is true:
 *
 *     do {
 *         reset the frame's arena; make a list in it;
 *         ui_begin(ui, &(UiFrame){… events … });   (events in the first pass only)
 *         … widgets …; app keys: ui_take_key;
 *         ui_end(ui);
 *         changed = apply the commands that were collected;
 *     } while (ui_pending(ui) || changed);
 *     present; then sleep, or come back soon when ui_wants_frame.
 *
 * Events wait in a queue, and one pass takes as many as have one meaning: any number of moves, or
 * one press, or one release, or one key, or the text typed at once. So nothing is lost when a click
 * is pressed and released within one frame, and every answer is computed with boxes that were drawn
 * under the mouse where it is. ui_pending says that events wait, or that what is under the mouse or
 * on top has changed since it was drawn. A queue of n events takes at most 2n + 4 passes.
 *
 * Names: a widget's name is unique among its siblings; ui_push/ui_pop put a folder in front of it:
 * "score/additive". Two widgets of one path in one pass are a mistake (CHECK), and so is a name
 * that is empty or contains '/'. What must last between passes (focus, a draft being typed, a
 * scroll position) is kept under the path and forgotten when the widget has not been drawn for a
 * pass, except scroll positions and drafts, which wait for it.
 *
 * Keyboard: Tab and Shift+Tab walk all widgets in the order drawn and come round; one that is
 * disabled says why there. A click gives the keyboard to a widget too, but only a widget reached by
 * Tab or arrows shows the ring and takes Space, Enter and arrows; after a click those stay the
 * program's (a text field takes keys either way). Esc closes the top layer, else leaves a field,
 * else takes the ring away, else is the program's.
 *
 * Layers: a menu, the palette or a dialog lies over everything before it; while one is there, what
 * is below gets no hover, clicks, wheel or keyboard. Draw layers after everything else, or from
 * ui_later; menus take care of this themselves.
 *
 * Memory: the context owns what lasts. Results and strings handed out live in the frame's arena. In
 * a pass the frame's list, arena and theme must stay; the theme is one of theme_get's. Times are
 * seconds of a clock of the caller's choosing that never runs backward. Threads: one at a time.
 */
#ifndef HEED_UI_UI_H
#define HEED_UI_UI_H

#include "ui/event.h"
#include "ui/icons.h"
#include "ui/layout.h"
#include "ui/theme.h"

typedef struct Ui Ui;

/* How texts reach the clipboard. `get` may answer NULL; its text is read before anything else is
 * called. Both may be NULL: then the context has a clipboard of its own. */
typedef struct UiClipboard {
    const char *(*get)(void *with);
    void (*set)(void *with, const char *text);
    void *with;
} UiClipboard;

Ui *ui_new(UiClipboard clipboard);
void ui_free(Ui *ui); /* NULL is allowed */

typedef struct UiFrame {
    Arena *arena;
    List *list;
    const UiTheme *theme;
    float width, height; /* of the window in logical pixels */
    float scale;         /* pixels per logical pixel: hairlines stay hairlines */
    float text_size;     /* 1 … 3 */
    double now;
    bool still;          /* no motion: every tween is at its end, carets do not blink */
    const Event *events; /* since the last pass */
    int event_count;
} UiFrame;

void ui_begin(Ui *ui, const UiFrame *frame);
void ui_end(Ui *ui);
/* After ui_end: another pass is needed before presenting. */
bool ui_pending(const Ui *ui);
/* After ui_end: something moves (a tween, a blinking caret, a tip about to show). Seconds until the
 * next frame is wanted: 0 at once, < 0 never. */
double ui_wants_frame(const Ui *ui);

/* What a pass draws with. */
List *ui_list(Ui *ui);
Arena *ui_arena(Ui *ui);
Fonts *ui_fonts(Ui *ui);
const UiTheme *ui_theme(const Ui *ui);
const UiMetrics *ui_metrics(const Ui *ui);
DrawBox ui_window(const Ui *ui); /* the whole window: 0, 0, width, height */
double ui_now(const Ui *ui);
float ui_scale(const Ui *ui);

/* Names. */
void ui_push(Ui *ui, const char *folder);
void ui_push_number(Ui *ui, const char *folder, int number); /* "word" and 3: "word3" */
void ui_pop(Ui *ui);
const char *ui_path(Ui *ui, const char *name); /* the whole path, in the frame's arena */

/* What the window is to do, valid after ui_end. */
typedef enum UiCursor {
    CURSOR_ARROW,
    CURSOR_HAND,
    CURSOR_TEXT,
    CURSOR_RESIZE_X,
    CURSOR_RESIZE_Y,
    CURSOR_MOVE,
    CURSOR_FORBIDDEN
} UiCursor;
UiCursor ui_cursor(const Ui *ui);
void ui_set_cursor(Ui *ui, UiCursor cursor); /* in a pass, by whoever has the mouse */
/* True while a field has the keyboard: start text input, with the caret's box for the input method;
 * else stop it. */
bool ui_text_input(const Ui *ui, DrawBox *caret);

/* The key of this pass when no widget has taken it, and then nobody else gets it; NULL when there
 * is none, while a field has the keyboard and would type it, while an input method composes, or
 * while a layer is on top (except in a layer). Ask after the widgets were drawn. Keys with Ctrl
 * that a field does not use, function keys and PgUp/PgDn come through a field. */
const Event *ui_take_key(Ui *ui);
/* The same without taking it. */
const Event *ui_peek_key(Ui *ui);
/* An event of this pass that is the program's alone (resize, scale, drop, quit, focus, blur). */
const Event *ui_take_other(Ui *ui);
uint32_t ui_mods(const Ui *ui); /* modifiers of the last event that named them */
/* A number that is new with each press of a button or key, and with each first turn of the wheel
 * after a pause: commands of one number are one gesture, and one undo. */
uint32_t ui_gesture(const Ui *ui);

/* Where the mouse is; false when outside the window. */
bool ui_mouse(const Ui *ui, float *x, float *y);

/* Addresses of widgets, for tests, lessons and screen readers: those of the last complete pass, or
 * in a pass those drawn so far as well. */
typedef enum UiRole {
    ROLE_BUTTON,
    ROLE_RADIO,
    ROLE_CHECK,
    ROLE_SEGMENTS,
    ROLE_SLIDER,
    ROLE_FIELD,
    ROLE_MENU_LINE,
    ROLE_CHIP,
    ROLE_SCROLL,
    ROLE_AREA
} UiRole;

typedef struct UiWidget {
    const char *path;
    const char *label;    /* as shown; "" when it has none */
    const char *disabled; /* why; NULL: it is not */
    DrawBox box;          /* as drawn, before clipping */
    DrawBox seen;         /* what of it is not clipped */
    UiRole role;
    int layer; /* 0: the window */
    bool focus;
} UiWidget;

int ui_widget_count(const Ui *ui);
UiWidget ui_widget(const Ui *ui, int i); /* in the order drawn */
bool ui_widget_box(const Ui *ui, const char *path, DrawBox *box);
/* The path that has the keyboard, or ""; by a key, which shows the ring, or by a click. */
const char *ui_focus(const Ui *ui, bool *ring);
void ui_set_focus(Ui *ui, const char *path, bool ring); /* from the next pass on; "" for none */
/* The path under the mouse, or "". */
const char *ui_hover(const Ui *ui);

/* An area that answers the mouse and keyboard and draws nothing: matrices, words, bars. */
typedef struct UiArea {
    const char *label;
    const char *disabled; /* why nothing can be done here now; NULL when something can */
    bool focusable;       /* a stop of Tab; the ring is drawn by the context around the box */
    bool takes_wheel;     /* else the wheel is for what is below */
    bool
        takes_arrows; /* arrows, Home, End, PgUp, PgDn are answered in `key` when it has the ring */
    float ring_radius;
    UiCursor cursor;
} UiArea;

typedef struct UiHit {
    bool hover;   /* the mouse is over it, nothing else held */
    bool held;    /* a button pressed here is still down */
    bool pressed; /* … has just gone down */
    bool clicked; /* left, let go over the area; or Enter or Space with the ring */
    bool double_clicked, right_clicked;
    bool dragged;           /* held, and moved more than 3 pixels since the press */
    bool dropped;           /* a drag ended in this pass */
    MouseButton button;     /* that is held or was let go */
    float x, y;             /* the mouse from the box's corner */
    float press_x, press_y; /* where it went down, from the box's corner */
    float dx, dy;           /* moved since the last pass, while held */
    float wheel_x, wheel_y;
    bool focus, ring; /* has the keyboard; and shows it */
    const Event *key; /* a key it has taken, or NULL */
    uint32_t mods;
} UiHit;

UiHit ui_area(Ui *ui, const char *name, DrawBox box, UiArea area);

/* Layers. `box` is what the layer covers; nothing below it answers while it is there. `shade`
 * darkens the window below. True in *closed (may be NULL) when Esc or, with `light`, a press
 * outside asks to close; the caller then stops drawing it. */
typedef struct UiLayer {
    bool shade; /* darken what is below: dialogs */
    bool light; /* a press outside closes: menus, palette */
} UiLayer;
void ui_layer_begin(Ui *ui, const char *name, DrawBox box, UiLayer layer, bool *closed);
void ui_layer_end(Ui *ui);
bool ui_layer_open(const Ui *ui); /* one was there in the last pass */

/* Calls draw(ui, with) in ui_end, above all that is drawn before; in the order asked. */
void ui_later(Ui *ui, void (*draw)(Ui *ui, void *with), void *with);

/* Text that shows the whole on hover when it was cut. Returns the width drawn. */
float ui_text(Ui *ui, DrawBox box, Align align, Face face, float size, Color color,
              const char *text);
/* Shows `text` beside the mouse once it has rested over the box. */
void ui_tip(Ui *ui, DrawBox box, const char *text);
/* The same of a text that may be long: a tip has a few lines of it, and then `extent`, which says
 * how much there is, or NULL. */
void ui_tip_of(Ui *ui, DrawBox box, const char *text, const char *extent);

/* A number that goes to `target` (0 … 1) in `seconds`; at once when the frame is still. One name,
 * one number. */
float ui_tween(Ui *ui, const char *name, float target, float seconds);

#endif
