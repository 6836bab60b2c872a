#include "draw/png.h"

#include <math.h>
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

static const double INCH = 0.0254; /* metres */
enum { MOST_PIXELS = 1 << 28 };

static void on_error(png_structp png, png_const_charp message) {
    error_set(png_get_error_ptr(png), "libpng: %s", message);
    longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void to_buffer(png_structp png, png_bytep bytes, size_t size) {
    buffer_append(png_get_io_ptr(png), bytes, size);
}

static void no_flush(png_structp png) {
    (void)png;
}

/* One row of premultiplied pixels as straight RGB or RGBA bytes. */
static void straight_row(const uint32_t *pixels, int width, bool alpha, unsigned char *out) {
    for (int x = 0; x < width; x++) {
        uint32_t p = pixels[x], a = p >> 24;
        uint32_t rgb[3] = {p >> 16 & 255, p >> 8 & 255, p & 255};
        for (int i = 0; i < 3; i++) {
            uint32_t v = a == 255 ? rgb[i] : a ? (rgb[i] * 255 + a / 2) / a : 0;
            *out++ = (unsigned char)(v > 255 ? 255 : v);
        }
        if (alpha) *out++ = (unsigned char)a;
    }
}

static bool has_alpha(const uint32_t *pixels, size_t count) {
    uint32_t all = ~(uint32_t)0;
    for (size_t i = 0; i < count; i++) all &= pixels[i];
    return all >> 24 != 255;
}

/* No variable that matters is changed after setjmp. */
static bool write_png(png_structp png, png_infop info, const uint32_t *pixels, int width,
                      int height, bool alpha, double density, unsigned char *row) {
    if (setjmp(png_jmpbuf(png))) return false;
    png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 8,
                 alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png, 1);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    png_uint_32 dots = (png_uint_32)lround(density / INCH);
    if (density > 0) png_set_pHYs(png, info, dots, dots, PNG_RESOLUTION_METER);
    png_write_info(png, info);
    for (int y = 0; y < height; y++) {
        straight_row(pixels + (size_t)y * (size_t)width, width, alpha, row);
        png_write_row(png, row);
    }
    png_write_end(png, NULL);
    return true;
}

bool png_write(Buffer *out, const uint32_t *pixels, int width, int height, double density,
               Error *error) {
    Error own;
    if (!error) error = &own;
    if (width <= 0 || height <= 0 || (int64_t)width * height > MOST_PIXELS)
        return error_set(error, "a PNG of %d × %d pixels is not possible", width, height);
    size_t before = out->size;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, error, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    unsigned char *row = malloc((size_t)width * 4);
    bool written = info && row;
    if (!written) error_set(error, "there is not enough memory to write a PNG");
    if (written) {
        png_set_write_fn(png, out, to_buffer, no_flush);
        bool alpha = has_alpha(pixels, (size_t)width * (size_t)height);
        written = write_png(png, info, pixels, width, height, alpha, density, row);
    }
    png_destroy_write_struct(&png, &info);
    free(row);
    if (!written) out->size = before;
    return written;
}

/* Bytes still to be read. */
typedef struct Source {
    const unsigned char *bytes;
    size_t left;
} Source;

static void from_source(png_structp png, png_bytep out, size_t size) {
    Source *source = png_get_io_ptr(png);
    if (size > source->left) png_error(png, "the file ends too early");
    memcpy(out, source->bytes, size);
    source->bytes += size;
    source->left -= size;
}

static void as_rgba(png_structp png, png_infop info) {
    png_set_expand(png);
    png_set_strip_16(png);
    png_set_gray_to_rgb(png);
    png_set_filler(png, 255, PNG_FILLER_AFTER);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
}

static void premultiply(uint32_t *pixels, size_t count) {
    for (size_t i = 0; i < count; i++) {
        unsigned char c[4];
        memcpy(c, &pixels[i], 4);
        uint32_t a = c[3], half = 127;
        pixels[i] = a << 24 | (c[0] * a + half) / 255 << 16 | (c[1] * a + half) / 255 << 8 |
                    (c[2] * a + half) / 255;
    }
}

/* Fills `out`; what it has when it fails, the caller frees. */
static bool read_png(png_structp png, png_infop info, Png *out, Error *error) {
    if (setjmp(png_jmpbuf(png))) return false;
    png_read_info(png, info);
    png_uint_32 width = png_get_image_width(png, info), height = png_get_image_height(png, info);
    if ((uint64_t)width * height > MOST_PIXELS)
        return error_set(error, "a picture of %u × %u pixels is too large", width, height);
    as_rgba(png, info);
    out->width = (int)width;
    out->height = (int)height;
    out->density = png_get_pixels_per_meter(png, info) * INCH;
    out->pixels = calloc((size_t)width * height, sizeof *out->pixels);
    if (!out->pixels) return error_set(error, "there is not enough memory for this picture");
    for (int pass = png_set_interlace_handling(png); pass > 0; pass--)
        for (png_uint_32 y = 0; y < height; y++)
            png_read_row(png, (png_bytep)(out->pixels + (size_t)y * width), NULL);
    png_read_end(png, NULL);
    premultiply(out->pixels, (size_t)width * height);
    return true;
}

bool png_read(Png *out, const void *bytes, size_t size, Error *error) {
    Error own;
    if (!error) error = &own;
    *out = (Png){0};
    if (size < 8 || png_sig_cmp(bytes, 0, 8)) return error_set(error, "this is not a PNG file");
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, error, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    Source source = {bytes, size};
    bool read = info || error_set(error, "there is not enough memory to read a PNG");
    if (read) {
        png_set_read_fn(png, &source, from_source);
        read = read_png(png, info, out, error);
    }
    png_destroy_read_struct(&png, &info, NULL);
    if (!read) png_free_pixels(out);
    return read;
}

void png_free_pixels(Png *png) {
    free(png->pixels);
    *png = (Png){0};
}

static int worst_channel(uint32_t a, uint32_t b) {
    int worst = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        int difference = abs((int)(a >> shift & 255) - (int)(b >> shift & 255));
        worst = difference > worst ? difference : worst;
    }
    return worst;
}

bool png_compare(const Png *a, const Png *b, int difference, double share, Error *error) {
    if (a->width != b->width || a->height != b->height)
        return error_set(error, "sizes differ: %d × %d and %d × %d", a->width, a->height, b->width,
                         b->height);
    size_t count = (size_t)a->width * (size_t)a->height, differ = 0, where = 0;
    int worst = 0;
    for (size_t i = 0; i < count; i++) {
        int d = worst_channel(a->pixels[i], b->pixels[i]);
        differ += d > difference;
        if (d > worst) worst = d, where = i;
    }
    if ((double)differ <= share * (double)count) return true;
    return error_set(error, "%zu of %zu pixels differ by more than %d, most by %d at (%zu, %zu)",
                     differ, count, difference, worst, where % (size_t)a->width,
                     where / (size_t)a->width);
}
