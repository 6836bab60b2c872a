/* From a string to runs of glyphs: clean, find levels, scripts and fonts, shape, put in visual
 * order. All lengths here are in em. */
#include "draw/font_parts.h"

#include "base/error.h"
#include "base/rng.h"
#include "base/text.h"

#include <fribidi.h>
#include <math.h>
#include <string.h>

/* What is being laid out. Graphemes hold their code points side by side in `points`. */
typedef struct Grapheme {
    int byte, length, point, points;
    int font; /* index of the entry, or NO_FONT */
    hb_script_t script;
    FriBidiLevel level;
} Grapheme;

typedef struct Shaping {
    Fonts *fonts;
    Arena *arena;
    Face face;
    const char *text;
    int size; /* bytes */
    uint32_t *points;
    int point_count;
    Grapheme *graphemes;
    int count;
    bool kana, hangul;
} Shaping;

enum { MOST_POINTS = 8 * TEXT_MAX_GRAPHEMES };

/* Control characters as spaces, bytes that are not UTF-8 as U+FFFD, no more than the most graphemes
 * and code points. */
static const char *shown(Arena *arena, const char *text) {
    const char *end = text;
    int graphemes = 0, points = 0;
    while (*end && graphemes < TEXT_MAX_GRAPHEMES && points < MOST_POINTS) {
        const char *border = end + text_grapheme_length(end);
        while (end < border && points++ < MOST_POINTS) text_next(&end);
        graphemes++;
    }
    bool cut = *end != '\0';
    if (cut && graphemes == TEXT_MAX_GRAPHEMES)
        end = text + text_before(text, (size_t)(end - text));
    char *out = arena_alloc(arena, (size_t)(end - text) * 3 + 4), *to = out;
    for (const char *at = text; at < end;) {
        char encoded[5];
        int32_t c = text_next(&at);
        bool control = c < 32 || (c >= 127 && c < 160) || c == 0x2028 || c == 0x2029;
        int n = text_encode(control ? ' ' : c, encoded);
        memcpy(to, encoded, (size_t)n);
        to += n;
    }
    memcpy(to, cut ? "…" : "", cut ? 4 : 1);
    return out;
}

static bool is_kana(hb_script_t script) {
    return script == HB_SCRIPT_HIRAGANA || script == HB_SCRIPT_KATAKANA;
}

static void split_graphemes(Shaping *s) {
    s->size = (int)strlen(s->text);
    s->points = ARENA_ARRAY(s->arena, uint32_t, s->size + 1);
    s->graphemes = ARENA_ARRAY(s->arena, Grapheme, s->size + 1);
    hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
    for (const char *at = s->text; *at;) {
        Grapheme *g = &s->graphemes[s->count++];
        g->byte = (int)(at - s->text);
        g->point = s->point_count;
        g->length = (int)text_grapheme_length(at);
        g->script = HB_SCRIPT_COMMON;
        for (const char *end = at + g->length; at < end;) {
            uint32_t c = (uint32_t)text_next(&at);
            hb_script_t script = hb_unicode_script(unicode, c);
            s->kana = s->kana || is_kana(script);
            s->hangul = s->hangul || script == HB_SCRIPT_HANGUL;
            if (g->script == HB_SCRIPT_COMMON && script != HB_SCRIPT_INHERITED) g->script = script;
            s->points[s->point_count++] = c;
        }
        g->points = s->point_count - g->point;
    }
}

/* Common characters take the script before them, the first ones that of the first real script. */
static void settle_scripts(Shaping *s) {
    hb_script_t last = HB_SCRIPT_LATIN;
    for (int i = s->count - 1; i >= 0; i--)
        if (s->graphemes[i].script != HB_SCRIPT_COMMON) last = s->graphemes[i].script;
    for (int i = 0; i < s->count; i++) {
        if (s->graphemes[i].script == HB_SCRIPT_COMMON) s->graphemes[i].script = last;
        last = s->graphemes[i].script;
    }
}

/* Unicode's bidirectional algorithm; a grapheme has the level of its first code point. */
static void find_levels(Shaping *s) {
    bool plain = true;
    for (int i = 0; i < s->point_count; i++) plain = plain && s->points[i] < 0x590;
    if (plain) return;
    size_t count = (size_t)s->point_count;
    FriBidiCharType *types = ARENA_ARRAY(s->arena, FriBidiCharType, count);
    FriBidiBracketType *brackets = ARENA_ARRAY(s->arena, FriBidiBracketType, count);
    FriBidiLevel *levels = ARENA_ARRAY(s->arena, FriBidiLevel, count);
    FriBidiParType direction = FRIBIDI_PAR_ON;
    fribidi_get_bidi_types(s->points, s->point_count, types);
    fribidi_get_bracket_types(s->points, s->point_count, types, brackets);
    if (!fribidi_get_par_embedding_levels_ex(types, brackets, s->point_count, &direction, levels))
        return; /* without memory: all left to right */
    for (int i = 0; i < s->count; i++) s->graphemes[i].level = levels[s->graphemes[i].point];
}

/* Shown by nothing, so that any font will do: joiners, marks of direction, variation selectors. */
static bool is_ignorable(uint32_t c) {
    return c == 0xAD || c == 0x34F || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF);
}

static bool has_point(FontEntry *entry, uint32_t c) {
    hb_codepoint_t glyph;
    if (entry->shaper) return hb_font_get_nominal_glyph(entry->shaper, c, &glyph);
    return entry->covers && FcCharSetHasChar(entry->covers, c);
}

/* The whole grapheme: every code point, or their composition where the font has that. */
static bool covers(FontEntry *entry, const uint32_t *points, int count) {
    if (entry->failed) return false;
    uint32_t composed = points[0];
    bool each = true, together = true;
    for (int i = 0; i < count; i++) {
        each = each && (is_ignorable(points[i]) || has_point(entry, points[i]));
        if (i)
            together = together && hb_unicode_compose(hb_unicode_funcs_get_default(), composed,
                                                      points[i], &composed);
    }
    return (each || (together && has_point(entry, composed))) && font_open(entry);
}

static bool is_han_text(hb_script_t script, uint32_t c) {
    return script == HB_SCRIPT_HAN || is_kana(script) || script == HB_SCRIPT_HANGUL ||
           script == HB_SCRIPT_BOPOMOFO || (c >= 0x3000 && c <= 0x303F) ||
           (c >= 0xFF00 && c <= 0xFFEF);
}

static bool wants_picture(const uint32_t *points, int count) {
    for (int i = 1; i < count; i++)
        if (points[i] == 0xFE0F) return true;
    return points[0] >= 0x1F000 && points[0] <= 0x1FAFF;
}

static bool tried(const Shaping *s, int entry, const Grapheme *g) {
    return entry != NO_FONT && covers(s->fonts->entries[entry], s->points + g->point, g->points);
}

/* The first font of the chain that covers the whole grapheme: pictures for emoji, the face's own,
 * its companions, Han in the right shapes, the fallbacks, pictures for anything. */
static int font_for(const Shaping *s, const Grapheme *g) {
    static const int companions[FACE_COUNT][2] = {
        [FACE_WORDS] = {-1, -1},
        [FACE_WORDS_MEDIUM] = {-1, -1},
        [FACE_WORDS_SEMIBOLD] = {-1, -1},
        [FACE_WORDS_BOLD] = {-1, -1},
        [FACE_HEADING] = {FACE_WORDS_SEMIBOLD, -1},
        [FACE_FORMULA] = {FACE_FORMULA_UPRIGHT, FACE_SIGNS},
        [FACE_FORMULA_UPRIGHT] = {FACE_SIGNS, -1},
        [FACE_SIGNS] = {FACE_FORMULA_UPRIGHT, -1},
        [FACE_NUMBERS] = {FACE_WORDS, -1},
        [FACE_NUMBERS_BOLD] = {FACE_WORDS_BOLD, -1},
    };
    Fonts *fonts = s->fonts;
    const uint32_t *points = s->points + g->point;
    int own = fonts->faces[s->face], bold = fonts->entries[own]->info.weight >= 600;
    if (wants_picture(points, g->points) && tried(s, fonts->emoji, g)) return fonts->emoji;
    if (tried(s, own, g)) return own;
    for (int i = 0; i < 2; i++) {
        int companion = companions[s->face][i];
        if (companion >= 0 && tried(s, fonts->faces[companion], g)) return fonts->faces[companion];
    }
    fonts_fall_back(fonts, bold);
    HanShape shape = s->kana ? HAN_JA : s->hangul ? HAN_KO : fonts->language;
    const int *han = fonts->han[bold];
    if (is_han_text(g->script, points[0]) && tried(s, han[shape], g)) return han[shape];
    const FontList *list = &fonts->fallback[bold];
    for (int i = 0; i < list->count; i++)
        if (tried(s, list->items[i], g)) return list->items[i];
    for (int i = 0; i < HAN_SHAPES; i++)
        if (tried(s, han[i], g)) return han[i];
    return tried(s, fonts->emoji, g) ? fonts->emoji : NO_FONT;
}

static void find_fonts(Shaping *s) {
    for (int i = 0; i < s->count; i++) {
        Grapheme *g = &s->graphemes[i], *before = i ? g - 1 : NULL;
        bool space = g->points == 1 && s->points[g->point] == ' ';
        /* A space stays with the word before it: fewer runs, and the word's own space width. */
        if (space && before && before->font != NO_FONT && tried(s, before->font, g) &&
            before->font != s->fonts->emoji)
            g->font = before->font;
        else
            g->font = font_for(s, g);
    }
}

static void ink_add(TextSize *size, float left, float top, float right, float bottom) {
    bool first = size->left == size->right && size->top == size->bottom;
    size->left = first ? left : fminf(size->left, left);
    size->top = first ? top : fminf(size->top, top);
    size->right = first ? right : fmaxf(size->right, right);
    size->bottom = first ? bottom : fmaxf(size->bottom, bottom);
}

/* A box one em wide per grapheme. */
static void shape_missing(Shaping *s, TextRun *run, const Grapheme *first, int count) {
    TextGlyph *glyphs = ARENA_ARRAY(s->arena, TextGlyph, count);
    for (int i = 0; i < count; i++)
        glyphs[i] = (TextGlyph){0, first[run->rtl ? count - 1 - i : i].byte, (float)i, 0, 1};
    run->kind = TEXT_RUN_MISSING;
    run->glyphs = glyphs;
    run->count = count;
    run->width = (float)count;
}

/* Glyphs of the run in the shared buffer, without the first `count` of these features. */
enum { FEATURES = 4 };
static void shape_without(Shaping *s, const TextRun *run, const Grapheme *first, unsigned count) {
    static const char *const features[FEATURES] = {"-calt", "-liga", "-clig", "-dlig"};
    hb_feature_t off[FEATURES];
    for (int i = 0; i < FEATURES; i++) hb_feature_from_string(features[i], -1, &off[i]);
    hb_buffer_t *buffer = s->fonts->buffer;
    hb_buffer_reset(buffer);
    hb_buffer_add_utf8(buffer, s->text + run->first, run->length, 0, run->length);
    hb_buffer_set_direction(buffer, run->rtl ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, first->script);
    hb_shape(s->fonts->entries[first->font]->shaper, buffer, off, count);
}

/* A sum over the glyphs in the shared buffer. */
static uint64_t shaped_sum(const Shaping *s) {
    unsigned count;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(s->fonts->buffer, &count);
    uint64_t sum = FNV_START;
    for (unsigned i = 0; i < count; i++)
        sum = fnv1a(sum, &infos[i].codepoint, sizeof infos[i].codepoint);
    return sum;
}

/* Numbers without any ligature; words of the face's own font without contextual alternates, each
 * glyph on its own where that matters, since masks are made with them. */
static void shape_plainly(Shaping *s, TextRun *run, const Grapheme *first) {
    bool own = first->font == s->fonts->faces[s->face];
    bool numbers = s->face == FACE_NUMBERS || s->face == FACE_NUMBERS_BOLD;
    run->tracking = own && s->face == FACE_HEADING ? TEXT_TRACKING : 0;
    run->separate = own && (numbers || run->tracking > 0);
    if (run->separate || !own || s->face > FACE_HEADING) {
        shape_without(s, run, first, run->separate ? FEATURES : 0);
        return;
    }
    shape_without(s, run, first, 0);
    uint64_t usual = shaped_sum(s);
    shape_without(s, run, first, 1);
    run->separate = shaped_sum(s) != usual;
}

static void shape_run(Shaping *s, TextRun *run, const Grapheme *first) {
    const FontEntry *entry = s->fonts->entries[first->font];
    shape_plainly(s, run, first);
    hb_buffer_t *buffer = s->fonts->buffer;
    unsigned count = hb_buffer_get_length(buffer);
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, NULL);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(buffer, NULL);
    TextGlyph *glyphs = ARENA_ARRAY(s->arena, TextGlyph, count);
    float em = 1.0f / (float)entry->info.units;
    int64_t pen = 0;
    for (unsigned i = 0; i < count; i++) {
        glyphs[i] = (TextGlyph){
            infos[i].codepoint, run->first + (int)infos[i].cluster,
            (float)(pen + positions[i].x_offset) * em + (float)i * run->tracking,
            (float)-positions[i].y_offset * em, (float)positions[i].x_advance * em + run->tracking};
        pen += positions[i].x_advance;
    }
    run->kind = entry->info.color ? TEXT_RUN_COLOR : TEXT_RUN_GLYPHS;
    run->font = &entry->info;
    run->glyphs = glyphs;
    run->count = (int)count;
    run->width = (float)pen * em + (float)count * run->tracking;
}

static bool same_run(const Grapheme *a, const Grapheme *b) {
    return a->font == b->font && a->level == b->level &&
           (a->script == b->script || a->font == NO_FONT);
}

static int find_runs(Shaping *s, TextRun *runs, FriBidiLevel *levels) {
    int count = 0;
    for (int i = 0, end; i < s->count; i = end) {
        const Grapheme *g = &s->graphemes[i];
        for (end = i + 1; end < s->count && same_run(g, &s->graphemes[end]);) end++;
        const Grapheme *last = &s->graphemes[end - 1];
        TextRun *run = &runs[count];
        run->first = g->byte;
        run->length = last->byte + last->length - g->byte;
        run->rtl = g->level & 1;
        hb_tag_to_string(hb_script_to_iso15924_tag(g->script), run->script);
        if (g->font == NO_FONT)
            shape_missing(s, run, g, end - i);
        else
            shape_run(s, run, g);
        levels[count++] = g->level;
    }
    return count;
}

/* Rule L2: from the highest level down, turn round every stretch of at least that level. */
static void to_visual_order(TextRun *runs, FriBidiLevel *levels, int count) {
    int highest = 0;
    for (int i = 0; i < count; i++) highest = levels[i] > highest ? levels[i] : highest;
    for (int level = highest; level > 0; level--)
        for (int i = 0, end; i < count; i = end + 1) {
            for (end = i; end < count && levels[end] >= level;) end++;
            for (int a = i, b = end - 1; a < b; a++, b--) {
                TextRun run = runs[a];
                FriBidiLevel l = levels[a];
                runs[a] = runs[b], levels[a] = levels[b];
                runs[b] = run, levels[b] = l;
            }
        }
}

static void place(Shaping *s, TextLayout *layout, TextRun *runs) {
    float x = 0;
    for (int i = 0; i < layout->count; i++) {
        TextRun *run = &runs[i];
        run->x = x;
        x += run->width;
        TextGlyph *glyphs = (TextGlyph *)run->glyphs;
        for (int k = 0; k < run->count; k++) {
            TextGlyph *g = &glyphs[k];
            g->x += run->x;
            hb_glyph_extents_t e;
            if (run->kind != TEXT_RUN_GLYPHS) {
                ink_add(&layout->size, g->x, -1.1f, g->x + g->advance, 0.3f);
                continue;
            }
            const FontEntry *entry = (const FontEntry *)run->font;
            if (!hb_font_get_glyph_extents(entry->shaper, g->id, &e) || !e.width) continue;
            float em = 1.0f / (float)entry->info.units;
            float left = g->x + (float)e.x_bearing * em, top = g->y - (float)e.y_bearing * em;
            ink_add(&layout->size, left, top, left + (float)e.width * em,
                    top - (float)e.height * em);
        }
    }
    layout->size.width = x;
    const FontInfo *own = fonts_face(s->fonts, s->face);
    layout->size.ascent = own->ascent;
    layout->size.descent = own->descent;
}

TextLayout *fonts_shape(Fonts *fonts, Arena *arena, Face face, const char *text) {
    CHECK(face < FACE_COUNT, "face %d", face);
    Shaping s = {.fonts = fonts, .arena = arena, .face = face, .text = shown(arena, text)};
    split_graphemes(&s);
    settle_scripts(&s);
    find_levels(&s);
    find_fonts(&s);
    TextLayout *layout = ARENA_NEW(arena, TextLayout);
    TextRun *runs = ARENA_ARRAY(arena, TextRun, s.count + 1);
    FriBidiLevel *levels = ARENA_ARRAY(arena, FriBidiLevel, s.count + 1);
    layout->text = s.text;
    layout->runs = runs;
    layout->count = find_runs(&s, runs, levels);
    to_visual_order(runs, levels, layout->count);
    place(&s, layout, runs);
    return layout;
}
