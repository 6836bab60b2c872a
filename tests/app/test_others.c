/* Files that others made, as the program meets them: refused in one sentence, ranked, listed. */
#include "gpt2.h"
#include "program.h"

static const char *saved(const char *name, Gpt2 of) {
    const char *path = scratch(name);
    gpt2_save(&of, path);
    return path;
}

static void assert_one_sentence(const Said *said, const char *what) {
    assert_contains(said->err, what);
    assert_non_null(strchr(said->err, '\n'));
    assert_string_equal(strchr(said->err, '\n'), "\n");
}

/* No figure about <unk>, and none of samples there is no room for. */
static void what_samples_cannot_judge_is_not_scored(void **state) {
    (void)state;
    const char *strange = saved("strange.safetensors", (Gpt2){"[\"w1\",\"w2\"]", 2, 2, 16, 64}),
               *narrow = saved("narrow.safetensors", (Gpt2){GPT2_REPEAT, 1, 2, 8, 33});
    Said said = EXPECT(1, "eval", strange);
    assert_one_sentence(&said, "its vocabulary has none of the 27 symbols of repeat");
    said = EXPECT(1, "eval", narrow, "--json");
    assert_one_sentence(&said, "it has 33 positions");
    assert_int_equal(said.out_size, 0);
    const char *out = scratch("ranked.png");
    remove(out);
    said = EXPECT(2, "render", strange, "-c", "input w1", "-c", "rank start", "-o", out);
    assert_one_sentence(&said, "its vocabulary has none of the 27 symbols of repeat");
    said = EXPECT(2, "render", narrow, "-c", "rank start", "-o", out);
    assert_one_sentence(&said, "it has 33 positions");
    assert_false(file_exists(out));
    EXPECT(0, "render", narrow, "-c", "view heads", "-o", out);
}

static void a_vocabulary_without_special_words_is_ranked(void **state) {
    (void)state;
    const char *fit = saved("fit.safetensors", (Gpt2){GPT2_REPEAT, 1, 2, 8, 64});
    EXPECT(0, "render", fit, "-c", "rank start", "-c", "view heads", "-o", scratch("fit.png"));
    EXPECT(0, "eval", fit, "-n", "4");
}

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ADDRESSES_OF_ITS_OWN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ADDRESSES_OF_ITS_OWN 1
#endif
#endif

/* The program with so many kilobytes of address space. */
static Said limited(int kilobytes, const char *line) {
    const char *script =
        arena_printf(said_arena, "ulimit -v %d && exec \"$HEED_PROGRAM\" %s", kilobytes, line);
    return run_from((Start){.program = "/bin/sh"}, (const char *const[]){"sh", "-c", script, NULL});
}

static const char *long_input(int tokens) {
    Buffer text = {0};
    for (int i = 0; i < tokens; i++) buffer_text(&text, i % 3 ? "a " : "b ");
    const char *input = arena_printf(said_arena, "-c 'input \"%s\"'", text.data);
    buffer_free(&text);
    return input;
}

/* What there is no memory for is said before it is begun. */
static void what_has_no_room_is_refused(void **state) {
    (void)state;
#ifdef HAS_ADDRESSES_OF_ITS_OWN
    skip();
#endif
    const char *deep = saved("deep.safetensors", (Gpt2){GPT2_REPEAT, 12, 12, 96, 2048}),
               *flat = saved("flat.safetensors", (Gpt2){GPT2_REPEAT, 1, 12, 24, 2048});
    const char *input = long_input(2048), *out = scratch("roomless.npz");
    Said said = limited(400000, arena_printf(said_arena, "trace %s %s -o %s", deep, input, out));
    assert_int_equal(said.status, 1);
    assert_one_sentence(&said, "a run of 2048 tokens needs about");
    said = limited(400000, arena_printf(said_arena, "render %s %s -o %s.png", deep, input, out));
    assert_int_equal(said.status, 1);
    assert_one_sentence(&said, "a run of 2048 tokens needs about");
    said = limited(1200000, arena_printf(said_arena, "trace %s %s -o %s", flat, input, out));
    assert_int_equal(said.status, 1);
    assert_one_sentence(&said, "the trace of 2048 tokens needs about");
    assert_false(file_exists(out));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_samples_cannot_judge_is_not_scored),
        cmocka_unit_test(what_has_no_room_is_refused),
        cmocka_unit_test(a_vocabulary_without_special_words_is_ranked),
    };
    return cmocka_run_group_tests(tests, program_open, program_close);
}
