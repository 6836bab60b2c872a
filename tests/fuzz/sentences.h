/* sentences.h -- random lines of the command language: grammatical ones, and broken ones.
 *
 * The grammatical ones come from the table of commands itself: a command's arguments, as
 * `heed list commands` prints them, are read as a grammar, so that a new word is spoken at once.
 * Broken ones are those with bytes changed, words lost or doubled, numbers no one means. The same
 * Rng says the same lines.
 */
#ifndef HEED_TESTS_FUZZ_SENTENCES_H
#define HEED_TESTS_FUZZ_SENTENCES_H

#include "base/arena.h"
#include "base/rng.h"

/* A line in the arena. Files it names are in the folder it runs in. */
const char *sentence(Rng *rng, Arena *arena);

#endif
