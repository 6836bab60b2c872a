/* gradient_job.h -- the gradients that are looked at, measured by a job of the window's, file by
 * file. Zero is no job. A job that is stopped, or of an older state, is left to end by itself: its
 * tape can be long, and nobody waits for it. */
#ifndef HEED_APP_GRADIENT_JOB_H
#define HEED_APP_GRADIENT_JOB_H

#include "app/curve_job.h"
#include "base/job.h"
#include "session/gradients.h"

typedef struct GradientJob {
    Job *job;
    Ask ask; /* of the state it is for, or for which it was stopped */
    int target;
    bool known, rests; /* these are; nothing more is measured for them until it is asked for */
    bool again;        /* and it was asked for */
    double since;
} GradientJob;

/* measure start|stop, where gradients are looked at. */
bool gradient_job_act(GradientJob *job, const CurveHost *host, const char *what, Error *error);
/* Once a frame: takes what was measured, and tells how far it has come. */
void gradient_job_take(GradientJob *job, const CurveHost *host);
/* Once a pass: begins what the newest state wants. */
void gradient_job_tend(GradientJob *job, const CurveHost *host);

#endif
