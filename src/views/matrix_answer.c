/* matrix_answer.c -- what the mouse and the keys do over a matrix: point, pin, zoom, pan. */
#include "views/followed.h"
#include "views/matrix_parts.h"

#include <math.h>

static const double KEY_ZOOM = 1.5, WHEEL_ZOOM = 1.25, CLICK_ZOOM = 2;

static int held_to(int x, int low, int high) {
    return x < low ? low : x > high ? high : x;
}

/* --- zoom and pan ---------------------------------------------------------------------------- */

/* A line that may stand between two, as a place from 1. */
static double place_of(const MatrixAxis *axis, double line) {
    int count = axis->lines->count, whole = held_to((int)floor(line), 0, count - 1);
    return matrix_place(axis->lines, whole) + 1 + fmax(0, line - whole);
}

void matrix_pan_to(const Matrix *m, double row, double col) {
    const MatrixAxis *rows = &m->at.rows, *cols = &m->at.cols;
    double last_row = rows->lines->count - (double)rows->length / (double)rows->size;
    double last_col = cols->lines->count - (double)cols->length / (double)cols->size;
    row = fmax(0, fmin(row, last_row));
    col = fmax(0, fmin(col, last_col));
    view_say(m->view, "pan %.3f %.3f", place_of(rows, row), place_of(cols, col));
}

/* The first line after a zoom by which the line `at` pixels from the window's start stays there. */
static double first_after(const MatrixAxis *axis, double ratio, float at) {
    double line = axis->first + (double)at / (double)axis->size;
    double count = axis->lines->count, seen = (double)axis->length / (double)axis->size / ratio;
    return fmax(0, fmin(line - (line - axis->first) / ratio, count - seen));
}

void matrix_zoom_at(const Matrix *m, double zoom, float x, float y) {
    double most = (double)m->at.largest, before = m->view->state->look.zoom;
    before = fmax(1, fmin(before, most));
    zoom = fmax(1, fmin(zoom, most));
    if (fabs(zoom - before) < 1e-6 * before) return;
    double down = (double)fminf(m->at.rows.fit * (float)zoom,
                                fmaxf(m->at.rows.fit, CELL_LARGEST * metrics(m->view)->factor)) /
                  (double)m->at.rows.size;
    double across = (double)fminf(m->at.cols.fit * (float)zoom,
                                  fmaxf(m->at.cols.fit, CELL_LARGEST * metrics(m->view)->factor)) /
                    (double)m->at.cols.size;
    double row = first_after(&m->at.rows, down, y), col = first_after(&m->at.cols, across, x);
    view_say(m->view, "zoom %.5g", zoom);
    view_say(m->view, "pan %.3f %.3f", place_of(&m->at.rows, row), place_of(&m->at.cols, col));
}

/* Where a zoom by keys holds still: the mouse, else the pinned cell if it is seen, else the middle.
 */
static void still_point(const Matrix *m, const UiHit *hit, float *x, float *y) {
    const Look *look = &m->view->state->look;
    const DrawBox *cells = &m->at.cells;
    int row, col;
    *x = cells->width / 2;
    *y = cells->height / 2;
    if (hit->hover) {
        *x = hit->x - 1;
        *y = hit->y - 1;
    } else if (axis_line(&m->at.rows, look->target, &row) && axis_sees(&m->at.rows, row) &&
               axis_line(&m->at.cols, look->source, &col) && axis_sees(&m->at.cols, col)) {
        *x = axis_at(&m->at.cols, col) + m->at.cols.size / 2 - cells->x;
        *y = axis_at(&m->at.rows, row) + m->at.rows.size / 2 - cells->y;
    }
}

/* --- keys ------------------------------------------------------------------------------------ */

static bool is_arrow(Key key) {
    return key == KEY_LEFT || key == KEY_RIGHT || key == KEY_UP || key == KEY_DOWN;
}

static void pan_by_key(const Matrix *m, Key key) {
    const MatrixAxis *rows = &m->at.rows, *cols = &m->at.cols;
    double down = (double)rows->length / (double)rows->size / 8;
    double across = (double)cols->length / (double)cols->size / 8;
    matrix_pan_to(m, rows->first + ((key == KEY_DOWN) - (key == KEY_UP)) * down,
                  cols->first + ((key == KEY_RIGHT) - (key == KEY_LEFT)) * across);
}

/* The window begins where the line is seen whole. */
static double shown_from(const MatrixAxis *axis, int line) {
    double seen = (double)axis->length / (double)axis->size;
    return fmax(line + 1 - seen, fmin(axis->first, line));
}

/* The pinned cell goes on by one that is left; the window follows it. */
static void move_by_key(Matrix *m, const Event *key, ViewCell cell) {
    int row, col, rows = m->at.rows.lines->count, cols = m->at.cols.lines->count;
    axis_line(&m->at.rows, cell.target ? cell.target : 1, &row);
    axis_line(&m->at.cols, cell.source ? cell.source : 1, &col);
    row += (key->key == KEY_DOWN) - (key->key == KEY_UP);
    col += (key->key == KEY_RIGHT) - (key->key == KEY_LEFT);
    if (key->key == KEY_HOME) col = 0;
    if (key->key == KEY_END) col = cols - 1;
    row = held_to(row, 0, rows - 1);
    col = held_to(col, 0, cols - 1);
    view_say(m->view, "select %d %d", matrix_place(m->at.rows.lines, row) + 1,
             matrix_place(m->at.cols.lines, col) + 1);
    if (!matrix_is_cut(&m->at)) return;
    double first_row = shown_from(&m->at.rows, row), first_col = shown_from(&m->at.cols, col);
    if (fabs(first_row - m->at.rows.first) + fabs(first_col - m->at.cols.first) > 1e-9)
        matrix_pan_to(m, first_row, first_col);
}

/* Keys that are the matrix's while the mouse is over it or the keyboard in it. */
static void answer_key(Matrix *m, const UiHit *hit) {
    const Event *key = hit->hover || hit->focus ? ui_peek_key(m->view->ui) : NULL;
    float x, y;
    if (!key || (key->mods & (KEY_MOD_CTRL | KEY_MOD_ALT | KEY_MOD_SUPER))) return;
    bool in = key->key == '+' || key->key == '=', out = key->key == '-';
    bool pans = (key->mods & KEY_MOD_SHIFT) && is_arrow(key->key) && matrix_is_cut(&m->at);
    if (!in && !out && !pans) return;
    ui_take_key(m->view->ui);
    if (pans) {
        pan_by_key(m, key->key);
        return;
    }
    still_point(m, hit, &x, &y);
    double zoom = fmax(1, fmin(m->view->state->look.zoom, (double)m->at.largest));
    matrix_zoom_at(m, in ? zoom * KEY_ZOOM : zoom / KEY_ZOOM, x, y);
}

/* --- the mouse ------------------------------------------------------------------------------- */

static int line_under(const MatrixAxis *axis, float at) {
    return held_to((int)floor(axis->first + (double)at / (double)axis->size), axis->from,
                   axis->to - 1);
}

static void answer_click(Matrix *m, const UiHit *hit, int t, int s) {
    const Look *look = &m->view->state->look;
    double zoom = fmax(1, fmin(look->zoom, (double)m->at.largest));
    bool pinned = look->target == t && look->source == s;
    bool shown = view_shows(m->view, m->kind, t, s);
    if (shown && followed_click(m->view, hit, m->of.array, m->of.plane, t - 1, s - 1)) return;
    if (hit->double_clicked) {
        if (!pinned) view_say(m->view, "select %d %d", t, s);
        matrix_zoom_at(m, zoom * CLICK_ZOOM, hit->x - 1, hit->y - 1);
    } else if (pinned)
        view_say(m->view, "select none");
    else
        view_say(m->view, "select %d %d", t, s);
}

static bool answer_drag(Matrix *m, const UiHit *hit) {
    bool drags = hit->held && hit->dragged && hit->button != MOUSE_RIGHT;
    if (!drags || !matrix_is_cut(&m->at)) return drags;
    ui_set_cursor(m->view->ui, CURSOR_MOVE);
    if (fabsf(hit->dx) + fabsf(hit->dy) > 0)
        matrix_pan_to(m, m->at.rows.first - (double)(hit->dy / m->at.rows.size),
                      m->at.cols.first - (double)(hit->dx / m->at.cols.size));
    return true;
}

static void answer_wheel(Matrix *m, const UiHit *hit) {
    double zoom = fmax(1, fmin(m->view->state->look.zoom, (double)m->at.largest));
    if (hit->wheel_y < 0 || hit->wheel_y > 0)
        matrix_zoom_at(m, zoom * pow(WHEEL_ZOOM, -(double)hit->wheel_y), hit->x - 1, hit->y - 1);
}

/* The column whose label is at (x, y) from the corner of the labels' box: turned ones rise to the
 * right of where they begin. */
static int label_under(const Matrix *m, float x, float y) {
    float up = m->at.cells.y - (m->at.labels.y + y);
    float slope = tanf((float)MATRIX_TILT * -3.14159265f / 180);
    float foot = m->at.labels.x + x - (m->at.tilt < 0 ? up / slope : 0) - m->at.cells.x;
    if (foot < 0 || foot >= m->at.cols.length) return 0;
    return matrix_place(m->at.cols.lines, line_under(&m->at.cols, foot)) + 1;
}

/* A click on a source word: it is pinned, and the field for another word has the keyboard. */
static void answer_labels(Matrix *m, ViewCell cell) {
    DrawBox box = m->at.labels;
    const Run *run = m->view->run;
    if (m->of.cols.items != run->source.items || run_is_lookup(run) || box.height < 1 ||
        m->view->beside)
        return;
    UiArea what = {.label = m->kind == MATRIX_SCORES ? "score columns" : "weight columns"};
    what.cursor = CURSOR_HAND;
    UiHit hit = ui_area(m->view->ui, what.label, box, what);
    int s = label_under(m, hit.x, hit.y);
    if ((!hit.hover && !hit.held) || !s) return;
    view_hover(m->view, 0, s);
    if (!hit.clicked || !cell.target) return;
    view_say(m->view, "select %d %d", cell.target, s);
    m->view->memory->replaces = !(run->chosen && s == run->source.count);
}

void matrix_answer(Matrix *m, ViewCell cell) {
    answer_labels(m, cell);
    DrawBox area = box_inset(m->at.cells, -1, -1);
    UiArea what = {.label = m->kind == MATRIX_SCORES ? "scores" : "weights", .focusable = true};
    what.takes_arrows = what.takes_wheel = true;
    what.ring_radius = 4;
    UiHit hit = ui_area(m->view->ui, what.label, area, what);
    bool shift = hit.key && (hit.key->mods & KEY_MOD_SHIFT) && is_arrow(hit.key->key);
    if (shift && matrix_is_cut(&m->at))
        pan_by_key(m, hit.key->key);
    else if (hit.key)
        move_by_key(m, hit.key, cell);
    else
        answer_key(m, &hit);
    if (!hit.hover && !hit.held) return;
    answer_wheel(m, &hit);
    if (answer_drag(m, &hit)) return;
    int t = matrix_place(m->at.rows.lines, line_under(&m->at.rows, hit.y - 1)) + 1;
    int s = matrix_place(m->at.cols.lines, line_under(&m->at.cols, hit.x - 1)) + 1;
    view_hover(m->view, t, s);
    if (hit.clicked && !hit.dropped) answer_click(m, &hit, t, s);
}
