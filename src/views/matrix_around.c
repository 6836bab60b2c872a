/* matrix_around.c -- title, legend, labels and the names of the axes of a matrix. */
#include "views/math.h"
#include "views/matrix_parts.h"

#include <math.h>
#include <stdlib.h>

/* --- labels ---------------------------------------------------------------------------------- */

static void draw_row_labels(const Matrix *m, ViewCell cell) {
    ViewPass *view = m->view;
    const UiTheme *theme = ui_theme(view->ui);
    float size = m->at.label_size, step = m->at.cell_height;
    int every = view_every(step, size * 1.05f, row_count(view));
    for (int t = 1; t <= row_count(view); t++) {
        bool spoken = t == cell.target;
        const char *name = view_row(view, t);
        float middle = m->at.cells.y + ((float)t - 0.5f) * step - m->at.gap / 2;
        bool near = cell.target && every > 1 && abs(t - cell.target) < every;
        if (!spoken && ((t - 1) % every || near)) continue;
        DrawBox box = draw_box(m->at.cells.x - 138, middle - size, 130, 2 * size);
        list_push_opacity(ui_list(view->ui), view_row_opacity(view, t));
        if (name)
            text_in_box(ui_list(view->ui), box, ALIGN_RIGHT,
                        spoken ? FACE_WORDS_SEMIBOLD : FACE_WORDS, size,
                        spoken ? theme->query : theme->ink, name);
        else if (spoken)
            math_in_box(view->ui, box, ALIGN_RIGHT, size, theme->query,
                        arena_printf(ui_arena(view->ui), "y_{%d}", t));
        list_pop_opacity(ui_list(view->ui));
    }
}

static void draw_column_label(const Matrix *m, int s, bool spoken) {
    ViewPass *view = m->view;
    const UiTheme *theme = ui_theme(view->ui);
    float size = m->at.label_size,
          x = m->at.cells.x + ((float)s - 0.5f) * m->at.cell_width - m->at.gap / 2;
    float baseline = m->at.cells.y - 7;
    bool unknown = columns_of(view).items == view->run->source.items && view->run->unknown[s - 1];
    Face face = spoken ? FACE_WORDS_SEMIBOLD : FACE_WORDS;
    Color ink = spoken ? theme->key : unknown ? theme->warning : theme->ink;
    const char *text = view_column(view, s);
    bool turned = m->at.tilt < 0 || text_width(ui_fonts(view->ui), FACE_WORDS, size, text) >
                                        m->at.cell_width * (float)m->at.every - LABELS_APART;
    if (turned) {
        float room = (m->at.labels.height - size) / 0.74f;
        text = text_ellipsis(ui_fonts(view->ui), ui_arena(view->ui), face, size, text, room);
        draw_text_turned(ui_list(view->ui), x + size * 0.3f, baseline, ALIGN_LEFT, MATRIX_TILT,
                         face, size, ink, text);
    } else
        draw_text(ui_list(view->ui), x, baseline, ALIGN_CENTER, face, size, ink, text);
}

static void draw_column_labels(const Matrix *m, ViewCell cell) {
    ViewCell hover = m->view->memory->hover;
    for (int s = 1; s <= column_count(m->view); s++) {
        bool spoken = s == cell.source;
        bool near = cell.source && m->at.every > 1 && abs(s - cell.source) < m->at.every && !spoken;
        if (!spoken && ((s - 1) % m->at.every || near)) continue;
        bool dim = view_is_hovering(m->view) && hover.source && !spoken;
        list_push_opacity(ui_list(m->view->ui), dim ? 0.3f : 1);
        draw_column_label(m, s, spoken);
        list_pop_opacity(ui_list(m->view->ui));
    }
}

/* --- legend, title, axes --------------------------------------------------------------------- */

/* At the right of the box, beside `taken` of it; its bar is the smaller the less room there is. */
static float draw_legend(const Matrix *m, DrawBox box, float taken) {
    ViewPass *view = m->view;
    const UiMetrics *u = metrics(view);
    bool scores = m->kind == MATRIX_SCORES;
    const char *low = scores ? view_number(view, -m->limit, 1) : "0";
    const char *high =
        scores ? arena_printf(ui_arena(view->ui), "+%s", view_number(view, m->limit, 1)) : "1";
    float size = u->tiny;
    float right = text_width(ui_fonts(view->ui), FACE_NUMBERS, size, high);
    float left = text_width(ui_fonts(view->ui), FACE_NUMBERS, size, low), gap = 6;
    float bar = fminf(78 * u->factor, box.width - taken - left - right - 2 * gap);
    if (bar < 8) bar = 8;
    float x = box.x + box.width - right - gap - bar,
          baseline = text_baseline(box.y, box.height, size);
    uint8_t levels[64];
    for (int i = 0; i < 64; i++)
        levels[i] = scores ? color_level_signed((i - 31.5) / 31.5, 1) : color_level(i / 63.0);
    draw_cells(ui_list(view->ui), draw_box(x, box.y + box.height / 2 - 4, bar, 8), 1, 64, levels,
               m->map, 0, 0);
    Color ink = ui_theme(view->ui)->muted;
    draw_text(ui_list(view->ui), x + bar + gap, baseline, ALIGN_LEFT, FACE_NUMBERS, size, ink,
              high);
    draw_text(ui_list(view->ui), x - gap, baseline, ALIGN_RIGHT, FACE_NUMBERS, size, ink, low);
    return right + gap + bar + gap + left;
}

static const char *title_formula(const Matrix *m) {
    const Attention *a = &m->view->run->ask.attention;
    Arena *arena = ui_arena(m->view->ui);
    if (m->kind == MATRIX_WEIGHTS) return a->weigh->formula;
    const char *formula = run_has_heads(m->view->run) ? a->score->brief : a->score->formula;
    return arena_printf(arena, "e = %s", formula);
}

static void draw_head(const Matrix *m) {
    ViewPass *view = m->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(view);
    DrawBox box = m->at.head;
    box.x = m->at.cells.x;
    box.width = fmaxf(m->at.cells.width, m->at.head.x + m->at.head.width - box.x);
    box.width = fminf(box.width, fmaxf(m->at.cells.width, 250 * u->factor));
    const char *title = m->kind == MATRIX_SCORES ? "Scores" : "Weights";
    const HeadAt head = view->state->look.heads[0];
    if (run_has_heads(view->run))
        title = arena_printf(ui_arena(view->ui), "%s %d.%d", title, head.layer, head.head);
    float name = text_width(ui_fonts(view->ui), FACE_WORDS_SEMIBOLD, u->heading, title) + 12;
    box.width -= draw_legend(m, box, name) + 10;
    draw_text(ui_list(view->ui), box.x, text_baseline(box.y, box.height, u->heading), ALIGN_LEFT,
              FACE_WORDS_SEMIBOLD, u->heading, theme->ink, title);
    float x = box.x + name;
    DrawBox rest = {x, box.y, box.x + box.width - x, box.height};
    const char *formula = title_formula(m);
    if (math_width(view->ui, u->formula, formula) > rest.width && m->kind == MATRIX_SCORES)
        formula = "e = match(q, k)";
    if (math_width(view->ui, u->formula, formula) <= rest.width)
        math_in_box(view->ui, rest, ALIGN_LEFT, u->formula, theme->muted, formula);
}

static const char *axis_words(const Matrix *m) {
    const Attention *a = &m->view->run->ask.attention;
    Arena *arena = ui_arena(m->view->ui);
    int S = column_count(m->view), shown = matrix_shown_columns(m);
    const char *reduced = shown < S
                              ? arena_printf(arena, " · reduced: the largest of every %.1f columns",
                                             (double)S / shown)
                              : "";
    const char *axes =
        !run_has_heads(m->view->run) || m->view->state->look.heads[0].of == HEADS_CROSS
            ? "target ↓ source →"
            : "query ↓ key →";
    if (m->kind == MATRIX_SCORES) return arena_printf(arena, "%s%s", axes, reduced);
    bool whole = !a->scope->has_gaussian || a->renormalise;
    return arena_printf(arena, "%s · %s%s", axes,
                        whole ? "each row sums to 1" : "the Gaussian leaves rows less than 1",
                        reduced);
}

void matrix_draw_around(const Matrix *m, ViewCell cell) {
    draw_head(m);
    draw_column_labels(m, cell);
    draw_row_labels(m, cell);
    ui_text(m->view->ui, m->at.foot, ALIGN_LEFT, FACE_WORDS, metrics(m->view)->small * 0.95f,
            ui_theme(m->view->ui)->muted, axis_words(m));
}
