/* trace_made.c -- the part of the card Trace that says what a number was made of. */
#include "views/trace_card_parts.h"

#include "views/cells.h"
#include "views/compare.h"
#include "views/math.h"
#include "views/numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS_SHOWN = 6, CHAIN_MOST = 3 };

typedef struct Term {
    double product;
    int place;
} Term;

static int by_size(const void *a, const void *b) {
    const Term *x = a, *y = b;
    double p = fabs(x->product), q = fabs(y->product);
    return p < q ? 1 : p > q ? -1 : x->place - y->place;
}

/* A factor: its name over its number. */
static void draw_factor(Card *c, DrawBox box, const RunCell *at) {
    const UiTheme *theme = ui_theme(c->view->ui);
    const UiMetrics *u = card_metrics(c);
    card_clicked(c, box, at);
    DrawBox name = box_cut_top(&box, 18 * u->factor);
    math_in_box(c->view->ui, name, ALIGN_LEFT, u->formula * 0.87f, theme->accent,
                cell_math(c->view, at));
    text_in_box(ui_list(c->view->ui), box, ALIGN_LEFT, FACE_NUMBERS, u->tiny, theme->ink,
                cell_number(c->view, (double)run_cell_number(at), 3));
}

static void draw_term(Card *c, const Operands *a, const Operands *b, const Term *term) {
    const UiTheme *theme = ui_theme(c->view->ui);
    const UiMetrics *u = card_metrics(c);
    DrawBox box = card_take(c, 38);
    if (c->dry) return;
    box.height -= 4;
    RunCell x = operand_at(c->view->run, a, term->place),
            y = operand_at(c->view->run, b, term->place);
    DrawBox product = box_cut_right(&box, 80 * u->factor);
    text_in_box(ui_list(c->view->ui), product, ALIGN_RIGHT, FACE_NUMBERS, u->tiny, theme->ink,
                arena_printf(card_arena(c), "= %s", cell_number(c->view, term->product, 3)));
    DrawBox left = box_column(box, 0, 2, 16 * u->factor), right = box_column(box, 1, 2, 16);
    draw_factor(c, left, &x);
    text_in_box(ui_list(c->view->ui),
                draw_box(left.x + left.width, left.y, right.x - left.x - left.width, left.height),
                ALIGN_CENTER, FACE_WORDS, u->text, theme->muted, "·");
    draw_factor(c, right, &y);
}

static void draw_rest(Card *c, const Term *terms, int count) {
    double rest = 0;
    for (int i = TERMS_SHOWN; i < count; i++) rest += terms[i].product;
    if (count <= TERMS_SHOWN) return;
    card_note(c, arena_printf(card_arena(c), "and the other %d products together %s",
                              count - TERMS_SHOWN, cell_number(c->view, rest, 3)));
}

static void draw_products(Card *c, const Operands *a, const Operands *b) {
    int count = a->rows * a->cols;
    Term *terms = ARENA_ARRAY(card_arena(c), Term, count);
    for (int i = 0; i < count; i++) {
        RunCell x = operand_at(c->view->run, a, i), y = operand_at(c->view->run, b, i);
        terms[i] = (Term){(double)run_cell_number(&x) * (double)run_cell_number(&y), i};
    }
    qsort(terms, (size_t)count, sizeof *terms, by_size);
    card_strip(c, a, card_group_name(c, a), false);
    card_strip(c, b, card_group_name(c, b), false);
    for (int i = 0; i < count && i < TERMS_SHOWN; i++) draw_term(c, a, b, &terms[i]);
    draw_rest(c, terms, count);
}

void card_operand(Card *c, const Operands *o) {
    enum { STRIP_LONGEST = 8192 };
    RunCell first = operand_at(c->view->run, o, 0);
    int count = o->rows * o->cols;
    bool line = o->rows == 1 || o->cols == 1;
    if (count == 1)
        card_cell_row(c, &first);
    else if (line && count <= STRIP_LONGEST)
        card_strip(c, o, card_group_name(c, o), false);
    else {
        card_note(
            c, arena_printf(card_arena(c), "%d × %d numbers, the first of them", o->rows, o->cols));
        card_cell_row(c, &first);
    }
}

static bool are_products(const Followed *f) {
    const Operands *a = f->operands, *b = f->operands + 1;
    const char *numbers = f->at.node->op->numbers;
    bool made = f->at.array && f->at.array->made;
    if (f->count < 2 || a->rows * a->cols != b->rows * b->cols || a->rows * a->cols < 2)
        return false;
    return made || (numbers && !strncmp(numbers, "$*", 2));
}

static void draw_chain(Card *c) {
    NumbersLine lines[CHAIN_MOST];
    const RunCell *at = &c->f->at;
    if (run_cell_number(at) == -REAL_INFINITY) {
        card_note(c, cell_masked(c->view, at));
        return;
    }
    const char *numbers = at->node->op->numbers;
    bool copied = numbers && !strcmp(numbers, "$0");
    if (copied) card_note(c, "the same number, as it is needed here");
    int count = numbers_chain(c->view, at->node, at->cell, 3, CHAIN_MOST, lines);
    if (copied && count < 2) return; /* nothing but itself */
    for (int i = 0; i < count; i++)
        if (*lines[i].text)
            card_paragraph(c, FACE_NUMBERS, card_metrics(c)->tiny, ui_theme(c->view->ui)->ink,
                           i ? arena_printf(card_arena(c), "→ %s", lines[i].text + strlen("= "))
                             : lines[i].text);
}

static void draw_nothing_before(Card *c) {
    const Node *node = c->f->at.node;
    card_note(c, node_is_parameter(node)
                     ? "Learned while training: in a run nothing stands before it."
                     : "Given from outside: a token's number, a size, a start of zeros or what was "
                       "typed. Nothing stands before it.");
}

/* Of the context of an attention that is one node: the row of weights between. */
static void draw_weights_of(Card *c) {
    const RunCell *at = &c->f->at;
    size_t scope = strlen(at->array->name) - strlen("context");
    const char *name = arena_printf(card_arena(c), "%.*sweights", (int)scope, at->array->name);
    const TraceArray *weights = trace_find(c->view->run->trace, name);
    if (!weights) return;
    Operands row = operands_of_row(weights, at->plane, at->row);
    card_strip(c, &row, card_group_name(c, &row), false);
}

/* A − B: a number of each run. */
static void draw_two(Card *c) {
    static const char *const names[] = {"In A", "in B"};
    card_paragraph(c, FACE_NUMBERS, card_metrics(c)->tiny, ui_theme(c->view->ui)->ink,
                   compare_difference_numbers(c->view, c->f).text);
    for (int i = 0; i < 2; i++) {
        ViewPass pass = view_in(c->view, i ? FOLLOW_B : FOLLOW_A), *before = c->view;
        view_take_lines(&pass, before);
        card_note(c, names[i]);
        c->view = &pass;
        card_cell_row(c, &c->f->operands[i].first);
        c->view = before;
        view_take_lines(before, &pass);
    }
}

void card_made_of(Card *c) {
    const Followed *f = c->f;
    if (c->view->in == FOLLOW_DIFFERENCE) {
        card_heading(c, "Made of", "");
        draw_two(c);
        return;
    }
    const Node *node = f->at.node;
    bool made = f->at.array && f->at.array->made;
    card_heading(c, "Made of", "");
    if (!f->count) {
        draw_nothing_before(c);
        return;
    }
    DrawBox formula = card_take(c, 26);
    if (!c->dry)
        math_in_box(c->view->ui, formula, ALIGN_LEFT, card_metrics(c)->formula,
                    ui_theme(c->view->ui)->ink, cell_formula(c->view, &f->at));
    draw_chain(c);
    if (made || node_is_attention(node))
        card_note(
            c, "This attention is one node of the tape: of so long an input scores and weights are "
               "not kept but made again, piece by piece, where they are looked at.");
    if (node_is_attention(node) && !made) draw_weights_of(c);
    int from = 0;
    if (are_products(f)) {
        draw_products(c, &f->operands[0], &f->operands[1]);
        from = 2;
    }
    for (int i = from; i < f->count; i++) card_operand(c, &f->operands[i]);
}
