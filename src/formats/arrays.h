/* arrays.h -- the common container of every array file: named arrays and a few words about them.
 *
 * A checkpoint, a trace and an imported file are all an ArrayFile, whatever format they came in.
 * Arrays and meta entries keep the order they were added in; names and keys are unique. Lists,
 * names and meta values are copied into the arena given to arrays_init; the numbers and the token
 * pointers are not: they must live as long as the ArrayFile. Numbers are float32, dense, last index
 * fastest. An array has numbers or tokens, never both; an empty one (a 0 in its shape) may have
 * either address, which is not read. All tokens and values are UTF-8.
 */
#ifndef HEED_FORMATS_ARRAYS_H
#define HEED_FORMATS_ARRAYS_H

#include "base/arena.h"

#include <stdbool.h>

enum { ARRAYS_MAX_RANK = 4, ARRAYS_MAX_NAME = 1024, ARRAYS_MAX_COUNT = 100000 };

typedef struct NamedArray {
    const char *name;
    int rank;                    /* 0 (one number) … ARRAYS_MAX_RANK */
    long shape[ARRAYS_MAX_RANK]; /* `rank` sizes ≥ 0, then zeros */
    const float *numbers;        /* or NULL */
    const char *const *tokens;   /* or NULL */
} NamedArray;

typedef struct MetaEntry {
    const char *key, *value;
    bool json; /* the value is JSON text (a number, true, a list …), else plain text */
} MetaEntry;

typedef struct ArrayFile {
    Arena *arena;
    MetaEntry *meta;
    int meta_count;
    NamedArray *arrays;
    int count;
    /* the file's own: room in the two lists, and open hash tables of positions + 1 */
    int meta_capacity, capacity;
    int *meta_slots, *slots;
} ArrayFile;

void arrays_init(ArrayFile *file, Arena *arena);

/* Adds an entry, or replaces the value of one with this key. */
void arrays_add_meta_text(ArrayFile *file, const char *key, const char *value);
/* The same for a value that is itself JSON: `0.5`, `true`, `[1,2]`. It must be valid JSON. */
void arrays_add_meta_json(ArrayFile *file, const char *key, const char *json);
/* The value, or NULL. */
const char *arrays_meta(const ArrayFile *file, const char *key);

/* Adds an array; CHECKs that the name is new and the shape sound. */
void arrays_add_numbers(ArrayFile *file, const char *name, int rank, const long *shape,
                        const float *numbers);
void arrays_add_tokens(ArrayFile *file, const char *name, int rank, const long *shape,
                       const char *const *tokens);
/* The array of this name, or NULL; the address holds until the next array is added. */
const NamedArray *arrays_find(const ArrayFile *file, const char *name);
/* Gives array `which` a name that no other has; the string is the caller's. */
void arrays_rename(ArrayFile *file, int which, const char *name);

/* Product of the shape: 1 for rank 0. */
long arrays_size(const NamedArray *array);
/* The product of `rank` sizes into `out`; false when one is negative or the product of them, 8
 * bytes each, does not fit a long. For sizes that come from a file. */
bool arrays_shape_size(int rank, const long *shape, long *out);
/* "(3, 4)", "(5)" or "()" in the arena. */
const char *arrays_shape_text(Arena *arena, int rank, const long *shape);

/* The most bytes a reader may claim for one file: a quarter of the memory, 4 GiB at most. */
size_t arrays_memory_limit(void);

#endif
