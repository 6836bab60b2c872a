/* Text: fallback, direction, cutting, limits, and that masks agree with the measure. */
#include "testing.h"

#include "base/arena.h"
#include "draw/font.h"
#include "draw/list.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Fonts *fonts;
static Arena *arena;

static int open_fonts(void **state) {
    (void)state;
    Error error = {0};
    fonts = fonts_new(&error);
    if (!fonts) print_error("%s\n", error.message);
    arena = arena_new();
    return fonts ? 0 : -1;
}

static int close_fonts(void **state) {
    (void)state;
    arena_free(arena);
    fonts_free(fonts);
    return 0;
}

static const TextLayout *lay(Face face, const char *text) {
    return text_layout(fonts, arena, face, 10, text);
}

static void faces_are_the_families_of_the_design(void **state) {
    (void)state;
    assert_null(fonts_missing(fonts));
    assert_string_equal(fonts_face(fonts, FACE_WORDS)->family, "Inter");
    assert_int_equal(fonts_face(fonts, FACE_WORDS)->weight, 400);
    assert_int_equal(fonts_face(fonts, FACE_WORDS_SEMIBOLD)->weight, 600);
    assert_string_equal(fonts_face(fonts, FACE_WORDS_BOLD)->postscript, "Inter-Bold");
    assert_true(fonts_face(fonts, FACE_FORMULA)->italic);
    assert_string_equal(fonts_face(fonts, FACE_SIGNS)->family, "STIX Math");
    assert_string_equal(fonts_face(fonts, FACE_NUMBERS)->family, "JetBrains Mono");
}

static void widths_scale_linearly(void **state) {
    (void)state;
    float one = text_width(fonts, FACE_WORDS, 1, "Attention, fi, AVATAR");
    for (int size = 2; size < 200; size += 13)
        assert_near(text_width(fonts, FACE_WORDS, (float)size, "Attention, fi, AVATAR"),
                    one * (float)size, 1e-5);
    assert_near(text_width(fonts, FACE_NUMBERS, 10, "0.891"), 5 * 6.0, 1e-5);
    assert_near(text_width(fonts, FACE_NUMBERS, 10, "->!="), 4 * 6.0, 1e-5); /* no ligatures */
}

/* The glyphs of a text as one run of a face. */
static const TextRun *only_run(Face face, const char *text) {
    const TextLayout *layout = lay(face, text);
    assert_int_equal(layout->count, 1);
    return layout->runs;
}

/* Inter would turn the x into a multiplication sign, and the hyphen and > into an arrow. */
static void what_is_typed_is_what_is_shown(void **state) {
    (void)state;
    static const char *const texts[] = {"2x1", "a->b"};
    for (int i = 0; i < 2; i++) {
        const TextRun *run = only_run(FACE_WORDS, texts[i]);
        assert_true(run->separate);
        assert_int_equal(run->count, (int)strlen(texts[i]));
        for (int k = 0; k < run->count; k++) {
            char letter[2] = {texts[i][k], 0};
            assert_int_equal(run->glyphs[k].id, only_run(FACE_WORDS, letter)->glyphs[0].id);
        }
    }
    assert_false(only_run(FACE_WORDS, "November")->separate);
}

static void headings_are_set_apart(void **state) {
    (void)state;
    float plain = text_width(fonts, FACE_WORDS_SEMIBOLD, 100, "SCOPE");
    assert_near(text_width(fonts, FACE_HEADING, 100, "SCOPE"), plain + 500 * TEXT_TRACKING, 1e-4);
    const TextRun *run = only_run(FACE_HEADING, "SCOPE"),
                  *tight = only_run(FACE_WORDS_SEMIBOLD, "SCOPE");
    assert_true(run->separate && run->font == tight->font);
    for (int i = 0; i < run->count; i++)
        assert_near(run->glyphs[i].x, tight->glyphs[i].x + (float)i * 10 * TEXT_TRACKING, 1e-4);
}

static void every_script_finds_a_font(void **state) {
    (void)state;
    const char *const texts[] = {"日本",   "العربية", "🙂",  "e\xcc\x81\xcc\xa3",
                                 "한국어", "✓ → ∑ √", "Ελλάδα"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_true(text_is_covered(fonts, FACE_WORDS, texts[i]));
        assert_true(text_width(fonts, FACE_WORDS, 10, texts[i]) > 5);
    }
    assert_true(text_is_own(fonts, FACE_WORDS, "voit → see"));
    assert_false(text_is_own(fonts, FACE_WORDS, "日本"));
    assert_false(text_is_covered(fonts, FACE_WORDS, "\xf3\xb0\x80\x81"));
}

static void han_takes_the_shapes_of_its_language(void **state) {
    (void)state;
    assert_contains(lay(FACE_WORDS, "日本の")->runs[0].font->family, "JP");
    assert_contains(lay(FACE_WORDS, "한국")->runs[0].font->family, "KR");
    fonts_set_language(fonts, "zh-Hant");
    assert_contains(lay(FACE_WORDS, "今日")->runs[0].font->family, "TC");
    fonts_set_language(fonts, "zh-Hans");
    assert_contains(lay(FACE_WORDS, "今日")->runs[0].font->family, "SC");
    assert_int_equal(lay(FACE_WORDS_BOLD, "今日")->runs[0].font->weight, 700);
}

static void arabic_runs_from_the_right_and_joins(void **state) {
    (void)state;
    const TextLayout *layout = lay(FACE_WORDS, "see ببب 12");
    assert_true(layout->count >= 3);
    assert_false(layout->runs[0].rtl);
    const TextRun *arabic = NULL;
    for (int i = 0; i < layout->count; i++)
        if (layout->runs[i].rtl && !arabic && layout->runs[i].count >= 3) arabic = &layout->runs[i];
    assert_non_null(arabic);
    assert_string_equal(arabic->script, "Arab");
    /* The three forms of one letter are three glyphs, and the last byte comes first. */
    const TextGlyph *g = arabic->glyphs;
    assert_true(g[0].byte > g[arabic->count - 1].byte);
    int last = arabic->count - 1;
    assert_true(g[last].id != g[last - 1].id && g[last - 1].id != g[last - 2].id);
}

static void runs_and_glyphs_lie_side_by_side(void **state) {
    (void)state;
    const TextLayout *layout = lay(FACE_WORDS, "a日b العربية 🙂 \xf3\xb0\x80\x81z");
    float x = 0;
    for (int i = 0; i < layout->count; i++) {
        const TextRun *run = &layout->runs[i];
        assert_near(run->x, x, 1e-4);
        float width = 0;
        for (int k = 0; k < run->count; k++) width += run->glyphs[k].advance;
        assert_near(width, run->width, 1e-3);
        assert_true(run->first >= 0 && run->first + run->length <= (int)strlen(layout->text));
        assert_true((run->kind == TEXT_RUN_MISSING) == (run->font == NULL));
        x += run->width;
    }
    assert_near(layout->size.width, x, 1e-4);
}

static void nothing_and_zero_width_are_harmless(void **state) {
    (void)state;
    assert_true(text_width(fonts, FACE_WORDS, 10, "") == 0);
    assert_int_equal(lay(FACE_WORDS, "")->count, 0);
    assert_true(text_width(fonts, FACE_WORDS, 10, "\xe2\x80\x8b") == 0);
    const TextLayout *layout = text_layout(fonts, arena, FACE_WORDS, 1, "\xe2\x80\x8b");
    for (int i = 0; i < layout->count; i++) {
        GlyphMask mask;
        assert_false(font_mask(fonts, layout, &layout->runs[i], -1, 14, &mask));
    }
    assert_string_equal(lay(FACE_WORDS, "a\nb\xff")->text, "a b\xef\xbf\xbd");
}

static void long_texts_are_cut(void **state) {
    (void)state;
    char *text = arena_zeroed(arena, 10001, 1);
    memset(text, 'W', 10000);
    const TextLayout *layout = lay(FACE_WORDS, text);
    assert_int_equal(strlen(layout->text), 255 + strlen("…"));
    assert_string_equal(layout->text + 255, "…");
    text[256] = '\0';
    assert_int_equal(strlen(lay(FACE_WORDS, text)->text), 256);
    /* One letter under ten thousand accents is no way round. */
    char *marks = arena_zeroed(arena, 20002, 1);
    marks[0] = 'a';
    for (int i = 0; i < 10000; i++) memcpy(marks + 1 + 2 * i, "\xcc\x81", 2);
    assert_true(strlen(lay(FACE_WORDS, marks)->text) < 6000);
}

static void ellipsis_cuts_at_graphemes(void **state) {
    (void)state;
    const char *text = "attention is e\xcc\x81tonnant 日本語";
    float all = text_width(fonts, FACE_WORDS, 14, text);
    assert_string_equal(text_ellipsis(fonts, arena, FACE_WORDS, 14, text, all), text);
    for (float width = all - 1; width > 0; width -= 2.5f) {
        const char *cut = text_ellipsis(fonts, arena, FACE_WORDS, 14, text, width);
        assert_true(text_width(fonts, FACE_WORDS, 14, cut) <= width);
        size_t length = strlen(cut);
        if (!length) continue;
        assert_string_equal(cut + length - 3, "…");
        assert_memory_equal(cut, text, length - 3);
        assert_false(!strncmp(text + length - 3, "\xcc\x81", 2)); /* e keeps its accent */
    }
    assert_string_equal(text_ellipsis(fonts, arena, FACE_WORDS, 14, text, 1), "");
}

/* The mask's ink stands where the outlines' boxes say, at awkward sizes too; across, where nothing
 * is hinted, more closely than up and down. */
static void masks_agree_with_the_measure(void **state) {
    (void)state;
    const char *const texts[] = {"attention", "jij",    "Agfy", "f",
                                 "العربية",   "日本語", "Ĝ",    "Wo fällt"};
    const Face faces[] = {FACE_WORDS, FACE_FORMULA, FACE_WORDS_BOLD, FACE_FORMULA_UPRIGHT};
    for (float pixels = 9; pixels < 60; pixels += 3.37f)
        for (size_t i = 0; i < 8 * 4; i++) {
            const TextLayout *layout = text_layout(fonts, arena, faces[i / 8], 1, texts[i % 8]);
            GlyphMask mask;
            assert_int_equal(layout->count, 1);
            assert_true(font_mask(fonts, layout, layout->runs, -1, pixels, &mask));
            float left = (float)-mask.pen_x, right = left + (float)mask.width;
            float top = (float)-mask.pen_y, bottom = top + (float)mask.height;
            assert_true(fabsf(left - layout->size.left * pixels) < 1.2f);
            assert_true(fabsf(right - layout->size.right * pixels) < 1.2f);
            assert_true(fabsf(top - layout->size.top * pixels) < 2.0f);
            assert_true(fabsf(bottom - layout->size.bottom * pixels) < 2.0f);
            free(mask.coverage);
        }
}

static void a_color_glyph_is_a_picture(void **state) {
    (void)state;
    const TextLayout *layout = lay(FACE_WORDS, "🙂");
    ColorGlyph glyph, again;
    assert_int_equal(layout->runs[0].kind, TEXT_RUN_COLOR);
    assert_true(
        font_color_glyph(fonts, layout->runs[0].font, layout->runs[0].glyphs[0].id, &glyph));
    assert_true(glyph.columns > 16 && glyph.rows > 16 && glyph.version);
    assert_true(glyph.width > 0.8f && glyph.width < 1.5f && glyph.y < -0.6f);
    assert_true(
        font_color_glyph(fonts, layout->runs[0].font, layout->runs[0].glyphs[0].id, &again));
    assert_ptr_equal(glyph.pixels, again.pixels);
    /* A family of three joined by joiners is one glyph. */
    assert_int_equal(lay(FACE_WORDS, "👨‍👩‍👧")->runs[0].count, 1);
}

static void the_cache_is_bounded(void **state) {
    (void)state;
    for (int i = 0; i < 20000; i++) {
        char text[32];
        snprintf(text, sizeof text, "word %d", i);
        assert_true(text_width(fonts, FACE_WORDS, 10, text) > 0);
    }
}

static void no_fonts_is_one_clear_sentence(void **state) {
    (void)state;
    const char *config = getenv("FONTCONFIG_FILE");
    char *before = config ? strdup(config) : NULL;
    const char *path = testing_scratch("no-fonts.conf");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("<?xml version=\"1.0\"?><fontconfig></fontconfig>\n", file);
    fclose(file);
    setenv("FONTCONFIG_FILE", path, 1);
    Error error = {0};
    Fonts *none = fonts_new(&error);
    if (before)
        setenv("FONTCONFIG_FILE", before, 1);
    else
        unsetenv("FONTCONFIG_FILE");
    free(before);
    assert_null(none);
    assert_contains(error.message, "no font was found");
    assert_contains(error.message, "fonts-inter");
}

typedef struct Walked {
    int moves, closes;
    float most;
} Walked;

static void walk(void *with, int verb, const float x[3], const float y[3]) {
    Walked *walked = with;
    walked->moves += verb == PATH_MOVE;
    walked->closes += verb == PATH_CLOSE;
    if (verb != PATH_CLOSE) walked->most = fmaxf(walked->most, fmaxf(fabsf(x[0]), fabsf(y[0])));
}

static void outlines_are_closed_contours_in_em(void **state) {
    (void)state;
    const TextRun *run = &lay(FACE_WORDS, "B")->runs[0];
    Walked walked = {0, 0, 0};
    font_outline(fonts, run->font, run->glyphs[0].id, walk, &walked);
    assert_int_equal(walked.moves, 3);
    assert_int_equal(walked.closes, 3);
    assert_true(walked.most > 0.5f && walked.most < 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faces_are_the_families_of_the_design),
        cmocka_unit_test(widths_scale_linearly),
        cmocka_unit_test(what_is_typed_is_what_is_shown),
        cmocka_unit_test(headings_are_set_apart),
        cmocka_unit_test(every_script_finds_a_font),
        cmocka_unit_test(han_takes_the_shapes_of_its_language),
        cmocka_unit_test(arabic_runs_from_the_right_and_joins),
        cmocka_unit_test(runs_and_glyphs_lie_side_by_side),
        cmocka_unit_test(nothing_and_zero_width_are_harmless),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(ellipsis_cuts_at_graphemes),
        cmocka_unit_test(masks_agree_with_the_measure),
        cmocka_unit_test(a_color_glyph_is_a_picture),
        cmocka_unit_test(the_cache_is_bounded),
        cmocka_unit_test(outlines_are_closed_contours_in_em),
        cmocka_unit_test(no_fonts_is_one_clear_sentence),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
