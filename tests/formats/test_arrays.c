#include "testing.h"

#include "formats/arrays.h"

#include <limits.h>
#include <stdio.h>

static void many_names_keep_their_order(void **state) {
    (void)state;
    Arena *arena = arena_new();
    ArrayFile file;
    arrays_init(&file, arena);
    assert_null(arrays_find(&file, "x"));
    assert_null(arrays_meta(&file, "x"));
    for (int i = 0; i < 5000; i++) {
        float *number = ARENA_NEW(arena, float);
        *number = (float)i;
        arrays_add_numbers(&file, arena_printf(arena, "array %d", i), 0, NULL, number);
        arrays_add_meta_text(&file, arena_printf(arena, "key %d", i), "old");
    }
    for (int i = 0; i < 5000; i++) {
        const NamedArray *array = arrays_find(&file, arena_printf(arena, "array %d", i));
        assert_ptr_equal(array, &file.arrays[i]);
        assert_true(array->numbers[0] == (float)i);
    }
    arrays_add_meta_json(&file, "key 77", "[1]");
    assert_int_equal(file.meta_count, 5000);
    assert_string_equal(file.meta[77].value, "[1]");
    assert_true(file.meta[77].json);
    assert_string_equal(arrays_meta(&file, "key 78"), "old");
    assert_null(arrays_find(&file, "array 5000"));
    arena_free(arena);
}

static void shapes_are_multiplied_with_care(void **state) {
    (void)state;
    long size;
    assert_true(arrays_shape_size(0, NULL, &size) && size == 1);
    assert_true(arrays_shape_size(3, (long[]){2, 3, 4}, &size) && size == 24);
    assert_true(arrays_shape_size(2, (long[]){0, 4}, &size) && size == 0);
    assert_false(arrays_shape_size(1, (long[]){-1}, &size));
    assert_false(arrays_shape_size(1, (long[]){LONG_MAX}, &size));
    assert_false(arrays_shape_size(2, (long[]){LONG_MAX, 0}, &size));
    assert_false(arrays_shape_size(2, (long[]){1L << 40, 1L << 40}, &size));
    assert_true(arrays_shape_size(1, (long[]){LONG_MAX / 8}, &size));
}

static void shapes_are_written(void **state) {
    (void)state;
    Arena *arena = arena_new();
    assert_string_equal(arrays_shape_text(arena, 0, NULL), "()");
    assert_string_equal(arrays_shape_text(arena, 1, (long[]){5}), "(5)");
    assert_string_equal(arrays_shape_text(arena, 2, (long[]){3, 4}), "(3, 4)");
    assert_true(arrays_memory_limit() > 1 << 20);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_names_keep_their_order),
        cmocka_unit_test(shapes_are_multiplied_with_care),
        cmocka_unit_test(shapes_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
