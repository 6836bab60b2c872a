/* options.h -- the command line taken apart: `heed [VERB] [FILE]... [-c COMMAND]... [-o OUT] …`. */
#ifndef HEED_APP_OPTIONS_H
#define HEED_APP_OPTIONS_H

#include "base/arena.h"
#include "base/error.h"

/* How the program ends. */
enum { STATUS_DONE = 0, STATUS_WORLD = 1, STATUS_WORDS = 2 };

typedef struct Options {
    const char *verb;               /* NULL: the window */
    const char **files, **commands; /* in the order given */
    int file_count, command_count;
    const char *out, *format, *size; /* NULL when not given */
    long samples;                    /* of eval; 0 when not given */
    double scale;                    /* 0 when not given */
    bool json, window, help, version;
} Options;

/* Reads argv. A wrong word leaves its sentence. Everything lives in the arena or in argv. */
bool options_read(int argc, char **argv, Arena *arena, Options *out, Error *error);

/* The page of `heed --help`, or of `heed VERB --help`; NULL for a verb there is not. */
const char *options_help(const char *verb);

#endif
