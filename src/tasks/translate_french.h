/* translate_french.h -- the French of a sentence, with the English tokens each word comes from.
 *
 * What is linked (gold): a word to the word it translates, articles to articles, l' and d' as their
 * long forms. Two sources have: du and au (preposition and article); a verb that takes a
 * preposition in English only (attend: wait, for); lundi (on, Monday); ne where do stands beside
 * not (do, not), for French has but ne for it; été of a passive past (was, signed), which neither
 * says alone. pas comes from not, jamais and its ne from never. do is also the source of est-ce que
 * in a question and of the auxiliary of a past (did not see → n'a pas vu). A past of one word (saw)
 * is the source of both a and vu, and older that of both plus and vieux. Where English has no
 * article, des, du, de la, and the le, la, les of what is meant in general come from the noun, as
 * its bare form says it; so does the article of a country. In “il y a” il and y come from there.
 * de chez is from, chez to; a preposition said again before a second noun comes from the only one.
 * c' is this or it. In “est médecin” the English a has no French.
 */
#ifndef HEED_TASKS_TRANSLATE_FRENCH_H
#define HEED_TASKS_TRANSLATE_FRENCH_H

#include "tasks/task.h"
#include "tasks/translate_grammar.h"

enum { TRANSLATE_MAX_TARGET = 96, FRENCH_LINKS_MAX = 2 };

typedef enum FrenchRole { ROLE_WORD, ROLE_PREPOSITION, ROLE_ARTICLE, ROLE_IF } FrenchRole;

typedef struct FrenchWord {
    const char *text, *before_vowel; /* NULL: it does not change before a vowel */
    FrenchRole role;
    int links[FRENCH_LINKS_MAX], count;
} FrenchWord;

typedef struct French {
    Arena *arena;
    FrenchWord words[TRANSLATE_MAX_TARGET];
    int count;
} French;

/* What agrees with a noun phrase. */
typedef struct Agreement {
    Person person;
    bool feminine, plural;
    bool ce; /* the subject is ce: c'est un chat */
} Agreement;

/* One or two words with a space between, all from token `at` (−1: from none); the last one changes
 * before a vowel. */
void french_put(French *out, const char *text, const char *before_vowel, FrenchRole role, int at);
/* The same, d' for de and qu' for que as the last word. */
void french_put_plain(French *out, const char *text, int at);

/* One more source of the last word; −1: none. */
void french_link(French *out, int at);

typedef enum ArticleUse {
    ARTICLE_USUAL,
    ARTICLE_GENERIC, /* of a kind: les, le, la where English has none */
    ARTICLE_HOME,    /* the same, but none of a country that is feminine: les musées d'Italie */
    ARTICLE_NONE,    /* after de and sans, des and du are left out */
    ARTICLE_NEGATED, /* an object of what is not: un, des, du become de */
    ARTICLE_JOB      /* none at all: il est médecin */
} ArticleUse;

Agreement french_agreement(const NounPhrase *phrase);
/* Masculine, feminine, and their plurals: 0 … 3. */
int french_form(Agreement agreement);
void french_adjective(French *out, const Adjective *adjective, Agreement agreement, bool alone);
void french_noun_phrase(French *out, const NounPhrase *phrase, ArticleUse use);
/* What the subject is, a woman if that is one; no article of a job. */
void french_attribute(French *out, const NounPhrase *phrase, Agreement subject);
/* Whether it is a job and nothing more: il est médecin. */
bool french_is_job(const NounPhrase *phrase);
/* The preposition from token `at` before each of the phrases that “and” joins. */
void french_after(French *out, const char *preposition, int at, const NounPhrase *phrase);
void french_adjunct(French *out, const Adjunct *adjunct);
void french_verb_phrase(French *out, const VerbPhrase *verb, Agreement subject);
/* The participle with the ending of form 0 … 3, in the arena. */
const char *french_participle(Arena *arena, const char *masculine, int form);
/* Elision and contraction: le ami → l'ami, de le → du. */
void french_join(French *out);

/* Fills `out` from the sentence of these tokens. */
void translate_sample(const Sentence *sentence, const char **tokens, int count, Arena *arena,
                      Sample *out);
/* Whether a sentence that uses the verb can make this form of its participle. */
bool translate_participle_agrees(const Verb *verb);

/* All tokens of the language (translate_vocabulary.c). */
TextPieces translate_english(Arena *arena);
TextPieces translate_french(Arena *arena);
/* The dictionary; years are left out. */
const TaskWord *translate_words(Arena *arena, int *count);

#endif
