#include "testing.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASAN 1
#endif
#endif

static void memory_is_aligned_and_apart(void **state) {
    (void)state;
    Arena *arena = arena_new();
    unsigned char *blocks[500];
    for (int i = 0; i < 500; i++) {
        blocks[i] = arena_alloc(arena, (size_t)i * 7);
        assert_int_equal((uintptr_t)blocks[i] % 64, 0);
        memset(blocks[i], i & 255, (size_t)i * 7);
    }
    for (int i = 0; i < 500; i++)
        for (int k = 0; k < i * 7; k++) assert_int_equal(blocks[i][k], i & 255);
    assert_int_equal(arena_used(arena), 7 * 499 * 500 / 2);
    arena_free(arena);
}

static void zero_bytes_still_have_an_address_of_their_own(void **state) {
    (void)state;
    Arena *arena = arena_new();
    void *a = arena_alloc(arena, 0), *b = arena_alloc(arena, 0);
    assert_non_null(a);
    assert_ptr_not_equal(a, b);
    arena_free(arena);
    arena_free(NULL);
}

static void zeroed_memory_is_zero_after_a_reset_too(void **state) {
    (void)state;
    Arena *arena = arena_new();
    memset(arena_alloc(arena, 1000), 255, 1000);
    arena_reset(arena);
    assert_int_equal(arena_used(arena), 0);
    const int *numbers = ARENA_ARRAY(arena, int, 250);
    for (int i = 0; i < 250; i++) assert_int_equal(numbers[i], 0);
    arena_free(arena);
}

static void a_reset_keeps_the_blocks(void **state) {
    (void)state;
    Arena *arena = arena_new();
    void *first = arena_alloc(arena, 100);
    arena_alloc(arena, 10 << 20); /* larger than any block so far */
    arena_alloc(arena, 100);
    arena_reset(arena);
    assert_ptr_equal(arena_alloc(arena, 100), first);
    char *large = arena_alloc(arena, 10 << 20);
    memset(large, 1, 10 << 20);
    arena_free(arena);
}

static void strings_are_copied(void **state) {
    (void)state;
    Arena *arena = arena_new();
    char text[] = "heed";
    char *copy = arena_string(arena, text), *part = arena_substring(arena, text, 2);
    text[0] = 'n';
    assert_string_equal(copy, "heed");
    assert_string_equal(part, "he");
    assert_string_equal(arena_printf(arena, "%d %s", 7, "é"), "7 é");
    char longest[5001];
    memset(longest, 'x', 5000);
    longest[5000] = '\0';
    assert_string_equal(arena_printf(arena, "%s", longest), longest);
    assert_string_equal(arena_string(arena, ""), "");
    arena_free(arena);
}

/* How a child ends that does this, its complaint thrown away: 0 is well. */
static int ends_as(void (*deed)(Arena *)) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr)) _exit(0);
        deed(arena_new());
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void ask_too_much(Arena *arena) {
    arena_zeroed(arena, SIZE_MAX / 2, 4);
}

static void an_overflowing_size_aborts(void **state) {
    (void)state;
    assert_int_not_equal(ends_as(ask_too_much), 0);
}

#ifdef ASAN
static void write_past_the_end(Arena *arena) {
    volatile char *bytes = arena_alloc(arena, 10);
    arena_alloc(arena, 10);
    bytes[10] = 1;
}

static void write_into_the_next(Arena *arena) {
    volatile char *bytes = arena_alloc(arena, 64);
    arena_alloc(arena, 64);
    bytes[64 + 32] = 1;
}

static void read_after_reset(Arena *arena) {
    volatile char *bytes = arena_alloc(arena, 10);
    bytes[0] = 1;
    arena_reset(arena);
    bytes[0] = bytes[0] + 1;
}

static void write_inside(Arena *arena) {
    volatile char *bytes = arena_alloc(arena, 10);
    bytes[9] = 1;
    arena_free(arena);
}

static void an_overrun_dies(void **state) {
    (void)state;
    assert_int_equal(ends_as(write_inside), 0);
    assert_int_not_equal(ends_as(write_past_the_end), 0);
    assert_int_not_equal(ends_as(write_into_the_next), 0);
    assert_int_not_equal(ends_as(read_after_reset), 0);
}
#else
static void an_overrun_dies(void **state) {
    (void)state;
    print_message("only AddressSanitizer sees overruns\n");
    skip();
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_aligned_and_apart),
        cmocka_unit_test(zero_bytes_still_have_an_address_of_their_own),
        cmocka_unit_test(zeroed_memory_is_zero_after_a_reset_too),
        cmocka_unit_test(a_reset_keeps_the_blocks),
        cmocka_unit_test(strings_are_copied),
        cmocka_unit_test(an_overflowing_size_aborts),
        cmocka_unit_test(an_overrun_dies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
