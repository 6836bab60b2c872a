/* exact.c -- the product whose sums run in double: for tapes that are looked at, where a number is
 * held against the paper's and small products cost nothing. */
#include "base/pair.h"
#include "engine/kernels/kernels.h"

enum { TOGETHER = 8 }; /* columns summed side by side */

/* Where element (p, j) of op(B) is. */
static size_t place(bool transposed, int ldb, int p, int j) {
    return transposed ? (size_t)j * (size_t)ldb + (size_t)p : (size_t)p * (size_t)ldb + (size_t)j;
}

/* y[0 … count) of one row. */
static void some_columns(bool transposed, int count, int k, const Real *x, const Real *B, int ldb,
                         Real beta, Real *y) {
    double sums[TOGETHER] = {0};
    for (int j = 0; j < count && beta > 0; j++) sums[j] = (double)y[j];
    for (int p = 0; p < k; p++) {
        double factor = (double)x[p];
        for (int j = 0; j < count; j++) sums[j] += factor * (double)B[place(transposed, ldb, p, j)];
    }
    for (int j = 0; j < count; j++) y[j] = (Real)sums[j];
}

enum { PART = 128 }; /* columns or rows that a hand takes at a time: whole blocks of the kernels */
static const double SHARED =
    2e7; /* multiplications from which a second thread is worth its start */

/* One product, or as much of it as one hand does at a time. */
typedef struct Product {
    bool transposed, fresh; /* B; C is written, not added to */
    int m, n, k, lda, ldb, ldc;
    const Real *A, *B;
    Real *C;
} Product;

static void multiply(const Product *p) {
    if (kernels()->exact) {
        kernels()->exact(p->transposed, (size_t)p->m, (size_t)p->n, (size_t)p->k, p->A,
                         (size_t)p->lda, p->B, (size_t)p->ldb, p->fresh, p->C, (size_t)p->ldc);
        return;
    }
    for (int j = 0; j < p->n; j += TOGETHER) {
        int count = p->n - j < TOGETHER ? p->n - j : TOGETHER;
        const Real *columns = p->B + place(p->transposed, p->ldb, 0, j);
        for (int i = 0; i < p->m; i++)
            some_columns(p->transposed, count, p->k, p->A + (size_t)i * (size_t)p->lda, columns,
                         p->ldb, p->fresh ? 0 : 1, p->C + (size_t)i * (size_t)p->ldc + (size_t)j);
    }
}

static bool by_columns(const Product *p) {
    return p->n >= p->m;
}

/* A part's columns, or rows where there are few columns: no sum is divided. */
static void multiply_part(void *with, int hand, int part) {
    (void)hand;
    const Product *whole = with;
    Product p = *whole;
    int from = part * PART;
    if (by_columns(whole)) {
        p.n = whole->n - from < PART ? whole->n - from : PART;
        p.B += place(whole->transposed, whole->ldb, 0, from);
        p.C += from;
    } else {
        p.m = whole->m - from < PART ? whole->m - from : PART;
        p.A += (size_t)from * (size_t)whole->lda;
        p.C += (size_t)from * (size_t)whole->ldc;
    }
    multiply(&p);
}

void gemm_exact(bool b_transposed, int m, int n, int k, const Real *A, int lda, const Real *B,
                int ldb, Real beta, Real *C, int ldc) {
    Product p = {b_transposed, beta == 0, m, n, k, lda, ldb, ldc, A, B, C};
    if ((double)m * n * k < SHARED) {
        multiply(&p);
        return;
    }
    Pair *pair = pair_new();
    pair_run(pair, ((by_columns(&p) ? n : m) + PART - 1) / PART, multiply_part, &p);
    pair_free(pair);
}
