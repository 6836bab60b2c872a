/* Two runs beside each other in the window: the dialog, hover across both, the buttons below. */
#include "journeys.h"

#include "app/export.h"
#include "session/comparison.h"

#define DIALOG "dialog/offers/"

static const Compare *compare_now(void) {
    return &session_state(desk.session)->compare;
}

static void say(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    act(NULL, 0);
}

static void the_dialog_offers_seconds(void **state) {
    (void)state;
    letter('c');
    assert_true(is_there(DIALOG "commands"));
    assert_shot("compare-dialog");
    click(DIALOG "Score/score dot");
    assert_string_equal(compare_now()->words, "score dot");
    assert_false(is_there(DIALOG "commands"));
    assert_contains(words_shown(), "Difference A − B");
    desk.now += 20;
    mouse_away();
    assert_shot("compare");
    click("top/compare");
    click(DIALOG "Weights/weigh sparse");
    assert_string_equal(compare_now()->words, "weigh sparse");
}

/* The same by keys alone. */
static void the_dialog_answers_keys(void **state) {
    (void)state;
    letter('c');
    tab_to(DIALOG "Bottleneck/score none");
    key(KEY_ENTER, 0);
    assert_string_equal(compare_now()->words, "score none");
    tab_to("steps/swap");
    key(KEY_SPACE, 0);
    assert_string_equal(compare_now()->words, "score additive");
    key(KEY_ESCAPE, 0); /* takes the ring away */
    key(KEY_ESCAPE, 0);
    assert_null(session_other(desk.session));
}

static void commands_and_sentences_are_typed(void **state) {
    (void)state;
    letter('c'); /* the field of commands has the caret */
    type("score dott");
    key(KEY_ENTER, 0);
    assert_null(session_other(desk.session));
    assert_contains(words_shown(), "did you mean");
    key('a', KEY_MOD_CTRL);
    type("score dot; temperature 2");
    key(KEY_ENTER, 0);
    assert_string_equal(compare_now()->words, "score dot; temperature 2");
    letter('c');
    click(DIALOG "sentence");
    type("3 \"May\" 2001"); /* quotes and all */
    key(KEY_ENTER, 0);
    assert_string_equal(session_other(desk.session)->ask.input, "3 \"May\" 2001");
    assert_contains(words_shown(), "different\ntokens");
}

/* What is hovered on one side is the row and the column of both. */
static void hover_is_linked(void **state) {
    (void)state;
    float x, y;
    say("compare \"score dot\"");
    say("select 2 3");
    const char *resting = words_in(box_of("view/changed/copy"));
    cell_at("view/b/weights", 6, 9, &x, &y);
    act_on(event_move(x, y));
    DrawBox card = box_of("view/changed/copy");
    card.x = 0;
    card.width = desk.width;
    card.height += 60;
    const char *b = words_in(card);
    assert_contains(b, "looksat");
    cell_at("view/a/weights", 6, 9, &x, &y);
    act_on(event_move(x, y));
    assert_string_equal(words_in(card), b);
    cell_at("view/difference/weights", 6, 9, &x, &y);
    act_on(event_move(x, y));
    assert_string_equal(words_in(card), b);
    assert_shot("compare-hover");
    click_at(x, y);
    assert_int_equal(look_now()->target, 6);
    assert_int_equal(look_now()->source, 9);
    mouse_away();
    assert_string_equal(words_in(card), b);
    assert_non_null(resting);
}

/* What is said about the second run stands in the bar below, over none of its words. */
static void a_sentence_covers_nothing(void **state) {
    (void)state;
    letter('c');
    type("score dot");
    key(KEY_ENTER, 0);
    assert_contains(words_shown(), "B uses ");
    DrawBox close = box_of("toast/close"), swap = box_of("steps/swap");
    assert_true(close.y > desk.height - 64 && close.x + close.width < swap.x);
}

static void both_step_together(void **state) {
    (void)state;
    say("compare \"score none\"");
    click("steps/first");
    click("steps/next");
    assert_int_equal(look_now()->position.token, 1);
    assert_contains(words_shown(), "both runs step together");
    key(KEY_END, 0);
    Position last = run_last(session_run(desk.session));
    assert_int_equal(look_now()->position.token, last.token);
    assert_shot("compare-none");
}

static void buttons_swap_and_close(void **state) {
    (void)state;
    say("compare \"score dot\"");
    click("steps/swap");
    assert_string_equal(ask_now()->attention.score->word, "dot");
    assert_string_equal(compare_now()->words, "score additive");
    click("steps/difference");
    assert_false(compare_now()->difference);
    assert_false(is_there("view/difference/weights"));
    click("steps/close");
    assert_string_equal(compare_now()->words, "");
    say("compare \"score cosine\"");
    say("select 2 3");
    key(KEY_ESCAPE, 0);
    assert_int_equal(look_now()->target, 0);
    assert_non_null(session_other(desk.session));
    key(KEY_ESCAPE, 0);
    assert_null(session_other(desk.session));
    key('z', KEY_MOD_CTRL);
    assert_non_null(session_other(desk.session));
}

static void the_copied_command_is_a_command_line(void **state) {
    (void)state;
    static char copied[1000];
    say("compare \"score dot\"");
    click("view/changed/copy");
    Buffer line = {0};
    session_write_render(desk.session, &line);
    snprintf(copied, sizeof copied, "%s", line.data);
    buffer_free(&line);
    assert_string_equal(copied, "heed render -c 'compare \"score dot\"' -o compare.svg");
}

/* A table of a comparison is A − B, and the rows' KL at the end. */
static void the_table_is_the_difference(void **state) {
    (void)state;
    Buffer out = {0};
    Error error = {0};
    say("compare \"score dot\"");
    assert_true(export_table(desk.session, "csv", &out, &error));
    Comparison *c = comparison_of(desk.session);
    const char *line = out.data;
    assert_non_null(strstr(line, ",\"KL(A‖B)\"\n"));
    for (int t = 0; t < c->difference.rows.count; t++) {
        line = strchr(line, '\n') + 1;
        const char *at = strchr(line + 1, '"') + 1;
        for (int s = 0; s < c->difference.cols.count; s++) {
            char *end;
            assert_int_equal(*at, ',');
            assert_near(strtod(at + 1, &end), (double)trace_number(c->difference.array, 0, t, s),
                        1e-8);
            at = end;
        }
        assert_near(strtod(at + 1, NULL), c->divergence[t], 1e-7);
    }
    comparison_free(c);
    say("compare \"score none\"");
    assert_false(export_table(desk.session, "csv", &out, &error));
    assert_contains(error.message, "nothing to subtract");
    buffer_free(&out);
}

/* Nothing is out of its box in any size: what does not fit scrolls. */
static void small_windows_scroll(void **state) {
    (void)state;
    static const float sizes[][2] = {{640, 400}, {800, 500}, {480, 700}, {1024, 640}, {2400, 1400}};
    say("compare \"score dot\"");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        resize(sizes[i][0], sizes[i][1]);
        bool scrolls = is_there("view/both/a/weights");
        DrawBox b = box_of(scrolls ? "view/both/b/weights" : "view/b/weights");
        DrawBox kl = box_of(scrolls ? "view/both/difference/weights" : "view/difference/weights");
        assert_true(b.x + b.width <= sizes[i][0] && kl.x + kl.width <= sizes[i][0]);
        assert_true(b.width > 60 && b.height > 60);
    }
    resize(640, 400);
    assert_shot("compare-small");
}

/* Of a head whose block is still to come it is said when it comes, and nothing of its rows. */
static void heads_to_come_are_told(void **state) {
    (void)state;
    float x, y;
    say("model transformer-dates");
    say("compare \"head encoder 2.2\"");
    say("step 1 2");
    cell_at("view/a/weights", 3, 3, &x, &y);
    act_on(event_move(x, y));
    DrawBox card = box_of("view/changed/copy");
    card = draw_box(0, card.y, desk.width, 100);
    assert_contains(words_in(card), "A’sheadhasnotcometothisrowyet.");
    say("step 2");
    act_on(event_move(x, y));
    assert_contains(words_in(card), "B’sheadiscomputedinblock3of11.");
    assert_contains(words_in(card), "Alooksat");
    assert_null(strstr(words_in(card), "KL"));
    say("step 3");
    act_on(event_move(x, y));
    assert_null(strstr(words_in(card), "block"));
    say("model dates");
    say("compare \"score dot\"");
    say("step 4 2");
    say("select 4 3");
    assert_contains(words_in(card), "Ahasnotweighedthisstepyet.");
}

static void a_lookup_has_no_second(void **state) {
    (void)state;
    say("model lookup");
    letter('c');
    assert_false(is_there(DIALOG "commands"));
    click("top/compare");
    assert_false(is_there(DIALOG "commands"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(the_dialog_offers_seconds),        JOURNEY(the_dialog_answers_keys),
        JOURNEY(commands_and_sentences_are_typed), JOURNEY(hover_is_linked),
        JOURNEY(a_sentence_covers_nothing),        JOURNEY(both_step_together),
        JOURNEY(buttons_swap_and_close),           JOURNEY(the_copied_command_is_a_command_line),
        JOURNEY(the_table_is_the_difference),      JOURNEY(small_windows_scroll),
        JOURNEY(a_lookup_has_no_second),           JOURNEY(heads_to_come_are_told),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
