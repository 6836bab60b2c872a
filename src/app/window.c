#include "app/window.h"

#include "app/frame.h"
#include "app/settings.h"
#include "app/verbs.h"
#include "app/window_parts.h"
#include "base/file.h"
#include "base/pair.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS_MOST = 256 };

typedef struct Window {
    SDL_Window *window;
    SDL_Renderer *renderer; /* NULL: the window's surface is used */
    SDL_Texture *texture;
    SDL_Surface *surface; /* of this picture */
    SDL_Cursor *cursors[CURSOR_FORBIDDEN + 1];
    uint32_t wake_event;
    Session *session;
    int said;         /* of the options' commands, by now */
    Opening *opening; /* a file of commands, of which lines are left; or NULL */
    Fonts *fonts;
    Frame *frame;
    WindowEvents events;
    char *pasted;      /* SDL's, until the next paste */
    int width, height; /* pixels of the last picture */
    bool typing, everything;
} Window;

/* --- opening --------------------------------------------------------------------------------- */

/* Without a display SDL takes its offscreen driver and says nothing: only a driver that was asked
 * for by name may draw nowhere. */
static bool has_display(Error *error) {
    const char *driver = SDL_GetCurrentVideoDriver(), *asked = getenv("SDL_VIDEODRIVER");
    bool nowhere = driver && (!strcmp(driver, "offscreen") || !strcmp(driver, "dummy"));
    if (driver && (!nowhere || (asked && !strcmp(asked, driver)))) return true;
    return error_set(
        error, "there is no display to open a window on; heed render writes a figure without one");
}

static bool open_video(Error *error) {
    SDL_SetHint(SDL_HINT_IME_SUPPORT_EXTENDED_TEXT, "1");
    SDL_SetHint(SDL_HINT_IME_SHOW_UI, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0)
        return error_set(
            error,
            "there is no display to open a window on (%s); heed render writes a figure without one",
            SDL_GetError());
    return has_display(error);
}

static bool open_window(Window *w, Error *error) {
    const char *driver = SDL_GetCurrentVideoDriver();
    bool surface = strcmp(driver, "wayland") != 0;
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION,
                "0"); /* else every frame goes through OpenGL in software */
    SDL_Rect room = {0, 0, 1440, 900};
    SDL_GetDisplayUsableBounds(0, &room);
    int width = room.w < 1440 ? room.w : 1440, height = room.h < 900 ? room.h : 900;
    w->window = SDL_CreateWindow("Heed", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width,
                                 height, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (!w->window) return error_set(error, "the window cannot be opened: %s", SDL_GetError());
    SDL_SetWindowMinimumSize(w->window, 480, 320);
    if (!surface) w->renderer = SDL_CreateRenderer(w->window, -1, 0);
    SDL_StopTextInput(); /* SDL starts with it on, and an input method would swallow keys */
    w->wake_event = SDL_RegisterEvents(1);
    return true;
}

static void wake(void *with) {
    Window *w = with;
    SDL_Event event = {.type = w->wake_event};
    SDL_PushEvent(&event);
}

static const char *paste(void *with) {
    Window *w = with;
    SDL_free(w->pasted);
    return w->pasted = SDL_GetClipboardText();
}

static void copy(void *with, const char *text) {
    (void)with;
    SDL_SetClipboardText(text);
}

static void fullscreen(void *with, bool on) {
    Window *w = with;
    bool is = (SDL_GetWindowFlags(w->window) & SDL_WINDOW_FULLSCREEN_DESKTOP) != 0;
    SDL_SetWindowFullscreen(w->window, on && !is ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
}

static void close_window(Window *w) {
    frame_free(w->frame);
    session_free(w->session);
    fonts_free(w->fonts);
    for (size_t i = 0; i < sizeof w->cursors / sizeof *w->cursors; i++)
        if (w->cursors[i]) SDL_FreeCursor(w->cursors[i]);
    if (w->texture) SDL_DestroyTexture(w->texture);
    if (w->renderer) SDL_DestroyRenderer(w->renderer);
    if (w->window) SDL_DestroyWindow(w->window);
    SDL_free(w->pasted);
    window_events_free(&w->events);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

/* --- presenting ------------------------------------------------------------------------------ */

static bool present_texture(Window *w, const Picture *picture) {
    if (!w->texture || w->width != picture->width || w->height != picture->height) {
        if (w->texture) SDL_DestroyTexture(w->texture);
        w->texture =
            SDL_CreateTexture(w->renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STREAMING,
                              picture->width, picture->height);
        w->everything = true;
    }
    if (!w->texture) return false;
    int pitch = picture->stride * (int)sizeof *picture->pixels;
    if (w->everything) SDL_UpdateTexture(w->texture, NULL, picture->pixels, pitch);
    for (int i = 0; i < picture->changed_count && !w->everything; i++) {
        const PixelBox *b = &picture->changed[i];
        SDL_Rect rect = {b->x, b->y, b->width, b->height};
        SDL_UpdateTexture(w->texture, &rect,
                          picture->pixels + (size_t)b->y * (size_t)picture->stride + b->x, pitch);
    }
    SDL_RenderCopy(w->renderer, w->texture, NULL, NULL);
    SDL_RenderPresent(w->renderer);
    return true;
}

/* The window's surface, fetched anew for every picture: it is lost with every change of size, and
 * the new one has no picture yet. Where its pixels are laid as a raster's are, they are drawn on.
 */
static void offer_surface(Window *w, FrameInput *input, int width, int height) {
    w->surface = SDL_GetWindowSurface(w->window);
    if (!w->surface) return;
    SDL_Surface *s = w->surface;
    input->anew = s->userdata != w;
    w->everything |= input->anew;
    s->userdata = w;
    bool laid = s->format->format == SDL_PIXELFORMAT_RGB888 &&
                s->pitch % (int)sizeof *input->pixels == 0 && s->w >= width && s->h >= height;
    input->pixels = laid ? s->pixels : NULL;
    input->stride = laid ? s->pitch / (int)sizeof *input->pixels : 0;
}

/* The part of a box that is on the surface too. */
static SDL_Rect on_surface(const SDL_Surface *surface, PixelBox box) {
    SDL_Rect rect = {box.x, box.y, box.width, box.height};
    if (rect.x + rect.w > surface->w) rect.w = surface->w - rect.x;
    if (rect.y + rect.h > surface->h) rect.h = surface->h - rect.y;
    return rect;
}

static void copy_to_surface(const SDL_Surface *surface, const Picture *picture, SDL_Rect r) {
    uint8_t *to = (uint8_t *)surface->pixels + (size_t)r.y * (size_t)surface->pitch +
                  (size_t)r.x * surface->format->BytesPerPixel;
    SDL_ConvertPixels(r.w, r.h, SDL_PIXELFORMAT_RGB888,
                      picture->pixels + (size_t)r.y * (size_t)picture->stride + r.x,
                      picture->stride * (int)sizeof *picture->pixels, surface->format->format, to,
                      surface->pitch);
}

enum { RECTS_MOST = 64 }; /* at a time: the display answers once for all */

static bool present_surface(Window *w, const Picture *picture) {
    if (!w->surface) return false;
    PixelBox whole = {0, 0, picture->width, picture->height};
    const PixelBox *boxes = w->everything ? &whole : picture->changed;
    int count = w->everything ? 1 : picture->changed_count, held = 0;
    bool good = true;
    SDL_Rect rects[RECTS_MOST];
    for (int i = 0; i < count; i++) {
        SDL_Rect r = on_surface(w->surface, boxes[i]);
        if (r.w > 0 && r.h > 0) rects[held++] = r;
        if (held == 0 || (held < RECTS_MOST && i + 1 < count)) continue;
        for (int k = 0; k < held && picture->pixels != w->surface->pixels; k++)
            copy_to_surface(w->surface, picture, rects[k]);
        good &= SDL_UpdateWindowSurfaceRects(w->window, rects, held) == 0;
        held = 0;
    }
    return good;
}

static void present(Window *w, const Picture *picture) {
    if (w->width != picture->width || w->height != picture->height) w->everything = true;
    bool good = w->renderer ? present_texture(w, picture) : present_surface(w, picture);
    w->width = picture->width;
    w->height = picture->height;
    w->everything = !good;
}

/* --- what the interface wants ---------------------------------------------------------------- */

static void set_cursor(Window *w, UiCursor cursor) {
    static const SDL_SystemCursor shapes[] = {
        [CURSOR_ARROW] = SDL_SYSTEM_CURSOR_ARROW,     [CURSOR_HAND] = SDL_SYSTEM_CURSOR_HAND,
        [CURSOR_TEXT] = SDL_SYSTEM_CURSOR_IBEAM,      [CURSOR_RESIZE_X] = SDL_SYSTEM_CURSOR_SIZEWE,
        [CURSOR_RESIZE_Y] = SDL_SYSTEM_CURSOR_SIZENS, [CURSOR_MOVE] = SDL_SYSTEM_CURSOR_SIZEALL,
        [CURSOR_FORBIDDEN] = SDL_SYSTEM_CURSOR_NO,
    };
    if (!w->cursors[cursor]) w->cursors[cursor] = SDL_CreateSystemCursor(shapes[cursor]);
    if (w->cursors[cursor]) SDL_SetCursor(w->cursors[cursor]);
}

static void serve(Window *w, float units) {
    const Ui *ui = frame_ui(w->frame);
    DrawBox caret;
    bool typing = ui_text_input(ui, &caret);
    if (typing) {
        SDL_Rect rect = {(int)(caret.x * units), (int)(caret.y * units),
                         (int)(caret.width * units) + 1, (int)(caret.height * units)};
        SDL_SetTextInputRect(&rect);
    }
    if (typing != w->typing) typing ? SDL_StartTextInput() : SDL_StopTextInput();
    w->typing = typing;
    set_cursor(w, ui_cursor(ui));
}

/* --- running --------------------------------------------------------------------------------- */

/* Waits for something to happen, as long as the frame allows, and takes all that has. */
static void gather(Window *w, const WindowScale *scale) {
    double wants = frame_wants(w->frame);
    SDL_Event event;
    int got = wants < 0    ? SDL_WaitEvent(&event)
              : wants <= 0 ? SDL_PollEvent(&event)
                           : SDL_WaitEventTimeout(&event, (int)(wants * 1000) + 1);
    window_events_clear(&w->events);
    for (; got; got = w->events.count < EVENTS_MOST && SDL_PollEvent(&event)) {
        if (event.type == SDL_WINDOWEVENT || event.type == SDL_RENDER_TARGETS_RESET ||
            event.type == SDL_RENDER_DEVICE_RESET)
            w->everything = true;
        window_events_add(&w->events, &event, scale);
    }
}

static void run(Window *w) {
    WindowScale scale = window_scale(w->window);
    w->everything = true;
    for (;;) {
        scale = window_scale(w->window);
        FrameInput input = {.events = w->events.items,
                            .event_count = w->events.count,
                            .width = scale.width,
                            .height = scale.height,
                            .scale = scale.pixels,
                            .now = (double)SDL_GetPerformanceCounter() /
                                   (double)SDL_GetPerformanceFrequency()};
        if (!w->renderer)
            offer_surface(w, &input, (int)(scale.width * scale.pixels + 0.5f),
                          (int)(scale.height * scale.pixels + 0.5f));
        Picture picture = frame_draw(w->frame, &input);
        if (frame_quits(w->frame)) break;
        present(w, &picture);
        serve(w, scale.units);
        gather(w, &scale);
    }
}

/* What two threads do at once before there is a window: the display, which is the main thread's,
 * the session, and the fonts, by whichever is ready first. None knows of the others. */
enum { PREPARE_DISPLAY, PREPARE_FONTS, PREPARE_SESSION, PREPARE_PARTS };

typedef struct Preparing {
    Window *window;
    const Options *options;
    Error errors[PREPARE_PARTS];
    bool good[PREPARE_PARTS];
} Preparing;

/* Another picture first, and its frame, would take longer than a run that is only somewhat long. */
static bool takes_long(Session *session, const char *line) {
    Ask ask;
    return session_foresee(session, line, &ask) && run_outlasts_opening(&ask);
}

/* Lines of a file of commands, up to the first for which the window would wait, or which is an act
 * of the window itself. */
static bool open_lines(Window *w, Error *error) {
    Ask ask;
    bool good = w->opening != NULL;
    while (good && !opening_is_over(w->opening)) {
        if (opening_needs_host(w->opening)) return true;
        if (opening_foresee(w->opening, &ask) && run_outlasts_opening(&ask)) return true;
        good = opening_apply(w->opening, error);
    }
    opening_free(w->opening);
    w->opening = NULL;
    return good;
}

/* The last state; one from an older program, or with a model that has gone, is let go. */
static void open_last(Window *w) {
    Error none = {0};
    w->opening = settings_restore(w->session);
    if (!w->opening || open_lines(w, &none)) return;
    session_apply(w->session, "reset", NULL);
    session_begin(w->session, 0);
}

/* The last state, or the file that was named. What it leaves is where undo ends, and each command
 * is an entry of its own; the first one may give a checkpoint its input at once. */
static bool open_session(Window *w, const Options *options, Error *error) {
    const char *path = options->file_count ? options->files[0] : NULL;
    if (path && strcmp(file_ending(path), "heed") != 0) {
        bool said = false;
        w->session = session_new_of(path, options->command_count ? options->commands[0] : NULL,
                                    &said, error);
        w->said = said;
        error->words = false;
        return w->session != NULL;
    }
    if (!(w->session = session_new(error))) return false;
    if (path) {
        error->words = false;
        w->opening = session_opening(w->session, path, true, error);
        return open_lines(w, error);
    }
    open_last(w);
    return true;
}

static bool prepare_session(Window *w, const Options *options, Error *error) {
    if (!open_session(w, options, error)) return false;
    for (; !w->opening && w->said < options->command_count; w->said++) {
        const char *line = options->commands[w->said];
        if (takes_long(w->session, line)) break; /* the window does not wait for it */
        if (!session_apply(w->session, line, error)) return false;
    }
    return true;
}

/* With what the first text of every face costs: the other thread has as much to do. */
static bool prepare_fonts(Window *w, Error *error) {
    if (!(w->fonts = fonts_new(error))) return false;
    fonts_warm(w->fonts);
    return true;
}

/* SDL changes the process's locale for a moment while it looks for input methods: numbers are read
 * and written by the thread's own one. The display is opened by the main thread. */
static void prepare_part(void *with, int hand, int part) {
    (void)hand;
    Preparing *p = with;
    Error *error = &p->errors[part];
    if (part == PREPARE_DISPLAY) {
        p->good[part] = open_video(error);
        return;
    }
    locale_t own = duplocale(LC_GLOBAL_LOCALE);
    CHECK(own, "out of memory");
    locale_t before = uselocale(own);
    p->good[part] = part == PREPARE_FONTS ? prepare_fonts(p->window, error)
                                          : prepare_session(p->window, p->options, error);
    uselocale(before);
    freelocale(own);
}

static bool prepare(Window *w, const Options *options, Error *error) {
    if (options->file_count > 1)
        return error_words(error, "the window opens on one file; “%s” is a second one",
                           options->files[1]);
    /* without it SDL's search for a Wayland display complains on standard error, beside our
     * sentence; while there is one thread, since others read the environment */
    bool in_session = getenv("XDG_RUNTIME_DIR") != NULL;
    if (!getenv("WAYLAND_DISPLAY")) setenv("XDG_RUNTIME_DIR", "/nonexistent", 0);
    /* and outside of a session the search for input methods would start a message bus */
    if (!in_session) setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", 0);
    fonts_settle();
    Preparing both = {.window = w, .options = options};
    Pair *pair = pair_new();
    pair_run(pair, PREPARE_PARTS, prepare_part, &both);
    pair_free(pair);
    for (int i = 0; i < PREPARE_PARTS; i++)
        if (!both.good[i]) {
            *error = both.errors[i];
            return false;
        }
    if (!open_window(w, error)) return false;
    FrameHost host = {
        .clipboard = {paste, copy, w}, .wake = wake, .fullscreen = fullscreen, .with = w};
    w->frame = frame_new(w->session, w->fonts, host);
    if (w->opening) frame_open(w->frame, w->opening, !options->file_count);
    frame_say(w->frame, (const char *const *)options->commands + w->said,
              options->command_count - w->said);
    if (fonts_missing(w->fonts)) frame_tell(w->frame, fonts_missing(w->fonts), false);
    return true;
}

int window_run(const Options *options) {
    Window w = {0};
    Error error = {0};
    bool good = prepare(&w, options, &error);
    if (good) {
        run(&w);
        if (!frame_is_opening(w.frame)) settings_keep(w.session); /* else the last state stays */
    }
    close_window(&w);
    return good ? STATUS_DONE : verb_failed(&error);
}
