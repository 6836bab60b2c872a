#include "app/part.h"

#include "base/file.h"
#include "base/job.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { EVERY_SECONDS = 5, PART_LIMIT = 1 << 30 };

struct Part {
    Trainer *trainer;
    Arena *arena;
    const char *path;
    Job *saving; /* the last save, or NULL */
    time_t due;
    bool complained;
    struct sigaction old_int, old_term;
};

/* The bytes of one save, given to its job. */
typedef struct Bytes {
    Buffer buffer;
    const char *path;
} Bytes;

static volatile sig_atomic_t asked_to_stop;

static void on_signal(int number) {
    (void)number;
    asked_to_stop = 1;
}

static time_t now_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static bool resume(Part *part, Error *error) {
    Arena *scratch = arena_new();
    char *bytes;
    size_t size;
    bool good = file_read(part->path, PART_LIMIT, scratch, &bytes, &size, error);
    if (good && !trainer_resume(part->trainer, bytes, size, error))
        good = error_prefix(error, "%s cannot be gone on from (finish it, or move it away)",
                            part->path);
    arena_free(scratch);
    return good;
}

static void watch_signals(Part *part) {
    asked_to_stop = 0;
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART | (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &part->old_int);
    sigaction(SIGTERM, &action, &part->old_term);
}

Part *part_new(Trainer *trainer, const char *out, Error *error) {
    Part *part = calloc(1, sizeof *part);
    CHECK(part, "out of memory");
    part->trainer = trainer;
    part->arena = arena_new();
    size_t bare = strlen(out) - strlen(".safetensors");
    part->path = arena_printf(part->arena, "%.*s.part.safetensors", (int)bare, out);
    part->due = now_seconds() + EVERY_SECONDS;
    watch_signals(part);
    if (file_exists(part->path) ? resume(part, error) : part_save(part, error)) return part;
    part_free(part);
    return NULL;
}

void part_free(Part *part) {
    if (!part) return;
    job_free(part->saving);
    sigaction(SIGINT, &part->old_int, NULL);
    sigaction(SIGTERM, &part->old_term, NULL);
    arena_free(part->arena);
    free(part);
}

const char *part_path(const Part *part) {
    return part ? part->path : "";
}

/* --- saving ---------------------------------------------------------------------------------- */

static void free_bytes(void *value) {
    Bytes *bytes = value;
    buffer_free(&bytes->buffer);
    free(bytes);
}

static void save_bytes(Job *job, void *asked) {
    Bytes *bytes = asked;
    Error error;
    if (!file_save(bytes->path, bytes->buffer.data, bytes->buffer.size, &error))
        job_fail(job, error.message);
}

/* Waits for the save that is under way. */
static void finish(Part *part) {
    if (part->saving) job_wait(part->saving);
    job_free(part->saving);
    part->saving = NULL;
}

/* A save that failed is said once; the training goes on, and so do the attempts. */
static void complain(Part *part) {
    const char *sentence = part->saving ? job_error(part->saving) : NULL;
    if (sentence && !part->complained) fprintf(stderr, "\nheed: %s; training goes on\n", sentence);
    part->complained |= sentence != NULL;
}

void part_tend(Part *part) {
    if (!part || now_seconds() < part->due) return;
    part->due = now_seconds() + EVERY_SECONDS;
    if (part->saving && !job_finished(part->saving)) return; /* a slow disk: the next time */
    complain(part);
    finish(part);
    Bytes *bytes = calloc(1, sizeof *bytes);
    CHECK(bytes, "out of memory");
    bytes->path = part->path;
    trainer_write_part(part->trainer, &bytes->buffer);
    part->saving = job_start(save_bytes, bytes, free_bytes);
}

bool part_interrupted(const Part *part) {
    return part && asked_to_stop;
}

bool part_save(Part *part, Error *error) {
    if (!part) return true;
    finish(part);
    Buffer bytes = {0};
    trainer_write_part(part->trainer, &bytes);
    bool good = file_save(part->path, bytes.data, bytes.size, error);
    buffer_free(&bytes);
    return good;
}

void part_remove(Part *part) {
    if (!part) return;
    finish(part);
    unlink(part->path);
}
