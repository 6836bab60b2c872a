/* The kernels of this processor against plain C, and plain C against double: every function, every
 * size from 1 to 70 and some large, with guards behind the ends. */
#include "testing.h"

#include "engine/kernels/kernels.h"

#include "base/rng.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 1031, PARTS = 7, GUARD = 40 };
#define GUARD_NUMBER 12345.678f

static const char *const names[] = {"plain", "avx2", "avx512"};

static const size_t large_sizes[] = {127, 128, 129, 200, 256, 1000, LARGEST};
enum { SIZES = 70 + sizeof large_sizes / sizeof *large_sizes };

static size_t size_of(size_t i) {
    return i < 70 ? i + 1 : large_sizes[i - 70];
}

/* Runs `check` with every table this processor has (plain too: against itself and double). */
typedef void Check(const Kernels *k, size_t n, Rng *rng);

static void with_every_table(Check *check) {
    int ran = 0;
    for (int i = 0; i < 3; i++) {
        const Kernels *k = kernels_named(names[i]);
        Rng rng = rng_seeded(17);
        for (size_t s = 0; k && s < SIZES; s++) check(k, size_of(s), &rng);
        ran += k != NULL;
    }
    assert_true(ran >= 1);
}

/* --- arrays with guards ---------------------------------------------------------------------- */

typedef struct Numbers {
    float at[PARTS * LARGEST + GUARD];
    size_t count;
} Numbers;

static void fill(Numbers *x, size_t count, double low, double high, Rng *rng) {
    x->count = count;
    for (size_t i = 0; i < count; i++) x->at[i] = (float)rng_between(rng, low, high);
    for (size_t i = 0; i < GUARD; i++) x->at[count + i] = GUARD_NUMBER;
}

static void assert_guarded(const Numbers *x, const char *what) {
    for (size_t i = 0; i < GUARD; i++)
        if (x->at[x->count + i] < GUARD_NUMBER || x->at[x->count + i] > GUARD_NUMBER)
            fail_msg("%s wrote behind its %zu numbers", what, x->count);
}

static void assert_close(const Kernels *k, const char *what, const Numbers *a, const Numbers *b,
                         double tolerance) {
    for (size_t i = 0; i < b->count; i++) {
        double x = (double)a->at[i], y = (double)b->at[i];
        if (!(fabs(x - y) <= tolerance * fmax(1, fabs(y))))
            fail_msg("%s of %s, number %zu of %zu: %.9g, plain has %.9g", what, k->name, i,
                     b->count, x, y);
    }
    assert_guarded(a, what);
}

/* --- exp, tanh, sigmoid ---------------------------------------------------------------------- */

typedef void Function(size_t n, const float *x, float *out);

static double sigmoid_of_double(double x) {
    return 1 / (1 + exp(-x));
}

/* Within 4e-7 of the double's answer, absolutely for those that stay below 1, relatively for exp;
 * returns the worst. */
static void check_function(const Kernels *k, const char *what, Function *f, double (*truth)(double),
                           size_t n, double range, Rng *rng) {
    static Numbers x, y;
    fill(&x, n, -range, range, rng);
    fill(&y, n, 0, 0, rng);
    f(n, x.at, y.at);
    for (size_t i = 0; i < n; i++) {
        double expected = truth((double)x.at[i]);
        if (!(fabs((double)y.at[i] - expected) <= 4e-7 * fmax(1, expected)))
            fail_msg("%s of %s at %.9g: %.9g, not %.9g", what, k->name, (double)x.at[i],
                     (double)y.at[i], expected);
    }
    assert_guarded(&y, what);
    f(n, x.at, x.at); /* in place */
    assert_memory_equal(x.at, y.at, n * sizeof(float));
}

static void check_functions(const Kernels *k, size_t n, Rng *rng) {
    static const double ranges[] = {1e-3, 1, 10, 85};
    for (int i = 0; i < 4; i++) {
        check_function(k, "exp", k->exp, exp, n, ranges[i], rng);
        check_function(k, "tanh", k->tanh, tanh, n, ranges[i], rng);
        check_function(k, "sigmoid", k->sigmoid, sigmoid_of_double, n, ranges[i], rng);
    }
}

static void functions_are_right(void **state) {
    (void)state;
    with_every_table(check_functions);
}

/* exp is also held relatively where it is small: softmax divides such numbers. */
static void check_small_exp(const Kernels *k, size_t n, Rng *rng) {
    static Numbers x, y;
    fill(&x, n, -85, 0, rng);
    fill(&y, n, 0, 0, rng);
    k->exp(n, x.at, y.at);
    for (size_t i = 0; i < n; i++) {
        double expected = exp((double)x.at[i]);
        assert_true(fabs((double)y.at[i] - expected) <= 4e-7 * expected);
    }
}

static void small_exp_is_right(void **state) {
    (void)state;
    with_every_table(check_small_exp);
}

static float at_place(Function *f, size_t n, size_t place, float x) {
    float in[LARGEST] = {0}, out[LARGEST];
    in[place] = x;
    f(n, in, out);
    return out[place];
}

static void check_edges(const Kernels *k, size_t n, Rng *rng) {
    size_t place = (size_t)rng_below(rng, (int)n);
    assert_true(isnan(at_place(k->exp, n, place, NAN)));
    assert_true(isnan(at_place(k->tanh, n, place, NAN)));
    assert_true(isnan(at_place(k->sigmoid, n, place, NAN)));
    assert_true(isnan(at_place(k->exp, n, place, -NAN)));
    assert_true(at_place(k->exp, n, place, -INFINITY) == 0);
    assert_true(at_place(k->exp, n, place, INFINITY) == INFINITY);
    assert_true(at_place(k->exp, n, place, 89.0f) == INFINITY);
    assert_true(at_place(k->exp, n, place, 88.7f) < INFINITY);
    assert_true(at_place(k->exp, n, place, -200) == 0);
    assert_true(at_place(k->exp, n, place, 0) == 1);
    assert_near(at_place(k->exp, n, place, -100) * 1e30f, exp(-100) * 1e30, 1e-3); /* denormal */
    assert_near(at_place(k->tanh, n, place, INFINITY), 1, 4e-7);
    assert_near(at_place(k->tanh, n, place, -INFINITY), -1, 4e-7);
    assert_true(at_place(k->tanh, n, place, 0) == 0);
    assert_true(at_place(k->tanh, n, place, FLT_MAX) <= 1);
    assert_near(at_place(k->sigmoid, n, place, INFINITY), 1, 4e-7);
    assert_near(at_place(k->sigmoid, n, place, -INFINITY), 0, 4e-7);
    assert_true(at_place(k->sigmoid, n, place, -INFINITY) >= 0);
    assert_true(at_place(k->sigmoid, n, place, FLT_MAX) <= 1);
}

static void edges_are_right(void **state) {
    (void)state;
    with_every_table(check_edges);
}

/* --- sums ------------------------------------------------------------------------------------ */

static void check_sums(const Kernels *k, size_t n, Rng *rng) {
    static Numbers a, b, y, expected;
    fill(&a, n, -1, 1, rng);
    fill(&b, n, -1, 1, rng);
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (double)a.at[i] * (double)b.at[i];
    assert_near(k->dot(n, a.at, b.at), sum, 2e-6 * sqrt((double)n));
    fill(&y, n, -1, 1, rng);
    expected = y;
    k->axpy(n, 0.7f, a.at, y.at);
    kernels_plain.axpy(n, 0.7f, a.at, expected.at);
    assert_close(k, "axpy", &y, &expected, 2e-7);
    k->add_to(n, b.at, y.at);
    kernels_plain.add_to(n, b.at, expected.at);
    assert_close(k, "add_to", &y, &expected, 4e-7);
}

static void sums_are_right(void **state) {
    (void)state;
    with_every_table(check_sums);
}

/* --- additive -------------------------------------------------------------------------------- */

/* Three keys: those of a sentence stand one below the other. */
static void check_additive(const Kernels *k, size_t n, Rng *rng) {
    static Numbers q, keys, v, d[3], plain_d[3];
    static const float de[3] = {0.3f, -0.2f, 0.7f};
    fill(&q, n, -2, 2, rng);
    fill(&keys, 3 * n, -2, 2, rng);
    fill(&v, n, -1, 1, rng);
    assert_near(k->additive(n, q.at, keys.at, v.at), kernels_plain.additive(n, q.at, keys.at, v.at),
                2e-6 * sqrt((double)n));
    for (int kept = 0; kept < 8; kept++) { /* each of dq, dk and dv is wanted or not */
        for (int i = 0; i < 3; i++) {
            fill(&d[i], i == 1 ? 3 * n : n, -1, 1, rng);
            plain_d[i] = d[i];
        }
        float *to[3], *plain_to[3];
        for (int i = 0; i < 3; i++) {
            to[i] = kept >> i & 1 ? d[i].at : NULL;
            plain_to[i] = kept >> i & 1 ? plain_d[i].at : NULL;
        }
        k->additive_back(n, 3, de, q.at, keys.at, v.at, to[0], to[1], to[2]);
        kernels_plain.additive_back(n, 3, de, q.at, keys.at, v.at, plain_to[0], plain_to[1],
                                    plain_to[2]);
        for (int i = 0; i < 3; i++) assert_close(k, "additive_back", &d[i], &plain_d[i], 1e-6);
    }
}

static void additive_is_right(void **state) {
    (void)state;
    with_every_table(check_additive);
}

/* --- cells ----------------------------------------------------------------------------------- */

static void check_gru(const Kernels *k, size_t n, Rng *rng) {
    static Numbers a, b, h, out, plain_out, dnew, d[3], plain_d[3];
    fill(&a, 3 * n, -3, 3, rng);
    fill(&b, 3 * n, -3, 3, rng);
    fill(&h, n, -1, 1, rng);
    fill(&out, 5 * n, 0, 0, rng);
    fill(&dnew, n, -1, 1, rng);
    plain_out = out;
    k->gru(n, a.at, b.at, h.at, out.at);
    kernels_plain.gru(n, a.at, b.at, h.at, plain_out.at);
    assert_close(k, "gru", &out, &plain_out, 2e-6);
    for (int i = 0; i < 3; i++) {
        fill(&d[i], i < 2 ? 3 * n : n, -1, 1, rng);
        plain_d[i] = d[i];
    }
    k->gru_back(n, dnew.at, plain_out.at, h.at, d[0].at, d[1].at, d[2].at);
    kernels_plain.gru_back(n, dnew.at, plain_out.at, h.at, plain_d[0].at, plain_d[1].at,
                           plain_d[2].at);
    for (int i = 0; i < 3; i++) assert_close(k, "gru_back", &d[i], &plain_d[i], 1e-6);
}

static void check_lstm(const Kernels *k, size_t n, Rng *rng) {
    static Numbers a, b, c, out, plain_out, dh, dc_new, d[2], plain_d[2];
    fill(&a, 4 * n, -3, 3, rng);
    fill(&b, 4 * n, -3, 3, rng);
    fill(&c, n, -2, 2, rng);
    fill(&out, 7 * n, 0, 0, rng);
    fill(&dh, n, -1, 1, rng);
    fill(&dc_new, n, -1, 1, rng);
    plain_out = out;
    k->lstm(n, a.at, b.at, c.at, out.at);
    kernels_plain.lstm(n, a.at, b.at, c.at, plain_out.at);
    assert_close(k, "lstm", &out, &plain_out, 2e-6);
    for (int i = 0; i < 2; i++) {
        fill(&d[i], i < 1 ? 4 * n : n, -1, 1, rng);
        plain_d[i] = d[i];
    }
    k->lstm_back(n, dh.at, dc_new.at, plain_out.at, c.at, d[0].at, d[1].at);
    kernels_plain.lstm_back(n, dh.at, dc_new.at, plain_out.at, c.at, plain_d[0].at, plain_d[1].at);
    for (int i = 0; i < 2; i++) assert_close(k, "lstm_back", &d[i], &plain_d[i], 1e-6);
}

static void cells_are_right(void **state) {
    (void)state;
    with_every_table(check_gru);
    with_every_table(check_lstm);
}

/* --- Adam ------------------------------------------------------------------------------------ */

/* In double, from the paper. */
static void check_adam(const Kernels *k, size_t n, Rng *rng) {
    static Numbers g, m, v, p, m0, v0, p0;
    fill(&g, n, -1, 1, rng);
    fill(&m, n, -1, 1, rng);
    fill(&v, n, 0, 1, rng);
    fill(&p, n, -1, 1, rng);
    m0 = m, v0 = v, p0 = p;
    k->adam(n, 0.01f, 0.9f, 0.98f, 5, 2, 1e-9f, 0.5f, g.at, m.at, v.at, p.at);
    for (size_t i = 0; i < n; i++) {
        double d = 0.5 * (double)g.at[i], mi = 0.9 * (double)m0.at[i] + 0.1 * d;
        double vi = 0.98 * (double)v0.at[i] + 0.02 * d * d;
        assert_near(m.at[i], mi, 4e-7);
        assert_near(v.at[i], vi, 4e-7);
        assert_near(p.at[i], (double)p0.at[i] - 0.01 * mi * 5 / (sqrt(vi * 2) + 1e-9), 1e-6);
    }
    assert_guarded(&m, "adam");
    assert_guarded(&v, "adam");
    assert_guarded(&p, "adam");
}

static void adam_is_right(void **state) {
    (void)state;
    with_every_table(check_adam);
}

/* What a processor lacks is not handed out, and the choice is one of the tables. */
static void the_choice_is_a_table(void **state) {
    (void)state;
    assert_null(kernels_named("sse9"));
    assert_ptr_equal(kernels_named("plain"), &kernels_plain);
    assert_ptr_equal(kernels(), kernels_named(kernels()->name));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_right), cmocka_unit_test(small_exp_is_right),
        cmocka_unit_test(edges_are_right),     cmocka_unit_test(sums_are_right),
        cmocka_unit_test(additive_is_right),   cmocka_unit_test(cells_are_right),
        cmocka_unit_test(adam_is_right),       cmocka_unit_test(the_choice_is_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
