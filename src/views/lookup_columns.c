/* lookup_columns.c -- what was computed of each key, step by step, as the columns of a table. */
#include "views/lookup_table.h"

#include <math.h>
#include <string.h>

/* --- which there are ------------------------------------------------------------------------- */

static double both_norms(const LookupShow *show, int s) {
    const Lookup *n = &show->numbers;
    double q = 0, k = 0;
    for (int i = 0; i < n->d; i++) {
        q += n->query[i] * n->query[i];
        k += n->keys[s - 1].key[i] * n->keys[s - 1].key[i];
    }
    return sqrt(q * k);
}

static void add_column(Table *t, Column column) {
    if (!column.count) column.count = 1;
    column.place = t->column_count + t->left_out_count;
    bool narrowest = t->show->compact == LOOKUP_NARROWEST;
    column.width = t->step + (column.wide ? 14 * t->unit : 0);
    if (column.count > 1)
        column.width = (20 + (narrowest ? 40 : 44) * (float)column.count) * t->unit;
    if (column.count > 1 && t->show->narrow)
        t->left_out[t->left_out_count++] = column;
    else
        t->columns[t->column_count++] = column;
}

static void add_score(Table *t) {
    const char *word = t->show->view->run->ask.attention.score->word, *e = "attention.scores";
    int d = t->show->numbers.d;
    Arena *arena = ui_arena(t->show->view->ui);
    if (!strcmp(word, "bilinear")) {
        add_column(t, (Column){.title = "W k", .array = "attention.weighted_keys", .count = d});
        add_column(t, (Column){.title = "q · W k", .array = e});
    } else if (!strcmp(word, "additive")) {
        add_column(t,
                   (Column){.title = "W_q q + W_k k + b", .array = "attention.sums", .count = d});
        add_column(t, (Column){.title = "tanh", .array = "attention.hidden", .count = d});
        add_column(t, (Column){.title = "v · tanh", .array = e});
    } else {
        /* By the score of dot; but who follows a number wants to see it here. */
        bool told = t->show->narrow && !t->show->following && strcmp(word, "dot") != 0;
        if (!told) add_column(t, (Column){.title = "q · k", .array = "dot.scores"});
        if (!strcmp(word, "cosine")) {
            if (!t->show->bare) add_column(t, (Column){.title = "|q||k|", .number = both_norms});
            add_column(t, (Column){.title = "q · k / |q||k|", .array = e, .wide = true});
        }
        if (!strcmp(word, "scaled"))
            add_column(t, (Column){.title = arena_printf(arena, "÷ \\sqrt{%d}", d),
                                   .array = e,
                                   .stage = LOOKUP_SCALE});
    }
}

static void add_weights(Table *t) {
    const Attention *a = &t->show->view->run->ask.attention;
    bool tempered = trace_find(t->show->view->run->trace, "attention.tempered") != NULL;
    if (lookup_has_stage(t->show->view->run, LOOKUP_EXP)) {
        if (t->show->bare < LOOKUP_BAREST)
            add_column(t, (Column){.title = tempered ? "exp((e − m)/τ)" : "exp(e − m)",
                                   .number = lookup_exponential,
                                   .stage = LOOKUP_EXP,
                                   .wide = true});
    } else if (tempered)
        add_column(
            t,
            (Column){.title = "e / τ", .array = "attention.tempered", .stage = LOOKUP_NORMALISE});
    if (a->weigh->draws)
        add_column(
            t,
            (Column){.title = "\\t{soft} α", .array = "attention.soft", .stage = LOOKUP_NORMALISE});
    add_column(t, (Column){.title = "α",
                           .array = "attention.weights",
                           .stage = LOOKUP_NORMALISE,
                           .is_weight = true});
}

void table_add_columns(Table *t) {
    add_score(t);
    add_weights(t);
}

/* --- their cells ----------------------------------------------------------------------------- */

double table_value(const Table *t, const Column *column, int s, int i) {
    if (column->number) return column->number(t->show, s);
    const TraceArray *array = trace_find(t->show->view->run->trace, column->array);
    bool rows = column->count > 1;
    return (double)trace_number(array, 0, rows ? s - 1 : 0, rows ? i : s - 1);
}

/* Where it is in the trace; false for what only the table reckons. */
static bool cell_of(const Table *t, const Column *column, int s, int i, RunCell *at) {
    if (column->number) return false;
    bool rows = column->count > 1;
    const TraceArray *array = trace_find(t->show->view->run->trace, column->array);
    *at = run_cell_at(array, 0, rows ? s - 1 : 0, rows ? i : s - 1);
    return true;
}

static const char *column_text(const Table *t, const Column *column, int s) {
    ViewPass *view = t->show->view;
    const char *text = "";
    for (int i = 0; i < column->count; i++) {
        double x = table_value(t, column, s, i);
        text = arena_printf(ui_arena(view->ui), "%s%s%s", text, i ? "  " : "",
                            lookup_number(t->show, x, column->is_weight ? 3 : 2));
    }
    return text;
}

void table_answer_cell(const Table *t, DrawBox box, const RunCell *at, const char *name) {
    ViewPass *view = t->show->view;
    Lit lit = followed_lit_cell(view, at);
    if (lit != LIT_NOT) {
        view->memory->lit_next = true;
        followed_frame(view, box, lit, at->array);
    }
    if (view->figure || !name) return;
    UiHit hit =
        ui_area(view->ui, name, box,
                (UiArea){.label = run_cell_words(ui_arena(view->ui), at), .cursor = CURSOR_HAND});
    if (hit.hover) followed_tip(view, box, at);
    if (hit.clicked) followed_say(view, at);
}

/* Each number of the column's cell, in its own part of it. */
static void answer_computed(const Table *t, const Column *column, DrawBox box, int s) {
    for (int i = 0; i < column->count; i++) {
        RunCell at;
        if (!cell_of(t, column, s, i, &at)) return;
        table_answer_cell(
            t, box_column(box, i, column->count, 4), &at,
            arena_printf(ui_arena(t->show->view->ui), "c%d-%d-%d", column->place, s, i));
    }
}

void table_draw_computed(const Table *t, const Column *column, DrawBox box, int s) {
    Ui *ui = t->show->view->ui;
    const UiTheme *theme = ui_theme(ui);
    const UiMetrics *u = ui_metrics(ui);
    float size = t->show->compact == LOOKUP_NARROWEST ? u->tiny : u->number;
    if (!lookup_is_shown(t->show, column->stage, s)) {
        DrawStroke dashes = {.color = theme->dashed, .width = 1, .dash = 3, .gap = 3};
        draw_rect(ui_list(ui), box, u->radius, COLOR_NONE, dashes);
        return;
    }
    Color ground = theme->panel, ink = theme->ink;
    if (column->is_weight) {
        ground = theme->weights.colors[color_level(table_value(t, column, s, 0))];
        ink = color_text_on(ground);
    }
    draw_rect(ui_list(ui), box, u->radius, ground, draw_stroke(theme->line, 1));
    ui_text(ui, box_inset(box, 4, 0), ALIGN_CENTER,
            column->is_weight ? FACE_NUMBERS_BOLD : FACE_NUMBERS, size, ink,
            column_text(t, column, s));
    answer_computed(t, column, box, s);
}

/* Under a column: its sum. */
const char *table_sum(const Table *t, const Column *column) {
    ViewPass *view = t->show->view;
    int S = t->show->numbers.count;
    if (column->stage < LOOKUP_EXP || !lookup_is_shown(t->show, column->stage, S + 1)) return NULL;
    if (column->array && !strcmp(column->array, "attention.tempered")) return NULL;
    double sum = 0;
    for (int s = 1; s <= S; s++) sum += table_value(t, column, s, 0);
    return arena_printf(ui_arena(view->ui), "Σ %s",
                        view_number(view, sum, column->is_weight ? 3 : 2));
}
