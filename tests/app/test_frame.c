/* Journeys through the window: what a person does with mouse and keyboard, and what the state says
 * then. */
#include "journeys.h"

static void write_input(const char *text) {
    click("top/input");
    key('a', KEY_MOD_CTRL);
    type(text);
    key(KEY_ENTER, 0);
}

static bool at_end(void) {
    Position p = look_now()->position, last = run_last(session_run(desk.session));
    return !memcmp(&p, &last, sizeof p);
}

/* --- typing ---------------------------------------------------------------------------------- */

static void a_date_is_typed_and_run(void **state) {
    (void)state;
    write_input("3 May 2001");
    assert_string_equal(ask_now()->input, "3 May 2001");
    assert_string_equal(session_run(desk.session)->output, "2001-05-03");
    assert_contains(state_text(), "input \"3 May 2001\"");
    write_input("quote \" and \\ back");
    assert_string_equal(ask_now()->input, "quote \" and \\ back");
    key('z', KEY_MOD_CTRL); /* the field has the keyboard, and nothing of its own to undo */
    key(KEY_ESCAPE, 0);
    click("top/undo");
    assert_string_equal(ask_now()->input, "3 May 2001");
    click("top/undo");
    assert_string_equal(ask_now()->input, "Sunday November 19th, 1967");
}

static void any_script_can_be_typed(void **state) {
    (void)state;
    static const char *const texts[] = {"العربية", "🎉👩‍👩‍👧", "Ünï 3. März 1999",
                                        "שלום 5"};
    for (int i = 0; i < 4; i++) {
        write_input(texts[i]);
        assert_string_equal(ask_now()->input, texts[i]);
        assert_true(session_run(desk.session)->source.count > 1);
    }
}

static void japanese_is_composed(void **state) {
    (void)state;
    click("top/input");
    key('a', KEY_MOD_CTRL);
    act_on(event_compose("に", 1, 0));
    act_on(event_compose("にほん", 3, 0));
    assert_contains(words_shown(), "にほん");
    assert_string_equal(ask_now()->input, "Sunday November 19th, 1967");
    Event done[] = {event_compose("", 0, 0), event_text("日本")};
    act(done, 2);
    key(KEY_ENTER, 0);
    assert_string_equal(ask_now()->input, "日本");
    assert_int_equal(session_run(desk.session)->source.count, 3);
}

static char pasted[10001];

static const char *paste(void *with) {
    (void)with;
    return pasted;
}

/* One sentence, and nothing has changed. */
static void a_paste_too_long_is_one_sentence(void **state) {
    (void)state;
    frame_free(desk.frame);
    desk.frame = frame_new(desk.session, desk.fonts, (FrameHost){.clipboard = {paste, NULL, NULL}});
    act(NULL, 0);
    memset(pasted, 'x', 10000);
    const char *before = state_text();
    click("top/input");
    key('a', KEY_MOD_CTRL);
    key('v', KEY_MOD_CTRL);
    key(KEY_ENTER, 0);
    assert_contains(words_shown(), "10000 characters");
    assert_string_equal(state_text(), before);
    assert_false(session_can_undo(desk.session));
}

/* --- stepping -------------------------------------------------------------------------------- */

static int steps_until_end(void (*step)(void)) {
    int count = 0;
    for (; !at_end() && count < 400; count++) step();
    assert_true(at_end());
    return count;
}

static void step_by_key(void) {
    key(KEY_RIGHT, 0);
}

static void step_by_mouse(void) {
    click("steps/next");
}

static void keys_and_mouse_step_alike(void **state) {
    (void)state;
    key(KEY_HOME, 0);
    assert_int_equal(look_now()->position.token, 0);
    assert_contains(words_shown(), "step");
    int by_key = steps_until_end(step_by_key);
    const char *end = state_text();
    click("steps/first");
    assert_int_equal(look_now()->position.token, 0);
    assert_int_equal(steps_until_end(step_by_mouse), by_key);
    assert_string_equal(state_text(), end);
    click("steps/words/4");
    assert_int_equal(look_now()->position.token, 4);
    key(KEY_DOWN, 0);
    assert_int_equal(look_now()->position.token, 5);
    key(KEY_LEFT, 0);
    key(KEY_END, 0);
    assert_true(at_end());
}

/* Playing goes on by itself, to the end and no further. */
static void it_plays_to_the_end(void **state) {
    (void)state;
    segment("controls/reveal", 2, 4);
    key(KEY_SPACE, 0);
    assert_int_equal(look_now()->position.token, 0);
    for (int i = 0; i < 40 && !at_end(); i++) {
        desk.now += 1;
        act(NULL, 0);
    }
    assert_true(at_end());
    desk.now += 2;
    act(NULL, 0);
    assert_contains(words_shown(), "Play");
}

/* --- what runs ------------------------------------------------------------------------------- */

static void scores_by_key_and_by_mouse(void **state) {
    (void)state;
    static const char *const words[] = {"none", "dot", "scaled", "cosine", "bilinear", "additive"};
    for (int i = 0; i < 6; i++) {
        letter((char)('0' + i));
        assert_string_equal(ask_now()->attention.score->word, words[i]);
    }
    for (int i = 0; i < 6; i++) {
        char path[64];
        snprintf(path, sizeof path, "controls/score/%s", words[i]);
        click(path);
        assert_string_equal(ask_now()->attention.score->word, words[i]);
        assert_true(run_has_attention(session_run(desk.session)) == (i > 0));
    }
}

static void scopes_queries_and_weights(void **state) {
    (void)state;
    letter('m');
    assert_string_equal(ask_now()->attention.scope->word, "local-m");
    letter('p');
    assert_string_equal(ask_now()->attention.scope->word, "local-p");
    letter('g');
    assert_string_equal(ask_now()->attention.scope->word, "global");
    segment("controls/scope", 1, 3);
    assert_string_equal(ask_now()->attention.scope->word, "local-m");
    segment("controls/scope", 0, 3);
    segment("controls/query", 1, 2);
    assert_true(ask_now()->model->config.query_current);
    segment("controls/query", 0, 2);
    assert_false(ask_now()->model->config.query_current);
    for (int i = 0; i < weigh_count; i++) {
        segment("controls/weigh", i, weigh_count);
        assert_ptr_equal(ask_now()->attention.weigh, weigh_list[i]);
    }
    segment("controls/reveal", 0, 4);
    assert_int_equal(look_now()->reveal, REVEAL_CELL);
}

static void menus_choose_examples_and_models(void **state) {
    (void)state;
    const Task *task = task_find("dates");
    click("top/input/menu");
    choose(task->examples[2]);
    assert_string_equal(ask_now()->input, task->examples[2]);
    click("top/model");
    choose("Cosine");
    assert_string_equal(ask_now()->model->name, "seq2seq-dates-cosine");
    assert_string_equal(ask_now()->input, task->examples[2]);
    click("top/model");
    key(KEY_ESCAPE, 0);
    assert_string_equal(ask_now()->model->name, "seq2seq-dates-cosine");
}

static bool offers(const char *label) {
    const Ui *ui = frame_ui(desk.frame);
    for (int i = 0; i < ui_widget_count(ui); i++)
        if (ui_widget(ui, i).role == ROLE_MENU_LINE && !strcmp(ui_widget(ui, i).label, label))
            return true;
    return false;
}

/* A view is offered where it applies, and the one there is always. */
static void views_that_apply_are_offered(void **state) {
    (void)state;
    letter('v');
    assert_true(offers("Step") && offers("Scores") && offers("Weights") && offers("Inspector"));
    choose("Scores");
    assert_int_equal(look_now()->view, VIEW_SCORES);
    assert_contains(words_shown(), "View · Scores");
    letter('0');
    assert_contains(words_shown(), "No attention");
    click("view/views");
    assert_true(offers("Step") && offers("Scores") && offers("Inspector"));
    assert_false(offers("Weights"));
    choose("Step");
    assert_int_equal(look_now()->view, VIEW_STEP);
    click("top/undo");
    assert_int_equal(look_now()->view, VIEW_SCORES);
}

static void models_have_names_in_words(void **state) {
    (void)state;
    letter('m');
    assert_contains(words_shown(), "Dates · Additive · local-m");
    click("top/model");
    static const char *const lines[] = {"Additive", "Additive · current s", "Additive · local-p",
                                        "Scaled dot", "None"};
    for (int i = 0; i < 5; i++) assert_true(offers(lines[i]));
    assert_contains(words_shown(), "DATES");
    assert_contains(words_shown(), "seq2seq-dates-scaled");
    choose("Additive · current s");
    assert_string_equal(ask_now()->model->name, "seq2seq-dates-additive-current");
}

/* --- looking --------------------------------------------------------------------------------- */

static void a_click_pins_a_cell(void **state) {
    (void)state;
    float x, y;
    cell_at("view/weights", 3, 5, &x, &y);
    click_at(x, y);
    assert_contains(state_text(), "select 3 5");
    cell_at("view/scores", 6, 2, &x, &y);
    click_at(x, y);
    assert_contains(state_text(), "select 6 2");
    mouse_away();
    assert_contains(words_shown(), " 6, 2"); /* the inspector's */
    key(KEY_ESCAPE, 0);
    assert_int_equal(look_now()->target, 0);
    assert_null(strstr(state_text(), "select 6 2"));
}

/* What is under the mouse is lit everywhere, and the rest comes back when it leaves. */
static void hovering_links_everything(void **state) {
    (void)state;
    const char *before = list_text();
    const Run *run = session_run(desk.session);
    float x, y;
    cell_at("view/weights", 3, 5, &x, &y);
    act_on(event_move(x, y));
    const char *words = words_shown(), *hovered = list_text();
    assert_contains(words, "α");
    assert_contains(words, "How much “");
    assert_contains(words, arena_printf(desk.arena, "“%s” looks at “%s”", run->target.items[2],
                                        run->source.items[4]));
    assert_contains(words, " 3, 5");
    assert_contains(hovered, "opacity 0.3");
    cell_at("view/scores", 3, 5, &x, &y);
    act_on(event_move(x, y));
    assert_string_equal(list_text(), hovered);
    cell_at("view/weights", 4, 6, &x, &y);
    act_on(event_move(x, y));
    assert_contains(words_shown(), arena_printf(desk.arena, "“%s” looks at “%s”",
                                                run->target.items[3], run->source.items[5]));
    assert_true(strcmp(list_text(), hovered) != 0);
    mouse_away();
    assert_string_equal(list_text(), before);
    assert_false(session_can_undo(desk.session));
}

static void themes_and_text_sizes(void **state) {
    (void)state;
    uint64_t light = picture_sum();
    click("top/theme");
    mouse_away();
    assert_int_equal(look_now()->theme, THEME_DARK);
    assert_true(picture_sum() != light);
    assert_shot("dark");
    key('+', KEY_MOD_CTRL);
    key('=', KEY_MOD_CTRL);
    assert_int_equal(look_now()->text_size, 120);
    key('-', KEY_MOD_CTRL);
    assert_int_equal(look_now()->text_size, 110);
    for (int i = 0; i < 40; i++) key('+', KEY_MOD_CTRL);
    assert_int_equal(look_now()->text_size, 300);
    key('0', KEY_MOD_CTRL);
    assert_int_equal(look_now()->text_size, 100);
    click("top/theme");
    assert_int_equal(look_now()->theme, THEME_LIGHT);
}

static void another_size_and_back_is_the_same_picture(void **state) {
    (void)state;
    uint64_t before = picture_sum();
    const char *lines = state_text();
    assert_shot("start");
    resize(640, 400);
    assert_false(is_there("controls"));
    assert_true(is_there("top/controls") && is_there("steps/next"));
    assert_shot("small");
    click("top/controls");
    assert_true(is_there("left/controls/score/dot") || is_there("controls/score/dot"));
    key(KEY_ESCAPE, 0);
    resize(1440, 900);
    mouse_away();
    assert_true(picture_sum() == before);
    assert_string_equal(state_text(), lines);
}

/* What went wrong is not said any longer once something went right. */
static void an_error_goes_with_the_next_success(void **state) {
    (void)state;
    click("top/input");
    key('a', KEY_MOD_CTRL);
    type(" ");
    key(KEY_ENTER, 0);
    assert_true(is_there("toast/close"));
    key('a', KEY_MOD_CTRL);
    type("3 May 2001");
    key(KEY_ENTER, 0);
    assert_false(is_there("toast/close"));
    assert_string_equal(session_run(desk.session)->output, "2001-05-03");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(an_error_goes_with_the_next_success),
        JOURNEY(a_date_is_typed_and_run),
        JOURNEY(any_script_can_be_typed),
        JOURNEY(japanese_is_composed),
        JOURNEY(a_paste_too_long_is_one_sentence),
        JOURNEY(keys_and_mouse_step_alike),
        JOURNEY(it_plays_to_the_end),
        JOURNEY(scores_by_key_and_by_mouse),
        JOURNEY(scopes_queries_and_weights),
        JOURNEY(menus_choose_examples_and_models),
        JOURNEY(views_that_apply_are_offered),
        JOURNEY(models_have_names_in_words),
        JOURNEY(a_click_pins_a_cell),
        JOURNEY(hovering_links_everything),
        JOURNEY(themes_and_text_sizes),
        JOURNEY(another_size_and_back_is_the_same_picture),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
