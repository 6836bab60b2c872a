/* The program's verbs that print or write numbers: trace, list, info, eval, train. */
#include "program.h"

#include "formats/npz.h"
#include "formats/safetensors.h"

#include <math.h>

/* --- trace ----------------------------------------------------------------------------------- */

static ArrayFile npz_of(const char *path) {
    ArrayFile file;
    Error error = {0};
    if (!npz_read(path, said_arena, &file, &error)) fail_msg("%s", error.message);
    return file;
}

static ArrayFile safetensors_of(const char *path) {
    ArrayFile file;
    Error error = {0};
    if (!safetensors_read(path, said_arena, &file, &error)) fail_msg("%s", error.message);
    return file;
}

static long size_of(const ArrayFile *file, const char *name, int axis) {
    const NamedArray *array = arrays_find(file, name);
    if (!array || array->rank <= axis) fail_msg("%s is not there, or has too few sizes", name);
    return array->shape[axis];
}

static void assert_shape(const ArrayFile *file, const char *name, int rank, long rows, long cols) {
    const NamedArray *array = arrays_find(file, name);
    if (!array) fail_msg("there is no %s", name);
    if (array->rank != rank || array->shape[0] != rows || (rank > 1 && array->shape[1] != cols))
        fail_msg("%s is %s", name, arrays_shape_text(said_arena, array->rank, array->shape));
}

/* All that words.md lists for an encoder–decoder with attention. */
static void assert_all_there(const ArrayFile *file) {
    long S = size_of(file, "source.tokens", 0), T = size_of(file, "target.tokens", 0);
    long H = size_of(file, "encoder.h", 1), V = size_of(file, "output.vocabulary", 0);
    assert_true(S > 1 && T > 1 && H > 1 && V > 4);
    assert_non_null(arrays_find(file, "source.tokens")->tokens);
    assert_string_equal(arrays_find(file, "source.tokens")->tokens[S - 1], "</s>");
    assert_string_equal(arrays_find(file, "target.tokens")->tokens[T - 1], "</s>");
    assert_shape(file, "encoder.h", 2, S, H);
    assert_shape(file, "decoder.s", 2, T + 1, H);
    assert_shape(file, "decoder.query", 2, T, H);
    assert_shape(file, "attention.scores", 2, T, S);
    assert_shape(file, "attention.weights", 2, T, S);
    assert_shape(file, "attention.context", 2, T, H);
    assert_shape(file, "output.probabilities", 2, T, V);
}

static bool same_number(float a, float b) {
    return !(a < b) && !(a > b) && isnan(a) == isnan(b);
}

static void assert_same_array(const NamedArray *a, const NamedArray *b) {
    if (!b) fail_msg("%s is in one file only", a->name);
    assert_int_equal(a->rank, b->rank);
    for (int i = 0; i < a->rank; i++) assert_int_equal(a->shape[i], b->shape[i]);
    for (long i = 0; i < arrays_size(a); i++) {
        if (a->tokens) assert_string_equal(a->tokens[i], b->tokens[i]);
        if (a->numbers && !same_number(a->numbers[i], b->numbers[i]))
            fail_msg("%s differs at %ld", a->name, i);
    }
}

/* The same array out of the JSON; null is what is not finite. */
static void assert_same_json(const NamedArray *a, const json_t *arrays) {
    const json_t *other = json_object_get(arrays, a->name);
    assert_non_null(other);
    if (a->tokens) {
        assert_int_equal(json_array_size(other), a->shape[0]);
        for (long i = 0; i < arrays_size(a); i++) {
            size_t each = a->rank == 2 ? (size_t)a->shape[1] : 1;
            const json_t *item = json_array_get(other, (size_t)i / each);
            if (a->rank == 2) item = json_array_get(item, (size_t)i % each); /* a list a row */
            assert_string_equal(json_string_value(item), a->tokens[i]);
        }
        return;
    }
    const json_t *shape = json_object_get(other, "shape"), *data = json_object_get(other, "data");
    assert_int_equal(json_array_size(shape), a->rank);
    for (int i = 0; i < a->rank; i++)
        assert_int_equal(json_integer_value(json_array_get(shape, (size_t)i)), a->shape[i]);
    assert_int_equal(json_array_size(data), arrays_size(a));
    for (long i = 0; i < arrays_size(a); i++) {
        const json_t *x = json_array_get(data, (size_t)i);
        if (isfinite(a->numbers[i]) ? !same_number((float)json_number_value(x), a->numbers[i])
                                    : !json_is_null(x))
            fail_msg("%s differs at %ld", a->name, i);
    }
}

static void formats_agree(const char *command) {
    const char *npz = scratch("t.npz"), *json = scratch("t.json"), *safe = scratch("t.safetensors");
    EXPECT(0, "trace", "-c", command, "-o", npz);
    EXPECT(0, "trace", "-c", command, "-o", json);
    EXPECT(0, "trace", "-c", command, "-o", safe);
    ArrayFile a = npz_of(npz), b = safetensors_of(safe);
    json_t *whole = json_of(contents(json, NULL)), *arrays = json_object_get(whole, "arrays");
    assert_all_there(&a);
    assert_int_equal(a.count, json_object_size(arrays));
    for (int i = 0; i < a.count; i++) {
        assert_same_array(&a.arrays[i], arrays_find(&b, a.arrays[i].name));
        assert_same_json(&a.arrays[i], arrays);
    }
    static const char *const keys[] = {"model",       "score", "scope",    "weigh",
                                       "temperature", "seed",  "complete", "checkpoint"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        assert_non_null(json_object_get(json_object_get(whole, "meta"), keys[i]));
        assert_non_null(arrays_meta(&a, keys[i]));
        assert_string_equal(arrays_meta(&a, keys[i]), arrays_meta(&b, keys[i]));
    }
    json_decref(whole);
}

static void a_trace_is_the_same_in_three_formats(void **state) {
    (void)state;
    formats_agree("input \"3 May 2001\"");
}

/* Masked scores are −inf in npz, null in JSON, and have no weight. */
static void masked_scores_are_null(void **state) {
    (void)state;
    formats_agree("beam 3");
    formats_agree("scope local-m 2");
    ArrayFile file = npz_of(scratch("t.npz"));
    const NamedArray *e = arrays_find(&file, "attention.scores"),
                     *a = arrays_find(&file, "attention.weights");
    assert_shape(&file, "attention.center", 1, e->shape[0], 0);
    int masked = 0;
    for (long i = 0; i < arrays_size(e); i++) {
        if (isfinite(e->numbers[i])) continue;
        masked++;
        assert_true(e->numbers[i] < 0 && !(a->numbers[i] > 0));
    }
    assert_true(masked > 0);
    assert_contains(contents(scratch("t.json"), NULL), "null");
}

static void rows_of_weights_sum_to_one(void **state) {
    (void)state;
    static const char *const weighs[] = {"weigh soft", "weigh sparse", "weigh argmax",
                                         "weigh hard"};
    for (int w = 0; w < 4; w++) {
        const char *path = scratch("sum.npz");
        EXPECT(0, "trace", "-c", weighs[w], "-c", "samples 7", "-o", path);
        ArrayFile file = npz_of(path);
        const NamedArray *a = arrays_find(&file, "attention.weights");
        for (long t = 0; t < a->shape[0]; t++) {
            double sum = 0;
            for (long s = 0; s < a->shape[1]; s++) sum += (double)a->numbers[t * a->shape[1] + s];
            assert_near(sum, 1, 1e-5);
        }
        if (w < 3) continue;
        assert_shape(&file, "attention.soft", 2, a->shape[0], a->shape[1]);
        assert_shape(&file, "attention.draws", 2, a->shape[0], 7);
    }
}

static void none_has_a_context_and_no_attention(void **state) {
    (void)state;
    const char *path = scratch("none.npz");
    EXPECT(0, "trace", "-c", "score none", "-o", path);
    ArrayFile file = npz_of(path);
    long T = size_of(&file, "target.tokens", 0), H = size_of(&file, "encoder.h", 1);
    assert_shape(&file, "attention.context", 2, T, H);
    static const char *const absent[] = {"attention.scores", "attention.weights",
                                         "attention.center", "decoder.query"};
    for (int i = 0; i < 4; i++) assert_null(arrays_find(&file, absent[i]));
}

static void a_trace_goes_to_standard_output(void **state) {
    (void)state;
    const char *path = scratch("out.json");
    EXPECT(0, "trace", "-o", path);
    Said said = EXPECT(0, "trace", "-o", "-", "--format", "json");
    assert_string_equal(said.out, contents(path, NULL));
    size_t size;
    const char *npz = scratch("out.npz"), *bytes;
    EXPECT(0, "trace", "-o", npz);
    bytes = contents(npz, &size);
    said = EXPECT(0, "trace", "-o", "-", "--format", "npz");
    assert_int_equal(said.out_size, size);
    assert_memory_equal(said.out, bytes, size);
    assert_contains(EXPECT(2, "trace", "-o", "-").err, "--format");
}

/* --- list and info --------------------------------------------------------------------------- */

static void lists_have_names_and_summaries(void **state) {
    (void)state;
    static const char *const what[] = {"models", "tasks", "views", "commands"};
    static const char *const known[] = {"seq2seq-dates-additive", "dates", "step", "score"};
    for (int i = 0; i < 4; i++) {
        Said lines = EXPECT(0, "list", what[i]), said = EXPECT(0, "list", what[i], "--json");
        json_t *list = json_of(said.out), *item;
        size_t at;
        bool found = false;
        json_array_foreach(list, at, item) {
            const char *name = NULL, *summary = NULL;
            assert_true(json_get_text(item, "name", &name, NULL) &&
                        json_get_text(item, "summary", &summary, NULL));
            assert_int_equal(json_object_size(item), 2);
            assert_true(*name && *summary);
            assert_contains(lines.out, name);
            found |= !strcmp(name, known[i]);
        }
        assert_true(found);
        json_decref(list);
    }
}

static void info_names_every_tensor(void **state) {
    (void)state;
    Said lines = EXPECT(0, "info", "seq2seq-dates-additive"),
         said = EXPECT(0, "info", "seq2seq-dates-additive", "--json");
    json_t *info = json_of(said.out), *tensors = json_object_get(info, "tensors"), *tensor;
    assert_true(json_array_size(tensors) > 15);
    size_t at;
    json_array_foreach(tensors, at, tensor) {
        assert_contains(lines.out, json_string_value(json_object_get(tensor, "name")));
        assert_true(json_array_size(json_object_get(tensor, "shape")) >= 1);
    }
    json_decref(info);
}

static void help_is_there_for_every_verb(void **state) {
    (void)state;
    assert_contains(EXPECT(0, "--help").out, "heed render");
    assert_contains(EXPECT(0, "--version").out, "heed ");
    static const char *const verbs[] = {"render", "trace", "train", "eval", "list", "info"};
    for (int i = 0; i < 6; i++) assert_contains(EXPECT(0, verbs[i], "--help").out, verbs[i]);
}

/* --- eval ------------------------------------------------------------------------------------ */

static void assert_figures(const json_t *one) {
    static const char *const keys[] = {"exact", "loss", "bleu", "aer", "gold_share", "gold_argmax"};
    const json_t *rows = json_object_get(one, "by_length"), *row;
    long total = 0;
    size_t at;
    assert_int_equal(json_integer_value(json_object_get(one, "samples")), 50);
    assert_non_null(json_object_get(one, "model"));
    assert_string_equal(json_string_value(json_object_get(one, "task")), "dates");
    assert_int_equal(strlen(json_string_value(json_object_get(one, "checkpoint"))), 16);
    for (int i = 0; i < 6; i++) assert_non_null(json_object_get(one, keys[i]));
    assert_true(json_is_number(json_object_get(one, "exact")) &&
                json_is_number(json_object_get(one, "loss")));
    assert_true(json_is_null(json_object_get(one, "bleu"))); /* dates are no sentences */
    json_array_foreach(rows, at, row) total += json_integer_value(json_object_get(row, "samples"));
    assert_int_equal(total, 50);
}

static void eval_gives_its_figures(void **state) {
    (void)state;
    Said said = EXPECT(0, "eval", "seq2seq-dates-dot", "-n", "50", "--json");
    json_t *one = json_of(said.out);
    assert_figures(one);
    assert_true(json_is_number(json_object_get(one, "gold_argmax")));
    json_decref(one);
    said = EXPECT(0, "eval", "seq2seq-dates-dot", "seq2seq-dates-none", "-n", "50", "--json");
    json_t *two = json_of(said.out);
    assert_int_equal(json_array_size(two), 2);
    assert_figures(json_array_get(two, 0));
    assert_figures(json_array_get(two, 1));
    assert_true(json_is_null(json_object_get(json_array_get(two, 1), "gold_argmax")));
    json_decref(two);
    assert_contains(EXPECT(0, "eval", "seq2seq-dates-dot", "-n", "50").out, "seq2seq-dates-dot");
}

/* --- train ----------------------------------------------------------------------------------- */

static void training_gives_the_same_bytes_again(void **state) {
    (void)state;
    const char *paths[] = {scratch("a.safetensors"), scratch("b.safetensors"),
                           scratch("c.safetensors")};
    static const char *const seeds[] = {"seed 3", "seed 3", "seed 4"};
    size_t size[3];
    char *bytes[3];
    for (int i = 0; i < 3; i++) {
        EXPECT(0, "train", "dates", "-c", "score dot", "-c", "hidden 8", "-c", "embedding 4", "-c",
               "examples 64", "-c", "batch 32", "-c", seeds[i], "-o", paths[i]);
        bytes[i] = contents(paths[i], &size[i]);
    }
    assert_int_equal(size[0], size[1]);
    assert_memory_equal(bytes[0], bytes[1], size[0]);
    assert_true(size[0] != size[2] || memcmp(bytes[0], bytes[2], size[0]) != 0);
    assert_contains(EXPECT(0, "info", paths[0]).out, "score dot");
    const char *trace = scratch("trained.npz");
    EXPECT(0, "trace", paths[0], "-c", "input 1/2/99", "-o", trace);
    ArrayFile file = npz_of(trace);
    assert_int_equal(size_of(&file, "encoder.h", 1), 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trace_is_the_same_in_three_formats),
        cmocka_unit_test(masked_scores_are_null),
        cmocka_unit_test(rows_of_weights_sum_to_one),
        cmocka_unit_test(none_has_a_context_and_no_attention),
        cmocka_unit_test(a_trace_goes_to_standard_output),
        cmocka_unit_test(lists_have_names_and_summaries),
        cmocka_unit_test(info_names_every_tensor),
        cmocka_unit_test(help_is_there_for_every_verb),
        cmocka_unit_test(eval_gives_its_figures),
        cmocka_unit_test(training_gives_the_same_bytes_again),
    };
    return cmocka_run_group_tests(tests, program_open, program_close);
}
