/* transformer.h -- self-attention with many heads: GPT-2's decoder, and nn.Transformer's
 * encoder–decoder (Vaswani et al. 2017; Radford et al. 2019).
 *
 * Decoder-only (`config.decoder_only`): pre-LN blocks, learned positions, GELU in its tanh form, a
 * final LayerNorm, output tied to the embedding; every position predicts the next symbol.
 * Encoder–decoder: nn.Transformer(norm_first=True): ReLU, final encoder.norm and decoder.norm,
 * x = embedding + position without √d; logits = output(decoder). y_0 = <s>; the source ends in
 * </s>.
 *
 * One head: Q = X W_Q, K = X W_K, V = X W_V, scores = Q Kᵀ / √d_head, mask, weights = softmax,
 * context = weights V; the heads beside each other, times W_O, are added to the residual stream.
 * Planes of the nodes of heads are items × heads, an item's heads next to each other.
 *
 * A shown tape (not fused, one item) names, within `layers.l.attention` (decoder-only),
 * `encoder.layers.l.attention`, `decoder.layers.l.attention` and `decoder.layers.l.cross`:
 *   query key value (H,N,d_head) · product (before /√d) · scaled · scores (after the mask) ·
 * weights · context (H,N,d_head) · concatenated (1,N,d) · projected (1,N,d) within `layers.l` (and
 * encoder./decoder.): input, norm1 …, residual …, feedforward …, output (N,d); and embedding,
 * position, `output.probabilities` (T,V). l counts from 0.
 *
 * Tensors. Decoder-only, with or without the prefix `transformer.`, Conv1D weights (in, out):
 *   wte.weight (V,d) wpe.weight (P,d) h.l.ln_1.weight|bias (d) h.l.attn.c_attn.weight (d,3d) .bias
 *   h.l.attn.c_proj.weight (d,d) .bias h.l.ln_2.weight|bias h.l.mlp.c_fc.weight (d,F) .bias
 *   h.l.mlp.c_proj.weight (F,d) .bias ln_f.weight|bias
 * Encoder–decoder, with or without that prefix:
 *   source.embedding.weight (V_s,d) target.embedding.weight (V_t,d) source.position.weight (P,d)
 *   target.position.weight (P,d) (both absent with sinusoidal positions)
 *   encoder.layers.l.self_attn.in_proj_weight (3d,d) in_proj_bias (3d) out_proj.weight (d,d) .bias
 *   encoder.layers.l.linear1.weight (F,d) .bias linear2.weight (d,F) .bias norm1|norm2.weight|bias
 *   decoder.layers.l. the same, with multihead_attn.… and norm3; encoder.norm.* decoder.norm.*
 *   output.weight (V_t,d) output.bias (V_t)
 */
#ifndef HEED_MODELS_TRANSFORMER_H
#define HEED_MODELS_TRANSFORMER_H

#include "attention/attend.h"

typedef struct TransformerConfig {
    bool decoder_only, sinusoidal;
    int layers, heads, d, feedforward;
    int positions; /* P: the longest input; with sinusoidal positions only a limit */
    double epsilon;
    int source_vocabulary, target_vocabulary; /* decoder-only: both V */
    int limit;                                /* of output tokens; 0: min(2S + 10, 200) */
} TransformerConfig;

/* Which attention of a layer. */
typedef enum HeadsOf { HEADS_ENCODER, HEADS_DECODER, HEADS_CROSS, HEADS_OF_COUNT } HeadsOf;

/* What a run may change. `scope` is the self-attention's of the decoder (decoder-only: of all):
 * global, causal (as trained) or band D; band is causal too where the model is. Ablated heads have
 * A·V = 0 before W_O. */
typedef struct TransformerOptions {
    const Score *score; /* scaled (as trained) or dot */
    const Scope *scope; /* NULL: as trained */
    const Weigh *weigh;
    int window;
    double temperature;
    const bool
        *ablated; /* HEADS_OF_COUNT × layers × heads (decoder-only uses HEADS_DECODER), or NULL */
    int samples;
    uint64_t seed;
} TransformerOptions;

/* NULL, or the sentence that says what is wrong with the numbers. */
const char *transformer_validate(const TransformerConfig *config);
/* How many tensors that configuration has, and they, with their starts, names without prefix in the
 * arena. */
Weight *transformer_weights(const TransformerConfig *config, Arena *arena, int *count);

typedef struct TransformerInput {
    int batch, source_length; /* encoder–decoder: B × S ids with </s>, then padding */
    const Real *source, *lengths;
    int target_length;  /* T of teacher forcing (decoder-only: N symbols); 0: decode greedily */
    const Real *target; /* B × T ids: what is predicted; decoder-only: what is read */
    const Real *target_lengths; /* B */
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

/* Builds (and, decoding, computes) the run on the tape: decoding finds the words on tapes of its
 * own and then writes the whole run once. In decoder-only, prediction t (of the symbol t + 1)
 * stands in row t; token_weights[t] weighs predicting target[t + 1], and the last is 0. Everything
 * returned lives in the tape's arena. */
TransformerRun transformer_build(Tape *tape, const TransformerConfig *config, Parameters parameters,
                                 const TransformerOptions *options, const TransformerInput *input);

#endif
