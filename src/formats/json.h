/* json.h -- JSON out by hand, JSON in by jansson.
 *
 * The writers append to a Buffer and always write the same bytes for the same values: floats with
 * nine significant digits (they read back to the same float32), what is not finite as null, strings
 * with only `"`, `\` and control characters escaped, what is not UTF-8 as U+FFFD.
 * The readers refuse a key that stands twice, bad UTF-8 and anything after the value, and say line
 * and column. A json_t that is returned belongs to the caller: json_decref. Members are read with
 * jansson's own functions (this header includes them) or with the json_get_ helpers below.
 */
#ifndef HEED_FORMATS_JSON_H
#define HEED_FORMATS_JSON_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "formats/arrays.h"

#include <jansson.h>

void json_write_string(Buffer *out, const char *text); /* with its quotes */
void json_write_strings(Buffer *out, const char *const *items, long count);
void json_write_float(Buffer *out, float value); /* −inf, inf and NaN as null */
/* The meta entries as one object: text quoted, JSON values as they are. */
void json_write_meta(Buffer *out, const ArrayFile *file);
/* {"meta": {…}, "arrays": {NAME: {"shape": […], "data": […]}}}, data flat, last index fastest; a
 * token array of rank 1 is a plain list of strings, of rank 2 and more a list of such lists. Ends
 * with a line feed. */
void json_write_arrays(Buffer *out, const ArrayFile *file);
/* A token array alone, as json_write_arrays writes it. */
void json_write_tokens(Buffer *out, const NamedArray *array);

/* The whole text as one object or list, or NULL and a sentence. Numbers are read as they are. */
json_t *json_parse_object(const char *text, size_t size, Error *error);
json_t *json_parse_list(const char *text, size_t size, Error *error);

/* A list of strings, copied into the arena. */
bool json_read_strings(const json_t *list, Arena *arena, TextPieces *out, Error *error);
bool json_parse_strings(const char *text, Arena *arena, TextPieces *out, Error *error);
/* A list of strings, or of equal lists of strings to any depth up to ARRAYS_MAX_RANK, as
 * json_write_tokens writes it; false when it is anything else. */
bool json_read_tokens(const json_t *list, Arena *arena, int *rank, long shape[ARRAYS_MAX_RANK],
                      const char *const **tokens);
/* Adds the members of an object as meta entries: strings as text, the rest as JSON. */
void json_read_meta(const json_t *object, ArrayFile *out);

/* Members of an object. A missing one, another type or a number outside low … high is a sentence
 * that names the key. The text lives as long as the object. */
bool json_get_int(const json_t *object, const char *key, int low, int high, int *out, Error *error);
bool json_get_double(const json_t *object, const char *key, double low, double high, double *out,
                     Error *error);
bool json_get_bool(const json_t *object, const char *key, bool *out, Error *error);
bool json_get_text(const json_t *object, const char *key, const char **out, Error *error);

#endif
