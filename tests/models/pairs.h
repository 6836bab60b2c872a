/* pairs.h -- small transformers with random weights, and batches for them. */
#ifndef HEED_TESTS_MODELS_PAIRS_H
#define HEED_TESTS_MODELS_PAIRS_H

#include "models/sentences.h"
#include "models/transformer.h"

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

#endif
