/* What memory there is, and the sentence where it does not suffice. */
#include "testing.h"

#include "base/memory.h"

#include <sys/resource.h>

static void what_does_not_fit_is_a_sentence(void **state) {
    (void)state;
    Error error = {0};
    assert_true(memory_suffices(1e6, "a picture", &error));
    assert_false(memory_suffices(1e18, "a run of 9 tokens", &error));
    assert_contains(error.message, "a run of 9 tokens needs about 1000000000 GB of memory, and ");
    assert_contains(error.message, " are left");
    assert_true(memory_in_all() > 1 << 20);
    assert_true(memory_left() > 1 << 20);
}

/* The address space is a limit of its own (under a sanitizer it is far beyond any). */
static void a_limit_of_addresses_counts(void **state) {
    (void)state;
    struct rlimit before, low;
    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    low = before;
    low.rlim_cur = (rlim_t)1 << 29;
    assert_int_equal(setrlimit(RLIMIT_AS, &low), 0);
    size_t all = memory_in_all(), left = memory_left();
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
    assert_int_equal(all, (size_t)1 << 29);
    assert_true(left < (size_t)1 << 29);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_does_not_fit_is_a_sentence),
        cmocka_unit_test(a_limit_of_addresses_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
