/* ∂L/∂h_s of the encoder, in double: against a stencil that moves a state and walks on from it, and
 * against the chain rule written out by hand. */
#include "testing.h"

#include "models/sentences.h"
#include "models/seq2seq_gradient.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define STEP 1e-3
#define TOLERANCE 1e-6

static const char *const scores[] = {"additive", "dot", "none"};
static const char *const ways[ENCODER_WAYS] = {"encoder.forward.h", "encoder.backward.h"};
static const char *const memories[ENCODER_WAYS] = {"encoder.forward.c", "encoder.backward.c"};

typedef struct Decoded {
    Arena *arena;
    TinyModel model;
    Tape *tape;
    Seq2SeqRun run;
} Decoded;

static Decoded decode(int cell, const char *score, bool current, bool two_way, int S) {
    Decoded d = {.arena = arena_new(), .tape = tape_new()};
    tiny_model(&d.model, d.arena, cell_list[cell]->word, score, "global", current, two_way, 5);
    d.model.config.limit = 4;
    Sentences *s = ARENA_NEW(d.arena, Sentences);
    draw_sentences(s, 1, &S, (const int[]){1}, 3);
    Seq2SeqInput *input = ARENA_NEW(d.arena, Seq2SeqInput);
    *input = input_of(s, false);
    input->wants_gradients = true;
    d.run = seq2seq_build(d.tape, &d.model.config, (Parameters){d.model.weights, NULL},
                          &d.model.attention, input, 1);
    return d;
}

static void forget(Decoded *d) {
    tape_free(d->tape);
    arena_free(d->arena);
}

/* --- a stencil ------------------------------------------------------------------------------- */

/* L when one number of a node is another: what is built on it is computed again. */
static double loss_with(const Decoded *d, Node *node, int at, double x, const Node *loss) {
    Real kept = node->value[at];
    node->value[at] = (Real)x;
    for (int i = node->id + 1; i < tape_count(d->tape); i++) {
        const Node *later = tape_node(d->tape, i);
        if (later->op->forward) later->op->forward(later);
    }
    double out = (double)loss->value[0];
    node->value[at] = kept;
    return out;
}

static double slope(const Decoded *d, Node *node, int at, const Node *loss) {
    double x = (double)node->value[at], f[4];
    static const double steps[4] = {1, -1, 2, -2};
    for (int i = 0; i < 4; i++) f[i] = loss_with(d, node, at, x + steps[i] * STEP, loss);
    loss_with(d, node, at, x, loss); /* all values as they were */
    return (8 * (f[0] - f[1]) - (f[2] - f[3])) / (12 * STEP);
}

static int check_states(const Decoded *d, const EncoderGradient *g, const char *name,
                        const Real *of, const char *what) {
    int count = 0;
    for (int s = 0; s < g->S; s++)
        for (int i = 0; i < g->width; i++, count++) {
            double expected = slope(d, tape_find(d->tape, name, s + 1), i, g->loss);
            double got = (double)of[s * g->width + i];
            if (fabs(got - expected) > TOLERANCE * fmax(fabs(expected), 0.01))
                fail_msg("%s: %s of %d, number %d: %.12g, by the stencil %.12g", what, name, s + 1,
                         i, got, expected);
        }
    return count;
}

static int check_word(const Decoded *d, int t, const char *what) {
    EncoderGradient g = seq2seq_gradient(d->tape, &d->run, t);
    bool lstm = d->model.config.cell->has_memory;
    int count = 0;
    assert_int_equal(g.ways, d->model.config.bidirectional ? 2 : 1);
    for (int way = 0; way < g.ways; way++) {
        count += check_states(d, &g, ways[way], g.h[way], what);
        assert_true(lstm == (g.c[way] != NULL));
        if (lstm) count += check_states(d, &g, memories[way], g.c[way], what);
    }
    return count;
}

static void the_tape_agrees_with_a_stencil(void **state) {
    (void)state;
    int count = 0;
    for (int cell = 0; cell < cell_count; cell++)
        for (int score = 0; score < 3; score++)
            for (int variant = 0; variant < 4; variant++) {
                bool current = variant & 1, two_way = variant & 2;
                if (current && !strcmp(scores[score], "none")) continue;
                Decoded d = decode(cell, scores[score], current, two_way, 5);
                char what[96];
                snprintf(what, sizeof what, "%s, %s, query %s, %s", cell_list[cell]->word,
                         scores[score], current ? "current" : "previous",
                         two_way ? "two-way" : "one-way");
                for (int t = d.run.steps; t >= 1; t -= 2) count += check_word(&d, t, what);
                count += check_word(&d, GRADIENT_ALL, what);
                forget(&d);
            }
    assert_true(count > 1000);
}

/* --- by hand --------------------------------------------------------------------------------- */

/* What a vanilla RNN's later state hands back: W_hhᵀ ((1 − h'²) ⊙ d). */
static void back_through_rnn(const TinyModel *model, const char *name, const Node *later,
                             const Real *d, Real *out) {
    const Weight *w = weights_find(model->weights, name);
    const Real *W = weights_values(model->weights, w);
    int n = w->cols;
    for (int j = 0; j < n; j++) out[j] = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            out[j] += W[i * n + j] * (1 - later->value[i] * later->value[i]) * d[i];
}

static void assert_same_numbers(const Real *a, const Real *b, int count, const char *what) {
    for (int i = 0; i < count; i++)
        if (!(fabs((double)(a[i] - b[i])) <= 1e-12)) fail_msg("%s: %d", what, i);
}

/* Each state has its own word's share and what the later one hands back, and nothing else. The ends
 * alone are used as they are too: by the bridge and, without attention, as c. */
static void the_chain_rule_by_hand(void **state) {
    (void)state;
    static const char *const W[ENCODER_WAYS] = {"encoder.rnn.weight_hh_l0",
                                                "encoder.rnn.weight_hh_l0_reverse"};
    for (int score = 0; score < 3; score++) {
        Decoded d = decode(2, scores[score], false, true, 6);
        EncoderGradient g = seq2seq_gradient(d.tape, &d.run, d.run.steps);
        for (int way = 0; way < 2; way++)
            for (int i = 0; i + 1 < g.S; i++) {
                int s = way ? g.S - 1 - i : i, later = way ? s - 1 : s + 1;
                Real expected[8];
                back_through_rnn(&d.model, W[way], tape_find(d.tape, ways[way], later + 1),
                                 g.h[way] + later * g.width, expected);
                for (int k = 0; k < g.width; k++)
                    expected[k] += g.own[s * 2 * g.width + way * g.width + k];
                assert_same_numbers(g.h[way] + s * g.width, expected, g.width, scores[score]);
            }
        forget(&d);
    }
}

/* Without attention no word has a way of its own; with it each has. */
static void only_attention_gives_each_word_its_own_way(void **state) {
    (void)state;
    for (int score = 0; score < 3; score++) {
        Decoded d = decode(0, scores[score], false, true, 5);
        EncoderGradient g = seq2seq_gradient(d.tape, &d.run, d.run.steps);
        for (int s = 0; s < g.S; s++) {
            double sum = 0;
            for (int k = 0; k < 2 * g.width; k++) sum += fabs((double)g.own[s * 2 * g.width + k]);
            assert_true((sum > 0) == (strcmp(scores[score], "none") != 0));
        }
        forget(&d);
    }
}

/* A tape with gradients has the same numbers, and its words may be asked for in any order. */
static void nothing_else_changes(void **state) {
    (void)state;
    Decoded d = decode(1, "additive", false, true, 5);
    assert_true(d.run.steps >= 2);
    Real first[5 * 2];
    EncoderGradient g = seq2seq_gradient(d.tape, &d.run, 1);
    assert_int_equal(g.S * g.width, 10);
    memcpy(first, g.h[0], sizeof first);
    seq2seq_gradient(d.tape, &d.run, 2);
    g = seq2seq_gradient(d.tape, &d.run, 1);
    assert_memory_equal(first, g.h[0], sizeof first);
    double p = 0, most = -(double)INFINITY;
    const Node *logits = d.run.logits[0];
    for (int v = 0; v < logits->shape.cols; v++) most = fmax(most, (double)logits->value[v]);
    for (int v = 0; v < logits->shape.cols; v++) p += exp((double)logits->value[v] - most);
    double expected = log(p) - ((double)logits->value[d.run.chosen[0]] - most);
    assert_near((double)g.loss->value[0], expected, 1e-12);
    forget(&d);
}

/* The gradient of the sum is the sum of the words' gradients. */
static void all_words_together_are_their_sum(void **state) {
    (void)state;
    Decoded d = decode(0, "additive", false, true, 5);
    double sum[5 * 2] = {0}, loss = 0;
    for (int t = 1; t <= d.run.steps; t++) {
        EncoderGradient g = seq2seq_gradient(d.tape, &d.run, t);
        loss += (double)g.loss->value[0];
        for (int i = 0; i < 10; i++) sum[i] += (double)g.h[1][i];
    }
    EncoderGradient g = seq2seq_gradient(d.tape, &d.run, GRADIENT_ALL);
    assert_near((double)g.loss->value[0], loss, 1e-12);
    for (int i = 0; i < 10; i++) assert_near((double)g.h[1][i], sum[i], 1e-12);
    forget(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tape_agrees_with_a_stencil),
        cmocka_unit_test(the_chain_rule_by_hand),
        cmocka_unit_test(only_attention_gives_each_word_its_own_way),
        cmocka_unit_test(nothing_else_changes),
        cmocka_unit_test(all_words_together_are_their_sum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
