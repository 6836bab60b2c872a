#include "training/config_keys.h"

#include <string.h>

/* A key whose value is a word, and the words that mean what is computed. */
typedef struct WordKey {
    const char *key, *words[4], *computed;
} WordKey;

/* A key whose value is true or false, and the one that is computed. */
typedef struct FlagKey {
    const char *key;
    bool computed;
} FlagKey;

static bool word_fits(const json_t *config, const WordKey *known, Error *error) {
    const json_t *value = json_object_get(config, known->key);
    if (!value || json_is_null(value)) return true;
    const char *word = json_is_string(value) ? json_string_value(value) : "no word";
    for (int i = 0; i < 4 && known->words[i]; i++)
        if (!strcmp(known->words[i], word)) return true;
    return error_set(error, "%s is “%s”; this program computes %s", known->key, word,
                     known->computed);
}

static bool flag_fits(const json_t *config, const FlagKey *known, Error *error) {
    const json_t *value = json_object_get(config, known->key);
    if (!value || json_is_null(value)) return true;
    if (json_is_boolean(value) && json_is_true(value) == known->computed) return true;
    return error_set(
        error, "%s is %s; this program computes what it means when it is %s", known->key,
        json_is_boolean(value) ? known->computed ? "false" : "true" : "neither true nor false",
        known->computed ? "true" : "false");
}

static bool all_fit(const json_t *config, const WordKey *words, int word_count,
                    const FlagKey *flags, int flag_count, Error *error) {
    for (int i = 0; i < word_count; i++)
        if (!word_fits(config, &words[i], error)) return false;
    for (int i = 0; i < flag_count; i++)
        if (!flag_fits(config, &flags[i], error)) return false;
    return true;
}

bool config_fits_gpt2(const json_t *config, Error *error) {
    static const WordKey words[] = {
        {"model_type", {"gpt2"}, "gpt2"},
        {"activation_function",
         {"gelu_new", "gelu_pytorch_tanh", "gelu_fast"},
         "gelu_new, which is GELU in its tanh form"},
    };
    static const FlagKey flags[] = {{"scale_attn_weights", true},
                                    {"scale_attn_by_inverse_layer_idx", false},
                                    {"add_cross_attention", false}};
    return all_fit(config, words, 2, flags, 3, error);
}

bool config_fits_torch(const json_t *config, Error *error) {
    static const WordKey words[] = {{"activation", {"relu"}, "relu"}};
    static const FlagKey flags[] = {{"norm_first", true}, {"bias", true}};
    return all_fit(config, words, 1, flags, 2, error);
}
