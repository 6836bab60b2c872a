#include "views/formula.h"

#include "views/cells.h"
#include "views/followed.h"
#include "views/math.h"
#include "views/numbers.h"
#include "views/whatif.h"

#include <math.h>
#include <string.h>

/* What one stage has to say about a cell. */
typedef struct Saying {
    const char *formula;     /* markup */
    const char *plain;       /* the same in words */
    const TraceArray *array; /* where its number is; NULL: none */
    int plane, row, col;
    int decimals;
    bool of_cell; /* of the matrix, which may be masked there */
    bool copied;  /* what made it is what made the number it was copied from */
} Saying;

Stage formula_stage(const ViewPass *view) {
    Position p = view->state->look.position;
    if (!p.token || run_has_heads(view->run)) return STAGE_ENCODE;
    ViewCell cell = view_cell(view);
    bool elsewhere = cell.target != p.token,
         pinned = view->state->look.target || view_is_hovering(view);
    if (!run_has_attention(view->run)) return elsewhere ? STAGE_CONTEXT : (Stage)p.stage;
    return elsewhere || (pinned && p.stage == STAGE_OUTPUT) ? STAGE_WEIGHTS : (Stage)p.stage;
}

static const char *quoted(const ViewPass *view, int target) {
    const char *name = view_row(view, target);
    return name ? arena_printf(ui_arena(view->ui), "“%s”", name)
                : arena_printf(ui_arena(view->ui), "target %d", target);
}

static const char *source_name(const ViewPass *view, int source) {
    return view_column(view, source);
}

/* The cell's number in the scores or weights, with its formula and words. */
static Saying of_matrix(const ViewPass *view, MatrixKind kind, ViewCell cell, Saying saying) {
    RunMatrix matrix = view_matrix(view, kind);
    saying.array = matrix.array;
    saying.plane = matrix.plane;
    saying.row = cell.target - 1;
    saying.col = cell.source - 1;
    saying.of_cell = true;
    return saying;
}

static const char *score_words(const ViewPass *view, ViewCell cell) {
    return arena_printf(ui_arena(view->ui), "How well the query of %s matches “%s”",
                        quoted(view, cell.target), source_name(view, cell.source));
}

/* The component of a row that is largest in size. */
static int largest_column_of(const TraceArray *array, int plane, int row) {
    int best = 0;
    for (int c = 1; c < array->cols; c++)
        if (fabs((double)trace_number(array, plane, row, c)) >
            fabs((double)trace_number(array, plane, row, best)))
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
    const char *formula = arena_printf(ui_arena(view->ui), "e_{%d,%d} = %s", cell.target,
                                       cell.source, view->run->ask.attention.score->formula);
    return of_matrix(view, MATRIX_SCORES, cell,
                     (Saying){.formula = formula, .plain = score_words(view, cell), .decimals = 2});
}

/* The same in a row of which some weights are forced. */
static const char *forced_formula(const ViewPass *view, ViewCell cell) {
    Arena *arena = ui_arena(view->ui);
    int t = cell.target, s = cell.source;
    const ForcedCell *forced = whatif_forced(view, t, s), *row = whatif_forced(view, t, 0);
    if (row->alone)
        return arena_printf(arena, "α_{%d,%d} = %s  \\t{forced: all on %s}", t, s,
                            forced ? "1" : "0", view_column(view, row->source));
    if (forced)
        return arena_printf(arena, "α_{%d,%d} = %s  \\t{forced}", t, s,
                            view_number(view, forced->weight, 3));
    return arena_printf(arena, "α_{%d,%d} = α (Σ_j α_j − Σ W) / Σ_{free} α_j", t, s);
}

/* What a way to weigh makes of the scores. */
static const char *right_side(const Attention *a) {
    const char *equals = strstr(a->weigh->formula, "= ");
    return equals ? equals + 2 : a->weigh->formula;
}

static const char *weight_formula(const ViewPass *view, ViewCell cell) {
    const Attention *a = &view->run->ask.attention;
    Arena *arena = ui_arena(view->ui);
    int t = cell.target, s = cell.source;
    if (whatif_forced(view, t, 0)) return forced_formula(view, cell);
    const char *tau = a->weigh->has_temperature && fabs(a->temperature - 1) > 0 ? " / τ" : "";
    const char *tail = a->scope->has_gaussian ? " exp(−(s − p_t)^2 / 2σ^2),  σ = D/2" : "";
    if (a->scope->has_gaussian && a->renormalise)
        return arena_printf(arena, "α_{%d,%d} = α''_{%d,%d} / Σ_j α''_{%d,j},  α'' = %s%s", t, s, t,
                            s, t, right_side(a), tail);
    if (!strcmp(a->weigh->word, "soft"))
        return arena_printf(
            arena, "α_{%d,%d} = exp(e_{%d,%d}%s − max) / Σ_j exp(e_{%d,j}%s − max)%s%s", t, s, t, s,
            tau, t, tau, tail, *tau ? arena_printf(arena, ",  τ = %g", a->temperature) : "");
    return arena_printf(arena, "%s%s%s", a->weigh->formula, *tau ? ",  e / τ" : "", tail);
}

/* While a row's draws are being made: the newest. */
static bool say_draw(const ViewPass *view, ViewCell cell, Saying *saying) {
    int n = view->run->ask.attention.samples;
    Position p = view->state->look.position;
    const TraceArray *draws = trace_find(view->run->trace, "attention.draws");
    int k = run_shows_draws(view->run, p, cell.target);
    if (!view->run->ask.attention.weigh->draws || !draws || run_has_heads(view->run) || k == n ||
        !k)
        return false;
    int s = (int)trace_number(draws, 0, cell.target - 1, k - 1);
    *saying = (Saying){.formula = view->run->ask.attention.weigh->formula,
                       .plain = arena_printf(ui_arena(view->ui), "Draw %d of %d falls on “%s”", k,
                                             n, source_name(view, s))};
    return true;
}

static Saying say_weight(const ViewPass *view, ViewCell cell) {
    Saying draw;
    if (say_draw(view, cell, &draw)) return draw;
    const char *words = arena_printf(ui_arena(view->ui), "How much %s looks at “%s”",
                                     quoted(view, cell.target), source_name(view, cell.source));
    return of_matrix(view, MATRIX_WEIGHTS, cell,
                     (Saying){weight_formula(view, cell), words, .decimals = 3});
}

static Saying say_context(const ViewPass *view, ViewCell cell) {
    Arena *arena = ui_arena(view->ui);
    int t = cell.target;
    if (!run_has_attention(view->run))
        return (Saying){.formula = arena_printf(arena, "c_{%d} = [→h_S ; ←h_1]", t),
                        .plain = "One fixed vector, the same at every step"};
    const TraceArray *context = trace_find(view->run->trace, "attention.context");
    int i = largest_column_of(context, 0, t - 1);
    return (Saying){
        .formula = arena_printf(arena, "c_{%d} = Σ_s α_{%d,s} h_s", t, t),
        .plain = arena_printf(arena, "A blend of the keys; its largest number is number %d", i + 1),
        .array = context,
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
        .array = trace_find(view->run->trace, "output.probabilities"),
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

/* --- a transformer's blocks ------------------------------------------------------------------ */

/* The array that a stage makes, and its plane. */
static const TraceArray *stage_array(const ViewPass *view, const Block *block,
                                     const BlockStage *stage, int *plane) {
    HeadAt head = view->state->look.heads[0];
    *plane = stage->of_head ? head.head - 1 : 0;
    return run_block_array(view->run, block, stage->array);
}

/* Of a row of the output: its likeliest token. */
static const char *likeliest_words(const ViewPass *view, const Saying *saying) {
    const Vocabulary *words = &view->run->ask.model->target;
    return arena_printf(ui_arena(view->ui), "Row %d of %d: of %d tokens “%s” is the likeliest",
                        saying->row + 1, saying->array->rows, saying->array->cols,
                        view_token(view, words->tokens[saying->col]));
}

/* Which of a stage's rows, from 0: that of the cell's query, where the block has rows of its side;
 * else the last. */
static int row_of_stage(const ViewPass *view, const Block *block, int rows, ViewCell cell) {
    HeadsOf of = view->state->look.heads[0].of;
    bool same_side = (of == HEADS_ENCODER) == (block->of == HEADS_ENCODER);
    return same_side && cell.target > 0 && cell.target <= rows ? cell.target - 1 : rows - 1;
}

/* The heads stand beside each other: the one whose number is in a column, from 1. */
static int head_of_column(const ViewPass *view, const TraceArray *array, int col) {
    return col / (array->cols / run_head_counts(view->run->ask.model).heads) + 1;
}

/* While a stage is walked over, its newest row and that one's largest number, or (2) its newest
 * number; 0: it is not. */
static int number_walked_to(const ViewPass *view, Saying *saying) {
    Position p = view->state->look.position;
    int width = p.cells ? run_walk_row(view->run, p) : 0, pinned = view->state->look.target;
    if (!width || width != saying->array->cols) return 0;
    if (pinned && (pinned - 1) * width < p.cells) return 0;
    saying->row = (p.cells - 1) / width;
    saying->col = largest_column_of(saying->array, saying->plane, saying->row);
    if (view->state->look.reveal != REVEAL_CELL && p.cells % width == 0) return 1;
    saying->col = (p.cells - 1) % width;
    return 2;
}

/* A stage that is no matrix: its row's largest number. */
static Saying say_stage(const ViewPass *view, const Block *block, const BlockStage *stage,
                        ViewCell cell) {
    bool weights = !strcmp(stage->array, "weights");
    const char *formula = weights ? view->run->ask.attention.weigh->formula
                                  : run_stage_formula(view->run, block, stage);
    Saying saying = {.formula = formula, .decimals = 2, .copied = true};
    saying.array = stage_array(view, block, stage, &saying.plane);
    if (!saying.array) return (Saying){.formula = formula, .plain = stage->title};
    int rows = saying.array->rows, number = number_walked_to(view, &saying);
    if (!number) {
        saying.row = row_of_stage(view, block, rows, cell);
        saying.col = largest_column_of(saying.array, saying.plane, saying.row);
    }
    saying.plain =
        arena_printf(ui_arena(view->ui),
                     number > 1 ? "%s %d of %d × %d numbers, number %d"
                                : "%s %d of %d × %d numbers; its largest in size is number %d",
                     strcmp(stage->array, "query") ? "Row" : "Q: row", saying.row + 1, rows,
                     saying.array->cols, saying.col + 1);
    if (isnan(trace_number(saying.array, saying.plane, saying.row, saying.col)))
        saying.plain = arena_printf(ui_arena(view->ui), "Row %d of %d × %d, which are no numbers",
                                    saying.row + 1, rows, saying.array->cols);
    else if (block->kind == BLOCK_OUTPUT)
        saying.plain = likeliest_words(view, &saying);
    else if (!strcmp(stage->array, "concatenated"))
        saying.plain = arena_printf(ui_arena(view->ui), "%s, of head %d", saying.plain,
                                    head_of_column(view, saying.array, saying.col));
    return saying;
}

static Saying say_embedding(const ViewPass *view, ViewCell cell) {
    const TransformerConfig *c = &view->run->ask.model->transformer;
    const char *plain =
        arena_printf(ui_arena(view->ui), "%d tokens of %d numbers each, and where they stand",
                     view->run->source.count, c->d);
    Saying saying = {.formula = "x = embedding + position", .plain = plain, .decimals = 2};
    saying.array = trace_find(view->run->trace, c->decoder_only ? "embedded" : "encoder.embedded");
    if (!saying.array) return saying;
    Block first = run_block(view->run, 1);
    saying.row = row_of_stage(view, &first, saying.array->rows, cell);
    saying.col = largest_column_of(saying.array, 0, saying.row);
    saying.plain = arena_printf(ui_arena(view->ui),
                                "Row %d of %d × %d numbers; its largest in size is number %d",
                                saying.row + 1, saying.array->rows, c->d, saying.col + 1);
    return saying;
}

/* A cell of the scores on their way: the product and what is made of it, under its own name. */
static const char *score_formula(const ViewPass *view, const BlockStage *stage, ViewCell cell) {
    Arena *arena = ui_arena(view->ui);
    int t = cell.target, s = cell.source;
    const char *product = arena_printf(arena, "\\q{q}_{%d}^T \\k{k}_{%d}", t, s);
    if (!strcmp(stage->array, "product")) return product;
    bool divided = !strcmp(view->run->ask.attention.score->word, "scaled");
    const char *scaled = divided ? arena_printf(arena, "%s / \\sqrt{d}", product) : product;
    if (!strcmp(stage->array, "scaled")) return scaled;
    return arena_printf(arena, "e_{%d,%d} = %s,  −∞ where masked", t, s, scaled);
}

/* A cell that is not made yet at this step. */
static Saying say_later(const ViewPass *view, const char *formula, ViewCell cell) {
    return (Saying){.formula = formula,
                    .plain = arena_printf(ui_arena(view->ui), "Cell %d, %d is not computed yet",
                                          cell.target, cell.source)};
}

/* While the mask is walked: the stage whose number a cell still has that the mask has not come to;
 * else the one we are at. */
static const BlockStage *stage_of_cell(const ViewPass *view, const Block *block, ViewCell cell) {
    Position p = view->state->look.position;
    RunMatrix before = run_matrix_before(view->run, &view->state->look);
    int count, plane;
    const BlockStage *stage = run_block_stages(block, &count) + p.stage;
    if (!before.array || view_shows(view, MATRIX_SCORES, cell.target, cell.source)) return stage;
    while (stage_array(view, block, stage, &plane) != before.array) stage--;
    return stage;
}

static Saying say_block(const ViewPass *view, ViewCell cell) {
    Position p = view->state->look.position;
    if (!p.token) return say_embedding(view, cell);
    Block block = run_block(view->run, p.token);
    HeadAt head = view->state->look.heads[0];
    bool heads = block.kind == BLOCK_ATTENTION && block.of == head.of && block.layer == head.layer;
    /* a cell beside the block, or in a view of nothing but cells, is what is spoken of */
    bool weight = view_is_hovering(view) && view->memory->hover.source;
    weight |= view->state->look.target && view->state->look.view != VIEW_STEP;
    bool known = view_shows(view, MATRIX_WEIGHTS, cell.target, cell.source);
    if (!heads && weight)
        return known ? say_weight(view, cell)
                     : say_later(view, view->run->ask.attention.weigh->formula, cell);
    const BlockStage *stage = stage_of_cell(view, &block, cell);
    if (!heads || !stage->is_matrix || !cell.source) return say_stage(view, &block, stage, cell);
    bool weights = !strcmp(stage->array, "weights");
    const char *formula = weights ? weight_formula(view, cell) : score_formula(view, stage, cell);
    bool before = stage != run_block_stages(&block, &(int){0}) + p.stage;
    if (!before &&
        !view_shows(view, weights ? MATRIX_WEIGHTS : MATRIX_SCORES, cell.target, cell.source))
        return say_later(view, formula, cell);
    if (weights) return say_weight(view, cell);
    Saying saying = {.formula = formula,
                     .plain = score_words(view, cell),
                     .row = cell.target - 1,
                     .col = cell.source - 1,
                     .decimals = 2};
    saying.array = stage_array(view, &block, stage, &saying.plane);
    saying.of_cell = saying.copied = !strcmp(stage->array, "scores");
    return saying;
}

/* --- the card -------------------------------------------------------------------------------- */

float formula_height(const ViewPass *view, float room) {
    float height = 92 * ui_metrics(view->ui)->factor;
    return room < height * 5 ? height * 0.7f : height;
}

static Saying say_followed(const ViewPass *view) {
    const RunCell *at = &view->followed->at;
    const char *name = cell_math(view, at), *made = cell_formula(view, at);
    const char *formula = *made ? arena_printf(ui_arena(view->ui), "%s = %s", name, made) : name;
    return (Saying){.formula = formula, .plain = cell_words(view, at)};
}

static Saying say_what_there_is(const ViewPass *view) {
    if (view->followed) return say_followed(view);
    ViewCell spoken = view_cell(view);
    return run_has_heads(view->run) ? say_block(view, spoken)
                                    : saying(view, formula_stage(view), spoken);
}

static void draw_masked(ViewPass *view, DrawBox box, const RunCell *at) {
    ui_text(view->ui, box, ALIGN_LEFT, FACE_WORDS, ui_metrics(view->ui)->text,
            ui_theme(view->ui)->muted, cell_masked(view, at));
}

/* Of a weight that was said: what it would have been; NULL of one that is computed. */
static const char *said_words(const ViewPass *view, const Saying *s, ViewCell cell) {
    if (!s->of_cell || s->array != view_matrix(view, MATRIX_WEIGHTS).array) return NULL;
    const ForcedCell *forced = whatif_forced(view, cell.target, cell.source),
                     *row = whatif_forced(view, cell.target, 0);
    if (!forced && (!row || !row->alone)) return NULL;
    Cell at;
    const Node *node = trace_node(s->array, s->plane, s->row, s->col, &at);
    double computed = (double)node_at(node_source(node, 0), at.plane, at.row, at.col);
    return arena_printf(ui_arena(view->ui), "forced; as computed it would be %s",
                        view_number(view, computed, 3));
}

/* The line under the formula. */
static void draw_numbers(ViewPass *view, DrawBox box, const Saying *s) {
    const Followed *f = view->followed;
    if (f && run_cell_number(&f->at) == -REAL_INFINITY)
        draw_masked(view, box, &f->at);
    else if (f && !f->count)
        ui_text(view->ui, box, ALIGN_LEFT, FACE_NUMBERS, ui_metrics(view->ui)->number,
                ui_theme(view->ui)->ink,
                arena_printf(ui_arena(view->ui), "= %s, %s",
                             cell_number(view, (double)run_cell_number(&f->at), 7),
                             node_is_parameter(f->at.node) ? "learned" : "given"));
    else if (f && !f->at.node->op->numbers)
        ui_text(view->ui, box, ALIGN_LEFT, FACE_WORDS, ui_metrics(view->ui)->text,
                ui_theme(view->ui)->muted,
                "too much for one line: the card Trace has its operands");
    else if (f)
        formula_followed_numbers(view, box);
    if (f || !s->array) return;
    const char *said = said_words(view, s, view_cell(view));
    if (said) {
        ui_text(view->ui, box, ALIGN_LEFT, FACE_WORDS, ui_metrics(view->ui)->text,
                ui_theme(view->ui)->warning, said);
        return;
    }
    RunMatrix scores = view_matrix(view, MATRIX_MASK);
    if (s->of_cell && trace_number(scores.array, scores.plane, s->row, s->col) == -REAL_INFINITY) {
        RunCell masked = run_cell_at(s->array, s->plane, s->row, s->col);
        draw_masked(view, box, &masked);
        return;
    }
    Cell cell;
    const Node *node = trace_node(s->array, s->plane, s->row, s->col, &cell);
    if (s->copied) node = numbers_origin(node, &cell);
    formula_numbers(view, box, numbers_of(view, node, cell, s->decimals));
}

/* What is spoken of can be followed: with a button beside its numbers while it is pinned. */
static void offer(ViewPass *view, DrawBox *line, const Saying *s) {
    if (!s->array) return;
    RunCell at = run_cell_at(s->array, s->plane, s->row, s->col);
    followed_offer(view, view->state->look.target ? line : NULL, &at);
}

void formula_draw(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    Saying s = say_what_there_is(view);
    ui_panel(view->ui, box, u->card_radius);
    DrawBox inside = box_inset(box, 20 * u->factor,
                               box.height > 80 * u->factor ? 10 * u->factor : 4 * u->factor);
    DrawBox top = box_cut_top(&inside, inside.height / 2);
    float left = top.width - math_width(view->ui, u->formula * 1.35f, s.formula) - 2 * u->gap;
    float words = fminf(text_width(ui_fonts(view->ui), FACE_WORDS, u->text, s.plain) + 2,
                        fmaxf(left, top.width * 0.5f));
    DrawBox plain = box_cut_right(&top, words);
    ui_text(view->ui, plain, ALIGN_RIGHT, FACE_WORDS, u->text, theme->muted, s.plain);
    box_cut_right(&top, u->gap);
    math_in_box(view->ui, top, ALIGN_LEFT, u->formula * 1.35f, theme->ink, s.formula);
    ui_push(view->ui, "formula");
    offer(view, &inside, &s);
    draw_numbers(view, inside, &s);
    ui_pop(view->ui);
}
