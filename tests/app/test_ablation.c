/* Heads that are ablated are marked wherever they are named, and what that changed is told beside
 * the original in every view. */
#include "journeys.h"

#include <math.h>

static void open_on(const char *const *lines, int count) {
    Error error = {0};
    for (int i = 0; i < count; i++)
        if (!session_apply(desk.session, lines[i], &error)) fail_msg("%s", error.message);
    mouse_away();
}

static const char *two(double before, double after) {
    return arena_printf(desk.arena, "%.3f → %.3f", before, after);
}

static void every_view_marks_them_and_restores(void **state) {
    (void)state;
    static const char *const views[] = {"view step", "view arcs", "view weights", "view scores"};
    static const char *const marks[] = {"Weights 1.1 off", "ablated: who would look at whom",
                                        "Weights 1.1 off", "Scores 1.1 off"};
    static const char *const lines[] = {"model transformer-brackets", "step last"};
    open_on(lines, 2);
    for (int i = 0; i < 4; i++) {
        const char *const more[] = {"head 1.1", "ablate 1.1", "ablate 2.3", views[i]};
        open_on(more, 4);
        if (i == 0) session_apply(desk.session, "step 1", NULL);
        mouse_away();
        assert_contains(words_shown(), marks[i]);
        assert_contains(words_shown(), "head 1.1 off");
        assert_contains(words_shown(), "head 2.3 off");
        if (i) {
            Ablation a = session_ablation(desk.session);
            assert_contains(words_shown(), two(run_loss(a.before), run_loss(a.after)));
        }
        session_apply(desk.session, "step last", NULL);
        mouse_away();
        DrawBox chip = box_of("view/whatif/1");
        click_at(chip.x + chip.width - 10, chip.y + chip.height / 2);
        assert_string_equal(ask_now()->ablated, "decoder 2.3");
        click("view/whatif/away");
        assert_string_equal(ask_now()->ablated, "");
        assert_null(strstr(words_shown(), " off"));
    }
}

static void the_original_is_one_click_away(void **state) {
    (void)state;
    static const char *const lines[] = {"model transformer-brackets", "view arcs", "ablate 1.1"};
    open_on(lines, 3);
    click("view/whatif/beside");
    assert_non_null(session_other(desk.session));
    assert_string_equal(session_other(desk.session)->ask.ablated, "");
    assert_contains(words_shown(), "without head 1.1");
    assert_contains(words_shown(), "with all heads");
    assert_null(strstr(words_shown(), "decoder 1.1"));
    open_on((const char *const[]){"compare off", "view heads"}, 2);
    click("inspector/side/beside");
    assert_non_null(session_other(desk.session));
}

/* Outputs of other lengths: every head has its change, and the loss is of the reference. */
static void other_outputs_stay_comparable(void **state) {
    (void)state;
    static const char *const lines[] = {"model transformer-dates", "view heads",
                                        "ablate cross 1.1,1.2,1.3,1.4,2.1,2.2"};
    open_on(lines, 3);
    assert_string_not_equal(session_run(desk.session)->output,
                            session_original(desk.session)->output);
    Ablation a = session_ablation(desk.session);
    assert_contains(words_shown(), "on the reference, word by word");
    assert_contains(words_shown(), two(run_loss(a.before), run_loss(a.after)));
    assert_null(strstr(words_shown(), "\n–\n"));
    assert_contains(words_shown(), "with all heads\n");
    open_on((const char *const[]){"head cross 2.2,2.3"}, 1); /* several, beside the same */
    assert_contains(words_shown(), "now\n");
    assert_contains(words_shown(), "with all heads\n");
    open_on((const char *const[]){"input \"a date\""}, 1);
    assert_contains(words_shown(), "on the output with all heads, word by word");
}

static void an_order_by_an_unknown_loss_says_so(void **state) {
    (void)state;
    static const char *const lines[] = {"model transformer-brackets", "view heads", "sort loss"};
    open_on(lines, 3);
    assert_contains(words_shown(), "by loss (not ranked yet)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(every_view_marks_them_and_restores),
        JOURNEY(the_original_is_one_click_away),
        JOURNEY(other_outputs_stay_comparable),
        JOURNEY(an_order_by_an_unknown_loss_says_so),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
