/* beam.c -- the words of beam search, and what a run keeps of one: `beam` and `branch`, and the
 * arrays beam.tokens, parents and logprob. */
#include "session/parts.h"

#include "engine/ops.h"

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

/* Whether a place goes on from the branch that is run: then its words are the run's up to there. */
static bool is_of_branch(const Run *run, int t, const BeamPlace *place) {
    int last = run->ask.branch - 1;
    return place->taken && place->parent == beam_through(run->beam, run->beam->steps, last, t - 1);
}

/* The probabilities of step t, from 1, as a row; NULL: the run makes none there. */
static Node *probabilities_at(const Run *run, Node *const *steps, int t) {
    if (run->made) return steps[t - 1];
    Node *all = steps[0];
    return all && t <= all->shape.rows ? rows(all, t - 1, 1) : NULL;
}

/* What Σ log p of a place is made of: the sum before its word, and the word's p. */
typedef struct Made {
    Node *before, *p;
} Made;

static Made given(Tape *tape, double before, double p) {
    Node *sum = tape_number(tape, (Real)before);
    return (Made){sum, tape_number(tape, (Real)p)};
}

/* Of what goes on from the branch they are cells of the run; of others, whose steps are no part of
 * it, and where p is too small for a Real, they are numbers. */
static Made made_of(const Run *run, Node *sums, Node *p, int t, const BeamPlace *place) {
    enum { LEAST_LOG = -80 };
    Tape *tape = run->tape;
    if (!place->taken) return given(tape, -(double)INFINITY, 1);
    if (place->own < LEAST_LOG) return given(tape, place->sum, 1);
    if (!p || !is_of_branch(run, t, place))
        return given(tape, place->sum - place->own, exp(place->own));
    Made made = {.before = columns(sums, place->parent, 1)};
    bool ended = place->word == BEAM_NO_WORD;
    made.p = ended ? tape_number(tape, 1) : columns(p, place->word, 1);
    return made;
}

/* The nodes of the run's probabilities: of each step, or the one for all. */
static Node *const *probability_nodes(const Run *run) {
    Node **steps = ARENA_ARRAY(run->arena, Node *, run->beam->steps + 1);
    for (int i = 0; i < tape_count(run->tape); i++) {
        Node *node = tape_node(run->tape, i);
        if (!node->name || strcmp(node->name, "output.probabilities")) continue;
        int at = node->index < 1 ? 0 : node->index - 1;
        if (at < run->beam->steps) steps[at] = node;
    }
    return steps;
}

/* A row of sums a step. */
static void add_sums(const Run *run) {
    const Beam *beam = run->beam;
    Node *const *steps = probability_nodes(run);
    Node *sums = tape_number(run->tape, 0);
    for (int t = 1; t <= beam->steps; t++) {
        Node *p = probabilities_at(run, steps, t);
        Made row = made_of(run, sums, p, t, beam_place(beam, t, 0));
        for (int i = 1; i < beam->width; i++) {
            Made next = made_of(run, sums, p, t, beam_place(beam, t, i));
            row.before = beside(row.before, next.before);
            row.p = beside(row.p, next.p);
        }
        LET_AT(logprob, t, add_log(row.before, row.p));
        sums = logprob;
    }
}

void run_beam_nodes(Run *run) {
    const Beam *beam = run->beam;
    int count = beam->steps * beam->width;
    Real *from = ARENA_ARRAY(run->arena, Real, count);
    for (int i = 0; i < count; i++)
        if (beam->kept[i].taken && i >= beam->width) from[i] = (Real)(beam->kept[i].parent + 1);
    tape_push(run->tape, "beam");
    LET(parents, tape_given(run->tape, (Shape){1, beam->steps, beam->width}, from));
    (void)parents;
    add_sums(run);
    tape_pop(run->tape);
    tape_forward(run->tape);
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
