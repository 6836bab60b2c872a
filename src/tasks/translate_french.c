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
    if (!strcmp(word, "y")) return true;
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
    if (phrase->kind == PHRASE_LAND)
        one.feminine = listed(LIST_PLACE, phrase->word)->kind == PLACE_COUNTRY_FEMININE;
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

/* du, de la, de l', all from one token. */
static void put_partitive(French *out, bool feminine, int at) {
    french_put(out, "de", "d'", ROLE_PREPOSITION, at);
    french_put(out, feminine ? "la" : "le", "l'", ROLE_ARTICLE, at);
}

static void put_definite(French *out, Agreement agreement, int at) {
    french_put(out,
               agreement.plural     ? "les"
               : agreement.feminine ? "la"
                                    : "le",
               agreement.plural ? NULL : "l'", ROLE_ARTICLE, at);
}

/* des, du, de la, les … where English has no word: from the noun. */
static void put_bare(French *out, const NounPhrase *phrase, Agreement agreement, ArticleUse use) {
    if (use == ARTICLE_NONE) return;
    if (use == ARTICLE_GENERIC || use == ARTICLE_HOME)
        put_definite(out, agreement, phrase->at);
    else if (use == ARTICLE_NEGATED || (phrase->plural && any_before(phrase)))
        french_put(out, "de", "d'", ROLE_WORD, phrase->at);
    else if (phrase->plural)
        french_put(out, "des", NULL, ROLE_WORD, phrase->at);
    else
        put_partitive(out, agreement.feminine, phrase->at);
}

/* some water */
static void put_some(French *out, Agreement agreement, ArticleUse use, int at) {
    if (use == ARTICLE_NEGATED)
        french_put(out, "de", "d'", ROLE_WORD, at);
    else if (use != ARTICLE_NONE)
        put_partitive(out, agreement.feminine, at);
}

static void put_determiner(French *out, const NounPhrase *phrase, Agreement agreement,
                           ArticleUse use) {
    const Determiner *word = &translate_determiners[phrase->determiner];
    if (use == ARTICLE_JOB) return;
    int at = phrase->determiner_at, form = french_form(agreement);
    if (phrase->determiner == DETERMINER_BARE)
        put_bare(out, phrase, agreement, use);
    else if (phrase->determiner == DETERMINER_SOME && !phrase->plural)
        put_some(out, agreement, use, at);
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

/* the key of the house, the agreement with Italy: after “of” what is meant is a kind (les idées des
 * artistes) but of what something is full (a bottle of water), and a country has its article when
 * it does something (la politique de l'Italie, les musées d'Italie). */
static void put_complement(French *out, const NounPhrase *phrase) {
    enum { OF };
    const NounPhrase *of = phrase->complement_phrase;
    const char *word = listed(LIST_PREPOSITION, phrase->complement)->french;
    unsigned full = WORDS_MASS | WORDS_THING | WORDS_FOOD;
    bool filled = of->kind == PHRASE_NOUN && translate_nouns[of->word].classes & full;
    if (phrase->complement != OF || of->kind == PHRASE_PRONOUN || filled) {
        french_after(out, word, phrase->complement_at, of);
        return;
    }
    french_put_plain(out, word, phrase->complement_at);
    bool idea = translate_nouns[phrase->word].classes & WORDS_IDEA;
    french_noun_phrase(out, of, idea ? ARTICLE_GENERIC : ARTICLE_HOME);
}

static void put_described(French *out, const NounPhrase *phrase, const char *noun,
                          Agreement agreement) {
    for (int i = 0; i < phrase->adjective_count; i++)
        if (stands_before(&phrase->adjectives[i]))
            french_adjective(out, &phrase->adjectives[i], agreement, false);
    french_put(out, noun, NULL, ROLE_WORD, phrase->at);
    for (int i = phrase->adjective_count - 1; i >= 0; i--)
        if (!stands_before(&phrase->adjectives[i]))
            french_adjective(out, &phrase->adjectives[i], agreement, false);
}

/* `feminine`: it is said of a woman. */
static void put_noun(French *out, const NounPhrase *phrase, ArticleUse use, bool feminine) {
    const Noun *noun = &translate_nouns[phrase->word];
    const char *her = feminine ? translate_feminine(phrase->word, phrase->plural) : NULL;
    Agreement agreement = {.person = phrase->plural ? PERSON_THEY : PERSON_HE,
                           .feminine = noun->feminine || her,
                           .plural = phrase->plural};
    put_determiner(out, phrase, agreement, use);
    put_described(out, phrase, her ? her : noun->french[phrase->plural], agreement);
    if (phrase->complement_phrase) put_complement(out, phrase);
    if (!phrase->who) return;
    french_put_plain(out, "qui", phrase->who_at);
    french_verb_phrase(out, phrase->who, agreement);
}

static void put_land(French *out, const NounPhrase *phrase, ArticleUse use) {
    const Pair *land = listed(LIST_PLACE, phrase->word);
    bool home = use == ARTICLE_HOME && land->kind == PLACE_COUNTRY_FEMININE;
    Agreement agreement = {.person = PERSON_HE, .feminine = land->kind == PLACE_COUNTRY_FEMININE};
    if (land->kind != PLACE_CITY && !home) put_definite(out, agreement, phrase->at);
    french_put_plain(out, land->french, phrase->at);
}

/* The first of those that “and” joins. */
static void put_member(French *out, const NounPhrase *phrase, ArticleUse use) {
    switch (phrase->kind) {
    case PHRASE_NOUN: put_noun(out, phrase, use, false); break;
    case PHRASE_NAME:
        french_put_plain(out, listed(LIST_NAME, phrase->word)->french, phrase->at);
        break;
    case PHRASE_LAND: put_land(out, phrase, use); break;
    case PHRASE_WHO: french_put_plain(out, "qui", phrase->at); break;
    case PHRASE_THIS: french_put(out, "ce", "c'", ROLE_WORD, phrase->at); break;
    case PHRASE_THERE: french_put_plain(out, "il", phrase->at); break;
    case PHRASE_PRONOUN: {
        const Pronoun *pronoun = &translate_pronouns[phrase->word];
        french_put(out, pronoun->french, pronoun->french_vowel, ROLE_WORD, phrase->at);
        break;
    }
    }
}

void french_noun_phrase(French *out, const NounPhrase *phrase, ArticleUse use) {
    put_member(out, phrase, use);
    if (!phrase->and) return;
    french_put_plain(out, "et", phrase->and_at);
    french_noun_phrase(out, phrase->and, use);
}

bool french_is_job(const NounPhrase *phrase) {
    bool bare = phrase->determiner == DETERMINER_A || phrase->determiner == DETERMINER_BARE;
    return phrase->kind == PHRASE_NOUN && bare && !phrase->adjective_count &&
           !phrase->complement_phrase && !phrase->who &&
           translate_nouns[phrase->word].classes & WORDS_JOB;
}

void french_attribute(French *out, const NounPhrase *phrase, Agreement subject) {
    if (phrase->kind != PHRASE_NOUN) {
        put_member(out, phrase, ARTICLE_USUAL);
        return;
    }
    bool job = !subject.ce && french_is_job(phrase);
    ArticleUse use = job ? ARTICLE_JOB : ARTICLE_USUAL;
    put_noun(out, phrase, use, subject.feminine);
}

/* --- what follows a preposition -------------------------------------------------------------- */

void french_after(French *out, const char *preposition, int at, const NounPhrase *phrase) {
    size_t n = strlen(preposition);
    bool de = !strcmp(preposition, "de") || (n > 3 && !strcmp(preposition + n - 3, " de"));
    bool bare = de || !strcmp(preposition, "sans");
    for (const NounPhrase *one = phrase; one; one = one->and) {
        french_put_plain(out, preposition, at);
        if (one->kind == PHRASE_PRONOUN)
            french_put_plain(out, translate_pronouns[one->word].strong, one->at);
        else
            put_member(out, one, bare ? ARTICLE_NONE : ARTICLE_USUAL);
        if (one->and) french_put_plain(out, "et", one->and_at);
    }
}

/* in Paris → à Paris, in Italy → en Italie, in Japan → au Japon; from alike. */
static void put_place(French *out, const Adjunct *adjunct) {
    static const char *const to[] = {"à", "en", "au"}, *const from[] = {"de", "de", "du"};
    const Pair *place = listed(LIST_PLACE, adjunct->word);
    bool away = !strcmp(listed(LIST_PREPOSITION, adjunct->preposition)->english, "from");
    french_put_plain(out, away ? from[place->kind] : to[place->kind], adjunct->preposition_at);
    french_put_plain(out, place->french, adjunct->at);
}

/* to the doctor, of one who goes there: chez le médecin. */
static void put_adjunct_phrase(French *out, const Adjunct *adjunct) {
    const Pair *word = listed(LIST_PREPOSITION, adjunct->preposition);
    bool from = !strcmp(word->english, "from");
    french_after(out,
                 !adjunct->home ? word->french
                 : from         ? "de chez"
                                : "chez",
                 adjunct->preposition_at, adjunct->phrase);
}

void french_adjunct(French *out, const Adjunct *adjunct) {
    int word = adjunct->word, at = adjunct->at;
    switch (adjunct->kind) {
    case ADJUNCT_PHRASE: put_adjunct_phrase(out, adjunct); return;
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
