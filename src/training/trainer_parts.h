/* trainer_parts.h -- the inside of a trainer, for the files of this room that make it up. */
#ifndef HEED_TRAINING_TRAINER_PARTS_H
#define HEED_TRAINING_TRAINER_PARTS_H

#include "engine/optimizer.h"
#include "training/trainer.h"
#include "training/unknown.h"

#include <pthread.h>

enum { POOL_BATCHES = 16 };

/* One part of a batch: its own tape and gradients. Helper threads wait for `round` to change. */
typedef struct Shard {
    Trainer *trainer;
    int number;
    Tape *tape;
    Real *gradients;
    double loss;
    pthread_t thread;
} Shard;

struct Trainer {
    TrainingPlan plan;
    Arena *arena, *pool_arena;
    Model *model;
    OpenWords open;
    Adam adam;
    Real *gradients;
    Shard shards[SHARDS_MAX];
    Sample *pool;
    int *pool_order; /* of its batches */
    long pool_number, step, steps;
    double loss, smooth;
    bool diverged;
    /* guarded by the mutex */
    pthread_mutex_t mutex;
    pthread_cond_t begin, done;
    long round;
    int working;
    bool quitting;
};

/* JSON: the plan, `examples` of it, and the kernel. In the arena. */
const char *trainer_recipe(Arena *arena, const Trainer *trainer, long examples);

#endif
