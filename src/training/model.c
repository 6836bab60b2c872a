#include "training/model.h"

#include "base/file.h"
#include "formats/json.h"
#include "formats/safetensors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHECKPOINT_LIMIT = 1 << 30 };

static Model *model_empty(const char *name) {
    Arena *arena = arena_new();
    Model *model = ARENA_NEW(arena, Model);
    model->arena = arena;
    model->name = arena_string(arena, name);
    model->kind = "seq2seq";
    model->recipe = "{}";
    return model;
}

void model_free(Model *model) {
    if (model) arena_free(model->arena);
}

static void make_weights(Model *model) {
    Weight list[SEQ2SEQ_WEIGHTS_MAX];
    model->weights = weights_new(model->arena, list, seq2seq_weights(&model->config, list));
}

Model *model_new(const Task *task, const Seq2SeqConfig *config, uint64_t seed) {
    Model *model = model_empty("new");
    model->name = model_file_name(model->arena, task, config);
    model->task = task->name;
    model->tokens = task->tokens;
    task_vocabularies(task, model->arena, &model->source, &model->target);
    model->config = *config;
    model->config.source_vocabulary = model->source.count;
    model->config.target_vocabulary = model->target.count;
    make_weights(model);
    weights_start(model->weights, seed);
    return model;
}

Model *model_copy(const Model *from) {
    Model *model = model_empty(from->name);
    Arena *arena = model->arena;
    *model = *from;
    model->arena = arena;
    model->name = arena_string(arena, from->name);
    model->kind = arena_string(arena, from->kind);
    model->task = arena_string(arena, from->task);
    model->recipe = arena_string(arena, from->recipe);
    model->weights = weights_copy(arena, from->weights);
    Error none;
    bool same = vocabulary_from_json(&model->source, arena,
                                     vocabulary_to_json(&from->source, arena), &none) &&
                vocabulary_from_json(&model->target, arena,
                                     vocabulary_to_json(&from->target, arena), &none);
    CHECK(same, "a vocabulary did not survive its copy");
    return model;
}

/* --- reading --------------------------------------------------------------------------------- */

static const char *needed(const ArrayFile *file, const char *key, Error *error) {
    const char *value = arrays_meta(file, key);
    if (!value)
        error_set(error, "the file's metadata has no %s, so it is not one of Heed's checkpoints",
                  key);
    return value;
}

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

static bool read_metadata(const ArrayFile *file, Model *model, Error *error) {
    const char *format = needed(file, "heed.format", error);
    if (!format) return false;
    if (strcmp(format, "1"))
        return error_set(error, "heed.format is “%s”; this program reads “1”", format);
    const char *kind = needed(file, "heed.model", error), *task = needed(file, "heed.task", error);
    const char *config = needed(file, "heed.config", error);
    const char *source = needed(file, "heed.source_vocabulary", error);
    const char *target = needed(file, "heed.target_vocabulary", error);
    if (!kind || !task || !config || !source || !target) return false;
    if (strcmp(kind, "seq2seq"))
        return error_set(error, "heed.model is “%s”; this program has seq2seq", kind);
    model->task = arena_string(model->arena, task);
    const char *recipe = arrays_meta(file, "heed.recipe");
    if (recipe) model->recipe = arena_string(model->arena, recipe);
    if (!vocabulary_from_json(&model->source, model->arena, source, error))
        return error_prefix(error, "heed.source_vocabulary");
    if (!vocabulary_from_json(&model->target, model->arena, target, error))
        return error_prefix(error, "heed.target_vocabulary");
    json_t *json = json_parse_object(config, strlen(config), error);
    bool good = json && read_config(json, model, error);
    json_decref(json);
    return good ? true : error_prefix(error, "heed.config");
}

static bool shape_fits(const NamedArray *array, const Weight *weight) {
    if (array->rank == 1) return weight->is_vector && array->shape[0] == weight->cols;
    bool vector_as_row = weight->is_vector && weight->rows == 1 && weight->cols == 1;
    return array->rank == 2 && (!weight->is_vector || vector_as_row) &&
           array->shape[0] == weight->rows && array->shape[1] == weight->cols;
}

static bool read_tensor(const ArrayFile *file, Model *model, const Weight *weight, Error *error) {
    const NamedArray *array = arrays_find(file, weight->name);
    if (!array || !array->numbers)
        return error_set(error, "the tensor %s is missing", weight->name);
    if (!shape_fits(array, weight)) {
        Arena *scratch = model->arena;
        const char *has = arrays_shape_text(scratch, array->rank, array->shape);
        if (weight->is_vector)
            return error_set(error, "the tensor %s has the shape %s; (%d) is needed", weight->name,
                             has, weight->cols);
        return error_set(error, "the tensor %s has the shape %s; (%d, %d) is needed", weight->name,
                         has, weight->rows, weight->cols);
    }
    Real *values = weights_values(model->weights, weight);
    for (long i = 0; i < arrays_size(array); i++) {
        if (!isfinite(array->numbers[i]))
            return error_set(error, "the tensor %s holds a number that is not finite, at %ld",
                             weight->name, i);
        values[i] = (Real)array->numbers[i];
    }
    return true;
}

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

static bool is_listed(const Weight *list, int count, const char *name) {
    for (int i = 0; i < count; i++)
        if (!strcmp(list[i].name, name)) return true;
    return !strncmp(name, "optimizer.", 10);
}

static bool read_tensors(const ArrayFile *file, Model *model, Error *error) {
    Weight list[SEQ2SEQ_WEIGHTS_MAX], present[SEQ2SEQ_WEIGHTS_MAX];
    int needed_count = seq2seq_weights(&model->config, list), present_count = 0;
    int count = possible_weights(&model->config, list);
    for (int i = 0; i < file->count; i++)
        if (!is_listed(list, count, file->arrays[i].name))
            return error_set(error, "the tensor %s is not one that a seq2seq has",
                             file->arrays[i].name);
    for (int i = 0; i < count; i++)
        if (i < needed_count || arrays_find(file, list[i].name)) present[present_count++] = list[i];
    model->weights = weights_new(model->arena, present, present_count);
    for (int i = 0; i < present_count; i++)
        if (!read_tensor(file, model, &model->weights->list[i], error)) return false;
    return true;
}

Model *model_parse(const char *name, const char *bytes, size_t size, Error *error) {
    Model *model = model_empty(name);
    Arena *scratch = arena_new();
    ArrayFile file;
    bool good = safetensors_parse(bytes, size, scratch, &file, error) &&
                read_metadata(&file, model, error) && read_tensors(&file, model, error);
    model->hash = fnv1a(FNV_START, bytes, size);
    arena_free(scratch);
    if (good) return model;
    error_prefix(error, "cannot open %s", name);
    model_free(model);
    return NULL;
}

static const char *without_ending(Arena *arena, const char *name) {
    size_t n = strlen(name), m = strlen(".safetensors");
    return n > m && !strcmp(name + n - m, ".safetensors") ? arena_substring(arena, name, n - m)
                                                          : name;
}

/* The path of a file, or of the shipped model of that name; NULL and a sentence. */
static const char *find_path(Arena *arena, const char *name, bool *shipped, Error *error) {
    *shipped = false;
    if (strchr(name, '/') || file_exists(name)) return name;
    const char *bare = without_ending(arena, name);
    int count;
    const char **names = model_list(arena, &count);
    for (int i = 0; i < count; i++)
        if (!strcmp(names[i], bare)) {
            *shipped = true;
            return file_asset(arena, arena_printf(arena, "models/%s.safetensors", bare), error);
        }
    const char *near = text_nearest(bare, names, count);
    error_set(error, "there is no file and no shipped model “%s”%s%s%s", name,
              near ? "; the nearest is " : "", near ? near : "",
              near ? "" : "; heed list models names them");
    return NULL;
}

Model *model_open(const char *name, Error *error) {
    Arena *scratch = arena_new();
    Model *model = NULL;
    bool shipped;
    char *bytes;
    size_t size;
    const char *path = find_path(scratch, name, &shipped, error);
    if (path && file_read(path, CHECKPOINT_LIMIT, scratch, &bytes, &size, error))
        model = model_parse(shipped ? without_ending(scratch, name) : path, bytes, size, error);
    arena_free(scratch);
    return model;
}

/* --- writing --------------------------------------------------------------------------------- */

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

static const float *as_floats(Arena *arena, const Real *values, size_t count) {
    float *floats = ARENA_ARRAY(arena, float, count);
    for (size_t i = 0; i < count; i++) floats[i] = (float)values[i];
    return floats;
}

void model_write(const Model *model, const ArrayFile *more, Buffer *out) {
    Arena *arena = arena_new();
    ArrayFile file;
    arrays_init(&file, arena);
    arrays_add_meta_text(&file, "heed.format", "1");
    arrays_add_meta_text(&file, "heed.model", model->kind);
    arrays_add_meta_text(&file, "heed.task", model->task);
    arrays_add_meta_text(&file, "heed.config", config_json(arena, model));
    arrays_add_meta_text(&file, "heed.source_vocabulary",
                         vocabulary_to_json(&model->source, arena));
    arrays_add_meta_text(&file, "heed.target_vocabulary",
                         vocabulary_to_json(&model->target, arena));
    arrays_add_meta_text(&file, "heed.recipe", model->recipe);
    for (int i = 0; i < model->weights->count; i++) {
        const Weight *w = &model->weights->list[i];
        long shape[2] = {w->is_vector ? w->cols : w->rows, w->cols};
        size_t count = (size_t)w->rows * (size_t)w->cols;
        arrays_add_numbers(&file, w->name, w->is_vector ? 1 : 2, shape,
                           as_floats(arena, weights_values(model->weights, w), count));
    }
    for (int i = 0; more && i < more->meta_count; i++)
        arrays_add_meta_text(&file, more->meta[i].key, more->meta[i].value);
    for (int i = 0; more && i < more->count; i++)
        arrays_add_numbers(&file, more->arrays[i].name, more->arrays[i].rank, more->arrays[i].shape,
                           more->arrays[i].numbers);
    safetensors_write(&file, out);
    arena_free(arena);
}

const char **model_list(Arena *arena, int *count) {
    const char **names = file_list_assets(arena, "models", "safetensors", count);
    for (int i = 0; i < *count; i++) names[i] = without_ending(arena, names[i]);
    return names;
}

const char *model_file_name(Arena *arena, const Task *task, const Seq2SeqConfig *c) {
    bool global = !strcmp(c->scope->word, "global"), gru = !strcmp(c->cell->word, "gru");
    return arena_printf(arena, "seq2seq-%s-%s%s%s%s%s%s%s", task->name, c->score->word,
                        c->query_current ? "-current" : "", global ? "" : "-",
                        global ? "" : c->scope->word, gru ? "" : "-", gru ? "" : c->cell->word,
                        c->bidirectional ? "" : "-oneway");
}
