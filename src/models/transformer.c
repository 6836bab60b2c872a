/* transformer.c -- a transformer's configuration, its tensors and what a run may ask of it. */
#include "models/transformer_parts.h"

#include "base/error.h"

#include <stdio.h>
#include <string.h>

/* --- configuration --------------------------------------------------------------------------- */

static bool between(int x, int low, int high) {
    return x >= low && x <= high;
}

static const char *say_uneven(const TransformerConfig *c) {
    static _Thread_local char sentence[64];
    snprintf(sentence, sizeof sentence, "d, %d, is not a multiple of heads, %d", c->d, c->heads);
    return sentence;
}

const char *transformer_validate(const TransformerConfig *c) {
    int smallest = c->decoder_only ? 1 : 4;
    if (!between(c->layers, 1, 200)) return "layers is a number from 1 to 200";
    if (!between(c->heads, 1, 1024)) return "heads is a number from 1 to 1024";
    if (!between(c->d, 1, 65536)) return "d is a number from 1 to 65536";
    if (c->d % c->heads) return say_uneven(c);
    if (!between(c->feedforward, 1, 262144)) return "feedforward is a number from 1 to 262144";
    if (!between(c->positions, 1, TRANSFORMER_POSITIONS_MAX))
        return "positions is a number from 1 to 1000000";
    if (!(c->epsilon >= 0 && c->epsilon <= 1)) return "the layer norms' epsilon is from 0 to 1";
    if (c->source_vocabulary < smallest || c->target_vocabulary < smallest)
        return c->decoder_only ? "a vocabulary has at least one symbol"
                               : "a vocabulary begins with <pad>, <s>, </s> and <unk>";
    if (c->decoder_only && c->sinusoidal) return "a decoder alone has learned positions";
    if (c->decoder_only && c->source_vocabulary != c->target_vocabulary)
        return "a decoder alone has one vocabulary";
    if (!between(c->limit, 0, 10000)) return "limit is a number from 1 to 10000";
    return NULL;
}

int transformer_head(const TransformerConfig *c, HeadsOf of, int layer, int head) {
    return ((int)of * c->layers + layer) * c->heads + head;
}

int transformer_head_count(const TransformerConfig *c) {
    return HEADS_OF_COUNT * c->layers * c->heads;
}

/* --- tensors --------------------------------------------------------------------------------- */

typedef struct WeightList {
    Arena *arena;
    Weight *items;
    int count, capacity;
} WeightList;

static Weight *put(WeightList *list, const char *prefix, const char *name, int rows, int cols,
                   WeightStart start, double number) {
    CHECK(list->count < list->capacity, "more than %d tensors", list->capacity);
    const char *full = prefix ? arena_printf(list->arena, "%s.%s", prefix, name) : name;
    Weight *weight = &list->items[list->count++];
    *weight = (Weight){.name = full, .rows = rows, .cols = cols, .start = start, .number = number};
    return weight;
}

static void put_vector(WeightList *list, const char *prefix, const char *name, int cols,
                       WeightStart start) {
    put(list, prefix, name, 1, cols, start, 0)->is_vector = true;
}

static void put_norm(WeightList *list, const char *prefix, const char *name, int d) {
    put_vector(list, prefix, arena_printf(list->arena, "%s.weight", name), d, START_ONE);
    put_vector(list, prefix, arena_printf(list->arena, "%s.bias", name), d, START_ZERO);
}

/* How the matrices of one layer start. */
typedef struct Starts {
    WeightStart start;
    double in, out, up, down; /* of W_QKV, W_O and the two of the feed-forward */
} Starts;

/* GPT-2's 0.02 at its width of 768, and as large a sum at any other; what is added to the stream
 * starts smaller by √(2·layers) (Radford et al. 2019). */
static double gpt_start(const TransformerConfig *c) {
    return 0.02 * sqrt(768.0 / c->d);
}

/* Glorot & Bengio 2010, as nn.Transformer has it: between ±√(6 / (rows + columns)). */
static double glorot(int rows, int cols) {
    return sqrt(6.0 / (rows + cols));
}

static Starts starts_of(const TransformerConfig *c) {
    int d = c->d, F = c->feedforward;
    if (!c->decoder_only)
        return (Starts){START_UNIFORM, glorot(3 * d, d), glorot(d, d), glorot(F, d), glorot(d, F)};
    double start = gpt_start(c), small = start / sqrt(2.0 * c->layers);
    return (Starts){START_NORMAL, start, small, start, small};
}

/* A matrix from `in` numbers to `out`: (out, in), or Conv1D's (in, out). */
static void put_matrix(WeightList *list, const TransformerConfig *c, const char *prefix,
                       const char *name, int in, int out, double number) {
    WeightStart start = starts_of(c).start;
    if (c->decoder_only)
        put(list, prefix, name, in, out, start, number);
    else
        put(list, prefix, name, out, in, start, number);
}

static void put_attention(WeightList *list, const TransformerConfig *c, const char *prefix,
                          const AttentionTensors *tensors) {
    Starts starts = starts_of(c);
    put_matrix(list, c, prefix, tensors->in_weight, c->d, 3 * c->d, starts.in);
    put_vector(list, prefix, tensors->in_bias, 3 * c->d, START_ZERO);
    put_matrix(list, c, prefix, tensors->out_weight, c->d, c->d, starts.out);
    put_vector(list, prefix, tensors->out_bias, c->d, START_ZERO);
}

static void put_layer(WeightList *list, const TransformerConfig *c, const LayerKind *kind, int l) {
    const char *prefix = arena_printf(list->arena, "%s.%d", kind->tensors, l);
    Starts starts = starts_of(c);
    for (int i = 0; i < kind->norm_count; i++) put_norm(list, prefix, kind->norms[i], c->d);
    put_attention(list, c, prefix, &kind->self);
    if (kind->has_cross) put_attention(list, c, prefix, &kind->cross);
    put_matrix(list, c, prefix, arena_printf(list->arena, "%s.weight", kind->up), c->d,
               c->feedforward, starts.up);
    put_vector(list, prefix, arena_printf(list->arena, "%s.bias", kind->up), c->feedforward,
               START_ZERO);
    put_matrix(list, c, prefix, arena_printf(list->arena, "%s.weight", kind->down), c->feedforward,
               c->d, starts.down);
    put_vector(list, prefix, arena_printf(list->arena, "%s.bias", kind->down), c->d, START_ZERO);
}

static void put_decoder_only(WeightList *list, const TransformerConfig *c) {
    put(list, NULL, "wte.weight", c->target_vocabulary, c->d, START_NORMAL, gpt_start(c));
    put(list, NULL, "wpe.weight", c->positions, c->d, START_NORMAL, gpt_start(c));
    for (int l = 0; l < c->layers; l++) put_layer(list, c, &gpt_layer, l);
    put_norm(list, NULL, "ln_f", c->d);
}

static void put_encoder_decoder(WeightList *list, const TransformerConfig *c) {
    double size = c->sinusoidal ? sqrt(0.5) : 1; /* symbols as large as positions */
    put(list, NULL, "source.embedding.weight", c->source_vocabulary, c->d, START_NORMAL, size);
    put(list, NULL, "target.embedding.weight", c->target_vocabulary, c->d, START_NORMAL, size);
    if (!c->sinusoidal) {
        put(list, NULL, "source.position.weight", c->positions, c->d, START_NORMAL, 1);
        put(list, NULL, "target.position.weight", c->positions, c->d, START_NORMAL, 1);
    }
    for (int l = 0; l < c->layers; l++) put_layer(list, c, &encoder_layer, l);
    put_norm(list, NULL, "encoder.norm", c->d);
    for (int l = 0; l < c->layers; l++) put_layer(list, c, &decoder_layer, l);
    put_norm(list, NULL, "decoder.norm", c->d);
    put(list, NULL, "output.weight", c->target_vocabulary, c->d, START_UNIFORM,
        1 / sqrt((double)c->d));
    put_vector(list, NULL, "output.bias", c->target_vocabulary, START_ZERO);
}

Weight *transformer_weights(const TransformerConfig *c, Arena *arena, int *count) {
    enum { OF_A_LAYER_PAIR = 30, OTHERS = 10 };
    WeightList list = {.arena = arena, .capacity = OF_A_LAYER_PAIR * c->layers + OTHERS};
    list.items = ARENA_ARRAY(arena, Weight, list.capacity);
    (c->decoder_only ? put_decoder_only : put_encoder_decoder)(&list, c);
    *count = list.count;
    return list.items;
}

/* --- runs ------------------------------------------------------------------------------------ */

TransformerOptions transformer_as_trained(void) {
    return (TransformerOptions){.score = score_find("scaled"),
                                .weigh = weigh_find("soft"),
                                .temperature = 1,
                                .samples = 1,
                                .seed = 1};
}

static const char *say(const char *format, const char *word) {
    static _Thread_local char sentence[256];
    snprintf(sentence, sizeof sentence, format, word);
    return sentence;
}

const char *transformer_refuses(const TransformerOptions *options) {
    const char *score = options->score->word;
    if (strcmp(score, "scaled") && strcmp(score, "dot"))
        return say("a transformer's score is scaled or dot; it was not made for %s", score);
    if (options->scope && !options->scope->for_self)
        return say("%s is for encoder–decoder attention; here the scope is global, causal or band",
                   options->scope->word);
    return NULL;
}

const char *transformer_too_long(const TransformerConfig *config, int source_length,
                                 int target_length) {
    static _Thread_local char sentence[128];
    int longest = source_length > target_length ? source_length : target_length;
    if (longest <= config->positions) return NULL;
    snprintf(sentence, sizeof sentence, "this model has %d positions, too few for %d tokens",
             config->positions, longest);
    return sentence;
}
