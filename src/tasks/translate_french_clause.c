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

static void put_past(French *out, const VerbPhrase *verb, Agreement subject) {
    const Verb *word = &translate_verbs[verb->verb];
    put_before(out, verb, true);
    french_put_plain(out, (word->etre ? be_now : have_now)[subject.person],
                     verb->do_at >= 0 ? verb->do_at : verb->verb_at);
    put_after(out, verb);
    const NounPhrase *object = word->frame == FRAME_OBJECT ? clitic_of(verb) : NULL;
    int form = word->etre ? french_form(subject)
               : object   ? french_form(french_agreement(object))
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
    } else if (verb->past)
        put_past(out, verb, subject);
    else {
        put_before(out, verb, true);
        put_verb(out, verb, word->french[subject.person]);
        put_after(out, verb);
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

static void put_subject_and_verb(French *out, const Clause *clause) {
    french_noun_phrase(out, clause->subject, ARTICLE_USUAL);
    french_verb_phrase(out, clause->verb, french_agreement(clause->subject));
}

static void put_object(French *out, const VerbPhrase *verb) {
    if (!verb->object || clitic_of(verb)) return;
    const Verb *word = &translate_verbs[verb->verb];
    /* à and de of verbs come from the English preposition, right before the object */
    int first = verb->verb_at + 1;
    if (word->frame == FRAME_DATIVE) french_put_plain(out, "à", first);
    if (word->frame == FRAME_PREPOSITION) french_put_plain(out, word->french_preposition, first);
    if (verb->object->kind == PHRASE_PRONOUN) {
        french_put_plain(out, translate_pronouns[verb->object->word].strong, verb->object->at);
        return;
    }
    bool negated = verb->not_at >= 0 || verb->never_at >= 0;
    bool de = word->french_preposition && !strcmp(word->french_preposition, "de");
    french_noun_phrase(out, verb->object,
                       de                                       ? ARTICLE_NONE
                       : negated && word->frame == FRAME_OBJECT ? ARTICLE_NEGATED
                                                                : ARTICLE_USUAL);
}

static void put_quality(French *out, const VerbPhrase *verb, Agreement subject) {
    if (verb->more_at >= 0) french_put_plain(out, verb->less ? "moins" : "plus", verb->more_at);
    french_adjective(out, &verb->quality, subject, true);
    if (!verb->than) return;
    french_put_plain(out, "que", verb->than_at);
    if (verb->than->kind == PHRASE_PRONOUN)
        french_put_plain(out, translate_pronouns[verb->than->word].strong, verb->than->at);
    else
        french_noun_phrase(out, verb->than, ARTICLE_USUAL);
}

static void put_agent(French *out, const VerbPhrase *verb) {
    if (!verb->agent) return;
    french_put_plain(out, "par", verb->by_at);
    if (verb->agent->kind == PHRASE_PRONOUN)
        french_put_plain(out, translate_pronouns[verb->agent->word].strong, verb->agent->at);
    else
        french_noun_phrase(out, verb->agent, ARTICLE_USUAL);
}

void french_verb_phrase(French *out, const VerbPhrase *verb, Agreement subject) {
    if (verb->kind == VERB_ACTIVE) {
        put_active(out, verb, subject);
        put_object(out, verb);
    } else
        put_be(out, verb, subject);
    if (verb->kind == VERB_PASSIVE) {
        const char *masculine = translate_verbs[verb->verb].participle;
        put_verb(out, verb, french_participle(out->arena, masculine, french_form(subject)));
        put_agent(out, verb);
    }
    if (verb->kind == VERB_QUALITY) put_quality(out, verb, subject);
    if (verb->said) {
        french_put_plain(out, "que", verb->that_at);
        put_subject_and_verb(out, verb->said);
    }
    for (int i = 0; i < verb->adjunct_count; i++) french_adjunct(out, &verb->adjuncts[i]);
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
        french_put_plain(out, ",", clause->front_comma_at);
    }
    put_subject_and_verb(out, clause);
    if (clause->comma_at >= 0) french_put_plain(out, ",", clause->comma_at);
}

/* [où] est-ce que: from the auxiliary. */
static void put_asking(French *out, const Sentence *sentence) {
    const VerbPhrase *verb = sentence->clauses[0].verb;
    if (sentence->kind == SENTENCE_STATEMENT) return;
    if (sentence->kind == SENTENCE_ASK) {
        const char *word = translate_lists[LIST_ASK].items[sentence->ask].french;
        french_put_plain(out, word, sentence->ask_at);
    }
    bool asked_be = verb->be_at >= 0 && verb->modal_at < 0;
    int at = verb->do_at >= 0 ? verb->do_at : asked_be ? verb->be_at : verb->modal_at;
    french_put_plain(out, "est-ce", at);
    french_put_plain(out, "que", at);
}

void translate_sample(const Sentence *sentence, const char **tokens, int count, Arena *arena,
                      Sample *out) {
    French french = {.arena = arena};
    put_asking(&french, sentence);
    for (int i = 0; i < sentence->count; i++) put_clause(&french, &sentence->clauses[i]);
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
