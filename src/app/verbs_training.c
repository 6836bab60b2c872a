/* verbs_training.c -- train and eval: what takes time and shows how it goes. */
#include "app/part.h"
#include "app/verbs.h"

#include "base/file.h"
#include "engine/kernels/kernels.h"
#include "formats/json.h"
#include "training/evaluation.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* --- train ----------------------------------------------------------------------------------- */

enum { QUICK_SAMPLES = 200, FINAL_SAMPLES = 2000, REPORTS = 16 };

static const Task *named_task(const char *name, const char *bare, Error *error) {
    const Task *task = task_find(bare);
    if (task) return task;
    const char *known[32];
    int count;
    const Task *const *tasks = task_list(&count);
    for (int i = 0; i < count && i < 32; i++) known[i] = tasks[i]->name;
    const char *near = text_nearest(bare, known, count);
    error_words(error, "there is no task “%s”%s%s%s", name, near ? "; did you mean " : "",
                near ? near : "", near ? "?" : "; heed list tasks names them");
    return NULL;
}

/* The usual plan of “dates” or “transformer-dates”. */
static bool usual_plan(const Options *options, TrainingPlan *plan, Error *error) {
    if (options->file_count != 1)
        return error_words(error, "train takes one task; heed list tasks names them");
    const char *name = options->files[0], *bare = name;
    const ModelKind *kind = NULL;
    for (int i = 0; i < model_kind_count && !kind; i++) {
        size_t n = strlen(model_kinds[i]->word);
        if (strncmp(name, model_kinds[i]->word, n) || name[n] != '-') continue;
        kind = model_kinds[i];
        bare = name + n + 1;
    }
    const Task *task = named_task(name, bare, error);
    if (!task) return false;
    *plan = kind ? training_plan_of(task, kind) : training_plan(task);
    const char *wrong = training_validate(plan);
    return wrong ? error_words(error, "%s", wrong) : true;
}

/* How a training stands that began, in this process, after `before` examples. */
typedef struct Course {
    Trainer *trainer;
    Part *part; /* NULL: nothing is kept while it runs */
    long before;
    double spent;
} Course;

static double examples_a_second(const Course *course) {
    return (double)(trainer_examples(course->trainer) - course->before) / course->spent;
}

static void report(const Course *course) {
    const TrainingPlan *plan = trainer_plan(course->trainer);
    Arena *arena = arena_new();
    Evaluation now;
    evaluate(trainer_model(course->trainer), plan->task, QUICK_SAMPLES, 1, arena, NULL, &now);
    long examples = trainer_examples(course->trainer);
    double left = (double)(plan->examples - examples) / examples_a_second(course);
    fprintf(stderr,
            "%s%9ld of %ld examples  %5.1f s  loss %.4f  exact %5.1f %% of %d  about %.0f s left%s",
            isatty(2) ? "\r" : "", examples, plan->examples, course->spent,
            trainer_smooth_loss(course->trainer), now.exact * 100, QUICK_SAMPLES,
            left > 0 ? left : 0, isatty(2) ? " \033[K" : "\n");
    arena_free(arena);
}

/* To the end of the plan, to a number that is none, or to a signal. */
static void train_all(Course *course) {
    Trainer *trainer = course->trainer;
    long every = trainer_plan(trainer)->examples / REPORTS + 1, next = course->before + every;
    double since = seconds();
    while (!part_interrupted(course->part) && trainer_step(trainer)) {
        part_tend(course->part);
        if (trainer_examples(trainer) < next || trainer_done(trainer)) continue;
        course->spent += seconds() - since;
        report(course);
        next += every;
        since = seconds();
    }
    course->spent += seconds() - since;
    if (isatty(2)) fputc('\n', stderr);
}

static bool keep(const Trainer *trainer, const char *path, Error *error) {
    if (!path) {
        fprintf(stderr, "nothing was kept: -o FILE writes the checkpoint\n");
        return true;
    }
    Model *model = trainer_snapshot(trainer);
    Buffer bytes = {0};
    model_write(model, NULL, &bytes);
    bool good = file_save(path, bytes.data, bytes.size, error);
    buffer_free(&bytes);
    model_free(model);
    return good;
}

static void final_words(const Course *course) {
    Arena *arena = arena_new();
    Evaluation end;
    const Trainer *trainer = course->trainer;
    evaluate(trainer_model(trainer), trainer_plan(trainer)->task, FINAL_SAMPLES, 1, arena, NULL,
             &end);
    fprintf(stderr, "%ld examples", trainer_examples(trainer));
    if (trainer_examples(trainer) > course->before)
        fprintf(stderr, " in %.1f s, %.0f a second", course->spent, examples_a_second(course));
    fprintf(stderr, "; on %d fresh samples: exact %.2f %%, loss %.4f", end.samples, end.exact * 100,
            end.loss);
    if (!isnan(end.gold_argmax))
        fprintf(stderr, ", on the gold tokens %.1f %%", end.gold_argmax * 100);
    fputc('\n', stderr);
    arena_free(arena);
}

/* What is left to say and to keep when no more steps are made. */
static bool conclude(const Course *course, const char *out, Error *error) {
    long examples = trainer_examples(course->trainer);
    if (trainer_diverged(course->trainer)) {
        part_remove(course->part); /* it would come to the same end */
        return error_set(error,
                         "the loss is no longer a number after %ld examples; a lower rate helps",
                         examples);
    }
    if (!trainer_done(course->trainer))
        return part_save(course->part, error) &&
               error_set(error,
                         "stopped after %ld examples, which are in %s; the same command "
                         "goes on from there",
                         examples, part_path(course->part));
    final_words(course);
    if (keep(course->trainer, out, error)) {
        part_remove(course->part);
        return true;
    }
    part_save(course->part, NULL);
    return false;
}

static bool train_plan(const TrainingPlan *plan, const char *out, Error *error) {
    const char *wrong = training_validate(plan);
    if (wrong) return error_words(error, "%s", wrong);
    Arena *arena = arena_new();
    fprintf(stderr, "%s  (%s, %s)\n", training_command(arena, plan), kernels()->name, gemm_name());
    arena_free(arena);
    Course course = {.trainer = trainer_new(plan)};
    bool kept = out && strcmp(out, "-") != 0;
    if (kept) course.part = part_new(course.trainer, out, error);
    bool good = course.part || !kept;
    if (good) {
        course.before = trainer_examples(course.trainer);
        if (course.before)
            fprintf(stderr, "goes on from the %ld examples in %s\n", course.before,
                    part_path(course.part));
        train_all(&course);
        good = conclude(&course, out, error);
    }
    part_free(course.part);
    trainer_free(course.trainer);
    return good;
}

int verb_train(const Options *options) {
    Error error = {0};
    TrainingPlan plan;
    if (!usual_plan(options, &plan, &error)) return verb_failed(&error);
    if (options->out && strcmp(options->out, "-") &&
        strcmp(file_ending(options->out), "safetensors")) {
        error_words(&error, "train writes .safetensors; “%s” does not end so", options->out);
        return verb_failed(&error);
    }
    Session *session = session_new_draft(&plan);
    bool good = true;
    for (int i = 0; good && i < options->command_count; i++)
        good = session_apply(session, options->commands[i], &error);
    plan = session_training_plan(session);
    session_free(session);
    if (good) good = train_plan(&plan, options->out, &error);
    return good ? STATUS_DONE : verb_failed(&error);
}

/* --- eval ------------------------------------------------------------------------------------ */

static void json_number(Buffer *out, const char *key, double value) {
    if (isfinite(value))
        buffer_printf(out, ",\"%s\":%.9g", key, value);
    else
        buffer_printf(out, ",\"%s\":null", key);
}

static void eval_json(const Model *model, const Evaluation *e, Buffer *out) {
    buffer_text(out, "{\"model\":");
    json_write_string(out, model->name);
    buffer_text(out, ",\"task\":");
    json_write_string(out, model->task);
    buffer_printf(out, ",\"checkpoint\":\"%016llx\",\"samples\":%d",
                  (unsigned long long)model_hash(model), e->samples);
    json_number(out, "exact", e->exact);
    json_number(out, "loss", e->loss);
    json_number(out, "bleu", e->bleu);
    json_number(out, "aer", e->aer);
    json_number(out, "gold_share", e->gold_share);
    json_number(out, "gold_argmax", e->gold_argmax);
    buffer_text(out, ",\"by_length\":[");
    for (int i = 0; i < e->lengths; i++) {
        const LengthRow *row = &e->by_length[i];
        buffer_printf(out, "%s{\"length\":%d,\"samples\":%d", i ? "," : "", row->length,
                      row->samples);
        json_number(out, "exact", row->exact);
        json_number(out, "bleu", row->bleu);
        buffer_text(out, "}");
    }
    buffer_text(out, "]}");
}

static void table_number(Buffer *out, double value) {
    if (isfinite(value))
        buffer_printf(out, " %10.4f", value);
    else
        buffer_printf(out, " %10s", "–");
}

static void eval_line(const Model *model, const Evaluation *e, Buffer *out) {
    buffer_printf(out, "%-44s %7d", model->name, e->samples);
    const double numbers[] = {e->exact, e->loss, e->bleu, e->aer, e->gold_share, e->gold_argmax};
    for (int i = 0; i < 6; i++) table_number(out, numbers[i]);
    buffer_text(out, "\n");
}

static bool eval_one(const char *name, const Options *options, uint64_t seed, bool first,
                     Buffer *out, Error *error) {
    Model *model = model_open(name, error);
    if (!model) return false;
    const Task *task = task_find(model->task);
    bool good = task != NULL;
    if (!good)
        error_set(error,
                  *model->task ? "%s was trained on %s, a task this program does not have"
                               : "%s names no task%s, so there are no samples to evaluate it on",
                  name, model->task);
    if (good && !model->kind->force)
        good = error_set(error,
                         "%s has nothing to evaluate: it is not trained, and all its numbers "
                         "are in its input",
                         name);
    if (good && model->unfit) good = error_set(error, "%s: %s", name, model->unfit);
    Arena *arena = arena_new();
    Evaluation e;
    if (good) {
        evaluate(model, task, options->samples ? (int)options->samples : FINAL_SAMPLES, seed, arena,
                 NULL, &e);
        if (options->json && !first) buffer_text(out, ",\n");
        options->json ? eval_json(model, &e, out) : eval_line(model, &e, out);
    }
    arena_free(arena);
    model_free(model);
    return good;
}

/* The seed that -c 'seed N' asks for; no other command means anything here. */
static bool eval_seed(const Options *options, uint64_t *seed, Error *error) {
    *seed = 1;
    for (int i = 0; i < options->command_count; i++) {
        unsigned long long value;
        char more;
        if (sscanf(options->commands[i], " seed %llu %c", &value, &more) != 1)
            return error_words(error, "eval takes -c 'seed N', not “%s”", options->commands[i]);
        *seed = value;
    }
    return true;
}

int verb_eval(const Options *options) {
    Error error = {0};
    uint64_t seed;
    if (!options->file_count) {
        error_words(&error, "eval takes files or names of models; heed list models names them");
        return verb_failed(&error);
    }
    if (!eval_seed(options, &seed, &error)) return verb_failed(&error);
    Buffer out = {0};
    bool good = true, list = options->json && options->file_count > 1;
    if (list) buffer_text(&out, "[");
    if (!options->json)
        buffer_printf(&out, "%-44s %7s %10s %10s %10s %10s %10s %10s\n", "model", "samples",
                      "exact", "loss", "bleu", "aer", "gold share", "gold max");
    for (int i = 0; i < options->file_count && good; i++)
        good = eval_one(options->files[i], options, seed, i == 0, &out, &error);
    if (options->json) buffer_text(&out, list ? "]\n" : "\n");
    if (good) good = file_save("-", out.data, out.size, &error);
    buffer_free(&out);
    return good ? STATUS_DONE : verb_failed(&error);
}
