#include "views/spread.h"

#include "ui/scroll.h"
#include "views/math.h"
#include "views/step.h"

#include <math.h>
#include <stdio.h>

/* One of the three plots: a number of a row, unscaled and scaled. */
typedef struct Plot {
    const char *title, *formula, *summary; /* formula: or NULL; summary: what is seen in it */
    const double *(*pair)(const SpreadRow *row);
    double most;    /* of the axis; 0: of the numbers */
    bool with_root; /* √d is drawn too */
    int decimals;
} Plot;

static const double *deviations(const SpreadRow *row) {
    return row->deviation;
}

static const double *largest_weights(const SpreadRow *row) {
    return row->largest;
}

static const double *gradients(const SpreadRow *row) {
    return row->gradient;
}

enum { PLOTS = 3 };
static const Plot plots[PLOTS] = {
    {"Spread of the scores", NULL, "their standard deviation: q·k grows as √d", deviations, 0, true,
     2},
    {"Largest weight", NULL, "of softmax over 8 keys: near 1, one key is all", largest_weights, 1,
     false, 2},
    {"Gradient through the softmax", "|diag(α) − αα^T|", "small: little is learned", gradients, 0,
     false, 3},
};

static const Spread *spread_of(const ViewPass *view) {
    ViewMemory *memory = view->memory;
    uint64_t seed = view->state->ask.seed;
    if (!memory->spread_known || memory->spread_seed != seed) spread_measure(seed, &memory->spread);
    memory->spread_known = true;
    memory->spread_seed = seed;
    return &memory->spread;
}

/* The row under the mouse, from 0; −1: none. It is remembered as the source hovered. */
static int hovered_row(const ViewPass *view) {
    int row = view_is_hovering(view) ? view->memory->hover.source - 1 : -1;
    return row < SPREAD_SIZES ? row : -1;
}

/* --- a plot ---------------------------------------------------------------------------------- */

typedef struct Drawing {
    ViewPass *view;
    const Plot *plot;
    const Spread *spread;
    DrawBox box; /* of the axes */
    double most;
} Drawing;

static float x_of(const Drawing *d, int row) {
    return d->box.x + d->box.width * ((float)row + 0.5f) / SPREAD_SIZES;
}

static float y_of(const Drawing *d, double value) {
    return d->box.y + d->box.height * (1 - (float)(value / d->most));
}

/* 1, 2 or 5 times a power of ten: the next that is not less. */
static double nice(double x) {
    double power = pow(10, floor(log10(x)));
    double part = x / power;
    return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

static double most_of(const Plot *plot, const Spread *spread) {
    double most = plot->most;
    if (most > 0) return most;
    for (int row = 0; row < SPREAD_SIZES; row++)
        for (int way = 0; way < 2; way++) most = fmax(most, plot->pair(&spread->rows[row])[way]);
    double step = nice(most / 4);
    return ceil(most / step) * step;
}

static void draw_axes(const Drawing *d) {
    const UiTheme *theme = ui_theme(d->view->ui);
    const UiMetrics *u = ui_metrics(d->view->ui);
    List *list = ui_list(d->view->ui);
    double step = nice(d->most / 4);
    for (double at = 0; at <= d->most + step / 2; at += step) {
        float y = y_of(d, at);
        draw_line(list, d->box.x, y, d->box.x + d->box.width, y,
                  draw_stroke(at > 0 ? theme->line : theme->edge, 1));
        draw_text(list, d->box.x - 6, y + u->tiny * 0.35f, ALIGN_RIGHT, FACE_NUMBERS, u->tiny,
                  theme->muted, view_number(d->view, at, step < 1 ? 1 + (step < 0.1) : 0));
    }
    for (int row = 0; row < SPREAD_SIZES; row++) {
        bool lit = row == hovered_row(d->view);
        draw_text(list, x_of(d, row), d->box.y + d->box.height + u->tiny * 1.5f, ALIGN_CENTER,
                  FACE_NUMBERS, u->tiny, lit ? theme->ink : theme->muted,
                  arena_printf(ui_arena(d->view->ui), "%d", d->spread->rows[row].d));
    }
}

static Color color_of(const ViewPass *view, int way) {
    const UiTheme *theme = ui_theme(view->ui);
    return way ? theme->positive : theme->muted;
}

/* Discs for the scores as they are, rings for the scaled ones: without colour they differ too. */
static void draw_mark(const ViewPass *view, float x, float y, int way, bool lit) {
    const UiTheme *theme = ui_theme(view->ui);
    float radius = (lit ? 5.5f : 3.5f) * ui_metrics(view->ui)->factor;
    draw_rect(ui_list(view->ui), draw_box(x - radius, y - radius, 2 * radius, 2 * radius), radius,
              way ? theme->panel : color_of(view, way), draw_stroke(color_of(view, way), 2));
}

static void draw_curves(const Drawing *d) {
    const UiTheme *theme = ui_theme(d->view->ui);
    List *list = ui_list(d->view->ui);
    DrawStroke root = {.color = theme->ink, .width = 1, .dash = 4, .gap = 3};
    for (int row = 1; d->plot->with_root && row < SPREAD_SIZES; row++)
        draw_line(list, x_of(d, row - 1), y_of(d, sqrt(d->spread->rows[row - 1].d)), x_of(d, row),
                  y_of(d, sqrt(d->spread->rows[row].d)), root);
    for (int way = 0; way < 2; way++) {
        for (int row = 1; row < SPREAD_SIZES; row++)
            draw_line(list, x_of(d, row - 1),
                      y_of(d, d->plot->pair(&d->spread->rows[row - 1])[way]), x_of(d, row),
                      y_of(d, d->plot->pair(&d->spread->rows[row])[way]),
                      draw_stroke(color_of(d->view, way), 1.75f));
        for (int row = 0; row < SPREAD_SIZES; row++)
            draw_mark(d->view, x_of(d, row), y_of(d, d->plot->pair(&d->spread->rows[row])[way]),
                      way, row == hovered_row(d->view));
    }
}

static void answer(const Drawing *d, int which) {
    if (d->view->figure) return;
    Ui *ui = d->view->ui;
    UiHit hit = ui_area(ui, arena_printf(ui_arena(ui), "plot%d", which), d->box,
                        (UiArea){.label = d->plot->title});
    int row = (int)(hit.x / d->box.width * SPREAD_SIZES);
    if (hit.hover && row >= 0 && row < SPREAD_SIZES) view_hover(d->view, 0, row + 1);
}

static void draw_summary(ViewPass *view, DrawBox box, const Plot *plot) {
    const UiMetrics *u = ui_metrics(view->ui);
    Color ink = ui_theme(view->ui)->muted;
    if (plot->formula) {
        float width = math_width(view->ui, u->formula * 0.9f, plot->formula);
        math_in_box(view->ui, box_cut_left(&box, width + 8), ALIGN_LEFT, u->formula * 0.9f, ink,
                    plot->formula);
    }
    ui_text(view->ui, box, ALIGN_LEFT, FACE_WORDS, u->small, ink, plot->summary);
}

static void draw_plot(ViewPass *view, DrawBox box, int which) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    const Plot *plot = &plots[which];
    ui_panel(view->ui, box, u->card_radius);
    DrawBox inside = box_inset(box, u->panel_pad, u->gap);
    ui_text(view->ui, box_cut_top(&inside, 26 * u->factor), ALIGN_LEFT, FACE_WORDS_SEMIBOLD,
            u->text, theme->ink, plot->title);
    draw_summary(view, box_cut_top(&inside, 20 * u->factor), plot);
    box_cut_top(&inside, 10 * u->factor);
    box_cut_left(&inside, 34 * u->factor);
    DrawBox name = box_cut_bottom(&inside, 18 * u->factor);
    box_cut_bottom(&inside, 18 * u->factor);
    Drawing d = {view, plot, spread_of(view), inside, 0};
    d.most = most_of(plot, d.spread);
    draw_axes(&d);
    draw_curves(&d);
    text_in_box(ui_list(view->ui), name, ALIGN_CENTER, FACE_WORDS, u->tiny, theme->muted,
                "numbers of a vector, d →");
    answer(&d, which);
}

/* --- words ----------------------------------------------------------------------------------- */

static void draw_legend(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    static const char *const labels[] = {"q · k", "q · k / \\sqrt{d}", "\\sqrt{d}"};
    float middle = box.y + box.height / 2, x = box.x;
    for (int i = 0; i < 3; i++) {
        float bar = 26 * u->factor;
        DrawStroke line =
            i < 2 ? draw_stroke(color_of(view, i), 1.75f) : (DrawStroke){theme->ink, 1, 4, 3, 0};
        draw_line(ui_list(view->ui), x, middle, x + bar, middle, line);
        if (i < 2) draw_mark(view, x + bar / 2, middle, i, false);
        x += bar + 8;
        x += math_draw(view->ui, x, text_baseline(box.y, box.height, u->formula), u->formula,
                       theme->ink, labels[i]);
        x += 28 * u->factor;
    }
}

static const char *words_of(const ViewPass *view) {
    return arena_printf(
        ui_arena(view->ui),
        "These vectors are random: %d queries with %d keys each, every number "
        "drawn with variance 1, seed %llu. As d grows, the scores q·k spread as √d, "
        "the softmax gives nearly all to one key, and its gradient shrinks; "
        "divided by √d, all three stay as they are at d = 2.",
        SPREAD_DRAWS, SPREAD_KEYS, (unsigned long long)view->state->ask.seed);
}

static float words_height(const ViewPass *view, float width) {
    const UiMetrics *u = ui_metrics(view->ui);
    int count;
    text_lines(ui_fonts(view->ui), ui_arena(view->ui), FACE_WORDS, u->body, words_of(view), width,
               &count);
    return (float)count * u->body * 1.45f;
}

/* --- the table ------------------------------------------------------------------------------- */

enum { TABLE_ROWS = 2 * PLOTS };

static float table_height(const ViewPass *view) {
    return (26 + TABLE_ROWS * 24) * ui_metrics(view->ui)->factor;
}

static void draw_table_row(ViewPass *view, DrawBox box, int line) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    const Plot *plot = line < 0 ? NULL : &plots[line / 2];
    const Spread *spread = spread_of(view);
    DrawBox name = box_cut_left(&box, fminf(240 * u->factor, box.width * 0.3f));
    const char *label =
        !plot ? "d"
              : arena_printf(ui_arena(view->ui), "%s%s", plot->title, line % 2 ? ", ÷ √d" : "");
    ui_text(view->ui, name, ALIGN_LEFT, FACE_WORDS, u->small, theme->muted, label);
    for (int row = 0; row < SPREAD_SIZES; row++) {
        DrawBox cell = box_column(box, row, SPREAD_SIZES, 0);
        bool lit = row == hovered_row(view);
        if (lit) draw_fill(ui_list(view->ui), cell, 0, theme->selected);
        const char *text =
            plot ? view_number(view, plot->pair(&spread->rows[row])[line % 2], plot->decimals)
                 : arena_printf(ui_arena(view->ui), "%d", spread->rows[row].d);
        Color ink = !plot ? theme->ink : color_of(view, line % 2);
        ui_text(view->ui, cell, ALIGN_RIGHT, lit ? FACE_NUMBERS_BOLD : FACE_NUMBERS, u->small,
                lit ? theme->selected_ink : ink, text);
    }
}

static void draw_table(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    DrawBox all = box;
    for (int line = -1; line < TABLE_ROWS; line++)
        draw_table_row(view, box_cut_top(&box, 24 * u->factor), line);
    if (view->figure) return;
    box_cut_left(&all, fminf(240 * u->factor, all.width * 0.3f));
    UiHit hit = ui_area(view->ui, "numbers", all, (UiArea){.label = "numbers"});
    int row = (int)(hit.x / all.width * SPREAD_SIZES);
    if (hit.hover && row >= 0 && row < SPREAD_SIZES) view_hover(view, 0, row + 1);
}

/* --- the whole ------------------------------------------------------------------------------- */

static int plots_in_row(const ViewPass *view, float width) {
    float unit = ui_metrics(view->ui)->factor;
    return width >= 780 * unit ? PLOTS : 1;
}

enum { PLOT_HEIGHT = 290, PLOT_TALLEST = 420 };

static float height_of(const ViewPass *view, float width) {
    const UiMetrics *u = ui_metrics(view->ui);
    int rows = PLOTS / plots_in_row(view, width);
    return words_height(view, width) + 36 * u->factor +
           (float)rows * (PLOT_HEIGHT + 12) * u->factor + table_height(view);
}

static void draw_all(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    int in_row = plots_in_row(view, box.width);
    float spare = (box.height - height_of(view, box.width)) / (float)(PLOTS / in_row);
    float plot = PLOT_HEIGHT * u->factor + fmaxf(0, spare);
    plot = fminf(plot, PLOT_TALLEST * u->factor);
    DrawBox words = box_cut_top(&box, words_height(view, box.width));
    text_paragraph(ui_list(view->ui), words, ALIGN_LEFT, FACE_WORDS, u->body, 1.45f,
                   ui_theme(view->ui)->ink, words_of(view));
    DrawBox legend = box_cut_top(&box, 36 * u->factor);
    draw_legend(view, legend);
    DrawBox row = {0, 0, 0, 0};
    for (int i = 0; i < PLOTS; i++) {
        if (i % in_row == 0) {
            row = box_cut_top(&box, plot);
            box_cut_top(&box, 12 * u->factor);
        }
        draw_plot(view, box_column(row, i % in_row, in_row, 12 * u->factor), i);
    }
    draw_table(view, box_cut_top(&box, table_height(view)));
}

static void draw_strip(ViewPass *view, DrawBox strip) {
    const UiMetrics *u = ui_metrics(view->ui);
    box_cut_left(&strip, view->corner);
    UiButton back = {.label = "Back to these keys", .icon = ICON_BACK};
    DrawBox right = box_cut_right(&strip, fminf(strip.width, ui_button_width(view->ui, back)));
    if (ui_button(view->ui, "back", right, back)) view_say(view, "view lookup");
    ui_text(view->ui, strip, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->heading, ui_theme(view->ui)->ink,
            "Why scores are divided by √d");
}

static void draw_in_window(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool scrolls = height_of(view, box.width) > box.height;
    float width = box.width - (scrolls ? u->scrollbar : 0);
    UiScroll scroll = {.width = box.width, .height = height_of(view, width), .focusable = true};
    DrawBox content = ui_scroll_begin(view->ui, "all", box, scroll);
    content.width = width;
    draw_all(view, content);
    ui_scroll_end(view->ui);
}

void spread_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool low = box.height < STEP_LOW * u->factor;
    if (view->figure) {
        draw_all(view, box);
        return;
    }
    box = box_inset(box, 24 * u->factor, (low ? 8 : 14) * u->factor);
    ui_push(view->ui, "spread");
    draw_strip(view, box_cut_top(&box, u->control));
    box_cut_top(&box, (low ? 6 : 12) * u->factor);
    draw_in_window(view, box);
    ui_pop(view->ui);
}

void spread_natural_size(const ViewPass *view, float *width, float *height) {
    *width = 1000 * ui_metrics(view->ui)->factor;
    *height = height_of(view, *width);
}
