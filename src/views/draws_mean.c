/* draws_mean.c -- how far the running mean of the drawn contexts is from soft's, draw by draw. */
#include "views/draws_parts.h"
#include "views/math.h"
#include "views/strip.h"

#include <math.h>

enum { POINTS_MOST = 400, DECADES_MOST = 6 };

/* Both axes logarithmic. */
typedef struct Curve {
    const Draws *d;
    DrawBox box;
    double low, high; /* of the distances: powers of ten */
    double most;      /* of the draws */
} Curve;

static float x_of(const Curve *c, double n) {
    return c->box.x + c->box.width * (c->most > 1 ? (float)(log(n) / log(c->most)) : 0.5f);
}

static float y_of(const Curve *c, double x) {
    double share = log(fmax(x, c->low) / c->low) / log(c->high / c->low);
    return c->box.y + c->box.height * (1 - (float)fmin(share, 1));
}

static void find_range(Curve *c) {
    const Sampling *p = c->d->p;
    double low = (double)INFINITY, high = 0;
    for (int i = 0; i < p->n; i++) {
        double x = p->distances[i];
        high = fmax(high, x);
        if (x > 0) low = fmin(low, x);
    }
    if (p->spread > 0) high = fmax(high, p->spread);
    if (high <= 0) high = 1;
    double top = ceil(log10(high) - 1e-9), bottom = floor(log10(fmin(low, high)));
    if (top - bottom < 1) bottom = top - 1;
    if (top - bottom > DECADES_MOST) bottom = top - DECADES_MOST;
    c->high = pow(10, top);
    c->low = pow(10, bottom);
    c->most = p->n;
}

static const char *power_of_ten(const ViewPass *view, double x) {
    int power = (int)lround(log10(x));
    return power >= -2 && power <= 4
               ? view_number(view, x, power < 0 ? -power : 0)
               : arena_printf(ui_arena(view->ui), "10^{%s%d}", power < 0 ? "−" : "",
                              power < 0 ? -power : power);
}

static void draw_axes(const Curve *c) {
    ViewPass *view = c->d->view;
    const UiTheme *theme = ui_theme(view->ui);
    float size = ui_metrics(view->ui)->tiny;
    List *list = ui_list(view->ui);
    for (double at = c->low; at <= c->high * 1.01; at *= 10) {
        float y = y_of(c, at);
        draw_line(list, c->box.x, y, c->box.x + c->box.width, y,
                  draw_stroke(at <= c->low * 1.01 ? theme->edge : theme->line, 1));
        math_in_box(view->ui, draw_box(c->box.x - 50, y - size, 44, 2 * size), ALIGN_RIGHT, size,
                    theme->muted, power_of_ten(view, at));
    }
    for (double n = 1; n <= c->most; n *= 10) {
        float x = x_of(c, n);
        draw_line(list, x, c->box.y + c->box.height, x, c->box.y + c->box.height + 3,
                  draw_stroke(theme->edge, 1));
        draw_text(list, x, c->box.y + c->box.height + size * 1.45f, ALIGN_CENTER, FACE_NUMBERS,
                  size, theme->muted, view_number(view, n, 0));
    }
}

/* √(Σ α |h − c|² / n): what the distance is in the root mean square, over all that could be drawn.
 */
static void draw_expected(const Curve *c) {
    ViewPass *view = c->d->view;
    double spread = c->d->p->spread, n = c->most;
    if (!(spread > 0) || spread < c->low || n < 2) return;
    double end = fmin(n, pow(spread / c->low, 2)); /* where it leaves the plot */
    DrawStroke stroke = {ui_theme(view->ui)->muted, 1.25f, 5, 4, 0};
    draw_line(ui_list(view->ui), x_of(c, 1), y_of(c, spread), x_of(c, end),
              y_of(c, spread / sqrt(end)), stroke);
}

/* Every draw where there is room, else those that are evenly apart on the axis. */
static void draw_curve_of(const Curve *c) {
    const Draws *d = c->d;
    List *list = ui_list(d->view->ui);
    Color color = ui_theme(d->view->ui)->positive;
    int before = 0;
    for (int k = 1; k <= d->shown; k++) {
        int apart = (int)(k * (exp(log(fmax(c->most, 2)) / POINTS_MOST) - 1));
        if (before && k < d->shown && k - before < apart) continue;
        double x = d->p->distances[k - 1];
        if (before)
            draw_line(list, x_of(c, before), y_of(c, d->p->distances[before - 1]), x_of(c, k),
                      y_of(c, x), draw_stroke(color, 1.75f));
        if (c->most <= 40)
            draw_fill(list, draw_box(x_of(c, k) - 2.5f, y_of(c, x) - 2.5f, 5, 5), 2.5f, color);
        before = k;
    }
    float x = x_of(c, d->shown), y = y_of(c, d->p->distances[d->shown - 1]);
    draw_rect(list, draw_box(x - 5, y - 5, 10, 10), 5, ui_theme(d->view->ui)->panel,
              draw_stroke(color, 2));
}

static const char *value_words(const Draws *d) {
    double x = d->p->distances[d->shown - 1];
    const char *root = d->p->spread > 0
                           ? arena_printf(ui_arena(d->view->ui), "\\t{, expected} %s",
                                          view_number(d->view, d->p->spread / sqrt(d->shown), 3))
                           : "";
    return arena_printf(ui_arena(d->view->ui), "|c̄_{%d} − c| = %s%s", d->shown,
                        view_number(d->view, x, 3), root);
}

static void draw_words(const Draws *d, DrawBox *box) {
    ViewPass *view = d->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    ui_text(view->ui, box_cut_top(box, 22 * u->factor), ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->text,
            theme->ink, "The mean of their contexts nears soft’s");
    math_in_box(view->ui, box_cut_top(box, 20 * u->factor), ALIGN_LEFT, u->formula * 0.95f,
                theme->ink, value_words(d));
    DrawBox line = box_cut_top(box, 18 * u->factor);
    if (!(d->p->spread > 0)) return;
    DrawStroke stroke = {theme->muted, 1.25f, 5, 4, 0};
    float middle = line.y + line.height / 2;
    draw_line(ui_list(view->ui), line.x, middle, line.x + 24, middle, stroke);
    box_cut_left(&line, 30);
    math_in_box(view->ui, line, ALIGN_LEFT, u->formula * 0.85f, theme->muted,
                "\\t{expected:} σ / \\sqrt{n}, σ^2 = Σ_s α_s |h_s − c|^2");
}

/* Both vectors, over the same range. */
static void draw_vectors(const Draws *d, DrawBox box) {
    ViewPass *view = d->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    int width = d->p->width;
    double *mean = ARENA_ARRAY(ui_arena(view->ui), double, width);
    float *numbers[2] = {ARENA_ARRAY(ui_arena(view->ui), float, width),
                         ARENA_ARRAY(ui_arena(view->ui), float, width)};
    sampling_mean(d->p, d->shown, mean);
    for (int i = 0; i < width; i++) {
        numbers[0][i] = (float)mean[i];
        numbers[1][i] = (float)d->p->context[i];
    }
    const char *names[2] = {arena_printf(ui_arena(view->ui), "c̄_{%d}", d->shown), "c"};
    double limit = fmax(strip_limit((StripNumbers){numbers[0], width}),
                        strip_limit((StripNumbers){numbers[1], width}));
    for (int i = 0; i < 2; i++) {
        DrawBox row = box_cut_top(&box, 18 * u->factor);
        math_in_box(view->ui, box_cut_left(&row, 34 * u->factor), ALIGN_RIGHT, u->formula * 0.9f,
                    theme->ink, names[i]);
        box_cut_left(&row, 6);
        DrawBox range = box_cut_right(&row, 34 * u->factor);
        if (i)
            text_in_box(ui_list(view->ui), range, ALIGN_RIGHT, FACE_NUMBERS, u->tiny * 0.9f,
                        theme->muted,
                        arena_printf(ui_arena(view->ui), "±%s", view_number(view, limit, 1)));
        row = box_inset(row, 0, 3);
        strip_draw(view, row, (StripNumbers){numbers[i], width}, limit, false);
        if (i == !d->own) draws_answer_vector(d, names[i], row);
    }
}

void draws_mean(const Draws *d, DrawBox box) {
    ViewPass *view = d->view;
    const UiMetrics *u = ui_metrics(view->ui);
    ui_panel(view->ui, box, u->card_radius);
    DrawBox inside = box_inset(box, 14 * u->factor, 8 * u->factor);
    draw_words(d, &inside);
    draw_vectors(d, box_cut_bottom(&inside, 38 * u->factor));
    DrawBox name = box_cut_bottom(&inside, u->tiny * 3.2f);
    name.y += u->tiny * 1.5f;
    name.height = u->tiny * 1.6f;
    text_in_box(ui_list(view->ui), name, ALIGN_CENTER, FACE_WORDS, u->tiny,
                ui_theme(view->ui)->muted, "draws n →, both axes logarithmic");
    box_cut_top(&inside, 8 * u->factor);
    box_cut_left(&inside, 40 * u->factor);
    box_cut_right(&inside, 8 * u->factor);
    Curve c = {.d = d, .box = inside};
    if (c.box.height < 20 || c.box.width < 20) return;
    find_range(&c);
    draw_axes(&c);
    draw_expected(&c);
    draw_curve_of(&c);
}
