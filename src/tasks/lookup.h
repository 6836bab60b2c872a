/* lookup.h -- attention as a memory one can ask: a query, keys and values of a few numbers, as one
 * line of text that anyone can type over.
 *
 *     q 1.2 1; bank 1.6 0.5 -> 1 0; money -0.4 1.5 -> 0 1
 *
 * Items are parted by `;`. One of them is `q` and the query's d numbers (2 to 4). Every other one
 * is a memory cell: a name of words that are no numbers, d numbers for its key, and after `->` (or →) its value of
 * 1 to 4 numbers, as many in every cell. A cell without `->` has its key for its value. Numbers are
 * decimal, at most a million in size; a typographic minus is one. Nothing is trained.
 */
#ifndef HEED_TASKS_LOOKUP_H
#define HEED_TASKS_LOOKUP_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>

enum {
    LOOKUP_SMALLEST = 2,  /* numbers of a key at least */
    LOOKUP_NUMBERS = 4,   /* of a key or value at most */
    LOOKUP_KEYS = 8,      /* at most; 1 at least */
    LOOKUP_NAME = 32,     /* graphemes of a name at most */
    LOOKUP_LARGEST = 1000000 /* size of a number at most */
};

typedef struct LookupKey {
    const char *name;
    double key[LOOKUP_NUMBERS], value[LOOKUP_NUMBERS]; /* the first d, the first d_v; then zeros */
    bool own_value; /* the value is the key, and is not written */
} LookupKey;

typedef struct Lookup {
    int d, d_v, count;
    double query[LOOKUP_NUMBERS];
    LookupKey keys[LOOKUP_KEYS];
} Lookup;

/* Reads a line; names live in the arena. False, with a sentence that says which item is wrong, for
 * anything that is not such a line. */
bool lookup_parse(const char *text, Arena *arena, Lookup *out, Error *error);
/* Appends the line of it: the query first, the shortest digits. What it writes is read back as the
 * same numbers and names. */
void lookup_write(const Lookup *lookup, Buffer *out);

extern const char *const lookup_examples[];
extern const int lookup_example_count;

#endif
