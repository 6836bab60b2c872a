#include "testing.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void testing_near(double a, double b, double tolerance, const char *file, int line) {
    double scale = fabs(b) > 1 ? fabs(b) : 1;
    if (a == b || fabs(a - b) <= tolerance * scale) return;
    print_error("%.9g is not within %g of %.9g\n", a, tolerance, b);
    _fail(file, line);
}

void testing_contains(const char *text, const char *part, const char *file, int line) {
    if (text && strstr(text, part)) return;
    print_error("“%s” is not in “%s”\n", part, text ? text : "(null)");
    _fail(file, line);
}

static const char *below(const char *variable, const char *folder, const char *name) {
    static char path[PATH_MAX];
    const char *root = getenv(variable);
    snprintf(path, sizeof path, "%s/%s%s", root ? root : ".", folder, name);
    return path;
}

const char *testing_scratch(const char *name) {
    mkdir(below("HEED_BUILD", "scratch", ""), 0777);
    return below("HEED_BUILD", "scratch/", name);
}

const char *testing_source(const char *name) {
    return below("HEED_TESTS", "", name);
}

static int first_different_line(const char *a, const char *b) {
    int line = 1;
    for (; *a && *a == *b; a++, b++) line += *a == '\n';
    return line;
}

void testing_golden_text(const char *text, const char *name, const char *file, int line) {
    char golden[PATH_MAX], got[PATH_MAX];
    if (snprintf(golden, sizeof golden, "%s/%s", testing_source("golden"), name) >= PATH_MAX)
        _fail(file, line);
    Error error = {0};
    const char *mode = getenv("HEED_GOLDEN");
    if (mode && !strcmp(mode, "write")) {
        if (!file_save(golden, text, strlen(text), &error)) {
            print_error("%s\n", error.message);
            _fail(file, line);
        }
        return;
    }
    Arena *arena = arena_new();
    char *expected = NULL;
    size_t size;
    bool read = file_read(golden, 1u << 26, arena, &expected, &size, &error);
    bool same = read && !strcmp(expected, text);
    if (!same) {
        const char *flat = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
        snprintf(got, sizeof got, "%s", testing_scratch(flat));
        file_save(got, text, strlen(text), NULL);
        if (read)
            print_error("%s differs from the golden at line %d; what was made is in %s\n", name,
                        first_different_line(expected, text), got);
        else
            print_error("%s; what was made is in %s\n", error.message, got);
    }
    arena_free(arena);
    if (!same) _fail(file, line);
}
