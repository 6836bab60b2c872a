/* transformer.h -- self-attention with many heads: GPT-2's decoder, and nn.Transformer's
 * encoder–decoder (Vaswani et al. 2017; Radford et al. 2019).
 *
 * Decoder-only (`config.decoder_only`): pre-LN blocks, learned positions, GELU in its tanh form, a
 * final LayerNorm, output tied to the embedding; every position predicts the next symbol.
 * Encoder–decoder: nn.Transformer(norm_first=True): ReLU, final encoder.norm and decoder.norm,
 * x = embedding + position without √d; logits = output(decoder). y_0 = <s>; the source ends in
 * </s>. Sinusoidal positions are Vaswani's: sin and cos of p / 10000^(2i/d) in columns 2i and
 * 2i + 1, p from 0.
 *
 * One head: Q = X W_Q, K = X W_K, V = X W_V, scores = Q Kᵀ / √d_head, mask, weights = softmax,
 * context = weights V; the heads beside each other, times W_O, are added to the residual stream.
 * Planes of the nodes of heads are items × heads, an item's heads next to each other.
 *
 * Nodes, within `layers.l.attention` (decoder-only), `encoder.layers.l.attention`,
 * `decoder.layers.l.attention` and `decoder.layers.l.cross`, l from 0:
 *   queries_keys_values (1,N,3d), or of cross queries (1,T,d) and keys_values (1,S,2d) ·
 *   query key value (H,N,d_head) · product, before /√d · scaled, before the mask (not with `dot`) ·
 *   allowed (with `band`: after the other mask) · scores (after the mask) · tempered (τ ≠ 1) ·
 *   soft, draws (hard) · before_force (where a weight of the layer is forced) · weights ·
 *   context (H,N,d_head) · ablated (where a head is) ·
 *   concatenated (1,N,d) · projected (1,N,d)
 * within `layers.l`, `encoder.layers.l`, `decoder.layers.l`, (1,N,d) each: norm1, residual1, norm2,
 *   in the decoder residual2 and norm3; feedforward_hidden (1,N,F), feedforward_active,
 * feedforward; output, which is the next layer's input at the top, within `encoder` or `decoder`
 * where there are two: embedding, position, embedded (the first layer's input), norm (the last
 * layer's output normalised; the encoder's is the memory) output.logits, and on shown tapes
 * output.probabilities (T,V).
 *
 * Masks: the source's length in the encoder and across, s ≤ t in the decoder. A run's scope is the
 * mask of self-attention: `global` none, `causal` s ≤ t, `band D` |s − t| ≤ D on both sides. But
 * the decoder of two sequences has not written what comes after t: it stays s ≤ t, a band within
 * that. Across all stays as it is, and a decoder-only model is trained with s ≤ t.
 *
 * Tensors. Decoder-only, Conv1D weights (in, out):
 *   wte.weight (V,d) wpe.weight (P,d) h.l.ln_1.weight|bias (d) h.l.attn.c_attn.weight (d,3d) .bias
 *   h.l.attn.c_proj.weight (d,d) .bias h.l.ln_2.weight|bias h.l.mlp.c_fc.weight (d,F) .bias
 *   h.l.mlp.c_proj.weight (F,d) .bias ln_f.weight|bias
 * Encoder–decoder:
 *   source.embedding.weight (V_s,d) target.embedding.weight (V_t,d) source.position.weight (P,d)
 *   target.position.weight (P,d) (both absent with sinusoidal positions)
 *   encoder.layers.l.self_attn.in_proj_weight (3d,d) in_proj_bias (3d) out_proj.weight (d,d) .bias
 *   encoder.layers.l.linear1.weight (F,d) .bias linear2.weight (d,F) .bias norm1|norm2.weight|bias
 *   decoder.layers.l. the same, with multihead_attn.… and norm3; encoder.norm.* decoder.norm.*
 *   output.weight (V_t,d) output.bias (V_t)
 * Files may have all of them behind a prefix `transformer.`; whoever reads them takes it off.
 *
 * Configurations (heed.config). Decoder-only: Hugging Face's n_layer, n_head, n_embd, n_positions,
 * and n_inner (4d), layer_norm_epsilon (1e-5). Encoder–decoder: layers, heads, d, feedforward,
 * positions, and limit, layer_norm_eps (1e-5), tokens (characters, words or symbols; without it
 * words where an entry of a vocabulary is longer than one grapheme, else characters). A key of
 * either library that would make other numbers (activation_function, norm_first …) is refused.
 */
#ifndef HEED_MODELS_TRANSFORMER_H
#define HEED_MODELS_TRANSFORMER_H

#include "attention/attend.h"
#include "models/beam.h"
#include "models/greedy.h"

/* No model has more positions, so no input is longer. */
enum { TRANSFORMER_POSITIONS_MAX = 1000000 };

typedef struct TransformerConfig {
    bool decoder_only, sinusoidal;
    int layers, heads, d, feedforward;
    int positions;  /* P: the longest input; with sinusoidal positions only a limit */
    double epsilon; /* of the layer norms */
    int source_vocabulary, target_vocabulary; /* decoder-only: both V */
    int limit;                                /* of output tokens; 0: min(2S + 10, 200, P) */
} TransformerConfig;

/* On a shown tape whose heads have more weights than this in all, an attention is one node,
 * `context`: product, scaled, scores and weights are made again, piece by piece, where they are
 * looked at (attention_piece). Weights other than soft cannot be: such runs are refused. */
enum { TRANSFORMER_CELLS_KEPT = 8000000 };
bool transformer_is_compact(const TransformerConfig *config, long source_length,
                            long target_length);

/* Bytes that the values of a shown tape take for an input of so many tokens (decoder-only: 0 and
 * N), a little more than less. */
double transformer_bytes(const TransformerConfig *config, int source_length, int target_length);

/* Which attention of a layer. */
typedef enum HeadsOf { HEADS_ENCODER, HEADS_DECODER, HEADS_CROSS, HEADS_OF_COUNT } HeadsOf;

/* A forced weight of one head, numbered by transformer_head(…). */
typedef struct ForcedHead {
    int head;
    ForcedCell cell;
} ForcedHead;

/* What a run may change. Ablated heads have A·V = 0 before W_O: only layers with one have a node
 * for it. Forced weights (one item; never of a compact tape) are rows of the whole run, so a row of
 * the decoder is forced once it is there. */
typedef struct TransformerOptions {
    const Score *score; /* scaled (as trained) or dot */
    const Scope *scope; /* NULL: as trained */
    const Weigh *weigh;
    int window;
    double temperature;
    const bool *ablated; /* transformer_head(…) numbers, or NULL; decoder-only: HEADS_DECODER */
    const ForcedHead *forced;
    int forced_count;
    int samples; /* of hard, whose draws start with `seed` in every head */
    uint64_t seed;
} TransformerOptions;

/* Whether an attention of the group may not look ahead under a scope (NULL: as trained). */
bool transformer_is_causal(const TransformerConfig *config, const Scope *scope, HeadsOf of);

/* scaled, soft, τ 1, nothing ablated. */
TransformerOptions transformer_as_trained(void);

/* The place of a head (layer and head from 0) in a list of all, and how many there are. */
int transformer_head(const TransformerConfig *config, HeadsOf of, int layer, int head);
int transformer_head_count(const TransformerConfig *config);

/* NULL, or the sentence that says what is wrong with the numbers. */
const char *transformer_validate(const TransformerConfig *config);
/* The tensors of that configuration, with their starts, names without prefix; list and names live
 * in the arena. */
Weight *transformer_weights(const TransformerConfig *config, Arena *arena, int *count);
/* Whether such an attention masks keys of one item, which has no padding. */
bool transformer_masks(const TransformerConfig *config, const Scope *scope, HeadsOf of);
/* Whether a run with these options can be: NULL or the sentence. */
const char *transformer_refuses(const TransformerOptions *options);
/* Whether there are positions for an input of so many tokens (0: there is none): NULL or the
 * sentence. */
const char *transformer_too_long(const TransformerConfig *config, int source_length,
                                 int target_length);

typedef struct TransformerInput {
    int batch, source_length; /* encoder–decoder: B × S ids with </s>, then padding */
    const Real *source, *lengths;
    int target_length;  /* T of teacher forcing (decoder-only: N symbols); 0: decode greedily */
    const Real *target; /* B × T ids: what is predicted; decoder-only: what is read */
    const Real *target_lengths; /* B, of decoder-only (NULL: all N); a pair needs none */
    const Real *token_weights;  /* B × T: of each prediction in the loss; NULL: no loss */
    const int *prefix;          /* decoding one item: tokens fed instead of the choices, or NULL */
    int prefix_length;
} TransformerInput;

typedef struct TransformerRun {
    Node *loss;          /* Σ w·(−log p), where there are token weights */
    Node *logits;        /* (B,T,V) */
    Node *probabilities; /* (B,T,V) on shown tapes, else NULL */
    int steps;           /* T */
    int *chosen;         /* decoding: steps × B ids; after an item's </s> or limit, TOKEN_PAD */
    bool *complete;      /* decoding: B: </s> came before the limit */
} TransformerRun;

/* Builds and computes the run on the tape: decoding finds the words on tapes of its own and then
 * writes the whole run once. In decoder-only, prediction t (of the symbol t + 1) stands in row t;
 * token_weights[t] weighs predicting target[t + 1], and the last is 0. Shown tapes (not fused) hold
 * one item. Everything returned lives in the tape's arena. */
TransformerRun transformer_build(Tape *tape, const TransformerConfig *config, Parameters parameters,
                                 const TransformerOptions *options, const TransformerInput *input);

/* Beam search for one item's words, of an encoder–decoder (source, lengths, prefix; in the arena):
 * a decoding that is given a hypothesis's words as its prefix is the run its sum was made of. */
Beam *transformer_beam(Arena *arena, const TransformerConfig *config, const Weights *weights,
                       const TransformerOptions *options, const TransformerInput *input, int width);

#endif
