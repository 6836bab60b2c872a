/* lookup_table.h -- what the files of a lookup's table share: lookup_table.c sets its rows,
 * lookup_cells.c takes what is typed, lookup_columns.c knows what was computed. */
#ifndef HEED_VIEWS_LOOKUP_TABLE_H
#define HEED_VIEWS_LOOKUP_TABLE_H

#include "views/followed.h"
#include "views/lookup_parts.h"

/* Sizes at text size 1. */
enum {
    NAME_WIDTH = 92,
    CELL_WIDTH = 58,
    STEP_WIDTH = 66,
    GAP = 6,
    ROW = 34,
    TIGHTER = 4,
    HEAD = 26
};
enum { COLUMNS_MOST = 8 };

/* A column of what was computed. */
typedef struct Column {
    const char *title; /* in the views' markup */
    LookupStage stage;
    const char *array; /* NULL: `number` tells */
    double (*number)(const LookupShow *show, int s);
    int count; /* numbers a key: 1, or a vector's */
    float width;
    bool is_weight, wide;
} Column;

typedef struct Table {
    LookupShow *show;
    Column columns[COLUMNS_MOST]; /* of the chosen score and weights, in the order computed */
    int column_count;
    float unit, x, y; /* the content's corner */
    float row;        /* from row to row, times the text size */
} Table;

void table_add_columns(Table *t);
/* Number i of key s in a column; the column's cell; and its sum under it, or NULL: it has none. */
double table_value(const Table *t, const Column *column, int s, int i);
void table_draw_computed(const Table *t, const Column *column, DrawBox box, int s);
/* A cell of the run in the table: lit if it counts for what is followed; with a name, a click
 * follows it. */
void table_answer_cell(const Table *t, DrawBox box, const RunCell *at, const char *name);
const char *table_sum(const Table *t, const Column *column);

/* Where a number of the input stands. */
typedef struct Place {
    enum { OF_KEY, OF_VALUE, OF_QUERY, OF_PARAMETER } of;
    int row, column; /* of the key or parameter; of its numbers */
} Place;

/* A cell that can be typed over, with its left upper corner. */
void table_draw_typed(Table *t, float x, float y, Place place);

#endif
