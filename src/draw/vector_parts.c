#include "draw/vector_parts.h"

#include "base/error.h"

#include <inttypes.h>
#include <math.h>

void put_number(Buffer *out, double value, int decimals) {
    static const int64_t scales[] = {1, 10, 100, 1000};
    CHECK(decimals >= 0 && decimals <= 3, "%d decimals", decimals);
    int64_t scale = scales[decimals];
    int64_t number = llround(fmin(fmax(value, -1e12), 1e12) * (double)scale);
    uint64_t size = (uint64_t)(number < 0 ? -number : number);
    uint64_t part = size % (uint64_t)scale;
    buffer_printf(out, "%s%" PRIu64, number < 0 ? "-" : "", size / (uint64_t)scale);
    while (decimals && part && part % 10 == 0) part /= 10, decimals--;
    if (part) buffer_printf(out, ".%0*" PRIu64, decimals, part);
}

void put_numbers(Buffer *out, const float *values, int count, int decimals) {
    for (int i = 0; i < count; i++) {
        buffer_text(out, " ");
        put_number(out, (double)values[i], decimals);
    }
}

void put_color(Buffer *out, Color c, bool alpha) {
    buffer_printf(out, "#%02x%02x%02x", c.r, c.g, c.b);
    if (alpha) buffer_printf(out, "%02x", c.a);
}

static uint32_t pixel_of(Color c) {
    uint32_t a = c.a;
    uint32_t r = (c.r * a + 127) / 255, g = (c.g * a + 127) / 255, b = (c.b * a + 127) / 255;
    return a << 24 | r << 16 | g << 8 | b;
}

/* Pixels for each of `count` along a side that is `length` long. */
static int times_for(float length, int count) {
    int most = 1024 / count < 8 ? 1024 / count : 8;
    int wanted = (int)ceilf(fminf(2 * length / (float)count, 8));
    return wanted > most ? (most > 1 ? most : 1) : wanted > 1 ? wanted : 1;
}

static VectorPixels enlarged(Arena *arena, VectorPixels from, DrawBox box) {
    int across = times_for(box.width, from.columns), down = times_for(box.height, from.rows);
    VectorPixels to = {NULL, from.columns * across, from.rows * down};
    to.pixels = arena_alloc(arena, (size_t)to.columns * (size_t)to.rows * sizeof *to.pixels);
    for (int y = 0; y < to.rows; y++) {
        const uint32_t *source = from.pixels + (size_t)(y / down) * (size_t)from.columns;
        uint32_t *row = to.pixels + (size_t)y * (size_t)to.columns;
        for (int x = 0; x < to.columns; x++) row[x] = source[x / across];
    }
    return to;
}

static VectorPixels new_pixels(Arena *arena, int columns, int rows) {
    size_t count = (size_t)columns * (size_t)rows;
    return (VectorPixels){arena_alloc(arena, count * sizeof(uint32_t)), columns, rows};
}

VectorPixels vector_image(Arena *arena, const DrawImage *image) {
    VectorPixels own = new_pixels(arena, image->columns, image->rows);
    for (size_t i = 0; i < (size_t)own.columns * (size_t)own.rows; i++)
        own.pixels[i] = pixel_of(image->pixels[i]);
    return image->smooth ? own : enlarged(arena, own, image->box);
}

VectorPixels vector_cells(Arena *arena, const DrawCells *cells) {
    VectorPixels own = new_pixels(arena, cells->cols, cells->rows);
    for (size_t i = 0; i < (size_t)own.columns * (size_t)own.rows; i++) {
        uint8_t level = cells->levels[i];
        own.pixels[i] = level > COLOR_TOP ? 0 : pixel_of(cells->map->colors[level]);
    }
    return enlarged(arena, own, cells->box);
}

bool vector_inside(DrawBox a, DrawBox b) {
    return a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width &&
           a.y + a.height <= b.y + b.height;
}

bool vector_same_box(DrawBox a, DrawBox b) {
    return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
}
