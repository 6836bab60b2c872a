/* An unfinished training: refused, or gone on from for a step. */
#include "fuzz/fuzz.h"
#include "fuzz/seeds.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Error error = {0};
    TrainingPlan plan = seeds_plan();
    Trainer *trainer = trainer_new(&plan);
    if (trainer_resume(trainer, (const char *)data, size, &error))
        trainer_step(trainer);
    else
        fuzz_refused(&error);
    trainer_free(trainer);
    return 0;
}
