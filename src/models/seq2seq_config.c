/* seq2seq_config.c -- what a seq2seq is made of: its numbers, its tensors, what it cannot run. */
#include "models/seq2seq_parts.h"

#include "base/error.h"

#include <math.h>
#include <stdio.h>

/* --- configuration and weights --------------------------------------------------------------- */

const char *seq2seq_validate(const Seq2SeqConfig *c) {
    const int sizes[] = {c->embedding, c->hidden, c->attention, c->readout};
    const char *names[] = {
        "embedding is a number from 1 to 4096", "hidden is a number from 1 to 4096",
        "attention is a number from 1 to 4096", "readout is a number from 1 to 4096"};
    for (int i = 0; i < 4; i++)
        if (sizes[i] < 1 || sizes[i] > 4096) return names[i];
    if (c->bidirectional && c->hidden % 2)
        return "hidden is even when the encoder has two directions";
    if (c->source_vocabulary < 4 || c->target_vocabulary < 4)
        return "a vocabulary begins with <pad>, <s>, </s> and <unk>";
    if (!c->scope->for_alignment) return "the scope is global, local-m or local-p";
    if (c->scope->has_window && c->window < c->scope->smallest_window)
        return "the window is too small";
    if (score_is_none(c->score) && c->query_current)
        return "without attention the query is previous";
    if (c->limit < 0 || c->limit > 10000) return "limit is a number from 1 to 10000";
    return NULL;
}

typedef struct WeightList {
    Weight *items;
    int count;
} WeightList;

static void put(WeightList *list, const char *name, int rows, int cols, double range) {
    Weight w = {.name = name, .rows = rows, .cols = cols, .number = range};
    w.start = range > 0 ? START_UNIFORM : START_ZERO;
    list->items[list->count++] = w;
}

/* A matrix may have one row too, and is written with two dimensions all the same. */
static void put_vector(WeightList *list, const char *name, int cols, double range) {
    put(list, name, 1, cols, range);
    list->items[list->count - 1].is_vector = true;
}

/* PyTorch's start: every tensor of a recurrent layer between ±1/√H. */
static void put_recurrent(WeightList *list, const char *const names[4], int gates, int hidden,
                          int input) {
    double range = 1 / sqrt((double)hidden);
    put(list, names[0], gates * hidden, input, range);
    put(list, names[1], gates * hidden, hidden, range);
    put_vector(list, names[2], gates * hidden, range);
    put_vector(list, names[3], gates * hidden, range);
}

const char *const seq2seq_forward_names[4] = {"encoder.rnn.weight_ih_l0",
                                              "encoder.rnn.weight_hh_l0", "encoder.rnn.bias_ih_l0",
                                              "encoder.rnn.bias_hh_l0"};
const char *const seq2seq_backward_names[4] = {
    "encoder.rnn.weight_ih_l0_reverse", "encoder.rnn.weight_hh_l0_reverse",
    "encoder.rnn.bias_ih_l0_reverse", "encoder.rnn.bias_hh_l0_reverse"};
const char *const seq2seq_decoder_names[4] = {"decoder.rnn.weight_ih", "decoder.rnn.weight_hh",
                                              "decoder.rnn.bias_ih", "decoder.rnn.bias_hh"};

int seq2seq_weights(const Seq2SeqConfig *c, Weight *out) {
    WeightList list = {out, 0};
    int E = c->embedding, H = c->hidden, one_way = c->bidirectional ? H / 2 : H;
    put(&list, "source.embedding.weight", c->source_vocabulary, E, 0);
    put(&list, "target.embedding.weight", c->target_vocabulary, E, 0);
    for (int i = 0; i < 2; i++) out[i].start = START_NORMAL, out[i].number = 0.5;
    put_recurrent(&list, seq2seq_forward_names, c->cell->gates, one_way, E);
    if (c->bidirectional) put_recurrent(&list, seq2seq_backward_names, c->cell->gates, one_way, E);
    put(&list, "bridge.weight", H, H, 1 / sqrt((double)H));
    put_vector(&list, "bridge.bias", H, 0);
    AttentionSizes sizes = {.query = H, .key = H, .attention = c->attention};
    list.count += attention_weights(c->score->parameters, sizes, out + list.count);
    if (!score_is_none(c->score))
        list.count += attention_weights(c->scope->parameters, sizes, out + list.count);
    put_recurrent(&list, seq2seq_decoder_names, c->cell->gates, H, c->query_current ? E : E + H);
    put(&list, "readout.weight", c->readout, 2 * H + E, 1 / sqrt(2.0 * H + E));
    put_vector(&list, "readout.bias", c->readout, 0);
    put(&list, "output.weight", c->target_vocabulary, c->readout, 1 / sqrt((double)c->readout));
    put_vector(&list, "output.bias", c->target_vocabulary, 0);
    CHECK(list.count <= SEQ2SEQ_WEIGHTS_MAX, "%d tensors", list.count);
    return list.count;
}

static const char *missing(const Weights *weights, const ScoreParameter *parameters) {
    for (int i = 0; i < 4 && parameters[i].name; i++)
        if (!weights_find(weights, parameters[i].name)) return parameters[i].name;
    return NULL;
}

const char *seq2seq_refuses(const Seq2SeqConfig *config, const Weights *weights,
                            const Attention *attention, bool query_current) {
    static _Thread_local char sentence[256];
    const char *name = missing(weights, attention->score->parameters), *of = attention->score->word;
    if (!name && !score_is_none(attention->score)) {
        name = missing(weights, attention->scope->parameters);
        of = attention->scope->word;
    }
    sentence[0] = '\0';
    if (name)
        snprintf(sentence, sizeof sentence, "this model has no %s, which %s needs", name, of);
    else if (query_current != config->query_current)
        snprintf(sentence, sizeof sentence, "this model's decoder was made for query %s",
                 config->query_current ? "current" : "previous");
    else if (score_is_none(attention->score) && config->query_current)
        snprintf(sentence, sizeof sentence,
                 "without attention the query is previous; this model's is current");
    else if (!attention->scope->for_alignment)
        snprintf(sentence, sizeof sentence,
                 "%s is for self-attention; here the scope is global, local-m or "
                 "local-p",
                 attention->scope->word);
    return sentence[0] ? sentence : NULL;
}
