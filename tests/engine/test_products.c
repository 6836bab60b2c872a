/* Matrix products: the vector blocks, OpenBLAS and the dispatcher against plain C, and plain C
 * against double; rows longer than the matrix, guards between and behind them. */
#include "testing.h"

#include "engine/kernels/kernels.h"

#include "base/rng.h"

#include <math.h>
#include <string.h>

enum { SIDE = 90, CELLS = SIDE * SIDE };

typedef struct Product {
    bool a_transposed, b_transposed, fresh;
    int m, n, k, lda, ldb, ldc;
    int cells; /* of C: its rows, and one more as a guard */
    float C[CELLS], got[CELLS];
} Product;

/* The operands, the same for all products; what differs is how much of them is read. */
static float A[CELLS], B[CELLS], old[CELLS];

static int set_up(void **state) {
    (void)state;
    Rng rng = rng_seeded(23);
    for (int i = 0; i < CELLS; i++) {
        A[i] = (float)rng_between(&rng, -1, 1);
        B[i] = (float)rng_between(&rng, -1, 1);
        old[i] = (float)rng_between(&rng, -1, 1);
    }
    return 0;
}

/* The largest difference a float sum of k products of numbers under 1 may have. */
static double allowed(int k) {
    return 3e-7 * (double)(k + 2);
}

/* Rows longer than the matrix by 0, 1 or 2. */
static void lay_out(Product *p, int number) {
    p->lda = (p->a_transposed ? p->m : p->k) + number % 3;
    p->ldb = (p->b_transposed ? p->k : p->n) + number / 3 % 3;
    p->ldc = p->n + number / 9 % 3;
    p->cells = (p->m + 1) * p->ldc;
    /* A fresh product must not read what was there. */
    for (int i = 0; i < p->cells; i++) p->C[i] = p->fresh ? NAN : old[i];
    memcpy(p->got, p->C, (size_t)p->cells * sizeof(float));
}

static double exact(const Product *p, int i, int j) {
    double sum = p->fresh ? 0 : (double)p->C[i * p->ldc + j];
    for (int l = 0; l < p->k; l++)
        sum += (double)(p->a_transposed ? A[l * p->lda + i] : A[i * p->lda + l]) *
               (double)(p->b_transposed ? B[j * p->ldb + l] : B[l * p->ldb + j]);
    return sum;
}

/* Every cell of `got` that is not of the m × n is as it was. */
static void assert_product(const Product *p, const char *who) {
    for (int i = 0; i < p->cells; i++) {
        int row = i / p->ldc, col = i % p->ldc;
        if (row >= p->m || col >= p->n) {
            if (memcmp(&p->got[i], &p->C[i], sizeof(float)))
                fail_msg("%s wrote outside of %d × %d × %d", who, p->m, p->n, p->k);
            continue;
        }
        double expected = exact(p, row, col);
        if (!(fabs((double)p->got[i] - expected) <= allowed(p->k)))
            fail_msg("%s, %d × %d × %d%s%s: %.9g, not %.9g", who, p->m, p->n, p->k,
                     p->a_transposed ? ", A turned" : "", p->b_transposed ? ", B turned" : "",
                     (double)p->got[i], expected);
    }
}

typedef void Way(Product *p);

/* All m from 1 to 13 and n from 1 to 70, each with A turned or not and C fresh or not, at depths
 * that go through 1 to 33. */
static void every_size(Way *way, bool b_transposed) {
    static Product p;
    int number = 0;
    for (p.m = 1; p.m <= 13; p.m++)
        for (p.n = 1; p.n <= 70; p.n++)
            for (int kind = 0; kind < 4; kind++, number++) {
                p.a_transposed = kind & 1;
                p.b_transposed = b_transposed;
                p.fresh = kind & 2;
                p.k = 1 + number * 7 % 33;
                lay_out(&p, number);
                way(&p);
            }
}

static void by_plain(Product *p) {
    gemm_plain(p->a_transposed, p->b_transposed, p->m, p->n, p->k, A, p->lda, B, p->ldb,
               p->fresh ? 0 : 1, p->got, p->ldc);
    assert_product(p, "gemm_plain");
}

/* To the last bit: the sums of plain double, rounded once. */
static void assert_summed_in_double(const Product *p, const char *who) {
    assert_product(p, who);
    for (int i = 0; i < p->m; i++)
        for (int j = 0; j < p->n; j++) {
            float expected = (float)exact(p, i, j);
            if (memcmp(&p->got[i * p->ldc + j], &expected, sizeof expected))
                fail_msg("%s, %d × %d × %d: %.9g, not %.9g", who, p->m, p->n, p->k,
                         (double)p->got[i * p->ldc + j], (double)expected);
        }
}

static void by_exact(Product *p) {
    if (p->a_transposed) return;
    gemm_exact(p->b_transposed, p->m, p->n, p->k, A, p->lda, B, p->ldb, p->fresh ? 0 : 1, p->got,
               p->ldc);
    assert_summed_in_double(p, "gemm_exact");
}

static void by_blas(Product *p) {
    if (gemm_blas(p->a_transposed, p->b_transposed, p->m, p->n, p->k, A, p->lda, B, p->ldb,
                  p->fresh ? 0 : 1, p->got, p->ldc))
        assert_product(p, "gemm_blas");
}

static void by_gemm(Product *p) {
    gemm(p->a_transposed, p->b_transposed, p->m, p->n, p->k, A, p->lda, B, p->ldb, p->fresh ? 0 : 1,
         p->got, p->ldc);
    assert_product(p, "gemm");
}

static const Kernels *table;
static const char *const vectors[] = {"avx2", "avx512"};

static void by_blocks(Product *p) {
    table->multiply(p->a_transposed, p->b_transposed, (size_t)p->m, (size_t)p->n, (size_t)p->k, A,
                    (size_t)p->lda, B, (size_t)p->ldb, p->fresh, p->got, (size_t)p->ldc);
    assert_product(p, table->name);
}

static void by_exact_of_table(Product *p) {
    if (p->a_transposed) return;
    table->exact(p->b_transposed, (size_t)p->m, (size_t)p->n, (size_t)p->k, A, (size_t)p->lda, B,
                 (size_t)p->ldb, p->fresh, p->got, (size_t)p->ldc);
    assert_summed_in_double(p, table->name);
}

/* Added to C, to one row for all, or to nothing. */
static void by_panels(Product *p) {
    static float panels[4 * CELLS];
    size_t m = (size_t)p->m, n = (size_t)p->n, k = (size_t)p->k, ldc = (size_t)p->ldc;
    if (p->a_transposed) return;
    table->pack(p->b_transposed, k, n, B, (size_t)p->ldb, panels);
    table->multiply_packed(m, n, k, A, (size_t)p->lda, panels, p->fresh ? NULL : p->got, ldc,
                           p->got, ldc);
    assert_product(p, table->name);
    for (int i = 0; i < p->m; i++) memcpy(p->C + (size_t)i * ldc, old, n * sizeof(float));
    p->fresh = false;
    table->multiply_packed(m, n, k, A, (size_t)p->lda, panels, old, 0, p->got, ldc);
    assert_product(p, table->name);
}

/* A times its rows' factors beside the product, past the caches or not, at an aligned place or not;
 * nothing else is written. */
static void by_scaling(Product *p) {
    static float panel[4 * CELLS], factors[SIDE], apart[CELLS];
    static _Alignas(64) float scaled[CELLS];
    size_t m = (size_t)p->m, n = (size_t)p->n, k = (size_t)p->k, ldc = (size_t)p->ldc;
    if (p->a_transposed || n > table->panel_cols) return;
    size_t lda = (size_t)p->lda, step = k + 15 - (k + 15) % 16 + (p->n % 2 ? 0 : 3);
    Scaled to = {factors, scaled + p->n % 3, step, p->m % 2};
    for (size_t i = 0; i < m; i++) factors[i] = 1 + (float)i / 8;
    for (size_t i = 0; i < CELLS; i++) scaled[i] = -1;
    table->pack(p->b_transposed, k, n, B, (size_t)p->ldb, panel);
    memcpy(apart, p->got, sizeof apart);
    table->multiply_packed(m, n, k, A, lda, panel, p->fresh ? NULL : apart, ldc, apart, ldc);
    table->multiply_scaling(m, n, k, A, lda, panel, p->fresh ? NULL : p->got, ldc, p->got, ldc,
                            &to);
    table->settle();
    assert_memory_equal(p->got, apart, sizeof apart);
    for (size_t i = 0; i < m * step; i++) {
        float was = i % step < k ? factors[i / step] * A[i / step * lda + i % step] : -1;
        assert_memory_equal(&to.to[i], &was, sizeof was);
    }
}

static void plain_is_right(void **state) {
    (void)state;
    every_size(by_plain, false);
    every_size(by_plain, true);
}

static void exact_is_exact(void **state) {
    (void)state;
    every_size(by_exact, false);
    every_size(by_exact, true);
    for (int i = 0; i < 2; i++)
        for (int turned = 0; turned < 2; turned++)
            if ((table = kernels_named(vectors[i]))) every_size(by_exact_of_table, turned);
}

static void blocks_are_right(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++)
        for (int turned = 0; turned < 2; turned++)
            if ((table = kernels_named(vectors[i]))) every_size(by_blocks, turned);
}

static void panels_are_right(void **state) {
    (void)state;
    static const char *const all[] = {"plain", "avx2", "avx512"};
    for (int i = 0; i < 3; i++)
        for (int turned = 0; turned < 2; turned++)
            if ((table = kernels_named(all[i]))) every_size(by_panels, turned);
}

static void scaling_on_the_way_is_right(void **state) {
    (void)state;
    static const char *const all[] = {"plain", "avx2", "avx512"};
    for (int i = 0; i < 3; i++)
        for (int turned = 0; turned < 2; turned++)
            if ((table = kernels_named(all[i]))) every_size(by_scaling, turned);
}

static void blas_is_right(void **state) {
    (void)state;
    every_size(by_blas, false);
    every_size(by_blas, true);
    print_message("           products by %s\n", gemm_name());
}

static void the_dispatcher_is_right(void **state) {
    (void)state;
    every_size(by_gemm, false);
    every_size(by_gemm, true);
}

/* Larger sides, one row, one column, one product, and deep. */
static void large_and_thin(void **state) {
    (void)state;
    static Product p;
    static const int sizes[][3] = {{85, 85, 85}, {1, 85, 85}, {85, 1, 85},
                                   {85, 85, 1},  {1, 1, 85},  {30, 20, 200}};
    for (int i = 0; i < 6; i++)
        for (int kind = 0; kind < 8; kind++) {
            p.m = sizes[i][0], p.n = sizes[i][1], p.k = sizes[i][2];
            p.a_transposed = kind & 1, p.b_transposed = kind & 2, p.fresh = kind & 4;
            lay_out(&p, kind);
            by_gemm(&p);
            lay_out(&p, kind);
            by_blas(&p);
            for (int t = 0; t < 2; t++) {
                lay_out(&p, kind);
                if (!(table = kernels_named(vectors[t]))) continue;
                by_blocks(&p);
                lay_out(&p, kind);
                by_exact_of_table(&p);
            }
        }
}

/* Products that two threads share, by columns and by rows, the last part a short one: each cell is
 * what its row and its column make alone. */
static void shared_is_exact(void **state) {
    (void)state;
    static const int sizes[][3] = {{70, 450, 700}, {450, 70, 700}, {1, 900, 24000}};
    static float X[1 << 19], Y[22000000], Z[1 << 16];
    Rng rng = rng_seeded(29);
    for (size_t i = 0; i < sizeof X / sizeof *X; i++) X[i] = (float)rng_between(&rng, -1, 1);
    for (size_t i = 0; i < sizeof Y / sizeof *Y; i++) Y[i] = X[i % 524287];
    for (int kind = 0; kind < 12; kind++) {
        int m = sizes[kind / 4][0], n = sizes[kind / 4][1], k = sizes[kind / 4][2];
        bool turned = kind & 1, fresh = kind & 2;
        for (int i = 0; i < m * n; i++) Z[i] = fresh ? NAN : X[i];
        gemm_exact(turned, m, n, k, X, k, Y, turned ? k : n, fresh ? 0 : 1, Z, n);
        for (int at = 0; at < m * n; at += 97) {
            int i = at / n, j = at % n;
            double sum = fresh ? 0 : (double)X[at];
            for (int l = 0; l < k; l++)
                sum += (double)X[i * k + l] * (double)Y[turned ? j * k + l : l * n + j];
            float expected = (float)sum;
            if (memcmp(&Z[at], &expected, sizeof expected))
                fail_msg("%d × %d × %d, kind %d: cell %d, %d", m, n, k, kind, i, j);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_is_right),          cmocka_unit_test(exact_is_exact),
        cmocka_unit_test(blocks_are_right),        cmocka_unit_test(blas_is_right),
        cmocka_unit_test(the_dispatcher_is_right), cmocka_unit_test(panels_are_right),
        cmocka_unit_test(large_and_thin),          cmocka_unit_test(scaling_on_the_way_is_right),
        cmocka_unit_test(shared_is_exact),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
