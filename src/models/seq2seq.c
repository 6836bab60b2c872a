#include "models/seq2seq.h"

#include "base/error.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

static const char *const forward_names[4] = {"encoder.rnn.weight_ih_l0", "encoder.rnn.weight_hh_l0",
                                             "encoder.rnn.bias_ih_l0", "encoder.rnn.bias_hh_l0"};
static const char *const backward_names[4] = {
    "encoder.rnn.weight_ih_l0_reverse", "encoder.rnn.weight_hh_l0_reverse",
    "encoder.rnn.bias_ih_l0_reverse", "encoder.rnn.bias_hh_l0_reverse"};
static const char *const decoder_names[4] = {"decoder.rnn.weight_ih", "decoder.rnn.weight_hh",
                                             "decoder.rnn.bias_ih", "decoder.rnn.bias_hh"};

int seq2seq_weights(const Seq2SeqConfig *c, Weight *out) {
    WeightList list = {out, 0};
    int E = c->embedding, H = c->hidden, one_way = c->bidirectional ? H / 2 : H;
    put(&list, "source.embedding.weight", c->source_vocabulary, E, 0);
    put(&list, "target.embedding.weight", c->target_vocabulary, E, 0);
    for (int i = 0; i < 2; i++) out[i].start = START_NORMAL, out[i].number = 0.5;
    put_recurrent(&list, forward_names, c->cell->gates, one_way, E);
    if (c->bidirectional) put_recurrent(&list, backward_names, c->cell->gates, one_way, E);
    put(&list, "bridge.weight", H, H, 1 / sqrt((double)H));
    put_vector(&list, "bridge.bias", H, 0);
    AttentionSizes sizes = {.query = H, .key = H, .attention = c->attention};
    list.count += attention_weights(c->score->parameters, sizes, out + list.count);
    if (!score_is_none(c->score))
        list.count += attention_weights(c->scope->parameters, sizes, out + list.count);
    put_recurrent(&list, decoder_names, c->cell->gates, H, c->query_current ? E : E + H);
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

/* --- building -------------------------------------------------------------------------------- */

typedef struct Build {
    Tape *tape;
    const Seq2SeqConfig *config;
    Parameters parameters;
    const Attention *attention;
    const Seq2SeqInput *input;
    Rng rng;
    Node *lengths, *fixed; /* (B,1,1); [→h_S ; ←h_1], (B,1,H) */
    Memory memory;
} Build;

static Node *weight(const Build *b, const char *name) {
    return parameter_node(b->parameters, b->tape, name);
}

/* One direction by its lines: h of every s, in the order of the sentence. */
static Node *direction_lines(const Build *b, Node *X, const char *const names[4], int hidden,
                             bool backwards) {
    int S = X->shape.rows;
    Node *W_ih = weight(b, names[0]), *W_hh = weight(b, names[1]);
    Node *b_ih = weight(b, names[2]), *b_hh = weight(b, names[3]);
    Node **states = ARENA_ARRAY(tape_arena(b->tape), Node *, S);
    CellState state = cell_zero(b->config->cell, b->tape, X->shape.planes, hidden);
    for (int i = 0; i < S; i++) {
        int s = backwards ? S - i : i + 1;
        LET_AT(x, s, rows(X, s - 1, 1));
        LET_AT(from_input, s, linear(x, W_ih, b_ih));
        LET_AT(from_state, s, linear(state.h, W_hh, b_hh));
        state = cell_step(b->config->cell, from_input, from_state, state, s);
        states[s - 1] = state.h;
    }
    return stack(states, S);
}

static Node *direction_fused(const Build *b, Node *X, const char *const names[4], int hidden,
                             bool backwards) {
    Node *W_ih = weight(b, names[0]), *W_hh = weight(b, names[1]);
    Node *b_ih = weight(b, names[2]), *b_hh = weight(b, names[3]);
    LET(input, linear(X, W_ih, b_ih));
    LET(states, b->config->cell->sequence(input, W_hh, b_hh, b->lengths, backwards));
    return states->shape.cols == hidden ? states : columns(states, 0, hidden);
}

static Node *direction(const Build *b, Node *X, bool backwards) {
    int hidden = b->config->bidirectional ? b->config->hidden / 2 : b->config->hidden;
    const char *const *names = backwards ? backward_names : forward_names;
    tape_push(b->tape, backwards ? "backward" : "forward");
    Node *h = tape_is_fused(b->tape) ? direction_fused(b, X, names, hidden, backwards)
                                     : direction_lines(b, X, names, hidden, backwards);
    tape_pop(b->tape);
    return h;
}

/* Sets b->fixed; returns h (B,S,H). */
static Node *encode(Build *b) {
    const Seq2SeqInput *in = b->input;
    tape_push(b->tape, "encoder");
    LET(ids, tape_given(b->tape, (Shape){in->batch, in->source_length, 1}, in->source));
    Node *table = weight(b, "source.embedding.weight");
    LET(X, embed(table, ids));
    Node *forward = direction(b, X, false);
    Node *last = rows(forward, in->source_length - 1, 1), *h = forward;
    if (b->config->bidirectional) {
        Node *backward = direction(b, X, true);
        Node *first = rows(backward, 0, 1);
        h = beside(forward, backward);
        last = beside(last, first);
    }
    tape_name(h, "h", -1, __FILE__, __LINE__);
    b->fixed = tape_name(last, "ends", -1, __FILE__, __LINE__);
    tape_pop(b->tape);
    return h;
}

static CellState first_state(Build *b) {
    CellState zero = cell_zero(b->config->cell, b->tape, b->input->batch, b->config->hidden);
    Node *W = weight(b, "bridge.weight"), *bias = weight(b, "bridge.bias");
    tape_push(b->tape, "decoder");
    LET(bridge, linear(b->fixed, W, bias));
    LET_AT(s, 0, tanh_of(bridge));
    tape_pop(b->tape);
    return (CellState){s, zero.c};
}

static Node *context_of(Build *b, Node *state, int t) {
    Node *context;
    if (score_is_none(b->attention->score)) {
        tape_push(b->tape, "attention");
        context =
            tape_name(columns(b->fixed, 0, b->fixed->shape.cols), "context", t, __FILE__, __LINE__);
        tape_pop(b->tape);
        return context;
    }
    Node *q = state;
    if (!tape_is_fused(b->tape)) {
        tape_push(b->tape, "decoder");
        q = tape_name(columns(state, 0, state->shape.cols), "query", t, __FILE__, __LINE__);
        tape_pop(b->tape);
    }
    tape_push(b->tape, "attention");
    context = attend(b->attention, b->parameters, &b->memory, q, t, &b->rng).context;
    tape_pop(b->tape);
    return context;
}

static CellState decoder_step(Build *b, Node *x, CellState before, int t) {
    Node *W_ih = weight(b, decoder_names[0]), *W_hh = weight(b, decoder_names[1]);
    Node *b_ih = weight(b, decoder_names[2]), *b_hh = weight(b, decoder_names[3]);
    tape_push(b->tape, "decoder");
    LET_AT(from_input, t, linear(x, W_ih, b_ih));
    LET_AT(from_state, t, linear(before.h, W_hh, b_hh));
    CellState after = cell_step(b->config->cell, from_input, from_state, before, t);
    tape_name(after.h, "s", t, __FILE__, __LINE__);
    tape_pop(b->tape);
    return after;
}

/* What one step leaves: c_t and s_t. */
typedef struct Step {
    Node *y, *context;
    CellState state;
} Step;

static Step step(Build *b, Node *y, CellState before, int t) {
    Step step = {.y = y};
    if (b->config->query_current) {
        step.state = decoder_step(b, y, before, t);
        step.context = context_of(b, step.state.h, t);
        return step;
    }
    step.context = context_of(b, before.h, t);
    tape_push(b->tape, "decoder");
    LET_AT(x, t, beside(y, step.context));
    tape_pop(b->tape);
    step.state = decoder_step(b, x, before, t);
    return step;
}

/* logits of [s ; c ; y], any number of rows. */
static Node *read_out(Build *b, Node *s, Node *c, Node *y, int t) {
    Node *W = weight(b, "readout.weight"), *bias = weight(b, "readout.bias");
    Node *W_o = weight(b, "output.weight"), *b_o = weight(b, "output.bias");
    tape_push(b->tape, "output");
    LET_AT(state_and_context, t, beside(s, c));
    LET_AT(all, t, beside(state_and_context, y));
    LET_AT(readout, t, linear(all, W, bias));
    LET_AT(readout_tanh, t, tanh_of(readout));
    LET_AT(logits, t, linear(readout_tanh, W_o, b_o));
    tape_pop(b->tape);
    return logits;
}

static Node *probabilities_of(Build *b, Node *logits, int t) {
    tape_push(b->tape, "output");
    LET_AT(probabilities, t, softmax(logits));
    tape_pop(b->tape);
    return probabilities;
}

static void prepare(Build *b, Seq2SeqRun *run) {
    b->lengths = tape_given(b->tape, (Shape){b->input->batch, 1, 1}, b->input->lengths);
    Node *h = run->encoder = encode(b);
    if (score_is_none(b->attention->score)) return;
    tape_push(b->tape, "attention");
    b->memory = memory_prepare(b->attention, b->parameters, h, h, b->lengths);
    tape_pop(b->tape);
}

/* y_0 … y_{T−1}: <s>, then the target without its last token. */
static Node *shifted_targets(const Build *b) {
    const Seq2SeqInput *in = b->input;
    size_t T = (size_t)in->target_length;
    Real *ids = ARENA_ARRAY(tape_arena(b->tape), Real, (size_t)in->batch * T);
    for (size_t i = 0; i < (size_t)in->batch * T; i++)
        ids[i] = i % T ? in->target[i - 1] : TOKEN_START;
    return tape_given(b->tape, (Shape){in->batch, in->target_length, 1}, ids);
}

static void force_targets(Build *b, Seq2SeqRun *run) {
    const Seq2SeqInput *in = b->input;
    int T = run->steps = in->target_length;
    Node **s = ARENA_ARRAY(tape_arena(b->tape), Node *, T);
    Node **c = ARENA_ARRAY(tape_arena(b->tape), Node *, T);
    Node *ids = shifted_targets(b);
    Node *table = weight(b, "target.embedding.weight");
    LET(Y, embed(table, ids));
    CellState state = first_state(b);
    for (int t = 1; t <= T; t++) {
        LET_AT(y, t, rows(Y, t - 1, 1));
        Step done = step(b, y, state, t);
        state = done.state;
        s[t - 1] = state.h;
        c[t - 1] = done.context;
    }
    Node *states = stack(s, T);
    Node *contexts = stack(c, T);
    Node *logits = read_out(b, states, contexts, Y, -1);
    Node *targets = tape_given(b->tape, (Shape){in->batch, T, 1}, in->target);
    Node *weights = tape_given(b->tape, (Shape){in->batch, T, 1}, in->token_weights);
    LET(loss, cross_entropy(logits, targets, weights));
    run->loss = loss;
}

/* Every item has a limit of its own length: padding gives it no more words. */
static Greedy greedy_of(const Build *b, const Seq2SeqRun *run) {
    const Seq2SeqInput *in = b->input;
    int *limits = ARENA_ARRAY(tape_arena(b->tape), int, in->batch);
    for (int p = 0; p < in->batch; p++)
        limits[p] = greedy_limit(b->config->limit, (int)in->lengths[p]);
    return (Greedy){in->batch, limits, in->prefix, in->prefix_length, run->chosen, run->complete};
}

static void decode(Build *b, Seq2SeqRun *run) {
    int limit = greedy_limit(b->config->limit, b->input->source_length), B = b->input->batch;
    Arena *arena = tape_arena(b->tape);
    run->logits = ARENA_ARRAY(arena, Node *, limit);
    run->chosen = ARENA_ARRAY(arena, int, (size_t)limit *(size_t)B);
    run->complete = ARENA_ARRAY(arena, bool, B);
    Greedy greedy = greedy_of(b, run);
    Real *fed = ARENA_ARRAY(arena, Real, B);
    for (int p = 0; p < B; p++) fed[p] = TOKEN_START;
    Node *table = weight(b, "target.embedding.weight");
    CellState state = first_state(b);
    bool going_on = true;
    for (int t = 1; t <= limit && going_on; t++) {
        Node *ids = tape_given(b->tape, (Shape){B, 1, 1}, fed);
        tape_push(b->tape, "decoder");
        LET_AT(y, t, embed(table, ids));
        tape_pop(b->tape);
        Step done = step(b, y, state, t);
        state = done.state;
        Node *logits = read_out(b, state.h, done.context, y, t);
        run->logits[t - 1] = logits;
        if (!tape_is_fused(b->tape)) probabilities_of(b, logits, t);
        tape_forward(b->tape);
        going_on = greedy_choose(&greedy, logits->value, logits->shape.cols, t, fed);
        run->steps = t;
    }
}

Seq2SeqRun seq2seq_build(Tape *tape, const Seq2SeqConfig *config, Parameters parameters,
                         const Attention *attention, const Seq2SeqInput *input, uint64_t seed) {
    CHECK(tape_is_fused(tape) || input->batch == 1, "a shown tape holds one item, not %d",
          input->batch);
    Seq2SeqRun run = {0};
    Build b = {.tape = tape, .config = config, .parameters = parameters, .attention = attention};
    b.input = input;
    b.rng = rng_seeded(seed);
    prepare(&b, &run);
    (input->target_length ? force_targets : decode)(&b, &run);
    tape_forward(tape);
    return run;
}
