/* What hard's draws come to: the same as a run's, and nearer to soft's context with every draw. */
#include "testing.h"

#include "attention/sampling.h"

#include <math.h>
#include <string.h>

enum { S = 5, WIDTH = 3 };
static const Real scores[S] = {1.5f, -0.5f, -REAL_INFINITY, 2, 0.25f};
static const Real values[S * WIDTH] = {1, 0, 2, -1, 3, 0.5f, 9, 9, 9, 0, -2, 1, 4, 1, -1};

static Attention attention_of(const char *scope, double temperature) {
    return (Attention){.score = score_find("dot"),
                       .scope = scope_find(scope),
                       .weigh = weigh_find("hard"),
                       .window = 2,
                       .temperature = temperature,
                       .samples = 1};
}

static SamplingAsk ask_of(const Attention *attention, int n) {
    return (SamplingAsk){.scores = scores,
                         .S = S,
                         .width = WIDTH,
                         .values = values,
                         .attention = attention,
                         .center = 2.5,
                         .n = n,
                         .seed = 7,
                         .row = 1};
}

/* By hand, in double. */
static void soft_by_hand(double temperature, double out[S]) {
    double sum = 0;
    for (int s = 0; s < S; s++) sum += out[s] = exp((double)scores[s] / temperature);
    for (int s = 0; s < S; s++) out[s] /= sum;
}

static void weights_are_those_of_every_way(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Attention attention = attention_of("global", 0.5);
    SamplingAsk ask = ask_of(&attention, 4);
    const Sampling *p = sampling_of(arena, &ask);
    double soft[S], sum = 0;
    soft_by_hand(0.5, soft);
    for (int s = 0; s < S; s++) {
        assert_near((double)p->soft[s], soft[s], 1e-6);
        assert_near((double)p->argmax[s], s == 3, 0);
        sum += (double)p->sparse[s];
    }
    assert_near(sum, 1, 1e-6);
    assert_near((double)p->sparse[0], 0, 1e-6); /* 4 and 3: the difference of 1 leaves nothing */
    for (int c = 0; c < WIDTH; c++) {
        double context = 0;
        for (int s = 0; s < S; s++)
            if (s != 2) context += soft[s] * (double)values[s * WIDTH + c];
        assert_near((double)p->context[c], context, 1e-5);
    }
    const Real *cold = sampling_soft(arena, scores, S, 0.01);
    assert_near((double)cold[3], 1, 1e-6); /* τ → 0: argmax */
    arena_free(arena);
}

/* Row t goes on in the stream where the rows before it stopped, as the op that draws does. */
static void draws_are_those_of_a_run(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Attention attention = attention_of("global", 1);
    SamplingAsk ask = ask_of(&attention, 6);
    Tape *tape = tape_new();
    Node *e = tape_given(tape, (Shape){1, 1, S}, scores), *soft = softmax(e);
    Rng rng = rng_seeded(7);
    for (ask.row = 1; ask.row <= 3; ask.row++) {
        Node *draws = draw_from(soft, 6, &rng), *share = shares(draws, S);
        tape_forward(tape);
        const Sampling *p = sampling_of(arena, &ask);
        int counts[S];
        sampling_counts(p, 6, counts);
        for (int i = 0; i < 6; i++) assert_int_equal(p->draws[i], (int)draws->value[i]);
        for (int s = 0; s < S; s++) assert_near(counts[s] / 6.0, (double)share->value[s], 1e-7);
    }
    tape_free(tape);
    arena_free(arena);
}

static void check_means(const char *scope, bool renormalise) {
    Arena *arena = arena_new();
    Attention attention = attention_of(scope, 1);
    attention.renormalise = renormalise;
    SamplingAsk ask = ask_of(&attention, 50);
    const Sampling *p = sampling_of(arena, &ask);
    for (int k = 1; k <= 50; k += 7) {
        int counts[S];
        double mean[WIDTH], expected[WIDTH] = {0}, total = 0, gap = 0;
        sampling_counts(p, k, counts);
        sampling_mean(p, k, mean);
        for (int s = 0; s < S;
             s++) { /* counts/k, the Gaussian, the sum: as attend.h's order says */
            double g = strcmp(scope, "local-p") ? 1 : exp(-pow(s + 1 - 2.5, 2) / 2);
            total += counts[s] * g / k;
            for (int c = 0; c < WIDTH; c++)
                expected[c] += counts[s] * g / k * (double)values[s * WIDTH + c];
        }
        for (int c = 0; c < WIDTH; c++) {
            if (renormalise) expected[c] /= total;
            assert_near(mean[c], expected[c], 1e-6);
            gap += pow(expected[c] - (double)p->context[c], 2);
        }
        assert_near(p->distances[k - 1], sqrt(gap), 1e-5);
    }
    assert_true(isnan(p->spread) == renormalise);
    arena_free(arena);
}

static void means_are_the_contexts_of_shares(void **state) {
    (void)state;
    check_means("global", false);
    check_means("local-p", false);
    check_means("local-p", true);
}

/* Over many seeds the mean square distance of n draws is spread² / n. */
static void distances_fall_as_the_root_of_n(void **state) {
    (void)state;
    enum { SEEDS = 600, DRAWS = 64 };
    Arena *arena = arena_new();
    Attention attention = attention_of("global", 1);
    double squares[DRAWS] = {0}, spread = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
        SamplingAsk ask = ask_of(&attention, DRAWS);
        ask.seed = (uint64_t)seed;
        const Sampling *p = sampling_of(arena, &ask);
        for (int i = 0; i < DRAWS; i++) squares[i] += pow(p->distances[i], 2) / SEEDS;
        spread = p->spread;
    }
    assert_true(spread > 0.5);
    for (int n = 1; n <= DRAWS; n *= 4) {
        double expected = spread / sqrt(n);
        assert_near(sqrt(squares[n - 1]), expected, 0.08 * expected);
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_are_those_of_every_way),
        cmocka_unit_test(draws_are_those_of_a_run),
        cmocka_unit_test(means_are_the_contexts_of_shares),
        cmocka_unit_test(distances_fall_as_the_root_of_n),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
