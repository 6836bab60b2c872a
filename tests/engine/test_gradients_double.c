/* Every op of the engine and of attention: its gradient against the stencil, and its
 * sources_of_cell against what really changes. The list of ops is read from the sources. */
#include "testing.h"

#include "engine/op_cases.h"
#include "engine/uses.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"

#define TOLERANCE 1e-6

enum { OPS_MAX = 100, SEEDS = 200 };

/* Names of ops whose gradient a case checked. */
static const Op *exercised[OPS_MAX];
static int exercised_count;

static void exercise(const Op *op) {
    for (int i = 0; i < exercised_count; i++)
        if (exercised[i] == op) return;
    assert_true(exercised_count < OPS_MAX);
    exercised[exercised_count++] = op;
}

static const int shapes[][3] = {{1, 1, 1}, {1, 1, 7}, {1, 4, 3}, {2, 3, 5}, {3, 2, 9}, {1, 2, 17}};
enum { SHAPES = sizeof shapes / sizeof *shapes };

/* Builds the case with the first seed that keeps it away from kinks. */
static Node *build_away_from_kinks(Bench *bench, const OpCase *c, const int *shape) {
    for (uint64_t seed = 1; seed < SEEDS; seed++) {
        bench_begin(bench, seed);
        Node *y = c->build(bench, shape[0], shape[1], shape[2]);
        if (!bench_near_kink(bench)) return y;
        bench_end(bench);
    }
    fail_msg("%s: no seed is away from kinks", c->name);
    return NULL;
}

static void gradients_are_the_stencils(void **state) {
    (void)state;
    for (int i = 0; i < op_case_count; i++)
        for (int s = 0; s < SHAPES; s++) {
            Bench bench;
            Node *y = build_away_from_kinks(&bench, &op_cases[i], shapes[s]);
            Node *loss = bench_loss(&bench, y);
            bench_check_gradients(&bench, loss, 0, TOLERANCE, op_cases[i].name);
            for (int n = 0; n < tape_count(bench.tape); n++) {
                const Node *node = tape_node(bench.tape, n);
                if (node->needs_gradient && (node->grad || !node->op->backward)) exercise(node->op);
            }
            bench_end(&bench);
        }
    print_message("           worst relative difference %.2g\n", bench_worst());
}

/* --- no op is left out ----------------------------------------------------------------------- */

/* Leaves: their numbers come from outside, so there is nothing to compute or to differentiate. */
static const char *const leaves[] = {"given", "parameter"};

static bool was_exercised(const char *name, size_t length) {
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++)
        if (strlen(leaves[i]) == length && !strncmp(leaves[i], name, length)) return true;
    for (int i = 0; i < exercised_count; i++)
        if (strlen(exercised[i]->name) == length && !strncmp(exercised[i]->name, name, length))
            return true;
    return false;
}

/* Every `const Op NAME_op = {` of the text, by its .name; returns how many. */
static int check_ops_of(const char *file, const char *text) {
    int count = 0;
    for (const char *at = text; (at = strstr(at, "const Op ")); at++) {
        size_t word = strcspn(at + strlen("const Op "), " ;=");
        const char *after = at + strlen("const Op ") + word;
        if (strncmp(after, " = {", 4)) continue;
        const char *name = strstr(after, ".name = \"");
        assert_non_null(name);
        name += strlen(".name = \"");
        size_t length = strcspn(name, "\"");
        if (!was_exercised(name, length))
            fail_msg("%s: no case exercises the op %.*s; add one to op_cases.c", file, (int)length,
                     name);
        count++;
    }
    return count;
}

static int check_folder(const char *folder) {
    char path[4096];
    snprintf(path, sizeof path, "%s", testing_source(folder));
    DIR *directory = opendir(path);
    if (!directory) fail_msg("cannot read %s", path);
    Arena *arena = arena_new();
    int count = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        size_t n = strlen(entry->d_name), size;
        if (n < 3 || strcmp(entry->d_name + n - 2, ".c")) continue;
        char *text;
        Error error;
        if (!file_read(arena_printf(arena, "%s/%s", path, entry->d_name), 1u << 24, arena, &text,
                       &size, &error))
            fail_msg("%s", error.message);
        count += check_ops_of(entry->d_name, text);
    }
    closedir(directory);
    arena_free(arena);
    return count;
}

static void every_op_has_a_case(void **state) {
    (void)state;
    int engine = check_folder("../src/engine"), attention = check_folder("../src/attention");
    /* A search that finds nothing would pass for nothing. */
    assert_true(engine >= 28);
    assert_true(attention >= 9);
    assert_true(exercised_count + (int)(sizeof leaves / sizeof *leaves) >= engine + attention);
}

/* --- sources_of_cell ------------------------------------------------------------------------- */

static bool span_holds(const Span *span, int source, Cell cell) {
    return span->source == source && span->plane == cell.plane && cell.row >= span->row &&
           cell.row < span->row + span->rows && cell.col >= span->col &&
           cell.col < span->col + span->cols;
}

static Cell cell_at(const Node *node, size_t i) {
    size_t cols = (size_t)node->shape.cols, rows = (size_t)node->shape.rows;
    return (Cell){(int)(i / cols / rows), (int)(i / cols % rows), (int)(i % cols)};
}

static void check_span(const char *what, const Node *node, const Span *span) {
    bool known = span->source >= 0 && span->source < node->source_count;
    if (!known) fail_msg("%s: a span of source %d", what, span->source);
    Shape s = node_source(node, span->source)->shape;
    if (span->plane < 0 || span->plane >= s.planes || span->row < 0 || span->rows < 1 ||
        span->row + span->rows > s.rows || span->col < 0 || span->cols < 1 ||
        span->col + span->cols > s.cols)
        fail_msg("%s: a span outside of source %d", what, span->source);
}

/* Another number the leaf may hold. */
static Real moved(const Leaf *leaf, Real x) {
    if (leaf->whole) return x < leaf->high ? x + 1 : x > leaf->low ? x - 1 : x;
    if (!isfinite(x)) return (leaf->low + leaf->high) / 2;
    double far = 0.3 * (leaf->high - leaf->low);
    return x + far <= leaf->high ? x + far : x - far;
}

static const Leaf *leaf_of(const Bench *bench, const Node *node) {
    for (int i = 0; i < bench->count; i++)
        if (bench->leaves[i].node == node) return &bench->leaves[i];
    return NULL;
}

/* Moves one cell of one source; every cell of the node that changes must list it. Returns whether
 * any did. */
static bool move_one(const char *what, const Node *node, const Spans *spans, int source,
                     const Leaf *leaf, size_t i, Real *before) {
    Real *x = &leaf->value[i], kept = *x;
    Cell moved_cell = cell_at(leaf->node, i);
    bool any = false;
    memcpy(before, node->value, node_size(node) * sizeof *before);
    *x = moved(leaf, kept);
    tape_rewind(node->tape);
    tape_forward(node->tape);
    for (size_t c = 0; c < node_size(node); c++) {
        if (node->value[c] == before[c]) continue;
        bool listed = false;
        for (int s = 0; s < spans[c].count; s++)
            for (int j = 0; j < node->source_count; j++) /* one node may be a source twice */
                listed |= node->sources[j] == node->sources[source] &&
                          span_holds(&spans[c].items[s], j, moved_cell);
        if (!listed)
            fail_msg("%s: cell %zu changed with cell %zu of source %d, which it does not list",
                     what, c, i, source);
        any = true;
    }
    *x = kept;
    tape_rewind(node->tape);
    tape_forward(node->tape);
    return any;
}

/* Of each source of a case's op: whether a span names it, and whether moving it ever told. */
typedef struct Heard {
    bool listed[SPANS_MAX], told[SPANS_MAX];
} Heard;

static void check_sources(const char *what, Bench *bench, const Node *node, Heard *heard) {
    Spans *spans = ARENA_ARRAY(bench->arena, Spans, node_size(node));
    Real *before = ARENA_ARRAY(bench->arena, Real, node_size(node));
    tape_forward(bench->tape);
    for (size_t c = 0; c < node_size(node); c++) {
        node->op->sources_of_cell(node, cell_at(node, c), &spans[c]);
        for (int s = 0; s < spans[c].count; s++) {
            check_span(what, node, &spans[c].items[s]);
            heard->listed[spans[c].items[s].source] = true;
        }
    }
    for (int source = 0; source < node->source_count; source++) {
        const Leaf *leaf = leaf_of(bench, node_source(node, source));
        for (size_t i = 0; i < leaf->count; i++)
            heard->told[source] |= move_one(what, node, spans, source, leaf, i, before);
    }
}

static bool stands_on_leaves(const Bench *bench, const Node *node) {
    for (int i = 0; i < node->source_count; i++)
        if (!leaf_of(bench, node_source(node, i))) return false;
    return node->source_count > 0;
}

static void check_sources_of_case(const OpCase *c) {
    Heard heard = {{false}, {false}};
    for (int s = 0; s < SHAPES; s++) {
        if (c->one_plane_sources && shapes[s][0] > 1) continue;
        Bench bench;
        bench_begin(&bench, 7);
        c->build(&bench, shapes[s][0], shapes[s][1], shapes[s][2]);
        for (int n = 0; n < tape_count(bench.tape); n++)
            if (stands_on_leaves(&bench, tape_node(bench.tape, n)))
                check_sources(c->name, &bench, tape_node(bench.tape, n), &heard);
        bench_end(&bench);
    }
    for (int i = 0; i < SPANS_MAX; i++)
        if (heard.listed[i] != heard.told[i])
            fail_msg("%s: source %d is listed but never told, or the reverse", c->name, i);
}

static void sources_are_what_changes_a_cell(void **state) {
    (void)state;
    for (int i = 0; i < op_case_count; i++) check_sources_of_case(&op_cases[i]);
}

/* Of every cell of every leaf: the cells that list it are the ones that uses_of_cell gives. */
static void check_uses_of(const char *what, const Node *leaf, const Node *node) {
    for (size_t i = 0; i < node_size(leaf); i++) {
        Arena *arena = arena_new();
        Uses uses = {.count = 0};
        uses_of_cell(leaf, cell_at(leaf, i), 1 << 16, arena, &uses);
        for (size_t c = 0; c < node_size(node); c++) {
            Spans spans = {.count = 0};
            node->op->sources_of_cell(node, cell_at(node, c), &spans);
            int listed = 0, given = 0;
            for (int s = 0; s < spans.count && !listed; s++)
                listed = node_source(node, spans.items[s].source) == leaf &&
                         span_holds(&spans.items[s], spans.items[s].source, cell_at(leaf, i));
            for (int u = 0; u < uses.count; u++) {
                const Use *use = &uses.items[u];
                Span span = {0, use->plane, use->row, use->col, use->rows, use->cols};
                given += use->node == node && span_holds(&span, 0, cell_at(node, c));
            }
            if (listed != given)
                fail_msg("%s: cell %zu %s cell %zu of a leaf; uses_of_cell has it %d times", what,
                         c, listed ? "reads" : "does not read", i, given);
        }
        arena_free(arena);
    }
}

static void uses_are_the_inverse(void **state) {
    (void)state;
    for (int i = 0; i < op_case_count; i++)
        for (int s = 0; s < 4; s++) {
            if (op_cases[i].one_plane_sources && shapes[s][0] > 1) continue;
            Bench bench;
            bench_begin(&bench, 7);
            op_cases[i].build(&bench, shapes[s][0], shapes[s][1], shapes[s][2]);
            tape_forward(bench.tape);
            for (int n = 0; n < tape_count(bench.tape); n++) {
                const Node *node = tape_node(bench.tape, n);
                for (int j = 0; j < node->source_count; j++)
                    check_uses_of(op_cases[i].name, node_source(node, j), node);
            }
            bench_end(&bench);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients_are_the_stencils),
        cmocka_unit_test(every_op_has_a_case),
        cmocka_unit_test(sources_are_what_changes_a_cell),
        cmocka_unit_test(uses_are_the_inverse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
