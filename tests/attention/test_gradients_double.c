/* The gradient through a whole row of attention, for every score, scope and way to weigh that has
 * one: to the query, the keys, the values and every parameter. */
#include "testing.h"

#include "attention/bed.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TOLERANCE 1e-6

enum { SEEDS = 200 };

static const char *const scopes[] = {"global", "local-m", "local-p"};
static const char *const ways[] = {"soft", "sparse"};

/* The first seed whose row stays away from kinks; sums the context. */
static Node *row_away_from_kinks(Bed *bed, const Attention *a, int B, int S, bool fused) {
    for (uint64_t seed = 1; seed < SEEDS; seed++) {
        bed_begin(bed, a, B, S, fused, seed);
        Attended row = bed_row(bed, 2, NULL);
        if (!bench_near_kink(&bed->bench)) return bench_loss(&bed->bench, row.context);
        bed_end(bed);
    }
    fail_msg("no seed is away from kinks");
    return NULL;
}

static bool any_gradient(const Leaf *leaf) {
    for (size_t i = 0; i < leaf->count; i++)
        if (fabs((double)leaf->grad[i]) > 1e-9) return true;
    return false;
}

static void check_row(const Attention *a, int B, int S, bool fused) {
    Bed bed;
    Node *loss = row_away_from_kinks(&bed, a, B, S, fused);
    char what[128];
    snprintf(what, sizeof what, "%s, %s, %s%s", a->score->word, a->scope->word, a->weigh->word,
             fused ? ", fused" : "");
    bench_check_gradients(&bed.bench, loss, 0, TOLERANCE, what);
    /* With soft weights over several keys nothing is cut off: all that learns is reached. */
    bool soft = !strcmp(a->weigh->word, "soft");
    for (int i = 0; i < bed.bench.count && soft && S > 1; i++)
        if (bed.bench.leaves[i].grad && !any_gradient(&bed.bench.leaves[i]))
            fail_msg("%s: no gradient reaches %s", what, bed.bench.leaves[i].name);
    bed_end(&bed);
}

static void check_sizes(const Attention *a) {
    check_row(a, 1, 1, false);
    check_row(a, 1, 5, false);
    check_row(a, 3, 5, false);
    check_row(a, 3, 5, true);
}

static void every_combination(void **state) {
    (void)state;
    for (int s = 0; s < score_count; s++)
        for (size_t c = 0; c < sizeof scopes / sizeof *scopes; c++)
            for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
                if (score_is_none(score_list[s])) continue;
                Attention a = bed_attention(score_list[s]->word, scopes[c], ways[w]);
                check_sizes(&a);
                a.temperature = 0.7;
                check_sizes(&a);
            }
    print_message("           worst relative difference %.2g\n", bench_worst());
}

static void renormalised(void **state) {
    (void)state;
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
        Attention a = bed_attention("additive", "local-p", ways[w]);
        a.renormalise = true;
        check_sizes(&a);
        a.temperature = 2;
        check_sizes(&a);
    }
}

/* argmax stops the gradient of the scores and lets that of the values through. */
static void argmax_stops_it(void **state) {
    (void)state;
    Attention a = bed_attention("bilinear", "global", "argmax");
    Bed bed;
    Node *loss = row_away_from_kinks(&bed, &a, 2, 5, false);
    bench_check_gradients(&bed.bench, loss, 0, TOLERANCE, "bilinear, argmax");
    for (int i = 0; i < bed.bench.count; i++) {
        const Leaf *leaf = &bed.bench.leaves[i];
        if (leaf->grad) assert_int_equal(any_gradient(leaf), leaf->node == bed.values);
    }
    bed_end(&bed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination),
        cmocka_unit_test(renormalised),
        cmocka_unit_test(argmax_stops_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
