/* lookup_scores.c -- the same query under all five scores: of each its score and weight of every
 * key, and what they blend. */
#include "views/lookup_parts.h"
#include "views/math.h"

#include <math.h>

enum {
    CARD_LEAST = 200,
    CARD_SLIM = 158, /* where all five then stand in a row */
    CARD_GAP = 12,
    GAP_SLIM = 8,
    PAD_SLIM = 6,
    NUMBER = 42,
    WEIGHT = 34,
    LABELS = 16,
    LABEL = 46,
    LETTER = 12
};

static const float NAME_SHARE = 0.36f;

/* Heights at text size 1, loose to tight. */
static const struct CardHeights {
    float title, row, foot, pad, heading;
} all_heights[] = {
    {34, 21, 23, 6, 38}, {30, 18, 20, 5, 38}, {27, 15, 18, 4, 34}, {26, 15, 17, 3, 32}};

static const UiMetrics *metrics(const LookupShow *show) {
    return ui_metrics(show->view->ui);
}

static float high(const LookupShow *show, float height) {
    return height * metrics(show)->factor;
}

static const struct CardHeights *heights(const LookupShow *show) {
    return &all_heights[show->cards_tight];
}

/* Slim cards have their weights on a ground of their own, with no room for bars. */
static bool are_slim(const LookupShow *show, float width) {
    return width < high(show, 5 * CARD_LEAST) && width >= high(show, 5 * CARD_SLIM + 4 * GAP_SLIM);
}

static int cards_in_row(const LookupShow *show, float width) {
    int count = (int)(width / high(show, CARD_LEAST));
    if (are_slim(show, width)) return 5;
    return count < 1 ? 1 : count > 5 ? 5 : count;
}

static float card_height(const LookupShow *show) {
    const struct CardHeights *h = heights(show);
    return high(show,
                2 * h->pad + h->title + LABELS + (float)show->numbers.count * h->row + h->foot);
}

float lookup_cards_height(const LookupShow *show, float width) {
    int in_row = cards_in_row(show, width), rows = (5 + in_row - 1) / in_row;
    return high(show, heights(show)->heading) +
           (float)rows * (card_height(show) + high(show, CARD_GAP)) - high(show, CARD_GAP);
}

/* --- a card ---------------------------------------------------------------------------------- */

typedef struct Card {
    const LookupShow *show;
    const Score *score;
    bool slim;
} Card;

static bool is_chosen(const Card *card) {
    return card->show->view->run->ask.attention.score == card->score;
}

/* Of the chosen score the row that all else shows too. */
static const char *array_of(const Card *card, const char *what) {
    return arena_printf(ui_arena(card->show->view->ui), "%s.%s",
                        is_chosen(card) ? "attention" : card->score->word, what);
}

/* The last before weights are made of the scores. */
static LookupStage score_stage(const LookupShow *show) {
    return lookup_has_stage(show->view->run, LOOKUP_SCALE) ? LOOKUP_SCALE : LOOKUP_SIMILARITY;
}

/* Not reached yet: a dash in place of the number. */
static void draw_number(const LookupShow *show, DrawBox box, bool shown, double x, int decimals,
                        Color ink) {
    ui_text(show->view->ui, box, ALIGN_RIGHT, FACE_NUMBERS, metrics(show)->tiny,
            shown ? ink : ui_theme(show->view->ui)->muted,
            shown ? lookup_number(show, x, decimals) : "–");
}

/* The mouse over a number: its name; a click chooses the score, or follows the number while one is
 * followed, or with Ctrl. `lit`: where it stands, framed if it counts. */
static void answer_number(const Card *card, const char *name, DrawBox box, DrawBox lit, bool shown,
                          const RunCell *at, int s) {
    ViewPass *view = card->show->view;
    if (shown) lookup_light(card->show, box_inset(lit, 0, 2), at);
    if (view->figure) return;
    UiHit hit = ui_area(view->ui, name, box,
                        (UiArea){.label = shown ? run_cell_words(ui_arena(view->ui), at) : name,
                                 .cursor = CURSOR_HAND});
    if (hit.hover && s) view_hover(view, 1, s);
    if (shown && lookup_answer_number(card->show, box, &hit, at)) return;
    if (hit.clicked) view_say(view, "score %s", card->score->word);
}

static void draw_bar(const LookupShow *show, DrawBox rest, bool shown, double alpha) {
    const UiTheme *theme = ui_theme(show->view->ui);
    float thick = fminf(high(show, 12), rest.height - 3);
    DrawBox bar = draw_box(rest.x, rest.y + (rest.height - thick) / 2, rest.width, thick);
    DrawStroke dashes = {.color = theme->dashed, .width = 1, .dash = 3, .gap = 3};
    if (!shown) draw_rect(ui_list(show->view->ui), bar, 2, COLOR_NONE, dashes);
    if (!shown || !(alpha > 0)) return;
    bar.width = fmaxf(1, (float)alpha * bar.width);
    draw_fill(ui_list(show->view->ui), bar, 2,
              theme->weights.colors[color_level(0.3 + 0.7 * alpha)]);
}

/* Where the parts of a row stand: the name, the score, the weight, and of that its number. */
typedef struct CardRow {
    DrawBox name, e, weight, number;
} CardRow;

static CardRow row_of(const Card *card, DrawBox row) {
    const LookupShow *show = card->show;
    float gap = metrics(show)->gap;
    CardRow at;
    if (card->slim) {
        at.number = at.weight = box_cut_right(&row, high(show, WEIGHT + 6));
        box_cut_right(&row, gap);
        at.e = box_cut_right(&row, high(show, NUMBER - 2));
        at.name = row;
        return at;
    }
    at.name = box_cut_left(&row, row.width * NAME_SHARE);
    at.e = box_cut_left(&row, high(show, NUMBER));
    box_cut_left(&row, gap);
    at.weight = row;
    at.number = box_cut_right(&row, high(show, WEIGHT));
    return at;
}

/* As a number on its own ground; where there is room, as a bar and a number. */
static void draw_weight(const Card *card, const CardRow *at, bool shown, double alpha) {
    const LookupShow *show = card->show;
    const UiTheme *theme = ui_theme(show->view->ui);
    if (!card->slim) {
        DrawBox bar = at->weight;
        bar.width = fmaxf(0, at->number.x - bar.x - high(show, 4));
        draw_bar(show, bar, shown, alpha);
        draw_number(show, at->number, shown, alpha, 3, theme->ink);
        return;
    }
    Color ground = theme->weights.colors[color_level(alpha)];
    if (shown) draw_fill(ui_list(show->view->ui), box_inset(at->weight, 0, 1), 3, ground);
    draw_number(show, box_inset(at->number, high(show, 3), 0), shown, alpha, 3,
                color_text_on(ground));
}

/* The name, the score, and the weight. */
static void draw_row(const Card *card, DrawBox row, int s) {
    const LookupShow *show = card->show;
    Ui *ui = show->view->ui;
    const UiTheme *theme = ui_theme(ui);
    Arena *arena = ui_arena(ui);
    const char *word = card->score->word;
    bool spoken = s == show->spoken, scored = lookup_is_shown(show, score_stage(show), s);
    bool weighed = lookup_is_shown(show, LOOKUP_NORMALISE, s);
    CardRow at = row_of(card, row);
    list_push_opacity(ui_list(ui), lookup_opacity(show, s));
    ui_text(ui, at.name, ALIGN_LEFT, spoken ? FACE_WORDS_SEMIBOLD : FACE_WORDS,
            card->slim ? metrics(show)->tiny : metrics(show)->small,
            spoken ? theme->key : theme->ink, show->numbers.keys[s - 1].name);
    draw_number(show, at.e, scored, lookup_at(show, array_of(card, "scores"), s), 2, theme->ink);
    draw_weight(card, &at, weighed, lookup_at(show, array_of(card, "weights"), s));
    list_pop_opacity(ui_list(ui));
    RunCell scores = lookup_cell(show, array_of(card, "scores"), 1, s);
    RunCell weights = lookup_cell(show, array_of(card, "weights"), 1, s);
    DrawBox lit = at.e;
    lit.width += 2; /* air after the last digit */
    answer_number(card, arena_printf(arena, "%s-e%d", word, s), box_around(at.name, at.e), lit,
                  scored, &scores, s);
    answer_number(card, arena_printf(arena, "%s-%d", word, s), at.weight, at.weight, weighed,
                  &weights, s);
}

/* "score e": a word and its letter at one end of a box; where there is no room, one of the two. */
static void draw_label(const LookupShow *show, DrawBox box, Align align, const char *word,
                       const char *letter) {
    Ui *ui = show->view->ui;
    const UiMetrics *u = metrics(show);
    Color ink = ui_theme(ui)->muted;
    float size = u->formula * 0.85f, wide = math_width(ui, size, letter), gap = high(show, 4);
    float word_wide = text_width(ui_fonts(ui), FACE_WORDS, u->tiny, word);
    bool both = word_wide + gap + wide <= box.width, alone = !both && word_wide <= box.width;
    if (!both) gap = 0;
    if (alone) wide = 0;
    if (!both && !alone) word_wide = 0;
    DrawBox place = box_aligned(box, align, word_wide + gap + wide, box.height);
    if (word_wide > 0)
        text_in_box(ui_list(ui), box_cut_left(&place, word_wide + gap), ALIGN_LEFT, FACE_WORDS,
                    u->tiny, ink, word);
    if (wide > 0) math_in_box(ui, place, ALIGN_LEFT, size, ink, letter);
}

/* Over the numbers: what they are. */
static void draw_labels(const Card *card, DrawBox row) {
    CardRow at = row_of(card, row);
    draw_label(card->show, box_around(at.name, at.e), ALIGN_RIGHT, "score", "e");
    draw_label(card->show, box_around(at.weight, at.number), ALIGN_RIGHT, "weight", "α");
}

/* What the weights blend of the values. */
static void draw_foot(const Card *card, DrawBox row) {
    const LookupShow *show = card->show;
    Ui *ui = show->view->ui;
    bool shown = lookup_is_shown(show, LOOKUP_BLEND, show->numbers.count + 1);
    int count = show->numbers.d_v;
    float wide = fminf(high(show, 48), (row.width - high(show, LABEL)) / (float)count);
    if (wide < high(show, WEIGHT)) wide = (row.width - high(show, LETTER)) / (float)count;
    draw_line(ui_list(ui), row.x, row.y + 1, row.x + row.width, row.y + 1,
              draw_stroke(ui_theme(ui)->line, 1));
    box_cut_top(&row, 2);
    draw_label(show, box_cut_left(&row, row.width - wide * (float)count), ALIGN_LEFT, "blend", "c");
    for (int i = 0; i < count; i++) {
        DrawBox box = box_column(row, i, count, 0);
        RunCell at = lookup_cell(show, array_of(card, "context"), 1, i + 1);
        draw_number(show, box, shown, lookup_at(show, array_of(card, "context"), i + 1), 2,
                    ui_theme(ui)->value_ink);
        answer_number(card, arena_printf(ui_arena(ui), "%s-c%d", card->score->word, i + 1), box,
                      box, shown, &at, 0);
    }
}

static void draw_title(const Card *card, DrawBox head) {
    Ui *ui = card->show->view->ui;
    const UiMetrics *u = metrics(card->show);
    float width =
        text_width(ui_fonts(ui), FACE_WORDS_SEMIBOLD, u->text, card->score->title) + u->gap;
    ui_text(ui, box_cut_left(&head, width), ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->text,
            ui_theme(ui)->ink, card->score->title);
    math_in_box(ui, head, ALIGN_RIGHT, u->formula * 0.9f, ui_theme(ui)->muted, card->score->brief);
}

static void draw_card(const Card *card, DrawBox box) {
    const LookupShow *show = card->show;
    ViewPass *view = show->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(show);
    const struct CardHeights *h = heights(show);
    bool on = is_chosen(card);
    if (view->figure)
        draw_rect(ui_list(view->ui), box, u->card_radius, theme->panel,
                  draw_stroke(on ? theme->accent : theme->line, on ? 2 : 1));
    else if (ui_card(view->ui, card->score->word, box,
                     (UiCard){.label = card->score->title, .on = on}) &&
             !on)
        view_say(view, "score %s", card->score->word);
    DrawBox inside = box_inset(box, card->slim ? high(show, PAD_SLIM) : u->pad, high(show, h->pad));
    draw_title(card, box_cut_top(&inside, high(show, h->title)));
    draw_labels(card, box_cut_top(&inside, high(show, LABELS)));
    for (int s = 1; s <= show->numbers.count; s++)
        draw_row(card, box_cut_top(&inside, high(show, h->row)), s);
    draw_foot(card, box_cut_top(&inside, high(show, h->foot)));
}

/* --- all five -------------------------------------------------------------------------------- */

/* The heading, and the way to what stands behind dividing by √d. */
static void draw_head(ViewPass *view, DrawBox head) {
    const UiMetrics *u = ui_metrics(view->ui);
    UiButton spread = {.label = "Why ÷ √d: the same at d = 2 … 512"};
    if (!view->figure) {
        float width = fminf(head.width * 0.5f, ui_button_width(view->ui, spread));
        if (ui_button(view->ui, "spread", box_cut_right(&head, width), spread))
            view_say(view, "view spread");
    }
    ui_text(view->ui, head, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->heading, ui_theme(view->ui)->ink,
            "The same query under all five scores");
}

void lookup_draw_cards(LookupShow *show, DrawBox box) {
    ViewPass *view = show->view;
    int in_row = cards_in_row(show, box.width), count = 0;
    bool slim = are_slim(show, box.width);
    float gap = high(show, slim ? GAP_SLIM : CARD_GAP);
    DrawBox head = box_cut_top(&box, high(show, heights(show)->heading));
    draw_head(view, box_cut_top(&head, fminf(head.height - high(show, 4), metrics(show)->control)));
    ui_push(view->ui, "scores");
    DrawBox row = {0, 0, 0, 0};
    for (int i = 0; i < score_count; i++) {
        if (score_is_none(score_list[i])) continue;
        if (count % in_row == 0) {
            row = box_cut_top(&box, card_height(show));
            box_cut_top(&box, gap);
        }
        Card card = {show, score_list[i], slim};
        draw_card(&card, box_column(row, count++ % in_row, in_row, gap));
    }
    ui_pop(view->ui);
}
