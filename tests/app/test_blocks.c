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

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(the_strip_goes_to_a_block),
        JOURNEY(matrices_are_called_what_they_hold),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
