/* lookup_table.h -- what the files of a lookup's table share: lookup_table.c sets its rows,
 * lookup_cells.c takes what is typed, lookup_columns.c knows what was computed, lookup_own.c sets
 * the parameters of the score. */
#ifndef HEED_VIEWS_LOOKUP_TABLE_H
#define HEED_VIEWS_LOOKUP_TABLE_H

#include "views/followed.h"
#include "views/lookup_parts.h"

enum { COLUMNS_MOST = 8, VECTORS_MOST = 2 };

/* A column of what was computed. */
typedef struct Column {
    const char *title; /* in the views' markup */
    LookupStage stage;
    const char *array; /* NULL: `number` tells */
    double (*number)(const LookupShow *show, int s);
    int count; /* numbers a key: 1, or a vector's */
    int place; /* among all that the score has, from 0 */
    float width;
    bool is_weight, wide;
} Column;

/* Sizes are in logical pixels. */
typedef struct Table {
    LookupShow *show;
    Column columns[COLUMNS_MOST];  /* of the chosen score and weights, in the order computed */
    Column left_out[VECTORS_MOST]; /* vectors for which the table has no room */
    int column_count, left_out_count;
    float unit, x, y;                   /* the content's corner */
    float row, head, gap;               /* from row to row; of the titles; between cells */
    float name_width, cell_width, step; /* step: of a column of single numbers */
} Table;

/* Without a place yet. */
Table table_of(const LookupShow *show);
void table_add_columns(Table *t);
/* Number i of key s in a column; the column's cell; and its sum under it, or NULL: it has none. */
double table_value(const Table *t, const Column *column, int s, int i);
void table_draw_computed(const Table *t, const Column *column, DrawBox box, int s);
/* A cell of the run in the table: lit if it counts for what is followed; with a name, a click
 * follows it. */
void table_answer_cell(const Table *t, DrawBox box, const RunCell *at, const char *name);
const char *table_sum(const Table *t, const Column *column);

/* Where a number or a name of the input stands. */
typedef struct Place {
    enum { OF_KEY, OF_VALUE, OF_QUERY, OF_PARAMETER, OF_NAME } of;
    int row, column; /* of the key or parameter; of its numbers */
} Place;

/* A cell that can be typed over, with its left upper corner. */
void table_draw_typed(Table *t, float x, float y, Place place);
/* The name of key s, to type over too. */
void table_draw_name(Table *t, DrawBox box, int s);

#endif
