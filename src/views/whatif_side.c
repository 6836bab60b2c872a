/* whatif_side.c -- the section of the panel beside that makes what-ifs, and the field below the
 * inspector's output. */
#include "views/whatif.h"

#include "ui/field.h"
#include "ui/menu.h"

#include <math.h>
#include <string.h>

enum { LABEL = 54, HEADING = 20 };

/* --- what can be done ------------------------------------------------------------------------ */

/* "cross 1.2 " before a row of a transformer, else "". */
static const char *head_words(const ViewPass *view) {
    HeadAt head = whatif_head(view);
    if (!head.layer) return "";
    return arena_printf(ui_arena(view->ui), "%s %d.%d ", heads_words[head.of], head.layer,
                        head.head);
}

static double weight_at(const ViewPass *view, ViewCell cell) {
    RunMatrix m = view_matrix(view, MATRIX_WEIGHTS);
    return (double)trace_number(m.array, m.plane, cell.target - 1, cell.source - 1);
}

/* The sum of the row, which forcing keeps. */
static double row_sum(const ViewPass *view, int target) {
    RunMatrix m = view_matrix(view, MATRIX_WEIGHTS);
    Real *row = ARENA_ARRAY(ui_arena(view->ui), Real, m.array->cols);
    double sum = 0;
    trace_read(m.array, m.plane, target - 1, 0, 1, m.array->cols, 1, m.array->cols, TRACE_MAXIMUM,
               row);
    for (int s = 0; s < m.array->cols; s++) sum += (double)row[s];
    return fabs(sum - 1) < 1e-5 ? 1 : sum;
}

/* What the other forced cells of the row leave. */
static double left_for(const ViewPass *view, ViewCell cell) {
    const Edits *edits = view->run->ask.edits;
    double left = row_sum(view, cell.target);
    for (int s = 1; edits && s <= view_matrix(view, MATRIX_WEIGHTS).cols.count; s++) {
        const ForcedCell *forced = whatif_forced(view, cell.target, s);
        if (forced && s != cell.source) left -= forced->weight;
    }
    return left > 0 ? left : 0;
}

/* Why no weight of the run can be forced; NULL: some can. */
static const char *refusal_of_all(const ViewPass *view) {
    const TraceArray *weights = view_matrix(view, MATRIX_WEIGHTS).array;
    return weights && weights->made
               ? "The input is too long to force a weight: so many are made piece by piece."
               : NULL;
}

/* The same of a cell. */
static const char *refusal(const ViewPass *view, ViewCell cell) {
    if (refusal_of_all(view)) return refusal_of_all(view);
    HeadAt head = whatif_head(view);
    bool writes = head.layer && view->run->chosen;
    if (writes && head.of == HEADS_DECODER && cell.source > cell.target)
        return "This word is not written yet when the row looks.";
    return NULL;
}

/* --- weights --------------------------------------------------------------------------------- */

/* The cell stays the one spoken of while it is moved. */
static void say_force(ViewPass *view, ViewCell cell, const char *weight) {
    if (view->state->look.target != cell.target || view->state->look.source != cell.source)
        view_say(view, "select %d %d", cell.target, cell.source);
    view_say(view, "force %s%d %d%s", head_words(view), cell.target, cell.source, weight);
}

static void draw_slider(ViewPass *view, DrawBox box, ViewCell cell) {
    const ForcedCell *row = whatif_forced(view, cell.target, 0);
    double weight = weight_at(view, cell), most = left_for(view, cell);
    bool anothers = row && row->alone && row->source != cell.source;
    UiSlider slider = {.label = "weight", .value = weight, .low = 0, .high = 1, .decimals = 3};
    slider.limit = most; /* the track is all weights, so that the knob stands where it reads */
    slider.shown = view_number(view, weight, 3);
    slider.disabled = refusal(view, cell);
    if (anothers) slider.disabled = "The row is all on another word; free it first.";
    if (most < 1e-6 && !slider.disabled)
        slider.disabled = "The row's other forced weights leave nothing; free it first.";
    double now = ui_slider(view->ui, "weight", box, slider);
    if (!(fabs(now - weight) > 1e-9)) return;
    if (now > most - 1e-4) now = floor(now * 1e4) / 1e4; /* never rounded to more than there is */
    say_force(view, cell, arena_printf(ui_arena(view->ui), " %.4g", now));
}

static void draw_buttons(ViewPass *view, DrawBox box, ViewCell cell) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool forced = whatif_forced(view, cell.target, 0) != NULL;
    UiButton free_row = {.label = "Free row", .name = "Free row"}, even = {.label = "Even"};
    even.disabled = refusal_of_all(view);
    UiButton all = {.label = "All on it", .hint = "F", .disabled = refusal(view, cell)};
    float needed = ui_button_width(view->ui, free_row) + ui_button_width(view->ui, even) +
                   ui_button_width(view->ui, all) + 2 * u->gap;
    if (needed > box.width) free_row.label = "Free";
    if (!forced) free_row.disabled = "Nothing of this row is forced.";
    DrawBox at_free = box_cut_right(&box, ui_button_width(view->ui, free_row));
    box_cut_right(&box, u->gap);
    DrawBox at_even = box_cut_right(&box, ui_button_width(view->ui, even));
    box_cut_right(&box, u->gap);
    if (ui_button_width(view->ui, all) > box.width) all.hint = NULL;
    if (ui_button(view->ui, "all", box, all)) say_force(view, cell, "");
    if (ui_button(view->ui, "even", at_even, even))
        view_say(view, "force %s%d even", head_words(view), cell.target);
    if (ui_button(view->ui, "free", at_free, free_row))
        view_say(view, "free %s%d", head_words(view), cell.target);
}

/* --- words ----------------------------------------------------------------------------------- */

static const char *no_other_word(const ViewPass *view, int source) {
    const Run *run = view->run;
    TextPieces cols = view_matrix(view, MATRIX_WEIGHTS).cols;
    if (cols.items != run->source.items)
        return "The decoder reads what it wrote here, not the input.";
    bool ends = run->chosen && source == run->source.count;
    return ends ? "The end of the input stays its end." : NULL;
}

static void draw_replace(ViewPass *view, DrawBox box, int source) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    text_in_box(ui_list(view->ui), box_cut_left(&box, LABEL * u->factor), ALIGN_LEFT, FACE_WORDS,
                u->text, theme->ink, "read as");
    TextPieces cols = view_matrix(view, MATRIX_WEIGHTS).cols;
    const char *token = cols.items[source - 1];
    UiField field = {.text = token, .label = "another word", .hint = "Enter", .limit = 200};
    field.disabled = no_other_word(view, source);
    if (view->memory->replaces) ui_field_enter(view->ui, "replace");
    view->memory->replaces = false;
    UiFieldAnswer answer = ui_field(view->ui, "replace", box, field);
    if (answer.committed && *answer.committed && strcmp(answer.committed, token) != 0)
        view_say(view, "replace %d %s", source, view_quoted(view, answer.committed));
}

/* Without weights no cell says which word is meant: all there are, but the end. */
static void draw_choice(ViewPass *view, DrawBox box, ViewCell cell) {
    const UiMetrics *u = ui_metrics(view->ui);
    Arena *arena = ui_arena(view->ui);
    const Run *run = view->run;
    int count = run->source.count - 1, chosen = cell.source <= count ? cell.source - 1 : -1;
    UiMenuLine *lines = ARENA_ARRAY(arena, UiMenuLine, count + 1);
    for (int s = 0; s < count; s++)
        lines[s] = (UiMenuLine){.label = view_token(view, run->source.items[s]),
                                .note = arena_printf(arena, "%d", s + 1),
                                .on = s == chosen};
    text_in_box(ui_list(view->ui), box_cut_left(&box, LABEL * u->factor), ALIGN_LEFT, FACE_WORDS,
                u->text, ui_theme(view->ui)->ink, "word");
    UiDropdown dropdown = {.menu = {lines, count, 0}, .chosen = chosen};
    dropdown.label = arena_printf(arena, "%d · %s", cell.source,
                                  view_token(view, run->source.items[cell.source - 1]));
    int now = ui_dropdown(view->ui, "source", box, dropdown);
    if (now >= 0 && now != chosen) view_say(view, "select %d %d", cell.target, now + 1);
}

/* --- the section ----------------------------------------------------------------------------- */

float whatif_side_height(const ViewPass *view) {
    const UiMetrics *u = ui_metrics(view->ui);
    if (view->figure || run_is_lookup(view->run)) return 0;
    float row = run_has_attention(view->run) ? 28 + 4 : 4;
    return (HEADING + row + 8) * u->factor + 2 * u->control;
}

/* At its right, where words are written: all of them can be given. */
static void draw_heading(ViewPass *view, DrawBox line, const char *tail) {
    UiButton whole = {.label = "Whole output…", .link = true};
    if (view->run->chosen) {
        DrawBox at = box_cut_right(&line, ui_button_width(view->ui, whole));
        if (ui_button(view->ui, "whole", at, whole)) view->memory->gives_target = true;
        box_cut_right(&line, ui_metrics(view->ui)->gap);
    }
    ui_heading(view->ui, line, "What if", tail);
}

/* Among heads no heading says which head and cell it is about: the mouse may be on another. */
static const char *heading_tail(const ViewPass *view, ViewCell cell) {
    Arena *arena = ui_arena(view->ui);
    const char *row = view_row(view, cell.target);
    bool among = view->state->look.view == VIEW_HEADS;
    HeadAt head = whatif_head(view);
    const char *of = among ? arena_printf(arena, " %d.%d", head.layer, head.head) : "";
    if (whatif_forced(view, cell.target, cell.source)) return arena_printf(arena, "%s forced", of);
    if (whatif_forced(view, cell.target, 0))
        return arena_printf(arena, "%s rest of a forced row", of);
    if (among && row)
        return arena_printf(arena, "%s: %s → %s", of, row, view_column(view, cell.source));
    return arena_printf(arena, "%s cell %d, %d", of, cell.target, cell.source);
}

void whatif_side_draw(ViewPass *view, DrawBox box, ViewCell cell) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool weights = run_has_attention(view->run);
    if (!cell.source) cell.source = 1;
    ui_push(view->ui, "whatif");
    draw_heading(view, box_cut_top(&box, HEADING * u->factor),
                 weights ? heading_tail(view, cell) : "");
    if (weights) {
        draw_slider(view, box_cut_top(&box, 28 * u->factor), cell);
        box_cut_top(&box, 4 * u->factor);
        draw_buttons(view, box_cut_top(&box, u->control), cell);
    } else {
        box_cut_top(&box, 4 * u->factor);
        draw_choice(view, box_cut_top(&box, u->control), cell);
    }
    box_cut_top(&box, 8 * u->factor);
    draw_replace(view, box_cut_top(&box, u->control), cell.source);
    ui_pop(view->ui);
}

void whatif_toggle(ViewPass *view) {
    ViewCell cell = view_cell(view);
    if (run_is_lookup(view->run)) return;
    if (!run_has_attention(view->run)) view->memory->replaces = cell.target != 0;
    if (!run_has_attention(view->run) || !cell.source) return;
    const ForcedCell *forced = whatif_forced(view, cell.target, cell.source);
    if (forced && forced->alone)
        view_say(view, "free %s%d", head_words(view), cell.target);
    else if (!refusal(view, cell) && view_shows(view, MATRIX_WEIGHTS, cell.target, cell.source))
        say_force(view, cell, "");
}

/* --- the output ------------------------------------------------------------------------------ */

void whatif_say_word(ViewPass *view, int target, const char *token) {
    const Run *run = view->run;
    Arena *arena = ui_arena(view->ui);
    const char **words = ARENA_ARRAY(arena, const char *, target);
    for (int t = 0; t < target - 1; t++) words[t] = run->ask.model->target.tokens[run->chosen[t]];
    words[target - 1] = token;
    const char *text = tokens_join(arena, run->ask.model->tokens, words, target);
    if (!strcmp(token, "</s>")) {
        bool letters = run->ask.model->tokens == TOKENS_CHARACTERS;
        text = arena_printf(arena, "%s%s</s>", text, letters || !*text ? "" : " ");
    }
    view_say(view, "prefix %s", view_quoted(view, text));
}

float whatif_write_height(const ViewPass *view) {
    const UiMetrics *u = ui_metrics(view->ui);
    return view->figure || !view->run->chosen ? 0 : u->control + 6 * u->factor;
}

void whatif_write_draw(ViewPass *view, DrawBox box, int target) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    box_cut_top(&box, 6 * u->factor);
    text_in_box(ui_list(view->ui), box_cut_left(&box, LABEL * u->factor), ALIGN_LEFT, FACE_WORDS,
                u->text, theme->ink, "write");
    UiField field = {.text = view->run->target.items[target - 1],
                     .label = "the word at this place",
                     .hint = "Enter",
                     .limit = 200};
    UiFieldAnswer answer = ui_field(view->ui, "write", box, field);
    if (answer.committed && *answer.committed && strcmp(answer.committed, field.text) != 0)
        whatif_say_word(view, target, answer.committed);
}
