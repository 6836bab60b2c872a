#include "engine/weights.h"

#include "base/error.h"
#include "base/file.h"

#include <string.h>

static size_t count_of(const Weight *weight) {
    return (size_t)weight->rows * (size_t)weight->cols;
}

static Weights *with_list(Arena *arena, const Weight *list, int count) {
    Weights *weights = ARENA_NEW(arena, Weights);
    weights->list = ARENA_ARRAY(arena, Weight, count);
    weights->count = count;
    for (int i = 0; i < count; i++) {
        weights->list[i] = list[i];
        weights->list[i].name = arena_string(arena, list[i].name);
    }
    return weights;
}

Weights *weights_new(Arena *arena, const Weight *list, int count) {
    Weights *weights = with_list(arena, list, count);
    for (int i = 0; i < count; i++) {
        weights->list[i].offset = weights->size;
        /* rounded up, so that every weight starts at a cache line */
        weights->size += (count_of(&list[i]) + 15) / 16 * 16;
    }
    weights->values = ARENA_ARRAY(arena, Real, weights->size);
    return weights;
}

Weights *weights_over(Arena *arena, const Weight *list, int count, const Real *numbers,
                      size_t size) {
    Weights *weights = with_list(arena, list, count);
    for (int i = 0; i < count; i++)
        CHECK(list[i].offset <= size && count_of(&list[i]) <= size - list[i].offset,
              "%s lies outside the numbers there are", list[i].name);
    weights->values = (Real *)(uintptr_t)numbers;
    weights->size = size;
    weights->in_file = true;
    return weights;
}

void weights_rest(const Weights *weights) {
    FileMap map = {(const char *)weights->values, weights->size * sizeof *weights->values};
    if (weights->in_file) file_rest(&map);
}

const Weight *weights_find(const Weights *weights, const char *name) {
    for (int i = 0; i < weights->count; i++)
        if (!strcmp(weights->list[i].name, name)) return &weights->list[i];
    return NULL;
}

Real *weights_values(const Weights *weights, const Weight *weight) {
    return weights->values + weight->offset;
}

static double start_of(const Weight *weight, Rng *rng) {
    switch (weight->start) {
    case START_ZERO: return 0;
    case START_ONE: return 1;
    case START_NUMBER: return weight->number;
    case START_UNIFORM: return rng_between(rng, -weight->number, weight->number);
    case START_NORMAL: return rng_normal(rng) * weight->number;
    }
    return 0;
}

void weights_start(Weights *weights, uint64_t seed) {
    for (int i = 0; i < weights->count; i++) {
        const Weight *weight = &weights->list[i];
        uint64_t item = fnv1a(FNV_START, weight->name, strlen(weight->name));
        Rng rng = rng_at(seed, "start", 0, item);
        Real *values = weights_values(weights, weight);
        for (int j = 0; j < weight->rows * weight->cols; j++)
            values[j] = (Real)start_of(weight, &rng);
    }
}

Weights *weights_copy(Arena *arena, const Weights *weights) {
    Weights *copy = weights_new(arena, weights->list, weights->count);
    for (int i = 0; i < copy->count; i++)
        memcpy(weights_values(copy, &copy->list[i]), weights_values(weights, &weights->list[i]),
               count_of(&copy->list[i]) * sizeof(Real));
    return copy;
}

Node *weights_node(Tape *tape, const Weights *weights, Real *gradients, const char *name) {
    const Weight *weight = weights_find(weights, name);
    CHECK(weight, "the model has no weight %s", name);
    Real *gradient = gradients ? gradients + weight->offset : NULL;
    return tape_parameter(tape, weight->name, (Shape){1, weight->rows, weight->cols},
                          weights_values(weights, weight), gradient);
}
