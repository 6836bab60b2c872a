/* bench.c -- what ./dev bench measures of ours: `heed-bench MODE`. Prints numbers, asserts nothing.
 *
 *   train HIDDEN BATCH STEPS   examples/s on random tokens of the peer's shape
 *                              (tests/bench/torch_train.py)
 *   run                        build + forward of a shown run of a 30-character date, ms
 *   key                        from a key press to the new picture, and a copy of one frame, ms
 *   matrix FILE N              one frame of the window on 64² and N² weights of FILE
 *                              (GPT-2-shaped), in copies of a frame
 *   shapes                     200 rectangles and 2,000 glyphs, 144 matrices of 64² cells, in
 *                              copies of a frame
 *   heads FILE                 opening FILE to its first frame in the heads view on 64 tokens: ms
 *                              since the program began, memory; then a frame of it, in copies
 *   uses FILE N                the slowest “Goes into” of any array or weight, of FILE on N tokens
 *                              and of the dates model on a thousand characters: ms
 *   window, bare               opens, draws one frame and ends: timed from outside
 *   window FILE LINE...        as heed FILE -c LINE...: ms from the program's start until the first
 *                              picture is on the display, and MB of memory
 */
#include "app/frame.h"
#include "app/window.h"
#include "engine/kernels/kernels.h"
#include "engine/optimizer.h"
#include "training/batch.h"
#include "training/trainer.h"
#include "views/followed.h"
#include "views/goes.h"

#include <SDL.h>
#include <SDL_ttf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* --- train ----------------------------------------------------------------------------------- */

enum {
    SOURCE_LENGTH = 20,
    TARGET_LENGTH = 11,
    SOURCE_TOKENS = 64,
    TARGET_TOKENS = 16,
    EMBEDDING = 32
};

typedef struct TrainBench {
    Seq2SeqConfig config;
    Arena *arena;
    Weights *weights;
    Real *gradients;
    Adam adam;
    Tape *tape;
    Attention attention;
    Rng rng;
    int batch;
} TrainBench;

static Real *random_ids(TrainBench *b, int count, int tokens) {
    Real *ids = ARENA_ARRAY(tape_arena(b->tape), Real, count);
    for (int i = 0; i < count; i++) ids[i] = (Real)(3 + rng_below(&b->rng, tokens - 3));
    return ids;
}

static void train_step(TrainBench *b) {
    tape_reset(b->tape);
    tape_set_fused(b->tape, true);
    int tokens = b->batch * TARGET_LENGTH;
    Real *lengths = ARENA_ARRAY(tape_arena(b->tape), Real, b->batch);
    Real *weights = ARENA_ARRAY(tape_arena(b->tape), Real, tokens);
    for (int i = 0; i < b->batch; i++) lengths[i] = SOURCE_LENGTH;
    for (int i = 0; i < tokens; i++) weights[i] = 1 / (Real)tokens;
    Seq2SeqInput input = {
        .batch = b->batch, .source_length = SOURCE_LENGTH, .target_length = TARGET_LENGTH};
    input.source = random_ids(b, b->batch * SOURCE_LENGTH, SOURCE_TOKENS);
    input.target = random_ids(b, tokens, TARGET_TOKENS);
    input.lengths = lengths;
    input.token_weights = weights;
    memset(b->gradients, 0, b->weights->size * sizeof(Real));
    Seq2SeqRun run = seq2seq_build(b->tape, &b->config, (Parameters){b->weights, b->gradients},
                                   &b->attention, &input, 1);
    tape_backward(b->tape, run.loss);
    adam_update(&b->adam, 4e-3, b->gradients, b->weights->values);
}

static int bench_train(int hidden, int batch, int steps) {
    TrainBench b = {.batch = batch, .arena = arena_new(), .tape = tape_new(), .rng = rng_seeded(1)};
    b.config = training_plan(task_find("dates")).config;
    b.config.hidden = b.config.attention = b.config.readout = hidden;
    b.config.embedding = EMBEDDING;
    b.config.source_vocabulary = SOURCE_TOKENS;
    b.config.target_vocabulary = TARGET_TOKENS;
    Weight list[SEQ2SEQ_WEIGHTS_MAX];
    b.weights = weights_new(b.arena, list, seq2seq_weights(&b.config, list));
    weights_start(b.weights, 1);
    b.gradients = ARENA_ARRAY(b.arena, Real, b.weights->size);
    b.adam = adam_new(b.arena, b.weights->size);
    b.attention = (Attention){b.config.score, b.config.scope, weigh_find("soft"), 0, false, 1, 1};
    for (int i = 0; i < 5; i++) train_step(&b);
    double start = seconds();
    for (int i = 0; i < steps; i++) train_step(&b);
    printf("%.0f\n", (double)steps * batch / (seconds() - start));
    tape_free(b.tape);
    arena_free(b.arena);
    return 0;
}

/* --- run ------------------------------------------------------------------------------------- */

static int bench_run(void) {
    Error error;
    Session *session = session_new(&error);
    if (!session || !session_apply(session, "input \"Wednesday 19 September of 1967\"", &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    double best = 1e9;
    for (int i = 0; i < 50; i++) {
        double start = seconds();
        Run *run = run_new(&session_state(session)->ask, &error);
        double took = seconds() - start;
        run_free(run);
        if (took < best) best = took;
    }
    printf("%.3f\n", best * 1000);
    session_free(session);
    return 0;
}

/* --- key ------------------------------------------------------------------------------------- */

static double copy_of_a_frame(void) {
    size_t bytes = 1440 * 900 * 4;
    char *from = malloc(bytes), *to = malloc(bytes);
    double best = 1e9;
    if (!from || !to) abort();
    memset(from, 1, bytes);
    for (int i = 0; i < 50; i++) {
        from[i] = (char)i;
        double start = seconds();
        memcpy(to, from, bytes);
        double took = seconds() - start;
        if (took < best) best = took;
    }
    free(from);
    free(to);
    return best;
}

static int bench_key(void) {
    Error error;
    Session *session = session_new(&error);
    Fonts *fonts = fonts_new(&error);
    if (!session || !fonts) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    Frame *frame = frame_new(session, fonts, (FrameHost){0});
    FrameInput input = {.width = 1440, .height = 900, .scale = 1, .still = true};
    frame_draw(frame, &input);
    const Key keys[] = {KEY_LEFT, KEY_LEFT, KEY_RIGHT, KEY_RIGHT};
    double times[200];
    for (int i = 0; i < 200; i++) {
        Event event = event_key(keys[i % 4], 0);
        input.events = &event;
        input.event_count = 1;
        input.now += 0.1;
        double start = seconds();
        frame_draw(frame, &input);
        times[i] = seconds() - start;
    }
    double sum = 0;
    for (int i = 40; i < 200; i++) sum += times[i];
    printf("%.3f %.3f\n", sum / 160 * 1000, copy_of_a_frame() * 1000);
    frame_free(frame);
    fonts_free(fonts);
    session_free(session);
    return 0;
}

/* --- matrix ---------------------------------------------------------------------------------- */

/* A window on a head's weights, however long the input. */
typedef struct MatrixBench {
    Session *session;
    Frame *frame;
    FrameInput input;
    double still, pan, zoom, elsewhere; /* seconds a frame, the least of many */
    double head;                        /* of another head, which no frame has shown yet */
} MatrixBench;

static void say_or_die(Session *session, const char *line) {
    Error error;
    if (session_apply(session, line, &error)) return;
    fprintf(stderr, "%.60s: %s\n", line, error.message);
    exit(1);
}

/* `tokens` symbols of FILE's vocabulary, one after the other, as an input. */
static void read_tokens(Session *session, int tokens) {
    const Vocabulary *words = &session_state(session)->ask.model->source;
    Buffer line = {0};
    buffer_text(&line, "input \"");
    for (int i = 0; i < tokens; i++)
        buffer_printf(&line, "%s ", words->tokens[1 + (i * 7 + i / 5) % (words->count - 1)]);
    buffer_text(&line, "\"");
    say_or_die(session, line.data);
    buffer_free(&line);
}

static MatrixBench matrix_bench(Fonts *fonts, const char *file, int tokens) {
    Error error;
    MatrixBench b = {.session = session_new(&error),
                     .still = 1e9,
                     .pan = 1e9,
                     .zoom = 1e9,
                     .elsewhere = 1e9,
                     .head = 1e9};
    char line[1100];
    snprintf(line, sizeof line, "open %s", file);
    say_or_die(b.session, line);
    read_tokens(b.session, tokens);
    say_or_die(b.session, "view weights");
    b.frame = frame_new(b.session, fonts, (FrameHost){0});
    b.input = (FrameInput){.width = 1920, .height = 1080, .scale = 1, .still = true};
    frame_draw(b.frame, &b.input);
    return b;
}

static double frame_after(MatrixBench *b, const char *line) {
    say_or_die(b->session, line);
    double start = seconds();
    frame_draw(b->frame, &b->input);
    return seconds() - start;
}

static void keep_least(double *least, double took) {
    if (took < *least) *least = took;
}

/* One frame each of: another cell pinned, panned by a little, zoomed in. */
static void matrix_round(MatrixBench *b, int i) {
    char line[64];
    snprintf(line, sizeof line, "select %d %d", 2 + i % 2, 1 + i % 2);
    say_or_die(b->session, "zoom 1");
    frame_after(b, "pan 1 1");
    keep_least(&b->still, frame_after(b, line));
    keep_least(&b->zoom, frame_after(b, "zoom 3"));
    frame_after(b, "pan 9 9");
    snprintf(line, sizeof line, "pan %g %g", 10 + 0.3 * (i % 4), 10 + 0.2 * (i % 4));
    keep_least(&b->pan, frame_after(b, line));
}

/* As matrix_round pans, but always to a place that no frame has shown yet. */
static void new_place_round(MatrixBench *b, int i) {
    char line[64];
    snprintf(line, sizeof line, "pan %g %g", 10.05 + 0.137 * i, 10.05 + 0.091 * i);
    keep_least(&b->elsewhere, frame_after(b, line));
}

static void new_head_round(MatrixBench *b, int i) {
    char line[64];
    snprintf(line, sizeof line, "head 2.%d", i + 1);
    frame_after(b, "zoom 1");
    keep_least(&b->head, frame_after(b, line));
}

/* Two frames' worth of bytes, and the least time that copying one to the other took. */
typedef struct Copying {
    char *from, *to;
    double least;
} Copying;

static Copying copying_begin(void) {
    size_t bytes = (size_t)1920 * 1080 * 4;
    Copying c = {calloc(1, bytes), calloc(1, bytes), 1e9};
    if (!c.from || !c.to) abort();
    return c;
}

static void copy_once(Copying *c, int i) {
    double start = seconds();
    memcpy(c->to, c->from, (size_t)1920 * 1080 * 4);
    keep_least(&c->least, seconds() - start);
    c->from[i] = c->to[i + 1];
}

static void copying_end(Copying *c) {
    free(c->from);
    free(c->to);
}

static int bench_matrix(const char *file, int tokens) {
    Error error;
    Fonts *fonts = fonts_new(&error);
    if (!fonts) return 1;
    MatrixBench both[] = {matrix_bench(fonts, file, 64), matrix_bench(fonts, file, tokens)};
    Copying copying = copying_begin();
    for (int i = 0; i < 40; i++) {
        copy_once(&copying, i);
        for (int k = 0; k < 2; k++) matrix_round(&both[k], i);
        for (int k = 0; k < 2; k++) new_place_round(&both[k], i);
        if (i < 5) new_head_round(&both[0], i), new_head_round(&both[1], i);
    }
    printf(
        "a frame, times copying 1920 × 1080 (%.2f ms): another cell, zoomed, panned, panned to a "
        "new place; another head, ms\n",
        copying.least * 1e3);
    for (int i = 0; i < 2; i++) {
        const MatrixBench *b = &both[i];
        double copy = copying.least;
        printf("%5d²  %5.2f  %5.2f  %5.2f  %5.2f; %.0f\n", i ? tokens : 64, b->still / copy,
               b->zoom / copy, b->pan / copy, b->elsewhere / copy, b->head * 1e3);
        frame_free(b->frame);
        session_free(b->session);
    }
    fonts_free(fonts);
    copying_end(&copying);
    return 0;
}

/* --- shapes ---------------------------------------------------------------------------------- */

/* 200 rectangles of all sizes, and 2,000 glyphs in words of ten; `shift` moves all of them. */
static const List *shapes(Arena *arena, Fonts *fonts, float shift) {
    List *list = list_new(arena, fonts);
    Rng rng = rng_seeded(7);
    for (int i = 0; i < 200; i++) {
        float x = (float)rng_below(&rng, 1700), y = (float)rng_below(&rng, 1000);
        DrawBox box = {x + shift, y, 20 + (float)rng_below(&rng, 160),
                       10 + (float)rng_below(&rng, 60)};
        Color ink = {(uint8_t)rng_below(&rng, 256), (uint8_t)rng_below(&rng, 256), 120, 255};
        draw_rect(list, box, (float)(i % 2 * 6), ink, draw_stroke((Color){40, 40, 40, 255}, 1));
    }
    for (int i = 0; i < 200; i++) {
        char word[11];
        for (int k = 0; k < 10; k++) word[k] = (char)('a' + rng_below(&rng, 26));
        word[10] = 0;
        draw_text(list, (float)(i % 10 * 190) + shift, (float)(20 + i / 10 * 52), ALIGN_LEFT,
                  FACE_WORDS, 15, (Color){20, 20, 20, 255}, word);
    }
    return list;
}

/* 144 matrices of 64² cells. */
static const List *many_cells(Arena *arena, Fonts *fonts, float shift) {
    enum { HEADS = 144, SIDE = 64 };
    static uint8_t levels[HEADS][SIDE * SIDE];
    for (int i = 0; !levels[0][1] && i < HEADS * SIDE * SIDE; i++)
        levels[i / (SIDE * SIDE)][i % (SIDE * SIDE)] = (uint8_t)(1 + (i * 7 + i / 3) % 250);
    List *list = list_new(arena, fonts);
    const ColorMap *map = &theme_get(COLOR_LIGHT)->weights;
    for (int h = 0; h < HEADS; h++) {
        DrawBox box = {20 + (float)(h % 16 * 117) + shift, 20 + (float)(h / 16 * 115), 110, 108};
        draw_cells(list, box, SIDE, SIDE, levels[h], map, 0, 0);
    }
    return list;
}

/* All of the window changes in every frame: everything moves by a pixel. */
static void measure_lists(Fonts *fonts, const char *what,
                          const List *(*make)(Arena *, Fonts *, float)) {
    Raster *raster = raster_new(fonts);
    Arena *arena = arena_new();
    Copying copying = copying_begin();
    double least = 1e9;
    for (int i = 0; i < 60; i++) {
        copy_once(&copying, i);
        arena_reset(arena);
        double start = seconds();
        raster_forget(raster);
        raster_draw(raster, make(arena, fonts, (float)(i % 2)), 1920, 1080, 1,
                    (Color){255, 255, 255, 255});
        keep_least(&least, seconds() - start);
    }
    printf("%s, made and drawn: %.2f times copying 1920 × 1080 (%.2f ms)\n", what,
           least / copying.least, copying.least * 1e3);
    copying_end(&copying);
    arena_free(arena);
    raster_free(raster);
}

static int bench_shapes(void) {
    Error error;
    Fonts *fonts = fonts_new(&error);
    if (!fonts) return 1;
    measure_lists(fonts, "200 rectangles and 2,000 glyphs", shapes);
    measure_lists(fonts, "144 matrices of 64² cells", many_cells);
    fonts_free(fonts);
    return 0;
}

/* --- heads ----------------------------------------------------------------------------------- */

/* What the program has used before main: its libraries being loaded. */
static double before_main(void) {
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + 1e-9 * (double)used.tv_nsec;
}

enum { HEADS_TOKENS = 64 };

static int bench_heads(const char *file, double began) {
    Error error;
    Fonts *fonts = fonts_new(&error);
    MatrixBench b = {.session = session_new(&error), .still = 1e9};
    if (!fonts || !b.session) return 1;
    char line[1100];
    snprintf(line, sizeof line, "open %s", file);
    say_or_die(b.session, line);
    read_tokens(b.session, HEADS_TOKENS);
    say_or_die(b.session, "view heads");
    b.frame = frame_new(b.session, fonts, (FrameHost){0});
    b.input = (FrameInput){.width = 1920, .height = 1080, .scale = 1, .still = true};
    frame_draw(b.frame, &b.input);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("start to the first frame of heads: %.0f ms; at most %.0f MB of memory\n",
           (seconds() - began) * 1e3, (double)usage.ru_maxrss / 1024);
    Copying copying = copying_begin();
    for (int i = 0; i < 40; i++) {
        copy_once(&copying, i);
        frame_after(&b, "theme dark");
        keep_least(&b.still, frame_after(&b, "theme light"));
    }
    printf("the heads, all of the window: %.2f times copying 1920 × 1080 (%.2f ms)\n",
           b.still / copying.least, copying.least * 1e3);
    copying_end(&copying);
    frame_free(b.frame);
    session_free(b.session);
    fonts_free(fonts);
    return 0;
}

/* --- where numbers go ------------------------------------------------------------------------- */

typedef struct Slowest {
    double took, sum;
    int count;
    char name[120];
} Slowest;

static void time_goes(const Run *run, RunCell at, Slowest *slowest) {
    Followed followed = {.at = at};
    ViewMemory memory = {.lit = false};
    ViewPass view = {.run = run, .memory = &memory, .followed = &followed};
    Arena *arena = arena_new();
    double start = seconds();
    goes_of(&view);
    double took = seconds() - start;
    slowest->sum += took;
    slowest->count++;
    if (took > slowest->took) {
        slowest->took = took;
        snprintf(slowest->name, sizeof slowest->name, "%s", run_cell_words(arena, &at));
    }
    arena_free(arena);
    view_memory_free(&memory);
}

/* The first cell of every array, one in its middle and its last; of every weight, one. */
static void time_all_goes(const Run *run, const char *what) {
    Slowest slowest = {.took = 0};
    for (int i = 0; i < run->trace->count; i++) {
        const TraceArray *a = &run->trace->arrays[i];
        for (int k = 0; k <= 2 && !a->tokens; k++)
            time_goes(run,
                      run_cell_at(a, (a->planes - 1) * k / 2, (a->rows - 1) * k / 2,
                                  (a->cols - 1) * k / 2),
                      &slowest);
    }
    for (int i = 0; i < tape_count(run->tape); i++)
        if (node_is_parameter(tape_node(run->tape, i)))
            time_goes(run, run_cell_of(run, tape_node(run->tape, i), (Cell){0, 0, 0}), &slowest);
    printf("goes into, %s, %d nodes: %.3f ms on average, %.2f ms at most (%s)\n", what,
           tape_count(run->tape), slowest.sum / slowest.count * 1e3, slowest.took * 1e3,
           slowest.name);
}

static int bench_uses(const char *file, int tokens) {
    Error error;
    Session *session = session_new(&error);
    char line[1100];
    memset(line, 'y', sizeof line);
    memcpy(line, "input ", 6);
    line[6 + 999] = '\0';
    say_or_die(session, line);
    time_all_goes(session_run(session), "dates, 1,000 characters");
    snprintf(line, sizeof line, "open %s", file);
    say_or_die(session, line);
    read_tokens(session, tokens);
    time_all_goes(session_run(session), file);
    session_free(session);
    return 0;
}

/* --- first frames ---------------------------------------------------------------------------- */

/* The linker sends the program's calls here (--wrap). */
Frame *__real_frame_new(Session *session, Fonts *fonts, FrameHost host);
Frame *__wrap_frame_new(Session *session, Fonts *fonts, FrameHost host);
int __real_SDL_UpdateWindowSurfaceRects(SDL_Window *window, const SDL_Rect *rects, int count);
int __wrap_SDL_UpdateWindowSurfaceRects(SDL_Window *window, const SDL_Rect *rects, int count);
static struct {
    double since;         /* the program's start */
    const char *line;     /* gives the input that is waited for; NULL: any picture will do */
    const Session *shown; /* in the window */
    bool over;
} opening;

Frame *__wrap_frame_new(Session *session, Fonts *fonts, FrameHost host) {
    opening.shown = session;
    return __real_frame_new(session, fonts, host);
}

/* Whether the window shows what was asked for: a file's run may take longer than its window. */
static bool is_there(void) {
    return !opening.line || strstr(opening.line, session_state(opening.shown)->ask.input);
}

/* When the real one returns, the display has the picture. The window is asked to close after the
 * first one waited for. */
int __wrap_SDL_UpdateWindowSurfaceRects(SDL_Window *window, const SDL_Rect *rects, int count) {
    int result = __real_SDL_UpdateWindowSurfaceRects(window, rects, count);
    if (opening.over || !is_there()) return result;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%.1f %.1f\n", (seconds() - opening.since) * 1e3, (double)usage.ru_maxrss / 1024);
    opening.over = true;
    SDL_PushEvent(&(SDL_Event){.type = SDL_QUIT});
    return result;
}

static int bench_window(const Options *options, double began) {
    opening.since = began;
    opening.line = options->command_count ? options->commands[0] : NULL;
    gemm_begin();
    return window_run(options);
}

/* A window of SDL2 and SDL2_ttf with one word in it. */
static int bench_bare(void) {
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    if (SDL_Init(SDL_INIT_VIDEO) || TTF_Init()) return 1;
    SDL_Window *window = SDL_CreateWindow("bare", 0, 0, 1440, 900, SDL_WINDOW_RESIZABLE);
    TTF_Font *font = TTF_OpenFont("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 14);
    SDL_Surface *text = TTF_RenderUTF8_Blended(font, "Heed", (SDL_Color){0, 0, 0, 255});
    SDL_Surface *surface = SDL_GetWindowSurface(window);
    SDL_FillRect(surface, NULL, 0xffffffff);
    SDL_BlitSurface(text, NULL, surface, NULL);
    SDL_UpdateWindowSurface(window);
    SDL_FreeSurface(text);
    TTF_CloseFont(font);
    SDL_DestroyWindow(window);
    TTF_Quit();
    SDL_Quit();
    return 0;
}

int main(int argc, char **argv) {
    const char *mode = argc > 1 ? argv[1] : "";
    const char **words = (const char **)argv;
    double began = seconds() - before_main();
    if (!strcmp(mode, "train") && argc == 5)
        return bench_train(atoi(argv[2]), atoi(argv[3]), atoi(argv[4]));
    if (!strcmp(mode, "run")) return bench_run();
    if (!strcmp(mode, "key")) return bench_key();
    if (!strcmp(mode, "matrix") && argc == 4) return bench_matrix(argv[2], atoi(argv[3]));
    if (!strcmp(mode, "shapes")) return bench_shapes();
    if (!strcmp(mode, "heads") && argc == 3) return bench_heads(argv[2], began);
    if (!strcmp(mode, "uses") && argc == 4) return bench_uses(argv[2], atoi(argv[3]));
    if (!strcmp(mode, "window") && argc == 2) return bench_window(&(Options){0}, began);
    if (!strcmp(mode, "window"))
        return bench_window(&(Options){.files = words + 2,
                                       .file_count = 1,
                                       .commands = words + 3,
                                       .command_count = argc - 3},
                            began);
    if (!strcmp(mode, "bare")) return bench_bare();
    fprintf(
        stderr,
        "heed-bench train HIDDEN BATCH STEPS | run | key | matrix FILE N | shapes | heads FILE |"
        " uses FILE N | window | window FILE LINE... | bare\n");
    return 2;
}
