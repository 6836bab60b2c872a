/* text.h -- UTF-8 as people see it: graphemes, NFC, and the nearest word to a misspelt one.
 *
 * A grapheme is what a reader counts as one character (UAX #29, by utf8proc). Every function takes
 * any bytes: what is not UTF-8 becomes U+FFFD. Results live in the arena that was given.
 */
#ifndef HEED_BASE_TEXT_H
#define HEED_BASE_TEXT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct TextPieces {
    const char **items; /* `count` strings */
    int count;
} TextPieces;

/* The text in NFC, bytes that are not UTF-8 as U+FFFD, control characters but \t and \n as U+FFFD.
 */
char *text_clean(Arena *arena, const char *text);
/* White space (by Unicode) off both ends; returns a copy. */
char *text_trim(Arena *arena, const char *text);
TextPieces text_graphemes(Arena *arena, const char *text);
/* Split at runs of white space (by Unicode). */
TextPieces text_words(Arena *arena, const char *text);
bool text_same_pieces(TextPieces a, TextPieces b);

/* Reads one code point at *at and moves past it; U+FFFD and one byte for what is not UTF-8; -1 at
 * the end. */
int32_t text_next(const char **at);
/* Length in bytes of the grapheme that starts at `text`; 0 at the end. */
size_t text_grapheme_length(const char *text);
/* Byte offset of the grapheme border before/after `offset`, in logical order: for a caret. */
size_t text_before(const char *text, size_t offset);
size_t text_after(const char *text, size_t offset);
int text_count_graphemes(const char *text);
bool text_is_space(int32_t code_point);
/* Writes a code point as UTF-8 with a 0; returns its bytes (1–4). */
int text_encode(int32_t code_point, char out[5]);

/* The text with its first letter small, in the arena. */
const char *text_uncapitalised(Arena *arena, const char *text);

/* The candidate with the smallest edit distance to `word`, or NULL when none is near (over a third
 * of the word's length, 2 at least). Letter case counts half. */
const char *text_nearest(const char *word, const char *const *candidates, int count);

#endif
