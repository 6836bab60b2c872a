/* beam.h -- beam search: at every step the k likeliest beginnings are carried on.
 *
 * A hypothesis is a row of words and its sum Σ log p; there is no length norm, the temperature of
 * attention has no part in p. A step takes every hypothesis of the beam: one that has ended (its
 * </s> came) is a candidate as it stands, with its sum; one that has not is as many candidates as
 * there are words. The k candidates of the largest sums are the new beam, the best first; of equal
 * sums the one of the lower place before goes first, then the lower id. It stops when all
 * hypotheses of the beam have ended, or at the limit of words: ended ones stay in the beam, and can
 * still be pushed out of it. Width 1 is greedy decoding.
 *
 * The k best candidates that were not kept are remembered too. log p is taken in double from the
 * logits. Everything lives in the arena given to beam_new. Threads: any, one at a time.
 */
#ifndef HEED_MODELS_BEAM_H
#define HEED_MODELS_BEAM_H

#include "base/arena.h"
#include "engine/real.h"

#include <stdbool.h>

enum { BEAM_WIDEST = 8, BEAM_NO_WORD = -1 };

/* One place of the beam after a step, or a candidate that got none. */
typedef struct BeamPlace {
    bool taken; /* else there was no candidate for it, and the rest says nothing */
    int word;   /* its last word's id; BEAM_NO_WORD: it had ended before, and stays as it is */
    int parent; /* its place, from 0, at the step before; the first step's is 0, the start */
    double sum; /* Σ log p of its words */
    double own; /* log p of the last one; 0 of one that had ended */
    bool ended;
} BeamPlace;

typedef struct Beam {
    int width, limit, steps; /* steps made so far */
    BeamPlace *kept;         /* limit × width, the best of a step first */
    BeamPlace *missed;       /* limit × width: the best that were not kept */
    const int *prefix;       /* words every hypothesis begins with, or NULL */
    int prefix_length;
} Beam;

/* A beam before its first step. The prefix's words replace all choices of their steps, and must
 * live as long as the beam. */
Beam *beam_new(Arena *arena, int width, int limit, const int *prefix, int prefix_length);
/* After step t (from 1): a place of the beam; a candidate that just missed it. */
const BeamPlace *beam_place(const Beam *beam, int t, int place);
const BeamPlace *beam_missed(const Beam *beam, int t, int place);
/* Whether a place of the last step goes on: its logits are wanted. Before the first step only place
 * 0 does. */
bool beam_goes_on(const Beam *beam, int place);
/* Makes a step: logits[place], V of them, of each place that goes on. Returns whether another step
 * is due. */
bool beam_step(Beam *beam, const Real *const *logits, int V);
/* The words of a place after step t, </s> included, into `words` (room for t); returns how many. */
int beam_words(const Beam *beam, int t, int place, int *words);
/* How many hypotheses the last step left. */
int beam_count(const Beam *beam);
/* The place at step `earlier` that a place after step t has come through. */
int beam_through(const Beam *beam, int t, int place, int earlier);

#endif
