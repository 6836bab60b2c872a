#include "views/strip.h"

#include <math.h>

static StripNumbers strip_new(const ViewPass *view, int count, float **out) {
    *out = ARENA_ARRAY(ui_arena(view->ui), float, count);
    return (StripNumbers){*out, count};
}

StripNumbers strip_of_plane(const ViewPass *view, const TraceArray *array, int plane, int row) {
    float *numbers;
    StripNumbers strip = strip_new(view, array->cols, &numbers);
    for (int i = 0; i < strip.count; i++) numbers[i] = (float)trace_number(array, plane, row, i);
    return strip;
}

StripNumbers strip_of_row(const ViewPass *view, const TraceArray *array, int row) {
    return strip_of_plane(view, array, 0, row);
}

StripNumbers strip_of_span(const ViewPass *view, const Node *node, const Span *span) {
    float *numbers;
    StripNumbers strip = strip_new(view, span->rows * span->cols, &numbers);
    for (int i = 0; i < strip.count; i++)
        numbers[i] = (float)node_at(node, span->plane, span->row + i / span->cols,
                                    span->col + i % span->cols);
    return strip;
}

StripNumbers strip_product(const ViewPass *view, StripNumbers a, StripNumbers b) {
    float *numbers;
    StripNumbers strip = strip_new(view, a.count, &numbers);
    for (int i = 0; i < strip.count; i++) numbers[i] = a.numbers[i] * b.numbers[i];
    return strip;
}

double strip_limit(StripNumbers strip) {
    double most = 0;
    for (int i = 0; i < strip.count; i++) most = fmax(most, fabs((double)strip.numbers[i]));
    return most > 0.1 ? ceil(most * 10 - 1e-9) / 10 : 0.1;
}

static float largest(StripNumbers strip, int first, int last) {
    float best = strip.numbers[first];
    for (int i = first + 1; i < last; i++)
        if (fabsf(strip.numbers[i]) > fabsf(best)) best = strip.numbers[i];
    return best;
}

/* Columns of an upright strip: 16 rows where the numbers make whole ones and there is room for
 * them. */
static int column_count(StripNumbers strip, DrawBox box, bool upright) {
    enum { ROWS = 16 };
    if (!upright) return strip.count;
    int cols = strip.count / ROWS;
    return strip.count % ROWS == 0 && cols > 1 && box.width / (float)cols >= 2 ? cols : 1;
}

int strip_lines(StripNumbers strip, DrawBox box) {
    return strip.count / column_count(strip, box, true);
}

void strip_draw(const ViewPass *view, DrawBox box, StripNumbers strip, double limit, bool upright) {
    const UiTheme *theme = ui_theme(view->ui);
    if (!strip.numbers) {
        draw_rect(ui_list(view->ui), box, 2, COLOR_NONE, draw_stroke(theme->empty, 1));
        return;
    }
    int cols = column_count(strip, box, upright), shown = strip.count;
    int room = (int)((upright ? box.height : box.width) * ui_scale(view->ui));
    if (cols == 1 || !upright) shown = strip.count < room ? strip.count : room;
    if (shown < 1) return;
    if (!upright) cols = shown;
    uint8_t *levels = arena_alloc(ui_arena(view->ui), (size_t)shown);
    for (int i = 0; i < shown; i++) {
        int first = (int)((long)strip.count * i / shown),
            last = (int)((long)strip.count * (i + 1) / shown);
        levels[i] = color_level_signed((double)largest(strip, first, last), limit);
    }
    draw_cells(ui_list(view->ui), box, shown / cols, cols, levels, &theme->signs, 0, 0);
}
