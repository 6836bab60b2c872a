/* tokens.h -- text cut into tokens, tokens into numbers, and back.
 *
 * characters: NFC, one grapheme a token, case kept, white space at the ends dropped.
 * words: NFC, cut at white space, before each . , ? ! and after each apostrophe, so that `l'accord`
 * is `l'` `accord`; a typographic apostrophe (U+2019) becomes '.
 * symbols: NFC, cut at white space only.
 * No function adds `</s>`: whoever builds a run does. Everything made lives in the arena given.
 */
#ifndef HEED_TASKS_TOKENS_H
#define HEED_TASKS_TOKENS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>

typedef enum TokenKind { TOKENS_CHARACTERS, TOKENS_WORDS, TOKENS_SYMBOLS, TOKENS_COUNT } TokenKind;

/* "characters", "words" or "symbols", as in a checkpoint's heed.config; false when `name` is none.
 */
const char *tokens_kind_name(TokenKind kind);
bool tokens_kind_find(const char *name, TokenKind *out);

TextPieces tokens_split(Arena *arena, TokenKind kind, const char *text);
/* Where those tokens stand in a text that is NFC already: bytes first … last − 1 of each. */
typedef struct TokenSpan {
    size_t first, last;
} TokenSpan;
TokenSpan *tokens_spans(Arena *arena, TokenKind kind, const char *text, int *count);
/* characters: one after the other; symbols: with spaces between. words: with spaces between, but
 * none before . , ? ! and none after an apostrophe. The special tokens `<pad>`, `<s>`, `</s>` are
 * left out. */
char *tokens_join(Arena *arena, TokenKind kind, const char *const *items, int count);

/* The first four numbers of every vocabulary. */
enum {
    VOCABULARY_PAD = 0,     /* <pad> */
    VOCABULARY_START = 1,   /* <s> */
    VOCABULARY_END = 2,     /* </s> */
    VOCABULARY_UNKNOWN = 3, /* <unk> */
    VOCABULARY_SPECIALS = 4
};

/* Whether it is one of these four, by its name: files of others have them anywhere. */
bool token_is_special(const char *token);

typedef struct Vocabulary {
    const char *const *tokens; /* `count` of them, all different; the number of one is its place */
    int count;
    int unknown;      /* the number of <unk>; −1: there is none */
    const int *slots; /* its own: an open hash table of place + 1 */
    int slot_count;
} Vocabulary;

/* The four special tokens, then the `count` given ones, which must be different from them and from
 * each other (CHECKed). */
void vocabulary_from_list(Vocabulary *out, Arena *arena, const char *const *tokens, int count);
/* A JSON array that begins with the four special tokens, as a checkpoint's metadata has it; false
 * and a sentence when it does not, has a token twice, or is no list of strings. */
bool vocabulary_from_json(Vocabulary *out, Arena *arena, const char *json, Error *error);
/* The same for a list in any order, special tokens anywhere or nowhere: GPT-2-shaped files'. */
bool vocabulary_from_symbols(Vocabulary *out, Arena *arena, const char *json, Error *error);
/* The same tokens and numbers, all of it in the arena. */
void vocabulary_copy(Vocabulary *out, Arena *arena, const Vocabulary *from);
/* The whole vocabulary in its order, as a JSON array in the arena. */
const char *vocabulary_to_json(const Vocabulary *vocabulary, Arena *arena);

/* How a sentence's first word is looked up: as it is, or with a small first letter where only that
 * is known. In the arena. */
const char *vocabulary_first_word(const Vocabulary *vocabulary, Arena *arena, const char *token);
/* The token's number, or that of <unk> (−1: there is none). */
int vocabulary_id(const Vocabulary *vocabulary, const char *token);
/* The numbers of all pieces, in the arena. */
int *vocabulary_ids(const Vocabulary *vocabulary, Arena *arena, TextPieces pieces);

#endif
