/* Text on the screen: shaped, cut to a width and asked where its carets are. */
#include "fuzz/fuzz.h"

#include "draw/font.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Fonts *fonts;
    Error error = {0};
    if (!fonts) fonts = fonts_new(&error);
    CHECK(fonts, "%s", error.message);
    Arena *arena = arena_new();
    char *text = fuzz_text(arena, data, size);
    Face face = (Face)(size % FACE_COUNT);
    float width = text_width(fonts, face, 13, text);
    CHECK(isfinite(width) && width >= 0, "a width of %g", (double)width);
    const TextLayout *layout = text_layout(fonts, arena, face, 13, text);
    CHECK(layout, "no layout");
    const char *cut = text_ellipsis(fonts, arena, face, 13, text, width / 2);
    CHECK(text_width(fonts, face, 13, cut) <= width / 2 + 0.5f, "“%s” is wider than asked", cut);
    arena_free(arena);
    return 0;
}
