#include "views/cost.h"

#include "base/job.h"
#include "engine/kernels/attend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* One head's operands, copied for the job. */
typedef struct Bench {
    Attend scopes[COST_SCOPES];
    Real *numbers; /* Q, K, V, one after the other */
} Bench;

typedef struct Times {
    double seconds[COST_SCOPES];
} Times;

struct CostKeep {
    Job *job;
    uint64_t version; /* of the head's scores */
    int plane, window;
    Times times; /* < 0: not known */
};

/* --- measuring ------------------------------------------------------------------------------- */

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void bench_free(void *with) {
    Bench *bench = with;
    free(bench->numbers);
    free(bench);
}

/* The least of a few passes; without weights, so that nothing of T × S is written. */
static double measured(Job *job, const Bench *bench, const Attend *a) {
    enum { PASSES = 5 };
    const Real *Q = bench->numbers, *K = Q + a->T * a->d, *V = K + a->S * a->d;
    Real *room = malloc(attend_room(kernels(), a) * sizeof *room + 1);
    Real *context = malloc(a->T * a->d_v * sizeof *context + 1);
    CHECK(room && context, "out of memory");
    double least = (double)INFINITY;
    for (int i = 0; i < PASSES && !job_cancelled(job); i++) {
        double start = seconds();
        attend_forward(kernels(), a, Q, K, V, room, NULL, context, NULL, NULL);
        least = fmin(least, seconds() - start);
    }
    free(room);
    free(context);
    return least;
}

static void work(Job *job, void *asked) {
    const Bench *bench = asked;
    Times *times = malloc(sizeof *times);
    CHECK(times, "out of memory");
    for (int i = 0; i < COST_SCOPES; i++)
        times->seconds[i] = measured(job, bench, &bench->scopes[i]);
    job_publish(job, times, free);
}

static void copy_plane(const TraceArray *array, int plane, Real **to) {
    trace_read(array, plane, 0, 0, array->rows, array->cols, array->rows, array->cols,
               TRACE_LARGEST, *to);
    *to += (size_t)array->rows * (size_t)array->cols;
}

static Bench *bench_new(const ViewPass *view, const Attend scopes[COST_SCOPES]) {
    HeadAt head = view->state->look.heads[0];
    const TraceArray *Q = run_head_array(view->run, head, "query"),
                     *K = run_head_array(view->run, head, "key"),
                     *V = run_head_array(view->run, head, "value");
    const Attend *a = &scopes[0];
    Bench *bench = malloc(sizeof *bench);
    CHECK(bench, "out of memory");
    memcpy(bench->scopes, scopes, sizeof bench->scopes);
    bench->numbers =
        malloc((a->T * a->d + a->S * a->d + a->S * a->d_v) * sizeof *bench->numbers + 1);
    CHECK(bench->numbers, "out of memory");
    Real *at = bench->numbers;
    copy_plane(Q, head.head - 1, &at);
    copy_plane(K, head.head - 1, &at);
    copy_plane(V, head.head - 1, &at);
    return bench;
}

/* --- what is kept ---------------------------------------------------------------------------- */

void cost_keep_free(struct CostKeep *keep) {
    if (!keep) return;
    job_free(keep->job);
    free(keep);
}

bool cost_is_pending(const ViewMemory *memory) {
    return memory->costs && memory->costs->job;
}

static void forget_times(struct CostKeep *keep) {
    job_free(keep->job);
    keep->job = NULL;
    for (int i = 0; i < COST_SCOPES; i++) keep->times.seconds[i] = -1;
}

/* The times as far as they are known; starts measuring another head. */
static Times times_of(const ViewPass *view, const Attend scopes[COST_SCOPES]) {
    Times unknown = {{-1, -1, -1}};
    ViewMemory *memory = view->memory;
    RunMatrix m = view_matrix(view, MATRIX_SCORES);
    if (!memory->timed || view->figure) return unknown;
    if (!memory->costs) memory->costs = calloc(1, sizeof *memory->costs);
    struct CostKeep *keep = memory->costs;
    CHECK(keep, "out of memory");
    int window = (int)scopes[COST_SCOPES - 1].window;
    if (keep->version != m.array->version || keep->plane != m.plane || keep->window != window) {
        forget_times(keep);
        keep->version = m.array->version;
        keep->plane = m.plane;
        keep->window = window;
        keep->job = job_start(work, bench_new(view, scopes), bench_free);
    }
    if (keep->job && job_finished(keep->job)) {
        Times *now = job_take(keep->job);
        if (now) keep->times = *now;
        free(now);
        job_free(keep->job);
        keep->job = NULL;
    }
    return keep->times;
}

/* --- counting -------------------------------------------------------------------------------- */

static uint64_t cells_of(const Attend *a) {
    uint64_t cells = 0;
    for (size_t t = 0; t < a->T; t++) {
        size_t first, end;
        attend_sees(a, t, &first, &end);
        cells += end - first;
    }
    return cells;
}

bool cost_of(const ViewPass *view, Cost costs[COST_SCOPES]) {
    const HeadAt head = view->state->look.heads[0];
    if (!run_has_heads(view->run) || head.of == HEADS_CROSS) return false;
    const TraceArray *Q = run_head_array(view->run, head, "query"),
                     *V = run_head_array(view->run, head, "value");
    RunMatrix m = view_matrix(view, MATRIX_SCORES);
    if (!Q || !V || !m.array) return false;
    const Attention *attention = &view->run->ask.attention;
    Attend scopes[COST_SCOPES];
    for (int i = 0; i < COST_SCOPES; i++)
        scopes[i] = attend_all((size_t)Q->rows, (size_t)V->rows, (size_t)Q->cols, (size_t)V->cols);
    scopes[1].causal = true;
    scopes[2].causal = head.of != HEADS_ENCODER; /* a decoder's band does not look ahead either */
    scopes[2].window = (size_t)attention->window;
    Times times = times_of(view, scopes);
    static const char *const words[COST_SCOPES] = {"global", "causal", "band"};
    for (int i = 0; i < COST_SCOPES; i++) {
        costs[i] = (Cost){.scope = words[i],
                          .now = !strcmp(attention->scope->word, words[i]),
                          .cells = cells_of(&scopes[i]),
                          .bytes = attend_width(&scopes[i]) * scopes[i].T * sizeof(float),
                          .seconds = times.seconds[i]};
        if (i == COST_SCOPES - 1)
            costs[i].scope = arena_printf(ui_arena(view->ui), "band %d", attention->window);
    }
    return true;
}

/* --- the card -------------------------------------------------------------------------------- */

enum { LINE = 20, SECOND_LINE = 17 };

/* 1234567 as 1,234,567. */
static const char *grouped(Arena *arena, uint64_t n) {
    if (n < 1000) return arena_printf(arena, "%d", (int)n);
    return arena_printf(arena, "%s,%03d", grouped(arena, n / 1000), (int)(n % 1000));
}

float cost_height(const ViewPass *view) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool self = run_has_heads(view->run) && view->state->look.heads[0].of != HEADS_CROSS;
    return self ? u->section + COST_SCOPES * (LINE + SECOND_LINE) * u->factor : 0;
}

/* One way to attend: how much is computed and kept, and how long it takes. */
static void draw_lines(ViewPass *view, DrawBox box, const Cost *cost) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    Arena *arena = ui_arena(view->ui);
    List *list = ui_list(view->ui);
    DrawBox top = box_cut_top(&box, LINE * u->factor);
    text_in_box(list, top, ALIGN_LEFT, cost->now ? FACE_WORDS_SEMIBOLD : FACE_WORDS, u->text,
                cost->now ? theme->ink : theme->muted, cost->scope);
    text_in_box(list, top, ALIGN_RIGHT, FACE_NUMBERS, u->number, theme->ink,
                arena_printf(arena, "%s cells", grouped(arena, cost->cells)));
    const char *text = arena_printf(arena, "%s B", grouped(arena, cost->bytes));
    bool short_time = cost->seconds < 1e-3;
    if (cost->seconds >= 0)
        text = arena_printf(arena, "%s · %.3g %s", text, cost->seconds * (short_time ? 1e6 : 1e3),
                            short_time ? "µs" : "ms");
    text_in_box(list, box, ALIGN_RIGHT, FACE_NUMBERS, u->tiny, theme->muted, text);
}

void cost_draw(ViewPass *view, DrawBox box) {
    Cost costs[COST_SCOPES];
    if (!cost_of(view, costs)) return;
    const UiMetrics *u = ui_metrics(view->ui);
    HeadAt head = view->state->look.heads[0];
    ui_heading(
        view->ui, box_cut_top(&box, u->section), "Cost",
        arena_printf(ui_arena(view->ui), " of head %d.%d, and its weights", head.layer, head.head));
    for (int i = 0; i < COST_SCOPES; i++)
        draw_lines(view, box_cut_top(&box, (LINE + SECOND_LINE) * u->factor), &costs[i]);
}
