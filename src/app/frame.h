/* frame.h -- one frame of the window, without a window: events in, a picture out.
 *
 * Each frame takes the newest of a running training, steps on when playing, then lets the events
 * through the interface pass by pass: the commands a pass collects are applied after its list is
 * complete, and the list is made again until nothing changes. No picture is older than its input.
 * Tests drive this with events of their own; `render --window` draws one frame of it.
 */
#ifndef HEED_APP_FRAME_H
#define HEED_APP_FRAME_H

#include "draw/raster.h"
#include "session/opening.h"
#include "ui/ui.h"

typedef struct Frame Frame;

typedef struct FrameHost { /* what only a window can do; all may be NULL */
    UiClipboard clipboard;
    void (*wake)(void *with); /* from another thread: there is something new */
    void (*fullscreen)(void *with, bool on);
    void *with;
} FrameHost;

/* The session and fonts stay the caller's. */
Frame *frame_new(Session *session, Fonts *fonts, FrameHost host);
void frame_free(Frame *frame);

typedef struct FrameInput {
    const Event *events;
    int event_count;
    float width, height, scale; /* logical pixels; pixels per logical pixel */
    double now;                 /* seconds */
    bool still;                 /* every tween at its end: shots and tests */
    uint32_t *pixels; /* draw on these, as raster_draw_on says; NULL: on the frame's own */
    int stride;
    bool anew; /* they do not have the last picture */
} FrameInput;

/* Lines (the caller's, as long as the frame) that are applied from the next frame on, in order;
 * those whose runs take long are jobs, and the next waits for them. What is wrong with one is told
 * in the window. */
void frame_say(Frame *frame, const char *const *lines, int count);

/* Takes a file of commands of which lines are left: they are applied so before all others. One that
 * `restores` the last state and cannot is not told of: the state is that of the start then. */
void frame_open(Frame *frame, Opening *opening, bool restores);
/* Such a file is being opened. */
bool frame_is_opening(const Frame *frame);
/* A run is computed, or waits to be. */
bool frame_computes(const Frame *frame);

/* The picture after these events; holds until the next call. */
Picture frame_draw(Frame *frame, const FrameInput *input);

/* After frame_draw: seconds until the next frame is wanted, < 0 for never. */
double frame_wants(const Frame *frame);
bool frame_quits(const Frame *frame);
const Ui *frame_ui(const Frame *frame);
const List *frame_list(const Frame *frame);
/* A sentence at the bottom of the window, as an error's. */
void frame_tell(Frame *frame, const char *sentence, bool is_error);

#endif
