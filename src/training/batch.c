#include "training/batch.h"

static int longest(const Sample *samples, int count, bool target) {
    int most = 0;
    for (int i = 0; i < count; i++) {
        int n = target ? samples[i].target_tokens.count : samples[i].source_tokens.count;
        if (n > most) most = n;
    }
    return most + 1;
}

/* Ids of one item with </s>, then padding, into `row` of `width`. */
static void place(Real *row, int width, const Vocabulary *vocabulary, TextPieces tokens) {
    for (int i = 0; i < width; i++) {
        if (i < tokens.count)
            row[i] = (Real)vocabulary_id(vocabulary, tokens.items[i]);
        else
            row[i] = i == tokens.count ? TOKEN_END : TOKEN_PAD;
    }
}

Seq2SeqInput batch_input(Arena *arena, const Model *model, const Sample *samples, int count,
                         Real weight) {
    int S = longest(samples, count, false), T = longest(samples, count, true);
    size_t n = (size_t)count;
    Real *source = ARENA_ARRAY(arena, Real, n * (size_t)S), *lengths = ARENA_ARRAY(arena, Real, n);
    for (size_t i = 0; i < n; i++) {
        place(source + i * (size_t)S, S, &model->source, samples[i].source_tokens);
        lengths[i] = (Real)(samples[i].source_tokens.count + 1);
    }
    Seq2SeqInput input = {.batch = count, .source_length = S, .source = source, .lengths = lengths};
    if (!(weight > 0)) return input;
    Real *target = ARENA_ARRAY(arena, Real, n * (size_t)T),
         *weights = ARENA_ARRAY(arena, Real, n * (size_t)T);
    for (size_t i = 0; i < n; i++) {
        place(target + i * (size_t)T, T, &model->target, samples[i].target_tokens);
        for (int t = 0; t <= samples[i].target_tokens.count; t++)
            weights[i * (size_t)T + (size_t)t] = weight;
    }
    input.target_length = T;
    input.target = target;
    input.token_weights = weights;
    return input;
}

long batch_tokens(const Sample *samples, int count) {
    long tokens = 0;
    for (int i = 0; i < count; i++) tokens += samples[i].target_tokens.count + 1;
    return tokens;
}

Attention model_attention(const Model *model) {
    return (Attention){
        .score = model->config.score,
        .scope = model->config.scope,
        .weigh = weigh_find("soft"),
        .window = model->config.window,
        .temperature = 1,
        .samples = 1,
    };
}
