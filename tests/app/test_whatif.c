/* What-ifs by mouse and keys: a weight forced, moved and freed, a word replaced, another written,
 * and the strip of before and after. The start: dates, its first example, row 3 chooses a 6. */
#include "journeys.h"

static const Edits *edits_now(void) {
    return ask_now()->edits;
}

static double weight(int t, int s) {
    const TraceArray *array = trace_find(session_run(desk.session)->trace, "attention.weights");
    return (double)trace_number(array, 0, t - 1, s - 1);
}

static const char *output(void) {
    return session_run(desk.session)->output;
}

static void click_cell(int t, int s) {
    float x, y;
    cell_at("view/weights", t, s, &x, &y);
    click_at(x, y);
    mouse_away();
}

static void a_weight_is_forced_by_a_click(void **state) {
    (void)state;
    const char *start = state_text();
    assert_false(is_there("view/whatif/away"));
    click_cell(3, 5);
    click("inspector/whatif/all");
    assert_near(weight(3, 5), 1, 0);
    assert_string_equal(output(), "1907-11-19");
    assert_contains(words_shown(), "before\n");
    assert_contains(words_shown(), "all on “a”");
    assert_contains(words_shown(), "1 row forced");
    assert_contains(words_shown(), "forced; as computed it would be 0.000");
    mouse_away();
    assert_shot("journey-whatif");
    click("inspector/whatif/free");
    assert_null(edits_now());
    assert_string_equal(output(), "1967-11-19");
    assert_false(is_there("view/whatif/away"));
    key('z', KEY_MOD_CTRL);
    assert_string_equal(output(), "1907-11-19");
    key('z', KEY_MOD_CTRL);
    key('z', KEY_MOD_CTRL);
    assert_string_equal(state_text(), start);
}

/* The mouse lies still where it pinned the cell; a longer output moves other rows under it. */
static void the_key_frees_what_it_forced(void **state) {
    (void)state;
    Error error = {0};
    float x, y;
    assert_true(session_apply(desk.session, "model translate", &error));
    assert_true(session_apply(desk.session, "input \"the black cat does not see the small bird.\"",
                              &error));
    act(NULL, 0);
    for (int t = 1; t <= session_run(desk.session)->target.count; t++) {
        cell_at("view/weights", t, 4, &x, &y);
        click_at(x, y);
        letter('f');
        assert_int_equal(edits_now()->forced_count, 1);
        assert_int_equal(edits_now()->forced[0].cell.target, t);
        assert_int_equal(look_now()->target, t);
        assert_contains(words_shown(), "forced; as computed");
        letter('f');
        assert_null(edits_now());
    }
}

/* A row that comes under the mouse by itself is not spoken of; one that the mouse goes to is. */
static void a_still_mouse_lets_the_pin_be(void **state) {
    (void)state;
    float x, y;
    cell_at("view/weights", 3, 5, &x, &y);
    click_at(x, y);
    letter('f');
    assert_contains(words_shown(), " 3, 5\n");
    cell_at("view/weights", 7, 5, &x, &y);
    act_on(event_move(x, y));
    assert_contains(words_shown(), " 7, 5\n");
}

/* Rows of one letter are told apart by their numbers. */
static void chips_that_read_the_same_are_numbered(void **state) {
    (void)state;
    Error error = {0};
    assert_true(session_apply(desk.session, "force 5 12", &error));
    act(NULL, 0);
    assert_null(strstr(words_shown(), "(row 5)"));
    assert_true(session_apply(desk.session, "force 8 12", &error));
    act(NULL, 0);
    bool same = !strcmp(session_run(desk.session)->target.items[4],
                        session_run(desk.session)->target.items[7]);
    assert_int_equal(same, strstr(words_shown(), "(row 5): all on") != NULL);
    assert_int_equal(same, strstr(words_shown(), "(row 8): all on") != NULL);
    assert_true(same);
}

/* The knob stands where its number says, also where the row sums to less than 1. */
static void the_knob_stands_at_its_number(void **state) {
    (void)state;
    Error error = {0};
    assert_true(session_apply(desk.session, "scope local-p 3", &error));
    act(NULL, 0);
    click_cell(5, 10);
    double sum = 0, most = weight(5, 10);
    for (int s = 1; s <= session_run(desk.session)->source.count; s++) sum += weight(5, s);
    assert_true(sum < 0.9 && most > 0.1);
    DrawBox box = box_of("inspector/whatif/weight");
    click_at(box.x + box.width * 0.7f, box.y + box.height / 2);
    assert_near(edits_now()->forced[0].cell.weight, sum, 1e-3); /* the most there is */
}

/* Of neither run a word is named that has not been produced at this step. */
static void words_to_come_are_not_named(void **state) {
    (void)state;
    Error error = {0};
    assert_true(session_apply(desk.session, "model translate", &error));
    assert_true(
        session_apply(desk.session, "input \"the black cat sees the small bird.\"", &error));
    assert_true(session_apply(desk.session, "force 2 2 even", &error) ||
                session_apply(desk.session, "force 2 even", &error));
    TextPieces words = session_original(desk.session)->target;
    act(NULL, 0);
    assert_contains(words_shown(), words.items[words.count - 2]);
    assert_true(session_apply(desk.session, "step 2", &error));
    act(NULL, 0);
    assert_null(strstr(words_shown(), words.items[words.count - 3]));
}

/* However many moves a drag takes, it is one undo; the rest of the row gives way. */
static void a_weight_is_moved_by_a_drag(void **state) {
    (void)state;
    click_cell(3, 24);
    const char *before = state_text();
    DrawBox box = box_of("inspector/whatif/weight");
    float y = box.y + box.height / 2, x = box.x + box.width * 0.4f;
    act_on(event_press(x, y, MOUSE_LEFT, 1));
    for (int i = 1; i <= 10; i++) act_on(event_move(x + (float)i * 5, y));
    act_on(event_release(x + 50, y, MOUSE_LEFT));
    assert_int_equal(edits_now()->forced_count, 1);
    double W = edits_now()->forced[0].cell.weight;
    assert_true(W > 0.1 && W < 0.95);
    assert_near(weight(3, 24), W, 1e-7);
    key('z', KEY_MOD_CTRL);
    assert_string_equal(state_text(), before);
}

static void a_row_is_spread(void **state) {
    (void)state;
    click_cell(3, 5);
    click("inspector/whatif/even");
    assert_near(weight(3, 9), 1.0 / 27, 1e-7);
    assert_contains(words_shown(), "even over 27");
}

/* F is all of the row on the cell, and again the row free. */
static void a_key_forces_and_frees(void **state) {
    (void)state;
    click_cell(3, 5);
    letter('f');
    assert_near(weight(3, 5), 1, 0);
    letter('f');
    assert_null(edits_now());
}

/* A click on a source word takes the keyboard to the field that says another. */
static void a_word_is_replaced(void **state) {
    (void)state;
    DrawBox labels = box_of("view/weight columns"), cells = box_of("view/weights");
    float x = cells.x + cells.width * 24.5f / 27;
    click_at(x, labels.y + labels.height - 4);
    act(NULL, 0);
    assert_int_equal(look_now()->source, 25);
    assert_string_equal(ui_focus(frame_ui(desk.frame), NULL), "inspector/whatif/replace");
    key('a', KEY_MOD_CTRL);
    type("8");
    key(KEY_ENTER, 0);
    assert_string_equal(output(), "1987-11-19");
    assert_int_equal(edits_now()->replaced_count, 1);
    assert_int_equal(look_now()->source, 25); /* still pinned */
    assert_contains(words_shown(), "6 → 8");
    key('a', KEY_MOD_CTRL); /* what cannot be one token is one sentence */
    type("88");
    key(KEY_ENTER, 0);
    assert_contains(words_shown(), "“88” is 2");
    assert_string_equal(output(), "1987-11-19");
}

/* A click on what is likely next writes it, and so does the field below. */
static void another_word_is_written(void **state) {
    (void)state;
    click("steps/words/3");
    const char *words[64];
    int count = 0;
    const Ui *ui = frame_ui(desk.frame);
    for (int i = 0; i < ui_widget_count(ui); i++)
        if (!strncmp(ui_widget(ui, i).path, "inspector/word", 14) && count < 64)
            words[count++] = arena_string(desk.arena, ui_widget(ui, i).path);
    click(words[count - 4]); /* the second of the five that are likeliest */
    assert_non_null(edits_now());
    assert_int_equal(strlen(edits_now()->prefix), 3);
    assert_int_equal(strncmp(output(), edits_now()->prefix, 3), 0);
    assert_int_equal(strncmp(output(), "19", 2), 0);
    assert_true(output()[2] != '6');
    click("inspector/write");
    key('a', KEY_MOD_CTRL);
    type("8");
    key(KEY_ENTER, 0);
    assert_string_equal(edits_now()->prefix, "198");
    assert_contains(words_shown(), "begins “198”");
    key('a', KEY_MOD_CTRL);
    type("é");
    key(KEY_ENTER, 0);
    assert_contains(words_shown(), "“é” is not among");
    assert_string_equal(edits_now()->prefix, "198");
}

/* Each edit goes by the cross of its chip, and all at once by one button and one undo. */
static void edits_are_taken_away(void **state) {
    (void)state;
    Error error;
    assert_true(session_apply(desk.session, "force 3 5", &error));
    assert_true(session_apply(desk.session, "replace 25 8", &error));
    assert_true(session_apply(desk.session, "prefix 2", &error));
    act(NULL, 0);
    act(NULL, 0);
    DrawBox chip = box_of("view/whatif/2");
    click_at(chip.x + chip.width - 8, chip.y + chip.height / 2);
    assert_string_equal(edits_now()->prefix, "");
    assert_int_equal(edits_count(edits_now()), 2);
    const char *two = state_text();
    click("view/whatif/away");
    assert_null(edits_now());
    key('z', KEY_MOD_CTRL);
    assert_string_equal(state_text(), two);
    click("view/whatif/2"); /* its words lead to the row */
    assert_int_equal(look_now()->target, 3);
    assert_int_equal(look_now()->source, 5);
}

/* The run with them as A, the one without as B. */
static void before_stands_beside_after(void **state) {
    (void)state;
    Error error;
    assert_true(session_apply(desk.session, "force 3 5", &error));
    assert_true(session_apply(desk.session, "prefix 2", &error));
    act(NULL, 0);
    click("view/whatif/beside");
    assert_contains(state_text(), "compare \"free all; prefix none\"");
    assert_null(session_other(desk.session)->ask.edits);
    assert_string_equal(session_other(desk.session)->output, "1967-11-19");
    assert_false(is_there("view/whatif/away")); /* the comparison has the room */
    key('z', KEY_MOD_CTRL);
    assert_true(is_there("view/whatif/away"));
}

/* Where the inspector is a drawer, a click on a word opens it. */
static void a_small_window_has_it_all(void **state) {
    (void)state;
    resize(640, 400);
    Error error;
    assert_true(session_apply(desk.session, "force 3 5", &error));
    act(NULL, 0);
    assert_true(is_there("view/whatif/away"));
    assert_true(is_there("view/whatif/1"));
    resize(1000, 640);
    assert_false(is_there("inspector/whatif/all"));
    DrawBox labels = box_of("view/weight columns");
    click_at(labels.x + 20, labels.y + labels.height - 4);
    act(NULL, 0);
    assert_contains(words_shown(), "read as");
    resize(3840, 2160);
    assert_true(is_there("view/whatif/away"));
}

/* Of a transformer the head that is shown. */
static void a_head_is_forced(void **state) {
    (void)state;
    Error error;
    assert_true(session_apply(desk.session, "model transformer-dates", &error));
    assert_true(session_apply(desk.session, "head cross 1.2", &error));
    assert_true(session_apply(desk.session, "select 3 5", &error));
    assert_true(session_apply(desk.session, "view weights", &error));
    act(NULL, 0);
    click("inspector/whatif/all");
    assert_contains(state_text(), "force cross 1.2 3 5\n");
    assert_contains(words_shown(), "across 1.2");
    click("inspector/whatif/free");
    assert_null(edits_now());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(a_weight_is_forced_by_a_click), JOURNEY(the_key_frees_what_it_forced),
        JOURNEY(a_still_mouse_lets_the_pin_be), JOURNEY(chips_that_read_the_same_are_numbered),
        JOURNEY(the_knob_stands_at_its_number), JOURNEY(words_to_come_are_not_named),
        JOURNEY(a_weight_is_moved_by_a_drag),   JOURNEY(a_row_is_spread),
        JOURNEY(a_key_forces_and_frees),        JOURNEY(a_word_is_replaced),
        JOURNEY(another_word_is_written),       JOURNEY(edits_are_taken_away),
        JOURNEY(a_small_window_has_it_all),     JOURNEY(a_head_is_forced),
        JOURNEY(before_stands_beside_after),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
