/* What the step view of a transformer calls things: the inputs of cross-attention, the output's
 * numbers, softmax's letters, rows within a layer, heads beside each other; and the keys that go
 * from row to row. */
#include "journeys.h"

#include <math.h>

static void open_model(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    act(NULL, 0);
}

/* All that is shown without the ends of its pieces: formulas are drawn letter by letter. */
static const char *letters_shown(void) {
    char *text = arena_string(desk.arena, words_shown()), *to = text;
    for (const char *from = text; *from; from++)
        if (*from != '\n' && *from != ' ') *to++ = *from;
    *to = '\0';
    return text;
}

/* Keys and values of cross-attention come from the memory, which is drawn beside X. */
static void across_the_memory_has_a_name(void **state) {
    (void)state;
    resize(1440, 900);
    open_model("model transformer-dates");
    open_model("step 6 2");
    assert_contains(letters_shown(), "Q=XWQ+bQ,K=MWK+bK,V=MWV+bV");
    assert_contains(words_shown(), "M: the memory, the encoder’s output");
    assert_true(is_there("view/block/memory"));
    open_model("head all");
    assert_true(is_there("view/block/memory"));
    open_model("head cross 1.1");
    open_model("follow decoder.layers.0.cross.keys_values 2 3");
    assert_contains(letters_shown(), "ΣiM2[i]");
    assert_contains(letters_shown(), "M2[");
    open_model("follow encoder.norm 2 3");
    assert_contains(words_shown(), "Component 3 of the memory, the encoder's output, at “u”");
    open_model("follow none");
    open_model("step 5 2");
    assert_contains(letters_shown(), "Q=XWQ+bQ,K=XWK+bK,V=XWV+bV");
    assert_false(is_there("view/block/memory"));
}

/* A logit has a name of its own, and the card of the output says what the trace says. */
static void a_logit_is_no_weight(void **state) {
    (void)state;
    resize(1440, 900);
    open_model("model transformer-dates");
    open_model("step last");
    assert_contains(letters_shown(), "softmax(WoLN(x)+bo)");
    assert_contains(words_shown(), "LN(x): the last LayerNorm");
    assert_true(is_there("view/block/norm"));
    open_model("follow output.logits 6 8");
    assert_contains(letters_shown(), "logit6,8=ΣiLN(x)6[i]·Wo[8,i]+bo[8]");
    open_model("model transformer-repeat");
    open_model("step last");
    assert_contains(letters_shown(), "softmax(ELN(x))");
    assert_true(is_there("view/block/norm"));
    open_model("follow output.logits 6 8");
    assert_contains(letters_shown(), "logit6,8=ΣiLN(x)6[i]·E[8,i]");
    open_model("model seq2seq-dates-additive");
    open_model("follow output.logits 6 8");
    assert_contains(letters_shown(), "logit6,8=");
}

/* The letters of softmax say what the numbers under them do. */
static void softmax_subtracts_the_largest(void **state) {
    (void)state;
    static const char *const models[] = {"model transformer-dates", "model dates"};
    static const char *const steps[] = {"step 6 6", "step 3 4"};
    resize(1440, 900);
    for (int i = 0; i < 2; i++) {
        open_model(models[i]);
        open_model(steps[i]);
        open_model("select 3 5");
        assert_contains(letters_shown(), "α3,5=exp(e3,5−max)/Σjexp(e3,j−max)");
        assert_null(strstr(letters_shown(), "τ=2"));
        open_model("temperature 2");
        assert_contains(letters_shown(), "α3,5=exp(e3,5/τ−max)/Σjexp(e3,j/τ−max),τ=2");
        open_model("select none");
    }
}

static const char *left_of(const char *matrix, float wide) {
    DrawBox box = box_of(matrix);
    return words_in(draw_box(box.x - wide - 2, box.y, wide, box.height));
}

/* Across a row says both what the layer's other blocks call it and what it writes; where there is
 * no room for both, the names of the axes tell how they stand to each other. */
static void a_row_keeps_its_name_within_a_layer(void **state) {
    (void)state;
    resize(1440, 900);
    open_model("model transformer-dates");
    open_model("step 5 6");
    assert_contains(left_of("view/scores", 52), "<s>196");
    assert_contains(words_shown(), "token of the decoder’s input ↓");
    open_model("step 6 6");
    assert_contains(left_of("view/scores", 80), "<s> → 11 → 99 → 66 → 7");
    assert_contains(left_of("view/weights", 80), "<s> → 11 → 99 → 66 → 7");
    assert_contains(words_shown(), "input → target ↓ source →");
    open_model("step 7 2");
    assert_contains(words_shown(), "token of the decoder’s input ↓");
    open_model("model transformer-translate");
    open_model("step 6 6");
    assert_contains(words_shown(), "target: the token after the input ↓ source →");
}

/* Concat's numbers are of one head or another. */
static void concat_names_the_head(void **state) {
    (void)state;
    resize(1440, 900);
    open_model("model transformer-repeat");
    open_model("step 7 8");
    const TraceArray *all =
        trace_find(session_run(desk.session)->trace, "layers.3.attention.concatenated");
    int row = all->rows - 1, best = 0;
    for (int c = 1; c < all->cols; c++)
        if (fabs((double)trace_number(all, 0, row, c)) >
            fabs((double)trace_number(all, 0, row, best)))
            best = c;
    char words[64];
    snprintf(words, sizeof words, "its largest in size is number %d, of head %d", best + 1,
             best / 8 + 1);
    assert_contains(words_shown(), words);
}

static void assert_at(int token, int stage, int row) {
    assert_int_equal(look_now()->position.token, token);
    assert_int_equal(look_now()->position.stage, stage);
    assert_int_equal(look_now()->target, row);
}

/* Up and down go from row to row and leave the step where it is. */
static void arrows_move_the_row(void **state) {
    (void)state;
    resize(1440, 900);
    open_model("model transformer-dates");
    mouse_away();
    open_model("reveal head");
    key(KEY_HOME, 0);
    key(KEY_RIGHT, 0);
    key(KEY_RIGHT, 0);
    int stage = look_now()->position.stage, last = session_run(desk.session)->source.count;
    key(KEY_UP, 0);
    assert_at(1, stage, last - 1);
    key(KEY_UP, 0);
    assert_at(1, stage, last - 2);
    key(KEY_DOWN, 0);
    assert_at(1, stage, last - 1);
    assert_contains(words_shown(), "Q: row 26 of 27 × 16 numbers");
    key(KEY_DOWN, 0);
    key(KEY_DOWN, 0); /* there is none below */
    assert_at(1, stage, last);
    open_model("select 1 1");
    key(KEY_UP, 0);
    assert_at(1, stage, 1);
    open_model("step 2");
    key(KEY_DOWN, 0);
    assert_contains(words_shown(), "Row 2 of 27 × 64 numbers");
    key(KEY_END, 0); /* the output's rows are of the other side */
    key(KEY_UP, 0);
    assert_contains(words_shown(), "Row 10 of 11: of 15 tokens");
    key(KEY_UP, 0);
    assert_contains(words_shown(), "Row 9 of 11: of 15 tokens");
    key(KEY_HOME, 0);
    key(KEY_UP, 0);
    assert_contains(words_shown(), "Row 26 of 27 × 64 numbers");
    assert_int_equal(look_now()->position.token, 0);
    open_model("model dates");
    open_model("step 3");
    key(KEY_UP, 0); /* of a recurrent model a row is a step */
    assert_int_equal(look_now()->position.token, 2);
    open_model("reveal row");
    letter('?');
    assert_contains(words_shown(), "one token up, down: the row that is spoken of");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(across_the_memory_has_a_name),  JOURNEY(a_logit_is_no_weight),
        JOURNEY(softmax_subtracts_the_largest), JOURNEY(a_row_keeps_its_name_within_a_layer),
        JOURNEY(concat_names_the_head),         JOURNEY(arrows_move_the_row),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
