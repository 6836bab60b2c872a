/* commands_edit.c -- the words of what-ifs that change a row of weights: force, free, center. Each
 * makes a new Edits and changes none. */
#include "session/parts.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what is forced -------------------------------------------------------------------------- */

static long place_of(HeadAt head) {
    return ((long)head.of * 1000 + head.layer) * 2000 + head.head;
}

static int in_order(const void *a, const void *b) {
    const ForcedWeight *x = a, *y = b;
    long p = place_of(x->head), q = place_of(y->head);
    if (p != q) return p < q ? -1 : 1;
    if (x->cell.target != y->cell.target) return x->cell.target - y->cell.target;
    return x->cell.source - y->cell.source;
}

static bool in_row(const ForcedWeight *weight, HeadAt head, int target) {
    return place_of(weight->head) == place_of(head) && weight->cell.target == target;
}

/* Lets go what is forced in a row: of one source, or (0) all of it. */
static void let_go(EditsDraft *d, HeadAt head, int target, int source) {
    int kept = 0;
    for (int i = 0; i < d->forced_count; i++)
        if (!in_row(&d->forced[i], head, target) || (source && d->forced[i].cell.source != source))
            d->forced[kept++] = d->forced[i];
    d->forced_count = kept;
}

/* Whether the row is another cell's alone: its cells are 0 already. */
static bool is_anothers(const EditsDraft *d, HeadAt head, ForcedCell cell) {
    for (int i = 0; i < d->forced_count; i++)
        if (in_row(&d->forced[i], head, cell.target) && d->forced[i].cell.alone)
            return d->forced[i].cell.source != cell.source;
    return false;
}

static void force_cell(EditsDraft *d, HeadAt head, ForcedCell cell) {
    if (cell.weight <= 0 && is_anothers(d, head, cell)) return;
    let_go(d, head, cell.target, cell.alone ? 0 : cell.source);
    d->forced[d->forced_count++] = (ForcedWeight){head, cell};
    qsort(d->forced, (size_t)d->forced_count, sizeof *d->forced, in_order);
}

static void let_center_go(EditsDraft *d, int target) {
    int kept = 0;
    for (int i = 0; i < d->center_count; i++)
        if (d->centers[i].target != target) d->centers[kept++] = d->centers[i];
    d->center_count = kept;
}

/* --- which row ------------------------------------------------------------------------------- */

/* A row of an attention, and the argument after it. */
typedef struct Place {
    HeadAt head; /* all 0 in a recurrent model */
    int row, next;
    int rows, cols; /* how many there can be */
} Place;

static bool has_weights(const State *state, const char *verb, Error *error) {
    if (state->ask.model->kind == &model_lookup)
        return error_words(error,
                           "%s is for models that were trained; a lookup's weights change "
                           "with its keys and its query",
                           verb);
    if (score_is_none(state->ask.attention.score))
        return error_words(error, "%s: without attention there are no weights", verb);
    return true;
}

/* "[GROUP] [L.H]" at the beginning: of a transformer, the head shown where none is said. */
static bool read_head(const State *state, const Words *words, Place *place, Error *error) {
    HeadCounts counts = run_head_counts(state->ask.model);
    bool named = false;
    if (counts.heads) place->head = state->look.heads[0];
    const char *first = words->arguments[0];
    bool grouped = heads_read_group(first, strlen(first), &place->head.of);
    place->next = grouped;
    const char *at = grouped && words->count < 2 ? "" : words->arguments[place->next];
    if (strchr(at, '.') && isdigit((unsigned char)*at)) {
        named = heads_read_pair(&at, &place->head) && !*at;
        place->next++;
    }
    if (!counts.heads && (grouped || place->next))
        return error_words(error, "%s has no heads; a transformer has", state->ask.model->name);
    if (place->next && !named)
        return error_words(error, "%s takes a head as LAYER.HEAD, as in cross 1.2", words->verb);
    if (named && !heads_has(&counts, place->head))
        return error_words(error, "there is no %s head %d.%d", heads_words[place->head.of],
                           place->head.layer, place->head.head);
    return true;
}

static void measure(const Session *session, const State *state, Place *place) {
    int S = session->run->source.count, T = run_target_limit(&state->ask, S);
    HeadsOf of = place->head.layer ? place->head.of : HEADS_CROSS;
    place->rows = of == HEADS_ENCODER || !T ? S : T;
    place->cols = of == HEADS_DECODER && T ? T : S;
}

static bool read_place(const Session *session, const State *state, const Words *words, Place *place,
                       Error *error) {
    *place = (Place){0};
    long row = 0;
    if (!has_weights(state, words->verb, error) || !read_head(state, words, place, error))
        return false;
    if (place->next >= words->count)
        return error_words(error, "%s needs the number of a row", words->verb);
    measure(session, state, place);
    if (!words_whole(words, place->next++, 1, place->rows, &row, error)) return false;
    place->row = (int)row;
    return true;
}

/* --- force and free -------------------------------------------------------------------------- */

/* Later words are not there yet when a decoder chooses the next. */
static bool may_force(const State *state, const Place *place, long source, Error *error) {
    if (source < 1 || source > place->cols)
        return error_words(error, "force takes a column from 1 to %d, not %ld", place->cols,
                           source);
    bool writes =
        state->ask.model->kind == &model_transformer && !state->ask.model->transformer.decoder_only;
    if (writes && place->head.of == HEADS_DECODER && source > place->row)
        return error_words(error,
                           "word %ld is not written yet when row %d looks: a decoder's row "
                           "is forced up to itself",
                           source, place->row);
    return true;
}

/* "S:W,S:W": all that is forced of one row. */
static bool force_list(const State *state, EditsDraft *d, const Place *place, const char *text,
                       Error *error) {
    const char *at = text;
    let_go(d, place->head, place->row, 0);
    while (*at) {
        char *end;
        long source = strtol(at, &end, 10);
        if (end == at || *end != ':') break;
        const char *number = end + 1;
        double weight = strtod(number, &end);
        if (end == number || !(weight >= 0 && weight <= 1) || (*end && *end != ',')) break;
        if (!may_force(state, place, source, error)) return false;
        force_cell(d, place->head, (ForcedCell){place->row, (int)source, weight, false});
        at = *end ? end + 1 : end;
    }
    return *at ? error_words(error,
                             "force takes several cells as S:W,S:W with weights from 0 to "
                             "1, not “%s”",
                             text)
               : true;
}

/* A row of the chosen kind in the run as it is, `cols` of them. */
static Real *row_of(const Session *session, const State *state, const Place *place, Arena *arena,
                    MatrixKind kind) {
    Look look = state->look;
    look.heads[0] = place->head;
    RunMatrix m = run_matrix(session->run, &look, kind);
    if (!m.array || place->row > m.rows.count) return NULL;
    Real *row = ARENA_ARRAY(arena, Real, m.array->cols);
    trace_read(m.array, m.plane, place->row - 1, 0, 1, m.array->cols, 1, m.array->cols,
               TRACE_MAXIMUM, row);
    return row;
}

/* Every cell that may be looked at gets the same share of what the row has. */
static bool force_even(const Session *session, const State *state, EditsDraft *d,
                       const Place *place, Arena *arena, Error *error) {
    const Real *scores = row_of(session, state, place, arena, MATRIX_MASK);
    const Real *weights = row_of(session, state, place, arena, MATRIX_WEIGHTS);
    if (!scores || !weights)
        return error_words(error, "row %d is not reached: the output has %d tokens", place->row,
                           session->run->target.count);
    int n = 0, cols = place->head.layer && place->head.of == HEADS_DECODER
                          ? session->run->target.count
                          : place->cols;
    double sum = 0;
    for (int s = 0; s < cols; s++) {
        n += scores[s] != -REAL_INFINITY;
        sum += (double)weights[s];
    }
    if (fabs(sum - 1) < 1e-5) sum = 1; /* but for rounding */
    let_go(d, place->head, place->row, 0);
    for (int s = 0; s < cols; s++)
        if (scores[s] != -REAL_INFINITY)
            force_cell(d, place->head, (ForcedCell){place->row, s + 1, sum / n, false});
    return true;
}

static bool force_one(const State *state, EditsDraft *d, const Place *place, const Words *words,
                      Error *error) {
    long source = 0;
    double weight = 1;
    bool alone = place->next + 1 == words->count;
    if (!words_whole(words, place->next, 1, place->cols, &source, error) ||
        !may_force(state, place, source, error) ||
        (!alone && !words_real(words, place->next + 1, 0, 1, &weight, error)))
        return false;
    force_cell(d, place->head, (ForcedCell){place->row, (int)source, weight, alone});
    return true;
}

bool force_command(Session *session, State *state, const Words *words, Error *error) {
    Place place;
    if (!read_place(session, state, words, &place, error)) return false;
    int left = words->count - place.next;
    if (left < 1 || left > 2)
        return error_words(error, "force takes a row, a column and at most a weight, as in: "
                                  "force 3 5 0.5");
    const char *what = words->arguments[place.next];
    EditsDraft d = edits_draft(session, state->ask.edits, place.cols + 1);
    bool good;
    Arena *scratch = arena_new();
    if (left == 1 && !strcmp(what, "even"))
        good = force_even(session, state, &d, &place, scratch, error);
    else if (left == 1 && strchr(what, ':'))
        good = force_list(state, &d, &place, what, error);
    else
        good = force_one(state, &d, &place, words, error);
    arena_free(scratch);
    if (good && place.row > session->run->target.count && place.rows != session->run->source.count)
        snprintf(session->message, sizeof session->message,
                 "row %d is not reached: the output has %d tokens", place.row,
                 session->run->target.count);
    if (good) state->ask.edits = edits_made(session, &d);
    return good;
}

bool free_command(Session *session, State *state, const Words *words, Error *error) {
    EditsDraft d = edits_draft(session, state->ask.edits, 0);
    if (words->count == 1 && !strcmp(words->arguments[0], "all"))
        d.forced_count = d.center_count = 0;
    else {
        Place place;
        if (!read_place(session, state, words, &place, error)) return false;
        if (place.next < words->count)
            return error_words(error, "free takes one row, as in: free 3");
        let_go(&d, place.head, place.row, 0);
        if (!place.head.layer) let_center_go(&d, place.row);
    }
    state->ask.edits = edits_made(session, &d);
    return true;
}

/* --- center ---------------------------------------------------------------------------------- */

bool center_command(Session *session, State *state, const Words *words, Error *error) {
    long row = 0;
    int S = session->run->source.count;
    double P = 0;
    if (!has_weights(state, "center", error)) return false;
    if (!state->ask.attention.scope->center)
        return error_words(error, "scope %s has no centre to move; local-m and local-p have",
                           state->ask.attention.scope->word);
    if (!words_whole(words, 0, 1, run_target_limit(&state->ask, S), &row, error)) return false;
    bool none = !strcmp(words->arguments[1], "none");
    if (!none && !words_real(words, 1, 0, S, &P, error)) return false;
    EditsDraft d = edits_draft(session, state->ask.edits, 1);
    let_center_go(&d, (int)row);
    if (!none) d.centers[d.center_count++] = (MovedCenter){(int)row, P};
    qsort(d.centers, (size_t)d.center_count, sizeof *d.centers, edits_by_number);
    state->ask.edits = edits_made(session, &d);
    return true;
}
