#include "views/matrix_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELL_LARGEST = 48, CELL_NATURAL = 28 };

/* --- layout ---------------------------------------------------------------------------------- */

static float widest(const ViewPass *view, TextPieces tokens, float size) {
    float most = 0;
    for (int i = 0; i < tokens.count; i++) {
        float w =
            text_width(ui_fonts(view->ui), FACE_WORDS, size, view_token(view, tokens.items[i]));
        if (w > most) most = w;
    }
    return most < 130 ? most : 130;
}

static float head_height(const ViewPass *view) {
    return metrics(view)->control;
}

/* How many labels are wider than a column. */
static int too_wide(const ViewPass *view, float size, float room) {
    int count = 0;
    TextPieces columns = columns_of(view);
    for (int i = 0; i < columns.count; i++)
        count += text_width(ui_fonts(view->ui), FACE_WORDS, size,
                            view_token(view, columns.items[i])) > room;
    return count;
}

/* Upright where all but a few fit, those alone tilted; also where only each so many columns has a
 * label, if tilting them would not show more. */
static void place_labels(const ViewPass *view, MatrixLayout *m, float height) {
    float size = m->label_size, most = widest(view, columns_of(view), size);
    int count = column_count(view);
    int tilted = view_every(m->cell_width * 0.74f, size * 0.92f, count); /* between slanted lines */
    int upright = 1;
    while (upright < tilted &&
           too_wide(view, size, m->cell_width * (float)upright - LABELS_APART) * 6 > count)
        upright++;
    int wide = too_wide(view, size, m->cell_width * (float)upright - LABELS_APART);
    m->tilt = wide * 6 > count ? MATRIX_TILT : 0;
    m->every = m->tilt < 0 ? tilted : upright;
    float up = wide ? most * 0.74f + size * 1.3f : size * 1.7f;
    m->labels.height = up < height / 2 ? up : height / 2;
}

MatrixLayout matrix_layout(const ViewPass *view, DrawBox box) {
    MatrixLayout m = {.label_size = metrics(view)->text};
    float side = widest(view, rows_of(view), m.label_size) + 12;
    float least = metrics(view)->text * 2;
    if (side < least) side = least;
    if (side > box.width / 3) side = box.width / 3;
    m.head = box_cut_top(&box, head_height(view));
    m.foot = box_cut_bottom(&box, metrics(view)->small * 2);
    box_cut_left(&box, side);
    m.cell_width =
        fminf(box.width / (float)column_count(view), CELL_LARGEST * metrics(view)->factor);
    place_labels(view, &m, box.height);
    m.labels = box_cut_top(&box, m.labels.height);
    m.cell_height =
        fminf(box.height / (float)row_count(view), CELL_LARGEST * metrics(view)->factor);
    m.cell_height = fminf(m.cell_height, fmaxf(m.cell_width * 2.2f, 22 * metrics(view)->factor));
    m.cells = box;
    m.cells.width = m.cell_width * (float)column_count(view);
    m.cells.height = m.cell_height * (float)row_count(view);
    m.labels.width = m.cells.width;
    m.foot.y = m.cells.y + m.cells.height + 4;
    m.foot.x = m.cells.x;
    m.foot.width = box.width;
    float smaller = fminf(m.cell_width, m.cell_height);
    m.gap = smaller >= 12 ? 2 : smaller >= 6 ? 1 : 0;
    return m;
}

void matrix_natural_size(const ViewPass *view, float *width, float *height) {
    const UiMetrics *u = metrics(view);
    float cell = CELL_NATURAL * u->factor;
    float up = widest(view, columns_of(view), u->text),
          side = widest(view, rows_of(view), u->text) + 12;
    float labels = up <= cell - 1 ? u->text * 1.7f : up * 0.74f + u->text * 1.3f;
    *width = fmaxf(side, u->text * 2) + cell * (float)column_count(view);
    *width = fmaxf(*width, 320 * u->factor);
    *height = head_height(view) + labels + cell * (float)row_count(view) + u->small * 2;
}

static DrawBox cell_box(const MatrixLayout *m, int t, int s) {
    return draw_box(m->cells.x + (float)(s - 1) * m->cell_width,
                    m->cells.y + (float)(t - 1) * m->cell_height, m->cell_width - m->gap,
                    m->cell_height - m->gap);
}

/* --- numbers --------------------------------------------------------------------------------- */

double matrix_score_limit(const ViewPass *view) {
    RunMatrix m = view_matrix(view, MATRIX_SCORES);
    double most = 0;
    for (int t = 0; m.array && t < m.rows.count; t++)
        for (int s = 0; s < m.cols.count; s++) {
            double x = fabs((double)trace_number(m.array, m.plane, t, s));
            if (isfinite(x) && x > most) most = x;
        }
    return most > 0 ? ceil(most * 10 - 1e-9) / 10 : 1;
}

static uint8_t level_of(const Matrix *m, double x) {
    if (x == (double)-INFINITY) return COLOR_MASKED;
    return m->kind == MATRIX_SCORES ? color_level_signed(x, m->limit) : color_level(x);
}

static double number_at(const Matrix *m, int t, int s) {
    return (double)trace_number(m->of.array, m->of.plane, t - 1, s - 1);
}

/* Whether weights are masked: their score is. */
static bool is_masked(const Matrix *m, int t, int s) {
    return trace_number(m->scores.array, m->scores.plane, t - 1, s - 1) == -REAL_INFINITY;
}

static bool is_shown(const Matrix *m, int t, int s) {
    return view_shows(m->view, m->kind, t, s);
}

static uint8_t cell_level(const Matrix *m, int t, int s) {
    if (!is_shown(m, t, s)) return COLOR_EMPTY;
    if (is_masked(m, t, s)) return COLOR_MASKED;
    return level_of(m, number_at(m, t, s));
}

/* --- drawing --------------------------------------------------------------------------------- */

int matrix_shown_columns(const Matrix *m) {
    int pixels = (int)(m->at.cells.width * ui_scale(m->view->ui));
    int S = column_count(m->view);
    return S <= pixels ? S : pixels > 1 ? pixels : 1;
}

static uint8_t block_level(const Matrix *m, int t, int first, int last) {
    uint8_t best = COLOR_MASKED;
    double most = -1;
    for (int s = first; s <= last; s++) {
        uint8_t level = cell_level(m, t, s);
        if (level == COLOR_EMPTY) return level;
        if (level == COLOR_MASKED) continue;
        double size = fabs(number_at(m, t, s));
        if (size > most) {
            most = size;
            best = level;
        }
    }
    return best;
}

static void draw_rows(const Matrix *m, int first, int count, float opacity) {
    int S = column_count(m->view), shown = matrix_shown_columns(m);
    uint8_t *levels = arena_alloc(ui_arena(m->view->ui), (size_t)count * (size_t)shown);
    for (int i = 0; i < count; i++)
        for (int c = 0; c < shown; c++)
            levels[i * shown + c] = block_level(m, first + i, (int)((long)S * c / shown) + 1,
                                                (int)((long)S * (c + 1) / shown));
    DrawBox box = m->at.cells;
    box.y += (float)(first - 1) * m->at.cell_height;
    box.height = (float)count * m->at.cell_height - m->at.gap;
    box.width -= m->at.gap;
    list_push_opacity(ui_list(m->view->ui), opacity);
    draw_cells(ui_list(m->view->ui), box, count, shown, levels, m->map, shown < S ? 0 : m->at.gap,
               0);
    list_pop_opacity(ui_list(m->view->ui));
}

static void draw_all_rows(const Matrix *m) {
    int T = row_count(m->view);
    ViewCell hover = m->view->memory->hover;
    if (!view_is_hovering(m->view)) {
        draw_rows(m, 1, T, 1);
        return;
    }
    draw_rows(m, 1, T, 0.3f);
    if (hover.target && hover.target <= T) draw_rows(m, hover.target, 1, 1);
    if (!hover.source) return;
    list_push_clip(ui_list(m->view->ui),
                   draw_box(cell_box(&m->at, 1, hover.source).x, m->at.cells.y,
                            m->at.cell_width - m->at.gap, m->at.cells.height));
    draw_rows(m, 1, T, 1);
    list_pop_clip(ui_list(m->view->ui));
}

static Color ground_of(const Matrix *m, uint8_t level) {
    return level >= COLOR_MASKED ? ui_theme(m->view->ui)->ground : m->map->colors[level];
}

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
    const char *longest = m->kind == MATRIX_SCORES ? "−8.8" : ".88";
    float em = text_width(ui_fonts(m->view->ui), FACE_NUMBERS, 100, longest) / 100;
    DrawBox box = cell_box(&m->at, 1, 1);
    float upright = fminf(most, fminf((box.width - 4) / em, box.height));
    float turned = fminf(most, fminf((box.height - 4) / em, box.width - 1));
    if (upright >= least) return (Digits){upright, false};
    return turned >= least ? (Digits){turned, true} : (Digits){0, false};
}

static void draw_number(const Matrix *m, Digits digits, int t, int s) {
    DrawBox box = cell_box(&m->at, t, s);
    if (!is_shown(m, t, s) || is_masked(m, t, s)) return;
    double x = number_at(m, t, s);
    const char *text = m->kind == MATRIX_SCORES ? view_number(m->view, x, fabs(x) < 9.95 ? 1 : 0)
                                                : view_weight(m->view, x);
    Color ink = color_text_on(ground_of(m, cell_level(m, t, s)));
    float middle = box.x + box.width / 2;
    if (digits.turned)
        draw_text_turned(ui_list(m->view->ui), text_baseline(box.x, box.width, digits.size),
                         box.y + box.height / 2, ALIGN_CENTER, -90, FACE_NUMBERS, digits.size, ink,
                         text);
    else
        draw_text(ui_list(m->view->ui), middle, text_baseline(box.y, box.height, digits.size),
                  ALIGN_CENTER, FACE_NUMBERS, digits.size, ink, text);
}

static int largest_in_row(const Matrix *m, int t) {
    int best = 1;
    for (int s = 2; s <= column_count(m->view); s++)
        if (number_at(m, t, s) > number_at(m, t, best)) best = s;
    return best;
}

/* Whether a cell keeps its colour while another is hovered. */
static bool is_bright(const Matrix *m, int t, int s) {
    ViewCell hover = m->view->memory->hover;
    return !view_is_hovering(m->view) || t == hover.target || s == hover.source;
}

/* The whole row spoken of, and the largest of every other. */
static void draw_numbers(const Matrix *m, ViewCell cell) {
    Digits digits = digits_of(m);
    if (digits.size <= 0) return;
    for (int t = 1; t <= row_count(m->view); t++) {
        int first = 1, last = column_count(m->view);
        if (t != cell.target && !is_shown(m, t, last)) continue;
        if (t != cell.target) first = last = largest_in_row(m, t);
        for (int s = first; s <= last; s++)
            if (is_bright(m, t, s)) draw_number(m, digits, t, s);
    }
}

static void draw_frames(const Matrix *m, ViewCell cell) {
    const UiTheme *theme = ui_theme(m->view->ui);
    List *list = ui_list(m->view->ui);
    if (!cell.target || cell.target > row_count(m->view)) return;
    DrawBox row = cell_box(&m->at, cell.target, 1);
    row.width = m->at.cells.width - m->at.gap;
    if (is_shown(m, cell.target, 1)) draw_frame(list, box_inset(row, -2, -2), 3, theme->query, 2);
    if (cell.source && is_shown(m, cell.target, cell.source))
        draw_frame(list, box_inset(cell_box(&m->at, cell.target, cell.source), -2, -2), 3,
                   theme->key, 2);
}

/* --- the mouse and keys ---------------------------------------------------------------------- */

static int held_to(int x, int low, int high) {
    return x < low ? low : x > high ? high : x;
}

static void move_by_key(Matrix *m, const Event *key, ViewCell cell) {
    int t = cell.target ? cell.target : 1, s = cell.source ? cell.source : 1;
    t += (key->key == KEY_DOWN) - (key->key == KEY_UP);
    s += (key->key == KEY_RIGHT) - (key->key == KEY_LEFT);
    if (key->key == KEY_HOME) s = 1;
    if (key->key == KEY_END) s = column_count(m->view);
    view_say(m->view, "select %d %d", held_to(t, 1, row_count(m->view)),
             held_to(s, 1, column_count(m->view)));
}

static void answer(Matrix *m, ViewCell cell) {
    DrawBox area = box_inset(m->at.cells, -1, -1);
    UiArea what = {.label = m->kind == MATRIX_SCORES ? "scores" : "weights", .focusable = true};
    what.takes_arrows = true;
    what.ring_radius = 4;
    UiHit hit = ui_area(m->view->ui, what.label, area, what);
    if (hit.key) move_by_key(m, hit.key, cell);
    if (!hit.hover && !hit.held) return;
    int t = held_to((int)floorf((hit.y - 1) / m->at.cell_height) + 1, 1, row_count(m->view));
    int s = held_to((int)floorf((hit.x - 1) / m->at.cell_width) + 1, 1, column_count(m->view));
    view_hover(m->view, t, s);
    if (!hit.clicked) return;
    const Look *look = &m->view->state->look;
    if (look->target == t && look->source == s)
        view_say(m->view, "select none");
    else
        view_say(m->view, "select %d %d", t, s);
}

void matrix_draw(ViewPass *view, DrawBox box, MatrixKind kind) {
    const UiTheme *theme = ui_theme(view->ui);
    Matrix m = {.view = view, .kind = kind, .at = matrix_layout(view, box)};
    m.of = view_matrix(view, kind);
    m.scores = view_matrix(view, MATRIX_SCORES);
    m.limit = kind == MATRIX_SCORES ? matrix_score_limit(view) : 1;
    m.map = kind == MATRIX_SCORES ? &theme->signs : &theme->weights;
    if (!m.of.array || m.at.cells.width < 1 || m.at.cells.height < 1) return;
    ViewCell cell = view_cell(view);
    matrix_draw_around(&m, cell);
    draw_all_rows(&m);
    draw_numbers(&m, cell);
    draw_frames(&m, cell);
    if (!view->figure) answer(&m, cell);
}
