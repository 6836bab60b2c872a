/* arcs_layout.c -- where the words of the two lines stand: across as sentences are read, turned
 * where they do not fit, or down. */
#include "views/arcs_parts.h"

#include <math.h>

enum {
    STEP_MOST = 34,
    STEP_NATURAL = 24,
    LABEL_MOST = 120,
    WIDTH_MOST = 980,
    TURNED_MOST = 44,
    LONG_STEPS = 80
};
static const float APART = 6;      /* the least between two words side by side */
static const float TILTED = 0.74f; /* how high a turned word stands, of its length */

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

bool arcs_are_long(const ArcsShow *show) {
    enum { LONG = 300 };
    return (long)show->rows.count * show->cols.count > (long)LONG * LONG;
}

/* --- words ----------------------------------------------------------------------------------- */

static float width_of(const ViewPass *view, const char *word, float size) {
    float width = text_width(ui_fonts(view->ui), FACE_WORDS, size, view_token(view, word));
    return fminf(width, LABEL_MOST * metrics(view)->factor);
}

static float widest(const ViewPass *view, TextPieces words, float size) {
    float most = 0;
    for (int i = 0; i < words.count; i++) most = fmaxf(most, width_of(view, words.items[i], size));
    return most;
}

/* All of them side by side, without the air between. */
static float sum(const ViewPass *view, TextPieces words, float size) {
    float all = 0;
    for (int i = 0; i < words.count; i++) all += width_of(view, words.items[i], size);
    return all;
}

/* Chinese, Japanese and Korean are read downwards as well, and their signs are as wide as high. */
static bool is_east_asian(TextPieces words) {
    int count = 0;
    for (int i = 0; i < words.count; i++) {
        const char *at = words.items[i];
        int32_t c = text_next(&at);
        count += (c >= 0x2e80 && c < 0xa000) || (c >= 0xac00 && c < 0xd7b0);
    }
    return 2 * count > words.count;
}

/* --- across or down -------------------------------------------------------------------------- */

typedef struct Fit {
    bool across, turned[2];
} Fit;

static TextPieces words_of(const ArcsShow *show, int side) {
    return side ? show->cols : show->rows;
}

static float label_height(const ViewPass *view, TextPieces words, bool turned) {
    float size = metrics(view)->body;
    return turned ? widest(view, words, size) * TILTED + size * 1.2f : size * 1.7f;
}

/* Side by side where every word fits, rising where only that fits; one sequence that looks at
 * itself reads better downwards, and so do long ones. */
static Fit fit_of(const ViewPass *view, const ArcsShow *show, float width, float height) {
    float size = metrics(view)->body, room = height;
    Fit fit = {.across = !show->self && view->state->look.view == VIEW_ARCS};
    for (int side = 0; side < 2 && fit.across; side++) {
        TextPieces words = words_of(show, side);
        if (words.count > 200 || is_east_asian(words)) return (Fit){0};
        fit.turned[side] = sum(view, words, size) + APART * (float)words.count > width;
        bool fits = !fit.turned[side] ||
                    (words.count <= TURNED_MOST && width / (float)words.count >= size * 1.15f);
        room -= label_height(view, words, fit.turned[side]);
        if (!fits || room < 70 * metrics(view)->factor) return (Fit){0};
    }
    return fit;
}

/* --- places ---------------------------------------------------------------------------------- */

static void even(const Arcs *a, ArcsLine *line, float start, float step) {
    float *at = ARENA_ARRAY(ui_arena(a->view->ui), float, line->words.count + 1);
    for (int i = 0; i < line->words.count; i++) at[i] = start + step * ((float)i + 0.5f);
    line->at = at;
    line->step = step;
}

/* Each as wide as it is, with the same air between all. */
static void side_by_side(const Arcs *a, ArcsLine *line, float air) {
    int n = line->words.count;
    float all = sum(a->view, line->words, a->label) + air * (float)n;
    float *at = ARENA_ARRAY(ui_arena(a->view->ui), float, n + 1);
    float x = a->box.x + (a->box.width - all) / 2;
    line->step = a->box.width;
    for (int i = 0; i < n; i++) {
        float width = width_of(a->view, line->words.items[i], a->label) + air;
        at[i] = x + width / 2;
        if (i) line->step = fminf(line->step, at[i] - at[i - 1]);
        x += width;
    }
    line->at = at;
}

/* Both sentences as long as the longer one wants to be, so far as there is room. */
static void lay_across(Arcs *a, const Fit *fit) {
    const UiMetrics *u = metrics(a->view);
    float want = 0, most = 46 * u->factor;
    a->label = u->body;
    for (int side = 0; side < 2; side++) {
        TextPieces words = a->line[side].words;
        want = fmaxf(want, sum(a->view, words, a->label) + 22 * u->factor * (float)words.count);
    }
    want = fminf(want, a->box.width);
    float label[2];
    for (int side = 0; side < 2; side++) {
        ArcsLine *line = &a->line[side];
        float n = (float)line->words.count;
        line->turned = fit->turned[side];
        label[side] = label_height(a->view, line->words, line->turned);
        if (line->turned) {
            float step = a->box.width / (n + 1); /* the last one rises out to the right */
            even(a, line, a->box.x + (side ? step : 0), step);
        } else
            side_by_side(a, line, fminf((want - sum(a->view, line->words, a->label)) / n, most));
    }
    float height =
        fminf(a->box.height, label[0] + label[1] + fmaxf(330 * u->factor, a->box.width * 0.48f));
    a->line[0].place = a->box.y + label[0];
    a->line[1].place = a->box.y + height - label[1];
    a->end = a->box.y + height;
}

static void lay_down(Arcs *a) {
    const UiMetrics *u = metrics(a->view);
    int rows = a->line[0].words.count, cols = a->line[1].words.count,
        most = rows > cols ? rows : cols;
    float step = fminf(a->box.height / (float)most, STEP_MOST * u->factor);
    a->label = fminf(u->body, fmaxf(step * 0.82f, u->tiny * 0.9f));
    float left = widest(a->view, a->line[0].words, a->label) + 12,
          right = widest(a->view, a->line[1].words, a->label) + 12;
    float room = a->box.width - left - right,
          span = fminf(room, fmaxf(step * (float)most, 160 * u->factor));
    a->line[0].place = a->box.x + left + (room - span) / 2;
    a->line[1].place = a->line[0].place + span;
    a->end = a->box.y;
    for (int side = 0; side < 2; side++) {
        float n = (float)a->line[side].words.count;
        float own = fminf(step * (float)most / n, STEP_MOST * u->factor);
        even(a, &a->line[side], a->box.y, own);
        a->end = fmaxf(a->end, a->box.y + own * n);
    }
}

Arcs arcs_layout(ViewPass *view, DrawBox box, const ArcsShow *show) {
    Arcs a = {.view = view, .show = show, .box = box};
    for (int side = 0; side < 2; side++) {
        a.line[side].words = words_of(show, side);
        a.line[side].near = ARENA_ARRAY(ui_arena(view->ui), bool, a.line[side].words.count + 1);
        a.line[side].role = ARENA_ARRAY(ui_arena(view->ui), Role, a.line[side].words.count + 1);
    }
    Fit fit = fit_of(view, show, box.width, box.height);
    a.across = fit.across;
    if (fit.across)
        lay_across(&a, &fit);
    else
        lay_down(&a);
    a.lit = view_is_hovering(view) ? view->memory->hover : (ViewCell){view->state->look.target, 0};
    /* One query's curves: with no other, those of the cell that the side speaks of. */
    if (arcs_are_long(show) && !a.lit.target) a.lit = (ViewCell){view_cell(view).target, 0};
    if (a.lit.target > show->rows.count) a.lit.target = 0;
    return a;
}

void arcs_natural_box(const ViewPass *view, const ArcsShow *show, float *width, float *height) {
    const UiMetrics *u = metrics(view);
    float most = WIDTH_MOST * u->factor, want = 560 * u->factor;
    for (int side = 0; side < 2; side++) {
        TextPieces words = words_of(show, side);
        want = fmaxf(want, sum(view, words, u->body) + 14 * u->factor * (float)words.count);
    }
    *width = fminf(want, most);
    Fit fit = fit_of(view, show, *width, 10000);
    if (fit.across) {
        *height = 220 * u->factor + label_height(view, show->rows, fit.turned[0]) +
                  label_height(view, show->cols, fit.turned[1]);
        return;
    }
    int count = show->rows.count > show->cols.count ? show->rows.count : show->cols.count;
    *width = 560 * u->factor;
    /* Of a long input not every word is named. */
    if (arcs_are_long(show) && count > LONG_STEPS) count = LONG_STEPS;
    *height = STEP_NATURAL * u->factor * (float)count;
}
