/* heads_side.c -- beside the heads: what one head does, in numbers, and what ablation changed. */
#include "views/heads_parts.h"

#include "ui/scroll.h"
#include "views/whatif.h"

#include <math.h>
#include <string.h>

enum { PATTERNS_SHOWN = 6 };

typedef struct Side {
    ViewPass *view;
    DrawBox rest; /* what is left, from the top */
    HeadAt head;
} Side;

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

static void draw_heading(Side *s, const char *text, const char *tail) {
    ui_heading(s->view->ui, box_cut_top(&s->rest, 22 * metrics(s->view)->factor), text, tail);
}

/* A name at the left and a number at the right. */
static void draw_line_of(Side *s, const char *name, const char *number, Color ink) {
    const UiMetrics *u = metrics(s->view);
    DrawBox line = box_cut_top(&s->rest, 22 * u->factor);
    float wide = text_width(ui_fonts(s->view->ui), FACE_NUMBERS, u->number, number) + 8;
    DrawBox right = box_cut_right(&line, fminf(wide, line.width * 0.75f));
    ui_text(s->view->ui, line, ALIGN_LEFT, FACE_WORDS, u->text, ui_theme(s->view->ui)->ink, name);
    ui_text(s->view->ui, right, ALIGN_RIGHT, FACE_NUMBERS, u->number, ink, number);
}

/* --- the pattern ----------------------------------------------------------------------------- */

/* A pattern's share as a bar, with a mark where even weights would be. */
static void draw_bar(Side *s, const HeadMeasures *m, HeadPattern pattern, bool names) {
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

static void draw_pattern(Side *s) {
    const HeadSummary *summary = heads_summary(s->view, s->head);
    if (!summary) {
        draw_line_of(s, heads_pattern_words(s->view, s->head), "", ui_theme(s->view->ui)->muted);
        return;
    }
    const HeadMeasures *m = &summary->measures;
    bool drawn[PATTERN_MIXED] = {false};
    draw_heading(s, "Pattern", summary->pattern == PATTERN_MIXED ? " mixed" : "");
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

static void draw_numbers(Side *s) {
    ViewPass *view = s->view;
    const UiTheme *theme = ui_theme(view->ui);
    Arena *arena = ui_arena(view->ui);
    const HeadSummary *summary = heads_summary(view, s->head);
    if (!summary) return;
    const HeadMeasures *m = &summary->measures;
    draw_line_of(s, "entropy", arena_printf(arena, "%s nats", view_number(view, m->entropy, 2)),
                 theme->ink);
    if (s->head.of != HEADS_CROSS)
        draw_line_of(s, "mean distance",
                     arena_printf(arena, "%s tokens", view_number(view, m->distance, 1)),
                     theme->ink);
    draw_line_of(s, "largest weight, mean", view_number(view, m->maximum, 2), theme->ink);
    double cost;
    if (heads_cost(view, s->head, &cost))
        draw_line_of(s, "loss if ablated",
                     arena_printf(arena, "%s, from %s", heads_signed(view, cost, 3),
                                  view_number(view, view->ranking->whole, 3)),
                     cost >= 0.01 ? theme->error : theme->ink);
    else if (view->memory->ranks)
        draw_line_of(s, "loss if ablated", "being measured", theme->muted);
    else
        draw_line_of(s, "loss if ablated", "not measured", theme->muted);
}

static void draw_buttons(Side *s) {
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
    if (*view->state->ask.ablated && ui_button_width(view->ui, all) <= row.width &&
        ui_button(view->ui, "restore", box_cut_left(&row, ui_button_width(view->ui, all)), all))
        view_say(view, "restore all");
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
static void draw_what_if(Side *s) {
    ViewPass *view = s->view;
    if (!has_what_if(view)) return;
    whatif_side_draw(view, box_cut_top(&s->rest, whatif_side_height(view)), view_cell(view));
    box_cut_top(&s->rest, 16 * metrics(view)->factor);
}

/* --- with and without ------------------------------------------------------------------------ */

/* The largest |difference| of the weights of all heads, NaN where there are too many; matrices that
 * have other sizes now are compared where they overlap. */
static double largest_change(const Run *a, const Run *b) {
    HeadCounts counts = run_head_counts(a->ask.model);
    double most = 0, cells = (double)a->source.count * a->source.count * counts.heads *
                             counts.layers[HEADS_DECODER];
    if (cells > 4e7) return (double)NAN;
    for (HeadsOf of = HEADS_ENCODER; of < HEADS_OF_COUNT; of++)
        for (int l = 1; l <= counts.layers[of]; l++) {
            const TraceArray *x = run_head_array(a, (HeadAt){of, l, 1}, "weights"),
                             *y = run_head_array(b, (HeadAt){of, l, 1}, "weights");
            int rows = x->rows < y->rows ? x->rows : y->rows,
                cols = x->cols < y->cols ? x->cols : y->cols;
            for (int i = 0; i < counts.heads * rows * cols; i++) {
                int plane = i / (rows * cols), t = i / cols % rows, s = i % cols;
                most = fmax(most, fabs((double)(trace_number(x, plane, t, s) -
                                                trace_number(y, plane, t, s))));
            }
        }
    return most;
}

/* The same, kept while both runs stay. */
static double change_of(const ViewPass *view) {
    HeadAt first = view->state->look.heads[0];
    uint64_t of = run_head_array(view->run, first, "weights")->version,
             from = run_head_array(view->original, first, "weights")->version;
    ViewMemory *memory = view->memory;
    if (memory->change.of != of || memory->change.from != from) {
        memory->change.most = largest_change(view->run, view->original);
        memory->change.of = of;
        memory->change.from = from;
    }
    return memory->change.most;
}

/* The token whose probability is compared, from 1, and its id: of a decoder alone the last symbol
 * that was read, predicted by the one before it; else the pinned target or the last that is a
 * word, as the original run says it. */
static int spoken_token(const ViewPass *view, int *row) {
    const Run *from = view->original;
    int pinned = view->state->look.target;
    if (!from->chosen) {
        int t = pinned > 1 ? pinned : from->source.count;
        *row = t - 1;
        return vocabulary_id(&from->ask.model->source, from->source.items[t - 1]);
    }
    int last = from->target.count - (from->complete && from->target.count > 1);
    int t = pinned && pinned <= from->target.count ? pinned : last;
    *row = t;
    return from->chosen[t - 1];
}

static double probability(const Run *run, int row, int id) {
    const TraceArray *p = trace_find(run->trace, "output.probabilities");
    if (!p || row < 1 || row > p->rows || id < 0 || id >= p->cols) return (double)NAN;
    return (double)trace_number(p, 0, row - 1, id);
}

/* Nats a symbol of what was read, by a decoder alone; NaN for others. */
static double loss_of(const Run *run) {
    double nats = 0;
    if (run->chosen || run->source.count < 2) return (double)NAN;
    for (int t = 1; t < run->source.count; t++)
        nats -=
            log(probability(run, t, vocabulary_id(&run->ask.model->source, run->source.items[t])));
    return nats / (run->source.count - 1);
}

/* The words of an output one after the other, in as many lines as they need; those that the
 * ablation changed are marked as what-ifs mark them. Only measured where `list` is NULL. Returns
 * the height. */
static float flow_words(const ViewPass *view, const Run *run, DrawBox box, List *list) {
    const UiMetrics *u = metrics(view);
    const UiTheme *theme = ui_theme(view->ui);
    const bool *changed = run == view->run ? whatif_changed(view) : NULL;
    float x = 0, y = 0, high = 19 * u->factor, space = 0;
    if (run->ask.model->tokens != TOKENS_CHARACTERS) space = u->small * 0.35f;
    for (int t = 0; t < run->target.count - run->complete; t++) {
        bool marked = changed && changed[t];
        Face face = marked ? FACE_WORDS_SEMIBOLD : FACE_WORDS;
        const char *word = view_token(view, run->target.items[t]);
        float wide = text_width(ui_fonts(view->ui), face, u->small, word);
        if (x > 0 && x + wide > box.width) x = 0, y += high;
        DrawBox at = {box.x + x, box.y + y, fminf(wide + 1, box.width - x), high};
        if (list && marked) draw_fill(list, box_inset(at, -2, 1), 3, theme->warning_tint);
        if (list)
            ui_text(view->ui, at, ALIGN_LEFT, face, u->small, marked ? theme->warning : theme->ink,
                    word);
        x += wide + space;
    }
    return y + high;
}

static float output_height(const ViewPass *view, const Run *run, float width) {
    return 18 * metrics(view)->factor + flow_words(view, run, draw_box(0, 0, width, 0), NULL) +
           6 * metrics(view)->factor;
}

static void draw_output(Side *s, const char *name, const Run *run) {
    const UiMetrics *u = metrics(s->view);
    const UiTheme *theme = ui_theme(s->view->ui);
    DrawBox box = box_cut_top(&s->rest, output_height(s->view, run, s->rest.width));
    const char *judged = !run->reference                        ? ""
                         : !strcmp(run->output, run->reference) ? ": as the reference"
                                                                : ": not as the reference";
    ui_text(s->view->ui, box_cut_top(&box, 18 * u->factor), ALIGN_LEFT, FACE_WORDS, u->tiny,
            theme->muted, arena_printf(ui_arena(s->view->ui), "%s%s", name, judged));
    flow_words(s->view, run, box, ui_list(s->view->ui));
}

static const char *before_and_after(Side *s, double before, double after, int decimals) {
    return arena_printf(ui_arena(s->view->ui), "%s → %s", view_number(s->view, before, decimals),
                        view_number(s->view, after, decimals));
}

static void draw_changes(Side *s) {
    ViewPass *view = s->view;
    const UiTheme *theme = ui_theme(view->ui);
    const Run *run = view->run, *from = view->original;
    if (!*view->state->ask.ablated) return;
    draw_heading(s, "Without", arena_printf(ui_arena(view->ui), " %s", view->state->ask.ablated));
    if (!from) {
        draw_line_of(s, "the run with all heads", "not computed", theme->muted);
        return;
    }
    if (run->chosen) {
        draw_output(s, "with all heads", from);
        draw_output(s, "without", run);
    }
    int row, id = spoken_token(view, &row);
    const char *word = view_token(view, view->original->ask.model->target.tokens[id < 0 ? 0 : id]);
    draw_line_of(s, arena_printf(ui_arena(view->ui), "p(“%s”)", word),
                 before_and_after(s, probability(from, row, id), probability(run, row, id), 3),
                 theme->ink);
    if (!isnan(loss_of(run)))
        draw_line_of(s, "loss, nats a symbol", before_and_after(s, loss_of(from), loss_of(run), 3),
                     theme->ink);
    draw_line_of(s, "weights change by at most",
                 isnan(change_of(view)) ? "too many" : view_number(view, change_of(view), 3),
                 theme->ink);
}

/* --- the whole ------------------------------------------------------------------------------- */

static void draw_caption(Side *s, DrawBox box, const char *text) {
    text_in_box(ui_list(s->view->ui), box, ALIGN_LEFT, FACE_WORDS_MEDIUM, metrics(s->view)->tiny,
                ui_theme(s->view->ui)->muted, text);
}

/* Whether there are two matrices of the head to see. */
static bool has_two(const ViewPass *view, HeadAt head) {
    double change;
    return heads_change(view, head, &change);
}

/* The head's matrix; where heads are ablated, beside the same with all of them. */
static void draw_matrices(Side *s, DrawBox box, const ArcsShow *show) {
    if (show->count > 1 || !has_two(s->view, s->head)) {
        heads_matrix_draw(s->view, box, show);
        return;
    }
    const UiMetrics *u = metrics(s->view);
    DrawBox now = box_column(box, 0, 2, 10 * u->factor),
            before = box_column(box, 1, 2, 10 * u->factor);
    draw_caption(s, box_cut_top(&now, 18 * u->factor), "now");
    draw_caption(s, box_cut_top(&before, 18 * u->factor),
                 s->view->state->ask.edits ? "as computed" : "with all heads");
    heads_matrix_draw(s->view, now, show);
    ViewPass other = *s->view;
    other.run = s->view->original;
    other.figure = true; /* it only shows */
    ArcsShow was = arcs_of_head(&other, s->head);
    heads_matrix_draw(&other, before, &was);
}

static float matrix_height(const ViewPass *view, float width, const ArcsShow *show) {
    float most = 22 * metrics(view)->factor,
          step = fminf((width - 40) / (float)show->cols.count, most);
    float cells = show->self ? step * (float)show->rows.count
                             : fminf(most, step * 1.4f) * (float)show->rows.count;
    return fminf(cells + 76 * metrics(view)->factor, width * 1.25f);
}

/* Patterns that have a bar. */
static int bars_of(const HeadSummary *summary) {
    int count = 0;
    for (int p = 0; summary && p < PATTERN_MIXED; p++)
        count += summary->measures.patterns[p].rows > 0;
    return count < PATTERNS_SHOWN ? count : PATTERNS_SHOWN;
}

static float height_of(const ViewPass *view, HeadAt head, float matrix, float width) {
    float unit = metrics(view)->factor;
    int bars = bars_of(heads_summary(view, head)), numbers = head.of == HEADS_CROSS ? 3 : 4;
    float words = (float)(22 + 14 + 22 + 21 * bars + 28 + 22 * numbers + 24) * unit;
    float changes = *view->state->ask.ablated ? (float)(22 + 22 * 3) * unit : 0;
    if (changes > 0 && view->original && view->run->chosen)
        changes +=
            output_height(view, view->original, width) + output_height(view, view->run, width);
    if (matches_in_part(view, head)) words += 18 * unit;
    float what_if = has_what_if(view) ? whatif_side_height(view) + 16 * unit : 0;
    return matrix + words + metrics(view)->control + what_if + changes;
}

void heads_side_draw(ViewPass *view, DrawBox box) {
    if (!run_has_heads(view->run)) return;
    HeadAt head = heads_spoken(view);
    ArcsShow show =
        heads_same(head, view->state->look.heads[0]) ? arcs_chosen(view) : arcs_of_head(view, head);
    float unit = metrics(view)->factor;
    bool two = has_two(view, head);
    float matrix = two ? matrix_height(view, (box.width - 10 * unit) / 2, &show) + 18 * unit
                       : matrix_height(view, box.width, &show);
    UiScroll scroll = {.width = box.width,
                       .height = fmaxf(box.height, height_of(view, head, matrix,
                                                             box.width - metrics(view)->scrollbar)),
                       .focusable = false};
    Side s = {.view = view, .head = head};
    s.rest = ui_scroll_begin(view->ui, "side", box, scroll);
    if (scroll.height > box.height) s.rest.width -= metrics(view)->scrollbar;
    draw_heading(&s, heads_name(view, head), heads_are_ablated(view, head) ? " ablated" : "");
    draw_matrices(&s, box_cut_top(&s.rest, matrix), &show);
    box_cut_top(&s.rest, 14 * unit);
    draw_pattern(&s);
    draw_numbers(&s);
    draw_buttons(&s);
    draw_what_if(&s);
    draw_changes(&s);
    ui_scroll_end(view->ui);
}
