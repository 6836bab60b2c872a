/* translate_sentence.c -- where, when and how (adjuncts), clauses, and sentences of them; questions
 * are translate_question.c's. */
#include "tasks/translate_grammar.h"

#include <string.h>

enum { IN = 2, WITH = 3, TO = 14, FROM = 15 };
enum { WILL = 2 };
enum { AND = 0, SUBORDINATE = 2 }; /* joins from here on may begin a sentence */

static int pick(Walk *walk, ListName list, int *at) {
    return walk_pick(walk, list, walk_draw(walk, translate_lists[list].count), at);
}

/* --- adjuncts -------------------------------------------------------------------------------- */

static bool does(const VerbPhrase *verb, unsigned trait) {
    return verb && verb->kind == VERB_ACTIVE && translate_verbs[verb->verb].traits & trait;
}

static AdjunctKind draw_kind(Walk *walk, const VerbPhrase *verb) {
    if (verb && (verb->kind == VERB_PLACE || verb->kind == VERB_THERE) && verb->adjunct_count < 2)
        return walk_draw(walk, 4) ? ADJUNCT_PHRASE : ADJUNCT_PLACE;
    if (does(verb, VERB_GOES) && !verb->adjunct_count && walk_draw(walk, 10))
        return walk_draw(walk, 4) ? ADJUNCT_PHRASE : ADJUNCT_PLACE;
    double kind = rng_unit(walk->rng);
    AdjunctKind drawn = kind < 0.36   ? ADJUNCT_PHRASE
                        : kind < 0.50 ? ADJUNCT_MANNER
                        : kind < 0.60 ? ADJUNCT_TIME
                        : kind < 0.73 ? ADJUNCT_MONTH
                        : kind < 0.84 ? ADJUNCT_YEAR
                        : kind < 0.90 ? ADJUNCT_DAY
                        : kind < 0.94 ? ADJUNCT_HOUR
                                      : ADJUNCT_PLACE;
    if (does(verb, VERB_MOVES) && drawn == ADJUNCT_PHRASE && !walk_draw(walk, 5))
        return ADJUNCT_PLACE;
    bool dated = drawn == ADJUNCT_MONTH || drawn == ADJUNCT_YEAR;
    bool open = !verb || verb->past || verb->modal == WILL;
    if (dated && !open && walk_draw(walk, 2)) return ADJUNCT_PHRASE;
    bool done = verb && verb->kind == VERB_ACTIVE; /* slowly is how something is done */
    return drawn == ADJUNCT_MANNER && !done ? ADJUNCT_TIME : drawn;
}

static bool see_kind(const Walk *walk, AdjunctKind *out) {
    bool in = walk_sees(walk, "in");
    if (walk_sees_listed(walk, 0, LIST_MANNER)) return *out = ADJUNCT_MANNER, true;
    if (walk_sees_listed(walk, 0, LIST_TIME)) return *out = ADJUNCT_TIME, true;
    if (!walk_sees_listed(walk, 0, LIST_PREPOSITION) || walk_sees(walk, "of")) return false;
    *out = ADJUNCT_PHRASE;
    if (in && walk_sees_listed(walk, 1, LIST_MONTH)) *out = ADJUNCT_MONTH;
    if (in && walk->at + 1 < walk->count && walk_year(walk->tokens[walk->at + 1]) >= 0)
        *out = ADJUNCT_YEAR;
    if (walk_sees(walk, "on") && walk_sees_listed(walk, 1, LIST_DAY)) *out = ADJUNCT_DAY;
    if (in && walk_sees_ahead(walk, 1, "the") && walk_sees_listed(walk, 2, LIST_HOUR))
        *out = ADJUNCT_HOUR;
    bool where = in || walk_sees(walk, "to") || walk_sees(walk, "from");
    if (where && walk_sees_listed(walk, 1, LIST_PLACE)) *out = ADJUNCT_PLACE;
    return true;
}

static void say_year(Walk *walk, Adjunct *out) {
    out->year = walk->rng ? YEAR_FIRST + walk_draw(walk, YEAR_LAST - YEAR_FIRST + 1)
                          : walk_year(walk->tokens[walk->at]);
    out->year_at = walk_say(walk, arena_printf(walk->arena, "%d", out->year));
}

/* “in” and “with” most; for where something is only those of places; to and from with what
 * moves. */
static int draw_preposition(Walk *walk, const VerbPhrase *verb) {
    static const int places[] = {1, 2, 2, 5, 8, 9}; /* on, in, under, behind, near */
    if (!walk->rng) return 0;
    if (verb && (verb->kind == VERB_PLACE || verb->kind == VERB_THERE))
        return places[walk_draw(walk, 6)];
    if (does(verb, VERB_GOES) && !verb->adjunct_count && walk_draw(walk, 10)) return TO;
    if (does(verb, VERB_MOVES) && walk_draw(walk, 3))
        return !does(verb, VERB_FROM) && walk_draw(walk, 3) ? TO : FROM;
    if (does(verb, VERB_GIVES) && walk_draw(walk, 2)) return TO;
    if (!walk_draw(walk, 4)) return walk_draw(walk, 2) ? IN : WITH;
    return 1 + walk_draw(walk, TO - 1);
}

/* go to the doctor: chez le médecin; give to the doctor: au médecin. What French says otherwise is
 * not read: give to him (lui), come to the cat (vers), buy from the farmer (au). */
static void walk_to_someone(Walk *walk, const VerbPhrase *verb, Adjunct *out) {
    const NounPhrase *phrase = out->phrase;
    unsigned classes = phrase->kind == PHRASE_NAME   ? WORDS_PERSON
                       : phrase->kind == PHRASE_NOUN ? translate_nouns[phrase->word].classes
                                                     : 0;
    bool moves = does(verb, VERB_MOVES);
    out->home = moves && classes & WORDS_PERSON;
    if (phrase->kind == PHRASE_PRONOUN || (moves && classes & WORDS_ANIMAL)) walk->failed = true;
    bool someone = classes & (WORDS_PERSON | WORDS_ANIMAL);
    if (!moves && out->preposition == FROM && someone) walk->failed = true;
}

/* Which nouns go with which preposition when drawn: those of places, of things, of people … */
static void walk_phrase(Walk *walk, const VerbPhrase *verb, Adjunct *out) {
    static const unsigned classes[] = {
        WORDS_ANY,
        WORDS_THING | WORDS_PLACE,
        WORDS_PLACE,
        WORDS_PERSON | WORDS_THING,
        WORDS_PERSON | WORDS_THING,
        WORDS_THING,
        WORDS_PERSON,
        WORDS_PERSON | WORDS_IDEA,
        WORDS_PLACE | WORDS_THING,
        WORDS_PLACE | WORDS_PERSON,
        WORDS_IDEA,
        WORDS_IDEA,
        WORDS_IDEA,
        WORDS_PLACE | WORDS_PERSON,
        WORDS_PLACE | WORDS_PERSON,
        WORDS_PLACE | WORDS_PERSON,
    };
    int word = draw_preposition(walk, verb);
    out->preposition = walk_pick(walk, LIST_PREPOSITION, word, &out->preposition_at);
    bool given = out->preposition == TO && walk->rng && does(verb, VERB_GIVES);
    out->phrase =
        walk_noun_phrase(walk, given ? WORDS_PERSON : classes[out->preposition], PLACE_AFTER);
    if (noun_phrase_is(out->phrase, "it")) walk->failed = true; /* y, en, dessus … */
    if (!walk->failed && out->preposition >= TO) walk_to_someone(walk, verb, out);
}

static void walk_time(Walk *walk, Adjunct *out) {
    if (out->kind == ADJUNCT_DAY) {
        out->preposition_at = walk_say(walk, "on");
        out->word = pick(walk, LIST_DAY, &out->at);
        return;
    }
    out->preposition_at = walk_say(walk, "in");
    out->preposition = IN;
    if (walk->failed) return;
    if (out->kind == ADJUNCT_HOUR) {
        out->the_at = walk_say(walk, "the");
        out->word = pick(walk, LIST_HOUR, &out->at);
        return;
    }
    if (out->kind == ADJUNCT_MONTH) out->word = pick(walk, LIST_MONTH, &out->at);
    bool year = walk->at < walk->count && !walk->rng && walk_year(walk->tokens[walk->at]) >= 0;
    if (out->kind == ADJUNCT_YEAR || walk_option(walk, year, 0.6)) say_year(walk, out);
}

/* After “hears the boy who sleeps” well and badly would be said of sleeping; and nobody goes or
 * stays badly. */
static int draw_manner(Walk *walk, const VerbPhrase *verb) {
    enum { WELL, BADLY, SLOWLY };
    bool relative = verb && verb->object && verb->object->who;
    bool plain = !does(verb, VERB_MOVES) && !(verb && translate_verbs[verb->verb].etre);
    int first = relative || !plain ? SLOWLY : WELL;
    return first + walk_draw(walk, translate_lists[LIST_MANNER].count - first);
}

/* yesterday with a past, tomorrow with will, the others with anything. */
static int draw_time(Walk *walk, const VerbPhrase *verb) {
    enum { TODAY, TOMORROW, YESTERDAY, NOW };
    if (!walk->rng) return 0;
    bool half = walk_draw(walk, 2);
    if (half && verb && verb->past) return YESTERDAY;
    if (half && verb && verb->modal == WILL) return TOMORROW;
    int other = walk_draw(walk, translate_lists[LIST_TIME].count - NOW + 1);
    return other ? NOW - 1 + other : TODAY;
}

bool walk_adjunct(Walk *walk, Adjunct *out, const VerbPhrase *verb) {
    *out = (Adjunct){.preposition_at = -1, .at = -1, .the_at = -1, .year_at = -1};
    bool moves = does(verb, VERB_MOVES);
    if (walk->rng)
        out->kind = draw_kind(walk, verb);
    else if (!see_kind(walk, &out->kind))
        return false;
    switch (out->kind) {
    case ADJUNCT_PHRASE: walk_phrase(walk, verb, out); break;
    case ADJUNCT_MANNER:
        out->word = walk_pick(walk, LIST_MANNER, draw_manner(walk, verb), &out->at);
        break;
    case ADJUNCT_TIME:
        out->word = walk_pick(walk, LIST_TIME, draw_time(walk, verb), &out->at);
        break;
    case ADJUNCT_PLACE: {
        static const int prepositions[] = {IN, FROM, TO};
        int word = prepositions[!moves ? 0 : walk_draw(walk, does(verb, VERB_FROM) ? 2 : 3)];
        out->preposition = walk_pick(walk, LIST_PREPOSITION, word, &out->preposition_at);
        if (out->preposition != IN && out->preposition < TO) walk->failed = true;
        out->word = pick(walk, LIST_PLACE, &out->at);
        break;
    }
    default: walk_time(walk, out);
    }
    return true;
}

/* --- clauses --------------------------------------------------------------------------------- */

static bool front_seen(const Walk *walk) {
    return walk_sees_listed(walk, 0, LIST_TIME) || walk_sees_listed(walk, 0, LIST_PREPOSITION);
}

static void walk_front(Walk *walk, Clause *out) {
    if (!walk_option(walk, front_seen(walk), 0.06)) return;
    out->front = ARENA_NEW(walk->arena, Adjunct);
    walk_adjunct(walk, out->front, NULL);
    /* today he is tired */
    bool without =
        out->front->kind == ADJUNCT_TIME && walk_option(walk, !walk_sees(walk, ","), 0.4);
    if (!without) out->front_comma_at = walk_say(walk, ",");
}

static void begin(Clause *out) {
    *out = (Clause){.join = -1, .join_at = -1, .front_comma_at = -1, .comma_at = -1};
}

static void walk_clause(Walk *walk, Clause *out) {
    walk->listed = false;
    walk_front(walk, out);
    if (!walk->failed) walk_subject_and_verb(walk, out);
}

/* “and” and “but” more often than the others. */
static void walk_join(Walk *walk, int first, Clause *out) {
    static const int drawn[] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5};
    int count = sizeof drawn / sizeof *drawn, word = 0;
    do word = drawn[walk_draw(walk, count)];
    while (walk->rng && (word < first || (walk->listed && word == AND)));
    out->join = walk_pick(walk, LIST_JOIN, word, &out->join_at);
    if (out->join < first) walk->failed = true;
}

static int draw_clauses(Walk *walk, bool question) {
    double how_many = walk->rng ? rng_unit(walk->rng) : 0;
    if (question) return how_many < 0.8 ? 1 : 2;
    return how_many < 0.63 ? 1 : how_many < 0.87 ? 2 : how_many < 0.95 ? 3 : 4;
}

static void walk_more(Walk *walk, bool question, Sentence *out) {
    int wanted = draw_clauses(walk, question);
    while (!walk->failed && out->count < CLAUSES_MAX &&
           (walk->rng ? out->count < wanted : walk_sees_listed(walk, 0, LIST_JOIN))) {
        Clause *next = &out->clauses[out->count++];
        begin(next);
        walk_join(walk, question ? SUBORDINATE : AND, next);
        if (!walk->failed) walk_clause(walk, next);
    }
}

/* --- sentences ------------------------------------------------------------------------------- */

/* “when the cat sleeps ,” before the main clause. */
static void walk_first(Walk *walk, Sentence *out) {
    Clause *clause = &out->clauses[out->count++];
    begin(clause);
    if (walk_option(walk, walk_sees_listed(walk, 0, LIST_JOIN), 0.07)) {
        walk_join(walk, SUBORDINATE, clause);
        if (!walk->failed) walk_clause(walk, clause);
        clause->comma_at = walk_say(walk, ",");
        if (walk->failed) return;
        clause = &out->clauses[out->count++];
        begin(clause);
    }
    walk_clause(walk, clause);
}

void walk_sentence(Walk *walk, Sentence *out) {
    bool question = walk_option(walk, walk_sees_question(walk), 0.14);
    if (question)
        walk_asking(walk, out);
    else
        walk_first(walk, out);
    if (!walk->failed) walk_more(walk, question, out);
    out->mark_at = walk_say(walk, question ? "?" : ".");
}
