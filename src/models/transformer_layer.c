/* transformer_layer.c -- one layer, norm first: x + attention(norm(x)), in a decoder of two
 * sequences x + cross(norm(x), memory), x + feedforward(norm(x)). */
#include "models/transformer_parts.h"

const LayerKind gpt_layer = {
    .heads = HEADS_DECODER,
    .tensors = "h",
    .nodes = "layers",
    .self = {"attn.c_attn.weight", "attn.c_attn.bias", "attn.c_proj.weight", "attn.c_proj.bias"},
    .norm_count = 2,
    .norms = {"ln_1", "ln_2"},
    .up = "mlp.c_fc",
    .down = "mlp.c_proj",
};

const LayerKind encoder_layer = {
    .heads = HEADS_ENCODER,
    .tensors = "encoder.layers",
    .nodes = "encoder.layers",
    .self = {"self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj.weight",
             "self_attn.out_proj.bias"},
    .norm_count = 2,
    .norms = {"norm1", "norm2"},
    .up = "linear1",
    .down = "linear2",
};

const LayerKind decoder_layer = {
    .heads = HEADS_DECODER,
    .tensors = "decoder.layers",
    .nodes = "decoder.layers",
    .self = {"self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj.weight",
             "self_attn.out_proj.bias"},
    .cross = {"multihead_attn.in_proj_weight", "multihead_attn.in_proj_bias",
              "multihead_attn.out_proj.weight", "multihead_attn.out_proj.bias"},
    .has_cross = true,
    .norm_count = 3,
    .norms = {"norm1", "norm2", "norm3"},
    .up = "linear1",
    .down = "linear2",
};

Node *transformer_tensor(const TransformerBuild *b, const char *prefix, const char *name) {
    const char *full = prefix ? arena_printf(tape_arena(b->tape), "%s.%s", prefix, name) : name;
    return parameter_node(b->parameters, b->tape, full);
}

Node *transformer_norm(const TransformerBuild *b, Node *x, const char *prefix, const char *name) {
    Arena *arena = tape_arena(b->tape);
    Node *w = transformer_tensor(b, prefix, arena_printf(arena, "%s.weight", name));
    Node *bias = transformer_tensor(b, prefix, arena_printf(arena, "%s.bias", name));
    return layer_norm(x, w, bias, b->epsilon);
}

/* x W + b by the tensors PREFIX.NAME.weight, in the shape that kind of model keeps it, and .bias.
 */
static Node *projection(const TransformerBuild *b, Node *x, const char *prefix, const char *name) {
    Arena *arena = tape_arena(b->tape);
    Node *W = transformer_tensor(b, prefix, arena_printf(arena, "%s.weight", name));
    Node *bias = transformer_tensor(b, prefix, arena_printf(arena, "%s.bias", name));
    return b->config->decoder_only ? conv1d(x, W, bias) : linear(x, W, bias);
}

static Node *feed_forward(const TransformerBuild *b, const LayerKind *kind, const char *prefix,
                          Node *x) {
    LET(feedforward_hidden, projection(b, x, prefix, kind->up));
    LET(feedforward_active,
        b->config->decoder_only ? gelu(feedforward_hidden) : relu(feedforward_hidden));
    LET(feedforward, projection(b, feedforward_active, prefix, kind->down));
    return feedforward;
}

Node *transformer_layer(const TransformerBuild *b, const LayerKind *kind, int l, Node *x,
                        Node *memory) {
    Arena *arena = tape_arena(b->tape);
    const char *prefix = arena_printf(arena, "%s.%d", kind->tensors, l);
    tape_push(b->tape, arena_printf(arena, "%s.%d", kind->nodes, l));
    LET(norm1, transformer_norm(b, x, prefix, kind->norms[0]));
    Node *self = transformer_attention(b, kind->heads, l, prefix, &kind->self, norm1, norm1);
    LET(residual1, add(x, self));
    LET(norm2, transformer_norm(b, residual1, prefix, kind->norms[1]));
    Node *stream = residual1, *normed = norm2;
    if (kind->has_cross) {
        Node *cross = transformer_attention(b, HEADS_CROSS, l, prefix, &kind->cross, norm2, memory);
        LET(residual2, add(residual1, cross));
        LET(norm3, transformer_norm(b, residual2, prefix, kind->norms[2]));
        stream = residual2;
        normed = norm3;
    }
    Node *more = feed_forward(b, kind, prefix, normed);
    LET(output, add(stream, more));
    tape_pop(b->tape);
    return output;
}
