/* fuzz.h -- what every libFuzzer target begins with. Any bytes go in; our own mistakes abort. */
#ifndef HEED_TESTS_FUZZ_FUZZ_H
#define HEED_TESTS_FUZZ_FUZZ_H

#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as a C string, cut at their first 0, in the arena. */
static inline char *fuzz_text(Arena *arena, const uint8_t *data, size_t size) {
    return arena_substring(arena, (const char *)data, strnlen((const char *)data, size));
}

/* What was refused must have said why. */
static inline void fuzz_refused(const Error *error) {
    CHECK(error->message[0], "it was refused without a word");
}

#endif
