/* trainer.h -- training from scratch: batches of samples, the tape, Adam.
 *
 * Same plan, same bytes (on one machine and kernel): samples are a function of (seed, pool, item),
 * weights of (seed, name), and a batch's shards are summed in order. Samples are drawn in pools of
 * 16 batches, sorted by length and cut into batches, whose order is drawn too. Threads: a Trainer
 * is used by one thread at a time; with more than one shard it keeps threads of its own.
 */
#ifndef HEED_TRAINING_TRAINER_H
#define HEED_TRAINING_TRAINER_H

#include "training/model.h"

enum { SHARDS_MAX = 8 };

struct TrainingPlan {
    const Task *task;
    const ModelKind *kind;
    Seq2SeqConfig config;          /* of a seq2seq; vocabularies are the task's, whatever it says */
    TransformerConfig transformer; /* of a transformer, likewise */
    uint64_t seed;
    long examples; /* in all; rounded up to whole batches */
    int batch, shards, warm_up;
    double rate; /* Adam's, at its peak */
};

/* The plan models.md gives for a kind of model on the task, with this score, scope, query and so
 * on; and for the kind that is the task's default. */
TrainingPlan training_plan_of(const Task *task, const ModelKind *kind);
TrainingPlan training_plan(const Task *task);
/* NULL, or the sentence that says which number is out of its range. */
const char *training_validate(const TrainingPlan *plan);
/* A model of the plan, untrained. */
Model *training_model(const TrainingPlan *plan);

/* The command line that trains this plan: "heed train seq2seq-dates -c \"score dot\"". In the
 * arena. */
const char *training_command(Arena *arena, const TrainingPlan *plan);

typedef struct Trainer Trainer;

Trainer *trainer_new(const TrainingPlan *plan);
void trainer_free(Trainer *trainer); /* NULL is allowed */
const TrainingPlan *trainer_plan(const Trainer *trainer);

/* One batch. False, with nothing changed, when the plan is done or a gradient was not finite. */
bool trainer_step(Trainer *trainer);
bool trainer_done(const Trainer *trainer);
bool trainer_diverged(const Trainer *trainer);
long trainer_examples(const Trainer *trainer);
/* Nats per target token: of the last batch, and smoothed over the last fifty. */
double trainer_loss(const Trainer *trainer);
double trainer_smooth_loss(const Trainer *trainer);
/* The weights as they are now; changed by the next step. */
const Model *trainer_model(const Trainer *trainer);
/* A copy, with its recipe. */
Model *trainer_snapshot(const Trainer *trainer);

/* An unfinished training as a file (trainer_resume.c): the checkpoint as it is now, `optimizer.m.*`
 * and `optimizer.v.*` with a tensor for each of its own, and in the metadata `heed.position`: the
 * plan and how far it is, the data included. Appends the bytes. */
void trainer_write_part(const Trainer *trainer, Buffer *out);
/* A new trainer of the same plan goes on from there, and ends in the same bytes as one that was
 * never interrupted. False, with a sentence and nothing changed, when the bytes are damaged or of
 * another training (another plan, processor kernel or vocabulary). */
bool trainer_resume(Trainer *trainer, const char *bytes, size_t size, Error *error);

#endif
