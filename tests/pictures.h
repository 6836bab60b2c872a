/* pictures.h -- pixels held against a golden PNG. */
#ifndef HEED_TESTS_PICTURES_H
#define HEED_TESTS_PICTURES_H

#include "testing.h"

#include "base/arena.h"
#include "base/file.h"
#include "draw/png.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Holds pixels against tests/golden/NAME.png: at most `share` of them may differ by more than 24 of
 * 255 in a channel, which is what another version of the text library changes. With
 * HEED_GOLDEN=write it writes the golden instead; what differs is kept in the scratch folder. */
static inline void assert_golden_picture(const uint32_t *pixels, int width, int height,
                                         const char *name, double share) {
    Error error = {0};
    Buffer bytes = {0};
    Arena *arena = arena_new();
    assert_true(png_write(&bytes, pixels, width, height, 0, &error));
    const char *path =
        arena_string(arena, testing_source(arena_printf(arena, "golden/%s.png", name)));
    char *flat = arena_printf(arena, "%s.png", name);
    for (char *at = flat; *at; at++)
        if (*at == '/') *at = '-';
    const char *mode = getenv("HEED_GOLDEN"), *scratch = arena_string(arena, testing_scratch(flat));
    char *golden;
    size_t size;
    Png expected = {0}, got = {(uint32_t *)(uintptr_t)pixels, width, height, 0};
    bool writes = mode && !strcmp(mode, "write");
    bool good = writes ? file_save(path, bytes.data, bytes.size, &error)
                       : file_read(path, 1u << 26, arena, &golden, &size, &error) &&
                             png_read(&expected, golden, size, &error) &&
                             png_compare(&got, &expected, 24, share, &error);
    if (!good) {
        file_save(scratch, bytes.data, bytes.size, NULL);
        print_error("%s: %s; what was made is in %s\n", name, error.message, scratch);
    }
    png_free_pixels(&expected);
    arena_free(arena);
    buffer_free(&bytes);
    assert_true(good);
}

#endif
