/* What is kept of what the window shows: the clipboard, a model untrained again, trained weights.
 */
#include "app/journeys.h"

static char copied[1 << 16];

static void keep_copy(void *with, const char *text) {
    (void)with;
    snprintf(copied, sizeof copied, "%s", text);
}

/* The frame again, with a clipboard that can be read. */
static void open_with_clipboard(void) {
    frame_free(desk.frame);
    copied[0] = '\0';
    desk.frame = frame_new(desk.session, desk.fonts, (FrameHost){.clipboard = {.set = keep_copy}});
    act(NULL, 0);
}

static void the_matrix_is_copied_as_a_table(void **state) {
    (void)state;
    open_with_clipboard();
    key('c', KEY_MOD_CTRL);
    const Run *run = session_run(desk.session);
    int lines = 0, tabs = 0;
    for (const char *c = copied; *c; c++) {
        lines += *c == '\n';
        tabs += *c == '\t';
    }
    assert_int_equal(lines, run->target.count + 1);
    assert_int_equal(tabs, (run->target.count + 1) * run->source.count);
    const TraceArray *weights = trace_find(run->trace, "attention.weights");
    char number[32];
    snprintf(number, sizeof number, "\t%.9g", (double)trace_number(weights, 0, 3, 2));
    assert_contains(copied, number);
}

static void without_attention_nothing_is_copied(void **state) {
    (void)state;
    open_with_clipboard();
    letter('0');
    key('c', KEY_MOD_CTRL);
    assert_string_equal(copied, "");
    assert_contains(words_shown(), "without attention there is no matrix");
}

static void a_model_can_be_untrained(void **state) {
    (void)state;
    Error error = {0};
    const Model *shipped = ask_now()->model;
    assert_true(session_apply(desk.session, "train reset", &error));
    const Model *fresh = ask_now()->model;
    assert_ptr_not_equal(fresh, shipped);
    assert_int_equal(model_hash(fresh), 0);
    TrainingPlan plan = session_training_plan(desk.session);
    Model *drawn = model_new(plan.task, &plan.config, plan.seed);
    assert_memory_equal(fresh->weights->values, drawn->weights->values,
                        drawn->weights->size * sizeof(Real));
    model_free(drawn);
    assert_true(session_apply(desk.session, "undo", &error));
    assert_ptr_equal(ask_now()->model, shipped);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(the_matrix_is_copied_as_a_table),
        JOURNEY(without_attention_nothing_is_copied),
        JOURNEY(a_model_can_be_untrained),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
