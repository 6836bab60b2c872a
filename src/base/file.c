#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool file_exists(const char *path) {
    return access(path, F_OK) == 0;
}

const char *file_ending(const char *path) {
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    return dot && dot != path && (!slash || dot > slash + 1) ? dot + 1 : "";
}

static bool read_all(int descriptor, char *bytes, size_t size) {
    for (size_t done = 0; done < size;) {
        ssize_t n = read(descriptor, bytes + done, size - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        if (n == 0) {
            errno = EIO;
            return false;
        }
        done += (size_t)n;
    }
    return true;
}

/* An open file of at most `limit` bytes, or −1 and a sentence. */
static int open_to_read(const char *path, size_t limit, size_t *size, Error *error) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        error_set(error, "cannot open %s: %s", path, strerror(errno));
        return -1;
    }
    struct stat info;
    bool good = fstat(descriptor, &info) == 0;
    if (!good)
        error_set(error, "cannot read %s: %s", path, strerror(errno));
    else if (!S_ISREG(info.st_mode))
        good = error_set(error, "cannot read %s: it is not a file", path);
    else if ((size_t)info.st_size > limit)
        good = error_set(error, "cannot read %s: it has %lld bytes, more than the %zu allowed",
                         path, (long long)info.st_size, limit);
    if (!good) {
        close(descriptor);
        return -1;
    }
    *size = (size_t)info.st_size;
    return descriptor;
}

bool file_read(const char *path, size_t limit, Arena *arena, char **bytes, size_t *size,
               Error *error) {
    int descriptor = open_to_read(path, limit, size, error);
    if (descriptor < 0) return false;
    *bytes = arena_alloc(arena, *size + 1);
    (*bytes)[*size] = '\0';
    bool good = read_all(descriptor, *bytes, *size);
    if (!good) error_set(error, "cannot read %s: %s", path, strerror(errno));
    close(descriptor);
    return good;
}

bool file_map(const char *path, size_t limit, FileMap *out, Error *error) {
    size_t size;
    int descriptor = open_to_read(path, limit, &size, error);
    if (descriptor < 0) return false;
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    bool good = bytes != MAP_FAILED;
    if (good)
        *out = (FileMap){bytes, size};
    else
        error_set(error, "cannot read %s: %s", path, strerror(errno));
    close(descriptor);
    return good;
}

void file_unmap(FileMap *map) {
    if (map->bytes) munmap((void *)(uintptr_t)map->bytes, map->size);
    *map = (FileMap){NULL, 0};
}

void file_rest(const FileMap *map) {
    enum { LARGE = 1 << 26 };
    if (map->size >= LARGE) madvise((void *)(uintptr_t)map->bytes, map->size, MADV_DONTNEED);
}

size_t file_size(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode) ? (size_t)info.st_size : 0;
}

static bool write_all(int descriptor, const char *bytes, size_t size) {
    for (size_t done = 0; done < size;) {
        ssize_t n = write(descriptor, bytes + done, size - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        done += (size_t)n;
    }
    return true;
}

static void sync_folder_of(const char *path) {
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1,
             slash ? path : ".");
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    fsync(descriptor); /* some file systems refuse; the rename itself is done */
    close(descriptor);
}

/* The mode a file that is there has, else what the umask leaves of 0666. */
static mode_t mode_for(const char *path) {
    struct stat info;
    if (stat(path, &info) == 0) return info.st_mode & 07777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

bool file_save(const char *path, const void *bytes, size_t size, Error *error) {
    if (!strcmp(path, "-")) {
        if (write_all(STDOUT_FILENO, bytes, size)) return true;
        return error_set(error, "cannot write to standard output: %s", strerror(errno));
    }
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return error_set(error, "cannot write %s: it is a folder", path);
    char real[PATH_MAX]; /* through a link, the file it leads to is replaced, not the link */
    const char *target = realpath(path, real) ? real : path;
    char temporary[PATH_MAX];
    if (snprintf(temporary, sizeof temporary, "%s.XXXXXX", target) >= (int)sizeof temporary)
        return error_set(error, "cannot write %s: the name is too long", path);
    mode_t mode = mode_for(target);
    int descriptor = mkostemp(temporary, O_CLOEXEC);
    if (descriptor < 0) return error_set(error, "cannot write %s: %s", path, strerror(errno));
    bool good = write_all(descriptor, bytes, size) && fchmod(descriptor, mode) == 0 &&
                fsync(descriptor) == 0;
    int first = errno;
    if (close(descriptor) != 0 && good) {
        good = false;
        first = errno;
    }
    if (good && rename(temporary, target) != 0) {
        good = false;
        first = errno;
    }
    if (!good) {
        unlink(temporary);
        return error_set(error, "cannot write %s: %s", path, strerror(first));
    }
    sync_folder_of(target);
    return true;
}

/* The folders that may hold the assets, in order; fills `out` and returns whether the n-th exists.
 */
static bool asset_folder(int n, char out[PATH_MAX]) {
    char executable[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", executable, sizeof executable - 1);
    executable[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(executable, '/');
    if (slash) *slash = '\0';
    const char *own = getenv("HEED_ASSETS");
    int used = -1;
    if (n == 0 && own && *own) used = snprintf(out, PATH_MAX, "%s", own);
    if (n == 1 && slash) used = snprintf(out, PATH_MAX, "%s/assets", executable);
    if (n == 2 && slash) used = snprintf(out, PATH_MAX, "%s/../share/heed", executable);
    if (n == 3) used = snprintf(out, PATH_MAX, "%s", HEED_SOURCE_ASSETS);
    return used > 0 && used < PATH_MAX && file_exists(out);
}

const char *file_asset(Arena *arena, const char *name, Error *error) {
    char folder[PATH_MAX];
    for (int n = 0; n < 4; n++) {
        if (!asset_folder(n, folder)) continue;
        const char *path = arena_printf(arena, "%s/%s", folder, name);
        if (file_exists(path)) return path;
    }
    error_set(error, "cannot find the program's file %s; set HEED_ASSETS to the folder that has it",
              name);
    return NULL;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool has_ending(const char *name, const char *ending) {
    size_t n = strlen(name), m = strlen(ending);
    return n > m && name[n - m - 1] == '.' && !strcmp(name + n - m, ending);
}

const char **file_list_assets(Arena *arena, const char *folder, const char *ending, int *count) {
    char root[PATH_MAX];
    *count = 0;
    for (int n = 0; n < 4; n++) {
        if (!asset_folder(n, root)) continue;
        struct dirent **entries;
        int found = scandir(arena_printf(arena, "%s/%s", root, folder), &entries, NULL, NULL);
        if (found < 0) continue;
        const char **names = ARENA_ARRAY(arena, const char *, found + 1);
        for (int i = 0; i < found; i++) {
            if (has_ending(entries[i]->d_name, ending))
                names[(*count)++] = arena_string(arena, entries[i]->d_name);
            free(entries[i]);
        }
        free(entries);
        qsort(names, (size_t)*count, sizeof *names, by_name);
        return names;
    }
    return ARENA_ARRAY(arena, const char *, 1);
}
