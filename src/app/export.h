/* export.h -- a figure of the session's view as the bytes of a file. */
#ifndef HEED_APP_EXPORT_H
#define HEED_APP_EXPORT_H

#include "base/buffer.h"
#include "draw/font.h"
#include "session/session.h"
#include "views/figure.h"

typedef struct ExportAsk {
    const char *format; /* png, svg, pdf, csv or tex */
    FigureSize size;    /* logical pixels; 0: natural */
    double scale;       /* of PNG: pixels per logical pixel; 0: 2 */
    bool printed;       /* the size was given as one of paper */
} ExportAsk;

/* The formats there are; `count` of them. */
extern const char *const export_formats[];
extern const int export_format_count;

/* Appends the file's bytes. A length curve is measured to its end first. */
bool export_figure(Fonts *fonts, Session *session, const ExportAsk *ask, Buffer *out, Error *error);
/* Appends the view's matrix as a table: csv, tsv (for the clipboard) or tex. */
bool export_table(const Session *session, const char *format, Buffer *out, Error *error);
/* Reads “1440x900”, “77mmx50mm” or “3.03inx2in” as logical pixels (1/96 inch). */
bool export_read_size(const char *text, ExportAsk *ask, Error *error);

#endif
