/* Text. Upright runs are masks by SDL2_ttf, set on whole pixels and kept; numbers glyph by glyph.
 * Turned and very large text is raster_outline.c's. */
#include "draw/raster_parts.h"

#include "base/error.h"
#include "base/rng.h"
#include "draw/font_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MASK_SLOTS = 1 << 14, MOST_MASKS = MASK_SLOTS / 2, MOST_MASK_BYTES = 48 << 20 };

/* What a mask is of. */
typedef struct MaskKey {
    const FontInfo *font;
    float pixels;
    bool rtl;
    char script[5];
    const char *bytes;
    int length;
} MaskKey;

typedef struct MaskSlot {
    MaskKey key;
    GlyphMask mask;
} MaskSlot;

/* Hashes lie apart from what they lead to, so that looking for a mask that is not there touches few
 * pages of memory. */
struct Masks {
    uint64_t *hashes; /* 0: free */
    MaskSlot *masks;
    Arena *keys;
    int mask_count;
    size_t mask_bytes;
};

Masks *masks_new(void) {
    Masks *masks = calloc(1, sizeof *masks);
    CHECK(masks, "out of memory");
    masks->hashes = calloc(MASK_SLOTS, sizeof *masks->hashes);
    masks->masks = calloc(MASK_SLOTS, sizeof *masks->masks);
    CHECK(masks->hashes && masks->masks, "out of memory");
    masks->keys = arena_new();
    return masks;
}

static void forget_masks(Masks *masks) {
    for (int i = 0; i < MASK_SLOTS; i++) {
        if (!masks->hashes[i]) continue;
        free(masks->masks[i].mask.coverage);
        masks->masks[i] = (MaskSlot){.mask = {0}};
        masks->hashes[i] = 0;
    }
    arena_reset(masks->keys);
    masks->mask_count = 0;
    masks->mask_bytes = 0;
}

void masks_free(Masks *masks) {
    if (!masks) return;
    forget_masks(masks);
    arena_free(masks->keys);
    free(masks->hashes);
    free(masks->masks);
    free(masks);
}

static uint64_t hash_of(const MaskKey *key) {
    uint64_t hash = fnv1a(FNV_START, key->bytes, (unsigned long)key->length);
    hash = fnv1a(hash, &key->font, sizeof key->font);
    hash = fnv1a(hash, &key->pixels, sizeof key->pixels);
    return fnv1a(hash, key->script, 4) | 1;
}

static bool same_key(const MaskKey *a, const MaskKey *b) {
    return a->font == b->font && a->pixels == b->pixels && a->rtl == b->rtl &&
           a->length == b->length && !memcmp(a->script, b->script, 4) &&
           !memcmp(a->bytes, b->bytes, (size_t)a->length);
}

static bool has_room(const Masks *masks) {
    return masks->mask_count < MOST_MASKS + MOST_MASKS / 2 &&
           masks->mask_bytes <= 2 * (size_t)MOST_MASK_BYTES;
}

void masks_tidy(Masks *masks) {
    if (masks->mask_count >= MOST_MASKS || masks->mask_bytes > MOST_MASK_BYTES) forget_masks(masks);
}

/* The slot that has the key, or the free one where it belongs. A slot's hash is written last, so
 * that the other thread, seeing it, sees the mask as well. */
static size_t slot_of(Masks *masks, uint64_t hash, const MaskKey *key) {
    size_t at = hash % MASK_SLOTS;
    for (uint64_t there; (there = __atomic_load_n(&masks->hashes[at], __ATOMIC_ACQUIRE));
         at = (at + 1) % MASK_SLOTS)
        if (there == hash && same_key(&masks->masks[at].key, key)) break;
    return at;
}

/* Not to be kept: in the canvas's scratch. */
static const GlyphMask *mask_for_now(const Canvas *canvas, const TextLayout *layout,
                                     const TextRun *run, int glyph, float pixels) {
    GlyphMask made = {0}, *out = ARENA_NEW(canvas->scratch, GlyphMask);
    font_mask(canvas->fonts, layout, run, glyph, pixels, &made);
    size_t size = (size_t)made.width * (size_t)made.height;
    *out = made;
    out->coverage = arena_alloc(canvas->scratch, size + 1);
    if (size) memcpy(out->coverage, made.coverage, size);
    free(made.coverage);
    return out;
}

static const GlyphMask *make_mask(const Canvas *canvas, const TextLayout *layout,
                                  const TextRun *run, int glyph, uint64_t hash,
                                  const MaskKey *key) {
    Masks *masks = canvas->masks;
    size_t at = slot_of(masks, hash, key);
    MaskSlot *slot = &masks->masks[at];
    if (masks->hashes[at]) return &slot->mask; /* the other thread made it meanwhile */
    if (!has_room(masks)) return mask_for_now(canvas, layout, run, glyph, key->pixels);
    slot->key = *key;
    slot->key.bytes = arena_substring(masks->keys, key->bytes, (size_t)key->length);
    font_mask(canvas->fonts, layout, run, glyph, key->pixels, &slot->mask);
    masks->mask_count++;
    masks->mask_bytes += (size_t)slot->mask.width * (size_t)slot->mask.height;
    __atomic_store_n(&masks->hashes[at], hash, __ATOMIC_RELEASE);
    return &slot->mask;
}

/* The mask of a run, or of one glyph's cluster of it; an empty one is kept too. */
static const GlyphMask *mask_of(Canvas *canvas, const TextLayout *layout, const TextRun *run,
                                int glyph, MaskKey key) {
    uint64_t hash = hash_of(&key);
    size_t at = slot_of(canvas->masks, hash, &key);
    if (__atomic_load_n(&canvas->masks->hashes[at], __ATOMIC_ACQUIRE))
        return &canvas->masks->masks[at].mask;
    pthread_mutex_lock(canvas->fonts_lock);
    const GlyphMask *mask = make_mask(canvas, layout, run, glyph, hash, &key);
    pthread_mutex_unlock(canvas->fonts_lock);
    return mask;
}

/* Most of a mask is empty, all the more so when it is turned: that is passed over by eight. */
static void lay_row(uint32_t *row, int count, uint32_t color, const uint8_t *coverage) {
    int i = 0;
    bool opaque = color >> 24 == 255;
    for (uint64_t eight; opaque && i + 8 <= count; i += 8) {
        memcpy(&eight, coverage + i, 8);
        if (eight) pixels_over_eight(row + i, color, coverage + i);
    }
    pixels_over_each(row + i, count - i, color, coverage + i);
}

void mask_lay(Canvas *canvas, const GlyphMask *mask, int pen_x, int pen_y, uint32_t color) {
    int x0 = pen_x - mask->pen_x, y0 = pen_y - mask->pen_y;
    int left = x0 > canvas->x0 ? x0 : canvas->x0, top = y0 > canvas->y0 ? y0 : canvas->y0;
    int right = x0 + mask->width < canvas->x1 ? x0 + mask->width : canvas->x1;
    int bottom = y0 + mask->height < canvas->y1 ? y0 + mask->height : canvas->y1;
    for (int y = top; y < bottom && right > left; y++)
        lay_row(canvas->pixels + (size_t)y * (size_t)canvas->stride + left, right - left, color,
                mask->coverage + (y - y0) * mask->width + (left - x0));
}

/* A run has one mask, a separate one that of every glyph. */
static int part_count(const TextRun *run) {
    return run->separate ? run->count : 1;
}

/* What the part's mask is of; false where it is drawn with the cluster of the one before. */
static bool part_key(const TextLayout *layout, const TextRun *run, int part, float pixels,
                     MaskKey *key) {
    *key = (MaskKey){run->font, pixels, run->rtl, "", layout->text + run->first, run->length};
    memcpy(key->script, run->script, sizeof key->script);
    if (!run->separate) return true;
    int byte = run->glyphs[part].byte, end = run->first + run->length;
    if (part && run->glyphs[part - 1].byte == byte) return false;
    for (int k = 0; k < run->count; k++)
        if (run->glyphs[k].byte > byte && run->glyphs[k].byte < end) end = run->glyphs[k].byte;
    key->bytes = layout->text + byte;
    key->length = end - byte;
    return true;
}

static void draw_run(Canvas *canvas, const DrawText *text, const TextLayout *layout,
                     const TextRun *run, float pixels) {
    int pen_y = (int)lroundf(text->baseline * canvas->scale);
    float start = text->x * canvas->scale;
    uint32_t color = pixel_of(text->color);
    MaskKey key;
    for (int i = 0; i < part_count(run); i++) {
        if (!part_key(layout, run, i, pixels, &key)) continue;
        float x = run->separate ? run->glyphs[i].x : run->x;
        const GlyphMask *mask = mask_of(canvas, layout, run, run->separate ? i : -1, key);
        mask_lay(canvas, mask, (int)lroundf(start + x * pixels), pen_y, color);
    }
}

/* Recording has laid it out as a rule, and nothing is added to the cache or taken from it while a
 * picture is drawn. */
static const TextLayout *layout_of(Canvas *canvas, const DrawText *text) {
    const TextLayout *layout = fonts_layout_kept(canvas->fonts, text->face, text->text);
    if (layout) return layout;
    pthread_mutex_lock(canvas->fonts_lock);
    layout = fonts_shape(canvas->fonts, canvas->scratch, text->face, text->text);
    pthread_mutex_unlock(canvas->fonts_lock);
    return layout;
}

static bool is_upright(const Canvas *canvas, const DrawText *text) {
    return text->rotation == 0 && text->size * canvas->scale <= FONT_LARGEST_MASK;
}

void raster_text(Canvas *canvas, const DrawText *text) {
    const TextLayout *layout = layout_of(canvas, text);
    float pixels = text->size * canvas->scale;
    bool upright = is_upright(canvas, text);
    for (int i = 0; i < layout->count; i++) {
        const TextRun *run = &layout->runs[i];
        if (run->kind != TEXT_RUN_GLYPHS) continue; /* followed by images or boxes */
        if (upright)
            draw_run(canvas, text, layout, run, pixels);
        else
            outlines_draw(canvas, text, layout, i);
    }
}

/* --- ahead ----------------------------------------------------------------------------------- */

/* A mask that is not there. */
typedef struct WantedMask {
    const TextLayout *layout;
    const TextRun *run;
    int part;
    MaskKey key;
} WantedMask;

typedef struct WantedMasks {
    WantedMask *items; /* in the canvas's scratch */
    int count, capacity;
} WantedMasks;

static void want_masks(const Canvas *canvas, const TextLayout *layout, const TextRun *run,
                       float pixels, WantedMasks *wanted) {
    MaskKey key;
    for (int i = 0; i < part_count(run); i++) {
        if (!part_key(layout, run, i, pixels, &key)) continue;
        if (canvas->masks->hashes[slot_of(canvas->masks, hash_of(&key), &key)]) continue;
        if (wanted->count == wanted->capacity) {
            wanted->capacity = wanted->capacity ? 2 * wanted->capacity : 256;
            WantedMask *grown = ARENA_ARRAY(canvas->scratch, WantedMask, wanted->capacity);
            if (wanted->count) memcpy(grown, wanted->items, (size_t)wanted->count * sizeof *grown);
            wanted->items = grown;
        }
        wanted->items[wanted->count++] = (WantedMask){layout, run, i, key};
    }
}

static bool is_within(PixelBox a, const PixelBox *boxes, int count) {
    for (int i = 0; i < count; i++)
        if (a.x < boxes[i].x + boxes[i].width && boxes[i].x < a.x + a.width &&
            a.y < boxes[i].y + boxes[i].height && boxes[i].y < a.y + a.height)
            return true;
    return false;
}

static int by_font_and_size(const void *a, const void *b) {
    const MaskKey *x = &((const WantedMask *)a)->key, *y = &((const WantedMask *)b)->key;
    uintptr_t font = (uintptr_t)x->font, other = (uintptr_t)y->font;
    if (font != other) return font < other ? -1 : 1;
    return (x->pixels > y->pixels) - (x->pixels < y->pixels);
}

void masks_prepare(const Canvas *canvas, const List *list, const PixelBox *touched,
                   const PixelBox *boxes, int count) {
    WantedMasks wanted = {0};
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        if (command->kind != DRAW_TEXT || !is_within(touched[i], boxes, count)) continue;
        const DrawText *text = &command->as.text;
        const TextLayout *layout = fonts_layout_kept(canvas->fonts, text->face, text->text);
        for (int k = 0; layout && is_upright(canvas, text) && k < layout->count; k++)
            if (layout->runs[k].kind == TEXT_RUN_GLYPHS)
                want_masks(canvas, layout, &layout->runs[k], text->size * canvas->scale, &wanted);
    }
    if (wanted.count)
        qsort(wanted.items, (size_t)wanted.count, sizeof *wanted.items, by_font_and_size);
    for (int i = 0; i < wanted.count && has_room(canvas->masks); i++) {
        const WantedMask *w = &wanted.items[i];
        make_mask(canvas, w->layout, w->run, w->run->separate ? w->part : -1, hash_of(&w->key),
                  &w->key);
    }
    arena_reset(canvas->scratch);
}
