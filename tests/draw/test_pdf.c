/* PDF: the same picture as the pixels', text that can be copied, no seams, the same bytes. */
#include "sample.h"

#include "draw/pdf.h"

#include <unistd.h>

/* For the address sanitizer. Cairo 1.16 loses 768 bytes for each CID-keyed font (Noto Sans CJK) of
 * each file, while it finishes it; only whole stacks tell that from what we would lose ourselves.
 */
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
    return "fast_unwind_on_malloc=0";
}
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:cairo_surface_finish";
}

static const Color CLEAR = {0, 0, 0, 0}, WHITE = {255, 255, 255, 255};

/* Writes the list to the scratch folder; its bytes are the caller's when asked for. */
static const char *written(const List *list, Color ground, const char *name, Buffer *bytes) {
    Buffer out = {0};
    Error error = {0};
    if (!pdf_write(list, SAMPLE_WIDTH, SAMPLE_HEIGHT, ground, "A figure – 図", &out, &error))
        fail_msg("%s", error.message);
    const char *path = sample_path(name);
    sample_save(path, &out);
    if (bytes)
        *bytes = out;
    else
        buffer_free(&out);
    return path;
}

static Png rendered(const char *pdf, const char *dots, const char *name) {
    const char *png = sample_path(name);
    RUN("pdftoppm", "-png", "-singlefile", "-r", dots, pdf, png);
    return sample_png(arena_printf(arena, "%s.png", png));
}

static const char *text_of(const char *pdf) {
    size_t size;
    const char *path = sample_path("pdf.txt");
    RUN("pdftotext", pdf, path);
    return sample_read(path, &size);
}

/* What a program prints about the PDF. */
static const char *told(const char *program, const char *option, const char *pdf) {
    size_t size;
    const char *path = sample_path("told.txt");
    const char *command = arena_printf(arena, "exec %s %s '%s' > '%s'", program, option, pdf, path);
    RUN("sh", "-c", command);
    return sample_read(path, &size);
}

static void readers_draw_what_the_raster_draws(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        ColorTheme name = i ? COLOR_DARK : COLOR_LIGHT;
        Color ground = sample_theme(name)->ground;
        List *list = sample_list(name);
        const char *pdf = written(list, ground, "alike.pdf", NULL);
        Png ours = sample_raster(list, 2, ground, i ? "dark-2.png" : "light-2.png");
        Png theirs = rendered(pdf, "192", i ? "dark-pdf-2" : "light-pdf-2");
        sample_alike(i ? "dark pdf" : "light pdf", &theirs, &ours, 1.5, 0.01);
        png_free_pixels(&ours);
        png_free_pixels(&theirs);
    }
}

/* Poppler moves images to whole pixels, so a map of 4-pixel cells is off by one in places. */
static void pictures_are_where_they_should_be(void **state) {
    (void)state;
    List *list = list_new(arena, fonts);
    sample_pictures(list);
    const char *pdf = written(list, WHITE, "pictures.pdf", NULL);
    Png ours = sample_raster(list, 2, WHITE, "pictures-2.png");
    Png theirs = rendered(pdf, "192", "pictures-pdf-2");
    sample_alike("pictures in pdf", &theirs, &ours, 2.5, 0.02);
    png_free_pixels(&ours);
    png_free_pixels(&theirs);
}

static void cells_keep_to_themselves(void **state) {
    (void)state;
    ColorMap map;
    uint8_t levels[MIXED_ROWS * MIXED_COLS];
    const char *pdf = written(sample_mixed(levels, &map), CLEAR, "mixed.pdf", NULL);
    Png png = rendered(pdf, "96", "mixed-pdf");
    /* Poppler lets every shape reach a quarter of a pixel over its right and lower edge. */
    sample_check_mixed(&png, levels, &map, 1);
    png_free_pixels(&png);
}

static void cells_have_no_seams(void **state) {
    (void)state;
    const char *const dots[] = {"72", "110", "150"};
    for (int i = 0; i < 2; i++) {
        float opacity = i ? 0.5f : 1;
        const char *pdf = written(sample_seams(opacity), CLEAR, "seams.pdf", NULL);
        for (int k = 0; k < 3; k++) {
            Png png = rendered(pdf, dots[k], "seams-pdf");
            assert_int_equal(sample_count_seams(&png, opacity), 0);
            png_free_pixels(&png);
        }
    }
}

static void text_comes_back(void **state) {
    (void)state;
    static const char *const labels[] = {
        "The cat sat", "économique",        "αβγ = softmax", "∑√→↓",
        "日本語",      "العربية",           "-0.891 -> 42",  "dogs < cats & mice",
        "office fi",   "e\xcc\x81\xcc\xa3", "한국어",        "Ελλάδα"};
    static const Face faces[] = {FACE_WORDS,        FACE_WORDS,      FACE_FORMULA,
                                 FACE_WORDS,        FACE_WORDS,      FACE_WORDS,
                                 FACE_NUMBERS,      FACE_WORDS_BOLD, FACE_FORMULA,
                                 FACE_WORDS_MEDIUM, FACE_WORDS,      FACE_FORMULA_UPRIGHT};
    List *list = list_new(arena, fonts);
    for (int i = 0; i < 12; i++)
        draw_text(list, 20, 30 + 25 * (float)i, ALIGN_LEFT, faces[i], 14, COLOR_HEX(0), labels[i]);
    const char *text = text_of(written(list, WHITE, "labels.pdf", NULL));
    for (int i = 0; i < 12; i++) assert_contains(text, labels[i]);
}

static void fonts_are_embedded(void **state) {
    (void)state;
    const char *table =
        told("pdffonts", "", written(sample_list(COLOR_LIGHT), WHITE, "fonts.pdf", NULL));
    int rows = 0;
    for (const char *line = table; (line = strstr(line, "yes yes yes")); line++) rows++;
    int lines = 0;
    for (const char *at = table; *at; at++) lines += *at == '\n';
    assert_true(rows >= 6);
    assert_int_equal(rows, lines - 2); /* two lines of heading */
    assert_contains(table, "Inter-SemiBold");
    assert_null(strstr(table, "Type 3"));
}

static void the_page_is_what_was_asked(void **state) {
    (void)state;
    const char *pdf = written(list_new(arena, fonts), WHITE, "empty.pdf", NULL);
    const char *facts = told("pdfinfo", "-isodates", pdf);
    assert_contains(facts, "360 x 270 pts"); /* 480 × 360 at 3/4 point */
    assert_contains(facts, "A figure – 図");
    assert_contains(facts, "Pages:           1");
    assert_contains(facts, "2000-01-01T00:00:00Z");
}

static void same_list_same_bytes(void **state) {
    (void)state;
    Buffer first, second;
    written(sample_list(COLOR_LIGHT), WHITE, "same.pdf", &first);
    written(sample_list(COLOR_LIGHT), WHITE, "same.pdf", &second);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.data, second.data, first.size);
    buffer_free(&second);
    if (sample_comma_locale()) {
        written(sample_list(COLOR_LIGHT), WHITE, "same.pdf", &second);
        setlocale(LC_ALL, "C");
        assert_int_equal(first.size, second.size);
        assert_memory_equal(first.data, second.data, first.size);
        buffer_free(&second);
    }
    buffer_free(&first);
}

/* Cairo may keep its fonts for longer than ours live. */
static void fonts_may_be_freed_between(void **state) {
    (void)state;
    Fonts *kept = fonts;
    for (int i = 0; i < 2; i++) {
        Error error = {0};
        fonts = fonts_new(&error);
        assert_non_null(fonts);
        written(sample_list(COLOR_DARK), CLEAR, "freed.pdf", NULL);
        fonts_free(fonts);
    }
    fonts = kept;
}

/* A machine whose only font is a copy in the scratch folder, which then goes away. */
static void a_font_that_is_gone_is_said(void **state) {
    (void)state;
    size_t size;
    Error error = {0};
    Buffer out = {0};
    const char *folder = sample_path("fonts"), *config = sample_path("fonts/fonts.conf");
    const char *copy = sample_path("fonts/only.otf");
    RUN("mkdir", "-p", folder);
    const char *font = sample_read(fonts_face(fonts, FACE_WORDS)->path, &size);
    assert_true(file_save(copy, font, size, &error));
    const char *xml = arena_printf(arena, "<fontconfig><dir>%s</dir></fontconfig>", folder);
    assert_true(file_save(config, xml, strlen(xml), &error));
    const char *before = arena_string(arena, getenv("FONTCONFIG_FILE"));
    setenv("FONTCONFIG_FILE", config, 1);
    Fonts *only = fonts_new(&error);
    setenv("FONTCONFIG_FILE", before, 1);
    assert_non_null(only);
    List *list = list_new(arena, only);
    draw_text(list, 20, 30, ALIGN_LEFT, FACE_WORDS, 14, COLOR_HEX(0), "gone");
    unlink(copy);
    buffer_text(&out, "kept");
    assert_false(pdf_write(list, 100, 100, WHITE, NULL, &out, &error));
    assert_contains(error.message, "only.otf");
    assert_string_equal(out.data, "kept");
    buffer_free(&out);
    fonts_free(only);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_draw_what_the_raster_draws),
        cmocka_unit_test(pictures_are_where_they_should_be),
        cmocka_unit_test(cells_keep_to_themselves),
        cmocka_unit_test(cells_have_no_seams),
        cmocka_unit_test(text_comes_back),
        cmocka_unit_test(fonts_are_embedded),
        cmocka_unit_test(the_page_is_what_was_asked),
        cmocka_unit_test(same_list_same_bytes),
        cmocka_unit_test(fonts_may_be_freed_between),
        cmocka_unit_test(a_font_that_is_gone_is_said),
    };
    return cmocka_run_group_tests(tests, sample_open, sample_close);
}
