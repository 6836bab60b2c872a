/* npy.c -- one array as numpy writes it: the .npy half of npz.h.
 *
 * The header is a Python dictionary; a small strict parser takes exactly its three keys, in any
 * order, with either kind of quotes.
 */
#include "formats/npz.h"

#include "base/text.h"
#include "formats/numbers.h"
#include "formats/sniff.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define MAGIC "\x93NUMPY"
enum { MAGIC_BYTES = 6, LARGEST_HEADER = 10000 };

typedef struct Header {
    const char *at, *end; /* the dictionary that is left to read */
    bool has_type, has_order, has_shape;
    char order, kind; /* '<' or '>', and 'f', 'i', 'u', 'b', 'U' or 'S' */
    NumberType type;  /* NUMBER_NONE for tokens */
    size_t width;     /* bytes of one item */
    bool fortran;
    int rank;
    long shape[ARRAYS_MAX_RANK];
    Error *error;
} Header;

static bool refuse(Header *header, const char *what) {
    return error_set(header->error, "this is no sound .npy: %s", what);
}

static void skip_spaces(Header *header) {
    while (header->at < header->end && strchr(" \t\n", *header->at) && *header->at) header->at++;
}

static bool take(Header *header, char c) {
    skip_spaces(header);
    if (header->at == header->end || *header->at != c) return false;
    header->at++;
    return true;
}

static bool take_quoted(Header *header, char out[64]) {
    skip_spaces(header);
    char quote = take(header, '\'') ? '\'' : take(header, '"') ? '"' : '\0';
    size_t n = 0;
    if (!quote) return false;
    while (header->at < header->end && *header->at != quote && n < 63) out[n++] = *header->at++;
    out[n] = '\0';
    return take(header, quote);
}

static bool take_size(Header *header, long *out) {
    skip_spaces(header);
    const char *start = header->at;
    for (*out = 0; header->at < header->end && *header->at >= '0' && *header->at <= '9';)
        if (__builtin_mul_overflow(*out, 10L, out) ||
            __builtin_add_overflow(*out, (long)(*header->at++ - '0'), out))
            return false;
    bool any = header->at > start;
    if (any && header->at < header->end && *header->at == 'L') header->at++;
    return any;
}

static NumberType number_type(char kind, size_t width) {
    static const struct {
        char kind;
        size_t width;
        NumberType type;
    } types[] = {{'f', 4, NUMBER_F32}, {'f', 8, NUMBER_F64}, {'f', 2, NUMBER_F16},
                 {'i', 1, NUMBER_I8},  {'i', 2, NUMBER_I16}, {'i', 4, NUMBER_I32},
                 {'i', 8, NUMBER_I64}, {'u', 1, NUMBER_U8},  {'u', 2, NUMBER_U16},
                 {'u', 4, NUMBER_U32}, {'u', 8, NUMBER_U64}, {'b', 1, NUMBER_BOOL}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].kind == kind && types[i].width == width) return types[i].type;
    return NUMBER_NONE;
}

/* `<f4`, `|b1`, `<U12` … */
static bool read_type(Header *header) {
    char text[64];
    skip_spaces(header);
    if (header->at < header->end && (*header->at == '[' || *header->at == '('))
        return error_set(header->error, "its items are structured (records with named fields), "
                                        "which cannot be read; save each field as its own array");
    if (!take_quoted(header, text)) return refuse(header, "its descr is no type");
    const char *at = text;
    header->order = strchr("<>|=", *at) && *at ? *at++ : '=';
    header->kind = *at == 'a' ? 'S' : *at;
    if (header->kind == 'O')
        return error_set(header->error, "it holds pickled Python objects, which could run code and "
                                        "are never read; save it again as numbers or fixed-width "
                                        "strings");
    size_t count = 0;
    if (*at) at++;
    for (; *at >= '0' && *at <= '9' && count < 100000000; at++)
        count = count * 10 + (size_t)(*at - '0');
    bool tokens = header->kind == 'U' || header->kind == 'S';
    header->type = number_type(header->kind, count);
    header->width = header->kind == 'U' ? count * 4 : count;
    header->has_type = !*at && count > 0 && (tokens || header->type != NUMBER_NONE);
    if (!header->has_type)
        return error_set(header->error,
                         "its items are of the type “%s”, which cannot be read; "
                         "save them as float32",
                         text);
    return true;
}

static bool read_order(Header *header) {
    skip_spaces(header);
    static const char *const words[] = {"False", "True"};
    for (int i = 0; i < 2; i++) {
        size_t n = strlen(words[i]);
        if ((size_t)(header->end - header->at) < n || strncmp(header->at, words[i], n) != 0)
            continue;
        header->at += n;
        header->fortran = i == 1;
        return header->has_order = true;
    }
    return refuse(header, "its fortran_order is neither True nor False");
}

static bool read_shape(Header *header) {
    if (!take(header, '(')) return refuse(header, "its shape is no tuple");
    bool comma = true;
    while (!take(header, ')')) {
        long size;
        if (!comma || !take_size(header, &size)) return refuse(header, "its shape is no tuple");
        if (header->rank == ARRAYS_MAX_RANK)
            return error_set(header->error, "it has more than %d axes", ARRAYS_MAX_RANK);
        header->shape[header->rank++] = size;
        comma = take(header, ',');
    }
    if (header->rank == 1 && !comma) return refuse(header, "its shape is no tuple");
    return header->has_shape = true;
}

static bool read_dictionary(Header *header) {
    bool comma = true;
    if (!take(header, '{')) return refuse(header, "its header is no dictionary");
    while (!take(header, '}')) {
        char key[64];
        if (!comma || !take_quoted(header, key) || !take(header, ':'))
            return refuse(header, "its header is no dictionary");
        bool good = false;
        if (!strcmp(key, "descr") && !header->has_type)
            good = read_type(header);
        else if (!strcmp(key, "fortran_order") && !header->has_order)
            good = read_order(header);
        else if (!strcmp(key, "shape") && !header->has_shape)
            good = read_shape(header);
        else
            refuse(header, "its header has a key too many");
        if (!good) return false;
        comma = take(header, ',');
    }
    skip_spaces(header);
    if (header->at != header->end) return refuse(header, "something stands after its dictionary");
    if (!header->has_type || !header->has_order || !header->has_shape)
        return refuse(header, "its header lacks descr, fortran_order or shape");
    return true;
}

/* Finds the dictionary and the data after it. */
static bool find_header(const unsigned char *bytes, size_t size, Header *header, size_t *data) {
    if (!sniff_check(bytes, size, "a .npy file", header->error)) return false;
    if (size < MAGIC_BYTES + 4 || memcmp(bytes, MAGIC, MAGIC_BYTES) != 0)
        return refuse(header, size < MAGIC_BYTES + 4 ? "it is cut short"
                                                     : "it does not begin with \\x93NUMPY");
    int major = bytes[6], length_bytes = major == 1 ? 2 : 4;
    if (major < 1 || major > 3 || bytes[7] != 0)
        return error_set(header->error, "this .npy is of version %d.%d; 1.0 to 3.0 can be read",
                         major, bytes[7]);
    size_t start = MAGIC_BYTES + 2 + (size_t)length_bytes, length = 0;
    if (size < start) return refuse(header, "it is cut short");
    for (int i = 0; i < length_bytes; i++) length |= (size_t)bytes[8 + i] << (8 * i);
    if (length > LARGEST_HEADER)
        return error_set(header->error, "the header of this .npy takes %zu bytes; %d are the most",
                         length, LARGEST_HEADER);
    if (length > size - start) return refuse(header, "it is cut short in its header");
    header->at = (const char *)bytes + start;
    header->end = header->at + length;
    *data = start + length;
    return true;
}

static bool check_data(Header *header, Arena *arena, size_t there, size_t *count) {
    long size;
    size_t need;
    if (!arrays_shape_size(header->rank, header->shape, &size) ||
        __builtin_mul_overflow((size_t)size, header->width, &need))
        return refuse(header, "its shape is too large");
    *count = (size_t)size;
    if (need != there)
        return error_set(header->error, "%s: its shape %s takes %zu bytes, and %zu are there",
                         need > there ? "this .npy is cut short" : "this .npy is too long",
                         arrays_shape_text(arena, header->rank, header->shape), need, there);
    /* the worst is a byte that becomes a token: an address and a few bytes */
    if (*count > arrays_memory_limit() / 16)
        return error_set(header->error, "its %zu numbers take more than a quarter of the memory",
                         *count);
    return true;
}

/* The place in Fortran order of the item that C order has at `i`. */
static size_t place_of(const Header *header, size_t i) {
    if (!header->fortran) return i;
    size_t place = 0, index[ARRAYS_MAX_RANK];
    for (int axis = header->rank - 1; axis >= 0; axis--) {
        index[axis] = i % (size_t)header->shape[axis];
        i /= (size_t)header->shape[axis];
    }
    for (int axis = header->rank - 1; axis >= 0; axis--)
        place = place * (size_t)header->shape[axis] + index[axis];
    return place;
}

static bool is_big(const Header *header) {
    return header->order == '>';
}

static const float *read_numbers(const Header *header, const unsigned char *data, size_t count,
                                 Arena *arena) {
    float *numbers = arena_alloc(arena, count * sizeof(float));
    if (!header->fortran) {
        numbers_to_float(header->type, is_big(header), data, count, numbers);
        return numbers;
    }
    for (size_t i = 0; i < count; i++)
        numbers_to_float(header->type, is_big(header), data + place_of(header, i) * header->width,
                         1, numbers + i);
    return numbers;
}

/* Code point k of an item, one byte (S) or four (U). */
static int32_t point_at(const Header *header, const unsigned char *item, size_t k) {
    if (header->kind == 'S') return item[k];
    const unsigned char *b = item + 4 * k;
    uint32_t big = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    uint32_t value = is_big(header) ? big : __builtin_bswap32(big);
    bool sound = value > 0 ? value < 0x110000 && (value < 0xD800 || value > 0xDFFF) : true;
    return sound ? (int32_t)value : 0xFFFD;
}

/* Appends the item and its 0 to *text. */
static const char *read_token(const Header *header, const unsigned char *item, char **text) {
    size_t length = header->kind == 'U' ? header->width / 4 : header->width;
    while (length > 0 && point_at(header, item, length - 1) == 0) length--;
    const char *token = *text;
    for (size_t k = 0; k < length; k++) {
        int32_t c = point_at(header, item, k);
        char encoded[5];
        int n = text_encode(c ? c : 0xFFFD, encoded);
        memcpy(*text, encoded, (size_t)n);
        *text += n;
    }
    *(*text)++ = '\0';
    return token;
}

static const char *const *read_tokens(const Header *header, const unsigned char *data, size_t count,
                                      Arena *arena) {
    const char **tokens = ARENA_ARRAY(arena, const char *, count);
    /* a byte of S takes up to 3 in UTF-8 (when it is 0), four bytes of U up to 4 */
    size_t room = count * (header->width * (header->kind == 'S' ? 3 : 1) + 1);
    char *text = arena_alloc(arena, room);
    for (size_t i = 0; i < count; i++)
        tokens[i] = read_token(header, data + place_of(header, i) * header->width, &text);
    return tokens;
}

bool npy_parse(const void *bytes, size_t size, const char *name, ArrayFile *out, Error *error) {
    Header header = {.error = error};
    size_t data = 0, count = 0;
    if (strlen(name) > ARRAYS_MAX_NAME)
        return error_set(error, "the name of an array has more than %d bytes", ARRAYS_MAX_NAME);
    if (!find_header(bytes, size, &header, &data) || !read_dictionary(&header) ||
        !check_data(&header, out->arena, size - data, &count))
        return false;
    const unsigned char *items = (const unsigned char *)bytes + data;
    if (header.type == NUMBER_NONE)
        arrays_add_tokens(out, name, header.rank, header.shape,
                          read_tokens(&header, items, count, out->arena));
    else
        arrays_add_numbers(out, name, header.rank, header.shape,
                           read_numbers(&header, items, count, out->arena));
    return true;
}

static void write_header(Buffer *out, const char *type, const NamedArray *array) {
    char shape[128] = "";
    size_t used = 0;
    for (int i = 0; i < array->rank; i++)
        used += (size_t)snprintf(shape + used, sizeof shape - used, i ? ", %ld" : "%ld",
                                 array->shape[i]);
    Buffer text = {0};
    buffer_printf(&text, "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }", type, shape,
                  array->rank == 1 ? "," : "");
    while ((MAGIC_BYTES + 4 + text.size + 1) % 64) buffer_text(&text, " ");
    buffer_text(&text, "\n");
    buffer_append(out, MAGIC "\1\0", MAGIC_BYTES + 2);
    buffer_append(out, (char[2]){(char)(text.size & 255), (char)(text.size >> 8)}, 2);
    buffer_append(out, text.data, text.size);
    buffer_free(&text);
}

static size_t code_points(const char *text) {
    size_t n = 0;
    while (text_next(&text) >= 0) n++;
    return n;
}

static void write_tokens(const NamedArray *array, Buffer *out) {
    size_t count = (size_t)arrays_size(array), width = 1;
    for (size_t i = 0; i < count; i++) {
        size_t n = code_points(array->tokens[i]);
        if (n > width) width = n;
    }
    char type[32];
    snprintf(type, sizeof type, "<U%zu", width);
    write_header(out, type, array);
    for (size_t i = 0; i < count; i++) {
        const char *at = array->tokens[i];
        unsigned char *item = buffer_grow(out, width * 4);
        memset(item, 0, width * 4);
        for (int32_t c; (c = text_next(&at)) >= 0; item += 4)
            for (int b = 0; b < 4; b++) item[b] = (unsigned char)((uint32_t)c >> (8 * b));
    }
}

void npy_write(const NamedArray *array, Buffer *out) {
    if (array->tokens) {
        write_tokens(array, out);
        return;
    }
    write_header(out, "<f4", array);
    buffer_append(out, array->numbers, (size_t)arrays_size(array) * sizeof(float));
}
