/* kind_seq2seq.c -- the recurrent encoder–decoder as a checkpoint, and as batches to train on. */
#include "training/model.h"

#include "formats/json.h"
#include "training/batch.h"
#include "training/trainer.h"

#include <string.h>

/* --- its configuration ----------------------------------------------------------------------- */

static bool read_words(const json_t *json, Model *model, Error *error) {
    Seq2SeqConfig *c = &model->config;
    const char *cell, *score, *scope, *query, *tokens;
    if (!json_get_text(json, "cell", &cell, error) ||
        !json_get_text(json, "score", &score, error) ||
        !json_get_text(json, "scope", &scope, error) ||
        !json_get_text(json, "query", &query, error) ||
        !json_get_text(json, "tokens", &tokens, error))
        return false;
    if (!(c->cell = cell_find(cell)))
        return error_set(error, "cell “%s” is none of gru, lstm, rnn", cell);
    if (!(c->score = score_find(score))) return error_set(error, "there is no score “%s”", score);
    if (!(c->scope = scope_find(scope))) return error_set(error, "there is no scope “%s”", scope);
    if (strcmp(query, "previous") && strcmp(query, "current"))
        return error_set(error, "query “%s” is neither previous nor current", query);
    c->query_current = !strcmp(query, "current");
    if (!tokens_kind_find(tokens, &model->tokens))
        return error_set(error, "tokens “%s” are neither characters nor words", tokens);
    return true;
}

static bool read_config(const json_t *json, Model *model, Error *error) {
    Seq2SeqConfig *c = &model->config;
    if (!read_words(json, model, error)) return false;
    if (!json_get_bool(json, "bidirectional", &c->bidirectional, error) ||
        !json_get_int(json, "embedding", 1, 4096, &c->embedding, error) ||
        !json_get_int(json, "hidden", 1, 4096, &c->hidden, error) ||
        !json_get_int(json, "attention", 1, 4096, &c->attention, error) ||
        !json_get_int(json, "readout", 1, 4096, &c->readout, error))
        return false;
    if (c->scope->has_window && !json_get_int(json, "window", 0, 100000, &c->window, error))
        return false;
    if (!c->scope->has_window && json_object_get(json, "window") &&
        !json_is_null(json_object_get(json, "window")) &&
        !json_get_int(json, "window", 0, 100000, &c->window, error))
        return false;
    const json_t *limit = json_object_get(json, "limit");
    if (limit && !json_is_null(limit) && !json_get_int(json, "limit", 1, 10000, &c->limit, error))
        return false;
    c->source_vocabulary = model->source.count;
    c->target_vocabulary = model->target.count;
    const char *wrong = seq2seq_validate(c);
    return wrong ? error_set(error, "%s", wrong) : true;
}

static bool read(Model *model, const ArrayFile *file, Error *error) {
    const char *config = model_metadata(file, "heed.config", error);
    if (!config || !model_read_vocabularies(model, file, error)) return false;
    json_t *json = json_parse_object(config, strlen(config), error);
    bool good = json && read_config(json, model, error);
    json_decref(json);
    return good ? true : error_prefix(error, "heed.config");
}

static const char *config_json(Arena *arena, const Model *model) {
    const Seq2SeqConfig *c = &model->config;
    Buffer json = {0};
    buffer_printf(
        &json,
        "{\"cell\":\"%s\",\"bidirectional\":%s,\"embedding\":%d,\"hidden\":%d,\"attention\":%d,"
        "\"readout\":%d,\"score\":\"%s\",\"scope\":\"%s\",\"window\":%d,\"query\":\"%s\","
        "\"tokens\":\"%s\"",
        c->cell->word, c->bidirectional ? "true" : "false", c->embedding, c->hidden, c->attention,
        c->readout, c->score->word, c->scope->word, c->window,
        c->query_current ? "current" : "previous", tokens_kind_name(model->tokens));
    if (c->limit) buffer_printf(&json, ",\"limit\":%d", c->limit);
    buffer_text(&json, "}");
    const char *text = arena_string(arena, json.data);
    buffer_free(&json);
    return text;
}

static void write(const Model *model, ArrayFile *file) {
    arrays_add_meta_text(file, "heed.config", config_json(file->arena, model));
    model_write_vocabularies(model, file);
}

static const char *describe(const Model *model, Arena *arena) {
    const Seq2SeqConfig *c = &model->config;
    const char *scope = c->scope->has_window
                            ? arena_printf(arena, "%s %d", c->scope->word, c->window)
                            : c->scope->word;
    return arena_printf(arena, "%s, %s, query %s, %s of %d%s", c->score->word, scope,
                        c->query_current ? "current" : "previous", c->cell->title, c->hidden,
                        c->bidirectional ? "" : ", one-way");
}

static void describe_json(const Model *model, Buffer *out) {
    const Seq2SeqConfig *c = &model->config;
    buffer_printf(
        out, ",\"score\":\"%s\",\"scope\":\"%s\",\"window\":%d,\"query\":\"%s\",\"cell\":\"%s\"",
        c->score->word, c->scope->word, c->window, c->query_current ? "current" : "previous",
        c->cell->word);
    buffer_printf(
        out, ",\"bidirectional\":%s,\"embedding\":%d,\"hidden\":%d,\"attention\":%d,\"readout\":%d",
        c->bidirectional ? "true" : "false", c->embedding, c->hidden, c->attention, c->readout);
}

static const char *name_ending(const Model *model, Arena *arena) {
    const Seq2SeqConfig *c = &model->config;
    bool global = !strcmp(c->scope->word, "global"), gru = !strcmp(c->cell->word, "gru");
    return arena_printf(arena, "-%s%s%s%s%s%s%s", c->score->word,
                        c->query_current ? "-current" : "", global ? "" : "-",
                        global ? "" : c->scope->word, gru ? "" : "-", gru ? "" : c->cell->word,
                        c->bidirectional ? "" : "-oneway");
}

/* --- its tensors ----------------------------------------------------------------------------- */

/* The tensors a file may have: those of its configuration, and those of the other scores and
 * scopes, which are read as well when their shapes fit, so that a run may switch to them. Returns
 * how many. */
static int possible_weights(const Seq2SeqConfig *config, Weight *list) {
    int count = seq2seq_weights(config, list);
    AttentionSizes sizes = {config->hidden, config->hidden, config->attention};
    for (int i = 0; i < score_count + scope_count; i++) {
        const ScoreParameter *parameters =
            i < score_count ? score_list[i]->parameters : scope_list[i - score_count]->parameters;
        Weight more[4];
        int n = attention_weights(parameters, sizes, more);
        for (int j = 0; j < n; j++) {
            bool known = false;
            for (int k = 0; k < count; k++) known |= !strcmp(list[k].name, more[j].name);
            if (!known) list[count++] = more[j];
        }
    }
    CHECK(count <= SEQ2SEQ_WEIGHTS_MAX, "%d tensors", count);
    return count;
}

static Weight *tensors(const Model *model, Arena *arena, int *needed, int *count) {
    Weight *list = ARENA_ARRAY(arena, Weight, SEQ2SEQ_WEIGHTS_MAX);
    *needed = seq2seq_weights(&model->config, list);
    *count = possible_weights(&model->config, list);
    return list;
}

static bool may_skip(const char *name) {
    (void)name;
    return false;
}

/* --- training -------------------------------------------------------------------------------- */

Model *model_new(const Task *task, const Seq2SeqConfig *config, uint64_t seed) {
    Model *model = model_begin(&model_seq2seq, task);
    model->config = *config;
    model->config.source_vocabulary = model->source.count;
    model->config.target_vocabulary = model->target.count;
    return model_finish(model, seed);
}

static Model *make(const TrainingPlan *plan) {
    return model_new(plan->task, &plan->config, plan->seed);
}

/* Words take more room than characters, and longer to be seen often enough. */
static void plan(const Task *task, TrainingPlan *out) {
    bool words = task->tokens == TOKENS_WORDS;
    if (words) out->examples = 240000;
    out->config = (Seq2SeqConfig){.cell = cell_find("gru"),
                                  .bidirectional = true,
                                  .embedding = words ? 64 : 32,
                                  .hidden = words ? 96 : 64,
                                  .attention = 64,
                                  .readout = 64,
                                  .score = score_find("additive"),
                                  .scope = scope_find("global")};
}

static const char *plan_wrong(const TrainingPlan *plan) {
    if (plan->task->next_symbol)
        return "a seq2seq learns answers, not every next symbol; transformer does";
    Seq2SeqConfig config = plan->config;
    config.source_vocabulary = config.target_vocabulary = VOCABULARY_SPECIALS;
    return seq2seq_validate(&config);
}

static void plan_words(const TrainingPlan *plan, const TrainingPlan *usual, Buffer *line) {
    const Seq2SeqConfig *c = &plan->config, *u = &usual->config;
    if (c->score != u->score) buffer_printf(line, " -c 'score %s'", c->score->word);
    if (c->query_current) buffer_text(line, " -c 'query current'");
    if (c->scope->has_window) buffer_printf(line, " -c 'scope %s %d'", c->scope->word, c->window);
    if (c->cell != u->cell) buffer_printf(line, " -c 'cell %s'", c->cell->word);
    if (!c->bidirectional) buffer_text(line, " -c 'encoder one-way'");
    if (c->hidden != u->hidden) buffer_printf(line, " -c 'hidden %d'", c->hidden);
    if (c->embedding != u->embedding) buffer_printf(line, " -c 'embedding %d'", c->embedding);
}

/* --- batches --------------------------------------------------------------------------------- */

/* The weights of all steps, B × T × S. */
static const Real *alignment(Tape *tape, const Seq2SeqInput *input) {
    size_t B = (size_t)input->batch, T = (size_t)input->target_length,
           S = (size_t)input->source_length;
    Real *out = ARENA_ARRAY(tape_arena(tape), Real, B * T * S);
    bool any = false;
    for (int i = 0; i < tape_count(tape); i++) {
        const Node *node = tape_node(tape, i);
        if (!node->name || strcmp(node->name, "attention.weights")) continue;
        any = true;
        for (size_t p = 0; p < B; p++)
            memcpy(out + (p * T + (size_t)node->index - 1) * S, node->value + p * S,
                   S * sizeof *out);
    }
    return any ? out : NULL;
}

static Forced force(Tape *tape, const Model *model, Real *gradients, const Sample *samples,
                    int count, Real weight) {
    Arena *arena = tape_arena(tape);
    tape_reset(tape);
    Seq2SeqInput input = batch_input(arena, model, samples, count, weight);
    tape_set_fused(tape, true);
    Attention attention = model_attention(model);
    Seq2SeqRun run = seq2seq_build(tape, &model->config, (Parameters){model->weights, gradients},
                                   &attention, &input, 1);
    return (Forced){.loss = run.loss,
                    .alignment = gradients ? NULL : alignment(tape, &input),
                    .targets = input.target_length,
                    .sources = input.source_length};
}

static Decoded decode(Tape *tape, const Model *model, const Sample *samples, int count) {
    tape_reset(tape);
    tape_set_fused(tape, true);
    Seq2SeqInput input = batch_input(tape_arena(tape), model, samples, count, 0);
    Attention attention = model_attention(model);
    Seq2SeqRun run = seq2seq_build(tape, &model->config, (Parameters){model->weights, NULL},
                                   &attention, &input, 1);
    return (Decoded){run.steps, run.chosen, run.complete};
}

const ModelKind model_seq2seq = {
    .word = "seq2seq",
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
    .predictions = batch_tokens,
    .force = force,
    .decode = decode,
};
