#include "draw/raster_parts.h"

#include "base/error.h"
#include "base/pair.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Boxes are redrawn in bands, which two threads share: of whole rows of tiles, some eight of them
 * for all that changed, none of more pixels than bound the scan converter. */
enum { BAND_PIXELS = 1 << 22, BANDS = 8 };

/* What one thread draws with. */
typedef struct Hand {
    Cover *cover;
    Outlines *outlines;
    Ways *ways;
    Arena *scratch;
} Hand;

struct Raster {
    uint32_t *pixels; /* that are drawn on */
    int stride;       /* 0: they are its own */
    uint32_t *own;
    size_t capacity; /* of its own */
    Arena *room;     /* of those */
    Fonts *fonts;
    pthread_mutex_t fonts_lock;
    Tiles *tiles;
    Masks *masks;
    Pair *pair;
    Hand hands[PAIR_HANDS];
    PixelBox *bands;
    int band_count, band_capacity;
};

Raster *raster_new(Fonts *fonts) {
    Raster *raster = calloc(1, sizeof *raster);
    CHECK(raster, "out of memory");
    raster->fonts = fonts;
    pthread_mutex_init(&raster->fonts_lock, NULL);
    raster->tiles = tiles_new();
    raster->masks = masks_new();
    raster->pair = pair_new();
    for (int i = 0; i < PAIR_HANDS; i++)
        raster->hands[i] = (Hand){cover_new(), outlines_new(), ways_new(), arena_new()};
    return raster;
}

void raster_free(Raster *raster) {
    if (!raster) return;
    pair_free(raster->pair);
    tiles_free(raster->tiles);
    masks_free(raster->masks);
    for (int i = 0; i < PAIR_HANDS; i++) {
        cover_free(raster->hands[i].cover);
        outlines_free(raster->hands[i].outlines);
        ways_free(raster->hands[i].ways);
        arena_free(raster->hands[i].scratch);
    }
    pthread_mutex_destroy(&raster->fonts_lock);
    free(raster->bands);
    arena_free(raster->room);
    free(raster);
}

void raster_forget(Raster *raster) {
    tiles_forget(raster->tiles);
}

void raster_draw_on(Raster *raster, uint32_t *pixels, int stride) {
    uint32_t *place = pixels ? pixels : raster->own;
    if (!pixels) stride = 0;
    if (place != raster->pixels || stride != raster->stride) raster_forget(raster);
    raster->pixels = place;
    raster->stride = stride;
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
static void replay(const Canvas *whole, const List *list, const PixelBox *touched, Color ground) {
    size_t stride = (size_t)whole->stride, width = (size_t)(whole->x1 - whole->x0);
    uint32_t *first = whole->pixels + (size_t)whole->y0 * stride + whole->x0;
    for (size_t x = 0; x < width; x++) first[x] = pixel_of(ground);
    for (int y = whole->y0 + 1; y < whole->y1; y++)
        memcpy(first + (size_t)(y - whole->y0) * stride, first, width * sizeof *first);
    for (int i = 0; i < list_count(list); i++) {
        Canvas canvas = *whole;
        narrow(&canvas, touched[i]);
        if (canvas.x0 >= canvas.x1 || canvas.y0 >= canvas.y1) continue;
        draw_command(&canvas, list_at(list, i));
        arena_reset(canvas.scratch);
    }
}

/* --- in bands -------------------------------------------------------------------------------- */

typedef struct Drawing {
    Raster *raster;
    const List *list;
    const PixelBox *touched;
    int stride;
    float scale;
    Color ground;
} Drawing;

static Canvas canvas_of(const Drawing *drawing, int hand, PixelBox box) {
    Raster *raster = drawing->raster;
    return (Canvas){.pixels = raster->pixels,
                    .stride = drawing->stride,
                    .x0 = box.x,
                    .y0 = box.y,
                    .x1 = box.x + box.width,
                    .y1 = box.y + box.height,
                    .scale = drawing->scale,
                    .fonts = raster->fonts,
                    .fonts_lock = &raster->fonts_lock,
                    .masks = raster->masks,
                    .cover = raster->hands[hand].cover,
                    .outlines = raster->hands[hand].outlines,
                    .ways = raster->hands[hand].ways,
                    .scratch = raster->hands[hand].scratch};
}

static void draw_band(void *with, int hand, int part) {
    const Drawing *drawing = with;
    Canvas canvas = canvas_of(drawing, hand, drawing->raster->bands[part]);
    replay(&canvas, drawing->list, drawing->touched, drawing->ground);
}

static void add_band(Raster *raster, PixelBox band) {
    if (raster->band_count == raster->band_capacity) {
        raster->band_capacity = raster->band_capacity ? 2 * raster->band_capacity : 64;
        raster->bands =
            realloc(raster->bands, (size_t)raster->band_capacity * sizeof *raster->bands);
        CHECK(raster->bands, "out of memory");
    }
    raster->bands[raster->band_count++] = band;
}

static void cut_into_bands(Raster *raster, const PixelBox *boxes, int count) {
    int64_t area = 0;
    for (int i = 0; i < count; i++) area += (int64_t)boxes[i].width * boxes[i].height;
    raster->band_count = 0;
    for (int i = 0; i < count; i++) {
        PixelBox box = boxes[i];
        int rows = (int)(area / BANDS / box.width / TILE + 1) * TILE;
        int most = BAND_PIXELS / box.width > 0 ? BAND_PIXELS / box.width : 1;
        if (rows > most) rows = most;
        for (int y = box.y, left = box.height; left > 0; y += rows, left -= rows)
            add_band(raster, (PixelBox){box.x, y, box.width, left < rows ? left : rows});
    }
}

/* Room for so many pixels of its own, which then are drawn on. */
static void make_room(Raster *raster, size_t size) {
    if (size <= raster->capacity) return;
    arena_free(raster->room);
    raster->room = arena_new();
    raster->own = arena_alloc(raster->room, size * sizeof *raster->own);
    raster->capacity = size;
    raster_draw_on(raster, NULL, 0);
}

Picture raster_draw(Raster *raster, const List *list, int width, int height, float scale,
                    Color ground) {
    CHECK(width > 0 && height > 0 && width <= RASTER_MAX_SIDE && height <= RASTER_MAX_SIDE &&
              (int64_t)width * height <= RASTER_MAX_PIXELS,
          "a picture of %d × %d pixels", width, height);
    CHECK(isfinite(scale) && scale > 0, "a scale of %g", (double)scale);
    CHECK(list_is_closed(list), "a list with a clip or an opacity still pushed");
    if (raster->stride == 0) make_room(raster, (size_t)width * (size_t)height);
    int count, stride = raster->stride ? raster->stride : width;
    const PixelBox *changed =
        tiles_changed(raster->tiles, list, width, height, scale, ground, &count);
    cut_into_bands(raster, changed, count);
    masks_tidy(raster->masks);
    Drawing drawing = {raster, list, tiles_touched(raster->tiles), stride, scale, ground};
    Canvas whole = canvas_of(&drawing, 0, (PixelBox){0, 0, width, height});
    masks_prepare(&whole, list, drawing.touched, changed, count);
    pair_run(raster->pair, raster->band_count, draw_band, &drawing);
    return (Picture){raster->pixels, width, height, stride, changed, count};
}
