/* numpy's files: a .npz, and a .npy alone; what was read is written and read again. */
#include "fuzz/fuzz.h"

#include "formats/npz.h"

static void write_and_read(const ArrayFile *file, Arena *arena) {
    Error error = {0};
    Buffer bytes = {0};
    ArrayFile again;
    if (npz_write(file, &bytes, &error)) {
        bool good = npz_parse(bytes.data, bytes.size, arena, &again, &error);
        CHECK(good && again.count == file->count, "what was written is not read: %s",
              error.message);
    } else
        fuzz_refused(&error);
    buffer_free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Error error = {0};
    Arena *arena = arena_new();
    ArrayFile zip, single;
    if (npz_parse(data, size, arena, &zip, &error))
        write_and_read(&zip, arena);
    else
        fuzz_refused(&error);
    error = (Error){0};
    arrays_init(&single, arena);
    if (npy_parse(data, size, "array", &single, &error))
        write_and_read(&single, arena);
    else
        fuzz_refused(&error);
    arena_free(arena);
    return 0;
}
