/* translate_clause.c -- verb phrases: “does not often see it”, “wants to sleep in the garden”; what
 * comes after be is translate_be.c's. */
#include "tasks/translate_grammar.h"

#include <string.h>

enum { MODAL_WANT = 3 };

static bool chance(Walk *walk, double probability) {
    return walk->rng && rng_unit(walk->rng) < probability;
}

/* --- what is going to be said, drawn before the subject -------------------------------------- */

static void draw_active(Walk *walk, bool question, Intent *out) {
    const Verb *verb;
    bool moves = walk_option(walk, false, 0.1); /* go, come … more often than the others */
    do {
        out->verb = rng_below(walk->rng, translate_verb_count);
        verb = &translate_verbs[out->verb];
    } while ((moves && !(verb->traits & VERB_MOVES)) ||
             (verb->frame == FRAME_SAY && (walk->depth > 0 || question)) ||
             (verb->traits & VERB_DOUBTED && out->negated));
    out->subject = verb->subject;
    if (out->past && !verb->english[ENGLISH_PAST]) out->past = false;
}

static void draw_passive(Walk *walk, Intent *out) {
    do out->verb = rng_below(walk->rng, translate_verb_count);
    while (!translate_verbs[out->verb].english[ENGLISH_PARTICIPLE]);
    out->subject = translate_verbs[out->verb].object;
}

Intent walk_intent(Walk *walk, bool question) {
    Intent out = {.modal = -1};
    if (!walk->rng) return out;
    double kind = rng_unit(walk->rng);
    out.kind = kind < 0.59   ? VERB_ACTIVE
               : kind < 0.76 ? VERB_PASSIVE
               : kind < 0.92 ? VERB_QUALITY
               : kind < 0.95 ? VERB_NOUN
                             : VERB_PLACE;
    out.past = chance(walk, 0.42);
    out.negated = chance(walk, question ? 0.06 : 0.19);
    if (chance(walk, 0.17)) {
        out.modal = walk_draw(walk, out.kind == VERB_ACTIVE ? translate_modal_count : MODAL_WANT);
        out.past = false;
    }
    out.subject = WORDS_PERSON | WORDS_ANIMAL | WORDS_THING;
    if (out.kind == VERB_ACTIVE) draw_active(walk, question, &out);
    if (out.kind == VERB_PASSIVE) draw_passive(walk, &out);
    if (out.kind == VERB_NOUN) out.subject = walk_draw(walk, 4) ? WORDS_PERSON : WORDS_IDEA;
    if (out.kind != VERB_QUALITY) return out;
    do out.quality = rng_below(walk->rng, translate_adjective_count);
    while (translate_adjectives[out.quality].rank > ADJECTIVE_COLOUR);
    out.subject = translate_adjectives[out.quality].classes;
    return out;
}

/* --- the finite verb ------------------------------------------------------------------------- */

const char *walk_do_form(Person person, bool past) {
    return past ? "did" : person == PERSON_HE ? "does" : "do";
}

bool walk_sees_do(const Walk *walk, int ahead) {
    return walk_sees_ahead(walk, ahead, "do") || walk_sees_ahead(walk, ahead, "does") ||
           walk_sees_ahead(walk, ahead, "did");
}

/* The modal that comes, or −1; with `to` those that need it, without the others. */
int walk_see_modal(const Walk *walk, bool to) {
    for (int i = 0; i < translate_modal_count; i++) {
        const Modal *modal = &translate_modals[i];
        if (to != (modal->to != NULL) || (to && !walk_sees_ahead(walk, 1, modal->to))) continue;
        if (walk_sees(walk, modal->english) || walk_sees(walk, modal->english_he) ||
            walk_sees(walk, modal->negated))
            return i;
    }
    return -1;
}

/* In “there is” it agrees with what comes after it. */
static void say_be(Walk *walk, const NounPhrase *subject, VerbPhrase *out) {
    if (!walk->rng) out->past = walk_sees(walk, "was") || walk_sees(walk, "were");
    bool any = !walk->rng && subject->kind == PHRASE_THERE;
    out->be_at = walk_say(walk, any ? walk->tokens[walk->at]
                                    : walk_be_form(noun_phrase_person(subject), out->past));
}

static void say_do(Walk *walk, Person person, VerbPhrase *out) {
    if (!walk->rng) out->past = walk_sees(walk, "did");
    out->do_at = walk_say(walk, walk_do_form(person, out->past));
}

void walk_negation(Walk *walk, bool not_too, bool negated, VerbPhrase *out) {
    bool never = walk->rng ? chance(walk, 0.2) || !not_too : walk_sees(walk, "never");
    if (!walk_option(walk, never || (not_too && walk_sees(walk, "not")), negated)) return;
    if (never)
        out->never_at = walk_say(walk, "never");
    else
        out->not_at = walk_say(walk, "not");
}

/* After not: often, always and really; “probably not” would be another order. */
void walk_often(Walk *walk, VerbPhrase *out) {
    enum { PROBABLY = 6 };
    static const int after_not[] = {0, 1, 5};
    double probability = out->never_at < 0 ? 0.08 : 0;
    if (!walk_option(walk, walk_sees_listed(walk, 0, LIST_FREQUENCY), probability)) return;
    bool no = out->not_at >= 0;
    int word =
        no ? after_not[walk_draw(walk, 3)] : walk_draw(walk, translate_lists[LIST_FREQUENCY].count);
    out->often = walk_pick(walk, LIST_FREQUENCY, word, &out->often_at);
    if (no && out->often == PROBABLY) walk->failed = true;
}

/* can, cannot, must not, will never: the modal and what says no to it. */
static void say_modal(Walk *walk, bool negated, VerbPhrase *out) {
    const Modal *modal = &translate_modals[out->modal];
    bool one_word = walk->rng ? modal->negated && negated && chance(walk, 0.85)
                              : walk_sees(walk, modal->negated);
    out->modal_at = walk_say(walk, one_word ? modal->negated : modal->english);
    if (one_word)
        out->not_at = out->modal_at;
    else
        walk_negation(walk, !modal->negated, negated, out);
}

/* --- verbs and what they take ---------------------------------------------------------------- */

/* Whether what comes after the verb is what it takes: think of, think that. */
static bool frame_seen(const Walk *walk, const Verb *verb) {
    bool that = walk_sees_ahead(walk, 1, "that");
    if (verb->frame == FRAME_SAY) return that;
    if (verb->english_preposition) return walk_sees_ahead(walk, 1, verb->english_preposition);
    return true;
}

/* The verbs of this form that what follows fits: one that takes that and a clause, and the first of
 * the others; −1: none. */
typedef struct Fitting {
    int say, other;
} Fitting;

static Fitting see_verb(const Walk *walk, int form) {
    Fitting out = {-1, -1};
    for (int i = 0; i < translate_verb_count; i++) {
        const Verb *verb = &translate_verbs[i];
        if (!walk_sees(walk, verb->english[form]) || !frame_seen(walk, verb)) continue;
        int *place = verb->frame == FRAME_SAY ? &out.say : &out.other;
        if (*place < 0) *place = i;
    }
    return out;
}

static bool sees_form(const Walk *walk, int form) {
    Fitting fitting = see_verb(walk, form);
    return fitting.say >= 0 || fitting.other >= 0;
}

/* know that the cat sleeps; but also: know that cat */
static int read_verb(Walk *walk, int form) {
    Fitting fitting = see_verb(walk, form);
    if (fitting.say < 0) return fitting.other;
    return walk_either(walk, fitting.other >= 0, 0) ? fitting.other : fitting.say;
}

void walk_say_verb(Walk *walk, int form, VerbPhrase *out) {
    if (!walk->rng) out->verb = read_verb(walk, form);
    const char *word = out->verb < 0 ? NULL : translate_verbs[out->verb].english[form];
    if (!word) {
        walk->failed = true;
        out->verb = 0;
        return;
    }
    out->verb_at = walk_say(walk, word);
}

static void walk_said(Walk *walk, VerbPhrase *out) {
    bool no = out->not_at >= 0 || out->never_at >= 0;
    bool doubted = no && translate_verbs[out->verb].traits & VERB_DOUBTED;
    if (walk->depth > 1 || doubted) walk->failed = true;
    out->that_at = walk_say(walk, "that");
    if (walk->failed) return;
    out->said = ARENA_NEW(walk->arena, Clause);
    *out->said = (Clause){.join = -1, .join_at = -1, .comma_at = -1};
    walk->depth++;
    walk_subject_and_verb(walk, out->said);
    walk->depth--;
}

static void walk_object(Walk *walk, bool asked, VerbPhrase *out) {
    const Verb *verb = &translate_verbs[out->verb];
    if (asked && verb->frame != FRAME_OBJECT) walk->failed = true; /* à qui, à quoi, de quoi */
    if (walk->failed || verb->frame == FRAME_ALONE) return;
    if (verb->frame == FRAME_SAY) {
        walk_said(walk, out);
        return;
    }
    if (verb->english_preposition) walk_say(walk, verb->english_preposition);
    if (asked) return;
    bool none = !walk_sees_phrase(walk, 0) && !walk_sees_pronoun(walk, 0, false);
    if (verb->traits & VERB_ALONE_TOO && walk_option(walk, none, 0.15)) return;
    walk->negated = out->not_at >= 0 || out->never_at >= 0;
    walk->object_of = verb;
    out->object = walk_noun_phrase(walk, verb->object,
                                   verb->frame == FRAME_PREPOSITION ? PLACE_AFTER : PLACE_OBJECT);
    walk->negated = false;
    walk->object_of = NULL;
    /* j'y pense, j'en dépends */
    if (verb->frame == FRAME_PREPOSITION && noun_phrase_is(out->object, "it")) walk->failed = true;
}

void walk_adjuncts(Walk *walk, VerbPhrase *out) {
    double how_many = walk->rng ? rng_unit(walk->rng) : 1;
    int most = out->kind == VERB_PLACE   ? 1
               : out->kind == VERB_THERE ? how_many < 0.8
               : how_many < 0.58         ? 0
               : how_many < 0.94         ? 1
                                         : 2;
    bool moves = out->kind == VERB_ACTIVE && translate_verbs[out->verb].traits & VERB_MOVES;
    if (moves && !most && walk_option(walk, false, 0.6)) most = 1;
    if (walk->relative && walk->rng) most = most > 1;
    bool goes = moves && translate_verbs[out->verb].traits & VERB_GOES;
    if (goes && !most && walk_option(walk, false, 0.85)) most = 1;
    if (!walk->rng) most = ADJUNCTS_MAX;
    if (out->said) most = 0; /* they are the clause's that is said */
    while (out->adjunct_count < most && !walk->failed &&
           walk_adjunct(walk, &out->adjuncts[out->adjunct_count], out))
        out->adjunct_count++;
}

/* --- the whole ------------------------------------------------------------------------------- */

VerbPhrase *walk_begin_verb(Walk *walk, const Intent *intent) {
    VerbPhrase *out = ARENA_NEW(walk->arena, VerbPhrase);
    *out = (VerbPhrase){.kind = intent->kind,
                        .past = intent->past,
                        .modal = intent->modal,
                        .verb = intent->verb,
                        .do_at = -1,
                        .be_at = -1,
                        .modal_at = -1,
                        .not_at = -1,
                        .never_at = -1,
                        .often_at = -1,
                        .by_at = -1,
                        .and_at = -1,
                        .more_at = -1,
                        .than_at = -1,
                        .that_at = -1};
    return out;
}

void walk_infinitive(Walk *walk, const Intent *intent, const NounPhrase *subject, bool asked,
                     VerbPhrase *out) {
    if (!walk->rng && out->modal < 0) out->modal = walk_see_modal(walk, true);
    if (out->modal >= 0 && out->modal_at < 0) {
        if (out->past) walk->failed = true; /* did want to */
        out->modal_at = walk_say(walk, translate_modals[out->modal].english);
    }
    if (out->modal >= 0 && translate_modals[out->modal].to)
        walk_say(walk, translate_modals[out->modal].to);
    if (out->modal >= 0 && walk_option(walk, walk_sees(walk, "be"), out->kind != VERB_ACTIVE)) {
        out->be_at = walk_say(walk, "be");
        walk_predicate(walk, intent, subject, out);
        if (asked) walk->failed = true;
    } else {
        out->kind = VERB_ACTIVE;
        walk_say_verb(walk, ENGLISH_BASE, out);
        if (!walk->failed) walk_object(walk, asked, out);
    }
}

static void walk_lexical(Walk *walk, const Intent *intent, const NounPhrase *subject,
                         VerbPhrase *out) {
    Person person = noun_phrase_person(subject);
    walk_negation(walk, false, intent->negated, out);
    walk_often(walk, out);
    int want = walk->rng ? (out->modal >= 0 ? out->modal : -1) : walk_see_modal(walk, true);
    out->modal = want;
    if (want >= 0) {
        const Modal *modal = &translate_modals[want];
        out->modal_at = walk_say(walk, person == PERSON_HE ? modal->english_he : modal->english);
        walk_infinitive(walk, intent, subject, false, out);
        return;
    }
    int present = person == PERSON_HE ? ENGLISH_HE : ENGLISH_BASE;
    if (!walk->rng) out->past = !sees_form(walk, present) && sees_form(walk, ENGLISH_PAST);
    out->kind = VERB_ACTIVE;
    walk_say_verb(walk, out->past ? ENGLISH_PAST : present, out);
    if (!walk->failed) walk_object(walk, false, out);
}

VerbPhrase *walk_verb_phrase(Walk *walk, const Intent *intent, const NounPhrase *subject) {
    Person person = noun_phrase_person(subject);
    VerbPhrase *out = walk_begin_verb(walk, intent);
    bool to = intent->modal >= 0 && translate_modals[intent->modal].to;
    bool bare = intent->modal >= 0 && !to, active = intent->kind == VERB_ACTIVE;
    bool never = active && intent->negated && chance(walk, 0.2);
    if (walk_option(walk, walk_sees_be(walk, 0), !active && !bare)) {
        say_be(walk, subject, out);
        if (subject->kind == PHRASE_THERE) {
            walk_there(walk, intent, subject, out);
            if (!walk->failed) walk_adjuncts(walk, out);
            return out;
        }
        walk_negation(walk, true, intent->negated, out);
        walk_often(walk, out);
        walk_predicate(walk, intent, subject, out);
    } else if (walk_option(walk, walk_see_modal(walk, false) >= 0, bare)) {
        if (!walk->rng) out->modal = walk_see_modal(walk, false);
        say_modal(walk, intent->negated, out);
        walk_often(walk, out);
        walk_infinitive(walk, intent, subject, false, out);
    } else if (walk_option(walk, walk_sees_do(walk, 0), intent->negated && !never)) {
        say_do(walk, person, out);
        out->not_at = walk_say(walk, "not");
        walk_often(walk, out);
        walk_infinitive(walk, intent, subject, false, out);
    } else
        walk_lexical(walk, intent, subject, out);
    walk_adjuncts(walk, out);
    return out;
}
