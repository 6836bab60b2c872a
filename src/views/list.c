#include "views/list.h"

#include "ui/scroll.h"
#include "views/arcs.h"
#include "views/beam.h"
#include "views/chrome.h"
#include "views/compare.h"
#include "views/curve.h"
#include "views/draws.h"
#include "views/formula.h"
#include "views/gates.h"
#include "views/gradient.h"
#include "views/heads.h"
#include "views/inspector.h"
#include "views/lookup.h"
#include "views/matrix.h"
#include "views/spread.h"
#include "views/step.h"
#include "views/whatif.h"

#include <math.h>

static bool reads_words(const Run *run) {
    return !run_is_lookup(run);
}

static void draw_scores(ViewPass *view, DrawBox box) {
    matrix_draw_with_tools(view, box, MATRIX_SCORES);
}

static void draw_weights(ViewPass *view, DrawBox box) {
    matrix_draw_with_tools(view, box, MATRIX_WEIGHTS);
}

static void draw_inspector(ViewPass *view, DrawBox box) {
    enum { WIDEST = 760 };
    box.width = fminf(box.width, WIDEST * ui_metrics(view->ui)->factor);
    inspector_draw(view, box);
}

/* Instead of heads, where the model has one attention only. */
static void draw_no_heads(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    text_paragraph(ui_list(view->ui), box_inset(box, box.width / 6, box.height / 3), ALIGN_CENTER,
                   FACE_WORDS, u->body, 1.5f, ui_theme(view->ui)->muted,
                   "No heads: this model has one attention. A transformer has many.");
}

/* Instead of a curve. */
static void draw_no_curve(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    const char *text = arena_printf(ui_arena(view->ui), "No length curve of %s: %s.",
                                    view->state->ask.model->name, view->curve_refusal);
    text_paragraph(ui_list(view->ui), box_inset(box, box.width / 6, box.height / 3), ALIGN_CENTER,
                   FACE_WORDS, u->body, 1.5f, ui_theme(view->ui)->muted, text);
}

/* Instead of a tree, where every next symbol is predicted and none is fed back. */
static void draw_no_beam(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    text_paragraph(ui_list(view->ui), box_inset(box, box.width / 6, box.height / 3), ALIGN_CENTER,
                   FACE_WORDS, u->body, 1.5f, ui_theme(view->ui)->muted,
                   "No beam: this model writes no words one after the other. An encoder–decoder "
                   "does.");
}

/* The views of recurrent cells, with a model that has none. */
static void draw_no_cell(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    text_paragraph(ui_list(view->ui), box_inset(box, box.width / 6, box.height / 3), ALIGN_CENTER,
                   FACE_WORDS, u->body, 1.5f, ui_theme(view->ui)->muted,
                   "No recurrent cell: a transformer has neither gates nor states that pass from "
                   "token to token.");
}

const ViewKind view_kinds[VIEW_COUNT] = {
    [VIEW_STEP] = {.title = "Step",
                   .summary = "one step with its vectors, matrices and formula",
                   .applies = reads_words,
                   .draw = step_draw,
                   .natural_size = step_natural_size,
                   .narrowest = 450,
                   .least_now = step_least,
                   .least_ever = step_least_ever,
                   .has_strip = true,
                   .formula = FORMULA_NEVER},
    [VIEW_SCORES] = {.title = "Scores",
                     .summary = "how well each query matches each key",
                     .applies = run_has_attention,
                     .draw = draw_scores,
                     .natural_size = matrix_natural_size,
                     .narrowest = 240,
                     .least = 170,
                     .formula = FORMULA_PINNED},
    [VIEW_WEIGHTS] = {.title = "Weights",
                      .summary = "how much each target looks at each source",
                      .applies = run_has_attention,
                      .draw = draw_weights,
                      .natural_size = matrix_natural_size,
                      .narrowest = 240,
                      .least = 170,
                      .formula = FORMULA_PINNED},
    [VIEW_INSPECTOR] = {.title = "Inspector",
                        .summary = "one cell in full, from its operands",
                        .applies = reads_words,
                        .draw = draw_inspector,
                        .natural_size = inspector_natural_size},
    [VIEW_HEADS] = {.title = "Heads",
                    .summary = "every head of every layer, and one of them enlarged",
                    .applies = run_has_heads,
                    .draw = heads_draw,
                    .natural_size = heads_natural_size,
                    .least = 200,
                    .has_strip = true,
                    .formula = FORMULA_PINNED},
    [VIEW_ARCS] = {.title = "Arcs",
                   .summary = "weights as curves between words",
                   .applies = run_has_attention,
                   .draw = arcs_draw,
                   .natural_size = arcs_natural_size,
                   .narrowest = 240,
                   .least = 170,
                   .formula = FORMULA_PINNED},
    [VIEW_LOOKUP] = {.title = "Lookup",
                     .summary = "a query and keys to drag, all numbers to type over",
                     .applies = run_is_lookup,
                     .draw = lookup_draw,
                     .natural_size = lookup_natural_size,
                     .has_strip = true,
                     .formula = FORMULA_UNLESS_BESIDE},
    [VIEW_SPREAD] = {.title = "Spread",
                     .summary = "why ÷ √d: random vectors of 2 to 512 numbers",
                     .applies = run_is_lookup,
                     .draw = spread_draw,
                     .natural_size = spread_natural_size,
                     .alone = "These plots are of random vectors: nothing the lookup is asked "
                              "changes them.",
                     .has_strip = true,
                     .formula = FORMULA_NEVER},
    [VIEW_BEAM] = {.title = "Beam",
                   .summary = "beam search: the tree of hypotheses, and which is followed",
                   .applies = beam_applies,
                   .draw = beam_draw,
                   .natural_size = beam_natural_size,
                   .has_strip = true},
    [VIEW_GATES] = {.title = "Gates",
                    .summary = "what the recurrent cell keeps and writes, token by token",
                    .applies = gates_apply,
                    .draw = gates_draw,
                    .natural_size = gates_natural_size,
                    .least = 262,
                    .has_strip = true,
                    .formula = FORMULA_NEVER},
    [VIEW_GRADIENT] = {.title = "Gradient",
                       .summary = "how much each source word matters to an output word, by cell",
                       .applies = gates_apply,
                       .draw = gradient_draw,
                       .natural_size = gradient_natural_size,
                       .least = 262,
                       .has_strip = true},
    [VIEW_DRAWS] = {.title = "Draws",
                    .summary = "hard attention draw by draw, beside soft, sparse and max",
                    .applies = draws_apply,
                    .draw = draws_draw,
                    .natural_size = draws_natural_size,
                    .least = 262,
                    .has_strip = true,
                    .formula = FORMULA_PINNED},
    [VIEW_CURVE] = {.title = "Length curve",
                    .summary = "quality by length, of two models, measured here",
                    .applies = curve_applies,
                    .draw = curve_draw,
                    .natural_size = curve_natural_size,
                    .narrowest = 480,
                    .has_strip = true,
                    .formula = FORMULA_NEVER},
};

/* Where a view does not apply although the run has attention: the model is the other kind. */
static void draw_elsewhere(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    const char *text = run_is_lookup(view->run)
                           ? "This view is for models that read and write words. A lookup has the "
                             "views Lookup, Spread, Scores, Weights and Arcs."
                           : "This view is for the model Lookup · memory you can ask; choose it in "
                             "the menu of models.";
    DrawBox inside = box_inset(box, box.width / 6, box.height / 3);
    text_paragraph(ui_list(view->ui), inside, ALIGN_CENTER, FACE_WORDS, u->body, 1.5f, theme->muted,
                   text);
}

static void draw_kind(ViewPass *view, const ViewKind *kind, DrawBox box) {
    if (kind->applies(view->run))
        kind->draw(view, box);
    else if (run_is_lookup(view->run) || kind->applies == run_is_lookup)
        draw_elsewhere(view, box);
    else if (view->state->look.view == VIEW_HEADS)
        draw_no_heads(view, box);
    else if (view->state->look.view == VIEW_CURVE)
        draw_no_curve(view, box);
    else if (view->state->look.view == VIEW_BEAM)
        draw_no_beam(view, box);
    else if (kind->applies == gates_apply)
        draw_no_cell(view, box);
    else
        step_no_attention(view, box);
}

/* Height of the formula below a view; 0: there is none, or no room. */
static float formula_below(const ViewPass *view, const ViewKind *kind, float room) {
    enum { ROOM_LEAST = 220 };
    const UiMetrics *u = ui_metrics(view->ui);
    bool pinned = view->state->look.target && !view->figure && !run_is_lookup(view->run);
    bool never = kind->formula == FORMULA_NEVER || (kind->formula == FORMULA_UNLESS_BESIDE &&
                                                    !view->figure && chrome_has_right(view));
    bool wanted = !never && kind->applies(view->run) &&
                  (view->followed || (pinned && kind->formula == FORMULA_PINNED));
    return wanted && room >= ROOM_LEAST * u->factor ? formula_height(view, room) : 0;
}

/* The view itself; where it has too little height, at this step or another, it scrolls: what has
 * the keyboard stays the same from step to step. */
static void draw_in(ViewPass *view, const ViewKind *kind, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    if (!kind->has_strip && !view->figure) {
        bool low = box.height < STEP_LOW * u->factor;
        box = box_inset(box, 24 * u->factor, (low ? 8 : 14) * u->factor);
        box_cut_top(&box, view->corner > 0 ? u->control + (low ? 4 : 10) * u->factor : 0);
    }
    float now = kind->least_now ? kind->least_now(view) : kind->least * u->factor,
          ever = kind->least_ever ? kind->least_ever(view) : now;
    if (view->figure || box.height >= ever) {
        draw_kind(view, kind, box);
        return;
    }
    UiScroll scroll = {.width = box.width, .height = fmaxf(now, box.height)};
    scroll.focusable = now > box.height;
    DrawBox content = ui_scroll_begin(view->ui, "all", box, scroll);
    box_cut_right(&content, u->scrollbar);
    draw_kind(view, kind, content);
    ui_scroll_end(view->ui);
}

/* From below: what a what-if changed, the formula, the view. */
typedef struct Below {
    DrawBox strip, formula, rest;
} Below;

static Below below_in(const ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool window = !view->figure;
    Below at = {.strip = box_cut_bottom(&box, whatif_strip_height(view, box.width, box.height))};
    float edge = window ? 24 * u->factor : 0,
          formula = formula_below(view, &view_kinds[view->state->look.view], box.height);
    if (window) at.strip = box_inset(at.strip, edge, 0);
    if (window && at.strip.height > 0)
        box_cut_bottom(&at.strip, fminf(u->gap, at.strip.height * 0.1f));
    if (formula > 0 && window) box_cut_bottom(&box, 14 * u->factor);
    at.formula = box_inset(box_cut_bottom(&box, formula), edge, 0);
    if (formula > 0 && !window) box_cut_bottom(&box, u->gap);
    at.rest = box;
    return at;
}

DrawBox view_rest(const ViewPass *view, DrawBox box) {
    return below_in(view, box).rest;
}

void view_draw(ViewPass *view, DrawBox box) {
    if (view_compares(view)) {
        compare_draw(view, box);
        return;
    }
    Below at = below_in(view, box);
    if (at.strip.height > 0) whatif_strip_draw(view, at.strip);
    draw_in(view, &view_kinds[view->state->look.view], at.rest);
    if (at.formula.height > 0) formula_draw(view, at.formula);
}

bool view_has_sense(const Run *run, View which) {
    const ViewKind *kind = &view_kinds[which];
    return kind->applies(run) || kind->applies == run_has_attention;
}

const char *view_stands_alone(const ViewPass *view) {
    const ViewKind *kind = &view_kinds[view->state->look.view];
    return kind->applies(view->run) ? kind->alone : NULL;
}

void view_natural_size(const ViewPass *view, float *width, float *height) {
    if (view_compares(view)) {
        compare_natural_size(view, width, height);
        return;
    }
    const ViewKind *kind = &view_kinds[view->state->look.view];
    (kind->applies(view->run) ? kind->natural_size : step_natural_size)(view, width, height);
    float formula = formula_below(view, kind, *height);
    if (formula > 0) *height += formula + ui_metrics(view->ui)->gap;
    *height += whatif_strip_height(view, *width, *height);
}

void view_least_size(const ViewPass *view, float *width, float *height) {
    const ViewKind *kind = &view_kinds[view->state->look.view];
    float unit = ui_metrics(view->ui)->factor;
    view_natural_size(view, width, height);
    if (view_compares(view) || !kind->applies(view->run) || !(kind->narrowest > 0)) return;
    float formula = formula_below(view, kind, *height);
    *width = kind->narrowest * unit;
    if (kind->least_now || kind->least > 0)
        *height = kind->least_now ? kind->least_now(view) : kind->least * unit;
    if (formula > 0) *height += formula + ui_metrics(view->ui)->gap;
    *height += whatif_strip_height(view, *width, *height);
}
