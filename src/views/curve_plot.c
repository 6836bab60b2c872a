/* curve_plot.c -- the plot of a length curve: axes, intervals, lines and marks with their names. */
#include "views/curve_parts.h"

#include <math.h>

typedef struct Plot {
    ViewPass *view;
    const LengthCurve *curve;
    CurveMeasure measure;
    DrawBox box; /* of the axes */
    int lit;     /* the bin under the mouse, or −1 */
} Plot;

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

/* Hues that mean nothing else, far apart in lightness too. */
Color curve_color(const ViewPass *view, int line) {
    const UiTheme *theme = ui_theme(view->ui);
    return line ? theme->kept[1] : theme->kept[0];
}

/* The same for text, where it can be read. */
static Color ink_of(const ViewPass *view, int line) {
    const UiTheme *theme = ui_theme(view->ui);
    Color color = curve_color(view, line);
    bool clear =
        color_contrast(color, theme->ground) >= 4.5 && color_contrast(color, theme->panel) >= 4.5;
    return clear ? color : theme->ink;
}

/* Discs for the first and squares for the second: without colour they differ too. */
void curve_mark(const ViewPass *view, float x, float y, int line, bool lit) {
    float radius = (lit ? 5.5f : 4) * metrics(view)->factor;
    draw_rect(ui_list(view->ui), draw_box(x - radius, y - radius, 2 * radius, 2 * radius),
              line ? 1 : radius, line ? ui_theme(view->ui)->panel : curve_color(view, line),
              draw_stroke(curve_color(view, line), 2 * metrics(view)->factor));
}

/* --- places ---------------------------------------------------------------------------------- */

static float x_of(const Plot *plot, int bin) {
    return plot->box.x + plot->box.width * ((float)bin + 0.5f) / (float)plot->curve->bins;
}

static float y_of(const Plot *plot, double value) {
    return plot->box.y + plot->box.height * (1 - (float)value);
}

static const CurveShare *share_at(const Plot *plot, int line, int bin) {
    if (!curve_has_point(plot->curve, line, bin)) return NULL;
    const CurveShare *share = &plot->curve->line[line].points[bin].of[plot->measure];
    return isnan(share->value) ? NULL : share;
}

/* --- axes ------------------------------------------------------------------------------------ */

static void draw_values(const Plot *plot) {
    const UiTheme *theme = ui_theme(plot->view->ui);
    const UiMetrics *u = metrics(plot->view);
    List *list = ui_list(plot->view->ui);
    DrawBox box = plot->box;
    for (int i = 0; i <= 5; i++) {
        float y = y_of(plot, i / 5.0);
        draw_line(list, box.x, y, box.x + box.width, y,
                  draw_stroke(i ? theme->line : theme->edge, 1));
        draw_text(list, box.x - 8 * u->factor, y + u->tiny * 0.35f, ALIGN_RIGHT, FACE_NUMBERS,
                  u->tiny, theme->muted, view_number(plot->view, i / 5.0, 1));
    }
}

static const char *lengths_of(const Plot *plot, int bin) {
    int width = plot->curve->width;
    return arena_printf(ui_arena(plot->view->ui), width > 1 ? "%d–%d" : "%d", bin * width + 1,
                        (bin + 1) * width);
}

/* Decoded so far, by the model that has the fewest. */
static int samples_at(const Plot *plot, int bin) {
    int least = plot->curve->line[0].points[bin].samples;
    for (int i = 1; i < plot->curve->lines; i++) {
        int more = plot->curve->line[i].points[bin].samples;
        least = more < least ? more : least;
    }
    return least;
}

static void draw_lengths(const Plot *plot) {
    const UiTheme *theme = ui_theme(plot->view->ui);
    const UiMetrics *u = metrics(plot->view);
    List *list = ui_list(plot->view->ui);
    Arena *arena = ui_arena(plot->view->ui);
    float y = plot->box.y + plot->box.height, line = u->tiny * 1.5f;
    float step = plot->box.width / (float)plot->curve->bins;
    int every = view_every(step, 40 * u->factor, plot->curve->bins);
    float left = plot->box.x - 8 * u->factor;
    draw_text(list, left, y + 2 * line, ALIGN_RIGHT, FACE_WORDS, u->tiny, theme->muted, "samples");
    for (int b = 0; b < plot->curve->bins; b++) {
        float x = x_of(plot, b);
        draw_line(list, x, y, x, y + 4, draw_stroke(theme->edge, 1));
        if (b % every && b != plot->lit) continue;
        draw_text(list, x, y + line, ALIGN_CENTER, FACE_NUMBERS, u->tiny,
                  b == plot->lit ? theme->ink : theme->muted, lengths_of(plot, b));
        draw_text(list, x, y + 2 * line, ALIGN_CENTER, FACE_NUMBERS, u->tiny, theme->muted,
                  arena_printf(arena, "%d", samples_at(plot, b)));
    }
    const char *unit = plot->curve->words ? "length of the source in words →"
                                          : "length of the source in characters →";
    draw_text(list, plot->box.x + plot->box.width / 2, y + 3.2f * line, ALIGN_CENTER, FACE_WORDS,
              u->small, theme->muted, unit);
}

/* --- lines ----------------------------------------------------------------------------------- */

static void draw_interval(const Plot *plot, int line, int bin) {
    const CurveShare *share = share_at(plot, line, bin);
    Color color = color_faded(curve_color(plot->view, line), 0.6f);
    List *list = ui_list(plot->view->ui);
    float x = x_of(plot, bin), low = y_of(plot, share->low), high = y_of(plot, share->high);
    float cap = 4 * metrics(plot->view)->factor;
    DrawStroke stroke = draw_stroke(color, 1.5f);
    draw_line(list, x, high, x, low, stroke);
    draw_line(list, x - cap, high, x + cap, high, stroke);
    draw_line(list, x - cap, low, x + cap, low, stroke);
}

static void draw_line_of(const Plot *plot, int line) {
    int last = -1;
    DrawStroke stroke = draw_stroke(curve_color(plot->view, line), 2 * metrics(plot->view)->factor);
    for (int b = 0; b < plot->curve->bins; b++) {
        if (!share_at(plot, line, b)) continue;
        draw_interval(plot, line, b);
        if (last >= 0)
            draw_line(ui_list(plot->view->ui), x_of(plot, last),
                      y_of(plot, share_at(plot, line, last)->value), x_of(plot, b),
                      y_of(plot, share_at(plot, line, b)->value), stroke);
        last = b;
    }
    for (int b = 0; b < plot->curve->bins; b++)
        if (share_at(plot, line, b))
            curve_mark(plot->view, x_of(plot, b), y_of(plot, share_at(plot, line, b)->value), line,
                       b == plot->lit);
}

/* A line's name stands at its right end; two that would meet move apart. */
static void draw_names(const Plot *plot, float right) {
    const UiMetrics *u = metrics(plot->view);
    float apart = u->text * 1.3f, y[CURVE_MODELS], x[CURVE_MODELS];
    bool there[CURVE_MODELS] = {false};
    for (int i = 0; i < plot->curve->lines; i++)
        for (int b = 0; b < plot->curve->bins; b++) {
            if (!share_at(plot, i, b)) continue;
            there[i] = true;
            x[i] = x_of(plot, b) + 12 * u->factor;
            if (b == plot->curve->bins - 1) x[i] = plot->box.x + plot->box.width + 8 * u->factor;
            y[i] = y_of(plot, share_at(plot, i, b)->value);
        }
    if (there[0] && there[1] && fabsf(y[0] - y[1]) < apart) {
        float middle = (y[0] + y[1]) / 2, way = y[0] <= y[1] ? -1 : 1;
        y[0] = middle + way * apart / 2;
        y[1] = middle - way * apart / 2;
    }
    for (int i = 0; i < plot->curve->lines; i++)
        if (there[i])
            text_in_box(ui_list(plot->view->ui),
                        draw_box(x[i], y[i] - apart / 2, right - x[i], apart), ALIGN_LEFT,
                        FACE_WORDS_SEMIBOLD, u->text, ink_of(plot->view, i),
                        curve_name(plot->view, i));
}

/* The room that names take at the right. */
static float names_width(const Plot *plot) {
    const UiMetrics *u = metrics(plot->view);
    float most = 50 * u->factor;
    for (int i = 0; i < plot->curve->lines; i++)
        most = fmaxf(most, text_width(ui_fonts(plot->view->ui), FACE_WORDS_SEMIBOLD, u->text,
                                      curve_name(plot->view, i)));
    return fminf(most, 160 * u->factor) + 16 * u->factor;
}

/* --- answers --------------------------------------------------------------------------------- */

/* “additive .98, 95 % from .97 to .99” */
static const char *values_of(const Plot *plot, int line) {
    ViewPass *view = plot->view;
    const CurveShare *share = share_at(plot, line, plot->lit);
    if (!share)
        return arena_printf(ui_arena(view->ui), "%s: too few samples", curve_name(view, line));
    return arena_printf(ui_arena(view->ui), "%s %s (%s to %s)", curve_name(view, line),
                        view_number(view, share->value, 3), view_number(view, share->low, 3),
                        view_number(view, share->high, 3));
}

/* The numbers of the bin under the mouse, in a card beside it. */
static void draw_lit(const Plot *plot) {
    const UiTheme *theme = ui_theme(plot->view->ui);
    const UiMetrics *u = metrics(plot->view);
    Arena *arena = ui_arena(plot->view->ui);
    const char *title =
        arena_printf(arena, "%s %s, %d samples", lengths_of(plot, plot->lit),
                     plot->curve->words ? "words" : "characters", samples_at(plot, plot->lit));
    float width = text_width(ui_fonts(plot->view->ui), FACE_WORDS_SEMIBOLD, u->small, title);
    for (int i = 0; i < plot->curve->lines; i++)
        width = fmaxf(
            width, text_width(ui_fonts(plot->view->ui), FACE_WORDS, u->small, values_of(plot, i)));
    float line = u->small * 1.5f, x = x_of(plot, plot->lit) + 14 * u->factor;
    DrawBox card = draw_box(x, plot->box.y + plot->box.height * 0.3f, width + 20 * u->factor,
                            line * (float)(1 + plot->curve->lines) + 14 * u->factor);
    if (card.x + card.width > plot->box.x + plot->box.width)
        card.x = x - card.width - 28 * u->factor;
    card = box_within(card, ui_window(plot->view->ui));
    draw_rect(ui_list(plot->view->ui), card, u->radius, theme->panel,
              draw_stroke(theme->border, 1));
    card = box_inset(card, 10 * u->factor, 7 * u->factor);
    text_in_box(ui_list(plot->view->ui), box_cut_top(&card, line), ALIGN_LEFT, FACE_WORDS_SEMIBOLD,
                u->small, theme->ink, title);
    for (int i = 0; i < plot->curve->lines; i++)
        text_in_box(ui_list(plot->view->ui), box_cut_top(&card, line), ALIGN_LEFT, FACE_WORDS,
                    u->small, ink_of(plot->view, i), values_of(plot, i));
}

static int hovered(const Plot *plot) {
    int lit = -1;
    float step = plot->box.width / (float)plot->curve->bins;
    for (int b = 0; b < plot->curve->bins && !plot->view->figure; b++) {
        DrawBox box = plot->box;
        box.x += step * (float)b;
        box.width = step;
        const char *name = arena_printf(ui_arena(plot->view->ui), "bin%d", b + 1);
        UiHit hit = ui_area(plot->view->ui, name, box, (UiArea){.label = lengths_of(plot, b)});
        if (hit.hover || hit.held) lit = b;
    }
    return lit;
}

/* Before the first numbers are there: where they will be. */
static const LengthCurve *empty_curve(const ViewPass *view) {
    const Model *model = view->state->ask.model;
    const Task *task = task_find(model->task);
    LengthCurve *curve = ARENA_NEW(ui_arena(view->ui), LengthCurve);
    curve->bins = CURVE_BINS;
    curve->width = (task->max_source + CURVE_BINS - 1) / CURVE_BINS;
    curve->words = model->tokens == TOKENS_WORDS;
    curve->wanted = view->state->look.curve_samples;
    return curve;
}

void curve_plot(ViewPass *view, DrawBox box) {
    const UiMetrics *u = metrics(view);
    Plot plot = {.view = view, .curve = view->curve ? view->curve : empty_curve(view), .lit = -1};
    float right = box.x + box.width;
    plot.measure = curve_measure(view);
    plot.box = box;
    box_cut_left(&plot.box, 56 * u->factor);
    box_cut_right(&plot.box, names_width(&plot));
    box_cut_top(&plot.box, 10 * u->factor);
    box_cut_bottom(&plot.box, u->tiny * 1.5f * 3.6f);
    plot.lit = hovered(&plot);
    draw_values(&plot);
    draw_lengths(&plot);
    for (int i = plot.curve->lines - 1; i >= 0; i--) draw_line_of(&plot, i);
    draw_names(&plot, right);
    if (plot.lit >= 0 && plot.curve->lines) draw_lit(&plot);
}
