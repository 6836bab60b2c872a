#include "training/live.h"

#include "base/job.h"
#include "training/evaluation.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { STEPS_A_PICTURE = 25, EXACT_EVERY = 10, EXACT_SAMPLES = 200 };
static const double SECONDS_A_PICTURE = 0.04;

struct Live {
    TrainingPlan plan;
    Job *job;
    pthread_mutex_t mutex; /* guards paused */
    bool paused;
};

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void rest(double time) {
    if (time <= 0) return;
    struct timespec left = {(time_t)time, (long)((time - (double)(time_t)time) * 1e9)};
    nanosleep(&left, NULL);
}

static bool is_paused(Live *live) {
    pthread_mutex_lock(&live->mutex);
    bool paused = live->paused;
    pthread_mutex_unlock(&live->mutex);
    return paused;
}

static void free_snapshot(void *snapshot) {
    live_snapshot_free(snapshot);
}

static double exact_now(const Trainer *trainer) {
    Arena *arena = arena_new();
    Evaluation now;
    evaluate(trainer_model(trainer), trainer_plan(trainer)->task, EXACT_SAMPLES, 1, arena, NULL,
             &now);
    arena_free(arena);
    return now.exact;
}

static void publish(Job *job, const Trainer *trainer, double spent, double exact) {
    LiveSnapshot *snapshot = calloc(1, sizeof *snapshot);
    CHECK(snapshot, "out of memory");
    *snapshot = (LiveSnapshot){.model = trainer_snapshot(trainer),
                               .examples = trainer_examples(trainer),
                               .of = trainer_plan(trainer)->examples,
                               .seconds = spent,
                               .loss = trainer_smooth_loss(trainer),
                               .exact = exact,
                               .done = trainer_done(trainer),
                               .diverged = trainer_diverged(trainer)};
    job_publish(job, snapshot, free_snapshot);
}

static void work(Job *job, void *asked) {
    Live *live = asked;
    Trainer *trainer = trainer_new(&live->plan);
    double spent = 0, exact = -1;
    for (long picture = 0; !job_cancelled(job); picture++) {
        while (is_paused(live) && !job_cancelled(job)) rest(0.02);
        double start = seconds();
        int steps = 0;
        while (steps < STEPS_A_PICTURE && (!steps || seconds() - start < SECONDS_A_PICTURE) &&
               trainer_step(trainer))
            steps++;
        spent += seconds() - start;
        bool over = trainer_done(trainer) || trainer_diverged(trainer);
        if (picture % EXACT_EVERY == EXACT_EVERY - 1 || over) exact = exact_now(trainer);
        publish(job, trainer, spent, exact);
        if (over) break;
        rest(SECONDS_A_PICTURE - (seconds() - start));
    }
    trainer_free(trainer);
}

Live *live_start(const TrainingPlan *plan, void (*wake)(void *), void *with) {
    Live *live = calloc(1, sizeof *live);
    CHECK(live, "out of memory");
    live->plan = *plan;
    pthread_mutex_init(&live->mutex, NULL);
    live->job = job_start_waking(work, live, NULL, wake, with);
    return live;
}

LiveSnapshot *live_take(Live *live) {
    return job_take(live->job);
}

void live_snapshot_free(LiveSnapshot *snapshot) {
    if (!snapshot) return;
    model_free(snapshot->model);
    free(snapshot);
}

void live_pause(Live *live, bool paused) {
    pthread_mutex_lock(&live->mutex);
    live->paused = paused;
    pthread_mutex_unlock(&live->mutex);
}

bool live_finished(Live *live) {
    return job_finished(live->job);
}

void live_free(Live *live) {
    if (!live) return;
    job_free(live->job);
    pthread_mutex_destroy(&live->mutex);
    free(live);
}
