/* Opening and closing fonts, and the masks of runs by SDL2_ttf: the only file of the room that sees
 * SDL. */
#include "draw/font_parts.h"

#include "base/error.h"

#include <SDL.h>
#include <SDL_ttf.h>
#include <hb-ot.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DPI = 72 };

static HanShape shape_of(const char *language) {
    static const struct {
        const char *start;
        HanShape shape;
    } known[] = {
        {"ja", HAN_JA},         {"ko", HAN_KO},           {"zh-HK", HAN_ZH_HK},
        {"zh_HK", HAN_ZH_HK},   {"zh-Hant", HAN_ZH_HANT}, {"zh_TW", HAN_ZH_HANT},
        {"zh-TW", HAN_ZH_HANT}, {"zh_MO", HAN_ZH_HK},
    };
    for (size_t i = 0; language && i < sizeof known / sizeof *known; i++)
        if (!strncmp(language, known[i].start, strlen(known[i].start))) return known[i].shape;
    return HAN_ZH_HANS;
}

void fonts_set_language(Fonts *fonts, const char *language) {
    HanShape shape = shape_of(language);
    if (shape == fonts->language) return;
    fonts->language = shape;
    fonts_forget_layouts(fonts);
}

static const char *locale_language(void) {
    const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return value;
    }
    return "";
}

bool font_open(FontEntry *entry) {
    if (entry->shaper || entry->failed) return !entry->failed;
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(entry->info.path);
    entry->failed = !blob;
    if (!blob) return false;
    hb_face_t *face = hb_face_create(blob, (unsigned)entry->info.index);
    hb_blob_destroy(blob);
    entry->failed = hb_face_get_glyph_count(face) == 0;
    if (!entry->failed) {
        entry->shaper = hb_font_create(face);
        entry->info.units = (int)hb_face_get_upem(face);
        hb_font_extents_t extents = {0};
        hb_font_get_h_extents(entry->shaper, &extents);
        entry->info.ascent = (float)extents.ascender / (float)entry->info.units;
        entry->info.descent = (float)-extents.descender / (float)entry->info.units;
    }
    hb_face_destroy(face);
    return !entry->failed;
}

void fonts_settle(void) {
    hb_language_get_default(); /* kept by HarfBuzz from its first call on */
}

Fonts *fonts_new(Error *error) {
    Fonts *fonts = calloc(1, sizeof *fonts);
    CHECK(fonts, "out of memory");
    fonts->arena = arena_new();
    fonts->layout_arena = arena_new();
    fonts->layouts = ARENA_ARRAY(fonts->arena, LayoutSlot, LAYOUT_SLOTS);
    fonts->glyphs = ARENA_ARRAY(fonts->arena, GlyphSlot, COLOR_GLYPHS);
    fonts->emoji = NO_FONT;
    fonts->language = shape_of(locale_language());
    fonts->buffer = hb_buffer_create();
    bool ready = TTF_Init() == 0 || error_set(error, "SDL2_ttf did not start: %s", SDL_GetError());
    if (ready && FT_Init_FreeType(&fonts->freetype))
        ready = error_set(error, "FreeType did not start; is there memory left?");
    ready = ready && fonts_find(fonts, error);
    for (int face = 0; ready && face < FACE_COUNT; face++) {
        FontEntry *entry = fonts->entries[fonts->faces[face]];
        if (!font_open(entry))
            ready = error_set(error, "the font file %s cannot be read; reinstall its package",
                              entry->info.path);
    }
    if (ready) return fonts;
    fonts_free(fonts);
    return NULL;
}

void fonts_free(Fonts *fonts) {
    if (!fonts) return;
    for (int i = 0; i < fonts->count; i++) {
        FontEntry *entry = fonts->entries[i];
        if (entry->masks) TTF_CloseFont(entry->masks);
        if (entry->outlines) FT_Done_Face(entry->outlines);
        if (entry->shaper) hb_font_destroy(entry->shaper);
        if (entry->covers) FcCharSetDestroy(entry->covers);
    }
    if (fonts->config) FcConfigDestroy(fonts->config);
    if (fonts->freetype) FT_Done_FreeType(fonts->freetype);
    if (TTF_WasInit()) TTF_Quit();
    hb_buffer_destroy(fonts->buffer);
    arena_free(fonts->layout_arena);
    arena_free(fonts->arena);
    free(fonts);
}

void fonts_warm(Fonts *fonts) {
    for (Face face = 0; face < FACE_COUNT; face++) {
        const TextLayout *layout = fonts_layout(fonts, face, "a1");
        GlyphMask mask;
        if (layout->count && font_mask(fonts, layout, &layout->runs[0], -1, 13, &mask))
            free(mask.coverage);
    }
}

const char *fonts_missing(const Fonts *fonts) {
    return fonts->missing;
}

const FontInfo *fonts_face(const Fonts *fonts, Face face) {
    CHECK(face < FACE_COUNT, "face %d", face);
    return &fonts->entries[fonts->faces[face]]->info;
}

/* The entry's TTF_Font, from the bytes that the shaper has: SDL2_ttf would read a file by thousands
 * of small pieces. */
static TTF_Font *open_masks(FontEntry *entry) {
    hb_blob_t *file = hb_face_reference_blob(hb_font_get_face(entry->shaper));
    unsigned size;
    const char *bytes = hb_blob_get_data(file, &size);
    SDL_RWops *reader = SDL_RWFromConstMem(bytes, (int)size);
    TTF_Font *font = reader ? TTF_OpenFontIndexRW(reader, 1, 16, entry->info.index) : NULL;
    hb_blob_destroy(file); /* the shaper keeps it */
    if (font) TTF_SetFontHinting(font, TTF_HINTING_LIGHT_SUBPIXEL);
    return font;
}

/* The TTF_Font of the run's file at this size, set to the run's direction and script. The size is
 * one point at pixels × 72 dots per inch: SDL2_ttf takes whole points, but any whole resolution. */
static TTF_Font *mask_font(const TextRun *run, float pixels) {
    FontEntry *entry = (FontEntry *)run->font;
    if (!entry->masks && font_open(entry)) entry->masks = open_masks(entry);
    if (!entry->masks) return NULL;
    if (entry->mask_pixels != pixels) {
        unsigned dots = (unsigned)lroundf(pixels * DPI);
        if (TTF_SetFontSizeDPI(entry->masks, 1, dots, dots)) return NULL;
        entry->mask_pixels = pixels;
    }
    TTF_SetFontDirection(entry->masks, run->rtl ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
    TTF_SetFontScriptName(entry->masks, run->script);
    return entry->masks;
}

/* The bytes of the text that a mask is of. */
static void mask_bytes(const TextRun *run, int glyph, int *first, int *length) {
    *first = run->first;
    *length = run->length;
    if (glyph < 0) return;
    int end = run->first + run->length;
    *first = run->glyphs[glyph].byte;
    for (int i = 0; i < run->count; i++)
        if (run->glyphs[i].byte > *first && run->glyphs[i].byte < end) end = run->glyphs[i].byte;
    *length = end - *first;
}

/* Copies the inked part of the surface's alpha. */
static void take_ink(const SDL_Surface *surface, GlyphMask *out) {
    int left = surface->w, right = -1, top = surface->h, bottom = -1;
    for (int y = 0; y < surface->h; y++) {
        const Uint32 *row = (const Uint32 *)((const char *)surface->pixels + y * surface->pitch);
        for (int x = 0; x < surface->w; x++) {
            if (!(row[x] >> 24)) continue;
            left = x < left ? x : left;
            right = x > right ? x : right;
            top = y < top ? y : top;
            bottom = y;
        }
    }
    if (right < 0) return;
    out->width = right - left + 1;
    out->height = bottom - top + 1;
    out->coverage = malloc((size_t)out->width * (size_t)out->height);
    CHECK(out->coverage, "out of memory");
    for (int y = 0; y < out->height; y++) {
        const char *line = (const char *)surface->pixels + (y + top) * surface->pitch;
        for (int x = 0; x < out->width; x++)
            out->coverage[y * out->width + x] = (uint8_t)(((const Uint32 *)line)[x + left] >> 24);
    }
    out->pen_x -= left;
    out->pen_y -= top;
}

/* Whether ink of a mask may begin left of its pen or above the ascent: not where the layout's own
 * ink, unhinted, is further away from there than light hinting moves it. */
static bool may_stick_out(const TextLayout *layout, int glyph, float pixels, int ascent) {
    const float aside = 0.25f, up = 1 + pixels / 10; /* it moves upwards and downwards alone */
    return glyph >= 0 || layout->count > 1 || layout->size.left * pixels < aside ||
           up - layout->size.top * pixels > (float)ascent;
}

bool font_mask(Fonts *fonts, const TextLayout *layout, const TextRun *run, int glyph, float pixels,
               GlyphMask *out) {
    *out = (GlyphMask){0};
    if (run->kind != TEXT_RUN_GLYPHS || !(pixels > 0 && pixels <= FONT_LARGEST_MASK)) return false;
    TTF_Font *font = mask_font(run, pixels);
    if (!font) return false;
    int first, length, left = 0, top = 0;
    mask_bytes(run, glyph, &first, &length);
    char *text = malloc((size_t)length + 1);
    CHECK(text, "out of memory");
    memcpy(text, layout->text + first, (size_t)length);
    text[length] = '\0';
    /* NULL for what has no width, such as a joiner alone. */
    SDL_Surface *surface = TTF_RenderUTF8_Blended(font, text, (SDL_Color){255, 255, 255, 255});
    free(text);
    if (!surface) return false;
    /* The surface begins where the ink does when that is left of the pen or above the ascent. */
    TextRun part = *run;
    if (glyph >= 0) {
        part.glyphs += glyph;
        part.count = 1;
        part.x = part.glyphs->x;
    }
    int ascent = TTF_FontAscent(font);
    if (!may_stick_out(layout, glyph, pixels, ascent) ||
        !font_hinted_corner(fonts, &part, pixels, &left, &top))
        left = top = 0;
    out->pen_x = left < 0 ? -left : 0;
    out->pen_y = top > ascent ? top : ascent;
    take_ink(surface, out);
    SDL_FreeSurface(surface);
    return out->coverage != NULL;
}
