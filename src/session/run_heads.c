/* run_heads.c -- what the heads of a run do, measured once. */
#include "session/parts.h"

#include "engine/kernels/kernels.h"
#include "engine/ops.h"

#include <math.h>
#include <string.h>

RunHeads *run_heads_new(const Run *run) {
    const TransformerConfig *c = &run->ask.model->transformer;
    RunHeads *heads = ARENA_NEW(run->arena, RunHeads);
    heads->summaries = ARENA_ARRAY(run->arena, const HeadSummary *, transformer_head_count(c));
    int layers = HEADS_OF_COUNT * c->layers;
    heads->differences = ARENA_ARRAY(run->arena, double, layers);
    for (int i = 0; i < layers; i++) heads->differences[i] = (double)NAN;
    return heads;
}

/* --- what the patterns compare --------------------------------------------------------------- */

/* Equal tokens get equal numbers: the place of the first of them. */
static const int *numbered(Arena *arena, TextPieces tokens) {
    int *numbers = ARENA_ARRAY(arena, int, tokens.count);
    for (int t = 0; t < tokens.count; t++)
        while (strcmp(tokens.items[numbers[t]], tokens.items[t]) != 0) numbers[t]++;
    return numbers;
}

/* The one token each is linked to. */
static const int *single_links(Arena *arena, const GoldLinks *gold, int count) {
    int *partners = ARENA_ARRAY(arena, int, count);
    for (int t = 0; t < count; t++)
        if (gold[t].count == 1) partners[t] = gold[t].sources[0] + 1;
    return partners;
}

/* Where the task knows links within the input, which is all that a decoder alone reads: a bracket's
 * other half. */
static const int *partners_in(const Run *run) {
    return run->gold ? single_links(run->arena, run->gold, run->source.count) : NULL;
}

/* Of each target token, which of the reference's it is, from 0, or −1: the same word at the same
 * place, counted from the beginning, or behind the first that differs, from the end. */
static int *places_in_reference(const Run *run) {
    TextPieces reference = run->reference_tokens, target = run->target;
    int written = target.count - run->complete, known = reference.count, shift = 0;
    int *places = ARENA_ARRAY(run->arena, int, target.count);
    for (int t = 0; t < target.count; t++) {
        int at = t + shift;
        bool same =
            t < written && at >= 0 && at < known && !strcmp(target.items[t], reference.items[at]);
        places[t] = same ? at : -1;
        if (!same && run->complete) shift = known - written;
    }
    return places;
}

/* From each target token to its source, where the output is still the reference's. */
static const int *partners_across(const Run *run, int *judged) {
    *judged = 0;
    if (!run->reference_gold) return NULL;
    const int *places = places_in_reference(run);
    const int *links = single_links(run->arena, run->reference_gold, run->reference_tokens.count);
    int *partners = ARENA_ARRAY(run->arena, int, run->target.count);
    for (int t = 0; t < run->target.count; t++) {
        if (places[t] < 0) continue;
        partners[t] = links[places[t]];
        ++*judged;
    }
    return *judged ? partners : NULL;
}

/* Whether every link goes to what followed the same token before: then it is induction by name. */
static bool are_induction(const int *tokens, const int *partners, int count) {
    for (int t = 0; t < count; t++)
        if (partners[t] && (partners[t] < 2 || tokens[partners[t] - 2] != tokens[t])) return false;
    return true;
}

void run_heads_read(const Run *run) {
    RunHeads *heads = run->heads;
    if (heads->read) return;
    heads->read = true;
    bool only = run->ask.model->transformer.decoder_only;
    heads->tokens = only ? numbered(run->arena, run->source) : NULL;
    heads->partners = only ? partners_in(run) : partners_across(run, &heads->judged);
    if (only && heads->partners && are_induction(heads->tokens, heads->partners, run->source.count))
        heads->partners = NULL;
}

/* --- one product and many -------------------------------------------------------------------- */

/* Of one head's Q, K or V: the largest difference from x W_h + b_h, summed as the one product is.
 */
static double difference(const Node *split, int head, Real *own) {
    const Node *all = node_source(split, 0), *x = node_source(all, 0), *W = node_source(all, 1);
    const Real *bias = node_source(all, 2)->value;
    int N = split->shape.rows, d_head = split->shape.cols, d = x->shape.cols;
    bool in_out = !strcmp(all->op->name, "conv1d"); /* W is (in, out), else (out, in) */
    int first = split->first + head * d_head + (in_out ? 0 : all->first);
    for (int t = 0; t < N; t++)
        memcpy(own + (size_t)t * (size_t)d_head, bias + first, (size_t)d_head * sizeof *own);
    const Real *W_h = W->value + (size_t)first * (in_out ? 1 : (size_t)d);
    int ldw = in_out ? W->shape.cols : d;
    if (gemm_is_exact(all->tape, N, all->shape.cols, d))
        gemm_exact(!in_out, N, d_head, d, x->value, d, W_h, ldw, 1, own, d_head);
    else
        gemm(false, !in_out, N, d_head, d, x->value, d, W_h, ldw, 1, own, d_head);
    const Real *shown = split->value + (size_t)head * (size_t)N * (size_t)d_head;
    double most = 0;
    for (int i = 0; i < N * d_head; i++) {
        double apart = fabs((double)(own[i] - shown[i]));
        most = fmax(most, isnan(apart) ? (double)INFINITY : apart);
    }
    return most;
}

int run_words_judged(const Run *run) {
    if (!run->chosen || !run->reference_gold) return -1;
    run_heads_read(run);
    return run->heads->judged;
}

double run_heads_difference(const Run *run, HeadAt head) {
    static const char *const names[] = {"query", "key", "value"};
    const TransformerConfig *c = &run->ask.model->transformer;
    double *kept = &run->heads->differences[(int)head.of * c->layers + head.layer - 1];
    if (!isnan(*kept)) return *kept;
    Arena *scratch = arena_new();
    double most = 0;
    for (int i = 0; i < 3; i++) {
        const Node *split = run_head_array(run, head, names[i])->nodes[0];
        Real *own = ARENA_ARRAY(scratch, Real, node_size(split) / (size_t)c->heads);
        for (int h = 0; h < c->heads; h++) most = fmax(most, difference(split, h, own));
    }
    arena_free(scratch);
    return *kept = most;
}
