#include "training/evaluation.h"

#include "training/quality.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Totals {
    Quality all, *by_length;
    double nats;
    long tokens, answered, hits, sure, linked, argmax;
    double share;
} Totals;

/* --- greedy output --------------------------------------------------------------------------- */

static void count_output(Totals *totals, int length, Quality one) {
    quality_add(&totals->all, &one);
    quality_add(&totals->by_length[length], &one);
}

static void decode_batch(const Model *model, const Sample *samples, int count, Tape *tape,
                         Totals *totals) {
    Quality each[QUALITY_BATCH];
    quality_of(model, samples, count, tape, each);
    for (int p = 0; p < count; p++) count_output(totals, samples[p].source_tokens.count, each[p]);
}

/* --- teacher forcing ------------------------------------------------------------------------- */

static bool is_gold(const GoldLinks *gold, int source) {
    for (int i = 0; i < gold->count; i++)
        if (gold->sources[i] == source) return true;
    return false;
}

static void count_alignment(Totals *totals, const GoldLinks *gold, const Real *weights, int S) {
    int best = 0;
    double share = 0;
    for (int s = 1; s < S; s++)
        if (weights[s] > weights[best]) best = s;
    for (int i = 0; i < gold->count; i++) share += (double)weights[gold->sources[i]];
    bool hit = is_gold(gold, best);
    totals->answered++;
    totals->hits += hit;
    totals->sure += gold->count;
    if (!gold->count) return;
    totals->linked++;
    totals->argmax += hit;
    totals->share += share;
}

static void force_batch(const Model *model, const Sample *samples, int count, Tape *tape,
                        Totals *totals) {
    Forced run = model->kind->force(tape, model, NULL, samples, count, 1);
    totals->nats += (double)run.loss->value[0];
    totals->tokens += model->kind->predictions(samples, count);
    for (int p = 0; run.alignment && p < count; p++)
        for (int t = 0; samples[p].gold && t < samples[p].target_tokens.count; t++)
            count_alignment(totals, &samples[p].gold[t],
                            run.alignment +
                                ((size_t)p * (size_t)run.targets + (size_t)t) * (size_t)run.sources,
                            run.sources);
}

/* --- next symbols ---------------------------------------------------------------------------- */

static int likeliest(const Real *logits, int count) {
    int best = 0;
    for (int v = 1; v < count; v++)
        if (logits[v] > logits[best]) best = v;
    return best;
}

/* Of every sample, the places whose next symbol can be known: each counts as one answer. */
static void symbols_batch(const Model *model, const Sample *samples, int count, Tape *tape,
                          Totals *totals) {
    Forced run = model->kind->force(tape, model, NULL, samples, count, 1);
    totals->nats += (double)run.loss->value[0];
    totals->tokens += model->kind->predictions(samples, count);
    Shape shape = run.logits->shape;
    for (int p = 0; p < count; p++) {
        TextPieces tokens = samples[p].source_tokens;
        for (int t = 0; t + 1 < tokens.count; t++) {
            if (!samples[p].determined[t]) continue;
            const Real *row = run.logits->value +
                              ((size_t)p * (size_t)shape.rows + (size_t)t) * (size_t)shape.cols;
            bool exact =
                likeliest(row, shape.cols) == vocabulary_id(&model->target, tokens.items[t + 1]);
            count_output(totals, tokens.count, (Quality){.samples = 1, .exact = exact});
        }
    }
}

/* --- the whole ------------------------------------------------------------------------------- */

static int by_source_length(const void *a, const void *b) {
    return ((const Sample *)a)->source_tokens.count - ((const Sample *)b)->source_tokens.count;
}

static Sample *fresh_samples(const Task *task, int n, uint64_t seed, Arena *arena) {
    Sample *samples = ARENA_ARRAY(arena, Sample, n);
    for (int i = 0; i < n; i++) {
        Rng rng = rng_at(seed, "fresh sample", 0, (uint64_t)i);
        task->sample(&rng, true, arena, &samples[i]);
    }
    qsort(samples, (size_t)n, sizeof *samples, by_source_length);
    return samples;
}

static void sum_up(const Model *model, const Task *task, const Totals *totals, Arena *arena,
                   Evaluation *out) {
    bool words = model->tokens == TOKENS_WORDS;
    const double none = (double)NAN;
    *out = (Evaluation){
        .samples = totals->all.samples, .aer = none, .gold_share = none, .gold_argmax = none};
    out->exact = quality_exact(&totals->all);
    out->loss = totals->nats / (double)totals->tokens;
    out->bleu = words ? quality_bleu(&totals->all) : none;
    if (totals->linked) {
        out->aer = 1 - 2 * (double)totals->hits / (double)(totals->answered + totals->sure);
        out->gold_share = totals->share / (double)totals->linked;
        out->gold_argmax = (double)totals->argmax / (double)totals->linked;
    }
    out->by_length = ARENA_ARRAY(arena, LengthRow, task->max_source + 1);
    for (int length = 0; length <= task->max_source; length++) {
        const Quality *q = &totals->by_length[length];
        if (!q->samples) continue;
        out->by_length[out->lengths++] =
            (LengthRow){length, q->samples, quality_exact(q), words ? quality_bleu(q) : none};
    }
}

bool evaluate(const Model *model, const Task *task, int n, uint64_t seed, Arena *arena, Job *job,
              Evaluation *out) {
    Arena *scratch = arena_new();
    Tape *tape = tape_new();
    Sample *samples = fresh_samples(task, n, seed, scratch);
    Totals totals = {.by_length = ARENA_ARRAY(scratch, Quality, task->max_source + 1)};
    bool cancelled = false;
    for (int i = 0; i < n && !cancelled; i += QUALITY_BATCH) {
        int count = n - i < QUALITY_BATCH ? n - i : QUALITY_BATCH;
        if (task->next_symbol)
            symbols_batch(model, samples + i, count, tape, &totals);
        else {
            decode_batch(model, samples + i, count, tape, &totals);
            force_batch(model, samples + i, count, tape, &totals);
        }
        if (job) job_progress(job, (double)(i + count) / n);
        cancelled = job && job_cancelled(job);
    }
    if (!cancelled) {
        sum_up(model, task, &totals, arena, out);
        out->samples = n;
    }
    tape_free(tape);
    arena_free(scratch);
    return !cancelled;
}
