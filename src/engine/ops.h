/* ops.h -- what a tape can do: the general operations (those of attention are in attention/).
 *
 * Letters: B planes (batch items or heads), T rows of queries, S rows of keys, A, E, H, K, N
 * widths. Every function builds one node and returns it; shapes are given as (planes, rows, cols).
 * A parameter has one plane and serves all. Shapes that do not fit abort with both shapes.
 */
#ifndef HEED_ENGINE_OPS_H
#define HEED_ENGINE_OPS_H

#include "engine/tape.h"

/* Copies. */
Node *embed(Node *table, Node *ids); /* (1,V,E), (B,S,1) → (B,S,E): the rows named by ids */
Node *columns(Node *x, int first, int count); /* (B,R,C) → (B,R,count) */
Node *rows(Node *x, int first, int count);    /* (B,R,C) → (B,count,C) */
Node *beside(Node *a, Node *b);               /* (B,R,C), (B,R,D) → (B,R,C+D): [a ; b] */
Node *stack(Node *const *items, int count);   /* each (B,R,C) → (B,count·R,C), item by item */

/* Cell by cell; the operands have one shape. */
Node *add(Node *a, Node *b);
Node *multiply(Node *a, Node *b);
Node *minimum(Node *a, Node *b);
Node *add_log(Node *a, Node *p); /* a + log p */
Node *one_minus(Node *x);
Node *tanh_of(Node *x);
Node *sigmoid_of(Node *x); /* σ(x) = 1 / (1 + exp(−x)) */

/* With an operand that is repeated, as the name says. */
Node *add_row(Node *x, Node *row);      /* (B,R,C) + (B,1,C) */
Node *scale_by(Node *x, Node *number);  /* (B,R,C) · (1,1,1) */
Node *divide_by(Node *x, Node *number); /* (B,R,C) / (1,1,1) */

/* Products. */
Node *linear(Node *x, Node *W, Node *b); /* (B,R,K), (1,N,K), (1,1,N) or NULL → x Wᵀ + b, (B,R,N) */
Node *product(Node *A, Node *V);         /* (B,T,S), (B,S,H) → A V, (B,T,H) */
/* The same where query t sees the keys |s − t| ≤ D alone, D (1,1,1): work of the band. Products
 * outside are −inf, weights outside are taken for 0. */
Node *product_band(Node *A, Node *V, Node *D);
Node *product_transposed_band(Node *Q, Node *K, Node *D);
Node *product_transposed(Node *Q,
                         Node *K); /* (B,T,H), (B,S,H) → Q Kᵀ, (B,T,S); Q may have one plane */

/* Rows. */
Node *unit_rows(Node *x); /* x / |x|; 0 where |x| is exactly 0 */
Node *softmax(Node *M); /* exp(M − max) / Σ; −inf gives exactly 0, a row of only −inf gives 0s */
/* −Σ w·log softmax(logits)[id], one number: (B,T,V), ids (B,T,1), w (B,T,1) → (1,1,1). */
Node *cross_entropy(Node *logits, Node *ids, Node *w);
/* −log softmax(x)[id] of each row, (B,R,V), ids (B,R,1) → (B,R,1): for looking, where 1 − p and the
 * gradient must stay exact however near to 1 the p of a sure model is. */
Node *surprise(Node *x, Node *ids);

/* Layers of a transformer. */
Node *conv1d(Node *x, Node *W, Node *b); /* (B,R,K), (1,K,N), (1,1,N) → x W + b: GPT-2's Conv1D */
/* Rows first … first + count of W and b: (B,R,K), (1,M,K), (1,1,M) → (B,R,count). */
Node *linear_rows(Node *x, Node *W, Node *b, int first, int count);
/* Each row less its mean, over √(variance + ε), times w, plus b: (B,R,C), (1,1,C)², ε (1,1,1). */
Node *layer_norm(Node *x, Node *w, Node *b, Node *epsilon);
Node *relu(Node *x);
Node *gelu(Node *x); /* in its tanh form */
/* Columns first … first + d, in equal parts: (B,N,·) → (B·heads,N,d/heads), an item's heads next to
 * each other; and these beside each other again. */
Node *split_heads(Node *x, int first, int d, int heads);
Node *join_heads(Node *x, int heads);       /* (B·heads,N,C) → (B,N,heads·C) */
Node *scale_planes(Node *x, Node *factors); /* (B,R,C) · (B,1,1) */

/* Fused: one node for the lines that models/cells.h writes out; the gates are kept out of sight.
 * a = W_i x + b_i, b = W_h h + b_h. */
Node *gru_step(Node *a, Node *b, Node *h);  /* (B,1,3H), (B,1,3H), (B,1,H) → h', (B,1,H) */
Node *lstm_step(Node *a, Node *b, Node *c); /* (B,1,4H)², (B,1,H) → [h' ; c'], (B,1,2H) */
/* A whole sentence from state 0: a (B,S,gates·H), W_h (1,gates·H,H), b_h, lengths (B,1,1) → h, or
 * an LSTM's [h ; c], (B,S,H or 2H). Beyond an item's length its state is copied; backwards, it
 * starts at its last row. */
Node *gru_sequence(Node *a, Node *W_h, Node *b_h, Node *lengths, bool backwards);
Node *lstm_sequence(Node *a, Node *W_h, Node *b_h, Node *lengths, bool backwards);
Node *rnn_sequence(Node *a, Node *W_h, Node *b_h, Node *lengths, bool backwards);
/* e[s] = v·tanh(q + k_s): (B,1,A), (B,S,A), (1,1,A) → (B,1,S); 0 beyond the lengths (B,1,1). */
Node *additive_match(Node *q, Node *k, Node *v, Node *lengths);

/* Attention of many heads. One node for the lines product_transposed, divide_by, the masks, softmax
 * and product: Q (B,T,d), K (B,S,d), V (B,S,v), √d and τ (1,1,1) or NULL for 1, → (B,T,v). Scores
 * are q·k / √d, weights their softmax after /τ. A plane is a head of an item. The T × S weights are
 * never in memory. */
typedef struct Visible {
    bool causal;   /* s ≤ t */
    Node *lengths; /* (B,1,1): keys beyond are masked; or NULL */
    Node *window;  /* (1,1,1): |s − t| ≤ D, in time and memory of the band; or NULL */
} Visible;
Node *attention_fused(Node *Q, Node *K, Node *V, Node *root_d, Node *tau, Visible visible);
const Node *attention_root_d(const Node *node); /* NULL: 1 */
const Node *attention_tau(const Node *node);
bool node_is_attention(const Node *node); /* made by it */
/* A piece of such a node's scores (−inf where masked) or weights, made again from Q and K: rows ×
 * cols of a plane from (row, col), all counted from 0; either may be NULL. Uses the node's own
 * room: one thread at a time. */
void attention_piece(const Node *node, int plane, int row, int rows, int col, int cols,
                     Real *scores, Real *weights);
/* The same in a room of attention_room reals of the caller's, so that each thread has its own. */
size_t attention_room(const Node *node);
void attention_piece_in(const Node *node, int plane, int row, int rows, int col, int cols,
                        Real *room, Real *scores, Real *weights);
/* The keys [*first, *end) that a query of it sees. */
void attention_sees(const Node *node, int plane, int row, int *first, int *end);

/* For those who define ops. y (m × n) = x Wᵀ + b (NULL: 0), x with rows of ldx reals, W n × k. */
void times_transposed(int m, const Real *x, int ldx, Node *W, const Real *b, Real *y);
/* C = A·op(B) + beta·C as gemm, for forward: on a tape that is shown, products of several rows that
 * are small enough have their sums in double; whether one of m × n sums of k products has. */
bool gemm_is_exact(const Tape *tape, int m, int n, int k);
void gemm_forward(const Tape *tape, bool b_transposed, int m, int n, int k, const Real *A, int lda,
                  const Real *B, int ldb, Real beta, Real *C, int ldc);
/* dx (m × k) = dy W + dx, or without dx where it is fresh; dx with rows of lddx reals. */
void times(int m, const Real *dy, Node *W, bool fresh, Real *dx, int lddx);
/* n numbers to a part of a gradient: added, or set where the gradient is fresh (tape.h). */
void give(bool fresh, size_t n, const Real *numbers, Real *d);
/* A span of the source, added to the list. */
void spans_add(Spans *spans, Span span);
/* For Op.reach. Of ops cell by cell: along what is as long in the source as in the node, the same
 * place; of those that make a row of a row, that row, alike; and for others, the source's plane
 * where there are as many, and of it a row or column, or nothing where there is none such. */
void reach_cells(const Node *node, int source, Cell cell, Reach *reach);
void reach_rows(const Node *node, int source, Cell cell, Reach *reach);
void reach_plane(const Node *node, int source, Cell cell, Reach *reach);
void reach_row(const Node *node, int source, Cell cell, int row, Reach *reach);
void reach_column(const Node *node, int source, Cell cell, int col, Reach *reach);

#endif
