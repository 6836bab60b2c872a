#include "session/parts.h"

#include "formats/json.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- building -------------------------------------------------------------------------------- */

/* A sentence may begin with a capital. */
static void take_first_word(Run *run, TextPieces tokens) {
    const Model *model = run->ask.model;
    const char *known = vocabulary_first_word(&model->source, run->arena, tokens.items[0]);
    if (known == tokens.items[0]) return;
    run->source.items[0] = tokens.items[0] = known;
    run->read = tokens_join(run->arena, model->tokens, tokens.items, tokens.count);
}

bool run_tokenise(Run *run, int most, bool ends, Error *error) {
    const Model *model = run->ask.model;
    TextPieces tokens = tokens_split(run->arena, model->tokens, run->ask.input);
    if (!tokens.count) return error_set(error, "the input is empty: type something to read");
    if (tokens.count > most)
        return error_set(error, "the input has %d %s; this model reads at most %d", tokens.count,
                         tokens_kind_name(model->tokens), most);
    run->source =
        (TextPieces){ARENA_ARRAY(run->arena, const char *, tokens.count + 1), tokens.count + ends};
    memcpy(run->source.items, tokens.items, (size_t)tokens.count * sizeof *tokens.items);
    if (ends) run->source.items[tokens.count] = "</s>";
    if (model->tokens == TOKENS_WORDS) take_first_word(run, tokens);
    return true;
}

static void judge(Run *run) {
    const Task *task = task_find(run->ask.model->task);
    Sample sample;
    if (!task || !task->read || !task->read(run->read, run->arena, &sample)) return;
    if (task->next_symbol) { /* nothing is written: the links are within what is read */
        if (sample.source_tokens.count == run->source.count) run->gold = sample.gold;
        return;
    }
    run->reference = sample.target;
    bool same_source = sample.source_tokens.count == run->source.count - 1;
    if (!same_source) return;
    run->reference_gold = sample.gold;
    run->reference_tokens = sample.target_tokens;
    if (run->complete && !strcmp(run->output, sample.target)) run->gold = sample.gold;
}

static const RunKind *kind_of(const Model *model) {
    if (model->kind == &model_lookup) return &run_lookup;
    return model->kind == &model_transformer ? &run_transformer : &run_seq2seq;
}

static void add_tokens(Run *run) {
    const Vocabulary *words = &run->ask.model->target;
    if (!run->chosen && !run_is_lookup(run)) /* nothing is decoded: what is read is both */
        trace_add_tokens(run->trace, run->arena, "tokens", run->source.items, run->source.count);
    else {
        trace_add_tokens(run->trace, run->arena, "source.tokens", run->source.items,
                         run->source.count);
        trace_add_tokens(run->trace, run->arena, "target.tokens", run->target.items,
                         run->target.count);
    }
    if (!run_is_lookup(run))
        trace_add_tokens(run->trace, run->arena, "output.vocabulary", words->tokens, words->count);
}

Run *run_new(const Ask *ask, Error *error) {
    const RunKind *kind = kind_of(ask->model);
    const char *refusal = kind->refuses(ask);
    if (refusal) {
        error_words(error, "%s: %s", ask->model->name, refusal);
        return NULL;
    }
    Run *run = calloc(1, sizeof *run);
    CHECK(run, "out of memory");
    run->kind = kind;
    run->ask = *ask;
    run->arena = arena_new();
    run->tape = tape_new();
    run->read = ask->input;
    if (!kind->compute(run, error) || !run_edits_fit(run, error)) {
        run_free(run);
        return NULL;
    }
    const Model *model = ask->model;
    if (!run->output)
        run->output = tokens_join(run->arena, model->tokens, run->target.items, run->target.count);
    if (run->beam) run_beam_nodes(run);
    run->trace = trace_from_tape(run->arena, run->tape);
    add_tokens(run);
    run_add_beam(run);
    judge(run);
    run->heads = run_has_heads(run) ? run_heads_new(run) : NULL;
    return run;
}

Run *run_new_stopped_by(const Ask *ask, bool (*stops)(void *with), void *with, Error *error) {
    tape_stop_by(stops, with);
    Run *run = run_new(ask, error);
    bool stopped = tape_stopped();
    tape_stop_by(NULL, NULL);
    if (!stopped) return run;
    run_free(run);
    return NULL;
}

void run_free(Run *run) {
    if (!run || run->holds-- > 0) return;
    trace_free(run->trace);
    tape_free(run->tape);
    arena_free(run->arena);
    free(run);
}

Run *run_hold(const Run *run) {
    Run *held = (Run *)run;
    held->holds++;
    return held;
}

/* Operations of a transformer, from the most tokens the input can have. */
static double transformer_work(const Ask *ask) {
    const TransformerConfig *c = &ask->model->transformer;
    bool symbols = ask->model->tokens != TOKENS_CHARACTERS;
    double N = (double)strlen(ask->input), d = c->d, passes = 1;
    if (symbols) N = N / 2 + 1;
    if (N > c->positions) N = c->positions;
    double wide = ask->beam > 1 ? 1 + ask->beam : 1;
    if (!c->decoder_only) passes = 2 + wide * (c->limit ? c->limit : fmin(2 * N + 10, 200)) / 4;
    return passes * c->layers * (24 * N * d * d + 4 * N * N * d + 40 * N * N * c->heads);
}

/* The most that is not too long: a transformer's operations, a recurrent model's input, which one
 * of 64 units reads at about ten tokens a millisecond, and that times the width of its beam. */
typedef struct Patience {
    double work, bytes, beam_bytes;
} Patience;

static bool exceeds(const Ask *ask, Patience most) {
    if (ask->model->kind == &model_transformer) return transformer_work(ask) > most.work;
    double bytes = (double)strlen(ask->input), beam = ask->beam > 1 ? ask->beam : 0;
    bool wide = beam * bytes > most.beam_bytes;
    if ((bytes <= most.bytes && !wide) || ask->model->kind == &model_lookup) return false;
    bool refused_at_once = ask->model->tokens == TOKENS_CHARACTERS &&
                           text_count_graphemes(ask->input) > INPUT_TOKENS_MAX;
    return !refused_at_once;
}

bool run_is_long(const Ask *ask) {
    return exceeds(ask, (Patience){.work = 2e8, .bytes = 250, .beam_bytes = 1000});
}

bool run_outlasts_opening(const Ask *ask) {
    return exceeds(ask, (Patience){.work = 2e10, .bytes = 2500, .beam_bytes = 10000});
}

/* --- the cache ------------------------------------------------------------------------------- */

enum { CACHE_RUNS = 24 };

struct RunCache {
    Run *runs[CACHE_RUNS]; /* the one asked for last comes first */
    int count;
};

static bool same_number(double a, double b) {
    return !(a < b) && !(a > b);
}

bool ask_equal(const Ask *a, const Ask *b) {
    const Attention *x = &a->attention, *y = &b->attention;
    return a->model == b->model && !strcmp(a->input, b->input) && a->seed == b->seed &&
           x->score == y->score && x->scope == y->scope && x->weigh == y->weigh &&
           x->window == y->window && x->renormalise == y->renormalise && x->samples == y->samples &&
           same_number(x->temperature, y->temperature) && !strcmp(a->ablated, b->ablated) &&
           a->beam == b->beam && a->branch == b->branch && edits_equal(a->edits, b->edits);
}

static int place_of(const RunCache *cache, const Ask *ask) {
    for (int i = 0; i < cache->count; i++)
        if (ask_equal(&cache->runs[i]->ask, ask)) return i;
    return -1;
}

size_t run_bytes(const Run *run) {
    return sizeof *run + arena_held(run->arena) + arena_held(tape_arena(run->tape));
}

size_t run_cache_bytes(const RunCache *cache) {
    size_t bytes = 0;
    for (int i = 0; i < cache->count; i++) bytes += run_bytes(cache->runs[i]);
    return bytes;
}

static bool is_among(const Run *run, const Run *const *list, int count) {
    for (int i = 0; i < count; i++)
        if (list[i] == run) return true;
    return false;
}

void run_cache_trim(RunCache *cache, size_t most, const Run *const *keep, int keep_count) {
    size_t bytes = run_cache_bytes(cache);
    for (int i = cache->count - 1; i >= 0 && bytes > most; i--) {
        Run *run = cache->runs[i];
        if (is_among(run, keep, keep_count)) continue;
        bytes -= run_bytes(run);
        run_free(run);
        cache->count--;
        memmove(cache->runs + i, cache->runs + i + 1,
                (size_t)(cache->count - i) * sizeof *cache->runs);
    }
}

const Run *run_cache_find(const RunCache *cache, const Ask *ask) {
    int at = place_of(cache, ask);
    return at < 0 ? NULL : cache->runs[at];
}

RunCache *run_cache_new(void) {
    RunCache *cache = calloc(1, sizeof *cache);
    CHECK(cache, "out of memory");
    return cache;
}

void run_cache_free(RunCache *cache) {
    if (!cache) return;
    for (int i = 0; i < cache->count; i++) run_free(cache->runs[i]);
    free(cache);
}

bool run_cache_has(const RunCache *cache, const Ask *ask) {
    return place_of(cache, ask) >= 0;
}

void run_cache_add(RunCache *cache, Run *run) {
    if (cache->count == CACHE_RUNS) run_free(cache->runs[--cache->count]);
    memmove(cache->runs + 1, cache->runs, (size_t)cache->count * sizeof *cache->runs);
    cache->runs[0] = run;
    cache->count++;
}

const Run *run_cache_get(RunCache *cache, const Ask *ask, Error *error) {
    int at = place_of(cache, ask);
    if (at < 0) {
        Run *made = run_new(ask, error);
        if (made) run_cache_add(cache, made);
        return made;
    }
    Run *found = cache->runs[at];
    memmove(cache->runs + 1, cache->runs, (size_t)at * sizeof *cache->runs);
    return cache->runs[0] = found;
}

void run_cache_forget(RunCache *cache, const Model *model) {
    int kept = 0;
    for (int i = 0; i < cache->count; i++) {
        if (cache->runs[i]->ask.model == model)
            run_free(cache->runs[i]);
        else
            cache->runs[kept++] = cache->runs[i];
    }
    cache->count = kept;
}

/* --- stepping -------------------------------------------------------------------------------- */

bool run_has_attention(const Run *run) {
    return !score_is_none(run->ask.attention.score);
}

bool run_has_heads(const Run *run) {
    return run->kind == &run_transformer;
}

bool run_has_stage(const Run *run, Stage stage) {
    if (run_has_heads(run)) return false;
    return run_has_attention(run) || stage == STAGE_ENCODE || stage == STAGE_CONTEXT ||
           stage == STAGE_OUTPUT;
}

Position run_first(const Run *run) {
    (void)run;
    return (Position){0, STAGE_ENCODE, 0};
}

Position run_last(const Run *run) {
    return run->kind->last(run);
}

Position run_next(const Run *run, Position position, Reveal reveal) {
    return run->kind->next(run, position, reveal);
}

Position run_back(const Run *run, Position position, Reveal reveal) {
    return run->kind->back(run, position, reveal);
}

Position run_clamp(const Run *run, Position position) {
    return position.token <= 0 ? run_first(run) : run->kind->clamp(run, position);
}

bool run_shows(Position p, int token, int stage, int cell) {
    if (stage == STAGE_ENCODE) return true;
    if (token != p.token) return token < p.token;
    if (stage != p.stage) return stage < p.stage;
    return p.cells == 0 || cell <= p.cells;
}

bool run_shows_weight(const Run *run, Position p, int token, int cell) {
    return run_shows(p, token, STAGE_WEIGHTS, run->ask.attention.weigh->draws ? INT_MAX : cell);
}

int run_shows_draws(const Run *run, Position p, int token) {
    if (!run_shows(p, token, STAGE_WEIGHTS, 0)) return 0;
    bool now = token == p.token && p.stage == STAGE_WEIGHTS && p.cells;
    return now ? p.cells : run->ask.attention.samples;
}

/* --- as a file ------------------------------------------------------------------------------- */

/* The lines that make them, as a list. */
static const char *edits_json(const Edits *edits, Arena *arena) {
    int count = edits_count(edits);
    const char **lines = ARENA_ARRAY(arena, const char *, count);
    for (int i = 0; i < count; i++) lines[i] = edits_line(edits, i, arena);
    Buffer text = {0};
    json_write_strings(&text, lines, count);
    const char *json = arena_string(arena, text.data);
    buffer_free(&text);
    return json;
}

/* An ablated head's A V is 0 before W_O: that is its context in a file, where what it would have
 * been stands beside it. */
static void name_ablated(ArrayFile *file) {
    static const char ending[] = "ablated";
    for (int i = 0; i < file->count; i++) {
        const char *name = file->arrays[i].name;
        size_t scope = strlen(name) - strlen(ending);
        if (strlen(name) < strlen(ending) || strcmp(name + scope, ending) != 0) continue;
        const char *context = arena_printf(file->arena, "%.*scontext", (int)scope, name);
        const NamedArray *whole = arrays_find(file, context);
        if (!whole) continue;
        arrays_rename(file, (int)(whole - file->arrays),
                      arena_printf(file->arena, "%s.whole", context));
        arrays_rename(file, i, context);
    }
}

void run_export(const Run *run, ArrayFile *file) {
    const Ask *ask = &run->ask;
    const Attention *a = &ask->attention;
    char text[64];
    arrays_add_meta_text(file, "model", ask->model->name);
    arrays_add_meta_text(file, "task", ask->model->task);
    arrays_add_meta_text(file, "score", a->score->word);
    arrays_add_meta_text(file, "scope", a->scope->word);
    snprintf(text, sizeof text, "%d", a->window);
    arrays_add_meta_json(file, "window", text);
    run->kind->describe(run, file);
    if (run->beam) run_describe_beam(run, file);
    arrays_add_meta_text(file, "weigh", a->weigh->word);
    snprintf(text, sizeof text, "%.9g", a->temperature);
    arrays_add_meta_json(file, "temperature", text);
    arrays_add_meta_json(file, "renormalise", a->renormalise ? "true" : "false");
    snprintf(text, sizeof text, "%d", a->samples);
    arrays_add_meta_json(file, "samples", text);
    snprintf(text, sizeof text, "%llu", (unsigned long long)ask->seed);
    arrays_add_meta_json(file, "seed", text);
    arrays_add_meta_json(file, "complete", run->complete ? "true" : "false");
    snprintf(text, sizeof text, "%016llx", (unsigned long long)model_hash(ask->model));
    arrays_add_meta_text(file, "checkpoint", text);
    arrays_add_meta_text(file, "input", ask->input);
    if (ask->edits) arrays_add_meta_json(file, "edits", edits_json(ask->edits, run->arena));
    arrays_add_meta_text(file, "output", run->output);
    trace_export(run->trace, file);
    name_ablated(file);
}

bool run_overflows(const Run *run) {
    const TraceArray *p = trace_find(run->trace, "output.probabilities");
    for (int row = 0; p && row < p->rows; row++) /* what divides one by a sum divides all */
        if (isnan(trace_number(p, 0, row, 0))) return true;
    return false;
}
