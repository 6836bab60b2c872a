/* whatif_words.c -- the output before and after, word beside word, and how likely it was. */
#include "views/whatif_parts.h"

#include <math.h>
#include <string.h>

/* Longer outputs are compared place by place; shorter ones so too where that changes no more. */
enum { ALIGNED_MOST = 256 };

/* What a model that only reads says comes next, at each place: the likeliest symbol. */
static bool predictions(const ViewPass *view, const Run *run, TextPieces *out) {
    enum { NUMBERS_MOST = 1 << 20 };
    const TraceArray *p = trace_find(run->trace, "output.probabilities");
    if (!p || (long)p->rows * p->cols > NUMBERS_MOST) return false;
    Arena *arena = ui_arena(view->ui);
    Real *row = ARENA_ARRAY(arena, Real, p->cols);
    *out = (TextPieces){ARENA_ARRAY(arena, const char *, p->rows), p->rows};
    for (int t = 0; t < p->rows; t++) {
        int best = 0;
        trace_read(p, 0, t, 0, 1, p->cols, 1, p->cols, TRACE_MAXIMUM, row);
        for (int i = 1; i < p->cols; i++)
            if (row[i] > row[best]) best = i;
        out->items[t] = run->ask.model->target.tokens[best];
    }
    return true;
}

static bool words_of(const ViewPass *view, const Run *run, TextPieces *out) {
    if (!run->chosen) return predictions(view, run, out);
    *out = run->target;
    return true;
}

/* common[i][j]: how many words the rests from i and j on share in order. */
static int *shared(Arena *arena, TextPieces a, TextPieces b) {
    int width = b.count + 1;
    int *common = ARENA_ARRAY(arena, int, (size_t)(a.count + 1) * (size_t)width);
    for (int i = a.count - 1; i >= 0; i--)
        for (int j = b.count - 1; j >= 0; j--) {
            int skip = common[(i + 1) * width + j], drop = common[i * width + j + 1];
            int most = skip > drop ? skip : drop;
            bool same = !strcmp(a.items[i], b.items[j]);
            common[i * width + j] = same ? common[(i + 1) * width + j + 1] + 1 : most;
        }
    return common;
}

static void put_column(WhatifWords *out, const char *before, const char *after, bool changed) {
    if (changed && !out->changes++) out->first_change = out->count;
    out->columns[out->count++] = (WhatifColumn){before, after, changed, (double)NAN};
}

/* Words between two that stayed: in each other's place as far as there are two. */
static void add_changed(WhatifWords *out, const char **a, int n, const char **b, int m) {
    for (int k = 0; k < n || k < m; k++)
        put_column(out, k < n ? a[k] : NULL, k < m ? b[k] : NULL, true);
}

static void align(WhatifWords *out, Arena *arena, TextPieces a, TextPieces b) {
    const int *common = shared(arena, a, b);
    int width = b.count + 1, i = 0, j = 0;
    while (i < a.count || j < b.count) {
        int i0 = i, j0 = j;
        while ((i < a.count || j < b.count) &&
               !(i < a.count && j < b.count && !strcmp(a.items[i], b.items[j]))) {
            bool drop = i < a.count &&
                        (j == b.count || common[(i + 1) * width + j] >= common[i * width + j + 1]);
            drop ? i++ : j++;
        }
        add_changed(out, a.items + i0, i - i0, b.items + j0, j - j0);
        if (i < a.count && j < b.count) put_column(out, a.items[i++], b.items[j++], false);
    }
}

static void by_place(WhatifWords *out, TextPieces a, TextPieces b) {
    for (int i = 0; i < a.count || i < b.count; i++) {
        const char *x = i < a.count ? a.items[i] : NULL, *y = i < b.count ? b.items[i] : NULL;
        put_column(out, x, y, !x || !y || strcmp(x, y) != 0);
    }
}

/* What is not produced yet at this step is not named, of neither run, nor is what would stand from
 * there on said to be gone. */
static void hide_later(const ViewPass *view, WhatifWords *out) {
    bool later = false, all = view_is_written(view, view->run->target.count);
    out->changes = 0;
    for (int i = 0, t = 0, before = 0; i < out->count; i++) {
        WhatifColumn *c = &out->columns[i];
        if (c->before && !view_is_written(view, ++before) && !all) c->before = "·";
        if (c->after && !later) {
            t++;
            later = !view_is_written(view, t);
        }
        if (c->after && !later && view_is_judged(view, t)) c->p = whatif_probability(view->run, t);
        if (later && c->after) c->after = "·";
        if (later) c->changed = false;
        out->later |= later;
        if (c->changed && !out->changes++) out->first_change = i;
    }
}

static TextPieces labels_of(const ViewPass *view, TextPieces words) {
    TextPieces out = {ARENA_ARRAY(ui_arena(view->ui), const char *, words.count), words.count};
    for (int t = 0; t < words.count; t++) out.items[t] = view_token(view, words.items[t]);
    return out;
}

bool whatif_is_predicted(const ViewPass *view) {
    return view->run->chosen || view_is_written(view, view->run->target.count);
}

WhatifWords whatif_compare(const ViewPass *view) {
    WhatifWords out = {0};
    TextPieces before, after;
    if (!view->original) {
        out.why = "the run without them is not computed: it would take long";
        return out;
    }
    if (!whatif_is_predicted(view)) {
        out.why = "nothing to compare yet: what comes next is predicted in the block Output";
        return out;
    }
    if (!words_of(view, view->original, &before) || !words_of(view, view->run, &after)) {
        out.why = "too many predictions to compare word by word";
        return out;
    }
    Arena *arena = ui_arena(view->ui);
    out.known = true;
    out.columns = ARENA_ARRAY(arena, WhatifColumn, before.count + after.count);
    before = labels_of(view, before);
    after = labels_of(view, after);
    by_place(&out, before, after);
    WhatifWords aligned = {.known = true};
    aligned.columns = ARENA_ARRAY(arena, WhatifColumn, before.count + after.count);
    if (before.count <= ALIGNED_MOST && after.count <= ALIGNED_MOST) {
        align(&aligned, arena, before, after);
        if (aligned.changes < out.changes) out = aligned;
    }
    hide_later(view, &out);
    if (!out.changes) out.first_change = out.count;
    return out;
}

const bool *whatif_changed(const ViewPass *view) {
    const Ask *ask = &view->run->ask;
    if ((!ask->edits && !*ask->ablated) || !view->run->chosen) return NULL;
    WhatifWords words = whatif_compare(view);
    if (!words.changes) return NULL;
    bool *changed = ARENA_ARRAY(ui_arena(view->ui), bool, view->run->target.count);
    for (int i = 0, t = 0; i < words.count; i++)
        if (words.columns[i].after) changed[t++] = words.columns[i].changed;
    return changed;
}

/* --- how likely ------------------------------------------------------------------------------ */

bool whatif_writes(const Run *run) {
    const Edits *edits = run->ask.edits;
    return edits && (*edits->prefix || *edits->target);
}

double whatif_probability(const Run *run, int target) {
    const TraceArray *p = trace_find(run->trace, "output.probabilities");
    if (!run->chosen || !p || target < 1 || target > run->target.count) return (double)NAN;
    return (double)trace_number(p, 0, target - 1, run->chosen[target - 1]);
}

/* e^x as "0.034" or "3.2·10^{−5}": it may be smaller than any double. */
static const char *exponential(const ViewPass *view, double x) {
    double power = floor(x / log(10)), digits = exp(x - power * log(10));
    if (power >= -3) return view_number(view, exp(x), 3);
    if (digits >= 9.95) digits = 1, power++;
    return arena_printf(ui_arena(view->ui), "%s·10^{−%.0f}", view_number(view, digits, 1), -power);
}

static double nats_of(const Run *run) {
    return -run_log_probability(run) / run->target.count;
}

WhatifTotal whatif_total(const ViewPass *view) {
    const Run *run = view->run;
    Arena *arena = ui_arena(view->ui);
    WhatifTotal out = {.own = ""};
    if (!whatif_writes(run) || !run->chosen || !view_is_written(view, run->target.count))
        return out;
    out.known = true;
    out.p = arena_printf(arena, "p = %s", exponential(view, run_log_probability(run)));
    out.nats = arena_printf(arena, "loss %s nats a token", view_seen(view, nats_of(run), 2));
    if (view->original)
        out.own = arena_printf(arena, "; of its own output %s",
                               view_seen(view, nats_of(view->original), 2));
    return out;
}
