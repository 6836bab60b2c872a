/* hostile.h -- what every parser has to bear: a file cut at every length, every byte changed, and
 * files made by hand to be wrong. Bytes are handed over in a block of exactly their size, so that a
 * read past the end dies under AddressSanitizer. */
#ifndef HEED_TESTS_FORMATS_HOSTILE_H
#define HEED_TESTS_FORMATS_HOSTILE_H

#include "testing.h"

#include "base/arena.h"
#include "base/error.h"
#include "formats/arrays.h"

#include <stdlib.h>
#include <string.h>

typedef bool HostileParse(const void *bytes, size_t size, Arena *arena, ArrayFile *out,
                          Error *error);

/* Reads every number and every token, so that a bad address is found; returns something of them. */
static double hostile_touch(const ArrayFile *file) {
    double sum = 0;
    for (int i = 0; i < file->count; i++) {
        const NamedArray *array = &file->arrays[i];
        for (long k = 0; k < arrays_size(array); k++)
            sum += array->tokens ? (double)strlen(array->tokens[k]) : (double)array->numbers[k];
    }
    for (int i = 0; i < file->meta_count; i++) sum += (double)strlen(file->meta[i].value);
    return sum;
}

/* Parses a copy; whatever is refused must say why and leave nothing behind. */
static bool hostile_try(HostileParse *parse, const void *bytes, size_t size, Error *error) {
    Arena *arena = arena_new();
    ArrayFile file;
    char *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    if (size) memcpy(copy, bytes, size);
    *error = (Error){0};
    bool good = parse(copy, size, arena, &file, error);
    volatile double sum = hostile_touch(&file);
    (void)sum;
    if (!good && (!error->message[0] || file.count || file.meta_count))
        fail_msg("a refused file left no sentence, or arrays");
    free(copy);
    arena_free(arena);
    return good;
}

static void hostile_truncations(HostileParse *parse, const void *bytes, size_t size) {
    Error error;
    for (size_t n = 0; n < size; n++)
        if (hostile_try(parse, bytes, n, &error)) fail_msg("cut to %zu bytes it still opens", n);
    assert_true(hostile_try(parse, bytes, size, &error));
}

static void hostile_flips(HostileParse *parse, const void *bytes, size_t size) {
    unsigned char *copy = malloc(size);
    assert_non_null(copy);
    Error error;
    for (size_t n = 0; n < size; n++)
        for (int bit = 0; bit <= 8; bit++) {
            memcpy(copy, bytes, size);
            copy[n] ^= (unsigned char)(bit < 8 ? 1 << bit : 255);
            hostile_try(parse, copy, size, &error);
        }
    free(copy);
}

#endif
