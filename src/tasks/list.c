/* list.c -- the one place that knows which tasks there are: add a line to add a task. */
#include "tasks/lookup.h"

#include <string.h>

static const Task *const tasks[] = {
    &task_dates, &task_translate, &task_brackets, &task_repeat, &task_lookup,
};

const Task *const *task_list(int *count) {
    *count = (int)(sizeof tasks / sizeof *tasks);
    return tasks;
}

const Task *task_find(const char *name) {
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++)
        if (!strcmp(tasks[i]->name, name)) return tasks[i];
    return NULL;
}

void task_vocabularies(const Task *task, Arena *arena, Vocabulary *source, Vocabulary *target) {
    TextPieces from = task->source_alphabet(arena), to = task->target_alphabet(arena);
    vocabulary_from_list(source, arena, from.items, from.count);
    vocabulary_from_list(target, arena, to.items, to.count);
}

/* A whole one of the words with spaces between. */
static bool stands_in(const char *words, const char *word) {
    size_t n = strlen(word);
    for (const char *at = words; n && (at = strstr(at, word)); at++)
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || !at[n])) return true;
    return false;
}

bool task_word_is(const TaskWord *entry, const char *word) {
    return stands_in(entry->word, word) || stands_in(entry->forms, word);
}

const char *task_reference(const Task *task, const char *text, Arena *arena) {
    Sample sample;
    if (task->next_symbol) return NULL;
    return task->read && task->read(text, arena, &sample) ? sample.target : NULL;
}
