/* testing.h -- what every test program begins with: cmocka and a few words of our own. */
#ifndef HEED_TESTING_H
#define HEED_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>

/* |a − b| ≤ tolerance·max(1, |b|); else prints both and fails. */
#define assert_near(a, b, tolerance)                                                               \
    testing_near((double)(a), (double)(b), tolerance, __FILE__, __LINE__)
void testing_near(double a, double b, double tolerance, const char *file, int line);

/* `text` contains `part`; else prints both and fails. */
#define assert_contains(text, part) testing_contains(text, part, __FILE__, __LINE__)
void testing_contains(const char *text, const char *part, const char *file, int line);

/* A path inside the build folder's scratch space for this test's files (static, good until the next
 * call). */
const char *testing_scratch(const char *name);
/* A path inside tests/ (static, good until the next call). */
const char *testing_source(const char *name);

/* Holds `text` against tests/golden/NAME. With HEED_GOLDEN=write it writes the golden instead. On a
 * difference it keeps what it got in the scratch folder, says where the first different line is,
 * and fails. */
#define assert_golden_text(text, name) testing_golden_text(text, name, __FILE__, __LINE__)
void testing_golden_text(const char *text, const char *name, const char *file, int line);

#endif
