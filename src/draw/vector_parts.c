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

uint32_t vector_pixel(Color c) {
    uint32_t a = c.a;
    uint32_t r = (c.r * a + 127) / 255, g = (c.g * a + 127) / 255, b = (c.b * a + 127) / 255;
    return a << 24 | r << 16 | g << 8 | b;
}

uint32_t *vector_pixels(Arena *arena, const DrawImage *image) {
    size_t count = (size_t)image->rows * (size_t)image->columns;
    uint32_t *pixels = arena_alloc(arena, count * sizeof *pixels);
    for (size_t i = 0; i < count; i++) pixels[i] = vector_pixel(image->pixels[i]);
    return pixels;
}

uint32_t *vector_cell_pixels(Arena *arena, const DrawCells *cells, int times) {
    size_t width = (size_t)cells->cols * (size_t)times;
    size_t height = (size_t)cells->rows * (size_t)times;
    uint32_t *pixels = arena_alloc(arena, width * height * sizeof *pixels), *to = pixels;
    for (size_t y = 0; y < height; y++) {
        const uint8_t *levels = cells->levels + y / (size_t)times * (size_t)cells->cols;
        for (size_t x = 0; x < width; x++) {
            uint8_t level = levels[x / (size_t)times];
            *to++ = level > COLOR_TOP ? 0 : vector_pixel(cells->map->colors[level]);
        }
    }
    return pixels;
}

bool vector_inside(DrawBox a, DrawBox b) {
    return a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width &&
           a.y + a.height <= b.y + b.height;
}

bool vector_same_box(DrawBox a, DrawBox b) {
    return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
}
