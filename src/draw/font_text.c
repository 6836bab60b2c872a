/* The cache of layouts, and what is asked of them: sizes, scaled copies, cutting. */
#include "draw/font_parts.h"

#include "base/error.h"
#include "base/rng.h"
#include "base/text.h"

#include <string.h>

/* The cache is emptied when it holds this much; a frame holds far less. */
enum { MOST_LAYOUTS = LAYOUT_SLOTS / 2, MOST_BYTES = 32 << 20 };

/* The slot that has it, or the free one where it belongs. */
static LayoutSlot *slot_of(const Fonts *fonts, uint64_t hash, Face face, const char *text) {
    size_t at = hash % LAYOUT_SLOTS;
    for (; fonts->layouts[at].layout; at = (at + 1) % LAYOUT_SLOTS) {
        LayoutSlot *slot = &fonts->layouts[at];
        if (slot->hash == hash && slot->face == face && !strcmp(slot->text, text)) break;
    }
    return &fonts->layouts[at];
}

static uint64_t hash_of(Face face, const char *text) {
    return fnv1a(FNV_START + (uint64_t)face, text, strlen(text));
}

const TextLayout *fonts_layout_kept(const Fonts *fonts, Face face, const char *text) {
    return slot_of(fonts, hash_of(face, text), face, text)->layout;
}

const TextLayout *fonts_layout(Fonts *fonts, Face face, const char *text) {
    uint64_t hash = hash_of(face, text);
    LayoutSlot *slot = slot_of(fonts, hash, face, text);
    if (slot->layout) return slot->layout;
    if (fonts->layout_count >= MOST_LAYOUTS || arena_used(fonts->layout_arena) > MOST_BYTES) {
        fonts_forget_layouts(fonts);
        slot = slot_of(fonts, hash, face, text);
    }
    Arena *arena = fonts->layout_arena;
    *slot =
        (LayoutSlot){hash, face, arena_string(arena, text), fonts_shape(fonts, arena, face, text)};
    fonts->layout_count++;
    return slot->layout;
}

void fonts_forget_layouts(Fonts *fonts) {
    memset(fonts->layouts, 0, LAYOUT_SLOTS * sizeof *fonts->layouts);
    arena_reset(fonts->layout_arena);
    fonts->layout_count = 0;
}

static TextSize scaled(TextSize s, float size) {
    return (TextSize){s.width * size, s.ascent * size, s.descent * size, s.left * size,
                      s.right * size, s.top * size,    s.bottom * size};
}

TextSize text_measure(Fonts *fonts, Face face, float size, const char *text) {
    return scaled(fonts_layout(fonts, face, text)->size, size);
}

float text_width(Fonts *fonts, Face face, float size, const char *text) {
    return fonts_layout(fonts, face, text)->size.width * size;
}

const TextLayout *text_layout(Fonts *fonts, Arena *arena, Face face, float size, const char *text) {
    const TextLayout *cached = fonts_layout(fonts, face, text);
    TextLayout *layout = ARENA_NEW(arena, TextLayout);
    TextRun *runs = ARENA_ARRAY(arena, TextRun, cached->count);
    for (int i = 0; i < cached->count; i++) {
        runs[i] = cached->runs[i];
        TextGlyph *glyphs = ARENA_ARRAY(arena, TextGlyph, runs[i].count);
        for (int k = 0; k < runs[i].count; k++) {
            TextGlyph g = runs[i].glyphs[k];
            glyphs[k] = (TextGlyph){g.id, g.byte, g.x * size, g.y * size, g.advance * size};
        }
        runs[i].x *= size;
        runs[i].width *= size;
        runs[i].tracking *= size;
        runs[i].glyphs = glyphs;
    }
    *layout = (TextLayout){arena_string(arena, cached->text), scaled(cached->size, size), runs,
                           cached->count};
    return layout;
}

/* The first `length` bytes without the spaces at their end, then “…”. */
static const char *cut_at(Arena *arena, const char *text, size_t length) {
    while (length && text[length - 1] == ' ') length--;
    return arena_printf(arena, "%.*s…", (int)length, text);
}

const char *text_ellipsis(Fonts *fonts, Arena *arena, Face face, float size, const char *text,
                          float width) {
    const TextLayout *whole = fonts_layout(fonts, face, text);
    const char *clean = arena_string(arena, whole->text);
    if (whole->size.width * size <= width) return clean;
    size_t borders[TEXT_MAX_GRAPHEMES + 1];
    int count = 0;
    for (size_t at = 0; clean[at] && count < TEXT_MAX_GRAPHEMES; at = text_after(clean, at))
        borders[count++] = at;
    /* The most graphemes whose cut fits; widths grow with their number. */
    int fits = -1;
    for (int low = 0, high = count - 1; low <= high;) {
        int middle = (low + high) / 2;
        const char *cut = cut_at(arena, clean, borders[middle]);
        bool room = text_width(fonts, face, size, cut) <= width;
        if (room) fits = middle;
        if (room)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return fits < 0 ? "" : cut_at(arena, clean, borders[fits]);
}

bool text_is_covered(Fonts *fonts, Face face, const char *text) {
    const TextLayout *layout = fonts_layout(fonts, face, text);
    for (int i = 0; i < layout->count; i++)
        if (layout->runs[i].kind == TEXT_RUN_MISSING) return false;
    return true;
}

bool text_is_own(Fonts *fonts, Face face, const char *text) {
    const TextLayout *layout = fonts_layout(fonts, face, text);
    for (int i = 0; i < layout->count; i++)
        if (layout->runs[i].font != fonts_face(fonts, face)) return false;
    return true;
}
