/* ui_parts.h -- what the files of this folder share; for src/ui/ only.
 *
 * ui.c begins and ends passes, ui_queue.c takes events, ui_touch.c finds out what was done to a
 * widget, ui_layer.c stacks layers, ui_keep.c keeps what lasts between passes.
 */
#ifndef HEED_UI_UI_PARTS_H
#define HEED_UI_UI_PARTS_H

#include "base/error.h"
#include "ui/ui.h"

enum { PATH_LONGEST = 512, FOLDERS_DEEPEST = 16, LAYERS_MOST = 8, SCROLLS_DEEPEST = 8 };

/* A widget as drawn in a pass. Strings live in the pass's own arena. */
typedef struct Widget {
    UiWidget shown;
    uint64_t id;
    uint64_t parent; /* the folder it is in */
    DrawBox clip;
    bool focusable;
    bool takes_wheel;
} Widget;

typedef struct Pass {
    Arena *arena;
    Widget *widgets;
    int count, capacity;
    uint64_t *ids; /* open addressing; 0 is free */
    int id_slots;
    int layers; /* how many were begun */
} Pass;

/* What lasts: one struct per path and kind. */
typedef enum KeepKind { KEEP_TWEEN, KEEP_SCROLL, KEEP_FIELD, KEEP_MENU, KEEP_PALETTE } KeepKind;
typedef struct Keep {
    uint64_t id;
    KeepKind kind;
    uint64_t pass; /* when last asked for */
    void (*free_it)(void *data);
    void *data;
} Keep;

typedef struct Focus {
    uint64_t id;
    char path[PATH_LONGEST];
    bool ring;
} Focus;

typedef struct Layer {
    uint64_t id;
    Focus below; /* who had the keyboard when it opened */
    bool drawn;  /* in this pass */
    DrawBox box;
} Layer;

typedef struct Later {
    void (*draw)(Ui *ui, void *with);
    void *with;
} Later;

/* Something to draw above all: the ring, the tip. */
typedef struct Ring {
    bool shown;
    DrawBox box, clip;
    float radius;
} Ring;
typedef struct Tip {
    const char *text; /* in the pass's arena; NULL: none */
    uint64_t id;
    DrawBox box;
    float x;            /* of its left edge */
    const char *extent; /* said below a text that is too long for it; or NULL */
} Tip;

/* An event waiting, with a text of its own. */
typedef struct Queued {
    Event event;
    char *text;
} Queued;

typedef struct ScrollAround {
    uint64_t id;
    DrawBox box;
    bool moves; /* there is something to scroll to */
} ScrollAround;

struct Ui {
    UiClipboard clipboard;
    char *own_clipboard;
    UiFrame frame;
    UiMetrics metrics;
    bool in_pass;
    uint64_t pass_number;
    Pass passes[2];
    Pass *now, *before;
    Keep *keeps;
    int keep_count, keep_slots;

    Queued *queue;
    int queue_count, queue_capacity;
    /* This pass's event, if any: a press, release, wheel, key, text, composing … */
    const Event *act; /* NULL: only moves, or nothing */
    Event act_event;
    bool act_taken;
    bool acted_before; /* the last pass had one; this one lets things settle */
    int32_t swallow;   /* the code point a key that was taken would type */
    float mouse_x, mouse_y, dx, dy;
    bool mouse_inside;
    uint32_t mods;
    uint32_t gesture;
    double wheel_time;
    Key held_key;

    uint64_t hot, hot_wheel; /* under the mouse, as of the last pass */
    float hot_x, hot_y;
    bool hot_valid;
    uint64_t active; /* pressed; 0: none */
    MouseButton active_button;
    float press_x, press_y;
    int press_clicks;
    bool dragging;
    bool active_drawn;
    bool press_focused; /* this pass's press found somebody to have the keyboard */
    Focus focus;
    bool focus_drawn, focus_asked;
    int focus_grace; /* passes in which what was asked for may still appear */
    bool scroll_to_focus;
    int radio_step;        /* an arrow in a list of radios: ±1, done at the end of the pass */
    uint64_t radio_chosen; /* the radio that it led to, which says so in the next pass */

    Layer layers[LAYERS_MOST];
    int layer_count; /* as of the last pass, and those that have appeared in this */
    int top;         /* number of the layer that answers; 0: the window */
    int layer_stack[LAYERS_MOST], layer_depth;

    char folder[PATH_LONGEST];
    int folder_length;
    int folder_ends[FOLDERS_DEEPEST], folder_depth;
    ScrollAround scrolls[SCROLLS_DEEPEST];
    int scroll_depth;

    Later *later;
    int later_count, later_capacity;
    Ring ring;
    Tip tip;
    uint64_t tip_id;
    double tip_since;
    UiCursor cursor;
    bool text_input, composing;
    DrawBox caret;
    double wake; /* seconds until the next frame is wanted; < 0 never */
    bool again;  /* a widget asks for another pass */
    bool pending;
};

/* Seconds from now at which a frame is wanted; the earliest counts. */
void ui_wake(Ui *ui, double seconds);

/* Identity of a path, never 0. */
uint64_t path_id(const char *path);
/* The path of a name in the present folder, in the pass's arena, and its identity. */
const char *path_of(Ui *ui, const char *name, uint64_t *id);
bool folder_fits(const Ui *ui, const char *name);

/* What lasts under an id: `size` zeroed bytes at first. `free_it` (may be NULL) lets go of what
 * they hold. */
void *keep_get(Ui *ui, uint64_t id, KeepKind kind, size_t size, void (*free_it)(void *data));
void *keep_find(Ui *ui, uint64_t id, KeepKind kind); /* NULL when there is none */
void keep_free_all(Ui *ui);
/* Approaches `target` in `seconds` for a full way from 0 to 1. */
float keep_tween(Ui *ui, uint64_t id, float target, float seconds);

void queue_add(Ui *ui, const Event *events, int count);
void queue_take(Ui *ui);
void queue_free(Ui *ui);

/* A widget of this pass: drawn, answering or not. */
typedef struct Touch {
    const char *name;
    DrawBox box;
    const char *label, *disabled;
    UiRole role;
    bool focusable;
    bool wheel;
    bool arrows;
    bool keeps_space; /* Space and Enter are not clicks: fields, scroll areas */
    bool no_ring;     /* draws its own */
    float radius;     /* of the ring */
    float ring_x;     /* it goes out so much further at left and right */
    UiCursor cursor;
} Touch;

typedef struct Touched {
    UiHit hit;
    uint64_t id;
    bool live;   /* answers at all: enabled and in the top layer */
    float hover; /* 0 … 1: the hover's tween */
} Touched;
Touched touch(Ui *ui, const Touch *what);
/* A tip for a widget that has the ring, unless the mouse asks for another; `text`: the pass's. */
void touch_tip(Ui *ui, uint64_t id, DrawBox seen, const char *text);
void touch_find_hot(Ui *ui); /* at the end of a pass */
void touch_finish(Ui *ui);   /* active, focus, Tab */
void touch_move_focus(Ui *ui, int step, bool same_folder_radios);
bool touch_is_live(const Ui *ui); /* what is drawn now is in the layer that answers */

void focus_set(Ui *ui, const char *path, bool ring);
/* This pass's key if nobody has taken it, else NULL. */
const Event *key_now(const Ui *ui);
void key_take(Ui *ui);
bool key_is_plain(const Event *key); /* neither Ctrl nor Alt nor Super */

int layer_now(const Ui *ui);
void layers_begin(Ui *ui);
void layers_finish(Ui *ui);
void layer_shadow(Ui *ui, DrawBox box, float radius);

/* Scrolls the areas around a widget so that it shows. */
void scroll_show(Ui *ui, DrawBox box);

const char *clipboard_get(Ui *ui);
void clipboard_set(Ui *ui, const char *text);

#endif
