/* run_transformer.c -- the run of a transformer, and how one steps through its blocks: a layer's
 * attention or feed-forward each, and the output at the end. */
#include "session/parts.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

/* --- computing ------------------------------------------------------------------------------- */

static bool *ablated_flags(const Ask *ask, Arena *arena) {
    if (!*ask->ablated) return NULL;
    const TransformerConfig *c = &ask->model->transformer;
    HeadCounts counts = run_head_counts(ask->model);
    bool *flags = ARENA_ARRAY(arena, bool, transformer_head_count(c));
    for (HeadsOf of = HEADS_ENCODER; of < HEADS_OF_COUNT; of++)
        for (int l = 0; l < counts.layers[of]; l++)
            for (int h = 0; h < c->heads; h++)
                flags[transformer_head(c, of, l, h)] =
                    heads_listed(ask->ablated, (HeadAt){of, l + 1, h + 1});
    return flags;
}

static ForcedHead *forced_heads(const Ask *ask, Arena *arena) {
    const Edits *edits = ask->edits;
    if (!edits) return NULL;
    ForcedHead *forced = ARENA_ARRAY(arena, ForcedHead, edits->forced_count);
    for (int i = 0; i < edits->forced_count; i++) {
        HeadAt head = edits->forced[i].head;
        int number =
            transformer_head(&ask->model->transformer, head.of, head.layer - 1, head.head - 1);
        forced[i] = (ForcedHead){number, edits->forced[i].cell};
    }
    return forced;
}

static TransformerOptions options_of(const Ask *ask, Arena *arena) {
    const Attention *a = &ask->attention;
    return (TransformerOptions){.score = a->score,
                                .scope = a->scope,
                                .weigh = a->weigh,
                                .window = a->window,
                                .temperature = a->temperature,
                                .ablated = ablated_flags(ask, arena),
                                .forced = forced_heads(ask, arena),
                                .forced_count = ask->edits ? ask->edits->forced_count : 0,
                                .samples = a->samples,
                                .seed = ask->seed};
}

static const Real *ids_of(Run *run, const Vocabulary *vocabulary, bool ends) {
    int S = run->source.count;
    Real *ids = ARENA_ARRAY(run->arena, Real, S);
    run->unknown = ARENA_ARRAY(run->arena, bool, S);
    for (int s = 0; s < S; s++) {
        bool end = ends && s == S - 1;
        int id = end ? TOKEN_END : vocabulary_id(vocabulary, run->source.items[s]);
        ids[s] = (Real)id;
        run->unknown[s] = !end && id == vocabulary->unknown;
    }
    return ids;
}

static void compute_symbols(Run *run, const TransformerOptions *options) {
    const Model *model = run->ask.model;
    Real length = (Real)run->source.count;
    TransformerInput input = {.batch = 1,
                              .target_length = run->source.count,
                              .target = ids_of(run, &model->source, false),
                              .target_lengths = &length};
    transformer_build(run->tape, &model->transformer, (Parameters){model->weights, NULL}, options,
                      &input);
    run->target = run->fed = run->source;
    run->complete = true;
}

/* With a beam, the words of the asked branch are what is fed. */
static bool search(Run *run, const TransformerOptions *options, TransformerInput *input,
                   Error *error) {
    const Ask *ask = &run->ask;
    if (ask->beam <= 1) return true;
    run->beam = transformer_beam(run->arena, &ask->model->transformer, ask->model->weights, options,
                                 input, ask->beam);
    input->prefix = run_branch(run, &input->prefix_length, error);
    return input->prefix != NULL;
}

static const Real *const *logits_of(const Run *run, const TransformerRun *made) {
    const Real **logits = ARENA_ARRAY(run->arena, const Real *, made->steps);
    for (int t = 0; t < made->steps; t++)
        logits[t] = made->logits->value + (size_t)t * (size_t)made->logits->shape.cols;
    return logits;
}

/* At every place the decoder reads the word before, at the first <s>. */
static void take_fed(Run *run) {
    int T = run->target.count;
    run->fed = (TextPieces){ARENA_ARRAY(run->arena, const char *, T), T};
    for (int t = 0; t < T; t++)
        run->fed.items[t] =
            t ? run->target.items[t - 1] : run->ask.model->target.tokens[TOKEN_START];
}

static bool compute_sentence(Run *run, const TransformerOptions *options, Error *error) {
    const Model *model = run->ask.model;
    Real length = (Real)run->source.count;
    TransformerInput input = {.batch = 1,
                              .source_length = run->source.count,
                              .source = ids_of(run, &model->source, true),
                              .lengths = &length,
                              .prefix = run->prefix,
                              .prefix_length = run->prefix_length};
    if (!search(run, options, &input, error)) return false;
    TransformerRun made = transformer_build(run->tape, &model->transformer,
                                            (Parameters){model->weights, NULL}, options, &input);
    run_take_words(run, made.chosen, made.steps, made.complete[0]);
    take_fed(run);
    if (!run->beam) run_beam_of(run, logits_of(run, &made), made.steps);
    return true;
}

/* A vocabulary without <unk> cannot read what is not in it. */
static bool all_known(const Run *run, Error *error) {
    const Vocabulary *words = &run->ask.model->source;
    if (words->unknown >= 0) return true;
    for (int s = 0; s < run->source.count; s++)
        if (vocabulary_id(words, run->source.items[s]) < 0)
            return error_set(error, "“%s” is not in the vocabulary, which has no <unk>",
                             run->source.items[s]);
    return true;
}

bool run_is_compact(const Run *run) {
    long N = run->source.count;
    return run_has_heads(run) && transformer_is_compact(&run->ask.model->transformer, N, N);
}

/* Weights that are not soft cannot be made again piece by piece. */
static bool can_weigh(const Run *run, Error *error) {
    const char *word = run->ask.attention.weigh->word;
    if (!strcmp(word, "soft") || !run_is_compact(run)) return true;
    return error_set(error, "%d tokens are too many for %s weights; soft ones have no such limit",
                     run->source.count, word);
}

/* Whether the run, and pictures of its matrices, have room: an answer as long as it may be. */
static bool has_room(const Run *run, Error *error) {
    enum { PICTURES_MOST = 256 << 20, PICTURES = 2 };
    const TransformerConfig *c = &run->ask.model->transformer;
    int N = run->source.count, T = c->decoder_only ? N : run_target_limit(&run->ask, N);
    double pictures = PICTURES * (double)sizeof(float) * N * (N > T ? N : T);
    if (pictures > PICTURES_MOST) pictures = PICTURES_MOST;
    char what[64];
    snprintf(what, sizeof what, "a run of %d tokens", N);
    return memory_suffices(transformer_bytes(c, c->decoder_only ? 0 : N, T) + pictures, what,
                           error);
}

static bool compute(Run *run, Error *error) {
    const TransformerConfig *c = &run->ask.model->transformer;
    if (!run_tokenise(run, c->positions - !c->decoder_only, !c->decoder_only, error) ||
        !run_edit(run, error) || !all_known(run, error) || !can_weigh(run, error) ||
        !has_room(run, error))
        return false;
    TransformerOptions options = options_of(&run->ask, run->arena);
    if (c->decoder_only)
        compute_symbols(run, &options);
    else if (!compute_sentence(run, &options, error))
        return false;
    tape_forward(run->tape);
    return true;
}

static const char *refuses(const Ask *ask) {
    Arena *scratch = arena_new();
    TransformerOptions options = options_of(ask, scratch);
    const char *no = transformer_refuses(&options);
    arena_free(scratch);
    return no;
}

static void describe(const Run *run, ArrayFile *file) {
    if (*run->ask.ablated) arrays_add_meta_text(file, "ablated", run->ask.ablated);
}

/* --- blocks ---------------------------------------------------------------------------------- */

/* Blocks of one layer: its attentions, then its feed-forward. */
static int layer_blocks(const TransformerConfig *c, HeadsOf of) {
    return of == HEADS_DECODER && !c->decoder_only ? 3 : 2;
}

int run_block_count(const Run *run) {
    const TransformerConfig *c = &run->ask.model->transformer;
    int encoder = c->decoder_only ? 0 : c->layers * layer_blocks(c, HEADS_ENCODER);
    return encoder + c->layers * layer_blocks(c, HEADS_DECODER) + 1;
}

Block run_block(const Run *run, int token) {
    const TransformerConfig *c = &run->ask.model->transformer;
    int encoder = c->decoder_only ? 0 : c->layers * layer_blocks(c, HEADS_ENCODER), at = token - 1;
    if (token >= run_block_count(run)) return (Block){BLOCK_OUTPUT, HEADS_DECODER, c->layers};
    HeadsOf of = at < encoder ? HEADS_ENCODER : HEADS_DECODER;
    if (at >= encoder) at -= encoder;
    int each = layer_blocks(c, of), within = at % each, layer = at / each + 1;
    if (within == each - 1) return (Block){BLOCK_FEEDFORWARD, of, layer};
    return (Block){BLOCK_ATTENTION, within == 1 ? HEADS_CROSS : of, layer};
}

static const BlockStage attention_stages[] = {
    {"X", "X = LayerNorm(x)", "norm", false, false, NULL, "X = LayerNorm(x), M = \\t{memory}"},
    {"Q, K, V", "Q = X W_Q + b_Q, K = X W_K + b_K, V = X W_V + b_V", "query", true, false, NULL,
     "Q = X W_Q + b_Q, K = M W_K + b_K, V = M W_V + b_V"},
    {"q · k", "\\q{q}^T \\k{k}", "product", true, true, "Products", NULL},
    {"÷ √d", "\\q{q}^T \\k{k} / \\sqrt{d}", "scaled", true, true, "Scaled", NULL},
    {"Mask", "−∞ where not allowed", "scores", true, true, NULL, NULL},
    {"Softmax", "A = softmax(scores)", "weights", true, true, NULL, NULL},
    {"A · V", "A V", "context", true, false, NULL, NULL},
    {"Concat", "[head_1 ; … ; head_H]", "concatenated", false, false, NULL, NULL},
    {"Project", "Concat(head_1 … head_H) W_O + b_O", "projected", false, false, NULL, NULL},
    {"Add", "x + attention", "residual", false, false, NULL, NULL},
};
static const BlockStage feedforward_stages[] = {
    {"X", "LayerNorm(x)", "norm", false, false, NULL, NULL},
    {"Feed-forward", "W_2 f(W_1 x + b_1) + b_2", "feedforward", false, false, NULL, NULL},
    {"Add", "x + feed-forward", "output", false, false, NULL, NULL},
};
static const BlockStage output_stages[] = {
    {"Output", "softmax(W_o LN(x) + b_o)", "output.probabilities", false, false, NULL,
     "softmax(E LN(x))"},
};

const BlockStage *run_block_stages(const Block *block, int *count) {
    switch (block->kind) {
    case BLOCK_ATTENTION:
        *count = sizeof attention_stages / sizeof *attention_stages;
        return attention_stages;
    case BLOCK_FEEDFORWARD:
        *count = sizeof feedforward_stages / sizeof *feedforward_stages;
        return feedforward_stages;
    case BLOCK_OUTPUT: break;
    }
    *count = 1;
    return output_stages;
}

const TraceArray *run_block_array(const Run *run, const Block *block, const char *name) {
    bool alone = run->ask.model->transformer.decoder_only;
    if (!strcmp(name, "memory"))
        return block->of == HEADS_CROSS ? trace_find(run->trace, "encoder.norm") : NULL;
    if (block->kind == BLOCK_OUTPUT)
        return trace_find(run->trace, strcmp(name, "norm") || alone ? name : "decoder.norm");
    if (block->kind == BLOCK_ATTENTION && strncmp(name, "norm", 4) && strncmp(name, "residual", 8))
        return run_head_array(run, (HeadAt){block->of, block->layer, 1}, name);
    /* norms and residuals count their blocks within the layer */
    const TransformerConfig *c = &run->ask.model->transformer;
    int within = block->kind == BLOCK_FEEDFORWARD ? layer_blocks(c, block->of)
                 : block->of == HEADS_CROSS       ? 2
                                                  : 1;
    bool numbered = !strcmp(name, "norm") || !strcmp(name, "residual");
    const char *side = alone ? "" : block->of == HEADS_ENCODER ? "encoder." : "decoder.";
    char whole[96];
    if (numbered)
        snprintf(whole, sizeof whole, "%slayers.%d.%s%d", side, block->layer - 1, name, within);
    else
        snprintf(whole, sizeof whole, "%slayers.%d.%s", side, block->layer - 1, name);
    return trace_find(run->trace, whole);
}

const char *run_stage_formula(const Run *run, const Block *block, const BlockStage *stage) {
    bool across = block->kind == BLOCK_ATTENTION && block->of == HEADS_CROSS;
    bool tied = block->kind == BLOCK_OUTPUT && run->ask.model->transformer.decoder_only;
    return stage->other && (across || tied) ? stage->other : stage->formula;
}

/* --- stepping -------------------------------------------------------------------------------- */

static int stage_count(const Run *run, int token) {
    Block block = run_block(run, token);
    int count;
    run_block_stages(&block, &count);
    return count;
}

/* Cells of what a stage makes, and of one row of it; 0: there is nothing to walk over. */
static int cells_of(const Run *run, Position p, int *row) {
    if (p.token == 0) return 0;
    Block block = run_block(run, p.token);
    int count;
    const BlockStage *stages = run_block_stages(&block, &count);
    if (p.stage >= count) return 0;
    if (stages[p.stage].is_matrix) {
        *row = run_head_cols(run, block.of).count;
        return run_head_rows(run, block.of).count * *row;
    }
    const TraceArray *array = run_block_array(run, &block, stages[p.stage].array);
    *row = array ? array->cols : 0;
    return array ? array->rows * array->cols : 0;
}

int run_walk_row(const Run *run, Position p) {
    int row = 0;
    return cells_of(run, p, &row) ? row : 0;
}

bool run_has_block_stage(const Run *run, const Block *block, int stage) {
    const Ask *ask = &run->ask;
    if (block->kind != BLOCK_ATTENTION) return true;
    const char *array = attention_stages[stage].array;
    bool scores = !strcmp(array, "scores"), products = !strcmp(array, "product");
    if (scores && run_block_array(run, block, "product"))
        return transformer_masks(&ask->model->transformer, ask->attention.scope, block->of);
    return (!products && strcmp(array, "scaled")) || run_block_array(run, block, array);
}

/* The nearest stage from this one on, or back, that the block goes through: the first and the last
 * are always there. */
static int stage_near(const Run *run, int token, int stage, int by) {
    Block block = run_block(run, token);
    while (!run_has_block_stage(run, &block, stage)) stage += by;
    return stage;
}

static Position whole_block(const Run *run, int token) {
    if (token <= 0) return run_first(run);
    int most = run_block_count(run);
    if (token > most) token = most;
    return (Position){token, stage_count(run, token) - 1, 0};
}

static Position last(const Run *run) {
    return whole_block(run, run_block_count(run));
}

static bool block_is_done(const Run *run, Position p) {
    return p.token == 0 || (p.stage == stage_count(run, p.token) - 1 && !p.cells);
}

static Position next_stage(const Run *run, Position p) {
    if (!block_is_done(run, p))
        return (Position){p.token, stage_near(run, p.token, p.stage + 1, 1), 0};
    return p.token < run_block_count(run) ? (Position){p.token + 1, 0, 0} : p;
}

static Position next(const Run *run, Position p, Reveal reveal) {
    if (reveal == REVEAL_ALL) return last(run);
    if (reveal == REVEAL_LAYER || reveal == REVEAL_TOKEN)
        return whole_block(run, block_is_done(run, p) ? p.token + 1 : p.token);
    if (reveal == REVEAL_HEAD) {
        if (!p.cells) return next_stage(run, p);
        p.cells = 0;
        return p;
    }
    int row = 0, cells = cells_of(run, p, &row);
    if (p.cells) {
        p.cells = reveal == REVEAL_ROW ? (p.cells / row + 1) * row : p.cells + 1;
        if (p.cells >= cells) p.cells = 0;
        return p;
    }
    if (p.token == run_block_count(run) && block_is_done(run, p)) return p;
    p = next_stage(run, p);
    cells = cells_of(run, p, &row);
    int by = reveal == REVEAL_ROW ? row : 1;
    if (cells > by) p.cells = by;
    return p;
}

static Position stage_before(const Run *run, Position p) {
    if (p.stage > 0) return (Position){p.token, stage_near(run, p.token, p.stage - 1, -1), 0};
    return whole_block(run, p.token - 1);
}

static Position back(const Run *run, Position p, Reveal reveal) {
    if (reveal == REVEAL_ALL || p.token == 0) return run_first(run);
    if (reveal == REVEAL_LAYER || reveal == REVEAL_TOKEN) return whole_block(run, p.token - 1);
    int row = 0, cells = cells_of(run, p, &row);
    if (reveal == REVEAL_HEAD || !cells) return stage_before(run, p);
    int by = reveal == REVEAL_ROW ? row : 1, done = p.cells ? p.cells : cells;
    done = by == 1 ? done - 1 : (done - 1) / row * row;
    if (done <= 0) return stage_before(run, p);
    p.cells = done;
    return p;
}

static Position clamp(const Run *run, Position p) {
    if (p.token > run_block_count(run)) return last(run);
    int count = stage_count(run, p.token), row = 0;
    if (p.stage >= count) p.stage = count - 1;
    int near = p.token ? stage_near(run, p.token, p.stage, -1) : p.stage;
    if (near != p.stage) p.cells = 0; /* all of the one before */
    p.stage = near;
    if (p.cells < 0 || p.cells >= cells_of(run, p, &row)) p.cells = 0;
    return p;
}

const RunKind run_transformer = {compute, refuses, describe, last, next, back, clamp};
