/* run.h -- one run: the tape, the trace and the words of an Ask, kept and shared.
 *
 * Runs are immutable and reference-counted; a cache hands the same one out for the same Ask, so
 * that undo, “before”, and stepping are look-ups. A run of the same Ask has the same numbers.
 */
#ifndef HEED_SESSION_RUN_H
#define HEED_SESSION_RUN_H

#include "session/state.h"
#include "trace/trace.h"

typedef struct Run {
    Ask ask;
    Arena *arena;
    Tape *tape;
    Trace *trace;
    TextPieces source,
        target;            /* tokens, with the final </s> (target: unless the limit came first) */
    bool *unknown;         /* which source tokens the vocabulary does not have */
    int *chosen;           /* the target's ids */
    bool complete;         /* </s> came before the limit */
    const char *output;    /* the target as text */
    const char *reference; /* what is right, where the task can tell; else NULL */
    const GoldLinks *gold; /* of the target tokens, where the output is right; else NULL */
} Run;

enum { INPUT_TOKENS_MAX = 1000 };

/* Builds the run of an Ask, without a cache. NULL and a sentence: empty input, too many tokens, or
 * an attention that the model has no parameters for. */
Run *run_new(const Ask *ask, Error *error);
void run_free(Run *run);
/* Whether it would take over 30 ms or so: then it is a job's. run_new touches nothing but the Ask's
 * immutable values, so any thread may call it. */
bool run_is_long(const Ask *ask);

bool ask_equal(const Ask *a, const Ask *b);

typedef struct RunCache RunCache;
RunCache *run_cache_new(void);
void run_cache_free(RunCache *cache);
/* The run of this Ask, built if it is not there. Belongs to the cache; good until the next call but
 * one. */
const Run *run_cache_get(RunCache *cache, const Ask *ask, Error *error);

bool run_cache_has(const RunCache *cache, const Ask *ask);
/* Takes a run that was built elsewhere. */
void run_cache_add(RunCache *cache, Run *run);
/* Frees the runs of a model that is about to go. */
void run_cache_forget(RunCache *cache, const Model *model);

/* Whether the run has attention at all, and its stages at token t: the last of them is
 * STAGE_OUTPUT. */
bool run_has_attention(const Run *run);
bool run_has_stage(const Run *run, Stage stage);
/* Stages in the order this run goes through them (query current: Query, Score … all after the
 * state). */
Position run_first(const Run *run);
Position run_last(const Run *run);
/* The position after or before, by reveal; the same at the ends. */
Position run_next(const Run *run, Position position, Reveal reveal);
Position run_back(const Run *run, Position position, Reveal reveal);
/* The same position where the run has it, else the nearest it has. */
Position run_clamp(const Run *run, Position position);
/* Whether a stage of a token (and of its row, cell s from 1; 0: any) is shown at a position. */
bool run_shows(Position position, int token, Stage stage, int cell);

/* The trace and the caption's words as a file: arrays, and meta as words.md names it. */
void run_export(const Run *run, ArrayFile *file);

#endif
