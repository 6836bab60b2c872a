/* written.c -- words that a what-if gives the output: how it begins, or all of it. */
#include "session/parts.h"

#include <string.h>

/* The text's tokens: as the output is written, but with the special tokens where they stand and no
 * white space lost of characters. */
static TextPieces output_tokens(const Run *run, const char *text) {
    const Model *model = run->ask.model;
    if (model->tokens != TOKENS_CHARACTERS) return tokens_split(run->arena, model->tokens, text);
    const char *at = text_clean(run->arena, text);
    TextPieces pieces = {ARENA_ARRAY(run->arena, const char *, strlen(at) + 1), 0};
    while (*at) {
        size_t n = text_grapheme_length(at);
        for (int i = 0; i < VOCABULARY_SPECIALS && *at == '<'; i++) {
            const char *special = model->target.tokens[i];
            if (!strncmp(at, special, strlen(special))) n = strlen(special);
        }
        pieces.items[pieces.count++] = arena_substring(run->arena, at, n);
        at += n;
    }
    return pieces;
}

/* One token's id, or −1 and a sentence. */
static int output_id(const Vocabulary *words, const char *token, Error *error) {
    int id = vocabulary_id(words, token);
    if (id >= 0 && !strcmp(words->tokens[id], token)) return id;
    const char *near =
        text_count_graphemes(token) < 2 ? NULL : text_nearest(token, words->tokens, words->count);
    error_words(error, "“%s” is not among the words this model can write%s%s%s", token,
                near ? "; the nearest is “" : "", near ? near : "", near ? "”" : "");
    return -1;
}

static bool ends_early(TextPieces tokens, int t) {
    return !strcmp(tokens.items[t], "</s>") && t + 1 < tokens.count;
}

static bool read_prefix(Run *run, const char *text, int limit, Error *error) {
    const Vocabulary *words = &run->ask.model->target;
    TextPieces tokens = output_tokens(run, text);
    if (tokens.count > limit)
        return error_words(error, "the prefix has %d tokens; the output has at most %d",
                           tokens.count, limit);
    run->prefix = ARENA_ARRAY(run->arena, int, tokens.count);
    for (int t = 0; t < tokens.count; t++) {
        int id = output_id(words, tokens.items[t], error);
        if (id < 0) return false;
        if (ends_early(tokens, t))
            return error_words(error, "</s> ends the output: nothing of the prefix can follow it");
        run->prefix[t] = id;
    }
    run->prefix_length = tokens.count;
    return true;
}

/* A word that the model cannot write stands as typed for the <unk> that is fed back. */
static void take_target(Run *run, TextPieces tokens) {
    const Vocabulary *words = &run->ask.model->target;
    run->prefix = ARENA_ARRAY(run->arena, int, tokens.count + 1);
    run->typed = ARENA_ARRAY(run->arena, const char *, tokens.count + 1);
    for (int t = 0; t < tokens.count; t++) {
        int id = vocabulary_id(words, tokens.items[t]);
        run->prefix[t] = id;
        if (strcmp(words->tokens[id], tokens.items[t]) != 0) run->typed[t] = tokens.items[t];
    }
    run->prefix[tokens.count] = TOKEN_END;
    run->prefix_length = tokens.count + 1;
}

static bool read_target(Run *run, const char *text, int limit, Error *error) {
    TextPieces tokens = output_tokens(run, text);
    for (int t = 0; t < tokens.count; t++)
        if (ends_early(tokens, t))
            return error_words(error, "</s> ends the output: nothing of the target can follow it");
    if (tokens.count && !strcmp(tokens.items[tokens.count - 1], "</s>")) tokens.count--;
    if (tokens.count + 1 > limit)
        return error_words(error,
                           "the target has %d tokens with its </s>; the output has at most "
                           "%d",
                           tokens.count + 1, limit);
    take_target(run, tokens);
    return true;
}

bool run_read_written(Run *run, Error *error) {
    const Edits *edits = run->ask.edits;
    bool whole = *edits->target != '\0';
    if (!whole && !*edits->prefix) return true;
    int limit = run_target_limit(&run->ask, run->source.count);
    if (!limit)
        return error_words(error, "%s reads only: it has no output %s for it", run->ask.model->name,
                           whole ? "to say" : "to begin");
    return whole ? read_target(run, edits->target, limit, error)
                 : read_prefix(run, edits->prefix, limit, error);
}

void run_take_words(Run *run, int *chosen, int steps, bool complete) {
    const Vocabulary *words = &run->ask.model->target;
    run->chosen = chosen;
    run->complete = complete;
    run->target = (TextPieces){ARENA_ARRAY(run->arena, const char *, steps), steps};
    for (int t = 0; t < steps; t++) {
        const char *typed = run_typed(run, t + 1);
        run->target.items[t] = typed ? typed : words->tokens[chosen[t]];
    }
}

const char *run_typed(const Run *run, int target) {
    bool given = run->typed && target >= 1 && target <= run->prefix_length;
    return given ? run->typed[target - 1] : NULL;
}
