/* translate_phrase.c -- noun phrases: “the two very old cats of my friend”, “she”, “Mary”. */
#include "tasks/translate_grammar.h"

#include <string.h>

/* --- adjectives ------------------------------------------------------------------------------ */

void walk_adjective(Walk *walk, int word, Adjective *out) {
    *out = (Adjective){.degree = -1, .degree_at = -1, .word = word};
    bool degree = word < 0 || translate_adjectives[word].rank <= ADJECTIVE_BEFORE;
    if (walk_option(walk, walk_sees_listed(walk, 0, LIST_DEGREE), degree ? 0.1 : 0))
        out->degree =
            walk_pick(walk, LIST_DEGREE, walk_draw(walk, translate_lists[LIST_DEGREE].count),
                      &out->degree_at);
    if (!walk->rng)
        for (out->word = 0; out->word < translate_adjective_count - 1; out->word++)
            if (walk_sees(walk, translate_adjectives[out->word].english)) break;
    out->at = walk_say(walk, translate_adjectives[out->word].english);
}

/* Whether the adjective may join the others: one of a kind, but two that say how something is or
 * how good, big and old it is may stand together. */
static bool may_join(Walk *walk, const int *words, int count, int word) {
    const AdjectiveWord *all = translate_adjectives;
    for (int i = 0; i < count; i++) {
        if (words[i] == word) return false;
        if (all[words[i]].rank != all[word].rank) continue;
        bool one = all[word].rank == ADJECTIVE_COLOUR || all[word].rank == ADJECTIVE_NATIONAL;
        if (one || walk_draw(walk, 2)) return false;
    }
    return true;
}

/* Those that stand before the French noun keep the order of their table: good, big, old. */
static bool goes_after(int a, int b) {
    const AdjectiveWord *x = &translate_adjectives[a], *y = &translate_adjectives[b];
    if (x->rank == y->rank) return x->rank == ADJECTIVE_BEFORE && a > b;
    return y->rank > ADJECTIVE_BEFORE ? x->rank > y->rank : x->rank > ADJECTIVE_BEFORE;
}

/* How many, which, and in their order; a quality and one like big and old in either order. */
static int draw_adjectives(Walk *walk, unsigned classes, int *words) {
    double how_many = rng_unit(walk->rng);
    int wanted = how_many < 0.52 ? 0 : how_many < 0.87 ? 1 : how_many < 0.98 ? 2 : 3, count = 0;
    for (int tries = 0; count < wanted && tries < 40; tries++) {
        int word = rng_below(walk->rng, translate_adjective_count);
        if (!(translate_adjectives[word].classes & classes) || !may_join(walk, words, count, word))
            continue;
        int place = count++;
        for (; place > 0 && goes_after(words[place - 1], word); place--)
            words[place] = words[place - 1];
        words[place] = word;
    }
    return count;
}

static void walk_adjectives(Walk *walk, unsigned classes, NounPhrase *out) {
    int words[ADJECTIVES_MAX];
    int count = walk->rng ? draw_adjectives(walk, classes, words) : ADJECTIVES_MAX;
    while (out->adjective_count < count) {
        bool seen = walk_sees_listed(walk, 0, LIST_DEGREE) || walk_sees_adjective(walk, 0);
        if (!walk->rng && !seen) return;
        int i = out->adjective_count++;
        walk_adjective(walk, walk->rng ? words[i] : -1, &out->adjectives[i]);
    }
}

/* --- determiner and noun --------------------------------------------------------------------- */

static int draw_noun(Walk *walk, unsigned classes) {
    for (;;) {
        int word = rng_below(walk->rng, translate_noun_count);
        if (translate_nouns[word].classes & classes) return word;
    }
}

static bool determiner_fits(const Determiner *determiner, bool mass, bool plural) {
    return mass ? determiner->mass : plural ? determiner->plural : determiner->singular;
}

/* What someone is takes no “this” and “every”; what there is nothing that is known. */
static bool determiner_goes(int word, PhrasePlace place) {
    bool open = word == DETERMINER_A || word == DETERMINER_BARE || word == DETERMINER_NUMBER;
    bool mine = word >= DETERMINER_MY && word <= DETERMINER_THEIR;
    if (place == PLACE_NOUN)
        return open || mine || word == DETERMINER_THE || word == DETERMINER_SOME;
    if (place == PLACE_THERE) return open || (word >= DETERMINER_SOME && word < DETERMINER_ALL);
    return true;
}

static bool may_draw(const Walk *walk, int word, PhrasePlace place, bool mass, bool plural) {
    if (walk->negated && word == DETERMINER_SOME) return false; /* does not see some cats */
    return determiner_fits(&translate_determiners[word], mass, plural) &&
           determiner_goes(word, place);
}

/* Often none after what likes a whole kind: loves coffee, cats. */
static int determiner_weight(const Walk *walk, int word, PhrasePlace place) {
    enum { OF_A_KIND = 60 };
    bool kind = place == PLACE_OBJECT && walk->object_of && walk->object_of->traits & VERB_LIKES;
    return kind && word == DETERMINER_BARE ? OF_A_KIND : translate_determiners[word].weight;
}

static int draw_determiner(Walk *walk, PhrasePlace place, bool mass, bool plural) {
    int total = 0;
    for (int i = 0; i < translate_determiner_count; i++)
        if (may_draw(walk, i, place, mass, plural)) total += determiner_weight(walk, i, place);
    int left = rng_below(walk->rng, total);
    for (int i = 0;; i++) {
        if (!may_draw(walk, i, place, mass, plural)) continue;
        left -= determiner_weight(walk, i, place);
        if (left < 0) return i;
    }
}

/* “an” is “a”; a phrase that begins with none is bare, or begins with a number. */
static int see_determiner(const Walk *walk) {
    if (walk_sees(walk, "an")) return DETERMINER_A;
    for (int i = 0; i < translate_determiner_count; i++) {
        const Determiner *one = &translate_determiners[i];
        if (!walk_sees(walk, one->english[0])) continue;
        if (!one->english[1] || walk_sees_ahead(walk, 1, one->english[1])) return i;
    }
    return walk_sees_listed(walk, 0, LIST_NUMBER) ? DETERMINER_NUMBER : DETERMINER_BARE;
}

static void walk_determiner(Walk *walk, PhrasePlace place, bool mass, NounPhrase *out) {
    if (place == PLACE_ASKING && walk->rng)
        out->determiner = DETERMINER_ASKING + (out->plural ? walk_draw(walk, 2) : 0);
    else
        out->determiner =
            walk->rng ? draw_determiner(walk, place, mass, out->plural) : see_determiner(walk);
    const Determiner *determiner = &translate_determiners[out->determiner];
    bool asking = determiner->weight == 0;
    if (asking != (place == PLACE_ASKING) || !determiner_goes(out->determiner, place))
        walk->failed = true;
    if (!walk->rng && walk_sees(walk, "an"))
        out->determiner_at = walk_say(walk, "an");
    else if (determiner->english[0])
        out->determiner_at = walk_say(walk, determiner->english[0]);
    if (determiner->english[1]) walk_say(walk, determiner->english[1]);
    double number = out->determiner == DETERMINER_NUMBER         ? 1
                    : determiner->number && out->plural && !mass ? 0.12
                                                                 : 0;
    if (walk_option(walk, determiner->number && walk_sees_listed(walk, 0, LIST_NUMBER), number))
        out->number =
            walk_pick(walk, LIST_NUMBER, walk_draw(walk, translate_lists[LIST_NUMBER].count),
                      &out->number_at);
}

/* Reads whichever noun comes, and its number, which the determiner must allow. */
static void read_noun(Walk *walk, NounPhrase *out) {
    for (out->word = 0; out->word < translate_noun_count; out->word++)
        for (int form = 0; form < 2; form++) {
            const Noun *noun = &translate_nouns[out->word];
            if (!walk_sees(walk, noun->english[form])) continue;
            out->plural = form == 1;
            out->at = walk_say(walk, noun->english[form]);
            const Determiner *determiner = &translate_determiners[out->determiner];
            bool mass = noun->classes & WORDS_MASS;
            if (!determiner_fits(determiner, mass, out->plural) ||
                (out->number_at >= 0 && !out->plural))
                walk->failed = true;
            return;
        }
    out->word = 0;
    walk->failed = true;
}

/* --- what follows the noun ------------------------------------------------------------------- */

static bool complement_seen(const Walk *walk, PhrasePlace place) {
    if (walk_sees(walk, "of")) return true;
    bool where = walk_sees(walk, "in") || walk_sees(walk, "to") || walk_sees(walk, "from");
    bool time = walk_sees_listed(walk, 1, LIST_MONTH) || walk_sees_listed(walk, 1, LIST_DAY) ||
                (where && walk_sees_listed(walk, 1, LIST_PLACE)) ||
                (walk_sees_ahead(walk, 1, "the") && walk_sees_listed(walk, 2, LIST_HOUR));
    return (place == PLACE_SUBJECT || place == PLACE_ASKING) && !time &&
           walk_sees_listed(walk, 0, LIST_PREPOSITION);
}

static void walk_complement(Walk *walk, unsigned noun, PhrasePlace place, NounPhrase *out) {
    bool fits = noun & (WORDS_IDEA | WORDS_PLACE | WORDS_PERSON | WORDS_THING);
    bool nested = walk->depth > 0 || place == PLACE_AFTER;
    if (!walk_option(walk, complement_seen(walk, place), fits && !nested ? 0.16 : 0)) return;
    bool other = walk->rng && noun & WORDS_IDEA && place == PLACE_SUBJECT && walk_draw(walk, 2);
    static const int others[] = {1, 2, 3, 6, 7}; /* on, in, with, for, against */
    int preposition = other ? others[walk_draw(walk, 5)] : 0;
    out->complement = walk_pick(walk, LIST_PREPOSITION, preposition, &out->complement_at);
    unsigned classes = preposition == 2      ? WORDS_PLACE
                       : noun & WORDS_IDEA   ? WORDS_IDEA | WORDS_PLACE | WORDS_PERSON
                       : noun & WORDS_PERSON ? WORDS_PERSON | WORDS_PLACE
                                             : WORDS_PERSON | WORDS_ANIMAL;
    bool thing = noun & (WORDS_THING | WORDS_ANIMAL);
    if (!thing && preposition != 1 && preposition != 2) classes |= WORDS_LAND;
    out->complement_phrase = walk_noun_phrase(walk, classes, PLACE_AFTER);
    bool pronoun = out->complement_phrase->kind == PHRASE_PRONOUN;
    if (out->complement == 0 && pronoun) walk->failed = true; /* the cat of him */
}

static bool walk_relative(Walk *walk, unsigned noun, PhrasePlace place, NounPhrase *out) {
    bool seen = walk_sees(walk, "who") || walk_sees(walk, "which");
    bool may = walk->depth == 0 && place != PLACE_AFTER;
    if (!may || !walk_option(walk, seen, place == PLACE_INVERTED ? 0 : 0.05)) return false;
    bool person = walk->rng ? noun & WORDS_PERSON : walk_sees(walk, "who");
    out->who_at = walk_say(walk, person ? "who" : "which");
    walk->depth++;
    walk->relative = true;
    Intent intent = {0};
    do intent = walk_intent(walk, false);
    while (walk->rng && !(intent.subject & noun));
    out->who = walk_verb_phrase(walk, &intent, out);
    walk->relative = false;
    walk->depth--;
    return true;
}

static void walk_noun(Walk *walk, unsigned classes, PhrasePlace place, bool may_go_on,
                      NounPhrase *out);

static NounPhrase *begin(Walk *walk) {
    NounPhrase *out = ARENA_NEW(walk->arena, NounPhrase);
    *out = (NounPhrase){
        .determiner_at = -1, .number_at = -1, .complement_at = -1, .who_at = -1, .and_at = -1};
    return out;
}

static bool walk_name(Walk *walk, double probability, NounPhrase *out) {
    if (!walk_option(walk, walk_sees_listed(walk, 0, LIST_NAME), probability)) return false;
    out->kind = PHRASE_NAME;
    out->word =
        walk_pick(walk, LIST_NAME, walk_draw(walk, translate_lists[LIST_NAME].count), &out->at);
    return true;
}

static bool walk_land(Walk *walk, double probability, NounPhrase *out) {
    if (!walk_option(walk, walk_sees_listed(walk, 0, LIST_PLACE), probability)) return false;
    out->kind = PHRASE_LAND;
    out->word =
        walk_pick(walk, LIST_PLACE, walk_draw(walk, translate_lists[LIST_PLACE].count), &out->at);
    return true;
}

/* the cat [and the dog]: after a verb, “and” may begin a clause as well. */
static void walk_second(Walk *walk, unsigned classes, PhrasePlace place, NounPhrase *out) {
    if (walk->relative || (place == PLACE_OBJECT && walk->negated) || place >= PLACE_AFTER) return;
    bool seen = walk_sees(walk, "and");
    bool to = walk->object_of && walk->object_of->frame == FRAME_DATIVE;
    bool second = place == PLACE_OBJECT ? walk_either(walk, seen, to ? 0.15 : 0.03)
                                        : walk_option(walk, seen, 0.07);
    if (!second) return;
    walk->listed = place == PLACE_OBJECT;
    out->and_at = walk_say(walk, "and");
    out->and = begin(walk);
    if (!walk_name(walk, classes & WORDS_PERSON ? 0.15 : 0, out->and) &&
        !walk_land(walk, classes & WORDS_LAND ? 0.15 : 0, out->and))
        walk_noun(walk, classes, place, false, out->and);
}

/* Reads a noun, or says this one: its determiner is said. */
static void walk_named(Walk *walk, int noun, NounPhrase *out) {
    walk_adjectives(walk, translate_nouns[noun].classes, out);
    if (walk->rng) {
        out->word = noun;
        out->at = walk_say(walk, translate_nouns[noun].english[out->plural]);
    } else
        read_noun(walk, out);
}

static void walk_noun(Walk *walk, unsigned classes, PhrasePlace place, bool may_go_on,
                      NounPhrase *out) {
    int noun = walk->rng ? draw_noun(walk, classes) : 0;
    bool mass = walk->rng && translate_nouns[noun].classes & WORDS_MASS;
    out->plural = walk->rng && !mass && rng_unit(walk->rng) < 0.42;
    walk_determiner(walk, place, mass, out);
    walk_named(walk, noun, out);
    if (walk->failed) return;
    unsigned kind = translate_nouns[out->word].classes;
    walk_complement(walk, kind, place, out);
    bool relative = may_go_on && walk_relative(walk, kind, place, out);
    if (!relative && may_go_on) walk_second(walk, classes, place, out);
}

/* --- what someone is, what there is ---------------------------------------------------------- */

/* Whether a man or a woman is the subject, as far as it says. */
static bool is_he(const NounPhrase *subject) {
    if (subject->kind == PHRASE_NOUN) return !translate_nouns[subject->word].feminine;
    if (subject->kind == PHRASE_NAME) return !translate_lists[LIST_NAME].items[subject->word].kind;
    return noun_phrase_is(subject, "he");
}

static bool is_she(const NounPhrase *subject) {
    if (subject->kind == PHRASE_PRONOUN) return translate_pronouns[subject->word].feminine;
    return subject->kind <= PHRASE_NAME && !is_he(subject);
}

/* A sister is no king, and a doctor no doctor. */
static bool may_be(const NounPhrase *subject, bool plural, int noun) {
    const Noun *one = &translate_nouns[noun];
    if (plural && !one->french[1]) return false;
    if (subject->kind == PHRASE_NOUN && subject->word == noun) return false;
    if (!(one->classes & WORDS_PERSON)) return true;
    if (one->feminine) return !is_he(subject);
    return !is_she(subject) || translate_feminine(noun, false) || one->classes & WORDS_JOB;
}

static int draw_attribute(Walk *walk, const NounPhrase *subject, bool plural, unsigned classes) {
    for (;;) {
        int noun = draw_noun(walk, classes);
        if (may_be(subject, plural, noun)) return noun;
    }
}

NounPhrase *walk_attribute(Walk *walk, const NounPhrase *subject, unsigned classes) {
    NounPhrase *out = begin(walk);
    bool one = subject->kind == PHRASE_THIS && !subject->plural;
    if (walk_name(walk, one ? 0.1 : 0, out)) return out;
    if (walk_land(walk, 0, out)) return out;
    bool job = walk_option(walk, false, classes == WORDS_PERSON ? 0.55 : 0);
    bool plural = noun_phrase_person(subject) == PERSON_THEY || subject->plural;
    int noun = walk->rng ? draw_attribute(walk, subject, plural, job ? WORDS_JOB : classes) : 0;
    out->plural = walk->rng && plural;
    if (job) {
        out->determiner = plural ? DETERMINER_BARE : DETERMINER_A;
        if (!plural) out->determiner_at = walk_say(walk, "a");
        out->word = noun;
        out->at = walk_say(walk, translate_nouns[noun].english[plural]);
        return out;
    }
    walk_determiner(walk, PLACE_NOUN, walk->rng && translate_nouns[noun].classes & WORDS_MASS, out);
    walk_named(walk, noun, out);
    if (walk->failed) return out;
    unsigned kind = translate_nouns[out->word].classes;
    walk_complement(walk, kind, PLACE_NOUN, out);
    walk_relative(walk, kind, PLACE_NOUN, out);
    return out;
}

NounPhrase *walk_new(Walk *walk) {
    NounPhrase *out = begin(walk);
    walk_noun(walk, WORDS_ANY & ~(unsigned)WORDS_PLACE, PLACE_THERE, true, out);
    return out;
}

NounPhrase *walk_word_phrase(Walk *walk, NounPhraseKind kind, const char *word) {
    NounPhrase *out = begin(walk);
    out->kind = kind;
    out->at = walk_say(walk, word);
    return out;
}

/* --- the whole ------------------------------------------------------------------------------- */

static const char *pronoun_form(const Pronoun *pronoun, PhrasePlace place) {
    bool subject = place == PLACE_SUBJECT || place == PLACE_INVERTED;
    return subject ? pronoun->subject : pronoun->object;
}

/* “her” is a pronoun unless a noun phrase goes on after it. */
static bool pronoun_seen(const Walk *walk, PhrasePlace place) {
    bool noun = walk_sees_noun(walk, 1) || walk_sees_adjective(walk, 1) ||
                walk_sees_listed(walk, 1, LIST_DEGREE) || walk_sees_listed(walk, 1, LIST_NUMBER);
    if (walk_sees(walk, "her") && noun) return false;
    for (int i = 0; i < translate_pronoun_count; i++)
        if (walk_sees(walk, pronoun_form(&translate_pronouns[i], place))) return true;
    return false;
}

static void walk_pronoun(Walk *walk, unsigned classes, PhrasePlace place, NounPhrase *out) {
    out->kind = PHRASE_PRONOUN;
    const Pronoun *all = translate_pronouns;
    if (walk->rng) do
            out->word = rng_below(walk->rng, translate_pronoun_count);
        while ((place == PLACE_AFTER && noun_phrase_is(out, "it")) ||
               (!(classes & WORDS_PERSON) && !noun_phrase_is(out, "it") &&
                !noun_phrase_is(out, "they")));
    else
        while (out->word < translate_pronoun_count - 1 &&
               !walk_sees(walk, pronoun_form(&all[out->word], place)))
            out->word++;
    out->plural = all[out->word].plural;
    out->at = walk_say(walk, pronoun_form(&all[out->word], place));
}

NounPhrase *walk_noun_phrase(Walk *walk, unsigned classes, PhrasePlace place) {
    NounPhrase *out = begin(walk);
    bool person = classes & WORDS_PERSON, asking = place == PLACE_ASKING;
    double pronoun = asking                                              ? 0
                     : place == PLACE_SUBJECT || place == PLACE_INVERTED ? 0.36
                     : place == PLACE_OBJECT                             ? 0.25
                     : place == PLACE_AFTER && person                    ? 0.13
                                                                         : 0;
    if (walk_option(walk, pronoun_seen(walk, place), pronoun))
        walk_pronoun(walk, classes, place, out);
    else if (walk_name(walk, person && !asking ? 0.1 : 0, out) ||
             walk_land(walk, classes & WORDS_LAND && !asking ? 0.15 : 0, out))
        walk_second(walk, classes, place, out);
    else
        walk_noun(walk, classes, place, true, out);
    return out;
}

bool noun_phrase_is(const NounPhrase *phrase, const char *pronoun) {
    return phrase->kind == PHRASE_PRONOUN &&
           !strcmp(translate_pronouns[phrase->word].subject, pronoun);
}

Person noun_phrase_person(const NounPhrase *phrase) {
    if (phrase->kind == PHRASE_PRONOUN) return translate_pronouns[phrase->word].person;
    return phrase->and || phrase->plural ? PERSON_THEY : PERSON_HE;
}
