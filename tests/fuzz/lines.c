/* lines.c -- random lines of the command language to one session: heed-lines [COUNT [SEED]].
 *
 * After every line: one that is refused has said why and changed nothing (but `open`, which keeps a
 * file's lines before the wrong one). After all: the state, saved and opened in another session, is
 * the same bytes and the same figure; and undo to the start is the first state's bytes, redo to the
 * end the last's. It stops at the first that is not so, with status 1 and the line; run it under
 * ASan and UBSan.
 */
#include "fuzz/sentences.h"

#include "app/export.h"
#include "base/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static long said; /* lines so far, for messages */

static void expect(bool so, const char *what, const char *line) {
    if (so) return;
    fprintf(stderr, "line %ld, “%s”: %s\n", said, line, what);
    exit(1);
}

static void state_of(const Session *session, Buffer *out) {
    out->size = 0;
    session_write_state(session, out);
}

static bool same_bytes(const Buffer *a, const Buffer *b) {
    return a->size == b->size && !memcmp(a->data, b->data, a->size);
}

static Buffer figure_of(Fonts *fonts, Session *session) {
    Buffer out = {0};
    if (session_state(session)->look.view == VIEW_CURVE) return out; /* measures for seconds */
    Error error = {0};
    ExportAsk ask = {.format = "svg"};
    if (!export_figure(fonts, session, &ask, &out, &error)) buffer_text(&out, error.message);
    return out;
}

/* Export, quit and what else the window does is heard, and done by nobody. */
static bool nobody(void *with, const char *word, const char *argument, Error *error) {
    (void)with;
    (void)error;
    return *word && argument;
}

static void write_text(const char *path, const char *text) {
    Error error = {0};
    expect(file_save(path, text, strlen(text), &error), error.message, path);
}

/* The files that random lines open, beside those they save. */
static void write_files(void) {
    write_text("broken.heed", "score dot\nstep 2\nscore dott\ntheme dark\n");
    write_text("self.heed", "theme dark\nopen self.heed\n");
    write_text("broken.safetensors", "\x10\0\0\0\0\0\0\0{\"a\":");
    TrainingPlan plan = training_plan(task_find("dates"));
    plan.config.hidden = plan.config.attention = plan.config.readout = 6;
    Model *model = model_new(plan.task, &plan.config, 3);
    Buffer bytes = {0};
    Error error = {0};
    model_write(model, NULL, &bytes);
    expect(file_save("own.safetensors", bytes.data, bytes.size, &error), error.message, "");
    buffer_free(&bytes);
    model_free(model);
}

static void say_lines(Session *session, Fonts *fonts, long count, uint64_t seed) {
    Arena *arena = arena_new();
    Buffer before = {0}, after = {0};
    long done = 0;
    for (said = 1; said <= count; said++) {
        arena_reset(arena);
        if (said % 500 == 1) write_files();
        Rng rng = rng_at(seed, "random lines", (uint64_t)said, 0);
        const char *line = sentence(&rng, arena);
        if (getenv("HEED_LINES_SHOW")) fprintf(stderr, "%ld %s\n", said, line);
        state_of(session, &before);
        Ask ask;
        if (!rng_below(&rng, 8)) session_foresee(session, line, &ask);
        Error error = {0};
        bool good = session_apply(session, line, &error);
        state_of(session, &after);
        expect(good || error.message[0], "it was refused without a word", line);
        expect(good || same_bytes(&before, &after) || strstr(line, ".heed"),
               "it was refused and changed something", line);
        expect(session_run(session) != NULL, "there is no run", line);
        done += good;
        if (said % 100 == 0) {
            Buffer figure = figure_of(fonts, session);
            buffer_free(&figure);
        }
        if (said % 10000 == 0) fprintf(stderr, "%ld lines, %ld of them obeyed\n", said, done);
    }
    fprintf(stderr, "%ld lines, %ld of them obeyed\n", count, done);
    buffer_free(&before);
    buffer_free(&after);
    arena_free(arena);
}

static void apply(Session *session, const char *line) {
    Error error = {0};
    expect(session_apply(session, line, &error), error.message, line);
}

static void expect_state(const Session *session, const Buffer *state, const char *what) {
    Buffer now = {0};
    state_of(session, &now);
    if (!same_bytes(&now, state))
        fprintf(stderr, "expected:\n%s\ngot:\n%s\n", state->data, now.data);
    expect(same_bytes(&now, state), "the state is another", what);
    buffer_free(&now);
}

/* Saved and opened elsewhere it is the same state and the same picture. */
static void save_and_open(Session *session, Fonts *fonts, const Buffer *last) {
    Error error = {0};
    apply(session, "save last.heed");
    Session *other = session_new(&error);
    expect(other != NULL, error.message, "");
    expect(session_open(other, "last.heed", &error), error.message, "open last.heed");
    expect_state(other, last, "open last.heed");
    Buffer one = figure_of(fonts, session), two = figure_of(fonts, other);
    expect(same_bytes(&one, &two), "the figure is another", "open last.heed");
    buffer_free(&one);
    buffer_free(&two);
    session_free(other);
}

static void undo_and_redo(Session *session, const Buffer *first, const Buffer *last) {
    long undone = 0, redone = 0;
    while (session_can_redo(session)) apply(session, "redo"), undone--;
    while (session_can_undo(session)) apply(session, "undo"), undone++;
    expect_state(session, first, "undo to the start");
    for (; redone < undone; redone++) apply(session, "redo");
    expect_state(session, last, "redo to where it was");
}

/* Only after success: what failed may be looked at. */
static void remove_folder(const char *folder) {
    DIR *open = opendir(".");
    for (struct dirent *entry; open && (entry = readdir(open));) unlink(entry->d_name);
    if (open) closedir(open);
    rmdir(folder);
}

int main(int argc, char **argv) {
    long count = argc > 1 ? atol(argv[1]) : 100000;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    char folder[] = "/tmp/heed-lines-XXXXXX";
    Error error = {0};
    Session *session = session_new(&error);
    Fonts *fonts = fonts_new(&error);
    expect(session && fonts && mkdtemp(folder) && chdir(folder) == 0, error.message, folder);
    session_set_host(session, nobody, NULL);
    Buffer first = {0}, last = {0};
    state_of(session, &first);
    say_lines(session, fonts, count, seed);
    state_of(session, &last);
    save_and_open(session, fonts, &last);
    undo_and_redo(session, &first, &last);
    fprintf(stderr, "undone to the first state, redone, saved and opened: the same bytes\n");
    buffer_free(&first);
    buffer_free(&last);
    fonts_free(fonts);
    session_free(session);
    remove_folder(folder);
    return 0;
}
