/* transformer_attention.c -- the heads of one attention: project, split, score, mask, weigh, blend,
 * join, project. */
#include "models/transformer_parts.h"

#include "base/error.h"

#include <string.h>

typedef struct Heads {
    Node *query, *key, *value; /* (B·H,N,d_head), (B·H,S,d_head) twice */
} Heads;

/* Q, K and V by one product where one sequence makes them, else by two, and the columns of each
 * head. */
static Heads project(const TransformerBuild *b, const char *prefix, const AttentionTensors *tensors,
                     Node *x, Node *memory) {
    int d = b->config->d, H = b->config->heads;
    Node *W = transformer_tensor(b, prefix, tensors->in_weight);
    Node *bias = transformer_tensor(b, prefix, tensors->in_bias);
    Node *asking, *answering;
    if (memory == x) {
        LET(queries_keys_values, b->config->decoder_only ? conv1d(x, W, bias) : linear(x, W, bias));
        asking = answering = queries_keys_values;
    } else {
        LET(queries, linear_rows(x, W, bias, 0, d));
        LET(keys_values, linear_rows(memory, W, bias, d, 2 * d));
        asking = queries;
        answering = keys_values;
    }
    LET(query, node_is_heads(split_heads(asking, 0, d, H)));
    LET(key, node_is_heads(split_heads(answering, memory == x ? d : 0, d, H)));
    LET(value, node_is_heads(split_heads(answering, memory == x ? 2 * d : d, d, H)));
    return (Heads){node_call(query, "Q"), node_call(key, "K"), node_call(value, "V")};
}

static bool has_band(const TransformerBuild *b, HeadsOf of) {
    return b->D && of != HEADS_CROSS;
}

/* Q Kᵀ / √d_head, or with `dot` Q Kᵀ. */
static Node *match(const TransformerBuild *b, HeadsOf of, Heads heads) {
    Node *q = heads.query, *k = heads.key;
    LET(product, node_is_heads(has_band(b, of) ? product_transposed_band(q, k, b->D)
                                               : product_transposed(q, k)));
    node_call(product, "Q K^T");
    if (!strcmp(b->options->score->word, "dot")) return product;
    LET(scaled, node_is_heads(divide_by(product, b->root_d)));
    return node_call(scaled, "Q K^T / \\sqrt{d}");
}

bool transformer_is_causal(const TransformerConfig *config, const Scope *scope, HeadsOf of) {
    bool writes = of == HEADS_DECODER && !config->decoder_only;
    if (of == HEADS_CROSS) return false;
    if (!scope || writes) return of == HEADS_DECODER;
    return !strcmp(scope->word, "causal");
}

bool transformer_masks(const TransformerConfig *config, const Scope *scope, HeadsOf of) {
    bool band = scope && scope->has_window && of != HEADS_CROSS;
    return band || transformer_is_causal(config, scope, of);
}

static bool is_causal(const TransformerBuild *b, HeadsOf of) {
    return transformer_is_causal(b->config, b->options->scope, of);
}

static Node *masked(const TransformerBuild *b, HeadsOf of, Node *e) {
    Node *seen = node_is_heads(is_causal(b, of) ? causal_mask(e) : length_mask(e, b->lengths));
    if (!has_band(b, of)) return tape_name(seen, "scores", -1, __FILE__, __LINE__);
    tape_name(seen, "allowed", -1, __FILE__, __LINE__);
    LET(scores, node_is_heads(band_mask(seen, b->D)));
    return scores;
}

static Node *weighed(const TransformerBuild *b, Node *e) {
    if (b->tau) {
        LET(tempered, node_is_heads(divide_by(e, b->tau)));
        e = tempered;
    }
    Node *by_rule = node_is_heads(b->options->weigh->build(e, -1));
    if (!b->options->weigh->draws) return node_call(by_rule, "A");
    LET(draws, node_is_heads(draw_from_heads(by_rule, b->options->samples, b->options->seed)));
    LET(weights, node_is_heads(shares(draws, e->shape.cols)));
    return node_call(weights, "A");
}

static bool is_forced(const TransformerBuild *b, HeadsOf of, int layer) {
    int first = transformer_head(b->config, of, layer, 0);
    for (int i = 0; i < b->options->forced_count; i++) {
        int head = b->options->forced[i].head - first;
        if (head >= 0 && head < b->config->heads) return true;
    }
    return false;
}

/* What is forced of one head, into its plane. */
static void force_head(const TransformerBuild *b, int head, Shape shape, Real *plane) {
    ForcedCell *cells = ARENA_ARRAY(tape_arena(b->tape), ForcedCell, b->options->forced_count);
    int count = 0;
    for (int i = 0; i < b->options->forced_count; i++)
        if (b->options->forced[i].head == head) cells[count++] = b->options->forced[i].cell;
    force_rows(cells, count, 1, shape.rows, shape.cols, plane);
}

static Node *with_forced(const TransformerBuild *b, HeadsOf of, int layer, Node *scores,
                         Node *before) {
    if (!is_forced(b, of, layer)) return before;
    Shape shape = before->shape;
    CHECK(shape.planes == b->config->heads, "forced weights are of one item");
    size_t each = (size_t)shape.rows * (size_t)shape.cols;
    Real *numbers = ARENA_ARRAY(tape_arena(b->tape), Real, (size_t)shape.planes * each);
    for (int h = 0; h < shape.planes; h++)
        force_head(b, transformer_head(b->config, of, layer, h), shape, numbers + (size_t)h * each);
    tape_name(before, "before_force", -1, __FILE__, __LINE__);
    Node *forced = tape_given(b->tape, shape, numbers);
    LET(weights, node_is_heads(force_weights(before, scores, forced)));
    return node_call(weights, "A");
}

/* While training, one node stands for the lines of self-attention as it was trained. Across, the
 * lines stay: the alignment is read from their weights. On a compact tape all are such nodes. */
static bool may_fuse(const TransformerBuild *b, HeadsOf of, int layer) {
    const TransformerOptions *o = b->options;
    if (b->compact) return true;
    return tape_is_fused(b->tape) && of != HEADS_CROSS && !b->tau && !is_forced(b, of, layer) &&
           !strcmp(o->score->word, "scaled") && !strcmp(o->weigh->word, "soft");
}

/* A V of every head. */
static Node *attended(const TransformerBuild *b, HeadsOf of, int layer, Heads heads) {
    if (may_fuse(b, of, layer)) {
        bool ahead = is_causal(b, of);
        Node *root_d = !strcmp(b->options->score->word, "dot") ? NULL : b->root_d;
        Visible visible = {ahead, ahead ? NULL : b->lengths, has_band(b, of) ? b->D : NULL};
        LET(context, node_is_heads(attention_fused(heads.query, heads.key, heads.value, root_d,
                                                   b->tau, visible)));
        return node_call(context, "A V");
    }
    Node *e = match(b, of, heads);
    Node *scores = masked(b, of, e);
    Node *weights = with_forced(b, of, layer, scores, weighed(b, scores));
    /* a masked cell may be forced, outside the band too */
    bool within = has_band(b, of) && !is_forced(b, of, layer);
    LET(context, node_is_heads(within ? product_band(weights, heads.value, b->D)
                                      : product(weights, heads.value)));
    return node_call(context, "A V");
}

static bool any_ablated(const TransformerBuild *b, HeadsOf of, int layer) {
    bool any = false;
    for (int h = 0; b->options->ablated && h < b->config->heads; h++)
        any |= b->options->ablated[transformer_head(b->config, of, layer, h)];
    return any;
}

/* The context with the ablated heads' planes times 0. */
static Node *without_ablated(const TransformerBuild *b, HeadsOf of, int layer, Node *context) {
    int planes = context->shape.planes, H = b->config->heads;
    Real *kept = ARENA_ARRAY(tape_arena(b->tape), Real, planes);
    for (int p = 0; p < planes; p++)
        kept[p] = !b->options->ablated[transformer_head(b->config, of, layer, p % H)];
    Node *factors = tape_given(b->tape, (Shape){planes, 1, 1}, kept);
    LET(ablated, node_is_heads(scale_planes(context, factors)));
    return ablated;
}

Node *transformer_attention(const TransformerBuild *b, HeadsOf of, int layer, const char *prefix,
                            const AttentionTensors *tensors, Node *x, Node *memory) {
    tape_push(b->tape, of == HEADS_CROSS ? "cross" : "attention");
    Heads heads = project(b, prefix, tensors, x, memory);
    Node *context = attended(b, of, layer, heads);
    if (any_ablated(b, of, layer)) context = without_ablated(b, of, layer, context);
    LET(concatenated, join_heads(context, b->config->heads));
    node_call(concatenated, "Concat(A V)");
    Node *W = transformer_tensor(b, prefix, tensors->out_weight);
    Node *bias = transformer_tensor(b, prefix, tensors->out_bias);
    LET(projected,
        b->config->decoder_only ? conv1d(concatenated, W, bias) : linear(concatenated, W, bias));
    tape_pop(b->tape);
    return projected;
}
