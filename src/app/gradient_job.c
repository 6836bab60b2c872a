#include "app/gradient_job.h"

#include <string.h>

static int target_now(const Session *session) {
    return gradient_target(session_run(session), &session_state(session)->look);
}

static bool is_of_the_state(const GradientJob *job, const Session *session) {
    return job->known && job->target == target_now(session) &&
           ask_equal(&job->ask, &session_state(session)->ask);
}

static bool is_looked_at(const Session *session) {
    return session_state(session)->look.view == VIEW_GRADIENT && session_run(session)->made &&
           target_now(session);
}

static bool is_whole(const Session *session) {
    const Gradients *g = session_gradients(session);
    bool whole = gradients_are_of(g, &session_state(session)->ask, target_now(session));
    for (int i = 0; whole && i < GRADIENT_CURVES; i++)
        whole = g->curves[i].done || g->curves[i].why;
    return whole;
}

static void show(const GradientJob *job, const CurveHost *host) {
    ViewMemory *memory = host->memory;
    memory->gradients.runs = job->job && !job->rests;
    memory->gradients.rests = job->rests && is_looked_at(host->session) &&
                              is_of_the_state(job, host->session) && !is_whole(host->session);
}

static bool stop(GradientJob *job, const CurveHost *host, Error *error) {
    if (!job->job || job->rests) return error_words(error, "no gradients are being measured");
    job_cancel(job->job);
    job->rests = true;
    show(job, host);
    return true;
}

bool gradient_job_act(GradientJob *job, const CurveHost *host, const char *what, Error *error) {
    if (!strcmp(what, "stop")) return stop(job, host, error);
    if (strcmp(what, "start"))
        return error_words(error, "measure takes start or stop, not “%s”", what);
    if (!is_looked_at(host->session))
        return error_words(error, "there is no loss here whose gradient could be measured");
    job->again = true;
    return true;
}

void gradient_job_take(GradientJob *job, const CurveHost *host) {
    ViewMemory *memory = host->memory;
    if (job->job) {
        bool over = job_finished(job->job);
        Gradients *now = job_take(job->job);
        if (now) session_take_gradients(host->session, now);
        double done = job_progress_of(job->job), spent = host->now - job->since;
        memory->gradients.done = done;
        memory->gradients.left = done > 0.02 && spent > 0.2 ? spent * (1 - done) / done : -1;
        if (over) {
            job_free(job->job);
            job->job = NULL;
        }
    }
    show(job, host);
}

void gradient_job_tend(GradientJob *job, const CurveHost *host) {
    bool wants = session_wants_gradients(host->session);
    bool same = is_of_the_state(job, host->session);
    if (job->job) {
        if (wants && !same) job_cancel(job->job);
        return;
    }
    if (!is_looked_at(host->session) || !(job->again || (wants && !(job->rests && same)))) return;
    GradientsAsk ask = session_gradients_ask(host->session);
    *job = (GradientJob){.ask = ask.state, .target = ask.target, .known = true, .since = host->now};
    job->job = gradients_start(&ask, host->wake, host->with);
    host->memory->gradients.done = 0;
    host->memory->gradients.left = -1;
    show(job, host);
}
