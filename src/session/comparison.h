/* comparison.h -- what two runs beside each other come to: their weights cell by cell, row by row,
 * and what a reference text was worth to each.
 *
 * Made from two runs and how they are looked at (which head); borrows from both, so it lives no
 * longer than they do. Rows are steps: row t is the t-th row of each, whatever word it writes.
 */
#ifndef HEED_SESSION_COMPARISON_H
#define HEED_SESSION_COMPARISON_H

#include "session/session.h"

typedef struct Comparison {
    RunMatrix a, b; /* the weights; array NULL where a run has none */
    /* A − B over the rows that both have, −inf where both are masked; array NULL where cells have
     * no partners, and then `no` is the sentence why. */
    RunMatrix difference;
    const char *no;
    double limit;             /* the largest |A − B|, rounded up to a tenth */
    const double *divergence; /* KL(A‖B) of each of those rows, nats; not a number: not defined */
    Arena *arena;
    Tape *tape;
    Trace *trace;
} Comparison;

Comparison *comparison_new(const Run *a, const Look *look_a, const Run *b, const Look *look_b);
/* Of the session's two runs, which there must be. */
Comparison *comparison_of(const Session *session);
void comparison_free(Comparison *comparison); /* NULL is allowed */

/* Which items of a have no partner in b, of the longest common subsequence; `count` of a's. */
bool *comparison_differ(Arena *arena, TextPieces a, TextPieces b);

/* The reference of a recurrent run, token by token with </s>: how likely each was to the model
 * after the reference's own words before it (teacher forcing). False where there is no reference,
 * a word of it is not in the vocabulary, or it would take long. */
typedef struct Reference {
    TextPieces tokens;
    const double *probabilities;
} Reference;
bool run_reference(const Run *run, Arena *arena, Reference *out);

#endif
