/* followed.h -- the cell that is followed, in every picture that shows it or what made it.
 *
 * view_begin asks once a pass what is followed and which cells made it (sources_of_cell, nothing
 * else); a picture then says where its cells are, and followed_draw outlines those that count and
 * dims the rest; followed_answer makes each of them one that can be followed. A cell is lit too
 * where another array holds a copy of it: h_6 in the encoder's h is the same number as in the
 * states of a direction.
 */
#ifndef HEED_VIEWS_FOLLOWED_H
#define HEED_VIEWS_FOLLOWED_H

#include "engine/uses.h"
#include "views/view.h"

/* The cell that a number was first computed in. */
typedef struct Origin {
    const Node *node;
    Cell cell;
} Origin;

/* A rectangle of operands: of one node, and of the array it stands in, if it stands in one. */
typedef struct Operands {
    RunCell first; /* its first cell */
    int rows, cols;
    int which;    /* of the node's spans */
    bool is_made; /* of scores that are made when asked for: only the array has them */
} Operands;

typedef struct Followed {
    RunCell at;
    Operands operands[SPANS_MAX];
    int count;
    Origin *origins; /* of operands: where each was copied from, in order */
    int origin_count;
    Origin self;
} Followed;

/* What the state follows, in the frame's arena; NULL: nothing. */
const Followed *followed_of(Ui *ui, const Run *run, const Look *look);
/* The same of any cell. */
const Followed *followed_from(Ui *ui, const Run *run, RunCell at);
/* The query and key it is of, from 1, 0: none; for pictures that speak of one row or cell. */
ViewCell followed_cell(const ViewPass *view);
/* The cell as one that has a name, if copies lead to one. */
RunCell followed_named(const Run *run, const Node *node, Cell cell);
/* The same of a cell that may stand in lines that are made again; false where it is nothing else.
 */
bool followed_real(const Run *run, const Node *node, Cell cell, RunCell *at);
/* Cell i of operands, row by row. */
RunCell operand_at(const Run *run, const Operands *operands, int i);

/* Of `count` of them from `first` the one that is largest in size. */
RunCell operand_largest(const Run *run, const Operands *operands, int first, int count);

/* Cells of a plane of an array as they stand in a box: rows × cols from (row, col), evenly; or,
 * with `lines`, the columns of one row, in as many lines. */
typedef struct FollowGrid {
    const TraceArray *array; /* NULL: nothing happens */
    int plane, row, col, rows, cols, lines;
    DrawBox box;
    float gap;      /* between cells, at their right and lower edges */
    bool turned;    /* rows run across and columns down */
    bool no_copies; /* only the array's own cells are lit */
} FollowGrid;

/* Dims what does not count and outlines what does. */
void followed_draw(ViewPass *view, const FollowGrid *grid);
/* The mouse over it: the cell's name and number, and a click follows it. Returns what the area was
 * told, for who wants more of it; `cell` (may be NULL) is set when there is one under it. */
UiHit followed_answer(ViewPass *view, const char *name, const FollowGrid *grid, RunCell *cell);
/* The same over a lying strip of operands. */
void followed_answer_strip(ViewPass *view, const char *name, DrawBox box, const Operands *operands);
/* A row of an array as operands. */
Operands operands_of_row(const TraceArray *array, int plane, int row);
/* The line that follows a cell, and saying it. */
const char *followed_line(const ViewPass *view, const RunCell *at);
void followed_say(ViewPass *view, const RunCell *at);
/* Shows the name and number of a cell beside the mouse. */
void followed_tip(ViewPass *view, DrawBox box, const RunCell *at);

/* Where a click pins, one follows instead while something is followed, or with Ctrl. True if so. */
bool followed_click(ViewPass *view, const UiHit *hit, const TraceArray *array, int plane, int row,
                    int col);

/* For pictures that set their cells themselves. */
typedef enum Lit { LIT_NOT, LIT_OPERAND, LIT_SELF } Lit;
Lit followed_lit(const ViewPass *view, const TraceArray *array, int plane, int row, int col);
Lit followed_lit_cell(const ViewPass *view, const RunCell *at); /* the same; a weight's too */
/* The same of an array's own cells alone. */
Lit followed_lit_itself(const ViewPass *view, const TraceArray *array, int plane, int row, int col);
/* Whether any cell of a row may be lit. */
bool followed_touches(const ViewPass *view, const TraceArray *array, int plane, int row);
bool followed_touches_itself(const ViewPass *view, const TraceArray *array, int plane, int row);
/* Dims all of a box but the lit ones; where no picture shows anything of it, nothing is dimmed. */
void followed_veil(ViewPass *view, DrawBox box, const DrawBox *lit, int count);
/* Around a lit cell of an array (NULL: of none): an operand in the colour of its part. */
void followed_frame(ViewPass *view, DrawBox cell, Lit lit, const TraceArray *array);
/* What an array's numbers are to what is followed: to a score a state of the encoder is a key, to a
 * context a value. Queries are blue, keys orange, values green, weights violet; what is none of
 * them has the ink. */
typedef enum Role { ROLE_NONE, ROLE_QUERY, ROLE_KEY, ROLE_VALUE, ROLE_WEIGHT } Role;
Role followed_role(const ViewPass *view, const TraceArray *array);
Color followed_ink(const ViewPass *view, Role role);

/* The button that begins to follow the number a picture speaks of, cut from the right end of a row
 * (NULL: there is only the key R). Nothing in a figure, or while one is followed. */
void followed_offer(ViewPass *view, DrawBox *row, const RunCell *at);
float followed_offer_width(const ViewPass *view);

#endif
