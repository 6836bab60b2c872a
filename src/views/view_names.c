/* view_names.c -- what rows, columns and words are called, as far as they are produced. */
#include "views/view.h"

#include <string.h>

const char *view_token(const ViewPass *view, const char *token) {
    Arena *arena = ui_arena(view->ui);
    /* A key of a lookup is called as somebody wrote it. */
    if (!strchr(token, ' ') || run_is_lookup(view->run)) return token;
    Buffer shown = {0};
    for (; *token; token++)
        *token == ' ' ? buffer_text(&shown, "␣") : buffer_append(&shown, token, 1);
    const char *text = arena_string(arena, shown.data);
    buffer_free(&shown);
    return text;
}

bool view_is_written(const ViewPass *view, int target) {
    Position p = view->state->look.position;
    const Run *run = view->run;
    if (!run_has_heads(run)) return run_shows(p, target, STAGE_OUTPUT, 0);
    if (p.token == run_last(run).token) return true;
    bool decodes = run->chosen && p.token && run_block(run, p.token).of != HEADS_ENCODER;
    return decodes && target < run->target.count;
}

bool view_is_judged(const ViewPass *view, int target) {
    Position p = view->state->look.position;
    return run_has_heads(view->run) ? p.token == run_last(view->run).token
                                    : run_shows(p, target, STAGE_OUTPUT, 0);
}

const char *view_target(const ViewPass *view, int target) {
    if (target < 1 || target > view->run->target.count) return NULL;
    if (run_is_lookup(view->run)) return view->run->target.items[target - 1];
    if (!view_is_written(view, target)) return NULL;
    return view_token(view, view->run->target.items[target - 1]);
}

/* Of a difference: the word both write at that step, or “a ≠ b”. */
static const char *row_of_both(const ViewPass *view, int row) {
    ViewPass a = *view, b = *view;
    a.beside = b.beside = NULL;
    b.run = view->other;
    b.state = view->other_state;
    const char *x = view_row(&a, row), *y = view_row(&b, row);
    if (!x || !y || !strcmp(x, y)) return x && y ? x : NULL;
    return arena_printf(ui_arena(view->ui), "%s ≠ %s", x, y);
}

const char *view_row(const ViewPass *view, int row) {
    if (view->beside && view->beside->difference) return row_of_both(view, row);
    if (!run_has_heads(view->run)) return view_target(view, row);
    return view_name(view, view_matrix(view, MATRIX_WEIGHTS).rows, row);
}

const char *view_column(const ViewPass *view, int column) {
    const char *name = view_name(view, view_matrix(view, MATRIX_WEIGHTS).cols, column);
    return name ? name : "·";
}

bool view_is_fed(const ViewPass *view, TextPieces tokens) {
    return view->run->chosen && tokens.items == view->run->fed.items;
}

int view_target_place(const ViewPass *view, TextPieces tokens, int place) {
    if (view_is_fed(view, tokens)) return place - 1;
    return view->run->chosen && tokens.items == view->run->target.items ? place : 0;
}

const char *view_name(const ViewPass *view, TextPieces tokens, int place) {
    if (place < 1 || place > tokens.count) return NULL;
    int target = view_target_place(view, tokens, place);
    return target ? view_target(view, target) : view_token(view, tokens.items[place - 1]);
}

const char *view_letter(const ViewPass *view, TextPieces tokens, int place) {
    int target = view_target_place(view, tokens, place);
    return arena_printf(ui_arena(view->ui), "y_{%d}", target ? target : place);
}
