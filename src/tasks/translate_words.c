/* translate_words.c -- the small words: determiners, pronouns, adverbs, prepositions, names. */
#include "tasks/translate_lexicon.h"

#include <stddef.h>

/* The first ones are known by number: enum in the header. */
const Determiner translate_determiners[] = {
    {{"the", NULL}, {"le", "la", "les", "les"}, {"l'", "l'"}, true, true, true, true, 40},
    {{"a", NULL}, {"un", "une", NULL, NULL}, {NULL, NULL}, true, false, false, false, 18},
    {{NULL, NULL}, {NULL, NULL, "des", "des"}, {NULL, NULL}, false, true, true, false, 6},
    {{NULL, NULL}, {NULL, NULL, NULL, NULL}, {NULL, NULL}, false, true, false, true, 4},
    {{"which", NULL}, {"quel", "quelle", "quels", "quelles"}, {0}, true, true, true, false, 0},
    {{"how", "many"},
     {NULL, NULL, "combien de", "combien de"},
     {"d'", "d'"},
     false,
     true,
     false,
     false,
     0},
    {{"this", NULL}, {"ce", "cette", NULL, NULL}, {"cet", NULL}, true, false, true, false, 3},
    {{"that", NULL}, {"ce", "cette", NULL, NULL}, {"cet", NULL}, true, false, true, false, 2},
    {{"these", NULL}, {NULL, NULL, "ces", "ces"}, {NULL, NULL}, false, true, false, true, 3},
    {{"those", NULL}, {NULL, NULL, "ces", "ces"}, {NULL, NULL}, false, true, false, true, 2},
    {{"my", NULL}, {"mon", "ma", "mes", "mes"}, {NULL, "mon"}, true, true, true, true, 4},
    {{"your", NULL}, {"votre", "votre", "vos", "vos"}, {0}, true, true, true, true, 3},
    {{"his", NULL}, {"son", "sa", "ses", "ses"}, {NULL, "son"}, true, true, true, true, 3},
    {{"her", NULL}, {"son", "sa", "ses", "ses"}, {NULL, "son"}, true, true, true, true, 3},
    {{"our", NULL}, {"notre", "notre", "nos", "nos"}, {0}, true, true, true, true, 3},
    {{"their", NULL}, {"leur", "leur", "leurs", "leurs"}, {0}, true, true, true, true, 3},
    {{"every", NULL}, {"chaque", "chaque", NULL, NULL}, {0}, true, false, false, false, 3},
    {{"some", NULL}, {NULL, NULL, "quelques", "quelques"}, {0}, false, true, true, false, 5},
    {{"several", NULL}, {NULL, NULL, "plusieurs", "plusieurs"}, {0}, false, true, false, false, 3},
    {{"many", NULL},
     {NULL, NULL, "beaucoup de", "beaucoup de"},
     {"d'", "d'"},
     false,
     true,
     false,
     false,
     3},
    {{"all", "the"}, {NULL, NULL, "tous les", "toutes les"}, {0}, false, true, false, false, 5},
};
const int translate_determiner_count = sizeof translate_determiners / sizeof *translate_determiners;

const Pronoun translate_pronouns[] = {
    {"I", "me", PERSON_I, false, false, "je", "me", "me", "moi", "j'", "m'"},
    {"you", "you", PERSON_YOU, false, false, "vous", "vous", "vous", "vous", NULL, NULL},
    {"he", "him", PERSON_HE, false, false, "il", "le", "lui", "lui", NULL, "l'"},
    {"she", "her", PERSON_HE, true, false, "elle", "la", "lui", "elle", NULL, "l'"},
    {"it", "it", PERSON_HE, false, false, "il", "le", "lui", "lui", NULL, "l'"},
    {"we", "us", PERSON_WE, false, true, "nous", "nous", "nous", "nous", NULL, NULL},
    {"they", "them", PERSON_THEY, false, true, "ils", "les", "leur", "eux", NULL, NULL},
};
const int translate_pronoun_count = sizeof translate_pronouns / sizeof *translate_pronouns;

static const Pair frequency[] = {
    {"often", "souvent", 0},         {"always", "toujours", 0}, {"sometimes", "parfois", 0},
    {"rarely", "rarement", 0},       {"already", "déjà", 0},    {"really", "vraiment", 0},
    {"probably", "probablement", 0},
};
static const Pair manner[] = {
    {"well", "bien", 0},          {"badly", "mal", 0},
    {"slowly", "lentement", 0},   {"quickly", "vite", 0},
    {"together", "ensemble", 0},  {"here", "ici", 0},
    {"there", "là", 0},           {"outside", "dehors", 0},
    {"quietly", "doucement", 0},  {"carefully", "prudemment", 0},
    {"everywhere", "partout", 0},
};
static const Pair time_words[] = {
    {"today", "aujourd' hui", 0}, {"tomorrow", "demain", 0}, {"yesterday", "hier", 0},
    {"now", "maintenant", 0},     {"soon", "bientôt", 0},    {"again", "encore", 0},
};
static const Pair degree[] = {{"very", "très", 0}, {"too", "trop", 0}, {"quite", "assez", 0}};
static const Pair numbers[] = {
    {"two", "deux", 0},      {"three", "trois", 0},    {"four", "quatre", 0},
    {"five", "cinq", 0},     {"six", "six", 0},        {"seven", "sept", 0},
    {"eight", "huit", 0},    {"nine", "neuf", 0},      {"ten", "dix", 0},
    {"eleven", "onze", 0},   {"twelve", "douze", 0},   {"twenty", "vingt", 0},
    {"thirty", "trente", 0}, {"forty", "quarante", 0}, {"fifty", "cinquante", 0},
};
static const Pair prepositions[] = {
    {"of", "de", 0},          {"on", "sur", 0},         {"in", "dans", 0},
    {"with", "avec", 0},      {"without", "sans", 0},   {"under", "sous", 0},
    {"for", "pour", 0},       {"against", "contre", 0}, {"behind", "derrière", 0},
    {"near", "près de", 0},   {"before", "avant", 0},   {"after", "après", 0},
    {"during", "pendant", 0}, {"towards", "vers", 0},   {"to", "à", 0},
    {"from", "de", 0},
};
static const Pair joins[] = {
    {"and", "et", 0},     {"but", "mais", 0}, {"because", "parce que", 0},
    {"when", "quand", 0}, {"if", "si", 0},    {"while", "pendant que", 0},
};
static const Pair ask[] = {
    {"where", "où", 0},    {"when", "quand", 0}, {"why", "pourquoi", 0},
    {"how", "comment", 0}, {"what", "que", 0},   {"who", "qui", 0},
};
static const Pair months[] = {
    {"January", "janvier", 0}, {"February", "février", 0},  {"March", "mars", 0},
    {"April", "avril", 0},     {"May", "mai", 0},           {"June", "juin", 0},
    {"July", "juillet", 0},    {"August", "août", 0},       {"September", "septembre", 0},
    {"October", "octobre", 0}, {"November", "novembre", 0}, {"December", "décembre", 0},
};
static const Pair days[] = {
    {"Monday", "lundi", 0},    {"Tuesday", "mardi", 0},   {"Wednesday", "mercredi", 0},
    {"Thursday", "jeudi", 0},  {"Friday", "vendredi", 0}, {"Saturday", "samedi", 0},
    {"Sunday", "dimanche", 0},
};
static const Pair hours[] = {
    {"morning", "matin", 0},
    {"evening", "soir", 0},
    {"afternoon", "après-midi", 0},
};
static const Pair names[] = {
    {"Mary", "Marie", 1},    {"Peter", "Pierre", 0}, {"John", "Jean", 0},   {"Paul", "Paul", 0},
    {"Ann", "Anne", 1},      {"Julia", "Julie", 1},  {"Louis", "Louis", 0}, {"Alice", "Alice", 1},
    {"Thomas", "Thomas", 0}, {"Emma", "Emma", 1},
};
static const Pair places[] = {
    {"Paris", "Paris", PLACE_CITY},
    {"London", "Londres", PLACE_CITY},
    {"Rome", "Rome", PLACE_CITY},
    {"Berlin", "Berlin", PLACE_CITY},
    {"Brussels", "Bruxelles", PLACE_CITY},
    {"Geneva", "Genève", PLACE_CITY},
    {"Vienna", "Vienne", PLACE_CITY},
    {"France", "France", PLACE_COUNTRY_FEMININE},
    {"Italy", "Italie", PLACE_COUNTRY_FEMININE},
    {"Spain", "Espagne", PLACE_COUNTRY_FEMININE},
    {"Germany", "Allemagne", PLACE_COUNTRY_FEMININE},
    {"England", "Angleterre", PLACE_COUNTRY_FEMININE},
    {"Canada", "Canada", PLACE_COUNTRY_MASCULINE},
    {"Japan", "Japon", PLACE_COUNTRY_MASCULINE},
    {"Portugal", "Portugal", PLACE_COUNTRY_MASCULINE},
};

#define LIST(part, items)                                                                          \
    { part, items, sizeof items / sizeof *items }
const List translate_lists[LIST_COUNT] = {
    [LIST_FREQUENCY] = LIST("adverb", frequency),
    [LIST_MANNER] = LIST("adverb", manner),
    [LIST_TIME] = LIST("adverb", time_words),
    [LIST_DEGREE] = LIST("adverb", degree),
    [LIST_NUMBER] = LIST("number", numbers),
    [LIST_PREPOSITION] = LIST("preposition", prepositions),
    [LIST_JOIN] = LIST("conjunction", joins),
    [LIST_ASK] = LIST("question word", ask),
    [LIST_MONTH] = LIST("month or day", months),
    [LIST_DAY] = LIST("month or day", days),
    [LIST_HOUR] = LIST("noun", hours),
    [LIST_NAME] = LIST("name", names),
    [LIST_PLACE] = LIST("name", places),
};
