/* opening.c -- a file of commands, opened line by line; a file that it opens is opened in its turn.
 */
#include "session/opening.h"
#include "session/parts.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>

enum { FILES_DEEP = 8 }; /* a file of commands may open another */

typedef struct File {
    const char *path, *folder; /* folder: with its slash; NULL: the one we are in */
    char *rest;                /* lines to come; NULL: none */
    int number;                /* of the line that comes next */
} File;

struct Opening {
    Session *session;
    Arena *arena;
    File files[FILES_DEEP]; /* the innermost last */
    int depth, gesture;
    bool begins;
};

/* --- files ----------------------------------------------------------------------------------- */

static bool add_file(Opening *o, const char *path, Error *error) {
    if (o->depth == FILES_DEEP)
        return error_set(error, "%s is opened by a file that is opened by a file … too deep", path);
    char *text;
    size_t size;
    if (!file_read(path, 1 << 24, o->arena, &text, &size, error)) return false;
    const char *slash = strrchr(path, '/');
    o->files[o->depth++] =
        (File){.path = arena_string(o->arena, path),
               .folder = slash ? arena_substring(o->arena, path, (size_t)(slash - path) + 1) : NULL,
               .rest = text,
               .number = 1};
    return true;
}

Opening *session_opening(Session *session, const char *path, bool begins, Error *error) {
    static int file_gesture = 1 << 20;
    Opening *o = calloc(1, sizeof *o);
    CHECK(o, "out of memory");
    *o = (Opening){.session = session, .arena = arena_new(), .begins = begins};
    o->gesture = ++file_gesture;
    if (add_file(o, path, error)) return o;
    opening_free(o);
    return NULL;
}

/* The file that a line opens, a path of the arena; NULL: it does something else. */
static const char *file_of(Session *session, Arena *arena, const char *line) {
    Words words;
    Error none = {0};
    const Command *command = session_parse(arena, line, &words, &none);
    bool opens = command && !strcmp(words.verb, "open") && !strcmp(file_ending(words.rest), "heed");
    return opens ? session_path(session, arena, words.rest) : NULL;
}

Opening *session_opening_of(Session *session, const char *line, Error *error) {
    Arena *scratch = arena_new();
    const char *path = file_of(session, scratch, line);
    Opening *o = path ? session_opening(session, path, false, error) : NULL;
    arena_free(scratch);
    return o;
}

void opening_free(Opening *o) {
    if (!o) return;
    arena_free(o->arena);
    free(o);
}

/* --- lines ----------------------------------------------------------------------------------- */

/* Ends the first line that is left with a 0. */
static char *end_line(File *file) {
    char *next = strchr(file->rest, '\n');
    if (next) *next++ = '\0';
    size_t n = strlen(file->rest);
    if (n && file->rest[n - 1] == '\r') file->rest[n - 1] = '\0';
    return next;
}

bool opening_is_over(Opening *o) {
    while (o->depth && !o->files[o->depth - 1].rest) o->depth--;
    if (o->depth) return false;
    if (o->begins && o->session->gesture == o->gesture) session_begin(o->session, 0);
    o->begins = false;
    return true;
}

bool opening_foresee(Opening *o, Ask *ask) {
    if (opening_is_over(o)) return false;
    File *file = &o->files[o->depth - 1];
    size_t n = strcspn(file->rest, "\r\n");
    Arena *scratch = arena_new();
    const char *line = arena_substring(scratch, file->rest, n), *outer = o->session->folder;
    o->session->folder = file->folder;
    bool good = !file_of(o->session, scratch, line) && session_foresee(o->session, line, ask);
    o->session->folder = outer;
    arena_free(scratch);
    return good;
}

bool opening_needs_host(Opening *o) {
    if (opening_is_over(o)) return false;
    const char *text = o->files[o->depth - 1].rest;
    Arena *scratch = arena_new();
    Words words;
    Error none = {0};
    const char *line = arena_substring(scratch, text, strcspn(text, "\r\n"));
    const Command *command = session_parse(scratch, line, &words, &none);
    bool ours = command && (!strcmp(words.verb, "undo") || !strcmp(words.verb, "redo") ||
                            !strcmp(words.verb, "save"));
    bool act = command && command->info.is_act && !ours;
    arena_free(scratch);
    return act;
}

/* Before a sentence: the files and lines that led to it. */
static bool name_places(const Opening *o, int depth, Error *error) {
    if (error) error->words = false;
    for (int i = depth - 1; i >= 0; i--)
        error_prefix(error, "%s:%d", o->files[i].path, o->files[i].number - 1);
    return false;
}

bool opening_apply(Opening *o, Error *error) {
    if (opening_is_over(o)) return true;
    int depth = o->depth;
    File *file = &o->files[depth - 1];
    Session *session = o->session;
    const char *line = file->rest, *outer = session->folder;
    file->rest = end_line(file);
    file->number++;
    session->folder = file->folder;
    const char *inner = file_of(session, o->arena, line);
    bool good =
        inner ? add_file(o, inner, error) : session_apply_gesture(session, line, o->gesture, error);
    session->folder = outer;
    return good || name_places(o, depth, error);
}

bool session_open_lines(Session *session, const char *path, Error *error) {
    Opening *o = session_opening(session, path, false, error);
    bool good = o != NULL;
    while (good && !opening_is_over(o)) good = opening_apply(o, error);
    opening_free(o);
    return good;
}
