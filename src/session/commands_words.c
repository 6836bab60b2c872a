/* commands_words.c -- the words of what-ifs that change what is read and written: replace, prefix,
 * target; and what other commands leave of what-ifs. */
#include "session/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- new edits from old ---------------------------------------------------------------------- */

EditsDraft edits_draft(Session *session, const Edits *from, int more) {
    static const Edits none = {.prefix = "", .target = ""};
    if (!from) from = &none;
    Arena *arena = session->arena;
    EditsDraft d = {ARENA_ARRAY(arena, ForcedWeight, from->forced_count + more),
                    ARENA_ARRAY(arena, MovedCenter, from->center_count + more),
                    ARENA_ARRAY(arena, ReplacedWord, from->replaced_count + more),
                    from->prefix,
                    from->target,
                    from->forced_count,
                    from->center_count,
                    from->replaced_count};
    for (int i = 0; i < d.forced_count; i++) d.forced[i] = from->forced[i];
    for (int i = 0; i < d.center_count; i++) d.centers[i] = from->centers[i];
    for (int i = 0; i < d.replaced_count; i++) d.replaced[i] = from->replaced[i];
    return d;
}

const Edits *edits_made(Session *session, const EditsDraft *d) {
    if (!d->forced_count && !d->center_count && !d->replaced_count && !*d->prefix && !*d->target)
        return NULL;
    Edits *edits = ARENA_NEW(session->arena, Edits);
    *edits = (Edits){d->forced, d->centers,      d->replaced,     d->prefix,
                     d->target, d->forced_count, d->center_count, d->replaced_count};
    return edits;
}

/* Centres by their row, replaced words by their place: both begin with it. */
int edits_by_number(const void *a, const void *b) {
    return *(const int *)a - *(const int *)b;
}

/* --- replace, prefix, target ----------------------------------------------------------------- */

/* The word as one token, or NULL and a sentence. */
static const char *one_token(Session *session, const Model *model, const char *word, Error *error) {
    Arena *arena = session->arena;
    const char *clean = text_clean(arena, word);
    if (model->tokens == TOKENS_CHARACTERS && text_count_graphemes(clean) == 1) return clean;
    TextPieces tokens = tokens_split(arena, model->tokens, word);
    if (tokens.count == 1) return tokens.items[0];
    error_words(error, "replace puts one of the %s in another's place; “%s” is %d",
                tokens_kind_name(model->tokens), word, tokens.count);
    return NULL;
}

static bool replace_none(Session *session, State *state, EditsDraft *d) {
    d->replaced_count = 0;
    state->ask.edits = edits_made(session, d);
    return true;
}

bool replace_command(Session *session, State *state, const Words *words, Error *error) {
    const Model *model = state->ask.model;
    EditsDraft d = edits_draft(session, state->ask.edits, 1);
    if (model->kind == &model_lookup)
        return error_words(error, "a lookup has no words to replace; its keys can be typed");
    bool none = words->count == 1 && !strcmp(words->arguments[0], "none");
    if (words->count == 1 && !none)
        return error_words(error, "replace takes a number and a word, or none");
    if (none) return replace_none(session, state, &d);
    TextPieces tokens = tokens_split(session->arena, model->tokens, state->ask.input);
    long source = 0;
    if (!words_whole(words, 0, 1, tokens.count, &source, error)) return false;
    const char *word = one_token(session, model, words->arguments[1], error);
    if (!word) return false;
    int kept = 0;
    for (int i = 0; i < d.replaced_count; i++)
        if (d.replaced[i].source != source) d.replaced[kept++] = d.replaced[i];
    if (strcmp(word, tokens.items[source - 1]) != 0)
        d.replaced[kept++] = (ReplacedWord){(int)source, word};
    d.replaced_count = kept;
    qsort(d.replaced, (size_t)kept, sizeof *d.replaced, edits_by_number);
    state->ask.edits = edits_made(session, &d);
    return true;
}

/* The text that is all, or the beginning, of the output; "" for none; NULL and a sentence where
 * nothing is written. */
static const char *written_text(Session *session, const State *state, const Words *words,
                                Error *error) {
    const Model *model = state->ask.model;
    if (!strcmp(words->rest, "none")) return "";
    if (run_target_limit(&state->ask, session->run->source.count))
        return session_text(session, words->rest);
    error_words(error, "%s writes nothing that a %s could %s", model->name, words->verb,
                strcmp(words->verb, "prefix") ? "be" : "begin");
    return NULL;
}

bool prefix_command(Session *session, State *state, const Words *words, Error *error) {
    const char *text = written_text(session, state, words, error);
    if (!text) return false;
    EditsDraft d = edits_draft(session, state->ask.edits, 0);
    d.prefix = text;
    if (*text) d.target = "";
    state->ask.edits = edits_made(session, &d);
    return true;
}

bool target_command(Session *session, State *state, const Words *words, Error *error) {
    const char *text = written_text(session, state, words, error);
    if (!text) return false;
    bool none = !strcmp(words->rest, "none");
    if (!none && !text[strspn(text, " \t\n")])
        return error_words(error, "target takes the words of the output, or none");
    EditsDraft d = edits_draft(session, state->ask.edits, 0);
    d.target = text;
    if (!none) d.prefix = "";
    state->ask.edits = edits_made(session, &d);
    if (!none && state->ask.beam > 1)
        snprintf(session->message, sizeof session->message,
                 "the beam has one hypothesis: the target");
    return true;
}

/* --- after another command ------------------------------------------------------------------- */

/* Lets go the edits of another input, and those that the attention has no use for. */
static void fit_edits(Session *session, const Ask *before, Ask *ask) {
    const Edits *edits = ask->edits;
    if (!edits) return;
    EditsDraft d = edits_draft(session, edits, 0);
    bool silent = score_is_none(ask->attention.score);
    if (silent) d.forced_count = 0;
    if (silent || !ask->attention.scope->center) d.center_count = 0;
    bool other = strcmp(before->input, ask->input) != 0;
    bool fewer = d.forced_count != edits->forced_count || d.center_count != edits->center_count;
    if (!other && !fewer) return;
    ask->edits = other ? NULL : edits_made(session, &d);
    if (!*session->message)
        snprintf(session->message, sizeof session->message,
                 other ? "the what-ifs went with the input they were of"
                       : "the what-ifs went that this attention has no use for");
}

void session_settle(Session *session, const Ask *before, State *state) {
    Ask *ask = &state->ask;
    fit_edits(session, before, ask);
    if (before->model != ask->model || strcmp(before->input, ask->input) != 0 ||
        !edits_equal(before->edits, ask->edits))
        ask->branch = 1;
    if (strcmp(before->model->task, ask->model->task) != 0) state->look.curve_against = "";
}
