/* compare_followed.c -- the number that is followed in a comparison: in A, in B, or A − B, whose
 * two operands are numbers of both runs. */
#include "views/compare_parts.h"

#include "views/cells.h"
#include "views/formula.h"
#include "views/math.h"
#include "views/trace_card.h"

#include <math.h>
#include <string.h>

/* --- what is followed ------------------------------------------------------------------------ */

/* A cell of the difference and its two operands, each of a run of its own. */
static const Followed *difference_at(const Compared *c, int row, int col) {
    Followed *f = ARENA_NEW(ui_arena(c->view->ui), Followed);
    RunMatrix m = c->of->difference, sides[SIDES] = {c->of->a, c->of->b};
    if (!m.array || row >= m.rows.count || col >= m.cols.count) return NULL;
    *f = (Followed){.at = run_cell_at(m.array, 0, row, col), .count = SIDES};
    for (int i = 0; i < SIDES; i++)
        f->operands[i] = (Operands){run_cell_at(sides[i].array, sides[i].plane, row, col), 1, 1, 0,
                                    sides[i].array->made != NULL};
    return f;
}

void compared_follow(Compared *c) {
    const Look *look = &c->view->state->look;
    if (!look->followed_count) return;
    const CellName *last = &look->followed[look->followed_count - 1];
    c->in = last->in;
    if (c->in != FOLLOW_DIFFERENCE) return;
    c->difference = difference_at(c, last->row - 1, last->col - 1);
    for (int i = 0; i < SIDES; i++) c->sides[i].followed = c->difference;
}

/* Where only the target is known, at what it looks at most. */
ViewCell compared_followed_cell(const Compared *c) {
    const ViewPass *pass = &c->sides[c->in == FOLLOW_B ? SIDE_B : SIDE_A];
    int side = side_has_weights(c, SIDE_A) ? SIDE_A : SIDE_B;
    RunMatrix m = side == SIDE_A ? c->of->a : c->of->b;
    if (c->difference) return (ViewCell){c->difference->at.row + 1, c->difference->at.col + 1};
    ViewCell cell = followed_cell(pass);
    if (cell.target < 1 || cell.source || !m.array || cell.target > m.rows.count) return cell;
    const Real *row = side_row(c, side, cell.target);
    int best = 0;
    for (int s = 1; s < m.cols.count; s++)
        if (row[s] > row[best]) best = s;
    cell.source = best + 1;
    return cell;
}

/* --- words ----------------------------------------------------------------------------------- */

void compared_link(const Compared *c, int side, int source, DrawBox box) {
    RunMatrix m = side == SIDE_A ? c->of->a : c->of->b;
    RunCell at = run_cell_at(m.array, m.plane, c->cell.target - 1, source - 1);
    ViewPass pass = c->sides[side];
    const UiTheme *theme = ui_theme(pass.ui);
    Lit lit = followed_lit_cell(&pass, &at);
    if (lit != LIT_NOT) followed_frame(&pass, box, lit, at.array);
    if (pass.figure) return;
    const char *line = followed_line(&pass, &at);
    UiHit hit = ui_area(pass.ui, line, box, (UiArea){.label = line, .cursor = CURSOR_HAND});
    float y = box.y + box.height;
    draw_line(ui_list(pass.ui), box.x, y, box.x + box.width, y,
              draw_stroke(hit.hover ? theme->accent : theme->border, hit.hover ? 2 : 1));
    if (hit.hover) followed_tip(&pass, box, &at);
    if (hit.clicked) view_say(c->view, "%s", line);
}

/* --- the formula ----------------------------------------------------------------------------- */

/* The side that has it; NULL: neither has. */
static ViewPass *side_followed(Compared *c) {
    ViewPass *side = &c->sides[c->in == FOLLOW_B ? SIDE_B : SIDE_A];
    return c->in != FOLLOW_DIFFERENCE && side->followed ? side : NULL;
}

float compared_formula_height(Compared *c, float room) {
    enum { ROOM_LEAST = 300 };
    bool any = c->difference || side_followed(c);
    float unit = ui_metrics(c->view->ui)->factor;
    return any && (c->view->figure || room >= ROOM_LEAST * unit) ? formula_height(c->view, room)
                                                                 : 0;
}

NumbersLine compare_difference_numbers(const ViewPass *view, const Followed *f) {
    enum { DECIMALS = 3 };
    Arena *arena = ui_arena(view->ui);
    NumbersPart *parts = ARENA_ARRAY(arena, NumbersPart, SIDES);
    const char *text = "= ";
    double shown[SIDES], result = (double)run_cell_number(&f->at);
    for (int i = 0; i < SIDES; i++) {
        const RunCell *at = &f->operands[i].first;
        const char *number = view_number(view, (double)run_cell_number(at), DECIMALS);
        if (i) text = arena_printf(arena, "%s − ", text);
        parts[i] = (NumbersPart){(int)strlen(text), (int)(strlen(text) + strlen(number)), at->node,
                                 at->cell};
        shown[i] = round((double)run_cell_number(at) * 1e3) / 1e3;
        text = arena_printf(arena, "%s%s", text, number);
    }
    bool same = fabs(shown[0] - shown[1] - round(result * 1e3) / 1e3) < 5e-4;
    text = arena_printf(arena, "%s %s %s", text, same ? "=" : "≈",
                        view_number(view, result, DECIMALS));
    return (NumbersLine){text, parts, SIDES};
}

/* Each of the two operands leads into its own run. */
static void link_operands(Compared *c, DrawBox box, float size, const NumbersLine *line) {
    for (int i = 0; i < SIDES; i++) {
        NumbersLine one = {line->text, line->parts + i, 1};
        view_take_lines(&c->sides[i], c->view);
        ui_push(c->view->ui, side_names[i]);
        formula_link_numbers(&c->sides[i], box, size, &one);
        ui_pop(c->view->ui);
        view_take_lines(c->view, &c->sides[i]);
    }
}

static ViewPass difference_pass(const Compared *c) {
    ViewPass pass = *c->view;
    pass.in = FOLLOW_DIFFERENCE;
    pass.followed = c->difference;
    return pass;
}

static void draw_difference_formula(Compared *c, DrawBox box) {
    Ui *ui = c->view->ui;
    const UiTheme *theme = ui_theme(ui);
    const UiMetrics *u = ui_metrics(ui);
    ViewPass pass = difference_pass(c);
    ui_panel(ui, box, u->card_radius);
    DrawBox inside = box_inset(box, 20 * u->factor, 6 * u->factor);
    DrawBox top = box_cut_top(&inside, inside.height / 2);
    const char *words = cell_words(&pass, &c->difference->at);
    float wide = text_width(ui_fonts(ui), FACE_WORDS, u->text, words) + 2;
    DrawBox right = box_cut_right(&top, fminf(wide, top.width * 0.5f));
    ui_text(ui, right, ALIGN_RIGHT, FACE_WORDS, u->text, theme->muted, words);
    math_in_box(ui, top, ALIGN_LEFT, u->formula * 1.35f, theme->ink,
                cell_math(&pass, &c->difference->at));
    NumbersLine line = compare_difference_numbers(c->view, c->difference);
    ui_text(ui, inside, ALIGN_LEFT, FACE_NUMBERS, u->number, theme->ink, line.text);
    ui_push(ui, "formula");
    link_operands(c, inside, u->number, &line);
    ui_pop(ui);
}

void compared_formula_draw(Compared *c, DrawBox box) {
    ViewPass *side = side_followed(c);
    if (c->difference) {
        draw_difference_formula(c, box);
        return;
    }
    view_take_lines(side, c->view);
    formula_draw(side, box);
    view_take_lines(c->view, side);
}

/* --- the card, and the way to it ------------------------------------------------------------- */

void compare_card_draw(ViewPass *view, DrawBox box) {
    Compared c = compared(view);
    ViewPass pass = difference_pass(&c), *side = side_followed(&c);
    if (!c.difference && !side) return;
    ViewPass *of = c.difference ? &pass : side;
    view_take_lines(of, view);
    trace_card_draw(of, box);
    view_take_lines(view, of);
}

const char *compared_offer(const Compared *c, FollowIn in) {
    const Look *look = &c->view->state->look;
    int t = look->target, s = look->source, side = in == FOLLOW_B ? SIDE_B : SIDE_A;
    RunMatrix m = side == SIDE_A ? c->of->a : c->of->b;
    if (c->view->figure || view_follows(c->view) || !t || !m.array || t > m.rows.count ||
        s > m.cols.count || !view_shows(&c->sides[side], MATRIX_WEIGHTS, t, s))
        return NULL;
    if (in == FOLLOW_DIFFERENCE)
        return t <= c->of->difference.rows.count
                   ? arena_printf(ui_arena(c->view->ui), "follow difference %d %d", t, s)
                   : NULL;
    RunCell at = run_cell_at(m.array, m.plane, t - 1, s - 1);
    const char *line = followed_line(&c->sides[side], &at);
    if (in == FOLLOW_A) c->view->offer = line;
    return line;
}
