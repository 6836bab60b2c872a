#include "draw/text.h"

#include "base/rng.h"
#include "base/text.h"
#include "draw/vector_parts.h"

#include <string.h>

static const char *const FACES[FACE_COUNT] = {
    [FACE_WORDS] = "words",
    [FACE_WORDS_MEDIUM] = "words-medium",
    [FACE_WORDS_SEMIBOLD] = "words-semibold",
    [FACE_WORDS_BOLD] = "words-bold",
    [FACE_HEADING] = "heading",
    [FACE_FORMULA] = "formula",
    [FACE_FORMULA_UPRIGHT] = "formula-upright",
    [FACE_SIGNS] = "signs",
    [FACE_NUMBERS] = "numbers",
    [FACE_NUMBERS_BOLD] = "numbers-bold",
};

static void dump_box(Buffer *out, DrawBox box) {
    put_numbers(out, (float[]){box.x, box.y, box.width, box.height}, 4, 1);
}

/* ` name value`. */
static void dump_number(Buffer *out, const char *name, float value, int decimals) {
    buffer_printf(out, " %s", name);
    put_numbers(out, &value, 1, decimals);
}

static void dump_color(Buffer *out, const char *name, Color color) {
    buffer_printf(out, "%s ", name);
    put_color(out, color, true);
}

static void dump_fill(Buffer *out, Color color) {
    if (color.a) dump_color(out, " fill", color);
}

static void dump_stroke(Buffer *out, const DrawStroke *stroke) {
    if (!stroke->color.a) return;
    dump_color(out, " stroke", stroke->color);
    put_numbers(out, &stroke->width, 1, 1);
    if (stroke->dash > 0) {
        dump_number(out, "dash", stroke->dash, 1);
        put_numbers(out, &stroke->gap, 1, 1);
    }
    if (stroke->round) buffer_text(out, " round");
}

static void dump_rect(Buffer *out, const DrawRect *rect) {
    buffer_text(out, "rect");
    dump_box(out, rect->box);
    if (rect->radius > 0) dump_number(out, "radius", rect->radius, 1);
    dump_fill(out, rect->fill);
    dump_stroke(out, &rect->stroke);
}

static void dump_line(Buffer *out, const DrawLine *line) {
    buffer_text(out, "line");
    put_numbers(out, (float[]){line->x0, line->y0, line->x1, line->y1}, 4, 1);
    dump_stroke(out, &line->stroke);
}

static void dump_curve(Buffer *out, const DrawCurve *curve) {
    buffer_text(out, "curve");
    for (int i = 0; i < 4; i++) put_numbers(out, (float[]){curve->x[i], curve->y[i]}, 2, 1);
    dump_stroke(out, &curve->stroke);
}

static void dump_path(Buffer *out, const DrawPath *path) {
    buffer_text(out, "path");
    dump_fill(out, path->fill);
    dump_stroke(out, &path->stroke);
    for (int i = 0; i < path->count; i++) {
        const PathStep *step = &path->steps[i];
        buffer_printf(out, " %c", "MLCZ"[step->verb]);
        if (step->verb == PATH_CURVE)
            put_numbers(out, (float[]){step->x1, step->y1, step->x2, step->y2}, 4, 1);
        if (step->verb != PATH_CLOSE) put_numbers(out, (float[]){step->x, step->y}, 2, 1);
    }
}

/* Every command stays one line, whatever its text is. */
static void dump_string(Buffer *out, const char *text) {
    buffer_text(out, " “");
    for (int32_t c; (c = text_next(&text)) >= 0;) {
        char encoded[5];
        bool plain = c >= 32 && c != '\\' && c != 0x201D && (c < 127 || c >= 160) && c != 0x2028 &&
                     c != 0x2029;
        if (plain && text_encode(c, encoded))
            buffer_text(out, encoded);
        else
            buffer_printf(out, "\\u{%x}", (unsigned)c);
    }
    buffer_text(out, "”");
}

static void dump_text(Buffer *out, const DrawText *text) {
    buffer_text(out, "text");
    put_numbers(out, (float[]){text->x, text->baseline}, 2, 1);
    buffer_printf(out, " %s", FACES[text->face]);
    put_numbers(out, &text->size, 1, 1);
    dump_color(out, "", text->color);
    dump_number(out, "width", text->width, 1);
    if (text->rotation != 0) dump_number(out, "turn", text->rotation, 1);
    dump_string(out, text->text);
}

static void dump_level(Buffer *out, uint8_t level) {
    if (level == COLOR_MASKED)
        buffer_text(out, " masked");
    else if (level == COLOR_EMPTY)
        buffer_text(out, " empty");
    else
        buffer_printf(out, " %d", level);
}

static void dump_row(Buffer *out, const uint8_t *levels, int count) {
    buffer_text(out, "\n   ");
    for (int i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && levels[end] == levels[i];) end++;
        dump_level(out, levels[i]);
        if (end - i > 1) buffer_printf(out, "×%d", end - i);
    }
}

static void dump_rows(Buffer *out, const DrawCells *cells) {
    size_t width = (size_t)cells->cols;
    for (int row = 0, end; row < cells->rows; row = end) {
        const uint8_t *levels = cells->levels + (size_t)row * width;
        for (end = row + 1; end < cells->rows; end++)
            if (memcmp(levels, cells->levels + (size_t)end * width, width)) break;
        dump_row(out, levels, cells->cols);
        if (end - row > 1) buffer_printf(out, " (×%d)", end - row);
    }
}

static void dump_cells(Buffer *out, const DrawCells *cells) {
    const Color *colors = cells->map->colors;
    buffer_text(out, "cells");
    dump_box(out, cells->box);
    buffer_printf(out, " %d × %d", cells->rows, cells->cols);
    if (cells->gap > 0) dump_number(out, "gap", cells->gap, 1);
    if (cells->opacity < 1) dump_number(out, "opacity", cells->opacity, 2);
    dump_color(out, " map", colors[0]);
    dump_color(out, "", colors[COLOR_ZERO]);
    dump_color(out, "", colors[COLOR_TOP]);
}

static void dump_image(Buffer *out, const DrawImage *image) {
    size_t size = (size_t)image->rows * (size_t)image->columns * sizeof *image->pixels;
    buffer_text(out, "image");
    dump_box(out, image->box);
    buffer_printf(out, " %d × %d", image->rows, image->columns);
    if (image->smooth) buffer_text(out, " smooth");
    if (image->opacity < 1) dump_number(out, "opacity", image->opacity, 2);
    if (image->rotation != 0) {
        dump_number(out, "turn", image->rotation, 1);
        buffer_text(out, " about");
        put_numbers(out, (float[]){image->pivot_x, image->pivot_y}, 2, 1);
    }
    buffer_printf(out, " pixels %08x", (unsigned)fnv1a(FNV_START, image->pixels, size));
}

void text_dump(const List *list, Buffer *out) {
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        switch (command->kind) {
        case DRAW_RECT: dump_rect(out, &command->as.rect); break;
        case DRAW_LINE: dump_line(out, &command->as.line); break;
        case DRAW_CURVE: dump_curve(out, &command->as.curve); break;
        case DRAW_PATH: dump_path(out, &command->as.path); break;
        case DRAW_TEXT: dump_text(out, &command->as.text); break;
        case DRAW_CELLS: dump_cells(out, &command->as.cells); break;
        case DRAW_IMAGE: dump_image(out, &command->as.image); break;
        }
        if (!vector_same_box(command->clip, DRAW_NO_CLIP)) {
            buffer_text(out, " clip");
            dump_box(out, command->clip);
        }
        if (command->kind == DRAW_CELLS) dump_rows(out, &command->as.cells);
        buffer_text(out, "\n");
    }
}
