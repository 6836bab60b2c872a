/* heads_measured.h -- what the heads of a run do, measured: one now, or all of a group by a job.
 *
 * A head of a short input is measured when it is first asked for (run_head_summary). All heads of a
 * long one take seconds: a job goes through them, and what it finds is kept with the run. It holds
 * the run, reads nodes and tokens, which are const, and has room of its own; it never sees the
 * model. Main thread only, but for the job's own work. Letters: N queries and keys.
 */
#ifndef HEED_SESSION_HEADS_MEASURED_H
#define HEED_SESSION_HEADS_MEASURED_H

#include "base/job.h"
#include "session/run.h"

/* All heads of the group together are too long for one frame. */
bool run_heads_are_long(const Run *run, HeadsOf of);
/* Heads of the group that are not measured yet. */
int run_heads_unmeasured(const Run *run, HeadsOf of);
/* Measures them here and now, by two hands. */
void run_measure_heads(const Run *run, HeadsOf of);

/* Measures them as a job, in the order of layers; `wake` may be NULL. A snapshot is a HeadsFound.
 */
Job *heads_measure_start(const Run *run, HeadsOf of, void (*wake)(void *), void *with);
typedef struct HeadsFound HeadsFound;
/* Keeps with the run, which is the job's, what a snapshot found, and frees it. Before the job is
 * freed. */
void run_take_heads(const Run *run, HeadsFound *found);

#endif
