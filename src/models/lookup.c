#include "models/lookup.h"

#include <string.h>

static void set_weight(Weights *weights, const char *name, const Real *numbers) {
    const Weight *weight = weights_find(weights, name);
    size_t count = (size_t)weight->rows * (size_t)weight->cols;
    memcpy(weights_values(weights, weight), numbers, count * sizeof *numbers);
}

Weights *lookup_weights(Arena *arena, const LookupInput *in) {
    enum { EACH = 4 };
    Weight list[8 * EACH];
    int count = 0;
    AttentionSizes sizes = {in->d, in->d, in->d};
    for (int i = 0; i < score_count; i++)
        count += attention_weights(score_list[i]->parameters, sizes, list + count);
    Weights *weights = weights_new(arena, list, count);
    const Real one = 1;
    set_weight(weights, "attention.sharpness", &one);
    set_weight(weights, "attention.weight", in->W);
    set_weight(weights, "attention.query.weight", in->W_q);
    set_weight(weights, "attention.key.weight", in->W_k);
    set_weight(weights, "attention.key.bias", in->b);
    set_weight(weights, "attention.v.weight", in->v);
    return weights;
}

/* One row under a scope of its own. */
static void attend_as(const char *scope, const Attention *attention, Parameters parameters,
                      Node *query, Node *keys, Node *values, Node *lengths, uint64_t seed) {
    Rng rng = rng_seeded(seed);
    tape_push(query->tape, scope);
    Memory memory = memory_prepare(attention, parameters, keys, values, lengths);
    attend(attention, parameters, &memory, query, 1, NULL, &rng);
    tape_pop(query->tape);
}

void lookup_build(Tape *tape, const LookupInput *in, const Weights *weights,
                  const Attention *attention, uint64_t seed) {
    Parameters parameters = {weights, NULL};
    tape_push(tape, "attention");
    LET(query, tape_given(tape, (Shape){1, 1, in->d}, in->query));
    LET(keys, tape_given(tape, (Shape){1, in->count, in->d}, in->keys));
    LET(values, tape_given(tape, (Shape){1, in->count, in->value_size}, in->values));
    tape_pop(tape);
    Node *lengths = tape_number(tape, (Real)in->count);
    attend_as("attention", attention, parameters, query, keys, values, lengths, seed);
    for (int i = 0; i < score_count; i++) {
        Attention other = *attention;
        other.score = score_list[i];
        if (!score_is_none(other.score))
            attend_as(other.score->word, &other, parameters, query, keys, values, lengths, seed);
    }
    tape_forward(tape);
}

const char *lookup_refuses(const Attention *attention) {
    if (score_is_none(attention->score))
        return "a lookup without a score has nothing to look by; choose one of the five";
    if (strcmp(attention->scope->word, "global") != 0)
        return "a lookup looks at every key: its scope is global";
    return NULL;
}
