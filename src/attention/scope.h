/* scope.h -- which keys s a query t may look at.
 *
 * A scope is one struct: its word, whether it has a window D, its parameters, the centre p_t it
 * builds, and whether a Gaussian follows the weights. The window's both ends are in: |s − p_t| ≤ D,
 * s and t from 1. A score outside is −inf. The locals are for encoder–decoders, causal and band for
 * self-attention.
 */
#ifndef HEED_ATTENTION_SCOPE_H
#define HEED_ATTENTION_SCOPE_H

#include "attention/match.h"

typedef struct Scope {
    const char *word, *title, *formula, *source;
    bool has_window;     /* takes a D */
    int smallest_window; /* of D */
    bool for_alignment;  /* encoder–decoder attention may have it */
    bool for_self;       /* self-attention may have it */
    bool has_gaussian;   /* weights × exp(−(s−p_t)²/(2σ²)), σ = D/2 */
    ScoreParameter parameters[4];
    /* p_t of every item, (B,1,1), or NULL: no centre, everything may be looked at. */
    Node *(*center)(Parameters parameters, Node *q, Node *lengths, int t);
} Scope;

extern const Scope *const scope_list[];
extern const int scope_count;
const Scope *scope_find(const char *word); /* or NULL */

/* M with −inf where s is outside |s − center| ≤ D or beyond the item's length: M (B,1,S), center
 * and lengths (B,1,1), D one number. */
Node *window_mask(Node *M, Node *center, Node *D, Node *lengths);
/* M with −inf beyond the item's length, M (B,R,S). */
Node *length_mask(Node *M, Node *lengths);
/* M (B,T,S) with −inf where s > t. */
Node *causal_mask(Node *M);
/* M (B,T,S) with −inf where |s − t| > D. */
Node *band_mask(Node *M, Node *D);
/* A[s] · exp(−(s − center)² / (2σ²)), σ = D/2; D must not be 0. */
Node *gaussian(Node *A, Node *center, Node *D);

#endif
