/* Transformers learn: gradients flow from the loss to every tensor, in float and in batches. */
#include "testing.h"

#include "engine/optimizer.h"
#include "models/transformer.h"

#include <math.h>
#include <string.h>

enum { SYMBOLS = 6, FIRST_SYMBOL = 4, SHORTEST = 2, WORDS = 4, BATCH = 8, WIDTH = 2 * WORDS };

typedef struct Batch {
    int S, T;
    Real source[BATCH * WIDTH], lengths[BATCH];
    Real target[BATCH * WIDTH], target_lengths[BATCH], weights[BATCH * WIDTH];
} Batch;

static Real draw_symbol(Rng *rng) {
    return (Real)(FIRST_SYMBOL + rng_below(rng, SYMBOLS));
}

/* Strings and the same backwards, both ending in </s>. */
static void draw_reversals(Batch *b, uint64_t step) {
    *b = (Batch){.S = WORDS + 1, .T = WORDS + 1};
    for (int p = 0; p < BATCH; p++) {
        Rng rng = rng_at(1, "reversals", step, (uint64_t)p);
        int n = SHORTEST + rng_below(&rng, WORDS - SHORTEST + 1);
        Real *source = b->source + p * b->S, *target = b->target + p * b->T;
        for (int i = 0; i < n; i++) source[i] = target[n - 1 - i] = draw_symbol(&rng);
        source[n] = target[n] = TOKEN_END;
        b->lengths[p] = (Real)(n + 1);
        for (int i = 0; i <= n; i++) b->weights[p * b->T + i] = 1;
    }
}

/* Strings of one length and then the same again, which can be foretold. */
static void draw_repeats(Batch *b, uint64_t step) {
    *b = (Batch){.T = 2 * WORDS};
    for (int p = 0; p < BATCH; p++) {
        Rng rng = rng_at(1, "repeats", step, (uint64_t)p);
        Real *target = b->target + p * b->T;
        for (int i = 0; i < WORDS; i++) target[i] = target[i + WORDS] = draw_symbol(&rng);
        for (int t = WORDS - 1; t < b->T - 1; t++) b->weights[p * b->T + t] = 1;
        b->target_lengths[p] = (Real)b->T;
    }
}

typedef void Draw(Batch *b, uint64_t step);

static TransformerInput input_of(const Batch *b, bool forced) {
    TransformerInput input = {.batch = BATCH, .source_length = b->S, .source = b->source};
    input.lengths = b->lengths;
    if (!forced) return input;
    input.target_length = b->T;
    input.target = b->target;
    input.target_lengths = b->target_lengths;
    input.token_weights = b->weights;
    return input;
}

/* --- training -------------------------------------------------------------------------------- */

typedef struct Trainee {
    Arena *arena;
    TransformerConfig config;
    TransformerOptions options;
    Weights *weights;
    Real *gradients;
    Adam adam;
    Tape *tape;
} Trainee;

static Trainee trainee_new(bool decoder_only, bool sinusoidal) {
    Trainee t = {.arena = arena_new(), .tape = tape_new(), .options = transformer_as_trained()};
    t.config = (TransformerConfig){.decoder_only = decoder_only,
                                   .sinusoidal = sinusoidal,
                                   .layers = 2,
                                   .heads = 4,
                                   .d = 64,
                                   .feedforward = 128,
                                   .positions = WIDTH,
                                   .epsilon = 1e-5};
    t.config.source_vocabulary = t.config.target_vocabulary = FIRST_SYMBOL + SYMBOLS;
    assert_null(transformer_validate(&t.config));
    int count;
    Weight *list = transformer_weights(&t.config, t.arena, &count);
    t.weights = weights_new(t.arena, list, count);
    weights_start(t.weights, 1);
    t.gradients = ARENA_ARRAY(t.arena, Real, t.weights->size);
    t.adam = adam_new(t.arena, t.weights->size);
    tape_set_fused(t.tape, true);
    return t;
}

static void trainee_free(Trainee *t) {
    tape_free(t->tape);
    arena_free(t->arena);
}

static TransformerRun run_of(Trainee *t, const Batch *b, bool forced) {
    TransformerInput input = input_of(b, forced);
    tape_reset(t->tape);
    return transformer_build(t->tape, &t->config, (Parameters){t->weights, t->gradients},
                             &t->options, &input);
}

static void train(Trainee *t, Draw *draw, int steps, double peak) {
    for (int step = 0; step < steps; step++) {
        Batch b;
        draw(&b, (uint64_t)step);
        memset(t->gradients, 0, t->weights->size * sizeof(Real));
        TransformerRun run = run_of(t, &b, true);
        tape_backward(t->tape, run.loss);
        double tokens = 0;
        for (int i = 0; i < BATCH * b.T; i++) tokens += (double)b.weights[i];
        for (size_t i = 0; i < t->weights->size; i++) t->gradients[i] /= (Real)tokens;
        double norm =
            adam_update(&t->adam, rate_at(peak, step, steps, 50), t->gradients, t->weights->values);
        assert_true(norm > 0 && norm < 1e6);
        if (step > 0) continue;
        for (int i = 0; i < t->weights->count; i++) { /* every tensor is reached */
            const Weight *w = &t->weights->list[i];
            double size = 0;
            for (int j = 0; j < w->rows * w->cols; j++)
                size += fabs((double)t->gradients[w->offset + (size_t)j]);
            if (!(size > 0)) fail_msg("%s has no gradient", w->name);
        }
    }
}

/* Of a fresh batch, the share of strings whose greedy output is the reverse. */
static double share_reversed(Trainee *t) {
    Batch b;
    draw_reversals(&b, 1 << 20);
    TransformerRun run = run_of(t, &b, false);
    int right = 0;
    for (int p = 0; p < BATCH; p++) {
        bool same = run.complete[p];
        for (int i = 0; i < (int)b.lengths[p] && i < run.steps; i++)
            same &= run.chosen[i * BATCH + p] == (int)b.target[p * b.T + i];
        right += same;
    }
    return (double)right / BATCH;
}

/* Of a fresh batch, the share of the repeated symbols with the largest logit. */
static double share_repeated(Trainee *t) {
    Batch b;
    draw_repeats(&b, 1 << 20);
    TransformerRun run = run_of(t, &b, true);
    int right = 0, count = 0, V = t->config.target_vocabulary;
    for (int p = 0; p < BATCH; p++)
        for (int i = WORDS - 1; i < b.T - 1; i++, count++) {
            int best = 0;
            for (int v = 1; v < V; v++)
                if (node_at(run.logits, p, i, v) > node_at(run.logits, p, i, best)) best = v;
            right += best == (int)b.target[p * b.T + i + 1];
        }
    return (double)right / count;
}

static void a_pair_learns_to_reverse(void **state) {
    (void)state;
    for (int sinusoidal = 0; sinusoidal < 2; sinusoidal++) {
        Trainee t = trainee_new(false, sinusoidal);
        train(&t, draw_reversals, 250, 3e-3);
        double share = share_reversed(&t);
        print_message("           %.3f reversed\n", share);
        assert_true(share > 0.7);
        trainee_free(&t);
    }
}

static void a_decoder_learns_to_repeat(void **state) {
    (void)state;
    Trainee t = trainee_new(true, false);
    train(&t, draw_repeats, 150, 3e-3);
    double share = share_repeated(&t);
    print_message("           %.3f repeated\n", share);
    assert_true(share > 0.9);
    trainee_free(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_learns_to_reverse),
        cmocka_unit_test(a_decoder_learns_to_repeat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
