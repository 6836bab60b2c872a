/* What changed: the picture is cut into tiles, and every tile has a hash of the commands that touch
 * it, in order. A command's hash is of its contents: strings by their bytes, cells by version or by
 * levels, colour maps by colours, never of addresses. */
#include "draw/raster_parts.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct Tiles {
    uint64_t *now, *before;
    int columns, rows, capacity;
    int width, height;
    float scale;
    Color ground;
    bool known; /* `before` is of the picture there is */
    PixelBox *changed;
    PixelBox *touched; /* by each command */
    int touched_capacity;
};

Tiles *tiles_new(void) {
    Tiles *tiles = calloc(1, sizeof *tiles);
    CHECK(tiles, "out of memory");
    return tiles;
}

void tiles_free(Tiles *tiles) {
    if (!tiles) return;
    free(tiles->now);
    free(tiles->before);
    free(tiles->changed);
    free(tiles->touched);
    free(tiles);
}

void tiles_forget(Tiles *tiles) {
    tiles->known = false;
}

/* Hashing by eight bytes: multiply and fold, good enough to tell pictures apart 2⁶⁴ to one. */
static uint64_t mixed(uint64_t hash, uint64_t word) {
    __uint128_t product = (__uint128_t)(hash ^ word ^ 0x9e3779b97f4a7c15u) * 0xd6e8feb86659fd93u;
    return (uint64_t)product ^ (uint64_t)(product >> 64) ^ word;
}

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size) {
    const unsigned char *at = bytes;
    hash = mixed(hash, size);
    /* Long ones in four lanes, so that a product need not wait for the one before. */
    uint64_t lanes[4] = {hash, hash + 1, hash + 2, hash + 3};
    bool is_long = size >= 256;
    for (; is_long && size >= 32; size -= 32, at += 32) {
        uint64_t words[4];
        memcpy(words, at, 32);
        for (int i = 0; i < 4; i++) lanes[i] = mixed(lanes[i], words[i]);
    }
    for (int i = 0; is_long && i < 4; i++) hash = mixed(hash, lanes[i]);
    for (; size >= 8; size -= 8, at += 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        hash = mixed(hash, word);
    }
    uint64_t rest = 0;
    if (size) memcpy(&rest, at, size);
    return mixed(hash, rest);
}

static uint64_t hash_floats(uint64_t hash, const float *floats, size_t count) {
    return hash_bytes(hash, floats, count * sizeof *floats);
}

static uint64_t hash_box(uint64_t hash, DrawBox b) {
    return hash_floats(hash, (float[]){b.x, b.y, b.width, b.height}, 4);
}

static uint64_t hash_color(uint64_t hash, Color c) {
    return mixed(hash, (uint64_t)c.r << 24 | (uint64_t)c.g << 16 | (uint64_t)c.b << 8 | c.a);
}

static uint64_t hash_stroke(uint64_t hash, const DrawStroke *s) {
    hash = hash_color(hash, s->color);
    return hash_floats(hash, (float[]){s->width, s->dash, s->gap, (float)s->round}, 4);
}

static uint64_t hash_path(uint64_t hash, const DrawPath *p) {
    hash = hash_stroke(hash_color(hash, p->fill), &p->stroke);
    for (int i = 0; i < p->count; i++) {
        const PathStep *s = &p->steps[i];
        hash = mixed(hash, s->verb);
        hash = hash_floats(hash, (float[]){s->x, s->y, s->x1, s->y1, s->x2, s->y2}, 6);
    }
    return hash;
}

static uint64_t hash_text(uint64_t hash, const DrawText *t) {
    hash = hash_color(mixed(hash, t->face), t->color);
    hash = hash_floats(hash, (float[]){t->x, t->baseline, t->size, t->rotation}, 4);
    return hash_bytes(hash, t->text, (size_t)t->length);
}

static uint64_t hash_cells(uint64_t hash, const DrawCells *c) {
    hash = hash_floats(hash_box(hash, c->box), (float[]){c->gap, c->opacity, c->detail}, 3);
    hash = mixed(mixed(hash, (uint64_t)c->rows), (uint64_t)c->cols);
    hash = hash_bytes(hash, c->map->colors, sizeof c->map->colors);
    if (c->version) return mixed(hash, c->version);
    return hash_bytes(hash, c->levels, (size_t)c->rows * (size_t)c->cols);
}

static uint64_t hash_image(uint64_t hash, const DrawImage *i) {
    hash = hash_box(hash, i->box);
    hash = hash_floats(hash, (float[]){i->pivot_x, i->pivot_y, i->rotation, i->opacity}, 4);
    hash = mixed(mixed(hash, (uint64_t)i->columns), (uint64_t)i->rows);
    return mixed(mixed(hash, i->smooth), i->version);
}

static uint64_t hash_command(const DrawCommand *c) {
    uint64_t hash = hash_box(mixed(1, c->kind), c->clip);
    switch (c->kind) {
    case DRAW_RECT:
        hash = hash_floats(hash_box(hash, c->as.rect.box), &c->as.rect.radius, 1);
        return hash_stroke(hash_color(hash, c->as.rect.fill), &c->as.rect.stroke);
    case DRAW_LINE:
        hash = hash_floats(hash, &c->as.line.x0, 1);
        hash = hash_floats(hash, (float[]){c->as.line.y0, c->as.line.x1, c->as.line.y1}, 3);
        return hash_stroke(hash, &c->as.line.stroke);
    case DRAW_CURVE:
        hash = hash_floats(hash_floats(hash, c->as.curve.x, 4), c->as.curve.y, 4);
        return hash_stroke(hash, &c->as.curve.stroke);
    case DRAW_PATH: return hash_path(hash, &c->as.path);
    case DRAW_TEXT: return hash_text(hash, &c->as.text);
    case DRAW_CELLS: return hash_cells(hash, &c->as.cells);
    case DRAW_IMAGE: return hash_image(hash, &c->as.image);
    }
    return hash;
}

static int clamped(float v) {
    return v < -1e6f ? -1000000 : v > 1e6f ? 1000000 : (int)v;
}

/* Pixels that the box touches, and one more on each side. */
static PixelBox box_around(DrawBox box, float scale) {
    int x0 = clamped(floorf(box.x * scale)) - 1, y0 = clamped(floorf(box.y * scale)) - 1;
    int x1 = clamped(ceilf((box.x + box.width) * scale)) + 1;
    int y1 = clamped(ceilf((box.y + box.height) * scale)) + 1;
    return (PixelBox){x0, y0, x1 - x0, y1 - y0};
}

/* The clip in whole pixels. */
static PixelBox clip_box(DrawBox clip, float scale) {
    int x0 = clamped(roundf(clip.x * scale)), y0 = clamped(roundf(clip.y * scale));
    int x1 = clamped(roundf((clip.x + clip.width) * scale));
    int y1 = clamped(roundf((clip.y + clip.height) * scale));
    return (PixelBox){x0, y0, x1 - x0, y1 - y0};
}

static int later(int a, int b) {
    return a > b ? a : b;
}

static int sooner(int a, int b) {
    return a < b ? a : b;
}

static PixelBox common(PixelBox a, PixelBox b) {
    int x = later(a.x, b.x), y = later(a.y, b.y);
    int right = sooner(a.x + a.width, b.x + b.width);
    int bottom = sooner(a.y + a.height, b.y + b.height);
    return (PixelBox){x, y, later(right - x, 0), later(bottom - y, 0)};
}

static int held(int v, int low, int high) {
    return v < low ? low : v > high ? high : v;
}

static void hash_list(Tiles *tiles, const List *list) {
    if (list_count(list) > tiles->touched_capacity) {
        tiles->touched_capacity = 2 * list_count(list);
        free(tiles->touched);
        tiles->touched = calloc((size_t)tiles->touched_capacity, sizeof *tiles->touched);
        CHECK(tiles->touched, "out of memory");
    }
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        uint64_t hash = hash_command(command);
        PixelBox ink =
            common(box_around(command->ink, tiles->scale), clip_box(command->clip, tiles->scale));
        tiles->touched[i] = ink;
        if (!ink.width || !ink.height) continue;
        int left = held(ink.x, 0, tiles->width) / TILE, top = held(ink.y, 0, tiles->height) / TILE;
        int right = held(ink.x + ink.width + TILE - 1, 0, tiles->columns * TILE) / TILE;
        int bottom = held(ink.y + ink.height + TILE - 1, 0, tiles->rows * TILE) / TILE;
        for (int row = top; row < bottom; row++)
            for (int column = left; column < right; column++) {
                uint64_t *tile = &tiles->now[row * tiles->columns + column];
                *tile = mixed(*tile, hash);
            }
    }
}

/* Room for the tiles of this size; forgets when anything but the list differs. */
static void set_up(Tiles *tiles, int width, int height, float scale, Color ground) {
    bool same = tiles->width == width && tiles->height == height && tiles->scale == scale &&
                color_same(tiles->ground, ground);
    tiles->known = tiles->known && same;
    tiles->width = width;
    tiles->height = height;
    tiles->scale = scale;
    tiles->ground = ground;
    tiles->columns = (width + TILE - 1) / TILE;
    tiles->rows = (height + TILE - 1) / TILE;
    int count = tiles->columns * tiles->rows;
    if (count > tiles->capacity) {
        free(tiles->now);
        free(tiles->before);
        free(tiles->changed);
        tiles->now = calloc((size_t)count, sizeof *tiles->now);
        tiles->before = calloc((size_t)count, sizeof *tiles->before);
        tiles->changed = calloc((size_t)count, sizeof *tiles->changed);
        CHECK(tiles->now && tiles->before && tiles->changed, "out of memory");
        tiles->capacity = count;
    }
    uint64_t *swapped = tiles->now;
    tiles->now = tiles->before;
    tiles->before = swapped;
    memset(tiles->now, 0, (size_t)count * sizeof *tiles->now);
}

static bool is_dirty(const Tiles *tiles, int row, int column) {
    int at = row * tiles->columns + column;
    return !tiles->known || tiles->now[at] != tiles->before[at];
}

/* Boxes of neighbouring changed tiles: runs along a row, joined with an equal run just above. */
static int join_tiles(Tiles *tiles) {
    int count = 0;
    for (int row = 0; row < tiles->rows; row++)
        for (int column = 0, end; column < tiles->columns; column = end + 1) {
            for (end = column; end < tiles->columns && is_dirty(tiles, row, end);) end++;
            if (end == column) continue;
            PixelBox run = {column * TILE, row * TILE, (end - column) * TILE, TILE};
            int above = count - 1;
            while (above >= 0 &&
                   !(tiles->changed[above].x == run.x && tiles->changed[above].width == run.width &&
                     tiles->changed[above].y + tiles->changed[above].height == run.y))
                above--;
            if (above >= 0)
                tiles->changed[above].height += TILE;
            else
                tiles->changed[count++] = run;
        }
    for (int i = 0; i < count; i++) {
        PixelBox *box = &tiles->changed[i];
        if (box->x + box->width > tiles->width) box->width = tiles->width - box->x;
        if (box->y + box->height > tiles->height) box->height = tiles->height - box->y;
    }
    return count;
}

const PixelBox *tiles_changed(Tiles *tiles, const List *list, int width, int height, float scale,
                              Color ground, int *count) {
    set_up(tiles, width, height, scale, ground);
    hash_list(tiles, list);
    *count = join_tiles(tiles);
    tiles->known = true;
    return tiles->changed;
}

const PixelBox *tiles_touched(const Tiles *tiles) {
    return tiles->touched;
}
