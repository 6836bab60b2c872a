/* foresee.c -- what a line would leave and ask for, without applying it. A command may leave words;
 * they are not said yet. */
#include "session/parts.h"

#include <string.h>

/* Where undo and redo go: a state before, one after, or none. */
static int steps_in_past(const Session *session, const char *verb) {
    if (!strcmp(verb, "undo")) return session_can_undo(session) ? -1 : 0;
    return !strcmp(verb, "redo") && session_can_redo(session) ? 1 : 0;
}

/* The line's change to a state; with `past`, undo and redo lead to one of the session's. */
static bool foretell(Session *session, const char *line, bool past, State *state) {
    Arena *scratch = arena_new();
    Words words;
    Error none = {0};
    const State before = *state;
    const Command *command = session_parse(scratch, line, &words, &none);
    int back = past && command && command->info.is_act ? steps_in_past(session, words.verb) : 0;
    bool good = back || (command && command->apply);
    if (back)
        *state = *session_state_at(session, session->current + back);
    else if (good && !strcmp(words.verb, "reset"))
        good = session_first_state(session, state, &none);
    else if (good)
        good = command->apply(session, state, &words, &none);
    if (good && !back) session_settle(session, &before.ask, state);
    arena_free(scratch);
    return good;
}

bool session_foresee(Session *session, const char *line, Ask *ask) {
    Error none = {0};
    char message[sizeof session->message];
    memcpy(message, session->message, sizeof message);
    State state = *session_state(session);
    bool good = foretell(session, line, true, &state);
    *ask = state.ask;
    bool compares = good && *state.compare.words && run_cache_has(session->runs, ask);
    if (compares && compare_derive(session, &state, &none)) *ask = state.compare.ask;
    memcpy(session->message, message, sizeof message);
    return good && !run_cache_has(session->runs, ask);
}

bool session_foresee_state(Session *session, const char *const *lines, int count, State *out) {
    char message[sizeof session->message];
    memcpy(message, session->message, sizeof message);
    *out = *session_state(session);
    bool good = true;
    for (int i = 0; i < count && good; i++) good = foretell(session, lines[i], false, out);
    memcpy(session->message, message, sizeof message);
    return good;
}

void session_adopt(Session *session, Run *run) {
    if (run_cache_has(session->runs, &run->ask))
        run_free(run);
    else
        run_cache_add(session->runs, run);
}
