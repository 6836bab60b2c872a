/* The command language: every word does what it says, wrong ones change nothing, undo and files
 * give the same bytes back. */
#include "session/many.h"
#include "session/opening.h"

#include "base/file.h"
#include "base/rng.h"

#include <stdio.h>
#include <string.h>

static void it_starts_on_a_date(void **state) {
    (void)state;
    Session *session = open_session();
    const Run *run = session_run(session);
    assert_string_equal(session_state(session)->ask.input, "Sunday November 19th, 1967");
    assert_string_equal(run->output, "1967-11-19");
    assert_string_equal(run->reference, "1967-11-19");
    assert_true(run->complete);
    assert_non_null(run->gold);
    assert_int_equal(session_state(session)->look.position.token, run->target.count);
    session_free(session);
}

static void words_choose_shipped_files(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "score dot");
    assert_string_equal(session_state(session)->ask.model->name, "seq2seq-dates-dot");
    assert_contains(session_message(session), "seq2seq-dates-dot");
    say(session, "score additive");
    say(session, "query current");
    assert_string_equal(session_state(session)->ask.model->name, "seq2seq-dates-additive-current");
    say(session, "query previous");
    say(session, "scope local-p");
    assert_string_equal(session_state(session)->ask.model->name, "seq2seq-dates-additive-local-p");
    say(session, "scope local-m 2");
    assert_string_equal(session_state(session)->ask.model->name, "seq2seq-dates-additive-local-m");
    assert_int_equal(session_state(session)->ask.attention.window, 2);
    say(session, "scope global");
    assert_string_equal(session_state(session)->ask.model->name, "seq2seq-dates-additive");
    say(session, "score cosine");
    say(session, "scope local-m 2"); /* no file was trained so: the run changes, and it is said */
    assert_string_equal(session_state(session)->ask.model->name, "seq2seq-dates-cosine");
    assert_contains(session_message(session), "local-m");
    refused(session, "scope local-p 2", "attention.center");
    say(session, "score none");
    assert_null(trace_find(session_run(session)->trace, "attention.weights"));
    say(session, "model dates");
    say(session, "cell lstm");
    assert_string_equal(session_state(session)->ask.model->name, "seq2seq-dates-additive-lstm");
    say(session, "cell rnn");
    assert_string_equal(session_state(session)->ask.model->name, "seq2seq-dates-additive-rnn");
    say(session, "encoder one-way");
    assert_string_equal(session_state(session)->ask.model->name, "seq2seq-dates-additive-oneway");
    session_free(session);
}

static void model_resets_how_weights_are_made(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "weigh sparse");
    say(session, "temperature 2.5");
    say(session, "model dates");
    assert_string_equal(session_state(session)->ask.attention.weigh->word, "soft");
    assert_near(session_state(session)->ask.attention.temperature, 1, 0);
    session_free(session);
}

static void wrong_lines_change_nothing(void **state) {
    (void)state;
    Session *session = open_session();
    refused(session, "scroe dot", "did you mean score");
    refused(session, "score dott", "did you mean dot");
    refused(session, "score", "needs more");
    refused(session, "score dot cosine", "takes less");
    refused(session, "scope band 2", "self-attention");
    refused(session, "scope local-p 0", "from 1");
    refused(session, "scope global 3", "no window");
    refused(session, "temperature nan", "from 1e-06");
    refused(session, "temperature 1,5", "from 1e-06");
    refused(session, "samples 1e3", "whole number");
    refused(session, "step 99", "from 0");
    refused(session, "select 0 1", "from 1");
    refused(session, "input \"", "quoted text");
    refused(session, "input \"\"", "empty");
    refused(session, "input \"  \"", "empty");
    refused(session, "input \"a\" b", "stands after");
    refused(session, "model seq2seq-dates-addtive", "nearest");
    refused(session, "open /nowhere/x.safetensors", "cannot open");
    refused(session, "undo", "nothing to undo");
    session_free(session);
}

static void long_input_is_one_sentence(void **state) {
    (void)state;
    Session *session = open_session();
    char line[12000] = "input \"";
    memset(line + 7, 'x', 10000);
    strcpy(line + 10007, "\"");
    refused(session, line, "10000 characters");
    strcpy(line + 7 + 1000, "\"");
    say(session, line);
    assert_int_equal(session_run(session)->source.count, 1001);
    session_free(session);
}

static void steps_go_forward_and_back(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "step first");
    say(session, "reveal row");
    Position seen[64];
    int n = 0;
    for (; n < 60; n++) {
        seen[n] = session_state(session)->look.position;
        say(session, "step next");
        Position now = session_state(session)->look.position;
        if (!memcmp(&now, &seen[n], sizeof now)) break;
    }
    assert_int_equal(n, 11 * 5);
    for (int i = n - 1; i >= 0; i--) {
        say(session, "step back");
        Position now = session_state(session)->look.position;
        assert_int_equal(now.token, seen[i].token);
        assert_int_equal(now.stage, seen[i].stage);
    }
    say(session, "step 4");
    say(session, "reveal cell");
    say(session, "step next"); /* the query of token 5 */
    say(session, "step next"); /* its first score */
    assert_int_equal(session_state(session)->look.position.stage, STAGE_SCORE);
    assert_int_equal(session_state(session)->look.position.cells, 1);
    say(session, "step back");
    assert_int_equal(session_state(session)->look.position.stage, STAGE_QUERY);
    session_free(session);
}

static void none_has_fewer_stages(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "score none");
    say(session, "step first");
    say(session, "step next");
    assert_int_equal(session_state(session)->look.position.stage, STAGE_CONTEXT);
    session_free(session);
}

static void a_run_of_steps_is_one_undo(void **state) {
    (void)state;
    Session *session = open_session();
    for (int i = 0; i < 5; i++) say(session, "step back");
    say(session, "theme dark");
    say(session, "undo");
    assert_int_equal(session_state(session)->look.theme, THEME_LIGHT);
    say(session, "undo");
    assert_int_equal(session_state(session)->look.position.token, 11);
    assert_false(session_can_undo(session));
    say(session, "redo");
    say(session, "redo");
    assert_int_equal(session_state(session)->look.theme, THEME_DARK);
    session_free(session);
}

static void hard_draws_are_the_seeds(void **state) {
    (void)state;
    Session *session = open_session();
    say(session, "weigh hard");
    say(session, "samples 4");
    const Run *first = session_run(session);
    Real one = trace_number(trace_find(first->trace, "attention.draws"), 0, 2, 3);
    say(session, "seed 2");
    say(session, "seed 1");
    assert_near(trace_number(trace_find(session_run(session)->trace, "attention.draws"), 0, 2, 3),
                one, 0);
    session_free(session);
}

/* --- random lines ---------------------------------------------------------------------------- */

/* Lines that are right, and words to spoil them with. */
static const char *const lines[] = {"score dot",
                                    "score cosine",
                                    "score additive",
                                    "score none",
                                    "scope global",
                                    "scope local-m 2",
                                    "scope local-p 3",
                                    "query current",
                                    "query previous",
                                    "weigh soft",
                                    "weigh hard",
                                    "weigh sparse",
                                    "weigh argmax",
                                    "temperature 0.5",
                                    "temperature 2",
                                    "samples 7",
                                    "input \"3 May 2001\"",
                                    "input \"日本 🎉 العربية\"",
                                    "input 1/2/99",
                                    "step next",
                                    "step back",
                                    "step first",
                                    "step last",
                                    "step 3",
                                    "reveal cell",
                                    "reveal row",
                                    "reveal token",
                                    "reveal all",
                                    "view weights",
                                    "view step",
                                    "select 2 3",
                                    "select none",
                                    "theme dark",
                                    "theme light",
                                    "undo",
                                    "redo",
                                    "example next",
                                    "example 4",
                                    "seed 5",
                                    "speed 2",
                                    "text-size 150",
                                    "renormalise on",
                                    "cell gru",
                                    "encoder two-way",
                                    "reset",
                                    "hidden 32",
                                    "examples 500",
                                    "rate 0.01",
                                    "model dates",
                                    "model seq2seq-dates-bilinear"};
static const char *const spoilers[] = {"nonsense", "-1", "\"", "\\", "2e9", "\"\"", "off", "0"};

static void random_line(Rng *rng, char line[256]) {
    const char *right = lines[rng_below(rng, sizeof lines / sizeof *lines)];
    const char *spoiler = spoilers[rng_below(rng, sizeof spoilers / sizeof *spoilers)];
    if (rng_below(rng, 4))
        snprintf(line, 256, "%s", right);
    else if (rng_below(rng, 2))
        snprintf(line, 256, "%s %s", right, spoiler);
    else
        snprintf(line, 256, "%.*s%s", (int)strcspn(right, " ") + 1, right, spoiler);
}

static void random_lines_come_back(void **state) {
    (void)state;
    Session *session = open_session();
    Buffer first = {0}, last = {0}, again = {0};
    session_write_state(session, &first);
    Rng rng = rng_seeded(42);
    int good = 0;
    for (int i = 0; i < 1200; i++) {
        char line[256];
        Error error = {0};
        random_line(&rng, line);
        bool applied = session_apply(session, line, &error);
        good += applied;
        if (!applied && !error.message[0]) fail_msg("“%s” was refused without a word", line);
    }
    assert_true(good > 500);
    session_write_state(session, &last);
    const char *path = testing_scratch("random.heed");
    Error error = {0};
    assert_true(file_save(path, last.data, last.size, &error));
    Session *other = open_session();
    if (!session_open(other, path, &error)) fail_msg("%s", error.message);
    session_write_state(other, &again);
    assert_string_equal(last.data, again.data);
    while (session_can_undo(session)) say(session, "undo");
    Buffer undone = {0};
    session_write_state(session, &undone);
    assert_string_equal(first.data, undone.data);
    session_free(other);
    session_free(session);
    buffer_free(&first);
    buffer_free(&last);
    buffer_free(&again);
    buffer_free(&undone);
}

static void a_bad_line_in_a_file_is_named(void **state) {
    (void)state;
    Session *session = open_session();
    const char *text = "# a file\ntheme dark\n\nscroe dot\n", *path = testing_scratch("bad.heed");
    Error error = {0};
    assert_true(file_save(path, text, strlen(text), &error));
    assert_false(session_open(session, path, &error));
    assert_contains(error.message, "bad.heed:4: there is no command");
    session_free(session);
}

/* A model that is in no file, as a training leaves it. */
static void use_untrained(Session *session, uint64_t seed) {
    TrainingPlan plan = session_training_plan(session);
    session_use_model(session, model_new(plan.task, &plan.config, seed), 0);
}

static void a_trained_model_is_saved_with_its_state(void **state) {
    (void)state;
    Session *session = open_session(), *other = open_session();
    Arena *arena = arena_new();
    const char *path = arena_string(arena, testing_scratch("taught.heed"));
    const char *again = arena_string(arena, testing_scratch("again.heed"));
    Error error = {0};
    use_untrained(session, 7);
    say(session, "input \"5 May 1999\"");
    if (!session_save(session, path, &error)) fail_msg("%s", error.message);
    if (!session_open(other, path, &error)) fail_msg("%s", error.message);
    const Weights *a = session_state(session)->ask.model->weights,
                  *b = session_state(other)->ask.model->weights;
    assert_int_equal(a->size, b->size);
    assert_memory_equal(a->values, b->values, a->size * sizeof *a->values);
    assert_string_equal(session_run(session)->output, session_run(other)->output);
    if (!session_save(other, again, &error)) fail_msg("%s", error.message);
    char *one, *two;
    size_t n, m;
    assert_true(file_read(path, 1 << 20, arena, &one, &n, &error));
    assert_true(file_read(again, 1 << 20, arena, &two, &m, &error));
    assert_string_equal(one, two);
    assert_contains(one, "open \"taught.safetensors\"");
    arena_free(arena);
    session_free(other);
    session_free(session);
}

static void a_model_alone_can_be_saved(void **state) {
    (void)state;
    Session *session = open_session();
    const char *path = testing_scratch("alone.safetensors");
    Error error = {0};
    use_untrained(session, 3);
    const Model *before = session_state(session)->ask.model;
    if (!session_save(session, path, &error)) fail_msg("%s", error.message);
    assert_true(session_apply(session, "undo", &error));
    if (!session_open(session, path, &error)) fail_msg("%s", error.message);
    const Model *after = session_state(session)->ask.model;
    assert_ptr_not_equal(before, after);
    assert_memory_equal(before->weights->values, after->weights->values,
                        before->weights->size * sizeof(Real));
    assert_false(session_save(session, "/no/such/folder/x.safetensors", &error));
    assert_contains(error.message, "/no/such/folder");
    session_free(session);
}

static void must_be_alike(const Session *a, const Session *b) {
    Buffer one = {0}, two = {0};
    session_write_state(a, &one);
    session_write_state(b, &two);
    assert_string_equal(one.data, two.data);
    assert_string_equal(session_run(a)->output, session_run(b)->output);
    buffer_free(&one);
    buffer_free(&two);
}

/* Opened on an input, a file leaves what opening it and then giving the input leaves; and nothing
 * where that cannot be. */
static void a_file_may_be_opened_on_an_input(void **state) {
    (void)state;
    Session *session = open_session(), *other = open_session(), *untouched = open_session();
    Session *alone = open_session();
    const char *path = testing_scratch("on.safetensors"), *line = "input \"5 May 1999\"";
    Error error = {0};
    use_untrained(session, 5);
    if (!session_save(session, path, &error)) fail_msg("%s", error.message);
    if (!session_open(session, path, &error)) fail_msg("%s", error.message);
    say(session, line);
    const char *refused[] = {"input \"\"", "input \"", "input", "theme dark", "nonsense"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_false(session_open_on(other, path, refused[i]));
        must_be_alike(other, untouched);
    }
    assert_false(session_open_on(other, "/nowhere/x.safetensors", line));
    assert_false(session_can_undo(other));
    assert_true(session_open_on(other, path, line));
    must_be_alike(other, session);
    say(other, "undo");
    assert_true(session_open(alone, path, &error));
    must_be_alike(other, alone); /* as opened, run only now */
    say(other, "redo");
    must_be_alike(other, session);
    say(other, "undo");
    say(other, "undo");
    must_be_alike(other, untouched);
    session_free(alone);
    session_free(untouched);
    session_free(other);
    session_free(session);
}

/* A session that begins with a file is what opening the file in a new one leaves, and undo ends
 * there. */
static void a_session_may_begin_with_a_file(void **state) {
    (void)state;
    const char *const models[][2] = {{"model dates", "input \"5 May 1999\""},
                                     {"model translate", "input \"the cat sleeps\""},
                                     {"model brackets", "input \"( a [ b ] )\""},
                                     {"model transformer-dates", "theme dark"}};
    const char *path = testing_scratch("begun.safetensors");
    Error error = {0};
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        Session *session = open_session();
        say(session, models[i][0]);
        if (!session_save(session, path, &error)) fail_msg("%s", error.message);
        const char *asked[] = {NULL, models[i][1], "nonsense"};
        for (int k = 0; k < 3; k++) {
            bool said = true, gives = k == 1 && !strncmp(asked[k], "input", 5);
            Session *begun = session_new_of(path, asked[k], &said, &error), *other = open_session();
            if (!begun) fail_msg("%s", error.message);
            assert_int_equal(said, gives);
            if (!session_open(other, path, &error)) fail_msg("%s", error.message);
            if (gives) say(other, asked[k]);
            must_be_alike(begun, other);
            assert_int_equal(session_can_undo(begun), gives);
            if (gives) say(begun, "undo");
            if (gives) say(other, "undo");
            must_be_alike(begun, other);
            session_free(other);
            session_free(begun);
        }
        session_free(session);
    }
    bool said = true;
    assert_null(session_new_of("/nowhere/x.safetensors", models[0][1], &said, &error));
    assert_false(said);
    assert_contains(error.message, "/nowhere/x.safetensors");
}

static void a_file_that_opens_itself_is_refused(void **state) {
    (void)state;
    Session *session = open_session();
    const char *text = "theme dark\nopen circle.heed\n", *path = testing_scratch("circle.heed");
    Error error = {0};
    assert_true(file_save(path, text, strlen(text), &error));
    assert_false(session_open(session, path, &error));
    assert_contains(error.message, "too deep");
    session_free(session);
}

/* Where a session begins, undo ends; what was said from there on is taken back one by one. */
static void undo_ends_where_a_file_begins(void **state) {
    (void)state;
    Session *session = open_session();
    const char *text = "theme dark\nstep 3\n# words\ninput \"5 May 1999\"\n";
    char path[512];
    Error error = {0};
    Ask ask;
    snprintf(path, sizeof path, "%s", testing_scratch("begins.heed"));
    assert_true(file_save(path, text, strlen(text), &error));
    Opening *opening = session_opening(session, path, true, &error);
    assert_non_null(opening);
    assert_false(opening_foresee(opening, &ask)); /* no run is asked for */
    int said = 0;
    for (; !opening_is_over(opening); said++) {
        bool asks = opening_foresee(opening, &ask);
        assert_true(!asks || !strcmp(ask.input, "5 May 1999"));
        assert_true(opening_apply(opening, &error));
    }
    opening_free(opening);
    assert_true(said >= 4);
    assert_false(session_can_undo(session));
    say(session, "step 2");
    say(session, "theme light");
    say(session, "undo");
    say(session, "undo");
    assert_false(session_can_undo(session));
    assert_string_equal(session_state(session)->ask.input, "5 May 1999");
    assert_int_equal(session_state(session)->look.theme, THEME_DARK);
    assert_null(session_opening_of(session, "theme dark", &error));
    assert_null(session_opening_of(session, "open /nowhere.heed", &error));
    assert_contains(error.message, "/nowhere.heed");
    session_free(session);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trained_model_is_saved_with_its_state),
        cmocka_unit_test(a_model_alone_can_be_saved),
        cmocka_unit_test(a_file_that_opens_itself_is_refused),
        cmocka_unit_test(undo_ends_where_a_file_begins),
        cmocka_unit_test(it_starts_on_a_date),
        cmocka_unit_test(words_choose_shipped_files),
        cmocka_unit_test(model_resets_how_weights_are_made),
        cmocka_unit_test(wrong_lines_change_nothing),
        cmocka_unit_test(long_input_is_one_sentence),
        cmocka_unit_test(steps_go_forward_and_back),
        cmocka_unit_test(none_has_fewer_stages),
        cmocka_unit_test(a_run_of_steps_is_one_undo),
        cmocka_unit_test(hard_draws_are_the_seeds),
        cmocka_unit_test(random_lines_come_back),
        cmocka_unit_test(a_bad_line_in_a_file_is_named),
        cmocka_unit_test(a_file_may_be_opened_on_an_input),
        cmocka_unit_test(a_session_may_begin_with_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
