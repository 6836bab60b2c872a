/* compare_given.c -- what a decoder was given at every step: c_t as rows of strips. */
#include "views/compare_parts.h"

#include "views/math.h"
#include "views/matrix_parts.h"
#include "views/strip.h"

#include <math.h>
#include <stdlib.h>

static const TraceArray *context_of(const Compared *c, int side) {
    return trace_find(c->sides[side].run->trace, "attention.context");
}

double given_change(const Compared *c, int side, int target) {
    const TraceArray *array = context_of(c, side);
    double sum = 0;
    if (!array || target < 2 || target > array->rows) return 0;
    for (int i = 0; i < array->cols; i++) {
        double by = (double)trace_number(array, 0, target - 1, i) -
                    (double)trace_number(array, 0, target - 2, i);
        sum += by * by;
    }
    return sqrt(sum);
}

/* Rows where a matrix beside has its own; where there is none, as high as there is room. */
static MatrixLayout layout_of(Compared *c, int side, DrawBox box) {
    const UiMetrics *u = ui_metrics(c->view->ui);
    int with = side_has_weights(c, side) ? side : 1 - side;
    if (side_has_weights(c, with)) {
        ViewPass pass = c->sides[with];
        pass.beside = &c->beside;
        return matrix_layout(&pass, box);
    }
    MatrixLayout at = {.label_size = u->text, .gap = 2, .side = c->beside.side};
    at.foot = box_cut_bottom(&box, u->small * 2);
    box_cut_top(&box, u->text * 2);
    box_cut_left(&box, c->beside.side);
    at.rows.size = fminf(box.height / (float)c->beside.rows, CELL_LARGEST * u->factor);
    at.rows.start = box.y;
    at.rows.length = at.rows.size * (float)c->beside.rows;
    at.rows.to = c->beside.rows;
    at.cells = draw_box(box.x, box.y, box.width, at.rows.length);
    at.foot.y = at.cells.y + at.cells.height + 4;
    return at;
}

typedef struct Given {
    Compared *c;
    ViewPass *pass;
    int side;
    const TraceArray *array;
    MatrixLayout at;
    int every;               /* each how many rows have a label */
    DrawBox strips, changes; /* where the rows' strips are, and the numbers beside them */
} Given;

static bool is_shown(const Given *g, int t) {
    return run_shows(g->pass->state->look.position, t, STAGE_CONTEXT, 0);
}

/* What of a row counts for the followed number. */
static void light_row(const Given *g, int t, DrawBox strip) {
    FollowGrid grid = {.array = g->array, .row = t - 1, .rows = 1, .lines = 1, .box = strip};
    grid.cols = g->array->cols;
    followed_draw(g->pass, &grid);
}

static void draw_row(const Given *g, int t) {
    Ui *ui = g->pass->ui;
    const UiTheme *theme = ui_theme(ui);
    const UiMetrics *u = ui_metrics(ui);
    float y = axis_at(&g->at.rows, t - 1), height = g->at.rows.size - g->at.gap;
    if (y < g->at.rows.start - 1 || y + height > g->at.rows.start + g->at.rows.length + 1) return;
    int spoken_row = g->c->cell.target, every = g->every;
    bool spoken = t == spoken_row, near = spoken_row && abs(t - spoken_row) < every && !spoken;
    bool labelled = spoken || ((t - 1) % every == 0 && !near);
    DrawBox strip = draw_box(g->strips.x, y, g->strips.width, height);
    StripNumbers none = {NULL, 0};
    list_push_opacity(ui_list(ui), view_row_opacity(g->pass, t));
    strip_draw(g->pass, strip, is_shown(g, t) ? strip_of_row(g->pass, g->array, t - 1) : none,
               g->c->given_limit, false);
    if (is_shown(g, t)) light_row(g, t, strip);
    const char *name = view_target(g->pass, t);
    DrawBox label = draw_box(strip.x - g->at.side, y, g->at.side - 8, height);
    if (name && labelled)
        text_in_box(ui_list(ui), label, ALIGN_RIGHT, spoken ? FACE_WORDS_SEMIBOLD : FACE_WORDS,
                    u->text, spoken ? theme->query : theme->ink, name);
    DrawBox change = draw_box(g->changes.x, y, g->changes.width, height);
    if (t > 1 && is_shown(g, t) && labelled)
        text_in_box(ui_list(ui), change, ALIGN_RIGHT, FACE_NUMBERS, u->tiny,
                    spoken ? theme->query : theme->muted,
                    view_seen(g->pass, given_change(g->c, g->side, t), 2));
    list_pop_opacity(ui_list(ui));
    if (spoken) draw_frame(ui_list(ui), box_inset(strip, -2, -2), 3, theme->query, 2);
}

static void draw_legend(const Given *g) {
    Ui *ui = g->pass->ui;
    const UiTheme *theme = ui_theme(ui);
    const UiMetrics *u = ui_metrics(ui);
    DrawBox foot =
        draw_box(g->strips.x, g->at.foot.y, g->strips.width + g->changes.width + 8, u->small * 2);
    const char *high = view_number(g->pass, g->c->given_limit, 1);
    const char *low = arena_printf(ui_arena(ui), "−%s", high);
    float left = text_width(ui_fonts(ui), FACE_NUMBERS, u->tiny, low) + 6;
    float bar = fminf(78 * u->factor, foot.width / 3), baseline;
    uint8_t levels[64];
    for (int i = 0; i < 64; i++) levels[i] = color_level_signed((i - 31.5) / 31.5, 1);
    baseline = text_baseline(foot.y, foot.height, u->tiny);
    draw_text(ui_list(ui), foot.x, baseline, ALIGN_LEFT, FACE_NUMBERS, u->tiny, theme->muted, low);
    draw_cells(ui_list(ui), draw_box(foot.x + left, foot.y + foot.height / 2 - 4, bar, 8), 1, 64,
               levels, &theme->signs, 0, 0);
    draw_text(ui_list(ui), foot.x + left + bar + 6, baseline, ALIGN_LEFT, FACE_NUMBERS, u->tiny,
              theme->muted, arena_printf(ui_arena(ui), "+%s", high));
    box_cut_left(&foot, 2 * left + bar + 16);
    if (foot.width < 130 * u->factor) { /* below, as beside it */
        foot.width += foot.x - g->strips.x;
        foot.x = g->strips.x;
        foot.y += u->small * 1.6f;
    }
    ui_text(ui, foot, ALIGN_LEFT, FACE_WORDS, u->small * 0.95f, theme->muted,
            arena_printf(ui_arena(ui), "step ↓ the %d numbers of c →", g->array->cols));
}

/* Pins the row, at what it looks at most, where either run has weights. */
static void answer_click(const Given *g, int t) {
    for (int side = 0; side < SIDES; side++) {
        RunMatrix m = side == SIDE_A ? g->c->of->a : g->c->of->b;
        if (!m.array || t > m.rows.count) continue;
        const Real *row = side_row(g->c, side, t);
        int best = 0;
        for (int s = 1; s < m.cols.count; s++)
            if (row[s] > row[best]) best = s;
        view_say(g->pass, "select %d %d", t, best + 1);
        return;
    }
    view_say(g->pass, "step %d", t);
}

static void answer(const Given *g) {
    if (g->pass->figure) return;
    DrawBox area = draw_box(g->strips.x, g->at.rows.start, g->strips.width, g->at.rows.length);
    UiHit hit = ui_area(g->pass->ui, "vectors", area, (UiArea){.label = "what was given"});
    if (!hit.hover && !hit.held) return;
    int t = (int)floor(g->at.rows.first + (double)(hit.y / g->at.rows.size)) + 1;
    if (t < 1 || t > g->array->rows) return;
    view_hover(g->pass, t, 0);
    int i = (int)(hit.x / g->strips.width * (float)g->array->cols);
    i = i < 0 ? 0 : i < g->array->cols ? i : g->array->cols - 1;
    RunCell at = run_cell_at(g->array, 0, t - 1, i);
    if (is_shown(g, t))
        followed_tip(g->pass, draw_box(area.x + hit.x - 4, area.y + hit.y - 4, 8, 8), &at);
    if (is_shown(g, t) && followed_click(g->pass, &hit, g->array, 0, t - 1, i)) return;
    if (hit.clicked) answer_click(g, t);
}

void given_draw(Compared *c, int side, DrawBox box) {
    const UiTheme *theme = ui_theme(c->view->ui);
    const UiMetrics *u = ui_metrics(c->view->ui);
    Given g = {.c = c, .pass = &c->sides[side], .side = side, .array = context_of(c, side)};
    g.at = layout_of(c, side, box);
    if (!g.array || g.at.rows.size < 1) return;
    g.every = view_every(g.at.rows.size, u->text * 1.05f, g.array->rows);
    float numbers = 44 * u->factor;
    g.strips = draw_box(g.at.cells.x, g.at.cells.y, box.x + box.width - g.at.cells.x - numbers - 8,
                        g.at.cells.height);
    g.changes = draw_box(g.strips.x + g.strips.width + 8, g.strips.y, numbers, g.strips.height);
    math_in_box(c->view->ui, draw_box(g.changes.x - 60, g.strips.y - 24, numbers + 60, 20),
                ALIGN_RIGHT, u->formula * 0.85f, theme->muted, "|c_t − c_{t−1}|");
    draw_text(ui_list(c->view->ui), g.strips.x, g.strips.y - 8, ALIGN_LEFT, FACE_WORDS_SEMIBOLD,
              u->tiny, theme->muted, "c at every step");
    for (int t = 1; t <= g.array->rows; t++) draw_row(&g, t);
    answer(&g);
    draw_legend(&g);
}
