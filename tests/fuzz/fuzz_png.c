/* A PNG, and the pixels as text made them: what is read is written and read again. */
#include "fuzz/fuzz.h"

#include "draw/png.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Error error = {0};
    Png png, again;
    if (!png_read(&png, data, size, &error)) {
        fuzz_refused(&error);
        return 0;
    }
    Buffer bytes = {0};
    if (png_write(&bytes, png.pixels, png.width, png.height, png.density, &error)) {
        CHECK(png_read(&again, bytes.data, bytes.size, &error), "%s", error.message);
        CHECK(png_compare(&png, &again, 0, 0, &error), "%s", error.message);
        png_free_pixels(&again);
    } else
        fuzz_refused(&error);
    buffer_free(&bytes);
    png_free_pixels(&png);
    return 0;
}
