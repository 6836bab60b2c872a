/* Lines as areas: flattening curves, dashes, caps and joins. */
#include "draw/raster_parts.h"

#include <math.h>
#include <string.h>

static const float ALMOST_NONE = 1e-4f; /* pixels */
static const float FLATNESS = 0.1f;     /* how far a chord may be from its curve, pixels */

static bool is_almost_at(Point p, float x, float y) {
    float dx = x - p.x, dy = y - p.y;
    bool may_be = fabsf(dx) < ALMOST_NONE && fabsf(dy) < ALMOST_NONE; /* hypotf takes its time */
    return may_be && hypotf(dx, dy) < ALMOST_NONE;
}

void polyline_add(Canvas *canvas, Polyline *line, float x, float y) {
    if (line->count && is_almost_at(line->points[line->count - 1], x, y)) return;
    if (line->count == line->capacity) {
        int capacity = line->capacity ? 2 * line->capacity : 16;
        Point *points = arena_alloc(canvas->scratch, (size_t)capacity * sizeof *points);
        if (line->count) memcpy(points, line->points, (size_t)line->count * sizeof *points);
        line->points = points;
        line->capacity = capacity;
    }
    line->points[line->count++] = (Point){x, y};
}

static float bend(Point a, Point b, Point c) {
    return hypotf(a.x - 2 * b.x + c.x, a.y - 2 * b.y + c.y);
}

/* n chords leave a cubic by at most √3/18 … 6/8 of its largest second difference over n²; the safe
 * end is used (Wang's formula). */
void polyline_curve(Canvas *canvas, Polyline *line, Point b, Point c, Point d) {
    Point a = line->points[line->count - 1];
    float most = fmaxf(bend(a, b, c), bend(b, c, d));
    int n = (int)ceilf(sqrtf(most * 0.75f / FLATNESS));
    n = n < 1 ? 1 : n > 256 ? 256 : n;
    for (int i = 1; i < n; i++) {
        float t = (float)i / (float)n, s = 1 - t;
        float wa = s * s * s, wb = 3 * s * s * t, wc = 3 * s * t * t, wd = t * t * t;
        polyline_add(canvas, line, wa * a.x + wb * b.x + wc * c.x + wd * d.x,
                     wa * a.y + wb * b.y + wc * c.y + wd * d.y);
    }
    polyline_add(canvas, line, d.x, d.y);
}

/* One side of a stroke as it is being walked; ends are closed by the first point. */
typedef struct Outline {
    Cover *cover;
    Point first, last;
    bool started;
} Outline;

static void outline_to(Outline *outline, float x, float y) {
    if (!outline->started)
        outline->first = (Point){x, y};
    else
        cover_line(outline->cover, outline->last.x, outline->last.y, x, y);
    outline->started = true;
    outline->last = (Point){x, y};
}

static void outline_close(Outline *outline) {
    if (outline->started) outline_to(outline, outline->first.x, outline->first.y);
    outline->started = false;
}

/* Points on the circle about p from direction a to direction b, a quarter pixel apart or so. The
 * turn is to the side that `turn` says: > 0 from x towards y. */
static void outline_arc(Outline *outline, Point p, Point a, Point b, float half, float turn) {
    float from = atan2f(a.y, a.x), sweep = atan2f(b.y, b.x) - from;
    const float full = 6.2831853f;
    if (turn > 0 && sweep < 0) sweep += full;
    if (turn < 0 && sweep > 0) sweep -= full;
    int n = (int)ceilf(fabsf(sweep) * sqrtf(half) * 1.2f) + 1;
    for (int i = 0; i <= n; i++) {
        float angle = from + sweep * (float)i / (float)n;
        outline_to(outline, p.x + cosf(angle) * half, p.y + sinf(angle) * half);
    }
}

/* The left normal of the segment from a to b. */
static Point normal(Point a, Point b) {
    float x = b.x - a.x, y = b.y - a.y, length = hypotf(x, y);
    return (Point){y / length, -x / length};
}

typedef struct Pen {
    float half;
    bool round;
} Pen;

/* The left side at p, coming with normal a and leaving with normal b. */
static void join(Outline *outline, const Pen *pen, Point p, Point a, Point b, float shortest) {
    float dot = a.x * b.x + a.y * b.y, cross = a.x * b.y - a.y * b.x;
    Point mitre = {0, 0};
    float length = INFINITY; /* of the mitre, in half widths */
    if (dot > -0.999f) {
        mitre = (Point){(a.x + b.x) / (1 + dot), (a.y + b.y) / (1 + dot)};
        length = sqrtf(2 / (1 + dot));
    }
    bool outer = cross > 0, smooth = dot > 0.97f;
    float most = outer ? DRAW_MITRE_LIMIT : fmaxf(1, shortest / pen->half);
    if (outer && pen->round && !smooth) {
        outline_arc(outline, p, a, b, pen->half, 1);
    } else if (length <= most) {
        outline_to(outline, p.x + mitre.x * pen->half, p.y + mitre.y * pen->half);
    } else {
        outline_to(outline, p.x + a.x * pen->half, p.y + a.y * pen->half);
        if (!outer) outline_to(outline, p.x, p.y);
        outline_to(outline, p.x + b.x * pen->half, p.y + b.y * pen->half);
    }
}

/* Walks one side of the points, in their order (step 1) or against it (−1). */
static void side(Outline *outline, const Pen *pen, const Point *points, int count, bool closed,
                 int step) {
    int first = step > 0 ? 0 : count - 1;
    for (int i = 0; i < count; i++) {
        int at = first + i * step;
        bool end = !closed && (i == 0 || i == count - 1);
        Point p = points[at];
        Point before = points[(at - step + count) % count],
              after = points[(at + step + count) % count];
        if (end) {
            Point n = i == 0 ? normal(p, after) : normal(before, p);
            outline_to(outline, p.x + n.x * pen->half, p.y + n.y * pen->half);
            continue;
        }
        float shortest =
            fminf(hypotf(p.x - before.x, p.y - before.y), hypotf(after.x - p.x, after.y - p.y));
        join(outline, pen, p, normal(before, p), normal(p, after), shortest);
    }
}

static void cap(Outline *outline, const Pen *pen, Point p, Point n) {
    if (pen->round) outline_arc(outline, p, n, (Point){-n.x, -n.y}, pen->half, 1);
}

static void stroke_solid(Canvas *canvas, const Point *points, int count, bool closed,
                         const Pen *pen) {
    Outline outline = {.cover = canvas->cover};
    if (count < 2) return;
    side(&outline, pen, points, count, closed && count > 2, 1);
    if (closed && count > 2)
        outline_close(&outline);
    else
        cap(&outline, pen, points[count - 1], normal(points[count - 2], points[count - 1]));
    side(&outline, pen, points, count, closed && count > 2, -1);
    if (!closed || count <= 2) cap(&outline, pen, points[0], normal(points[1], points[0]));
    outline_close(&outline);
}

/* Cuts the line into dashes, each a line of its own. */
static void stroke_dashes(Canvas *canvas, const Polyline *line, const Pen *pen, float dash,
                          float gap) {
    Polyline piece = {0};
    float left = dash;
    bool on = true;
    int segments = line->closed ? line->count : line->count - 1;
    for (int i = 0; i < segments; i++) {
        Point a = line->points[i], b = line->points[(i + 1) % line->count];
        float length = hypotf(b.x - a.x, b.y - a.y), at = 0;
        if (on && !piece.count) polyline_add(canvas, &piece, a.x, a.y);
        while (length - at > left) {
            at += left;
            float t = at / length;
            polyline_add(canvas, &piece, a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t);
            if (on) {
                stroke_solid(canvas, piece.points, piece.count, false, pen);
                piece.count = 0;
            }
            on = !on;
            left = on ? dash : gap;
        }
        left -= length - at;
        if (on) polyline_add(canvas, &piece, b.x, b.y);
    }
    if (on) stroke_solid(canvas, piece.points, piece.count, false, pen);
}

void stroke_polyline(Canvas *canvas, const Polyline *line, const DrawStroke *stroke, float width) {
    Pen pen = {width / 2, stroke->round};
    Polyline copy = *line;
    /* A closed line does not repeat its first point. */
    if (copy.closed && copy.count > 1 &&
        hypotf(copy.points[0].x - copy.points[copy.count - 1].x,
               copy.points[0].y - copy.points[copy.count - 1].y) < ALMOST_NONE)
        copy.count--;
    float dash = stroke->dash * canvas->scale, gap = stroke->gap * canvas->scale;
    /* Dashes nobody could tell apart would only cost time. */
    if (dash + gap > 0.5f)
        stroke_dashes(canvas, &copy, &pen, dash, gap);
    else
        stroke_solid(canvas, copy.points, copy.count, copy.closed, &pen);
}
