#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Drops a UTF-8 character that the end of the buffer cut in two. */
static void drop_cut_character(char *text) {
    size_t n = strlen(text), start = n;
    while (start > 0 && n - start < 4 && ((unsigned char)text[start - 1] & 0xC0) == 0x80) start--;
    if (start == 0) return;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (lead >= 0xC0 && n - start + 1 < need) text[start - 1] = '\0';
}

static void set_message(Error *error, bool words, const char *format, va_list arguments) {
    if (!error) return;
    vsnprintf(error->message, sizeof error->message, format, arguments);
    drop_cut_character(error->message);
    error->words = words;
}

bool error_set(Error *error, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    set_message(error, false, format, arguments);
    va_end(arguments);
    return false;
}

bool error_words(Error *error, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    set_message(error, true, format, arguments);
    va_end(arguments);
    return false;
}

bool error_prefix(Error *error, const char *format, ...) {
    if (!error) return false;
    Error old = *error;
    va_list arguments;
    va_start(arguments, format);
    int used = vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    size_t at = used < 0 ? 0 : (size_t)used;
    if (at + 2 < sizeof error->message) {
        size_t left = sizeof error->message - at - 3, length = strnlen(old.message, left);
        memcpy(error->message + at, ": ", 2);
        memcpy(error->message + at + 2, old.message, length);
        error->message[at + 2 + length] = '\0';
    }
    drop_cut_character(error->message);
    return false;
}

void check_failed(const char *file, int line, const char *condition, const char *format, ...) {
    fflush(stdout);
    fprintf(stderr, "%s:%d: CHECK(%s) failed: ", file, line, condition);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    abort();
}
