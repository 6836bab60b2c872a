/* translate.h -- what others may ask of the task `translate` beyond task.h: its words. */
#ifndef HEED_TASKS_TRANSLATE_H
#define HEED_TASKS_TRANSLATE_H

#include "tasks/task.h"

/* One English word of the language as a dictionary has it. */
typedef struct TranslateWord {
    const char *english, *french; /* singular, masculine, infinitive; of several words if need be */
    const char *part;             /* "noun", "verb", "adjective", "adverb", … */
} TranslateWord;

/* All entries, those of one part of speech side by side; in the arena. Years are left out. */
const TranslateWord *translate_words(Arena *arena, int *count);

#endif
