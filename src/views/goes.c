#include "views/goes.h"

#include "engine/ops.h"
#include "engine/uses.h"
#include "views/followed.h"
#include "views/trace_card.h"

#include <stdlib.h>
#include <string.h>

enum { COPIES_DEEP = 6, COPIES_WIDE = 64, USES_MOST = 4096 };

typedef struct FollowKeep {
    uint64_t run; /* a version of its trace: no other run has it */
    RunCell of;
    GoesList list;
} FollowKeep;

void follow_keep_free(FollowKeep *keep) {
    free(keep);
}

/* While the list is made. */
typedef struct Making {
    const Run *run;
    Arena *scratch;
    GoesList *list;
} Making;

static void list_goes(Making *m, RunCell first, int rows, int cols) {
    if (m->list->count == GOES_MOST)
        m->list->cut = true;
    else
        m->list->items[m->list->count++] = (Goes){first, rows, cols};
}

static void add_uses(Making *m, const Node *node, Cell cell, int deep);

/* What is only copied there counts as what it goes into from there. */
static void add_use(Making *m, const Use *use, int deep) {
    Cell first = {use->plane, use->row, use->col};
    RunCell at = run_cell_of(m->run, use->node, first);
    if (at.array || deep == COPIES_DEEP) {
        list_goes(m, at, use->rows, use->cols);
        return;
    }
    for (int i = 0; i < use->rows * use->cols && i < COPIES_WIDE; i++) {
        Cell cell = {first.plane, first.row + i / use->cols, first.col + i % use->cols};
        add_uses(m, use->node, cell, deep + 1);
    }
}

static void add_uses(Making *m, const Node *node, Cell cell, int deep) {
    Uses uses = {.count = 0};
    uses_of_cell(node, cell, USES_MOST, m->scratch, &uses);
    for (int i = 0; i < uses.count; i++) add_use(m, &uses.items[i], deep);
    m->list->cut |= uses.cut;
}

static bool ends_in(const char *name, const char *end) {
    size_t n = strlen(name), k = strlen(end);
    return n >= k && !strcmp(name + n - k, end);
}

/* Scores that are made again go into the weights of their row, and weights into its context. */
static void add_made(Making *m, const RunCell *at) {
    const TraceArray *array = at->array;
    const Node *attention = trace_made_for(array);
    if (ends_in(array->name, "weights")) {
        list_goes(m, run_cell_of(m->run, attention, (Cell){at->plane, at->row, 0}), 1,
                  attention->shape.cols);
        return;
    }
    int first, end;
    attention_sees(attention, at->plane, at->row, &first, &end);
    const char *name = arena_printf(m->scratch, "%.*sweights",
                                    (int)(strlen(array->name) - strlen("scores")), array->name);
    const TraceArray *weights = trace_find(m->run->trace, name);
    RunCell start = {weights, at->plane, at->row, first, NULL, {0, 0, 0}};
    if (end > first) list_goes(m, start, 1, end - first);
}

const GoesList *goes_of(ViewPass *view) {
    const RunCell *at = &view->followed->at;
    ViewMemory *memory = view->memory;
    uint64_t run = view->run->trace->arrays[0].version;
    if (!memory->follows) memory->follows = calloc(1, sizeof *memory->follows);
    FollowKeep *keep = memory->follows;
    CHECK(keep, "out of memory");
    if (keep->run == run && run_cell_same(&keep->of, at)) return &keep->list;
    Making making = {view->run, arena_new(), &keep->list};
    keep->list.count = 0;
    keep->list.cut = false;
    if (at->array && at->array->made)
        add_made(&making, at);
    else
        add_uses(&making, at->node, at->cell, 0);
    keep->run = run;
    keep->of = *at;
    arena_free(making.scratch);
    return &keep->list;
}
