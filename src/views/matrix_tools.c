/* matrix_tools.c -- the row of tools under a matrix that has the middle to itself. */
#include "views/matrix_parts.h"

#include "ui/field.h"

#include <math.h>
#include <string.h>

/* Enter searches; Enter again goes on to the next. */
static void draw_search(ViewPass *view, DrawBox *row) {
    const UiMetrics *u = metrics(view);
    const Look *look = &view->state->look;
    UiField field = {.text = look->find,
                     .placeholder = "find a token",
                     .label = "find",
                     .icon = ICON_SEARCH,
                     .limit = 200};
    float width = fminf(170 * u->factor, row->width * 0.3f);
    UiFieldAnswer answer = ui_field(view->ui, "find", box_cut_left(row, width), field);
    box_cut_left(row, u->gap);
    if (!answer.entered && !answer.committed) return;
    const char *text = answer.committed ? answer.committed : answer.draft;
    view_say(view, *text ? "find %s" : "find none", view_quoted(view, text));
}

static void draw_segments(ViewPass *view, DrawBox *row, const char *verb, const char *const *words,
                          int count, int chosen) {
    UiSegments segments = {words, count, chosen, true, NULL, NULL};
    float width = ui_segments_width(view->ui, segments);
    if (width > row->width) return;
    DrawBox box = box_cut_left(row, width);
    box.height = metrics(view)->segment;
    int now = ui_segments(view->ui, verb, box, segments);
    if (now != chosen) view_say(view, "%s %s", verb, words[now]);
    box_cut_left(row, metrics(view)->gap);
}

static bool draw_button(ViewPass *view, DrawBox *row, const char *name, const char *label,
                        const char *what, const char *disabled) {
    UiButton button = {.label = label, .name = what, .disabled = disabled};
    float width = ui_button_width(view->ui, button);
    if (width > row->width) return false;
    bool clicked = ui_button(view->ui, name, box_cut_left(row, width), button);
    box_cut_left(row, 4);
    return clicked;
}

static void draw_zoom(ViewPass *view, DrawBox *row, const MatrixLayout *at) {
    double zoom = fmax(1, fmin(view->state->look.zoom, (double)at->largest)), by = 1.5;
    const char *all = zoom > 1 ? NULL : "All of it is seen.";
    bool most = zoom > (double)at->largest * (1 - 1e-6);
    if (draw_button(view, row, "out", "−", "Zoom out", all))
        view_say(view, "zoom %.5g", fmax(1, zoom / by));
    if (draw_button(view, row, "in", "+", "Zoom in",
                    most ? "Cells are as large as they get." : NULL))
        view_say(view, "zoom %.5g", fmin((double)at->largest, zoom * by));
    if (draw_button(view, row, "fit", "Fit", "See all of it", all)) {
        view_say(view, "zoom 1");
        view_say(view, "pan 1 1");
    }
}

void matrix_draw_with_tools(ViewPass *view, DrawBox box, MatrixKind kind) {
    const UiMetrics *u = metrics(view);
    const Look *look = &view->state->look;
    if (view->figure || box.height < 300 * u->factor) {
        matrix_draw(view, box, kind);
        return;
    }
    DrawBox row = box_cut_bottom(&box, u->control);
    box_cut_bottom(&box, u->gap);
    MatrixLayout at = matrix_layout(view, box);
    matrix_draw(view, box, kind);
    if (!view_matrix(view, kind).array) return;
    ui_push(view->ui, "tools");
    draw_search(view, &row);
    draw_segments(view, &row, "stretch", stretch_words, STRETCH_COUNT, (int)look->stretch);
    if (at.rows.power || at.cols.power || look->pool != POOL_MAX)
        draw_segments(view, &row, "pool", pool_words, POOL_COUNT, (int)look->pool);
    draw_zoom(view, &row, &at);
    ui_pop(view->ui);
}
