/* matrix_layout.c -- where the parts of a matrix stand, and which of its lines are in sight. */
#include "views/matrix_parts.h"

#include "views/multiples.h"

#include <math.h>
#include <string.h>

enum { LABEL_WIDEST = 130, FIGURE_MOST = 1680, LEGEND_FITS = 270 };

static float widest(const MatrixLines *lines) {
    return fminf(lines->widest, LABEL_WIDEST);
}

/* Beside others, whoever compares writes the title, and the legend stands below. */
static float head_height(const ViewPass *view) {
    return view->beside ? 0 : metrics(view)->control;
}

/* Rows that there must be room for. */
static int row_count(const ViewPass *view, const MatrixLines *lines) {
    int most = view->beside ? view->beside->rows : 0;
    return most > lines->count ? most : lines->count;
}

/* --- lines in sight -------------------------------------------------------------------------- */

/* The line at a place counted from 1 that may stand between two. */
static double line_of(const MatrixLines *lines, double pan) {
    double whole = floor(pan - 1), part = pan - 1 - whole;
    int line = matrix_line(lines, (int)whole);
    return line + (line < lines->count && matrix_place(lines, line) == (int)whole ? part : 0);
}

/* The window on an axis: `room` of it, its lines of `size`. */
static void see(MatrixAxis *axis, float start, float room, double pan, float scale) {
    int count = axis->lines->count;
    axis->start = start;
    axis->length = fminf(room, axis->size * (float)count);
    if (!axis_is_cut(axis)) axis->length = axis->size * (float)count;
    double seen = (double)axis->length / (double)axis->size;
    axis->first = axis_is_cut(axis) ? fmax(0, fmin(line_of(axis->lines, pan), count - seen)) : 0;
    axis->from = (int)floor(axis->first + 1e-6);
    int end = (int)ceil(axis->first + seen - 1e-6);
    axis->to = end < count ? end : count;
    while (axis->size > 0 && ldexpf(axis->size * scale, axis->power) < 0.999f) axis->power++;
}

static float zoomed(const ViewPass *view, float fit) {
    float most = fmaxf(CELL_LARGEST * metrics(view)->factor, fit);
    return fminf(fit * (float)fmax(1, view->state->look.zoom), most);
}

/* --- the whole ------------------------------------------------------------------------------- */

/* Upright where all but a few fit, those alone tilted; also where only each so many columns has a
 * label, if tilting them would not show more. */
static void place_labels(MatrixLayout *m, float height) {
    const MatrixLines *lines = m->cols.lines;
    float size = m->label_size, cell = m->cols.size;
    int count = lines->count;
    int tilted = view_every(cell * 0.74f, size * 0.92f, count); /* between slanted lines */
    int upright = 1;
    while (upright < tilted &&
           matrix_lines_over(lines, cell * (float)upright - LABELS_APART) * 6 > count)
        upright++;
    int wide = matrix_lines_over(lines, cell * (float)upright - LABELS_APART);
    m->tilt = wide * 6 > count ? MATRIX_TILT : 0;
    m->every = m->tilt < 0 ? tilted : upright;
    float up = wide ? widest(lines) * 0.74f + size * 1.3f : size * 1.7f;
    m->labels.height = up < height / 2 ? up : height / 2;
}

/* Whether pills will stand below the axes' names even where each cell is seen. */
static bool has_badges(const ViewPass *view) {
    const Look *look = &view->state->look;
    return look->gold || look->zoom > 1 || look->stretch != STRETCH_LINEAR || *look->find ||
           *look->hide;
}

static void place_cells(const ViewPass *view, MatrixLayout *m, DrawBox box) {
    const Look *look = &view->state->look;
    float factor = metrics(view)->factor, most = CELL_LARGEST * factor, scale = ui_scale(view->ui);
    m->cols.fit = fminf(box.width / (float)m->cols.lines->count, most);
    m->cols.size = zoomed(view, m->cols.fit);
    place_labels(m, box.height);
    m->labels = box_cut_top(&box, m->labels.height);
    m->rows.fit = fminf(box.height / (float)row_count(view, m->rows.lines), most);
    m->rows.fit = fminf(m->rows.fit, fmaxf(m->cols.fit * 2.2f, 22 * factor));
    m->rows.size = zoomed(view, m->rows.fit);
    see(&m->cols, box.x, box.width, look->pan_source, scale);
    see(&m->rows, box.y, box.height, look->pan_target, scale);
    m->cells = draw_box(box.x, box.y, m->cols.length, m->rows.length);
    m->largest = fmaxf(1, fmaxf(most / m->cols.fit, most / m->rows.fit));
    m->labels.width = m->cells.width;
    m->foot.y = m->cells.y + m->cells.height + 4;
    m->foot.x = m->cells.x;
    m->foot.width = box.width;
    float smaller = fminf(m->cols.size, m->rows.size);
    m->gap = smaller >= 12 ? 2 : smaller >= 6 ? 1 : 0;
}

/* Of a step across: the token that the decoder reads, by which the other blocks of its layer call
 * the row, and the one that it writes. */
static const char *pair_name(const ViewPass *view, int row) {
    const char *written = view_row(view, row), *read = view_name(view, view->run->fed, row);
    return written && read ? arena_printf(ui_arena(view->ui), "%s → %s", read, written) : written;
}

const char *matrix_row_name(const ViewPass *view, const MatrixLayout *layout, int row) {
    return layout->pairs ? pair_name(view, row) : view_row(view, row);
}

/* The room that the pairs of a step across want; 0: there are none, or too many. */
static float pairs_width(const ViewPass *view, float size, int rows) {
    enum { MOST = 64 };
    const Look *look = &view->state->look;
    bool across = run_has_heads(view->run) && look->heads[0].of == HEADS_CROSS;
    float most = 0;
    if (!across || look->view != VIEW_STEP || view->beside || rows > MOST) return 0;
    for (int t = 1; t <= rows; t++) {
        const char *name = pair_name(view, t);
        if (!name) continue;
        most = fmaxf(most, text_width(ui_fonts(view->ui), FACE_WORDS_SEMIBOLD, size, name));
    }
    return most;
}

/* What is below the title, with a row for pills or without. */
static void place_below(const ViewPass *view, MatrixLayout *m, DrawBox box, bool badges) {
    const UiMetrics *u = metrics(view);
    bool narrow = view->beside && box.width - view->beside->side < LEGEND_FITS * u->factor;
    m->rows.power = m->cols.power = 0;
    m->foot = box_cut_bottom(&box, u->small * ((narrow ? 3.6f : 2) + (badges ? 2 : 0)));
    box_cut_left(&box, m->side);
    place_cells(view, m, box);
}

MatrixLayout matrix_layout(const ViewPass *view, DrawBox box) {
    const UiMetrics *u = metrics(view);
    RunMatrix matrix = view_matrix(view, MATRIX_WEIGHTS);
    MatrixLayout m = {.label_size = u->text};
    m.rows.lines = matrix_lines(view, &matrix, true, m.label_size);
    m.cols.lines = matrix_lines(view, &matrix, false, m.label_size);
    if (!m.rows.lines->count || !m.cols.lines->count) return m;
    float side = fmaxf(widest(m.rows.lines) + 12, u->text * 2);
    float pairs = pairs_width(view, m.label_size, matrix.rows.count);
    m.pairs = pairs > 0 && pairs <= LABEL_WIDEST && pairs + 12 <= box.width / 4;
    if (m.pairs) side = fmaxf(pairs + 12, side);
    if (view->beside) side = view->beside->side;
    if (side > box.width / 3) side = box.width / 3;
    m.side = side;
    m.head = box_cut_top(&box, head_height(view));
    bool badges = has_badges(view);
    place_below(view, &m, box, badges);
    if (!badges && (m.rows.power || m.cols.power)) place_below(view, &m, box, true);
    return m;
}

bool matrix_is_cut(const MatrixLayout *layout) {
    return axis_is_cut(&layout->rows) || axis_is_cut(&layout->cols);
}

/* Of several heads each is as large as all its labels need, and no larger. */
void matrix_natural_size(const ViewPass *view, float *width, float *height) {
    const UiMetrics *u = metrics(view);
    int count = multiples_count(view), columns = multiples_columns(count);
    RunMatrix matrix = view_matrix(view, MATRIX_WEIGHTS);
    const MatrixLines *rows = matrix_lines(view, &matrix, true, u->text);
    const MatrixLines *cols = matrix_lines(view, &matrix, false, u->text);
    float cell = CELL_NATURAL * u->factor, most = FIGURE_MOST * u->factor;
    if (count > 1) cell = u->text * 1.5f;
    int lines = rows->count > cols->count ? rows->count : cols->count;
    cell = fminf(cell, most / (float)(lines ? lines : 1));
    float up = widest(cols), side = widest(rows) + 12;
    float labels = up <= cell - 1 ? u->text * 1.7f : up * 0.74f + u->text * 1.3f;
    *width = fmaxf(side, u->text * 2) + cell * (float)cols->count;
    if (count < 2) *width = fmaxf(*width, 320 * u->factor);
    *height = head_height(view) + labels + cell * (float)rows->count + u->small * 2;
    if (has_badges(view) || cell < 1) *height += u->small * 2;
    *width = multiples_room(view, *width, columns);
    *height = multiples_room(view, *height, (count + columns - 1) / columns);
}
