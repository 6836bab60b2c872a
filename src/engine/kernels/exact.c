/* exact.c -- the product whose sums run in double: for tapes that are looked at, where a number is
 * held against the paper's and small products cost nothing. */
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

void gemm_exact(bool b_transposed, int m, int n, int k, const Real *A, int lda, const Real *B,
                int ldb, Real beta, Real *C, int ldc) {
    if (kernels()->exact) {
        kernels()->exact(b_transposed, (size_t)m, (size_t)n, (size_t)k, A, (size_t)lda, B,
                         (size_t)ldb, beta == 0, C, (size_t)ldc);
        return;
    }
    for (int j = 0; j < n; j += TOGETHER) {
        int count = n - j < TOGETHER ? n - j : TOGETHER;
        const Real *columns = B + place(b_transposed, ldb, 0, j);
        for (int i = 0; i < m; i++)
            some_columns(b_transposed, count, k, A + (size_t)i * (size_t)lda, columns, ldb, beta,
                         C + (size_t)i * (size_t)ldc + (size_t)j);
    }
}
