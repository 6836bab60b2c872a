#include "training/trainer_parts.h"

#include "engine/kernels/kernels.h"
#include "formats/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- data ------------------------------------------------------------------------------------ */

static int by_length(const void *a, const void *b) {
    const Sample *x = a, *y = b;
    if (x->source_tokens.count != y->source_tokens.count)
        return x->source_tokens.count < y->source_tokens.count ? -1 : 1;
    return strcmp(x->source, y->source);
}

static void fill_pool(Trainer *t, long number) {
    int count = POOL_BATCHES * t->plan.batch;
    arena_reset(t->pool_arena);
    t->pool = ARENA_ARRAY(t->pool_arena, Sample, count);
    t->pool_order = ARENA_ARRAY(t->pool_arena, int, POOL_BATCHES);
    for (int i = 0; i < count; i++) {
        Rng rng = rng_at(t->plan.seed, "training sample", (uint64_t)number, (uint64_t)i);
        t->plan.task->sample(&rng, false, t->pool_arena, &t->pool[i]);
        sample_forget_a_word(&t->pool[i], &t->open, &rng, t->pool_arena);
    }
    qsort(t->pool, (size_t)count, sizeof *t->pool, by_length);
    Rng rng = rng_at(t->plan.seed, "batch order", (uint64_t)number, 0);
    for (int i = 0; i < POOL_BATCHES; i++) {
        int j = rng_below(&rng, i + 1);
        t->pool_order[i] = t->pool_order[j];
        t->pool_order[j] = i;
    }
    t->pool_number = number;
}

static const Sample *batch_samples(Trainer *t) {
    if (t->pool_number != t->step / POOL_BATCHES) fill_pool(t, t->step / POOL_BATCHES);
    return t->pool + (size_t)t->pool_order[t->step % POOL_BATCHES] * (size_t)t->plan.batch;
}

/* --- one shard ------------------------------------------------------------------------------- */

static int shard_start(const Trainer *t, int shard) {
    return t->plan.batch * shard / t->plan.shards;
}

static void shard_run(Shard *shard) {
    Trainer *t = shard->trainer;
    int first = shard_start(t, shard->number), count = shard_start(t, shard->number + 1) - first;
    const Sample *samples =
        t->pool + (size_t)t->pool_order[t->step % POOL_BATCHES] * (size_t)t->plan.batch;
    memset(shard->gradients, 0, t->model->weights->size * sizeof(Real));
    /* every token of the whole batch counts the same */
    Real share = (Real)1 / (Real)t->model->kind->predictions(samples, t->plan.batch);
    Forced run = t->model->kind->force(shard->tape, t->model, shard->gradients, samples + first,
                                       count, share);
    shard->loss = (double)run.loss->value[0];
    tape_backward(shard->tape, run.loss);
}

static void *helper(void *argument) {
    Shard *shard = argument;
    Trainer *t = shard->trainer;
    pthread_mutex_lock(&t->mutex);
    for (long seen = 0;;) {
        while (t->round == seen && !t->quitting) pthread_cond_wait(&t->begin, &t->mutex);
        if (t->quitting) break;
        seen = t->round;
        pthread_mutex_unlock(&t->mutex);
        shard_run(shard);
        pthread_mutex_lock(&t->mutex);
        if (--t->working == 0) pthread_cond_signal(&t->done);
    }
    pthread_mutex_unlock(&t->mutex);
    return NULL;
}

static void run_shards(Trainer *t) {
    pthread_mutex_lock(&t->mutex);
    t->working = t->plan.shards - 1;
    t->round++;
    pthread_cond_broadcast(&t->begin);
    pthread_mutex_unlock(&t->mutex);
    shard_run(&t->shards[0]);
    pthread_mutex_lock(&t->mutex);
    while (t->working > 0) pthread_cond_wait(&t->done, &t->mutex);
    pthread_mutex_unlock(&t->mutex);
}

/* --- the trainer ----------------------------------------------------------------------------- */

const char *trainer_recipe(Arena *arena, const Trainer *t, long examples) {
    const TrainingPlan *p = &t->plan;
    Buffer json = {0};
    buffer_text(&json, "{\"command\":");
    json_write_string(&json, training_command(arena, p));
    buffer_printf(&json, ",\"seed\":%llu,\"examples\":%ld,\"batch\":%d,\"shards\":%d,\"rate\":",
                  (unsigned long long)p->seed, examples, p->batch, p->shards);
    buffer_number(&json, p->rate);
    buffer_printf(&json, ",\"warm_up\":%d,\"kernel\":\"%s, %s\"}", p->warm_up, kernels()->name,
                  gemm_name());
    const char *text = arena_string(arena, json.data);
    buffer_free(&json);
    return text;
}

Trainer *trainer_new(const TrainingPlan *plan) {
    CHECK(!training_validate(plan), "%s", training_validate(plan));
    Trainer *t = calloc(1, sizeof *t);
    CHECK(t, "out of memory");
    t->plan = *plan;
    t->arena = arena_new();
    t->pool_arena = arena_new();
    t->model = training_model(plan);
    t->open = open_words(plan->task, &t->model->source, t->arena);
    t->adam = adam_new(t->arena, t->model->weights->size);
    t->gradients = ARENA_ARRAY(t->arena, Real, t->model->weights->size);
    t->pool_number = -1;
    t->steps = (plan->examples + plan->batch - 1) / plan->batch;
    t->loss = t->smooth = (double)NAN;
    pthread_mutex_init(&t->mutex, NULL);
    pthread_cond_init(&t->begin, NULL);
    pthread_cond_init(&t->done, NULL);
    for (int i = 0; i < plan->shards; i++) {
        t->shards[i] = (Shard){.trainer = t, .number = i, .tape = tape_new()};
        t->shards[i].gradients = ARENA_ARRAY(t->arena, Real, t->model->weights->size);
        if (i == 0) continue;
        int failed = pthread_create(&t->shards[i].thread, NULL, helper, &t->shards[i]);
        CHECK(!failed, "the system gives no thread (error %d)", failed);
    }
    return t;
}

void trainer_free(Trainer *t) {
    if (!t) return;
    pthread_mutex_lock(&t->mutex);
    t->quitting = true;
    pthread_cond_broadcast(&t->begin);
    pthread_mutex_unlock(&t->mutex);
    for (int i = 0; i < t->plan.shards; i++) {
        if (i > 0) pthread_join(t->shards[i].thread, NULL);
        tape_free(t->shards[i].tape);
    }
    pthread_cond_destroy(&t->begin);
    pthread_cond_destroy(&t->done);
    pthread_mutex_destroy(&t->mutex);
    model_free(t->model);
    arena_free(t->arena);
    arena_free(t->pool_arena);
    free(t);
}

bool trainer_step(Trainer *t) {
    if (trainer_done(t) || t->diverged) return false;
    batch_samples(t);
    run_shards(t);
    size_t size = t->model->weights->size;
    const Real *gradients = t->shards[0].gradients;
    t->loss = t->shards[0].loss;
    if (t->plan.shards > 1) {
        memcpy(t->gradients, gradients, size * sizeof(Real));
        for (int i = 1; i < t->plan.shards; i++) {
            kernels()->add_to(size, t->shards[i].gradients, t->gradients);
            t->loss += t->shards[i].loss;
        }
        gradients = t->gradients;
    }
    double rate = rate_at(t->plan.rate, t->step, t->steps, t->plan.warm_up);
    double norm = adam_update(&t->adam, rate, gradients, t->model->weights->values);
    if (!isfinite(norm) || !isfinite(t->loss)) {
        t->diverged = true;
        return false;
    }
    t->smooth = isnan(t->smooth) ? t->loss : 0.98 * t->smooth + 0.02 * t->loss;
    t->step++;
    return true;
}

const TrainingPlan *trainer_plan(const Trainer *t) {
    return &t->plan;
}
bool trainer_done(const Trainer *t) {
    return t->step >= t->steps;
}
bool trainer_diverged(const Trainer *t) {
    return t->diverged;
}
long trainer_examples(const Trainer *t) {
    return t->step * t->plan.batch;
}
double trainer_loss(const Trainer *t) {
    return t->loss;
}
double trainer_smooth_loss(const Trainer *t) {
    return t->smooth;
}
const Model *trainer_model(const Trainer *t) {
    return t->model;
}

Model *trainer_snapshot(const Trainer *t) {
    Model *model = model_copy(t->model);
    model->recipe = trainer_recipe(model->arena, t, trainer_examples(t));
    return model;
}
