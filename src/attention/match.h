/* match.h -- the score e[t,s] = match(q_t, k_s).
 *
 * A score function is one struct: its word, its formula, its parameters with their shapes and
 * starts, and how it builds its lines. The list of them is in match.c: a sixth score is one struct
 * there and one line in the list. Views walk the nodes that build made and know no score by name.
 *
 * Letters: q query (B,1,d_q), k keys (B,S,d_k), A attention size, e scores (B,1,S).
 */
#ifndef HEED_ATTENTION_MATCH_H
#define HEED_ATTENTION_MATCH_H

#include "engine/ops.h"
#include "engine/weights.h"

/* A dimension of a parameter: the model says how large each is. */
typedef enum Dimension {
    DIMENSION_ONE,
    DIMENSION_QUERY,
    DIMENSION_KEY,
    DIMENSION_ATTENTION
} Dimension;

typedef struct AttentionSizes {
    int query, key, attention;
} AttentionSizes;

typedef struct ScoreParameter {
    const char *name; /* in a checkpoint */
    Dimension rows, cols;
    bool is_vector;
    WeightStart start; /* START_UNIFORM with number 0: between ±1/√(columns) */
    double number;
} ScoreParameter;

/* Where build finds its parameters: the model's weights and (or NULL) their gradients. */
typedef struct Parameters {
    const Weights *weights;
    Real *gradients;
} Parameters;

/* The parameter of that name on the tape, put there when it is first asked for. */
Node *parameter_node(Parameters parameters, Tape *tape, const char *name);

typedef struct Score {
    const char *word, *title, *source;
    const char *brief, *formula;  /* in the views' markup: "v^T tanh(W_q q + W_k k + b)" */
    ScoreParameter parameters[4]; /* ended by a NULL name */
    bool same_size;               /* needs d_q = d_k */
    /* What of the keys is the same at every t, once: (B,S,d_k) → what build wants. */
    Node *(*prepare)(Parameters parameters, Node *keys);
    /* The lines of one row: e (B,1,S), with the keys as prepared. `lengths` (B,1,1). */
    Node *(*build)(Parameters parameters, Node *q, Node *prepared, Node *lengths, int t);
} Score;

/* All scores in the order of the keys 1–5, and `none` (no build) last. */
extern const Score *const score_list[];
extern const int score_count;
const Score *score_find(const char *word); /* or NULL */
/* `none`: no attention at all. */
bool score_is_none(const Score *score);

/* The weights of some parameters, written to out[]; returns how many (a NULL name ends the list).
 */
int attention_weights(const ScoreParameter *parameters, AttentionSizes sizes, Weight *out);

#endif
