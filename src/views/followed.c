#include "views/followed.h"

#include "engine/ops.h"
#include "views/numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Operands that are looked for as copies too, and pictures whose cells are: of more, only those
 * that are the same array. */
enum { ORIGINS_MOST = 2048, CELLS_MOST = 40000 };

/* --- what is followed ------------------------------------------------------------------------ */

static int by_node(const void *a, const void *b) {
    const Origin *x = a, *y = b;
    if (x->node->id != y->node->id) return x->node->id < y->node->id ? -1 : 1;
    if (x->cell.plane != y->cell.plane) return x->cell.plane < y->cell.plane ? -1 : 1;
    if (x->cell.row != y->cell.row) return x->cell.row < y->cell.row ? -1 : 1;
    return x->cell.col < y->cell.col ? -1 : x->cell.col > y->cell.col;
}

static Origin origin_of(const Node *node, Cell cell) {
    const Node *origin = numbers_origin(node, &cell);
    return (Origin){origin, cell};
}

RunCell followed_named(const Run *run, const Node *node, Cell cell) {
    RunCell first = run_cell_of(run, node, cell), at = first;
    while (!at.array && numbers_step(&node, &cell)) at = run_cell_of(run, node, cell);
    return at.array || node_is_parameter(at.node) ? at : first;
}

bool followed_real(const Run *run, const Node *node, Cell cell, RunCell *at) {
    const Node *real = node->tape == run->tape ? node : NULL;
    for (int i = 0; !real && i < run->trace->count; i++)
        real = trace_made_from(&run->trace->arrays[i], node, &cell);
    if (real) *at = followed_named(run, real, cell);
    return real != NULL;
}

RunCell operand_at(const Run *run, const Operands *o, int i) {
    int down = i / o->cols, across = i % o->cols;
    if (o->is_made)
        return run_cell_at(o->first.array, o->first.plane, o->first.row + down,
                           o->first.col + across);
    Cell cell = o->first.cell;
    cell.row += down;
    cell.col += across;
    return followed_named(run, o->first.node, cell);
}

RunCell operand_largest(const Run *run, const Operands *o, int first, int count) {
    RunCell best = operand_at(run, o, first);
    for (int i = first + 1; i < first + count; i++) {
        RunCell at = operand_at(run, o, i);
        if (fabs((double)run_cell_number(&at)) > fabs((double)run_cell_number(&best))) best = at;
    }
    return best;
}

static void gather_origins(Ui *ui, Followed *f) {
    long cells = 0;
    for (int i = 0; i < f->count; i++) cells += (long)f->operands[i].rows * f->operands[i].cols;
    f->self = origin_of(f->at.node, f->at.cell);
    if (cells > ORIGINS_MOST) return;
    f->origins = ARENA_ARRAY(ui_arena(ui), Origin, cells + 1);
    for (int i = 0; i < f->count; i++) {
        const Operands *o = &f->operands[i];
        for (int k = 0; k < o->rows * o->cols && !o->is_made; k++) {
            Cell cell = o->first.cell;
            cell.row += k / o->cols;
            cell.col += k % o->cols;
            f->origins[f->origin_count++] = origin_of(o->first.node, cell);
        }
    }
    qsort(f->origins, (size_t)f->origin_count, sizeof *f->origins, by_node);
}

static void add_operands(Followed *f, const Run *run, const Node *source, const Span *span) {
    if (f->count == SPANS_MAX) return;
    RunCell first = run_cell_of(run, source, (Cell){span->plane, span->row, span->col});
    f->operands[f->count++] = (Operands){first, span->rows, span->cols, span->source, false};
}

/* Of scores and weights that are made again: Q and K of the attention that they are of; of weights,
 * the row of scores. */
static void gather_made(Ui *ui, Followed *f, const Run *run) {
    const TraceArray *array = f->at.array;
    const Node *attention = trace_made_for(array);
    int first, end;
    attention_sees(attention, f->at.plane, f->at.row, &first, &end);
    size_t n = strlen(array->name), m = strlen("weights");
    if (n > m && !strcmp(array->name + n - m, "weights")) {
        const char *name = arena_printf(ui_arena(ui), "%.*sscores", (int)(n - m), array->name);
        const TraceArray *scores = trace_find(run->trace, name);
        RunCell start = {scores, f->at.plane, f->at.row, first, NULL, {0, 0, 0}};
        if (end > first) f->operands[f->count++] = (Operands){start, 1, end - first, 0, true};
        return;
    }
    const Node *Q = node_source(attention, 0), *K = node_source(attention, 1);
    add_operands(f, run, Q, &(Span){0, f->at.plane, f->at.row, 0, 1, Q->shape.cols});
    add_operands(f, run, K, &(Span){1, f->at.plane, f->at.col, 0, 1, K->shape.cols});
}

const Followed *followed_of(Ui *ui, const Run *run, const Look *look) {
    RunCell at;
    return run_followed(run, look, &at) ? followed_from(ui, run, at) : NULL;
}

const Followed *followed_from(Ui *ui, const Run *run, RunCell at) {
    Followed *f = ARENA_NEW(ui_arena(ui), Followed);
    *f = (Followed){.at = at};
    if (at.array && at.array->made) {
        gather_made(ui, f, run);
        return f;
    }
    Spans spans = {.count = 0};
    at.node->op->sources_of_cell(at.node, at.cell, &spans);
    for (int i = 0; i < spans.count; i++)
        add_operands(f, run, node_source(at.node, spans.items[i].source), &spans.items[i]);
    gather_origins(ui, f);
    return f;
}

static bool is_called(const TraceArray *array, const char *end) {
    size_t n = strlen(array->name), k = strlen(end);
    return n > k && array->name[n - k - 1] == '.' && !strcmp(array->name + n - k, end);
}

/* By the last word of an array's name. */
static const struct RoleName {
    const char *name;
    Role of;
} role_names[] = {
    {"query", ROLE_QUERY},
    {"queries", ROLE_QUERY},
    {"projected_query", ROLE_QUERY},
    {"unit_query", ROLE_QUERY},
    {"s", ROLE_QUERY},
    {"key", ROLE_KEY},
    {"keys", ROLE_KEY},
    {"h", ROLE_KEY},
    {"projected_keys", ROLE_KEY},
    {"weighted_keys", ROLE_KEY},
    {"unit_keys", ROLE_KEY},
    {"value", ROLE_VALUE},
    {"values", ROLE_VALUE},
    {"weights", ROLE_WEIGHT},
    {"soft", ROLE_WEIGHT},
    {"kept", ROLE_WEIGHT},
    {"before_window", ROLE_WEIGHT},
    {"before_force", ROLE_WEIGHT},
};

Role followed_role(const ViewPass *view, const TraceArray *array) {
    const TraceArray *at = view->followed ? view->followed->at.array : NULL;
    for (size_t i = 0; array && i < sizeof role_names / sizeof *role_names; i++) {
        if (!is_called(array, role_names[i].name)) continue;
        bool blended = role_names[i].of == ROLE_KEY && at && is_called(at, "context");
        return blended ? ROLE_VALUE : role_names[i].of;
    }
    return ROLE_NONE;
}

Color followed_ink(const ViewPass *view, Role role) {
    const UiTheme *theme = ui_theme(view->ui);
    const Color inks[] = {theme->ink, theme->query, theme->key, theme->value_ink, theme->positive};
    return inks[role];
}

/* By what the array is of: a pair of tokens, a query's row, a key's row. */
ViewCell followed_cell(const ViewPass *view) {
    static const char *const pairs[] = {"scores",        "weights",  "match",  "soft",   "kept",
                                        "before_window", "tempered", "scaled", "product"};
    static const char *const keys[] = {"key", "value", "projected_keys", "unit_keys", "h"};
    const TraceArray *array = view->followed ? view->followed->at.array : NULL;
    if (!array) return (ViewCell){0, 0};
    const RunCell *at = &view->followed->at;
    int index = at->node->index, row = index > 0 && !array->made ? index : at->row + 1;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (is_called(array, pairs[i])) return (ViewCell){row, at->col + 1};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (is_called(array, keys[i])) return (ViewCell){0, row};
    bool heads = run_has_heads(view->run), encoder = !strncmp(array->name, "encoder.", 8);
    if (!heads && encoder) return (ViewCell){0, index > 0 ? index : 0};
    return (ViewCell){heads || index > 0 ? row : 0, 0};
}

/* --- which cells are lit --------------------------------------------------------------------- */

/* Of arrays that stack nodes an operand's rectangle has one row, or one plane. */
static bool holds(const Operands *o, const TraceArray *array, int plane, int row, int col) {
    const RunCell *first = &o->first;
    return first->array == array && plane == first->plane && row >= first->row &&
           row < first->row + o->rows && col >= first->col && col < first->col + o->cols;
}

static Lit lit_directly(const Followed *f, const TraceArray *array, int plane, int row, int col) {
    const RunCell *at = &f->at;
    if (at->array == array && at->plane == plane && at->row == row && at->col == col)
        return LIT_SELF;
    for (int i = 0; i < f->count; i++)
        if (holds(&f->operands[i], array, plane, row, col)) return LIT_OPERAND;
    return LIT_NOT;
}

static bool has_copies(const Followed *f, const TraceArray *array) {
    return !array->made && f->self.node;
}

static Lit lit_by_origin(const Followed *f, const Node *node, Cell cell) {
    Origin origin = origin_of(node, cell);
    if (!by_node(&origin, &f->self)) return LIT_SELF;
    bool found = f->origin_count &&
                 bsearch(&origin, f->origins, (size_t)f->origin_count, sizeof *f->origins, by_node);
    return found ? LIT_OPERAND : LIT_NOT;
}

static Lit lit_as_copy(const Followed *f, const TraceArray *array, int plane, int row, int col) {
    Cell cell;
    const Node *node = trace_node(array, plane, row, col, &cell);
    return lit_by_origin(f, node, cell);
}

Lit followed_lit_cell(const ViewPass *view, const RunCell *at) {
    if (at->array) return followed_lit(view, at->array, at->plane, at->row, at->col);
    const Followed *f = view->followed;
    return f && f->self.node ? lit_by_origin(f, at->node, at->cell) : LIT_NOT;
}

Lit followed_lit_itself(const ViewPass *view, const TraceArray *array, int plane, int row,
                        int col) {
    return view->followed ? lit_directly(view->followed, array, plane, row, col) : LIT_NOT;
}

/* Copies are looked for in arrays of a size that one sees cell by cell. */
static bool may_have_copies(const Followed *f, const TraceArray *array) {
    return has_copies(f, array) && (long)array->rows * array->cols <= CELLS_MOST;
}

Lit followed_lit(const ViewPass *view, const TraceArray *array, int plane, int row, int col) {
    const Followed *f = view->followed;
    if (!f || !array) return LIT_NOT;
    Lit lit = lit_directly(f, array, plane, row, col);
    return lit == LIT_NOT && may_have_copies(f, array) ? lit_as_copy(f, array, plane, row, col)
                                                       : lit;
}

bool followed_touches(const ViewPass *view, const TraceArray *array, int plane, int row) {
    const Followed *f = view->followed;
    return f && (may_have_copies(f, array) || followed_touches_itself(view, array, plane, row));
}

bool followed_touches_itself(const ViewPass *view, const TraceArray *array, int plane, int row) {
    const Followed *f = view->followed;
    if (!f) return false;
    bool touches = f->at.array == array && f->at.plane == plane && f->at.row == row;
    for (int i = 0; i < f->count && !touches; i++) {
        const Operands *o = &f->operands[i];
        touches = o->first.array == array && o->first.plane == plane && row >= o->first.row &&
                  row < o->first.row + o->rows;
    }
    return touches;
}
