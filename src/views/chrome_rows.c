/* chrome_rows.c -- the keys that go from row to row. */
#include "views/chrome.h"

/* In a block without an attention, of the other side than the chosen head: a head of its own is
 * chosen, that a row of it can be pinned. False: the head is of the block's side. */
static bool cross_over(ViewPass *view, int by) {
    int token = view->state->look.position.token;
    Block block = run_block(view->run, token ? token : 1);
    if (token && block.kind == BLOCK_ATTENTION) return false;
    bool encodes = block.of == HEADS_ENCODER;
    if (encodes == (view->state->look.heads[0].of == HEADS_ENCODER)) return false;
    HeadsOf of = encodes ? HEADS_ENCODER : HEADS_CROSS;
    int rows = run_head_rows(view->run, of).count, t = by < 0 && rows > 1 ? rows - 1 : rows;
    view_say(view, "head %s %d.1", heads_words[of], block.layer);
    view_say(view, "select %d 1", t);
    return true;
}

/* In a transformer, where all rows are made at once, another row is pinned; its column stays. */
static void move_pinned(ViewPass *view, int by) {
    if (view->state->look.view == VIEW_STEP && cross_over(view, by)) return;
    RunMatrix m = view_matrix(view, MATRIX_WEIGHTS);
    ViewCell cell = view_cell(view);
    int t = cell.target + by, s = cell.source < 1 ? 1 : cell.source;
    if (t < 1 || t > m.rows.count) t = cell.target;
    if (t < 1 || s > m.cols.count) return;
    if (t != view->state->look.target || s != view->state->look.source)
        view_say(view, "select %d %d", t, s);
}

void chrome_move_row(ViewPass *view, int by) {
    if (run_has_heads(view->run)) {
        move_pinned(view, by);
        return;
    }
    int t = view->state->look.position.token + by;
    if (t >= 0 && t <= run_last(view->run).token) view_say(view, "step %d", t);
}
