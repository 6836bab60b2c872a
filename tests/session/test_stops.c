/* Runs that are stopped while they are built: whatever is asked for, they end, and leave nothing.
 */
#include "session/session.h"
#include "testing.h"

#include <stdio.h>
#include <string.h>

/* Says stop after so many questions. */
typedef struct Patience {
    long left, asked;
} Patience;

static bool is_at_end(void *with) {
    Patience *p = with;
    p->asked++;
    return p->left-- <= 0;
}

static const char *const cases[] = {
    "model dates; input \"5 May 1999\"",
    "model dates; score none",
    "model dates; scope local-p 3; weigh hard",
    "model dates; weigh sparse; temperature 2; force 2 1",
    "model translate; input \"the cat that sees the dog sleeps\"; beam 4",
    "model translate; cell lstm; prefix \"le\"",
    "model transformer-dates; input \"5 May 1999\"",
    "model transformer-dates; weigh hard; beam 3",
    "model transformer-translate; input \"the cat sleeps\"; ablate 1.1",
    "model brackets; scope band 3; weigh argmax",
    "model repeat; target none",
    "model lookup; weigh hard",
};

/* The session of a case, whose lines stand between semicolons. */
static Session *session_of(const char *lines) {
    Error error = {0};
    Session *session = session_new(&error);
    if (!session) fail_msg("%s", error.message);
    char copy[256], *rest = copy;
    snprintf(copy, sizeof copy, "%s", lines);
    for (char *line; (line = strsep(&rest, ";"));)
        if (!session_apply(session, line, &error)) fail_msg("%s: %s", line, error.message);
    return session;
}

static void a_run_ends_wherever_it_is_stopped(void **state) {
    (void)state;
    static const long after[] = {0, 1, 2, 9, 40, 150, 600};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        Session *session = session_of(cases[c]);
        const Run *whole = session_run(session);
        Patience all = {.left = 1L << 60};
        Error error = {0};
        Run *run = run_new_stopped_by(&whole->ask, is_at_end, &all, &error);
        assert_non_null(run);
        assert_string_equal(run->output, whole->output);
        run_free(run);
        for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
            Patience some = {.left = after[i]};
            run = run_new_stopped_by(&whole->ask, is_at_end, &some, &error);
            assert_true(after[i] >= all.asked || !run);
            assert_true(some.asked <= after[i] + 1); /* once is enough */
            run_free(run);
        }
        run = run_new(&whole->ask, &error); /* nothing is stopped any more */
        assert_non_null(run);
        assert_string_equal(run->output, whole->output);
        run_free(run);
        session_free(session);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_run_ends_wherever_it_is_stopped)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
