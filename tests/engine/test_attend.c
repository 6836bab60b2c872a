/* Attention with its weights: every path of this processor against a double reference, at sizes on
 * both sides of all tiles, with every mask; context alone and tiles against the weights, bit by
 * bit; guards behind the outputs. */
#include "testing.h"

#include "engine/kernels/attend.h"

#include "base/rng.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"plain", "avx2", "avx512"};

enum { GUARD = 40, CASES = 400 };
#define GUARD_NUMBER 12345.678f

static float *numbers(size_t count) {
    float *x = malloc((count + GUARD) * sizeof *x);
    assert_non_null(x);
    for (size_t i = 0; i < count + GUARD; i++) x[i] = GUARD_NUMBER;
    return x;
}

static float *drawn(size_t count, double range, Rng *rng) {
    float *x = numbers(count);
    for (size_t i = 0; i < count; i++) x[i] = (float)rng_between(rng, -range, range);
    return x;
}

static void assert_guarded(const char *what, const float *x, size_t count) {
    for (size_t i = count; i < count + GUARD; i++)
        if (x[i] < GUARD_NUMBER || x[i] > GUARD_NUMBER)
            fail_msg("%s: written behind its end", what);
}

/* One head and what was made of it. */
typedef struct Case {
    Attend a;
    char what[160];
    float *Q, *K, *V, *weights, *context, *largest, *sums, *room;
} Case;

static Case case_new(Attend a, double range, Rng *rng) {
    Case c = {.a = a};
    c.Q = drawn(a.T * a.d, range, rng);
    c.K = drawn(a.S * a.d, range, rng);
    c.V = drawn(a.S * a.d_v, 1, rng);
    c.weights = numbers(a.T * attend_width(&a));
    c.context = numbers(a.T * a.d_v);
    c.largest = numbers(a.T);
    c.sums = numbers(a.T);
    return c;
}

static void case_free(Case *c) {
    float *all[] = {c->Q, c->K, c->V, c->weights, c->context, c->largest, c->sums};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

static void case_run(Case *c, const Kernels *k) {
    const Attend *a = &c->a;
    size_t room = attend_room(k, a);
    snprintf(c->what, sizeof c->what, "%s, %zu × %zu, widths %zu and %zu, length %zu%s, window %zd",
             k->name, a->T, a->S, a->d, a->d_v, a->length, a->causal ? ", causal" : "",
             (ssize_t)a->window);
    c->room = numbers(room);
    attend_forward(k, a, c->Q, c->K, c->V, c->room, c->weights, c->context, c->largest, c->sums);
    assert_guarded(c->what, c->room, room);
    assert_guarded(c->what, c->weights, a->T * attend_width(a));
    assert_guarded(c->what, c->context, a->T * a->d_v);
    assert_guarded(c->what, c->largest, a->T);
    assert_guarded(c->what, c->sums, a->T);
}

/* --- the reference ---------------------------------------------------------------------------- */

static bool sees(const Attend *a, size_t t, size_t s) {
    size_t apart = t > s ? t - s : s - t;
    return s < a->length && (!a->causal || s <= t) &&
           (a->window == NO_WINDOW || apart <= a->window);
}

static double exact_score(const Case *c, size_t t, size_t s) {
    double sum = 0;
    for (size_t i = 0; i < c->a.d; i++)
        sum += (double)c->Q[t * c->a.d + i] * (double)c->K[s * c->a.d + i];
    return sum * (double)c->a.scale;
}

/* The weights of row t, 0 where masked; returns its largest |score|. */
static double exact_row(const Case *c, size_t t, double *row) {
    double largest = -(double)INFINITY, size = 0, sum = 0;
    for (size_t s = 0; s < c->a.S; s++) {
        row[s] = sees(&c->a, t, s) ? exact_score(c, t, s) : -(double)INFINITY;
        largest = fmax(largest, row[s]);
        if (sees(&c->a, t, s)) size = fmax(size, fabs(row[s]));
    }
    for (size_t s = 0; s < c->a.S; s++) {
        row[s] = largest == -(double)INFINITY ? 0 : exp(row[s] - largest);
        sum += row[s];
    }
    for (size_t s = 0; s < c->a.S && sum > 0; s++) row[s] /= sum;
    return size;
}

/* The weight of query t for key s, wherever the layout has it. */
static float weight_at(const Case *c, size_t t, size_t s) {
    const float *row = c->weights + t * attend_width(&c->a);
    if (c->a.window == NO_WINDOW) return row[s];
    return s + c->a.window >= t && s <= t + c->a.window ? row[s + c->a.window - t] : 0;
}

static void assert_cell(const Case *c, const char *part, size_t t, size_t i, float got,
                        double expected, double allowed) {
    if (!(fabs((double)got - expected) <= allowed))
        fail_msg("%s: %s %zu, %zu is %.9g, not %.9g", c->what, part, t, i, (double)got, expected);
}

/* 1e-6, and for large scores what their own rounding leaves open. */
#define LARGE 8.0

static void assert_right(const Case *c) {
    const Attend *a = &c->a;
    double *row = calloc(a->S + 1, sizeof *row);
    for (size_t t = 0; t < a->T; t++) {
        double allowed = 1e-6 * fmax(1, exact_row(c, t, row) / LARGE);
        for (size_t s = 0; s < a->S; s++) {
            assert_cell(c, "weight", t, s, weight_at(c, t, s), row[s], allowed);
            if (!sees(a, t, s) && weight_at(c, t, s) != 0) fail_msg("%s: a masked weight", c->what);
        }
        for (size_t i = 0; i < a->d_v; i++) {
            double sum = 0;
            for (size_t s = 0; s < a->S; s++) sum += row[s] * (double)c->V[s * a->d_v + i];
            assert_cell(c, "context", t, i, c->context[t * a->d_v + i], sum, allowed);
        }
    }
    free(row);
}

/* Where the band's layout has no key, there is a 0. */
static void assert_band_is_empty_outside(const Case *c) {
    const Attend *a = &c->a;
    for (size_t t = 0; t < a->T && a->window != NO_WINDOW; t++)
        for (size_t j = 0; j < attend_width(a); j++) {
            bool is_key = t + j >= a->window && t + j - a->window < a->S;
            if (!is_key && c->weights[t * attend_width(a) + j] != 0)
                fail_msg("%s: number %zu of row %zu is no key's", c->what, j, t);
        }
}

/* --- the other two ways ------------------------------------------------------------------------
 */

static void assert_context_alone_is_the_same(const Case *c, const Kernels *k) {
    const Attend *a = &c->a;
    float *context = numbers(a->T * a->d_v), *largest = numbers(a->T), *sums = numbers(a->T);
    attend_forward(k, a, c->Q, c->K, c->V, c->room, NULL, context, largest, sums);
    assert_memory_equal(context, c->context, a->T * a->d_v * sizeof *context);
    assert_memory_equal(largest, c->largest, a->T * sizeof *largest);
    assert_memory_equal(sums, c->sums, a->T * sizeof *sums);
    free(context);
    free(largest);
    free(sums);
}

static void assert_tile(const Case *c, const Kernels *k, AttendTile tile) {
    const Attend *a = &c->a;
    size_t count = tile.rows * tile.cols;
    float *scores = numbers(count), *weights = numbers(count);
    attend_tile(k, a, c->Q, c->K, c->largest, c->sums, tile, c->room, scores, weights);
    assert_guarded(c->what, scores, count);
    assert_guarded(c->what, weights, count);
    for (size_t i = 0; i < count; i++) {
        size_t t = tile.t + i / tile.cols, s = tile.s + i % tile.cols;
        float whole = weight_at(c, t, s);
        if (memcmp(&weights[i], &whole, sizeof whole))
            fail_msg("%s: weight %zu, %zu of a tile is %.9g, not %.9g", c->what, t, s,
                     (double)weights[i], (double)whole);
        bool nothing = isinf(scores[i]) && scores[i] < 0;
        if (!sees(a, t, s) && !nothing) fail_msg("%s: a masked score", c->what);
        if (sees(a, t, s) && !nothing)
            assert_cell(c, "score", t, s, scores[i], exact_score(c, t, s),
                        1e-5 * fmax(1, fabs(exact_score(c, t, s))));
    }
    free(scores);
    free(weights);
}

static size_t below(Rng *rng, size_t n) {
    return (size_t)rng_below(rng, (int)n);
}

static void assert_tiles(const Case *c, const Kernels *k, Rng *rng) {
    assert_tile(c, k, (AttendTile){0, c->a.T, 0, c->a.S});
    for (int i = 0; i < 2; i++) {
        AttendTile tile = {below(rng, c->a.T), 0, below(rng, c->a.S), 0};
        tile.rows = 1 + below(rng, c->a.T - tile.t);
        tile.cols = 1 + below(rng, c->a.S - tile.s);
        assert_tile(c, k, tile);
    }
}

/* --- the tests ---------------------------------------------------------------------------------
 */

static Attend drawn_shape(Rng *rng) {
    static const size_t rows[] = {1, 2, 3, 15, 16, 17, 33, 47, 48, 49, 63, 64, 65, 97, 129, 193};
    static const size_t widths[] = {1, 7, 16, 33, 64, 65};
    size_t T = rows[below(rng, 16)], S = below(rng, 2) ? T : rows[below(rng, 16)];
    Attend a = attend_all(T, S, widths[below(rng, 6)], widths[below(rng, 6)]);
    a.causal = below(rng, 3) == 0;
    if (below(rng, 3) == 0) a.length = below(rng, S + 1);
    if (below(rng, 3) == 0) a.window = below(rng, 2) ? below(rng, 6) : below(rng, 2 * S);
    if (below(rng, 4) == 0) a.scale *= 0.5f; /* a temperature of 2 */
    return a;
}

static void every_path_is_right(void **state) {
    (void)state;
    int ran = 0;
    for (int i = 0; i < 3; i++) {
        const Kernels *k = kernels_named(names[i]);
        Rng rng = rng_seeded(31);
        for (int n = 0; n < CASES && k; n++, ran++) {
            Case c = case_new(drawn_shape(&rng), 2, &rng);
            case_run(&c, k);
            assert_right(&c);
            assert_band_is_empty_outside(&c);
            assert_context_alone_is_the_same(&c, k);
            assert_tiles(&c, k, &rng);
            free(c.room);
            case_free(&c);
        }
    }
    assert_true(ran >= CASES);
}

/* Large enough to be written past the caches, in rows that begin anywhere. */
static void large_weights_are_right(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        const Kernels *k = kernels_named(names[i]);
        Rng rng = rng_seeded(5);
        for (size_t N = 400; N <= 401 && k; N++) {
            Case c = case_new(attend_all(N, N, 8, 8), 2, &rng);
            case_run(&c, k);
            assert_right(&c);
            free(c.room);
            case_free(&c);
        }
    }
}

/* Scores of tens of thousands: nearly one key a row, nothing overflows. */
static void big_scores_are_right(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        const Kernels *k = kernels_named(names[i]);
        Rng rng = rng_seeded(7);
        if (!k) continue;
        Case c = case_new(attend_all(50, 70, 64, 16), 200, &rng);
        case_run(&c, k);
        assert_right(&c);
        for (size_t t = 0; t < c.a.T; t++) {
            double sum = 0;
            for (size_t s = 0; s < c.a.S; s++) sum += (double)weight_at(&c, t, s);
            assert_cell(&c, "sum", t, 0, (float)sum, 1, 1e-6);
        }
        free(c.room);
        case_free(&c);
    }
}

/* Keys whose products are −inf weigh nothing; a query that has only such weighs nothing at all. */
static void minus_infinity_weighs_nothing(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        const Kernels *k = kernels_named(names[i]);
        Rng rng = rng_seeded(9);
        if (!k) continue;
        Case c = case_new(attend_all(3, 20, 4, 4), 1, &rng);
        for (size_t j = 0; j < 4; j++) c.Q[j] = 1e30f, c.Q[4 + j] = 1e30f;
        for (size_t s = 0; s < 20; s++)
            for (size_t j = 0; j < 4; j++) c.K[s * 4 + j] = s == 5 ? 1e-31f : -1e30f;
        c.a.length = 5; /* query 0 and 1: only −inf */
        case_run(&c, k);
        for (size_t s = 0; s < 40; s++) assert_true(c.weights[s] == 0);
        for (size_t j = 0; j < 8; j++) assert_true(c.context[j] == 0);
        assert_true(c.sums[0] == 0 && isinf(c.largest[0]) && c.largest[0] < 0);
        free(c.room);
        c.a.length = 20; /* and key 5 */
        case_run(&c, k);
        for (size_t s = 0; s < 20; s++) assert_cell(&c, "weight", 0, s, c.weights[s], s == 5, 0);
        assert_tile(&c, k, (AttendTile){0, 2, 0, 20});
        free(c.room);
        case_free(&c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_path_is_right),
        cmocka_unit_test(large_weights_are_right),
        cmocka_unit_test(big_scores_are_right),
        cmocka_unit_test(minus_infinity_weighs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
