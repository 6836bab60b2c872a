/* What the views say of a transformer's heads: by which rule they weigh, of which stage a formula
 * is, and which head a picture is of. */
#include "journeys.h"

#include "views/figure.h"

static void open_line(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    act(NULL, 0);
}

/* The words of a picture, all in one: formulas are set in pieces. */
static const char *list_words(const List *list) {
    Buffer out = {0};
    for (int i = 0; i < list_count(list); i++)
        if (list_at(list, i)->kind == DRAW_TEXT) buffer_text(&out, list_at(list, i)->as.text.text);
    const char *text = arena_string(desk.arena, out.data ? out.data : "");
    buffer_free(&out);
    return text;
}

static const char *all_words(void) {
    return list_words(frame_list(desk.frame));
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
    assert_contains(all_words(), "head1=meanof10vs,s∼softmax(Q1K1T/(τ16)),τ=0.2");
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
                                          {"step last", "softmax(ELN(x))"}};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        open_line(said[i][0]);
        assert_int_equal(look_now()->target, 7);
        assert_contains(all_words(), said[i][1]);
        assert_contains(all_words(), "Row 7 of 18");
        assert_null(strstr(all_words(), "α7,3"));
    }
    open_line("view weights");
    assert_contains(all_words(), "α7,3=exp"); /* of the matrix shown */
    open_line("view step");
    open_line("step 3 6");
    assert_contains(all_words(), "α7,3=exp");
}

/* --- whose picture it is --------------------------------------------------------------------- */

static const char *figure_words(void) {
    FigureSize taken;
    Color ground;
    return list_words(
        figure_draw(desk.fonts, desk.arena, desk.session, (FigureSize){0}, &taken, &ground));
}

static void a_picture_of_a_head_names_it(void **state) {
    (void)state;
    open_line("model transformer-dates");
    open_line("head cross 2.3");
    assert_contains(all_words(), "CELL 11, 18 of across 2.3");
    open_line("view inspector");
    assert_contains(all_words(), "CELL 11, 18 of across 2.3");
    assert_contains(figure_words(), "CELL 11, 18 of across 2.3");
    assert_contains(figure_words(), "across 2.3 · scaled");
    open_line("view weights");
    assert_contains(all_words(), "Weights across 2.3");
    assert_contains(figure_words(), "Weights across 2.3");
    open_line("model transformer-brackets");
    open_line("view inspector");
    assert_contains(all_words(), " of head 1.1");
}

static void heads_beside_each_other_name_their_group(void **state) {
    (void)state;
    open_line("model transformer-dates");
    static const char *const views[] = {"view arcs", "view heads"};
    for (int i = 0; i < 2; i++) {
        open_line(views[i]);
        open_line("head encoder 1.1,2.3");
        assert_contains(all_words(), "Encoder · heads beside each other");
        assert_contains(figure_words(), "Encoder · heads beside each other");
        open_line("head cross 1.1,2.3");
        assert_contains(figure_words(), "Across · heads beside each other");
    }
    open_line("model transformer-brackets");
    open_line("view arcs");
    open_line("head 1.1,1.2");
    assert_contains(all_words(), "Heads beside each other"); /* it has no groups */
}

/* A masked cell is told of as its own attention masks, whichever head is looked at. */
static void a_later_token_is_no_matter_of_a_window(void **state) {
    (void)state;
    open_line("model transformer-dates");
    open_line("view weights");
    open_line("follow decoder.layers.0.attention.scores 1 3 7");
    open_line("head cross 1.1");
    assert_contains(all_words(), "masked: a later token");
    open_line("follow none");
    open_line("compare \"scope causal\"");
    open_line("follow b encoder.layers.0.attention.scores 1 3 7");
    assert_contains(all_words(), "masked: a later token");
    open_line("compare off");
    open_line("scope band 2");
    open_line("follow encoder.layers.0.attention.scores 1 3 7");
    assert_contains(all_words(), "masked: outside the window");
}

/* What an ablation costs is seen where it is little. */
static void small_costs_do_not_vanish(void **state) {
    (void)state;
    open_line("model transformer-dates");
    open_line("ablate cross 1.1");
    const Run *after = session_ablation(desk.session).after;
    assert_true(run_loss(after) > 0 && run_loss(after) < 1e-3);
    assert_contains(all_words(), arena_printf(desk.arena, "→ %.2fe−", run_loss(after) * 1e6));
    assert_contains(all_words(), "e−6 nats a token");
    open_line("view heads");
    assert_contains(all_words(), arena_printf(desk.arena, "→ %.2fe−6", run_loss(after) * 1e6));
    assert_null(strstr(all_words(), "0.000 → 0.000"));
    assert_null(strstr(all_words(), "1.000 → 1.000"));
}

/* --- low windows ----------------------------------------------------------------------------- */

/* Where the step view has little height it is scrolled: a block's matrices are never squeezed to
 * less than can be told apart, and the keyboard stays where it is. */
static void matrices_of_blocks_keep_a_height(void **state) {
    (void)state;
    static const float sizes[][2] = {{640, 400}, {1440, 300}, {1024, 640}, {1440, 900}};
    static const char *const steps[] = {"step first", "step 2", "step last"};
    static const char *const arrays[] = {"embedding", "norm", "output.logits"};
    open_line("model transformer-dates");
    open_line("ablate cross 1.2");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        resize(sizes[i][0], sizes[i][1]);
        for (int k = 0; k < 3; k++) {
            open_line(steps[k]);
            const char *low = sizes[i][1] < 500 ? "view/all/block" : "view/block";
            DrawBox box = box_of(arena_printf(desk.arena, "%s/%s", low, arrays[k]));
            assert_true(box.height >= 118);
        }
    }
    resize(640, 400);
    open_line("step 1");
    tab_to("view/all/blocks");
    key(KEY_RIGHT, 0);
    key(KEY_RIGHT, 0); /* through a block that is scrolled */
    assert_int_equal(look_now()->position.token, 3);
}

/* What comes of a decoder is told once its Output is there; how far a step goes is lit in each
 * model. */
static void nothing_is_said_before_its_step(void **state) {
    (void)state;
    open_line("model transformer-repeat");
    open_line("view heads");
    open_line("ablate 2.3");
    assert_contains(all_words(), "weights change by at most");
    open_line("step 1");
    assert_null(strstr(all_words(), "weights change by at most"));
    assert_contains(all_words(), "in the block Output");
    open_line("restore all");
    open_line("reveal all");
    open_line("view step");
    click("controls/reveal"); /* its middle: Head */
    assert_int_equal(look_now()->reveal, REVEAL_HEAD);
    open_line("model lookup");
    open_line("reveal stage");
    assert_int_equal(look_now()->reveal, REVEAL_ROW);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(heads_are_weighed_by_the_rule_in_force),
        JOURNEY(a_pin_leaves_the_formula_to_the_stage),
        JOURNEY(a_picture_of_a_head_names_it),
        JOURNEY(heads_beside_each_other_name_their_group),
        JOURNEY(a_later_token_is_no_matter_of_a_window),
        JOURNEY(small_costs_do_not_vanish),
        JOURNEY(matrices_of_blocks_keep_a_height),
        JOURNEY(nothing_is_said_before_its_step),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
