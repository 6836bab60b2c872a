/* edits.c -- what-ifs as values: compared, looked up, said as words, and held against a run. */
#include "session/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- looking up ------------------------------------------------------------------------------ */

static bool same_head(HeadAt a, HeadAt b) {
    return a.of == b.of && a.layer == b.layer && a.head == b.head;
}

static bool same_number(double a, double b) {
    return !(a < b) && !(a > b);
}

static bool same_forced(const ForcedWeight *a, const ForcedWeight *b) {
    return same_head(a->head, b->head) && a->cell.target == b->cell.target &&
           a->cell.source == b->cell.source && a->cell.alone == b->cell.alone &&
           same_number(a->cell.weight, b->cell.weight);
}

bool edits_equal(const Edits *a, const Edits *b) {
    if (!a || !b) return a == b;
    bool same = a->forced_count == b->forced_count && a->center_count == b->center_count &&
                a->replaced_count == b->replaced_count && !strcmp(a->prefix, b->prefix) &&
                !strcmp(a->target, b->target);
    for (int i = 0; same && i < a->forced_count; i++)
        same = same_forced(&a->forced[i], &b->forced[i]);
    for (int i = 0; same && i < a->center_count; i++)
        same = a->centers[i].target == b->centers[i].target &&
               same_number(a->centers[i].center, b->centers[i].center);
    for (int i = 0; same && i < a->replaced_count; i++)
        same = a->replaced[i].source == b->replaced[i].source &&
               !strcmp(a->replaced[i].word, b->replaced[i].word);
    return same;
}

const ForcedCell *edits_forced(const Edits *edits, HeadAt head, int target, int source) {
    for (int i = 0; edits && i < edits->forced_count; i++) {
        const ForcedCell *cell = &edits->forced[i].cell;
        if (same_head(edits->forced[i].head, head) && cell->target == target &&
            (!source || cell->source == source))
            return cell;
    }
    return NULL;
}

const ForcedCell *edits_forced_row(const Edits *edits, HeadAt head, int target) {
    return edits_forced(edits, head, target, 0);
}

const MovedCenter *edits_center(const Edits *edits, int target) {
    const WhatIf centers = {.centers = edits ? edits->centers : NULL,
                            .center_count = edits ? edits->center_count : 0};
    return force_center(&centers, target);
}

const char *edits_replaced(const Edits *edits, int source) {
    for (int i = 0; edits && i < edits->replaced_count; i++)
        if (edits->replaced[i].source == source) return edits->replaced[i].word;
    return NULL;
}

/* --- as words -------------------------------------------------------------------------------- */

/* Whether a forced weight is the first of its row: a row is one line. */
static bool starts_row(const Edits *edits, int i) {
    if (i == 0) return true;
    const ForcedWeight *a = &edits->forced[i - 1], *b = &edits->forced[i];
    return !same_head(a->head, b->head) || a->cell.target != b->cell.target;
}

/* The place of row `index`'s first forced weight; −1: there are only *rows. */
static int row_start(const Edits *edits, int index, int *rows) {
    *rows = 0;
    for (int i = 0; i < edits->forced_count; i++)
        if (starts_row(edits, i) && (*rows)++ == index) return i;
    return -1;
}

int edits_count(const Edits *edits) {
    int rows;
    if (!edits) return 0;
    row_start(edits, -1, &rows);
    int written = *edits->prefix || *edits->target;
    return edits->replaced_count + written + edits->center_count + rows;
}

Edit edits_item(const Edits *edits, int index) {
    int rows;
    if (index < edits->replaced_count)
        return (Edit){.kind = EDIT_REPLACED, .replaced = &edits->replaced[index]};
    index -= edits->replaced_count;
    if (*edits->prefix && index-- == 0) return (Edit){.kind = EDIT_PREFIX};
    if (*edits->target && index-- == 0) return (Edit){.kind = EDIT_TARGET};
    if (index < edits->center_count)
        return (Edit){.kind = EDIT_CENTER, .center = &edits->centers[index]};
    int first = row_start(edits, index - edits->center_count, &rows), end = first + 1;
    while (end < edits->forced_count && !starts_row(edits, end)) end++;
    return (Edit){.kind = EDIT_FORCED, .forced = &edits->forced[first], .count = end - first};
}

/* "cross 1.2 5" or "5". */
static void write_row(Buffer *out, const ForcedWeight *first) {
    const HeadAt *head = &first->head;
    if (head->layer)
        buffer_printf(out, "%s %d.%d ", heads_words[head->of], head->layer, head->head);
    buffer_printf(out, "%d", first->cell.target);
}

static void write_forced(Buffer *out, const Edit *edit) {
    buffer_text(out, "force ");
    write_row(out, edit->forced);
    if (edit->count == 1) {
        buffer_printf(out, " %d", edit->forced->cell.source);
        if (edit->forced->cell.alone) return;
        buffer_text(out, " ");
        buffer_number(out, edit->forced->cell.weight);
        return;
    }
    for (int i = 0; i < edit->count; i++) {
        buffer_printf(out, "%s%d:", i ? "," : " ", edit->forced[i].cell.source);
        buffer_number(out, edit->forced[i].cell.weight);
    }
}

static const char *kept(Buffer *text, Arena *arena) {
    const char *out = arena_string(arena, text->data);
    buffer_free(text);
    return out;
}

const char *edits_line(const Edits *edits, int index, Arena *arena) {
    Edit edit = edits_item(edits, index);
    Buffer text = {0};
    switch (edit.kind) {
    case EDIT_REPLACED:
        buffer_printf(&text, "replace %d ", edit.replaced->source);
        write_quoted(&text, edit.replaced->word);
        break;
    case EDIT_PREFIX:
        buffer_text(&text, "prefix ");
        write_quoted(&text, edits->prefix);
        break;
    case EDIT_TARGET:
        buffer_text(&text, "target ");
        write_quoted(&text, edits->target);
        break;
    case EDIT_CENTER:
        buffer_printf(&text, "center %d ", edit.center->target);
        buffer_number(&text, edit.center->center);
        break;
    case EDIT_FORCED: write_forced(&text, &edit); break;
    }
    return kept(&text, arena);
}

const char *edits_undo_line(const Ask *ask, int index, Arena *arena) {
    Edit edit = edits_item(ask->edits, index);
    Buffer text = {0};
    switch (edit.kind) {
    case EDIT_REPLACED: {
        TextPieces words = tokens_split(arena, ask->model->tokens, ask->input);
        buffer_printf(&text, "replace %d ", edit.replaced->source);
        write_quoted(&text, words.items[edit.replaced->source - 1]);
        break;
    }
    case EDIT_PREFIX: buffer_text(&text, "prefix none"); break;
    case EDIT_TARGET: buffer_text(&text, "target none"); break;
    case EDIT_CENTER: buffer_printf(&text, "center %d none", edit.center->target); break;
    case EDIT_FORCED:
        buffer_text(&text, "free ");
        write_row(&text, edit.forced);
        break;
    }
    return kept(&text, arena);
}

/* --- of a run -------------------------------------------------------------------------------- */

int run_target_limit(const Ask *ask, int source_length) {
    const Model *model = ask->model;
    if (model->kind == &model_seq2seq) return greedy_limit(model->config.limit, source_length);
    if (model->kind != &model_transformer || model->transformer.decoder_only) return 0;
    int limit = greedy_limit(model->transformer.limit, source_length);
    return limit < model->transformer.positions ? limit : model->transformer.positions;
}

bool run_edit(Run *run, Error *error) {
    const Edits *edits = run->ask.edits;
    if (!edits) return true;
    int count = run->source.count;
    for (int i = 0; i < edits->replaced_count; i++) {
        const ReplacedWord *replaced = &edits->replaced[i];
        if (replaced->source <= count) run->source.items[replaced->source - 1] = replaced->word;
    }
    if (edits->replaced_count)
        run->read = tokens_join(run->arena, run->ask.model->tokens, run->source.items, count);
    return run_read_written(run, error);
}

WhatIf run_what_if(const Run *run) {
    const Edits *edits = run->ask.edits;
    if (!edits) return (WhatIf){0};
    ForcedCell *cells = ARENA_ARRAY(run->arena, ForcedCell, edits->forced_count);
    for (int i = 0; i < edits->forced_count; i++) cells[i] = edits->forced[i].cell;
    return (WhatIf){cells, edits->centers, edits->forced_count, edits->center_count};
}

/* The weights of a row before they were forced; NULL: the run has no such row. *n of them. */
static const Real *row_before(const Run *run, const ForcedWeight *of, bool *there, int *n) {
    const char *scope = of->head.layer ? run_head_scope(run, run->arena, of->head) : "attention";
    const char *name = arena_printf(run->arena, "%s.before_force", scope);
    int t = of->cell.target, first = of->head.layer ? of->head.head - 1 : 0;
    const Node *node = tape_find(run->tape, name, of->head.layer ? -1 : t);
    *there = node != NULL;
    if (!node || (of->head.layer && t > node->shape.rows)) return NULL;
    *n = node->shape.cols;
    int row = of->head.layer ? first * node->shape.rows + t - 1 : 0;
    return node->value + (size_t)row * (size_t)node->shape.cols;
}

static bool row_fits(const Run *run, const Edit *edit, Error *error) {
    bool there;
    int n, t = edit->forced->cell.target;
    const Real *before = row_before(run, edit->forced, &there, &n);
    if (!there && edit->forced->head.layer)
        return error_words(error, "the input is too long to force a weight: so many weights are "
                                  "made piece by piece");
    if (!before) return true;
    ForcedCell *cells = ARENA_ARRAY(run->arena, ForcedCell, edit->count);
    for (int i = 0; i < edit->count; i++) cells[i] = edit->forced[i].cell;
    double excess = force_excess(cells, edit->count, t, before, n);
    if (excess <= 0) return true;
    double sum = 0;
    for (int s = 0; s < n; s++) sum += (double)before[s];
    return error_words(error,
                       "the weights forced in row %d add to %.4g, more than the %.4g it has; "
                       "free %d lets them go",
                       t, sum + excess, sum, t);
}

/* At least one source must stand in a moved window. */
static bool center_fits(const Run *run, const MovedCenter *moved, Error *error) {
    double P = moved->center, nearest = fmin(fmax(round(P), 1), run->source.count);
    if (fabs(nearest - P) <= run->ask.attention.window) return true;
    return error_words(error, "no source stands within %d of %.4g, where row %d's centre is put",
                       run->ask.attention.window, P, moved->target);
}

bool run_edits_fit(const Run *run, Error *error) {
    const Edits *edits = run->ask.edits;
    if (!run_has_attention(run)) return true;
    for (int i = 0; i < edits_count(edits); i++) {
        Edit edit = edits_item(edits, i);
        if (edit.kind == EDIT_FORCED && !row_fits(run, &edit, error)) return false;
        if (edit.kind == EDIT_CENTER && !center_fits(run, edit.center, error)) return false;
    }
    return true;
}
