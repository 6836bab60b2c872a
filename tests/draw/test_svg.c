/* SVG: well-formed whatever is in it, the same picture as the pixels', no seams, the same bytes. */
#include "sample.h"

#include "draw/svg.h"

static const Color CLEAR = {0, 0, 0, 0}, WHITE = {255, 255, 255, 255};

/* Writes the list to the scratch folder and returns the path; the text is in the arena. */
static const char *written(const List *list, Color ground, const char *name, char **text) {
    Buffer out = {0};
    svg_write(list, SAMPLE_WIDTH, SAMPLE_HEIGHT, ground, "A figure", &out);
    const char *path = sample_path(name);
    sample_save(path, &out);
    if (text) *text = arena_string(arena, out.data);
    buffer_free(&out);
    return path;
}

static Png rendered(const char *svg, const char *zoom, const char *name) {
    const char *png = sample_path(name);
    RUN("rsvg-convert", "--zoom", zoom, "--background-color", "white", "-o", png, svg);
    return sample_png(png);
}

static int occurrences(const char *text, const char *part) {
    int count = 0;
    while ((text = strstr(text, part))) text += strlen(part), count++;
    return count;
}

static void goldens_of_both_themes(void **state) {
    (void)state;
    char *light, *dark;
    written(sample_list(COLOR_LIGHT), sample_theme(COLOR_LIGHT)->ground, "light.svg", &light);
    written(sample_list(COLOR_DARK), sample_theme(COLOR_DARK)->ground, "dark.svg", &dark);
    assert_golden_text(light, "draw/light.svg");
    assert_golden_text(dark, "draw/dark.svg");
}

static void readers_draw_what_the_raster_draws(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        ColorTheme name = i ? COLOR_DARK : COLOR_LIGHT;
        Color ground = sample_theme(name)->ground;
        List *list = sample_list(name);
        if (name == COLOR_LIGHT) sample_pictures(list);
        const char *svg = written(list, ground, "alike.svg", NULL);
        RUN("xmllint", "--noout", "--nonet", svg);
        Png ours = sample_raster(list, 2, ground, i ? "dark-2.png" : "light-2.png");
        Png theirs = rendered(svg, "2", i ? "dark-svg-2.png" : "light-svg-2.png");
        sample_alike(i ? "dark svg" : "light svg", &theirs, &ours, 1.0, 0.01);
        png_free_pixels(&ours);
        png_free_pixels(&theirs);
    }
}

static void cells_keep_to_themselves(void **state) {
    (void)state;
    ColorMap map;
    uint8_t levels[MIXED_ROWS * MIXED_COLS];
    const char *svg = written(sample_mixed(levels, &map), CLEAR, "mixed.svg", NULL);
    Png png = rendered(svg, "1", "mixed-svg.png");
    sample_check_mixed(&png, levels, &map, 0);
    png_free_pixels(&png);
}

static void cells_have_no_seams(void **state) {
    (void)state;
    const char *const zooms[] = {"0.75", "1", "1.37", "1.5625", "3"};
    for (int i = 0; i < 2; i++) {
        float opacity = i ? 0.5f : 1;
        const char *svg = written(sample_seams(opacity), CLEAR, "seams.svg", NULL);
        for (size_t k = 0; k < sizeof zooms / sizeof *zooms; k++) {
            Png png = rendered(svg, zooms[k], "seams-svg.png");
            assert_int_equal(sample_count_seams(&png, opacity), 0);
            png_free_pixels(&png);
        }
    }
}

/* A reader that smooths the edges of shapes although it is asked not to: a PDF made of the SVG. */
static void nor_where_crisp_edges_are_ignored(void **state) {
    (void)state;
    const char *const dots[] = {"72", "110", "150"};
    const char *svg = written(sample_seams(1), CLEAR, "seams.svg", NULL);
    const char *pdf = sample_path("seams-svg.pdf"), *png = sample_path("seams-smooth");
    RUN("rsvg-convert", "--format", "pdf", "-o", pdf, svg);
    for (int i = 0; i < 3; i++) {
        RUN("pdftoppm", "-png", "-singlefile", "-r", dots[i], pdf, png);
        Png read = sample_png(sample_path("seams-smooth.png"));
        assert_int_equal(sample_count_seams(&read, 1), 0);
        png_free_pixels(&read);
    }
}

static void any_text_is_well_formed(void **state) {
    (void)state;
    const char *const texts[] = {"a<b & c>\"d\" 'e' ]]> <!--", "tab\tline\nbell\a\x7f\xc2\x85",
                                 "\xff\xfe broken \xc3",       "\xef\xbf\xbe\xef\xbf\xbf",
                                 "\xed\xa0\x80 surrogate",     "  two  spaces  "};
    List *list = list_new(arena, fonts);
    for (int i = 0; i < 6; i++)
        draw_text(list, 10, 20 + 20 * (float)i, ALIGN_LEFT, FACE_WORDS, 12, COLOR_HEX(0), texts[i]);
    for (int i = 0; i < 6; i++) {
        Buffer out = {0};
        svg_write(list, 200, 200, CLEAR, texts[i], &out);
        const char *path = sample_path("hostile.svg");
        sample_save(path, &out);
        RUN("xmllint", "--noout", "--nonet", path);
        assert_contains(out.data,
                        ">a&lt;b &amp; c&gt;&quot;d&quot; &#39;e&#39; ]]&gt; &lt;!--</text>");
        assert_contains(out.data, ">  two  spaces  </text>");
        buffer_free(&out);
    }
}

static void words_are_words(void **state) {
    (void)state;
    char *text;
    List *list = list_new(arena, fonts);
    draw_text(list, 10, 20, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, 12, COLOR_HEX(0x112233), "économique");
    draw_text(list, 10, 40, ALIGN_LEFT, FACE_WORDS, 12, COLOR_HEX(0), "see العربية 日本");
    draw_text(list, 10, 60, ALIGN_LEFT, FACE_FORMULA, 12, COLOR_HEX(0), "α");
    written(list, CLEAR, "words.svg", &text);
    assert_contains(text,
                    "font-weight=\"600\" font-size=\"12\" fill=\"#112233\">économique</text>");
    assert_contains(text, "direction=\"rtl\"");
    assert_contains(text, "'Noto Sans CJK");
    assert_contains(text, "font-style=\"italic\"");
    /* In the order of reading, whichever way it runs. */
    const char *see = strstr(text, ">see "), *arabic = strstr(text, "العربية");
    assert_true(see && arabic && see < arabic && arabic < strstr(text, "日本"));
    assert_int_equal(occurrences(text, "<text"), 3);
}

static void things_are_written_once(void **state) {
    (void)state;
    char *text;
    List *list = list_new(arena, fonts);
    for (int i = 0; i < 4; i++) {
        list_push_clip(list, draw_box(0, 0, 40, 40));
        draw_image(list, draw_box(30, 10, 20, 20), 3, 2, SAMPLE_PIXELS, false, 5);
        list_pop_clip(list);
        draw_fill(list, draw_box(100, 10, 20, 20), 0, COLOR_HEX(0x00ff00));
    }
    draw_text(list, 10, 20, ALIGN_LEFT, FACE_WORDS, 12, COLOR_HEX(0), "🙂🙂🙂");
    written(list, CLEAR, "once.svg", &text);
    assert_int_equal(occurrences(text, "<clipPath"), 1);
    assert_int_equal(occurrences(text, "<image"), 2);
    assert_int_equal(occurrences(text, "<use"), 7);
    assert_int_equal(occurrences(text, "<g clip-path"), 4);
}

static void large_maps_are_pictures(void **state) {
    (void)state;
    char *text;
    static uint8_t levels[65 * 64];
    const SampleTheme *theme = sample_theme(COLOR_LIGHT);
    for (int i = 0; i < 65 * 64; i++) levels[i] = (uint8_t)(i * 31 % (COLOR_TOP + 1));
    List *list = list_new(arena, fonts);
    draw_cells(list, draw_box(0, 0, 320, 320), 64, 64, levels, &theme->weights, 0, 1);
    written(list, CLEAR, "64.svg", &text);
    assert_int_equal(occurrences(text, "<image"), 0);
    assert_int_equal(occurrences(text, "<path"), 64 * 64);
    assert_true(strlen(text) < 250 * 1000);
    draw_cells(list, draw_box(0, 0, 320, 320), 65, 64, levels, &theme->weights, 0, 2);
    written(list, CLEAR, "65.svg", &text);
    assert_int_equal(occurrences(text, "<image"), 1);
    list = list_new(arena, fonts);
    for (int i = 0; i < 12; i++)
        draw_cells(list, draw_box(70 * (float)i, 0, 64, 64), 64, 64, levels, &theme->weights, 0, 1);
    written(list, CLEAR, "heads.svg", &text);
    assert_int_equal(occurrences(text, "<image"), 12);
    assert_int_equal(occurrences(text, "<path"), 0);
}

static void same_list_same_bytes(void **state) {
    (void)state;
    char *first, *second;
    written(sample_list(COLOR_LIGHT), WHITE, "same.svg", &first);
    written(sample_list(COLOR_LIGHT), WHITE, "same.svg", &second);
    assert_string_equal(first, second);
}

static void same_bytes_with_decimal_commas(void **state) {
    (void)state;
    char *point, *comma;
    written(sample_list(COLOR_LIGHT), WHITE, "locale.svg", &point);
    if (!sample_comma_locale()) skip();
    written(sample_list(COLOR_LIGHT), WHITE, "locale.svg", &comma);
    setlocale(LC_ALL, "C");
    assert_string_equal(point, comma);
}

static void an_empty_list_is_a_picture(void **state) {
    (void)state;
    Buffer out = {0};
    svg_write(list_new(arena, fonts), 12.5f, 8, CLEAR, NULL, &out);
    assert_string_equal(
        out.data, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<svg xmlns=\"http://www.w3.org/2000/svg\""
                  " xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"12.5\" height=\"8\""
                  " viewBox=\"0 0 12.5 8\" xml:space=\"preserve\" style=\"white-space:pre\">\n"
                  "</svg>\n");
    buffer_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goldens_of_both_themes),
        cmocka_unit_test(readers_draw_what_the_raster_draws),
        cmocka_unit_test(cells_keep_to_themselves),
        cmocka_unit_test(cells_have_no_seams),
        cmocka_unit_test(nor_where_crisp_edges_are_ignored),
        cmocka_unit_test(any_text_is_well_formed),
        cmocka_unit_test(words_are_words),
        cmocka_unit_test(things_are_written_once),
        cmocka_unit_test(large_maps_are_pictures),
        cmocka_unit_test(same_list_same_bytes),
        cmocka_unit_test(same_bytes_with_decimal_commas),
        cmocka_unit_test(an_empty_list_is_a_picture),
    };
    return cmocka_run_group_tests(tests, sample_open, sample_close);
}
