#include "attention/bed.h"

#include "testing.h"

Attention bed_attention(const char *score, const char *scope, const char *weigh) {
    return (Attention){.score = score_find(score),
                       .scope = scope_find(scope),
                       .weigh = weigh_find(weigh),
                       .window = 2,
                       .temperature = 1,
                       .samples = 1};
}

static void make_weights(Bed *bed, uint64_t seed) {
    Weight list[8];
    int count = attention_weights(bed->attention.score->parameters, bed->sizes, list);
    count += attention_weights(bed->attention.scope->parameters, bed->sizes, list + count);
    bed->weights = weights_new(bed->bench.arena, list, count);
    weights_start(bed->weights, seed);
    /* Biases start at 0, and the predicted centres near the middle: away from both here. */
    for (int i = 0; i < count; i++)
        for (int j = 0; j < list[i].rows * list[i].cols; j++)
            weights_values(bed->weights, &bed->weights->list[i])[j] +=
                (Real)rng_between(&bed->bench.rng, -0.5, 0.5);
    bed->parameters = (Parameters){bed->weights, bench_weights(&bed->bench, bed->weights)};
}

void bed_begin(Bed *bed, const Attention *attention, int B, int S, bool fused, uint64_t seed) {
    *bed = (Bed){.attention = *attention};
    Bench *bench = &bed->bench;
    bench_begin(bench, seed);
    tape_set_fused(bench->tape, fused);
    bed->sizes = (AttentionSizes){4, attention->score->same_size ? 4 : 6, 5};
    make_weights(bed, seed);
    bed->q = bench_learned(bench, (Shape){B, 1, bed->sizes.query}, -1, 1);
    bed->keys = bench_learned(bench, (Shape){B, S, bed->sizes.key}, -1, 1);
    bed->values = bench_learned(bench, (Shape){B, S, 3}, -1, 1);
    Real *lengths = ARENA_ARRAY(bench->arena, Real, B);
    for (int p = 0; p < B; p++) lengths[p] = (Real)(S - p > 1 ? S - p : 1);
    bed->lengths = tape_given(bench->tape, (Shape){B, 1, 1}, lengths);
    bed->memory = memory_prepare(attention, bed->parameters, bed->keys, bed->values, bed->lengths);
}

Attended bed_row(Bed *bed, int t, Rng *rng) {
    return attend(&bed->attention, bed->parameters, &bed->memory, bed->q, t, bed->what_if, rng);
}

void bed_end(Bed *bed) {
    bench_end(&bed->bench);
}
