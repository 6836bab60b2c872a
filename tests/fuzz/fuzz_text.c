/* Text of any bytes: UTF-8, graphemes, tokens, and what the tasks read. */
#include "fuzz/fuzz.h"

#include "tasks/lookup.h"
#include "tasks/task.h"

static void walk(const char *text) {
    size_t size = strlen(text);
    for (size_t at = 0; at < size;) {
        size_t next = text_after(text, at);
        CHECK(next > at && next <= size, "the caret does not move on at %zu", at);
        CHECK(text_before(text, next) <= next, "the caret does not move back at %zu", next);
        at = next;
    }
    for (const char *at = text; text_next(&at) >= 0;) continue;
}

/* Joining leaves `<pad>`, `<s>` and `</s>` out. */
static int shown(TextPieces pieces) {
    int count = 0;
    for (int i = 0; i < pieces.count; i++)
        count += strcmp(pieces.items[i], "<pad>") && strcmp(pieces.items[i], "<s>") &&
                 strcmp(pieces.items[i], "</s>");
    return count;
}

static void split(Arena *arena, const char *text) {
    for (int kind = TOKENS_CHARACTERS; kind <= TOKENS_WORDS; kind++) {
        TextPieces pieces = tokens_split(arena, (TokenKind)kind, text);
        char *joined = tokens_join(arena, (TokenKind)kind, pieces.items, pieces.count);
        TextPieces again = tokens_split(arena, (TokenKind)kind, joined);
        int spans;
        tokens_spans(arena, (TokenKind)kind, text_clean(arena, text), &spans);
        CHECK(spans == pieces.count, "“%s” has %d places of %d tokens", text, spans, pieces.count);
        CHECK(kind == TOKENS_CHARACTERS || again.count == shown(pieces),
              "“%s” has %d words, not %d", joined, again.count, shown(pieces));
    }
}

static void judge(Arena *arena, const char *text) {
    int count;
    const Task *const *tasks = task_list(&count);
    Sample sample;
    for (int i = 0; i < count; i++)
        if (tasks[i]->read && tasks[i]->read(text, arena, &sample))
            CHECK(sample.source_tokens.count > 0, "%s judges nothing", tasks[i]->name);
}

static void look_up(Arena *arena, const char *text) {
    Error error = {0};
    Lookup lookup, again;
    if (!lookup_parse(text, arena, &lookup, &error)) {
        fuzz_refused(&error);
        return;
    }
    Buffer line = {0};
    lookup_write(&lookup, &line);
    CHECK(lookup_parse(line.data, arena, &again, &error), "%s", error.message);
    CHECK(again.count == lookup.count && !memcmp(again.query, lookup.query, sizeof again.query),
          "“%s” is read otherwise", line.data);
    buffer_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *arena = arena_new();
    char *text = fuzz_text(arena, data, size);
    walk(text);
    walk(text_clean(arena, text));
    char *trimmed = text_trim(arena, text);
    TextPieces words = text_words(arena, trimmed);
    text_graphemes(arena, text);
    text_nearest(trimmed, words.items, words.count);
    split(arena, text);
    judge(arena, text);
    look_up(arena, text);
    arena_free(arena);
    return 0;
}
