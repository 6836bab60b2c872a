/* A lookup: its numbers against small sums in double, its steps, and what its words do. */
#include "session/many.h"

#include "base/file.h"
#include "base/rng.h"
#include "tasks/lookup.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N = LOOKUP_NUMBERS };
static Session *session;

static int set_up(void **state) {
    (void)state;
    Error error = {0};
    session = session_new(&error);
    if (!session) print_error("%s\n", error.message);
    return session && session_apply(session, "model lookup", &error) ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    session_free(session);
    return 0;
}

static void told(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void told(const char *format, ...) {
    char line[2048];
    Error error = {0};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (!session_apply(session, line, &error)) fail_msg("%s: %s", line, error.message);
}

/* --- the numbers ----------------------------------------------------------------------------- */

static double dot(const double *a, const double *b, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

/* attention.md §1, for one query and one key. */
static double score_of(const char *word, const Lookup *l, const double *k) {
    int d = l->d;
    const double *q = l->query;
    if (!strcmp(word, "dot")) return dot(q, k, d);
    if (!strcmp(word, "scaled")) return dot(q, k, d) / sqrt(d);
    if (!strcmp(word, "cosine")) {
        double norms = sqrt(dot(q, q, d)) * sqrt(dot(k, k, d));
        return norms > 0 ? dot(q, k, d) / norms : 0;
    }
    double e = 0;
    for (int i = 0; i < d; i++) {
        if (!strcmp(word, "bilinear")) {
            e += q[i] * dot(l->parameters[LOOKUP_W] + i * d, k, d);
            continue;
        }
        double inside = dot(l->parameters[LOOKUP_W_Q] + i * d, q, d) +
                        dot(l->parameters[LOOKUP_W_K] + i * d, k, d) + l->parameters[LOOKUP_B][i];
        e += l->parameters[LOOKUP_V][i] * tanh(inside);
    }
    return e;
}

static void soft(const double *e, int S, double tau, double *alpha) {
    double most = e[0], sum = 0;
    for (int s = 1; s < S; s++) most = fmax(most, e[s]);
    for (int s = 0; s < S; s++) sum += alpha[s] = exp((e[s] - most) / tau);
    for (int s = 0; s < S; s++) alpha[s] /= sum;
}

/* The projection on the simplex: θ by halving, since Σ max(e/τ − θ, 0) falls with θ. */
static void sparse(const double *e, int S, double tau, double *alpha) {
    double low = -1e7, high = 1e7;
    for (int step = 0; step < 200; step++) {
        double theta = (low + high) / 2, sum = 0;
        for (int s = 0; s < S; s++) sum += fmax(e[s] / tau - theta, 0);
        *(sum > 1 ? &low : &high) = theta;
    }
    for (int s = 0; s < S; s++) alpha[s] = fmax(e[s] / tau - high, 0);
}

static void argmax(const double *e, int S, double *alpha) {
    int best = 0;
    for (int s = 0; s < S; s++) {
        alpha[s] = 0;
        if (e[s] > e[best]) best = s;
    }
    alpha[best] = 1;
}

static void hard(const double *e, int S, double tau, int n, uint64_t seed, double *alpha) {
    double shares[LOOKUP_KEYS];
    soft(e, S, tau, shares);
    for (int s = 0; s < S; s++) alpha[s] = 0;
    for (int draw = 0; draw < n; draw++) {
        uint64_t z = seed += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        double u = (double)((z ^ (z >> 31)) >> 11) * 0x1p-53, sum = 0;
        int s = 0;
        while (s < S - 1 && (sum += shares[s]) <= u) s++;
        alpha[s] += 1.0 / n;
    }
}

static double number(const char *scope, const char *name, int col) {
    char whole[64];
    snprintf(whole, sizeof whole, "%s.%s", scope, name);
    const TraceArray *array = trace_find(session_run(session)->trace, whole);
    if (!array) fail_msg("no %s", whole);
    assert_int_equal(array->rows, 1);
    return (double)trace_number(array, 0, 0, col);
}

static void hold_scope(const char *scope, const char *word, const Lookup *l, const char *weigh,
                       double tau, int n) {
    double e[LOOKUP_KEYS], alpha[LOOKUP_KEYS];
    for (int s = 0; s < l->count; s++) e[s] = score_of(word, l, l->keys[s].key);
    if (!strcmp(weigh, "soft")) soft(e, l->count, tau, alpha);
    if (!strcmp(weigh, "sparse")) sparse(e, l->count, tau, alpha);
    if (!strcmp(weigh, "argmax")) argmax(e, l->count, alpha);
    if (!strcmp(weigh, "hard")) hard(e, l->count, tau, n, 5, alpha);
    for (int s = 0; s < l->count; s++) {
        assert_near(number(scope, "scores", s), e[s], 1e-5);
        assert_near(number(scope, "weights", s), alpha[s], 1e-5);
    }
    for (int i = 0; i < l->d_v; i++) {
        double c = 0;
        for (int s = 0; s < l->count; s++) c += alpha[s] * l->keys[s].value[i];
        assert_near(number(scope, "context", i), c, 1e-5);
    }
}

static double tenths(Rng *rng) {
    return (rng_below(rng, 61) - 30) / 10.0;
}

static Lookup some_lookup(Rng *rng, int d) {
    static const char *const names[] = {"bank", "money", "水", "d", "e f", "x", "y", "z"};
    Lookup l = {.d = d, .d_v = 1 + rng_below(rng, N), .count = 1 + rng_below(rng, LOOKUP_KEYS)};
    for (int i = 0; i < d; i++) l.query[i] = tenths(rng);
    for (int s = 0; s < l.count; s++) {
        l.keys[s].name = names[s];
        for (int i = 0; i < d; i++) l.keys[s].key[i] = tenths(rng) + 0.01 * s;
        for (int i = 0; i < l.d_v; i++) l.keys[s].value[i] = tenths(rng);
    }
    for (int p = 0; p < LOOKUP_PARAMETERS; p++)
        for (int i = 0; i < lookup_parameter_rows((LookupParameter)p, d) * d; i++)
            l.parameters[p][i] = tenths(rng) / 2;
    return l;
}

static void the_numbers_are_those_of_small_sums(void **state) {
    (void)state;
    static const char *const weighs[] = {"soft", "sparse", "argmax", "hard"};
    Rng rng = rng_seeded(4);
    told("seed 5");
    told("samples 6");
    for (int i = 0; i < 60; i++) {
        Lookup l = some_lookup(&rng, 2 + i % 3);
        double tau = i % 5 == 4 ? 0.5 + rng_below(&rng, 4) : 1;
        const char *weigh = weighs[i / 3 % 4], *chosen = score_list[i % 5]->word;
        Buffer line = {0};
        lookup_write(&l, &line);
        told("input \"%s\"", line.data);
        told("score %s", chosen);
        told("weigh %s", weigh);
        told("temperature %g", tau);
        hold_scope("attention", chosen, &l, weigh, tau, 6);
        for (int s = 0; s < 5; s++)
            hold_scope(score_list[s]->word, score_list[s]->word, &l, weigh, tau, 6);
        buffer_free(&line);
    }
}

/* look-lookup.png's own, computed. */
static void the_first_example_is_the_pictures(void **state) {
    (void)state;
    const Run *run = session_run(session);
    assert_string_equal(session_state(session)->ask.attention.score->word, "scaled");
    assert_int_equal(session_state(session)->look.view, VIEW_LOOKUP);
    static const double alpha[] = {0.6514, 0.2421, 0.0216, 0.0850};
    for (int s = 0; s < 4; s++) assert_near(number("attention", "weights", s), alpha[s], 1e-4);
    assert_string_equal(run->source.items[0], "bank (river)");
    assert_string_equal(run->target.items[0], "q");
    assert_string_equal(run->output, "0.7196 0.2464");
    assert_null(trace_find(run->trace, "output.vocabulary"));
    assert_true(fabs(number("dot", "weights", 0) - number("bilinear", "weights", 0)) > 0.2);
}

static void a_zero_query_is_borne(void **state) {
    (void)state;
    told("input \"q 0 0; a 0 0; c 1 1 -> 2 3\"");
    for (int s = 0; s < 5; s++) {
        told("score %s", score_list[s]->word);
        for (int k = 0; k < 2; k++) assert_true(isfinite(number("attention", "weights", k)));
    }
    assert_near(number("cosine", "scores", 1), 0, 0);
    told("input \"q 1e6 1e6; a 1e6 1e6; c -1e6 1\"");
    for (int k = 0; k < 2; k++) assert_near(number("dot", "weights", k), k == 0, 0);
}

/* --- stepping -------------------------------------------------------------------------------- */

static Position position(void) {
    return session_state(session)->look.position;
}

static int steps_to_end(void) {
    int count = 0;
    Position trail[64];
    told("step first");
    for (;; count++) {
        trail[count] = position();
        told("step next");
        Position now = position();
        if (!memcmp(&now, &trail[count], sizeof now)) break;
    }
    for (int i = count - 1; i >= 0; i--) { /* back the way it came */
        told("step back");
        Position now = position();
        assert_memory_equal(&now, &trail[i], sizeof now);
    }
    return count;
}

static void steps_go_by_key_by_stage_and_at_once(void **state) {
    (void)state;
    told("reveal row");
    assert_int_equal(steps_to_end(), 5);
    told("reveal cell");
    assert_int_equal(steps_to_end(), 5 * 4);
    told("reveal all");
    assert_int_equal(steps_to_end(), 1);
    told("score dot");
    told("reveal row");
    assert_int_equal(steps_to_end(), 4); /* nothing is scaled */
    told("weigh sparse");
    assert_int_equal(steps_to_end(), 3); /* and there are no exponentials */
    told("weigh soft");
    told("step 1 4 2");
    assert_int_equal(position().stage, LOOKUP_NORMALISE);
    assert_int_equal(position().cells, 2);
    const Run *run = session_run(session);
    const Look *look = &session_state(session)->look;
    assert_true(run_matrix_shows(run, look, MATRIX_SCORES, 1, 4));
    assert_true(run_matrix_shows(run, look, MATRIX_WEIGHTS, 1, 2));
    assert_false(run_matrix_shows(run, look, MATRIX_WEIGHTS, 1, 3));
    assert_true(lookup_shows(position(), LOOKUP_EXP, 5));
    assert_false(lookup_shows(position(), LOOKUP_NORMALISE, 5));
}

/* --- words ----------------------------------------------------------------------------------- */

static void wrong_words_are_refused(void **state) {
    (void)state;
    refused(session, "input hello", "there is no query");
    refused(session, "input \"q 1 2; a 1 x\"", "“x” is not a number");
    refused(session, "score none", "without a score");
    refused(session, "scope causal", "its scope is global");
    refused(session, "scope global 3", "takes no window");
    refused(session, "query current", "has no decoder");
    refused(session, "cell lstm", "has no decoder");
    refused(session, "head 1.1", "has no heads");
    refused(session, "axes 1 1", "two different numbers");
    refused(session, "axes 0 5", "axes");
    refused(session, "save nothing.safetensors", "no weights to save");
    told("scope global");
    told("axes 2 1");
}

static void a_pin_stays_while_the_keys_do(void **state) {
    (void)state;
    told("select 1 3");
    told("input \"q 5 5; bank (river) 1 1; money 1 0; water 0 1; fish 2 2\"");
    assert_int_equal(session_state(session)->look.source, 3);
    told("input \"q 5 5; bank (river) 1 1; money 1 0; snow 0 1; fish 2 2\"");
    assert_int_equal(session_state(session)->look.source, 3); /* called otherwise */
    told("input \"q 5 5; bank (river) 1 1; ice 1 0; rain 0 1; fish 2 2\"");
    assert_int_equal(session_state(session)->look.source, 0);
    refused(session, "select 1 5", "select");
    refused(session, "select 2 1", "select");
}

static void it_is_saved_and_opened(void **state) {
    (void)state;
    told("example 5");
    told("score additive");
    told("weigh sparse");
    told("axes 3 2");
    told("select 1 2");
    told("step 1 1 2");
    told("view spread");
    Buffer saved = {0}, again = {0};
    session_write_state(session, &saved);
    const char *path = testing_scratch("lookup.heed");
    Error error = {0};
    if (!session_save(session, path, &error)) fail_msg("%s", error.message);
    told("model dates");
    assert_int_equal(session_state(session)->look.view, VIEW_STEP);
    if (!session_open(session, path, &error)) fail_msg("%s", error.message);
    session_write_state(session, &again);
    assert_string_equal(saved.data, again.data);
    told("undo");
    assert_string_equal(session_state(session)->ask.model->name, "seq2seq-dates-additive");
    told("redo");
    buffer_free(&saved);
    buffer_free(&again);
}

/* By its word as a file's, too. */
static void it_is_opened_by_its_word(void **state) {
    (void)state;
    told("model dates");
    told("open lookup");
    assert_string_equal(session_state(session)->ask.model->name, "lookup");
    told("score cosine");
    Buffer saved = {0};
    session_write_state(session, &saved);
    assert_contains(saved.data, "open \"lookup\"\nscore cosine\n");
    buffer_free(&saved);
}

/* Whatever stands in a line, the session refuses it or runs it. */
static void any_line_is_borne(void **state) {
    (void)state;
    static const char pool[] = "qWbkv  1 2 ;; -> .e+-\xe2\x88\x92\xff";
    Rng rng = rng_seeded(11);
    int ran = 0;
    for (int i = 0; i < 3000; i++) {
        char text[256], line[300];
        int length = snprintf(text, sizeof text, "%s", task_lookup.examples[rng_below(&rng, 5)]);
        for (int k = rng_below(&rng, 6); k >= 0; k--)
            text[rng_below(&rng, length)] = pool[rng_below(&rng, (int)sizeof pool - 1)];
        snprintf(line, sizeof line, "input \"%s\"", text);
        Error error = {0};
        ran += session_apply(session, line, &error);
        assert_true(session_run(session) != NULL);
    }
    assert_true(ran > 300);
}

#define LOOKUP(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        LOOKUP(the_numbers_are_those_of_small_sums),
        LOOKUP(the_first_example_is_the_pictures),
        LOOKUP(a_zero_query_is_borne),
        LOOKUP(steps_go_by_key_by_stage_and_at_once),
        LOOKUP(wrong_words_are_refused),
        LOOKUP(a_pin_stays_while_the_keys_do),
        LOOKUP(it_is_saved_and_opened),
        LOOKUP(it_is_opened_by_its_word),
        LOOKUP(any_line_is_borne),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
