/* dates_names.h -- what the date task's writer (dates.c) and reader (dates_read.c) share: the
 * English names of days and months, and the sample made from a text whose fields are marked. */
#ifndef HEED_TASKS_DATES_NAMES_H
#define HEED_TASKS_DATES_NAMES_H

#include "tasks/calendar.h"
#include "tasks/task.h"

extern const char *const date_weekdays[7]; /* from Sunday */
/* Up to four short forms each, the rest NULL. */
extern const char *const date_weekdays_short[7][4];
extern const char *const date_months[12];
extern const char *const date_months_short[12][4];
extern const char *const date_romans[12];
extern const char *const date_ordinals[20]; /* "first" at 0 … "twentieth" at 19 */

/* Whose characters a byte of the source is. */
enum { FIELD_NONE = ' ', FIELD_YEAR = 'y', FIELD_MONTH = 'm', FIELD_DAY = 'd' };

/* Fills `out` for a source that is in NFC and has no white space at its ends; `fields` has one
 * FIELD_ for each of its bytes. */
void dates_make_sample(const char *source, const char *fields, Date date, Arena *arena,
                       Sample *out);
/* The task's `read`, in dates_read.c. */
bool dates_read(const char *text, Arena *arena, Sample *out);

/* 30–99 → 1930–1999, 0–29 → 2000–2029. */
int dates_full_year(int two_digits);

#endif
