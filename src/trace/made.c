/* made.c -- scores and weights of an attention that is one node: too many to be kept, so each piece
 * is made again from Q and K, and the lines of a row when its cells are taken apart. */
#include "trace/trace_parts.h"

#include <string.h>

struct Made {
    const Node *attention;
    bool weights;
    /* the row whose lines are there, or NULL */
    Tape *lines;
    const Node *result;
    int plane, row, first, end; /* the keys it sees */
};

static bool is_attention(const Node *node) {
    return node->name && node_is_attention(node) && strlen(node->name) >= strlen("context");
}

int made_count(const Tape *tape) {
    int count = 0;
    for (int i = 0; i < tape_count(tape); i++) count += is_attention(tape_node(tape, i));
    return count;
}

static TraceArray array_of(Arena *arena, const Node *node, bool weights) {
    int scope = (int)(strlen(node->name) - strlen("context"));
    struct Made *made = ARENA_NEW(arena, struct Made);
    *made = (struct Made){.attention = node, .weights = weights};
    const Node **nodes = ARENA_ARRAY(arena, const Node *, 1);
    nodes[0] = node;
    return (TraceArray){
        .name = arena_printf(arena, "%.*s%s", scope, node->name, weights ? "weights" : "scores"),
        .rank = 3,
        .planes = node->shape.planes,
        .rows = node->shape.rows,
        .cols = node_source(node, 1)->shape.rows,
        .nodes = nodes,
        .node_count = 1,
        .made = made};
}

void made_arrays(Arena *arena, const Tape *tape, TraceArray *out) {
    for (int i = 0; i < tape_count(tape); i++) {
        const Node *node = tape_node(tape, i);
        if (!is_attention(node)) continue;
        *out++ = array_of(arena, node, false);
        *out++ = array_of(arena, node, true);
    }
}

void made_piece(const TraceArray *array, int plane, int row, int rows, int col, int cols,
                Real *out) {
    const struct Made *made = array->made;
    attention_piece(made->attention, plane, row, rows, col, cols, made->weights ? NULL : out,
                    made->weights ? out : NULL);
}

bool trace_row_seen(const TraceArray *array, int plane, int row, int *first, int *end) {
    if (array->made) attention_sees(array->made->attention, plane, row, first, end);
    return array->made;
}

/* --- a row's lines --------------------------------------------------------------------------- */

static Node *rows_given(Tape *tape, const Node *from, int plane, int first, int count,
                        const char *math) {
    Shape shape = {1, count, from->shape.cols};
    size_t each = (size_t)from->shape.cols;
    const Real *start =
        from->value + ((size_t)plane * (size_t)from->shape.rows + (size_t)first) * each;
    return node_call(tape_given(tape, shape, start), math);
}

static Node *number_of(Tape *tape, const Node *from, const char *math) {
    return node_call(tape_number(tape, from->value[0]), math);
}

static void write_lines(struct Made *made, int plane, int row) {
    const Node *node = made->attention;
    attention_sees(node, plane, row, &made->first, &made->end);
    int count = made->end - made->first;
    if (made->lines)
        tape_reset(made->lines);
    else
        made->lines = tape_new();
    Node *q = rows_given(made->lines, node_source(node, 0), plane, row, 1, "Q");
    Node *K = rows_given(made->lines, node_source(node, 1), plane, made->first,
                         count > 0 ? count : 1, "K");
    const Node *root_d = attention_root_d(node), *tau = attention_tau(node);
    Node *line = node_call(product_transposed(q, K), "Q K^T");
    if (root_d)
        line = node_call(divide_by(line, number_of(made->lines, root_d, "\\sqrt{d}")),
                         "Q K^T / \\sqrt{d}");
    if (made->weights && tau) line = divide_by(line, number_of(made->lines, tau, "τ"));
    made->result = made->weights ? softmax(line) : line;
    tape_forward(made->lines);
    made->plane = plane;
    made->row = row;
}

const Node *made_node(const TraceArray *array, int plane, int row, int col, Cell *cell) {
    struct Made *made = array->made;
    if (!made->lines || made->plane != plane || made->row != row) write_lines(made, plane, row);
    bool seen = col >= made->first && col < made->end;
    *cell = (Cell){0, 0, seen ? col - made->first : 0};
    return made->result;
}

/* The lines begin with the row of Q and the rows of K that it sees. */
const Node *made_from(const struct Made *made, const Node *line, Cell *cell) {
    enum { QUERY_LINE, KEY_LINE };
    if (!made->lines || line->tape != made->lines || line->id > KEY_LINE) return NULL;
    cell->plane = made->plane;
    cell->row += line->id == QUERY_LINE ? made->row : made->first;
    return node_source(made->attention, line->id);
}

const Node *made_for(const struct Made *made) {
    return made->attention;
}

void made_free(struct Made *made) {
    if (!made) return;
    tape_free(made->lines);
    made->lines = NULL;
}
