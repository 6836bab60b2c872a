/* blas.c -- matrix products by OpenBLAS: the only file that knows it.
 *
 * OpenBLAS 0.3.21 does not know newer Intel processors and falls back to SSE3 (“Prescott”), up to
 * six times slower. The kernel is named by OPENBLAS_CORETYPE, which is read when the library is
 * loaded: so it is set by what the processor has and the library opened with dlopen, not linked.
 * One thread: products here are small, and results then do not depend on the number of cores. It
 * hangs when address space is short, so that is asked first. It is opened by the first product that
 * is large enough, since that takes longer than all of a small run. Absent or refused, products are
 * plain C. $HEED_BLAS is “off”, or names a kernel of OpenBLAS in place of the one this file would
 * choose.
 */
#include "engine/kernels/kernels.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

typedef void Sgemm(int order, int ta, int tb, int m, int n, int k, float alpha, const float *A,
                   int lda, const float *B, int ldb, float beta, float *C, int ldc);
typedef void SetThreads(int threads);
typedef char *CoreName(void);

/* Below this many multiplications our own blocks beat the library, which copies its operands first.
 */
#define SMALL_PRODUCT 32e6
/* So few rows are ours whatever the matrix: copying it costs the library more than the product. */
enum { FEW_ROWS = 64 };

enum { ROW_MAJOR = 101, AS_IS = 111, TRANSPOSED = 112 };

static Sgemm *sgemm;
static char name[64] = "plain";
static pthread_once_t begun = PTHREAD_ONCE_INIT, opened = PTHREAD_ONCE_INIT;

static bool address_space_is_short(void) {
    struct rlimit limit;
    return getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
           limit.rlim_cur < ((rlim_t)1 << 30);
}

static void set_environment(void) {
    const char *asked = getenv("HEED_BLAS");
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    if (asked) {
        setenv("OPENBLAS_CORETYPE", asked, 1);
        return;
    }
#if defined(__x86_64__)
    __builtin_cpu_init();
    bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
    bool amd = __builtin_cpu_is("amd");
    if (wide)
        setenv("OPENBLAS_CORETYPE", "SkylakeX", 1);
    else if (!amd && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        setenv("OPENBLAS_CORETYPE", "Haswell", 1);
#endif
}

void gemm_begin(void) {
    pthread_once(&begun, set_environment);
}

static void open_library(void) {
    const char *asked = getenv("HEED_BLAS");
    if ((asked && !strcmp(asked, "off")) || address_space_is_short()) return;
    gemm_begin();
    /* lazily: it has ten thousand functions, of which one is called */
    void *library = dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_LOCAL);
    if (!library) return;
    Sgemm *found;
    SetThreads *set_threads;
    CoreName *core_name;
    *(void **)&found = dlsym(library, "cblas_sgemm");
    *(void **)&set_threads = dlsym(library, "openblas_set_num_threads");
    *(void **)&core_name = dlsym(library, "openblas_get_corename");
    if (!found) return;
    if (set_threads) set_threads(1);
    snprintf(name, sizeof name, "OpenBLAS %s", core_name ? core_name() : "");
    sgemm = found;
}

bool gemm_blas(bool a_transposed, bool b_transposed, int m, int n, int k, const Real *A, int lda,
               const Real *B, int ldb, Real beta, Real *C, int ldc) {
#ifdef HEED_DOUBLE
    (void)a_transposed, (void)b_transposed, (void)m, (void)n, (void)k, (void)A, (void)lda, (void)B;
    (void)ldb, (void)beta, (void)C, (void)ldc;
    return false;
#else
    pthread_once(&opened, open_library);
    if (!sgemm) return false;
    sgemm(ROW_MAJOR, a_transposed ? TRANSPOSED : AS_IS, b_transposed ? TRANSPOSED : AS_IS, m, n, k,
          1, A, lda, B, ldb, beta, C, ldc);
    return true;
#endif
}

const char *gemm_name(void) {
    pthread_once(&opened, open_library);
    return name;
}

/* One row times a matrix: not worth a library call at these sizes. */
static void row_times(bool b_transposed, int n, int k, const Real *a, const Real *B, int ldb,
                      Real beta, Real *c) {
    const Kernels *K = kernels();
    if (b_transposed) {
        for (int j = 0; j < n; j++) {
            Real sum = K->dot((size_t)k, a, B + (size_t)j * (size_t)ldb);
            c[j] = beta == 0 ? sum : c[j] + sum;
        }
        return;
    }
    if (beta == 0) memset(c, 0, (size_t)n * sizeof *c);
    for (int l = 0; l < k; l++) K->axpy((size_t)n, a[l], B + (size_t)l * (size_t)ldb, c);
}

void gemm(bool a_transposed, bool b_transposed, int m, int n, int k, const Real *A, int lda,
          const Real *B, int ldb, Real beta, Real *C, int ldc) {
    if (m == 1 && !a_transposed) {
        row_times(b_transposed, n, k, A, B, ldb, beta, C);
        return;
    }
    if (k == 1 && a_transposed && !b_transposed && beta == 1) { /* a column times a row */
        for (int i = 0; i < m; i++)
            kernels()->axpy((size_t)n, A[i], B, C + (size_t)i * (size_t)ldc);
        return;
    }
    bool ours = (double)m * n * k < SMALL_PRODUCT || (m <= FEW_ROWS && !a_transposed);
    if (kernels()->multiply && ours) {
        kernels()->multiply(a_transposed, b_transposed, (size_t)m, (size_t)n, (size_t)k, A,
                            (size_t)lda, B, (size_t)ldb, beta == 0, C, (size_t)ldc);
        return;
    }
    if (!gemm_blas(a_transposed, b_transposed, m, n, k, A, lda, B, ldb, beta, C, ldc))
        gemm_plain(a_transposed, b_transposed, m, n, k, A, lda, B, ldb, beta, C, ldc);
}
