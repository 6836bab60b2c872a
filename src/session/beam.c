/* beam.c -- the words of beam search, and what a run keeps of one: `beam` and `branch`, and the
 * arrays beam.tokens, parents and logprob. */
#include "session/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- words ----------------------------------------------------------------------------------- */

bool model_decodes(const Model *model) {
    return model->kind == &model_seq2seq ||
           (model->kind == &model_transformer && !model->transformer.decoder_only);
}

bool beam_command(Session *session, State *state, const Words *words, Error *error) {
    long width = 1;
    if (!words_whole(words, 0, 1, BEAM_WIDEST, &width, error)) return false;
    const Model *model = state->ask.model;
    if (width > 1 && !model_decodes(model))
        return error_words(error, "%s writes no words one after the other, so there is no beam",
                           model->name);
    if (state->ask.beam != (int)width) state->ask.branch = 1;
    state->ask.beam = (int)width;
    if (width > 1 && state->ask.edits && *state->ask.edits->target)
        snprintf(session->message, sizeof session->message,
                 "the beam has one hypothesis: the target");
    return true;
}

bool branch_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    long branch = 1;
    if (!words_whole(words, 0, 1, BEAM_WIDEST, &branch, error)) return false;
    if (branch > state->ask.beam)
        return error_words(error, "branch %ld needs a beam of so many; it is %d wide", branch,
                           state->ask.beam);
    state->ask.branch = (int)branch;
    return true;
}

/* --- what a run does ------------------------------------------------------------------------- */

const int *run_branch(Run *run, int *count, Error *error) {
    const Ask *ask = &run->ask;
    int left = beam_count(run->beam);
    if (ask->branch > left) {
        error_words(error, "there is no branch %d: the beam has %d", ask->branch, left);
        return NULL;
    }
    int *words = ARENA_ARRAY(run->arena, int, run->beam->steps + 1);
    *count = beam_words(run->beam, run->beam->steps, ask->branch - 1, words);
    return words;
}

void run_beam_of(Run *run, const Real *const *logits, int steps) {
    run->beam = beam_new(run->arena, 1, steps, run->chosen, steps);
    int V = run->ask.model->target.count;
    for (int t = 0; t < steps; t++) beam_step(run->beam, &logits[t], V);
}

double run_log_probability(const Run *run) {
    const Beam *beam = run->beam;
    return beam ? beam_place(beam, beam->steps, run->ask.branch - 1)->sum : (double)NAN;
}

const char *run_beam_word(const Run *run, const BeamPlace *place) {
    bool word = place->taken && place->word != BEAM_NO_WORD;
    return word ? run->ask.model->target.tokens[place->word] : "";
}

static void add_words(Run *run) {
    const Beam *beam = run->beam;
    int k = beam->width;
    const char **words = ARENA_ARRAY(run->arena, const char *, beam->steps *k);
    for (int i = 0; i < beam->steps * k; i++) words[i] = run_beam_word(run, &beam->kept[i]);
    trace_add_token_rows(run->trace, run->arena, "beam.tokens", words, beam->steps, k);
}

void run_beam_nodes(Run *run) {
    const Beam *beam = run->beam;
    Shape shape = {1, beam->steps, beam->width};
    int count = beam->steps * beam->width;
    Real *from = ARENA_ARRAY(run->arena, Real, count), *sums = ARENA_ARRAY(run->arena, Real, count);
    for (int i = 0; i < count; i++) {
        const BeamPlace *place = &beam->kept[i];
        bool first = i < beam->width;
        from[i] = place->taken && !first ? (Real)(place->parent + 1) : 0;
        sums[i] = place->taken ? (Real)place->sum : -(Real)INFINITY;
    }
    tape_push(run->tape, "beam");
    LET(parents, tape_given(run->tape, shape, from));
    LET(logprob, tape_given(run->tape, shape, sums));
    tape_pop(run->tape);
    tape_forward(run->tape);
    (void)parents;
    (void)logprob;
}

void run_add_beam(Run *run) {
    if (run->beam) add_words(run);
}

void run_describe_beam(const Run *run, ArrayFile *file) {
    if (run->beam->width == 1) return;
    char text[16];
    snprintf(text, sizeof text, "%d", run->beam->width);
    arrays_add_meta_json(file, "beam", text);
    snprintf(text, sizeof text, "%d", run->ask.branch);
    arrays_add_meta_json(file, "branch", text);
}
