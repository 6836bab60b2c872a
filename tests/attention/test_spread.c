/* The numbers of the spread, drawn and computed here again from their definitions. */
#include "testing.h"

#include "attention/spread.h"
#include "base/rng.h"

#include <math.h>
#include <string.h>

enum { LARGEST = 512 };

static double draws[SPREAD_DRAWS][1 + SPREAD_KEYS][LARGEST];

/* Each vector in turn; a query, then its keys. */
static void draw_all(uint64_t seed) {
    for (int n = 0; n < SPREAD_DRAWS; n++) {
        Rng rng = rng_at(seed, "spread", (uint64_t)n, 0);
        for (int v = 0; v <= SPREAD_KEYS; v++)
            for (int i = 0; i < LARGEST; i++) draws[n][v][i] = rng_normal(&rng);
    }
}

/* |∂α/∂e| cell by cell. */
static double jacobian(const double *alpha) {
    double sum = 0;
    for (int i = 0; i < SPREAD_KEYS; i++)
        for (int j = 0; j < SPREAD_KEYS; j++) {
            double cell = (i == j ? alpha[i] : 0) - alpha[i] * alpha[j];
            sum += cell * cell;
        }
    return sqrt(sum);
}

static void hold(const SpreadRow *row, int way) {
    double squares = 0, largest = 0, gradient = 0;
    for (int n = 0; n < SPREAD_DRAWS; n++) {
        double e[SPREAD_KEYS], alpha[SPREAD_KEYS], sum = 0, most = 0;
        for (int s = 0; s < SPREAD_KEYS; s++) {
            e[s] = 0;
            for (int i = 0; i < row->d; i++) e[s] += draws[n][0][i] * draws[n][1 + s][i];
            if (way) e[s] /= sqrt(row->d);
            squares += e[s] * e[s];
        }
        for (int s = 0; s < SPREAD_KEYS; s++) sum += exp(e[s]);
        for (int s = 0; s < SPREAD_KEYS; s++) {
            alpha[s] = exp(e[s]) / sum;
            most = fmax(most, alpha[s]);
        }
        largest += most;
        gradient += jacobian(alpha);
    }
    assert_near(row->deviation[way], sqrt(squares / (SPREAD_DRAWS * SPREAD_KEYS)), 1e-9);
    assert_near(row->largest[way], largest / SPREAD_DRAWS, 1e-9);
    assert_near(row->gradient[way], gradient / SPREAD_DRAWS, 1e-7);
}

static void the_numbers_are_those_of_the_definition(void **state) {
    (void)state;
    static Spread spread;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        draw_all(seed);
        spread_measure(seed, &spread);
        for (int row = 0; row < SPREAD_SIZES; row++)
            for (int way = 0; way < 2; way++) hold(&spread.rows[row], way);
    }
}

/* What the picture says of them. */
static void dividing_by_root_d_keeps_them_as_they_are(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        Spread spread;
        spread_measure(seed, &spread);
        for (int i = 0; i < SPREAD_SIZES; i++) {
            const SpreadRow *r = &spread.rows[i];
            assert_int_equal(r->d, 2 << i);
            assert_near(r->deviation[0] / sqrt(r->d), 1, 0.12);
            assert_near(r->deviation[1], 1, 0.12);
            assert_near(r->largest[1], 0.345, 0.05);
            assert_near(r->gradient[1], 0.362, 0.05);
        }
        const SpreadRow *last = &spread.rows[SPREAD_SIZES - 1];
        assert_true(last->largest[0] > 0.9);
        assert_true(last->gradient[0] < 0.12);
    }
}

static void the_same_seed_is_the_same_numbers(void **state) {
    (void)state;
    Spread one, two, other;
    spread_measure(7, &one);
    spread_measure(7, &two);
    spread_measure(8, &other);
    assert_memory_equal(&one, &two, sizeof one);
    assert_memory_not_equal(&one, &other, sizeof one);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_numbers_are_those_of_the_definition),
        cmocka_unit_test(dividing_by_root_d_keeps_them_as_they_are),
        cmocka_unit_test(the_same_seed_is_the_same_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
