/* brackets.c -- nested brackets of four kinds: f ( a g . [ b c ] g d ) f
 *
 * A bracket may have a name, the last letter before it; up to three dots may stand between. After
 * it closes the name comes again. So the symbol after a closing bracket is determined, and who
 * predicts it must look from there to the bracket that opened (and know what stood before that):
 * matching, whatever lies between. Because of the dots only the opening bracket itself finds its
 * name by what it is, not by where it stands. Everything else is free: letters, new brackets while
 * fewer than three are open, closing the innermost. No two that are open are of one kind, and a
 * kind that was used of late waits, so that the last one of its kind is the one that closes. Gold:
 * each closing bracket is linked to its opening one. A sequence may end anywhere.
 */
#include "tasks/sequences.h"

#include <string.h>

enum { DEPTH = 3, KINDS = 4, DOTS = 3 };

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
static const char opening[] = "([{<", closing[] = ")]}>";
static const char alphabet[] = "()[]{}<>." LETTERS;

/* The place of the symbol in the list, or −1. */
static int place(const char *list, char symbol) {
    const char *at = strchr(list, symbol);
    return at && symbol ? (int)(at - list) : -1;
}

static bool is_letter(char symbol) {
    return symbol >= 'a' && symbol <= 'z';
}

/* The place of the bracket's name, the last symbol before it that is no dot, or −1 if that is no
 * letter. */
static int name_of(const Sequence *s, int opener) {
    int at = opener - 1;
    while (at >= 0 && s->symbols[at] == '.') at--;
    return at >= 0 && is_letter(s->symbols[at]) ? at : -1;
}

static bool rule(const Sequence *s, SequenceMarks *marks) {
    int open[SEQUENCE_LONGEST], depth = 0;
    for (int i = 0; i < s->count; i++) {
        if (place(opening, s->symbols[i]) >= 0) open[depth++] = i;
        int kind = place(closing, s->symbols[i]);
        if (kind < 0) continue;
        if (!depth || s->symbols[open[depth - 1]] != opening[kind]) return false;
        int opener = open[--depth];
        marks->links[i][opener] = true;
        int name = name_of(s, opener);
        if (name < 0 || i + 1 == s->count) continue;
        if (s->symbols[i + 1] != s->symbols[name]) return false;
        marks->determined[i] = true;
    }
    return true;
}

/* A kind that is not open, one of the two that waited longest; `used` says when each was. */
static int draw_kind(Rng *rng, const int *open, int depth, const int *used) {
    int best[2] = {-1, -1};
    for (int kind = 0; kind < KINDS; kind++) {
        bool is_open = false;
        for (int i = 0; i < depth; i++) is_open |= open[i] == kind;
        if (is_open) continue;
        if (best[0] < 0 || used[kind] < used[best[0]]) {
            best[1] = best[0];
            best[0] = kind;
        } else if (best[1] < 0 || used[kind] < used[best[1]])
            best[1] = kind;
    }
    return best[1] >= 0 && rng_below(rng, 2) ? best[1] : best[0];
}

/* None in short sequences, which would have no room left for brackets. */
static int draw_dots(Rng *rng, int count) {
    int most = count / 8 < DOTS ? count / 8 : DOTS;
    return rng_below(rng, most + 1);
}

/* How eagerly a sequence opens and closes is its own, so that some brackets close at once and some
 * far away. */
static void draw(Rng *rng, int count, Sequence *out) {
    char names[DEPTH];
    int kinds[DEPTH], depth = 0, used[KINDS], brackets = 0;
    for (int kind = 0; kind < KINDS; kind++) used[kind] = -rng_below(rng, 100);
    double closes = rng_between(rng, 0.05, 0.35), opens = rng_between(rng, 0.2, 0.4);
    while (out->count < count) {
        double what = rng_unit(rng);
        char letter = LETTERS[rng_below(rng, 26)];
        if (depth && what < closes) {
            depth--;
            sequence_put(out, count, closing[kinds[depth]]);
            letter = names[depth];
        }
        sequence_put(out, count, letter);
        if (depth < DEPTH && what >= closes && what < closes + opens) {
            names[depth] = letter;
            kinds[depth] = draw_kind(rng, kinds, depth, used);
            used[kinds[depth]] = ++brackets;
            for (int dots = draw_dots(rng, count); dots; dots--) sequence_put(out, count, '.');
            sequence_put(out, count, opening[kinds[depth++]]);
        }
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
    "a ( b [ c ] b { d } b ) a e < k > e",
    "f ( a g . [ b c ] g d ) f e h { k",
    "a [ b < c ( d ) c > b ] a",
    "m ( n . . { o } n p [ q ] p ) m",
    "x { y z y z y z } x",
    "a ( b ) a c . [ d ] c e . . { f } e",
    "s ( t { u < v w > u } t ) s",
    "k . [ l ( m ) l . < n > l { o } l ] k",
    "a b c d . ( e f g h i j k l m n o p q r s t ) d",
    "r { a [ b ( c d ) b e ] a f [ g h ( i ) h ] f } r j",
};

const Task task_brackets = {
    .name = "brackets",
    .summary = "nested brackets, symbol by symbol: a closed bracket’s name comes again",
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
