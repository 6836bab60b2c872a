/* verbs_render.c -- render: a figure without a window. */
#include "app/export.h"
#include "app/verbs.h"

#include "base/file.h"

#include <string.h>

static bool render(const Options *options, const char *format, Error *error) {
    ExportAsk ask = {.format = format, .scale = options->scale};
    if (options->size && !export_read_size(options->size, &ask.size, error)) return false;
    Session *session = verb_session(options, error);
    Fonts *fonts = session ? fonts_new(error) : NULL;
    Buffer bytes = {0};
    bool good = fonts && export_figure(fonts, session, &ask, &bytes, error) &&
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
