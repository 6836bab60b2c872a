#include "views/trace_card.h"

#include "ui/scroll.h"
#include "views/cells.h"
#include "views/followed.h"
#include "views/goes.h"
#include "views/math.h"
#include "views/numbers.h"
#include "views/strip.h"
#include "views/when.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS_SHOWN = 6, CHAIN_MOST = 3, GOES_SHOWN = 40, CRUMBS_MOST = 3 };

typedef struct Card {
    ViewPass *view;
    const Followed *f;
    DrawBox rest; /* what is left, from the top */
    bool dry;     /* only measured */
    int areas;    /* asked for so far: their names */
} Card;

static const UiMetrics *metrics(const Card *c) {
    return ui_metrics(c->view->ui);
}

static Arena *arena_of(const Card *c) {
    return ui_arena(c->view->ui);
}

/* Boxes of what is only measured may be larger than all there is. */
static DrawBox take(Card *c, float height) {
    DrawBox box = draw_box(c->rest.x, c->rest.y, c->rest.width, height * metrics(c)->factor);
    c->rest.y += box.height;
    return box;
}

static void heading(Card *c, const char *text, const char *tail) {
    DrawBox box = take(c, 20);
    if (!c->dry) ui_heading(c->view->ui, box, text, tail);
}

static void separator(Card *c) {
    DrawBox box = take(c, 18);
    if (!c->dry) ui_separator(c->view->ui, box);
}

static void paragraph(Card *c, Face face, float size, Color ink, const char *text) {
    int count;
    text_lines(ui_fonts(c->view->ui), arena_of(c), face, size, text, c->rest.width, &count);
    float leading = 1.4f;
    DrawBox box = draw_box(c->rest.x, c->rest.y, c->rest.width, (float)count * size * leading);
    c->rest.y += box.height + 2;
    if (!c->dry)
        text_paragraph(ui_list(c->view->ui), box, ALIGN_LEFT, face, size, leading, ink, text);
}

static void note(Card *c, const char *text) {
    paragraph(c, FACE_WORDS, metrics(c)->small, ui_theme(c->view->ui)->muted, text);
}

/* --- rows that can be clicked ---------------------------------------------------------------- */

static bool clicked(Card *c, DrawBox box, const RunCell *at) {
    ViewPass *view = c->view;
    if (view->figure) return false;
    const char *name = arena_printf(arena_of(c), "cell%d", ++c->areas);
    UiHit hit = ui_area(view->ui, name, box,
                        (UiArea){.label = run_cell_words(arena_of(c), at),
                                 .focusable = true,
                                 .ring_radius = 4,
                                 .cursor = CURSOR_HAND});
    if (hit.hover) {
        draw_fill(ui_list(view->ui), box_inset(box, -3, 0), 4, ui_theme(view->ui)->hover);
        ui_tip(view->ui, box, cell_words(view, at));
    }
    int step = hit.clicked ? when_reached(c->view, at) : 0;
    if (step) view_say(view, "step %d", step);
    if (hit.clicked) followed_say(view, at);
    return hit.clicked;
}

static const char *number_of(const Card *c, const RunCell *at) {
    int step = when_reached(c->view, at);
    return step ? arena_printf(arena_of(c), "at step %d", step)
                : cell_number(c->view, (double)run_cell_number(at), 4);
}

/* Its name at the left, its number at the right. */
static void cell_row(Card *c, const RunCell *at) {
    const UiTheme *theme = ui_theme(c->view->ui);
    const UiMetrics *u = metrics(c);
    DrawBox box = take(c, 24);
    if (c->dry) return;
    clicked(c, box, at);
    const char *number = number_of(c, at);
    float wide = text_width(ui_fonts(c->view->ui), FACE_NUMBERS, u->number, number) + 8;
    DrawBox right = box_cut_right(&box, wide);
    math_in_box(c->view->ui, box, ALIGN_LEFT, u->formula * 0.93f, theme->accent,
                cell_math(c->view, at));
    text_in_box(ui_list(c->view->ui), right, ALIGN_RIGHT, FACE_NUMBERS, u->number,
                when_reached(c->view, at) ? theme->muted : theme->ink, number);
}

/* --- pictures -------------------------------------------------------------------------------- */

/* The card is no picture of the run: that the cell is on it does not dim the others. */
static void light_own(Card *c, const Operands *o, DrawBox box) {
    ViewMemory *memory = c->view->memory;
    bool lit = memory->lit, lit_next = memory->lit_next;
    memory->lit = true;
    followed_draw(c->view, &(FollowGrid){.array = o->first.array,
                                         .plane = o->first.plane,
                                         .row = o->first.row,
                                         .rows = 1,
                                         .cols = o->cols,
                                         .lines = 1,
                                         .box = box});
    memory->lit = lit;
    memory->lit_next = lit_next;
}

/* A row of cells, or a column, as a strip under its name. `mine`: the row of the followed cell. */
static void strip_of(Card *c, const Operands *o, const char *label, bool mine) {
    ViewPass *view = c->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(c);
    DrawBox name = take(c, mine ? 4 : 22), box = take(c, 16);
    take(c, 4);
    if (c->dry) return;
    int count = o->rows * o->cols;
    float *numbers = ARENA_ARRAY(arena_of(c), float, count);
    for (int i = 0; i < count; i++) {
        RunCell at = operand_at(view->run, o, i);
        double x = (double)run_cell_number(&at);
        numbers[i] = isfinite(x) ? (float)x : 0;
    }
    StripNumbers strip = {numbers, count};
    double limit = strip_limit(strip);
    if (!mine) {
        const char *size = arena_printf(arena_of(c), "%d numbers, ±%.1f", count, limit);
        DrawBox right =
            box_cut_right(&name, text_width(ui_fonts(view->ui), FACE_NUMBERS, u->tiny, size) + 6);
        math_in_box(view->ui, name, ALIGN_LEFT, u->formula * 0.93f, theme->ink, label);
        text_in_box(ui_list(view->ui), right, ALIGN_RIGHT, FACE_NUMBERS, u->tiny, theme->muted,
                    size);
    }
    strip_draw(view, box, strip, limit, false);
    if (mine) light_own(c, o, box);
    followed_answer_strip(view, arena_printf(arena_of(c), "strip%d", ++c->areas), box, o);
}

/* What a rectangle of several cells is called. */
static const char *group_name(Card *c, const Operands *o) {
    RunCell first = operand_at(c->view->run, o, 0);
    return o->rows == 1 ? cell_whole(c->view, &first) : cell_running(c->view, o, "i");
}

/* --- the top --------------------------------------------------------------------------------- */

static void draw_top(Card *c) {
    ViewPass *view = c->view;
    const UiMetrics *u = metrics(c);
    DrawBox row = take(c, 26);
    if (c->dry) return;
    if (!view->figure) {
        UiButton let_go = {.icon = ICON_CLOSE, .quiet = true, .name = "Let go (Esc)"};
        if (ui_button(view->ui, "close", box_cut_right(&row, 26 * u->factor), let_go))
            view_say(view, "follow none");
        UiButton back = {.label = "Back", .icon = ICON_BACK, .quiet = true};
        if (view->state->look.followed_count > 1 &&
            ui_button(view->ui, "back", box_cut_right(&row, ui_button_width(view->ui, back)), back))
            view_say(view, "follow back");
    }
    ui_heading(view->ui, row, "Trace", "");
}

/* The last few cells of the way here, each a click back. */
static void draw_way(Card *c) {
    const Look *look = &c->view->state->look;
    const UiTheme *theme = ui_theme(c->view->ui);
    int count = look->followed_count - 1, first = count > CRUMBS_MOST ? count - CRUMBS_MOST : 0;
    if (count < 1) return;
    DrawBox row = take(c, 24);
    if (c->dry) return;
    float size = metrics(c)->formula * 0.87f, gap = 14 * metrics(c)->factor;
    float each = row.width / (float)(count - first) - gap;
    for (int i = first; i < count; i++) {
        RunCell at;
        if (!run_cell_find(c->view->run, &look->followed[i], &at)) continue;
        const char *name = cell_math(c->view, &at);
        float wide = fminf(math_width(c->view->ui, size, name), each);
        DrawBox box = box_cut_left(&row, wide);
        clicked(c, box, &at);
        math_in_box(c->view->ui, box, ALIGN_LEFT, size, theme->accent, name);
        text_in_box(ui_list(c->view->ui), box_cut_left(&row, gap), ALIGN_CENTER, FACE_WORDS,
                    metrics(c)->small, theme->muted, "›");
    }
}

static void draw_name(Card *c) {
    ViewPass *view = c->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(c);
    const RunCell *at = &c->f->at;
    paragraph(c, FACE_WORDS_SEMIBOLD, u->text, theme->ink, cell_words(view, at));
    DrawBox box = take(c, 28);
    if (!c->dry) {
        const char *number = cell_number(view, (double)run_cell_number(at), 7);
        float wide = text_width(ui_fonts(view->ui), FACE_NUMBERS, u->number * 1.2f, number) + 8;
        DrawBox right = box_cut_right(&box, wide);
        math_in_box(view->ui, box, ALIGN_LEFT, u->formula * 1.1f, theme->ink,
                    arena_printf(arena_of(c), "%s =", cell_math(view, at)));
        text_in_box(ui_list(view->ui), right, ALIGN_RIGHT, FACE_NUMBERS, u->number * 1.2f,
                    theme->accent, number);
    }
    const char *words = run_cell_words(arena_of(c), at);
    DrawBox line = take(c, 18);
    if (!c->dry)
        ui_text(view->ui, line, ALIGN_LEFT, FACE_NUMBERS, u->tiny * 0.95f, theme->muted, words);
    if (!at->array || at->array->cols < 2 || at->array->made) return;
    Operands row = operands_of_row(at->array, at->plane, at->row);
    strip_of(c, &row, "", true);
}

/* --- what it was made of --------------------------------------------------------------------- */

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
    const UiMetrics *u = metrics(c);
    clicked(c, box, at);
    DrawBox name = box_cut_top(&box, 18 * u->factor);
    math_in_box(c->view->ui, name, ALIGN_LEFT, u->formula * 0.87f, theme->accent,
                cell_math(c->view, at));
    text_in_box(ui_list(c->view->ui), box, ALIGN_LEFT, FACE_NUMBERS, u->tiny, theme->ink,
                cell_number(c->view, (double)run_cell_number(at), 3));
}

static void draw_term(Card *c, const Operands *a, const Operands *b, const Term *term) {
    const UiTheme *theme = ui_theme(c->view->ui);
    const UiMetrics *u = metrics(c);
    DrawBox box = take(c, 38);
    if (c->dry) return;
    box.height -= 4;
    RunCell x = operand_at(c->view->run, a, term->place),
            y = operand_at(c->view->run, b, term->place);
    DrawBox product = box_cut_right(&box, 80 * u->factor);
    text_in_box(ui_list(c->view->ui), product, ALIGN_RIGHT, FACE_NUMBERS, u->tiny, theme->ink,
                arena_printf(arena_of(c), "= %s", cell_number(c->view, term->product, 3)));
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
    note(c, arena_printf(arena_of(c), "and the other %d products together %s", count - TERMS_SHOWN,
                         cell_number(c->view, rest, 3)));
}

static void draw_products(Card *c, const Operands *a, const Operands *b) {
    int count = a->rows * a->cols;
    Term *terms = ARENA_ARRAY(arena_of(c), Term, count);
    for (int i = 0; i < count; i++) {
        RunCell x = operand_at(c->view->run, a, i), y = operand_at(c->view->run, b, i);
        terms[i] = (Term){(double)run_cell_number(&x) * (double)run_cell_number(&y), i};
    }
    qsort(terms, (size_t)count, sizeof *terms, by_size);
    strip_of(c, a, group_name(c, a), false);
    strip_of(c, b, group_name(c, b), false);
    for (int i = 0; i < count && i < TERMS_SHOWN; i++) draw_term(c, a, b, &terms[i]);
    draw_rest(c, terms, count);
}

static void draw_operand(Card *c, const Operands *o) {
    enum { STRIP_LONGEST = 8192 };
    RunCell first = operand_at(c->view->run, o, 0);
    int count = o->rows * o->cols;
    bool line = o->rows == 1 || o->cols == 1;
    if (count == 1)
        cell_row(c, &first);
    else if (line && count <= STRIP_LONGEST)
        strip_of(c, o, group_name(c, o), false);
    else {
        note(c, arena_printf(arena_of(c), "%d × %d numbers, the first of them", o->rows, o->cols));
        cell_row(c, &first);
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
        note(c, "masked: outside the window, so −∞ and never looked at");
        return;
    }
    const char *numbers = at->node->op->numbers;
    bool copied = numbers && !strcmp(numbers, "$0");
    if (copied) note(c, "the same number, as it is needed here");
    int count = numbers_chain(c->view, at->node, at->cell, 3, CHAIN_MOST, lines);
    if (copied && count < 2) return; /* nothing but itself */
    for (int i = 0; i < count; i++)
        if (*lines[i].text)
            paragraph(c, FACE_NUMBERS, metrics(c)->tiny, ui_theme(c->view->ui)->ink,
                      i ? arena_printf(arena_of(c), "→ %s", lines[i].text + strlen("= "))
                        : lines[i].text);
}

static void draw_nothing_before(Card *c) {
    const Node *node = c->f->at.node;
    note(c, node_is_parameter(node)
                ? "Learned while training: in a run nothing stands before it."
                : "Given from outside: a token's number, a size, a start of zeros or what was "
                  "typed. Nothing stands before it.");
}

/* Of the context of an attention that is one node: the row of weights between. */
static void draw_weights_of(Card *c) {
    const RunCell *at = &c->f->at;
    size_t scope = strlen(at->array->name) - strlen("context");
    const char *name = arena_printf(arena_of(c), "%.*sweights", (int)scope, at->array->name);
    const TraceArray *weights = trace_find(c->view->run->trace, name);
    if (!weights) return;
    Operands row = operands_of_row(weights, at->plane, at->row);
    strip_of(c, &row, group_name(c, &row), false);
}

static void draw_made_of(Card *c) {
    const Followed *f = c->f;
    const Node *node = f->at.node;
    bool made = f->at.array && f->at.array->made;
    heading(c, "Made of", "");
    if (!f->count) {
        draw_nothing_before(c);
        return;
    }
    DrawBox formula = take(c, 26);
    if (!c->dry)
        math_in_box(c->view->ui, formula, ALIGN_LEFT, metrics(c)->formula,
                    ui_theme(c->view->ui)->ink, cell_formula(c->view, &f->at));
    draw_chain(c);
    if (made || node_is_attention(node))
        note(c,
             "This attention is one node of the tape: of so long an input scores and weights are "
             "not kept but made again, piece by piece, where they are looked at.");
    if (node_is_attention(node) && !made) draw_weights_of(c);
    int from = 0;
    if (are_products(f)) {
        draw_products(c, &f->operands[0], &f->operands[1]);
        from = 2;
    }
    for (int i = from; i < f->count; i++) draw_operand(c, &f->operands[i]);
}

/* --- what it goes into ----------------------------------------------------------------------- */

static void draw_goes_into(Card *c) {
    const GoesList *list = goes_of(c->view);
    heading(c, "Goes into", "");
    if (!list->count) {
        note(c, "nothing: no later number of this run reads it");
        return;
    }
    for (int i = 0; i < list->count && i < GOES_SHOWN; i++) {
        const Goes *goes = &list->items[i];
        bool made = goes->first.array && goes->first.array->made;
        Operands o = {goes->first, goes->rows, goes->cols, 0, made};
        if (when_reached(c->view, &goes->first))
            cell_row(c, &goes->first);
        else
            draw_operand(c, &o);
    }
    if (list->count > GOES_SHOWN || list->cut)
        note(c, arena_printf(arena_of(c), "and %s%d more", list->cut ? "at least " : "",
                             list->count - GOES_SHOWN + (list->cut ? 1 : 0)));
}

/* --- the whole ------------------------------------------------------------------------------- */

static void draw_all(Card *c) {
    draw_top(c);
    draw_way(c);
    draw_name(c);
    separator(c);
    draw_made_of(c);
    separator(c);
    draw_goes_into(c);
}

void trace_card_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    DrawBox inside = box;
    box_cut_right(&inside, u->scrollbar);
    Card measured = {.view = view, .f = view->followed, .rest = inside, .dry = true};
    draw_all(&measured);
    float height = measured.rest.y - inside.y;
    UiScroll scroll = {.width = box.width, .height = height};
    ui_push(view->ui, "trace");
    DrawBox content = ui_scroll_begin(view->ui, "all", box, scroll);
    box_cut_right(&content, u->scrollbar);
    Card card = {.view = view, .f = view->followed, .rest = content};
    draw_all(&card);
    ui_scroll_end(view->ui);
    ui_pop(view->ui);
}
