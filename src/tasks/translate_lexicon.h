/* translate_lexicon.h -- the words of the generated English–French language, as tables.
 *
 * Every form stands in the tables as it is written; nothing is derived but the endings of French
 * participles. `classes` say what goes well together when a sentence is drawn (a cat eats a cake,
 * not a law); the reader of typed sentences does not ask them.
 */
#ifndef HEED_TASKS_TRANSLATE_LEXICON_H
#define HEED_TASKS_TRANSLATE_LEXICON_H

#include <stdbool.h>

enum {
    WORDS_PERSON = 1,
    WORDS_ANIMAL = 2,
    WORDS_THING = 4,
    WORDS_FOOD = 8,
    WORDS_MASS = 16, /* no plural, no a: bread, water */
    WORDS_PLACE = 32,
    WORDS_IDEA = 64,
    WORDS_ANY = 127,
    WORDS_LAND = 128, /* what is drawn may be a city or a country by its name, too */
    WORDS_JOB = 256   /* what someone is without an article: est médecin */
};

typedef struct Noun {
    const char *english[2], *french[2]; /* singular, plural (NULL: none) */
    bool feminine;
    unsigned classes;
} Noun;

/* Where an adjective stands: BEFORE the French noun, the others after it. In English they come in
 * this order, in French those after the noun in the opposite one. */
typedef enum AdjectiveRank {
    ADJECTIVE_QUALITY,
    ADJECTIVE_BEFORE,
    ADJECTIVE_COLOUR,
    ADJECTIVE_NATIONAL,
    ADJECTIVE_RELATIONAL
} AdjectiveRank;

typedef struct AdjectiveWord {
    const char *english;
    const char *french[4];    /* masculine, feminine, and their plurals */
    const char *before_vowel; /* bel, nouvel, vieil; else NULL */
    AdjectiveRank rank;
    unsigned classes; /* of nouns it goes with */
} AdjectiveWord;

typedef enum Person { PERSON_I, PERSON_HE, PERSON_WE, PERSON_YOU, PERSON_THEY } Person;

/* What a verb takes. OBJECT: a noun phrase, perhaps after an English preposition; DATIVE: one after
 * à, whose pronoun is lui; PREPOSITION: one after a French preposition; SAY: that and a clause. */
typedef enum Frame { FRAME_ALONE, FRAME_OBJECT, FRAME_DATIVE, FRAME_PREPOSITION, FRAME_SAY } Frame;

enum { ENGLISH_BASE, ENGLISH_HE, ENGLISH_PAST, ENGLISH_PARTICIPLE };

enum {
    VERB_MOVES = 1,      /* to and from go with it, chez when it is to a person */
    VERB_GIVES = 2,      /* to a person */
    VERB_LIKES = 4,      /* what it likes is meant in general: coffee, le café */
    VERB_DOUBTED = 8,    /* not think that: the subjunctive, which the language has not */
    VERB_ALONE_TOO = 16, /* eats, with or without an object */
    VERB_GOES = 32,      /* somewhere: French does not leave it out */
    VERB_FROM = 64       /* of those that move: only from is drawn, as one arrives in a place */
};

typedef struct Verb {
    const char *english[4]; /* see sees saw seen; NULL: not used */
    const char *infinitive; /* voir */
    const char *french[5];  /* present, by Person */
    const char *participle; /* vu: masculine singular */
    bool etre;              /* its past is made with être, and the participle agrees */
    Frame frame;
    const char *english_preposition, *french_preposition; /* of its object; NULL: none */
    unsigned subject, object;                             /* classes */
    unsigned traits;                                      /* VERB_… */
} Verb;

typedef struct Modal {
    const char *english, *english_he, *negated; /* cannot; NULL: not follows */
    const char *to;                             /* "to" when it needs that and do-support */
    const char *french[5];                      /* present, by Person */
} Modal;

/* A determiner of one or two words; its k-th French word comes from its k-th English one. */
typedef struct Determiner {
    const char *english[2], *french[4]; /* like an adjective's; words with a space between */
    const char *before_vowel[2];        /* of the last word, masculine, feminine singular */
    bool singular, plural, mass;        /* what it stands before */
    bool number;                        /* a number may follow it */
    int weight;                         /* how often it is drawn */
} Determiner;
enum {
    DETERMINER_THE,
    DETERMINER_A,
    DETERMINER_BARE,
    DETERMINER_NUMBER,
    DETERMINER_ASKING,
    DETERMINER_MY = 10,
    DETERMINER_THEIR = 15,
    DETERMINER_SOME = 17,
    DETERMINER_ALL = 20
};

typedef struct Pronoun {
    const char *subject, *object;
    Person person;
    bool feminine, plural;
    const char *french, *clitic, *dative, *strong; /* il le lui lui */
    const char *french_vowel, *clitic_vowel;       /* j' l'; NULL: the same */
} Pronoun;

/* Words that have one form in both languages. French may be of two words. */
typedef struct Pair {
    const char *english, *french;
    int kind; /* of a name: 1 feminine; of a place: enum below */
} Pair;
enum { PLACE_CITY, PLACE_COUNTRY_FEMININE, PLACE_COUNTRY_MASCULINE };

typedef enum ListName {
    LIST_FREQUENCY, /* often: before the English verb, after the finite French one */
    LIST_MANNER,
    LIST_TIME,
    LIST_DEGREE,
    LIST_NUMBER,
    LIST_PREPOSITION,
    LIST_JOIN,
    LIST_ASK,
    LIST_MONTH,
    LIST_DAY,
    LIST_HOUR, /* parts of a day */
    LIST_NAME,
    LIST_PLACE,
    LIST_COUNT
} ListName;

typedef struct List {
    const char *part; /* of speech */
    const Pair *items;
    int count;
} List;

/* What a woman is called whom the noun names: étudiante; NULL when French has the noun alone. */
const char *translate_feminine(int noun, bool plural);
/* older; NULL: more honest. */
const char *translate_comparative(int adjective);

extern const Noun translate_nouns[];
extern const AdjectiveWord translate_adjectives[];
extern const Verb translate_verbs[];
extern const Modal translate_modals[];
extern const Determiner translate_determiners[];
extern const Pronoun translate_pronouns[];
extern const List translate_lists[LIST_COUNT];
extern const int translate_noun_count, translate_adjective_count, translate_verb_count,
    translate_modal_count, translate_determiner_count, translate_pronoun_count;

enum { YEAR_FIRST = 1900, YEAR_LAST = 2029 };

#endif
