#include "ui/layout.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

static float held(float size, float most) {
    if (!(size > 0)) return 0;
    return size < most ? size : most;
}

DrawBox box_cut_top(DrawBox *box, float size) {
    float cut = held(size, box->height);
    DrawBox piece = {box->x, box->y, box->width, cut};
    box->y += cut;
    box->height -= cut;
    return piece;
}

DrawBox box_cut_bottom(DrawBox *box, float size) {
    float cut = held(size, box->height);
    box->height -= cut;
    return (DrawBox){box->x, box->y + box->height, box->width, cut};
}

DrawBox box_cut_left(DrawBox *box, float size) {
    float cut = held(size, box->width);
    DrawBox piece = {box->x, box->y, cut, box->height};
    box->x += cut;
    box->width -= cut;
    return piece;
}

DrawBox box_cut_right(DrawBox *box, float size) {
    float cut = held(size, box->width);
    box->width -= cut;
    return (DrawBox){box->x + box->width, box->y, cut, box->height};
}

DrawBox box_inset(DrawBox box, float x, float y) {
    x = fminf(x, box.width / 2);
    y = fminf(y, box.height / 2);
    return (DrawBox){box.x + x, box.y + y, box.width - 2 * x, box.height - 2 * y};
}

/* Part i of n along a length: where it begins and how long it is, both whole. */
static void part(float length, int i, int n, float gap, float *start, float *size) {
    float pitch = (length + gap) / (float)n;
    *start = roundf(pitch * (float)i);
    *size = fmaxf(0, roundf(pitch * (float)(i + 1)) - gap - *start);
}

DrawBox box_column(DrawBox box, int i, int n, float gap) {
    float start, size;
    part(box.width, i, n, gap, &start, &size);
    return (DrawBox){box.x + start, box.y, size, box.height};
}

DrawBox box_row(DrawBox box, int i, int n, float gap) {
    float start, size;
    part(box.height, i, n, gap, &start, &size);
    return (DrawBox){box.x, box.y + start, box.width, size};
}

DrawBox box_center(DrawBox box, float width, float height) {
    return (DrawBox){roundf(box.x + (box.width - width) / 2),
                     roundf(box.y + (box.height - height) / 2), width, height};
}

DrawBox box_aligned(DrawBox box, Align align, float width, float height) {
    DrawBox middle = box_center(box, width, height);
    if (align == ALIGN_LEFT) middle.x = box.x;
    if (align == ALIGN_RIGHT) middle.x = box.x + box.width - width;
    return middle;
}

bool box_has(DrawBox box, float x, float y) {
    return x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
}

DrawBox box_around(DrawBox a, DrawBox b) {
    float x = fminf(a.x, b.x), y = fminf(a.y, b.y);
    return (DrawBox){x, y, fmaxf(a.x + a.width, b.x + b.width) - x,
                     fmaxf(a.y + a.height, b.y + b.height) - y};
}

DrawBox box_within(DrawBox box, DrawBox outer) {
    box.x = fmaxf(outer.x, fminf(box.x, outer.x + outer.width - box.width));
    box.y = fmaxf(outer.y, fminf(box.y, outer.y + outer.height - box.height));
    return box;
}

/* Capitals of our faces are about 0.73 em high. */
float text_baseline(float y, float height, float size) {
    return roundf(y + height / 2 + size * 0.364f);
}

const char *text_in_box(List *list, DrawBox box, Align align, Face face, float size, Color color,
                        const char *text) {
    const char *shown = text;
    /* Half a pixel more than the box: a box made as wide as its text holds it. */
    if (text_width(list_fonts(list), face, size, text) > box.width + 0.5f)
        shown = text_ellipsis(list_fonts(list), list_arena(list), face, size, text, box.width);
    float x = box.x;
    if (align == ALIGN_CENTER) x += box.width / 2;
    if (align == ALIGN_RIGHT) x += box.width;
    draw_text(list, x, text_baseline(box.y, box.height, size), align, face, size, color, shown);
    return shown;
}

/* Where a line that begins at `from` ends, at most: the last space that lets it fit, or the end of
 * the first word. */
static const char *line_end(Fonts *fonts, Arena *arena, Face face, float size, const char *from,
                            float width) {
    const char *end = NULL, *at = from;
    for (;;) {
        const char *space = strpbrk(at, " \n");
        const char *stop = space ? space : at + strlen(at);
        char *line = arena_substring(arena, from, (size_t)(stop - from));
        if (end && text_width(fonts, face, size, line) > width) return end;
        end = stop;
        if (!space || *space == '\n') return end;
        at = space + 1;
    }
}

const char **text_lines(Fonts *fonts, Arena *arena, Face face, float size, const char *text,
                        float width, int *count) {
    size_t most = 1;
    for (const char *at = text; *at; at++) most += *at == ' ' || *at == '\n';
    const char **lines = ARENA_ARRAY(arena, const char *, most);
    *count = 0;
    while (*text) {
        const char *end = line_end(fonts, arena, face, size, text, width);
        char *line = arena_substring(arena, text, (size_t)(end - text));
        lines[(*count)++] = text_width(fonts, face, size, line) > width
                                ? text_ellipsis(fonts, arena, face, size, line, width)
                                : line;
        text = *end ? end + 1 : end;
    }
    return lines;
}

float text_paragraph(List *list, DrawBox box, Align align, Face face, float size, float leading,
                     Color color, const char *text) {
    int count;
    const char **lines =
        text_lines(list_fonts(list), list_arena(list), face, size, text, box.width, &count);
    float pitch = roundf(size * leading);
    for (int i = 0; i < count; i++) {
        DrawBox line = {box.x, box.y + pitch * (float)i, box.width, pitch};
        text_in_box(list, line, align, face, size, color, lines[i]);
    }
    return pitch * (float)count;
}
