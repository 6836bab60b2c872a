/* heads_followed.c -- what made the followed number, among all heads: cells of the small pictures,
 * stations of the product; and where a click on one goes on. */
#include "views/followed.h"
#include "views/heads_parts.h"
#include "views/when.h"

#include <math.h>
#include <string.h>

/* --- the small pictures ---------------------------------------------------------------------- */

/* The rows of a head's weights that are shown whole, as they stand in its picture. */
static FollowGrid grid_of(const ViewPass *view, HeadAt head, DrawBox picture, float gap) {
    const TraceArray *weights = run_head_array(view->run, head, "weights");
    FollowGrid grid = {.array = weights, .plane = head.head - 1, .box = picture, .gap = gap};
    int rows = run_head_rows(view->run, head.of).count;
    grid.cols = run_head_cols(view->run, head.of).count;
    grid.rows = heads_cells_shown(view, head) / grid.cols;
    grid.box.height *= (float)grid.rows / (float)rows;
    grid.no_copies = true;
    return grid;
}

void heads_tile_light(ViewPass *view, HeadAt head, DrawBox picture, float gap) {
    FollowGrid grid = grid_of(view, head, picture, gap);
    if (grid.rows) followed_draw(view, &grid);
}

/* Of the cells that share a place of the picture it shows the largest, and so means it. */
static RunCell largest_at(const FollowGrid *grid, int rows, const HeadOverview *from, int r,
                          int c) {
    int row = r * rows / from->rows, end = (r + 1) * rows / from->rows;
    int col = c * grid->cols / from->cols, last = (c + 1) * grid->cols / from->cols;
    RunCell best = run_cell_at(grid->array, grid->plane, row, col);
    for (int i = row; i < end; i++)
        for (int k = col; k < last; k++) {
            RunCell at = run_cell_at(grid->array, grid->plane, i, k);
            if (run_cell_number(&at) > run_cell_number(&best)) best = at;
        }
    return best;
}

bool heads_tile_answer(ViewPass *view, HeadAt head, DrawBox picture, const UiHit *hit, float x,
                       float y) {
    const HeadSummary *summary = heads_summary(view, head);
    bool beside = hit->mods & (KEY_MOD_SHIFT | KEY_MOD_CTRL);
    FollowGrid grid = grid_of(view, head, picture, 0);
    if (!view->followed || !summary || beside || !box_has(grid.box, x, y)) return false;
    const HeadOverview *from = &summary->overviews[0];
    int r = (int)((y - picture.y) / picture.height * (float)from->rows),
        c = (int)((x - picture.x) / picture.width * (float)from->cols);
    RunCell at = largest_at(&grid, run_head_rows(view->run, head.of).count, from, r, c);
    if (hit->hover) followed_tip(view, draw_box(x - 4, y - 4, 8, 8), &at);
    if (hit->clicked) followed_say(view, &at);
    return hit->hover || hit->clicked;
}

/* --- the product ----------------------------------------------------------------------------- */

/* The arrays that a station of heads_product.c makes or takes, in its order. */
static const char *const stops[HEADS_STATIONS][3] = {
    {"norm"},
    {"queries_keys_values", "queries", "keys_values"},
    {"query", "key", "value"},
    {"product", "scaled", "scores"},
    {"weights"},
    {"context"},
    {"concatenated"},
    {"projected"},
};

typedef struct Stop {
    const TraceArray *array;
    int plane;
} Stop;

static Stop stop_of(const ViewPass *view, HeadAt head, const char *name) {
    Block block = {BLOCK_ATTENTION, head.of, head.layer};
    const TraceArray *array = name ? run_block_array(view->run, &block, name) : NULL;
    return (Stop){array, array && array->rank == 3 ? head.head - 1 : 0};
}

/* The operand that stands there; NULL: none does. */
static const Operands *operand_there(const Followed *f, Stop stop) {
    for (int i = 0; f && i < f->count; i++)
        if (f->operands[i].first.array == stop.array && f->operands[i].first.plane == stop.plane)
            return &f->operands[i];
    return NULL;
}

/* Of the row spoken of, the cell of the pair, or the number that is largest in size. */
static RunCell spoken_there(const ViewPass *view, Stop stop, bool is_pair) {
    ViewCell cell = view_cell(view);
    int row = cell.target >= 1 && cell.target <= stop.array->rows ? cell.target : 1;
    if (is_pair && cell.source >= 1)
        return run_cell_at(stop.array, stop.plane, row - 1, cell.source - 1);
    Operands o = operands_of_row(stop.array, stop.plane, row - 1);
    return operand_largest(view->run, &o, 0, o.cols);
}

static bool is_pair(const char *name) {
    return !strcmp(name, "product") || !strcmp(name, "weights");
}

/* What a click on a station follows, and how it is lit; false where it has no number yet. */
static bool find_there(const ViewPass *view, HeadAt head, int station, RunCell *at, Lit *lit) {
    Stop first = {NULL, 0};
    *lit = LIT_NOT;
    for (int i = 0; i < 3; i++) {
        Stop stop = stop_of(view, head, stops[station][i]);
        if (!stop.array) continue;
        if (!first.array) first = stop;
        const Operands *o = operand_there(view->followed, stop);
        const RunCell *self = view->followed ? &view->followed->at : NULL;
        if (!o && !(self && self->array == stop.array && self->plane == stop.plane)) continue;
        *lit = o ? LIT_OPERAND : LIT_SELF;
        *at = o ? operand_largest(view->run, o, 0, o->rows * o->cols) : *self;
        break;
    }
    if (!first.array) return false;
    if (*lit == LIT_NOT) *at = spoken_there(view, first, is_pair(stops[station][0]));
    return !when_reached(view, at);
}

void heads_station_answer(ViewPass *view, DrawBox box, int station) {
    HeadAt head = heads_spoken(view);
    RunCell at;
    Lit lit;
    if (!find_there(view, head, station, &at, &lit)) return;
    if (lit != LIT_NOT) followed_frame(view, box, lit, at.array);
    if (view->figure) return;
    const char *name = arena_printf(ui_arena(view->ui), "station%d", station + 1);
    UiHit hit =
        ui_area(view->ui, name, box,
                (UiArea){.label = run_cell_words(ui_arena(view->ui), &at), .cursor = CURSOR_HAND});
    if (hit.hover) followed_tip(view, box, &at);
    if (hit.clicked) followed_say(view, &at);
}
