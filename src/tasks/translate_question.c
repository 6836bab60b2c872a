/* translate_question.c -- questions: “does he see it?”, “what did they find?”, “which books does he
 * read?”, “who sleeps?”, “where is the cat?”. */
#include "tasks/translate_grammar.h"

#include <string.h>

enum { ASK_WHERE, ASK_WHEN, ASK_WHY, ASK_HOW, ASK_WHAT, ASK_WHO };

/* --- an auxiliary before the subject --------------------------------------------------------- */

/* It agrees with the subject: its place is kept, and it is said once the subject is known. Reading,
 * it is any form, and checked after. */
static int say_first(Walk *walk, const Intent *intent, VerbPhrase *out) {
    bool be =
        walk_option(walk, walk_sees_be(walk, 0), intent->kind != VERB_ACTIVE && intent->modal < 0);
    if (!walk->rng) out->modal = walk_see_modal(walk, false);
    if (out->modal >= 0 && !translate_modals[out->modal].to)
        return out->modal_at = walk_say(walk, translate_modals[out->modal].english);
    if (!walk->rng && !be && !walk_sees_do(walk, 0)) walk->failed = true;
    int at = walk_say(walk, walk->rng || walk->failed ? "do" : walk->tokens[walk->at]);
    if (be) return out->be_at = at;
    return out->do_at = at;
}

static void agree_first(Walk *walk, Person person, int at, VerbPhrase *out) {
    if (out->modal_at == at || walk->failed) return;
    const char *said = walk->tokens[at];
    const char *form =
        out->be_at == at ? walk_be_form(person, out->past) : walk_do_form(person, out->past);
    if (walk->rng)
        walk->tokens[at] = form;
    else if (strcmp(said, form) != 0)
        walk->failed = true;
}

static void read_tense(const Walk *walk, int at, VerbPhrase *out) {
    const char *said = walk->tokens[at];
    if (!walk->rng)
        out->past = !strcmp(said, "did") || !strcmp(said, "was") || !strcmp(said, "were");
}

/* Nothing but a time comes after the subject. */
static bool sees_end(const Walk *walk) {
    return walk_sees(walk, "?") || walk_sees_listed(walk, 0, LIST_TIME) ||
           walk_sees_listed(walk, 0, LIST_JOIN);
}

static NounPhrase *walk_inverted(Walk *walk, const Intent *intent) {
    bool noun = intent->kind == VERB_NOUN && intent->modal < 0;
    bool what = intent->kind == VERB_BE && intent->subject == WORDS_IDEA;
    double this = noun ? 0.3 : what ? 0.2 : 0;
    if (walk_option(walk, walk_sees_this(walk), this)) return walk_this(walk);
    return walk_noun_phrase(walk, intent->subject, PLACE_INVERTED);
}

/* After the auxiliary at this place and the subject. */
static void walk_rest(Walk *walk, const Intent *intent, bool object_asked, int at, Clause *clause) {
    VerbPhrase *out = clause->verb;
    if (out->be_at == at && (walk->rng ? intent->kind == VERB_BE : sees_end(walk))) {
        out->kind = VERB_BE;
        return;
    }
    walk_negation(walk, true, intent->negated, out);
    walk_often(walk, out);
    if (out->be_at == at) {
        walk_predicate(walk, intent, clause->subject, out);
        if (object_asked) walk->failed = true;
    } else
        walk_infinitive(walk, intent, clause->subject, object_asked, out);
    if (walk->failed) return;
    /* “was this meat” would be read as this meat */
    bool this = clause->subject->kind == PHRASE_THIS;
    bool bare = this && out->noun && out->noun->kind == PHRASE_NOUN && out->noun->determiner_at < 0;
    if (bare || !walk_subject_fits(clause->subject, out)) walk->failed = true;
}

static void walk_question(Walk *walk, const Intent *intent, bool object_asked, Clause *clause) {
    VerbPhrase *out = clause->verb = walk_begin_verb(walk, intent);
    int at = say_first(walk, intent, out);
    if (walk->failed) return;
    read_tense(walk, at, out);
    if (out->be_at == at &&
        walk_option(walk, walk_sees(walk, "there"), intent->kind == VERB_THERE)) {
        clause->subject = walk_word_phrase(walk, PHRASE_THERE, "there");
        walk_there(walk, intent, clause->subject, out);
        if (object_asked) walk->failed = true;
    } else {
        clause->subject = walk_inverted(walk, intent);
        agree_first(walk, noun_phrase_person(clause->subject), at, out);
        if (!walk->failed) walk_rest(walk, intent, object_asked, at, clause);
    }
    if (!walk->failed && out->kind != VERB_BE) walk_adjuncts(walk, out);
}

/* --- of a subject, or which of an object ----------------------------------------------------- */

static bool sees_subject(const Walk *walk, int ahead) {
    return walk_sees_pronoun(walk, ahead, true) || walk_sees_phrase(walk, ahead);
}

/* [which books] does he read: an auxiliary that is not be, and a subject. */
static bool sees_inversion(const Walk *walk) {
    bool modal = walk_see_modal(walk, false) >= 0;
    return (modal || walk_sees_do(walk, 0)) && sees_subject(walk, 1);
}

static Intent object_intent(Walk *walk) {
    for (;;) {
        Intent intent = walk_intent(walk, true);
        bool object = translate_verbs[intent.verb].frame == FRAME_OBJECT;
        if (!walk->rng || (intent.kind == VERB_ACTIVE && object)) return intent;
    }
}

/* who sees the cat, which cat sleeps; which cat does she see. */
static void ask_phrase(Walk *walk, bool of_object, Sentence *out) {
    Clause *clause = &out->clauses[0];
    Intent intent = of_object ? object_intent(walk) : walk_intent(walk, true);
    bool may = !of_object && intent.subject & WORDS_PERSON;
    bool who = walk_option(walk, walk_sees(walk, "who"), may ? 0.5 : 0);
    unsigned classes = of_object ? translate_verbs[intent.verb].object : intent.subject;
    NounPhrase *asked = who ? walk_word_phrase(walk, PHRASE_WHO, "who")
                            : walk_noun_phrase(walk, classes, PLACE_ASKING);
    if (walk->failed) return;
    if (!walk->rng) of_object = !who && sees_inversion(walk);
    if (of_object) {
        out->kind = SENTENCE_WHICH;
        walk_question(walk, &intent, true, clause);
        clause->verb->asked = asked;
    } else {
        clause->subject = asked;
        clause->verb = walk_verb_phrase(walk, &intent, asked);
    }
}

/* --- where is the cat ------------------------------------------------------------------------ */

/* What is asked of what: where it is, when an election is, how someone is, what a problem is. */
static Intent be_intent(Walk *walk, int *ask) {
    static const int asks[] = {ASK_WHERE, ASK_WHERE, ASK_WHERE, ASK_HOW, ASK_HOW, ASK_WHAT};
    *ask = asks[walk_draw(walk, 6)];
    return (Intent){.kind = VERB_BE,
                    .modal = -1,
                    .past = *ask != ASK_HOW && walk_option(walk, false, 0.3),
                    .subject = *ask == ASK_HOW    ? WORDS_PERSON
                               : *ask == ASK_WHAT ? WORDS_IDEA
                                                  : WORDS_ANY & ~(WORDS_IDEA | WORDS_MASS)};
}

/* Whether French says it as the language does: comment va …, not comment allait …; quel est … only
 * of what is known and no person. */
static bool be_fits(const Sentence *sentence) {
    const Clause *clause = &sentence->clauses[0];
    const NounPhrase *subject = clause->subject;
    bool noun = subject->kind == PHRASE_NOUN;
    bool person =
        noun ? translate_nouns[subject->word].classes & WORDS_PERSON : subject->kind == PHRASE_NAME;
    bool it = noun_phrase_is(subject, "it");
    bool mine = subject->determiner >= DETERMINER_MY && subject->determiner <= DETERMINER_THEIR;
    bool known = noun && (mine || subject->determiner == DETERMINER_THE);
    if (subject->kind == PHRASE_THIS) return sentence->ask == ASK_WHAT;
    if (subject->kind == PHRASE_LAND) return sentence->ask == ASK_WHERE;
    switch (sentence->ask) {
    case ASK_WHERE: return true;
    case ASK_WHEN: return noun;
    case ASK_HOW: return noun && !person ? true : !it && !clause->verb->past;
    case ASK_WHAT: return known && !person;
    case ASK_WHO: return noun && person;
    default: return false;
    }
}

/* --- all ------------------------------------------------------------------------------------- */

/* where is the cat [now] */
static void walk_now(Walk *walk, bool goes, VerbPhrase *out) {
    enum { TODAY = 0, NOW = 3 };
    bool now = goes && !out->past;
    if (!walk_option(walk, walk_sees_listed(walk, 0, LIST_TIME), now ? 0.2 : 0)) return;
    Adjunct *time = &out->adjuncts[out->adjunct_count++];
    *time = (Adjunct){.kind = ADJUNCT_TIME, .preposition_at = -1, .the_at = -1, .year_at = -1};
    time->word = walk_pick(walk, LIST_TIME, walk_draw(walk, 2) ? TODAY : NOW, &time->at);
}

typedef enum Question { YES_NO, WHEREVER, WHAT_OR_WHO, OF_SUBJECT, OF_OBJECT, OF_BE } Question;

static Question draw_question(Walk *walk) {
    double kind = rng_unit(walk->rng);
    return kind < 0.34   ? YES_NO
           : kind < 0.50 ? WHEREVER
           : kind < 0.60 ? WHAT_OR_WHO
           : kind < 0.69 ? OF_SUBJECT
           : kind < 0.84 ? OF_OBJECT
                         : OF_BE;
}

static bool sees_auxiliary(const Walk *walk, int ahead) {
    bool modal = walk_sees_ahead(walk, ahead, "can") || walk_sees_ahead(walk, ahead, "must") ||
                 walk_sees_ahead(walk, ahead, "will");
    return modal || walk_sees_do(walk, ahead) || walk_sees_be(walk, ahead);
}

static Question see_question(const Walk *walk) {
    if (sees_auxiliary(walk, 0)) return YES_NO;
    if (!walk_sees_listed(walk, 0, LIST_ASK) || !sees_auxiliary(walk, 1)) return OF_SUBJECT;
    bool who = walk_sees(walk, "who");
    if (who && !sees_subject(walk, 2)) return OF_SUBJECT;
    /* who is the king: qui est le roi, of the subject as well */
    if (who && (walk_sees_ahead(walk, 1, "is") || walk_sees_ahead(walk, 1, "was")))
        return OF_SUBJECT;
    return who || walk_sees(walk, "what") ? WHAT_OR_WHO : WHEREVER;
}

bool walk_sees_question(const Walk *walk) {
    return (walk_sees_listed(walk, 0, LIST_ASK) && sees_auxiliary(walk, 1)) ||
           sees_auxiliary(walk, 0) || walk_sees(walk, "who") || walk_sees(walk, "which") ||
           walk_sees(walk, "how");
}

static Intent other_intent(Walk *walk, Question kind, int *ask) {
    if (kind == OF_BE) return be_intent(walk, ask);
    *ask = kind == WHEREVER ? walk_draw(walk, ASK_WHAT) : ASK_WHAT + walk_draw(walk, 2);
    if (kind == WHAT_OR_WHO) return object_intent(walk);
    Intent intent = walk_intent(walk, true);
    if (kind == YES_NO && walk_option(walk, false, 0.04))
        intent = (Intent){.kind = VERB_THERE, .modal = -1, .past = intent.past};
    return intent;
}

void walk_asking(Walk *walk, Sentence *out) {
    Question kind = walk->rng ? draw_question(walk) : see_question(walk);
    Clause *clause = &out->clauses[out->count++];
    *clause = (Clause){.join = -1, .join_at = -1, .front_comma_at = -1, .comma_at = -1};
    out->question_mark = true;
    if (kind == OF_SUBJECT || kind == OF_OBJECT) {
        ask_phrase(walk, kind == OF_OBJECT, out);
        return;
    }
    int ask;
    Intent intent = other_intent(walk, kind, &ask);
    out->kind = kind == YES_NO ? SENTENCE_YES_NO : SENTENCE_ASK;
    if (kind != YES_NO) out->ask = walk_pick(walk, LIST_ASK, ask, &out->ask_at);
    walk_question(walk, &intent, kind == WHAT_OR_WHO, clause);
    if (walk->failed || clause->verb->kind != VERB_BE) return;
    walk_now(walk, out->ask == ASK_WHERE || out->ask == ASK_HOW, clause->verb);
    if (kind == YES_NO || !be_fits(out)) walk->failed = true;
}
