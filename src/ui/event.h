/* event.h -- what happens to the program, as plain structs: the window makes them from its
 * library's events, tests make them by hand.
 *
 * An event says one thing; the fields its kind does not name are zero. Positions and sizes are
 * logical pixels of the window, times are seconds of the clock the frames are drawn with. Texts are
 * UTF-8 and belong to whoever made the event; ui_begin copies them. There is nothing to free and no
 * error.
 */
#ifndef HEED_UI_EVENT_H
#define HEED_UI_EVENT_H

#include <stdbool.h>
#include <stdint.h>

typedef enum EventKind {
    EVENT_TICK,      /* time has passed; also what an unknown event becomes */
    EVENT_MOVE,      /* the mouse is at (x, y) */
    EVENT_LEAVE,     /* the mouse has left the window */
    EVENT_PRESS,     /* button, x, y, clicks, mods */
    EVENT_RELEASE,   /* button, x, y, mods */
    EVENT_WHEEL,     /* x, y, wheel_x, wheel_y, mods */
    EVENT_KEY,       /* key, digit, mods, repeat: a key goes down */
    EVENT_TEXT,      /* text typed, or committed by an input method */
    EVENT_COMPOSE,   /* text, caret, length: being composed; "" when composing ends */
    EVENT_RESIZE,    /* width, height */
    EVENT_SCALE,     /* scale: pixels per logical pixel */
    EVENT_FOCUS,     /* the window has the keyboard */
    EVENT_BLUR,      /* the window has lost it: what was held down counts as let go */
    EVENT_DROP,      /* text: the path of a dropped file; x, y */
    EVENT_CLIPBOARD, /* text: the answer to a paste that was asked for elsewhere */
    EVENT_QUIT,
    EVENT_KINDS
} EventKind;

typedef enum MouseButton { MOUSE_LEFT, MOUSE_MIDDLE, MOUSE_RIGHT } MouseButton;

/* Shortcuts mean KEY_MOD_CTRL; on a machine where the command key plays its part, the window says
 * so here. */
enum { KEY_MOD_SHIFT = 1, KEY_MOD_CTRL = 2, KEY_MOD_ALT = 4, KEY_MOD_SUPER = 8 };

/* A logical key: for a printing key the code point it types without modifiers, in lower case ('a',
 * '?', ' '), for others one of these names. */
typedef int32_t Key;
enum {
    KEY_NONE = 0,
    KEY_SPACE = ' ',
    KEY_FIRST_NAMED = 0x200000,
    KEY_ENTER = KEY_FIRST_NAMED, /* of the keypad too */
    KEY_ESCAPE,
    KEY_TAB,
    KEY_BACKSPACE,
    KEY_DELETE,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_UP,
    KEY_DOWN,
    KEY_HOME,
    KEY_END,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_MENU,
    KEY_F1,
    KEY_F2,
    KEY_F3,
    KEY_F4,
    KEY_F5,
    KEY_F6,
    KEY_F7,
    KEY_F8,
    KEY_F9,
    KEY_F10,
    KEY_F11,
    KEY_F12,
    KEY_LAST_NAMED = KEY_F12
};

/* The digit keys by where they are, since some layouts need shift for digits: KEY_DIGIT(0) … 9 in
 * Event.digit, 0 when it is no digit key. */
#define KEY_DIGIT(n) ((n) + 1)

typedef struct Event {
    EventKind kind;
    double time;
    float x, y;
    MouseButton button;
    int clicks;             /* 1 single, 2 double, 3 triple */
    float wheel_x, wheel_y; /* notches; x positive to the right, y positive towards the user */
    Key key;
    int digit; /* KEY_DIGIT(n), or 0 */
    uint32_t mods;
    bool repeat; /* the key is held down */
    const char *text;
    int caret, length; /* composing: code points before the caret; of the part being converted */
    float width, height, scale;
} Event;

/* The events tests and the window make most. */
static inline Event event_move(float x, float y) {
    return (Event){.kind = EVENT_MOVE, .x = x, .y = y};
}
static inline Event event_press(float x, float y, MouseButton button, int clicks) {
    return (Event){.kind = EVENT_PRESS, .x = x, .y = y, .button = button, .clicks = clicks};
}
static inline Event event_release(float x, float y, MouseButton button) {
    return (Event){.kind = EVENT_RELEASE, .x = x, .y = y, .button = button};
}
static inline Event event_wheel(float x, float y, float wheel_y) {
    return (Event){.kind = EVENT_WHEEL, .x = x, .y = y, .wheel_y = wheel_y};
}
static inline Event event_key(Key key, uint32_t mods) {
    return (Event){.kind = EVENT_KEY, .key = key, .mods = mods};
}
static inline Event event_text(const char *text) {
    return (Event){.kind = EVENT_TEXT, .text = text};
}
static inline Event event_compose(const char *text, int caret, int length) {
    return (Event){.kind = EVENT_COMPOSE, .text = text, .caret = caret, .length = length};
}

#endif
