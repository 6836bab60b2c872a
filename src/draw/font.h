/* font.h -- faces, and text measured once for every backend.
 *
 * A Face is a role (words, numbers, a formula); fonts_new finds a font for each by fontconfig, and
 * an ordered list of fallbacks with what they cover. Fallbacks are looked for with the first text
 * that needs one. A text is split into runs by (bidi level, script, the first font that covers the
 * whole grapheme), each shaped by HarfBuzz in font units; lengths are scaled linearly from there,
 * so that pixels, SVG and PDF agree at every scale.
 *
 * Any bytes are a text: what is not UTF-8 is shown as U+FFFD, a control character as a space, and a
 * text of more than TEXT_MAX_GRAPHEMES is cut there and ends with “…”. "" has width 0. `size` is
 * the em in the unit of the result (logical pixels in views). Numbers (FACE_NUMBERS and its bold)
 * are shaped without ligatures, words in their own font without contextual alternates (Inter's turn
 * “x1” into “×1” and “->” into an arrow): what is typed is what is shown. Where that makes a
 * difference, and in headings, every glyph is placed on its own.
 *
 * Memory: Fonts own everything but results, which live in the arena given. FontInfo addresses hold
 * until fonts_free. Layouts and masks are kept in bounded caches. Threads: one at a time, and the
 * same one (neither SDL2_ttf, FreeType nor fontconfig may be shared).
 */
#ifndef HEED_DRAW_FONT_H
#define HEED_DRAW_FONT_H

#include "base/arena.h"
#include "base/error.h"
#include "draw/colour.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum Face {
    FACE_WORDS, /* Inter */
    FACE_WORDS_MEDIUM,
    FACE_WORDS_SEMIBOLD,
    FACE_WORDS_BOLD,
    FACE_HEADING,         /* Inter SemiBold, its letters set apart by TEXT_TRACKING: capitals */
    FACE_FORMULA,         /* STIX Italic */
    FACE_FORMULA_UPRIGHT, /* STIX */
    FACE_SIGNS,           /* STIX Math */
    FACE_NUMBERS,         /* JetBrains Mono */
    FACE_NUMBERS_BOLD,
    FACE_COUNT
} Face;

enum { TEXT_MAX_GRAPHEMES = 256 };
/* What each letter of FACE_HEADING is followed by, in em. */
#define TEXT_TRACKING 0.045f

typedef struct Fonts Fonts;

/* A font file as a vector backend names or opens it. Lengths in em. */
typedef struct FontInfo {
    const char *family;     /* "Inter" */
    const char *style;      /* "SemiBold" */
    const char *postscript; /* "Inter-SemiBold" */
    const char *path;
    int index;  /* of the face in its file */
    int weight; /* as CSS: 400 regular, 500, 600, 700 bold */
    bool italic;
    bool color;            /* its glyphs are images */
    int units;             /* per em */
    float ascent, descent; /* both positive, of a line */
} FontInfo;

/* While there is one thread: texts are shaped as in the locale that is set now, whatever another
 * library sets for a moment while fonts are opened. */
void fonts_settle(void);
/* Opens the faces. NULL and a sentence naming packages when the machine has no font at all. A face
 * whose font is missing is played by the nearest there is. */
Fonts *fonts_new(Error *error);
void fonts_free(Fonts *fonts); /* NULL is allowed */
/* Reads and prepares now what the first text of each face would wait for. */
void fonts_warm(Fonts *fonts);
/* A sentence naming the families that are missing and the packages that have them; NULL when all
 * are there. */
const char *fonts_missing(const Fonts *fonts);
/* Which shapes Han characters take when a text has neither kana nor hangul to tell: "ja", "ko",
 * "zh-Hans", "zh-Hant" or "zh-HK". At first by the locale, and zh-Hans when that does not tell. */
void fonts_set_language(Fonts *fonts, const char *language);
const FontInfo *fonts_face(const Fonts *fonts, Face face);

typedef struct TextSize {
    float width;           /* sum of advances */
    float ascent, descent; /* of the face's line, above and below the baseline, both positive;
                              fallback fonts do not change them */
    float left, right, top, bottom; /* the ink's box about the start of the baseline, y down; all 0
                                       when there is none */
} TextSize;

TextSize text_measure(Fonts *fonts, Face face, float size, const char *text);
float text_width(Fonts *fonts, Face face, float size, const char *text);

typedef enum TextRunKind {
    TEXT_RUN_GLYPHS,
    TEXT_RUN_COLOR,  /* colour glyphs; as images in the display list */
    TEXT_RUN_MISSING /* no font has it; as boxes with code points in the display list */
} TextRunKind;

typedef struct TextGlyph {
    uint32_t id;  /* in the run's font */
    int32_t byte; /* where its cluster begins in the layout's text */
    float x, y;   /* its origin, from the start of the text's baseline; y down */
    float advance;
} TextGlyph;

/* Runs are in visual order, left to right; so are the glyphs of a run. */
typedef struct TextRun {
    TextRunKind kind;
    const FontInfo *font;  /* NULL when missing */
    int32_t first, length; /* bytes of the layout's text, in logical order */
    float x, width;        /* left end and advance, from the start of the baseline */
    const TextGlyph *glyphs;
    int32_t count;
    char script[5]; /* ISO 15924, "Latn" */
    bool rtl;
    bool separate;  /* features off, every glyph placed on its own */
    float tracking; /* what every advance has been made wider by */
} TextRun;

typedef struct TextLayout {
    const char *text; /* as shown: valid UTF-8, no control characters, cut when too long */
    TextSize size;
    const TextRun *runs;
    int32_t count;
} TextLayout;

/* The text's runs, in the arena. */
const TextLayout *text_layout(Fonts *fonts, Arena *arena, Face face, float size, const char *text);

/* The text, or as many of its graphemes as leave room for “…” within `width`, then “…”; "" when
 * even that is too wide. In the arena. */
const char *text_ellipsis(Fonts *fonts, Arena *arena, Face face, float size, const char *text,
                          float width);

/* True when a font other than a box with a code point shows all of the text. */
bool text_is_covered(Fonts *fonts, Face face, const char *text);
/* True when the face's own font shows all of it, without fallback. */
bool text_is_own(Fonts *fonts, Face face, const char *text);

/* An outline step in em, y up; the same verbs as a path's (quadratic curves come as cubic). */
typedef void OutlineStep(void *with, int verb, const float x[3], const float y[3]);
/* Walks a glyph's outline: verb PATH_MOVE, PATH_LINE (point 0), PATH_CURVE (0 and 1 are controls, 2
 * the end), PATH_CLOSE. Nothing for a glyph without an outline. */
void font_outline(Fonts *fonts, const FontInfo *font, uint32_t glyph, OutlineStep *step,
                  void *with);

/* A colour glyph's picture, straight alpha; owned by the fonts until fonts_free. The box is in em
 * about the glyph's origin, y down. False when it has none. */
typedef struct ColorGlyph {
    const Color *pixels;
    int columns, rows;
    float x, y, width, height;
    uint64_t version; /* never 0 */
} ColorGlyph;
bool font_color_glyph(Fonts *fonts, const FontInfo *font, uint32_t glyph, ColorGlyph *out);

/* The coverage of a run's glyphs, upright, at `pixels` per em, made by SDL2_ttf with light hinting:
 * width × height bytes, of which the pen (the start of the run's baseline) is at (pen_x, pen_y).
 * The layout is one of size 1. `glyph` ≥ 0 picks one glyph's cluster of a separate run; −1 is the
 * whole run. `coverage` is the caller's (free). False when there is no ink, and for more than
 * FONT_LARGEST_MASK pixels per em, where outlines serve better. */
enum { FONT_LARGEST_MASK = 160 };

typedef struct GlyphMask {
    uint8_t *coverage;
    int width, height;
    int pen_x, pen_y;
} GlyphMask;
bool font_mask(Fonts *fonts, const TextLayout *layout, const TextRun *run, int glyph, float pixels,
               GlyphMask *out);

#endif
