/* follow.c -- cells of a run by name, and the word that follows one to another. */
#include "session/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- cells ----------------------------------------------------------------------------------- */

RunCell run_cell_at(const TraceArray *array, int plane, int row, int col) {
    RunCell at = {.array = array, .plane = plane, .row = row, .col = col};
    at.node = trace_node(array, plane, row, col, &at.cell);
    return at;
}

RunCell run_cell_of(const Run *run, const Node *node, Cell cell) {
    TracePlace place = trace_place(run->trace, node, cell);
    if (place.array) return run_cell_at(place.array, place.plane, place.row, place.col);
    return (RunCell){NULL, cell.plane, cell.row, cell.col, node, cell};
}

Real run_cell_number(const RunCell *at) {
    if (at->array) return trace_number(at->array, at->plane, at->row, at->col);
    return node_at(at->node, at->cell.plane, at->cell.row, at->cell.col);
}

bool run_cell_same(const RunCell *a, const RunCell *b) {
    bool same = a->array ? a->array == b->array : !b->array && a->node == b->node;
    return same && a->plane == b->plane && a->row == b->row && a->col == b->col;
}

/* What a name names: how many planes, rows and columns, and how many of these are said. */
typedef struct Named {
    const TraceArray *array;
    const Node *node; /* where there is no array */
    int rank, sizes[3];
} Named;

static const Node *numbered_node(const Run *run, const char *name) {
    if (strncmp(name, "node.", 5) || !name[5] || strlen(name) > 12) return NULL;
    char *end;
    long id = strtol(name + 5, &end, 10);
    return *end || id < 0 || id >= tape_count(run->tape) ? NULL : tape_node(run->tape, (int)id);
}

static bool find_name(const Run *run, const char *name, Named *named) {
    *named = (Named){.array = trace_find(run->trace, name)};
    if (named->array) {
        const TraceArray *a = named->array;
        named->rank = a->rank;
        memcpy(named->sizes, (int[]){a->planes, a->rows, a->cols}, sizeof named->sizes);
        return !a->tokens;
    }
    named->node = tape_find(run->tape, name, -1);
    if (!named->node) named->node = numbered_node(run, name);
    if (!named->node) return false;
    Shape shape = named->node->shape;
    named->rank = shape.planes > 1 ? 3 : 2;
    memcpy(named->sizes, (int[]){shape.planes, shape.rows, shape.cols}, sizeof named->sizes);
    return true;
}

bool run_cell_find(const Run *run, const CellName *name, RunCell *at) {
    Named named;
    if (!find_name(run, name->name, &named)) return false;
    Cell cell = {name->plane - 1, name->row - 1, name->col - 1};
    if (named.rank < 3) cell.plane = 0;
    if (named.rank < 2) cell.row = 0;
    if (cell.plane < 0 || cell.plane >= named.sizes[0] || cell.row < 0 ||
        cell.row >= named.sizes[1] || cell.col < 0 || cell.col >= named.sizes[2])
        return false;
    *at = named.array ? run_cell_at(named.array, cell.plane, cell.row, cell.col)
                      : (RunCell){NULL, cell.plane, cell.row, cell.col, named.node, cell};
    return true;
}

const char *run_cell_words(Arena *arena, const RunCell *at) {
    const char *name = at->array                     ? at->array->name
                       : node_is_parameter(at->node) ? at->node->name
                                                     : arena_printf(arena, "node.%d", at->node->id);
    int rank = at->array ? at->array->rank : at->node->shape.planes > 1 ? 3 : 2;
    if (rank == 1) return arena_printf(arena, "%s %d", name, at->col + 1);
    if (rank == 2) return arena_printf(arena, "%s %d %d", name, at->row + 1, at->col + 1);
    return arena_printf(arena, "%s %d %d %d", name, at->plane + 1, at->row + 1, at->col + 1);
}

bool run_followed_in(const Run *run, FollowIn in, const Look *look, RunCell *at) {
    if (!look->followed_count) return false;
    const CellName *last = &look->followed[look->followed_count - 1];
    return last->in == in && run_cell_find(run, last, at);
}

bool run_followed(const Run *run, const Look *look, RunCell *at) {
    return run_followed_in(run, FOLLOW_A, look, at);
}

/* --- the word -------------------------------------------------------------------------------- */

static bool same_name(const CellName *a, const CellName *b) {
    return a->in == b->in && !strcmp(a->name, b->name) && a->plane == b->plane &&
           a->row == b->row && a->col == b->col;
}

/* To a cell on the way, it leads back there; the first is forgotten when the way is long. */
static void go_on(Look *look, CellName to) {
    for (int i = 0; i < look->followed_count; i++)
        if (same_name(&look->followed[i], &to)) {
            look->followed_count = i + 1;
            return;
        }
    if (look->followed_count == FOLLOWED_MOST) {
        look->followed_count--;
        memmove(look->followed, look->followed + 1,
                (size_t)look->followed_count * sizeof *look->followed);
    }
    look->followed[look->followed_count++] = to;
}

static bool unknown_name(const Run *run, const char *name, Error *error) {
    const TraceArray *array = trace_find(run->trace, name);
    if (array) return error_words(error, "%s are words, not numbers", name);
    Arena *scratch = arena_new();
    const char **list = ARENA_ARRAY(scratch, const char *, run->trace->count + 1);
    int count = 0;
    for (int i = 0; i < run->trace->count; i++)
        if (!run->trace->arrays[i].tokens) list[count++] = run->trace->arrays[i].name;
    const char *near = text_nearest(name, list, count);
    error_words(error, "this run has no “%s”%s%s%s", name, near ? "; did you mean " : "",
                near ? near : "", near ? "?" : "; heed trace writes all that it has");
    arena_free(scratch);
    return false;
}

static bool wrong_count(const char *name, const Named *named, Error *error) {
    const int *n = named->sizes;
    if (named->rank == 1)
        return error_words(error, "%s has %d numbers, as in: follow %s 1", name, n[2], name);
    if (named->rank == 2)
        return error_words(error, "%s is %d × %d, as in: follow %s 1 1", name, n[1], n[2], name);
    return error_words(error, "%s is %d × %d × %d, as in: follow %s 1 1 1", name, n[0], n[1], n[2],
                       name);
}

/* The head that a cell is of is the one looked at. */
static void look_at_head(const Run *run, Look *look, const CellName *to) {
    HeadCounts counts = run_head_counts(run->ask.model);
    Arena *scratch = arena_new();
    for (HeadsOf of = HEADS_ENCODER; counts.heads && of < HEADS_OF_COUNT; of++)
        for (int l = 1; l <= counts.layers[of]; l++) {
            HeadAt head = {of, l, to->plane};
            const char *scope = run_head_scope(run, scratch, head);
            size_t n = strlen(scope);
            bool mine = !strncmp(to->name, scope, n) && to->name[n] == '.';
            if (!mine || !heads_has(&counts, head)) continue;
            if (look->heads[0].of != of) look->target = look->source = 0;
            look->heads[0] = head;
            look->head_count = 1;
        }
    arena_free(scratch);
}

/* How many rows and columns both runs' weights have in common; false: their cells are no pairs. */
static bool difference_size(const Run *run, const Run *other, const State *state, int *rows,
                            int *cols) {
    Look second = state->look;
    second.heads[0] = state->compare.head;
    if (!other || !run_has_attention(run) || !run_has_attention(other)) return false;
    RunMatrix a = run_matrix(run, &state->look, MATRIX_WEIGHTS),
              b = run_matrix(other, &second, MATRIX_WEIGHTS);
    *rows = a.rows.count < b.rows.count ? a.rows.count : b.rows.count;
    *cols = a.cols.count;
    return text_same_pieces(a.cols, b.cols);
}

/* The numbers after a name of this rank. */
static bool read_place(const Words *words, int from, const Named *named, CellName *to,
                       Error *error) {
    int *numbers[3] = {&to->plane, &to->row, &to->col};
    for (int i = 3 - named->rank; i < 3; i++) {
        long number = 0;
        if (!words_whole(words, from + i - 3 + named->rank, 1, named->sizes[i], &number, error))
            return false;
        *numbers[i] = (int)number;
    }
    return true;
}

static bool follow_difference(Session *session, State *state, const Words *words, Error *error) {
    Named named = {.rank = 2, .sizes = {1, 1, 1}};
    if (!difference_size(session->run, session->other, state, &named.sizes[1], &named.sizes[2]))
        return error_words(error, "there is no difference to follow; compare two runs that look at "
                                  "the same tokens");
    if (words->count != 3) return wrong_count("difference", &named, error);
    CellName to = {.name = "difference", .in = FOLLOW_DIFFERENCE};
    if (!read_place(words, 1, &named, &to, error)) return false;
    go_on(&state->look, to);
    return true;
}

static bool follow_name(Session *session, State *state, const Words *words, int from,
                        Error *error) {
    FollowIn in = from ? FOLLOW_B : FOLLOW_A;
    const Run *run = from ? session->other : session->run;
    const char *name = words->arguments[from];
    Named named;
    if (!find_name(run, name, &named)) return unknown_name(run, name, error);
    if (words->count - from != named.rank + 1) return wrong_count(name, &named, error);
    CellName to = {.name = session_text(session, name), .in = in};
    if (!read_place(words, from + 1, &named, &to, error)) return false;
    go_on(&state->look, to);
    if (in == FOLLOW_A) look_at_head(run, &state->look, &to);
    if (in == FOLLOW_A) state_show_block(session, state);
    return true;
}

bool follow_command(Session *session, State *state, const Words *words, Error *error) {
    Look *look = &state->look;
    const char *name = words->arguments[0];
    bool back = !strcmp(name, "back"), second = !strcmp(name, "b");
    if (words->count == 1 && (back || !strcmp(name, "none"))) {
        if (back && !look->followed_count)
            return error_words(error, "nothing is followed, so there is no way back");
        look->followed_count = back ? look->followed_count - 1 : 0;
        return true;
    }
    if (!strcmp(name, "difference")) return follow_difference(session, state, words, error);
    if (second && !session->other)
        return error_words(error, "there is no second run to follow in; compare makes one");
    if (second && words->count < 2)
        return error_words(error, "follow b needs a name, as in: follow b attention.weights 1 1");
    return follow_name(session, state, words, second, error);
}

/* --- other runs ------------------------------------------------------------------------------ */

/* A node without a name has another number in another run. */
static bool is_there(const Run *run, const CellName *at) {
    RunCell cell;
    return strncmp(at->name, "node.", 5) != 0 && run_cell_find(run, at, &cell);
}

void follow_refit(const Run *after, Look *look) {
    for (int i = 0; i < look->followed_count; i++)
        if (look->followed[i].in == FOLLOW_A && !is_there(after, &look->followed[i]))
            look->followed_count = 0;
}

void follow_refit_other(const Run *run, const Run *before, const Run *after, State *state) {
    Look *look = &state->look;
    int rows = 0, cols = 0;
    if (!difference_size(run, after, state, &rows, &cols)) rows = 0;
    for (int i = 0; i < look->followed_count; i++) {
        const CellName *at = &look->followed[i];
        bool second = at->in == FOLLOW_B, differs = at->in == FOLLOW_DIFFERENCE;
        if ((second && (!after || (after != before && !is_there(after, at)))) ||
            (differs && (at->row > rows || at->col > cols)))
            look->followed_count = 0;
    }
}

void follow_swap(Look *look) {
    for (int i = 0; i < look->followed_count; i++) {
        FollowIn *in = &look->followed[i].in;
        if (*in != FOLLOW_DIFFERENCE) *in = *in == FOLLOW_A ? FOLLOW_B : FOLLOW_A;
    }
}

bool follows_two(const Look *look) {
    bool two = false;
    for (int i = 0; i < look->followed_count; i++) two |= look->followed[i].in != FOLLOW_A;
    return two;
}
