/* heads_changes.c -- what ablated heads changed: of the output, of its loss, of every head. Both
 * runs are fed the same words, so that the numbers are of the same tokens. */
#include "views/heads_parts.h"
#include "views/whatif.h"

#include <math.h>
#include <string.h>

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

/* --- of a head ------------------------------------------------------------------------------- */

bool heads_pair(const ViewPass *view, HeadsPair *pair) {
    bool ablated = *view->run->ask.ablated;
    *pair = (HeadsPair){view->ablation.before, view->ablation.after};
    if (!ablated) *pair = (HeadsPair){view->original, view->run};
    return pair->before && pair->before != pair->after;
}

const char *heads_fed_words(const ViewPass *view) {
    switch (view->ablation.on) {
    case ABLATION_READ: return "on the same input";
    case ABLATION_TARGET: return "on the target";
    case ABLATION_REFERENCE: return "on the reference";
    case ABLATION_OUTPUT: break;
    }
    return "on the output with all heads";
}

bool heads_change(const ViewPass *view, HeadAt head, double *change) {
    HeadsPair pair;
    if (!heads_pair(view, &pair)) return false;
    ViewPass after = *view, before = *view;
    after.run = pair.after;
    before.run = pair.before;
    const HeadSummary *now = heads_summary(&after, head), *then = heads_summary(&before, head);
    if (!now || !then) return false;
    HeadOverview a = now->overviews[0], b = then->overviews[0];
    *change = 0;
    if (a.rows != b.rows || a.cols != b.cols) return false;
    for (int i = 0; i < a.rows * a.cols; i++)
        *change = fmax(*change, fabs((double)(a.most[i] - b.most[i])));
    return true;
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
    const Run *now = view->ablation.after, *before = view->ablation.before;
    uint64_t of = run_head_array(now, first, "weights")->version,
             from = run_head_array(before, first, "weights")->version;
    ViewMemory *memory = view->memory;
    if (memory->change.of != of || memory->change.from != from) {
        memory->change.most = largest_change(now, before);
        memory->change.of = of;
        memory->change.from = from;
    }
    return memory->change.most;
}

/* The token whose probability is compared, from 1, and its id; *row: where it is predicted. Of a
 * decoder alone the last symbol that was read, predicted by the one before it; else the pinned
 * target or the last that is a word, of what both runs are fed. */
static int spoken_token(const ViewPass *view, int *row, int *id) {
    const Run *from = view->ablation.before;
    int pinned = view->state->look.target;
    if (!from->chosen) {
        int t = pinned > 1 && pinned <= from->source.count ? pinned : from->source.count;
        *row = t - 1;
        *id = vocabulary_id(&from->ask.model->source, from->source.items[t - 1]);
        return t;
    }
    int last = from->target.count - (from->complete && from->target.count > 1);
    int t = pinned && pinned <= from->target.count ? pinned : last;
    *row = t;
    *id = from->chosen[t - 1];
    return t;
}

static double probability(const Run *run, int row, int id) {
    const TraceArray *p = trace_find(run->trace, "output.probabilities");
    if (!p || row < 1 || row > p->rows || id < 0 || id >= p->cols) return (double)NAN;
    return (double)trace_number(p, 0, row - 1, id);
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

static void draw_output(HeadsSide *s, const char *name, const Run *run) {
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

/* What both runs make of the words that both are fed. */
static void draw_fed(HeadsSide *s) {
    ViewPass *view = s->view;
    Arena *arena = ui_arena(view->ui);
    const UiTheme *theme = ui_theme(view->ui);
    const Run *from = view->ablation.before, *now = view->ablation.after;
    if (from->chosen)
        ui_text(view->ui, box_cut_top(&s->rest, 18 * metrics(view)->factor), ALIGN_LEFT, FACE_WORDS,
                metrics(view)->tiny, theme->muted,
                arena_printf(arena, "%s, word by word", heads_fed_words(view)));
    int row, id, token = spoken_token(view, &row, &id);
    const char *word = view_token(view, from->ask.model->target.tokens[id < 0 ? 0 : id]);
    heads_side_line(s, arena_printf(arena, "p(“%s”) at %d", word, token),
                    view_pair(view, probability(from, row, id), probability(now, row, id), 3),
                    theme->ink);
    if (!isnan(run_loss(now)))
        heads_side_line(s, "loss, nats a token", view_pair(view, run_loss(from), run_loss(now), 3),
                        theme->ink);
    double change = change_of(view);
    if (isnan(change))
        heads_side_line(s, "change of weights", "too many to compare", theme->muted);
    else
        heads_side_line(s, "weights change by at most", view_small(view, change, 3), theme->ink);
}

void heads_changes_draw(HeadsSide *s) {
    ViewPass *view = s->view;
    const char *list = view->run->ask.ablated;
    Arena *arena = ui_arena(view->ui);
    if (!*list) return;
    heads_side_heading(s, "Without",
                       arena_printf(arena, " %s", heads_list_words(arena, view->run, list)));
    if (view->run->chosen && view->original) {
        draw_output(s, "with all heads", view->original);
        draw_output(s, "without", view->run);
    }
    if (!whatif_is_predicted(view))
        heads_side_line(s, "output and loss", "in the block Output", ui_theme(view->ui)->muted);
    else if (view->ablation.before)
        draw_fed(s);
    else
        heads_side_line(s, "the run with all heads",
                        view->original ? "not comparable" : "not computed",
                        ui_theme(view->ui)->muted);
    box_cut_top(&s->rest, 14 * metrics(view)->factor);
}

float heads_changes_height(const ViewPass *view, float width) {
    enum { LINES = 3 };
    float unit = metrics(view)->factor;
    if (!*view->run->ask.ablated) return 0;
    float words = (float)(22 + 22 * LINES + 14) * unit;
    if (view->original && view->run->chosen)
        words += output_height(view, view->original, width) +
                 output_height(view, view->run, width) + 18 * unit;
    return words;
}
