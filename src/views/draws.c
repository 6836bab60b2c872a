#include "views/draws_parts.h"

#include "ui/scroll.h"
#include "views/draws.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const double draws_ladder[DRAWS_LADDER] = {4, 2, 1, 0.5, 0.25, 0.1};

bool draws_apply(const Run *run) {
    return run_has_attention(run) && !run_is_lookup(run);
}

/* --- what is reckoned ------------------------------------------------------------------------ */

void draws_keep_free(DrawsKeep *keep) {
    if (!keep) return;
    arena_free(keep->arena);
    free(keep);
}

static const TraceArray *values_of(const ViewPass *view, int *plane) {
    HeadAt head = view->state->look.heads[0];
    bool heads = run_has_heads(view->run);
    *plane = heads ? head.head - 1 : 0;
    return heads ? run_head_array(view->run, head, "value")
                 : trace_find(view->run->trace, "encoder.h");
}

/* The run's own draws of the row, or NULL. */
static const int *own_draws(const ViewPass *view, Arena *arena, int plane, int row) {
    HeadAt head = view->state->look.heads[0];
    const TraceArray *array = run_has_heads(view->run)
                                  ? run_head_array(view->run, head, "draws")
                                  : trace_find(view->run->trace, "attention.draws");
    if (!array || !view->run->ask.attention.weigh->draws) return NULL;
    int *draws = ARENA_ARRAY(arena, int, array->cols);
    for (int i = 0; i < array->cols; i++) draws[i] = (int)trace_number(array, plane, row - 1, i);
    return draws;
}

static const Real *rows_of(Arena *arena, const TraceArray *array, int plane, int row, int rows) {
    Real *out = ARENA_ARRAY(arena, Real, (size_t)rows * (size_t)array->cols);
    trace_read(array, plane, row, 0, rows, array->cols, rows, array->cols, TRACE_LARGEST, out);
    return out;
}

static void reckon(DrawsKeep *keep, const ViewPass *view, RunMatrix scores) {
    int plane;
    const TraceArray *values = values_of(view, &plane);
    const TraceArray *centers = trace_find(view->run->trace, "attention.center");
    const Ask *ask = &view->run->ask;
    Arena *arena = keep->arena;
    SamplingAsk asked = {.scores = rows_of(arena, scores.array, scores.plane, keep->row - 1, 1),
                         .S = scores.cols.count,
                         .width = values->cols,
                         .values = rows_of(arena, values, plane, 0, scores.cols.count),
                         .attention = &ask->attention,
                         .n = ask->attention.samples,
                         .draws = own_draws(view, arena, plane, keep->row),
                         .seed = ask->seed,
                         .row = keep->row};
    if (centers) asked.center = (double)trace_number(centers, 0, 0, keep->row - 1);
    keep->sampling = sampling_of(arena, &asked);
    for (int i = 0; i < DRAWS_LADDER; i++)
        keep->ladder[i] = sampling_soft(arena, asked.scores, asked.S, draws_ladder[i]);
}

static const DrawsKeep *kept(ViewPass *view, RunMatrix scores, int row) {
    DrawsKeep *keep = view->memory->draws;
    if (keep && keep->version == scores.array->version && keep->row == row &&
        keep->plane == scores.plane)
        return keep;
    draws_keep_free(keep);
    keep = view->memory->draws = calloc(1, sizeof *keep);
    CHECK(keep, "out of memory");
    keep->arena = arena_new();
    keep->version = scores.array->version;
    keep->row = row;
    keep->plane = scores.plane;
    reckon(keep, view, scores);
    return keep;
}

/* False where the row's weights are not there yet. */
static bool begin(ViewPass *view, Draws *d) {
    ViewCell cell = view_cell(view);
    *d = (Draws){.view = view, .row = cell.target, .of = view_matrix(view, MATRIX_SCORES)};
    if (!d->row || !d->of.array) return false;
    d->own = view->run->ask.attention.weigh->draws;
    bool counts = d->own && !run_has_heads(view->run);
    bool there = view_shows(view, MATRIX_WEIGHTS, d->row, d->of.cols.count);
    d->shown = counts  ? run_shows_draws(view->run, view->state->look.position, d->row)
               : there ? view->run->ask.attention.samples
                       : 0;
    if (!d->shown) return false;
    d->keep = kept(view, d->of, d->row);
    d->p = d->keep->sampling;
    d->source = view_is_hovering(view) && view->memory->hover.source ? view->memory->hover.source
                                                                     : view->state->look.source;
    if (d->shown < d->p->n && !d->source) d->source = d->p->draws[d->shown - 1];
    draws_find_arrays(d);
    return true;
}

/* --- the whole ------------------------------------------------------------------------------- */

/* Whether what the row is weighed by was said and not drawn. */
static bool is_forced(const Draws *d) {
    const Edits *edits = d->view->run->ask.edits;
    HeadAt head = run_has_heads(d->view->run) ? d->view->state->look.heads[0] : (HeadAt){0};
    for (int i = 0; edits && i < edits->forced_count; i++) {
        HeadAt of = edits->forced[i].head;
        if (edits->forced[i].cell.target == d->row && of.of == head.of && of.layer == head.layer &&
            of.head == head.head)
            return true;
    }
    return false;
}

static const char *words_of(const Draws *d) {
    ViewPass *view = d->view;
    Arena *arena = ui_arena(view->ui);
    const char *forced =
        is_forced(d) ? " Its weights are forced; these draws are from those before." : "";
    const char *name = view_row(view, d->row);
    const char *row = arena_printf(arena, "Row %d%s%s%s", d->row, name ? " “" : "",
                                   name ? name : "", name ? "”" : "");
    if (!d->own)
        return arena_printf(
            arena,
            "%s. This run is %s; these are the draws hard would make from this row, "
            "seed %llu.",
            row, view->run->ask.attention.weigh->word, (unsigned long long)view->run->ask.seed);
    const char *cell = view->state->look.reveal == REVEAL_CELL || run_has_heads(view->run)
                           ? ""
                           : " Reveal: Cell steps draw by draw.";
    return arena_printf(arena, "%s: %d of %d draws from soft’s weights, seed %llu.%s%s", row,
                        d->shown, d->p->n, (unsigned long long)view->run->ask.seed, forced, cell);
}

enum { TOP_LEAST = 250, SMALL_LEAST = 124, GAP = 10, SIDE_BY_SIDE = 620 };

static bool is_wide(const ViewPass *view, float width) {
    return width >= SIDE_BY_SIDE * ui_metrics(view->ui)->factor;
}

static float height_of(const ViewPass *view, float width) {
    float unit = ui_metrics(view->ui)->factor;
    int tops = is_wide(view, width) ? 1 : 2;
    return (float)(tops * (TOP_LEAST + GAP) + 2 * SMALL_LEAST + GAP) * unit;
}

static void draw_cards(const Draws *d, DrawBox box) {
    float gap = GAP * ui_metrics(d->view->ui)->factor;
    bool wide = is_wide(d->view, box.width);
    float small = fmaxf(SMALL_LEAST * ui_metrics(d->view->ui)->factor, box.height * 0.24f);
    DrawBox temperatures = box_cut_bottom(&box, small);
    box_cut_bottom(&box, gap);
    DrawBox ways = box_cut_bottom(&box, small);
    box_cut_bottom(&box, gap);
    DrawBox mean = wide ? box_cut_right(&box, roundf(box.width * 0.38f))
                        : box_cut_bottom(&box, roundf((box.height - gap) / 2));
    wide ? box_cut_right(&box, gap) : box_cut_bottom(&box, gap);
    draws_over_words(d, box);
    draws_mean(d, mean);
    draws_ways(d, ways);
    draws_temperatures(d, temperatures);
}

static void draw_all(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    Draws d;
    if (!begin(view, &d)) {
        text_paragraph(ui_list(view->ui), box_inset(box, box.width / 6, box.height / 3),
                       ALIGN_CENTER, FACE_WORDS, u->body, 1.5f, ui_theme(view->ui)->muted,
                       "No row has weights to draw from yet: step on.");
        return;
    }
    ui_text(view->ui, box_cut_top(&box, 24 * u->factor), ALIGN_LEFT, FACE_WORDS, u->text,
            ui_theme(view->ui)->ink, words_of(&d));
    float height = height_of(view, box.width);
    if (view->figure || height <= box.height) {
        draw_cards(&d, box);
        return;
    }
    UiScroll scroll = {.width = box.width, .height = height, .focusable = true};
    DrawBox content = ui_scroll_begin(view->ui, "all", box, scroll);
    content.width = box.width - u->scrollbar;
    draw_cards(&d, content);
    ui_scroll_end(view->ui);
}

/* How many draws, and the way to have them step by step. */
static void draw_strip(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    const Attention *a = &view->state->ask.attention;
    UiButton hard = {.label = "Weigh hard"};
    if (!a->weigh->draws) {
        float width = ui_button_width(view->ui, hard);
        if (ui_button(view->ui, "hard", box_cut_left(&box, width), hard))
            view_say(view, "weigh hard");
        box_cut_left(&box, u->gap + 6);
    }
    UiSlider slider = {.label = "draws n",
                       .value = a->samples,
                       .low = 1,
                       .high = a->samples > 1000 ? a->samples : 1000,
                       .step = 1,
                       .logarithmic = true};
    slider.value_width = 40 * u->factor;
    double n = ui_slider(view->ui, "samples", box_cut_left(&box, fminf(260 * u->factor, box.width)),
                         slider);
    if (fabs(n - a->samples) > 0.5) view_say(view, "samples %d", (int)n);
}

void draws_draw(ViewPass *view, DrawBox box) {
    if (view->figure) {
        draw_all(view, box);
        return;
    }
    DrawBox strip = view_strip(view, &box, 6, 2);
    ui_push(view->ui, "draws");
    draw_strip(view, strip);
    draw_all(view, box);
    ui_pop(view->ui);
}

void draws_natural_size(const ViewPass *view, float *width, float *height) {
    float unit = ui_metrics(view->ui)->factor;
    *width = 920 * unit;
    *height = 660 * unit;
}
