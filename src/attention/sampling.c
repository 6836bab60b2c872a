#include "attention/sampling.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

/* --- weights, by the ops --------------------------------------------------------------------- */

static Node *tempered(Tape *tape, const Real *scores, int S, double temperature) {
    Node *e = tape_given(tape, (Shape){1, 1, S}, scores);
    Node *tau = tape_number(tape, (Real)temperature);
    return divide_by(e, tau);
}

static const Real *kept(Arena *arena, Node *node) {
    tape_forward(node->tape);
    size_t bytes = node_size(node) * sizeof(Real);
    return memcpy(arena_alloc(arena, bytes), node->value, bytes);
}

const Real *sampling_soft(Arena *arena, const Real *scores, int S, double temperature) {
    Tape *tape = tape_new();
    Node *e = tempered(tape, scores, S, temperature);
    const Real *out = kept(arena, softmax(e));
    tape_free(tape);
    return out;
}

/* As hard draws row t of a run: the rows before it have taken theirs from the same stream. */
static const int *drawn(Arena *arena, const SamplingAsk *ask, Node *soft) {
    int *draws = ARENA_ARRAY(arena, int, ask->n);
    if (ask->draws) return memcpy(draws, ask->draws, (size_t)ask->n * sizeof *draws);
    Rng rng = rng_seeded(ask->seed);
    for (long i = 0; i < (long)(ask->row - 1) * ask->n; i++) rng_next(&rng);
    Node *made = draw_from(soft, ask->n, &rng);
    for (int i = 0; i < ask->n; i++) draws[i] = (int)made->value[i];
    return draws;
}

/* What the scope's Gaussian makes of weights of 1. */
static const double *factors_of(Arena *arena, Tape *tape, const SamplingAsk *ask) {
    double *factors = ARENA_ARRAY(arena, double, ask->S);
    Real *ones = ARENA_ARRAY(arena, Real, ask->S);
    for (int s = 0; s < ask->S; s++) factors[s] = 1, ones[s] = 1;
    if (!ask->attention->scope->has_gaussian) return factors;
    Node *weights = tape_given(tape, (Shape){1, 1, ask->S}, ones);
    Node *center = tape_number(tape, (Real)ask->center);
    Node *D = tape_number(tape, (Real)ask->attention->window);
    Node *windowed = gaussian(weights, center, D);
    tape_forward(tape);
    for (int s = 0; s < ask->S; s++) factors[s] = (double)windowed->value[s];
    return factors;
}

/* --- contexts -------------------------------------------------------------------------------- */

/* Σ_s weights[s] · factor · value, over the sum of weights · factor where that is asked. */
static void blend(const Sampling *p, const double *weights, double *out) {
    double total = 0;
    memset(out, 0, (size_t)p->width * sizeof *out);
    for (int s = 0; s < p->S; s++) {
        double w = weights[s] * p->factors[s];
        const Real *value = p->values + (size_t)s * (size_t)p->width;
        total += w;
        for (int i = 0; i < p->width && w > 0; i++) out[i] += w * (double)value[i];
    }
    for (int i = 0; i < p->width && p->renormalise && total > 0; i++) out[i] /= total;
}

static void soft_context(Arena *arena, Sampling *p, double *exact) {
    double *weights = ARENA_ARRAY(arena, double, p->S);
    Real *context = ARENA_ARRAY(arena, Real, p->width);
    for (int s = 0; s < p->S; s++) weights[s] = (double)p->soft[s];
    blend(p, weights, exact);
    for (int i = 0; i < p->width; i++) context[i] = (Real)exact[i];
    p->context = context;
}

static double distance(const double *a, const double *b, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sqrt(sum);
}

/* Sums grow draw by draw: of each drawn s its factor, and its value as often. */
static void measure_distances(Arena *arena, Sampling *p, const double *exact) {
    double *sum = ARENA_ARRAY(arena, double, p->width),
           *mean = ARENA_ARRAY(arena, double, p->width);
    double *distances = ARENA_ARRAY(arena, double, p->n), total = 0;
    for (int i = 0; i < p->n; i++) {
        int s = p->draws[i] - 1;
        const Real *value = p->values + (size_t)s * (size_t)p->width;
        total += p->factors[s];
        double over = p->renormalise && total > 0 ? total : i + 1;
        for (int k = 0; k < p->width; k++) {
            sum[k] += p->factors[s] * (double)value[k];
            mean[k] = sum[k] / over;
        }
        distances[i] = distance(mean, exact, p->width);
    }
    p->distances = distances;
}

/* √Σ_s α_s |factor·v_s − c|². */
static double spread_of(Arena *arena, const Sampling *p, const double *exact) {
    if (p->renormalise) return (double)NAN;
    double *drawn_value = ARENA_ARRAY(arena, double, p->width), sum = 0;
    for (int s = 0; s < p->S; s++) {
        const Real *value = p->values + (size_t)s * (size_t)p->width;
        for (int i = 0; i < p->width; i++) drawn_value[i] = p->factors[s] * (double)value[i];
        sum += (double)p->soft[s] * pow(distance(drawn_value, exact, p->width), 2);
    }
    return sqrt(sum);
}

void sampling_counts(const Sampling *p, int k, int *counts) {
    memset(counts, 0, (size_t)p->S * sizeof *counts);
    for (int i = 0; i < k; i++) counts[p->draws[i] - 1]++;
}

void sampling_mean(const Sampling *p, int k, double *mean) {
    CHECK(k >= 1 && k <= p->n, "the mean of %d draws of %d", k, p->n);
    double total = 0;
    memset(mean, 0, (size_t)p->width * sizeof *mean);
    for (int i = 0; i < k; i++) {
        int s = p->draws[i] - 1;
        total += p->factors[s];
        for (int j = 0; j < p->width; j++)
            mean[j] += p->factors[s] * (double)p->values[(size_t)s * (size_t)p->width + (size_t)j];
    }
    double over = p->renormalise && total > 0 ? total : k;
    for (int j = 0; j < p->width; j++) mean[j] /= over;
}

Sampling *sampling_of(Arena *arena, const SamplingAsk *ask) {
    CHECK(ask->n >= 1 && ask->S >= 1, "%d draws of %d", ask->n, ask->S);
    Sampling *out = ARENA_NEW(arena, Sampling);
    out->S = ask->S;
    out->n = ask->n;
    out->width = ask->width;
    size_t bytes = (size_t)ask->S * (size_t)ask->width * sizeof(Real);
    out->values = memcpy(arena_alloc(arena, bytes), ask->values, bytes);
    out->renormalise = ask->attention->scope->has_gaussian && ask->attention->renormalise;
    Tape *tape = tape_new();
    Node *e = tempered(tape, ask->scores, ask->S, ask->attention->temperature);
    Node *soft = softmax(e);
    out->soft = kept(arena, soft);
    out->sparse = kept(arena, sparsemax(e));
    out->argmax = kept(arena, argmax_rows(e));
    out->draws = drawn(arena, ask, soft);
    out->factors = factors_of(arena, tape, ask);
    tape_free(tape);
    double *exact = ARENA_ARRAY(arena, double, out->width);
    soft_context(arena, out, exact);
    measure_distances(arena, out, exact);
    out->spread = spread_of(arena, out, exact);
    return out;
}
