/* translate_french_clause.c -- French verb phrases, clauses and sentences, and the sample made of
 * one. */
#include "tasks/translate_french.h"

#include <string.h>

static const char *const be_now[5] = {"suis", "est", "sommes", "êtes", "sont"};
static const char *const be_then[5] = {"étais", "était", "étions", "étiez", "étaient"};
static const char *const have_now[5] = {"ai", "a", "avons", "avez", "ont"};

const char *french_participle(Arena *arena, const char *masculine, int form) {
    size_t n = strlen(masculine);
    bool s = masculine[n - 1] == 's';
    const char *endings[] = {"", "e", s ? "" : "s", "es"};
    return arena_printf(arena, "%s%s", masculine, endings[form]);
}

bool translate_participle_agrees(const Verb *verb) {
    return verb->etre || verb->frame == FRAME_OBJECT;
}

/* --- the verb and what stands around it ------------------------------------------------------ */

/* The object that is a word before the verb, or NULL. */
static const NounPhrase *clitic_of(const VerbPhrase *verb) {
    const NounPhrase *object = verb->object;
    bool before = translate_verbs[verb->verb].frame != FRAME_PREPOSITION;
    return object && before && object->kind == PHRASE_PRONOUN ? object : NULL;
}

static void put_clitic(French *out, const VerbPhrase *verb) {
    const NounPhrase *object = clitic_of(verb);
    if (!object) return;
    const Pronoun *pronoun = &translate_pronouns[object->word];
    bool dative = translate_verbs[verb->verb].frame == FRAME_DATIVE;
    if (dative && strcmp(pronoun->dative, pronoun->clitic) != 0)
        french_put_plain(out, pronoun->dative, object->at);
    else
        french_put(out, pronoun->clitic, pronoun->clitic_vowel, ROLE_WORD, object->at);
}

/* ne and the pronoun, before the finite verb. */
static void put_before(French *out, const VerbPhrase *verb, bool clitic) {
    int no = verb->not_at >= 0 ? verb->not_at : verb->never_at;
    if (no >= 0) {
        french_put(out, "ne", "n'", ROLE_WORD, no);
        french_link(out, verb->do_at);
    }
    if (clitic) put_clitic(out, verb);
}

/* pas, jamais, souvent: after it. */
static void put_after(French *out, const VerbPhrase *verb) {
    if (verb->not_at >= 0) french_put_plain(out, "pas", verb->not_at);
    if (verb->never_at >= 0) french_put_plain(out, "jamais", verb->never_at);
    if (verb->often_at >= 0)
        french_put_plain(out, translate_lists[LIST_FREQUENCY].items[verb->often].french,
                         verb->often_at);
}

/* A form of the verb: also from a preposition that only English has (wait for). */
static void put_verb(French *out, const VerbPhrase *verb, const char *form) {
    const Verb *word = &translate_verbs[verb->verb];
    french_put_plain(out, form, verb->verb_at);
    bool english_only = word->frame == FRAME_OBJECT && word->english_preposition;
    if (english_only) french_link(out, verb->verb_at + 1);
}

/* bien and mal stand right after what is finite, but after an infinitive; other adverbs of manner
 * after the object. */
static bool is_well(const Adjunct *adjunct) {
    enum { WELL, BADLY };
    return adjunct->kind == ADJUNCT_MANNER && adjunct->word <= BADLY;
}

static void put_well(French *out, const VerbPhrase *verb) {
    for (int i = 0; i < verb->adjunct_count; i++)
        if (is_well(&verb->adjuncts[i])) french_adjunct(out, &verb->adjuncts[i]);
}

static void put_past(French *out, const VerbPhrase *verb, Agreement subject) {
    const Verb *word = &translate_verbs[verb->verb];
    put_before(out, verb, true);
    french_put_plain(out, (word->etre ? be_now : have_now)[subject.person],
                     verb->do_at >= 0 ? verb->do_at : verb->verb_at);
    put_after(out, verb);
    put_well(out, verb);
    const NounPhrase *object = word->frame == FRAME_OBJECT ? clitic_of(verb) : NULL;
    int form = word->etre    ? french_form(subject)
               : object      ? french_form(french_agreement(object))
               : verb->asked ? french_form(french_agreement(verb->asked))
                             : 0;
    put_verb(out, verb, french_participle(out->arena, word->participle, form));
}

static void put_active(French *out, const VerbPhrase *verb, Agreement subject) {
    const Verb *word = &translate_verbs[verb->verb];
    if (verb->modal_at >= 0) {
        put_before(out, verb, false);
        french_put_plain(out, translate_modals[verb->modal].french[subject.person], verb->modal_at);
        put_after(out, verb);
        put_clitic(out, verb);
        put_verb(out, verb, word->infinitive);
        put_well(out, verb);
    } else if (verb->past)
        put_past(out, verb, subject);
    else {
        put_before(out, verb, true);
        put_verb(out, verb, word->french[subject.person]);
        put_after(out, verb);
        put_well(out, verb);
    }
}

/* est, était, doit être; in a passive of the past a été. */
static void put_be(French *out, const VerbPhrase *verb, Agreement subject) {
    bool passive = verb->kind == VERB_PASSIVE;
    put_before(out, verb, false);
    if (verb->modal_at >= 0)
        french_put_plain(out, translate_modals[verb->modal].french[subject.person], verb->modal_at);
    else
        french_put_plain(out,
                         (!verb->past ? be_now
                          : passive   ? have_now
                                      : be_then)[subject.person],
                         verb->be_at);
    put_after(out, verb);
    if (verb->modal_at >= 0)
        french_put_plain(out, "être", verb->be_at);
    else if (verb->past && passive) {
        french_put_plain(out, "été", verb->be_at);
        french_link(out, verb->verb_at);
    }
}

/* --- what follows ---------------------------------------------------------------------------- */

/* c'est un chat, ce sont mes amis; but il est médecin, and with a modal elle veut être mon amie. */
static bool says_ce(const NounPhrase *subject, const VerbPhrase *verb) {
    if (subject->kind == PHRASE_THIS) return true;
    if (subject->kind != PHRASE_PRONOUN || verb->kind != VERB_NOUN || verb->modal_at >= 0)
        return false;
    const Pronoun *pronoun = &translate_pronouns[subject->word];
    bool third = pronoun->person == PERSON_HE || pronoun->person == PERSON_THEY;
    return third && (!strcmp(pronoun->subject, "it") || !french_is_job(verb->noun));
}

static void put_subject_and_verb(French *out, const Clause *clause) {
    Agreement agreement = french_agreement(clause->subject);
    agreement.ce = says_ce(clause->subject, clause->verb);
    if (agreement.ce)
        french_put(out, "ce", "c'", ROLE_WORD, clause->subject->at);
    else
        french_noun_phrase(out, clause->subject, ARTICLE_GENERIC);
    french_verb_phrase(out, clause->verb, agreement);
}

static void put_object(French *out, const VerbPhrase *verb) {
    if (!verb->object || clitic_of(verb)) return;
    const Verb *word = &translate_verbs[verb->verb];
    /* à and de of verbs come from the English preposition, right before the object */
    const char *preposition = word->frame == FRAME_DATIVE ? "à" : word->french_preposition;
    if (preposition) {
        french_after(out, preposition, verb->verb_at + 1, verb->object);
        return;
    }
    bool negated = verb->not_at >= 0 || verb->never_at >= 0;
    french_noun_phrase(out, verb->object,
                       word->traits & VERB_LIKES ? ARTICLE_GENERIC
                       : negated                 ? ARTICLE_NEGATED
                                                 : ARTICLE_USUAL);
}

static void put_quality(French *out, const VerbPhrase *verb, Agreement subject) {
    Agreement agreement = subject.ce ? (Agreement){.person = PERSON_HE} : subject;
    if (verb->more_at >= 0) french_put_plain(out, verb->less ? "moins" : "plus", verb->more_at);
    french_adjective(out, &verb->quality, agreement, true);
    if (verb->and_at >= 0) {
        french_put_plain(out, "et", verb->and_at);
        french_adjective(out, &verb->second, agreement, true);
    }
    if (!verb->than) return;
    french_put_plain(out, "que", verb->than_at);
    if (verb->than->kind == PHRASE_PRONOUN)
        french_put_plain(out, translate_pronouns[verb->than->word].strong, verb->than->at);
    else
        french_noun_phrase(out, verb->than, ARTICLE_GENERIC);
}

/* il y a, il n'y avait pas. */
static void put_there(French *out, const VerbPhrase *verb) {
    bool negated = verb->not_at >= 0 || verb->never_at >= 0;
    put_before(out, verb, false);
    french_put_plain(out, "y", verb->there_at);
    french_put_plain(out, verb->past ? "avait" : "a", verb->be_at);
    put_after(out, verb);
    french_noun_phrase(out, verb->object, negated ? ARTICLE_NEGATED : ARTICLE_USUAL);
}

void french_verb_phrase(French *out, const VerbPhrase *verb, Agreement subject) {
    if (verb->kind == VERB_ACTIVE) {
        put_active(out, verb, subject);
        put_object(out, verb);
    } else if (verb->kind == VERB_THERE)
        put_there(out, verb);
    else
        put_be(out, verb, subject);
    if (verb->kind == VERB_NOUN) french_attribute(out, verb->noun, subject);
    if (verb->kind == VERB_PASSIVE) {
        const char *masculine = translate_verbs[verb->verb].participle;
        put_verb(out, verb, french_participle(out->arena, masculine, french_form(subject)));
        if (verb->agent) french_after(out, "par", verb->by_at, verb->agent);
    }
    if (verb->kind == VERB_QUALITY) put_quality(out, verb, subject);
    if (verb->said) {
        french_put_plain(out, "que", verb->that_at);
        put_subject_and_verb(out, verb->said);
    }
    for (int i = 0; i < verb->adjunct_count; i++)
        if (verb->kind != VERB_ACTIVE || !is_well(&verb->adjuncts[i]))
            french_adjunct(out, &verb->adjuncts[i]);
}

/* --- sentences ------------------------------------------------------------------------------- */

static void put_clause(French *out, const Clause *clause) {
    if (clause->join >= 0) {
        const char *word = translate_lists[LIST_JOIN].items[clause->join].french;
        if (!strcmp(word, "si"))
            french_put(out, word, "s'", ROLE_IF, clause->join_at);
        else
            french_put_plain(out, word, clause->join_at);
    }
    if (clause->front) {
        french_adjunct(out, clause->front);
        if (clause->front_comma_at >= 0) french_put_plain(out, ",", clause->front_comma_at);
    }
    put_subject_and_verb(out, clause);
    if (clause->comma_at >= 0) french_put_plain(out, ",", clause->comma_at);
}

/* [où, quels livres] est-ce que: from the auxiliary. */
static void put_asking(French *out, const Sentence *sentence) {
    const VerbPhrase *verb = sentence->clauses[0].verb;
    if (sentence->kind == SENTENCE_STATEMENT) return;
    if (sentence->kind == SENTENCE_ASK)
        french_put_plain(out, translate_lists[LIST_ASK].items[sentence->ask].french,
                         sentence->ask_at);
    if (sentence->kind == SENTENCE_WHICH) french_noun_phrase(out, verb->asked, ARTICLE_USUAL);
    bool asked_be = verb->be_at >= 0 && verb->modal_at < 0;
    int at = verb->do_at >= 0 ? verb->do_at : asked_be ? verb->be_at : verb->modal_at;
    french_put_plain(out, "est-ce", at);
    french_put_plain(out, "que", at);
}

/* quel, quelle, quels, quelles: “what”, as that which agrees. */
static const char *asking_word(const Sentence *sentence, Agreement subject) {
    const Pair *ask = &translate_lists[LIST_ASK].items[sentence->ask];
    if (strcmp(ask->english, "what") != 0) return ask->french;
    return translate_determiners[DETERMINER_ASKING].french[french_form(subject)];
}

/* comment va … is said of people. */
static bool says_go(const Sentence *sentence) {
    const NounPhrase *subject = sentence->clauses[0].subject;
    bool how = !strcmp(translate_lists[LIST_ASK].items[sentence->ask].english, "how");
    bool noun = subject->kind == PHRASE_NOUN;
    return how && (!noun || translate_nouns[subject->word].classes & WORDS_PERSON);
}

/* où est le chat; but with a pronoun où est-ce qu'il est, and qu'est-ce que c'est. */
static void put_be_question(French *out, const Sentence *sentence) {
    enum { WILL = 2 }; /* aller */
    const VerbPhrase *verb = sentence->clauses[0].verb;
    const NounPhrase *subject = sentence->clauses[0].subject;
    Agreement agreement = french_agreement(subject);
    bool this = subject->kind == PHRASE_THIS;
    if (this) agreement = (Agreement){.person = PERSON_HE};
    const char *form = says_go(sentence) ? translate_modals[WILL].french[agreement.person]
                                         : (verb->past ? be_then : be_now)[agreement.person];
    if (this || subject->kind == PHRASE_PRONOUN) {
        put_asking(out, sentence);
        french_noun_phrase(out, subject, ARTICLE_GENERIC);
        french_put_plain(out, form, verb->be_at);
    } else {
        french_put_plain(out, asking_word(sentence, agreement), sentence->ask_at);
        french_put_plain(out, form, verb->be_at);
        french_noun_phrase(out, subject, ARTICLE_GENERIC);
    }
    for (int i = 0; i < verb->adjunct_count; i++) french_adjunct(out, &verb->adjuncts[i]);
}

void translate_sample(const Sentence *sentence, const char **tokens, int count, Arena *arena,
                      Sample *out) {
    French french = {.arena = arena};
    bool be = sentence->clauses[0].verb->kind == VERB_BE;
    if (be)
        put_be_question(&french, sentence);
    else
        put_asking(&french, sentence);
    for (int i = be; i < sentence->count; i++) put_clause(&french, &sentence->clauses[i]);
    french_put_plain(&french, sentence->question_mark ? "?" : ".", sentence->mark_at);
    french_join(&french);
    const char **words = ARENA_ARRAY(arena, const char *, french.count);
    GoldLinks *gold = ARENA_ARRAY(arena, GoldLinks, french.count);
    for (int i = 0; i < french.count; i++) {
        const FrenchWord *word = &french.words[i];
        int *links = ARENA_ARRAY(arena, int, FRENCH_LINKS_MAX);
        memcpy(links, word->links, sizeof word->links);
        gold[i] = (GoldLinks){links, word->count};
        words[i] = word->text;
    }
    *out = (Sample){.source = tokens_join(arena, TOKENS_WORDS, tokens, count),
                    .target = tokens_join(arena, TOKENS_WORDS, words, french.count),
                    .source_tokens = {tokens, count},
                    .target_tokens = {words, french.count},
                    .gold = gold};
}
