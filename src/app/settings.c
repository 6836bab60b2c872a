#include "app/settings.h"

#include "base/file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool state_folder(char out[PATH_MAX]) {
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int used = -1;
    if (state && state[0] == '/')
        used = snprintf(out, PATH_MAX, "%s/heed", state);
    else if (home && home[0] == '/')
        used = snprintf(out, PATH_MAX, "%s/.local/state/heed", home);
    return used > 0 && used < PATH_MAX - 16;
}

/* Every folder of the path that is not there. */
static void make_folders(char path[PATH_MAX]) {
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    mkdir(path, 0700);
}

static bool last_path(char out[PATH_MAX]) {
    if (!state_folder(out)) return false;
    strcat(out, "/last.heed");
    return true;
}

Opening *settings_restore(Session *session) {
    char path[PATH_MAX];
    Error none = {0};
    return last_path(path) && file_exists(path) ? session_opening(session, path, true, &none)
                                                : NULL;
}

void settings_keep(const Session *session) {
    char path[PATH_MAX];
    if (!state_folder(path)) return;
    make_folders(path);
    strcat(path, "/last.heed");
    session_save(session, path, NULL);
}
