/* translate_vocabulary.c -- all words of both languages: as tokens, and as a dictionary. */
#include "tasks/translate_french.h"

#include "base/error.h"
#include "base/rng.h"

#include <string.h>

enum { WORDS_MOST = 4096, SLOTS = 8192 };

/* A growing list of different words. */
typedef struct Words {
    Arena *arena;
    TextPieces pieces;
    int *slots;
} Words;

static Words words_new(Arena *arena) {
    return (Words){
        arena, {ARENA_ARRAY(arena, const char *, WORDS_MOST), 0}, ARENA_ARRAY(arena, int, SLOTS)};
}

/* Adds the words of `text`, which spaces separate; NULL adds none. */
static void add(Words *words, const char *text) {
    if (!text) return;
    TextPieces pieces = text_words(words->arena, text);
    for (int i = 0; i < pieces.count; i++) {
        const char *word = pieces.items[i];
        unsigned slot = (unsigned)fnv1a(FNV_START, word, strlen(word)) % SLOTS;
        while (words->slots[slot] && strcmp(words->pieces.items[words->slots[slot] - 1], word) != 0)
            slot = (slot + 1) % SLOTS;
        if (words->slots[slot]) continue;
        CHECK(words->pieces.count < WORDS_MOST, "more than %d words", WORDS_MOST);
        words->pieces.items[words->pieces.count++] = word;
        words->slots[slot] = words->pieces.count;
    }
}

static void add_years(Words *words) {
    for (int year = YEAR_FIRST; year <= YEAR_LAST; year++)
        add(words, arena_printf(words->arena, "%d", year));
}

TextPieces translate_english(Arena *arena) {
    Words words = words_new(arena);
    add(&words, ". , ? am is are was were be do does did not never to by of an who which more less"
                " than that and");
    for (int i = 0; i < translate_determiner_count; i++)
        for (int k = 0; k < 2; k++) add(&words, translate_determiners[i].english[k]);
    for (int i = 0; i < translate_pronoun_count; i++) {
        add(&words, translate_pronouns[i].subject);
        add(&words, translate_pronouns[i].object);
    }
    for (int list = 0; list < LIST_COUNT; list++)
        for (int i = 0; i < translate_lists[list].count; i++)
            add(&words, translate_lists[list].items[i].english);
    for (int i = 0; i < translate_modal_count; i++) {
        const Modal *modal = &translate_modals[i];
        add(&words, modal->english);
        add(&words, modal->english_he);
        add(&words, modal->negated);
    }
    for (int i = 0; i < translate_verb_count; i++) {
        for (int form = 0; form < 4; form++) add(&words, translate_verbs[i].english[form]);
        add(&words, translate_verbs[i].english_preposition);
    }
    for (int i = 0; i < translate_adjective_count; i++) {
        add(&words, translate_adjectives[i].english);
        add(&words, translate_comparative(i));
    }
    for (int i = 0; i < translate_noun_count; i++)
        for (int form = 0; form < 2; form++) add(&words, translate_nouns[i].english[form]);
    add_years(&words);
    return words.pieces;
}

static void add_verb(Words *words, const Verb *verb) {
    for (int person = 0; person < 5; person++) add(words, verb->french[person]);
    add(words, verb->infinitive);
    if (!verb->english[ENGLISH_PAST] && !verb->english[ENGLISH_PARTICIPLE]) return;
    int forms = translate_participle_agrees(verb) ? 4 : 1;
    for (int form = 0; form < forms; form++)
        add(words, french_participle(words->arena, verb->participle, form));
}

static void add_small(Words *words) {
    for (int i = 0; i < translate_determiner_count; i++) {
        for (int form = 0; form < 4; form++) add(words, translate_determiners[i].french[form]);
        for (int k = 0; k < 2; k++) add(words, translate_determiners[i].before_vowel[k]);
    }
    for (int i = 0; i < translate_pronoun_count; i++) {
        const Pronoun *one = &translate_pronouns[i];
        const char *forms[] = {one->french, one->clitic,       one->dative,
                               one->strong, one->french_vowel, one->clitic_vowel};
        for (int k = 0; k < 6; k++) add(words, forms[k]);
    }
    for (int list = 0; list < LIST_COUNT; list++)
        for (int i = 0; i < translate_lists[list].count; i++)
            add(words, translate_lists[list].items[i].french);
    for (int i = 0; i < translate_modal_count; i++)
        for (int person = 0; person < 5; person++) add(words, translate_modals[i].french[person]);
}

TextPieces translate_french(Arena *arena) {
    Words words = words_new(arena);
    add(&words, ". , ? ne n' pas jamais est-ce que qu' s' du des au aux de d' en par plus moins"
                " être été suis est sommes êtes sont étais était étions étiez étaient"
                " ai a avons avez ont y avait c' chez");
    add_small(&words);
    for (int i = 0; i < translate_verb_count; i++) add_verb(&words, &translate_verbs[i]);
    for (int i = 0; i < translate_adjective_count; i++) {
        for (int form = 0; form < 4; form++) add(&words, translate_adjectives[i].french[form]);
        add(&words, translate_adjectives[i].before_vowel);
    }
    for (int i = 0; i < translate_noun_count; i++)
        for (int form = 0; form < 2; form++) {
            add(&words, translate_nouns[i].french[form]);
            add(&words, translate_feminine(i, form));
        }
    add_years(&words);
    return words.pieces;
}

/* --- the dictionary -------------------------------------------------------------------------- */

typedef struct Dictionary {
    Arena *arena;
    TaskWord *items;
    int count;
} Dictionary;

static TaskWord *enter(Dictionary *out, const char *english, const char *french, const char *part) {
    CHECK(out->count < WORDS_MOST, "more than %d entries", WORDS_MOST);
    TaskWord *word = &out->items[out->count++];
    *word = (TaskWord){english, "", french, part};
    return word;
}

/* One more form, unless it is there or the word itself. */
static void add_form(Dictionary *out, TaskWord *word, const char *form) {
    if (form && !task_word_is(word, form))
        word->forms = *word->forms ? arena_printf(out->arena, "%s %s", word->forms, form) : form;
}

/* “aujourd' hui” is two tokens and one word. */
static void enter_list(Dictionary *out, ListName name) {
    const List *list = &translate_lists[name];
    for (int i = 0; i < list->count; i++) {
        TextPieces french = tokens_split(out->arena, TOKENS_WORDS, list->items[i].french);
        enter(out, list->items[i].english,
              tokens_join(out->arena, TOKENS_WORDS, french.items, french.count), list->part);
    }
}

static const char *first_of(const char *const forms[4]) {
    return forms[0] ? forms[0] : forms[2];
}

static void enter_nouns(Dictionary *out) {
    for (int i = 0; i < translate_noun_count; i++) {
        const Noun *noun = &translate_nouns[i];
        add_form(out, enter(out, noun->english[0], noun->french[0], "noun"), noun->english[1]);
    }
    enter_list(out, LIST_HOUR);
}

/* know [that] is savoir, know connaître; what English has after the verb stands with it. */
static void enter_verb(Dictionary *out, const Verb *verb) {
    const char *with = verb->english_preposition;
    if (verb->frame == FRAME_SAY) with = "that";
    TaskWord *word =
        enter(out, verb->english[0],
              verb->french_preposition
                  ? arena_printf(out->arena, "%s %s", verb->infinitive, verb->french_preposition)
                  : verb->infinitive,
              "verb");
    for (int form = 1; form < 4; form++) add_form(out, word, verb->english[form]);
    if (with) word->word = arena_printf(out->arena, "%s %s", verb->english[0], with);
}

static void enter_verbs(Dictionary *out) {
    for (int i = 0; i < translate_verb_count; i++) enter_verb(out, &translate_verbs[i]);
    for (int i = 0; i < translate_modal_count; i++) {
        const Modal *modal = &translate_modals[i];
        TaskWord *word = enter(out, modal->english, modal->french[PERSON_HE], "auxiliary");
        add_form(out, word, modal->english_he);
        add_form(out, word, modal->negated);
    }
    enter(out, "be", "être", "auxiliary")->forms = "am is are was were";
    enter(out, "do", "", "auxiliary")->forms = "does did";
}

static void enter_determiners(Dictionary *out) {
    for (int i = 0; i < translate_determiner_count; i++) {
        const Determiner *one = &translate_determiners[i];
        if (!one->english[0]) continue;
        const char *english =
            one->english[1] ? arena_printf(out->arena, "%s %s", one->english[0], one->english[1])
                            : one->english[0];
        TaskWord *word = enter(out, english, first_of(one->french), "determiner");
        if (i == DETERMINER_A) word->forms = "an";
    }
}

static void enter_pronouns(Dictionary *out) {
    for (int i = 0; i < translate_pronoun_count; i++) {
        const Pronoun *one = &translate_pronouns[i];
        enter(out, one->subject, one->french, "pronoun");
        if (strcmp(one->subject, one->object) != 0) enter(out, one->object, one->clitic, "pronoun");
    }
    enter(out, "who", "qui", "pronoun");
    enter(out, "which", "qui", "pronoun");
}

static void enter_adverbs(Dictionary *out) {
    enter(out, "never", "ne jamais", "adverb");
    enter(out, "not", "ne pas", "adverb");
    enter(out, "more", "plus", "adverb");
    enter(out, "less", "moins", "adverb");
    for (int list = LIST_FREQUENCY; list <= LIST_DEGREE; list++) enter_list(out, (ListName)list);
}

static void enter_small(Dictionary *out) {
    enter_adverbs(out);
    enter_list(out, LIST_PREPOSITION);
    enter(out, "by", "par", translate_lists[LIST_PREPOSITION].part);
    enter_list(out, LIST_JOIN);
    enter(out, "that", "que", translate_lists[LIST_JOIN].part);
    enter(out, "than", "que", translate_lists[LIST_JOIN].part);
    enter_list(out, LIST_ASK);
    enter_determiners(out);
    enter_pronouns(out);
    enter_list(out, LIST_NUMBER);
    enter_list(out, LIST_MONTH);
    enter_list(out, LIST_DAY);
    enter_list(out, LIST_NAME);
    enter_list(out, LIST_PLACE);
}

const TaskWord *translate_words(Arena *arena, int *count) {
    Dictionary out = {arena, ARENA_ARRAY(arena, TaskWord, WORDS_MOST), 0};
    enter_nouns(&out);
    enter_verbs(&out);
    for (int i = 0; i < translate_adjective_count; i++)
        add_form(&out,
                 enter(&out, translate_adjectives[i].english, translate_adjectives[i].french[0],
                       "adjective"),
                 translate_comparative(i));
    enter_small(&out);
    *count = out.count;
    return out.items;
}
