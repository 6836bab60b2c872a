/* An interrupted training: goes on from its part to the very bytes of an uninterrupted one, and
 * from nothing else. */
#include "testing.h"

#include "base/rng.h"
#include "formats/safetensors.h"
#include "training/trainer.h"

#include <string.h>

enum { BATCH = 6, STEPS = 40 }; /* two pools and a half */

static TrainingPlan small_plan(int shards) {
    TrainingPlan plan = training_plan(&task_dates);
    plan.config.embedding = 6;
    plan.config.hidden = plan.config.attention = plan.config.readout = 8;
    plan.examples = BATCH * STEPS;
    plan.batch = BATCH;
    plan.shards = shards;
    plan.warm_up = 5;
    return plan;
}

static void advance(Trainer *trainer, int steps) {
    for (int i = 0; i < steps; i++) assert_true(trainer_step(trainer));
}

static Buffer part_after(const TrainingPlan *plan, int steps) {
    Buffer bytes = {0};
    Trainer *trainer = trainer_new(plan);
    advance(trainer, steps);
    trainer_write_part(trainer, &bytes);
    trainer_free(trainer);
    return bytes;
}

static Trainer *resumed(const TrainingPlan *plan, const Buffer *part) {
    Error error = {0};
    Trainer *trainer = trainer_new(plan);
    if (!trainer_resume(trainer, part->data, part->size, &error)) fail_msg("%s", error.message);
    return trainer;
}

static Buffer finished(Trainer *trainer) {
    Buffer bytes = {0};
    while (trainer_step(trainer)) continue;
    assert_true(trainer_done(trainer));
    Model *model = trainer_snapshot(trainer);
    model_write(model, NULL, &bytes);
    model_free(model);
    return bytes;
}

static void assert_same(const Buffer *a, const Buffer *b) {
    assert_int_equal(a->size, b->size);
    assert_memory_equal(a->data, b->data, a->size);
}

/* --- going on -------------------------------------------------------------------------------- */

static void assert_resumes(const TrainingPlan *plan, int steps, const Buffer *whole, double loss) {
    Buffer part = part_after(plan, steps);
    Trainer *trainer = resumed(plan, &part);
    assert_int_equal(trainer_examples(trainer), (long)steps * plan->batch);
    Buffer again = {0};
    trainer_write_part(trainer, &again); /* nothing is lost on the way */
    assert_same(&part, &again);
    Buffer end = finished(trainer);
    assert_same(&end, whole);
    assert_near(trainer_smooth_loss(trainer), loss, 0);
    trainer_free(trainer);
    buffer_free(&part);
    buffer_free(&again);
    buffer_free(&end);
}

/* At the start, in a pool, at its border and after it, one before the end, at the end. */
static void interrupted_is_uninterrupted(void **state) {
    (void)state;
    static const int points[] = {0, 1, 15, 16, 17, 39, 40};
    for (int shards = 1; shards <= 2; shards++) {
        TrainingPlan plan = small_plan(shards);
        Trainer *trainer = trainer_new(&plan);
        Buffer whole = finished(trainer);
        for (size_t i = 0; i < sizeof points / sizeof *points; i++)
            assert_resumes(&plan, points[i], &whole, trainer_smooth_loss(trainer));
        trainer_free(trainer);
        buffer_free(&whole);
    }
}

static void interrupted_twice_is_uninterrupted(void **state) {
    (void)state;
    TrainingPlan plan = small_plan(1);
    plan.seed = UINT64_MAX;
    plan.rate = 0.1 / 27; /* has no short digits */
    plan.config.cell = cell_find("lstm");
    plan.config.score = score_find("bilinear");
    plan.config.scope = scope_find("local-m");
    plan.config.window = 3;
    Trainer *straight = trainer_new(&plan);
    Buffer whole = finished(straight), first = part_after(&plan, 7), second = {0};
    Trainer *trainer = resumed(&plan, &first);
    advance(trainer, 20);
    trainer_write_part(trainer, &second);
    trainer_free(trainer);
    trainer = resumed(&plan, &second);
    Buffer end = finished(trainer);
    assert_same(&end, &whole);
    trainer_free(trainer);
    trainer_free(straight);
    buffer_free(&whole);
    buffer_free(&first);
    buffer_free(&second);
    buffer_free(&end);
}

/* --- what a part holds ----------------------------------------------------------------------- */

static void a_part_is_a_model_and_the_finished_file_no_part(void **state) {
    (void)state;
    TrainingPlan plan = small_plan(1);
    Arena *arena = arena_new();
    Error error = {0};
    Buffer part = part_after(&plan, 9);
    ArrayFile file;
    assert_true(safetensors_parse(part.data, part.size, arena, &file, &error));
    Model *model = model_parse("x.part.safetensors", part.data, part.size, &error);
    assert_non_null(model);
    assert_contains(model->recipe, "\"examples\":54");
    assert_non_null(arrays_meta(&file, "heed.position"));
    for (int i = 0; i < model->weights->count; i++) {
        const char *name = model->weights->list[i].name;
        const NamedArray *weight = arrays_find(&file, name);
        for (int k = 0; k < 2; k++) {
            const char *moment = arena_printf(arena, "optimizer.%c.%s", "mv"[k], name);
            const NamedArray *array = arrays_find(&file, moment);
            assert_true(array && array->rank == weight->rank);
            assert_memory_equal(array->shape, weight->shape, sizeof array->shape);
        }
    }
    Trainer *trainer = resumed(&plan, &part);
    Buffer end = finished(trainer);
    assert_true(safetensors_parse(end.data, end.size, arena, &file, &error));
    assert_int_equal(file.count, model->weights->count);
    assert_null(arrays_meta(&file, "heed.position"));
    trainer_free(trainer);
    model_free(model);
    buffer_free(&part);
    buffer_free(&end);
    arena_free(arena);
}

/* --- what is refused ------------------------------------------------------------------------- */

/* The sentence, with nothing changed. */
static const char *refusal(const TrainingPlan *plan, const char *bytes, size_t size) {
    static Error error;
    Trainer *trainer = trainer_new(plan);
    Buffer before = {0}, after = {0};
    trainer_write_part(trainer, &before);
    error = (Error){0};
    assert_false(trainer_resume(trainer, bytes, size, &error));
    assert_true(strlen(error.message) > 10);
    trainer_write_part(trainer, &after);
    assert_same(&before, &after);
    trainer_free(trainer);
    buffer_free(&before);
    buffer_free(&after);
    return error.message;
}

static void another_training_is_refused(void **state) {
    (void)state;
    TrainingPlan plan = small_plan(1), other;
    plan.config.score = score_find("dot");
    Buffer part = part_after(&plan, 3);
    other = plan, other.config.score = score_find("scaled");
    assert_contains(refusal(&other, part.data, part.size), "another training, heed train "
                                                           "seq2seq-dates -c 'score dot'");
    other = plan, other.seed = 2;
    assert_contains(refusal(&other, part.data, part.size), "another training");
    other = plan, other.examples += BATCH;
    assert_contains(refusal(&other, part.data, part.size), "another training");
    other = plan, other.shards = 2;
    assert_contains(refusal(&other, part.data, part.size), "another training");
    other = plan, other.rate = plan.rate * (1 + 1e-15);
    assert_contains(refusal(&other, part.data, part.size), "another training");
    other = plan, other.config.hidden = 10;
    assert_contains(refusal(&other, part.data, part.size), "another training");
    other = plan, other.warm_up = 6;
    assert_contains(refusal(&other, part.data, part.size), "other numbers");
    other = plan, other.config.readout = 9;
    assert_contains(refusal(&other, part.data, part.size), "heed.config");
    buffer_free(&part);
}

static void a_finished_file_is_no_part(void **state) {
    (void)state;
    TrainingPlan plan = small_plan(1);
    Trainer *trainer = trainer_new(&plan);
    Buffer end = finished(trainer);
    assert_contains(refusal(&plan, end.data, end.size), "heed.position");
    trainer_free(trainer);
    buffer_free(&end);
}

/* The part with one array or the position replaced. NULL numbers: left out. */
static Buffer forged(const Buffer *part, const char *name, const float *numbers,
                     const char *position) {
    Arena *arena = arena_new();
    Error error = {0};
    ArrayFile file, made;
    Buffer out = {0};
    assert_true(safetensors_parse(part->data, part->size, arena, &file, &error));
    arrays_init(&made, arena);
    for (int i = 0; i < file.meta_count; i++)
        arrays_add_meta_text(&made, file.meta[i].key, file.meta[i].value);
    if (position) arrays_add_meta_text(&made, "heed.position", position);
    for (int i = 0; i < file.count; i++) {
        const NamedArray *array = &file.arrays[i];
        bool this_one = !strcmp(array->name, name);
        if (this_one && !numbers) continue;
        arrays_add_numbers(&made, array->name, array->rank, array->shape,
                           this_one ? numbers : array->numbers);
    }
    safetensors_write(&made, &out);
    arena_free(arena);
    return out;
}

static void assert_forgery_refused(const Buffer *part, const char *name, const float *numbers,
                                   const char *position, const char *word) {
    TrainingPlan plan = small_plan(1);
    Buffer bytes = forged(part, name, numbers, position);
    assert_contains(refusal(&plan, bytes.data, bytes.size), word);
    buffer_free(&bytes);
}

static void a_damaged_part_is_refused(void **state) {
    (void)state;
    TrainingPlan plan = small_plan(1);
    Buffer part = part_after(&plan, 3);
    static const float bad[8 * 64] = {-1};
    refusal(&plan, part.data, 0);
    for (size_t cut = 0; cut < part.size; cut += part.size / 20) refusal(&plan, part.data, cut);
    assert_forgery_refused(&part, "optimizer.v.bridge.bias", NULL, NULL, "optimizer.v.bridge.bias");
    assert_forgery_refused(&part, "optimizer.v.bridge.bias", bad, NULL, "cannot be");
    assert_forgery_refused(&part, "bridge.weight", NULL, NULL, "bridge.weight");
    assert_forgery_refused(&part, "", NULL, "[]", "object");
    assert_forgery_refused(&part, "", NULL, "{\"step\":3}", "command");
    buffer_free(&part);
}

/* Any byte changed: refused, or a part that still goes on; never worse. */
static void any_byte_may_be_wrong(void **state) {
    (void)state;
    TrainingPlan plan = small_plan(1);
    Buffer part = part_after(&plan, 3);
    Rng rng = rng_seeded(5);
    size_t header = 0;
    memcpy(&header, part.data, 8);
    for (int i = 0; i < 300; i++) {
        int at = rng_below(&rng, (int)header + 8 + 400);
        char kept = part.data[at];
        part.data[at] = (char)rng_below(&rng, 256);
        Error error = {0};
        Trainer *trainer = trainer_new(&plan);
        if (!trainer_resume(trainer, part.data, part.size, &error))
            assert_true(strlen(error.message) > 10);
        else
            advance(trainer, 1);
        trainer_free(trainer);
        part.data[at] = kept;
    }
    buffer_free(&part);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interrupted_is_uninterrupted),
        cmocka_unit_test(interrupted_twice_is_uninterrupted),
        cmocka_unit_test(a_part_is_a_model_and_the_finished_file_no_part),
        cmocka_unit_test(another_training_is_refused),
        cmocka_unit_test(a_finished_file_is_no_part),
        cmocka_unit_test(a_damaged_part_is_refused),
        cmocka_unit_test(any_byte_may_be_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
