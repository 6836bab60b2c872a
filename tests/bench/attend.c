/* attend.c -- attention with its weights, ours and ONNX Runtime's in turn, and what the machine can
 * do at best: `heed-bench-attend HEADS ROWS [LIBRARY GRAPH]`, `heed-bench-attend band WINDOW`. One
 * thread. Prints JSON, asserts nothing. */
#include "engine/kernels/attend.h"
#include "ort.h"

#include "base/arena.h"
#include "base/rng.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WIDTH = 64, ROUNDS = 7 };

/* Of the processor, not of the wall: all here have one thread, and the machine may be busy. */
static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* In an arena, as in the program. */
static float *numbers(Arena *arena, size_t count, Rng *rng) {
    float *x = ARENA_ARRAY(arena, float, count);
    for (size_t i = 0; i < count; i++) x[i] = rng ? (float)rng_between(rng, -2, 2) : 0;
    return x;
}

typedef struct Bench {
    Arena *arena;
    Attend attend;
    size_t heads;
    float *Q, *K, *V, *weights, *context, *room;
    Ort *ort;
} Bench;

static Bench bench_new(size_t heads, size_t rows, size_t window) {
    Rng rng = rng_seeded(1);
    Bench b = {
        .arena = arena_new(), .attend = attend_all(rows, rows, WIDTH, WIDTH), .heads = heads};
    b.attend.window = window;
    b.Q = numbers(b.arena, heads * rows * WIDTH, &rng);
    b.K = numbers(b.arena, heads * rows * WIDTH, &rng);
    b.V = numbers(b.arena, heads * rows * WIDTH, &rng);
    b.weights = numbers(b.arena, heads * rows * attend_width(&b.attend), NULL);
    b.context = numbers(b.arena, heads * rows * WIDTH, NULL);
    b.room = numbers(b.arena, attend_room(kernels(), &b.attend), NULL);
    return b;
}

static void bench_free(Bench *b) {
    arena_free(b->arena);
}

static void ours(Bench *b) {
    size_t plane = b->attend.T * WIDTH, weights = b->attend.T * attend_width(&b->attend);
    for (size_t h = 0; h < b->heads; h++)
        attend_forward(kernels(), &b->attend, b->Q + h * plane, b->K + h * plane, b->V + h * plane,
                       b->room, b->weights + h * weights, b->context + h * plane, NULL, NULL);
}

static void theirs(Bench *b) {
    ort_run(b->ort);
}

static void set_weights(Bench *b) {
    memset(b->weights, 0, b->heads * b->attend.T * b->attend.S * sizeof *b->weights);
}

/* The most multiplications and additions that one core can do: sixteen sums in registers, each
 * multiplied and added to `times` times. */
enum { SUMS = 16 };
#if defined(__x86_64__)
#define MULTIPLY_ADD(instructions, Lanes, zero, fma)                                               \
    __attribute__((target(instructions))) static float with_##fma(double times) {                  \
        Lanes sums[SUMS], x = zero();                                                              \
        for (int i = 0; i < SUMS; i++) sums[i] = zero();                                           \
        for (long t = 0; t < (long)times; t++)                                                     \
            UNROLLED for (int i = 0; i < SUMS; i++) sums[i] = fma(sums[i], x, x);                  \
        float sum = 0;                                                                             \
        for (int i = 0; i < SUMS; i++) sum += sums[i][0];                                          \
        return sum;                                                                                \
    }
MULTIPLY_ADD("avx512f", __m512, _mm512_setzero_ps, _mm512_fmadd_ps)
MULTIPLY_ADD("avx2,fma", __m256, _mm256_setzero_ps, _mm256_fmadd_ps)
#endif

/* As many of them as attention has. */
static void multiply_add_only(Bench *b) {
    volatile float sum = 0;
    double count = 2.0 * (double)b->heads * (double)b->attend.T * (double)b->attend.S * WIDTH;
#if defined(__x86_64__)
    if (kernels_named("avx512"))
        sum = with__mm512_fmadd_ps(count / SUMS / 16);
    else if (kernels_named("avx2"))
        sum = with__mm256_fmadd_ps(count / SUMS / 8);
#endif
    (void)sum, (void)count;
}

typedef void Work(Bench *b);

static double time_of(Work *work, Bench *b, int times) {
    double start = seconds();
    for (int i = 0; i < times; i++) work(b);
    return (seconds() - start) / times;
}

static int by_number(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times) {
    qsort(times, ROUNDS, sizeof *times, by_number);
    return times[ROUNDS / 2];
}

/* Each kind of work in turn, so that a change of the machine's speed meets all. */
static void in_turn(Work *const *works, int count, Bench *b, double *medians) {
    double times[4][ROUNDS];
    int repeat = 1;
    for (double took = time_of(works[0], b, 1); took * repeat < 0.02;) repeat *= 2;
    for (int r = 0; r < ROUNDS; r++)
        for (int w = 0; w < count; w++) times[w][r] = time_of(works[w], b, repeat);
    for (int w = 0; w < count; w++) medians[w] = median(times[w]);
}

static void dense(size_t heads, size_t rows, const char *library, const char *graph) {
    Work *works[] = {ours, set_weights, multiply_add_only, theirs};
    double medians[4];
    Bench b = bench_new(heads, rows, NO_WINDOW);
    if (library)
        b.ort = ort_open(library, graph, heads, rows, WIDTH, b.Q, b.K, b.V, b.weights, b.context);
    in_turn(works, b.ort ? 4 : 3, &b, medians);
    printf("{\"ours\": %.9f, \"memset\": %.9f, \"multiply_add\": %.9f", medians[0], medians[1],
           medians[2]);
    if (b.ort) printf(", \"ort\": %.9f", medians[3]);
    printf("}\n");
    bench_free(&b);
}

static void band(size_t window) {
    static const size_t sizes[] = {1024, 4096};
    Work *work = ours;
    double medians[2];
    for (int i = 0; i < 2; i++) {
        Bench b = bench_new(12, sizes[i], window);
        in_turn(&work, 1, &b, &medians[i]);
        bench_free(&b);
    }
    printf("{\"1024\": %.9f, \"4096\": %.9f}\n", medians[0], medians[1]);
}

int main(int argc, char **argv) {
    if (argc == 3 && !strcmp(argv[1], "band"))
        band((size_t)atoi(argv[2]));
    else if (argc == 3 || argc == 5)
        dense((size_t)atoi(argv[1]), (size_t)atoi(argv[2]), argc == 5 ? argv[3] : NULL,
              argc == 5 ? argv[4] : NULL);
    else
        return fprintf(stderr, "heed-bench-attend HEADS ROWS [LIBRARY GRAPH] | band WINDOW\n"), 2;
    return 0;
}
