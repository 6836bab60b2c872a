/* Images, turned or not: every pixel looks up the part of the picture that it covers. */
#include "draw/raster_parts.h"

#include <math.h>

/* Sums of premultiplied channels, weighted. */
typedef struct Sum {
    float r, g, b, a, weight;
} Sum;

static void sum_add(Sum *sum, Color c, float weight) {
    float a = (float)c.a * weight;
    sum->r += (float)c.r * a;
    sum->g += (float)c.g * a;
    sum->b += (float)c.b * a;
    sum->a += a;
    sum->weight += weight;
}

static uint32_t sum_pixel(const Sum *sum, float opacity) {
    if (!(sum->a > 0) || !(sum->weight > 0)) return 0;
    Color c = {(uint8_t)(sum->r / sum->a + 0.5f), (uint8_t)(sum->g / sum->a + 0.5f),
               (uint8_t)(sum->b / sum->a + 0.5f), (uint8_t)(sum->a / sum->weight + 0.5f)};
    return pixel_of(color_faded(c, opacity));
}

static float weight_of(int at, float from, float to) {
    return fmaxf(0, fminf((float)at + 1, to) - fmaxf((float)at, from));
}

/* The mean of the picture over a box of its pixels; outside it is transparent. */
static uint32_t mean(const DrawImage *image, float x, float y, float width, float height) {
    Sum sum = {0, 0, 0, 0, 0};
    float x0 = x - width / 2, x1 = x + width / 2, y0 = y - height / 2, y1 = y + height / 2;
    for (int row = (int)floorf(y0); (float)row < y1; row++)
        for (int col = (int)floorf(x0); (float)col < x1; col++) {
            bool inside = row >= 0 && col >= 0 && row < image->rows && col < image->columns;
            float weight = weight_of(col, x0, x1) * weight_of(row, y0, y1);
            sum_add(&sum, inside ? image->pixels[row * image->columns + col] : COLOR_NONE, weight);
        }
    return sum_pixel(&sum, image->opacity);
}

static uint32_t nearest(const DrawImage *image, float x, float y) {
    int col = (int)floorf(x), row = (int)floorf(y);
    if (row < 0 || col < 0 || row >= image->rows || col >= image->columns) return 0;
    return pixel_of(color_faded(image->pixels[row * image->columns + col], image->opacity));
}

void raster_image(Canvas *canvas, const DrawImage *image) {
    float cosine, sine, s = canvas->scale;
    draw_turn(image->rotation, &cosine, &sine);
    const DrawBox *box = &image->box;
    float per_x = (float)image->columns / (box->width * s);
    float per_y = (float)image->rows / (box->height * s);
    /* A window of one pixel at least interpolates when enlarged, averages when reduced. */
    float width = fmaxf(1, per_x), height = fmaxf(1, per_y);
    for (int py = canvas->y0; py < canvas->y1; py++) {
        uint32_t *row = canvas->pixels + (size_t)py * (size_t)canvas->stride;
        for (int px = canvas->x0; px < canvas->x1; px++) {
            float dx = (float)px + 0.5f - image->pivot_x * s;
            float dy = (float)py + 0.5f - image->pivot_y * s;
            float x = (dx * cosine + dy * sine + (image->pivot_x - box->x) * s) * per_x;
            float y = (-dx * sine + dy * cosine + (image->pivot_y - box->y) * s) * per_y;
            if (x < -width || y < -height || x > (float)image->columns + width ||
                y > (float)image->rows + height)
                continue;
            uint32_t color =
                image->smooth ? mean(image, x, y, width, height) : nearest(image, x, y);
            if (color) row[px] = pixel_over(row[px], color);
        }
    }
}
