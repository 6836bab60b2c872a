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
#include "base/file.h"
#include "formats/arrays.h"
#include "models/lookup.h"
#include "models/seq2seq.h"
#include "models/transformer.h"
#include "tasks/task.h"

typedef struct ModelKind ModelKind;
typedef struct TrainingPlan TrainingPlan; /* training/trainer.h */

typedef struct Model {
    Arena *arena;
    const char *name; /* a shipped file's name without ending, or the path it came from */
    const ModelKind *kind;
    const char *task; /* a task's name; a task the program does not have is kept as it is */
    TokenKind tokens;
    Seq2SeqConfig config;          /* of a seq2seq */
    TransformerConfig transformer; /* of a transformer */
    Weights *weights;
    Vocabulary source, target; /* a decoder-only transformer's are the same */
    const char *recipe;        /* JSON, "{}" when the file has none */
    const char *unfit;         /* why samples of its task cannot judge it; NULL: they can */
    FileMap file;              /* what the weights lie in; nothing where they were copied */
    uint64_t *hash;            /* for model_hash: 0 while it is not known */
} Model;

/* Samples as one batch on a tape, for training and evaluation. */
typedef struct Forced {
    Node *loss; /* Σ of the weighted nats of all target tokens */
    /* How target token t of item p looks at source s, before decoding it: B × T × S, or NULL. Where
     * there are many heads, the mean of the last layer's. */
    const Real *alignment;
    int targets, sources; /* T, S */
    Node *logits;         /* (B,T,V) of a decoder-only transformer, else NULL */
} Forced;

typedef struct Decoded {
    int steps;
    const int *chosen; /* steps × B ids; after an item's </s>, TOKEN_PAD */
    const bool *complete;
} Decoded;

/* What a kind of model says of itself, so that files, training and evaluation know none by name:
 * one struct in kind_*.c and a line of model_kinds. */
struct ModelKind {
    const char *word; /* heed.model, and the first part of a shipped file's name */
    /* Reads configuration and vocabularies from a file's metadata. NULL: the kind has no files, and
     * its word opens the one model there is. */
    bool (*read)(Model *model, const ArrayFile *file, Error *error);
    /* Adds them to a file's. */
    void (*write)(const Model *model, ArrayFile *file);
    /* All tensors the model may have, in the arena: the first `needed` must be there, the others
     * are kept when they are. */
    Weight *(*tensors)(const Model *model, Arena *arena, int *needed, int *count);
    /* A tensor a file may have that says nothing of its own (a mask, a tied copy). */
    bool (*may_skip)(const char *name);
    /* "additive, global, query previous, GRU of 64", and the same as members of a JSON object, each
     * after a comma. */
    const char *(*describe)(const Model *model, Arena *arena);
    void (*describe_json)(const Model *model, Buffer *out);
    /* The part of a shipped file's name after the task: "-additive-local-m". */
    const char *(*name_ending)(const Model *model, Arena *arena);
    /* Of a plan for the task (its other numbers are there): configuration, and what else is the
     * kind's own; what is wrong with it; its commands that are not `usual`; an untrained model. */
    void (*plan)(const Task *task, TrainingPlan *plan);
    const char *(*plan_wrong)(const TrainingPlan *plan);
    void (*plan_words)(const TrainingPlan *plan, const TrainingPlan *usual, Buffer *out);
    Model *(*make)(const TrainingPlan *plan);
    /* How many tokens of the samples are predicted. */
    long (*predictions)(const Sample *samples, int count);
    /* Each of them weighs `weight` in the loss; gradients: NULL when none are wanted. NULL: there
     * is nothing to train or to evaluate, and plan_wrong says so of every plan. */
    Forced (*force)(Tape *tape, const Model *model, Real *gradients, const Sample *samples,
                    int count, Real weight);
    /* Greedy outputs; NULL: the kind decodes nothing. */
    Decoded (*decode)(Tape *tape, const Model *model, const Sample *samples, int count);
};
extern const ModelKind model_seq2seq, model_transformer, model_lookup;
extern const ModelKind *const model_kinds[];
extern const int model_kind_count;
const ModelKind *model_kind_find(const char *word); /* or NULL */

/* A seq2seq of that configuration with fresh vocabularies of the task and weights drawn from the
 * seed. */
Model *model_new(const Task *task, const Seq2SeqConfig *config, uint64_t seed);
Model *model_copy(const Model *model);
void model_free(Model *model); /* NULL is allowed */
/* Whether it came from a file, and that file's 64-bit FNV-1a (0: from none). Of a large file it is
 * reckoned when it is first asked for: by the main thread alone. */
bool model_is_file(const Model *model);
uint64_t model_hash(const Model *model);

/* From the bytes of a file; `name` is for messages and captions. NULL and a sentence on failure. */
Model *model_parse(const char *name, const char *bytes, size_t size, Error *error);
/* From a path, the name of a shipped model (with or without “.safetensors”), or the word of a kind
 * without files. */
Model *model_open(const char *path_or_name, Error *error);
/* Appends the checkpoint's bytes; `more` (or NULL) holds further arrays: an unfinished training's.
 */
void model_write(const Model *model, const ArrayFile *more, Buffer *out);

/* Names of the shipped models, sorted, without ending; unfinished ones (.part) left out. */
const char **model_list(Arena *arena, int *count);

/* The name a shipped file of this configuration has: "seq2seq-dates-additive-local-m". */
const char *model_file_name(Arena *arena, const Model *model);

/* `force` of a transformer with some of its heads ablated, numbered by transformer_head; NULL:
 * none.
 */
Forced transformer_force(Tape *tape, const Model *model, Real *gradients, const Sample *samples,
                         int count, Real weight, const bool *ablated);

/* Adds a block laid out as the weights to a file: PREFIXname, with a tensor's shape each. */
void model_add_tensors(ArrayFile *file, const Weights *weights, const Real *block,
                       const char *prefix);
/* For the kinds: what a new model for the task begins with, and how it ends once its configuration
 * is there: tensors drawn from the seed, and its name. */
Model *model_begin(const ModelKind *kind, const Task *task);
Model *model_finish(Model *model, uint64_t seed);
/* For the kinds: the metadata `key`, or NULL and a sentence. */
const char *model_metadata(const ArrayFile *file, const char *key, Error *error);
/* heed.source_vocabulary and heed.target_vocabulary. */
bool model_read_vocabularies(Model *model, const ArrayFile *file, Error *error);
void model_write_vocabularies(const Model *model, ArrayFile *file);

#endif
