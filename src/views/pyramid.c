#include "views/pyramid.h"

#include "views/pyramid_rows.h"

#include "base/arena.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_POWERS = 8, STRIP_ROWS = 64, LEVELS_MAX = 24, KEPT = 24, KEPT_BYTES = 256 << 20 };

/* A reduced copy of the whole. */
typedef struct Level {
    int down, across, rows, cols;
    float *value;
    float *count; /* pooled by mean: of how many cells each is; else NULL */
} Level;

/* A window that was shown. */
typedef struct Shown {
    PyramidWindow at;
    PyramidInk ink;
    uint8_t *levels;
} Shown;

struct Pyramid {
    PyramidAsk ask;
    uint64_t version, mask_version;
    Arena *arena; /* lines, facts */
    PyramidFacts facts;
    float *row_limit, *row_left;
    int *row_best;
    Level levels[LEVELS_MAX];
    int level_count;
    Shown shown[PYRAMID_USES][SHOWN_POWERS]; /* by their powers' sum, modulo */
    size_t bytes;
    uint64_t used;
    Pyramid *next;
};

struct PyramidCache {
    Pyramid *first;
    uint64_t clock;
};

static void *take(size_t count, size_t size) {
    void *memory = malloc(count * size + 1);
    CHECK(memory, "out of memory");
    return memory;
}

int pyramid_blocks(int lines, int power) {
    return (lines + (1 << power) - 1) >> power;
}

/* --- one line at a time ---------------------------------------------------------------------- */

static int place(const int *at, int line) {
    return at ? at[line] : line;
}

/* Rows and columns of the array as they stand, masked cells as −inf. */
typedef struct Strip {
    Real *numbers, *mask;
    size_t room;
} Strip;

static void strip_free(Strip *strip) {
    free(strip->numbers);
    free(strip->mask);
}

/* Masks what no row sees where the mask's array knows without its numbers; false where it does not.
 */
static bool mask_seen(const Pyramid *p, Real *numbers, int row, int col, int rows, int cols) {
    for (int r = 0, first, end; r < rows; r++, numbers += cols) {
        if (!trace_row_seen(p->ask.mask, p->ask.mask_plane, row + r, &first, &end)) return false;
        for (int c = 0; c < cols; c++)
            if (col + c < first || col + c >= end) numbers[c] = -REAL_INFINITY;
    }
    return true;
}

static void strip_read(const Pyramid *p, Strip *strip, int row, int col, int rows, int cols) {
    const PyramidAsk *ask = &p->ask;
    size_t size = (size_t)rows * (size_t)cols;
    if (size > strip->room) {
        strip_free(strip);
        strip->numbers = take(size, sizeof(Real));
        strip->mask = take(size, sizeof(Real));
        strip->room = size;
    }
    trace_read(ask->array, ask->plane, row, col, rows, cols, rows, cols, TRACE_LARGEST,
               strip->numbers);
    if (!ask->mask || ask->mask == ask->array) return;
    if (mask_seen(p, strip->numbers, row, col, rows, cols)) return;
    bool zeros = false; /* a weight that is not 0 was not masked */
    for (size_t i = 0; i < size; i++) zeros |= !(strip->numbers[i] > 0);
    if (!zeros) return;
    trace_read(ask->mask, ask->mask_plane, row, col, rows, cols, rows, cols, TRACE_LARGEST,
               strip->mask);
    for (size_t i = 0; i < size; i++)
        if (strip->mask[i] == -REAL_INFINITY) strip->numbers[i] = -REAL_INFINITY;
}

static float scale_of_row(const Pyramid *p, int line) {
    return p->ask.by_row && p->row_limit[line] > 0 ? 1 / p->row_limit[line] : 1;
}

static void scale_line(float *line, int count, float by) {
    if (by < 1 || by > 1)
        for (int i = 0; i < count; i++) line[i] *= by;
}

/* The columns that are left of a row of the strip, which begins at column `start`. */
static void gather(const Pyramid *p, const Real *row, int start, int col, int cols, float scale,
                   float *out) {
    const int *at = p->ask.col_at;
    if (at)
        for (int c = 0; c < cols; c++) out[c] = (float)row[at[col + c] - start] * scale;
    else
        for (int c = 0; c < cols; c++) out[c] = (float)row[col + c - start] * scale;
}

/* --- facts ----------------------------------------------------------------------------------- */

typedef struct Sums {
    double all, hidden;
} Sums;

/* Of one whole row of the array, which is line `line`; `left` are the columns that are left of it.
 */
static void note_row(Pyramid *p, const Real *row, const float *left, int line, Sums *sums) {
    const PyramidAsk *ask = &p->ask;
    double rest = row_sum(left, ask->cols);
    double all = ask->cols < ask->array->cols ? row_sum(row, ask->array->cols) : rest;
    float most = row_largest_size(left, ask->cols);
    p->row_limit[line] = most;
    p->row_best[line] = row_first_largest(left, ask->cols);
    p->row_left[line] = (float)(all - rest);
    p->facts.limit = fmax(p->facts.limit, (double)most);
    sums->all += all;
    sums->hidden += all - rest;
}

/* --- reducing -------------------------------------------------------------------------------- */

static Level *add_level(Pyramid *p, int down, int across) {
    CHECK(p->level_count < LEVELS_MAX, "more than %d levels", LEVELS_MAX);
    Level *level = &p->levels[p->level_count++];
    *level = (Level){
        down, across, pyramid_blocks(p->ask.rows, down), pyramid_blocks(p->ask.cols, across),
        NULL, NULL};
    size_t size = (size_t)level->rows * (size_t)level->cols;
    level->value = take(size, sizeof(float));
    for (size_t i = 0; i < size; i++) level->value[i] = -INFINITY;
    p->bytes += size * sizeof(float);
    if (p->ask.pool == POOL_MEAN) {
        level->count = calloc(size + 1, sizeof(float));
        CHECK(level->count, "out of memory");
        p->bytes += size * sizeof(float);
    }
    return level;
}

static void pool_into(const Pyramid *p, Level *level, float *numbers, const float *counts, int row,
                      int cols, int down, int across) {
    size_t at = (size_t)(row >> down) * (size_t)level->cols;
    RowPool how = level->count ? ROW_MEAN : p->ask.is_signed ? ROW_SIGNED : ROW_LARGEST;
    row_pool(how, numbers, counts, cols, across, level->value + at,
             level->count ? level->count + at : NULL);
}

/* A pass over the whole array: facts if they are not known, and the level. */
static void read_all(Pyramid *p, Level *level, bool facts) {
    const PyramidAsk *ask = &p->ask;
    Strip strip = {0};
    Sums sums = {0, 0};
    float *line = take((size_t)ask->cols, sizeof *line);
    for (int first = 0, last; first < ask->rows; first = last) {
        int start = place(ask->row_at, first);
        for (last = first + 1; last < ask->rows && place(ask->row_at, last) < start + STRIP_ROWS;)
            last++;
        strip_read(p, &strip, start, 0, place(ask->row_at, last - 1) - start + 1, ask->array->cols);
        for (int r = first; r < last; r++) {
            const Real *row =
                strip.numbers + (size_t)(place(ask->row_at, r) - start) * (size_t)ask->array->cols;
            gather(p, row, 0, 0, ask->cols, 1, line);
            if (facts) note_row(p, row, line, r, &sums);
            if (!level) continue;
            scale_line(line, ask->cols, scale_of_row(p, r));
            pool_into(p, level, line, NULL, r, ask->cols, level->down, level->across);
        }
    }
    if (facts) p->facts.left_out = sums.all > 0 ? sums.hidden / sums.all : 0;
    free(line);
    strip_free(&strip);
}

static const Level *level_at(Pyramid *p, int down, int across) {
    Level *from = NULL; /* the coarsest that is finer */
    for (int i = 0; i < p->level_count; i++) {
        Level *level = &p->levels[i];
        if (level->down == down && level->across == across) return level;
        if (level->down <= down && level->across <= across &&
            (!from || level->down + level->across > from->down + from->across))
            from = level;
    }
    Level finer = from ? *from : (Level){0};
    Level *level = add_level(p, down, across);
    if (!from) {
        read_all(p, level, false);
        return level;
    }
    float *line = take((size_t)finer.cols, sizeof *line);
    for (int r = 0; r < finer.rows; r++) {
        size_t at = (size_t)r * (size_t)finer.cols;
        memcpy(line, finer.value + at, (size_t)finer.cols * sizeof *line);
        pool_into(p, level, line, finer.count ? finer.count + at : NULL, r, finer.cols,
                  down - finer.down, across - finer.across);
    }
    free(line);
    return level;
}

/* --- the cache ------------------------------------------------------------------------------- */

PyramidCache *pyramids_new(void) {
    PyramidCache *cache = calloc(1, sizeof *cache);
    CHECK(cache, "out of memory");
    return cache;
}

static void pyramid_free(Pyramid *p) {
    for (int i = 0; i < p->level_count; i++) {
        free(p->levels[i].value);
        free(p->levels[i].count);
    }
    for (int i = 0; i < PYRAMID_USES * SHOWN_POWERS; i++)
        free(p->shown[i / SHOWN_POWERS][i % SHOWN_POWERS].levels);
    arena_free(p->arena);
    free(p);
}

void pyramids_free(PyramidCache *cache) {
    if (!cache) return;
    for (Pyramid *p = cache->first, *next; p; p = next) {
        next = p->next;
        pyramid_free(p);
    }
    free(cache);
}

static bool is_asked(const Pyramid *p, const PyramidAsk *ask) {
    return p->version == ask->array->version &&
           p->mask_version == (ask->mask ? ask->mask->version : 0) && p->ask.plane == ask->plane &&
           p->ask.is_signed == ask->is_signed && p->ask.by_row == ask->by_row &&
           p->ask.pool == ask->pool && p->ask.rows == ask->rows && p->ask.cols == ask->cols &&
           !strcmp(p->ask.hidden, ask->hidden);
}

static const int *copy_of(Arena *arena, const int *at, int count) {
    if (!at) return NULL;
    int *copy = ARENA_ARRAY(arena, int, count + 1);
    memcpy(copy, at, (size_t)count * sizeof *copy);
    return copy;
}

static Pyramid *make(const PyramidAsk *ask, int down, int across) {
    Pyramid *p = calloc(1, sizeof *p);
    CHECK(p, "out of memory");
    p->arena = arena_new();
    p->ask = *ask;
    p->version = ask->array->version;
    p->mask_version = ask->mask ? ask->mask->version : 0;
    p->ask.hidden = arena_string(p->arena, ask->hidden);
    p->ask.row_at = copy_of(p->arena, ask->row_at, ask->rows);
    p->ask.col_at = copy_of(p->arena, ask->col_at, ask->cols);
    p->row_limit = ARENA_ARRAY(p->arena, float, ask->rows + 1);
    p->row_left = ARENA_ARRAY(p->arena, float, ask->rows + 1);
    p->row_best = ARENA_ARRAY(p->arena, int, ask->rows + 1);
    p->facts.row_limit = p->row_limit;
    p->facts.row_left = p->row_left;
    p->facts.row_best = p->row_best;
    /* The finest copy that zooming in from here will want, of those that are reduced. */
    int both = down < across ? down : across;
    down -= both;
    across -= both;
    bool reduced = both + down + across > 0;
    if (!down && !across) down = across = 1;
    read_all(p, reduced ? add_level(p, down, across) : NULL, true);
    return p;
}

/* Drops what was not asked for longest, while there is too much. */
static void make_room(PyramidCache *cache, const Pyramid *keep) {
    for (;;) {
        size_t bytes = 0;
        int count = 0;
        Pyramid **oldest = NULL;
        for (Pyramid **at = &cache->first; *at; at = &(*at)->next) {
            bytes += (*at)->bytes;
            count++;
            if (*at != keep && (!oldest || (*at)->used < (*oldest)->used)) oldest = at;
        }
        if (!oldest || (count <= KEPT && bytes <= KEPT_BYTES)) return;
        Pyramid *gone = *oldest;
        *oldest = gone->next;
        pyramid_free(gone);
    }
}

Pyramid *pyramid_of(PyramidCache *cache, const PyramidAsk *ask, int down, int across) {
    CHECK(ask->rows > 0 && ask->cols > 0, "a pyramid of %d × %d", ask->rows, ask->cols);
    Pyramid *p = cache->first;
    while (p && !is_asked(p, ask)) p = p->next;
    if (!p) {
        p = make(ask, down, across);
        p->next = cache->first;
        cache->first = p;
        make_room(cache, p);
    }
    p->used = ++cache->clock;
    p->ask.array = ask->array; /* equal versions, perhaps another address */
    p->ask.mask = ask->mask;
    return p;
}

const PyramidFacts *pyramid_facts(const Pyramid *p) {
    return &p->facts;
}

/* --- windows --------------------------------------------------------------------------------- */

static void read_lines(Pyramid *p, PyramidWindow w, float *out) {
    const PyramidAsk *ask = &p->ask;
    Strip strip = {0};
    int start = place(ask->row_at, w.row), left = place(ask->col_at, w.col);
    int cols = place(ask->col_at, w.col + w.cols - 1) - left + 1;
    strip_read(p, &strip, start, left, place(ask->row_at, w.row + w.rows - 1) - start + 1, cols);
    for (int r = 0; r < w.rows; r++) {
        size_t at = (size_t)(place(ask->row_at, w.row + r) - start) * (size_t)cols;
        gather(p, strip.numbers + at, left, w.col, w.cols, scale_of_row(p, w.row + r),
               out + (size_t)r * (size_t)w.cols);
    }
    strip_free(&strip);
}

void pyramid_read(Pyramid *p, PyramidWindow w, float *out) {
    if (w.rows <= 0 || w.cols <= 0) return;
    CHECK(w.row >= 0 && w.col >= 0 && w.row + w.rows <= pyramid_blocks(p->ask.rows, w.down) &&
              w.col + w.cols <= pyramid_blocks(p->ask.cols, w.across),
          "blocks %d,%d + %d × %d of %d × %d lines", w.row, w.col, w.rows, w.cols, p->ask.rows,
          p->ask.cols);
    if (!w.down && !w.across) {
        read_lines(p, w, out);
        return;
    }
    const Level *level = level_at(p, w.down, w.across);
    for (int r = 0; r < w.rows; r++)
        memcpy(out + (size_t)r * (size_t)w.cols,
               level->value + (size_t)(w.row + r) * (size_t)level->cols + w.col,
               (size_t)w.cols * sizeof *out);
}

uint8_t pyramid_level(PyramidInk ink, double x) {
    if (isinf(x) && x < 0) return COLOR_MASKED;
    if (!ink.is_log) return ink.is_signed ? color_level_signed(x, ink.limit) : color_level(x);
    if (!ink.is_signed) return color_level(x > 0 ? 1 + log10(x) / PYRAMID_DECADES : 0);
    double even = ink.limit / 100;
    double t = even > 0 ? log1p(fabs(x) / even) / log1p(100) : 0;
    return color_level_signed(x < 0 ? -t : t, 1);
}

/* Levels of a window into a part of a larger one, whose rows are `step` apart. */
static void fill(Pyramid *p, PyramidWindow w, PyramidInk ink, uint8_t *out, int step) {
    if (w.rows <= 0 || w.cols <= 0) return;
    float *numbers = take((size_t)w.rows * (size_t)w.cols, sizeof *numbers);
    pyramid_read(p, w, numbers);
    for (int r = 0; r < w.rows; r++)
        for (int c = 0; c < w.cols; c++)
            out[(size_t)r * (size_t)step + (size_t)c] =
                pyramid_level(ink, (double)numbers[(size_t)r * (size_t)w.cols + (size_t)c]);
    free(numbers);
}

static PyramidWindow part(PyramidWindow w, int row, int end_row, int col, int end_col) {
    w.row = row;
    w.col = col;
    w.rows = end_row - row;
    w.cols = end_col - col;
    return w;
}

static uint8_t *within(uint8_t *levels, PyramidWindow w, int row, int col) {
    return levels + (size_t)(row - w.row) * (size_t)w.cols + (col - w.col);
}

static int larger(int a, int b) {
    return a > b ? a : b;
}

static int smaller(int a, int b) {
    return a < b ? a : b;
}

static bool same_ink(PyramidInk a, PyramidInk b) {
    return a.is_signed == b.is_signed && a.is_log == b.is_log && !(a.limit < b.limit) &&
           !(a.limit > b.limit);
}

/* The window with what the old one has, and the rest around it filled. */
static void move(Pyramid *p, const Shown *old, PyramidWindow w, PyramidInk ink, uint8_t *levels) {
    PyramidWindow had = old->at;
    int top = larger(w.row, had.row), bottom = smaller(w.row + w.rows, had.row + had.rows);
    int left = larger(w.col, had.col), right = smaller(w.col + w.cols, had.col + had.cols);
    bool other =
        !old->levels || had.down != w.down || had.across != w.across || !same_ink(old->ink, ink);
    if (other || top >= bottom || left >= right) {
        fill(p, w, ink, levels, w.cols);
        return;
    }
    for (int r = top; r < bottom; r++)
        memcpy(within(levels, w, r, left), within(old->levels, had, r, left),
               (size_t)(right - left));
    int end = w.col + w.cols;
    fill(p, part(w, w.row, top, w.col, end), ink, levels, w.cols);
    fill(p, part(w, bottom, w.row + w.rows, w.col, end), ink, within(levels, w, bottom, w.col),
         w.cols);
    fill(p, part(w, top, bottom, w.col, left), ink, within(levels, w, top, w.col), w.cols);
    fill(p, part(w, top, bottom, right, end), ink, within(levels, w, top, right), w.cols);
}

const uint8_t *pyramid_levels(Pyramid *p, PyramidUse use, PyramidWindow w, PyramidInk ink) {
    Shown *shown = &p->shown[use][(w.down + w.across) % SHOWN_POWERS];
    if (shown->levels && !memcmp(&shown->at, &w, sizeof w) && same_ink(shown->ink, ink))
        return shown->levels;
    uint8_t *levels = take((size_t)w.rows * (size_t)w.cols, 1);
    move(p, shown, w, ink, levels);
    free(shown->levels);
    *shown = (Shown){w, ink, levels};
    return levels;
}
