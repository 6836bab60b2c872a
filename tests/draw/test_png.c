/* PNG bytes: there and back, alpha, density, broken files, comparison. */
#include "testing.h"

#include "draw/png.h"

#include <stdlib.h>
#include <string.h>

enum { W = 5, H = 3 };

static void fill(uint32_t *pixels, uint32_t alpha) {
    for (uint32_t i = 0; i < W * H; i++) {
        uint32_t c = i * 17 % 256 * alpha / 255;
        pixels[i] = alpha << 24 | c << 16 | (alpha - c) << 8 | c / 2;
    }
}

static void pixels_come_back(void **state) {
    (void)state;
    for (int transparent = 0; transparent < 2; transparent++) {
        uint32_t pixels[W * H];
        fill(pixels, 255);
        if (transparent) pixels[7] = 0x80402010;
        Buffer bytes = {0};
        Error error = {0};
        Png png;
        assert_true(png_write(&bytes, pixels, W, H, 144, &error));
        assert_int_equal(bytes.data[25], transparent ? 6 : 2); /* colour type */
        assert_true(png_read(&png, bytes.data, bytes.size, &error));
        assert_int_equal(png.width, W);
        assert_int_equal(png.height, H);
        assert_near(png.density, 144, 1e-3);
        assert_memory_equal(png.pixels, pixels, sizeof pixels);
        png_free_pixels(&png);
        buffer_free(&bytes);
    }
}

static void a_cut_file_is_a_sentence(void **state) {
    (void)state;
    uint32_t pixels[W * H];
    fill(pixels, 255);
    Buffer bytes = {0};
    assert_true(png_write(&bytes, pixels, W, H, 0, NULL));
    for (size_t size = 0; size < bytes.size; size++) {
        Error error = {0};
        Png png;
        assert_false(png_read(&png, bytes.data, size, &error));
        assert_true(*error.message && !png.pixels);
    }
    buffer_free(&bytes);
}

/* libpng has limits of its own, met only while it writes. */
static void a_refusal_of_the_library_leaves_the_buffer_as_it_was(void **state) {
    (void)state;
    enum { HIGH = 1000001 };
    uint32_t *pixels = calloc(HIGH, sizeof *pixels);
    assert_non_null(pixels);
    Buffer bytes = {0};
    Error error = {0};
    buffer_text(&bytes, "before");
    assert_false(png_write(&bytes, pixels, 1, HIGH, 0, &error));
    assert_contains(error.message, "libpng: ");
    assert_int_equal(bytes.size, 6);
    assert_memory_equal(bytes.data, "before", 6);
    assert_false(png_write(&bytes, pixels, 1, HIGH, 0, NULL));
    assert_int_equal(bytes.size, 6);
    buffer_free(&bytes);
    free(pixels);
}

static void impossible_sizes_are_refused(void **state) {
    (void)state;
    Buffer bytes = {0};
    Error error = {0};
    assert_false(png_write(&bytes, NULL, 0, 4, 0, &error));
    assert_false(png_write(&bytes, NULL, 1 << 20, 1 << 20, 0, &error));
    assert_contains(error.message, "1048576");
    assert_int_equal(bytes.size, 0);
}

static void comparing_tells_how_and_where(void **state) {
    (void)state;
    uint32_t a[W * H], b[W * H];
    fill(a, 255);
    fill(b, 255);
    b[W + 2] ^= 0x10;
    Png one = {a, W, H, 0}, two = {b, W, H, 0}, other = {b, H, W, 0};
    Error error = {0};
    assert_true(png_compare(&one, &one, 0, 0, &error));
    assert_true(png_compare(&one, &two, 16, 0, &error));
    assert_true(png_compare(&one, &two, 0, 1.0 / (W * H), &error));
    assert_false(png_compare(&one, &two, 15, 0, &error));
    assert_contains(error.message, "(2, 1)");
    assert_false(png_compare(&one, &other, 255, 1, &error));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pixels_come_back),
        cmocka_unit_test(a_cut_file_is_a_sentence),
        cmocka_unit_test(a_refusal_of_the_library_leaves_the_buffer_as_it_was),
        cmocka_unit_test(impossible_sizes_are_refused),
        cmocka_unit_test(comparing_tells_how_and_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
