/* error.h -- the two kinds of trouble.
 *
 * Our own mistake: CHECK(condition, "sentence with %s", ...) is always on; it prints the file, the
 * line and the sentence, and aborts. The world's (a file, a font, a display, a size a user asked
 * for): the function returns false and leaves one sentence in an Error: what was wrong, where, and
 * what to do. Nothing else has changed. Errors are plain values; whoever declares one owns it. A
 * NULL Error is allowed and ignored.
 */
#ifndef HEED_BASE_ERROR_H
#define HEED_BASE_ERROR_H

#include <stdbool.h>

typedef struct Error {
    char message[768];
    bool words; /* what was said to the program is wrong, not the world */
} Error;

/* Writes the sentence, cut at a character if too long. Always returns false, so that
 * `return error_set(error, ...)` reads as what it is. */
bool error_set(Error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for a wrong word of a command or of the command line. */
bool error_words(Error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts `context: ` in front of the sentence that is there. Always returns false. */
bool error_prefix(Error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

_Noreturn void check_failed(const char *file, int line, const char *condition, const char *format,
                            ...) __attribute__((format(printf, 4, 5)));

#define CHECK(condition, ...)                                                                      \
    do {                                                                                           \
        if (!(condition)) check_failed(__FILE__, __LINE__, #condition, __VA_ARGS__);               \
    } while (0)

#endif
