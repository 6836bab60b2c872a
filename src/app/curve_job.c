#include "app/curve_job.h"

#include <stdlib.h>
#include <string.h>

void curve_job_end(CurveJob *job, ViewMemory *memory) {
    curver_free(job->curver);
    job->curver = NULL;
    memory->curve_runs = false;
}

static bool start(CurveJob *job, const CurveHost *host, Error *error) {
    curve_job_end(job, host->memory);
    if (!session_curve_ask(host->session, &job->asked, error)) return false;
    const CurveAsk *ask = &job->asked;
    job->rests = false;
    job->since = host->now;
    job->curver =
        curver_start(ask->models, ask->count, ask->samples, ask->seed, host->wake, host->with);
    host->memory->curve_runs = true;
    host->memory->curve_done = 0;
    host->memory->curve_left = -1;
    return true;
}

bool curve_job_act(CurveJob *job, const CurveHost *host, const char *what, Error *error) {
    if (!strcmp(what, "start")) return start(job, host, error);
    if (strcmp(what, "stop"))
        return error_words(error, "measure takes start or stop, not “%s”", what);
    if (!job->curver) return error_words(error, "no length curve is being measured");
    curve_job_end(job, host->memory);
    job->rests = true;
    return true;
}

/* Whether what the view wants is another curve than the one being measured, or that rests. */
static bool is_other(const CurveJob *job, const Session *session) {
    const State *state = session_state(session);
    CurveAsk now = {.models = {state->ask.model},
                    .samples = state->look.curve_samples,
                    .seed = state->ask.seed,
                    .against = state->look.curve_against};
    return !job->asked.against || !curve_ask_equal(&now, &job->asked);
}

static void take(CurveJob *job, const CurveHost *host) {
    ViewMemory *memory = host->memory;
    bool over = curver_finished(job->curver);
    LengthCurve *now = curver_take(job->curver);
    if (now) session_take_curve(host->session, &job->asked, now);
    free(now);
    double done = curver_progress(job->curver), spent = host->now - job->since;
    memory->curve_done = done;
    memory->curve_left = done > 0.02 && spent > 0.2 ? spent * (1 - done) / done : -1;
    if (over) curve_job_end(job, memory);
}

void curve_job_tend(CurveJob *job, const CurveHost *host, bool busy) {
    bool looks = session_state(host->session)->look.view == VIEW_CURVE && !busy;
    if (job->curver && (!looks || is_other(job, host->session))) curve_job_end(job, host->memory);
    if (job->curver) take(job, host);
    const LengthCurve *known = session_curve(host->session);
    bool rests = job->rests && !is_other(job, host->session);
    if (!looks || job->curver || rests || (known && known->done >= 1)) return;
    Error none;
    if (!start(job, host, &none)) job->rests = true;
}
