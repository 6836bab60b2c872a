/* live.h -- a training in front of an audience: a job that shows itself about 25 times a second.
 *
 * The worker trains 25 batches, or as many as 40 ms allow, publishes a snapshot (a copy of the
 * model and how it stands), and waits for what is left of 40 ms: faster nobody could follow. It
 * owns its trainer; what it publishes is immutable.
 */
#ifndef HEED_TRAINING_LIVE_H
#define HEED_TRAINING_LIVE_H

#include "training/trainer.h"

typedef struct LiveSnapshot {
    Model *model;
    long examples, of;
    double seconds, loss;
    double exact; /* share of 200 fresh samples, asked every tenth time; < 0 before the first */
    bool done, diverged;
} LiveSnapshot;

typedef struct Live Live;

/* Starts; `wake` (or NULL) is called from the worker whenever there is something to take. */
Live *live_start(const TrainingPlan *plan, void (*wake)(void *), void *with);
/* The newest snapshot, now the caller's, or NULL. */
LiveSnapshot *live_take(Live *live);
void live_snapshot_free(LiveSnapshot *snapshot); /* frees its model too, unless that is NULL */
void live_pause(Live *live, bool paused);
bool live_finished(Live *live);
void live_free(Live *live); /* stops; NULL is allowed */

#endif
