/* Single glyphs by FreeType: outlines, colour pictures, and where hinted ink begins. */
#include "draw/font_parts.h"

#include "base/error.h"
#include "draw/list.h"

#include FT_OUTLINE_H
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

FT_Face font_freetype(Fonts *fonts, FontEntry *entry) {
    if (!entry->outlines && !entry->failed &&
        FT_New_Face(fonts->freetype, entry->info.path, entry->info.index, &entry->outlines))
        entry->failed = true;
    return entry->outlines;
}

/* FreeType's callbacks: quadratic curves are raised to cubic ones. */
typedef struct Walk {
    OutlineStep *step;
    void *with;
    float scale, x, y;
    bool open;
} Walk;

static void close_contour(Walk *walk) {
    const float none[3] = {0, 0, 0};
    if (walk->open) walk->step(walk->with, PATH_CLOSE, none, none);
    walk->open = false;
}

static void to(Walk *walk, int verb, float x1, float y1, float x2, float y2, float x, float y) {
    const float xs[3] = {x1, x2, x}, ys[3] = {y1, y2, y};
    const float px[3] = {x, 0, 0}, py[3] = {y, 0, 0};
    walk->step(walk->with, verb, verb == PATH_CURVE ? xs : px, verb == PATH_CURVE ? ys : py);
    walk->x = x;
    walk->y = y;
}

static int move_to(const FT_Vector *p, void *with) {
    Walk *walk = with;
    close_contour(walk);
    walk->open = true;
    to(walk, PATH_MOVE, 0, 0, 0, 0, (float)p->x * walk->scale, (float)p->y * walk->scale);
    return 0;
}

static int line_to(const FT_Vector *p, void *with) {
    Walk *walk = with;
    to(walk, PATH_LINE, 0, 0, 0, 0, (float)p->x * walk->scale, (float)p->y * walk->scale);
    return 0;
}

static int quadratic_to(const FT_Vector *control, const FT_Vector *p, void *with) {
    Walk *walk = with;
    float cx = (float)control->x * walk->scale, cy = (float)control->y * walk->scale;
    float x = (float)p->x * walk->scale, y = (float)p->y * walk->scale;
    to(walk, PATH_CURVE, walk->x + (cx - walk->x) * 2 / 3, walk->y + (cy - walk->y) * 2 / 3,
       x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3, x, y);
    return 0;
}

static int cubic_to(const FT_Vector *a, const FT_Vector *b, const FT_Vector *p, void *with) {
    Walk *walk = with;
    float s = walk->scale;
    to(walk, PATH_CURVE, (float)a->x * s, (float)a->y * s, (float)b->x * s, (float)b->y * s,
       (float)p->x * s, (float)p->y * s);
    return 0;
}

void font_outline(Fonts *fonts, const FontInfo *font, uint32_t glyph, OutlineStep *step,
                  void *with) {
    FT_Face face = font_freetype(fonts, (FontEntry *)font);
    if (!face || FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE) ||
        face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
        return;
    const FT_Outline_Funcs callbacks = {move_to, line_to, quadratic_to, cubic_to, 0, 0};
    Walk walk = {step, with, 1.0f / (float)(font->units ? font->units : 1000), 0, 0, false};
    FT_Outline_Decompose(&face->glyph->outline, &callbacks, &walk);
    close_contour(&walk);
}

/* FreeType's face at that size, and no glyphs of another one; NULL when it cannot be had. */
static FT_Face at_size(Fonts *fonts, FontEntry *entry, float pixels) {
    FT_Face face = font_freetype(fonts, entry);
    unsigned dots = (unsigned)lroundf(pixels * 72);
    if (!face || FT_Set_Char_Size(face, 0, 64, dots, dots)) return NULL;
    if (!entry->hinted) entry->hinted = ARENA_ARRAY(fonts->arena, HintedGlyph, HINTED_GLYPHS);
    if (entry->hinted_pixels != pixels)
        memset(entry->hinted, 0, HINTED_GLYPHS * sizeof *entry->hinted);
    entry->hinted_pixels = pixels;
    return face;
}

/* Hinting a glyph takes long, and a text has few different ones. */
static const HintedGlyph *hinted_glyph(FontEntry *entry, FT_Face face, uint32_t glyph) {
    HintedGlyph *kept = &entry->hinted[glyph % HINTED_GLYPHS];
    if (kept->known && kept->glyph == glyph) return kept;
    *kept = (HintedGlyph){.glyph = glyph, .known = true};
    if (FT_Load_Glyph(face, glyph, FT_LOAD_TARGET_LIGHT) ||
        face->glyph->format != FT_GLYPH_FORMAT_OUTLINE || !face->glyph->outline.n_points)
        return kept;
    FT_BBox box;
    FT_Outline_Get_CBox(&face->glyph->outline, &box);
    kept->inked = true;
    kept->left = box.xMin;
    kept->above = box.yMax;
    return kept;
}

bool font_hinted_corner(Fonts *fonts, const TextRun *run, float pixels, int *left, int *top) {
    FontEntry *entry = (FontEntry *)run->font;
    FT_Face face = run->count ? at_size(fonts, entry, pixels) : NULL;
    if (!face) return false;
    *left = *top = INT_MIN;
    for (int i = 0; i < run->count; i++) {
        const TextGlyph *glyph = &run->glyphs[i];
        const HintedGlyph *hinted = hinted_glyph(entry, face, glyph->id);
        if (!hinted->inked) continue;
        float at = (glyph->x - run->x) * pixels;
        int first = (int)floorf(((float)hinted->left + roundf(at * 64)) / 64);
        int above = (int)(hinted->above + 63) >> 6;
        above -= (int)roundf(glyph->y * pixels);
        if (*left == INT_MIN || first < *left) *left = first;
        if (above > *top) *top = above;
    }
    return *left != INT_MIN;
}

static void take_bgra(const FT_Bitmap *bitmap, Color *out) {
    for (unsigned y = 0; y < bitmap->rows; y++)
        for (unsigned x = 0; x < bitmap->width; x++) {
            const unsigned char *p = bitmap->buffer + (int)y * bitmap->pitch + x * 4;
            unsigned a = p[3], half = a / 2; /* FreeType's are premultiplied */
            Color *c = &out[y * bitmap->width + x];
            *c = COLOR_NONE;
            if (!a) continue;
            c->a = (uint8_t)a;
            c->r = (uint8_t)((p[2] * 255 + half) / a);
            c->g = (uint8_t)((p[1] * 255 + half) / a);
            c->b = (uint8_t)((p[0] * 255 + half) / a);
        }
}

/* Loads the strike nearest to 128 pixels: pictures are made smaller, seldom larger. */
static bool load_color(FT_Face face, uint32_t glyph) {
    int best = 0;
    for (int i = 1; i < face->num_fixed_sizes; i++)
        if (labs((long)face->available_sizes[i].y_ppem - 128 * 64) <
            labs((long)face->available_sizes[best].y_ppem - 128 * 64))
            best = i;
    if (face->num_fixed_sizes ? FT_Select_Size(face, best) : FT_Set_Pixel_Sizes(face, 0, 128))
        return false;
    if (FT_Load_Glyph(face, glyph, FT_LOAD_COLOR | FT_LOAD_RENDER)) return false;
    const FT_Bitmap *bitmap = &face->glyph->bitmap;
    return bitmap->pixel_mode == FT_PIXEL_MODE_BGRA && bitmap->width && bitmap->rows;
}

bool font_color_glyph(Fonts *fonts, const FontInfo *font, uint32_t glyph, ColorGlyph *out) {
    FontEntry *entry = (FontEntry *)font;
    for (int i = 0; i < fonts->glyph_count; i++)
        if (fonts->glyphs[i].font == entry && fonts->glyphs[i].glyph == glyph) {
            *out = fonts->glyphs[i].picture;
            return true;
        }
    FT_Face face = fonts->glyph_count < COLOR_GLYPHS ? font_freetype(fonts, entry) : NULL;
    if (!face || !load_color(face, glyph)) return false;
    const FT_GlyphSlot slot = face->glyph;
    float em = face->size->metrics.y_ppem;
    Color *pixels = ARENA_ARRAY(fonts->arena, Color, slot->bitmap.width * slot->bitmap.rows);
    take_bgra(&slot->bitmap, pixels);
    *out = (ColorGlyph){pixels,
                        (int)slot->bitmap.width,
                        (int)slot->bitmap.rows,
                        (float)slot->bitmap_left / em,
                        (float)-slot->bitmap_top / em,
                        (float)slot->bitmap.width / em,
                        (float)slot->bitmap.rows / em,
                        UINT64_MAX - (uint64_t)fonts->glyph_count};
    fonts->glyphs[fonts->glyph_count++] = (GlyphSlot){entry, glyph, *out};
    return true;
}
