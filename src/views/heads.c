#include "views/heads_parts.h"

#include "ui/menu.h"
#include "ui/scroll.h"
#include "session/heads_measured.h"
#include "views/math.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

/* --- a head ---------------------------------------------------------------------------------- */

bool heads_same(HeadAt a, HeadAt b) {
    return a.of == b.of && a.layer == b.layer && a.head == b.head;
}

HeadAt heads_spoken(const ViewPass *view) {
    const ViewMemory *memory = view->memory;
    HeadCounts counts = run_head_counts(view->state->ask.model);
    bool ring = false;
    const char *focus = ui_focus(view->ui, &ring);
    size_t n = strlen(focus);
    bool grid = ring && n >= 8 && !strcmp(focus + n - 8, "all/grid");
    if (!view->figure && memory->head.layer && heads_has(&counts, memory->head))
        return memory->head;
    bool here = memory->cursor.of == view->state->look.heads[0].of;
    if (!view->figure && grid && here && heads_has(&counts, memory->cursor)) return memory->cursor;
    return view->state->look.heads[0];
}

int heads_kept(const ViewPass *view, HeadAt head) {
    const Look *look = &view->state->look;
    int place = 0;
    for (int i = 0; i < look->head_count; i++) {
        if (heads_same(look->heads[i], head)) return place;
        place += look->heads[i].of == look->heads[0].of;
    }
    return -1;
}

bool heads_cost(const ViewPass *view, HeadAt head, double *cost) {
    const HeadRanking *ranking = view->ranking;
    int at = transformer_head(&view->state->ask.model->transformer, head.of, head.layer - 1,
                              head.head - 1);
    if (!ranking || at >= ranking->done) return false;
    *cost = ranking->without[at] - ranking->whole;
    return true;
}

const char *heads_signed(const ViewPass *view, double x, int decimals) {
    const char *text = view_small(view, x, decimals);
    bool plus = *text >= '0' && *text <= '9' && strspn(text, "0.") < strlen(text);
    return plus ? arena_printf(ui_arena(view->ui), "+%s", text) : text;
}

const HeadSummary *heads_summary(const ViewPass *view, HeadAt head) {
    bool wait = run_heads_are_long(view->run, head.of) && heads_kept(view, head) < 0;
    return wait && !run_has_summary(view->run, head) ? NULL : run_head_summary(view->run, head);
}

bool heads_computed(const ViewPass *view, HeadAt head) {
    return heads_cells_shown(view, head) ==
           run_head_rows(view->run, head.of).count * run_head_cols(view->run, head.of).count;
}

bool heads_has_pattern(const HeadSummary *summary) {
    bool any = isnan(summary->measures.entropy);
    for (int p = 0; p < PATTERN_MIXED; p++) any |= summary->measures.patterns[p].rows > 0;
    return any;
}

const char *heads_pattern_words(const ViewPass *view, HeadAt head) {
    if (!heads_computed(view, head))
        return heads_cells_shown(view, head) ? "not all computed yet" : "not computed yet";
    const HeadSummary *summary = heads_summary(view, head);
    if (!summary) return "measured when chosen: the input is long";
    if (isnan(summary->measures.entropy)) return "nan";
    if (!heads_has_pattern(summary)) return "nothing to measure: no token has a choice";
    const char *name = head_pattern_name(summary->pattern);
    if (summary->pattern == PATTERN_MIXED) return name;
    double share = summary->measures.patterns[summary->pattern].share;
    return arena_printf(ui_arena(view->ui), "%s %s", name, view_weight(view, share));
}

int heads_cells_shown(const ViewPass *view, HeadAt head) {
    int rows = run_head_rows(view->run, head.of).count,
        cols = run_head_cols(view->run, head.of).count;
    Look look = view->state->look;
    look.heads[0] = head;
    if (run_matrix_shows(view->run, &look, MATRIX_WEIGHTS, rows, cols)) return rows * cols;
    return run_matrix_shows(view->run, &look, MATRIX_WEIGHTS, 1, 1) ? look.position.cells : 0;
}

/* --- what is said ---------------------------------------------------------------------------- */

void heads_say_ablate(ViewPass *view, HeadAt head) {
    const char *verb = heads_are_ablated(view, head) ? "restore" : "ablate";
    view_say(view, "%s %s %d.%d", verb, heads_words[head.of], head.layer, head.head);
}

void heads_say_choose(ViewPass *view, HeadAt head, bool with_others) {
    const Look *look = &view->state->look;
    int place = heads_kept(view, head);
    Buffer line = {0};
    buffer_printf(&line, "head %s ", heads_words[head.of]);
    bool alone = !with_others || (place >= 0 && look->head_count == 1);
    const char *comma = "";
    for (int i = 0; !alone && i < look->head_count; i++) {
        HeadAt kept = look->heads[i];
        if (kept.of != head.of || heads_same(kept, head)) continue;
        buffer_printf(&line, "%s%d.%d", comma, kept.layer, kept.head);
        comma = ",";
    }
    if (alone || place < 0) buffer_printf(&line, "%s%d.%d", comma, head.layer, head.head);
    view_say(view, "%s", line.data);
    buffer_free(&line);
}

void heads_leave(ViewPass *view) {
    const Event *key = view->figure ? NULL : ui_peek_key(view->ui);
    if (!key || key->key != KEY_ESCAPE || !view->memory->isolated || view->followed) return;
    ui_take_key(view->ui);
    view->memory->isolated = false;
    view_say(view, "view heads");
}

/* Keys that mean the head spoken of, wherever the keyboard is. */
static void answer_keys(ViewPass *view) {
    const Event *key = view->figure ? NULL : ui_peek_key(view->ui);
    if (!key || (key->mods & (KEY_MOD_CTRL | KEY_MOD_ALT))) return;
    const Look *look = &view->state->look;
    if (key->digit == KEY_DIGIT(0) || key->key == KEY_DELETE)
        heads_say_ablate(view, heads_spoken(view));
    else if (key->key == KEY_ESCAPE && look->head_count > 1 && !view->followed)
        heads_say_choose(view, look->heads[0], false);
    else
        return;
    ui_take_key(view->ui);
}

/* --- the order ------------------------------------------------------------------------------- */

typedef struct Keyed {
    HeadAt head;
    double first, second;
} Keyed;

static int by_key(const void *a, const void *b) {
    const Keyed *x = a, *y = b;
    if (x->first < y->first || x->first > y->first) return x->first < y->first ? -1 : 1;
    if (x->second < y->second || x->second > y->second) return x->second < y->second ? -1 : 1;
    return x->head.layer != y->head.layer ? x->head.layer - y->head.layer
                                          : x->head.head - y->head.head;
}

static Keyed keyed(const ViewPass *view, HeadSort sort, HeadAt head) {
    Keyed out = {head, 0, 0};
    double cost = 0;
    if (sort == SORT_LAYER) return out;
    if (sort == SORT_LOSS) {
        out.first = heads_cost(view, head, &cost) ? -cost : (double)INFINITY;
        return out;
    }
    const HeadSummary *summary = heads_computed(view, head) ? heads_summary(view, head) : NULL;
    out.first = (double)INFINITY;
    if (!summary) return out;
    if (sort == SORT_ENTROPY) {
        double entropy = summary->measures.entropy;
        out.first = isnan(entropy) ? (double)INFINITY : entropy;
        return out;
    }
    out.first = summary->pattern;
    bool named = summary->pattern != PATTERN_MIXED;
    out.second = named ? -summary->measures.patterns[summary->pattern].share : 0;
    return out;
}

HeadsOrder heads_order(const ViewPass *view) {
    const Look *look = &view->state->look;
    HeadsOf of = look->heads[0].of;
    HeadCounts counts = run_head_counts(view->state->ask.model);
    int count = counts.layers[of] * counts.heads;
    Keyed *list = ARENA_ARRAY(ui_arena(view->ui), Keyed, count);
    for (int i = 0; i < count; i++)
        list[i] = keyed(view, look->sort, (HeadAt){of, i / counts.heads + 1, i % counts.heads + 1});
    qsort(list, (size_t)count, sizeof *list, by_key);
    HeadsOrder order = {
        .count = count, .columns = counts.heads, .by_layer = look->sort == SORT_LAYER};
    order.items = ARENA_ARRAY(ui_arena(view->ui), HeadAt, count);
    for (int i = 0; i < count; i++) order.items[i] = list[i].head;
    return order;
}

/* --- the first row --------------------------------------------------------------------------- */

/* Which attention: those that the model has. */
static void draw_groups(ViewPass *view, DrawBox *row) {
    HeadCounts counts = run_head_counts(view->state->ask.model);
    const char *labels[HEADS_OF_COUNT];
    HeadsOf groups[HEADS_OF_COUNT];
    int count = 0, chosen = 0;
    for (HeadsOf of = HEADS_ENCODER; of < HEADS_OF_COUNT; of++) {
        if (!counts.layers[of]) continue;
        if (of == view->state->look.heads[0].of) chosen = count;
        groups[count] = of;
        labels[count++] = heads_group_title(of);
    }
    if (count < 2) return;
    UiSegments segments = {labels, count, chosen, true, NULL, NULL};
    DrawBox box = box_cut_left(row, fminf(ui_segments_width(view->ui, segments), row->width));
    box_cut_left(row, metrics(view)->gap * 2);
    int now =
        ui_segments(view->ui, "group",
                    box_aligned(box, ALIGN_LEFT, box.width, metrics(view)->segment), segments);
    if (now != chosen) view_say(view, "head %s", heads_words[groups[now]]);
}

static void draw_sort(ViewPass *view, DrawBox *row) {
    static const char *const notes[SORT_COUNT] = {"as the model has them", "alike beside alike",
                                                  "the most focused first",
                                                  "the most needed first"};
    UiMenuLine lines[SORT_COUNT];
    HeadSort sort = view->state->look.sort;
    for (HeadSort i = SORT_LAYER; i < SORT_COUNT; i++)
        lines[i] = (UiMenuLine){.label = sort_words[i], .note = notes[i], .on = i == sort};
    if (!view->ranking) lines[SORT_LOSS].disabled = "Rank the heads first.";
    UiDropdown dropdown = {.menu = {lines, SORT_COUNT, 0}, .chosen = (int)sort};
    dropdown.label = arena_printf(ui_arena(view->ui), "Sort · %s", sort_words[sort]);
    float width = ui_dropdown_width(view->ui, dropdown);
    if (width > row->width) return;
    int now = ui_dropdown(view->ui, "sort", box_cut_left(row, width), dropdown);
    box_cut_left(row, metrics(view)->gap * 2);
    if (now >= 0 && now != (int)sort) view_say(view, "sort %s", sort_words[now]);
}

static void draw_rank(ViewPass *view, DrawBox *row) {
    Arena *arena = ui_arena(view->ui);
    const HeadRanking *ranking = view->ranking;
    if (view->memory->ranks) {
        double done = ranking ? (double)ranking->done / ranking->heads : 0;
        const char *text =
            ranking ? arena_printf(arena, "ranking %d of %d", ranking->done, ranking->heads)
                    : "ranking";
        if (ui_badge_cancel(view->ui, "ranking",
                            box_cut_left(row, fminf(240 * metrics(view)->factor, row->width)),
                            TONE_ACCENT, text, done, "Stop"))
            view_say(view, "rank stop");
        return;
    }
    bool again = ranking && ranking->done == ranking->heads;
    const char *no = ranking_refuses(view->state->ask.model);
    UiButton button = {.label = again ? "Ranked" : "Rank heads"};
    if (again)
        button.disabled = *view->state->ask.ablated
                              ? "The loss without each head is written under it once all are "
                                "restored; sort by loss."
                              : "The loss without each head is written under it; sort by loss.";
    if (no) button.disabled = arena_printf(arena, "Nothing to rank: %s.", no);
    float width = ui_button_width(view->ui, button);
    if (width <= row->width && ui_button(view->ui, "rank", box_cut_left(row, width), button))
        view_say(view, "rank start");
}

/* Of a long input: how far the measuring of its heads has come, or the button that goes on. */
static void draw_measuring(ViewPass *view, DrawBox *row) {
    const ViewMemory *memory = view->memory;
    box_cut_left(row, metrics(view)->gap * 2);
    if (memory->computing) return; /* its badge stands here, and another run is to be measured */
    if (memory->heads.runs) {
        const char *text =
            arena_printf(ui_arena(view->ui), "measuring, %.0f %%%s", memory->heads.done * 100,
                         view_time_left(view, memory->heads.left));
        DrawBox box = box_cut_left(row, fminf(320 * metrics(view)->factor, row->width));
        if (ui_badge_cancel(view->ui, "measuring", box, TONE_ACCENT, text, memory->heads.done,
                            "Stop"))
            view_say(view, "measure stop");
    } else if (memory->heads.rests) {
        UiButton button = {.label = "Measure the heads"};
        float width = ui_button_width(view->ui, button);
        if (width <= row->width && ui_button(view->ui, "measure", box_cut_left(row, width), button))
            view_say(view, "measure start");
    }
}

static void draw_strip(ViewPass *view, DrawBox row) {
    box_cut_left(&row, view->corner);
    draw_groups(view, &row);
    draw_sort(view, &row);
    draw_rank(view, &row);
    draw_measuring(view, &row);
}

/* --- titles ---------------------------------------------------------------------------------- */

static void draw_title(ViewPass *view, DrawBox box, const char *title, const char *tail) {
    const UiMetrics *u = metrics(view);
    const UiTheme *theme = ui_theme(view->ui);
    title = text_in_box(ui_list(view->ui), box, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->heading,
                        theme->ink, title);
    box_cut_left(&box, text_width(ui_fonts(view->ui), FACE_WORDS_SEMIBOLD, u->heading, title) +
                           10 * u->factor);
    ui_text(view->ui, box, ALIGN_LEFT, FACE_WORDS, u->small, theme->muted, tail);
}

float heads_legend_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = metrics(view);
    const UiTheme *theme = ui_theme(view->ui);
    float bar = 64 * u->factor, gap = 5 * u->factor, digit = u->tiny * 0.65f;
    uint8_t levels[64];
    for (int i = 0; i < 64; i++) levels[i] = color_level(i / 63.0);
    float right = box.x + box.width, x = right - digit - gap - bar,
          baseline = text_baseline(box.y, box.height, u->tiny);
    draw_cells(ui_list(view->ui), draw_box(x, box.y + box.height / 2 - 4, bar, 8), 1, 64, levels,
               &theme->weights, 0, 0);
    draw_text(ui_list(view->ui), right, baseline, ALIGN_RIGHT, FACE_NUMBERS, u->tiny, theme->muted,
              "1");
    draw_text(ui_list(view->ui), x - gap, baseline, ALIGN_RIGHT, FACE_NUMBERS, u->tiny,
              theme->muted, "0");
    draw_text(ui_list(view->ui), x - gap - digit - 6 * u->factor, baseline, ALIGN_RIGHT, FACE_WORDS,
              u->tiny, theme->muted, "weight");
    return right - x + gap + digit + 6 * u->factor +
           text_width(ui_fonts(view->ui), FACE_WORDS, u->tiny, "weight");
}

/* At the right of the title's row: each picture of a head is of less dots than it has weights. */
static void draw_reduced(ViewPass *view, DrawBox *row) {
    static const char *const ways[] = {"each dot the largest of a block", "largest of blocks"};
    const UiMetrics *u = metrics(view);
    float title = 60 * u->factor, width = 0;
    const char *words = NULL;
    for (int way = 0; way < 2 && (!way || width + title > row->width); way++) {
        words = ways[way];
        width = text_width(ui_fonts(view->ui), FACE_WORDS_MEDIUM, u->tiny, words);
        width = ceilf(width) + 2 * u->gap;
    }
    width = fminf(width, row->width - title);
    if (width <= 2 * u->gap) return;
    ui_badge(view->ui, box_cut_right(row, width), TONE_WARNING, words, false);
    box_cut_right(row, u->gap);
}

static void draw_grid(ViewPass *view, DrawBox box) {
    const UiMetrics *u = metrics(view);
    DrawBox title = box_cut_top(&box, 24 * u->factor);
    box_cut_right(&title, heads_legend_draw(view, title) + 12 * u->factor);
    box_cut_top(&box, 4 * u->factor);
    if (heads_grid_reduces(view, box)) draw_reduced(view, &title);
    bool fed = view_is_fed(view, run_head_rows(view->run, view->state->look.heads[0].of));
    draw_title(view, title, "Heads",
               arena_printf(ui_arena(view->ui), "query ↓ key →%s · by %s%s",
                            fed ? " of the decoder’s input" : "", heads_order_words(view),
                            heads_numbers_words(view)));
    HeadsOf of = view->state->look.heads[0].of;
    if (!run_heads_are_long(view->run, of)) run_measure_heads(view->run, of); /* all are shown */
    heads_grid_draw(view, box);
}

/* --- enlarged -------------------------------------------------------------------------------- */

static void draw_enlarged(ViewPass *view, DrawBox box, bool product) {
    const UiMetrics *u = metrics(view);
    HeadAt head = heads_spoken(view);
    bool kept = heads_same(head, view->state->look.heads[0]);
    ArcsShow show = kept ? arcs_chosen(view) : arcs_of_head(view, head);
    const char *title =
        show.count > 1 ? heads_beside(view, head.of, show.count) : heads_name(view, head);
    const char *tail = show.count > 1 ? "" : heads_pattern_words(view, head);
    if (show.count == 1 && heads_are_ablated(view, head))
        tail = arena_printf(ui_arena(view->ui), "ablated · %s", tail);
    draw_title(view, box_cut_top(&box, 24 * u->factor), title, tail);
    box_cut_top(&box, 8 * u->factor);
    if (product) {
        heads_product_draw(view, box_cut_bottom(&box, heads_product_height(view, true)), true);
        box_cut_bottom(&box, 10 * u->factor);
    }
    if (box.height > heads_formula_height(view) + 190 * u->factor) {
        heads_formula_draw(view, box_cut_bottom(&box, heads_formula_height(view)));
        box_cut_bottom(&box, 10 * u->factor);
    }
    arcs_picture(view, box, &show);
}

/* --- the whole ------------------------------------------------------------------------------- */

/* The heads and the one that is enlarged, beside it where there is room. */
static void draw_pictures(ViewPass *view, DrawBox box, bool product) {
    bool wide = box.width > 560 * metrics(view)->factor;
    draw_grid(view, wide ? box_cut_left(&box, floorf(box.width * 0.57f)) : box);
    box_cut_left(&box, 28 * metrics(view)->factor);
    if (wide) draw_enlarged(view, box, product);
}

/* In a low window the band with dimensions stands below what is seen at first. */
static void draw_scrolled(ViewPass *view, DrawBox box) {
    const UiMetrics *u = metrics(view);
    bool narrow = box.width < 720 * u->factor;
    float band = heads_product_height(view, narrow), gap = 14 * u->factor;
    UiScroll scroll = {.width = box.width, .height = box.height + gap + band};
    DrawBox content = ui_scroll_begin(view->ui, "more", box, scroll);
    content.width = box.width - u->scrollbar - 6 * u->factor;
    draw_pictures(view, box_cut_top(&content, box.height), false);
    box_cut_top(&content, gap);
    heads_product_draw(view, content, narrow);
    ui_scroll_end(view->ui);
}

void heads_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = metrics(view);
    float unit = u->factor;
    bool low = box.height < 420 * unit;
    if (!view->figure) box = box_inset(box, 24 * unit, (low ? 8 : 14) * unit);
    ui_push(view->ui, "heads");
    if (!view->figure) {
        draw_strip(view, box_cut_top(&box, u->control));
        box_cut_top(&box, (low ? 4 : 12) * unit);
    }
    /* The band with dimensions: below, unless the names of many layers need that room. */
    float band = heads_product_height(view, false) + 14 * unit, left = floorf(box.width * 0.57f);
    bool roomy = box.height > 480 * unit && box.width > 720 * unit;
    bool below = heads_grid_height(view, left, true) + band + 28 * unit <= box.height;
    if (roomy && below) {
        heads_product_draw(view, box_cut_bottom(&box, band - 14 * unit), false);
        box_cut_bottom(&box, 14 * unit);
    }
    bool beside = roomy && !below && box.height > 580 * unit;
    if (view->figure || (roomy && below) || beside)
        draw_pictures(view, box, beside);
    else
        draw_scrolled(view, box);
    answer_keys(view);
    ui_pop(view->ui);
}

void heads_natural_size(const ViewPass *view, float *width, float *height) {
    const UiMetrics *u = metrics(view);
    *width = 1080 * u->factor;
    float grid = heads_grid_height(view, floorf(*width * 0.57f), false) + 28 * u->factor;
    *height = fmaxf(grid, 520 * u->factor) + heads_product_height(view, false) + 14 * u->factor;
}
