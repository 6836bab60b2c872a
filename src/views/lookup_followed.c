/* lookup_followed.c -- what made the followed number, on the plane and in the bars of a lookup, and
 * the numbers of its sum as links. */
#include "views/lookup_parts.h"

#include "views/formula.h"

#include <math.h>
#include <string.h>

RunCell lookup_cell(const LookupShow *show, const char *name, int row, int col) {
    const Run *run = show->view->run;
    const TraceArray *array = trace_find(run->trace, name);
    CHECK(array, "a lookup has no %s", name);
    return run_cell_at(array, 0, row - 1, col - 1);
}

bool lookup_answer_number(const LookupShow *show, DrawBox box, const UiHit *hit,
                          const RunCell *at) {
    ViewPass *view = show->view;
    if (hit->hover) followed_tip(view, box, at);
    return followed_click(view, hit, at->array, at->plane, at->row, at->col);
}

void lookup_light(const LookupShow *show, DrawBox box, const RunCell *at) {
    ViewPass *view = show->view;
    Lit lit = followed_lit_cell(view, at);
    if (lit == LIT_NOT) return;
    view->memory->lit_next = true;
    followed_frame(view, box, lit, at->array);
}

/* --- the plane ------------------------------------------------------------------------------- */

RunCell lookup_coordinate(const LookupShow *show, int which, const int axes[2]) {
    const char *name = which ? "attention.keys" : "attention.query";
    for (int i = 0; i < 2; i++) {
        RunCell at = lookup_cell(show, name, which ? which : 1, axes[i] + 1);
        if (followed_lit_cell(show->view, &at) != LIT_NOT) return at;
    }
    return lookup_cell(show, name, which ? which : 1, axes[0] + 1);
}

/* --- the sum --------------------------------------------------------------------------------- */

static bool is_digit(char c) {
    return (c >= '0' && c <= '9') || c == '.';
}

/* The next number of a text at or after *at: its bytes. False: there is none. */
static bool next_number(const char *text, int *at, int *end) {
    const char *minus = "−";
    int n = (int)strlen(minus);
    while (text[*at] && !is_digit(text[*at])) (*at)++;
    *end = *at;
    while (is_digit(text[*end])) (*end)++;
    if (*end > *at && *at >= n && !strncmp(text + *at - n, minus, (size_t)n)) *at -= n;
    return *end > *at;
}

int lookup_link_numbers(const LookupShow *show, DrawBox box, const char *text, const RunCell *cells,
                        int count) {
    ViewPass *view = show->view;
    NumbersPart *parts = ARENA_ARRAY(ui_arena(view->ui), NumbersPart, count + 1);
    NumbersLine line = {text, parts, 0};
    int taken = 0;
    for (int at = 0, end; taken < count && next_number(text, &at, &end); at = end, taken++)
        if (cells[taken].node)
            parts[line.count++] = (NumbersPart){at, end, cells[taken].node, cells[taken].cell};
    formula_link_numbers(view, box, ui_metrics(view->ui)->number, &line);
    return taken;
}
