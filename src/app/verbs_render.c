/* verbs_render.c -- render: a figure without a window. */
#include "app/heads_job.h"
#include "app/export.h"
#include "app/frame.h"
#include "app/verbs.h"
#include "app/window_parts.h"

#include "base/file.h"
#include "draw/png.h"
#include "session/gradients.h"

#include <string.h>

/* A shot: the whole window, as it stands before anyone touches it. */
static bool shoot(Fonts *fonts, Session *session, const ExportAsk *ask, Buffer *out, Error *error) {
    if (strcmp(ask->format, "png")) return error_words(error, "--window is written as .png");
    double scale = ask->scale > 0 ? ask->scale : 1;
    FigureSize size = ask->size.width > 0 ? ask->size : (FigureSize){1440, 900};
    if ((double)size.width * scale > 16384 || (double)size.height * scale > 16384)
        return error_words(error, "a window has at most 16384 pixels a side");
    if (!session_complete(session, error)) return false;
    Frame *frame = frame_new(session, fonts, (FrameHost){0});
    float enlarges = window_enlarges(size.width, size.height);
    FrameInput input = {
        .width = size.width / enlarges, .height = size.height / enlarges, .still = true};
    input.scale = (float)scale * enlarges;
    Picture picture = frame_draw(frame, &input);
    bool good = png_write(out, picture.pixels, picture.width, picture.height, 96 * scale, error);
    frame_free(frame);
    return good;
}

static bool render(const Options *options, const char *format, Error *error) {
    ExportAsk ask = {.format = format, .scale = options->scale};
    if (options->size && !export_read_size(options->size, &ask, error)) return false;
    Session *session = verb_session(options, error);
    Fonts *fonts = session ? fonts_new(error) : NULL;
    if (session) session_measure_gradients(session);
    if (session) heads_job_do(session);
    Buffer bytes = {0};
    bool good = fonts &&
                (options->window ? shoot(fonts, session, &ask, &bytes, error)
                                 : export_figure(fonts, session, &ask, &bytes, error)) &&
                file_save(options->out, bytes.data, bytes.size, error);
    buffer_free(&bytes);
    fonts_free(fonts);
    session_free(session);
    return good;
}

int verb_render(const Options *options) {
    Error error = {0};
    const char *format = verb_format(options, export_formats, export_format_count, &error);
    return format && render(options, format, &error) ? STATUS_DONE : verb_failed(&error);
}
