/* lookup.h -- attention as a memory one can ask: a query, keys and values of a few numbers, as one
 * line of text that anyone can type over.
 *
 *     q 1.2 1; bank 1.6 0.5 -> 1 0; money -0.4 1.5 -> 0 1
 *
 * Items are parted by `;`. One of them is `q` and the query's d numbers (2 to 4). Every other one
 * is a memory cell: a name of words that are no numbers, d numbers for its key, and after `->` (or
 * →) its value of 1 to 4 numbers, as many in every cell. A cell without `->` has its key for its
 * value. Numbers are decimal, at most a million in size; a typographic minus is one.
 *
 * Nothing is trained, so what the scores have of their own stands in the line too: items named W,
 * Wq and Wk are d × d numbers row by row, b and v are d numbers. Left out, the matrices are the
 * identity, b is 0 and v is 1; the sharpness of cosine is 1.
 */
#ifndef HEED_TASKS_LOOKUP_H
#define HEED_TASKS_LOOKUP_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "tasks/task.h"

#include <stdbool.h>

enum {
    LOOKUP_SMALLEST = 2,      /* numbers of a key at least */
    LOOKUP_NUMBERS = 4,       /* of a key or value at most */
    LOOKUP_KEYS = 8,          /* at most; 1 at least */
    LOOKUP_NAME = 32,         /* graphemes of a name at most */
    LOOKUP_LARGEST = 1000000, /* size of a number at most */
    LOOKUP_MATRIX = LOOKUP_NUMBERS * LOOKUP_NUMBERS
};

/* What the scores have of their own, in the order it is written. */
typedef enum LookupParameter {
    LOOKUP_W,   /* of bilinear: d × d, e = qᵀ W k */
    LOOKUP_W_Q, /* of additive, as the following: d × d */
    LOOKUP_W_K,
    LOOKUP_B, /* d */
    LOOKUP_V,
    LOOKUP_PARAMETERS
} LookupParameter;

typedef struct LookupKey {
    const char *name;
    double key[LOOKUP_NUMBERS], value[LOOKUP_NUMBERS]; /* the first d, the first d_v; then zeros */
    bool own_value; /* the value is the key, and is not written */
} LookupKey;

typedef struct Lookup {
    int d, d_v, count;
    double query[LOOKUP_NUMBERS];
    LookupKey keys[LOOKUP_KEYS];
    double parameters[LOOKUP_PARAMETERS][LOOKUP_MATRIX]; /* the first d·d or d; then zeros */
} Lookup;

/* Its name in a line, its rows (columns are always d), and a number where it is left out. */
extern const char *const lookup_parameter_names[LOOKUP_PARAMETERS];
int lookup_parameter_rows(LookupParameter which, int d);
double lookup_parameter_start(LookupParameter which, int d, int i);

/* Reads a line; names live in the arena. False, with a sentence that says which item is wrong, for
 * anything that is not such a line. */
bool lookup_parse(const char *text, Arena *arena, Lookup *out, Error *error);
/* Whether a word is a number written with commas, which lines do not know: "1,5", "1,000". */
bool lookup_has_comma(const char *word);
/* Appends the line of it: the query first, the fewest digits, no parameter that is as if left out.
 * What it writes is read back as the same numbers and names. */
void lookup_write(const Lookup *lookup, Buffer *out);

/* The same with a key more or less, or with other sizes; numbers that come in are 0, or as if left
 * out. */
void lookup_add_key(Lookup *lookup, Arena *arena);
void lookup_remove_key(Lookup *lookup, int which); /* from 0 */
void lookup_set_d(Lookup *lookup, int d);
void lookup_set_values(Lookup *lookup, int d_v);

extern const Task task_lookup;

#endif
