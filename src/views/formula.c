#include "views/formula.h"

#include "views/math.h"
#include "views/numbers.h"

#include <math.h>
#include <string.h>

/* What one stage has to say about a cell. */
typedef struct Saying {
    const char *formula; /* markup */
    const char *plain;   /* the same in words */
    const char *array;   /* where its number is; NULL: none */
    int row, col;
    int decimals;
} Saying;

Stage formula_stage(const ViewPass *view) {
    Position p = view->state->look.position;
    if (!p.token) return STAGE_ENCODE;
    ViewCell cell = view_cell(view);
    bool elsewhere = cell.target != p.token,
         pinned = view->state->look.target || view_is_hovering(view);
    if (!run_has_attention(view->run)) return elsewhere ? STAGE_CONTEXT : p.stage;
    return elsewhere || (pinned && p.stage == STAGE_OUTPUT) ? STAGE_WEIGHTS : p.stage;
}

static const char *quoted(const ViewPass *view, int target) {
    const char *name = view_target(view, target);
    return name ? arena_printf(ui_arena(view->ui), "“%s”", name)
                : arena_printf(ui_arena(view->ui), "target %d", target);
}

static const char *source_name(const ViewPass *view, int source) {
    return view_token(view, view->run->source.items[source - 1]);
}

/* The component of a row that is largest in size. */
static int largest_column(const TraceArray *array, int row) {
    int best = 0;
    for (int c = 1; c < array->cols; c++)
        if (fabs((double)trace_number(array, 0, row, c)) >
            fabs((double)trace_number(array, 0, row, best)))
            best = c;
    return best;
}

static Saying say_encode(const ViewPass *view) {
    const Seq2SeqConfig *c = &view->run->ask.model->config;
    Arena *arena = ui_arena(view->ui);
    return (Saying){.formula = c->bidirectional ? "h_s = [→h_s ; ←h_s]" : "h_s = →h_s",
                    .plain = arena_printf(
                        arena, "%d source tokens read %s: one h of %d numbers each",
                        view->run->source.count,
                        c->bidirectional ? "in both directions" : "from left to right", c->hidden)};
}

static Saying say_query(const ViewPass *view, ViewCell cell) {
    Arena *arena = ui_arena(view->ui);
    int t = cell.target;
    bool current = view->run->ask.model->config.query_current;
    return (Saying){.formula = arena_printf(arena, "\\q{q}_{%d} = s_{%d}", t, current ? t : t - 1),
                    .plain =
                        current ? "The decoder's new state asks" : "The decoder's last state asks"};
}

static Saying say_score(const ViewPass *view, ViewCell cell) {
    Arena *arena = ui_arena(view->ui);
    return (Saying){.formula = arena_printf(arena, "e_{%d,%d} = %s", cell.target, cell.source,
                                            view->run->ask.attention.score->formula),
                    .plain =
                        arena_printf(arena, "How well the query of %s matches “%s”",
                                     quoted(view, cell.target), source_name(view, cell.source)),
                    .array = "attention.scores",
                    .row = cell.target - 1,
                    .col = cell.source - 1,
                    .decimals = 2};
}

static const char *weight_formula(const ViewPass *view, ViewCell cell) {
    const Attention *a = &view->run->ask.attention;
    Arena *arena = ui_arena(view->ui);
    int t = cell.target, s = cell.source;
    const char *tau = a->weigh->has_temperature && fabs(a->temperature - 1) > 0 ? " / τ" : "";
    const char *tail = a->scope->has_gaussian ? " exp(−(s − p_t)^2 / 2σ^2)" : "";
    if (!strcmp(a->weigh->word, "soft"))
        return arena_printf(arena, "α_{%d,%d} = exp(e_{%d,%d}%s) / Σ_j exp(e_{%d,j}%s)%s", t, s, t,
                            s, tau, t, tau, tail);
    return arena_printf(arena, "%s%s%s", a->weigh->formula, *tau ? ",  e / τ" : "", tail);
}

static Saying say_weight(const ViewPass *view, ViewCell cell) {
    return (Saying){.formula = weight_formula(view, cell),
                    .plain =
                        arena_printf(ui_arena(view->ui), "How much %s looks at “%s”",
                                     quoted(view, cell.target), source_name(view, cell.source)),
                    .array = "attention.weights",
                    .row = cell.target - 1,
                    .col = cell.source - 1,
                    .decimals = 3};
}

static Saying say_context(const ViewPass *view, ViewCell cell) {
    Arena *arena = ui_arena(view->ui);
    int t = cell.target;
    if (!run_has_attention(view->run))
        return (Saying){.formula = arena_printf(arena, "c_{%d} = [→h_S ; ←h_1]", t),
                        .plain = "One fixed vector, the same at every step"};
    const TraceArray *context = trace_find(view->run->trace, "attention.context");
    int i = largest_column(context, t - 1);
    return (Saying){
        .formula = arena_printf(arena, "c_{%d} = Σ_s α_{%d,s} h_s", t, t),
        .plain = arena_printf(arena, "A blend of the keys; its largest number is number %d", i + 1),
        .array = "attention.context",
        .row = t - 1,
        .col = i,
        .decimals = 2};
}

static Saying say_output(const ViewPass *view, ViewCell cell) {
    Arena *arena = ui_arena(view->ui);
    int t = cell.target;
    return (Saying){
        .formula = arena_printf(
            arena, "p(y_{%d}) = softmax(W_o tanh(W_r [s_{%d} ; c_{%d} ; y_{%d}]))", t, t, t, t - 1),
        .plain = arena_printf(arena, "How likely %s is", quoted(view, t)),
        .array = "output.probabilities",
        .row = t - 1,
        .col = view->run->chosen[t - 1],
        .decimals = 3};
}

static Saying saying(const ViewPass *view, Stage stage, ViewCell cell) {
    if (!cell.target) stage = STAGE_ENCODE;
    if (!cell.source && (stage == STAGE_SCORE || stage == STAGE_WEIGHTS)) stage = STAGE_QUERY;
    switch (stage) {
    case STAGE_QUERY: return say_query(view, cell);
    case STAGE_SCORE: return say_score(view, cell);
    case STAGE_WEIGHTS: return say_weight(view, cell);
    case STAGE_CONTEXT: return say_context(view, cell);
    case STAGE_OUTPUT: return say_output(view, cell);
    default: return say_encode(view);
    }
}

float formula_height(const ViewPass *view, float room) {
    float height = 92 * ui_metrics(view->ui)->factor;
    return room < height * 5 ? height * 0.7f : height;
}

/* Wrapped to as many lines as there is room for. */
static void draw_numbers_line(const ViewPass *view, DrawBox box, const char *line) {
    const UiTheme *theme = ui_theme(view->ui);
    float size = ui_metrics(view->ui)->number;
    float width = text_width(ui_fonts(view->ui), FACE_NUMBERS, size, line);
    if (width > box.width) size *= fmaxf(box.width / width, 0.8f);
    ui_text(view->ui, box, ALIGN_LEFT, FACE_NUMBERS, size, theme->ink, line);
}

void formula_draw(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    Saying s = saying(view, formula_stage(view), view_cell(view));
    ui_panel(view->ui, box, u->card_radius);
    DrawBox inside = box_inset(box, 20 * u->factor,
                               box.height > 80 * u->factor ? 10 * u->factor : 4 * u->factor);
    DrawBox top = box_cut_top(&inside, inside.height / 2);
    float words =
        fminf(text_width(ui_fonts(view->ui), FACE_WORDS, u->text, s.plain) + 2, top.width * 0.5f);
    DrawBox plain = box_cut_right(&top, words);
    ui_text(view->ui, plain, ALIGN_RIGHT, FACE_WORDS, u->text, theme->muted, s.plain);
    box_cut_right(&top, u->gap);
    math_in_box(view->ui, top, ALIGN_LEFT, u->formula * 1.35f, theme->ink, s.formula);
    if (!s.array) return;
    const TraceArray *array = trace_find(view->run->trace, s.array);
    bool of_cell = !strcmp(s.array, "attention.weights") || !strcmp(s.array, "attention.scores");
    const TraceArray *scores = trace_find(view->run->trace, "attention.scores");
    if (of_cell && trace_number(scores, 0, s.row, s.col) == -REAL_INFINITY) {
        ui_text(view->ui, inside, ALIGN_LEFT, FACE_WORDS, u->text, theme->muted,
                "masked: outside the window, so −∞ and never looked at");
        return;
    }
    Cell cell;
    const Node *node = trace_node(array, 0, s.row, s.col, &cell);
    draw_numbers_line(view, inside, numbers_of(view, node, cell, s.decimals));
}
