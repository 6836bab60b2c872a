/* The tape itself: order, names, gradients, and what of it belongs to the caller. */
#include "testing.h"

#include "engine/ops.h"
#include "engine/weights.h"

#include <math.h>
#include <string.h>

static Tape *tape;

static int set_up(void **state) {
    (void)state;
    tape = tape_new();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    tape_free(tape);
    return 0;
}

/* y = tanh(W x), walked forwards and backwards: dy/dW = (1 − y²) x. */
static void a_tape_is_walked(void **state) {
    (void)state;
    float W_value[] = {0.5f, -0.25f}, W_grad[] = {0, 0}, x_value[] = {2, 1};
    Node *W = tape_parameter(tape, "W", (Shape){1, 1, 2}, W_value, W_grad);
    Node *x = tape_given(tape, (Shape){1, 1, 2}, x_value);
    LET(sum, linear(x, W, NULL));
    LET(y, tanh_of(sum));
    tape_forward(tape);
    assert_near(sum->value[0], 0.75, 1e-7);
    assert_near(y->value[0], tanh(0.75), 4e-7);
    tape_backward(tape, y);
    double slope = 1 - pow(tanh(0.75), 2);
    assert_near(W_grad[0], 2 * slope, 1e-6);
    assert_near(W_grad[1], slope, 1e-6);
    for (int i = 0; i < tape_count(tape); i++) assert_int_equal(tape_node(tape, i)->id, i);
    assert_string_equal(tape_node(tape, 3)->name, "y");
    assert_true(tape_node(tape, 3)->line > 0);
}

static void gradients_add_until_forgotten(void **state) {
    (void)state;
    float value[] = {3}, grad[] = {10};
    Node *a = tape_parameter(tape, "a", (Shape){1, 1, 1}, value, grad);
    LET(square, multiply(a, a));
    tape_backward(tape, square);
    assert_near(grad[0], 10 + 6, 0); /* added to what was there */
    tape_forget_gradients(tape);
    assert_null(square->grad);
    tape_backward(tape, square);
    assert_near(grad[0], 10 + 12, 0); /* the parameter's are the caller's to clear */
}

static void nothing_is_given_where_nothing_is_wanted(void **state) {
    (void)state;
    float value[] = {3};
    Node *a = tape_parameter(tape, "a", (Shape){1, 1, 1}, value, NULL);
    LET(square, multiply(a, a));
    assert_false(square->needs_gradient);
    tape_backward(tape, square);
    assert_null(square->grad);
}

/* A changed parameter is seen after tape_rewind, also where a product had turned its matrix. */
static void rewinding_sees_new_numbers(void **state) {
    (void)state;
    float W_value[] = {1, 2, 3, 4}, ones[] = {1, 0, 1, 0, 1, 0, 1, 0, 1, 0};
    Node *W = tape_parameter(tape, "W", (Shape){1, 2, 2}, W_value, NULL);
    Node *x = tape_given(tape, (Shape){1, 5, 2}, ones);
    LET(y, linear(x, W, NULL));
    tape_forward(tape);
    assert_near(node_at(y, 0, 4, 1), 3, 0);
    W_value[2] = 7;
    tape_forward(tape); /* nothing new: nothing is computed again */
    assert_near(node_at(y, 0, 4, 1), 3, 0);
    tape_rewind(tape);
    tape_forward(tape);
    assert_near(node_at(y, 0, 4, 1), 7, 0);
}

static void names_have_their_scope(void **state) {
    (void)state;
    tape_push(tape, "decoder");
    LET_AT(s, 2, tape_number(tape, 1));
    tape_push(tape, "inner");
    LET(x, tape_number(tape, 2));
    tape_pop(tape);
    tape_pop(tape);
    LET_AT(t, 3, tape_number(tape, 3));
    assert_string_equal(s->name, "decoder.s");
    assert_string_equal(x->name, "decoder.inner.x");
    assert_string_equal(t->name, "t");
    assert_ptr_equal(tape_find(tape, "decoder.s", 2), s);
    assert_ptr_equal(tape_find(tape, "decoder.s", -1), s);
    assert_null(tape_find(tape, "decoder.s", 1));
    assert_null(tape_find(tape, "s", 2));
    assert_int_equal(x->index, -1);
}

/* A tape is emptied, not freed: the next run finds the same memory and no trace of the last. */
static void reset_keeps_nothing_but_memory(void **state) {
    (void)state;
    LET(a, tape_number(tape, 1));
    assert_non_null(a);
    tape_reset(tape);
    assert_int_equal(tape_count(tape), 0);
    assert_null(tape_find(tape, "a", -1));
    LET(b, tape_number(tape, 2));
    assert_int_equal(b->id, 0);
    tape_forward(tape);
    assert_near(b->value[0], 2, 0);
}

/* --- weights --------------------------------------------------------------------------------- */

static void weights_depend_on_their_own_name(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Weight a = {.name = "a", .rows = 3, .cols = 5, .start = START_NORMAL, .number = 1};
    Weight b = {.name = "b", .rows = 2, .cols = 2, .start = START_UNIFORM, .number = 0.5};
    Weights *both = weights_new(arena, (Weight[]){a, b}, 2), *one = weights_new(arena, &b, 1);
    weights_start(both, 4);
    weights_start(one, 4);
    const Weight *in_both = weights_find(both, "b"), *alone = weights_find(one, "b");
    assert_memory_equal(weights_values(both, in_both), weights_values(one, alone),
                        4 * sizeof(Real));
    for (int i = 0; i < 4; i++) assert_true(fabsf(weights_values(one, alone)[i]) <= 0.5f);
    weights_start(one, 5);
    assert_true(
        memcmp(weights_values(both, in_both), weights_values(one, alone), 4 * sizeof(Real)) != 0);
    assert_null(weights_find(one, "a"));
    arena_free(arena);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_tape_is_walked),
        TEST(gradients_add_until_forgotten),
        TEST(nothing_is_given_where_nothing_is_wanted),
        TEST(rewinding_sees_new_numbers),
        TEST(names_have_their_scope),
        TEST(reset_keeps_nothing_but_memory),
        TEST(weights_depend_on_their_own_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
