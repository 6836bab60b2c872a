/* Rectangles, lines and paths. */
#include "draw/raster_parts.h"

#include <math.h>
#include <string.h>

/* Corners of more columns, and of what reaches so far, are computed pixel by pixel, each. */
enum { WIDEST_CORNER = 64 };
static const float FAR = 1 << 20;

/* A rectangle with round corners, in pixels. */
typedef struct Round {
    float left, top, right, bottom, radius;
} Round;

static inline float unit(float v) {
    return v <= 0 ? 0 : v >= 1 ? 1 : v;
}

/* fminf and fmaxf without their care for NaN, which none of these numbers is. */
static inline float smaller(float a, float b) {
    return a < b ? a : b;
}

static inline float larger(float a, float b) {
    return a > b ? a : b;
}

/* How much of the pixel [at, at + 1) lies in [from, to). */
static inline float overlap(float at, float from, float to) {
    return unit(smaller(at + 1, to) - larger(at, from));
}

/* The share of pixel (x, y) inside: exact along straight edges; at a corner the circle's edge is
 * taken as straight within the pixel. Mirror images get mirrored values. */
static inline float round_share(const Round *r, int px, int py) {
    float x = (float)px, y = (float)py;
    float cx = x + 0.5f, cy = y + 0.5f;
    float dx = larger(r->left + r->radius - cx, cx - (r->right - r->radius));
    float dy = larger(r->top + r->radius - cy, cy - (r->bottom - r->radius));
    if (dx > 0 && dy > 0 && r->radius > 0) {
        float square = dx * dx + dy * dy, reach = r->radius + 0.5f;
        return square >= reach * reach ? 0 : unit(reach - sqrtf(square));
    }
    return overlap(x, r->left, r->right) * overlap(y, r->top, r->bottom);
}

static Round inset(const Round *r, float by) {
    return (Round){r->left + by, r->top + by, r->right - by, r->bottom - by,
                   larger(0, r->radius - by)};
}

static bool is_empty(const Round *r) {
    return !(r->right > r->left && r->bottom > r->top);
}

/* A shape: what is inside `outer` and not inside `inner`. */
typedef struct Ring {
    Round outer, inner;
    bool hollow;
} Ring;

static uint8_t ring_coverage(const Ring *ring, int x, int y) {
    float share = round_share(&ring->outer, x, y);
    if (ring->hollow && share > 0) share -= round_share(&ring->inner, x, y);
    return (uint8_t)(unit(share) * 255 + 0.5f);
}

/* What lies between two edges, in whole columns or rows of the canvas. */
typedef struct Part {
    int low, high;
} Part;

/* The columns (or rows) within from … to in which coverage depends on the other coordinate alone:
 * with `round` those between the corners, else all inside the edges, which is enough where the
 * other coordinate meets no corner. */
static Part even_part(const Ring *ring, bool columns, bool round, int from, int to) {
    const Round *o = &ring->outer, *i = &ring->inner;
    float a = (columns ? o->left : o->top) + (round ? o->radius : 0);
    float b = (columns ? o->right : o->bottom) - (round ? o->radius : 0);
    if (ring->hollow) {
        a = larger(a, (columns ? i->left : i->top) + (round ? i->radius : 0));
        b = smaller(b, (columns ? i->right : i->bottom) - (round ? i->radius : 0));
    }
    Part part = {a < (float)to ? (int)ceilf(a) : to, b > (float)from ? (int)floorf(b) : from};
    part.low = part.low < from ? from : part.low;
    part.high = part.high > to ? to : part.high;
    if (part.high < part.low) part.high = part.low = to;
    return part;
}

/* The upper left corner's coverages, width × height of them, where the other corners mirror it. */
typedef struct Corner {
    uint8_t *coverage; /* NULL: they do not */
    int width, height;
    int left, top, right, bottom; /* of the pixels that the ring touches, the last two exclusive */
} Corner;

static Corner corner_of(Canvas *canvas, const Ring *ring) {
    const Round *o = &ring->outer, *i = ring->hollow ? &ring->inner : &ring->outer;
    bool near = o->left > -FAR && o->top > -FAR && o->right < FAR && o->bottom < FAR;
    if (!(o->radius > 0) || !near) return (Corner){0};
    Corner c = {.left = (int)floorf(o->left), .top = (int)floorf(o->top)};
    c.right = (int)ceilf(o->right);
    c.bottom = (int)ceilf(o->bottom);
    c.width = (int)ceilf(larger(o->left + o->radius, i->left + i->radius)) - c.left;
    c.height = (int)ceilf(larger(o->top + o->radius, i->top + i->radius)) - c.top;
    bool mirrored = o->left - (float)c.left == (float)c.right - o->right &&
                    o->top - (float)c.top == (float)c.bottom - o->bottom;
    bool apart = c.right - c.left >= 2 * c.width && c.bottom - c.top >= 2 * c.height;
    if (!mirrored || !apart || c.width > WIDEST_CORNER) return c;
    c.coverage = arena_alloc(canvas->scratch, (size_t)c.width * (size_t)c.height);
    for (int y = 0; y < c.height; y++)
        for (int x = 0; x < c.width; x++)
            c.coverage[y * c.width + x] = ring_coverage(ring, c.left + x, c.top + y);
    return c;
}

static void ring_row(const Ring *ring, const Corner *c, int y, int x0, int x1, uint8_t *out) {
    int down = c->height;
    if (c->coverage) down = y - c->top < c->height ? y - c->top : c->bottom - 1 - y;
    if (!c->coverage || down >= c->height) {
        for (int x = x0; x < x1; x++) out[x - x0] = ring_coverage(ring, x, y);
        return;
    }
    const uint8_t *row = c->coverage + down * c->width;
    for (int x = x0; x < x1; x++)
        out[x - x0] = row[x - c->left < c->width ? x - c->left : c->right - 1 - x];
}

/* Rows y0 … y1 − 1 of the ring; with `alike` the coverages of the first are those of all. */
static void ring_rows(Canvas *canvas, const Ring *ring, const Corner *corner, Part x, Part even,
                      int y0, int y1, bool alike, uint32_t color) {
    uint8_t *left = arena_alloc(canvas->scratch, (size_t)(x.high - x.low));
    uint8_t *right = left + (even.low - x.low);
    uint32_t between = 0;
    for (int y = y0; y < y1; y++) {
        uint32_t *row = canvas->pixels + (size_t)y * (size_t)canvas->stride;
        if (!alike || y == y0) {
            ring_row(ring, corner, y, x.low, even.low, left);
            ring_row(ring, corner, y, even.high, x.high, right);
            between = even.high > even.low ? ring_coverage(ring, even.low, y) : 0;
        }
        pixels_over_each(row + x.low, even.low - x.low, color, left);
        pixels_over(row + even.low, even.high - even.low, color, between);
        pixels_over_each(row + even.high, x.high - even.high, color, right);
    }
}

/* Rows with corners in them are computed pixel by pixel at their ends; rows between are all alike,
 * and only pixels on an edge differ in them. */
static void draw_ring(Canvas *canvas, const Ring *ring, uint32_t color) {
    const Round *o = &ring->outer;
    Part x = {(int)floorf(larger(o->left, (float)canvas->x0)),
              (int)ceilf(smaller(o->right, (float)canvas->x1))};
    int y0 = (int)floorf(larger(o->top, (float)canvas->y0));
    int y1 = (int)ceilf(smaller(o->bottom, (float)canvas->y1));
    if (x.low >= x.high || y0 >= y1) return;
    Part corners = even_part(ring, true, true, x.low, x.high);
    Part edges = even_part(ring, true, false, x.low, x.high);
    Part rows = even_part(ring, false, true, y0, y1);
    Corner corner = corner_of(canvas, ring);
    ring_rows(canvas, ring, &corner, x, corners, y0, rows.low, false, color);
    ring_rows(canvas, ring, &corner, x, edges, rows.low, rows.high, true, color);
    ring_rows(canvas, ring, &corner, x, corners, rows.high, y1, false, color);
}

/* Whole pixels, at least one. */
static float whole(float pixels) {
    return larger(1, roundf(pixels));
}

static void add_corner(Canvas *canvas, Polyline *line, Point from, Point corner, Point to) {
    const float k = 0.55228475f; /* a quarter circle as a cubic */
    Point a = {from.x + (corner.x - from.x) * k, from.y + (corner.y - from.y) * k};
    Point b = {to.x + (corner.x - to.x) * k, to.y + (corner.y - to.y) * k};
    polyline_add(canvas, line, from.x, from.y);
    polyline_curve(canvas, line, a, b, to);
}

/* The middle of the border as a line, from the upper left corner's end, clockwise. */
static void stroke_dashed(Canvas *canvas, const Round *r, const DrawStroke *stroke, float width) {
    Polyline line = {.closed = true};
    float c = r->radius;
    polyline_add(canvas, &line, r->left + c, r->top);
    add_corner(canvas, &line, (Point){r->right - c, r->top}, (Point){r->right, r->top},
               (Point){r->right, r->top + c});
    add_corner(canvas, &line, (Point){r->right, r->bottom - c}, (Point){r->right, r->bottom},
               (Point){r->right - c, r->bottom});
    add_corner(canvas, &line, (Point){r->left + c, r->bottom}, (Point){r->left, r->bottom},
               (Point){r->left, r->bottom - c});
    add_corner(canvas, &line, (Point){r->left, r->top + c}, (Point){r->left, r->top},
               (Point){r->left + c, r->top});
    cover_begin(canvas);
    stroke_polyline(canvas, &line, stroke, width);
    cover_paint(canvas, pixel_of(stroke->color));
}

void raster_rect(Canvas *canvas, const DrawRect *rect) {
    float s = canvas->scale;
    const DrawBox *b = &rect->box;
    Round edge = {b->x * s, b->y * s, (b->x + b->width) * s, (b->y + b->height) * s,
                  rect->radius * s};
    bool stroked = rect->stroke.color.a > 0;
    if (!stroked) {
        draw_ring(canvas, &(Ring){edge, edge, false}, pixel_of(rect->fill));
        return;
    }
    edge.left = roundf(edge.left);
    edge.top = roundf(edge.top);
    edge.right = larger(edge.left + 1, roundf(edge.right));
    edge.bottom = larger(edge.top + 1, roundf(edge.bottom));
    edge.radius = smaller(edge.radius, smaller(edge.right - edge.left, edge.bottom - edge.top) / 2);
    float width = whole(rect->stroke.width * s);
    Round middle = inset(&edge, width / 2), inner = inset(&edge, width);
    if (rect->fill.a && !is_empty(&middle))
        draw_ring(canvas, &(Ring){middle, middle, false}, pixel_of(rect->fill));
    if (rect->stroke.dash > 0)
        stroke_dashed(canvas, &middle, &rect->stroke, width);
    else
        draw_ring(canvas, &(Ring){edge, inner, !is_empty(&inner)}, pixel_of(rect->stroke.color));
}

static void stroke_and_paint(Canvas *canvas, const Polyline *line, const DrawStroke *stroke) {
    cover_begin(canvas);
    stroke_polyline(canvas, line, stroke, larger(stroke->width * canvas->scale, 1));
    cover_paint(canvas, pixel_of(stroke->color));
}

/* Along an axis: across it whole pixels, along it exact; round caps by the general way. */
static void draw_straight(Canvas *canvas, const DrawLine *line, bool across) {
    float s = canvas->scale, width = whole(line->stroke.width * s);
    float middle = (across ? line->y0 : line->x0) * s;
    float a = (across ? line->x0 : line->y0) * s, b = (across ? line->x1 : line->y1) * s;
    float from = smaller(a, b), to = larger(a, b), edge = roundf(middle - width / 2);
    float dash = line->stroke.dash * s, gap = line->stroke.gap * s;
    if (dash + gap <= 0.5f) dash = to - from, gap = 1;
    for (float at = 0; at < to - from; at += dash + gap) {
        float start = a < b ? from + at : larger(from, to - at - dash);
        float end = a < b ? smaller(to, from + at + dash) : to - at;
        Round r = across ? (Round){start, edge, end, edge + width, 0}
                         : (Round){edge, start, edge + width, end, 0};
        draw_ring(canvas, &(Ring){r, r, false}, pixel_of(line->stroke.color));
    }
}

void raster_line(Canvas *canvas, const DrawLine *line) {
    bool across = line->y0 == line->y1, down = line->x0 == line->x1;
    if ((across || down) && !line->stroke.round) {
        draw_straight(canvas, line, across);
        return;
    }
    float s = canvas->scale;
    Polyline points = {0};
    polyline_add(canvas, &points, line->x0 * s, line->y0 * s);
    polyline_add(canvas, &points, line->x1 * s, line->y1 * s);
    stroke_and_paint(canvas, &points, &line->stroke);
}

static Point at_scale(const Canvas *canvas, float x, float y) {
    return (Point){x * canvas->scale, y * canvas->scale};
}

static void use_polyline(Canvas *canvas, const Polyline *line, const DrawPath *path, bool fill) {
    if (!fill) {
        stroke_polyline(canvas, line, &path->stroke, larger(path->stroke.width * canvas->scale, 1));
        return;
    }
    for (int i = 0; i < line->count; i++) {
        Point a = line->points[i], b = line->points[(i + 1) % line->count];
        cover_line(canvas->cover, a.x, a.y, b.x, b.y);
    }
}

/* Each part of the path, from MOVE to the next MOVE, for the fill or for the stroke. */
static void walk_path(Canvas *canvas, const DrawPath *path, bool fill) {
    Polyline line = {0};
    cover_begin(canvas);
    for (int i = 0; i < path->count; i++) {
        const PathStep *step = &path->steps[i];
        Point to = at_scale(canvas, step->x, step->y);
        if (step->verb == PATH_MOVE || line.closed) {
            if (line.count) use_polyline(canvas, &line, path, fill);
            Point first = line.count ? line.points[0] : to;
            line.count = 0;
            bool again = line.closed && step->verb != PATH_MOVE;
            line.closed = false;
            if (again) polyline_add(canvas, &line, first.x, first.y);
        }
        switch (step->verb) {
        case PATH_MOVE:
        case PATH_LINE: polyline_add(canvas, &line, to.x, to.y); break;
        case PATH_CURVE:
            polyline_curve(canvas, &line, at_scale(canvas, step->x1, step->y1),
                           at_scale(canvas, step->x2, step->y2), to);
            break;
        case PATH_CLOSE: line.closed = true; break;
        }
    }
    if (line.count) use_polyline(canvas, &line, path, fill);
    cover_paint(canvas, pixel_of(fill ? path->fill : path->stroke.color));
}

void raster_path(Canvas *canvas, const DrawPath *path) {
    if (path->fill.a) walk_path(canvas, path, true);
    if (path->stroke.color.a) walk_path(canvas, path, false);
}
