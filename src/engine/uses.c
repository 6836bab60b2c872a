#include "engine/uses.h"

#include <string.h>

static bool span_holds(const Span *span, Cell cell) {
    return span->plane == cell.plane && cell.row >= span->row &&
           cell.row < span->row + span->rows && cell.col >= span->col &&
           cell.col < span->col + span->cols;
}

/* One node may be a source twice. */
bool node_reads(const Node *reader, Cell made, const Node *node, Cell cell) {
    Spans spans; /* asked so often that setting all of it to 0 would tell */
    spans.count = 0;
    reader->op->sources_of_cell(reader, made, &spans);
    for (int i = 0; i < spans.count; i++)
        if (reader->sources[spans.items[i].source] == node->id && span_holds(&spans.items[i], cell))
            return true;
    return false;
}

static void add_run(Uses *uses, int most, Arena *arena, Use run) {
    Use *last = uses->count ? &uses->items[uses->count - 1] : NULL;
    if (last && last->node == run.node && last->plane == run.plane && last->col == run.col &&
        last->cols == run.cols && last->row + last->rows == run.row) {
        last->rows++;
        return;
    }
    if (uses->count >= most) {
        uses->cut = true;
        return;
    }
    if (uses->count == uses->capacity) {
        uses->capacity = uses->capacity ? 2 * uses->capacity : 16;
        Use *more = ARENA_ARRAY(arena, Use, uses->capacity);
        if (uses->count) memcpy(more, uses->items, (size_t)uses->count * sizeof *more);
        uses->items = more;
    }
    uses->items[uses->count++] = run;
}

/* What is asked for, while nodes are asked. */
typedef struct Asking {
    const Node *node;
    Cell cell;
    int most;
    long left; /* cells that may still be asked */
    Arena *arena;
    Uses *uses;
} Asking;

static int least(int a, int b) {
    return a < b ? a : b;
}

static int end_of(int a, int count_a, int b, int count_b) {
    return a + count_a > b + count_b ? a + count_a : b + count_b;
}

static bool is_nothing(const Reach *r) {
    return !r->planes || !r->rows || !r->cols;
}

/* What holds both. */
static Reach joined(Reach a, Reach b) {
    if (is_nothing(&a)) return b;
    if (is_nothing(&b)) return a;
    Reach out = {.plane = least(a.plane, b.plane), .row = least(a.row, b.row)};
    out.col = least(a.col, b.col);
    out.planes = end_of(a.plane, a.planes, b.plane, b.planes) - out.plane;
    out.rows = end_of(a.row, a.rows, b.row, b.rows) - out.row;
    out.cols = end_of(a.col, a.cols, b.col, b.cols) - out.col;
    bool wide = a.col == b.col && a.cols == b.cols;
    out.rows_alike = wide && a.rows_alike && b.rows_alike;
    return out;
}

/* Where of a later node the cell may have been read, wherever its node is a source. */
static Reach reach_of(const Asking *asking, const Node *reader) {
    Shape shape = reader->shape;
    Reach all = {0, 0, 0, shape.planes, shape.rows, shape.cols, false}, reach = {.planes = 0};
    for (int i = 0; i < reader->source_count; i++) {
        if (reader->sources[i] != asking->node->id) continue;
        Reach one = all;
        if (reader->op->reach) reader->op->reach(reader, i, asking->cell, &one);
        reach = joined(reach, one);
    }
    return reach;
}

static void ask_row(const Asking *asking, const Node *reader, int plane, int row, Reach reach) {
    int end = reach.col + reach.cols, first = reach.col;
    Use use = {reader, plane, row, first, 1, reach.cols};
    if (reach.rows_alike) {
        if (node_reads(reader, (Cell){plane, row, first}, asking->node, asking->cell))
            add_run(asking->uses, asking->most, asking->arena, use);
        return;
    }
    for (int col = first; col <= end; col++) {
        Cell made = {plane, row, col};
        if (col < end && node_reads(reader, made, asking->node, asking->cell)) continue;
        use.col = first;
        use.cols = col - first;
        if (col > first) add_run(asking->uses, asking->most, asking->arena, use);
        first = col + 1;
    }
}

static void ask_node(Asking *asking, const Node *reader) {
    Reach reach = reach_of(asking, reader);
    if (is_nothing(&reach)) return;
    for (int plane = reach.plane; plane < reach.plane + reach.planes; plane++)
        for (int row = reach.row; row < reach.row + reach.rows; row++) {
            asking->left -= reach.rows_alike ? 1 : reach.cols;
            if (asking->left < 0) asking->uses->cut = true;
            if (asking->uses->cut) return;
            ask_row(asking, reader, plane, row, reach);
        }
}

void uses_of_cell(const Node *node, Cell cell, int most, Arena *arena, Uses *uses) {
    Asking asking = {node, cell, most, USES_ASKED, arena, uses};
    for (int i = node->id + 1; i < tape_count(node->tape) && !uses->cut; i++)
        ask_node(&asking, tape_node(node->tape, i));
}
