#include "testing.h"

#include "base/pair.h"

#include <stdatomic.h>
#include <time.h>

enum { MOST = 500 };

typedef struct Tally {
    int times[MOST]; /* each part is its own memory: no lock */
    int by[MOST];
    atomic_int at_once[PAIR_HANDS];
    int nap; /* microseconds */
} Tally;

static void count(void *with, int hand, int part) {
    Tally *tally = with;
    assert_in_range(hand, 0, PAIR_HANDS - 1);
    assert_int_equal(atomic_fetch_add(&tally->at_once[hand], 1), 0);
    if (tally->nap) nanosleep(&(struct timespec){0, 1000L * tally->nap}, NULL);
    tally->times[part]++;
    tally->by[part] = hand;
    atomic_fetch_sub(&tally->at_once[hand], 1);
}

static void every_part_is_done_once(void **state) {
    (void)state;
    Pair *pair = pair_new();
    for (int parts = 0; parts <= MOST; parts = 2 * parts + 1) {
        Tally tally = {0};
        pair_run(pair, parts, count, &tally);
        for (int i = 0; i < MOST; i++) assert_int_equal(tally.times[i], i < parts);
    }
    pair_free(pair);
}

/* What the helper has, it has from the end. */
static void the_helper_comes_from_the_end(void **state) {
    (void)state;
    Pair *pair = pair_new();
    for (int again = 0; again < 20; again++) {
        Tally tally = {.nap = 100};
        pair_run(pair, 40, count, &tally);
        for (int i = 1; i < 40; i++) assert_true(tally.by[i] >= tally.by[i - 1]);
    }
    pair_free(pair);
}

static void one_part_needs_no_helper(void **state) {
    (void)state;
    Pair *pair = pair_new();
    Tally tally = {0};
    pair_run(pair, 1, count, &tally);
    assert_int_equal(tally.times[0], 1);
    assert_int_equal(tally.by[0], 0);
    pair_free(pair);
    pair_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_is_done_once),
        cmocka_unit_test(the_helper_comes_from_the_end),
        cmocka_unit_test(one_part_needs_no_helper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
