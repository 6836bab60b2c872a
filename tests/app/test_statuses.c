/* How the program ends: 0 done, 1 the world, 2 the words; a failure leaves a sentence and no file.
 */
#include "program.h"

/* --- 2: the command line's own words --------------------------------------------------------- */

static void wrong_words_are_two(void **state) {
    (void)state;
    const char *out = scratch("never.npz");
    assert_contains(EXPECT(2, "trace", "-c", "scroe dot", "-o", out).err, "did you mean score");
    EXPECT(2, "trace", "-c", "score dott", "-o", out);
    EXPECT(2, "trace", "-c", "score", "-o", out);
    EXPECT(2, "trace", "-c", "step 99", "-o", out);
    EXPECT(2, "trace", "-c", "score cosine", "-c", "scope local-p 2", "-o", out);
    EXPECT(2, "trace", "-c", "model seq2seq-dates-additive", "-c", "model seq2seq-dates-addtive",
           "-o", out);
    assert_contains(EXPECT(2, "trace", "--bogus", "-o", out).err, "--bogus");
    EXPECT(2, "trace", "-z", "-o", out);
    EXPECT(2, "trace", "-o");
    EXPECT(2, "trace");
    EXPECT(2, "trace", "-o", scratch("never.txt"));
    EXPECT(2, "trace", "-o", out, "--format", "xml");
    EXPECT(2, "render", "-o", scratch("never.png"), "--size", "12");
    EXPECT(2, "render", "-o", scratch("never.png"), "--size", "1x1");
    EXPECT(2, "render", "-o", scratch("never.png"), "--scale", "99");
    EXPECT(2, "render", "-o", scratch("never.svg"), "--window");
    EXPECT(2, "render", "one.heed", "two.heed", "-o", scratch("never.png"));
    EXPECT(2, "list", "nonsense");
    EXPECT(2, "list");
    EXPECT(2, "info");
    EXPECT(2, "eval");
    EXPECT(2, "eval", "seq2seq-dates-dot", "-n", "0");
    EXPECT(2, "eval", "seq2seq-dates-dot", "-n", "10x");
    assert_contains(EXPECT(2, "train", "datse").err, "did you mean dates");
    EXPECT(2, "train");
    EXPECT(2, "train", "dates", "-c", "hidden 7", "-c", "examples 1");
    EXPECT(2, "train", "dates", "-c", "batch 0");
    assert_contains(EXPECT(2, "train", "lookup").err, "lookup has nothing to train");
    assert_contains(EXPECT(2, "train", "seq2seq-lookup").err, "lookup has nothing to train");
    assert_contains(EXPECT(2, "train", "lookup-dates").err, "lookup has nothing to train");
    assert_contains(EXPECT(2, "trace", "-c", "model lookup", "-c", "score none", "-o", out).err,
                    "without a score");
    EXPECT(2, "train", "dates", "-o", scratch("never.npz"));
    assert_false(file_exists(out));
    assert_false(file_exists(scratch("never.png")));
}

/* --- 1: the world ---------------------------------------------------------------------------- */

static void write_file(const char *path, const void *bytes, size_t size) {
    Error error = {0};
    if (!file_save(path, bytes, size, &error)) fail_msg("%s", error.message);
}

static void missing_files_are_one(void **state) {
    (void)state;
    const char *folder = empty_folder("world"),
               *out = arena_printf(said_arena, "%s/out.npz", folder);
    assert_contains(EXPECT(1, "trace", "/nowhere/x.safetensors", "-o", out).err,
                    "/nowhere/x.safetensors");
    EXPECT(1, "trace", "/nowhere/x.heed", "-o", out);
    EXPECT(1, "info", "/nowhere/x.safetensors");
    EXPECT(1, "eval", "/nowhere/x.safetensors");
    assert_contains(EXPECT(1, "eval", "lookup").err, "lookup has nothing to evaluate");
    assert_contains(EXPECT(1, "trace", "-c", "model lookup", "-c", "input hello", "-o", out).err,
                    "there is no query");
    EXPECT(1, "render", "/nowhere/x.safetensors", "-o",
           arena_printf(said_arena, "%s/out.png", folder));
    EXPECT(1, "trace", folder, "-o", out);
    assert_int_equal(entries(folder), 0);
}

/* A figure of nothing is none. */
static void views_of_other_models_are_one(void **state) {
    (void)state;
    const char *folder = empty_folder("views");
    static const char *const cases[][2] = {
        {"model brackets", "view spread"}, {"model brackets", "view beam"},
        {"model brackets", "view gates"},  {"model dates", "view heads"},
        {"model dates", "view lookup"},    {"model lookup", "view inspector"}};
    static const char *const endings[] = {"png", "svg", "pdf", "csv", "tex"};
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < 5; k++) {
            const char *out = arena_printf(said_arena, "%s/out.%s", folder, endings[k]);
            assert_contains(
                EXPECT(1, "render", "-c", cases[i][0], "-c", cases[i][1], "-o", out).err,
                "shows nothing of");
        }
    assert_int_equal(entries(folder), 0);
    EXPECT(0, "render", "-c", "score none", "-c", "view weights", "-o",
           arena_printf(said_arena, "%s/out.png", folder));
}

static void damaged_checkpoints_are_one(void **state) {
    (void)state;
    const char *folder = empty_folder("damaged"), *path = scratch("damaged.safetensors");
    const char *out = arena_printf(said_arena, "%s/out.svg", folder);
    Error error = {0};
    const char *shipped = file_asset(said_arena, "models/seq2seq-dates-dot.safetensors", &error);
    if (!shipped) fail_msg("%s", error.message);
    size_t size;
    char *bytes = contents(shipped, &size);
    const size_t cuts[] = {0, 7, 100, size / 2, size - 1};
    for (int i = 0; i < 5; i++) {
        write_file(path, bytes, cuts[i]);
        assert_contains(EXPECT(1, "info", path).err, "damaged.safetensors");
    }
    EXPECT(1, "render", path, "-o", out);
    EXPECT(1, "eval", path, "-n", "10");
    bytes[8] = '!';
    write_file(path, bytes, size);
    EXPECT(1, "trace", path, "-o", arena_printf(said_arena, "%s/out.npz", folder));
    assert_int_equal(entries(folder), 0);
}

static void inputs_without_end_or_beginning_are_one(void **state) {
    (void)state;
    const char *folder = empty_folder("inputs"),
               *out = arena_printf(said_arena, "%s/out.json", folder);
    EXPECT(1, "trace", "-c", "input \"\"", "-o", out);
    EXPECT(1, "trace", "-c", "input \"   \"", "-o", out);
    char line[1100] = "input \"";
    memset(line + 7, '7', 1001);
    strcpy(line + 7 + 1001, "\"");
    assert_contains(EXPECT(1, "trace", "-c", line, "-o", out).err, "1001");
    EXPECT(1, "render", "-c", line, "-o", arena_printf(said_arena, "%s/out.png", folder));
    assert_int_equal(entries(folder), 0);
    strcpy(line + 7 + 1000, "\"");
    EXPECT(0, "trace", "-c", line, "-o", out);
    assert_int_equal(entries(folder), 1);
}

static void a_bad_line_is_named(void **state) {
    (void)state;
    const char *path = scratch("lines.heed"), *folder = empty_folder("lines");
    const char *out = arena_printf(said_arena, "%s/out.png", folder);
    const char *text = "# three right lines, then one\nscore dot\n\nstep 3\nscroe dot\n";
    write_file(path, text, strlen(text));
    assert_contains(EXPECT(1, "render", path, "-o", out).err, "lines.heed:5: ");
    assert_contains(
        EXPECT(1, "trace", path, "-o", arena_printf(said_arena, "%s/o.npz", folder)).err,
        "lines.heed:5: ");
    assert_int_equal(entries(folder), 0);
    text = "score dot\nstep 3\n";
    write_file(path, text, strlen(text));
    EXPECT(0, "render", path, "-o", out);
}

static void what_cannot_be_written_is_one(void **state) {
    (void)state;
    const char *folder = empty_folder("unwritable");
    EXPECT(1, "trace", "-o", "/nowhere/x.npz");
    EXPECT(1, "render", "-o", "/nowhere/x.pdf");
    EXPECT(1, "train", "dates", "-c", "hidden 4", "-c", "embedding 2", "-c", "examples 8", "-c",
           "batch 8", "-o", "/nowhere/x.safetensors");
    const char *taken = arena_printf(said_arena, "%s/folder.png", folder);
    mkdir(taken, 0777);
    EXPECT(1, "render", "-o", taken);
    rmdir(taken);
    EXPECT(1, "render", "-c", "score none", "-o", arena_printf(said_arena, "%s/none.csv", folder));
    EXPECT(1, "render", "--size", "16384x16384", "--scale", "16", "-o",
           arena_printf(said_arena, "%s/huge.png", folder));
    assert_int_equal(entries(folder), 0);
    if (access("/dev/full", W_OK) != 0) return;
    Start full = {NULL, NULL, "/dev/full"};
    expect_from(1, full,
                (const char *const[]){"heed", "trace", "-o", "-", "--format", "json", NULL},
                __LINE__);
    expect_from(1, full, (const char *const[]){"heed", "list", "commands", NULL}, __LINE__);
}

/* A failure leaves the file that was there. */
static void old_files_stay(void **state) {
    (void)state;
    const char *path = scratch("old.npz");
    write_file(path, "old", 3);
    EXPECT(1, "trace", "-c", "input \"\"", "-o", path);
    assert_string_equal(contents(path, NULL), "old");
    EXPECT(2, "trace", "-c", "nonsense", "-o", path);
    assert_string_equal(contents(path, NULL), "old");
}

/* The window needs a display; without one it says so and ends. */
static void no_display_is_one(void **state) {
    (void)state;
    Said said =
        expect_from(1, (Start){NULL, NULL, NULL}, (const char *const[]){"heed", NULL}, __LINE__);
    assert_contains(said.err, "display");
    assert_contains(said.err, "heed render");
    assert_contains(EXPECT(1, "-c", "score dot").err, "display");
    EXPECT(2, "--bogus");
}

/* --- where it runs --------------------------------------------------------------------------- */

static void it_runs_from_anywhere(void **state) {
    (void)state;
    Said here = EXPECT(0, "list", "models");
    Said there = expect_from(0, (Start){NULL, "/", NULL},
                             (const char *const[]){"heed", "list", "models", NULL}, __LINE__);
    assert_string_equal(here.out, there.out);
    const char *folder = empty_folder("elsewhere"),
               *link = arena_printf(said_arena, "%s/another name", folder);
    char real[PATH_MAX];
    assert_non_null(realpath(getenv("HEED_PROGRAM"), real));
    assert_int_equal(symlink(real, link), 0);
    Start linked = {link, folder, NULL};
    there = expect_from(0, linked, (const char *const[]){"heed", "list", "models", NULL}, __LINE__);
    assert_string_equal(here.out, there.out);
    expect_from(0, linked, (const char *const[]){"heed", "render", "-o", "here.svg", NULL},
                __LINE__);
    assert_true(file_exists(arena_printf(said_arena, "%s/here.svg", folder)));
    assert_int_equal(entries(folder), 2);
}

/* A state says itself which head is looked at and how far the run is. */
static void a_state_is_drawn_as_it_says(void **state) {
    (void)state;
    const char *path = scratch("state.heed"), *from_file = scratch("state-1.svg"),
               *from_lines = scratch("state-2.svg");
    static const char lines[] =
        "model transformer-repeat\nview weights\nstep 4\nhead 2.4\nselect 3 2\n";
    Error error = {0};
    assert_true(file_save(path, lines, strlen(lines), &error));
    EXPECT(0, "render", path, "-o", from_file);
    EXPECT(0, "render", "-c", "model transformer-repeat", "-c", "view weights", "-c", "step 4",
           "-c", "head 2.4", "-c", "select 3 2", "-o", from_lines);
    char *texts[2];
    size_t sizes[2];
    Arena *arena = arena_new();
    assert_true(file_read(from_file, 1 << 24, arena, &texts[0], &sizes[0], &error));
    assert_true(file_read(from_lines, 1 << 24, arena, &texts[1], &sizes[1], &error));
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(texts[0], texts[1], sizes[0]);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_is_drawn_as_it_says),
        cmocka_unit_test(wrong_words_are_two),
        cmocka_unit_test(missing_files_are_one),
        cmocka_unit_test(damaged_checkpoints_are_one),
        cmocka_unit_test(views_of_other_models_are_one),
        cmocka_unit_test(inputs_without_end_or_beginning_are_one),
        cmocka_unit_test(a_bad_line_is_named),
        cmocka_unit_test(what_cannot_be_written_is_one),
        cmocka_unit_test(old_files_stay),
        cmocka_unit_test(no_display_is_one),
        cmocka_unit_test(it_runs_from_anywhere),
    };
    return cmocka_run_group_tests(tests, program_open, program_close);
}
