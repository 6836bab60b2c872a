/* buffer.h -- bytes that grow: a file being written, a line being put together.
 *
 * Start with `Buffer b = {0};`, end with buffer_free. `data` is NULL while empty and always has a 0
 * after its `size` bytes otherwise, so text can be read as a string. Memory is the heap's.
 */
#ifndef HEED_BASE_BUFFER_H
#define HEED_BASE_BUFFER_H

#include <stddef.h>

typedef struct Buffer {
    char *data;
    size_t size, capacity;
} Buffer;

void buffer_free(Buffer *buffer);
void buffer_append(Buffer *buffer, const void *bytes, size_t size);
void buffer_text(Buffer *buffer, const char *text);
void buffer_printf(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The number in the fewest digits that read back to the same double; 0.004, 20, 1e-07. */
void buffer_number(Buffer *buffer, double number);
/* `size` new bytes at the end, not set; the address holds until the next append. */
void *buffer_grow(Buffer *buffer, size_t size);

#endif
