/* Curves. One that goes one way, from left to right or from above to below, and leaves and arrives
 * along that way, as the arcs between words do, is drawn column by column (or row by row): a
 * pixel's coverage is the stroke's overlap with it across the curve, taken as straight within the
 * pixel. Any other curve is an area with two sides. */
#include "draw/raster_parts.h"

#include <math.h>

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

/* Column `at` of the stroke: pixels from one side to the other, `share` of them within its ends. */
static void draw_column(const Canvas *canvas, const Way *way, int at, float middle, float slope,
                        float half, float share, uint32_t color) {
    int low = way->turned ? canvas->x0 : canvas->y0, high = way->turned ? canvas->x1 : canvas->y1;
    float longer = sqrtf(1 + slope * slope), shorter = 1 / longer, reach = (half + 0.5f) * longer;
    float from = larger(middle - reach - 0.5f, (float)low - 1);
    float to = smaller(middle + reach - 0.5f, (float)high - 1);
    ptrdiff_t step = way->turned ? 1 : canvas->stride;
    uint32_t *pixel = canvas->pixels + (way->turned ? (ptrdiff_t)at * canvas->stride : at);
    /* Truncated after a step up, since they may be −1: pixels whose middles are within reach. */
    for (int i = (int)(from + 1), end = (int)(to + 1); i < end; i++) {
        float inside = half + 0.5f - fabsf((float)i + 0.5f - middle) * shorter;
        int coverage = (int)(smaller(inside, 1) * share * 255 + 0.5f);
        if (coverage > 0) pixel[i * step] = pixel_laid(pixel[i * step], color, (uint32_t)coverage);
    }
}

/* Whatever the clip, t is found column after column from the curve's beginning. */
static void draw_way(const Canvas *canvas, const Way *way, float width, uint32_t color) {
    const float *a = way->along;
    int low = way->turned ? canvas->y0 : canvas->x0, high = way->turned ? canvas->y1 : canvas->x1;
    Cubic along = cubic_of(a), across = cubic_of(way->across);
    int first = (int)floorf(a[0]), last = (int)ceilf(a[3]);
    int steps = last - first > LONG ? 1 : 3; /* of Newton's, each column from the one before */
    float t = 0, rise = slope_at(&along, t);
    for (int at = first; at < last && at < high; at++) {
        float middle = smaller(larger((float)at + 0.5f, a[0]), a[3]);
        for (int i = 0; i < steps; i++) {
            t += (middle - value_at(&along, t)) / rise;
            rise = slope_at(&along, t);
        }
        if (at < low) continue;
        float share = smaller((float)at + 1, a[3]) - larger((float)at, a[0]);
        draw_column(canvas, way, at, value_at(&across, t), slope_at(&across, t) / rise, width / 2,
                    share, color);
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
