/* lookup_answer.c -- what a lookup answers: the blend of the values as a bar and as the formula
 * with its own numbers. */
#include "views/lookup_parts.h"
#include "views/math.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS_SHOWN = 6, HEADING = 24 };

static const UiMetrics *metrics(const LookupShow *show) {
    return ui_metrics(show->view->ui);
}

/* Heights at text size 1, loose to tight; leading: of a number's size. */
static const struct AnswerHeights {
    float pad, bar, formula, leading;
} all_heights[] = {{16, 34, 34, 1.5f}, {14, 34, 34, 1.5f}, {10, 32, 34, 1.5f}, {8, 26, 30, 1.3f}};

static const struct AnswerHeights *heights(const LookupShow *show) {
    return &all_heights[show->tight];
}

static float high(const LookupShow *show, float height) {
    return height * metrics(show)->factor;
}

/* --- the bar --------------------------------------------------------------------------------- */

static void draw_part(const LookupShow *show, DrawBox part, int s, double alpha) {
    ViewPass *view = show->view;
    const UiTheme *theme = ui_theme(view->ui);
    List *list = ui_list(view->ui);
    Color ground = theme->weights.colors[color_level(alpha)];
    const char *name = show->numbers.keys[s - 1].name;
    list_push_opacity(list, lookup_opacity(show, s));
    draw_rect(list, part, 0, ground, draw_stroke(theme->line, 1));
    if (part.width > 2.5f * metrics(show)->text)
        ui_text(view->ui, box_inset(part, 4, 0), ALIGN_CENTER, FACE_WORDS, metrics(show)->text,
                color_text_on(ground), name);
    list_pop_opacity(list);
    RunCell at = lookup_cell(show, "attention.weights", 1, s);
    lookup_light(show, part, &at);
    if (view->figure || part.width < 1) return;
    UiHit hit = ui_area(view->ui, arena_printf(ui_arena(view->ui), "part%d", s), part,
                        (UiArea){.label = name});
    if (!lookup_answer_number(show, part, &hit, &at)) lookup_answer(show, &hit, s);
}

/* A part for each weight that is blended so far, side by side; what is not yet is empty. */
static void draw_bar(const LookupShow *show, DrawBox box) {
    DrawStroke dashes = {
        .color = ui_theme(show->view->ui)->dashed, .width = 1, .dash = 3, .gap = 3};
    draw_rect(ui_list(show->view->ui), box, 0, COLOR_NONE, dashes);
    double before = 0;
    ui_push(show->view->ui, "bar");
    for (int s = 1; s <= show->numbers.count; s++) {
        double alpha = lookup_at(show, "attention.weights", s);
        float x0 = roundf(box.x + box.width * (float)before);
        before += alpha;
        float x1 = roundf(box.x + box.width * (float)before);
        if (lookup_is_shown(show, LOOKUP_BLEND, s))
            draw_part(show, draw_box(x0, box.y, x1 - x0, box.height), s, alpha);
    }
    ui_pop(show->view->ui);
}

/* --- the sum in numbers ---------------------------------------------------------------------- */

static double rounded(double x) {
    return round(x * 100) / 100;
}

/* Its numbers are kept on one line, `joined` by spaces that do not break. */
static const char *vector_text(const LookupShow *show, const double *numbers, bool joined) {
    Arena *arena = ui_arena(show->view->ui);
    const char *text = "", *comma = joined ? ",\u00a0" : ", ";
    for (int i = 0; i < show->numbers.d_v; i++)
        text = arena_printf(arena, "%s%s%s", text, i ? comma : "",
                            view_number(show->view, numbers[i], 2));
    return show->numbers.d_v > 1 ? arena_printf(arena, "(%s)", text) : text;
}

typedef struct Order {
    double alpha;
    int s;
} Order;

static int by_weight(const void *a, const void *b) {
    const Order *x = a, *y = b;
    if (x->alpha < y->alpha || x->alpha > y->alpha) return x->alpha < y->alpha ? 1 : -1;
    return x->s - y->s;
}

static int by_place(const void *a, const void *b) {
    return ((const Order *)a)->s - ((const Order *)b)->s;
}

/* Keys that have a term of their own: all, or the six largest weights, in the keys' order. */
static int terms_of(const LookupShow *show, Order order[LOOKUP_KEYS]) {
    int S = show->numbers.count, count = S < TERMS_SHOWN ? S : TERMS_SHOWN;
    for (int s = 1; s <= S; s++) order[s - 1] = (Order){lookup_at(show, "attention.weights", s), s};
    qsort(order, (size_t)S, sizeof *order, by_weight);
    qsort(order, (size_t)count, sizeof *order, by_place);
    return count;
}

enum { CELLS_MOST = (TERMS_SHOWN + 2) * (LOOKUP_NUMBERS + 1) };
typedef struct Sum {
    const LookupShow *show;
    Buffer text;
    RunCell cells[CELLS_MOST]; /* what its numbers are, in their order */
    int count;
    double printed[LOOKUP_NUMBERS]; /* what the printed operands give */
    bool joined;                    /* a vector fits on a line */
} Sum;

/* The numbers of a vector: of a row of an array, or of none (NULL). */
static void add_cells(Sum *sum, const char *array, int row) {
    for (int i = 1; i <= sum->show->numbers.d_v; i++, sum->count++)
        if (array) sum->cells[sum->count] = lookup_cell(sum->show, array, row, i);
}

static void add_term(Sum *sum, const Order *term, bool first) {
    const double *value = sum->show->numbers.keys[term->s - 1].value;
    sum->cells[sum->count++] = lookup_cell(sum->show, "attention.weights", 1, term->s);
    add_cells(sum, "attention.values", term->s);
    buffer_printf(&sum->text, "%s%s · %s", first ? "" : " + ",
                  view_number(sum->show->view, term->alpha, 2),
                  vector_text(sum->show, value, sum->joined));
    for (int i = 0; i < LOOKUP_NUMBERS; i++)
        sum->printed[i] += rounded(term->alpha) * rounded(value[i]);
}

/* What the terms that are not shown add up to. */
static void add_rest(Sum *sum, const Order *order, int from) {
    double rest[LOOKUP_NUMBERS] = {0};
    for (int k = from; k < sum->show->numbers.count; k++)
        for (int i = 0; i < LOOKUP_NUMBERS; i++)
            rest[i] += order[k].alpha * sum->show->numbers.keys[order[k].s - 1].value[i];
    add_cells(sum, NULL, 0);
    buffer_printf(&sum->text, " + rest %s", vector_text(sum->show, rest, sum->joined));
    for (int i = 0; i < LOOKUP_NUMBERS; i++) sum->printed[i] += rounded(rest[i]);
}

static bool vectors_fit(const LookupShow *show, float width) {
    const UiMetrics *u = metrics(show);
    Fonts *fonts = ui_fonts(show->view->ui);
    for (int s = 0; s < show->numbers.count; s++) {
        const char *text = vector_text(show, show->numbers.keys[s].value, true);
        if (text_width(fonts, FACE_NUMBERS, u->number, text) > width) return false;
    }
    return true;
}

typedef struct SumLine {
    const char *text;
    const RunCell *cells; /* of its numbers */
    int count;
} SumLine;

/* "= 0.65 · (1.00, 0.00) + … = (0.72, 0.25)": with as many terms as are blended so far. */
static SumLine sum_line(const LookupShow *show, float width) {
    Order order[LOOKUP_KEYS];
    Sum sum = {.show = show, .joined = vectors_fit(show, width)};
    int count = terms_of(show, order), S = show->numbers.count, done = 0;
    bool whole = lookup_is_shown(show, LOOKUP_BLEND, S + 1), exact = true;
    for (int k = 0; k < count; k++)
        if (lookup_is_shown(show, LOOKUP_BLEND, order[k].s)) add_term(&sum, &order[k], done++ == 0);
    if (whole && count < S) add_rest(&sum, order, count);
    double c[LOOKUP_NUMBERS] = {0};
    for (int i = 0; i < show->numbers.d_v; i++) {
        c[i] = lookup_at(show, "attention.context", i + 1);
        exact &= fabs(sum.printed[i] - c[i]) < 0.005;
    }
    if (whole) add_cells(&sum, "attention.context", 1);
    const char *terms = sum.text.data ? sum.text.data : "";
    const char *line =
        whole ? arena_printf(ui_arena(show->view->ui), "= %s %s %s", terms, exact ? "=" : "≈",
                             vector_text(show, c, sum.joined))
              : arena_printf(ui_arena(show->view->ui), done ? "= %s + …" : "= …", terms);
    buffer_free(&sum.text);
    RunCell *cells = ARENA_ARRAY(ui_arena(show->view->ui), RunCell, CELLS_MOST);
    memcpy(cells, sum.cells, sizeof sum.cells);
    return (SumLine){line, cells, sum.count};
}

static void draw_sum(const LookupShow *show, DrawBox box) {
    const UiMetrics *u = metrics(show);
    Ui *ui = show->view->ui;
    SumLine sum = sum_line(show, box.width);
    int count, done = 0;
    text_paragraph(ui_list(ui), box, ALIGN_LEFT, FACE_NUMBERS, u->number, heights(show)->leading,
                   ui_theme(ui)->ink, sum.text);
    const char **lines = text_lines(ui_fonts(ui), ui_arena(ui), FACE_NUMBERS, u->number, sum.text,
                                    box.width, &count);
    ui_push(ui, "sum");
    for (int i = 0; i < count; i++) {
        DrawBox line = box_cut_top(&box, u->number * heights(show)->leading);
        ui_push(ui, arena_printf(ui_arena(ui), "%d", i));
        done += lookup_link_numbers(show, line, lines[i], sum.cells + done, sum.count - done);
        ui_pop(ui);
    }
    ui_pop(ui);
}

/* --- the card -------------------------------------------------------------------------------- */

static float line_height(const LookupShow *show, float width) {
    const UiMetrics *u = metrics(show);
    int count;
    /* With every term, so that stepping moves nothing. */
    LookupShow all = *show;
    ViewPass view = *show->view;
    State state = *view.state;
    state.look.position = run_last(view.run);
    view.state = &state;
    all.view = &view;
    text_lines(ui_fonts(view.ui), ui_arena(view.ui), FACE_NUMBERS, u->number,
               sum_line(&all, width).text, width, &count);
    return (float)count * u->number * heights(show)->leading;
}

static const char *similarity_words(const LookupShow *show) {
    const Attention *a = &show->view->run->ask.attention;
    return arena_printf(ui_arena(show->view->ui),
                        "Similarity here: %s, then %s. Like a computer's memory, but asked by "
                        "likeness: not one cell answers, every cell answers a little.",
                        a->score->title, a->weigh->stage);
}

static float words_height(const LookupShow *show, float width) {
    const UiMetrics *u = metrics(show);
    int count;
    text_lines(ui_fonts(show->view->ui), ui_arena(show->view->ui), FACE_WORDS, u->small,
               similarity_words(show), width, &count);
    return (float)count * u->small * 1.4f;
}

/* On one line, or where it would become too small, on two. */
static const char *const formula_whole =
    "Attention(\\q{Query}, Source) = Σ_i Similarity(\\q{Query}, \\k{Key}_i) · \\v{Value}_i";
static const char *const formula_halves[] = {
    "Attention(\\q{Query}, Source) =", "Σ_i Similarity(\\q{Query}, \\k{Key}_i) · \\v{Value}_i"};

static bool formula_breaks(const LookupShow *show, float width) {
    return math_width(show->view->ui, metrics(show)->formula * 1.2f, formula_whole) > width * 1.15f;
}

static float formula_height_of(const LookupShow *show, float width) {
    return high(show, heights(show)->formula + (formula_breaks(show, width) ? 24 : 0));
}

static void draw_formula(const LookupShow *show, DrawBox box) {
    Ui *ui = show->view->ui;
    float size = metrics(show)->formula * 1.2f;
    bool breaks = formula_breaks(show, box.width);
    for (int i = 0; i < (breaks ? 2 : 1); i++)
        math_in_box(ui, breaks ? box_row(box, i, 2, 0) : box, ALIGN_LEFT, size, ui_theme(ui)->ink,
                    breaks ? formula_halves[i] : formula_whole);
}

float lookup_answer_height(const LookupShow *show, float width) {
    const UiMetrics *u = metrics(show);
    float inside = width - 2 * u->panel_pad;
    if (show->answer == ANSWER_GONE) return 0;
    if (show->answer == ANSWER_BRIEF)
        return high(show, 2 * heights(show)->pad + HEADING + heights(show)->bar);
    return high(show, 2 * heights(show)->pad + HEADING + heights(show)->bar) +
           formula_height_of(show, inside) + line_height(show, inside) +
           (show->tight ? 0 : 8 * u->factor + words_height(show, inside));
}

void lookup_draw_answer(LookupShow *show, DrawBox box) {
    ViewPass *view = show->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(show);
    ui_panel(view->ui, box, u->card_radius);
    DrawBox inside = box_inset(box, u->panel_pad, high(show, heights(show)->pad));
    DrawBox heading = box_cut_top(&inside, high(show, HEADING));
    box_cut_bottom(&heading, high(show, 4));
    ui_heading(view->ui, heading, "The answer: a blend of values", "");
    if (show->answer == ANSWER_BRIEF) {
        draw_bar(show, box_cut_top(&inside, high(show, heights(show)->bar)));
        box_cut_top(&inside, high(show, 4));
        if (line_height(show, inside.width) <= inside.height) draw_sum(show, inside);
        return;
    }
    draw_bar(show, box_cut_top(&inside, high(show, heights(show)->bar)));
    draw_formula(show, box_cut_top(&inside, formula_height_of(show, inside.width)));
    draw_sum(show, box_cut_top(&inside, line_height(show, inside.width)));
    if (show->tight) return;
    box_cut_top(&inside, 8 * u->factor);
    text_paragraph(ui_list(view->ui), box_cut_top(&inside, words_height(show, inside.width)),
                   ALIGN_LEFT, FACE_WORDS, u->small, 1.4f, theme->muted, similarity_words(show));
}
