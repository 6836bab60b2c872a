/* pyramid.h -- a matrix of any size as levels of the size that is needed.
 *
 * A 4,096² matrix is read once, by strips: its facts (limits, each row's largest, what was left
 * out) and one reduced copy, half as fine; coarser copies are made of finer ones. What a picture
 * shows is a window of blocks, 2^down rows × 2^across columns each, as levels of a colour map: the
 * largest of a block (weights), the number of largest |x| with its sign (scores), or the mean;
 * masked cells are left out, and a block with nothing else is masked. A window that moves copies
 * what it had and fills the rest, so that panning costs what came into sight. Blocks are counted
 * from the matrix's first line, and so do not change while panning.
 *
 * Lines (rows or columns) that are hidden are no part of it; places are counted among those left.
 * Keys are the arrays' versions: nothing is ever stale. Memory belongs to the cache, which keeps
 * the pyramids last asked for; a Pyramid is good until the next pyramid_of. One thread at a time.
 */
#ifndef HEED_VIEWS_PYRAMID_H
#define HEED_VIEWS_PYRAMID_H

#include "draw/colour.h"
#include "session/state.h"
#include "trace/trace.h"

typedef struct PyramidAsk {
    const TraceArray *array, *mask; /* what is drawn; −inf in `mask` (may be the same, or NULL) says
                                       a cell is masked */
    int plane, mask_plane;
    bool is_signed; /* pooled by |x|; else by x */
    bool by_row;    /* every row divided by its own largest |x| */
    Pool pool;
    const char *hidden;         /* names what is left out: equal texts, equal lines */
    int rows, cols;             /* lines that are left */
    const int *row_at, *col_at; /* their places in the array, from 0 and rising; NULL: all */
} PyramidAsk;

typedef struct Pyramid Pyramid;
typedef struct PyramidCache PyramidCache;

PyramidCache *pyramids_new(void);
void pyramids_free(PyramidCache *cache); /* NULL is allowed */

/* What is known of the whole matrix, of lines that are left and cells not masked. */
typedef struct PyramidFacts {
    double limit;           /* the largest |x|; 0 when there is none */
    double left_out;        /* the share of all rows' sum that stands in hidden columns */
    const float *row_limit; /* of each row, its largest |x| */
    const float *row_left;  /* of each row, the sum in hidden columns */
    const int *row_best;    /* of each row, the column of its largest x, among those left */
} PyramidFacts;

/* The pyramid, from the cache or read now; down and across say what will be shown first. */
Pyramid *pyramid_of(PyramidCache *cache, const PyramidAsk *ask, int down, int across);
const PyramidFacts *pyramid_facts(const Pyramid *pyramid);

/* A window of blocks, from block (row, col). */
typedef struct PyramidWindow {
    int down, across; /* powers of two: 0 is a line a block */
    int row, col, rows, cols;
} PyramidWindow;
/* Blocks of all lines at a power. */
int pyramid_blocks(int lines, int power);
/* The blocks' numbers (by_row: divided), −inf where masked: rows × cols. */
void pyramid_read(Pyramid *pyramid, PyramidWindow window, float *out);

/* How a number becomes a level. */
typedef struct PyramidInk {
    bool is_signed, is_log;
    double limit; /* of signed numbers: ± what is the end of the colours */
} PyramidInk;
enum { PYRAMID_DECADES = 4 }; /* a logarithmic scale of weights begins at 10 to minus this */
/* Signed and logarithmic: even from 0 to a hundredth of the limit or so, then by its logarithm. */
uint8_t pyramid_level(PyramidInk ink, double x);

/* Who keeps a window: a picture and its minimap do not push each other out. */
typedef enum PyramidUse { PYRAMID_PICTURE, PYRAMID_MAP, PYRAMID_USES } PyramidUse;
/* The blocks as levels, rows × cols; good until the next call of that use.
 * The last window of every size of block is kept. */
const uint8_t *pyramid_levels(Pyramid *pyramid, PyramidUse use, PyramidWindow window,
                              PyramidInk ink);

#endif
