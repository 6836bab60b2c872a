/* The date task, held against a reader of dates that shares nothing with it: a regular-expression
 * free scan for numbers and three-letter beginnings, and Zeller's rule for the weekday. */
#include "testing.h"

#include "base/buffer.h"
#include "tasks/task.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 10000 };

static Arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static void draw(int item, bool fresh, Sample *out) {
    Rng rng = rng_at(1, "test dates", fresh, (uint64_t)item);
    arena_reset(arena);
    task_dates.sample(&rng, fresh, arena, out);
}

static int place(const char *word, const char *const *list, int count, size_t letters) {
    for (int i = 0; i < count; i++)
        if (!strncmp(word, list[i], letters)) return i + 1;
    return 0;
}

static int month_of(const char *word) {
    static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    static const char *const romans[] = {"i",   "ii",   "iii", "iv", "v",  "vi",
                                         "vii", "viii", "ix",  "x",  "xi", "xii"};
    for (int i = 0; i < 12; i++)
        if (!strcmp(word, romans[i])) return i + 1;
    return strlen(word) >= 3 ? place(word, months, 12, 3) : 0;
}

static int weekday_of(const char *word) {
    static const char *const days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    return strlen(word) >= 3 ? place(word, days, 7, 3) : 0;
}

static int ordinal_of(const char *word) {
    static const char *const words[] = {"first",       "second",     "third",      "fourth",
                                        "fifth",       "sixth",      "seventh",    "eighth",
                                        "ninth",       "tenth",      "eleventh",   "twelfth",
                                        "thirteenth",  "fourteenth", "fifteenth",  "sixteenth",
                                        "seventeenth", "eighteenth", "nineteenth", "twentieth"};
    if (!strcmp(word, "twenty")) return 20;
    if (!strncmp(word, "thirt", 5) && strcmp(word, "thirteenth")) return 30;
    for (int i = 0; i < 20; i++)
        if (!strcmp(word, words[i])) return i + 1;
    return 0;
}

/* What the text says: day, month, year, and weekday (1 Sunday, 0 none). */
typedef struct Said {
    int day, month, year, weekday;
} Said;

static Said scan(const char *text) {
    Said said = {0};
    int numbers[5] = {0}, digits[5] = {0}, count = 0, in_words = 0;
    for (const char *at = text; *at;) {
        char word[32] = "";
        size_t n = 0;
        if (isdigit((unsigned char)*at)) {
            while (isdigit((unsigned char)*at)) word[n++] = *at++;
            assert_true(count < 4);
            numbers[count] = atoi(word);
            digits[count++] = (int)n;
        } else if (isalpha((unsigned char)*at)) {
            while (isalpha((unsigned char)*at)) word[n++] = (char)tolower(*at++);
            if (ordinal_of(word))
                in_words += ordinal_of(word);
            else if (weekday_of(word))
                said.weekday = weekday_of(word);
            else if (month_of(word))
                said.month = month_of(word);
        } else {
            at++;
        }
    }
    if (in_words) numbers[count] = in_words, digits[count++] = 2;
    if (in_words && count == 2) { /* the day in words: put it first */
        int year = numbers[0], length = digits[0];
        numbers[0] = numbers[1], digits[0] = digits[1], numbers[1] = year, digits[1] = length;
    }
    if (count == 1) {
        said.year = numbers[0] / 10000, said.month = numbers[0] / 100 % 100;
        said.day = numbers[0] % 100;
        return said;
    }
    bool year_first = digits[0] == 4;
    said.year = year_first ? numbers[0] : numbers[count - 1];
    said.day = year_first ? numbers[count - 1] : numbers[0];
    if (count == 3) said.month = numbers[1];
    if (said.year < 30) said.year += 2000;
    if (said.year < 100) said.year += 1900;
    return said;
}

/* 1 Sunday … 7 Saturday by Zeller's congruence. */
static int zeller(Said date) {
    int m = date.month < 3 ? date.month + 12 : date.month, y = date.year - (date.month < 3);
    int h = (date.day + 13 * (m + 1) / 5 + y % 100 + y % 100 / 4 + y / 100 / 4 + 5 * (y / 100)) % 7;
    return h == 0 ? 7 : h;
}

static void every_sample_says_its_date(void **state) {
    (void)state;
    for (int i = 0; i < SAMPLES; i++) {
        Sample sample;
        draw(i, i % 5 == 0, &sample);
        Said said = scan(sample.source);
        char target[32];
        snprintf(target, sizeof target, "%04d-%02d-%02d", said.year, said.month, said.day);
        if (strcmp(target, sample.target)) print_error("“%s”\n", sample.source);
        assert_string_equal(target, sample.target);
        if (said.weekday) assert_int_equal(said.weekday, zeller(said));
        assert_true(sample.source_tokens.count <= task_dates.max_source);
        assert_int_equal(sample.target_tokens.count, task_dates.max_target);
    }
}

/* Numbers as 9s, months as M, weekdays as W, ordinals as O, Roman numerals as R, case dropped. */
static void shape_of(const char *text, char out[160]) {
    size_t used = 0;
    for (const char *at = text; *at && used < 150;) {
        char word[32] = "";
        size_t n = 0;
        while (isalpha((unsigned char)*at) && n < 31) word[n++] = (char)tolower(*at++);
        if (!n && (*at == ' ' && at[1] == ' '))
            at++;
        else if (!n)
            out[used] = isdigit((unsigned char)*at) ? '9' : *at, used++, at++;
        else if (ordinal_of(word))
            out[used++] = 'O';
        else if (weekday_of(word))
            out[used++] = n > 5 ? 'W' : 'w';
        else if (n < 5 && strspn(word, "ivx") == n)
            out[used++] = 'R';
        else if (month_of(word))
            out[used++] = n > 4 ? 'M' : 'm';
        else
            used += (size_t)snprintf(out + used, 160 - used, "%s", n == 2 ? word : "the");
    }
    out[used] = '\0';
}

static void the_forms_are_many(void **state) {
    (void)state;
    static char shapes[4000][160];
    static int times[4000];
    int count = 0, often = 0;
    for (int i = 0; i < SAMPLES; i++) {
        Sample sample;
        char shape[160];
        draw(i, false, &sample);
        shape_of(sample.source, shape);
        int at = 0;
        while (at < count && strcmp(shapes[at], shape)) at++;
        if (at == count) strcpy(shapes[count++], shape);
        times[at]++;
        assert_true(count < 4000);
    }
    for (int i = 0; i < count; i++) often += times[i] >= 20;
    print_message("%d shapes, %d of them at least 20 times in %d\n", count, often, SAMPLES);
    assert_true(often >= 60);
}

static void training_never_sees_a_fresh_date(void **state) {
    (void)state;
    static bool seen[2][200][13][32];
    int count[2] = {0};
    for (int i = 0; i < 60000; i++) {
        Sample sample;
        draw(i, i % 2, &sample);
        int year = atoi(sample.target), month = atoi(sample.target + 5);
        int day = atoi(sample.target + 8);
        bool *cell = &seen[i % 2][year - 1900][month][day];
        count[i % 2] += !*cell;
        *cell = true;
        assert_false(seen[!(i % 2)][year - 1900][month][day]);
    }
    print_message("%d days for training, %d fresh ones\n", count[0], count[1]);
    assert_true(count[1] > 6500 && count[1] < 8100); /* a tenth of 73,049 days */
}

static void years_come_evenly(void **state) {
    (void)state;
    int decades[20] = {0};
    for (int i = 0; i < 20000; i++) {
        Sample sample;
        draw(i, false, &sample);
        decades[(atoi(sample.target) - 1900) / 10]++;
    }
    for (int i = 0; i < 20; i++) assert_in_range(decades[i], 850, 1150);
}

/* The source characters that target token t comes from, put together. */
static const char *linked(const Sample *sample, int t) {
    Buffer text = {0};
    buffer_text(&text, "");
    for (int i = 0; i < sample->gold[t].count; i++)
        buffer_text(&text, sample->source_tokens.items[sample->gold[t].sources[i]]);
    const char *result = arena_string(arena, text.data);
    buffer_free(&text);
    return result;
}

static void gold_is_the_field(void **state) {
    (void)state;
    static const struct {
        const char *source, *target, *year, *month, *day;
    } cases[] = {
        {"Sunday November 19th, 1967", "1967-11-19", "1967", "November", "19th"},
        {"19.11.67", "1967-11-19", "67", "11", "19"},
        {"3.5.29", "2029-05-03", "29", "5", "3"},
        {"3/5/30", "1930-05-03", "30", "5", "3"},
        {"3-5-00", "2000-05-03", "00", "5", "3"},
        {"3-5-99", "1999-05-03", "99", "5", "3"},
        {"1967-11-19", "1967-11-19", "1967", "11", "19"},
        {"19671119", "1967-11-19", "1967", "11", "19"},
        {"18-Apr-49", "1949-04-18", "49", "Apr", "18"},
        {"19 Nov. '67", "1967-11-19", "'67", "Nov", "19"},
        {"19 nov ’67", "1967-11-19", "’67", "nov", "19"},
        {"the twenty-second of May 1946", "1946-05-22", "1946", "May", "twenty-second"},
        {"Thirty First December 2099", "2099-12-31", "2099", "December", "Thirty First"},
        {"November nineteenth, 1967", "1967-11-19", "1967", "November", "nineteenth"},
        {"29 II 2024", "2024-02-29", "2024", "II", "29"},
        {"19.XI.1967", "1967-11-19", "1967", "XI", "19"},
        {"1967 November 19", "1967-11-19", "1967", "November", "19"},
        {"  Sat, 1 Jan 2000 \n", "2000-01-01", "2000", "Jan", "1"},
        {"19Nov1967", "1967-11-19", "1967", "Nov", "19"},
        {"19–11–1967", "1967-11-19", "1967", "11", "19"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Sample sample;
        assert_true(task_dates.read(cases[i].source, arena, &sample));
        assert_string_equal(sample.target, cases[i].target);
        for (int t = 0; t < 10; t++)
            assert_string_equal(linked(&sample, t), t < 4    ? cases[i].year
                                                    : t == 4 ? ""
                                                    : t < 7  ? cases[i].month
                                                    : t == 7 ? ""
                                                             : cases[i].day);
        assert_string_equal(task_reference(&task_dates, cases[i].source, arena), cases[i].target);
    }
}

static void what_is_no_date_has_no_reference(void **state) {
    (void)state;
    static const char *const texts[] = {"",
                                        "   ",
                                        "hello",
                                        "31.4.1999",
                                        "29.2.1900",
                                        "1967",
                                        "19.11",
                                        "1.1.1.1",
                                        "19/13/1967",
                                        "32 May 1946",
                                        "May",
                                        "May 1946",
                                        "0.1.2000",
                                        "1.1.1899",
                                        "1.1.2100",
                                        "twenty",
                                        "twenty May",
                                        "first second May 1946",
                                        "19 Nov May 1967",
                                        "19th",
                                        "1 1 123",
                                        "99999999999999",
                                        "19671319",
                                        "twenty 5 May 1946",
                                        "\xff\xfe",
                                        "١٩.١١.١٩٦٧",
                                        "2 Mai 1946",
                                        "3 May '1946",
                                        "5 V V 1946"};
    Sample sample;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (task_dates.read(texts[i], arena, &sample)) print_error("“%s”\n", texts[i]);
        assert_false(task_dates.read(texts[i], arena, &sample));
    }
}

static void reader_and_writer_agree(void **state) {
    (void)state;
    for (int i = 0; i < SAMPLES; i++) {
        Sample sample, read;
        draw(i, false, &sample);
        if (!task_dates.read(sample.source, arena, &read)) print_error("“%s”\n", sample.source);
        assert_true(task_dates.read(sample.source, arena, &read));
        assert_string_equal(sample.target, read.target);
        for (int t = 0; t < 10; t++) {
            if (strcmp(linked(&sample, t), linked(&read, t))) print_error("“%s”\n", sample.source);
            assert_string_equal(linked(&sample, t), linked(&read, t));
        }
    }
}

static void the_vocabularies_know_every_token(void **state) {
    (void)state;
    Arena *own = arena_new();
    Vocabulary source, target;
    task_vocabularies(&task_dates, own, &source, &target);
    assert_int_equal(target.count, VOCABULARY_SPECIALS + 11);
    for (int i = 0; i < SAMPLES; i++) {
        Sample sample;
        draw(i, i % 2, &sample);
        for (int s = 0; s < sample.source_tokens.count; s++)
            assert_int_not_equal(vocabulary_id(&source, sample.source_tokens.items[s]),
                                 VOCABULARY_UNKNOWN);
        for (int t = 0; t < 10; t++)
            assert_int_not_equal(vocabulary_id(&target, sample.target_tokens.items[t]),
                                 VOCABULARY_UNKNOWN);
    }
    arena_free(own);
}

static void the_examples_can_be_judged(void **state) {
    (void)state;
    assert_int_equal(task_dates.example_count, 10);
    assert_string_equal(task_dates.examples[0], "Sunday November 19th, 1967");
    for (int i = 0; i < 10; i++)
        assert_non_null(task_reference(&task_dates, task_dates.examples[i], arena));
    int count;
    assert_ptr_equal(task_list(&count)[0], task_find("dates"));
    assert_null(task_find("dating"));
}

static void two_hundred_samples(void **state) {
    (void)state;
    Buffer text = {0};
    for (int i = 0; i < 200; i++) {
        Sample sample;
        draw(i, i >= 150, &sample);
        buffer_printf(&text, "%s\t%s\t%s|%s|%s\n", sample.source, sample.target, linked(&sample, 0),
                      linked(&sample, 5), linked(&sample, 8));
    }
    assert_golden_text(text.data, "tasks/dates.txt");
    buffer_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sample_says_its_date),
        cmocka_unit_test(the_forms_are_many),
        cmocka_unit_test(training_never_sees_a_fresh_date),
        cmocka_unit_test(years_come_evenly),
        cmocka_unit_test(gold_is_the_field),
        cmocka_unit_test(what_is_no_date_has_no_reference),
        cmocka_unit_test(reader_and_writer_agree),
        cmocka_unit_test(the_vocabularies_know_every_token),
        cmocka_unit_test(the_examples_can_be_judged),
        cmocka_unit_test(two_hundred_samples),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
