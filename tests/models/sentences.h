/* sentences.h -- small encoder–decoders with random weights, and sentences for them. */
#ifndef HEED_TESTS_MODELS_SENTENCES_H
#define HEED_TESTS_MODELS_SENTENCES_H

#include "models/seq2seq.h"

enum { SENTENCES = 4, LONGEST = 8 };

typedef struct Sentences {
    int batch, S, T;
    int lengths[SENTENCES], targets[SENTENCES]; /* tokens of each, </s> counted */
    Real source[SENTENCES * LONGEST], source_lengths[SENTENCES];
    Real target[SENTENCES * LONGEST], token_weights[SENTENCES * LONGEST];
} Sentences;

typedef struct TinyModel {
    Seq2SeqConfig config;
    Weights *weights;
    Attention attention;
} TinyModel;

/* Weights as training starts with, and more by ± `more`, so that nothing is nearly linear. */
static inline void tiny_draw(Weights *weights, uint64_t seed, double more) {
    weights_start(weights, seed);
    Rng rng = rng_seeded(seed);
    for (size_t i = 0; i < weights->size; i++)
        weights->values[i] += (Real)rng_between(&rng, -more, more);
}

/* Sizes E 3, H 4 (one direction: 4), A 5, R 3, vocabularies 7 and 6. Weights are drawn from the
 * seed. */
static inline void tiny_model(TinyModel *model, Arena *arena, const char *cell, const char *score,
                              const char *scope, bool current, bool two_way, uint64_t seed) {
    *model = (TinyModel){0};
    model->config = (Seq2SeqConfig){.cell = cell_find(cell),
                                    .bidirectional = two_way,
                                    .query_current = current,
                                    .embedding = 3,
                                    .hidden = 4,
                                    .attention = 5,
                                    .readout = 3,
                                    .source_vocabulary = 7,
                                    .target_vocabulary = 6,
                                    .score = score_find(score),
                                    .scope = scope_find(scope),
                                    .window = 2};
    model->attention = (Attention){.score = model->config.score,
                                   .scope = model->config.scope,
                                   .weigh = weigh_find("soft"),
                                   .window = 2,
                                   .temperature = 1,
                                   .samples = 1};
    Weight list[SEQ2SEQ_WEIGHTS_MAX];
    model->weights = weights_new(arena, list, seq2seq_weights(&model->config, list));
    tiny_draw(model->weights, seed, 0.6);
}

/* `lengths` and `targets` of each item (with </s>), padded to the longest; random tokens, and the
 * padding of the target weighing nothing. */
static inline void draw_sentences(Sentences *s, int batch, const int *lengths, const int *targets,
                                  uint64_t seed) {
    *s = (Sentences){.batch = batch};
    for (int p = 0; p < batch; p++) {
        s->S = lengths[p] > s->S ? lengths[p] : s->S;
        s->T = targets[p] > s->T ? targets[p] : s->T;
    }
    Rng rng = rng_seeded(seed);
    for (int p = 0; p < batch; p++) {
        s->lengths[p] = lengths[p];
        s->targets[p] = targets[p];
        s->source_lengths[p] = (Real)lengths[p];
        for (int i = 0; i + 1 < lengths[p]; i++)
            s->source[p * s->S + i] = (Real)(3 + rng_below(&rng, 4));
        s->source[p * s->S + lengths[p] - 1] = TOKEN_END;
        for (int i = 0; i < targets[p]; i++) {
            s->target[p * s->T + i] = (Real)(3 + rng_below(&rng, 3));
            s->token_weights[p * s->T + i] = (Real)rng_between(&rng, 0.5, 1.5);
        }
        s->target[p * s->T + targets[p] - 1] = TOKEN_END;
    }
}

/* One of them, alone and without padding. */
static inline void one_sentence(Sentences *out, const Sentences *all, int item) {
    *out = (Sentences){.batch = 1, .S = all->lengths[item], .T = all->targets[item]};
    out->lengths[0] = out->S;
    out->targets[0] = out->T;
    out->source_lengths[0] = (Real)out->S;
    for (int i = 0; i < out->S; i++) out->source[i] = all->source[item * all->S + i];
    for (int i = 0; i < out->T; i++) {
        out->target[i] = all->target[item * all->T + i];
        out->token_weights[i] = all->token_weights[item * all->T + i];
    }
}

static inline Seq2SeqInput input_of(const Sentences *s, bool forced) {
    Seq2SeqInput input = {.batch = s->batch,
                          .source_length = s->S,
                          .source = s->source,
                          .lengths = s->source_lengths};
    if (!forced) return input;
    input.target_length = s->T;
    input.target = s->target;
    input.token_weights = s->token_weights;
    return input;
}

#endif
