/* All of the output given by mouse and keys; what-ifs where there is no attention, and beside the
 * heads. The start: dates, its first example. */
#include "journeys.h"

static const Edits *edits_now(void) {
    return ask_now()->edits;
}

static const char *output(void) {
    return session_run(desk.session)->output;
}

static void say(const char *line) {
    Error error;
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    act(NULL, 0);
}

static const char *focus(void) {
    return ui_focus(frame_ui(desk.frame), NULL);
}

static void write_all(const char *text) {
    key('a', KEY_MOD_CTRL);
    type(text);
    key(KEY_ENTER, 0);
    act(NULL, 0);
}

/* --- all of the output ----------------------------------------------------------------------- */

static void a_key_opens_where_it_is_typed(void **state) {
    (void)state;
    letter('o');
    act(NULL, 0);
    assert_string_equal(focus(), "dialog/target");
    assert_contains(words_shown(), "The whole output");
    write_all("1987-12-31");
    assert_false(is_there("dialog/target"));
    assert_string_equal(edits_now()->target, "1987-12-31");
    assert_string_equal(output(), "1987-12-31");
    assert_contains(words_shown(), "writes “1987-12-31”");
    assert_contains(words_shown(), "nats a token");
    assert_shot("giving");
    key('z', KEY_MOD_CTRL);
    assert_null(edits_now());
}

static void a_click_opens_it(void **state) {
    (void)state;
    click("inspector/whatif/whole");
    act(NULL, 0);
    assert_string_equal(focus(), "dialog/target");
    key('a', KEY_MOD_CTRL);
    type("2001-01-01");
    click("dialog/go");
    assert_string_equal(output(), "2001-01-01");
    click("inspector/whatif/whole");
    click("dialog/own"); /* its own words again */
    assert_null(edits_now());
    assert_false(is_there("dialog/target"));
}

/* What is wrong with a text is said where it was typed. */
static void a_refusal_stays_in_the_dialog(void **state) {
    (void)state;
    letter('o');
    act(NULL, 0);
    write_all("111111111122222222223333333333444444444455555555556666666666777777");
    assert_true(is_there("dialog/target"));
    assert_contains(words_shown(), "the output has at most");
    assert_null(edits_now());
    key(KEY_ESCAPE, 0);
    key(KEY_ESCAPE, 0);
    assert_false(is_there("dialog/target"));
    key(KEY_HOME, 0); /* nothing is written yet: there is nothing to begin with */
    letter('o');
    act(NULL, 0);
    assert_contains(words_shown(), "the words it is to write");
    key(KEY_ESCAPE, 0);
    key(KEY_ESCAPE, 0);
    say("model lookup");
    letter('o');
    assert_false(is_there("dialog/target"));
}

/* What the model cannot write is said while it is typed, and when it is given. */
static void unknown_words_are_said(void **state) {
    (void)state;
    say("model translate");
    letter('o');
    act(NULL, 0);
    key('a', KEY_MOD_CTRL);
    type("le zèbrounet dort .");
    assert_contains(words_shown(), "given as <unk>: “zèbrounet”");
    key(KEY_ENTER, 0);
    act(NULL, 0);
    assert_contains(words_shown(), "given as <unk>:");
    assert_contains(words_shown(), "“zèbrounet”");
    assert_string_equal(run_typed(session_run(desk.session), 2), "zèbrounet");
    say("target none");
    assert_null(strstr(words_shown(), "given as <unk>"));
}

static void a_small_window_has_it(void **state) {
    (void)state;
    resize(640, 400);
    letter('o');
    act(NULL, 0);
    DrawBox go = box_of("dialog/go");
    assert_true(go.y + go.height <= 400 && go.x + go.width <= 640);
    write_all("1987-12-31");
    assert_string_equal(output(), "1987-12-31");
}

/* --- without attention ----------------------------------------------------------------------- */

static void a_word_is_replaced_without_attention(void **state) {
    (void)state;
    say("score none");
    assert_false(is_there("inspector/whatif/weight"));
    click("inspector/whatif/source");
    choose("u");
    assert_int_equal(look_now()->source, 2);
    letter('f'); /* the key leads to the field */
    act(NULL, 0);
    assert_string_equal(focus(), "inspector/whatif/replace");
    write_all("i");
    assert_int_equal(edits_now()->replaced_count, 1);
    assert_string_equal(session_run(desk.session)->read, "Sinday November 19th, 1967");
    assert_contains(words_shown(), "before\n");
    assert_contains(words_shown(), "u → i");
    click("view/whatif/beside");
    assert_contains(state_text(), "compare \"replace none\"");
    assert_non_null(session_other(desk.session));
}

/* A click on a vector pins the word it was read from. */
static void a_vector_leads_to_its_word(void **state) {
    (void)state;
    say("score none");
    DrawBox box = box_of("view/vectors");
    click_at(box.x + box.width * 4.5f / 27, box.y + box.height - 4);
    act(NULL, 0);
    assert_int_equal(look_now()->source, 5);
    assert_string_equal(focus(), "inspector/whatif/replace");
    key(KEY_ESCAPE, 0);
    key(KEY_ESCAPE, 0);
    key(KEY_ESCAPE, 0);
    assert_int_equal(look_now()->source, 0);
}

static void the_output_is_given_without_attention(void **state) {
    (void)state;
    say("score none");
    click("inspector/whatif/whole");
    act(NULL, 0);
    write_all("1987-12-31");
    assert_string_equal(output(), "1987-12-31");
    click("steps/words/3");
    click("inspector/write"); /* another word at a place: the rest is its own again */
    write_all("7");
    assert_string_equal(edits_now()->prefix, "197");
    assert_string_equal(edits_now()->target, "");
}

/* --- beside the heads ------------------------------------------------------------------------ */

static double weight(int head, int t, int s) {
    const TraceArray *array =
        trace_find(session_run(desk.session)->trace, "decoder.layers.0.cross.weights");
    return (double)trace_number(array, head - 1, t - 1, s - 1);
}

static void a_weight_is_forced_beside_the_heads(void **state) {
    (void)state;
    say("model transformer-dates");
    say("view heads");
    say("head cross 1.2");
    say("select 3 5");
    mouse_away();
    click("inspector/side/whatif/all");
    assert_near(weight(2, 3, 5), 1, 0);
    assert_true(weight(1, 3, 5) < 1);
    click("inspector/side/whatif/free");
    assert_null(edits_now());
    letter('f');
    assert_near(weight(2, 3, 5), 1, 0);
    letter('f');
    assert_null(edits_now());
    DrawBox box = box_of("inspector/side/whatif/weight");
    click_at(box.x + box.width * 0.5f, box.y + box.height / 2);
    assert_int_equal(edits_now()->forced_count, 1);
    assert_true(weight(2, 3, 5) > 0 && weight(2, 3, 5) < 1);
    key('z', KEY_MOD_CTRL);
    click("inspector/side/whatif/replace");
    write_all("x");
    assert_int_equal(edits_now()->replaced_count, 1);
    assert_string_equal(session_run(desk.session)->source.items[4], "x");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(a_key_opens_where_it_is_typed),
        JOURNEY(a_click_opens_it),
        JOURNEY(a_refusal_stays_in_the_dialog),
        JOURNEY(unknown_words_are_said),
        JOURNEY(a_small_window_has_it),
        JOURNEY(a_word_is_replaced_without_attention),
        JOURNEY(a_vector_leads_to_its_word),
        JOURNEY(the_output_is_given_without_attention),
        JOURNEY(a_weight_is_forced_beside_the_heads),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
