/* A trace of a tape: what has a name is stacked by its index, reduced, mapped back to its nodes,
 * and exported. */
#include "testing.h"

#include "engine/ops.h"
#include "trace/trace.h"

#include <math.h>
#include <string.h>

typedef struct Bed {
    Tape *tape;
    Arena *arena;
} Bed;

static Bed bed;

static int bed_start(void **state) {
    (void)state;
    bed.tape = tape_new();
    bed.arena = arena_new();
    return 0;
}

static int bed_end(void **state) {
    (void)state;
    tape_free(bed.tape);
    arena_free(bed.arena);
    return 0;
}

/* A named node of rising numbers from `first`. */
static Node *given(const char *name, int index, Shape shape, Real first) {
    Real numbers[64];
    int size = shape.planes * shape.rows * shape.cols;
    for (int i = 0; i < size; i++) numbers[i] = first + (Real)i;
    Node *node = tape_given(bed.tape, shape, numbers);
    return name ? tape_name(node, name, index, __FILE__, __LINE__) : node;
}

static Node *given_row(const char *name, int index, const Real *numbers, int count) {
    return tape_name(tape_given(bed.tape, (Shape){1, 1, count}, numbers), name, index, __FILE__,
                     __LINE__);
}

static const Trace *traced(void) {
    tape_forward(bed.tape);
    return trace_from_tape(bed.arena, bed.tape);
}

static void assert_sizes(const TraceArray *array, int rank, int planes, int rows, int cols) {
    assert_non_null(array);
    assert_int_equal(array->rank, rank);
    assert_int_equal(array->planes, planes);
    assert_int_equal(array->rows, rows);
    assert_int_equal(array->cols, cols);
}

/* --- stacking -------------------------------------------------------------------------------- */

static void rows_are_stacked_by_index(void **state) {
    (void)state;
    given("e", 2, (Shape){1, 1, 4}, 20); /* not in the order of their index */
    given("e", 0, (Shape){1, 1, 4}, 0);
    given("other", -1, (Shape){1, 5, 2}, 0);
    given("e", 1, (Shape){1, 1, 4}, 10);
    const Trace *trace = traced();
    const TraceArray *e = trace_find(trace, "e");
    assert_sizes(e, 2, 1, 3, 4);
    for (int t = 0; t < 3; t++)
        for (int s = 0; s < 4; s++) assert_near(trace_number(e, 0, t, s), 10 * t + s, 0);
    assert_sizes(trace_find(trace, "other"), 2, 1, 5, 2);
    assert_int_equal(trace->count, 2);
    assert_string_equal(trace->arrays[0].name, "e"); /* in the order computed */
}

static void matrices_become_planes(void **state) {
    (void)state;
    given("heads", 1, (Shape){1, 2, 3}, 100);
    given("heads", 0, (Shape){1, 2, 3}, 0);
    given("whole", -1, (Shape){2, 2, 2}, 0);
    const Trace *trace = traced();
    const TraceArray *heads = trace_find(trace, "heads"), *whole = trace_find(trace, "whole");
    assert_sizes(heads, 3, 2, 2, 3);
    assert_near(trace_number(heads, 0, 1, 2), 5, 0);
    assert_near(trace_number(heads, 1, 1, 2), 105, 0);
    assert_sizes(whole, 3, 2, 2, 2);
    assert_near(trace_number(whole, 1, 0, 1), 5, 0);
}

static void single_numbers_become_a_vector(void **state) {
    (void)state;
    for (int t = 0; t < 5; t++) node_is_number(given("center", t, (Shape){1, 1, 1}, (Real)(t * t)));
    const TraceArray *center = trace_find(traced(), "center");
    assert_sizes(center, 1, 1, 1, 5);
    for (int t = 0; t < 5; t++) assert_near(trace_number(center, 0, 0, t), t * t, 0);
}

/* A row that happens to have one column is still a row: a matrix of one column. */
static void rows_of_one_column_stay_rows(void **state) {
    (void)state;
    for (int t = 0; t < 3; t++) given("e", t, (Shape){1, 1, 1}, (Real)t);
    const TraceArray *e = trace_find(traced(), "e");
    assert_sizes(e, 2, 1, 3, 1);
    assert_near(trace_number(e, 0, 2, 0), 2, 0);
}

static void only_named_nodes_are_there(void **state) {
    (void)state;
    static const Real value[4] = {1, 2, 3, 4};
    Node *W = tape_parameter(bed.tape, "W", (Shape){1, 2, 2}, value, NULL);
    Node *x = given(NULL, -1, (Shape){1, 1, 2}, 1);
    tape_push(bed.tape, "attention");
    Node *y = tape_name(linear(x, W, NULL), "y", -1, __FILE__, __LINE__);
    tape_pop(bed.tape);
    const Trace *trace = traced();
    assert_int_equal(trace->count, 1);
    assert_null(trace_find(trace, "W"));
    assert_null(trace_find(trace, "y"));
    const TraceArray *array = trace_find(trace, "attention.y");
    assert_non_null(array);
    assert_near(trace_number(array, 0, 0, 0), 1 * 1 + 2 * 2, 1e-6);
    assert_near(trace_number(array, 0, 0, 1), node_at(y, 0, 0, 1), 0);
}

static void no_two_arrays_have_one_version(void **state) {
    (void)state;
    given("a", -1, (Shape){1, 1, 2}, 0);
    given("b", -1, (Shape){1, 1, 2}, 0);
    const Trace *one = traced(), *two = traced();
    uint64_t versions[] = {one->arrays[0].version, one->arrays[1].version, two->arrays[0].version,
                           two->arrays[1].version};
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < i; j++) assert_true(versions[i] != versions[j]);
}

/* --- back to the nodes ----------------------------------------------------------------------- */

static void cells_lead_to_their_nodes(void **state) {
    (void)state;
    const Node *rows[] = {given("e", 0, (Shape){1, 1, 3}, 0), given("e", 1, (Shape){1, 1, 3}, 3)};
    const Node *planes[] = {given("h", 0, (Shape){1, 2, 2}, 0), given("h", 1, (Shape){1, 2, 2}, 4)};
    const Node *numbers[] = {node_is_number(given("p", 0, (Shape){1, 1, 1}, 7)),
                             node_is_number(given("p", 1, (Shape){1, 1, 1}, 8))};
    const Node *whole = given("w", -1, (Shape){2, 3, 2}, 0);
    const Trace *trace = traced();
    Cell cell;
    assert_ptr_equal(trace_node(trace_find(trace, "e"), 0, 1, 2, &cell), rows[1]);
    assert_true(cell.plane == 0 && cell.row == 0 && cell.col == 2);
    assert_ptr_equal(trace_node(trace_find(trace, "h"), 1, 1, 0, &cell), planes[1]);
    assert_true(cell.plane == 0 && cell.row == 1 && cell.col == 0);
    assert_ptr_equal(trace_node(trace_find(trace, "p"), 0, 0, 1, &cell), numbers[1]);
    assert_true(cell.plane == 0 && cell.row == 0 && cell.col == 0);
    assert_ptr_equal(trace_node(trace_find(trace, "w"), 1, 2, 1, &cell), whole);
    assert_true(cell.plane == 1 && cell.row == 2 && cell.col == 1);
}

/* --- reducing -------------------------------------------------------------------------------- */

static const Real peaks[3][6] = {{(Real)0.1, (Real)0.9, 0, 0, -2, 1},
                                 {-5, 4, -REAL_INFINITY, -REAL_INFINITY, 1, -1},
                                 {3, -3, -REAL_INFINITY, -7, 0, 0}};

static const TraceArray *peaks_traced(void) {
    for (int t = 0; t < 3; t++) given_row("e", t, peaks[t], 6);
    return trace_find(traced(), "e");
}

static void whole_blocks_are_read_as_they_are(void **state) {
    (void)state;
    const TraceArray *e = peaks_traced();
    Real out[18];
    trace_read(e, 0, 0, 0, 3, 6, 3, 6, TRACE_LARGEST, out);
    for (int i = 0; i < 18; i++) assert_near(out[i], peaks[i / 6][i % 6], 0);
    trace_read(e, 0, 1, 3, 2, 3, 2, 3, TRACE_MAXIMUM, out);
    for (int i = 0; i < 6; i++) assert_near(out[i], peaks[1 + i / 3][3 + i % 3], 0);
}

static void a_peak_is_never_averaged_away(void **state) {
    (void)state;
    const TraceArray *e = peaks_traced();
    Real out[9];
    trace_read(e, 0, 0, 0, 3, 6, 3, 3, TRACE_MAXIMUM, out);
    static const double most[9] = {0.9, 0, 1, 4, (double)-INFINITY, 1, 3, -7, 0};
    for (int i = 0; i < 9; i++) assert_near(out[i], (double)(Real)most[i], 0);
    trace_read(e, 0, 0, 0, 3, 6, 3, 3, TRACE_LARGEST, out);
    static const double largest[9] = {0.9, 0, -2, -5, (double)-INFINITY, 1, 3, -7, 0};
    for (int i = 0; i < 9; i++) assert_near(out[i], (double)(Real)largest[i], 0);
    trace_read(e, 0, 0, 0, 3, 6, 1, 1, TRACE_LARGEST, out);
    assert_near(out[0], -7, 0);
    trace_read(e, 0, 0, 0, 3, 6, 1, 1, TRACE_MAXIMUM, out);
    assert_near(out[0], 4, 0);
    trace_read(e, 0, 1, 2, 1, 2, 1, 1, TRACE_LARGEST, out);
    assert_true(out[0] == -REAL_INFINITY);
}

/* Every cell is in one block, whatever the sizes: each place's peak is found in the block that has
 * it. */
static void blocks_tile_without_gaps(void **state) {
    (void)state;
    for (int peak = 0; peak < 11; peak++) {
        Real numbers[11] = {0};
        numbers[peak] = 1;
        char name[16] = {'n', (char)('a' + peak), 0};
        given_row(arena_string(bed.arena, name), 0, numbers, 11);
    }
    const Trace *trace = traced();
    for (int peak = 0; peak < 11; peak++)
        for (int blocks = 1; blocks <= 11; blocks++) {
            Real out[11], sum = 0;
            trace_read(&trace->arrays[peak], 0, 0, 0, 1, 11, 1, blocks, TRACE_MAXIMUM, out);
            for (int i = 0; i < blocks; i++) sum += out[i];
            assert_near(sum, 1, 0);
        }
}

/* --- as a file ------------------------------------------------------------------------------- */

static void exports_have_the_shapes_of_their_ranks(void **state) {
    (void)state;
    for (int t = 0; t < 2; t++) {
        node_is_number(given("center", t, (Shape){1, 1, 1}, (Real)t));
        given_row("e", t, peaks[t], 6);
        given("heads", t, (Shape){1, 2, 3}, (Real)(10 * t));
    }
    Trace *trace = (Trace *)(uintptr_t)traced();
    static const char *const tokens[] = {"3", " ", "日本", "</s>"};
    trace_add_tokens(trace, bed.arena, "source.tokens", tokens, 4);
    assert_string_equal(trace_find(trace, "source.tokens")->tokens[2], "日本");
    ArrayFile file;
    arrays_init(&file, bed.arena);
    trace_export(trace, &file);
    assert_int_equal(file.count, 4);
    const NamedArray *center = arrays_find(&file, "center"), *e = arrays_find(&file, "e");
    const NamedArray *heads = arrays_find(&file, "heads"),
                     *words = arrays_find(&file, "source.tokens");
    assert_true(center->rank == 1 && center->shape[0] == 2);
    assert_true(e->rank == 2 && e->shape[0] == 2 && e->shape[1] == 6);
    assert_true(heads->rank == 3 && heads->shape[0] == 2 && heads->shape[1] == 2 &&
                heads->shape[2] == 3);
    assert_true(words->rank == 1 && words->shape[0] == 4 && !words->numbers);
    assert_string_equal(words->tokens[3], "</s>");
    assert_near(center->numbers[1], 1, 0);
    assert_near(heads->numbers[11], 15, 0);
    for (int i = 0; i < 12; i++) assert_near(e->numbers[i], peaks[i / 6][i % 6], 1e-7);
    assert_true(isinf(e->numbers[8]));
}

#define BED(test) cmocka_unit_test_setup_teardown(test, bed_start, bed_end)

int main(void) {
    const struct CMUnitTest tests[] = {
        BED(rows_are_stacked_by_index),
        BED(matrices_become_planes),
        BED(single_numbers_become_a_vector),
        BED(rows_of_one_column_stay_rows),
        BED(only_named_nodes_are_there),
        BED(no_two_arrays_have_one_version),
        BED(cells_lead_to_their_nodes),
        BED(whole_blocks_are_read_as_they_are),
        BED(a_peak_is_never_averaged_away),
        BED(blocks_tile_without_gaps),
        BED(exports_have_the_shapes_of_their_ranks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
