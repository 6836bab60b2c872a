/* gates_parts.h -- the gates of each cell, and their numbers; for gates*.c only. */
#ifndef HEED_VIEWS_GATES_PARTS_H
#define HEED_VIEWS_GATES_PARTS_H

#include "views/numbers.h"

enum { GATE_OPERANDS = 4, GATES_MOST = 6 };

/* A number that a gate is made of: of an array of the same side, at the same unit. */
typedef struct GateOperand {
    const char *array;
    int part;    /* of the arrays that hold all gates beside each other: which, from 0 */
    bool before; /* of the token that was read before; 0 at the first */
} GateOperand;

typedef struct Gate {
    const char *array;          /* in the side's scope; the state is "h" */
    const char *name, *formula; /* in the views' markup */
    const char *summary;        /* what it does, in plain words */
    bool is_share;              /* of 0 … 1; else signed */
    double limit;               /* of a signed one: 1 for tanh; 0: as its numbers are */
    const char *numbers;        /* the formula with $0 … $3 in place of the operands */
    GateOperand operands[GATE_OPERANDS];
    double (*result)(const double *x);
} Gate;

/* The gates of the run's cell, in the order they are computed; the state comes last. */
const Gate *gates_of(const Run *run, int *count);

/* The side that is shown, and where its arrays are. */
typedef struct GateSide {
    GatesOf of;
    TextPieces tokens;
    int units, shown; /* tokens whose numbers are shown at this step */
} GateSide;
GateSide gate_side(const ViewPass *view);
const TraceArray *gate_array(const ViewPass *view, const GateSide *side, const char *name);
/* Where a number of a token, from 1, is in an array; false: the state before the first token. */
bool gate_cell(const TraceArray *array, const GateSide *side, int token, int column, RunCell *at);
/* Of a token from 1. */
double gate_number(const ViewPass *view, const GateSide *side, const char *name, int token,
                   int column);
/* "= σ(1.25 + 2.60) = 0.98", each number read from the trace. */
NumbersLine gate_numbers(const ViewPass *view, const GateSide *side, const Gate *gate, int token,
                         int unit);

#endif
