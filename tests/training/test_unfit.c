/* Files that others made: what samples of the task cannot judge is said, and never measured; what
 * they can is copied as it is; a configuration that means other numbers is refused by name. */
#include "gpt2.h"

#include "formats/safetensors.h"
#include "training/curve.h"
#include "training/ranking.h"

#include <string.h>
#include <time.h>

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

/* The bytes with one metadata entry replaced; they are freed. NULL and a sentence. */
static Model *with_meta(Buffer bytes, const char *key, const char *value, Error *error) {
    ArrayFile file;
    Buffer changed = {0};
    if (!safetensors_parse(bytes.data, bytes.size, arena, &file, error))
        fail_msg("%s", error->message);
    arrays_add_meta_text(&file, key, value);
    safetensors_write(&file, &changed);
    Model *model = model_parse("others.safetensors", changed.data, changed.size, error);
    buffer_free(&bytes);
    buffer_free(&changed);
    return model;
}

static const Gpt2 fitting = {GPT2_REPEAT, 1, 2, 8, 64};

static void check_unfit(Gpt2 of, const char *task, const char *said) {
    Error error = {0};
    Model *model = with_meta(gpt2_bytes(&of), "heed.task", task, &error);
    if (!model) fail_msg("%s", error.message);
    assert_non_null(model->unfit);
    assert_contains(model->unfit, said);
    assert_ptr_equal(ranking_refuses(model), model->unfit);
    Model *copy = model_copy(model);
    assert_string_equal(copy->unfit, model->unfit);
    model_free(copy);
    model_free(model);
}

static void what_cannot_be_judged_is_said(void **state) {
    (void)state;
    Gpt2 of = fitting;
    of.positions = 63;
    check_unfit(of, "repeat", "it has 63 positions, and samples of repeat have up to 64 symbols");
    of = fitting;
    of.symbols = "[\"w1\",\"w2\",\"<unk>\"]";
    check_unfit(of, "repeat", "its vocabulary has none of the 27 symbols of repeat: “|”, “a”");
    of.symbols = "[\"w1\",\"w2\"]";
    check_unfit(of, "repeat", "has none of the 27 symbols");
    of.symbols = "[\"|\",\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\",\"l\","
                 "\"m\",\"n\",\"o\",\"p\",\"q\",\"r\",\"s\",\"t\",\"u\",\"v\",\"w\",\"<unk>\"]";
    check_unfit(of, "repeat",
                "its vocabulary lacks 3 of the 27 symbols of repeat: “x”, “y” and “z”");
    check_unfit(fitting, "dates", "only predicts next symbols");
}

static void a_pair_may_lack_positions_too(void **state) {
    (void)state;
    Model *model = model_begin(&model_transformer, &task_dates);
    model->transformer = (TransformerConfig){
        .layers = 1, .heads = 1, .d = 4, .feedforward = 4, .positions = 20, .epsilon = 1e-5};
    model->transformer.source_vocabulary = model->source.count;
    model->transformer.target_vocabulary = model->target.count;
    Buffer bytes = {0};
    model_write(model_finish(model, 1), NULL, &bytes);
    model_free(model);
    Error error = {0};
    model = model_parse("others.safetensors", bytes.data, bytes.size, &error);
    if (!model) fail_msg("%s", error.message);
    assert_contains(model->unfit, "it has 20 positions");
    assert_ptr_equal(curve_refuses(model), model->unfit);
    model_free(model);
    buffer_free(&bytes);
}

/* A vocabulary without the special four is copied and ranked like any other. */
static void a_file_of_others_is_ranked(void **state) {
    (void)state;
    Buffer bytes = gpt2_bytes(&fitting);
    Error error = {0};
    Model *model = model_parse("others.safetensors", bytes.data, bytes.size, &error);
    if (!model) fail_msg("%s", error.message);
    assert_null(model->unfit);
    assert_int_equal(model->source.unknown, -1);
    Model *copy = model_copy(model);
    assert_int_equal(copy->source.count, 27);
    assert_int_equal(copy->source.unknown, -1);
    assert_int_equal(vocabulary_id(&copy->source, "z"), vocabulary_id(&model->source, "z"));
    HeadRanking *here = ranking_of(model, 4, 1, NULL), *there = NULL;
    Ranker *ranker = ranker_start(model, 4, 1, NULL, NULL);
    while (!there || there->done < there->heads) {
        HeadRanking *now = ranker_take(ranker);
        if (now) {
            ranking_free(there);
            there = now;
        } else
            nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    assert_near(there->whole, here->whole, 0);
    ranker_free(ranker);
    ranking_free(here);
    ranking_free(there);
    model_free(copy);
    model_free(model);
    buffer_free(&bytes);
}

/* --- configurations -------------------------------------------------------------------------- */

#define SIZES "\"n_layer\":1,\"n_head\":2,\"n_embd\":8,\"n_positions\":64"

static void keys_that_mean_other_numbers_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *more, *said; /* NULL: it opens */
    } cases[] = {
        {"", NULL},
        {",\"activation_function\":\"gelu_new\",\"model_type\":\"gpt2\",\"attn_pdrop\":0.1", NULL},
        {",\"activation_function\":\"gelu_pytorch_tanh\",\"scale_attn_weights\":true", NULL},
        {",\"reorder_and_upcast_attn\":true,\"tie_word_embeddings\":true", NULL},
        {",\"activation_function\":\"relu\"", "activation_function is “relu”"},
        {",\"activation_function\":\"gelu\"", "GELU in its tanh form"},
        {",\"model_type\":\"gptj\"", "model_type is “gptj”"},
        {",\"scale_attn_weights\":false", "scale_attn_weights is false"},
        {",\"scale_attn_by_inverse_layer_idx\":true", "scale_attn_by_inverse_layer_idx is true"},
        {",\"add_cross_attention\":true", "add_cross_attention is true"},
        {",\"tie_word_embeddings\":false", "there is no lm_head.weight"},
        {",\"layer_norm_epsilon\":\"small\"", "layer_norm_epsilon"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Error error = {0};
        const char *config = arena_printf(arena, "{" SIZES "%s}", cases[i].more);
        Model *model = with_meta(gpt2_bytes(&fitting), "heed.config", config, &error);
        if (!model != (cases[i].said != NULL)) fail_msg("%s: %s", config, error.message);
        if (cases[i].said) assert_contains(error.message, cases[i].said);
        model_free(model);
    }
}

static Buffer pair_bytes(const Task *task) {
    Model *model = model_begin(&model_transformer, task);
    model->transformer = (TransformerConfig){
        .layers = 1, .heads = 2, .d = 8, .feedforward = 12, .positions = 80, .epsilon = 1e-5};
    model->transformer.source_vocabulary = model->source.count;
    model->transformer.target_vocabulary = model->target.count;
    Buffer bytes = {0};
    model_write(model_finish(model, 1), NULL, &bytes);
    model_free(model);
    return bytes;
}

#define PAIR "\"layers\":1,\"heads\":2,\"d\":8,\"feedforward\":12,\"positions\":\"learned\""

/* A sentence begins with the entry it is of; of a tensor, with none. */
static void what_is_wrong_is_named_where_it_is(void **state) {
    (void)state;
    Error error = {0};
    assert_null(with_meta(gpt2_bytes(&fitting), "heed.config",
                          "{\"n_layer\":1,\"n_head\":3,\"n_embd\":8,\"n_positions\":64}", &error));
    assert_contains(error.message, "heed.config: d, 8, is not a multiple of heads, 3");
    assert_null(with_meta(gpt2_bytes(&fitting), "heed.vocabulary", "[]", &error));
    assert_contains(error.message, "heed.vocabulary: the vocabulary is empty");
    assert_null(strstr(error.message, "heed.config"));
    assert_null(with_meta(pair_bytes(&task_dates), "heed.source_vocabulary", "[\"a\"]", &error));
    assert_contains(error.message, "heed.source_vocabulary: ");
    assert_null(strstr(error.message, "heed.config"));
    assert_null(
        with_meta(pair_bytes(&task_dates), "heed.config", "{" PAIR ",\"tokens\":\"x\"}", &error));
    assert_contains(error.message, "heed.config: tokens “x”");
    Buffer bytes = gpt2_bytes(&fitting), changed = {0};
    ArrayFile file;
    if (!safetensors_parse(bytes.data, bytes.size, arena, &file, &error))
        fail_msg("%s", error.message);
    static const float other[8] = {1};
    arrays_add_numbers(&file, "lm_head.weight", 2, (long[]){1, 8}, other);
    safetensors_write(&file, &changed);
    assert_null(model_parse("others.safetensors", changed.data, changed.size, &error));
    assert_contains(error.message, "lm_head.weight differs from wte.weight");
    assert_null(strstr(error.message, "heed.config"));
    buffer_free(&bytes);
    buffer_free(&changed);
}

/* The keys of words.md alone are enough. */
static void a_pair_without_tokens_says_them_itself(void **state) {
    (void)state;
    Error error = {0};
    Model *words = with_meta(pair_bytes(&task_translate), "heed.config", "{" PAIR "}", &error);
    if (!words) fail_msg("%s", error.message);
    assert_int_equal(words->tokens, TOKENS_WORDS);
    Model *characters = with_meta(pair_bytes(&task_dates), "heed.config", "{" PAIR "}", &error);
    if (!characters) fail_msg("%s", error.message);
    assert_int_equal(characters->tokens, TOKENS_CHARACTERS);
    model_free(words);
    model_free(characters);
}

static void a_pairs_keys_are_held_to_it(void **state) {
    (void)state;
    static const struct {
        const char *more, *said;
    } cases[] = {
        {",\"activation\":\"gelu\"", "activation is “gelu”; this program computes relu"},
        {",\"norm_first\":false", "norm_first is false"},
        {",\"bias\":false", "bias is false"},
        {",\"tokens\":\"letters\"", "tokens “letters”"},
        {",\"layer_norm_eps\":-1", "layer_norm_eps"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Error error = {0};
        const char *config = arena_printf(arena, "{" PAIR "%s}", cases[i].more);
        assert_null(with_meta(pair_bytes(&task_dates), "heed.config", config, &error));
        assert_contains(error.message, cases[i].said);
    }
    Error error = {0};
    Model *model = with_meta(pair_bytes(&task_dates), "heed.config",
                             "{" PAIR ",\"layer_norm_eps\":0.001,\"norm_first\":true}", &error);
    if (!model) fail_msg("%s", error.message);
    assert_near(model->transformer.epsilon, 1e-3, 0);
    Buffer bytes = {0};
    model_write(model, NULL, &bytes);
    Model *again = model_parse("again", bytes.data, bytes.size, &error);
    if (!again) fail_msg("%s", error.message);
    assert_near(again->transformer.epsilon, 1e-3, 0);
    model_free(model);
    model_free(again);
    buffer_free(&bytes);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_cannot_be_judged_is_said),
        TEST(a_pair_may_lack_positions_too),
        TEST(a_file_of_others_is_ranked),
        TEST(keys_that_mean_other_numbers_are_refused),
        TEST(a_pair_without_tokens_says_them_itself),
        TEST(a_pairs_keys_are_held_to_it),
        TEST(what_is_wrong_is_named_where_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
