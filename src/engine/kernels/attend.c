/* attend.c -- attention in blocks of queries, over the kernels of any processor. */
#include "engine/kernels/attend.h"

#include "base/error.h"

#include <string.h>

enum {
    BLOCK_QUERIES = 48, /* eight times the rows of a block of multiply_packed */
    TILE_KEYS = 64,     /* keys of a tile that are packed at a time */
    DEPTH = 128,        /* values are summed so many keys at a time: 32 kB of 64 columns */
    ALIGN = 16,         /* reals; parts of the room begin at multiples, and rows are not multiples
                           of a page apart: they would share few places in the first cache */
    CACHED = 1 << 19    /* weights beyond so many bytes are written past the caches */
};

static size_t rounded(size_t n, size_t to) {
    return (n + to - 1) / to * to;
}

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

Attend attend_all(size_t T, size_t S, size_t d, size_t d_v) {
    return (Attend){.T = T,
                    .S = S,
                    .d = d,
                    .d_v = d_v,
                    .scale = 1 / real_sqrt((Real)d),
                    .length = S,
                    .window = NO_WINDOW};
}

static bool is_banded(const Attend *a) {
    return a->window != NO_WINDOW;
}

void attend_sees(const Attend *a, size_t t, size_t *first, size_t *end) {
    *first = is_banded(a) && t > a->window ? t - a->window : 0;
    *end = a->causal ? smaller(t + 1, a->length) : a->length;
    if (is_banded(a)) *end = smaller(*end, t + a->window + 1);
    if (*first > *end) *first = *end;
}

size_t attend_width(const Attend *a) {
    return is_banded(a) ? 2 * a->window + 1 : a->S;
}

/* --- the room --------------------------------------------------------------------------------- */

/* Keys [first, end): those that some query of a block sees. */
typedef struct Keys {
    size_t first, end;
} Keys;

static Keys keys_of(const Attend *a, size_t t, size_t rows) {
    Keys keys;
    size_t end;
    attend_sees(a, t, &keys.first, &end);
    attend_sees(a, t + rows - 1, &end, &keys.end);
    if (keys.first > keys.end) keys.first = keys.end;
    return keys;
}

static size_t most_keys(const Attend *a) {
    size_t keys = is_banded(a) ? smaller(a->length, 2 * a->window + BLOCK_QUERIES) : a->length;
    return keys > TILE_KEYS ? keys : TILE_KEYS;
}

/* One head at work: the room's parts, and where its panels come from. */
typedef struct Head {
    const Kernels *k;
    const Attend *a;
    const Real *Q, *K, *V;
    Real *block; /* scores, then their exponentials: BLOCK_QUERIES rows of block_step */
    Real *K_panels, *V_panels;
    size_t block_step;
} Head;

static size_t panels_size(const Kernels *k, size_t depth, size_t cols) {
    return k->pack ? rounded(depth * rounded(cols, k->panel_cols), ALIGN) : 0;
}

static size_t step_of(size_t cols) {
    return rounded(cols, ALIGN) + ALIGN;
}

size_t attend_room(const Kernels *k, const Attend *a) {
    size_t keys = most_keys(a);
    return BLOCK_QUERIES * step_of(keys) + panels_size(k, a->d, keys) +
           panels_size(k, a->S, a->d_v) + ALIGN;
}

static Head head_of(const Kernels *k, const Attend *a, const Real *Q, const Real *K, const Real *V,
                    Real *room) {
    size_t keys = most_keys(a), past = (uintptr_t)room / sizeof(Real) % ALIGN;
    CHECK(a->scale > 0 && a->length <= a->S, "attention of scale %g to %zu of %zu keys",
          (double)a->scale, a->length, a->S);
    Head h = {.k = k, .a = a, .Q = Q, .K = K, .V = V, .block = room + (past ? ALIGN - past : 0)};
    h.block_step = step_of(keys);
    h.K_panels = h.block + BLOCK_QUERIES * h.block_step;
    h.V_panels = h.K_panels + panels_size(k, a->d, keys);
    return h;
}

/* --- a block of queries ----------------------------------------------------------------------- */

static void pack_keys(Head *h, Keys keys) {
    if (h->k->pack && keys.end > keys.first)
        h->k->pack(true, h->a->d, keys.end - keys.first, h->K + keys.first * h->a->d, h->a->d,
                   h->K_panels);
}

/* Values of one panel's width are a panel already. */
static void pack_values(Head *h) {
    const Attend *a = h->a;
    if (!h->k->pack) return;
    if (a->d_v == h->k->panel_cols)
        h->V_panels = NULL;
    else
        h->k->pack(false, a->length, a->d_v, h->V, a->d_v, h->V_panels);
}

static void score(const Head *h, size_t t, size_t rows, Keys keys) {
    size_t d = h->a->d, cols = keys.end - keys.first;
    if (h->k->pack)
        h->k->multiply_packed(rows, cols, d, h->Q + t * d, d, h->K_panels, NULL, 0, h->block,
                              h->block_step);
    else
        gemm_plain(false, true, (int)rows, (int)cols, (int)d, h->Q + t * d, (int)d,
                   h->K + keys.first * d, (int)d, 0, h->block, (int)h->block_step);
}

/* What a row of the block leaves: the keys it sees, counted from the block's first, the largest
 * product among them, and the sum of their exponentials. */
typedef struct Row {
    size_t first, end;
    Real largest, sum;
} Row;

static Row row_of(const Head *h, size_t t, Keys keys, const Real *products) {
    Row row = {.largest = -REAL_INFINITY};
    attend_sees(h->a, t, &row.first, &row.end);
    row.first -= keys.first, row.end -= keys.first;
    if (row.end > row.first) row.largest = h->k->largest(row.end - row.first, products + row.first);
    if (row.largest == -REAL_INFINITY) row.first = row.end;
    return row;
}

static size_t between(size_t low, size_t x, size_t high) {
    return x < low ? low : x > high ? high : x;
}

/* Numbers [l, l + count) of a row of the block become their exponentials, 0 where it does not see.
 */
static void weigh(const Head *h, Row *row, size_t l, size_t count, Real *block_row) {
    size_t first = between(l, row->first, l + count), end = between(first, row->end, l + count);
    if (first > l) memset(block_row + l, 0, (first - l) * sizeof *block_row);
    if (end > first)
        row->sum += h->k->exp_sum(end - first, h->a->scale, row->largest, block_row + first,
                                  block_row + first);
    if (l + count > end) memset(block_row + end, 0, (l + count - end) * sizeof *block_row);
}

/* context (rows × d_v) += numbers [l, l + count) of the block's rows times their values. */
static void add_values(const Head *h, size_t rows, Keys keys, size_t l, size_t count,
                       Real *context) {
    size_t d_v = h->a->d_v, wide = h->k->panel_cols, s = keys.first + l;
    if (!h->k->pack)
        gemm_plain(false, false, (int)rows, (int)d_v, (int)count, h->block + l, (int)h->block_step,
                   h->V + s * d_v, (int)d_v, l > 0, context, (int)d_v);
    for (size_t j = 0; j < d_v && h->k->pack; j += wide) {
        const Real *panel = h->V_panels ? h->V_panels + j * h->a->length : h->V;
        h->k->multiply_packed(rows, smaller(wide, d_v - j), count, h->block + l, h->block_step,
                              panel + s * wide, l ? context + j : NULL, d_v, context + j, d_v);
    }
}

/* A piece of the keys at a time, whose exponentials are still in the first cache when they meet
 * their values. */
static void weigh_and_sum(const Head *h, size_t rows, Keys keys, Row *row, Real *context) {
    size_t keys_count = keys.end - keys.first;
    if (keys_count == 0 && context) memset(context, 0, rows * h->a->d_v * sizeof *context);
    for (size_t l = 0; l < keys_count; l += DEPTH) {
        size_t count = smaller(DEPTH, keys_count - l);
        for (size_t r = 0; r < rows; r++) weigh(h, &row[r], l, count, h->block + r * h->block_step);
        if (context) add_values(h, rows, keys, l, count, context);
    }
}

/* A row of weights from its exponentials, with zeros around them. */
static void write_weights(const Head *h, size_t t, Keys keys, const Row *row, const Real *block_row,
                          Real factor, bool past_caches, Real *weights) {
    size_t width = attend_width(h->a), count = row->end - row->first, at = 0;
    Real *out = weights + t * width;
    if (count) at = keys.first + row->first + (is_banded(h->a) ? h->a->window - t : 0);
    if (at) memset(out, 0, at * sizeof *out);
    h->k->scale_to(count, factor, block_row + row->first, out + at, past_caches);
    if (width > at + count) memset(out + at + count, 0, (width - at - count) * sizeof *out);
}

static Real over(Real sum) {
    return sum == 0 ? 0 : 1 / sum;
}

/* The outputs of a forward. */
typedef struct Outputs {
    Real *weights, *context, *largest, *sums;
    bool past_caches;
} Outputs;

static void write_row(const Head *h, size_t t, Keys keys, const Row *row, const Real *block_row,
                      const Outputs *out) {
    Real factor = over(row->sum), *context = out->context ? out->context + t * h->a->d_v : NULL;
    if (context) h->k->scale_to(h->a->d_v, factor, context, context, false);
    if (out->weights)
        write_weights(h, t, keys, row, block_row, factor, out->past_caches, out->weights);
    if (out->largest) out->largest[t] = row->largest;
    if (out->sums) out->sums[t] = row->sum;
}

static void attend_block(Head *h, size_t t, size_t rows, const Outputs *out) {
    Keys keys = keys_of(h->a, t, rows);
    Row row[BLOCK_QUERIES];
    if (is_banded(h->a)) pack_keys(h, keys);
    score(h, t, rows, keys);
    for (size_t r = 0; r < rows; r++) row[r] = row_of(h, t + r, keys, h->block + r * h->block_step);
    weigh_and_sum(h, rows, keys, row, out->context ? out->context + t * h->a->d_v : NULL);
    for (size_t r = 0; r < rows; r++)
        write_row(h, t + r, keys, &row[r], h->block + r * h->block_step, out);
}

void attend_forward(const Kernels *k, const Attend *a, const Real *Q, const Real *K, const Real *V,
                    Real *room, Real *weights, Real *context, Real *largest, Real *sums) {
    Head h = head_of(k, a, Q, K, V, room);
    Outputs out = {weights, context, largest, sums, false};
    out.past_caches = weights && a->T * attend_width(a) * sizeof *weights > CACHED;
    if (!is_banded(a)) pack_keys(&h, (Keys){0, a->length});
    if (context) pack_values(&h);
    for (size_t t = 0; t < a->T; t += BLOCK_QUERIES)
        attend_block(&h, t, smaller(BLOCK_QUERIES, a->T - t), &out);
    if (out.past_caches) k->settle();
}

/* --- a tile ----------------------------------------------------------------------------------- */

/* One row of the tile, whose products are in the block. */
static void tile_row(const Head *h, size_t t, AttendTile tile, const Real *products, Row of,
                     Real *scores, Real *weights) {
    size_t first, end;
    attend_sees(h->a, t, &first, &end);
    for (size_t j = 0; j < tile.cols; j++) {
        bool seen = tile.s + j >= first && tile.s + j < end;
        if (scores) scores[j] = seen ? h->a->scale * products[j] : -REAL_INFINITY;
        if (weights) weights[j] = seen ? products[j] : -REAL_INFINITY;
    }
    if (!weights) return;
    if (of.sum == 0) {
        memset(weights, 0, tile.cols * sizeof *weights);
        return;
    }
    h->k->exp_sum(tile.cols, h->a->scale, of.largest, weights, weights);
    h->k->scale_to(tile.cols, over(of.sum), weights, weights, false);
}

/* The tile's keys are packed; rows of the outputs are `step` apart. */
static void tile_block(Head *h, AttendTile tile, const Real *largest, const Real *sums,
                       Real *scores, Real *weights, size_t step) {
    score(h, tile.t, tile.rows, (Keys){tile.s, tile.s + tile.cols});
    for (size_t r = 0; r < tile.rows; r++) {
        Row of = {0};
        if (weights) of.largest = largest[tile.t + r], of.sum = sums[tile.t + r];
        tile_row(h, tile.t + r, tile, h->block + r * h->block_step, of,
                 scores ? scores + r * step : NULL, weights ? weights + r * step : NULL);
    }
}

void attend_tile(const Kernels *k, const Attend *a, const Real *Q, const Real *K,
                 const Real *largest, const Real *sums, AttendTile tile, Real *room, Real *scores,
                 Real *weights) {
    Head h = head_of(k, a, Q, K, NULL, room);
    CHECK(tile.t + tile.rows <= a->T && tile.s + tile.cols <= a->S, "a tile beyond %zu × %zu", a->T,
          a->S);
    for (size_t s = 0; s < tile.cols; s += TILE_KEYS) {
        size_t cols = smaller(TILE_KEYS, tile.cols - s);
        pack_keys(&h, (Keys){tile.s + s, tile.s + s + cols});
        for (size_t t = 0; t < tile.rows; t += BLOCK_QUERIES) {
            AttendTile piece = {tile.t + t, smaller(BLOCK_QUERIES, tile.rows - t), tile.s + s,
                                cols};
            size_t at = t * tile.cols + s;
            tile_block(&h, piece, largest, sums, scores ? scores + at : NULL,
                       weights ? weights + at : NULL, tile.cols);
        }
    }
}
