/* The axes of the plots of gradients: round ends, and what a number is on them. */
#include "views/gradient_parts.h"

#include "views/math.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room for what vanishes through a long sentence; of floats, few are smaller. */
enum { DECADES_MOST = 30 };

double gradient_own(const GradientCurve *curve, int s) {
    double sum = 0;
    for (int way = 0; way < curve->ways; way++) sum += curve->own[way][s] * curve->own[way][s];
    return sqrt(sum);
}

static void stretch_to(Axis *axis, const double *numbers, int count) {
    for (int i = 0; numbers && i < count; i++) {
        axis->high = fmax(axis->high, numbers[i]);
        if (numbers[i] > 0) axis->low = fmin(axis->low, numbers[i]);
        axis->below |= axis->log && numbers[i] <= 0;
    }
}

/* 1, 2 or 5 times a power of ten: the next that is not less. */
static double nice(double x) {
    double power = pow(10, floor(log10(x) + 1e-12)), part = x / power;
    return power * (part <= 1 + 1e-9 ? 1 : part <= 2 + 1e-9 ? 2 : part <= 5 + 1e-9 ? 5 : 10);
}

static void round_axis(Axis *axis) {
    if (axis->high <= 0) axis->high = 1;
    if (!axis->log) {
        double step = nice(axis->high / 4);
        axis->low = 0;
        axis->high = step * ceil(axis->high / step - 1e-9);
        return;
    }
    double top = ceil(log10(axis->high) - 1e-9), bottom = floor(log10(fmin(axis->low, axis->high)));
    if (top - bottom < 1) bottom = top - 1;
    axis->below |= top - bottom > DECADES_MOST;
    if (top - bottom > DECADES_MOST) bottom = top - DECADES_MOST;
    axis->high = pow(10, top);
    axis->low = pow(10, bottom);
}

Axis gradient_axis(const Drawing *d, const GradientCurve *only) {
    Axis axis = {.log = d->view->state->look.heights == HEIGHTS_LOG, .low = (double)INFINITY};
    for (int i = 0; i < GRADIENT_CURVES; i++) {
        const GradientCurve *curve = &d->gradients->curves[i];
        if (!curve->done || (only && curve != only)) continue;
        for (int k = 0; k < ENCODER_WAYS; k++) stretch_to(&axis, curve->h[k], curve->S);
        for (int s = 0; s < curve->S && curve->attention; s++)
            axis.high = fmax(axis.high, gradient_own(curve, s));
    }
    round_axis(&axis);
    return axis;
}

float plot_y(const Plot *p, double x) {
    const Axis *a = &p->axis;
    double share = a->log ? (x > 0 ? log10(x / a->low) / log10(a->high / a->low) : -1)
                          : (x - a->low) / (a->high - a->low);
    return p->box.y + p->box.height * (1 - (float)fmax(share, 0));
}

float plot_x(const Plot *p, int s) {
    return p->box.x + p->box.width * ((float)s + 0.5f) / (float)p->curve->S;
}

const char *gradient_number(const ViewPass *view, double x) {
    Arena *arena = ui_arena(view->ui);
    if (x <= 0) return "0";
    int power = (int)floor(log10(x));
    if (power >= -2 && power < 4) return view_number(view, x, power >= 1 ? 1 : 2 - power);
    double part = x / pow(10, power);
    const char *digits = view_number(view, part, 1);
    if (!strcmp(digits, "10.0")) {
        digits = "1.0";
        power++;
    }
    return arena_printf(arena, "%s·10^{%s%d}", digits, power < 0 ? "−" : "",
                        power < 0 ? -power : power);
}

static void draw_tick(const Plot *p, double at, const char *label) {
    ViewPass *view = p->all->view;
    const UiTheme *theme = ui_theme(view->ui);
    float size = ui_metrics(view->ui)->tiny, y = plot_y(p, at);
    bool ground = at <= p->axis.low * (1 + 1e-9);
    draw_line(ui_list(view->ui), p->box.x, y, p->box.x + p->box.width, y,
              draw_stroke(ground ? theme->edge : theme->line, 1));
    if (label)
        math_in_box(view->ui, draw_box(p->box.x - 60, y - size, 54, 2 * size), ALIGN_RIGHT, size,
                    theme->muted, label);
}

void plot_draw_ticks(const Plot *p) {
    ViewPass *view = p->all->view;
    const Axis *a = &p->axis;
    float size = ui_metrics(view->ui)->tiny;
    if (!a->log) {
        double step = nice(a->high / 4);
        for (int i = 0; i * step <= a->high * (1 + 1e-9); i++)
            draw_tick(p, i * step, i ? gradient_number(view, i * step) : "0");
        return;
    }
    int bottom = (int)lround(log10(a->low)), top = (int)lround(log10(a->high));
    int every = view_every(p->box.height / (float)(top - bottom), size * 1.7f, top - bottom);
    for (int power = bottom; power <= top; power++) {
        bool floor_named = a->below && power == bottom;
        bool named =
            floor_named || ((top - power) % every == 0 && !(a->below && power - bottom < every));
        const char *label = arena_printf(ui_arena(view->ui), "%s10^{%s%d}", floor_named ? "≤ " : "",
                                         power < 0 ? "−" : "", abs(power));
        draw_tick(p, pow(10, power), named ? label : NULL);
    }
}
