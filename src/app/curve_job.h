/* curve_job.h -- the length curve that is looked at, measured by a job of the window's. Zero is no
 * job. */
#ifndef HEED_APP_CURVE_JOB_H
#define HEED_APP_CURVE_JOB_H

#include "session/session.h"
#include "views/view.h"

typedef struct CurveJob {
    Curver *curver;
    CurveAsk asked; /* what it measures, or what was stopped or cannot be measured */
    bool rests;     /* nothing more is measured for `asked` until it is asked for */
    double since;
} CurveJob;

/* Who is waited for: `wake` may be NULL. */
typedef struct CurveHost {
    Session *session;
    ViewMemory *memory; /* is told how far it has come */
    double now;
    void (*wake)(void *with);
    void *with;
} CurveHost;

/* measure start|stop. */
bool curve_job_act(CurveJob *job, const CurveHost *host, const char *what, Error *error);
/* Once a frame: takes what was measured, lets go a curve that is no longer looked at, and begins
 * one that is. While a model is trained here (`busy`) it is another one 25 times a second: that is
 * waited for. */
void curve_job_tend(CurveJob *job, const CurveHost *host, bool busy);
void curve_job_end(CurveJob *job, ViewMemory *memory);

#endif
