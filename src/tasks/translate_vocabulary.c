/* translate_vocabulary.c -- all words of both languages: as tokens, and as a dictionary. */
#include "tasks/translate.h"
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
    for (int i = 0; i < translate_adjective_count; i++)
        add(&words, translate_adjectives[i].english);
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
                " ai a avons avez ont");
    add_small(&words);
    for (int i = 0; i < translate_verb_count; i++) add_verb(&words, &translate_verbs[i]);
    for (int i = 0; i < translate_adjective_count; i++) {
        for (int form = 0; form < 4; form++) add(&words, translate_adjectives[i].french[form]);
        add(&words, translate_adjectives[i].before_vowel);
    }
    for (int i = 0; i < translate_noun_count; i++)
        for (int form = 0; form < 2; form++) add(&words, translate_nouns[i].french[form]);
    add_years(&words);
    return words.pieces;
}

/* --- the dictionary -------------------------------------------------------------------------- */

typedef struct Dictionary {
    TranslateWord *items;
    int count;
} Dictionary;

static void enter(Dictionary *out, const char *english, const char *french, const char *part) {
    CHECK(out->count < WORDS_MOST, "more than %d entries", WORDS_MOST);
    out->items[out->count++] = (TranslateWord){english, french, part};
}

static void enter_list(Dictionary *out, ListName name) {
    const List *list = &translate_lists[name];
    for (int i = 0; i < list->count; i++)
        enter(out, list->items[i].english, list->items[i].french, list->part);
}

static const char *first_of(const char *const forms[4]) {
    return forms[0] ? forms[0] : forms[2];
}

static void enter_open_classes(Arena *arena, Dictionary *out) {
    for (int i = 0; i < translate_noun_count; i++)
        enter(out, translate_nouns[i].english[0], translate_nouns[i].french[0], "noun");
    enter_list(out, LIST_HOUR);
    for (int i = 0; i < translate_verb_count; i++) {
        const Verb *verb = &translate_verbs[i];
        const char *with = verb->english_preposition;
        enter(out,
              with                       ? arena_printf(arena, "%s %s", verb->english[0], with)
              : verb->frame == FRAME_SAY ? arena_printf(arena, "%s that", verb->english[0])
                                         : verb->english[0],
              verb->french_preposition
                  ? arena_printf(arena, "%s %s", verb->infinitive, verb->french_preposition)
                  : verb->infinitive,
              "verb");
    }
    for (int i = 0; i < translate_modal_count; i++)
        enter(out, translate_modals[i].english, translate_modals[i].french[PERSON_HE], "verb");
    for (int i = 0; i < translate_adjective_count; i++)
        enter(out, translate_adjectives[i].english, translate_adjectives[i].french[0], "adjective");
}

static void enter_small(Arena *arena, Dictionary *out) {
    enter(out, "never", "ne jamais", "adverb");
    enter(out, "not", "ne pas", "adverb");
    enter(out, "more", "plus", "adverb");
    enter(out, "less", "moins", "adverb");
    for (int list = 0; list < LIST_COUNT; list++)
        if (list != LIST_HOUR) enter_list(out, (ListName)list);
    for (int i = 0; i < translate_determiner_count; i++) {
        const Determiner *one = &translate_determiners[i];
        if (!one->english[0]) continue;
        enter(out,
              one->english[1] ? arena_printf(arena, "%s %s", one->english[0], one->english[1])
                              : one->english[0],
              first_of(one->french), "determiner");
    }
    for (int i = 0; i < translate_pronoun_count; i++) {
        const Pronoun *one = &translate_pronouns[i];
        enter(out, one->subject, one->french, "pronoun");
        if (strcmp(one->subject, one->object) != 0) enter(out, one->object, one->clitic, "pronoun");
    }
}

const TranslateWord *translate_words(Arena *arena, int *count) {
    Dictionary out = {ARENA_ARRAY(arena, TranslateWord, WORDS_MOST), 0};
    enter_open_classes(arena, &out);
    enter(&out, "be", "être", "verb");
    enter_small(arena, &out);
    *count = out.count;
    return out.items;
}
