#include "formats/hostile.h"

#include "base/buffer.h"
#include "base/file.h"
#include "formats/safetensors.h"

#include <math.h>
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

/* A length, a header, `data_size` bytes 0, 1, 2 … */
static Buffer made(const char *header, size_t data_size) {
    Buffer out = {0};
    size_t n = strlen(header);
    for (int i = 0; i < 8; i++) buffer_append(&out, (char[1]){(char)((uint64_t)n >> (8 * i))}, 1);
    buffer_text(&out, header);
    for (size_t i = 0; i < data_size; i++) buffer_append(&out, (char[1]){(char)i}, 1);
    return out;
}

static void sample_file(ArrayFile *file) {
    static const float numbers[6] = {0, -1.5f, 3.25f, 1e-30f, -INFINITY, 7};
    static const char *const tokens[4] = {"a", "b\"\\", "“é”", ""};
    arrays_init(file, arena);
    arrays_add_meta_text(file, "heed.source_vocabulary", "[\"<pad>\", \"a\"]");
    arrays_add_meta_text(file, "note", "line\nfeed");
    arrays_add_meta_json(file, "temperature", "0.5");
    arrays_add_numbers(file, "weights", 2, (long[]){2, 3}, numbers);
    arrays_add_numbers(file, "bias", 1, (long[]){3}, numbers + 1);
    arrays_add_numbers(file, "empty", 2, (long[]){0, 5}, NULL);
    arrays_add_numbers(file, "one", 0, NULL, numbers + 2);
    arrays_add_tokens(file, "source.tokens", 1, (long[]){4}, tokens);
    arrays_add_tokens(file, "beam.tokens", 2, (long[]){2, 2}, tokens);
}

static void what_is_written_reads_back(void **state) {
    (void)state;
    ArrayFile file, back;
    Error error = {0};
    Buffer bytes = {0}, again = {0};
    sample_file(&file);
    safetensors_write(&file, &bytes);
    assert_true(safetensors_parse(bytes.data, bytes.size, arena, &back, &error));
    assert_int_equal(back.count, 6);
    for (int i = 0; i < file.count; i++) {
        const NamedArray *a = &file.arrays[i], *b = arrays_find(&back, a->name);
        assert_non_null(b);
        assert_int_equal(a->rank, b->rank);
        assert_memory_equal(a->shape, b->shape, sizeof a->shape);
        for (long k = 0; k < arrays_size(a); k++) {
            if (a->tokens) assert_string_equal(a->tokens[k], b->tokens[k]);
            if (a->numbers) assert_true(a->numbers[k] == b->numbers[k]);
        }
    }
    assert_string_equal(arrays_meta(&back, "heed.source_vocabulary"), "[\"<pad>\", \"a\"]");
    assert_string_equal(arrays_meta(&back, "note"), "line\nfeed");
    assert_string_equal(arrays_meta(&back, "temperature"), "0.5");
    safetensors_write(&back, &again); /* the order by name makes the bytes the same */
    assert_int_equal(bytes.size, again.size);
    assert_memory_equal(bytes.data, again.data, bytes.size);
    assert_int_equal((unsigned char)bytes.data[0] % 8, 0);
    buffer_free(&bytes);
    buffer_free(&again);
}

static void the_header_is_as_documented(void **state) {
    (void)state;
    ArrayFile file;
    Buffer bytes = {0};
    sample_file(&file);
    safetensors_write(&file, &bytes);
    char *header =
        arena_substring(arena, bytes.data + 8,
                        (size_t)(unsigned char)bytes.data[0] + 256 * (unsigned char)bytes.data[1]);
    assert_golden_text(header, "formats/safetensors-header.txt");
    buffer_free(&bytes);
}

static void every_number_type_becomes_float32(void **state) {
    (void)state;
    static const struct {
        const char *type, *bytes;
        int width;
        float value;
    } cases[] = {
        {"F32", "\x00\x00\xc0\xbf", 4, -1.5f},
        {"F64", "\x00\x00\x00\x00\x00\x00\xf8\xbf", 8, -1.5f},
        {"F16", "\x00\xbe", 2, -1.5f},
        {"F16", "\x01\x00", 2, 0x1p-24f},
        {"F16", "\xff\x7b", 2, 65504.0f},
        {"F16", "\x00\xfc", 2, -INFINITY},
        {"BF16", "\xc0\xbf", 2, -1.5f},
        {"I64", "\xfe\xff\xff\xff\xff\xff\xff\xff", 8, -2},
        {"I32", "\xfe\xff\xff\xff", 4, -2},
        {"I16", "\xfe\xff", 2, -2},
        {"I8", "\xfe", 1, -2},
        {"U64", "\xff\xff\xff\xff\xff\xff\xff\xff", 8, 0x1p64f},
        {"U32", "\xfe\xff\xff\xff", 4, 4294967294.0f},
        {"U16", "\xfe\xff", 2, 65534},
        {"U8", "\xfe", 1, 254},
        {"BOOL", "\x01", 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char header[200];
        snprintf(header, sizeof header,
                 "{\"x\":{\"dtype\":\"%s\",\"shape\":[],\"data_offsets\":[0,%d]}}", cases[i].type,
                 cases[i].width);
        Buffer bytes = made(header, 0);
        ArrayFile file;
        buffer_append(&bytes, cases[i].bytes, (size_t)cases[i].width);
        assert_true(safetensors_parse(bytes.data, bytes.size, arena, &file, NULL));
        assert_true(arrays_find(&file, "x")->numbers[0] == cases[i].value);
        buffer_free(&bytes);
    }
}

#define T(name, type, shape, from, to)                                                             \
    "\"" name "\":{\"dtype\":\"" type "\",\"shape\":" shape ",\"data_offsets\":[" #from "," #to "]}"

static void bad_headers_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *header;
        size_t data;
        const char *says;
    } cases[] = {
        {"{" T("x", "F32", "[1]", 0, 4) "}", 5, "after the last"},
        {"{" T("x", "F32", "[1]", 0, 4) "}", 3, "cut short"},
        {"{" T("x", "F32", "[1]", 4, 8) "}", 8, "hole"},
        {"{" T("x", "F32", "[1]", 0, 4) "," T("y", "F32", "[1]", 8, 12) "}", 12, "hole"},
        {"{" T("x", "F32", "[2]", 0, 8) "," T("y", "F32", "[1]", 4, 8) "}", 8, "overlap"},
        {"{" T("x", "F32", "[1]", 0, 4) "," T("y", "F32", "[1]", 0, 4) "}", 4, "overlap"},
        {"{" T("x", "F32", "[2]", 0, 4) "}", 4, "takes 8 bytes"},
        {"{" T("x", "F32", "[]", 0, 8) "}", 8, "takes 4 bytes"},
        {"{" T("x", "F32", "[0]", 0, 4) "}", 4, "takes 0 bytes"},
        {"{" T("x", "F32", "[-1]", 0, 4) "}", 4, "not a number from 0"},
        {"{" T("x", "F32", "[1.0]", 0, 4) "}", 4, "not a number from 0"},
        {"{" T("x", "F32", "[\"1\"]", 0, 4) "}", 4, "not a number from 0"},
        {"{" T("x", "F32", "1", 0, 4) "}", 4, "shape"},
        {"{" T("x", "F32", "[1,1,1,1,1]", 0, 4) "}", 4, "5 axes"},
        {"{" T("x", "F32", "[4611686018427387904,4]", 0, 4) "}", 4, "too large"},
        {"{" T("x", "F32", "[9223372036854775807]", 0, 4) "}", 4, "too large"},
        {"{" T("x", "F32", "[9223372036854775807,0]", 0, 0) "}", 0, "too large"},
        {"{" T("x", "F32", "[99999999999999999999]", 0, 4) "}", 4, "line 1"},
        {"{" T("x", "F32", "[1]", 4, 0) "}", 4, "no range"},
        {"{" T("x", "F32", "[1]", -4, 0) "}", 4, "no range"},
        {"{" T("x", "F32", "[1]", 0.0, 4) "}", 4, "data_offsets"},
        {"{" T("x", "C64", "[1]", 0, 8) "}", 8, "C64"},
        {"{" T("x", "F8_E4M3", "[1]", 0, 1) "}", 1, "F8_E4M3"},
        {"{" T("x", "f32", "[1]", 0, 4) "}", 4, "f32"},
        {"{" T("x", "F32", "[1]", 0, 4) "," T("x", "F32", "[1]", 4, 8) "}", 8, "duplicate"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "data_offsets"},
        {"{\"x\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype"},
        {"{\"x\":{\"dtype\":\"F32\",\"data_offsets\":[0,4],\"size\":4}}", 4, "shape"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"z\":0}}", 4,
         "other keys"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}}", 4, "data_offsets"},
        {"{\"x\":{\"dtype\":4,\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype"},
        {"{\"x\":[]}", 0, "dtype"},
        {"{\"x\":1}", 0, "dtype"},
        {"{\"__metadata__\":[]}", 0, "__metadata__"},
        {"{\"__metadata__\":{\"a\":1}}", 0, "“a”"},
        {"{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0, "duplicate"},
        {"{}{}", 0, "header"},
        {"{} x", 0, "header"},
        {"{", 0, "header"},
        {"{\"x\":\"\xff\"}", 0, "decode byte"},
        {"{\"x\":\"\\u0000\"}", 0, "header"},
        {"[]", 0, "begin with {"},
        {" {}", 0, "begin with {"},
        {"", 0, "begin with {"},
        {"null", 0, "begin with {"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buffer bytes = made(cases[i].header, cases[i].data);
        Error error;
        if (hostile_try(safetensors_parse, bytes.data, bytes.size, &error))
            fail_msg("accepted: %s", cases[i].header);
        assert_contains(error.message, cases[i].says);
        buffer_free(&bytes);
    }
}

static void odd_headers_that_are_right_are_read(void **state) {
    (void)state;
    static const struct {
        const char *header;
        size_t data;
        int count;
    } cases[] = {
        {"{}", 0, 0},
        {"{}      ", 0, 0},
        {"{\"__metadata__\":{}}", 0, 0},
        {"{" T("x", "F32", "[0]", 0, 0) "," T("y", "F32", "[0,3]", 0, 0) "}", 0, 2},
        {"{" T("y", "F32", "[1]", 4, 8) "," T("x", "F32", "[1]", 0, 4) "}", 8, 2},
        {"{" T("y", "U8", "[3]", 0, 3) "," T("x", "F32", "[1]", 3, 7) "}", 7, 2},
        {"{\"__metadata__\":{\"a\":\"[[\\\"x\\\"],[]]\",\"b\":\"[1]\",\"c\":\"[\"}}", 0, 0},
        {"{\"__metadata__\":{\"a\":\"[[[[[\\\"x\\\"]]]]]\",\"b\":\"[]\"}}", 0, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buffer bytes = made(cases[i].header, cases[i].data);
        ArrayFile file;
        Error error = {0};
        if (!safetensors_parse(bytes.data, bytes.size, arena, &file, &error))
            fail_msg("%s: %s", cases[i].header, error.message);
        assert_int_equal(file.count, cases[i].count);
        buffer_free(&bytes);
    }
}

static void other_files_get_their_own_sentence(void **state) {
    (void)state;
    static const struct {
        const char *bytes, *says;
    } cases[] = {
        {"", "empty"},
        {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "Git LFS"},
        {"<!DOCTYPE html><html><body>Not found</body></html>", "web page"},
        {"<html>", "web page"},
        {"PK\3\4..............................", "zip"},
        {"short", "cut short"},
        {"\x80\x02}q.\x80\x02}q.\x80\x02}q.", "no safetensors file"},
        {"{\"not\": \"framed\"}", "no safetensors file"},
    };
    Error error;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(
            hostile_try(safetensors_parse, cases[i].bytes, strlen(cases[i].bytes), &error));
        assert_contains(error.message, cases[i].says);
    }
    static const unsigned char huge[] = {1, 0xe1, 0xf5, 5, 0, 0, 0, 0, '{', '}'}; /* 100 MB + 1 */
    assert_false(hostile_try(safetensors_parse, huge, sizeof huge, &error));
    assert_contains(error.message, "100 MB");
    static const unsigned char longest[] = {255, 255, 255, 255, 255, 255, 255, 255, '{'};
    assert_false(hostile_try(safetensors_parse, longest, sizeof longest, &error));
}

static void deep_nesting_is_refused(void **state) {
    (void)state;
    Buffer header = {0};
    buffer_text(&header, "{\"x\":");
    for (int i = 0; i < 100000; i++) buffer_text(&header, "[");
    Buffer bytes = made(header.data, 0);
    Error error;
    assert_false(hostile_try(safetensors_parse, bytes.data, bytes.size, &error));
    buffer_free(&bytes);
    buffer_free(&header);
}

static void damage_never_crashes(void **state) {
    (void)state;
    ArrayFile file;
    Buffer bytes = {0};
    sample_file(&file);
    safetensors_write(&file, &bytes);
    hostile_truncations(safetensors_parse, bytes.data, bytes.size);
    hostile_flips(safetensors_parse, bytes.data, bytes.size);
    buffer_free(&bytes);
}

static void errors_of_a_file_name_it(void **state) {
    (void)state;
    ArrayFile file;
    Error error = {0};
    char path[512];
    snprintf(path, sizeof path, "%s", testing_scratch("bad.safetensors"));
    assert_true(file_save(path, "<html>", 6, NULL));
    assert_false(safetensors_read(path, arena, &file, &error));
    assert_contains(error.message, "bad.safetensors: this is a web page");
    assert_false(safetensors_read("/nowhere/x", arena, &file, &error));
    assert_contains(error.message, "/nowhere/x");
    Buffer bytes = {0};
    sample_file(&file);
    safetensors_write(&file, &bytes);
    snprintf(path, sizeof path, "%s", testing_scratch("good.safetensors"));
    assert_true(file_save(path, bytes.data, bytes.size, NULL));
    assert_true(safetensors_read(path, arena, &file, &error));
    buffer_free(&bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(the_header_is_as_documented),
        cmocka_unit_test(every_number_type_becomes_float32),
        cmocka_unit_test(bad_headers_are_refused),
        cmocka_unit_test(odd_headers_that_are_right_are_read),
        cmocka_unit_test(other_files_get_their_own_sentence),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(damage_never_crashes),
        cmocka_unit_test(errors_of_a_file_name_it),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
