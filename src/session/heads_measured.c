#include "session/heads_measured.h"

#include "base/pair.h"
#include "session/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STRIP = 64 }; /* rows of a head that are made at a time */

/* One head, as a thread may read it. */
typedef struct Source {
    int number; /* transformer_head's */
    int plane, rows, cols;
    bool self;
    const Node *attention;        /* that makes weights and scores; NULL: they are there */
    const Real *weights, *scores; /* of the head: rows × cols; NULL: they are made */
    const int *tokens, *partners; /* HeadMatrix's */
} Source;

static const Real *plane_of(const TraceArray *array, int plane) {
    Cell cell;
    const Node *node = trace_node(array, plane, 0, 0, &cell);
    return node->value + (size_t)cell.plane * (size_t)array->rows * (size_t)array->cols;
}

static int number_of(const Run *run, HeadAt head) {
    return transformer_head(&run->ask.model->transformer, head.of, head.layer - 1, head.head - 1);
}

static Source source_of(const Run *run, HeadAt head) {
    run_heads_read(run);
    bool only = run->ask.model->transformer.decoder_only, across = head.of == HEADS_CROSS;
    const TraceArray *weights = run_head_array(run, head, "weights"),
                     *scores = run_head_array(run, head, "scores");
    Source s = {.number = number_of(run, head),
                .plane = head.head - 1,
                .rows = weights->rows,
                .cols = weights->cols,
                .self = !across,
                .attention = trace_made_for(weights),
                .tokens = run->heads->tokens,
                .partners = only || across ? run->heads->partners : NULL};
    if (!s.attention) {
        s.weights = plane_of(weights, s.plane);
        s.scores = plane_of(scores, s.plane);
    }
    return s;
}

/* The same of a head of the layer that a source is known of, without looking for its arrays. */
static Source source_beside(const Run *run, const Source *known, HeadAt head) {
    Source s = *known;
    ptrdiff_t away = (ptrdiff_t)(head.head - 1 - known->plane) * s.rows * s.cols;
    s.number = number_of(run, head);
    s.plane = head.head - 1;
    if (s.weights) s.weights += away;
    if (s.scores) s.scores += away;
    return s;
}

/* --- overviews ------------------------------------------------------------------------------- */

/* Room for one, which is not written: whose memory is new, that is half of the work. */
static HeadOverview overview_new(Arena *arena, int rows, int cols) {
    return (HeadOverview){rows, cols,
                          arena_alloc(arena, (size_t)rows * (size_t)cols * sizeof(Real))};
}

static void clear(HeadOverview overview) {
    for (int i = 0; i < overview.rows * overview.cols; i++) overview.most[i] = -1;
}

/* Without a branch, which nothing could foresee. What is not a number stays. */
static Real larger(Real a, Real b) {
    return !(b <= a) && !isnan(a) ? b : a;
}

/* Every cell as it is, where there is room for all. */
static void keep(const HeadMatrix *m, int first, int count, HeadOverview to) {
    for (int i = 0; i < count; i++) {
        const Real *weights = m->weights + (size_t)i * (size_t)m->cols;
        const Real *scores = m->scores + (size_t)i * (size_t)m->cols;
        Real *row = &to.most[(first + i) * to.cols];
        for (int s = 0; s < m->cols; s++) {
            Real weight = weights[s]; /* read at any rate: so it goes by vectors */
            row[s] = scores[s] == -REAL_INFINITY ? -1 : weight;
        }
    }
}

/* The largest of each block, of rows [first, first + count) of the head; −1 where no key is
 * allowed. */
static void reduce(const HeadMatrix *m, int first, int count, const int *col_of, HeadOverview to) {
    for (int i = 0; i < count; i++) {
        const Real *weights = m->weights + (size_t)i * (size_t)m->cols;
        const Real *scores = m->scores + (size_t)i * (size_t)m->cols;
        Real *row = &to.most[(int)((long)(first + i) * to.rows / m->rows) * to.cols];
        for (int s = 0; s < m->cols; s++)
            if (scores[s] != -REAL_INFINITY) row[col_of[s]] = larger(row[col_of[s]], weights[s]);
    }
}

static void halve(HeadOverview from, HeadOverview out) {
    int pairs = from.cols / 2;
    for (int t = 0; t < out.rows; t++) {
        const Real *a = &from.most[2 * t * from.cols];
        const Real *b = 2 * t + 1 < from.rows ? a + from.cols : a;
        Real *row = &out.most[t * out.cols];
        for (int s = 0; s < pairs; s++)
            row[s] = larger(larger(a[2 * s], a[2 * s + 1]), larger(b[2 * s], b[2 * s + 1]));
        if (pairs < out.cols) row[pairs] = larger(a[2 * pairs], b[2 * pairs]);
    }
}

static int at_most(int n) {
    return n < HEAD_OVERVIEW ? n : HEAD_OVERVIEW;
}

/* --- measuring ------------------------------------------------------------------------------- */

/* What one thread measures with, for heads of one shape. */
typedef struct Desk {
    Arena *arena;
    Real *weights, *scores, *room; /* of a strip; NULL where all is there */
    int *col_of;                   /* the overview's column of each */
} Desk;

static Desk desk_new(const Source *s) {
    Desk b = {.arena = arena_new()};
    size_t strip = (size_t)STRIP * (size_t)s->cols;
    if (s->attention) {
        b.weights = ARENA_ARRAY(b.arena, Real, strip);
        b.scores = ARENA_ARRAY(b.arena, Real, strip);
        b.room = ARENA_ARRAY(b.arena, Real, attention_room(s->attention));
    }
    b.col_of = ARENA_ARRAY(b.arena, int, s->cols);
    for (int c = 0; c < s->cols; c++) b.col_of[c] = (int)((long)c * at_most(s->cols) / s->cols);
    return b;
}

/* The strip's rows, made or as they stand. */
static HeadMatrix strip_of(const Source *s, const Desk *b, int first, int count) {
    HeadMatrix m = {.rows = s->rows,
                    .cols = s->cols,
                    .weights = b->weights,
                    .scores = b->scores,
                    .self = s->self,
                    .tokens = s->tokens,
                    .partners = s->partners};
    size_t at = (size_t)first * (size_t)s->cols;
    if (s->attention)
        attention_piece_in(s->attention, s->plane, first, count, 0, s->cols, b->room, b->scores,
                           b->weights);
    else
        m.weights = s->weights + at, m.scores = s->scores + at;
    return m;
}

/* Room for a head's summary, all of it from the arena. */
static HeadSummary *summary_new(Arena *arena, const Source *s) {
    HeadSummary *out = ARENA_NEW(arena, HeadSummary);
    int rows = at_most(s->rows), cols = at_most(s->cols);
    for (int i = 0; i < HEAD_OVERVIEWS; i++, rows = (rows + 1) / 2, cols = (cols + 1) / 2)
        out->overviews[i] = overview_new(arena, rows, cols);
    return out;
}

/* Into a new summary, without any other memory; false: the job was cancelled. */
static bool measure(const Source *s, const Desk *b, HeadSummary *out, Job *job) {
    HeadOverview whole = out->overviews[0];
    bool kept = whole.rows == s->rows && whole.cols == s->cols;
    if (!kept) clear(whole);
    for (int first = 0; first < s->rows; first += STRIP) {
        if (job && job_cancelled(job)) return false;
        int count = s->rows - first < STRIP ? s->rows - first : STRIP;
        HeadMatrix m = strip_of(s, b, first, count);
        head_measure_rows(&m, first, count, &out->measures);
        if (kept)
            keep(&m, first, count, whole);
        else
            reduce(&m, first, count, b->col_of, whole);
    }
    head_measure_end(&out->measures);
    out->pattern = head_pattern(&out->measures);
    for (int i = 1; i < HEAD_OVERVIEWS; i++) halve(out->overviews[i - 1], out->overviews[i]);
    return true;
}

bool run_has_summary(const Run *run, HeadAt head) {
    return run->heads->summaries[number_of(run, head)] != NULL;
}

const HeadSummary *run_head_summary(const Run *run, HeadAt head) {
    const HeadSummary **place = &run->heads->summaries[number_of(run, head)];
    if (*place) return *place;
    Source source = source_of(run, head);
    Desk desk = desk_new(&source);
    HeadSummary *summary = summary_new(run->arena, &source);
    measure(&source, &desk, summary, NULL);
    arena_free(desk.arena);
    return *place = summary;
}

/* --- a group --------------------------------------------------------------------------------- */

bool run_heads_are_long(const Run *run, HeadsOf of) {
    static const double at_once = 2e7; /* cells: about a tenth of a second */
    HeadCounts counts = run_head_counts(run->ask.model);
    double cells = (double)run_head_rows(run, of).count * run_head_cols(run, of).count;
    return cells * counts.heads * counts.layers[of] > at_once;
}

/* The next head of the group that is not measured, from the one numbered `*at` on. */
static bool next_unmeasured(const Run *run, HeadsOf of, int *at, HeadAt *head) {
    HeadCounts counts = run_head_counts(run->ask.model);
    for (; *at < counts.heads * counts.layers[of]; ++*at) {
        *head = (HeadAt){of, *at / counts.heads + 1, *at % counts.heads + 1};
        if (!run_has_summary(run, *head)) return true;
    }
    return false;
}

int run_heads_unmeasured(const Run *run, HeadsOf of) {
    HeadAt head;
    int count = 0;
    for (int at = 0; next_unmeasured(run, of, &at, &head); at++) count++;
    return count;
}

/* All heads of a group, as two hands share them. */
typedef struct Shared {
    Source *sources;
    HeadSummary **summaries;
    Desk desks[PAIR_HANDS];
} Shared;

static void measure_one(void *with, int hand, int part) {
    const Shared *shared = with;
    measure(&shared->sources[part], &shared->desks[hand], shared->summaries[part], NULL);
}

/* The memory that is the run's is taken before, by the caller alone. */
void run_measure_heads(const Run *run, HeadsOf of) {
    int most = run_heads_unmeasured(run, of), count = 0, layer = 0;
    if (!most) return;
    Arena *scratch = arena_new();
    Shared shared = {
        ARENA_ARRAY(scratch, Source, most), ARENA_ARRAY(scratch, HeadSummary *, most), {{0}}};
    HeadAt head;
    for (int at = 0; next_unmeasured(run, of, &at, &head); at++, count++) {
        shared.sources[count] = head.layer == layer
                                    ? source_beside(run, &shared.sources[count - 1], head)
                                    : source_of(run, head);
        layer = head.layer;
        shared.summaries[count] = summary_new(run->arena, &shared.sources[count]);
    }
    for (int i = 0; i < PAIR_HANDS; i++) shared.desks[i] = desk_new(&shared.sources[0]);
    Pair *pair = pair_new();
    pair_run(pair, count, measure_one, &shared);
    pair_free(pair);
    for (int i = 0; i < count; i++)
        run->heads->summaries[shared.sources[i].number] = shared.summaries[i];
    for (int i = 0; i < PAIR_HANDS; i++) arena_free(shared.desks[i].arena);
    arena_free(scratch);
}

/* --- the job --------------------------------------------------------------------------------- */

typedef struct Errand {
    Run *run; /* held */
    Arena *arena;
    Source *sources;
    const HeadSummary **found; /* of the first so many */
    int count;
} Errand;

/* Of the first heads the job was asked for; the summaries are the job's. */
struct HeadsFound {
    const Errand *asked;
    int count;
};

static void asked_free(void *value) {
    Errand *asked = value;
    run_free(asked->run);
    arena_free(asked->arena);
    free(asked);
}

static void measure_all(Job *job, void *value) {
    Errand *asked = value;
    if (asked->count == 0) return;
    Desk desk = desk_new(&asked->sources[0]);
    for (int i = 0; i < asked->count; i++) {
        HeadSummary *summary = summary_new(asked->arena, &asked->sources[i]);
        if (!measure(&asked->sources[i], &desk, summary, job)) break;
        asked->found[i] = summary;
        HeadsFound *found = malloc(sizeof *found);
        CHECK(found, "out of memory");
        *found = (HeadsFound){asked, i + 1};
        job_progress(job, (double)(i + 1) / asked->count);
        job_publish(job, found, free);
    }
    arena_free(desk.arena);
}

Job *heads_measure_start(const Run *run, HeadsOf of, void (*wake)(void *), void *with) {
    Errand *asked = calloc(1, sizeof *asked);
    CHECK(asked, "out of memory");
    int count = run_heads_unmeasured(run, of), at = 0;
    asked->run = run_hold(run);
    asked->arena = arena_new();
    asked->sources = ARENA_ARRAY(asked->arena, Source, count + 1);
    asked->found = ARENA_ARRAY(asked->arena, const HeadSummary *, count + 1);
    for (HeadAt head; next_unmeasured(run, of, &at, &head); at++)
        asked->sources[asked->count++] = source_of(run, head);
    return job_start_waking(measure_all, asked, asked_free, wake, with);
}

void run_take_heads(const Run *run, HeadsFound *found) {
    for (int i = 0; i < found->count; i++) {
        const HeadSummary *from = found->asked->found[i];
        const HeadSummary **place = &run->heads->summaries[found->asked->sources[i].number];
        if (*place) continue;
        HeadSummary *copy = ARENA_NEW(run->arena, HeadSummary);
        *copy = *from;
        for (int k = 0; k < HEAD_OVERVIEWS; k++) {
            HeadOverview *o = &copy->overviews[k];
            size_t count = (size_t)o->rows * (size_t)o->cols;
            Real *most = ARENA_ARRAY(run->arena, Real, count);
            memcpy(most, o->most, count * sizeof *most);
            o->most = most;
        }
        *place = copy;
    }
    free(found);
}
