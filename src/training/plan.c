/* plan.c -- what a training is asked to be, as numbers and as the command line that says it. */
#include "training/trainer.h"

TrainingPlan training_plan_of(const Task *task, const ModelKind *kind) {
    TrainingPlan plan = {.task = task,
                         .kind = kind,
                         .seed = 1,
                         .examples = 64000,
                         .batch = 16,
                         .shards = 1,
                         .warm_up = 100,
                         .rate = 4e-3};
    kind->plan(task, &plan);
    return plan;
}

TrainingPlan training_plan(const Task *task) {
    if (!task->sample) return training_plan_of(task, &model_lookup);
    return training_plan_of(task, task->next_symbol ? &model_transformer : &model_seq2seq);
}

const char *training_validate(const TrainingPlan *plan) {
    if (!plan->task->sample) return model_lookup.plan_wrong(plan);
    if (plan->batch < 1 || plan->batch > 1024) return "batch is a number from 1 to 1024";
    if (plan->shards < 1 || plan->shards > SHARDS_MAX) return "shards is a number from 1 to 8";
    if (plan->shards > plan->batch) return "there are more shards than examples in a batch";
    if (plan->examples < 1 || plan->examples > 100000000)
        return "examples is a number from 1 to 100000000";
    if (!(plan->rate > 0 && plan->rate <= 1)) return "rate is a number over 0, at most 1";
    return plan->kind->plan_wrong(plan);
}

Model *training_model(const TrainingPlan *plan) {
    return plan->kind->make(plan);
}

const char *training_command(Arena *arena, const TrainingPlan *plan) {
    TrainingPlan usual = training_plan_of(plan->task, plan->kind);
    Buffer line = {0};
    buffer_printf(&line, "heed train %s-%s", plan->kind->word, plan->task->name);
    plan->kind->plan_words(plan, &usual, &line);
    if (plan->examples != usual.examples)
        buffer_printf(&line, " -c 'examples %ld'", plan->examples);
    if (plan->batch != usual.batch) buffer_printf(&line, " -c 'batch %d'", plan->batch);
    if (plan->shards != usual.shards) buffer_printf(&line, " -c 'shards %d'", plan->shards);
    if (plan->seed != usual.seed)
        buffer_printf(&line, " -c 'seed %llu'", (unsigned long long)plan->seed);
    if (plan->rate < usual.rate || plan->rate > usual.rate) {
        buffer_text(&line, " -c 'rate ");
        buffer_number(&line, plan->rate);
        buffer_text(&line, "'");
    }
    const char *text = arena_string(arena, line.data);
    buffer_free(&line);
    return text;
}
