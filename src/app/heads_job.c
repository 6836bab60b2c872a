#include "app/heads_job.h"

#include <string.h>

static HeadsGoal goal_of(const Session *session, const Run *run) {
    HeadsGoal goal = {.of = session_state(session)->look.heads[0].of};
    if (!run || !run->heads || !run->trace->count) return goal;
    goal.run = run;
    goal.version = run->trace->arrays[0].version;
    return goal;
}

static bool is_same(HeadsGoal a, HeadsGoal b) {
    return a.run == b.run && a.version == b.version && a.of == b.of;
}

static bool is_long(HeadsGoal goal) {
    return goal.run && run_heads_are_long(goal.run, goal.of) &&
           run_heads_unmeasured(goal.run, goal.of) > 0;
}

/* What is looked at and not measured: of the state's run, then of the original beside it. */
static HeadsGoal wanted(const Session *session) {
    const State *state = session_state(session);
    HeadsGoal goal = goal_of(session, session_run(session));
    if (state->look.view != VIEW_HEADS) return (HeadsGoal){0};
    if (is_long(goal)) return goal;
    const Run *original = *state->ask.ablated ? session_original(session) : NULL;
    goal = goal_of(session, original);
    return is_long(goal) ? goal : (HeadsGoal){0};
}

static void show(const HeadsJob *job, const CurveHost *host) {
    HeadsGoal goal = wanted(host->session);
    ViewMemory *memory = host->memory;
    memory->heads.runs = job->job && goal.run && is_same(goal, job->goal);
    memory->heads.rests = goal.run && is_same(goal, job->stopped);
}

bool heads_job_act(HeadsJob *job, const CurveHost *host, const char *what, Error *error) {
    bool stops = !strcmp(what, "stop");
    if (!stops && strcmp(what, "start"))
        return error_words(error, "measure takes start or stop, not “%s”", what);
    if (stops && !job->job) return error_words(error, "no heads are being measured");
    if (!stops && !wanted(host->session).run)
        return error_words(error, "all heads that are shown are measured");
    job->stopped = stops ? job->goal : (HeadsGoal){0};
    if (stops) heads_job_end(job);
    show(job, host);
    return true;
}

void heads_job_take(HeadsJob *job, const CurveHost *host) {
    if (job->job) {
        bool over = job_finished(job->job);
        HeadsFound *found = job_take(job->job);
        if (found) run_take_heads(job->goal.run, found);
        double done = job_progress_of(job->job), spent = host->now - job->since;
        host->memory->heads.done = done;
        host->memory->heads.left = done > 0.01 && spent > 0.2 ? spent * (1 - done) / done : -1;
        if (over) heads_job_end(job);
    }
    show(job, host);
}

/* Whether the job's run is still the state's or the original: else nobody waits for it. */
static bool is_waited_for(const HeadsJob *job, const CurveHost *host) {
    HeadsGoal goal = wanted(host->session);
    if (goal.run) return is_same(goal, job->goal);
    return job->goal.run == session_run(host->session) ||
           job->goal.run == session_original(host->session);
}

void heads_job_tend(HeadsJob *job, const CurveHost *host) {
    if (job->job && !is_waited_for(job, host)) heads_job_end(job);
    HeadsGoal goal = wanted(host->session);
    if (job->job || !goal.run || is_same(goal, job->stopped)) return;
    job->goal = goal;
    job->since = host->now;
    job->job = heads_measure_start(goal.run, goal.of, host->wake, host->with);
    host->memory->heads.done = 0;
    host->memory->heads.left = -1;
    show(job, host);
}

void heads_job_do(Session *session) {
    for (HeadsGoal goal; (goal = wanted(session)).run;) run_measure_heads(goal.run, goal.of);
}

bool heads_job_is_done(const Session *session, Error *error) {
    HeadsGoal goal = wanted(session);
    if (!goal.run) return true;
    return error_set(error, "%d heads are not measured yet: wait, or measure start",
                     run_heads_unmeasured(goal.run, goal.of));
}

void heads_job_end(HeadsJob *job) {
    job_free(job->job);
    job->job = NULL;
    job->goal = (HeadsGoal){0};
}
