#include "views/matrix_keep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_KEPT = 8, REDUCED_KEPT = 64 };

typedef struct KeptLines {
    MatrixLines lines;
    Arena *arena; /* of this entry */
    uint64_t version;
    bool rows;
    float size;
    const char *hidden;
    uint64_t used;
} KeptLines;

typedef struct KeptReduced {
    Real *numbers;
    double largest;
    uint64_t version;
    int plane, rows, cols;
    uint64_t used;
} KeptReduced;

struct MatrixKeep {
    PyramidCache *pyramids;
    KeptLines lines[LINES_KEPT];
    KeptReduced reduced[REDUCED_KEPT];
    uint64_t clock;
};

MatrixKeep *matrix_keep(const ViewPass *view) {
    ViewMemory *memory = view->memory;
    if (memory->matrices) return memory->matrices;
    memory->matrices = calloc(1, sizeof *memory->matrices);
    CHECK(memory->matrices, "out of memory");
    memory->matrices->pyramids = pyramids_new();
    return memory->matrices;
}

void matrix_keep_free(MatrixKeep *keep) {
    if (!keep) return;
    pyramids_free(keep->pyramids);
    for (int i = 0; i < LINES_KEPT; i++) arena_free(keep->lines[i].arena);
    for (int i = 0; i < REDUCED_KEPT; i++) free(keep->reduced[i].numbers);
    free(keep);
}

PyramidCache *matrix_pyramids(MatrixKeep *keep) {
    return keep->pyramids;
}

/* --- lines ----------------------------------------------------------------------------------- */

static int by_width(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void fill_lines(const ViewPass *view, KeptLines *kept, TextPieces tokens) {
    int *at = ARENA_ARRAY(kept->arena, int, tokens.count + 1), count = 0;
    float *widths = ARENA_ARRAY(kept->arena, float, tokens.count + 1);
    for (int i = 0; i < tokens.count; i++) {
        if (*kept->hidden && !strcmp(tokens.items[i], kept->hidden)) continue;
        widths[count] = text_width(ui_fonts(view->ui), FACE_WORDS, kept->size,
                                   view_token(view, tokens.items[i]));
        at[count++] = i;
    }
    qsort(widths, (size_t)count, sizeof *widths, by_width);
    kept->lines = (MatrixLines){count, count < tokens.count ? at : NULL, widths,
                                count ? widths[count - 1] : 0};
}

const MatrixLines *matrix_lines(const ViewPass *view, const RunMatrix *matrix, bool rows,
                                float size) {
    MatrixKeep *keep = matrix_keep(view);
    const char *hidden = view->state->look.hide;
    uint64_t version = matrix->array ? matrix->array->version : 0;
    KeptLines *kept = &keep->lines[0];
    for (int i = 0; i < LINES_KEPT; i++) {
        KeptLines *one = &keep->lines[i];
        if (one->arena && version && one->version == version && one->rows == rows &&
            !(one->size < size) && !(one->size > size) && !strcmp(one->hidden, hidden)) {
            one->used = ++keep->clock;
            return &one->lines;
        }
        if (one->used < kept->used) kept = one;
    }
    arena_free(kept->arena);
    *kept = (KeptLines){.arena = arena_new(), .version = version, .rows = rows, .size = size};
    kept->hidden = arena_string(kept->arena, hidden);
    kept->used = ++keep->clock;
    fill_lines(view, kept, rows ? matrix->rows : matrix->cols);
    return &kept->lines;
}

int matrix_lines_over(const MatrixLines *lines, float width) {
    int low = 0, high = lines->count; /* the first that is wider */
    while (low < high) {
        int middle = (low + high) / 2;
        if (lines->widths[middle] > width)
            high = middle;
        else
            low = middle + 1;
    }
    return lines->count - low;
}

int matrix_line(const MatrixLines *lines, int place) {
    if (!lines->at) return place;
    int low = 0, high = lines->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (lines->at[middle] >= place)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

int matrix_place(const MatrixLines *lines, int line) {
    return lines->at ? lines->at[line] : line;
}

/* --- reduced arrays -------------------------------------------------------------------------- */

const Real *matrix_reduced(const ViewPass *view, const TraceArray *array, int plane, int rows,
                           int cols, double *largest) {
    MatrixKeep *keep = matrix_keep(view);
    KeptReduced *kept = &keep->reduced[0];
    for (int i = 0; i < REDUCED_KEPT; i++) {
        KeptReduced *one = &keep->reduced[i];
        if (one->numbers && one->version == array->version && one->plane == plane &&
            one->rows == rows && one->cols == cols) {
            one->used = ++keep->clock;
            *largest = one->largest;
            return one->numbers;
        }
        if (one->used < kept->used) kept = one;
    }
    free(kept->numbers);
    size_t size = (size_t)rows * (size_t)cols;
    *kept = (KeptReduced){.numbers = malloc(size * sizeof(Real) + 1),
                          .version = array->version,
                          .plane = plane,
                          .rows = rows,
                          .cols = cols,
                          .used = ++keep->clock};
    CHECK(kept->numbers, "out of memory");
    trace_read(array, plane, 0, 0, array->rows, array->cols, rows, cols, TRACE_LARGEST,
               kept->numbers);
    for (size_t i = 0; i < size; i++)
        if (isfinite(kept->numbers[i]))
            kept->largest = fmax(kept->largest, fabs((double)kept->numbers[i]));
    *largest = kept->largest;
    return kept->numbers;
}
