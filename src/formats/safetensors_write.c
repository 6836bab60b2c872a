/* safetensors_write.c -- the writing half of safetensors.h. */
#include "formats/safetensors.h"

#include "formats/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b) {
    const NamedArray *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

/* The number arrays, ordered by name; free the list. */
static const NamedArray **sorted_numbers(const ArrayFile *file, int *count) {
    const NamedArray **list = calloc((size_t)file->count + 1, sizeof *list);
    CHECK(list, "out of memory");
    *count = 0;
    for (int i = 0; i < file->count; i++)
        if (file->arrays[i].numbers) list[(*count)++] = &file->arrays[i];
    qsort(list, (size_t)*count, sizeof *list, by_name);
    return list;
}

static void write_entry(Buffer *out, const char *key, const char *value, bool *first) {
    buffer_text(out, *first ? "" : ",");
    json_write_string(out, key);
    buffer_text(out, ":");
    json_write_string(out, value);
    *first = false;
}

static void write_metadata(Buffer *out, const ArrayFile *file) {
    bool first = true;
    buffer_text(out, "\"__metadata__\":{");
    for (int i = 0; i < file->meta_count; i++)
        write_entry(out, file->meta[i].key, file->meta[i].value, &first);
    for (int i = 0; i < file->count; i++) {
        const NamedArray *array = &file->arrays[i];
        if (!array->tokens) continue;
        CHECK(!arrays_meta(file, array->name), "%s is both an array and meta", array->name);
        Buffer list = {0};
        json_write_tokens(&list, array);
        write_entry(out, array->name, list.data, &first);
        buffer_free(&list);
    }
    buffer_text(out, "}");
}

static void write_header(Buffer *out, const ArrayFile *file, const NamedArray *const *arrays,
                         int count) {
    unsigned long long at = 0;
    bool metadata = file->meta_count > 0 || count < file->count;
    buffer_text(out, "{");
    if (metadata) write_metadata(out, file);
    for (int i = 0; i < count; i++) {
        const NamedArray *array = arrays[i];
        CHECK(strcmp(array->name, "__metadata__") != 0, "an array called __metadata__");
        unsigned long long end = at + (unsigned long long)arrays_size(array) * sizeof(float);
        if (i || metadata) buffer_text(out, ",");
        json_write_string(out, array->name);
        buffer_text(out, ":{\"dtype\":\"F32\",\"shape\":[");
        for (int axis = 0; axis < array->rank; axis++)
            buffer_printf(out, axis ? ",%ld" : "%ld", array->shape[axis]);
        buffer_printf(out, "],\"data_offsets\":[%llu,%llu]}", at, end);
        at = end;
    }
    buffer_text(out, "}");
    while (out->size % 8) buffer_text(out, " ");
}

void safetensors_write(const ArrayFile *file, Buffer *out) {
    int count;
    const NamedArray **arrays = sorted_numbers(file, &count);
    Buffer header = {0};
    write_header(&header, file, arrays, count);
    unsigned char length[8];
    for (int i = 0; i < 8; i++) length[i] = (unsigned char)((uint64_t)header.size >> (8 * i));
    buffer_append(out, length, sizeof length);
    buffer_append(out, header.data, header.size);
    buffer_free(&header);
    for (int i = 0; i < count; i++)
        buffer_append(out, arrays[i]->numbers, (size_t)arrays_size(arrays[i]) * sizeof(float));
    free(arrays);
}
