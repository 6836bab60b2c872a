/* seeds.h -- where the fuzzers begin: small whole files of each kind, made by the program itself.
 */
#ifndef HEED_TESTS_FUZZ_SEEDS_H
#define HEED_TESTS_FUZZ_SEEDS_H

#include "training/trainer.h"

/* A training as small as there is. */
static inline TrainingPlan seeds_plan(void) {
    TrainingPlan plan = training_plan(task_find("dates"));
    plan.config.embedding = 2;
    plan.config.hidden = plan.config.attention = plan.config.readout = 2;
    plan.examples = 8;
    plan.batch = 2;
    return plan;
}

#endif
