#include "training/evaluation.h"

#include "training/batch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVALUATION_BATCH = 32, BLEU_ORDER = 4 };

/* Counts of BLEU: matched and all n-grams of each order, and both lengths. */
typedef struct Bleu {
    long matched[BLEU_ORDER], all[BLEU_ORDER], output, reference;
} Bleu;

typedef struct Counts {
    int samples, exact;
    Bleu bleu;
} Counts;

typedef struct Totals {
    Counts all, *by_length;
    double nats;
    long tokens, answered, hits, sure, linked, argmax;
    double share;
} Totals;

static bool same_gram(const char *const *a, const char *const *b, int n) {
    for (int i = 0; i < n; i++)
        if (strcmp(a[i], b[i])) return false;
    return true;
}

static int gram_count(TextPieces text, const char *const *gram, int n) {
    int count = 0;
    for (int i = 0; i + n <= text.count; i++) count += same_gram(text.items + i, gram, n);
    return count;
}

/* Adds one sentence's clipped n-gram matches: each distinct n-gram of the output counts at most as
 * often as the reference has it. */
static void bleu_add(Bleu *bleu, TextPieces output, TextPieces reference) {
    bleu->output += output.count;
    bleu->reference += reference.count;
    for (int n = 1; n <= BLEU_ORDER; n++)
        for (int i = 0; i + n <= output.count; i++) {
            bleu->all[n - 1]++;
            TextPieces before = {output.items, i + n - 1}; /* the n-grams that start before i */
            int seen = gram_count(before, output.items + i, n);
            if (seen < gram_count(reference, output.items + i, n)) bleu->matched[n - 1]++;
        }
}

static double bleu_of(const Bleu *bleu) {
    double log_sum = 0;
    for (int n = 0; n < BLEU_ORDER; n++) {
        if (bleu->matched[n] == 0) return 0;
        log_sum += log((double)bleu->matched[n] / (double)bleu->all[n]);
    }
    double brevity =
        bleu->output >= bleu->reference ? 0 : 1 - (double)bleu->reference / (double)bleu->output;
    return exp(log_sum / BLEU_ORDER + brevity);
}

/* --- greedy output --------------------------------------------------------------------------- */

static void count_output(Counts *counts, bool exact, TextPieces output, TextPieces reference,
                         bool words) {
    counts->samples++;
    counts->exact += exact;
    if (words) bleu_add(&counts->bleu, output, reference);
}

static void decode_batch(const Model *model, const Sample *samples, int count, Tape *tape,
                         Totals *totals) {
    Decoded run = model->kind->decode(tape, model, samples, count);
    Arena *arena = tape_arena(tape);
    for (int p = 0; p < count; p++) {
        TextPieces output = {ARENA_ARRAY(arena, const char *, run.steps + 1), 0};
        for (int t = 0; t < run.steps; t++) {
            int id = run.chosen[t * count + p];
            if (id == TOKEN_END || id == TOKEN_PAD) break;
            output.items[output.count++] = model->target.tokens[id];
        }
        TextPieces reference = samples[p].target_tokens;
        bool exact = run.complete[p] && output.count == reference.count &&
                     same_gram(output.items, reference.items, output.count);
        bool words = model->tokens == TOKENS_WORDS;
        count_output(&totals->all, exact, output, reference, words);
        count_output(&totals->by_length[samples[p].source_tokens.count], exact, output, reference,
                     words);
    }
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
            TextPieces none = {0};
            count_output(&totals->all, exact, none, none, false);
            count_output(&totals->by_length[tokens.count], exact, none, none, false);
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
    out->exact = (double)totals->all.exact / totals->all.samples;
    out->loss = totals->nats / (double)totals->tokens;
    out->bleu = words ? bleu_of(&totals->all.bleu) : none;
    if (totals->linked) {
        out->aer = 1 - 2 * (double)totals->hits / (double)(totals->answered + totals->sure);
        out->gold_share = totals->share / (double)totals->linked;
        out->gold_argmax = (double)totals->argmax / (double)totals->linked;
    }
    out->by_length = ARENA_ARRAY(arena, LengthRow, task->max_source + 1);
    for (int length = 0; length <= task->max_source; length++) {
        const Counts *c = &totals->by_length[length];
        if (!c->samples) continue;
        out->by_length[out->lengths++] = (LengthRow){
            length, c->samples, (double)c->exact / c->samples, words ? bleu_of(&c->bleu) : none};
    }
}

bool evaluate(const Model *model, const Task *task, int n, uint64_t seed, Arena *arena, Job *job,
              Evaluation *out) {
    Arena *scratch = arena_new();
    Tape *tape = tape_new();
    Sample *samples = fresh_samples(task, n, seed, scratch);
    Totals totals = {.by_length = ARENA_ARRAY(scratch, Counts, task->max_source + 1)};
    bool cancelled = false;
    for (int i = 0; i < n && !cancelled; i += EVALUATION_BATCH) {
        int count = n - i < EVALUATION_BATCH ? n - i : EVALUATION_BATCH;
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
