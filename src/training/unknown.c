#include "training/unknown.h"

#include <string.h>

static const char *const open_parts[] = {"noun", "verb", "adjective", "name"};

static void mark(bool *open, const Vocabulary *source, const char *word, size_t length) {
    char text[64];
    if (length >= sizeof text) return;
    memcpy(text, word, length);
    text[length] = '\0';
    int id = vocabulary_id(source, text);
    if (id >= VOCABULARY_SPECIALS) open[id] = true;
}

/* The word itself, of “look for” the first one, and its forms. */
static void mark_entry(bool *open, const Vocabulary *source, const TaskWord *entry) {
    mark(open, source, entry->word, strcspn(entry->word, " "));
    for (const char *at = entry->forms; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        mark(open, source, at, length);
        at += length;
    }
}

OpenWords open_words(const Task *task, const Vocabulary *source, Arena *arena) {
    if (!task->words) return (OpenWords){0};
    int count;
    const TaskWord *words = task->words(arena, &count);
    bool *open = ARENA_ARRAY(arena, bool, source->count);
    for (int i = 0; i < count; i++)
        for (size_t p = 0; p < sizeof open_parts / sizeof *open_parts; p++)
            if (!strcmp(words[i].part, open_parts[p])) mark_entry(open, source, &words[i]);
    return (OpenWords){source, open};
}

/* The one target token that comes from source token s, and from it alone; −1: none or several. */
static int only_target(const Sample *sample, int s) {
    int found = -1;
    for (int t = 0; t < sample->target_tokens.count; t++)
        for (int i = 0; i < sample->gold[t].count; i++) {
            if (sample->gold[t].sources[i] != s) continue;
            if (found >= 0 || sample->gold[t].count > 1) return -1;
            found = t;
        }
    return found;
}

static void hide(TextPieces *tokens, int at, const char *word, Arena *arena) {
    const char **items = ARENA_ARRAY(arena, const char *, tokens->count);
    memcpy(items, tokens->items, (size_t)tokens->count * sizeof *items);
    items[at] = word;
    tokens->items = items;
}

void sample_forget_a_word(Sample *sample, const OpenWords *words, Rng *rng, Arena *arena) {
    if (!words->open || !sample->gold || rng_unit(rng) >= UNKNOWN_SHARE) return;
    int s = rng_below(rng, sample->source_tokens.count), t;
    const char *unknown = words->source->tokens[VOCABULARY_UNKNOWN];
    if (!words->open[vocabulary_id(words->source, sample->source_tokens.items[s])] ||
        (t = only_target(sample, s)) < 0)
        return;
    hide(&sample->source_tokens, s, unknown, arena);
    hide(&sample->target_tokens, t, unknown, arena);
}
