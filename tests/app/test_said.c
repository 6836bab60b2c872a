/* What the views say of a transformer's heads: by which rule they weigh, of which stage a formula
 * is, and which head a picture is of. */
#include "journeys.h"

static void open_line(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    act(NULL, 0);
}

/* All words of the picture in one, so that formulas set in pieces are found. */
static const char *all_words(void) {
    return words_in(draw_box(0, 0, desk.width, desk.height));
}

/* --- formulas -------------------------------------------------------------------------------- */

static void heads_are_weighed_by_the_rule_in_force(void **state) {
    (void)state;
    open_line("model transformer-brackets");
    open_line("view heads");
    assert_contains(all_words(), "head1=softmax(Q1K1T/16)V1");
    open_line("weigh sparse");
    assert_contains(all_words(), "head1=sparsemax(Q1K1T/16)V1");
    open_line("temperature 0.2");
    assert_contains(all_words(), "head1=sparsemax(Q1K1T/(τ16))V1,τ=0.2");
    assert_contains(all_words(), "÷0.216"); /* on the way to the weights */
    open_line("weigh argmax");              /* which no temperature changes */
    assert_contains(all_words(), "head1=argmax(Q1K1T/16)V1");
    open_line("weigh hard");
    open_line("samples 10");
    assert_contains(all_words(), "head1=mean of 10vs,s∼softmax(Q1K1T/(τ16)),τ=0.2");
    open_line("weigh soft");
    open_line("score dot");
    assert_contains(all_words(), "head1=softmax(Q1K1T/τ)V1,τ=0.2");
    open_line("temperature 1");
    assert_contains(all_words(), "head1=softmax(Q1K1T)V1");
}

/* Where a block has no weights, a pinned cell's row is what is spoken of. */
static void a_pin_leaves_the_formula_to_the_stage(void **state) {
    (void)state;
    open_line("model transformer-brackets");
    open_line("select 7 3");
    static const char *const said[][2] = {{"step 2 1", "LayerNorm(x)"},
                                          {"step 2 2", "W2f(W1x+b1)+b2"},
                                          {"step 2 3", "x+feed-forward"},
                                          {"step last", "softmax(Wx)"}};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        open_line(said[i][0]);
        assert_int_equal(look_now()->target, 7);
        assert_contains(all_words(), said[i][1]);
        assert_contains(all_words(), "Row 7 of 18");
        assert_null(strstr(all_words(), "α7,3"));
    }
    open_line("step 3 6");
    assert_contains(all_words(), "α7,3=exp");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(heads_are_weighed_by_the_rule_in_force),
        JOURNEY(a_pin_leaves_the_formula_to_the_stage),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
