/* compare_words.c -- the card below: what changed in the row spoken of, both outputs with the words
 * that differ, and what was right. */
#include "views/compare_parts.h"

#include <math.h>
#include <string.h>

enum { LINES_MOST = 3, SPREAD_MOST = 3 };
static const double ALIKE = 0.05, NOTICED = 0.02, EVEN = 0.5;

/* --- the sentence ---------------------------------------------------------------------------- */

static void plain(Flow *f, const char *text) {
    flow_text(f, FACE_WORDS, ui_theme(f->ui)->ink, false, text);
}

static int largest(const Real *row, int count) {
    int best = 0;
    for (int s = 1; s < count; s++)
        if (row[s] > row[best]) best = s;
    return best;
}

/* The token of a column; with its place, where others are the same. */
static const char *quoted(const Compared *c, int side, int s) {
    TextPieces cols = (side == SIDE_A ? c->of->a : c->of->b).cols;
    const char *token = view_token(c->view, cols.items[s]);
    int same = 0;
    for (int i = 0; i < cols.count; i++) same += !strcmp(cols.items[i], cols.items[s]);
    return arena_printf(ui_arena(c->view->ui), same > 1 ? "“%s” (%d)" : "“%s”", token, s + 1);
}

static const char *weight(const Compared *c, Real w) {
    return view_weight(c->view, (double)w);
}

/* The weight of a column in the row spoken of, as a word that can be clicked. */
static void weight_word(const Compared *c, Flow *f, bool glued, Face face, int side, int s) {
    const UiMetrics *u = ui_metrics(f->ui);
    const char *text = weight(c, side_row(c, side, c->cell.target)[s]);
    float wide = text_width(ui_fonts(f->ui), face, u->body, text);
    DrawBox at;
    if (!flow_place(f, glued ? 0 : flow_space(f), wide, &at) || !f->draws) return;
    float baseline = text_baseline(at.y, f->line, u->body);
    draw_text(ui_list(f->ui), at.x, baseline, ALIGN_LEFT, face, u->body, ui_theme(f->ui)->ink,
              text);
    compared_link(c, side, s + 1, draw_box(at.x, baseline - u->body, wide, u->body * 1.2f));
}

/* Where the one that has less at `peak` has more than the other, the most first; or NULL. */
static const char *spread(const Compared *c, const Real *less, const Real *more, int peak) {
    RunMatrix m = c->of->a;
    Arena *arena = ui_arena(c->view->ui);
    bool *said = ARENA_ARRAY(arena, bool, m.cols.count);
    const char *list = NULL;
    for (int k = 0; k < SPREAD_MOST; k++) {
        int best = -1;
        for (int s = 0; s < m.cols.count; s++) {
            double by = (double)(less[s] - more[s]);
            if (s == peak || said[s] || by < NOTICED) continue;
            if (best < 0 || by > (double)(less[best] - more[best])) best = s;
        }
        if (best < 0) break;
        said[best] = true;
        const char *one = quoted(c, SIDE_A, best);
        list = list ? arena_printf(arena, "%s, %s", list, one) : one;
    }
    return list;
}

/* A head that is ablated keeps its own weights. */
static void say_same_row(const Compared *c, Flow *f, int peak) {
    plain(f, arena_printf(ui_arena(f->ui), "looks at %s with", quoted(c, SIDE_A, peak)));
    weight_word(c, f, false, FACE_WORDS_SEMIBOLD, SIDE_A, peak);
    plain(f, "in A and in B: all of the row is the same.");
    if (strcmp(c->sides[SIDE_A].state->ask.ablated, c->sides[SIDE_B].state->ask.ablated) != 0)
        plain(f, "Taking a head away changes only what comes after it.");
}

static void say_same_peak(const Compared *c, Flow *f, const Real *a, const Real *b, int peak) {
    plain(f, arena_printf(ui_arena(f->ui), "looks at %s with", quoted(c, SIDE_A, peak)));
    weight_word(c, f, false, FACE_WORDS_SEMIBOLD, SIDE_A, peak);
    plain(f, "in A and");
    weight_word(c, f, false, FACE_WORDS_SEMIBOLD, SIDE_B, peak);
    double by = (double)(a[peak] - b[peak]);
    const char *rest = by > 0 ? spread(c, b, a, peak) : spread(c, a, b, peak);
    if (fabs(by) < ALIKE)
        plain(f, "in B, much alike.");
    else if (rest)
        plain(f, arena_printf(ui_arena(f->ui), "in B; %s spreads the rest over %s.",
                              side_names[by > 0 ? SIDE_B : SIDE_A], rest));
    else
        plain(f, "in B.");
}

static void say_two_peaks(const Compared *c, Flow *f, int x, int y) {
    Arena *arena = ui_arena(f->ui);
    Color ink = ui_theme(f->ui)->ink;
    plain(f, arena_printf(arena, "looks at %s in A (", quoted(c, SIDE_A, x)));
    weight_word(c, f, true, FACE_WORDS_SEMIBOLD, SIDE_A, x);
    flow_text(f, FACE_WORDS, ink, true, ", in B");
    weight_word(c, f, false, FACE_WORDS, SIDE_B, x);
    flow_text(f, FACE_WORDS, ink, true,
              arena_printf(arena, ") and at %s in B (", quoted(c, SIDE_A, y)));
    weight_word(c, f, true, FACE_WORDS_SEMIBOLD, SIDE_B, y);
    flow_text(f, FACE_WORDS, ink, true, ", in A");
    weight_word(c, f, false, FACE_WORDS, SIDE_A, y);
    flow_text(f, FACE_WORDS, ink, true, ").");
}

static void say_peaks(const Compared *c, Flow *f) {
    const Real *a = side_row(c, SIDE_A, c->cell.target), *b = side_row(c, SIDE_B, c->cell.target);
    int S = c->of->a.cols.count, x = largest(a, S), y = largest(b, S);
    if (!memcmp(a, b, (size_t)S * sizeof *a))
        say_same_row(c, f, x);
    else if (x == y)
        say_same_peak(c, f, a, b, x);
    else
        say_two_peaks(c, f, x, y);
}

static void say_divergence(const Compared *c, Flow *f) {
    double nats = c->of->divergence[c->cell.target - 1];
    Arena *arena = ui_arena(f->ui);
    plain(f, isnan(nats) ? "KL(A‖B) is not defined: B is 0 where A is not."
                         : arena_printf(arena, "KL(A‖B) = %s nats.", view_seen(c->view, nats, 2)));
}

/* What one side alone looks at: its columns are no partners of the other's, or it has none. */
static void say_alone(const Compared *c, Flow *f, int side) {
    if (!compared_has_row(c, side)) return;
    RunMatrix m = side == SIDE_A ? c->of->a : c->of->b;
    const Real *row = side_row(c, side, c->cell.target);
    int best = largest(row, m.cols.count);
    plain(f, arena_printf(ui_arena(f->ui), "%s looks at %s with", side_names[side],
                          quoted(c, side, best)));
    weight_word(c, f, false, FACE_WORDS_SEMIBOLD, side, best);
    flow_text(f, FACE_WORDS, ui_theme(f->ui)->ink, true, ".");
}

/* Of a side whose row is not all weighed at this step: when it will be. Nothing where it is, or
 * never has weights. */
static void say_coming(const Compared *c, Flow *f, int side) {
    const ViewPass *pass = &c->sides[side];
    RunMatrix m = side == SIDE_A ? c->of->a : c->of->b;
    if (!m.array || c->cell.target > m.rows.count || compared_has_row(c, side)) return;
    const char *name = side_names[side];
    Arena *arena = ui_arena(c->view->ui);
    if (!run_has_heads(pass->run)) {
        plain(f, arena_printf(arena, "%s has not weighed this step yet.", name));
        return;
    }
    int block = run_block_of(pass->run, pass->state->look.heads[0]);
    plain(f, pass->state->look.position.token < block
                 ? arena_printf(arena, "%s’s head is computed in block %d of %d.", name, block,
                                run_block_count(pass->run))
                 : arena_printf(arena, "%s’s head has not come to this row yet.", name));
}

/* Of a side without attention: what its decoder is given instead. */
static void say_given(const Compared *c, Flow *f, int side) {
    int t = c->cell.target;
    const Run *run = c->sides[side].run;
    if (run_has_heads(run) || side_has_weights(c, side) || t > run->target.count) return;
    Arena *arena = ui_arena(f->ui);
    plain(f, arena_printf(arena, "%s is given the same c at every step", side_names[side]));
    if (t < 2) {
        flow_text(f, FACE_WORDS, ui_theme(f->ui)->ink, true, ".");
        return;
    }
    flow_text(f, FACE_WORDS, ui_theme(f->ui)->ink, true,
              arena_printf(arena, ": from step %d to %d it changes by %s,", t - 1, t,
                           view_seen(c->view, given_change(c, side, t), 2)));
    bool other = t <= c->sides[1 - side].run->target.count;
    plain(f, other ? arena_printf(arena, "%s’s by %s.", side_names[1 - side],
                                  view_seen(c->view, given_change(c, 1 - side, t), 2))
                   : arena_printf(arena, "and %s has ended.", side_names[1 - side]));
}

static void say_words(const Compared *c, Flow *f) {
    int t = c->cell.target;
    Arena *arena = ui_arena(f->ui);
    const char *a = view_row(&c->sides[SIDE_A], t), *b = view_row(&c->sides[SIDE_B], t);
    Color ink = side_ink(c, SIDE_A);
    if (a && b && !strcmp(a, b))
        flow_text(f, FACE_WORDS_SEMIBOLD, ink, false, a);
    else if (a && b) {
        flow_text(f, FACE_WORDS_SEMIBOLD, ink, false, a);
        plain(f, "in A,");
        flow_text(f, FACE_WORDS_SEMIBOLD, side_ink(c, SIDE_B), false, b);
        plain(f, arena_printf(arena, "in B at step %d:", t));
    } else if (a || b) {
        int side = a ? SIDE_A : SIDE_B;
        flow_text(f, FACE_WORDS_SEMIBOLD, side_ink(c, side), false, a ? a : b);
        plain(f, arena_printf(arena, "is only in %s.", side_names[side]));
    } else
        plain(f, arena_printf(arena, "Step %d", t));
}

static void say_row(const Compared *c, Flow *f) {
    if (!c->cell.target) {
        plain(f, "Step on, and the row of the newest word is compared here.");
        return;
    }
    say_words(c, f);
    bool both = compared_has_row(c, SIDE_A) && compared_has_row(c, SIDE_B);
    if (c->of->no) {
        for (int side = 0; side < SIDES; side++) say_alone(c, f, side);
        for (int side = 0; side < SIDES; side++) say_given(c, f, side);
        for (int side = 0; side < SIDES; side++) say_coming(c, f, side);
        if (side_has_weights(c, SIDE_A) && side_has_weights(c, SIDE_B))
            flow_text(f, FACE_WORDS, ui_theme(f->ui)->muted, false, c->of->no);
    } else if (both) {
        say_peaks(c, f);
        say_divergence(c, f);
    } else
        for (int side = 0; side < SIDES; side++) {
            say_alone(c, f, side);
            say_coming(c, f, side);
        }
}

/* --- the outputs ----------------------------------------------------------------------------- */

static bool has_output(const Compared *c) {
    return c->view->run->chosen && c->view->other->chosen;
}

/* Tokens of a side that are written at this step. */
static int written(const Compared *c, int side) {
    const ViewPass *pass = &c->sides[side];
    Position p = pass->state->look.position;
    int count = 0, T = pass->run->target.count;
    if (run_has_heads(pass->run)) return p.token == run_last(pass->run).token ? T : 0;
    while (count < T && run_shows(p, count + 1, STAGE_OUTPUT, 0)) count++;
    return count;
}

/* Whether a space stands before token i, as where they are joined to a text. */
static bool is_apart(Arena *arena, TokenKind kind, const char *const *items, int i) {
    if (!i) return false;
    const char *two = tokens_join(arena, kind, items + i - 1, 2);
    return strlen(two) > strlen(items[i - 1]) + strlen(items[i]);
}

static void say_output(const Compared *c, Flow *f, int side) {
    const Run *run = c->sides[side].run, *other = c->sides[1 - side].run;
    Arena *arena = ui_arena(f->ui);
    TokenKind kind = run->ask.model->tokens;
    TextPieces mine = {run->target.items, written(c, side)};
    TextPieces theirs = {other->target.items, written(c, 1 - side)};
    bool *differ = comparison_differ(arena, mine, theirs);
    flow_text(f, FACE_WORDS_BOLD, side_ink(c, side), false, side_names[side]);
    f->x += flow_space(f) * 2;
    for (int i = 0; i < mine.count; i++) {
        if (!strcmp(mine.items[i], "</s>")) continue;
        bool apart = i == 0 || is_apart(arena, kind, mine.items, i);
        flow_word(f, apart ? flow_space(f) : 0, differ[i] ? FACE_WORDS_BOLD : FACE_WORDS,
                  differ[i] ? side_ink(c, side) : ui_theme(f->ui)->ink,
                  kind == TOKENS_CHARACTERS ? view_token(c->view, mine.items[i]) : mine.items[i]);
    }
    if (!mine.count) flow_text(f, FACE_WORDS, ui_theme(f->ui)->muted, false, "nothing yet");
}

/* --- what is right --------------------------------------------------------------------------- */

/* Both runs' references are the same text, and all is written. */
static bool can_judge(const Compared *c) {
    const Run *a = c->view->run, *b = c->view->other;
    return c->references[SIDE_A] && c->references[SIDE_B] && !strcmp(a->reference, b->reference) &&
           c->references[SIDE_A]->tokens.count == c->references[SIDE_B]->tokens.count &&
           written(c, SIDE_A) == a->target.count && written(c, SIDE_B) == b->target.count;
}

static bool is_wrong(const Run *run) {
    return strcmp(run->output, run->reference) != 0;
}

/* Each word of the reference over how likely it was to A and to B; what a side has not is marked.
 */
static void say_reference(const Compared *c, Flow *f) {
    const Reference *a = c->references[SIDE_A], *b = c->references[SIDE_B];
    const UiTheme *theme = ui_theme(f->ui);
    const UiMetrics *u = ui_metrics(f->ui);
    Arena *arena = ui_arena(f->ui);
    const bool *lost[SIDES] = {comparison_differ(arena, a->tokens, c->view->run->target),
                               comparison_differ(arena, a->tokens, c->view->other->target)};
    float digits = text_width(ui_fonts(f->ui), FACE_NUMBERS, u->tiny, ".88");
    for (int i = 0; i < a->tokens.count; i++) {
        const char *word = view_token(c->view, a->tokens.items[i]);
        bool wrong = lost[SIDE_A][i] || lost[SIDE_B][i];
        Face face = wrong ? FACE_WORDS_BOLD : FACE_WORDS;
        float width = fmaxf(text_width(ui_fonts(f->ui), face, u->body, word), digits);
        DrawBox at;
        if (!flow_place(f, 12 * u->factor, width, &at)) return;
        if (!f->draws) continue;
        Color ink = wrong ? side_ink(c, lost[SIDE_B][i] ? SIDE_B : SIDE_A) : theme->ink;
        float middle = at.x + width / 2, y = at.y + u->body * 1.3f;
        draw_text(ui_list(f->ui), middle, y, ALIGN_CENTER, face, u->body, ink, word);
        for (int side = 0; side < SIDES; side++) {
            double p = (side == SIDE_A ? a : b)->probabilities[i];
            y += u->tiny * 1.35f;
            draw_text(ui_list(f->ui), middle, y, ALIGN_CENTER, FACE_NUMBERS, u->tiny,
                      lost[side][i] || p < EVEN ? side_ink(c, side) : theme->muted,
                      view_weight(c->view, p));
        }
    }
}

static float reference_line(const UiMetrics *u) {
    return u->body * 1.3f + u->tiny * 1.35f * 2 + 10;
}

/* --- the card -------------------------------------------------------------------------------- */

typedef struct Card {
    Compared *c;
    DrawBox rest;
    bool draws, narrow;
    float used;
} Card;

static DrawBox next(Card *card, float height) {
    card->used += height;
    return box_cut_top(&card->rest, height);
}

static float line_height(const UiMetrics *u) {
    return roundf(u->body * 1.75f);
}

static void add_sentence(Card *card) {
    Ui *ui = card->c->view->ui;
    Flow f = flow_in(ui, card->rest, line_height(ui_metrics(ui)), LINES_MOST, card->draws);
    say_row(card->c, &f);
    next(card, flow_height(&f));
}

static void add_outputs(Card *card) {
    Ui *ui = card->c->view->ui;
    const UiMetrics *u = ui_metrics(ui);
    if (!has_output(card->c)) return;
    next(card, 6 * u->factor);
    float tallest = 0;
    for (int side = 0; side < SIDES; side++) {
        DrawBox box = card->narrow ? card->rest : box_column(card->rest, side, SIDES, 24);
        Flow f = flow_in(ui, box, line_height(u), LINES_MOST, card->draws);
        say_output(card->c, &f, side);
        tallest = fmaxf(tallest, flow_height(&f));
        if (card->narrow) next(card, flow_height(&f));
    }
    if (!card->narrow) next(card, tallest);
}

static void add_reference(Card *card) {
    Ui *ui = card->c->view->ui;
    const UiTheme *theme = ui_theme(ui);
    const UiMetrics *u = ui_metrics(ui);
    const Compared *c = card->c;
    if (!can_judge(c)) return;
    bool wrong = is_wrong(c->view->run) || is_wrong(c->view->other);
    bool none = !run_has_attention(c->view->run) || !run_has_attention(c->view->other);
    if (!wrong && !none) return;
    next(card, 10 * u->factor);
    if (!wrong) {
        DrawBox line = next(card, u->small * 1.6f);
        if (card->draws)
            ui_text(ui, line, ALIGN_LEFT, FACE_WORDS, u->small, theme->muted,
                    "Nothing was lost on this sentence: both write what is right.");
        return;
    }
    DrawBox head = next(card, u->small * 1.6f);
    if (card->draws)
        ui_text(ui, head, ALIGN_LEFT, FACE_WORDS, u->small, theme->muted,
                "What is right, word by word, and how likely each was to A and (below) to B after "
                "the right words before it:");
    DrawBox box = card->rest;
    DrawBox names = box_cut_left(&box, 22 * u->factor);
    Flow f = flow_in(ui, box, reference_line(u), LINES_MOST, card->draws);
    say_reference(card->c, &f);
    for (int side = 0; side < SIDES && card->draws; side++)
        draw_text(ui_list(ui), names.x,
                  names.y + u->body * 1.3f + u->tiny * 1.35f * (float)(side + 1), ALIGN_LEFT,
                  FACE_WORDS_BOLD, u->tiny, side_ink(card->c, side), side_names[side]);
    next(card, flow_height(&f));
}

/* The heading, and at its right what copies the figure's command line. */
static void add_heading(Card *card) {
    ViewPass *view = card->c->view;
    const UiMetrics *u = ui_metrics(view->ui);
    DrawBox row = next(card, view->figure ? u->section : u->control);
    if (!card->draws) return;
    UiButton copy = {.label = "Copy as command", .icon = ICON_COPY};
    float width = ui_button_width(view->ui, copy);
    if (!view->figure && width < row.width / 2 &&
        ui_button(view->ui, "copy", box_cut_right(&row, width), copy))
        view_say(view, "copy command");
    ui_heading(view->ui, row, "What changed", "");
}

static float fill(Card *card) {
    const UiMetrics *u = ui_metrics(card->c->view->ui);
    float pad = u->panel_pad;
    card->narrow = card->rest.width < 620 * u->factor;
    card->rest = box_inset(card->rest, pad, pad * 0.6f);
    card->used = pad * 1.2f;
    add_heading(card);
    next(card, 2);
    add_sentence(card);
    add_outputs(card);
    add_reference(card);
    return card->used;
}

float words_height(Compared *c, float width) {
    Card card = {.c = c, .rest = {0, 0, width, 10000}};
    return ceilf(fill(&card)) + 2;
}

void words_draw(Compared *c, DrawBox box) {
    ui_panel(c->view->ui, box, ui_metrics(c->view->ui)->card_radius);
    Card card = {.c = c, .rest = box, .draws = true};
    ui_push(c->view->ui, "changed");
    fill(&card);
    ui_pop(c->view->ui);
}
