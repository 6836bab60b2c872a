/* heed render: every format, to a file and to standard output, the same bytes each time. */
#include "program.h"

#include "draw/png.h"

static void assert_starts(const char *bytes, size_t size, const char *format) {
    static const char *const formats[][2] = {{"png", "\x89PNG\r\n"},
                                             {"svg", "<"},
                                             {"pdf", "%PDF-"},
                                             {"csv", "target,"},
                                             {"tex", "\\begin{tabular}"}};
    for (int i = 0; i < 5; i++)
        if (!strcmp(formats[i][0], format)) {
            assert_true(size > strlen(formats[i][1]));
            assert_memory_equal(bytes, formats[i][1], strlen(formats[i][1]));
        }
}

static void every_format_gives_the_same_bytes_again(void **state) {
    (void)state;
    static const char *const formats[] = {"png", "svg", "pdf", "csv", "tex"};
    for (int i = 0; i < 5; i++) {
        const char *path = scratch(arena_printf(said_arena, "figure.%s", formats[i]));
        size_t size;
        EXPECT(0, "render", "-c", "select 3 5", "-o", path);
        char *bytes = contents(path, &size);
        assert_starts(bytes, size, formats[i]);
        Said said = EXPECT(0, "render", "-c", "select 3 5", "-o", "-", "--format", formats[i]);
        assert_int_equal(said.out_size, size);
        assert_memory_equal(said.out, bytes, size);
    }
    assert_contains(EXPECT(2, "render", "-o", "-").err, "--format");
}

static void vectors_hold_true_text(void **state) {
    (void)state;
    Said svg = EXPECT(0, "render", "-o", "-", "--format", "svg");
    assert_contains(svg.out, "Weights");
    assert_contains(svg.out, "seq2seq-dates-additive");
    assert_contains(svg.out, "</svg>");
    Said pdf = EXPECT(0, "render", "-o", "-", "--format", "pdf");
    const char *end = pdf.out + pdf.out_size - 8;
    assert_non_null(strstr(end, "%%EOF"));
}

/* As many lines and numbers as there are tokens; what is masked is empty. */
static void tables_have_every_cell(void **state) {
    (void)state;
    Said csv = EXPECT(0, "render", "-c", "input 1/2/99", "-c", "view scores", "-c",
                      "scope local-m 2", "-o", "-", "--format", "csv");
    int lines = 0, commas = 0;
    for (const char *c = csv.out; *c; c++) {
        lines += *c == '\n';
        commas += *c == ',';
    }
    assert_int_equal(lines, 1 + 11);
    assert_int_equal(commas, (1 + 11) * 7);
    assert_contains(csv.out, ",,");
    Said weights = EXPECT(0, "render", "-c", "input 1/2/99", "-c", "view weights", "-o", "-",
                          "--format", "csv");
    assert_null(strstr(weights.out, ",,"));
    assert_contains(
        EXPECT(0, "render", "-c", "input \"a_b & c%\"", "-o", "-", "--format", "tex").out, "\\_");
}

static void assert_pixels(const char *path, int width, int height) {
    size_t size;
    char *bytes = contents(path, &size);
    Png png;
    Error error = {0};
    if (!png_read(&png, bytes, size, &error)) fail_msg("%s", error.message);
    if (png.width != width || png.height != height)
        fail_msg("%d × %d, not %d × %d", png.width, png.height, width, height);
    int colours = 0;
    for (int i = 1; i < width * height; i++) colours += png.pixels[i] != png.pixels[i - 1];
    assert_true(colours > 500);
    png_free_pixels(&png);
}

static void sizes_are_those_asked_for(void **state) {
    (void)state;
    const char *path = scratch("sized.png");
    EXPECT(0, "render", "--size", "400x300", "-o", path);
    assert_pixels(path, 800, 600);
    EXPECT(0, "render", "--size", "400x300", "--scale", "1", "-o", path);
    assert_pixels(path, 400, 300);
    EXPECT(0, "render", "--size", "77mmx50mm", "-o", path);
    assert_pixels(path, 583, 378);
    EXPECT(0, "render", "-c", "view weights", "--size", "3.03inx2in", "-o", path);
    assert_pixels(path, 582, 384);
}

static void a_shot_is_the_whole_window(void **state) {
    (void)state;
    const char *one = scratch("shot-1.png"), *two = scratch("shot-2.png");
    EXPECT(0, "render", "--window", "--size", "640x400", "-o", one);
    assert_pixels(one, 640, 400);
    EXPECT(0, "render", "--window", "--size", "640x400", "--scale", "2", "-o", one);
    assert_pixels(one, 1280, 800);
    size_t a, b;
    EXPECT(0, "render", "--window", "-c", "theme dark", "-o", one);
    EXPECT(0, "render", "--window", "-c", "theme dark", "-o", two);
    assert_pixels(one, 1440, 900);
    char *first = contents(one, &a), *second = contents(two, &b);
    assert_int_equal(a, b);
    assert_memory_equal(first, second, a);
}

/* Nothing that can be chosen leaves a figure undrawn. */
static void every_view_and_score_renders(void **state) {
    (void)state;
    static const char *const views[] = {"view step", "view scores", "view weights",
                                        "view inspector"};
    static const char *const scores[] = {"score none", "score dot", "score scaled", "score cosine",
                                         "score bilinear"};
    for (int v = 0; v < 4; v++)
        EXPECT(0, "render", "-c", views[v], "-c", "theme print", "-o", scratch("view.svg"));
    for (int s = 0; s < 5; s++)
        EXPECT(0, "render", "-c", scores[s], "-c", "step first", "-o", scratch("score.svg"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_gives_the_same_bytes_again),
        cmocka_unit_test(vectors_hold_true_text),
        cmocka_unit_test(tables_have_every_cell),
        cmocka_unit_test(sizes_are_those_asked_for),
        cmocka_unit_test(a_shot_is_the_whole_window),
        cmocka_unit_test(every_view_and_score_renders),
    };
    return cmocka_run_group_tests(tests, program_open, program_close);
}
