#include "base/text.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

int32_t text_next(const char **at) {
    const unsigned char *bytes = (const unsigned char *)*at;
    if (!*bytes) return -1;
    utf8proc_int32_t code_point;
    utf8proc_ssize_t available = (utf8proc_ssize_t)strnlen(*at, 4);
    utf8proc_ssize_t used = utf8proc_iterate(bytes, available, &code_point);
    if (used <= 0) {
        (*at)++;
        return 0xFFFD;
    }
    *at += used;
    return code_point;
}

int text_encode(int32_t code_point, char out[5]) {
    utf8proc_ssize_t n = utf8proc_encode_char(code_point, (utf8proc_uint8_t *)out);
    out[n > 0 ? n : 0] = '\0';
    return (int)n;
}

bool text_is_space(int32_t c) {
    if (c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f' || c == 0x85) return true;
    utf8proc_category_t category = utf8proc_category(c);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP;
}

char *text_clean(Arena *arena, const char *text) {
    char *valid = arena_alloc(arena, strlen(text) * 3 + 1), *out = valid, encoded[5];
    for (int32_t c; (c = text_next(&text)) >= 0;) {
        bool control = (c < 32 && c != '\t' && c != '\n') || (c >= 127 && c < 160);
        int n = text_encode(control ? 0xFFFD : c, encoded);
        memcpy(out, encoded, (size_t)n);
        out += n;
    }
    *out = '\0';
    utf8proc_uint8_t *composed = utf8proc_NFC((const utf8proc_uint8_t *)valid);
    CHECK(composed, "utf8proc refused valid UTF-8");
    char *result = arena_string(arena, (const char *)composed);
    free(composed);
    return result;
}

char *text_trim(Arena *arena, const char *text) {
    const char *start = text, *at = text, *end = text;
    bool started = false;
    for (const char *before = at;; before = at) {
        int32_t c = text_next(&at);
        if (c < 0) break;
        if (text_is_space(c)) continue;
        if (!started) start = before;
        started = true;
        end = at;
    }
    return started ? arena_substring(arena, start, (size_t)(end - start)) : arena_string(arena, "");
}

size_t text_grapheme_length(const char *text) {
    const char *at = text;
    int32_t previous = text_next(&at), state = 0;
    if (previous < 0) return 0;
    for (;;) {
        const char *before = at;
        int32_t next = text_next(&at);
        if (next < 0 || utf8proc_grapheme_break_stateful(previous, next, &state))
            return (size_t)(before - text);
        previous = next;
    }
}

int text_count_graphemes(const char *text) {
    int count = 0;
    for (size_t n; (n = text_grapheme_length(text)) > 0; text += n) count++;
    return count;
}

TextPieces text_graphemes(Arena *arena, const char *text) {
    TextPieces pieces = {0};
    pieces.items = ARENA_ARRAY(arena, const char *, text_count_graphemes(text) + 1);
    for (size_t n; (n = text_grapheme_length(text)) > 0; text += n)
        pieces.items[pieces.count++] = arena_substring(arena, text, n);
    return pieces;
}

TextPieces text_words(Arena *arena, const char *text) {
    TextPieces pieces = {0};
    pieces.items = ARENA_ARRAY(arena, const char *, strlen(text) / 2 + 2);
    const char *at = text, *start = NULL;
    for (;;) {
        const char *before = at;
        int32_t c = text_next(&at);
        bool gap = c < 0 || text_is_space(c);
        if (!gap && !start) start = before;
        if (gap && start) {
            pieces.items[pieces.count++] = arena_substring(arena, start, (size_t)(before - start));
            start = NULL;
        }
        if (c < 0) return pieces;
    }
}

size_t text_after(const char *text, size_t offset) {
    return offset + text_grapheme_length(text + offset);
}

size_t text_before(const char *text, size_t offset) {
    size_t at = 0;
    for (;;) {
        size_t n = text_grapheme_length(text + at);
        if (n == 0 || at + n >= offset) return at;
        at += n;
    }
}

const char *text_uncapitalised(Arena *arena, const char *text) {
    const char *rest = text;
    int32_t first = text_next(&rest);
    char small[5] = "";
    if (first < 0) return text;
    small[utf8proc_encode_char(utf8proc_tolower(first), (utf8proc_uint8_t *)small)] = '\0';
    return arena_printf(arena, "%s%s", small, rest);
}

/* Twice the edit distance; a change of letter case alone costs 1, any other edit 2. */
static int distance(const char *a, const char *b) {
    size_t m = strlen(b);
    if (m > 63) return 1000;
    int row[64];
    for (size_t j = 0; j <= m; j++) row[j] = 2 * (int)j;
    for (size_t i = 0; a[i]; i++) {
        int diagonal = row[0];
        row[0] = 2 * (int)(i + 1);
        for (size_t j = 0; j < m; j++) {
            int same = a[i] == b[j] ? 0 : !strncasecmp(a + i, b + j, 1) ? 1 : 2;
            int best = diagonal + same;
            if (row[j] + 2 < best) best = row[j] + 2;
            diagonal = row[j + 1];
            if (diagonal + 2 < best) best = diagonal + 2;
            row[j + 1] = best;
        }
    }
    return row[m];
}

/* A third of the letters may differ; of a short word two letters, of two one, of one none. */
static int most_apart(size_t length) {
    int third = (int)(2 * length / 3);
    return length < 3 ? 2 * (int)length - 2 : third < 4 ? 4 : third;
}

const char *text_nearest(const char *word, const char *const *candidates, int count) {
    int best = most_apart(strlen(word));
    const char *nearest = NULL;
    for (int i = 0; i < count; i++) {
        int d = distance(word, candidates[i]);
        if (d < best || (d == best && !nearest)) {
            best = d;
            nearest = candidates[i];
        }
    }
    return nearest;
}

bool text_same_pieces(TextPieces a, TextPieces b) {
    bool same = a.count == b.count;
    for (int i = 0; same && i < a.count; i++) same = !strcmp(a.items[i], b.items[i]);
    return same;
}
