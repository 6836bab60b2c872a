/* commands_look.c -- the words for looking closer at a matrix (zoom, pan, stretch, pool, find,
 * hide) and at gates. */
#include "session/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const stretch_words[STRETCH_COUNT] = {"linear", "log", "row"};
const char *const pool_words[POOL_COUNT] = {"max", "mean"};

enum { ZOOM_MOST = 4096, PAN_MOST = 1 << 24 };

void look_whole(Look *look) {
    look->zoom = look->pan_target = look->pan_source = 1;
}

/* --- zoom and pan ---------------------------------------------------------------------------- */

static double held(double x, double low, double high) {
    return x > high ? fmax(low, high) : fmax(low, x);
}

/* The largest first line at which the end is still seen. */
static double last_pan(int lines, double zoom) {
    return lines - lines / zoom + 1;
}

/* The first line after a zoom: `keep` (from 1, the middle of a line; 0: the middle of what is seen)
 * stays where it is if it was seen, else comes to the middle. */
static double pan_after(double first, int lines, double before, double after, int keep) {
    double seen = lines / before, middle = first + seen / 2;
    double still = keep ? keep + 0.5 : middle;
    if (still < first || still > first + seen)
        first = still - lines / after / 2;
    else
        first = still - (still - first) * before / after;
    return held(first, 1, last_pan(lines, after));
}

bool zoom_command(Session *session, State *state, const Words *words, Error *error) {
    Look *look = &state->look;
    double before = look->zoom;
    if (!words_real(words, 0, 1, ZOOM_MOST, &look->zoom, error)) return false;
    RunMatrix m = run_matrix(session->run, look, MATRIX_WEIGHTS);
    look->pan_target = pan_after(look->pan_target, m.rows.count, before, look->zoom, look->target);
    look->pan_source = pan_after(look->pan_source, m.cols.count, before, look->zoom, look->source);
    return true;
}

bool pan_command(Session *session, State *state, const Words *words, Error *error) {
    RunMatrix m = run_matrix(session->run, &state->look, MATRIX_WEIGHTS);
    double row = 1, col = 1;
    if (!words_real(words, 0, 1, PAN_MOST, &row, error) ||
        !words_real(words, 1, 1, PAN_MOST, &col, error))
        return false;
    state->look.pan_target = held(row, 1, m.rows.count);
    state->look.pan_source = held(col, 1, m.cols.count);
    return true;
}

/* --- colours --------------------------------------------------------------------------------- */

bool stretch_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    int i = words_one_of(words, 0, stretch_words, STRETCH_COUNT, error);
    if (i >= 0) state->look.stretch = (Stretch)i;
    return i >= 0;
}

bool pool_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    int i = words_one_of(words, 0, pool_words, POOL_COUNT, error);
    if (i >= 0) state->look.pool = (Pool)i;
    return i >= 0;
}

/* --- tokens ---------------------------------------------------------------------------------- */

static bool has_token(TextPieces tokens, const char *text) {
    for (int i = 0; i < tokens.count; i++)
        if (!strcmp(tokens.items[i], text)) return true;
    return false;
}

Finding finding_of(RunMatrix m, const char *text) {
    return (Finding){text, has_token(m.rows, text) || has_token(m.cols, text)};
}

bool finding_is(Finding finding, const char *token) {
    if (!*finding.text) return false;
    return finding.whole ? !strcmp(token, finding.text) : strstr(token, finding.text) != NULL;
}

static bool is_self(RunMatrix m) {
    return m.rows.items == m.cols.items;
}

/* The nth match in the tokens (0: none such), and how many there are. */
static int nth(TextPieces tokens, Finding finding, int n, int *count) {
    int found = 0;
    *count = 0;
    for (int i = 0; i < tokens.count; i++)
        if (finding_is(finding, tokens.items[i]) && ++*count == n) found = i + 1;
    return found;
}

int finding_count(RunMatrix m, Finding finding) {
    int cols, rows = 0;
    nth(m.cols, finding, 0, &cols);
    if (!is_self(m)) nth(m.rows, finding, 0, &rows);
    return cols + rows;
}

bool finding_at(RunMatrix m, Finding finding, int n, int *row, int *col) {
    int cols, rows;
    *col = nth(m.cols, finding, n, &cols);
    *row = is_self(m) ? *col : n > cols ? nth(m.rows, finding, n - cols, &rows) : 0;
    return *row || *col;
}

/* The line comes to the middle of what is seen. */
static double pan_to(int line, int lines, double zoom, double now) {
    return line ? held(line + 0.5 - lines / zoom / 2, 1, last_pan(lines, zoom)) : now;
}

bool find_command(Session *session, State *state, const Words *words, Error *error) {
    Look *look = &state->look;
    const char *text = words->arguments[0];
    bool none = words->count == 1 && !strcmp(text, "none");
    if (none || !*text) {
        look->find = "";
        look->found = 0;
        return true;
    }
    RunMatrix m = run_matrix(session->run, look, MATRIX_WEIGHTS);
    Finding finding = finding_of(m, text);
    int count = finding_count(m, finding), row, col;
    long n = !strcmp(look->find, text) && look->found < count ? look->found + 1 : 1;
    if (words->count == 2 && !words_whole(words, 1, 1, PAN_MOST, &n, error)) return false;
    if (n > count) n = count;
    look->find = session_text(session, text);
    look->found = (int)n;
    if (!finding_at(m, finding, (int)n, &row, &col)) {
        snprintf(session->message, sizeof session->message, "no token here contains “%.100s”",
                 text);
        return true;
    }
    look->pan_target = pan_to(row, m.rows.count, look->zoom, look->pan_target);
    look->pan_source = pan_to(col, m.cols.count, look->zoom, look->pan_source);
    return true;
}

bool hide_command(Session *session, State *state, const Words *words, Error *error) {
    (void)error;
    const char *text = words->arguments[0];
    state->look.hide = strcmp(text, "none") ? session_text(session, text) : "";
    if (!*state->look.hide) return true;
    RunMatrix m = run_matrix(session->run, &state->look, MATRIX_WEIGHTS);
    if (!has_token(m.rows, text) && !has_token(m.cols, text))
        snprintf(session->message, sizeof session->message,
                 "no token here is “%.100s”: nothing is left out", text);
    return true;
}

/* --- gates ----------------------------------------------------------------------------------- */

const char *const gates_words[GATES_COUNT] = {"forward", "backward", "decoder"};

static bool has_gates(const State *state, const char *verb, Error *error) {
    const Model *model = state->ask.model;
    return model->kind == &model_seq2seq
               ? true
               : error_words(error, "%s has no recurrent cell, so %s means nothing to it",
                             model->name, verb);
}

int gates_units(const Seq2SeqConfig *config, GatesOf of) {
    return of == GATES_DECODER || !config->bidirectional ? config->hidden : config->hidden / 2;
}

bool gates_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    int i = words_one_of(words, 0, gates_words, GATES_COUNT, error);
    if (i < 0 || !has_gates(state, "gates", error)) return false;
    const Model *model = state->ask.model;
    if (i == GATES_BACKWARD && !model->config.bidirectional)
        return error_words(error, "%s reads one way only: it has no backward gates", model->name);
    state->look.gates = (GatesOf)i;
    if (state->look.unit > gates_units(&model->config, state->look.gates)) state->look.unit = 0;
    return true;
}

const char *const heights_words[HEIGHTS_COUNT] = {"log", "linear", "own"};

bool heights_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    int i = words_one_of(words, 0, heights_words, HEIGHTS_COUNT, error);
    if (i >= 0) state->look.heights = (Heights)i;
    return i >= 0;
}

bool unit_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    long unit = 0;
    bool none = !strcmp(words->arguments[0], "none");
    if (!none &&
        (!has_gates(state, "unit", error) ||
         !words_whole(words, 0, 1, gates_units(&state->ask.model->config, state->look.gates), &unit,
                      error)))
        return false;
    state->look.unit = (int)unit;
    return true;
}
