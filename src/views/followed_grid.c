/* followed_grid.c -- the followed cell and its operands in pictures whose cells stand evenly: lit,
 * the rest dimmed, and each a click away. */
#include "views/followed.h"

#include "views/cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RECTS_MOST = 512 };

/* --- drawing --------------------------------------------------------------------------------- */

/* Lit cells that stand together, in a grid's own rows and columns. */
typedef struct LitRect {
    int row, col, rows, cols;
    Lit lit;
} LitRect;

typedef struct LitRects {
    LitRect items[RECTS_MOST];
    int count;
} LitRects;

static void add_lit(LitRects *all, int row, int col, int cols, Lit lit) {
    for (int i = all->count - 1; i >= 0 && lit == LIT_OPERAND; i--) {
        LitRect *r = &all->items[i];
        if (r->lit != lit || r->col != col || r->cols != cols || r->row + r->rows != row) continue;
        r->rows++;
        return;
    }
    if (all->count < RECTS_MOST) all->items[all->count++] = (LitRect){row, col, 1, cols, lit};
}

static int columns_of(const FollowGrid *grid) {
    if (grid->turned) return grid->rows;
    return grid->lines ? (grid->cols + grid->lines - 1) / grid->lines : grid->cols;
}

static int rows_of(const FollowGrid *grid) {
    if (grid->turned) return grid->cols;
    return grid->lines ? grid->lines : grid->rows;
}

/* The cell at a row and column of the picture, in the array. */
static bool place_of(const FollowGrid *grid, int r, int c, int *row, int *col) {
    if (grid->turned) {
        *row = grid->row + c;
        *col = grid->col + r;
        return true;
    }
    int i = grid->lines ? r * columns_of(grid) + c : c;
    *row = grid->row + (grid->lines ? 0 : r);
    *col = grid->col + i;
    return i < grid->cols;
}

static Lit lit_at(const ViewPass *view, const FollowGrid *grid, int r, int c) {
    int row, col;
    if (!place_of(grid, r, c, &row, &col)) return LIT_NOT;
    Lit (*lit)(const ViewPass *, const TraceArray *, int, int, int) =
        grid->no_copies ? followed_lit_itself : followed_lit;
    return lit(view, grid->array, grid->plane, row, col);
}

static bool touches_row(const ViewPass *view, const FollowGrid *grid, int row) {
    return (grid->no_copies ? followed_touches_itself : followed_touches)(view, grid->array,
                                                                          grid->plane, row);
}

static void gather_lit(const ViewPass *view, const FollowGrid *grid, LitRects *all) {
    int rows = rows_of(grid), cols = columns_of(grid);
    for (int r = 0; r < rows; r++) {
        int row = grid->row + (grid->lines ? 0 : r);
        bool touches = grid->turned || touches_row(view, grid, row);
        for (int c = 0; touches && c < cols;) {
            Lit lit = lit_at(view, grid, r, c);
            int first = c++;
            while (c < cols && lit != LIT_SELF && lit_at(view, grid, r, c) == lit) c++;
            if (lit != LIT_NOT) add_lit(all, r, first, c - first, lit);
        }
    }
}

static DrawBox box_of(const FollowGrid *grid, const LitRect *r) {
    float wide = (grid->box.width + grid->gap) / (float)columns_of(grid),
          high = (grid->box.height + grid->gap) / (float)rows_of(grid);
    return draw_box(grid->box.x + (float)r->col * wide, grid->box.y + (float)r->row * high,
                    wide * (float)r->cols - grid->gap, high * (float)r->rows - grid->gap);
}

static int by_number(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

static int by_left(const void *a, const void *b) {
    float x = ((const DrawBox *)a)->x, y = ((const DrawBox *)b)->x;
    return x < y ? -1 : x > y;
}

/* Between two heights no lit box begins or ends: the gaps between those that are there are dimmed.
 */
static void veil_band(ViewPass *view, DrawBox band, const DrawBox *lit, int count, Color veil) {
    float x = band.x, middle = band.y + band.height / 2;
    for (int i = 0; i < count; i++) { /* from left to right */
        if (lit[i].y > middle || lit[i].y + lit[i].height < middle) continue;
        if (lit[i].x > x)
            draw_fill(ui_list(view->ui), draw_box(x, band.y, lit[i].x - x, band.height), 0, veil);
        x = fmaxf(x, lit[i].x + lit[i].width);
    }
    float end = band.x + band.width;
    if (end > x) draw_fill(ui_list(view->ui), draw_box(x, band.y, end - x, band.height), 0, veil);
}

void followed_veil(ViewPass *view, DrawBox box, const DrawBox *lit, int count) {
    const UiTheme *theme = ui_theme(view->ui);
    Color veil = view->figure && theme->kind != COLOR_DARK ? theme->panel : theme->ground;
    view->memory->lit_next |= count > 0;
    if (!view->memory->lit && !view->figure) return;
    Arena *arena = ui_arena(view->ui);
    float *edges = ARENA_ARRAY(arena, float, 2 * count + 2);
    DrawBox *sorted = ARENA_ARRAY(arena, DrawBox, count + 1);
    int edge_count = 0;
    for (int i = 0; i < count; i++) {
        sorted[i] = draw_box_common(lit[i], box);
        edges[edge_count++] = sorted[i].y;
        edges[edge_count++] = sorted[i].y + sorted[i].height;
    }
    edges[edge_count++] = box.y;
    edges[edge_count++] = box.y + box.height;
    qsort(edges, (size_t)edge_count, sizeof *edges, by_number);
    qsort(sorted, (size_t)count, sizeof *sorted, by_left);
    list_push_opacity(ui_list(view->ui), 0.7f);
    for (int i = 0; i + 1 < edge_count; i++)
        if (edges[i + 1] > edges[i] && edges[i] >= box.y)
            veil_band(view, draw_box(box.x, edges[i], box.width, edges[i + 1] - edges[i]), sorted,
                      count, veil);
    list_pop_opacity(ui_list(view->ui));
}

void followed_frame(ViewPass *view, DrawBox cell, Lit lit, const TraceArray *array) {
    const UiTheme *theme = ui_theme(view->ui);
    float out = lit == LIT_SELF ? 3 : 1.5f;
    DrawBox box = box_inset(cell, -out, -out);
    if (lit == LIT_SELF) {
        draw_frame(ui_list(view->ui), box_inset(box, -1, -1), 3, theme->ground, 1);
        draw_frame(ui_list(view->ui), box, 2, theme->accent, 2);
    } else
        draw_frame(ui_list(view->ui), box, 1, followed_ink(view, followed_role(view, array)), 1.5f);
}

void followed_draw(ViewPass *view, const FollowGrid *grid) {
    if (!view->followed || !grid->array) return;
    LitRects *all = ARENA_NEW(ui_arena(view->ui), LitRects);
    all->count = 0;
    gather_lit(view, grid, all);
    DrawBox *boxes = ARENA_ARRAY(ui_arena(view->ui), DrawBox, all->count + 1);
    for (int i = 0; i < all->count; i++) boxes[i] = box_of(grid, &all->items[i]);
    followed_veil(view, grid->box, boxes, all->count);
    for (int i = 0; i < all->count; i++)
        if (all->items[i].lit == LIT_OPERAND)
            followed_frame(view, boxes[i], LIT_OPERAND, grid->array);
    for (int i = 0; i < all->count; i++)
        if (all->items[i].lit == LIT_SELF) followed_frame(view, boxes[i], LIT_SELF, grid->array);
}

/* --- answering ------------------------------------------------------------------------------- */

const char *followed_line(const ViewPass *view, const RunCell *at) {
    Arena *arena = ui_arena(view->ui);
    return arena_printf(arena, "follow %s%s", view->in == FOLLOW_B ? "b " : "",
                        run_cell_words(arena, at));
}

void followed_say(ViewPass *view, const RunCell *at) {
    view_say(view, "%s", followed_line(view, at));
}

static const UiButton offer_button = {.label = "Trace", .hint = "R"};

float followed_offer_width(const ViewPass *view) {
    return ui_button_width(view->ui, offer_button);
}

void followed_offer(ViewPass *view, DrawBox *row, const RunCell *at) {
    if (view->figure || view_follows(view)) return;
    view->offer = followed_line(view, at);
    float width = row ? followed_offer_width(view) : 0;
    if (!row || width > row->width / 2) return;
    DrawBox box = box_cut_right(row, width);
    float high = fminf(ui_metrics(view->ui)->segment, box.height);
    box.y += (box.height - high) / 2;
    box.height = high;
    if (ui_button(view->ui, "trace", box, offer_button)) view_say(view, "%s", view->offer);
    ui_tip(view->ui, box, cell_words(view, at));
    box_cut_right(row, ui_metrics(view->ui)->gap);
}

void followed_tip(ViewPass *view, DrawBox box, const RunCell *at) {
    ui_tip(view->ui, box,
           arena_printf(ui_arena(view->ui), "%s: %s", cell_words(view, at),
                        cell_number(view, (double)run_cell_number(at), 5)));
}

/* Which of `count` lines is at a place of `length`. */
static int line_under(float at, float length, int count) {
    int line = (int)(at / length * (float)count);
    return line < 0 ? 0 : line >= count ? count - 1 : line;
}

/* Of the columns that share the pixel the picture shows the largest, and so means it. */
static int largest_near(const ViewPass *view, const FollowGrid *grid, int row, int col) {
    float each = (float)grid->cols / fmaxf(grid->box.width * ui_scale(view->ui), 1);
    int near = grid->lines > 1 || each <= 1 ? 0 : (int)ceilf(each / 2), best = col;
    for (int c = col - near; c <= col + near; c++)
        if (c >= grid->col && c < grid->col + grid->cols &&
            fabs((double)trace_number(grid->array, grid->plane, row, c)) >
                fabs((double)trace_number(grid->array, grid->plane, row, best)))
            best = c;
    return best;
}

UiHit followed_answer(ViewPass *view, const char *name, const FollowGrid *grid, RunCell *cell) {
    if (view->figure || !grid->array) return (UiHit){0};
    UiHit hit = ui_area(view->ui, name, grid->box,
                        (UiArea){.label = grid->array->name, .cursor = CURSOR_HAND});
    if (!hit.hover && !hit.held) return hit;
    int r = line_under(hit.y, grid->box.height, rows_of(grid)),
        c = line_under(hit.x, grid->box.width, columns_of(grid)), row, col;
    if (!place_of(grid, r, c, &row, &col)) return hit;
    RunCell at = run_cell_at(grid->array, grid->plane, row, largest_near(view, grid, row, col));
    DrawBox box = box_of(grid, &(LitRect){r, c, 1, 1, LIT_NOT});
    if (hit.hover) {
        draw_frame(ui_list(view->ui), box_inset(box, -1.5f, -1.5f), 1, ui_theme(view->ui)->ink, 1);
        followed_tip(view, box, &at);
    }
    if (cell) *cell = at;
    if (hit.clicked && !hit.dropped) followed_say(view, &at);
    return hit;
}

bool followed_click(ViewPass *view, const UiHit *hit, const TraceArray *array, int plane, int row,
                    int col) {
    bool follows = hit->clicked && (view_follows(view) || (hit->mods & KEY_MOD_CTRL));
    if (!follows) return false;
    RunCell at = run_cell_at(array, plane, row, col);
    followed_say(view, &at);
    return true;
}

Operands operands_of_row(const TraceArray *array, int plane, int row) {
    bool vector = array->rank == 1; /* one node a number */
    RunCell first = run_cell_at(array, plane, row, 0);
    return (Operands){first, 1, array->cols, 0, vector || array->made};
}

void followed_answer_strip(ViewPass *view, const char *name, DrawBox box, const Operands *o) {
    if (view->figure) return;
    UiHit hit = ui_area(view->ui, name, box, (UiArea){.label = name, .cursor = CURSOR_HAND});
    if (!hit.hover && !hit.clicked) return;
    int count = o->rows * o->cols, i = line_under(hit.x, box.width, count);
    RunCell at = operand_at(view->run, o, i);
    float each = box.width / (float)count;
    DrawBox cell = draw_box(box.x + (float)i * each, box.y, each, box.height);
    draw_frame(ui_list(view->ui), box_inset(cell, -1.5f, -1.5f), 1, ui_theme(view->ui)->ink, 1);
    followed_tip(view, cell, &at);
    if (hit.clicked && !hit.dropped) followed_say(view, &at);
}
