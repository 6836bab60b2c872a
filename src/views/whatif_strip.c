/* whatif_strip.c -- the strip of before and after. */
#include "ui/menu.h"
#include "views/compare.h"
#include "views/heads.h"
#include "views/math.h"
#include "views/whatif_parts.h"

#include <math.h>
#include <stdio.h>

/* --- the strip ------------------------------------------------------------------------------- */

enum { LABEL_WIDTH = 56, STRIP_LOW = 330, LINE = 26, SHARES = 16, INSIDE = 14, PAIRS_MOST = 6 };

static bool is_low(const ViewPass *view, float height) {
    return !view->figure && height < STRIP_LOW * ui_metrics(view->ui)->factor;
}

/* Of words that were given, how likely each was stands below. */
static bool has_shares(const ViewPass *view) {
    return whatif_writes(view->run) && view->run->chosen;
}

/* A pair of lines, with what stands below them. */
static float pair_height(const ViewPass *view) {
    float lines = 2 * LINE + (has_shares(view) ? SHARES : 0);
    return lines * ui_metrics(view->ui)->factor;
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
    if (has_shares(view))
        width = fmaxf(width, text_width(ui_fonts(view->ui), FACE_NUMBERS, u->tiny, ".88") + 4);
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
    bool edits = edits_count(view->run->ask.edits) > 0;
    bool ablated = *view->run->ask.ablated && view->state->look.view != VIEW_HEADS;
    if ((!edits && !ablated) || run_is_lookup(view->run) || view_compares(view)) return 0;
    if (is_low(view, height)) return u->control + 4;
    float lines = pair_height(view) * (float)pairs_in(view, width) + 8 * u->factor;
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

/* How likely a word was, below it. */
static void draw_share(const ViewPass *view, DrawBox cell, const WhatifColumn *c) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    if (isnan(c->p)) return;
    float y = cell.y + cell.height + SHARES * u->factor * 0.7f;
    draw_text(ui_list(view->ui), cell.x, y, ALIGN_LEFT, FACE_NUMBERS, u->tiny,
              c->changed ? theme->warning : theme->muted, view_weight(view, c->p));
}

static void draw_columns(const ViewPass *view, const WhatifWords *words, int from, int to,
                         DrawBox before, DrawBox after) {
    for (int i = from; i < to; i++) {
        float bare, width = column_width(view, words, i, &bare);
        WhatifColumn c = words->columns[i];
        DrawBox cell = box_cut_left(&after, width);
        draw_word(view, box_cut_left(&before, width), c.before, c.changed, false);
        draw_word(view, cell, c.after, c.changed, true);
        if (has_shares(view)) draw_share(view, cell, &c);
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

/* Nothing changed: said where the words leave room for it. */
static void draw_sameness(const ViewPass *view, const WhatifWords *words, DrawBox line) {
    const UiMetrics *u = ui_metrics(view->ui);
    const char *text = words->later ? "the same words so far" : "the same words";
    float room = line.width - text_width(ui_fonts(view->ui), FACE_WORDS, u->small, text);
    if (pair_end(view, words, 0, room) == words->count)
        text_in_box(ui_list(view->ui), line, ALIGN_RIGHT, FACE_WORDS, u->small,
                    ui_theme(view->ui)->muted, text);
}

static void draw_sentences(const ViewPass *view, DrawBox *inside) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    WhatifWords words = whatif_compare(view);
    int pairs = pairs_in(view, inside->width + 2 * INSIDE * u->factor);
    for (int pair = 0, from = 0; pair < pairs; pair++) {
        DrawBox before = box_cut_top(inside, LINE * u->factor);
        DrawBox after = box_cut_top(inside, LINE * u->factor);
        DrawBox below = box_cut_top(inside, pair_height(view) - 2 * LINE * u->factor);
        if (!words.known) {
            text_in_box(ui_list(view->ui), before, ALIGN_LEFT, FACE_WORDS, u->text, theme->muted,
                        words.why);
            continue;
        }
        draw_label(view, &before, pair ? "" : "before");
        draw_label(view, &after, pair ? "" : "after");
        if (below.height > 0) draw_label(view, &below, pair ? "" : "p");
        if (!words.changes && !pair) draw_sameness(view, &words, after);
        if (pairs == 1)
            draw_cut(view, &words, before, after);
        else {
            int end = pair_end(view, &words, from, before.width);
            draw_columns(view, &words, from, end, before, after);
            from = end;
        }
    }
}

/* All are one undo. */
static void say_all_away(ViewPass *view) {
    const char *lines[WHATIF_LINES_AWAY];
    int count = whatif_lines_away(view, lines);
    for (int i = 0; i < count; i++) view_say(view, "%s", lines[i]);
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
    if (ui_button(view->ui, "beside", box_cut_right(row, width), beside))
        whatif_say_side_by_side(view);
}

/* One edit as a chip with a cross; false where there is no room for it. */
static bool draw_edit(ViewPass *view, DrawBox *row, int index, float reserve) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool closed = false;
    UiChip chip = {
        .label = whatif_item_words(view, index), .tone = TONE_WARNING, .closed = &closed};
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
        whatif_item_show(view, index);
    if (closed) view_say(view, "%s", whatif_item_undo(view, index));
    return true;
}

/* What ablated heads cost here, as far as there is room. */
static void draw_ablated_loss(ViewPass *view, DrawBox row) {
    const Run *before = view->ablation.before, *after = view->ablation.after;
    const UiMetrics *u = ui_metrics(view->ui);
    Arena *arena = ui_arena(view->ui);
    if (!before || isnan(run_loss(after)) || !view_is_written(view, view->run->target.count))
        return;
    const char *fed = before->chosen ? heads_fed_words(view) : "";
    const char *loss = arena_printf(arena, "loss %s nats a token",
                                    view_pair(view, run_loss(before), run_loss(after), 3));
    const char *whole = *fed ? arena_printf(arena, "%s %s", loss, fed) : loss;
    Fonts *fonts = ui_fonts(view->ui);
    box_cut_left(&row, fminf(8 * u->factor, row.width));
    if (text_width(fonts, FACE_WORDS, u->small, whole) > row.width) whole = loss;
    if (text_width(fonts, FACE_WORDS, u->small, whole) <= row.width)
        text_in_box(ui_list(view->ui), row, ALIGN_LEFT, FACE_WORDS, u->small,
                    ui_theme(view->ui)->muted, whole);
}

/* How likely all of it was, and what the model's own costs, as far as there is room. */
static void draw_total(ViewPass *view, DrawBox row) {
    const UiMetrics *u = ui_metrics(view->ui);
    WhatifTotal total = whatif_total(view);
    if (!total.known) return;
    Fonts *fonts = ui_fonts(view->ui);
    Color ink = ui_theme(view->ui)->muted;
    box_cut_left(&row, fminf(8 * u->factor, row.width));
    float p = math_width(view->ui, u->formula * 0.95f, total.p) + 8 * u->factor;
    float nats = text_width(fonts, FACE_WORDS, u->small, total.nats);
    float own = nats + text_width(fonts, FACE_WORDS, u->small, total.own);
    if (p + nats > row.width) return;
    const char *text = total.nats;
    if (p + own <= row.width) text = arena_printf(ui_arena(view->ui), "%s%s", text, total.own);
    math_in_box(view->ui, box_cut_left(&row, p), ALIGN_LEFT, u->formula * 0.95f,
                ui_theme(view->ui)->ink, total.p);
    text_in_box(ui_list(view->ui), row, ALIGN_LEFT, FACE_WORDS, u->small, ink, text);
}

/* Those that have no room, from the first on: a menu that takes each away. */
static void draw_rest(ViewPass *view, DrawBox row, int first) {
    const UiMetrics *u = ui_metrics(view->ui);
    Arena *arena = ui_arena(view->ui);
    int count = whatif_item_count(view) - first;
    const char *label = arena_printf(arena, "+ %d more", count);
    if (view->figure) {
        text_in_box(ui_list(view->ui), row, ALIGN_LEFT, FACE_WORDS, u->small,
                    ui_theme(view->ui)->muted, label);
        return;
    }
    UiMenuLine *lines = ARENA_ARRAY(arena, UiMenuLine, count + 1);
    UiMore more = {.label = label, .quiet = true, .menu = {lines, count, 0}};
    for (int i = 0; i < count && ui_more_is_open(view->ui, "rest"); i++)
        lines[i] = (UiMenuLine){
            .label = whatif_item_words(view, first + i), .icon = ICON_CLOSE, .note = "take away"};
    DrawBox box = box_cut_left(&row, fminf(ui_more_width(view->ui, more), row.width));
    int now = ui_more(view->ui, "rest", box, more);
    if (now >= 0) view_say(view, "%s", whatif_item_undo(view, first + now));
}

static void draw_edits(ViewPass *view, DrawBox row) {
    const UiMetrics *u = ui_metrics(view->ui);
    int count = whatif_item_count(view);
    if (!view->figure) draw_all_buttons(view, &row);
    if (row.width > 300 * u->factor) draw_label(view, &row, "what if");
    float more = ui_more_width(view->ui, (UiMore){.label = "+ 9 more"});
    for (int i = 0; i < count; i++) {
        if (draw_edit(view, &row, i, i + 1 < count ? more : 0)) continue;
        draw_rest(view, row, i);
        return;
    }
    if (*view->run->ask.ablated)
        draw_ablated_loss(view, row);
    else
        draw_total(view, row);
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
