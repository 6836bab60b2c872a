/* draws_followed.c -- the numbers of a row that the run has itself: its weights, soft's where it
 * drew from them, its context. What the view reckons of the same scores is on no tape. */
#include "views/draws_parts.h"

#include <math.h>
#include <string.h>

static const TraceArray *array_of(const Draws *d, const char *name) {
    const Run *run = d->view->run;
    if (run_has_heads(run)) return run_head_array(run, d->view->state->look.heads[0], name);
    return trace_find(run->trace, arena_printf(ui_arena(d->view->ui), "attention.%s", name));
}

/* The array if its row has the numbers that the view shows: not where they were forced. */
static const TraceArray *that_says(const Draws *d, const TraceArray *array, const double *numbers) {
    if (!array) return NULL;
    Real *row = ARENA_ARRAY(ui_arena(d->view->ui), Real, array->cols);
    trace_read(array, d->plane, d->row - 1, 0, 1, array->cols, 1, array->cols, TRACE_LARGEST, row);
    for (int i = 0; i < array->cols; i++)
        if (!(fabs((double)row[i] - numbers[i]) < 1e-4)) return NULL;
    return array;
}

static const double *as_doubles(const Draws *d, const Real *numbers, int count) {
    double *out = ARENA_ARRAY(ui_arena(d->view->ui), double, count);
    for (int i = 0; i < count; i++) out[i] = (double)numbers[i];
    return out;
}

void draws_find_arrays(Draws *d) {
    const Run *run = d->view->run;
    const Weigh *weigh = run->ask.attention.weigh;
    double *mean = ARENA_ARRAY(ui_arena(d->view->ui), double, d->p->width);
    const double *soft = as_doubles(d, d->p->soft, d->p->S);
    d->plane = run_has_heads(run) ? d->view->state->look.heads[0].head - 1 : 0;
    if (d->own) d->soft = that_says(d, array_of(d, "soft"), soft);
    if (d->shown < d->p->n) return;
    d->weights = that_says(d, array_of(d, "weights"), draws_by_way(d, weigh));
    if (!strcmp(weigh->word, "soft")) d->soft = d->weights;
    if (!d->soft) d->soft = that_says(d, array_of(d, "before_window"), soft);
    sampling_mean(d->p, d->shown, mean);
    d->context = that_says(d, array_of(d, "context"),
                           d->own ? mean : as_doubles(d, d->p->context, d->p->width));
}

static RunCell cell_of(const Draws *d, const TraceArray *array, int s) {
    return run_cell_at(array, d->plane, d->row - 1, s - 1);
}

void draws_light(const Draws *d, const TraceArray *array, int s, DrawBox bar) {
    Lit lit = followed_lit(d->view, array, d->plane, d->row - 1, s - 1);
    d->view->memory->lit_next |= lit != LIT_NOT;
    if (lit != LIT_NOT) followed_frame(d->view, bar, lit, array);
}

void draws_link(const Draws *d, const TraceArray *array, int s, DrawBox box) {
    ViewPass *view = d->view;
    if (!array) return;
    draws_light(d, array, s, box);
    if (view->figure) return;
    const UiTheme *theme = ui_theme(view->ui);
    RunCell at = cell_of(d, array, s);
    const char *label = run_cell_words(ui_arena(view->ui), &at);
    UiHit hit = ui_area(view->ui, label, box, (UiArea){.label = label, .cursor = CURSOR_HAND});
    float y = box.y + box.height;
    draw_line(ui_list(view->ui), box.x, y, box.x + box.width, y,
              draw_stroke(hit.hover ? theme->accent : theme->border, hit.hover ? 2 : 1));
    if (hit.hover) followed_tip(view, box, &at);
    if (hit.clicked) followed_say(view, &at);
}

bool draws_follow_click(const Draws *d, const TraceArray *array, int s, const UiHit *hit) {
    return array && followed_click(d->view, hit, array, d->plane, d->row - 1, s - 1);
}

void draws_answer_vector(const Draws *d, const char *name, DrawBox box) {
    FollowGrid grid = {.array = d->context, .plane = d->plane, .row = d->row - 1, .rows = 1};
    if (!d->context) return;
    grid.cols = d->context->cols;
    grid.lines = 1;
    grid.box = box;
    followed_draw(d->view, &grid);
    followed_answer(d->view, name, &grid, NULL);
}
