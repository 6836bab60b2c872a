#include "views/arcs_parts.h"
#include "views/gold.h"

#include "views/heads.h"

#include <math.h>
#include <stdlib.h>

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

/* Cells of the matrix that the position shows, row by row. */
static int cells_shown(const Arcs *a, const ArcsSet *set, int row) {
    int cols = a->show->cols.count;
    if (set->head.layer) {
        int shown = heads_cells_shown(a->view, set->head) - row * cols;
        return shown < 0 ? 0 : shown < cols ? shown : cols;
    }
    int shown = 0;
    while (shown < cols && run_matrix_shows(a->view->run, &a->view->state->look, MATRIX_WEIGHTS,
                                            row + 1, shown + 1))
        shown++;
    return shown;
}

/* --- curves ---------------------------------------------------------------------------------- */

static int heavier_first(const void *a, const void *b) {
    const Arc *x = a, *y = b;
    if (x->weight > y->weight || x->weight < y->weight) return x->weight < y->weight ? 1 : -1;
    return x->set != y->set   ? x->set - y->set
           : x->row != y->row ? x->row - y->row
                              : x->col - y->col;
}

/* The row's largest weights, until the cut's share of it; how many. */
static int row_arcs(const Arcs *a, int set, int row, Arc *out) {
    const ArcsSet *from = &a->show->sets[set];
    int shown = cells_shown(a, from, row), count = 0;
    double sum = 0, taken = 0;
    if (!shown) return 0;
    Real *weights = ARENA_ARRAY(ui_arena(a->view->ui), Real, shown);
    trace_read(from->array, from->plane, row, 0, 1, shown, 1, shown, TRACE_MAXIMUM, weights);
    for (int s = 0; s < shown; s++) {
        sum += (double)weights[s];
        if (weights[s] > 0) out[count++] = (Arc){set, row, s, (float)weights[s], LIT_NOT};
    }
    qsort(out, (size_t)count, sizeof *out, heavier_first);
    int kept = 0;
    while (kept < count && taken < a->view->state->look.cut * sum - 1e-9)
        taken += (double)out[kept++].weight;
    return kept;
}

void arcs_end_of(const Arcs *a, int side, int i, float *x, float *y) {
    const ArcsLine *line = &a->line[side];
    *x = a->across ? line->at[i] : line->place;
    *y = a->across ? line->place : line->at[i];
}

static bool is_lit(const Arcs *a, int row, int col) {
    ViewCell lit = a->lit;
    if (a->traces) return false;
    if (!lit.target && !lit.source) return true;
    return row + 1 == lit.target || col + 1 == lit.source;
}

static Color color_of(const Arcs *a, int set, float weight) {
    const UiTheme *theme = ui_theme(a->view->ui);
    if (a->show->count > 1) return color_faded(a->show->sets[set].hue, 0.12f + 0.8f * weight);
    return theme->weights.colors[color_level(fmax((double)weight, 0.06))];
}

/* On paper, where hues are greys, the sets after the first are dashed, each in its own way. */
static DrawStroke stroke_of(const Arcs *a, int set, Color color, float width) {
    DrawStroke stroke = draw_stroke(color, width);
    if (ui_theme(a->view->ui)->kind != COLOR_PRINT || !set) return stroke;
    stroke.dash = (float)(3 * set) * metrics(a->view)->factor;
    stroke.gap = 3 * metrics(a->view)->factor;
    return stroke;
}

DrawStroke arcs_hue(const Arcs *a, int set, float width) {
    return stroke_of(a, set, a->show->sets[set].hue, width);
}

/* Weight 1 is narrow enough to leave its neighbours room. */
DrawStroke arcs_stroke(const Arcs *a, int set, float weight) {
    float unit = metrics(a->view)->factor, most = 5 * unit;
    if (!arcs_are_long(a->show)) most = fminf(most, 0.6f * fminf(a->line[0].step, a->line[1].step));
    float width = 0.7f * unit + fmaxf(most - 0.7f * unit, 0.3f) * weight;
    return stroke_of(a, set, color_of(a, set, weight), width);
}

static void draw_between(const Arcs *a, int row, int col, DrawStroke stroke) {
    float x[4], y[4];
    arcs_end_of(a, 0, row, &x[0], &y[0]);
    arcs_end_of(a, 1, col, &x[3], &y[3]);
    x[1] = a->across ? x[0] : x[0] + 0.5f * (x[3] - x[0]);
    x[2] = a->across ? x[3] : x[3] - 0.5f * (x[3] - x[0]);
    y[1] = a->across ? y[0] + 0.5f * (y[3] - y[0]) : y[0];
    y[2] = a->across ? y[3] - 0.5f * (y[3] - y[0]) : y[3];
    draw_curve(ui_list(a->view->ui), x, y, stroke);
}

static bool some_are_lit(const Arcs *a) {
    return a->traces || a->lit.target || a->lit.source;
}

static bool is_bright(const Arcs *a, const Arc *arc) {
    return a->traces ? arc->lit != LIT_NOT : is_lit(a, arc->row, arc->col);
}

/* The followed one lies on a broad line of the accent. */
static void draw_arc(const Arcs *a, const Arc *arc) {
    bool bright = is_bright(a, arc), some = some_are_lit(a);
    DrawStroke stroke = arcs_stroke(a, arc->set, arc->weight);
    if (bright && some) a->line[0].near[arc->row] = a->line[1].near[arc->col] = true;
    list_push_opacity(ui_list(a->view->ui), bright ? 1 : 0.3f);
    if (a->traces && arc->lit == LIT_SELF) {
        DrawStroke under = draw_stroke(ui_theme(a->view->ui)->accent, stroke.width + 5);
        draw_between(a, arc->row, arc->col, under);
        under = draw_stroke(ui_theme(a->view->ui)->ground, stroke.width + 2);
        draw_between(a, arc->row, arc->col, under);
    }
    draw_between(a, arc->row, arc->col, stroke);
    list_pop_opacity(ui_list(a->view->ui));
}

/* Dots on a pale band, so that they are seen on curves of every colour. */
static void draw_gold(const Arcs *a) {
    const UiTheme *theme = ui_theme(a->view->ui);
    RunGold gold = gold_shown(a->view, a->show->sets[0].head);
    for (int t = 0; t < gold.count && t < a->show->rows.count; t++)
        for (int i = 0; i < gold.links[t].count; i++) {
            int s = gold.links[t].sources[i];
            float unit = metrics(a->view)->factor;
            DrawStroke dots = draw_stroke(theme->ink, 1.3f * unit);
            dots.dash = 2 * unit;
            dots.gap = 4 * unit;
            list_push_opacity(ui_list(a->view->ui), is_lit(a, t, s) ? 1 : 0.3f);
            draw_between(a, t, s, draw_stroke(theme->cell_ground, 2.2f * unit));
            draw_between(a, t, s, dots);
            list_pop_opacity(ui_list(a->view->ui));
        }
}

int arcs_spoken_row(const Arcs *a) {
    int target = a->lit.target ? a->lit.target : followed_cell(a->view).target;
    return target > 0 && target <= a->show->rows.count ? target : 0;
}

/* The curves there are, the heaviest first. */
static void gather(Arcs *a) {
    int first = 0, last = a->show->rows.count;
    if (arcs_are_long(a->show)) { /* one row: the word spoken of */
        int target = arcs_spoken_row(a);
        first = target ? target - 1 : last;
        last = first < last ? first + 1 : last;
    }
    size_t most = (size_t)(last - first) * (size_t)a->show->cols.count * (size_t)a->show->count;
    a->arcs = ARENA_ARRAY(ui_arena(a->view->ui), Arc, most + 2);
    for (int set = 0; set < a->show->count; set++)
        for (int t = first; a->show->sets[set].array && t < last; t++)
            a->arc_count += row_arcs(a, set, t, a->arcs + a->arc_count);
    qsort(a->arcs, (size_t)a->arc_count, sizeof *a->arcs, heavier_first);
}

/* The lightest first, and what is lit over what is not. */
static void draw_curves(const Arcs *a) {
    bool some = some_are_lit(a);
    for (int i = a->arc_count - 1; i >= 0; i--)
        if (!some || !is_bright(a, &a->arcs[i])) draw_arc(a, &a->arcs[i]);
    for (int i = a->arc_count - 1; some && i >= 0; i--)
        if (is_bright(a, &a->arcs[i])) draw_arc(a, &a->arcs[i]);
}

/* --- the mouse ------------------------------------------------------------------------------- */

/* The word whose middle is nearest, from 1. */
static int nearest(const Arcs *a, int side, float at) {
    const ArcsLine *line = &a->line[side];
    int low = 0, high = line->words.count - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (at > (line->at[middle] + line->at[middle + 1]) / 2)
            low = middle + 1;
        else
            high = middle;
    }
    return low + 1;
}

/* The largest weight of a row (or, with `of_column`, of a column) of the first set, from 1. */
static int largest(const Arcs *a, int at, bool of_column) {
    const ArcsSet *set = &a->show->sets[0];
    int n = of_column ? a->show->rows.count : a->show->cols.count, best = 0;
    Real most = -1;
    for (int i = 0; i < n; i++) {
        Real w =
            trace_number(set->array, set->plane, of_column ? i : at - 1, of_column ? at - 1 : i);
        if (w > most) best = i + 1;
        if (w > most) most = w;
    }
    return best;
}

/* The words of one side, with half of the way to the others: there the two ends of the curve under
 * the mouse, else the nearest word. Of a long input only one row's curves are there; on the side of
 * the rows they are passed over on the way to another row. */
static void answer(const Arcs *a, int side) {
    float middle = (a->line[0].place + a->line[1].place) / 2;
    DrawBox box = a->box;
    if (a->across) {
        box.height = side ? a->end - middle : middle - box.y;
        if (side) box.y = middle;
    } else {
        box.width = side ? box.x + box.width - middle : middle - box.x;
        if (side) box.x = middle;
    }
    UiArea area = {.label = side ? "keys" : "queries"};
    UiHit hit = ui_area(a->view->ui, area.label, box, area);
    if (!hit.hover && !hit.held) return;
    float x = box.x + hit.x, y = box.y + hit.y;
    int i = nearest(a, side, a->across ? x : y);
    ViewCell under = arcs_under(a, x, y), pair = side ? (ViewCell){0, i} : (ViewCell){i, 0};
    bool passes = under.target && arcs_are_long(a->show) && !side && under.target != i;
    if (under.target && !passes) pair = under;
    view_hover(a->view, pair.target, pair.source);
    if (!passes && arcs_answer_number(a, &hit, x, y)) return;
    if (!hit.clicked || !a->show->sets[0].array || (side && arcs_are_long(a->show))) return;
    const Look *look = &a->view->state->look;
    if ((!pair.target || look->target == pair.target) &&
        (!pair.source || look->source == pair.source)) {
        view_say(a->view, "select none");
        return;
    }
    if (!pair.target) pair.target = largest(a, pair.source, true);
    if (!pair.source) pair.source = largest(a, pair.target, false);
    view_say(a->view, "select %d %d", pair.target, pair.source);
}

/* --- the whole ------------------------------------------------------------------------------- */

/* What stands below and above the picture is cut from the box. */
typedef struct Frame {
    DrawBox hues, axes, legend, gold;
} Frame;

static Frame frame_of(const ViewPass *view, const ArcsShow *show, DrawBox *box) {
    float line = metrics(view)->small * 1.7f;
    Frame f = {0};
    if (view->state->look.gold) f.gold = box_cut_bottom(box, line);
    f.legend = box_cut_bottom(box, line);
    if (show->count > 1) f.hues = box_cut_top(box, line + 4);
    f.axes = box_cut_bottom(box, line);
    box_cut_bottom(box, 4);
    return f;
}

void arcs_picture(ViewPass *view, DrawBox box, const ArcsShow *show) {
    Frame f = frame_of(view, show, &box);
    if (box.height < 24 || box.width < 60) return;
    Arcs a = arcs_layout(view, box, show);
    f.axes.y = fminf(f.axes.y, a.end + 4);
    f.legend.y = fminf(f.legend.y, f.axes.y + f.axes.height);
    f.gold.y = fminf(f.gold.y, f.legend.y + f.legend.height);
    ui_push(view->ui, "arcs");
    gather(&a);
    arcs_light(&a);
    draw_curves(&a);
    draw_gold(&a);
    arcs_draw_words(&a, 0);
    arcs_draw_words(&a, 1);
    arcs_draw_axes(&a, f.axes);
    arcs_draw_legend(&a, f.legend);
    if (f.gold.height > 0) gold_pill(view, show->sets[0].head, f.gold, true);
    if (show->count > 1) arcs_draw_hues(&a, f.hues);
    if (!view->figure) {
        answer(&a, 0);
        answer(&a, 1);
    }
    ui_pop(view->ui);
}
