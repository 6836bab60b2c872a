/* font_parts.h -- what the font files share; for font*.c, list.c and raster*.c only.
 *
 * font.c opens and frees, and makes masks (SDL2_ttf); font_find.c asks fontconfig; font_shape.c
 * makes runs and caches layouts (HarfBuzz, FriBidi); font_text.c measures and cuts; font_glyph.c
 * has outlines and colour glyphs (FreeType).
 */
#ifndef HEED_DRAW_FONT_PARTS_H
#define HEED_DRAW_FONT_PARTS_H

#include "draw/font.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include <hb.h>

enum { NO_FONT = -1, LAYOUT_SLOTS = 1 << 14, COLOR_GLYPHS = 256 };

/* Where a glyph's ink begins as light hinting leaves it, in 64ths of a pixel. */
typedef struct HintedGlyph {
    uint32_t glyph;
    bool known, inked;
    FT_Pos left, above;
} HintedGlyph;
enum { HINTED_GLYPHS = 256 };

/* One file and face. `info` comes first, so that the FontInfo handed out leads back here. The
 * libraries' objects are opened when first used; `failed` once that did not work. */
typedef struct FontEntry {
    FontInfo info;
    FcCharSet *covers;
    hb_font_t *shaper;
    FT_Face outlines;
    void *masks; /* TTF_Font */
    float mask_pixels;
    HintedGlyph *hinted; /* HINTED_GLYPHS of them, each glyph's place is its number's; or NULL */
    float hinted_pixels; /* the size they are of */
    bool failed;
} FontEntry;

typedef enum HanShape { HAN_JA, HAN_KO, HAN_ZH_HANS, HAN_ZH_HANT, HAN_ZH_HK, HAN_SHAPES } HanShape;

/* An ordered list of entries. */
typedef struct FontList {
    int *items;
    int count, capacity;
} FontList;

typedef struct LayoutSlot {
    uint64_t hash;
    Face face;
    const char *text;   /* as asked */
    TextLayout *layout; /* at size 1 */
} LayoutSlot;

typedef struct GlyphSlot {
    const FontEntry *font;
    uint32_t glyph;
    ColorGlyph picture;
} GlyphSlot;

struct Fonts {
    Arena *arena;
    FontEntry **entries;
    int count, capacity;
    int faces[FACE_COUNT];
    FcConfig *config;
    /* Regular and bold, once fonts_fall_back has looked for them. */
    bool falls_back[2];
    FontList fallback[2];
    int han[2][HAN_SHAPES]; /* NO_FONT where there is none */
    int emoji;
    HanShape language;
    char *missing;
    FT_Library freetype;
    Arena *layout_arena;
    LayoutSlot *layouts;
    int layout_count;
    GlyphSlot *glyphs;
    int glyph_count;
    hb_buffer_t *buffer;
};

/* Finds the faces; false and a sentence when there is no font at all. */
bool fonts_find(Fonts *fonts, Error *error);
/* Finds the fallbacks, the first time: what every face's own font has needs none of them, and
 * looking through all that is installed takes as long as all the rest. */
void fonts_fall_back(Fonts *fonts, bool bold);
/* Opens the entry for shaping; false when the file cannot be used. */
bool font_open(FontEntry *entry);
/* FreeType's face of the entry, or NULL. */
FT_Face font_freetype(Fonts *fonts, FontEntry *entry);
/* The ink of a run's glyphs as light hinting leaves them at `pixels` per em: the leftmost column
 * and the row above the topmost, from the pen, y up. */
bool font_hinted_corner(Fonts *fonts, const TextRun *run, float pixels, int *left, int *top);

/* The text's layout at size 1, from the cache; valid until the next call of any text_ or fonts_
 * function. */
const TextLayout *fonts_layout(Fonts *fonts, Face face, const char *text);
/* The same if the cache has it, else NULL; changes nothing, so that several threads may ask. */
const TextLayout *fonts_layout_kept(const Fonts *fonts, Face face, const char *text);
/* The layout, made anew in the arena. */
TextLayout *fonts_shape(Fonts *fonts, Arena *arena, Face face, const char *text);
void fonts_forget_layouts(Fonts *fonts);

void list_of_fonts_add(Fonts *fonts, FontList *list, int entry);

#endif
