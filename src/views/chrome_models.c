/* chrome_models.c -- which model runs: the menu of shipped ones, by task, in words. */
#include "views/chrome.h"

#include "ui/menu.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A shipped file's name taken apart: MODEL-TASK[-SCORE][-what differs from the usual]. */
typedef struct ModelWords {
    const char *task, *kind; /* "Dates"; "Additive · local-m" */
} ModelWords;

static const char *capital(Arena *arena, const char *word) {
    char *copy = arena_string(arena, word);
    copy[0] = (char)toupper((unsigned char)copy[0]);
    return copy;
}

/* Cuts the word up to the next hyphen off the rest; a scope's own hyphen is no end. */
static const char *next_word(Arena *arena, const char **rest) {
    size_t length = strcspn(*rest, "-");
    if (!strncmp(*rest, "local-", 6)) length += 1 + strcspn(*rest + length + 1, "-");
    char *word = arena_string(arena, *rest);
    word[length] = '\0';
    *rest += length + ((*rest)[length] == '-');
    return word;
}

static const char *in_words(Arena *arena, const char *word) {
    static const char *const known[][2] = {
        {"current", "current s"}, {"lstm", "LSTM"},   {"rnn", "RNN"},
        {"oneway", "one way"},    {"lstmn", "LSTMN"}, {"aoa", "Attention over attention"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i][0], word)) return known[i][1];
    const Score *score = score_find(word);
    return score ? score->title : !strncmp(word, "local-", 6) ? word : capital(arena, word);
}

static ModelWords words_of(Arena *arena, const char *name) {
    const char *rest = name, *model = next_word(arena, &rest), *task = next_word(arena, &rest);
    const char *kind = !strcmp(model, "seq2seq") && *rest ? NULL : in_words(arena, model);
    while (*rest) {
        const char *word = in_words(arena, next_word(arena, &rest));
        kind = kind ? arena_printf(arena, "%s · %s", kind, word) : word;
    }
    return (ModelWords){capital(arena, *task ? task : model), kind};
}

/* What runs, in a few words: the task and the score, or the file. */
static const char *model_label(const ViewPass *view) {
    Arena *arena = ui_arena(view->ui);
    const Model *model = view->state->ask.model;
    if (model->kind == &model_lookup) return "Lookup · memory you can ask";
    if (view->state->ask.family) {
        ModelWords words = words_of(arena, model->name);
        return arena_printf(arena, "%s · %s", words.task, words.kind);
    }
    const char *slash = strrchr(model->name, '/'), *file = slash ? slash + 1 : model->name;
    const char *from = model_is_file(model) ? file : "trained here";
    return *model->task ? arena_printf(arena, "%s · %s", capital(arena, model->task), from) : from;
}

/* One task's models under its name; `menu` has room for all. */
static void add_task(const ViewPass *view, UiMenuLine *lines, int *count, const char **names,
                     int name_count, const char *task) {
    Arena *arena = ui_arena(view->ui);
    const Ask *ask = &view->state->ask;
    lines[*count] = (UiMenuLine){.label = task, .heading = true, .separated = *count > 0};
    ++*count;
    for (int i = 0; i < name_count; i++) {
        ModelWords words = words_of(arena, names[i]);
        if (strcmp(words.task, task) != 0) continue;
        lines[(*count)++] = (UiMenuLine){.label = words.kind,
                                         .note = names[i],
                                         .on = ask->family && !strcmp(names[i], ask->model->name)};
    }
}

static bool has_task(const UiMenuLine *lines, int count, const char *task) {
    for (int i = 0; i < count; i++)
        if (lines[i].heading && !strcmp(lines[i].label, task)) return true;
    return false;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void chrome_models(ViewPass *view, DrawBox box) {
    Arena *arena = ui_arena(view->ui);
    int name_count, count = 0, chosen = -1;
    const char **names = model_list(arena, &name_count);
    qsort(names, (size_t)name_count, sizeof *names, by_name); /* the usual before its variants */
    UiMenuLine *lines = ARENA_ARRAY(arena, UiMenuLine, 2 * name_count + 3);
    /* The first lesson is found at the top, however many files there are. */
    lines[count++] = (UiMenuLine){.label = "Lookup", .heading = true};
    lines[count++] = (UiMenuLine){.label = "Memory you can ask",
                                  .note = model_lookup.word,
                                  .on = view->state->ask.model->kind == &model_lookup};
    for (int i = 0; i < name_count; i++) {
        const char *task = words_of(arena, names[i]).task;
        if (!has_task(lines, count, task)) add_task(view, lines, &count, names, name_count, task);
    }
    for (int i = 0; i < count; i++)
        if (lines[i].on) chosen = i;
    UiDropdown dropdown = {.label = model_label(view), .menu = {lines, count, 0}, .chosen = chosen};
    int now = ui_dropdown(view->ui, "model", box, dropdown);
    if (now >= 0 && now != chosen) view_say(view, "model \"%s\"", lines[now].note);
}
