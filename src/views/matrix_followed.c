/* matrix_followed.c -- the cells of a matrix that made the followed one, lit, and the rest dimmed.
 */
#include "views/followed.h"
#include "views/matrix_parts.h"

/* Rows and columns of a matrix may be left out or out of sight: what is lit is looked for among the
 * lines that are seen. */
typedef struct LitCells {
    DrawBox *boxes;
    Lit *lit;
    int count, most;
} LitCells;

static void add_run(const Matrix *m, LitCells *all, int row, int first, int end, Lit lit) {
    if (all->count == all->most) return;
    DrawBox a = matrix_cell_box(&m->at, row, first), b = matrix_cell_box(&m->at, row, end - 1);
    a.width = b.x + b.width - a.x;
    DrawBox *above = all->count ? &all->boxes[all->count - 1] : NULL;
    bool joins = above && lit == LIT_OPERAND && all->lit[all->count - 1] == lit &&
                 above->x >= a.x && above->x <= a.x && above->width >= a.width &&
                 above->width <= a.width && a.y - above->y - above->height <= m->at.gap + 0.01f;
    if (joins) {
        above->height = a.y + a.height - above->y;
        return;
    }
    all->boxes[all->count] = a;
    all->lit[all->count++] = lit;
}

static Lit lit_of(const Matrix *m, int row, int col) {
    return followed_lit(m->view, m->of.array, m->of.plane, matrix_place(m->at.rows.lines, row),
                        matrix_place(m->at.cols.lines, col));
}

static void gather(const Matrix *m, LitCells *all) {
    const MatrixAxis *rows = &m->at.rows, *cols = &m->at.cols;
    for (int row = rows->from; row < rows->to; row++) {
        int place = matrix_place(rows->lines, row);
        if (!followed_touches(m->view, m->of.array, m->of.plane, place)) continue;
        for (int col = cols->from; col < cols->to;) {
            Lit lit = lit_of(m, row, col);
            int first = col++;
            while (col < cols->to && lit != LIT_SELF && lit_of(m, row, col) == lit) col++;
            if (lit != LIT_NOT) add_run(m, all, row, first, col, lit);
        }
    }
}

void matrix_draw_followed(const Matrix *m) {
    enum { LIT_MOST = 4096 };
    if (!m->view->followed) return;
    Arena *arena = ui_arena(m->view->ui);
    LitCells all = {.most = LIT_MOST};
    all.boxes = ARENA_ARRAY(arena, DrawBox, LIT_MOST);
    all.lit = ARENA_ARRAY(arena, Lit, LIT_MOST);
    gather(m, &all);
    followed_veil(m->view, m->at.cells, all.boxes, all.count);
    for (int i = 0; i < all.count; i++)
        followed_frame(m->view, all.boxes[i], all.lit[i], m->of.array);
}
