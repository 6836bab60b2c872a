/* Training: the same plan gives the same bytes, shards agree, and dates are learned. */
#include "testing.h"

#include "base/file.h"
#include "training/batch.h"
#include "training/trainer.h"

#include <math.h>
#include <string.h>

static TrainingPlan small_plan(int shards) {
    TrainingPlan plan = training_plan(&task_dates);
    plan.config.embedding = 8;
    plan.config.hidden = 12;
    plan.config.attention = 9;
    plan.config.readout = 10;
    plan.examples = 8 * 12;
    plan.batch = 12;
    plan.shards = shards;
    return plan;
}

static Trainer *trained(const TrainingPlan *plan) {
    Trainer *trainer = trainer_new(plan);
    while (trainer_step(trainer)) continue;
    assert_true(trainer_done(trainer));
    assert_false(trainer_diverged(trainer));
    return trainer;
}

/* The checkpoint's bytes of a whole training. */
static Buffer bytes_of(const TrainingPlan *plan) {
    Buffer bytes = {0};
    Trainer *trainer = trained(plan);
    Model *model = trainer_snapshot(trainer);
    model_write(model, NULL, &bytes);
    model_free(model);
    trainer_free(trainer);
    return bytes;
}

static void assert_same_bytes(const TrainingPlan *plan) {
    Buffer one = bytes_of(plan), two = bytes_of(plan);
    assert_int_equal(one.size, two.size);
    assert_memory_equal(one.data, two.data, one.size);
    buffer_free(&one);
    buffer_free(&two);
}

static void same_plan_same_bytes(void **state) {
    (void)state;
    for (int shards = 1; shards <= 3; shards++) {
        TrainingPlan plan = small_plan(shards);
        assert_same_bytes(&plan);
    }
    TrainingPlan other = small_plan(1);
    other.config.cell = cell_find("lstm");
    other.config.score = score_find("dot");
    other.config.query_current = true;
    assert_same_bytes(&other);
}

static void another_seed_another_model(void **state) {
    (void)state;
    TrainingPlan plan = small_plan(1);
    Buffer one = bytes_of(&plan);
    plan.seed = 2;
    Buffer two = bytes_of(&plan);
    assert_true(one.size != two.size || memcmp(one.data, two.data, one.size));
    buffer_free(&one);
    buffer_free(&two);
}

/* Shards only cut the sum in other places: the losses agree to rounding, and so do the weights but
 * for the few whose gradient is rounding itself, which Adam makes as large as any. */
static void shards_agree(void **state) {
    (void)state;
    TrainingPlan plans[] = {small_plan(1), small_plan(2), small_plan(4)};
    Trainer *trainers[3];
    for (int i = 0; i < 3; i++) trainers[i] = trainer_new(&plans[i]);
    for (int step = 0; step < 6; step++)
        for (int i = 0; i < 3; i++) {
            assert_true(trainer_step(trainers[i]));
            assert_near(trainer_loss(trainers[i]), trainer_loss(trainers[0]), 2e-6);
        }
    const Weights *one = trainer_model(trainers[0])->weights;
    for (int i = 1; i < 3; i++) {
        const Weights *more = trainer_model(trainers[i])->weights;
        double sum = 0;
        for (size_t j = 0; j < one->size; j++)
            sum += pow((double)(one->values[j] - more->values[j]), 2);
        assert_true(sqrt(sum / (double)one->size) < 1e-6);
        assert_true(sum > 0); /* else nothing was cut */
    }
    for (int i = 0; i < 3; i++) trainer_free(trainers[i]);
}

/* A batch is cut anywhere, also into unequal shards. */
static void unequal_shards_agree(void **state) {
    (void)state;
    TrainingPlan plan = small_plan(1), cut = small_plan(5);
    Trainer *a = trainer_new(&plan), *b = trainer_new(&cut);
    for (int step = 0; step < 3; step++) {
        assert_true(trainer_step(a) && trainer_step(b));
        assert_near(trainer_loss(a), trainer_loss(b), 2e-6);
    }
    trainer_free(a);
    trainer_free(b);
}

/* --- learning -------------------------------------------------------------------------------- */

/* An untrained model is as good as chance: about log V nats a token. After 6,000 examples the form
 * of a date is known, and most of its digits are. */
static void dates_are_learned(void **state) {
    (void)state;
    TrainingPlan plan = training_plan(&task_dates);
    plan.config.hidden = 32;
    plan.examples = 6000;
    Trainer *trainer = trainer_new(&plan);
    assert_true(trainer_step(trainer));
    double first = trainer_loss(trainer);
    double chance = log(trainer_model(trainer)->target.count);
    assert_true(fabs(first - chance) < 0.5);
    while (trainer_step(trainer)) continue;
    print_message("           loss from %.3f to %.4f\n", first, trainer_smooth_loss(trainer));
    assert_true(trainer_examples(trainer) == 6000);
    assert_true(trainer_smooth_loss(trainer) < 0.5);
    trainer_free(trainer);
}

/* --- the plan -------------------------------------------------------------------------------- */

static void wrong_plans_have_a_sentence(void **state) {
    (void)state;
    TrainingPlan plan = small_plan(1);
    assert_null(training_validate(&plan));
    plan.batch = 0;
    assert_contains(training_validate(&plan), "batch");
    plan = small_plan(9);
    assert_contains(training_validate(&plan), "shards");
    plan = small_plan(8);
    plan.batch = 7;
    assert_contains(training_validate(&plan), "shards");
    plan = small_plan(1);
    plan.rate = (double)NAN;
    assert_contains(training_validate(&plan), "rate");
    plan = small_plan(1);
    plan.config.hidden = 7;
    assert_contains(training_validate(&plan), "hidden");
    plan = small_plan(1);
    plan.config.scope = scope_find("local-p");
    plan.config.window = 0;
    assert_contains(training_validate(&plan), "window");
    plan.config.scope = scope_find("causal");
    assert_contains(training_validate(&plan), "scope");
    plan = small_plan(1);
    plan.config.score = score_find("none");
    plan.config.query_current = true;
    assert_contains(training_validate(&plan), "query");
}

/* A rate far too large ends in numbers that are not finite: the trainer says so, and keeps the last
 * weights that were. */
static void divergence_is_noticed(void **state) {
    (void)state;
    TrainingPlan plan = small_plan(1);
    Trainer *trainer = trainer_new(&plan);
    assert_true(trainer_step(trainer));
    Model *model = (Model *)trainer_model(trainer);
    Real kept = model->weights->values[0];
    const Weight *output = weights_find(model->weights, "output.bias");
    Real *bias = weights_values(model->weights, output);
    bias[3] = NAN;
    assert_false(trainer_step(trainer));
    assert_true(trainer_diverged(trainer));
    assert_false(trainer_step(trainer));
    assert_true(trainer_examples(trainer) == plan.batch);
    assert_memory_equal(&model->weights->values[0], &kept, sizeof kept);
    trainer_free(trainer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_plan_same_bytes),  cmocka_unit_test(another_seed_another_model),
        cmocka_unit_test(shards_agree),          cmocka_unit_test(unequal_shards_agree),
        cmocka_unit_test(dates_are_learned),     cmocka_unit_test(wrong_plans_have_a_sentence),
        cmocka_unit_test(divergence_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
