#include "formats/hostile.h"

#include "base/buffer.h"
#include "formats/npz.h"

#include <stdio.h>

static Arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

/* A .npy of version 1.0 with this dictionary and data. */
static Buffer made(const char *dictionary, const void *data, size_t data_size) {
    Buffer out = {0};
    size_t n = strlen(dictionary);
    buffer_append(&out, "\x93NUMPY\1\0", 8);
    buffer_append(&out, (char[2]){(char)(n & 255), (char)(n >> 8)}, 2);
    buffer_text(&out, dictionary);
    buffer_append(&out, data, data_size);
    return out;
}

static bool parse_one(const void *bytes, size_t size, Arena *in, ArrayFile *out, Error *error) {
    arrays_init(out, in);
    return npy_parse(bytes, size, "x", out, error);
}

#define D(type, order, shape)                                                                      \
    "{'descr': '" type "', 'fortran_order': " order ", 'shape': " shape ", }\n"

static void every_type_and_byte_order_is_read(void **state) {
    (void)state;
    static const struct {
        const char *type, *bytes;
        size_t size;
        float value;
    } cases[] = {
        {"<f4", "\x00\x00\xc0\xbf", 4, -1.5f},
        {">f4", "\xbf\xc0\x00\x00", 4, -1.5f},
        {"=f4", "\x00\x00\xc0\xbf", 4, -1.5f},
        {"<f8", "\x00\x00\x00\x00\x00\x00\xf8\xbf", 8, -1.5f},
        {">f8", "\xbf\xf8\x00\x00\x00\x00\x00\x00", 8, -1.5f},
        {"<f2", "\x00\xbe", 2, -1.5f},
        {">f2", "\xbe\x00", 2, -1.5f},
        {"|i1", "\xfe", 1, -2},
        {"|u1", "\xfe", 1, 254},
        {"<i2", "\xfe\xff", 2, -2},
        {">u2", "\xff\xfe", 2, 65534},
        {"<i4", "\xfe\xff\xff\xff", 4, -2},
        {">i4", "\xff\xff\xff\xfe", 4, -2},
        {"<u4", "\xfe\xff\xff\xff", 4, 4294967294.0f},
        {"<i8", "\xfe\xff\xff\xff\xff\xff\xff\xff", 8, -2},
        {">u8", "\x00\x00\x00\x00\x00\x00\x01\x00", 8, 256},
        {"|b1", "\x01", 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char dictionary[128];
        snprintf(dictionary, sizeof dictionary,
                 "{\"shape\": (), 'fortran_order': False, 'descr': '%s'}", cases[i].type);
        Buffer bytes = made(dictionary, cases[i].bytes, cases[i].size);
        ArrayFile file;
        Error error = {0};
        if (!parse_one(bytes.data, bytes.size, arena, &file, &error)) fail_msg("%s", error.message);
        assert_true(file.arrays[0].numbers[0] == cases[i].value);
        buffer_free(&bytes);
    }
}

static void fortran_order_is_turned(void **state) {
    (void)state;
    static const unsigned char data[12] = {0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11};
    Buffer bytes = made(D("|u1", "True", "(2, 2L, 3)"), data, 12);
    ArrayFile file;
    assert_true(parse_one(bytes.data, bytes.size, arena, &file, NULL));
    for (int i = 0; i < 12; i++) assert_true(file.arrays[0].numbers[i] == (float)i);
    buffer_free(&bytes);
}

static void strings_are_read(void **state) {
    (void)state;
    static const struct {
        const char *type, *bytes;
        size_t size;
        const char *token;
    } cases[] = {
        {"<U2", "\xe9\0\0\0\0\0\0\0", 8, "é"},
        {">U2", "\0\0\0\xe9\0\x01\xf6\0", 8, "é😀"},
        {"<U1", "\0\0\0\0", 4, ""},
        {"<U1", "\0\xd8\0\0", 4, "\xef\xbf\xbd"},
        {"<U1", "\xff\xff\xff\xff", 4, "\xef\xbf\xbd"},
        {"<U2", "\0\0\0\0a\0\0\0", 8,
         "\xef\xbf\xbd"
         "a"},
        {"|S3", "ab\0", 3, "ab"},
        {"|S2", "\0b", 2,
         "\xef\xbf\xbd"
         "b"},
        {"|S1", "\xe9", 1, "é"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char dictionary[128];
        snprintf(dictionary, sizeof dictionary,
                 "{'descr': '%s', 'fortran_order': False, 'shape': (1,)}", cases[i].type);
        Buffer bytes = made(dictionary, cases[i].bytes, cases[i].size);
        ArrayFile file;
        Error error = {0};
        if (!parse_one(bytes.data, bytes.size, arena, &file, &error)) fail_msg("%s", error.message);
        assert_string_equal(file.arrays[0].tokens[0], cases[i].token);
        buffer_free(&bytes);
    }
}

static void bad_headers_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *dictionary;
        size_t data;
        const char *says;
    } cases[] = {
        {D("|O", "False", "(1,)"), 8, "pickled"},
        {D("O", "False", "(1,)"), 8, "pickled"},
        {D("<c8", "False", "(1,)"), 8, "<c8"},
        {D("<f16", "False", "(1,)"), 16, "<f16"},
        {D("<f3", "False", "(1,)"), 3, "<f3"},
        {D("<M8[ns]", "False", "(1,)"), 8, "M8"},
        {D("|V8", "False", "(1,)"), 8, "V8"},
        {D("<U0", "False", "(999999999,)"), 0, "<U0"},
        {D("<U", "False", "(1,)"), 4, "<U"},
        {D("<U99999999999", "False", "(1,)"), 4, "<U9"},
        {D("", "False", "(1,)"), 4, "type"},
        {D("<", "False", "(1,)"), 4, "type"},
        {D("<f4x", "False", "(1,)"), 4, "<f4x"},
        {"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", 4, "structured"},
        {"{'descr': ('<f4', (2,)), 'fortran_order': False, 'shape': (1,)}", 8, "structured"},
        {"{'descr': None, 'fortran_order': False, 'shape': (1,)}", 4, "type"},
        {D("<f4", "false", "(1,)"), 4, "fortran_order"},
        {D("<f4", "0", "(1,)"), 4, "fortran_order"},
        {D("<f4", "False", "(2,)"), 4, "cut short"},
        {D("<f4", "False", "(1,)"), 5, "too long"},
        {D("<f4", "False", "()"), 0, "cut short"},
        {D("<f4", "False", "(0,)"), 4, "too long"},
        {D("<f4", "False", "(-1,)"), 4, "shape"},
        {D("<f4", "False", "(1)"), 4, "shape"},
        {D("<f4", "False", "(1 1)"), 4, "shape"},
        {D("<f4", "False", "(,)"), 4, "shape"},
        {D("<f4", "False", "(1,,1)"), 4, "shape"},
        {D("<f4", "False", "1"), 4, "shape"},
        {D("<f4", "False", "[1]"), 4, "shape"},
        {D("<f4", "False", "(1,"), 4, "shape"},
        {D("<f4", "False", "(1,1,1,1,1)"), 4, "axes"},
        {D("<f4", "False", "(4611686018427387904, 4)"), 4, "too large"},
        {D("<f4", "False", "(99999999999999999999999,)"), 4, "shape"},
        {D("<f4", "False", "(9223372036854775807,0)"), 0, "too large"},
        {D("<U1000000", "False", "(1000000000000000,)"), 0, "too large"},
        {"{'descr': '<f4', 'fortran_order': False}", 4, "lacks"},
        {"{'descr': '<f4', 'shape': (1,)}", 4, "lacks"},
        {"{}", 4, "lacks"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}", 4, "too many"},
        {"{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", 4, "too many"},
        {"{'descr': '<f4' 'fortran_order': False, 'shape': (1,)}", 4, "dictionary"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x", 4, "dictionary"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (1,)", 4, "dictionary"},
        {"{'descr': '<f4", 4, "type"},
        {"{'descr", 4, "dictionary"},
        {"[]", 4, "dictionary"},
        {"", 4, "dictionary"},
        {"__import__('os').system('true')", 4, "dictionary"},
    };
    static const char zeros[16];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buffer bytes = made(cases[i].dictionary, zeros, cases[i].data);
        Error error;
        if (hostile_try(parse_one, bytes.data, bytes.size, &error))
            fail_msg("accepted: %s", cases[i].dictionary);
        assert_contains(error.message, cases[i].says);
        buffer_free(&bytes);
    }
}

static void other_versions_and_lengths_are_refused(void **state) {
    (void)state;
    Error error;
    assert_false(hostile_try(parse_one, "NUMPY no", 8, &error));
    assert_false(hostile_try(parse_one, "\x93NUMPY\4\0\0\0\0\0", 12, &error));
    assert_contains(error.message, "version 4.0");
    assert_false(hostile_try(parse_one, "\x93NUMPY\1\0\xff\xff{}", 12, &error));
    assert_contains(error.message, "10000");
    assert_false(hostile_try(parse_one, "\x93NUMPY\2\0\0\0\0\x7f{}", 14, &error));
}

static void damage_never_crashes(void **state) {
    (void)state;
    static const char *const tokens[] = {"é", "ab"};
    const NamedArray arrays[] = {
        {.name = "x", .rank = 2, .shape = {1, 2}, .numbers = (float[]){1, 2}},
        {.name = "t", .rank = 1, .shape = {2}, .tokens = tokens}};
    for (int i = 0; i < 2; i++) {
        Buffer npy = {0};
        npy_write(&arrays[i], &npy);
        assert_int_equal((npy.size - (size_t)(i == 0 ? 8 : 16)) % 64, 0); /* the data is aligned */
        hostile_truncations(parse_one, npy.data, npy.size);
        hostile_flips(parse_one, npy.data, npy.size);
        buffer_free(&npy);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_and_byte_order_is_read),
        cmocka_unit_test(fortran_order_is_turned),
        cmocka_unit_test(strings_are_read),
        cmocka_unit_test(bad_headers_are_refused),
        cmocka_unit_test(other_versions_and_lengths_are_refused),
        cmocka_unit_test(damage_never_crashes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
