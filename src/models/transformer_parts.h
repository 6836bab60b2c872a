/* transformer_parts.h -- what the files of the transformer share: the two kinds of layer, by the
 * names of their tensors, and the lines they are made of. Of models/transformer*.c alone.
 */
#ifndef HEED_MODELS_TRANSFORMER_PARTS_H
#define HEED_MODELS_TRANSFORMER_PARTS_H

#include "models/transformer.h"

/* An attention's tensors, behind the layer's prefix. */
typedef struct AttentionTensors {
    const char *in_weight, *in_bias, *out_weight, *out_bias;
} AttentionTensors;

/* A kind of layer. The norms stand before self-attention, (cross-attention) and feed-forward. */
typedef struct LayerKind {
    HeadsOf heads;
    const char *tensors, *nodes; /* "h", "layers": prefixes of tensors and of nodes */
    AttentionTensors self, cross;
    bool has_cross;
    int norm_count;
    const char *norms[3], *up, *down;
} LayerKind;

extern const LayerKind gpt_layer, encoder_layer, decoder_layer;

typedef struct TransformerBuild {
    Tape *tape;
    const TransformerConfig *config;
    Parameters parameters;
    const TransformerOptions *options;
    Node *epsilon, *root_d, *tau, *D; /* one number each; tau and D where the run has them */
    bool compact;  /* a shown tape whose weights would not fit: one node an attention */
    Node *lengths; /* of the items' keys that length masks look at, one a head: (B·H,1,1) */
} TransformerBuild;

/* The tensor PREFIX.NAME, or NAME alone where prefix is NULL. */
Node *transformer_tensor(const TransformerBuild *b, const char *prefix, const char *name);
/* layer_norm by PREFIX.NAME.weight and .bias. */
Node *transformer_norm(const TransformerBuild *b, Node *x, const char *prefix, const char *name);

/* All heads of one attention: x (B,N,d) asks, memory (B,S,d; self-attention: x) answers; → W_O of
 * the concatenated heads, (B,N,d). `prefix` is the layer's, "decoder.layers.0". */
Node *transformer_attention(const TransformerBuild *b, HeadsOf of, int layer, const char *prefix,
                            const AttentionTensors *tensors, Node *x, Node *memory);
/* Layer l from 0, (B,N,d) → (B,N,d). `memory` is NULL but in a decoder with cross-attention. */
Node *transformer_layer(const TransformerBuild *b, const LayerKind *kind, int l, Node *x,
                        Node *memory);

#endif
