/* whatif.c -- edits in plain words. */
#include "views/whatif.h"

#include "views/heads.h"
#include "views/whatif_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- in words -------------------------------------------------------------------------------- */

HeadAt whatif_head(const ViewPass *view) {
    return run_has_heads(view->run) ? view->state->look.heads[0] : (HeadAt){0};
}

const ForcedCell *whatif_forced(const ViewPass *view, int target, int source) {
    if (view->beside && view->beside->difference) return NULL; /* of two runs */
    return edits_forced(view->run->ask.edits, whatif_head(view), target, source);
}

const char *whatif_rows_words(const ViewPass *view, HeadAt head, int most) {
    const Edits *edits = view->run->ask.edits;
    int rows = 0;
    bool difference = view->beside && view->beside->difference;
    for (int i = 0; edits && !difference && i < edits->forced_count; i++) {
        const ForcedCell *cell = &edits->forced[i].cell;
        rows += cell->target <= most && edits_forced_row(edits, head, cell->target) == cell;
    }
    if (!rows) return "";
    return rows == 1 ? " · 1 row forced"
                     : arena_printf(ui_arena(view->ui), " · %d rows forced", rows);
}

static const char *name_of_row(Arena *arena, const char *name, int t, bool numbered) {
    if (!name) return arena_printf(arena, "row %d", t);
    return numbered ? arena_printf(arena, "%s (row %d)", name, t) : name;
}

/* “zone”, or “row 5” while it is not produced or never is; `numbered`: “zone (row 5)”. */
static const char *row_name(const ViewPass *view, const Edit *edit, int t, bool numbered) {
    Arena *arena = ui_arena(view->ui);
    const HeadAt *head = &edit->forced->head;
    if (head->layer) {
        TextPieces rows = run_head_rows(view->run, head->of);
        const char *name = view_name(view, rows, t);
        return arena_printf(arena, "%s %s", heads_short(arena, view->run, *head),
                            name_of_row(arena, name, t, numbered));
    }
    return name_of_row(arena, view_target(view, t), t, numbered);
}

static const char *column_name(const ViewPass *view, const ForcedWeight *forced) {
    TextPieces cols =
        forced->head.layer ? run_head_cols(view->run, forced->head.of) : view->run->source;
    int s = forced->cell.source;
    const char *name = view_name(view, cols, s);
    return name ? name : arena_printf(ui_arena(view->ui), "column %d", s);
}

static bool are_even(const Edit *edit) {
    bool even = edit->count > 2;
    for (int i = 1; even && i < edit->count; i++)
        even = fabs(edit->forced[i].cell.weight - edit->forced[0].cell.weight) < 1e-9;
    return even;
}

static const char *forced_words(const ViewPass *view, const Edit *edit, bool numbered) {
    Arena *arena = ui_arena(view->ui);
    const ForcedWeight *first = edit->forced;
    int t = first->cell.target;
    const char *row = row_name(view, edit, t, numbered), *column = column_name(view, first);
    TextPieces rows =
        first->head.layer ? run_head_rows(view->run, first->head.of) : view->run->target;
    const char *tail = t > rows.count ? " (not reached)" : "";
    if (first->cell.alone) return arena_printf(arena, "%s: all on “%s”%s", row, column, tail);
    if (edit->count == 1)
        return arena_printf(arena, "%s: %s on “%s”%s", row,
                            view_number(view, first->cell.weight, 2), column, tail);
    if (are_even(edit)) return arena_printf(arena, "%s: even over %d%s", row, edit->count, tail);
    return arena_printf(arena, "%s: %d weights%s", row, edit->count, tail);
}

static const char *replaced_words(const ViewPass *view, const Edit *edit, bool numbered) {
    Arena *arena = ui_arena(view->ui);
    const Ask *ask = &view->run->ask;
    TextPieces words = tokens_split(arena, ask->model->tokens, ask->input);
    int s = edit->replaced->source;
    const char *place = numbered ? arena_printf(arena, " (word %d)", s) : "";
    return arena_printf(arena, "%s%s → %s", view_token(view, words.items[s - 1]), place,
                        view_token(view, edit->replaced->word));
}

static const char *words_of(const ViewPass *view, int index, bool numbered) {
    Arena *arena = ui_arena(view->ui);
    const Ask *ask = &view->run->ask;
    Edit edit = edits_item(ask->edits, index);
    switch (edit.kind) {
    case EDIT_REPLACED: return replaced_words(view, &edit, numbered);
    case EDIT_PREFIX: return arena_printf(arena, "begins “%s”", ask->edits->prefix);
    case EDIT_TARGET: return arena_printf(arena, "writes “%s”", ask->edits->target);
    case EDIT_CENTER: {
        int t = edit.center->target;
        const char *name = name_of_row(arena, view_target(view, t), t, numbered);
        return arena_printf(arena, "%s: centre at %.4g", name, edit.center->center);
    }
    case EDIT_FORCED: break;
    }
    return forced_words(view, &edit, numbered);
}

/* Two that read the same, of two rows of one word, are told apart by their numbers. */
const char *whatif_words(const ViewPass *view, int index) {
    const char *words = words_of(view, index, false);
    for (int i = 0; i < edits_count(view->run->ask.edits); i++)
        if (i != index && !strcmp(words_of(view, i, false), words))
            return words_of(view, index, true);
    return words;
}

const char *whatif_caption(Arena *arena, const Run *run) {
    Buffer text = {0};
    for (int i = 0; i < edits_count(run->ask.edits); i++)
        buffer_printf(&text, "%s%s",
                      i ? "; " : " · what if: ", edits_line(run->ask.edits, i, arena));
    const char *caption = arena_string(arena, text.data ? text.data : "");
    buffer_free(&text);
    return caption;
}
