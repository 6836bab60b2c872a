/* matrix_badges.c -- the pills under a matrix: what keeps its colours from being all the numbers.
 */
#include "views/gold.h"
#include "views/matrix_parts.h"

#include <math.h>
#include <string.h>

/* --- gold ------------------------------------------------------------------------------------ */

bool matrix_says_gold(const Matrix *m) {
    if (m->is_difference) return false;
    return m->kind == MATRIX_WEIGHTS || m->view->state->look.view == VIEW_SCORES;
}

/* Of lines out of sight nothing is seen. */
void matrix_draw_gold(const Matrix *m) {
    RunGold gold = gold_shown(m->view, gold_head(m->view));
    int row, col;
    if (!gold.links) return;
    list_push_clip(ui_list(m->view->ui), box_inset(m->at.cells, -2, -2));
    for (int t = 0; t < gold.count; t++) {
        if (!axis_line(&m->at.rows, t + 1, &row) || !axis_sees(&m->at.rows, row)) continue;
        for (int i = 0; i < gold.links[t].count; i++)
            if (axis_line(&m->at.cols, gold.links[t].sources[i] + 1, &col) &&
                axis_sees(&m->at.cols, col))
                gold_outline(m->view, matrix_cell_box(&m->at, row, col));
    }
    list_pop_clip(ui_list(m->view->ui));
}

/* --- pills ----------------------------------------------------------------------------------- */

typedef struct Pills {
    const Matrix *m;
    DrawBox rest;
} Pills;

/* One more at the left of what is left of the row, shortened where it must be; its whole is the tip
 * then. */
static void add_pill(Pills *pills, UiTone tone, const char *text) {
    Ui *ui = pills->m->view->ui;
    enum { LEAST = 40, APART = 4 };
    if (pills->rest.width < LEAST) return;
    float width = ui_badge(ui, pills->rest, tone, text, false);
    box_cut_left(&pills->rest, width + APART);
}

/* One with a cross; true when that was clicked. A figure has none. */
static bool add_closing(Pills *pills, UiTone tone, const char *text, const char *action) {
    ViewPass *view = pills->m->view;
    const UiMetrics *u = ui_metrics(view->ui);
    enum { LEAST = 70, APART = 4 };
    if (view->figure || pills->rest.width < LEAST * u->factor) {
        add_pill(pills, tone, text);
        return false;
    }
    float side = fminf(u->tiny + 9, pills->rest.height),
          words = ceilf(text_width(ui_fonts(view->ui), FACE_WORDS_MEDIUM, u->tiny, text)),
          width = fminf(words + 2 * u->gap + side, pills->rest.width);
    DrawBox pill = box_aligned(pills->rest, ALIGN_LEFT, width, side);
    box_cut_left(&pills->rest, width + APART);
    draw_fill(ui_list(view->ui), pill, side / 2, ui_tone_tint(view->ui, tone));
    DrawBox cross = box_cut_right(&pill, side);
    box_cut_left(&pill, u->gap);
    box_cut_right(&pill, u->gap / 2);
    ui_text(view->ui, pill, ALIGN_LEFT, FACE_WORDS_MEDIUM, u->tiny, ui_tone_ink(view->ui, tone),
            text);
    const char *name = pills->m->kind == MATRIX_SCORES ? "scores unhide" : "weights unhide";
    return ui_button(view->ui, name, cross,
                     (UiButton){.icon = ICON_CLOSE, .quiet = true, .name = action});
}

static void add_reduced(Pills *pills) {
    const Matrix *m = pills->m;
    int down = m->at.rows.power, across = m->at.cols.power;
    if (!down && !across) return;
    const char *how = m->view->state->look.pool == POOL_MEAN ? "the mean"
                      : m->stage                             ? "the largest |number|"
                      : m->kind == MATRIX_SCORES             ? "the largest |e|"
                                                             : "the largest";
    add_pill(
        pills, TONE_WARNING,
        arena_printf(ui_arena(m->view->ui), "each dot %s of %d × %d", how, 1 << down, 1 << across));
}

static void add_stretch(Pills *pills) {
    Stretch stretch = pills->m->view->state->look.stretch;
    if (stretch == STRETCH_LOG) add_pill(pills, TONE_WARNING, "log");
    if (stretch == STRETCH_ROW) add_pill(pills, TONE_WARNING, "each row by its largest");
}

/* Nothing is renormalised: what the rows lack is said, of all and of the row spoken of. */
static void add_hidden(Pills *pills, ViewCell cell) {
    const Matrix *m = pills->m;
    ViewPass *view = m->view;
    int row;
    bool rows = m->at.rows.lines->count < m->of.rows.count,
         cols = m->at.cols.lines->count < m->of.cols.count;
    if (!rows && !cols) return;
    const char *token = view_token(view, view->state->look.hide);
    Arena *arena = ui_arena(view->ui);
    const char *text = arena_printf(arena, "without “%s”", token);
    if (cols && m->kind == MATRIX_WEIGHTS) {
        text = arena_printf(arena, "%s: %s of the weight", text,
                            view_number(view, m->facts->left_out, 2));
        if (axis_line(&m->at.rows, cell.target, &row))
            text = arena_printf(arena, "%s, %s of row %d", text,
                                view_number(view, (double)m->facts->row_left[row], 2), cell.target);
    }
    if (add_closing(pills, TONE_WARNING, text, arena_printf(arena, "Show “%s” again", token)))
        view_say(view, "hide none");
}

static void add_found(Pills *pills) {
    const Matrix *m = pills->m;
    const Look *look = &m->view->state->look;
    if (!*look->find) return;
    int count = finding_count(m->of, m->finding);
    const char *token = view_token(m->view, look->find);
    Arena *arena = ui_arena(m->view->ui);
    bool hidden = !strcmp(look->find, look->hide);
    if (hidden) return; /* the pill before says that it is left out */
    add_pill(pills, TONE_ACCENT,
             count ? arena_printf(arena, "“%s” %d of %d", token,
                                  look->found < count ? look->found : count, count)
                   : arena_printf(arena, "no “%s”", token));
}

static const char *range_words(const Matrix *m, const MatrixAxis *axis) {
    int from = (int)ceil(axis->first - 0.5);
    int to = (int)floor(axis->first + (double)axis->length / (double)axis->size + 0.5);
    return arena_printf(ui_arena(m->view->ui), "%s–%s",
                        view_grouped(ui_arena(m->view->ui), matrix_place(axis->lines, from) + 1),
                        view_grouped(ui_arena(m->view->ui), matrix_place(axis->lines, to - 1) + 1));
}

static void add_seen(Pills *pills) {
    const Matrix *m = pills->m;
    if (!matrix_is_cut(&m->at)) return;
    add_pill(pills, TONE_PLAIN,
             arena_printf(ui_arena(m->view->ui), "rows %s, columns %s of %s",
                          range_words(m, &m->at.rows), range_words(m, &m->at.cols),
                          view_grouped(ui_arena(m->view->ui), m->of.cols.count)));
}

static void add_gold(Pills *pills) {
    if (!matrix_says_gold(pills->m)) return;
    float width = gold_pill(pills->m->view, gold_head(pills->m->view), pills->rest, false);
    if (width > 0) box_cut_left(&pills->rest, width + 4);
}

void matrix_draw_badges(const Matrix *m, DrawBox box, ViewCell cell) {
    Pills pills = {m, box};
    add_gold(&pills);
    add_reduced(&pills);
    add_stretch(&pills);
    add_hidden(&pills, cell);
    add_found(&pills);
    add_seen(&pills);
}
