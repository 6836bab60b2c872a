/* heads.c -- which heads a run has, where their arrays are, and the words that name them. */
#include "session/parts.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const heads_words[HEADS_OF_COUNT] = {"encoder", "decoder", "cross"};
/* As the screen says it, which a command takes too. */
static const char *const heads_words_shown[HEADS_OF_COUNT] = {"encoder", "decoder", "across"};

/* --- where they are -------------------------------------------------------------------------- */

HeadCounts run_head_counts(const Model *model) {
    HeadCounts counts = {0};
    if (model->kind != &model_transformer) return counts;
    const TransformerConfig *c = &model->transformer;
    counts.heads = c->heads;
    counts.layers[HEADS_DECODER] = c->layers;
    if (!c->decoder_only) counts.layers[HEADS_ENCODER] = counts.layers[HEADS_CROSS] = c->layers;
    return counts;
}

bool heads_has(const HeadCounts *counts, HeadAt head) {
    return head.layer >= 1 && head.layer <= counts->layers[head.of] && head.head >= 1 &&
           head.head <= counts->heads;
}

const char *run_head_scope(const Run *run, Arena *arena, HeadAt head) {
    const char *side = run->ask.model->transformer.decoder_only ? ""
                       : head.of == HEADS_ENCODER               ? "encoder."
                                                                : "decoder.";
    return arena_printf(arena, "%slayers.%d.%s", side, head.layer - 1,
                        head.of == HEADS_CROSS ? "cross" : "attention");
}

const TraceArray *run_head_array(const Run *run, HeadAt head, const char *name) {
    Arena *scratch = arena_new();
    const TraceArray *array = trace_find(
        run->trace, arena_printf(scratch, "%s.%s", run_head_scope(run, scratch, head), name));
    arena_free(scratch);
    return array;
}

TextPieces run_head_rows(const Run *run, HeadsOf of) {
    return of == HEADS_ENCODER ? run->source : of == HEADS_DECODER ? run->fed : run->target;
}

TextPieces run_head_cols(const Run *run, HeadsOf of) {
    return of == HEADS_DECODER ? run->fed : run->source;
}

const char *run_head_mask(const Run *run, HeadsOf of, Arena *arena) {
    const Attention *a = &run->ask.attention;
    bool causal = transformer_is_causal(&run->ask.model->transformer, a->scope, of);
    if (of == HEADS_CROSS || !a->scope->has_window) return causal ? "s ≤ t" : "every s";
    return arena_printf(arena, "|s − t| ≤ %d%s", a->window, causal ? ", s ≤ t" : "");
}

/* --- the chosen matrix ----------------------------------------------------------------------- */

/* The block in which a head's attention stands, from 1. */
int run_block_of(const Run *run, HeadAt head) {
    for (int token = 1; token < run_block_count(run); token++) {
        Block block = run_block(run, token);
        if (block.kind == BLOCK_ATTENTION && block.of == head.of && block.layer == head.layer)
            return token;
    }
    return 0;
}

const BlockStage *run_score_stage(const Run *run, const Look *look) {
    Position p = look->position;
    if (!run_has_heads(run) || !p.token || p.token != run_block_of(run, look->heads[0]))
        return NULL;
    Block block = run_block(run, p.token);
    int count;
    const BlockStage *stage = run_block_stages(&block, &count) + p.stage;
    bool before = !strcmp(stage->array, "product") || !strcmp(stage->array, "scaled");
    return before && run_has_block_stage(run, &block, p.stage) ? stage : NULL;
}

/* The array that a matrix of the chosen head shows. */
static const char *array_of(const Run *run, const Look *look, MatrixKind kind) {
    if (kind == MATRIX_WEIGHTS) return "weights";
    const BlockStage *stage = kind == MATRIX_SCORES ? run_score_stage(run, look) : NULL;
    return stage ? stage->array : "scores";
}

RunMatrix run_matrix(const Run *run, const Look *look, MatrixKind kind) {
    if (run_has_heads(run)) {
        HeadAt head = look->heads[0];
        return (RunMatrix){run_head_array(run, head, array_of(run, look, kind)), head.head - 1,
                           run_head_rows(run, head.of), run_head_cols(run, head.of)};
    }
    const char *whole = kind == MATRIX_WEIGHTS ? "attention.weights" : "attention.scores";
    return (RunMatrix){trace_find(run->trace, whole), 0, run->target, run->source};
}

RunMatrix run_matrix_before(const Run *run, const Look *look) {
    Position p = look->position;
    RunMatrix matrix = {0};
    if (!run_has_heads(run) || !p.cells || p.token != run_block_of(run, look->heads[0]))
        return matrix;
    Block block = run_block(run, p.token);
    int count;
    if (strcmp(run_block_stages(&block, &count)[p.stage].array, "scores")) return matrix;
    HeadAt head = look->heads[0];
    matrix = run_matrix(run, look, MATRIX_SCORES);
    matrix.array = run_head_array(run, head, "scaled");
    if (!matrix.array) matrix.array = run_head_array(run, head, "product");
    return matrix;
}

static int stage_of(const char *array) {
    const Block block = {.kind = BLOCK_ATTENTION};
    int count, i = 0;
    const BlockStage *stages = run_block_stages(&block, &count);
    while (i < count - 1 && strcmp(stages[i].array, array)) i++;
    return i;
}

bool run_matrix_shows(const Run *run, const Look *look, MatrixKind kind, int row, int col) {
    if (run_is_lookup(run)) {
        bool scores = kind == MATRIX_SCORES, scaled = lookup_has_stage(run, LOOKUP_SCALE);
        LookupStage score = scaled ? LOOKUP_SCALE : LOOKUP_SIMILARITY;
        return lookup_shows(look->position, scores ? score : LOOKUP_NORMALISE, col);
    }
    if (!run_has_heads(run))
        return kind == MATRIX_SCORES ? run_shows(look->position, row, STAGE_SCORE, col)
                                     : run_shows_weight(run, look->position, row, col);
    int cell = (row - 1) * run_head_cols(run, look->heads[0].of).count + col;
    return run_shows(look->position, run_block_of(run, look->heads[0]),
                     stage_of(array_of(run, look, kind)), cell);
}

/* --- words ----------------------------------------------------------------------------------- */

static void write_head(Buffer *out, HeadAt head, HeadsOf *last) {
    if (out->size && head.of == *last)
        buffer_printf(out, ",%d.%d", head.layer, head.head);
    else
        buffer_printf(out, "%s%s %d.%d", out->size ? " " : "", heads_words[head.of], head.layer,
                      head.head);
    *last = head.of;
}

bool heads_read_pair(const char **at, HeadAt *head) {
    int used = 0;
    if (!isdigit((unsigned char)**at) ||
        sscanf(*at, "%5d.%5d%n", &head->layer, &head->head, &used) != 2)
        return false;
    *at += used;
    if (**at == ',') (*at)++;
    return true;
}

static bool is_word(const char *word, const char *text, size_t n) {
    return strlen(word) == n && !strncmp(word, text, n);
}

bool heads_read_group(const char *text, size_t n, HeadsOf *of) {
    for (int i = 0; i < HEADS_OF_COUNT; i++)
        if (is_word(heads_words[i], text, n) || is_word(heads_words_shown[i], text, n)) {
            *of = (HeadsOf)i;
            return true;
        }
    return false;
}

/* A group before heads, and past it. */
static void read_group(const char **at, HeadsOf *of) {
    while (**at == ' ') (*at)++;
    size_t n = strcspn(*at, " ");
    if ((*at)[n] && heads_read_group(*at, n, of)) *at += n + 1;
}

/* Calls with every head of such a text; false when it is not one. */
static bool each_head(const char *list, HeadsOf of, bool (*visit)(void *with, HeadAt head),
                      void *with) {
    const char *at = list;
    while (*at) {
        read_group(&at, &of);
        HeadAt head = {.of = of};
        if (!heads_read_pair(&at, &head) || !visit(with, head)) return false;
        while (*at == ' ') at++;
    }
    return at != list;
}

static bool is_not(void *with, HeadAt head) {
    const HeadAt *wanted = with;
    return head.of != wanted->of || head.layer != wanted->layer || head.head != wanted->head;
}

bool heads_listed(const char *list, HeadAt head) {
    return *list && !each_head(list, HEADS_DECODER, is_not, &head);
}

typedef struct Kept {
    HeadAt *items;
    int count, capacity;
} Kept;

static bool keep(void *with, HeadAt head) {
    Kept *kept = with;
    if (kept->count == kept->capacity) return false;
    kept->items[kept->count++] = head;
    return true;
}

static int in_order(const void *a, const void *b) {
    const HeadAt *x = a, *y = b;
    if (x->of != y->of) return (int)x->of - (int)y->of;
    return x->layer != y->layer ? x->layer - y->layer : x->head - y->head;
}

static const char *write_heads(Arena *arena, const HeadAt *heads, int count) {
    Buffer text = {0};
    HeadsOf last = HEADS_ENCODER;
    for (int i = 0; i < count; i++) write_head(&text, heads[i], &last);
    const char *out = arena_string(arena, text.data ? text.data : "");
    buffer_free(&text);
    return out;
}

const HeadAt *heads_of_list(Arena *arena, const char *list, int *count) {
    Kept kept = {.capacity = (int)strlen(list) / 3 + 1};
    kept.items = ARENA_ARRAY(arena, HeadAt, kept.capacity);
    each_head(list, HEADS_DECODER, keep, &kept);
    *count = kept.count;
    return kept.items;
}

const char *heads_with(Arena *arena, const char *list, HeadAt head, bool in) {
    Kept kept = {.capacity = (int)strlen(list) / 3 + 2};
    kept.items = ARENA_ARRAY(arena, HeadAt, kept.capacity);
    each_head(list, HEADS_DECODER, keep, &kept);
    int count = 0;
    for (int i = 0; i < kept.count; i++)
        if (is_not(&head, kept.items[i])) kept.items[count++] = kept.items[i];
    if (in) kept.items[count++] = head;
    qsort(kept.items, (size_t)count, sizeof *kept.items, in_order);
    return write_heads(arena, kept.items, count);
}

const char *look_heads(const Look *look, Arena *arena) {
    return write_heads(arena, look->heads, look->head_count);
}

/* --- commands -------------------------------------------------------------------------------- */

/* The heads a command names, of the group shown unless it says another; false and a sentence. */
static bool read_heads(const Words *words, const State *state, Kept *out, Error *error) {
    const Model *model = state->ask.model;
    HeadCounts counts = run_head_counts(model);
    if (!counts.heads) return error_words(error, "%s has no heads; a transformer has", model->name);
    out->count = 0;
    if (!each_head(words->rest, state->look.heads[0].of, keep, out))
        return error_words(error,
                           "%s takes heads as LAYER.HEAD, as in 1.2,2.4 or cross 1.1, not “%s”",
                           words->verb, words->rest);
    for (int i = 0; i < out->count; i++) {
        HeadAt head = out->items[i];
        if (!counts.layers[head.of])
            return error_words(error, "%s has no %s heads", model->name, heads_words[head.of]);
        if (!heads_has(&counts, head))
            return error_words(error, "there is no head %d.%d: %d layers have %d heads each",
                               head.layer, head.head, counts.layers[head.of], counts.heads);
    }
    return true;
}

void state_first_head(State *state) {
    HeadCounts counts = run_head_counts(state->ask.model);
    Look *look = &state->look;
    if (!counts.heads)
        look->head_count = 0;
    else if (!look->head_count || !heads_has(&counts, look->heads[0])) {
        look->heads[0] = (HeadAt){counts.layers[HEADS_CROSS] ? HEADS_CROSS : HEADS_DECODER, 1, 1};
        look->head_count = 1;
    }
}

bool look_has_layer(const Look *look, const Model *model) {
    for (int i = 1; i < look->head_count; i++)
        if (look->heads[i].of != look->heads[0].of || look->heads[i].layer != look->heads[0].layer)
            return false;
    return look->head_count > 1 && look->head_count == run_head_counts(model).heads;
}

/* All of the chosen one's layer, itself the first. */
static bool choose_layer(Look *look, int heads, Error *error) {
    HeadAt first = look->heads[0];
    if (heads > HEADS_KEPT_MAX)
        return error_words(error, "a layer has %d heads here; at most %d are shown together", heads,
                           HEADS_KEPT_MAX);
    look->head_count = 1;
    for (int h = 1; h <= heads; h++)
        if (h != first.head) look->heads[look->head_count++] = (HeadAt){first.of, first.layer, h};
    return true;
}

bool head_command(Session *session, State *state, const Words *words, Error *error) {
    Look *look = &state->look;
    HeadCounts counts = run_head_counts(state->ask.model);
    if (counts.heads && !strcmp(words->rest, "all")) return choose_layer(look, counts.heads, error);
    HeadsOf of;
    if (heads_read_group(words->rest, strlen(words->rest), &of) && counts.layers[of]) {
        look->heads[0].of = of;
        look->head_count = 1;
        look->target = look->source = 0;
        state_show_block(session, state);
        return true;
    }
    HeadAt heads[HEADS_KEPT_MAX];
    Kept kept = {heads, 0, HEADS_KEPT_MAX};
    if (!read_heads(words, state, &kept, error)) return false;
    if (heads[0].of != look->heads[0].of) look->target = look->source = 0;
    memcpy(look->heads, heads, (size_t)kept.count * sizeof *heads);
    look->head_count = kept.count;
    state_show_block(session, state);
    return true;
}

bool sort_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    int i = words_one_of(words, 0, sort_words, SORT_COUNT, error);
    if (i >= 0) state->look.sort = (HeadSort)i;
    return i >= 0;
}

static bool change_ablated(Session *session, State *state, const Words *words, bool in,
                           Error *error) {
    Arena *scratch = arena_new();
    Kept kept = {ARENA_ARRAY(scratch, HeadAt, 4096), 0, 4096};
    bool good = read_heads(words, state, &kept, error);
    for (int i = 0; good && i < kept.count; i++)
        state->ask.ablated = heads_with(session->arena, state->ask.ablated, kept.items[i], in);
    arena_free(scratch);
    return good;
}

bool ablate_command(Session *session, State *state, const Words *words, Error *error) {
    return change_ablated(session, state, words, true, error);
}

bool restore_command(Session *session, State *state, const Words *words, Error *error) {
    if (!strcmp(words->rest, "all")) {
        state->ask.ablated = "";
        return true;
    }
    return change_ablated(session, state, words, false, error);
}
