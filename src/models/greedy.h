/* greedy.h -- greedy decoding of a batch: the words that tokens stand for, which one comes next,
 * and when an item ends.
 *
 * The largest logit wins, the lowest id among equals, and is fed back as it is. An item ends with
 * its first </s> or at its limit; what it is given after that says nothing.
 */
#ifndef HEED_MODELS_GREEDY_H
#define HEED_MODELS_GREEDY_H

#include "engine/real.h"

#include <stdbool.h>

enum { TOKEN_PAD = 0, TOKEN_START = 1, TOKEN_END = 2, TOKEN_UNKNOWN = 3 };

typedef struct Greedy {
    int batch;
    const int *limits; /* B: of output tokens */
    const int *prefix; /* tokens fed instead of the choices of one item, or NULL */
    int prefix_length;
    int *chosen;    /* steps × B ids; after an item's </s> or limit, TOKEN_PAD */
    bool *complete; /* B: </s> came before the limit */
} Greedy;

/* `asked`, or (0) min(2S + 10, 200) for a source of S tokens. */
int greedy_limit(int asked, int source_length);
/* Chooses every item's token of step t (from 1) from the logits, B × V, into chosen[t − 1], and
 * writes what is fed next to `fed`, B. Returns whether any item goes on. */
bool greedy_choose(const Greedy *greedy, const Real *logits, int V, int t, Real *fed);

#endif
