#include "testing.h"

#include "base/file.h"

#include <dirent.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static Arena *arena;
static char folder[PATH_MAX];

static const char *in_folder(const char *name) {
    return arena_printf(arena, "%s/%s", folder, name);
}

/* Removes what is in the folder, one level deep. */
static int empty_folder(void **state) {
    (void)state;
    DIR *open = opendir(folder);
    for (struct dirent *entry; open && (entry = readdir(open));) {
        if (entry->d_name[0] == '.') continue;
        const char *path = in_folder(entry->d_name);
        chmod(path, 0700);
        if (unlink(path) != 0) rmdir(path);
    }
    if (open) closedir(open);
    return 0;
}

static int set_up(void **state) {
    arena = arena_new();
    snprintf(folder, sizeof folder, "%s", testing_scratch("file"));
    mkdir(folder, 0777);
    return empty_folder(state);
}

static int tear_down(void **state) {
    empty_folder(state);
    rmdir(folder);
    arena_free(arena);
    return 0;
}

static int files_in_folder(void) {
    int count = 0;
    DIR *open = opendir(folder);
    for (struct dirent *entry; open && (entry = readdir(open));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    if (open) closedir(open);
    return count;
}

static void assert_holds(const char *path, const char *text) {
    char *bytes;
    size_t size;
    Error error = {0};
    if (!file_read(path, 1000, arena, &bytes, &size, &error)) fail_msg("%s", error.message);
    assert_int_equal(size, strlen(text));
    assert_string_equal(bytes, text);
}

static void a_file_is_saved_and_replaced(void **state) {
    (void)state;
    const char *path = in_folder("a.txt");
    assert_false(file_exists(path));
    assert_true(file_save(path, "one", 3, NULL));
    assert_holds(path, "one");
    assert_int_equal(chmod(path, 0640), 0);
    assert_true(file_save(path, "two, longer", 11, NULL));
    assert_holds(path, "two, longer");
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
    assert_true(file_save(path, "", 0, NULL));
    assert_holds(path, "");
    assert_int_equal(files_in_folder(), 1);
}

static void a_new_file_has_the_mode_the_umask_leaves(void **state) {
    (void)state;
    const char *path = in_folder("a.txt");
    mode_t old = umask(027);
    assert_true(file_save(path, "one", 3, NULL));
    umask(old);
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
}

/* A file may grow to 4096 bytes: writing fails half way as on a full disk. */
static void a_full_disk_keeps_the_old_file(void **state) {
    (void)state;
    const char *path = in_folder("a.txt");
    static char large[100000];
    assert_true(file_save(path, "old", 3, NULL));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        struct rlimit limit = {4096, 4096};
        Error error = {0};
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(1);
        if (file_save(path, large, sizeof large, &error)) _exit(2);
        _exit(strstr(error.message, "a.txt: File too large") ? 0 : 3);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_holds(path, "old");
    assert_int_equal(files_in_folder(), 1); /* the temporary file is gone */
}

static void a_folder_that_is_not_there_is_an_error(void **state) {
    (void)state;
    Error error = {0};
    assert_false(file_save(in_folder("none/a.txt"), "x", 1, &error));
    assert_contains(error.message, "none/a.txt");
    assert_contains(error.message, "No such file");
    assert_false(file_save("/dev/full/x", "x", 1, &error));
    assert_false(file_save("/proc/heed", "x", 1, &error));
    char name[400];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_false(file_save(in_folder(name), "x", 1, &error));
}

static void an_unwritable_folder_keeps_the_old_file(void **state) {
    (void)state;
    const char *path = in_folder("a.txt");
    assert_true(file_save(path, "old", 3, NULL));
    uid_t self = geteuid(); /* the superuser may write everywhere: be nobody for a while */
    assert_int_equal(chmod(folder, self == 0 ? 0555 : 0500), 0);
    if (self == 0) assert_int_equal(seteuid(65534), 0);
    Error error = {0};
    bool saved = file_save(path, "new", 3, &error);
    if (self == 0) assert_int_equal(seteuid(self), 0);
    chmod(folder, 0700);
    assert_false(saved);
    assert_contains(error.message, "Permission denied");
    assert_holds(path, "old");
}

static void folders_and_devices_are_refused(void **state) {
    (void)state;
    char *bytes;
    size_t size;
    Error error = {0};
    assert_false(file_read(folder, 1000, arena, &bytes, &size, &error));
    assert_contains(error.message, "not a file");
    assert_false(file_save(folder, "x", 1, &error));
    assert_contains(error.message, "folder");
    assert_false(file_read("/dev/zero", 1000, arena, &bytes, &size, &error));
    const char *pipe = in_folder("pipe");
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_false(file_read(pipe, 1000, arena, &bytes, &size, &error)); /* and does not wait */
    assert_false(file_read(in_folder("none"), 1000, arena, &bytes, &size, &error));
    assert_contains(error.message, "No such file");
}

static void a_limit_is_kept(void **state) {
    (void)state;
    char *bytes;
    size_t size;
    Error error = {0};
    const char *path = in_folder("a.txt");
    assert_true(file_save(path, "12345", 5, NULL));
    assert_true(file_read(path, 5, arena, &bytes, &size, &error));
    assert_false(file_read(path, 4, arena, &bytes, &size, &error));
    assert_contains(error.message, "5 bytes");
}

static void a_link_is_followed(void **state) {
    (void)state;
    const char *target = in_folder("target.txt"), *link = in_folder("link.txt");
    assert_true(file_save(target, "old", 3, NULL));
    assert_int_equal(symlink("target.txt", link), 0);
    assert_true(file_save(link, "new", 3, NULL));
    assert_holds(target, "new");
    struct stat info;
    assert_int_equal(lstat(link, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
}

static void endings_are_found(void **state) {
    (void)state;
    assert_string_equal(file_ending("a/b.npz"), "npz");
    assert_string_equal(file_ending("a.b/c"), "");
    assert_string_equal(file_ending("a/.hidden"), "");
    assert_string_equal(file_ending(".hidden"), "");
    assert_string_equal(file_ending("a.tar.gz"), "gz");
    assert_string_equal(file_ending("a."), "");
    assert_string_equal(file_ending(""), "");
}

static void assets_are_found_where_they_are_said_to_be(void **state) {
    (void)state;
    assert_true(file_save(in_folder("b.x"), "", 0, NULL));
    assert_true(file_save(in_folder("a.x"), "", 0, NULL));
    assert_true(file_save(in_folder("c.y"), "", 0, NULL));
    char before[PATH_MAX] = "";
    const char *own = getenv("HEED_ASSETS");
    if (own) snprintf(before, sizeof before, "%s", own);
    setenv("HEED_ASSETS", folder, 1);
    Error error = {0};
    assert_string_equal(file_asset(arena, "a.x", &error), in_folder("a.x"));
    assert_null(file_asset(arena, "none.x", &error));
    assert_contains(error.message, "HEED_ASSETS");
    int count;
    const char **names = file_list_assets(arena, ".", "x", &count);
    assert_int_equal(count, 2);
    assert_string_equal(names[0], "a.x");
    assert_string_equal(names[1], "b.x");
    file_list_assets(arena, "no such folder", "x", &count);
    assert_int_equal(count, 0);
    if (own)
        setenv("HEED_ASSETS", before, 1);
    else
        unsetenv("HEED_ASSETS");
}

#define TEST(f) cmocka_unit_test_setup(f, empty_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_saved_and_replaced),
        TEST(a_new_file_has_the_mode_the_umask_leaves),
        TEST(a_full_disk_keeps_the_old_file),
        TEST(a_folder_that_is_not_there_is_an_error),
        TEST(an_unwritable_folder_keeps_the_old_file),
        TEST(folders_and_devices_are_refused),
        TEST(a_limit_is_kept),
        TEST(a_link_is_followed),
        TEST(endings_are_found),
        TEST(assets_are_found_where_they_are_said_to_be),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
