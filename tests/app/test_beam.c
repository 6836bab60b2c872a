/* The view of a beam search by mouse and keyboard: widths, branches, what is lit, stepping. */
#include "journeys.h"

static void open_beam(void) {
    Error error = {0};
    static const char *const lines[] = {"input \"may 3rd 2001 or not\"", "view beam", "beam 4"};
    for (int i = 0; i < 3; i++)
        if (!session_apply(desk.session, lines[i], &error)) fail_msg("%s", error.message);
    act(NULL, 0);
}

#define TREE "view/tree/"

static const char *node(int step, int place) {
    return arena_printf(desk.arena, TREE "%d.%d", step, place);
}

static void the_width_is_chosen(void **state) {
    (void)state;
    open_beam();
    assert_contains(words_shown(), "THE 4 HYPOTHESES");
    segment("view/width", 1, 8);
    assert_int_equal(ask_now()->beam, 2);
    assert_contains(words_shown(), "THE 2 HYPOTHESES");
    segment("view/width", 0, 8);
    assert_contains(words_shown(), "greedy: the likeliest word at every step");
    click("top/undo");
    click("top/undo");
    assert_int_equal(ask_now()->beam, 4);
}

static void a_click_on_a_hypothesis_follows_it(void **state) {
    (void)state;
    open_beam();
    const char *best = session_run(desk.session)->output;
    click(TREE "branch3");
    assert_int_equal(ask_now()->branch, 3);
    assert_string_not_equal(session_run(desk.session)->output, best);
    const Run *run = session_run(desk.session);
    assert_int_equal(look_now()->position.token, run->target.count); /* still at the end */
    tab_to(TREE "branch2");
    key(KEY_ENTER, 0);
    assert_int_equal(ask_now()->branch, 2);
    key('z', KEY_MOD_CTRL);
    assert_int_equal(ask_now()->branch, 3);
}

/* A node leads to the best hypothesis that goes through it. */
static void a_click_on_a_node_follows_it(void **state) {
    (void)state;
    open_beam();
    const Beam *beam = session_run(desk.session)->beam;
    int followed = 0;
    for (int t = 1; t <= 6; t++)
        for (int p = 0; p < beam->width; p++) {
            int expected = 0;
            for (int last = beam_count(beam); last >= 1; last--)
                if (beam_through(beam, beam->steps, last - 1, t) == p) expected = last;
            if (!expected) continue;
            click(node(t, p + 1));
            beam = session_run(desk.session)->beam;
            assert_int_equal(ask_now()->branch, expected);
            followed++;
        }
    assert_true(followed > 6);
    assert_null(ask_now()->edits);
}

/* What died out, or was never kept, is followed too: the words begin so, by a prefix. */
static void what_was_let_go_is_followed_by_a_prefix(void **state) {
    (void)state;
    open_beam();
    const Beam *beam = session_run(desk.session)->beam;
    int word = beam_missed(beam, 2, 0)->word, parent = beam_missed(beam, 2, 0)->parent;
    int first = beam_place(beam, 1, parent)->word;
    click(TREE "missed2.1");
    const Run *run = session_run(desk.session);
    assert_int_equal(run->prefix_length, 2);
    assert_int_equal(run->chosen[0], first);
    assert_int_equal(run->chosen[1], word);
    assert_int_equal(beam_place(run->beam, 2, 0)->word, word);
    assert_false(beam_place(run->beam, 2, 1)->taken); /* nothing else begins so */
    assert_int_equal(beam_count(run->beam), 4);
    click("view/free");
    assert_int_equal(session_run(desk.session)->prefix_length, 0);
    click("top/undo");
    click("top/undo");
    beam = session_run(desk.session)->beam;
    int died = -1;
    for (int p = 0; p < beam->width; p++) {
        bool alive = false;
        for (int last = 0; last < beam_count(beam); last++)
            alive |= beam_through(beam, beam->steps, last, 3) == p;
        if (!alive) died = p;
    }
    assert_true(died >= 0);
    int words[3];
    beam_words(beam, 3, died, words);
    click(node(3, died + 1));
    assert_memory_equal(session_run(desk.session)->chosen, words, sizeof words);
}

/* Opacity of the first text that is drawn in a node. */
static int alpha_of(const char *path) {
    DrawBox box = box_of(path);
    const List *list = frame_list(desk.frame);
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        if (command->kind == DRAW_TEXT &&
            box_has(box, command->as.text.x, command->as.text.baseline))
            return command->as.text.color.a;
    }
    fail_msg("%s has no text", path);
    return 0;
}

static void hovering_lights_the_way(void **state) {
    (void)state;
    open_beam();
    const Beam *beam = session_run(desk.session)->beam;
    DrawBox row = box_of(TREE "branch4");
    act_on(event_move(row.x + row.width / 2, row.y + row.height / 2));
    act(NULL, 0);
    for (int t = 1; t <= 4; t++)
        for (int p = 0; p < beam->width; p++) {
            bool on_way = beam_through(beam, beam->steps, 3, t) == p;
            assert_int_equal(alpha_of(node(t, p + 1)) == 255, on_way);
        }
    mouse_away();
    act(NULL, 0);
    assert_int_equal(alpha_of(node(1, 4)), 255);
}

/* The tree grows with the steps: what has not been searched yet is not there. */
static void it_grows_step_by_step(void **state) {
    (void)state;
    open_beam();
    key(KEY_HOME, 0);
    assert_false(is_there(node(1, 1)));
    assert_null(strstr(words_shown(), "HYPOTHESES"));
    assert_true(session_apply(desk.session, "reveal token", NULL));
    key(KEY_RIGHT, 0);
    key(KEY_RIGHT, 0);
    assert_true(is_there(node(2, 1)));
    assert_false(is_there(node(3, 1)));
    assert_contains(words_shown(), "THE BEAM AFTER STEP 2");
}

static void it_scrolls_where_it_is_small(void **state) {
    (void)state;
    open_beam();
    resize(640, 400);
    assert_true(is_there(node(1, 1)));
    assert_false(is_there(node(9, 1))); /* out of sight: not drawn */
    DrawBox box = box_of(node(1, 1));
    Event wheel = event_wheel(box.x, box.y, 30);
    wheel.mods = KEY_MOD_SHIFT;
    act_on(wheel);
    act(NULL, 0);
    assert_true(is_there(node(9, 1)));
}

/* Of long hypotheses the part is shown that tells them apart: un or une zebra, which it does not
 * know. */
static void long_ones_begin_where_they_differ(void **state) {
    (void)state;
    open_beam();
    assert_true(session_apply(desk.session, "model translate", NULL));
    assert_true(session_apply(desk.session,
                              "input \"the old doctor who works in the big hospital believes that "
                              "the new international treaty was never accepted by the French "
                              "government because the economic crisis depends on a zebra.\"",
                              NULL));
    assert_true(session_apply(desk.session, "beam 2", NULL));
    act(NULL, 0);
    assert_contains(words_shown(), "\n… ");
    resize(3000, 900);
    assert_null(strstr(words_shown(), "\n… "));
}

static void other_models_say_why_there_is_none(void **state) {
    (void)state;
    open_beam();
    assert_true(session_apply(desk.session, "model transformer-brackets", NULL));
    act(NULL, 0);
    assert_contains(words_shown(), "No beam");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(the_width_is_chosen),
        JOURNEY(a_click_on_a_hypothesis_follows_it),
        JOURNEY(a_click_on_a_node_follows_it),
        JOURNEY(what_was_let_go_is_followed_by_a_prefix),
        JOURNEY(hovering_lights_the_way),
        JOURNEY(it_grows_step_by_step),
        JOURNEY(it_scrolls_where_it_is_small),
        JOURNEY(long_ones_begin_where_they_differ),
        JOURNEY(other_models_say_why_there_is_none),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
