/* Following a number: its names, the way back, undo, saved states, and other runs. */
#include "session/one.h"

#include "engine/uses.h"

#include <stdio.h>
#include <string.h>

static RunCell followed(void) {
    RunCell at;
    if (!run_followed(session_run(session), look(), &at)) fail_msg("nothing is followed");
    return at;
}

static void assert_followed(const char *words) {
    RunCell at = followed();
    Arena *arena = arena_new();
    assert_string_equal(run_cell_words(arena, &at), words);
    arena_free(arena);
}

/* Every number of the trace has a name, and its name leads back to it. */
static void every_number_has_a_name(void **state) {
    (void)state;
    static const char *const lines[] = {"model dates", "scope local-p 3", "model transformer-dates",
                                        "model lookup", "score additive"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        say(lines[i]);
        const Run *run = session_run(session);
        for (int k = 0; k < run->trace->count; k++) {
            const TraceArray *a = &run->trace->arrays[k];
            if (a->tokens) continue;
            RunCell last = run_cell_at(a, a->planes - 1, a->rows - 1, a->cols - 1), back;
            RunCell by_node = run_cell_of(run, last.node, last.cell);
            CellName name = {a->name, a->planes, a->rows, a->cols, FOLLOW_A};
            assert_true(run_cell_find(run, &name, &back));
            assert_true(run_cell_same(&last, &back));
            assert_true(run_cell_same(&last, &by_node));
            assert_ptr_equal(back.node, last.node);
            assert_near(run_cell_number(&back),
                        trace_number(a, a->planes - 1, a->rows - 1, a->cols - 1), 0);
        }
        /* and every node, by its place on the tape */
        for (int id = 0; id < tape_count(run->tape); id++) {
            char text[24];
            snprintf(text, sizeof text, "node.%d", id);
            RunCell at;
            assert_true(run_cell_find(run, &(CellName){text, 1, 1, 1, FOLLOW_A}, &at));
            assert_ptr_equal(at.node, tape_node(run->tape, id));
        }
    }
}

static void names_are_precise(void **state) {
    (void)state;
    say("follow encoder.h 6 12");
    assert_followed("encoder.h 6 12");
    say("follow attention.key.weight 3 7");
    assert_followed("attention.key.weight 3 7");
    refused("follow encoder.h 6", "encoder.h is 27 × 64, as in: follow encoder.h 1 1");
    refused("follow encoder.h 1 6 12", "encoder.h is 27 × 64");
    refused("follow encoder.h 28 1", "a whole number from 1 to 27");
    refused("follow encoder.h 1 65", "a whole number from 1 to 64");
    refused("follow encoder.h one 1", "a whole number");
    refused("follow encoder.hh 1 1", "did you mean encoder.h?");
    refused("follow source.tokens 1", "words, not numbers");
    refused("follow node.99999999 1 1", "this run has no");
    refused("follow node.x 1 1", "this run has no");
    say("follow node.0 1 1");
    assert_followed("node.0 1 1");
    say("scope local-p 3");
    refused("follow attention.center 1 1", "attention.center has 11 numbers");
    say("follow attention.center 4");
    assert_followed("attention.center 4");
    say("model transformer-dates");
    refused("follow encoder.layers.0.attention.weights 3 4",
            "is 4 × 27 × 27, as in: follow encoder.layers.0.attention.weights 1 1 1");
    say("follow encoder.layers.0.attention.weights 2 3 4");
    assert_followed("encoder.layers.0.attention.weights 2 3 4");
    assert_int_equal(look()->heads[0].of, HEADS_ENCODER); /* and it is the head that is seen */
    assert_int_equal(look()->heads[0].head, 2);
    say("head encoder 1.3");
    Buffer saved = {0};
    session_write_state(session, &saved);
    assert_true(strstr(saved.data, "head encoder 1.3") > strstr(saved.data, "follow encoder"));
    buffer_free(&saved);
}

static void the_way_back_is_kept(void **state) {
    (void)state;
    refused("follow back", "nothing is followed");
    say("follow attention.context 3 5");
    say("follow attention.weights 3 9");
    say("follow attention.scores 3 9");
    assert_int_equal(look()->followed_count, 3);
    say("follow back");
    assert_followed("attention.weights 3 9");
    say("undo");
    assert_followed("attention.scores 3 9");
    say("undo");
    say("redo");
    assert_followed("attention.scores 3 9");
    say("follow attention.context 3 5"); /* on the way: back to it, not round */
    assert_int_equal(look()->followed_count, 1);
    say("follow none");
    assert_int_equal(look()->followed_count, 0);
    say("undo");
    assert_followed("attention.context 3 5");
    for (int i = 1; i <= 27; i++) {
        char line[40];
        snprintf(line, sizeof line, "follow encoder.h %d 1", i);
        say(line);
    }
    assert_int_equal(look()->followed_count, FOLLOWED_MOST); /* the first are forgotten */
    assert_followed("encoder.h 27 1");
}

static void a_saved_state_follows_on(void **state) {
    (void)state;
    say("follow attention.context 3 5");
    say("follow encoder.h 2 5");
    say("theme dark");
    Buffer saved = {0}, again = {0};
    session_write_state(session, &saved);
    assert_contains(saved.data,
                    "follow none\nfollow attention.context 3 5\nfollow encoder.h 2 5\n");
    say("reset");
    assert_int_equal(look()->followed_count, 0);
    for (char *line = saved.data, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next) *next++ = '\0';
        say(line);
    }
    session_write_state(session, &again);
    assert_contains(again.data, "follow attention.context 3 5\nfollow encoder.h 2 5\n");
    buffer_free(&saved);
    buffer_free(&again);
}

/* The same number of another run where it has one; among other words nothing. */
static void other_runs_let_go_of_what_they_have_not(void **state) {
    (void)state;
    say("follow attention.hidden 1 3 5");
    say("temperature 2");
    assert_followed("attention.hidden 1 3 5");
    say("score dot"); /* has no tanh */
    assert_int_equal(look()->followed_count, 0);
    say("follow encoder.h 1 1");
    say("input \"3 May 2001\"");
    assert_int_equal(look()->followed_count, 0);
    say("follow node.3 1 1");
    say("temperature 0.5"); /* counted otherwise there */
    assert_int_equal(look()->followed_count, 0);
}

static void assert_followed_in(FollowIn in, const char *words) {
    RunCell at;
    Arena *arena = arena_new();
    assert_int_equal(look()->followed[look()->followed_count - 1].in, in);
    assert_true(run_followed_in(session_other(session), in, look(), &at));
    assert_false(run_followed(session_run(session), look(), &at));
    assert_string_equal(run_cell_words(arena, &at), words);
    arena_free(arena);
}

/* Numbers of both runs of a comparison, and of the difference, on one way. */
static void both_runs_are_followed(void **state) {
    (void)state;
    refused("follow b encoder.h 1 1", "no second run to follow in; compare makes one");
    refused("follow difference 1 1", "no difference to follow");
    say("compare \"score dot\"");
    say("follow difference 8 18");
    say("follow b attention.weights 8 18");
    assert_followed_in(FOLLOW_B, "attention.weights 8 18");
    say("follow attention.weights 8 18");
    assert_followed("attention.weights 8 18");
    assert_int_equal(look()->followed_count, 3);
    refused("follow b attention.hidden 8 1 1", "this run has no"); /* A has */
    refused("follow b", "needs a name");
    refused("follow b attention.weights 8", "as in: follow");
    refused("follow difference 12 1", "from 1 to 11");
    refused("follow difference 1", "difference is 11 × 27");
    say("follow back");
    assert_followed_in(FOLLOW_B, "attention.weights 8 18");
    Buffer saved = {0}, again = {0};
    session_write_state(session, &saved);
    assert_contains(saved.data, "\nfollow difference 8 18\nfollow b attention.weights 8 18\n");
    say("compare swap");
    assert_followed("attention.weights 8 18");
    assert_string_equal(session_state(session)->ask.attention.score->word, "dot");
    say("compare off");
    assert_int_equal(look()->followed_count, 0); /* the difference is gone */
    say("reset");
    for (char *line = saved.data, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next) *next++ = '\0';
        say(line);
    }
    session_write_state(session, &again);
    assert_contains(again.data, "\nfollow difference 8 18\nfollow b attention.weights 8 18\n");
    say("compare \"score cosine\""); /* another second run has it too */
    assert_followed_in(FOLLOW_B, "attention.weights 8 18");
    say("compare \"score none\"");
    assert_int_equal(look()->followed_count, 0);
    buffer_free(&saved);
    buffer_free(&again);
}

/* However long the input is, what a number or a weight goes into is found without a wait. */
static void where_numbers_go_is_found_at_once(void **state) {
    (void)state;
    char line[920] = "input ";
    memset(line + 6, 'y', 900);
    say(line);
    const Tape *tape = session_run(session)->tape;
    for (int i = 0; i < tape_count(tape); i++) {
        const Node *node = tape_node(tape, i);
        if (!node_is_parameter(node) && i % 97) continue;
        Arena *arena = arena_new();
        Uses uses = {.count = 0};
        uses_of_cell(node, (Cell){0, 0, 0}, 1 << 20, arena, &uses);
        if (uses.cut) fail_msg("%s %s goes into more", node->op->name, node->name);
        arena_free(arena);
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)
    const struct CMUnitTest tests[] = {
        TEST(every_number_has_a_name),
        TEST(names_are_precise),
        TEST(the_way_back_is_kept),
        TEST(a_saved_state_follows_on),
        TEST(other_runs_let_go_of_what_they_have_not),
        TEST(both_runs_are_followed),
        TEST(where_numbers_go_is_found_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
