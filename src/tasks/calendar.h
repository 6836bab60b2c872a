/* calendar.h -- days of the Gregorian calendar, 1900 to 2099. */
#ifndef HEED_TASKS_CALENDAR_H
#define HEED_TASKS_CALENDAR_H

#include <stdbool.h>

enum { CALENDAR_FIRST_YEAR = 1900, CALENDAR_LAST_YEAR = 2099 };

typedef struct Date {
    int year, month, day; /* month and day from 1 */
} Date;

int calendar_days_in_month(int year, int month); /* month 1 … 12 */
/* 0 Sunday … 6 Saturday (Sakamoto 1992). */
int calendar_weekday(Date date);
/* A day there is, in a year from 1900 to 2099. */
bool calendar_valid(Date date);

#endif
