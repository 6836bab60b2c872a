/* The step view of a transformer: the strip of its blocks, and what its matrices are called. */
#include "journeys.h"

static void open_model(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s", error.message);
    act(NULL, 0);
}

/* Where one is, of how many; a click or an arrow goes to another block, as the word `step` does. */
static void the_strip_goes_to_a_block(void **state) {
    (void)state;
    static const float sizes[][2] = {{1440, 900}, {1024, 640}, {640, 400}};
    open_model("model transformer-dates");
    int count = run_block_count(session_run(desk.session));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        resize(sizes[i][0], sizes[i][1]);
        open_model("step 3");
        assert_contains(words_shown(), "block \n3\n");
        segment("view/blocks", count, count + 1);
        assert_int_equal(look_now()->position.token, count);
        key(KEY_LEFT, 0); /* it has the ring */
        assert_int_equal(look_now()->position.token, count - 1);
        segment("view/blocks", 0, count + 1);
        assert_int_equal(look_now()->position.token, 0);
        assert_contains(words_shown(), "Embedding");
    }
}

static void matrices_are_called_what_they_hold(void **state) {
    (void)state;
    open_model("model transformer-dates");
    assert_contains(words_shown(), "logits signed about 0, p from 0 to 1");
    resize(1440, 900);
    open_model("step first");
    assert_contains(words_shown(), "its row of the embedding");
    assert_contains(words_shown(), "its largest is number");
    open_model("step 1");
    assert_contains(words_shown(), "self-attention");
    assert_contains(words_shown(), "Concat");
}

/* --- whose names rows and columns have ------------------------------------------------------- */

static const char *words_above(const char *matrix) {
    DrawBox box = box_of(matrix);
    return words_in(draw_box(box.x, box.y - 22, box.width + 30, 22));
}

static const char *left_of(const char *matrix) {
    DrawBox box = box_of(matrix);
    return words_in(draw_box(box.x - 52, box.y, 50, box.height));
}

/* The words of the bar below; one that is not written has none. */
static const char *in_bar(void) {
    if (!is_there("steps/words/1")) return "";
    DrawBox first = box_of("steps/words/1");
    return words_in(draw_box(first.x, first.y, desk.width - first.x - 120, first.height));
}

static int count_of(const char *text, const char *part) {
    int count = 0;
    for (; (text = strstr(text, part)); text += strlen(part)) count++;
    return count;
}

/* Within the decoder queries and keys are what it was fed: <s>, and at each place the word before.
 */
static void a_decoder_looks_at_what_it_was_fed(void **state) {
    (void)state;
    open_model("model transformer-dates");
    open_model("step 5");
    const Run *run = session_run(desk.session);
    assert_string_equal(run->output, "1967-11-19");
    assert_string_equal(words_above("view/scores"), "<s>1967-11-19");
    assert_string_equal(words_above("view/weights"), "<s>1967-11-19");
    assert_contains(words_shown(), "query ↓ key → of the decoder’s input");
    open_model("select 5 3");
    assert_contains(words_shown(), " 5, 3 · the row writes -");
    open_model("step 5 6");
    assert_contains(words_shown(), "How much “7” looks at “9”");
    open_model("view weights");
    assert_string_equal(left_of("view/weights"), "<s>1967-11-19");
    open_model("view arcs");
    assert_true(count_of(words_shown(), "<s>") >= 2);
    assert_contains(words_shown(), "key (input)");
    open_model("view heads");
    assert_true(count_of(words_shown(), "<s>") >= 4);
    open_model("find <s>");
    assert_int_equal(look_now()->found, 1);
    open_model("follow decoder.layers.0.attention.key 1 2 3");
    assert_contains(words_shown(), "the key of “1”");
    open_model("follow none");
    open_model("force decoder 1.1 5 3 0.5");
    assert_contains(words_shown(), "1.1 7: 0.50 on “9”");
}

/* Across, rows are the words that are written: an alignment. */
static void across_rows_are_words_written(void **state) {
    (void)state;
    open_model("model transformer-dates");
    open_model("view weights");
    assert_string_equal(left_of("view/weights"), "1967-11-19</s>");
    open_model("view step");
    open_model("step 6 6");
    open_model("select 2 24");
    assert_contains(words_shown(), "How much “9” looks at “9”");
}

/* The bar and the rows know the same words: none while the encoder works, and in the decoder's
 * blocks those that it reads, which the last is not among. */
static void words_are_named_once_they_are_fed(void **state) {
    (void)state;
    open_model("model transformer-dates");
    open_model("step 1");
    assert_string_equal(in_bar(), "");
    open_model("view weights");
    open_model("head decoder 1.1");
    assert_string_equal(left_of("view/weights"), "<s>y10");
    assert_contains(words_above("view/weights"), "<s>··");
    open_model("head cross 1.1");
    assert_string_equal(left_of("view/weights"), "y11");
    open_model("step 6");
    open_model("view weights");
    assert_string_equal(left_of("view/weights"), "1967-11-19y11");
    assert_string_equal(in_bar(), "1967-11-19");
    open_model("step last");
    assert_string_equal(left_of("view/weights"), "1967-11-19</s>");
    assert_string_equal(in_bar(), "1967-11-19</s>");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(the_strip_goes_to_a_block),          JOURNEY(matrices_are_called_what_they_hold),
        JOURNEY(a_decoder_looks_at_what_it_was_fed), JOURNEY(across_rows_are_words_written),
        JOURNEY(words_are_named_once_they_are_fed),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
