/* dates.c -- dates as people write them, made 1967-11-19, character by character.
 *
 * A form is a pattern; an entry of `forms` says how often it is drawn among the forms that can
 * write the date. `%` and a letter is a piece of the date (see write_piece), `~` a space with a
 * comma before it half of the time, `^` an apostrophe; everything else stands for itself.
 * All-number dates have the day first unless the year is. On top come letter case, a doubled space,
 * a missing one after a comma, a full stop at the end. A tenth of all days, chosen by a hash of the
 * date, is kept from training. Gold: a digit comes from the characters of its field, also both
 * digits of a century that is not written.
 */
#include "tasks/dates_names.h"

#include "base/error.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { MAX_SOURCE = 64 };

typedef struct Form {
    const char *pattern;
    int weight;
} Form;

static const Form forms[] = {
    /* numbers only */
    {"%Y-%m-%d", 20},
    {"%d/%m/%Y", 20},
    {"%d.%m.%Y", 14},
    {"%d-%m-%Y", 14},
    {"%d/%m/%y", 24},
    {"%d.%m.%y", 16},
    {"%d-%m-%y", 16},
    {"%Y/%m/%d", 12},
    {"%Y.%m.%d", 8},
    {"%d %m %Y", 6},
    {"%d %m %y", 6},
    {"%Y %m %d", 3},
    {"%Y%M%D", 4},
    {"%d / %m / %Y", 2},
    {"%d - %m - %Y", 2},
    {"%d. %m. %Y", 2},
    {"%d / %m / %y", 1},
    {"on %d/%m/%Y", 1},
    /* the weekday and numbers */
    {"%W~%d/%m/%Y", 6},
    {"%W~%d.%m.%Y", 4},
    {"%W~%d-%m-%Y", 3},
    {"%W~%Y-%m-%d", 3},
    {"%W~%d/%m/%y", 4},
    {"%W~%d.%m.%y", 3},
    {"%d/%m/%Y (%W)", 2},
    {"%Y-%m-%d (%W)", 1},
    {"%d/%m/%Y, %W", 1},
    {"%d.%m.%Y, %W", 1},
    /* day, month, year */
    {"%d %B %Y", 16},
    {"%d %b %Y", 16},
    {"%d %N, %Y", 6},
    {"%d of %N %Y", 1},
    {"%d. %N %Y", 4},
    {"%o %N~%Y", 14},
    {"%o of %N~%Y", 8},
    {"the %o of %N~%Y", 6},
    {"the %o %N~%Y", 2},
    {"on %d %N %Y", 2},
    {"on the %o of %N~%Y", 2},
    {"%W~%d %N %Y", 14},
    {"%W~%d %N, %Y", 4},
    {"%W~%o %N~%Y", 8},
    {"%W~%o of %N~%Y", 4},
    {"%W~the %o of %N~%Y", 5},
    {"%W~the %o %N~%Y", 1},
    {"on %W~%d %N %Y", 2},
    {"%d %N %Y, %W", 2},
    {"%d-%x-%Y", 8},
    {"%d/%x/%Y", 3},
    {"%d.%x.%Y", 2},
    {"%d%x%Y", 2},
    {"%d%x%y", 2},
    {"%d %x %y", 10},
    {"%d %N ^%y", 8},
    {"%o %N ^%y", 4},
    {"%o %x %y", 3},
    {"%d-%x-%y", 10},
    {"%d/%x/%y", 2},
    {"%W~%d %x %y", 3},
    /* month, day, year */
    {"%B %d~%Y", 14},
    {"%b %d~%Y", 14},
    {"%N %o~%Y", 14},
    {"%N the %o~%Y", 6},
    {"on %N %o~%Y", 2},
    {"on %N %d~%Y", 2},
    {"%W~%N %d~%Y", 12},
    {"%W~%N %o~%Y", 14},
    {"%W~%N the %o~%Y", 3},
    {"%x-%d-%Y", 2},
    {"%N %d~^%y", 5},
    {"%N %o~^%y", 3},
    {"%x %d~%y", 5},
    /* year first, month by name */
    {"%Y %N %d", 5},
    {"%Y, %N %d", 2},
    {"%Y-%x-%d", 4},
    {"%Y %d %N", 1},
    /* ordinals in words */
    {"%w of %N~%Y", 6},
    {"the %w of %N~%Y", 6},
    {"%w %N~%Y", 2},
    {"%N %w~%Y", 6},
    {"%N the %w~%Y", 3},
    {"%W~%N %w~%Y", 3},
    {"%W~the %w of %N~%Y", 3},
    /* the month in Roman numerals */
    {"%d %R %Y", 5},
    {"%d.%R.%Y", 6},
    {"%d-%R-%Y", 3},
    {"%d/%R/%Y", 2},
    {"%d. %R. %Y", 2},
    {"%d %R %y", 3},
    {"%d.%R.%y", 3},
    {"%d %R ^%y", 2},
};
enum { FORM_COUNT = sizeof forms / sizeof *forms };

/* A text being written, and whose characters its bytes are. */
typedef struct Draft {
    char text[160], fields[160];
    size_t length;
    Date date;
    bool pad_day, pad_month;
    Rng *rng;
} Draft;

static bool chance(Draft *draft, double probability) {
    return rng_unit(draft->rng) < probability;
}

static void put(Draft *draft, const char *text, char field) {
    size_t n = strlen(text);
    CHECK(draft->length + n < sizeof draft->text, "the date “%s%s”", draft->text, text);
    memcpy(draft->text + draft->length, text, n + 1);
    memset(draft->fields + draft->length, field, n);
    draft->length += n;
    draft->fields[draft->length] = '\0';
}

static void put_number(Draft *draft, int number, int digits, char field) {
    char text[16];
    snprintf(text, sizeof text, "%0*d", digits, number);
    put(draft, text, field);
}

static void put_short(Draft *draft, const char *const options[4], char field) {
    int count = 0;
    while (count < 4 && options[count]) count++;
    put(draft, options[rng_below(draft->rng, count)], field);
}

/* A stop after an abbreviation, a third of the time, unless the name is not cut short. */
static void put_stop(Draft *draft) {
    bool whole = draft->date.month == 5;
    if (chance(draft, 0.33) && !whole) put(draft, ".", FIELD_NONE);
}

static void put_month(Draft *draft, bool full, bool stop) {
    int month = draft->date.month - 1;
    if (full) {
        put(draft, date_months[month], FIELD_MONTH);
        return;
    }
    put_short(draft, date_months_short[month], FIELD_MONTH);
    if (stop) put_stop(draft);
}

static void put_weekday(Draft *draft) {
    int weekday = calendar_weekday(draft->date);
    if (chance(draft, 0.55)) {
        put(draft, date_weekdays[weekday], FIELD_NONE);
        return;
    }
    put_short(draft, date_weekdays_short[weekday], FIELD_NONE);
    if (chance(draft, 0.2)) put(draft, ".", FIELD_NONE);
}

static void put_ordinal(Draft *draft) {
    int day = draft->date.day, last = day % 10;
    bool teen = day / 10 == 1;
    put_number(draft, day, 1, FIELD_DAY);
    put(draft,
        teen || last > 3 || last == 0 ? "th"
        : last == 1                   ? "st"
        : last == 2                   ? "nd"
                                      : "rd",
        FIELD_DAY);
}

static void put_ordinal_word(Draft *draft) {
    int day = draft->date.day;
    size_t start = draft->length;
    if (day <= 20) {
        put(draft, date_ordinals[day - 1], FIELD_DAY);
    } else {
        put(draft, day == 30 ? "thirtieth" : day > 30 ? "thirty" : "twenty", FIELD_DAY);
        if (day != 30) put(draft, chance(draft, 0.8) ? "-" : " ", FIELD_DAY);
        if (day != 30) put(draft, date_ordinals[day % 10 - 1], FIELD_DAY);
    }
    if (chance(draft, 0.4)) draft->text[start] = (char)toupper(draft->text[start]);
}

static void write_piece(Draft *draft, char piece) {
    Date date = draft->date;
    switch (piece) {
    case 'Y': put_number(draft, date.year, 4, FIELD_YEAR); break;
    case 'y': put_number(draft, date.year % 100, 2, FIELD_YEAR); break;
    case 'm': put_number(draft, date.month, draft->pad_month ? 2 : 1, FIELD_MONTH); break;
    case 'd': put_number(draft, date.day, draft->pad_day ? 2 : 1, FIELD_DAY); break;
    case 'M': put_number(draft, date.month, 2, FIELD_MONTH); break;
    case 'D': put_number(draft, date.day, 2, FIELD_DAY); break;
    case 'B': put_month(draft, true, false); break;
    case 'b': put_month(draft, false, true); break;
    case 'x': put_month(draft, false, false); break;
    case 'N': put_month(draft, chance(draft, 0.6), true); break;
    case 'R': put(draft, date_romans[date.month - 1], FIELD_MONTH); break;
    case 'o': put_ordinal(draft); break;
    case 'w': put_ordinal_word(draft); break;
    case 'W': put_weekday(draft); break;
    default: CHECK(false, "no piece %%%c of a date", piece);
    }
}

static void write_form(Draft *draft, const char *pattern) {
    bool all_numbers = strpbrk(pattern, "m") != NULL;
    draft->pad_day = chance(draft, all_numbers ? 0.6 : 0.15);
    draft->pad_month = chance(draft, 0.1) ? !draft->pad_day : draft->pad_day;
    for (const char *at = pattern; *at; at++) {
        if (*at == '%')
            write_piece(draft, *++at);
        else if (*at == '~')
            put(draft, chance(draft, 0.5) ? " " : chance(draft, 0.05) ? "," : ", ", FIELD_NONE);
        else if (*at == '^')
            put(draft, chance(draft, 0.2) ? "’" : "'", FIELD_YEAR);
        else
            put(draft, (char[2]){*at, '\0'}, FIELD_NONE);
    }
}

/* Everything in small letters or in capitals, or the first letter a capital. */
static void change_case(Draft *draft) {
    double which = rng_unit(draft->rng);
    for (size_t i = 0; i < draft->length; i++) {
        unsigned char c = (unsigned char)draft->text[i];
        if (c >= 128) continue;
        if (which < 0.12) draft->text[i] = (char)tolower(c);
        if (which >= 0.12 && which < 0.20) draft->text[i] = (char)toupper(c);
        if (i == 0 && which > 0.6) draft->text[i] = (char)toupper(c);
    }
}

static void double_a_space(Draft *draft) {
    int spaces = 0;
    for (size_t i = 0; i < draft->length; i++) spaces += draft->text[i] == ' ';
    if (spaces == 0) return;
    int chosen = rng_below(draft->rng, spaces);
    for (size_t i = 0; i < draft->length; i++) {
        if (draft->text[i] != ' ' || chosen-- > 0) continue;
        memmove(draft->text + i + 1, draft->text + i, draft->length - i + 1);
        memmove(draft->fields + i + 1, draft->fields + i, draft->length - i + 1);
        draft->length++;
        return;
    }
}

/* Some writers' long dash for every hyphen of theirs. */
static void lengthen_dashes(Draft *draft) {
    Draft old = *draft;
    draft->length = 0;
    for (size_t i = 0; i < old.length; i++)
        put(draft, old.text[i] == '-' ? "–" : (char[2]){old.text[i], '\0'}, old.fields[i]);
}

static bool is_fresh(Date date) {
    char text[16];
    int n = snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day);
    return (fnv1a(FNV_START, text, (unsigned long)n) >> 32) % 10 == 0;
}

/* Years evenly, then the days of the year evenly, among the days of this part of the data. */
static Date draw_date(Rng *rng, bool fresh) {
    for (;;) {
        int years = CALENDAR_LAST_YEAR - CALENDAR_FIRST_YEAR + 1;
        Date date = {.year = CALENDAR_FIRST_YEAR + rng_below(rng, years)};
        do {
            date.month = 1 + rng_below(rng, 12);
            date.day = 1 + rng_below(rng, 31);
        } while (!calendar_valid(date) || is_fresh(date) != fresh);
        return date;
    }
}

static const char *draw_form(Rng *rng, Date date) {
    bool short_year = date.year >= 1930 && date.year <= 2029;
    int total = 0;
    for (int i = 0; i < FORM_COUNT; i++)
        if (short_year || !strstr(forms[i].pattern, "%y")) total += forms[i].weight;
    int left = rng_below(rng, total);
    for (int i = 0; i < FORM_COUNT; i++) {
        if (!short_year && strstr(forms[i].pattern, "%y")) continue;
        left -= forms[i].weight;
        if (left < 0) return forms[i].pattern;
    }
    CHECK(false, "no form for the year %d", date.year);
    return NULL;
}

static void sample(Rng *rng, bool fresh, Arena *arena, Sample *out) {
    Draft draft = {.rng = rng, .date = draw_date(rng, fresh)};
    write_form(&draft, draw_form(rng, draft.date));
    change_case(&draft);
    if (chance(&draft, 0.05)) double_a_space(&draft);
    if (chance(&draft, 0.02)) lengthen_dashes(&draft);
    if (chance(&draft, 0.02)) put(&draft, ".", FIELD_NONE);
    dates_make_sample(draft.text, draft.fields, draft.date, arena, out);
    CHECK(out->source_tokens.count <= MAX_SOURCE, "the date “%s” is too long", out->source);
}

static TextPieces source_alphabet(Arena *arena) {
    return text_graphemes(arena, " '(),-./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz–’");
}

static TextPieces target_alphabet(Arena *arena) {
    return text_graphemes(arena, "-0123456789");
}

static const char *const examples[] = {
    "Sunday November 19th, 1967", "21 August 1995", "3.5.09",
    "the 4th of July, 1976",      "29 II 2024",     "Sat, 1 Jan 2000",
    "twenty-second of May 1946",  "18-Apr-49",      "DECEMBER 31, 1999",
    "friday 13/06/2025",
};

const Task task_dates = {
    .name = "dates",
    .summary = "a date as people write it → 1967-11-19, character by character",
    .tokens = TOKENS_CHARACTERS,
    .max_source = MAX_SOURCE,
    .max_target = 10,
    .source_alphabet = source_alphabet,
    .target_alphabet = target_alphabet,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .sample = sample,
    .read = dates_read,
};
