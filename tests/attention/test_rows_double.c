/* A row of attention against the mathematics written down a second time, in plain loops: every
 * score, scope and way to weigh, in the one order there is. The reference knows nothing of tapes,
 * and its random numbers are its own. */
#include "testing.h"

#include "attention/bed.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TOLERANCE 1e-12

enum { KEYS_MAX = 16, DRAWS = 7 };

/* --- the reference --------------------------------------------------------------------------- */

/* SplitMix64 (Steele, Lea, Flood 2014), from the paper. */
static uint64_t splitmix64(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

typedef struct Row {
    int S;
    double e[KEYS_MAX], scores[KEYS_MAX], weights[KEYS_MAX], center;
    const Bed *bed;
} Row;

static const Real *weight_of(const Bed *bed, const char *name) {
    return weights_values(bed->weights, weights_find(bed->weights, name));
}

static double dot_of(const Real *a, const Real *b, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

static double additive_of(const Bed *bed, const Real *q, const Real *k) {
    const Real *W_q = weight_of(bed, "attention.query.weight");
    const Real *W_k = weight_of(bed, "attention.key.weight");
    const Real *b = weight_of(bed, "attention.key.bias"), *v = weight_of(bed, "attention.v.weight");
    int dq = bed->sizes.query, dk = bed->sizes.key;
    double sum = 0;
    for (int a = 0; a < bed->sizes.attention; a++)
        sum += v[a] * tanh(dot_of(W_q + a * dq, q, dq) + dot_of(W_k + a * dk, k, dk) + b[a]);
    return sum;
}

static double bilinear_of(const Bed *bed, const Real *q, const Real *k) {
    const Real *W = weight_of(bed, "attention.weight");
    double sum = 0;
    for (int i = 0; i < bed->sizes.query; i++)
        for (int j = 0; j < bed->sizes.key; j++) sum += q[i] * W[i * bed->sizes.key + j] * k[j];
    return sum;
}

static double cosine_of(const Bed *bed, const Real *q, const Real *k, int n) {
    double lengths = sqrt(dot_of(q, q, n)) * sqrt(dot_of(k, k, n));
    return lengths == 0 ? 0 : weight_of(bed, "attention.sharpness")[0] * dot_of(q, k, n) / lengths;
}

static double match_of(const Bed *bed, const Real *q, const Real *k) {
    const char *word = bed->attention.score->word;
    int n = bed->sizes.key;
    if (!strcmp(word, "dot")) return dot_of(q, k, n);
    if (!strcmp(word, "scaled")) return dot_of(q, k, n) / sqrt(n);
    if (!strcmp(word, "cosine")) return cosine_of(bed, q, k, n);
    if (!strcmp(word, "bilinear")) return bilinear_of(bed, q, k);
    return additive_of(bed, q, k);
}

static double center_of(const Bed *bed, const Real *q, int t, int S) {
    if (!strcmp(bed->attention.scope->word, "local-m")) return t < S ? t : S;
    const Real *W = weight_of(bed, "attention.center.query.weight");
    const Real *v = weight_of(bed, "attention.center.v.weight");
    double sum = 0;
    for (int a = 0; a < bed->sizes.attention; a++)
        sum += v[a] * tanh(dot_of(W + a * bed->sizes.query, q, bed->sizes.query));
    return S / (1 + exp(-sum));
}

static void mask_row(Row *row, const Real *q, int t, int length) {
    const Attention *a = &row->bed->attention;
    bool local = strcmp(a->scope->word, "global") != 0;
    row->center = local ? center_of(row->bed, q, t, length) : 0;
    for (int s = 1; s <= row->S; s++) {
        bool in = s <= length && (!local || fabs(s - row->center) <= a->window);
        row->scores[s - 1] = in ? row->e[s - 1] : -REAL_INFINITY;
    }
}

static void soft_row(Row *row, const double *x) {
    double largest = -HUGE_VAL, sum = 0;
    for (int s = 0; s < row->S; s++) largest = fmax(largest, x[s]);
    for (int s = 0; s < row->S; s++) sum += row->weights[s] = exp(x[s] - largest);
    for (int s = 0; s < row->S; s++) row->weights[s] /= sum;
}

/* The projection by bisection on θ: no sorting, so nothing in common with the program's way. */
static void sparse_row(Row *row, const double *x) {
    double low = -1e3, high = 1e3;
    for (int i = 0; i < 200; i++) {
        double middle = (low + high) / 2, sum = 0;
        for (int s = 0; s < row->S; s++) sum += fmax(x[s] - middle, 0);
        if (sum > 1)
            low = middle;
        else
            high = middle;
    }
    for (int s = 0; s < row->S; s++) row->weights[s] = fmax(x[s] - low, 0);
}

static void argmax_row(Row *row, const double *x) {
    int best = 0;
    for (int s = 0; s < row->S; s++) {
        if (x[s] > x[best]) best = s;
        row->weights[s] = 0;
    }
    row->weights[best] = 1;
}

static void hard_row(Row *row, const double *x, uint64_t *random) {
    double soft[KEYS_MAX];
    soft_row(row, x);
    memcpy(soft, row->weights, sizeof soft);
    memset(row->weights, 0, sizeof row->weights);
    for (int i = 0; i < row->bed->attention.samples; i++) {
        double u = (double)(splitmix64(random) >> 11) * 0x1p-53, sum = 0;
        int chosen = -1;
        for (int s = 0; s < row->S; s++) {
            if (row->scores[s] == -REAL_INFINITY) continue;
            sum += soft[s];
            chosen = s;
            if (sum > u) break;
        }
        row->weights[chosen] += 1.0 / row->bed->attention.samples;
    }
}

static void weigh_row(Row *row, uint64_t *random) {
    const Attention *a = &row->bed->attention;
    double x[KEYS_MAX];
    for (int s = 0; s < row->S; s++) x[s] = row->scores[s] / a->temperature;
    if (!strcmp(a->weigh->word, "soft")) soft_row(row, x);
    if (!strcmp(a->weigh->word, "sparse")) sparse_row(row, x);
    if (!strcmp(a->weigh->word, "argmax")) argmax_row(row, row->scores);
    if (!strcmp(a->weigh->word, "hard")) hard_row(row, x, random);
}

static void gaussian_row(Row *row) {
    double sigma = row->bed->attention.window / 2.0, sum = 0;
    for (int s = 0; s < row->S; s++)
        sum += row->weights[s] *= exp(-pow(s + 1 - row->center, 2) / (2 * sigma * sigma));
    for (int s = 0; s < row->S && row->bed->attention.renormalise && sum > 0; s++)
        row->weights[s] /= sum;
}

/* e → mask → /τ → weigh → Gaussian → renormalise. */
static void reference_row(Row *row, const Bed *bed, int item, int t, uint64_t *random) {
    row->bed = bed;
    row->S = bed->keys->shape.rows;
    const Real *q = bed->q->value + item * bed->sizes.query;
    const Real *k = bed->keys->value + item * row->S * bed->sizes.key;
    for (int s = 0; s < row->S; s++) row->e[s] = match_of(bed, q, k + s * bed->sizes.key);
    mask_row(row, q, t, (int)bed->lengths->value[item]);
    weigh_row(row, random);
    if (!strcmp(bed->attention.scope->word, "local-p")) gaussian_row(row);
}

/* --- the comparison -------------------------------------------------------------------------- */

static void compare(const Bed *bed, const Attended *got, const Row *row, int item) {
    double sum = 0;
    for (int s = 0; s < row->S; s++) {
        double score = node_at(got->scores, item, 0, s), weight = node_at(got->weights, item, 0, s);
        assert_false(isnan(score) || isnan(weight));
        assert_near(score, row->scores[s], TOLERANCE);
        assert_near(weight, row->weights[s], TOLERANCE);
        if (score == -REAL_INFINITY) assert_true(weight == 0);
        sum += weight;
    }
    if (!bed->attention.scope->has_gaussian || bed->attention.renormalise)
        assert_near(sum, 1, 1e-12);
    for (int c = 0; c < bed->values->shape.cols; c++) {
        double context = 0;
        for (int s = 0; s < row->S; s++)
            context += row->weights[s] * node_at(bed->values, item, s, c);
        assert_near(node_at(got->context, item, 0, c), context, TOLERANCE);
    }
}

static void check(const Attention *a, int B, int S, bool fused) {
    Bed bed;
    Row row;
    bed_begin(&bed, a, B, S, fused, 3);
    Rng rng = rng_seeded(9);
    uint64_t random = 9; /* one stream, that goes on from row to row */
    for (int t = 1; t <= 4; t++) {
        Attended got = bed_row(&bed, t, &rng);
        tape_forward(bed.bench.tape);
        for (int item = 0; item < B; item++) {
            reference_row(&row, &bed, item, t, &random);
            compare(&bed, &got, &row, item);
        }
    }
    bed_end(&bed);
}

static void check_settings(Attention a, int S) {
    static const double temperatures[] = {1, 0.25, 3};
    static const int windows[] = {1, 2, 5};
    a.samples = DRAWS;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < (a.scope->has_window ? 3 : 1); j++)
            for (int again = 0; again < 2; again++) {
                a.temperature = temperatures[i];
                a.window = windows[j];
                a.renormalise = again && a.scope->has_gaussian;
                check(&a, 1, S, false);
                check(&a, 1, S, true);
                if (!a.weigh->draws) check(&a, 3, S, true);
            }
}

static void every_combination(void **state) {
    (void)state;
    static const int lengths[] = {1, 2, 9};
    for (int s = 0; s < score_count; s++)
        for (int c = 0; c < scope_count; c++)
            for (int w = 0; w < weigh_count; w++)
                for (int i = 0; i < 3; i++) {
                    if (score_is_none(score_list[s]) || !scope_list[c]->for_alignment) continue;
                    check_settings(bed_attention(score_list[s]->word, scope_list[c]->word,
                                                 weigh_list[w]->word),
                                   lengths[i]);
                }
}

/* D = 0 leaves local-m one key. */
static void local_m_of_one_key(void **state) {
    (void)state;
    Attention a = bed_attention("dot", "local-m", "soft");
    a.window = 0;
    check(&a, 1, 3, false);
}

/* The reference's stream is the program's, bit by bit. */
static void the_stream_is_splitmix64(void **state) {
    (void)state;
    static const uint64_t seeds[] = {0, 1, 9, UINT64_MAX};
    for (int i = 0; i < 4; i++) {
        Rng rng = rng_seeded(seeds[i]);
        uint64_t random = seeds[i];
        for (int j = 0; j < 1000; j++)
            assert_true(rng_unit(&rng) == (double)(splitmix64(&random) >> 11) * 0x1p-53);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination),
        cmocka_unit_test(local_m_of_one_key),
        cmocka_unit_test(the_stream_is_splitmix64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
