#include "tasks/tokens.h"

#include "base/buffer.h"
#include "base/rng.h"
#include "formats/json.h"

#include <string.h>

static const char *const specials[VOCABULARY_SPECIALS] = {"<pad>", "<s>", "</s>", "<unk>"};

bool token_is_special(const char *token) {
    for (int i = 0; i < VOCABULARY_SPECIALS; i++)
        if (!strcmp(token, specials[i])) return true;
    return false;
}

static const char *const kind_names[TOKENS_COUNT] = {"characters", "words", "symbols"};

const char *tokens_kind_name(TokenKind kind) {
    return kind_names[kind];
}

bool tokens_kind_find(const char *name, TokenKind *out) {
    for (int i = 0; i < TOKENS_COUNT; i++)
        if (!strcmp(kind_names[i], name)) {
            *out = (TokenKind)i;
            return true;
        }
    return false;
}

static bool is_mark(int32_t c) {
    return c == '.' || c == ',' || c == '?' || c == '!';
}

static bool is_apostrophe(int32_t c) {
    return c == '\'' || c == 0x2019;
}

/* The piece's bytes, with `plain` without its typographic apostrophes. */
static const char *plain_apostrophes(Arena *arena, const char *start, const char *end, bool plain) {
    char *copy = arena_substring(arena, start, (size_t)(end - start)), *out = copy;
    if (!plain) return copy;
    for (const char *at = start; at < end;) {
        const char *before = at;
        int32_t c = text_next(&at);
        if (is_apostrophe(c)) *out++ = '\'';
        if (!is_apostrophe(c)) {
            memcpy(out, before, (size_t)(at - before));
            out += at - before;
        }
    }
    *out = '\0';
    return copy;
}

/* Tokens found so far; `start` is where the next one begins, once it has. */
typedef struct Spans {
    const char *text, *start;
    TokenSpan *items;
    int count;
} Spans;

static void end_span(Spans *spans, const char *end) {
    if (!spans->start) return;
    spans->items[spans->count++] =
        (TokenSpan){(size_t)(spans->start - spans->text), (size_t)(end - spans->text)};
    spans->start = NULL;
}

/* At white space; with `marks` also before a mark and after an apostrophe. */
static Spans split(Arena *arena, const char *text, bool marks) {
    Spans spans = {.text = text, .items = ARENA_ARRAY(arena, TokenSpan, strlen(text) + 1)};
    for (const char *at = text;;) {
        const char *before = at;
        int32_t c = text_next(&at);
        bool gap = c < 0 || text_is_space(c);
        if (gap || (marks && is_mark(c))) end_span(&spans, before);
        if (c < 0) return spans;
        if (!spans.start && !gap) spans.start = before;
        if (marks && is_apostrophe(c)) end_span(&spans, at);
    }
}

/* Graphemes, white space at the ends left out. */
static Spans split_graphemes(Arena *arena, const char *text) {
    Spans spans = {.text = text, .items = ARENA_ARRAY(arena, TokenSpan, strlen(text) + 1)};
    int kept = 0;
    for (size_t at = 0, n; (n = text_grapheme_length(text + at)) > 0; at += n) {
        const char *first = text + at;
        bool space = text_is_space(text_next(&first));
        if (space && !spans.count) continue;
        spans.items[spans.count++] = (TokenSpan){at, at + n};
        if (!space) kept = spans.count;
    }
    spans.count = kept;
    return spans;
}

TokenSpan *tokens_spans(Arena *arena, TokenKind kind, const char *text, int *count) {
    Spans spans = kind == TOKENS_CHARACTERS ? split_graphemes(arena, text)
                                            : split(arena, text, kind == TOKENS_WORDS);
    *count = spans.count;
    return spans.items;
}

TextPieces tokens_split(Arena *arena, TokenKind kind, const char *text) {
    const char *clean = text_trim(arena, text_clean(arena, text));
    if (kind == TOKENS_CHARACTERS) return text_graphemes(arena, clean);
    Spans spans = split(arena, clean, kind == TOKENS_WORDS);
    TextPieces pieces = {ARENA_ARRAY(arena, const char *, spans.count + 1), spans.count};
    for (int i = 0; i < spans.count; i++)
        pieces.items[i] = plain_apostrophes(arena, clean + spans.items[i].first,
                                            clean + spans.items[i].last, kind == TOKENS_WORDS);
    return pieces;
}

static bool is_silent(const char *token) {
    return !strcmp(token, specials[VOCABULARY_PAD]) || !strcmp(token, specials[VOCABULARY_START]) ||
           !strcmp(token, specials[VOCABULARY_END]);
}

char *tokens_join(Arena *arena, TokenKind kind, const char *const *items, int count) {
    Buffer text = {0};
    bool glued = true;
    for (int i = 0; i < count; i++) {
        if (is_silent(items[i])) continue;
        size_t n = strlen(items[i]);
        bool space = kind == TOKENS_SYMBOLS || !is_mark(items[i][0]);
        if (kind != TOKENS_CHARACTERS && !glued && space) buffer_text(&text, " ");
        buffer_append(&text, items[i], n);
        glued = kind == TOKENS_WORDS && n > 0 && items[i][n - 1] == '\'';
    }
    char *joined = arena_string(arena, text.data ? text.data : "");
    buffer_free(&text);
    return joined;
}

/* The slot of the token, or the free one where it would go. */
static int slot_of(const Vocabulary *vocabulary, const char *token) {
    uint64_t hash = fnv1a(FNV_START, token, strlen(token));
    int mask = vocabulary->slot_count - 1, slot = (int)(hash & (uint64_t)mask);
    while (vocabulary->slots[slot] &&
           strcmp(vocabulary->tokens[vocabulary->slots[slot] - 1], token) != 0)
        slot = (slot + 1) & mask;
    return slot;
}

/* Fills the table; returns the place of the first token that stands twice, or −1. */
static int index_tokens(Vocabulary *vocabulary, Arena *arena) {
    vocabulary->slot_count = 16;
    while (vocabulary->slot_count < 2 * vocabulary->count) vocabulary->slot_count *= 2;
    int *slots = ARENA_ARRAY(arena, int, vocabulary->slot_count);
    vocabulary->slots = slots;
    for (int i = 0; i < vocabulary->count; i++) {
        int slot = slot_of(vocabulary, vocabulary->tokens[i]);
        if (slots[slot]) return i;
        slots[slot] = i + 1;
    }
    int unknown = slots[slot_of(vocabulary, "<unk>")];
    vocabulary->unknown = unknown - 1;
    return -1;
}

void vocabulary_from_list(Vocabulary *out, Arena *arena, const char *const *tokens, int count) {
    const char **all = ARENA_ARRAY(arena, const char *, count + VOCABULARY_SPECIALS);
    memcpy(all, specials, sizeof specials);
    for (int i = 0; i < count; i++) all[VOCABULARY_SPECIALS + i] = arena_string(arena, tokens[i]);
    *out = (Vocabulary){.tokens = all, .count = count + VOCABULARY_SPECIALS};
    int twice = index_tokens(out, arena);
    CHECK(twice < 0, "the token “%s” stands twice in a vocabulary", all[twice]);
}

static bool vocabulary_of(TextPieces pieces, Vocabulary *out, Arena *arena, Error *error) {
    Vocabulary made = {.tokens = pieces.items, .count = pieces.count};
    int twice = index_tokens(&made, arena);
    if (twice >= 0) return error_set(error, "the vocabulary has “%s” twice", pieces.items[twice]);
    *out = made;
    return true;
}

bool vocabulary_from_symbols(Vocabulary *out, Arena *arena, const char *json, Error *error) {
    TextPieces pieces;
    *out = (Vocabulary){0};
    if (!json_parse_strings(json, arena, &pieces, error))
        return error_prefix(error, "the vocabulary");
    if (!pieces.count) return error_set(error, "the vocabulary is empty");
    return vocabulary_of(pieces, out, arena, error);
}

bool vocabulary_from_json(Vocabulary *out, Arena *arena, const char *json, Error *error) {
    TextPieces pieces;
    *out = (Vocabulary){0};
    if (!json_parse_strings(json, arena, &pieces, error))
        return error_prefix(error, "the vocabulary");
    for (int i = 0; i < VOCABULARY_SPECIALS; i++)
        if (i >= pieces.count || strcmp(pieces.items[i], specials[i]) != 0)
            return error_set(error,
                             "the vocabulary does not begin with <pad>, <s>, </s>, <unk>: number "
                             "%d is “%s”",
                             i, i < pieces.count ? pieces.items[i] : "");
    return vocabulary_of(pieces, out, arena, error);
}

void vocabulary_copy(Vocabulary *out, Arena *arena, const Vocabulary *from) {
    const char **tokens = ARENA_ARRAY(arena, const char *, from->count);
    for (int i = 0; i < from->count; i++) tokens[i] = arena_string(arena, from->tokens[i]);
    Vocabulary made = {.tokens = tokens, .count = from->count};
    CHECK(index_tokens(&made, arena) < 0, "a vocabulary has a token twice");
    *out = made;
}

const char *vocabulary_to_json(const Vocabulary *vocabulary, Arena *arena) {
    Buffer text = {0};
    json_write_strings(&text, vocabulary->tokens, vocabulary->count);
    const char *json = arena_string(arena, text.data);
    buffer_free(&text);
    return json;
}

int vocabulary_id(const Vocabulary *vocabulary, const char *token) {
    if (!vocabulary->slot_count) return VOCABULARY_UNKNOWN;
    int place = vocabulary->slots[slot_of(vocabulary, token)];
    return place ? place - 1 : vocabulary->unknown;
}

int *vocabulary_ids(const Vocabulary *vocabulary, Arena *arena, TextPieces pieces) {
    int *ids = ARENA_ARRAY(arena, int, pieces.count);
    for (int i = 0; i < pieces.count; i++) ids[i] = vocabulary_id(vocabulary, pieces.items[i]);
    return ids;
}

const char *vocabulary_first_word(const Vocabulary *vocabulary, Arena *arena, const char *token) {
    if (vocabulary_id(vocabulary, token) != vocabulary->unknown) return token;
    const char *small = text_uncapitalised(arena, token);
    return vocabulary_id(vocabulary, small) != vocabulary->unknown ? small : token;
}
