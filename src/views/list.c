#include "views/list.h"

#include "views/inspector.h"
#include "views/lookup.h"
#include "views/matrix.h"
#include "views/spread.h"
#include "views/step.h"

#include <math.h>

static bool reads_words(const Run *run) {
    return !run_is_lookup(run);
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
    [VIEW_STEP] = {"Step", "one step with its vectors, matrices and formula", reads_words,
                   step_draw, step_natural_size, .has_strip = true},
    [VIEW_SCORES] = {"Scores", "how well each query matches each key", run_has_attention,
                     draw_scores, matrix_natural_size, false},
    [VIEW_WEIGHTS] = {"Weights", "how much each target looks at each source", run_has_attention,
                      draw_weights, matrix_natural_size, false},
    [VIEW_INSPECTOR] = {"Inspector", "one cell in full, from its operands", reads_words,
                        draw_inspector, inspector_natural_size},
    [VIEW_LOOKUP] = {"Lookup", "a query and keys to drag, all numbers to type over", run_is_lookup,
                     lookup_draw, lookup_natural_size, .has_strip = true},
    [VIEW_SPREAD] = {"Spread", "why ÷ √d: random vectors of 2 to 512 numbers", run_is_lookup,
                     spread_draw, spread_natural_size, .has_strip = true},
};

/* Where a view does not apply although the run has attention: the model is the other kind. */
static void draw_elsewhere(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    const char *text = run_is_lookup(view->run)
                           ? "This view is for models that read and write words. A lookup has the "
                             "views Lookup, Spread, Scores and Weights."
                           : "This view is for the model Lookup · memory you can ask; choose it in "
                             "the menu of models.";
    DrawBox inside = box_inset(box, box.width / 6, box.height / 3);
    text_paragraph(ui_list(view->ui), inside, ALIGN_CENTER, FACE_WORDS, u->body, 1.5f, theme->muted,
                   text);
}

void view_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    const ViewKind *kind = &view_kinds[view->state->look.view];
    if (!kind->has_strip && !view->figure) {
        bool low = box.height < STEP_LOW * u->factor;
        box = box_inset(box, 24 * u->factor, (low ? 8 : 14) * u->factor);
        box_cut_top(&box, view->corner > 0 ? u->control + (low ? 4 : 10) * u->factor : 0);
    }
    if (kind->applies(view->run))
        kind->draw(view, box);
    else if (run_is_lookup(view->run) || kind->applies == run_is_lookup)
        draw_elsewhere(view, box);
    else
        step_no_attention(view, box);
}

void view_natural_size(const ViewPass *view, float *width, float *height) {
    const ViewKind *kind = &view_kinds[view->state->look.view];
    if (!kind->applies(view->run)) kind = &view_kinds[VIEW_STEP]; /* of the sentence instead */
    kind->natural_size(view, width, height);
}
