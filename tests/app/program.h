/* program.h -- the program as anyone runs it: its words in, its two outputs and its status back.
 *
 * $HEED_PROGRAM is the program; without it, the `heed` of the folder the tests were built in. It
 * runs without a display, with nothing on its standard input, and is killed after 60 seconds.
 */
#ifndef HEED_TESTS_APP_PROGRAM_H
#define HEED_TESTS_APP_PROGRAM_H

#include "testing.h"

#include "base/file.h"
#include "formats/json.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

typedef struct Said {
    int status; /* of exit; −1: killed, −2: it never ended */
    char *out, *err;
    size_t out_size;
} Said;

typedef struct Start {
    const char *program, *folder; /* NULL: the program; here */
    const char *out;              /* where standard output goes; NULL: it is kept */
} Start;

static Arena *said_arena; /* of a test: program_open, program_close */

static inline int program_open(void **state) {
    (void)state;
    const char *build = getenv("HEED_BUILD");
    if (!getenv("HEED_PROGRAM")) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/heed", build ? build : ".");
        if (access(path, X_OK) != 0) {
            print_error("set HEED_PROGRAM to the program to test; there is none at %s\n", path);
            return -1;
        }
        setenv("HEED_PROGRAM", path, 1);
    }
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    unsetenv("SDL_VIDEODRIVER");
    setenv("XDG_STATE_HOME", testing_scratch("state"), 1);
    said_arena = arena_new();
    return 0;
}

static inline int program_close(void **state) {
    (void)state;
    arena_free(said_arena);
    return 0;
}

/* A path in the scratch folder that lasts as long as the group. */
static inline const char *scratch(const char *name) {
    return arena_string(said_arena, testing_scratch(name));
}

/* Waits for at most 60 s. */
static inline int wait_for(pid_t child) {
    int status = 0;
    for (int i = 0; i < 30000; i++) {
        if (waitpid(child, &status, WNOHANG) == child)
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        nanosleep(&(struct timespec){0, 2000000}, NULL);
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return -2;
}

static inline char *contents(const char *path, size_t *size) {
    char *bytes = NULL;
    size_t ignored;
    Error error = {0};
    if (!file_read(path, 1u << 30, said_arena, &bytes, size ? size : &ignored, &error))
        fail_msg("%s", error.message);
    return bytes;
}

static inline Said run_from(Start start, const char *const *arguments) {
    char out[64], err[64];
    snprintf(out, sizeof out, "said-%d.out", (int)getpid());
    snprintf(err, sizeof err, "said-%d.err", (int)getpid());
    const char *program = start.program ? start.program : getenv("HEED_PROGRAM");
    const char *out_path = scratch(out), *err_path = scratch(err);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    int flags = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, start.out ? start.out : out_path, flags, 0666);
    posix_spawn_file_actions_addopen(&actions, 2, err_path, flags, 0666);
    if (start.folder) posix_spawn_file_actions_addchdir_np(&actions, start.folder);
    pid_t child;
    if (posix_spawn(&child, program, &actions, NULL, (char *const *)(uintptr_t)arguments, environ))
        fail_msg("%s cannot be started", program);
    posix_spawn_file_actions_destroy(&actions);
    Said said = {.status = wait_for(child)};
    said.out = start.out ? arena_string(said_arena, "") : contents(out_path, &said.out_size);
    said.err = contents(err_path, NULL);
    unlink(out_path);
    unlink(err_path);
    return said;
}

#define HEED(...)                                                                                  \
    run_from((Start){NULL, NULL, NULL}, (const char *const[]){"heed", __VA_ARGS__, NULL})

/* Runs it and expects a status; a failure also says one sentence and nothing on standard output. */
static inline Said expect_from(int status, Start start, const char *const *arguments, int line) {
    Said said = run_from(start, arguments);
    if (said.status != status) {
        Buffer words = {0};
        for (int i = 1; arguments[i]; i++) buffer_printf(&words, " %.200s", arguments[i]);
        print_error("line %d: heed%s\n  ended with %d, not %d: %.2000s\n", line,
                    words.data ? words.data : "", said.status, status, said.err);
        buffer_free(&words);
        fail();
    }
    if (!status) return said;
    assert_true(strlen(said.err) > 10);
    assert_string_equal(said.out, "");
    return said;
}
#define EXPECT(status, ...)                                                                        \
    expect_from(status, (Start){NULL, NULL, NULL},                                                 \
                (const char *const[]){"heed", __VA_ARGS__, NULL}, __LINE__)

/* How many entries a folder has. */
static inline int entries(const char *folder) {
    DIR *open = opendir(folder);
    assert_non_null(open);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(open));)
        count += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
    closedir(open);
    return count;
}

/* An empty folder in the scratch folder. */
static inline const char *empty_folder(const char *name) {
    const char *path = scratch(name);
    mkdir(path, 0777);
    DIR *open = opendir(path);
    assert_non_null(open);
    for (struct dirent *entry; (entry = readdir(open));)
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
            unlink(arena_printf(said_arena, "%s/%s", path, entry->d_name));
    closedir(open);
    return path;
}

/* A JSON value that stands alone in a text: an object or a list. */
static inline json_t *json_of(const char *text) {
    Error error = {0};
    json_t *value = text[0] == '[' ? json_parse_list(text, strlen(text), &error)
                                   : json_parse_object(text, strlen(text), &error);
    if (!value) fail_msg("%s", error.message);
    return value;
}

#endif
