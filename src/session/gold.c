/* gold.c -- where the words of a run surely come from, as its task knows it, and how far the
 * largest weights agree. */
#include "session/parts.h"

#include "attention/measures.h"

#include <math.h>
#include <string.h>

/* --- links ----------------------------------------------------------------------------------- */

bool run_has_gold(const Run *run) {
    const Task *task = task_find(run->ask.model->task);
    return task && task->read && (run_has_attention(run) || run_has_heads(run));
}

static RunGold unknown(const char *why) {
    return (RunGold){.why = why};
}

static const char *why_not(const Run *run) {
    return run->reference ? "gold is not known for this output: it differs from the reference"
                          : "gold is not known: the task cannot read this input";
}

/* Of self-attention only what is read alone has links, within itself. */
RunGold run_gold(const Run *run, const Look *look) {
    if (!run_has_gold(run)) return unknown("the task has no gold links");
    bool only = run_has_heads(run) && !run->chosen;
    if (run_has_heads(run) && !only && look->heads[0].of != HEADS_CROSS)
        return unknown("gold links go from the target to the source: choose a head across");
    if (!run->gold) return unknown(why_not(run));
    int count = only ? run->source.count : run->target.count - run->complete;
    return (RunGold){.links = run->gold, .count = count, .aligns = !only};
}

bool gold_has(const GoldLinks *links, int source) {
    for (int i = 0; i < links->count; i++)
        if (links->sources[i] == source) return true;
    return false;
}

/* --- how far they agree ---------------------------------------------------------------------- */

static int largest_of(const Real *row, int n) {
    int best = 0;
    for (int s = 1; s < n; s++)
        if (row[s] > row[best]) best = s;
    return best;
}

double run_aer(const Run *run, const Look *look, int rows) {
    RunGold gold = run_gold(run, look);
    RunMatrix m = run_matrix(run, look, MATRIX_WEIGHTS);
    if (!gold.aligns || !m.array) return (double)NAN;
    Arena *scratch = arena_new();
    Real *row = ARENA_ARRAY(scratch, Real, m.cols.count);
    int hits = 0, answered = 0, sure = 0;
    for (int t = 0; t < rows && t < gold.count; t++) {
        trace_read(m.array, m.plane, t, 0, 1, m.cols.count, 1, m.cols.count, TRACE_MAXIMUM, row);
        hits += gold_has(&gold.links[t], largest_of(row, m.cols.count));
        sure += gold.links[t].count;
        answered++;
    }
    arena_free(scratch);
    return answered + sure ? measure_aer(hits, hits, answered, sure) : (double)NAN;
}

int run_rows_on_gold(const Run *run, const Look *look, int rows, int *linked) {
    RunGold gold = run_gold(run, look);
    RunMatrix m = run_matrix(run, look, MATRIX_WEIGHTS);
    int hits = 0;
    *linked = 0;
    if (!gold.aligns || !m.array) return 0;
    Arena *scratch = arena_new();
    Real *row = ARENA_ARRAY(scratch, Real, m.cols.count);
    for (int t = 0; t < rows && t < gold.count; t++) {
        trace_read(m.array, m.plane, t, 0, 1, m.cols.count, 1, m.cols.count, TRACE_MAXIMUM, row);
        hits += gold_has(&gold.links[t], largest_of(row, m.cols.count));
        *linked += gold.links[t].count > 0;
    }
    arena_free(scratch);
    return hits;
}

/* The arrays of the rows of an output, `*planes` of them. */
static const TraceArray *rows_across(const Run *run, int *planes) {
    *planes = 1;
    if (!run_has_heads(run)) return trace_find(run->trace, "attention.weights");
    HeadCounts counts = run_head_counts(run->ask.model);
    *planes = counts.heads;
    return run_head_array(run, (HeadAt){HEADS_CROSS, counts.layers[HEADS_CROSS], 1}, "weights");
}

bool run_looked_at(const Run *run, int target, int *source, double *weight) {
    int planes;
    if (!run->chosen || !run_has_attention(run) || target < 1 || target > run->target.count)
        return false;
    const TraceArray *array = rows_across(run, &planes);
    Arena *scratch = arena_new();
    int S = array->cols;
    Real *row = ARENA_ARRAY(scratch, Real, S);
    double *sums = ARENA_ARRAY(scratch, double, S);
    for (int h = 0; h < planes; h++) {
        trace_read(array, h, target - 1, 0, 1, S, 1, S, TRACE_MAXIMUM, row);
        for (int s = 0; s < S; s++) sums[s] += (double)row[s];
    }
    int best = 0;
    for (int s = 1; s < S; s++)
        if (sums[s] > sums[best]) best = s;
    *source = best + 1;
    *weight = sums[best] / planes;
    arena_free(scratch);
    return true;
}
