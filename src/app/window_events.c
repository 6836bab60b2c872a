#include "app/window_parts.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

float window_enlarges(float width, float height) {
    float room = fminf(width / 1600, height / 1000);
    return room < 1.25f ? 1 : floorf(room * 4) / 4;
}

WindowScale window_scale(SDL_Window *window) {
    int units_w, units_h, pixels_w, pixels_h;
    SDL_GetWindowSize(window, &units_w, &units_h);
    SDL_GetWindowSizeInPixels(window, &pixels_w, &pixels_h);
    if (units_w < 1 || pixels_w < 1) units_w = units_h = pixels_w = pixels_h = 1;
    float enlarges = window_enlarges((float)units_w, (float)units_h);
    float pixels = (float)pixels_w / (float)units_w * enlarges;
    return (WindowScale){(float)pixels_w / pixels, (float)pixels_h / pixels, pixels, enlarges};
}

void window_events_clear(WindowEvents *events) {
    if (!events->texts) events->texts = arena_new();
    arena_reset(events->texts);
    events->count = 0;
}

void window_events_free(WindowEvents *events) {
    arena_free(events->texts);
    free(events->items);
}

static Event *add(WindowEvents *events, Event event) {
    if (events->count == events->capacity) {
        events->capacity = events->capacity ? 2 * events->capacity : 64;
        events->items = realloc(events->items, (size_t)events->capacity * sizeof *events->items);
        CHECK(events->items, "out of memory");
    }
    events->items[events->count] = event;
    return &events->items[events->count++];
}

/* --- keys ------------------------------------------------------------------------------------ */

typedef struct NamedKey {
    SDL_Keycode sdl;
    Key key;
} NamedKey;

static const NamedKey named_keys[] = {
    {SDLK_RETURN, KEY_ENTER},
    {SDLK_KP_ENTER, KEY_ENTER},
    {SDLK_ESCAPE, KEY_ESCAPE},
    {SDLK_TAB, KEY_TAB},
    {SDLK_BACKSPACE, KEY_BACKSPACE},
    {SDLK_DELETE, KEY_DELETE},
    {SDLK_LEFT, KEY_LEFT},
    {SDLK_RIGHT, KEY_RIGHT},
    {SDLK_UP, KEY_UP},
    {SDLK_DOWN, KEY_DOWN},
    {SDLK_HOME, KEY_HOME},
    {SDLK_END, KEY_END},
    {SDLK_PAGEUP, KEY_PAGE_UP},
    {SDLK_PAGEDOWN, KEY_PAGE_DOWN},
    {SDLK_APPLICATION, KEY_MENU},
    {SDLK_KP_PLUS, '+'},
    {SDLK_KP_MINUS, '-'},
};

/* What Shift makes of a key where the layout is read by key, not by text: “?” and “:” on the
 * commonest. */
static Key shifted(Key key) {
    switch (key) {
    case '/':
    case 0xDF: return '?';
    case ';':
    case '.': return ':';
    case '=': return '+';
    default: return key;
    }
}

static Key key_of(SDL_Keysym sym) {
    for (size_t i = 0; i < sizeof named_keys / sizeof *named_keys; i++)
        if (named_keys[i].sdl == sym.sym) return named_keys[i].key;
    if (sym.sym >= SDLK_F1 && sym.sym <= SDLK_F12) return KEY_F1 + (sym.sym - SDLK_F1);
    if (sym.sym & SDLK_SCANCODE_MASK) return KEY_NONE;
    return sym.mod & KMOD_SHIFT ? shifted(sym.sym) : sym.sym;
}

static int digit_of(SDL_Scancode code) {
    if (code >= SDL_SCANCODE_1 && code <= SDL_SCANCODE_9)
        return KEY_DIGIT(1 + (int)code - SDL_SCANCODE_1);
    return code == SDL_SCANCODE_0 ? KEY_DIGIT(0) : 0;
}

static uint32_t mods_of(SDL_Keymod mod) {
    return (mod & KMOD_SHIFT ? KEY_MOD_SHIFT : 0u) | (mod & KMOD_CTRL ? KEY_MOD_CTRL : 0u) |
           (mod & KMOD_ALT ? KEY_MOD_ALT : 0u) | (mod & KMOD_GUI ? KEY_MOD_SUPER : 0u);
}

static void add_key(WindowEvents *events, const SDL_KeyboardEvent *key) {
    uint32_t mods = mods_of((SDL_Keymod)key->keysym.mod);
    bool plain = !(mods & (KEY_MOD_SHIFT | KEY_MOD_CTRL | KEY_MOD_ALT | KEY_MOD_SUPER));
    add(events, (Event){.kind = EVENT_KEY,
                        .key = key_of(key->keysym),
                        .digit = plain ? digit_of(key->keysym.scancode) : 0,
                        .mods = mods,
                        .repeat = key->repeat != 0});
}

/* --- the mouse ------------------------------------------------------------------------------- */

static MouseButton button_of(uint8_t button) {
    return button == SDL_BUTTON_RIGHT    ? MOUSE_RIGHT
           : button == SDL_BUTTON_MIDDLE ? MOUSE_MIDDLE
                                         : MOUSE_LEFT;
}

static void add_button(WindowEvents *events, const SDL_MouseButtonEvent *b,
                       const WindowScale *scale) {
    add(events, (Event){.kind = b->type == SDL_MOUSEBUTTONDOWN ? EVENT_PRESS : EVENT_RELEASE,
                        .x = (float)b->x / scale->units,
                        .y = (float)b->y / scale->units,
                        .button = button_of(b->button),
                        .clicks = b->clicks,
                        .mods = mods_of(SDL_GetModState())});
}

static void add_wheel(WindowEvents *events, const SDL_MouseWheelEvent *wheel,
                      const WindowScale *scale) {
    add(events, (Event){.kind = EVENT_WHEEL,
                        .x = (float)wheel->mouseX / scale->units,
                        .y = (float)wheel->mouseY / scale->units,
                        .wheel_x = wheel->preciseX,
                        .wheel_y = -wheel->preciseY,
                        .mods = mods_of(SDL_GetModState())});
}

/* --- the rest -------------------------------------------------------------------------------- */

static void add_window(WindowEvents *events, const SDL_WindowEvent *window) {
    switch (window->event) {
    case SDL_WINDOWEVENT_FOCUS_GAINED: add(events, (Event){.kind = EVENT_FOCUS}); break;
    case SDL_WINDOWEVENT_FOCUS_LOST: add(events, (Event){.kind = EVENT_BLUR}); break;
    case SDL_WINDOWEVENT_LEAVE: add(events, (Event){.kind = EVENT_LEAVE}); break;
    default: break;
    }
}

static void add_text(WindowEvents *events, EventKind kind, const char *text, int caret,
                     int length) {
    add(events, (Event){.kind = kind,
                        .text = arena_string(events->texts, text),
                        .caret = caret,
                        .length = length});
}

void window_events_add(WindowEvents *events, const SDL_Event *e, const WindowScale *scale) {
    switch (e->type) {
    case SDL_QUIT: add(events, (Event){.kind = EVENT_QUIT}); break;
    case SDL_KEYDOWN: add_key(events, &e->key); break;
    case SDL_TEXTINPUT: add_text(events, EVENT_TEXT, e->text.text, 0, 0); break;
    case SDL_TEXTEDITING:
        add_text(events, EVENT_COMPOSE, e->edit.text, e->edit.start, e->edit.length);
        break;
    case SDL_TEXTEDITING_EXT:
        add_text(events, EVENT_COMPOSE, e->editExt.text, e->editExt.start, e->editExt.length);
        SDL_free(e->editExt.text);
        break;
    case SDL_MOUSEMOTION:
        add(events,
            event_move((float)e->motion.x / scale->units, (float)e->motion.y / scale->units));
        break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP: add_button(events, &e->button, scale); break;
    case SDL_MOUSEWHEEL: add_wheel(events, &e->wheel, scale); break;
    case SDL_WINDOWEVENT: add_window(events, &e->window); break;
    case SDL_DROPFILE:
        add_text(events, EVENT_DROP, e->drop.file, 0, 0);
        SDL_free(e->drop.file);
        break;
    default: break;
    }
}
