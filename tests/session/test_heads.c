/* Transformers in a session: their blocks step by step, heads chosen, ablated and kept in a state.
 */
#include "session/many.h"

#include "gpt2.h"

#include "base/file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Session *open_on(const char *model) {
    Session *session = open_session();
    char line[128];
    snprintf(line, sizeof line, "model %s", model);
    say(session, line);
    return session;
}

static Position at(const Session *session) {
    return session_state(session)->look.position;
}

static const Look *look(const Session *session) {
    return &session_state(session)->look;
}

static void a_transformer_rewrites_a_date(void **state) {
    (void)state;
    Session *session = open_on("transformer-dates");
    assert_string_equal(session_run(session)->output, "1967-11-19");
    say(session, "input \"5 May 1999\"");
    assert_string_equal(session_run(session)->output, "1999-05-05");
    assert_int_equal(look(session)->heads[0].of, HEADS_CROSS);
    session_free(session);
}

static void a_task_opens_its_transformer(void **state) {
    (void)state;
    Session *session = open_on("repeat");
    assert_string_equal(session_state(session)->ask.model->name, "transformer-repeat");
    refused(session, "positions sinusoidal", "learned positions");
    say(session, "positions learned");
    session_free(session);
}

/* Forward through everything by a size of step and back again. */
static int walk(Session *session, const char *reveal) {
    char line[64];
    snprintf(line, sizeof line, "reveal %s", reveal);
    say(session, line);
    say(session, "step first");
    int steps = 0;
    for (;; steps++) {
        Position before = at(session);
        say(session, "step next");
        Position after = at(session);
        if (!memcmp(&before, &after, sizeof before)) break;
        assert_true(after.token > before.token || after.stage > before.stage ||
                    after.cells > before.cells || after.cells == 0);
    }
    for (int i = 0; i < steps; i++) say(session, "step back");
    assert_int_equal(at(session).token, 0);
    return steps;
}

/* Rows and cells of all that a run makes of one head, stage by stage. */
static void count_all(const Run *run, int *rows, int *cells) {
    *rows = *cells = 0;
    for (int b = 1; b <= run_block_count(run); b++) {
        Block block = run_block(run, b);
        int count;
        const BlockStage *stages = run_block_stages(&block, &count);
        for (int s = 0; s < count; s++) {
            const TraceArray *array = run_block_array(run, &block, stages[s].array);
            *rows += array->rows;
            *cells += array->rows * array->cols;
            assert_int_equal(run_walk_row(run, (Position){b, s, 0}), array->cols);
        }
    }
}

/* Every stage goes by cells and by rows: scores, and vectors as well. */
static void blocks_are_walked_there_and_back(void **state) {
    (void)state;
    Session *session = open_session();
    const char *path = testing_scratch("walked.safetensors");
    Error error = {0};
    gpt2_save(&(Gpt2){GPT2_REPEAT, 2, 2, 4, 8}, path);
    if (!session_open(session, path, &error)) fail_msg("%s", error.message);
    say(session, "input \"a b a\"");
    const Run *run = session_run(session);
    int layers = session_state(session)->ask.model->transformer.layers;
    assert_int_equal(run_block_count(run), 2 * layers + 1);
    assert_int_equal(walk(session, "layer"), 2 * layers + 1);
    int attention, feedforward, rows, cells;
    run_block_stages(&(Block){.kind = BLOCK_ATTENTION}, &attention);
    run_block_stages(&(Block){.kind = BLOCK_FEEDFORWARD}, &feedforward);
    assert_int_equal(walk(session, "head"), layers * (attention + feedforward) + 1);
    count_all(run, &rows, &cells);
    int by_row = walk(session, "row"), by_cell = walk(session, "cell");
    assert_int_equal(by_row, rows);
    assert_int_equal(by_cell, cells);
    session_free(session);
}

static void stepping_takes_the_head_along(void **state) {
    (void)state;
    Session *session = open_on("transformer-dates");
    say(session, "head 1.3");
    say(session, "step 1 6");
    assert_int_equal(look(session)->heads[0].of, HEADS_ENCODER);
    assert_int_equal(look(session)->heads[0].layer, 1);
    assert_int_equal(look(session)->heads[0].head, 3);
    say(session, "step 9");
    assert_int_equal(look(session)->heads[0].of, HEADS_CROSS);
    assert_int_equal(look(session)->heads[0].layer, 2);
    session_free(session);
}

static void heads_are_chosen_by_their_words(void **state) {
    (void)state;
    Session *session = open_on("transformer-dates");
    say(session, "head encoder 2.1,2.4");
    assert_int_equal(look(session)->head_count, 2);
    assert_int_equal(look(session)->heads[1].head, 4);
    assert_int_equal(look(session)->heads[1].of, HEADS_ENCODER);
    say(session, "head 1.2");
    assert_int_equal(look(session)->heads[0].of, HEADS_ENCODER);
    say(session, "head decoder");
    assert_int_equal(look(session)->heads[0].of, HEADS_DECODER);
    refused(session, "head 3.1", "2 layers have 4 heads");
    refused(session, "head 0.1", "no head 0.1");
    refused(session, "head one", "LAYER.HEAD");
    say(session, "model dates");
    refused(session, "head 1.1", "has no heads");
    say(session, "model transformer-brackets");
    refused(session, "head cross 1.1", "no cross heads");
    session_free(session);
}

/* All of the layer: taken along from layer to layer, and kept in a saved state. */
static void all_heads_of_a_layer(void **state) {
    (void)state;
    Session *session = open_on("transformer-dates");
    say(session, "head encoder 2.3");
    say(session, "head all");
    assert_int_equal(look(session)->head_count, 4);
    assert_int_equal(look(session)->heads[0].head, 3);
    assert_int_equal(look(session)->heads[3].head, 4);
    assert_true(look_has_layer(look(session), session_state(session)->ask.model));
    say(session, "step 1 6");
    assert_int_equal(look(session)->head_count, 4);
    assert_int_equal(look(session)->heads[3].layer, 1);
    const char *path = testing_scratch("all-heads.heed");
    Error error = {0};
    assert_true(session_save(session, path, &error));
    say(session, "head 1.2");
    say(session, "step 3");
    assert_int_equal(look(session)->head_count, 1);
    assert_true(session_open(session, path, &error));
    assert_int_equal(look(session)->head_count, 4);
    assert_int_equal(look(session)->heads[0].head, 3);
    assert_int_equal(look(session)->position.token, 1);
    say(session, "head 1.1,2.2"); /* not of one layer: stepping on keeps one */
    say(session, "step 3");
    assert_int_equal(look(session)->head_count, 1);
    say(session, "model seq2seq-dates-additive");
    refused(session, "head all", "has no heads");
    session_free(session);
}

static double weight_sum(const Session *session, HeadAt head) {
    const TraceArray *array = run_head_array(session_run(session), head, "weights");
    double sum = 0;
    for (int t = 0; t < array->rows; t++)
        for (int s = 0; s < array->cols; s++)
            sum += (double)trace_number(array, head.head - 1, t, s);
    return sum;
}

static void ablated_heads_change_what_follows(void **state) {
    (void)state;
    Session *session = open_on("transformer-dates");
    const Run *whole = session_run(session);
    HeadAt head = {HEADS_CROSS, 2, 1};
    say(session, "ablate cross 2.1");
    say(session, "ablate cross 1.4,1.2");
    assert_string_equal(session_state(session)->ask.ablated, "cross 1.2,1.4,2.1");
    assert_ptr_not_equal(session_run(session), whole);
    const TraceArray *kept = run_head_array(session_run(session), head, "ablated");
    assert_non_null(kept);
    for (int c = 0; c < kept->cols; c++) assert_true(trace_number(kept, 0, 0, c) == 0);
    assert_true(fabs(weight_sum(session, head) - session_run(session)->target.count) < 1e-3);
    say(session, "restore cross 1.2,1.4");
    assert_string_equal(session_state(session)->ask.ablated, "cross 2.1");
    say(session, "restore all");
    assert_string_equal(session_state(session)->ask.ablated, "");
    assert_ptr_equal(session_run(session), whole);
    session_free(session);
}

/* Σ −log p of a run's own words in its trace, a token. */
static double nats_in(const Run *run) {
    const TraceArray *p = trace_find(run->trace, "output.probabilities");
    double nats = 0;
    for (int t = 0; t < run->target.count; t++)
        nats -= log((double)trace_number(p, 0, t, run->chosen[t]));
    return nats / run->target.count;
}

static void both_runs_of_an_ablation_are_fed_the_same(void **state) {
    (void)state;
    Session *session = open_on("transformer-dates");
    assert_null(session_ablation(session).before);
    const Run *whole = session_run(session);
    say(session, "ablate cross 1.1,1.2,2.1");
    Ablation a = session_ablation(session);
    assert_int_equal(a.on, ABLATION_REFERENCE);
    assert_string_equal(a.before->output, whole->reference);
    assert_string_equal(a.after->output, whole->reference);
    assert_string_equal(a.after->ask.ablated, "cross 1.1,1.2,2.1");
    assert_string_equal(a.before->ask.ablated, "");
    assert_near(run_loss(a.before), nats_in(a.before), 1e-5);
    assert_near(run_loss(a.after), nats_in(a.after), 1e-5);
    assert_true(run_loss(a.after) > run_loss(a.before));
    assert_ptr_equal(session_ablation(session).after, a.after);
    say(session, "target \"1999-01-01\"");
    a = session_ablation(session);
    assert_int_equal(a.on, ABLATION_TARGET);
    assert_ptr_equal(a.after, session_run(session));
    assert_string_equal(a.before->output, "1999-01-01");
    say(session, "target none");
    say(session, "prefix \"1999-01-01-01-01\""); /* a row that the reference has not */
    say(session, "force cross 2.2 14 1");
    a = session_ablation(session);
    assert_string_equal(a.after->output, whole->reference);
    assert_int_equal(a.after->ask.edits->forced_count, 1);
    assert_ptr_equal(a.before, session_original(session)); /* it writes the reference */
    say(session, "free all");
    say(session, "prefix none");
    say(session, "input \"xyz\"");
    a = session_ablation(session);
    assert_int_equal(a.on, ABLATION_OUTPUT);
    assert_string_equal(a.after->output, session_original(session)->output);
    session_free(session);
}

/* Of a model that only reads the rows are the same anyway. */
static void a_reading_model_is_judged_on_what_it_reads(void **state) {
    (void)state;
    Session *session = open_on("transformer-brackets");
    say(session, "ablate 1.1");
    Ablation a = session_ablation(session);
    assert_int_equal(a.on, ABLATION_READ);
    assert_ptr_equal(a.after, session_run(session));
    assert_ptr_equal(a.before, session_original(session));
    assert_true(run_loss(a.after) > run_loss(a.before));
    session_free(session);
}

static void comes_back(const Session *session, Session *other) {
    Buffer first = {0}, again = {0};
    session_write_state(session, &first);
    const char *path = testing_scratch("heads.heed");
    Error error = {0};
    assert_true(file_save(path, first.data, first.size, &error));
    if (!session_open(other, path, &error)) fail_msg("%s", error.message);
    session_write_state(other, &again);
    assert_string_equal(first.data, again.data);
    buffer_free(&first);
    buffer_free(&again);
}

static void such_a_state_comes_back(void **state) {
    (void)state;
    Session *session = open_on("transformer-dates"), *other = open_on("dates");
    say(session, "head encoder 1.2,2.3");
    say(session, "ablate encoder 1.1");
    say(session, "ablate cross 2.2");
    say(session, "scope band 4");
    say(session, "step 1 4 17");
    say(session, "select 3 5");
    comes_back(session, other);
    say(session, "model transformer-dates"); /* its first head, not that of the last block */
    say(session, "step last");
    say(session, "head cross 1.1");
    comes_back(session, other);
    session_free(other);
    session_free(session);
}

static void scopes_of_heads_are_their_own(void **state) {
    (void)state;
    Session *session = open_on("transformer-brackets");
    refused(session, "scope local-p 3", "global, causal or band");
    refused(session, "score additive", "scaled");
    refused(session, "cell lstm", "no cell to choose");
    say(session, "scope band 2");
    const TraceArray *scores =
        run_head_array(session_run(session), (HeadAt){HEADS_DECODER, 1, 1}, "scores");
    for (int t = 0; t < scores->rows; t++)
        for (int s = 0; s < scores->cols; s++) {
            bool seen = abs(s - t) <= 2; /* both sides */
            assert_true((trace_number(scores, 0, t, s) == -REAL_INFINITY) == !seen);
        }
    session_free(session);
}

/* A changed word takes its row from what a head matches, not all of them; so a head keeps its name.
 */
static void matching_is_measured_where_the_output_is_right(void **state) {
    (void)state;
    Session *session = open_on("transformer-translate");
    const Run *run = session_run(session);
    int words = run->target.count - 1;
    HeadAt head = {HEADS_CROSS, 2, 1};
    HeadPattern name = run_head_summary(run, head)->pattern;
    assert_non_null(run->gold);
    assert_int_equal(run_words_judged(run), words);
    assert_int_equal(name, PATTERN_MATCHING);
    say(session,
        "target \"l' accord sur le zone économique européenne a été signé en août 1992 .\"");
    run = session_run(session);
    assert_null(run->gold);
    assert_int_equal(run_words_judged(run), words - 1);
    assert_int_equal(run_head_summary(run, head)->pattern, name);
    say(session, "target \"la zone .\""); /* right from its end alone */
    assert_int_equal(run_words_judged(session_run(session)), 1);
    session_free(session);
}

/* In a file an ablated head's context is 0, and A V stands beside it; the other heads' are the
 * same. */
static void files_have_zeros_for_an_ablated_head(void **state) {
    (void)state;
    Session *session = open_on("transformer-brackets");
    say(session, "ablate 1.2");
    const Run *run = session_run(session);
    const TraceArray *made = run_head_array(run, (HeadAt){HEADS_DECODER, 1, 2}, "context");
    Arena *arena = arena_new();
    ArrayFile file;
    arrays_init(&file, arena);
    run_export(run, &file);
    const NamedArray *context = arrays_find(&file, "layers.0.attention.context"),
                     *whole = arrays_find(&file, "layers.0.attention.context.whole");
    assert_non_null(context);
    assert_non_null(whole);
    assert_null(arrays_find(&file, "layers.0.attention.ablated"));
    int plane = made->rows * made->cols, zeros = 0;
    for (int i = 0; i < made->planes * plane; i++) {
        float is = context->numbers[i], was = whole->numbers[i];
        bool ablated = i / plane == 1;
        assert_true(ablated ? is == 0 : memcmp(&is, &was, sizeof is) == 0);
        zeros += ablated && was == 0;
    }
    assert_true(zeros < plane / 2);
    arena_free(arena);
    session_free(session);
}

/* A group is said as it is written, or as the screen names it; a state has the former. */
static void across_is_cross(void **state) {
    (void)state;
    Session *session = open_on("transformer-dates");
    say(session, "head decoder");
    say(session, "head across 2.3");
    assert_int_equal(session_state(session)->look.heads[0].of, HEADS_CROSS);
    say(session, "head encoder 1.1");
    say(session, "head across");
    assert_int_equal(session_state(session)->look.heads[0].of, HEADS_CROSS);
    say(session, "ablate across 1.1 encoder 1.2");
    assert_string_equal(session_state(session)->ask.ablated, "encoder 1.2 cross 1.1");
    say(session, "force across 1.2 1 2 0.5");
    assert_int_equal(session_state(session)->ask.edits->forced[0].head.of, HEADS_CROSS);
    say(session, "free across 1.2 1");
    say(session, "restore across 1.1");
    assert_string_equal(session_state(session)->ask.ablated, "encoder 1.2");
    Buffer text = {0};
    session_write_state(session, &text);
    assert_null(strstr(text.data, "across"));
    buffer_free(&text);
    refused(session, "head acros 1.1", "cross 1.1");
    session_free(session);
}

/* What each head is worth is measured again from a saved state, so that its picture comes back. */
static void a_ranked_state_comes_back_ranked(void **state) {
    (void)state;
    char save[64], open[64];
    snprintf(save, sizeof save, "save /tmp/heed-ranked-%d.heed", (int)getpid());
    snprintf(open, sizeof open, "open %s", save + strlen("save "));
    Session *session = open_on("transformer-brackets");
    say(session, "view heads");
    say(session, "sort loss");
    Buffer plain = {0}, saved = {0}, again = {0}, line = {0};
    session_write_state(session, &plain);
    assert_null(strstr(plain.data, "rank"));
    say(session, "rank start");
    session_write_state(session, &saved);
    assert_contains(saved.data, "\nrank start\n");
    session_write_render(session, &line);
    assert_contains(line.data, " -c 'rank start'");
    say(session, save);
    const HeadRanking *ranking = session_ranking(session);
    say(session, "rank start"); /* known: nothing is measured twice */
    assert_ptr_equal(session_ranking(session), ranking);
    Session *other = open_session();
    say(other, open);
    const HeadRanking *there = session_ranking(other);
    assert_true(session_is_ranked(other));
    assert_int_equal(there->heads, ranking->heads);
    assert_memory_equal(there->without, ranking->without,
                        (size_t)ranking->heads * sizeof *ranking->without);
    session_write_state(other, &again);
    assert_string_equal(saved.data, again.data);
    say(other, "model dates"); /* another model, whose heads were not */
    again.size = 0;
    session_write_state(other, &again);
    assert_null(strstr(again.data, "rank start"));
    Buffer *all[] = {&plain, &saved, &again, &line};
    for (int i = 0; i < 4; i++) buffer_free(all[i]);
    remove(save + strlen("save "));
    session_free(session);
    session_free(other);
}

/* As far as the longest input there can be, and a state with such a window comes back. */
static void a_window_is_as_wide_as_inputs_are_long(void **state) {
    (void)state;
    Session *session = open_on("transformer-brackets");
    say(session, "scope band 2000");
    assert_int_equal(session_run(session)->ask.attention.window, 2000);
    say(session, "scope band 1000000");
    refused(session, "scope band 1000001", "from 0 to 1000000");
    session_free(session);
    session = open_on("dates");
    say(session, "scope local-m 1500");
    assert_int_equal(session_run(session)->ask.attention.window, 1500);
    session_free(session);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_have_zeros_for_an_ablated_head),
        cmocka_unit_test(a_transformer_rewrites_a_date),
        cmocka_unit_test(a_task_opens_its_transformer),
        cmocka_unit_test(blocks_are_walked_there_and_back),
        cmocka_unit_test(stepping_takes_the_head_along),
        cmocka_unit_test(all_heads_of_a_layer),
        cmocka_unit_test(heads_are_chosen_by_their_words),
        cmocka_unit_test(ablated_heads_change_what_follows),
        cmocka_unit_test(both_runs_of_an_ablation_are_fed_the_same),
        cmocka_unit_test(a_reading_model_is_judged_on_what_it_reads),
        cmocka_unit_test(such_a_state_comes_back),
        cmocka_unit_test(matching_is_measured_where_the_output_is_right),
        cmocka_unit_test(scopes_of_heads_are_their_own),
        cmocka_unit_test(across_is_cross),
        cmocka_unit_test(a_ranked_state_comes_back_ranked),
        cmocka_unit_test(a_window_is_as_wide_as_inputs_are_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
