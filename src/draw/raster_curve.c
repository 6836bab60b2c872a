/* Curves. One that goes one way, from left to right or from above to below, and leaves and arrives
 * along that way, as the arcs between words do, is drawn column by column (or row by row): a
 * pixel's coverage is the stroke's overlap with it across the curve, taken as straight within the
 * pixel. Any other curve is an area with two sides. */
#include "draw/raster_parts.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A cubic that goes one way: `along` rises from along[0] to along[3]. `turned`: along is down. */
typedef struct Way {
    float along[4], across[4];
    bool turned;
} Way;

/* Steeper than this, a curve crosses too many pixels between two columns. */
static const float STEEPEST = 8;
/* Over so many columns one step of Newton's leaves less than a hundredth of a pixel. */
enum { LONG = 64 };

static float smaller(float a, float b) {
    return a < b ? a : b;
}

static float larger(float a, float b) {
    return a > b ? a : b;
}

static bool goes_one_way(const Point p[4], bool turned, Way *way) {
    bool back = turned ? p[0].y > p[3].y : p[0].x > p[3].x;
    way->turned = turned;
    for (int i = 0; i < 4; i++) {
        Point at = p[back ? 3 - i : i];
        way->along[i] = turned ? at.y : at.x;
        way->across[i] = turned ? at.x : at.y;
    }
    const float *a = way->along, *c = way->across;
    bool rises = a[0] < a[1] && a[1] <= a[2] && a[2] < a[3];
    bool ends_along = c[0] == c[1] && c[2] == c[3];
    return rises && ends_along && fabsf(c[3] - c[0]) < STEEPEST * (a[3] - a[0]);
}

/* The cubic as powers of t. */
typedef struct Cubic {
    float a, b, c, d;
} Cubic;

static Cubic cubic_of(const float p[4]) {
    return (Cubic){p[3] - p[0] + 3 * (p[1] - p[2]), 3 * (p[0] - 2 * p[1] + p[2]), 3 * (p[1] - p[0]),
                   p[0]};
}

static inline float value_at(const Cubic *k, float t) {
    return ((k->a * t + k->b) * t + k->c) * t + k->d;
}

static inline float slope_at(const Cubic *k, float t) {
    return (3 * k->a * t + 2 * k->b) * t + k->c;
}

/* Where a way is at the middle of each of its columns: t, and what it rises there as t grows. The
 * ways of one picture often share their columns, as all arcs between two lists of words do. */
struct Ways {
    float along[4];
    int first, count, room;
    float *t, *rise, least_rise;
};

Ways *ways_new(void) {
    Ways *ways = calloc(1, sizeof *ways);
    CHECK(ways, "out of memory");
    return ways;
}

void ways_free(Ways *ways) {
    if (!ways) return;
    free(ways->t);
    free(ways->rise);
    free(ways);
}

static void make_room(Ways *ways, int count) {
    ways->count = count;
    if (count <= ways->room) return;
    ways->room = 2 * count;
    ways->t = realloc(ways->t, (size_t)ways->room * sizeof *ways->t);
    ways->rise = realloc(ways->rise, (size_t)ways->room * sizeof *ways->rise);
    CHECK(ways->t && ways->rise, "out of memory");
}

static bool has_columns(const Ways *ways, const float along[4]) {
    for (int i = 0; i < 4; i++)
        if (ways->along[i] < along[i] || ways->along[i] > along[i]) return false;
    return ways->count > 0;
}

/* t is found column after column from the curve's beginning, whatever the clip. */
static void find_columns(Ways *ways, const float along[4]) {
    if (has_columns(ways, along)) return;
    Cubic cubic = cubic_of(along);
    memcpy(ways->along, along, sizeof ways->along);
    ways->first = (int)floorf(along[0]);
    make_room(ways, (int)ceilf(along[3]) - ways->first);
    int steps = ways->count > LONG ? 1 : 3; /* of Newton's, each column from the one before */
    float t = 0, rise = slope_at(&cubic, t);
    ways->least_rise = INFINITY;
    for (int i = 0; i < ways->count; i++) {
        float middle = smaller(larger((float)(ways->first + i) + 0.5f, along[0]), along[3]);
        for (int k = 0; k < steps; k++) {
            t += (middle - value_at(&cubic, t)) / rise;
            rise = slope_at(&cubic, t);
        }
        ways->t[i] = t;
        ways->rise[i] = rise;
        ways->least_rise = smaller(ways->least_rise, rise);
    }
}

/* A stroke on its way through the canvas's columns (rows, if it is turned). */
typedef struct Stroke {
    const Canvas *canvas;
    const Way *way;
    const Ways *ways;
    Cubic across;
    int low, high; /* of the canvas, across the way */
    float half;    /* of the stroke's width */
    uint32_t color;
} Stroke;

/* The first column from `begin` on where the way, which rises or falls, has come to `limit`. */
static int column_at(const Stroke *s, int begin, int end, bool rises, float limit) {
    while (begin < end) {
        int middle = begin + (end - begin) / 2;
        float x = value_at(&s->across, s->ways->t[middle]);
        if (rises ? x < limit : x > limit)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

enum { TOGETHER = 32 };

/* Of some columns: where the stroke's middle is, how much a step across is one away from it, and
 * which pixels it may touch. */
typedef struct Columns {
    float middle[TOGETHER], nearer[TOGETHER];
    int from[TOGETHER], end[TOGETHER];
} Columns;

static void find_pixels(const Stroke *s, int begin, int count, Columns *columns) {
    const float low = (float)s->low - 1, high = (float)s->high - 1, half = s->half + 0.5f;
    const float *t = s->ways->t + begin, *rise = s->ways->rise + begin;
    for (int i = 0; i < count; i++) {
        float middle = value_at(&s->across, t[i]), slope = slope_at(&s->across, t[i]) / rise[i];
        float longer = sqrtf(1 + slope * slope), reach = half * longer;
        columns->middle[i] = middle;
        columns->nearer[i] = 1 / longer;
        /* Truncated after a step up, since they may be −1: pixels whose middles are within reach.
         */
        columns->from[i] = (int)(larger(middle - reach - 0.5f, low) + 1);
        columns->end[i] = (int)(smaller(middle + reach - 0.5f, high) + 1);
    }
}

/* Column `i` of those from `begin` on. */
static void draw_column(const Stroke *s, int begin, const Columns *columns, int i) {
    const Canvas *canvas = s->canvas;
    const float *along = s->way->along, middle = columns->middle[i], nearer = columns->nearer[i];
    int at = s->ways->first + begin + i;
    float share = smaller((float)at + 1, along[3]) - larger((float)at, along[0]);
    ptrdiff_t step = s->way->turned ? 1 : canvas->stride;
    uint32_t *pixel = canvas->pixels + (s->way->turned ? (ptrdiff_t)at * canvas->stride : at);
    for (int k = columns->from[i]; k < columns->end[i]; k++) {
        float inside = s->half + 0.5f - fabsf((float)k + 0.5f - middle) * nearer;
        int coverage = (int)(smaller(inside, 1) * share * 255 + 0.5f);
        if (coverage > 0)
            pixel[k * step] = pixel_laid(pixel[k * step], s->color, (uint32_t)coverage);
    }
}

static void draw_way(const Canvas *canvas, const Way *way, float width, uint32_t color) {
    find_columns(canvas->ways, way->along);
    Stroke s = {.canvas = canvas,
                .way = way,
                .ways = canvas->ways,
                .across = cubic_of(way->across),
                .half = width / 2,
                .color = color};
    s.low = way->turned ? canvas->x0 : canvas->y0;
    s.high = way->turned ? canvas->x1 : canvas->y1;
    int first = s.ways->first;
    int begin = (way->turned ? canvas->y0 : canvas->x0) - first;
    int end = (way->turned ? canvas->y1 : canvas->x1) - first;
    if (begin < 0) begin = 0;
    if (end > s.ways->count) end = s.ways->count;
    /* Only where it is within the canvas or near it: a stroke's reach across grows with its slope,
     * and a way that leaves and arrives along itself goes across by at most 1½ of the whole. */
    float steepest = 1.5f * fabsf(way->across[3] - way->across[0]) / s.ways->least_rise;
    float near = (s.half + 0.5f) * (steepest + 1) + 2;
    bool rises = way->across[0] < way->across[3];
    float above = (float)s.low - near, below = (float)s.high + near;
    begin = column_at(&s, begin, end, rises, rises ? above : below);
    end = column_at(&s, begin, end, rises, rises ? below : above);
    for (Columns columns; begin < end; begin += TOGETHER) {
        int count = end - begin < TOGETHER ? end - begin : TOGETHER;
        find_pixels(&s, begin, count, &columns);
        for (int i = 0; i < count; i++) draw_column(&s, begin, &columns, i);
    }
}

void raster_curve(Canvas *canvas, const DrawCurve *curve) {
    const DrawStroke *stroke = &curve->stroke;
    float s = canvas->scale, width = larger(stroke->width * s, 1);
    Point p[4];
    Way way;
    for (int i = 0; i < 4; i++) p[i] = (Point){curve->x[i] * s, curve->y[i] * s};
    if (!stroke->round && !(stroke->dash + stroke->gap > 0) &&
        (goes_one_way(p, false, &way) || goes_one_way(p, true, &way))) {
        draw_way(canvas, &way, width, pixel_of(stroke->color));
        return;
    }
    Polyline points = {0};
    polyline_add(canvas, &points, p[0].x, p[0].y);
    polyline_curve(canvas, &points, p[1], p[2], p[3]);
    cover_begin(canvas);
    stroke_polyline(canvas, &points, stroke, width);
    cover_paint(canvas, pixel_of(stroke->color));
}
