#include "views/arcs_parts.h"

#include "views/heads.h"

#include <math.h>
#include <stdlib.h>

enum { STEP_MOST = 34 };

typedef struct Arcs {
    ViewPass *view;
    const ArcsShow *show;
    DrawBox box;    /* of words and curves */
    bool across;    /* words side by side, keys below; else one below the other, keys right */
    float step[2];  /* between words: of queries, of keys */
    float start[2]; /* the middle of the first word */
    float line[2];  /* where curves leave and arrive */
    float label;    /* em of a word */
    ViewCell lit;   /* hovered, else pinned; {0, 0}: all alike */
} Arcs;

/* One curve. */
typedef struct Arc {
    int set, row, col; /* from 0 */
    float weight;
} Arc;

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

/* --- layout ---------------------------------------------------------------------------------- */

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

static void lay_down(Arcs *a) {
    const UiMetrics *u = metrics(a->view);
    int most =
        a->show->rows.count > a->show->cols.count ? a->show->rows.count : a->show->cols.count;
    float step = fminf(a->box.height / (float)most, STEP_MOST * u->factor);
    a->label = fminf(u->body, fmaxf(step * 0.82f, u->tiny * 0.9f));
    float left = arcs_widest(a->view, a->show->rows, a->label) + 12,
          right = arcs_widest(a->view, a->show->cols, a->label) + 12;
    float room = a->box.width - left - right,
          span = fminf(room, fmaxf(step * (float)most, 160 * u->factor));
    float x = a->box.x + left + (room - span) / 2;
    a->line[0] = x;
    a->line[1] = x + span;
    for (int side = 0; side < 2; side++) {
        int n = side ? a->show->cols.count : a->show->rows.count;
        a->step[side] = step * (float)most / (float)n;
        if (a->step[side] > STEP_MOST * u->factor) a->step[side] = STEP_MOST * u->factor;
        a->start[side] = a->box.y + a->step[side] / 2;
    }
}

static void lay_across(Arcs *a) {
    const UiMetrics *u = metrics(a->view);
    a->label = u->body;
    for (int side = 0; side < 2; side++) {
        int n = side ? a->show->cols.count : a->show->rows.count;
        float word = arcs_widest(a->view, side ? a->show->cols : a->show->rows, a->label) + 10;
        a->step[side] = fminf(a->box.width / (float)n, fmaxf(word, 64 * u->factor));
        a->start[side] = a->box.x + (a->box.width - a->step[side] * (float)(n - 1)) / 2;
    }
    float height = fminf(a->box.height, 420 * u->factor);
    a->line[0] = a->box.y + u->body * 1.6f;
    a->line[1] = a->box.y + height - u->body * 1.7f;
}

static Arcs arcs_layout(ViewPass *view, DrawBox box, const ArcsShow *show) {
    Arcs a = {.view = view, .show = show, .box = box};
    a.across = arcs_fit_across(view, show, box.width) && view->state->look.view == VIEW_ARCS;
    a.across ? lay_across(&a) : lay_down(&a);
    ViewCell hover = view->memory->hover;
    a.lit = view_is_hovering(view) ? hover : (ViewCell){view->state->look.target, 0};
    if (a.lit.target > show->rows.count) a.lit.target = 0;
    return a;
}

/* More curves than pixels: only those of one word are drawn. */
static bool is_long(const ArcsShow *show) {
    enum { LONG = 300 };
    return (long)show->rows.count * show->cols.count > (long)LONG * LONG;
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
        if (weights[s] > 0) out[count++] = (Arc){set, row, s, (float)weights[s]};
    }
    qsort(out, (size_t)count, sizeof *out, heavier_first);
    int kept = 0;
    while (kept < count && taken < a->view->state->look.cut * sum - 1e-9)
        taken += (double)out[kept++].weight;
    return kept;
}

static void end_of(const Arcs *a, int side, int i, float *x, float *y) {
    float along = a->start[side] + (float)i * a->step[side];
    *x = a->across ? along : a->line[side];
    *y = a->across ? a->line[side] : along;
}

static bool is_lit(const Arcs *a, int row, int col) {
    ViewCell lit = a->lit;
    if (!lit.target && !lit.source) return true;
    return row + 1 == lit.target || col + 1 == lit.source;
}

static Color color_of(const Arcs *a, const Arc *arc) {
    const UiTheme *theme = ui_theme(a->view->ui);
    if (a->show->count > 1)
        return color_faded(a->show->sets[arc->set].hue, 0.12f + 0.8f * arc->weight);
    return theme->weights.colors[color_level(fmax((double)arc->weight, 0.06))];
}

/* On paper, where hues are greys, the sets after the first are dashed, each in its own way. */
static DrawStroke stroke_of(const Arcs *a, int set, Color color, float width) {
    DrawStroke stroke = draw_stroke(color, width);
    if (ui_theme(a->view->ui)->kind != COLOR_PRINT || !set) return stroke;
    stroke.dash = (float)(3 * set) * metrics(a->view)->factor;
    stroke.gap = 3 * metrics(a->view)->factor;
    return stroke;
}

/* That of weight 1: narrow enough to leave its neighbours room. */
static float widest_curve(const Arcs *a) {
    float most = 5 * metrics(a->view)->factor;
    return is_long(a->show) ? most : fminf(most, 0.6f * fminf(a->step[0], a->step[1]));
}

static void draw_arc(const Arcs *a, const Arc *arc) {
    float x[4], y[4];
    end_of(a, 0, arc->row, &x[0], &y[0]);
    end_of(a, 1, arc->col, &x[3], &y[3]);
    x[1] = a->across ? x[0] : x[0] + 0.5f * (x[3] - x[0]);
    x[2] = a->across ? x[3] : x[3] - 0.5f * (x[3] - x[0]);
    y[1] = a->across ? y[0] + 0.5f * (y[3] - y[0]) : y[0];
    y[2] = a->across ? y[3] - 0.5f * (y[3] - y[0]) : y[3];
    float unit = metrics(a->view)->factor, most = widest_curve(a);
    float width = 0.7f * unit + fmaxf(most - 0.7f * unit, 0.3f) * arc->weight;
    bool lit = is_lit(a, arc->row, arc->col);
    list_push_opacity(ui_list(a->view->ui), lit ? 1 : 0.3f);
    draw_curve(ui_list(a->view->ui), x, y, stroke_of(a, arc->set, color_of(a, arc), width));
    list_pop_opacity(ui_list(a->view->ui));
}

/* The lightest first, and what is lit over what is not. */
static void draw_curves(const Arcs *a) {
    int first = 0, last = a->show->rows.count;
    if (is_long(a->show)) { /* one row: the word spoken of */
        first = a->lit.target > 0 ? a->lit.target - 1 : last;
        last = first < last ? first + 1 : last;
    }
    size_t most = (size_t)(last - first) * (size_t)a->show->cols.count * (size_t)a->show->count;
    Arc *arcs = ARENA_ARRAY(ui_arena(a->view->ui), Arc, most + 1);
    int count = 0;
    for (int set = 0; set < a->show->count; set++)
        for (int t = first; a->show->sets[set].array && t < last; t++)
            count += row_arcs(a, set, t, arcs + count);
    qsort(arcs, (size_t)count, sizeof *arcs, heavier_first);
    bool some = a->lit.target || a->lit.source;
    for (int i = count - 1; i >= 0; i--)
        if (!some || !is_lit(a, arcs[i].row, arcs[i].col)) draw_arc(a, &arcs[i]);
    for (int i = count - 1; some && i >= 0; i--)
        if (is_lit(a, arcs[i].row, arcs[i].col)) draw_arc(a, &arcs[i]);
}

/* --- words ----------------------------------------------------------------------------------- */

/* The query's name once it was produced, as everywhere. */
static const char *word_of(const Arcs *a, int side, int i) {
    bool named_later = side == 0 && !run_has_heads(a->view->run);
    if (named_later) return view_target(a->view, i + 1);
    return view_token(a->view, (side ? a->show->cols : a->show->rows).items[i]);
}

static void draw_word(const Arcs *a, int side, int i, bool lit) {
    const UiTheme *theme = ui_theme(a->view->ui);
    List *list = ui_list(a->view->ui);
    const char *word = word_of(a, side, i);
    if (!word) return;
    Face face = lit ? FACE_WORDS_SEMIBOLD : FACE_WORDS;
    Color ink = !lit ? theme->ink : side ? theme->key : theme->query;
    float x, y;
    end_of(a, side, i, &x, &y);
    if (a->across) {
        DrawBox box = draw_box(x - a->step[side] / 2, side ? y : y - a->label * 1.6f, a->step[side],
                               a->label * 1.7f);
        text_in_box(list, box, ALIGN_CENTER, face, a->label, ink, word);
        return;
    }
    float room = fmaxf(side ? a->box.x + a->box.width - x - 8 : x - 8 - a->box.x, 8);
    DrawBox box = draw_box(side ? x + 8 : x - 8 - room, y - a->label, room, 2 * a->label);
    text_in_box(list, box, side ? ALIGN_LEFT : ALIGN_RIGHT, face, a->label, ink, word);
}

static void draw_words(const Arcs *a, int side) {
    int n = side ? a->show->cols.count : a->show->rows.count;
    int lit = side ? a->lit.source : a->lit.target;
    bool some = a->lit.source || a->lit.target;
    int every = a->across ? 1 : view_every(a->step[side], a->label * 1.18f, n);
    for (int i = 0; i < n; i++) {
        bool mine = lit == i + 1, near = lit && every > 1 && abs(i + 1 - lit) < every;
        if (!mine && (i % every || near)) continue;
        list_push_opacity(ui_list(a->view->ui), some && lit && !mine ? 0.45f : 1);
        draw_word(a, side, i, mine);
        list_pop_opacity(ui_list(a->view->ui));
    }
}

/* --- below ----------------------------------------------------------------------------------- */

static void draw_axes(const Arcs *a, DrawBox box) {
    ViewPass *view = a->view;
    const UiMetrics *u = metrics(view);
    const UiTheme *theme = ui_theme(view->ui);
    bool heads = run_has_heads(view->run);
    const char *names[2] = {heads ? "query" : "query (target)", heads ? "key" : "key (source)"};
    float baseline = text_baseline(box.y, box.height, u->small);
    if (a->across) {
        draw_text(ui_list(view->ui), box.x, baseline, ALIGN_LEFT, FACE_WORDS, u->small,
                  theme->muted,
                  arena_printf(ui_arena(view->ui), "above: %s · below: %s", names[0], names[1]));
        return;
    }
    for (int side = 0; side < 2; side++) {
        float wide = text_width(ui_fonts(view->ui), FACE_WORDS_SEMIBOLD, u->small, names[side]);
        float x = side ? fminf(a->line[1] + 8, box.x + box.width - wide)
                       : fmaxf(a->line[0] - 8 - wide, box.x);
        draw_text(ui_list(view->ui), x, baseline, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->small,
                  side ? theme->key : theme->query, names[side]);
    }
}

/* The widths and colours of weights .1, .5 and 1, and what is left out. */
static void draw_legend(const Arcs *a, DrawBox box) {
    ViewPass *view = a->view;
    const UiMetrics *u = metrics(view);
    const UiTheme *theme = ui_theme(view->ui);
    List *list = ui_list(view->ui);
    static const float shown[] = {0.1f, 0.5f, 1};
    float baseline = text_baseline(box.y, box.height, u->tiny), x = box.x,
          y = box.y + box.height / 2;
    float most = widest_curve(a);
    x += draw_text(list, x, baseline, ALIGN_LEFT, FACE_WORDS, u->tiny, theme->muted, "weight") + 8;
    for (int i = 0; i < 3; i++) {
        Arc arc = {0, 0, 0, shown[i]};
        float width = 0.7f * u->factor + fmaxf(most - 0.7f * u->factor, 0.3f) * shown[i];
        Color color = a->show->count > 1 ? color_faded(theme->muted, 0.12f + 0.8f * shown[i])
                                         : color_of(a, &arc);
        draw_line(list, x, y, x + 22 * u->factor, y, draw_stroke(color, width));
        x += 22 * u->factor + 5;
        x += draw_text(list, x, baseline, ALIGN_LEFT, FACE_NUMBERS, u->tiny, theme->muted,
                       view_weight(view, (double)shown[i])) +
             12;
    }
    double cut = view->state->look.cut;
    const char *text =
        cut < 1 ? arena_printf(ui_arena(view->ui), "· largest first, up to %s of each query",
                               view_weight(view, cut))
                : "· every weight over 0";
    if (is_long(a->show)) text = "· long: curves of one query, hovered or pinned";
    ui_text(view->ui, draw_box(x, box.y, box.x + box.width - x, box.height), ALIGN_LEFT, FACE_WORDS,
            u->tiny, theme->muted, text);
}

/* Whose hue is whose. */
static void draw_hues(const Arcs *a, DrawBox box) {
    ViewPass *view = a->view;
    const UiMetrics *u = metrics(view);
    float x = box.x, baseline = text_baseline(box.y, box.height, u->small);
    for (int i = 0; i < a->show->count; i++) {
        HeadAt head = a->show->sets[i].head;
        const char *name = arena_printf(ui_arena(view->ui), "L%d h%d", head.layer, head.head);
        float wide = 22 * u->factor + text_width(ui_fonts(view->ui), FACE_WORDS, u->small, name);
        if (i && x + wide > box.x + box.width) break;
        draw_line(ui_list(view->ui), x, box.y + box.height / 2, x + 16 * u->factor,
                  box.y + box.height / 2, stroke_of(a, i, a->show->sets[i].hue, 4 * u->factor));
        draw_text(ui_list(view->ui), x + 22 * u->factor, baseline, ALIGN_LEFT, FACE_WORDS, u->small,
                  ui_theme(view->ui)->ink, name);
        x += wide + 16 * u->factor;
    }
}

/* --- the mouse ------------------------------------------------------------------------------- */

static int nearest(const Arcs *a, int side, float at) {
    int n = side ? a->show->cols.count : a->show->rows.count;
    int i = (int)floorf((at - a->start[side]) / a->step[side] + 0.5f) + 1;
    return i < 1 ? 1 : i > n ? n : i;
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

/* The words of one side, with half of the way to the others. */
static void answer(const Arcs *a, int side) {
    float middle = (a->line[0] + a->line[1]) / 2;
    DrawBox box = a->box;
    if (a->across) {
        box.height = side ? a->line[1] + a->label * 2 - middle : middle - box.y;
        if (side) box.y = middle;
    } else {
        box.width = side ? box.x + box.width - middle : middle - box.x;
        if (side) box.x = middle;
    }
    UiArea area = {.label = side ? "keys" : "queries"};
    UiHit hit = ui_area(a->view->ui, area.label, box, area);
    if (!hit.hover && !hit.held) return;
    int i = nearest(a, side, a->across ? box.x + hit.x : box.y + hit.y);
    view_hover(a->view, side ? 0 : i, side ? i : 0);
    if (!hit.clicked || !a->show->sets[0].array || (side && is_long(a->show))) return;
    const Look *look = &a->view->state->look;
    if ((side ? look->source : look->target) == i)
        view_say(a->view, "select none");
    else if (side)
        view_say(a->view, "select %d %d", largest(a, i, true), i);
    else
        view_say(a->view, "select %d %d", i, largest(a, i, false));
}

/* --- the whole ------------------------------------------------------------------------------- */

void arcs_picture(ViewPass *view, DrawBox box, const ArcsShow *show) {
    const UiMetrics *u = metrics(view);
    float line = u->small * 1.7f;
    DrawBox legend = box_cut_bottom(&box, line), hues = {0};
    if (show->count > 1) hues = box_cut_top(&box, line + 4);
    DrawBox axes = box_cut_bottom(&box, line);
    box_cut_bottom(&box, 4);
    if (box.height < 24 || box.width < 60) return;
    Arcs a = arcs_layout(view, box, show);
    float ends = a.across ? a.line[1] + a.label * 2
                          : box.y + fmaxf(a.step[0] * (float)show->rows.count,
                                          a.step[1] * (float)show->cols.count);
    axes.y = fminf(axes.y, ends + 4);
    legend.y = fminf(legend.y, axes.y + axes.height);
    ui_push(view->ui, "arcs");
    draw_curves(&a);
    draw_words(&a, 0);
    draw_words(&a, 1);
    draw_axes(&a, axes);
    draw_legend(&a, legend);
    if (show->count > 1) draw_hues(&a, hues);
    if (!view->figure) {
        answer(&a, 0);
        answer(&a, 1);
    }
    ui_pop(view->ui);
}
