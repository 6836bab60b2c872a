/* whatif_items.c -- all that is said instead of computed, one by one: the edits, then the heads
 * that are ablated. */
#include "views/heads.h"
#include "views/whatif_parts.h"

static const HeadAt *ablated_heads(const ViewPass *view, int *count) {
    return heads_of_list(ui_arena(view->ui), view->run->ask.ablated, count);
}

int whatif_item_count(const ViewPass *view) {
    int heads;
    ablated_heads(view, &heads);
    return edits_count(view->run->ask.edits) + heads;
}

static bool is_head(const ViewPass *view, int index, HeadAt *head) {
    int edits = edits_count(view->run->ask.edits), heads;
    const HeadAt *list = ablated_heads(view, &heads);
    if (index < edits || index - edits >= heads) return false;
    *head = list[index - edits];
    return true;
}

const char *whatif_item_words(const ViewPass *view, int index) {
    HeadAt head;
    Arena *arena = ui_arena(view->ui);
    if (!is_head(view, index, &head)) return whatif_words(view, index);
    bool groups = !view->run->ask.model->transformer.decoder_only;
    return arena_printf(arena, "%s%s off", groups ? "" : "head ",
                        heads_short(arena, view->run, head));
}

const char *whatif_item_undo(const ViewPass *view, int index) {
    HeadAt head;
    Arena *arena = ui_arena(view->ui);
    if (!is_head(view, index, &head)) return edits_undo_line(&view->state->ask, index, arena);
    return arena_printf(arena, "restore %s %d.%d", heads_words[head.of], head.layer, head.head);
}

/* The place to look at for it: its head, and its row. */
void whatif_item_show(ViewPass *view, int index) {
    HeadAt head;
    if (is_head(view, index, &head)) {
        view_say(view, "head %s %d.%d", heads_words[head.of], head.layer, head.head);
        return;
    }
    Edit edit = edits_item(view->state->ask.edits, index);
    if (edit.kind != EDIT_FORCED) return;
    const ForcedWeight *forced = edit.forced;
    TextPieces rows =
        forced->head.layer ? run_head_rows(view->run, forced->head.of) : view->run->target;
    if (forced->cell.target > rows.count) return;
    if (forced->head.layer)
        view_say(view, "head %s %d.%d", heads_words[forced->head.of], forced->head.layer,
                 forced->head.head);
    view_say(view, "select %d %d", forced->cell.target, forced->cell.source);
}

int whatif_lines_away(const ViewPass *view, const char *lines[WHATIF_LINES_AWAY]) {
    const Edits *edits = view->state->ask.edits;
    int count = 0;
    if (edits && (edits->forced_count || edits->center_count)) lines[count++] = "free all";
    if (edits && edits->replaced_count) lines[count++] = "replace none";
    if (edits && *edits->prefix) lines[count++] = "prefix none";
    if (edits && *edits->target) lines[count++] = "target none";
    if (*view->state->ask.ablated) lines[count++] = "restore all";
    return count;
}

void whatif_say_side_by_side(ViewPass *view) {
    const char *lines[WHATIF_LINES_AWAY], *second = "";
    int count = whatif_lines_away(view, lines);
    for (int i = 0; i < count; i++)
        second = arena_printf(ui_arena(view->ui), "%s%s%s", second, i ? "; " : "", lines[i]);
    view_say(view, "compare \"%s\"", second);
}
