/* translate_be.c -- what is said with be: “is too old”, “is big and black”, “was signed by the
 * minister”, “is a doctor”, “is in the house”; “this is …” and “there is …”. */
#include "tasks/translate_grammar.h"

#include <string.h>

enum { GOOD, BAD }; /* better and worse are not in the language */

const char *walk_be_form(Person person, bool past) {
    if (past) return person == PERSON_I || person == PERSON_HE ? "was" : "were";
    return person == PERSON_I ? "am" : person == PERSON_HE ? "is" : "are";
}

bool walk_sees_be(const Walk *walk, int ahead) {
    for (int person = 0; person < 5; person++)
        if (walk_sees_ahead(walk, ahead, walk_be_form((Person)person, false)) ||
            walk_sees_ahead(walk, ahead, walk_be_form((Person)person, true)))
            return true;
    return false;
}

/* --- passives and qualities ------------------------------------------------------------------ */

static void walk_agent(Walk *walk, VerbPhrase *out) {
    if (!walk_option(walk, walk_sees(walk, "by"), 0.45)) return;
    out->by_at = walk_say(walk, "by");
    out->agent = walk_noun_phrase(walk, translate_verbs[out->verb].subject, PLACE_AFTER);
}

/* The adjective that comes as “older”, or −1. */
static int see_comparative(const Walk *walk) {
    for (int i = 0; i < translate_adjective_count; i++)
        if (walk_sees(walk, translate_comparative(i))) return i;
    return -1;
}

/* older, more honest, less old. */
static void walk_compared(Walk *walk, int word, VerbPhrase *out) {
    if (!walk->rng) word = see_comparative(walk);
    const char *one = word < 0 ? NULL : translate_comparative(word);
    out->less = walk->rng ? walk_option(walk, false, 0.3) : walk_sees(walk, "less");
    if (one && !out->less) {
        out->quality = (Adjective){.word = word, .degree = -1, .degree_at = -1};
        out->quality.at = out->more_at = walk_say(walk, one);
    } else {
        out->more_at = walk_say(walk, out->less ? "less" : "more");
        walk_adjective(walk, word, &out->quality);
        word = out->quality.word;
        if (out->quality.degree_at >= 0) walk->failed = true; /* more very old */
        if (!out->less && (word <= BAD || translate_comparative(word))) walk->failed = true;
    }
    if (!walk_option(walk, walk_sees(walk, "than"), 0.8)) return;
    out->than_at = walk_say(walk, "than");
    unsigned classes = walk->rng ? translate_adjectives[word].classes : WORDS_ANY;
    out->than = walk_noun_phrase(walk, classes, PLACE_AFTER);
}

/* One that is said of all that the first is said of. */
static int draw_second(Walk *walk, int first) {
    const AdjectiveWord *all = translate_adjectives;
    for (int tries = 0; walk->rng && tries < 200; tries++) {
        int word = walk_draw(walk, translate_adjective_count);
        bool said = (all[word].classes & all[first].classes) == all[first].classes;
        if (said && word != first && word > BAD && all[word].rank <= ADJECTIVE_COLOUR) return word;
    }
    walk->failed |= walk->rng != NULL;
    return -1;
}

static void walk_quality(Walk *walk, int word, VerbPhrase *out) {
    bool may = walk->rng && (translate_adjectives[word].rank == ADJECTIVE_QUALITY ||
                             translate_comparative(word));
    bool seen = walk_sees(walk, "more") || walk_sees(walk, "less") || see_comparative(walk) >= 0;
    if (walk_option(walk, seen, may ? 0.25 : 0)) {
        walk_compared(walk, word, out);
        return;
    }
    walk_adjective(walk, word, &out->quality);
    bool more = walk_sees_adjective(walk, 1) || walk_sees_listed(walk, 1, LIST_DEGREE);
    bool and = walk_sees(walk, "and") && more && !walk->relative;
    if (!walk_either(walk, and, word > BAD && !walk->relative ? 0.07 : 0)) return;
    out->and_at = walk_say(walk, "and");
    walk_adjective(walk, draw_second(walk, word), &out->second);
}

/* --- the predicate --------------------------------------------------------------------------- */

static VerbPhraseKind see_predicate(const Walk *walk) {
    int adjectives = 0;
    while (walk_sees_adjective(walk, adjectives) || walk_sees_listed(walk, adjectives, LIST_DEGREE))
        adjectives++;
    bool compared =
        walk_sees(walk, "more") || walk_sees(walk, "less") || see_comparative(walk) >= 0;
    if (compared || (adjectives && !walk_sees_noun(walk, adjectives))) return VERB_QUALITY;
    if (walk_sees_verb(walk, ENGLISH_PARTICIPLE, ENGLISH_PARTICIPLE)) return VERB_PASSIVE;
    return walk_sees_phrase(walk, 0) ? VERB_NOUN : VERB_PLACE;
}

/* “it is” and “this is” go on with anything. */
static unsigned noun_classes(const Intent *intent, const NounPhrase *subject) {
    bool it =
        subject->kind == PHRASE_PRONOUN && !strcmp(translate_pronouns[subject->word].subject, "it");
    return it || subject->kind == PHRASE_THIS ? WORDS_ANY : intent->subject;
}

void walk_predicate(Walk *walk, const Intent *intent, const NounPhrase *subject, VerbPhrase *out) {
    if (!walk->rng) out->kind = see_predicate(walk);
    switch (out->kind) {
    case VERB_PASSIVE:
        walk_say_verb(walk, ENGLISH_PARTICIPLE, out);
        if (!walk->failed) walk_agent(walk, out);
        break;
    case VERB_QUALITY: walk_quality(walk, intent->quality, out); break;
    case VERB_NOUN: out->noun = walk_attribute(walk, subject, noun_classes(intent, subject)); break;
    default:
        if (!walk_adjunct(walk, &out->adjuncts[out->adjunct_count++], out)) walk->failed = true;
    }
}

/* --- this is, there is ----------------------------------------------------------------------- */

static const char *const these[] = {"this", "that", "these", "those"};
enum { THESE = 2 };

/* “this is”; in a question “[is] this my house”. */
bool walk_sees_this(const Walk *walk) {
    for (int i = 0; i < 4; i++)
        if (walk_sees(walk, these[i])) {
            bool noun = walk_sees_noun(walk, 1) || walk_sees_adjective(walk, 1) ||
                        walk_sees_listed(walk, 1, LIST_DEGREE) ||
                        walk_sees_listed(walk, 1, LIST_NUMBER);
            return walk_sees_be(walk, 1) || walk_sees_ahead(walk, 1, "not") ||
                   walk_sees_ahead(walk, 1, "never") || walk_sees_listed(walk, 1, LIST_FREQUENCY) ||
                   walk_sees_ahead(walk, 1, "?") || walk_sees_listed(walk, 1, LIST_JOIN) ||
                   (walk_sees_phrase(walk, 1) && !noun);
        }
    return false;
}

NounPhrase *walk_this(Walk *walk) {
    int word = walk_draw(walk, 4);
    if (!walk->rng)
        while (word < 3 && !walk_sees(walk, these[word])) word++;
    NounPhrase *out = walk_word_phrase(walk, PHRASE_THIS, these[word]);
    out->plural = word >= THESE;
    return out;
}

void walk_there(Walk *walk, const Intent *intent, const NounPhrase *there, VerbPhrase *out) {
    int be_at = out->be_at;
    out->kind = VERB_THERE;
    out->there_at = there->at;
    walk_negation(walk, true, intent->negated, out);
    bool no = out->not_at >= 0 || out->never_at >= 0;
    walk->negated = no;
    out->object = walk_new(walk);
    walk->negated = false;
    if (no && out->object->determiner == DETERMINER_SOME) walk->failed = true;
    if (walk->failed) return;
    const char *form = walk_be_form(noun_phrase_person(out->object), out->past);
    if (walk->rng)
        walk->tokens[be_at] = form;
    else if (strcmp(walk->tokens[be_at], form) != 0)
        walk->failed = true;
}

/* I … me: oneself, which the language does not say. */
static bool is_self(const NounPhrase *subject, const NounPhrase *other) {
    if (!other || subject->kind != PHRASE_PRONOUN || other->kind != PHRASE_PRONOUN) return false;
    Person person = translate_pronouns[subject->word].person;
    bool third = person == PERSON_HE || person == PERSON_THEY;
    return !third && person == translate_pronouns[other->word].person;
}

bool walk_subject_fits(const NounPhrase *subject, const VerbPhrase *verb) {
    if (is_self(subject, verb->object) || is_self(subject, verb->agent) ||
        is_self(subject, verb->than))
        return false;
    if (verb->kind == VERB_NOUN && noun_phrase_is(subject, "they") &&
        verb->noun->kind == PHRASE_NOUN && translate_nouns[verb->noun->word].feminine &&
        translate_nouns[verb->noun->word].classes & WORDS_JOB)
        return false; /* elles sont actrices */
    if (subject->kind == PHRASE_THIS)
        return verb->modal_at < 0 && (verb->kind == VERB_NOUN || verb->kind == VERB_BE ||
                                      (verb->kind == VERB_QUALITY && !subject->plural));
    bool city = subject->kind == PHRASE_LAND &&
                translate_lists[LIST_PLACE].items[subject->word].kind == PLACE_CITY;
    bool agrees = verb->kind == VERB_QUALITY || verb->kind == VERB_PASSIVE ||
                  (verb->kind == VERB_ACTIVE && verb->past && translate_verbs[verb->verb].etre);
    return !city || !agrees;
}

void walk_subject_and_verb(Walk *walk, Clause *out) {
    Intent intent = walk_intent(walk, false);
    bool there = walk_sees(walk, "there") && walk_sees_be(walk, 1);
    if (walk_option(walk, there, 0.018)) {
        out->subject = walk_word_phrase(walk, PHRASE_THERE, "there");
        intent.kind = VERB_THERE;
        intent.modal = -1;
        intent.negated = intent.negated && walk_option(walk, false, 0.5);
        out->verb = walk_verb_phrase(walk, &intent, out->subject);
        return;
    }
    if (walk_option(walk, walk_sees_this(walk) && walk_sees_be(walk, 1), 0.018)) {
        out->subject = walk_this(walk);
        intent.modal = -1;
        if (intent.kind != VERB_QUALITY || out->subject->plural) intent.kind = VERB_NOUN;
    } else
        out->subject = walk_noun_phrase(walk, intent.subject, PLACE_SUBJECT);
    if (walk->failed) return;
    out->verb = walk_verb_phrase(walk, &intent, out->subject);
    if (!walk->failed && !walk_subject_fits(out->subject, out->verb)) walk->failed = true;
}
