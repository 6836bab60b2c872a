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

static bool has_source(const Node *reader, int id) {
    for (int i = 0; i < reader->source_count; i++)
        if (reader->sources[i] == id) return true;
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

static void ask_row(const Asking *asking, const Node *reader, int plane, int row) {
    int cols = reader->shape.cols, first = 0;
    for (int col = 0; col <= cols; col++) {
        Cell made = {plane, row, col};
        if (col < cols && node_reads(reader, made, asking->node, asking->cell)) continue;
        if (col > first)
            add_run(asking->uses, asking->most, asking->arena,
                    (Use){reader, plane, row, first, 1, col - first});
        first = col + 1;
    }
}

static void ask_node(Asking *asking, const Node *reader) {
    for (int plane = 0; plane < reader->shape.planes; plane++)
        for (int row = 0; row < reader->shape.rows; row++) {
            asking->left -= reader->shape.cols;
            if (asking->left < 0) asking->uses->cut = true;
            if (asking->uses->cut) return;
            ask_row(asking, reader, plane, row);
        }
}

void uses_of_cell(const Node *node, Cell cell, int most, Arena *arena, Uses *uses) {
    Asking asking = {node, cell, most, USES_ASKED, arena, uses};
    for (int i = node->id + 1; i < tape_count(node->tape) && !uses->cut; i++) {
        const Node *reader = tape_node(node->tape, i);
        if (has_source(reader, node->id)) ask_node(&asking, reader);
    }
}
