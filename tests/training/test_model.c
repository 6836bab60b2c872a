/* Checkpoints: what is written is read back, and whatever is wrong with a tensor is said, by name.
 */
#include "testing.h"

#include "formats/safetensors.h"
#include "training/trainer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static Arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

/* A small model that has every kind of tensor the words allow it. */
static Seq2SeqConfig config_of(const char *cell, const char *score, const char *scope,
                               bool two_way) {
    return (Seq2SeqConfig){.cell = cell_find(cell),
                           .bidirectional = two_way,
                           .embedding = 3,
                           .hidden = 4,
                           .attention = 5,
                           .readout = 6,
                           .score = score_find(score),
                           .scope = scope_find(scope),
                           .window = 2};
}

static Buffer written(const Seq2SeqConfig *config) {
    Buffer bytes = {0};
    Model *model = model_new(&task_dates, config, 3);
    model_write(model, NULL, &bytes);
    model_free(model);
    return bytes;
}

/* --- there and back -------------------------------------------------------------------------- */

static void assert_same_config(const Seq2SeqConfig *a, const Seq2SeqConfig *b) {
    assert_ptr_equal(a->cell, b->cell);
    assert_ptr_equal(a->score, b->score);
    assert_ptr_equal(a->scope, b->scope);
    assert_int_equal(a->bidirectional, b->bidirectional);
    assert_int_equal(a->query_current, b->query_current);
    const int numbers[] = {a->embedding, a->hidden, a->attention,         a->readout,
                           a->window,    a->limit,  a->source_vocabulary, a->target_vocabulary};
    const int others[] = {b->embedding, b->hidden, b->attention,         b->readout,
                          b->window,    b->limit,  b->source_vocabulary, b->target_vocabulary};
    assert_memory_equal(numbers, others, sizeof numbers);
}

static void assert_same_model(const Model *a, const Model *b) {
    assert_int_equal(a->weights->count, b->weights->count);
    for (int i = 0; i < a->weights->count; i++) {
        const Weight *w = &a->weights->list[i], *v = weights_find(b->weights, w->name);
        assert_non_null(v);
        assert_int_equal(w->is_vector, v->is_vector);
        assert_memory_equal(weights_values(a->weights, w), weights_values(b->weights, v),
                            (size_t)w->rows * (size_t)w->cols * sizeof(Real));
    }
    assert_string_equal(a->task, b->task);
    assert_string_equal(a->recipe, b->recipe);
    assert_string_equal(vocabulary_to_json(&a->source, arena),
                        vocabulary_to_json(&b->source, arena));
    assert_same_config(&a->config, &b->config);
}

static void check_there_and_back(const Seq2SeqConfig *config) {
    Error error;
    Buffer bytes = {0}, again = {0};
    Model *model = model_new(&task_dates, config, 3);
    model_write(model, NULL, &bytes);
    Model *read = model_parse("it", bytes.data, bytes.size, &error);
    if (!read) fail_msg("%s", error.message);
    assert_same_model(model, read);
    assert_true(model_hash(read) == fnv1a(FNV_START, bytes.data, bytes.size));
    model_write(read, NULL, &again);
    assert_int_equal(again.size, bytes.size);
    assert_memory_equal(again.data, bytes.data, bytes.size);
    model_free(model);
    model_free(read);
    buffer_free(&bytes);
    buffer_free(&again);
}

static void what_is_written_is_read(void **state) {
    (void)state;
    for (int cell = 0; cell < cell_count; cell++)
        for (int score = 0; score < score_count; score++)
            for (int kind = 0; kind < 6; kind++) {
                static const char *const scopes[] = {"global", "local-m", "local-p"};
                Seq2SeqConfig config = config_of(cell_list[cell]->word, score_list[score]->word,
                                                 scopes[kind / 2], kind & 1);
                config.limit = kind * 7;
                config.query_current = kind == 3 && !score_is_none(score_list[score]);
                check_there_and_back(&config);
            }
}

/* Layers of one unit: a matrix of one row is a matrix in the file, as PyTorch has it. */
static void one_row_is_still_a_matrix(void **state) {
    (void)state;
    Seq2SeqConfig config = config_of("rnn", "additive", "local-p", false);
    config.embedding = config.hidden = config.attention = config.readout = 1;
    check_there_and_back(&config);
    config.embedding = 3;
    config.readout = 1;
    check_there_and_back(&config);
    ArrayFile file;
    Error error;
    Buffer bytes = written(&config);
    assert_true(safetensors_parse(bytes.data, bytes.size, arena, &file, &error));
    static const char *const matrices[] = {"bridge.weight", "encoder.rnn.weight_ih_l0",
                                           "encoder.rnn.weight_hh_l0", "readout.weight",
                                           "attention.v.weight"};
    for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++)
        assert_int_equal(arrays_find(&file, matrices[i])->rank, 2);
    assert_int_equal(arrays_find(&file, "readout.bias")->rank, 1);
    buffer_free(&bytes);
}

static void an_unfinished_training_is_read(void **state) {
    (void)state;
    Seq2SeqConfig config = config_of("gru", "additive", "global", true);
    Model *model = model_new(&task_dates, &config, 3);
    ArrayFile more;
    long shape[] = {2};
    float numbers[] = {1, 2};
    Buffer bytes = {0};
    Error error;
    arrays_init(&more, arena);
    arrays_add_numbers(&more, "optimizer.m.output.bias", 1, shape, numbers);
    model_write(model, &more, &bytes);
    Model *read = model_parse("it", bytes.data, bytes.size, &error);
    if (!read) fail_msg("%s", error.message);
    assert_same_model(model, read);
    model_free(model);
    model_free(read);
    buffer_free(&bytes);
}

/* --- what may be wrong ----------------------------------------------------------------------- */

typedef enum Wrong { MISSING, MISSHAPEN, FLATTENED, NOT_A_NUMBER, RENAMED, KINDS } Wrong;

/* The array as it must not be. */
static void add_wrong(ArrayFile *out, const NamedArray *array, Wrong wrong) {
    long shape[ARRAYS_MAX_RANK], size = arrays_size(array);
    memcpy(shape, array->shape, sizeof shape);
    float *numbers = ARENA_ARRAY(arena, float, 2 * size + 2);
    memcpy(numbers, array->numbers, (size_t)size * sizeof *numbers);
    switch (wrong) {
    case MISSING: return;
    case MISSHAPEN: shape[0]++; break;
    case FLATTENED:
        arrays_add_numbers(out, array->name, 3,
                           (long[]){1, shape[0], array->rank > 1 ? shape[1] : 1}, numbers);
        return;
    case NOT_A_NUMBER: numbers[size - 1] = NAN; break;
    default: break;
    }
    numbers = wrong == MISSHAPEN ? ARENA_ARRAY(arena, float, 2 * size + 100) : numbers;
    const char *name = wrong == RENAMED ? arena_printf(arena, "%s.x", array->name) : array->name;
    arrays_add_numbers(out, name, array->rank, shape, numbers);
}

/* The sentence for a file whose array `which` is wrong. */
static const char *sentence_for(const ArrayFile *file, int which, Wrong wrong) {
    ArrayFile changed;
    Buffer bytes = {0};
    Error error;
    arrays_init(&changed, arena);
    for (int i = 0; i < file->meta_count; i++)
        arrays_add_meta_text(&changed, file->meta[i].key, file->meta[i].value);
    for (int i = 0; i < file->count; i++)
        if (i == which)
            add_wrong(&changed, &file->arrays[i], wrong);
        else
            arrays_add_numbers(&changed, file->arrays[i].name, file->arrays[i].rank,
                               file->arrays[i].shape, file->arrays[i].numbers);
    safetensors_write(&changed, &bytes);
    Model *model = model_parse("broken.safetensors", bytes.data, bytes.size, &error);
    assert_null(model);
    buffer_free(&bytes);
    return arena_string(arena, error.message);
}

static void check_wrong(const ArrayFile *file, int which) {
    static const char *const said[KINDS] = {"missing", "has the shape", "has the shape",
                                            "not finite", "not one"};
    for (int wrong = 0; wrong < KINDS; wrong++) {
        const char *sentence = sentence_for(file, which, (Wrong)wrong);
        assert_contains(sentence, "broken.safetensors");
        assert_contains(sentence, said[wrong]);
        const char *name = file->arrays[which].name;
        assert_contains(sentence,
                        arena_printf(arena, "tensor %s%s ", name, wrong == RENAMED ? ".x" : ""));
    }
}

static void a_wrong_tensor_is_named(void **state) {
    (void)state;
    static const char *const scores[] = {"additive", "bilinear", "cosine"};
    for (int i = 0; i < 3; i++) {
        Seq2SeqConfig config = config_of("lstm", scores[i], "local-p", true);
        Buffer bytes = written(&config);
        ArrayFile file;
        Error error;
        assert_true(safetensors_parse(bytes.data, bytes.size, arena, &file, &error));
        assert_true(file.count >= 20);
        for (int which = 0; which < file.count; which++) check_wrong(&file, which);
        buffer_free(&bytes);
    }
}

static void a_wrong_metadata_entry_is_named(void **state) {
    (void)state;
    static const struct {
        const char *key, *value, *said;
    } cases[] = {
        {"heed.format", "2", "heed.format"},
        {"heed.model", "perceptron", "heed.model"},
        {"heed.config", "{", "heed.config"},
        {"heed.config", "{\"cell\":\"gnu\"}", "heed.config"},
        {"heed.source_vocabulary", "[\"a\"]", "heed.source_vocabulary"},
        {"heed.target_vocabulary", "7", "heed.target_vocabulary"},
    };
    Seq2SeqConfig config = config_of("gru", "dot", "global", true);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buffer bytes = written(&config), broken = {0};
        ArrayFile file;
        Error error;
        assert_true(safetensors_parse(bytes.data, bytes.size, arena, &file, &error));
        arrays_add_meta_text(&file, cases[i].key, cases[i].value);
        safetensors_write(&file, &broken);
        assert_null(model_parse("broken", broken.data, broken.size, &error));
        assert_contains(error.message, cases[i].said);
        buffer_free(&bytes);
        buffer_free(&broken);
    }
}

/* What others made may say neither format, nor model, nor task: its tensors tell the model. */
static void a_file_of_others_opens(void **state) {
    (void)state;
    static const char *const left[] = {"heed.config", "heed.source_vocabulary",
                                       "heed.target_vocabulary", "heed.vocabulary"};
    TrainingPlan plans[] = {training_plan_of(&task_dates, &model_seq2seq),
                            training_plan_of(&task_dates, &model_transformer),
                            training_plan_of(&task_brackets, &model_transformer)};
    for (int i = 0; i < 3; i++) {
        Model *model = training_model(&plans[i]);
        Buffer bytes = {0}, bare = {0};
        ArrayFile file;
        Error error;
        model_write(model, NULL, &bytes);
        assert_true(safetensors_parse(bytes.data, bytes.size, arena, &file, &error));
        ArrayFile other;
        arrays_init(&other, arena);
        for (size_t k = 0; k < sizeof left / sizeof *left; k++)
            if (arrays_meta(&file, left[k]))
                arrays_add_meta_text(&other, left[k], arrays_meta(&file, left[k]));
        for (int k = 0; k < file.count; k++)
            arrays_add_numbers(&other, file.arrays[k].name, file.arrays[k].rank,
                               file.arrays[k].shape, file.arrays[k].numbers);
        safetensors_write(&other, &bare);
        Model *read = model_parse("bare", bare.data, bare.size, &error);
        if (!read) fail_msg("%s", error.message);
        assert_ptr_equal(read->kind, model->kind);
        assert_string_equal(read->task, "");
        assert_memory_equal(read->weights->values, model->weights->values,
                            (size_t)model->weights->size * sizeof(float));
        model_free(read);
        model_free(model);
        buffer_free(&bytes);
        buffer_free(&bare);
    }
}

/* A tensor of another score is kept, so that a run may switch to it. */
static void unused_tensors_are_kept(void **state) {
    (void)state;
    Seq2SeqConfig config = config_of("gru", "dot", "global", true);
    Model *model = model_new(&task_dates, &config, 3);
    ArrayFile more;
    Buffer bytes = {0};
    Error error;
    float sharpness = 2.5f;
    arrays_init(&more, arena);
    arrays_add_numbers(&more, "attention.sharpness", 1, (long[]){1}, &sharpness);
    model_write(model, &more, &bytes);
    Model *read = model_parse("it", bytes.data, bytes.size, &error);
    if (!read) fail_msg("%s", error.message);
    const Weight *kept = weights_find(read->weights, "attention.sharpness");
    assert_non_null(kept);
    assert_near(weights_values(read->weights, kept)[0], 2.5, 0);
    Attention attention = {.score = score_find("cosine"), .scope = scope_find("global")};
    assert_null(seq2seq_refuses(&read->config, read->weights, &attention, false));
    attention.score = score_find("additive");
    assert_contains(seq2seq_refuses(&read->config, read->weights, &attention, false), "additive");
    attention.score = score_find("dot");
    assert_contains(seq2seq_refuses(&read->config, read->weights, &attention, true), "previous");
    model_free(model);
    model_free(read);
    buffer_free(&bytes);
}

/* A large file's numbers are used where they are; a copy has its own, and the file's hash. */
static void a_large_file_is_not_copied(void **state) {
    (void)state;
    Error error = {0};
    Buffer bytes = {0};
    Seq2SeqConfig config = config_of("gru", "dot", "global", false);
    config.hidden = 1024;
    config.embedding = 2048;
    Model *model = model_new(&task_dates, &config, 3);
    model_write(model, NULL, &bytes);
    assert_true(bytes.size > 1 << 26);
    const char *path = testing_scratch("large.safetensors");
    assert_true(file_save(path, bytes.data, bytes.size, &error));
    Model *read = model_open(path, &error);
    if (!read) fail_msg("%s", error.message);
    assert_int_equal(read->file.size, bytes.size);
    assert_ptr_equal(read->weights->values, read->file.bytes);
    assert_true(model_is_file(read));
    assert_same_model(model, read);
    assert_true(model_hash(read) == fnv1a(FNV_START, bytes.data, bytes.size));
    weights_rest(read->weights); /* they come back */
    assert_same_model(model, read);
    Model *copy = model_copy(read);
    model_free(read);
    assert_same_model(model, copy);
    assert_null(copy->file.bytes);
    assert_true(model_hash(copy) == fnv1a(FNV_START, bytes.data, bytes.size));
    uint32_t infinite = 0x7f800000u; /* the last number of all */
    memcpy(bytes.data + bytes.size - 4, &infinite, sizeof infinite);
    assert_true(file_save(path, bytes.data, bytes.size, &error));
    assert_null(model_open(path, &error));
    assert_contains(error.message, "not finite");
    remove(path);
    model_free(copy);
    model_free(model);
    buffer_free(&bytes);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_is_read),    TEST(one_row_is_still_a_matrix),
        TEST(a_large_file_is_not_copied), TEST(an_unfinished_training_is_read),
        TEST(a_wrong_tensor_is_named),    TEST(a_wrong_metadata_entry_is_named),
        TEST(a_file_of_others_opens),     TEST(unused_tensors_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
