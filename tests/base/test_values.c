/* The small values everything is made of: buffers, errors, random numbers. */
#include "testing.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void numbers_are_written_shortly(void **state) {
    (void)state;
    static const double numbers[] = {0,   1,   20,   0.004,      -0.5,   1.0 / 3, 1e-5,     1e-7,
                                     1e6, 100, 1e22, 123456.789, 5e-324, 1e300,   0.1 + 0.2};
    static const char *const texts[] = {"0",       "1",      "20",
                                        "0.004",   "-0.5",   "0.3333333333333333",
                                        "0.00001", "1e-07",  "1000000",
                                        "100",     "1e+22",  "123456.789",
                                        "5e-324",  "1e+300", "0.30000000000000004"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        Buffer buffer = {0};
        buffer_number(&buffer, numbers[i]);
        assert_string_equal(buffer.data, texts[i]);
        buffer_free(&buffer);
    }
    Rng rng = rng_seeded(4);
    for (int i = 0; i < 20000; i++) {
        Buffer buffer = {0};
        double number = rng_normal(&rng) * pow(10, rng_below(&rng, 60) - 30);
        buffer_number(&buffer, number);
        assert_true(memcmp(&number, &(double){strtod(buffer.data, NULL)}, sizeof number) == 0);
        buffer_free(&buffer);
    }
}

static void a_buffer_grows(void **state) {
    (void)state;
    Buffer buffer = {0};
    for (int i = 0; i < 10000; i++) buffer_printf(&buffer, "%d,", i % 10);
    assert_int_equal(buffer.size, 20000);
    assert_int_equal(buffer.data[20000], 0);
    assert_int_equal(buffer.data[19998], '9');
    buffer_append(&buffer, "a\0b", 3);
    assert_memory_equal(buffer.data + 20000, "a\0b", 4);
    buffer_append(&buffer, NULL, 0);
    memset(buffer_grow(&buffer, 5), 'x', 5);
    assert_string_equal(buffer.data + 20003, "xxxxx");
    buffer_free(&buffer);
    assert_null(buffer.data);
    buffer_text(&buffer, "");
    assert_string_equal(buffer.data, "");
    buffer_free(&buffer);
}

static void an_error_is_a_sentence(void **state) {
    (void)state;
    Error error = {0};
    assert_false(error_set(&error, "%s has %d", "x", 5));
    assert_string_equal(error.message, "x has 5");
    assert_false(error_prefix(&error, "%s", "file"));
    assert_string_equal(error.message, "file: x has 5");
    assert_false(error_set(NULL, "nobody asks"));
    assert_false(error_prefix(NULL, "nobody asks"));
}

/* Valid UTF-8 to its end. */
static bool whole(const char *text) {
    for (const unsigned char *at = (const unsigned char *)text; *at;) {
        int n = *at < 0x80 ? 1 : *at >= 0xF0 ? 4 : *at >= 0xE0 ? 3 : *at >= 0xC0 ? 2 : 0;
        if (!n) return false;
        for (int k = 1; k < n; k++)
            if ((at[k] & 0xC0) != 0x80) return false;
        at += n;
    }
    return true;
}

static void a_long_error_is_cut_at_a_character(void **state) {
    (void)state;
    static const char *const characters[] = {"x", "é", "“", "😀"};
    for (int c = 0; c < 4; c++)
        for (int shift = 0; shift < 4; shift++) {
            Buffer text = {0};
            for (int i = 0; i < shift; i++) buffer_text(&text, "y");
            for (int i = 0; i < 1000; i++) buffer_text(&text, characters[c]);
            Error error = {0};
            error_set(&error, "%s", text.data);
            assert_true(strlen(error.message) >= sizeof error.message - 4);
            assert_true(whole(error.message));
            error_prefix(&error, "some/path/%s", "é");
            assert_true(strlen(error.message) < sizeof error.message);
            assert_true(whole(error.message));
            assert_contains(error.message, "some/path/é: ");
            error_prefix(&error, "%s", text.data);
            assert_true(strlen(error.message) < sizeof error.message);
            assert_true(whole(error.message));
            buffer_free(&text);
        }
}

static void random_streams_are_their_purpose(void **state) {
    (void)state;
    Rng a = rng_at(1, "batch", 3, 0), b = rng_at(1, "batch", 3, 0), c = rng_at(1, "batch", 3, 1);
    Rng d = rng_at(1, "batcH", 3, 0), e = rng_at(2, "batch", 3, 0), f = rng_at(1, "batch", 4, 0);
    uint64_t x = rng_next(&a);
    assert_true(x == rng_next(&b));
    assert_true(x != rng_next(&c) && x != rng_next(&d) && x != rng_next(&e) && x != rng_next(&f));
    /* the published first outputs of SplitMix64 for this seed */
    Rng known = rng_seeded(1234567);
    assert_true(rng_next(&known) == 6457827717110365317u);
    assert_true(rng_next(&known) == 3203168211198807973u);
}

static void random_numbers_have_their_distributions(void **state) {
    (void)state;
    enum { N = 200000 };
    Rng rng = rng_seeded(5);
    double sum = 0, squares = 0, unit = 0;
    int counts[7] = {0};
    for (int i = 0; i < N; i++) {
        double u = rng_unit(&rng), normal = rng_normal(&rng), between = rng_between(&rng, -3, -2);
        assert_true(u >= 0 && u < 1 && isfinite(normal) && between >= -3 && between < -2);
        unit += u;
        sum += normal;
        squares += normal * normal;
        counts[rng_below(&rng, 7)]++;
    }
    assert_near(unit / N, 0.5, 0.005);
    assert_near(sum / N, 0, 0.01);
    assert_near(squares / N, 1, 0.02);
    for (int i = 0; i < 7; i++) assert_near(counts[i] * 7.0 / N, 1, 0.03);
    assert_int_equal(rng_below(&rng, 1), 0);
}

static void the_hash_is_the_published_one(void **state) {
    (void)state;
    assert_true(fnv1a(FNV_START, "", 0) == 0xcbf29ce484222325u);
    assert_true(fnv1a(FNV_START, "a", 1) == 0xaf63dc4c8601ec8cu);
    assert_true(fnv1a(FNV_START, "foobar", 6) == 0x85944171f73967e8u);
    assert_true(fnv1a(fnv1a(FNV_START, "foo", 3), "bar", 3) == 0x85944171f73967e8u);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_buffer_grows),
        cmocka_unit_test(numbers_are_written_shortly),
        cmocka_unit_test(an_error_is_a_sentence),
        cmocka_unit_test(a_long_error_is_cut_at_a_character),
        cmocka_unit_test(random_streams_are_their_purpose),
        cmocka_unit_test(random_numbers_have_their_distributions),
        cmocka_unit_test(the_hash_is_the_published_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
