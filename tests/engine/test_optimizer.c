/* Adam and its rate, against the papers' formulas in double. */
#include "testing.h"

#include "engine/optimizer.h"

#include <math.h>
#include <string.h>

enum { N = 21 };

/* One number of Adam by the paper (Algorithm 1), with the gradient already clipped. */
static double reference_step(double p, double g, double *m, double *v, int t, double rate) {
    *m = 0.9 * *m + 0.1 * g;
    *v = 0.98 * *v + 0.02 * g * g;
    double m_hat = *m / (1 - pow(0.9, t)), v_hat = *v / (1 - pow(0.98, t));
    return p - rate * m_hat / (sqrt(v_hat) + 1e-9);
}

static void adam_is_the_papers(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Adam adam = adam_new(arena, N);
    float p[N] = {0}, g[N];
    double reference[N] = {0}, m[N] = {0}, v[N] = {0};
    for (int t = 1; t <= 30; t++) {
        double norm = 0;
        for (int i = 0; i < N; i++) {
            g[i] = (float)(sin(i * 1.7 + t) * (t % 3 ? 0.1 : 3)); /* clipped every third time */
            norm += (double)g[i] * (double)g[i];
        }
        norm = sqrt(norm);
        assert_near(adam_update(&adam, 0.01, g, p), norm, 1e-6);
        double clip = norm > 1 ? 1 / norm : 1;
        for (int i = 0; i < N; i++) {
            reference[i] = reference_step(reference[i], clip * (double)g[i], &m[i], &v[i], t, 0.01);
            assert_near(p[i], reference[i], 2e-6);
        }
    }
    arena_free(arena);
}

static void a_gradient_that_is_not_finite_changes_nothing(void **state) {
    (void)state;
    static const float bad[] = {NAN, INFINITY, -INFINITY};
    Arena *arena = arena_new();
    for (int i = 0; i < 3; i++) {
        Adam adam = adam_new(arena, N);
        float p[N] = {1, 2, 3}, before[N], g[N] = {0};
        memcpy(before, p, sizeof p);
        g[N - 1] = bad[i];
        assert_true(!isfinite(adam_update(&adam, 0.1, g, p)));
        assert_memory_equal(p, before, sizeof p);
        assert_true(adam.step == 0);
        for (int j = 0; j < N; j++) assert_true(adam.m[j] == 0 && adam.v[j] == 0);
    }
    arena_free(arena);
}

static void the_rate_warms_up_and_falls(void **state) {
    (void)state;
    assert_near(rate_at(0.004, 0, 1000, 100), 0.00004, 1e-12);
    assert_near(rate_at(0.004, 99, 1000, 100), 0.004, 1e-12);
    assert_near(rate_at(0.004, 100, 1000, 100), 0.004, 1e-12);
    assert_near(rate_at(0.004, 550, 1000, 100), 0.004 * 0.51, 1e-12);
    assert_near(rate_at(0.004, 1000, 1000, 100), 0.004 * 0.02, 1e-12);
    assert_near(rate_at(0.004, 5000, 1000, 100), 0.004 * 0.02, 1e-12);
    for (long step = 1; step < 100; step++)
        assert_true(rate_at(1, step, 1000, 100) > rate_at(1, step - 1, 1000, 100));
    for (long step = 101; step < 1000; step++)
        assert_true(rate_at(1, step, 1000, 100) < rate_at(1, step - 1, 1000, 100));
    assert_true(rate_at(1, 50, 50, 100) > 0); /* a training shorter than its warm-up */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adam_is_the_papers),
        cmocka_unit_test(a_gradient_that_is_not_finite_changes_nothing),
        cmocka_unit_test(the_rate_warms_up_and_falls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
