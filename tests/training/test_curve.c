/* Length curves: the same figures as an evaluation's, the same again, and by a job. */
#include "testing.h"

#include "training/curve.h"
#include "training/evaluation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static Model *models[2];

static int open_models(void **state) {
    (void)state;
    static const char *const names[] = {"seq2seq-dates-dot", "seq2seq-dates-none"};
    for (int i = 0; i < 2; i++) {
        Error error = {0};
        models[i] = model_open(names[i], &error);
        if (!models[i]) print_error("%s\n", error.message);
        if (!models[i]) return -1;
    }
    return 0;
}

static int close_models(void **state) {
    (void)state;
    model_free(models[0]);
    model_free(models[1]);
    return 0;
}

static const Model *const *both(void) {
    static const Model *list[2];
    list[0] = models[0];
    list[1] = models[1];
    return list;
}

/* With as many wanted as there are in the first draws, bins hold what `evaluate` counts: the share
 * of exact answers of all lengths of a bin. */
static void a_bin_is_what_an_evaluation_counts(void **state) {
    (void)state;
    enum { WANTED = 5 };
    LengthCurve curve = curve_of(both(), 1, WANTED, 3, NULL);
    const Task *task = task_find("dates");
    int found[CURVE_BINS] = {0}, exact[CURVE_BINS] = {0};
    Arena *arena = arena_new();
    Tape *tape = tape_new();
    for (long i = 0; i < curve.drawn; i++) { /* the same samples, one by one */
        Sample sample;
        Quality one;
        Rng rng = rng_at(3, "fresh sample", 0, (uint64_t)i);
        task->sample(&rng, true, arena, &sample);
        int bin = (sample.source_tokens.count - 1) / curve.width;
        if (found[bin] == WANTED) continue;
        found[bin]++;
        quality_of(models[0], &sample, 1, tape, &one);
        exact[bin] += one.exact;
    }
    for (int b = 0; b < curve.bins; b++) {
        assert_int_equal(curve.found[b], found[b]);
        assert_int_equal(curve.line[0].points[b].samples, found[b]);
        if (!found[b]) continue;
        assert_near(curve.line[0].points[b].of[CURVE_EXACT].value, (double)exact[b] / found[b],
                    1e-12);
    }
    assert_true(curve.done >= 1 && !curve.words);
    tape_free(tape);
    arena_free(arena);
}

static void assert_same_share(CurveShare a, CurveShare b) {
    assert_true(isnan(a.value) == isnan(b.value));
    if (!isnan(a.value)) assert_memory_equal(&a, &b, sizeof a);
}

static void assert_same_curve(const LengthCurve *a, const LengthCurve *b) {
    assert_int_equal(a->lines, b->lines);
    assert_int_equal(a->bins, b->bins);
    assert_memory_equal(a->found, b->found, sizeof a->found);
    for (int i = 0; i < a->lines; i++) {
        assert_string_equal(a->line[i].name, b->line[i].name);
        for (int bin = 0; bin < a->bins; bin++) {
            const CurvePoint *p = &a->line[i].points[bin], *q = &b->line[i].points[bin];
            assert_int_equal(p->samples, q->samples);
            for (int m = 0; m < CURVE_MEASURES && p->samples; m++)
                assert_same_share(p->of[m], q->of[m]);
        }
    }
}

static void a_job_comes_to_the_same_in_rounds(void **state) {
    (void)state;
    LengthCurve whole = curve_of(both(), 2, 40, 1, NULL);
    Curver *curver = curver_start(both(), 2, 40, 1, NULL, NULL);
    LengthCurve *last = NULL;
    double before = -1;
    for (bool over = false; !over;) {
        over = curver_finished(curver);
        LengthCurve *now = curver_take(curver);
        if (!now) continue;
        assert_true(now->done >= before); /* it only grows */
        before = now->done;
        free(last);
        last = now;
    }
    assert_non_null(last);
    assert_near(last->done, 1, 0);
    assert_same_curve(last, &whole);
    free(last);
    curver_free(curver);
}

static void a_job_is_stopped(void **state) {
    (void)state;
    Curver *curver = curver_start(both(), 2, 2000, 1, NULL, NULL);
    curver_free(curver); /* at once, and not after minutes */
}

/* Wilson's interval of 7 of 10, and of all of 5, from the formula's table. */
static void intervals_are_of_95_percent(void **state) {
    (void)state;
    LengthCurve curve = curve_of(both(), 1, 5, 1, NULL);
    int seen = 0;
    for (int b = 0; b < curve.bins; b++) {
        const CurvePoint *point = &curve.line[0].points[b];
        if (point->samples != 5 || point->of[CURVE_EXACT].value < 1) continue;
        assert_near(point->of[CURVE_EXACT].low, 0.5655, 5e-4); /* 5 of 5: 5 / (5 + 1.96²) */
        assert_near(point->of[CURVE_EXACT].high, 1, 1e-12);
        seen++;
    }
    assert_true(seen > 0);
    assert_true(isnan(curve.line[0].points[1].of[CURVE_BLEU].value)); /* dates have no words */
}

static void bleu_is_that_of_the_bins_samples(void **state) {
    (void)state;
    Error error = {0};
    Model *model = model_open("seq2seq-translate-dot-current", &error);
    assert_non_null(model);
    const Model *list[] = {model};
    LengthCurve curve = curve_of(list, 1, 6, 2, NULL);
    assert_true(curve.words);
    assert_int_equal(curve.bins * curve.width, 48);
    const Task *task = task_find("translate");
    Arena *arena = arena_new();
    Tape *tape = tape_new();
    Quality sum = {0};
    int bin = 9, found = 0;
    for (long i = 0; found < curve.found[bin]; i++) {
        Sample sample;
        Quality one;
        Rng rng = rng_at(2, "fresh sample", 0, (uint64_t)i);
        task->sample(&rng, true, arena, &sample);
        if ((sample.source_tokens.count - 1) / curve.width != bin) continue;
        found++;
        quality_of(model, &sample, 1, tape, &one);
        quality_add(&sum, &one);
    }
    CurveShare bleu = curve.line[0].points[bin].of[CURVE_BLEU];
    assert_int_equal(found, 6);
    assert_near(bleu.value, quality_bleu(&sum), 1e-12);
    assert_true(bleu.low <= bleu.value + 1e-9 && bleu.high >= bleu.value - 1e-9);
    assert_contains(curve.line[0].training, "trained on 960,000 examples, batch 16, rate 0.004");
    tape_free(tape);
    arena_free(arena);
    model_free(model);
}

static void what_has_no_curve_says_why(void **state) {
    (void)state;
    Error error = {0};
    Model *model = model_open("transformer-brackets", &error);
    assert_non_null(model);
    assert_contains(curve_refuses(model), "writes no answers");
    assert_null(curve_refuses(models[0]));
    model_free(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bin_is_what_an_evaluation_counts),
        cmocka_unit_test(a_job_comes_to_the_same_in_rounds),
        cmocka_unit_test(a_job_is_stopped),
        cmocka_unit_test(intervals_are_of_95_percent),
        cmocka_unit_test(bleu_is_that_of_the_bins_samples),
        cmocka_unit_test(what_has_no_curve_says_why),
    };
    return cmocka_run_group_tests(tests, open_models, close_models);
}
