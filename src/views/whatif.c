/* whatif.c -- edits in plain words, and the strip of before and after. */
#include "views/whatif.h"

#include "views/compare.h"
#include "views/whatif_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- in words -------------------------------------------------------------------------------- */

HeadAt whatif_head(const ViewPass *view) {
    return run_has_heads(view->run) ? view->state->look.heads[0] : (HeadAt){0};
}

const ForcedCell *whatif_forced(const ViewPass *view, int target, int source) {
    if (view->beside && view->beside->difference) return NULL; /* of two runs */
    return edits_forced(view->run->ask.edits, whatif_head(view), target, source);
}

/* “zone”, or “row 5” while it is not produced or never is. */
static const char *row_name(const ViewPass *view, const Edit *edit, int t) {
    Arena *arena = ui_arena(view->ui);
    const HeadAt *head = &edit->forced->head;
    if (head->layer) {
        TextPieces rows = run_head_rows(view->run, head->of);
        const char *group =
            view->run->chosen ? arena_printf(arena, "%s ", heads_words[head->of]) : "";
        return arena_printf(arena, "%s%d.%d %s", group, head->layer, head->head,
                            t <= rows.count ? view_token(view, rows.items[t - 1])
                                            : arena_printf(arena, "row %d", t));
    }
    const char *name = view_target(view, t);
    return name ? name : arena_printf(arena, "row %d", t);
}

static const char *column_name(const ViewPass *view, const ForcedWeight *forced) {
    TextPieces cols =
        forced->head.layer ? run_head_cols(view->run, forced->head.of) : view->run->source;
    int s = forced->cell.source;
    return s <= cols.count ? view_token(view, cols.items[s - 1])
                           : arena_printf(ui_arena(view->ui), "column %d", s);
}

static bool are_even(const Edit *edit) {
    bool even = edit->count > 2;
    for (int i = 1; even && i < edit->count; i++)
        even = fabs(edit->forced[i].cell.weight - edit->forced[0].cell.weight) < 1e-9;
    return even;
}

static const char *forced_words(const ViewPass *view, const Edit *edit) {
    Arena *arena = ui_arena(view->ui);
    const ForcedWeight *first = edit->forced;
    int t = first->cell.target;
    const char *row = row_name(view, edit, t), *column = column_name(view, first);
    TextPieces rows =
        first->head.layer ? run_head_rows(view->run, first->head.of) : view->run->target;
    const char *tail = t > rows.count ? " (not reached)" : "";
    if (first->cell.alone) return arena_printf(arena, "%s: all on “%s”%s", row, column, tail);
    if (edit->count == 1)
        return arena_printf(arena, "%s: %s on “%s”%s", row,
                            view_number(view, first->cell.weight, 2), column, tail);
    if (are_even(edit)) return arena_printf(arena, "%s: even over %d%s", row, edit->count, tail);
    return arena_printf(arena, "%s: %d weights%s", row, edit->count, tail);
}

const char *whatif_words(const ViewPass *view, int index) {
    Arena *arena = ui_arena(view->ui);
    const Ask *ask = &view->run->ask;
    Edit edit = edits_item(ask->edits, index);
    switch (edit.kind) {
    case EDIT_REPLACED: {
        TextPieces words = tokens_split(arena, ask->model->tokens, ask->input);
        return arena_printf(arena, "%s → %s",
                            view_token(view, words.items[edit.replaced->source - 1]),
                            view_token(view, edit.replaced->word));
    }
    case EDIT_PREFIX: return arena_printf(arena, "begins “%s”", ask->edits->prefix);
    case EDIT_CENTER: {
        const char *name = view_target(view, edit.center->target);
        if (!name) name = arena_printf(arena, "row %d", edit.center->target);
        return arena_printf(arena, "%s: centre at %.4g", name, edit.center->center);
    }
    case EDIT_FORCED: break;
    }
    return forced_words(view, &edit);
}

const char *whatif_caption(Arena *arena, const Run *run) {
    Buffer text = {0};
    for (int i = 0; i < edits_count(run->ask.edits); i++)
        buffer_printf(&text, "%s%s",
                      i ? "; " : " · what if: ", edits_line(run->ask.edits, i, arena));
    const char *caption = arena_string(arena, text.data ? text.data : "");
    buffer_free(&text);
    return caption;
}

/* --- the strip ------------------------------------------------------------------------------- */

enum { LABEL_WIDTH = 56, STRIP_LOW = 330, LINE = 26, INSIDE = 14, PAIRS_MOST = 6 };

static bool is_low(const ViewPass *view, float height) {
    return !view->figure && height < STRIP_LOW * ui_metrics(view->ui)->factor;
}

/* How much room a column of the two lines takes, and without the air after it. */
static float column_width(const ViewPass *view, const WhatifWords *words, int i, float *bare) {
    const UiMetrics *u = ui_metrics(view->ui);
    const char *both[] = {words->columns[i].before, words->columns[i].after};
    float width = 8 * u->factor;
    for (int k = 0; k < 2; k++)
        if (both[k])
            width =
                fmaxf(width, text_width(ui_fonts(view->ui), FACE_WORDS_SEMIBOLD, u->body, both[k]));
    *bare = width;
    bool letters = view->run->ask.model->tokens == TOKENS_CHARACTERS;
    return width + (letters ? 3 : 10) * u->factor;
}

/* Where a pair of lines that begins with column `first` ends, exclusive, in `room`. */
static int pair_end(const ViewPass *view, const WhatifWords *words, int first, float room) {
    float x = 0, bare;
    int i = first;
    for (; i < words->count; i++) {
        float width = column_width(view, words, i, &bare);
        if (x + bare > room && i > first) break;
        x += width;
    }
    return i;
}

static float words_room(const ViewPass *view, float width) {
    return width - (2 * INSIDE + LABEL_WIDTH) * ui_metrics(view->ui)->factor;
}

/* A figure has as many pairs of lines as it needs, a window one. */
static int pairs_in(const ViewPass *view, float width) {
    if (!view->figure) return 1;
    WhatifWords words = whatif_compare(view);
    int pairs = 0;
    for (int i = 0; i < words.count && pairs < PAIRS_MOST; pairs++)
        i = pair_end(view, &words, i, words_room(view, width));
    return pairs ? pairs : 1;
}

float whatif_strip_height(const ViewPass *view, float width, float height) {
    const UiMetrics *u = ui_metrics(view->ui);
    if (!edits_count(view->run->ask.edits) || run_is_lookup(view->run) || view_compares(view))
        return 0;
    if (is_low(view, height)) return u->control + 4;
    float lines = (float)(2 * LINE * pairs_in(view, width) + 8) * u->factor;
    return lines + u->control + u->gap + (view->figure ? u->gap : 4);
}

static void draw_label(const ViewPass *view, DrawBox *line, const char *text) {
    const UiMetrics *u = ui_metrics(view->ui);
    text_in_box(ui_list(view->ui), box_cut_left(line, LABEL_WIDTH * u->factor), ALIGN_LEFT,
                FACE_WORDS, u->small, ui_theme(view->ui)->muted, text);
}

/* A word of one line; of what changed, the earlier is struck out and the later stands out. */
static void draw_word(const ViewPass *view, DrawBox cell, const char *word, bool changed,
                      bool later) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    if (!word) return;
    List *list = ui_list(view->ui);
    Face face = changed && later ? FACE_WORDS_SEMIBOLD : FACE_WORDS;
    float width = text_width(ui_fonts(view->ui), face, u->body, word);
    if (changed && later)
        draw_fill(list, draw_box(cell.x - 3, cell.y + 2, width + 6, cell.height - 4), 4,
                  theme->warning_tint);
    float baseline = text_baseline(cell.y, cell.height, u->body);
    Color ink = !changed ? theme->ink : later ? theme->warning : theme->muted;
    draw_text(list, cell.x, baseline, ALIGN_LEFT, face, u->body, ink, word);
    if (changed && !later)
        draw_line(list, cell.x, baseline - u->body * 0.3f, cell.x + width,
                  baseline - u->body * 0.3f, draw_stroke(theme->muted, 1));
}

static void draw_columns(const ViewPass *view, const WhatifWords *words, int from, int to,
                         DrawBox before, DrawBox after) {
    for (int i = from; i < to; i++) {
        float bare, width = column_width(view, words, i, &bare);
        WhatifColumn c = words->columns[i];
        draw_word(view, box_cut_left(&before, width), c.before, c.changed, false);
        draw_word(view, box_cut_left(&after, width), c.after, c.changed, true);
    }
}

/* The column to begin with, so that the first change is in sight. */
static int first_column(const ViewPass *view, const WhatifWords *words, float room) {
    float total = 0, bare;
    for (int i = 0; i < words->count; i++) total += column_width(view, words, i, &bare);
    int first = 0;
    while (total > room && first + 3 < words->first_change)
        total -= column_width(view, words, first++, &bare);
    return first;
}

/* One pair of lines, cut where there is no room. */
static void draw_cut(const ViewPass *view, const WhatifWords *words, DrawBox before,
                     DrawBox after) {
    float ellipsis = 16 * ui_metrics(view->ui)->factor, room = before.width;
    int first = first_column(view, words, room), end = pair_end(view, words, first, room);
    bool more = end < words->count;
    if (first || more) room -= ellipsis * (float)((first > 0) + more);
    if (first) {
        draw_word(view, box_cut_left(&before, ellipsis), "…", false, false);
        draw_word(view, box_cut_left(&after, ellipsis), "…", false, false);
    }
    if (more) end = pair_end(view, words, first, room);
    draw_columns(view, words, first, end, before, after);
    if (end == words->count) return;
    draw_word(view, box_cut_right(&before, ellipsis), "…", false, false);
    draw_word(view, box_cut_right(&after, ellipsis), "…", false, false);
}

static void draw_sentences(const ViewPass *view, DrawBox *inside) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    WhatifWords words = whatif_compare(view);
    int pairs = pairs_in(view, inside->width + 2 * INSIDE * u->factor);
    for (int pair = 0, from = 0; pair < pairs; pair++) {
        DrawBox before = box_cut_top(inside, LINE * u->factor);
        DrawBox after = box_cut_top(inside, LINE * u->factor);
        draw_label(view, &before, pair ? "" : "before");
        draw_label(view, &after, pair ? "" : "after");
        if (words.known && !words.changes && !pair)
            text_in_box(ui_list(view->ui), after, ALIGN_RIGHT, FACE_WORDS, u->small, theme->muted,
                        words.later ? "the same words so far" : "the same words");
        if (!words.known)
            text_in_box(ui_list(view->ui), before, ALIGN_LEFT, FACE_WORDS, u->text, theme->muted,
                        words.why);
        else if (pairs == 1)
            draw_cut(view, &words, before, after);
        else {
            int end = pair_end(view, &words, from, before.width);
            draw_columns(view, &words, from, end, before, after);
            from = end;
        }
    }
}

/* Of each kind that there is, the line that takes all of it away; returns how many. */
static int lines_away(const Edits *edits, const char *lines[3]) {
    int count = 0;
    if (edits->forced_count || edits->center_count) lines[count++] = "free all";
    if (edits->replaced_count) lines[count++] = "replace none";
    if (*edits->prefix) lines[count++] = "prefix none";
    return count;
}

/* All are one undo. */
static void say_all_away(ViewPass *view) {
    const char *lines[3];
    int count = lines_away(view->state->ask.edits, lines);
    for (int i = 0; i < count; i++) view_say(view, "%s", lines[i]);
}

/* The run with them beside the one without. */
static void say_side_by_side(ViewPass *view) {
    const char *lines[3], *second = "";
    int count = lines_away(view->state->ask.edits, lines);
    for (int i = 0; i < count; i++)
        second = arena_printf(ui_arena(view->ui), "%s%s%s", second, i ? "; " : "", lines[i]);
    view_say(view, "compare \"%s\"", second);
}

/* What can be done with all of them, at the right of the row. */
static void draw_all_buttons(ViewPass *view, DrawBox *row) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool wide = row->width > 620 * u->factor;
    UiButton away = {.label = wide ? "Take all away" : "All away", .quiet = true};
    if (ui_button(view->ui, "away", box_cut_right(row, ui_button_width(view->ui, away)), away))
        say_all_away(view);
    UiButton beside = {.label = wide ? "Side by side" : NULL,
                       .icon = wide ? ICON_NONE : ICON_SWAP,
                       .name = "Side by side",
                       .quiet = true};
    float width = wide ? ui_button_width(view->ui, beside) : u->control;
    if (ui_button(view->ui, "beside", box_cut_right(row, width), beside)) say_side_by_side(view);
}

/* The place to look at for an edit: its row, or its source. */
static void show_edit(ViewPass *view, int index) {
    Edit edit = edits_item(view->state->ask.edits, index);
    if (edit.kind != EDIT_FORCED) return;
    const ForcedWeight *forced = edit.forced;
    TextPieces rows =
        forced->head.layer ? run_head_rows(view->run, forced->head.of) : view->run->target;
    if (forced->cell.target > rows.count) return;
    if (forced->head.layer)
        view_say(view, "head %s %d.%d", heads_words[forced->head.of], forced->head.layer,
                 forced->head.head);
    view_say(view, "select %d %d", forced->cell.target, forced->cell.source);
}

/* One edit as a chip with a cross; false where there is no room for it. */
static bool draw_edit(ViewPass *view, DrawBox *row, int index, float reserve) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool closed = false;
    UiChip chip = {.label = whatif_words(view, index), .tone = TONE_WARNING, .closed = &closed};
    chip.closes = !view->figure;
    float width = ui_chip_width(view->ui, chip), most = 260 * u->factor;
    if (width > most) width = most;
    if (width + reserve > row->width) {
        if (index || row->width - reserve < 80 * u->factor) return false;
        width = row->width - reserve;
    }
    if (view->figure) {
        box_cut_left(row, ui_badge(view->ui, *row, TONE_WARNING, chip.label, false) + 6);
        return true;
    }
    DrawBox box = box_cut_left(row, width);
    box_cut_left(row, 6);
    char name[24];
    snprintf(name, sizeof name, "%d", index + 1);
    if (ui_chip(view->ui, name, box_aligned(box, ALIGN_LEFT, box.width, u->segment - 2), chip) &&
        !closed)
        show_edit(view, index);
    if (closed) view_say(view, "%s", edits_undo_line(&view->state->ask, index, ui_arena(view->ui)));
    return true;
}

static void draw_edits(ViewPass *view, DrawBox row) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    int count = edits_count(view->state->ask.edits);
    if (!view->figure) draw_all_buttons(view, &row);
    if (row.width > 300 * u->factor) draw_label(view, &row, "what if");
    float more = text_width(ui_fonts(view->ui), FACE_WORDS, u->small, "+ 99 more") + 4;
    for (int i = 0; i < count; i++) {
        if (draw_edit(view, &row, i, i + 1 < count ? more : 0)) continue;
        text_in_box(ui_list(view->ui), row, ALIGN_LEFT, FACE_WORDS, u->small, theme->muted,
                    arena_printf(ui_arena(view->ui), "+ %d more", count - i));
        return;
    }
    if (*view->run->ask.ablated)
        text_in_box(ui_list(view->ui), row, ALIGN_LEFT, FACE_WORDS, u->small, theme->muted,
                    arena_printf(ui_arena(view->ui), "without %s", view->run->ask.ablated));
}

void whatif_strip_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    ui_push(view->ui, "whatif");
    if (box.height < 2 * LINE * u->factor) {
        box_cut_top(&box, 4);
        draw_edits(view, box);
    } else {
        if (view->figure) box_cut_top(&box, u->gap);
        ui_panel(view->ui, box, u->card_radius);
        DrawBox inside = box_inset(box, INSIDE * u->factor, 4 * u->factor);
        draw_sentences(view, &inside);
        draw_edits(view, inside);
    }
    ui_pop(view->ui);
}
