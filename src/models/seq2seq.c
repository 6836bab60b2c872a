#include "models/seq2seq_parts.h"

#include "base/error.h"

#include <string.h>

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
    if (b->input->wants_gradients) node_want_gradient(state.h);
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
    const char *const *names = backwards ? seq2seq_backward_names : seq2seq_forward_names;
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
    context =
        attend(b->attention, b->parameters, &b->memory, q, t, b->input->what_if, &b->rng).context;
    tape_pop(b->tape);
    return context;
}

static CellState decoder_step(Build *b, Node *x, CellState before, int t) {
    Node *W_ih = weight(b, seq2seq_decoder_names[0]), *W_hh = weight(b, seq2seq_decoder_names[1]);
    Node *b_ih = weight(b, seq2seq_decoder_names[2]), *b_hh = weight(b, seq2seq_decoder_names[3]);
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
    node_call(b->lengths, "S");
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

/* --- beam search ----------------------------------------------------------------------------- */

/* Bytes of a tape after which it is begun anew, from the states as numbers. */
enum { SEARCH_BYTES = 64 << 20 };

typedef struct Search {
    Build build;
    CellState first; /* before the first word */
    Beam *beam;
    Real *states[BEAM_WIDEST]; /* of each place of the beam: h, and c of a cell with a memory */
} Search;

static void begin_search(Search *search) {
    Seq2SeqRun run = {0};
    tape_reset(search->build.tape);
    prepare(&search->build, &run);
    search->first = first_state(&search->build);
    tape_forward(search->build.tape);
}

static CellState state_given(const Search *search, int place) {
    if (!search->beam->steps) return search->first;
    Tape *tape = search->build.tape;
    int H = search->build.config->hidden;
    const Real *numbers = search->states[place];
    CellState state = {tape_given(tape, (Shape){1, 1, H}, numbers), NULL};
    if (search->build.config->cell->has_memory)
        state.c = tape_given(tape, (Shape){1, 1, H}, numbers + H);
    return state;
}

/* One more word for the hypothesis at a place: its logits, and the state they come from. */
static const Real *go_on(Search *search, int place, CellState *after) {
    Build *b = &search->build;
    const Beam *beam = search->beam;
    int t = beam->steps + 1;
    Real word = t == 1 ? TOKEN_START : (Real)beam_place(beam, beam->steps, place)->word;
    Node *id = tape_given(b->tape, (Shape){1, 1, 1}, &word);
    Node *table = weight(b, "target.embedding.weight");
    Node *y = embed(table, id);
    Step done = step(b, y, state_given(search, place), t);
    Node *logits = read_out(b, done.state.h, done.context, y, t);
    tape_forward(b->tape);
    *after = done.state;
    return logits->value;
}

/* Each place of the new beam has the state that its parent came to. */
static void keep_states(Search *search, const CellState *after) {
    Arena *arena = tape_arena(search->build.tape);
    size_t H = (size_t)search->build.config->hidden;
    for (int p = 0; p < search->beam->width; p++) {
        if (!beam_goes_on(search->beam, p)) continue;
        CellState from = after[beam_place(search->beam, search->beam->steps, p)->parent];
        Real *numbers = search->states[p];
        memcpy(numbers, from.h->value, H * sizeof *numbers);
        if (from.c) memcpy(numbers + H, from.c->value, H * sizeof *numbers);
    }
    if (arena_used(arena) > SEARCH_BYTES) begin_search(search);
}

Beam *seq2seq_beam(Arena *arena, const Seq2SeqConfig *config, const Weights *weights,
                   const Attention *attention, const Seq2SeqInput *input, uint64_t seed,
                   int width) {
    CHECK(input->batch == 1, "a beam searches for one item, not %d", input->batch);
    int limit = greedy_limit(config->limit, input->source_length);
    Search search = {.beam = beam_new(arena, width, limit, input->prefix, input->prefix_length)};
    search.build = (Build){.tape = tape_new(), .config = config, .attention = attention};
    search.build.parameters = (Parameters){weights, NULL};
    search.build.input = input;
    for (int p = 0; p < width; p++) search.states[p] = ARENA_ARRAY(arena, Real, 2 * config->hidden);
    Rng rng = rng_seeded(seed); /* every hypothesis draws what its run alone would */
    begin_search(&search);
    for (bool due = true; due;) {
        CellState after[BEAM_WIDEST];
        const Real *logits[BEAM_WIDEST] = {NULL};
        for (int p = 0; p < width; p++) {
            if (!beam_goes_on(search.beam, p)) continue;
            search.build.rng = rng;
            logits[p] = go_on(&search, p, &after[p]);
        }
        rng = search.build.rng;
        due = beam_step(search.beam, logits, config->target_vocabulary);
        keep_states(&search, after);
    }
    tape_free(search.build.tape);
    return search.beam;
}
