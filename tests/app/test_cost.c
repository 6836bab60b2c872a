/* What a head's attention costs, beside the scopes it might have: counted by hand, and measured
 * only where a picture may differ from the next. */
#include "journeys.h"

#include "views/cost.h"

#include <math.h>

/* A window on a decoder of `brackets`, 6 tokens long. */
static int start_brackets(void **state) {
    if (desk_start(state)) return -1;
    static const char *const lines[] = {"model transformer-brackets", "input \"a ( b ) a c\"",
                                        "scope band 2", "head 1.1"};
    for (int i = 0; i < 4; i++)
        if (!session_apply(desk.session, lines[i], NULL)) return -1;
    mouse_away();
    return 0;
}

static void cells_and_bytes_are_counted(void **state) {
    (void)state;
    int N = session_run(desk.session)->source.count;
    const char *words = words_shown();
    assert_int_equal(N, 6);
    assert_contains(words, "36 cells");
    assert_contains(words, "21 cells");
    assert_contains(words, "24 cells"); /* 3 + 4 + 5 + 5 + 4 + 3: a band looks both ways */
    assert_contains(words, "|s − t| ≤ 2");
    assert_contains(words, "144 B\n"); /* 6 · 6 · 4; a shot has no times */
    assert_contains(words, "120 B\n"); /* 6 · 5 · 4 */
    session_apply(desk.session, "scope band 1", NULL);
    mouse_away();
    assert_contains(words_shown(), "16 cells");
    assert_contains(words_shown(), "72 B\n");
    session_apply(desk.session, "input \"a\"", NULL);
    mouse_away();
    assert_contains(words_shown(), "\n1 cell\n");
    assert_null(strstr(words_shown(), "1 cells"));
}

/* Each picture of a comparison says what it costs, where that is not the same. */
static void a_comparison_has_both_costs(void **state) {
    (void)state;
    assert_true(session_apply(desk.session, "compare \"scope global\"", NULL));
    mouse_away();
    assert_contains(words_shown(), "band, |s − t| ≤ 2 · 24 cells · 120 B");
    assert_contains(words_shown(), "global, every s · 36 cells · 144 B");
    assert_true(session_apply(desk.session, "compare \"ablate 1.1\"", NULL));
    mouse_away();
    assert_null(strstr(words_shown(), "24 cells"));
}

/* A decoder that writes looks at no word to come, whatever the scope: that is what it costs. */
static void a_writing_decoder_is_causal(void **state) {
    (void)state;
    static const char *const lines[] = {"model transformer-dates", "input \"3 May 2001\"",
                                        "head decoder 1.1", "compare \"scope band 1\""};
    for (int i = 0; i < 4; i++) assert_true(session_apply(desk.session, lines[i], NULL));
    mouse_away();
    int T = session_run(desk.session)->target.count, U = session_other(desk.session)->target.count;
    assert_contains(words_shown(),
                    arena_printf(desk.arena, "global, s ≤ t · %d cells", T * (T + 1) / 2));
    assert_contains(words_shown(),
                    arena_printf(desk.arena, "band, |s − t| ≤ 1, s ≤ t · %d cells", 2 * U - 1));
    assert_true(session_apply(desk.session, "head encoder 1.1", NULL));
    mouse_away();
    int S = session_run(desk.session)->source.count;
    assert_contains(words_shown(), arena_printf(desk.arena, "global, every s · %d cells", S * S));
    assert_contains(words_shown(),
                    arena_printf(desk.arena, "band, |s − t| ≤ 1 · %d cells", 3 * S - 2));
}

/* A window that is no shot measures, and then says so. */
static void times_are_measured_in_a_window(void **state) {
    (void)state;
    FrameInput input = {.width = 1440, .height = 900, .scale = 1, .now = desk.now};
    const char *words = "";
    for (int i = 0; i < 2000 && !strstr(words, " ms\n"); i++) {
        input.now += 0.05;
        frame_draw(desk.frame, &input);
        words = words_shown();
    }
    assert_contains(words, "144 B · ");
    assert_contains(words, "120 B · ");
    mouse_away(); /* a shot again */
    assert_contains(words_shown(), "144 B\n");
}

#define COST(test) cmocka_unit_test_setup_teardown(test, start_brackets, desk_end)

int main(void) {
    const struct CMUnitTest tests[] = {
        COST(cells_and_bytes_are_counted),
        COST(a_comparison_has_both_costs),
        COST(a_writing_decoder_is_causal),
        COST(times_are_measured_in_a_window),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}
