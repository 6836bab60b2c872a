/* The arrows between the rooms (ARCHITECTURE.md), and who may include which library. */
#include "testing.h"

#include "base/arena.h"
#include "base/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct Room {
    const char *name, *may; /* may include these rooms, spaces around each */
} Room;

static const Room rooms[] = {
    {"base", " base "},
    {"engine", " base engine "},
    {"attention", " base engine attention "},
    {"models", " base engine attention models "},
    {"formats", " base formats "},
    {"tasks", " base formats tasks "},
    {"training", " base engine attention models formats tasks training "},
    {"trace", " base engine attention formats trace "},
    {"session", " base engine attention models formats tasks training trace session "},
    {"draw", " base draw "},
    {"ui", " base draw ui "},
    {"views", " base engine attention models formats tasks training trace session draw ui views "},
    {"app",
     " base engine attention models formats tasks training trace session draw ui views app "},
};

typedef struct Library {
    const char *header, *may; /* files that may include it, by the start of their path */
} Library;

static const Library libraries[] = {
    {"<SDL", " draw/font app/ "},
    {"<cairo", " draw/pdf "},
    {"<dlfcn", " engine/kernels/blas.c "},
    {"<cblas", " "},
    {"<jansson", " formats/ "},
    {"<zip.h", " formats/ "},
    {"<utf8proc", " base/text.c draw/ "},
    {"<png.h", " draw/png.c "},
    {"<fontconfig", " draw/font "},
    {"<hb", " draw/font "},
    {"<fribidi", " draw/font "},
};

static int wrong, files_read;

static void say(const char *path, int line, const char *what) {
    print_error("%s:%d: %s\n", path, line, what);
    wrong++;
}

static const Room *room_of(const char *path) {
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        size_t n = strlen(rooms[i].name);
        if (!strncmp(rooms[i].name, path, n) && path[n] == '/') return &rooms[i];
    }
    return NULL;
}

static void check_own(const char *path, int line, const char *included) {
    const Room *from = room_of(path), *to = room_of(included);
    char word[64];
    if (!to) {
        say(path, line, "an include is written from src, with its room");
        return;
    }
    snprintf(word, sizeof word, " %s ", to->name);
    if (from && !strstr(from->may, word)) say(path, line, included);
}

static void check_library(const char *path, int line, const char *included) {
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        if (strncmp(libraries[i].header, included, strlen(libraries[i].header))) continue;
        char all[128], *rest;
        snprintf(all, sizeof all, "%s", libraries[i].may);
        bool allowed = false;
        for (char *word = strtok_r(all, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
            allowed |= !strncmp(path, word, strlen(word));
        if (!allowed) say(path, line, included);
    }
}

static void check_file(Arena *arena, const char *root, const char *path) {
    char *text;
    size_t size;
    Error error;
    if (!file_read(arena_printf(arena, "%s/%s", root, path), 1 << 24, arena, &text, &size,
                   &error)) {
        say(path, 0, error.message);
        return;
    }
    int number = 0;
    for (char *line = text, *next; line; line = next) {
        char included[128];
        next = strchr(line, '\n');
        if (next) *next++ = '\0';
        number++;
        if (sscanf(line, "#include \"%127[^\"]\"", included) == 1)
            check_own(path, number, included);
        if (sscanf(line, "#include %127[<A-Za-z0-9_./-]", included) == 1 && included[0] == '<')
            check_library(path, number, included);
    }
    files_read++;
}

static void check_folder(Arena *arena, const char *root, const char *folder) {
    struct dirent **entries;
    int count = scandir(arena_printf(arena, "%s/%s", root, folder), &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name, *ending = file_ending(name);
        const char *path = arena_printf(arena, "%s%s%s", folder, *folder ? "/" : "", name);
        struct stat info;
        bool known = stat(arena_printf(arena, "%s/%s", root, path), &info) == 0;
        if (known && S_ISDIR(info.st_mode) && name[0] != '.')
            check_folder(arena, root, path);
        else if (!strcmp(ending, "c") || !strcmp(ending, "h") || !strcmp(ending, "inc"))
            check_file(arena, root, path);
        free(entries[i]);
    }
    if (count >= 0) free(entries);
}

static void includes_follow_the_arrows(void **state) {
    (void)state;
    Arena *arena = arena_new();
    check_folder(arena, arena_string(arena, testing_source("../src")), "");
    arena_free(arena);
    assert_true(files_read > 50);
    assert_int_equal(wrong, 0);
}

static void a_wrong_arrow_is_seen(void **state) {
    (void)state;
    wrong = 0;
    print_message("the next three complaints are the test's own:\n");
    check_own("engine/tape.c", 1, "models/cells.h");
    check_own("draw/list.c", 2, "list.h");
    check_library("views/matrix.c", 3, "<SDL2/SDL.h>");
    assert_int_equal(wrong, 3);
    check_own("views/matrix.c", 4, "draw/list.h");
    check_library("app/window.c", 5, "<SDL2/SDL.h>");
    assert_int_equal(wrong, 3);
    wrong = 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_arrow_is_seen),
        cmocka_unit_test(includes_follow_the_arrows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
