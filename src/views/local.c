#include "views/local.h"

#include "views/math.h"

#include <math.h>
#include <string.h>

enum { RULER = 28, HATCH_HEIGHT = 10, GRIP = 12 };

/* --- numbers --------------------------------------------------------------------------------- */

bool local_is(const Run *run) {
    return run_has_attention(run) && run->ask.attention.scope->center &&
           trace_find(run->trace, "attention.center");
}

double local_center(const Run *run, int row) {
    return (double)trace_number(trace_find(run->trace, "attention.center"), 0, 0, row - 1);
}

bool local_masks(const Run *run, int row, int source) {
    return fabs(source - local_center(run, row)) > run->ask.attention.window;
}

double local_bell(const Run *run, int row, double from, double to) {
    double p = local_center(run, row), D = run->ask.attention.window, sigma = D / 2;
    if (!run->ask.attention.scope->has_gaussian || to < p - D - 1e-6 || from > p + D + 1e-6)
        return 0;
    double away = fmax(0, fmax(from - p, p - to));
    return exp(-away * away / (2 * sigma * sigma));
}

float local_height(const ViewPass *view) {
    return local_is(view->run) ? RULER * ui_metrics(view->ui)->factor : 0;
}

static double sum_of_row(const ViewPass *view, const char *name, int row) {
    const TraceArray *array = trace_find(view->run->trace, name);
    double sum = 0;
    for (int s = 0; array && s < array->cols; s++)
        sum += (double)trace_number(array, 0, row - 1, s);
    return array ? sum : (double)NAN;
}

/* A place on the source, from 1, on the screen; held to the bars. */
static float x_of(const LocalAt *at, double place) {
    float x = at->bars.x + (float)(place - 0.5) * at->pitch;
    return fmaxf(at->bars.x, fminf(x, at->bars.x + at->bars.width));
}

static bool is_weighed(const ViewPass *view, int row) {
    return run_shows(view->state->look.position, row, STAGE_WEIGHTS, view->run->source.count);
}

/* Where the window ends is where the source does: then there is no end to draw. */
static bool is_end(const ViewPass *view, double place) {
    return place >= 0.5 && place <= view->run->source.count + 0.5;
}

static float ruler_y(const ViewPass *view, const LocalAt *at) {
    return at->bars.y + at->bars.height + 8 * ui_metrics(view->ui)->factor;
}

/* --- under the bars -------------------------------------------------------------------------- */

static void hatch(ViewPass *view, const LocalAt *at, int s) {
    static const uint8_t masked[] = {COLOR_MASKED};
    float high = HATCH_HEIGHT * ui_metrics(view->ui)->factor;
    DrawBox box = draw_box(at->bars.x + ((float)s - 0.5f) * at->pitch - at->bar / 2,
                           at->bars.y + at->bars.height - high, at->bar, high);
    draw_cells(ui_list(view->ui), box, 1, 1, masked, &ui_theme(view->ui)->weights, 0, 0);
}

/* The weights before the Gaussian, as outlines behind the bars. */
static void outline_before(ViewPass *view, const LocalAt *at) {
    const UiTheme *theme = ui_theme(view->ui);
    const TraceArray *before = trace_find(view->run->trace, "attention.before_window");
    if (!before || !is_weighed(view, at->token)) return;
    for (int s = 1; s <= before->cols; s++) {
        double alpha = (double)trace_number(before, 0, at->token - 1, s - 1);
        float high = (float)alpha * at->bars.height;
        if (high < 1.5f) continue;
        DrawBox box = draw_box(at->bars.x + ((float)s - 0.5f) * at->pitch - at->bar / 2,
                               at->bars.y + at->bars.height - high, at->bar, high);
        draw_rect(ui_list(view->ui), box, 0, COLOR_NONE,
                  (DrawStroke){.color = theme->muted, .width = 1, .dash = 2, .gap = 1.5f});
    }
}

void local_draw_under(ViewPass *view, const LocalAt *at) {
    const UiTheme *theme = ui_theme(view->ui);
    double p = local_center(view->run, at->token), D = view->run->ask.attention.window;
    float from = x_of(at, p - D), to = x_of(at, p + D);
    draw_fill(ui_list(view->ui), draw_box(from, at->bars.y, to - from, at->bars.height), 0,
              theme->query_tint);
    for (int side = -1; side <= 1; side += 2)
        if (is_end(view, p + side * D)) {
            float x = x_of(at, p + side * D);
            draw_line(ui_list(view->ui), x, at->bars.y, x, ruler_y(view, at),
                      (DrawStroke){.color = theme->query, .width = 1, .dash = 3, .gap = 2});
        }
    for (int s = 1; s <= view->run->source.count; s++)
        if (local_masks(view->run, at->token, s)) hatch(view, at, s);
    outline_before(view, at);
}

/* --- over them ------------------------------------------------------------------------------- */

/* exp(−(s − p)² / 2σ²), σ = D/2, from end to end of the window. */
static void draw_bell(ViewPass *view, const LocalAt *at, double p, double D) {
    enum { STEPS = 48 };
    PathStep steps[STEPS + 1];
    double from = fmax(p - D, 0.5), to = fmin(p + D, view->run->source.count + 0.5);
    if (!view->run->ask.attention.scope->has_gaussian || to <= from) return;
    for (int i = 0; i <= STEPS; i++) {
        double s = from + (to - from) * i / STEPS;
        steps[i] = (PathStep){.verb = i ? PATH_LINE : PATH_MOVE, .x = x_of(at, s)};
        steps[i].y =
            at->bars.y + at->bars.height * (1 - (float)local_bell(view->run, at->token, s, s));
    }
    draw_path(ui_list(view->ui), 0, 0, 1, steps, STEPS + 1, COLOR_NONE,
              draw_stroke(ui_theme(view->ui)->query, 1.5f));
}

/* An end of the ruler, and in the window a grip on it: pale at the source's end, where the window
 * goes on. */
static void draw_end(ViewPass *view, const LocalAt *at, double place, bool hot) {
    const UiTheme *theme = ui_theme(view->ui);
    float unit = ui_metrics(view->ui)->factor, x = x_of(at, place), y = ruler_y(view, at);
    bool is = is_end(view, place);
    if (view->figure && !is) return;
    if (view->figure) {
        draw_line(ui_list(view->ui), x, y - 5 * unit, x, y + 5 * unit,
                  draw_stroke(theme->query, 1.5f));
        return;
    }
    DrawBox grip = draw_box(x - 3 * unit, y - 7 * unit, 6 * unit, 14 * unit);
    draw_rect(ui_list(view->ui), grip, 3 * unit, hot ? theme->query : theme->panel,
              draw_stroke(is ? theme->query : theme->faint, 1.25f));
}

static void draw_ruler(ViewPass *view, const LocalAt *at, double p, double D, bool hot) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    float y = ruler_y(view, at), x = x_of(at, p), r = 4.5f * u->factor;
    draw_line(ui_list(view->ui), x_of(at, p - D), y, x_of(at, p + D), y,
              draw_stroke(theme->query, 1.5f));
    const PathStep marker[] = {PATH_TO(MOVE, 0, -1), PATH_TO(LINE, 1, 1), PATH_TO(LINE, -1, 1),
                               PATH_END};
    draw_path(ui_list(view->ui), x, y, hot ? r * 1.3f : r, marker, 4, theme->query, DRAW_NO_STROKE);
    const char *text =
        arena_printf(ui_arena(view->ui), "p_{%d} = %s", at->token, view_number(view, p, 2));
    float wide = math_width(view->ui, u->formula * 0.87f, text);
    float left = fminf(x + r + 6 * u->factor, at->bars.x + at->bars.width + 40 * u->factor - wide);
    math_draw(view->ui, left, y + 16 * u->factor, u->formula * 0.87f, theme->query, text);
}

/* --- dragging -------------------------------------------------------------------------------- */

static double place_under(const LocalAt *at, const UiHit *hit, DrawBox area) {
    return (double)((area.x + hit->x - at->bars.x) / at->pitch) + 0.5;
}

static UiHit grip_of(ViewPass *view, const LocalAt *at, const char *name, double place,
                     const char *tip) {
    float unit = ui_metrics(view->ui)->factor;
    DrawBox area = draw_box(x_of(at, place) - GRIP * unit / 2, at->bars.y, GRIP * unit,
                            at->bars.height + 16 * unit);
    UiHit hit = ui_area(view->ui, name, area,
                        (UiArea){.label = tip,
                                 .focusable = true,
                                 .takes_arrows = true,
                                 .ring_radius = 3,
                                 .cursor = CURSOR_RESIZE_X});
    if (hit.hover || hit.held) ui_set_cursor(view->ui, CURSOR_RESIZE_X);
    if (hit.hover && !hit.held) ui_tip(view->ui, area, tip);
    hit.x = (float)place_under(at, &hit, area); /* as a place on the source */
    return hit;
}

static void say_window(ViewPass *view, long D) {
    const Attention *a = &view->run->ask.attention;
    long least = a->scope->smallest_window, most = view->run->source.count;
    D = D < least ? least : D > most ? most : D;
    if (D != a->window) view_say(view, "scope %s %ld", a->scope->word, D);
}

/* One end: the other goes along, about the centre. */
static bool answer_end(ViewPass *view, const LocalAt *at, double p, int side) {
    double D = view->run->ask.attention.window;
    UiHit hit = grip_of(view, at, side < 0 ? "window-start" : "window-end", p + side * D,
                        "drag: how far the window reaches, D");
    if (hit.held && hit.dragged) say_window(view, lround(side * ((double)hit.x - p)));
    if (hit.key) {
        int by = (hit.key->key == KEY_RIGHT) - (hit.key->key == KEY_LEFT);
        if (by) say_window(view, (long)D + by * side);
    }
    return hit.hover || hit.held;
}

static void say_center(ViewPass *view, int row, double p) {
    p = fmax(0, fmin(p, view->run->source.count));
    view_say(view, "center %d %.2f", row, p);
}

static bool answer_center(ViewPass *view, const LocalAt *at, double p) {
    float unit = ui_metrics(view->ui)->factor;
    DrawBox area =
        draw_box(x_of(at, p) - 8 * unit, ruler_y(view, at) - 8 * unit, 16 * unit, 16 * unit);
    UiHit hit = ui_area(view->ui, "window-center", area,
                        (UiArea){.label = "the window's centre",
                                 .focusable = true,
                                 .takes_arrows = true,
                                 .ring_radius = 3,
                                 .cursor = CURSOR_RESIZE_X});
    if (hit.hover && !hit.held)
        ui_tip(view->ui, area, "drag: put the centre elsewhere; double click: as computed");
    if (hit.hover || hit.held) ui_set_cursor(view->ui, CURSOR_RESIZE_X);
    if (hit.double_clicked)
        view_say(view, "center %d none", at->token);
    else if (hit.held && hit.dragged && fabsf(hit.dx) > 0)
        say_center(view, at->token, place_under(at, &hit, area));
    if (hit.key) {
        int by = (hit.key->key == KEY_RIGHT) - (hit.key->key == KEY_LEFT);
        if (by) say_center(view, at->token, p + by * 0.5);
    }
    return hit.hover || hit.held;
}

void local_draw_over(ViewPass *view, const LocalAt *at) {
    double p = local_center(view->run, at->token), D = view->run->ask.attention.window;
    bool start = false, end = false, center = false;
    if (!view->figure) {
        start = answer_end(view, at, p, -1);
        end = answer_end(view, at, p, 1);
        center = answer_center(view, at, p);
    }
    draw_bell(view, at, p, D);
    draw_ruler(view, at, p, D, center);
    draw_end(view, at, p - D, start);
    draw_end(view, at, p + D, end);
}

/* --- the sum --------------------------------------------------------------------------------- */

void local_draw_sum(ViewPass *view, DrawBox box, int row) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    const Attention *a = &view->run->ask.attention;
    Arena *arena = ui_arena(view->ui);
    if (!is_weighed(view, row)) return;
    double kept = sum_of_row(view, "attention.kept", row),
           sum = sum_of_row(view, "attention.weights", row);
    DrawBox top = box_cut_top(&box, box.height / 2);
    const char *name = arena_printf(arena, "Σ_s α_{%d,s} =", row);
    math_in_box(view->ui, box_cut_left(&top, math_width(view->ui, u->formula, name) + 1),
                ALIGN_LEFT, u->formula, theme->ink, name);
    box_cut_left(&top, 6 * u->factor);
    text_in_box(ui_list(view->ui), top, ALIGN_LEFT, FACE_NUMBERS, u->number, theme->ink,
                view_number(view, sum, 3));
    bool forced = edits_forced_row(view->run->ask.edits, (HeadAt){0}, row) != NULL;
    const char *words = forced                    ? "some of it forced"
                        : !a->scope->has_gaussian ? "all of it within the window"
                        : a->renormalise ? arena_printf(arena, "%s was left; divided by it",
                                                        view_number(view, kept, 3))
                                         : "what the Gaussian left; not divided";
    ui_text(view->ui, box, ALIGN_LEFT, FACE_WORDS, u->tiny, theme->muted, words);
}
