/* many.h -- for test programs that open sessions of their own, one or several. */
#ifndef HEED_TESTS_SESSION_MANY_H
#define HEED_TESTS_SESSION_MANY_H

#include "testing.h"

#include "session/session.h"

static inline Session *open_session(void) {
    Error error = {0};
    Session *session = session_new(&error);
    if (!session) fail_msg("%s", error.message);
    return session;
}

static inline void say(Session *session, const char *line) {
    Error error = {0};
    if (!session_apply(session, line, &error)) fail_msg("%s: %s", line, error.message);
}

/* The line is refused with a sentence that has this part, and the state's lines are as before. */
static inline void refused(Session *session, const char *line, const char *part) {
    Buffer before = {0}, after = {0};
    Error error = {0};
    session_write_state(session, &before);
    assert_false(session_apply(session, line, &error));
    assert_contains(error.message, part);
    session_write_state(session, &after);
    assert_string_equal(before.data, after.data);
    buffer_free(&before);
    buffer_free(&after);
}

#endif
