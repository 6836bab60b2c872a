/* one.h -- the one session that a test program speaks to: opened and freed around every test. */
#ifndef HEED_TESTS_SESSION_ONE_H
#define HEED_TESTS_SESSION_ONE_H

#include "testing.h"

#include "session/session.h"

static Session *session;

static inline int start(void **state) {
    (void)state;
    Error error = {0};
    session = session_new(&error);
    if (!session) print_error("%s\n", error.message);
    return session ? 0 : -1;
}

static inline int end(void **state) {
    (void)state;
    session_free(session);
    return 0;
}

static inline void say(const char *line) {
    Error error = {0};
    if (!session_apply(session, line, &error)) fail_msg("%s: %s", line, error.message);
}

/* The line is refused with a sentence that has these words, and nothing changed. */
static inline void refused(const char *line, const char *why) {
    Error error = {0};
    State before = *session_state(session);
    const Run *other = session_other(session);
    assert_false(session_apply(session, line, &error));
    assert_contains(error.message, why);
    assert_memory_equal(&before, session_state(session), sizeof before);
    assert_ptr_equal(session_other(session), other);
}

static inline const Look *look(void) {
    return &session_state(session)->look;
}

#endif
