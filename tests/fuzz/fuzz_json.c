/* JSON as files and metadata hold it: objects, lists, token arrays, vocabularies. */
#include "fuzz/fuzz.h"

#include "formats/json.h"
#include "tasks/tokens.h"

static void read_list(const json_t *list, Arena *arena) {
    Error error = {0};
    TextPieces pieces;
    int rank;
    long shape[ARRAYS_MAX_RANK];
    const char *const *tokens;
    if (!json_read_strings(list, arena, &pieces, &error)) fuzz_refused(&error);
    if (!json_read_tokens(list, arena, &rank, shape, &tokens)) return;
    long count;
    CHECK(arrays_shape_size(rank, shape, &count), "a shape of tokens that does not fit");
    for (long i = 0; i < count; i++) CHECK(tokens[i], "a token is missing");
}

static void read_object(const json_t *object, Arena *arena) {
    Error error = {0};
    ArrayFile file;
    Buffer out = {0};
    arrays_init(&file, arena);
    json_read_meta(object, &file);
    json_write_meta(&out, &file);
    json_t *again = json_parse_object(out.data, out.size, &error);
    CHECK(again, "what was written is not read: %s", error.message);
    json_decref(again);
    buffer_free(&out);
    double number;
    int whole;
    const char *text;
    json_get_double(object, "x", -1, 1, &number, &error);
    json_get_int(object, "n", -9, 9, &whole, &error);
    json_get_text(object, "t", &text, &error);
}

static void read_vocabulary(const char *text, Arena *arena) {
    Error error = {0};
    Vocabulary vocabulary, again;
    if (!vocabulary_from_json(&vocabulary, arena, text, &error)) {
        fuzz_refused(&error);
        return;
    }
    const char *json = vocabulary_to_json(&vocabulary, arena);
    CHECK(vocabulary_from_json(&again, arena, json, &error) && again.count == vocabulary.count,
          "a vocabulary that was written is not read: %s", error.message);
    for (int i = 0; i < again.count; i++)
        CHECK(vocabulary_id(&vocabulary, again.tokens[i]) == i, "token %d is another", i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Error error = {0};
    Arena *arena = arena_new();
    json_t *object = json_parse_object((const char *)data, size, &error);
    if (object)
        read_object(object, arena);
    else
        fuzz_refused(&error);
    error = (Error){0};
    json_t *list = json_parse_list((const char *)data, size, &error);
    if (list)
        read_list(list, arena);
    else
        fuzz_refused(&error);
    read_vocabulary(fuzz_text(arena, data, size), arena);
    json_decref(object);
    json_decref(list);
    arena_free(arena);
    return 0;
}
