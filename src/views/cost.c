#include "views/cost.h"

#include "base/job.h"
#include "engine/kernels/attend.h"
#include "views/heads.h"

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

/* What was measured in one run of those compared. */
typedef struct Measured {
    Job *job;
    uint64_t version; /* of the head's scores */
    int plane, window;
    Times times; /* < 0: not known */
} Measured;

enum { SIDES = 2 };

struct CostKeep {
    Measured sides[SIDES];
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
    for (int i = 0; i < SIDES; i++) job_free(keep->sides[i].job);
    free(keep);
}

bool cost_is_pending(const ViewMemory *memory) {
    return memory->costs && (memory->costs->sides[0].job || memory->costs->sides[1].job);
}

static void forget_times(Measured *side) {
    job_free(side->job);
    side->job = NULL;
    for (int i = 0; i < COST_SCOPES; i++) side->times.seconds[i] = -1;
}

static void take_times(Measured *side) {
    if (!side->job || !job_finished(side->job)) return;
    Times *now = job_take(side->job);
    if (now) side->times = *now;
    free(now);
    job_free(side->job);
    side->job = NULL;
}

/* The times as far as they are known; starts measuring another head, one run after the other. */
static Times times_of(const ViewPass *view, const Attend scopes[COST_SCOPES]) {
    Times unknown = {{-1, -1, -1}};
    ViewMemory *memory = view->memory;
    RunMatrix m = view_matrix(view, MATRIX_MASK);
    if (!memory->timed || view->figure) return unknown;
    if (!memory->costs) memory->costs = calloc(1, sizeof *memory->costs);
    struct CostKeep *keep = memory->costs;
    CHECK(keep, "out of memory");
    Measured *side = &keep->sides[view->in == FOLLOW_B],
             *other = &keep->sides[view->in != FOLLOW_B];
    int window = (int)scopes[COST_SCOPES - 1].window;
    if (side->version != m.array->version || side->plane != m.plane || side->window != window) {
        take_times(other);
        if (other->job) return unknown;
        forget_times(side);
        side->version = m.array->version;
        side->plane = m.plane;
        side->window = window;
        side->job = job_start(work, bench_new(view, scopes), bench_free);
    }
    take_times(side);
    return side->times;
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

/* Of the masks that there are, the one in force. */
static int scope_now(const Run *run, HeadsOf of) {
    const Scope *scope = run->ask.attention.scope;
    if (scope->has_window) return COST_BAND;
    return transformer_is_causal(&run->ask.model->transformer, scope, of) ? COST_CAUSAL
                                                                          : COST_GLOBAL;
}

bool cost_of(const ViewPass *view, Cost costs[COST_SCOPES]) {
    static const char *const words[COST_SCOPES] = {"global", "causal", "band"};
    const HeadAt head = view->state->look.heads[0];
    if (!run_has_heads(view->run) || head.of == HEADS_CROSS) return false;
    const TraceArray *Q = run_head_array(view->run, head, "query"),
                     *V = run_head_array(view->run, head, "value");
    RunMatrix m = view_matrix(view, MATRIX_MASK);
    if (!Q || !V || !m.array) return false;
    const int D = view->run->ask.attention.window;
    Attend scopes[COST_SCOPES];
    for (int i = 0; i < COST_SCOPES; i++) {
        scopes[i] = attend_all((size_t)Q->rows, (size_t)V->rows, (size_t)Q->cols, (size_t)V->cols);
        scopes[i].causal = i == COST_CAUSAL;
    }
    const TransformerConfig *config = &view->run->ask.model->transformer;
    scopes[COST_BAND].causal = transformer_is_causal(config, scope_find("band"), head.of);
    scopes[COST_BAND].window = (size_t)D;
    Times times = times_of(view, scopes);
    for (int i = 0; i < COST_SCOPES; i++)
        costs[i] = (Cost){.scope = words[i],
                          .now = i == scope_now(view->run, head.of),
                          .cells = cells_of(&scopes[i]),
                          .bytes = attend_width(&scopes[i]) * scopes[i].T * sizeof(float),
                          .seconds = times.seconds[i]};
    const char *past = scopes[COST_BAND].causal ? ", causal" : "";
    costs[COST_BAND].scope = arena_printf(ui_arena(view->ui), "band %d%s", D, past);
    return true;
}

bool cost_now(const ViewPass *view, Cost *cost) {
    Cost costs[COST_SCOPES];
    bool known = cost_of(view, costs);
    for (int i = 0; known && i < COST_SCOPES; i++)
        if (costs[i].now) *cost = costs[i];
    return known;
}

/* --- the card -------------------------------------------------------------------------------- */

enum { LINE = 20, SECOND_LINE = 17 };

float cost_height(const ViewPass *view) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool self = run_has_heads(view->run) && view->state->look.heads[0].of != HEADS_CROSS;
    return self ? u->section + COST_SCOPES * (LINE + SECOND_LINE) * u->factor : 0;
}

/* "1,234 B · 5.6 µs"; without the time while it is not known. */
static const char *kept_words(Arena *arena, const Cost *cost) {
    const char *bytes = arena_printf(arena, "%s B", view_grouped(arena, (long)cost->bytes));
    bool short_time = cost->seconds < 1e-3;
    if (cost->seconds < 0) return bytes;
    return arena_printf(arena, "%s · %.3g %s", bytes, cost->seconds * (short_time ? 1e6 : 1e3),
                        short_time ? "µs" : "ms");
}

static const char *cells_words(Arena *arena, const Cost *cost) {
    long cells = (long)cost->cells;
    return arena_printf(arena, cells == 1 ? "%s cell" : "%s cells", view_grouped(arena, cells));
}

const char *cost_words(Arena *arena, const Cost *cost) {
    return arena_printf(arena, "%s · %s", cells_words(arena, cost), kept_words(arena, cost));
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
                cells_words(arena, cost));
    text_in_box(list, box, ALIGN_RIGHT, FACE_NUMBERS, u->tiny, theme->muted,
                kept_words(arena, cost));
}

void cost_draw(ViewPass *view, DrawBox box) {
    Cost costs[COST_SCOPES];
    if (!cost_of(view, costs)) return;
    const UiMetrics *u = ui_metrics(view->ui);
    HeadAt head = view->state->look.heads[0];
    DrawBox top = box_cut_top(&box, u->section);
    ui_heading(
        view->ui, top, "Cost",
        arena_printf(ui_arena(view->ui), " of %s", heads_one(ui_arena(view->ui), view->run, head)));
    ui_tip(view->ui, top,
           "Cells of its scores that are computed, and bytes of its weights, for "
           "each scope; and how long its attention takes here.");
    for (int i = 0; i < COST_SCOPES; i++)
        draw_lines(view, box_cut_top(&box, (LINE + SECOND_LINE) * u->factor), &costs[i]);
}
