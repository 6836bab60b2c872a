/* kernels.h -- the loops that numbers are made of, for this processor.
 *
 * One table of functions, written three times: plain C, AVX2 and AVX-512. kernels() chooses once,
 * by what the processor has ($HEED_KERNELS=plain|avx2|avx512 asks for a lesser one); all are tested
 * against each other. Arrays are dense and need no alignment; outputs may be inputs only where it
 * says so. In the double build only plain C exists.
 */
#ifndef HEED_ENGINE_KERNELS_KERNELS_H
#define HEED_ENGINE_KERNELS_KERNELS_H

#include "engine/real.h"

#include <stdbool.h>
#include <stddef.h>

/* Where a product's left operand goes as well: row i times factors[i], to rows `step` apart, which
 * are none of the product's operands. past_caches as in scale_to. */
typedef struct Scaled {
    const Real *factors;
    Real *to;
    size_t step;
    bool past_caches;
} Scaled;

typedef struct Kernels {
    const char *name;
    /* out[i] = f(x[i]); out may be x */
    void (*exp)(size_t n, const Real *x, Real *out);
    void (*tanh)(size_t n, const Real *x, Real *out);
    void (*sigmoid)(size_t n, const Real *x, Real *out);
    /* Σ a[i]·b[i] */
    Real (*dot)(size_t n, const Real *a, const Real *b);
    /* y[i] += a·x[i] */
    void (*axpy)(size_t n, Real a, const Real *x, Real *y);
    /* y[i] += x[i] */
    void (*add_to)(size_t n, const Real *x, Real *y);
    /* Σ v[i]·tanh(q[i] + k[i]): Bahdanau's score of one key */
    Real (*additive)(size_t n, const Real *q, const Real *k, const Real *v);
    /* Of all keys, k (count × n), with de[s] = ∂L/∂e of each: with t = tanh(q + k_s), dq and dk_s
     * += de·v·(1−t²), dv += de·t; any may be NULL. The tanh are made again: to keep them for every
     * step costs more than to make them. */
    void (*additive_back)(size_t n, size_t count, const Real *de, const Real *q, const Real *k,
                          const Real *v, Real *dq, Real *dk, Real *dv);
    /* One GRU step of n units. a = W_i x + b_i and b = W_h h + b_h, rows r, z, n (3n each); out
     * holds h', r, z, n and b's last third, side by side (5n). */
    void (*gru)(size_t n, const Real *a, const Real *b, const Real *h, Real *out);
    /* From dh' to da (3n, set), db (3n, set) and dh += z·dh'; `out` as gru left it. */
    void (*gru_back)(size_t n, const Real *dnew, const Real *out, const Real *h, Real *da, Real *db,
                     Real *dh);
    /* One LSTM step. g = W_i x + b_i + W_h h + b_h comes as a and b (4n: i, f, g, o); out holds h',
     * c', i, f, g, o, tanh(c') (7n). */
    void (*lstm)(size_t n, const Real *a, const Real *b, const Real *c, Real *out);
    /* From dh' and dc' to d (4n, set: of a and b alike) and dc += f·… */
    void (*lstm_back)(size_t n, const Real *dh, const Real *dc_new, const Real *out, const Real *c,
                      Real *d, Real *dc);
    /* Adam (Kingma & Ba 2015): m, v and p changed in place. c1 = 1/(1−β1^t), c2 = 1/(1−β2^t); g is
     * scaled by `clip` first. */
    void (*adam)(size_t n, Real rate, Real beta1, Real beta2, Real c1, Real c2, Real epsilon,
                 Real clip, const Real *g, Real *m, Real *v, Real *p);
    /* The largest of at least one number. */
    Real (*largest)(size_t n, const Real *x);
    /* out[i] = exp(scale·(x[i] − shift)), for x[i] ≤ shift; returns their sum; out may be x */
    Real (*exp_sum)(size_t n, Real scale, Real shift, const Real *x, Real *out);
    /* out[i] = factor·x[i]; out may be x; past_caches: out is large and not read soon, and
     * other threads may read it only after settle() */
    void (*scale_to)(size_t n, Real factor, const Real *x, Real *out, bool past_caches);
    void (*settle)(void);
    /* Small products: C (m × n) = op(A)·op(B), added to C unless `fresh`; NULL in plain C. */
    void (*multiply)(bool a_transposed, bool b_transposed, size_t m, size_t n, size_t k,
                     const Real *A, size_t lda, const Real *B, size_t ldb, bool fresh, Real *C,
                     size_t ldc);
    /* gemm_exact, with its numbers; NULL in plain C. */
    void (*exact)(bool b_transposed, size_t m, size_t n, size_t k, const Real *A, size_t lda,
                  const Real *B, size_t ldb, bool fresh, Real *C, size_t ldc);
    /* Products with a matrix that is used more than once: it is copied into panels of panel_cols
     * columns (the last may be wider than what is left of the matrix), a panel's rows directly
     * below each other. pack: from op(B), k × n; where turned, B is stored n × k. */
    size_t panel_cols;
    void (*pack)(bool turned, size_t k, size_t n, const Real *B, size_t ldb, Real *panels);
    /* C (m × n) = A·B + begin, whose rows are begin_step apart (0: one row for all); NULL: 0. begin
     * may be C. */
    void (*multiply_packed)(size_t m, size_t n, size_t k, const Real *A, size_t lda,
                            const Real *panels, const Real *begin, size_t begin_step, Real *C,
                            size_t ldc);
    /* The same of one panel, with n at most panel_cols; A scaled is written on the way, so that
     * memory takes it in while the product is made: attention's weights, while its values are
     * summed. The product's bits are those of multiply_packed. */
    void (*multiply_scaling)(size_t m, size_t n, size_t k, const Real *A, size_t lda,
                             const Real *panel, const Real *begin, size_t begin_step, Real *C,
                             size_t ldc, const Scaled *scaled);
} Kernels;

const Kernels *kernels(void);
/* The table of that name, or NULL if this build or processor has none: for tests. */
const Kernels *kernels_named(const char *name);

/* Before loops over registers, which gcc would keep in memory else; clang reads gcc's word wrongly.
 */
#if defined(__clang__)
#define UNROLLED _Pragma("clang loop unroll(full)")
#define BY_THREES _Pragma("clang loop unroll_count(3)")
#else
#define UNROLLED _Pragma("GCC unroll 16")
#define BY_THREES _Pragma("GCC unroll 3")
#endif

extern const Kernels kernels_plain;
extern const Kernels kernels_avx2;
extern const Kernels kernels_avx512;

/* C (m × n) = op(A)·op(B) + beta·C, row-major with rows of lda, ldb, ldc reals. op is the transpose
 * where asked: A is then stored k × m, B n × k. beta is 0 or 1; with 0, C's old contents do not
 * matter. OpenBLAS with one thread where it can be opened, else plain C. */
void gemm(bool a_transposed, bool b_transposed, int m, int n, int k, const Real *A, int lda,
          const Real *B, int ldb, Real beta, Real *C, int ldc);
/* C = A·op(B) + beta·C with sums in double: the same numbers whichever table is chosen, and by one
 * thread or two, which large products are shared by. */
void gemm_exact(bool b_transposed, int m, int n, int k, const Real *A, int lda, const Real *B,
                int ldb, Real beta, Real *C, int ldc);
/* The plain product, always there. */
void gemm_plain(bool a_transposed, bool b_transposed, int m, int n, int k, const Real *A, int lda,
                const Real *B, int ldb, Real beta, Real *C, int ldc);
/* The same by OpenBLAS; false if it cannot be had (not installed, address space short,
 * HEED_BLAS=off). */
bool gemm_blas(bool a_transposed, bool b_transposed, int m, int n, int k, const Real *A, int lda,
               const Real *B, int ldb, Real beta, Real *C, int ldc);
/* Tells OpenBLAS by the environment what it is to be, so while there is one thread; it is opened by
 * the first product that needs it. */
void gemm_begin(void);
/* What gemm runs on, for recipes and --version: "OpenBLAS SkylakeX" or "plain". */
const char *gemm_name(void);

#endif
