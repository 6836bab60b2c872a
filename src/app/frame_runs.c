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

static void forget_waiting(Frame *f) {
    while (f->waiting_count) free(f->waiting[--f->waiting_count].line);
}

/* Lets go of the job for good: also of a file whose line it was for, and of what waits for it. */
static void drop_job(Frame *f) {
    if (f->job && !f->job_line) forget_opening(f);
    forget_job(f);
    forget_waiting(f);
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

/* --- lines that are said while a run is computed --------------------------------------------- */

static bool same_runs(const State *a, const State *b) {
    return ask_equal(&a->ask, &b->ask) && !strcmp(a->compare.words, b->compare.words);
}

/* What such a line means: something of its own, that can be had at once; what is asked for already;
 * more than that, which comes after it, or in place of the last one that waits; or all that is
 * wanted by now. */
typedef enum Meaning {
    MEANS_ITSELF,
    MEANS_THE_SAME,
    MEANS_MORE,
    MEANS_MORE_THAN_LAST,
    MEANS_ALL
} Meaning;

static Meaning meaning_of(const Frame *f, const char *line) {
    Session *session = f->session;
    const char *lines[WAITING_MOST + 2] = {f->job_line};
    int count = 1;
    for (int i = 0; i < f->waiting_count; i++) lines[count++] = f->waiting[i].line;
    State pending, alone, both, shorter;
    const State *now = session_state(session);
    if (!session_foresee_state(session, &line, 1, &alone)) return MEANS_ITSELF;
    bool changes = !same_runs(now, &alone);
    if (!session_foresee_state(session, lines, count, &pending)) /* of the past */
        return changes ? MEANS_ALL : MEANS_ITSELF;
    lines[count] = line;
    if (!session_foresee_state(session, lines, count + 1, &both)) return MEANS_MORE;
    if (same_runs(&pending, &both)) return changes ? MEANS_THE_SAME : MEANS_ITSELF;
    if (same_runs(&alone, &both)) return MEANS_ALL;
    lines[count - 1] = line;
    bool covers = f->waiting_count && session_foresee_state(session, lines, count, &shorter) &&
                  same_runs(&shorter, &both);
    return covers ? MEANS_MORE_THAN_LAST : MEANS_MORE;
}

static void let_wait(Frame *f, const char *line, int gesture) {
    if (f->waiting_count == WAITING_MOST) {
        frame_tell(f, "so much waits for the run that is computed that nothing more can", true);
        return;
    }
    f->waiting[f->waiting_count++] = (WaitingLine){strdup(line), gesture};
}

static void forget_last(Frame *f) {
    if (f->waiting_count)
        free(f->waiting[--f->waiting_count].line);
    else
        drop_job(f);
}

/* Undo takes back what was said last, here by letting go of it; but undo or redo that is not there
 * yet itself comes before another one. After anything else there is nothing to redo. */
static void wait_in_past(Frame *f, const char *line) {
    const char *last = f->waiting_count ? f->waiting[f->waiting_count - 1].line : f->job_line;
    bool undo = !strcmp(line, "undo"), after = !strcmp(last, line);
    if (after)
        let_wait(f, line, 0);
    else if (undo || !strcmp(last, "undo"))
        forget_last(f);
}

/* Whether it waits, or is done with. */
static bool waits(Frame *f, const char *line, int gesture) {
    if (!strcmp(line, "undo") || !strcmp(line, "redo")) {
        wait_in_past(f, line);
        return true;
    }
    switch (meaning_of(f, line)) {
    case MEANS_THE_SAME: return true;
    case MEANS_MORE_THAN_LAST: forget_last(f); /* fall through */
    case MEANS_MORE: let_wait(f, line, gesture); return true;
    case MEANS_ALL: drop_job(f); return false;
    case MEANS_ITSELF: break;
    }
    return false;
}

bool frame_start_run(Frame *f, const char *line, int gesture) {
    enum { SHORT_LINE = 250 };
    if (f->job && f->job_line && waits(f, line, gesture)) return true;
    bool past = !strcmp(line, "undo") || !strcmp(line, "redo"); /* a run that was let go of */
    bool may_be_long = strlen(line) > SHORT_LINE || !strncmp(line, "beam ", 5) || past ||
                       run_is_long(&session_state(f->session)->ask);
    Ask ask;
    if (!may_be_long || f->live || !session_foresee(f->session, line, &ask) || !run_is_long(&ask))
        return false;
    if (f->job) drop_job(f);
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

bool frame_computes(const Frame *f) {
    return f->job || f->waiting_count;
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

/* The next line that waits; the others stay. */
static void take_waiting(Frame *f) {
    WaitingLine next = f->waiting[0];
    f->waiting_count--;
    memmove(f->waiting, f->waiting + 1, (size_t)f->waiting_count * sizeof *f->waiting);
    if (!frame_start_run(f, next.line, next.gesture)) apply(f, next.line, next.gesture);
    free(next.line);
}

void frame_take_runs(Frame *f) {
    if (f->job) take_job(f);
    while (!f->job && f->waiting_count) take_waiting(f);
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
