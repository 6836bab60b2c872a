#include "training/curve.h"

#include "formats/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUND = 20, RESAMPLES = 200, SHOWN = 12 };

const char *curve_refuses(const Model *model) {
    const Task *task = task_find(model->task);
    if (!model->kind->decode || (task && task->next_symbol))
        return "it writes no answers that could be right or wrong by their length";
    if (!task || !task->sample) return "this program draws no samples of its task";
    return model->unfit;
}

bool curve_has_point(const LengthCurve *curve, int line, int bin) {
    int least = curve->wanted < CURVE_LEAST ? curve->wanted : CURVE_LEAST;
    return curve->line[line].points[bin].samples >= least;
}

/* --- samples --------------------------------------------------------------------------------- */

/* What is worked on: the samples of each bin, and how each model did on them. */
typedef struct Work {
    const Model *const *models;
    LengthCurve curve;
    uint64_t seed;
    Sample *samples[CURVE_BINS];
    Quality *each[CURVE_MODELS][CURVE_BINS];
    Arena *arena, *scratch;
    Tape *tape;
    Job *job;
} Work;

static bool cancelled(const Work *work) {
    return work->job && job_cancelled(work->job);
}

static bool all_have(const LengthCurve *curve, int least) {
    for (int b = 0; b < curve->bins; b++)
        if (curve->found[b] < least) return false;
    return true;
}

/* The samples of `heed eval` in their order, until every bin has `least` or enough were drawn;
 * those that no bin has room for are let go. */
static void draw_samples(Work *work, int least) {
    LengthCurve *curve = &work->curve;
    const Task *task = task_find(work->models[0]->task);
    long most = (long)CURVE_DRAWS * curve->wanted;
    for (; curve->drawn < most && !all_have(curve, least); curve->drawn++) {
        if (curve->drawn % 1024 == 0) {
            arena_reset(work->scratch);
            if (cancelled(work)) return;
        }
        Sample sample;
        Rng rng = rng_at(work->seed, "fresh sample", 0, (uint64_t)curve->drawn), again = rng;
        task->sample(&rng, true, work->scratch, &sample);
        int bin = (sample.source_tokens.count - 1) / curve->width;
        if (bin >= curve->bins || curve->found[bin] == curve->wanted) continue;
        task->sample(&again, true, work->arena, &work->samples[bin][curve->found[bin]++]);
    }
}

/* --- numbers --------------------------------------------------------------------------------- */

/* Wilson's interval of a share. */
static CurveShare share_of(int hits, int n) {
    const double z = 1.959964;
    double p = (double)hits / n, zz = z * z / n, middle = (p + zz / 2) / (1 + zz);
    double half = z * sqrt(p * (1 - p) / n + zz / (4 * n)) / (1 + zz);
    return (CurveShare){p, fmax(0, middle - half), fmin(1, middle + half)};
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* BLEU of samples drawn again from the same ones, with replacement: its 2.5 and 97.5 percentiles.
 */
static CurveShare bleu_of(const Quality *each, int n, Rng rng) {
    double drawn[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
        Quality sum = {0};
        for (int s = 0; s < n; s++) quality_add(&sum, &each[rng_below(&rng, n)]);
        drawn[i] = quality_bleu(&sum);
    }
    qsort(drawn, RESAMPLES, sizeof *drawn, by_size);
    Quality all = {0};
    for (int s = 0; s < n; s++) quality_add(&all, &each[s]);
    return (CurveShare){quality_bleu(&all), drawn[RESAMPLES / 40],
                        drawn[RESAMPLES - 1 - RESAMPLES / 40]};
}

static void sum_up(const Work *work, LengthCurve *curve, int line, int bin) {
    const Quality *each = work->each[line][bin];
    CurvePoint *point = &curve->line[line].points[bin];
    const double none = (double)NAN;
    int exact = 0;
    for (int s = 0; s < point->samples; s++) exact += each[s].exact;
    point->of[CURVE_BLEU] = (CurveShare){none, none, none};
    if (!point->samples) return;
    point->of[CURVE_EXACT] = share_of(exact, point->samples);
    Rng rng = rng_at(work->seed, "curve", (uint64_t)line, (uint64_t)bin);
    if (curve->words) point->of[CURVE_BLEU] = bleu_of(each, point->samples, rng);
}

/* --- the whole ------------------------------------------------------------------------------- */

static void show(Work *work, double done) {
    LengthCurve *curve = &work->curve;
    curve->done = done;
    for (int i = 0; i < curve->lines * curve->bins; i++)
        sum_up(work, curve, i / curve->bins, i % curve->bins);
    if (!work->job) return;
    LengthCurve *copy = malloc(sizeof *copy);
    CHECK(copy, "out of memory");
    *copy = *curve;
    job_publish(work->job, copy, free);
}

/* The next samples of a bin by one model. */
static void decode_some(Work *work, int line, int bin) {
    CurvePoint *point = &work->curve.line[line].points[bin];
    int left = work->curve.found[bin] - point->samples, count = left < ROUND ? left : ROUND;
    if (count <= 0) return;
    quality_of(work->models[line], work->samples[bin] + point->samples, count, work->tape,
               work->each[line][bin] + point->samples);
    point->samples += count;
}

/* The next samples of every bin by every model. */
static void decode_round(Work *work) {
    LengthCurve *curve = &work->curve;
    for (int b = 0; b < curve->bins; b++)
        for (int line = 0; line < curve->lines && !cancelled(work); line++)
            decode_some(work, line, b);
}

/* In rounds, so that the whole curve shows early and then settles. */
static void measure(Work *work) {
    LengthCurve *curve = &work->curve;
    int rounds = (curve->wanted + ROUND - 1) / ROUND, every = (rounds + SHOWN - 1) / SHOWN;
    show(work, 0);
    for (int round = 1; round <= rounds; round++) {
        draw_samples(work, round < rounds ? ROUND * round : curve->wanted);
        decode_round(work);
        if (cancelled(work)) return;
        if (work->job) job_progress(work->job, (double)round / rounds);
        if (round == rounds) { /* none are longer than the last bin that has some */
            while (curve->bins > 1 && !curve->found[curve->bins - 1]) curve->bins--;
        }
        if (round == rounds || (work->job && (round <= 4 || round % every == 0)))
            show(work, (double)round / rounds);
    }
}

/* 1234567 as 1,234,567. */
static const char *grouped(Arena *arena, int n) {
    if (n < 1000) return arena_printf(arena, "%d", n);
    return arena_printf(arena, "%s,%03d", grouped(arena, n / 1000), n % 1000);
}

static void write_training(const Model *model, Arena *arena, char *out, size_t size) {
    Error none;
    int examples = 0, batch = 0;
    double rate = 0;
    json_t *recipe = json_parse_object(model->recipe, strlen(model->recipe), &none);
    bool known = recipe && json_get_int(recipe, "examples", 0, 1000000000, &examples, &none) &&
                 json_get_int(recipe, "batch", 1, 1000000, &batch, &none) &&
                 json_get_double(recipe, "rate", 0, 1000, &rate, &none);
    if (known)
        snprintf(out, size, "trained on %s examples, batch %d, rate %g", grouped(arena, examples),
                 batch, rate);
    else
        snprintf(out, size, "its file does not say how it was trained");
    json_decref(recipe);
}

static void describe(CurveLine *line, const Model *model, Arena *arena) {
    const char *slash = strrchr(model->name, '/');
    snprintf(line->name, sizeof line->name, "%s", slash ? slash + 1 : model->name);
    snprintf(line->about, sizeof line->about, "%s", model->kind->describe(model, arena));
    write_training(model, arena, line->training, sizeof line->training);
}

LengthCurve curve_of(const Model *const *models, int count, int samples, uint64_t seed, Job *job) {
    CHECK(count >= 1 && count <= CURVE_MODELS && samples >= 1, "a curve of %d models", count);
    Work *work = calloc(1, sizeof *work);
    CHECK(work, "out of memory");
    *work = (Work){.models = models, .seed = seed, .job = job};
    work->arena = arena_new();
    work->scratch = arena_new();
    work->tape = tape_new();
    LengthCurve *curve = &work->curve;
    const Task *task = task_find(models[0]->task);
    *curve = (LengthCurve){.lines = count, .bins = CURVE_BINS, .wanted = samples};
    curve->words = models[0]->tokens == TOKENS_WORDS;
    curve->width = (task->max_source + CURVE_BINS - 1) / CURVE_BINS;
    for (int i = 0; i < count; i++) {
        CHECK(!curve_refuses(models[i]), "%s has no length curve", models[i]->name);
        describe(&curve->line[i], models[i], work->arena);
    }
    for (int b = 0; b < CURVE_BINS; b++) {
        work->samples[b] = ARENA_ARRAY(work->arena, Sample, samples);
        for (int i = 0; i < count; i++)
            work->each[i][b] = ARENA_ARRAY(work->arena, Quality, samples);
    }
    measure(work);
    LengthCurve out = *curve;
    tape_free(work->tape);
    arena_free(work->arena);
    arena_free(work->scratch);
    free(work);
    return out;
}

/* --- the job --------------------------------------------------------------------------------- */

struct Curver {
    Model *models[CURVE_MODELS];
    int count, samples;
    uint64_t seed;
    Job *job;
};

static void work_on(Job *job, void *asked) {
    const Curver *curver = asked;
    const Model *models[CURVE_MODELS];
    for (int i = 0; i < curver->count; i++) models[i] = curver->models[i];
    curve_of(models, curver->count, curver->samples, curver->seed, job);
}

Curver *curver_start(const Model *const *models, int count, int samples, uint64_t seed,
                     void (*wake)(void *), void *with) {
    Curver *curver = calloc(1, sizeof *curver);
    CHECK(curver, "out of memory");
    *curver = (Curver){.count = count, .samples = samples, .seed = seed};
    for (int i = 0; i < count; i++) curver->models[i] = model_copy(models[i]);
    curver->job = job_start_waking(work_on, curver, NULL, wake, with);
    return curver;
}

LengthCurve *curver_take(Curver *curver) {
    return job_take(curver->job);
}

double curver_progress(Curver *curver) {
    return job_progress_of(curver->job);
}

bool curver_finished(Curver *curver) {
    return job_finished(curver->job);
}

void curver_free(Curver *curver) {
    if (!curver) return;
    job_free(curver->job);
    for (int i = 0; i < curver->count; i++) model_free(curver->models[i]);
    free(curver);
}
