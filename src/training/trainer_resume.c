/* trainer_resume.c -- an unfinished training as a file, and back.
 *
 * What is to come is a function of the plan, the weights, Adam's two moments and the number of
 * steps done (Adam's own count is the same, and samples depend only on their pool's number): that
 * is all a part holds beside the checkpoint. It fits a trainer when the checkpoint's metadata and
 * the plan are those the trainer itself would write.
 */
#include "training/trainer_parts.h"

#include "formats/json.h"
#include "formats/safetensors.h"

#include <math.h>
#include <string.h>

/* --- writing --------------------------------------------------------------------------------- */

static void member(Buffer *json, const char *key, double number) {
    buffer_printf(json, ",\"%s\":", key);
    if (isfinite(number))
        buffer_number(json, number);
    else
        buffer_text(json, "null");
}

static const char *position_json(Arena *arena, const Trainer *t) {
    Buffer json = {0};
    buffer_printf(&json, "{\"step\":%ld,\"pool\":%ld,\"batch\":%ld", t->step,
                  t->step / POOL_BATCHES, t->step % POOL_BATCHES);
    member(&json, "loss", t->loss);
    member(&json, "smooth", t->smooth);
    buffer_text(&json, ",\"command\":");
    json_write_string(&json, training_command(arena, &t->plan));
    buffer_text(&json, ",\"plan\":");
    json_write_string(&json, trainer_recipe(arena, t, t->plan.examples));
    buffer_text(&json, "}");
    const char *text = arena_string(arena, json.data);
    buffer_free(&json);
    return text;
}

static const char *moment_name(Arena *arena, char which, const Weight *weight) {
    return arena_printf(arena, "optimizer.%c.%s", which, weight->name);
}

static void weight_shape(const Weight *weight, int *rank, long shape[2]) {
    *rank = weight->is_vector ? 1 : 2;
    shape[0] = weight->is_vector ? weight->cols : weight->rows;
    shape[1] = weight->is_vector ? 0 : weight->cols;
}

void trainer_write_part(const Trainer *t, Buffer *out) {
    Arena *arena = arena_new();
    Model *model = trainer_snapshot(t);
    ArrayFile more;
    arrays_init(&more, arena);
    arrays_add_meta_text(&more, "heed.position", position_json(arena, t));
    model_add_tensors(&more, t->model->weights, t->adam.m, "optimizer.m.");
    model_add_tensors(&more, t->model->weights, t->adam.v, "optimizer.v.");
    model_write(model, &more, out);
    model_free(model);
    arena_free(arena);
}

/* --- reading --------------------------------------------------------------------------------- */

/* What a part says, checked and not yet taken. The blocks are laid out as the trainer's. */
typedef struct Part {
    ArrayFile file;
    long step;
    double loss, smooth;
    Real *values, *m, *v;
} Part;

/* A number, or NaN for null. */
static bool read_loss(const json_t *object, const char *key, double *out, Error *error) {
    *out = (double)NAN;
    return json_is_null(json_object_get(object, key)) ||
           json_get_double(object, key, -1e300, 1e300, out, error);
}

static bool read_position(const json_t *object, const Trainer *t, Arena *arena, Part *part,
                          Error *error) {
    const char *command, *plan;
    int step, pool, batch;
    if (!json_get_text(object, "command", &command, error) ||
        !json_get_text(object, "plan", &plan, error))
        return false;
    if (strcmp(command, training_command(arena, &t->plan)) != 0)
        return error_set(error, "it is of another training, %s", command);
    if (strcmp(plan, trainer_recipe(arena, t, t->plan.examples)) != 0)
        return error_set(error, "it is of the same command with other numbers or another kernel");
    if (!json_get_int(object, "step", 0, (int)t->steps, &step, error) ||
        !json_get_int(object, "pool", step / POOL_BATCHES, step / POOL_BATCHES, &pool, error) ||
        !json_get_int(object, "batch", step % POOL_BATCHES, step % POOL_BATCHES, &batch, error))
        return false;
    part->step = step;
    return read_loss(object, "loss", &part->loss, error) &&
           read_loss(object, "smooth", &part->smooth, error);
}

/* The checkpoint's words are those of the trainer's own model. */
static bool same_model(const Trainer *t, Arena *arena, const ArrayFile *file, Error *error) {
    static const char *const keys[] = {"heed.format",
                                       "heed.model",
                                       "heed.task",
                                       "heed.config",
                                       "heed.source_vocabulary",
                                       "heed.target_vocabulary",
                                       "heed.vocabulary"};
    Buffer bytes = {0};
    ArrayFile own;
    model_write(t->model, NULL, &bytes);
    bool good = safetensors_parse(bytes.data, bytes.size, arena, &own, error);
    CHECK(good, "a model's own bytes do not parse: %s", error->message);
    for (size_t i = 0; good && i < sizeof keys / sizeof *keys; i++) {
        const char *mine = arrays_meta(&own, keys[i]), *its = arrays_meta(file, keys[i]);
        if (mine ? !its || strcmp(mine, its) != 0 : its != NULL)
            good = error_set(error, "it is of another model: its %s is not the same", keys[i]);
    }
    buffer_free(&bytes);
    return good;
}

static bool read_block(const ArrayFile *file, const char *name, const Weight *weight, bool positive,
                       Real *block, Error *error) {
    const NamedArray *array = arrays_find(file, name);
    if (!array || !array->numbers) return error_set(error, "the tensor %s is missing", name);
    int rank;
    long shape[2];
    weight_shape(weight, &rank, shape);
    if (array->rank != rank || memcmp(array->shape, shape, (size_t)rank * sizeof *shape) != 0)
        return error_set(error, "the tensor %s has another shape than its weight", name);
    for (long i = 0; i < arrays_size(array); i++) {
        float x = array->numbers[i];
        if (!isfinite(x) || (positive && x < 0))
            return error_set(error, "the tensor %s holds a number that cannot be, at %ld", name, i);
        block[weight->offset + (size_t)i] = (Real)x;
    }
    return true;
}

static bool read_blocks(const Trainer *t, Arena *arena, Part *part, Error *error) {
    const Weights *weights = t->model->weights;
    part->values = ARENA_ARRAY(arena, Real, weights->size);
    part->m = ARENA_ARRAY(arena, Real, weights->size);
    part->v = ARENA_ARRAY(arena, Real, weights->size);
    for (int i = 0; i < weights->count; i++) {
        const Weight *w = &weights->list[i];
        const char *m = moment_name(arena, 'm', w), *v = moment_name(arena, 'v', w);
        if (!read_block(&part->file, w->name, w, false, part->values, error) ||
            !read_block(&part->file, m, w, false, part->m, error) ||
            !read_block(&part->file, v, w, true, part->v, error))
            return false;
    }
    if (part->file.count != 3 * weights->count)
        return error_set(error, "it has %d tensors; three for each weight are %d", part->file.count,
                         3 * weights->count);
    return true;
}

static bool read_part(const Trainer *t, const char *bytes, size_t size, Arena *arena, Part *part,
                      Error *error) {
    if (!safetensors_parse(bytes, size, arena, &part->file, error)) return false;
    const char *position = arrays_meta(&part->file, "heed.position");
    if (!position)
        return error_set(error, "its metadata has no heed.position: it is no unfinished training");
    json_t *object = json_parse_object(position, strlen(position), error);
    bool good = object && read_position(object, t, arena, part, error);
    json_decref(object);
    return good && same_model(t, arena, &part->file, error) && read_blocks(t, arena, part, error);
}

bool trainer_resume(Trainer *t, const char *bytes, size_t size, Error *error) {
    CHECK(t->step == 0 && !t->diverged, "a training that has begun cannot become another");
    Error mine;
    Arena *arena = arena_new();
    Part part = {0};
    bool good = read_part(t, bytes, size, arena, &part, error ? error : &mine);
    if (good) {
        size_t block = t->model->weights->size * sizeof(Real);
        memcpy(t->model->weights->values, part.values, block);
        memcpy(t->adam.m, part.m, block);
        memcpy(t->adam.v, part.v, block);
        t->step = t->adam.step = part.step;
        t->loss = part.loss;
        t->smooth = part.smooth;
    }
    arena_free(arena);
    return good;
}
