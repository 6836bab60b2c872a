/* heads_job.h -- the heads of a long input, measured one after the other by a job of the window's
 * while they are looked at, and on when they no longer are. Zero is no job. */
#ifndef HEED_APP_HEADS_JOB_H
#define HEED_APP_HEADS_JOB_H

#include "app/curve_job.h"
#include "session/heads_measured.h"

/* Heads of a group of a run; no two runs have one version. */
typedef struct HeadsGoal {
    const Run *run;
    uint64_t version;
    HeadsOf of;
} HeadsGoal;

typedef struct HeadsJob {
    Job *job;
    HeadsGoal goal;    /* of the job, which holds the run */
    HeadsGoal stopped; /* measured no further until it is asked for */
    double since;
} HeadsJob;

/* measure start|stop, where heads are looked at. */
bool heads_job_act(HeadsJob *job, const CurveHost *host, const char *what, Error *error);
/* Once a frame: takes what was measured, and tells how far it has come. */
void heads_job_take(HeadsJob *job, const CurveHost *host);
/* Once a pass: begins what the newest state wants. */
void heads_job_tend(HeadsJob *job, const CurveHost *host);
/* The same here and now. */
void heads_job_do(Session *session);
/* Whether nothing that is looked at is left to measure; else a sentence. */
bool heads_job_is_done(const Session *session, Error *error);
void heads_job_end(HeadsJob *job);

#endif
