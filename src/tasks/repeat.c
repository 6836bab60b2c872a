/* repeat.c -- blocks of letters that come again: a b c | d e | a b c |
 *
 * Within a sequence a letter is always followed by the same symbol; after a bar anything may come.
 * So from a letter's second time on the next symbol is determined, and who predicts it must find
 * what stood after that letter before: an induction head, which needs a previous-token head below
 * it (Olsson et al. 2022). Blocks are of 1 to 13 letters, new ones until the letters run out, and
 * come again in any order and at any distance; a quarter of the sequences is one block over and
 * over. Gold: a letter that was there before is linked to every symbol that followed it. A sequence
 * may end anywhere.
 */
#include "tasks/sequences.h"

#include <string.h>

enum { LETTER_COUNT = 26, LONGEST_BLOCK = 13 };

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
static const char alphabet[] = "|" LETTERS;

static bool rule(const Sequence *s, SequenceMarks *marks) {
    for (int t = 0; t < s->count; t++) {
        if (s->symbols[t] == '|') continue;
        for (int p = 0; p < t; p++) {
            if (s->symbols[p] != s->symbols[t]) continue;
            marks->links[t][p + 1] = true;
            if (t + 1 == s->count) continue;
            if (s->symbols[t + 1] != s->symbols[p + 1]) return false;
            marks->determined[t] = true;
        }
    }
    return true;
}

/* The letters in an order of their own; a block is a part of them. */
static void shuffle(Rng *rng, char letters[LETTER_COUNT + 1]) {
    for (int i = LETTER_COUNT - 1; i > 0; i--) {
        int j = rng_below(rng, i + 1);
        char kept = letters[i];
        letters[i] = letters[j];
        letters[j] = kept;
    }
}

static void draw(Rng *rng, int count, Sequence *out) {
    char letters[] = LETTERS;
    int starts[LETTER_COUNT + 1] = {0}, blocks = 0;
    shuffle(rng, letters);
    double fresh = rng_below(rng, 4) ? rng_between(rng, 0.1, 0.6) : 0;
    /* a block that is to come again leaves room for it */
    int longest = count / 2 - 1 < LONGEST_BLOCK ? count / 2 - 1 : LONGEST_BLOCK;
    while (out->count < count) {
        int left = LETTER_COUNT - starts[blocks], block = blocks;
        if (blocks == 0 || (left && rng_unit(rng) < fresh)) {
            int length = 1 + rng_below(rng, left < longest ? left : longest);
            starts[blocks + 1] = starts[blocks] + length;
            blocks++;
        } else
            block = rng_below(rng, blocks);
        for (int i = starts[block]; i < starts[block + 1]; i++)
            sequence_put(out, count, letters[i]);
        sequence_put(out, count, '|');
    }
}

static void sample(Rng *rng, bool fresh, Arena *arena, Sample *out) {
    sequence_sample(rng, fresh, draw, rule, arena, out);
}

static bool read_text(const char *text, Arena *arena, Sample *out) {
    return sequence_read(text, alphabet, rule, arena, out);
}

static TextPieces symbols(Arena *arena) {
    return text_graphemes(arena, alphabet);
}

static const char *const examples[] = {
    "k e y s | k e y s | k e y s |",
    "a b c | d e | a b c | d e |",
    "a b c d e f g h | a b c d e f g h |",
    "x | x | x | x",
    "q u i c k | f o x | q u i c k | f o x |",
    "m n | o p | q r | m n | q r | o p |",
    "t h e | w o r d | t h e | w o r d",
    "a | b | c | a | c | b | a",
    "z y x w v u t s r q p o | z y x w v u t s r q p o |",
    "c a t | d o g | b i r | c a t | b i r | d o g |",
};

const Task task_repeat = {
    .name = "repeat",
    .summary = "blocks of letters that come again, symbol by symbol",
    .tokens = TOKENS_SYMBOLS,
    .next_symbol = true,
    .max_source = SEQUENCE_LONGEST,
    .source_alphabet = symbols,
    .target_alphabet = symbols,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .sample = sample,
    .read = read_text,
};
