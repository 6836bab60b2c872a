/* Turned and very large text, from its outlines, unhinted, as any path. What a turned run covers is
 * kept by its exact place: a label that stays where it is (another cell is pointed at, colours
 * change) is laid down again like an upright mask, and the pixels are those of the outlines. */
#include "draw/raster_parts.h"

#include "base/error.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OUTLINE_SLOTS = 1 << 13, MOST_OUTLINES = OUTLINE_SLOTS / 2 };
/* Runs are kept in sets of a few; a run of more pixels is drawn anew. A frame has 100 or so. */
enum { TURNED_SETS = 256, TURNED_WAYS = 4, MOST_TURNED_PIXELS = 1 << 14 };

typedef struct OutlineSlot {
    const FontInfo *font;
    uint32_t glyph;
    PathStep *steps; /* in em, y up */
    int count;
} OutlineSlot;

/* A run's coverage where it stands; the mask's pen is the picture's corner. */
typedef struct TurnedSlot {
    const FontInfo *font; /* NULL: free */
    char *text;
    int run;
    float pixels, rotation, x, baseline;
    GlyphMask mask;
    uint64_t used;
} TurnedSlot;

struct Outlines {
    OutlineSlot *glyphs;
    Arena *steps;
    int glyph_count;
    TurnedSlot (*turned)[TURNED_WAYS];
    uint64_t uses;
};

Outlines *outlines_new(void) {
    Outlines *kept = calloc(1, sizeof *kept);
    CHECK(kept, "out of memory");
    kept->glyphs = calloc(OUTLINE_SLOTS, sizeof *kept->glyphs);
    kept->turned = calloc(TURNED_SETS, sizeof *kept->turned);
    CHECK(kept->glyphs && kept->turned, "out of memory");
    kept->steps = arena_new();
    return kept;
}

static void free_turned(TurnedSlot *slot) {
    free(slot->text);
    free(slot->mask.coverage);
    *slot = (TurnedSlot){0};
}

void outlines_free(Outlines *kept) {
    if (!kept) return;
    for (int i = 0; i < TURNED_SETS; i++)
        for (int k = 0; k < TURNED_WAYS; k++) free_turned(&kept->turned[i][k]);
    arena_free(kept->steps);
    free(kept->turned);
    free(kept->glyphs);
    free(kept);
}

/* Collects an outline's steps. */
typedef struct Collected {
    Arena *arena;
    PathStep *steps;
    int count, capacity;
} Collected;

static void collect(void *with, int verb, const float x[3], const float y[3]) {
    Collected *c = with;
    if (c->count == c->capacity) {
        int capacity = c->capacity ? 2 * c->capacity : 32;
        PathStep *steps = ARENA_ARRAY(c->arena, PathStep, capacity);
        if (c->count) memcpy(steps, c->steps, (size_t)c->count * sizeof *steps);
        c->steps = steps;
        c->capacity = capacity;
    }
    bool curve = verb == PATH_CURVE;
    c->steps[c->count++] =
        (PathStep){(PathVerb)verb,   x[curve ? 2 : 0], y[curve ? 2 : 0], curve ? x[0] : 0,
                   curve ? y[0] : 0, curve ? x[1] : 0, curve ? y[1] : 0};
}

static const OutlineSlot *outline_of(Canvas *canvas, const FontInfo *font, uint32_t glyph) {
    Outlines *kept = canvas->outlines;
    uint64_t hash = fnv1a(fnv1a(FNV_START, &font, sizeof font), &glyph, sizeof glyph);
    size_t at = hash % OUTLINE_SLOTS;
    for (; kept->glyphs[at].font; at = (at + 1) % OUTLINE_SLOTS)
        if (kept->glyphs[at].font == font && kept->glyphs[at].glyph == glyph)
            return &kept->glyphs[at];
    if (kept->glyph_count >= MOST_OUTLINES) {
        memset(kept->glyphs, 0, OUTLINE_SLOTS * sizeof *kept->glyphs);
        arena_reset(kept->steps);
        kept->glyph_count = 0;
        at = hash % OUTLINE_SLOTS;
    }
    Collected collected = {.arena = kept->steps};
    pthread_mutex_lock(canvas->fonts_lock);
    font_outline(canvas->fonts, font, glyph, collect, &collected);
    pthread_mutex_unlock(canvas->fonts_lock);
    kept->glyphs[at] = (OutlineSlot){font, glyph, collected.steps, collected.count};
    kept->glyph_count++;
    return &kept->glyphs[at];
}

/* How em, y up, come to pixels: a turn, a scale and a start. */
typedef struct Turn {
    float x, y, xx, xy;
} Turn;

static Point turned(const Turn *turn, float x, float y) {
    return (Point){turn->x + x * turn->xx + y * turn->xy, turn->y + x * turn->xy - y * turn->xx};
}

static void cover_outline(Canvas *canvas, const OutlineSlot *outline, const Turn *turn) {
    Polyline line = {0};
    for (int i = 0; i < outline->count; i++) {
        const PathStep *step = &outline->steps[i];
        Point to = turned(turn, step->x, step->y);
        if (step->verb == PATH_MOVE) line.count = 0;
        if (step->verb == PATH_CURVE)
            polyline_curve(canvas, &line, turned(turn, step->x1, step->y1),
                           turned(turn, step->x2, step->y2), to);
        else if (step->verb != PATH_CLOSE)
            polyline_add(canvas, &line, to.x, to.y);
        for (int k = 0; step->verb == PATH_CLOSE && k < line.count; k++) {
            Point a = line.points[k], b = line.points[(k + 1) % line.count];
            cover_line(canvas->cover, a.x, a.y, b.x, b.y);
        }
    }
}

/* How the run's glyph i stands, for a run that begins at the slot's place. */
static Turn turn_of(const TurnedSlot *at, const TextRun *run, int i) {
    float cosine, sine, x = run->glyphs[i].x * at->pixels, y = run->glyphs[i].y * at->pixels;
    draw_turn(at->rotation, &cosine, &sine);
    return (Turn){at->x + x * cosine - y * sine, at->baseline + x * sine + y * cosine,
                  at->pixels * cosine, at->pixels * sine};
}

static void cover_run(Canvas *canvas, const TurnedSlot *at, const TextRun *run) {
    cover_begin(canvas);
    for (int i = 0; i < run->count; i++) {
        Turn turn = turn_of(at, run, i);
        cover_outline(canvas, outline_of(canvas, run->font, run->glyphs[i].id), &turn);
    }
}

static void include(Canvas *box, Point p) {
    int x = (int)floorf(p.x), y = (int)floorf(p.y);
    box->x0 = x - 1 < box->x0 ? x - 1 : box->x0;
    box->y0 = y - 1 < box->y0 ? y - 1 : box->y0;
    box->x1 = x + 2 > box->x1 ? x + 2 : box->x1;
    box->y1 = y + 2 > box->y1 ? y + 2 : box->y1;
}

/* A canvas around all of the run's points, controls too: a curve stays within those. False when it
 * is empty, or too large to be kept. */
static bool box_of_run(Canvas *box, const TurnedSlot *at, const TextRun *run) {
    const int far = 1 << 20;
    box->x0 = box->y0 = far;
    box->x1 = box->y1 = -far;
    for (int i = 0; i < run->count; i++) {
        const OutlineSlot *outline = outline_of(box, run->font, run->glyphs[i].id);
        Turn turn = turn_of(at, run, i);
        for (int k = 0; k < outline->count; k++) {
            const PathStep *step = &outline->steps[k];
            Point to = turned(&turn, step->x, step->y);
            if (!(fabsf(to.x) < RASTER_MAX_SIDE && fabsf(to.y) < RASTER_MAX_SIDE)) return false;
            include(box, to);
            if (step->verb != PATH_CURVE) continue;
            include(box, turned(&turn, step->x1, step->y1));
            include(box, turned(&turn, step->x2, step->y2));
        }
    }
    return box->x1 > box->x0 &&
           (int64_t)(box->x1 - box->x0) * (box->y1 - box->y0) <= MOST_TURNED_PIXELS;
}

static bool same_turned(const TurnedSlot *a, const TurnedSlot *b) {
    return a->font == b->font && a->run == b->run && a->pixels == b->pixels &&
           a->rotation == b->rotation && a->x == b->x && a->baseline == b->baseline &&
           !strcmp(a->text, b->text);
}

static uint64_t hash_of(const TurnedSlot *key) {
    const float place[] = {key->pixels, key->rotation, key->x, key->baseline};
    uint64_t hash = fnv1a(FNV_START + (uint64_t)key->run, key->text, strlen(key->text));
    hash = fnv1a(hash, &key->font, sizeof key->font);
    return fnv1a(hash, place, sizeof place);
}

/* The run's mask: kept, or made now in the place of the one unused for longest; NULL when it is not
 * to be kept. */
static const GlyphMask *turned_mask(Canvas *canvas, const TurnedSlot *key, const TextRun *run) {
    Outlines *kept = canvas->outlines;
    TurnedSlot *set = kept->turned[hash_of(key) % TURNED_SETS], *slot = set;
    for (int i = 0; i < TURNED_WAYS; i++) {
        if (set[i].used < slot->used) slot = &set[i];
        if (!set[i].font || !same_turned(&set[i], key)) continue;
        set[i].used = ++kept->uses;
        return &set[i].mask;
    }
    Canvas box = *canvas;
    if (!box_of_run(&box, key, run)) return NULL;
    free_turned(slot);
    *slot = *key;
    slot->used = ++kept->uses;
    slot->text = strdup(key->text);
    slot->mask = (GlyphMask){NULL, box.x1 - box.x0, box.y1 - box.y0, -box.x0, -box.y0};
    slot->mask.coverage = malloc((size_t)slot->mask.width * (size_t)slot->mask.height);
    CHECK(slot->text && slot->mask.coverage, "out of memory");
    cover_run(&box, key, run);
    cover_keep(&box, slot->mask.coverage);
    return &slot->mask;
}

void outlines_draw(Canvas *canvas, const DrawText *text, const TextLayout *layout, int number) {
    const TextRun *run = &layout->runs[number];
    TurnedSlot key = {.font = run->font, .text = (char *)layout->text, .run = number};
    key.pixels = text->size * canvas->scale;
    key.rotation = text->rotation;
    key.x = text->x * canvas->scale;
    key.baseline = text->baseline * canvas->scale;
    const GlyphMask *mask = key.rotation != 0 ? turned_mask(canvas, &key, run) : NULL;
    if (mask) {
        mask_lay(canvas, mask, 0, 0, pixel_of(text->color));
        return;
    }
    cover_run(canvas, &key, run);
    cover_paint(canvas, pixel_of(text->color));
}
