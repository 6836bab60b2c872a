#include "tasks/sequences.h"

#include <string.h>

void sequence_put(Sequence *sequence, int most, char symbol) {
    if (sequence->count < most) sequence->symbols[sequence->count++] = symbol;
    sequence->symbols[sequence->count] = '\0';
}

static bool is_fresh(const Sequence *sequence) {
    uint64_t hash = fnv1a(FNV_START, sequence->symbols, (unsigned long)sequence->count);
    return (hash >> 32) % 10 == 0;
}

static GoldLinks links_of(const bool links[SEQUENCE_LONGEST], int count, Arena *arena) {
    int *sources = ARENA_ARRAY(arena, int, count), n = 0;
    for (int to = 0; to < count; to++)
        if (links[to]) sources[n++] = to;
    return (GoldLinks){sources, n};
}

static void make_sample(const Sequence *sequence, const SequenceMarks *marks, Arena *arena,
                        Sample *out) {
    int count = sequence->count;
    const char **items = ARENA_ARRAY(arena, const char *, count);
    bool *determined = ARENA_ARRAY(arena, bool, count);
    GoldLinks *gold = ARENA_ARRAY(arena, GoldLinks, count);
    for (int i = 0; i < count; i++) {
        items[i] = arena_substring(arena, &sequence->symbols[i], 1);
        determined[i] = marks->determined[i];
        gold[i] = links_of(marks->links[i], count, arena);
    }
    *out = (Sample){.source = tokens_join(arena, TOKENS_SYMBOLS, items, count),
                    .target = "",
                    .source_tokens = {items, count},
                    .gold = gold,
                    .determined = determined};
}

static bool any_determined(const SequenceMarks *marks) {
    return memchr(marks->determined, true, sizeof marks->determined) != NULL;
}

void sequence_sample(Rng *rng, bool fresh, SequenceDraw *draw, SequenceRule *rule, Arena *arena,
                     Sample *out) {
    for (;;) {
        int count = SEQUENCE_SHORTEST + rng_below(rng, SEQUENCE_LONGEST - SEQUENCE_SHORTEST + 1);
        Sequence sequence = {.count = 0};
        SequenceMarks marks = {.determined = {false}};
        draw(rng, count, &sequence);
        bool good = rule(&sequence, &marks);
        CHECK(good && sequence.count == count, "“%s” was drawn", sequence.symbols);
        if (is_fresh(&sequence) != fresh || !any_determined(&marks)) continue;
        make_sample(&sequence, &marks, arena, out);
        return;
    }
}

bool sequence_read(const char *text, const char *alphabet, SequenceRule *rule, Arena *arena,
                   Sample *out) {
    TextPieces pieces = tokens_split(arena, TOKENS_SYMBOLS, text);
    if (pieces.count < 1 || pieces.count > SEQUENCE_LONGEST) return false;
    Sequence sequence = {.count = 0};
    for (int i = 0; i < pieces.count; i++) {
        const char *symbol = pieces.items[i];
        if (strlen(symbol) != 1 || !strchr(alphabet, *symbol)) return false;
        sequence_put(&sequence, SEQUENCE_LONGEST, *symbol);
    }
    SequenceMarks marks = {.determined = {false}};
    if (!rule(&sequence, &marks)) return false;
    make_sample(&sequence, &marks, arena, out);
    return true;
}
