#include "tasks/calendar.h"

int calendar_days_in_month(int year, int month) {
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

int calendar_weekday(Date date) {
    static const int shift[12] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    int y = date.year - (date.month < 3);
    return (y + y / 4 - y / 100 + y / 400 + shift[date.month - 1] + date.day) % 7;
}

bool calendar_valid(Date date) {
    return date.year >= CALENDAR_FIRST_YEAR && date.year <= CALENDAR_LAST_YEAR && date.month >= 1 &&
           date.month <= 12 && date.day >= 1 &&
           date.day <= calendar_days_in_month(date.year, date.month);
}
