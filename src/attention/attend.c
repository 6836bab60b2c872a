#include "attention/attend.h"

#include "base/error.h"

Memory memory_prepare(const Attention *attention, Parameters parameters, Node *keys, Node *values,
                      Node *lengths) {
    return (Memory){attention->score->prepare(parameters, keys), values, lengths};
}

/* p_t, or where it was moved to. */
static Node *center_of(const Attention *a, Parameters parameters, const Memory *memory, Node *q,
                       int t, const WhatIf *what_if) {
    Node *computed = a->scope->center(parameters, q, memory->lengths, t);
    if (!what_if || !what_if->center_count) return computed;
    const MovedCenter *moved = force_center(what_if, t);
    tape_name(computed, "center_before", t, __FILE__, __LINE__);
    LET_AT(center, t, moved ? tape_number(q->tape, (Real)moved->center) : columns(computed, 0, 1));
    return node_is_number(center);
}

/* e after the scope's mask; *center is set where the scope has one, *D where it has a window. */
static Node *masked(const Attention *a, Parameters parameters, const Memory *memory, Node *q, int t,
                    Node *match, const WhatIf *what_if, Node **center, Node **D) {
    if (a->scope->center) {
        *center = center_of(a, parameters, memory, q, t, what_if);
        *D = node_call(tape_number(q->tape, (Real)a->window), "D");
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

/* The weights with those of row t that are forced. A row without any is made as ever, and what
 * stood before is a copy of it. */
static Node *forced_row(Node *before, Node *scores, int t, const WhatIf *what_if) {
    int S = before->shape.cols;
    Real *numbers = ARENA_ARRAY(tape_arena(before->tape), Real, S);
    if (!force_rows(what_if->forced, what_if->forced_count, t, 1, S, numbers)) {
        tape_name(columns(before, 0, S), "before_force", t, __FILE__, __LINE__);
        return before;
    }
    tape_name(before, "before_force", t, __FILE__, __LINE__);
    Node *forced = node_call(tape_given(before->tape, before->shape, numbers), "W");
    LET_AT(weights, t, force_weights(before, scores, forced));
    return weights;
}

Attended attend(const Attention *a, Parameters parameters, const Memory *memory, Node *q, int t,
                const WhatIf *what_if, Rng *rng) {
    CHECK(!what_if || q->shape.planes == 1, "what-ifs are of one item");
    Node *center = NULL, *D = NULL;
    Node *match = a->score->build(parameters, q, memory->keys, memory->lengths, t);
    Node *scores = masked(a, parameters, memory, q, t, match, what_if, &center, &D), *e = scores;
    if (a->weigh->has_temperature && a->temperature != 1) {
        Node *tau = node_call(tape_number(q->tape, (Real)a->temperature), "τ");
        LET_AT(tempered, t, divide_by(scores, tau));
        e = tempered;
    }
    Node *weights = a->weigh->build(e, t);
    if (a->weigh->draws) weights = drawn(a, weights, t, rng);
    if (a->scope->has_gaussian) weights = windowed(a, weights, center, D, t);
    if (what_if && what_if->forced_count) weights = forced_row(weights, scores, t, what_if);
    LET_AT(context, t, product(weights, memory->values));
    return (Attended){scores, weights, context};
}
