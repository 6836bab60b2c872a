/* pair.h -- a piece of work that two threads share: the caller and a helper that waits for it.
 *
 * The work is cut into parts that may be done in any order and at once. The caller takes them from
 * the first on, the helper from the last back, so that each has mostly the same ones from one time
 * to the next, and neither waits for a helper that the system does not run. On a machine with one
 * processor there is no helper. Threads: one caller at a time.
 */
#ifndef HEED_BASE_PAIR_H
#define HEED_BASE_PAIR_H

typedef struct Pair Pair;

/* Part `part` by hand `hand`: 0 is the caller, 1 the helper. */
typedef void PairWork(void *with, int hand, int part);
enum { PAIR_HANDS = 2 };

Pair *pair_new(void);
void pair_free(Pair *pair); /* NULL is allowed */
/* Does parts 0 … count − 1, and returns when all are done. The helper is started with the first
 * call of more than one part. */
void pair_run(Pair *pair, int count, PairWork *work, void *with);

#endif
