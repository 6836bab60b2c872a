#include "base/job.h"

#include "base/error.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct Job {
    pthread_t thread;
    pthread_mutex_t mutex; /* guards everything below it */
    bool cancelled, finished, failed, joined;
    double progress;
    void *snapshot;
    JobFree *free_snapshot;
    char error[512];
    /* set before the thread starts, read only */
    JobWork *work;
    void *asked;
    JobFree *free_asked;
    void (*wake)(void *);
    void *wake_with;
};

static void *job_main(void *argument) {
    Job *job = argument;
    job->work(job, job->asked);
    pthread_mutex_lock(&job->mutex);
    job->finished = true;
    pthread_mutex_unlock(&job->mutex);
    if (job->wake) job->wake(job->wake_with);
    return NULL;
}

Job *job_start_waking(JobWork *work, void *asked, JobFree *free_asked, void (*wake)(void *),
                      void *with) {
    Job *job = calloc(1, sizeof *job);
    CHECK(job, "out of memory");
    job->work = work;
    job->asked = asked;
    job->free_asked = free_asked;
    job->wake = wake;
    job->wake_with = with;
    pthread_mutex_init(&job->mutex, NULL);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 8u << 20);
    int failed = pthread_create(&job->thread, &attributes, job_main, job);
    pthread_attr_destroy(&attributes);
    CHECK(!failed, "the system gives no thread (error %d)", failed);
    return job;
}

Job *job_start(JobWork *work, void *asked, JobFree *free_asked) {
    return job_start_waking(work, asked, free_asked, NULL, NULL);
}

bool job_cancelled(Job *job) {
    pthread_mutex_lock(&job->mutex);
    bool cancelled = job->cancelled;
    pthread_mutex_unlock(&job->mutex);
    return cancelled;
}

void job_publish(Job *job, void *snapshot, JobFree *free_it) {
    pthread_mutex_lock(&job->mutex);
    void *old = job->snapshot;
    JobFree *free_old = job->free_snapshot;
    job->snapshot = snapshot;
    job->free_snapshot = free_it;
    pthread_mutex_unlock(&job->mutex);
    if (old && free_old) free_old(old);
    if (job->wake) job->wake(job->wake_with);
}

void job_progress(Job *job, double done) {
    pthread_mutex_lock(&job->mutex);
    job->progress = done;
    pthread_mutex_unlock(&job->mutex);
}

void job_fail(Job *job, const char *sentence) {
    pthread_mutex_lock(&job->mutex);
    job->failed = true;
    snprintf(job->error, sizeof job->error, "%s", sentence);
    pthread_mutex_unlock(&job->mutex);
}

void *job_take(Job *job) {
    pthread_mutex_lock(&job->mutex);
    void *snapshot = job->snapshot;
    job->snapshot = NULL;
    pthread_mutex_unlock(&job->mutex);
    return snapshot;
}

double job_progress_of(Job *job) {
    pthread_mutex_lock(&job->mutex);
    double progress = job->progress;
    pthread_mutex_unlock(&job->mutex);
    return progress;
}

bool job_finished(Job *job) {
    pthread_mutex_lock(&job->mutex);
    bool finished = job->finished;
    pthread_mutex_unlock(&job->mutex);
    return finished;
}

const char *job_error(Job *job) {
    pthread_mutex_lock(&job->mutex);
    bool failed = job->failed;
    pthread_mutex_unlock(&job->mutex);
    return failed ? job->error : NULL;
}

void job_cancel(Job *job) {
    pthread_mutex_lock(&job->mutex);
    job->cancelled = true;
    pthread_mutex_unlock(&job->mutex);
}

void job_wait(Job *job) {
    if (job->joined) return;
    pthread_join(job->thread, NULL);
    job->joined = true;
}

void job_free(Job *job) {
    if (!job) return;
    job_cancel(job);
    job_wait(job);
    if (job->snapshot && job->free_snapshot) job->free_snapshot(job->snapshot);
    if (job->free_asked) job->free_asked(job->asked);
    pthread_mutex_destroy(&job->mutex);
    free(job);
}
