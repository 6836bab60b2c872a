/* sequences.h -- what the tasks of next symbols share: brackets and repeat.
 *
 * A sequence is 4 to 64 symbols of one ASCII character each, written with spaces between. A task is
 * a way to draw some and a rule that says, for any, whether it belongs to the task and what can be
 * known of it. Samples are drawn until one has a determined symbol and is of the wanted part of the
 * data: a tenth of all sequences, chosen by a hash of their symbols, is kept from training.
 */
#ifndef HEED_TASKS_SEQUENCES_H
#define HEED_TASKS_SEQUENCES_H

#include "tasks/task.h"

enum { SEQUENCE_SHORTEST = 4, SEQUENCE_LONGEST = 64 };

typedef struct Sequence {
    char symbols[SEQUENCE_LONGEST + 1];
    int count;
} Sequence;

/* What is known of a sequence: after which symbols the next one is, and to which symbols a head
 * that finds it looks from each (false everywhere before a rule marks them). */
typedef struct SequenceMarks {
    bool determined[SEQUENCE_LONGEST];
    bool links[SEQUENCE_LONGEST][SEQUENCE_LONGEST]; /* [from][to], to ≤ from */
} SequenceMarks;

/* Marks what is known; false when the sequence is none of the task's. */
typedef bool SequenceRule(const Sequence *sequence, SequenceMarks *marks);
/* Puts `count` symbols into an empty sequence that follows the rule. */
typedef void SequenceDraw(Rng *rng, int count, Sequence *out);

/* Adds a symbol unless there are `most`. */
void sequence_put(Sequence *sequence, int most, char symbol);

void sequence_sample(Rng *rng, bool fresh, SequenceDraw *draw, SequenceRule *rule, Arena *arena,
                     Sample *out);
/* A typed text: false when a symbol is not in the alphabet, there are none or over 64, or the rule
 * says no. */
bool sequence_read(const char *text, const char *alphabet, SequenceRule *rule, Arena *arena,
                   Sample *out);

#endif
