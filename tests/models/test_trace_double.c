/* Every digit traces back, on whole shown tapes: a number changes only with what sources_of_cell
 * lists, and does change with that where its derivative is not 0; and where a number goes is the
 * exact inverse of where numbers come from. */
#include "models/pairs.h"
#include "testing.h"

#include "engine/uses.h"
#include "models/seq2seq.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CELLS_TRIED = 5 };

typedef struct Tried {
    long moved, changed, told, uses;
} Tried;

static Cell cell_at(const Node *node, size_t i) {
    size_t cols = (size_t)node->shape.cols, rows = (size_t)node->shape.rows;
    return (Cell){(int)(i / cols / rows), (int)(i / cols % rows), (int)(i % cols)};
}

/* By the spans alone, without the engine's own search. */
static bool lists(const Node *reader, Cell made, const Node *node, Cell cell) {
    Spans spans = {.count = 0};
    reader->op->sources_of_cell(reader, made, &spans);
    for (int i = 0; i < spans.count; i++) {
        const Span *s = &spans.items[i];
        if (node_source(reader, s->source) == node && cell.plane == s->plane &&
            cell.row >= s->row && cell.row < s->row + s->rows && cell.col >= s->col &&
            cell.col < s->col + s->cols)
            return true;
    }
    return false;
}

/* ∂(cell c of the node)/∂(cell i of its source), by the op's own backward. */
static double derivative(const Node *node, size_t c, Node *source, size_t i) {
    Node *changeable = tape_node(node->tape, node->id);
    memset(node_gradient(changeable), 0, node_size(node) * sizeof(Real));
    for (int s = 0; s < node->source_count; s++) {
        Real *grad = node_gradient(node_source(node, s));
        if (grad) memset(grad, 0, node_size(node_source(node, s)) * sizeof(Real));
    }
    changeable->grad[c] = 1;
    if (!node->op->backward) return 0;
    node->op->backward(node);
    for (int s = 0; s < node->source_count; s++) {
        const Node *from = node_source(node, s);
        if (node_is_parameter(from)) from->op->backward(from);
    }
    return (double)source->grad[i];
}

/* One number of a source moves a little: which cells of the node follow. */
static void try_cell(const char *what, const Node *node, Node *source, size_t i, Tried *tried) {
    Real kept = source->value[i];
    Cell cell = cell_at(source, i);
    size_t n = node_size(node);
    Real *before = ARENA_ARRAY(tape_arena(node->tape), Real, n);
    Real *after = ARENA_ARRAY(tape_arena(node->tape), Real, n);
    memcpy(before, node->value, n * sizeof *before);
    source->value[i] = kept + 0.01 * (1 + fabs(kept));
    tape_rewind(node->tape); /* a weight's panels are made again */
    node->op->forward(node);
    memcpy(after, node->value, n * sizeof *after);
    source->value[i] = kept;
    tape_rewind(node->tape);
    node->op->forward(node);
    tried->moved++;
    for (size_t c = 0; c < n; c++) {
        bool changed = before[c] != after[c], listed = lists(node, cell_at(node, c), source, cell);
        if (changed && !listed)
            fail_msg("%s: %s of %s changed with a cell of %s that it does not list", what,
                     node->op->name, node->name ? node->name : "?",
                     source->name ? source->name : source->op->name);
        tried->changed += changed;
        if (!listed || changed || isinf(before[c])) continue;
        /* it may be that it truly does not matter */
        if (fabs(derivative(node, c, source, i)) > 1e-9)
            fail_msg("%s: %s of %s lists a cell of %s and does not change with it", what,
                     node->op->name, node->name ? node->name : "?", source->op->name);
        tried->told++;
    }
}

static bool has_source(const Node *node, const Node *source) {
    for (int s = 0; s < node->source_count; s++)
        if (node_source(node, s) == source) return true;
    return false;
}

static void check_tape(const char *what, const Tape *tape, Tried *tried) {
    Rng rng = rng_seeded(5);
    for (int id = 0; id < tape_count(tape); id++) {
        const Node *node = tape_node(tape, id);
        for (int s = 0; s < node->source_count && node->op->forward; s++) {
            Node *source = node_source(node, s);
            if (!source->needs_gradient) continue; /* a token's number, a length */
            for (int k = 0; k < CELLS_TRIED; k++) {
                size_t i = (size_t)(rng_unit(&rng) * (double)node_size(source));
                if (isfinite(source->value[i])) try_cell(what, node, source, i, tried);
            }
        }
    }
}

/* Of a number: every cell of every later node, asked one by one, against uses_of_cell. */
static void check_uses(const char *what, const Node *node, Cell cell, Tried *tried) {
    Arena *arena = arena_new();
    Uses uses = {.count = 0};
    uses_of_cell(node, cell, 1 << 20, arena, &uses);
    assert_false(uses.cut);
    long left = 0; /* cells that read it, less those that uses_of_cell gave */
    for (int id = node->id + 1; id < tape_count(node->tape); id++) {
        const Node *reader = tape_node(node->tape, id);
        if (!has_source(reader, node)) continue;
        long listed = 0, held = 0;
        for (size_t c = 0; c < node_size(reader); c++) {
            Cell made = cell_at(reader, c);
            bool is = lists(reader, made, node, cell), in = false;
            for (int u = 0; u < uses.count; u++) {
                const Use *use = &uses.items[u];
                in |= use->node == reader && made.plane == use->plane && made.row >= use->row &&
                      made.row < use->row + use->rows && made.col >= use->col &&
                      made.col < use->col + use->cols;
            }
            if (is != in)
                fail_msg("%s: %s is %sread by %s, and uses_of_cell %s", what, node->op->name,
                         is ? "" : "not ", reader->op->name, in ? "says so" : "does not");
            listed += is;
        }
        for (int u = 0; u < uses.count; u++)
            if (uses.items[u].node == reader) held += (long)uses.items[u].rows * uses.items[u].cols;
        assert_int_equal(listed, held); /* none twice */
        left += listed;
    }
    for (int u = 0; u < uses.count; u++) left -= (long)uses.items[u].rows * uses.items[u].cols;
    assert_int_equal(left, 0);
    tried->uses += uses.count;
    arena_free(arena);
}

static void check_all_uses(const char *what, const Tape *tape, Tried *tried) {
    Rng rng = rng_seeded(9);
    for (int id = 0; id < tape_count(tape); id++) {
        const Node *node = tape_node(tape, id);
        size_t i = (size_t)(rng_unit(&rng) * (double)node_size(node));
        check_uses(what, node, cell_at(node, i), tried);
    }
}

static void check(const char *what, const Tape *tape) {
    Tried tried = {0};
    check_all_uses(what, tape, &tried);
    check_tape(what, tape, &tried);
    if (tried.moved < 100 || tried.changed < tried.moved || tried.uses < 50)
        fail_msg("%s: %ld moved, %ld changed, %ld uses: the test has lost its way", what,
                 tried.moved, tried.changed, tried.uses);
}

/* --- tapes ----------------------------------------------------------------------------------- */

static void seq2seq_traces_back(void **state) {
    (void)state;
    static const char *const scores[] = {"dot", "scaled", "cosine", "bilinear", "additive", "none"};
    static const char *const scopes[] = {"global", "local-m", "local-p"};
    static const int lengths[] = {4}, targets[] = {3};
    for (int i = 0; i < 6; i++) {
        TinyModel model;
        Arena *arena = arena_new();
        Tape *tape = tape_new();
        Sentences sentences;
        tiny_model(&model, arena, cell_list[i % 3]->word, scores[i], scopes[i % 3], i == 1, i != 2,
                   7);
        draw_sentences(&sentences, 1, lengths, targets, 3);
        Seq2SeqInput input = input_of(&sentences, true);
        Real *gradients = ARENA_ARRAY(arena, Real, model.weights->size);
        seq2seq_build(tape, &model.config, (Parameters){model.weights, gradients}, &model.attention,
                      &input, 1);
        check(scores[i], tape);
        tape_free(tape);
        arena_free(arena);
    }
}

static void transformers_trace_back(void **state) {
    (void)state;
    for (int alone = 0; alone < 2; alone++)
        for (int fused = 0; fused < 2; fused++) {
            TinyTransformer model;
            Arena *arena = arena_new();
            Sentences s;
            tiny_transformer(&model, arena, alone, false, 4);
            draw_sentences(&s, 1, (const int[]){4}, (const int[]){5}, 3);
            if (alone) last_rows_predict_nothing(&s);
            Built built = build(&model, &s, fused, true);
            check(alone ? "a decoder alone" : "both halves", built.tape);
            tape_free(built.tape);
            arena_free(arena);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seq2seq_traces_back),
        cmocka_unit_test(transformers_trace_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
