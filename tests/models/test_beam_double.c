/* Beam search in double, against a search by brute force: every hypothesis is decoded from the
 * start again, every continuation is put on one heap, the heap is sorted. And the rules by
 * themselves, on logits made for them: ties, ends, limits, prefixes. */
#include "testing.h"

#include "models/pairs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 6, MOST = 16 };

/* --- by brute force -------------------------------------------------------------------------- */

/* log p of every word after `count` words. */
typedef void Continue(const void *with, const int *words, int count, double out[WORDS]);

typedef struct Hypothesis {
    int words[MOST], count, parent, last; /* last: the word that was added, for ties */
    double sum;
    bool ended;
} Hypothesis;

static int better(const void *a, const void *b) {
    const Hypothesis *x = a, *y = b;
    if (x->sum != y->sum) return x->sum > y->sum ? -1 : 1;
    return x->parent != y->parent ? x->parent - y->parent : x->last - y->last;
}

/* The final beam into `out`, the best first; returns how many, and the steps made. */
static int brute_force(Continue *continues, const void *with, int width, int limit,
                       Hypothesis out[BEAM_WIDEST], int *steps) {
    int count = 1;
    out[0] = (Hypothesis){.count = 0};
    for (*steps = 0; *steps < limit; (*steps)++) {
        Hypothesis heap[BEAM_WIDEST * WORDS];
        int size = 0, ended = 0;
        for (int p = 0; p < count; p++) {
            ended += out[p].ended;
            double log_p[WORDS];
            if (!out[p].ended) continues(with, out[p].words, out[p].count, log_p);
            for (int v = 0; v < (out[p].ended ? 1 : WORDS); v++) {
                Hypothesis *next = &heap[size++];
                *next = out[p];
                next->parent = p;
                next->last = v;
                if (out[p].ended) continue;
                next->words[next->count++] = v;
                next->sum += log_p[v];
                next->ended = v == TOKEN_END;
            }
        }
        if (ended == count) break;
        qsort(heap, (size_t)size, sizeof *heap, better);
        count = size < width ? size : width;
        memcpy(out, heap, (size_t)count * sizeof *heap);
    }
    return count;
}

static void log_softmax(const Real *logits, double out[WORDS]) {
    double sum = 0;
    for (int v = 0; v < WORDS; v++) sum += exp(logits[v]);
    for (int v = 0; v < WORDS; v++) out[v] = logits[v] - log(sum);
}

static void assert_same_beam(const Beam *beam, const Hypothesis *expected, int count, int steps,
                             const char *what) {
    if (beam->steps != steps || beam_count(beam) != count)
        fail_msg("%s: %d of %d steps, %d of %d hypotheses", what, beam->steps, steps,
                 beam_count(beam), count);
    for (int p = 0; p < count; p++) {
        int words[MOST], n = beam_words(beam, beam->steps, p, words);
        assert_int_equal(n, expected[p].count);
        assert_memory_equal(words, expected[p].words, (size_t)n * sizeof *words);
        const BeamPlace *place = beam_place(beam, beam->steps, p);
        assert_near(place->sum, expected[p].sum, 1e-9);
        assert_int_equal(place->ended, expected[p].ended);
    }
}

/* --- recurrent models ------------------------------------------------------------------------ */

typedef struct Asked {
    const TinyModel *model;
    Seq2SeqInput input;
} Asked;

static void decode_on(const void *with, const int *words, int count, double out[WORDS]) {
    const Asked *asked = with;
    Tape *tape = tape_new();
    Seq2SeqInput input = asked->input;
    input.prefix = words;
    input.prefix_length = count;
    Seq2SeqRun run =
        seq2seq_build(tape, &asked->model->config, (Parameters){asked->model->weights, NULL},
                      &asked->model->attention, &input, 9);
    log_softmax(run.logits[count]->value, out);
    tape_free(tape);
}

static void try_seq2seq(const char *cell, const char *score, bool current, const char *weigh,
                        int limit, int width) {
    Arena *arena = arena_new();
    TinyModel model;
    Sentences s;
    tiny_model(&model, arena, cell, score, "global", current, true, 21);
    model.config.limit = limit;
    model.attention.weigh = weigh_find(weigh);
    model.attention.samples = 3;
    draw_sentences(&s, 1, (const int[]){5}, (const int[]){2}, 3);
    Asked asked = {&model, input_of(&s, false)};
    Hypothesis expected[BEAM_WIDEST];
    int steps, count = brute_force(decode_on, &asked, width, limit, expected, &steps);
    Beam *beam =
        seq2seq_beam(arena, &model.config, model.weights, &model.attention, &asked.input, 9, width);
    char what[96];
    snprintf(what, sizeof what, "%s, %s, %s, width %d", cell, score, weigh, width);
    assert_same_beam(beam, expected, count, steps, what);
    arena_free(arena);
}

static void a_recurrent_beam_is_the_one_by_brute_force(void **state) {
    (void)state;
    for (int width = 1; width <= BEAM_WIDEST; width++) {
        try_seq2seq("gru", "additive", false, "soft", 9, width);
        try_seq2seq("lstm", "dot", true, "soft", 7, width);
        try_seq2seq("rnn", "none", false, "soft", 12, width);
    }
    try_seq2seq("gru", "bilinear", true, "sparse", 8, 4);
    try_seq2seq("lstm", "additive", false, "hard", 8, 5); /* each draws what it would alone */
    try_seq2seq("gru", "dot", true, "soft", 2, 8); /* all 31 of two words: the eight best of them */
}

/* --- transformers ---------------------------------------------------------------------------- */

typedef struct AskedHeads {
    const TinyTransformer *model;
    TransformerInput input;
} AskedHeads;

static void decode_heads_on(const void *with, const int *words, int count, double out[WORDS]) {
    const AskedHeads *asked = with;
    Tape *tape = tape_new();
    TransformerInput input = asked->input;
    input.prefix = words;
    input.prefix_length = count;
    TransformerRun run =
        transformer_build(tape, &asked->model->config, (Parameters){asked->model->weights, NULL},
                          &asked->model->options, &input);
    log_softmax(run.logits->value + (size_t)count * WORDS, out);
    tape_free(tape);
}

static void try_transformer(bool sinusoidal, const char *weigh, int width) {
    Arena *arena = arena_new();
    TinyTransformer model;
    Sentences s;
    tiny_transformer(&model, arena, false, sinusoidal, 8);
    model.config.limit = 7;
    model.options.weigh = weigh_find(weigh);
    model.options.samples = 2;
    draw_sentences(&s, 1, (const int[]){4}, (const int[]){2}, 6);
    Real lengths[SENTENCES];
    AskedHeads asked = {&model, transformer_input(&model, &s, false, lengths)};
    Hypothesis expected[BEAM_WIDEST];
    int steps, count = brute_force(decode_heads_on, &asked, width, 7, expected, &steps);
    Beam *beam =
        transformer_beam(arena, &model.config, model.weights, &model.options, &asked.input, width);
    assert_same_beam(beam, expected, count, steps, weigh);
    arena_free(arena);
}

static void a_transformers_beam_is_the_one_by_brute_force(void **state) {
    (void)state;
    for (int width = 1; width <= BEAM_WIDEST; width++) try_transformer(width % 2, "soft", width);
    try_transformer(true, "sparse", 3);
    try_transformer(false, "hard", 3);
}

/* Width 1 chooses the words of greedy decoding. */
static void width_one_is_greedy(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        Arena *arena = arena_new();
        TinyModel model;
        Sentences s;
        tiny_model(&model, arena, "gru", "additive", "local-p", false, true, seed);
        draw_sentences(&s, 1, (const int[]){4}, (const int[]){2}, seed);
        Seq2SeqInput input = input_of(&s, false);
        Tape *tape = tape_new();
        Seq2SeqRun run = seq2seq_build(tape, &model.config, (Parameters){model.weights, NULL},
                                       &model.attention, &input, 1);
        Beam *beam =
            seq2seq_beam(arena, &model.config, model.weights, &model.attention, &input, 1, 1);
        int words[64];
        assert_int_equal(beam_words(beam, beam->steps, 0, words), run.steps);
        assert_memory_equal(words, run.chosen, (size_t)run.steps * sizeof *words);
        assert_int_equal(beam_place(beam, beam->steps, 0)->ended, run.complete[0]);
        tape_free(tape);
        arena_free(arena);
    }
}

/* --- the rules, on logits made for them ------------------------------------------------------ */

static void of_equal_sums_the_lower_place_then_the_lower_id(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Beam *beam = beam_new(arena, 4, 5, NULL, 0);
    const Real even[4] = {0, 0, 0, 0}, *logits[BEAM_WIDEST] = {even};
    assert_true(beam_step(beam, logits, 4));
    for (int p = 0; p < 4; p++) assert_int_equal(beam_place(beam, 1, p)->word, p);
    assert_true(beam_place(beam, 1, TOKEN_END)->ended);
    assert_false(beam_goes_on(beam, TOKEN_END));
    for (int p = 0; p < 4; p++) logits[p] = even;
    assert_true(beam_step(beam, logits, 4));
    /* the ended one has the largest sum; then the words of place 0, by id */
    assert_int_equal(beam_place(beam, 2, 0)->word, BEAM_NO_WORD);
    assert_int_equal(beam_place(beam, 2, 0)->parent, 2);
    assert_near(beam_place(beam, 2, 0)->sum, -log(4), 1e-12);
    for (int p = 1; p < 4; p++) {
        assert_int_equal(beam_place(beam, 2, p)->parent, 0);
        assert_int_equal(beam_place(beam, 2, p)->word, p - 1);
    }
    assert_int_equal(beam_missed(beam, 2, 0)->word, 3); /* the next of place 0, then of place 1 */
    assert_int_equal(beam_missed(beam, 2, 1)->parent, 1);
    assert_int_equal(beam_missed(beam, 2, 1)->word, 0);
    arena_free(arena);
}

/* An ended hypothesis keeps its place until better ones push it out; all ended is the end. */
static void ended_ones_stay_with_their_sum(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Beam *beam = beam_new(arena, 2, 9, NULL, 0);
    const Real first[4] = {-9, -9, 1, 2}, sure[4] = {-9, -9, 9, -9};
    const Real *logits[BEAM_WIDEST] = {first};
    assert_true(beam_step(beam, logits, 4)); /* 3, and </s> behind it */
    double ended = beam_place(beam, 1, 1)->sum;
    assert_int_equal(beam_place(beam, 1, 1)->word, TOKEN_END);
    logits[0] = sure;
    logits[1] = NULL; /* nobody asks it */
    assert_false(beam_step(beam, logits, 4));
    assert_int_equal(beam_place(beam, 2, 0)->word, TOKEN_END);
    assert_int_equal(beam_place(beam, 2, 1)->word, BEAM_NO_WORD);
    assert_near(beam_place(beam, 2, 1)->sum, ended, 0);
    int words[4];
    assert_int_equal(beam_words(beam, 2, 0, words), 2);
    assert_int_equal(words[0], 3);
    assert_int_equal(beam_words(beam, 2, 1, words), 1);
    assert_int_equal(words[0], TOKEN_END);
    assert_int_equal(beam_through(beam, 2, 1, 1), 1);
    arena_free(arena);
}

static void the_limit_ends_it_and_few_words_leave_places_empty(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Beam *beam = beam_new(arena, 8, 1, NULL, 0);
    const Real even[5] = {0, 0, 0, 0, 1}, *logits[BEAM_WIDEST] = {even};
    assert_false(beam_step(beam, logits, 5));
    assert_int_equal(beam_count(beam), 5);
    assert_false(beam_place(beam, 1, 5)->taken);
    assert_false(beam_missed(beam, 1, 0)->taken);
    assert_false(beam_place(beam, 1, 0)->ended); /* cut: word 4 */
    arena_free(arena);
}

static void a_prefix_is_one_hypothesis(void **state) {
    (void)state;
    Arena *arena = arena_new();
    static const int prefix[] = {3, 0};
    Beam *beam = beam_new(arena, 3, 9, prefix, 2);
    const Real some[4] = {0, 3, 2, 1}, *logits[BEAM_WIDEST] = {some, some, some};
    double sum = log(exp(0) + exp(3) + exp(2) + exp(1));
    assert_true(beam_step(beam, logits, 4));
    assert_int_equal(beam_count(beam), 1);
    assert_int_equal(beam_place(beam, 1, 0)->word, 3);
    assert_int_equal(beam_missed(beam, 1, 0)->word, 1); /* what would have been likelier */
    assert_true(beam_step(beam, logits, 4));
    assert_int_equal(beam_place(beam, 2, 0)->word, 0);
    assert_near(beam_place(beam, 2, 0)->sum, 1 - 2 * sum, 1e-12); /* probabilities untouched */
    assert_true(beam_step(beam, logits, 4));
    assert_int_equal(beam_count(beam), 3);
    assert_int_equal(beam_place(beam, 3, 0)->word, 1);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recurrent_beam_is_the_one_by_brute_force),
        cmocka_unit_test(a_transformers_beam_is_the_one_by_brute_force),
        cmocka_unit_test(width_one_is_greedy),
        cmocka_unit_test(of_equal_sums_the_lower_place_then_the_lower_id),
        cmocka_unit_test(ended_ones_stay_with_their_sum),
        cmocka_unit_test(the_limit_ends_it_and_few_words_leave_places_empty),
        cmocka_unit_test(a_prefix_is_one_hypothesis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
