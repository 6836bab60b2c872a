/* Every digit traces back, by the mouse and by keys: a cell of a strip, an operand of the formula,
 * a row of the inspector or of the card is followed, and Back, Esc and undo lead back. */
#include "following.h"

/* Cell i (from 1) of an upright strip of 64 numbers: 16 lines of 4. */
static void click_strip(const char *path, int i) {
    DrawBox box = box_of(path);
    click_at(box.x + box.width * ((float)((i - 1) % 4) + 0.5f) / 4,
             box.y + box.height * ((float)((i - 1) / 4) + 0.5f) / 16);
}

static void a_cell_of_a_strip_is_followed(void **state) {
    (void)state;
    click_strip("view/h6", 12);
    assert_followed("encoder.h 6 12");
    assert_contains(words_shown(), "Component 12 of the encoder's state at “y”");
    /* on: a context that it goes into, and from there one of its weights */
    click_box(labelled("inspector/trace", "attention.context 8 12"));
    assert_followed("attention.context 8 12");
    click_box(labelled("inspector/trace", "attention.weights 8 18"));
    assert_followed("attention.weights 8 18");
    assert_int_equal(look_now()->followed_count, 3);
    click("inspector/trace/all/back");
    assert_followed("attention.context 8 12");
    click_box(labelled("inspector/trace", "encoder.h 6 12")); /* the way */
    assert_int_equal(look_now()->followed_count, 1);
    key('z', KEY_MOD_CTRL);
    assert_followed("attention.context 8 12");
    key(KEY_ESCAPE, 0);
    assert_int_equal(look_now()->followed_count, 0);
    assert_contains(words_shown(), "CELL 11, 18");
    click_strip("view/context", 3);
    assert_followed("attention.context 11 3");
    click_strip("view/query", 3);
    assert_followed("decoder.query 11 3");
    click("inspector/trace/all/close");
    assert_int_equal(look_now()->followed_count, 0);
}

static void operands_of_the_formula_are_followed(void **state) {
    (void)state;
    float x, y;
    cell_at("view/weights", 8, 18, &x, &y);
    click_at(x, y);
    assert_int_equal(look_now()->followed_count, 0); /* a matrix pins */
    assert_int_equal(look_now()->target, 8);
    mouse_away();
    click_box(labelled("view/formula", "attention.scores 8 18"));
    assert_followed("attention.scores 8 18");
    /* while something is followed a matrix follows too, and so does the formula on and on */
    click_at(x, y);
    assert_followed("attention.weights 8 18");
    cell_at("view/scores", 8, 5, &x, &y);
    click_at(x, y);
    assert_followed("attention.scores 8 5");
    assert_int_equal(look_now()->target, 8); /* what was pinned stays */
    assert_int_equal(look_now()->source, 18);
    key(KEY_ESCAPE, 0);
    key(KEY_ESCAPE, 0);
    assert_int_equal(look_now()->target, 0);
}

static void rows_of_the_inspector_are_followed(void **state) {
    (void)state;
    click("inspector/sum");
    assert_followed("attention.scores 11 18");
    key(KEY_ESCAPE, 0);
    click_box(labelled("inspector/bar", "</s>"));
    assert_followed("output.probabilities 11 3");
    key(KEY_ESCAPE, 0);
    DrawBox strip = box_of("inspector/strip2");
    click_at(strip.x + strip.width * 11.5f / 64, strip.y + 4);
    assert_followed("encoder.h 18 12");
}

/* Only keys: Tab to a row of the card, Enter. */
static void the_card_is_walked_by_keys(void **state) {
    (void)state;
    click_strip("view/h6", 12);
    mouse_away();
    tab_to("inspector/trace/all/cell2");
    key(KEY_ENTER, 0);
    assert_followed("encoder.forward.h 6 12");
    key('z', KEY_MOD_CTRL);
    assert_followed("encoder.h 6 12");
}

/* What stands at a step to come is not told, and a click goes there. */
static void what_is_to_come_is_not_told(void **state) {
    (void)state;
    Error error = {0};
    assert_true(session_apply(desk.session, "step 3", &error));
    assert_true(session_apply(desk.session, "follow encoder.h 6 12", &error));
    mouse_away();
    assert_contains(words_shown(), "at step 8");
    click_box(labelled("inspector/trace", "attention.context 8 12"));
    assert_followed("attention.context 8 12");
    assert_int_equal(look_now()->position.token, 8);
    click("top/undo"); /* both at once */
    assert_int_equal(look_now()->position.token, 3);
    assert_followed("encoder.h 6 12");
}

/* In a transformer the blocks are the steps. */
static void later_blocks_are_not_told(void **state) {
    (void)state;
    Error error = {0};
    assert_true(session_apply(desk.session, "model transformer-dates", &error));
    assert_true(session_apply(desk.session, "step 1 7", &error));
    assert_true(session_apply(desk.session, "follow encoder.layers.0.residual1 3 5", &error));
    mouse_away();
    assert_contains(words_shown(), "at step 2"); /* the feed-forward that reads it */
    click_box(labelled("inspector/trace", "encoder.layers.0.output 3 5"));
    assert_followed("encoder.layers.0.output 3 5");
    assert_int_equal(look_now()->position.token, 2);
    assert_contains(words_shown(), "at step 3");
}

static void every_model_is_followed(void **state) {
    (void)state;
    Error error = {0};
    assert_true(session_apply(desk.session, "model transformer-dates", &error));
    assert_true(session_apply(desk.session, "step 1 7", &error));
    mouse_away();
    DrawBox value = box_of("view/block/value");
    click_at(value.x + value.width * 4.5f / 16, value.y + value.height * 8.5f / 27);
    assert_followed("encoder.layers.0.attention.value 1 9 5");
    key(KEY_ESCAPE, 0);
    assert_true(session_apply(desk.session, "model lookup", &error));
    mouse_away();
    assert_false(is_there("inspector/trace/all/close"));
    click_box(labelled("view/lookup", "attention.weights 1 2"));
    assert_followed("attention.weights 1 2");
    assert_true(is_there("inspector/trace/all/close"));
}

/* Gates stand with their units downwards; a click pins until something is followed. */
static void gates_are_followed(void **state) {
    (void)state;
    Error error = {0};
    assert_true(session_apply(desk.session, "view gates", &error));
    mouse_away();
    const Run *run = session_run(desk.session);
    const Ui *ui = frame_ui(desk.frame);
    DrawBox box = {0};
    for (int i = 0; i < ui_widget_count(ui); i++)
        if (!strcmp(ui_widget(ui, i).label, "Update z")) box = ui_widget(ui, i).box;
    assert_true(box.width > 0);
    float x = box.x + box.width * 5.5f / (float)run->source.count,
          y = box.y + box.height * 2.5f / 32;
    click_at(x, y);
    assert_int_equal(look_now()->followed_count, 0);
    assert_int_equal(look_now()->source, 6);
    Event events[] = {event_move(x, y), event_press(x, y, MOUSE_LEFT, 1),
                      event_release(x, y, MOUSE_LEFT)};
    events[1].mods = events[2].mods = KEY_MOD_CTRL;
    act(events, 3);
    assert_followed("encoder.forward.z 6 3");
    click_at(x + box.width / (float)run->source.count, y);
    assert_followed("encoder.forward.z 7 3");
}

/* The card is there at every size; where the panel is folded, in its drawer. */
static void it_fits_any_window(void **state) {
    (void)state;
    static const float sizes[][2] = {
        {640, 400}, {1024, 640}, {1440, 900}, {2400, 1350}, {320, 240}};
    Error error = {0};
    assert_true(session_apply(desk.session, "follow attention.context 8 12", &error));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        resize(sizes[i][0], sizes[i][1]);
        bool drawer = sizes[i][0] < 1100;
        if (drawer) click("top/inspector");
        assert_true(is_there("inspector/trace/all/close") ||
                    is_there("right/inspector/trace/all/close"));
        assert_contains(words_shown(), "attention.context 8 12");
        if (drawer) key(KEY_ESCAPE, 0);
        assert_int_equal(look_now()->followed_count, 1);
    }
}

/* Of the whole run a number at random, then at random on or back: always drawn, always lit alike.
 */
static void a_walk_at_random(void **state) {
    (void)state;
    static const char *const lines[] = {
        "model dates", "score dot",    "score additive", "cell lstm",  "model transformer-dates",
        "step 3 4",    "model lookup", "score cosine",   "weigh hard", "weigh sparse"};
    Rng rng = rng_seeded(11);
    Error error = {0};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (!session_apply(desk.session, lines[i], &error))
            fail_msg("%s: %s", lines[i], error.message);
        for (int k = 0; k < 12; k++) {
            const Trace *trace = session_run(desk.session)->trace;
            const TraceArray *a = &trace->arrays[(int)(rng_unit(&rng) * trace->count)];
            if (a->tokens) continue;
            RunCell at =
                run_cell_at(a, (int)(rng_unit(&rng) * a->planes), (int)(rng_unit(&rng) * a->rows),
                            (int)(rng_unit(&rng) * a->cols));
            const char *line =
                arena_printf(desk.arena, "follow %s", run_cell_words(desk.arena, &at));
            if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
            mouse_away();
            assert_contains(words_shown(), "MADE OF");
            assert_contains(words_shown(), "GOES INTO");
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(a_cell_of_a_strip_is_followed),
        JOURNEY(operands_of_the_formula_are_followed),
        JOURNEY(rows_of_the_inspector_are_followed),
        JOURNEY(the_card_is_walked_by_keys),
        JOURNEY(what_is_to_come_is_not_told),
        JOURNEY(later_blocks_are_not_told),
        JOURNEY(every_model_is_followed),
        JOURNEY(gates_are_followed),
        JOURNEY(it_fits_any_window),
        JOURNEY(a_walk_at_random),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
