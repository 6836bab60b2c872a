/* translate_french.c -- words put in French order: noun phrases, adjuncts, and how words join. */
#include "tasks/translate_french.h"

#include "base/error.h"

#include <string.h>

/* --- words ----------------------------------------------------------------------------------- */

static void put_one(French *out, const char *text, const char *before_vowel, FrenchRole role,
                    int at) {
    CHECK(out->count < TRANSLATE_MAX_TARGET, "a sentence of over %d words", out->count);
    FrenchWord *word = &out->words[out->count++];
    *word = (FrenchWord){.text = text, .before_vowel = before_vowel, .role = role};
    if (at >= 0) word->links[word->count++] = at;
}

void french_put(French *out, const char *text, const char *before_vowel, FrenchRole role, int at) {
    const char *space = strchr(text, ' ');
    if (space)
        put_one(out, arena_substring(out->arena, text, (size_t)(space - text)), NULL, ROLE_WORD,
                at);
    put_one(out, space ? space + 1 : text, before_vowel, role, at);
}

void french_put_plain(French *out, const char *text, int at) {
    const char *space = strrchr(text, ' '), *last = space ? space + 1 : text;
    bool de = !strcmp(last, "de"), que = !strcmp(last, "que");
    french_put(out, text,
               de    ? "d'"
               : que ? "qu'"
                     : NULL,
               de || !strcmp(text, "à") ? ROLE_PREPOSITION : ROLE_WORD, at);
}

void french_link(French *out, int at) {
    FrenchWord *word = &out->words[out->count - 1];
    if (at < 0 || word->count == FRENCH_LINKS_MAX) return;
    bool before = word->count && word->links[0] > at;
    if (before) word->links[1] = word->links[0];
    word->links[before ? 0 : word->count] = at;
    word->count++;
}

/* A silent h counts as a vowel; huit and onze keep the word before them whole. */
static bool begins_with_vowel(const char *word) {
    static const char *const vowels[] = {"a", "e", "i", "o", "u", "h", "A", "E", "I", "O",
                                         "U", "à", "é", "è", "ê", "â", "î", "ô", "œ", "É"};
    if (!strcmp(word, "huit") || !strcmp(word, "onze")) return false;
    for (size_t i = 0; i < sizeof vowels / sizeof *vowels; i++)
        if (!strncmp(word, vowels[i], strlen(vowels[i]))) return true;
    return false;
}

static bool elides(const FrenchWord *word, const char *next) {
    if (!word->before_vowel) return false;
    if (word->role == ROLE_IF) return !strcmp(next, "il") || !strcmp(next, "ils");
    return begins_with_vowel(next);
}

/* du, des, au, aux; NULL: the two stay. */
static const char *contraction(const FrenchWord *a, const FrenchWord *b) {
    if (a->role != ROLE_PREPOSITION || b->role != ROLE_ARTICLE) return NULL;
    bool de = !strcmp(a->text, "de");
    if (!de && strcmp(a->text, "à") != 0) return NULL;
    if (!strcmp(b->text, "le")) return de ? "du" : "au";
    return !strcmp(b->text, "les") ? de ? "des" : "aux" : NULL;
}

void french_join(French *out) {
    for (int i = out->count - 2; i >= 0; i--)
        if (elides(&out->words[i], out->words[i + 1].text))
            out->words[i].text = out->words[i].before_vowel;
    int kept = 0;
    for (int i = 0; i < out->count; i++) {
        FrenchWord *word = &out->words[i], *last = kept ? &out->words[kept - 1] : NULL;
        const char *both = last ? contraction(last, word) : NULL;
        if (!both) {
            out->words[kept++] = *word;
            continue;
        }
        last->text = both;
        last->role = ROLE_WORD;
        if (last->count == 1 && word->count == 1 && last->links[0] != word->links[0])
            last->links[last->count++] = word->links[0]; /* the article comes later */
    }
    out->count = kept;
}

/* --- noun phrases ---------------------------------------------------------------------------- */

static const Pair *listed(ListName list, int word) {
    return &translate_lists[list].items[word];
}

Agreement french_agreement(const NounPhrase *phrase) {
    Agreement one = {.person = noun_phrase_person(phrase), .plural = phrase->plural};
    if (phrase->kind == PHRASE_NOUN) one.feminine = translate_nouns[phrase->word].feminine;
    if (phrase->kind == PHRASE_PRONOUN) one.feminine = translate_pronouns[phrase->word].feminine;
    if (phrase->kind == PHRASE_NAME) one.feminine = listed(LIST_NAME, phrase->word)->kind;
    if (!phrase->and) return one;
    one.plural = true;
    one.feminine = one.feminine && french_agreement(phrase->and).feminine;
    return one;
}

int french_form(Agreement agreement) {
    return (agreement.plural ? 2 : 0) + agreement.feminine;
}

void french_adjective(French *out, const Adjective *adjective, Agreement agreement, bool alone) {
    const AdjectiveWord *word = &translate_adjectives[adjective->word];
    if (adjective->degree >= 0)
        french_put_plain(out, listed(LIST_DEGREE, adjective->degree)->french, adjective->degree_at);
    int form = french_form(agreement);
    french_put(out, word->french[form], form == 0 && !alone ? word->before_vowel : NULL, ROLE_WORD,
               adjective->at);
}

static bool stands_before(const Adjective *adjective) {
    return translate_adjectives[adjective->word].rank == ADJECTIVE_BEFORE;
}

static bool any_before(const NounPhrase *phrase) {
    for (int i = 0; i < phrase->adjective_count; i++)
        if (stands_before(&phrase->adjectives[i])) return true;
    return false;
}

/* des, du, de la, de l', where English has no word: from the noun. */
static void put_bare(French *out, const NounPhrase *phrase, Agreement agreement, ArticleUse use) {
    if (use == ARTICLE_NONE) return;
    if (use == ARTICLE_NEGATED || (phrase->plural && any_before(phrase)))
        french_put(out, "de", "d'", ROLE_WORD, phrase->at);
    else if (phrase->plural)
        french_put(out, "des", NULL, ROLE_WORD, phrase->at);
    else {
        french_put(out, "de", "d'", ROLE_PREPOSITION, phrase->at);
        french_put(out, agreement.feminine ? "la" : "le", "l'", ROLE_ARTICLE, phrase->at);
    }
}

static void put_determiner(French *out, const NounPhrase *phrase, Agreement agreement,
                           ArticleUse use) {
    const Determiner *word = &translate_determiners[phrase->determiner];
    int at = phrase->determiner_at, form = french_form(agreement);
    if (phrase->determiner == DETERMINER_BARE)
        put_bare(out, phrase, agreement, use);
    else if (phrase->determiner == DETERMINER_A && use == ARTICLE_NEGATED)
        french_put(out, "de", "d'", ROLE_WORD, at);
    else if (phrase->determiner != DETERMINER_NUMBER) {
        FrenchRole role = phrase->determiner == DETERMINER_THE ? ROLE_ARTICLE : ROLE_WORD;
        const char *vowel = agreement.plural
                                ? word->before_vowel[0] && strstr(word->french[form], " de")
                                      ? word->before_vowel[0]
                                      : NULL
                                : word->before_vowel[agreement.feminine];
        int before = out->count;
        french_put(out, word->french[form], vowel, role, at);
        /* the second word is that of “all the”, “how many” */
        if (word->english[1] && out->count - before == 2) out->words[before + 1].links[0] = at + 1;
    }
    if (phrase->number_at >= 0)
        french_put_plain(out, listed(LIST_NUMBER, phrase->number)->french, phrase->number_at);
}

static void put_noun(French *out, const NounPhrase *phrase, ArticleUse use) {
    Agreement agreement = {.person = PERSON_HE,
                           .feminine = translate_nouns[phrase->word].feminine,
                           .plural = phrase->plural};
    put_determiner(out, phrase, agreement, use);
    for (int i = 0; i < phrase->adjective_count; i++)
        if (stands_before(&phrase->adjectives[i]))
            french_adjective(out, &phrase->adjectives[i], agreement, false);
    french_put(out, translate_nouns[phrase->word].french[phrase->plural], NULL, ROLE_WORD,
               phrase->at);
    for (int i = phrase->adjective_count - 1; i >= 0; i--)
        if (!stands_before(&phrase->adjectives[i]))
            french_adjective(out, &phrase->adjectives[i], agreement, false);
    if (phrase->complement_phrase)
        french_preposition_phrase(out, phrase->complement, phrase->complement_at,
                                  phrase->complement_phrase);
    if (!phrase->who) return;
    french_put_plain(out, "qui", phrase->who_at);
    agreement.person = phrase->plural ? PERSON_THEY : PERSON_HE;
    french_verb_phrase(out, phrase->who, agreement);
}

void french_noun_phrase(French *out, const NounPhrase *phrase, ArticleUse use) {
    switch (phrase->kind) {
    case PHRASE_NOUN: put_noun(out, phrase, use); break;
    case PHRASE_NAME:
        french_put_plain(out, listed(LIST_NAME, phrase->word)->french, phrase->at);
        break;
    case PHRASE_WHO: french_put_plain(out, "qui", phrase->at); break;
    case PHRASE_PRONOUN: {
        const Pronoun *pronoun = &translate_pronouns[phrase->word];
        french_put(out, pronoun->french, pronoun->french_vowel, ROLE_WORD, phrase->at);
        break;
    }
    }
    if (!phrase->and) return;
    french_put_plain(out, "et", phrase->and_at);
    french_noun_phrase(out, phrase->and, use);
}

/* --- what follows a preposition -------------------------------------------------------------- */

static void after_preposition(French *out, const char *preposition, const NounPhrase *phrase) {
    if (phrase->kind == PHRASE_PRONOUN) {
        french_put_plain(out, translate_pronouns[phrase->word].strong, phrase->at);
        return;
    }
    size_t n = strlen(preposition);
    bool de = !strcmp(preposition, "de") || (n > 3 && !strcmp(preposition + n - 3, " de"));
    bool bare = de || !strcmp(preposition, "sans");
    french_noun_phrase(out, phrase, bare ? ARTICLE_NONE : ARTICLE_USUAL);
}

void french_preposition_phrase(French *out, int preposition, int at, const NounPhrase *phrase) {
    const char *word = listed(LIST_PREPOSITION, preposition)->french;
    french_put_plain(out, word, at);
    after_preposition(out, word, phrase);
}

/* in Paris → à Paris, in Italy → en Italie, in Japan → au Japon; from alike. */
static void put_place(French *out, const Adjunct *adjunct) {
    static const char *const to[] = {"à", "en", "au"}, *const from[] = {"de", "de", "du"};
    const Pair *place = listed(LIST_PLACE, adjunct->word);
    bool away = !strcmp(listed(LIST_PREPOSITION, adjunct->preposition)->english, "from");
    french_put_plain(out, away ? from[place->kind] : to[place->kind], adjunct->preposition_at);
    french_put_plain(out, place->french, adjunct->at);
}

void french_adjunct(French *out, const Adjunct *adjunct) {
    int word = adjunct->word, at = adjunct->at;
    switch (adjunct->kind) {
    case ADJUNCT_PHRASE:
        french_preposition_phrase(out, adjunct->preposition, adjunct->preposition_at,
                                  adjunct->phrase);
        return;
    case ADJUNCT_MANNER: french_put_plain(out, listed(LIST_MANNER, word)->french, at); return;
    case ADJUNCT_TIME: french_put_plain(out, listed(LIST_TIME, word)->french, at); return;
    case ADJUNCT_DAY:
        french_put_plain(out, listed(LIST_DAY, word)->french, at);
        french_link(out, adjunct->preposition_at);
        return;
    case ADJUNCT_HOUR:
        french_put(out, "le", "l'", ROLE_ARTICLE, adjunct->the_at);
        french_put_plain(out, listed(LIST_HOUR, word)->french, at);
        return;
    case ADJUNCT_PLACE: put_place(out, adjunct); return;
    case ADJUNCT_MONTH:
    case ADJUNCT_YEAR: break;
    }
    french_put_plain(out, "en", adjunct->preposition_at);
    if (adjunct->kind == ADJUNCT_MONTH) french_put_plain(out, listed(LIST_MONTH, word)->french, at);
    if (adjunct->year_at >= 0)
        french_put_plain(out, arena_printf(out->arena, "%d", adjunct->year), adjunct->year_at);
}
