#include "views/trace_card_parts.h"

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

enum { GOES_SHOWN = 40, CRUMBS_MOST = 3 };

/* Boxes of what is only measured may be larger than all there is. */
DrawBox card_take(Card *c, float height) {
    DrawBox box = draw_box(c->rest.x, c->rest.y, c->rest.width, height * card_metrics(c)->factor);
    c->rest.y += box.height;
    return box;
}

void card_heading(Card *c, const char *text, const char *tail) {
    DrawBox box = card_take(c, 20);
    if (!c->dry) ui_heading(c->view->ui, box, text, tail);
}

static void separator(Card *c) {
    DrawBox box = card_take(c, 18);
    if (!c->dry) ui_separator(c->view->ui, box);
}

void card_paragraph(Card *c, Face face, float size, Color ink, const char *text) {
    int count;
    text_lines(ui_fonts(c->view->ui), card_arena(c), face, size, text, c->rest.width, &count);
    float leading = 1.4f;
    DrawBox box = draw_box(c->rest.x, c->rest.y, c->rest.width, (float)count * size * leading);
    c->rest.y += box.height + 2;
    if (!c->dry)
        text_paragraph(ui_list(c->view->ui), box, ALIGN_LEFT, face, size, leading, ink, text);
}

void card_note(Card *c, const char *text) {
    card_paragraph(c, FACE_WORDS, card_metrics(c)->small, ui_theme(c->view->ui)->muted, text);
}

/* --- rows that can be clicked ---------------------------------------------------------------- */

/* True when clicked; `tip` stands beside the mouse. */
static bool card_link(Card *c, DrawBox box, const char *label, const char *tip) {
    ViewPass *view = c->view;
    if (view->figure) return false;
    const char *name = arena_printf(card_arena(c), "cell%d", ++c->areas);
    UiHit hit = ui_area(
        view->ui, name, box,
        (UiArea){.label = label, .focusable = true, .ring_radius = 4, .cursor = CURSOR_HAND});
    if (hit.hover) {
        draw_fill(ui_list(view->ui), box_inset(box, -3, 0), 4, ui_theme(view->ui)->hover);
        ui_tip(view->ui, box, tip);
    }
    return hit.clicked;
}

bool card_clicked(Card *c, DrawBox box, const RunCell *at) {
    bool clicked = card_link(c, box, run_cell_words(card_arena(c), at), cell_words(c->view, at));
    int step = clicked ? when_reached(c->view, at) : 0;
    if (step) view_say(c->view, "step %d", step);
    if (clicked) followed_say(c->view, at);
    return clicked;
}

static const char *number_of(const Card *c, const RunCell *at) {
    int step = when_reached(c->view, at);
    return step ? arena_printf(card_arena(c), "at step %d", step)
                : cell_number(c->view, (double)run_cell_number(at), 4);
}

/* Its name at the left, its number at the right. */
void card_cell_row(Card *c, const RunCell *at) {
    const UiTheme *theme = ui_theme(c->view->ui);
    const UiMetrics *u = card_metrics(c);
    DrawBox box = card_take(c, 24);
    if (c->dry) return;
    card_clicked(c, box, at);
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
void card_strip(Card *c, const Operands *o, const char *label, bool mine) {
    ViewPass *view = c->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = card_metrics(c);
    DrawBox name = card_take(c, mine ? 4 : 22), box = card_take(c, 16);
    card_take(c, 4);
    if (c->dry) return;
    int count = o->rows * o->cols;
    float *numbers = ARENA_ARRAY(card_arena(c), float, count);
    for (int i = 0; i < count; i++) {
        RunCell at = operand_at(view->run, o, i);
        double x = (double)run_cell_number(&at);
        numbers[i] = isfinite(x) ? (float)x : 0;
    }
    StripNumbers strip = {numbers, count};
    double limit = strip_limit(strip);
    if (!mine) {
        const char *size = arena_printf(card_arena(c), "%d numbers, ±%.1f", count, limit);
        DrawBox right =
            box_cut_right(&name, text_width(ui_fonts(view->ui), FACE_NUMBERS, u->tiny, size) + 6);
        math_in_box(view->ui, name, ALIGN_LEFT, u->formula * 0.93f, theme->ink, label);
        text_in_box(ui_list(view->ui), right, ALIGN_RIGHT, FACE_NUMBERS, u->tiny, theme->muted,
                    size);
    }
    strip_draw(view, box, strip, limit, false);
    if (mine) light_own(c, o, box);
    followed_answer_strip(view, arena_printf(card_arena(c), "strip%d", ++c->areas), box, o);
}

/* What a rectangle of several cells is called. */
const char *card_group_name(Card *c, const Operands *o) {
    RunCell first = operand_at(c->view->run, o, 0);
    return o->rows == 1 ? cell_whole(c->view, &first) : cell_running(c->view, o, "i");
}

/* --- the top --------------------------------------------------------------------------------- */

static void draw_top(Card *c) {
    ViewPass *view = c->view;
    const UiMetrics *u = card_metrics(c);
    DrawBox row = card_take(c, 26);
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
    static const char *const where[] = {" in A", " in B", " of A − B"};
    ui_heading(view->ui, row, "Trace", view->other ? where[view->in] : "");
}

/* A cell of the way here. */
typedef struct Crumb {
    const char *name, *line; /* line: what leads back to it */
    int step;                /* at which it is there; 0: already */
} Crumb;

/* False: it is gone. */
static bool find_crumb(const Card *c, const CellName *of, Crumb *out) {
    Arena *arena = card_arena(c);
    ViewPass pass = view_in(c->view, of->in == FOLLOW_B ? FOLLOW_B : FOLLOW_A);
    RunCell at;
    if (of->in == FOLLOW_DIFFERENCE) {
        out->name = arena_printf(arena, "(α^A − α^B)_{%d,%d}", of->row, of->col);
        out->line = arena_printf(arena, "follow difference %d %d", of->row, of->col);
        out->step = 0;
        return true;
    }
    if (!run_cell_find(pass.run, of, &at)) return false;
    *out = (Crumb){cell_math(&pass, &at), followed_line(&pass, &at), when_reached(&pass, &at)};
    if (of->in != c->view->in)
        out->name = arena_printf(arena, "\\t{%s:} %s", of->in == FOLLOW_B ? "B" : "A", out->name);
    return true;
}

static void answer_crumb(Card *c, DrawBox box, const Crumb *crumb) {
    if (!card_link(c, box, crumb->line + strlen("follow "), crumb->line)) return;
    if (crumb->step) view_say(c->view, "step %d", crumb->step);
    view_say(c->view, "%s", crumb->line);
}

/* The last few cells of the way here, each a click back. */
static void draw_way(Card *c) {
    const Look *look = &c->view->state->look;
    const UiTheme *theme = ui_theme(c->view->ui);
    int count = look->followed_count - 1, first = count > CRUMBS_MOST ? count - CRUMBS_MOST : 0;
    if (count < 1) return;
    DrawBox row = card_take(c, 24);
    if (c->dry) return;
    float size = card_metrics(c)->formula * 0.87f, gap = 14 * card_metrics(c)->factor;
    float each = row.width / (float)(count - first) - gap;
    for (int i = first; i < count; i++) {
        Crumb crumb;
        if (!find_crumb(c, &look->followed[i], &crumb)) continue;
        float wide = fminf(math_width(c->view->ui, size, crumb.name), each);
        DrawBox box = box_cut_left(&row, wide);
        answer_crumb(c, box, &crumb);
        math_in_box(c->view->ui, box, ALIGN_LEFT, size, theme->accent, crumb.name);
        text_in_box(ui_list(c->view->ui), box_cut_left(&row, gap), ALIGN_CENTER, FACE_WORDS,
                    card_metrics(c)->small, theme->muted, "›");
    }
}

static void draw_name(Card *c) {
    ViewPass *view = c->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = card_metrics(c);
    const RunCell *at = &c->f->at;
    card_paragraph(c, FACE_WORDS_SEMIBOLD, u->text, theme->ink, cell_words(view, at));
    DrawBox box = card_take(c, 28);
    if (!c->dry) {
        const char *number = cell_number(view, (double)run_cell_number(at), 7);
        float wide = text_width(ui_fonts(view->ui), FACE_NUMBERS, u->number * 1.2f, number) + 8;
        DrawBox right = box_cut_right(&box, wide);
        math_in_box(view->ui, box, ALIGN_LEFT, u->formula * 1.1f, theme->ink,
                    arena_printf(card_arena(c), "%s =", cell_math(view, at)));
        text_in_box(ui_list(view->ui), right, ALIGN_RIGHT, FACE_NUMBERS, u->number * 1.2f,
                    theme->accent, number);
    }
    const char *words = run_cell_words(card_arena(c), at);
    DrawBox line = card_take(c, 18);
    if (!c->dry)
        ui_text(view->ui, line, ALIGN_LEFT, FACE_NUMBERS, u->tiny * 0.95f, theme->muted, words);
    if (!at->array || at->array->cols < 2 || at->array->made) return;
    Operands row = operands_of_row(at->array, at->plane, at->row);
    card_strip(c, &row, "", true);
}

/* --- what it goes into ----------------------------------------------------------------------- */

static void draw_goes_into(Card *c) {
    const GoesList *list = goes_of(c->view);
    card_heading(c, "Goes into", "");
    if (!list->count) {
        card_note(c, "nothing: no later number of this run reads it");
        return;
    }
    for (int i = 0; i < list->count && i < GOES_SHOWN; i++) {
        const Goes *goes = &list->items[i];
        bool made = goes->first.array && goes->first.array->made;
        Operands o = {goes->first, goes->rows, goes->cols, 0, made};
        if (when_reached(c->view, &goes->first))
            card_cell_row(c, &goes->first);
        else
            card_operand(c, &o);
    }
    if (list->count > GOES_SHOWN || list->cut)
        card_note(c, arena_printf(card_arena(c), "and %s%d more", list->cut ? "at least " : "",
                                  list->count - GOES_SHOWN + (list->cut ? 1 : 0)));
}

/* --- the whole ------------------------------------------------------------------------------- */

static void draw_all(Card *c) {
    draw_top(c);
    draw_way(c);
    draw_name(c);
    separator(c);
    card_made_of(c);
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
