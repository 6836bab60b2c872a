/* run_lookup.c -- the run of a lookup, and how one steps through it: similarity, scale, exp,
 * normalise, blend, each of them key by key or at once. */
#include "session/parts.h"

#include "tasks/lookup.h"

#include <string.h>

/* --- computing ------------------------------------------------------------------------------- */

static Real *reals(Arena *arena, const double *numbers, int count) {
    Real *out = ARENA_ARRAY(arena, Real, count);
    for (int i = 0; i < count; i++) out[i] = (Real)numbers[i];
    return out;
}

static LookupInput input_of(Arena *arena, const Lookup *lookup) {
    int d = lookup->d, S = lookup->count, H = lookup->d_v;
    Real *keys = ARENA_ARRAY(arena, Real, S * d), *values = ARENA_ARRAY(arena, Real, S * H);
    for (int s = 0; s < S; s++) {
        for (int i = 0; i < d; i++) keys[s * d + i] = (Real)lookup->keys[s].key[i];
        for (int i = 0; i < H; i++) values[s * H + i] = (Real)lookup->keys[s].value[i];
    }
    Real *parameters[LOOKUP_PARAMETERS];
    for (int i = 0; i < LOOKUP_PARAMETERS; i++)
        parameters[i] = reals(arena, lookup->parameters[i], LOOKUP_MATRIX);
    return (LookupInput){.d = d,
                         .count = S,
                         .value_size = H,
                         .query = reals(arena, lookup->query, d),
                         .keys = keys,
                         .values = values,
                         .W = parameters[LOOKUP_W],
                         .W_q = parameters[LOOKUP_W_Q],
                         .W_k = parameters[LOOKUP_W_K],
                         .b = parameters[LOOKUP_B],
                         .v = parameters[LOOKUP_V]};
}

static void name_rows(Run *run, const Lookup *lookup) {
    int S = lookup->count;
    run->source = (TextPieces){ARENA_ARRAY(run->arena, const char *, S), S};
    for (int s = 0; s < S; s++) run->source.items[s] = lookup->keys[s].name;
    run->target = (TextPieces){ARENA_ARRAY(run->arena, const char *, 1), 1};
    run->target.items[0] = "q";
    run->unknown = ARENA_ARRAY(run->arena, bool, S);
    run->complete = true;
}

/* The answer as text: the blended value. */
static const char *answer_text(Run *run, int count) {
    const Node *context = tape_find(run->tape, "attention.context", 1);
    Buffer text = {0};
    for (int i = 0; i < count; i++)
        buffer_printf(&text, "%s%.4g", i ? " " : "", (double)node_at(context, 0, 0, i));
    const char *answer = arena_string(run->arena, text.data);
    buffer_free(&text);
    return answer;
}

static bool compute(Run *run, Error *error) {
    Lookup lookup;
    if (!lookup_parse(run->ask.input, run->arena, &lookup, error)) return false;
    LookupInput input = input_of(run->arena, &lookup);
    Weights *weights = lookup_weights(run->arena, &input);
    lookup_build(run->tape, &input, weights, &run->ask.attention, run->ask.seed);
    name_rows(run, &lookup);
    run->output = answer_text(run, lookup.d_v);
    return true;
}

static const char *refuses(const Ask *ask) {
    return lookup_refuses(&ask->attention);
}

static void describe(const Run *run, ArrayFile *file) {
    (void)run, (void)file;
}

/* --- stepping -------------------------------------------------------------------------------- */

bool run_is_lookup(const Run *run) {
    return run->kind == &run_lookup;
}

bool lookup_has_stage(const Run *run, LookupStage stage) {
    const Attention *a = &run->ask.attention;
    if (stage == LOOKUP_SCALE) return !strcmp(a->score->word, "scaled");
    if (stage == LOOKUP_EXP) return !strcmp(a->weigh->word, "soft") || a->weigh->draws;
    return true;
}

bool lookup_shows(Position p, LookupStage stage, int key) {
    if (p.token == 0) return false;
    if ((int)stage != p.stage) return (int)stage < p.stage;
    return !p.cells || key <= p.cells;
}

static Position last(const Run *run) {
    (void)run;
    return (Position){1, LOOKUP_BLEND, 0};
}

static Position next_stage(const Run *run, Position p) {
    if (p.token && p.stage == LOOKUP_BLEND) return last(run);
    int stage = p.token ? p.stage + 1 : LOOKUP_SIMILARITY;
    while (!lookup_has_stage(run, (LookupStage)stage)) stage++;
    return (Position){1, stage, 0};
}

static Position stage_before(const Run *run, Position p) {
    int stage = p.stage - 1;
    while (stage >= 0 && !lookup_has_stage(run, (LookupStage)stage)) stage--;
    return p.token && stage >= 0 ? (Position){1, stage, 0} : run_first(run);
}

static Position next(const Run *run, Position p, Reveal reveal) {
    int S = run->source.count;
    if (reveal != REVEAL_CELL && reveal != REVEAL_ROW) return last(run);
    if (p.cells) {
        p.cells = reveal == REVEAL_ROW || p.cells + 1 >= S ? 0 : p.cells + 1;
        return p;
    }
    bool done = p.token && p.stage == LOOKUP_BLEND;
    p = next_stage(run, p);
    if (reveal == REVEAL_CELL && S > 1 && !done) p.cells = 1;
    return p;
}

static Position back(const Run *run, Position p, Reveal reveal) {
    int S = run->source.count;
    if (p.token == 0 || (reveal != REVEAL_CELL && reveal != REVEAL_ROW)) return run_first(run);
    if (reveal == REVEAL_CELL && p.cells != 1 && S > 1) {
        p.cells = p.cells ? p.cells - 1 : S - 1;
        return p;
    }
    return stage_before(run, p);
}

static Position clamp(const Run *run, Position p) {
    if (p.token > 1 || p.stage > LOOKUP_BLEND) return last(run);
    while (!lookup_has_stage(run, (LookupStage)p.stage)) p.stage++;
    if (p.cells >= run->source.count) p.cells = 0;
    return p;
}

const RunKind run_lookup = {compute, refuses, describe, last, next, back, clamp};
