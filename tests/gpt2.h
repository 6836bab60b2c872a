/* gpt2.h -- a GPT-2-shaped model as others make them: any vocabulary, any number of positions,
 * random weights. */
#ifndef HEED_TESTS_GPT2_H
#define HEED_TESTS_GPT2_H

#include "testing.h"

#include "base/file.h"
#include "training/model.h"

typedef struct Gpt2 {
    const char *symbols; /* a JSON array */
    int layers, heads, d, positions;
} Gpt2;

/* The symbols of the task repeat, and none of the special four. */
#define GPT2_REPEAT                                                                                \
    "[\"|\",\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\",\"l\",\"m\","        \
    "\"n\",\"o\",\"p\",\"q\",\"r\",\"s\",\"t\",\"u\",\"v\",\"w\",\"x\",\"y\",\"z\"]"

/* The checkpoint's bytes, of the task repeat. */
static inline Buffer gpt2_bytes(const Gpt2 *of) {
    Model *model = model_begin(&model_transformer, &task_repeat);
    Error error = {0};
    if (!vocabulary_from_symbols(&model->source, model->arena, of->symbols, &error))
        fail_msg("%s", error.message);
    model->target = model->source;
    model->transformer = (TransformerConfig){.decoder_only = true,
                                             .layers = of->layers,
                                             .heads = of->heads,
                                             .d = of->d,
                                             .feedforward = 4 * of->d,
                                             .positions = of->positions,
                                             .epsilon = 1e-5,
                                             .source_vocabulary = model->source.count,
                                             .target_vocabulary = model->source.count};
    Buffer bytes = {0};
    model_write(model_finish(model, 1), NULL, &bytes);
    model_free(model);
    return bytes;
}

static inline void gpt2_save(const Gpt2 *of, const char *path) {
    Buffer bytes = gpt2_bytes(of);
    Error error = {0};
    if (!file_save(path, bytes.data, bytes.size, &error)) fail_msg("%s", error.message);
    buffer_free(&bytes);
}

#endif
