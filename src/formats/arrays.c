#include "formats/arrays.h"

#include "base/error.h"
#include "base/rng.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_CAPACITY = 8 }; /* a power of two; the tables have twice as many slots */

void arrays_init(ArrayFile *file, Arena *arena) {
    *file = (ArrayFile){.arena = arena};
}

/* Both lists begin with the address of their key; `stride` is the size of an entry. */
static const char *key_at(const void *list, size_t stride, int place) {
    const char *key;
    memcpy(&key, (const char *)list + (size_t)place * stride, sizeof key);
    return key;
}

/* The slot that holds `key`, or the free one where it would go. */
static int slot_of(const void *list, size_t stride, const int *slots, int slot_count,
                   const char *key) {
    int slot = (int)(fnv1a(FNV_START, key, strlen(key)) & (uint64_t)(slot_count - 1));
    while (slots[slot] && strcmp(key_at(list, stride, slots[slot] - 1), key) != 0)
        slot = (slot + 1) & (slot_count - 1);
    return slot;
}

/* Room for one more entry: returns the list, twice as long when it was full, its table made anew.
 */
static void *make_room(Arena *arena, void *list, size_t stride, int count, int *capacity,
                       int **slots) {
    if (count < *capacity) return list;
    CHECK(*capacity < INT_MAX / 8, "%d entries in an array file", count);
    *capacity = *capacity ? *capacity * 2 : FIRST_CAPACITY;
    void *longer = arena_zeroed(arena, (size_t)*capacity, stride);
    if (count) memcpy(longer, list, (size_t)count * stride);
    *slots = ARENA_ARRAY(arena, int, *capacity * 2);
    for (int i = 0; i < count; i++)
        (*slots)[slot_of(longer, stride, *slots, *capacity * 2, key_at(longer, stride, i))] = i + 1;
    return longer;
}

static int find_meta(const ArrayFile *file, const char *key) {
    if (!file->meta_count) return -1;
    return file->meta_slots[slot_of(file->meta, sizeof *file->meta, file->meta_slots,
                                    file->meta_capacity * 2, key)] -
           1;
}

static void add_meta(ArrayFile *file, const char *key, const char *value, bool json) {
    value = arena_string(file->arena, value);
    int place = find_meta(file, key);
    if (place >= 0) {
        file->meta[place].value = value;
        file->meta[place].json = json;
        return;
    }
    file->meta = make_room(file->arena, file->meta, sizeof *file->meta, file->meta_count,
                           &file->meta_capacity, &file->meta_slots);
    int slot =
        slot_of(file->meta, sizeof *file->meta, file->meta_slots, file->meta_capacity * 2, key);
    file->meta[file->meta_count++] = (MetaEntry){arena_string(file->arena, key), value, json};
    file->meta_slots[slot] = file->meta_count;
}

void arrays_add_meta_text(ArrayFile *file, const char *key, const char *value) {
    add_meta(file, key, value, false);
}

void arrays_add_meta_json(ArrayFile *file, const char *key, const char *json) {
    add_meta(file, key, json, true);
}

const char *arrays_meta(const ArrayFile *file, const char *key) {
    int place = find_meta(file, key);
    return place < 0 ? NULL : file->meta[place].value;
}

const NamedArray *arrays_find(const ArrayFile *file, const char *name) {
    if (!file->count) return NULL;
    int place = file->slots[slot_of(file->arrays, sizeof *file->arrays, file->slots,
                                    file->capacity * 2, name)];
    return place ? &file->arrays[place - 1] : NULL;
}

void arrays_rename(ArrayFile *file, int which, const char *name) {
    CHECK(which >= 0 && which < file->count && !arrays_find(file, name), "a second %s", name);
    file->arrays[which].name = name;
    memset(file->slots, 0, (size_t)file->capacity * 2 * sizeof *file->slots);
    for (int i = 0; i < file->count; i++)
        file->slots[slot_of(file->arrays, sizeof *file->arrays, file->slots, file->capacity * 2,
                            file->arrays[i].name)] = i + 1;
}

static void add_array(ArrayFile *file, NamedArray array, const long *shape) {
    long size;
    CHECK(array.rank >= 0 && array.rank <= ARRAYS_MAX_RANK, "%s has rank %d", array.name,
          array.rank);
    CHECK(arrays_shape_size(array.rank, shape, &size), "%s has an unsound shape", array.name);
    CHECK(size == 0 || array.numbers || array.tokens, "%s has no data", array.name);
    CHECK(!arrays_find(file, array.name), "the array %s is there already", array.name);
    for (int i = 0; i < array.rank; i++) array.shape[i] = shape[i];
    array.name = arena_string(file->arena, array.name);
    file->arrays = make_room(file->arena, file->arrays, sizeof *file->arrays, file->count,
                             &file->capacity, &file->slots);
    int slot =
        slot_of(file->arrays, sizeof *file->arrays, file->slots, file->capacity * 2, array.name);
    file->arrays[file->count++] = array;
    file->slots[slot] = file->count;
}

void arrays_add_numbers(ArrayFile *file, const char *name, int rank, const long *shape,
                        const float *numbers) {
    static const float nothing[1];
    add_array(file,
              (NamedArray){.name = name, .rank = rank, .numbers = numbers ? numbers : nothing},
              shape);
}

void arrays_add_tokens(ArrayFile *file, const char *name, int rank, const long *shape,
                       const char *const *tokens) {
    static const char *const nothing[1] = {""};
    add_array(file, (NamedArray){.name = name, .rank = rank, .tokens = tokens ? tokens : nothing},
              shape);
}

bool arrays_shape_size(int rank, const long *shape, long *out) {
    long size = 1, bytes = 8;
    for (int i = 0; i < rank; i++) {
        if (shape[i] < 0) return false;
        /* a 0 anywhere makes the product 0, but the others must still be sound */
        long factor = shape[i] ? shape[i] : 1;
        if (__builtin_mul_overflow(bytes, factor, &bytes)) return false;
        size *= shape[i];
    }
    *out = size;
    return true;
}

long arrays_size(const NamedArray *array) {
    long size = 1;
    for (int i = 0; i < array->rank; i++) size *= array->shape[i];
    return size;
}

const char *arrays_shape_text(Arena *arena, int rank, const long *shape) {
    char text[160] = "(";
    size_t used = 1;
    for (int i = 0; i < rank && i < ARRAYS_MAX_RANK; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, i ? ", %ld" : "%ld", shape[i]);
    snprintf(text + used, sizeof text - used, ")");
    return arena_string(arena, text);
}

size_t arrays_memory_limit(void) {
    const uint64_t most = UINT64_C(4) << 30;
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    uint64_t quarter = pages > 0 && page > 0 ? (uint64_t)pages / 4 * (uint64_t)page : most;
    return quarter < most ? (size_t)quarter : (size_t)most;
}
