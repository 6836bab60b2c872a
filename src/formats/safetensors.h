/* safetensors.h -- checkpoints and traces as .safetensors: a length, a JSON header, plain numbers.
 *
 * The format of github.com/huggingface/safetensors, read strictly: header of at most 100 MB that
 * starts with `{`, no key twice, tensors that tile the data exactly (no hole, no overlap, nothing
 * after the last), products checked for overflow. F32 is kept as it is, and points into the bytes
 * that were given when these are aligned to 4; F64, F16, BF16, BOOL and the integers become float32
 * in the arena. Other types are refused by name. What is refused leaves one sentence that says what
 * is wrong; a Git LFS pointer, a web page and a file cut short each get their own.
 *
 * `__metadata__` entries become meta text, in their order, except for a list of strings whose key
 * does not begin with `heed.`: that is a token array (lists of equal lists for rank 2 and more).
 */
#ifndef HEED_FORMATS_SAFETENSORS_H
#define HEED_FORMATS_SAFETENSORS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "formats/arrays.h"

/* Initialises `out` with what the bytes hold, arrays in the order of their data. `bytes` must live
 * as long as `out`. On false `out` is empty. */
bool safetensors_parse(const void *bytes, size_t size, Arena *arena, ArrayFile *out, Error *error);
/* Reads the file `path` into the arena and parses it; errors begin with the path. */
bool safetensors_read(const char *path, Arena *arena, ArrayFile *out, Error *error);

/* Appends the file's bytes: F32, tensors ordered by name, metadata in the order given, the header
 * padded to 8 with spaces. The same ArrayFile always gives the same bytes. */
void safetensors_write(const ArrayFile *file, Buffer *out);

#endif
