/* avx512.c -- the vector kernels, sixteen floats at a time. */
#include "engine/kernels/kernels.h"

#if defined(__AVX512F__) && !defined(HEED_DOUBLE)
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

enum { LANES = 16, BLOCK_ROWS = 6, BLOCK_VECTORS = 4, EXACT_VECTORS = 4 };
#define BLOCK_WIDE_CASES(R) BLOCK_CASE(R, 3) BLOCK_CASE(R, 4)
typedef __m512 Lanes;
typedef __m512d Wide;
#define NAME(x) avx512_##x

static inline Lanes set1(float x) {
    return _mm512_set1_ps(x);
}
static inline Lanes add(Lanes a, Lanes b) {
    return _mm512_add_ps(a, b);
}
static inline Lanes sub(Lanes a, Lanes b) {
    return _mm512_sub_ps(a, b);
}
static inline Lanes mul(Lanes a, Lanes b) {
    return _mm512_mul_ps(a, b);
}
static inline Lanes divide(Lanes a, Lanes b) {
    return _mm512_div_ps(a, b);
}
static inline Lanes root(Lanes a) {
    return _mm512_sqrt_ps(a);
}
static inline Lanes fma_of(Lanes a, Lanes b, Lanes c) {
    return _mm512_fmadd_ps(a, b, c);
}
static inline Lanes fms_of(Lanes a, Lanes b, Lanes c) {
    return _mm512_fmsub_ps(a, b, c);
}
static inline Lanes fnma_of(Lanes a, Lanes b, Lanes c) {
    return _mm512_fnmadd_ps(a, b, c);
}
static inline Lanes min_of(Lanes a, Lanes b) {
    return _mm512_min_ps(a, b);
}
static inline Lanes max_of(Lanes a, Lanes b) {
    return _mm512_max_ps(a, b);
}
static inline Lanes round_to_even(Lanes a) {
    return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT);
}
static inline Lanes times_power_of_two(Lanes a, Lanes n) {
    return _mm512_scalef_ps(a, n);
}
static inline float sum_of(Lanes a) {
    return _mm512_reduce_add_ps(a);
}
static inline float largest_of(Lanes a) {
    return _mm512_reduce_max_ps(a);
}
static inline void stream(float *p, Lanes a) {
    _mm512_stream_ps(p, a);
}
static inline Lanes load_all(const float *p) {
    return _mm512_loadu_ps(p);
}

static inline Wide wide_load(const double *p) {
    return _mm512_loadu_pd(p);
}
static inline void wide_store(double *p, Wide a) {
    _mm512_storeu_pd(p, a);
}
static inline Wide wide_set(double x) {
    return _mm512_set1_pd(x);
}
static inline Wide wide_fma(Wide a, Wide b, Wide c) {
    return _mm512_fmadd_pd(a, b, c);
}

static inline Lanes load(const float *p, size_t n) {
    return n >= LANES ? _mm512_loadu_ps(p) : _mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
}

/* The numbers behind the end are those of `otherwise`. */
static inline Lanes load_or(const float *p, size_t n, Lanes otherwise) {
    return _mm512_mask_loadu_ps(otherwise, (__mmask16)((1u << n) - 1), p);
}

static inline void store(float *p, Lanes a, size_t n) {
    if (n >= LANES)
        _mm512_storeu_ps(p, a);
    else
        _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), a);
}

/* A square of numbers turned in registers: pairs of rows are interleaved, then pairs of pairs,
 * which leaves four rows of one column in each quarter of a register; then quarters are exchanged.
 */
static inline void lanes_turn(Lanes r[LANES]) {
    Lanes t[LANES];
    UNROLLED for (int i = 0; i < 16; i += 2) {
        t[i] = _mm512_unpacklo_ps(r[i], r[i + 1]);
        t[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
    }
    UNROLLED for (int i = 0; i < 16; i += 4) UNROLLED for (int c = 0; c < 4; c += 2) {
        __m512d low = _mm512_castps_pd(t[i + c / 2]), high = _mm512_castps_pd(t[i + 2 + c / 2]);
        r[i + c] = _mm512_castpd_ps(_mm512_unpacklo_pd(low, high));
        r[i + c + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(low, high));
    }
    UNROLLED for (int c = 0; c < 4; c++) {
        Lanes even = _mm512_shuffle_f32x4(r[c], r[4 + c], 0x88),
              odd = _mm512_shuffle_f32x4(r[c], r[4 + c], 0xdd);
        Lanes even2 = _mm512_shuffle_f32x4(r[8 + c], r[12 + c], 0x88),
              odd2 = _mm512_shuffle_f32x4(r[8 + c], r[12 + c], 0xdd);
        t[c] = _mm512_shuffle_f32x4(even, even2, 0x88);
        t[4 + c] = _mm512_shuffle_f32x4(odd, odd2, 0x88);
        t[8 + c] = _mm512_shuffle_f32x4(even, even2, 0xdd);
        t[12 + c] = _mm512_shuffle_f32x4(odd, odd2, 0xdd);
    }
    UNROLLED for (int i = 0; i < 16; i++) r[i] = t[i];
}

#include "engine/kernels/lanes.inc"

const Kernels kernels_avx512 = TABLE("avx512");
#else
const Kernels kernels_avx512 = {0};
#endif
