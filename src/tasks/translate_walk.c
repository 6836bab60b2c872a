/* translate_walk.c -- a walk's steps: tokens drawn or matched, and the search for a reading. */
#include "tasks/translate_grammar.h"

#include <stdio.h>
#include <string.h>

enum { READINGS_MAX = 256 };

bool walk_sees_ahead(const Walk *walk, int ahead, const char *word) {
    if (walk->rng || walk->failed || walk->at + ahead >= walk->count || !word) return false;
    return !strcmp(walk->tokens[walk->at + ahead], word);
}

bool walk_sees(const Walk *walk, const char *word) {
    return walk_sees_ahead(walk, 0, word);
}

bool walk_sees_listed(const Walk *walk, int ahead, ListName list) {
    for (int i = 0; i < translate_lists[list].count; i++)
        if (walk_sees_ahead(walk, ahead, translate_lists[list].items[i].english)) return true;
    return false;
}

bool walk_sees_adjective(const Walk *walk, int ahead) {
    for (int i = 0; i < translate_adjective_count; i++)
        if (walk_sees_ahead(walk, ahead, translate_adjectives[i].english)) return true;
    return false;
}

bool walk_sees_noun(const Walk *walk, int ahead) {
    for (int i = 0; i < translate_noun_count; i++)
        for (int form = 0; form < 2; form++)
            if (walk_sees_ahead(walk, ahead, translate_nouns[i].english[form])) return true;
    return false;
}

bool walk_sees_phrase(const Walk *walk, int ahead) {
    for (int i = 0; i < translate_determiner_count; i++)
        if (walk_sees_ahead(walk, ahead, translate_determiners[i].english[0])) return true;
    static const ListName lists[] = {LIST_NAME, LIST_PLACE, LIST_NUMBER, LIST_DEGREE};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (walk_sees_listed(walk, ahead, lists[i])) return true;
    return walk_sees_ahead(walk, ahead, "an") || walk_sees_adjective(walk, ahead) ||
           walk_sees_noun(walk, ahead);
}

bool walk_sees_pronoun(const Walk *walk, int ahead, bool subject) {
    for (int i = 0; i < translate_pronoun_count; i++) {
        const Pronoun *one = &translate_pronouns[i];
        if (walk_sees_ahead(walk, ahead, subject ? one->subject : one->object)) return true;
    }
    return false;
}

bool walk_sees_verb(const Walk *walk, int first, int last) {
    for (int i = 0; i < translate_verb_count; i++)
        for (int form = first; form <= last; form++)
            if (walk_sees(walk, translate_verbs[i].english[form])) return true;
    return false;
}

int walk_year(const char *token) {
    int year = 0;
    for (int i = 0; i < 4; i++) {
        if (token[i] < '0' || token[i] > '9') return -1;
        year = 10 * year + token[i] - '0';
    }
    return !token[4] && year >= YEAR_FIRST && year <= YEAR_LAST ? year : -1;
}

int walk_say(Walk *walk, const char *word) {
    if (walk->failed) return 0;
    if (walk->rng ? walk->at > TRANSLATE_MAX_SOURCE : !walk_sees(walk, word)) {
        walk->failed = true;
        return 0;
    }
    if (walk->rng) walk->tokens[walk->at] = word;
    return walk->at++;
}

int walk_pick(Walk *walk, ListName list, int word, int *at) {
    const List *from = &translate_lists[list];
    if (!walk->rng)
        for (word = 0; word < from->count - 1; word++)
            if (walk_sees(walk, from->items[word].english)) break;
    *at = walk_say(walk, from->items[word].english);
    return word;
}

bool walk_option(Walk *walk, bool seen, double probability) {
    return walk->rng ? rng_unit(walk->rng) < probability : seen;
}

int walk_draw(Walk *walk, int n) {
    return walk->rng ? rng_below(walk->rng, n) : 0;
}

bool walk_either(Walk *walk, bool possible, double probability) {
    if (walk->rng) return rng_unit(walk->rng) < probability;
    if (!possible) return false;
    return walk->choices >> walk->choice_count++ & 1;
}

/* --- whole sentences ------------------------------------------------------------------------- */

/* A walk of n such decisions that failed is walked again with the next answers, the last decision
 * changing first. */
static bool next_choices(Walk *walk) {
    int n = walk->choice_count;
    while (n > 0 && walk->choices >> (n - 1) & 1) n--;
    if (n == 0 || n > 31) return false;
    walk->choices = (walk->choices & ((1u << (n - 1)) - 1)) | 1u << (n - 1);
    return true;
}

Sentence *translate_parse(Arena *arena, const char **tokens, int count) {
    if (count > TRANSLATE_MAX_SOURCE) return NULL;
    unsigned choices = 0;
    for (int i = 0; i < READINGS_MAX; i++) {
        Walk walk = {.arena = arena, .tokens = tokens, .count = count, .choices = choices};
        Sentence *sentence = ARENA_NEW(arena, Sentence);
        walk_sentence(&walk, sentence);
        if (!walk.failed && walk.at == count) return sentence;
        if (!next_choices(&walk)) return NULL;
        choices = walk.choices;
    }
    return NULL;
}

/* an before a vowel that is heard. */
static void choose_articles(const char **tokens, int count) {
    for (int i = 0; i + 1 < count; i++) {
        if (strcmp(tokens[i], "a") != 0) continue;
        const char *next = tokens[i + 1];
        bool vowel = strchr("aeiouAEIO", next[0]) && strncmp(next, "Euro", 4) != 0 &&
                     strncmp(next, "uni", 3) != 0 && strcmp(next, "useful") != 0;
        if (vowel || !strcmp(next, "honest")) tokens[i] = "an";
    }
}

Sentence *translate_draw(Arena *arena, Rng *rng, const char ***tokens, int *count) {
    *tokens = ARENA_ARRAY(arena, const char *, TRANSLATE_MAX_SOURCE + 1);
    for (;;) {
        Walk walk = {.arena = arena, .rng = rng, .tokens = *tokens};
        Sentence *sentence = ARENA_NEW(arena, Sentence);
        walk_sentence(&walk, sentence);
        if (walk.failed || walk.at > TRANSLATE_MAX_SOURCE) continue;
        *count = walk.at;
        choose_articles(*tokens, walk.at);
        return sentence;
    }
}
