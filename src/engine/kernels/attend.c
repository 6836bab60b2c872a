/* attend.c -- attention in blocks of queries, over the kernels of any processor. */
#include "engine/kernels/attend.h"

#include "base/error.h"

#include <string.h>

enum {
    FEW_ROWS = 6,       /* of a block of multiply_packed */
    BLOCK_QUERIES = 12, /* twice those */
    TILE_KEYS = 64,     /* keys of a tile that are packed at a time */
    DEPTH = 128,        /* values are summed so many keys at a time: 32 kB of 64 columns */
    ALIGN = 16,         /* reals; parts of the room begin at multiples, and rows are not multiples
                           of a page apart: they would share few places in the first cache */
    CACHED = 1 << 19,   /* outputs of whole rows beyond so many bytes are written past the caches */
    LINE = 64           /* bytes that caches take at a time */
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
                    .temperature = 1,
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
    Real *block;   /* scores, then their exponentials: BLOCK_QUERIES rows of block_step */
    Real *context; /* of the block, before it is divided by the rows' sums: BLOCK_QUERIES × d_v */
    Real *K_panels, *V_panels;
    size_t block_step;
} Head;

static size_t panels_size(const Kernels *k, size_t depth, size_t cols) {
    return rounded(depth * rounded(cols, k->panel_cols), ALIGN);
}

static size_t context_size(const Attend *a) {
    return rounded(BLOCK_QUERIES * a->d_v, ALIGN);
}

static size_t step_of(size_t cols) {
    return rounded(cols, ALIGN) + ALIGN;
}

size_t attend_room(const Kernels *k, const Attend *a) {
    size_t keys = most_keys(a);
    return BLOCK_QUERIES * step_of(keys) + context_size(a) + panels_size(k, a->d, keys) +
           panels_size(k, a->S, a->d_v) + ALIGN;
}

static Head head_of(const Kernels *k, const Attend *a, const Real *Q, const Real *K, const Real *V,
                    Real *room) {
    size_t keys = most_keys(a), past = (uintptr_t)room / sizeof(Real) % ALIGN;
    CHECK(a->scale > 0 && a->temperature > 0 && a->length <= a->S,
          "attention of scale %g and temperature %g to %zu of %zu keys", (double)a->scale,
          (double)a->temperature, a->length, a->S);
    Head h = {.k = k, .a = a, .Q = Q, .K = K, .V = V, .block = room + (past ? ALIGN - past : 0)};
    h.block_step = step_of(keys);
    h.context = h.block + BLOCK_QUERIES * h.block_step;
    h.K_panels = h.context + context_size(a);
    h.V_panels = h.K_panels + panels_size(k, a->d, keys);
    return h;
}

/* --- a block of queries ----------------------------------------------------------------------- */

static void pack_keys(Head *h, Keys keys) {
    size_t d = h->a->d;
    h->k->pack(true, d, keys.end - keys.first, h->K + keys.first * d, d, h->K_panels);
}

/* Values of one panel's width are a panel already. */
static void pack_values(Head *h) {
    const Attend *a = h->a;
    if (a->d_v == h->k->panel_cols)
        h->V_panels = NULL;
    else
        h->k->pack(false, a->length, a->d_v, h->V, a->d_v, h->V_panels);
}

static void score(const Head *h, size_t t, size_t rows, Keys keys) {
    size_t d = h->a->d;
    h->k->multiply_packed(rows, keys.end - keys.first, d, h->Q + t * d, d, h->K_panels, NULL, 0,
                          h->block, h->block_step);
}

/* What products are multiplied by on their way into exp. */
static Real sharpness(const Attend *a) {
    return a->scale / a->temperature;
}

static Real over(Real sum) {
    return sum == 0 ? 0 : 1 / sum;
}

/* A row of the block: the keys it sees, counted from the block's first, and what is found out about
 * their products. */
typedef struct Row {
    size_t first, end;
    Real largest, sum, factor; /* the sum of the exponentials, and one over it */
} Row;

/* Turns the products of a row of the block into their exponentials, 0 where it does not see. */
static void weigh(const Head *h, size_t t, Keys keys, Real *products, Row *row) {
    size_t count = keys.end - keys.first;
    *row = (Row){.largest = -REAL_INFINITY};
    attend_sees(h->a, t, &row->first, &row->end);
    row->first -= keys.first, row->end -= keys.first;
    Real *seen = products + row->first;
    if (row->end > row->first) row->largest = h->k->largest(row->end - row->first, seen);
    if (row->largest == -REAL_INFINITY) row->first = row->end;
    if (row->end > row->first)
        row->sum = h->k->exp_sum(row->end - row->first, sharpness(h->a), row->largest, seen, seen);
    row->factor = over(row->sum);
    if (row->first > 0) memset(products, 0, row->first * sizeof *products);
    if (count > row->end) memset(products + row->end, 0, (count - row->end) * sizeof *products);
}

/* context (rows × d_v) += numbers [l, l + count) of some of the block's rows times their values.
 * With `scaled` the numbers become weights as well. */
static void add_values(const Head *h, const Real *rows, size_t row_count, Keys keys, size_t l,
                       size_t count, Real *context, const Scaled *scaled) {
    size_t d_v = h->a->d_v, wide = h->k->panel_cols, s = keys.first + l;
    for (size_t j = 0; j < d_v; j += wide, scaled = NULL) {
        const Real *panel = (h->V_panels ? h->V_panels + j * h->a->length : h->V) + s * wide;
        const Real *begin = l ? context + j : NULL;
        size_t cols = smaller(wide, d_v - j);
        if (scaled)
            h->k->multiply_scaling(row_count, cols, count, rows + l, h->block_step, panel, begin,
                                   d_v, context + j, d_v, scaled);
        else
            h->k->multiply_packed(row_count, cols, count, rows + l, h->block_step, panel, begin,
                                  d_v, context + j, d_v);
    }
}

/* The outputs of a forward. */
typedef struct Outputs {
    Real *weights, *context, *largest, *sums;
    bool weights_past, context_past; /* the caches */
} Outputs;

/* Where the weight of the row's first visible key stands in its row of weights. */
static size_t place_of(const Head *h, size_t t, Keys keys, const Row *row) {
    return keys.first + row->first + (is_banded(h->a) ? h->a->window - t : 0);
}

/* Numbers [l, l + count) of the block's row become weights. */
static void write_weights(const Head *h, size_t t, Keys keys, const Row *row, const Real *block_row,
                          size_t l, size_t count, const Outputs *out) {
    size_t first = l > row->first ? l : row->first, end = smaller(l + count, row->end);
    if (!out->weights || first >= end) return;
    Real *to = out->weights + t * attend_width(h->a) + place_of(h, t, keys, row);
    h->k->scale_to(end - first, row->factor, block_row + first, to + first - row->first,
                   out->weights_past);
}

/* The zeros before and behind the weights of the block's row r, and what else there is to say of
 * it. */
static void finish_row(const Head *h, size_t t, size_t r, Keys keys, const Row *row,
                       const Outputs *out) {
    size_t width = attend_width(h->a), count = row->end - row->first, d_v = h->a->d_v;
    size_t at = count ? place_of(h, t, keys, row) : 0, behind = width - at - count;
    Real *weights = out->weights ? out->weights + t * width : NULL;
    if (weights && at) memset(weights, 0, at * sizeof *weights);
    if (weights && behind) memset(weights + at + count, 0, behind * sizeof *weights);
    if (out->context)
        h->k->scale_to(d_v, row->factor, h->context + r * d_v, out->context + t * d_v,
                       out->context_past);
    if (out->largest) out->largest[t] = row->largest;
    if (out->sums) out->sums[t] = row->sum;
}

static bool see_all(const Row *row, size_t rows, size_t l, size_t count) {
    for (size_t i = 0; i < rows; i++)
        if (row[i].first > l || row[i].end < l + count) return false;
    return true;
}

/* Numbers [l, l + count) of a few rows of the block, from its row r, which is query t's: their
 * context and their weights; both on one way where every row sees every key and the rows of weights
 * are T × S. */
static void sum_few(const Head *h, size_t t, size_t r, size_t rows, Keys keys, const Row *row,
                    size_t l, size_t count, const Outputs *out) {
    const Real *block_rows = h->block + r * h->block_step;
    Real factors[FEW_ROWS], *context = out->context ? h->context + r * h->a->d_v : NULL;
    bool together = context && out->weights && !is_banded(h->a) && see_all(row, rows, l, count);
    if (together) {
        for (size_t i = 0; i < rows; i++) factors[i] = row[i].factor;
        Scaled scaled = {factors, out->weights + t * h->a->S + keys.first + l, h->a->S,
                         out->weights_past};
        add_values(h, block_rows, rows, keys, l, count, context, &scaled);
        return;
    }
    if (context) add_values(h, block_rows, rows, keys, l, count, context, NULL);
    for (size_t i = 0; i < rows; i++)
        write_weights(h, t + i, keys, &row[i], block_rows + i * h->block_step, l, count, out);
}

/* Some keys and a few rows at a time: memory takes in the weights of some while the values of the
 * next are multiplied. */
static void sum_and_write(const Head *h, size_t t, size_t rows, Keys keys, const Row *row,
                          const Outputs *out) {
    size_t all = keys.end - keys.first, d_v = h->a->d_v;
    if (all == 0) memset(h->context, 0, rows * d_v * sizeof(Real));
    for (size_t l = 0; l < all; l += DEPTH)
        for (size_t r = 0; r < rows; r += FEW_ROWS)
            sum_few(h, t + r, r, smaller(FEW_ROWS, rows - r), keys, &row[r], l,
                    smaller(DEPTH, all - l), out);
}

/* Asks for a row's lines. GCC holds a call of nothing but prefetches to be without effect and drops
 * it, unless it is inlined first. */
__attribute__((always_inline)) static inline void fetch(const Real *row, size_t cols) {
    for (size_t j = 0; j < cols; j += LINE / sizeof *row) __builtin_prefetch(row + j);
}

/* A band's blocks are short, and each needs other memory: while the exponentials of row t are made,
 * the places that its outputs go to are asked for, and what the next block reads besides: the query
 * that follows, and key and value of s. */
__attribute__((always_inline)) static inline void fetch_band(const Head *h, size_t t, size_t s,
                                                             const Outputs *out) {
    const Attend *a = h->a;
    size_t next = t + BLOCK_QUERIES, width = attend_width(a);
    if (next < a->T) fetch(h->Q + next * a->d, a->d);
    if (s < a->length) {
        fetch(h->K + s * a->d, a->d);
        if (!h->V_panels) fetch(h->V + s * a->d_v, a->d_v);
    }
    if (out->weights) fetch(out->weights + t * width, width);
    if (out->context) fetch(out->context + t * a->d_v, a->d_v);
}

static void attend_block(Head *h, size_t t, size_t rows, const Outputs *out) {
    Keys keys = keys_of(h->a, t, rows);
    Row row[BLOCK_QUERIES];
    if (is_banded(h->a)) pack_keys(h, keys);
    score(h, t, rows, keys);
    for (size_t r = 0; r < rows; r++) {
        if (is_banded(h->a)) fetch_band(h, t + r, keys.end + r, out);
        weigh(h, t + r, keys, h->block + r * h->block_step, &row[r]);
    }
    sum_and_write(h, t, rows, keys, row, out);
    for (size_t r = 0; r < rows; r++) finish_row(h, t + r, r, keys, &row[r], out);
}

void attend_forward(const Kernels *k, const Attend *a, const Real *Q, const Real *K, const Real *V,
                    Real *room, Real *weights, Real *context, Real *largest, Real *sums) {
    Head h = head_of(k, a, Q, K, V, room);
    Outputs out = {weights, context, largest, sums, false, false};
    out.weights_past = weights && !is_banded(a) && a->T * a->S * sizeof *weights > CACHED;
    out.context_past = context && !is_banded(a) && a->T * a->d_v * sizeof *context > CACHED;
    if (!is_banded(a)) pack_keys(&h, (Keys){0, a->length});
    if (context) pack_values(&h);
    for (size_t t = 0; t < a->T; t += BLOCK_QUERIES)
        attend_block(&h, t, smaller(BLOCK_QUERIES, a->T - t), &out);
    if (out.weights_past || out.context_past) k->settle();
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
    h->k->exp_sum(tile.cols, sharpness(h->a), of.largest, weights, weights);
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

/* Columns [s, s + cols) of the tile, which none of its rows sees. */
static void tile_unseen(AttendTile tile, size_t s, size_t cols, Real *scores, Real *weights) {
    for (size_t t = 0; t < tile.rows; t++) {
        size_t at = t * tile.cols + s;
        for (size_t j = 0; scores && j < cols; j++) scores[at + j] = -REAL_INFINITY;
        if (weights) memset(weights + at, 0, cols * sizeof *weights);
    }
}

void attend_tile(const Kernels *k, const Attend *a, const Real *Q, const Real *K,
                 const Real *largest, const Real *sums, AttendTile tile, Real *room, Real *scores,
                 Real *weights) {
    Head h = head_of(k, a, Q, K, NULL, room);
    CHECK(tile.t + tile.rows <= a->T && tile.s + tile.cols <= a->S, "a tile beyond %zu × %zu", a->T,
          a->S);
    if (tile.rows == 0) return;
    Keys seen = keys_of(a, tile.t, tile.rows);
    for (size_t s = 0; s < tile.cols; s += TILE_KEYS) {
        size_t cols = smaller(TILE_KEYS, tile.cols - s);
        if (tile.s + s >= seen.end || tile.s + s + cols <= seen.first) {
            tile_unseen(tile, s, cols, scores, weights);
            continue;
        }
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
