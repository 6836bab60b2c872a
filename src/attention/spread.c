#include "attention/spread.h"

#include "base/rng.h"

#include <math.h>

enum { LARGEST_D = 512 };

static double sum_of_squares(const double *x, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += x[i] * x[i];
    return sum;
}

/* α = softmax(e); returns the largest. */
static double softmax_of(const double *e, double *alpha) {
    double most = e[0], sum = 0, largest = 0;
    for (int s = 1; s < SPREAD_KEYS; s++) most = fmax(most, e[s]);
    for (int s = 0; s < SPREAD_KEYS; s++) sum += alpha[s] = exp(e[s] - most);
    for (int s = 0; s < SPREAD_KEYS; s++) {
        alpha[s] /= sum;
        largest = fmax(largest, alpha[s]);
    }
    return largest;
}

/* |diag(α) − ααᵀ|² = Σ α² − 2 Σ α³ + (Σ α²)². */
static double jacobian_norm(const double *alpha) {
    double squares = sum_of_squares(alpha, SPREAD_KEYS), cubes = 0;
    for (int s = 0; s < SPREAD_KEYS; s++) cubes += alpha[s] * alpha[s] * alpha[s];
    return sqrt(fmax(0, squares - 2 * cubes + squares * squares));
}

/* One query's scores of one size. */
static void add_scores(SpreadRow *row, const double *products) {
    for (int way = 0; way < 2; way++) {
        double e[SPREAD_KEYS], alpha[SPREAD_KEYS];
        for (int s = 0; s < SPREAD_KEYS; s++) e[s] = way ? products[s] / sqrt(row->d) : products[s];
        row->deviation[way] += sum_of_squares(e, SPREAD_KEYS);
        row->largest[way] += softmax_of(e, alpha);
        row->gradient[way] += jacobian_norm(alpha);
    }
}

/* One query with its keys, at every size: the products are sums that go on from size to size. */
static void add_draw(Spread *out, Rng *rng) {
    double query[LARGEST_D], products[SPREAD_SIZES][SPREAD_KEYS];
    for (int i = 0; i < LARGEST_D; i++) query[i] = rng_normal(rng);
    for (int s = 0; s < SPREAD_KEYS; s++) {
        double sum = 0;
        for (int i = 0, row = 0; row < SPREAD_SIZES; row++) {
            for (; i < out->rows[row].d; i++) sum += query[i] * rng_normal(rng);
            products[row][s] = sum;
        }
    }
    for (int row = 0; row < SPREAD_SIZES; row++) add_scores(&out->rows[row], products[row]);
}

void spread_measure(uint64_t seed, Spread *out) {
    *out = (Spread){0};
    for (int row = 0; row < SPREAD_SIZES; row++) out->rows[row].d = 2 << row;
    for (int draw = 0; draw < SPREAD_DRAWS; draw++) {
        Rng rng = rng_at(seed, "spread", (uint64_t)draw, 0);
        add_draw(out, &rng);
    }
    for (int row = 0; row < SPREAD_SIZES; row++)
        for (int way = 0; way < 2; way++) {
            SpreadRow *r = &out->rows[row];
            r->deviation[way] = sqrt(r->deviation[way] / (SPREAD_DRAWS * SPREAD_KEYS));
            r->largest[way] /= SPREAD_DRAWS;
            r->gradient[way] /= SPREAD_DRAWS;
        }
}
