#include "trace/trace_parts.h"

#include "base/error.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { TOKEN_ARRAYS = 16 };

static uint64_t next_version(void) {
    static atomic_uint_fast64_t version;
    return atomic_fetch_add(&version, 1) + 1;
}

/* A group of nodes with one name, while it is gathered. */
typedef struct Group {
    const char *name;
    const Node **nodes;
    int count, capacity;
} Group;

static Group *group_of(Arena *arena, Group *groups, int *count, const char *name) {
    for (int i = *count - 1; i >= 0; i--)
        if (!strcmp(groups[i].name, name)) return &groups[i];
    Group *group = &groups[(*count)++];
    *group = (Group){.name = name, .capacity = 8};
    group->nodes = ARENA_ARRAY(arena, const Node *, group->capacity);
    return group;
}

static void group_add(Arena *arena, Group *group, const Node *node) {
    if (group->count == group->capacity) {
        const Node **more = ARENA_ARRAY(arena, const Node *, group->capacity * 2);
        memcpy(more, group->nodes, (size_t)group->count * sizeof *more);
        group->nodes = more;
        group->capacity *= 2;
    }
    int at = group->count++;
    for (; at > 0 && group->nodes[at - 1]->index > node->index; at--)
        group->nodes[at] = group->nodes[at - 1];
    group->nodes[at] = node;
}

static TraceArray array_of(const Group *group) {
    const Node *first = group->nodes[0];
    TraceArray array = {.name = group->name, .nodes = group->nodes, .node_count = group->count};
    array.cols = first->shape.cols;
    array.version = next_version();
    if (first->index < 0) {
        array.planes = first->shape.planes;
        array.rows = first->shape.rows;
        array.rank = array.planes > 1 || first->is_heads ? 3 : 2;
    } else if (first->shape.rows > 1) {
        array.planes = group->count;
        array.rows = first->shape.rows;
        array.rank = 3;
    } else {
        array.planes = 1;
        array.rows = group->count;
        array.rank = first->is_number ? 1 : 2;
    }
    if (array.rank == 1) { /* one number a node: a vector */
        array.cols = array.rows;
        array.rows = 1;
    }
    return array;
}

static bool is_shown(const Node *node) {
    return node->name && !node_is_parameter(node);
}

Trace *trace_from_tape(Arena *arena, const Tape *tape) {
    int named = 0, count = 0;
    for (int i = 0; i < tape_count(tape); i++) named += is_shown(tape_node(tape, i));
    Group *groups = ARENA_ARRAY(arena, Group, named + 1);
    for (int i = 0; i < tape_count(tape); i++) {
        const Node *node = tape_node(tape, i);
        if (is_shown(node)) group_add(arena, group_of(arena, groups, &count, node->name), node);
    }
    Trace *trace = ARENA_NEW(arena, Trace);
    int made = 2 * made_count(tape);
    trace->arrays = ARENA_ARRAY(arena, TraceArray, count + made + TOKEN_ARRAYS);
    for (int i = 0; i < count; i++) trace->arrays[trace->count++] = array_of(&groups[i]);
    made_arrays(arena, tape, trace->arrays + count);
    for (; made > 0; made--) trace->arrays[trace->count++].version = next_version();
    return trace;
}

void trace_free(Trace *trace) {
    for (int i = 0; trace && i < trace->count; i++) made_free(trace->arrays[i].made);
}

static void add_tokens(Trace *trace, Arena *arena, TraceArray array) {
    int there = 0;
    for (int i = 0; i < trace->count; i++) there += trace->arrays[i].tokens != NULL;
    CHECK(there < TOKEN_ARRAYS, "more than %d arrays of tokens", TOKEN_ARRAYS);
    size_t count = (size_t)array.rows * (size_t)array.cols;
    const char **copy = ARENA_ARRAY(arena, const char *, count + 1);
    if (count) memcpy(copy, array.tokens, count * sizeof *copy);
    array.planes = 1;
    array.tokens = copy;
    array.version = next_version();
    trace->arrays[trace->count++] = array;
}

void trace_add_tokens(Trace *trace, Arena *arena, const char *name, const char *const *tokens,
                      int count) {
    add_tokens(trace, arena,
               (TraceArray){.name = name, .rank = 1, .rows = 1, .cols = count, .tokens = tokens});
}

void trace_add_token_rows(Trace *trace, Arena *arena, const char *name, const char *const *tokens,
                          int rows, int cols) {
    add_tokens(trace, arena,
               (TraceArray){.name = name, .rank = 2, .rows = rows, .cols = cols, .tokens = tokens});
}

const TraceArray *trace_find(const Trace *trace, const char *name) {
    for (int i = 0; i < trace->count; i++)
        if (!strcmp(trace->arrays[i].name, name)) return &trace->arrays[i];
    return NULL;
}

const Node *trace_node(const TraceArray *array, int plane, int row, int col, Cell *cell) {
    CHECK(plane >= 0 && plane < array->planes && row >= 0 && row < array->rows && col >= 0 &&
              col < array->cols && !array->tokens,
          "cell %d,%d,%d of %s, %d × %d × %d", plane, row, col, array->name, array->planes,
          array->rows, array->cols);
    if (array->made) return made_node(array, plane, row, col, cell);
    const Node *first = array->nodes[0];
    if (first->index < 0) {
        *cell = (Cell){plane, row, col};
        return first;
    }
    if (array->rank == 1) {
        *cell = (Cell){0, 0, 0};
        return array->nodes[col];
    }
    *cell = array->rank == 3 ? (Cell){0, row, col} : (Cell){0, 0, col};
    return array->nodes[array->rank == 3 ? plane : row];
}

static int number_of(const TraceArray *array, const Node *node) {
    for (int i = 0; i < array->node_count; i++)
        if (array->nodes[i] == node) return i;
    return -1;
}

TracePlace trace_place(const Trace *trace, const Node *node, Cell cell) {
    TracePlace none = {NULL, 0, 0, 0}, place = none;
    place.array = node->name && is_shown(node) ? trace_find(trace, node->name) : NULL;
    int which = place.array && !place.array->made ? number_of(place.array, node) : -1;
    if (which < 0) return none;
    if (node->index < 0)
        place.plane = cell.plane, place.row = cell.row, place.col = cell.col;
    else if (place.array->rank == 1)
        place.col = which;
    else if (place.array->rank == 3)
        place.plane = which, place.row = cell.row, place.col = cell.col;
    else
        place.row = which, place.col = cell.col;
    if (node->index < 0 && which > 0) return none;
    return place;
}

const Node *trace_made_from(const TraceArray *array, const Node *line, Cell *cell) {
    return array->made ? made_from(array->made, line, cell) : NULL;
}

const Node *trace_made_for(const TraceArray *array) {
    return array->made ? made_for(array->made) : NULL;
}

Real trace_number(const TraceArray *array, int plane, int row, int col) {
    Cell cell;
    if (array->made) {
        Real number;
        made_piece(array, plane, row, 1, col, 1, &number);
        return number;
    }
    const Node *node = trace_node(array, plane, row, col, &cell);
    return node_at(node, cell.plane, cell.row, cell.col);
}

static bool replaces(Real x, Real best, TraceReduce reduce) {
    if (best == -REAL_INFINITY) return true;
    return reduce == TRACE_MAXIMUM ? x > best : (double)x * (double)x > (double)best * (double)best;
}

/* A block's numbers while they are gone through. */
typedef struct Pooled {
    Real best;
    double sum;
    long count;
} Pooled;

static void pool(Pooled *pooled, Real x, TraceReduce reduce) {
    if (x == -REAL_INFINITY) return;
    if (replaces(x, pooled->best, reduce)) pooled->best = x;
    pooled->sum += (double)x;
    pooled->count++;
}

static Real pooled_number(const Pooled *pooled, TraceReduce reduce) {
    if (reduce != TRACE_MEAN || !pooled->count) return pooled->best;
    return (Real)(pooled->sum / (double)pooled->count);
}

static Real reduce_block(const TraceArray *array, int plane, int row, int col, int rows, int cols,
                         TraceReduce reduce) {
    Pooled pooled = {-REAL_INFINITY, 0, 0};
    for (int r = row; r < row + rows; r++)
        for (int c = col; c < col + cols; c++)
            pool(&pooled, trace_number(array, plane, r, c), reduce);
    return pooled_number(&pooled, reduce);
}

/* The same for an array that is made: as many rows at a time as one row of the result takes. */
static void read_made(const TraceArray *array, int plane, int row, int col, int rows, int cols,
                      int out_rows, int out_cols, TraceReduce reduce, Real *out) {
    size_t most = (size_t)(rows / out_rows + 1) * (size_t)cols;
    Real *piece = malloc(most * sizeof *piece);
    CHECK(piece, "out of memory");
    for (int r = 0; r < out_rows; r++) {
        int r0 = (int)((long)rows * r / out_rows), r1 = (int)((long)rows * (r + 1) / out_rows);
        made_piece(array, plane, row + r0, r1 - r0, col, cols, piece);
        for (int c = 0; c < out_cols; c++) {
            int c0 = (int)((long)cols * c / out_cols), c1 = (int)((long)cols * (c + 1) / out_cols);
            Pooled pooled = {-REAL_INFINITY, 0, 0};
            for (int i = 0; i < r1 - r0; i++)
                for (int j = c0; j < c1; j++)
                    pool(&pooled, piece[(size_t)i * (size_t)cols + (size_t)j], reduce);
            *out++ = pooled_number(&pooled, reduce);
        }
    }
    free(piece);
}

/* Nothing is reduced: rows as they stand. A row's numbers lie side by side in its node. */
static void read_whole(const TraceArray *array, int plane, int row, int col, int rows, int cols,
                       Real *out) {
    bool vector = array->rank == 1 && array->node_count > 1;
    for (int r = 0; r < rows; r++, out += cols) {
        Cell cell;
        const Node *node = trace_node(array, plane, row + r, col, &cell);
        for (int c = 0; vector && c < cols; c++) out[c] = trace_number(array, plane, row, col + c);
        if (vector) continue;
        CHECK(col + cols <= array->cols, "%d columns from %d of %d", cols, col, array->cols);
        size_t at = ((size_t)cell.plane * (size_t)node->shape.rows + (size_t)cell.row) *
                        (size_t)node->shape.cols +
                    (size_t)cell.col;
        memcpy(out, node->value + at, (size_t)cols * sizeof *out);
    }
}

void trace_read(const TraceArray *array, int plane, int row, int col, int rows, int cols,
                int out_rows, int out_cols, TraceReduce reduce, Real *out) {
    CHECK(out_rows >= 1 && out_rows <= rows && out_cols >= 1 && out_cols <= cols,
          "%d × %d to %d × %d", rows, cols, out_rows, out_cols);
    bool whole = out_rows == rows && out_cols == cols;
    if (whole && array->made)
        made_piece(array, plane, row, rows, col, cols, out);
    else if (whole)
        read_whole(array, plane, row, col, rows, cols, out);
    else if (array->made)
        read_made(array, plane, row, col, rows, cols, out_rows, out_cols, reduce, out);
    else
        for (int r = 0; r < out_rows; r++)
            for (int c = 0; c < out_cols; c++) {
                int r0 = (int)((long)rows * r / out_rows);
                int r1 = (int)((long)rows * (r + 1) / out_rows);
                int c0 = (int)((long)cols * c / out_cols);
                int c1 = (int)((long)cols * (c + 1) / out_cols);
                *out++ = reduce_block(array, plane, row + r0, col + c0, r1 - r0, c1 - c0, reduce);
            }
}

static const float *dense_made(Arena *arena, const TraceArray *array) {
    size_t each = (size_t)array->cols, total = 0;
    float *numbers = ARENA_ARRAY(arena, float, (size_t)array->planes *(size_t)array->rows *each);
    Real *row = ARENA_ARRAY(arena, Real, each);
    for (int p = 0; p < array->planes; p++)
        for (int r = 0; r < array->rows; r++) {
            made_piece(array, p, r, 1, 0, array->cols, row);
            for (size_t c = 0; c < each; c++) numbers[total++] = (float)row[c];
        }
    return numbers;
}

/* The array's numbers in one piece, as float32. */
static const float *dense(Arena *arena, const TraceArray *array) {
    if (array->made) return dense_made(arena, array);
    size_t total = 0, each = node_size(array->nodes[0]);
    float *numbers = ARENA_ARRAY(arena, float, each *(size_t)array->node_count);
    for (int i = 0; i < array->node_count; i++)
        for (size_t j = 0; j < each; j++) numbers[total++] = (float)array->nodes[i]->value[j];
    return numbers;
}

double trace_export_bytes(const Trace *trace) {
    double bytes = 0;
    for (int i = 0; i < trace->count; i++) {
        const TraceArray *array = &trace->arrays[i];
        if (array->tokens) continue;
        bytes += (double)array->planes * array->rows * array->cols * (double)sizeof(float);
    }
    return bytes;
}

void trace_export(const Trace *trace, ArrayFile *file) {
    for (int i = 0; i < trace->count; i++) {
        const TraceArray *array = &trace->arrays[i];
        long all[3] = {array->planes, array->rows, array->cols};
        const long *shape = all + 3 - array->rank;
        if (array->tokens)
            arrays_add_tokens(file, array->name, array->rank, shape, array->tokens);
        else
            arrays_add_numbers(file, array->name, array->rank, shape, dense(file->arena, array));
    }
}
