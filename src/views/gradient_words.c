/* The words of the view of gradients: above a plot, under all, and beside the choice of axes. */
#include "views/followed.h"
#include "views/gradient_parts.h"
#include "views/math.h"

#include <math.h>
#include <string.h>

int gradient_least_sure(const Run *run) {
    const TraceArray *p = trace_find(run->trace, "output.probabilities");
    int least = run->target.count;
    for (int t = least - 1; p && t >= 1; t--)
        if (trace_number(p, 0, t - 1, run->chosen[t - 1]) <
            trace_number(p, 0, least - 1, run->chosen[least - 1]))
            least = t;
    return least;
}

/* --- a plot's words -------------------------------------------------------------------------- */

/* How much is left at the far end of the sentence of what is at the near one. */
static const char *decay(const ViewPass *view, const GradientCurve *curve, int way) {
    const double *h = curve->h[way];
    double near = way ? h[0] : h[curve->S - 1], far = way ? h[curve->S - 1] : h[0];
    return near > 0 ? gradient_number(view, far / near) : "–";
}

static const char *numbers_line(const Plot *p) {
    const GradientCurve *curve = p->curve;
    ViewPass *view = p->all->view;
    Arena *arena = ui_arena(view->ui);
    int s = p->all->source;
    if (s && s <= curve->S) {
        const char *word = view_token(view, view->run->source.items[s - 1]);
        const char *back = curve->ways > 1 ? arena_printf(arena, "  ← %s",
                                                          gradient_number(view, curve->h[1][s - 1]))
                                           : "";
        return arena_printf(arena, "\\t{%s:}  → %s%s", word,
                            gradient_number(view, curve->h[0][s - 1]), back);
    }
    const char *back = curve->ways > 1
                           ? arena_printf(arena, "   ← \\t{last ÷ first} %s", decay(view, curve, 1))
                           : "";
    return arena_printf(arena, "→ \\t{first ÷ last} %s%s", decay(view, curve, 0), back);
}

/* L of the run itself is made of one of its numbers, p of the word: a click follows that. Losses of
 * other files and all norms are of tapes of their own. */
static void answer_loss(const Plot *p, DrawBox line, float width) {
    const Drawing *d = p->all;
    ViewPass *view = d->view;
    const Run *run = view->run;
    const TraceArray *array = trace_find(run->trace, "output.probabilities");
    int target = p->curve->target;
    if (!gradients_are_of(d->gradients, &run->ask, d->gradients->target) || !array || target < 1 ||
        target > run->target.count)
        return;
    RunCell at = run_cell_at(array, 0, target - 1, run->chosen[target - 1]);
    line.width = fminf(line.width, width);
    Lit lit = followed_lit_cell(view, &at);
    view->memory->lit_next |= lit != LIT_NOT;
    if (lit != LIT_NOT) followed_frame(view, line, lit, array);
    if (view->state->look.target == target) followed_offer(view, NULL, &at);
    if (view->figure) return;
    const UiTheme *theme = ui_theme(view->ui);
    UiHit hit = ui_area(view->ui, "loss", line, (UiArea){.label = "L", .cursor = CURSOR_HAND});
    float y = line.y + line.height - 1;
    draw_line(ui_list(view->ui), line.x, y, line.x + line.width, y,
              draw_stroke(hit.hover ? theme->accent : theme->border, hit.hover ? 2 : 1));
    if (hit.hover) followed_tip(view, line, &at);
    if (hit.clicked) followed_say(view, &at);
}

static const char *loss_line(const Plot *p) {
    const GradientCurve *curve = p->curve;
    ViewPass *view = p->all->view;
    Arena *arena = ui_arena(view->ui);
    const char *loss = gradient_number(view, curve->loss);
    if (curve->target == GRADIENT_ALL)
        return arena_printf(arena, "L = Σ_t −log p(y_t) = %s\\t{, all %d words}", loss,
                            curve->steps);
    const char *of = curve->target == p->all->gradients->target ? "" : ", its last";
    return arena_printf(arena, "L = −log p(\\t{%s}) = %s\\t{, word %d of %d%s}",
                        view_token(view, curve->word), loss, curve->target, curve->steps, of);
}

void plot_draw_words(const Plot *p, DrawBox box) {
    const GradientCurve *curve = p->curve;
    ViewPass *view = p->all->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    DrawBox title = box_cut_top(&box, 22 * u->factor), file = box_cut_top(&box, 17 * u->factor);
    const char *name = arena_printf(ui_arena(view->ui), "%s, %s attention", curve->cell->title,
                                    curve->attention ? "with" : "without");
    if (curve->is_own) {
        float width = text_width(ui_fonts(view->ui), FACE_WORDS_SEMIBOLD, u->tiny, "this run") + 16;
        ui_badge(view->ui, box_cut_right(&title, width), TONE_ACCENT, "this run", false);
        box_cut_right(&title, 6);
    }
    ui_text(view->ui, title, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->text, theme->ink, name);
    const char *base = strrchr(curve->file, '/') ? strrchr(curve->file, '/') + 1 : curve->file;
    ui_text(view->ui, file, ALIGN_LEFT, FACE_NUMBERS, u->tiny, theme->muted, base);
    if (!curve->done) return;
    DrawBox loss = box_cut_top(&box, 17 * u->factor), line = box_cut_top(&box, 18 * u->factor);
    const char *markup = loss_line(p);
    math_in_box(view->ui, loss, ALIGN_LEFT, u->small, theme->ink, markup);
    if (curve->is_own) answer_loss(p, loss, math_width(view->ui, u->small, markup));
    math_in_box(view->ui, line, ALIGN_LEFT, u->small, theme->muted, numbers_line(p));
}

/* --- of the whole -------------------------------------------------------------------------------
 */

static const char *scale_words(const Drawing *d) {
    static const char *const words[HEIGHTS_COUNT] = {
        "one logarithmic axis for all", "one linear axis for all", "each plot its own linear axis"};
    return words[d->view->state->look.heights];
}

const char *gradient_note(const Drawing *d) {
    const Weigh *weigh = d->view->run->ask.attention.weigh;
    bool passes = !weigh->draws && strcmp(weigh->word, "argmax") != 0;
    return arena_printf(ui_arena(d->view->ui),
                        "L2 norms from the tape, unclipped; targets are each file’s own words; %s. "
                        "The surer a model is, the smaller its L and all of its gradient.%s%s",
                        scale_words(d),
                        d->axis.below ? " What stands on the floor is less than it, or 0." : "",
                        passes ? "" : " What is drawn or chosen passes none to the scores.");
}

/* Which word L is of, and how to have another. */
static const char *pinned_text(const ViewPass *view, int target) {
    Arena *arena = ui_arena(view->ui);
    if (target == GRADIENT_ALL)
        return arena_printf(
            arena, "L of all %d words; of one: step back, or click for the least sure, “%s”",
            view->run->target.count,
            view_token(view, view->run->target.items[gradient_least_sure(view->run) - 1]));
    const char *name = view_target(view, target);
    bool pinned = view->state->look.target == target;
    return arena_printf(arena, "L of %s%s%s, %s", name ? "“" : "word ",
                        name ? name : arena_printf(arena, "%d", target), name ? "”" : "",
                        pinned ? "pinned: Esc lets go"
                               : "the newest word: step for another, or to the last for all");
}

/* How far the measuring has come, with a cross; or the button that begins it again. */
static void draw_progress(ViewPass *view, DrawBox box) {
    const ViewMemory *memory = view->memory;
    if (memory->gradients.runs) {
        const char *text =
            arena_printf(ui_arena(view->ui), "measuring, %.0f %%%s", memory->gradients.done * 100,
                         view_time_left(view, memory->gradients.left));
        if (ui_badge_cancel(view->ui, "stop", box, TONE_ACCENT, text, memory->gradients.done,
                            "Stop measuring"))
            view_say(view, "measure stop");
        return;
    }
    UiButton button = {.label = "Measure", .primary = true};
    box.width = fminf(box.width, ui_button_width(view->ui, button));
    box.height = ui_metrics(view->ui)->segment;
    if (ui_button(view->ui, "start", box, button)) view_say(view, "measure start");
}

void gradient_draw_pinned(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    int target = gradient_target(view->run, &view->state->look);
    if (!target || box.width < 120 * u->factor) return;
    box_cut_left(&box, 12 * u->factor);
    if (!view->figure && (view->memory->gradients.runs || view->memory->gradients.rests)) {
        draw_progress(view, box);
        return;
    }
    ui_text(view->ui, box, ALIGN_LEFT, FACE_WORDS, u->small, ui_theme(view->ui)->muted,
            pinned_text(view, target));
}
