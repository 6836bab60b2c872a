/* frame_runs.c -- runs that take long: each is built by a job while the old picture stays. */
#include "app/frame_parts.h"

#include <stdlib.h>
#include <string.h>

typedef struct RunAsk {
    Ask ask;
} RunAsk;

static void free_run(void *run) {
    run_free(run);
}

static void build_run(Job *job, void *asked) {
    Error error = {0};
    Run *run = run_new(&((RunAsk *)asked)->ask, &error);
    if (run)
        job_publish(job, run, free_run);
    else
        job_fail(job, error.message);
}

static void forget_job(Frame *f) {
    job_free(f->job);
    free(f->job_line);
    f->job = NULL;
    f->job_line = NULL;
    f->chrome.computing = f->chrome.cancel_computing = false;
}

bool frame_start_run(Frame *f, const char *line, int gesture) {
    enum { SHORT_LINE = 250 };
    bool past = !strcmp(line, "undo") || !strcmp(line, "redo"); /* a run that was let go of */
    bool may_be_long = strlen(line) > SHORT_LINE || !strncmp(line, "beam ", 5) || past ||
                       run_is_long(&session_state(f->session)->ask);
    RunAsk asked;
    if (!may_be_long || f->live || !session_foresee(f->session, line, &asked.ask) ||
        !run_is_long(&asked.ask))
        return false;
    forget_job(f);
    RunAsk *copy = malloc(sizeof *copy);
    CHECK(copy, "out of memory");
    *copy = asked;
    f->job_line = strdup(line);
    f->job_gesture = gesture;
    f->job_since = f->now;
    f->job = job_start_waking(build_run, copy, free, f->host.wake, f->host.with);
    return true;
}

static void apply(Frame *f, const char *line, int gesture) {
    Error error = {0};
    bool good = session_apply_gesture(f->session, line, gesture, &error);
    frame_tell_of(f, line, false, good, error.message);
}

/* When the run is there, the line is applied and finds it. */
static void take_job(Frame *f) {
    if (f->chrome.cancel_computing) forget_job(f);
    if (!f->job || !job_finished(f->job)) return;
    Run *run = job_take(f->job);
    if (run) session_adopt(f->session, run);
    char *line = f->job_line;
    int gesture = f->job_gesture;
    f->job_line = NULL;
    forget_job(f);
    if (!run || !frame_start_run(f, line, gesture)) /* else a comparison's second run is next */
        apply(f, line, gesture);
    free(line);
}

void frame_take_runs(Frame *f) {
    if (f->job) take_job(f);
    while (!f->job && f->queued < f->queue_count) {
        const char *line = f->queue[f->queued++];
        if (!frame_start_run(f, line, 0)) apply(f, line, 0);
    }
}

void frame_say(Frame *f, const char *const *lines, int count) {
    f->queue = lines;
    f->queue_count = count;
    f->queued = 0;
}

void frame_forget_runs(Frame *f) {
    forget_job(f);
    f->queue_count = f->queued = 0;
}
