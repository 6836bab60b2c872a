/* commands.c -- the words: one function and one line of the table each. To add a command, write its
 * function and its line; the palette, `heed list commands`, files and tests know it then. */
#include "session/parts.h"

#include "base/file.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const reveal_words[REVEAL_COUNT] = {"cell", "row", "token", "all"};
const char *const theme_words[THEME_COUNT] = {"light", "dark", "print"};
const char *const view_words[VIEW_COUNT] = {"step", "scores", "weights", "inspector"};

/* --- arguments ---------------------------------------------------------------------------------
 */

static bool whole_number(const Words *words, int which, long low, long high, long *out,
                         Error *error) {
    const char *text = words->arguments[which];
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (*end || end == text || errno || value < low || value > high)
        return error_words(error, "%s takes a whole number from %ld to %ld, not “%s”", words->verb,
                           low, high, text);
    *out = value;
    return true;
}

static bool real_number(const Words *words, int which, double low, double high, double *out,
                        Error *error) {
    const char *text = words->arguments[which];
    char *end;
    double value = strtod(text, &end);
    if (*end || end == text || !(value >= low && value <= high))
        return error_words(error, "%s takes a number from %g to %g, not “%s”", words->verb, low,
                           high, text);
    *out = value;
    return true;
}

/* The place of the argument in a list of words, or −1 and a sentence with the nearest. */
static int one_of(const Words *words, int which, const char *const *list, int count, Error *error) {
    const char *text = words->arguments[which];
    char all[256] = "";
    for (int i = 0; i < count; i++) {
        if (!strcmp(list[i], text)) return i;
        size_t n = strlen(all);
        snprintf(all + n, sizeof all - n, "%s%s",
                 i == 0           ? ""
                 : i == count - 1 ? " or "
                                  : ", ",
                 list[i]);
    }
    const char *near = text_nearest(text, list, count);
    error_words(error, "%s takes %s, not “%s”%s%s%s", words->verb, all, text,
                near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    return -1;
}

static bool on_or_off(const Words *words, bool *out, Error *error) {
    static const char *const list[] = {"on", "off"};
    int i = one_of(words, 0, list, 2, error);
    *out = i == 0;
    return i >= 0;
}

/* --- what runs ---------------------------------------------------------------------------------
 */

void state_use_model(State *state, const Model *model, bool family) {
    const Model *old = state->ask.model;
    bool same_task = old && !strcmp(old->task, model->task);
    state->ask.model = model;
    state->ask.family = family;
    state->ask.attention = (Attention){
        .score = model->config.score,
        .scope = model->config.scope,
        .weigh = weigh_find("soft"),
        .window = model->config.window ? model->config.window
                  : old                ? state->ask.attention.window
                                       : 3,
        .temperature = 1,
        .samples = 1,
    };
    const Task *task = task_find(model->task);
    if (!same_task && task && task->example_count) state->ask.input = task->examples[0];
}

static bool model_command(Session *session, State *state, const Words *words, Error *error) {
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

static bool input_command(Session *session, State *state, const Words *words, Error *error) {
    (void)error;
    state->ask.input = session_text(session, words->rest);
    return true;
}

static bool example_command(Session *session, State *state, const Words *words, Error *error) {
    const Task *task = task_find(state->ask.model->task);
    if (!task || !task->example_count)
        return error_words(error, "the task %s has no examples here", state->ask.model->task);
    long number = 1;
    if (strcmp(words->arguments[0], "next")) {
        if (!whole_number(words, 0, 1, task->example_count, &number, error)) return false;
    } else {
        for (int i = 0; i < task->example_count; i++)
            if (!strcmp(task->examples[i], state->ask.input))
                number = (i + 1) % task->example_count + 1;
    }
    state->ask.input = session_text(session, task->examples[number - 1]);
    return true;
}

static bool seed_command(Session *session, State *state, const Words *words, Error *error) {
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
    if (model != state->ask.model)
        snprintf(session->message, sizeof session->message, "uses %s", name);
    Attention *a = &state->ask.attention;
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

static bool score_command(Session *session, State *state, const Words *words, Error *error) {
    const char *list[16];
    for (int i = 0; i < score_count; i++) list[i] = score_list[i]->word;
    int i = one_of(words, 0, list, score_count, error);
    if (i < 0) return false;
    Seq2SeqConfig draft = state->ask.model->config;
    draft.score = score_list[i];
    if (session->drafting) return session_draft(session, state, &draft, error);
    Wish wish = wish_of(state);
    wish.score = list[i];
    if (state->ask.family) return choose_shipped(session, state, &wish, ASKED_SCORE, error);
    state->ask.attention.score = score_list[i];
    return accept(state, state->ask.model->config.query_current, error);
}

static bool query_command(Session *session, State *state, const Words *words, Error *error) {
    static const char *const list[] = {"previous", "current"};
    int i = one_of(words, 0, list, 2, error);
    if (i < 0) return false;
    Seq2SeqConfig draft = state->ask.model->config;
    draft.query_current = i == 1;
    if (session->drafting) return session_draft(session, state, &draft, error);
    Wish wish = wish_of(state);
    wish.query_current = i == 1;
    if (state->ask.family) return choose_shipped(session, state, &wish, ASKED_QUERY, error);
    return accept(state, i == 1, error);
}

static bool cell_command(Session *session, State *state, const Words *words, Error *error) {
    const char *list[8];
    for (int i = 0; i < cell_count; i++) list[i] = cell_list[i]->word;
    int i = one_of(words, 0, list, cell_count, error);
    if (i < 0) return false;
    Seq2SeqConfig draft = state->ask.model->config;
    draft.cell = cell_list[i];
    if (session->drafting) return session_draft(session, state, &draft, error);
    Wish wish = wish_of(state);
    wish.cell = list[i];
    if (state->ask.family) return choose_shipped(session, state, &wish, ASKED_CELL, error);
    const Model *model = state->ask.model;
    if (model->config.cell == cell_list[i]) return true;
    return error_words(error, "%s has the cell %s, which cannot be exchanged", model->name,
                       model->config.cell->word);
}

static bool encoder_command(Session *session, State *state, const Words *words, Error *error) {
    static const char *const list[] = {"two-way", "one-way"};
    int i = one_of(words, 0, list, 2, error);
    if (i < 0) return false;
    Seq2SeqConfig draft = state->ask.model->config;
    draft.bidirectional = i == 0;
    if (session->drafting) return session_draft(session, state, &draft, error);
    Wish wish = wish_of(state);
    wish.bidirectional = i == 0;
    if (state->ask.family) return choose_shipped(session, state, &wish, ASKED_ENCODER, error);
    const Model *model = state->ask.model;
    if (model->config.bidirectional == (i == 0)) return true;
    return error_words(error, "%s has a %s encoder, which cannot be exchanged", model->name,
                       list[1 - i]);
}

static bool scope_command(Session *session, State *state, const Words *words, Error *error) {
    const char *list[16];
    int count = 0;
    for (int i = 0; i < scope_count; i++)
        if (scope_list[i]->for_alignment || !strcmp(scope_list[i]->word, words->arguments[0]))
            list[count++] = scope_list[i]->word;
    int i = one_of(words, 0, list, count, error);
    if (i < 0) return false;
    const Scope *scope = scope_find(list[i]);
    if (!scope->for_alignment)
        return error_words(error,
                           "scope %s is for self-attention; here it is global, local-m or local-p",
                           list[i]);
    if (words->count > 1 && !scope->has_window)
        return error_words(error, "scope %s takes no window", scope->word);
    long window = state->ask.attention.window;
    if (words->count > 1 &&
        !whole_number(words, 1, scope->smallest_window, INPUT_TOKENS_MAX, &window, error))
        return false;
    if (window < scope->smallest_window) window = scope->smallest_window;
    if (scope->has_window) state->ask.attention.window = (int)window;
    Seq2SeqConfig draft = state->ask.model->config;
    draft.scope = scope;
    draft.window = scope->has_window ? (int)window : 0;
    if (session->drafting) return session_draft(session, state, &draft, error);
    Wish wish = wish_of(state);
    wish.scope = scope->word;
    if (state->ask.family && !score_is_none(state->ask.attention.score)) {
        bool named = words->count > 1;
        if (!choose_with_window(session, state, &wish, ASKED_SCOPE, named, error)) return false;
    } else
        state->ask.attention.scope = scope;
    return accept(state, state->ask.model->config.query_current, error);
}

static bool renormalise_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return on_or_off(words, &state->ask.attention.renormalise, error);
}

static bool weigh_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    const char *list[8];
    for (int i = 0; i < weigh_count; i++) list[i] = weigh_list[i]->word;
    int i = one_of(words, 0, list, weigh_count, error);
    if (i >= 0) state->ask.attention.weigh = weigh_list[i];
    return i >= 0;
}

static bool temperature_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return real_number(words, 0, 1e-6, 1e6, &state->ask.attention.temperature, error);
}

static bool samples_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    long n = 0;
    if (!whole_number(words, 0, 1, 10000, &n, error)) return false;
    state->ask.attention.samples = (int)n;
    return true;
}

/* --- stepping and looking ----------------------------------------------------------------------
 */

static bool step_command(Session *session, State *state, const Words *words, Error *error) {
    const Run *run = session->run;
    const char *where = words->arguments[0];
    Position *position = &state->look.position;
    Reveal reveal = state->look.reveal == REVEAL_ALL ? REVEAL_TOKEN : state->look.reveal;
    if (state->look.reveal == REVEAL_ALL && !strcmp(where, "next")) reveal = REVEAL_ALL;
    if (!strcmp(where, "next"))
        *position = run_next(run, *position, reveal);
    else if (!strcmp(where, "back"))
        *position = run_back(run, *position, reveal);
    else if (!strcmp(where, "first"))
        *position = run_first(run);
    else if (!strcmp(where, "last"))
        *position = run_last(run);
    else {
        static const char *const list[] = {"next", "back", "first", "last"};
        char *end;
        strtol(where, &end, 10);
        if (*end || end == where) {
            one_of(words, 0, list, 4, error);
            return error_prefix(error, "step takes a number too");
        }
        long number = 0;
        if (!whole_number(words, 0, 0, run->target.count, &number, error)) return false;
        *position = number ? (Position){(int)number, STAGE_OUTPUT, 0} : run_first(run);
    }
    return true;
}

static bool reveal_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    int i = one_of(words, 0, reveal_words, REVEAL_COUNT, error);
    if (i >= 0) state->look.reveal = (Reveal)i;
    return i >= 0;
}

static bool speed_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return real_number(words, 0, 0.1, 20, &state->look.speed, error);
}

static bool view_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    int i = one_of(words, 0, view_words, VIEW_COUNT, error);
    if (i >= 0) state->look.view = (View)i;
    return i >= 0;
}

static bool select_command(Session *session, State *state, const Words *words, Error *error) {
    if (words->count == 1) {
        if (strcmp(words->arguments[0], "none"))
            return error_words(error, "select takes a target and a source number, or none");
        state->look.target = state->look.source = 0;
        return true;
    }
    long t = 0, s = 0;
    const Run *run = session->run;
    if (!whole_number(words, 0, 1, run->target.count, &t, error) ||
        !whole_number(words, 1, 1, run->source.count, &s, error))
        return false;
    state->look.target = (int)t;
    state->look.source = (int)s;
    return true;
}

static bool theme_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    int i = one_of(words, 0, theme_words, THEME_COUNT, error);
    if (i >= 0) state->look.theme = (Theme)i;
    return i >= 0;
}

static bool text_size_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    long percent = 0;
    if (!whole_number(words, 0, 100, 300, &percent, error)) return false;
    state->look.text_size = (int)percent;
    return true;
}

static bool motion_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return on_or_off(words, &state->look.motion, error);
}

/* --- training ----------------------------------------------------------------------------------
 */

static bool examples_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return whole_number(words, 0, 1, 100000000, &state->training.examples, error);
}

static bool small_number(const Words *words, long high, int *out, Error *error) {
    long value = 0;
    if (!whole_number(words, 0, 1, high, &value, error)) return false;
    *out = (int)value;
    return true;
}

static bool batch_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return small_number(words, 1024, &state->training.batch, error);
}

static bool shards_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return small_number(words, SHARDS_MAX, &state->training.shards, error);
}

static bool hidden_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return small_number(words, 1024, &state->training.hidden, error);
}

static bool embedding_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return small_number(words, 1024, &state->training.embedding, error);
}

static bool rate_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return real_number(words, 0, 1e-6, 1, &state->training.rate, error);
}

/* --- keeping -----------------------------------------------------------------------------------
 */

static bool open_command(Session *session, State *state, const Words *words, Error *error) {
    if (!strcmp(file_ending(words->rest), "heed"))
        return error_words(
            error,
            "open: a lesson cannot be opened from within a line"); /* session_apply does it */
    const Model *model = session_model(session, words->rest, error);
    if (!model) return false;
    state_use_model(state, model, false);
    return true;
}

const Command command_table[] = {
    {{"model", "NAME", "a task's default model, or a shipped model by name", "what runs", false},
     1,
     1,
     model_command},
    {{"open", "FILE", "a checkpoint, used as it is, or a file of commands", "what runs", false},
     1,
     -1,
     open_command},
    {{"input", "TEXT", "the text the model reads", "what runs", false}, 1, -1, input_command},
    {{"example", "N|next", "one of the task's example inputs", "what runs", false},
     1,
     1,
     example_command},
    {{"seed", "N", "for hard attention's draws and for training", "what runs", false},
     1,
     1,
     seed_command},
    {{"score", "dot|scaled|cosine|bilinear|additive|none", "how a query and a key are matched",
      "match", false},
     1,
     1,
     score_command},
    {{"query", "previous|current", "which decoder state asks", "match", false},
     1,
     1,
     query_command},
    {{"cell", "gru|lstm|rnn", "the recurrent cell", "match", false}, 1, 1, cell_command},
    {{"encoder", "two-way|one-way", "the encoder's directions", "match", false},
     1,
     1,
     encoder_command},
    {{"scope", "global|local-m D|local-p D", "which source tokens may be looked at", "scope",
      false},
     1,
     2,
     scope_command},
    {{"renormalise", "on|off", "divide local-p's weights by their sum", "scope", false},
     1,
     1,
     renormalise_command},
    {{"weigh", "soft|sparse|hard|argmax", "how scores become weights", "weigh", false},
     1,
     1,
     weigh_command},
    {{"temperature", "X", "divides the scores; 1 is as trained", "weigh", false},
     1,
     1,
     temperature_command},
    {{"samples", "N", "draws a row of hard attention", "weigh", false}, 1, 1, samples_command},
    {{"step", "next|back|first|last|N", "forward, back, or to a target token", "step", false},
     1,
     1,
     step_command},
    {{"reveal", "cell|row|token|all", "how far a step goes", "step", false}, 1, 1, reveal_command},
    {{"speed", "X", "of playing", "step", false}, 1, 1, speed_command},
    {{"view", "step|scores|weights|inspector", "the picture in the middle, and of a figure", "look",
      false},
     1,
     1,
     view_command},
    {{"select", "T S|none", "pin the cell of target T and source S", "look", false},
     1,
     2,
     select_command},
    {{"examples", "N", "how many examples a training sees", "train", false},
     1,
     1,
     examples_command},
    {{"batch", "N", "examples a step of training", "train", false}, 1, 1, batch_command},
    {{"rate", "X", "of learning, at its peak", "train", false}, 1, 1, rate_command},
    {{"hidden", "N", "units of the model to train", "train", false}, 1, 1, hidden_command},
    {{"embedding", "N", "its numbers a token", "train", false}, 1, 1, embedding_command},
    {{"shards", "N", "parts of a batch, each on a thread", "train", false}, 1, 1, shards_command},
    {{"theme", "light|dark|print", "colours", "keep", false}, 1, 1, theme_command},
    {{"text-size", "PERCENT", "of all text, 100 to 300", "keep", false}, 1, 1, text_size_command},
    {{"motion", "on|off", "whether things move when they change", "keep", false},
     1,
     1,
     motion_command},
    {{"play", "", "step on by itself", "step", true}, 0, 0, NULL},
    {{"pause", "", "stop playing", "step", true}, 0, 0, NULL},
    {{"train", "start|pause|stop", "train this model from scratch, here", "train", true},
     1,
     1,
     NULL},
    {{"export", "FILE", "the current view as a figure, by FILE's ending", "keep", true},
     1,
     -1,
     NULL},
    {{"fullscreen", "on|off", "the whole screen", "keep", true}, 1, 1, NULL},
    {{"quit", "", "close the program", "keep", true}, 0, 0, NULL},
    {{"save", "FILE", "the state as a file of commands", "keep", true}, 1, -1, NULL},
    {{"undo", "", "take the last change back", "keep", true}, 0, 0, NULL},
    {{"redo", "", "make it again", "keep", true}, 0, 0, NULL},
    {{"reset", "", "everything as at the start; undo brings it back", "keep", false}, 0, 0, NULL},
};
const int command_count = sizeof command_table / sizeof *command_table;

const CommandInfo *command_info(int index) {
    return index < command_count ? &command_table[index].info : NULL;
}
