#include "app/options.h"

#include "base/text.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

typedef struct VerbHelp {
    const char *verb, *help;
} VerbHelp;

static const VerbHelp verbs[] = {
    {"render",
     "heed render [FILE] [-c COMMAND]... -o OUT\n\n"
     "Writes the current view as a figure: .png .svg .pdf, or its matrix as .csv .tex.\n"
     "FILE is a checkpoint or a file of commands; without one it is the task dates on its\n"
     "first example. -c 'view weights' shows one matrix; heed list views names the views.\n\n"
     "  -c COMMAND      a line of the command language\n"
     "  -o OUT          where to write; - is standard output and needs --format\n"
     "  --format NAME   png, svg, pdf, csv or tex, whatever OUT ends in\n"
     "  --size WxH      1440x900, 77mmx50mm or 3.03inx2in; else what the view wants\n"
     "  --scale N       pixels of a PNG per pixel of size (2)\n"},
    {"trace",
     "heed trace [FILE] [-c COMMAND]... -o OUT\n\n"
     "Writes every number of a run: .npz, .safetensors or .json, by OUT's ending.\n"
     "FILE is a checkpoint or a file of commands; without one the run is that of the\n"
     "task dates on its first example. Each -c is applied in order.\n\n"
     "  -c COMMAND      a line of the command language, such as -c 'input \"3 May 2001\"'\n"
     "  -o OUT          where to write; - is standard output and needs --format\n"
     "  --format NAME   npz, safetensors or json, whatever OUT ends in\n"},
    {"train",
     "heed train TASK|MODEL-TASK [-c COMMAND]... [-o OUT]\n\n"
     "Trains from scratch, shows how it goes, and writes a checkpoint (.safetensors).\n"
     "The same seed gives the same file on the same machine. Without -o nothing is kept.\n"
     "While it runs, OUT's unfinished training is in NAME.part.safetensors: after an\n"
     "interruption (Ctrl+C) the same command goes on from there, to the same file.\n\n"
     "  -c COMMAND      what to train: score, scope, query, cell, encoder, positions, hidden,\n"
     "                  embedding, layers, heads, examples, batch, rate, shards, seed\n"
     "  -o OUT          the checkpoint\n"},
    {"eval", "heed eval FILE|NAME... [-n N] [-c 'seed N'] [--json]\n\n"
             "How good a model is on fresh samples, never seen in training.\n\n"
             "  -n N            samples (2000)\n"
             "  --json          one object, or a list of them for several files\n"},
    {"list",
     "heed list models|tasks|views|commands|fonts [--json]\n\nWhat there is, a line each.\n"},
    {"info",
     "heed info FILE|NAME [--json]\n\nWhat a checkpoint is: configuration, recipe, tensors.\n"},
};

static const char general_help[] =
    "heed: see attention happen\n\n"
    "  heed [FILE] [-c COMMAND]...                   the window, on a checkpoint, a file of "
    "commands,\n"
    "                                                or the last state\n"
    "  heed render [FILE] [-c COMMAND]... -o OUT     a figure: .png .svg .pdf, or a table: .csv "
    ".tex\n"
    "  heed trace [FILE] [-c COMMAND]... -o OUT      every number of a run: .npz .safetensors "
    ".json\n"
    "  heed train TASK|MODEL-TASK [-c COMMAND]...    train from scratch, with progress\n"
    "  heed eval FILE|NAME... [-n N] [--json]        how good it is on fresh samples\n"
    "  heed list models|tasks|views|commands|fonts   what there is\n"
    "  heed info FILE|NAME                           what a checkpoint is\n"
    "  heed --help, --version, VERB --help\n";

const char *options_help(const char *verb) {
    if (!verb) return general_help;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (!strcmp(verbs[i].verb, verb)) return verbs[i].help;
    return NULL;
}

static bool is_verb(const char *word) {
    return options_help(word) != NULL;
}

enum { OPTION_FORMAT = 256, OPTION_SIZE, OPTION_SCALE, OPTION_JSON, OPTION_WINDOW, OPTION_VERSION };

static const struct option long_options[] = {
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"size", required_argument, NULL, OPTION_SIZE},
    {"scale", required_argument, NULL, OPTION_SCALE},
    {"json", no_argument, NULL, OPTION_JSON},
    {"window", no_argument, NULL, OPTION_WINDOW},
    {"version", no_argument, NULL, OPTION_VERSION},
    {"help", no_argument, NULL, 'h'},
    {"output", required_argument, NULL, 'o'},
    {"command", required_argument, NULL, 'c'},
    {NULL, 0, NULL, 0},
};

static bool read_samples(const char *text, Options *out, Error *error) {
    char *end;
    errno = 0;
    out->samples = strtol(text, &end, 10);
    if (*end || end == text || errno || out->samples < 1 || out->samples > 1000000)
        return error_words(error, "-n takes a whole number from 1 to 1000000, not “%s”", text);
    return true;
}

static bool read_scale(const char *text, Options *out, Error *error) {
    char *end;
    out->scale = strtod(text, &end);
    if (*end || end == text || !(out->scale >= 0.1 && out->scale <= 16))
        return error_words(error, "--scale takes a number from 0.1 to 16, not “%s”", text);
    return true;
}

static bool take_option(int option, char **argv, Options *out, Error *error) {
    switch (option) {
    case 'c': out->commands[out->command_count++] = optarg; return true;
    case 'o': out->out = optarg; return true;
    case 'h': out->help = true; return true;
    case 'n': return read_samples(optarg, out, error);
    case OPTION_FORMAT: out->format = optarg; return true;
    case OPTION_SIZE: out->size = optarg; return true;
    case OPTION_SCALE: return read_scale(optarg, out, error);
    case OPTION_JSON: out->json = true; return true;
    case OPTION_WINDOW: out->window = true; return true;
    case OPTION_VERSION: out->version = true; return true;
    case ':': return error_words(error, "%s needs something after it", argv[optind - 1]);
    default:
        if (optopt && optopt < 256)
            return error_words(error, "there is no option -%c; heed --help lists them", optopt);
        return error_words(error, "there is no option %s; heed --help lists them",
                           argv[optind - 1]);
    }
}

bool options_read(int argc, char **argv, Arena *arena, Options *out, Error *error) {
    *out = (Options){0};
    out->files = ARENA_ARRAY(arena, const char *, argc);
    out->commands = ARENA_ARRAY(arena, const char *, argc);
    opterr = 0;
    optind = 0;
    for (int option; (option = getopt_long(argc, argv, ":c:o:n:h", long_options, NULL)) != -1;)
        if (!take_option(option, argv, out, error)) return false;
    for (int i = optind; i < argc; i++) {
        if (!out->verb && !out->file_count && is_verb(argv[i]))
            out->verb = argv[i];
        else
            out->files[out->file_count++] = argv[i];
    }
    return true;
}
