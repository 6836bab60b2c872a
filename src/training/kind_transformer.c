/* kind_transformer.c -- both transformers as checkpoints, and as batches to train on:
 * nn.Transformer for tasks with an answer, GPT-2's shape for those where every next symbol is
 * predicted. */
#include "training/model.h"

#include "formats/json.h"
#include "training/batch.h"
#include "training/config_keys.h"
#include "training/trainer.h"

#include <stdio.h>
#include <string.h>

enum { POSITIONS = 512 }; /* the longest input where positions are computed */

/* --- its configuration ----------------------------------------------------------------------- */

/* The tensor's rows, with or without the prefix; 0: it is not there. */
static int rows_of(const ArrayFile *file, const char *name) {
    const NamedArray *array = arrays_find(file, name);
    char prefixed[64];
    snprintf(prefixed, sizeof prefixed, "transformer.%s", name);
    if (!array) array = arrays_find(file, prefixed);
    return array && array->rank == 2 && array->shape[0] < 1 << 24 ? (int)array->shape[0] : 0;
}

static bool get_if_there(const json_t *json, const char *key, int low, int high, int *out,
                         Error *error) {
    const json_t *value = json_object_get(json, key);
    return !value || json_is_null(value) || json_get_int(json, key, low, high, out, error);
}

static bool epsilon_if_there(const json_t *json, const char *key, double *out, Error *error) {
    const json_t *value = json_object_get(json, key);
    return !value || json_is_null(value) || json_get_double(json, key, 0, 1, out, error);
}

/* Hugging Face's keys. */
static bool read_gpt2(const json_t *json, Model *model, Error *error) {
    TransformerConfig *c = &model->transformer;
    *c = (TransformerConfig){.decoder_only = true, .epsilon = 1e-5};
    if (!json_get_int(json, "n_layer", 1, 1000, &c->layers, error) ||
        !json_get_int(json, "n_head", 1, 1000, &c->heads, error) ||
        !json_get_int(json, "n_embd", 1, 65536, &c->d, error) ||
        !json_get_int(json, "n_positions", 1, TRANSFORMER_POSITIONS_MAX, &c->positions, error))
        return false;
    c->feedforward = 4 * c->d;
    return config_fits_gpt2(json, error) &&
           epsilon_if_there(json, "layer_norm_epsilon", &c->epsilon, error) &&
           get_if_there(json, "n_inner", 1, 1 << 20, &c->feedforward, error);
}

/* Says so when the sentence is of heed.config. */
static bool of_config(bool good, Error *error) {
    return good ? true : error_prefix(error, "heed.config");
}

/* `positions` says learned or sinusoidal; a file with the table uses the table either way. */
static bool read_positions(const json_t *json, const ArrayFile *file, Model *model, Error *error) {
    TransformerConfig *c = &model->transformer;
    const json_t *positions = json_object_get(json, "positions");
    int source = rows_of(file, "source.position.weight"),
        target = rows_of(file, "target.position.weight");
    const char *word = json_is_string(positions) ? json_string_value(positions) : "learned";
    if (strcmp(word, "learned") && strcmp(word, "sinusoidal"))
        return error_set(error, "heed.config: positions “%s” are neither learned nor sinusoidal",
                         word);
    c->sinusoidal = !source && !target && !strcmp(word, "sinusoidal");
    c->positions = c->sinusoidal ? POSITIONS : source < target ? source : target;
    if (c->positions) return true;
    return error_set(error,
                     "the tensor source.position.weight or target.position.weight is missing");
}

static bool read_own(const json_t *json, Model *model, Error *error) {
    TransformerConfig *c = &model->transformer;
    *c = (TransformerConfig){.epsilon = 1e-5};
    if (!json_get_int(json, "layers", 1, 1000, &c->layers, error) ||
        !json_get_int(json, "heads", 1, 1000, &c->heads, error) ||
        !json_get_int(json, "d", 1, 65536, &c->d, error) ||
        !json_get_int(json, "feedforward", 1, 1 << 20, &c->feedforward, error) ||
        !get_if_there(json, "limit", 1, 10000, &c->limit, error) ||
        !epsilon_if_there(json, "layer_norm_eps", &c->epsilon, error))
        return false;
    return config_fits_torch(json, error);
}

static bool has_words(const Vocabulary *vocabulary) {
    for (int i = 0; i < vocabulary->count; i++) {
        const char *token = vocabulary->tokens[i];
        if (!token_is_special(token) && text_grapheme_length(token) < strlen(token)) return true;
    }
    return false;
}

/* How inputs are cut; the vocabularies are there. */
static bool read_token_kind(const json_t *json, Model *model, Error *error) {
    const char *word = NULL;
    bool words = has_words(&model->source) || has_words(&model->target);
    model->tokens = words ? TOKENS_WORDS : TOKENS_CHARACTERS;
    if (!json_object_get(json, "tokens")) return true;
    if (!json_get_text(json, "tokens", &word, error)) return false;
    if (tokens_kind_find(word, &model->tokens)) return true;
    return error_set(error, "tokens “%s” are none of characters, words, symbols", word);
}

/* A file that has its output as a tensor of its own has the embedding's numbers there. */
static bool is_tied(const json_t *json, const ArrayFile *file, Error *error) {
    const NamedArray *output = arrays_find(file, "lm_head.weight"),
                     *embedding = arrays_find(file, "wte.weight");
    if (!embedding) embedding = arrays_find(file, "transformer.wte.weight");
    if (!output && json_is_false(json_object_get(json, "tie_word_embeddings")))
        return error_set(
            error, "heed.config: tie_word_embeddings is false, and there is no lm_head.weight");
    if (!output || !embedding || !output->numbers || !embedding->numbers) return true;
    bool same = arrays_size(output) == arrays_size(embedding) &&
                !memcmp(output->numbers, embedding->numbers,
                        (size_t)arrays_size(output) * sizeof *output->numbers);
    return same ? true
                : error_set(error, "lm_head.weight differs from wte.weight; GPT-2's shape has its "
                                   "output tied to the embedding");
}

/* One list for both sides, in any order. */
static bool read_symbols(Model *model, const ArrayFile *file, Error *error) {
    const char *list = model_metadata(file, "heed.vocabulary", error);
    if (!list) return false;
    if (!vocabulary_from_symbols(&model->source, model->arena, list, error))
        return error_prefix(error, "heed.vocabulary");
    model->target = model->source;
    model->tokens = TOKENS_SYMBOLS;
    return true;
}

static bool read_symbol_model(const json_t *json, const ArrayFile *file, Model *model,
                              Error *error) {
    return of_config(read_gpt2(json, model, error), error) && read_symbols(model, file, error) &&
           is_tied(json, file, error);
}

static bool read_pair(const json_t *json, const ArrayFile *file, Model *model, Error *error) {
    return of_config(read_own(json, model, error), error) &&
           read_positions(json, file, model, error) &&
           model_read_vocabularies(model, file, error) &&
           of_config(read_token_kind(json, model, error), error);
}

static bool read_json(const json_t *json, const ArrayFile *file, Model *model, Error *error) {
    bool gpt2 = json_object_get(json, "n_layer") != NULL;
    if (!(gpt2 ? read_symbol_model : read_pair)(json, file, model, error)) return false;
    model->transformer.source_vocabulary = model->source.count;
    model->transformer.target_vocabulary = model->target.count;
    const char *wrong = transformer_validate(&model->transformer);
    return wrong ? of_config(error_set(error, "%s", wrong), error) : true;
}

static bool read(Model *model, const ArrayFile *file, Error *error) {
    const char *config = model_metadata(file, "heed.config", error);
    if (!config) return false;
    json_t *json = json_parse_object(config, strlen(config), error);
    if (!json) return of_config(false, error);
    bool good = read_json(json, file, model, error);
    json_decref(json);
    return good;
}

static void write(const Model *model, ArrayFile *file) {
    const TransformerConfig *c = &model->transformer;
    Arena *arena = file->arena;
    if (c->decoder_only) {
        arrays_add_meta_text(
            file, "heed.config",
            arena_printf(arena,
                         "{\"n_layer\":%d,\"n_head\":%d,\"n_embd\":%d,\"n_inner\":%d,"
                         "\"n_positions\":%d,\"layer_norm_epsilon\":%g}",
                         c->layers, c->heads, c->d, c->feedforward, c->positions, c->epsilon));
        arrays_add_meta_text(file, "heed.vocabulary", vocabulary_to_json(&model->source, arena));
        return;
    }
    const char *more = c->limit ? arena_printf(arena, ",\"limit\":%d", c->limit) : "";
    if (c->epsilon < 1e-5 || c->epsilon > 1e-5)
        more = arena_printf(arena, "%s,\"layer_norm_eps\":%.17g", more, c->epsilon);
    arrays_add_meta_text(
        file, "heed.config",
        arena_printf(arena,
                     "{\"layers\":%d,\"heads\":%d,\"d\":%d,\"feedforward\":%d,\"positions\":\"%s\","
                     "\"tokens\":\"%s\"%s}",
                     c->layers, c->heads, c->d, c->feedforward,
                     c->sinusoidal ? "sinusoidal" : "learned", tokens_kind_name(model->tokens),
                     more));
    model_write_vocabularies(model, file);
}

static const char *describe(const Model *model, Arena *arena) {
    const TransformerConfig *c = &model->transformer;
    return arena_printf(arena, "%s, %d layers of %d heads, d %d, %s positions",
                        c->decoder_only ? "GPT-2 shape" : "encoder–decoder", c->layers, c->heads,
                        c->d, c->sinusoidal ? "sinusoidal" : "learned");
}

static void describe_json(const Model *model, Buffer *out) {
    const TransformerConfig *c = &model->transformer;
    buffer_printf(out,
                  ",\"shape\":\"%s\",\"layers\":%d,\"heads\":%d,\"d\":%d,\"feedforward\":%d,"
                  "\"positions\":\"%s\"",
                  c->decoder_only ? "decoder" : "encoder-decoder", c->layers, c->heads, c->d,
                  c->feedforward, c->sinusoidal ? "sinusoidal" : "learned");
}

static const char *name_ending(const Model *model, Arena *arena) {
    (void)arena;
    return model->transformer.decoder_only || model->transformer.sinusoidal ? "" : "-learned";
}

/* --- its tensors ----------------------------------------------------------------------------- */

static Weight *tensors(const Model *model, Arena *arena, int *needed, int *count) {
    Weight *list = transformer_weights(&model->transformer, arena, count);
    *needed = *count;
    return list;
}

/* Hugging Face's masks, and the output that is tied to the embedding. */
static bool may_skip(const char *name) {
    size_t n = strlen(name);
    bool mask =
        !strncmp(name, "h.", 2) && ((n > 10 && !strcmp(name + n - 10, ".attn.bias")) ||
                                    (n > 17 && !strcmp(name + n - 17, ".attn.masked_bias")));
    return mask || !strcmp(name, "lm_head.weight");
}

/* --- training -------------------------------------------------------------------------------- */

static Model *make(const TrainingPlan *plan) {
    Model *model = model_begin(&model_transformer, plan->task);
    model->transformer = plan->transformer;
    model->transformer.source_vocabulary = model->source.count;
    model->transformer.target_vocabulary = model->target.count;
    return model_finish(model, plan->seed);
}

static void plan(const Task *task, TrainingPlan *out) {
    out->rate = 2e-3;
    out->warm_up = 200;
    out->transformer = (TransformerConfig){.decoder_only = task->next_symbol,
                                           .sinusoidal = !task->next_symbol,
                                           .layers = task->next_symbol ? 4 : 2,
                                           .heads = task->next_symbol ? 8 : 4,
                                           .d = 64,
                                           .feedforward = 256,
                                           .positions = POSITIONS,
                                           .epsilon = 1e-5};
    if (task->next_symbol) out->transformer.positions = task->max_source;
    out->examples = 192000;
}

static const char *plan_wrong(const TrainingPlan *plan) {
    TransformerConfig config = plan->transformer;
    config.source_vocabulary = config.target_vocabulary = VOCABULARY_SPECIALS;
    return transformer_validate(&config);
}

static void plan_words(const TrainingPlan *plan, const TrainingPlan *usual, Buffer *line) {
    const TransformerConfig *c = &plan->transformer, *u = &usual->transformer;
    if (c->sinusoidal != u->sinusoidal)
        buffer_printf(line, " -c 'positions %s'", c->sinusoidal ? "sinusoidal" : "learned");
    if (c->d != u->d) buffer_printf(line, " -c 'hidden %d'", c->d);
    if (c->layers != u->layers) buffer_printf(line, " -c 'layers %d'", c->layers);
    if (c->heads != u->heads) buffer_printf(line, " -c 'heads %d'", c->heads);
}

/* --- batches --------------------------------------------------------------------------------- */

static long predictions(const Sample *samples, int count) {
    long tokens = 0;
    for (int i = 0; i < count; i++)
        tokens += samples[i].determined ? samples[i].source_tokens.count - 1
                                        : samples[i].target_tokens.count + 1;
    return tokens;
}

/* While training, a symbol that nothing before it determines teaches only how often symbols are: it
 * weighs little beside those that can be known. */
static const Real FREE_SYMBOL = (Real)0.1;

/* Every symbol but the last predicts the next. */
static TransformerInput symbols_input(Arena *arena, const Model *model, const Sample *samples,
                                      int count, bool training, Real weight) {
    int N = 1;
    for (int i = 0; i < count; i++)
        if (samples[i].source_tokens.count > N) N = samples[i].source_tokens.count;
    size_t n = (size_t)count, width = (size_t)N;
    Real *ids = ARENA_ARRAY(arena, Real, n * width), *lengths = ARENA_ARRAY(arena, Real, n),
         *weights = ARENA_ARRAY(arena, Real, n * width);
    for (size_t i = 0; i < n; i++) {
        TextPieces tokens = samples[i].source_tokens;
        lengths[i] = (Real)tokens.count;
        for (int s = 0; s < N; s++)
            ids[i * width + (size_t)s] =
                s < tokens.count ? (Real)vocabulary_id(&model->source, tokens.items[s]) : TOKEN_PAD;
        for (int s = 0; s + 1 < tokens.count; s++) {
            bool known = !training || samples[i].determined[s];
            weights[i * width + (size_t)s] = known ? weight : weight * FREE_SYMBOL;
        }
    }
    return (TransformerInput){.batch = count,
                              .target_length = N,
                              .target = ids,
                              .target_lengths = lengths,
                              .token_weights = weights};
}

static TransformerInput sentence_input(Arena *arena, const Model *model, const Sample *samples,
                                       int count, Real weight) {
    Seq2SeqInput in = batch_input(arena, model, samples, count, weight);
    return (TransformerInput){.batch = count,
                              .source_length = in.source_length,
                              .source = in.source,
                              .lengths = in.lengths,
                              .target_length = in.target_length,
                              .target = in.target,
                              .token_weights = in.token_weights};
}

/* Mean over the heads of the last layer across, B × T × S. */
static const Real *alignment(Tape *tape, const Model *model, const TransformerInput *in) {
    char name[64];
    int H = model->transformer.heads;
    snprintf(name, sizeof name, "decoder.layers.%d.cross.weights", model->transformer.layers - 1);
    const Node *node = tape_find(tape, name, -1);
    if (!node) return NULL;
    size_t each = (size_t)in->target_length * (size_t)in->source_length;
    Real *out = ARENA_ARRAY(tape_arena(tape), Real, (size_t)in->batch * each);
    for (int plane = 0; plane < in->batch * H; plane++)
        for (size_t i = 0; i < each; i++)
            out[(size_t)(plane / H) * each + i] += node->value[(size_t)plane * each + i] / (Real)H;
    return out;
}

static TransformerRun build(Tape *tape, const Model *model, Real *gradients,
                            const TransformerInput *input, const bool *ablated) {
    TransformerOptions options = transformer_as_trained();
    options.ablated = ablated;
    return transformer_build(tape, &model->transformer, (Parameters){model->weights, gradients},
                             &options, input);
}

Forced transformer_force(Tape *tape, const Model *model, Real *gradients, const Sample *samples,
                         int count, Real weight, const bool *ablated) {
    tape_reset(tape);
    tape_set_fused(tape, true);
    bool symbols = model->transformer.decoder_only;
    Arena *arena = tape_arena(tape);
    TransformerInput input =
        symbols ? symbols_input(arena, model, samples, count, gradients != NULL, weight)
                : sentence_input(arena, model, samples, count, weight);
    TransformerRun run = build(tape, model, gradients, &input, ablated);
    return (Forced){.loss = run.loss,
                    .alignment = gradients || symbols ? NULL : alignment(tape, model, &input),
                    .targets = input.target_length,
                    .sources = input.source_length,
                    .logits = run.logits};
}

static Forced force(Tape *tape, const Model *model, Real *gradients, const Sample *samples,
                    int count, Real weight) {
    return transformer_force(tape, model, gradients, samples, count, weight, NULL);
}

static Decoded decode(Tape *tape, const Model *model, const Sample *samples, int count) {
    tape_reset(tape);
    tape_set_fused(tape, true);
    TransformerInput input = sentence_input(tape_arena(tape), model, samples, count, 0);
    TransformerRun run = build(tape, model, NULL, &input, NULL);
    return (Decoded){run.steps, run.chosen, run.complete};
}

const ModelKind model_transformer = {
    .word = "transformer",
    .read = read,
    .write = write,
    .tensors = tensors,
    .may_skip = may_skip,
    .describe = describe,
    .describe_json = describe_json,
    .name_ending = name_ending,
    .plan = plan,
    .plan_wrong = plan_wrong,
    .plan_words = plan_words,
    .make = make,
    .predictions = predictions,
    .force = force,
    .decode = decode,
};
