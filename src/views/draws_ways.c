/* draws_ways.c -- the row as small bar charts on one axis: by every way to weigh it, and soft as
 * the temperature falls. */
#include "views/draws_parts.h"

#include "views/math.h"

#include <math.h>
#include <string.h>

/* One chart: a card that is clicked to have it so. */
typedef struct Chart {
    const char *name, *title; /* title: in the views' markup */
    const double *weights;
    const char *refused; /* why it cannot be chosen; NULL: it can */
    bool on, own;        /* own: the run's weights themselves, each a click away */
} Chart;

static int largest(const double *weights, int count) {
    int best = 0;
    for (int s = 1; s < count; s++)
        if (weights[s] > weights[best]) best = s;
    return best;
}

static void draw_bars(const Draws *d, DrawBox box, const double *weights, bool own) {
    ViewPass *view = d->view;
    const UiTheme *theme = ui_theme(view->ui);
    List *list = ui_list(view->ui);
    int S = d->p->S;
    float pitch = box.width / (float)S, width = fmaxf(fminf(pitch * 0.72f, 22), 1);
    for (int i = 0; i <= 2; i++) {
        float y = box.y + box.height * (float)i / 2;
        draw_line(list, box.x, y, box.x + box.width, y,
                  draw_stroke(i == 2 ? theme->edge : theme->line, 1));
    }
    for (int s = 0; s < S; s++) {
        float height = (float)weights[s] * box.height;
        Color color = s + 1 == d->source
                          ? theme->key
                          : theme->weights.colors[color_level(0.35 + 0.65 * weights[s])];
        DrawBox bar = draw_box(box.x + ((float)s + 0.5f) * pitch - width / 2,
                               box.y + box.height - fmaxf(height, 1), width, fmaxf(height, 1));
        if (height > 0) draw_fill(list, bar, 0, color);
        if (own && d->weights) draws_light(d, d->weights, s + 1, bar);
    }
}

/* The word spoken of, else the largest, with its weight; the weight alone where there is no room.
 */
static void draw_spoken(const Draws *d, DrawBox box, const double *weights) {
    ViewPass *view = d->view;
    const UiTheme *theme = ui_theme(view->ui);
    float size = ui_metrics(view->ui)->tiny;
    int s = d->source ? d->source - 1 : largest(weights, d->p->S);
    const char *number = view_weight(view, weights[s]);
    const char *both =
        arena_printf(ui_arena(view->ui), "“%s” %s", view_column(view, s + 1), number);
    bool fits = text_width(ui_fonts(view->ui), FACE_WORDS, size, both) <= box.width;
    ui_text(view->ui, box, ALIGN_RIGHT, FACE_WORDS, size, d->source ? theme->key : theme->muted,
            fits ? both : number);
}

/* The chart there is: nothing is to be chosen by a click, so it follows. */
static void answer_bars(const Draws *d, DrawBox box) {
    ViewPass *view = d->view;
    if (view->figure || !d->weights) return;
    UiHit hit = ui_area(view->ui, "bars", box, (UiArea){.label = "weights of the row"});
    int s = (int)(hit.x / box.width * (float)d->p->S) + 1;
    if ((!hit.hover && !hit.held) || s < 1 || s > d->p->S) return;
    RunCell at = run_cell_at(d->weights, d->plane, d->row - 1, s - 1);
    view_hover(view, 0, s);
    ui_set_cursor(view->ui, CURSOR_HAND);
    followed_tip(view, box, &at);
    if (hit.clicked) followed_say(view, &at);
}

/* Title at the left, the word that is looked at most at the right; true when clicked. */
static bool draw_chart(const Draws *d, DrawBox box, const Chart *chart) {
    ViewPass *view = d->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    bool clicked =
        ui_card(view->ui, chart->name, box,
                (UiCard){.label = chart->name, .on = chart->on, .disabled = chart->refused});
    DrawBox inside = box_inset(box, 10 * u->factor, 6 * u->factor);
    DrawBox head = box_cut_top(&inside, 20 * u->factor);
    float title = math_width(view->ui, u->formula * 0.95f, chart->title) + 8;
    math_in_box(view->ui, box_cut_left(&head, fminf(title, head.width)), ALIGN_LEFT,
                u->formula * 0.95f, theme->ink, chart->title);
    draw_spoken(d, head, chart->weights);
    box_cut_top(&inside, 4 * u->factor);
    if (inside.height > 6) draw_bars(d, inside, chart->weights, chart->own);
    if (chart->own && inside.height > 6) answer_bars(d, inside);
    return clicked;
}

static const double *as_doubles(const Draws *d, const Real *weights) {
    double *out = ARENA_ARRAY(ui_arena(d->view->ui), double, d->p->S);
    for (int s = 0; s < d->p->S; s++) out[s] = (double)weights[s];
    return out;
}

static const double *shares_of(const Draws *d) {
    int *counts = ARENA_ARRAY(ui_arena(d->view->ui), int, d->p->S);
    double *out = ARENA_ARRAY(ui_arena(d->view->ui), double, d->p->S);
    sampling_counts(d->p, d->shown, counts);
    for (int s = 0; s < d->p->S; s++) out[s] = (double)counts[s] / d->shown;
    return out;
}

static DrawBox below_heading(const Draws *d, DrawBox box, const char *text) {
    const UiMetrics *u = ui_metrics(d->view->ui);
    ui_text(d->view->ui, box_cut_top(&box, 20 * u->factor), ALIGN_LEFT, FACE_WORDS, u->small,
            ui_theme(d->view->ui)->muted, text);
    return box;
}

const double *draws_by_way(const Draws *d, const Weigh *weigh) {
    if (weigh->draws) return shares_of(d);
    if (!strcmp(weigh->word, "sparse")) return as_doubles(d, d->p->sparse);
    return as_doubles(d, strcmp(weigh->word, "argmax") ? d->p->soft : d->p->argmax);
}

void draws_ways(const Draws *d, DrawBox box) {
    ViewPass *view = d->view;
    const Attention *a = &view->run->ask.attention;
    Arena *arena = ui_arena(view->ui);
    box = below_heading(d, box,
                        arena_printf(arena,
                                     "The same scores, weighed every way at τ = %g, on one "
                                     "axis of 0 … 1",
                                     a->temperature));
    ui_push(view->ui, "ways");
    for (int i = 0; i < weigh_count; i++) {
        const Weigh *weigh = weigh_list[i];
        Chart chart = {.name = weigh->word,
                       .title = weigh->draws
                                    ? arena_printf(arena, "\\t{%s}, n = %d", weigh->title, d->shown)
                                    : arena_printf(arena, "\\t{%s}", weigh->title),
                       .weights = draws_by_way(d, weigh),
                       .refused = view_weigh_refused(view, weigh),
                       .on = weigh == a->weigh,
                       .own = weigh == a->weigh};
        if (draw_chart(d, box_column(box, i, weigh_count, 10), &chart) && !chart.on)
            view_say(view, "weigh %s", weigh->word);
    }
    ui_pop(view->ui);
}

/* As many temperatures as have room, always the coldest; then argmax, which they come to. */
void draws_temperatures(const Draws *d, DrawBox box) {
    ViewPass *view = d->view;
    Arena *arena = ui_arena(view->ui);
    double tau = view->run->ask.attention.temperature;
    box = below_heading(d, box, "Soft as the temperature falls: one word takes all, as Max has it");
    float least = 92 * ui_metrics(view->ui)->factor;
    int step = box.width / (DRAWS_LADDER + 1) >= least ? 1 : 2;
    int count = DRAWS_LADDER / step + 1, at = 0;
    ui_push(view->ui, "temperatures");
    for (int i = step - 1; i < DRAWS_LADDER; i += step) {
        Chart chart = {.name = arena_printf(arena, "%g", draws_ladder[i]),
                       .title = arena_printf(arena, "τ = %g", draws_ladder[i]),
                       .weights = as_doubles(d, d->keep->ladder[i]),
                       .on = fabs(tau - draws_ladder[i]) < 1e-9};
        if (draw_chart(d, box_column(box, at++, count, 10), &chart) && !chart.on)
            view_say(view, "temperature %g", draws_ladder[i]);
    }
    Chart chart = {.name = "max", .title = "τ → 0", .weights = as_doubles(d, d->p->argmax)};
    if (draw_chart(d, box_column(box, at, count, 10), &chart)) view_say(view, "weigh argmax");
    ui_pop(view->ui);
}
