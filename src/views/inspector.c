#include "views/inspector_parts.h"

#include "ui/scroll.h"
#include "views/followed.h"
#include "views/heads.h"
#include "views/math.h"
#include "views/numbers.h"
#include "views/strip.h"
#include "views/whatif.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MOST = 12, ROWS_LEAST = 3 };

/* Whether the output of the row's token is shown; a transformer's comes last. */
static bool shows_output(const Inspector *i) {
    Position p = i->view->state->look.position;
    if (!run_has_heads(i->view->run)) return run_shows(p, i->cell.target, STAGE_OUTPUT, 0);
    return p.token == run_last(i->view->run).token &&
           i->view->state->look.heads[0].of != HEADS_ENCODER;
}

/* --- the cell -------------------------------------------------------------------------------- */

static void draw_pair(Inspector *i) {
    ViewPass *view = i->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = inspector_metrics(i);
    DrawBox box = box_cut_top(&i->rest, 30 * u->factor);
    float baseline = text_baseline(box.y, box.height, u->large), x = box.x;
    const char *target = view_row(view, i->cell.target);
    const char *source = i->cell.source ? view_column(view, i->cell.source) : "";
    float beside = 16 + text_width(ui_fonts(view->ui), FACE_WORDS_SEMIBOLD, u->large, source) +
                   text_width(ui_fonts(view->ui), FACE_WORDS, u->large, "→");
    if (target)
        x += draw_text(
            ui_list(view->ui), x, baseline, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->large, theme->query,
            text_ellipsis(ui_fonts(view->ui), ui_arena(view->ui), FACE_WORDS_SEMIBOLD, u->large,
                          target, fmaxf(box.width * 0.4f, box.width - beside)));
    else
        x += math_draw(view->ui, x, baseline, u->large, theme->query,
                       view_letter(view, view_matrix(view, MATRIX_WEIGHTS).rows, i->cell.target));
    x += 8 + draw_text(ui_list(view->ui), x + 8, baseline, ALIGN_LEFT, FACE_WORDS, u->large,
                       theme->muted, "→");
    if (!i->cell.source) return;
    DrawBox rest = draw_box(x + 8, box.y, box.x + box.width - x - 8, box.height);
    ui_text(view->ui, rest, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->large, theme->key, source);
}

/* `of` (NULL: none) are the cells that the strip shows: each can be followed. */
static void draw_strip(Inspector *i, const char *label, Color color, StripNumbers numbers,
                       const Operands *of) {
    const UiMetrics *u = inspector_metrics(i);
    DrawBox box = box_cut_top(&i->rest, 27 * u->factor);
    float label_width = box.width < 420 * u->factor ? 100 : 170;
    DrawBox name = box_cut_left(&box, label_width * u->factor);
    math_in_box(i->view->ui, box_inset(name, 2, 0), ALIGN_LEFT, u->formula * 0.93f, color, label);
    double limit = numbers.numbers ? strip_limit(numbers) : 1;
    if (limit >= 10) limit = ceil(limit); /* its digits have room so */
    DrawBox range = box_cut_right(&box, 32 * u->factor);
    text_in_box(ui_list(i->view->ui), range, ALIGN_RIGHT, FACE_NUMBERS, u->tiny * 0.9f,
                ui_theme(i->view->ui)->muted,
                arena_printf(ui_arena(i->view->ui), "±%.*f", limit < 10, limit));
    box = box_inset(box, 0, 5 * u->factor);
    strip_draw(i->view, box, numbers, limit, false);
    if (of)
        followed_answer_strip(i->view, arena_printf(ui_arena(i->view->ui), "strip%d", ++i->bars),
                              box, of);
}

static void draw_sum(Inspector *i, const char *label, const char *number, Color color,
                     const RunCell *at) {
    const UiTheme *theme = ui_theme(i->view->ui);
    const UiMetrics *u = inspector_metrics(i);
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

/* " 5, 3", with its head where there are heads; of a row that is named after what its decoder
 * reads, also the word it writes. */
static const char *cell_tail(const Inspector *i) {
    ViewPass *view = i->view;
    Arena *arena = ui_arena(view->ui);
    const char *place = arena_printf(arena, " %d, %d", i->cell.target, i->cell.source);
    if (run_has_heads(view->run))
        place = arena_printf(arena, "%s of %s", place,
                             heads_one(arena, view->run, view->state->look.heads[0]));
    if (!view_is_fed(view, view_matrix(view, MATRIX_WEIGHTS).rows)) return place;
    const char *written = view_target(view, i->cell.target);
    return written ? arena_printf(arena, "%s · the row writes %s", place, written) : place;
}

/* The cell's score; while the mask is walked and has not come to it, what it still is. */
static RunMatrix score_of(const ViewPass *view, ViewCell cell, bool *is_before) {
    RunMatrix before = run_matrix_before(view->run, &view->state->look);
    *is_before = before.array && !view_shows(view, MATRIX_SCORES, cell.target, cell.source);
    return *is_before ? before : view_matrix(view, MATRIX_SCORES);
}

/* What the sum of the products is, or is divided to: the score unless it is on its way. */
static const char *sum_label(const Inspector *i, bool is_before) {
    const ViewPass *view = i->view;
    Arena *arena = ui_arena(view->ui);
    int t = i->cell.target, s = i->cell.source;
    const BlockStage *stage = run_score_stage(view->run, &view->state->look);
    const char *product = arena_printf(arena, "\\q{q}_{%d}^T \\k{k}_{%d}", t, s);
    if (stage && !strcmp(stage->array, "product")) return arena_printf(arena, "Σ = %s", product);
    bool divided =
        run_has_heads(view->run) && !strcmp(view->run->ask.attention.score->word, "scaled");
    if (is_before && !divided) return arena_printf(arena, "Σ = %s", product);
    if (stage || is_before) return arena_printf(arena, "%s / \\sqrt{d}", product);
    return arena_printf(arena, "%s = e_{%d,%d}", divided ? "Σ / √d" : "Σ", t, s);
}

static void draw_cell(Inspector *i) {
    ViewPass *view = i->view;
    int t = i->cell.target, s = i->cell.source;
    inspector_heading(i, "Cell", cell_tail(i));
    draw_pair(i);
    box_cut_top(&i->rest, 4);
    draw_query_and_key(i);
    bool is_before;
    RunMatrix scores = score_of(view, i->cell, &is_before);
    double e = (double)trace_number(scores.array, scores.plane, t - 1, s - 1);
    RunCell at = run_cell_at(scores.array, scores.plane, t - 1, s - 1);
    bool masked = isinf(e) && e < 0;
    if (!masked) draw_operands(i, at.node, at.cell);
    draw_sum(i, sum_label(i, is_before), masked ? "masked" : view_number(view, e, 3),
             ui_theme(view->ui)->key, &at);
}

/* --- the whole ------------------------------------------------------------------------------- */

static void draw_separator(Inspector *i) {
    ui_separator(i->view->ui, box_cut_top(&i->rest, 20 * inspector_metrics(i)->factor));
}

static void draw_nothing(Inspector *i) {
    const UiTheme *theme = ui_theme(i->view->ui);
    const UiMetrics *u = inspector_metrics(i);
    const char *text = "The encoder has read the input. Step on, and the first target token's "
                       "numbers appear here.";
    if (run_has_heads(i->view->run))
        text = "Each token is its row of the embedding, plus where it stands. Step on, and the "
               "scores and weights of the first attention appear here.";
    inspector_heading(i, "Cell", "");
    text_paragraph(ui_list(i->view->ui), i->rest, ALIGN_LEFT, FACE_WORDS, u->text, 1.45f,
                   theme->muted, text);
}

static void draw_all(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    Inspector i = {.view = view, .rest = box, .cell = view_cell(view), .line = 22 * u->factor};
    bool embeds = run_has_heads(view->run) && !view->state->look.position.token;
    if (!i.cell.target || embeds) {
        draw_nothing(&i);
        return;
    }
    bool attention = run_has_attention(view->run);
    int columns = view_matrix(view, MATRIX_WEIGHTS).cols.count;
    bool is_before;
    score_of(view, i.cell, &is_before);
    if (attention && i.cell.source &&
        (is_before || view_shows(view, MATRIX_SCORES, i.cell.target, i.cell.source))) {
        draw_cell(&i);
        draw_separator(&i);
    }
    bool output = shows_output(&i);
    float below = output ? 40 * u->factor + inspector_output_height(view) : 0;
    float side = whatif_side_height(view);
    if (side > 0) below += side + 20 * u->factor;
    if (attention && view_shows(view, MATRIX_WEIGHTS, i.cell.target, columns)) {
        int room = (int)((i.rest.height - below - 42 * u->factor) / i.line);
        room = room < ROWS_LEAST ? ROWS_LEAST : room > ROWS_MOST ? ROWS_MOST : room;
        inspector_weights(&i, room);
        if (side > 0) {
            draw_separator(&i);
            whatif_side_draw(view, box_cut_top(&i.rest, side), i.cell);
        }
        if (output) draw_separator(&i);
    } else if (!attention && side > 0) {
        whatif_side_draw(view, box_cut_top(&i.rest, side), i.cell);
        if (output) draw_separator(&i);
    }
    if (output && i.rest.height > 60 * u->factor) inspector_output(&i);
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
    float more = whatif_side_height(view) + inspector_output_height(view);
    if (whatif_side_height(view) > 0) more += 20 * u->factor;
    *height = more + (float)(20 + 34 + 27 * 4 + 28 + 20 + 20 + 22 * rows + 20 + 20) * u->factor;
}
