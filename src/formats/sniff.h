/* sniff.h -- files that people take for arrays: what they are instead, in a sentence. */
#ifndef HEED_FORMATS_SNIFF_H
#define HEED_FORMATS_SNIFF_H

#include "base/error.h"

#include <stddef.h>

/* False, with a sentence, for an empty file, a Git LFS pointer and a web page. `wanted` is what the
 * file should have been: "a safetensors file". */
bool sniff_check(const void *bytes, size_t size, const char *wanted, Error *error);

/* The bytes begin with the text, letter case ignored. */
bool sniff_begins(const void *bytes, size_t size, const char *text);

#endif
