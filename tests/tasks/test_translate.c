/* The translation task, held against sentences translated by hand, one construction after the
 * other, and its drawn sentences against what its reader makes of their English. */
#include "testing.h"

#include "base/buffer.h"
#include "tasks/task.h"
#include "tasks/translate_french.h"

#include <stdio.h>
#include <string.h>

enum { SAMPLES = 4000 };

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

static void draw(int item, bool fresh, Sample *out) {
    Rng rng = rng_at(1, "test translate", fresh, (uint64_t)item);
    arena_reset(arena);
    task_translate.sample(&rng, fresh, arena, out);
}

/* --- gold ------------------------------------------------------------------------------------ */

/* Every link is a place of the source, every French word has one, and every English word but those
 * that French has no word for is the source of some. */
static void gold_is_whole(void **state) {
    (void)state;
    static const char silent[] = " do does did to in on of for an a ";
    for (int i = 0; i < SAMPLES; i++) {
        Sample sample;
        draw(i, i % 2, &sample);
        bool used[64] = {false};
        for (int t = 0; t < sample.target_tokens.count; t++) {
            const GoldLinks *gold = &sample.gold[t];
            assert_in_range(gold->count, 1, 2);
            for (int k = 0; k < gold->count; k++) {
                assert_in_range(gold->sources[k], 0, sample.source_tokens.count - 1);
                if (k) assert_true(gold->sources[k] > gold->sources[k - 1]);
                used[gold->sources[k]] = true;
            }
        }
        for (int s = 0; s < sample.source_tokens.count; s++) {
            const char *word = arena_printf(arena, " %s ", sample.source_tokens.items[s]);
            if (!used[s] && !strstr(silent, word)) print_error("%s: %s\n", word, sample.source);
            assert_true(used[s] || strstr(silent, word));
        }
    }
}

/* --- what is drawn --------------------------------------------------------------------------- */

static void the_reader_makes_the_same(void **state) {
    (void)state;
    for (int i = 0; i < SAMPLES; i++) {
        Sample sample, read;
        draw(i, i % 2, &sample);
        if (!task_translate.read(sample.source, arena, &read)) print_error("%s\n", sample.source);
        assert_true(task_translate.read(sample.source, arena, &read));
        assert_string_equal(read.target, sample.target);
        assert_int_equal(read.target_tokens.count, sample.target_tokens.count);
        for (int t = 0; t < read.target_tokens.count; t++) {
            assert_int_equal(read.gold[t].count, sample.gold[t].count);
            assert_memory_equal(read.gold[t].sources, sample.gold[t].sources,
                                (size_t)read.gold[t].count * sizeof(int));
        }
    }
}

static void same_numbers_same_sentences(void **state) {
    (void)state;
    for (int i = 0; i < 200; i++) {
        Arena *other = arena_new();
        Sample a, b;
        draw(i, false, &a);
        Rng rng = rng_at(1, "test translate", 0, (uint64_t)i);
        task_translate.sample(&rng, false, other, &b);
        assert_string_equal(a.source, b.source);
        assert_string_equal(a.target, b.target);
        arena_free(other);
    }
}

static bool held_out(const char *english) {
    return (fnv1a(FNV_START, english, strlen(english)) >> 32) % 10 == 0;
}

static void training_never_sees_a_fresh_sentence(void **state) {
    (void)state;
    for (int i = 0; i < SAMPLES; i++) {
        Sample sample;
        draw(i, i % 2, &sample);
        assert_int_equal(held_out(sample.source), i % 2);
    }
}

static void lengths_are_mixed(void **state) {
    (void)state;
    int shorter = 0, longer = 0, longest = 0, shortest = 100;
    for (int i = 0; i < SAMPLES; i++) {
        Sample sample;
        draw(i, false, &sample);
        int n = sample.source_tokens.count;
        assert_true(n <= task_translate.max_source);
        assert_true(sample.target_tokens.count <= task_translate.max_target);
        shorter += n <= 10;
        longer += n > 25;
        if (n > longest) longest = n;
        if (n < shortest) shortest = n;
    }
    assert_in_range(shorter, SAMPLES / 5, SAMPLES * 3 / 5);
    assert_in_range(longer, SAMPLES / 20, SAMPLES / 3);
    assert_in_range(shortest, 3, 4);
    assert_in_range(longest, 44, 48);
}

/* --- words ----------------------------------------------------------------------------------- */

static void the_vocabularies_know_every_token(void **state) {
    (void)state;
    Arena *own = arena_new();
    Vocabulary source, target;
    task_vocabularies(&task_translate, own, &source, &target);
    int years = 130;
    assert_true(source.count - VOCABULARY_SPECIALS - years >= 500);
    assert_true(target.count > source.count);
    bool *seen = ARENA_ARRAY(own, bool, target.count);
    for (int i = 0; i < 4 * SAMPLES; i++) {
        Sample sample;
        draw(i, i % 2, &sample);
        for (int s = 0; s < sample.source_tokens.count; s++)
            assert_int_not_equal(vocabulary_id(&source, sample.source_tokens.items[s]),
                                 VOCABULARY_UNKNOWN);
        for (int t = 0; t < sample.target_tokens.count; t++) {
            int id = vocabulary_id(&target, sample.target_tokens.items[t]);
            assert_int_not_equal(id, VOCABULARY_UNKNOWN);
            seen[id] = true;
        }
    }
    int never = 0;
    for (int id = VOCABULARY_SPECIALS; id < target.count; id++) {
        if (!seen[id]) print_message("not drawn: %s\n", target.tokens[id]);
        never += !seen[id];
    }
    assert_true(never <= target.count / 50);
    arena_free(own);
}

/* The entry with this word and part; NULL: there is none. */
static const TaskWord *entry(const TaskWord *words, int count, const char *word, const char *part) {
    for (int i = 0; i < count; i++)
        if (!strcmp(words[i].word, word) && !strcmp(words[i].part, part)) return &words[i];
    return NULL;
}

static void all_known(const Vocabulary *vocabulary, const char *text) {
    TextPieces tokens = tokens_split(arena, TOKENS_WORDS, text);
    for (int k = 0; k < tokens.count; k++)
        assert_int_not_equal(vocabulary_id(vocabulary, tokens.items[k]), VOCABULARY_UNKNOWN);
}

static void the_words_by_part_of_speech(void **state) {
    (void)state;
    arena_reset(arena);
    int count;
    const TaskWord *words = task_translate.words(arena, &count);
    Vocabulary source, target;
    task_vocabularies(&task_translate, arena, &source, &target);
    assert_true(count > 300);
    for (int i = 0; i < count; i++) {
        all_known(&source, words[i].word);
        all_known(&source, words[i].forms);
        all_known(&target, words[i].meaning);
        for (int k = 0; i && k < i - 1; k++) /* those of one part side by side */
            if (!strcmp(words[k].part, words[i].part))
                assert_string_equal(words[i - 1].part, words[i].part);
    }
    assert_string_equal(entry(words, count, "cat", "noun")->meaning, "chat");
    assert_string_equal(entry(words, count, "mouse", "noun")->forms, "mice");
    assert_string_equal(entry(words, count, "see", "verb")->forms, "sees saw seen");
    assert_string_equal(entry(words, count, "buy", "verb")->forms, "buys bought");
    assert_string_equal(entry(words, count, "wait for", "verb")->meaning, "attendre");
    assert_string_equal(entry(words, count, "old", "adjective")->forms, "older");
    assert_string_equal(entry(words, count, "today", "adverb")->meaning, "aujourd'hui");
    assert_string_equal(entry(words, count, "European", "adjective")->meaning, "européen");
}

/* Every word but years and marks can be found in it. */
static void the_dictionary_is_whole(void **state) {
    (void)state;
    arena_reset(arena);
    int count;
    const TaskWord *words = task_translate.words(arena, &count);
    Vocabulary source, target;
    task_vocabularies(&task_translate, arena, &source, &target);
    for (int id = VOCABULARY_SPECIALS; id < source.count; id++) {
        const char *token = source.tokens[id];
        bool found = strspn(token, "0123456789.,?") == strlen(token);
        for (int i = 0; i < count && !found; i++) found = task_word_is(&words[i], token);
        if (!found) fail_msg("“%s” is no entry", token);
    }
    assert_true(task_word_is(entry(words, count, "wait for", "verb"), "for"));
    assert_false(task_word_is(entry(words, count, "cat", "noun"), "ca"));
}

static void the_examples_can_be_judged(void **state) {
    (void)state;
    assert_int_equal(task_translate.example_count, 10);
    assert_contains(task_translate.examples[0], "European economic area");
    for (int i = 0; i < 10; i++)
        assert_non_null(task_reference(&task_translate, task_translate.examples[i], arena));
    assert_ptr_equal(task_find("translate"), &task_translate);
}

static void two_hundred_samples(void **state) {
    (void)state;
    Buffer text = {0};
    for (int i = 0; i < 200; i++) {
        Sample sample;
        draw(i, i >= 150, &sample);
        buffer_printf(&text, "%s\n\t%s\n\t", sample.source, sample.target);
        for (int t = 0; t < sample.target_tokens.count; t++)
            for (int k = 0; k < sample.gold[t].count; k++)
                buffer_printf(&text, "%d-%d ", sample.gold[t].sources[k], t);
        buffer_text(&text, "\n");
    }
    assert_golden_text(text.data, "tasks/translate.txt");
    buffer_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gold_is_whole),
        cmocka_unit_test(the_reader_makes_the_same),
        cmocka_unit_test(same_numbers_same_sentences),
        cmocka_unit_test(training_never_sees_a_fresh_sentence),
        cmocka_unit_test(lengths_are_mixed),
        cmocka_unit_test(the_vocabularies_know_every_token),
        cmocka_unit_test(the_words_by_part_of_speech),
        cmocka_unit_test(the_dictionary_is_whole),
        cmocka_unit_test(the_examples_can_be_judged),
        cmocka_unit_test(two_hundred_samples),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
