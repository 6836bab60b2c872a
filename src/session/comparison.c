#include "session/comparison.h"

#include "attention/measures.h"
#include "session/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- cell by cell, row by row ---------------------------------------------------------------- */

/* Self-attention reads the rows' own tokens: then the columns are as many as the rows. */
static const char *no_difference(const Comparison *c) {
    if (!c->a.array || !c->b.array)
        return "One of the two has no weights, so there is nothing to subtract.";
    if (!text_same_pieces(c->a.cols, c->b.cols))
        return "The two look at different tokens: their cells are no pairs, and nothing is "
               "subtracted.";
    return NULL;
}

static const Real *read_all(Arena *arena, RunMatrix m, int rows) {
    int cols = m.cols.count;
    Real *out = ARENA_ARRAY(arena, Real, (size_t)rows * (size_t)cols + 1);
    trace_read(m.array, m.plane, 0, 0, rows, cols, rows, cols, TRACE_LARGEST, out);
    return out;
}

/* Where a score is −inf its weight is masked. */
static void subtract(Comparison *c, const Real *masks[2], const Real *a, const Real *b, int rows) {
    int cols = c->a.cols.count;
    size_t size = (size_t)rows * (size_t)cols;
    Real *out = ARENA_ARRAY(c->arena, Real, size + 1);
    double most = 0;
    for (size_t i = 0; i < size; i++) {
        bool masked = masks[0][i] == -REAL_INFINITY && masks[1][i] == -REAL_INFINITY;
        out[i] = masked ? -REAL_INFINITY : a[i] - b[i];
        if (!masked) most = fmax(most, fabs((double)out[i]));
    }
    c->limit = most > 0.1 ? ceil(most * 10 - 1e-6) / 10 : 0.1;
    c->tape = tape_new();
    tape_name(tape_given(c->tape, (Shape){1, rows, cols}, out), "difference", -1, __FILE__,
              __LINE__);
    c->trace = trace_from_tape(c->arena, c->tape);
    c->difference = (RunMatrix){trace_find(c->trace, "difference"), 0,
                                (TextPieces){c->a.rows.items, rows}, c->a.cols};
}

static void diverge(Comparison *c, const Real *a, const Real *b, int rows) {
    int cols = c->a.cols.count;
    double *out = ARENA_ARRAY(c->arena, double, rows + 1);
    for (int t = 0; t < rows; t++) {
        size_t at = (size_t)t * (size_t)cols;
        out[t] = measure_divergence(a + at, b + at, cols);
    }
    c->divergence = out;
}

Comparison *comparison_new(const Run *a, const Look *look_a, const Run *b, const Look *look_b) {
    Comparison *c = calloc(1, sizeof *c);
    CHECK(c, "out of memory");
    c->arena = arena_new();
    if (run_has_attention(a)) c->a = run_matrix(a, look_a, MATRIX_WEIGHTS);
    if (run_has_attention(b)) c->b = run_matrix(b, look_b, MATRIX_WEIGHTS);
    c->no = no_difference(c);
    if (c->no) return c;
    int rows = c->a.rows.count < c->b.rows.count ? c->a.rows.count : c->b.rows.count;
    Arena *scratch = arena_new();
    const Real *masks[2] = {read_all(scratch, run_matrix(a, look_a, MATRIX_MASK), rows),
                            read_all(scratch, run_matrix(b, look_b, MATRIX_MASK), rows)};
    const Real *weights_a = read_all(scratch, c->a, rows),
               *weights_b = read_all(scratch, c->b, rows);
    subtract(c, masks, weights_a, weights_b, rows);
    diverge(c, weights_a, weights_b, rows);
    arena_free(scratch);
    return c;
}

Comparison *comparison_of(const Session *session) {
    const State *state = session_state(session);
    Look second = state->look;
    second.heads[0] = state->compare.head;
    return comparison_new(session_run(session), &state->look, session_other(session), &second);
}

void comparison_free(Comparison *c) {
    if (!c) return;
    trace_free(c->trace);
    tape_free(c->tape);
    arena_free(c->arena);
    free(c);
}

/* --- words ----------------------------------------------------------------------------------- */

bool *comparison_differ(Arena *arena, TextPieces a, TextPieces b) {
    enum { LONG = 2000 }; /* beyond it, place by place */
    bool *differ = ARENA_ARRAY(arena, bool, a.count + 1);
    if (a.count > LONG || b.count > LONG) {
        for (int i = 0; i < a.count; i++)
            differ[i] = i >= b.count || strcmp(a.items[i], b.items[i]) != 0;
        return differ;
    }
    Arena *scratch = arena_new();
    int width = b.count + 1; /* longest common subsequence of what begins at (i, j) */
    int *longest = ARENA_ARRAY(scratch, int, (size_t)(a.count + 1) * (size_t)width);
    for (int i = a.count - 1; i >= 0; i--)
        for (int j = b.count - 1; j >= 0; j--) {
            int *at = &longest[i * width + j];
            *at = at[width] > at[1] ? at[width] : at[1];
            if (!strcmp(a.items[i], b.items[j])) *at = at[width + 1] + 1;
        }
    for (int i = 0, j = 0; i < a.count;) {
        bool pair = j < b.count && !strcmp(a.items[i], b.items[j]);
        if (pair)
            i++, j++;
        else if (j < b.count && longest[i * width + j + 1] >= longest[(i + 1) * width + j])
            j++;
        else
            differ[i++] = true;
    }
    arena_free(scratch);
    return differ;
}

/* --- the reference --------------------------------------------------------------------------- */

/* p(id) = softmax(logits)[id], in double. */
static double probability(const Node *logits, int id) {
    int V = logits->shape.cols;
    double most = (double)logits->value[0], sum = 0;
    for (int v = 1; v < V; v++) most = fmax(most, (double)logits->value[v]);
    for (int v = 0; v < V; v++) sum += exp((double)logits->value[v] - most);
    return exp((double)logits->value[id] - most) / sum;
}

/* The run again with the reference's tokens for its own choices. False when it stops before. */
static bool force(const Run *run, const int *ids, int count, double *out) {
    const Model *model = run->ask.model;
    int S = run->source.count;
    Tape *tape = tape_new();
    Real *source = ARENA_ARRAY(tape_arena(tape), Real, S), length = (Real)S;
    for (int s = 0; s < S; s++)
        source[s] =
            (Real)(s == S - 1 ? TOKEN_END : vocabulary_id(&model->source, run->source.items[s]));
    Seq2SeqInput input = {.batch = 1, .source_length = S, .source = source, .lengths = &length};
    WhatIf what_if = run_what_if(run);
    input.what_if = &what_if;
    input.prefix = ids;
    input.prefix_length = count - 1; /* all but </s> */
    Seq2SeqRun made = seq2seq_build(tape, &model->config, (Parameters){model->weights, NULL},
                                    &run->ask.attention, &input, run->ask.seed);
    bool good = made.steps >= count;
    for (int t = 0; t < count && good; t++) out[t] = probability(made.logits[t], ids[t]);
    tape_free(tape);
    return good;
}

bool run_reference(const Run *run, Arena *arena, Reference *out) {
    const Model *model = run->ask.model;
    if (!run->reference || model->kind != &model_seq2seq || run_is_long(&run->ask)) return false;
    TextPieces tokens = tokens_split(arena, model->tokens, run->reference);
    int count = tokens.count + 1;
    const char **items = ARENA_ARRAY(arena, const char *, count);
    int *ids = ARENA_ARRAY(arena, int, count);
    for (int t = 0; t < count; t++) {
        items[t] = t < tokens.count ? tokens.items[t] : "</s>";
        ids[t] = t < tokens.count ? vocabulary_id(&model->target, items[t]) : TOKEN_END;
        if (ids[t] < 0 || ids[t] == TOKEN_UNKNOWN) return false;
    }
    double *probabilities = ARENA_ARRAY(arena, double, count);
    *out = (Reference){{items, count}, probabilities};
    return force(run, ids, count, probabilities);
}
