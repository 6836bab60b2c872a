#include "formats/safetensors.h"

#include "base/file.h"
#include "formats/json.h"
#include "formats/numbers.h"
#include "formats/sniff.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH_BYTES = 8, LARGEST_HEADER = 100000000 };
#define METADATA "__metadata__"

typedef struct Tensor {
    const char *name; /* the header's */
    NumberType type;
    int rank, place; /* place: in the header, so that the order of empty tensors is settled */
    long shape[ARRAYS_MAX_RANK];
    uint64_t begin, end;
} Tensor;

/* What is being read. */
typedef struct Reader {
    const unsigned char *data;
    size_t data_size;
    Arena *arena;
    Tensor *tensors;
    int count;
} Reader;

/* Files that people take for checkpoints each get a sentence that helps. */
static bool check_not_something_else(const unsigned char *bytes, size_t size, Error *error) {
    if (!sniff_check(bytes, size, "a safetensors file", error)) return false;
    if (sniff_begins(bytes, size, "PK\3\4"))
        return error_set(error, "this is a zip file (npz or PyTorch), not a safetensors file");
    if (size < LENGTH_BYTES)
        return error_set(error,
                         "the file is cut short: it has %zu bytes, and the length of the "
                         "header alone takes 8",
                         size);
    return true;
}

static bool find_header(const unsigned char *bytes, size_t size, size_t *length, Error *error) {
    if (!check_not_something_else(bytes, size, error)) return false;
    uint64_t claimed = 0;
    for (int i = 0; i < LENGTH_BYTES; i++) claimed |= (uint64_t)bytes[i] << (8 * i);
    if (claimed > LARGEST_HEADER)
        return error_set(error,
                         "this is no safetensors file: its first 8 bytes claim a header of "
                         "%llu bytes, and 100 MB is the most",
                         (unsigned long long)claimed);
    if (claimed > size - LENGTH_BYTES)
        return error_set(error,
                         "the file is cut short: its header takes %llu bytes, and %zu are "
                         "there",
                         (unsigned long long)claimed, size - LENGTH_BYTES);
    *length = (size_t)claimed;
    if (claimed == 0 || bytes[LENGTH_BYTES] != '{')
        return error_set(error, "this is no safetensors file: its header does not begin with {");
    return true;
}

static NumberType type_named(const char *name) {
    static const struct {
        const char *name;
        NumberType type;
    } types[] = {{"F32", NUMBER_F32},  {"F16", NUMBER_F16}, {"BF16", NUMBER_BF16},
                 {"F64", NUMBER_F64},  {"I64", NUMBER_I64}, {"I32", NUMBER_I32},
                 {"I16", NUMBER_I16},  {"I8", NUMBER_I8},   {"U64", NUMBER_U64},
                 {"U32", NUMBER_U32},  {"U16", NUMBER_U16}, {"U8", NUMBER_U8},
                 {"BOOL", NUMBER_BOOL}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!strcmp(types[i].name, name)) return types[i].type;
    return NUMBER_NONE;
}

static bool read_shape(const json_t *list, Tensor *tensor, Error *error) {
    if (!json_is_array(list))
        return error_set(error, "the tensor %s has no list “shape”", tensor->name);
    if (json_array_size(list) > ARRAYS_MAX_RANK)
        return error_set(error, "the tensor %s has %zu axes; %d are the most that can be shown",
                         tensor->name, json_array_size(list), ARRAYS_MAX_RANK);
    tensor->rank = (int)json_array_size(list);
    for (int i = 0; i < tensor->rank; i++) {
        const json_t *size = json_array_get(list, (size_t)i);
        if (!json_is_integer(size) || json_integer_value(size) < 0)
            return error_set(error, "size %d in the shape of the tensor %s is not a number from 0",
                             i + 1, tensor->name);
        tensor->shape[i] = (long)json_integer_value(size);
    }
    return true;
}

static bool read_offsets(const json_t *list, Tensor *tensor, Error *error) {
    const json_t *begin = json_array_get(list, 0), *end = json_array_get(list, 1);
    if (json_array_size(list) != 2 || !json_is_integer(begin) || !json_is_integer(end))
        return error_set(error, "the tensor %s has no two numbers “data_offsets”", tensor->name);
    json_int_t from = json_integer_value(begin), to = json_integer_value(end);
    if (from < 0 || to < from)
        return error_set(error, "the data_offsets %lld to %lld of the tensor %s are no range",
                         (long long)from, (long long)to, tensor->name);
    tensor->begin = (uint64_t)from;
    tensor->end = (uint64_t)to;
    return true;
}

static bool read_tensor(const Reader *reader, const json_t *entry, Tensor *tensor, Error *error) {
    if (strlen(tensor->name) > ARRAYS_MAX_NAME)
        return error_set(error, "a tensor's name has %zu bytes; %d are the most",
                         strlen(tensor->name), ARRAYS_MAX_NAME);
    const char *type = json_string_value(json_object_get(entry, "dtype"));
    if (!type) return error_set(error, "the tensor %s has no “dtype”", tensor->name);
    if (json_object_size(entry) != 3)
        return error_set(error, "the tensor %s has other keys than dtype, shape and data_offsets",
                         tensor->name);
    tensor->type = type_named(type);
    if (tensor->type == NUMBER_NONE)
        return error_set(error,
                         "the tensor %s has the type %s, which cannot be read; save it as "
                         "F32",
                         tensor->name, type);
    if (!read_shape(json_object_get(entry, "shape"), tensor, error) ||
        !read_offsets(json_object_get(entry, "data_offsets"), tensor, error))
        return false;
    long size;
    if (!arrays_shape_size(tensor->rank, tensor->shape, &size))
        return error_set(error, "the shape of the tensor %s is too large", tensor->name);
    uint64_t need = (uint64_t)size * number_width(tensor->type), has = tensor->end - tensor->begin;
    if (need != has)
        return error_set(error,
                         "the tensor %s of shape %s and type %s takes %llu bytes, but its "
                         "data_offsets hold %llu",
                         tensor->name,
                         arrays_shape_text(reader->arena, tensor->rank, tensor->shape), type,
                         (unsigned long long)need, (unsigned long long)has);
    return true;
}

static bool read_tensors(Reader *reader, const json_t *header, Error *error) {
    size_t count = json_object_size(header);
    if (count > ARRAYS_MAX_COUNT)
        return error_set(error, "the file has %zu tensors; %d are the most", count,
                         ARRAYS_MAX_COUNT);
    reader->tensors = ARENA_ARRAY(reader->arena, Tensor, count);
    const char *name;
    json_t *entry;
    json_object_foreach((json_t *)header, name, entry) {
        if (!strcmp(name, METADATA)) continue;
        Tensor *tensor = &reader->tensors[reader->count];
        tensor->name = name;
        tensor->place = reader->count++;
        if (!read_tensor(reader, entry, tensor, error)) return false;
    }
    return true;
}

static int by_offset(const void *a, const void *b) {
    const Tensor *x = a, *y = b;
    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    if (x->end != y->end) return x->end < y->end ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

/* Puts the tensors in the order of their data, which they must cover exactly. */
static bool check_tiling(Reader *reader, Error *error) {
    if (reader->count) qsort(reader->tensors, (size_t)reader->count, sizeof(Tensor), by_offset);
    uint64_t at = 0;
    for (int i = 0; i < reader->count; i++) {
        const Tensor *tensor = &reader->tensors[i];
        if (tensor->begin != at)
            return error_set(error,
                             "the data of the tensor %s begins at %llu, but the one before "
                             "ends at %llu: %s",
                             tensor->name, (unsigned long long)tensor->begin,
                             (unsigned long long)at,
                             tensor->begin > at ? "there is a hole" : "they overlap");
        at = tensor->end;
    }
    if (at > reader->data_size)
        return error_set(error,
                         "the file is cut short: its tensors take %llu bytes, and %zu are "
                         "there",
                         (unsigned long long)at, reader->data_size);
    if (at < reader->data_size)
        return error_set(error, "%llu bytes stand after the last tensor, where nothing should be",
                         (unsigned long long)(reader->data_size - at));
    return true;
}

static const float *numbers_of(const Reader *reader, const Tensor *tensor) {
    const unsigned char *bytes = reader->data + tensor->begin;
    size_t count = (size_t)(tensor->end - tensor->begin) / number_width(tensor->type);
    bool aligned = (uintptr_t)bytes % sizeof(float) == 0;
    if (tensor->type == NUMBER_F32 && aligned && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
        return (const float *)(const void *)bytes;
    float *numbers = arena_alloc(reader->arena, count * sizeof(float));
    numbers_to_float(tensor->type, false, bytes, count, numbers);
    return numbers;
}

static bool take_numbers(const Reader *reader, ArrayFile *out, Error *error) {
    size_t total = 0, limit = arrays_memory_limit();
    for (int i = 0; i < reader->count; i++) {
        const Tensor *tensor = &reader->tensors[i];
        total += (size_t)(tensor->end - tensor->begin) / number_width(tensor->type) * sizeof(float);
        if (total > limit)
            return error_set(error,
                             "the tensors take more than %zu bytes as float32, a quarter of "
                             "the memory",
                             limit);
        arrays_add_numbers(out, tensor->name, tensor->rank, tensor->shape,
                           numbers_of(reader, tensor));
    }
    return true;
}

static bool take_tokens(const Reader *reader, ArrayFile *out, const char *key, const char *value) {
    if (value[0] != '[' || !strncmp(key, "heed.", 5) || strlen(key) > ARRAYS_MAX_NAME ||
        arrays_find(out, key))
        return false;
    json_t *list = json_parse_list(value, strlen(value), NULL);
    int rank;
    long shape[ARRAYS_MAX_RANK] = {0};
    const char *const *tokens;
    bool good = list && json_read_tokens(list, reader->arena, &rank, shape, &tokens);
    if (good) arrays_add_tokens(out, key, rank, shape, tokens);
    json_decref(list);
    return good;
}

static bool take_metadata(const Reader *reader, const json_t *header, ArrayFile *out,
                          Error *error) {
    json_t *metadata = json_object_get(header, METADATA), *value;
    if (!metadata) return true;
    if (!json_is_object(metadata)) return error_set(error, METADATA " is not an object of strings");
    const char *key;
    json_object_foreach(metadata, key, value) {
        if (!json_is_string(value))
            return error_set(error, METADATA " should hold strings only, and “%s” is none", key);
        if (!take_tokens(reader, out, key, json_string_value(value)))
            arrays_add_meta_text(out, key, json_string_value(value));
    }
    return true;
}

bool safetensors_parse(const void *bytes, size_t size, Arena *arena, ArrayFile *out, Error *error) {
    arrays_init(out, arena);
    size_t length = 0;
    if (!find_header(bytes, size, &length, error)) return false;
    const char *text = (const char *)bytes + LENGTH_BYTES;
    json_t *header = json_parse_object(text, length, error);
    if (!header) return error_prefix(error, "the header");
    Reader reader = {.data = (const unsigned char *)text + length,
                     .data_size = size - LENGTH_BYTES - length,
                     .arena = arena};
    bool good = read_tensors(&reader, header, error) && check_tiling(&reader, error) &&
                take_numbers(&reader, out, error) && take_metadata(&reader, header, out, error);
    json_decref(header);
    if (!good) arrays_init(out, arena);
    return good;
}

bool safetensors_read(const char *path, Arena *arena, ArrayFile *out, Error *error) {
    char *bytes;
    size_t size;
    arrays_init(out, arena);
    if (!file_read(path, arrays_memory_limit(), arena, &bytes, &size, error)) return false;
    return safetensors_parse(bytes, size, arena, out, error) || error_prefix(error, "%s", path);
}
