#include "training/ranking.h"

#include <stdlib.h>
#include <string.h>

enum { RANKING_BATCH = 32 };

const char *ranking_refuses(const Model *model) {
    if (model->kind != &model_transformer) return "only a transformer has heads to rank";
    if (!task_find(model->task))
        return "heads are ranked on samples of the model's task, and this program has none of it";
    return model->unfit;
}

/* --- the losses ------------------------------------------------------------------------------ */

typedef struct Bench {
    const Model *model;
    Tape *tape;
    const Sample *samples;
    int count;
    long tokens;
} Bench;

static int by_length(const void *a, const void *b) {
    const Sample *x = a, *y = b;
    return x->source_tokens.count - y->source_tokens.count;
}

/* The samples `heed eval` is judged by, in the order of their lengths: little padding. */
static const Sample *draw_samples(const Task *task, int n, uint64_t seed, Arena *arena) {
    Sample *samples = ARENA_ARRAY(arena, Sample, n);
    for (int i = 0; i < n; i++) {
        Rng rng = rng_at(seed, "fresh sample", 0, (uint64_t)i);
        task->sample(&rng, true, arena, &samples[i]);
    }
    qsort(samples, (size_t)n, sizeof *samples, by_length);
    return samples;
}

/* Nats a token with these heads ablated. */
static double loss_without(const Bench *bench, const bool *ablated) {
    double nats = 0;
    for (int i = 0; i < bench->count; i += RANKING_BATCH) {
        int count = bench->count - i < RANKING_BATCH ? bench->count - i : RANKING_BATCH;
        Forced run = transformer_force(bench->tape, bench->model, NULL, bench->samples + i, count,
                                       1, ablated);
        nats += (double)run.loss->value[0];
    }
    return nats / (double)bench->tokens;
}

/* --- the table ------------------------------------------------------------------------------- */

static HeadRanking *ranking_new(int heads) {
    HeadRanking *ranking = calloc(1, sizeof *ranking);
    CHECK(ranking, "out of memory");
    ranking->heads = heads;
    ranking->without = calloc((size_t)heads, sizeof *ranking->without);
    CHECK(ranking->without, "out of memory");
    return ranking;
}

void ranking_free(HeadRanking *ranking) {
    if (!ranking) return;
    free(ranking->without);
    free(ranking);
}

static void free_shown(void *ranking) {
    ranking_free(ranking);
}

static void show(Job *job, const HeadRanking *ranking) {
    HeadRanking *copy = ranking_new(ranking->heads);
    double *without = copy->without;
    *copy = *ranking;
    copy->without = without;
    memcpy(without, ranking->without, (size_t)ranking->heads * sizeof *without);
    job_progress(job, (double)ranking->done / ranking->heads);
    job_publish(job, copy, free_shown);
}

static void fill(HeadRanking *ranking, const Bench *bench, bool *ablated, Job *job) {
    ranking->whole = loss_without(bench, NULL);
    while (ranking->done < ranking->heads && !(job && job_cancelled(job))) {
        int head = ranking->done;
        ablated[head] = true;
        ranking->without[head] = loss_without(bench, ablated);
        ablated[head] = false;
        ranking->done++;
        if (job) show(job, ranking);
    }
}

HeadRanking *ranking_of(const Model *model, int samples, uint64_t seed, Job *job) {
    CHECK(!ranking_refuses(model), "nothing to rank");
    Arena *arena = arena_new();
    Bench bench = {.model = model, .tape = tape_new(), .count = samples};
    bench.samples = draw_samples(task_find(model->task), samples, seed, arena);
    bench.tokens = model->kind->predictions(bench.samples, samples);
    int heads = transformer_head_count(&model->transformer);
    HeadRanking *ranking = ranking_new(heads);
    ranking->samples = samples;
    ranking->tokens = bench.tokens;
    fill(ranking, &bench, ARENA_ARRAY(arena, bool, heads), job);
    tape_free(bench.tape);
    arena_free(arena);
    return ranking;
}

/* --- the job --------------------------------------------------------------------------------- */

struct Ranker {
    Model *model;
    int samples;
    uint64_t seed;
    Job *job;
};

static void work(Job *job, void *asked) {
    const Ranker *ranker = asked;
    ranking_free(ranking_of(ranker->model, ranker->samples, ranker->seed, job));
}

Ranker *ranker_start(const Model *model, int samples, uint64_t seed, void (*wake)(void *),
                     void *with) {
    Ranker *ranker = calloc(1, sizeof *ranker);
    CHECK(ranker, "out of memory");
    *ranker = (Ranker){.model = model_copy(model), .samples = samples, .seed = seed};
    ranker->job = job_start_waking(work, ranker, NULL, wake, with);
    return ranker;
}

HeadRanking *ranker_take(Ranker *ranker) {
    return job_take(ranker->job);
}

bool ranker_finished(Ranker *ranker) {
    return job_finished(ranker->job);
}

void ranker_free(Ranker *ranker) {
    if (!ranker) return;
    job_free(ranker->job);
    model_free(ranker->model);
    free(ranker);
}
