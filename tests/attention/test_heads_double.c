/* What heads are measured to do, on matrices whose answers are known. */
#include "testing.h"

#include "attention/heads.h"
#include "attention/measures.h"

#include <math.h>
#include <string.h>

enum { N = 8 };
#define SAME 1e-12

typedef struct Made {
    Real weights[N * N], scores[N * N];
    HeadMatrix head;
} Made;

/* N × N of zeros, nothing masked, or s > t where causal. */
static void make(Made *m, bool causal) {
    *m = (Made){.head = {.rows = N, .cols = N, .self = true}};
    m->head.weights = m->weights;
    m->head.scores = m->scores;
    for (int t = 0; t < N; t++)
        for (int s = 0; s < N; s++) m->scores[t * N + s] = causal && s > t ? -REAL_INFINITY : 0;
}

/* Row t, from 1: `share` on s (from 1), the rest evenly on the other allowed keys. A key that is
 * not there leaves the row even. */
static void put_row(Made *m, int t, int s, double share) {
    Real *row = m->weights + (t - 1) * N;
    const Real *scores = m->scores + (t - 1) * N;
    int allowed = measure_allowed(scores, N);
    bool there = s >= 1 && s <= N && scores[s - 1] != -REAL_INFINITY;
    if (allowed == 1) share = 1;
    for (int i = 0; i < N; i++) {
        if (scores[i] == -REAL_INFINITY) continue;
        row[i] = (Real)(there && allowed > 1 ? (1 - share) / (allowed - 1) : 1.0 / allowed);
    }
    if (there) row[s - 1] = (Real)share;
}

static void assert_pattern(const HeadMeasures *m, HeadPattern pattern, double share, int rows) {
    assert_near(m->patterns[pattern].share, share, SAME);
    assert_int_equal(m->patterns[pattern].rows, rows);
}

/* --- positions ------------------------------------------------------------------------------- */

static void rows_without_a_target_do_not_count(void **state) {
    (void)state;
    Made m;
    make(&m, true);
    for (int t = 1; t <= N; t++) put_row(&m, t, t - 1, 0.9);
    HeadMeasures got = head_measure(&m.head);
    assert_pattern(&got, PATTERN_PREVIOUS, 0.9, N - 1); /* row 1 has none */
    assert_pattern(&got, PATTERN_NEXT, 0, 0);           /* masked everywhere */
    assert_int_equal(got.patterns[PATTERN_SELF].rows, N - 1);
    assert_int_equal(got.patterns[PATTERN_FIRST].rows, N - 1); /* row 1 had no choice */
    assert_int_equal(got.rows, N);
    assert_int_equal(head_pattern(&got), PATTERN_PREVIOUS);
    assert_string_equal(head_pattern_name(head_pattern(&got)), "previous");
}

static void each_position_has_its_name(void **state) {
    (void)state;
    static const int offsets[] = {-1, 1, 0};
    static const HeadPattern names[] = {PATTERN_PREVIOUS, PATTERN_NEXT, PATTERN_SELF};
    for (int i = 0; i < 3; i++) {
        Made m;
        make(&m, false);
        for (int t = 1; t <= N; t++) put_row(&m, t, t + offsets[i], 0.8);
        HeadMeasures got = head_measure(&m.head);
        assert_pattern(&got, names[i], 0.8, offsets[i] ? N - 1 : N);
        assert_near(got.patterns[names[i]].even, 1.0 / N, SAME);
        assert_int_equal(head_pattern(&got), names[i]);
    }
}

static void the_first_is_a_sink(void **state) {
    (void)state;
    Made m;
    make(&m, true);
    for (int t = 1; t <= N; t++) put_row(&m, t, 1, 0.95);
    HeadMeasures got = head_measure(&m.head);
    assert_pattern(&got, PATTERN_FIRST, 0.95, N - 1);
    assert_int_equal(head_pattern(&got), PATTERN_FIRST);
}

/* A third each on previous, self and next: none of them, but local. */
static void local_is_what_no_single_neighbour_is(void **state) {
    (void)state;
    Made m;
    make(&m, false);
    for (int t = 2; t < N; t++)
        for (int s = t - 1; s <= t + 1; s++) m.weights[(t - 1) * N + s - 1] = (Real)(1.0 / 3);
    put_row(&m, 1, 1, 0.5);
    put_row(&m, N, N, 0.5);
    HeadMeasures got = head_measure(&m.head);
    assert_near(got.patterns[PATTERN_PREVIOUS].share, (6 / 3.0 + 0.5 / 7) / 7, SAME);
    assert_near(got.patterns[PATTERN_LOCAL].share, (6 + 2 * (0.5 + 2 * 0.5 / 7)) / 8, SAME);
    assert_near(got.patterns[PATTERN_LOCAL].even, (3 + 4 + 5 * 4 + 4 + 3) / 8.0 / 8, SAME);
    assert_int_equal(head_pattern(&got), PATTERN_LOCAL);
}

/* Even weights on eight keys put 5/8 within two places; they are uniform, not local. */
static void even_weights_are_uniform(void **state) {
    (void)state;
    for (int causal = 0; causal < 2; causal++) {
        Made m;
        make(&m, causal);
        for (int t = 1; t <= N; t++) put_row(&m, t, 0, 0);
        HeadMeasures got = head_measure(&m.head);
        assert_pattern(&got, PATTERN_UNIFORM, 1, causal ? N - 1 : N);
        for (int p = 0; p < PATTERN_UNIFORM; p++)
            assert_near(got.patterns[p].share, got.patterns[p].even, SAME);
        assert_int_equal(head_pattern(&got), PATTERN_UNIFORM);
    }
}

/* --- content --------------------------------------------------------------------------------- */

/* ( ( ) ) ( ) . .: closers look at their openers, other rows at the first key. */
static void partners_match(void **state) {
    (void)state;
    static const int partners[N] = {0, 0, 2, 1, 0, 5, 0, 0};
    Made m;
    make(&m, true);
    for (int t = 1; t <= N; t++) put_row(&m, t, partners[t - 1] ? partners[t - 1] : 1, 0.9);
    m.head.partners = partners;
    HeadMeasures got = head_measure(&m.head);
    assert_pattern(&got, PATTERN_MATCHING, 0.9, 3);
    assert_int_equal(head_pattern(&got), PATTERN_MATCHING);
    m.head.partners = NULL;
    got = head_measure(&m.head);
    assert_pattern(&got, PATTERN_MATCHING, 0, 0);
}

/* a b c d a b c d: from the second a on, the key after the earlier one. */
static void induction_follows_the_earlier_symbol(void **state) {
    (void)state;
    static const int tokens[N] = {1, 2, 3, 4, 1, 2, 3, 4};
    Made m;
    make(&m, true);
    for (int t = 1; t <= N; t++) put_row(&m, t, t > 4 ? t - 3 : 1, 0.85);
    m.head.tokens = tokens;
    HeadMeasures got = head_measure(&m.head);
    assert_pattern(&got, PATTERN_INDUCTION, 0.85, 4);
    assert_int_equal(head_pattern(&got), PATTERN_INDUCTION);
}

/* a a b a: the key after the a before is the row itself, which is no target; row 4 has two. */
static void induction_never_points_at_itself(void **state) {
    (void)state;
    static const int tokens[] = {1, 1, 2, 1};
    static const Real weights[] = {1,   0,   0,   0, 0.5, 0.5, 0,   0,
                                   0.2, 0.3, 0.5, 0, 0.1, 0.2, 0.3, 0.4};
    HeadMatrix head = {.rows = 4, .cols = 4, .self = true, .weights = weights, .tokens = tokens};
    HeadMeasures got = head_measure(&head);
    assert_pattern(&got, PATTERN_INDUCTION, 0.5, 1);
    assert_near(got.patterns[PATTERN_INDUCTION].even, 0.5, SAME);
}

/* Two rows of eight are few for other patterns, but all there is to match. */
static void few_rows_may_match(void **state) {
    (void)state;
    static const int partners[N] = {0, 0, 0, 0, 0, 4, 0, 3};
    Made m;
    make(&m, true);
    for (int t = 1; t <= N; t++)
        put_row(&m, t, partners[t - 1] ? partners[t - 1] : t, partners[t - 1] ? 0.95 : 0.3);
    m.head.partners = partners;
    HeadMeasures got = head_measure(&m.head);
    assert_pattern(&got, PATTERN_MATCHING, 0.95, 2);
    assert_int_equal(head_pattern(&got), PATTERN_MATCHING);
}

/* One row is no evidence: the head stays what it is on the others. */
static void one_row_names_nothing(void **state) {
    (void)state;
    static const int partners[N] = {0, 0, 0, 0, 0, 0, 0, 3};
    Made m;
    make(&m, true);
    for (int t = 1; t <= N; t++) put_row(&m, t, t == N ? 3 : 1, 0.9);
    m.head.partners = partners;
    HeadMeasures got = head_measure(&m.head);
    assert_pattern(&got, PATTERN_MATCHING, 0.9, 1);
    assert_int_equal(head_pattern(&got), PATTERN_FIRST);
}

/* --- the rest -------------------------------------------------------------------------------- */

/* Half on one key drawn here and there, the rest even: no pattern. */
static void what_has_no_pattern_is_mixed(void **state) {
    (void)state;
    static const int keys[N] = {4, 7, 6, 8, 1, 3, 2, 5};
    Made m;
    make(&m, false);
    for (int t = 1; t <= N; t++) put_row(&m, t, keys[t - 1], 0.6);
    HeadMeasures got = head_measure(&m.head);
    assert_int_equal(head_pattern(&got), PATTERN_MIXED);
    assert_string_equal(head_pattern_name(PATTERN_MIXED), "mixed");
    assert_near(got.maximum, 0.6, SAME);
    assert_near(got.entropy, -0.6 * log(0.6) - 0.4 * log(0.4 / 7), SAME);
}

/* Between two sequences no position is previous, next or itself. */
static void across_sequences_positions_do_not_compare(void **state) {
    (void)state;
    static const Real weights[] = {0.9, 0.1, 0, 0.9, 0, 0.1};
    HeadMatrix head = {.rows = 2, .cols = 3, .weights = weights};
    HeadMeasures got = head_measure(&head);
    assert_int_equal(got.patterns[PATTERN_SELF].rows, 0);
    assert_int_equal(got.patterns[PATTERN_LOCAL].rows, 0);
    assert_pattern(&got, PATTERN_FIRST, 0.9, 2);
    assert_near(got.distance, (0.1 + (0.9 + 0.1)) / 2, SAME);
    assert_int_equal(head_pattern(&got), PATTERN_FIRST);
}

/* Rows are taken in parts of their sum; a row of zeros is none. */
static void rows_are_divided_by_their_sums(void **state) {
    (void)state;
    static const Real weights[] = {0.3, 0.1, 0, 0, 0.1, 0.3};
    HeadMatrix head = {.rows = 3, .cols = 2, .self = true, .weights = weights};
    HeadMeasures got = head_measure(&head);
    assert_int_equal(got.rows, 2);
    assert_pattern(&got, PATTERN_FIRST, 0.5, 2);
    assert_pattern(&got, PATTERN_SELF, 0.75, 1);
    assert_near(measure_evenness(weights, 2, measure_sum(weights, 2), 2), 0.75, SAME);
    assert_near(measure_evenness(weights + 2, 2, measure_sum(weights + 2, 2), 2), 0, 0);
    static const Real scores[] = {0, -REAL_INFINITY};
    static const Real one[] = {1, 0};
    assert_int_equal(measure_allowed(scores, 2), 1);
    assert_near(measure_evenness(one, 2, measure_sum(one, 2), 1), 1, SAME);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_without_a_target_do_not_count),
        cmocka_unit_test(each_position_has_its_name),
        cmocka_unit_test(the_first_is_a_sink),
        cmocka_unit_test(local_is_what_no_single_neighbour_is),
        cmocka_unit_test(even_weights_are_uniform),
        cmocka_unit_test(partners_match),
        cmocka_unit_test(induction_follows_the_earlier_symbol),
        cmocka_unit_test(induction_never_points_at_itself),
        cmocka_unit_test(few_rows_may_match),
        cmocka_unit_test(one_row_names_nothing),
        cmocka_unit_test(what_has_no_pattern_is_mixed),
        cmocka_unit_test(across_sequences_positions_do_not_compare),
        cmocka_unit_test(rows_are_divided_by_their_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
