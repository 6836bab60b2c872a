#include "views/vectors.h"

#include "views/followed.h"
#include "views/local.h"
#include "views/math.h"
#include "views/strip.h"

#include <math.h>
#include <stdlib.h>

enum { STRIP_HEIGHT = 48, BAR_HEIGHT = 34, WORDS_HEIGHT = 46, TILT = -48 };
static const Real LEAST_NUMBERED = (Real)0.05; /* a bar under this has no number over it */

typedef struct Vectors {
    ViewPass *view;
    DrawBox box;
    float unit;  /* text factor */
    float pitch; /* from strip to strip */
    double limit;
    int token;
    ViewCell cell;
} Vectors;

float vectors_height(const ViewPass *view) {
    const UiMetrics *u = ui_metrics(view->ui);
    float below = run_has_attention(view->run) ? BAR_HEIGHT : WORDS_HEIGHT;
    return (STRIP_HEIGHT + below + 46) * u->factor + local_height(view);
}

/* Where the bars stand on. */
static float bars_bottom(const Vectors *v) {
    return v->box.y + v->box.height - local_height(v->view);
}

static const TraceArray *array(const Vectors *v, const char *name) {
    return trace_find(v->view->run->trace, name);
}

static bool shows(const Vectors *v, Stage stage, int cell) {
    Position p = v->view->state->look.position;
    if (stage == STAGE_WEIGHTS)
        return v->token && run_shows_weight(v->view->run, p, v->token, cell);
    return v->token && run_shows(p, v->token, (int)stage, cell);
}

/* The window of the row, once its scores are there. */
static bool has_local(const Vectors *v) {
    return v->token && local_is(v->view->run) && shows(v, STAGE_SCORE, 0);
}

static const char *indexed(const Vectors *v, const char *letter, int index) {
    return arena_printf(ui_arena(v->view->ui), "%s_{%d}", letter, index);
}

static float strip_width(const Vectors *v) {
    return fminf(24 * v->unit, v->pitch > 7 ? v->pitch - 3 : v->pitch);
}

static float strip_x(const Vectors *v, int s) {
    return v->box.x + ((float)s - 0.5f) * v->pitch - strip_width(v) / 2;
}

/* Which of two bars' numbers stays where there is no room for both: the one spoken of, else the
 * larger, else the first. */
static bool outranks(const Vectors *v, const TraceArray *weights, int a, int b) {
    if (a == v->cell.source || b == v->cell.source) return a == v->cell.source;
    Real x = trace_number(weights, 0, v->token - 1, a - 1);
    Real y = trace_number(weights, 0, v->token - 1, b - 1);
    return x > y || (x >= y && a < b);
}

/* Whether the number over a bar has its place: no bar within its width outranks it. */
static bool has_number(const Vectors *v, const TraceArray *weights, int s, float width) {
    int reach = (int)ceilf((width + 2) / v->pitch);
    for (int k = s - reach + 1; k < s + reach; k++)
        if (k != s && k >= 1 && k <= weights->cols && outranks(v, weights, k, s) &&
            trace_number(weights, 0, v->token - 1, k - 1) >= LEAST_NUMBERED)
            return false;
    return true;
}

static void draw_bar(const Vectors *v, int s, float bottom) {
    const UiTheme *theme = ui_theme(v->view->ui);
    const UiMetrics *u = ui_metrics(v->view->ui);
    const TraceArray *weights = array(v, "attention.weights");
    if (!run_has_attention(v->view->run)) return;
    List *list = ui_list(v->view->ui);
    float x = strip_x(v, s), width = strip_width(v);
    if (!shows(v, STAGE_WEIGHTS, s)) {
        draw_fill(list, draw_box(x, bottom - 1, width, 1), 0, theme->line);
        return;
    }
    double alpha = (double)trace_number(weights, 0, v->token - 1, s - 1);
    float height = (float)alpha * BAR_HEIGHT * v->unit;
    Color color = theme->weights.colors[color_level(0.35 + 0.65 * alpha)];
    draw_fill(list, draw_box(x, bottom - fmaxf(height, 1), width, fmaxf(height, 1)), 0, color);
    if (alpha < (double)LEAST_NUMBERED) return;
    const TraceArray *before = array(v, "attention.before_window"); /* outlined behind it */
    if (before) {
        double was = (double)trace_number(before, 0, v->token - 1, s - 1);
        height = fmaxf(height, (float)was * BAR_HEIGHT * v->unit);
    }
    const char *text = view_weight(v->view, alpha);
    float wide = text_width(ui_fonts(v->view->ui), FACE_NUMBERS, u->tiny, text);
    if (has_local(v)) { /* its number stands over the curve */
        double half = (double)(wide / 2 + 2) / (double)v->pitch;
        double over = local_bell(v->view->run, v->token, s - half, s + half);
        height = fmaxf(height, (float)over * BAR_HEIGHT * v->unit);
    }
    if (has_number(v, weights, s, wide))
        draw_text(list, x + width / 2, bottom - height - 4, ALIGN_CENTER, FACE_NUMBERS, u->tiny,
                  s == v->cell.source ? theme->key : theme->ink, text);
}

/* A strip whose every cell can be followed. True while the mouse is on it. */
static bool draw_strip(const Vectors *v, const char *name, DrawBox box, const TraceArray *of,
                       int row) {
    StripNumbers numbers = strip_of_row(v->view, of, row);
    strip_draw(v->view, box, numbers, v->limit, true);
    FollowGrid grid = {.array = of, .row = row, .cols = of->cols, .box = box};
    grid.lines = strip_lines(numbers, box);
    followed_draw(v->view, &grid);
    bool can = !v->view->figure && box.width >= 4;
    return can && followed_answer(v->view, name, &grid, NULL).hover;
}

/* Without a matrix over whose columns they stand: what each vector was read from, as it
 * stands or rising to it. */
static void draw_word(const Vectors *v, int s, float top) {
    const ViewPass *view = v->view;
    const UiTheme *theme = ui_theme(view->ui);
    const Run *run = view->run;
    float size = ui_metrics(view->ui)->small, room = v->box.y + v->box.height - top;
    bool other = edits_replaced(run->ask.edits, s) || run->unknown[s - 1];
    Face face = other ? FACE_WORDS_SEMIBOLD : FACE_WORDS;
    const char *word = view_token(view, run->source.items[s - 1]);
    Color ink = s == v->cell.source ? theme->key : other ? theme->warning : theme->ink;
    float x = strip_x(v, s) + strip_width(v) / 2;
    if (text_width(ui_fonts(view->ui), face, size, word) <= v->pitch - 4) {
        draw_text(ui_list(view->ui), x, top + size, ALIGN_CENTER, face, size, ink, word);
        return;
    }
    word = text_ellipsis(ui_fonts(view->ui), ui_arena(view->ui), face, size, word,
                         (room - size) / 0.74f);
    draw_text_turned(ui_list(view->ui), x + size * 0.3f, top + size, ALIGN_RIGHT, TILT, face, size,
                     ink, word);
}

static void draw_key(const Vectors *v, int s, float top, int every) {
    const UiTheme *theme = ui_theme(v->view->ui);
    const UiMetrics *u = ui_metrics(v->view->ui);
    bool spoken = s == v->cell.source;
    DrawBox strip = draw_box(strip_x(v, s), top, strip_width(v), STRIP_HEIGHT * v->unit);
    bool dim = view_is_hovering(v->view) && v->view->memory->hover.source && !spoken;
    bool outside = has_local(v) && local_masks(v->view->run, v->token, s);
    list_push_opacity(ui_list(v->view->ui), dim || outside ? 0.3f : 1);
    const char *name = arena_printf(ui_arena(v->view->ui), "h%d", s);
    if (draw_strip(v, name, strip, array(v, "encoder.h"), s - 1)) view_hover(v->view, 0, s);
    if (spoken && !v->view->followed)
        draw_frame(ui_list(v->view->ui), box_inset(strip, -2, -2), 2, theme->key, 2);
    bool near = v->cell.source && abs(s - v->cell.source) < every && !spoken;
    if (spoken || ((s - 1) % every == 0 && !near)) {
        DrawBox label =
            draw_box(strip.x - 20, strip.y + strip.height + 2, strip.width + 40, u->formula * 1.3f);
        math_in_box(v->view->ui, label, ALIGN_CENTER, u->formula * 0.9f,
                    spoken ? theme->key : theme->ink, indexed(v, "h", s));
        if (!run_has_attention(v->view->run)) draw_word(v, s, label.y + label.height);
    }
    draw_bar(v, s, bars_bottom(v));
    list_pop_opacity(ui_list(v->view->ui));
}

/* The strips answer the mouse like the columns they are. */
static void answer(const Vectors *v) {
    if (v->view->figure) return;
    DrawBox area =
        draw_box(v->box.x, v->box.y, v->pitch * (float)v->view->run->source.count, v->box.height);
    UiHit hit = ui_area(v->view->ui, "vectors", area, (UiArea){.label = "source vectors"});
    int s = (int)(hit.x / v->pitch) + 1;
    const TraceArray *weights = array(v, "attention.weights");
    if ((!hit.hover && !hit.held) || s < 1 || s > v->view->run->source.count) return;
    view_hover(v->view, 0, s);
    if (hit.clicked && v->view->followed && shows(v, STAGE_WEIGHTS, s) && weights) {
        RunCell at = run_cell_at(weights, 0, v->token - 1, s - 1);
        followed_say(v->view, &at);
    } else if (hit.clicked && v->cell.target) {
        view_say(v->view, "select %d %d", v->cell.target, s);
        /* as where a column's word is clicked */
        bool word = !run_has_attention(v->view->run) && s < v->view->run->source.count;
        if (word) v->view->memory->replaces = true;
    }
}

/* The bars of the row, where its weights made what is followed. */
static void light_bars(const Vectors *v) {
    int S = v->view->run->source.count;
    if (!shows(v, STAGE_WEIGHTS, S)) return;
    float high = (BAR_HEIGHT + 14) * v->unit;
    FollowGrid grid = {.array = array(v, "attention.weights"), .row = v->token - 1, .rows = 1};
    grid.cols = S;
    grid.gap = v->pitch - strip_width(v);
    grid.box = draw_box(strip_x(v, 1), bars_bottom(v) - high, v->pitch * (float)S - grid.gap, high);
    followed_draw(v->view, &grid);
}

static void draw_keys(const Vectors *v) {
    const UiTheme *theme = ui_theme(v->view->ui);
    const UiMetrics *u = ui_metrics(v->view->ui);
    float top = v->box.y + 4,
          label = text_width(ui_fonts(v->view->ui), FACE_FORMULA, u->formula, "h00") + 4;
    int every = view_every(v->pitch, label, v->view->run->source.count);
    draw_text(ui_list(v->view->ui), v->box.x - 12, top + STRIP_HEIGHT * v->unit / 2 + 4,
              ALIGN_RIGHT, FACE_WORDS, u->small, theme->key, "keys");
    draw_text(ui_list(v->view->ui), v->box.x - 12,
              top + STRIP_HEIGHT * v->unit / 2 + 4 + u->small * 1.3f, ALIGN_RIGHT, FACE_NUMBERS,
              u->tiny * 0.9f, theme->muted, arena_printf(ui_arena(v->view->ui), "±%.1f", v->limit));
    if (run_has_attention(v->view->run) && v->token)
        math_in_box(v->view->ui, draw_box(v->box.x - 60, bars_bottom(v) - 20, 48, 20), ALIGN_RIGHT,
                    u->formula, theme->ink, indexed(v, "α", v->token));
    answer(v); /* the strips lie over it */
    LocalAt local = {.pitch = v->pitch, .bar = strip_width(v), .token = v->token};
    local.bars = draw_box(v->box.x, bars_bottom(v) - BAR_HEIGHT * v->unit,
                          v->pitch * (float)v->view->run->source.count, BAR_HEIGHT * v->unit);
    if (has_local(v)) local_draw_under(v->view, &local);
    for (int s = 1; s <= v->view->run->source.count; s++) draw_key(v, s, top, every);
    if (has_local(v)) local_draw_over(v->view, &local);
    light_bars(v);
}

static void draw_named(const Vectors *v, float x, float top, const char *above, Color color,
                       const char *label, const char *name, int row, bool known) {
    const UiTheme *theme = ui_theme(v->view->ui);
    const UiMetrics *u = ui_metrics(v->view->ui);
    const TraceArray *numbers = array(v, name);
    DrawBox strip = draw_box(x, top, 24 * v->unit, STRIP_HEIGHT * v->unit);
    if (known && numbers)
        draw_strip(v, above, strip, numbers, row);
    else
        strip_draw(v->view, strip, (StripNumbers){NULL, 0}, v->limit, true);
    draw_text(ui_list(v->view->ui), x + strip.width / 2, top - 6, ALIGN_CENTER, FACE_WORDS,
              u->small, color, above);
    math_in_box(v->view->ui,
                draw_box(x - 30, top + strip.height + 2, strip.width + 60, u->formula * 1.3f),
                ALIGN_CENTER, u->formula * 0.9f, theme->ink, label);
}

static void draw_results(const Vectors *v, DrawBox box) {
    const UiTheme *theme = ui_theme(v->view->ui);
    const UiMetrics *u = ui_metrics(v->view->ui);
    bool attention = run_has_attention(v->view->run),
         current = v->view->run->ask.model->config.query_current;
    float top = box.y + 22 * v->unit, middle = top + STRIP_HEIGHT * v->unit / 2;
    int t = v->token ? v->token : 1;
    DrawBox sum = draw_box(box.x, middle - 12, 72 * v->unit, 24);
    math_in_box(v->view->ui, sum, ALIGN_RIGHT, u->formula * 1.1f, theme->ink,
                attention ? "Σ α h =" : "c =");
    draw_named(v, box.x + 84 * v->unit, top, "context", theme->value_ink, indexed(v, "c", t),
               "attention.context", t - 1, shows(v, STAGE_CONTEXT, 0));
    if (attention)
        draw_named(v, box.x + 156 * v->unit, top, "query", theme->query,
                   indexed(v, "s", current ? t : t - 1), "decoder.query", t - 1,
                   shows(v, STAGE_QUERY, 0));
}

/* Beside the bars: what of them is left. */
static void draw_left(const Vectors *v, DrawBox box) {
    if (!has_local(v)) return;
    box.x += 8 * v->unit;
    box.width -= 8 * v->unit;
    box.y = bars_bottom(v) - BAR_HEIGHT * v->unit;
    box.height = BAR_HEIGHT * v->unit;
    local_draw_sum(v->view, box, v->token);
}

void vectors_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    Vectors v = {.view = view, .unit = u->factor, .token = view->state->look.position.token};
    v.cell = view_cell(view);
    if (v.cell.target) v.token = v.cell.target;
    DrawBox right = box_cut_right(&box, 200 * u->factor);
    box_cut_left(&box, 56 * u->factor);
    v.box = box;
    v.pitch = fminf(44 * u->factor, box.width / (float)view->run->source.count);
    if (v.pitch <= 0) return;
    const TraceArray *h = array(&v, "encoder.h");
    for (int s = 0; s < h->rows; s++)
        v.limit = fmax(v.limit, strip_limit(strip_of_row(view, h, s)));
    draw_keys(&v);
    draw_results(&v, right);
    draw_left(&v, right);
}
