#include "views/gradient_parts.h"

#include "ui/scroll.h"
#include "views/followed.h"
#include "views/math.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PANEL_LEAST = 250, THREE_COLUMNS = 700 };

static const UiMetrics *metrics(const Drawing *d) {
    return ui_metrics(d->view->ui);
}

static Heights heights_of(const Drawing *d) {
    return d->view->state->look.heights;
}

/* --- curves ---------------------------------------------------------------------------------- */

static Color color_of(const ViewPass *view, int which) {
    return ui_theme(view->ui)->kept[which];
}

static DrawStroke stroke_of(const ViewPass *view, int which) {
    DrawStroke stroke = draw_stroke(color_of(view, which), 1.75f);
    if (which == 1) stroke.dash = 5, stroke.gap = 3;
    return stroke;
}

/* Discs for →, rings for ←: without colour they differ too. */
static void draw_mark(const ViewPass *view, float x, float y, int which, bool lit) {
    float radius = (lit ? 4.5f : 2.75f) * ui_metrics(view->ui)->factor;
    draw_rect(ui_list(view->ui), draw_box(x - radius, y - radius, 2 * radius, 2 * radius), radius,
              which ? ui_theme(view->ui)->panel : color_of(view, which),
              draw_stroke(color_of(view, which), 1.5f));
}

static void draw_series(const Plot *p, int which) {
    ViewPass *view = p->all->view;
    const double *numbers = p->curve->h[which];
    int S = p->curve->S;
    if (!numbers) return;
    for (int s = 1; s < S; s++)
        draw_line(ui_list(view->ui), plot_x(p, s - 1), plot_y(p, numbers[s - 1]), plot_x(p, s),
                  plot_y(p, numbers[s]), stroke_of(view, which));
    bool marks = p->box.width / (float)S >= 5 * ui_metrics(view->ui)->factor;
    for (int s = 0; s < S; s++)
        if (marks || s + 1 == p->all->source)
            draw_mark(view, plot_x(p, s), plot_y(p, numbers[s]), which, s + 1 == p->all->source);
}

/* What came to a word by attention alone, as a bar behind the lines. */
static void draw_own(const Plot *p) {
    ViewPass *view = p->all->view;
    const GradientCurve *curve = p->curve;
    float pitch = p->box.width / (float)curve->S, width = fmaxf(pitch * 0.62f, 1);
    float ground = p->box.y + p->box.height;
    for (int s = 0; s < curve->S && curve->attention; s++) {
        double own = gradient_own(curve, s);
        float y = plot_y(p, own);
        if (own <= 0 || y >= ground) continue;
        draw_fill(ui_list(view->ui), draw_box(plot_x(p, s) - width / 2, y, width, ground - y), 0,
                  color_mix(ui_theme(view->ui)->panel, ui_theme(view->ui)->positive, 0.28f));
    }
}

static void draw_labels(const Plot *p) {
    const Drawing *d = p->all;
    const UiTheme *theme = ui_theme(d->view->ui);
    for (int s = 1; s <= p->curve->S; s++)
        if (under_has(&d->under, s, d->source))
            under_draw(d->view, &d->under, plot_x(p, s - 1), p->box.y + p->box.height + 2,
                       s == d->source ? FACE_WORDS_SEMIBOLD : FACE_WORDS,
                       s == d->source ? theme->key : theme->muted,
                       view_token(d->view, d->view->run->source.items[s - 1]));
}

/* The word spoken of. */
static void draw_spoken(const Plot *p) {
    const Drawing *d = p->all;
    ViewPass *view = d->view;
    if (!d->source || d->source > p->curve->S) return;
    const UiTheme *theme = ui_theme(view->ui);
    float x = plot_x(p, d->source - 1);
    draw_line(ui_list(view->ui), x, p->box.y, x, p->box.y + p->box.height,
              draw_stroke(theme->key, 1));
}

static void answer(const Plot *p, int which) {
    ViewPass *view = p->all->view;
    if (view->figure) return;
    UiHit hit = ui_area(view->ui, arena_printf(ui_arena(view->ui), "plot%d", which), p->box,
                        (UiArea){.label = p->curve->file});
    int s = (int)(hit.x / p->box.width * (float)p->curve->S) + 1;
    if ((!hit.hover && !hit.held) || s < 1 || s > p->curve->S) return;
    view_hover(view, 0, s);
    int target = p->all->gradients->target;
    if (hit.clicked)
        view_say(view, "select %d %d",
                 target == GRADIENT_ALL ? gradient_least_sure(view->run) : target, s);
}

static const char *waiting_text(const ViewPass *view) {
    return view->memory->gradients.rests ? "Not measured: stopped." : "computing …";
}

enum { WORDS_HEIGHT = 76 };

static void draw_missing(const Drawing *d, DrawBox box, const GradientCurve *curve) {
    const UiMetrics *u = metrics(d);
    text_paragraph(ui_list(d->view->ui), box_inset(box, 8, box.height * 0.3f), ALIGN_CENTER,
                   FACE_WORDS, u->small, 1.4f, ui_theme(d->view->ui)->muted,
                   curve->why ? curve->why : waiting_text(d->view));
}

static void draw_plot(const Drawing *d, DrawBox box, int which) {
    const UiMetrics *u = metrics(d);
    Plot p = {.all = d, .curve = &d->gradients->curves[which]};
    ui_panel(d->view->ui, box, u->card_radius);
    DrawBox inside = box_inset(box, 12 * u->factor, 8 * u->factor);
    plot_draw_words(&p, box_cut_top(&inside, WORDS_HEIGHT * u->factor));
    if (!p.curve->done) {
        draw_missing(d, inside, p.curve);
        return;
    }
    box_cut_top(&inside, 6 * u->factor);
    box_cut_left(&inside, (heights_of(d) == HEIGHTS_LOG ? 38 : 48) * u->factor);
    box_cut_bottom(&inside, d->under.height);
    p.box = inside;
    if (p.box.height < 20 || p.box.width < 20) return;
    p.axis = heights_of(d) == HEIGHTS_OWN ? gradient_axis(d, p.curve) : d->axis;
    draw_own(&p);
    plot_draw_ticks(&p);
    draw_spoken(&p);
    for (int k = ENCODER_WAYS - 1; k >= 0; k--) draw_series(&p, k);
    draw_labels(&p);
    answer(&p, which);
}

/* --- the whole ------------------------------------------------------------------------------- */

static bool any_reads_back(const Drawing *d) {
    bool any = false;
    for (int i = 0; i < GRADIENT_CURVES; i++) any |= d->gradients->curves[i].ways > 1;
    return any;
}

static void draw_legend(const Drawing *d, DrawBox box) {
    ViewPass *view = d->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(d);
    static const char *const labels[] = {"|∂L / ∂→h_s|", "|∂L / ∂←h_s|"};
    float middle = box.y + box.height / 2, x = box.x;
    for (int i = 0; i < ENCODER_WAYS; i++) {
        if (i && !any_reads_back(d)) break;
        float bar = 26 * u->factor;
        draw_line(ui_list(view->ui), x, middle, x + bar, middle, stroke_of(view, i));
        draw_mark(view, x + bar / 2, middle, i, false);
        x += bar + 6;
        x += math_draw(view->ui, x, text_baseline(box.y, box.height, u->formula), u->formula,
                       theme->ink, labels[i]);
        x += 20 * u->factor;
    }
    draw_fill(ui_list(view->ui), draw_box(x, middle - 5, 12, 10), 0,
              color_mix(theme->panel, theme->positive, 0.28f));
    x += 18;
    DrawBox rest = {x, box.y, box.x + box.width - x, box.height};
    ui_text(view->ui, rest, ALIGN_LEFT, FACE_WORDS, u->small, theme->ink,
            "what attention brings to the word itself, both directions together");
}

/* In as many lines as it needs, three at most. */
static float note_height(const Drawing *d, float width) {
    const UiMetrics *u = metrics(d);
    int count;
    text_lines(ui_fonts(d->view->ui), ui_arena(d->view->ui), FACE_WORDS, u->small, gradient_note(d),
               width, &count);
    return (float)(count < 3 ? count : 3) * u->small * 1.35f + 6 * u->factor;
}

static void draw_note(const Drawing *d, DrawBox box) {
    const UiMetrics *u = metrics(d);
    box_cut_top(&box, 6 * u->factor);
    text_paragraph(ui_list(d->view->ui), box, ALIGN_LEFT, FACE_WORDS, u->small, 1.35f,
                   ui_theme(d->view->ui)->muted, gradient_note(d));
}

static float plots_height(const Drawing *d) {
    int lines = GRADIENT_CURVES / d->columns;
    return (float)lines * (PANEL_LEAST + 10) * metrics(d)->factor;
}

static void draw_plots(const Drawing *d, DrawBox box) {
    int lines = GRADIENT_CURVES / d->columns, own = 0;
    while (own < GRADIENT_CURVES - 1 && !d->gradients->curves[own].is_own) own++;
    float gap = 10 * metrics(d)->factor;
    for (int i = 0; i < GRADIENT_CURVES; i++) {
        DrawBox line = box_row(box, i / d->columns, lines, gap);
        int which = d->columns == 1 ? (own + i) % GRADIENT_CURVES : i; /* what runs first */
        draw_plot(d, box_column(line, i % d->columns, d->columns, gap), which);
    }
}

static void say_nothing(ViewPass *view, DrawBox box, const char *text) {
    const UiMetrics *u = ui_metrics(view->ui);
    text_paragraph(ui_list(view->ui), box_inset(box, box.width / 6, box.height / 3), ALIGN_CENTER,
                   FACE_WORDS, u->body, 1.5f, ui_theme(view->ui)->muted, text);
}

static void draw_all(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    int target = gradient_target(view->run, &view->state->look);
    const Gradients *gradients = view->gradients;
    bool current = gradients_are_of(gradients, &view->run->ask, target);
    if (!target) {
        say_nothing(view, box, "No word is produced yet, so there is no loss to follow: step on.");
        return;
    }
    if (!gradients || (!current && gradients->curves[0].S != view->run->source.count)) {
        say_nothing(view, box, waiting_text(view));
        return;
    }
    Drawing d = {.view = view, .gradients = gradients};
    d.columns = box.width >= THREE_COLUMNS * u->factor ? GRADIENT_CELLS : 1;
    ViewCell cell = {view->state->look.target, view->state->look.source};
    d.source = view_is_hovering(view) && view->memory->hover.source ? view->memory->hover.source
                                                                    : cell.source;
    d.axis = gradient_axis(&d, NULL);
    float pitch = (box.width / (float)d.columns - 76 * u->factor) / (float)view->run->source.count;
    d.under = under_measure(view, view->run->source, pitch, u->tiny);
    draw_legend(&d, box_cut_top(&box, 26 * u->factor));
    draw_note(&d, box_cut_bottom(&box, note_height(&d, box.width)));
    list_push_opacity(ui_list(view->ui), current ? 1 : 0.5f);
    if (view->figure || plots_height(&d) <= box.height)
        draw_plots(&d, box);
    else {
        UiScroll scroll = {.width = box.width, .height = plots_height(&d), .focusable = true};
        DrawBox content = ui_scroll_begin(view->ui, "all", box, scroll);
        content.width = box.width - u->scrollbar;
        draw_plots(&d, content);
        ui_scroll_end(view->ui);
    }
    list_pop_opacity(ui_list(view->ui));
}

static void draw_scales(ViewPass *view, DrawBox box) {
    static const char *const labels[HEIGHTS_COUNT] = {"Log", "Linear", "Each its own"};
    int chosen = (int)view->state->look.heights;
    UiSegments segments = {labels, HEIGHTS_COUNT, chosen, true, NULL, NULL};
    DrawBox rest = box;
    box = box_cut_left(&rest, fminf(box.width, ui_segments_width(view->ui, segments)));
    box.height = ui_metrics(view->ui)->segment;
    int now = ui_segments(view->ui, "scale", box, segments);
    if (now != chosen) view_say(view, "heights %s", heights_words[now]);
    gradient_draw_pinned(view, rest);
}

void gradient_draw(ViewPass *view, DrawBox box) {
    if (view->figure) {
        draw_all(view, box);
        return;
    }
    DrawBox strip = view_strip(view, &box, 8, 4);
    ui_push(view->ui, "gradient");
    draw_scales(view, strip);
    draw_all(view, box);
    ui_pop(view->ui);
}

void gradient_natural_size(const ViewPass *view, float *width, float *height) {
    float unit = ui_metrics(view->ui)->factor;
    *width = 980 * unit;
    *height = 660 * unit;
}
