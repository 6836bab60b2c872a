/* settings.h -- the last state, kept between one start of the window and the next. */
#ifndef HEED_APP_SETTINGS_H
#define HEED_APP_SETTINGS_H

#include "session/opening.h"

/* The lines of $XDG_STATE_HOME/heed/last.heed (or ~/.local/state/…), to be opened; NULL: it is not
 * there. */
Opening *settings_restore(Session *session);
/* Writes it; a folder that cannot be written is no trouble. */
void settings_keep(const Session *session);

#endif
