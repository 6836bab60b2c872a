/* Texts in SVG. */
#include "draw/svg_parts.h"

#include "base/text.h"

#include <string.h>

/* What a reader without our fonts takes instead, by what the face is for. */
static const char *const INSTEAD[FACE_COUNT] = {
    [FACE_WORDS] = "'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif",
    [FACE_WORDS_MEDIUM] = "'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif",
    [FACE_WORDS_SEMIBOLD] = "'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif",
    [FACE_WORDS_BOLD] = "'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif",
    [FACE_HEADING] = "'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif",
    [FACE_FORMULA] = "'STIX Two Text', 'Times New Roman', 'DejaVu Serif', serif",
    [FACE_FORMULA_UPRIGHT] = "'STIX Two Text', 'Times New Roman', 'DejaVu Serif', serif",
    [FACE_SIGNS] = "'STIX Two Math', 'Cambria Math', 'DejaVu Serif', serif",
    [FACE_NUMBERS] = "'DejaVu Sans Mono', Menlo, Consolas, monospace",
    [FACE_NUMBERS_BOLD] = "'DejaVu Sans Mono', Menlo, Consolas, monospace",
};

/* A family's name in CSS: in quotes, which it does not hold itself. */
static void put_family(Buffer *out, Face face, const FontInfo *font) {
    Buffer name = {0};
    for (const char *at = font->family; *at; at++)
        if (*at != '\'' && *at != '\\') buffer_append(&name, at, 1);
    buffer_text(out, " font-family=\"'");
    svg_escaped(out, name.data ? name.data : "");
    buffer_printf(out, "', %s\"", INSTEAD[face]);
    buffer_free(&name);
}

/* What differs from the font of the element around; all of it when there is none. */
static void put_font(Buffer *out, Face face, const FontInfo *font, const FontInfo *around) {
    if (!around || strcmp(font->family, around->family)) put_family(out, face, font);
    if (around ? font->weight != around->weight : font->weight != 400)
        buffer_printf(out, " font-weight=\"%d\"", font->weight);
    if (around ? font->italic != around->italic : font->italic)
        buffer_printf(out, " font-style=\"%s\"", font->italic ? "italic" : "normal");
}

/* Where the run begins: its left end, or its middle when it is written from right to left, since
 * readers do not agree on which end such a run begins at. */
static void put_place(Buffer *out, const DrawText *text, const TextRun *run, const char *words) {
    svg_number(out, "x", (double)(text->x + run->x + (run->rtl ? run->width / 2 : 0)));
    if (run->rtl)
        buffer_text(out,
                    " text-anchor=\"middle\" direction=\"rtl\" unicode-bidi=\"bidi-override\"");
    if (run->width > 0 && text_count_graphemes(words) > 1) {
        svg_number(out, "textLength", (double)run->width);
        if (run->tracking <= 0) buffer_text(out, " lengthAdjust=\"spacingAndGlyphs\"");
    }
    if (run->tracking > 0) svg_number(out, "letter-spacing", (double)run->tracking);
    if (run->kind != TEXT_RUN_GLYPHS) buffer_text(out, " visibility=\"hidden\"");
    if (run->separate) buffer_text(out, " style=\"font-variant-ligatures:none\"");
}

static const char *words_of(Svg *svg, const TextLayout *layout, const TextRun *run) {
    return arena_substring(svg->arena, layout->text + run->first, (size_t)run->length);
}

/* The run that begins first in the text at or after `byte`; NULL after the last. */
static const TextRun *next_run(const TextLayout *layout, int byte) {
    const TextRun *next = NULL;
    for (int i = 0; i < layout->count; i++) {
        const TextRun *run = &layout->runs[i];
        if (run->first >= byte && (!next || run->first < next->first)) next = run;
    }
    return next;
}

static void put_spans(Svg *svg, const DrawText *text, const TextLayout *layout,
                      const FontInfo *around) {
    Buffer *out = &svg->body;
    const TextRun *run = next_run(layout, 0);
    for (; run; run = next_run(layout, run->first + run->length)) {
        const char *words = words_of(svg, layout, run);
        buffer_text(out, "<tspan");
        put_place(out, text, run, words);
        if (run->font) put_font(out, text->face, run->font, around);
        buffer_text(out, ">");
        svg_escaped(out, words);
        buffer_text(out, "</tspan>");
    }
}

static void put_turn(Buffer *out, const DrawText *text) {
    if (text->rotation == 0) return;
    buffer_text(out, " transform=\"rotate(");
    put_number(out, (double)text->rotation, 2);
    put_numbers(out, (float[]){text->x, text->baseline}, 2, 2);
    buffer_text(out, ")\"");
}

void svg_text(Svg *svg, const DrawText *text) {
    Fonts *fonts = list_fonts(svg->list);
    const TextLayout *layout = text_layout(fonts, svg->arena, text->face, text->size, text->text);
    const TextRun *run = layout->runs;
    bool single = layout->count == 1 && run->font;
    const FontInfo *font = single ? run->font : fonts_face(fonts, text->face);
    Buffer *out = &svg->body;
    buffer_text(out, "<text");
    if (single) put_place(out, text, run, words_of(svg, layout, run));
    svg_number(out, "y", (double)text->baseline);
    put_turn(out, text);
    put_font(out, text->face, font, NULL);
    svg_number(out, "font-size", (double)text->size);
    svg_color(out, "fill", text->color);
    buffer_text(out, ">");
    if (single)
        svg_escaped(out, words_of(svg, layout, run));
    else
        put_spans(svg, text, layout, font);
    buffer_text(out, "</text>\n");
}
