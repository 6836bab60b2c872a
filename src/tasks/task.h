/* task.h -- a task: where examples come from, and what is right.
 *
 * A task is one `const Task` in a file of its own and one line in tasks/list.c. To add one: write
 * tasks/NAME.c with `const Task task_NAME = {.name = "NAME", …}` and its functions, and add it to
 * the list. Nothing else knows the tasks by name.
 *
 * Samples depend only on the Rng they are given, which the caller starts with rng_at, so that batch
 * n of seed s is the same wherever and whenever it is drawn. `fresh` samples come from a part of
 * the data that samples for training never touch. The functions hold no state: any thread may call
 * them with its own Rng and Arena.
 */
#ifndef HEED_TASKS_TASK_H
#define HEED_TASKS_TASK_H

#include "base/arena.h"
#include "base/rng.h"
#include "base/text.h"
#include "tasks/tokens.h"

#include <stdbool.h>

/* The source tokens a target token surely comes from, ascending, from 0; none when `count` is 0. */
typedef struct GoldLinks {
    const int *sources;
    int count;
} GoldLinks;

typedef struct Sample {
    const char *source, *target;
    TextPieces source_tokens, target_tokens; /* as tokens_split cuts them; without </s> */
    const GoldLinks *gold; /* one for each target token, or NULL: the task has none */
    /* Where every next symbol is predicted (target is empty): whether the symbol after source token
     * t, which is there, can be known from those up to t, one for each; gold is then one for each
     * source token. Else NULL. */
    const bool *determined;
} Sample;

/* A word of the source language as a dictionary has it. */
typedef struct TaskWord {
    const char *word;    /* singular, infinitive */
    const char *forms;   /* the others that the task uses, a space between; "" none */
    const char *meaning; /* what it becomes in the target; "" where that is no word */
    const char *part;    /* of speech: "noun", "verb" … */
} TaskWord;

typedef struct Task {
    const char *name;
    const char *summary; /* one line, as `heed list tasks` prints it */
    TokenKind tokens;
    const char
        *ends; /* the marks every sample's source ends in, a space between; NULL: it need not */
    bool next_symbol; /* a sample is a sequence, of which every next symbol is predicted */
    int max_source, max_target; /* no sample has more tokens, </s> not counted */
    /* All tokens the samples use, special ones left out, always in the same order: what
     * vocabulary_from_list takes. */
    TextPieces (*source_alphabet)(Arena *arena);
    TextPieces (*target_alphabet)(Arena *arena);
    const char *const *examples; /* good inputs to show, the best one first */
    int example_count;
    /* Draws a sample; everything in it lives in the arena. NULL: nothing is trained on it. */
    void (*sample)(Rng *rng, bool fresh, Arena *arena, Sample *out);
    /* What is right for a text that someone typed: fills `out` (the reference target and its gold),
     * or returns false when the text is not one the task can judge. NULL: no text can be judged. */
    bool (*read)(const char *text, Arena *arena, Sample *out);
    /* All words of the source, in the arena, those of one part of speech side by side. NULL: the
     * task has no dictionary. */
    const TaskWord *(*words)(Arena *arena, int *count);
} Task;

/* Whether the word is this entry, a word of it or one of its forms. */
bool task_word_is(const TaskWord *entry, const char *word);

extern const Task task_dates, task_translate, task_brackets, task_repeat;

/* The task of this name, or NULL. */
const Task *task_find(const char *name);
/* All tasks in the order they are shown. */
const Task *const *task_list(int *count);

/* The vocabularies made of the task's alphabets. */
void task_vocabularies(const Task *task, Arena *arena, Vocabulary *source, Vocabulary *target);
/* The reference target of `text`, or NULL when it cannot be derived or the task has none. */
const char *task_reference(const Task *task, const char *text, Arena *arena);

#endif
