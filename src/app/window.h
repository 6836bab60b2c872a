/* window.h -- the program's window: SDL's events become ours, our pixels become the window's. */
#ifndef HEED_APP_WINDOW_H
#define HEED_APP_WINDOW_H

#include "app/options.h"

/* Opens the window on FILE, or the last state, and the -c commands; returns when it is closed, with
 * the status to exit with. */
int window_run(const Options *options);

#endif
