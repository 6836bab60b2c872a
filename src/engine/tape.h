/* tape.h -- a computation written down as a list of nodes, in the order it was built.
 *
 * A model is a function that builds nodes; forward walks them, backward walks them in reverse, and
 * every node's value (and gradient) can be looked at: stepping is walking the tape.
 *
 * A node's shape is planes × rows × cols, dense, row-major. Planes are batch items, heads, or both.
 * A node's sources always stand before it, so the list is its own schedule. No node's value is ever
 * overwritten by a later one: there are no in-place operations, views, strides or broadcasting.
 *
 * Each step that is shown is its own statement, LET(A, softmax(M)), which declares the variable and
 * names the node after it. Never build two nodes in one argument list: C leaves their order open,
 * and the order is what a student sees.
 *
 * Owns: nodes, values and gradients, in one arena. Lives until tape_free; tape_reset empties it and
 * keeps the memory. Parameters' values and gradients belong to the caller. Threads: one at a time.
 * Bugs (abort): shapes that do not fit, a source from another tape. World errors: none.
 * Example: tests/engine/test_tape.c, “a tape is walked”.
 */
#ifndef HEED_ENGINE_TAPE_H
#define HEED_ENGINE_TAPE_H

#include "base/arena.h"
#include "engine/real.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Tape Tape;
typedef struct Node Node;

typedef struct Shape {
    int planes, rows, cols;
} Shape;

/* A rectangle of cells of one source: rows × cols from (plane, row, col), all counted from 0. */
typedef struct Span {
    int source; /* which of the node's sources, from 0 */
    int plane, row, col, rows, cols;
} Span;

enum { SPANS_MAX = 8 };
typedef struct Spans {
    Span items[SPANS_MAX];
    int count;
} Spans;

typedef struct Cell {
    int plane, row, col;
} Cell;

/* Among which cells of a node all are that one cell of a source made: planes × rows × cols from
 * (plane, row, col). With `rows_alike` a row of them is made from it as a whole, or not at all. */
typedef struct Reach {
    int plane, row, col, planes, rows, cols;
    bool rows_alike;
} Reach;

/* What a kind of node does. One contiguous block in one file:
 * forward sets node->value; backward adds to its sources' gradients (node_gradient), from
 * node->grad; sources_of_cell lists the cells that made one cell of the value. Where a cell is a
 * sum of products, its first two spans run over the factors in the same order. */
typedef struct Op {
    const char *name, *formula;
    /* The formula with its operands, as views print it: $0 … $3 the single cell of a span, $* the
     * sum of products of the first two, and of the second span $m its maximum, $x Σ exp(· − $m), $s
     * its sum, $l its length, $u its mean, $d its deviation √(variance + ε), ε the last span's
     * number; $c the column from 1, $t sparsemax's threshold, $k how many of the first span equal
     * $c, $n its count; $w a weight of a row with forced ones; $p the second's cell,
     * however small. NULL: too long for a line. */
    const char *numbers;
    void (*forward)(const Node *node);
    void (*backward)(const Node *node);
    void (*sources_of_cell)(const Node *node, Cell cell, Spans *spans);
    /* Narrows what begins as all of the node, for a cell of one of its sources; NULL: does not. It
     * only says where to ask: which cells a cell made is sources_of_cell's to tell. */
    void (*reach)(const Node *node, int source, Cell cell, Reach *reach);
} Op;

struct Node {
    const Op *op;
    const char *name; /* with its scope, "attention.scores"; NULL for plumbing */
    const char
        *math; /* what formulas call it, "tanh(W_q q + W_k k + b)", in views' markup; or NULL */
    int index; /* t of LET_AT, or −1 */
    Shape shape;
    Tape *tape;
    int id; /* position on the tape */
    int source_count;
    const int *sources; /* ids */
    int first,
        count; /* which rows or columns, for the ops that copy some: structure, never a number */
    bool needs_gradient, is_number, is_heads;
    Real *value;
    Real *grad;  /* NULL until backward reaches it */
    Real *saved; /* what a fused op's forward keeps for its backward, or NULL */
    /* Of a parameter: who has still to add to its gradient, and its panels; or NULL. */
    struct Waiting *waiting;
    Real *panels[2];
    const char *file; /* where the model's source builds it, for LET nodes */
    int line;
};

Tape *tape_new(void);
void tape_free(Tape *tape); /* NULL is allowed */
void tape_reset(Tape *tape);
Arena *tape_arena(Tape *tape);
int tape_count(const Tape *tape);
Node *tape_node(const Tape *tape, int id);
/* The first node of that name and index (−1: any), or NULL. */
Node *tape_find(const Tape *tape, const char *name, int index);

/* With `fused` on, builders use the fused form of what they stand for (training); off (the start),
 * the paper's own lines. Both compute the same numbers. */
void tape_set_fused(Tape *tape, bool fused);
bool tape_is_fused(const Tape *tape);

/* Brings the values of all nodes built since the last call up to date. Builders that choose (the
 * next word) call it while building. */
void tape_forward(Tape *tape);
/* `stops` is asked before every node that this thread brings up to date, of any tape. Once it says
 * so, nodes get zeros and no numbers are made, so that whoever builds comes to an end soon: what is
 * on the tapes then means nothing. NULL: nothing stops them, and they go on. */
typedef bool TapeStop(void *with);
void tape_stop_by(TapeStop *stops, void *with);
bool tape_stopped(void);
/* Marks all values as out of date: the next tape_forward computes every node again. */
void tape_rewind(Tape *tape);
/* Adds ∂loss/∂node to the gradient of every node that needs one; `loss` is 1 × 1 × 1. Parameters'
 * gradients are added to the caller's memory. */
void tape_backward(Tape *tape, Node *loss);
/* Forgets the nodes' gradients (not the parameters'), so that another loss can be walked. */
void tape_forget_gradients(Tape *tape);

/* Names: a scope is put in front, with a dot, of names given while it is open. */
void tape_push(Tape *tape, const char *scope);
void tape_pop(Tape *tape);
Node *tape_name(Node *node, const char *name, int index, const char *file, int line);

/* Says that the node is one number a step, not a row that happens to have one column: a trace
 * stacks it as a vector. Returns it. */
Node *node_is_number(Node *node);
/* Says that the node's planes are heads: a trace keeps them even where there is one. Returns it. */
Node *node_is_heads(Node *node);
/* Says what formulas call the node; the text outlives the tape. Returns it. */
Node *node_call(Node *node, const char *math);

#define LET(name, expression) Node *name = tape_name((expression), #name, -1, __FILE__, __LINE__)
#define LET_AT(name, index, expression)                                                            \
    Node *name = tape_name((expression), #name, (index), __FILE__, __LINE__)

/* A new node, not yet computed. `saved` reals are kept for the op's own use (0: none). */
Node *node_new(const Op *op, Shape shape, int source_count, Node *const *sources, size_t saved);
Node *node_source(const Node *node, int which);
size_t node_size(const Node *node);
/* The gradient to add to, zeroed when first asked for; NULL if the node needs none. */
Real *node_gradient(Node *node);
/* The same where the caller sets all of it if nobody has added to it yet, which *fresh says. */
Real *node_gradient_or_fresh(Node *node, bool *fresh);
Real node_at(const Node *node, int plane, int row, int col);

/* Leaves. */
Node *tape_given(Tape *tape, Shape shape, const Real *numbers); /* copied; never has a gradient */
Node *tape_number(Tape *tape, Real number);                     /* 1 × 1 × 1 */
/* Gives such a leaf a gradient after all, and with it all that is built on it from now on: for
 * looking at gradients where nothing is trained. Returns it. */
Node *node_want_gradient(Node *leaf);
/* `value` and `grad` (NULL: none wanted) stay the caller's and must outlive the tape's use of them.
 */
Node *tape_parameter(Tape *tape, const char *name, Shape shape, const Real *value, Real *grad);
bool node_is_parameter(const Node *node);
/* Its matrix (turned: its transpose) in the panels of kernels()->pack: made when first asked for,
 * again after tape_rewind. */
const Real *parameter_panels(Node *parameter, bool turned);
/* Puts off what a node adds to the parameter's gradient until `most` wait for it or the walk
 * backwards reaches it; then `together` gets all that wait, the first of the tape first: one
 * product is faster than one for every step. All that wait for one parameter name one `together`.
 */
typedef void Together(Node *parameter, const Node *const *nodes, int count);
void parameter_wait(Node *parameter, const Node *node, int most, Together *together);
/* Memory for one op while it runs: the next that asks gets the same. */
Real *tape_scratch(Tape *tape, size_t count);

#endif
