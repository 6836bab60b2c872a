/* A file of commands: its lines one by one to a session, then the whole file opened. Lines that
 * save are left out: they would write wherever the fuzzer thinks of. */
#include "fuzz/fuzz.h"

#include "base/file.h"
#include "session/session.h"

#include <stdio.h>
#include <unistd.h>

enum { INPUTS_A_SESSION = 500 };

static Session *session;
static int inputs;
static char folder[] = "/tmp/heed-fuzz-XXXXXX";

static void remove_folder(void) {
    unlink("x.heed");
    rmdir(folder);
}

/* A session has seen 500 inputs, then there is a new one; at first a folder to be in. */
static void make_session(void) {
    Error error = {0};
    if (!inputs) {
        CHECK(mkdtemp(folder) && chdir(folder) == 0, "no folder %s", folder);
        atexit(remove_folder);
    }
    if (inputs++ % INPUTS_A_SESSION) return;
    session_free(session);
    session = session_new(&error);
    CHECK(session, "no session: %s", error.message);
}

static void open_file(const uint8_t *data, size_t size) {
    Error error = {0};
    FILE *file = fopen("x.heed", "wb");
    CHECK(file && fwrite(data, 1, size, file) == size && fclose(file) == 0, "x.heed");
    if (!session_open(session, "x.heed", &error)) fuzz_refused(&error);
}

static void write_and_open(void) {
    Error error = {0};
    Buffer one = {0}, two = {0};
    session_write_state(session, &one);
    open_file((const uint8_t *)one.data, one.size);
    session_write_state(session, &two);
    CHECK(one.size == two.size && !memcmp(one.data, two.data, one.size),
          "the state was\n%s\nand is\n%s\n%s", one.data, two.data, error.message);
    buffer_free(&one);
    buffer_free(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    make_session();
    Arena *arena = arena_new();
    char *text = fuzz_text(arena, data, size);
    if (!strstr(text, "save")) {
        open_file(data, strlen(text));
        for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
            Error error = {0};
            if (!session_apply(session, line, &error)) fuzz_refused(&error);
        }
        write_and_open();
    }
    arena_free(arena);
    return 0;
}
