/* job.h -- work of more than 30 ms, away from the main thread.
 *
 * A job owns a copy of what was asked and everything it makes; it never sees the session, fonts or
 * SDL. It polls job_cancelled, and publishes immutable snapshots through one slot: a newer one
 * replaces one nobody has taken. The main thread takes the newest when a frame begins and owns what
 * it took. All functions marked [worker] are called by the work function, the others by the thread
 * that started the job. job_free cancels, waits for the work function to return, and frees what is
 * left in the slot.
 */
#ifndef HEED_BASE_JOB_H
#define HEED_BASE_JOB_H

#include <stdbool.h>

typedef struct Job Job;
typedef void JobWork(Job *job, void *asked);
typedef void JobFree(void *value);

/* Starts work(job, asked) in a thread. `free_asked` (may be NULL) frees `asked` when the job is
 * freed. */
Job *job_start(JobWork *work, void *asked, JobFree *free_asked);
/* `wake` (may be NULL) is called, from the worker's thread, whenever there is something new to take
 * and when the work ends. */
Job *job_start_waking(JobWork *work, void *asked, JobFree *free_asked, void (*wake)(void *),
                      void *with);

bool job_cancelled(Job *job);                                 /* [worker] */
void job_publish(Job *job, void *snapshot, JobFree *free_it); /* [worker] gives the snapshot away */
void job_progress(Job *job, double done);                     /* [worker] 0 … 1 */
void job_fail(Job *job, const char *sentence);                /* [worker] kept for job_error */

void *job_take(Job *job);         /* the newest snapshot, now the caller's, or NULL */
double job_progress_of(Job *job); /* 0 … 1 */
bool job_finished(Job *job);      /* the work function has returned */
const char *job_error(
    Job *job); /* the sentence, or NULL; valid until job_free; ask when finished */
void job_cancel(Job *job);
void job_wait(Job *job); /* until finished; does not cancel */
void job_free(Job *job); /* NULL is allowed */

#endif
