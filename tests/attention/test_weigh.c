/* In float, as the program runs: rows sum to 1 within 1e-6, whatever the scores and the length. */
#include "testing.h"

#include "attention/weigh.h"

#include <math.h>
#include <string.h>

static void check_rows(Tape *tape, Rng *rng, int S, double spread) {
    enum { ROWS = 8 };
    float *scores = ARENA_ARRAY(tape_arena(tape), float, ROWS *(size_t)S);
    for (int i = 0; i < ROWS * S; i++) {
        scores[i] = (float)rng_between(rng, -spread, spread);
        if (i % S && rng_below(rng, 4) == 0) scores[i] = -INFINITY;
    }
    Node *x = tape_given(tape, (Shape){2, ROWS / 2, S}, scores);
    Node *ways[] = {softmax(x), sparsemax(x), argmax_rows(x)};
    tape_forward(tape);
    for (int w = 0; w < 3; w++)
        for (int r = 0; r < ROWS; r++) {
            double sum = 0;
            for (int s = 0; s < S; s++) {
                float weight = ways[w]->value[r * S + s];
                assert_true(weight >= 0 && weight <= 1);
                if (isinf(scores[r * S + s])) assert_true(weight == 0);
                sum += (double)weight;
            }
            assert_true(fabs(sum - 1) <= 1e-6);
        }
}

static void rows_sum_to_one(void **state) {
    (void)state;
    static const int lengths[] = {1, 2, 7, 16, 33, 200, 1000};
    static const double spreads[] = {1e-4, 1, 12, 80, 1e4};
    Tape *tape = tape_new();
    Rng rng = rng_seeded(6);
    for (int i = 0; i < 7; i++)
        for (int j = 0; j < 5; j++) {
            tape_reset(tape);
            check_rows(tape, &rng, lengths[i], spreads[j]);
        }
    tape_free(tape);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_sum_to_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
