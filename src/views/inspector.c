#include "views/inspector.h"

#include "ui/scroll.h"
#include "views/followed.h"
#include "views/math.h"
#include "views/numbers.h"
#include "views/strip.h"
#include "views/whatif.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OUTPUTS_SHOWN = 5, ROWS_MOST = 12, ROWS_LEAST = 3 };

typedef struct Inspector {
    ViewPass *view;
    DrawBox rest; /* what is left, from the top */
    ViewCell cell;
    float line; /* height of a row of bars */
    int bars;   /* drawn so far: their names */
} Inspector;

static const UiMetrics *metrics(const Inspector *i) {
    return ui_metrics(i->view->ui);
}

/* Whether the output of the row's token is shown; a transformer's comes last. */
static bool shows_output(const Inspector *i) {
    Position p = i->view->state->look.position;
    if (!run_has_heads(i->view->run)) return run_shows(p, i->cell.target, STAGE_OUTPUT, 0);
    return p.token == run_last(i->view->run).token &&
           i->view->state->look.heads[0].of != HEADS_ENCODER;
}

static void draw_heading(Inspector *i, const char *text, const char *tail) {
    ui_heading(i->view->ui, box_cut_top(&i->rest, 20 * metrics(i)->factor), text, tail);
}

/* --- the cell -------------------------------------------------------------------------------- */

static void draw_pair(Inspector *i) {
    ViewPass *view = i->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(i);
    DrawBox box = box_cut_top(&i->rest, 30 * u->factor);
    float baseline = text_baseline(box.y, box.height, u->large), x = box.x;
    const char *target = view_row(view, i->cell.target);
    if (target)
        x += draw_text(ui_list(view->ui), x, baseline, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->large,
                       theme->query,
                       text_ellipsis(ui_fonts(view->ui), ui_arena(view->ui), FACE_WORDS_SEMIBOLD,
                                     u->large, target, box.width * 0.4f));
    else
        x += math_draw(view->ui, x, baseline, u->large, theme->query,
                       arena_printf(ui_arena(view->ui), "y_{%d}", i->cell.target));
    x += 8 + draw_text(ui_list(view->ui), x + 8, baseline, ALIGN_LEFT, FACE_WORDS, u->large,
                       theme->muted, "→");
    if (!i->cell.source) return;
    const char *source = view_column(view, i->cell.source);
    DrawBox rest = draw_box(x + 8, box.y, box.x + box.width - x - 8, box.height);
    ui_text(view->ui, rest, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->large, theme->key, source);
}

/* `of` (NULL: none) are the cells that the strip shows: each can be followed. */
static void draw_strip(Inspector *i, const char *label, Color color, StripNumbers numbers,
                       const Operands *of) {
    const UiMetrics *u = metrics(i);
    DrawBox box = box_cut_top(&i->rest, 27 * u->factor);
    float label_width = box.width < 420 * u->factor ? 100 : 170;
    DrawBox name = box_cut_left(&box, label_width * u->factor);
    math_in_box(i->view->ui, box_inset(name, 2, 0), ALIGN_LEFT, u->formula * 0.93f, color, label);
    double limit = numbers.numbers ? strip_limit(numbers) : 1;
    DrawBox range = box_cut_right(&box, 32 * u->factor);
    text_in_box(ui_list(i->view->ui), range, ALIGN_RIGHT, FACE_NUMBERS, u->tiny * 0.9f,
                ui_theme(i->view->ui)->muted, arena_printf(ui_arena(i->view->ui), "±%.1f", limit));
    box = box_inset(box, 0, 5 * u->factor);
    strip_draw(i->view, box, numbers, limit, false);
    if (of)
        followed_answer_strip(i->view, arena_printf(ui_arena(i->view->ui), "strip%d", ++i->bars),
                              box, of);
}

static void draw_sum(Inspector *i, const char *label, const char *number, Color color,
                     const RunCell *at) {
    const UiTheme *theme = ui_theme(i->view->ui);
    const UiMetrics *u = metrics(i);
    DrawBox box = box_cut_top(&i->rest, 28 * u->factor);
    if (!i->view->figure) {
        UiHit hit =
            ui_area(i->view->ui, "sum", box, (UiArea){.label = "score", .cursor = CURSOR_HAND});
        if (hit.hover) draw_fill(ui_list(i->view->ui), box_inset(box, -4, 0), 4, theme->hover);
        if (hit.clicked) followed_say(i->view, at);
    }
    math_in_box(i->view->ui, box_inset(box, 2, 0), ALIGN_LEFT, u->formula, theme->ink, label);
    text_in_box(ui_list(i->view->ui), box, ALIGN_RIGHT, FACE_NUMBERS, u->number * 1.2f, color,
                number);
}

/* The operands of the sum that made the score, and their products. */
static void draw_operands(Inspector *i, const Node *score, Cell cell) {
    ViewPass *view = i->view;
    const UiTheme *theme = ui_theme(view->ui);
    Cell where;
    const Node *sum = numbers_products(score, cell, &where);
    if (!sum) return;
    Spans spans = {.count = 0};
    sum->op->sources_of_cell(sum, where, &spans);
    RunCell at = run_cell_of(view->run, sum, where);
    const Followed *f = at.array ? followed_from(view->ui, view->run, at) : NULL;
    const Operands *first = f && f->count > 1 ? &f->operands[0] : NULL,
                   *second = first ? &f->operands[1] : NULL;
    const Node *a = node_source(sum, spans.items[0].source),
               *b = node_source(sum, spans.items[1].source);
    StripNumbers left = strip_of_span(view, a, &spans.items[0]),
                 right = strip_of_span(view, b, &spans.items[1]);
    bool heads = run_has_heads(view->run); /* the operands are q and k, which are there */
    if (b->math && !heads) draw_strip(i, b->math, theme->ink, right, second);
    if (a->math && strcmp(a->math, "v") && !heads) draw_strip(i, a->math, theme->ink, left, first);
    const char *product = arena_printf(ui_arena(view->ui), "%s ⊙ %s", a->math ? "\\m{·}" : "q",
                                       b->math ? "\\m{·}" : "k");
    if (heads) product = "q ⊙ k";
    if (a->math && !strcmp(a->math, "v")) product = "v ⊙ \\m{·}";
    draw_strip(i, product, theme->ink, strip_product(view, left, right), NULL);
}

/* The query and the key of the cell: a decoder state and an encoder's, or rows of the head's. */
static void draw_query_and_key(Inspector *i) {
    ViewPass *view = i->view;
    const Color ink = ui_theme(view->ui)->ink;
    Arena *arena = ui_arena(view->ui);
    int t = i->cell.target, s = i->cell.source;
    if (run_has_heads(view->run)) {
        HeadAt head = view->state->look.heads[0];
        const TraceArray *Q = run_head_array(view->run, head, "query"),
                         *K = run_head_array(view->run, head, "key");
        Operands query = operands_of_row(Q, head.head - 1, t - 1),
                 key = operands_of_row(K, head.head - 1, s - 1);
        draw_strip(i, arena_printf(arena, "\\q{q}_{%d}", t), ink,
                   strip_of_plane(view, Q, head.head - 1, t - 1), &query);
        draw_strip(i, arena_printf(arena, "\\k{k}_{%d}", s), ink,
                   strip_of_plane(view, K, head.head - 1, s - 1), &key);
        return;
    }
    bool current = view->run->ask.model->config.query_current;
    const TraceArray *q = trace_find(view->run->trace, "decoder.query"),
                     *h = trace_find(view->run->trace, "encoder.h");
    Operands query = operands_of_row(q, 0, t - 1), key = operands_of_row(h, 0, s - 1);
    draw_strip(i, arena_printf(arena, "\\q{q} = s_{%d}", current ? t : t - 1), ink,
               strip_of_row(view, q, t - 1), &query);
    draw_strip(i, arena_printf(arena, "\\k{k} = h_{%d}", s), ink, strip_of_row(view, h, s - 1),
               &key);
}

static void draw_cell(Inspector *i) {
    ViewPass *view = i->view;
    Arena *arena = ui_arena(view->ui);
    int t = i->cell.target, s = i->cell.source;
    draw_heading(i, "Cell", arena_printf(arena, " %d, %d", t, s));
    draw_pair(i);
    box_cut_top(&i->rest, 4);
    draw_query_and_key(i);
    RunMatrix scores = view_matrix(view, MATRIX_SCORES);
    double e = (double)trace_number(scores.array, scores.plane, t - 1, s - 1);
    RunCell at = run_cell_at(scores.array, scores.plane, t - 1, s - 1);
    if (e > (double)-INFINITY) draw_operands(i, at.node, at.cell);
    draw_sum(
        i, arena_printf(arena, "%s = e_{%d,%d}", run_has_heads(view->run) ? "Σ / √d" : "Σ", t, s),
        e > (double)-INFINITY ? view_number(view, e, 3) : "masked", ui_theme(view->ui)->key, &at);
}

/* --- bars ------------------------------------------------------------------------------------ */

/* What the mouse does over a bar: it is on it, or clicked its word. */
typedef struct BarHit {
    bool hover, word;
} BarHit;

/* The word answers for itself; `tip`: what a click on it does. */
static UiHit answer_word(Inspector *i, DrawBox box, const char *label, const char *tip) {
    ViewPass *view = i->view;
    UiHit hit = ui_area(view->ui, arena_printf(ui_arena(view->ui), "word%d", i->bars), box,
                        (UiArea){.label = label, .cursor = CURSOR_HAND});
    if (!hit.hover) return hit;
    float width = text_width(ui_fonts(view->ui), FACE_WORDS, metrics(i)->small, label);
    float y = box.y + box.height / 2 + metrics(i)->small * 0.62f, right = box.x + box.width;
    draw_line(ui_list(view->ui), right - fminf(width, box.width), y, right, y,
              draw_stroke(ui_theme(view->ui)->accent, 1.5f));
    ui_tip(view->ui, box, tip);
    return hit;
}

/* A share with its name and number; a click follows the number, or one on the word is told. */
static BarHit draw_bar(Inspector *i, const char *label, const RunCell *at, bool spoken, Color color,
                       const char *tip) {
    ViewPass *view = i->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(i);
    double share = (double)run_cell_number(at);
    const char *number = view_number(view, share, 3);
    DrawBox box = box_cut_top(&i->rest, i->line), all = box;
    DrawBox name = box_cut_left(&box, 58 * u->factor);
    DrawBox value = box_cut_right(&box, 52 * u->factor);
    text_in_box(ui_list(view->ui), box_inset(name, 0, 0), ALIGN_RIGHT,
                spoken ? FACE_WORDS_SEMIBOLD : FACE_WORDS, u->small, spoken ? color : theme->ink,
                label);
    float width = fmaxf((float)share * (box.width - 20), 2);
    DrawBox bar =
        draw_box(box.x + 10, box.y + box.height / 2 - 6 * u->factor, width, 12 * u->factor);
    draw_fill(ui_list(view->ui), bar, 2, share > 0 ? color : theme->line);
    text_in_box(ui_list(view->ui), value, ALIGN_RIGHT, FACE_NUMBERS, u->tiny, theme->muted, number);
    if (view->figure) return (BarHit){false, false};
    box_cut_left(&all, name.width);
    UiHit hit = ui_area(view->ui, arena_printf(ui_arena(view->ui), "bar%d", ++i->bars), all,
                        (UiArea){.label = label, .cursor = CURSOR_HAND});
    if (hit.clicked) followed_say(view, at);
    UiHit word = answer_word(i, name, label, tip);
    return (BarHit){hit.hover || word.hover, word.clicked};
}

static int by_place(const void *a, const void *b) {
    return *(const int *)a - *(const int *)b;
}

/* A row of an array, in the frame's arena. */
static const Real *row_of(const Inspector *i, const TraceArray *array, int plane, int row) {
    Real *numbers = ARENA_ARRAY(ui_arena(i->view->ui), Real, array->cols);
    trace_read(array, plane, row, 0, 1, array->cols, 1, array->cols, TRACE_MAXIMUM, numbers);
    return numbers;
}

/* The columns of the `count` largest numbers, the largest first; of equal ones the first. */
static int *ranked(const Inspector *i, const Real *numbers, int columns, int count) {
    int *order = ARENA_ARRAY(ui_arena(i->view->ui), int, count + 1), there = 0;
    for (int c = 0; c < columns; c++) {
        if (there == count && (!count || !(numbers[c] > numbers[order[count - 1]]))) continue;
        int at = there < count ? there++ : count - 1;
        for (; at > 0 && numbers[c] > numbers[order[at - 1]]; at--) order[at] = order[at - 1];
        order[at] = c;
    }
    return order;
}

static void draw_weights(Inspector *i, int room) {
    ViewPass *view = i->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(i);
    RunMatrix weights = view_matrix(view, MATRIX_WEIGHTS);
    int t = i->cell.target, S = weights.cols.count, count = S <= room ? S : room;
    const Real *row = row_of(i, weights.array, weights.plane, t - 1);
    int *order = ranked(i, row, S, count);
    double rest = 0;
    for (int s = 0; s < S; s++) rest += (double)row[s];
    for (int k = 0; k < count; k++) rest -= (double)row[order[k]];
    if (rest < 0) rest = 0; /* what is left of rounding */
    qsort(order, (size_t)count, sizeof *order, by_place);
    bool forced = whatif_forced(view, t, 0) != NULL;
    draw_heading(
        i,
        arena_printf(ui_arena(view->ui), "Row %d · %s", t, view->run->ask.attention.weigh->stage),
        forced ? " and forced" : "");
    for (int k = 0; k < count; k++) {
        int s = order[k] + 1;
        RunCell at = run_cell_at(weights.array, weights.plane, t - 1, s - 1);
        bool spoken = s == i->cell.source;
        BarHit hit = draw_bar(i, view_column(view, s), &at, spoken,
                              spoken ? theme->key : theme->positive, "pin it");
        if (hit.hover) view_hover(view, t, s);
        if (hit.word) view_say(view, "select %d %d", t, s);
    }
    if (count == S) return;
    text_in_box(ui_list(view->ui), box_cut_top(&i->rest, i->line), ALIGN_RIGHT, FACE_WORDS,
                u->small, theme->muted,
                arena_printf(ui_arena(view->ui), "the other %d together %s", S - count,
                             view_number(view, rest, 3)));
}

/* Whether the vocabulary's token is what came at row t: chosen, or what was read next. */
static bool is_given(const ViewPass *view, int t, int id) {
    if (view->run->chosen) return id == view->run->chosen[t - 1];
    return t < view->run->target.count &&
           !strcmp(view->run->target.items[t], view->run->ask.model->target.tokens[id]);
}

static void draw_output(Inspector *i) {
    ViewPass *view = i->view;
    const UiTheme *theme = ui_theme(view->ui);
    const TraceArray *p = trace_find(view->run->trace, "output.probabilities");
    int t = i->cell.target, count = p->cols < OUTPUTS_SHOWN ? p->cols : OUTPUTS_SHOWN;
    const Real *row = row_of(i, p, 0, t - 1);
    int *order = ranked(i, row, p->cols, count);
    const char *what = view->run->chosen ? " p(y) of token %d" : " p of what follows token %d";
    draw_heading(i, "Output", arena_printf(ui_arena(view->ui), what, t));
    for (int k = 0; k < count; k++) {
        RunCell at = run_cell_at(p, 0, t - 1, order[k]);
        bool chosen = is_given(view, t, order[k]);
        const char *token = view->run->ask.model->target.tokens[order[k]];
        bool writes = view->run->chosen && !chosen;
        BarHit hit = draw_bar(i, view_token(view, token), &at, chosen,
                              chosen ? theme->query : theme->neutral,
                              writes ? "what if it is written here" : "it was written here");
        if (hit.word && writes) whatif_say_word(view, t, token);
    }
    float field = whatif_write_height(view);
    if (field > 0) whatif_write_draw(view, box_cut_top(&i->rest, field), t);
}

/* --- the whole ------------------------------------------------------------------------------- */

static void draw_separator(Inspector *i) {
    ui_separator(i->view->ui, box_cut_top(&i->rest, 20 * metrics(i)->factor));
}

static void draw_nothing(Inspector *i) {
    const UiTheme *theme = ui_theme(i->view->ui);
    const UiMetrics *u = metrics(i);
    const char *text = "The encoder has read the input. Step on, and the first target token's "
                       "numbers appear here.";
    draw_heading(i, "Cell", "");
    text_paragraph(ui_list(i->view->ui), i->rest, ALIGN_LEFT, FACE_WORDS, u->text, 1.45f,
                   theme->muted, text);
}

static void draw_all(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    Inspector i = {.view = view, .rest = box, .cell = view_cell(view), .line = 22 * u->factor};
    if (!i.cell.target) {
        draw_nothing(&i);
        return;
    }
    bool attention = run_has_attention(view->run);
    int columns = view_matrix(view, MATRIX_WEIGHTS).cols.count;
    if (attention && i.cell.source &&
        view_shows(view, MATRIX_SCORES, i.cell.target, i.cell.source)) {
        draw_cell(&i);
        draw_separator(&i);
    }
    bool output = shows_output(&i);
    float below =
        output ? (20 + OUTPUTS_SHOWN * 22 + 20) * u->factor + whatif_write_height(view) : 0;
    float side = whatif_side_height(view);
    if (side > 0) below += side + 20 * u->factor;
    if (attention && view_shows(view, MATRIX_WEIGHTS, i.cell.target, columns)) {
        int room = (int)((i.rest.height - below - 42 * u->factor) / i.line);
        room = room < ROWS_LEAST ? ROWS_LEAST : room > ROWS_MOST ? ROWS_MOST : room;
        draw_weights(&i, room);
        if (side > 0) {
            draw_separator(&i);
            whatif_side_draw(view, box_cut_top(&i.rest, side), i.cell);
        }
        if (output) draw_separator(&i);
    }
    if (output && i.rest.height > 60 * u->factor) draw_output(&i);
}

/* Where even the fewest rows have no room, all of it is scrolled. */
void inspector_draw(ViewPass *view, DrawBox box) {
    float width, height, line = 22 * ui_metrics(view->ui)->factor;
    inspector_natural_size(view, &width, &height);
    if (view->figure || box.height >= height - (ROWS_MOST - ROWS_LEAST) * line) {
        draw_all(view, box);
        return;
    }
    UiScroll scroll = {.width = box.width, .height = height, .focusable = true};
    DrawBox content = ui_scroll_begin(view->ui, "all", box, scroll);
    box_cut_right(&content, ui_metrics(view->ui)->scrollbar);
    draw_all(view, content);
    ui_scroll_end(view->ui);
}

void inspector_natural_size(const ViewPass *view, float *width, float *height) {
    const UiMetrics *u = ui_metrics(view->ui);
    int S = view_matrix(view, MATRIX_WEIGHTS).cols.count,
        rows = (S <= ROWS_MOST ? S : ROWS_MOST) + 1;
    *width = 280 * u->factor;
    float more = whatif_side_height(view) + whatif_write_height(view);
    if (more > 0) more += 20 * u->factor;
    *height =
        more + (float)(20 + 34 + 27 * 4 + 28 + 20 + 20 + 22 * rows + 20 + 20 + 22 * OUTPUTS_SHOWN) *
                   u->factor;
}
