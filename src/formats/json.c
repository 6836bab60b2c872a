#include "formats/json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void json_write_string(Buffer *out, const char *text) {
    buffer_text(out, "\"");
    for (const char *at = text, *before = at;; before = at) {
        int32_t c = text_next(&at);
        if (c < 0) break;
        char encoded[5];
        if (c == '"' || c == '\\')
            buffer_printf(out, "\\%c", (char)c);
        else if (c == '\n')
            buffer_text(out, "\\n");
        else if (c == '\t')
            buffer_text(out, "\\t");
        else if (c < 32)
            buffer_printf(out, "\\u%04x", (unsigned)c);
        else if (c == 0xFFFD) /* also what is not UTF-8 */
            buffer_append(out, encoded, (size_t)text_encode(c, encoded));
        else
            buffer_append(out, before, (size_t)(at - before));
    }
    buffer_text(out, "\"");
}

void json_write_strings(Buffer *out, const char *const *items, long count) {
    buffer_text(out, "[");
    for (long i = 0; i < count; i++) {
        if (i) buffer_text(out, ", ");
        json_write_string(out, items[i]);
    }
    buffer_text(out, "]");
}

void json_write_float(Buffer *out, float value) {
    if (isfinite(value))
        buffer_printf(out, "%.9g", (double)value);
    else
        buffer_text(out, "null");
}

void json_write_meta(Buffer *out, const ArrayFile *file) {
    buffer_text(out, "{");
    for (int i = 0; i < file->meta_count; i++) {
        if (i) buffer_text(out, ", ");
        json_write_string(out, file->meta[i].key);
        buffer_text(out, ": ");
        if (file->meta[i].json)
            buffer_text(out, file->meta[i].value);
        else
            json_write_string(out, file->meta[i].value);
    }
    buffer_text(out, "}");
}

/* How many axes begin (or end) at the i-th token: those whose inner size divides i. */
static int axes_at(const NamedArray *array, long i) {
    int axes = 0;
    long inner = 1;
    for (int axis = array->rank - 1; axis >= 0; axis--) {
        inner *= array->shape[axis];
        axes += i % inner == 0;
    }
    return axes;
}

void json_write_tokens(Buffer *out, const NamedArray *array) {
    long size = arrays_size(array);
    if (size == 0 || array->rank == 0) {
        json_write_strings(out, array->tokens, size);
        return;
    }
    for (long i = 0; i < size; i++) {
        if (i) buffer_text(out, ", ");
        for (int axes = axes_at(array, i); axes > 0; axes--) buffer_text(out, "[");
        json_write_string(out, array->tokens[i]);
        for (int axes = axes_at(array, i + 1); axes > 0; axes--) buffer_text(out, "]");
    }
}

static void write_numbers(Buffer *out, const NamedArray *array) {
    buffer_text(out, "{\"shape\": [");
    for (int i = 0; i < array->rank; i++) buffer_printf(out, i ? ", %ld" : "%ld", array->shape[i]);
    buffer_text(out, "], \"data\": [");
    long size = arrays_size(array);
    for (long i = 0; i < size; i++) {
        if (i) buffer_text(out, ", ");
        json_write_float(out, array->numbers[i]);
    }
    buffer_text(out, "]}");
}

void json_write_arrays(Buffer *out, const ArrayFile *file) {
    buffer_text(out, "{\"meta\": ");
    json_write_meta(out, file);
    buffer_text(out, ",\n\"arrays\": {");
    for (int i = 0; i < file->count; i++) {
        buffer_text(out, i ? ",\n" : "\n");
        json_write_string(out, file->arrays[i].name);
        buffer_text(out, ": ");
        if (file->arrays[i].tokens)
            json_write_tokens(out, &file->arrays[i]);
        else
            write_numbers(out, &file->arrays[i]);
    }
    buffer_text(out, "}}\n");
}

static json_t *parse(const char *text, size_t size, bool object, Error *error) {
    json_error_t trouble;
    json_t *value = json_loadb(text, size, JSON_REJECT_DUPLICATES, &trouble);
    const char *wanted = object ? "an object, {…}" : "a list, […]";
    if (!value) {
        error_set(error, "bad JSON in line %d, column %d: %s", trouble.line, trouble.column,
                  trouble.text);
        return NULL;
    }
    if (object ? json_is_object(value) : json_is_array(value)) return value;
    error_set(error, "this JSON should be %s", wanted);
    json_decref(value);
    return NULL;
}

json_t *json_parse_object(const char *text, size_t size, Error *error) {
    return parse(text, size, true, error);
}

json_t *json_parse_list(const char *text, size_t size, Error *error) {
    return parse(text, size, false, error);
}

bool json_read_strings(const json_t *list, Arena *arena, TextPieces *out, Error *error) {
    *out = (TextPieces){0};
    if (!json_is_array(list)) return error_set(error, "this JSON should be a list of strings");
    size_t count = json_array_size(list);
    const char **items = ARENA_ARRAY(arena, const char *, count);
    for (size_t i = 0; i < count; i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (!text) return error_set(error, "item %zu of the JSON list is not a string", i + 1);
        items[i] = arena_string(arena, text);
    }
    *out = (TextPieces){items, (int)count};
    return true;
}

bool json_parse_strings(const char *text, Arena *arena, TextPieces *out, Error *error) {
    *out = (TextPieces){0};
    json_t *list = json_parse_list(text, strlen(text), error);
    bool good = list && json_read_strings(list, arena, out, error);
    json_decref(list);
    return good;
}

/* Counts the strings of a nested list of this shape in *count, and copies them when `items` is
 * there; false when the list has another shape. */
static bool read_nested(const json_t *value, Arena *arena, int depth, int rank, const long *shape,
                        const char **items, long *count) {
    if (depth == rank) {
        const char *text = json_string_value(value);
        if (text && items) items[*count] = arena_string(arena, text);
        (*count)++;
        return text != NULL;
    }
    if (!json_is_array(value) || (long)json_array_size(value) != shape[depth]) return false;
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!read_nested(json_array_get(value, i), arena, depth + 1, rank, shape, items, count))
            return false;
    return true;
}

bool json_read_tokens(const json_t *list, Arena *arena, int *rank, long shape[ARRAYS_MAX_RANK],
                      const char *const **tokens) {
    long count = 0;
    *rank = 0;
    for (const json_t *inner = list; json_is_array(inner); inner = json_array_get(inner, 0)) {
        if (*rank == ARRAYS_MAX_RANK) return false;
        shape[(*rank)++] = (long)json_array_size(inner);
    }
    if (*rank == 0 || !read_nested(list, arena, 0, *rank, shape, NULL, &count)) return false;
    const char **items = ARENA_ARRAY(arena, const char *, count);
    *tokens = items;
    count = 0;
    return read_nested(list, arena, 0, *rank, shape, items, &count);
}

void json_read_meta(const json_t *object, ArrayFile *out) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value) {
        if (json_is_string(value)) {
            arrays_add_meta_text(out, key, json_string_value(value));
            continue;
        }
        char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
        CHECK(text, "jansson cannot write what it read");
        arrays_add_meta_json(out, key, text);
        free(text);
    }
}

bool json_get_int(const json_t *object, const char *key, int low, int high, int *out,
                  Error *error) {
    const json_t *value = json_object_get(object, key);
    if (!value) return error_set(error, "“%s” is missing", key);
    if (!json_is_integer(value)) return error_set(error, "“%s” should be a whole number", key);
    json_int_t number = json_integer_value(value);
    if (number < low || number > high)
        return error_set(error, "“%s” is %lld; it should be %d to %d", key, (long long)number, low,
                         high);
    *out = (int)number;
    return true;
}

bool json_get_double(const json_t *object, const char *key, double low, double high, double *out,
                     Error *error) {
    const json_t *value = json_object_get(object, key);
    if (!value) return error_set(error, "“%s” is missing", key);
    if (!json_is_number(value)) return error_set(error, "“%s” should be a number", key);
    double number = json_number_value(value);
    if (!(number >= low && number <= high))
        return error_set(error, "“%s” is %g; it should be %g to %g", key, number, low, high);
    *out = number;
    return true;
}

bool json_get_bool(const json_t *object, const char *key, bool *out, Error *error) {
    const json_t *value = json_object_get(object, key);
    if (!value) return error_set(error, "“%s” is missing", key);
    if (!json_is_boolean(value)) return error_set(error, "“%s” should be true or false", key);
    *out = json_is_true(value);
    return true;
}

bool json_get_text(const json_t *object, const char *key, const char **out, Error *error) {
    const json_t *value = json_object_get(object, key);
    if (!value) return error_set(error, "“%s” is missing", key);
    if (!json_is_string(value)) return error_set(error, "“%s” should be a string", key);
    *out = json_string_value(value);
    return true;
}
