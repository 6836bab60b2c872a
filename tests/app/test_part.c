/* A training that a signal ends, and the program that goes on with it. */
#include "program.h"

static const char *const small[] = {"heed",        "train", "dates",   "-c", "hidden 8", "-c",
                                    "embedding 4", "-c",    "batch 8", "-c", "seed 3",   "-c",
                                    NULL,          "-o",    NULL,      NULL};

/* The training's words with its number of examples and its file. */
static const char *const *words_for(const char *examples, const char *out) {
    const char **words = ARENA_ARRAY(said_arena, const char *, sizeof small / sizeof *small);
    memcpy(words, small, sizeof small);
    words[12] = examples;
    words[14] = out;
    return words;
}

static void pause_for(long milliseconds) {
    nanosleep(&(struct timespec){0, milliseconds * 1000000}, NULL);
}

/* Runs the training until its part is there and a while longer; the signal ends it. */
static int interrupted(const char *const *words, const char *part, int signal_number) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t child;
    assert_int_equal(posix_spawn(&child, getenv("HEED_PROGRAM"), &actions, NULL,
                                 (char *const *)(uintptr_t)words, environ),
                     0);
    posix_spawn_file_actions_destroy(&actions);
    for (int i = 0; i < 10000 && !file_exists(part); i++) pause_for(2);
    assert_true(file_exists(part));
    pause_for(60);
    kill(child, signal_number);
    return wait_for(child);
}

static void a_signal_leaves_a_part_that_goes_on(void **state) {
    (void)state;
    const char *folder = empty_folder("part");
    const char *whole = arena_printf(said_arena, "%s/whole.safetensors", folder);
    const char *cut = arena_printf(said_arena, "%s/cut.safetensors", folder);
    const char *part = arena_printf(said_arena, "%s/cut.part.safetensors", folder);
    const char *const *words = words_for("examples 12000", cut);
    Start here = {NULL, NULL, NULL};
    expect_from(0, here, words_for("examples 12000", whole), __LINE__);
    assert_int_equal(interrupted(words, part, SIGTERM), 1);
    assert_false(file_exists(cut));
    assert_contains(EXPECT(0, "info", part).out, "model seq2seq, task dates");
    EXPECT(0, "trace", part, "-o", arena_printf(said_arena, "%s/trace.npz", folder));
    /* the finished file is not touched by it, and another training does not take it */
    Said refused = EXPECT(1, "train", "dates", "-c", "score dot", "-o", cut);
    assert_contains(refused.err, "another training");
    assert_contains(refused.err, "cut.part.safetensors");
    assert_int_equal(interrupted(words, part, SIGKILL), -1);
    Said said = expect_from(0, here, words, __LINE__);
    assert_contains(said.err, "goes on from the ");
    assert_false(file_exists(part));
    size_t size, other;
    const char *one = contents(whole, &size), *two = contents(cut, &other);
    assert_int_equal(size, other);
    assert_memory_equal(one, two, size);
    assert_int_equal(entries(folder), 3);
}

static void a_damaged_part_is_one_sentence(void **state) {
    (void)state;
    const char *folder = empty_folder("damaged");
    const char *out = arena_printf(said_arena, "%s/x.safetensors", folder);
    const char *part = arena_printf(said_arena, "%s/x.part.safetensors", folder);
    Error error;
    assert_true(file_save(part, "no part", 7, &error));
    Said said = EXPECT(1, "train", "dates", "-o", out);
    assert_contains(said.err, "x.part.safetensors cannot be gone on from");
    assert_false(file_exists(out));
    assert_true(file_exists(part));
}

/* The work is not lost when the end cannot be written. */
static void what_cannot_be_kept_stays_in_the_part(void **state) {
    (void)state;
    const char *folder = empty_folder("kept");
    const char *out = arena_printf(said_arena, "%s/x.safetensors", folder);
    const char *part = arena_printf(said_arena, "%s/x.part.safetensors", folder);
    mkdir(out, 0777);
    Start here = {NULL, NULL, NULL};
    expect_from(1, here, words_for("examples 64", out), __LINE__);
    assert_true(file_exists(part));
    rmdir(out);
    Said said = expect_from(0, here, words_for("examples 64", out), __LINE__);
    assert_contains(said.err, "goes on from the 64 examples");
    assert_true(file_exists(out));
    assert_false(file_exists(part));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signal_leaves_a_part_that_goes_on),
        cmocka_unit_test(a_damaged_part_is_one_sentence),
        cmocka_unit_test(what_cannot_be_kept_stays_in_the_part),
    };
    return cmocka_run_group_tests(tests, program_open, program_close);
}
