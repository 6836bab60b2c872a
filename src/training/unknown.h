/* unknown.h -- training on words that are not known, so that a sentence with one is still
 * translated around it.
 *
 * Where the task has a dictionary and gold links, one word of some samples is made <unk>, and so is
 * the word it becomes: only nouns, verbs, adjectives and names, which are what people type that
 * nobody taught, and only where one word becomes one word. What agreed with it stays as it was, so
 * a model learns the likeliest article. Samples that are measured are never changed.
 */
#ifndef HEED_TRAINING_UNKNOWN_H
#define HEED_TRAINING_UNKNOWN_H

#include "tasks/task.h"

/* How many samples lose a word that the dictionary calls open, if the one drawn is such a word. */
static const double UNKNOWN_SHARE = 0.15;

/* Which tokens of the source may be unknown, by number; none where `open` is NULL. */
typedef struct OpenWords {
    const Vocabulary *source;
    const bool *open;
} OpenWords;

/* Lives in the arena. */
OpenWords open_words(const Task *task, const Vocabulary *source, Arena *arena);
/* The sample's token lists are copied before they are changed; its texts stay. */
void sample_forget_a_word(Sample *sample, const OpenWords *words, Rng *rng, Arena *arena);

#endif
