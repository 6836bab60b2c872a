/* avx2.c -- the vector kernels, eight floats at a time. */
#include "engine/kernels/kernels.h"

#if defined(__AVX2__) && defined(__FMA__) && !defined(HEED_DOUBLE)
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

enum { LANES = 8, BLOCK_ROWS = 6, BLOCK_VECTORS = 2, EXACT_VECTORS = 2 };
#define BLOCK_WIDE_CASES(R)
typedef __m256 Lanes;
typedef __m256d Wide;
#define NAME(x) avx2_##x

static inline Lanes set1(float x) {
    return _mm256_set1_ps(x);
}
static inline Lanes add(Lanes a, Lanes b) {
    return _mm256_add_ps(a, b);
}
static inline Lanes sub(Lanes a, Lanes b) {
    return _mm256_sub_ps(a, b);
}
static inline Lanes mul(Lanes a, Lanes b) {
    return _mm256_mul_ps(a, b);
}
static inline Lanes divide(Lanes a, Lanes b) {
    return _mm256_div_ps(a, b);
}
static inline Lanes root(Lanes a) {
    return _mm256_sqrt_ps(a);
}
static inline Lanes fma_of(Lanes a, Lanes b, Lanes c) {
    return _mm256_fmadd_ps(a, b, c);
}
static inline Lanes fms_of(Lanes a, Lanes b, Lanes c) {
    return _mm256_fmsub_ps(a, b, c);
}
static inline Lanes fnma_of(Lanes a, Lanes b, Lanes c) {
    return _mm256_fnmadd_ps(a, b, c);
}
static inline Lanes min_of(Lanes a, Lanes b) {
    return _mm256_min_ps(a, b);
}
static inline Lanes max_of(Lanes a, Lanes b) {
    return _mm256_max_ps(a, b);
}
static inline Lanes load_all(const float *p) {
    return _mm256_loadu_ps(p);
}

static inline Wide wide_load(const double *p) {
    return _mm256_loadu_pd(p);
}
static inline void wide_store(double *p, Wide a) {
    _mm256_storeu_pd(p, a);
}
static inline Wide wide_set(double x) {
    return _mm256_set1_pd(x);
}
static inline Wide wide_fma(Wide a, Wide b, Wide c) {
    return _mm256_fmadd_pd(a, b, c);
}

static inline Lanes round_to_even(Lanes a) {
    return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

/* a·2ⁿ in two halves, so that denormal results come out right. */
static inline Lanes times_power_of_two(Lanes a, Lanes n) {
    __m256i whole = _mm256_cvtps_epi32(n), half = _mm256_srai_epi32(whole, 1);
    __m256i rest = _mm256_sub_epi32(whole, half), bias = _mm256_set1_epi32(127);
    __m256 first = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(half, bias), 23));
    __m256 second = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(rest, bias), 23));
    return _mm256_mul_ps(_mm256_mul_ps(a, first), second);
}

static inline float sum_of(Lanes a) {
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

static inline float largest_of(Lanes a) {
    __m128 four = _mm_max_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}

static inline void stream(float *p, Lanes a) {
    _mm256_stream_ps(p, a);
}

static inline __m256i first_lanes(size_t n) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

static inline Lanes load(const float *p, size_t n) {
    return n >= LANES ? _mm256_loadu_ps(p) : _mm256_maskload_ps(p, first_lanes(n));
}

/* The numbers behind the end are those of `otherwise`. */
static inline Lanes load_or(const float *p, size_t n, Lanes otherwise) {
    __m256i mask = first_lanes(n);
    return _mm256_blendv_ps(otherwise, _mm256_maskload_ps(p, mask), _mm256_castsi256_ps(mask));
}

static inline void store(float *p, Lanes a, size_t n) {
    if (n >= LANES)
        _mm256_storeu_ps(p, a);
    else
        _mm256_maskstore_ps(p, first_lanes(n), a);
}

/* A square of numbers turned in registers: pairs of rows are interleaved, then pairs of pairs,
 * which leaves four rows of one column in each half of a register; then halves are exchanged. */
static inline void lanes_turn(Lanes r[LANES]) {
    Lanes t[LANES];
    UNROLLED for (int i = 0; i < 8; i += 2) {
        t[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
        t[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
    }
    UNROLLED for (int i = 0; i < 8; i += 4) UNROLLED for (int c = 0; c < 4; c += 2) {
        __m256d low = _mm256_castps_pd(t[i + c / 2]), high = _mm256_castps_pd(t[i + 2 + c / 2]);
        r[i + c] = _mm256_castpd_ps(_mm256_unpacklo_pd(low, high));
        r[i + c + 1] = _mm256_castpd_ps(_mm256_unpackhi_pd(low, high));
    }
    UNROLLED for (int c = 0; c < 4; c++) {
        t[c] = _mm256_permute2f128_ps(r[c], r[4 + c], 0x20);
        t[4 + c] = _mm256_permute2f128_ps(r[c], r[4 + c], 0x31);
    }
    UNROLLED for (int i = 0; i < 8; i++) r[i] = t[i];
}

#include "engine/kernels/lanes.inc"

const Kernels kernels_avx2 = TABLE("avx2");
#else
const Kernels kernels_avx2 = {0};
#endif
