/* What the ways to weigh and the masks promise, on rows written by hand or drawn. */
#include "testing.h"

#include "attention/bed.h"

#include <math.h>
#include <string.h>

static Tape *tape;

static int set_up(void **state) {
    (void)state;
    tape = tape_new();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    tape_free(tape);
    return 0;
}

#define NO (-REAL_INFINITY)

static Node *row_of(const Real *numbers, int count) {
    return tape_given(tape, (Shape){1, 1, count}, numbers);
}

static void assert_row(const Node *node, const Real *expected, double tolerance) {
    tape_forward(tape);
    for (size_t i = 0; i < node_size(node); i++)
        assert_near(node->value[i], expected[i], tolerance);
}

/* --- argmax ---------------------------------------------------------------------------------- */

static void argmax_is_the_first_of_equals(void **state) {
    (void)state;
    Real scores[] = {1, 3, 3, 2, 3};
    assert_row(argmax_rows(row_of(scores, 5)), (Real[]){0, 1, 0, 0, 0}, 0);
    Real masked[] = {NO, NO, -7, -7, NO};
    assert_row(argmax_rows(row_of(masked, 5)), (Real[]){0, 0, 1, 0, 0}, 0);
    Real nothing[] = {NO, NO};
    assert_row(argmax_rows(row_of(nothing, 2)), (Real[]){0, 0}, 0);
}

static void temperature_leaves_argmax_alone(void **state) {
    (void)state;
    Attention a = bed_attention("dot", "global", "argmax");
    a.temperature = 1e6;
    Bed bed;
    bed_begin(&bed, &a, 1, 6, false, 1);
    Attended row = bed_row(&bed, 1, NULL);
    tape_forward(bed.bench.tape);
    assert_null(tape_find(bed.bench.tape, "tempered", 1));
    double sum = 0;
    for (int s = 0; s < 6; s++) sum += node_at(row.weights, 0, 0, s);
    assert_true(sum == 1);
    bed_end(&bed);
}

/* --- soft ------------------------------------------------------------------------------------ */

static void soft_stands_large_scores(void **state) {
    (void)state;
    Real large[] = {1000, 999, NO, -1000};
    Real e = exp(-1);
    assert_row(softmax(row_of(large, 4)), (Real[]){1 / (1 + e), e / (1 + e), 0, 0}, 1e-15);
    Real nothing[] = {NO, NO, NO};
    assert_row(softmax(row_of(nothing, 3)), (Real[]){0, 0, 0}, 0);
}

/* A low temperature makes soft the argmax, a high one the even row. */
static void temperature_sharpens_and_flattens(void **state) {
    (void)state;
    Real scores[] = {0.1, 0.9, NO, 0.4};
    Node *x = row_of(scores, 4);
    Node *cold = tape_number(tape, 0.005), *hot = tape_number(tape, 1e7);
    Node *sharp = divide_by(x, cold), *flat = divide_by(x, hot);
    assert_row(softmax(sharp), (Real[]){0, 1, 0, 0}, 1e-12);
    assert_row(softmax(flat), (Real[]){1. / 3, 1. / 3, 0, 1. / 3}, 1e-6);
    assert_row(sparsemax(sharp), (Real[]){0, 1, 0, 0}, 0);
}

/* --- sparse ---------------------------------------------------------------------------------- */

static void sparse_by_hand(void **state) {
    (void)state;
    Real known[] = {0.5, 0.25, NO, -1};
    assert_row(sparsemax(row_of(known, 4)), (Real[]){0.625, 0.375, 0, 0}, 1e-15);
    Real equal[] = {2, 2, 2, 2};
    assert_row(sparsemax(row_of(equal, 4)), (Real[]){.25, .25, .25, .25}, 1e-15);
    Real far[] = {5, 3.9};
    assert_row(sparsemax(row_of(far, 2)), (Real[]){1, 0}, 1e-15);
    Real edge[] = {1, 0}; /* exactly at the kink */
    assert_row(sparsemax(row_of(edge, 2)), (Real[]){1, 0}, 1e-15);
    Real nothing[] = {NO, NO};
    assert_row(sparsemax(row_of(nothing, 2)), (Real[]){0, 0}, 0);
}

/* y is the projection of x on the simplex if and only if: y ≥ 0, Σy = 1, and for some θ, y = x − θ
 * on the support and x ≤ θ off it (Karush, Kuhn, Tucker). */
static void check_projection(const Real *x, const Real *y, int n) {
    double sum = 0, theta = (double)NAN;
    for (int i = 0; i < n; i++) {
        assert_true(y[i] >= 0);
        sum += y[i];
        if (y[i] > 0) theta = x[i] - y[i];
    }
    assert_near(sum, 1, 1e-12);
    for (int i = 0; i < n; i++) {
        if (y[i] > 0)
            assert_near(x[i] - y[i], theta, 1e-12);
        else
            assert_true(x[i] <= theta + 1e-12);
    }
}

static void sparse_is_the_projection(void **state) {
    (void)state;
    Rng rng = rng_seeded(4);
    for (int round = 0; round < 500; round++) {
        Real x[40];
        int n = 1 + rng_below(&rng, 40);
        double spread = pow(10, rng_between(&rng, -3, 2));
        for (int i = 0; i < n; i++) {
            x[i] = rng_between(&rng, -spread, spread);
            if (i && rng_below(&rng, 4) == 0) x[i] = x[i - 1]; /* equal scores */
            if (i && rng_below(&rng, 5) == 0) x[i] = NO;
        }
        Node *y = sparsemax(row_of(x, n));
        tape_forward(tape);
        check_projection(x, y->value, n);
    }
}

/* --- hard ------------------------------------------------------------------------------------ */

static void shares_converge_to_soft(void **state) {
    (void)state;
    enum { N = 20000, S = 6 };
    Attention a = bed_attention("additive", "global", "hard");
    a.samples = N;
    Bed bed;
    bed_begin(&bed, &a, 1, S, false, 5);
    Rng rng = rng_seeded(1);
    Attended row = bed_row(&bed, 1, &rng);
    tape_forward(bed.bench.tape);
    const Node *soft = tape_find(bed.bench.tape, "soft", 1);
    for (int s = 0; s < S; s++) {
        double p = node_at(soft, 0, 0, s), share = node_at(row.weights, 0, 0, s);
        assert_true(fabs(share - p) <= 4 * sqrt(p * (1 - p) / N)); /* four deviations */
    }
    bed_end(&bed);
}

static void draws_skip_what_is_masked(void **state) {
    (void)state;
    Real weights[] = {0, 0.5, 0, 0.5, 0};
    Rng rng = rng_seeded(2);
    Node *draws = draw_from(row_of(weights, 5), 200, &rng);
    int of_two = 0;
    for (int i = 0; i < 200; i++) {
        assert_true(draws->value[i] == 2 || draws->value[i] == 4);
        of_two += draws->value[i] == 2;
    }
    assert_in_range(of_two, 60, 140);
    /* Rounding may leave a sum under u: the last allowed one is drawn. */
    Real short_of_one[] = {0, 1e-300, 0};
    draws = draw_from(row_of(short_of_one, 3), 20, &rng);
    for (int i = 0; i < 20; i++) assert_true(draws->value[i] == 2);
}

/* --- the Gaussian ---------------------------------------------------------------------------- */

static void renormalise_divides_by_what_is_left(void **state) {
    (void)state;
    Real left[] = {0.1, 0.3, 0, 0.1};
    assert_row(renormalise(row_of(left, 4)), (Real[]){0.2, 0.6, 0, 0.2}, 1e-15);
    Real nothing[] = {0, 0};
    assert_row(renormalise(row_of(nothing, 2)), (Real[]){0, 0}, 0);
}

/* Under local-p the row's sum is below 1 unless it is renormalised, and the sum left is shown. */
static void local_p_does_not_renormalise(void **state) {
    (void)state;
    for (int again = 0; again < 2; again++) {
        Attention a = bed_attention("dot", "local-p", "soft");
        a.renormalise = again;
        Bed bed;
        bed_begin(&bed, &a, 1, 9, false, 5);
        Attended row = bed_row(&bed, 1, NULL);
        tape_forward(bed.bench.tape);
        const Node *before = tape_find(bed.bench.tape, "before_window", 1);
        double sum = 0, sum_before = 0;
        for (int s = 0; s < 9; s++) {
            sum += node_at(row.weights, 0, 0, s);
            sum_before += node_at(before, 0, 0, s);
        }
        assert_near(sum_before, 1, 1e-12);
        if (again)
            assert_near(sum, 1, 1e-12);
        else
            assert_true(sum < 0.999 && sum > 0);
        bed_end(&bed);
    }
}

/* --- masks ----------------------------------------------------------------------------------- */

static void assert_allowed(const Node *node, const char *rows) {
    tape_forward(tape);
    for (size_t i = 0; i < node_size(node); i++)
        assert_int_equal(node->value[i] != NO, rows[i] == 'x');
}

static Node *zeros(int planes, int rows, int cols) {
    Real numbers[64] = {0};
    return tape_given(tape, (Shape){planes, rows, cols}, numbers);
}

static void both_ends_are_in(void **state) {
    (void)state;
    Node *M = zeros(1, 1, 7), *all = tape_number(tape, 7), *two = tape_number(tape, 2);
    Node *four = tape_number(tape, 4), *half = tape_number(tape, 3.5);
    assert_allowed(window_mask(M, four, two, all), ".xxxxx.");
    assert_allowed(window_mask(M, half, two, all), ".xxxx..");
    assert_allowed(window_mask(M, four, tape_number(tape, 0), all), "...x...");
    assert_allowed(window_mask(M, four, two, tape_number(tape, 5)), ".xxxx..");
    assert_allowed(length_mask(M, tape_number(tape, 3)), "xxx....");
    assert_allowed(causal_mask(zeros(1, 3, 3)), "x..xx.xxx");
    assert_allowed(band_mask(zeros(1, 4, 4), tape_number(tape, 1)), "xx..xxx..xxx..xx");
    assert_allowed(band_mask(zeros(2, 2, 2), tape_number(tape, 0)), "x..xx..x");
}

static void monotonic_centres_stop_at_the_end(void **state) {
    (void)state;
    Attention a = bed_attention("dot", "local-m", "soft");
    Bed bed;
    bed_begin(&bed, &a, 3, 4, true, 1);
    for (int t = 1; t <= 6; t++) bed_row(&bed, t, NULL);
    tape_forward(bed.bench.tape);
    for (int t = 1; t <= 6; t++)
        for (int item = 0; item < 3; item++) {
            int length = 4 - item;
            assert_true(node_at(tape_find(bed.bench.tape, "center", t), item, 0, 0) ==
                        (t < length ? t : length));
        }
    bed_end(&bed);
}

/* --- cosine ---------------------------------------------------------------------------------- */

static void cosine_of_a_zero_vector_is_zero(void **state) {
    (void)state;
    Attention a = bed_attention("cosine", "global", "soft");
    Bed bed;
    bed_begin(&bed, &a, 2, 3, true, 1);
    memset(bed.q->value, 0, 4 * sizeof(Real));                  /* the first item's query */
    memset(bed.keys->value + (3 + 1) * 4, 0, 4 * sizeof(Real)); /* the second's second key */
    Attended row = bed_row(&bed, 1, NULL);
    tape_backward(bed.bench.tape, bench_loss(&bed.bench, row.context));
    for (int s = 0; s < 3; s++) assert_true(node_at(row.scores, 0, 0, s) == 0);
    assert_true(node_at(row.scores, 1, 0, 1) == 0);
    assert_true(node_at(row.scores, 1, 0, 0) != 0);
    for (int i = 0; i < bed.bench.count; i++)
        for (size_t j = 0; j < bed.bench.leaves[i].count && bed.bench.leaves[i].grad; j++)
            assert_true(isfinite(bed.bench.leaves[i].grad[j]));
    bed_end(&bed);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(argmax_is_the_first_of_equals),
        TEST(temperature_leaves_argmax_alone),
        TEST(soft_stands_large_scores),
        TEST(temperature_sharpens_and_flattens),
        TEST(sparse_by_hand),
        TEST(sparse_is_the_projection),
        TEST(shares_converge_to_soft),
        TEST(draws_skip_what_is_masked),
        TEST(renormalise_divides_by_what_is_left),
        TEST(local_p_does_not_renormalise),
        TEST(both_ends_are_in),
        TEST(monotonic_centres_stop_at_the_end),
        TEST(cosine_of_a_zero_vector_is_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
