/* The heads of a long input are measured by a job: shown as they come, stopped and gone on with,
 * left when the input changes; what it finds is what is measured at once. */
#include "testing.h"

#include "app/frame.h"
#include "session/heads_measured.h"
#include "training/trainer.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { LAYERS = 12, HEADS = 8, TOKENS = 500 };

typedef struct Desk {
    Session *session;
    Fonts *fonts;
    Frame *frame;
    FrameInput input;
} Desk;

static Desk desk;

static void say(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
}

static void refused(const char *line, const char *why) {
    Error error = {0};
    assert_false(session_apply(desk.session, line, &error));
    if (!strstr(error.message, why)) fail_msg("%s: %s", line, error.message);
}

static void draw(void) {
    desk.input.now += 0.02;
    frame_draw(desk.frame, &desk.input);
}

/* Letters, from the `first` on. */
static void read_letters(int first) {
    static char line[2 * TOKENS + 20];
    int n = snprintf(line, sizeof line, "input \"");
    for (int i = 0; i < TOKENS; i++)
        n += snprintf(line + n, sizeof line - (size_t)n, "%c ", 'a' + (first + i * 7 + i / 5) % 26);
    snprintf(line + n - 1, sizeof line - (size_t)n + 1, "\"");
    say(line);
}

static int open_desk(void **state) {
    (void)state;
    Error error = {0};
    desk = (Desk){.session = session_new(&error), .fonts = fonts_new(&error)};
    if (!desk.session || !desk.fonts) fail_msg("%s", error.message);
    TrainingPlan plan = training_plan_of(&task_repeat, &model_transformer);
    plan.transformer.layers = LAYERS;
    plan.transformer.heads = HEADS;
    plan.transformer.d = 16;
    plan.transformer.feedforward = 16;
    plan.transformer.positions = 2 * TOKENS;
    session_use_model(desk.session, training_model(&plan), 0);
    read_letters(0);
    desk.frame = frame_new(desk.session, desk.fonts, (FrameHost){0});
    desk.input = (FrameInput){.width = 1440, .height = 900, .scale = 1};
    return 0;
}

static int close_desk(void **state) {
    (void)state;
    frame_free(desk.frame);
    session_free(desk.session);
    fonts_free(desk.fonts);
    return 0;
}

static int unmeasured(void) {
    return run_heads_unmeasured(session_run(desk.session), HEADS_DECODER);
}

/* Frames until so few are left; false if that never comes. */
static bool comes_to(int left) {
    for (int i = 0; i < 3000; i++) {
        if (unmeasured() <= left) return true;
        nanosleep(&(struct timespec){0, 5000000}, NULL);
        draw();
    }
    return false;
}

static void all_heads_come_one_by_one(void **state) {
    (void)state;
    draw();
    assert_int_equal(unmeasured(), LAYERS * HEADS); /* nobody has looked */
    assert_true(run_heads_are_long(session_run(desk.session), HEADS_DECODER));
    say("view heads");
    draw();
    assert_true(unmeasured() > 0);
    assert_true(frame_wants(desk.frame) >= 0);
    char line[1100];
    snprintf(line, sizeof line, "export %s", testing_scratch("never.png"));
    refused(line, "not measured yet");
    assert_true(comes_to(0));
    DrawBox box;
    assert_false(ui_widget_box(frame_ui(desk.frame), "measuring", &box));
    refused("measure start", "are measured");
}

/* After the test above, of its run. */
static void the_job_finds_what_is_measured_at_once(void **state) {
    (void)state;
    assert_int_equal(unmeasured(), 0);
    const Run *run = session_run(desk.session);
    Error error = {0};
    Run *again = run_new(&session_state(desk.session)->ask, &error);
    assert_non_null(again);
    for (int i = 0; i < 5; i++) {
        HeadAt head = {HEADS_DECODER, 1 + 2 * i, 1 + i};
        const HeadSummary *a = run_head_summary(run, head), *b = run_head_summary(again, head);
        assert_memory_equal(&a->measures, &b->measures, sizeof a->measures);
        assert_int_equal(a->pattern, b->pattern);
        for (int k = 0; k < HEAD_OVERVIEWS; k++) {
            assert_int_equal(a->overviews[k].rows, b->overviews[k].rows);
            size_t count = (size_t)(a->overviews[k].rows * a->overviews[k].cols);
            assert_memory_equal(a->overviews[k].most, b->overviews[k].most,
                                count * sizeof *a->overviews[k].most);
        }
    }
    run_free(again);
}

static void it_is_stopped_and_goes_on(void **state) {
    (void)state;
    read_letters(3);
    say("view heads");
    draw();
    say("measure stop");
    draw();
    int left = unmeasured();
    assert_true(left > 0);
    for (int i = 0; i < 20; i++) {
        nanosleep(&(struct timespec){0, 5000000}, NULL);
        draw();
    }
    assert_int_equal(unmeasured(), left);
    refused("measure stop", "no heads are being measured");
    say("measure start");
    assert_true(comes_to(left - 2));
}

/* The run that is left is let go when the job has seen that nobody waits for it. */
static void another_input_ends_it(void **state) {
    (void)state;
    say("view heads");
    for (int first = 5; first < 12; first++) {
        read_letters(first);
        draw();
    }
    assert_true(comes_to(LAYERS * HEADS - 3));
    say("model dates");
    draw();
    say("undo");
    draw();
    assert_true(comes_to(unmeasured() - 2));
}

/* --- what such an input cannot have ---------------------------------------------------------- */

static const char *disabled(const char *path) {
    const Ui *ui = frame_ui(desk.frame);
    for (int i = 0; i < ui_widget_count(ui); i++)
        if (!strcmp(ui_widget(ui, i).path, path)) return ui_widget(ui, i).disabled;
    fail_msg("there is no widget “%s”", path);
    return NULL;
}

static bool says(const char *words) {
    const List *list = frame_list(desk.frame);
    for (int i = 0; i < list_count(list); i++)
        if (list_at(list, i)->kind == DRAW_TEXT && strstr(list_at(list, i)->as.text.text, words))
            return true;
    return false;
}

static void point(float x, float y, bool click) {
    Event events[] = {event_move(x, y), event_press(x, y, MOUSE_LEFT, 1),
                      event_release(x, y, MOUSE_LEFT)};
    desk.input.events = events;
    desk.input.event_count = click ? 3 : 1;
    draw();
    desk.input.events = NULL;
    desk.input.event_count = 0;
}

/* What would be refused is grey, and says why. */
static void what_is_refused_is_grey(void **state) {
    (void)state;
    say("view step");
    say("step 1");
    say("select 9 3");
    draw();
    static const char *const forcing[] = {"inspector/whatif/weight", "inspector/whatif/all",
                                          "inspector/whatif/even"};
    for (int i = 0; i < 3; i++) {
        const char *why = disabled(forcing[i]);
        assert_non_null(why);
        assert_non_null(strstr(why, "too long to force a weight"));
    }
    refused("force 9 3", "too long to force a weight");
    DrawBox box;
    assert_true(ui_widget_box(frame_ui(desk.frame), "controls/weigh", &box));
    for (int i = 1; i < weigh_count; i++) {
        float x = box.x + box.width * ((float)i + 0.5f) / (float)weigh_count;
        point(x, box.y + box.height / 2, true);
        assert_string_equal(session_state(desk.session)->ask.attention.weigh->word, "soft");
        desk.input.now += 2;
        point(x, box.y + box.height / 2, false);
        assert_true(says("500 tokens are too many for"));
    }
    say("input \"a b c\"");
    draw();
    assert_null(disabled("inspector/whatif/all"));
}

/* Nor are pictures of all heads drawn at once, or all their weights compared. */
static void one_head_is_shown_of_many(void **state) {
    (void)state;
    say("undo"); /* the long input again */
    say("head all");
    say("step 1 6");
    draw();
    assert_int_equal(session_state(desk.session)->look.head_count, HEADS);
    assert_true(says("1 of 8 heads"));
    say("head 1.1");
    char line[2 * 700 + 20];
    int n = snprintf(line, sizeof line, "input \"");
    for (int i = 0; i < 700; i++) n += snprintf(line + n, 3, "%c ", 'a' + i % 26);
    snprintf(line + n - 1, 3, "\"");
    say(line);
    say("ablate 1.1");
    say("step last");
    say("view heads");
    assert_non_null(session_ablation(desk.session).before);
    draw();
    assert_true(says("too many to compare"));
    assert_false(says("by at most"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_heads_come_one_by_one),
        cmocka_unit_test(the_job_finds_what_is_measured_at_once),
        cmocka_unit_test(it_is_stopped_and_goes_on),
        cmocka_unit_test(another_input_ends_it),
        cmocka_unit_test(what_is_refused_is_grey),
        cmocka_unit_test(one_head_is_shown_of_many),
    };
    return cmocka_run_group_tests(tests, open_desk, close_desk);
}
