/* pairs.h -- small transformers with random weights, batches for them, and runs held against each
 * other. */
#ifndef HEED_TESTS_MODELS_PAIRS_H
#define HEED_TESTS_MODELS_PAIRS_H

#include "models/sentences.h"
#include "models/transformer.h"
#include "testing.h"

#include <math.h>
#include <string.h>

typedef struct TinyTransformer {
    TransformerConfig config;
    Weights *weights;
    TransformerOptions options;
} TinyTransformer;

/* Two layers of two heads, d 6, F 5, vocabularies 7 and 6 (decoder-only: 7); weights drawn from the
 * seed. */
static inline void tiny_transformer(TinyTransformer *model, Arena *arena, bool decoder_only,
                                    bool sinusoidal, uint64_t seed) {
    *model = (TinyTransformer){.options = transformer_as_trained()};
    model->config = (TransformerConfig){.decoder_only = decoder_only,
                                        .sinusoidal = sinusoidal,
                                        .layers = 2,
                                        .heads = 2,
                                        .d = 6,
                                        .feedforward = 5,
                                        .positions = 12,
                                        .epsilon = 1e-5,
                                        .source_vocabulary = 7,
                                        .target_vocabulary = decoder_only ? 7 : 6};
    int count;
    Weight *list = transformer_weights(&model->config, arena, &count);
    model->weights = weights_new(arena, list, count);
    tiny_draw(model->weights, seed, 0.6);
}

/* The sentences as the model reads them: decoder-only reads the targets alone, and its rows predict
 * what follows. `lengths` is room for theirs. */
static inline TransformerInput transformer_input(const TinyTransformer *model, const Sentences *s,
                                                 bool forced, Real *lengths) {
    TransformerInput input = {.batch = s->batch};
    for (int p = 0; p < s->batch; p++) lengths[p] = (Real)s->targets[p];
    input.target_lengths = lengths;
    if (!model->config.decoder_only) {
        input.source_length = s->S;
        input.source = s->source;
        input.lengths = s->source_lengths;
    }
    if (!forced) return input;
    input.target_length = s->T;
    input.target = s->target;
    input.token_weights = s->token_weights;
    return input;
}

/* A row predicts the next symbol: the last symbol's row has none. */
static inline void last_rows_predict_nothing(Sentences *s) {
    for (int p = 0; p < s->batch; p++)
        for (int t = s->targets[p] - 1; t < s->T; t++) s->token_weights[p * s->T + t] = 0;
}

/* --- whole runs, in double ------------------------------------------------------------------- */

#define SAME 1e-10

static const int mixed_lengths[] = {3, 6, 1, 4}, mixed_targets[] = {4, 2, 3, 5};

typedef struct Built {
    Tape *tape;
    Real *gradients;
    TransformerRun run;
} Built;

static inline Built build(const TinyTransformer *model, const Sentences *s, bool fused,
                          bool forced) {
    Built built = {.tape = tape_new()};
    tape_set_fused(built.tape, fused);
    built.gradients = ARENA_ARRAY(tape_arena(built.tape), Real, model->weights->size);
    Real lengths[SENTENCES];
    TransformerInput input = transformer_input(model, s, forced, lengths);
    built.run =
        transformer_build(built.tape, &model->config, (Parameters){model->weights, built.gradients},
                          &model->options, &input);
    if (forced) tape_backward(built.tape, built.run.loss);
    return built;
}

static inline void draw_for(const TinyTransformer *model, Sentences *s, int batch,
                            const int *lengths, const int *targets, uint64_t seed) {
    draw_sentences(s, batch, lengths, targets, seed);
    if (model->config.decoder_only) last_rows_predict_nothing(s);
}

/* All kinds: decoder-only, and pairs with learned and with sinusoidal positions. */
typedef void Visit(TinyTransformer *model, const char *what);

static inline void visit_all(Visit *visit) {
    static const char *const names[] = {"decoder-only", "learned", "sinusoidal"};
    for (int kind = 0; kind < 3; kind++) {
        Arena *arena = arena_new();
        TinyTransformer model;
        tiny_transformer(&model, arena, kind == 0, kind == 2, 5);
        visit(&model, names[kind]);
        arena_free(arena);
    }
}

/* Item `item` of a node of the batch in the same node of the item alone, as far as that goes: its
 * planes are the item's heads, or the item. */
static inline void assert_same_item(const Node *all, int item, const Node *alone,
                                    const char *what) {
    int each = alone->shape.planes;
    for (int p = 0; p < each; p++)
        for (int r = 0; r < alone->shape.rows; r++)
            for (int c = 0; c < alone->shape.cols; c++) {
                double x = node_at(all, item * each + p, r, c), y = node_at(alone, p, r, c);
                if (x == y || fabs(x - y) <= SAME) continue;
                fail_msg("%s, item %d: %s, %d, %d, %d: %.15g and %.15g", what, item, alone->name, p,
                         r, c, x, y);
            }
}

/* The lines that one node of self-attention stands for on a fused tape. */
static inline bool is_fused_line(const char *name) {
    static const char *const lines[] = {".product", ".scaled", ".allowed", ".scores", ".weights"};
    const char *end = strrchr(name, '.');
    for (size_t i = 0; end && i < sizeof lines / sizeof *lines; i++)
        if (!strcmp(end, lines[i])) return strstr(name, "attention.") != NULL;
    return false;
}

/* Every named number of the item alone, but the losses. Returns how many nodes. */
static inline int assert_same_nodes(const Built *all, int item, const Built *alone,
                                    const char *what) {
    int count = 0;
    for (int i = 0; i < tape_count(alone->tape); i++) {
        const Node *b = tape_node(alone->tape, i);
        if (!b->name || node_is_parameter(b) || b == alone->run.loss) continue;
        const Node *a = tape_find(all->tape, b->name, -1);
        if (!a && (b == alone->run.probabilities || is_fused_line(b->name))) continue;
        if (!a) fail_msg("%s: %s is missing", what, b->name);
        assert_same_item(a, item, b, what);
        count++;
    }
    return count;
}

#endif
