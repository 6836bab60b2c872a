/* verbs.h -- what the program does without a window. Each returns the status to exit with, and says
 * on standard error, in one sentence, what went wrong. They need no display. */
#ifndef HEED_APP_VERBS_H
#define HEED_APP_VERBS_H

#include "app/options.h"
#include "session/session.h"

int verb_render(const Options *options);
int verb_trace(const Options *options);
int verb_train(const Options *options);
int verb_eval(const Options *options);
int verb_list(const Options *options);
int verb_info(const Options *options);

/* “heed: SENTENCE” on standard error; returns 2 for wrong words, else 1. */
int verb_failed(const Error *error);
/* The session FILE and the -c commands ask for, everything revealed; NULL and the sentence. An
 * error from FILE is the world's. */
Session *verb_session(const Options *options, Error *error);
/* The ending that says the format: --format, or OUT's. NULL and a sentence when it is none of the
 * list. */
const char *verb_format(const Options *options, const char *const *known, int count, Error *error);

#endif
