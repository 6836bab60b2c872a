/* dates_read.c -- reads a date that someone wrote, so that it can be said whether the model was
 * right.
 *
 * Independent of how dates.c writes: the text is cut into runs of digits and of letters, every run
 * must be a number, a name or one of a few small words, and what is left decides which number is
 * which. A weekday is not held against the date: what is written as day, month and year counts.
 */
#include "tasks/dates_names.h"

#include <string.h>
#include <strings.h>

enum { MAX_NUMBERS = 3 };

typedef struct Number {
    size_t start, end; /* with an apostrophe before it and an ordinal ending */
    int value, digits;
    bool ordinal, apostrophe;
} Number;

typedef struct Reading {
    const char *text;
    char *fields;
    Number numbers[MAX_NUMBERS];
    int count;
    Date date;         /* what names have said so far; 0: nothing */
    int tens;          /* 20 or 30 after “twenty”, “thirty”, else 0 */
    size_t tens_start; /* where that word began */
} Reading;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(const char *text, size_t length, const char *word) {
    return strlen(word) == length && !strncasecmp(text, word, length);
}

static void mark(Reading *reading, size_t start, size_t end, char field) {
    memset(reading->fields + start, field, end - start);
}

/* The bytes of an apostrophe that ends at `at`, or 0. */
static size_t apostrophe_before(const char *text, size_t at) {
    if (at >= 1 && text[at - 1] == '\'') return 1;
    return at >= 3 && !strncmp(text + at - 3, "’", 3) ? 3 : 0;
}

static bool read_number(Reading *reading, size_t *at) {
    const char *text = reading->text;
    if (reading->count == MAX_NUMBERS || reading->tens) return false;
    size_t before = apostrophe_before(text, *at);
    Number number = {.start = *at - before, .apostrophe = before > 0};
    for (; is_digit(text[*at]) && number.digits < 9; (*at)++, number.digits++)
        number.value = number.value * 10 + (text[*at] - '0');
    static const char *const endings[] = {"st", "nd", "rd", "th"};
    for (int i = 0; i < 4; i++) {
        if (strncasecmp(text + *at, endings[i], 2) != 0 || is_letter(text[*at + 2])) continue;
        number.ordinal = true;
        *at += 2;
        break;
    }
    number.end = *at;
    reading->numbers[reading->count++] = number;
    return number.digits <= 8;
}

static bool read_month(Reading *reading, const char *word, size_t length) {
    for (int m = 0; m < 12; m++) {
        bool found = is_word(word, length, date_months[m]) || is_word(word, length, date_romans[m]);
        for (int i = 0; i < 4 && date_months_short[m][i]; i++)
            found |= is_word(word, length, date_months_short[m][i]);
        if (found) reading->date.month = m + 1;
        if (found) return true;
    }
    return false;
}

static bool is_small_word(const char *word, size_t length) {
    static const char *const words[] = {"the", "of", "on"};
    for (int i = 0; i < 3; i++)
        if (is_word(word, length, words[i])) return true;
    for (int d = 0; d < 7; d++) {
        if (is_word(word, length, date_weekdays[d])) return true;
        for (int i = 0; i < 4 && date_weekdays_short[d][i]; i++)
            if (is_word(word, length, date_weekdays_short[d][i])) return true;
    }
    return false;
}

/* The day that an ordinal word names after `tens`, or 0. */
static int ordinal_word(const char *word, size_t length, int tens) {
    if (!tens && is_word(word, length, "thirtieth")) return 30;
    for (int i = 0; i < (tens ? 9 : 20); i++)
        if (is_word(word, length, date_ordinals[i])) return tens + i + 1;
    return 0;
}

static bool read_word(Reading *reading, size_t *at) {
    size_t start = *at;
    while (is_letter(reading->text[*at])) (*at)++;
    const char *word = reading->text + start;
    size_t length = *at - start;
    int day = ordinal_word(word, length, reading->tens);
    if (day) {
        if (reading->date.day) return false;
        reading->date.day = day;
        mark(reading, reading->tens ? reading->tens_start : start, *at, FIELD_DAY);
        reading->tens = 0;
        return true;
    }
    if (reading->tens) return false;
    reading->tens = is_word(word, length, "twenty") ? 20 : is_word(word, length, "thirty") ? 30 : 0;
    reading->tens_start = start;
    if (reading->tens || is_small_word(word, length)) return true;
    if (reading->date.month || !read_month(reading, word, length)) return false;
    mark(reading, start, *at, FIELD_MONTH);
    return true;
}

static bool take_year(Reading *reading, const Number *number) {
    if (number->ordinal || (number->digits != 2 && number->digits != 4)) return false;
    if (number->digits == 4 && number->apostrophe) return false;
    reading->date.year = number->digits == 4 ? number->value : dates_full_year(number->value);
    mark(reading, number->start, number->end, FIELD_YEAR);
    return true;
}

static bool take_part(Reading *reading, const Number *number, int *part, char field) {
    if (number->digits > 2 || number->apostrophe) return false;
    *part = number->value;
    mark(reading, number->start, number->end, field);
    return true;
}

/* 19671119 */
static bool take_compact(Reading *reading, const Number *number) {
    if (number->digits != 8 || number->ordinal || number->apostrophe) return false;
    reading->date = (Date){number->value / 10000, number->value / 100 % 100, number->value % 100};
    mark(reading, number->start, number->start + 4, FIELD_YEAR);
    mark(reading, number->start + 4, number->start + 6, FIELD_MONTH);
    mark(reading, number->start + 6, number->end, FIELD_DAY);
    return true;
}

/* Which number is which: the names decide what is missing, a year of four digits may stand first.
 */
static bool take_numbers(Reading *reading) {
    const Number *n = reading->numbers;
    Date *date = &reading->date;
    bool year_first = n[0].digits == 4;
    if (reading->count == 1 && !date->month && !date->day) return take_compact(reading, n);
    if (reading->count == 1) return date->month && date->day && take_year(reading, n);
    if (date->day) return false;
    if (reading->count == 2 && date->month)
        return take_year(reading, year_first ? &n[0] : &n[1]) &&
               take_part(reading, year_first ? &n[1] : &n[0], &date->day, FIELD_DAY);
    if (reading->count == 3 && !date->month)
        return take_year(reading, year_first ? &n[0] : &n[2]) &&
               take_part(reading, &n[1], &date->month, FIELD_MONTH) &&
               take_part(reading, year_first ? &n[2] : &n[0], &date->day, FIELD_DAY);
    return false;
}

bool dates_read(const char *text, Arena *arena, Sample *out) {
    const char *clean = text_trim(arena, text_clean(arena, text));
    Reading reading = {.text = clean, .fields = arena_string(arena, clean)};
    memset(reading.fields, FIELD_NONE, strlen(clean));
    for (size_t at = 0; clean[at];) {
        bool good = true;
        if (is_digit(clean[at]))
            good = read_number(&reading, &at);
        else if (is_letter(clean[at]))
            good = read_word(&reading, &at);
        else
            at++;
        if (!good) return false;
    }
    if (reading.tens || !take_numbers(&reading) || !calendar_valid(reading.date)) return false;
    dates_make_sample(clean, reading.fields, reading.date, arena, out);
    return true;
}
