/* file.h -- reading files whole, and saving them so that a crash or a full disk loses nothing.
 *
 * file_save writes a temporary file beside the target, syncs it, renames it over the target and
 * syncs the folder: at every moment the target is either the old file or the whole new one. Errors
 * are sentences that name the path.
 */
#ifndef HEED_BASE_FILE_H
#define HEED_BASE_FILE_H

#include "base/arena.h"
#include "base/error.h"

/* Reads all of `path`; the bytes live in the arena, with a 0 after the last. Refuses folders, and
 * files of more than `limit` bytes. */
bool file_read(const char *path, size_t limit, Arena *arena, char **bytes, size_t *size,
               Error *error);

/* A file's bytes without reading them first: pages come as they are looked at. Another program that
 * shortens the file meanwhile ends this one; replacing it, as file_save does, leaves the bytes as
 * they were. */
typedef struct FileMap {
    const char *bytes; /* NULL: nothing is mapped */
    size_t size;
} FileMap;
/* As file_read, of a file that is not empty. */
bool file_map(const char *path, size_t limit, FileMap *out, Error *error);
void file_unmap(FileMap *map); /* of nothing: does nothing */
/* For whoever goes through a large file once: what was looked at leaves the program's memory, and
 * comes again when it is next looked at, from the system's own copy as a rule. A small one stays.
 */
void file_rest(const FileMap *map);

/* Bytes in the file; 0 when there is none. */
size_t file_size(const char *path);

/* Replaces `path` by `size` bytes. `-` is standard output. */
bool file_save(const char *path, const void *bytes, size_t size, Error *error);

bool file_exists(const char *path);
/* The ending without its dot, lower case as typed ("" when there is none). */
const char *file_ending(const char *path);

/* Where the program's own files are: $HEED_ASSETS, beside the real executable, ../share/heed, the
 * source folder. Returns a path in the arena, or NULL with a sentence when none has it. */
const char *file_asset(Arena *arena, const char *name, Error *error);
/* All asset names in `folder` with the given ending, sorted. */
const char **file_list_assets(Arena *arena, const char *folder, const char *ending, int *count);

#endif
