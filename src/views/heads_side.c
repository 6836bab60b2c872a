/* heads_side.c -- beside the heads: what one head does, in numbers, and what ablation changed. */
#include "views/heads_parts.h"

#include "ui/scroll.h"
#include "views/whatif.h"

#include <math.h>
#include <string.h>

enum { PATTERNS_SHOWN = 6 };

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

void heads_side_heading(HeadsSide *s, const char *text, const char *tail) {
    ui_heading(s->view->ui, box_cut_top(&s->rest, 22 * metrics(s->view)->factor), text, tail);
}

/* A name at the left and a number at the right. */
void heads_side_line(HeadsSide *s, const char *name, const char *number, Color ink) {
    const UiMetrics *u = metrics(s->view);
    DrawBox line = box_cut_top(&s->rest, 22 * u->factor);
    float wide = text_width(ui_fonts(s->view->ui), FACE_NUMBERS, u->number, number) + 8;
    DrawBox right = box_cut_right(&line, fminf(wide, line.width * 0.75f));
    ui_text(s->view->ui, line, ALIGN_LEFT, FACE_WORDS, u->text, ui_theme(s->view->ui)->ink, name);
    ui_text(s->view->ui, right, ALIGN_RIGHT, FACE_NUMBERS, u->number, ink, number);
}

/* --- the pattern ----------------------------------------------------------------------------- */

/* A pattern's share as a bar, with a mark where even weights would be. */
static void draw_bar(HeadsSide *s, const HeadMeasures *m, HeadPattern pattern, bool names) {
    const UiMetrics *u = metrics(s->view);
    const UiTheme *theme = ui_theme(s->view->ui);
    List *list = ui_list(s->view->ui);
    const PatternShare *share = &m->patterns[pattern];
    DrawBox line = box_cut_top(&s->rest, 21 * u->factor);
    DrawBox name = box_cut_left(&line, 70 * u->factor),
            number = box_cut_right(&line, 42 * u->factor);
    Color color = names ? theme->positive : theme->neutral;
    text_in_box(list, name, ALIGN_RIGHT, names ? FACE_WORDS_SEMIBOLD : FACE_WORDS, u->small,
                names ? color : theme->ink, head_pattern_name(pattern));
    line = box_inset(line, 8 * u->factor, 5 * u->factor);
    float wide = fmaxf((float)share->share * line.width, 1);
    draw_fill(list, draw_box(line.x, line.y, fminf(wide, line.width), line.height), 2, color);
    if (pattern != PATTERN_UNIFORM) {
        float x = line.x + (float)share->even * line.width;
        draw_line(list, x, line.y - 2, x, line.y + line.height + 2, draw_stroke(theme->ink, 1));
    }
    text_in_box(list, number, ALIGN_RIGHT, FACE_NUMBERS, u->number, names ? color : theme->muted,
                view_number(s->view, share->share, 2));
}

/* The output is not the reference, so that gold is known of a part of it alone. */
static bool matches_in_part(const ViewPass *view, HeadAt head) {
    return head.of == HEADS_CROSS && !view->run->gold && run_words_judged(view->run) >= 0;
}

static const char *matching_words(const ViewPass *view) {
    int judged = run_words_judged(view->run),
        written = view->run->target.count - view->run->complete;
    if (!judged) return "matching: not known, no word is right";
    return arena_printf(ui_arena(view->ui), "matching: on the %d of %d right words", judged,
                        written);
}

/* What it does, once that is computed. */
static const HeadSummary *summary_shown(const ViewPass *view, HeadAt head) {
    return heads_computed(view, head) ? heads_summary(view, head) : NULL;
}

static void draw_pattern(HeadsSide *s) {
    const HeadSummary *summary = summary_shown(s->view, s->head);
    if (!summary) {
        heads_side_line(s, heads_pattern_words(s->view, s->head), "", ui_theme(s->view->ui)->muted);
        return;
    }
    const HeadMeasures *m = &summary->measures;
    if (isnan(m->entropy)) {
        heads_side_heading(s, "Pattern", " nan");
        return;
    }
    if (!heads_has_pattern(summary)) {
        heads_side_line(s, "no token has a choice", "", ui_theme(s->view->ui)->muted);
        return;
    }
    bool drawn[PATTERN_MIXED] = {false};
    heads_side_heading(s, "Pattern", summary->pattern == PATTERN_MIXED ? " mixed" : "");
    for (int i = 0; i < PATTERNS_SHOWN; i++) {
        int best = -1;
        for (int p = 0; p < PATTERN_MIXED; p++) {
            if (drawn[p] || !m->patterns[p].rows) continue;
            bool named = (HeadPattern)p == summary->pattern;
            if (best < 0 || named ||
                ((HeadPattern)best != summary->pattern &&
                 m->patterns[p].share > m->patterns[best].share))
                best = p;
        }
        if (best < 0) break;
        drawn[best] = true;
        draw_bar(s, m, (HeadPattern)best, (HeadPattern)best == summary->pattern);
    }
    const UiMetrics *u = metrics(s->view);
    ui_text(s->view->ui, box_cut_top(&s->rest, 20 * u->factor), ALIGN_LEFT, FACE_WORDS, u->tiny,
            ui_theme(s->view->ui)->muted, "share of the weight · | if it were even");
    if (matches_in_part(s->view, s->head))
        ui_text(s->view->ui, box_cut_top(&s->rest, 18 * u->factor), ALIGN_LEFT, FACE_WORDS, u->tiny,
                ui_theme(s->view->ui)->warning, matching_words(s->view));
    box_cut_top(&s->rest, 8 * u->factor);
}

/* What it costs to ablate the head, and on what that was measured. */
static void draw_cost(HeadsSide *s, double cost) {
    ViewPass *view = s->view;
    const UiTheme *theme = ui_theme(view->ui);
    const HeadRanking *ranking = view->ranking;
    Arena *arena = ui_arena(view->ui);
    heads_side_line(s, "loss with all heads", view_small(view, ranking->whole, 3), theme->ink);
    heads_side_line(s, "if ablated", heads_signed(view, cost, 3),
                    cost >= 0.01 ? theme->error : theme->ink);
    ui_text(view->ui, box_cut_top(&s->rest, 18 * metrics(view)->factor), ALIGN_RIGHT, FACE_WORDS,
            metrics(view)->tiny, theme->muted,
            arena_printf(arena, "nats a token, on %d fresh samples", ranking->samples));
    const char *trained = heads_ranked_words(view);
    if (trained)
        ui_text(view->ui, box_cut_top(&s->rest, 18 * metrics(view)->factor), ALIGN_RIGHT,
                FACE_WORDS, metrics(view)->tiny, theme->warning, trained);
}

static void draw_measures(HeadsSide *s, const HeadMeasures *m) {
    ViewPass *view = s->view;
    const UiTheme *theme = ui_theme(view->ui);
    Arena *arena = ui_arena(view->ui);
    heads_side_line(s, "entropy", arena_printf(arena, "%s nats", view_number(view, m->entropy, 2)),
                    theme->ink);
    if (s->head.of != HEADS_CROSS)
        heads_side_line(s, "mean distance",
                        arena_printf(arena, "%s tokens", view_number(view, m->distance, 1)),
                        theme->ink);
    heads_side_line(s, "largest weight, mean", view_number(view, m->maximum, 2), theme->ink);
}

static void draw_numbers(HeadsSide *s) {
    ViewPass *view = s->view;
    const UiTheme *theme = ui_theme(view->ui);
    const HeadSummary *summary = summary_shown(view, s->head);
    double cost;
    if (!summary && heads_computed(view, s->head)) return;
    if (summary) draw_measures(s, &summary->measures);
    if (heads_cost(view, s->head, &cost))
        draw_cost(s, cost);
    else if (view->memory->ranks)
        heads_side_line(s, "loss if ablated", "being measured", theme->muted);
    else
        heads_side_line(s, "loss if ablated", "not measured", theme->muted);
}

static void draw_buttons(HeadsSide *s) {
    ViewPass *view = s->view;
    const UiMetrics *u = metrics(view);
    box_cut_top(&s->rest, 8 * u->factor);
    DrawBox row = box_cut_top(&s->rest, u->control);
    bool ablated = heads_are_ablated(view, s->head);
    HeadAt chosen = view->state->look.heads[0]; /* the mouse is here, so it hovers no head */
    UiButton button = {.label = ablated ? "Restore" : "Ablate", .hint = "0"};
    if (ui_button(view->ui, "ablate", box_cut_left(&row, ui_button_width(view->ui, button)),
                  button))
        heads_say_ablate(view, chosen);
    box_cut_left(&row, u->gap);
    UiButton all = {.label = "Restore all"};
    bool any = *view->state->ask.ablated != '\0';
    if (any && ui_button_width(view->ui, all) <= row.width &&
        ui_button(view->ui, "restore", box_cut_left(&row, ui_button_width(view->ui, all)), all))
        view_say(view, "restore all");
    box_cut_left(&row, fminf(u->gap, row.width));
    UiButton beside = {.icon = ICON_SWAP, .name = "Side by side"};
    if (any && u->control <= row.width &&
        ui_button(view->ui, "beside", box_cut_left(&row, u->control), beside))
        whatif_say_side_by_side(view);
    box_cut_top(&s->rest, 16 * u->factor);
}

/* --- what if --------------------------------------------------------------------------------- */

/* The row whose weights can be forced is shown. */
static bool has_what_if(const ViewPass *view) {
    ViewCell cell = view_cell(view);
    int columns = view_matrix(view, MATRIX_WEIGHTS).cols.count;
    return whatif_side_height(view) > 0 && cell.source &&
           view_shows(view, MATRIX_WEIGHTS, cell.target, columns);
}

/* Of the chosen head, whichever the mouse is on. */
static void draw_what_if(HeadsSide *s) {
    ViewPass *view = s->view;
    if (!has_what_if(view)) return;
    whatif_side_draw(view, box_cut_top(&s->rest, whatif_side_height(view)), view_cell(view));
    box_cut_top(&s->rest, 16 * metrics(view)->factor);
}

/* --- the whole ------------------------------------------------------------------------------- */

static void draw_caption(HeadsSide *s, DrawBox box, const char *text) {
    text_in_box(ui_list(s->view->ui), box, ALIGN_LEFT, FACE_WORDS_MEDIUM, metrics(s->view)->tiny,
                ui_theme(s->view->ui)->muted, text);
}

/* Whether there are two matrices of the head to see. */
static bool has_two(const ViewPass *view, HeadAt head) {
    double change;
    return heads_change(view, head, &change);
}

/* The head's matrix, or of several one with a bar for each in every cell, as a run has them. */
static void draw_as_in(HeadsSide *s, const Run *run, DrawBox box, const ArcsShow *show) {
    if (run == s->view->run) {
        heads_matrix_draw(s->view, box, show);
        return;
    }
    ViewPass other = *s->view;
    other.run = run;
    other.figure = true; /* it only shows */
    ArcsShow there = show->count > 1 ? arcs_chosen(&other) : arcs_of_head(&other, s->head);
    heads_matrix_draw(&other, box, &there);
}

/* More than heads and the words that are fed differs between the two. */
static bool is_forced(const ViewPass *view) {
    const Edits *edits = view->run->ask.edits;
    return edits && (!*view->run->ask.ablated || edits->forced_count || edits->replaced_count);
}

/* The names of words need the whole width. */
static bool is_stacked(const ViewPass *view) {
    return view->run->ask.model->tokens == TOKENS_WORDS;
}

/* What is there now; where it was changed, beside the same as it was. */
static void draw_matrices(HeadsSide *s, DrawBox box, const ArcsShow *show) {
    HeadsPair pair;
    if (!has_two(s->view, s->head) || !heads_pair(s->view, &pair)) {
        heads_matrix_draw(s->view, box, show);
        return;
    }
    const UiMetrics *u = metrics(s->view);
    if (pair.after != s->view->run)
        draw_caption(s, box_cut_top(&box, 18 * u->factor),
                     arena_printf(ui_arena(s->view->ui), "both fed the same words, %s",
                                  heads_fed_words(s->view)));
    bool below = is_stacked(s->view);
    DrawBox now = below ? box_cut_top(&box, box.height / 2) : box_column(box, 0, 2, 10 * u->factor),
            before = below ? box : box_column(box, 1, 2, 10 * u->factor);
    draw_caption(s, box_cut_top(&now, 18 * u->factor), "now");
    draw_caption(s, box_cut_top(&before, 18 * u->factor),
                 is_forced(s->view) ? "as computed" : "with all heads");
    draw_as_in(s, pair.after, now, show);
    draw_as_in(s, pair.before, before, show);
}

static float matrix_height(const ViewPass *view, float width, const ArcsShow *show) {
    float most = 22 * metrics(view)->factor,
          step = fminf((width - 40) / (float)show->cols.count, most);
    float cells = show->self ? step * (float)show->rows.count
                             : fminf(most, step * 1.4f) * (float)show->rows.count;
    return fminf(cells + 76 * metrics(view)->factor, width * 1.25f) +
           heads_matrix_more(view, width, show);
}

/* Of one, or of both with what is said over them. */
static float matrices_height(const ViewPass *view, HeadAt head, float width, const ArcsShow *show) {
    float unit = metrics(view)->factor;
    HeadsPair pair;
    if (!has_two(view, head) || !heads_pair(view, &pair)) return matrix_height(view, width, show);
    float fed = pair.after != view->run ? 18 * unit : 0;
    return is_stacked(view) ? fed + 2 * (matrix_height(view, width, show) + 18 * unit)
                            : fed + matrix_height(view, (width - 10 * unit) / 2, show) + 18 * unit;
}

/* Patterns that have a bar. */
static int bars_of(const HeadSummary *summary) {
    int count = 0;
    for (int p = 0; summary && !isnan(summary->measures.entropy) && p < PATTERN_MIXED; p++)
        count += summary->measures.patterns[p].rows > 0;
    return count < PATTERNS_SHOWN ? count : PATTERNS_SHOWN;
}

static float height_of(const ViewPass *view, HeadAt head, float matrix, float width) {
    float unit = metrics(view)->factor;
    int bars = bars_of(summary_shown(view, head)), numbers = head.of == HEADS_CROSS ? 3 : 4;
    float words = (float)(22 + 14 + 22 + 21 * bars + 28 + 22 * numbers + 24) * unit;
    float changes = heads_changes_height(view, width);
    if (matches_in_part(view, head)) words += 18 * unit;
    double cost;
    if (heads_cost(view, head, &cost)) words += (heads_ranked_words(view) ? 58 : 40) * unit;
    float what_if = has_what_if(view) ? whatif_side_height(view) + 16 * unit : 0;
    return matrix + words + metrics(view)->control + what_if + changes;
}

void heads_side_draw(ViewPass *view, DrawBox box) {
    if (!run_has_heads(view->run)) return;
    HeadAt head = heads_spoken(view);
    ArcsShow show =
        heads_same(head, view->state->look.heads[0]) ? arcs_chosen(view) : arcs_of_head(view, head);
    float unit = metrics(view)->factor;
    float matrix = matrices_height(view, head, box.width, &show);
    float wanted = height_of(view, head, matrix, box.width - metrics(view)->scrollbar);
    bool many = heads_matrix_has_bars(&show); /* then the matrix has a title of its own */
    if (many) wanted += metrics(view)->section;
    UiScroll scroll = {.width = box.width, .height = fmaxf(box.height, wanted), .focusable = false};
    HeadsSide s = {.view = view, .head = head};
    s.rest = ui_scroll_begin(view->ui, "side", box, scroll);
    if (scroll.height > box.height) s.rest.width -= metrics(view)->scrollbar;
    heads_changes_draw(&s);
    const char *off = heads_are_ablated(view, head) ? " ablated" : "";
    if (many)
        heads_side_heading(&s, heads_beside(view, head.of, show.count), "");
    else
        heads_side_heading(&s, heads_name(view, head), off);
    draw_matrices(&s, box_cut_top(&s.rest, matrix), &show);
    box_cut_top(&s.rest, 14 * unit);
    if (many) heads_side_heading(&s, heads_name(view, head), off);
    draw_pattern(&s);
    draw_numbers(&s);
    draw_buttons(&s);
    draw_what_if(&s);
    ui_scroll_end(view->ui);
}
