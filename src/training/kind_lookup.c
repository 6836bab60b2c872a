/* kind_lookup.c -- lookup as a model: it has no tensors and no file, and nothing to train; `model
 * lookup` makes it. What it computes is all in its input (tasks/lookup.h). */
#include "tasks/lookup.h"
#include "training/trainer.h"

static Weight *tensors(const Model *model, Arena *arena, int *needed, int *count) {
    (void)model;
    *needed = *count = 0;
    return ARENA_ARRAY(arena, Weight, 1);
}

static const char *describe(const Model *model, Arena *arena) {
    (void)model, (void)arena;
    return "a query, keys and values of 2 to 4 numbers; nothing is trained";
}

static void describe_json(const Model *model, Buffer *out) {
    (void)model, (void)out;
}

static const char *name_ending(const Model *model, Arena *arena) {
    (void)model, (void)arena;
    return "";
}

static void plan(const Task *task, TrainingPlan *plan) {
    (void)task, (void)plan;
}

static const char *plan_wrong(const TrainingPlan *plan) {
    (void)plan;
    return "lookup has nothing to train: all its numbers are in its input";
}

static void plan_words(const TrainingPlan *plan, const TrainingPlan *usual, Buffer *out) {
    (void)plan, (void)usual, (void)out;
}

static Model *make(const TrainingPlan *plan) {
    (void)plan;
    Model *model = model_finish(model_begin(&model_lookup, &task_lookup), 1);
    model->name = model_lookup.word;
    return model;
}

const ModelKind model_lookup = {
    .word = "lookup",
    .tensors = tensors,
    .describe = describe,
    .describe_json = describe_json,
    .name_ending = name_ending,
    .plan = plan,
    .plan_wrong = plan_wrong,
    .plan_words = plan_words,
    .make = make,
};
