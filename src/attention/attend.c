#include "attention/attend.h"

#include "base/error.h"

Memory memory_prepare(const Attention *attention, Parameters parameters, Node *keys, Node *values,
                      Node *lengths) {
    return (Memory){attention->score->prepare(parameters, keys), values, lengths};
}

/* e after the scope's mask; *center is set where the scope has one, *D where it has a window. */
static Node *masked(const Attention *a, Parameters parameters, const Memory *memory, Node *q, int t,
                    Node *match, Node **center, Node **D) {
    if (a->scope->center) {
        *center = a->scope->center(parameters, q, memory->lengths, t);
        *D = tape_number(q->tape, (Real)a->window);
        LET_AT(scores, t, window_mask(match, *center, *D, memory->lengths));
        return scores;
    }
    if (match->shape.planes == 1) return tape_name(match, "scores", t, __FILE__, __LINE__);
    LET_AT(scores, t, length_mask(match, memory->lengths));
    return scores;
}

static Node *drawn(const Attention *a, Node *soft, int t, Rng *rng) {
    LET_AT(draws, t, draw_from(soft, a->samples, rng));
    LET_AT(weights, t, shares(draws, soft->shape.cols));
    return weights;
}

static Node *windowed(const Attention *a, Node *before, Node *center, Node *D, int t) {
    tape_name(before, "before_window", t, __FILE__, __LINE__);
    LET_AT(weights, t, gaussian(before, center, D));
    if (!a->renormalise) return weights;
    tape_name(weights, "kept", t, __FILE__, __LINE__);
    return tape_name(renormalise(weights), "weights", t, __FILE__, __LINE__);
}

Attended attend(const Attention *a, Parameters parameters, const Memory *memory, Node *q, int t,
                Rng *rng) {
    Node *center = NULL, *D = NULL;
    Node *match = a->score->build(parameters, q, memory->keys, memory->lengths, t);
    Node *scores = masked(a, parameters, memory, q, t, match, &center, &D), *e = scores;
    if (a->weigh->has_temperature && a->temperature != 1) {
        Node *tau = tape_number(q->tape, (Real)a->temperature);
        LET_AT(tempered, t, divide_by(scores, tau));
        e = tempered;
    }
    Node *weights = a->weigh->build(e, t);
    if (a->weigh->draws) weights = drawn(a, weights, t, rng);
    if (a->scope->has_gaussian) weights = windowed(a, weights, center, D, t);
    LET_AT(context, t, product(weights, memory->values));
    return (Attended){scores, weights, context};
}
