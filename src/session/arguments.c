/* arguments.c -- a command's words read as what they must be, or one sentence that says so. */
#include "session/parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool words_whole(const Words *words, int which, long low, long high, long *out, Error *error) {
    const char *text = words->arguments[which];
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (*end || end == text || errno || value < low || value > high)
        return error_words(error, "%s takes a whole number from %ld to %ld, not “%s”", words->verb,
                           low, high, text);
    *out = value;
    return true;
}

bool words_real(const Words *words, int which, double low, double high, double *out, Error *error) {
    const char *text = words->arguments[which];
    char *end;
    double value = strtod(text, &end);
    if (*end || end == text || !(value >= low && value <= high))
        return error_words(error, "%s takes a number from %g to %g, not “%s”", words->verb, low,
                           high, text);
    *out = value;
    return true;
}

/* The place of the argument in a list of words, or −1 and a sentence with the nearest. */
int words_one_of(const Words *words, int which, const char *const *list, int count, Error *error) {
    const char *text = words->arguments[which];
    char all[256] = "";
    for (int i = 0; i < count; i++) {
        if (!strcmp(list[i], text)) return i;
        size_t n = strlen(all);
        snprintf(all + n, sizeof all - n, "%s%s",
                 i == 0           ? ""
                 : i == count - 1 ? " or "
                                  : ", ",
                 list[i]);
    }
    const char *near = text_nearest(text, list, count);
    error_words(error, "%s takes %s, not “%s”%s%s%s", words->verb, all, text,
                near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    return -1;
}

bool words_on_off(const Words *words, bool *out, Error *error) {
    static const char *const list[] = {"on", "off"};
    int i = words_one_of(words, 0, list, 2, error);
    *out = i == 0;
    return i >= 0;
}
