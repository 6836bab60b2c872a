/* files.c -- a state as a file and back. A saved state is whole: a model that is in no file yet is
 * written beside it. Paths in a file of commands are looked up from its own folder first. */
#include "session/parts.h"

#include "base/file.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* --- opening --------------------------------------------------------------------------------- */

/* A text the model can read, of the first words of its vocabulary. */
static const char *readable(Session *session, const Model *model) {
    enum { WORDS = 4 };
    const Vocabulary *words = &model->source;
    const char *items[WORDS];
    int count = 0,
        most = model->kind == &model_transformer ? model->transformer.positions - 1 : WORDS;
    for (int i = 0; i < words->count && count < WORDS && count < most; i++)
        if (words->tokens[i][0] != '<') items[count++] = words->tokens[i];
    return tokens_join(session->arena, model->tokens, items, count);
}

const Run *session_run_opened(Session *session, State *state, Error *error) {
    const Run *run = run_cache_get(session->runs, &state->ask, error);
    if (run) return run;
    const char *asked = state->ask.input;
    state->ask.input = readable(session, state->ask.model);
    Error again;
    run = run_cache_get(session->runs, &state->ask, &again);
    if (!run) state->ask.input = asked;
    return run;
}

/* The state of a checkpoint just opened becomes the session's, with its run. */
static void take_opened(Session *session, State *state, const Run *run) {
    const Run *before = session->run, *other;
    Error none;
    compare_follow(session, state, false, &other, &none);
    if (before)
        session_refit(before, run, &state->look);
    else
        state->look.position = run_last(run);
    follow_refit_other(run, session->other, other, state);
    session->run = run;
    session->other = other;
    session_push(session, state, 0, false);
}

/* The state that opening a checkpoint leaves, but for its run. False and a sentence when it cannot
 * be opened. */
static bool opened_state(Session *session, const char *path, State *state, Error *error) {
    const Model *model = session_model(session, path, error);
    if (!model) return false;
    *state = *session_state(session);
    bool same_task = !strcmp(state->ask.model->task, model->task);
    state_use_model(state, model, false);
    if (!same_task && !task_find(model->task)) state->ask.input = readable(session, model);
    return true;
}

bool session_open(Session *session, const char *path, Error *error) {
    State state;
    if (!strcmp(file_ending(path), "heed")) return session_open_lines(session, path, error);
    if (!opened_state(session, path, &state, error)) return false;
    const Run *run = session_run_opened(session, &state, error);
    if (run) take_opened(session, &state, run);
    return run != NULL;
}

/* The state that an `input` line makes of that; false for any other. */
static bool given_input(Session *session, const char *line, State *state) {
    Arena *scratch = arena_new();
    Words words;
    Error none;
    State opened = *state;
    const Command *command = session_parse(scratch, line, &words, &none);
    bool gives =
        command && command->apply == input_command && command->apply(session, state, &words, &none);
    if (gives) session_settle(session, &opened.ask, state);
    arena_free(scratch);
    return gives;
}

bool session_open_on(Session *session, const char *path, const char *line) {
    State opened, state;
    Error none;
    if (!strcmp(file_ending(path), "heed") || !opened_state(session, path, &opened, &none))
        return false;
    state = opened;
    if (!given_input(session, line, &state) || run_outlasts_opening(&state.ask)) return false;
    const Run *run = run_cache_get(session->runs, &state.ask, &none);
    if (!run) return false;
    session_push(session, &opened, 0, false);
    session->unrun = session->current;
    take_opened(session, &state, run);
    return true;
}

const char *session_path(Session *session, Arena *arena, const char *name) {
    if (!session->folder || name[0] == '/') return name;
    const char *beside = arena_printf(arena, "%s%s", session->folder, name);
    return file_exists(beside) ? beside : name;
}

/* --- saving ---------------------------------------------------------------------------------- */

static bool save_model(const Model *model, const char *path, Error *error) {
    Buffer bytes = {0};
    model_write(model, NULL, &bytes);
    bool good = file_save(path, bytes.data, bytes.size, error);
    buffer_free(&bytes);
    return good;
}

/* The last part of a path. */
static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The model's file as the saved lines name it: beside them by its name alone, elsewhere by its
 * whole path. NULL and a sentence when it cannot be told. */
static const char *model_words(Arena *arena, const Model *model, const char *path, Error *error) {
    if (!file_exists(model->name)) return model->name; /* a shipped one */
    char whole[PATH_MAX], folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    const char *where =
        slash ? arena_substring(arena, path, (size_t)(slash - path) + 1) : arena_string(arena, ".");
    if (!realpath(model->name, whole) || !realpath(where, folder)) {
        error_set(error, "cannot save %s: its folder is not there", path);
        return NULL;
    }
    size_t n = strlen(folder);
    bool beside = !strncmp(whole, folder, n) && whole[n] == '/' && !strchr(whole + n + 1, '/');
    return arena_string(arena, beside ? base_name(whole) : whole);
}

/* The path with .safetensors for .heed. */
static const char *weights_path(Arena *arena, const char *path) {
    size_t n = strlen(path);
    if (!strcmp(file_ending(path), "heed")) n -= strlen(".heed");
    return arena_printf(arena, "%.*s.safetensors", (int)n, path);
}

static bool save_lines(const Session *session, Arena *arena, const char *path, Error *error) {
    const Model *model = session_state(session)->ask.model;
    const char *words;
    if (model_is_file(model) || !model->kind->read)
        words = model_words(arena, model, path, error);
    else {
        const char *weights = weights_path(arena, path);
        words = save_model(model, weights, error) ? base_name(weights) : NULL;
    }
    if (!words) return false;
    Buffer text = {0};
    session_write_lines(session, words, &text);
    bool good = file_save(path, text.data, text.size, error);
    buffer_free(&text);
    return good;
}

bool session_save(const Session *session, const char *path, Error *error) {
    const Model *model = session_state(session)->ask.model;
    if (!strcmp(file_ending(path), "safetensors"))
        return model->kind->read ? save_model(model, path, error)
                                 : error_set(error,
                                             "%s has no weights to save; a file that ends in .heed "
                                             "keeps its input",
                                             model->name);
    Arena *arena = arena_new();
    bool good = save_lines(session, arena, path, error);
    arena_free(arena);
    return good;
}
