#include "views/list.h"

#include "ui/scroll.h"
#include "views/inspector.h"
#include "views/matrix.h"
#include "views/step.h"

#include <math.h>

static bool always(const Run *run) {
    (void)run;
    return true;
}

static void draw_scores(ViewPass *view, DrawBox box) {
    matrix_draw(view, box, MATRIX_SCORES);
}

static void draw_weights(ViewPass *view, DrawBox box) {
    matrix_draw(view, box, MATRIX_WEIGHTS);
}

static void draw_inspector(ViewPass *view, DrawBox box) {
    enum { WIDEST = 760 };
    box.width = fminf(box.width, WIDEST * ui_metrics(view->ui)->factor);
    inspector_draw(view, box);
}

const ViewKind view_kinds[VIEW_COUNT] = {
    [VIEW_STEP] = {"Step", "one step with its vectors, matrices and formula", always, step_draw,
                   step_natural_size, 262, .has_strip = true},
    [VIEW_SCORES] = {"Scores", "how well each query matches each key", run_has_attention,
                     draw_scores, matrix_natural_size, 170},
    [VIEW_WEIGHTS] = {"Weights", "how much each target looks at each source", run_has_attention,
                      draw_weights, matrix_natural_size, 170},
    [VIEW_INSPECTOR] = {"Inspector", "one cell in full, from its operands", always, draw_inspector,
                        inspector_natural_size},
};

static void draw_kind(ViewPass *view, const ViewKind *kind, DrawBox box) {
    if (kind->applies(view->run))
        kind->draw(view, box);
    else
        step_no_attention(view, box);
}

void view_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    const ViewKind *kind = &view_kinds[view->state->look.view];
    if (!kind->has_strip && !view->figure) {
        bool low = box.height < STEP_LOW * u->factor;
        box = box_inset(box, 24 * u->factor, (low ? 8 : 14) * u->factor);
        box_cut_top(&box, view->corner > 0 ? u->control + (low ? 4 : 10) * u->factor : 0);
    }
    if (view->figure || box.height >= kind->least * u->factor) {
        draw_kind(view, kind, box);
        return;
    }
    UiScroll scroll = {.width = box.width, .height = kind->least * u->factor, .focusable = true};
    draw_kind(view, kind, ui_scroll_begin(view->ui, "all", box, scroll));
    ui_scroll_end(view->ui);
}

void view_natural_size(const ViewPass *view, float *width, float *height) {
    view_kinds[view->state->look.view].natural_size(view, width, height);
}
