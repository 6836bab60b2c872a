#include "formats/sniff.h"

#include <string.h>
#include <strings.h>

bool sniff_begins(const void *bytes, size_t size, const char *text) {
    size_t n = strlen(text);
    return size >= n && !strncasecmp(bytes, text, n);
}

bool sniff_check(const void *bytes, size_t size, const char *wanted, Error *error) {
    if (size == 0) return error_set(error, "the file is empty");
    if (sniff_begins(bytes, size, "version https://git-lfs"))
        return error_set(error, "this is a Git LFS pointer, not the file itself; fetch it with "
                                "“git lfs pull” or download it");
    if (sniff_begins(bytes, size, "<!doctype") || sniff_begins(bytes, size, "<html") ||
        sniff_begins(bytes, size, "<?xml"))
        return error_set(error, "this is a web page, not %s; download the file itself", wanted);
    return true;
}
