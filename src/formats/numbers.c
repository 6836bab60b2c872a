#include "formats/numbers.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

size_t number_width(NumberType type) {
    static const size_t widths[] = {0, 1, 1, 1, 2, 2, 4, 4, 8, 8, 2, 2, 4, 8};
    return widths[type];
}

float number_from_half(uint16_t bits) {
    int exponent = bits >> 10 & 31, fraction = bits & 1023;
    float sign = bits >> 15 ? -1.0f : 1.0f;
    if (exponent == 31) return fraction ? NAN : sign * INFINITY;
    if (exponent == 0) return sign * ldexpf((float)fraction, -24);
    return sign * ldexpf((float)(fraction | 1024), exponent - 25);
}

static float float_of_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static float float_of_double_bits(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return (float)value;
}

static uint64_t read_bits(const unsigned char *at, size_t width, bool big) {
    uint64_t bits = 0;
    for (size_t i = 0; i < width; i++) bits |= (uint64_t)at[big ? width - 1 - i : i] << (8 * i);
    return bits;
}

static float convert(NumberType type, uint64_t bits) {
    switch (type) {
    case NUMBER_BOOL: return bits ? 1.0f : 0.0f;
    case NUMBER_I8: return (float)(int8_t)(uint8_t)bits;
    case NUMBER_I16: return (float)(int16_t)(uint16_t)bits;
    case NUMBER_I32: return (float)(int32_t)(uint32_t)bits;
    case NUMBER_I64: return (float)(int64_t)bits;
    case NUMBER_U8:
    case NUMBER_U16:
    case NUMBER_U32:
    case NUMBER_U64: return (float)bits;
    case NUMBER_F16: return number_from_half((uint16_t)bits);
    case NUMBER_BF16: return float_of_bits((uint32_t)bits << 16);
    case NUMBER_F32: return float_of_bits((uint32_t)bits);
    case NUMBER_F64: return float_of_double_bits(bits);
    case NUMBER_NONE: break;
    }
    CHECK(false, "no number type %d", (int)type);
    return 0;
}

void numbers_to_float(NumberType type, bool big, const void *bytes, size_t count, float *out) {
    const unsigned char *at = bytes;
    size_t width = number_width(type);
    if (type == NUMBER_F32 && !big && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) {
        if (count) memcpy(out, bytes, count * width);
        return;
    }
    for (size_t i = 0; i < count; i++)
        out[i] = convert(type, read_bits(at + i * width, width, big));
}
