/* translate_clause.c -- verb phrases: “does not often see it”, “was signed by the minister”, “is
 * too old”, “wants to sleep in the garden”. */
#include "tasks/translate_grammar.h"

#include <string.h>

enum { MODAL_WANT = 3 };

static bool chance(Walk *walk, double probability) {
    return walk->rng && rng_unit(walk->rng) < probability;
}

/* --- what is going to be said, drawn before the subject -------------------------------------- */

static void draw_active(Walk *walk, bool question, Intent *out) {
    const Verb *verb;
    do {
        out->verb = rng_below(walk->rng, translate_verb_count);
        verb = &translate_verbs[out->verb];
    } while (verb->frame == FRAME_SAY && (walk->depth > 0 || question));
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
    out.kind = kind < 0.60   ? VERB_ACTIVE
               : kind < 0.78 ? VERB_PASSIVE
               : kind < 0.94 ? VERB_QUALITY
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
    if (out.kind != VERB_QUALITY) return out;
    do out.quality = rng_below(walk->rng, translate_adjective_count);
    while (translate_adjectives[out.quality].rank > ADJECTIVE_COLOUR);
    out.subject = translate_adjectives[out.quality].classes;
    return out;
}

/* --- the finite verb ------------------------------------------------------------------------- */

static const char *be_form(Person person, bool past) {
    if (past) return person == PERSON_I || person == PERSON_HE ? "was" : "were";
    return person == PERSON_I ? "am" : person == PERSON_HE ? "is" : "are";
}

static const char *do_form(Person person, bool past) {
    return past ? "did" : person == PERSON_HE ? "does" : "do";
}

static bool sees_be(const Walk *walk) {
    for (int person = 0; person < 5; person++)
        if (walk_sees(walk, be_form((Person)person, false)) ||
            walk_sees(walk, be_form((Person)person, true)))
            return true;
    return false;
}

static bool sees_do(const Walk *walk) {
    return walk_sees(walk, "do") || walk_sees(walk, "does") || walk_sees(walk, "did");
}

/* The modal that comes, or −1; with `to` those that need it, without the others. */
static int see_modal(const Walk *walk, bool to) {
    for (int i = 0; i < translate_modal_count; i++) {
        const Modal *modal = &translate_modals[i];
        if (to != (modal->to != NULL) || (to && !walk_sees_ahead(walk, 1, modal->to))) continue;
        if (walk_sees(walk, modal->english) || walk_sees(walk, modal->english_he) ||
            walk_sees(walk, modal->negated))
            return i;
    }
    return -1;
}

static void say_be(Walk *walk, Person person, VerbPhrase *out) {
    if (!walk->rng) out->past = walk_sees(walk, "was") || walk_sees(walk, "were");
    out->be_at = walk_say(walk, be_form(person, out->past));
}

static void say_do(Walk *walk, Person person, VerbPhrase *out) {
    if (!walk->rng) out->past = walk_sees(walk, "did");
    out->do_at = walk_say(walk, do_form(person, out->past));
}

static void walk_negation(Walk *walk, bool not_too, bool negated, VerbPhrase *out) {
    bool never = walk->rng ? chance(walk, 0.2) || !not_too : walk_sees(walk, "never");
    if (!walk_option(walk, never || (not_too && walk_sees(walk, "not")), negated)) return;
    if (never)
        out->never_at = walk_say(walk, "never");
    else
        out->not_at = walk_say(walk, "not");
}

static void walk_often(Walk *walk, VerbPhrase *out) {
    if (walk_option(walk, walk_sees_listed(walk, 0, LIST_FREQUENCY), out->never_at < 0 ? 0.08 : 0))
        out->often =
            walk_pick(walk, LIST_FREQUENCY, walk_draw(walk, translate_lists[LIST_FREQUENCY].count),
                      &out->often_at);
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

static void say_verb(Walk *walk, int form, VerbPhrase *out) {
    if (!walk->rng) out->verb = read_verb(walk, form);
    const char *word = out->verb < 0 ? NULL : translate_verbs[out->verb].english[form];
    if (!word) {
        walk->failed = true;
        out->verb = 0;
        return;
    }
    out->verb_at = walk_say(walk, word);
}

static void walk_object(Walk *walk, bool asked, VerbPhrase *out) {
    const Verb *verb = &translate_verbs[out->verb];
    if (verb->frame == FRAME_ALONE) {
        if (asked) walk->failed = true;
        return;
    }
    if (verb->frame == FRAME_SAY) {
        if (asked || walk->depth > 1) walk->failed = true;
        out->that_at = walk_say(walk, "that");
        if (walk->failed) return;
        out->said = ARENA_NEW(walk->arena, Clause);
        *out->said = (Clause){.join = -1, .join_at = -1, .comma_at = -1};
        walk->depth++;
        Intent intent = walk_intent(walk, false);
        out->said->subject = walk_noun_phrase(walk, intent.subject, PLACE_SUBJECT);
        out->said->verb = walk_verb_phrase(walk, &intent, noun_phrase_person(out->said->subject));
        walk->depth--;
        return;
    }
    if (verb->english_preposition) walk_say(walk, verb->english_preposition);
    if (asked && verb->frame != FRAME_OBJECT) walk->failed = true; /* à qui est-ce que … */
    if (asked) return;
    out->object = walk_noun_phrase(walk, verb->object,
                                   verb->frame == FRAME_PREPOSITION ? PLACE_AFTER : PLACE_OBJECT);
}

static void walk_agent(Walk *walk, VerbPhrase *out) {
    if (!walk_option(walk, walk_sees(walk, "by"), 0.45)) return;
    out->by_at = walk_say(walk, "by");
    out->agent = walk_noun_phrase(walk, translate_verbs[out->verb].subject, PLACE_AFTER);
}

static void walk_quality(Walk *walk, int word, VerbPhrase *out) {
    bool may = walk->rng && translate_adjectives[word].rank == ADJECTIVE_QUALITY;
    bool seen = walk_sees(walk, "more") || walk_sees(walk, "less");
    if (!walk_option(walk, seen, may ? 0.25 : 0)) {
        walk_adjective(walk, word, &out->quality);
        return;
    }
    out->less = walk->rng ? chance(walk, 0.4) : walk_sees(walk, "less");
    out->more_at = walk_say(walk, out->less ? "less" : "more");
    walk_adjective(walk, word, &out->quality);
    if (out->quality.degree_at >= 0) walk->failed = true; /* more very old */
    if (!walk->rng && !out->less &&
        !strcmp(translate_adjectives[out->quality.word].english, "good"))
        walk->failed = true; /* better, meilleur */
    if (!walk_option(walk, walk_sees(walk, "than"), 0.8)) return;
    out->than_at = walk_say(walk, "than");
    out->than = walk_noun_phrase(walk, walk->rng ? translate_adjectives[word].classes : WORDS_ANY,
                                 PLACE_AFTER);
}

/* After a form of be. */
static void walk_predicate(Walk *walk, const Intent *intent, VerbPhrase *out) {
    bool quality = walk_sees_adjective(walk, 0) || walk_sees_listed(walk, 0, LIST_DEGREE) ||
                   walk_sees(walk, "more") || walk_sees(walk, "less");
    if (!walk->rng)
        out->kind = quality                                                        ? VERB_QUALITY
                    : walk_sees_verb(walk, ENGLISH_PARTICIPLE, ENGLISH_PARTICIPLE) ? VERB_PASSIVE
                                                                                   : VERB_PLACE;
    if (out->kind == VERB_PASSIVE) {
        say_verb(walk, ENGLISH_PARTICIPLE, out);
        walk_agent(walk, out);
    } else if (out->kind == VERB_QUALITY)
        walk_quality(walk, intent->quality, out);
    else if (!walk_adjunct(walk, &out->adjuncts[out->adjunct_count++], out))
        walk->failed = true;
}

static void walk_adjuncts(Walk *walk, VerbPhrase *out) {
    double how_many = walk->rng ? rng_unit(walk->rng) : 1;
    int most = out->kind == VERB_PLACE ? 1 : how_many < 0.58 ? 0 : how_many < 0.94 ? 1 : 2;
    if (walk->relative && walk->rng) most = most > 1;
    if (!walk->rng) most = ADJUNCTS_MAX;
    if (out->said) most = 0; /* they are the clause's that is said */
    while (out->adjunct_count < most && !walk->failed &&
           walk_adjunct(walk, &out->adjuncts[out->adjunct_count], out))
        out->adjunct_count++;
}

/* --- the whole ------------------------------------------------------------------------------- */

static VerbPhrase *begin(Walk *walk, const Intent *intent) {
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
                        .more_at = -1,
                        .than_at = -1,
                        .that_at = -1};
    return out;
}

/* see it, want to see it, be seen: after do or a modal. */
static void walk_infinitive(Walk *walk, const Intent *intent, bool asked, VerbPhrase *out) {
    if (!walk->rng && out->modal < 0) out->modal = see_modal(walk, true);
    if (out->modal >= 0 && out->modal_at < 0) {
        if (out->past) walk->failed = true; /* did want to */
        out->modal_at = walk_say(walk, translate_modals[out->modal].english);
    }
    if (out->modal >= 0 && translate_modals[out->modal].to)
        walk_say(walk, translate_modals[out->modal].to);
    if (out->modal >= 0 && walk_option(walk, walk_sees(walk, "be"), out->kind != VERB_ACTIVE)) {
        out->be_at = walk_say(walk, "be");
        walk_predicate(walk, intent, out);
        if (asked) walk->failed = true;
    } else {
        out->kind = VERB_ACTIVE;
        say_verb(walk, ENGLISH_BASE, out);
        if (!walk->failed) walk_object(walk, asked, out);
    }
}

static void walk_lexical(Walk *walk, const Intent *intent, Person person, VerbPhrase *out) {
    walk_negation(walk, false, intent->negated, out);
    walk_often(walk, out);
    int want = walk->rng ? (out->modal >= 0 ? out->modal : -1) : see_modal(walk, true);
    out->modal = want;
    if (want >= 0) {
        const Modal *modal = &translate_modals[want];
        out->modal_at = walk_say(walk, person == PERSON_HE ? modal->english_he : modal->english);
        walk_infinitive(walk, intent, false, out);
        return;
    }
    int present = person == PERSON_HE ? ENGLISH_HE : ENGLISH_BASE;
    if (!walk->rng) out->past = !sees_form(walk, present) && sees_form(walk, ENGLISH_PAST);
    out->kind = VERB_ACTIVE;
    say_verb(walk, out->past ? ENGLISH_PAST : present, out);
    if (!walk->failed) walk_object(walk, false, out);
}

VerbPhrase *walk_verb_phrase(Walk *walk, const Intent *intent, Person person) {
    VerbPhrase *out = begin(walk, intent);
    bool to = intent->modal >= 0 && translate_modals[intent->modal].to;
    bool bare = intent->modal >= 0 && !to, active = intent->kind == VERB_ACTIVE;
    bool never = active && intent->negated && chance(walk, 0.2);
    if (walk_option(walk, sees_be(walk), !active && !bare)) {
        say_be(walk, person, out);
        walk_negation(walk, true, intent->negated, out);
        walk_often(walk, out);
        walk_predicate(walk, intent, out);
    } else if (walk_option(walk, see_modal(walk, false) >= 0, bare)) {
        if (!walk->rng) out->modal = see_modal(walk, false);
        say_modal(walk, intent->negated, out);
        walk_often(walk, out);
        walk_infinitive(walk, intent, false, out);
    } else if (walk_option(walk, sees_do(walk), intent->negated && !never)) {
        say_do(walk, person, out);
        out->not_at = walk_say(walk, "not");
        walk_often(walk, out);
        walk_infinitive(walk, intent, false, out);
    } else
        walk_lexical(walk, intent, person, out);
    walk_adjuncts(walk, out);
    return out;
}

/* The auxiliary before the subject agrees with it: its place is kept, and it is said once the
 * subject is known. Reading, it is any form, and checked after. */
static int say_first(Walk *walk, const Intent *intent, VerbPhrase *out) {
    bool be = walk_option(walk, sees_be(walk), intent->kind != VERB_ACTIVE && intent->modal < 0);
    if (!walk->rng) out->modal = see_modal(walk, false);
    if (out->modal >= 0 && !translate_modals[out->modal].to)
        return out->modal_at = walk_say(walk, translate_modals[out->modal].english);
    if (!walk->rng && !be && !sees_do(walk)) walk->failed = true;
    int at = walk_say(walk, walk->rng || walk->failed ? "do" : walk->tokens[walk->at]);
    if (be) return out->be_at = at;
    return out->do_at = at;
}

static void agree_first(Walk *walk, Person person, int at, VerbPhrase *out) {
    if (out->modal_at == at || walk->failed) return;
    const char *said = walk->tokens[at];
    if (!walk->rng)
        out->past = !strcmp(said, "did") || !strcmp(said, "was") || !strcmp(said, "were");
    const char *form = out->be_at == at ? be_form(person, out->past) : do_form(person, out->past);
    if (walk->rng)
        walk->tokens[at] = form;
    else if (strcmp(said, form) != 0)
        walk->failed = true;
}

void walk_question(Walk *walk, Clause *clause, bool object_asked) {
    Intent intent;
    Frame frame;
    do {
        intent = walk_intent(walk, true);
        frame = translate_verbs[intent.verb].frame;
    } while (walk->rng && object_asked && (intent.kind != VERB_ACTIVE || frame != FRAME_OBJECT));
    VerbPhrase *out = clause->verb = begin(walk, &intent);
    int at = say_first(walk, &intent, out);
    if (walk->failed) return;
    clause->subject = walk_noun_phrase(walk, intent.subject, PLACE_INVERTED);
    agree_first(walk, noun_phrase_person(clause->subject), at, out);
    if (walk->failed) return;
    walk_negation(walk, true, intent.negated, out);
    walk_often(walk, out);
    if (out->be_at == at) {
        walk_predicate(walk, &intent, out);
        if (object_asked) walk->failed = true;
    } else
        walk_infinitive(walk, &intent, object_asked, out);
    if (!walk->failed) walk_adjuncts(walk, out);
}
