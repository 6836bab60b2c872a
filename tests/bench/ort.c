#include "ort.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* The interface is a table of functions that only ever grows at its end; these are the places of
 * those used here (onnxruntime_c_api.h). */
enum {
    GET_ERROR_MESSAGE = 2,
    CREATE_ENVIRONMENT = 3,
    CREATE_SESSION = 7,
    RUN = 9,
    CREATE_OPTIONS = 10,
    SET_GRAPH_OPTIMISATION = 23,
    SET_THREADS_WITHIN = 24,
    SET_THREADS_BETWEEN = 25,
    CREATE_TENSOR_OF_DATA = 49,
    CREATE_CPU_MEMORY_INFO = 69,
    API_VERSION = 13,
    WARNINGS = 2,
    OPTIMISE_ALL = 99,
    ARENA = 1,
    FLOAT32 = 1
};

typedef void Function(void);
typedef struct Base {
    Function *const *(*table)(uint32_t version);
    const char *(*version)(void);
} Base;
typedef void *Status; /* NULL: well */

typedef const char *GetErrorMessage(Status status);
typedef Status CreateEnvironment(int level, const char *name, void **out);
typedef Status CreateSession(void *environment, const char *path, void *options, void **out);
typedef Status Run(void *session, void *options, const char *const *inputs, void *const *values,
                   size_t count, const char *const *outputs, size_t output_count, void **out);
typedef Status CreateOptions(void **out);
typedef Status SetNumber(void *options, int number);
typedef Status CreateTensor(void *info, void *data, size_t bytes, const int64_t *shape, size_t rank,
                            int type, void **out);
typedef Status CreateMemoryInfo(int allocator, int type, void **out);

struct Ort {
    Function *const *table;
    void *session, *inputs[3], *outputs[2];
};

static void must(Function *const *table, Status status) {
    if (!status) return;
    fprintf(stderr, "ONNX Runtime: %s\n", ((GetErrorMessage *)table[GET_ERROR_MESSAGE])(status));
    exit(1);
}

static void *tensor(Function *const *table, void *memory, float *numbers, size_t planes,
                    size_t rows, size_t cols) {
    void *out;
    int64_t shape[] = {(int64_t)planes, (int64_t)rows, (int64_t)cols};
    must(table,
         ((CreateTensor *)table[CREATE_TENSOR_OF_DATA])(
             memory, numbers, planes * rows * cols * sizeof *numbers, shape, 3, FLOAT32, &out));
    return out;
}

static void *session(Function *const *table, const char *graph) {
    void *environment, *options, *out;
    must(table, ((CreateEnvironment *)table[CREATE_ENVIRONMENT])(WARNINGS, "bench", &environment));
    must(table, ((CreateOptions *)table[CREATE_OPTIONS])(&options));
    must(table, ((SetNumber *)table[SET_THREADS_WITHIN])(options, 1));
    must(table, ((SetNumber *)table[SET_THREADS_BETWEEN])(options, 1));
    must(table, ((SetNumber *)table[SET_GRAPH_OPTIMISATION])(options, OPTIMISE_ALL));
    must(table, ((CreateSession *)table[CREATE_SESSION])(environment, graph, options, &out));
    return out;
}

Ort *ort_open(const char *library, const char *graph, size_t heads, size_t rows, size_t width,
              float *Q, float *K, float *V, float *weights, float *context) {
    void *opened = dlopen(library, RTLD_NOW | RTLD_LOCAL), *memory;
    const Base *(*base)(void);
    if (!opened) {
        fprintf(stderr, "%s\n", dlerror());
        return NULL;
    }
    *(void **)&base = dlsym(opened, "OrtGetApiBase");
    Ort *ort = calloc(1, sizeof *ort);
    if (!base || !ort || !(ort->table = base()->table(API_VERSION))) return NULL;
    must(ort->table, ((CreateMemoryInfo *)ort->table[CREATE_CPU_MEMORY_INFO])(ARENA, 0, &memory));
    ort->session = session(ort->table, graph);
    float *inputs[] = {Q, K, V};
    for (int i = 0; i < 3; i++)
        ort->inputs[i] = tensor(ort->table, memory, inputs[i], heads, rows, width);
    ort->outputs[0] = tensor(ort->table, memory, weights, heads, rows, rows);
    ort->outputs[1] = tensor(ort->table, memory, context, heads, rows, width);
    return ort;
}

void ort_run(Ort *ort) {
    static const char *const inputs[] = {"Q", "K", "V"}, *const outputs[] = {"weights", "context"};
    must(ort->table, ((Run *)ort->table[RUN])(ort->session, NULL, inputs, ort->inputs, 3, outputs,
                                              2, ort->outputs));
}
