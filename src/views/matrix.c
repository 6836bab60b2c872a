#include "views/local.h"
#include "views/matrix_parts.h"
#include "views/whatif.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers --------------------------------------------------------------------------------- */

static bool is_by_row(const Matrix *m) {
    return m->view->state->look.stretch == STRETCH_ROW;
}

/* Whether a cell is still what it was before the mask, which has not come to it. */
static bool is_before(const Matrix *m, int t, int s) {
    return m->before.array && !view_shows(m->view, m->kind, t, s);
}

static double number_at(const Matrix *m, int t, int s) {
    const RunMatrix *of = is_before(m, t, s) ? &m->before : &m->of;
    return (double)trace_number(of->array, of->plane, t - 1, s - 1);
}

/* Whether weights are masked: their score is. */
static bool is_masked(const Matrix *m, int t, int s) {
    return !is_before(m, t, s) &&
           trace_number(m->scores.array, m->scores.plane, t - 1, s - 1) == -REAL_INFINITY;
}

static bool is_shown(const Matrix *m, int t, int s) {
    return m->before.array || view_shows(m->view, m->kind, t, s);
}

/* --- levels ---------------------------------------------------------------------------------- */

PyramidWindow matrix_window(const MatrixLayout *at, int row, int end_row, int col, int end_col) {
    int down = at->rows.power, across = at->cols.power;
    PyramidWindow w = {down, across, row >> down, col >> across, 0, 0};
    w.rows = pyramid_blocks(end_row, down) - w.row;
    w.cols = pyramid_blocks(end_col, across) - w.col;
    return w;
}

static int last_place(const MatrixLines *lines, int block, int power) {
    int line = (block + 1) << power;
    return matrix_place(lines, (line < lines->count ? line : lines->count) - 1);
}

/* The pyramid of a matrix whose cells are masked where `mask` is −∞, of the lines that are left. */
static Pyramid *pyramid_for(const Matrix *m, const RunMatrix *of, const RunMatrix *mask) {
    const Look *look = &m->view->state->look;
    const MatrixAxis *rows = &m->at.rows, *cols = &m->at.cols;
    PyramidAsk ask = {.array = of->array,
                      .mask = mask->array,
                      .plane = of->plane,
                      .mask_plane = mask->plane,
                      .is_signed = matrix_is_signed(m),
                      .by_row = is_by_row(m),
                      .pool = look->pool,
                      .hidden = look->hide,
                      .rows = rows->lines->count,
                      .cols = cols->lines->count,
                      .row_at = rows->lines->at,
                      .col_at = cols->lines->at};
    return pyramid_of(matrix_pyramids(matrix_keep(m->view)), &ask, rows->power, cols->power);
}

/* A block is shown when its last cell is: of the others, what stood there before, or nothing. Only
 * the rows from the last shown on are looked at. */
static void take_unshown(const Matrix *m, PyramidWindow w, const uint8_t *before, uint8_t *levels) {
    for (int r = w.rows - 1; r >= 0; r--) {
        int row = last_place(m->at.rows.lines, w.row + r, w.down);
        int shown = view_shown_in_row(m->view, m->kind, row + 1), c = w.cols;
        while (c > 0 && last_place(m->at.cols.lines, w.col + c - 1, w.across) >= shown) {
            size_t at = (size_t)r * (size_t)w.cols + (size_t)--c;
            levels[at] = before ? before[at] : COLOR_EMPTY;
        }
        if (c == w.cols && shown == m->of.cols.count) return;
    }
}

uint8_t *matrix_levels(const Matrix *m, PyramidUse use, PyramidWindow w) {
    size_t size = (size_t)w.rows * (size_t)w.cols;
    uint8_t *levels = arena_alloc(ui_arena(m->view->ui), size);
    const uint8_t *before = NULL;
    memcpy(levels, pyramid_levels(m->pyramid, use, w, m->ink), size);
    if (m->before.array)
        before = pyramid_levels(pyramid_for(m, &m->before, &m->before), use, w, m->ink);
    take_unshown(m, w, before, levels);
    return levels;
}

/* --- cells ----------------------------------------------------------------------------------- */

/* Blocks of the picture that is seen. */
typedef struct Picked {
    PyramidWindow window;
    const uint8_t *levels;
} Picked;

static DrawBox box_of(const Matrix *m, PyramidWindow w) {
    const MatrixLayout *at = &m->at;
    return draw_box(axis_at(&at->cols, w.col << w.across), axis_at(&at->rows, w.row << w.down),
                    ldexpf(at->cols.size, w.across) * (float)w.cols - at->gap,
                    ldexpf(at->rows.size, w.down) * (float)w.rows - at->gap);
}

static void draw_picked(const Matrix *m, Picked what, const ColorMap *map, float opacity) {
    list_push_opacity(ui_list(m->view->ui), opacity);
    draw_cells(ui_list(m->view->ui), box_of(m, what.window), what.window.rows, what.window.cols,
               what.levels, map, m->at.gap, 0);
    list_pop_opacity(ui_list(m->view->ui));
}

static Picked picked_row(Picked all, int line) {
    int row = (line >> all.window.down) - all.window.row;
    all.levels += (size_t)row * (size_t)all.window.cols;
    all.window.row += row;
    all.window.rows = 1;
    return all;
}

static Picked picked_column(const Matrix *m, Picked all, int line) {
    int col = (line >> all.window.across) - all.window.col;
    uint8_t *levels = arena_alloc(ui_arena(m->view->ui), (size_t)all.window.rows);
    for (int r = 0; r < all.window.rows; r++)
        levels[r] = all.levels[(size_t)r * (size_t)all.window.cols + (size_t)col];
    all.levels = levels;
    all.window.col += col;
    all.window.cols = 1;
    return all;
}

/* The map as it looks at 0.3 over the ground: where cells are a pixel or so, blending each of them
 * costs more than all else. */
static const ColorMap *dimmed(const Matrix *m) {
    ColorMap *map = ARENA_NEW(ui_arena(m->view->ui), ColorMap);
    *map = *m->map;
    for (int i = 0; i < 256; i++)
        if (m->map->colors[i].a)
            map->colors[i] = color_mix(ui_theme(m->view->ui)->ground, m->map->colors[i], 0.3f);
    return map;
}

static void draw_dimmed(const Matrix *m, Picked all) {
    if (m->at.gap > 0)
        draw_picked(m, all, m->map, 0.3f);
    else
        draw_picked(m, all, dimmed(m), 1);
}

/* Only the row and column under the mouse keep their colours. */
static void draw_hovered(const Matrix *m, Picked all, ViewCell hover) {
    int row, col;
    draw_dimmed(m, all);
    if (axis_line(&m->at.rows, hover.target, &row) && axis_sees(&m->at.rows, row))
        draw_picked(m, picked_row(all, row), m->map, 1);
    if (!axis_line(&m->at.cols, hover.source, &col) || !axis_sees(&m->at.cols, col)) return;
    if (m->at.gap <= 0) {
        draw_picked(m, picked_column(m, all, col), m->map, 1);
        return;
    }
    DrawBox column = matrix_cell_box(&m->at, m->at.rows.from, col);
    column.y = m->at.cells.y;
    column.height = m->at.cells.height;
    list_push_clip(ui_list(m->view->ui), column);
    draw_picked(m, all, m->map, 1);
    list_pop_clip(ui_list(m->view->ui));
}

static void draw_all_cells(const Matrix *m) {
    const MatrixAxis *rows = &m->at.rows, *cols = &m->at.cols;
    PyramidWindow window = matrix_window(&m->at, rows->from, rows->to, cols->from, cols->to);
    Picked all = {window, matrix_levels(m, PYRAMID_PICTURE, window)};
    bool small = view_cells_are_small(fminf(rows->size, cols->size));
    if (small && !is_shown(m, m->of.rows.count, m->of.cols.count)) /* the room of those to come */
        draw_frame(ui_list(m->view->ui), m->at.cells, 0, ui_theme(m->view->ui)->empty, 1);
    if (view_is_hovering(m->view))
        draw_hovered(m, all, m->view->memory->hover);
    else
        draw_picked(m, all, m->map, 1);
}

/* --- numbers in cells ------------------------------------------------------------------------ */

/* How the numbers of cells are set: 0 where there is no room for them. */
typedef struct Digits {
    float size;
    bool turned; /* rising, where cells are higher than wide */
} Digits;

/* Numbers are written where the longest of them fits, so that none is missing among others: upright
 * as large as there is room, else turned, never under 8 logical pixels. */
static Digits digits_of(const Matrix *m) {
    const UiMetrics *u = metrics(m->view);
    float most = u->tiny * 0.95f, least = 8 * u->factor;
    const char *longest = m->kind == MATRIX_SCORES ? "−8.8" : m->is_difference ? "−.88" : ".88";
    float em = text_width(ui_fonts(m->view->ui), FACE_NUMBERS, 100, longest) / 100;
    DrawBox box = matrix_cell_box(&m->at, 0, 0);
    float frame = 3.5f, high = 0.73f; /* of lines beside, in this one; of a digit, in em */
    float upright = fminf(most, fminf((box.width - 4) / em, (box.height - frame) / high));
    float turned = fminf(most, fminf((box.height - 4) / em, (box.width - frame) / high));
    if (upright >= least) return (Digits){upright, false};
    return turned >= least ? (Digits){turned, true} : (Digits){0, false};
}

static Color ground_of(const Matrix *m, double x, int row) {
    if (is_by_row(m) && m->facts->row_limit[row] > 0) x /= (double)m->facts->row_limit[row];
    return m->map->colors[pyramid_level(m->ink, x)];
}

/* Of lines (row, col). */
static void draw_number(const Matrix *m, Digits digits, int row, int col) {
    int t = matrix_place(m->at.rows.lines, row) + 1, s = matrix_place(m->at.cols.lines, col) + 1;
    DrawBox box = matrix_cell_box(&m->at, row, col);
    if (!is_shown(m, t, s) || is_masked(m, t, s)) return;
    double x = number_at(m, t, s);
    const char *text = m->is_difference           ? view_difference(m->view, x)
                       : m->kind == MATRIX_SCORES ? view_number(m->view, x, fabs(x) < 9.95 ? 1 : 0)
                                                  : view_weight(m->view, x);
    Color ink = color_text_on(ground_of(m, x, row));
    float middle = box.x + box.width / 2;
    if (digits.turned)
        draw_text_turned(ui_list(m->view->ui), text_baseline(box.x, box.width, digits.size),
                         box.y + box.height / 2, ALIGN_CENTER, -90, FACE_NUMBERS, digits.size, ink,
                         text);
    else
        draw_text(ui_list(m->view->ui), middle, text_baseline(box.y, box.height, digits.size),
                  ALIGN_CENTER, FACE_NUMBERS, digits.size, ink, text);
}

/* Whether a cell keeps its colour while another is hovered. */
static bool is_bright(const Matrix *m, int row, int col) {
    ViewCell hover = m->view->memory->hover;
    return !view_is_hovering(m->view) || matrix_place(m->at.rows.lines, row) + 1 == hover.target ||
           matrix_place(m->at.cols.lines, col) + 1 == hover.source;
}

/* The whole row spoken of, and the largest of every other; but of a difference that alone. */
static void draw_numbers(const Matrix *m, ViewCell cell) {
    const MatrixAxis *cols = &m->at.cols;
    Digits digits = digits_of(m);
    for (int r = m->at.rows.from; digits.size > 0 && r < m->at.rows.to; r++) {
        int from = cols->from, end = cols->to, t = matrix_place(m->at.rows.lines, r) + 1;
        if (t != cell.target && (m->is_difference || !is_shown(m, t, m->of.cols.count))) continue;
        if (t != cell.target) {
            bool still = is_before(m, t, m->of.cols.count);
            from = (still ? m->facts_before : m->facts)->row_best[r];
            end = from + axis_sees(cols, from);
            if (isnan(number_at(m, t, matrix_place(cols->lines, from) + 1)))
                from = cols->from, end = cols->to; /* none of such a row is a number */
        }
        for (int c = from; c < end; c++)
            if (is_bright(m, r, c)) draw_number(m, digits, r, c);
    }
}

static void draw_frames(const Matrix *m, ViewCell cell) {
    const UiTheme *theme = ui_theme(m->view->ui);
    List *list = ui_list(m->view->ui);
    int row, col;
    if (!axis_line(&m->at.rows, cell.target, &row) || !axis_sees(&m->at.rows, row)) return;
    DrawBox box = matrix_cell_box(&m->at, row, 0);
    box.x = m->at.cells.x;
    box.width = m->at.cells.width - m->at.gap;
    float thin = m->at.rows.size < 6 ? -4 : -2; /* a row of a pixel or so stays in sight */
    list_push_clip(list, box_inset(m->at.cells, -6, -6));
    if (is_shown(m, cell.target, 1))
        draw_frame(list, box_inset(box, -2, thin), 3, theme->query, thin < -2 ? 1.5f : 2);
    if (axis_line(&m->at.cols, cell.source, &col) && axis_sees(&m->at.cols, col) &&
        is_shown(m, cell.target, cell.source))
        draw_frame(list, box_inset(matrix_cell_box(&m->at, row, col), -2, -2), 3, theme->key, 2);
    list_pop_clip(list);
}

/* Between the digits of a cell and its lower edge. */
static float room_under_digits(const Matrix *m) {
    Digits digits = digits_of(m);
    DrawBox box = matrix_cell_box(&m->at, 0, 0);
    const char *longest = m->kind == MATRIX_SCORES ? "−8.8" : ".88";
    float high = digits.turned
                     ? text_width(ui_fonts(m->view->ui), FACE_NUMBERS, digits.size, longest)
                     : digits.size * 0.75f;
    return (box.height - high) / 2;
}

/* Where the window of each row has its centre, as a mark on the row's lower edge. */
static void draw_centers(const Matrix *m) {
    const UiTheme *theme = ui_theme(m->view->ui);
    const MatrixAxis *rows = &m->at.rows, *cols = &m->at.cols;
    if (run_has_heads(m->view->run) || !local_is(m->view->run) || rows->size < 6) return;
    float r = fminf(fminf(rows->size, cols->size) / 4, 3.5f * metrics(m->view)->factor);
    float high = fminf(1, fmaxf(1, room_under_digits(m) / 2) / r); /* flat where digits are */
    const PathStep marker[] = {PATH_TO(MOVE, 0, -high), PATH_TO(LINE, 1, high),
                               PATH_TO(LINE, -1, high), PATH_END};
    for (int row = rows->from; row < rows->to; row++) {
        int t = matrix_place(rows->lines, row) + 1, col;
        double p = local_center(m->view->run, t), whole = floor(p + 0.5);
        if (!is_shown(m, t, 1) || !axis_line(cols, (int)whole, &col)) continue;
        float x =
            axis_at(cols, col) + (cols->size - m->at.gap) / 2 + (float)(p - whole) * cols->size;
        float y = axis_at(rows, row) + rows->size - m->at.gap - r * high;
        draw_path(ui_list(m->view->ui), x, y, r, marker, 4, theme->query, DRAW_NO_STROKE);
    }
}

/* --- what is forced -------------------------------------------------------------------------- */

/* A forced cell that is masked is looked at all the same. */
static void draw_unmasked(const Matrix *m, Digits digits, int row, int col, double weight) {
    DrawBox box = matrix_cell_box(&m->at, row, col);
    Color ground = m->map->colors[pyramid_level(m->ink, weight)];
    draw_fill(ui_list(m->view->ui), box, 0, ground);
    if (digits.size > 0 && !digits.turned)
        draw_text(ui_list(m->view->ui), box.x + box.width / 2,
                  text_baseline(box.y, box.height, digits.size), ALIGN_CENTER, FACE_NUMBERS,
                  digits.size, color_text_on(ground), view_weight(m->view, weight));
}

/* A forced weight has a frame of its own within the cell, where there is room for one. */
static void draw_forced_cell(const Matrix *m, const ForcedCell *forced) {
    int row, col, t = forced->target, s = forced->source;
    if (!axis_line(&m->at.rows, t, &row) || !axis_sees(&m->at.rows, row) ||
        !axis_line(&m->at.cols, s, &col) || !axis_sees(&m->at.cols, col) || !is_shown(m, t, s))
        return;
    DrawBox box = matrix_cell_box(&m->at, row, col);
    if (m->kind == MATRIX_WEIGHTS && is_masked(m, t, s))
        draw_unmasked(m, digits_of(m), row, col, forced->weight);
    if (m->kind == MATRIX_WEIGHTS && fminf(box.width, box.height) >= 6)
        draw_frame(ui_list(m->view->ui), box_inset(box, 0.5f, 0.5f), 1.5f,
                   ui_theme(m->view->ui)->warning, 1.5f);
}

/* At the right of a row that is not as it was computed. */
static void draw_forced_row(const Matrix *m, int target) {
    int row;
    if (!axis_line(&m->at.rows, target, &row) || !axis_sees(&m->at.rows, row)) return;
    DrawBox box = matrix_cell_box(&m->at, row, 0);
    box.x = m->at.cells.x + m->at.cells.width + 2;
    box.width = 3;
    draw_fill(ui_list(m->view->ui), box, 1.5f, ui_theme(m->view->ui)->warning);
}

static void draw_forced(const Matrix *m) {
    const Edits *edits = m->view->run->ask.edits;
    for (int i = 0; edits && i < edits->forced_count; i++) {
        const ForcedWeight *forced = &edits->forced[i];
        const ForcedCell *cell = &forced->cell;
        bool here = whatif_forced(m->view, cell->target, cell->source) == cell;
        if (!here || cell->target > m->of.rows.count || cell->source > m->of.cols.count) continue;
        draw_forced_cell(m, cell);
        draw_forced_row(m, cell->target);
    }
}

/* --- the whole ------------------------------------------------------------------------------- */

/* While the mask is walked, the colours are those of the numbers before it. */
static void take_numbers(Matrix *m) {
    bool is_signed = matrix_is_signed(m);
    double most = 0;
    if (m->before.array) {
        m->facts_before = pyramid_facts(pyramid_for(m, &m->before, &m->before));
        most = m->facts_before->limit;
    }
    m->pyramid = pyramid_for(m, &m->of, &m->scores);
    m->facts = pyramid_facts(m->pyramid);
    most = fmax(most, m->facts->limit);
    m->limit = is_signed && most > 0 ? ceil(most * 10 - 1e-9) / 10 : 1;
    if (m->is_difference) m->limit = m->view->beside->limit;
    bool is_log = m->view->state->look.stretch == STRETCH_LOG;
    m->ink = (PyramidInk){is_signed, is_log, is_by_row(m) ? 1 : m->limit};
}

static void draw_nothing_left(ViewPass *view, DrawBox box) {
    text_paragraph(ui_list(view->ui), box_inset(box, box.width / 6, box.height / 3), ALIGN_CENTER,
                   FACE_WORDS, metrics(view)->body, 1.5f, ui_theme(view->ui)->muted,
                   arena_printf(ui_arena(view->ui),
                                "Every row or column is “%s”, which is left out.",
                                view_token(view, view->state->look.hide)));
}

void matrix_draw(ViewPass *view, DrawBox box, MatrixKind kind) {
    const UiTheme *theme = ui_theme(view->ui);
    Matrix m = {.view = view, .kind = kind, .at = matrix_layout(view, box)};
    m.of = view_matrix(view, kind);
    m.scores = kind == MATRIX_SCORES ? m.of : view_matrix(view, MATRIX_MASK);
    if (kind == MATRIX_SCORES) m.before = run_matrix_before(view->run, &view->state->look);
    m.stage = kind == MATRIX_SCORES ? run_score_stage(view->run, &view->state->look) : NULL;
    m.is_difference = view->beside && view->beside->difference;
    m.map = view_map(view, matrix_is_signed(&m) ? &theme->signs : &theme->weights,
                     fminf(m.at.rows.size, m.at.cols.size));
    m.finding = finding_of(m.of, view->state->look.find);
    if (!m.of.array) return;
    if (!m.at.rows.lines->count || !m.at.cols.lines->count) draw_nothing_left(view, box);
    if (m.at.cells.width < 1 || m.at.cells.height < 1) return;
    take_numbers(&m);
    ViewCell cell = view_cell(view);
    matrix_draw_around(&m, cell);
    bool cut = matrix_is_cut(&m.at) || m.at.rows.power || m.at.cols.power;
    if (cut) list_push_clip(ui_list(view->ui), m.at.cells);
    draw_all_cells(&m);
    matrix_draw_gold(&m);
    draw_numbers(&m, cell);
    draw_centers(&m);
    matrix_draw_followed(&m);
    if (cut) list_pop_clip(ui_list(view->ui));
    draw_forced(&m);
    if (!view->followed) draw_frames(&m, cell);
    if (!view->figure) matrix_answer(&m, cell);
    minimap_draw(&m);
}
