/* chrome_controls.c -- the left panel: score, scope, weights, query, reveal, measures, training. */
#include "views/chrome.h"

#include "attention/measures.h"
#include "ui/scroll.h"
#include "views/cost.h"
#include "views/list.h"
#include "views/math.h"

#include <math.h>
#include <string.h>

typedef struct Panel {
    ViewPass *view;
    const char *alone; /* why nothing here changes the view; or NULL */
    DrawBox rest;
    float apart;            /* between two sections, of a section's heading */
    const Shipped *shipped; /* of the task's files */
    int shipped_count;
} Panel;

static const UiMetrics *metrics(const Panel *p) {
    return ui_metrics(p->view->ui);
}

static DrawBox next(Panel *p, float height) {
    return box_cut_top(&p->rest, height);
}

static void heading(Panel *p, const char *text, const char *tail) {
    next(p, metrics(p)->section * p->apart);
    ui_heading(p->view->ui, next(p, metrics(p)->section), text, tail);
}

/* Whether a shipped file of the task has the score, and (unless NULL) the scope. */
static bool is_shipped(const Panel *p, const Score *score, const Scope *scope) {
    for (int i = 0; i < p->shipped_count; i++)
        if (!strcmp(p->shipped[i].score, score->word) &&
            (!scope || !strcmp(p->shipped[i].scope, scope->word)))
            return true;
    return false;
}

/* Why this attention cannot be had with the model as it is, or NULL. Shipped models change the
 * file. */
static const char *refused(const Panel *p, const Attention *attention) {
    const ViewPass *view = p->view;
    const Model *model = view->state->ask.model;
    if (run_has_heads(view->run)) {
        bool has =
            !strcmp(attention->score->word, "scaled") || !strcmp(attention->score->word, "dot");
        return has ? NULL : "Its heads match by scaled dot or dot; they have no parameters for it.";
    }
    if (run_is_lookup(view->run)) return NULL;
    if (view->state->ask.family) {
        if (!is_shipped(p, attention->score, NULL))
            return arena_printf(ui_arena(view->ui),
                                "No shipped model of %s has this score; heed train makes one.",
                                model->task);
        bool same = attention->score == model->config.score;
        if (!same || is_shipped(p, attention->score, attention->scope)) return NULL;
    }
    const char *no =
        seq2seq_refuses(&model->config, model->weights, attention, model->config.query_current);
    return no ? arena_string(ui_arena(view->ui), no) : NULL;
}

static void draw_brief(Ui *ui, DrawBox box, Color ink, const void *with) {
    const Score *score = with;
    math_in_box(ui, box, ALIGN_RIGHT, ui_metrics(ui)->formula * 0.93f, ink, score->brief);
}

static void score_row(Panel *p, const Score *score) {
    Attention wanted = p->view->state->ask.attention;
    wanted.score = score;
    UiRadio radio = {.label = score->title, .draw = draw_brief, .with = score};
    radio.on = p->view->state->ask.attention.score == score;
    radio.disabled = p->alone ? p->alone : refused(p, &wanted);
    if (ui_radio(p->view->ui, score->word, next(p, metrics(p)->row), radio) && !radio.on)
        view_say(p->view, "score %s", score->word);
}

static void score_section(Panel *p) {
    heading(p, "Score", " — match(q, k)");
    ui_push(p->view->ui, "score");
    if (!run_has_heads(p->view->run) && !run_is_lookup(p->view->run))
        score_row(p, score_find("none"));
    for (int i = 0; i < score_count; i++)
        if (!score_is_none(score_list[i])) score_row(p, score_list[i]);
    ui_pop(p->view->ui);
}

/* The mask in force for the chosen head. */
static const char *mask_words(const ViewPass *view) {
    if (!run_has_heads(view->run)) return "";
    Arena *arena = ui_arena(view->ui);
    HeadsOf of = view->state->look.heads[0].of;
    return arena_printf(arena, " — %s", run_head_mask(view->run, of, arena));
}

static void scope_section(Panel *p) {
    const Attention *a = &p->view->state->ask.attention;
    const char *labels[8], *disabled[8], *none = NULL;
    const Scope *scopes[8];
    int count = 0, chosen = 0;
    if (score_is_none(a->score))
        none = "Without attention there is no window: choose a score first.";
    for (int i = 0; i < scope_count; i++) {
        bool heads = run_has_heads(p->view->run);
        if (heads ? !scope_list[i]->for_self : !scope_list[i]->for_alignment) continue;
        Attention wanted = *a;
        wanted.scope = scopes[count] = scope_list[i];
        labels[count] = scope_list[i]->title;
        disabled[count] = refused(p, &wanted);
        if (a->scope == scope_list[i]) chosen = count;
        count++;
    }
    heading(p, "Scope", mask_words(p->view));
    UiSegments segments = {labels, count, chosen, false, disabled, none};
    int now = ui_segments(p->view->ui, "scope", next(p, metrics(p)->segment), segments);
    if (now != chosen) view_say(p->view, "scope %s", scopes[now]->word);
    next(p, metrics(p)->gap);
    UiSlider slider = {.label = "window D", .value = a->window, .low = 1, .high = 20, .step = 1};
    if (slider.high < a->window) slider.high = a->window;
    if (!a->scope->has_window || none)
        slider.disabled = run_has_heads(p->view->run)
                              ? "Only a band has a window; global and causal look further."
                              : "Global looks at every token; local scopes have a window.";
    slider.label_width = 68 * metrics(p)->factor;
    slider.value_width = 40 * metrics(p)->factor;
    double D = ui_slider(p->view->ui, "window", next(p, metrics(p)->row), slider);
    if (fabs(D - a->window) > 0.5) view_say(p->view, "scope %s %d", a->scope->word, (int)D);
}

static void weigh_section(Panel *p) {
    const Attention *a = &p->view->state->ask.attention;
    const char *labels[8], *disabled[8], *none = p->alone;
    int chosen = 0;
    if (score_is_none(a->score))
        none = "Without attention there are no weights: choose a score first.";
    for (int i = 0; i < weigh_count; i++) {
        labels[i] = weigh_list[i]->title;
        disabled[i] = view_weigh_refused(p->view, weigh_list[i]);
        if (a->weigh == weigh_list[i]) chosen = i;
    }
    heading(p, "Weights", "");
    UiSegments segments = {labels, weigh_count, chosen, false, disabled, none};
    int now = ui_segments(p->view->ui, "weigh", next(p, metrics(p)->segment), segments);
    if (now != chosen) view_say(p->view, "weigh %s", weigh_list[now]->word);
    next(p, metrics(p)->gap);
    UiSlider slider = {
        .label = "temp τ", .value = a->temperature, .low = 0.1, .high = 10, .logarithmic = true};
    slider.standard = 1;
    slider.has_standard = true;
    slider.decimals = 2;
    slider.disabled = none                        ? none
                      : a->weigh->has_temperature ? NULL
                                                  : "The largest score wins at every temperature.";
    slider.label_width = 68 * metrics(p)->factor;
    slider.value_width = 40 * metrics(p)->factor;
    double tau = ui_slider(p->view->ui, "temperature", next(p, metrics(p)->row), slider);
    if (fabs(tau - a->temperature) > 1e-9) view_say(p->view, "temperature %.4g", tau);
    if (!a->weigh->draws || none || p->view->state->look.view == VIEW_DRAWS) return; /* it has it */
    UiSlider draws = {.label = "draws n",
                      .value = a->samples,
                      .low = 1,
                      .high = 1000,
                      .step = 1,
                      .logarithmic = true};
    draws.label_width = slider.label_width;
    draws.value_width = slider.value_width;
    double n = ui_slider(p->view->ui, "samples", next(p, metrics(p)->row), draws);
    if (fabs(n - a->samples) > 0.5) view_say(p->view, "samples %d", (int)n);
}

static void query_section(Panel *p) {
    static const char *const labels[] = {"Previous s", "Current s"};
    const Model *model = p->view->state->ask.model;
    int chosen = model->config.query_current;
    const char *why = NULL;
    if (!p->view->state->ask.family)
        why = arena_printf(ui_arena(p->view->ui), "This model's decoder was made for query %s.",
                           chosen ? "current" : "previous");
    if (score_is_none(p->view->state->ask.attention.score))
        why = "Without attention nothing is asked.";
    heading(p, "Query", "");
    UiSegments segments = {labels, 2, chosen, false, NULL, why};
    int now = ui_segments(p->view->ui, "query", next(p, metrics(p)->segment), segments);
    if (now != chosen) view_say(p->view, "query %s", now ? "current" : "previous");
}

/* Why no file of the task can be chosen for its cell, or its encoder's directions; or NULL. */
static const char *no_cell(const Panel *p, const RecurrentCell *cell) {
    bool has = cell == p->view->state->ask.model->config.cell;
    for (int i = 0; i < p->shipped_count; i++) has |= !strcmp(p->shipped[i].cell, cell->word);
    return has ? NULL
               : arena_printf(ui_arena(p->view->ui),
                              "No shipped model of %s has this cell; heed train makes one.",
                              p->view->state->ask.model->task);
}

static const char *no_encoder(const Panel *p, bool two_way) {
    bool has = two_way == p->view->state->ask.model->config.bidirectional;
    for (int i = 0; i < p->shipped_count; i++) has |= p->shipped[i].bidirectional == two_way;
    return has ? NULL
               : arena_printf(ui_arena(p->view->ui),
                              "No shipped model of %s reads so; heed train makes one.",
                              p->view->state->ask.model->task);
}

/* Which cell and encoder: a task's shipped files choose, any other file has the ones it has. */
static void cell_section(Panel *p) {
    static const char *const ways[] = {"Two-way", "One-way"};
    const Model *model = p->view->state->ask.model;
    const char *labels[8], *closed[8], *why = NULL;
    const char *const closed_ways[] = {no_encoder(p, true), no_encoder(p, false)};
    int chosen = 0, way = !model->config.bidirectional;
    for (int i = 0; i < cell_count; i++) {
        labels[i] = cell_list[i]->title;
        closed[i] = no_cell(p, cell_list[i]);
        if (model->config.cell == cell_list[i]) chosen = i;
    }
    if (!p->view->state->ask.family)
        why = "This file has the cell and the encoder that it was trained with.";
    heading(p, "Cell", " and encoder");
    DrawBox box = next(p, metrics(p)->segment);
    int now = ui_segments(p->view->ui, "cell", box,
                          (UiSegments){labels, cell_count, chosen, false, closed, why});
    if (now != chosen) view_say(p->view, "cell %s", cell_list[now]->word);
    next(p, metrics(p)->gap);
    box = next(p, metrics(p)->segment);
    now = ui_segments(p->view->ui, "encoder", box,
                      (UiSegments){ways, 2, way, false, closed_ways, why});
    if (now != way) view_say(p->view, "encoder %s", now ? "one-way" : "two-way");
}

/* One number of a stage, a stage, or all of them. */
static void reveal_in_lookup(Panel *p) {
    static const char *const labels[] = {"Cell", "Stage", "All"};
    static const Reveal reveals[] = {REVEAL_CELL, REVEAL_ROW, REVEAL_ALL};
    Reveal now = p->view->state->look.reveal;
    int chosen = now == REVEAL_CELL ? 0 : now == REVEAL_ROW ? 1 : 2;
    heading(p, "Reveal", "");
    int next_one = ui_segments(p->view->ui, "reveal", next(p, metrics(p)->segment),
                               (UiSegments){labels, 3, chosen, false, NULL, p->alone});
    if (next_one != chosen) view_say(p->view, "reveal %s", reveal_words[reveals[next_one]]);
}

static void reveal_section(Panel *p) {
    if (run_is_lookup(p->view->run)) {
        reveal_in_lookup(p);
        return;
    }
    static const char *const labels[REVEAL_COUNT] = {"Cell", "Row",  "Token",
                                                     "All",  "Head", "Layer"};
    static const Reveal tokens[] = {REVEAL_CELL, REVEAL_ROW, REVEAL_TOKEN, REVEAL_ALL};
    static const Reveal heads[] = {REVEAL_CELL, REVEAL_ROW, REVEAL_HEAD, REVEAL_LAYER, REVEAL_ALL};
    bool has_heads = run_has_heads(p->view->run);
    const Reveal *list = has_heads ? heads : tokens;
    Reveal is = p->view->state->look.reveal;
    if (has_heads && is == REVEAL_TOKEN) is = REVEAL_LAYER; /* as far as a step goes there */
    if (!has_heads && (is == REVEAL_HEAD || is == REVEAL_LAYER)) is = REVEAL_TOKEN;
    const char *names[sizeof heads / sizeof *heads];
    int count = has_heads ? 5 : 4, chosen = -1;
    for (int i = 0; i < count; i++) {
        names[i] = labels[list[i]];
        if (list[i] == is) chosen = i;
    }
    heading(p, "Reveal", "");
    int now = ui_segments(p->view->ui, "reveal", next(p, metrics(p)->segment),
                          (UiSegments){names, count, chosen, has_heads, NULL, NULL});
    if (now != chosen) view_say(p->view, "reveal %s", reveal_words[list[now]]);
}

/* --- measures and training ------------------------------------------------------------------- */

static void measure_line(Panel *p, const char *name, const char *number) {
    const UiTheme *theme = ui_theme(p->view->ui);
    DrawBox box = next(p, 20 * metrics(p)->factor);
    text_in_box(ui_list(p->view->ui), box, ALIGN_RIGHT, FACE_NUMBERS, metrics(p)->number,
                theme->ink, number);
    box.width -= text_width(ui_fonts(p->view->ui), FACE_NUMBERS, metrics(p)->number, number) +
                 metrics(p)->gap;
    ui_text(p->view->ui, box, ALIGN_LEFT, FACE_WORDS, metrics(p)->text, theme->muted, name);
}

static void measures_section(Panel *p) {
    ViewPass *view = p->view;
    RunMatrix m = view_matrix(view, MATRIX_WEIGHTS);
    ViewCell cell = view_cell(view);
    int S = m.cols.count, T = m.rows.count;
    if (!m.array || !cell.target || !view_shows(view, MATRIX_WEIGHTS, cell.target, S)) return;
    Arena *arena = ui_arena(view->ui);
    Real *row = ARENA_ARRAY(arena, Real, S), *column = ARENA_ARRAY(arena, Real, T);
    trace_read(m.array, m.plane, cell.target - 1, 0, 1, S, 1, S, TRACE_MAXIMUM, row);
    heading(p, "Alignment", arena_printf(arena, " of row %d", cell.target));
    measure_line(p, "entropy",
                 arena_printf(arena, "%s nats",
                              view_number(view, measure_entropy(row, S, measure_sum(row, S)), 2)));
    measure_line(p, "largest weight", view_number(view, measure_maximum(row, S), 3));
    if (!cell.source || run_is_lookup(view->run)) return;
    trace_read(m.array, m.plane, 0, cell.source - 1, T, 1, T, 1, TRACE_MAXIMUM, column);
    measure_line(p, arena_printf(arena, "coverage of %s", view_column(view, cell.source)),
                 view_number(view, measure_coverage(column, T, 1, 0), 2));
}

static void cost_section(Panel *p) {
    float height = cost_height(p->view);
    if (height <= 0) return;
    next(p, metrics(p)->section * p->apart);
    cost_draw(p->view, next(p, height));
}

static void draw_losses(const Panel *p, DrawBox box, const TrainingShow *show) {
    const UiTheme *theme = ui_theme(p->view->ui);
    float most = 0.01f;
    for (int i = 0; i < show->loss_count; i++) most = fmaxf(most, show->losses[i]);
    for (int i = 1; i < show->loss_count; i++) {
        float x0 = box.x + box.width * (float)(i - 1) / (float)(show->loss_count - 1);
        float x1 = box.x + box.width * (float)i / (float)(show->loss_count - 1);
        draw_line(ui_list(p->view->ui), x0, box.y + box.height * (1 - show->losses[i - 1] / most),
                  x1, box.y + box.height * (1 - show->losses[i] / most),
                  draw_stroke(theme->accent, 1.5f));
    }
    ui_edge(p->view->ui, box, 'b');
}

static void training_buttons(Panel *p, const TrainingShow *show) {
    if (!show->running) return;
    DrawBox box = next(p, metrics(p)->control);
    UiButton pause = {.label = show->paused ? "Go on" : "Pause", .align = ALIGN_CENTER};
    UiButton stop = {.label = "Stop", .align = ALIGN_CENTER};
    if (ui_button(p->view->ui, "pause", box_column(box, 0, 2, 8), pause))
        view_say(p->view, show->paused ? "train start" : "train pause");
    if (ui_button(p->view->ui, "stop", box_column(box, 1, 2, 8), stop))
        view_say(p->view, "train stop");
}

double chrome_training_left(const TrainingShow *show) {
    if (!show->examples) return -1;
    return show->seconds * (double)(show->of - show->examples) / (double)show->examples;
}

static void training_section(Panel *p, const Chrome *chrome) {
    const TrainingShow *show = &chrome->training;
    if (!show->of) return;
    Arena *arena = ui_arena(p->view->ui);
    ui_push(p->view->ui, "training");
    heading(p, show->running ? show->paused ? "Training, paused" : "Training" : "Trained", "");
    ui_progress(p->view->ui, next(p, 8), (double)show->examples / (double)show->of);
    next(p, 6);
    measure_line(p, "examples", arena_printf(arena, "%ld of %ld", show->examples, show->of));
    double left = fmax(0, chrome_training_left(show));
    measure_line(p, "time",
                 arena_printf(arena, "%s s, %s left", view_number(p->view, show->seconds, 1),
                              show->running ? view_number(p->view, left, 1) : "none"));
    measure_line(p, "loss, nats a token", view_number(p->view, show->loss, 4));
    measure_line(p, "exact of 200 fresh",
                 show->exact < 0
                     ? "–"
                     : arena_printf(arena, "%s %%", view_number(p->view, show->exact * 100, 1)));
    next(p, 6);
    draw_losses(p, next(p, 44 * metrics(p)->factor), show);
    next(p, 10);
    training_buttons(p, show);
    ui_pop(p->view->ui);
}

static float needed_height(const ViewPass *view, const Chrome *chrome, float apart) {
    const UiMetrics *u = ui_metrics(view->ui);
    float height = u->panel_pad + 6 * (u->section * (1 + apart)) + 6 * u->row + 4 * u->segment +
                   (2 + view->state->ask.attention.weigh->draws) * (u->row + u->gap) +
                   60 * u->factor;
    if (view->state->ask.model->kind == &model_seq2seq)
        height += u->section * (1 + apart) + 2 * u->segment + u->gap;
    if (cost_height(view) > 0) height += cost_height(view) + u->section * apart;
    return height + (chrome->training.of ? 230 * u->factor : 0);
}

void chrome_controls(ViewPass *view, Chrome *chrome, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    ui_panel(view->ui, box, 0);
    ui_edge(view->ui, box, 'r');
    enum { USUAL, CLOSER, COUNT };
    static const float aparts[COUNT] = {0.6f, 0.2f};
    int way = needed_height(view, chrome, aparts[USUAL]) > box.height ? CLOSER : USUAL;
    float height = needed_height(view, chrome, aparts[way]);
    DrawBox content = ui_scroll_begin(view->ui, "controls", box,
                                      (UiScroll){.height = height, .width = box.width});
    Panel p = {.view = view,
               .alone = view_stands_alone(view),
               .rest = box_inset(content, u->panel_pad, u->panel_pad * 0.3f)};
    p.apart = aparts[way];
    p.shipped = shipped_files(ui_arena(view->ui), view->state->ask.model->task, &p.shipped_count);
    training_section(&p, chrome);
    score_section(&p);
    if (!run_is_lookup(view->run)) scope_section(&p);
    weigh_section(&p);
    bool recurrent = view->state->ask.model->kind == &model_seq2seq;
    if (recurrent) query_section(&p);
    reveal_section(&p);
    if (!p.alone) measures_section(&p);
    cost_section(&p);
    if (recurrent) cell_section(&p);
    ui_scroll_end(view->ui);
}
