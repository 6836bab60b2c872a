/* window_parts.h -- how SDL's events and sizes become ours. */
#ifndef HEED_APP_WINDOW_PARTS_H
#define HEED_APP_WINDOW_PARTS_H

#include "ui/event.h"

#include "base/arena.h"

#include <SDL.h>

/* The window's size and what a logical pixel is: the display's own scale, times one that grows with
 * a very large window so that the whole interface does. */
typedef struct WindowScale {
    float width, height; /* logical pixels */
    float pixels;        /* a logical pixel in pixels of the picture */
    float units;         /* … and in SDL's window units, which mouse positions are in */
} WindowScale;
WindowScale window_scale(SDL_Window *window);

/* How much larger everything is in a window of that size: 1, or in quarters more. */
float window_enlarges(float width, float height);

typedef struct WindowEvents {
    Event *items;
    int count, capacity;
    Arena *texts;
} WindowEvents;

void window_events_clear(WindowEvents *events);
void window_events_add(WindowEvents *events, const SDL_Event *event, const WindowScale *scale);
void window_events_free(WindowEvents *events);

#endif
