/* The scan converter of paths: exact areas, in integers.
 *
 * Every line adds to the pixels it crosses a signed area, such that the running sum along a row is
 * the coverage of the pixel there (as in font-rs and FreeType's smooth rasteriser). One unit of
 * height is 1/256 pixel, a full pixel is FULL. A line's crossings with rows and columns are
 * computed from its own ends, so a clip changes nothing. Rows are cut into blocks of 8 pixels with
 * a bit each: only blocks that a line touched are read again, and what lies between is one span.
 */
#include "draw/raster_parts.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ONE = 256, FULL = ONE * 2 * ONE, BLOCK = 8, WORD = 64 };

struct Cover {
    int32_t *cells; /* all 0 between paintings */
    uint64_t *touched;
    size_t cell_capacity, word_capacity;
    int x0, y0, x1, y1;
    int stride, words;
    int top, bottom; /* rows with ink, bottom exclusive */
};

Cover *cover_new(void) {
    Cover *cover = calloc(1, sizeof *cover);
    CHECK(cover, "out of memory");
    return cover;
}

void cover_free(Cover *cover) {
    if (!cover) return;
    free(cover->cells);
    free(cover->touched);
    free(cover);
}

static void *zeroed_again(void *old, size_t *capacity, size_t need, size_t item) {
    if (need <= *capacity) return old;
    free(old);
    void *fresh = calloc(need, item);
    CHECK(fresh, "out of memory: %zu × %zu bytes", need, item);
    *capacity = need;
    return fresh;
}

void cover_begin(Canvas *canvas) {
    Cover *cover = canvas->cover;
    cover->x0 = canvas->x0, cover->y0 = canvas->y0;
    cover->x1 = canvas->x1, cover->y1 = canvas->y1;
    /* One cell more than pixels, since a line adds to the next cell too. */
    int blocks = (cover->x1 - cover->x0) / BLOCK + 1;
    cover->stride = blocks * BLOCK;
    cover->words = (blocks + WORD - 1) / WORD;
    size_t rows = (size_t)(cover->y1 - cover->y0);
    cover->cells = zeroed_again(cover->cells, &cover->cell_capacity, rows * (size_t)cover->stride,
                                sizeof *cover->cells);
    cover->touched = zeroed_again(cover->touched, &cover->word_capacity,
                                  rows * (size_t)cover->words, sizeof *cover->touched);
    cover->top = cover->y1;
    cover->bottom = cover->y0;
}

/* A row being added to. */
typedef struct Row {
    int32_t *cells;
    uint64_t *touched;
} Row;

/* A piece of line within one pixel: `height` in 1/256, `middle2` twice the mean of its x within the
 * pixel (0 … 512). */
static inline void add(const Row *row, int column, int height, int middle2) {
    row->cells[column] += height * (2 * ONE - middle2);
    row->cells[column + 1] += height * middle2;
    int block = column / BLOCK, next = (column + 1) / BLOCK;
    row->touched[block / WORD] |= (uint64_t)1 << (block % WORD);
    row->touched[next / WORD] |= (uint64_t)1 << (next % WORD);
}

/* height · along / length, rounded away from 0: the height used up by then. In 32 bits where all of
 * it fits, which divides several times faster. */
static int part_of(int height, int64_t along, int64_t length) {
    int64_t a = height * along * 2 + (height > 0 ? length : -length), b = 2 * length;
    bool fits = b <= INT32_MAX && a >= -INT32_MAX && a <= INT32_MAX;
    return fits ? (int32_t)a / (int32_t)b : (int)(a / b);
}

/* A piece of line within one row, from x `a` to `b` in 1/256 pixel, over a signed height. Ink left
 * of the clip counts for all of the row; right of it for none. */
static void add_row(const Cover *cover, const Row *row, int64_t a, int64_t b, int height) {
    if (a > b) {
        int64_t swapped = a;
        a = b, b = swapped;
    }
    int64_t left = (int64_t)cover->x0 * ONE, right = (int64_t)cover->x1 * ONE;
    if (a >= right || !height) return;
    if (b <= left) {
        add(row, 0, height, 0);
        return;
    }
    int column = (int)(a >> 8);
    if (column == (int)(b >> 8)) {
        add(row, column - cover->x0, height, (int)(a & 255) + (int)(b & 255));
        return;
    }
    /* From column to column; `done` is the height used up, rounded at every border. */
    int64_t length = b - a, from = a;
    int done = 0;
    if (column < cover->x0) {
        done = part_of(height, left - a, length);
        add(row, 0, done, 0);
        column = cover->x0;
        from = left;
    }
    for (; from < b && column < cover->x1; column++) {
        int64_t border = (int64_t)(column + 1) * ONE, to = border < b ? border : b;
        int until = to == b ? height : part_of(height, to - a, length);
        int base = column * ONE;
        add(row, column - cover->x0, until - done, (int)(from - base) + (int)(to - base));
        done = until;
        from = to;
    }
}

static int64_t fixed(float v) {
    const float most = 4e6f;
    return llrint((double)(v < -most ? -most : v > most ? most : v) * ONE);
}

void cover_line(Cover *cover, float fx0, float fy0, float fx1, float fy1) {
    int64_t x0 = fixed(fx0), y0 = fixed(fy0), x1 = fixed(fx1), y1 = fixed(fy1);
    int sign = 1;
    if (y0 > y1) {
        int64_t x = x0, y = y0;
        x0 = x1, y0 = y1, x1 = x, y1 = y;
        sign = -1;
    }
    int64_t top = (int64_t)cover->y0 * ONE, bottom = (int64_t)cover->y1 * ONE;
    if (y0 == y1 || y1 <= top || y0 >= bottom) return;
    double slope = (double)(x1 - x0) / (double)(y1 - y0);
    int64_t from = y0 > top ? y0 : top, end = y1 < bottom ? y1 : bottom;
    int64_t x = from == y0 ? x0 : x0 + llrint((double)(from - y0) * slope);
    int line = (int)(from >> 8);
    if (line < cover->top) cover->top = line;
    for (; from < end; line++) {
        int64_t border = (int64_t)(line + 1) * ONE, to = border < end ? border : end;
        int64_t next = to == y1 ? x1 : x0 + llrint((double)(to - y0) * slope);
        size_t r = (size_t)(line - cover->y0);
        Row row = {cover->cells + r * (size_t)cover->stride,
                   cover->touched + r * (size_t)cover->words};
        add_row(cover, &row, x, next, sign * (int)(to - from));
        from = to;
        x = next;
    }
    if (line > cover->bottom) cover->bottom = line;
}

static inline uint32_t coverage_of(int32_t sum) {
    int32_t area = sum < 0 ? -sum : sum;
    return area >= FULL ? 255 : (uint32_t)(area * 255 + FULL / 2) / FULL;
}

/* The next touched block at or after `block`, or `blocks`. */
static int next_touched(const uint64_t *touched, int block, int blocks) {
    for (int word = block / WORD; word * WORD < blocks; word++) {
        uint64_t bits = touched[word];
        if (word == block / WORD) bits &= ~(uint64_t)0 << (block % WORD);
        if (bits) return word * WORD + __builtin_ctzll(bits);
    }
    return blocks;
}

static void paint_row(Cover *cover, const Row *row, uint32_t *pixels, uint32_t color) {
    int width = cover->x1 - cover->x0, blocks = cover->stride / BLOCK;
    int32_t sum = 0;
    for (int block = 0; block < blocks;) {
        int next = next_touched(row->touched, block, blocks);
        if (next > block) {
            int from = block * BLOCK, to = next * BLOCK < width ? next * BLOCK : width;
            if (to > from) pixels_over(pixels + from, to - from, color, coverage_of(sum));
            block = next;
            continue;
        }
        int32_t *cells = row->cells + block * BLOCK;
        uint8_t coverage[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            sum += cells[i];
            coverage[i] = (uint8_t)coverage_of(sum);
            cells[i] = 0;
        }
        int count = width - block * BLOCK < BLOCK ? width - block * BLOCK : BLOCK;
        pixels_over_each(pixels + block * BLOCK, count, color, coverage);
        block++;
    }
    memset(row->touched, 0, (size_t)cover->words * sizeof *row->touched);
}

void cover_paint(Canvas *canvas, uint32_t color) {
    Cover *cover = canvas->cover;
    for (int y = cover->top; y < cover->bottom; y++) {
        size_t r = (size_t)(y - cover->y0);
        Row row = {cover->cells + r * (size_t)cover->stride,
                   cover->touched + r * (size_t)cover->words};
        paint_row(cover, &row, canvas->pixels + (size_t)y * (size_t)canvas->stride + cover->x0,
                  color);
    }
}

/* A row's coverages; the row is all 0 after. */
static void keep_row(const Cover *cover, const Row *row, uint8_t *coverage) {
    int width = cover->x1 - cover->x0;
    int32_t sum = 0;
    for (int x = 0; x < width; x++) {
        sum += row->cells[x];
        coverage[x] = (uint8_t)coverage_of(sum);
    }
    memset(row->cells, 0, (size_t)cover->stride * sizeof *row->cells);
    memset(row->touched, 0, (size_t)cover->words * sizeof *row->touched);
}

void cover_keep(Canvas *canvas, uint8_t *coverage) {
    Cover *cover = canvas->cover;
    size_t width = (size_t)(cover->x1 - cover->x0);
    memset(coverage, 0, width * (size_t)(cover->y1 - cover->y0));
    for (int y = cover->top; y < cover->bottom; y++) {
        size_t r = (size_t)(y - cover->y0);
        Row row = {cover->cells + r * (size_t)cover->stride,
                   cover->touched + r * (size_t)cover->words};
        keep_row(cover, &row, coverage + r * width);
    }
}
