/* reach.c -- where what a cell of a source made may lie: what the ops share. */
#include "engine/ops.h"

/* Only `at` is left, or nothing. */
static void keep_only(int at, int *first, int *count) {
    *count = at >= *first && at < *first + *count;
    *first = at;
}

void reach_plane(const Node *node, int source, Cell cell, Reach *reach) {
    if (node_source(node, source)->shape.planes == node->shape.planes)
        keep_only(cell.plane, &reach->plane, &reach->planes);
}

void reach_row(const Node *node, int source, Cell cell, int row, Reach *reach) {
    reach_plane(node, source, cell, reach);
    keep_only(row, &reach->row, &reach->rows);
}

void reach_column(const Node *node, int source, Cell cell, int col, Reach *reach) {
    reach_plane(node, source, cell, reach);
    keep_only(col, &reach->col, &reach->cols);
}

void reach_cells(const Node *node, int source, Cell cell, Reach *reach) {
    Shape shape = node_source(node, source)->shape;
    reach_plane(node, source, cell, reach);
    if (shape.rows == node->shape.rows) keep_only(cell.row, &reach->row, &reach->rows);
    if (shape.cols == node->shape.cols) keep_only(cell.col, &reach->col, &reach->cols);
}

void reach_rows(const Node *node, int source, Cell cell, Reach *reach) {
    reach_row(node, source, cell, cell.row, reach);
    reach->rows_alike = true;
}
