/* numbers.h -- the number types that files use, made float32.
 *
 * Bytes may stand at any address. Half floats follow IEEE 754 (infinities, NaN and subnormals
 * included); doubles and integers are rounded to the nearest float32.
 */
#ifndef HEED_FORMATS_NUMBERS_H
#define HEED_FORMATS_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum NumberType {
    NUMBER_NONE,
    NUMBER_BOOL,
    NUMBER_I8,
    NUMBER_U8,
    NUMBER_I16,
    NUMBER_U16,
    NUMBER_I32,
    NUMBER_U32,
    NUMBER_I64,
    NUMBER_U64,
    NUMBER_F16,
    NUMBER_BF16,
    NUMBER_F32,
    NUMBER_F64
} NumberType;

/* Bytes of one number; 0 for NUMBER_NONE. */
size_t number_width(NumberType type);

/* Makes `count` numbers that stand one after the other float32; `big` when the most significant
 * byte stands first. */
void numbers_to_float(NumberType type, bool big, const void *bytes, size_t count, float *out);

float number_from_half(uint16_t bits);

#endif
