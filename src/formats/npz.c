#include "formats/npz.h"

#include "base/file.h"
#include "formats/json.h"
#include "formats/sniff.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define META "meta.json"
/* Deflate cannot do better than about 1032 to 1. */
enum { MOST_MEMBERS = 65535, LARGEST_RATIO = 1100, DOS_1980_01_01 = 0x21 };

static bool check_member(const zip_stat_t *member, size_t left, Error *error) {
    const zip_uint64_t wanted = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
                                ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
    if ((member->valid & wanted) != wanted)
        return error_set(error, "the directory of this zip is incomplete");
    size_t n = strlen(member->name);
    if (n < 4 || strcmp(member->name + n - 4, ".npy") != 0)
        return error_set(error, "it holds “%s”; an .npz has only .npy members%s", member->name,
                         strstr(member->name, ".pkl") ? " (this looks like a PyTorch file; save it "
                                                        "as safetensors)"
                                                      : "");
    if (member->encryption_method != ZIP_EM_NONE)
        return error_set(error, "%s is encrypted", member->name);
    if (member->comp_method != ZIP_CM_STORE && member->comp_method != ZIP_CM_DEFLATE)
        return error_set(error, "%s is packed in a way numpy does not use", member->name);
    if (member->size > left)
        return error_set(error, "%s takes %llu bytes, more than may be used for one file",
                         member->name, (unsigned long long)member->size);
    if (member->size / LARGEST_RATIO > member->comp_size)
        return error_set(error, "%s claims %llu bytes of only %llu: no real array packs so well",
                         member->name, (unsigned long long)member->size,
                         (unsigned long long)member->comp_size);
    return true;
}

/* All bytes of a member; free them. The last read is where libzip compares the checksum. */
static char *read_member(zip_t *zip, zip_uint64_t place, const zip_stat_t *member, Error *error) {
    size_t size = (size_t)member->size, done = 0;
    char *bytes = malloc(size + 1), beyond;
    zip_file_t *file = bytes ? zip_fopen_index(zip, place, 0) : NULL;
    zip_int64_t n = 0;
    while (file && done < size && (n = zip_fread(file, bytes + done, size - done)) > 0)
        done += (size_t)n;
    bool good = file && done == size && zip_fread(file, &beyond, 1) == 0;
    if (!bytes)
        error_set(error, "there is no memory for the %zu bytes of %s", size, member->name);
    else if (!file)
        error_set(error, "%s cannot be read: %s", member->name, zip_strerror(zip));
    else if (!good)
        error_set(error, "%s is damaged: %s", member->name, zip_file_strerror(file));
    if (file) zip_fclose(file);
    if (good) return bytes;
    free(bytes);
    return NULL;
}

static bool take_meta(const char *bytes, size_t size, ArrayFile *out, Error *error) {
    ArrayFile inner;
    arrays_init(&inner, out->arena);
    if (!npy_parse(bytes, size, META, &inner, error)) return false;
    const NamedArray *array = &inner.arrays[0];
    if (!array->tokens || arrays_size(array) != 1)
        return error_set(error, "it should be one string");
    json_t *object = json_parse_object(array->tokens[0], strlen(array->tokens[0]), error);
    if (!object) return false;
    json_read_meta(object, out);
    json_decref(object);
    return true;
}

static bool take_member(zip_t *zip, zip_uint64_t place, size_t *left, ArrayFile *out,
                        Error *error) {
    zip_stat_t member;
    zip_stat_init(&member);
    if (zip_stat_index(zip, place, 0, &member) != 0)
        return error_set(error, "its directory cannot be read: %s", zip_strerror(zip));
    if (!check_member(&member, *left, error)) return false;
    size_t length = strlen(member.name) - 4;
    char *bytes = read_member(zip, place, &member, error);
    if (!bytes) return false;
    *left -= (size_t)member.size;
    const char *name = text_clean(out->arena, arena_substring(out->arena, member.name, length));
    bool good;
    if (!strcmp(name, META))
        good = take_meta(bytes, (size_t)member.size, out, error);
    else if (arrays_find(out, name))
        good = error_set(error, "the name stands twice");
    else
        good = npy_parse(bytes, (size_t)member.size, name, out, error);
    free(bytes);
    return good || error_prefix(error, "%s", member.name);
}

static bool take_members(zip_t *zip, ArrayFile *out, Error *error) {
    zip_int64_t count = zip_get_num_entries(zip, 0);
    size_t left = arrays_memory_limit();
    if (count > MOST_MEMBERS)
        return error_set(error, "this zip has %lld members; %d are the most", (long long)count,
                         MOST_MEMBERS);
    for (zip_int64_t i = 0; i < count; i++)
        if (!take_member(zip, (zip_uint64_t)i, &left, out, error)) return false;
    return true;
}

bool npz_parse(const void *bytes, size_t size, Arena *arena, ArrayFile *out, Error *error) {
    arrays_init(out, arena);
    if (!sniff_check(bytes, size, "a .npz file", error)) return false;
    if (!sniff_begins(bytes, size, "PK"))
        return error_set(error, "this is no .npz: it does not begin as a zip file does");
    zip_error_t trouble;
    zip_error_init(&trouble);
    zip_source_t *source = zip_source_buffer_create(bytes, size, 0, &trouble);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &trouble) : NULL;
    bool good = zip && take_members(zip, out, error);
    if (!zip) {
        error_set(error, "this zip is damaged or cut short: %s", zip_error_strerror(&trouble));
        if (source) zip_source_free(source);
    } else {
        zip_discard(zip);
    }
    zip_error_fini(&trouble);
    if (!good) arrays_init(out, arena);
    return good;
}

bool npz_read(const char *path, Arena *arena, ArrayFile *out, Error *error) {
    char *bytes;
    size_t size;
    arrays_init(out, arena);
    if (!file_read(path, arrays_memory_limit(), arena, &bytes, &size, error)) return false;
    bool good = sniff_begins(bytes, size, "\x93NUMPY") ? npy_parse(bytes, size, "array", out, error)
                                                       : npz_parse(bytes, size, arena, out, error);
    return good || error_prefix(error, "%s", path);
}

static bool zip_trouble(zip_t *zip, const char *name, Error *error) {
    return error_set(error, "cannot put %s into a zip: %s", name, zip_strerror(zip));
}

static bool add_member(zip_t *zip, const NamedArray *array, Error *error) {
    Buffer bytes = {0}, name = {0};
    npy_write(array, &bytes);
    buffer_printf(&name, "%s.npy", array->name);
    zip_source_t *source = zip_source_buffer(zip, bytes.data, bytes.size, 1);
    if (!source) buffer_free(&bytes);
    zip_int64_t place = source ? zip_file_add(zip, name.data, source, ZIP_FL_ENC_UTF_8) : -1;
    if (source && place < 0) zip_source_free(source);
    buffer_free(&name);
    if (place < 0) return zip_trouble(zip, array->name, error);
    zip_uint64_t at = (zip_uint64_t)place;
    if (zip_set_file_compression(zip, at, ZIP_CM_STORE, 0) != 0 ||
        zip_file_set_dostime(zip, at, 0, DOS_1980_01_01, 0) != 0)
        return zip_trouble(zip, array->name, error);
    return true;
}

static bool add_members(zip_t *zip, const ArrayFile *file, Error *error) {
    if (file->meta_count > 0) {
        if (arrays_find(file, META)) return error_set(error, "an array may not be called " META);
        Buffer json = {0};
        json_write_meta(&json, file);
        const char *token = json.data;
        NamedArray meta = {.name = META, .rank = 1, .shape = {1}, .tokens = &token};
        bool good = add_member(zip, &meta, error);
        buffer_free(&json);
        if (!good) return false;
    }
    for (int i = 0; i < file->count; i++)
        if (!add_member(zip, &file->arrays[i], error)) return false;
    return true;
}

static bool copy_source(zip_source_t *source, Buffer *out) {
    zip_stat_t info;
    zip_stat_init(&info);
    if (zip_source_stat(source, &info) != 0 || zip_source_open(source) != 0) return false;
    size_t before = out->size;
    char *bytes = buffer_grow(out, (size_t)info.size);
    bool good = zip_source_read(source, bytes, info.size) == (zip_int64_t)info.size;
    zip_source_close(source);
    if (!good) out->size = before;
    return good;
}

/* A zip of no members is no file for libzip; numpy writes this. */
static void write_empty(Buffer *out) {
    static const char end[22] = "PK\5\6";
    buffer_append(out, end, sizeof end);
}

bool npz_write(const ArrayFile *file, Buffer *out, Error *error) {
    if (file->count == 0 && file->meta_count == 0) {
        write_empty(out);
        return true;
    }
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    CHECK(source, "out of memory");
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    CHECK(zip, "libzip opens no zip in memory");
    bool good = add_members(zip, file, error);
    if (good && zip_close(zip) != 0) {
        good = zip_trouble(zip, "the arrays", error);
        zip_discard(zip);
    } else if (!good) {
        zip_discard(zip);
    }
    if (good && !copy_source(source, out)) good = error_set(error, "cannot read the zip made");
    zip_source_free(source);
    return good;
}
