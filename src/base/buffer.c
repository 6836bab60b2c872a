#include "base/buffer.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_free(Buffer *buffer) {
    free(buffer->data);
    *buffer = (Buffer){0};
}

void *buffer_grow(Buffer *buffer, size_t size) {
    CHECK(size < SIZE_MAX / 4 && buffer->size < SIZE_MAX / 4, "a buffer of %zu + %zu bytes",
          buffer->size, size);
    size_t need = buffer->size + size + 1;
    if (need > buffer->capacity) {
        size_t capacity = buffer->capacity ? buffer->capacity : 256;
        while (capacity < need) capacity *= 2;
        char *data = realloc(buffer->data, capacity);
        CHECK(data, "out of memory: %zu bytes", capacity);
        buffer->data = data;
        buffer->capacity = capacity;
    }
    void *start = buffer->data + buffer->size;
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
    return start;
}

void buffer_append(Buffer *buffer, const void *bytes, size_t size) {
    void *start = buffer_grow(buffer, size);
    if (size) memcpy(start, bytes, size);
}

void buffer_text(Buffer *buffer, const char *text) {
    buffer_append(buffer, text, strlen(text));
}

void buffer_printf(Buffer *buffer, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    CHECK(length >= 0, "format “%s”", format);
    char *start = buffer_grow(buffer, (size_t)length);
    vsnprintf(start, (size_t)length + 1, format, again);
    va_end(again);
}

void buffer_number(Buffer *buffer, double number) {
    char text[40];
    int digits = 0;
    double back;
    do {
        snprintf(text, sizeof text, "%.*e", digits, number);
        back = strtod(text, NULL);
    } while ((back < number || back > number) && ++digits < 17);
    const char *exponent = strchr(text, 'e');
    int power = exponent ? atoi(exponent + 1) : 99;
    if (power >= -5 && power <= 15)
        snprintf(text, sizeof text, "%.*f", power < digits ? digits - power : 0, number);
    else
        snprintf(text, sizeof text, "%.*g", digits + 1, number);
    buffer_text(buffer, text);
}
