#include "views/multiples.h"

#include "session/heads_measured.h"
#include "views/heads.h"

#include <math.h>
#include <stdlib.h>

enum { IN_A_ROW = 4 }; /* that a low window has room for */

static bool is_shown(const ViewPass *view, HeadAt head) {
    HeadAt first = view->state->look.heads[0];
    bool layer = view->state->look.view != VIEW_STEP || head.layer == first.layer;
    return head.of == first.of && layer;
}

int multiples_count(const ViewPass *view) {
    const Look *look = &view->state->look;
    int count = 0;
    if (run_has_heads(view->run) && run_heads_are_long(view->run, look->heads[0].of)) return 1;
    for (int i = 0; run_has_heads(view->run) && i < look->head_count; i++)
        count += is_shown(view, look->heads[i]);
    return count;
}

static int by_number(const void *a, const void *b) {
    const HeadAt *x = a, *y = b;
    return x->layer != y->layer ? x->layer - y->layer : x->head - y->head;
}

static int list_shown(const ViewPass *view, HeadAt heads[HEADS_KEPT_MAX]) {
    const Look *look = &view->state->look;
    int count = 0;
    for (int i = 0; i < look->head_count; i++)
        if (is_shown(view, look->heads[i])) heads[count++] = look->heads[i];
    qsort(heads, (size_t)count, sizeof *heads, by_number);
    return count;
}

/* How many columns leave the cells of the pictures, which are rather wide than high, the most room
 * within what is written around them. */
static int columns_of(const ViewPass *view, DrawBox box, int count, float gap) {
    float beside = 40 * ui_metrics(view->ui)->factor, around = 75 * ui_metrics(view->ui)->factor;
    int best = 1;
    float most = -INFINITY;
    for (int columns = 1; columns <= count; columns++) {
        int rows = (count + columns - 1) / columns;
        float wide = (box.width - gap * (float)(columns - 1)) / (float)columns,
              high = (box.height - gap * (float)(rows - 1)) / (float)rows,
              least = fminf(wide - beside, (high - around) * 1.6f);
        if (least > most) most = least, best = columns;
    }
    return best;
}

/* The pass of one head, which says its lines in the same pass. */
static ViewPass pass_of(const ViewPass *view, HeadAt head) {
    State *state = ARENA_NEW(ui_arena(view->ui), State);
    *state = *view->state;
    state->look.heads[0] = head;
    ViewPass pass = *view;
    pass.state = state;
    return pass;
}

/* The same heads with this one as the first. */
static void say_first(ViewPass *view, HeadAt head) {
    const Look *look = &view->state->look;
    const char *line = arena_printf(ui_arena(view->ui), "head %s %d.%d", heads_words[head.of],
                                    head.layer, head.head);
    for (int i = 0; i < look->head_count; i++) {
        HeadAt other = look->heads[i];
        bool same = other.layer == head.layer && other.head == head.head;
        if (other.of == head.of && !same)
            line = arena_printf(ui_arena(view->ui), "%s,%d.%d", line, other.layer, other.head);
    }
    view_say(view, "%s", line);
}

static void draw_one(ViewPass *view, DrawBox box, HeadAt head, bool repeats, MultiplesDraw *draw) {
    HeadAt first = view->state->look.heads[0];
    bool is_first = head.layer == first.layer && head.head == first.head;
    int said = view->line_count;
    ViewPass pass = pass_of(view, head);
    pass.repeats = repeats;
    ui_push(view->ui, arena_printf(ui_arena(view->ui), "%d.%d", head.layer, head.head));
    draw(&pass, box);
    ui_pop(view->ui);
    view_take_lines(view, &pass);
    if (view->line_count > said && !is_first) say_first(view, head);
    DrawBox line = {box.x, box.y, box.width, 2 * ui_metrics(view->ui)->factor};
    const UiTheme *theme = ui_theme(view->ui);
    draw_fill(ui_list(view->ui), line, 0, is_first ? theme->accent : theme->line);
}

static float gap_of(const ViewPass *view) {
    return 14 * ui_metrics(view->ui)->factor;
}

int multiples_columns(int count) {
    return count < 2 ? 1 : count <= IN_A_ROW ? count : count == 9 || count == 6 ? 3 : IN_A_ROW;
}

float multiples_room(const ViewPass *view, float one, int count) {
    return count < 2 ? one : one * (float)count + gap_of(view) * (float)(count - 1);
}

DrawBox multiples_draw(ViewPass *view, DrawBox box, MultiplesDraw *draw) {
    HeadAt heads[HEADS_KEPT_MAX];
    int count = list_shown(view, heads);
    float gap = gap_of(view);
    int columns = columns_of(view, box, count, gap), rows = (count + columns - 1) / columns;
    DrawBox first = box;
    for (int i = 0; i < count; i++) {
        DrawBox at = box_column(box_row(box, i / columns, rows, gap), i % columns, columns, gap);
        if (!i) first = at;
        draw_one(view, at, heads[i], i < count - 1, draw);
    }
    return first;
}

float multiples_least(const ViewPass *view, float one) {
    int rows = (multiples_count(view) + IN_A_ROW - 1) / IN_A_ROW;
    return one * (float)(rows < 2 ? rows : 2) * ui_metrics(view->ui)->factor;
}

void multiples_toggle(ViewPass *view) {
    const Look *look = &view->state->look;
    HeadAt head = look->heads[0];
    if (!run_has_heads(view->run)) return;
    if (look->head_count > 1)
        view_say(view, "head %s %d.%d", heads_words[head.of], head.layer, head.head);
    else
        view_say(view, "head all");
}
