/* run_seq2seq.c -- the run of a recurrent encoder–decoder, and how one steps through it. */
#include "session/parts.h"

#include <string.h>

/* --- computing ------------------------------------------------------------------------------- */

/* With a beam, the words of the asked branch are what is fed. */
static bool search(Run *run, Seq2SeqInput *input, Error *error) {
    const Ask *ask = &run->ask;
    if (ask->beam <= 1) return true;
    run->beam = seq2seq_beam(run->arena, &ask->model->config, ask->model->weights, &ask->attention,
                             input, ask->seed, ask->beam);
    input->prefix = run_branch(run, &input->prefix_length, error);
    return input->prefix != NULL;
}

static const Real *const *logits_of(const Run *run, const Seq2SeqRun *made) {
    const Real **logits = ARENA_ARRAY(run->arena, const Real *, made->steps);
    for (int t = 0; t < made->steps; t++) logits[t] = made->logits[t]->value;
    return logits;
}

static bool compute(Run *run, Error *error) {
    const Model *model = run->ask.model;
    if (!run_tokenise(run, INPUT_TOKENS_MAX, true, error) || !run_edit(run, error)) return false;
    int S = run->source.count;
    Real *ids = ARENA_ARRAY(run->arena, Real, S), length = (Real)S;
    run->unknown = ARENA_ARRAY(run->arena, bool, S);
    for (int s = 0; s < S; s++) {
        int id = s == S - 1 ? TOKEN_END : vocabulary_id(&model->source, run->source.items[s]);
        ids[s] = (Real)id;
        run->unknown[s] = id == TOKEN_UNKNOWN;
    }
    WhatIf what_if = run_what_if(run);
    Seq2SeqInput input = {.batch = 1,
                          .source_length = S,
                          .source = ids,
                          .lengths = &length,
                          .prefix = run->prefix,
                          .prefix_length = run->prefix_length,
                          .what_if = &what_if};
    input.wants_gradients = true; /* kept for whoever walks the tape of a run of their own */
    Parameters parameters = {model->weights, NULL};
    if (!search(run, &input, error)) return false;
    Seq2SeqRun made = seq2seq_build(run->tape, &model->config, parameters, &run->ask.attention,
                                    &input, run->ask.seed);
    Seq2SeqRun *kept = ARENA_NEW(run->arena, Seq2SeqRun);
    *kept = made;
    run->made = kept;
    run_take_words(run, made.chosen, made.steps, made.complete[0]);
    if (!run->beam) run_beam_of(run, logits_of(run, &made), made.steps);
    return true;
}

static const char *refuses(const Ask *ask) {
    return seq2seq_refuses(&ask->model->config, ask->model->weights, &ask->attention,
                           ask->model->config.query_current);
}

static void describe(const Run *run, ArrayFile *file) {
    bool current = run->ask.model->config.query_current;
    arrays_add_meta_text(file, "query", current ? "current" : "previous");
}

/* --- stepping -------------------------------------------------------------------------------- */

static bool has_stage(const Run *run, int stage) {
    if (run_has_attention(run)) return true;
    return stage == STAGE_ENCODE || stage == STAGE_CONTEXT || stage == STAGE_OUTPUT;
}

/* How many single steps a stage has: a source each, or where weights are drawn, a draw each. */
static int cells_of(const Run *run, int stage) {
    const Attention *a = &run->ask.attention;
    if (stage != STAGE_SCORE && stage != STAGE_WEIGHTS) return 0;
    return stage == STAGE_WEIGHTS && a->weigh->draws ? a->samples : run->source.count;
}

static Position last(const Run *run) {
    return (Position){run->target.count, STAGE_OUTPUT, 0};
}

static bool is_last(const Run *run, Position p) {
    return p.token >= run->target.count && p.stage == STAGE_OUTPUT;
}

static Position next_stage(const Run *run, Position p) {
    if (is_last(run, p)) return p;
    p.cells = 0;
    if (p.token == 0 || p.stage == STAGE_OUTPUT) {
        p.token++;
        p.stage = STAGE_ENCODE;
    }
    do p.stage++;
    while (!has_stage(run, p.stage));
    return p;
}

static Position stage_before(const Run *run, Position p) {
    p.cells = 0;
    if (p.token == 0) return p;
    do p.stage--;
    while (p.stage > STAGE_ENCODE && !has_stage(run, p.stage));
    if (p.stage > STAGE_ENCODE) return p;
    p.token--;
    p.stage = p.token ? STAGE_OUTPUT : STAGE_ENCODE;
    return p;
}

static Position next(const Run *run, Position p, Reveal reveal) {
    if (reveal == REVEAL_ALL) return last(run);
    if (reveal == REVEAL_TOKEN || reveal == REVEAL_LAYER) {
        bool whole = p.stage == STAGE_OUTPUT || p.token == 0;
        int token = whole ? p.token + 1 : p.token;
        return (Position){token < run->target.count ? token : run->target.count, STAGE_OUTPUT, 0};
    }
    if (p.cells) { /* inside a row */
        p.cells = reveal == REVEAL_ROW || p.cells + 1 >= cells_of(run, p.stage) ? 0 : p.cells + 1;
        return p;
    }
    p = next_stage(run, p);
    if (reveal == REVEAL_CELL && cells_of(run, p.stage) > 1) p.cells = 1;
    return p;
}

static Position back(const Run *run, Position p, Reveal reveal) {
    if (reveal == REVEAL_ALL) return run_first(run);
    if (reveal == REVEAL_TOKEN || reveal == REVEAL_LAYER) {
        if (p.token <= 1) return run_first(run);
        return (Position){p.token - 1, STAGE_OUTPUT, 0};
    }
    int cells = p.token ? cells_of(run, p.stage) : 0;
    if (reveal == REVEAL_CELL && p.cells != 1 && cells > 1) {
        p.cells = p.cells ? p.cells - 1 : cells - 1;
        return p;
    }
    return stage_before(run, p);
}

static Position clamp(const Run *run, Position p) {
    if (p.token > run->target.count) return last(run);
    if (p.stage > STAGE_OUTPUT) p.stage = STAGE_OUTPUT;
    while (p.stage < STAGE_OUTPUT && !has_stage(run, p.stage)) p.stage++;
    if (p.stage == STAGE_ENCODE) p.stage = STAGE_OUTPUT;
    if (p.cells >= cells_of(run, p.stage)) p.cells = 0;
    return p;
}

const RunKind run_seq2seq = {compute, refuses, describe, last, next, back, clamp};
