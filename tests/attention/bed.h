/* bed.h -- one row of attention on a bench: queries, keys, values and all parameters as leaves. */
#ifndef HEED_TESTS_ATTENTION_BED_H
#define HEED_TESTS_ATTENTION_BED_H

#include "attention/attend.h"
#include "engine/stencil.h"

typedef struct Bed {
    Bench bench;
    Attention attention;
    const WhatIf *what_if; /* NULL as it begins */
    AttentionSizes sizes;
    Weights *weights;
    Parameters parameters;
    Node *q, *keys, *values, *lengths;
    Memory memory;
} Bed;

/* The attention of these words: window 2 (where the scope has one), τ 1, one draw. */
Attention bed_attention(const char *score, const char *scope, const char *weigh);

/* B items of S keys; the lengths fall by one an item, from S. Query and keys have 4 numbers (keys 6
 * where the score can take it), values 3, the attention layer 5. */
void bed_begin(Bed *bed, const Attention *attention, int B, int S, bool fused, uint64_t seed);
/* attend() of row t. */
Attended bed_row(Bed *bed, int t, Rng *rng);
void bed_end(Bed *bed);

#endif
