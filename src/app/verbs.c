/* verbs.c -- trace, list, info: what needs a session or a file, and no time. */
#include "app/verbs.h"

#include "base/file.h"
#include "base/memory.h"
#include "draw/font.h"
#include "formats/json.h"
#include "formats/npz.h"
#include "formats/safetensors.h"
#include "session/gradients.h"
#include "views/math.h"

#include <stdio.h>
#include <string.h>

int verb_failed(const Error *error) {
    fprintf(stderr, "heed: %s\n", error->message);
    return error->words ? STATUS_WORDS : STATUS_WORLD;
}

Session *verb_session(const Options *options, Error *error) {
    if (options->file_count > 1) {
        error_words(error, "%s takes one file; “%s” is a second one", options->verb,
                    options->files[1]);
        return NULL;
    }
    Session *session = session_new(error);
    bool good = session != NULL;
    if (good && options->file_count) {
        const char *file = options->files[0];
        good = session_open(session, file, error);
        /* A state or a lesson says itself how far it is. */
        if (good && strcmp(file_ending(file), "heed"))
            good = session_apply(session, "step last", error);
        if (!good) error->words = false;
    }
    for (int i = 0; good && i < options->command_count; i++)
        good = session_apply(session, options->commands[i], error);
    if (good) return session;
    session_free(session);
    return NULL;
}

const char *verb_format(const Options *options, const char *const *known, int count, Error *error) {
    if (!options->out) {
        error_words(error, "%s needs -o OUT", options->verb);
        return NULL;
    }
    const char *ending = options->format ? options->format : file_ending(options->out);
    char list[128] = "";
    for (int i = 0; i < count; i++) {
        if (!strcmp(known[i], ending)) return known[i];
        size_t n = strlen(list);
        snprintf(list + n, sizeof list - n, "%s%s",
                 i == 0           ? ""
                 : i == count - 1 ? " or "
                                  : ", ",
                 known[i]);
    }
    if (options->format)
        error_words(error, "--format is %s, not “%s”", list, ending);
    else if (!strcmp(options->out, "-"))
        error_words(error, "-o - needs --format, one of %s", list);
    else
        error_words(error, "%s writes %s; “%s” ends in none of them", options->verb, list,
                    options->out);
    return NULL;
}

/* --- trace ----------------------------------------------------------------------------------- */

/* The arrays, and the file's bytes in a buffer that doubles. */
static bool has_room(const Run *run, const char *format, Error *error) {
    enum { COPIES = 3, COPIES_AS_TEXT = 12 };
    bool text = !strcmp(format, "json");
    char what[64];
    snprintf(what, sizeof what, "the trace of %d tokens", run->source.count);
    return memory_suffices((text ? COPIES_AS_TEXT : COPIES) * trace_export_bytes(run->trace), what,
                           error);
}

static bool write_trace(const Run *run, const Look *look, const char *format, Buffer *out,
                        Error *error) {
    if (!has_room(run, format, error)) return false;
    Arena *arena = arena_new();
    ArrayFile file;
    arrays_init(&file, arena);
    run_export(run, &file);
    run_export_gradients(run, look, &file);
    bool good = true;
    if (!strcmp(format, "npz"))
        good = npz_write(&file, out, error);
    else if (!strcmp(format, "json"))
        json_write_arrays(out, &file);
    else
        safetensors_write(&file, out);
    arena_free(arena);
    return good;
}

int verb_trace(const Options *options) {
    static const char *const formats[] = {"npz", "safetensors", "json"};
    Error error = {0};
    const char *format = verb_format(options, formats, 3, &error);
    Session *session = format ? verb_session(options, &error) : NULL;
    if (!session) return verb_failed(&error);
    Buffer out = {0};
    bool good =
        write_trace(session_run(session), &session_state(session)->look, format, &out, &error) &&
        file_save(options->out, out.data, out.size, &error);
    buffer_free(&out);
    session_free(session);
    return good ? STATUS_DONE : verb_failed(&error);
}

/* --- list ------------------------------------------------------------------------------------ */

typedef struct Listing {
    Buffer out;
    bool json;
    int count;
} Listing;

static void list_item(Listing *listing, const char *name, const char *summary) {
    if (listing->json) {
        buffer_text(&listing->out, listing->count ? ",\n {\"name\":" : "[{\"name\":");
        json_write_string(&listing->out, name);
        buffer_text(&listing->out, ",\"summary\":");
        json_write_string(&listing->out, summary);
        buffer_text(&listing->out, "}");
    } else
        buffer_printf(&listing->out, "%-44s %s\n", name, summary);
    listing->count++;
}

static void list_models(Listing *listing, Arena *arena) {
    int count;
    const char **names = model_list(arena, &count);
    for (int i = 0; i < count; i++) {
        Error error;
        Model *model = model_open(names[i], &error);
        list_item(
            listing, names[i],
            model ? arena_printf(arena, "%s, %s", model->task, model->kind->describe(model, arena))
                  : error.message);
        model_free(model);
    }
}

static void list_tasks(Listing *listing, Arena *arena) {
    (void)arena;
    int count;
    const Task *const *tasks = task_list(&count);
    for (int i = 0; i < count; i++) list_item(listing, tasks[i]->name, tasks[i]->summary);
}

static void list_views(Listing *listing, Arena *arena) {
    (void)arena;
    static const char *const summaries[VIEW_COUNT] = {
        "stages, vectors, scores and weights, formula",
        "the score of every target and source token",
        "the weight of every target and source token",
        "one cell: its query, key, products and sum",
        "every head of every layer, one enlarged",
        "weights as curves between words",
        "lookup: a query and keys to drag, every number to type over, all five scores",
        "why scores are divided by √d: random vectors of 2 to 512 numbers",
        "beam search: the tree of its hypotheses, and those that came out",
        "gates and states of the recurrent cell, units × tokens",
        "how much each source word matters to an output word, by cell, with and without attention",
        "hard attention draw by draw, the mean of its contexts, every way to weigh a row",
        "BLEU or exact answers by length, of two models, measured on fresh samples"};
    for (int i = 0; i < VIEW_COUNT; i++) list_item(listing, view_words[i], summaries[i]);
}

static void list_commands(Listing *listing, Arena *arena) {
    for (int i = 0; command_info(i); i++) {
        const CommandInfo *info = command_info(i);
        const char *name = *info->arguments
                               ? arena_printf(arena, "%s %s", info->word, info->arguments)
                               : info->word;
        list_item(listing, listing->json ? info->word : name, info->summary);
    }
}

/* The font that plays each face, and where it is. */
static void list_faces(Listing *listing, Arena *arena) {
    static const char *const faces[FACE_COUNT] = {
        "words",   "words, medium",    "words, semibold", "words, bold", "headings",
        "formula", "formula, upright", "signs",           "numbers",     "numbers, bold"};
    Error error;
    Fonts *fonts = fonts_new(&error);
    if (!fonts) {
        list_item(listing, "none", error.message);
        return;
    }
    for (int i = 0; i < FACE_COUNT; i++) {
        const FontInfo *font = fonts_face(fonts, (Face)i);
        list_item(listing, faces[i],
                  arena_printf(arena, "%s %s, %s", font->family, font->style, font->path));
    }
    if (fonts_missing(fonts)) list_item(listing, "missing", fonts_missing(fonts));
    fonts_free(fonts);
}

typedef void ListWhat(Listing *listing, Arena *arena);
typedef struct ListWord {
    const char *word;
    ListWhat *list;
} ListWord;
static const ListWord list_words[] = {{"models", list_models},
                                      {"tasks", list_tasks},
                                      {"views", list_views},
                                      {"commands", list_commands},
                                      {"fonts", list_faces}};

int verb_list(const Options *options) {
    Error error = {0};
    const char *what = options->file_count ? options->files[0] : "";
    ListWhat *list = NULL;
    for (size_t i = 0; i < sizeof list_words / sizeof *list_words; i++)
        if (!strcmp(list_words[i].word, what)) list = list_words[i].list;
    if (!list || options->file_count > 1) {
        error_words(&error, "list takes models, tasks, views, commands or fonts, not “%s”", what);
        return verb_failed(&error);
    }
    Arena *arena = arena_new();
    Listing listing = {.json = options->json};
    list(&listing, arena);
    if (listing.json) buffer_text(&listing.out, listing.count ? "]\n" : "[]\n");
    bool good = file_save("-", listing.out.data, listing.out.size, &error);
    buffer_free(&listing.out);
    arena_free(arena);
    return good ? STATUS_DONE : verb_failed(&error);
}

/* --- info ------------------------------------------------------------------------------------ */

static void info_lines(const Model *model, Buffer *out) {
    buffer_printf(out, "%s\n  model %s, task %s, %s\n  %s\n", model->name, model->kind->word,
                  *model->task ? model->task : "none", tokens_kind_name(model->tokens),
                  model->kind->describe(model, model->arena));
    if (model->kind == &model_seq2seq) {
        const Score *score = model->config.score;
        buffer_printf(out, "  score %s: %s (%s)\n", score->word,
                      math_plain(model->arena, score->formula), score->source);
    }
    buffer_printf(out, "  vocabularies %d and %d, checkpoint %016llx\n  recipe %s\n",
                  model->source.count, model->target.count, (unsigned long long)model_hash(model),
                  model->recipe);
    long total = 0;
    for (int i = 0; i < model->weights->count; i++) {
        const Weight *w = &model->weights->list[i];
        if (w->is_vector)
            buffer_printf(out, "  %-36s (%d)\n", w->name, w->cols);
        else
            buffer_printf(out, "  %-36s (%d, %d)\n", w->name, w->rows, w->cols);
        total += (long)w->rows * w->cols;
    }
    buffer_printf(out, "  %ld numbers\n", total);
}

static void info_json(const Model *model, Buffer *out) {
    buffer_text(out, "{\"name\":");
    json_write_string(out, model->name);
    buffer_printf(out, ",\"model\":\"%s\",\"task\":", model->kind->word);
    if (*model->task)
        json_write_string(out, model->task);
    else
        buffer_text(out, "null");
    model->kind->describe_json(model, out);
    buffer_printf(out, ",\"checkpoint\":\"%016llx\",\"recipe\":%s,\"tensors\":[",
                  (unsigned long long)model_hash(model), model->recipe);
    for (int i = 0; i < model->weights->count; i++) {
        const Weight *w = &model->weights->list[i];
        buffer_printf(out, "%s{\"name\":\"%s\",\"shape\":[", i ? "," : "", w->name);
        if (!w->is_vector) buffer_printf(out, "%d,", w->rows);
        buffer_printf(out, "%d]}", w->cols);
    }
    buffer_text(out, "]}\n");
}

int verb_info(const Options *options) {
    Error error = {0};
    if (options->file_count != 1) {
        error_words(&error, "info takes one file or name");
        return verb_failed(&error);
    }
    Model *model = model_open(options->files[0], &error);
    if (!model) return verb_failed(&error);
    Buffer out = {0};
    options->json ? info_json(model, &out) : info_lines(model, &out);
    bool good = file_save("-", out.data, out.size, &error);
    buffer_free(&out);
    model_free(model);
    return good ? STATUS_DONE : verb_failed(&error);
}
