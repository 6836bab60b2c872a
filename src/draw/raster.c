#include "draw/raster_parts.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Boxes are redrawn in bands of at most this many pixels, which bounds the scan converter. */
enum { BAND_PIXELS = 1 << 22 };

struct Raster {
    uint32_t *pixels;
    size_t capacity;
    Fonts *fonts;
    Tiles *tiles;
    Cover *cover;
    Masks *masks;
    Outlines *outlines;
    Arena *scratch;
};

Raster *raster_new(Fonts *fonts) {
    Raster *raster = calloc(1, sizeof *raster);
    CHECK(raster, "out of memory");
    raster->fonts = fonts;
    raster->tiles = tiles_new();
    raster->cover = cover_new();
    raster->masks = masks_new();
    raster->outlines = outlines_new();
    raster->scratch = arena_new();
    return raster;
}

void raster_free(Raster *raster) {
    if (!raster) return;
    tiles_free(raster->tiles);
    cover_free(raster->cover);
    masks_free(raster->masks);
    outlines_free(raster->outlines);
    arena_free(raster->scratch);
    free(raster->pixels);
    free(raster);
}

void raster_forget(Raster *raster) {
    tiles_forget(raster->tiles);
}

static void draw_command(Canvas *canvas, const DrawCommand *command) {
    switch (command->kind) {
    case DRAW_RECT: raster_rect(canvas, &command->as.rect); break;
    case DRAW_LINE: raster_line(canvas, &command->as.line); break;
    case DRAW_CURVE: raster_curve(canvas, &command->as.curve); break;
    case DRAW_PATH: raster_path(canvas, &command->as.path); break;
    case DRAW_TEXT: raster_text(canvas, &command->as.text); break;
    case DRAW_CELLS: raster_cells(canvas, &command->as.cells); break;
    case DRAW_IMAGE: raster_image(canvas, &command->as.image); break;
    }
}

static void narrow(Canvas *canvas, PixelBox box) {
    if (box.x > canvas->x0) canvas->x0 = box.x;
    if (box.y > canvas->y0) canvas->y0 = box.y;
    if (box.x + box.width < canvas->x1) canvas->x1 = box.x + box.width;
    if (box.y + box.height < canvas->y1) canvas->y1 = box.y + box.height;
}

/* Clears the canvas and replays all that touches it. */
static void replay(const Canvas *whole, const List *list, Color ground) {
    size_t stride = (size_t)whole->stride, width = (size_t)(whole->x1 - whole->x0);
    uint32_t *first = whole->pixels + (size_t)whole->y0 * stride + whole->x0;
    for (size_t x = 0; x < width; x++) first[x] = pixel_of(ground);
    for (int y = whole->y0 + 1; y < whole->y1; y++)
        memcpy(first + (size_t)(y - whole->y0) * stride, first, width * sizeof *first);
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        Canvas canvas = *whole;
        narrow(&canvas, tiles_box_around(command->ink, canvas.scale));
        narrow(&canvas, tiles_clip_box(command->clip, canvas.scale));
        if (canvas.x0 >= canvas.x1 || canvas.y0 >= canvas.y1) continue;
        draw_command(&canvas, command);
        arena_reset(canvas.scratch);
    }
}

Picture raster_draw(Raster *raster, const List *list, int width, int height, float scale,
                    Color ground) {
    CHECK(width > 0 && height > 0 && width <= RASTER_MAX_SIDE && height <= RASTER_MAX_SIDE &&
              (int64_t)width * height <= RASTER_MAX_PIXELS,
          "a picture of %d × %d pixels", width, height);
    CHECK(isfinite(scale) && scale > 0, "a scale of %g", (double)scale);
    CHECK(list_is_closed(list), "a list with a clip or an opacity still pushed");
    size_t size = (size_t)width * (size_t)height;
    if (size > raster->capacity) {
        free(raster->pixels);
        raster->pixels = malloc(size * sizeof *raster->pixels);
        CHECK(raster->pixels, "out of memory for %d × %d pixels", width, height);
        raster->capacity = size;
        raster_forget(raster);
    }
    int count;
    const PixelBox *changed =
        tiles_changed(raster->tiles, list, width, height, scale, ground, &count);
    for (int i = 0; i < count; i++) {
        PixelBox box = changed[i];
        int rows = BAND_PIXELS / box.width > 0 ? BAND_PIXELS / box.width : 1;
        for (int y = box.y; y < box.y + box.height; y += rows) {
            int end = y + rows < box.y + box.height ? y + rows : box.y + box.height;
            Canvas band = {.pixels = raster->pixels,
                           .stride = width,
                           .x0 = box.x,
                           .y0 = y,
                           .x1 = box.x + box.width,
                           .y1 = end,
                           .scale = scale,
                           .fonts = raster->fonts,
                           .cover = raster->cover,
                           .masks = raster->masks,
                           .outlines = raster->outlines,
                           .scratch = raster->scratch};
            replay(&band, list, ground);
        }
    }
    return (Picture){raster->pixels, width, height, changed, count};
}
