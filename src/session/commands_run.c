/* commands_run.c -- the words that change what runs: model, input, score, scope, weights. */
#include "session/parts.h"

#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the model was made with, soft; a recurrent model without a window keeps the last one. */
static Attention attention_of(const Model *model, int window) {
    Attention soft = {
        .weigh = weigh_find("soft"), .window = window, .temperature = 1, .samples = 1};
    if (model->kind == &model_seq2seq) {
        soft.score = model->config.score;
        soft.scope = model->config.scope;
        if (model->config.window) soft.window = model->config.window;
    } else {
        soft.score = score_find("scaled");
        soft.scope = scope_find(model->transformer.decoder_only ? "causal" : "global");
    }
    return soft;
}

/* A lookup has a view of its own, which no other model has. */
static void first_view(Look *look, const Model *model) {
    bool lookups = look->view == VIEW_LOOKUP || look->view == VIEW_SPREAD;
    if (model->kind == &model_lookup)
        look->view = VIEW_LOOKUP;
    else if (lookups)
        look->view = VIEW_STEP;
}

void state_use_model(State *state, const Model *model, bool family) {
    const Model *old = state->ask.model;
    bool same_task = old && !strcmp(old->task, model->task);
    bool same_kind = old && old->kind == model->kind;
    const Task *task = task_find(model->task);
    state->ask.model = model;
    state->ask.family = family;
    state->ask.attention = attention_of(model, old ? state->ask.attention.window : 3);
    state->ask.ablated = "";
    state->ask.beam = state->ask.branch = 1;
    state->ask.edits = NULL;
    if (model->kind->force && (!same_task || !same_kind)) state->training = training_ask_of(model);
    if (!same_kind) first_view(&state->look, model);
    state_first_head(state);
    if (!same_task && task && task->example_count) state->ask.input = task->examples[0];
}

bool model_command(Session *session, State *state, const Words *words, Error *error) {
    const char *name = words->arguments[0];
    if (task_find(name)) name = shipped_default(session, name, error);
    const Model *model = name ? session_model(session, name, error) : NULL;
    if (!model) {
        if (error && !strchr(words->arguments[0], '/'))
            error->words = true; /* a name there is not */
        return false;
    }
    state_use_model(state, model, !strchr(name, '/'));
    return true;
}

bool input_command(Session *session, State *state, const Words *words, Error *error) {
    (void)error;
    state->ask.input = session_text(session, words->rest);
    return true;
}

bool example_command(Session *session, State *state, const Words *words, Error *error) {
    const Task *task = task_find(state->ask.model->task);
    if (!task || !task->example_count)
        return error_words(error,
                           *state->ask.model->task
                               ? "the task %s has no examples here"
                               : "this file names no task whose examples there could be%s",
                           state->ask.model->task);
    long number = 1;
    if (strcmp(words->arguments[0], "next")) {
        if (!words_whole(words, 0, 1, task->example_count, &number, error)) return false;
    } else {
        for (int i = 0; i < task->example_count; i++)
            if (!strcmp(task->examples[i], state->ask.input))
                number = (i + 1) % task->example_count + 1;
    }
    state->ask.input = session_text(session, task->examples[number - 1]);
    return true;
}

bool seed_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    const char *text = words->arguments[0];
    char *end;
    errno = 0;
    unsigned long long seed = strtoull(text, &end, 10);
    if (*end || end == text || errno || strchr(text, '-'))
        return error_words(
            error, "seed takes a whole number from 0 to 18446744073709551615, not “%s”", text);
    state->ask.seed = seed;
    return true;
}

/* Takes the shipped file that has what the wish asks for, keeping how the weights are made. A file
 * that was trained with the scope brings its window, unless one was named. */
static bool choose_with_window(Session *session, State *state, const Wish *wish, Asked asked,
                               bool keep_window, Error *error) {
    const char *name = shipped_choose(session, state->ask.model->task, wish, asked, error);
    const Model *model = name ? session_model(session, name, error) : NULL;
    if (!model) return false;
    Attention *a = &state->ask.attention;
    if (model != state->ask.model)
        snprintf(session->message, sizeof session->message, "uses %s", name);
    if (asked != ASKED_SCORE && model->config.score != a->score)
        snprintf(session->message, sizeof session->message, "uses %s: its score is %s", name,
                 model->config.score->word);
    state->ask.model = model;
    a->score = model->config.score;
    a->scope = scope_find(wish->scope);
    if (!strcmp(model->config.scope->word, wish->scope)) {
        if (!keep_window && model->config.window) a->window = model->config.window;
    } else if (seq2seq_refuses(&model->config, model->weights, a, model->config.query_current) &&
               asked != ASKED_SCOPE) {
        a->scope = model->config.scope;
        snprintf(session->message, sizeof session->message,
                 "uses %s, which has no %s: the scope is %s", name, wish->scope, a->scope->word);
    } else if (asked == ASKED_SCOPE) {
        snprintf(session->message, sizeof session->message,
                 "no shipped model was trained with %s: %s runs so", wish->scope, name);
    }
    return true;
}

static bool choose_shipped(Session *session, State *state, const Wish *wish, Asked asked,
                           Error *error) {
    return choose_with_window(session, state, wish, asked, false, error);
}

/* For a file that is used as it is: the attention of the run changes if the file has what it needs.
 */
static bool accept(const State *state, bool query_current, Error *error) {
    const Model *model = state->ask.model;
    const char *no =
        seq2seq_refuses(&model->config, model->weights, &state->ask.attention, query_current);
    return no ? error_words(error, "%s: %s", model->name, no) : true;
}

/* While drafting: the plan with another recurrent model. */
static bool draft(Session *session, State *state, const Seq2SeqConfig *config, Error *error) {
    TrainingPlan plan = training_plan_of(task_find(state->ask.model->task), &model_seq2seq);
    plan.config = *config;
    return session_draft(session, state, &plan, error);
}

/* False and a sentence for a model that is not recurrent. */
static bool is_recurrent(const State *state, const char *verb, Error *error) {
    const Model *model = state->ask.model;
    if (model->kind == &model_lookup)
        return error_words(error, "a lookup has no decoder, so it has no %s to choose", verb);
    return model->kind == &model_seq2seq ? true
                                         : error_words(error, "%s is a %s: it has no %s to choose",
                                                       model->name, model->kind->word, verb);
}

/* A transformer's heads may match by another score when the run allows it. */
static bool head_score(State *state, const Score *score, bool drafting, Error *error) {
    bool good = !strcmp(score->word, "scaled") || (!drafting && !strcmp(score->word, "dot"));
    if (good) state->ask.attention.score = score;
    return good ? true
                : error_words(error, "%s: its heads match by %s; it has no parameters for %s",
                              state->ask.model->name, drafting ? "scaled" : "scaled or dot",
                              score->word);
}

static bool accept_lookup(const State *state, Error *error) {
    const char *no = lookup_refuses(&state->ask.attention);
    return no ? error_words(error, "%s", no) : true;
}

bool score_command(Session *session, State *state, const Words *words, Error *error) {
    const char *list[16];
    for (int i = 0; i < score_count; i++) list[i] = score_list[i]->word;
    int i = words_one_of(words, 0, list, score_count, error);
    if (i < 0) return false;
    if (state->ask.model->kind == &model_lookup) {
        state->ask.attention.score = score_list[i];
        return accept_lookup(state, error);
    }
    if (state->ask.model->kind != &model_seq2seq)
        return head_score(state, score_list[i], session->drafting, error);
    Seq2SeqConfig config = state->ask.model->config;
    config.score = score_list[i];
    if (session->drafting) return draft(session, state, &config, error);
    Wish wish = wish_of(state);
    wish.score = list[i];
    if (state->ask.family) return choose_shipped(session, state, &wish, ASKED_SCORE, error);
    state->ask.attention.score = score_list[i];
    return accept(state, state->ask.model->config.query_current, error);
}

bool query_command(Session *session, State *state, const Words *words, Error *error) {
    static const char *const list[] = {"previous", "current"};
    int i = words_one_of(words, 0, list, 2, error);
    if (i < 0 || !is_recurrent(state, "query", error)) return false;
    Seq2SeqConfig config = state->ask.model->config;
    config.query_current = i == 1;
    if (session->drafting) return draft(session, state, &config, error);
    Wish wish = wish_of(state);
    wish.query_current = i == 1;
    if (state->ask.family) return choose_shipped(session, state, &wish, ASKED_QUERY, error);
    return accept(state, i == 1, error);
}

bool cell_command(Session *session, State *state, const Words *words, Error *error) {
    const char *list[8];
    for (int i = 0; i < cell_count; i++) list[i] = cell_list[i]->word;
    int i = words_one_of(words, 0, list, cell_count, error);
    if (i < 0 || !is_recurrent(state, "cell", error)) return false;
    Seq2SeqConfig config = state->ask.model->config;
    config.cell = cell_list[i];
    if (session->drafting) return draft(session, state, &config, error);
    Wish wish = wish_of(state);
    wish.cell = list[i];
    if (state->ask.family) return choose_shipped(session, state, &wish, ASKED_CELL, error);
    const Model *model = state->ask.model;
    if (model->config.cell == cell_list[i]) return true;
    return error_words(error, "%s has the cell %s, which cannot be exchanged", model->name,
                       model->config.cell->word);
}

bool encoder_command(Session *session, State *state, const Words *words, Error *error) {
    static const char *const list[] = {"two-way", "one-way"};
    int i = words_one_of(words, 0, list, 2, error);
    if (i < 0 || !is_recurrent(state, "encoder", error)) return false;
    Seq2SeqConfig config = state->ask.model->config;
    config.bidirectional = i == 0;
    if (session->drafting) return draft(session, state, &config, error);
    Wish wish = wish_of(state);
    wish.bidirectional = i == 0;
    if (state->ask.family) return choose_shipped(session, state, &wish, ASKED_ENCODER, error);
    const Model *model = state->ask.model;
    if (model->config.bidirectional == (i == 0)) return true;
    return error_words(error, "%s has a %s encoder, which cannot be exchanged", model->name,
                       list[1 - i]);
}

/* The shipped transformer of the task with such positions, or NULL. */
static const Model *find_positions(Session *session, const char *task, bool sinusoidal) {
    int count;
    const char **names = model_list(session->arena, &count);
    const char *start = arena_printf(session->arena, "transformer-%s", task);
    for (int i = 0; i < count; i++) {
        Error none;
        if (strncmp(names[i], start, strlen(start))) continue;
        const Model *model = session_model(session, names[i], &none);
        if (model && model->transformer.sinusoidal == sinusoidal) return model;
    }
    return NULL;
}

bool positions_command(Session *session, State *state, const Words *words, Error *error) {
    static const char *const list[] = {"learned", "sinusoidal"};
    const Model *model = state->ask.model;
    int i = words_one_of(words, 0, list, 2, error);
    if (i < 0) return false;
    if (model->kind != &model_transformer)
        return error_words(error, "%s reads in order and needs no positions; a transformer does",
                           model->name);
    if (session->drafting) {
        TrainingPlan plan = training_plan_of(task_find(model->task), model->kind);
        plan.transformer.sinusoidal = i == 1;
        return session_draft(session, state, &plan, error);
    }
    if (model->transformer.sinusoidal == (i == 1)) return true;
    if (model->transformer.decoder_only)
        return error_words(error, "%s has learned positions, as a decoder alone always has",
                           model->name);
    const Model *other = state->ask.family ? find_positions(session, model->task, i == 1) : NULL;
    if (!other)
        return error_words(error, "%s has %s positions; heed train makes one with %s", model->name,
                           list[1 - i], list[i]);
    state_use_model(state, other, true);
    snprintf(session->message, sizeof session->message, "uses %s", other->name);
    return true;
}

/* The scope's word for this kind of model, and D; NULL and a sentence. */
static const Scope *read_scope(const State *state, const Words *words, int *window, Error *error) {
    bool heads = state->ask.model->kind != &model_seq2seq;
    const char *list[16];
    int count = 0;
    for (int i = 0; i < scope_count; i++) {
        const Scope *scope = scope_list[i];
        bool fits = heads ? scope->for_self : scope->for_alignment;
        if (fits || !strcmp(scope->word, words->arguments[0])) list[count++] = scope->word;
    }
    int at = words_one_of(words, 0, list, count, error);
    const Scope *scope = at < 0 ? NULL : scope_find(list[at]);
    if (!scope) return NULL;
    if (!(heads ? scope->for_self : scope->for_alignment))
        error_words(error,
                    heads ? "scope %s is for an encoder–decoder's attention; here it is global, "
                            "causal or band"
                          : "scope %s is for self-attention; here it is global, local-m or local-p",
                    scope->word);
    else if (words->count > 1 && !scope->has_window)
        error_words(error, "scope %s takes no window", scope->word);
    else {
        long D = state->ask.attention.window;
        if (words->count > 1 &&
            !words_whole(words, 1, scope->smallest_window, TRANSFORMER_POSITIONS_MAX, &D, error))
            return NULL;
        *window = D < scope->smallest_window ? scope->smallest_window : (int)D;
        return scope;
    }
    return NULL;
}

/* A lookup looks at every key. */
static bool lookup_scope(State *state, const Words *words, Error *error) {
    const char *list[16];
    for (int i = 0; i < scope_count; i++) list[i] = scope_list[i]->word;
    int i = words_one_of(words, 0, list, scope_count, error);
    if (i < 0) return false;
    state->ask.attention.scope = scope_list[i];
    if (!accept_lookup(state, error)) return false;
    return words->count == 1 ? true : error_words(error, "scope global takes no window");
}

bool scope_command(Session *session, State *state, const Words *words, Error *error) {
    if (state->ask.model->kind == &model_lookup) return lookup_scope(state, words, error);
    int window = 0;
    const Scope *scope = read_scope(state, words, &window, error);
    if (!scope) return false;
    if (scope->has_window) state->ask.attention.window = window;
    if (state->ask.model->kind != &model_seq2seq) {
        state->ask.attention.scope = scope;
        return true;
    }
    Seq2SeqConfig config = state->ask.model->config;
    config.scope = scope;
    config.window = scope->has_window ? window : 0;
    if (session->drafting) return draft(session, state, &config, error);
    Wish wish = wish_of(state);
    wish.scope = scope->word;
    if (state->ask.family && !score_is_none(state->ask.attention.score)) {
        bool named = words->count > 1;
        if (!choose_with_window(session, state, &wish, ASKED_SCOPE, named, error)) return false;
    } else
        state->ask.attention.scope = scope;
    return accept(state, state->ask.model->config.query_current, error);
}

bool renormalise_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return words_on_off(words, &state->ask.attention.renormalise, error);
}

bool weigh_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    const char *list[8];
    for (int i = 0; i < weigh_count; i++) list[i] = weigh_list[i]->word;
    int i = words_one_of(words, 0, list, weigh_count, error);
    if (i >= 0) state->ask.attention.weigh = weigh_list[i];
    return i >= 0;
}

bool temperature_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return words_real(words, 0, 1e-6, 1e6, &state->ask.attention.temperature, error);
}

bool samples_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    long n = 0;
    if (!words_whole(words, 0, 1, 10000, &n, error)) return false;
    state->ask.attention.samples = (int)n;
    return true;
}

bool open_command(Session *session, State *state, const Words *words, Error *error) {
    if (!strcmp(file_ending(words->rest), "heed"))
        return error_words(
            error,
            "open: a lesson cannot be opened from within a line"); /* session_apply does it */
    const Model *model = session_model(session, words->rest, error);
    if (!model) return false;
    state_use_model(state, model, false);
    return true;
}
