/* The line under a formula: its printed terms make its printed result, for every score and every
 * way to weigh. */
#include "passes.h"
#include "reckon.h"

#include "views/math.h"
#include "views/numbers.h"

/* Every cell of an array that has a line; the number of lines. */
static int check_array(const char *name, int decimals) {
    const TraceArray *array = trace_find(session_run(pass.session)->trace, name);
    int lines = 0;
    assert_non_null(array);
    for (int row = 0; row < array->rows; row++)
        for (int col = 0; col < array->cols; col++) {
            if (trace_number(array, 0, row, col) == -REAL_INFINITY) continue;
            Cell cell;
            const Node *node = trace_node(array, 0, row, col, &cell);
            const char *line = numbers_of(&pass.view, node, cell, decimals).text;
            if (!*line) continue;
            lines++;
            if (!strstr(line, " if ")) assert_adds_up(line);
            assert_true(text_is_covered(pass.fonts, FACE_NUMBERS, line));
        }
    return lines;
}

static void check(const char *command) {
    say(command);
    pass_open();
    if (check_array("attention.scores", 2) == 0) fail_msg("%s: no score has a line", command);
    assert_true(check_array("attention.scores", 4) > 0);
    if (check_array("attention.weights", 3) == 0) fail_msg("%s: no weight has a line", command);
    assert_true(check_array("attention.context", 2) > 0);
    pass_close();
}

static void every_score_adds_up(void **state) {
    (void)state;
    static const char *const scores[] = {"score dot", "score scaled", "score cosine",
                                         "score bilinear", "score additive"};
    for (int i = 0; i < 5; i++) check(scores[i]);
}

static void every_way_to_weigh_adds_up(void **state) {
    (void)state;
    check("weigh sparse");
    check("weigh argmax");
    say("samples 9");
    check("weigh hard");
    check("weigh soft");
    check("temperature 0.5");
}

static void every_scope_adds_up(void **state) {
    (void)state;
    check("scope local-m 2");
    check("scope local-p 3");
    check("renormalise on");
    say("query current");
    check("scope global");
}

/* The sums of products that the inspector shows are those of the score. */
static void products_are_found_below_a_score(void **state) {
    (void)state;
    static const char *const scores[] = {"score dot", "score scaled", "score cosine",
                                         "score bilinear", "score additive"};
    for (int i = 0; i < 5; i++) {
        say(scores[i]);
        pass_open();
        const TraceArray *e = trace_find(session_run(pass.session)->trace, "attention.scores");
        Cell cell, where;
        const Node *node = trace_node(e, 0, 2, 3, &cell),
                   *products = numbers_products(node, cell, &where);
        assert_non_null(products);
        const char *line = numbers_of(&pass.view, products, where, 3).text;
        assert_contains(line, "·");
        assert_adds_up(line);
        pass_close();
    }
}

/* Numbers between −2 and 2 as a node. */
static Node *drawn(Tape *tape, int planes, int rows, int cols, uint64_t seed) {
    Rng rng = rng_seeded(seed);
    Real *numbers = ARENA_ARRAY(tape_arena(tape), Real, planes * rows * cols);
    for (int i = 0; i < planes * rows * cols; i++) numbers[i] = (Real)rng_between(&rng, -2, 2);
    return tape_given(tape, (Shape){planes, rows, cols}, numbers);
}

static void check_node(const Node *node) {
    for (int row = 0; row < node->shape.rows; row++)
        for (int col = 0; col < node->shape.cols; col++) {
            const char *line = numbers_of(&pass.view, node, (Cell){0, row, col}, 2).text;
            assert_adds_up(line);
            assert_true(text_is_covered(pass.fonts, FACE_NUMBERS, line));
        }
}

/* What a transformer's layers compute, number by number. */
static void layers_add_up(void **state) {
    (void)state;
    Tape *tape = tape_new();
    Node *x = drawn(tape, 1, 3, 8, 1);
    Node *w = drawn(tape, 1, 1, 8, 2);
    Node *b = drawn(tape, 1, 1, 8, 3);
    Node *W = drawn(tape, 1, 8, 8, 4);
    Node *factors = drawn(tape, 2, 1, 1, 5);
    Node *epsilon = tape_number(tape, (Real)1e-5);
    Node *nodes[8];
    nodes[0] = layer_norm(x, w, b, epsilon);
    nodes[1] = gelu(x);
    nodes[2] = relu(x);
    nodes[3] = conv1d(x, W, b);
    nodes[4] = linear_rows(x, W, b, 2, 4);
    nodes[5] = split_heads(x, 0, 8, 2);
    nodes[6] = join_heads(nodes[5], 2);
    nodes[7] = scale_planes(nodes[5], factors);
    tape_forward(tape);
    pass_open();
    for (int i = 0; i < 8; i++) check_node(nodes[i]);
    pass_close();
    tape_free(tape);
}

static void lines_are_reckoned_right(void **state) {
    (void)state;
    assert_adds_up("= 0.50·0.50 + 1.00·2.00 − rest 0.25 = 2.00");
    assert_adds_up("= exp(−1.0 − 2.0) / 1.5 ≈ 0.033");
    assert_adds_up("= max(0.3 − −0.2, 0) = 0.5");
    assert_adds_up("= 0.5 · exp(−(3 − 2.0)² / (2 (2 / 2)²)) = 0.30");
}

/* --- formulas -------------------------------------------------------------------------------- */

static void formulas_have_a_plain_form(void **state) {
    (void)state;
    assert_string_equal(math_plain(pass.arena, "\\q{q} \\k{k}"), "q k");
    assert_string_equal(math_plain(pass.arena, "x / \\sqrt{d}"), "x / √d");
    assert_string_equal(math_plain(pass.arena, ""), "");
    for (int i = 0; i < score_count; i++) {
        const char *plain = math_plain(pass.arena, score_list[i]->formula);
        assert_null(strpbrk(plain, "{}\\^"));
        assert_true(*plain != '\0');
    }
}

static void formulas_are_as_wide_as_measured_and_fit(void **state) {
    (void)state;
    pass_open();
    for (int i = 0; i < score_count; i++) {
        const char *formula = score_list[i]->formula;
        float width = math_width(pass.ui, 20, formula);
        assert_near(math_draw(pass.ui, 10, 50, 20, (Color){0, 0, 0, 255}, formula), width, 1e-4);
        int first = list_count(ui_list(pass.ui));
        math_in_box(pass.ui, draw_box(100, 100, width / 2 + 1, 40), ALIGN_LEFT, 20,
                    (Color){0, 0, 0, 255}, formula);
        for (int k = first; k < list_count(ui_list(pass.ui)); k++) {
            const DrawCommand *command = list_at(ui_list(pass.ui), k);
            if (command->kind != DRAW_TEXT) continue;
            assert_true(command->as.text.x >= 99.9f &&
                        command->as.text.x <= 100 + width / 2 + 1.1f);
            assert_true(text_is_own(pass.fonts, command->as.text.face, command->as.text.text));
        }
    }
    pass_close();
}

/* Small numbers, and small differences, are not written as nothing. */
static void small_numbers_are_seen(void **state) {
    (void)state;
    pass_open();
    const ViewPass *v = &pass.view;
    assert_string_equal(view_small(v, 0.1234, 3), "0.123");
    assert_string_equal(view_small(v, -0.0123, 3), "−0.012");
    assert_string_equal(view_small(v, 0.002345, 3), "0.00234");
    assert_string_equal(view_small(v, 8.951e-7, 3), "8.95e−7");
    assert_string_equal(view_small(v, -3e-5, 2), "−3.0e−5");
    assert_string_equal(view_small(v, 0, 3), "0.000");
    assert_string_equal(view_seen(v, 0.034, 2), "0.03");
    assert_string_equal(view_seen(v, 0.0034, 2), "3.4e−3");
    assert_string_equal(view_seen(v, 0, 2), "0.00");
    assert_string_equal(view_pair(v, 8.951e-7, 3.34e-6, 3), "8.95e−7 → 3.34e−6");
    assert_string_equal(view_pair(v, 0.9999995, 0.9999982, 3), "1.000000 → 0.999998");
    assert_string_equal(view_pair(v, 1.2341, 1.2343, 3), "1.2341 → 1.2343");
    assert_string_equal(view_pair(v, 8.951e-7, 0.25, 3), "0.000 → 0.250");
    assert_string_equal(view_pair(v, 0.25, 0.5, 3), "0.250 → 0.500");
    assert_string_equal(view_pair(v, 1, 1, 3), "1.000 → 1.000");
    pass_close();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PASS(lines_are_reckoned_right),         PASS(every_score_adds_up),
        PASS(every_way_to_weigh_adds_up),       PASS(every_scope_adds_up),
        PASS(products_are_found_below_a_score), PASS(layers_add_up),
        PASS(formulas_have_a_plain_form),       PASS(formulas_are_as_wide_as_measured_and_fit),
        PASS(small_numbers_are_seen),
    };
    return cmocka_run_group_tests(tests, pass_group, pass_group_end);
}
