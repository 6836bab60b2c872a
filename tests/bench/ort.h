/* ort.h -- ONNX Runtime as the peer for attention: its C interface, opened at run time. */
#ifndef HEED_TESTS_BENCH_ORT_H
#define HEED_TESTS_BENCH_ORT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Ort Ort;

/* The graph of onnx_graph.py with one thread; heads × rows × width numbers each, which stay the
 * caller's and are read and written by every run. NULL, with a word on stderr, if the library or
 * the graph cannot be used. Lives until the program ends. */
Ort *ort_open(const char *library, const char *graph, size_t heads, size_t rows, size_t width,
              float *Q, float *K, float *V, float *weights, float *context);
void ort_run(Ort *ort);

#endif
