#include "app/export.h"

#include "attention/spread.h"
#include "draw/pdf.h"
#include "draw/png.h"
#include "draw/raster.h"
#include "draw/svg.h"
#include "session/comparison.h"
#include "session/gradients.h"
#include "views/list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const export_formats[] = {"png", "svg", "pdf", "csv", "tex"};
const int export_format_count = sizeof export_formats / sizeof *export_formats;

/* --- sizes ----------------------------------------------------------------------------------- */

static bool read_length(const char **at, float *out, bool *printed) {
    char *end;
    double number = strtod(*at, &end);
    if (end == *at || !(number > 0)) return false;
    double unit = 1;
    if (!strncmp(end, "mm", 2))
        unit = 96 / 25.4, end += 2, *printed = true;
    else if (!strncmp(end, "in", 2))
        unit = 96, end += 2, *printed = true;
    else if (!strncmp(end, "px", 2))
        end += 2;
    *at = end;
    *out = (float)(number * unit);
    return true;
}

bool export_read_size(const char *text, ExportAsk *ask, Error *error) {
    const char *at = text;
    FigureSize *out = &ask->size;
    bool good = read_length(&at, &out->width, &ask->printed) && *at++ == 'x' &&
                read_length(&at, &out->height, &ask->printed) && !*at;
    if (!good)
        return error_words(error, "--size is like 1440x900, 77mmx50mm or 3.03inx2in, not “%s”",
                           text);
    bool possible =
        out->width >= 50 && out->height >= 50 && out->width <= 16384 && out->height <= 16384;
    return possible ? true
                    : error_words(error, "--size %s: both sides are from 50 to 16384 pixels", text);
}

/* --- tables ---------------------------------------------------------------------------------- */

/* What a table has: a matrix, and perhaps a number more of each row. */
typedef struct Table {
    RunMatrix of;
    const double *divergence; /* KL(A‖B) of a comparison's rows; NULL: no such column */
} Table;

/* A token as a cell of CSV: quoted, and no formula for a spreadsheet. */
static void csv_text(Buffer *out, const char *text) {
    buffer_text(out, strchr("=+-@", text[0]) && text[0] && text[1] ? "\"'" : "\"");
    for (; *text; text++) {
        if (*text == '"') buffer_text(out, "\"");
        buffer_append(out, text, 1);
    }
    buffer_text(out, "\"");
}

static double table_number(const Table *table, int t, int s) {
    return (double)trace_number(table->of.array, table->of.plane, t, s);
}

/* CSV, or with tabs. */
static void write_csv(const Table *table, const char *separator, Buffer *out) {
    TextPieces rows = table->of.rows, cols = table->of.cols;
    buffer_text(out, "target");
    for (int s = 0; s < cols.count; s++) {
        buffer_text(out, separator);
        csv_text(out, cols.items[s]);
    }
    buffer_printf(out, "%s%s\n", table->divergence ? separator : "",
                  table->divergence ? "\"KL(A‖B)\"" : "");
    for (int t = 0; t < rows.count; t++) {
        csv_text(out, rows.items[t]);
        for (int s = 0; s < cols.count; s++) {
            double x = table_number(table, t, s);
            buffer_text(out, separator);
            if (isfinite(x)) buffer_printf(out, "%.9g", x);
        }
        if (table->divergence) buffer_text(out, separator);
        if (table->divergence && isfinite(table->divergence[t]))
            buffer_printf(out, "%.9g", table->divergence[t]);
        buffer_text(out, "\n");
    }
}

static void tex_text(Buffer *out, const char *text) {
    for (; *text; text++) {
        if (strchr("#$%&_{}", *text))
            buffer_printf(out, "\\%c", *text);
        else if (*text == '\\')
            buffer_text(out, "\\textbackslash{}");
        else if (*text == '~' || *text == '^')
            buffer_printf(out, "\\%c{}", *text);
        else if (*text == '<' || *text == '>')
            buffer_printf(out, "$%c$", *text);
        else if (*text == ' ')
            buffer_text(out, "\\textvisiblespace{}");
        else
            buffer_append(out, text, 1);
    }
}

static void tex_number(Buffer *out, double x) {
    isfinite(x) ? buffer_printf(out, " & %.2f", x) : buffer_text(out, " & --");
}

static void write_tex(const Table *table, Buffer *out) {
    TextPieces rows = table->of.rows, cols = table->of.cols;
    buffer_text(out, "\\begin{tabular}{r|");
    for (int s = 0; s < cols.count; s++) buffer_text(out, "r");
    buffer_printf(out, "%s}\n", table->divergence ? "|r" : "");
    for (int s = 0; s < cols.count; s++) {
        buffer_text(out, " & ");
        tex_text(out, cols.items[s]);
    }
    if (table->divergence) buffer_text(out, " & KL");
    buffer_text(out, " \\\\\n\\hline\n");
    for (int t = 0; t < rows.count; t++) {
        tex_text(out, rows.items[t]);
        for (int s = 0; s < cols.count; s++) tex_number(out, table_number(table, t, s));
        if (table->divergence) tex_number(out, table->divergence[t]);
        buffer_text(out, " \\\\\n");
    }
    buffer_text(out, "\\end{tabular}\n");
}

/* The numbers of the view `spread`: a row for each d, q·k as it is and divided by √d. */
static void write_spread(const Session *session, const char *separator, const char *end,
                         Buffer *out) {
    static const char *const heads[] = {"d",
                                        "standard deviation",
                                        "standard deviation scaled",
                                        "largest weight",
                                        "largest weight scaled",
                                        "gradient",
                                        "gradient scaled"};
    enum { COLUMNS = sizeof heads / sizeof *heads };
    Spread spread;
    spread_measure(session_state(session)->ask.seed, &spread);
    for (int i = 0; i < COLUMNS; i++)
        buffer_printf(out, "%s%s", heads[i], i + 1 < COLUMNS ? separator : end);
    for (int i = 0; i < SPREAD_SIZES; i++) {
        const SpreadRow *r = &spread.rows[i];
        const double *pairs[] = {r->deviation, r->largest, r->gradient};
        buffer_printf(out, "%d", r->d);
        for (int k = 0; k < 6; k++) buffer_printf(out, "%s%.9g", separator, pairs[k / 2][k % 2]);
        buffer_text(out, end);
    }
}

/* What stands between two numbers of a line. */
static const char *between_of(const char *format) {
    if (!strcmp(format, "tex")) return " & ";
    return strcmp(format, "tsv") ? "," : "\t";
}

static void export_spread(const Session *session, const char *format, Buffer *out) {
    bool tex = !strcmp(format, "tex");
    if (tex) buffer_text(out, "\\begin{tabular}{rrrrrrr}\n");
    write_spread(session, between_of(format), tex ? " \\\\\n" : "\n", out);
    if (tex) buffer_text(out, "\\end{tabular}\n");
}

/* The numbers of the view `gradient`: a row for each source, each file's directions. */
static void write_gradient(const Session *session, const char *format, Buffer *out) {
    static const char *const ways[ENCODER_WAYS] = {"forward", "backward"};
    bool tex = !strcmp(format, "tex");
    const Gradients *g = session_gradients(session);
    TextPieces source = session_run(session)->source;
    const char *between = between_of(format);
    buffer_text(out, "source");
    for (int row = -1; row < source.count; row++) {
        if (row >= 0) (tex ? tex_text : csv_text)(out, source.items[row]);
        for (int i = 0; i < GRADIENT_CURVES; i++)
            for (int way = 0; g->curves[i].done && way < g->curves[i].ways; way++)
                row < 0 ? buffer_printf(out, "%s%s %s", between, g->curves[i].file, ways[way])
                        : buffer_printf(out, "%s%.9g", between, g->curves[i].h[way][row]);
        buffer_text(out, tex ? " \\\\\n" : "\n");
    }
}

static void export_gradient(const Session *session, const char *format, Buffer *out) {
    const Gradients *g = session_gradients(session);
    bool tex = !strcmp(format, "tex");
    if (tex) buffer_text(out, "\\begin{tabular}{r|");
    for (int i = 0; tex && i < GRADIENT_CURVES; i++)
        for (int way = 0; g->curves[i].done && way < g->curves[i].ways; way++)
            buffer_text(out, "r");
    if (tex) buffer_text(out, "}\n");
    write_gradient(session, format, out);
    if (tex) buffer_text(out, "\\end{tabular}\n");
}

/* Whether the view shows gradients, and they are measured. */
static bool shows_gradients(const Session *session) {
    return session_state(session)->look.view == VIEW_GRADIENT && session_run(session)->made &&
           session_gradients(session) && !session_wants_gradients(session);
}

/* A row a bin: its lengths, and of every model samples, BLEU and exact with their intervals. */
static void write_curve(const LengthCurve *curve, const char *separator, const char *end,
                        Buffer *out) {
    static const char *const heads[] = {"samples", "bleu",      "bleu low",  "bleu high",
                                        "exact",   "exact low", "exact high"};
    buffer_printf(out, "from%sto", separator);
    for (int i = 0; i < curve->lines; i++)
        for (int k = 0; k < 7; k++) buffer_printf(out, "%s%s %d", separator, heads[k], i + 1);
    buffer_text(out, end);
    for (int b = 0; b < curve->bins; b++) {
        buffer_printf(out, "%d%s%d", b * curve->width + 1, separator, (b + 1) * curve->width);
        for (int i = 0; i < curve->lines; i++) {
            const CurvePoint *p = &curve->line[i].points[b];
            buffer_printf(out, "%s%d", separator, p->samples);
            for (int m = 0; m < CURVE_MEASURES; m++) {
                const double numbers[] = {p->of[m].value, p->of[m].low, p->of[m].high};
                for (int k = 0; k < 3; k++)
                    p->samples &&isfinite(numbers[k])
                        ? buffer_printf(out, "%s%.9g", separator, numbers[k])
                        : buffer_text(out, separator);
            }
        }
        buffer_text(out, end);
    }
}

static void export_curve(const LengthCurve *curve, const char *format, Buffer *out) {
    bool tex = !strcmp(format, "tex");
    if (tex) buffer_printf(out, "\\begin{tabular}{rr*{%d}{r}}\n", 7 * curve->lines);
    write_curve(curve, between_of(format), tex ? " \\\\\n" : "\n", out);
    if (tex) buffer_text(out, "\\end{tabular}\n");
}

static void write_table(const Table *table, const char *format, Buffer *out) {
    if (!strcmp(format, "tex"))
        write_tex(table, out);
    else
        write_csv(table, between_of(format), out);
}

/* Of a comparison, A − B and the rows' KL. */
static bool export_difference(const Session *session, const char *format, Buffer *out,
                              Error *error) {
    Comparison *c = comparison_of(session);
    const char *no = c->no;
    if (!no) write_table(&(Table){c->difference, c->divergence}, format, out);
    comparison_free(c);
    return no ? error_set(error, "%s", no) : true;
}

bool export_table(const Session *session, const char *format, Buffer *out, Error *error) {
    const Run *run = session_run(session);
    const Look *look = &session_state(session)->look;
    if (session_other(session)) return export_difference(session, format, out, error);
    if (look->view == VIEW_SPREAD && run_is_lookup(run)) {
        export_spread(session, format, out);
        return true;
    }
    if (shows_gradients(session)) {
        export_gradient(session, format, out);
        return true;
    }
    if (look->view == VIEW_CURVE) {
        const LengthCurve *curve = session_curve(session);
        if (!curve) return error_set(error, "there is no length curve to write as a table");
        export_curve(curve, format, out);
        return true;
    }
    bool scores = look->view == VIEW_SCORES;
    Table table = {.of = run_matrix(run, look, scores ? MATRIX_SCORES : MATRIX_WEIGHTS)};
    if (!table.of.array)
        return error_set(error, "without attention there is no matrix to write as a table");
    write_table(&table, format, out);
    return true;
}

/* --- pictures -------------------------------------------------------------------------------- */

static bool export_png(Fonts *fonts, const List *list, FigureSize size, double scale, Color ground,
                       Buffer *out, Error *error) {
    double width = ceil((double)size.width * scale), height = ceil((double)size.height * scale);
    if (width > RASTER_MAX_SIDE || height > RASTER_MAX_SIDE || width * height > RASTER_MAX_PIXELS)
        return error_set(error,
                         "a picture of %.0f × %.0f pixels is too large; a smaller --scale helps",
                         width, height);
    Raster *raster = raster_new(fonts);
    Picture picture = raster_draw(raster, list, (int)width, (int)height, (float)scale, ground);
    bool good = png_write(out, picture.pixels, picture.width, picture.height, 96 * scale, error);
    raster_free(raster);
    return good;
}

bool export_figure(Fonts *fonts, Session *session, const ExportAsk *ask, Buffer *out,
                   Error *error) {
    const Run *run = session_run(session);
    View shown = session_state(session)->look.view;
    if (!session_other(session) && !view_has_sense(run, shown))
        return error_set(error,
                         "the view %s shows nothing of %s; heed list views says what each is for",
                         view_words[shown], run->ask.model->name);
    if (!session_complete(session, error)) return false;
    if (!strcmp(ask->format, "csv") || !strcmp(ask->format, "tex"))
        return export_table(session, ask->format, out, error);
    Arena *arena = arena_new();
    FigureSize size;
    Color ground;
    bool vector = strcmp(ask->format, "png") != 0;
    double scale = ask->scale > 0 ? ask->scale : 2;
    FigureMedium medium = {.dots = vector ? 1 : (float)scale, .printed = ask->printed};
    List *list = figure_draw_on(medium, fonts, arena, session, ask->size, &size, &ground);
    const char *title = arena_printf(
        arena, "Heed: %s", figure_caption(arena, session_run(session), session_other(session)));
    bool good = true;
    if (!strcmp(ask->format, "svg"))
        svg_write(list, size.width, size.height, ground, title, out);
    else if (!strcmp(ask->format, "pdf"))
        good = pdf_write(list, size.width, size.height, ground, title, out, error);
    else
        good = export_png(fonts, list, size, scale, ground, out, error);
    arena_free(arena);
    return good;
}
