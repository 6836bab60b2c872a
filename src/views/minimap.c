/* minimap.c -- the whole of a matrix, small, with what is seen of it framed. */
#include "views/matrix_parts.h"

#include <math.h>

enum { MAP_LARGEST = 128, MAP_LEAST = 36, MAP_PAD = 3 };

/* Its cells, in the upper right corner, where a causal matrix has none; empty where there is no
 * room. */
static DrawBox map_box(const Matrix *m) {
    const DrawBox *cells = &m->at.cells;
    float width = m->at.cols.fit * (float)m->at.cols.lines->count,
          height = m->at.rows.fit * (float)m->at.rows.lines->count;
    float most =
        fminf(MAP_LARGEST * metrics(m->view)->factor, fminf(cells->width, cells->height) * 0.34f);
    float scale = most / fmaxf(width, height);
    width = roundf(width * scale);
    height = roundf(height * scale);
    if (most < MAP_LEAST || width < 8 || height < 8) return (DrawBox){0, 0, 0, 0};
    return draw_box(cells->x + cells->width - width - 10, cells->y + 8, width, height);
}

static MatrixAxis whole(const MatrixAxis *axis, float start, float length, float scale) {
    int count = axis->lines->count;
    MatrixAxis all = {.lines = axis->lines, .start = start, .length = length, .to = count};
    all.size = length / (float)count;
    while (ldexpf(all.size * scale, all.power) < 0.999f) all.power++;
    return all;
}

static void draw_cells_of(const Matrix *m, const MatrixLayout *at) {
    PyramidWindow w = matrix_window(at, 0, at->rows.lines->count, 0, at->cols.lines->count);
    const uint8_t *levels = matrix_levels(m, PYRAMID_MAP, w);
    DrawBox box = {at->cols.start, at->rows.start, ldexpf(at->cols.size, w.across) * (float)w.cols,
                   ldexpf(at->rows.size, w.down) * (float)w.rows};
    list_push_clip(ui_list(m->view->ui), at->cells);
    draw_cells(ui_list(m->view->ui), box, w.rows, w.cols, levels, m->map, 0, 0);
    list_pop_clip(ui_list(m->view->ui));
}

/* What is seen, at least some pixels of it, within the map. */
static DrawBox seen_box(const Matrix *m, const MatrixLayout *at) {
    const MatrixAxis *rows = &m->at.rows, *cols = &m->at.cols;
    DrawBox box = {
        at->cols.start + (float)cols->first * at->cols.size,
        at->rows.start + (float)rows->first * at->rows.size,
        cols->length / cols->size * at->cols.size,
        rows->length / rows->size * at->rows.size,
    };
    float least = 5;
    if (box.width < least) box = box_inset(box, (box.width - least) / 2, 0);
    if (box.height < least) box = box_inset(box, 0, (box.height - least) / 2);
    return box;
}

/* The place under the mouse comes to the middle. */
static bool answer(Matrix *m, const MatrixLayout *at) {
    const MatrixAxis *rows = &m->at.rows, *cols = &m->at.cols;
    const char *name = m->kind == MATRIX_SCORES ? "scores map" : "weights map";
    UiHit hit =
        ui_area(m->view->ui, name, at->cells, (UiArea){.label = "minimap", .cursor = CURSOR_MOVE});
    bool moves =
        hit.held && hit.button == MOUSE_LEFT && (hit.pressed || fabsf(hit.dx) + fabsf(hit.dy) > 0);
    if (!moves) return hit.held;
    double row = (double)(hit.y / at->rows.size), col = (double)(hit.x / at->cols.size);
    matrix_pan_to(m, row - (double)(rows->length / rows->size) / 2,
                  col - (double)(cols->length / cols->size) / 2);
    return true;
}

bool minimap_draw(Matrix *m) {
    const UiTheme *theme = ui_theme(m->view->ui);
    List *list = ui_list(m->view->ui);
    DrawBox box = map_box(m);
    if (!matrix_is_cut(&m->at) || box.width <= 0) return false;
    MatrixLayout at = {.cells = box};
    at.rows = whole(&m->at.rows, box.y, box.height, ui_scale(m->view->ui));
    at.cols = whole(&m->at.cols, box.x, box.width, ui_scale(m->view->ui));
    draw_rect(list, box_inset(box, -MAP_PAD, -MAP_PAD), 4, theme->panel,
              draw_stroke(theme->edge, 1));
    draw_cells_of(m, &at);
    draw_frame(list, box_inset(seen_box(m, &at), -1, -1), 1, theme->accent, 2);
    return m->view->figure ? false : answer(m, &at);
}
