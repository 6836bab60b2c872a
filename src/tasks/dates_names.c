#include "tasks/dates_names.h"

#include "base/error.h"

#include <string.h>

const char *const date_weekdays[7] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                      "Thursday", "Friday", "Saturday"};
const char *const date_weekdays_short[7][4] = {
    {"Sun"}, {"Mon"}, {"Tue", "Tues"}, {"Wed", "Weds"}, {"Thu", "Thurs", "Thur"}, {"Fri"}, {"Sat"}};
const char *const date_months[12] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
const char *const date_months_short[12][4] = {{"Jan"},         {"Feb"}, {"Mar"}, {"Apr"},
                                              {"May"},         {"Jun"}, {"Jul"}, {"Aug"},
                                              {"Sep", "Sept"}, {"Oct"}, {"Nov"}, {"Dec"}};
const char *const date_romans[12] = {"I",   "II",   "III", "IV", "V",  "VI",
                                     "VII", "VIII", "IX",  "X",  "XI", "XII"};
const char *const date_ordinals[20] = {
    "first",     "second",    "third",       "fourth",     "fifth",      "sixth",      "seventh",
    "eighth",    "ninth",     "tenth",       "eleventh",   "twelfth",    "thirteenth", "fourteenth",
    "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"};

int dates_full_year(int two_digits) {
    return two_digits >= 30 ? 1900 + two_digits : 2000 + two_digits;
}

/* The tokens of the source whose first byte belongs to `field`. */
static GoldLinks links_of(TextPieces tokens, const char *fields, char field, Arena *arena) {
    int *sources = ARENA_ARRAY(arena, int, tokens.count), count = 0;
    size_t at = 0;
    for (int i = 0; i < tokens.count; i++) {
        if (fields[at] == field) sources[count++] = i;
        at += strlen(tokens.items[i]);
    }
    return (GoldLinks){sources, count};
}

void dates_make_sample(const char *source, const char *fields, Date date, Arena *arena,
                       Sample *out) {
    static const char target_fields[] = "yyyy mm dd";
    *out = (Sample){.source = arena_string(arena, source)};
    out->target = arena_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
    out->source_tokens = tokens_split(arena, TOKENS_CHARACTERS, source);
    out->target_tokens = tokens_split(arena, TOKENS_CHARACTERS, out->target);
    CHECK(out->target_tokens.count == 10, "the date %s", out->target);
    GoldLinks year = links_of(out->source_tokens, fields, FIELD_YEAR, arena);
    GoldLinks month = links_of(out->source_tokens, fields, FIELD_MONTH, arena);
    GoldLinks day = links_of(out->source_tokens, fields, FIELD_DAY, arena);
    GoldLinks *gold = ARENA_ARRAY(arena, GoldLinks, 10);
    for (int t = 0; t < 10; t++) {
        char field = target_fields[t];
        if (field == FIELD_YEAR) gold[t] = year;
        if (field == FIELD_MONTH) gold[t] = month;
        if (field == FIELD_DAY) gold[t] = day;
    }
    out->gold = gold;
}
