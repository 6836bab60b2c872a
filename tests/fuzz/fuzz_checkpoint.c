/* A checkpoint: the safetensors container, then the model in it; what opens is written and opens
 * again as the same bytes. */
#include "fuzz/fuzz.h"

#include "formats/safetensors.h"
#include "training/model.h"

static Buffer written(const Model *model) {
    Buffer bytes = {0};
    model_write(model, NULL, &bytes);
    return bytes;
}

static void write_and_open(const Model *model) {
    Error error = {0};
    Buffer one = written(model);
    Model *again = model_parse("again", one.data, one.size, &error);
    CHECK(again, "what was written does not open: %s", error.message);
    Buffer two = written(again);
    CHECK(one.size == two.size && !memcmp(one.data, two.data, one.size), "written otherwise");
    buffer_free(&one);
    buffer_free(&two);
    model_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Error error = {0};
    Arena *arena = arena_new();
    ArrayFile file;
    bool sound = safetensors_parse(data, size, arena, &file, &error);
    if (!sound) fuzz_refused(&error);
    error = (Error){0};
    Model *model = model_parse("fuzz", (const char *)data, size, &error);
    CHECK(sound || !model, "a model in no container");
    if (model)
        write_and_open(model);
    else
        fuzz_refused(&error);
    model_free(model);
    arena_free(arena);
    return 0;
}
