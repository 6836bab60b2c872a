#include "session/parts.h"

#include "base/file.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- life ------------------------------------------------------------------------------------ */

const char *session_text(Session *session, const char *text) {
    return arena_string(session->arena, text);
}

State *session_state_at(Session *session, int place) {
    return &session->states[place % UNDO_STATES];
}

const State *session_state(const Session *session) {
    return &session->states[session->current % UNDO_STATES];
}

const Run *session_run(const Session *session) {
    return session->run;
}
const Run *session_other(const Session *session) {
    return session->other;
}
const char *session_message(const Session *session) {
    return session->message;
}
bool session_can_undo(const Session *session) {
    return session->current > session->oldest;
}
bool session_can_redo(const Session *session) {
    return session->current < session->newest;
}

void session_keep_model(Session *session, Model *model) {
    if (session->model_count == session->model_capacity) {
        session->model_capacity = session->model_capacity ? 2 * session->model_capacity : 8;
        size_t bytes = (size_t)session->model_capacity * sizeof *session->models;
        session->models = realloc(session->models, bytes);
        CHECK(session->models, "out of memory");
    }
    session->models[session->model_count++] = model;
}

static const Model *find_model(Session *session, const char *name, Error *error) {
    for (int i = 0; i < session->model_count; i++)
        if (!strcmp(session->models[i]->name, name) &&
            (model_is_file(session->models[i]) || !session->models[i]->kind->read))
            return session->models[i];
    Model *model = model_open(name, error);
    if (model) session_keep_model(session, model);
    return model;
}

const Model *session_model(Session *session, const char *name, Error *error) {
    Arena *scratch = arena_new();
    const Model *model = find_model(session, session_path(session, scratch, name), error);
    arena_free(scratch);
    return model;
}

static void fill_state(State *state, const Model *model, bool family) {
    *state = (State){.ask.seed = 1, .ask.input = "", .ask.ablated = ""};
    state->look =
        (Look){.reveal = REVEAL_ROW, .text_size = 100, .axes = {1, 2}, .speed = 1, .motion = true};
    state->look.cut = 0.95;
    state->look.curve_samples = CURVE_SAMPLES;
    state->look.curve_against = "";
    look_whole(&state->look);
    state->look.find = state->look.hide = "";
    state->compare =
        (Compare){.words = "", .ask = {.input = "", .ablated = ""}, .difference = true};
    state_use_model(state, model, family);
}

bool session_first_state(Session *session, State *state, Error *error) {
    const char *name = shipped_default(session, "dates", error);
    const Model *model = name ? session_model(session, name, error) : NULL;
    if (model) fill_state(state, model, true);
    return model != NULL;
}

static Session *session_empty(void) {
    Session *session = calloc(1, sizeof *session);
    CHECK(session, "out of memory");
    session->arena = arena_new();
    session->fed = fed_words_new(session->arena);
    session->runs = run_cache_new();
    return session;
}

Session *session_new_draft(const TrainingPlan *plan) {
    Session *session = session_empty();
    session->drafting = true;
    Model *model = training_model(plan);
    session_keep_model(session, model);
    State *state = session_state_at(session, 0);
    fill_state(state, model, false);
    Error error;
    session->run = run_cache_get(session->runs, &state->ask, &error);
    CHECK(session->run, "a new model does not run: %s", error.message);
    return session;
}

bool session_draft(Session *session, State *state, const TrainingPlan *plan, Error *error) {
    const char *wrong = plan->kind->plan_wrong(plan);
    if (wrong) return error_words(error, "%s", wrong);
    Model *model = training_model(plan);
    session_keep_model(session, model);
    state_use_model(state, model, false);
    return true;
}

/* The first state, in which nothing has run. */
static Session *session_unrun(Error *error) {
    Session *session = session_empty();
    if (session_first_state(session, session_state_at(session, 0), error)) return session;
    session_free(session);
    return NULL;
}

Session *session_new(Error *error) {
    Session *session = session_unrun(error);
    if (!session) return NULL;
    State *state = session_state_at(session, 0);
    session->run = run_cache_get(session->runs, &state->ask, error);
    if (!session->run) {
        session_free(session);
        return NULL;
    }
    state->look.position = run_last(session->run);
    return session;
}

Session *session_new_of(const char *path, const char *line, bool *said, Error *error) {
    *said = false;
    CHECK(strcmp(file_ending(path), "heed") != 0, "%s is no checkpoint", path);
    Session *session = session_unrun(error);
    if (!session) return NULL;
    *said = line && session_open_on(session, path, line);
    if (*said || session_open(session, path, error)) {
        session_begin(session, *said);
        return session;
    }
    session_free(session);
    return NULL;
}

void session_free(Session *session) {
    if (!session) return;
    run_cache_free(session->runs);
    session_forget_ranking(session, NULL);
    gradients_free(session->gradients);
    session_forget_curves(session, NULL);
    for (int i = 0; i < session->model_count; i++) model_free(session->models[i]);
    free(session->models);
    arena_free(session->arena);
    free(session);
}

void session_set_host(Session *session, ActHandler *act, void *with) {
    session->act = act;
    session->act_with = with;
}

/* --- a line ---------------------------------------------------------------------------------- */

/* Reads one word or quoted text; false and a sentence for an open quote or an unknown escape. */
static bool next_word(Arena *arena, const char **at, const char **out, Error *error) {
    while (**at == ' ' || **at == '\t') (*at)++;
    if (**at != '"') {
        size_t n = strcspn(*at, " \t");
        *out = n ? arena_substring(arena, *at, n) : NULL;
        *at += n;
        return true;
    }
    Buffer text = {0};
    const char *c = *at + 1;
    for (; *c && *c != '"'; c++) {
        if (*c != '\\')
            buffer_append(&text, c, 1);
        else if (*++c == 'n')
            buffer_append(&text, "\n", 1);
        else if (*c == '"' || *c == '\\')
            buffer_append(&text, c, 1);
        else
            break;
    }
    bool good = *c == '"' && (c[1] == '\0' || c[1] == ' ' || c[1] == '\t');
    if (good)
        *out = arena_string(arena, text.data ? text.data : "");
    else
        error_words(error, "a quoted text ends with \" and knows only \\\", \\\\ and \\n");
    *at = *c ? c + 1 : c;
    buffer_free(&text);
    return good;
}

static const Command *named_command(const char *verb, Error *error) {
    const char *words[256];
    CHECK(command_count <= (int)(sizeof words / sizeof *words), "%d commands", command_count);
    for (int i = 0; i < command_count; i++) {
        if (!strcmp(command_table[i].info.word, verb)) return &command_table[i];
        words[i] = command_table[i].info.word;
    }
    const char *near = text_nearest(verb, words, command_count);
    error_words(error, "there is no command “%s”%s%s%s", verb, near ? "; did you mean " : "",
                near ? near : "", near ? "?" : "; heed list commands names them");
    return NULL;
}

/* What follows the verb as one text: unquoted if it is quoted, else as it stands. */
static bool rest_of_line(Arena *arena, const char *at, Words *words, Error *error) {
    while (*at == ' ' || *at == '\t') at++;
    words->rest = text_trim(arena, at);
    if (*at != '"') {
        words->count = *words->rest != '\0';
        words->arguments[0] = words->rest;
        return true;
    }
    if (!next_word(arena, &at, &words->rest, error)) return false;
    const char *more;
    if (!next_word(arena, &at, &more, error)) return false;
    if (more)
        return error_words(error, "%s takes one text; “%s” stands after it", words->verb, more);
    words->arguments[0] = words->rest;
    words->count = 1;
    return true;
}

const Command *session_parse(Arena *arena, const char *line, Words *words, Error *error) {
    *words = (Words){0};
    const char *at = line;
    error_words(error, "%s", "");
    if (!next_word(arena, &at, &words->verb, error) || !words->verb || *words->verb == '#')
        return NULL;
    const Command *command = named_command(words->verb, error);
    if (!command) return NULL;
    if (command->most < 0) {
        if (!rest_of_line(arena, at, words, error)) return NULL;
    } else
        for (const char *word;;) {
            if (!next_word(arena, &at, &word, error)) return NULL;
            if (!word) break;
            if (words->count < ARGUMENTS_MAX) words->arguments[words->count] = word;
            words->count++;
        }
    int most = command->most < 0 ? 1 : command->most;
    if (words->count >= command->least && words->count <= most) return command;
    error_words(error, "%s %s, as in: %s %s", words->verb,
                words->count < command->least ? "needs more" : "takes less", words->verb,
                command->info.arguments);
    return NULL;
}

/* --- undo ------------------------------------------------------------------------------------ */

static bool same_state(const State *a, const State *b) {
    Buffer x = {0}, y = {0};
    state_write(a, NULL, &x);
    state_write(b, NULL, &y);
    bool same = !strcmp(x.data, y.data);
    buffer_free(&x);
    buffer_free(&y);
    return same;
}

void session_begin(Session *session, int back) {
    session->oldest = session->current - back;
}

/* The run of a state of the past. One that was never run may first have to take what its model can
 * read, and stands at the end. */
static const Run *run_again(Session *session, int place, Error *error) {
    State *state = session_state_at(session, place);
    if (!place || place != session->unrun) {
        const Run *run = run_cache_get(session->runs, &state->ask, error);
        CHECK(run, "a state of the past has no run: %s", error->message);
        return run;
    }
    const Run *run = session_run_opened(session, state, error);
    if (!run) return NULL;
    state->look.position = run_last(run);
    session->unrun = 0;
    return run;
}

static bool go_to(Session *session, int place, Error *error) {
    const Run *run = run_again(session, place, error);
    if (!run) return false;
    session->current = place;
    session->gesture = 0;
    session->stepped = false;
    Error none;
    session->run = run;
    session->other = NULL;
    const Compare *compare = &session_state(session)->compare;
    if (*compare->words) session->other = run_cache_get(session->runs, &compare->ask, &none);
    return true;
}

void session_push(Session *session, const State *state, int gesture, bool stepped) {
    bool joins = session->current > session->oldest && session->current == session->newest &&
                 ((gesture && gesture == session->gesture) || (stepped && session->stepped));
    if (!joins) session->current++;
    session->newest = session->current;
    if (session->newest - session->oldest >= UNDO_STATES) session->oldest++;
    *session_state_at(session, session->current) = *state;
    session->gesture = gesture;
    session->stepped = stepped;
}

/* A model that reads one way has no backward gates, a smaller one not all units. */
static void refit_gates(const Model *model, Look *look) {
    if (model->kind != &model_seq2seq) return;
    if (look->gates == GATES_BACKWARD && !model->config.bidirectional) look->gates = GATES_FORWARD;
    if (look->unit > gates_units(&model->config, look->gates)) look->unit = 0;
}

/* A key of a lookup was called otherwise: all others are where they were. */
static bool is_renaming(const Run *before, const Run *after) {
    if (!run_is_lookup(before) || !run_is_lookup(after)) return false;
    int others = 0;
    for (int i = 0; i < before->source.count && i < after->source.count; i++)
        others += strcmp(before->source.items[i], after->source.items[i]) != 0;
    return before->source.count == after->source.count && others == 1;
}

void session_refit(const Run *before, const Run *after, Look *look) {
    Position last = run_last(before), p = look->position;
    bool at_end = p.token == last.token && p.stage == last.stage && p.cells == last.cells;
    look->position = at_end ? run_last(after) : run_clamp(after, p);
    /* What was pinned or searched for means nothing among other tokens. */
    bool edited = !strcmp(before->ask.input, after->ask.input) &&
                  before->source.count == after->source.count; /* a word at most, in its place */
    bool other =
        !edited && !text_same_pieces(before->source, after->source) && !is_renaming(before, after);
    RunMatrix matrix = run_matrix(after, look, MATRIX_WEIGHTS);
    if (other || look->target > matrix.rows.count || look->source > matrix.cols.count)
        look->target = look->source = 0;
    follow_refit(after, look);
    refit_gates(after->ask.model, look);
    if (other) {
        look->followed_count = 0;
        look_whole(look);
        look->find = "";
        look->found = 0;
    }
}

/* --- applying -------------------------------------------------------------------------------- */

static bool apply_state(Session *session, const Command *command, const Words *words, int gesture,
                        Error *error) {
    State state = *session_state(session);
    session->message[0] = '\0';
    if (!strcmp(words->verb, "reset")) {
        if (!session_first_state(session, &state, error)) return false;
    } else if (!command->apply(session, &state, words, error))
        return false;
    session_settle(session, &session_state(session)->ask, &state);
    bool opens = !strcmp(words->verb, "open");
    const Run *before = session->run;
    const Run *run = opens ? session_run_opened(session, &state, error)
                           : run_cache_get(session->runs, &state.ask, error);
    if (!run) return false;
    const Run *other;
    bool asked = !strcmp(words->verb, "compare");
    if (!compare_follow(session, &state, asked, &other, error)) return false;
    if (!strcmp(words->verb, "reset"))
        state.look.position = run_last(run);
    else if (run != before)
        session_refit(before, run, &state.look);
    follow_refit_other(run, session->other, other, &state);
    session->run = run;
    session->other = other;
    if (!same_state(&state, session_state(session)))
        session_push(session, &state, gesture, !strcmp(words->verb, "step"));
    return true;
}

static bool apply_act(Session *session, const Words *words, Error *error) {
    if (!strcmp(words->verb, "undo") || !strcmp(words->verb, "redo")) {
        bool undo = !strcmp(words->verb, "undo");
        if (undo ? !session_can_undo(session) : !session_can_redo(session))
            return error_words(error, "there is nothing to %s", words->verb);
        return go_to(session, session->current + (undo ? -1 : 1), error);
    }
    if (!strcmp(words->verb, "save")) return session_save(session, words->rest, error);
    const char *argument = words->count ? words->arguments[0] : "";
    if (session->act) return session->act(session->act_with, words->verb, argument, error);
    if (!strcmp(words->verb, "rank")) return session_rank(session, argument, error);
    if (!strcmp(words->verb, "measure")) return session_measure(session, argument, error);
    return error_words(error, "%s works in the window", words->verb);
}

bool session_apply_gesture(Session *session, const char *line, int gesture, Error *error) {
    Arena *scratch = arena_new();
    Words words;
    Error mine;
    if (!error) error = &mine;
    const Command *command = session_parse(scratch, line, &words, error);
    bool good = !command ? error->message[0] == '\0'
                : !strcmp(words.verb, "open") && !strcmp(file_ending(words.rest), "heed")
                    ? session_open(session, session_path(session, scratch, words.rest), error)
                : command->info.is_act ? apply_act(session, &words, error)
                                       : apply_state(session, command, &words, gesture, error);
    if (!session->act) session_trim_runs(session, session_runs_most(), NULL);
    arena_free(scratch);
    return good;
}

size_t session_runs_bytes(const Session *session) {
    return run_cache_bytes(session->runs);
}

void session_trim_runs(Session *session, size_t most, const Run *also) {
    Ask original = session_original_ask(session);
    const Run *const keep[] = {session->run, session->other, also,
                               run_cache_find(session->runs, &original)};
    run_cache_trim(session->runs, most, keep, sizeof keep / sizeof *keep);
}

size_t session_runs_most(void) {
    enum { SHARE = 8 };
    return memory_in_all() / SHARE;
}

bool session_apply(Session *session, const char *line, Error *error) {
    return session_apply_gesture(session, line, 0, error);
}
