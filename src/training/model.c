#include "training/model.h"

#include "base/file.h"
#include "formats/safetensors.h"
#include "training/unfit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of a file: the most, and from how many on its numbers are used where they are. */
enum { CHECKPOINT_LIMIT = 1 << 30, LARGE_FILE = 1 << 22 };

static Model *model_empty(const char *name) {
    Arena *arena = arena_new();
    Model *model = ARENA_NEW(arena, Model);
    model->arena = arena;
    model->name = arena_string(arena, name);
    model->recipe = "{}";
    model->hash = ARENA_NEW(arena, uint64_t);
    return model;
}

void model_free(Model *model) {
    if (!model) return;
    file_unmap(&model->file);
    arena_free(model->arena);
}

bool model_is_file(const Model *model) {
    return model->file.bytes || *model->hash;
}

uint64_t model_hash(const Model *model) {
    if (!*model->hash && model->file.bytes) {
        *model->hash = fnv1a(FNV_START, model->file.bytes, model->file.size);
        file_rest(&model->file);
    }
    return *model->hash;
}

Model *model_begin(const ModelKind *kind, const Task *task) {
    Model *model = model_empty("new");
    model->kind = kind;
    model->task = task->name;
    model->tokens = task->tokens;
    task_vocabularies(task, model->arena, &model->source, &model->target);
    return model;
}

Model *model_finish(Model *model, uint64_t seed) {
    int needed, count;
    Weight *list = model->kind->tensors(model, model->arena, &needed, &count);
    model->weights = weights_new(model->arena, list, needed);
    weights_start(model->weights, seed);
    model->name = model_file_name(model->arena, model);
    return model;
}

Model *model_copy(const Model *from) {
    Model *model = model_empty(from->name);
    Arena *arena = model->arena;
    uint64_t *hash = model->hash;
    *model = *from;
    model->arena = arena;
    model->file = (FileMap){NULL, 0};
    model->hash = hash;
    *hash = model_hash(from);
    model->name = arena_string(arena, from->name);
    model->task = arena_string(arena, from->task);
    model->recipe = arena_string(arena, from->recipe);
    model->weights = weights_copy(arena, from->weights);
    vocabulary_copy(&model->source, arena, &from->source);
    vocabulary_copy(&model->target, arena, &from->target);
    if (from->unfit) model->unfit = arena_string(arena, from->unfit);
    return model;
}

/* --- reading --------------------------------------------------------------------------------- */

const char *model_metadata(const ArrayFile *file, const char *key, Error *error) {
    const char *value = arrays_meta(file, key);
    if (!value)
        error_set(error, "the file's metadata has no %s, so it is not one of Heed's checkpoints",
                  key);
    return value;
}

bool model_read_vocabularies(Model *model, const ArrayFile *file, Error *error) {
    const char *source = model_metadata(file, "heed.source_vocabulary", error);
    const char *target = model_metadata(file, "heed.target_vocabulary", error);
    if (!source || !target) return false;
    if (!vocabulary_from_json(&model->source, model->arena, source, error))
        return error_prefix(error, "heed.source_vocabulary");
    if (!vocabulary_from_json(&model->target, model->arena, target, error))
        return error_prefix(error, "heed.target_vocabulary");
    return true;
}

static bool read_kind(const char *word, Model *model, Error *error) {
    model->kind = model_kind_find(word);
    if (model->kind && model->kind->read) return true;
    const char *with_files[8];
    int count = 0;
    for (int i = 0; i < model_kind_count; i++)
        if (model_kinds[i]->read) with_files[count++] = model_kinds[i]->word;
    char known[256] = "";
    for (int i = 0; i < count; i++) {
        if (i) strcat(known, i + 1 < count ? ", " : " and ");
        strcat(known, with_files[i]);
    }
    return error_set(error, "heed.model is “%s”; this program has %s", word, known);
}

/* Which kind a file that others made is of, by a tensor that only this kind has; NULL: of none. */
static const char *kind_by_tensors(const ArrayFile *file) {
    static const char *const marks[][2] = {
        {"h.0.attn.c_attn.weight", "transformer"},
        {"transformer.h.0.attn.c_attn.weight", "transformer"},
        {"encoder.layers.0.self_attn.in_proj_weight", "transformer"},
        {"encoder.rnn.weight_ih_l0", "seq2seq"},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (arrays_find(file, marks[i][0])) return marks[i][1];
    return NULL;
}

/* Files that others made may say neither format, nor model, nor task. */
static bool read_metadata(const ArrayFile *file, Model *model, Error *error) {
    const char *format = arrays_meta(file, "heed.format"), *kind = arrays_meta(file, "heed.model");
    const char *task = arrays_meta(file, "heed.task");
    if (format && strcmp(format, "1"))
        return error_set(error, "heed.format is “%s”; this program reads “1”", format);
    if (!kind) kind = kind_by_tensors(file);
    if (!kind) kind = model_metadata(file, "heed.model", error);
    if (!kind || !read_kind(kind, model, error)) return false;
    model->task = arena_string(model->arena, task ? task : "");
    const char *recipe = arrays_meta(file, "heed.recipe");
    if (recipe) model->recipe = arena_string(model->arena, recipe);
    return model->kind->read(model, file, error);
}

static bool shape_fits(const NamedArray *array, const Weight *weight) {
    if (array->rank == 1) return weight->is_vector && array->shape[0] == weight->cols;
    bool vector_as_row = weight->is_vector && weight->rows == 1 && weight->cols == 1;
    return array->rank == 2 && (!weight->is_vector || vector_as_row) &&
           array->shape[0] == weight->rows && array->shape[1] == weight->cols;
}

/* The place of the first number that is not finite, or −1. By blocks, since there may be millions.
 */
static long first_not_finite(const float *numbers, long count) {
    enum { BLOCK = 4096 };
    const uint32_t exponent = 0x7f800000u;
    for (long from = 0; from < count; from += BLOCK) {
        long end = from + BLOCK < count ? from + BLOCK : count;
        uint32_t bad = 0;
        for (long i = from; i < end; i++) {
            uint32_t bits;
            memcpy(&bits, numbers + i, sizeof bits);
            bad |= (bits & exponent) == exponent;
        }
        for (long i = from; bad && i < end; i++)
            if (!isfinite(numbers[i])) return i;
    }
    return -1;
}

/* The file's array of that name; NULL and a sentence if it is not what the weight must be. */
static const NamedArray *find_tensor(const ArrayFile *file, Arena *arena, const Weight *weight,
                                     Error *error) {
    const NamedArray *array = arrays_find(file, weight->name);
    if (!array || !array->numbers) {
        error_set(error, "the tensor %s is missing", weight->name);
        return NULL;
    }
    if (!shape_fits(array, weight)) {
        const char *has = arrays_shape_text(arena, array->rank, array->shape);
        if (weight->is_vector)
            error_set(error, "the tensor %s has the shape %s; (%d) is needed", weight->name, has,
                      weight->cols);
        else
            error_set(error, "the tensor %s has the shape %s; (%d, %d) is needed", weight->name,
                      has, weight->rows, weight->cols);
        return NULL;
    }
    long bad = first_not_finite(array->numbers, arrays_size(array));
    if (bad < 0) return array;
    error_set(error, "the tensor %s holds a number that is not finite, at %ld", weight->name, bad);
    return NULL;
}

static bool is_listed(const Weight *list, int count, const char *name) {
    for (int i = 0; i < count; i++)
        if (!strcmp(list[i].name, name)) return true;
    return !strncmp(name, "optimizer.", 10);
}

/* Takes the prefix `transformer.` off names that have it: Hugging Face's and nn.Module's. */
static void drop_prefix(ArrayFile *file) {
    static const char prefix[] = "transformer.";
    ArrayFile plain;
    arrays_init(&plain, file->arena);
    for (int i = 0; i < file->count; i++) {
        const NamedArray *a = &file->arrays[i];
        const char *name = a->name;
        if (!strncmp(name, prefix, sizeof prefix - 1)) name += sizeof prefix - 1;
        if (arrays_find(&plain, name)) continue; /* both ways: the first one counts */
        if (a->numbers) arrays_add_numbers(&plain, name, a->rank, a->shape, a->numbers);
    }
    for (int i = 0; i < file->meta_count; i++)
        arrays_add_meta_text(&plain, file->meta[i].key, file->meta[i].value);
    *file = plain;
}

/* A large file's numbers are used where they are: false if one of them is not within the file. */
static bool weights_in_file(Model *model, Weight *list, int count, const NamedArray **arrays) {
    const char *bytes = model->file.bytes;
    size_t size = model->file.size;
    for (int i = 0; i < count; i++) {
        uintptr_t from = (uintptr_t)bytes, at = (uintptr_t)arrays[i]->numbers;
        if (!bytes || at < from || at >= from + size || (at - from) % sizeof(Real)) return false;
        list[i].offset = (at - from) / sizeof(Real);
    }
    model->weights = weights_over(model->arena, list, count, (const Real *)(const void *)bytes,
                                  size / sizeof(Real));
    return true;
}

static void copy_weights(Model *model, const Weight *list, int count, const NamedArray **arrays) {
    model->weights = weights_new(model->arena, list, count);
    for (int i = 0; i < count; i++) {
        Real *values = weights_values(model->weights, &model->weights->list[i]);
        for (long k = 0; k < arrays_size(arrays[i]); k++) values[k] = (Real)arrays[i]->numbers[k];
    }
}

static bool read_tensors(const ArrayFile *file, Model *model, Error *error) {
    int needed, count, present_count = 0;
    Weight *list = model->kind->tensors(model, model->arena, &needed, &count);
    Weight *present = ARENA_ARRAY(model->arena, Weight, count);
    for (int i = 0; i < file->count; i++) {
        const char *name = file->arrays[i].name;
        if (!is_listed(list, count, name) && !model->kind->may_skip(name))
            return error_set(error, "the tensor %s is not one that a %s has", name,
                             model->kind->word);
    }
    for (int i = 0; i < count; i++)
        if (i < needed || arrays_find(file, list[i].name)) present[present_count++] = list[i];
    const NamedArray **arrays = ARENA_ARRAY(file->arena, const NamedArray *, present_count);
    for (int i = 0; i < present_count; i++) {
        if (!(arrays[i] = find_tensor(file, model->arena, &present[i], error))) return false;
        file_rest(&model->file);
    }
    if (!weights_in_file(model, present, present_count, arrays))
        copy_weights(model, present, present_count, arrays);
    return true;
}

/* With `map` (else NULL) the bytes are the file's, and the model takes them. */
static Model *parse(const char *name, const char *bytes, size_t size, FileMap *map, Error *error) {
    Model *model = model_empty(name);
    Arena *scratch = arena_new();
    ArrayFile file;
    if (map) model->file = *map;
    bool good =
        safetensors_parse(bytes, size, scratch, &file, error) && read_metadata(&file, model, error);
    if (good && model->kind == &model_transformer) drop_prefix(&file);
    good = good && read_tensors(&file, model, error);
    if (good) model->unfit = model_unfit(model, scratch);
    if (!map) *model->hash = fnv1a(FNV_START, bytes, size);
    arena_free(scratch);
    if (good) return model;
    error_prefix(error, "cannot open %s", name);
    model_free(model);
    return NULL;
}

Model *model_parse(const char *name, const char *bytes, size_t size, Error *error) {
    return parse(name, bytes, size, NULL, error);
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

static Model *open_path(const char *path, const char *name, Arena *scratch, Error *error) {
    if (file_size(path) >= LARGE_FILE) {
        FileMap map;
        if (!file_map(path, CHECKPOINT_LIMIT, &map, error)) return NULL;
        return parse(name, map.bytes, map.size, &map, error);
    }
    char *bytes;
    size_t size;
    if (!file_read(path, CHECKPOINT_LIMIT, scratch, &bytes, &size, error)) return NULL;
    return parse(name, bytes, size, NULL, error);
}

Model *model_open(const char *name, Error *error) {
    const ModelKind *kind = model_kind_find(name);
    if (kind && !kind->read) return kind->make(NULL);
    Arena *scratch = arena_new();
    bool shipped;
    const char *path = find_path(scratch, name, &shipped, error);
    Model *model = NULL;
    if (path)
        model = open_path(path, shipped ? without_ending(scratch, name) : path, scratch, error);
    arena_free(scratch);
    return model;
}

/* --- writing --------------------------------------------------------------------------------- */

void model_add_tensors(ArrayFile *file, const Weights *weights, const Real *block,
                       const char *prefix) {
    for (int i = 0; i < weights->count; i++) {
        const Weight *w = &weights->list[i];
        long shape[2] = {w->is_vector ? w->cols : w->rows, w->cols};
        size_t count = (size_t)w->rows * (size_t)w->cols;
        float *numbers = ARENA_ARRAY(file->arena, float, count);
        for (size_t n = 0; n < count; n++) numbers[n] = (float)block[w->offset + n];
        arrays_add_numbers(file, arena_printf(file->arena, "%s%s", prefix, w->name),
                           w->is_vector ? 1 : 2, shape, numbers);
    }
}

void model_write(const Model *model, const ArrayFile *more, Buffer *out) {
    Arena *arena = arena_new();
    ArrayFile file;
    arrays_init(&file, arena);
    arrays_add_meta_text(&file, "heed.format", "1");
    arrays_add_meta_text(&file, "heed.model", model->kind->word);
    if (*model->task) arrays_add_meta_text(&file, "heed.task", model->task);
    model->kind->write(model, &file);
    arrays_add_meta_text(&file, "heed.recipe", model->recipe);
    model_add_tensors(&file, model->weights, model->weights->values, "");
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
    int finished = 0;
    for (int i = 0; i < *count; i++)
        if (!strstr(names[i], ".part.")) names[finished++] = without_ending(arena, names[i]);
    *count = finished;
    return names;
}

const char *model_file_name(Arena *arena, const Model *model) {
    return arena_printf(arena, "%s-%s%s", model->kind->word, model->task,
                        model->kind->name_ending(model, arena));
}

void model_write_vocabularies(const Model *model, ArrayFile *file) {
    arrays_add_meta_text(file, "heed.source_vocabulary",
                         vocabulary_to_json(&model->source, file->arena));
    arrays_add_meta_text(file, "heed.target_vocabulary",
                         vocabulary_to_json(&model->target, file->arena));
}

/* --- kinds ----------------------------------------------------------------------------------- */

const ModelKind *const model_kinds[] = {&model_seq2seq, &model_transformer, &model_lookup};
const int model_kind_count = sizeof model_kinds / sizeof *model_kinds;

const ModelKind *model_kind_find(const char *word) {
    for (int i = 0; i < model_kind_count; i++)
        if (!strcmp(model_kinds[i]->word, word)) return model_kinds[i];
    return NULL;
}
