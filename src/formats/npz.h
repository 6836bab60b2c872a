/* npz.h -- numpy's .npz and .npy: what a notebook opens with numpy.load.
 *
 * Written: a zip with one stored member NAME.npy for each array, dated 1980-01-01, so that the same
 * ArrayFile always gives the same bytes; numbers as `<f4`, tokens as `<U{n}` (UTF-32, padded with
 * zeros), and the meta entries as JSON in the one-element string array `meta.json`.
 * Read: f2, f4, f8, integers and bool of either byte order, made float32; `<U` and `>U` and `S` as
 * tokens; C and Fortran order. Pickled objects (`|O`) and structured types are refused. Whatever a
 * file claims is held against the bytes that are there before memory is taken, and against
 * arrays_memory_limit() when it is compressed.
 */
#ifndef HEED_FORMATS_NPZ_H
#define HEED_FORMATS_NPZ_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "formats/arrays.h"

/* Initialises `out` with the members of a zip. Everything is copied into the arena. On false `out`
 * is empty. */
bool npz_parse(const void *bytes, size_t size, Arena *arena, ArrayFile *out, Error *error);
/* Adds the one array of a .npy file to `out` (which arrays_init has prepared), under `name`, which
 * must be new. On false `out` is as it was. */
bool npy_parse(const void *bytes, size_t size, const char *name, ArrayFile *out, Error *error);
/* Reads a .npz, or a .npy whose array is then called `array`; errors begin with the path. */
bool npz_read(const char *path, Arena *arena, ArrayFile *out, Error *error);

/* Appends the bytes of a .npz; false only when a name cannot be a member's or memory runs out. */
bool npz_write(const ArrayFile *file, Buffer *out, Error *error);
/* Appends the bytes of one .npy. */
void npy_write(const NamedArray *array, Buffer *out);

#endif
