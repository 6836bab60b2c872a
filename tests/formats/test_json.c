#include "testing.h"

#include "base/rng.h"
#include "formats/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

static void strings_are_escaped(void **state) {
    (void)state;
    static const struct {
        const char *text, *json;
    } cases[] = {
        {"", "\"\""},
        {"a/b", "\"a/b\""},
        {"\"\\", "\"\\\"\\\\\""},
        {"\n\t\r\x01\x7f", "\"\\n\\t\\u000d\\u0001\x7f\""},
        {"é😀", "\"é😀\""},
        {"a\xff\xc3", "\"a\xef\xbf\xbd\xef\xbf\xbd\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buffer out = {0};
        json_write_string(&out, cases[i].text);
        assert_string_equal(out.data, cases[i].json);
        buffer_free(&out);
    }
}

/* A thousand random bit patterns, and the hard ones, come back as the same float. */
static void floats_read_back_exactly(void **state) {
    (void)state;
    Rng rng = rng_seeded(7);
    for (int i = 0; i < 100000; i++) {
        static const uint32_t hard[] = {0, 0x80000000u, 1, 0x7f7fffffu, 0x00800000u, 0x3dcccccdu};
        uint32_t bits = i < 6 ? hard[i] : (uint32_t)rng_next(&rng);
        float value, back;
        memcpy(&value, &bits, sizeof value);
        Buffer out = {0};
        json_write_float(&out, value);
        if (isfinite(value)) {
            back = (float)strtod(out.data, NULL);
            assert_memory_equal(&value, &back, sizeof value);
        } else {
            assert_string_equal(out.data, "null");
        }
        buffer_free(&out);
    }
}

static void a_trace_is_written_as_specified(void **state) {
    (void)state;
    static const char *const tokens[4] = {"a", "“b”", "\"", ""};
    ArrayFile file;
    Buffer out = {0};
    arrays_init(&file, arena);
    arrays_add_meta_text(&file, "model", "seq2seq");
    arrays_add_meta_json(&file, "temperature", "0.5");
    arrays_add_meta_json(&file, "complete", "true");
    arrays_add_tokens(&file, "source.tokens", 1, (long[]){4}, tokens);
    arrays_add_tokens(&file, "beam.tokens", 3, (long[]){1, 2, 2}, tokens);
    arrays_add_tokens(&file, "none", 2, (long[]){3, 0}, NULL);
    arrays_add_numbers(&file, "attention.scores", 2, (long[]){2, 2},
                       (float[]){0.1f, -INFINITY, NAN, 1e10f});
    arrays_add_numbers(&file, "loss", 0, NULL, (float[]){2.5f});
    json_write_arrays(&out, &file);
    assert_golden_text(out.data, "formats/trace.json");
    Error error = {0};
    json_t *object = json_parse_object(out.data, out.size, &error);
    assert_non_null(object);
    json_t *arrays = json_object_get(object, "arrays");
    json_t *scores = json_object_get(arrays, "attention.scores");
    assert_int_equal(json_array_size(json_object_get(scores, "data")), 4);
    int rank;
    long shape[ARRAYS_MAX_RANK];
    const char *const *back;
    assert_true(
        json_read_tokens(json_object_get(arrays, "beam.tokens"), arena, &rank, shape, &back));
    assert_int_equal(rank, 3);
    for (int i = 0; i < 4; i++) assert_string_equal(back[i], tokens[i]);
    ArrayFile meta;
    arrays_init(&meta, arena);
    json_read_meta(json_object_get(object, "meta"), &meta);
    assert_int_equal(meta.meta_count, 3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(meta.meta[i].value, file.meta[i].value);
        assert_int_equal(meta.meta[i].json, file.meta[i].json);
    }
    json_decref(object);
    buffer_free(&out);
}

static void bad_json_is_refused_with_its_place(void **state) {
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "line 1"},
        {"{", "line 1"},
        {"{\n \"a\" 1}", "line 2, column"},
        {"{} x", "end of file"},
        {"{\"a\":1,\"a\":2}", "duplicate"},
        {"[1]", "an object"},
        {"{\"a\": NaN}", "line 1"},
        {"{'a': 1}", "line 1"},
        {"{\"a\": 1,}", "line 1"},
        {"{\"a\": \"\xff\"}", "line 1"},
        {"{\"a\": 99999999999999999999}", "line 1"},
        {"{\"a\": 1e999}", "line 1"},
        {"{\"\\ud800\": 1}", "line 1"},
        {"{\"a\": 01}", "line 1"},
        {"{\"a\": tru}", "line 1"},
        {"\xef\xbb\xbf{}", "line 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Error error = {0};
        assert_null(json_parse_object(cases[i].text, strlen(cases[i].text), &error));
        assert_contains(error.message, cases[i].says);
    }
    char deep[5000];
    memset(deep, '[', sizeof deep);
    Error error = {0};
    assert_null(json_parse_list(deep, sizeof deep, &error));
    assert_contains(error.message, "depth");
}

static void lists_of_strings_are_read(void **state) {
    (void)state;
    TextPieces pieces;
    Error error = {0};
    assert_true(json_parse_strings("[\"a\", \"\\u00e9\", \"\"]", arena, &pieces, &error));
    assert_int_equal(pieces.count, 3);
    assert_string_equal(pieces.items[1], "é");
    assert_true(json_parse_strings("[]", arena, &pieces, &error));
    assert_int_equal(pieces.count, 0);
    static const char *const bad[] = {"[1]", "[\"a\", null]", "{}", "\"a\"", "", "[\"a\"", "[[]]"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        error.message[0] = '\0';
        assert_false(json_parse_strings(bad[i], arena, &pieces, &error));
        assert_true(error.message[0]);
        assert_int_equal(pieces.count, 0);
    }
}

static void uneven_token_lists_are_refused(void **state) {
    (void)state;
    static const char *const bad[] = {"[1]",
                                      "[[\"a\"], []]",
                                      "[\"a\", [\"b\"]]",
                                      "[[\"a\"], \"b\"]",
                                      "[[[[[\"a\"]]]]]",
                                      "[null]",
                                      "[[\"a\", \"b\"], [\"c\"]]"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int rank;
        long shape[ARRAYS_MAX_RANK];
        const char *const *tokens;
        json_t *list = json_parse_list(bad[i], strlen(bad[i]), NULL);
        assert_non_null(list);
        assert_false(json_read_tokens(list, arena, &rank, shape, &tokens));
        json_decref(list);
    }
}

static void members_are_checked(void **state) {
    (void)state;
    static const char text[] = "{\"i\": 5, \"d\": 0.5, \"b\": true, \"t\": \"x\"}";
    json_t *object = json_parse_object(text, strlen(text), NULL);
    int i;
    double d;
    bool b;
    const char *t;
    Error error = {0};
    assert_true(json_get_int(object, "i", 1, 5, &i, &error) && i == 5);
    assert_true(json_get_double(object, "d", 0, 1, &d, &error) && d == 0.5);
    assert_true(json_get_double(object, "i", 0, 9, &d, &error) && d == 5);
    assert_true(json_get_bool(object, "b", &b, &error) && b);
    assert_true(json_get_text(object, "t", &t, &error));
    assert_string_equal(t, "x");
    assert_false(json_get_int(object, "i", 6, 9, &i, &error));
    assert_contains(error.message, "“i” is 5; it should be 6 to 9");
    assert_false(json_get_int(object, "d", 0, 9, &i, &error));
    assert_false(json_get_int(object, "none", 0, 9, &i, &error));
    assert_contains(error.message, "missing");
    assert_false(json_get_double(object, "d", 1, 2, &d, &error));
    assert_false(json_get_double(object, "t", 1, 2, &d, &error));
    assert_false(json_get_bool(object, "i", &b, &error));
    assert_false(json_get_text(object, "i", &t, &error));
    assert_false(json_get_text(NULL, "i", &t, &error));
    json_decref(object);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(floats_read_back_exactly),
        cmocka_unit_test(a_trace_is_written_as_specified),
        cmocka_unit_test(bad_json_is_refused_with_its_place),
        cmocka_unit_test(lists_of_strings_are_read),
        cmocka_unit_test(uneven_token_lists_are_refused),
        cmocka_unit_test(members_are_checked),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
