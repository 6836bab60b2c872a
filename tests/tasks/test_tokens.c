#include "testing.h"

#include "base/buffer.h"
#include "tasks/tokens.h"

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

/* The pieces with | between. */
static const char *cut(TokenKind kind, const char *text) {
    TextPieces pieces = tokens_split(arena, kind, text);
    const char *out = "";
    for (int i = 0; i < pieces.count; i++)
        out = arena_printf(arena, i ? "%s|%s" : "%s%s", out, pieces.items[i]);
    return out;
}

static void words_are_cut(void **state) {
    (void)state;
    static const struct {
        const char *text, *pieces;
    } cases[] = {
        {"", ""},
        {" \t\n ", ""},
        {"the black cat", "the|black|cat"},
        {"  the\tblack \n cat ", "the|black|cat"},
        {"He does not see.", "He|does|not|see|."},
        {"l'accord sur l’été", "l'|accord|sur|l'|été"},
        {"qu'est-ce que c'est ?", "qu'|est-ce|que|c'|est|?"},
        {"yes, no! why?", "yes|,|no|!|why|?"},
        {"wait...", "wait|.|.|."},
        {"3.14", "3|.14"},
        {"''", "'|'"},
        {"dogs'", "dogs'"},
        {"e\xcc\x81t\xc3\xa9", "été"},
        {"a\xc2\xa0"
         "b",
         "a|b"},
        {"\xff", "\xef\xbf\xbd"},
        {"<unk> x", "<unk>|x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(cut(TOKENS_WORDS, cases[i].text), cases[i].pieces);
}

static void characters_are_graphemes(void **state) {
    (void)state;
    assert_string_equal(cut(TOKENS_CHARACTERS, " Aé 1 "), "A|é| |1");
    assert_string_equal(cut(TOKENS_CHARACTERS, "e\xcc\x81"), "é");
    assert_string_equal(cut(TOKENS_CHARACTERS, "👩‍👩‍👧a"), "👩‍👩‍👧|a");
    assert_string_equal(cut(TOKENS_CHARACTERS, ""), "");
}

static void tokens_are_joined(void **state) {
    (void)state;
    static const char *const texts[] = {"l'accord sur la zone.", "yes, no! why?", "", "a",
                                        "Wait... the cat isn't here"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int kind = 0; kind < 2; kind++) {
            TextPieces pieces = tokens_split(arena, (TokenKind)kind, texts[i]);
            assert_string_equal(tokens_join(arena, (TokenKind)kind, pieces.items, pieces.count),
                                texts[i]);
        }
    static const char *const special[] = {"<s>", "a", "<unk>", ",", "b", "</s>", "<pad>"};
    assert_string_equal(tokens_join(arena, TOKENS_WORDS, special, 7), "a <unk>, b");
}

/* Every token's bytes, apostrophes aside, are those of the text between first and last. */
static void tokens_stand_where_they_are(void **state) {
    (void)state;
    static const char *const texts[] = {"",
                                        "  ",
                                        " the black  cat. ",
                                        "l'accord, sur?",
                                        "a\tb",
                                        "yes!! no",
                                        "Aé 1 ",
                                        "👩‍👩‍👧 a",
                                        "dogs' '",
                                        "qu'est-ce ?",
                                        "\xef\xbf\xbd x"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int kind = 0; kind < TOKENS_COUNT; kind++) {
            int count;
            TokenSpan *spans = tokens_spans(arena, (TokenKind)kind, texts[i], &count);
            TextPieces pieces = tokens_split(arena, (TokenKind)kind, texts[i]);
            assert_int_equal(count, pieces.count);
            for (int k = 0; k < count; k++) {
                assert_true(spans[k].first < spans[k].last);
                assert_true(!k || spans[k].first >= spans[k - 1].last);
                assert_string_equal(pieces.items[k],
                                    arena_substring(arena, texts[i] + spans[k].first,
                                                    spans[k].last - spans[k].first));
            }
        }
    int count;
    TokenSpan *spans = tokens_spans(arena, TOKENS_WORDS, "c’est", &count); /* U+2019: three bytes */
    assert_int_equal(count, 2);
    assert_int_equal(spans[0].last, 4);
    assert_int_equal(spans[1].first, 4);
}

static void kinds_have_names(void **state) {
    (void)state;
    TokenKind kind;
    assert_true(tokens_kind_find("words", &kind) && kind == TOKENS_WORDS);
    assert_true(tokens_kind_find("characters", &kind) && kind == TOKENS_CHARACTERS);
    assert_false(tokens_kind_find("letters", &kind));
    assert_string_equal(tokens_kind_name(TOKENS_WORDS), "words");
    assert_string_equal(tokens_kind_name(TOKENS_CHARACTERS), "characters");
}

static void a_vocabulary_knows_its_tokens(void **state) {
    (void)state;
    enum { COUNT = 3000 };
    const char **tokens = ARENA_ARRAY(arena, const char *, COUNT);
    for (int i = 0; i < COUNT; i++) tokens[i] = arena_printf(arena, "w%d\"é", i);
    Vocabulary vocabulary, back;
    vocabulary_from_list(&vocabulary, arena, tokens, COUNT);
    Error error = {0};
    assert_true(vocabulary_from_json(&back, arena, vocabulary_to_json(&vocabulary, arena), &error));
    assert_int_equal(back.count, COUNT + 4);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(vocabulary_id(&vocabulary, tokens[i]), i + 4);
        assert_int_equal(vocabulary_id(&back, tokens[i]), i + 4);
    }
    assert_int_equal(vocabulary_id(&back, "</s>"), VOCABULARY_END);
    assert_int_equal(vocabulary_id(&back, "w"), VOCABULARY_UNKNOWN);
    assert_int_equal(vocabulary_id(&back, ""), VOCABULARY_UNKNOWN);
    assert_int_equal(vocabulary_id(&(Vocabulary){0}, "x"), VOCABULARY_UNKNOWN);
    const char *some[] = {"w7\"é", "no", "<s>"};
    int *ids = vocabulary_ids(&back, arena, (TextPieces){some, 3});
    assert_int_equal(ids[0], 11);
    assert_int_equal(ids[1], 3);
    assert_int_equal(ids[2], 1);
}

static void bad_vocabularies_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *json, *says;
    } cases[] = {
        {"", "vocabulary"},
        {"{}", "list"},
        {"[]", "number 0"},
        {"[\"<pad>\", \"<s>\", \"</s>\"]", "number 3"},
        {"[\"<s>\", \"<pad>\", \"</s>\", \"<unk>\"]", "“<s>”"},
        {"[\"<pad>\", \"<s>\", \"</s>\", \"<unk>\", 5]", "item 5"},
        {"[\"<pad>\", \"<s>\", \"</s>\", \"<unk>\", \"a\", \"a\"]", "“a” twice"},
        {"[\"<pad>\", \"<s>\", \"</s>\", \"<unk>\", \"<s>\"]", "“<s>” twice"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Vocabulary vocabulary;
        Error error = {0};
        assert_false(vocabulary_from_json(&vocabulary, arena, cases[i].json, &error));
        assert_contains(error.message, cases[i].says);
        assert_int_equal(vocabulary.count, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_cut),
        cmocka_unit_test(characters_are_graphemes),
        cmocka_unit_test(tokens_are_joined),
        cmocka_unit_test(tokens_stand_where_they_are),
        cmocka_unit_test(kinds_have_names),
        cmocka_unit_test(a_vocabulary_knows_its_tokens),
        cmocka_unit_test(bad_vocabularies_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
