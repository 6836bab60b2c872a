/* draws_words.c -- the draws as dots over the words they fall on, before soft's weights. */
#include "views/draws_parts.h"
#include "views/under.h"

#include <math.h>

/* Dots that would be flatter than this are one bar. */
static const float LEAST_DOT = 3;

typedef struct Words {
    const Draws *d;
    DrawBox box; /* of the bars */
    float pitch; /* from word to word */
    Under under;
    bool numbered;     /* there is room for numbers below the words */
    const int *counts; /* of the draws shown */
} Words;

static float x_of(const Words *w, int s) {
    return w->box.x + ((float)s + 0.5f) * w->pitch;
}

static float bar_width(const Words *w) {
    return fminf(w->pitch * 0.7f, 30 * ui_metrics(w->d->view->ui)->factor);
}

static void draw_axis(const Words *w) {
    ViewPass *view = w->d->view;
    const UiTheme *theme = ui_theme(view->ui);
    float size = ui_metrics(view->ui)->tiny;
    static const char *const labels[] = {"0", ".5", "1"};
    for (int i = 0; i < 3; i++) {
        float y = w->box.y + w->box.height * (1 - (float)i / 2);
        draw_line(ui_list(view->ui), w->box.x, y, w->box.x + w->box.width, y,
                  draw_stroke(i ? theme->line : theme->edge, 1));
        draw_text(ui_list(view->ui), w->box.x - 6, y + size * 0.35f, ALIGN_RIGHT, FACE_NUMBERS,
                  size, theme->muted, labels[i]);
    }
}

static void draw_soft(const Words *w, int s) {
    ViewPass *view = w->d->view;
    const UiTheme *theme = ui_theme(view->ui);
    float height = (float)w->d->p->soft[s] * w->box.height, width = bar_width(w) + 6;
    DrawBox bar =
        draw_box(x_of(w, s) - width / 2, w->box.y + w->box.height - height, width, height);
    if (height >= 1)
        draw_rect(ui_list(view->ui), bar, 0, color_mix(theme->panel, theme->positive, 0.16f),
                  draw_stroke(color_mix(theme->panel, theme->positive, 0.6f), 1));
    if (w->d->soft) draws_light(w->d, w->d->soft, s + 1, bar);
}

/* A dot a draw, n of them as high as the axis; the newest in the colour of keys while they fall. */
static void draw_dots(const Words *w, int s) {
    const Draws *d = w->d;
    ViewPass *view = d->view;
    const UiTheme *theme = ui_theme(view->ui);
    float step = w->box.height / (float)d->p->n, ground = w->box.y + w->box.height;
    float most = fminf(bar_width(w), 12 * ui_metrics(view->ui)->factor);
    if (step < LEAST_DOT) {
        float height = step * (float)w->counts[s];
        draw_fill(ui_list(view->ui), draw_box(x_of(w, s) - most / 2, ground - height, most, height),
                  0, theme->positive);
        return;
    }
    float size = fminf(most, step - 1);
    bool falls = d->shown < d->p->n && d->p->draws[d->shown - 1] == s + 1;
    for (int i = 0; i < w->counts[s]; i++) {
        float y = ground - ((float)i + 0.5f) * step - size / 2;
        bool newest = falls && i == w->counts[s] - 1;
        draw_fill(ui_list(view->ui), draw_box(x_of(w, s) - size / 2, y, size, size), size / 2,
                  newest ? theme->key : theme->positive);
    }
}

/* A number under a word, as a link where it stands in the run. */
static void draw_share(const Words *w, int s, float y, Color ink, double share,
                       const TraceArray *of) {
    ViewPass *view = w->d->view;
    float size = ui_metrics(view->ui)->tiny;
    const char *text = view_weight(view, share);
    draw_text(ui_list(view->ui), x_of(w, s), y, ALIGN_CENTER, FACE_NUMBERS, size, ink, text);
    float wide = text_width(ui_fonts(view->ui), FACE_NUMBERS, size, text);
    draws_link(w->d, of, s + 1, draw_box(x_of(w, s) - wide / 2, y - size, wide, size * 1.15f));
}

/* The word, and below it soft's weight and the share of the draws. */
static void draw_label(const Words *w, int s) {
    const Draws *d = w->d;
    ViewPass *view = d->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    bool spoken = s + 1 == d->source;
    if (!under_has(&w->under, s + 1, d->source)) return;
    under_draw(view, &w->under, x_of(w, s), w->box.y + w->box.height + 2,
               spoken ? FACE_WORDS_SEMIBOLD : FACE_WORDS, spoken ? theme->key : theme->ink,
               view_column(view, s + 1));
    if (!w->numbered) return;
    float y = w->box.y + w->box.height + w->under.height + u->tiny;
    draw_share(w, s, y, spoken ? theme->key : theme->muted, (double)d->p->soft[s], d->soft);
    draw_share(w, s, y + u->tiny * 1.35f, spoken ? theme->key : theme->positive,
               (double)w->counts[s] / d->shown, d->own ? d->weights : NULL);
}

static void answer(const Words *w) {
    ViewPass *view = w->d->view;
    if (view->figure) return;
    UiHit hit = ui_area(view->ui, "words", w->box, (UiArea){.label = "draws over the words"});
    int s = (int)(hit.x / w->pitch) + 1;
    if ((!hit.hover && !hit.held) || s < 1 || s > w->d->p->S) return;
    view_hover(view, 0, s);
    const TraceArray *of = w->d->soft ? w->d->soft : w->d->weights;
    if (draws_follow_click(w->d, of, s, &hit)) return;
    if (hit.clicked) view_say(view, "select %d %d", w->d->row, s);
}

static void draw_legend(const Draws *d, DrawBox box) {
    ViewPass *view = d->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    float middle = box.y + box.height / 2;
    draw_rect(ui_list(view->ui), draw_box(box.x, middle - 5, 12, 10), 0,
              color_mix(theme->panel, theme->positive, 0.16f),
              draw_stroke(color_mix(theme->panel, theme->positive, 0.6f), 1));
    box_cut_left(&box, 18);
    const char *soft = "soft’s α";
    ui_text(view->ui,
            box_cut_left(&box, text_width(ui_fonts(view->ui), FACE_WORDS, u->small, soft) + 14),
            ALIGN_LEFT, FACE_WORDS, u->small, theme->muted, soft);
    draw_fill(ui_list(view->ui), draw_box(box.x, middle - 4, 8, 8), 4, theme->positive);
    box_cut_left(&box, 14);
    ui_text(view->ui, box, ALIGN_LEFT, FACE_WORDS, u->small, theme->muted,
            d->shown > 1 ? arena_printf(ui_arena(view->ui),
                                        "a draw; below, α and its share of %d draws", d->shown)
                         : "the draw");
}

void draws_over_words(const Draws *d, DrawBox box) {
    ViewPass *view = d->view;
    const UiMetrics *u = ui_metrics(view->ui);
    ui_panel(view->ui, box, u->card_radius);
    DrawBox inside = box_inset(box, 14 * u->factor, 8 * u->factor);
    ui_text(view->ui, box_cut_top(&inside, 22 * u->factor), ALIGN_LEFT, FACE_WORDS_SEMIBOLD,
            u->text, ui_theme(view->ui)->ink, "Where the draws fall");
    draw_legend(d, box_cut_top(&inside, 20 * u->factor));
    box_cut_top(&inside, 8 * u->factor);
    box_cut_left(&inside, 22 * u->factor);
    int *counts = ARENA_ARRAY(ui_arena(view->ui), int, d->p->S);
    sampling_counts(d->p, d->shown, counts);
    Words w = {.d = d, .pitch = inside.width / (float)d->p->S, .counts = counts};
    w.under = under_measure(view, d->of.cols, w.pitch, u->small);
    float room = text_width(ui_fonts(view->ui), FACE_NUMBERS, u->tiny, ".88") + 2;
    w.numbered = w.pitch * (float)w.under.every >= room;
    box_cut_bottom(&inside, w.under.height + (w.numbered ? u->tiny * 2.7f : 0));
    w.box = inside;
    if (w.box.height < 10 || w.box.width < 10) return;
    draw_axis(&w);
    for (int s = 0; s < d->p->S; s++) {
        bool dim = view_is_hovering(view) && view->memory->hover.source && s + 1 != d->source;
        list_push_opacity(ui_list(view->ui), dim ? 0.3f : 1);
        draw_soft(&w, s);
        draw_dots(&w, s);
        draw_label(&w, s);
        list_pop_opacity(ui_list(view->ui));
    }
    answer(&w);
}
