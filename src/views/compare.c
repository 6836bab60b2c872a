#include "views/compare_parts.h"

#include "ui/scroll.h"
#include "views/math.h"
#include "views/matrix.h"
#include "views/matrix_parts.h"
#include "views/strip.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const side_names[SIDES] = {"A", "B"};
static const char *const side_folders[SIDES] = {"a", "b"};

enum {
    KL_WIDTH = 112,
    APART = 20,
    CARD_GAP = 14,
    SIDE_LEAST = 30,
    SIDE_MOST = 130,
    LABELLED_MOST = 400
};

bool view_compares(const ViewPass *view) {
    return view->other != NULL;
}

/* --- what is kept ---------------------------------------------------------------------------- */

struct CompareKeep {
    uint64_t runs[SIDES]; /* the first version of each */
    HeadAt heads[SIDES];
    Comparison *of;
    Arena *arena; /* the references */
    Reference references[SIDES];
    bool has_reference[SIDES];
};

static void forget(struct CompareKeep *keep) {
    comparison_free(keep->of);
    arena_free(keep->arena);
    *keep = (struct CompareKeep){0};
}

void compare_keep_free(struct CompareKeep *keep) {
    if (!keep) return;
    forget(keep);
    free(keep);
}

static bool same_head(HeadAt a, HeadAt b) {
    return a.of == b.of && a.layer == b.layer && a.head == b.head;
}

/* The comparison of the pass's two runs, made when either is another than before. */
static struct CompareKeep *keep_of(ViewPass *view) {
    ViewMemory *memory = view->memory;
    if (!memory->compares) memory->compares = calloc(1, sizeof *memory->compares);
    struct CompareKeep *keep = memory->compares;
    CHECK(keep, "out of memory");
    const Run *runs[SIDES] = {view->run, view->other};
    const Look *looks[SIDES] = {&view->state->look, &view->other_state->look};
    bool fresh = keep->of != NULL;
    for (int i = 0; i < SIDES; i++)
        fresh = fresh && keep->runs[i] == runs[i]->trace->arrays[0].version &&
                same_head(keep->heads[i], looks[i]->heads[0]);
    if (fresh) return keep;
    forget(keep);
    keep->of = comparison_new(runs[0], looks[0], runs[1], looks[1]);
    keep->arena = arena_new();
    for (int i = 0; i < SIDES; i++) {
        keep->runs[i] = runs[i]->trace->arrays[0].version;
        keep->heads[i] = looks[i]->heads[0];
        keep->has_reference[i] = run_reference(runs[i], keep->arena, &keep->references[i]);
    }
    return keep;
}

/* --- both sides ------------------------------------------------------------------------------ */

bool side_has_weights(const Compared *c, int side) {
    return (side == SIDE_A ? c->of->a : c->of->b).array != NULL;
}

/* The cell that is hovered or pinned, else what A's newest row looks at most; where A has no
 * weights, B's. */
static ViewCell cell_of(const Compared *c) {
    ViewCell followed = compared_followed_cell(c);
    if (followed.target && !view_is_hovering(c->view)) return followed;
    const ViewPass *asked = &c->sides[side_has_weights(c, SIDE_A) ? SIDE_A : SIDE_B];
    ViewCell cell = view_cell(asked), hover = asked->memory->hover;
    int last = c->sides[SIDE_B].state->look.position.token;
    bool only_there = view_is_hovering(c->view) && hover.target > asked->run->target.count;
    return only_there && !run_has_heads(asked->run) && hover.target <= last ? hover : cell;
}

static float widest_label(const Compared *c, int side) {
    const ViewPass *pass = &c->sides[side];
    const UiMetrics *u = metrics(pass);
    int rows = view_matrix(pass, MATRIX_WEIGHTS).rows.count;
    float width = SIDE_LEAST * u->factor;
    for (int t = 1; t <= rows && t <= LABELLED_MOST; t++) {
        const char *name = view_row(pass, t);
        if (name)
            width = fmaxf(width,
                          14 + text_width(ui_fonts(pass->ui), FACE_WORDS_SEMIBOLD, u->text, name));
    }
    return width;
}

/* Of the difference: both words where they are not the same. */
static float widest_of_both(const Compared *c) {
    const UiMetrics *u = metrics(c->view);
    ViewPass pass = *c->view;
    ViewBeside beside = {.difference = &c->of->difference};
    float width = 0;
    if (c->of->no || !c->view->state->compare.difference) return 0;
    pass.beside = &beside;
    for (int t = 1; t <= c->of->difference.rows.count && t <= LABELLED_MOST; t++) {
        const char *name = view_row(&pass, t);
        Face face = FACE_WORDS_SEMIBOLD;
        if (name) width = fmaxf(width, 14 + text_width(ui_fonts(pass.ui), face, u->text, name));
    }
    return width;
}

static double largest_given(const Run *run) {
    const TraceArray *array = trace_find(run->trace, "attention.context");
    double most = 0.1;
    for (int t = 0; array && t < array->rows; t++)
        for (int i = 0; i < array->cols; i++)
            most = fmax(most, fabs((double)trace_number(array, 0, t, i)));
    return ceil(most * 10 - 1e-9) / 10;
}

Compared compared(ViewPass *view) {
    struct CompareKeep *keep = keep_of(view);
    Compared c = {
        .view = view, .sides = {view_in(view, FOLLOW_A), view_in(view, FOLLOW_B)}, .of = keep->of};
    compared_follow(&c);
    int rows = 0;
    float side = 0;
    for (int i = 0; i < SIDES; i++) {
        if (keep->has_reference[i]) c.references[i] = &keep->references[i];
        int count = view_matrix(&c.sides[i], MATRIX_WEIGHTS).rows.count;
        rows = count > rows ? count : rows;
        side = fmaxf(side, widest_label(&c, i));
        if (!run_has_heads(c.sides[i].run))
            c.given_limit = fmax(c.given_limit, largest_given(c.sides[i].run));
    }
    c.cell = cell_of(&c);
    side = fminf(fmaxf(side, widest_of_both(&c)), SIDE_MOST * metrics(view)->factor);
    c.beside = (ViewBeside){.cell = c.cell, .rows = rows, .side = side};
    return c;
}

void compared_begin(Compared *c, int side) {
    ViewPass *pass = &c->sides[side];
    bool other_columns = c->of->no && side == SIDE_B && side_has_weights(c, SIDE_A);
    view_take_lines(pass, c->view);
    c->beside.cell = c->cell;
    if (other_columns) c->beside.cell.source = 0; /* no token of its own */
    pass->beside = &c->beside;
    ui_push(c->view->ui, side_folders[side]);
}

void compared_end(Compared *c, int side) {
    ui_pop(c->view->ui);
    c->sides[side].beside = NULL;
    view_take_lines(c->view, &c->sides[side]);
}

const Real *side_row(const Compared *c, int side, int target) {
    RunMatrix m = side == SIDE_A ? c->of->a : c->of->b;
    int S = m.cols.count;
    Real *row = ARENA_ARRAY(ui_arena(c->view->ui), Real, S + 1);
    trace_read(m.array, m.plane, target - 1, 0, 1, S, 1, S, TRACE_MAXIMUM, row);
    return row;
}

bool compared_has_row(const Compared *c, int side) {
    RunMatrix m = side == SIDE_A ? c->of->a : c->of->b;
    return m.array && c->cell.target >= 1 && c->cell.target <= m.rows.count &&
           view_shows(&c->sides[side], MATRIX_WEIGHTS, c->cell.target, m.cols.count);
}

Color side_ink(const Compared *c, int side) {
    return ui_tone_ink(c->view->ui, side == SIDE_A ? TONE_QUERY : TONE_KEY);
}

/* --- panels ---------------------------------------------------------------------------------- */

static void draw_side(Compared *c, int side, DrawBox box) {
    const UiMetrics *u = ui_metrics(c->view->ui);
    DrawBox head = box_cut_top(&box, heading_height(u));
    heading_draw(c, head,
                 (Heading){side == SIDE_A ? TONE_QUERY : TONE_KEY, side_names[side],
                           side_title(c, side), side_formula(c, side), side_subtitle(c, side),
                           compared_offer(c, side == SIDE_A ? FOLLOW_A : FOLLOW_B)});
    compared_begin(c, side);
    if (side_has_weights(c, side))
        matrix_draw(&c->sides[side], box, MATRIX_WEIGHTS);
    else
        given_draw(c, side, box);
    compared_end(c, side);
}

/* What the decoder with attention was given, beside the fixed vector of the other. */
static void draw_other_given(Compared *c, int side, DrawBox box) {
    const UiMetrics *u = ui_metrics(c->view->ui);
    Arena *arena = ui_arena(c->view->ui);
    DrawBox head = box_cut_top(&box, heading_height(u));
    heading_draw(c, head,
                 (Heading){side == SIDE_A ? TONE_QUERY : TONE_KEY, side_names[side],
                           arena_printf(arena, "What %s’s decoder was given", side_names[side]),
                           "c_t = Σ α h", "a vector of its own at every step", NULL});
    ui_push(c->view->ui, "given");
    compared_begin(c, side);
    given_draw(c, side, box);
    compared_end(c, side);
    ui_pop(c->view->ui);
}

/* --- the difference -------------------------------------------------------------------------- */

static const char *divergence_text(const ViewPass *view, double nats) {
    return isnan(nats) ? "not defined" : view_seen(view, nats, 2);
}

static void draw_divergence(const Compared *c, const MatrixLayout *at, int row, DrawBox box,
                            double most) {
    Ui *ui = c->view->ui;
    const UiTheme *theme = ui_theme(ui);
    const UiMetrics *u = ui_metrics(ui);
    double nats = c->of->divergence[row];
    bool spoken = row + 1 == c->cell.target;
    float middle = axis_at(&at->rows, row) + (at->rows.size - at->gap) / 2;
    float room = box.width - 40 * u->factor, thick = fminf(14 * u->factor, at->rows.size - 2);
    list_push_opacity(ui_list(ui), view_row_opacity(c->view, row + 1));
    if (!isnan(nats) && thick >= 1) {
        float width = fmaxf(1, room * (float)(most > 0 ? nats / most : 0));
        draw_fill(ui_list(ui), draw_box(box.x, middle - thick / 2, width, thick), 2,
                  spoken ? theme->query : theme->neutral);
    }
    if (spoken || at->rows.size >= u->tiny)
        draw_text(ui_list(ui), box.x + box.width, middle + u->tiny * 0.36f, ALIGN_RIGHT,
                  isnan(nats) ? FACE_WORDS : FACE_NUMBERS, u->tiny,
                  spoken ? theme->query : theme->muted, divergence_text(c->view, nats));
    list_pop_opacity(ui_list(ui));
}

/* KL(A‖B) of each row, as bars from 0 to the largest, or to what is no longer nothing. */
static void draw_divergences(const Compared *c, const ViewPass *pass, const MatrixLayout *at,
                             DrawBox box) {
    const UiTheme *theme = ui_theme(c->view->ui);
    const UiMetrics *u = ui_metrics(c->view->ui);
    int rows = c->of->difference.rows.count;
    double most = 0.05; /* nats */
    for (int t = 0; t < rows; t++)
        if (!isnan(c->of->divergence[t])) most = fmax(most, c->of->divergence[t]);
    draw_text(ui_list(c->view->ui), box.x, at->cells.y - 7, ALIGN_LEFT, FACE_WORDS_SEMIBOLD,
              u->tiny, theme->muted, "KL(A‖B), nats");
    for (int i = at->rows.from; i < at->rows.to; i++) {
        int row = matrix_place(at->rows.lines, i);
        float y = axis_at(&at->rows, i);
        bool in_sight = y > at->rows.start - at->rows.size / 2 &&
                        y < at->rows.start + at->rows.length - at->rows.size / 2;
        if (in_sight && row < rows &&
            view_shown_in_row(pass, MATRIX_WEIGHTS, row + 1) == c->of->difference.cols.count)
            draw_divergence(c, at, row, box, most);
    }
}

static const char *difference_subtitle(const Compared *c) {
    int a = c->of->a.rows.count, b = c->of->b.rows.count;
    Arena *arena = ui_arena(c->view->ui);
    if (a == b) return "signed; one scale for all rows";
    return arena_printf(arena, "signed; one scale for all rows; %s goes on for %d more",
                        side_names[a > b ? SIDE_A : SIDE_B], abs(a - b));
}

static void draw_difference(Compared *c, DrawBox box) {
    const UiMetrics *u = ui_metrics(c->view->ui);
    DrawBox head = box_cut_top(&box, heading_height(u));
    heading_draw(c, head,
                 (Heading){TONE_PLAIN, "−", "Difference A − B", "", difference_subtitle(c),
                           compared_offer(c, FOLLOW_DIFFERENCE)});
    DrawBox kl = box_cut_right(&box, KL_WIDTH * u->factor);
    box_cut_right(&box, 12 * u->factor);
    ViewPass pass = *c->view;
    ViewBeside beside = c->beside;
    beside.difference = &c->of->difference;
    beside.limit = c->of->limit;
    pass.beside = &beside;
    pass.in = FOLLOW_DIFFERENCE;
    pass.followed = c->difference;
    ui_push(c->view->ui, "difference");
    matrix_draw(&pass, box, MATRIX_WEIGHTS);
    MatrixLayout at = matrix_layout(&pass, box);
    ui_pop(c->view->ui);
    kl.x = fminf(kl.x, at.cells.x + at.cells.width + 12 * u->factor);
    draw_divergences(c, &pass, &at, kl);
    view_take_lines(c->view, &pass);
}

const char *compare_no_difference(ViewPass *view) {
    return keep_of(view)->of->no;
}

/* --- the whole ------------------------------------------------------------------------------- */

typedef enum Third { THIRD_NONE, THIRD_DIFFERENCE, THIRD_GIVEN_A, THIRD_GIVEN_B } Third;

static Third third_of(const Compared *c) {
    bool a = side_has_weights(c, SIDE_A), b = side_has_weights(c, SIDE_B);
    if (a != b) return a ? THIRD_GIVEN_A : THIRD_GIVEN_B;
    return !c->of->no && c->view->state->compare.difference ? THIRD_DIFFERENCE : THIRD_NONE;
}

static void draw_third(Compared *c, Third third, DrawBox box) {
    if (third == THIRD_DIFFERENCE)
        draw_difference(c, box);
    else if (third != THIRD_NONE)
        draw_other_given(c, third == THIRD_GIVEN_A ? SIDE_A : SIDE_B, box);
}

/* How many panels stand side by side. */
static int columns_of(const UiMetrics *u, float width, int panels) {
    int columns = width >= 940 * u->factor ? 3 : width >= 560 * u->factor ? 2 : 1;
    return columns < panels ? columns : panels;
}

/* The least height of a panel in which its rows can still be told apart. */
static float panel_least(const Compared *c) {
    const UiMetrics *u = ui_metrics(c->view->ui);
    float rows = fminf((float)c->beside.rows * 14, 240);
    return heading_height(u) + (90 + rows) * u->factor;
}

/* How the panels stand: `kl` is what the last needs beside its matrix. */
typedef struct Grid {
    Third third;
    int panels, columns, rows;
    float kl;
} Grid;

static Grid grid_of(const Compared *c, float width) {
    const UiMetrics *u = ui_metrics(c->view->ui);
    Grid grid = {.third = third_of(c)};
    grid.panels = SIDES + (grid.third != THIRD_NONE);
    grid.columns = columns_of(u, width, grid.panels);
    grid.rows = (grid.panels + grid.columns - 1) / grid.columns;
    grid.kl = grid.third == THIRD_DIFFERENCE ? (KL_WIDTH + 12) * u->factor : 0;
    return grid;
}

/* Matrices of one row are equally wide, so the last of it is wider by what stands beside it. */
static DrawBox panel_box(DrawBox all, int i, Grid grid, float height) {
    int row = i / grid.columns;
    bool in_one = grid.rows == 1, last = i == grid.panels - 1;
    float extra = in_one ? grid.kl : 0;
    float width = (all.width - extra - (float)(grid.columns - 1) * APART) / (float)grid.columns;
    DrawBox box = draw_box(all.x + (float)(i % grid.columns) * (width + APART),
                           all.y + (float)row * (height + CARD_GAP), width, height);
    if (last) box.width = fminf(width + grid.kl, all.x + all.width - box.x);
    return box;
}

static void draw_panels(Compared *c, DrawBox box, Grid grid) {
    float height = (box.height - (float)(grid.rows - 1) * CARD_GAP) / (float)grid.rows;
    for (int i = 0; i < grid.panels; i++) {
        DrawBox panel = panel_box(box, i, grid, height);
        if (i < SIDES)
            draw_side(c, i, panel);
        else
            draw_third(c, grid.third, panel);
    }
}

/* What the panels, all in one row, leave free of its height: cells grow only so far. */
static float spare_height(Compared *c, DrawBox box, Grid grid) {
    int with = side_has_weights(c, SIDE_A) ? SIDE_A : SIDE_B;
    if (!side_has_weights(c, with) || grid.columns < grid.panels) return 0;
    DrawBox panel = panel_box(box, 0, grid, box.height);
    box_cut_top(&panel, heading_height(ui_metrics(c->view->ui)));
    ViewPass pass = c->sides[with];
    pass.beside = &c->beside;
    MatrixLayout at = matrix_layout(&pass, panel);
    float used = at.cells.y + at.rows.size * (float)c->beside.rows + at.foot.height + 4 - box.y;
    return fmaxf(0, box.height - used);
}

static void draw_all(Compared *c, DrawBox box, Grid grid) {
    DrawBox card = box_cut_bottom(&box, words_height(c, box.width));
    box_cut_bottom(&box, CARD_GAP);
    box_cut_top(&box, roundf(spare_height(c, box, grid) * 0.4f));
    draw_panels(c, box, grid);
    words_draw(c, card);
}

void compare_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    Compared c = compared(view);
    if (!view->figure)
        box = box_inset(box, (box.width < 700 * u->factor ? 16 : 32) * u->factor, 14 * u->factor);
    float formula = compared_formula_height(&c, box.height);
    if (formula > 0) {
        compared_formula_draw(&c, box_cut_bottom(&box, formula));
        box_cut_bottom(&box, CARD_GAP);
    }
    Grid grid = grid_of(&c, box.width);
    float needed = (float)grid.rows * (panel_least(&c) + CARD_GAP) + words_height(&c, box.width);
    if (view->figure || needed <= box.height) {
        draw_all(&c, box, grid);
        return;
    }
    UiScroll scroll = {.width = box.width, .height = needed, .focusable = true};
    DrawBox content = ui_scroll_begin(view->ui, "both", box, scroll);
    content.width -= u->scrollbar + 4;
    draw_all(&c, content, grid_of(&c, content.width));
    ui_scroll_end(view->ui);
}

void compare_natural_size(const ViewPass *view, float *width, float *height) {
    const UiMetrics *u = ui_metrics(view->ui);
    ViewPass pass = *view;
    Compared c = compared(&pass);
    Third third = third_of(&c);
    float cols = 0, cell = CELL_NATURAL * u->factor;
    for (int i = 0; i < SIDES; i++)
        if (side_has_weights(&c, i))
            cols = fmaxf(cols, (float)view_matrix(&c.sides[i], MATRIX_WEIGHTS).cols.count);
    float panel = fmaxf(fminf(cols * cell, 560 * u->factor), 230 * u->factor) + c.beside.side;
    int panels = SIDES + (third != THIRD_NONE);
    *width = (float)panels * panel + (float)(panels - 1) * APART +
             (third == THIRD_DIFFERENCE ? (KL_WIDTH + 12) * u->factor : 0);
    float rows = fminf((float)c.beside.rows * cell, 700 * u->factor);
    *height = heading_height(u) + 110 * u->factor + rows + CARD_GAP + words_height(&c, *width);
    float formula = compared_formula_height(&c, *height);
    if (formula > 0) *height += formula + CARD_GAP;
}
