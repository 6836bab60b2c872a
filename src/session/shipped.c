/* shipped.c -- which of a task's shipped files a choice of words means. Files say what they are in
 * their names: seq2seq-TASK-SCORE[-current][-local-m|-local-p][-lstm|-rnn][-oneway]. */
#include "session/parts.h"

#include <string.h>

static bool take(const char **at, const char *part) {
    size_t n = strlen(part);
    if (strncmp(*at, part, n) || ((*at)[n] != '\0' && (*at)[n] != '-')) return false;
    *at += n;
    return true;
}

/* Reads the name of a task's file; false when it is not one. */
static bool read_name(const char *name, const char *task, Wish *out) {
    const char *at = name;
    if (!take(&at, "seq2seq") || *at++ != '-' || !take(&at, task) || *at++ != '-') return false;
    *out = (Wish){.scope = "global", .cell = "gru", .bidirectional = true};
    for (int i = 0; i < score_count && !out->score; i++)
        if (take(&at, score_list[i]->word)) out->score = score_list[i]->word;
    if (!out->score) return false;
    if (take(&at, "-current")) out->query_current = true;
    if (take(&at, "-local-m")) out->scope = "local-m";
    if (take(&at, "-local-p")) out->scope = "local-p";
    if (take(&at, "-lstm")) out->cell = "lstm";
    if (take(&at, "-rnn")) out->cell = "rnn";
    if (take(&at, "-oneway")) out->bidirectional = false;
    return *at == '\0';
}

/* What agrees, as a number: score counts most, then query, cell, encoder, scope. */
static int agreement(const Wish *a, const Wish *b) {
    return !strcmp(a->score, b->score) * 16 + (a->query_current == b->query_current) * 8 +
           !strcmp(a->cell, b->cell) * 4 + (a->bidirectional == b->bidirectional) * 2 +
           !strcmp(a->scope, b->scope);
}

static bool has_asked(const Wish *a, const Wish *b, Asked asked) {
    switch (asked) {
    case ASKED_SCORE: return !strcmp(a->score, b->score);
    case ASKED_QUERY: return a->query_current == b->query_current;
    case ASKED_CELL: return !strcmp(a->cell, b->cell);
    case ASKED_ENCODER: return a->bidirectional == b->bidirectional;
    case ASKED_SCOPE: return true; /* a run can be given a scope its model was not trained with */
    }
    return false;
}

static const char *asked_word(const Wish *wish, Asked asked) {
    switch (asked) {
    case ASKED_SCORE: return wish->score;
    case ASKED_QUERY: return wish->query_current ? "query current" : "query previous";
    case ASKED_CELL: return wish->cell;
    case ASKED_ENCODER: return wish->bidirectional ? "a two-way encoder" : "a one-way encoder";
    case ASKED_SCOPE: return wish->scope;
    }
    return "";
}

const Shipped *shipped_files(Arena *arena, const char *task, int *count) {
    int names_count;
    const char **names = model_list(arena, &names_count);
    Shipped *files = ARENA_ARRAY(arena, Shipped, names_count + 1);
    *count = 0;
    for (int i = 0; i < names_count; i++) {
        Wish has;
        if (read_name(names[i], task, &has))
            files[(*count)++] =
                (Shipped){has.score, has.scope, has.cell, has.query_current, has.bidirectional};
    }
    return files;
}

const char *shipped_choose(Session *session, const char *task, const Wish *wish, Asked asked,
                           Error *error) {
    int count, best = -1;
    const char *chosen = NULL, **names = model_list(session->arena, &count);
    for (int i = 0; i < count; i++) {
        Wish has;
        if (!read_name(names[i], task, &has) || !has_asked(&has, wish, asked)) continue;
        int agrees = agreement(&has, wish);
        if (agrees > best) {
            best = agrees;
            chosen = names[i];
        }
    }
    if (!chosen)
        error_set(error, "no shipped model of %s has %s; heed train makes one", task,
                  asked_word(wish, asked));
    return chosen;
}

const char *shipped_default(Session *session, const char *task, Error *error) {
    const ModelKind *kind = model_kind_find(task);
    if (kind && !kind->read) return kind->word;
    if (task_find(task) && task_find(task)->next_symbol)
        return arena_printf(session->arena, "%s-%s", model_transformer.word, task);
    Wish usual = {.score = "additive", .scope = "global", .cell = "gru", .bidirectional = true};
    return shipped_choose(session, task, &usual, ASKED_SCORE, error);
}

Wish wish_of(const State *state) {
    const Seq2SeqConfig *c = &state->ask.model->config; /* of a recurrent model */
    return (Wish){
        .score = state->ask.attention.score->word,
        .scope = state->ask.attention.scope->word,
        .cell = c->cell->word,
        .query_current = c->query_current,
        .bidirectional = c->bidirectional,
    };
}
