/* weigh.h -- weights α from scores e, row by row: soft, sparse, argmax, hard.
 *
 * All look only at scores that are not −inf; the others get exactly 0. soft, sparse and argmax rows
 * sum to 1, and so do hard's counts.
 */
#ifndef HEED_ATTENTION_WEIGH_H
#define HEED_ATTENTION_WEIGH_H

#include "base/rng.h"
#include "engine/ops.h"

typedef struct Weigh {
    const char *word, *title, *stage, *formula, *source; /* stage: what is done, "Softmax" */
    const char *function;                                /* of a row of scores: "softmax" */
    bool has_temperature;                                /* τ changes it */
    bool draws;                                          /* takes `samples` and the seed */
    Node *(*build)(Node *e, int t);
} Weigh;

extern const Weigh *const weigh_list[];
extern const int weigh_count;
const Weigh *weigh_find(const char *word); /* or NULL */

/* sparsemax (Martins & Astudillo 2016): the Euclidean projection of each row on the simplex. */
Node *sparsemax(Node *M);
/* 1 on the largest of each row, the first of equals, else 0; no gradient. */
Node *argmax_rows(Node *M);
/* The share of a row's draws that fell on each s: draws (B,R,n) of numbers 1…S → (B,R,S); no
 * gradient. */
Node *shares(Node *draws, int S);
/* A / Σ A, row by row; a row of 0s stays. */
Node *renormalise(Node *A);
/* n draws from row 0 of `soft` (1,1,S), as numbers from 1: the first s, with a weight over 0, whose
 * running sum exceeds u = (x >> 11)·2⁻⁵³, the last such s if none does. Reads the values: the tape
 * is brought up to date. */
Node *draw_from(Node *soft, int n, Rng *rng);
/* The same from every row of every head: (B,R,S) → (B,R,n). Each head's stream starts with `seed`
 * and goes on from row to row, so what a row draws does not depend on the rows that follow. */
Node *draw_from_heads(Node *soft, int n, uint64_t seed);

#endif
