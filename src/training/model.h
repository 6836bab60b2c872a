/* model.h -- a trained model as a file: a checkpoint opened, made and saved (words.md’s format).
 *
 * A checkpoint is a safetensors file whose tensors are float32 with PyTorch's names and shapes and
 * whose metadata says what they are. Opening one checks everything: the configuration, both
 * vocabularies, that no tensor is missing, misshapen, unknown or not finite. An error names the
 * tensor and leaves nothing. A Model owns its arena; const Models may be read by many threads.
 */
#ifndef HEED_TRAINING_MODEL_H
#define HEED_TRAINING_MODEL_H

#include "base/buffer.h"
#include "base/error.h"
#include "formats/arrays.h"
#include "models/seq2seq.h"
#include "tasks/task.h"

typedef struct Model {
    Arena *arena;
    const char *name; /* a shipped file's name without ending, or the path it came from */
    const char *kind; /* "seq2seq" */
    const char *task; /* a task's name; a task the program does not have is kept as it is */
    TokenKind tokens;
    Seq2SeqConfig config;
    Weights *weights;
    Vocabulary source, target;
    const char *recipe; /* JSON, "{}" when the file has none */
    uint64_t hash;      /* 64-bit FNV-1a of the file; 0 for a model that never was one */
} Model;

/* A model of that configuration with fresh vocabularies of the task and weights drawn from the
 * seed. */
Model *model_new(const Task *task, const Seq2SeqConfig *config, uint64_t seed);
Model *model_copy(const Model *model);
void model_free(Model *model); /* NULL is allowed */

/* From the bytes of a file; `name` is for messages and captions. NULL and a sentence on failure. */
Model *model_parse(const char *name, const char *bytes, size_t size, Error *error);
/* From a path, or the name of a shipped model (with or without “.safetensors”). */
Model *model_open(const char *path_or_name, Error *error);
/* Appends the checkpoint's bytes; `more` (or NULL) holds further arrays: an unfinished training's.
 */
void model_write(const Model *model, const ArrayFile *more, Buffer *out);

/* Names of the shipped models, sorted, without ending. */
const char **model_list(Arena *arena, int *count);

/* The name a shipped file of this configuration has: "seq2seq-dates-additive-local-m". */
const char *model_file_name(Arena *arena, const Task *task, const Seq2SeqConfig *config);

#endif
