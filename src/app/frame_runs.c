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

static bool is_let_go(void *job) {
    return job_cancelled(job);
}

static void build_run(Job *job, void *asked) {
    Error error = {0};
    Run *run = run_new_stopped_by(&((RunAsk *)asked)->ask, is_let_go, job, &error);
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

static void forget_opening(Frame *f) {
    opening_free(f->opening);
    free(f->opening_line);
    f->opening = NULL;
    f->opening_line = NULL;
}

/* Lets go of the job for good: also of a file whose line it was for. */
static void drop_job(Frame *f) {
    if (f->job && !f->job_line) forget_opening(f);
    forget_job(f);
}

/* For a line, or (NULL) for the next of the file that is being opened. */
static void start_job(Frame *f, const Ask *ask, const char *line, int gesture) {
    RunAsk *copy = malloc(sizeof *copy);
    CHECK(copy, "out of memory");
    copy->ask = *ask;
    f->job_line = line ? strdup(line) : NULL;
    f->job_gesture = gesture;
    f->job_since = f->now;
    f->job = job_start_waking(build_run, copy, free, f->host.wake, f->host.with);
}

bool frame_start_run(Frame *f, const char *line, int gesture) {
    enum { SHORT_LINE = 250 };
    bool past = !strcmp(line, "undo") || !strcmp(line, "redo"); /* a run that was let go of */
    bool may_be_long = strlen(line) > SHORT_LINE || !strncmp(line, "beam ", 5) || past ||
                       run_is_long(&session_state(f->session)->ask);
    Ask ask;
    if (!may_be_long || f->live || !session_foresee(f->session, line, &ask) || !run_is_long(&ask))
        return false;
    drop_job(f);
    start_job(f, &ask, line, gesture);
    return true;
}

static void apply(Frame *f, const char *line, int gesture) {
    Error error = {0};
    bool good = session_apply_gesture(f->session, line, gesture, &error);
    frame_tell_of(f, line, false, good, error.message);
}

/* --- files of commands ----------------------------------------------------------------------- */

static void end_opening(Frame *f, bool good, const char *sentence) {
    char *line = f->opening_line;
    f->opening_line = NULL;
    forget_opening(f);
    if (line)
        frame_tell_of(f, line, f->opening_of_palette, good, sentence);
    else if (!good && f->opening_restores) {
        session_apply(f->session, "reset", NULL);
        session_begin(f->session, 0);
    } else if (!good)
        frame_tell(f, sentence, true);
    free(line);
}

/* Applies lines up to one whose run takes long, which `there` says of the first that it does not:
 * its job has ended. */
static void go_on_opening(Frame *f, bool there) {
    while (f->opening && !opening_is_over(f->opening)) {
        Error error = {0};
        Ask ask;
        if (!there && !f->live && opening_foresee(f->opening, &ask) && run_is_long(&ask)) {
            forget_job(f);
            start_job(f, &ask, NULL, 0);
            if (f->opening_of_palette) f->chrome.palette = f->opening_of_palette = false;
            return;
        }
        if (!opening_apply(f->opening, &error)) {
            end_opening(f, false, error.message);
            return;
        }
        there = false;
    }
    if (f->opening) end_opening(f, true, "");
}

void frame_open(Frame *f, Opening *opening, bool restores) {
    f->opening = opening;
    f->opening_restores = restores;
}

bool frame_is_opening(const Frame *f) {
    return f->opening != NULL;
}

bool frame_start_opening(Frame *f, const char *line, bool of_palette) {
    Error none = {0};
    Opening *opening = session_opening_of(f->session, line, &none);
    if (!opening) return false;
    drop_job(f);
    forget_opening(f);
    f->opening = opening;
    f->opening_restores = false;
    f->opening_line = strdup(line);
    f->opening_of_palette = of_palette;
    go_on_opening(f, false);
    return true;
}

/* --- when a run is there --------------------------------------------------------------------- */

/* The line is applied then and finds it; a comparison's second run is next. */
static void take_job(Frame *f) {
    if (f->chrome.cancel_computing) drop_job(f);
    if (!f->job || !job_finished(f->job)) return;
    Run *run = job_take(f->job);
    if (run) session_adopt(f->session, run);
    char *line = f->job_line;
    int gesture = f->job_gesture;
    f->job_line = NULL;
    forget_job(f);
    if (!line)
        go_on_opening(f, !run);
    else if (!run || !frame_start_run(f, line, gesture))
        apply(f, line, gesture);
    free(line);
}

void frame_take_runs(Frame *f) {
    if (f->job) take_job(f);
    if (!f->job) go_on_opening(f, false);
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
    drop_job(f);
    forget_opening(f);
    f->queue_count = f->queued = 0;
}
