#include "testing.h"

#include "base/rng.h"
#include "base/text.h"

#include <string.h>

#define FAMILY "👩‍👩‍👧‍👦"
#define BAD "\xef\xbf\xbd"

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

static void graphemes_are_what_people_count(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int count;
    } cases[] = {
        {"", 0},
        {"abc", 3},
        {"é", 1},
        {"e\xcc\x81", 1},
        {"e\xcc\x81\xcc\xa3x", 2},
        {FAMILY, 1},
        {FAMILY FAMILY "a", 3},
        {"👍🏽", 1},
        {"🇫🇷🇩🇪", 2},
        {"한국어", 3},
        {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 1}, /* three jamo, one syllable */
        {"مرحبا", 5},
        {"مَر", 2}, /* a vowel sign belongs to its letter */
        {"\r\n", 1},
        {"\xff\xfe", 2},
        {"a\xe2\x80", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TextPieces pieces = text_graphemes(arena, cases[i].text);
        assert_int_equal(text_count_graphemes(cases[i].text), cases[i].count);
        assert_int_equal(pieces.count, cases[i].count);
        size_t length = 0;
        for (int k = 0; k < pieces.count; k++) length += strlen(pieces.items[k]);
        assert_int_equal(length, strlen(cases[i].text));
    }
}

static void code_points_are_read_and_written(void **state) {
    (void)state;
    static const int32_t points[] = {1,     'a',    0x7f,   0x80,    0x7ff,
                                     0x800, 0xfffd, 0xffff, 0x10000, 0x10ffff};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        char text[5];
        int n = text_encode(points[i], text);
        const char *at = text;
        assert_int_equal(text_next(&at), points[i]);
        assert_int_equal(at - text, n);
        assert_int_equal(text_next(&at), -1);
    }
    static const char *const bad[] = {
        "\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
        "\xf8", "\xe2\x82", "\xc3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *at = bad[i];
        assert_int_equal(text_next(&at), 0xFFFD);
        assert_int_equal(at - bad[i], 1);
    }
}

static void clean_text_is_composed_and_valid(void **state) {
    (void)state;
    static const struct {
        const char *text, *clean;
    } cases[] = {
        {"", ""},
        {"e\xcc\x81", "é"},
        {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "한"},
        {"a\xff"
         "b",
         "a" BAD "b"},
        {"a\x01\x7f\tb\n", "a" BAD BAD "\tb\n"},
        {"\xed\xa0\x80", BAD BAD BAD},
        {"a\xe2\x80", "a" BAD BAD},
        {FAMILY, FAMILY},
        {"\xe2\x84\xab", "Å"}, /* the Ångström sign */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(text_clean(arena, cases[i].text), cases[i].clean);
}

static void white_space_is_trimmed_and_cut_at(void **state) {
    (void)state;
    assert_string_equal(text_trim(arena, "  a b\t\n"), "a b");
    assert_string_equal(text_trim(arena, " \n "), "");
    assert_string_equal(text_trim(arena, ""), "");
    assert_string_equal(text_trim(arena, "\xc2\xa0\xe3\x80\x80漢\xe2\x80\xa9"), "漢");
    TextPieces words = text_words(arena, " one\xe3\x80\x80two\t\nthree ");
    assert_int_equal(words.count, 3);
    assert_string_equal(words.items[1], "two");
    assert_string_equal(words.items[2], "three");
    assert_int_equal(text_words(arena, "  ").count, 0);
    assert_int_equal(text_words(arena, "a").count, 1);
}

static void a_caret_walks_by_grapheme(void **state) {
    (void)state;
    const char *text = "a" FAMILY "e\xcc\x81"
                       "b";
    size_t borders[] = {0, 1, 1 + strlen(FAMILY), 4 + strlen(FAMILY), strlen(text)};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(text_after(text, borders[i]), borders[i + 1]);
        assert_int_equal(text_before(text, borders[i + 1]), borders[i]);
    }
    assert_int_equal(text_before(text, 0), 0);
    assert_int_equal(text_after(text, borders[4]), borders[4]);
}

static void the_nearest_word_is_found(void **state) {
    (void)state;
    static const char *const words[] = {"additive", "dot", "scaled", "bilinear", "cosine", "Step"};
    assert_string_equal(text_nearest("aditive", words, 6), "additive");
    assert_string_equal(text_nearest("Cosine", words, 6), "cosine");
    assert_string_equal(text_nearest("cosnie", words, 6), "cosine");
    assert_string_equal(text_nearest("step", words, 6), "Step");
    assert_string_equal(text_nearest("dt", words, 6), "dot");
    assert_null(text_nearest("transformer", words, 6));
    assert_null(text_nearest("dot", words, 0));
    static const char *const small[] = {".", "some", "I"};
    assert_null(text_nearest("é", small, 3));
    assert_null(text_nearest("l'", small, 3));
}

static void a_first_letter_becomes_small(void **state) {
    (void)state;
    assert_string_equal(text_uncapitalised(arena, "The"), "the");
    assert_string_equal(text_uncapitalised(arena, "École"), "école");
    assert_string_equal(text_uncapitalised(arena, "the"), "the");
    assert_string_equal(text_uncapitalised(arena, "?"), "?");
    assert_string_equal(text_uncapitalised(arena, ""), "");
}

/* Whatever the bytes, nothing reads past the end and everything ends. */
static void any_bytes_are_taken(void **state) {
    (void)state;
    Rng rng = rng_seeded(11);
    for (int i = 0; i < 3000; i++) {
        char text[41];
        int n = rng_below(&rng, 40);
        for (int k = 0; k < n; k++) {
            static const unsigned char likely[] = {0xe2, 0x80, 0x8d, 0xcc, 0x81, 0xf0, 0x9f, 0xff};
            int which = rng_below(&rng, 3);
            text[k] = (char)(which == 0   ? 1 + rng_below(&rng, 255)
                             : which == 1 ? likely[rng_below(&rng, 8)]
                                          : 'a' + rng_below(&rng, 26));
        }
        text[n] = '\0';
        char *exact = arena_string(arena, text), *clean = text_clean(arena, exact);
        assert_string_equal(text_clean(arena, clean), clean);
        assert_int_equal(text_graphemes(arena, exact).count, text_count_graphemes(exact));
        text_words(arena, exact);
        text_trim(arena, exact);
        for (int k = 0; k < n; k = (int)text_after(exact, (size_t)k))
            assert_true(text_after(exact, (size_t)k) > (size_t)k);
        arena_reset(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(graphemes_are_what_people_count),
        cmocka_unit_test(code_points_are_read_and_written),
        cmocka_unit_test(clean_text_is_composed_and_valid),
        cmocka_unit_test(white_space_is_trimmed_and_cut_at),
        cmocka_unit_test(a_caret_walks_by_grapheme),
        cmocka_unit_test(the_nearest_word_is_found),
        cmocka_unit_test(a_first_letter_becomes_small),
        cmocka_unit_test(any_bytes_are_taken),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
