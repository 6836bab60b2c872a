/* inspector_bars.c -- shares as bars: the row's weights, and the likeliest tokens of the output. */
#include "views/followed.h"
#include "views/inspector_parts.h"
#include "views/math.h"
#include "views/whatif.h"
#include "views/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OUTPUTS_SHOWN = 5, TOTAL = 20, LABELS_LEAST = 58, LABELS_MOST = 110 };

void inspector_heading(Inspector *i, const char *text, const char *tail) {
    ui_heading(i->view->ui, box_cut_top(&i->rest, 20 * inspector_metrics(i)->factor), text, tail);
}

/* What the mouse does over a bar: it is on it, or clicked its word. */
typedef struct BarHit {
    bool hover, word;
} BarHit;

/* Names of bars are whole where they leave the bars room to be told apart. */
static void begin_labels(Inspector *i) {
    i->labels = LABELS_LEAST * inspector_metrics(i)->factor;
}

static void fit_label(Inspector *i, const char *label) {
    const UiMetrics *u = inspector_metrics(i);
    float width = text_width(ui_fonts(i->view->ui), FACE_WORDS_SEMIBOLD, u->small, label) + 1;
    i->labels = fmaxf(i->labels, fminf(width, LABELS_MOST * u->factor));
}

/* The word answers for itself; `tip`: what a click on it does. */
static UiHit answer_word(Inspector *i, DrawBox box, const char *label, const char *tip) {
    ViewPass *view = i->view;
    UiHit hit = ui_area(view->ui, arena_printf(ui_arena(view->ui), "word%d", i->bars), box,
                        (UiArea){.label = label, .cursor = CURSOR_HAND});
    if (!hit.hover) return hit;
    float width = text_width(ui_fonts(view->ui), FACE_WORDS, inspector_metrics(i)->small, label);
    float y = box.y + box.height / 2 + inspector_metrics(i)->small * 0.62f,
          right = box.x + box.width;
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
    const UiMetrics *u = inspector_metrics(i);
    double share = (double)run_cell_number(at);
    const char *number = view_number(view, share, 3);
    DrawBox box = box_cut_top(&i->rest, i->line), all = box;
    DrawBox name = box_cut_left(&box, i->labels);
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
static Real *row_of(const Inspector *i, const TraceArray *array, int plane, int row) {
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

/* The weights of a row that may be looked at: masked ones as −1. Returns how many there are. */
static int allowed_of(const Inspector *i, Real *row) {
    RunMatrix mask = view_matrix(i->view, MATRIX_MASK);
    const Real *scores = row_of(i, mask.array, mask.plane, i->cell.target - 1);
    int S = mask.cols.count, count = 0;
    for (int s = 0; s < S; s++) {
        bool masked = scores[s] == -REAL_INFINITY && !(row[s] > 0); /* some may be forced */
        if (masked) row[s] = -1;
        count += !masked;
    }
    return count;
}

static void draw_tail(Inspector *i, const char *text, bool masked) {
    ViewPass *view = i->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = inspector_metrics(i);
    DrawBox box = box_cut_top(&i->rest, i->line);
    text_in_box(ui_list(view->ui), box, ALIGN_RIGHT, FACE_WORDS, u->small, theme->muted, text);
    float side = 12 * u->factor, wide = text_width(ui_fonts(view->ui), FACE_WORDS, u->small, text);
    uint8_t *level = arena_alloc(ui_arena(view->ui), 1);
    *level = COLOR_MASKED;
    if (masked)
        draw_cells(ui_list(view->ui),
                   draw_box(box.x + box.width - wide - 8 * u->factor - side,
                            box.y + (box.height - side) / 2, side, side),
                   1, 1, level, &theme->weights, 0, 0);
}

/* A column's word; among many, where words come again and again, also its place. */
static const char *column_name(const ViewPass *view, int s) {
    enum { MANY = 64 };
    const char *name = view_column(view, s);
    return view_matrix(view, MATRIX_WEIGHTS).cols.count > MANY
               ? arena_printf(ui_arena(view->ui), "%s (%d)", name, s)
               : name;
}

static void draw_weights(Inspector *i, const int *order, int count) {
    ViewPass *view = i->view;
    const UiTheme *theme = ui_theme(view->ui);
    RunMatrix weights = view_matrix(view, MATRIX_WEIGHTS);
    int t = i->cell.target;
    begin_labels(i);
    for (int k = 0; k < count; k++) fit_label(i, column_name(view, order[k] + 1));
    for (int k = 0; k < count; k++) {
        int s = order[k] + 1;
        RunCell at = run_cell_at(weights.array, weights.plane, t - 1, s - 1);
        bool spoken = s == i->cell.source;
        BarHit hit = draw_bar(i, column_name(view, s), &at, spoken,
                              spoken ? theme->key : theme->positive, "pin it");
        if (hit.hover) view_hover(view, t, s);
        if (hit.word) view_say(view, "select %d %d", t, s);
    }
}

void inspector_weights(Inspector *i, int room) {
    ViewPass *view = i->view;
    Arena *arena = ui_arena(view->ui);
    RunMatrix weights = view_matrix(view, MATRIX_WEIGHTS);
    int t = i->cell.target, S = weights.cols.count;
    Real *row = row_of(i, weights.array, weights.plane, t - 1);
    int allowed = allowed_of(i, row), most = allowed < S ? room - 1 : room;
    int count = allowed <= most ? allowed : most;
    int *order = ranked(i, row, S, count);
    double rest = 0;
    for (int s = 0; s < S; s++) rest += fmax((double)row[s], 0);
    for (int k = 0; k < count; k++) rest -= (double)row[order[k]];
    if (rest < 0) rest = 0; /* what is left of rounding */
    qsort(order, (size_t)count, sizeof *order, by_place);
    const Attention *a = &view->run->ask.attention;
    inspector_heading(i,
                      arena_printf(arena, "Row %d · %s%s", t, a->weigh->stage,
                                   a->scope->has_gaussian ? " · Gaussian" : ""),
                      whatif_forced(view, t, 0) ? " and forced" : "");
    draw_weights(i, order, count);
    if (count < allowed)
        draw_tail(i,
                  arena_printf(arena, "the other %s together %s",
                               view_grouped(arena, allowed - count), view_number(view, rest, 3)),
                  false);
    if (allowed < S)
        draw_tail(i, arena_printf(arena, "%s masked", view_grouped(arena, S - allowed)), true);
}

/* Whether the vocabulary's token is what came at row t: chosen, or what was read next. */
static bool is_given(const ViewPass *view, int t, int id) {
    if (view->run->chosen) return id == view->run->chosen[t - 1];
    return t < view->run->target.count &&
           !strcmp(view->run->target.items[t], view->run->ask.model->target.tokens[id]);
}

/* The likeliest tokens; the one that came is always among them. */
static int *outputs_of(Inspector *i, const Real *row, int columns, int count, int t) {
    int *order = ranked(i, row, columns, count), came = -1;
    for (int id = 0; id < columns && came < 0; id++)
        if (is_given(i->view, t, id)) came = id;
    bool there = came < 0;
    for (int k = 0; k < count; k++) there |= order[k] == came;
    if (!there) order[count - 1] = came;
    return order;
}

/* A token's label, and where an <unk> looks, which is said on hover. */
static const char *output_label(const ViewPass *view, int t, int id, const char **tip) {
    const char *typed = run_typed(view->run, t), *note = wording_note(view, t);
    bool came = view->run->chosen && view->run->chosen[t - 1] == id;
    if (came && note) *tip = note;
    if (came && typed) *tip = arena_printf(ui_arena(view->ui), "“%s” is given as <unk>", typed);
    return view_token(view, view->run->ask.model->target.tokens[id]);
}

/* How likely all of it was, where words of it were given. */
static void draw_total(Inspector *i) {
    ViewPass *view = i->view;
    const UiMetrics *u = inspector_metrics(i);
    WhatifTotal total = whatif_total(view);
    if (!total.known) return;
    DrawBox line = box_cut_top(&i->rest, TOTAL * u->factor);
    Color ink = ui_theme(view->ui)->muted;
    float p = math_width(view->ui, u->formula * 0.85f, total.p);
    math_in_box(view->ui, box_cut_right(&line, p), ALIGN_RIGHT, u->formula * 0.85f, ink, total.p);
    ui_text(view->ui, line, ALIGN_LEFT, FACE_WORDS, u->small, ink,
            arena_printf(ui_arena(view->ui), "all %d: %s", view->run->target.count, total.nats));
}

float inspector_output_height(const ViewPass *view) {
    const UiMetrics *u = ui_metrics(view->ui);
    float total = whatif_writes(view->run) && view->run->chosen ? TOTAL : 0;
    return (OUTPUTS_SHOWN * 22 + total) * u->factor + whatif_write_height(view);
}

void inspector_output(Inspector *i) {
    ViewPass *view = i->view;
    const UiTheme *theme = ui_theme(view->ui);
    const TraceArray *p = trace_find(view->run->trace, "output.probabilities");
    int t = i->cell.target, count = p->cols < OUTPUTS_SHOWN ? p->cols : OUTPUTS_SHOWN;
    const Real *row = row_of(i, p, 0, t - 1);
    int *order = outputs_of(i, row, p->cols, count, t);
    const char *what = view->run->chosen ? " p(y) of token %d" : " p of what follows token %d";
    const char *note = wording_note(view, t), *tail = arena_printf(ui_arena(view->ui), what, t);
    if (note) tail = arena_printf(ui_arena(view->ui), " %d · %s", t, note);
    inspector_heading(i, "Output", tail);
    begin_labels(i);
    for (int k = 0; k < count; k++)
        fit_label(i, view_token(view, view->run->ask.model->target.tokens[order[k]]));
    for (int k = 0; k < count; k++) {
        RunCell at = run_cell_at(p, 0, t - 1, order[k]);
        bool chosen = is_given(view, t, order[k]);
        bool writes = view->run->chosen && !chosen;
        const char *tip = writes ? "what if it is written here" : "it was written here";
        const char *label = output_label(view, t, order[k], &tip);
        BarHit hit = draw_bar(i, label, &at, chosen, chosen ? theme->query : theme->neutral, tip);
        if (hit.word && writes)
            whatif_say_word(view, t, view->run->ask.model->target.tokens[order[k]]);
    }
    draw_total(i);
    float field = whatif_write_height(view);
    if (field > 0) whatif_write_draw(view, box_cut_top(&i->rest, field), t);
}
