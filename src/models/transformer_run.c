/* transformer_run.c -- a whole run: embed, the layers, the output, the loss; and finding the words.
 */
#include "models/transformer_parts.h"

#include "base/error.h"

#include <string.h>

static TransformerBuild begin(Tape *tape, const TransformerConfig *config, Parameters parameters,
                              const TransformerOptions *options) {
    TransformerBuild b = {
        .tape = tape, .config = config, .parameters = parameters, .options = options};
    b.epsilon = node_call(tape_number(tape, (Real)config->epsilon), "ε");
    Real d_head = (Real)(config->d / config->heads);
    b.root_d = node_call(tape_number(tape, real_sqrt(d_head)), "\\sqrt{d}");
    if (options->weigh->has_temperature && options->temperature != 1)
        b.tau = node_call(tape_number(tape, (Real)options->temperature), "τ");
    if (options->scope && options->scope->has_window)
        b.D = node_call(tape_number(tape, (Real)options->window), "D");
    return b;
}

/* The items' lengths (NULL: all are `longest`), once for each head. */
static Node *lengths_of_heads(const TransformerBuild *b, const Real *lengths, int longest,
                              int batch) {
    int H = b->config->heads, planes = batch * H;
    Real *each = ARENA_ARRAY(tape_arena(b->tape), Real, planes);
    for (int p = 0; p < planes; p++) each[p] = lengths ? lengths[p / H] : (Real)longest;
    return tape_given(b->tape, (Shape){planes, 1, 1}, each);
}

/* --- embedding ------------------------------------------------------------------------------- */

/* sin and cos of p / 10000^(2i/d) in columns 2i and 2i + 1, p from 0 (Vaswani et al. 2017). */
static Node *waves(const TransformerBuild *b, int N) {
    int d = b->config->d;
    Real *table = ARENA_ARRAY(tape_arena(b->tape), Real, (size_t)N * (size_t)d);
    for (int p = 0; p < N; p++)
        for (int c = 0; c < d; c++) {
            double angle = p / pow(10000, (double)(c - c % 2) / d);
            table[(size_t)p * (size_t)d + (size_t)c] = (Real)(c % 2 ? cos(angle) : sin(angle));
        }
    return tape_given(b->tape, (Shape){1, N, d}, table);
}

/* x = embedding + position of ids (B,N,1), by the tensors' names. */
static Node *embedded_by(const TransformerBuild *b, const char *symbols, const char *positions,
                         Node *ids) {
    int N = ids->shape.rows, B = ids->shape.planes;
    Real *numbers = ARENA_ARRAY(tape_arena(b->tape), Real, (size_t)B * (size_t)N);
    for (int i = 0; i < B * N; i++) numbers[i] = (Real)(i % N);
    Node *places = tape_given(b->tape, ids->shape, numbers);
    Node *of_symbols = transformer_tensor(b, NULL, symbols);
    Node *of_places = b->config->sinusoidal ? waves(b, N) : transformer_tensor(b, NULL, positions);
    LET(embedding, embed(of_symbols, ids));
    LET(position, embed(of_places, places));
    LET(embedded, add(embedding, position));
    return embedded;
}

static Node *given_ids(const TransformerBuild *b, const Real *ids, int batch, int length) {
    CHECK(length >= 1 && length <= b->config->positions, "%d tokens, %d positions", length,
          b->config->positions);
    return tape_given(b->tape, (Shape){batch, length, 1}, ids);
}

/* --- the two halves -------------------------------------------------------------------------- */

/* The memory, (B,S,d). */
static Node *encode(const TransformerBuild *b, const TransformerInput *in) {
    tape_push(b->tape, "encoder");
    Node *ids = given_ids(b, in->source, in->batch, in->source_length);
    Node *x = embedded_by(b, "source.embedding.weight", "source.position.weight", ids);
    tape_pop(b->tape);
    for (int l = 0; l < b->config->layers; l++)
        x = transformer_layer(b, &encoder_layer, l, x, NULL);
    tape_push(b->tape, "encoder");
    LET(norm, transformer_norm(b, x, NULL, "encoder.norm"));
    tape_pop(b->tape);
    return norm;
}

/* Of the tokens fed, (B,T) ids: the normalised output of the last layer, (B,T,d). */
static Node *decoder_states(const TransformerBuild *b, Node *memory, const Real *fed, int T) {
    tape_push(b->tape, "decoder");
    Node *ids = given_ids(b, fed, memory->shape.planes, T);
    Node *x = embedded_by(b, "target.embedding.weight", "target.position.weight", ids);
    tape_pop(b->tape);
    for (int l = 0; l < b->config->layers; l++)
        x = transformer_layer(b, &decoder_layer, l, x, memory);
    tape_push(b->tape, "decoder");
    LET(norm, transformer_norm(b, x, NULL, "decoder.norm"));
    tape_pop(b->tape);
    return norm;
}

/* One symbol after the other: states of ids (B,N). */
static Node *states_alone(const TransformerBuild *b, const TransformerInput *in) {
    Node *ids = given_ids(b, in->target, in->batch, in->target_length);
    Node *x = embedded_by(b, "wte.weight", "wpe.weight", ids);
    for (int l = 0; l < b->config->layers; l++) {
        x = transformer_layer(b, &gpt_layer, l, x, NULL);
        tape_forward(b->tape);
        weights_rest(b->parameters.weights);
    }
    LET(norm, transformer_norm(b, x, NULL, "ln_f"));
    return norm;
}

/* --- the output ------------------------------------------------------------------------------ */

static Node *read_out(const TransformerBuild *b, Node *x) {
    bool tied = b->config->decoder_only;
    Node *W = transformer_tensor(b, NULL, tied ? "wte.weight" : "output.weight");
    Node *bias = tied ? NULL : transformer_tensor(b, NULL, "output.bias");
    tape_push(b->tape, "output");
    LET(logits, linear(x, W, bias));
    tape_pop(b->tape);
    return logits;
}

static void put_out(const TransformerBuild *b, TransformerRun *run, Node *states) {
    run->steps = states->shape.rows;
    run->logits = read_out(b, states);
    if (tape_is_fused(b->tape)) return;
    tape_push(b->tape, "output");
    LET(probabilities, softmax(run->logits));
    tape_pop(b->tape);
    run->probabilities = probabilities;
}

/* `predicted`: B × T ids. */
static void put_loss(const TransformerBuild *b, TransformerRun *run, const TransformerInput *in,
                     const Real *predicted) {
    if (!in->token_weights) return;
    Shape shape = {in->batch, in->target_length, 1};
    Node *ids = tape_given(b->tape, shape, predicted);
    Node *w = tape_given(b->tape, shape, in->token_weights);
    LET(loss, cross_entropy(run->logits, ids, w));
    run->loss = loss;
}

/* --- decoder-only ---------------------------------------------------------------------------- */

/* Row t predicts symbol t + 1; the last row predicts nothing. */
static const Real *next_symbols(const TransformerBuild *b, const TransformerInput *in) {
    size_t N = (size_t)in->target_length, count = (size_t)in->batch * N;
    Real *next = ARENA_ARRAY(tape_arena(b->tape), Real, count);
    for (size_t i = 0; i < count; i++) next[i] = i % N + 1 < N ? in->target[i + 1] : 0;
    return next;
}

bool transformer_is_compact(const TransformerConfig *c, long S, long T) {
    long cells = c->decoder_only ? T * T : S * S + T * T + T * S;
    return cells * c->layers * c->heads > TRANSFORMER_CELLS_KEPT;
}

/* Numbers of one layer's nodes for n rows, of an attention of its own with `cells` weights, and of
 * cross-attention over S rows (0: none): see the nodes in transformer.h. */
static double layer_numbers(const TransformerConfig *c, double n, double cells, double S) {
    enum { ALONE = 14, ACROSS_ASKING = 7, ACROSS_ANSWERING = 4 };
    double d = c->d, own = n * (ALONE * d + 2.0 * c->feedforward) + cells;
    return S > 0 ? own + (ACROSS_ASKING * n + ACROSS_ANSWERING * S) * d : own;
}

double transformer_bytes(const TransformerConfig *c, int source_length, int target_length) {
    enum { OF_A_WEIGHT = 5 }; /* product, scaled, scores, tempered, weights */
    double S = source_length, T = target_length, L = c->layers;
    bool compact = transformer_is_compact(c, source_length, target_length);
    double each = compact ? 0 : (double)OF_A_WEIGHT * c->heads;
    double numbers = L * layer_numbers(c, T, each * T * (T + S), S) +
                     (S > 0 ? L * layer_numbers(c, S, each * S * S, 0) : 0) + 4.0 * (S + T) * c->d +
                     2 * T * c->target_vocabulary;
    return 1.1 * numbers * sizeof(Real);
}

static bool is_compact(const TransformerBuild *b, long S, long T) {
    return !tape_is_fused(b->tape) && transformer_is_compact(b->config, S, T);
}

static void read_symbols(TransformerBuild *b, TransformerRun *run, const TransformerInput *in) {
    b->compact = is_compact(b, 0, in->target_length);
    b->lengths = lengths_of_heads(b, in->target_lengths, in->target_length, in->batch);
    put_out(b, run, states_alone(b, in));
    put_loss(b, run, in, next_symbols(b, in));
}

/* --- encoder–decoder ------------------------------------------------------------------------- */

/* y_0 … y_{T−1}: <s>, then the first T − 1 of the B × T ids. */
static const Real *shifted(Arena *arena, const Real *ids, int batch, int T) {
    size_t width = (size_t)T, count = (size_t)batch * width;
    Real *fed = ARENA_ARRAY(arena, Real, count);
    for (size_t i = 0; i < count; i++) fed[i] = i % width ? ids[i - 1] : TOKEN_START;
    return fed;
}

/* The words chosen in T steps, steps × B, as B × T ids. */
static const Real *words_of(Arena *arena, const int *chosen, int batch, int T) {
    Real *ids = ARENA_ARRAY(arena, Real, (size_t)batch * (size_t)T);
    for (int p = 0; p < batch; p++)
        for (int t = 0; t < T; t++)
            ids[(size_t)p * (size_t)T + (size_t)t] =
                (Real)chosen[(size_t)t * (size_t)batch + (size_t)p];
    return ids;
}

/* The last row's logits after the words chosen in t − 1 steps, (B,1,V), on an empty tape. */
static Node *next_logits(const TransformerBuild *of, const TransformerInput *in, const Node *memory,
                         const int *chosen, int t, Tape *tape) {
    tape_reset(tape);
    TransformerBuild b = begin(tape, of->config, of->parameters, of->options);
    b.lengths = lengths_of_heads(&b, in->lengths, in->source_length, in->batch);
    Node *given = tape_given(tape, memory->shape, memory->value);
    const Real *words = words_of(tape_arena(tape), chosen, in->batch, t);
    const Real *fed = shifted(tape_arena(tape), words, in->batch, t);
    Node *states = decoder_states(&b, given, fed, t);
    Node *last = rows(states, t - 1, 1);
    Node *logits = read_out(&b, last);
    tape_forward(tape);
    return logits;
}

/* An item's most words: there are no more than there are positions. */
static int word_limit(const TransformerConfig *config, const TransformerInput *in, int item) {
    int limit = greedy_limit(config->limit, (int)in->lengths[item]);
    return limit < config->positions ? limit : config->positions;
}

static Greedy greedy_of(const TransformerBuild *b, const TransformerInput *in,
                        TransformerRun *run) {
    Arena *arena = tape_arena(b->tape);
    int *limits = ARENA_ARRAY(arena, int, in->batch), most = 0;
    for (int p = 0; p < in->batch; p++) {
        limits[p] = word_limit(b->config, in, p);
        if (limits[p] > most) most = limits[p];
    }
    run->chosen = ARENA_ARRAY(arena, int, (size_t)most *(size_t)in->batch);
    run->complete = ARENA_ARRAY(arena, bool, in->batch);
    return (Greedy){in->batch, limits, in->prefix, in->prefix_length, run->chosen, run->complete};
}

/* The source as it was encoded, on a tape of its own, and room for a tape of words. */
typedef struct Found {
    Tape *source, *target;
    TransformerBuild once;
    const Node *memory;
} Found;

static Found found_begin(const TransformerConfig *config, const Weights *weights,
                         const TransformerOptions *options, const TransformerInput *in) {
    Found found = {tape_new(), tape_new(), {0}, NULL};
    tape_set_fused(found.source, true);
    tape_set_fused(found.target, true);
    found.once = begin(found.source, config, (Parameters){weights, NULL}, options);
    found.once.lengths = lengths_of_heads(&found.once, in->lengths, in->source_length, in->batch);
    found.memory = encode(&found.once, in);
    tape_forward(found.source);
    return found;
}

static void found_end(Found *found) {
    tape_free(found->source);
    tape_free(found->target);
}

/* Sets run->chosen, complete and steps: the source is encoded once, and the words so far are read
 * again for each next one, on tapes of their own. */
static void find_words(const TransformerBuild *b, TransformerRun *run, const TransformerInput *in) {
    Greedy greedy = greedy_of(b, in, run);
    Found found = found_begin(b->config, b->parameters.weights, b->options, in);
    Real *fed = ARENA_ARRAY(tape_arena(found.source), Real, in->batch);
    for (bool going_on = true; going_on;) {
        Node *logits =
            next_logits(&found.once, in, found.memory, run->chosen, ++run->steps, found.target);
        going_on = greedy_choose(&greedy, logits->value, logits->shape.cols, run->steps, fed);
    }
    found_end(&found);
}

Beam *transformer_beam(Arena *arena, const TransformerConfig *config, const Weights *weights,
                       const TransformerOptions *options, const TransformerInput *in, int width) {
    CHECK(in->batch == 1 && !config->decoder_only, "a beam searches for one answer");
    int limit = word_limit(config, in, 0), V = config->target_vocabulary;
    Beam *beam = beam_new(arena, width, limit, in->prefix, in->prefix_length);
    Real *room = ARENA_ARRAY(arena, Real, width * V);
    int *words = ARENA_ARRAY(arena, int, limit + 1);
    Found found = found_begin(config, weights, options, in);
    for (bool due = true; due;) {
        const Real *logits[BEAM_WIDEST] = {NULL};
        for (int p = 0; p < width; p++) {
            if (!beam_goes_on(beam, p)) continue;
            if (beam->steps) beam_words(beam, beam->steps, p, words);
            Node *next =
                next_logits(&found.once, in, found.memory, words, beam->steps + 1, found.target);
            memcpy(room + p * V, next->value, (size_t)V * sizeof *room);
            logits[p] = room + p * V;
        }
        due = beam_step(beam, logits, V);
    }
    found_end(&found);
    return beam;
}

static void translate(TransformerBuild *b, TransformerRun *run, const TransformerInput *in) {
    Arena *arena = tape_arena(b->tape);
    int T = in->target_length;
    const Real *words = in->target;
    if (!T) {
        find_words(b, run, in);
        T = run->steps;
        words = words_of(arena, run->chosen, in->batch, T);
    }
    b->compact = is_compact(b, in->source_length, T);
    b->lengths = lengths_of_heads(b, in->lengths, in->source_length, in->batch);
    Node *memory = encode(b, in);
    put_out(b, run, decoder_states(b, memory, shifted(arena, words, in->batch, T), T));
    if (in->target_length) put_loss(b, run, in, words);
}

TransformerRun transformer_build(Tape *tape, const TransformerConfig *config, Parameters parameters,
                                 const TransformerOptions *options, const TransformerInput *input) {
    CHECK(tape_is_fused(tape) || input->batch == 1, "a shown tape holds one item, not %d",
          input->batch);
    TransformerRun run = {0};
    TransformerBuild b = begin(tape, config, parameters, options);
    (config->decoder_only ? read_symbols : translate)(&b, &run, input);
    tape_forward(tape);
    return run;
}
