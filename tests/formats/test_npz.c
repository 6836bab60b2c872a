#include "formats/hostile.h"

#include "base/buffer.h"
#include "base/file.h"
#include "formats/npz.h"

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

static void sample_file(ArrayFile *file) {
    static const float numbers[6] = {0, -1.5f, 3.25f, 1e-30f, -INFINITY, 7};
    static const char *const tokens[4] = {"a", "l'", "“é”😀", ""};
    arrays_init(file, arena);
    arrays_add_meta_text(file, "model", "seq2seq “x”");
    arrays_add_meta_json(file, "temperature", "0.5");
    arrays_add_meta_json(file, "complete", "true");
    arrays_add_numbers(file, "attention.weights", 2, (long[]){2, 3}, numbers);
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
    assert_true(npz_write(&file, &bytes, &error));
    assert_true(npz_parse(bytes.data, bytes.size, arena, &back, &error));
    assert_int_equal(back.count, file.count);
    for (int i = 0; i < file.count; i++) {
        const NamedArray *a = &file.arrays[i], *b = &back.arrays[i];
        assert_string_equal(a->name, b->name);
        assert_int_equal(a->rank, b->rank);
        assert_memory_equal(a->shape, b->shape, sizeof a->shape);
        for (long k = 0; k < arrays_size(a); k++) {
            if (a->tokens) assert_string_equal(a->tokens[k], b->tokens[k]);
            if (a->numbers) assert_true(a->numbers[k] == b->numbers[k]);
        }
    }
    for (int i = 0; i < file.meta_count; i++) {
        assert_string_equal(file.meta[i].key, back.meta[i].key);
        assert_string_equal(file.meta[i].value, back.meta[i].value);
        assert_int_equal(file.meta[i].json, back.meta[i].json);
    }
    assert_true(npz_write(&back, &again, &error)); /* no date, no order of chance in it */
    assert_int_equal(bytes.size, again.size);
    assert_memory_equal(bytes.data, again.data, bytes.size);
    buffer_free(&bytes);
    buffer_free(&again);
}

static void an_empty_file_is_a_zip(void **state) {
    (void)state;
    ArrayFile file, back;
    Buffer bytes = {0};
    arrays_init(&file, arena);
    assert_true(npz_write(&file, &bytes, NULL));
    assert_int_equal(bytes.size, 22);
    Error error = {0};
    if (!npz_parse(bytes.data, bytes.size, arena, &back, &error)) fail_msg("%s", error.message);
    assert_int_equal(back.count, 0);
    buffer_free(&bytes);
}

static void reserved_names_are_refused(void **state) {
    (void)state;
    ArrayFile file;
    Buffer bytes = {0};
    Error error = {0};
    sample_file(&file);
    arrays_add_numbers(&file, "meta.json", 1, (long[]){0}, NULL);
    assert_false(npz_write(&file, &bytes, &error));
    assert_contains(error.message, "meta.json");
    buffer_free(&bytes);
}

static void other_files_get_their_own_sentence(void **state) {
    (void)state;
    static const struct {
        const char *bytes, *says;
    } cases[] = {
        {"", "empty"},
        {"version https://git-lfs.github.com/spec/v1\n", "Git LFS"},
        {"<!doctype html>", "web page"},
        {"{\"a\": 1}", "no .npz"},
        {"PK\3\4 and nothing more", "damaged"},
        {"PK", "damaged"},
    };
    Error error;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(hostile_try(npz_parse, cases[i].bytes, strlen(cases[i].bytes), &error));
        assert_contains(error.message, cases[i].says);
    }
}

/* A stored zip of one member, put together by hand; the checksum may be wrong. */
static Buffer zip_of(const char *name, const void *data, uint32_t size, uint32_t claimed,
                     uint16_t flags, uint16_t method, uint32_t crc) {
    Buffer out = {0};
    uint16_t n = (uint16_t)strlen(name);
    struct __attribute__((packed)) {
        uint32_t magic;
        uint16_t version, flags, method, time, date;
        uint32_t crc, packed, size;
        uint16_t name, extra;
    } local = {0x04034b50, 20, flags, method, 0, 0x21, crc, size, claimed, n, 0};
    struct __attribute__((packed)) {
        uint32_t magic;
        uint16_t made, version, flags, method, time, date;
        uint32_t crc, packed, size;
        uint16_t name, extra, comment, disk, internal;
        uint32_t external, offset;
    } central = {0x02014b50, 20, 20, flags, method, 0, 0x21, crc, size,
                 claimed,    n,  0,  0,     0,      0, 0,    0};
    struct __attribute__((packed)) {
        uint32_t magic;
        uint16_t disk, start, here, all;
        uint32_t size, offset;
        uint16_t comment;
    } end = {
        0x06054b50, 0, 0, 1, 1, (uint32_t)sizeof central + n, (uint32_t)sizeof local + n + size, 0};
    buffer_append(&out, &local, sizeof local);
    buffer_text(&out, name);
    buffer_append(&out, data, size);
    buffer_append(&out, &central, sizeof central);
    buffer_text(&out, name);
    buffer_append(&out, &end, sizeof end);
    return out;
}

static uint32_t crc_of(const unsigned char *bytes, size_t size) {
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int k = 0; k < 8; k++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

static void zips_that_lie_are_refused(void **state) {
    (void)state;
    Buffer npy = {0};
    npy_write(&(NamedArray){.name = "x", .rank = 1, .shape = {1}, .numbers = (float[]){0}}, &npy);
    uint32_t size = (uint32_t)npy.size, crc = crc_of((unsigned char *)npy.data, npy.size);
    const struct {
        const char *name;
        uint32_t claimed;
        uint16_t flags, method;
        uint32_t crc;
        const char *says;
    } cases[] = {
        {"x.npy", size, 0, 0, crc, NULL},
        {"x.npy", size, 0, 0, crc ^ 1, "damaged"},
        {"x.npy", size + 1, 0, 0, crc, "x.npy"},
        {"x.npy", 4000000000u, 0, 8, crc, "x.npy"},
        {"x.npy", size * 10, 0, 8, crc, "x.npy"},
        {"x.npy", size, 1, 0, crc, "encrypted"},
        {"x.npy", size, 0, 12, crc, "numpy does not use"},
        {"x.txt", size, 0, 0, crc, "x.txt"},
        {"archive/data.pkl", size, 0, 0, crc, "PyTorch"},
        {"folder/", size, 0, 0, crc, "folder/"},
        {"npy", size, 0, 0, crc, "npy"},
        {"meta.json.npy", size, 0, 0, crc, "one string"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buffer zip = zip_of(cases[i].name, npy.data, size, cases[i].claimed, cases[i].flags,
                            cases[i].method, cases[i].crc);
        Error error;
        bool good = hostile_try(npz_parse, zip.data, zip.size, &error);
        if (good == (cases[i].says != NULL)) fail_msg("case %zu: %s", i, error.message);
        if (cases[i].says) assert_contains(error.message, cases[i].says);
        buffer_free(&zip);
    }
    buffer_free(&npy);
}

static void a_name_that_stands_twice_is_refused(void **state) {
    (void)state;
    ArrayFile file;
    Buffer bytes = {0};
    Error error;
    arrays_init(&file, arena);
    arrays_add_numbers(&file, "aa", 1, (long[]){0}, NULL);
    arrays_add_numbers(&file, "ab", 1, (long[]){0}, NULL);
    assert_true(npz_write(&file, &bytes, NULL));
    for (size_t i = 0; i + 6 < bytes.size; i++)
        if (!memcmp(bytes.data + i, "ab.npy", 6)) bytes.data[i + 1] = 'a';
    assert_false(hostile_try(npz_parse, bytes.data, bytes.size, &error));
    buffer_free(&bytes);
}

static void damage_never_crashes(void **state) {
    (void)state;
    ArrayFile file;
    Buffer bytes = {0};
    static const char *const tokens[] = {"é", "ab"};
    arrays_init(&file, arena);
    arrays_add_meta_text(&file, "model", "x");
    arrays_add_numbers(&file, "x", 2, (long[]){1, 2}, (float[]){1, 2});
    arrays_add_tokens(&file, "t", 1, (long[]){2}, tokens);
    assert_true(npz_write(&file, &bytes, NULL));
    hostile_truncations(npz_parse, bytes.data, bytes.size);
    hostile_flips(npz_parse, bytes.data, bytes.size);
    buffer_free(&bytes);
}

static void files_of_both_kinds_are_opened(void **state) {
    (void)state;
    ArrayFile file, back;
    Buffer bytes = {0}, npy = {0};
    Error error = {0};
    char path[512];
    sample_file(&file);
    assert_true(npz_write(&file, &bytes, NULL));
    npy_write(&file.arrays[0], &npy);
    snprintf(path, sizeof path, "%s", testing_scratch("sample.npz"));
    assert_true(file_save(path, bytes.data, bytes.size, NULL));
    assert_true(npz_read(path, arena, &back, &error));
    assert_int_equal(back.count, file.count);
    snprintf(path, sizeof path, "%s", testing_scratch("sample.npy"));
    assert_true(file_save(path, npy.data, npy.size, NULL));
    assert_true(npz_read(path, arena, &back, &error));
    assert_non_null(arrays_find(&back, "array"));
    assert_true(file_save(path, npy.data, npy.size - 1, NULL));
    assert_false(npz_read(path, arena, &back, &error));
    assert_contains(error.message, "sample.npy: this .npy is cut short");
    buffer_free(&bytes);
    buffer_free(&npy);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(an_empty_file_is_a_zip),
        cmocka_unit_test(reserved_names_are_refused),
        cmocka_unit_test(other_files_get_their_own_sentence),
        cmocka_unit_test(zips_that_lie_are_refused),
        cmocka_unit_test(a_name_that_stands_twice_is_refused),
        cmocka_unit_test(damage_never_crashes),
        cmocka_unit_test(files_of_both_kinds_are_opened),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
