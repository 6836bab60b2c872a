/* brackets and repeat, held against their definitions written once more: scans instead of a stack,
 * a table of followers instead of pairs. */
#include "testing.h"

#include "base/buffer.h"
#include "tasks/task.h"

#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 10000, LONGEST = 64 };

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

static const Task *const both[] = {&task_brackets, &task_repeat};

static void draw(const Task *task, int item, bool fresh, Sample *out) {
    Rng rng = rng_at(1, "test sequences", fresh, (uint64_t)item);
    arena_reset(arena);
    task->sample(&rng, fresh, arena, out);
}

/* The symbols as one string. */
static void letters_of(const Sample *sample, char out[LONGEST + 1]) {
    int n = sample->source_tokens.count;
    assert_in_range(n, 1, LONGEST);
    for (int i = 0; i < n; i++) {
        assert_int_equal(strlen(sample->source_tokens.items[i]), 1);
        out[i] = sample->source_tokens.items[i][0];
    }
    out[n] = '\0';
}

/* --- what is right --------------------------------------------------------------------------- */

/* The opener of the closing bracket at i: the last place to its left from which as many open as
 * close. */
static int opener_of(const char *s, int i) {
    int balance = 0;
    for (int at = i; at >= 0; at--) {
        balance += strchr(")]}>", s[at]) != NULL;
        balance -= strchr("([{<", s[at]) != NULL;
        if (!balance) return at;
    }
    fail_msg("“%s” closes what is not open", s);
    return -1;
}

/* The place of the letter that names it: what is left of it but dots; −1: no letter. */
static int name_of(const char *s, int opener) {
    while (opener-- > 0 && s[opener] == '.') continue;
    return opener >= 0 && s[opener] >= 'a' && s[opener] <= 'z' ? opener : -1;
}

static void check_brackets(const Sample *sample, const char *s) {
    int n = (int)strlen(s);
    for (int i = 0; i < n; i++) {
        const GoldLinks *gold = &sample->gold[i];
        if (!strchr(")]}>", s[i])) {
            assert_int_equal(gold->count, 0);
            assert_false(sample->determined[i]);
            continue;
        }
        int opener = opener_of(s, i);
        assert_int_equal(s[i] - s[opener], s[i] == ')' ? 1 : 2); /* the same kind, in ASCII */
        assert_int_equal(gold->count, 1);
        assert_int_equal(gold->sources[0], opener);
        int name = name_of(s, opener);
        assert_int_equal(sample->determined[i], name >= 0 && i + 1 < n);
        if (sample->determined[i]) assert_int_equal(s[i + 1], s[name]);
    }
}

static void check_repeat(const Sample *sample, const char *s) {
    int n = (int)strlen(s), seen[128] = {0};
    char follower[128] = {0};
    for (int i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        bool again = c != '|' && seen[c];
        assert_int_equal(sample->determined[i], again && i + 1 < n);
        if (sample->determined[i]) assert_int_equal(s[i + 1], follower[c]);
        assert_int_equal(sample->gold[i].count, again ? seen[c] : 0);
        for (int k = 0; k < sample->gold[i].count; k++) {
            int at = sample->gold[i].sources[k];
            assert_true(at > 0 && at <= i && s[at - 1] == s[i] && s[at] == follower[c]);
            if (k) assert_true(at > sample->gold[i].sources[k - 1]);
        }
        follower[c] = s[i + 1];
        seen[c]++;
    }
}

static void check(const Task *task, const Sample *sample) {
    char s[LONGEST + 1];
    letters_of(sample, s);
    task == &task_brackets ? check_brackets(sample, s) : check_repeat(sample, s);
}

static int determined_of(const Sample *sample) {
    int count = 0;
    for (int i = 0; i < sample->source_tokens.count; i++) count += sample->determined[i];
    return count;
}

static void samples_are_right(void **state) {
    (void)state;
    for (int k = 0; k < 2; k++) {
        long determined = 0, symbols = 0;
        int lengths[LONGEST + 1] = {0};
        for (int i = 0; i < SAMPLES; i++) {
            Sample sample;
            draw(both[k], i, i % 5 == 0, &sample);
            check(both[k], &sample);
            assert_true(determined_of(&sample) > 0);
            assert_string_equal(sample.target, "");
            assert_int_equal(sample.target_tokens.count, 0);
            assert_in_range(sample.source_tokens.count, 4, both[k]->max_source);
            lengths[sample.source_tokens.count]++;
            determined += determined_of(&sample);
            symbols += sample.source_tokens.count;
        }
        for (int n = 4; n <= LONGEST; n++) assert_true(lengths[n] > 0);
        for (int n = 12; n <= LONGEST; n++) assert_in_range(lengths[n], 90, 250);
        print_message("%s: %.1f symbols, %.2f of them determined\n", both[k]->name,
                      (double)symbols / SAMPLES, (double)determined / (double)symbols);
    }
}

/* Brackets match at every depth and distance; blocks come again at every distance. */
static void links_have_every_length(void **state) {
    (void)state;
    for (int k = 0; k < 2; k++) {
        int far = 0, near = 0, links = 0;
        for (int i = 0; i < SAMPLES; i++) {
            Sample sample;
            draw(both[k], i, false, &sample);
            for (int t = 0; t < sample.source_tokens.count; t++) {
                if (!sample.gold[t].count) continue;
                int last = sample.gold[t].sources[sample.gold[t].count - 1], distance = t - last;
                links++;
                near += distance <= 2;
                far += distance >= 16;
            }
        }
        print_message("%s: %d linked symbols, %d within 2, %d over 15 away\n", both[k]->name, links,
                      near, far);
        assert_true(links > SAMPLES && far > links / 50 && near > links / 50);
    }
}

/* --- the parts of the data ------------------------------------------------------------------- */

static void the_same_stream_is_the_same_sample(void **state) {
    (void)state;
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < 500; i++) {
            Sample sample;
            char first[LONGEST + 1], second[LONGEST + 1];
            draw(both[k], i, i % 2, &sample);
            letters_of(&sample, first);
            draw(both[k], i, i % 2, &sample);
            letters_of(&sample, second);
            assert_string_equal(first, second);
        }
}

static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}

/* No text of the one part is in the other, short ones included, which come often. */
static void training_never_sees_a_fresh_sequence(void **state) {
    (void)state;
    enum { DRAWN = 30000 };
    static char texts[2][DRAWN][LONGEST + 1];
    for (int k = 0; k < 2; k++) {
        for (int fresh = 0; fresh < 2; fresh++) {
            for (int i = 0; i < DRAWN; i++) {
                Sample sample;
                draw(both[k], i, fresh, &sample);
                letters_of(&sample, texts[fresh][i]);
            }
            qsort(texts[fresh], DRAWN, LONGEST + 1, by_text);
        }
        int a = 0, b = 0;
        while (a < DRAWN && b < DRAWN) {
            int order = strcmp(texts[0][a], texts[1][b]);
            assert_int_not_equal(order, 0);
            order < 0 ? a++ : b++;
        }
    }
}

static void the_vocabularies_know_every_symbol(void **state) {
    (void)state;
    Arena *own = arena_new();
    for (int k = 0; k < 2; k++) {
        Vocabulary source, target;
        task_vocabularies(both[k], own, &source, &target);
        assert_int_equal(source.count, VOCABULARY_SPECIALS + (k == 0 ? 35 : 27));
        assert_int_equal(target.count, source.count);
        bool used[64] = {false};
        for (int i = 0; i < 2000; i++) {
            Sample sample;
            draw(both[k], i, i % 2, &sample);
            for (int s = 0; s < sample.source_tokens.count; s++) {
                int id = vocabulary_id(&source, sample.source_tokens.items[s]);
                assert_int_not_equal(id, VOCABULARY_UNKNOWN);
                used[id] = true;
            }
        }
        for (int id = VOCABULARY_SPECIALS; id < source.count; id++) assert_true(used[id]);
    }
    arena_free(own);
}

/* --- typed text ------------------------------------------------------------------------------ */

static void reader_and_writer_agree(void **state) {
    (void)state;
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < 2000; i++) {
            Sample sample, read;
            draw(both[k], i, false, &sample);
            assert_true(both[k]->read(sample.source, arena, &read));
            assert_string_equal(read.source, sample.source);
            assert_int_equal(read.source_tokens.count, sample.source_tokens.count);
            assert_memory_equal(read.determined, sample.determined,
                                (size_t)read.source_tokens.count * sizeof(bool));
            check(both[k], &read);
        }
}

/* “.” under a symbol after which the next is not determined, “!” after which it is. */
static const char *marks_of(const Task *task, const char *text) {
    Sample sample;
    if (!task->read(text, arena, &sample)) return "no";
    check(task, &sample);
    char *marks = ARENA_ARRAY(arena, char, sample.source_tokens.count + 1);
    for (int i = 0; i < sample.source_tokens.count; i++)
        marks[i] = sample.determined[i] ? '!' : '.';
    return marks;
}

static void typed_text_is_judged(void **state) {
    (void)state;
    const Task *b = &task_brackets, *r = &task_repeat;
    assert_string_equal(marks_of(b, "f ( a g [ b c ] g d ) f h"), ".......!..!..");
    assert_string_equal(marks_of(b, "  f ( )  f "), "..!.");
    assert_string_equal(marks_of(b, "f ( )"), "...");
    assert_string_equal(marks_of(b, "( a ) z"), "....");
    assert_string_equal(marks_of(b, "a ( ( b ) ) a"), ".....!.");
    assert_string_equal(marks_of(b, "a b c"), "...");
    assert_string_equal(marks_of(b, "f . . ( a ) f"), ".....!.");
    assert_string_equal(marks_of(b, ". ( a ) z . ."), ".......");
    assert_string_equal(marks_of(b, "f . ( ) g"), "no");
    assert_string_equal(marks_of(b, "f ( . ) ."), "no");
    assert_string_equal(marks_of(b, "f ( ) g"), "no");
    assert_string_equal(marks_of(b, "f ( ]"), "no");
    assert_string_equal(marks_of(b, "a )"), "no");
    assert_string_equal(marks_of(r, "a b c | d e | a b c | d"), ".......!!!..");
    assert_string_equal(marks_of(r, "a | a | a"), "..!..");
    assert_string_equal(marks_of(r, "x x x"), ".!.");
    assert_string_equal(marks_of(r, "| | |"), "...");
    assert_string_equal(marks_of(r, "a b | a c"), "no");
    static const char *const neither[] = {"",     " \t\n", "A",   "1",     "ab",  "日",
                                          "\xff", "<unk>", "( ;", "a , b", "</s>"};
    for (size_t i = 0; i < sizeof neither / sizeof *neither; i++) {
        assert_string_equal(marks_of(b, neither[i]), "no");
        assert_string_equal(marks_of(r, neither[i]), "no");
    }
}

static void sixty_four_symbols_are_the_most(void **state) {
    (void)state;
    char text[200];
    for (int i = 0; i < 65; i++) memcpy(text + 2 * i, i % 2 ? "| " : "a ", 3);
    Sample sample;
    assert_false(task_repeat.read(text, arena, &sample));
    text[2 * 64] = '\0';
    assert_true(task_repeat.read(text, arena, &sample));
    assert_int_equal(sample.source_tokens.count, 64);
}

static void the_examples_can_be_judged(void **state) {
    (void)state;
    for (int k = 0; k < 2; k++) {
        assert_ptr_equal(task_find(both[k]->name), both[k]);
        assert_int_equal(both[k]->example_count, 10);
        for (int i = 0; i < 10; i++) {
            Sample sample;
            assert_true(both[k]->read(both[k]->examples[i], arena, &sample));
            check(both[k], &sample);
            assert_true(determined_of(&sample) > 0);
            assert_null(task_reference(both[k], both[k]->examples[i], arena));
        }
    }
}

static void fifty_samples_of_each(void **state) {
    (void)state;
    Buffer text = {0};
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < 50; i++) {
            Sample sample;
            draw(both[k], i, i >= 40, &sample);
            buffer_printf(&text, "%s\n", sample.source);
        }
    assert_golden_text(text.data, "tasks/sequences.txt");
    buffer_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_right),
        cmocka_unit_test(links_have_every_length),
        cmocka_unit_test(the_same_stream_is_the_same_sample),
        cmocka_unit_test(training_never_sees_a_fresh_sequence),
        cmocka_unit_test(the_vocabularies_know_every_symbol),
        cmocka_unit_test(reader_and_writer_agree),
        cmocka_unit_test(typed_text_is_judged),
        cmocka_unit_test(sixty_four_symbols_are_the_most),
        cmocka_unit_test(the_examples_can_be_judged),
        cmocka_unit_test(fifty_samples_of_each),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
