/* opening.h -- a file of commands opened line by line, so that a host can compute a long run before
 * the line that asks for it is applied.
 *
 * All lines are one entry of undo, those of the files it opens too. An error begins with FILE:LINE,
 * and the lines before it stay applied. Belongs to whoever began it; the session outlives it.
 * Threads: the session's.
 */
#ifndef HEED_SESSION_OPENING_H
#define HEED_SESSION_OPENING_H

#include "session/session.h"

typedef struct Opening Opening;

/* `begins`: what it leaves is where undo ends. NULL and a sentence when the file cannot be read. */
Opening *session_opening(Session *session, const char *path, bool begins, Error *error);
/* Of a line that opens such a file; NULL for any other, and, with a sentence, as above. */
Opening *session_opening_of(Session *session, const char *line, Error *error);
void opening_free(Opening *opening); /* NULL is allowed */

/* No line is left. */
bool opening_is_over(Opening *opening);
/* As session_foresee, of the next line. */
bool opening_foresee(Opening *opening, Ask *ask);
/* Whether the next line is an act that a host carries out. */
bool opening_needs_host(Opening *opening);
/* Applies the next line. */
bool opening_apply(Opening *opening, Error *error);

#endif
