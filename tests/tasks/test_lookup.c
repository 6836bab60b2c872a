/* The line of a lookup: what is read, what is written back, and one sentence for everything else.
 */
#include "testing.h"

#include "base/rng.h"
#include "base/text.h"
#include "tasks/lookup.h"

#include <stdio.h>
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

static Lookup parsed(const char *text) {
    Lookup lookup;
    Error error = {0};
    if (!lookup_parse(text, arena, &lookup, &error)) fail_msg("%s", error.message);
    return lookup;
}

static const char *written(const Lookup *lookup) {
    Buffer out = {0};
    lookup_write(lookup, &out);
    const char *text = arena_string(arena, out.data);
    buffer_free(&out);
    return text;
}

static void assert_same(const Lookup *a, const Lookup *b) {
    assert_int_equal(a->d, b->d);
    assert_int_equal(a->d_v, b->d_v);
    assert_int_equal(a->count, b->count);
    assert_memory_equal(a->query, b->query, sizeof a->query);
    for (int i = 0; i < a->count; i++) {
        assert_string_equal(a->keys[i].name, b->keys[i].name);
        assert_memory_equal(a->keys[i].key, b->keys[i].key, sizeof a->keys[i].key);
        assert_memory_equal(a->keys[i].value, b->keys[i].value, sizeof a->keys[i].value);
        assert_int_equal(a->keys[i].own_value, b->keys[i].own_value);
    }
}

/* --- reading --------------------------------------------------------------------------------- */

static void a_line_is_read(void **state) {
    (void)state;
    Lookup lookup = parsed("q 1.2 1.0; bank 1.6 .5 -> 1 0 7; money -0.4 1.5 -> 0 1 -2e-1");
    assert_int_equal(lookup.d, 2);
    assert_int_equal(lookup.d_v, 3);
    assert_int_equal(lookup.count, 2);
    assert_near(lookup.query[0], 1.2, 0);
    assert_near(lookup.query[1], 1, 0);
    assert_string_equal(lookup.keys[0].name, "bank");
    assert_near(lookup.keys[0].key[1], 0.5, 0);
    assert_near(lookup.keys[0].value[2], 7, 0);
    assert_string_equal(lookup.keys[1].name, "money");
    assert_near(lookup.keys[1].key[0], -0.4, 0);
    assert_near(lookup.keys[1].value[2], -0.2, 0);
    assert_near(lookup.keys[1].value[3], 0, 0);
}

static void a_value_left_out_is_the_key(void **state) {
    (void)state;
    Lookup lookup = parsed("q 1 2 3; a 4 5 6; c 7 8 9 -> 1 2 3");
    assert_int_equal(lookup.d_v, 3);
    assert_true(lookup.keys[0].own_value);
    assert_memory_equal(lookup.keys[0].value, lookup.keys[0].key, sizeof lookup.keys[0].key);
    assert_false(lookup.keys[1].own_value);
}

static void what_is_written_is_canonical(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"q 1.2 1.0; bank 1.6 .5 -> 1 0", "q 1.2 1; bank 1.6 0.5 -> 1 0"},
        {"  bank   (river) +1.60 0.50 ;; q 1e0 -0 ;", "q 1 0; bank (river) 1.6 0.5"},
        {"q\t1\n2;a 1 2→3", NULL},
        {"q 1 2; a 1 2 → 3", "q 1 2; a 1 2 -> 3"},
        {"q −1 2; naïve 日本 1 −.5", "q -1 2; naïve 日本 1 -0.5"},
        {"q 0.1 1000000; a 1e-7 123456.789 -> 0.30000000000000004",
         "q 0.1 1000000; a 1e-07 123456.789 -> 0.30000000000000004"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Lookup lookup;
        Error error = {0};
        bool good = lookup_parse(cases[i][0], arena, &lookup, &error);
        assert_int_equal(good, cases[i][1] != NULL);
        if (good) assert_string_equal(written(&lookup), cases[i][1]);
    }
}

static double some_number(Rng *rng) {
    switch (rng_below(rng, 4)) {
    case 0: return rng_below(rng, 21) - 10;
    case 1: return (rng_below(rng, 401) - 200) / 100.0;
    case 2: return rng_normal(rng);
    default: return rng_between(rng, -LOOKUP_LARGEST, LOOKUP_LARGEST);
    }
}

static Lookup some_lookup(Rng *rng) {
    static const char *const names[] = {"bank", "k2 b", "(x)", "日本", "e\xcc\x81", "-", "+.", "Q"};
    Lookup lookup = {.d = 2 + rng_below(rng, 3), .count = 1 + rng_below(rng, LOOKUP_KEYS)};
    lookup.d_v = 1 + rng_below(rng, LOOKUP_NUMBERS);
    for (int i = 0; i < lookup.d; i++) lookup.query[i] = some_number(rng);
    for (int k = 0; k < lookup.count; k++) {
        LookupKey *key = &lookup.keys[k];
        key->name = text_clean(arena, names[k]);
        key->own_value = lookup.d == lookup.d_v && rng_below(rng, 2);
        for (int i = 0; i < lookup.d; i++) key->key[i] = some_number(rng);
        for (int i = 0; i < lookup.d_v; i++)
            key->value[i] = key->own_value ? key->key[i] : some_number(rng);
    }
    return lookup;
}

static void what_is_written_is_read_back(void **state) {
    (void)state;
    Rng rng = rng_seeded(3);
    for (int i = 0; i < 5000; i++) {
        arena_reset(arena);
        Lookup one = some_lookup(&rng);
        const char *text = written(&one);
        Lookup two = parsed(text);
        assert_same(&one, &two);
        assert_string_equal(written(&two), text);
    }
}

static void the_examples_are_lines(void **state) {
    (void)state;
    assert_int_equal(task_lookup.example_count, 10);
    for (int i = 0; i < task_lookup.example_count; i++) {
        Lookup lookup = parsed(task_lookup.examples[i]);
        assert_string_equal(written(&lookup), task_lookup.examples[i]);
    }
    Lookup first = parsed(task_lookup.examples[0]);
    assert_string_equal(first.keys[0].name, "bank (river)");
    assert_int_equal(first.count, 4);
    /* look-lookup.png: q·k = 2.42, 1.02, −2.40, −0.46 */
    static const double products[] = {2.42, 1.02, -2.40, -0.46};
    for (int i = 0; i < 4; i++)
        assert_near(first.query[0] * first.keys[i].key[0] + first.query[1] * first.keys[i].key[1],
                    products[i], 1e-12);
}

/* --- refusing -------------------------------------------------------------------------------- */

static void what_is_wrong_is_said(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"", "there is no query"},
        {" ; ;; ", "there is no query"},
        {"bank 1 2", "there is no query"},
        {"hello", "there is no query"},
        {"q 1 2", "there is no key"},
        {"q", "item 1, “q”, needs 2 to 4 numbers"},
        {"q 1; a 1", "item 1, “q 1”, needs 2 to 4"},
        {"q 1 2 3 4 5; a 1 2 3 4 5", "item 1, “q 1 2 3 4 5”, has more than four"},
        {"q 1 2 -> 3; a 1 2", "item 1, “q 1 2 -> 3”, is the query, which has no value"},
        {"q 1 2; a 1 2; q 3 4", "item 3, “q 3 4”, is a second query"},
        {"q 1 2; a 1", "item 2, “a 1”, has a key of size 1; the query's is 2"},
        {"q 1 2;; a 1 2; c 1 2 3", "item 3, “c 1 2 3”, has a key of size 3"},
        {"q 1 2; a 1 2 -> 1; c 1 2 -> 1 2", "item 3, “c 1 2 -> 1 2”, has a value of size 2"},
        {"q 1 2; a 1 2; c 1 2 -> 1", "item 2, “a 1 2”, has a value of size 2; another's is 1"},
        {"q 1 2; b 1; W 1 2 3 4", "item 2, “b 1”, is a parameter of a score: it has 1 row of 2 "
                                  "numbers, not 1"},
        {"q 1 2; a 1 2; W 1 2 3", "it has 2 × 2 numbers, not 3"},
        {"q 1 2; a 1 2; v 1 2 3", "is a parameter of a score: it has 1 row of 2 "},
        {"q 1 2; a 1 2; v 1 2; v 1 2", "item 4, “v 1 2”, has the name of an earlier one"},
        {"q 1 2; a 1 2; W 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7", "more than sixteen"},
        {"q 1 2; a 1 2 ->", "item 2, “a 1 2 ->”, has no numbers after ->"},
        {"q 1 2; a 1 2 -> 1 -> 2", "has two arrows"},
        {"q 1 2; a 1 x", "item 2, “a 1 x”: “x” is not a number"},
        {"q 1 2; a 1 nan", "“nan” is not a number"},
        {"q nan 1; a 1 2", "item 1, “q nan 1”: “nan” is not a number one can use"},
        {"q 1 2; a inf 1", "item 2, “a inf 1”: “inf” is not a number one can use"},
        {"q 0x10 1; a 1 2", "“0x10” is not a number one can use"},
        {"q 1 0x10; a 1 2", "“0x10” is not a number"},
        {"q 1 2; a 1 1.2.3", "“1.2.3” is not a number"},
        {"q 1,5 2; a 1 2 -> 1 2",
         "item 1, “q 1,5 2”: “1,5” is not a number here; write a point, not a comma"},
        {"q 1 2; a 1 2 -> -1,5 2", "“-1,5” is not a number here; write a point"},
        {"q 1 2; a −,5 2", "“-,5” is not a number here; write a point"},
        {"q 1, 2; a 1 2", "“1,” is not a number here; write a point"},
        {"q 1 2; a 1,000 2", "“1,000” is not a number here; write a point"},
        {"q 1 2; 1,5 2", "“1,5” is not a number here; write a point"},
        {"q 1 2; a 1e400 2", "item 2, “a 1e400 2”, has a number over a million"},
        {"q 1 -1000001; a 1 2", "item 1, “q 1 -1000001”, has a number over a million"},
        {"q 1 2; 3 4", "item 2, “3 4”, begins without a name"},
        {"q 1 2; -> 1", "begins without a name"},
        {"q 1 2; a 1 2; a 3 4", "item 3, “a 3 4”, has the name of an earlier one"},
        {"q 1 2; abcdefghijklmnopqrstuvwxyz0123456 1 2", "more than 32 characters"},
        {"q 1 2; a 1 2; j 1 2; c 1 2; d 1 2; e 1 2; f 1 2; g 1 2; h 1 2; i 1 2",
         "“i 1 2” is one item too many"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Lookup lookup = {.d = 99};
        Error error = {0};
        if (lookup_parse(cases[i][0], arena, &lookup, &error)) fail_msg("“%s”", cases[i][0]);
        assert_contains(error.message, cases[i][1]);
        assert_int_equal(lookup.d, 99);
    }
}

/* Any bytes: a sentence, or a line that is written and read back. */
static void any_bytes_are_borne(void **state) {
    (void)state;
    static const char pool[] = "q  1 2 ;; -> .e+-ab\xe2\x88\x92\xe2\x86\x92\n\xff";
    Rng rng = rng_seeded(9);
    int read = 0;
    for (int i = 0; i < 50000; i++) {
        arena_reset(arena);
        char text[256];
        int length = snprintf(text, sizeof text, "%s", task_lookup.examples[rng_below(&rng, 2)]);
        for (int k = rng_below(&rng, 8); k >= 0; k--)
            text[rng_below(&rng, length)] = pool[rng_below(&rng, (int)sizeof pool - 1)];
        Lookup one;
        Error error = {0};
        if (!lookup_parse(text, arena, &one, &error)) {
            assert_true(strlen(error.message) > 10);
            continue;
        }
        Lookup two = parsed(written(&one));
        assert_same(&one, &two);
        read++;
    }
    assert_true(read > 1000);
    char *longest = ARENA_ARRAY(arena, char, 100001);
    memset(longest, ';', 100000);
    Lookup lookup;
    assert_false(lookup_parse(longest, arena, &lookup, NULL));
    memset(longest, 'a', 100000);
    assert_false(lookup_parse(longest, arena, &lookup, NULL));
}

/* A score's parameters have no value, so what has one is a key, and is written with it. */
static void keys_may_be_called_as_parameters(void **state) {
    (void)state;
    Lookup lookup = parsed("q 1 2; a 1 2 -> 1; b 1 2 -> 1; v 3 4 -> 2; b .5 .5");
    assert_int_equal(lookup.count, 3);
    assert_string_equal(lookup.keys[1].name, "b");
    assert_int_equal(lookup.d_v, 1);
    assert_near(lookup.parameters[LOOKUP_B][0], .5, 0);
    Lookup again = parsed(written(&lookup));
    assert_same(&lookup, &again);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_read),
        cmocka_unit_test(keys_may_be_called_as_parameters),
        cmocka_unit_test(a_value_left_out_is_the_key),
        cmocka_unit_test(what_is_written_is_canonical),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(the_examples_are_lines),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(any_bytes_are_borne),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
