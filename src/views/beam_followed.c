/* beam_followed.c -- the numbers of the tree that the run has: p and Σ log p of what goes on from
 * the branch that is run, each a click to follow it. */
#include "views/beam_parts.h"

#include "views/followed.h"

/* Whether a node's last word was chosen after words of the run. */
static bool is_after_branch(const BeamTree *tree, BeamAt at, const BeamPlace *place) {
    int branch = tree->view->run->ask.branch - 1;
    return place->taken &&
           place->parent == beam_through(tree->beam, tree->beam->steps, branch, at.step - 1);
}

bool beam_cell(const BeamTree *tree, BeamAt at, BeamNumber which, RunCell *out) {
    const Run *run = tree->view->run;
    const BeamPlace *place = at.missed ? beam_missed(tree->beam, at.step, at.place)
                                       : beam_place(tree->beam, at.step, at.place);
    bool sum = which == BEAM_SUM;
    const TraceArray *array = trace_find(run->trace, sum ? "beam.logprob" : "output.probabilities");
    if (!array || at.step > array->rows || !is_after_branch(tree, at, place)) return false;
    if (sum ? at.missed : place->word == BEAM_NO_WORD) return false;
    *out = run_cell_at(array, 0, at.step - 1, sum ? at.place : place->word);
    return true;
}

static bool both_taken(const BeamTree *tree, BeamAt at, BeamNumber which, RunCell *cell) {
    return at.step <= tree->shown && beam_cell(tree, at, which, cell);
}

/* A line under it says that it can be followed; a frame around it, that it is or counts. */
void beam_answer_number(const BeamTree *tree, DrawBox box, BeamAt at, BeamNumber which) {
    ViewPass *view = tree->view;
    const UiTheme *theme = ui_theme(view->ui);
    RunCell cell;
    if (!both_taken(tree, at, which, &cell)) return;
    Lit lit = followed_lit_cell(view, &cell);
    view->memory->lit_next |= lit != LIT_NOT;
    if (lit != LIT_NOT) followed_frame(view, box, lit, cell.array);
    if (view->figure) return;
    Arena *arena = ui_arena(view->ui);
    const char *name = arena_printf(arena, "%s%d.%d-%s", at.missed ? "missed" : "", at.step,
                                    at.place + 1, which == BEAM_SUM ? "sum" : "p");
    UiHit hit = ui_area(view->ui, name, box,
                        (UiArea){.label = run_cell_words(arena, &cell), .cursor = CURSOR_HAND});
    float y = box.y + box.height - 1;
    draw_line(ui_list(view->ui), box.x, y, box.x + box.width, y,
              draw_stroke(hit.hover ? theme->accent : theme->border, hit.hover ? 2 : 1));
    if (hit.hover) followed_tip(view, box, &cell);
    if (hit.clicked) followed_say(view, &cell);
}

/* A click on a node chooses its branch; while something is followed, and with Ctrl, it follows p.
 */
bool beam_follows_click(const BeamTree *tree, const UiHit *hit, BeamAt at) {
    RunCell cell;
    return both_taken(tree, at, BEAM_OWN, &cell) &&
           followed_click(tree->view, hit, cell.array, 0, cell.row, cell.col);
}

void beam_offer(const BeamTree *tree) {
    RunCell cell;
    int step = tree->view->state->look.target;
    if (!step || step > tree->shown) step = tree->shown;
    if (!step) return;
    int place = beam_through(tree->beam, tree->beam->steps, tree->view->run->ask.branch - 1, step);
    if (beam_cell(tree, (BeamAt){step, place, false}, BEAM_OWN, &cell))
        followed_offer(tree->view, NULL, &cell);
}
