/* Words nobody knows, for training on: what is hidden comes out in both languages, and only where
 * one word becomes one word. */
#include "testing.h"

#include "tasks/task.h"
#include "training/unknown.h"

#include <string.h>

typedef struct Drawn {
    Arena *arena;
    Vocabulary source, target;
    OpenWords open;
} Drawn;

static void begin(Drawn *d, const Task *task) {
    d->arena = arena_new();
    task_vocabularies(task, d->arena, &d->source, &d->target);
    d->open = open_words(task, &d->source, d->arena);
}

static bool is_open(const Drawn *d, const char *word) {
    return d->open.open[vocabulary_id(&d->source, word)];
}

static void what_people_type_is_open(void **state) {
    (void)state;
    static const char *const open[] = {"cat",  "cats", "saw",   "sees",  "look",
                                       "Mary", "old",  "older", "Paris", "evening"};
    static const char *const closed[] = {"the",   "is", "was", "can", "does", "not",
                                         "which", "in", "two", "she", ".",    "August"};
    Drawn d;
    begin(&d, &task_translate);
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) assert_true(is_open(&d, open[i]));
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        assert_false(is_open(&d, closed[i]));
    arena_free(d.arena);
    begin(&d, &task_dates);
    assert_null(d.open.open);
    arena_free(d.arena);
}

/* Where the lists differ, or −1; at most once. */
static int changed_at(TextPieces before, TextPieces after) {
    int at = -1;
    assert_int_equal(before.count, after.count);
    for (int i = 0; i < before.count; i++) {
        if (!strcmp(before.items[i], after.items[i])) continue;
        assert_int_equal(at, -1);
        assert_string_equal(after.items[i], "<unk>");
        at = i;
    }
    return at;
}

static void both_sides_lose_the_same_word(void **state) {
    (void)state;
    enum { SAMPLES = 4000 };
    Drawn d;
    begin(&d, &task_translate);
    int changed = 0;
    Arena *arena = arena_new();
    for (int i = 0; i < SAMPLES; i++) {
        Rng rng = rng_at(1, "test", 0, (uint64_t)i);
        Sample before, after;
        task_translate.sample(&rng, false, arena, &before);
        after = before;
        sample_forget_a_word(&after, &d.open, &rng, arena);
        int s = changed_at(before.source_tokens, after.source_tokens);
        int t = changed_at(before.target_tokens, after.target_tokens);
        assert_int_equal(s < 0, t < 0);
        if (t >= 0) {
            changed++;
            assert_true(is_open(&d, before.source_tokens.items[s]));
            assert_int_equal(before.gold[t].count, 1);
            assert_int_equal(before.gold[t].sources[0], s);
        }
        arena_reset(arena);
    }
    assert_in_range(changed, SAMPLES / 40, SAMPLES / 10);
    arena_free(arena);
    arena_free(d.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_people_type_is_open),
        cmocka_unit_test(both_sides_lose_the_same_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
