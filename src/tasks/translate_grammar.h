/* translate_grammar.h -- sentences of the language as trees, and the walk that makes them.
 *
 * One grammar does two things: walked with an Rng it draws a tree and writes its English tokens;
 * walked over the tokens of a text it follows them and builds the tree of what was typed. The
 * French (translate_french.h) is written from the tree alone. `…_at` are places of English tokens,
 * −1 where there is none.
 */
#ifndef HEED_TASKS_TRANSLATE_GRAMMAR_H
#define HEED_TASKS_TRANSLATE_GRAMMAR_H

#include "base/arena.h"
#include "base/rng.h"
#include "tasks/translate_lexicon.h"

#include <stdbool.h>

enum { ADJECTIVES_MAX = 3, ADJUNCTS_MAX = 4, CLAUSES_MAX = 6, TRANSLATE_MAX_SOURCE = 48 };

typedef struct NounPhrase NounPhrase;
typedef struct VerbPhrase VerbPhrase;
typedef struct Clause Clause;

typedef struct Adjective {
    int word, at;
    int degree, degree_at;
} Adjective;

typedef enum NounPhraseKind {
    PHRASE_NOUN,
    PHRASE_PRONOUN,
    PHRASE_NAME,
    PHRASE_LAND, /* Paris, Italy */
    PHRASE_WHO,
    PHRASE_THIS, /* this is, these are */
    PHRASE_THERE /* there is */
} NounPhraseKind;

struct NounPhrase {
    NounPhraseKind kind;
    int word, at; /* of the noun, pronoun, name or place */
    bool plural;
    int determiner, determiner_at;
    int number, number_at;
    Adjective adjectives[ADJECTIVES_MAX];
    int adjective_count;
    int complement, complement_at; /* a preposition, and what it brings */
    NounPhrase *complement_phrase;
    int who_at; /* a relative clause */
    VerbPhrase *who;
    int and_at; /* a second phrase */
    NounPhrase *and;
};

typedef enum AdjunctKind {
    ADJUNCT_PHRASE, /* under the table */
    ADJUNCT_MANNER, /* slowly */
    ADJUNCT_TIME,   /* today */
    ADJUNCT_MONTH,  /* in August [1992] */
    ADJUNCT_YEAR,   /* in 1992 */
    ADJUNCT_DAY,    /* on Monday */
    ADJUNCT_HOUR,   /* in the morning */
    ADJUNCT_PLACE   /* in, to or from Paris */
} AdjunctKind;

typedef struct Adjunct {
    AdjunctKind kind;
    int preposition, preposition_at;
    int word, at;
    int the_at;        /* of an hour */
    int year, year_at; /* the year itself */
    NounPhrase *phrase;
    bool home; /* to or from someone's */
} Adjunct;

typedef enum VerbPhraseKind {
    VERB_ACTIVE,
    VERB_PASSIVE, /* is seen [by …] */
    VERB_QUALITY, /* is [more] old [than …] */
    VERB_PLACE,   /* is in the house */
    VERB_NOUN,    /* is a doctor */
    VERB_THERE,   /* there is a cat: its object */
    VERB_BE       /* where is the cat: nothing else */
} VerbPhraseKind;

struct VerbPhrase {
    VerbPhraseKind kind;
    bool past;
    int do_at, be_at; /* do, does, did; am … were, or be after a modal */
    int there_at;
    int modal, modal_at;
    int not_at, never_at;
    int often, often_at; /* an adverb of frequency */
    int verb, verb_at;
    NounPhrase *object;
    NounPhrase *asked; /* which books did he read: they stand before the verb */
    NounPhrase *noun;  /* what the subject is */
    int by_at;
    NounPhrase *agent;
    Adjective quality, second; /* big and black */
    int and_at;
    bool less;
    int more_at, than_at; /* more_at is the adjective's own place in “older” */
    NounPhrase *than;
    Adjunct adjuncts[ADJUNCTS_MAX];
    int adjunct_count;
    int that_at;
    Clause *said;
};

struct Clause {
    int join, join_at;
    Adjunct *front; /* with a comma after it */
    int front_comma_at;
    NounPhrase *subject;
    VerbPhrase *verb;
    int comma_at; /* after a whole clause */
};

typedef enum SentenceKind {
    SENTENCE_STATEMENT, /* and a question of the subject: who sleeps? */
    SENTENCE_YES_NO,
    SENTENCE_ASK,  /* where, what … */
    SENTENCE_WHICH /* which books, how many eggs, as an object */
} SentenceKind;

typedef struct Sentence {
    SentenceKind kind; /* of the first clause */
    int ask, ask_at;   /* where, what …; the verb has no object after what and who */
    Clause clauses[CLAUSES_MAX];
    int count;
    int mark_at;
    bool question_mark;
} Sentence;

/* --- the walk (translate_walk.c) ---- */

typedef struct Walk {
    Arena *arena;
    Rng *rng;            /* NULL: a text is read */
    const char **tokens; /* those read, or room for TRANSLATE_MAX_SOURCE + 1 that are drawn */
    int count, at;       /* how many to read; the next one */
    bool failed;
    int depth;             /* clauses around this one */
    bool relative;         /* in a relative clause, where nothing is joined by “and” */
    bool negated;          /* in the object of what is not done, where nothing is joined either */
    const Verb *object_of; /* the verb whose object is said; else NULL */
    bool listed; /* the clause ended in “the cat and the dog”: no other “and” after it */
    unsigned choices; /* reading: bit i is the answer to the i-th walk_either */
    int choice_count;
} Walk;

/* Reading: whether the next token, or the one `ahead` tokens on, is this one. */
bool walk_sees(const Walk *walk, const char *word);
bool walk_sees_ahead(const Walk *walk, int ahead, const char *word);
bool walk_sees_listed(const Walk *walk, int ahead, ListName list);
bool walk_sees_adjective(const Walk *walk, int ahead);
bool walk_sees_noun(const Walk *walk, int ahead);
bool walk_sees_be(const Walk *walk, int ahead);
/* Whether a noun phrase that is no pronoun begins there. */
bool walk_sees_phrase(const Walk *walk, int ahead);
bool walk_sees_pronoun(const Walk *walk, int ahead, bool subject);
/* Whether a verb has this token as one of the forms first … last. */
bool walk_sees_verb(const Walk *walk, int first, int last);
/* The number of a year, or −1. */
int walk_year(const char *token);

/* Writes or matches one token; returns its place. */
int walk_say(Walk *walk, const char *word);
/* Writes item `word` of the list, or matches whichever comes (the walk fails if none does). */
int walk_pick(Walk *walk, ListName list, int word, int *at);
/* Drawing: true with this probability; reading: `seen`. */
bool walk_option(Walk *walk, bool seen, double probability);
/* Drawing: a number below n. Reading: 0. */
int walk_draw(Walk *walk, int n);
/* Reading: a decision that the next tokens do not settle; the whole text is read again with the
 * other answer if this one fails. */
bool walk_either(Walk *walk, bool possible, double probability);

/* --- its parts (translate_phrase.c, translate_clause.c, translate_be.c, translate_question.c,
 * translate_sentence.c) ---- */

typedef enum PhrasePlace {
    PLACE_SUBJECT,
    PLACE_INVERTED, /* the subject after its auxiliary: what follows it is the verb's */
    PLACE_OBJECT,
    PLACE_AFTER,  /* a preposition */
    PLACE_ASKING, /* which cat, how many cats: of a question */
    PLACE_NOUN,   /* what someone is */
    PLACE_THERE   /* what there is: nothing that is known */
} PhrasePlace;

NounPhrase *walk_noun_phrase(Walk *walk, unsigned classes, PhrasePlace place);
/* Who or what the subject is: a doctor, my house. */
NounPhrase *walk_attribute(Walk *walk, const NounPhrase *subject, unsigned classes);
/* What there is. */
NounPhrase *walk_new(Walk *walk);
/* A phrase of the one word: this, there, who. */
NounPhrase *walk_word_phrase(Walk *walk, NounPhraseKind kind, const char *word);
void walk_adjective(Walk *walk, int word, Adjective *out);
Person noun_phrase_person(const NounPhrase *phrase);
/* Whether it is this pronoun, by the English of its subject. */
bool noun_phrase_is(const NounPhrase *phrase, const char *pronoun);

/* How a verb phrase begins, known before its subject where one is drawn. */
typedef struct Intent {
    VerbPhraseKind kind;
    int verb, quality, modal;
    bool past, negated;
    unsigned subject; /* classes */
} Intent;

Intent walk_intent(Walk *walk, bool question);
VerbPhrase *walk_begin_verb(Walk *walk, const Intent *intent);
/* All of the verb phrase after the subject. */
VerbPhrase *walk_verb_phrase(Walk *walk, const Intent *intent, const NounPhrase *subject);
/* Its parts. */
const char *walk_do_form(Person person, bool past);
bool walk_sees_do(const Walk *walk, int ahead);
int walk_see_modal(const Walk *walk, bool to);
void walk_negation(Walk *walk, bool not_too, bool negated, VerbPhrase *out);
void walk_often(Walk *walk, VerbPhrase *out);
void walk_say_verb(Walk *walk, int form, VerbPhrase *out);
/* see it, want to see it, be seen: after do or a modal; `asked`: the object is asked for. */
void walk_infinitive(Walk *walk, const Intent *intent, const NounPhrase *subject, bool asked,
                     VerbPhrase *out);
void walk_adjuncts(Walk *walk, VerbPhrase *out);
bool walk_adjunct(Walk *walk, Adjunct *out, const VerbPhrase *verb);

/* What is said with be. */
const char *walk_be_form(Person person, bool past);
void walk_predicate(Walk *walk, const Intent *intent, const NounPhrase *subject, VerbPhrase *out);
bool walk_sees_this(const Walk *walk);
NounPhrase *walk_this(Walk *walk);
/* “there is a cat”, from be on: which agrees with the cat. */
void walk_there(Walk *walk, const Intent *intent, const NounPhrase *there, VerbPhrase *out);

/* Which subjects go with which verbs: this is a cat, but not: this sleeps; Rome is in Italy, but
 * its gender is in doubt; nobody sees himself. */
bool walk_subject_fits(const NounPhrase *subject, const VerbPhrase *verb);
/* A subject and its verb phrase. */
void walk_subject_and_verb(Walk *walk, Clause *out);
/* A whole question but its mark. */
void walk_asking(Walk *walk, Sentence *out);
bool walk_sees_question(const Walk *walk);

/* Draws or reads a sentence. */
void walk_sentence(Walk *walk, Sentence *out);
/* Reads the tokens; NULL when they are no sentence of the language. */
Sentence *translate_parse(Arena *arena, const char **tokens, int count);
/* Draws a sentence, with its tokens. */
Sentence *translate_draw(Arena *arena, Rng *rng, const char ***tokens, int *count);

#endif
