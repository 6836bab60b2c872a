#include "views/wording.h"

#include "ui/layout.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* A text longer than CHECKED_MOST bytes is not looked through while it is typed. */
enum { OFFERS_MOST = 7, CHECKED_MOST = 6000 };

/* --- what is known --------------------------------------------------------------------------- */

/* What it reads, or writes. */
static const Vocabulary *vocabulary_of(const ViewPass *view, bool written) {
    const Model *model = view->state->ask.model;
    return written ? &model->target : &model->source;
}

static bool is_known(const Vocabulary *words, const char *token) {
    int id = vocabulary_id(words, token);
    return id >= 0 && (id != words->unknown || !strcmp(token, words->tokens[id]));
}

static bool is_special(const char *token) {
    return token[0] == '<' && token[1];
}

const char *wording_nearest(const Vocabulary *words, const char *token) {
    const char *near = text_nearest(token, words->tokens, words->count);
    return near && !is_special(near) ? near : NULL;
}

/* What the word becomes, where the task has a dictionary. */
static const char *meaning(const ViewPass *view, Arena *arena, const char *word) {
    const Task *task = task_find(view->state->ask.model->task);
    int count = 0;
    const TaskWord *all = task && task->words ? task->words(arena, &count) : NULL;
    for (int i = 0; i < count; i++)
        if (!strcmp(all[i].word, word)) return all[i].meaning;
    for (int i = 0; i < count; i++) /* a form, or the “look” of “look for”, but not its “for” */
        if (task_word_is(&all[i], word)) return all[i].meaning;
    return NULL;
}

/* --- while typing ---------------------------------------------------------------------------- */

typedef struct Typing {
    const ViewPass *view;
    Arena *arena;
    const Vocabulary *words;
    bool written;
    const char *word; /* at the caret, up to it */
    UiFieldOffer *offers;
    int count;
} Typing;

static void offer(Typing *typing, const char *word) {
    if (typing->count == OFFERS_MOST) return;
    const char *note = typing->written ? NULL : meaning(typing->view, typing->arena, word);
    typing->offers[typing->count++] = (UiFieldOffer){word, note};
}

/* Words that begin so, the shortest first, those of the same case before others. */
static void offer_longer(Typing *typing) {
    size_t n = strlen(typing->word), longest = 0;
    for (int i = 0; i < typing->words->count; i++)
        if (strlen(typing->words->tokens[i]) > longest) longest = strlen(typing->words->tokens[i]);
    for (int folded = 0; folded < 2 && n; folded++)
        for (size_t length = n + !folded; length <= longest && typing->count < OFFERS_MOST;
             length++)
            for (int i = 0; i < typing->words->count; i++) {
                const char *token = typing->words->tokens[i];
                if (strlen(token) != length || is_special(token)) continue;
                bool same = !strncmp(token, typing->word, n);
                if (folded ? !same && !strncasecmp(token, typing->word, n) : same)
                    offer(typing, token);
            }
}

static bool has_longer(const Typing *typing) {
    return typing->count > 0;
}

/* Marks what is not known; what is being typed only once nothing known begins so. */
static UiFieldHelp help_with(const ViewPass *view, bool written, Arena *arena, const char *text,
                             size_t caret) {
    const Model *model = view->state->ask.model;
    UiFieldHelp help = {0};
    if (model->kind == &model_lookup || strlen(text) > CHECKED_MOST) return help;
    int count;
    const TokenSpan *spans = tokens_spans(arena, model->tokens, text, &count);
    TextPieces tokens = tokens_split(arena, model->tokens, text);
    if (tokens.count != count) return help; /* not NFC: nothing to say of it */
    if (count && model->tokens == TOKENS_WORDS && !written)
        tokens.items[0] = vocabulary_first_word(&model->source, arena, tokens.items[0]);
    UiFieldSpan *marks = ARENA_ARRAY(arena, UiFieldSpan, count + 1);
    Typing typing = {.view = view, .arena = arena, .written = written};
    typing.words = vocabulary_of(view, written);
    typing.offers = ARENA_ARRAY(arena, UiFieldOffer, OFFERS_MOST);
    bool words = model->tokens != TOKENS_CHARACTERS;
    for (int i = 0; i < count; i++) {
        bool known = is_known(typing.words, tokens.items[i]);
        bool here = words && caret != SIZE_MAX && spans[i].first < caret && caret <= spans[i].last;
        if (known) continue;
        if (here) {
            help.word = (UiFieldSpan){spans[i].first, spans[i].last};
            typing.word = tokens.items[i];
            if (caret == spans[i].last) offer_longer(&typing);
        }
        if (here && has_longer(&typing)) continue;
        marks[help.mark_count++] = (UiFieldSpan){spans[i].first, spans[i].last};
        const char *near = here ? wording_nearest(typing.words, tokens.items[i]) : NULL;
        if (!near) continue;
        offer(&typing, near);
        help.title = "not known; the nearest:";
    }
    help.marks = marks;
    help.offers = typing.offers;
    help.offer_count = typing.count;
    return help;
}

UiFieldHelp wording_help(const void *with, Arena *arena, const char *text, size_t caret) {
    return help_with(with, false, arena, text, caret);
}

UiFieldHelp wording_help_written(const void *with, Arena *arena, const char *text, size_t caret) {
    return help_with(with, true, arena, text, caret);
}
