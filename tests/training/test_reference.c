/* Runs of the checkpoints in tests/reference against an independent computation in float64
 * (make_references.py): every score, scope, query, cell and direction, under every way to weigh;
 * and with forced weights, moved centres and prefixes (make_what_if_references.py). */
#include "testing.h"

#include "base/file.h"
#include "formats/json.h"
#include "formats/safetensors.h"
#include "training/model.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE 1e-5
#define LARGE_TOLERANCE 1e-4 /* relative, for numbers over 10 in size */

static double worst;
static int runs_done;

typedef struct Asked {
    Attention attention;
    uint64_t seed;
    float source[32], lengths[1];
    int source_length;
    ForcedCell forced[8];
    MovedCenter centers[8];
    WhatIf what_if;
    int prefix[8], prefix_length;
} Asked;

typedef struct Case {
    const char *what;
    const Model *model;
    const ArrayFile *expected;
    int run;
    Asked asked;
    Arena *arena;
} Case;

/* --- what was asked -------------------------------------------------------------------------- */

static void must(bool good, const Error *error) {
    if (!good) fail_msg("%s", error->message);
}

static int whole_at(const json_t *list, size_t i) {
    return (int)json_integer_value(json_array_get(list, i));
}

static void read_what_if(const json_t *json, Asked *out) {
    const json_t *force = json_object_get(json, "force"), *one;
    const json_t *centers = json_object_get(json, "centers");
    const json_t *prefix = json_object_get(json, "prefix");
    size_t i;
    assert_in_range(json_array_size(force) + json_array_size(centers), 0, 8);
    json_array_foreach(force, i, one) {
        const json_t *W = json_array_get(one, 2);
        double weight = json_is_null(W) ? 1 : json_number_value(W);
        out->forced[i] = (ForcedCell){whole_at(one, 0), whole_at(one, 1), weight, json_is_null(W)};
    }
    json_array_foreach(centers, i, one) out->centers[i] =
        (MovedCenter){whole_at(one, 0), json_number_value(json_array_get(one, 1))};
    json_array_foreach(prefix, i, one) out->prefix[i] = (int)json_integer_value(one);
    out->prefix_length = (int)json_array_size(prefix);
    out->what_if = (WhatIf){out->forced, out->centers, (int)json_array_size(force),
                            (int)json_array_size(centers)};
}

static void read_asked(const json_t *json, Asked *out) {
    Error error;
    const char *score, *scope, *weigh, *seed;
    Attention *a = &out->attention;
    must(json_get_text(json, "score", &score, &error), &error);
    must(json_get_text(json, "scope", &scope, &error), &error);
    must(json_get_text(json, "weigh", &weigh, &error), &error);
    must(json_get_text(json, "seed", &seed, &error), &error);
    *a = (Attention){.score = score_find(score), .scope = scope_find(scope)};
    a->weigh = weigh_find(weigh);
    assert_true(a->score && a->scope && a->weigh);
    must(json_get_int(json, "window", 0, 100, &a->window, &error), &error);
    must(json_get_int(json, "samples", 1, 100, &a->samples, &error), &error);
    must(json_get_double(json, "temperature", 0.01, 100, &a->temperature, &error), &error);
    must(json_get_bool(json, "renormalise", &a->renormalise, &error), &error);
    out->seed = strtoull(seed, NULL, 10);
    read_what_if(json, out);
    const json_t *source = json_object_get(json, "source");
    out->source_length = (int)json_array_size(source);
    assert_in_range(out->source_length, 1, 32);
    for (int i = 0; i < out->source_length; i++)
        out->source[i] = (float)json_integer_value(json_array_get(source, (size_t)i));
    out->lengths[0] = (float)out->source_length;
}

/* --- comparing ------------------------------------------------------------------------------- */

static const NamedArray *expected_array(const Case *c, const char *name) {
    return arrays_find(c->expected, arena_printf(c->arena, "%d/%s", c->run, name));
}

static void assert_number(const Case *c, const char *name, int index, int at, double got,
                          double expected) {
    bool exact = !isfinite(expected);
    double scale = fabs(expected) > 10 ? fabs(expected) * LARGE_TOLERANCE / TOLERANCE : 1;
    double off = exact ? (got == expected ? 0 : (double)INFINITY) : fabs(got - expected) / scale;
    if (!(off <= TOLERANCE))
        fail_msg("%s, run %d: %s[%d], number %d: %.9g, not %.9g", c->what, c->run, name, index, at,
                 got, expected);
    worst = fmax(worst, off);
}

/* Row `row` of the expected array against the node of that name and index. */
static void compare_row(const Case *c, const Tape *tape, const char *name, int index, long row) {
    const NamedArray *array = expected_array(c, name);
    const Node *node = tape_find(tape, name, index);
    if (!node) fail_msg("%s, run %d: no %s[%d]", c->what, c->run, name, index);
    long cols = array->rank > 1 ? array->shape[1] : 1;
    assert_int_equal(cols, node_size(node));
    for (long i = 0; i < cols; i++)
        assert_number(c, name, index, (int)i, (double)node->value[i],
                      (double)array->numbers[row * cols + i]);
}

static void compare_stack(const Case *c, const Tape *tape, const char *name, int first, int steps) {
    const NamedArray *array = expected_array(c, name);
    if (!array) return;
    assert_int_equal(array->shape[0], steps - first + 1);
    for (int t = first; t <= steps; t++) compare_row(c, tape, name, t, t - first);
}

static void compare_encoder(const Case *c, const Tape *tape) {
    const NamedArray *array = expected_array(c, "encoder.h");
    const Node *node = tape_find(tape, "encoder.h", -1);
    assert_int_equal(arrays_size(array), node_size(node));
    assert_int_equal(node->shape.rows, c->asked.source_length);
    for (long i = 0; i < arrays_size(array); i++)
        assert_number(c, "encoder.h", -1, (int)i, (double)node->value[i],
                      (double)array->numbers[i]);
}

static void compare_choices(const Case *c, const Seq2SeqRun *run) {
    const NamedArray *chosen = expected_array(c, "target.ids");
    assert_int_equal(chosen->shape[0], run->steps);
    for (int t = 0; t < run->steps; t++) assert_int_equal(run->chosen[t], (int)chosen->numbers[t]);
    assert_int_equal(run->complete[0], run->chosen[run->steps - 1] == TOKEN_END);
}

static const char *const stacked[] = {
    "decoder.query",          "attention.scores",       "attention.weights", "attention.center",
    "attention.soft",         "attention.draws",        "attention.context", "output.probabilities",
    "attention.before_force", "attention.center_before"};
enum { STACKED = sizeof stacked / sizeof *stacked };

/* Every node that is shown is expected, and the reverse. */
static void check_presence(const Case *c, const Tape *tape) {
    for (int i = 0; i < STACKED; i++) {
        bool shown = tape_find(tape, stacked[i], 1), asked = expected_array(c, stacked[i]);
        if (shown != asked)
            fail_msg("%s, run %d: %s is %s", c->what, c->run, stacked[i],
                     shown ? "shown" : "missing");
    }
}

static void check_run(const Case *c, bool fused) {
    const Asked *a = &c->asked;
    Tape *tape = tape_new();
    tape_set_fused(tape, fused);
    Seq2SeqInput input = {
        .batch = 1, .source_length = a->source_length, .source = a->source, .lengths = a->lengths};
    input.prefix = a->prefix_length ? a->prefix : NULL;
    input.prefix_length = a->prefix_length;
    input.what_if = &a->what_if;
    const Seq2SeqConfig *config = &c->model->config;
    assert_null(seq2seq_refuses(config, c->model->weights, &a->attention, config->query_current));
    Seq2SeqRun run = seq2seq_build(tape, config, (Parameters){c->model->weights, NULL},
                                   &a->attention, &input, a->seed);
    compare_choices(c, &run);
    compare_encoder(c, tape);
    compare_stack(c, tape, "decoder.s", 0, run.steps);
    if (!fused) check_presence(c, tape);
    for (int i = 0; i < STACKED; i++) /* a fused tape has no query and no probabilities */
        if (tape_find(tape, stacked[i], 1)) compare_stack(c, tape, stacked[i], 1, run.steps);
    tape_free(tape);
    runs_done++;
}

/* --- the files ------------------------------------------------------------------------------- */

static Model *open_checkpoint(const char *folder, const char *name, Arena *arena) {
    Error error;
    Model *model = model_open(arena_printf(arena, "%s/%s.safetensors", folder, name), &error);
    if (!model) fail_msg("%s", error.message);
    return model;
}

/* `expected` is a folder within the checkpoint's, or "". */
static void check_file(const char *folder, const char *within, const char *name) {
    Arena *arena = arena_new();
    Error error;
    ArrayFile expected;
    Model *model = open_checkpoint(folder, name, arena);
    const char *path = arena_printf(arena, "%s%s/%s.expected.safetensors", folder, within, name);
    must(safetensors_read(path, arena, &expected, &error), &error);
    const char *text = arrays_meta(&expected, "runs");
    assert_non_null(text);
    json_t *runs = json_parse_list(text, strlen(text), &error);
    must(runs != NULL, &error);
    for (int i = 0; i < (int)json_array_size(runs); i++) {
        Case c = {.what = name, .model = model, .expected = &expected, .run = i, .arena = arena};
        read_asked(json_array_get(runs, (size_t)i), &c.asked);
        check_run(&c, false);
        check_run(&c, true);
    }
    json_decref(runs);
    model_free(model);
    arena_free(arena);
}

/* Of all expectations in a folder within that of the checkpoints; returns how many files. */
static int check_folder(const char *within) {
    static const char ending[] = ".expected.safetensors";
    char folder[2048], path[4096];
    int files = 0;
    snprintf(folder, sizeof folder, "%s", testing_source("reference"));
    snprintf(path, sizeof path, "%s%s", folder, within);
    DIR *directory = opendir(path);
    if (!directory) fail_msg("cannot read %s", path);
    for (struct dirent *entry; (entry = readdir(directory));) {
        size_t n = strlen(entry->d_name), m = strlen(ending);
        if (n <= m || strcmp(entry->d_name + n - m, ending)) continue;
        entry->d_name[n - m] = '\0';
        check_file(folder, within, entry->d_name);
        files++;
    }
    closedir(directory);
    return files;
}

static void every_reference(void **state) {
    (void)state;
    int files = check_folder("");
    assert_true(files >= 30);
    assert_true(runs_done >= 600);
    print_message("           %d files, %d runs, worst difference %.2g\n", files, runs_done, worst);
}

static void every_what_if(void **state) {
    (void)state;
    runs_done = 0;
    worst = 0;
    int files = check_folder("/what-if");
    assert_true(files >= 5);
    assert_true(runs_done >= 160);
    print_message("           %d files, %d runs, worst difference %.2g\n", files, runs_done, worst);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_reference),
                                       cmocka_unit_test(every_what_if)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
