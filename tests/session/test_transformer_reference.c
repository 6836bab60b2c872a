/* Traces of the checkpoints in tests/reference/transformer against an independent computation in
 * float64 (make_transformer_references.py): GPT-2's shape with and without the prefix,
 * nn.Transformer's with learned and sinusoidal positions, and what a run may change; and with
 * forced weights and prefixes (make_what_if_references.py). */
#include "testing.h"

#include "formats/json.h"
#include "formats/safetensors.h"
#include "models/transformer.h"
#include "trace/trace.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE 1e-5
#define LARGE_TOLERANCE 1e-4 /* relative, for numbers over 10 in size */

static double worst;
static int runs_done, arrays_done;

enum { LONGEST = 16 };

typedef struct Case {
    const char *what;
    int run;
    Arena *arena;
    ArrayFile file, expected;
    TransformerConfig config;
    Weights *weights;
    json_t *asked; /* this run */
    TransformerOptions options;
    TransformerInput input;
} Case;

static void must(bool good, const Error *error) {
    if (!good) fail_msg("%s", error->message);
}

/* --- the checkpoint -------------------------------------------------------------------------- */

static const NamedArray *tensor(const Case *c, const char *name) {
    const NamedArray *plain = arrays_find(&c->file, name);
    return plain ? plain : arrays_find(&c->file, arena_printf(c->arena, "transformer.%s", name));
}

static int whole(const json_t *json, const char *key) {
    Error error;
    int out = 0;
    must(json_get_int(json, key, 0, 1 << 20, &out, &error), &error);
    return out;
}

static void read_gpt(Case *c, const json_t *json) {
    Error error;
    TransformerConfig *config = &c->config;
    *config = (TransformerConfig){.decoder_only = true};
    config->layers = whole(json, "n_layer");
    config->heads = whole(json, "n_head");
    config->d = whole(json, "n_embd");
    config->positions = whole(json, "n_positions");
    must(json_get_double(json, "layer_norm_epsilon", 0, 1, &config->epsilon, &error), &error);
    config->feedforward = json_object_get(json, "n_inner") ? whole(json, "n_inner") : 4 * config->d;
    config->source_vocabulary = config->target_vocabulary = (int)tensor(c, "wte.weight")->shape[0];
}

static void read_pair(Case *c, const json_t *json) {
    Error error;
    const char *positions;
    TransformerConfig *config = &c->config;
    *config = (TransformerConfig){.epsilon = 1e-5, .positions = 10};
    config->layers = whole(json, "layers");
    config->heads = whole(json, "heads");
    config->d = whole(json, "d");
    config->feedforward = whole(json, "feedforward");
    config->limit = whole(json, "limit");
    must(json_get_text(json, "positions", &positions, &error), &error);
    config->sinusoidal = !strcmp(positions, "sinusoidal");
    config->source_vocabulary = (int)tensor(c, "source.embedding.weight")->shape[0];
    config->target_vocabulary = (int)tensor(c, "target.embedding.weight")->shape[0];
}

/* Every tensor of the file is one of the model's, in its shape, and the reverse. */
static void read_weights(Case *c) {
    int count;
    Weight *list = transformer_weights(&c->config, c->arena, &count);
    assert_int_equal(count, c->file.count);
    c->weights = weights_new(c->arena, list, count);
    for (int i = 0; i < count; i++) {
        const Weight *w = &c->weights->list[i];
        const NamedArray *array = tensor(c, w->name);
        if (!array) fail_msg("%s has no %s", c->what, w->name);
        assert_int_equal(array->rank, w->is_vector ? 1 : 2);
        assert_int_equal(array->shape[array->rank - 1], w->cols);
        assert_int_equal(arrays_size(array), w->rows * w->cols);
        for (long j = 0; j < arrays_size(array); j++)
            weights_values(c->weights, w)[j] = (Real)array->numbers[j];
    }
}

/* --- what was asked -------------------------------------------------------------------------- */

static const Real *ids_of(const Case *c, const char *key, int *count) {
    const json_t *list = json_object_get(c->asked, key);
    *count = (int)json_array_size(list);
    assert_in_range(*count, 0, LONGEST);
    Real *ids = ARENA_ARRAY(c->arena, Real, LONGEST);
    for (int i = 0; i < *count; i++)
        ids[i] = (Real)json_integer_value(json_array_get(list, (size_t)i));
    return ids;
}

static const char *word(const Case *c, const char *key, const char *otherwise) {
    const json_t *value = json_object_get(c->asked, key);
    return value ? json_string_value(value) : otherwise;
}

static int number(const Case *c, const char *key, int otherwise) {
    const json_t *value = json_object_get(c->asked, key);
    return value ? (int)json_integer_value(value) : otherwise;
}

static const char *const places[] = {"encoder", "decoder", "cross"};

static const bool *ablated_heads(const Case *c) {
    const json_t *list = json_object_get(c->asked, "ablated");
    bool *heads = ARENA_ARRAY(c->arena, bool, transformer_head_count(&c->config));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *place = json_string_value(json_array_get(one, 0));
        for (int of = 0; of < HEADS_OF_COUNT; of++)
            if (!strcmp(places[of], place))
                heads[transformer_head(&c->config, (HeadsOf)of,
                                       (int)json_integer_value(json_array_get(one, 1)),
                                       (int)json_integer_value(json_array_get(one, 2)))] = true;
    }
    return list ? heads : NULL;
}

static int whole_at(const json_t *list, size_t i) {
    return (int)json_integer_value(json_array_get(list, i));
}

/* [place, layer, head, row, source, W] each. */
static void read_forced(Case *c) {
    const json_t *list = json_object_get(c->asked, "force"), *one;
    ForcedHead *forced = ARENA_ARRAY(c->arena, ForcedHead, json_array_size(list) + 1);
    size_t i;
    json_array_foreach(list, i, one) {
        int of = 0;
        while (strcmp(places[of], json_string_value(json_array_get(one, 0)))) of++;
        const json_t *W = json_array_get(one, 5);
        double weight = json_is_null(W) ? 1 : json_number_value(W);
        forced[i] = (ForcedHead){
            transformer_head(&c->config, (HeadsOf)of, whole_at(one, 1), whole_at(one, 2)),
            {whole_at(one, 3), whole_at(one, 4), weight, json_is_null(W)}};
    }
    c->options.forced = forced;
    c->options.forced_count = (int)json_array_size(list);
}

static void read_prefix(Case *c) {
    const json_t *list = json_object_get(c->asked, "prefix"), *one;
    int *prefix = ARENA_ARRAY(c->arena, int, json_array_size(list) + 1);
    size_t i;
    json_array_foreach(list, i, one) prefix[i] = (int)json_integer_value(one);
    c->input.prefix = prefix;
    c->input.prefix_length = (int)json_array_size(list);
}

static void read_asked(Case *c) {
    const json_t *temperature = json_object_get(c->asked, "temperature");
    const char *scope = word(c, "scope", NULL);
    TransformerOptions *o = &c->options;
    *o = transformer_as_trained();
    o->score = score_find(word(c, "score", "scaled"));
    o->scope = scope ? scope_find(scope) : NULL;
    o->weigh = weigh_find(word(c, "weigh", "soft"));
    assert_true(o->score && o->weigh && (!scope || o->scope));
    o->window = number(c, "window", 0);
    o->samples = number(c, "samples", 1);
    o->seed = strtoull(word(c, "seed", "1"), NULL, 10);
    if (temperature) o->temperature = json_number_value(temperature);
    o->ablated = ablated_heads(c);
    assert_null(transformer_refuses(o));
    TransformerInput *in = &c->input;
    *in = (TransformerInput){.batch = 1};
    in->source = ids_of(c, "source", &in->source_length);
    in->target = ids_of(c, "target", &in->target_length);
    Real *lengths = ARENA_ARRAY(c->arena, Real, 2);
    lengths[0] = (Real)in->source_length;
    lengths[1] = (Real)in->target_length;
    in->lengths = lengths;
    in->target_lengths = lengths + 1;
    read_forced(c);
    read_prefix(c);
}

/* --- comparing ------------------------------------------------------------------------------- */

static void assert_number(const Case *c, const char *name, long at, double got, double expected) {
    double scale = fabs(expected) > 10 ? fabs(expected) * LARGE_TOLERANCE / TOLERANCE : 1;
    double off = !isfinite(expected) ? (got == expected ? 0 : (double)INFINITY)
                                     : fabs(got - expected) / scale;
    if (!(off <= TOLERANCE))
        fail_msg("%s, run %d: %s, number %ld: %.9g, not %.9g", c->what, c->run, name, at, got,
                 expected);
    worst = fmax(worst, off);
}

static void compare_array(const Case *c, const ArrayFile *got, const char *name,
                          const NamedArray *expected) {
    const NamedArray *array = arrays_find(got, name);
    if (!array) fail_msg("%s, run %d: the trace has no %s", c->what, c->run, name);
    if (array->rank != expected->rank ||
        memcmp(array->shape, expected->shape, sizeof array->shape) != 0)
        fail_msg("%s, run %d: %s is %s, not %s", c->what, c->run, name,
                 arrays_shape_text(c->arena, array->rank, array->shape),
                 arrays_shape_text(c->arena, expected->rank, expected->shape));
    for (long i = 0; i < arrays_size(array); i++)
        assert_number(c, name, i, (double)array->numbers[i], (double)expected->numbers[i]);
    arrays_done++;
}

static void compare_words(const Case *c, const TransformerRun *run, const NamedArray *expected) {
    assert_int_equal(run->steps, expected->shape[0]);
    for (int t = 0; t < run->steps && run->chosen; t++)
        assert_int_equal(run->chosen[t], (int)expected->numbers[t]);
    if (run->chosen) assert_int_equal(run->complete[0], run->chosen[run->steps - 1] == TOKEN_END);
    assert_int_equal(run->chosen != NULL, c->input.target_length == 0);
}

static void compare(const Case *c, const TransformerRun *run, const ArrayFile *got) {
    const char *prefix = arena_printf(c->arena, "%d/", c->run);
    for (int i = 0; i < c->expected.count; i++) {
        const NamedArray *expected = &c->expected.arrays[i];
        if (strncmp(expected->name, prefix, strlen(prefix)) != 0) continue;
        const char *name = expected->name + strlen(prefix);
        if (!strcmp(name, "target.ids"))
            compare_words(c, run, expected);
        else
            compare_array(c, got, name, expected);
    }
}

static void check_run(Case *c) {
    read_asked(c);
    Tape *tape = tape_new();
    TransformerRun run =
        transformer_build(tape, &c->config, (Parameters){c->weights, NULL}, &c->options, &c->input);
    ArrayFile got;
    arrays_init(&got, c->arena);
    trace_export(trace_from_tape(c->arena, tape), &got);
    compare(c, &run, &got);
    tape_free(tape);
    runs_done++;
}

/* --- the files ------------------------------------------------------------------------------- */

static void read_file(const Case *c, const char *ending, ArrayFile *out) {
    Error error;
    const char *name = arena_printf(c->arena, "reference/transformer/%s%s", c->what, ending);
    must(safetensors_read(testing_source(name), c->arena, out, &error), &error);
}

static void check_file(const char *name, const char *expected) {
    Error error;
    Case c = {.what = name, .arena = arena_new()};
    read_file(&c, ".safetensors", &c.file);
    must(safetensors_read(testing_source(arena_printf(c.arena, "reference/%s/%s%s", expected, name,
                                                      ".expected.safetensors")),
                          c.arena, &c.expected, &error),
         &error);
    const char *text = arrays_meta(&c.file, "heed.config");
    json_t *config = json_parse_object(text, strlen(text), &error);
    must(config != NULL, &error);
    (json_object_get(config, "n_layer") ? read_gpt : read_pair)(&c, config);
    assert_null(transformer_validate(&c.config));
    read_weights(&c);
    text = arrays_meta(&c.expected, "runs");
    json_t *runs = json_parse_list(text, strlen(text), &error);
    must(runs != NULL, &error);
    for (c.run = 0; c.run < (int)json_array_size(runs); c.run++) {
        c.asked = json_array_get(runs, (size_t)c.run);
        check_run(&c);
    }
    json_decref(runs);
    json_decref(config);
    arena_free(c.arena);
}

static void every_reference(void **state) {
    (void)state;
    static const char *const files[] = {"gpt-2", "gpt-2-prefixed", "pair-learned",
                                        "pair-sinusoidal"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) check_file(files[i], "transformer");
    assert_true(runs_done >= 40);
    assert_true(arrays_done >= 400);
    print_message("           %d runs, %d arrays, worst difference %.2g\n", runs_done, arrays_done,
                  worst);
}

static void every_what_if(void **state) {
    (void)state;
    runs_done = arrays_done = 0;
    worst = 0;
    static const char *const files[] = {"gpt-2", "pair-learned", "pair-sinusoidal"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        check_file(files[i], "what-if/transformer");
    assert_true(runs_done >= 17);
    assert_true(arrays_done >= 150);
    print_message("           %d runs, %d arrays, worst difference %.2g\n", runs_done, arrays_done,
                  worst);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_reference),
                                       cmocka_unit_test(every_what_if)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
