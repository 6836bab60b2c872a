/* attend.h -- one row of attention, in the one order there is:
 * e → mask → /τ → weigh over the allowed s → local-p's Gaussian → renormalise if on → forced
 * weights → c_t = Σ_s α[t,s] v_s.
 *
 * Nodes are named scores, weights, context, and where they exist match (e before the mask), center,
 * soft, draws, tempered, before_window, kept: within the scope the caller opened ("attention").
 * Where a weight of any row is forced, every row has before_force too, the weights without that;
 * where a centre of any row is moved, every row has center_before.
 */
#ifndef HEED_ATTENTION_ATTEND_H
#define HEED_ATTENTION_ATTEND_H

#include "attention/force.h"
#include "attention/match.h"
#include "attention/scope.h"
#include "attention/weigh.h"

typedef struct Attention {
    const Score *score;
    const Scope *scope;
    const Weigh *weigh;
    int window;         /* D, for scopes that have one */
    bool renormalise;   /* after local-p's Gaussian */
    double temperature; /* τ > 0 */
    int samples;        /* n of hard */
} Attention;

/* What the keys and the sentence bring to every row. */
typedef struct Memory {
    Node *keys;    /* as score->prepare left them */
    Node *values;  /* (B,S,H) */
    Node *lengths; /* (B,1,1) */
} Memory;

Memory memory_prepare(const Attention *attention, Parameters parameters, Node *keys, Node *values,
                      Node *lengths);

typedef struct Attended {
    Node *scores, *weights, *context;
} Attended;

/* Row t (from 1) for the query q (B,1,d_q). `rng` gives hard's draws (B = 1) and goes on from row
 * to row. `what_if` (B = 1) or NULL. */
Attended attend(const Attention *attention, Parameters parameters, const Memory *memory, Node *q,
                int t, const WhatIf *what_if, Rng *rng);

#endif
