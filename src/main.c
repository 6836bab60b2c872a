/* main.c -- the command line: the window, or a headless verb. */
#include "app/options.h"
#include "app/verbs.h"
#include "app/window.h"
#include "engine/kernels/kernels.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static int run(const Options *options) {
    if (!strcmp(options->verb, "render")) return verb_render(options);
    if (!strcmp(options->verb, "trace")) return verb_trace(options);
    if (!strcmp(options->verb, "train")) return verb_train(options);
    if (!strcmp(options->verb, "eval")) return verb_eval(options);
    if (!strcmp(options->verb, "list")) return verb_list(options);
    return verb_info(options);
}

int main(int argc, char **argv) {
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C"); /* a comma would break every number read or written */
    gemm_begin();
    Arena *arena = arena_new();
    Options options;
    Error error = {0};
    int status = STATUS_DONE;
    if (!options_read(argc, argv, arena, &options, &error))
        status = verb_failed(&error);
    else if (options.version)
        printf("heed %s (%s kernels, %s)\n", HEED_VERSION, kernels()->name, gemm_name());
    else if (options.help)
        fputs(options_help(options.verb), stdout);
    else if (options.verb)
        status = run(&options);
    else
        status = window_run(&options);
    arena_free(arena);
    return status;
}
